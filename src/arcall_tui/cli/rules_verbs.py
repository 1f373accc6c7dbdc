"""Commands about the rules: checking them, trying them on the past, asking them why."""

from collections.abc import Sequence
from typing import Annotated

import typer

from arcall_tui import private_files
from arcall_tui.cli.account_views import ReasonView, collectable
from arcall_tui.cli.config_verbs import UsedFileView, report_files
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run, open_run
from arcall_tui.cli.verbs import (
    AccountArgument,
    JsonOption,
    answer,
    day_option,
    gives,
    group,
    print_json,
    print_lines,
    terminal_width,
    verb,
)
from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.ledger.columns import parse_mapping
from arcall_tui.render.pieces import beside, cut, lined_up
from arcall_tui.rules.backtest import BANDS, BacktestView, Calibration
from arcall_tui.rules.policy_file import policy_of
from arcall_tui.settings import Paths
from arcall_tui.workday.book.rulebook import named_rules, preset, preset_titles
from arcall_tui.workday.desk.explaining import (
    Basis,
    Explained,
    Move,
    Ranked,
    compare,
    explain_account,
    lacking_evidence,
)
from arcall_tui.workday.reports.backtesting import Replay, ReplayOptions, replay

_NAME = 30

# What an invoice adds to an account's value.
PartView = View(
    "PartView",
    "number currency=amount.currency amount days_past_due:int further_days:float1=further money_days:int0 share:float4",
)
# How many bills the judgement rests on.
BasisView = View("BasisView", "own_paid:int=own own_open:int book_paid:int=book book_open:int pace:float2")
# Why an account stands where it stands, and what would move it.
ExplainedView = View(
    "ExplainedView",
    "account=placing.standing.ledger_id name=placing.standing.name rank:int of:int callable:bool=placing.callable"
    " opens_at? collectable:amounts reasons invoices=parts basis after_talks? would_move_it:texts=moves",
    reasons=[ReasonView],
    invoices=[PartView],
    basis=BasisView,
)
# An account that other rules put elsewhere: each under the `old` and the `new` ones.
MoveView = View(
    "MoveView",
    "account=ledger_id name rank:counts callable why",
    callable=dict[str, bool],
    why=dict[str, str],
)


def explained_lines(found: Explained, width: int) -> list[str]:
    """Lay the answer out: place, reasons, what each invoice adds, what it rests on, what would move it."""
    standing = found.placing.standing
    state = "can be called now" if found.placing.callable else "cannot be called now"
    title = one_line(f"{standing.name} ({standing.ledger_id})")
    lines = [f"{title}: {found.rank} of {found.of}, {state}", "", "Why"]
    said = [reason for reason in found.reasons if reason.code != "would_change"]
    lines += [f"  {one_line(reason.text)}" for reason in said]
    if found.parts:
        head = ["INVOICE", "AMOUNT", "DAYS", "MORE DAYS", "MONEY-DAYS", "SHARE"]
        rows = []
        for part in found.parts:
            figures = (f"{part.further:.0f}", f"{part.money_days:,.0f}", f"{part.share:.0%}")
            rows.append([part.number, str(part.amount), str(part.days_past_due), *figures])
        table = lined_up([head, *rows], right=frozenset({1, 2, 3, 4, 5}))
        lines += ["", "What each invoice adds", *(f"  {line}" for line in table), f"  {_basis(found.basis)}"]
    if found.response:
        lines += ["", "What calls change", f"  {found.response}"]
    if found.moves:
        lines += ["", "What would move it", *(f"  {one_line(text)}" for text in found.moves)]
    return [cut(line, width) for line in lines] if width else lines


def _basis(basis: Basis) -> str:
    if not basis.book:
        return "no payment is on record in this book: ranked by age and amount"
    speed = "as long as others" if 0.95 <= basis.pace <= 1.05 else f"{basis.pace:.1f} times as long as others"  # noqa: PLR2004
    return (
        f"rests on {basis.own} of their own paid invoices and {basis.own_open} open ones, blended with"
        f" {basis.book:,} of the whole book; they take {speed} to pay"
    )


def move_entry(move: Move) -> Json:
    """Return one account that other rules put elsewhere, as other programs read it."""
    both = zip(Ranked._fields, move.before, move.after, strict=True)
    return MoveView(move, **{name: {"old": old, "new": new} for name, old, new in both})


def move_lines(moves: Sequence[Move], count: int, width: int) -> list[str]:
    """Lay the moves out: old and new rank, account, name, why there."""
    if not moves:
        return ["Today's order stays as it is."]
    head = ["OLD", "NEW", "ACCOUNT", "NAME", "WHY THERE"]
    rows = []
    for move in moves:
        ranks = (f"{each.rank}{'' if each.callable else '-'}" for each in (move.before, move.after))
        was = "" if move.after.why == move.before.why else f" (was: {move.before.why})"
        who = (move.ledger_id, beside(move.ledger_id, move.name, _NAME))
        rows.append([*ranks, *who, f"{move.after.why}{was}"])
    more = [f"... and {count - len(moves)} more: --limit 0 shows all"] if count > len(moves) else []
    return [*lined_up([head, *rows], right=frozenset({0, 1}), width=width), *more]


