"""The command that opens arcall on a sample book."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Annotated

import typer

from arcall_tui import private_files
from arcall_tui.cli.account_views import QueueView
from arcall_tui.cli.failures import narrate, on_terminal
from arcall_tui.cli.queue_verbs import print_queue
from arcall_tui.cli.run import Run, open_run, show
from arcall_tui.cli.verbs import BookOption, JsonOption, NowOption, earlier, gives
from arcall_tui.settings import Paths
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.sample.book import fresh_sample, sample_rates, working_moment


@gives([QueueView])
def demo(
    ctx: typer.Context,
    book: BookOption = "",
    now: NowOption = "",
    as_json: JsonOption = False,
    reset: Annotated[bool, typer.Option("--reset", help="Make the sample book anew.")] = False,
) -> None:
    """Open arcall on a sample book.

    Its customers are invented; your own book is not touched.
    """
    # Only a --book given in words counts: ARCALL_BOOK names the caller's own book.
    book, now = book or earlier(ctx, "book"), now or earlier(ctx, "now")
    place = private_files.in_home(book) if book else Paths.find().data / "demo.sqlite3"
    run = open_run(str(place), now, as_json=as_json, screen=True)
    if not (now or os.environ.get("ARCALL_NOW")):
        run = _in_working_hours(run)
    said = fresh_sample(run.book, run.clock.today(), reset=reset)
    if said:
        narrate(said)
    if not run.settings.rates:
        run = replace(
            run, settings=replace(run.settings, base_currency="GBP", rates=sample_rates(run.clock.today()))
        )
    if on_terminal() and not as_json:
        raise typer.Exit(show(run))
    narrate("arcall: no terminal here for the screen; this is the sample book's queue instead.")
    print_queue(run)


def _in_working_hours(run: Run) -> Run:
    """Set the clock to a working morning where it is evening or a day off."""
    now = run.clock.now()
    start = working_moment(now, run.clock.zone, run.policy)
    if start == now:
        return run
    local = start.astimezone(run.clock.zone)
    narrate(
        f"Nobody works now: the sample's clock stands at {local:%a} {local.day} {local:%b}, {local:%H:%M}."
    )
    return replace(run, clock=Clock(run.clock.zone, start, run.policy.shift.opens, run.policy.shift.closes))
