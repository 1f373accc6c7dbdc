"""What is owed by how late it is: by bucket, country and account, in each currency."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.calendar import NO_DUE_DATE
from arcall_tui.domain.figures import Customer, OpenItemFact, Owed
from arcall_tui.domain.money import Money
from arcall_tui.domain.standing import BUCKETS, bucket_of
from arcall_tui.reports.metrics import share
from arcall_tui.reports.rates import Rates
from arcall_tui.reports.reference import YES, leads_to
from arcall_tui.reports.table import Cell, Chart, Row, Series, Table, listed, tabled

_BASIS = (
    "Days past due = the day of the report - due date; credits stand in the bucket of their date, as negatives.",
    "Disputed, promised: what open disputes and promises cover of the balances; it is within them, not besides.",
)
_MONEY = " ".join(
    f"{name.replace(' ', '_')}:money+" for name in (*BUCKETS, "total", "disputed", "promised", "credits")
)


class AgedSum:
    """Adds up what was owed: six buckets and what is shown apart, in minor units of one currency."""

    def __init__(self) -> None:
        self.buckets = [0] * len(BUCKETS)
        self.items = [0] * len(BUCKETS)
        self.credit = 0
        self.disputed_in = [0] * len(BUCKETS)
        self.promised_in = [0] * len(BUCKETS)

    def add(self, owed: Owed) -> None:
        """Take in a part."""
        self.buckets[owed.bucket] += owed.balance
        self.items[owed.bucket] += owed.items
        self.disputed_in[owed.bucket] += owed.disputed
        self.promised_in[owed.bucket] += owed.promised
        self.credit += owed.credit

    @property
    def total(self) -> int:
        """All buckets together."""
        return sum(self.buckets)

    @property
    def overdue(self) -> int:
        """All buckets but the first."""
        return sum(self.buckets[1:])

    def cells(self, currency: str) -> Row:
        """Return the amounts of a row."""
        parts = (*self.buckets, self.total, sum(self.disputed_in), sum(self.promised_in), self.credit)
        return tuple(Money(minor, currency) for minor in parts)


def by(owed: Iterable[Owed], key: Mapping[int, str] | None = None) -> dict[tuple[str, str], AgedSum]:
    """Add up by (currency, what `key` says of the account)."""
    sums: dict[tuple[str, str], AgedSum] = defaultdict(AgedSum)
    for part in owed:
        sums[part.currency, key[part.account] if key else ""].add(part)
    return dict(sums)


def by_buckets(owed: Sequence[Owed], rates: Rates, day: date) -> list[Table]:
    """Return what is owed in each bucket: of all currencies together, where there are several, and of each."""
    parts = by(owed)
    sums: dict[Cell, dict[str, int]] = {
        name: {code: part.buckets[place] for (code, _), part in parts.items()}
        for place, name in enumerate(BUCKETS)
    }
    whole = rates.all_currencies("bucket", sums, lambda name: leads_to("items", None, day, bucket=name))
    return [*whole, by_bucket(owed, day, drawn=not any(table.charts for table in whole))]


def by_bucket(owed: Sequence[Owed], day: date, *, drawn: bool = True, **of: object) -> Table:
    """Return what is owed in each bucket; its rows lead to their invoices, `of` one account or all."""
    rows: list[tuple[Row, str]] = []
    charts = []
    for (currency, _), parts in sorted(by(owed).items()):
        for place, name in enumerate(BUCKETS):
            if not parts.items[place]:
                continue
            amounts = (parts.buckets[place], parts.disputed_in[place], parts.promised_in[place])
            balance, disputed, promised = (Money(minor, currency) for minor in amounts)
            of_all = share(parts.buckets[place], parts.total, "balance")
            row = (currency, name, parts.items[place], balance, of_all, disputed, promised)
            rows.append((row, leads_to("items", None, day, currency=currency, bucket=name, **of)))
        values = tuple(float(Money(minor, currency).plain()) for minor in parts.buckets)
        charts.append(Chart("bars", BUCKETS, (Series(currency, values),), currency))
    heads = "currency bucket items:count+ balance:money+ share:percent disputed:money+ promised:money+"
    shown = charts if drawn else ()
    return tabled("By bucket", "buckets", heads, rows, basis=_BASIS, summed=True, charts=shown)


def by_country(owed: Sequence[Owed], customers: Mapping[int, Customer], day: date) -> Table:
    """Return what is owed in each country; customers as they are on file now."""
    countries = {key: customer.country for key, customer in customers.items()}
    parts, named = by(owed, countries), {name: (name or "not known",) for name in countries.values()}
    return _table(("By country", "countries", "country"), "currency country", parts, named, day)


def by_account(owed: Sequence[Owed], customers: Mapping[int, Customer], day: date) -> Table:
    """Return what each account owes, the most first."""
    keys = {key: str(key) for key in customers}
    named = {str(key): (customer.ledger_id, customer.name) for key, customer in customers.items()}
    names, heads = ("By account", "accounts", "account"), "currency account customer"
    return _table(names, heads, by(owed, keys), named, day)


def _table(
    names: tuple[str, str, str],
    heads: str,
    parts: Mapping[tuple[str, str], AgedSum],
    named: Mapping[str, tuple[str, ...]],
    day: date,
) -> Table:
    title, sheet, of = names
    ordered = sorted(parts.items(), key=lambda entry: (entry[0][0], -entry[1].total, entry[0][1]))
    rows = (
        ((code, *named[key], *part.cells(code)), leads_to("items", None, day, currency=code, **{of: key}))
        for (code, key), part in ordered
    )
    return tabled(title, sheet, f"{heads} {_MONEY}", rows, summed=True, basis=_BASIS)


def _past_due(item: OpenItemFact, day: date) -> int:
    """Return the days past due by which an item is sorted: credits are off what is overdue from their own day on."""
    days = (day - item.due).days
    return max(1, days) if item.kind == ItemKind.UNAPPLIED or (item.balance < 0 and not days) else days


def invoices(items: Sequence[OpenItemFact], customers: Mapping[int, Customer], day: date) -> Table:
    """Return open items one by one: what is behind a bucket. What matters most stands first: the last may be cut."""
    heads = (
        "item due:date days:count balance:money+ customer disputed:money+ promised:money+ account kind dated:date"
        " bucket country overdue"
    )

    def row(item: OpenItemFact) -> Row:
        who, late = customers[item.account], _past_due(item, day)
        due = (item.due, (day - item.due).days) if item.due < NO_DUE_DATE else (None, None)
        balance, *covered = (Money(m, item.currency) for m in (item.balance, item.disputed, item.promised))
        bucket = (BUCKETS[bucket_of(late)], who.country, YES if late > 0 else "")
        return (item.number, *due, balance, who.name, *covered, who.ledger_id, item.kind, item.dated, *bucket)

    basis = ("Days: past due; negative while not due.",)
    return listed(
        "Open items", "invoices", heads, items, row, summed=True, basis=basis, empty="Nothing to show."
    )
