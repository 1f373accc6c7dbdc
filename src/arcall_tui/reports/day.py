"""The day's summary, the week's review, and the hand-over for days off."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import LIVE_PROMISES, FollowUpKind
from arcall_tui.domain.dates import spelt
from arcall_tui.domain.figures import Call, Customer, DisputeFact, PromiseFact, ReceiptFact, Remark, StepFact
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.reports.calling import HEADS, tally
from arcall_tui.reports.metrics import share
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.table import Cell, NotAvailable, Report, Row, Table, columns

# Steps that wait for somebody else.
_OTHERS = frozenset({FollowUpKind.CHASE_OWNER, FollowUpKind.ESCALATE, FollowUpKind.ASK_NEWS})


@dataclass(frozen=True, slots=True)
class Work:
    """What was done in a stretch of days: everything is of those days only."""

    calls: Sequence[Call]
    promises: Sequence[PromiseFact]
    disputes: Sequence[DisputeFact]
    receipts: Sequence[ReceiptFact]

    def promised(self) -> dict[str, int]:
        """Return the amounts promised, by currency."""
        return _by_currency((promise.currency, promise.amount) for promise in self.promises)

    def collected(self) -> dict[str, int]:
        """Return the money seen, by currency."""
        return _by_currency((receipt.currency, receipt.amount) for receipt in self.receipts)


def _by_currency(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for code, minor in pairs:
        found[code] += minor
    return dict(found)


@dataclass(frozen=True, slots=True)
class Target:
    """A goal: `name` of calls, contacts, promises or amount; `reached` of `wanted` (amount: base currency, minor units)."""

    period: str
    name: str
    reached: int | NotAvailable
    wanted: int
    currency: str = ""


def targets(goals: Sequence[Target]) -> list[Table]:
    """Return the goals with how far they are reached; nothing where none are set."""
    if not goals:
        return []
    rows: list[Row] = []
    for goal in goals:
        done: Cell = goal.reached
        part: Cell = goal.reached
        if isinstance(goal.reached, int):
            part = share(goal.reached, goal.wanted, "goal")
            done = str(Money(goal.reached, goal.currency)) if goal.currency else str(goal.reached)
        wanted = str(Money(goal.wanted, goal.currency)) if goal.currency else str(goal.wanted)
        rows.append((goal.period, goal.name, done, wanted, part))
    basis = (
        "Goals are those of settings.toml; amount is what was promised, in base currency at dated rates.",
    )
    return [Table("Goals", columns("period goal reached wanted share:percent"), tuple(rows), "goals", basis)]


def day(
    work: Work,
    customers: Mapping[int, Customer],
    tomorrow: date,
    coming: tuple[Sequence[StepFact], Sequence[PromiseFact]],
    disputes: Sequence[DisputeFact],
    goals: Sequence[Target],
    zone: ZoneInfo,
    about: tuple[str, ...],
) -> Report:
    """Return the end-of-day summary: done, promised, due on the next working day, and what needs others."""
    steps, promises = coming
    tables = (
        *targets(goals),
        done(work),
        by_code(work.calls),
        promised(work.promises, customers),
        due(steps, customers, zone, f"Due by {spelt(tomorrow)}", "tomorrow"),
        expected(promises, customers, f"Promised for {spelt(tomorrow)}"),
        needs_others(steps, disputes, customers),
    )
    return Report("day", "The day", about, tables)


def done(work: Work) -> Table:
    """Return the calls in one row."""
    return Table("Done", columns(HEADS), (tally(work.calls).row(),), "done")


def by_code(calls: Iterable[Call]) -> Table:
    """Return how the calls went, by result code."""
    counted = Counter(call.code for call in calls)
    rows = tuple((str(code), code.means.label, counted[code]) for code in Code if counted[code])
    return Table(
        "Results",
        columns("code result count:count+"),
        rows,
        "results",
        summed=True,
        empty="No calls on record.",
    )


def promised(promises: Iterable[PromiseFact], customers: Mapping[int, Customer]) -> Table:
    """Return the promises made."""
    listed = sorted(promises, key=lambda promise: (promise.currency, promise.due, promise.id))
    rows = tuple(
        (
            customers[p.account].ledger_id,
            customers[p.account].name,
            Money(p.amount, p.currency),
            p.due,
            p.said_by,
            str(p.state),
        )
        for p in listed
    )
    heads = columns("account customer amount:money+ due:date said_by state")
    keys = tuple(f"account|{promise.account}" for promise in listed)
    return Table(
        "Promised", heads, rows, "promised", (), summed=True, keys=keys, empty="Nothing was promised."
    )


def expected(
    promises: Iterable[PromiseFact], customers: Mapping[int, Customer], title: str, sheet: str = "expected"
) -> Table:
    """Return whom to expect money from."""
    live = [promise for promise in promises if promise.state in LIVE_PROMISES]
    table = promised(live, customers)
    return Table(
        title,
        table.columns,
        table.rows,
        sheet,
        (),
        summed=True,
        keys=table.keys,
        empty="Nothing is promised.",
    )


def due(
    steps: Iterable[StepFact], customers: Mapping[int, Customer], zone: ZoneInfo, title: str, sheet: str
) -> Table:
    """Return the next steps that fall due, earliest first; times on the caller's clock."""
    listed = list(steps)
    rows = tuple(
        (
            step.due, _clock(step.at, zone), step.kind, customers[step.account].ledger_id, customers[step.account].name,
            step.reason, "you" if step.set_by == "caller" else "the rules",
        )
        for step in listed
    )  # fmt: skip
    heads = columns("due:date time what account customer why set_by")
    keys = tuple(f"account|{step.account}" for step in listed)
    basis = ("Time: on your own clock, where one was agreed or set.",)
    return Table(title, heads, rows, sheet, basis, keys=keys, empty="Nothing falls due.")


