"""Feedback on the caller's work: customers' ratings, supervisors' remarks, and what became of them."""

from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.store.actions.undo import Book
from arcall_tui.store.past import records
from arcall_tui.workday.calls.prepare import safe_note
from arcall_tui.workday.desk.desk import Desk, asked_of

_BEST = 5


def rate(desk: Desk, account: int, rating: int, text: str = "", call: int | None = None) -> int:
    """Keep a customer's rating of a call (1 to 5, 5 is best; the newest call where none is named); return its number.

    Raises UsageError for another rating, or a call that is not this account's.
    """
    if not 1 <= rating <= _BEST:
        raise UsageError(f"{rating} is not a rating.", "It goes from 1 to 5; 5 is best.")
    card = desk.card(account)
    calls = [activity.id for activity in card.history]
    if call is not None and call not in calls:
        raise UsageError(f"There is no call {call} on {card.account.name}.", "“arcall show” lists them.")
    heard = {"activity_id": call if call is not None else next(iter(calls), None), "text": safe_note(text)}
    return _kept(desk, f"rating of {card.account.name}", account, kind="rating", rating=rating, **heard)


def remark(desk: Desk, text: str, said_by: str = "", account: int | None = None) -> int:
    """Keep a remark, of a supervisor say; return its number. Raises UsageError for an empty one."""
    words = safe_note(text).strip()
    if not words:
        raise UsageError("The remark is empty.", "Write what was said.")
    return _kept(desk, "remark", account, kind="remark", text=words, said_by=one_line(said_by))


def _kept(desk: Desk, label: str, account: int | None, **facts: object) -> int:
    today, now = desk.clock.today(), desk.clock.now()
    with Book(desk.book).action(label, account, now) as rows:
        return rows.add("feedback", workday=today, at=now, account_id=account, **facts)


def close(desk: Desk, key: int, result: str) -> None:
    """Say what became of a remark. Raises UsageError where there is no such one, or nothing is said."""
    words = safe_note(result).strip()
    if not words:
        raise UsageError("Nothing is said of what became of it.", "Write it in a few words.")
    with Book(desk.book).action("remark closed", None, desk.clock.now()) as rows:
        row = rows.get("feedback", key)
        if row is None:
            raise UsageError(f"There is no feedback {key}.", "“arcall feedback list” shows what there is.")
        rows.change("feedback", row, result=words, done_on=desk.clock.today())


listed = asked_of(records.remarks)
