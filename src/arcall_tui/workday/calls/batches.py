"""Several accounts dealt with in one go: one action, one transaction, one undo. And letters, one or many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arcall_tui.domain.activity import FollowUpKind
from arcall_tui.domain.outcome import NextStep, Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.rules.queue import Placing
from arcall_tui.store.actions import action_rows
from arcall_tui.workday.calls.record import book_of, put_call, put_next_step, safe, settle_place
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.views import Logged


def log_calls(desk: Desk, accounts: Sequence[int], outcome: Outcome) -> list[Logged]:
    """Put the same outcome on record for several accounts: one action, one undo. Raises UsageError: none of them."""
    with book_of(desk).action(f"{outcome.code} on {len(accounts)} accounts", None, desk.clock.now()) as rows:
        return [put_call(rows, desk, account, outcome) for account in accounts]


def snooze_all(desk: Desk, accounts: Sequence[int], step: NextStep | None, reason: str) -> list[Placing]:
    """Let several accounts rest until a day, or wake them: one action, one undo."""
    with book_of(desk).action(f"rest of {len(accounts)} accounts", None, desk.clock.now()) as rows:
        for account in accounts:
            action_rows.snooze(rows, account, step.due if step else None, safe(desk, reason))
        return [settle_place(rows, desk, account) for account in accounts]


def set_next_steps(
    desk: Desk, accounts: Sequence[int], kind: FollowUpKind, step: NextStep, reason: str
) -> list[Placing]:
    """Set the same next step on several accounts: one action, one undo."""
    with book_of(desk).action(f"next step of {len(accounts)} accounts", None, desk.clock.now()) as rows:
        for account in accounts:
            put_next_step(rows, desk, account, kind, step, reason)
        return [settle_place(rows, desk, account) for account in accounts]


def letters_written(desk: Desk, letters: Mapping[int, tuple[str, str]]) -> list[Placing]:
    """Put e-mails on record: account -> (what it was, to whom). The next steps stay. One action, one undo."""
    now = desk.clock.now()
    names = [desk.account(account).name for account in letters]
    only = next(iter(letters)) if len(letters) == 1 else None
    label = f"e-mail to {names[0]}" if only is not None else f"e-mails to {len(letters)} accounts"
    with book_of(desk).action(label, only, now) as rows:
        for account, (what, to) in letters.items():
            detail = safe(desk, f"{what} to {to}" if to else what)
            action_rows.add_call(
                rows, account, action_rows.CallRow(Code.MAIL, now, desk.clock.today(), detail=detail)
            )
        return [settle_place(rows, desk, account) for account in letters]
