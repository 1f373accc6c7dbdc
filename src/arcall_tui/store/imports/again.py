"""Items that come again under another number or another customer: matched with the book's, so that nobody is said to have paid."""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, NamedTuple

from arcall_tui.store.imports.alike import NO_CHANCE, BilledItem, canonical, ending, in_time, items

# Of a customer's open items so many must come again under another id and name for it to be the same customer.
_ENOUGH = 0.5
# A number so short may be several customers'.
_SHORT = 3


class Moved(NamedTuple):
    """A customer that the ledger has under another id or name now: accounts, and what they are called.

    `sure`: the id is the same but for zeros in front, so that nobody need be asked.
    """

    account: int
    newer: int
    before: str
    now: str
    sure: bool = False


@dataclass(slots=True)
class Matches:
    """What of the items that are gone stands in the ledger under other customers.

    `renamed`: whole customers. `elsewhere`: items of customers that stay, by key, with the account that has them now.
    `doubtful`: keys of items that stand nowhere, though one like them does: it is another's, or could be one of several.
    """

    renamed: list[Moved] = field(default_factory=list)
    pairs: dict[int, list[tuple[BilledItem, BilledItem]]] = field(default_factory=dict)
    elsewhere: dict[int, int] = field(default_factory=dict)
    doubtful: list[int] = field(default_factory=list)


def find(
    connection: sqlite3.Connection,
    gone: Sequence[int],
    new: Collection[int],
    staying: Collection[int],
    called: Callable[[int], str],
    *,
    before: int,
    part: bool = False,
) -> Matches:
    """Match items that are `gone` with those that are new in `incoming`.

    `new`: accounts that this import opened; `called`: their names. `staying`: accounts of which the ledger has items still.
    `part`: the ledger is only a part, and `gone` what it need not have: only a name is evidence:
    every tenant of a house may owe the same on one day under one number.
    `before`: how many items were open; without a name so much must have come again that somebody is asked.
    """
    found = Matches()
    came: dict[tuple[Any, ...], list[BilledItem]] = defaultdict(list)
    new_ones = "incoming WHERE invoice_id IS NULL AND settled_on IS NULL"
    for item in items(connection, "rowid, account_id, account_id", new_ones):
        came[_known_by(item)].append(item)
    # Most of what a part of a ledger lacks need not be looked at.
    alike = f"WHERE (due_date, currency) IN (SELECT due_date, currency FROM {new_ones})" if part else ""
    whose, table = "invoice.id, account_id, coalesce(came_from, account_id)", "json_each(?) JOIN invoice"
    among = json.dumps([*gone]) if came else "[]"
    lost = items(connection, whose, f"{table} ON invoice.id = value {alike}", among)
    if not lost:
        return found
    names = _names(connection)

    def same_name(own: int, newer: int) -> bool:
        return bool(names[own][1]) and names[own][1].casefold() == called(newer).casefold()

    def near_name(own: int, newer: int) -> bool:
        one, two = sorted((names[own][1].casefold().split(), called(newer).casefold().split()), key=len)
        return bool(one) and two[: len(one)] == one

    fits = {
        one: [
            two
            for two in came.get(_known_by(one), ())
            if two.account != one.account
            and (
                one.amount == two.amount
                or one.balance == two.balance
                or (_telling(one, two) and _less(one, two) and near_name(one.own, two.account))
            )
            and (not part or near_name(one.own, two.account))
        ]
        for one in lost
    }
    again = _paired(fits, same_name)
    for facts, least in ((_number_and_sum, inf), (_days_and_sum, inf if part else before / 2)):
        taken = set(again.values())
        # Under a number of its own, a bill of a customer of the book is that customer's.
        left = [
            two
            for twos in came.values()
            for two in twos
            if two not in taken and (two.account in new or facts is _number_and_sum)
        ]
        again |= _anew(
            [one for one in lost if not fits[one] and one not in again], left, facts, same_name, least
        )
    unsure = [one for one in lost if fits[one] and one not in again]
    found.doubtful = [one.key for one in unsure]
    contested = {two.key for one in unsure for two in fits[one]}
    votes: dict[tuple[int, int], list[tuple[BilledItem, BilledItem]]] = defaultdict(list)
    for one, two in again.items():
        if two.account in new and one.own not in staying:
            votes[one.own, two.account].append((one, two))
        else:
            found.elsewhere[one.key] = two.account
    open_items = Counter(one.own for one in lost)
    new_items = Counter(item.account for items in came.values() for item in items)
    for (own, newer), pairs in votes.items():
        named = same_name(own, newer)
        # Who is called as before is that one, whatever else came from others or went to them.
        rivals = [
            other
            for other in votes
            if other != (own, newer) and (other[0] == own or other[1] == newer) and same_name(*other) >= named
        ]
        # A new customer who has hardly anything but the other's items is that one, though most of them are gone.
        enough = len(pairs) >= min(open_items[own], new_items[newer]) * _ENOUGH or named
        told = named or any(two.key not in contested for _, two in pairs)
        if not rivals and enough and told:
            sure = canonical(names[own][0]) == canonical(names[newer][0])
            found.renamed.append(Moved(own, newer, names[own][0], names[newer][0], sure))
            found.pairs[own] = pairs
        else:
            found.elsewhere |= {one.key: newer for one, _ in pairs}
    return found


