"""Commands for feedback: what customers and supervisors said, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from arcall_tui.cli.json_rules import RatedView, RemarkView
from arcall_tui.cli.json_schema import gives
from arcall_tui.cli.run import Run
from arcall_tui.cli.text_table import lined_up
from arcall_tui.cli.verbs import (
    AccountArgument,
    answer,
    print_json,
    print_lines,
    verb,
)
from arcall_tui.domain.figures import Remark
from arcall_tui.workday.calls import feedback
from arcall_tui.workday.desk.desk import Desk

_MONTH = 31


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    room = typer.Typer(
        help="What customers and supervisors said, and what became of it.",
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    room.command()(rate)
    room.command()(remark)
    room.command()(close)
    room.command("list")(list_)
    app.add_typer(room, name="feedback")


@verb
@gives(RatedView)
def rate(
    run: Run,
    account: AccountArgument,
    rating: Annotated[int, typer.Argument(metavar="1..5", help="5 is best.")],
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What they said.")] = "",
    call: Annotated[
        int | None, typer.Option("--call", metavar="ID", help="Which call; else the newest.")
    ] = None,
) -> None:
    """Keep a customer's rating of a call, where it was asked for."""
    desk = run.existing_desk()
    key = feedback.rate(desk, desk.resolve(account), rating, text, call)
    answer(run, lambda: RatedView(feedback=key, rating=rating), lambda: [f"Feedback {key}: {rating} of 5"])


@verb
@gives(RatedView)
def remark(
    run: Run,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What was said.")],
    said_by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who said it.")] = "",
    account: Annotated[str, typer.Option("--account", metavar="ACCOUNT", help="About which account.")] = "",
) -> None:
    """Keep a remark about your work, such as a supervisor's."""
    desk = run.existing_desk()
    key = feedback.remark(desk, text, said_by, desk.resolve(account) if account else None)
    answer(
        run,
        lambda: RatedView(feedback=key),
        lambda: [f"Feedback {key}: kept; “arcall feedback close {key} TEXT” says what became of it"],
    )


@verb
@gives(RatedView)
def close(
    run: Run,
    key: Annotated[int, typer.Argument(metavar="ID", help="Its number.")],
    result: Annotated[str, typer.Argument(metavar="TEXT", help="What became of it.")],
) -> None:
    """Say what became of a remark."""
    feedback.close(run.existing_desk(), key, result)
    answer(run, lambda: RatedView(feedback=key, result=result), lambda: [f"Feedback {key}: closed"])


@verb
@gives(list[RemarkView])
def list_(
    run: Run,
) -> None:
    """Print the last month's feedback, and what is older and still open."""
    desk = run.existing_desk()
    today = desk.clock.today()
    found = feedback.listed(desk, today - timedelta(days=_MONTH), today)
    if run.as_json:
        print_json([_entry(desk, row) for row in found])
        return
    head = ("id", "day", "what", "by", "text", "what became of it")
    rows = [
        (
            str(r.id),
            str(r.day),
            f"{r.rating} of 5" if r.rating else "remark",
            r.said_by,
            r.text,
            r.result or "open",
        )
        for r in found
    ]
    print_lines(lined_up([head, *rows]) if rows else ["No feedback on record."])


def _entry(desk: Desk, row: Remark) -> RemarkView:
    return RemarkView(
        id=row.id, day=str(row.day), rating=row.rating, said_by=row.said_by,
        account=desk.account(row.account).ledger_id if row.account is not None else None, call=row.call,
        text=row.text, result=row.result, done=str(row.done) if row.done else None,
    )  # fmt: skip
