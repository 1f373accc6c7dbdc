"""Keys one at a time and in order, so that each applies to the account it was meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from arcall_tui.domain.outcomes import Code
from arcall_tui.tui.actions import Where, shown
from arcall_tui.tui.keyboards import by_place
from arcall_tui.tui.late_keys import LateKeys

if TYPE_CHECKING:
    from arcall_tui.tui.router import Router

# What is logged at one key.
_LOGGED = frozenset(code.means.action for code in Code if code.means.action and not code.means.title)


class KeyInput:
    """Finds what a key means where the caller is; drops what nobody pressed, and what comes behind an alarm."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.stage = router.stage
        self._late = LateKeys()
        self._told: set[str] = set()  # keys that were said to do nothing
        self._dropped = 0  # keys that came behind an alarm

    async def key(self, event: events.Key) -> None:
        """Take one key, and return when what it does is done."""
        stage = self.stage
        stage.touched = True
        stage.keys_taken += 1
        if stage.alarm and not self._answers(event):
            return
        if not self.router.place.takes_text and self._late.is_answer(event):
            return
        action = stage.keys.meaning(stage.where, event.key)
        if action is None and not self.router.place.takes_text and (letter := by_place(event.character)):
            action = stage.keys.meaning(stage.where, letter)
        if event.key.startswith("alt+") and event.character and action is None:
            # Over a slow line, and in tmux, esc and the letter after it arrive as one.
            await self.key(events.Key("escape", "\x1b"))
            await self.key(events.Key(event.character, event.character))
            return
        self.router.privacy.key_pressed()
        if (
            action is not None
            and action.id == "notes"
            and event.key == "enter"
            and stage.session.last is not None
            and stage.session.last.is_fresh
        ):
            # Meant for a form that this outcome does not have; the notes would be the next customer's.
            stage.say("logged already · i opens the notes")
        elif action is not None:
            if not (action.id in _LOGGED and self._late.is_held(event)):
                await self.router.act(action.id)
        elif stage.where is Where.NOTES:
            await (await self.router.late()).notes.feed(event)
        elif self.router.place.takes_text:
            await stage.guard(self.router.place.typed(event.key, event.character))
        else:
            self._unknown(event)

    def _answers(self, event: events.Key) -> bool:
        """Take the answer to an alarm: esc or enter. Return whether the key is to be followed: quitting always is."""
        stage = self.stage
        action = stage.keys.meaning(stage.where, event.key)
        leaving = action is not None and action.id in {"quit", "quit_now"}
        if leaving or event.key in {"escape", "enter"}:
            stage.alarm = ""
            stage.say(f"{self._dropped} keys were dropped" if self._dropped else "", "")
            self._dropped = 0
        else:
            self._dropped += 1
        return leaving

    def _unknown(self, event: events.Key) -> None:
        """Say once that a key does nothing here, and where those that do are read."""
        if event.key not in self._told:
            self._told.add(event.key)
            sign = event.character if event.is_printable and event.character else shown(event.key)
            way = shown(self.stage.keys["help"].keys[0]) if self.stage.keys["help"].keys else "f1"
            self.stage.say(f"{sign} does nothing in {self.stage.where} · {way} shows the keys", "")
