"""An account becomes the lines of the detail pane: whom to ask for, why now, what is owed, what was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import LIVE_PROMISES, PromiseState
from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.text_width import short
from arcall_tui.tui.render import sheet
from arcall_tui.tui.render.moments import amount, day, day_short, opens, place, step
from arcall_tui.tui.render.open_items import PROMISE_INKS, items
from arcall_tui.tui.render.pieces import Line, Piece, labelled, length, wrap

if TYPE_CHECKING:
    from arcall_tui.domain.account import Contact
    from arcall_tui.domain.activity import Activity, Promise
    from arcall_tui.workday.desk.views import Card

_URGENT = frozenset({"broken_promise", "call_back_due", "closes_soon", "hold", "no_number"})
_LITTLE = 4


def heading(card: Card, now: datetime, here: ZoneInfo) -> tuple[Line, Line]:
    """Return the two ends of the pane's heading: who, and what time it is there."""
    account = card.account
    who = short(account.name or account.ledger_id, 48)
    id_ = short(account.ledger_id, 24)
    left: Line = ((f" {who}", "title"), (f" · {id_}" if id_ != who else "", "dim"))
    return left, (_clock(card, now, here),)


def _clock(card: Card, now: datetime, here: ZoneInfo) -> Piece:
    zone, gate = card.account.zone, str(card.placing.gate or "")
    if zone is None:
        return ("local time unknown", "dim")
    theirs = ZoneInfo(zone)
    local = f"{place(zone)} {now.astimezone(theirs):%H:%M}"
    closes = card.placing.closes_at
    if closes is not None:
        return (f"{local}, open until {closes.astimezone(theirs):%H:%M}", "strong")
    at = card.placing.opens_at if gate == "hours" else None
    return (f"{local}, shut until {opens(at, now, here)} here" if at else f"{local}, shut", "urgent")


def lines(
    card: Card,
    width: int,
    here: ZoneInfo,
    *,
    history: bool,
    dense: bool = False,
    marks: frozenset[int] = frozenset(),
) -> list[Line]:
    """Return the whole card in lines of at most `width` cells.

    `history`: it has no column of its own. `dense`: no line to spare. `marks`: the invoices that are marked.
    """
    gap: list[Line] = [] if dense else [()]
    made = [*_above(card, width, here), *gap, *items(card, width, card.placing.standing.day, marks)]
    made += _promises(card, width)
    made += _disputes(card, width)
    if history:
        made += [*gap, *history_lines(card, width, here)]
    return made


def _above(card: Card, width: int, here: ZoneInfo) -> list[Line]:
    made: list[Line] = [*people(card, width), *_why(card, width)]
    made += [*sheet.pays(card, width), *sheet.aim(card, width), *sheet.mind(card, width)]
    return [*made, *_next(card, width, here)]


def first_item(card: Card, width: int, here: ZoneInfo, *, dense: bool) -> int:
    """Return which of the card's lines is that of its first open item, from 0."""
    return len(_above(card, width, here)) + (1 if dense else 2)


def people(card: Card, width: int) -> list[Line]:
    """Return whom to ask for and how, and the account's own facts."""
    return [*_people(card, width), *_facts(card, width)]


def _people(card: Card, width: int) -> Iterator[Line]:
    if not card.contacts:
        yield from labelled("Ask for", (("nobody known yet", "dim"),), width)
    for index, contact in enumerate(card.contacts):
        label = "Ask for" if index == 0 else ""
        if len(card.contacts) == 1:
            yield from labelled(label, _person(contact), width)
        else:
            yield from labelled(label, (*_person(contact), (f"  {_mail(contact)}", "dim")), width)


def _mail(contact: Contact) -> str:
    return one_line(contact.email)


def _person(contact: Contact) -> Iterator[Piece]:
    yield (one_line(contact.name) or "accounts payable", "strong")
    how = [contact.role, f"“{contact.address}”" if contact.address else "", contact.language, contact.times]
    if said := ", ".join(one_line(word) for word in how if word):
        yield (f" ({said})", "")
    if contact.phone:
        yield (f"  {one_line(contact.phone)}", "dim" if contact.bad_number else "strong")
    if contact.bad_number:
        yield (" wrong number", "urgent")


def _facts(card: Card, width: int) -> Iterator[Line]:
    account = card.account
    # One contact's address shares the line with the facts; several have it beside their names.
    mail = _mail(card.contacts[0]) if len(card.contacts) == 1 else ""
    facts = [
        mail,
        account.terms,
        account.country,
        account.language,
        account.creditor and f"for {account.creditor}",
    ]
    facts += ["consumer"] if account.consumer else []
    likes = card.placing.standing.prefers
    facts += [f"likes to be rung {likes}"] if likes else []
    facts += [f"balances as of {day(card.as_of)}"] if card.as_of else []
    said = " · ".join(one_line(fact) for fact in facts if fact)
    if said:
        yield from labelled("", ((said, "dim"),), width)
    if account.hold is not None:
        why = one_line(account.hold_reason)
        yield from labelled("Hold", ((f"{account.hold}{': ' + why if why else ''}", "urgent"),), width)


