"""What the caller does, put on record: one action, one transaction, one undo step each, on one account or on several."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import CONTACT_FACTS, LEDGERS_WORD, check_contact
from arcall_tui.domain.activity import (
    CALL_KINDS,
    FollowUp,
    FollowUpKind,
    NextStep,
    Outcome,
    PromiseState,
    RootCause,
    SetBy,
)
from arcall_tui.domain.calendar import spelt, zone_named
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import number_of
from arcall_tui.errors import UsageError
from arcall_tui.rules.followup import without_plan
from arcall_tui.rules.gates import Gate
from arcall_tui.rules.queue import Placing
from arcall_tui.rules.situation import Situation
from arcall_tui.store.accounts import read
from arcall_tui.store.accounts.kept import spared
from arcall_tui.store.actions import action_rows
from arcall_tui.store.actions import undo as undo_steps
from arcall_tui.store.actions.action_rows import Rows
from arcall_tui.store.actions.undo import Book
from arcall_tui.store.erasing.customer import merged_into
from arcall_tui.store.standings import cache, gather
from arcall_tui.workday.calls.prepare import Prepared, prepare, safe_line, safe_note
from arcall_tui.workday.desk.desk import Desk, Logged, Undone
from arcall_tui.workday.desk.ranking import to_keep
from arcall_tui.workday.letters.draft_files import refuse_letter, remove_drafts

# The next steps that are done once such an outcome is on record.
_ENDS = {
    Code.ESC: FollowUpKind.ESCALATE,
    Code.DNC: FollowUpKind.REVIEW_HOLD,
    Code.SEEN: FollowUpKind.CHECK_LEDGER,
}


class KeptDraft(NamedTuple):
    """When a draft was kept (UTC), and what of it."""

    at: datetime
    text: str


def book_of(desk: Desk) -> Book:
    """Return the desk's book, opened for writing; what places rest on is worked out before anybody waits for it."""
    _ = desk.standings.book_figures, desk.ranking.scale  # where a ledger came since, that may take a second
    return Book(desk.book)


def log_call(desk: Desk, account: int, outcome: Outcome) -> Logged:
    """Put a call on record with all that was agreed, and set the next step.

    Returns after the commit. Raises UsageError where a fact is missing or does not fit.
    """
    account = merged_into(desk.book, account) or account  # in another window, while it was on screen
    label = f"{outcome.code} {desk.account(account).name}"
    with book_of(desk).action(label, account, desk.clock.now()) as rows:
        logged = put_call(rows, desk, account, outcome)
    return replace(logged, trouble=told(desk, [logged.call]))


def told(desk: Desk, calls: Sequence[int]) -> str:
    """Tell the user's own command of calls that are on record; return what went wrong with it, if anything did."""
    if not desk.settings.outgoing.after_log:
        return ""
    from arcall_tui.workday.calls.own_programs import tell  # noqa: PLC0415 - logging a call must not wait for it

    return tell(desk, calls)


def put_call(rows: Rows, desk: Desk, account: int, outcome: Outcome) -> Logged:
    """Check a call and write it, within the action under way: nothing can come between the two."""
    ready = prepare(desk, account, outcome)
    call = action_rows.add_call(rows, account, ready.call)
    _end_what_the_call_ends(rows, desk, account, outcome, ready)
    _write_agreed(rows, account, call, ready)
    action_rows.drop_draft(rows, account, ready.call.note)
    placing = settle_place(rows, desk, account)
    steps = ready.steps or desk.follow_ups(account)  # its own, or those that it left standing
    return Logged(call, account, outcome.code, ready.call.at, steps, placing, ready.withdrawn)


def rung_from(logged: Logged, here: tzinfo) -> str:
    """Say from when the call that leads is allowed, where that is later than its own day."""
    lead, opens = next(iter(logged.follow_ups), None), logged.placing.opens_at
    day = opens and opens.astimezone(here).date()
    if lead is None or day is None or lead.kind not in CALL_KINDS or day <= lead.due:
        return ""
    return f"{day:%a %d %b}{', no sooner after a talk' * (logged.placing.gate is Gate.QUIET)}"


def situation_of(desk: Desk, account: int) -> Situation:
    """Return the situation of an account after a call that ends now."""
    return Situation.of(desk.standings.now(account), desk.policy, desk.caller, desk.clock.now())


