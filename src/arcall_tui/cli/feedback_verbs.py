"""Commands for feedback: what customers and supervisors said, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from arcall_tui.cli.run import Run
from arcall_tui.cli.text_table import lined_up
from arcall_tui.cli.verbs import AccountArgument, answer, group, print_json, print_lines, verb
from arcall_tui.domain.figures import Remark
from arcall_tui.domain.json_views import Json, View
from arcall_tui.workday.calls import feedback
from arcall_tui.workday.desk.desk import Desk

_MONTH = 31
feedback_app = group("What customers and supervisors said, and what became of it.")

# Feedback that was kept.
RatedView = View("RatedView", "feedback:int rating:int?? result??")
# Feedback on record; `done`: when it was closed.
RemarkView = View("RemarkView", "id:int day rating:int? said_by account? call:int? text result done?")


@feedback_app.command()
@verb(RatedView)
def rate(
    run: Run,
    account: AccountArgument,
    rating: Annotated[int, "1..5", "5 is best."],
    text: Annotated[str, "--text TEXT", "What they said."] = "",
    call: Annotated[int | None, "--call ID", "Which call; else the newest."] = None,
) -> None:
    """Keep a customer's rating of a call, where it was asked for."""
    desk = run.existing_desk()
    key = feedback.rate(desk, desk.resolve(account), rating, text, call)
    answer(run, lambda: RatedView(feedback=key, rating=rating), lambda: [f"Feedback {key}: {rating} of 5"])


@feedback_app.command()
@verb(RatedView)
def remark(
    run: Run,
    text: Annotated[str, "TEXT", "What was said."],
    said_by: Annotated[str, "--by NAME", "Who said it."] = "",
    account: Annotated[str, "--account ACCOUNT", "About which account."] = "",
) -> None:
    """Keep a remark about your work, such as a supervisor's."""
    desk = run.existing_desk()
    key = feedback.remark(desk, text, said_by, desk.resolve(account) if account else None)
    answer(
        run,
        lambda: RatedView(feedback=key),
        lambda: [f"Feedback {key}: kept; “arcall feedback close {key} TEXT” says what became of it"],
    )


@feedback_app.command()
@verb(RatedView)
def close(
    run: Run, key: Annotated[int, "ID", "Its number."], result: Annotated[str, "TEXT", "What became of it."]
) -> None:
    """Say what became of a remark."""
    feedback.close(run.existing_desk(), key, result)
    answer(run, lambda: RatedView(feedback=key, result=result), lambda: [f"Feedback {key}: closed"])


@feedback_app.command("list")
@verb([RemarkView])
def list_(run: Run) -> None:
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


def _entry(desk: Desk, row: Remark) -> Json:
    account = desk.account(row.account).ledger_id if row.account is not None else None
    return RemarkView(row, account=account)