_RULES = {
    "arcall": "arcall",
    "oldest": "oldest first",
    "largest": "largest first",
    "amount_days": "amount x days overdue",
    "amount_mean_late": "amount x mean lateness",
    "random": "drawing lots",
    "oracle": "knowing the future",
}


def backtest_lines(found: Replay, against: str) -> list[str]:
    """Lay a backtest out: what each rule covers, how sure that is, and whether what was said came."""
    score = found.score
    if not score.snapshots:
        return ["No day could be scored."]
    rows = [[_RULES[rule], f"{share:.1%}"] for rule, share in score.coverage.items()]
    lines = [
        (
            f"Share of future overdue money-days covered by {score.capacity} calls a day,"
            f" on {score.snapshots} days from {found.first} to {found.last}:"
        ),
        *lined_up(rows, right=frozenset({1})),
    ]
    if score.of_best is None:
        return lines
    lines += [
        f"arcall covers {score.of_best:.1%} of the best possible; its share lies {_within(score.interval)}."
    ]
    if score.against:
        lines.append(
            f"Against {one_line(against)}: {score.against.more:+.1%}, day by day; that lies"
            f" {_within(score.against.interval)}."
        )
    return [*lines, "", *_calibration_lines(score.calibration)]


def _within(interval: tuple[float, float] | None) -> str:
    if interval is None:
        return "where too few weeks can tell"
    return f"between {interval[0]:.1%} and {interval[1]:.1%} (95 %, blocks of four weeks)"


def _calibration_lines(calibration: Calibration) -> list[str]:
    """Say how the days that came stand to the days that were said."""
    rows = [["all", _ratio(calibration.came_over_said()), ""]]
    for band, _ in BANDS:
        bills = len(calibration.bills[band])
        figure = calibration.came_over_said(band)
        why = f"{bills} bills" if figure is not None else f"{bills} bills are too few"
        rows.append([f"{band} days past due", _ratio(figure), why])
    error = calibration.mean_error
    return [
        "Days that bills stayed unpaid, over the days that were said of them (1.00 is right):",
        *lined_up(rows, right=frozenset({1})),
        f"Mean error: {error:.1f} days." if error is not None else "Mean error: n/a.",
    ]


def _ratio(figure: float | None) -> str:
    return "n/a" if figure is None else f"{figure:.2f}"


rules_app = group("The rule book: whom to call and when.")
_BOOK_OF_RULES = "A rule book: a file, a preset, 'default', or 'mine'."

# How today's order would change.
DiffView = View("DiffView", "moved:int accounts", accounts=[MoveView])
# A preset of rules.
PresetView = View("PresetView", "name rules")


@rules_app.command()
@gives([UsedFileView])
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
@gives((dict[str, str], PresetView))
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
def explain(run: Run, account: AccountArgument) -> None:
    """Say why an account stands where it stands, what each invoice adds to it, and what would move it."""
    desk = run.existing_desk()
    found = explain_account(desk, desk.resolve(account))
    opens = found.placing.opens_at and found.placing.opens_at.isoformat(timespec="minutes")
    own = {"opens_at": opens, "after_talks": found.response or None}
    entry = ExplainedView(found, **own, collectable=collectable(found.placing))
    answer(run, entry, explained_lines(found, terminal_width()))


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
        narrate(f"{waits}.")
    shown = moves[:limit] if limit else moves
    entry = DiffView(moved=len(moves), accounts=[move_entry(move) for move in shown])
    answer(run, entry, move_lines(shown, len(moves), terminal_width()))


@rules_app.command()
@verb(BacktestView)
def backtest(
    run: Run,
    ledger: Annotated[str, "LEDGER", "A ledger with the days of settlement."],
    capacity: Annotated[int, "--capacity INTEGER", "Calls on each of the days."] = 20,
    step: Annotated[int, "--every DAYS", "Days from one to the next."] = 7,
    first: Annotated[str, "--from DATE", "First day; else four months after the first due date."] = "",
    last: Annotated[str, "--to DATE", "Last day; else the last payment's."] = "",
    against: Annotated[str, "--against RULES", "Compare day by day with another rule book."] = "",
    currency: Annotated[str, "--currency CODE", "For rows without a currency."] = "",
    date_order: Annotated[str, "--date-order ORDER", "dmy, mdy or ymd."] = "",
    mapping: Annotated[list[str] | None, "--map FIELD=COLUMN", "Which column a field is in."] = None,
) -> None:
    """Replay a settled ledger day by day, and score the rules against the rules that people use.

    The score is the share of future overdue money-days that belong to the accounts called, with the interval in
    which it lies 19 times in 20. What the rule said of each bill is held to what came. No rule sees anything of
    the future but the oracle.
    """
    options = ReplayOptions(
        capacity=capacity,
        step=step,
        first=day_option(run, "--from", first),
        last=day_option(run, "--to", last),
        currency=currency.strip().upper() or None,
        date_order=date_order or None,
        mapping=parse_mapping(mapping or []),
    )
    other = named_rules(against, Paths.find()) if against else None
    found = replay(private_files.in_home(ledger), options, run.settings, run.policy, other)
    narrate(*(f"{note}." for note in found.notes))
    answer(run, found.score.as_json(), backtest_lines(found, against))