def _end_what_the_call_ends(rows: Rows, desk: Desk, account: int, outcome: Outcome, ready: Prepared) -> None:
    now = desk.clock.now()
    facts = outcome.code.means
    ends = facts.attempt or outcome.code is Code.DNC or (ready.steps and outcome.next_step)
    if ends and not ready.late:
        # Nobody answered: what was agreed with the customer for a later time still stands.
        after = None if facts.contact or outcome.code is Code.DNC else now
        action_rows.finish_calls(rows, account, now, but_agreed_after=after)
    if outcome.code is Code.ESC:
        action_rows.finish_rules_calls(rows, account, now)
    if outcome.code in _ENDS:
        action_rows.finish_kind(rows, account, _ENDS[outcome.code], now)
    if outcome.code in {Code.WN, Code.TD}:
        action_rows.lose_number(rows, account, outcome.contact)
    if outcome.code is Code.DNC:
        too = LEDGERS_WORD if LEDGERS_WORD in desk.account(account).hold_reason else ""
        reason = "; ".join(filter(None, (safe(desk, outcome.reference), too)))
        action_rows.set_facts(rows, account, {"hold": outcome.hold, "hold_reason": reason})
    for ended, state in ((ready.withdrawn, PromiseState.WITHDRAWN), (ready.kept, PromiseState.KEPT)):
        for old in ended:
            if old.id is not None:
                action_rows.settle_promise(rows, old.id, state, desk.clock.today(), now)


def _write_agreed(rows: Rows, account: int, call: int, ready: Prepared) -> None:
    """Write promises, disputes and next steps; a check belongs to its promise, a chase to its dispute."""
    checks = [step for step in ready.steps if step.kind is FollowUpKind.CHECK_PAYMENT]
    plan: int | None = None
    for promise, check in zip(ready.promises, checks, strict=True):
        key = action_rows.add_promise(rows, account, call, promise, plan)
        if len(ready.promises) > 1:
            plan = plan or key
        action_rows.add_follow_up(rows, account, check, activity_id=call, promise_id=key)
    tried = rows.get("follow_up", ready.agreed) if ready.agreed else None
    # A call that was agreed stays agreed where nobody answered.
    led = (tried and tried["activity_id"]) or call
    dispute = None if ready.dispute is None else action_rows.add_dispute(rows, account, call, ready.dispute)
    for step in ready.steps:
        if step.kind is FollowUpKind.CHASE_OWNER:
            action_rows.add_follow_up(rows, account, step, activity_id=call, dispute_id=dispute)
        elif step.kind is not FollowUpKind.CHECK_PAYMENT:
            led_to = led if step.kind in CALL_KINDS else call
            action_rows.add_follow_up(rows, account, step, activity_id=led_to)


def settle_place(rows: Rows, desk: Desk, account: int) -> Placing:
    """See that the account has a next step, and keep its place; the last thing in every action."""
    if gather.lacks_step(desk.book, [account]):
        step = without_plan(situation_of(desk, account), desk.account(account).hold)
        action_rows.add_follow_up(rows, account, step)
    return keep_place(desk, account)


def keep_place(desk: Desk, account: int) -> Placing:
    """Work out the account's place anew and keep it; within the transaction under way.

    Accounts that share its payer change with it.
    """
    standing = desk.standings.now(account)
    if standing.payer is None:
        placings = [desk.ranking.place(standing)]
    else:
        mates = gather.together(desk.book, account)
        placings = desk.ranking.place_all([desk.standings.now(mate) for mate in mates])
    cache.keep(desk.book, [to_keep(each) for each in placings])
    return next(each for each in placings if each.account == account)


def on_account(desk: Desk, label: str, account: int, write: Callable[[Rows], object]) -> Placing:
    """Do one action on an account, in one transaction; return its new place."""
    name = desk.account(account).name
    with book_of(desk).action(f"{label} {name}", account, desk.clock.now()) as rows:
        write(rows)
        return settle_place(rows, desk, account)


def save_draft(desk: Desk, account: int, text: str, known: str | None = None) -> KeptDraft:
    """Keep the note being written. `known`: what the writer last knew to be kept.

    What another window has written meanwhile is not overwritten: it comes below, line by line.
    """
    now = desk.clock.now()
    with book_of(desk).quiet() as rows:
        numbers = spared(desk.book)
        note = safe_note(text, numbers)
        theirs, _ = read.draft(desk.book, account)
        if known is not None and theirs not in note:
            stood = {*note.splitlines(), *safe_note(known, numbers).splitlines()}
            below = [line for line in theirs.splitlines() if line not in stood]
            note = "\n".join(filter(None, [note, *below]))
        action_rows.put_draft(rows, account, note, now)
    return KeptDraft(now, note)


