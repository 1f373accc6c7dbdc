"""Search of all that was said, as you type."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from arcall_tui.tui.actions import Where
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.render import agenda_rows as rows
from arcall_tui.tui.widgets.board import Row

if TYPE_CHECKING:
    from arcall_tui.tui.router import Router
    from arcall_tui.workday.desk.finding import Hit

_LIMIT = 100


class Searching:
    """Shows what has the words over the panes; `enter` goes to the account and opens its history there."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self._edit = LineEdit()
        self._hits: Sequence[Hit] = ()

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            "search": self.open,
            "search_go": self.go,
            "search_down": partial(self.move, 1),
            "search_up": partial(self.move, -1),
            "search_leave": self.leave,
        }

    async def open(self) -> None:
        """Begin; the last words are there to be typed over."""
        await self.router.writing.keep()
        self._edit = LineEdit(self._edit.text)
        self.router.hush()
        self.router.enter(Where.SEARCH)
        await self._look()

    async def typed(self, key: str, character: str | None) -> None:
        """Take a key; look again where the text has changed."""
        before = self._edit.text
        if self._edit.key(key, character):
            await self._look() if self._edit.text != before else await self._paint()

    async def pasted(self, text: str) -> None:
        """Take pasted text."""
        self._edit.paste(text)
        await self._look()

    async def _look(self) -> None:
        from arcall_tui.workday.desk.finding import said  # noqa: PLC0415 - not before the first paint

        session = self.router.session
        self._hits = await session.run(said, session.desk, self._edit.text, _LIMIT)
        await self._paint()

    async def _paint(self) -> None:
        board = await self.router.upkeep.board_panel()
        width, here = self.router.main.size.width, self.router.session.here
        lines = rows.found(self._hits, here, width, masked=self.router.main.veil.on)
        if not lines and self._edit.text.strip():
            lines = [Row(((" Nothing on record has all of these words.", "dim"),))]
        count = f"{len(self._hits)}{'+' if len(self._hits) == _LIMIT else ''} found"
        title = (((" What was said", "title"),), ((count, "dim"),))
        board.open(title, lines, prompt=((" search notes: ", "title"), *self._edit.pieces(active=True)))

    async def move(self, count: int) -> None:
        """Go through what was found."""
        (await self.router.upkeep.board_panel()).move(count)

    async def go(self) -> None:
        """Go to the account, and to the entry in its history."""
        key = (await self.router.upkeep.board_panel()).key_here
        await self.leave()
        if key is not None:
            hit = self._hits[key]
            await self.router.moving.to_account(hit.account)
            if hit.call:
                await self.router.past.open_at(hit.call)

    async def leave(self) -> None:
        """Close."""
        await self.router.close_board()
