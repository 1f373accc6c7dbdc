"""The agenda as a calendar file, for the calendar that people use already."""

from datetime import UTC, timedelta

import icalendar

from arcall_tui.domain.text import one_line
from arcall_tui.store.accounts import kept as store
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.today import Agenda, Entry

_CALL = timedelta(minutes=15)


def calendar(desk: Desk, agenda: Agenda) -> bytes:
    """Return the agenda as an iCalendar file (RFC 5545): a quarter of an hour where a time is set, else the day.

    Each event has the phone number to ring, and where a time is set an alarm; its identity stays the same from one
    file to the next, and is no other book's.
    """
    made = icalendar.Calendar()
    made.add("prodid", "-//arcall//agenda//EN")
    made.add("version", "2.0")
    now, book = desk.clock.now().astimezone(UTC), store.book_mark(desk.book)
    ahead = timedelta(minutes=desk.settings.announce_minutes)
    for entry in agenda.entries:
        event = icalendar.Event()
        step = entry.step
        event.add("uid", f"step-{step.id or f'account-{entry.account}'}@{book}.arcall")
        event.add("dtstamp", now)
        if step.at is not None:
            event.add("dtstart", step.at.astimezone(UTC))
            event.add("dtend", step.at.astimezone(UTC) + _CALL)
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", f"{step.kind}: {entry.name}")
            alarm.add("trigger", -ahead)
            event.add_component(alarm)
        else:
            event.add("dtstart", step.due)
            event.add("dtend", step.due + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
        event.add("summary", f"{step.kind}: {entry.name}")
        owed = f" ({entry.amount})" if entry.amount else ""
        event.add(
            "description", f"{one_line(step.reason)}{owed}\nAccount {entry.ledger_id}{_reached(desk, entry)}"
        )
        made.add_component(event)
    return bytes(made.to_ical())


def _reached(desk: Desk, entry: Entry) -> str:
    contact = next(iter(desk.contacts(entry.account)), None)
    if contact is None or not contact.phone:
        return ""
    return f"\n{', '.join(filter(None, (one_line(contact.name), one_line(contact.phone))))}"
