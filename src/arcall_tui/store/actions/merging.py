"""Two accounts that are one customer: joined, with all that was written about either, and taken apart again."""

from collections.abc import Callable
from datetime import date

from arcall_tui.errors import UsageError
from arcall_tui.store.actions.action_rows import Row, Rows
from arcall_tui.store.standings import histories

_MOVED = ("invoice", "contact", "activity", "promise", "dispute", "follow_up", "payment", "feedback")


def merge(rows: Rows, into: int, other: int) -> None:
    """Move all of `other` to `into`; later ledgers' items of it go there, too. Raises UsageError."""
    one, two = _account(rows, into), _account(rows, other)
    _check(rows, one, two)
    for table in _MOVED:
        origin = {"came_from": other} if table == "invoice" else {}
        for row in rows.where(table, "account_id = ?", other):
            rows.add("joined_row", place=table, key=row["id"], account_id=other)
            rows.change(table, row, account_id=into, **origin)
    _join(rows, "draft", into, other, lambda ours, theirs: {"note": f"{ours['note']}\n{theirs['note']}"})
    _join(rows, "payer_history", into, other, _paid)  # how both have paid is how the one customer pays
    rows.change("account", two, merged_into=into)


def _account(rows: Rows, key: int) -> Row:
    account = rows.get("account", key)
    assert account is not None, "accounts are resolved before"
    return account


def _check(rows: Rows, one: Row, two: Row) -> None:
    if one["id"] == two["id"]:
        raise UsageError("An account cannot be merged with itself.", "Name two accounts.")
    if one["creditor_id"] != two["creditor_id"]:
        raise UsageError(
            f"{one['name']} and {two['name']} owe different creditors, so their items stay apart.",
            "To make it one call for both, say who pays: arcall account ID --payer OTHER.",
        )
    for account in (one, two):
        if account["merged_into"] is not None:
            raise UsageError(
                f"{account['ledger_id']} is merged already.",
                f"Take it apart first: arcall split {account['ledger_id']}",
            )
    if inside := rows.where("account", "merged_into = ?", two["id"]):
        # Else later ledgers would bring the innermost's items to one that is no longer an account of its own.
        first = inside[0]["ledger_id"]
        raise UsageError(
            f"{first} is merged into {two['ledger_id']}, which would go into another in its turn.",
            f"Take it apart first, then merge both: arcall split {first}",
        )
    numbers = [
        {row["number"] for row in rows.where("invoice", "account_id = ?", account["id"])}
        for account in (one, two)
    ]
    if shared := sorted(numbers[0] & numbers[1]):
        raise UsageError(
            f"Both accounts have an item {shared[0]}, so one of them would be lost.",
            "They stay apart; to make it one call, say who pays: arcall account ID --payer OTHER.",
        )


def _join(rows: Rows, table: str, into: int, other: int, both: Callable[[Row, Row], Row]) -> None:
    """Let what stands in a table of one row an account be the joined one's; where both have a row, `both` says what."""
    ours, theirs = rows.get(table, into), rows.get(table, other)
    if theirs is not None and ours is None:
        rows.change(table, theirs, account_id=into)
    elif theirs is not None and ours is not None:
        rows.change(table, ours, **both(ours, theirs))
        rows.remove(table, theirs)


def _paid(ours: Row, theirs: Row) -> Row:
    days = histories.unpack(ours["days_late"]) + histories.unpack(theirs["days_late"])
    return {"days_late": histories.pack(days)}


def _part_histories(rows: Rows, into: int, account: int) -> None:
    """Give `account` what its own settled invoices say of it."""
    ours = rows.get("payer_history", into)
    if ours is None or rows.get("payer_history", account) is not None:  # joined by an arcall that kept both
        return
    settled = rows.where("invoice", "account_id = ? AND kind = 'invoice' AND settled_on IS NOT NULL", account)
    late = [
        (date.fromisoformat(row["settled_on"]) - date.fromisoformat(row["due_date"])).days for row in settled
    ]
    stay, go = histories.parted(histories.unpack(ours["days_late"]), late)
    if go:
        rows.change("payer_history", ours, days_late=histories.pack(stay))
        rows.add("payer_history", account_id=account, days_late=histories.pack(go))


def split(rows: Rows, account: int) -> int:
    """Give `account` back what came from it, also items that ledgers brought since; return where it was.

    Raises UsageError where it was never merged.
    """
    apart = _account(rows, account)
    if apart["merged_into"] is None:
        raise UsageError(
            f"{apart['ledger_id']} is not merged into another account.", "`arcall merge` joins two accounts."
        )
    into = int(apart["merged_into"])
    moved = rows.where("joined_row", "account_id = ?", account)
    keys = {table: {row["key"] for row in moved if row["place"] == table} for table in _MOVED}
    keys["invoice"] |= {invoice["id"] for invoice in rows.where("invoice", "came_from = ?", account)}
    _follow(rows, keys, into)
    for table, own in keys.items():
        origin = {"came_from": None} if table == "invoice" else {}
        for row in rows.where(table, "account_id = ?", into):
            if row["id"] in own:
                rows.change(table, row, account_id=account, **origin)
    _part_histories(rows, into, account)
    for joined in moved:
        rows.remove("joined_row", joined)
    rows.change("account", apart, merged_into=None)
    return into


def _follow(rows: Rows, keys: dict[str, set[int]], into: int) -> None:
    """What was paid on the items that go, and the steps about promises and disputes that go, go with them."""
    for payment in rows.where("payment", "account_id = ?", into):
        if payment["invoice_id"] in keys["invoice"]:
            keys["payment"].add(payment["id"])
    for step in rows.where("follow_up", "account_id = ?", into):
        if step["promise_id"] in keys["promise"] or step["dispute_id"] in keys["dispute"]:
            keys["follow_up"].add(step["id"])
