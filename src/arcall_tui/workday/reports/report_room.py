"""What the makers of reports share: what is asked for, customers, rates and promises, and as of when it is."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from arcall_tui.domain.activity import PromiseState
from arcall_tui.domain.calendar import spelt
from arcall_tui.domain.figures import Customer, PromiseFact
from arcall_tui.domain.text import number_of
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.table import Report, of_whom
from arcall_tui.rules.promises import PromiseRule
from arcall_tui.store.imports import ledger_head
from arcall_tui.store.past import allotted, balances, records, view
from arcall_tui.store.past.moves import tells_when
from arcall_tui.store.past.view import Past, kept_of_undone, taken_days
from arcall_tui.workday.desk.desk import Desk, asked_of

PERIOD = 90  # days, where no period is asked for


def quiet(_: str) -> None:
    """Tell nobody what is being done."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for. `since`, `until`: the period, both ends included. `as_of`: the close of this day.

    `creditor`: whose customers alone; empty: all.
    """

    as_of: date
    since: date | None = None
    until: date | None = None
    account: int | None = None
    creditor: str = ""
    tell: Callable[[str], None] = field(default=quiet, compare=False)


creditors_of = asked_of(ledger_head.creditors)


@contextmanager
def for_one(desk: Desk, creditor: str) -> Iterator[Callable[[Report], Report]]:
    """See nothing of other creditors meanwhile, and say on a report whose it is; of all where none is named. Raises UsageError."""
    with view.only(desk.book, creditor) as own:
        yield lambda made: replace(made, about=(f"For {own}", *made.about)) if own else made


@dataclass
class Room:
    """What the makers of reports share. `views`: what they look at stays open until these are closed."""

    desk: Desk
    ask: Ask
    views: ExitStack
    _known: dict[date, Past] = field(default_factory=dict)
    _promised: dict[date, list[PromiseFact]] = field(default_factory=dict)

    def past(self, day: date) -> Past:
        """Return the book as it stood at the close of a day, looked at once; not of many days: that takes room."""
        if day not in self._known:
            beside = next(iter(self._known.values()), None)
            self._known[day] = self.views.enter_context(view.at_close_of(self.desk.book, day, beside))
        return self._known[day]

    @property
    def until(self) -> date:
        """The last day of the period."""
        return self.ask.until or self.ask.as_of

    @property
    def since(self) -> date:
        """The first day of the period."""
        return self.ask.since or self.until - timedelta(days=PERIOD - 1)

    @cached_property
    def customers(self) -> dict[int, Customer]:
        """Every customer by account, read once."""
        return balances.customers(self.desk.book)

    @cached_property
    def rates(self) -> Rates:
        """What the settings say of exchange rates."""
        settings = self.desk.settings
        told = min(self.until, self.desk.clock.today())  # a hand-over is of days to come
        old = told - timedelta(days=self.desk.policy.rates_old_after)
        return Rates(settings.base_currency, settings.rates, old)

    def came_of(self, day: date) -> dict[int, int]:
        """Return what had come of each promise by the close of a day, in minor units."""
        return allotted.by_promise(allotted.paid(self.past(day), day))

    def promises(self, day: date) -> list[PromiseFact]:
        """Return every promise made by the close of `day`, as it stood then."""
        rule = PromiseRule(self.desk.policy, self.desk.caller)
        works = self.desk.caller.calendar.next_business_day

        def judged(each: PromiseFact) -> PromiseFact:
            whose = each.due, each.country, each.region
            ended = rule.checked_on(*whose)
            in_doubt = each.settled and each.paid and each.state is not PromiseState.BROKEN
            late = bool(in_doubt and each.newest and each.newest >= works(ended))
            return each._replace(state=rule.state_on(day, each.state, *whose), ended=ended, late=late)

        if day not in self._promised:
            self._promised[day] = list(map(judged, records.promises(self.desk.book, day)))
        return self._promised[day]

    def period(self) -> tuple[str, ...]:
        """Say of which days the report is."""
        return (f"{spelt(self.since)} to {spelt(self.until)}, both included",)


def untold_by(past: Past, day: date) -> tuple[str, str]:
    """Say why no ledger tells what was paid by a day up to the view's, and why not what was owed; empty where they do.

    Money was seen where one creditor's ledgers tell of it; a balance is known where those of all do.
    """
    early = [one for one in past.ledgers if one.first > day and not tells_when(past, one.first_import)]
    told = ((of_whom(one.creditor), spelt(one.first)) for one in early)
    first = next((f"the first ledger{whose} is of {day}" for whose, day in told), "")
    reason = f"{first}, and an open-item list tells nothing of the time before it" if first else ""
    return reason if len(early) == len(past.ledgers) else "", reason


def untaken(past: Past, since: date, until: date) -> str:
    """Say that nothing was taken in of these days that could show money, after the first ledger; empty where something was."""
    days = sorted({day for own in taken_days(past) for day in own})
    if not days or until < days[0] or bisect_left(days, since) < bisect_right(days, until):
        return ""
    return f"no ledger of these days was taken in: the newest is of {spelt(max(day for day in days if day <= until))}"


def counted_since(past: Past, since: date, until: date, works: Callable[[date], bool]) -> date | None:
    """Return the day since which the money that ledgers of these days show has come, where working days lie in between."""
    starts = []
    for days in taken_days(past):
        place = bisect_left(days, since)
        if place and place < len(days) and days[place] <= until:
            before = days[place - 1]
            gap = (before + timedelta(days=n) for n in range(1, (since - before).days))
            starts += [before] if any(map(works, gap)) else []
    return min(starts, default=None)


def about_of(past: Past) -> tuple[str, ...]:
    """Say as of when, and on which ledgers."""
    about = [f"As of the close of {spelt(past.day)}"]
    untold: dict[tuple[date, bool], list[str]] = defaultdict(list)
    older: dict[date, list[str]] = defaultdict(list)
    for ledger in past.ledgers:
        if ledger.as_of is None:
            untold[ledger.first, tells_when(past, ledger.first_import)].append(ledger.creditor)
        elif ledger.as_of != past.day:
            older[ledger.as_of].append(ledger.creditor)
    for (first, dated), names in untold.items():
        by_dates = ": told by its invoice and settlement dates; what was paid in part then is not known"
        by_list = ", an open-item list: shown is only what was still open on its day"
        before = f"Before the first ledger{of_whom(*names)} ({spelt(first)})"
        about.append(before + (by_dates if dated else by_list))
    newest_then = "the newest ledger by then"
    about += [f"Balances{of_whom(*names)} as of {spelt(day)}, {newest_then}" for day, names in older.items()]
    if not past.ledgers:
        about.append("No ledger has been taken in")
    if kept := kept_of_undone(past):
        what = number_of(kept, "account is", "accounts are")
        about.append(f"{what} as a ledger told that was taken back: something had been recorded on them")
    return tuple(about)
