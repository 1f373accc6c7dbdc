"""Items and their numbers as they can be told again, however a program or a spreadsheet writes them."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from functools import cache, reduce
from itertools import product
from operator import attrgetter, itemgetter
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


# By what items are looked at together.
of_a_day, of_customer = attrgetter("account", "currency", "invoice_date"), attrgetter("account", "currency")


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
    """Return items of the book by their keys, as `stood` has them; `which`: how they are sifted and sorted (SQL)."""
    whose = "invoice.id, account_id, coalesce(came_from, account_id)"
    table = f"json_each(?) JOIN stood AS invoice ON invoice.id = value {which}"
    facts = _FACTS.replace("amount", "billed")
    rows = connection.execute(f"SELECT {whose}, {facts} FROM {table}", (json.dumps([*keys]),))
    return [*map(BilledItem._make, rows)]


def of_file(connection: sqlite3.Connection, which: str = "") -> list[BilledItem]:
    """Return the file's items that are new to the book."""
    table = f"incoming WHERE invoice_id IS NULL {which}"
    rows = connection.execute(f"SELECT rowid, account_id, account_id, {_FACTS} FROM {table}")
    return [*map(BilledItem._make, rows)]


def pairs(
    lost: Iterable[BilledItem],
    came: Iterable[BilledItem],
    kept: Callable[[], set[str]],
    spelt: Sequence[tuple[str, str]],
) -> Iterator[tuple[BilledItem, BilledItem, bool]]:
    """Yield which items of the file are such of the book that it lacks: what tells most first, and whether it is the number, only written otherwise.

    `kept`: how those are numbered that the file has under their numbers; `spelt`: numbers that are known to be others, written otherwise.
    """
    left, free = (
        {one.key: one for one in sorted(each, key=lambda one: (len(one.number), one.number))}
        for each in (lost, came)
    )
    surely = [*in_turn([*left.values()], [*free.values()], _WAYS)]
    for old, new, place in surely:
        del left[old.key], free[new.key]
        yield old, new, not place
    parted = _in_parts(left.values(), free.values())
    left, free = ({key: one for key, one in each.items() if one not in parted} for each in (left, free))
    anew, found = sum(place > 0 for *_, place in surely), in_turn(left.values(), free.values(), _TWINS)
    goes_on = spelling([*spelt, *((new.number, old.number) for old, new, _ in (*surely, *found))])
    told = Way(
        lambda one: (of_customer(one), one.amount > 0),  # a credit with the number of a bill is none
        lambda old, new: bool(goes_on(new.number, old.number)) and in_time(old, new),
    )
    ways = (told, *(_but_others(way, goes_on) for way in _TWINS))  # a number says more than days and sums
    twins = [(old, new) for old, new, _ in in_turn(left.values(), free.values(), ways)]
    forms = kept() if twins or anew >= NO_CHANCE else set()
    # What is numbered as before, beside such that kept their numbers, is new: bills of one day and sum.
    kept_on = {(old, new) for old, new in twins if goes_on(new.number, old.number)}
    twins = [two for two in twins if two in kept_on or not {form(one.number) for one in two} <= forms]
    many = anew + len(twins)
    if many >= NO_CHANCE and many * 2 >= len(free):
        for old, new in twins:
            del left[old.key], free[new.key]
        less = matched(left.values(), free.values(), _but_others(Way(_facts, _less), goes_on))
        twins += [two for two in less if not {form(one.number) for one in two} <= forms]
    elif twins:
        # Few: as the numbers tell, or where none is left that is numbered as they were, or was before as they are.
        twins = [two for two in twins if two in kept_on or len({form(one.number) for one in two} - forms) > 1]
    yield from ((*two, False) for two in twins)


def form(number: str) -> str:
    """Return a number without its figures."""
    return FIGURES.sub("", number)


Spelt = Callable[[str, str], bool | None]


class Way(NamedTuple):
    """A way in which items may be one: what is alike of them, whether two fit, and which of the new ones `may` be another."""

    by: Callable[[BilledItem], Hashable]
    fits: Callable[[BilledItem, BilledItem], bool] = lambda *_: True
    may: Callable[[BilledItem], bool] = lambda _: True


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


