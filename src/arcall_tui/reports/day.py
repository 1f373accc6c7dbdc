"""The page of a day: what came in, what was promised and broken, what needs others, what is due next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import ESCALATED_TO, LIVE_PROMISES, FollowUpKind, PromiseState
from arcall_tui.domain.dates import spelt
from arcall_tui.domain.figures import Customer, DisputeFact, PromiseFact, StepFact
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.reports.calling import BASIS, HEADS, tally
from arcall_tui.reports.causes import waiting
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.reference import ACCOUNT
from arcall_tui.reports.table import Report, Row, Table, columns
from arcall_tui.reports.work import Target, Work, explained, headlines, targets, with_trends

# Steps that wait for somebody else.
OTHERS = frozenset({FollowUpKind.CHASE_OWNER, FollowUpKind.ESCALATE, FollowUpKind.ASK_NEWS})


def paid(work: Work, customers: Mapping[int, Customer]) -> Table:
    """Return the money that was seen, by account, the most first."""
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for receipt in work.receipts:
        entry = sums[receipt.account, receipt.currency]
        entry[0] += receipt.amount > 0
        entry[1] += receipt.amount
    ordered = sorted(
        ((key, own) for key, own in sums.items() if own[1]),
        key=lambda entry: (entry[0][1], -entry[1][1], entry[0][0]),
    )
    rows = tuple(
        (customers[account].ledger_id, customers[account].name, count, Money(minor, code))
        for (account, code), (count, minor) in ordered
    )
    keys = tuple(work.of("paid", currency=code, account=account) for (account, code), _ in ordered)
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
            customers[p.account].ledger_id, customers[p.account].name, str(p.state),
            Money(p.amount - _came(p), p.currency), p.due, Money(p.amount, p.currency), Money(_came(p), p.currency),
        )
        for p in ordered
    )  # fmt: skip
    heads = columns("account customer verdict missing:money+ due:date promised:money+ paid:money+")
    keys = tuple(f"{ACCOUNT}{promise.account}" for promise in ordered)
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
    lately: Table,
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
        paid(work, customers),
        judged(work.judged, customers),
        promised(work.promises, customers),
        needs_others(steps, disputes, customers, work.overdue),
        waiting(disputes, customers, today),
        due(
            [step for step in steps if step.due <= tomorrow],
            customers,
            zone,
            f"Due by {spelt(tomorrow)}",
            "tomorrow",
        ),
        expected(promises, customers, f"Promised for {spelt(tomorrow)}"),
        *targets(goals, today),
        lately,
        done(work),
        by_code(work),
    )
    of_day = [goal for goal in goals if goal.period == "day"]
    heads = headlines(work, before, "the working day before", rates, of_day)
    return Report("day", "The day", about, tables, (), explained(with_trends(heads, lately)))


def done(work: Work) -> Table:
    """Return the calls in one row."""
    return Table("Done", columns(HEADS), (tally(work.calls).row(),), "done", BASIS, keys=(work.of("calls"),))


def by_code(work: Work) -> Table:
    """Return how the calls went, by result code."""
    counted = Counter(call.code for call in work.calls)
    rows = tuple((str(code), code.means.label, counted[code]) for code in Code if counted[code])
    return Table(
        "Results",
        columns("code result count:count+"),
        rows,
        "results",
        summed=True,
        keys=tuple(work.of("calls", code=row[0]) for row in rows),
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
    keys = tuple(f"{ACCOUNT}{promise.account}" for promise in listed)
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
    keys = tuple(f"{ACCOUNT}{step.account}" for step in listed)
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
            words = d.reason if d.awaited else f"dispute: {d.reason}"
            name = customers[d.account]
            rows.append((who, d.next_on, words, name.ledger_id, name.name, Money(d.amount, d.currency)))
            keys.append(f"{ACCOUNT}{d.account}")
    for step in steps:
        if step.kind in OTHERS and step.kind != FollowUpKind.CHASE_OWNER:
            name = customers[step.account]
            who = step.reason.partition(ESCALATED_TO)[2].partition(":")[0] or "supervisor"
            words = step.reason if step.kind == FollowUpKind.ASK_NEWS else f"{step.kind}: {step.reason}"
            facts = (who, step.due, words, name.ledger_id, name.name)
            owed = [
                Money(minor, code) for code, minor in sorted(overdue.get(step.account, {}).items()) if minor
            ]
            rows += [(*facts, amount) for amount in owed or (None,)]
            keys += [f"{ACCOUNT}{step.account}"] * max(1, len(owed))
    heads = columns("who by:date what account customer amount:money")
    return Table(
        "Needs others",
        heads,
        tuple(rows),
        "others",
        ("Amount: disputed, or seen or agreed and not in the ledger yet; of an escalation, overdue.",),
        keys=tuple(keys),
        empty="Nobody else is needed.",
    )
