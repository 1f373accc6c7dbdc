"""Feedback rows, within a transaction that `write.Book` opened."""

from __future__ import annotations

from datetime import date, datetime

from arcall_tui.store.actions.rows import Rows
from arcall_tui.store.book import tables


def add_remark(
    rows: Rows,
    workday: date,
    at: datetime,
    text: str,
    *,
    account: int | None = None,
    call: int | None = None,
    rating: int | None = None,
    said_by: str = "",
) -> int:
    """Put feedback on record and return its number; with a rating (1 to 5) it is the customer's, else a remark."""
    return rows.add(
        tables.Feedback,
        kind="remark" if rating is None else "rating",
        workday=workday,
        at=at,
        account_id=account,
        activity_id=call,
        rating=rating,
        said_by=said_by,
        text=text,
    )


def close_remark(rows: Rows, key: int, result: str, on: date) -> bool:
    """Say what became of feedback; False where there is none with that number."""
    row = rows.get(tables.Feedback, key)
    if row is None:
        return False
    rows.change(tables.Feedback, row, result=result, done_on=on)
    return True
