"""What open promises and disputes covered of the invoices on a day: money that had come by then is off."""

from collections import defaultdict
from datetime import date

from arcall_tui.domain.activity import AWAITED, PromiseState
from arcall_tui.domain.grouping import summed
from arcall_tui.store.imports import allotting
from arcall_tui.store.imports.allotting import MoneyIn, PromisedLine
from arcall_tui.store.past.view import Past

# The verdict that stood on :day, of a promise that has lost it since by a reversed payment.
_EARLIER = """SELECT {0} FROM promise_reopened AS r WHERE r.promise_id = promise.id AND r."on" > :day
    AND r.old_settled_on <= :day ORDER BY r."on" LIMIT 1"""
SETTLED_ON = f"coalesce(({_EARLIER.format('old_settled_on')}), settled_on)"
_STATE = f"coalesce(({_EARLIER.format('old_state')}), iif(settled_on > :day, 'open', state))"
# A promise belongs to the workday of its call: where the customer is, it may be tomorrow.
MADE = "coalesce((SELECT workday FROM activity WHERE activity.id = promise.activity_id), made_on)"
Paid = dict[tuple[int, int], int]


def cover(past: Past) -> str:
    """Return the name of a table of what was covered: invoice_id, disputed, promised (minor units)."""
    if not past.lacks(past.cover):
        return past.cover
    past.rows(
        f"CREATE TABLE {past.cover} (invoice_id INTEGER PRIMARY KEY, disputed INTEGER, promised INTEGER)"
    )
    covered: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for invoice, amount in past.rows(
        f"""SELECT invoice_id, line.amount FROM dispute_line AS line JOIN dispute ON dispute.id = dispute_id
           WHERE opened_on <= :day AND (resolved_on IS NULL OR resolved_on > :day)
           AND reason NOT IN {tuple(map(str, AWAITED))}"""
    ):
        covered[invoice][0] += amount
    gone = paid(past, past.day)
    for promise, invoice, amount in past.rows(
        f"""SELECT promise.id, invoice_id, line.amount FROM promise_line AS line JOIN promise ON promise.id = promise_id
            WHERE {MADE} <= :day AND coalesce({SETTLED_ON} > :day, 1)"""
    ).fetchall():
        covered[invoice][1] += amount - gone.get((promise, invoice), 0)
    past.connection.executemany(
        f"INSERT INTO {past.cover} VALUES (?, ?, ?)",
        ((invoice, *parts) for invoice, parts in covered.items()),
    )
    return past.cover


def paid(past: Past, day: date) -> Paid:
    """Return by (promise, invoice) what had been paid of each promised line by the close of `day`, as known then."""
    if past.exact and day == past.day:
        rows = past.connection.execute("SELECT promise_id, invoice_id, paid FROM promise_line WHERE paid > 0")
        return {(promise, invoice): amount for promise, invoice, amount in rows}
    lines = _lines(past, day)
    if lines:
        allotting.share_out(lines, _payments(past, day), _credits(past) if day == past.day else {})
    return {(line.promise, line.invoice): line.given for line in lines if line.given}


def by_promise(paid: Paid) -> dict[int, int]:
    """Add up what had been paid of promised lines by promise."""
    return summed((promise, amount) for (promise, _), amount in paid.items())


def _lines(past: Past, day: date) -> list[PromisedLine]:
    rows = past.rows(
        f"""SELECT {allotting.LINE.format(f"{_STATE} AS state_then")} FROM {allotting.PROMISED}
            WHERE {MADE} <= :day AND state_then <> 'withdrawn'""",
        day=day,
    )
    lines = [PromisedLine.of(row) for row in rows]
    for line in lines:
        # A broken one takes no more than it got by its verdict.
        if line.state in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT):
            line.cap = line.paid
    return lines


def _payments(past: Past, day: date) -> dict[tuple[int, int], list[MoneyIn]]:
    rows = past.rows(
        f"""SELECT payment.account_id, invoice_id, {allotting.MONEY} FROM payment {allotting.TOLD} = import_id
            WHERE {allotting.COUNTS} AND coalesce(told.as_of, paid_on) <= :day
            AND (import_id IS NULL OR import_id IN (SELECT import_id FROM {past.seen}))
            ORDER BY invoice_id, import_id, payment.id""",
        day=day,
    )
    return allotting.standing(rows)


def _credits(past: Past) -> dict[int, list[MoneyIn]]:
    rows = past.rows(
        f"""SELECT item.account_id, {allotting.CREDIT} FROM ({past.items}) AS item {allotting.TOLD} = first_import_id
            WHERE balance < 0 AND item.account_id IN (SELECT account_id FROM promise)
            AND {allotting.MAY_BE_MONEY} ORDER BY item.account_id, first_import_id, item.id"""
    )
    return allotting.by_account(rows)
