"""Which ledgers the book has taken in: of whom, of which day, from which file; and what happened between one and the next, in figures."""

import json
import sqlite3
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from arcall_tui.store.imports.set_off import SetOff


class Head(NamedTuple):
    """Where a ledger comes from: `as_of` is the day at whose close it stood; `mapping` is JSON; `at` is UTC.

    `silent_on`: facts about items that the file has no column for, so that the book's own stay. `settles`: the
    file says when items were settled; else all that is known is: by the as-of day. `by_name`: what it has for ids may be names.
    `bills`: it tells what was billed apart from what is open; `learnt`: the ledger before it, of the day `last`, did not.
    """

    creditor: str
    file_name: str
    file_hash: str
    shape: str
    mapping: str
    as_of: date
    at: datetime
    silent_on: frozenset[str] = frozenset()
    settles: bool = True
    by_name: bool = False
    bills: bool = True
    learnt: bool = False
    last: str = ""


class Earlier(NamedTuple):
    """An import that the book has taken in before; `fields`: what it had columns for."""

    as_of: date
    file_hash: str
    file_name: str
    fields: frozenset[str]


def tells_billed(fields: Collection[str]) -> bool:
    """Whether a ledger with these fields tells what was billed apart from what is open."""
    return "amount" in fields and not {"balance", "paid", "status", "settled_on"}.isdisjoint(fields)


def creditors(connection: sqlite3.Connection) -> list[str]:
    """Return the names of those whose customers are in the book; empty for who has none."""
    return [name for (name,) in connection.execute("SELECT name FROM creditor ORDER BY id")]


def newest_import(
    connection: sqlite3.Connection, creditor: str, *, payments: bool = True, file_hash: str = ""
) -> Earlier | None:
    """Return the creditor's import with the latest as-of day, None before the first.

    `payments`: files of payments count, too, not only ledgers. `file_hash`: only imports of that very file.
    """
    row = connection.execute(
        """SELECT as_of, file_hash, file_name, mapping FROM ledger_import JOIN creditor ON creditor.id = creditor_id
           WHERE creditor.name = ? AND undone_at IS NULL AND shape NOT IN ('contacts', 'datev-contacts')
           AND (shape <> 'payments' OR ?) AND file_hash LIKE ? ORDER BY as_of DESC, ledger_import.id DESC LIMIT 1""",
        (creditor, payments, file_hash or "%"),
    ).fetchone()
    return Earlier(date.fromisoformat(row[0]), row[1], row[2], frozenset(json.loads(row[3]))) if row else None


def open_totals(connection: sqlite3.Connection) -> dict[str, int]:
    """Return what is open in the whole book, in minor units by currency, credits taken off."""
    return dict(
        connection.execute(
            "SELECT currency, sum(balance) FROM invoice WHERE settled_on IS NULL GROUP BY currency ORDER BY currency"
        )
    )


def record(connection: sqlite3.Connection, head: Head) -> tuple[int, int]:
    """Note that a file is taken in; return the creditor's key and the import's."""
    connection.execute("INSERT INTO creditor (name) VALUES (?) ON CONFLICT DO NOTHING", (head.creditor,))
    (creditor,) = connection.execute("SELECT id FROM creditor WHERE name = ?", (head.creditor,)).fetchone()
    facts = head.file_name, head.file_hash, head.shape, head.mapping, head.as_of.isoformat()
    cursor = connection.execute(
        """INSERT INTO ledger_import (creditor_id, file_name, file_hash, shape, mapping, as_of, at, summary)
           VALUES (?, ?, ?, ?, ?, ?, ?, '{}')""",
        (creditor, *facts, head.at.isoformat(timespec="seconds")),
    )
    return creditor, cursor.lastrowid or 0


_FEW = 20


