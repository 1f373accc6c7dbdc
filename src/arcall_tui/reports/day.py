"""The page of a day, the review of a week or a month, and the hand-over for days off."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import LIVE_PROMISES, FollowUpKind, PromiseState
from arcall_tui.domain.dates import spelt
from arcall_tui.domain.figures import Call, Customer, DisputeFact, PromiseFact, ReceiptFact, Remark, StepFact
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.reports.calling import HEADS, tally
from arcall_tui.reports.causes import waiting
from arcall_tui.reports.metrics import share
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.table import Cell, Column, Headline, Kind, NotAvailable, Report, Row, Table, columns

# Steps that wait for somebody else.
_OTHERS = frozenset({FollowUpKind.CHASE_OWNER, FollowUpKind.ESCALATE, FollowUpKind.ASK_NEWS})


@dataclass(frozen=True, slots=True)
class Work:
    """What was done in a stretch of days: everything is of those days only.

    `judged`: the promises that were found kept or broken. `overdue`: by account and currency, at the end.
    """

    calls: Sequence[Call]
    promises: Sequence[PromiseFact]
    disputes: Sequence[DisputeFact]
    receipts: Sequence[ReceiptFact]
    judged: Sequence[PromiseFact] = ()
    overdue: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    def past_due(self) -> dict[str, int]:
        """Return what was overdue at the end, by currency."""
        return _by_currency(pair for own in self.overdue.values() for pair in own.items())

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


def headlines(
    now: Work, then: Work, when: str, rates: Rates, goals: Sequence[Target]
) -> tuple[Headline, ...]:
    """Return the figures that say how it went, against the time before and the goals."""
    wanted = {goal.name: goal for goal in goals}
    count, money = Column("", Kind.COUNT), Column("", Kind.MONEY)
    calls, earlier = tally(now.calls), tally(then.calls)

    def counted(name: str, value: int, before: int, goal: str = "", better: int = 1) -> Headline:
        of = wanted.get(goal)
        return Headline(name, value, count, before, when, of.wanted if of else None, better)

    def summed(name: str, value: Mapping[str, int], before: Mapping[str, int], better: int = 1) -> Headline:
        codes = {*value, *before}
        return Headline(
            name, together(value, rates, codes), money, together(before, rates, codes), when, None, better
        )

    amount = wanted.get("amount")
    promised_ = summed("Promised", now.promised(), then.promised())
    if amount and amount.currency:
        promised_ = replace(promised_, goal=Money(amount.wanted, amount.currency))
    broken = [sum(p.state is PromiseState.BROKEN for p in work.judged) for work in (now, then)]
    kept = [sum(p.state is not PromiseState.BROKEN for p in work.judged) for work in (now, then)]
    return (
        counted("Calls", calls.attempts, earlier.attempts, "calls"),
        counted("Contacts", calls.contacts, earlier.contacts, "contacts"),
        counted("Promises", len(now.promises), len(then.promises), "promises"),
        promised_,
        summed("Money in", now.collected(), then.collected()),
        counted("Promises kept", kept[0], kept[1]),
        counted("Promises broken", broken[0], broken[1], better=-1),
        summed("Overdue", now.past_due(), then.past_due(), better=-1),
    )


def together(amounts: Mapping[str, int], rates: Rates, codes: Collection[str]) -> Cell:
    """Return amounts as one: in their only currency, else in base currency; of `codes` one is not left out for being 0."""
    if len(codes) <= 1:
        code = next(iter(codes), rates.base)
        return Money(amounts.get(code, 0), code) if code else 0
    return rates.total(amounts)


def paid(receipts: Sequence[ReceiptFact], customers: Mapping[int, Customer]) -> Table:
    """Return the money that was seen, by account, the most first."""
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for receipt in receipts:
        entry = sums[receipt.account, receipt.currency]
        entry[0] += 1
        entry[1] += receipt.amount
    ordered = sorted(sums.items(), key=lambda entry: (entry[0][1], -entry[1][1], entry[0][0]))
    rows = tuple(
        (customers[account].ledger_id, customers[account].name, count, Money(minor, code))
        for (account, code), (count, minor) in ordered
    )
    keys = tuple(f"account|{account}" for (account, _), _ in ordered)
    basis = ("What the ledgers of these days show as paid, less credits used up.",)
    heads = columns("account customer payments:count amount:money+")
    return Table(
        "Paid",
        heads,
        rows,
        "paid",
        basis,
        summed=True,
        keys=keys,
        empty="No ledger of these days shows a payment.",
    )


def judged(promises: Sequence[PromiseFact], customers: Mapping[int, Customer]) -> Table:
    """Return the promises that turned out kept or broken, what is missing most first."""
    ordered = sorted(
        promises, key=lambda p: (p.state is PromiseState.KEPT, p.currency, p.paid - p.amount, p.id)
    )
    rows = tuple(
        (
            customers[p.account].ledger_id, customers[p.account].name, str(p.state), p.due, Money(p.amount, p.currency),
            Money(_came(p), p.currency), Money(p.amount - _came(p), p.currency),
        )
        for p in ordered
    )  # fmt: skip
    heads = columns("account customer verdict due:date promised:money+ paid:money+ missing:money+")
    keys = tuple(f"account|{promise.account}" for promise in ordered)
    return Table(
        "Promises kept and broken",
        heads,
        rows,
        "judged",
        (),
        summed=True,
        keys=keys,
        empty="No promise was found kept or broken.",
    )


def _came(promise: PromiseFact) -> int:
    return promise.amount if promise.state is PromiseState.KEPT else min(promise.paid, promise.amount)


def day(
    work: Work,
    before: Work,
    customers: Mapping[int, Customer],
    tomorrow: date,
    coming: tuple[Sequence[StepFact], Sequence[PromiseFact]],
    disputes: Sequence[DisputeFact],
    goals: Sequence[Target],
    rates: Rates,
    zone: ZoneInfo,
    about: tuple[str, ...],
    today: date,
) -> Report:
    """Return the end-of-day page: what came in, what was promised and broken, what needs others, what is due next."""
    steps, promises = coming
    tables = (
        paid(work.receipts, customers),
        judged(work.judged, customers),
        promised(work.promises, customers),
        needs_others(steps, disputes, customers, work.overdue),
        waiting(disputes, customers, today),
        due(steps, customers, zone, f"Due by {spelt(tomorrow)}", "tomorrow"),
        expected(promises, customers, f"Promised for {spelt(tomorrow)}"),
        *targets(goals),
        done(work),
        by_code(work.calls),
    )
    of_day = [goal for goal in goals if goal.period == "day"]
    return Report(
        "day", "The day", about, tables, (), headlines(work, before, "the working day before", rates, of_day)
    )


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
            step.reason, "caller" if step.set_by == "caller" else "the rules",
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
    steps: Iterable[StepFact], disputes: Iterable[DisputeFact], customers: Mapping[int, Customer],
    overdue: Mapping[int, Mapping[str, int]],
) -> Table:  # fmt: skip
    """Return what others must do: the owners of open disputes, and escalations with what the account owes past due."""
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
            facts = ("supervisor", step.due, f"{step.kind}: {step.reason}", name.ledger_id, name.name)
            owed = [
                Money(minor, code) for code, minor in sorted(overdue.get(step.account, {}).items()) if minor
            ]
            rows += [(*facts, amount) for amount in owed or (None,)]
            keys += [f"account|{step.account}"] * max(1, len(owed))
    heads = columns("who by:date what account customer amount:money")
    return Table(
        "Needs others",
        heads,
        tuple(rows),
        "others",
        ("Amount: disputed; of an escalation, overdue.",),
        keys=tuple(keys),
        empty="Nobody else is needed.",
    )


# The week


_COUNTED = ("attempts", "contacts", "right-party contacts", "promises")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a review is of: its `name` (week, month), and what its own figures and those before are called."""

    name: str
    now: str
    then: str


