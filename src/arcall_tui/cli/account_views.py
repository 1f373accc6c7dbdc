"""How accounts look in the shell: as JSON for programs, as plain lines for people."""

import textwrap
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from arcall_tui.domain.account import GUIDE_FACTS, Contact, Invoice
from arcall_tui.domain.activity import FollowUp
from arcall_tui.domain.calendar import NO_DUE_DATE, zone_named
from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.money import Money
from arcall_tui.domain.standing import Reason, days_past_due
from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.render.card import HOW, whole
from arcall_tui.render.pieces import beside, cut, lined_up, short
from arcall_tui.rules.queue import Placing
from arcall_tui.workday.desk.desk import Card

_NAME_WIDTH = 24
_NAME, _NAME_LEAST = 3, 8
_BELOW = " " * 8  # reasons below a line
_ANY = 2000  # cells of a line that nobody looks at on a terminal
_WHY = 2  # reasons in the list; `show` and JSON have them all

# Why an account stands where it stands.
ReasonView = View("ReasonView", "code text")
# An account in today's order; `creditor` only where it has a name.
PlacedView = View(
    "PlacedView",
    "creditor?? account=standing.ledger_id name=standing.name collectable:amounts days_past_due:int callable:bool"
    " opens_at? contact? phone? reasons",
    reasons=[ReasonView],
)
# An account of the queue.
QueueView = View("QueueView", "rank:int", PlacedView)
# What stands about an account from call to call.
GuideView = View("GuideView", " ".join(GUIDE_FACTS))
# A next step; `due` has the time, in its zone, where a time matters.
StepView = View("StepView", "kind due zone? reason")
# A next step that is to be done. `id`: for `arcall done`.
OpenStepView = View("OpenStepView", "id:int?", StepView)
# Whom to ask for.
ShownContactView = View("ShownContactView", "name role phone email bad_number:bool address language times")
# An open item; amounts in its currency; `due` is null where it has no due date.
ItemView = View(
    "ItemView",
    "number kind due? days_past_due:int currency=balance.currency amount balance disputed disputed_in_ledger:bool promised po",
)
# What was promised, and for when.
GivenPromiseView = View("GivenPromiseView", "due currency=amount.currency amount")
# A promise and what became of it. `id`: for `arcall settle`; `paid`: what has come; `any_invoice`: none was
# named.
PromiseView = View("PromiseView", "id:int? paid any_invoice:bool made_on state said_by", GivenPromiseView)
# How much of which invoice is disputed; None: one that is not open any more.
DisputedLineView = View("DisputedLineView", "invoice? currency=amount.currency amount")
# A dispute. `id`: for `arcall resolve`.
DisputeView = View(
    "DisputeView", "id:int? opened_on reason owner next_on state lines", lines=[DisputedLineView]
)
# A call on record.
ActivityView = View("ActivityView", "id:int? code at contact root_cause? seconds:int? detail note")
# An account, whole.
CardView = View(
    "CardView",
    "account=account.ledger_id creditor=account.creditor name=account.name country=account.country zone?=account.zone"
    " language=account.language terms=account.terms hold?=account.hold as_of? callable:bool=placing.callable"
    " days_past_due:int=placing.days_past_due collectable:amounts reasons contacts prefers?=placing.standing.prefers"
    " standing_facts=guide invoices promises disputes follow_ups history draft",
    reasons=[ReasonView],
    contacts=[ShownContactView],
    standing_facts=GuideView,
    invoices=[ItemView],
    promises=[PromiseView],
    disputes=[DisputeView],
    follow_ups=[OpenStepView],
    history=[ActivityView],
)


class QueueEntry(NamedTuple):
    """An account with its place, its reasons, and whom to ask for (None: nobody is known)."""

    rank: int
    placing: Placing
    reasons: tuple[Reason, ...]
    contact: Contact | None = None


def collectable(placing: Placing) -> list[Money]:
    """What can be asked for, one amount a currency."""
    return [Money(e.collectable, e.currency) for e in placing.standing.exposures]


def placed_entry(ranked: QueueEntry, here: tzinfo) -> Json:
    """An account of today's order, as other programs read it; its creditor where it has a name."""
    placing, standing, contact = ranked.placing, ranked.placing.standing, ranked.contact
    opens = placing.opens_at
    return PlacedView(
        placing,
        collectable=collectable(placing),
        opens_at=opens.astimezone(here).isoformat(timespec="minutes") if opens else None,
        contact=contact and contact.name,
        phone=contact and contact.phone,
        reasons=ranked.reasons,
        **({"creditor": standing.creditor} if standing.creditor else {}),
    )


