"""Several accounts dealt with in one go: one action, one transaction, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import FollowUpKind
from arcall_tui.domain.calendar import zone_named
from arcall_tui.domain.outcome import NextStep, Outcome
from arcall_tui.domain.text import number_of
from arcall_tui.rules.queue import Placing
from arcall_tui.store.actions import action_rows
from arcall_tui.workday.calls.record import book_of, put_call, put_next_step, rest_until, settle_place, told
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.views import Logged


def log_calls(desk: Desk, accounts: Sequence[int], outcome: Outcome) -> list[Logged]:
    """Put the same outcome on record for several accounts: one action, one undo. Raises UsageError: none of them."""
    with book_of(desk).action(
        f"{outcome.code} on {number_of(len(accounts), 'account')}", None, desk.clock.now()
    ) as rows:
        logged = [put_call(rows, desk, account, outcome) for account in accounts]
    trouble = told(desk, [each.call for each in logged])
    return [replace(each, trouble=trouble) for each in logged]


def snooze_all(desk: Desk, accounts: Sequence[int], step: NextStep | None, reason: str) -> list[Placing]:
    """Let several accounts rest until a day, or wake them: one action, one undo."""
    with book_of(desk).action(
        f"rest of {number_of(len(accounts), 'account')}", None, desk.clock.now()
    ) as rows:
        for account in accounts:
            action_rows.set_facts(rows, account, rest_until(desk, step, reason))
        return [settle_place(rows, desk, account) for account in accounts]


def set_next_steps(
    desk: Desk, accounts: Sequence[int], kind: FollowUpKind, step: NextStep, reason: str, there: ZoneInfo
) -> list[Placing]:
    """Set the same next step on several accounts: one action, one undo. Call backs that were agreed stay.

    A time was said on the clock of `there`; it is that time on each customer's own.
    """
    with book_of(desk).action(
        f"next step of {number_of(len(accounts), 'account')}", None, desk.clock.now()
    ) as rows:
        for account in accounts:
            zone = zone_named(desk.account(account).zone) or there
            at = step.at and step.at.astimezone(there).replace(tzinfo=zone).astimezone(UTC)
            put_next_step(rows, desk, account, kind, replace(step, at=at), reason, alone=False)
        return [settle_place(rows, desk, account) for account in accounts]
