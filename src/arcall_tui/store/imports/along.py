"""What was said of bills goes along where the ledger has them under another customer."""

import sqlite3

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