def review(
    of: Stretch, work: Work, before: Work, rates: Rates, goals: Sequence[Target], remarks: Sequence[Remark],
    disputes: Sequence[DisputeFact], trend: Sequence[Headline], customers: Mapping[int, Customer], until: date,
    about: tuple[str, ...],
) -> Report:  # fmt: skip
    """Return the review of a week or a month against the one before."""
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
    this, other = of.now.replace(" ", "_"), of.then.replace(" ", "_")
    tables = (
        *targets(goals),
        _amounts(work, before, rates, this, other),
        Table("Counts", columns(f"figure {this}:count {other}:count change:count"), counts, "counts"),
        Table("Rates", columns(f"figure {this}:percent {other}:percent"), shares, "rates"),
        Table("Pace", columns(f"figure {this}:decimal {other}:decimal"), pace, "pace"),
        paid(work.receipts, customers),
        judged(work.judged, customers),
        promised(work.promises, customers),
        waiting(disputes, customers, until),
        feedback(remarks, customers),
    )
    own = [goal for goal in goals if goal.period == of.name]
    heads = (*headlines(work, before, f"the {of.name} before", rates, own), *trend)
    return Report(of.name, f"The {of.name}", about, tables, (), heads)


def _amounts(work: Work, before: Work, rates: Rates, this: str, other: str) -> Table:
    rows: list[Row] = []
    figures = (
        ("promised", work.promised(), before.promised()),
        ("collected", work.collected(), before.collected()),
    )
    for name, now, then in figures:
        for code in sorted({*now, *then}):
            new, old = now.get(code, 0), then.get(code, 0)
            rows.append((name, code, *(Money(minor, code) for minor in (new, old, new - old))))
        if len({*now, *then}) > 1 and rates.base:
            rows.insert(
                -len({*now, *then}), (name, f"all in {rates.base}", rates.total(now), rates.total(then), None)
            )
    heads = columns(f"figure currency {this}:money {other}:money change:money")
    basis = (
        "Promised: promises made in these days. Collected: money that the ledgers of these days show.",
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
