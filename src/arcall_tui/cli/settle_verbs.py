"""Commands that end what is open on an account: a promise, a dispute, a next step, a hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from arcall_tui.cli.account_views import step_time
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.outcome_options import one_of
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import AccountArgument, answer, verb
from arcall_tui.domain.activity import LIVE_PROMISES, DisputeState, PromiseState
from arcall_tui.domain.json_views import View
from arcall_tui.domain.text import one_line
from arcall_tui.domain.typed_amounts import parse_amount
from arcall_tui.errors import UsageError
from arcall_tui.rules.queue import Placing
from arcall_tui.workday.calls import record

_SETTLED = [PromiseState.KEPT, PromiseState.PARTLY_KEPT, PromiseState.BROKEN, PromiseState.WITHDRAWN]
_RESOLVED = [DisputeState.VALID, DisputeState.INVALID, DisputeState.CREDITED]
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
    desk = run.existing_desk()
    card = desk.card(desk.resolve(account))
    live = {
        each.id: f"{each.amount} by {each.due:%d %b %Y}"
        for each in card.promises
        if each.state in LIVE_PROMISES and each.id is not None
    }
    verdict = PromiseState(one_of(state, list(_SETTLED), "STATE"))
    key = _chosen("promise", live, id_)
    placing = record.settle_promise(desk, card.account.id, key, verdict)
    if verdict is PromiseState.KEPT:
        narrate(f"Kept by your word: {record.KEPT_BY_WORD}.")
    _answer(run, f"Promise of {live[key]}: {verdict}", placing)


@verb(DoneView)
def resolve(
    run: Run,
    account: AccountArgument,
    state: Annotated[str, "STATE", "valid, invalid or credited."],
    id_: IdOption = None,
    credit: Annotated[str, "--credit AMOUNT", "What is still to be credited for it."] = "",
) -> None:
    """Say how a dispute ended; its amount can be asked for again.

    What is still to be credited cannot (--credit).
    """
    desk = run.existing_desk()
    card = desk.card(desk.resolve(account))
    live = {
        each.id: f"{each.reason} of {each.opened_on:%d %b %Y}"
        for each in card.disputes
        if each.state is DisputeState.OPEN and each.id is not None
    }
    verdict = DisputeState(one_of(state, list(_RESOLVED), "STATE"))
    key = _chosen("dispute", live, id_)
    lines = next(each.lines for each in card.disputes if each.id == key)
    money = parse_amount(credit, lines[0].amount.currency) if credit and lines else None
    said = f", {money} to be credited" if money else ""
    _answer(
        run,
        f"Dispute about {live[key]}: {verdict}{said}",
        record.resolve_dispute(desk, card.account.id, key, verdict, money),
    )


@verb(DoneView)
def done(run: Run, account: AccountArgument, id_: IdOption = None) -> None:
    """Tick off a next step; where it was the last, the rules set another."""
    desk = run.existing_desk()
    card = desk.card(desk.resolve(account))
    steps = {
        each.id: f"{each.kind}, {step_time(each, run.clock.zone)}"
        for each in card.follow_ups
        if each.id is not None
    }
    key = _chosen("next step", steps, id_)
    _answer(run, f"Done: {steps[key]}", record.finish_step(desk, card.account.id, key))


@verb(DoneView)
def release(run: Run, account: AccountArgument) -> None:
    """Release an account's hold: it comes back into the queue and may be called."""
    desk = run.existing_desk()
    card = desk.card(desk.resolve(account))
    if card.account.hold is None:
        raise UsageError(f"{card.account.name} is not on hold.")
    _answer(run, f"Released: {card.account.hold}", record.release_hold(desk, card.account.id))


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


def _answer(run: Run, said: str, placing: Placing) -> None:
    account = placing.standing.ledger_id
    answer(run, lambda: DoneView(done=said, account=account), lambda: [f"{one_line(said)} ({account})."])