class Happened(NamedTuple):
    """Items paid in full and in part, what came in for each (minor units by currency), promises broken.

    `lower`: of how many less is owed and it is not known whether money came.

    `raised`: of how many more is owed than before; `again`: of how many something though they were paid; `lowered`: how many are
    billed at less; `moved`: how many fall due on another day; `recast`: how many are in another currency; `unsure`: how many promises are
    kept by what is `lower`; `answered`: of how many customers a planned call has nothing left to ask for; `back_sums`: what went back of money that came in, `reopened` how many promises kept by it are open again; `withdrawn` of how many the bills went without money since.
    """

    paid: int
    paid_sums: dict[str, int]
    part_paid: int
    part_sums: dict[str, int]
    lower: int
    lower_sums: dict[str, int]
    back_sums: dict[str, int]
    kept: int
    partly_kept: int
    broken: int
    who_broke: tuple[str, ...]
    raised: int = 0
    again: int = 0
    lowered: int = 0
    moved: int = 0
    recast: int = 0
    unsure: int = 0
    answered: int = 0
    reopened: int = 0
    withdrawn: int = 0


def happened(
    connection: sqlite3.Connection, import_id: int, verdicts: dict[str, int], off: SetOff
) -> Happened:
    """Return what the import at hand found to have happened; `verdicts`: promises by their new state; `off`: what was not paid."""
    counts, sums = [0] * 4, [dict[str, int]() for _ in range(4)]
    rows = connection.execute(
        """SELECT currency, how, count(*), sum(came) FROM (
               SELECT invoice.currency, sum(payment.amount) AS came,
                      iif(invoice.id IN (SELECT value FROM json_each(?)), 2, iif(sum(payment.amount) < 0, 3, invoice.balance > 0)) AS how
               FROM payment JOIN invoice ON invoice.id = payment.invoice_id
               WHERE payment.import_id = ? AND invoice.amount >= 0 GROUP BY invoice.id HAVING sum(payment.amount) <> 0)
           GROUP BY 1, 2 ORDER BY 1""",
        (json.dumps(off.lower), import_id),
    )
    for currency, how, count, amount in rows:
        counts[how] += count
        sums[how][currency] = abs(amount)
    changes = connection.execute(
        """SELECT coalesce(sum(new_balance > old_balance AND old_balance > 0 AND old_currency = currency), 0),
                  coalesce(sum(new_balance > old_balance AND old_balance = 0), 0),
                  coalesce(sum(amount < old_amount AND new_balance < old_balance AND amount > 0 AND old_currency = currency), 0),
                  coalesce(sum(due_date <> old_due_date AND new_balance <> 0), 0), coalesce(sum(old_currency <> currency), 0),
                  (SELECT count(DISTINCT promise_id) FROM promise_line JOIN promise ON promise.id = promise_id
                   JOIN ledger_import ON ledger_import.id = ?1 AND settled_on = as_of AND state = 'kept'
                   WHERE invoice_id IN (SELECT value FROM json_each(?2)))
           FROM balance_change JOIN invoice ON invoice.id = invoice_id WHERE import_id = ?1""",
        (import_id, json.dumps(off.lower)),
    ).fetchone()
    return Happened(
        counts[0], sums[0], counts[1], sums[1], counts[2], sums[2], sums[3],
        verdicts.get("kept", 0), verdicts.get("partly kept", 0), verdicts.get("broken", 0),
        tuple(_who_broke(connection, import_id)) if verdicts.get("broken") else (), *changes,
    )._replace(withdrawn=verdicts.get("withdrawn", 0))  # fmt: skip


def _who_broke(connection: sqlite3.Connection, import_id: int) -> list[str]:
    """Return the customers whose promises this import found broken, as (name or id)."""
    rows = connection.execute(
        """SELECT DISTINCT account.name FROM promise JOIN account ON account.id = promise.account_id
           JOIN ledger_import ON ledger_import.id = ? AND ledger_import.creditor_id = account.creditor_id
           WHERE promise.state = 'broken' AND promise.settled_on = ledger_import.as_of ORDER BY account.name LIMIT ?""",
        (import_id, _FEW),
    )
    return [name for (name,) in rows]
