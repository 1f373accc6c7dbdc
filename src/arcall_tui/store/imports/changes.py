"""What a newer ledger changes in the book: balances, the money that came in, and items that are gone."""

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from arcall_tui.domain.account import ItemKind
from arcall_tui.store.imports.allotting import ON_ACCOUNT
from arcall_tui.store.imports.row_intake import FIELDS
from arcall_tui.store.imports.set_off import SetOff, note_unpaid
from arcall_tui.store.standings import histories

_Late = defaultdict[int, "array[int]"]

# Items that differ, old and new side by side; `gone` items count as settled on the as-of day. `money`: what came
# in is what is open less than before, but for what the bill was corrected by; of another currency nothing is known.
_DIFFERENCES = """
    CREATE TEMP TABLE difference AS
    SELECT invoice.id AS id, invoice.account_id AS account_id, invoice.kind AS kind, invoice.currency AS currency,
           invoice.balance AS old_balance, incoming.balance AS new_balance,
           invoice.due_date AS old_due, incoming.due_date AS new_due,
           invoice.settled_on AS old_settled, incoming.settled_on AS new_settled,
           invoice.amount AS old_amount, incoming.amount AS new_amount,
           invoice.currency AS old_currency, incoming.currency AS new_currency,
           invoice.invoice_date AS old_dated, incoming.invoice_date AS new_dated,
           iif(invoice.currency = incoming.currency, invoice.balance - incoming.balance
               - iif(:bills, invoice.amount - incoming.amount, 0), 0) AS money
    FROM incoming JOIN invoice ON invoice.id = incoming.invoice_id
    UNION ALL
    SELECT invoice.id, account_id, kind, currency, balance, 0, due_date, due_date, NULL, :as_of,
           amount, amount, currency, currency, invoice_date, invoice_date, balance
    FROM gone JOIN invoice ON invoice.id = gone.id
"""
_BALANCES = """
    INSERT INTO balance_change (invoice_id, import_id, as_of, old_balance, new_balance, old_amount, old_currency,
                                old_invoice_date, old_due_date, old_settled_on)
    SELECT id, :import_id, :as_of, old_balance, new_balance, old_amount, old_currency, old_dated, old_due, old_settled
    FROM difference
    WHERE old_balance <> new_balance OR old_due <> new_due OR old_settled IS NOT new_settled
       OR old_amount <> new_amount OR old_currency <> new_currency OR old_dated IS NOT new_dated
"""
_PAYMENTS = """
    INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference, import_id)
    SELECT account_id, id, money - coalesce(unpaid.amount, 0) - coalesce(had.amount, 0) AS came, currency,
           coalesce(new_settled, :as_of), '', :import_id
    FROM difference LEFT JOIN unpaid ON unpaid.invoice_id = difference.id
    LEFT JOIN (SELECT invoice_id, sum(amount) AS amount FROM applied GROUP BY 1) AS had ON had.invoice_id = difference.id
    WHERE came > 0 AND old_balance > 0
    UNION ALL SELECT account_id, id, amount, currency, :as_of, :on_account || since, :import_id
    FROM applied JOIN difference ON difference.id = invoice_id
"""
# A balance that rises again takes back money that was seen, at most as much as was.
_REVERSALS = """
    INSERT INTO payment (account_id, invoice_id, amount, currency, paid_on, reference, import_id)
    SELECT difference.account_id, difference.id, -min(-money, sum(payment.amount)),
           difference.currency, :as_of, 'reversed', :import_id
    FROM difference JOIN payment ON payment.invoice_id = difference.id
    WHERE money < 0 GROUP BY difference.id HAVING sum(payment.amount) > 0
"""


@dataclass(slots=True)
class Closing:
    """Turns the rows kept in `incoming` and the items gone into changes of the book.

    `unpaid`: by how much items are owed less though nobody paid, at most (minor units);
    `elsewhere`: what of them is open at another customer's. `knows_kinds`: the ledger
    says which items are credit notes. `set_off` tells what of the invoices was set off against them.
    """

    connection: sqlite3.Connection
    import_id: int
    as_of: date
    compared: Sequence[str]
    late: _Late
    bills: bool = True
    unpaid: Mapping[int, int] = field(default_factory=dict)
    elsewhere: Mapping[int, int] = field(default_factory=dict)
    knows_kinds: bool = True
    set_off: SetOff = field(default_factory=SetOff)
    touched: set[int] = field(default_factory=set)

    def run(self, gone: Sequence[int]) -> tuple[int, int]:
        """Write all changes; return how many items changed, and how many were open and are not now."""
        self._tables(gone)
        values = {
            "as_of": self.as_of.isoformat(),
            "import_id": self.import_id,
            "bills": self.bills,
            "on_account": ON_ACCOUNT,
        }
        self.connection.execute(_DIFFERENCES, values)
        self.set_off = note_unpaid(self.connection, self.unpaid, self.elsewhere, knows_kinds=self.knows_kinds)
        for statement in (_BALANCES, _PAYMENTS, _REVERSALS):
            self.connection.execute(statement, values)
        self._history()
        (closed,) = self.connection.execute(
            "SELECT count(*) FROM difference WHERE old_settled IS NULL AND new_settled IS NOT NULL"
        ).fetchone()
        changed = self._update()
        self.connection.execute(
            "UPDATE invoice SET balance = 0, settled_on = ?, last_import_id = ? WHERE id IN (SELECT id FROM gone)",
            (values["as_of"], self.import_id),
        )
        self._insert()
        return changed, closed

    def _tables(self, gone: Sequence[int]) -> None:
        run = self.connection.execute
        run("DROP TABLE IF EXISTS temp.gone")
        run("DROP TABLE IF EXISTS temp.difference")
        run("CREATE TEMP TABLE gone (id INTEGER PRIMARY KEY)")
        self.connection.executemany("INSERT INTO gone VALUES (?)", ((key,) for key in gone))

    def _update(self) -> int:
        facts = ", ".join(f"{name} = incoming.{name}" for name in self.compared)
        return self.connection.execute(
            f"UPDATE invoice SET {facts}, last_import_id = ? FROM incoming WHERE invoice.id = incoming.invoice_id",
            (self.import_id,),
        ).rowcount

    def _insert(self) -> None:
        columns = ", ".join(FIELDS)
        self.connection.execute(
            f"""INSERT INTO invoice ({columns}, first_import_id, last_import_id)
                SELECT {columns}, ?, ? FROM incoming WHERE invoice_id IS NULL ORDER BY rowid""",
            (self.import_id, self.import_id),
        )
        self.touched |= {
            account
            for (account,) in self.connection.execute(
                "SELECT account_id FROM incoming UNION SELECT account_id FROM difference"
            )
        }

    def _history(self) -> None:
        """Keep up what accounts' settled invoices say of them: new entries in, entries that were wrong out."""
        removed: _Late = defaultdict(histories.empty)
        rows = self.connection.execute(
            """SELECT id, account_id, old_due, old_settled, new_due, new_settled FROM difference
               WHERE kind = ? AND coalesce(old_settled, new_settled) IS NOT NULL
               AND (old_settled IS NOT new_settled OR old_due <> new_due)
               AND id NOT IN (SELECT invoice_id FROM unpaid WHERE amount >= money)""",
            (ItemKind.INVOICE.value,),
        )
        for key, account, old_due, old_settled, new_due, new_settled in rows:
            if old_settled:
                removed[account].append(histories.lateness(old_due, old_settled))
            if new_settled and key not in self.elsewhere:
                self.late[account].append(histories.lateness(new_due, new_settled))
        histories.change(self.connection, self.late, removed)
