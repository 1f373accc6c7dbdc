"""The list: going through the accounts, marking them, and showing only some."""

from __future__ import annotations

from arcall_tui.tui.actions import Where
from arcall_tui.tui.places.screen_place import ScreenPlace
from arcall_tui.tui.services.marks import AccountMarks, InvoiceMarks
from arcall_tui.tui.services.showing import Showing
from arcall_tui.tui.stage import Stage, does

_FAR = 10**9  # accounts: as far as there are any


class AccountsPlace(ScreenPlace):
    """Moves the cursor of the list; the account beside it follows."""

    where = Where.LIST
    gives_way = True

    def __init__(self, stage: Stage, showing: Showing, marks: AccountMarks, invoices: InvoiceMarks) -> None:
        super().__init__(stage)
        self.showing = showing
        self.marks = marks
        self.invoices = invoices

    @does("top", -_FAR)
    @does("bottom", _FAR)
    async def move(self, count: int) -> None:
        """Move so many accounts; at most to the ends."""
        await self.showing.row(self.stage.main.accounts.cursor + count)

    @does("mark")
    async def mark(self) -> None:
        """Mark the account, or take the mark off, and go on to the next."""
        card = self.stage.session.card
        if card is not None:
            self.marks.turn(card.account.id)
            await self.move(1)
            self.marks.tell()

    @does("mark_all")
    async def mark_all(self) -> None:
        """Mark every account in the list as it is filtered, or take all marks off."""
        shown = {row.account for row in self.stage.session.worklist.shown}
        self.marks.set(set() if self.stage.main.accounts.marked else shown)
        self.marks.tell()

    @does("reachable")
    async def reachable(self) -> None:
        """Show only those who can be called now, or everyone again."""
        session, main = self.stage.session, self.stage.main
        on = not session.worklist.reachable_only
        session.worklist.only_reachable(on)
        at = session.worklist.index(session.card.account.id) if session.card else None
        main.paint_list()
        if at is None and session.worklist.shown:
            await self.showing.row(0)
        if on:
            count = len(session.worklist.shown)
            self.stage.say(f"{count:,} can be reached now · esc shows everyone", "")

    @does("clear")
    async def clear(self) -> None:
        """Take off the marks on invoices, else those on accounts, else show the whole list."""
        card = self.stage.session.card
        if self.stage.main.same_call:
            self.stage.main.same_call = {}
            self.stage.main.head_notes()
        elif card is not None and self.invoices.clear(card.account.id):
            self.stage.main.paint_card(keep=True)
        elif self.stage.main.accounts.marked:
            self.marks.set(set())
        elif self.stage.session.worklist.widen():
            self.stage.main.paint_list()
        self.stage.hush()
