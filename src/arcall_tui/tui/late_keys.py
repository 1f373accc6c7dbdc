"""Keys that nobody pressed: repeats of one that is held down, and what a terminal answers late."""

from __future__ import annotations

from textual import events

# Seconds. A finger does not come back so soon; a slow line delivers what was typed in one burst, sooner still.
_REPEAT, _BURST = 0.12, 0.004
# What an answer begins with once Textual has taken its escape away, and how soon its parts follow one another.
_BEGINS = frozenset({"left_square_bracket", "right_square_bracket", "circumflex_accent"})
_ONE_ANSWER = 0.02


class TypedAtOnce(events.Paste):
    """So much text in one piece as no fingers type: a paste by a terminal that does not say so, or a slow line."""


class LateKeys:
    """Looks at when keys were read, and which came before."""

    def __init__(self) -> None:
        self._key, self._at, self._holding = "", 0.0, False
        self._answer_at: float | None = None

    def is_held(self, event: events.Key) -> bool:
        """Whether the key only repeats itself because it is held down."""
        gap = event.time - self._at
        again = event.key == self._key and gap < _REPEAT
        self._holding = again and (self._holding or gap > _BURST)
        self._key, self._at = event.key, event.time
        return self._holding

    def is_answer(self, event: events.Key) -> bool:
        """Whether it is part of what the terminal answered to a question: no key was pressed."""
        within = self._answer_at is not None and event.time - self._answer_at < _ONE_ANSWER
        self._answer_at = event.time if within or event.key in _BEGINS else None
        return within