def undo(desk: Desk) -> Undone:
    """Take back the newest action that still stands, with the drafts it has left.

    Raises UsageError where there is none.
    """
    try:
        with book_of(desk).quiet():
            step = undo_steps.take_back(desk.book, desk.clock.now())
            done = _undone(desk, step)
    except undo_steps.SpentError as spent:
        with book_of(desk).quiet():
            undo_steps.give_up(desk.book, spent.step, desk.clock.now(), spent=True)
        raise
    remove_drafts(desk.settings.drafts, (row["note"] for row in undo_steps.calls_of(step)))
    return done


def redo(desk: Desk) -> Undone:
    """Do again what was taken back last. Raises UsageError where nothing was, or where it no longer fits."""
    with book_of(desk).quiet():
        return _undone(desk, undo_steps.do_again(desk.book))


def _undone(desk: Desk, step: undo_steps.Step) -> Undone:
    day, more = desk.clock.workday(step.at), bool(undo_steps.standing(desk.book))
    label, of = step.label, "" if day == desk.clock.today() else f", of {spelt(day)}"
    if step.account is None:
        others = tuple(map(partial(keep_place, desk), step.accounts()))
        return Undone(label, None, None, others, more=more, of=of)
    calls = tuple(row["id"] for row in undo_steps.calls_of(step))
    return Undone(label, step.account, keep_place(desk, step.account), calls=calls, more=more, of=of)


def safe(desk: Desk, text: str) -> str:
    """Return a short text as it may be kept in this book."""
    return safe_line(text, spared(desk.book))


def correct_note(desk: Desk, call: int, text: str) -> None:
    """Correct the note of a call; what stood before stays on record.

    Raises UsageError for no such call, and for a letter: its record is what was sent.
    """
    with book_of(desk).action("note corrected", None, desk.clock.now()) as rows:
        refuse_letter((rows.get("activity", call) or {"note": ""})["note"])
        if action_rows.correct_note(rows, call, safe_note(text, spared(desk.book)), desk.clock.now()) is None:
            raise UsageError(f"There is no call {call} on record.")


def set_next_step(desk: Desk, account: int, kind: FollowUpKind, step: NextStep, reason: str) -> Placing:
    """Set the next step as the caller wants it, in place of the planned calls where it is a call itself."""
    write = partial(put_next_step, desk=desk, account=account, kind=kind, step=step, reason=reason)
    return on_account(desk, "next step", account, write)


def put_next_step(
    rows: Rows,
    desk: Desk,
    account: int,
    kind: FollowUpKind,
    step: NextStep,
    reason: str,
    *,
    alone: bool = True,
) -> None:
    """Write a next step of the caller's, within the action under way.

    `alone`: the account was looked at, so that it also takes the place of a call back that was agreed.
    """
    if kind in {FollowUpKind.CALL, FollowUpKind.CALL_BACK}:
        after = None if alone else datetime.min.replace(tzinfo=UTC)
        action_rows.finish_calls(rows, account, desk.clock.now(), but_agreed_after=after, dialled=False)
    words = safe(desk, reason) or "set by you"
    zone = desk.account(account).zone
    action_rows.add_follow_up(rows, account, FollowUp(kind, step.due, words, SetBy.CALLER, step.at, zone))


def finish_step(desk: Desk, account: int, follow_up: int) -> Placing:
    """Mark a next step as done; where it was the last, the rules set another. Raises UsageError for none such."""
    now = desk.clock.now()
    return _on_step(desk, "step done", account, lambda rows: action_rows.finish(rows, follow_up, now))


def move_step(desk: Desk, account: int, follow_up: int, step: NextStep) -> Placing:
    """Move a next step to another day or time; it counts as set by the caller. Raises UsageError for none such."""
    return _on_step(desk, "moved", account, lambda rows: action_rows.move(rows, follow_up, step.due, step.at))


def _on_step(desk: Desk, label: str, account: int, change: Callable[[Rows], int | None]) -> Placing:
    def write(rows: Rows) -> None:
        if change(rows) != account:
            raise UsageError("That step is done already.")

    return on_account(desk, label, account, write)


def snooze(desk: Desk, account: int, step: NextStep | None, reason: str) -> Placing:
    """Let the account rest until a day, with a reason; None wakes it."""
    facts, label = rest_until(desk, step, reason), "snoozed" if step else "woken"
    return on_account(desk, label, account, lambda rows: action_rows.set_facts(rows, account, facts))


