"""The command that prints the day plan."""

from __future__ import annotations

from datetime import datetime, tzinfo
from itertools import islice
from typing import Annotated

import typer

from arcall_tui.cli.account_views import ReasonView, collectable, reason_entries
from arcall_tui.cli.run import Run
from arcall_tui.cli.text_table import lined_up
from arcall_tui.cli.verbs import answer, terminal_width, verb
from arcall_tui.domain.activity import FollowUpKind
from arcall_tui.domain.calendar import place, zone_named
from arcall_tui.domain.json_views import Json, View, by_currency
from arcall_tui.domain.text import number_of
from arcall_tui.render.pieces import short
from arcall_tui.rules.dayplan import OUTSIDE, DayPlan, Planned, Waiting
from arcall_tui.rules.queue import Placing
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.today import plan as plan_rest
from arcall_tui.workday.desk.today import waiting

_NAME = 30
_NOT_KNOWN = "?"

SpanView = View("SpanView", "from to")
# An account in the plan.
WhoView = View("WhoView", "account name collectable:amounts")
# A call of the plan, on the caller's clock and the customer's; None where their time zone is not known.
PlannedView = View(
    "PlannedView", "at at_customer? agreed:bool value:int reasons", WhoView, reasons=[ReasonView]
)
# An account that has to wait, and from when it can be reached; `in_shift`: whether you ever work in their
# hours.
WaitingView = View("WaitingView", "reachable in_shift:bool", WhoView)
# The rest of the day.
PlanView = View(
    "PlanView",
    "shift slot_minutes:int calls waiting waiting_in_all:int",
    shift=SpanView,
    calls=[PlannedView],
    waiting=[WaitingView],
)


@verb(PlanView)
def plan(
    run: Run,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=0, help="How many that wait at most; 0 is all.")
    ] = 20,
) -> None:
    """Print today's calls in the order of their times, and who has to wait.

    From now to the end of your shift: agreed times are kept, due commitments come first, and the rest is the
    best use of the time there is.
    """
    desk = run.existing_desk()
    made = plan_rest(desk, desk.ranking.rank_day())
    waits = list(islice(waiting(desk, made), limit or None))
    count = made.waiting
    here = desk.clock.zone
    answer(run, lambda: _entry(desk, made, waits, count), lambda: _lines(desk, made, waits, count, here))


def _entry(desk: Desk, made: DayPlan, waits: list[Waiting], count: int) -> Json:
    here = desk.clock.zone
    return PlanView(
        shift={"from": _iso(made.begins, here), "to": _iso(made.ends, here)},
        slot_minutes=made.minutes,
        calls=[_call_entry(desk, call, here) for call in made.calls],
        waiting=[
            WaitingView(
                each,
                **_who(each.placing),
                reachable=_iso(each.reachable, zone_named(each.placing.standing.zone) or here),
            )
            for each in waits
        ],
        waiting_in_all=count,
    )


def _call_entry(desk: Desk, call: Planned, here: tzinfo) -> Json:
    there = zone_named(call.placing.standing.zone)
    return PlannedView(
        call,
        **_who(call.placing),
        at=_iso(call.begins, here),
        at_customer=_iso(call.begins, there) if there else None,
        value=round(call.placing.worth.value),
        reasons=reason_entries(desk.explain(call.placing)),
    )


def _who(placing: Placing) -> Json:
    owed = by_currency(collectable(placing))
    return WhoView(placing.standing, account=placing.standing.ledger_id, collectable=owed)


def _iso(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes")


def _lines(desk: Desk, made: DayPlan, waits: list[Waiting], count: int, here: tzinfo) -> list[str]:
    span = f"{made.begins.astimezone(here):%a %d %b %H:%M} to {made.ends.astimezone(here):%H:%M}"
    lines = [
        f"{number_of(len(made.calls), 'call')}, {span}, {made.minutes} min each"
        if made.calls
        else f"{made.without_calls}{f', {span}' if made.begins < made.ends else ''}."
    ]
    rows = [_row(desk, call, here) for call in made.calls]
    if rows:
        head = ["HERE", "THERE", "ACCOUNT", "NAME", "COLLECTABLE", "WHY"]
        lines += lined_up([head, *rows], right=frozenset({4}), width=terminal_width())
    if unknown := sum(row[1] == _NOT_KNOWN for row in rows):
        lines.append(f"{_NOT_KNOWN}: the time zone of {unknown} is not known; confirm it: arcall zones")
    if waits:
        lines += ["", f"{count} more without a time in this plan; they can be reached from"]
        table = [
            [_moment(each, here), each.placing.standing.ledger_id, _name(each.placing), _agreed(each.placing)]
            for each in waits
        ]
        lines += lined_up(table, width=terminal_width())
        lines += [f"... and {count - len(waits)} more: --limit 0 shows all"] if count > len(waits) else []
        if never := sum(not each.in_shift for each in waits):
            lines.append(
                f"{number_of(never, 'customer is', 'customers are')} at work only outside your shift:"
                " call at other hours ([shift] in the rules), or write: arcall letter"
            )
    return lines


def _row(desk: Desk, call: Planned, here: tzinfo) -> list[str]:
    theirs = zone_named(call.placing.standing.zone)
    there = f"{call.begins.astimezone(theirs):%H:%M}" if theirs else _NOT_KNOWN
    owed = " + ".join(str(money) for money in collectable(call.placing) if money.minor) or "-"
    why = desk.explain(call.placing)[0].text
    mark = "=" if call.agreed else ""
    at = f"{mark}{call.begins.astimezone(here):%H:%M}"
    return [at, there, call.placing.standing.ledger_id, _name(call.placing), owed, why]


def _name(placing: Placing) -> str:
    return short(placing.standing.name, _NAME)


def _agreed(placing: Placing) -> str:
    call = placing.standing.next_call
    return str(call.kind) if call is not None and call.kind is FollowUpKind.CALL_BACK else ""


def _moment(each: Waiting, here: tzinfo) -> str:
    if not each.in_shift:
        return OUTSIDE
    name = each.placing.standing.zone
    zone = zone_named(name)
    local = each.reachable.astimezone(zone or here)
    return f"{local:%a} {local.day} {local:%b %H:%M} {place(name) if zone else 'your time'}"
