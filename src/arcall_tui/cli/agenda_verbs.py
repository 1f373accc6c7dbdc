"""Commands about what was agreed: the agenda, and finding what was said."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.text_table import lined_up
from arcall_tui.cli.verbs import answer, print_json, print_lines, print_text, terminal_width, verb
from arcall_tui.domain.activity import Hit
from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.text import number_of, one_line
from arcall_tui.render.pieces import cut
from arcall_tui.workday.desk import today as agendas
from arcall_tui.workday.desk.desk import said
from arcall_tui.workday.desk.today import Agenda, Entry

# An amount.
MoneyView = View("MoneyView", "currency amount")
# Something that is due.
AgendaView = View(
    "AgendaView", "id:int? account name kind due at? zone? owner? amount reason", amount=(MoneyView, None)
)
# Something that was said.
HitView = View("HitView", "account name call:int? code? at? text")


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
    answer(run, lambda: [_entry(each, zone) for each in made.entries], lambda: _agenda_lines(made, zone))


def _entry(entry: Entry, here: ZoneInfo) -> Json:
    step = entry.step
    amount = MoneyView(currency=entry.amount.currency, amount=entry.amount.plain()) if entry.amount else None
    at = step.at.astimezone(here) if step.at else None
    return AgendaView(
        step,
        account=entry.ledger_id,
        name=entry.name,
        at=at,
        owner=entry.owner or None,
        amount=amount,
    )


def _agenda_lines(made: Agenda, here: ZoneInfo) -> list[str]:
    rows = []
    for entry in made.entries:
        step = entry.step
        when = f"{step.at.astimezone(here):%H:%M}" if step.at else ""
        due = step.day_here(here)
        late = "overdue" if due < made.today else ""
        reason = one_line(step.reason)
        owner = "" if entry.owner in reason else entry.owner
        more = ", ".join(filter(None, (owner, str(entry.amount or ""), reason)))
        who = (one_line(entry.ledger_id), one_line(entry.name))
        rows.append((f"{due:%a %d %b}", when, str(step.kind), *who, more, late))
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
    if run.as_json:
        print_json([_hit(hit) for hit in hits])
    elif hits:
        rows = [(hit.at[:10], hit.code, one_line(hit.name), one_line(hit.text)) for hit in hits]
        print_lines(lined_up(rows, width=terminal_width()))
    else:
        narrate("Nothing on record has all of these words.")


def _hit(hit: Hit) -> Json:
    said = {"call": hit.call or None, "code": hit.code or None, "at": hit.at or None}
    return HitView(hit, account=hit.account_id, **said)
