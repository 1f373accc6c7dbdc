"""How late bills were paid, as far as imports told: by account, packed, and in the book; and how calls told on them."""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from arcall_tui.store.accounts.kept import ATTEMPT, CONTACT, SPOKEN, get, put
from arcall_tui.store.accounts.read import NO_BALANCES, chosen, keys

Late = Mapping[int, "array[int]"]
# Days, about 89 years: the most that 16 bits hold.
MOST = 32_767


def empty() -> array[int]:
    """Return an account's history without entries."""
    return array("h")


def of(days: Iterable[int]) -> array[int]:
    """Return a history of these days late."""
    return array("h", map(clipped, days))


def clipped(days: int) -> int:
    """Return days late as far as they fit 16 bits: 89 years say as much as more; without a due date none was late."""
    return min(MOST, days) if days >= -MOST else 0


def lateness(due: str, settled: str) -> int:
    """Return how many days after it was due an item was settled (ISO dates), as far as they fit."""
    return clipped((date.fromisoformat(settled) - date.fromisoformat(due)).days)


def pack(days: array[int]) -> bytes:
    """Return the days sorted, as signed 16-bit little-endian integers."""
    packed = array("h", sorted(days))
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def unpack(blob: bytes) -> array[int]:
    """Read what `pack` wrote."""
    days = array("h")
    days.frombytes(blob)
    if sys.byteorder == "big":
        days.byteswap()
    return days


def parted(days: array[int], leaving: Iterable[int]) -> tuple[array[int], array[int]]:
    """Return what stays of a history and what goes, where the entries `leaving` go as far as they are in it."""
    stay, go = Counter(days), Counter(map(clipped, leaving)) & Counter(days)
    return array("h", (stay - go).elements()), array("h", go.elements())


def change(connection: sqlite3.Connection, added: Late, removed: Late) -> None:
    """Add entries to accounts' histories and take others out."""
    accounts = [*(added.keys() | removed.keys())]
    known = days_late(connection, accounts)
    rows = []
    for account in accounts:
        days = known.get(account, empty())
        for gone in removed.get(account, ()):
            place = bisect_left(days, gone)
            if place < len(days) and days[place] == gone:
                days.pop(place)
        days.extend(added.get(account, ()))
        rows.append((account, pack(days)))
    connection.executemany(
        "INSERT INTO payer_history (account_id, days_late) VALUES (?, ?)"
        " ON CONFLICT (account_id) DO UPDATE SET days_late = excluded.days_late",
        rows,
    )


def lately_late(connection: sqlite3.Connection, account_id: int) -> tuple[int, ...]:
    """Return how many days late the newest settled invoices were paid, in the order in which they were."""
    rows = connection.execute(
        """SELECT CAST(julianday(settled_on) - julianday(due_date) AS INTEGER) FROM invoice
           WHERE account_id = ? AND settled_on IS NOT NULL AND kind = 'invoice'
           ORDER BY settled_on DESC, id DESC LIMIT 24""",
        (account_id,),
    ).fetchall()
    return tuple(late for (late,) in reversed(rows))


def mean_late(connection: sqlite3.Connection, account_id: int) -> tuple[int, float]:
    """Return how many invoices the account has settled, and how many days late on average (0 where none)."""
    days = days_late(connection, [account_id]).get(account_id, ())
    return len(days), sum(days) / len(days) if days else 0.0


_BOOK_HISTORY = "days late in the book, and first seen"
_SLOWNESS = "slowness of accounts by age"


def days_late(connection: sqlite3.Connection, accounts: Sequence[int] | None = None) -> dict[int, array[int]]:
    """Return the days late of each account's settled invoices, sorted, by account."""
    rows = connection.execute(
        f"SELECT account_id, days_late FROM payer_history WHERE {chosen(accounts, 'account_id')}",
        keys(accounts),
    )
    return {key: unpack(blob) for key, blob in rows}


def packed(connection: sqlite3.Connection) -> dict[int, bytes]:
    """Return the same of every account that has any, packed: 16-bit little-endian integers."""
    return dict(connection.execute("SELECT account_id, days_late FROM payer_history").fetchall())


class History(NamedTuple):
    """How many of the book's settled invoices were so many days late; how many open ones fell due on a day.

    `seen`: how many of both were already so many days past due in the first ledger that showed them.
    """

    late: dict[int, int]
    open_due: dict[date, int]
    seen: dict[int, int]


def book_history(connection: sqlite3.Connection) -> tuple[History, bool]:
    """Return the whole book's history, and whether it is kept; where it is not, it is counted now."""
    kept = get(connection, _BOOK_HISTORY)
    late, open_due, seen = _counted(connection) if kept is None else json.loads(kept)
    history = History(
        {int(days): count for days, count in late.items()},
        {date.fromisoformat(due): count for due, count in open_due.items()},
        {int(days): count for days, count in seen.items()},
    )
    return history, kept is not None


