"""Commands that hand what was recorded over to another program."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from arcall_tui.cli.json_schema import gives
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import print_csv, print_json, print_lines, verb
from arcall_tui.errors import UsageError
from arcall_tui.workday.calls.handing_over import CallNote, as_csv, as_line, call_notes, handed_over

handover_app = typer.Typer(rich_markup_mode=None, help="What was recorded, for another program.")
_LAST = "last"


def register(app: typer.Typer) -> None:
    """Add the command groups of this module."""
    app.add_typer(handover_app, name="handover", no_args_is_help=True)


@handover_app.command()
@verb
@gives(list[CallNote])
def calls(
    run: Run,
    since: Annotated[
        str,
        typer.Option("--since", metavar="last|DATE", help="Those not handed over yet, or from that day on."),
    ] = _LAST,
    as_table: Annotated[bool, typer.Option("--csv", help="As CSV.")] = False,
) -> None:
    """Print the calls and letters on record: a line each (handover in settings.toml says how), --csv or --json.

    With --since last each is printed once: what was printed counts as handed over.
    """
    desk = run.existing_desk()
    notes = call_notes(desk, None if since == _LAST else _day(since))
    if run.as_json:
        print_json([asdict(note) for note in notes])
    elif as_table:
        print_csv(as_csv(notes))
    else:
        print_lines([as_line(note, run.settings.outgoing.handover) for note in notes])
    handed_over(desk, notes)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date.", "Write last, or a date like 2026-11-20.") from None
