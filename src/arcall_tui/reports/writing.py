"""Cells as people read them: amounts, dates and numbers as the reader's country writes them."""

from copy import copy
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_percent

from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.reports.table import (
    Amounts,
    Cell,
    Column,
    Headline,
    Kind,
    NotAvailable,
    Table,
    Trend,
    number,
    sums,
)

NA = "n/a"


class Writer:
    """Writes cells for one locale, such as en_GB. Raises UsageError for one that is not known."""

    def __init__(self, locale: str = "en_GB") -> None:
        self.locale = _locale(locale)

    def money(self, value: Money) -> str:
        """`GBP 1,234.50`, `1.234,50 EUR`, `INR 3,20,000.00`: the currency by its own number of decimals."""
        return _written(_amount(value), exponent(value.currency), self.locale, value.currency)

    def bare(self, value: Money, *, whole: bool = False) -> str:
        """`1,234.50`: an amount without its currency; `whole` leaves the decimals out."""
        places = 0 if whole else exponent(value.currency)
        return _written(_amount(value, places), places, self.locale)

    def whole(self, value: Money) -> str:
        """`GBP 1,235`: an amount at a glance, without its decimals."""
        return _written(_amount(value, 0), 0, self.locale, value.currency)

    def day(self, value: date) -> str:
        """`20 Nov 2026`."""
        return _day(value, self.locale)

    def number(self, value: float | Fraction, places: int = 0) -> str:
        """`1,234.5`, `3,20,000.0`: grouped as the locale does, by thousands or by lakhs."""
        return _written(_decimal(value, places), places, self.locale)

    def percent(self, value: float | Fraction) -> str:
        """`12.5 %`, in the locale's way."""
        return one_line(
            format_percent(_decimal(value, 3), "#,##0.0 %", locale=self.locale, decimal_quantization=True)
        )

    def cell(self, cell: Cell, column: Column, *, bare: bool = False) -> str:
        """Write one cell on one line; `bare` amounts leave the currency to a column of its own."""
        if cell is None or isinstance(cell, NotAvailable):
            return "" if cell is None else NA
        if isinstance(cell, Money | Amounts):
            each = cell.each if isinstance(cell, Amounts) else (cell,)
            return ", ".join(map(self.bare if bare else self.money, each))
        if isinstance(cell, date):
            month = column.name == "month"
            return _sep(format_skeleton("yMMM", cell, locale=self.locale)) if month else self.day(cell)
        if isinstance(cell, str | Trend):
            return spark(cell) if isinstance(cell, Trend) else one_line(cell)
        if column.kind is Kind.PERCENT:
            return self.percent(cell)
        return self.number(cell, 1 if column.kind is Kind.DECIMAL else 0)  # money of no currency is none: 0


_LEVELS = "▁▂▃▄▅▆▇█"


