"""What a report is made of, before it is written in any form: tables of typed cells, and their sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Protocol, TypeVar

from arcall_tui.domain.money import Money
from arcall_tui.reports.reference import ACCOUNT


@dataclass(frozen=True, slots=True)
class NotAvailable:
    """A figure that the records cannot support, and why not."""

    reason: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts beside each other, and why no rates add them up where they might."""

    each: tuple[Money, ...]
    reason: str = ""

    @classmethod
    def of(cls, amounts: Mapping[str, int], reason: str = "") -> Amounts:
        """Return minor units by currency as amounts; nothing of those that are 0."""
        return cls(tuple(Money(minor, code) for code, minor in sorted(amounts.items()) if minor), reason)

    def __str__(self) -> str:
        """Write them beside each other: `EUR 12.00, GBP 3.50`."""
        return ", ".join(map(str, self.each))


@dataclass(frozen=True, slots=True)
class Trend:
    """How a figure went, oldest first; None where there was none."""

    values: tuple[float | None, ...]


Number = int | float | Fraction
Cell = str | Number | date | Money | Amounts | Trend | NotAvailable | None
Row = tuple[Cell, ...]


class Kind(StrEnum):
    """What a column holds. PERCENT cells are shares (0.5 is 50 %), DECIMAL cells are shown to one place."""

    TEXT = "text"
    MONEY = "money"
    COUNT = "count"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"
    TREND = "trend"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `summed` where its cells may be added up (money: within one currency)."""

    name: str
    kind: Kind = Kind.TEXT
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one line or set of bars; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of figures: `kind` is bars, stacked or line; `unit` is said beside the axis."""

    kind: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""

    @property
    def drawn(self) -> tuple[Series, ...]:
        """The series that are bars: of a Pareto the first alone, the share so far is written behind."""
        return self.series[:1] if self.kind == "pareto" else self.series


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what it rests on.

    `basis`: formula, period and source of the figures, in words. `keys`: for each row what it leads to, where
    something is behind it (see `reference`; same length as `rows`, or empty). `sheet`: its short name. `together`: the
    sums of all currencies as one row, at dated rates; empty where there is one currency, or no base.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sheet: str
    basis: tuple[str, ...] = ()
    summed: bool = False
    charts: tuple[Chart, ...] = ()
    keys: tuple[str, ...] = ()
    empty: str = "Nothing to show."
    together: Row = ()


class OfAccount(Protocol):
    """A fact about an account."""

    @property
    def account(self) -> int:
        """Its number."""


_Fact = TypeVar("_Fact", bound=OfAccount)


def tabled(
    title: str, sheet: str, heads: str, rows: Iterable[tuple[Row, str]], *, empty: str = "Nothing to show.",
    summed: bool = False, basis: tuple[str, ...] = (), charts: Iterable[Chart] = (),
) -> Table:  # fmt: skip
    """Return rows as a table of those `columns`, each given with what it leads to."""
    found = tuple(rows)
    cells, keys = tuple(row for row, _ in found), tuple(key for _, key in found)
    return Table(title, columns(heads), cells, sheet, basis, summed, tuple(charts), keys, empty)