def _paired(
    fits: Mapping[BilledItem, Sequence[BilledItem]], same_name: Callable[[int, int], bool]
) -> dict[BilledItem, BilledItem]:
    """Return what stands for which item that is gone: the most alike first, by name and by number, and each for one only."""
    again: dict[BilledItem, BilledItem] = {}
    taken: set[BilledItem] = set()
    for least in ((True, True), (True, False), (False, True), (False, False)):
        for one, twos in fits.items():
            free = [
                two
                for two in twos
                if two not in taken
                and (same_name(one.own, two.account), canonical(two.number) == canonical(one.number)) >= least
            ]
            if one not in again and len(free) == 1:
                again[one] = free[0]
                taken.add(free[0])
    return again


def _telling(one: BilledItem, two: BilledItem) -> bool:
    number = canonical(one.number)
    return number == canonical(two.number) and len(number) > _SHORT


def _less(one: BilledItem, two: BilledItem) -> bool:
    return 0 < two.balance < one.balance


def _anew(
    lost: Iterable[BilledItem],
    came: Sequence[BilledItem],
    facts: Callable[[BilledItem], Hashable],
    same_name: Callable[[int, int], bool],
    least: float,
) -> dict[BilledItem, BilledItem]:
    """Return what stands for which item by some `facts` alone: each the only one, of a customer of the same name, or at least so many."""
    olds, news = (defaultdict[Any, list[BilledItem]](list) for _ in range(2))
    for groups, each in ((olds, lost), (news, came)):
        for one in each:
            groups[facts(one)].append(one)
    twins = {alike[0]: news[by][0] for by, alike in olds.items() if len(alike) == len(news[by]) == 1}
    many = len(twins) >= max(NO_CHANCE, least) and len(twins) * 2 >= len(came)
    return {
        one: two
        for one, two in twins.items()
        if one.account != two.account and in_time(one, two) and (many or same_name(one.own, two.account))
    }


def _number_and_sum(one: BilledItem) -> Hashable:
    return canonical(one.number), one.currency, one.amount


def _days_and_sum(one: BilledItem) -> Hashable:
    return one.invoice_date, one.due_date, one.currency, one.amount


def _known_by(one: BilledItem) -> tuple[str, str | None, str, str]:
    return ending(one.number), one.invoice_date, one.due_date, one.currency


def _names(connection: sqlite3.Connection) -> dict[int, tuple[str, str]]:
    """Return the id and the name that each customer has in the ledger, by account."""
    return {
        key: (own, name) for key, own, name in connection.execute("SELECT id, ledger_id, name FROM account")
    }
