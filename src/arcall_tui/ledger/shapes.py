"""The kinds of files that are understood, declared: what gives each away, and what it alone needs."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from arcall_tui.domain.account import ItemKind
from arcall_tui.ledger.columns import SYNONYMS, squeeze
from arcall_tui.ledger.words import DEBITS, FIGURE, METHODS, UNPAID, WENT_OUT, fold, kind_of, only, pattern
from arcall_tui.packaged import table_of


class Holds(StrEnum):
    """What a file is about."""

    ITEMS = "items"
    PAYMENTS = "payments"
    CONTACTS = "contacts"


_WHO = ("account", "name")
_ITEM_NEEDS = (_WHO, ("number",), ("amount", "balance", "debit"), ("due_date", "invoice_date", "days_late"))
_UNAPPLIED = ItemKind.UNAPPLIED


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of file.

    `marks`: squeezed headers, of each group at least one, that give it away; none: told by its columns alone.
    `needs`: of each group at least one field has a column. `columns`: headers that win over the usual ones.
    `silent`: fields that its columns must not be taken for. `kinds`: document types in its own words.
    `terms`: where it never says when an invoice falls due. `partial`: never the whole ledger. `adds_up`: a row
    is a line or a posting, and an invoice the sum of its rows. `lines`: an invoice's figures stand on each of
    its lines. `own_accounts`: only customers' accounts count (a pattern), others are skipped.
    """

    name: str
    title: str
    marks: Sequence[Sequence[str]] = ()
    needs: Sequence[Sequence[str]] = _ITEM_NEEDS
    holds: Holds = Holds.ITEMS
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    kinds: Mapping[str, ItemKind] = field(default_factory=dict)
    terms: str = ""
    partial: bool = False
    adds_up: bool = False
    lines: bool = False
    datev: bool = False

    def shows(self, squeezed: Collection[str]) -> bool:
        """Whether a header (squeezed) is this shape's."""
        return bool(self.marks) and all(not set(group).isdisjoint(squeezed) for group in self.marks)

    def missing(self, found: Collection[str]) -> list[str]:
        """Name what a header with the fields `found` lacks."""
        fields = set(found)
        return [" or ".join(group) for group in self.needs if not fields & set(group)]


TABLE = Shape("table", "a plain table of open items")
_FILE = table_of("ledger/shapes")


def _shape(said: Mapping[str, Any]) -> Shape:
    try:
        kinds = {word: ItemKind(kind) for word, kind in said.get("kinds", {}).items()}
        holds = Holds(said.get("holds", Holds.ITEMS))
        return Shape(**{**said, "kinds": kinds, "holds": holds, "silent": frozenset(said.get("silent", ()))})
    except (TypeError, ValueError) as error:
        raise ValueError(f"shapes.toml, {said.get('name', 'a shape without a name')}: {error}") from None


SHAPES = tuple(map(_shape, _FILE["shape"]))
CONTACTS, PAYMENTS = _shape(_FILE["contacts"]), _shape(_FILE["payments"])

# Ageing buckets: "1 - 30", "31-60 days", "> 90", "91 and over", "Current", "< 1 Month", "Older".
_BUCKET = pattern("bucket")
_FEW_BUCKETS = 3


