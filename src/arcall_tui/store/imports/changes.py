"""What a newer ledger changes in the book: balances, the money that came in, and items that are gone."""

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence

from arcall_tui.domain.account import ItemKind
from arcall_tui.store.imports.allotting import ON_ACCOUNT
from arcall_tui.store.imports.ledger_head import Head
from arcall_tui.store.imports.row_intake import FIELDS
from arcall_tui.store.imports.set_off import SetOff, note_unpaid
from arcall_tui.store.standings import histories

_Late = defaultdict[int, "array[int]"]

# Items that differ, old and new side by side; `gone` items count as settled on the as-of day. `money`: what came
# in is what is open less than before, but for what the bill was corrected by (credits shrink as they are used); of another currency nothing is known. Where the
# ledger before did not tell what was billed, more of it is no correction.
_DIFFERENCES = """
    CREATE TEMP TABLE difference AS
    SELECT invoice.id AS id, invoice.account_id AS account_id, invoice.kind AS kind, invoice.currency AS currency,
           invoice.balance AS old_balance, incoming.balance AS new_balance,
           invoice.due_date AS old_due, incoming.due_date AS new_due,
           invoice.settled_on AS old_settled, incoming.settled_on AS new_settled,
           invoice.amount AS old_amount, incoming.amount AS new_amount,
           invoice.currency AS old_currency, incoming.currency AS new_currency,
           invoice.invoice_date AS old_dated, incoming.invoice_date AS new_dated,
           CASE WHEN invoice.currency <> incoming.currency THEN 0
               WHEN :learnt AND invoice.amount < incoming.amount THEN max(0, invoice.balance - incoming.balance)
               ELSE invoice.balance - incoming.balance - iif(:bills AND invoice.amount > 0, invoice.amount - incoming.amount, 0) END AS money
    FROM incoming JOIN invoice ON invoice.id = incoming.invoice_id
    UNION ALL
    SELECT invoice.id, account_id, kind, currency, balance, 0, due_date, due_date, NULL, :as_of,
           amount, amount, currency, currency, invoice_date, invoice_date, balance
    FROM gone JOIN invoice ON invoice.id = gone.id
"""
# Of items that are less by one factor, as by another day's rate, nothing is known: three of unlike sums, and of all that are a little less a third, by what nobody pays (all who pay 100.00 of 4,000.00 are alike, too, and so are instalments).
_FEW_PER_CENT = "old_amount > 0 AND new_balance > old_balance * 0.96 AND new_balance < old_balance"
_PARTS, _MOST_PARTS = "round(1.0 * old_amount / (old_balance - new_balance))", 60
_RATED = f"""
    WITH rate AS (SELECT old_currency AS code, 1.0 * sum(new_balance) / sum(old_balance) AS rate FROM difference
        WHERE {_FEW_PER_CENT} AND (old_balance - new_balance) % 10 GROUP BY 1, round(1.0 * new_balance / old_balance, 4)
        HAVING max({_PARTS} > {_MOST_PARTS} OR round(old_amount / {_PARTS}) <> old_balance - new_balance) AND count(DISTINCT old_balance) >= 3 AND count(*) * 3 >= (SELECT count(*) FROM difference WHERE {_FEW_PER_CENT}))
    UPDATE difference SET money = 0 FROM rate WHERE {_FEW_PER_CENT} AND code = old_currency AND abs(new_balance - old_balance * rate) < 2
"""
AT_ANOTHER_RATE = "SELECT id FROM difference WHERE money = 0 AND new_balance < old_balance AND (old_amount = new_amount OR NOT ?) AND old_currency = new_currency"
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


def write(
    connection: sqlite3.Connection,
    head: Head,
    import_id: int,
    gone: Sequence[int],
    compared: Sequence[str],
    unpaid: Mapping[int, int],
    late: _Late,
    *,
    paid: bool,
) -> tuple[int, int, SetOff, set[int]]:
    """Turn the rows kept in `incoming` and the items `gone` into changes of the book.

    Returned are how many items changed, how many were open and are not now, what nobody paid, and the accounts.
    `unpaid`: by how much items are owed less though nobody paid, at most (minor units). `paid`: somebody said that what is less was.
    """
    run, as_of = connection.execute, head.as_of.isoformat()
    for made in ("gone", "difference"):
        run(f"DROP TABLE IF EXISTS temp.{made}")
    run("CREATE TEMP TABLE gone (id INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO gone VALUES (?)", ((key,) for key in gone))
    values = {**head._asdict(), "as_of": as_of, "import_id": import_id, "on_account": ON_ACCOUNT}
    run(_DIFFERENCES, values)
    if not paid:
        run(_RATED)
    set_off = note_unpaid(connection, unpaid, head.last, knows_kinds="kind" not in head.silent_on)
    for statement in (_BALANCES, _PAYMENTS, _REVERSALS):
        run(statement, values)
    _keep_history(connection, late)
    closed = run("SELECT count(*) FROM difference WHERE old_settled IS NULL AND new_settled IS NOT NULL")
    facts, columns = ", ".join(f"{name} = incoming.{name}" for name in compared), ", ".join(FIELDS)
    changed = run(
        f"UPDATE invoice SET {facts}, last_import_id = ? FROM incoming WHERE invoice.id = incoming.invoice_id",
        (import_id,),
    )
    run(
        "UPDATE invoice SET balance = 0, settled_on = ?, last_import_id = ? WHERE id IN (SELECT id FROM gone)",
        (as_of, import_id),
    )
    run(
        f"""INSERT INTO invoice ({columns}, first_import_id, last_import_id)
            SELECT {columns}, ?1, ?1 FROM incoming WHERE invoice_id IS NULL ORDER BY rowid""",
        (import_id,),
    )
    whose = run("SELECT account_id FROM incoming UNION SELECT account_id FROM difference")
    return changed.rowcount, closed.fetchone()[0], set_off, {account for (account,) in whose}


def _keep_history(connection: sqlite3.Connection, late: _Late) -> None:
    """Keep up what accounts' settled invoices say of them: new entries in, entries that were wrong out; one that was credited says nothing, but for a discount."""
    removed: _Late = defaultdict(histories.empty)
    rows = connection.execute(
        """SELECT account_id, old_due, old_settled, new_due, new_settled FROM difference
           WHERE kind = ? AND coalesce(old_settled, new_settled) IS NOT NULL
           AND (old_settled IS NOT new_settled OR old_due <> new_due)
           AND id NOT IN (SELECT invoice_id FROM unpaid WHERE amount >= money AND amount * 20 > old_amount)""",
        (ItemKind.INVOICE.value,),
    )
    for account, old_due, old_settled, new_due, new_settled in rows:
        if old_settled:
            removed[account].append(histories.lateness(old_due, old_settled))
        if new_settled:
            late[account].append(histories.lateness(new_due, new_settled))
    histories.change(connection, late, removed)