def spelling(spelt: Iterable[tuple[str, str]]) -> Spelt:
    """Return whether a number of the file is one of the book as others (`spelt`: both of each) tell, None where they do not: most of those written so have a run of its figures, with the same before it."""
    told = grouped(all_ := {*spelt}, lambda two: (form(two[0]), form(two[1])))
    by_figures = cache(lambda: _by_figures(all_))

    @cache
    def kept(forms: tuple[str, str]) -> tuple[set[tuple[tuple[int, int], str]], set[tuple[int, int]]]:
        each = [{*_runs_kept(*two)} for two in told.get(forms, ())]
        enough, few = max(NO_CHANCE, len(each) / 2), len(each) / 10
        places = grouped({one for runs_ in each for one in runs_}, itemgetter(0)).items()
        ways = {one[:2] for _, found in places if len({old for *_, old in found}) >= enough for one in found}
        lacking = {place: sum(all(place != one[0] for one in runs_) for runs_ in each) for place, _ in places}
        return ways, {place for place, many in lacking.items() if many <= few}

    def goes_on(now: str, was: str) -> bool | None:
        ways, lasting = kept((form(now), form(was)))
        runs_ = {one[:2] for one in _runs_kept(now, was)}
        places = {place for place, _ in runs_}
        if not ways.isdisjoint(runs_) and lasting <= places:
            return True
        if not ways:
            return by_figures()(now, was)  # those of a part are written as few others are
        # Figures that end so may be another's: 117 is not 7, nor the 12th of a month that of the next one.
        return None if places & {place for place, _ in ways} else False

    return goes_on


def _by_figures(spelt: Collection[tuple[str, str]]) -> Spelt:
    """Return whether two numbers have one row of figures, but for one, such as a year, that most of a side have; None where one figure is all, or where other numbers did not keep theirs."""
    each = [Counter(run for two in spelt for run in {*FIGURES.findall(two[side])}) for side in (0, 1)]
    most = [{run for run, many in runs_.items() if many * 2 > len(spelt)} for runs_ in each]

    def own(*two: str) -> list[list[str]]:
        both = zip(two, most, strict=True)
        return [[canonical(run) for run in FIGURES.findall(one) if run not in same] for one, same in both]

    kept = sum(now == was for now, was in (own(*two) for two in spelt))

    def told(*two: str) -> bool | None:
        now, was = own(*two)
        return now == was if len(now) > 1 and not {*now}.isdisjoint(was) else None

    return told if kept >= max(NO_CHANCE, len(spelt) / 2) else lambda *_: None


def _but_others(way: Way, goes_on: Spelt) -> Way:
    fits = way.fits
    return way._replace(fits=lambda old, new: fits(old, new) and goes_on(new.number, old.number) is not False)


def _runs_kept(now: str, was: str) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Yield which runs of figures two numbers share, what stands before them in one, but for zeros, and the run of the book's."""
    for (at, run), (then, old) in product(*(enumerate(FIGURES.findall(one)) for one in (now, was))):
        short, long = sorted((run.lstrip("0") or "0", old.lstrip("0") or "0"), key=len)
        if long.endswith(short):
            yield (at, then), long.removesuffix(short).rstrip("0"), old


def _in_parts(lost: Collection[BilledItem], came: Iterable[BilledItem]) -> set[BilledItem]:
    """Return bills that came in parts now, with figures in common, which come to just as much, and those parts: none is the rest of another, nor one that has the days and sum of its own."""
    olds, found = grouped(lost, lambda old: (*of_a_day(old), old.balance)), set[BilledItem]()
    whole_ones = {*map(_facts_and_sum, lost)}
    parts = [new for new in came if _facts_and_sum(new) not in whole_ones]
    each = ((run, new) for new in parts for run in {*FIGURES.findall(new.number)})
    for (*by, run), several in grouped(each, lambda pair: (*of_a_day(pair[1]), pair[0])).items():
        bills = olds.get((*by, sum(part.balance for _, part in several)), [])
        old = max(bills, key=lambda one: run in FIGURES.findall(one.number), default=None)
        found |= {old, *(part for _, part in several)} if old and len(several) > 1 else set()
    return found


def _same_part(old: BilledItem, new: BilledItem) -> bool:
    """Whether an item can be another one of its number: that of a part may have been made, and stand for another part."""
    return in_time(old, new) and (old.number == whole(old.number) or _in_sum_or_days(old, new))


def _longer(old: BilledItem, new: BilledItem) -> bool:
    return (_less(old, new) or bool(old.invoice_date)) and is_end_of(old.number, new.number)


_WAYS = (Way(_same_number, _same_part), Way(_same_signs, _in_sum_or_days), Way(_facts_and_ending, _longer))
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
