"""Customers: how each pays over time, who is getting worse, who owes too much, and one customer's sheet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from arcall_tui.domain.figures import Customer, Owed, Paid
from arcall_tui.domain.grouping import summed
from arcall_tui.domain.money import Money
from arcall_tui.reports.aging import AgedSum, by
from arcall_tui.reports.metrics import concentration, share
from arcall_tui.reports.reference import ACCOUNT, leads_to
from arcall_tui.reports.table import Cell, Chart, NotAvailable, Row, Series, Table, Trend, listed, tabled

STRETCH = 91  # days: a quarter of a year
STRETCHES = 8
_RECENT = 2  # stretches that are compared with those before
_LEAST = 3  # invoices without which nothing is said
_WORSE = 5.0  # days later than before: getting worse (ours)
_TOP = 10
_BASIS = (
    "Days late: days from due date to settlement, mean over the invoices settled in each quarter (91 days); early counts as negative.",
    "Trend: eight quarters, oldest first; higher is later.",
)


@dataclass(slots=True)
class Habit:
    """How one account paid, by stretch: 0 is the newest."""

    counts: list[int] = field(default_factory=lambda: [0] * STRETCHES)
    late: list[float] = field(default_factory=lambda: [0.0] * STRETCHES)
    on_time: int = 0

    def mean(self, first: int, last: int) -> float | None:
        """Return the mean days late over stretches `first` to before `last`; None with too few invoices."""
        count = sum(self.counts[first:last])
        return sum(self.late[first:last]) / count if count >= _LEAST else None

    @property
    def settled(self) -> int:
        """Invoices settled in all stretches."""
        return sum(self.counts)

    @property
    def recent(self) -> float | None:
        """Mean days late in the last half year."""
        return self.mean(0, _RECENT)

    @property
    def before(self) -> float | None:
        """Mean days late in the time before that."""
        return self.mean(_RECENT, STRETCHES)

    def by_stretch(self) -> list[float | None]:
        """Return the mean days late of each stretch, oldest first; None where nothing was settled."""
        pairs = zip(self.counts, self.late, strict=True)
        return [late / count if count else None for count, late in pairs][::-1]

    def trend(self) -> Trend | None:
        """Return how the stretches went; None where nothing was settled."""
        return Trend(tuple(self.by_stretch())) if self.settled else None


def habits(paid: Iterable[Paid]) -> dict[int, Habit]:
    """Put the rows of each account together."""
    found: dict[int, Habit] = defaultdict(Habit)
    for row in paid:
        habit = found[row.account]
        habit.counts[row.stretch] += row.invoices
        habit.late[row.stretch] += row.days_late
        habit.on_time += row.on_time
    return dict(found)


Debts = Mapping[tuple[str, int], AgedSum]


def debts(owed: Iterable[Owed], customers: Mapping[int, Customer]) -> Debts:
    """Add up what each account owes, by (currency, account)."""
    sums = by(owed, {key: str(key) for key in customers})
    return {(code, int(account)): parts for (code, account), parts in sums.items()}


def risk(owes: Debts, day: date) -> Table:
    """Return how much of what is owed is with few customers."""

    def row(code: str) -> tuple[Row, str]:
        amounts = sorted((parts.total for (own, _), parts in owes.items() if own == code), reverse=True)
        whole = sum(amount for amount in amounts if amount > 0)
        top = [share(sum(amounts[:count]), whole, "balance") for count in (1, 5, _TOP)]
        cells = (code, len(amounts), Money(sum(amounts), code), *top, concentration(amounts))
        return cells, leads_to("items", None, day, currency=code)

    heads = "currency customers:count owed:money largest:percent five_largest:percent ten_largest:percent concentration:percent"
    basis = (
        "Shares of all positive balances. Concentration (Herfindahl): the sum of squared shares; 100 % is all with one.",
    )
    rows, empty = map(row, sorted({code for code, _ in owes})), "Nobody owes anything."
    return tabled("Concentration of risk", "risk", heads, rows, basis=basis, empty=empty)


_HEADS = (
    "currency account customer trend:trend days_late:decimal before:decimal owed:money+ overdue:money+ share:percent"
    " settled:count on_time:percent"
)


def _row(code: str, parts: AgedSum, habit: Habit, customer: Customer, whole: int) -> Row:
    few = NotAvailable(f"fewer than {_LEAST} invoices settled in that time")
    recent: Cell = few if habit.recent is None else habit.recent
    before: Cell = few if habit.before is None else habit.before
    pays = (habit.trend(), recent, before)
    owes = (Money(parts.total, code), Money(parts.overdue, code), share(parts.total, whole, "balance"))
    so_far = (habit.settled, share(habit.on_time, habit.settled, "settled invoices"))
    return (code, *customer.named, *pays, *owes, *so_far)


@dataclass(frozen=True, slots=True)
class CustomerLists:
    """What accounts owe, how they pay, and who they are: lists of them."""

    owes: Debts
    known: Mapping[int, Habit]
    customers: Mapping[int, Customer]

    def listed(
        self, title: str, sheet: str, entries: Sequence[tuple[str, int]], empty: str, *basis: str
    ) -> Table:
        """Return accounts with what they owe and how they pay."""
        wholes = summed((code, max(0, parts.total)) for (code, _), parts in self.owes.items())

        def row(code: str, account: int) -> tuple[Row, str]:
            owes = self.owes.get((code, account)) or AgedSum()
            habit, who = self.known.get(account) or Habit(), self.customers[account]
            return _row(code, owes, habit, who, wholes.get(code, 0)), f"{ACCOUNT}{account}"

        rows = (row(*entry) for entry in entries)
        return tabled(title, sheet, _HEADS, rows, summed=True, basis=(*basis, *_BASIS), empty=empty)

    def ranked(self, chosen: Mapping[int, float]) -> list[tuple[str, int]]:
        """Return those chosen who owe, the highest first."""
        owing = [(code, account) for code, account in self.owes if account in chosen]
        return sorted(owing, key=lambda each: (-chosen[each[1]], each[1], each[0]))

    def largest(self) -> Table:
        """Return who owes most, by currency."""
        ordered = sorted(self.owes, key=lambda key: (key[0], -self.owes[key].total, key[1]))
        return self.listed("Who owes", "largest", ordered, "Nobody owes anything.")

    def worse(self) -> Table:
        """Return who pays later than before, the steepest first."""
        grown = {
            account: habit.recent - habit.before
            for account, habit in self.known.items()
            if habit.recent is not None and habit.before is not None and habit.recent - habit.before >= _WORSE
        }
        basis = f"Those whose last half year is at least {_WORSE:g} days later than the time before, and who owe now."
        return self.listed("Getting worse", "worse", self.ranked(grown), "Nobody is getting worse.", basis)

    def never_on_time(self) -> Table:
        """Return who paid no invoice on time in two years."""
        late = ((key, habit) for key, habit in self.known.items() if not habit.on_time)
        chosen = {key: sum(each.late) / each.settled for key, each in late if each.settled >= _LEAST}
        basis = f"Those with {_LEAST} or more invoices settled in eight quarters and none of them on time, who owe now."
        empty = f"Nobody with {_LEAST} settled invoices or more has paid none of them on time."
        return self.listed("Never on time", "never", self.ranked(chosen), empty, basis)


def over_limit(owes: Debts, customers: Mapping[int, Customer]) -> Table:
    """Return who owes more than the credit limit; n/a where no limit is known."""
    limited = [customer for customer in customers.values() if customer.limit is not None]

    def owed(who: Customer) -> int:
        parts = owes.get((who.limit_currency or "", who.account))
        return parts.total if parts else 0

    def row(who: Customer) -> Row:
        total, limit = owed(who), who.limit or 0
        amounts = (Money(minor, who.limit_currency or "") for minor in (total, limit, total - limit))
        return (*who.named, *amounts)

    over = [who for who in limited if owed(who) > (who.limit or 0)]
    empty = (
        "Nobody is over the limit."
        if limited
        else "n/a: no limit is known; a ledger's column “credit limit” says them, or arcall account ACCOUNT --credit-limit."
    )
    heads = "account customer owed:money+ limit:money+ over:money+"
    return listed("Over the credit limit", "limit", heads, over, row, summed=True, empty=empty)


def trend(habit: Habit, account: int, day: date) -> Table:
    """Return one customer's days late by quarter."""
    counts = habit.counts[::-1]
    # Before the first, nothing is known.
    first = next((place for place, count in enumerate(counts) if count), STRETCHES)
    values = habit.by_stretch()[first:]
    ago = range(STRETCHES - 1 - first, -1, -1)
    ends = [day - timedelta(days=STRETCH * place) for place in ago]
    labels = tuple(f"to {end:%b %y}" for end in ends)
    none = NotAvailable("nothing was settled in that time")
    led = (leads_to("settled", end - timedelta(days=STRETCH - 1), end, account=account) for end in ends)
    told = (none if value is None else value for value in values)
    rows = zip(zip(labels, counts[first:], told, strict=True), led, strict=True)
    chart = Chart("bars", labels, (Series("days late", tuple(values)),), "days late")
    heads, empty = "quarter settled:count days_late:decimal", "No bill was seen paid."
    charts = (chart,) if habit.settled else ()
    return tabled("How they pay", "trend", heads, rows, basis=_BASIS[:1], charts=charts, empty=empty)
