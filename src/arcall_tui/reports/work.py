"""What was done in some days: the headline figures, against the time before and the goals."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from arcall_tui.domain.activity import PromiseState
from arcall_tui.domain.calendar import begins, spelt
from arcall_tui.domain.figures import Call, DisputeFact, Goal, PromiseFact, ReceiptFact
from arcall_tui.domain.grouping import summed
from arcall_tui.domain.money import Money
from arcall_tui.reports.calling import counts, tally
from arcall_tui.reports.measures import Measured
from arcall_tui.reports.metrics import FORMULAS, share
from arcall_tui.reports.promised import verdicts
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.reference import YES, leads_to
from arcall_tui.reports.table import (
    Amounts,
    Cell,
    Chart,
    Column,
    Headline,
    Kind,
    NotAvailable,
    Row,
    Series,
    Table,
    Trend,
    columns,
    number,
    tabled,
)


@dataclass(frozen=True, slots=True)
class Work:
    """What was done from `since` to `until`: everything is of those days only.

    `judged`: the promises that were found kept or broken. `overdue`: by account and currency, at the end.
    `unseen`, `untold`: why no ledger tells of the money, and of the balances at the end; empty where they do.
    `counted_since`: the day of the ledger before, where working days before these lie in between.
    """

    since: date
    until: date
    calls: Sequence[Call]
    promises: Sequence[PromiseFact]
    disputes: Sequence[DisputeFact]
    receipts: Sequence[ReceiptFact]
    judged: Sequence[PromiseFact] = ()
    overdue: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    unseen: str = ""
    untold: str = ""
    counted_since: date | None = None

    @property
    def gap(self) -> str:
        """Say that the money is that of days before, too; empty where it is not."""
        if self.counted_since is None or self.unseen:
            return ""
        return f"Money in of {self.days()}: all that came since the ledger of {spelt(self.counted_since)}; none lies between"

    def days(self) -> str:
        """Say of which days it is: `25 Nov`, `23-25 Nov`, `30 Nov-6 Dec`."""
        first, last = self.since, self.until
        end = f"{last.day} {last:%b}"
        within = f"{first.day}-{end}" if first.month == last.month else f"{first.day} {first:%b}-{end}"
        return within if last > first else end

    def of(self, source: str, **where: object) -> str:
        """Return what leads to those rows of these days."""
        return leads_to(source, self.since, self.until, **where)

    def past_due(self) -> dict[str, int]:
        """Return what was overdue at the end, by currency."""
        return summed(pair for own in self.overdue.values() for pair in own.items())

    def promised(self) -> dict[str, int]:
        """Return the amounts promised, by currency."""
        return summed((promise.currency, promise.amount) for promise in self.promises)

    def collected(self) -> dict[str, int]:
        """Return the money seen, by currency."""
        return summed((receipt.currency, receipt.amount) for receipt in self.receipts)


# What a goal counts: which rows, and which of them.
_COUNTED = {
    "calls": ("calls", {"attempt": YES}),
    "contacts": ("calls", {"contact": YES}),
    "promises": ("calls", {"promise": YES}),
}


def targets(goals: Sequence[Goal], until: date) -> list[Table]:
    """Return the goals with how far they are reached; nothing where none are set."""
    if not goals:
        return []
    rows: list[tuple[Row, str]] = []
    for goal in goals:
        done: Cell = NotAvailable(str(goal.reached))
        part = done
        if isinstance(goal.reached, int):
            part = share(goal.reached, goal.wanted, "goal")
            done = Money(goal.reached, goal.currency) if goal.currency else goal.reached
        wanted = Money(goal.wanted, goal.currency) if goal.currency else goal.wanted
        source, where = _COUNTED.get(goal.name, ("promised", {}))
        of = leads_to(source, begins(until)[goal.period], until, **where)
        rows.append(((goal.period, goal.name, done, wanted, part), of))
    basis = (
        "Goals are those of settings.toml; amount is what was promised, in base currency at dated rates.",
    )
    heads = "period goal reached:money wanted:money share:percent"
    return [tabled("Goals", "goals", heads, rows, basis=basis)]


# What each headline rests on.
_SAYS = {
    "Calls": "attempts, whether or not somebody answered",
    "Contacts": "calls that somebody answered, and calls and mails that came in",
    "Promises": "results that gave one, of calls made and of what came in; a plan is one",
    "Promised": "what those promises come to, a plan with all its instalments",
    "Money in": "what ledgers taken in for these days show as paid, less credits used up",
    "Promises kept": "found in these days to be kept in full, whenever they were made; a plan is one, by its instalments of these days",
    "Promises broken": "found in these days to be broken; those kept in part are neither; a plan is one",
    "Overdue": "what is past due at the close of the last day, credits that are due and unapplied payments taken off",
    "DSO": FORMULAS["DSO"],
    "CEI": FORMULAS["CEI"],
}


def lately(
    works: Sequence[Work], name: str, title: str, rates: Rates, more: Sequence[tuple[str, Sequence[Cell]]] = ()
) -> Table:  # fmt: skip
    """Return the figures of some days, weeks or months (`name`) beside each other, the newest last; `more`: further columns."""
    rows = []
    promised = {code for work in works for code in work.promised()}
    came = {code for work in works for code in work.collected()}
    for place, work in enumerate(works):
        done, states = counts(work.calls), list(verdicts(work.judged).values())
        rows.append(
            (
                work.since, done.attempts, done.contacts, done.promised, together(work.promised(), rates, promised),
                together(work.collected(), rates, came, work.unseen), states.count(PromiseState.KEPT), states.count(PromiseState.BROKEN),
                *(cells[place] for _, cells in more),
            )
        )  # fmt: skip
    told = "calls:count contacts:count promises:count promised:money money_in:money kept:count broken:count"
    heads = columns(f"{name}:date {told} {' '.join(head for head, _ in more)}")
    code = next((cell.currency for row in rows for cell in row if isinstance(cell, Money)), "")
    labels = tuple(f"{work.since:%b %y}" if name == "month" else f"{work.since:%d %b}" for work in works)
    units = {"money in": f"money in, {code}", "DSO": "DSO, days"}
    charts = (
        Chart("bars", labels, (Series(head.name, trend_of(rows, place).values),), units[head.name])
        for place, head in enumerate(heads)
        if head.name in units
    )
    # A last day before a weekend stands for all of it: its page is that of some days.
    keys = tuple(work.of("week" if name == "day" and work.until > work.since else name) for work in works)
    basis = (
        f"The last one is up to the day of the report. Money in: of the {name} in which a ledger showed it.",
        *(f"{work.gap}." for work in works if work.gap),
    )
    drawn = tuple(chart for chart in charts if sum(map(bool, chart.series[0].values)) > 1)
    return Table(title, heads, tuple(rows), "lately", basis, charts=drawn, keys=keys)


def trend_of(rows: Sequence[tuple[Cell, ...]], place: int) -> Trend:
    """Return how the figures of a column went."""

    def value(cell: Cell) -> float | None:
        found = number(cell)
        return float(cell.plain()) if isinstance(cell, Money) else None if found is None else float(found)

    return Trend(tuple(value(row[place]) for row in rows))


def measured_heads(now: Measured, then: Measured | None, words: str, when: str, of: str) -> list[Headline]:
    """Return DSO and CEI as headlines; `words`: of which currency and days, behind their names."""
    days, part = Column("", Kind.DECIMAL), Column("", Kind.PERCENT)
    dso, cei = (then.dso, then.effectiveness) if then else (None, None)
    return [
        Headline(f"DSO{words}", now.dso, days, dso, when, None, -1, of),
        Headline(f"CEI{words}", now.effectiveness, part, cei, when, of=of),
    ]


def explained(lines: Iterable[Headline]) -> tuple[Headline, ...]:
    """Return headlines with what each rests on."""
    return tuple(
        replace(line, basis=f"{line.name}: {_SAYS.get(line.name) or _SAYS[line.name.split()[0]]}.")
        for line in lines
    )


def with_trends(lines: Sequence[Headline], past: Table) -> tuple[Headline, ...]:
    """Return headlines with how each went of late."""
    places = {column.name.casefold(): place for place, column in enumerate(past.columns)}

    def went(line: Headline) -> Trend | None:
        place = places.get(line.name.removeprefix("Promises ").casefold())
        return None if place is None else trend_of(past.rows, place)

    return tuple(replace(line, trend=went(line)) for line in lines)


def headlines(now: Work, then: Work, when: str, rates: Rates, goals: Sequence[Goal]) -> tuple[Headline, ...]:
    """Return the figures that say how it went, against the time before and the goals."""
    wanted = {goal.name: goal for goal in goals}

    def counted(
        name: str, source: str, value: Callable[[Work], int], better: int = 1, **where: object
    ) -> Headline:
        goal = wanted.get(name.lower())
        pair = (value(now), Column("", Kind.COUNT), value(then))
        return Headline(name, *pair, when, goal.wanted if goal else None, better, now.of(source, **where))

    def summed(
        name: str, of: str, amounts: Callable[[Work], dict[str, int]], why: Callable[[Work], str], better: int = 1
    ) -> Headline:  # fmt: skip
        codes = {code for work in (now, then) for code in amounts(work)}
        new, old = (_summed(amounts(work), why(work), rates, codes) for work in (now, then))
        before = None if isinstance(old, Amounts) else old
        return Headline(name, new, Column("", Kind.MONEY), before, when, None, better, of)

    def judged(state: PromiseState) -> Callable[[Work], int]:
        return lambda work: list(verdicts(work.judged).values()).count(state)

    kept, broken = PromiseState.KEPT, PromiseState.BROKEN
    amount, tallied = wanted.get("amount"), {id(work): tally(work.calls) for work in (now, then)}
    promised_ = summed("Promised", now.of("promised"), Work.promised, lambda _: "")
    done = tallied[id(now)]
    contacts = counted("Contacts", "calls", lambda work: tallied[id(work)].contacts, contact=YES)
    if done.came:  # else they look like so many of the calls
        contacts = replace(contacts, before_when=f"{when}; {done.came} of the {done.contacts} came in")
    if amount and amount.currency:
        promised_ = replace(promised_, goal=Money(amount.wanted, amount.currency))
    return (
        summed("Money in", now.of("paid"), Work.collected, lambda work: work.unseen),
        summed("Overdue", now.of("items", overdue=YES), Work.past_due, lambda work: work.untold, -1),
        counted("Promises broken", "judged", judged(broken), -1, verdict=broken.value),
        counted("Promises kept", "judged", judged(kept), verdict=kept.value),
        promised_,
        counted("Promises", "calls", lambda work: tallied[id(work)].promised, promise=YES),
        counted("Calls", "calls", lambda work: tallied[id(work)].attempts, attempt=YES),
        contacts,
    )


def _summed(amounts: Mapping[str, int], why: str, rates: Rates, codes: Collection[str]) -> Cell:
    """Return amounts as one, each for itself where no rates add them up, or n/a where nothing tells of them."""
    found = together(amounts, rates, codes, why)
    if why or not isinstance(found, NotAvailable):
        return found
    return Amounts.of(amounts, found.reason) if any(amounts.values()) else 0


def together(amounts: Mapping[str, int], rates: Rates, codes: Collection[str], why: str = "") -> Cell:
    """Return amounts as one: in base currency where all have rates, else in their only one, of `codes`; n/a where there is a `why` not."""
    if why:
        return NotAvailable(why)
    total = rates.total(amounts) if rates.base and codes else None
    if isinstance(total, Money):
        return total
    if len(codes) <= 1:
        code = next(iter(codes), rates.base)
        return Money(amounts.get(code, 0), code) if code else 0
    return rates.total(amounts)
