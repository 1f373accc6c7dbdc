"""The list: going through the accounts, marking them, showing only some, and finding one as you type."""

from collections.abc import Sequence

from arcall_tui.render.account_list import Listing
from arcall_tui.rules.queue import Placing
from arcall_tui.tui.actions import Where
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.places.screen_place import PromptPlace, ScreenPlace
from arcall_tui.tui.services.showing import NoteDraft, Showing
from arcall_tui.tui.stage import Stage, does

_FAR = 10**9  # accounts: as far as there are any


class AccountsPlace(ScreenPlace):
    """Moves the cursor of the list; the account beside it follows."""

    where = Where.LIST
    gives_way = True

    def __init__(self, stage: Stage, showing: Showing) -> None:
        super().__init__(stage)
        self.showing = showing

    @does("top", -_FAR)
    @does("bottom", _FAR)
    async def move(self, count: int) -> None:
        """Move so many accounts; at most to the ends."""
        await self.showing.row(self.main.accounts.cursor + count)

    @does("mark")
    async def mark(self) -> None:
        """Mark the account, or take the mark off, and go on to the next."""
        if self.session.account is not None:
            await self._mark(self.main.accounts.marked ^ {self.session.account}, 1)

    @does("mark_all")
    async def mark_all(self) -> None:
        """Mark every account in the list as it is filtered, or take all marks off."""
        shown = {row.account for row in self.session.worklist.shown}
        await self._mark(set() if self.main.accounts.marked else shown)

    async def _mark(self, accounts: set[int], on: int = 0) -> None:
        """Let these be the marked ones, go so many accounts `on`, and say how many are marked."""
        self.main.accounts.mark(accounts)
        if on:
            await self.move(on)
        told = f"{len(accounts)} marked: an outcome, z, s or l is for all of them · esc takes the marks off"
        self.say(told if accounts else "", "")

    @does("reachable")
    async def reachable(self) -> None:
        """Show only those who can be called now, or everyone again."""
        on = not self.session.worklist.reachable_only
        self.session.worklist.only_reachable(on)
        self.main.paint_list()
        if self.session.at is None and self.session.worklist.shown:
            await self.showing.row(0)
        if on:
            count = len(self.session.worklist.shown)
            self.say(f"{count:,} can be reached now · esc shows everyone", "")

    @does("clear")
    async def clear(self) -> None:
        """Take off the marks on invoices, else those on accounts, else show the whole list."""
        if self.main.same_call:
            self.main.same_call = {}
            self.main.head_notes()
        elif self.session.account is not None and self.main.account.clear(self.session.account):
            self.main.paint_card(keep=True)
        elif self.main.accounts.marked:
            self.main.accounts.mark(set())
        elif self.session.worklist.widen():
            self.main.paint_list()
        self.stage.hush()


class FindPlace(PromptPlace):
    """Shows what fits the text in the list's place; `enter` goes there, `esc` back to where it began."""

    where = Where.FIND

    def __init__(self, stage: Stage, showing: Showing, draft: NoteDraft) -> None:
        super().__init__(stage)
        self.showing = showing
        self.draft = draft
        self._found: Sequence[Placing] = ()
        self._from: int | None = None

    @does("find")
    async def open(self) -> None:
        """Begin."""
        await self.draft.keep()
        self._from = self.session.account
        self.edit = LineEdit()
        self._found = ()
        self.stage.enter(Where.FIND, hush=True)
        self._paint()

    async def changed(self, *, text: bool) -> None:
        """Look again where the text has changed."""
        words = self.edit.text.strip()
        if text:
            self._found = await self.session.queue.find(words) if words else ()
        self._paint()
        await self._follow()

    def _paint(self) -> None:
        self.main.accounts.prompt = ((" / ", "title"), *self.edit.pieces(active=True)), ()
        self.main.accounts.show(Listing(self._found, len(self._found), "found", parted=False), 0)

    async def _follow(self) -> None:
        if self._found:
            await self.session.show(self._found[self.main.accounts.cursor].account)
            self.main.paint_card()
        elif self.edit.text.strip():
            self.main.paint_nobody(self.edit.text.strip())

    async def move(self, count: int) -> None:
        """Go through what was found."""
        self.main.accounts.move(count)
        await self._follow()

    async def go(self) -> None:
        """Go to the account under the cursor."""
        await self._close(self._found[self.main.accounts.cursor].account if self._found else self._from)

    async def picked(self, index: int) -> None:
        """Go to what was clicked."""
        self.main.accounts.go(index)
        await self.go()

    async def leave(self) -> None:
        """Go back to where it began."""
        await self._close(self._from)

    async def _close(self, account: int | None) -> None:
        self.main.accounts.prompt = None
        self.stage.enter(Where.LIST)
        if account is not None:
            await self.showing.account(account)
        else:
            self.main.paint_list()
