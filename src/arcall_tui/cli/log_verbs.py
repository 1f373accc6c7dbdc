"""Commands that record: a call and what came of it, what became of promises, disputes and steps, and taking it back."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from arcall_tui.cli import outcome_options
from arcall_tui.cli.account_views import step_time
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.outcome_options import Given, LoggedView, one_of
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import AccountArgument, answer, naming, verb
from arcall_tui.domain.activity import (
    ENDED_PROMISES,
    RESOLVED,
    Activity,
    DisputeState,
    FollowUpKind,
    PromiseState,
    RootCause,
)
from arcall_tui.domain.json_views import View
from arcall_tui.domain.money import parse_amount
from arcall_tui.domain.text import characters, many_lines, one_line
from arcall_tui.errors import UsageError
from arcall_tui.rules.queue import Placing
from arcall_tui.workday.calls import record, settling
from arcall_tui.workday.calls.prepare import objections_to, total_of
from arcall_tui.workday.calls.reading import reading_for
from arcall_tui.workday.desk.desk import Card, Desk, Logged, Undone

# What was taken back, or done again.
UndoneView = View("UndoneView", "undone account?")


@verb(LoggedView)
def log(
    run: Run,
    account: AccountArgument,
    *,
    note: Annotated[str | None, "--note TEXT", "What was said; - reads it from stdin."] = None,
    given: Given,
    at: Annotated[str, "--at WHEN", "When the call was, on your clock; else now."] = "",
    seconds: Annotated[int | None, typer.Option("--seconds", min=0, help="How long the call was.")] = None,
    call: Annotated[
        str, "--call ID|last", "Another result of a call on record: one attempt, one length."
    ] = "",
    correct: Annotated[
        bool, "--correct", "With --call: --note, or --root-cause, takes the place of what that call says."
    ] = False,
    anyway: Annotated[
        bool, "--anyway", "Log a call to an account on hold, or a consumer in quiet days."
    ] = False,
) -> None:
    """Record a call and what came of it.

    The next step is set by the rules; --next sets your own date. Dates are on the customer's clock.
    """
    desk, card = run.card_of(account)
    said = many_lines(characters(sys.stdin.buffer.read()).rstrip() if note == "-" else note or "")
    if correct:
        if at or anyway or seconds is not None or given.says_more_than("root_cause"):
            raise UsageError(
                "--correct goes with --call and --note, or --root-cause, alone.",
                "Leave the other options out.",
            )
        wrong = outcome_options.call_to_correct(given, call, card)
        right = None if note is None else said
        _logged(run, desk, _corrected(desk, card.account.id, wrong, right, given.root_cause))
        return
    desk.day.know_holidays(desk.book, desk.clock.today())
    reading = reading_for(card, desk, run.settings)
    if at:
        with naming("--at"):
            reading = replace(reading, said_at=reading.own_moment(at))
    told, doubts = outcome_options.outcome(given, reading)
    told = replace(told, note=said, at=reading.said_at, seconds=seconds)
    if call:
        told = outcome_options.of_call(call, told, card)
    found = () if told.of_call else objections_to(desk, card.account.id, told.code, told.at)
    narrate(*outcome_options.allowed(found, card.account, anyway=anyway))
    logged = record.log_call(desk, card.account.id, told)
    narrate(*doubts, *filter(None, [logged.trouble]))
    _logged(run, desk, logged)


def _logged(run: Run, desk: Desk, logged: Logged) -> None:
    account, here = desk.account(logged.account), run.clock.zone
    entry = outcome_options.logged_entry(logged, account.ledger_id, here)
    answer(run, entry, outcome_options.logged_lines(logged, account, here))


def _corrected(desk: Desk, account: int, call: Activity, note: str | None, cause: str) -> Logged:
    """Put a note (empty: none), or why they had not paid, in place of what a call says. Raises UsageError where it is not one."""
    if (note is None) == (not cause):
        raise UsageError("--correct takes --note or --root-cause, one at a time.")
    if note is not None:
        record.correct_note(desk, call.id, note)
    else:
        record.say_why_late(desk, call.id, RootCause(one_of(cause, list(RootCause), "--root-cause")))
    return Logged(call.id, account, call.code, call.at, desk.follow_ups(account), desk.card(account).placing)


@verb(UndoneView)
def undo(run: Run) -> None:
    """Take back the last thing recorded.

    Once more takes back the one before.
    """
    _answer(run, "Undone", record.undo(run.existing_desk()))


@verb(UndoneView)
def redo(run: Run) -> None:
    """Do again what undo took back last.

    Once more does the one before again.
    """
    _answer(run, "Done again", record.redo(run.existing_desk()))


def _answer(run: Run, what: str, done: Undone) -> None:
    account = done.placing.standing.ledger_id if done.placing else None
    answer(run, UndoneView(undone=done.label, account=account), [f"{what}: {done.label}{done.of}"])


IdOption = Annotated[
    int | None, typer.Option("--id", help="Which one, where several are open.", show_default=False)
]

# What was ended, in words.
DoneView = View("DoneView", "done account")


@verb(DoneView)
def settle(
    run: Run,
    account: AccountArgument,
    state: Annotated[str, "STATE", "kept, partly kept, broken or withdrawn."],
    id_: IdOption = None,
) -> None:
    """Say what became of a promise, before a ledger tells."""
    desk, card = run.card_of(account)
    live = {p.id: f"{p.amount} by {p.due:%d %b %Y}" for p in card.promises if p.is_live and p.id is not None}
    verdict = PromiseState(one_of(state, list(ENDED_PROMISES), "STATE"))
    key = _chosen("promise", live, id_)
    placing = settling.settle_promise(desk, card.account.id, key, verdict)
    if verdict is PromiseState.KEPT:
        narrate(f"Kept by your word: {settling.KEPT_BY_WORD}.", mark="")
    _told(run, f"Promise of {live[key]}: {verdict}", placing)


@verb(DoneView)
def resolve(
    run: Run,
    account: AccountArgument,
    state: Annotated[str, "STATE", "valid, invalid or credited."],
    id_: IdOption = None,
    credit: Annotated[
        str,
        "--credit AMOUNT",
        "What is still to be credited for it: where they were right, all that is open of it; 0: nothing.",
    ] = "",
) -> None:
    """Say how a dispute ended; its amount can be asked for again.

    What is still to be credited cannot (--credit).
    """
    desk, card = run.card_of(account)
    pending = [each for each in card.disputes if each.is_open]
    live = {each.id: f"{each.reason} of {each.opened_on:%d %b %Y}" for each in pending if each.id is not None}
    verdict = DisputeState(one_of(state, list(RESOLVED), "STATE"))
    key = _chosen("dispute", live, id_)
    ended = next(each for each in card.disputes if each.id == key)
    if credit and not ended.lines:
        raise UsageError("The dispute names no bill for a credit to be of.", "Leave --credit out.")
    money = parse_amount(credit, ended.lines[0].amount.currency) if credit else None
    usual = total_of(settling.usual_credit(ended, verdict, card.invoices))
    total = usual if money is None else str(money) if money.minor else ""
    off = "stays off what is asked for until the ledger shows it"
    said = f"; {total} {off}{'' if credit else ' (--credit says how much)'}" if total else ""
    placing = settling.resolve_dispute(desk, card.account.id, key, verdict, money)
    _told(run, f"Dispute about {live[key]}: {verdict}{said}", placing)


@verb(DoneView)
def done(run: Run, account: AccountArgument, id_: IdOption = None) -> None:
    """Tick off a next step; where it was the last, the rules set another."""
    desk, card = run.card_of(account)
    steps = _steps(card, run.clock.zone)
    key = _chosen("next step", steps, id_)
    _told(run, f"Done: {steps[key]}", record.finish_step(desk, card.account.id, key))


@verb(DoneView)
def next_(
    run: Run,
    account: AccountArgument,
    when: Annotated[str, "WHEN", "On the customer's clock: fri, +3, mon 14:30."],
    kind: Annotated[str, "--kind KIND", ", ".join(FollowUpKind)] = FollowUpKind.CALL,
    reason: Annotated[str, "--reason TEXT", "Shown with the account."] = "",
    move: Annotated[
        int | None, typer.Option("--move", metavar="ID", help="Move this one: agenda --json has its id.")
    ] = None,
) -> None:
    """Set the next step without a call, or move one that is set to another day."""
    desk = run.existing_desk()
    desk.day.know_holidays(desk.book, desk.clock.today())
    card = desk.card(desk.resolve(account))
    what = FollowUpKind(one_of(kind, list(FollowUpKind), "--kind"))
    reading = reading_for(card, desk, run.settings)
    with naming("WHEN"):
        step, echo = reading.step(when)
    if move is None:
        _told(run, f"Next: {what}, {echo}", record.set_next_step(desk, card.account.id, what, step, reason))
        return
    if reason or what is not FollowUpKind.CALL:
        raise UsageError("--move goes without --kind and --reason.", "It stays what it is, on another day.")
    steps = _steps(card, run.clock.zone)
    key = _chosen("next step", steps, move)
    _told(run, f"Moved: {steps[key]} to {echo}", record.move_step(desk, card.account.id, key, step))


@verb(DoneView)
def release(run: Run, account: AccountArgument) -> None:
    """Release an account's hold: it comes back into the queue and may be called."""
    desk, card = run.card_of(account)
    if card.account.hold is None:
        raise UsageError(f"{card.account.name} is not on hold.")
    _told(run, f"Released: {card.account.hold}", record.release_hold(desk, card.account.id))


def _steps(card: Card, zone: ZoneInfo) -> dict[int, str]:
    return {
        each.id: f"{each.kind}, {step_time(each, zone)}" for each in card.follow_ups if each.id is not None
    }


def _chosen(what: str, live: Mapping[int, str], wanted: int | None) -> int:
    """Return the one that is meant. Raises UsageError where that is none, or not clear."""
    if wanted is not None and wanted in live:
        return wanted
    listed = "; ".join(f"{key}: {one_line(words)}" for key, words in live.items())
    if wanted is not None or not live:
        number = f" {wanted}" if wanted is not None else ""
        raise UsageError(
            f"There is no open {what}{number} on this account.", f"Open are {listed}." if live else ""
        )
    if len(live) > 1:
        raise UsageError(f"Which {what}?", f"Add --id with one of {listed}.")
    return next(iter(live))


def _told(run: Run, said: str, placing: Placing) -> None:
    account = placing.standing.ledger_id
    answer(run, DoneView(done=said, account=account), [f"{one_line(said)} ({account})."])
