"""Items that come again under another number or another customer: matched with the book's, so that nobody is said to have paid."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# Of a customer's open items so many must come again under another id and name for it to be the same customer.
_ENOUGH = 0.5


class Moved(NamedTuple):
    """A customer that the ledger has under another id or name now: accounts, and what they are called.

    `sure`: the id is the same but for zeros in front, so that nobody need be asked.
    """

    account: int
    newer: int
    before: str
    now: str
    sure: bool = False


class _Open(NamedTuple):
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

    def known_by(self) -> tuple[str, str | None, str, str]:
        ending = _ENDING.search(canonical(self.number))
        number = ending[0].lstrip("0") if ending else self.number
        return number, self.invoice_date, self.due_date, self.currency


_ENDING = re.compile(r"\d+$")
_FACTS = "number, invoice_date, due_date, currency, amount, balance"


def canonical(number: str) -> str:
    """Return a number as spreadsheets leave it: without `.0` behind and zeros in front."""
    text = number[:-2] if number.endswith(".0") and number[:-2].isdigit() else number
    return (text.lstrip("0") or "0") if text.isdigit() else text


@dataclass(slots=True)
class Matches:
    """What of the items that are gone stands in the ledger under other customers.

    `renamed`: whole customers. `elsewhere`: items of customers that stay, by key, with the account that has them now.
    """

    renamed: list[Moved] = field(default_factory=list)
    pairs: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    elsewhere: dict[int, int] = field(default_factory=dict)


def find(
    connection: sqlite3.Connection,
    gone: Sequence[int],
    new: Collection[int],
    staying: Collection[int],
    called: Callable[[int], str],
) -> Matches:
    """Match items that are `gone` with those that are new in `incoming`.

    `new`: accounts that this import opened; `called`: their names. `staying`: accounts of which the ledger has items still.
    """
    found = Matches()
    whose, among = "invoice.id, account_id, coalesce(came_from, account_id)", json.dumps([*gone])
    lost = [*_open_items(connection, whose, "json_each(?) JOIN invoice ON invoice.id = value", among)]
    if not lost:
        return found
    came: dict[tuple[Any, ...], list[_Open]] = defaultdict(list)
    new_ones = "incoming WHERE invoice_id IS NULL AND settled_on IS NULL"
    for item in _open_items(connection, "rowid, account_id, account_id", new_ones):
        came[item.known_by()].append(item)
    again = []
    for one in lost:
        fits = [
            two
            for two in came.get(one.known_by(), ())
            if two.account != one.account and (one.amount == two.amount or one.balance == two.balance)
        ]
        alike = [two for two in fits if canonical(two.number) == canonical(one.number)] or fits
        again += [(one, alike[0])] if len(alike) == 1 else []
    votes: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for one, two in again:
        if two.account in new and one.own not in staying:
            votes[one.own, two.account].append((one.key, two.key))
        else:
            found.elsewhere[one.key] = two.account
    open_items = Counter(one.own for one in lost)
    new_items = Counter(item.account for items in came.values() for item in items)
    names = _names(connection)
    for (own, newer), pairs in votes.items():
        rivals = [
            other for other in votes if other != (own, newer) and (other[0] == own or other[1] == newer)
        ]
        same_name = bool(names[own][1]) and names[own][1].casefold() == called(newer).casefold()
        # A new customer who has hardly anything but the other's items is that one, though most of them are gone.
        enough = len(pairs) >= min(open_items[own], new_items[newer]) * _ENOUGH or same_name
        if not rivals and enough:
            sure = canonical(names[own][0]) == canonical(names[newer][0])
            found.renamed.append(Moved(own, newer, names[own][0], names[newer][0], sure))
            found.pairs[own] = pairs
        else:
            found.elsewhere |= {key: newer for key, _ in pairs}
    return found


def _open_items(connection: sqlite3.Connection, whose: str, table: str, *values: str) -> Iterable[_Open]:
    return map(_Open._make, connection.execute(f"SELECT {whose}, {_FACTS} FROM {table}", values))


def _names(connection: sqlite3.Connection) -> dict[int, tuple[str, str]]:
    """Return the id and the name that each customer has in the ledger, by account."""
    return {
        key: (own, name) for key, own, name in connection.execute("SELECT id, ledger_id, name FROM account")
    }