def rest_until(desk: Desk, step: NextStep | None, reason: str) -> dict[str, object]:
    """Return what lets an account rest until a day; None wakes it."""
    return {"snoozed_until": step.due if step else None, "snooze_reason": safe(desk, reason)}


def release_hold(desk: Desk, account: int) -> Placing:
    """Let the account be called again."""

    def write(rows: Rows) -> None:
        reason = LEDGERS_WORD if LEDGERS_WORD in desk.account(account).hold_reason else ""
        action_rows.set_facts(rows, account, {"hold": None, "hold_reason": reason})
        action_rows.finish_kind(rows, account, FollowUpKind.REVIEW_HOLD, desk.clock.now())

    return on_account(desk, "hold released", account, write)


def edit_contact(desk: Desk, account: int, contact: int | None, facts: dict[str, str]) -> Placing:
    """Add (None) or correct a contact: `facts` of name, role, phone, email. A new phone reopens the account.

    Raises UsageError for a phone or e-mail that is none, unless it stood so already.
    """
    known = next((each for each in desk.contacts(account) if each.id == contact), None)
    check_contact(facts, known)
    clean = {name: safe(desk, value) for name, value in facts.items() if name in CONTACT_FACTS}
    if known is not None and clean.get("phone") == known.phone:
        del clean["phone"]  # a number that was found wrong stays so until it is another

    def write(rows: Rows) -> None:
        if action_rows.put_contact(rows, account, contact, clean) is None:
            raise UsageError("There is no such contact on this account.")
        if clean.get("phone"):
            _reopen(rows, desk, account)

    return on_account(desk, "contact", account, write)


def _reopen(rows: Rows, desk: Desk, account: int) -> None:
    repairs = [step for step in desk.follow_ups(account) if step.kind is FollowUpKind.FIX_CONTACT]
    for step in repairs:
        assert step.id is not None
        action_rows.finish(rows, step.id, desk.clock.now())
    if repairs:
        call = replace(repairs[0], kind=FollowUpKind.CALL, reason="the number was corrected", id=None)
        action_rows.add_follow_up(rows, account, call)


def say_why_late(desk: Desk, call: int, cause: RootCause | None) -> None:
    """Say why the customer had not paid when a call was made. Raises UsageError for no such call."""
    with book_of(desk).action("why late", None, desk.clock.now()) as rows:
        if action_rows.set_cause(rows, call, cause) is None:
            raise UsageError(f"There is no call {call} on record.")


def spare_numbers(desk: Desk, digits: Iterable[str]) -> None:
    """Remember that these digits are no card number: from now on they are written as they are."""
    with book_of(desk).quiet() as rows:
        for each in digits:
            if rows.get("spared_number", each) is None:
                rows.add("spared_number", digits=each)


def _on_several(desk: Desk, label: str, accounts: Sequence[int]) -> AbstractContextManager[Rows]:
    label = f"{label} {number_of(len(accounts), 'account')}"
    return book_of(desk).action(label, None, desk.clock.now())


def log_calls(desk: Desk, accounts: Sequence[int], outcome: Outcome) -> list[Logged]:
    """Put the same outcome on record for several accounts: one action, one undo. Raises UsageError: none of them."""
    with _on_several(desk, f"{outcome.code} on", accounts) as rows:
        logged = [put_call(rows, desk, account, outcome) for account in accounts]
    trouble = told(desk, [each.call for each in logged])
    return [replace(each, trouble=trouble) for each in logged]


def snooze_all(desk: Desk, accounts: Sequence[int], step: NextStep | None, reason: str) -> list[Placing]:
    """Let several accounts rest until a day, or wake them: one action, one undo."""
    facts = rest_until(desk, step, reason)
    with _on_several(desk, "rest of", accounts) as rows:
        for account in accounts:
            action_rows.set_facts(rows, account, facts)
        return [settle_place(rows, desk, account) for account in accounts]


def set_next_steps(
    desk: Desk, accounts: Sequence[int], kind: FollowUpKind, step: NextStep, reason: str, there: ZoneInfo
) -> list[Placing]:
    """Set the same next step on several accounts: one action, one undo. Call backs that were agreed stay.

    A time was said on the clock of `there`; it is that time on each customer's own.
    """
    with _on_several(desk, "next step of", accounts) as rows:
        for account in accounts:
            zone = zone_named(desk.account(account).zone) or there
            at = step.at and step.at.astimezone(there).replace(tzinfo=zone).astimezone(UTC)
            put_next_step(rows, desk, account, kind, replace(step, at=at), reason, alone=False)
        return [settle_place(rows, desk, account) for account in accounts]
