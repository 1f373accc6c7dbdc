"""Feedback rows, within a transaction that `write.Book` opened."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from arcall_tui.store import tables


def add_remark(
    session: Session,
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
    row = tables.Feedback(
        kind="remark" if rating is None else "rating",
        workday=workday,
        at=at,
        account_id=account,
        activity_id=call,
        rating=rating,
        said_by=said_by,
        text=text,
    )
    session.add(row)
    session.flush()
    assert row.id is not None, "flushed rows have their number"
    return row.id


def close_remark(session: Session, key: int, result: str, on: date) -> bool:
    """Say what became of feedback; False where there is none with that number."""
    row = session.get(tables.Feedback, key)
    if row is None:
        return False
    row.result, row.done_on = result, on
    session.add(row)
    return True
