"""Help and commands: every action, narrowed as you type; enter runs one."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from arcall_tui.domain.text import fold
from arcall_tui.text_width import fit
from arcall_tui.tui.actions import Action, shown
from arcall_tui.tui.hidden import Veil
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.render.account_rows import SIGNS
from arcall_tui.tui.render.pieces import Line, rule
from arcall_tui.tui.widgets.list_pane import ListPane

_KEY, _NAME = 13, 24
_TOOLTIP = 2 + _KEY + _NAME  # where the explanations begin
_LEFT, _TALL = 6, 60  # lines that stay free above, on a screen that has none to spare for it


class Chooser(ListPane):
    """A prompt, and the actions that fit what was typed."""

    above = 2
    quiet = "shade"

    def __init__(self, veil: Veil) -> None:
        super().__init__("chooser", veil)
        self._all: Sequence[Action] = ()
        self._title = ""
        self.edit = LineEdit()
        self.found: list[Action] = []

    @property
    def count(self) -> int:
        """How many actions fit what was typed."""
        return len(self.found)

    def open(self, title: str, actions: Sequence[Action]) -> None:
        """Show `actions` under `title`."""
        self._title, self._all = title, actions
        self.edit = LineEdit()
        self.narrow()
        width, height = self.screen.size
        # Where an explanation is cut in its row, that of the row with the cursor is read below all.
        self.below = any(cell_len(action.tooltip) > width - _TOOLTIP for action in actions)
        left = _LEFT if height < _TALL else 1
        self.styles.height = max(4, min(len(actions) + 2 + self.below, height - left))
        self.display = True

    def close(self) -> None:
        """Hide it."""
        self.display = False

    def narrow(self) -> None:
        """Keep what fits the text: every word of it in the key, the name or the explanation."""
        words = fold(self.edit.text).split()
        text = self.edit.text.strip()
        self.found = [action for action in self._all if all(word in _haystack(action) for word in words)]
        # One letter most likely means the key.
        self.found.sort(key=lambda action: text not in map(shown, action.keys) if text else False)
        self.cursor = self.first = 0
        self.refresh()

    def move(self, count: int) -> None:
        """Move the cursor; beyond an end it comes in at the other."""
        if self.found:
            self.go((self.cursor + count) % len(self.found))
            self.refresh()  # what is below all of them follows the cursor

    @property
    def chosen(self) -> Action | None:
        """The action under the cursor."""
        return self.found[self.cursor] if self.found else None

    def line(self, y: int, /) -> Line:
        """Return the title, the prompt, an action, or what is cut of one."""
        if y == 0:
            return rule(
                ((f" {self._title}", "title"),), ((f"{SIGNS} · {len(self.found)}", "dim"),), self.room.width
            )
        if y == 1:
            return ((" type to narrow: ", "dim"), *self.edit.pieces(active=True))
        if self.below and y == self.room.height - 1:
            return ((f" {self.chosen.tooltip}" if self.chosen else "", ""),)
        if (index := self.row_at(y)) is None:
            return ()
        action, here = self.found[index], index == self.cursor
        keys = " ".join(shown(key) for key in action.keys)
        return (
            ("▸ " if here else "  ", "accent"),
            (fit(keys, _KEY), "key"),
            (fit(action.name, _NAME), "strong" if here else ""),
            (action.tooltip, "dim"),
        )


# What people also call an action.
_ALSO = {
    "letter": "email e-mail mail reminder statement template",
    "contact": "email e-mail mail phone person address",
    "dial": "phone call telephone copy",
    "import": "ledger csv excel xlsx upload",
    "search": "full text",
    "snooze": "snooze sleep pause wake",
    "next_step": "follow-up reminder task",
    "notes": "write note comment",
    "theme": "colours colors dark light",
    "hide": "privacy mask",
    "quit": "exit leave backup (arcall backup, in the shell)",
    "filter": "sort tags",
}


def _haystack(action: Action) -> str:
    keys = " ".join(map(shown, action.keys))
    return fold(f"{keys} {action.name} {action.tooltip} {action.id} {_ALSO.get(action.id, '')}")
