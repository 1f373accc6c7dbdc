"""Help and commands: every action, narrowed as you type; enter runs one."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.message import Message

from arcall_tui.tui.actions import Action, shown
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.render.pieces import Line, fit, rule
from arcall_tui.tui.widgets.drawn import Drawn

_KEY, _NAME = 13, 24
_TOOLTIP = 2 + _KEY + _NAME  # where the explanations begin
_LEFT = 6


class Chooser(Drawn):
    """A prompt, and the actions that fit what was typed."""

    class Run(Message):
        """An action was clicked."""

    def __init__(self) -> None:
        super().__init__(id="chooser")
        self._all: Sequence[Action] = ()
        self._title = ""
        self.edit = LineEdit()
        self.found: list[Action] = []
        self.cursor = 0
        self._first = 0
        self._below = False

    def open(self, title: str, actions: Sequence[Action]) -> None:
        """Show `actions` under `title`."""
        self._title, self._all = title, actions
        self.edit = LineEdit()
        self.narrow()
        width, height = self.screen.size
        # Where an explanation is cut in its row, that of the row with the cursor is read below all.
        self._below = any(cell_len(action.tooltip) > width - _TOOLTIP for action in actions)
        self.styles.height = max(4, min(len(actions) + 2 + self._below, height - _LEFT))
        self.display = True

    def close(self) -> None:
        """Hide it."""
        self.display = False

    def narrow(self) -> None:
        """Keep what fits the text: every word of it in the key, the name or the explanation."""
        words = self.edit.text.lower().split()
        text = self.edit.text.strip()
        self.found = [action for action in self._all if all(word in _haystack(action) for word in words)]
        # One letter most likely means the key.
        self.found.sort(key=lambda action: text not in map(shown, action.keys) if text else False)
        self.cursor = self._first = 0
        self.refresh()

    def move(self, count: int) -> None:
        """Move the cursor."""
        if self.found:
            self.cursor = (self.cursor + count) % len(self.found)
            room = max(1, self.room.height - 2 - self._below)
            self._first = max(min(self._first, self.cursor), self.cursor - room + 1)
            self.refresh()

    @property
    def chosen(self) -> Action | None:
        """The action under the cursor."""
        return self.found[self.cursor] if self.found else None

    def line(self, y: int) -> Line:
        """Return the title, the prompt, an action, or what is cut of one."""
        if y == 0:
            return rule(((f" {self._title}", "title"),), ((f"{len(self.found)}", "dim"),), self.room.width)
        if y == 1:
            return ((" type to narrow: ", "dim"), *self.edit.pieces(active=True))
        if self._last(y):
            return ((f" {self.chosen.tooltip}" if self.chosen else "", ""),)
        index = self._first + y - 2
        if index >= len(self.found):
            return ()
        action, here = self.found[index], index == self.cursor
        keys = " ".join(shown(key) for key in action.keys)
        return (
            ("▸ " if here else "  ", "accent"),
            (fit(keys, _KEY), "key"),
            (fit(action.name, _NAME), "strong" if here else ""),
            (action.tooltip, "dim"),
        )

    def _last(self, y: int) -> bool:
        """Whether row `y` is the one below the actions."""
        return self._below and y == self.room.height - 1

    def ground(self, y: int) -> str:
        """Return the ground; the cursor's row has its own."""
        return (
            "cursor"
            if y > 1 and not self._last(y) and self._first + y - 2 == self.cursor and self.found
            else "shade"
        )

    def on_click(self, event: events.Click) -> None:
        """Run the action that was clicked."""
        index = self._first + event.y - 2
        if event.y > 1 and not self._last(event.y) and index < len(self.found):
            self.cursor = index
            self.post_message(self.Run())


def _haystack(action: Action) -> str:
    return f"{' '.join(map(shown, action.keys))} {action.name} {action.tooltip} {action.id}".lower()