def listed(
    title: str, sheet: str, heads: str, facts: Iterable[_Fact], row: Callable[[_Fact], Row], *, empty: str,
    summed: bool = False, basis: tuple[str, ...] = (),
) -> Table:  # fmt: skip
    """Return facts about accounts as a table: each row leads to its account."""
    rows = ((row(fact), f"{ACCOUNT}{fact.account}") for fact in facts)
    return tabled(title, sheet, heads, rows, empty=empty, summed=summed, basis=basis)


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that stands above the tables, against the same of the time `before`, and its `goal` where one is set.

    `better`: 1 where more is better, -1 where less is, 0 where neither. `before_when`: `the week before`.
    `of`: what it is made of, as a row's key; `trend`: how it went, up to now; `basis`: what it rests on, in words.
    """

    name: str
    value: Cell
    column: Column
    before: Cell = None
    before_when: str = ""
    goal: Cell = None
    better: int = 1
    of: str = ""
    trend: Trend | None = None
    basis: str = ""

    @property
    def tone(self) -> str:
        """Whether it went well: good, bad, or neither."""
        now, then = (number(cell) for cell in (self.value, self.before))
        if now is None or then is None or now == then or not self.better:
            return ""
        return "good" if (now > then) == (self.better > 0) else "bad"


def money(amount: int | NotAvailable, code: str) -> Money | NotAvailable:
    """Return minor units as a cell; what is not available stays so."""
    return amount if isinstance(amount, NotAvailable) else Money(amount, code)


def added(*amounts: int | NotAvailable) -> int | NotAvailable:
    """Add amounts up; what is not available makes the sum not available."""
    missing = [amount for amount in amounts if isinstance(amount, NotAvailable)]
    return missing[0] if missing else sum(amount for amount in amounts if isinstance(amount, int))


def number(cell: Cell) -> Fraction | None:
    """Return a figure as a number; None where it is none."""
    if isinstance(cell, Money):
        return Fraction(cell.minor)
    return Fraction(cell) if isinstance(cell, (int, float, Fraction)) else None


@dataclass(frozen=True, slots=True)
class Report:
    """Tables that belong together, below their headlines. `about`: as of which day, of which period, on which balances."""

    name: str
    title: str
    about: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = field(default=())
    headlines: tuple[Headline, ...] = field(default=())


def named_once(report: Report) -> Report:
    """Return a report as it is read: an account that goes by its name is not named again by its id."""
    return replace(report, tables=tuple(map(_without_ids, report.tables)))


def _without_ids(table: Table) -> Table:
    heads = [column.name for column in table.columns]
    if not {"account", "customer"} <= set(heads):
        return table
    at, name = heads.index("account"), heads.index("customer")
    rows = [(*row[:at], "" if row[at] == row[name] else row[at], *row[at + 1 :]) for row in table.rows]
    told = replace(table, rows=tuple(rows))
    return told if any(row[at] for row in rows) or not rows else without(told, "account")


def columns(text: str) -> tuple[Column, ...]:
    """Make columns of `name:kind` words with `+` for those that are summed; `_` stands for a blank in a name."""
    words = (word.replace("_", " ").partition(":") for word in text.split())
    return tuple(
        Column(name, Kind(kind.rstrip("+") or "text"), kind.endswith("+")) for name, _, kind in words
    )


def of_whom(*creditors: str) -> str:
    """Say whose: ` of Keystone`; nothing where none has a name."""
    names = ", ".join(each or "the creditor without a name" for each in creditors)
    return f" of {names}" if any(creditors) else ""


def with_columns(table: Table, heads: str, cells: Sequence[Row]) -> Table:
    """Return a table with more columns, their cells row by row."""
    rows = tuple((*row, *more) for row, more in zip(table.rows, cells, strict=True))
    return replace(table, columns=(*table.columns, *columns(heads)), rows=rows)


def without(table: Table, names: str) -> Table:
    """Return a table without some of its columns."""
    kept = [place for place, column in enumerate(table.columns) if column.name not in names.split()]
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    left = tuple(table.columns[place] for place in kept)
    # The row of sums is called so in front, whatever stands there.
    total = tuple(table.together[place] for place in kept[1:]) if table.together else ()
    return replace(table, columns=left, rows=rows, together=(*table.together[:1], *total))


def currency_of(row: Row) -> str:
    """Return the currency of a row's amounts; empty where it has none."""
    return next((cell.currency for cell in row if isinstance(cell, Money)), "")


def currencies(table: Table) -> tuple[str, ...]:
    """Return the currencies of the table's rows, in order of their codes."""
    return tuple(sorted({currency_of(row) for row in table.rows} - {""})) or ("",)


def sums(table: Table) -> tuple[Row, ...]:
    """Return the rows of sums: of all in base currency where that is known, then one per currency."""
    if not table.summed or not table.rows or not any(column.summed for column in table.columns):
        return ()
    codes = currencies(table)
    own = tuple(_sum_row(table, code, alone=len(codes) == 1) for code in codes)
    return (table.together, *own) if table.together else own


def _sum_row(table: Table, code: str, *, alone: bool) -> Row:
    rows = [row for row in table.rows if alone or (currency_of(row) or _named(table, row)) in {code, ""}]
    head = "Total" if alone else f"Total {code}"
    return sums_of(table, head, rows, lambda amounts: Money(sum(each.minor for each in amounts), code))


def sums_of(table: Table, head: str, rows: Sequence[Row], total: Callable[[list[Money]], Cell]) -> Row:
    """Return the sums of a table's columns that may be added up, in some of its rows; `total` adds amounts up."""
    cells = zip(table.columns[1:], list(zip(*rows, strict=True))[1:], strict=True)
    return (head, *(_sum(values, column, total) if column.summed else None for column, values in cells))


def _named(table: Table, row: Row) -> str:
    """Return what a row says of its currency, all of whose amounts are not available."""
    return next(
        (str(cell) for head, cell in zip(table.columns, row, strict=True) if head.name == "currency"), ""
    )


def _sum(values: Row, column: Column, total: Callable[[list[Money]], Cell]) -> Cell:
    if missing := next((value for value in values if isinstance(value, NotAvailable)), None):
        return missing
    if column.kind is Kind.MONEY:
        return total([value for value in values if isinstance(value, Money)])
    return sum(value for value in values if isinstance(value, int))
