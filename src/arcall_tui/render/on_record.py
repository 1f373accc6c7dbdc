"""What is on record of an account, as lines: one each, in full, or the newest alone."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import Activity
from arcall_tui.domain.outcomes import Code
from arcall_tui.render.pieces import Line, Piece, clip, day, day_short, labelled, wrap
from arcall_tui.workday.desk.desk import Card


def last(card: Card, width: int, here: ZoneInfo) -> Iterator[Line]:
    """Yield the newest on record, and the newest call on which something was noted, in full."""
    noted = next((each for each in card.history if each.note.strip() and each.code is not Code.MAIL), None)
    pieces: list[Piece] = []
    for entry in dict.fromkeys(filter(None, (*card.history[:1], noted))):
        said = entry.detail or entry.code.means.label
        note = "" if entry.code is Code.MAIL else entry.note
        rest = " · ".join(filter(None, (note, entry.contact)))
        pieces.append((" · " if pieces else "", "dim"))
        pieces.append((f"{day_short(entry.at.astimezone(here).date())} {entry.code} ", "strong"))
        pieces += [(said, ""), (f" · {rest}" if rest else "", "")]
    if pieces:
        yield from labelled("Last", pieces, width)


def history_lines(card: Card, width: int, here: ZoneInfo) -> Iterator[Line]:
    """Yield one line for each thing on record, newest first."""
    yield ((" History", "dim"),) if card.history else ((" No calls on record yet", "dim"),)
    for activity in card.history:
        rest = "".join(f" · {word}" for word in (activity.note, activity.contact) if word)
        yield clip((*_event(activity, here), (rest, "dim")), width - 1)


def _event(activity: Activity, here: ZoneInfo) -> Line:
    return (
        (f" {day(activity.at.astimezone(here).date())} ", "dim"),
        (f"{activity.code:<5}", "strong"),
        (activity.detail or activity.code.means.label, ""),
    )


def history_column(card: Card, width: int, here: ZoneInfo) -> Iterator[Line]:
    """Yield everything on record for a column of its own, newest first, the notes in full below what they belong to."""
    if not card.history:
        yield ((" No calls on record yet", "dim"),)
    for activity in card.history:
        rest = f" · {activity.contact}" if activity.contact else ""
        yield from wrap((*_event(activity, here), (rest, "dim")), width, 3)
        for paragraph in activity.note.splitlines():
            yield from wrap((("   ", ""), (paragraph, "dim")), width, 3)


def history_full(card: Card, width: int, here: ZoneInfo) -> Iterator[tuple[int, Line]]:
    """Yield (which activity, line) with every note in full."""
    for index, activity in enumerate(card.history):
        at = activity.at.astimezone(here)
        head = [activity.code.means.label, activity.detail, activity.contact, activity.root_cause or ""]
        if activity.seconds is not None:
            head.append(str(timedelta(seconds=activity.seconds)))
        said = " · ".join(filter(None, head))
        pieces: Line = ((f" {at:%d %b %y %H:%M} ", "dim"), (f"{activity.code:<5}", "strong"), (said, ""))
        for line in wrap(pieces, width - 1, 22):
            yield index, line
        for paragraph in activity.note.splitlines():
            for line in wrap(((" " * 22, ""), (paragraph, "")), width - 1, 22):
                yield index, line
