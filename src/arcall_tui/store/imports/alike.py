"""Items and their numbers as they can be told again, however a program or a spreadsheet writes them."""

import json
import re
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import reduce
from typing import NamedTuple

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.grouping import grouped
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import FEW, some

# Figures at the end but for zeros in front; zeros alone tell nothing.
_ENDING = re.compile(r"[^\D0]\d*$")
# What stands behind a year is a bill's own number.
_PART = re.compile(r"(?<=\d)(?<!\b(?:19|20)\d\d)/\d{1,2}$")
_YEAR = re.compile(r"(?<=\d)[^\w](?:19|20)\d\d$")
_RUNS, FIGURES = re.compile(r"\d+|[^\W\d_]+"), re.compile(r"\d+")
_FACTS = "number, invoice_date, due_date, currency, amount, balance"
# What stands behind the number of a credit that a bill has, too.
CREDITS = {ItemKind.CREDIT: " credit", ItemKind.UNAPPLIED: " payment"}
# So many items of one day, due day and sum, numbered otherwise, are no chance.
NO_CHANCE = 3


class BilledItem(NamedTuple):
    """An item as it can be told again by: amounts in minor units, dates ISO. `own`: the account under whose id it came."""

    key: int
    account: int
    own: int
    number: str
    invoice_date: str | None
    due_date: str
    currency: str
    amount: int
    balance: int


def canonical(number: str) -> str:
    """Return a number as spreadsheets leave it: without `.0` behind and zeros in front."""
    text = number[:-2] if number.endswith(".0") and number[:-2].isdigit() else number
    return (text.lstrip("0") or "0") if text.isdigit() else text


def ending(number: str) -> str:
    """Return the figures at the end of a number, but for a year behind them; all of it where there are none."""
    text = _YEAR.sub("", canonical(number))
    found = _ENDING.search(text)
    return found[0] if found else text


def whole(number: str) -> str:
    """Return the number of the bill of which a number may be that of a part."""
    return _PART.sub("", number)


def runs(number: str) -> tuple[str, ...]:
    """Return a number's words and figures, without the signs between them, capitals and zeros in front."""
    return tuple(canonical(run).casefold() for run in _RUNS.findall(canonical(number)))


def is_end_of(number: str, other: str) -> bool:
    """Whether one of two numbers is the other with something before it, zeros apart, that is no figure."""
    short, long = sorted(map(canonical, (number, other)), key=len)
    before = long.removesuffix(short)
    return before != long and short[-1:].isdigit() and not before.rstrip("0")[-1:].isdigit()


def of_book(connection: sqlite3.Connection, keys: Sequence[int], which: str = "") -> list[BilledItem]:
    """Return items of the book by their keys; `which`: how they are sifted and sorted (SQL)."""
    whose = "invoice.id, account_id, coalesce(came_from, account_id)"
    table = f"json_each(?) JOIN invoice ON invoice.id = value {which}"
    rows = connection.execute(f"SELECT {whose}, {_FACTS} FROM {table}", (json.dumps([*keys]),))
    return [*map(BilledItem._make, rows)]


def of_file(connection: sqlite3.Connection, which: str = "") -> list[BilledItem]:
    """Return the file's items that are new to the book."""
    table = f"incoming WHERE invoice_id IS NULL {which}"
    rows = connection.execute(f"SELECT rowid, account_id, account_id, {_FACTS} FROM {table}")
    return [*map(BilledItem._make, rows)]


def pairs(
    lost: Iterable[BilledItem], came: Iterable[BilledItem], kept: Callable[[], set[str]]
) -> Iterator[tuple[BilledItem, BilledItem, bool]]:
    """Yield which items of the file are such of the book that it lacks: what tells most first, and whether it is the number, only written otherwise.

    `kept`: how those are numbered that the file has under their numbers.
    """
    left, free = (
        {one.key: one for one in sorted(each, key=lambda one: (len(one.number), one.number))}
        for each in (lost, came)
    )
    anew = 0
    for old, new, place in in_turn([*left.values()], [*free.values()], _WAYS):
        del left[old.key], free[new.key]
        anew += place > 0
        yield old, new, not place
    twins = [(old, new) for old, new, _ in in_turn(left.values(), free.values(), _TWINS)]
    forms = kept() if twins or anew >= NO_CHANCE else set()
    # What is numbered as before, beside such that kept their numbers, is new: bills of one day and sum.
    twins = [two for two in twins if not {form(one.number) for one in two} <= forms]
    many = anew + len(twins)
    if many >= NO_CHANCE and many * 2 >= len(free):
        for old, new in twins:
            del left[old.key], free[new.key]
        less = matched(left.values(), free.values(), Way(_facts, _less))
        twins += [two for two in less if not {form(one.number) for one in two} <= forms]
    elif twins:
        # Few: where none is left that is numbered as they were, or was before as they are.
        twins = [two for two in twins if len({form(one.number) for one in two} - forms) > 1]
    yield from ((*two, False) for two in twins)


