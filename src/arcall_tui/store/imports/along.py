"""What was promised and disputed of bills goes along with what stands for them now: their parts, the one that they are in, or another customer's."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from arcall_tui.store.accounts.read import LIVE_IN_SQL

# An account, the keys of its bills, and by its number what stands for them.
Parted = tuple[int, Sequence[int], Sequence[str]]
# Laid end to end in the order of their days, what is live of each promise falls on the bills beside it.
_SHARES = """
    WITH bill AS (
        SELECT id, sum(balance) OVER turn - balance AS low, iif(lead(id) OVER turn IS NULL, 1 << 62, sum(balance) OVER turn) AS high
        FROM invoice WHERE account_id = ?1 AND settled_on IS NULL AND number IN (SELECT value FROM json_each(?2))
        WINDOW turn AS (ORDER BY due_date, id)),
    live AS (SELECT {0}.id, {3} AS day, sum(line.amount - {1}) AS left FROM {0}_line AS line JOIN {0} ON {0}.id = {0}_id
        WHERE state IN {2} AND invoice_id IN (SELECT value FROM json_each(?3)) GROUP BY 1),
    said AS (SELECT id, left, sum(left) OVER (ORDER BY day, id) AS upto FROM live)
    SELECT said.id, bill.id, min(high, upto) - max(low, upto - left) FROM said JOIN bill ON low < upto AND high > upto - left
"""
_LINES = """(SELECT min(invoice.account_id = ?1) FROM {0}_line JOIN invoice ON invoice.id = invoice_id
    WHERE {0}_id = {0}.id)""".format
_THERE = "SELECT {1} FROM {0} WHERE account_id = ?{2}".format
_CALLS = [
    f"{_THERE('promise', 'activity_id', n)} UNION {_THERE('dispute', 'activity_id', n)}" for n in (1, 2)
]
# What is about bills of the other alone, with the calls and steps that are about nothing else.
_ABOUT = {
    "promise": _LINES("promise"),
    "dispute": _LINES("dispute"),
    "activity": f"id IN ({_CALLS[0]}) AND id NOT IN (SELECT coalesce(activity_id, 0) FROM ({_CALLS[1]}))",
    "follow_up": f"""(promise_id IN ({_THERE("promise", "id", 1)}) OR dispute_id IN ({_THERE("dispute", "id", 1)})
        OR activity_id IN ({_THERE("activity", "id", 1)}))""",
}


def share_out(connection: sqlite3.Connection, parted: Iterable[Parted]) -> None:
    """Give what is live of bills to those that stand for them, what is due first to the first."""
    for account, olds, numbers in parted:
        for head, spent, live, day in (
            ("promise", "paid", LIVE_IN_SQL, "due_on"),
            ("dispute", "0", "('open')", "opened_on"),
        ):
            keys = json.dumps(olds)
            query = _SHARES.format(head, spent, live, day)
            shares = connection.execute(query, (account, json.dumps(numbers), keys)).fetchall()
            connection.executemany(
                f"""UPDATE {head}_line SET amount = {spent}
                    WHERE {head}_id = ? AND invoice_id IN (SELECT value FROM json_each(?))""",
                {(whose, keys) for whose, *_ in shares},
            )
            connection.executemany(
                f"""INSERT INTO {head}_line ({head}_id, invoice_id, amount) VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET amount = amount + excluded.amount""",
                shares,
            )


def take_along(connection: sqlite3.Connection, account: int, newer: int, *, all_: bool) -> None:
    """Let what is about bills that another customer has now stand there, too; or all that was said, with a hold."""
    for table, about in ({**_ABOUT, "contact": "", "feedback": ""} if all_ else _ABOUT).items():
        only = "" if all_ else f" AND {about}"
        connection.execute(
            f"UPDATE {table} SET account_id = ?1 WHERE account_id = ?2{only}", (newer, account)
        )
    if all_:
        connection.execute(
            """UPDATE account SET (hold, hold_reason) = (SELECT hold, hold_reason FROM account WHERE id = ?2)
               WHERE id = ?1 AND hold IS NULL""",
            (newer, account),
        )
