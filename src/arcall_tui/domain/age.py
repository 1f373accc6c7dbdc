"""How late an open item is."""

from __future__ import annotations

from datetime import date

_EDGES = ((0, "not due"), (30, "1-30"), (60, "31-60"), (90, "61-90"), (120, "91-120"))


def days_past_due(due: date, today: date) -> int:
    """Return `today - due` in days: 1 on the day after the due date, 0 or less while it is not overdue."""
    return (today - due).days


def bucket(days: int) -> str:
    """Name the aging bucket of so many days past due: `not due`, `1-30` ... `120+`."""
    return next((name for edge, name in _EDGES if days <= edge), "120+")