def form(number: str) -> str:
    """Return a number without its figures."""
    return FIGURES.sub("", number)


def always(*_: BilledItem) -> bool:
    """Whether two items, or one, of what is alike may be one: as far as anybody can tell."""
    return True


class Way(NamedTuple):
    """A way in which items may be one: what is alike of them, whether two fit, and which of the new ones `may` be another."""

    by: Callable[[BilledItem], Hashable]
    fits: Callable[[BilledItem, BilledItem], bool] = always
    may: Callable[[BilledItem], bool] = always


def in_turn(
    lost: Iterable[BilledItem], came: Iterable[BilledItem], ways: Iterable[Way]
) -> Iterator[tuple[BilledItem, BilledItem, int]]:
    """Pair items in one way after the other (its place), each with one only."""
    left, free = ({one.key: one for one in each} for each in (lost, came))
    for place, way in enumerate(ways):
        for old, new in [*matched(left.values(), free.values(), way)]:
            del left[old.key], free[new.key]
            yield old, new, place


def matched(
    lost: Iterable[BilledItem], came: Iterable[BilledItem], way: Way
) -> Iterator[tuple[BilledItem, BilledItem]]:
    """Pair items that are alike in one `way` and fit, those of one amount first."""
    left, free = {one.key: one for one in lost}, {one.key: one for one in came if way.may(one)}
    for by in (lambda one: (way.by(one), one.amount), way.by):
        known = grouped(left.values(), by)
        for new in [*free.values()]:
            olds = known.get(by(new), [])
            old = next((old for old in olds if way.fits(old, new)), None)
            if old is not None:
                olds.remove(old)
                del left[old.key], free[new.key]
                yield old, new


def _same_number(one: BilledItem) -> Hashable:
    return one.account, one.amount > 0, runs(reduce(str.removesuffix, CREDITS.values(), one.number))


def _same_signs(one: BilledItem) -> Hashable:
    return one.account, one.amount > 0, "".join(_RUNS.findall(canonical(one.number))).casefold()


def _facts(one: BilledItem) -> tuple[Hashable, ...]:
    return one.account, one.currency, one.amount > 0, one.invoice_date, one.due_date


def _facts_and_ending(one: BilledItem) -> Hashable:
    return *_facts(one), ending(one.number)


def _facts_and_sum(one: BilledItem) -> Hashable:
    return *_facts(one), one.amount


def in_time(old: BilledItem, new: BilledItem) -> bool:
    """Whether an item can be another one by its number: a bill written after that was due has a number that is used again."""
    return not old.invoice_date or not new.invoice_date or new.invoice_date <= old.due_date


def _in_sum_or_days(old: BilledItem, new: BilledItem) -> bool:
    same_day = new.invoice_date is not None and old.invoice_date == new.invoice_date
    return _facts(old) == _facts(new) or (same_day and old.amount == new.amount)


def _less(old: BilledItem, new: BilledItem) -> bool:
    """Whether an item is another one, perhaps with a part of it paid."""
    return old.amount == new.amount or 0 < new.balance <= old.balance


def _longer(old: BilledItem, new: BilledItem) -> bool:
    return (_less(old, new) or bool(old.invoice_date)) and is_end_of(old.number, new.number)


_WAYS = (Way(_same_number, in_time), Way(_same_signs, _in_sum_or_days), Way(_facts_and_ending, _longer))
_TWINS = (Way(_facts_and_ending, _less), Way(_facts_and_sum))
PERHAPS = (Way(_facts_and_ending), Way(_facts_and_sum))  # by the number's end, else by the sum


def called(connection: sqlite3.Connection, items: Sequence[int]) -> str:
    """Return the highest items of some of the book in words, and how many more there are: whose, the number, what is open, or was billed where nothing is."""
    rows = connection.execute(
        "SELECT ledger_id, account.name, number, coalesce(nullif(balance, 0), amount), currency FROM json_each(?)"
        " JOIN invoice ON invoice.id = value JOIN account ON account.id = account_id ORDER BY 4 DESC, invoice.id LIMIT ?",
        (json.dumps([*items]), FEW),
    )
    words = [
        f"{' '.join(dict.fromkeys((one, name)))} {number} ({Money(rest, code)})"
        for one, name, number, rest, code in rows
    ]
    return some(words, len(items))