def _clock(at: datetime | None, zone: ZoneInfo) -> str:
    return "" if at is None else f"{at.astimezone(zone):%H:%M}"


def needs_others(
    steps: Iterable[StepFact], disputes: Iterable[DisputeFact], customers: Mapping[int, Customer]
) -> Table:
    """Return what others must do: the owners of open disputes, and escalations."""
    rows: list[Row] = []
    keys: list[str] = []
    for d in disputes:
        if d.resolved is None:
            who = d.owner or "nobody named"
            words = f"dispute: {d.reason}"
            name = customers[d.account]
            rows.append((who, d.next_on, words, name.ledger_id, name.name, Money(d.amount, d.currency)))
            keys.append(f"account|{d.account}")
    for step in steps:
        if step.kind in _OTHERS and step.kind != FollowUpKind.CHASE_OWNER:
            name = customers[step.account]
            rows.append(
                ("supervisor", step.due, f"{step.kind}: {step.reason}", name.ledger_id, name.name, None)
            )
            keys.append(f"account|{step.account}")
    heads = columns("who by:date what account customer amount:money")
    return Table(
        "Needs others", heads, tuple(rows), "others", keys=tuple(keys), empty="Nobody else is needed."
    )


# The week


_COUNTED = ("attempts", "contacts", "right-party contacts", "promises")


def week(
    work: Work, before: Work, rates: Rates, goals: Sequence[Target], remarks: Sequence[Remark],
    customers: Mapping[int, Customer], about: tuple[str, ...],
) -> Report:  # fmt: skip
    """Return the weekly review: this week against the week before."""
    now, then = tally(work.calls).row(), tally(before.calls).row()
    counts = tuple(
        (name, value, other, value - other)
        for name, value, other in zip(_COUNTED, now, then, strict=False)
        if isinstance(value, int) and isinstance(other, int)
    )
    disputed = (len(work.disputes), len(before.disputes))
    counts = (*counts, ("disputes opened", *disputed, disputed[0] - disputed[1]))
    shares = tuple(
        zip(("right-party-contact rate", "promises per contact"), now[4:6], then[4:6], strict=True)
    )
    pace = tuple(zip(("calls per hour", "minutes per call"), now[6:], then[6:], strict=True))
    tables = (
        *targets(goals),
        Table("Counts", columns("figure this_week:count week_before:count change:count"), counts, "counts"),
        Table("Rates", columns("figure this_week:percent week_before:percent"), shares, "rates"),
        Table("Pace", columns("figure this_week:decimal week_before:decimal"), pace, "pace"),
        _amounts(work, before, rates),
        promised(work.promises, customers),
        feedback(remarks, customers),
    )
    return Report("week", "The week", about, tables)


def _amounts(work: Work, before: Work, rates: Rates) -> Table:
    rows: list[Row] = []
    figures = (
        ("promised", work.promised(), before.promised()),
        ("collected", work.collected(), before.collected()),
    )
    for name, now, then in figures:
        for code in sorted({*now, *then}):
            this, other = now.get(code, 0), then.get(code, 0)
            rows.append((name, code, *(Money(minor, code) for minor in (this, other, this - other))))
        if len({*now, *then}) > 1 and rates.base:
            rows.append((name, f"all in {rates.base}", rates.total(now), rates.total(then), None))
    heads = columns("figure currency this_week:money week_before:money change:money")
    basis = (
        "Promised: promises made in the week. Collected: money that the ledgers of the week show.",
        rates.said(code for _, now, then in figures for code in (*now, *then)) if rates.base else "",
    )
    return Table(
        "Amounts",
        heads,
        tuple(rows),
        "amounts",
        tuple(filter(None, basis)),
        empty="No money was promised or seen.",
    )


def feedback(remarks: Iterable[Remark], customers: Mapping[int, Customer]) -> Table:
    """Return what customers and supervisors said, and what became of it."""
    rows = tuple(
        (
            r.id, r.day, f"{r.rating} of 5" if r.rating else "remark", r.said_by,
            customers[r.account].name if r.account is not None else "", r.text,
            r.result or ("" if r.rating else "open"),
        )
        for r in remarks
    )  # fmt: skip
    heads = columns("id:count day:date what said_by customer text what_became_of_it")
    return Table("Feedback", heads, rows, "feedback", empty="No feedback on record.")


def handover(
    steps: Sequence[StepFact], promises: Sequence[PromiseFact], disputes: Sequence[DisputeFact],
    customers: Mapping[int, Customer], since: date, until: date, zone: ZoneInfo, about: tuple[str, ...],
) -> Report:  # fmt: skip
    """Return what whoever stands in has to know: call-backs, what falls due, what is promised, what needs others."""
    backs = [step for step in steps if step.kind == FollowUpKind.CALL_BACK]
    rest = [step for step in steps if step.kind != FollowUpKind.CALL_BACK]
    within = [promise for promise in promises if since <= promise.due <= until]
    before = [promise for promise in promises if promise.due < since]
    tables = (
        due(backs, customers, zone, "Call backs agreed: expect them", "backs"),
        expected(within, customers, "Promised for these days"),
        expected(before, customers, "Promised before, not yet seen", "before"),
        due(rest, customers, zone, "Falls due", "due"),
        needs_others(steps, disputes, customers),
    )
    return Report("handover", "Hand-over", about, tables)
