"""Why customers have not paid: root causes as a Pareto, disputes by reason and age, and who is slow."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from arcall_tui.domain.figures import Call, Customer, DisputeFact, Owed
from arcall_tui.domain.grouping import grouped
from arcall_tui.domain.money import Money
from arcall_tui.reports.metrics import mean, share
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.reference import leads_to
from arcall_tui.reports.table import Amounts, Chart, Row, Series, Table, listed, tabled

_AGES = ((7, "up to a week"), (30, "8-30 days"), (90, "31-90 days"))
_OLDEST = "over 90 days"


def pareto(calls: Iterable[Call], owed: Iterable[Owed], rates: Rates, since: date, until: date) -> Table:
    """Return the causes by how many accounts gave them, with what those owe overdue; the latest cause counts."""
    given = [(call.account, call.root_cause) for call in calls if call.root_cause]
    latest, said = dict(given), Counter(cause for _, cause in given)
    overdue: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for part in owed:
        if part.bucket and part.account in latest:
            overdue[latest[part.account]][part.currency] += part.balance
    accounts = Counter(latest.values())
    ordered = sorted(said, key=lambda cause: (-accounts[cause], -said[cause], cause))
    rows: list[Row] = []
    so_far = 0
    for cause in ordered:
        so_far += accounts[cause]
        shares = (share(accounts[cause], len(latest), "accounts"), share(so_far, len(latest), "accounts"))
        both = (rates.total(overdue[cause]), Amounts.of(overdue[cause]))
        rows.append((cause, said[cause], accounts[cause], *shares, *both))
    together = (float(row[4]) * 100 if isinstance(row[4], Fraction) else None for row in rows)
    counted = Series("accounts", tuple(float(accounts[cause]) for cause in ordered))
    series = (counted, Series("together %", tuple(together)))
    heads = "cause calls:count+ accounts:count+ share:percent together:percent overdue_in_base:money overdue"
    basis = (
        "Causes as recorded with the calls of the period; each account counts once, under the cause it gave last.",
        "Overdue: what those accounts owe past due on the day of the report.",
    )
    chart = (Chart("pareto", tuple(ordered), series, "accounts"),) if ordered else ()
    empty = "No call of the period recorded why they have not paid."
    led = [(row, leads_to("calls", since, until, cause=row[0])) for row in rows]
    return tabled("Root causes", "causes", heads, led, basis=basis, summed=True, charts=chart, empty=empty)


def age(dispute: DisputeFact, day: date) -> str:
    """Name how long a dispute has been open."""
    days = (day - dispute.opened).days
    return next((name for edge, name in _AGES if days <= edge), _OLDEST)


def days_open(dispute: DisputeFact, day: date) -> int:
    """Return the days from its opening to its end, or to `day`."""
    return ((dispute.resolved or day) - dispute.opened).days


def by(
    disputes: Sequence[DisputeFact],
    title: str,
    sheet: str,
    name: str,
    key: Callable[[DisputeFact], str],
    since: date,
    day: date,
    **of: object,
) -> Table:
    """Return disputes by what `key` says of them, in each currency, the largest open amount first; `of` all or the open ones."""
    groups = grouped(disputes, lambda dispute: (dispute.currency, key(dispute)))
    rows: list[Row] = []
    for (code, label), own in groups.items():
        still = [dispute for dispute in own if dispute.resolved is None]
        days = mean(sum(days_open(dispute, day) for dispute in own), len(own), "disputes")
        amount = Money(sum(dispute.amount for dispute in still), code)
        rows.append((label, code, len(still), amount, len(own) - len(still), days))
    rows.sort(key=lambda row: (str(row[1]), -row[3].minor if isinstance(row[3], Money) else 0, str(row[0])))
    heads = f"{name} currency open:count+ open_amount:money+ ended:count+ mean_days_open:decimal"
    basis = ("Days open: from the day it was opened to its end, or to the day of the report.",)
    led = [(row, leads_to("disputes", since, day, currency=row[1], **{name: row[0]}, **of)) for row in rows]
    return tabled(title, sheet, heads, led, basis=basis, summed=True, empty="No disputes.")


def owner_of(dispute: DisputeFact) -> str:
    """Name who has to act."""
    return dispute.owner or "nobody named"


def slow(disputes: Sequence[DisputeFact], since: date, day: date) -> Table:
    """Return who must act, with how long it takes them, the slowest first."""
    groups = grouped(disputes, owner_of)
    rows: list[Row] = []
    for owner, own in groups.items():
        still = [dispute for dispute in own if dispute.resolved is None]
        overdue = sum(dispute.next_on < day for dispute in still)
        days = mean(sum(days_open(dispute, day) for dispute in own), len(own), "disputes")
        longest = max((days_open(dispute, day) for dispute in still), default=0)
        rows.append((owner, len(still), overdue, len(own) - len(still), days, longest))
    rows.sort(
        key=lambda row: (-Fraction(row[4]) if isinstance(row[4], Fraction) else Fraction(0), str(row[0]))
    )
    heads = "who open:count+ past_their_date:count+ ended:count+ mean_days_open:decimal longest_open:count"
    basis = ("Past their date: open, and the day by which they should have acted is over.",)
    led = [(row, leads_to("disputes", since, day, who=row[0])) for row in rows]
    return tabled("Who is slow", "owners", heads, led, basis=basis, summed=True, empty="No disputes.")


def waiting(disputes: Sequence[DisputeFact], customers: Mapping[int, Customer], day: date) -> Table:
    """Return the open disputes one by one, the oldest first."""
    still = [each for each in disputes if each.resolved is None and not each.awaited]
    return one_by_one(still, customers, day)


def one_by_one(disputes: Sequence[DisputeFact], customers: Mapping[int, Customer], day: date) -> Table:
    """Return disputes one by one."""

    def row(d: DisputeFact) -> Row:
        facts = (d.next_on, d.opened, days_open(d, day))
        return *customers[d.account].named, d.reason, Money(d.amount, d.currency), owner_of(d), *facts

    heads = "account customer reason amount:money+ who by:date opened:date days:count"
    return listed("Open disputes", "disputes", heads, disputes, row, summed=True, empty="No open disputes.")
