"""The caller's session: the account on screen, the one that comes next, and what is put on record."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from arcall_tui.errors import UsageError
from arcall_tui.rules.queue import Placing
from arcall_tui.tui.live_queue import DeskLine, LiveQueue, Worklist
from arcall_tui.workday.desk.desk import Card, Desk, Logged, Undone, account_of

if TYPE_CHECKING:
    from arcall_tui.domain.activity import Outcome
    from arcall_tui.settings import Settings
    from arcall_tui.workday.desk.today import Opening


class LookAhead:
    """Holds one account as it was read; whatever touches it lets go of it."""

    def __init__(self, worklist: Worklist, read: Callable[[int], Awaitable[Card]]) -> None:
        self._worklist = worklist
        self._read = read
        self.card: Card | None = None

    async def look(self, here: int | None) -> None:
        """Read who comes when the account on screen (`here`) is done with."""
        rows = self._worklist.rows
        following = next((row.account for row in rows if row.callable and row.account != here), None)
        if following is not None and (self.card is None or self.card.account.id != following):
            self.card = await self._read(following)

    def take(self, account: int) -> Card | None:
        """Return the account where it is the one that was read, and let go of it."""
        card, self.card = self.card, None
        return card if card is not None and card.account.id == account else None

    def forget(self, placing: Placing | None = None) -> None:
        """Let go of what was read; where an account has changed, only if a call to it counts for that one, too."""
        if self.card is None or placing is None:
            self.card = None
            return
        payer = placing.standing.payer
        together = payer is not None and self.card.account.payer == payer
        if together or self.card.account.id == placing.account:
            self.card = None


P = ParamSpec("P")
T = TypeVar("T")

_A_MOMENT = 1.0  # seconds


@dataclass
class LastLogged:
    """The account that an outcome was logged on last, when (monotonic seconds), and after how many keys."""

    account: int
    at: float
    keys: int = -1

    @property
    def is_fresh(self) -> bool:
        """Whether it was a moment ago."""
        return time.monotonic() - self.at < _A_MOMENT


class Session:
    """What is recorded is on disk when these return. The verbs are those of `workday.calls`, handed in by whoever asks."""

    def __init__(self, line: DeskLine, settings: Settings, opening: Opening) -> None:
        self.line = line
        self.desk = line.desk
        self.settings = settings
        self.here = line.desk.clock.zone
        self.queue = LiveQueue(line, opening)
        self.worklist = self.queue.worklist
        self.ranked = self.queue.ranked
        self.card: Card | None = opening.card
        self.last: LastLogged | None = None
        # By account the contact to ask for, where the caller has said whom.
        self.asked_for: dict[int, int] = {}
        self.ahead = LookAhead(self.worklist, self.read)

    # Showing

    @property
    def account(self) -> int | None:
        """The account on screen; None in an empty book."""
        return self.card.account.id if self.card is not None else None

    @property
    def at(self) -> int | None:
        """Where it stands among those that the list shows, from 0; None where it does not."""
        return None if self.account is None else self.worklist.index(self.account)

    async def show(self, account: int) -> None:
        """Make `account` the one on screen, and have it in the list; where it is there already, read it anew."""
        ahead = self.ahead.take(account)
        self.card = await self.read(account) if ahead is None or self.account == account else ahead
        self.worklist.have(self.card.placing)

    async def show_again(self) -> None:
        """Read the account on screen anew, where there is one."""
        if self.account is not None:
            await self.show(self.account)

    async def read(self, account: int) -> Card:
        """Return an account as it stands now, whom the caller wants to ask for first."""
        card = await self.line.ask(lambda desk: desk.card(account))
        wanted = self.asked_for.get(account)
        people = sorted(card.contacts, key=lambda each: each.bad_number or each.id != wanted)
        return replace(card, contacts=tuple(people)) if wanted else card

    def here_card(self) -> Card:
        """Return the account on screen. Raises UsageError in an empty book."""
        if self.card is None:
            raise UsageError("There is nobody to call in this book.", "arcall import LEDGER fills it.")
        return self.card

    async def rank(self) -> None:
        """Judge every account anew; the one on screen stays in the list."""
        await self.queue.rank()
        if self.account is not None and await self.line.ask(account_of, self.account) is None:
            self.card = None  # it went when another window took its ledger back
        if self.card is not None:
            self.worklist.have(self.card.placing)
        self.ahead.forget()

    # Recording

    async def log(self, verb: Callable[[Desk, int, Outcome], Logged], outcome: Outcome) -> Logged:
        """Log a call on the account on screen and go on to whom the plan has first."""
        account = self.here_card().account.id
        logged = await self.line.ask(verb, account, outcome)
        await self._together(logged.placing)
        self.last = LastLogged(account, time.monotonic())
        await self.go_on()
        return logged

    async def go_on(self) -> None:
        """Show whom to call now by the plan; where nobody can be called, who can be next."""
        following = self.worklist.next()
        if following is None and (opening := self.worklist.next_to_open()) is not None:
            following = opening.account
        if following is not None:
            await self.show(following)
        else:
            await self.show_again()

    async def undo(self, verb: Callable[[Desk], Undone]) -> Undone:
        """Take back the last thing done and show the account it was on."""
        undone = await self.line.ask(verb)
        self.ahead.forget()
        if undone.placing is not None:
            await self._together(undone.placing)
        for placing in undone.others:
            self.place(placing)
        if undone.placing is not None or undone.others:
            await self.queue.replan()  # so that the order is at once what it was
        if undone.account is not None:
            await self.show(undone.account)
        elif undone.others:
            await self.show_again()
        return undone

    async def write(self, verb: Callable[Concatenate[Desk, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Do another verb, and read the account on screen anew."""
        result = await self.line.ask(verb, *args, **named)
        self.ahead.forget()
        await self.show_again()
        if self.card is not None:
            await self._together(self.card.placing)
        return result

    async def batch(
        self, verb: Callable[Concatenate[Desk, P], Sequence[Placing]], *args: P.args, **named: P.kwargs
    ) -> Sequence[Placing]:
        """Deal with several accounts in one go; each gets its new place."""
        placings = await self.line.ask(verb, *args, **named)
        for placing in placings:
            self.place(placing)
        self.ahead.forget()
        return placings

    def place(self, placing: Placing) -> None:
        """Put an account in its new place in the queue."""
        self.queue.place(placing)
        self.ahead.forget(placing)

    async def _together(self, placing: Placing) -> None:
        """Place an account that has changed, and those that share its payer."""
        self.place(placing)
        if placing.standing.payer is not None:
            for mate in await self.line.ask(lambda desk: desk.ranking.together(placing.account)):
                self.place(mate)
