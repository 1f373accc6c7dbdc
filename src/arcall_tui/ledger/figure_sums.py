"""Which columns of amounts are sums of others in all rows, and what an amount is by the words of its heading."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from arcall_tui.ledger import headings
from arcall_tui.ledger.column_work import AMOUNTS, OFF, ColumnWork, words_of
from arcall_tui.ledger.columns import SYNONYMS, is_unapplied, squeeze
from arcall_tui.ledger.profiles import Profile, side_by_side
from arcall_tui.ledger.shapes import buckets

# The most of an amount that its tax makes up, and the rows from which on what all of them say counts.
MOST_TAX = 0.35
ENOUGH_ROWS = 3
# A cent, in the ten-thousandths in which amounts are compared.
CENT = 100
_MOST_FIGURES = 12
_MOST_PARTS = (2, 3, 4, 5)
_TAKEN_OFF = (*OFF, "held")
# Not paid, noch zu zahlen, por cobrar.
_NOT_YET = frozenset("not non no nicht niet ikke noch nog te por still be".split())
# 未 and 已 before what is done with money, but for tax.
_NOT_YET_PAID, _BY_NOW_PAID = re.compile("未(?![稅税])"), re.compile("[已済济]|決済額")
# Words for tax, unless they say of other amounts that they are with it or without.
_TAXES = frozenset(SYNONYMS["tax"]) | headings.CHARGES
_WITH_TAX = frozenset(
    "inc incl including inclusive ex excl excluding exclusive net gross before after total without plus with and mit avec con met".split()
)


class Sum(NamedTuple):
    """A column that is the sum of others, `less` those that are taken off, in so many rows; places."""

    whole: int
    parts: tuple[int, ...]
    less: tuple[int, ...]
    rows: int

    @property
    def all_parts(self) -> tuple[int, ...]:
        """The places of all that it is made of."""
        return (*self.parts, *self.less)

    def told(self, work: ColumnWork) -> str:
        """Say the sum in the words of the headings."""
        plus, minus = (
            " + ".join(map(work.title, self.parts)),
            "".join(f" - {work.title(one)}" for one in self.less),
        )
        return f"{work.title(self.whole)} = {plus}{minus} in {self.rows} rows"


def role(work: ColumnWork, place: int) -> str:
    """Return what a column of amounts is by its field or the words of its heading; empty where nothing says it.

    Beside the fields: `held` for what is held back or given away, `payable` for what is to be paid.
    """
    name = next((name for name, here in work.fields.items() if here == place), "")
    heading, said = squeeze(work.header[place]), words_of(work.header[place])
    bare = heading.rstrip("0123456789")
    known = next((each for each in (*OFF, "balance", "tax") if name == each or bare in SYNONYMS[each]), "")
    ways = (
        (name in work.said or name in ("debit", "credit"), name),
        # Deposit paid came in, a deposit may be held.
        (known == "paid" and said & headings.PAID_WORDS, "paid"),
        (any(word in heading for word in headings.HELD_BACK), "held"),
        (known and name in ("", known), known),
        (not name and is_unapplied(work.header[place]), "paid"),
        (said & _TAXES and not said & _WITH_TAX and not name, "tax"),
        (said & _NOT_YET and said & (headings.PAID_WORDS | headings.PAYABLE_WORDS), "balance"),
        (_NOT_YET_PAID.search(heading), "balance"),
        (_BY_NOW_PAID.search(heading), "paid"),
        (said & headings.NOT_ALL, name),
        (said & headings.OPEN_WORDS, "balance"),
        (said & headings.PAYABLE_WORDS, "payable"),
        (said & headings.PAID_WORDS, "paid"),
    )
    return next((what for fits, what in ways if fits), name)


def money_of(work: ColumnWork) -> list[int]:
    """Return the places of the columns that may be amounts, but for those that are settled, and for ages."""
    known = {place for name, place in work.fields.items() if name in AMOUNTS}
    ages = buckets(work.header)
    return [
        place
        for place, one in enumerate(work.columns)
        if any(one.figures)
        and place not in ages
        and (place in known or (one.money and place not in work.fields.values() and place not in work.why))
        and words_of(work.header[place]).isdisjoint(headings.MEASURED)
    ][:_MOST_FIGURES]


def near(one: int, other: int) -> bool:
    """Whether two amounts are the same but for a cent."""
    return abs(one - other) <= CENT


def sums_of(work: ColumnWork) -> Iterator[Sum]:
    """Find the columns that are sums of others in all rows; of few parts, where few do."""
    places = money_of(work)
    figures = {place: [figure or 0 for figure in work.columns[place].figures] for place in places}
    roles = {place: role(work, place) for place in places}
    # What was paid counts as much where it carries a minus.
    figures |= {
        place: [-figure for figure in figures[place]]
        for place in places
        if roles[place] in OFF and sum(figures[place]) < 0
    }
    for whole in places:
        others = [place for place in places if place != whole]
        for many in _MOST_PARTS:
            found = [
                one
                for parts in combinations(others, many)
                for less in {(), tuple(part for part in parts if roles[part] in _TAKEN_OFF)}
                if len(less) < many and (one := _sum(whole, parts, less, figures))
            ]
            yield from found
            if found:
                break


def _sum(
    whole: int, parts: tuple[int, ...], less: tuple[int, ...], figures: dict[int, list[int]]
) -> Sum | None:
    plus = [figures[part] for part in parts if part not in less]
    minus = [figures[part] for part in less]
    for place, total in enumerate(figures[whole]):
        if abs(total - sum(one[place] for one in plus) + sum(one[place] for one in minus)) > CENT:
            return None
    rows = sum(map(bool, figures[whole]))
    return Sum(whole, tuple(part for part in parts if part not in less), less, rows) if rows else None


def rates_of(net: Profile, tax: Profile) -> list[float]:
    """Return what part of a column another is, in each row that has both."""
    return [round(two / one, 2) for one, two in side_by_side(net, tax) if one and two is not None]


def may_be_open(one: Profile, whole: Profile | None) -> bool:
    """Whether a column may be what is open of the amounts: never nothing, never more, and mostly all of it."""
    pairs = side_by_side(one, whole)
    return sum(rest == billed for rest, billed in pairs) * 2 > len(pairs) and all(
        rest and billed and abs(rest) <= abs(billed) for rest, billed in pairs
    )


def contradicted(work: ColumnWork, name: str = "", place: int = -1) -> bool:
    """Whether with a column as a field rows would owe less than nothing, more than was billed, or none of them anything."""
    fields = {**work.fields, name: place} if name else work.fields
    if {"debit", "credit"} & set(fields) or "amount" not in fields:
        return False
    columns = {each: work.columns[fields[each]].figures for each in AMOUNTS if each in fields}
    whole = columns["amount"]
    columns = {each: figures for each, figures in columns.items() if len(figures) == len(whole)}
    rest: Sequence[int | None] = columns.get("balance") or whole
    if "balance" not in columns:
        for each in OFF:
            rest = [
                (one or 0) - abs(two or 0)
                for one, two in zip(rest, columns.get(each) or [0] * len(rest), strict=True)
            ]
    wrong = [
        left
        for left, billed in zip(rest, whole, strict=True)
        if left and billed is not None and not 0 <= left * billed <= billed * billed
    ]
    return bool(wrong) or not any(rest)
