"""The page of a day: what came in, what was promised and broken, what needs others, what is due next."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import ESCALATED_TO, LIVE_PROMISES, FollowUpKind, PromiseState
from arcall_tui.domain.figures import Customer, DisputeFact, PromiseFact, StepFact
from arcall_tui.domain.grouping import by_key
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.reports.calling import BASIS, HEADS, tally
from arcall_tui.reports.causes import days_open, owner_of
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.reference import ACCOUNT
from arcall_tui.reports.table import Row, Table, listed, tabled
from arcall_tui.reports.work import Work


def paid(work: Work, customers: Mapping[int, Customer], rates: Rates) -> Table:
    """Return the money that was seen, by account, the most first."""
    came = by_key(((each.account, each.currency), each.amount) for each in work.receipts)
    ordered = sorted(
        ((sum(own), key) for key, own in came.items() if sum(own)),
        key=lambda entry: (*rates.most_first(entry[1][1], entry[0]), entry[1]),
    )

    def row(minor: int, account: int, code: str) -> tuple[Row, str]:
        count = sum(amount > 0 for amount in came[account, code])
        cells = (*customers[account].named, count, Money(minor, code))
        return cells, work.of("paid", currency=code, account=account)

    rows = (row(minor, *key) for minor, key in ordered)
    basis = ("What the ledgers of these days show as paid, less credits used up.",)
    heads = "account customer payments:count amount:money+"
    empty = "No ledger of these days shows a payment."
    return tabled("Paid", "paid", heads, rows, basis=basis, summed=True, empty=empty)


def judged(promises: Sequence[PromiseFact], customers: Mapping[int, Customer], rates: Rates) -> Table:
    """Return the promises that turned out kept or broken, what is missing most first."""
    ordered = sorted(
        promises,
        key=lambda p: (p.state is PromiseState.KEPT, *rates.most_first(p.currency, p.amount - p.came), p.id),
    )

    def row(p: PromiseFact) -> Row:
        amounts = (p.amount - p.came, p.amount, p.came)
        missing, promised_, came = (Money(minor, p.currency) for minor in amounts)
        return *customers[p.account].named, str(p.state), missing, p.due, promised_, came

    heads = "account customer verdict missing:money+ due:date promised:money+ paid:money+"
    empty = "No promise was found kept or broken."
    return listed("Promises kept and broken", "judged", heads, ordered, row, summed=True, empty=empty)


def done(work: Work, before: Work) -> Table:
    """Return the calls in one row, and those of the time before in another."""
    both = ((each, tally(each.calls).row()) for each in (work, before))
    rows = (((each.days(), *row, len(each.disputes)), each.of("calls")) for each, row in both)
    return tabled("Done", "done", f"days {HEADS} disputes_opened:count", rows, basis=BASIS)


def by_code(work: Work) -> Table:
    """Return how the calls went, by result code."""
    counted = Counter(call.code for call in work.calls)
    rows = [(str(code), code.means.label, counted[code]) for code in Code if counted[code]]
    led = ((row, work.of("calls", code=row[0])) for row in rows)
    heads, empty = "code result count:count+", "No calls on record."
    return tabled("Results", "results", heads, led, summed=True, empty=empty)


def promised(
    promises: Iterable[PromiseFact], customers: Mapping[int, Customer], title: str = "Promised", sheet: str = "promised",
    empty: str = "Nothing was promised.", rates: Rates | None = None,
) -> Table:  # fmt: skip
    """Return the promises made, the most first where there are `rates`, each plan as one; else by currency and day."""
    given, plans = tuple(promises), Counter[int]()
    for each in given:
        plans[each.plan or each.id] += each.amount

    def place(p: PromiseFact) -> tuple[object, ...]:
        plan = p.plan or p.id
        most = (*rates.most_first(p.currency, plans[plan]), plan) if rates else (p.currency,)
        return *most, p.due, p.id

    def row(p: PromiseFact) -> Row:
        return *customers[p.account].named, Money(p.amount, p.currency), p.due, p.said_by, str(p.state)

    heads = "account customer amount:money+ due:date said_by state"
    return listed(title, sheet, heads, sorted(given, key=place), row, summed=True, empty=empty)


def expected(
    promises: Iterable[PromiseFact], customers: Mapping[int, Customer], came: Mapping[int, int], title: str, sheet: str = "expected",
) -> Table:  # fmt: skip
    """Return whom to expect money from: what is promised, less what `came` of each."""
    live = (p._replace(amount=p.amount - came.get(p.id, 0)) for p in promises if p.state in LIVE_PROMISES)
    return promised((p for p in live if p.amount), customers, title, sheet, "Nothing is promised.")


def due(
    steps: Sequence[StepFact], customers: Mapping[int, Customer], zone: ZoneInfo, title: str, sheet: str
) -> Table:
    """Return the next steps that fall due, earliest first; those with a time by the caller's clock."""

    def row(step: StepFact) -> Row:
        at = step.at and step.at.astimezone(zone)
        when = (at.date(), f"{at:%H:%M}") if at else (step.due, "")
        asked = "the customer" if step.kind == FollowUpKind.CALL_BACK else "the rules"
        set_by = "caller" if step.set_by == "caller" else asked
        return *when, step.kind, *customers[step.account].named, step.reason, set_by

    basis = ("Day and time: on your own clock, where a time was agreed or set.",)
    heads = "due:date time what account customer why set_by"
    return listed(title, sheet, heads, steps, row, basis=basis, empty="Nothing falls due.")


def needs_others(
    steps: Iterable[StepFact], disputes: Iterable[DisputeFact], customers: Mapping[int, Customer],
    overdue: Mapping[int, Mapping[str, int]], day: date,
) -> Table:  # fmt: skip
    """Return what others must do: escalations with what the account owes past due, then open disputes by their owners."""
    rows: list[tuple[Row, str]] = []
    for step in steps:
        who = step.reason.partition(ESCALATED_TO)[2].partition(":")[0] or "supervisor"
        words = step.reason if step.kind == FollowUpKind.ASK_NEWS else f"{step.kind}: {step.reason}"
        owed = sorted(overdue.get(step.account, {}).items())
        amounts: list[Money | None] = [Money(minor, code) for code, minor in owed if minor] or [None]
        told = (who, step.due, words, *customers[step.account].named)
        rows += [((*told, amount, None), f"{ACCOUNT}{step.account}") for amount in amounts]
    still = [each for each in disputes if each.resolved is None]
    for d in sorted(still, key=lambda d: (owner_of(d), d.opened)):
        words = d.reason if d.awaited else f"dispute: {d.reason}"
        amount = Money(d.amount, d.currency)
        row = (owner_of(d), d.next_on, words, *customers[d.account].named, amount, days_open(d, day))
        rows.append((row, f"{ACCOUNT}{d.account}"))
    heads, empty = "who by:date what account customer amount:money days:count", "Nobody else is needed."
    basis = (
        "Amount: disputed, or seen or agreed and not in the ledger yet; of an escalation, overdue. Days: since it was opened.",
    )
    return tabled("Needs others", "others", heads, rows, basis=basis, empty=empty)
