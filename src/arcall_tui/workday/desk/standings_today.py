"""Where accounts stand today: from what is kept, or worked out anew from the book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from arcall_tui.domain.standing import Exposure, OpenItem, Standing, pack, unpack
from arcall_tui.rules.assess import exposures, slowness_by_age
from arcall_tui.rules.gates import gate_facts
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.queue import Group
from arcall_tui.rules.responses import NO_RESPONSES
from arcall_tui.rules.value import ALIKE, NO_HISTORY, BookFigures, Lateness, Slowness
from arcall_tui.store.book.engine import OpenBook, writing
from arcall_tui.store.standings import cache, gather, histories
from arcall_tui.store.standings.cache import Kept, KeptBook, Place
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.shared_day import Day, known_responses

if TYPE_CHECKING:
    from arcall_tui.rules.owing import Owing

# From this many on a book is worked out in columns; what that needs takes longer to load than fewer take one by one.
_MANY = 1000
# Beyond this many it is quicker to read every account than to name the ones wanted.
_FEW = 400
# Where an account is kept that has not been ranked yet: last.
_UNRANKED = (int(Group.GATED), 1e12)


class Standings:
    """Reads where accounts stand, at its clock's time."""

    def __init__(self, book: OpenBook, clock: Clock, day: Day) -> None:
        self._book = book
        self._clock = clock
        self._day = day

    def judge_anew(self) -> None:
        """Work out everything anew when the day is ranked next, whatever is kept."""
        with writing(self._book, worked_out=True):
            cache.forget_all(self._book)

    def kept_book(self) -> tuple[KeptBook, bool]:
        """Return everyone in the queue, and whether any of them had to be worked out anew."""
        today, anew = self._clock.today(), False
        while not (kept := cache.everyone(self._book, today)).complete:
            self._work_out()
            anew = True
        return kept, anew

    def _work_out(self) -> None:
        """Work out and keep where accounts stand; what is owed follows from the date, and is not kept."""
        began, today = cache.generation(self._book), self._clock.today()
        accounts = cache.missing(self._book, today)
        history, _ = histories.book_history(self._book)
        found = [
            (standing, pack(items))
            for standing, items in self._read(None if len(accounts) > _FEW else accounts)
        ]
        self._day.order_kept = None
        with writing(self._book, worked_out=True):
            if cache.generation(self._book) != began:
                return  # an import came in between: what was read may be of before it
            histories.keep_book_history(self._book, history)
            # An account that was called while this was worked out is kept already.
            still = set(cache.missing(self._book, today))
            last = Place(0, *_UNRANKED)
            rows = [(each, gate_facts(each), last) for each, _ in found if each.account in still]
            cache.keep(self._book, rows, {each.account: owed for each, owed in found})

    def now(self, account: int) -> Standing:
        """Work out where one account stands right now."""
        ((standing, items),) = self._read([account])
        late = histories.days_late(self._book, [account])
        owes = self._owes(items, late.get(account), self.book_figures)
        return replace(standing, exposures=owes)

    def kept(self, account: int) -> Standing:
        """Return where one account stands today, from what is kept if that holds."""
        kept = cache.kept_one(self._book, account, self._clock.today())
        return self.of([kept])[0] if kept else self.now(account)

    def of(self, kept: Sequence[Kept], book: BookFigures | None = None) -> list[Standing]:
        """Put standings together as of today; `book`: the figures to judge by, where they are not those in force."""
        few = [each.account for each in kept] if len(kept) <= _FEW else None
        late, today = histories.days_late(self._book, few), self._clock.today()
        book = book or self.book_figures
        found = []
        for each in kept:
            owes = self._owes(unpack(each.account, each.owed), late.get(each.account), book)
            found.append(cache.decode(each.card, today, owes))
        return found

    def _owes(
        self, items: Sequence[OpenItem], late: Iterable[int] | None, book: BookFigures
    ) -> tuple[Exposure, ...]:
        return exposures(items, _paid(late), book, self._clock.today())

    def _read(self, accounts: Sequence[int] | None) -> Iterator[tuple[Standing, Sequence[OpenItem]]]:
        """Read from the book where accounts stand (all where None), and what they owe."""
        everything = gather.open_items(self._book, accounts)
        owed = {account: list(rows) for account, rows in groupby(everything, attrgetter("account"))}
        for account, standing in gather.facts(self._book, self._clock.today(), accounts).items():
            yield standing, owed.get(account, ())

    @property
    def book_figures(self) -> BookFigures:
        """How late the whole book was paid, how long the rest has been open today, and how slow its accounts are."""
        if self._day.slowness is None:
            kept = histories.slowness(self._book)
            if kept is None or kept.generation != cache.generation(self._book):
                return self.figures_under(cache.everyone(self._book, self._clock.today()), self._day.policy)
            self._day.slowness = Slowness(kept.ages, kept.means)
        # The rules may have changed, or learnt of holidays, since.
        self._day.book_figures = self._under(self._day.policy, self._day.slowness)
        return self._day.book_figures

    def make_do(self) -> None:
        """Take accounts to be as slow as when the book was last ranked: comparing them all anew takes longer."""
        if self._day.slowness is None:
            kept = histories.slowness(self._book)
            self._day.slowness = ALIKE if kept is None else Slowness(kept.ages, kept.means)

    def figures_under(self, kept: KeptBook, policy: Policy) -> BookFigures:
        """Compare how slow all accounts are, and return the book's figures under a policy with that."""
        if in_columns(kept):
            slowness = self.owing(kept, policy).slowness
        else:
            late = histories.days_late(self._book)
            owed = {each.account: unpack(each.account, each.owed) for each in kept.each()}
            # Who has paid everything was one of those that let bills come to their ages, too.
            accounts = owed.keys() | late.keys()
            everyone = [(owed.get(account, []), _paid(late.get(account))) for account in accounts]
            slowness = slowness_by_age(everyone, self._under(policy), self._clock.today())
            self._day.compared(slowness, policy)
        return self._under(policy, slowness)

    def owing(self, kept: KeptBook, policy: Policy) -> Owing:
        """Work out what everyone owes, in columns."""
        from arcall_tui.rules.owing import owing  # noqa: PLC0415 - numpy, for large books only

        packed = histories.packed(self._book)
        late = [packed.pop(account, b"") for account in kept.facts.account]
        others = list(packed.values())
        owes = owing(kept.owed, late, self._under(policy), self._clock.today(), kept.facts.account, others)
        self._day.compared(owes.slowness, policy)
        return owes

    def _under(self, policy: Policy, slowness: Slowness | None = None) -> BookFigures:
        """Return the figures of today's book as a policy reads them."""
        responses = known_responses(self._book, self._day) if policy.order == "saved" else NO_RESPONSES
        return self._figures().under(policy, slowness, responses)

    def _figures(self) -> BookFigures:
        """Return the figures of today's book, whatever its accounts' slowness was when they were put together."""
        known = (self._clock.today(), cache.generation(self._book))
        figures = self._day.book_figures
        if figures is None or self._day.figures_of != known:
            late = _spread(histories.book_history(self._book)[0], known[0])
            self._day.book_figures = figures = BookFigures(late, self._day.policy)
            self._day.figures_of = known
        return figures


def in_columns(kept: KeptBook) -> bool:
    """Whether so large a book is worked out in columns."""
    return len(kept.card) >= _MANY


def _paid(late: Iterable[int] | None) -> Lateness:
    return Lateness(late) if late else NO_HISTORY


def _spread(counted: histories.History, today: date) -> Lateness:
    """Make the history of its counts: so many days late, so many times; and how long others have been open."""
    ages = {(today - due).days: count for due, count in counted.open_due.items()}
    return Lateness.counted(counted.late, ages, counted.seen)
