"""Commands that look: the queue, and one account."""

from __future__ import annotations

from typing import Annotated

import typer

from arcall_tui.cli import account_views
from arcall_tui.cli.account_views import Ranked
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import (
    AccountArgument,
    answer,
    print_json,
    print_lines,
    terminal_width,
    verb,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(queue)
    app.command()(show)


@verb
def queue(
    run: Run,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="How many at most; 0 is all.")] = 0,
) -> None:
    """Print whom to call next, in order, and why.

    Accounts that cannot be called now come last, with when they open.
    """
    print_queue(run, limit=limit)


def print_queue(run: Run, *, limit: int = 0) -> None:
    """Print the first `limit` accounts of the queue (0: all of them). Raises BookError."""
    exists = run.book.exists()
    ranked = _ranked(run, limit) if exists else []
    if run.as_json:
        print_json([account_views.queue_entry(*entry) for entry in ranked])
    elif ranked:
        print_lines(account_views.queue_lines(ranked, terminal_width()))
    if not ranked:
        what = f"The queue of {run.book} is empty." if exists else f"There is no book at {run.book} yet."
        narrate(f"arcall: {what} Take a ledger in with: arcall import LEDGER.csv")


def _ranked(run: Run, limit: int) -> list[Ranked]:
    desk = run.desk()
    shown = desk.ranking.head(limit) if limit else desk.ranking.rank_day()
    return [(rank, placing, desk.explain(placing)) for rank, placing in enumerate(shown, start=1)]


@verb
def show(
    run: Run,
    account: AccountArgument,
) -> None:
    """Print everything about one account.

    Why now, whom to ask for, open items, next steps, promises, disputes, history.
    """
    desk = run.existing_desk()
    card = desk.card(desk.resolve(account))
    answer(
        run,
        lambda: account_views.card_entry(card, run.clock.zone),
        lambda: account_views.card_lines(card, run.clock.zone, terminal_width()),
    )
