"""What a customer wrote, read: whose it is, invoices, amounts, days, and what it seems to say; nothing is recorded."""

import re
from dataclasses import dataclass, replace
from importlib import import_module

from arcall_tui.domain.account import Invoice, addresses_of
from arcall_tui.domain.calendar import zone_named
from arcall_tui.domain.text import one_line
from arcall_tui.store.accounts import latest
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.letters.customer_words import any_of
from arcall_tui.workday.letters.messages import Incoming
from arcall_tui.workday.letters.said_calls import SuggestedCall, calls_in
from arcall_tui.workday.letters.said_days import Written
from arcall_tui.workday.letters.said_numbers import as_booked, named_of, names, unknown_in

# How somebody says that a number is new, and not one of a bill.
_NUMBER_ITSELF = rf"(?:{any_of('number')})\b(?! d[eio] (?!t[eé]l)| of\b| von\b| der\b)"
_NEW_NUMBER = re.compile(
    rf"(?i)\b(?:{any_of('new')})\s+(?:(?:{any_of('kind_of_phone')})\s+)?(?:{_NUMBER_ITSELF}|(?:{any_of('phone')})\b)|{any_of('new_anywhere')}"
)


@dataclass(frozen=True, slots=True)
class MessageRead:
    """What was found in a message. `account`: None where nobody could be told for certain; `grounds`: how it was.

    `unknown`: numbers like an invoice's that are none of its open ones.
    `contact`: who of the account wrote; None where they are no contact yet (`new_contact`: their address).
    `new_phone`: a number that they say is theirs from now on; `old_phone`: what is on record for who wrote.
    """

    incoming: Incoming
    account: int | None
    grounds: str
    others: tuple[int, ...]
    items: tuple[Invoice, ...]
    calls: tuple[SuggestedCall, ...]
    new_contact: str = ""
    contact: int | None = None
    new_phone: str = ""
    old_phone: str = ""
    unknown: tuple[str, ...] = ()


def read_message(desk: Desk, incoming: Incoming, account: int | None = None) -> MessageRead:
    """Find what a message is about. `account`: whose it is, where the caller has said so."""
    text = f"{incoming.subject}\n{incoming.text}"
    found, grounds, others = (account, "as you said", ()) if account else _whose(desk, incoming, text)
    if found is None:
        return MessageRead(incoming, None, grounds, others, (), ())
    invoices = desk.invoices(found)
    own, spelt = as_booked(incoming.text, invoices)
    text = f"{as_booked(incoming.subject, invoices)[0]}\n{own}"
    named = tuple(named_of(invoices)(text))
    of_sender = (each for each in desk.contacts(found) if incoming.sender in addresses_of(each.email.lower()))
    who = next(of_sender, None)
    today = desk.clock.calendar_day()
    sent = min(incoming.sent or today, today)
    written = Written(sent, desk.settings.date_order, certain=not incoming.handed_on)
    facts = desk.account(found)
    elsewhere = (number for key, number in latest.open_numbers(desk.book) if key != found)
    unknown = unknown_in(text, invoices, elsewhere)
    zone = zone_named(facts.zone)
    calls = () if incoming.notice else calls_in(own, named, invoices, written, zone, unknown)
    return MessageRead(
        incoming, found, grounds, others, named, tuple(replace(call, words=spelt(call.words)) for call in calls),
        new_contact="" if who else incoming.sender,
        contact=who.id if who else None,
        new_phone="" if incoming.notice else _new_phone(incoming.text, facts.country),
        old_phone=who.phone if who else "",
        unknown=unknown,
    )  # fmt: skip


def _new_phone(text: str, country: str) -> str:
    """Return the number that follows where they say that it is new; empty for what is no number of any country."""
    said = _NEW_NUMBER.search(text)
    if said is None:
        return ""
    near = text[said.end() : said.end() + 60]
    # Large, and seldom needed.
    matches = import_module("phonenumbers").PhoneNumberMatcher(near, country or None)
    return next((one_line(found.raw_string) for found in matches), "")


def _whose(desk: Desk, incoming: Incoming, text: str) -> tuple[int | None, str, tuple[int, ...]]:
    """Tell whose a message is: by the sender's address, else by the invoices it names; never by a guess."""
    by_address = latest.written_from(desk.book, incoming.sender) if incoming.sender else []
    if len(by_address) == 1:
        return by_address[0], "the sender is a contact", ()
    numbers = latest.open_numbers(desk.book)
    hits = list(dict.fromkeys(key for key, number in numbers if names(text, number)))
    if by_address:
        hits = [key for key in hits if key in by_address]
        if len(hits) == 1:
            return hits[0], "the sender is a contact, and it names invoices", ()
        return None, "the sender is a contact of several accounts", tuple(by_address)
    if len(hits) == 1:
        return hits[0], "it names invoices", ()
    several = "it names invoices of several accounts"
    return None, several if hits else "nobody in the book is named", tuple(hits[:20])
