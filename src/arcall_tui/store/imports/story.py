"""What happened since the ledger before, in figures: read from what an import wrote."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

_FEW = 20


class Happened(NamedTuple):
    """Items paid in full and in part, what came in for the former (minor units by currency), promises broken.

    `raised`: of how many more is owed than before; `again`: of how many something though they were paid; `lowered`: how many are
    billed at less; `moved`: how many fall due on another day.
    """

    paid: int
    paid_sums: dict[str, int]
    part_paid: int
    kept: int
    partly_kept: int
    broken: int
    who_broke: tuple[str, ...]
    raised: int = 0
    again: int = 0
    lowered: int = 0
    moved: int = 0


def happened(connection: sqlite3.Connection, import_id: int, verdicts: dict[str, int]) -> Happened:
    """Return what the import at hand found to have happened; `verdicts`: promises by their new state."""
    paid, part_paid, sums = 0, 0, dict[str, int]()
    rows = connection.execute(
        """SELECT currency, settled, count(*), sum(came) FROM (
               SELECT invoice.currency, invoice.settled_on IS NOT NULL AS settled, sum(payment.amount) AS came
               FROM payment JOIN invoice ON invoice.id = payment.invoice_id
               WHERE payment.import_id = ? GROUP BY invoice.id HAVING sum(payment.amount) > 0)
           GROUP BY 1, 2 ORDER BY 1""",
        (import_id,),
    )
    for currency, settled, count, amount in rows:
        if settled:
            paid += count
            sums[currency] = amount
        else:
            part_paid += count
    raised, again, lowered, moved = connection.execute(
        """SELECT coalesce(sum(new_balance > old_balance AND old_balance > 0), 0),
                  coalesce(sum(new_balance > old_balance AND old_balance = 0), 0),
                  coalesce(sum(amount < old_amount AND new_balance < old_balance AND amount > 0), 0),
                  coalesce(sum(due_date <> old_due_date AND new_balance <> 0), 0)
           FROM balance_change JOIN invoice ON invoice.id = invoice_id WHERE import_id = ?""",
        (import_id,),
    ).fetchone()
    return Happened(
        paid, sums, part_paid, verdicts.get("kept", 0), verdicts.get("partly kept", 0), verdicts.get("broken", 0),
        tuple(_who_broke(connection, import_id)) if verdicts.get("broken") else (), raised, again, lowered, moved,
    )  # fmt: skip


def _who_broke(connection: sqlite3.Connection, import_id: int) -> list[str]:
    """Return the customers whose promises this import found broken, as (name or id)."""
    rows = connection.execute(
        """SELECT DISTINCT account.name FROM promise JOIN account ON account.id = promise.account_id
           JOIN ledger_import ON ledger_import.id = ? AND ledger_import.creditor_id = account.creditor_id
           WHERE promise.state = 'broken' AND promise.settled_on = ledger_import.as_of ORDER BY account.name LIMIT ?""",
        (import_id, _FEW),
    )
    return [name for (name,) in rows]
