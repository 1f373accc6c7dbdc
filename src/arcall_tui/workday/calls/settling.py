"""What became of promises and disputes, by the caller's word: one action, one undo step each."""

from collections.abc import Sequence
from dataclasses import replace

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.activity import (
    Dispute,
    DisputeReason,
    DisputeState,
    FollowUp,
    FollowUpKind,
    Line,
    PromiseState,
    spread,
)
from arcall_tui.domain.money import Money
from arcall_tui.errors import UsageError
from arcall_tui.rules.followup import after_broken, after_dispute
from arcall_tui.rules.queue import Placing
from arcall_tui.store.accounts import read
from arcall_tui.store.actions import action_rows
from arcall_tui.store.actions.action_rows import Rows
from arcall_tui.workday.calls.prepare import total_of
from arcall_tui.workday.calls.record import on_account, situation_of
from arcall_tui.workday.desk.desk import Desk

# What a promise that is kept by the caller's word does not do.
KEPT_BY_WORD = "its bills are asked for until a ledger shows the money; SEEN ($) keeps it off"


def settle_promise(desk: Desk, account: int, promise: int, state: PromiseState) -> Placing:
    """Settle a promise by the caller's word; a broken one brings its call. Raises UsageError for no such promise."""

    def write(rows: Rows) -> None:
        if action_rows.settle_promise(rows, promise, state, desk.clock.today(), desk.clock.now()) != account:
            raise UsageError(f"There is no promise {promise} to settle on this account.")
        if state in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT):
            partly = state is PromiseState.PARTLY_KEPT
            for step in after_broken(situation_of(desk, account), partly=partly):
                action_rows.add_follow_up(rows, account, step, promise_id=promise)

    return on_account(desk, f"promise {state}", account, write)


def usual_credit(dispute: Dispute, state: DisputeState, invoices: Sequence[Invoice]) -> tuple[Line, ...]:
    """Return what of a dispute need not be paid where nobody says how much: what is open of it, if they were right."""
    right = state is DisputeState.VALID and bool(dispute.reason.awaited)
    return tuple(Line(*each) for each in _left(dispute, invoices) if right and each[1].minor > 0)


def _left(dispute: Dispute, invoices: Sequence[Invoice]) -> list[tuple[int, Money]]:
    """Return what is still open of what was disputed of each invoice."""
    open_of = {item.id: item.balance.minor for item in invoices}
    return [
        (each.invoice, replace(each.amount, minor=min(each.amount.minor, open_of.get(each.invoice, 0))))
        for each in dispute.lines
    ]


def resolve_dispute(
    desk: Desk, account: int, dispute: int, state: DisputeState, credit: Money | None = None
) -> Placing:
    """End a dispute; its amount can be asked for again, but for the `credit` that is still to come for it.

    That stays off what is asked for until it is seen in the ledger: a dispute of its own, with its own next step.
    None: what is usual; all is asked for again where it is 0. Raises UsageError for no such dispute, and for a
    credit of more than was disputed.
    """
    ended = next((each for each in read.disputes(desk.book, account) if each.id == dispute), None)
    lines: tuple[Line, ...] = ()
    if ended is not None:
        invoices = desk.card(account).invoices
        usual = usual_credit(ended, state, invoices)
        lines = usual if credit is None else _credited(ended, credit, invoices)

    def write(rows: Rows) -> None:
        if action_rows.resolve_dispute(rows, dispute, state, desk.clock.today(), desk.clock.now()) != account:
            raise UsageError(f"There is no open dispute {dispute} on this account.")
        if lines and ended is not None:
            reason = DisputeReason(ended.reason.awaited or DisputeReason.CREDIT_DUE)
            _await(rows, desk, account, reason, lines)
        _ask_again(rows, desk, account, dispute, state)

    return on_account(desk, f"dispute {state}", account, write)


def _ask_again(rows: Rows, desk: Desk, account: int, dispute: int, state: DisputeState) -> None:
    """Have the customer rung as soon as may be where something is left to ask for; what they agreed to stays."""
    if desk.standings.now(account).asked:
        situation = situation_of(desk, account)
        action_rows.finish_rules_calls(rows, account, desk.clock.now())
        if desk.standings.now(account).next_call is None:
            step = after_dispute(situation, state.value)
            call = (rows.get("dispute", dispute) or {}).get("activity_id")
            action_rows.add_follow_up(rows, account, step, activity_id=call)


def _credited(dispute: Dispute, credit: Money, invoices: Sequence[Invoice]) -> tuple[Line, ...]:
    """Lay a credit over what is open of what was disputed, else over all of it. Raises UsageError where it is more."""
    lines, left = spread(credit, _left(dispute, invoices))
    if left.minor > 0:
        settled = {line.invoice for line in dispute.lines} - {item.id for item in invoices}
        first = sorted(dispute.lines, key=lambda line: line.invoice in settled)
        lines, left = spread(credit, [(line.invoice, line.amount) for line in first])
    if left.minor > 0:
        most = Money(credit.minor - left.minor, credit.currency)
        raise UsageError(f"Only {most} was disputed.", "Write that much or less.")
    return lines


def _await(rows: Rows, desk: Desk, account: int, reason: DisputeReason, lines: tuple[Line, ...]) -> None:
    """Keep what was agreed to be credited, or was paid, off what is asked for, and have its owner asked for it."""
    situation = situation_of(desk, account)
    due = situation.calendar.add_business_days(situation.today, desk.policy.follow_up.dispute)
    dispute = Dispute(desk.clock.today(), reason, reason.owner, due, lines)
    key = action_rows.add_dispute(rows, account, None, dispute)
    what = "a credit of {} was agreed" if reason is DisputeReason.CREDIT_DUE else "{} was paid"
    words = f"{what.format(total_of(lines))}: is it in the ledger?"
    step = FollowUp(FollowUpKind.CHASE_OWNER, due, words, zone=situation.zone)
    action_rows.add_follow_up(rows, account, step, dispute_id=key)
