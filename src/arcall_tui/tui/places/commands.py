"""Help and commands: every action, narrowed as you type; enter runs one."""

from collections.abc import Awaitable, Callable, Iterator, Sequence

from arcall_tui.domain.text import fold
from arcall_tui.render.account_list import SIGNS
from arcall_tui.render.pane import Row
from arcall_tui.render.pieces import fit, wrap
from arcall_tui.tui.actions import Action, Where, shown
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.places.screen_place import BoardPlace, PromptPlace
from arcall_tui.tui.stage import Stage, does

_KEY, _NAME = 13, 21
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


class ChooserPlace(BoardPlace, PromptPlace):
    """Shows the actions over the panes; `run` does the one chosen."""

    where = Where.CHOOSER

    def __init__(self, stage: Stage, run: Callable[[str], Awaitable[None]]) -> None:
        super().__init__(stage)
        self._run = run
        self._title = ""
        self._all: Sequence[Action] = ()
        self._found: Sequence[Action] = ()

    @does("help", "Keys in the list", keyless=False)
    @does("commands", "Commands")
    async def open(self, title: str, *, keyless: bool = True) -> None:
        """Show the actions; those without a key only where `keyless`."""
        self._title, self.edit = title, LineEdit()
        self._all = [each for each in self.stage.keys.of(Where.LIST) if keyless or each.keys]
        self.stage.enter(Where.CHOOSER, hush=True)
        await self.changed(text=True)

    async def changed(self, *, text: bool) -> None:
        """Show what has every word of the text in its key, name or explanation; one letter most likely means the key."""
        board, typed = await self.board(), self.edit.text.strip()
        if text:
            words = fold(typed).split()
            found = [each for each in self._all if all(word in _haystack(each) for word in words)]
            self._found = sorted(found, key=lambda each: bool(typed) and typed not in map(shown, each.keys))
        width = self.main.size.width
        rows = [row for key, each in enumerate(self._found) for row in _rows(each, key, width)]
        title = (((f" {self._title}", "title"),), ((f"{SIGNS} · {len(self._found)} found", "dim"),))
        prompt = ((" type to narrow: ", "dim"), *self.edit.pieces(active=True))
        board.open(title, rows, prompt=prompt, cursor=0 if text else board.cursor, keep=not text)

    async def go(self) -> None:
        """Run the action under the cursor."""
        key = (await self.board()).key_here
        await self.leave()
        if key is not None:
            await self._run(self._found[key].id)


def _rows(action: Action, key: int, width: int) -> Iterator[Row]:
    """Yield an action: its keys, its name, and what it does, in full."""
    head = f"  {fit(' '.join(map(shown, action.keys)), _KEY)}"
    for line in wrap(
        ((head, "key"), (fit(action.name, _NAME), "strong"), (action.tooltip, "dim")),
        width - 1,
        len(head) + _NAME,
    ):
        yield Row(line, key if line[0][0].startswith(head.rstrip()) else None)


def _haystack(action: Action) -> str:
    keys = " ".join(map(shown, action.keys))
    return fold(f"{keys} {action.name} {action.tooltip} {action.id} {_ALSO.get(action.id, '')}")