def spark(trend: Trend) -> str:
    """Write how a figure went as a row of bars from zero on, oldest first; a dot where there was none."""
    known = [value for value in trend.values if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    low, high = min(low, 0.0), max(high, 0.0)
    scale = (len(_LEVELS) - 1) / (high - low or 1.0)
    return "".join("·" if v is None else _LEVELS[round((v - low) * scale)] for v in trend.values)


_FEW = 4  # fewer rows are not worth a line that says that they are left out


def few(table: Table, most: int | None) -> tuple[int, str]:
    """Return how many of a table's rows are shown where about `most` are (None: all), and how many are not: empty where none is."""
    count = len(table.rows)
    left = 0 if most is None else count - most
    if left < _FEW:
        return count, ""
    return count - left, f"and {left} more" + ("; the sums are of all" if sums(table) else "")


def shown(table: Table, writer: Writer, most: int | None) -> tuple[list[list[str]], str]:
    """Return the heading, a few of the rows and the sums of a table as texts, and how many more there are."""
    bare = table.columns[0].name == "currency"
    count, more = few(table, most)
    found = [[column.name for column in table.columns]]
    for row in (*table.rows[:count], *sums(table)):
        cells = zip(row, table.columns, strict=True)
        found.append([writer.cell(cell, column, bare=bare) for cell, column in cells])
    return found, more


def right(table: Table) -> frozenset[int]:
    """Return the places of the columns that are set right: figures."""
    words = {Kind.TEXT, Kind.DATE, Kind.TREND}
    return frozenset(place for place, column in enumerate(table.columns) if column.kind not in words)


def glance(cell: Cell, column: Column, writer: Writer) -> str:
    """Write a headline's figure."""
    if isinstance(cell, Amounts):
        return ", ".join(map(writer.whole, cell.each))
    return writer.whole(cell) if isinstance(cell, Money) else writer.cell(cell, column)


def unbroken(figure: str) -> str:
    """Write a headline's figure so that lines break between amounts only."""
    return figure.replace(" ", "\xa0").replace(",\xa0", ", ")


def against(each: Headline, writer: Writer) -> list[tuple[str, str]]:
    """Say what a headline is held against, each with its tone: the reason where it is not available, its goal, the time before."""
    if isinstance(each.value, (NotAvailable, Amounts)):
        return [("", each.value.reason)]
    said = [("", f"goal {glance(each.goal, each.column, writer)}")] if each.goal is not None else []
    if each.before is not None:
        now, then = (number(cell) for cell in (each.value, each.before))
        way = "" if now is None or then is None or now == then else "▲ from " if now > then else "▼ from "
        said.append((each.tone, f"{way}{glance(each.before, each.column, writer)} {each.before_when}"))
    return said


def headline(each: Headline, writer: Writer) -> tuple[str, str, str, str]:
    """Say a headline as cells that line up with those of others: its name, figure, trend, and what it is held against."""
    figure = glance(each.value, each.column, writer)
    said = "; ".join(words for _, words in against(each, writer))
    if isinstance(each.value, Amounts):  # longer than a figure
        figure, said = "", f"{figure}: {said}"
    return f"{each.name}:", figure, spark(each.trend) if each.trend else "", said


def unavailable(table: Table) -> list[str]:
    """Say why figures of a table are not available, each reason once."""
    reasons: dict[str, list[str]] = {}
    for row in table.rows:
        for cell, column in zip(row, table.columns, strict=True):
            if isinstance(cell, NotAvailable):
                names = reasons.setdefault(cell.reason, [])
                label = str(row[0]) if column.name in {"value", "figure"} else column.name
                if label not in names:
                    names.append(label)
    return [f"{NA} ({', '.join(names)}): {reason}" for reason, names in reasons.items()]


_PLAIN = {
    "right-party contacts": "Right-party contacts (RPC): calls in which the person who can pay answered.",
    "unverified": "Unverified: past its day and grace, and no ledger has told for certain whether it was paid in time.",
}


def in_plain_words(table: Table) -> list[str]:
    """Say what words of the trade mean: of columns in which something stands, and of what stands in them."""
    each = (
        (cell, column.name) for row in table.rows for cell, column in zip(row, table.columns, strict=True)
    )
    used = {word for cell, name in each if cell for word in (name, cell)}
    return [told for word, told in _PLAIN.items() if word in used]


@lru_cache(4)
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_").split(".")[0])
    except (ValueError, UnknownLocaleError):
        raise UsageError(f"{name!r} is not a locale.", "Write it like en_GB or de_DE.") from None


@lru_cache(4096)
def _written(value: Decimal, places: int, locale: Locale, currency: str = "") -> str:
    # Not format_currency(): its decimals are the locale data's, which ISO 4217 sometimes contradicts.
    pattern = copy(locale.decimal_formats[None])
    pattern.frac_prec = (places, places)
    # The code, as on every other page, on the side of the sign, which may be another country's.
    said = [pattern.apply(value, locale), currency]
    if "¤" in locale.currency_formats["standard"].prefix[0]:
        said.reverse()
    return one_line(" ".join(said)).strip()


@lru_cache(4096)
def _day(value: date, locale: Locale) -> str:
    return _sep(format_date(value, "medium", locale=locale))


def _sep(text: str) -> str:
    """Write September with three letters as all months are: some locales have four."""
    return one_line(text.replace("Sept ", "Sep ").replace("Sept.", "Sep."))


def _amount(value: Money, places: int | None = None) -> Decimal:
    units = Decimal(value.minor).scaleb(-exponent(value.currency))
    return units if places is None else round(units, places) + 0


def _decimal(value: float | Fraction, places: int) -> Decimal:
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
    else:
        exact = Decimal(repr(value))
    return round(exact, places) + 0  # no minus before nothing