_FIRST_SEEN = """
    SELECT CAST(julianday(ledger.as_of) - julianday(bill.due_date) AS INTEGER), count(*)
    FROM invoice AS bill JOIN ledger_import AS ledger ON ledger.id = bill.first_import_id
    WHERE bill.due_date < ledger.as_of
      AND (bill.settled_on > ledger.as_of AND bill.kind = 'invoice' OR bill.settled_on IS NULL AND bill.balance > 0)
    GROUP BY 1"""


def _counted(connection: sqlite3.Connection) -> tuple[dict[int, int], dict[str, int], dict[int, int]]:
    everyone = array("h")
    for history in days_late(connection).values():
        everyone.extend(history)
    rows = connection.execute(
        "SELECT due_date, count(*) FROM invoice WHERE settled_on IS NULL AND balance > 0 GROUP BY due_date"
    )
    return Counter(everyone), dict(rows.fetchall()), dict(connection.execute(_FIRST_SEEN).fetchall())


def keep_book_history(connection: sqlite3.Connection, history: History) -> None:
    """Keep it until `forget_book_history`."""
    open_due = {due.isoformat(): count for due, count in history.open_due.items()}
    put(connection, _BOOK_HISTORY, json.dumps([history.late, open_due, history.seen]))


class KeptSlowness(NamedTuple):
    """How slow accounts were when the book was last ranked, at that `generation`: ages, and means from each on."""

    generation: int
    ages: Sequence[int]
    means: Sequence[float]


def slowness(connection: sqlite3.Connection) -> KeptSlowness | None:
    """Return how slow accounts were when the book was last ranked; None where it never was."""
    kept = get(connection, _SLOWNESS)
    return None if kept is None else KeptSlowness(*json.loads(kept))


def keep_slowness(connection: sqlite3.Connection, kept: KeptSlowness) -> None:
    """Keep it until the book is ranked again."""
    put(connection, _SLOWNESS, json.dumps(kept))


def forget_book_history(connection: sqlite3.Connection) -> None:
    """Drop what was counted: something was settled, opened or joined."""
    connection.execute("DELETE FROM setting WHERE key = ?", (_BOOK_HISTORY,))


# The ordinal of a day in SQL, as date.toordinal() has it.
_ORDINAL = "CAST(julianday({}) - 1721424.5 AS INTEGER)"
_LEDGERS = f"FROM ledger_import WHERE undone_at IS NULL AND shape NOT IN {NO_BALANCES}"


def watched(connection: sqlite3.Connection) -> Iterator[tuple[int, int, int, int, bool]]:
    """Yield every bill that was overdue while calls were on record and ledgers told of it, as ordinal days.

    Account, due date, first and last day watched, and whether it was paid on the last.
    """
    rows = connection.execute(
        f"""WITH known AS (SELECT creditor_id, max(as_of) AS as_of {_LEDGERS} GROUP BY creditor_id),
                 began AS (SELECT min(workday) AS day FROM activity)
            SELECT account_id, {_ORDINAL.format("due_date")} AS due,
                   max({_ORDINAL.format("due_date")}, {_ORDINAL.format("coalesce(came.as_of, began.day)")},
                       {_ORDINAL.format("began.day")}) + 1 AS first,
                   {_ORDINAL.format("coalesce(settled_on, known.as_of)")} AS last, settled_on IS NOT NULL
            FROM began, invoice JOIN account ON account.id = account_id
                 JOIN known ON known.creditor_id = account.creditor_id
                 LEFT JOIN ledger_import AS came ON came.id = first_import_id
            WHERE kind = 'invoice' AND began.day IS NOT NULL AND last >= first"""
    )
    return ((account, due, first, last, bool(paid)) for account, due, first, last, paid in rows)


def reached(connection: sqlite3.Connection) -> dict[int, tuple[list[int], list[int], list[int]]]:
    """Return by account the ordinal workdays of its talks, of its attempts in vain, and of all contacts."""
    found: dict[int, tuple[list[int], list[int], list[int]]] = {}
    rows = connection.execute(
        f"""SELECT account_id, {_ORDINAL.format("workday")}, {ATTEMPT}, {CONTACT}, {SPOKEN} FROM activity
            WHERE {ATTEMPT} OR {CONTACT} ORDER BY account_id, workday"""
    )
    for account, day, attempt, contact, spoken in rows:
        talks, misses, contacts = found.setdefault(account, ([], [], []))
        if attempt and spoken:
            talks.append(day)
        elif attempt and not contact:
            misses.append(day)
        if contact:
            contacts.append(day)
    return found


def mark(connection: sqlite3.Connection) -> str:
    """Return what tells whether anything that this rests on has changed: ledgers, and calls before their day."""
    row = connection.execute(
        f"""SELECT (SELECT value FROM setting WHERE key = 'standings forgotten'), as_of, count(activity.id), max(activity.id)
            FROM (SELECT max(as_of) AS as_of {_LEDGERS}) LEFT JOIN activity ON workday < as_of"""
    ).fetchone()
    return " ".join(map(str, row))
