"""Commands about the rules: checking them, trying them on the past, asking them why."""

from __future__ import annotations

from typing import Annotated, TypedDict

import typer

from arcall_tui import private_files
from arcall_tui.cli import rule_views
from arcall_tui.cli.config_verbs import UsedFileView, report_files
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.json_views import gives
from arcall_tui.cli.rule_views import ExplainedView, MoveView
from arcall_tui.cli.run import Run, open_run
from arcall_tui.cli.text_table import lined_up
from arcall_tui.cli.verbs import (
    AccountArgument,
    JsonOption,
    answer,
    day_option,
    earlier,
    group,
    print_json,
    print_lines,
    terminal_width,
    verb,
)
from arcall_tui.errors import UsageError
from arcall_tui.ledger.columns import parse_mapping
from arcall_tui.rules.backtest import BacktestView, previous
from arcall_tui.rules.policy_file import policy_of
from arcall_tui.settings import Paths
from arcall_tui.workday.book.rulebook import named_rules, preset, preset_titles
from arcall_tui.workday.desk.explaining import compare, explain_account, lacking_evidence
from arcall_tui.workday.reports.backtesting import ReplayOptions, replay

rules_app = group("The rule book: whom to call and when.")
_BOOK_OF_RULES = "A rule book: a file, a preset, 'default', or 'mine'."


class DiffView(TypedDict):
    """How today's order would change."""

    moved: int
    accounts: list[MoveView]


class PresetView(TypedDict):
    """A preset of rules."""

    name: str
    rules: str


@rules_app.command()
@gives(list[UsedFileView])
def check(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="The rule book to check; else your own.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Check a rule book; every mistake is told with its line and what is allowed."""
    place = private_files.in_home(file) if file else Paths.find().policy
    if file and not place.exists():
        raise UsageError(f"There is no file {place}.", "Name the rule book.")
    report_files({place: policy_of}, as_json=as_json)


@rules_app.command()
@gives(dict[str, str] | PresetView)
def presets(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Print this one, to be kept as a file.")] = "",
    as_json: JsonOption = False,
) -> None:
    """List the presets of caps and hours, or print one: caps that arcall keeps, not compliance."""
    if name:
        text = preset(name)
        print_json(PresetView(name=name, rules=text)) if as_json else print_lines(text.splitlines())
        return
    titles = preset_titles(open_run("", "").clock.today())
    print_json(titles) if as_json else print_lines(lined_up(list(titles.items())))


@rules_app.command()
@verb(ExplainedView)
def explain(
    run: Run,
    account: AccountArgument,
) -> None:
    """Say why an account stands where it stands, what each invoice adds to it, and what would move it."""
    desk = run.existing_desk()
    found = explain_account(desk, desk.resolve(account))
    answer(
        run,
        lambda: rule_views.explained_entry(found),
        lambda: rule_views.explained_lines(found, terminal_width()),
    )


@rules_app.command()
@verb(DiffView)
def diff(
    run: Run,
    old: Annotated[str, "OLD", _BOOK_OF_RULES],
    new: Annotated[str, "NEW", _BOOK_OF_RULES],
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="How many at most; 0 is all.")] = 30,
) -> None:
    """Show how today's order would change under other rules, before they are in force. Nothing is written."""
    paths = Paths.find()
    before, after = named_rules(old, paths), named_rules(new, paths)
    desk = run.existing_desk()
    moves = compare(desk, before, after)
    if waits := lacking_evidence(desk, after):
        narrate(f"arcall: {waits}.")
    shown = moves[:limit] if limit else moves
    answer(
        run,
        lambda: DiffView(moved=len(moves), accounts=[rule_views.move_entry(move) for move in shown]),
        lambda: rule_views.move_lines(shown, len(moves), terminal_width()),
    )


@rules_app.command()
@gives(BacktestView)
def backtest(
    ctx: typer.Context,
    ledger: Annotated[str, typer.Argument(metavar="LEDGER", help="A ledger with the days of settlement.")],
    capacity: Annotated[int, typer.Option("--capacity", help="Calls on each of the days.")] = 20,
    step: Annotated[int, typer.Option("--every", metavar="DAYS", help="Days from one to the next.")] = 7,
    first: Annotated[
        str,
        typer.Option("--from", metavar="DATE", help="First day; else four months after the first due date."),
    ] = "",
    last: Annotated[
        str, typer.Option("--to", metavar="DATE", help="Last day; else the last payment's.")
    ] = "",
    against: Annotated[
        str,
        typer.Option(
            metavar="RULES", help="Compare day by day: a rule book, or 'previous', the rule before."
        ),
    ] = "",
    currency: Annotated[str, typer.Option(metavar="CODE", help="For rows without a currency.")] = "",
    date_order: Annotated[str, typer.Option("--date-order", metavar="ORDER", help="dmy, mdy or ymd.")] = "",
    mapping: Annotated[
        list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help="Which column a field is in.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Replay a settled ledger day by day, and score the rules against the rules that people use.

    The score is the share of future overdue money-days that belong to the accounts called, with the interval in
    which it lies 19 times in 20. What the rule said of each bill is held to what came. No rule sees anything of
    the future but the oracle.
    """
    run = open_run(earlier(ctx, "book"), earlier(ctx, "now"))
    options = ReplayOptions(
        capacity=capacity,
        step=step,
        first=day_option(run, "--from", first),
        last=day_option(run, "--to", last),
        currency=currency.strip().upper() or None,
        date_order=date_order or None,
        mapping=parse_mapping(mapping or []),
    )
    other = (previous if against == "previous" else named_rules(against, Paths.find())) if against else None
    found = replay(private_files.in_home(ledger), options, run.settings, run.policy, other)
    for note in found.notes:
        narrate(f"arcall: {note}.")
    print_json(found.score.as_json()) if as_json else print_lines(rule_views.backtest_lines(found, against))