def queue_lines(ranked: Sequence[QueueEntry], width: int) -> list[str]:
    """Lay the queue out: rank, account, name, phone, collectable, days past due, why. `-` marks who cannot be called.

    Where `width` (cells, 0 = any) is too small for a line, the reasons stand below it, whole, and names give way.
    """
    head = ("", "", "ACCOUNT", "NAME", "PHONE", "COLLECTABLE", "DAYS")
    right = frozenset({0, 5, 6})
    told = [[reason.text for reason in each.reasons if reason.code not in HOW] for each in ranked]
    why = ["; ".join(texts[:_WHY]) for texts in told]
    lines = lined_up(
        [(*head, "WHY"), *((*_queue_row(each), words) for each, words in zip(ranked, why, strict=True))],
        right=right,
    )
    if not width or max(map(cell_len, lines)) <= width:
        return lines
    rows = [head, *map(_queue_row, ranked)]
    over = max(map(cell_len, lined_up(rows, right=right))) - width
    name = max(cell_len(row[_NAME]) for row in rows) - max(over, 0)
    rows = [(*row[:_NAME], short(row[_NAME], max(name, _NAME_LEAST)), *row[_NAME + 1 :]) for row in rows]
    table = lined_up(rows, right=right)
    found = [cut(table[0], width)]
    for line, words in zip(table[1:], why, strict=True):
        found += [
            cut(line, width),
            *textwrap.wrap(one_line(words), width, initial_indent=_BELOW, subsequent_indent=_BELOW),
        ]
    return found


def _queue_row(each: QueueEntry) -> tuple[str, ...]:
    placing, standing = each.placing, each.placing.standing
    owed = " + ".join(str(money) for money in collectable(placing) if money.minor) or "-"
    mark, name = "" if placing.callable else "-", beside(standing.ledger_id, standing.name, _NAME_WIDTH)
    account = f"{standing.creditor}/{standing.ledger_id}" if standing.creditor else standing.ledger_id
    phone = one_line(each.contact.phone) if each.contact else ""
    return str(each.rank), mark, one_line(account), name, phone, owed, str(placing.days_past_due or "")


def step_entry(step: FollowUp, here: tzinfo) -> Json:
    """Return a next step as other programs read it; `due` has the time, in its zone, where a time matters.

    `here`: the caller's zone, meant where the customer's is not known.
    """
    at = step.at and step.at.astimezone(zone_named(step.zone) or here)
    return StepView(step, due=at.isoformat(timespec="minutes") if at else step.due)


def card_entry(card: Card, here: tzinfo) -> Json:
    """Return an account, whole, as other programs read it."""
    today = card.placing.standing.day
    numbers = {item.id: item.number for item in card.invoices}
    return CardView(
        card,
        collectable=collectable(card.placing),
        invoices=[_item_entry(item, today) for item in card.invoices],
        promises=[PromiseView(each, paid=Money(each.paid, each.amount.currency)) for each in card.promises],
        disputes=[
            DisputeView(
                d, lines=[DisputedLineView(line, invoice=numbers.get(line.invoice)) for line in d.lines]
            )
            for d in card.disputes
        ],
        follow_ups=[{"id": step.id, **step_entry(step, here)} for step in card.follow_ups],
    )


def _item_entry(item: Invoice, today: date) -> Json:
    due = None if item.due == NO_DUE_DATE else item.due
    late = max(0, days_past_due(item.due, today))
    return ItemView(item, due=due, days_past_due=late)


def card_lines(card: Card, now: datetime, here: ZoneInfo, width: int) -> list[str]:
    """Lay an account out for reading, as the screen does; times of calls are on the caller's clock, `here`.

    `width`: in cells; 0 = any, and nothing is cut.
    """
    lines = whole(card, width or _ANY, now, here)
    drafted = ["", "Draft", *(f"  {line}" for line in many_lines(card.draft).splitlines())]
    return [*("".join(text for text, _ in line).rstrip() for line in lines), *(drafted if card.draft else [])]


def step_time(step: FollowUp, here: tzinfo) -> str:
    """Say when a step is due: `Mon 23 Nov 2026 10:00 Asia/Kolkata`."""
    if step.at is None:
        return f"{step.due:%a %d %b %Y}"
    zone = zone_named(step.zone)
    return f"{step.at.astimezone(zone or here):%a %d %b %Y %H:%M} {zone.key if zone else 'your time'}"
