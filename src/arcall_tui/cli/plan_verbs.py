"""The caller's day: calls at their times, what is due, and what was said."""

from datetime import datetime, tzinfo
from itertools import islice
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from arcall_tui.cli.account_views import ReasonView, collectable
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import answer, print_text, terminal_width, verb
from arcall_tui.domain.activity import FollowUpKind
from arcall_tui.domain.calendar import place, zone_named
from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.text import number_of, one_line
from arcall_tui.render.pieces import beside, cut, lined_up
from arcall_tui.rules.dayplan import OUTSIDE, DayPlan, Planned, Waiting
from arcall_tui.rules.queue import Placing
from arcall_tui.workday.desk import today as agendas
from arcall_tui.workday.desk.desk import Desk, said
from arcall_tui.workday.desk.today import Agenda, Entry, waiting
from arcall_tui.workday.desk.today import plan as plan_rest

# An amount.
MoneyView = View("MoneyView", "currency amount")
# Something that is due.
AgendaView = View(
    "AgendaView",
    "id:int?=step.id account=ledger_id name kind=step.kind due=step.due at? zone?=step.zone owner? amount"
    " reason=step.reason",
    amount=(MoneyView, None),
)
# Something that was said.
HitView = View("HitView", "account=account_id name call:int? code? at? text")


@verb([AgendaView])
def agenda(
    run: Run,
    days: Annotated[int, typer.Option("--days", min=1, help="Today and so many days in all.")] = 7,
    ics: Annotated[bool, "--ics", "Print it as a calendar file (iCalendar)."] = False,
    everything: Annotated[bool, "--all", "The calls that the queue brings up, too."] = False,
) -> None:
    """Print what is due: appointments, checks, and what others owe.

    What is overdue comes first. --ics is for the calendar you use already: arcall agenda --ics > agenda.ics
    """
    desk = run.existing_desk()
    made = agendas.agenda(desk, days, everything=everything, limit=100_000)
    if ics:
        from arcall_tui.workday.desk.calendar_file import calendar  # a library that few calls of agenda need

        print_text(calendar(desk, made).decode())
        return
    zone = run.clock.zone
    answer(run, [_step_entry(each, zone) for each in made.entries], _agenda_lines(made, zone))


def _step_entry(entry: Entry, here: ZoneInfo) -> Json:
    at = entry.step.at.astimezone(here) if entry.step.at else None
    amount = MoneyView(entry.amount, amount=entry.amount) if entry.amount else None
    return AgendaView(entry, at=at, owner=entry.owner or None, amount=amount)


def _agenda_lines(made: Agenda, here: ZoneInfo) -> list[str]:
    rows = []
    for entry in made.entries:
        step = entry.step
        when = f"{step.at.astimezone(here):%H:%M}" if step.at else ""
        due = step.day_here(here)
        late = "overdue" if due < made.today else ""
        who = (entry.ledger_id, beside(one_line(entry.ledger_id), entry.name, len(entry.name)))
        rows.append((f"{due:%a %d %b}", when, str(step.kind), *who, entry.told(", "), late))
    width = terminal_width()
    lines = lined_up(rows) if rows else ["Nothing is due."]
    if made.calls:
        lines.append(f"and {number_of(made.calls, 'more call')}: arcall queue")
    return [cut(line, width) for line in lines] if width else lines


@verb([HitView])
def search(
    run: Run,
    words: Annotated[list[str], "WORDS", "All of them, or how they begin."],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")] = 50,
) -> None:
    """Find what was said: notes, promises and disputes, newest first."""
    hits = said(run.existing_desk(), " ".join(words), limit)
    here, parts = run.clock.zone, ("call", "code", "at")
    views = [HitView(hit, **{name: getattr(hit, name) or None for name in parts}) for hit in hits]
    rows = [(hit.said_on(here), hit.code, one_line(hit.name), one_line(hit.text)) for hit in hits]
    answer(run, views, lined_up(rows, width=terminal_width()))
    if not (hits or run.as_json):
        narrate("Nothing on record has all of these words.", mark="")


_NAME = 30
_NOT_KNOWN = "?"

SpanView = View("SpanView", "from to")
# An account in the plan.
WhoView = View("WhoView", "account=ledger_id name collectable:amounts")
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
    "shift slot_minutes:int=minutes calls waiting waiting_in_all:int=waiting",
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
    answer(run, _entry(desk, made, waits), _lines(desk, made, waits))


def _entry(desk: Desk, made: DayPlan, waits: list[Waiting]) -> Json:
    here = desk.clock.zone
    zones = [zone_named(each.placing.standing.zone) or here for each in waits]
    return PlanView(
        made,
        shift={"from": _iso(made.begins, here), "to": _iso(made.ends, here)},
        calls=[_call_entry(desk, call, here) for call in made.calls],
        waiting=[
            WaitingView(each, **_who(each.placing), reachable=_iso(each.reachable, zone))
            for each, zone in zip(waits, zones, strict=True)
        ],
    )


def _call_entry(desk: Desk, call: Planned, here: tzinfo) -> Json:
    placing, there = call.placing, zone_named(call.placing.standing.zone)
    theirs, value = there and _iso(call.begins, there), round(placing.worth.value)
    own = {"at": _iso(call.begins, here), "at_customer": theirs, "reasons": desk.explain(placing)}
    return PlannedView(call, **_who(placing), **own, value=value)


def _who(placing: Placing) -> Json:
    return WhoView(placing.standing, collectable=collectable(placing))


def _iso(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes")


def _lines(desk: Desk, made: DayPlan, waits: list[Waiting]) -> list[str]:
    here, count = desk.clock.zone, made.waiting
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
        lines += lined_up([_waiting_row(each, here) for each in waits], width=terminal_width())
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
    standing = call.placing.standing
    return [at, there, standing.ledger_id, beside(standing.ledger_id, standing.name, _NAME), owed, why]


def _waiting_row(each: Waiting, here: tzinfo) -> list[str]:
    standing, call = each.placing.standing, each.placing.standing.next_call
    zone = zone_named(standing.zone)
    local = each.reachable.astimezone(zone or here)
    when = f"{local:%a} {local.day} {local:%b %H:%M} {place(standing.zone) if zone else 'your time'}"
    agreed = str(call.kind) if call is not None and call.kind is FollowUpKind.CALL_BACK else ""
    who = (standing.ledger_id, beside(standing.ledger_id, standing.name, _NAME))
    return [when if each.in_shift else OUTSIDE, *who, agreed]