def _why(card: Card, width: int) -> Iterator[Line]:
    pieces: list[Piece] = []
    for reason in card.reasons:
        if pieces:
            pieces.append((" · ", "dim"))
        pieces.append((one_line(reason.text), "urgent" if reason.code in _URGENT else ""))
    yield from labelled("Why now" if card.placing.callable else "Why not", pieces, width)


def _next(card: Card, width: int, here: ZoneInfo) -> Iterator[Line]:
    for index, follow_up in enumerate(card.follow_ups):
        why = one_line(follow_up.reason)
        pieces: Line = ((step(follow_up, here), ""), (f", {why}" if why else "", "dim"))
        yield from labelled("Next" if index == 0 else "", pieces, width)


def _promises(card: Card, width: int) -> Iterator[Line]:
    """Show the promises that matter now in full, and count how the others ended."""
    now = [promise for promise in card.promises if promise.state in LIVE_PROMISES]
    ended = [promise for promise in card.promises if promise.state not in LIVE_PROMISES]
    if not now and ended and ended[0].state is PromiseState.BROKEN:
        now, ended = ended[:1], ended[1:]
    for index, promise in enumerate(now):
        yield from labelled("Promised" if index == 0 else "", _promise(promise), width)
    if ended:
        counts = ((state, sum(p.state is state for p in ended)) for state in PromiseState)
        said = ", ".join(f"{count} {state}" for state, count in counts if count)
        yield from labelled("" if now else "Promised", ((f"before: {said}", "dim"),), width)


def _promise(promise: Promise) -> Line:
    more = [f"made {day_short(promise.made_on)}", f"by {promise.said_by}" if promise.said_by else ""]
    more += [promise.method, f"broken {promise.level} before" if promise.level else ""]
    ink = PROMISE_INKS.get(promise.state, "")
    return (
        (f"{amount(promise.amount)} by {day(promise.due)} ", ""),
        (str(promise.state), ink),
        (", " + ", ".join(one_line(word) for word in more if word), "dim"),
    )


def _disputes(card: Card, width: int) -> Iterator[Line]:
    for index, dispute in enumerate(card.disputes):
        total = dispute.lines[0].amount if dispute.lines else None
        for line in dispute.lines[1:]:
            total = total + line.amount if total and total.currency == line.amount.currency else total
        owner = one_line(dispute.owner) or "nobody yet"
        pieces: Line = (
            (f"{dispute.reason} {amount(total) if total else ''} {dispute.state}", ""),
            (f", with {owner}, news due {day_short(dispute.next_on)}", "dim"),
        )
        yield from labelled("Disputed" if index == 0 else "", pieces, width)


def history_lines(card: Card, width: int, here: ZoneInfo) -> Iterator[Line]:
    """Yield one line for each thing on record, newest first."""
    yield ((" History", "dim"),) if card.history else ((" No calls on record yet", "dim"),)
    for activity in card.history:
        yield _event(activity, width, here)


def _event(activity: Activity, width: int, here: ZoneInfo) -> Line:
    head: Line = (
        (f" {day(activity.at.astimezone(here).date())} ", "dim"),
        (f"{activity.code:<5}", "strong"),
    )
    said = one_line(activity.detail) or activity.code.means.label
    rest = [one_line(activity.note), one_line(activity.contact)]
    tail = " · ".join(word for word in rest if word)
    room = width - length(head) - 1
    first = short(said, room)
    left = room - len(first) - 3
    return (*head, (first, ""), (f" · {short(tail, left)}" if tail and left > _LITTLE else "", "dim"))


def history_full(card: Card, width: int, here: ZoneInfo) -> Iterator[tuple[int, Line]]:
    """Yield (which activity, line) with every note in full."""
    for index, activity in enumerate(card.history):
        at = activity.at.astimezone(here)
        head = [activity.code.means.label, activity.detail, activity.contact, activity.root_cause or ""]
        if activity.seconds is not None:
            head.append(str(timedelta(seconds=activity.seconds)))
        said = " · ".join(one_line(word) for word in head if word)
        pieces: Line = ((f" {at:%d %b %y %H:%M} ", "dim"), (f"{activity.code:<5}", "strong"), (said, ""))
        for line in wrap(pieces, width - 1, 22):
            yield index, line
        for paragraph in many_lines(activity.note).splitlines():
            for line in wrap(((" " * 22, ""), (paragraph, "")), width - 1, 22):
                yield index, line