def buckets(header: Sequence[str]) -> tuple[int, ...]:
    """Return which columns are ageing buckets, none where it is only one or two that look so."""
    places = tuple(place for place, cell in enumerate(header) if _BUCKET.fullmatch(cell.strip()))
    words = any(not header[place].strip().isdigit() for place in places)
    return places if words and len(places) >= _FEW_BUCKETS else ()


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A file that has all the columns `has` and none of `lacks` (squeezed) is no ledger of open items."""

    has: Sequence[Sequence[str]]
    what: str
    instead: str
    lacks: frozenset[str] = frozenset()


LOOKALIKES = tuple(
    Lookalike(one["has"], one["what"], one["instead"], frozenset(one.get("lacks", ())))
    for one in _FILE["lookalike"]
)

_SELLERS = next({*one.has[0]} for one in LOOKALIKES if "vendor" in one.has[0])
_AGED_SUMMARY = Lookalike(
    (),
    "is an aging summary: it says how much each customer owes by age, but not on which invoices",
    "Export the detail of the same report (QuickBooks: A/R Aging Detail; Xero: Aged Receivables Detail), a row per invoice.",
)


def lookalike(header: Sequence[str], found: Collection[str]) -> Lookalike | None:
    """Return what a header gives away as something else than a ledger of open items."""
    squeezed = {squeeze(cell) for cell in header}
    aged = bool(buckets(header))
    if found and aged and {"number", "invoice_date", "due_date"}.isdisjoint(found):
        return _AGED_SUMMARY
    return next(
        (
            one
            for one in LOOKALIKES
            if all(not squeezed.isdisjoint(group) for group in one.has)
            and squeezed.isdisjoint(one.lacks)
            and not (
                ({"due_date", "number"} <= {*found} or (aged and "number" in found))
                and "vendor" not in one.has[0]
            )
        ),
        None,
    )


MONEY_OUT = frozenset((*SYNONYMS["debit"], *map(squeeze, WENT_OUT - DEBITS)))
_PAYMENT_WORDS = frozenset(_FILE["payment_words"]["headings"].split())
_PAYMENT_TITLE = pattern("payment_title")
_CENTS = re.compile(r"\d[.,]\d\d\b")
# What came in, and which bill it came for.
_MONEY_IN = {*SYNONYMS["paid"], *PAYMENTS.columns["amount"]} - {"amount", "total", "gross", "credit"}
_APPLIED = {word for word in PAYMENTS.columns["number"] if re.search("appli|alloc", word)}
# What a ledger says of its bills, and a list of payments does not.
LEDGER_WORDS = frozenset({"due_date", "days_late", "balance", "terms"})


def _says_unpaid(rows: Sequence[Sequence[str]], items: Mapping[str, int]) -> bool:
    """Whether rows that have no day of payment, and they alone, are called unpaid, or have a day on which they were billed: those are bills."""
    day, state, billed = (items.get(name, 1 << 20) for name in ("settled_on", "status", "invoice_date"))
    told = {(not row[day].strip(), fold(row[state]) in UNPAID) for row in rows if max(day, state) < len(row)}
    bills = any(row[billed].strip() and not row[day].strip() for row in rows if max(day, billed) < len(row))
    return ("amount" in items and bills) or ((True, True) in told and (False, True) not in told)


def is_payments(
    titles: Sequence[Sequence[str]],
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    items: Mapping[str, int],
) -> bool:
    """Whether a header, with the titles above it and the rows below, is that of payments; `items`: what it has as a ledger.

    Types that are all payments, a column of ways to pay (BACS, cheque), or no amounts but what was paid say it where no heading does.
    """
    columns = list(zip_longest(*rows, fillvalue="")) if rows else []
    spot = items.get("paid", len(columns))
    paid = [cell.strip() for cell in columns[spot] if cell.strip()] if spot < len(columns) else []
    beside = "amount" in items and "paid" in items and all(map(FIGURE.fullmatch, paid))
    # Whoever pays several suppliers pays no bills of the user's; one alone may be the user.
    sold = [spot for spot, cell in enumerate(header[: len(columns)]) if squeeze(cell) in _SELLERS]
    own = items.keys().isdisjoint(_WHO) and any(len({*columns[spot]} - {""}) > 1 for spot in sold)
    if LEDGER_WORDS & set(items) or beside or own or _says_unpaid(rows, items) or buckets(header):
        return False
    squeezed = [*map(squeeze, header)]
    applied = not _APPLIED.isdisjoint(squeezed) and any(map(_PAYMENT_TITLE.search, header))
    named = applied or not _PAYMENT_WORDS.isdisjoint(squeezed)
    if "kind" in items and not named:
        cells = columns[items["kind"]] if items["kind"] < len(columns) else ()
        kinds = {*map(str.strip, cells)} - {""}
        return bool(kinds) and all(kind_of(word) is _UNAPPLIED or fold(word) in METHODS for word in kinds)
    said = any(_PAYMENT_TITLE.search(cell) for row in titles for cell in row)
    ways = any(only({fold(cell) for cell in column if cell.strip()}, METHODS) for column in columns)
    figures = [
        spot
        for spot, column in enumerate(columns)
        if any(map(_CENTS.search, column)) and all(FIGURE.fullmatch(cell.strip()) for cell in column if cell)
    ]
    alone = [squeezed[spot] in _MONEY_IN for spot in figures if spot < len(header)] == [True]
    return said or ways or named or (alone and {"amount", "debit"}.isdisjoint(items))
