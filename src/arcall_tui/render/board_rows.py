"""Rows of the boards over the panes: the agenda, what was found, the announced appointment; what a file would do."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import Hit
from arcall_tui.domain.calendar import place, zone_named
from arcall_tui.domain.text import number_of
from arcall_tui.render import hidden
from arcall_tui.render.account_list import COMMITMENT, owed
from arcall_tui.render.pane import Built, Row
from arcall_tui.render.pieces import Line, day_full, day_short, fit, short, wrap
from arcall_tui.rules.dayplan import OUTSIDE, DayPlan, Planned, Waiting
from arcall_tui.rules.queue import Placing
from arcall_tui.workday.desk.today import Agenda, Entry
from arcall_tui.workday.imports.preview import Preview

_FIELD = 14
_FEW_ERRORS = 100
_ONE_LINE = 999
# What is looked at first.
_INKS = {"Open ": "strong", "Since": "strong", "Taken": "strong"}


def files(found: Sequence[Path], width: int, typed: str = "") -> list[Row]:
    """Return the files that could be ledgers, the newest first: those whose names begin with what is typed, or have it."""
    begun = [(one.name.casefold().find(typed.strip().casefold()), place) for place, one in enumerate(found)]
    named = sorted((at > 0, place) for at, place in begun if at >= 0)
    made = [Row(((f" {short(found[place].name, width - 2)}", ""),), place) for _, place in named]
    return made or [Row(((" No CSV, XLSX, XLS or ODS file here; type another folder or file.", "dim"),))]


def preview(look: Preview, width: int) -> list[Row]:
    """Return what the file was taken for, its columns, sample rows, errors, and what would change."""
    report = look.report
    rows = [_row(f" Taken for {report.title}" if report.title else " Not read", "strong")]
    rows += _hung(" ! ", look.refused, width - 4, "urgent") if look.refused else []
    for number, answer in enumerate(look.answers, start=1):
        rows += _hung(f" {number} ", answer, width - 4)
    for line in () if look.refused else report.told():
        rows += _hung(" ", line, _ONE_LINE if "  " in line else width - 2, _INKS.get(line[:5], ""))
    bad = [error for error in report.errors if error.row][:_FEW_ERRORS]
    rows += [_row(""), _row(" Errors by row", "title")] if bad else []
    for error in bad:
        text = f"row {error.row}, {error.column}: {error.value!r} {error.problem}"
        rows += _hung("   ", text, width - 6, "urgent", deeper=2)
    rows += [_row(""), _row(" Worth knowing", "title")] if report.warnings else []
    for warning in report.warnings:
        rows += _hung(" - ", warning, width - 5)
    if report.mapping:
        rows += [_row(""), _row(" Columns as read; FIELD=COLUMN changes one", "title")]
        columns = [(name, column, "") for name, column in report.mapping.items()]
        columns += [("left out", f"{column}: {why}", "dim") for column, why in report.left_out.items()]
        rows += [
            Row(((f"   {fit(name, _FIELD)}", "dim"), (short(said, width - _FIELD - 4), ink)))
            for name, said, ink in columns
        ]
    rows += [_row(""), _row(" The file begins", "title")] if look.top else []
    for line in look.top:
        rows += _hung("   ", line, width - 6, deeper=2)
    if look.samples:
        rows += [_row(""), _row(" The first rows", "title")]
        room = max(8, (width - 6) // 4)
        rows += [_row("   " + " ".join(fit(cell, room - 1) for cell in sample)) for sample in look.samples]
    return rows


def _hung(mark: str, text: str, width: int, ink: str = "", deeper: int = 0) -> list[Row]:
    """Return a text in rows, the first behind a mark and the others as far in, or `deeper`."""
    lines = list(wrap([(text, ink)], max(20, width))) or [((text, ink),)]
    indent = " " * (len(mark) + deeper)
    return [Row(((indent if place else mark, ink), *line)) for place, line in enumerate(lines)]


def _row(text: str, ink: str = "") -> Row:
    line: Line = ((text, ink),)
    return Row(line)


_TIME, _KIND, _NAME = 7, 14, 26  # a name has a fifth of the width where that is more
_UNDER = 2 + _TIME + _KIND + 2  # where what has no room in the first line of an entry goes on
_HOURS = 120  # minutes from which on hours are told


def agenda(made: Agenda, here: ZoneInfo, width: int, *, masked: bool) -> list[Row]:
    """Return the agenda by day; what is overdue comes first."""
    rows: list[Row] = []
    shown: date | None = None
    late = False
    for index, entry in enumerate(made.entries):
        due = entry.step.day_here(here)
        if due < made.today and not late:
            late = True
            rows.append(Row(((" Overdue", "urgent"),)))
        if due >= made.today and due != shown:
            shown = due
            word = " · today" if due in {made.today, made.on} else ""
            word = " · tomorrow" if (due - made.on).days == 1 else word
            rows.append(Row(((f" {day_full(due)}", "title"), (word, "dim"))))
        said, *under = wrap(_entry(entry, made.today, here, width, masked=masked), width - 1, _UNDER)
        rows += [Row(said, index), *map(Row, under)]
    if calls := made.calls:
        more = f" and {number_of(calls, 'more call')}, in the list of whom to call next"
        rows += [Row(()), Row(((more, "dim"),))]
    return rows or [Row(((" Nothing is due.", "dim"),))]


def _entry(entry: Entry, today: date, here: ZoneInfo, width: int, *, masked: bool) -> Line:
    step = entry.step
    at = f"{step.at.astimezone(here):%H:%M}" if step.at else ""
    if (due := step.day_here(here)) < today:
        at = day_short(due)
    name = hidden.dots(entry.name) if masked else entry.name
    said = entry.told(" · ")
    return (
        ("  ", ""),
        (fit(at, _TIME), "strong"),
        (fit(str(step.kind), _KIND), ""),
        (fit(name, max(_NAME, width // 5)), "strong"),
        ("  ", ""),
        (hidden.dots(said) if masked else said, "dim"),
    )


def found(hits: Sequence[Hit], here: ZoneInfo, width: int, *, masked: bool) -> list[Row]:
    """Return what was found, newest first."""
    return [Row(_hit(hit, here, width, masked=masked), index) for index, hit in enumerate(hits)]


def _hit(hit: Hit, here: ZoneInfo, width: int, *, masked: bool) -> Line:
    name, text = hit.name, hit.text
    if masked:
        name, text = hidden.dots(name), hidden.dots(text)
    return (
        (f"  {hit.said_on(here):<10}", "dim"),
        (f"{hit.code:<5}", "strong"),
        (fit(name, max(_NAME, width // 5)), "strong"),
        ("  ", ""),
        (short(text, max(0, width - 12 - 5 - max(_NAME, width // 5) - 3)), ""),
    )


def banner(entry: Entry, more: int, now: datetime, here: ZoneInfo, masked: bool) -> Line:  # noqa: FBT001
    """Announce an appointment."""
    assert entry.step.at is not None, "appointments have a time"
    minutes = round((entry.step.at - now).total_seconds() / 60)
    span = f"{abs(minutes)} min" if abs(minutes) < _HOURS else f"{abs(minutes) // 60} h"
    when = "now" if minutes == 0 else f"in {span}" if minutes > 0 else f"{span} ago"
    name = hidden.dots(entry.name) if masked else entry.name
    return (
        (f" ▲ {entry.step.at.astimezone(here):%H:%M} {entry.step.kind} ", "urgent"),
        (short(name, 30), "strong"),
        (f", {when}", "urgent"),
        (f" +{more}" if more else "", "urgent"),
        ("  '", "key"),
        (" goes there", "dim"),
    )


_NO_TIME = "their time not known"
_AMOUNT = 16  # cells, at most
_WHEN = 22


def plan_lines(
    plan: DayPlan, waits: Sequence[Waiting], here: ZoneInfo, width: int, at: int, *, masked: bool = False
) -> tuple[Built, int]:
    """Return the pane with the cursor on entry `at`, and on which line that is."""
    shown = [call.placing for call in plan.calls] + [each.placing for each in waits]
    money = max((len(owed(placing.standing, _AMOUNT)) for placing in shown), default=0)
    calls = [_call(each, here, width, money, on=n == at, masked=masked) for n, each in enumerate(plan.calls)]
    rest = plan.waiting
    more: list[Line] = []
    if waits:
        more = [(), ((f" {rest:,} not today; they can be reached from", "dim"),)]
    first = len(calls)
    behind = enumerate(waits, first)
    waiting = [_waiting(each, here, width, money, on=n == at, masked=masked) for n, each in behind]
    left: Line = ((" Day plan", "title"),)
    until = f"until {plan.ends.astimezone(here):%H:%M}, {plan.minutes} min a call"
    right: Line = (
        ((f"{number_of(len(calls), 'call')} {until}", "dim"),) if calls else ((plan.without_calls, "dim"),)
    )
    return (left, right, [*calls, *more, *waiting]), at if at < first else at + len(more)


def _call(call: Planned, here: ZoneInfo, width: int, money: int, *, on: bool, masked: bool) -> Line:
    standing = call.placing.standing
    there = zone_named(standing.zone)
    theirs = f"{call.begins.astimezone(there):%H:%M} {place(standing.zone)}" if there else _NO_TIME
    mark = "=" if call.agreed else "!" if call.placing.group == COMMITMENT else " "
    at = f"{call.begins.astimezone(here):%H:%M} "
    head = (("▸" if on else " ", "accent"), (mark, "urgent" if mark == "!" else "strong"))
    who = _who(call.placing, width - 8 - _WHEN, money, on=on, masked=masked)
    return (*head, (at, "strong" if on else ""), *who, ("  ", ""), (fit(theirs, _WHEN - 2), "dim"))


def _waiting(each: Waiting, here: ZoneInfo, width: int, money: int, *, on: bool, masked: bool) -> Line:
    zone = zone_named(each.placing.standing.zone)
    local = each.reachable.astimezone(zone or here)
    where = place(each.placing.standing.zone) if zone else "your time"
    when = f"{day_short(local.date())} {local:%H:%M} {where}" if each.in_shift else OUTSIDE
    who = _who(each.placing, width - 2 - _WHEN - 6, money, on=on, masked=masked)
    return (("▸" if on else " ", "accent"), (" ", ""), *who, ("  ", ""), (fit(when, _WHEN + 4), "dim"))


def _who(placing: Placing, width: int, money: int, *, on: bool, masked: bool) -> Line:
    name = max(8, width - money - 1)
    standing = (hidden.placing(placing) if masked else placing).standing
    return (
        (fit(standing.name or standing.ledger_id, name) + " ", "strong" if on else ""),
        (fit(owed(standing, money), money, "right"), ""),
    )
