"""Find as you type."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from arcall_tui.tui.actions import Where
from arcall_tui.tui.line_edit import LineEdit

if TYPE_CHECKING:
    from arcall_tui.rules.queue import Placing
    from arcall_tui.tui.router import Router


class Finding:
    """Shows what fits the text in the list's place; `enter` goes there, `esc` back to where it began."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self._edit = LineEdit()
        self._found: Sequence[Placing] = ()
        self._from: int | None = None

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            "find": self.open,
            "find_go": self.go,
            "find_down": partial(self.move, 1),
            "find_up": partial(self.move, -1),
            "find_leave": self.leave,
        }

    async def open(self) -> None:
        """Begin."""
        card = self.router.session.card
        await self.router.writing.keep()
        self._from = card.account.id if card else None
        self._edit = LineEdit()
        self._found = ()
        self.router.hush()
        self.router.enter(Where.FIND)
        self._paint(0)

    async def typed(self, key: str, character: str | None) -> None:
        """Take a key; look again where the text has changed."""
        before = self._edit.text
        if self._edit.key(key, character):
            await self._look(before)

    async def pasted(self, text: str) -> None:
        """Take pasted text."""
        before = self._edit.text
        self._edit.paste(text)
        await self._look(before)

    async def _look(self, before: str) -> None:
        text = self._edit.text.strip()
        if self._edit.text != before:
            self._found = await self.router.session.find(text) if text else ()
        self._paint(0)
        await self._follow()

    def _paint(self, cursor: int) -> None:
        accounts = self.router.main.accounts
        accounts.prompt = ((" / ", "title"), *self._edit.pieces(active=True))
        self.router.main.paint_list(cursor, self._found, "found")

    async def _follow(self) -> None:
        accounts, session = self.router.main.accounts, self.router.session
        if self._found:
            await session.show(self._found[accounts.cursor].account)
            self.router.main.paint_card()

    async def move(self, count: int) -> None:
        """Go through what was found."""
        accounts = self.router.main.accounts
        accounts.move(count)
        await self._follow()

    async def go(self) -> None:
        """Go to the account under the cursor."""
        await self._close(
            self._found[self.router.main.accounts.cursor].account if self._found else self._from
        )

    async def pick(self, index: int) -> None:
        """Go to what was clicked."""
        self.router.main.accounts.go(index)
        await self.go()

    async def leave(self) -> None:
        """Go back to where it began."""
        await self._close(self._from)

    async def _close(self, account: int | None) -> None:
        self.router.main.accounts.prompt = None
        self.router.enter(Where.LIST)
        if account is not None:
            await self.router.moving.to_account(account)
        else:
            self.router.main.paint_list(0)
