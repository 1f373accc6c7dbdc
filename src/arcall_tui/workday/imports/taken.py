"""What was taken in: listed, and the newest taken back; accounts that are one customer, joined and parted."""

from contextlib import suppress
from datetime import date

from arcall_tui.rules import followup
from arcall_tui.store.actions import action_rows, merging
from arcall_tui.store.actions.action_rows import Rows
from arcall_tui.store.book.engine import writing
from arcall_tui.store.imports import take_back as import_undo
from arcall_tui.store.imports.beside import OvertakenError, beside
from arcall_tui.store.imports.take_back import ImportUndone, Taken
from arcall_tui.store.standings import cache
from arcall_tui.workday.calls.record import book_of, settle_place
from arcall_tui.workday.desk.desk import Desk, asked_of
from arcall_tui.workday.imports import importing

__all__ = ["ImportUndone", "Taken", "imports", "merge", "split", "take_back"]


imports = asked_of(import_undo.imports)


def take_back(desk: Desk) -> ImportUndone:
    """Take the newest import back whole; accounts on which the caller has recorded something since stay.

    In a large book that is done beside it, while calls are logged, unless more are on record each time. Raises
    UsageError where there is none, or it has been taken back already.
    """
    for _ in range(importing.TRIES if desk.path.stat().st_size > importing.LARGE else 0):
        with suppress(OvertakenError), beside(desk.path, adds=False) as copy:
            with writing(copy.connection):
                undone = import_undo.take_back(copy.connection, desk.clock.now())
            copy.take_its_place(None)
            desk.keep_up()
            return undone
    with writing(desk.book):
        return import_undo.take_back(desk.book, desk.clock.now())


def merge(desk: Desk, into: int, other: int) -> None:
    """Make one account of two: one undo step. Raises UsageError where they cannot be one."""
    names = desk.account(other).ledger_id, desk.account(into).ledger_id
    with book_of(desk).action(f"merged {names[0]} into {names[1]}", None, desk.clock.now()) as rows:
        merging.merge(rows, into, other)
        cache.forget(desk.book, [into, other])
        settle_place(rows, desk, into)


def split(desk: Desk, account: int) -> None:
    """Take a merged account apart again: one undo step. Raises UsageError where it is not merged."""
    name = desk.account(account).ledger_id
    with book_of(desk).action(f"split {name}", None, desk.clock.now()) as rows:
        into = merging.split(rows, account)
        cache.forget(desk.book, [into, account])
        for key in (account, into):
            _give_step(rows, desk, key)
        settle_place(rows, desk, account)
        settle_place(rows, desk, into)


def _give_step(rows: Rows, desk: Desk, account: int) -> None:
    """An account that owes has a next step."""
    due = desk.book.execute(
        "SELECT min(due_date) FROM invoice WHERE account_id = ? AND settled_on IS NULL", (account,)
    ).fetchone()[0]
    if due is None or desk.follow_ups(account):
        return
    facts = desk.account(account)
    caller = desk.policy.caller(desk.settings.zone, desk.settings.country)
    calendar = desk.policy.shared_calendar(facts.country, facts.region, caller)
    step = followup.first_call(date.fromisoformat(due), desk.clock.today(), calendar, facts.zone)
    action_rows.add_follow_up(rows, account, step)
