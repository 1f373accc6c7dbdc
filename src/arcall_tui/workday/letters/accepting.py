"""What a message suggests, put on record once the caller accepts it: nothing counts before."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date

from arcall_tui.domain.activity import (
    DisputeRaised,
    DisputeReason,
    Line,
    Outcome,
    PromiseGiven,
    spread_in_turn,
)
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.workday.calls.intake import one_currency, paid_words
from arcall_tui.workday.calls.reading import NamedItem
from arcall_tui.workday.calls.record import book_of, edit_contact, put_call, told
from arcall_tui.workday.desk.desk import Desk, Logged
from arcall_tui.workday.letters.customer_words import pattern, small
from arcall_tui.workday.letters.incoming import MessageRead
from arcall_tui.workday.letters.said_calls import SuggestedCall
from arcall_tui.workday.letters.sayings import Saying

# What an objection may be about, in the order in which its words are looked for.
_REASONS = [DisputeReason[name] for name in "NOT_RECEIVED NO_PO QUALITY QUANTITY PRICE".split()]


def outcome_of(call: SuggestedCall) -> Outcome:
    """Return the outcome that a suggestion would record. Raises UsageError where a fact is missing."""
    note = f"“{call.words}”"
    # A promise gives way to a new one.
    rooms = (
        (each.id, each.undisputed() if call.saying is Saying.PROMISE else each.free()) for each in call.items
    )
    lines = tuple(Line(key, room) for key, room in rooms if room.minor > 0)
    if call.saying is Saying.PROMISE:
        return Outcome(call.code, note=note, promises=_promises(call, lines))
    if call.code is Code.DNC:
        return Outcome(Code.DNC, note=note, reference="asked in writing")
    if call.code is Code.DISP:
        if not lines:  # a dispute without any would be of all that is overdue
            why = (
                "What it names is disputed." if call.items else "It does not say to which invoice it objects."
            )
            raise UsageError(why, "Log the dispute as it is meant.")
        named = (
            each for each in _REASONS if pattern(f"reason_{each.name.lower()}").search(small(call.words))
        )
        reason = next(named, DisputeReason.OTHER)
        raised = DisputeRaised(reason, reason.owner, lines=lines)
        return Outcome(Code.DISP, note=note, dispute=raised)
    if call.code is Code.CB:
        if call.call_back is None:
            raise UsageError(
                "The message does not say for certain on which day and at what hour, or their clock is not known.",
                "Log the call back as it is meant.",
            )
        return Outcome(Code.CB, note=note, call_back=call.call_back.astimezone(UTC))
    if call.part and call.amount is None:
        raise UsageError("The message says that a part was paid, or less.", "Log the payment as it is meant.")
    certain = call.code is Code.PAID and not call.day_doubtful
    said = paid_words(call.items, call.amount, call.day if certain else None)
    return Outcome(call.code, note=note, reference=call.reference, said=said)


def _promises(call: SuggestedCall, lines: Sequence[Line]) -> tuple[PromiseGiven, ...]:
    if call.instalments:
        return _laid(call.instalments, lines)
    if call.day is None:
        raise UsageError(
            "The message does not say on which day it will be paid.", "Ask, then log the promise."
        )
    if call.part and call.amount is None:
        raise UsageError("The message promises a part, or in parts.", "Log the promise as it is meant.")
    if call.items and not lines:
        raise UsageError(
            "What it names is disputed.", "Resolve the dispute first, or log the promise as it is meant."
        )
    if not (lines or call.amount):
        raise UsageError(
            "The message names neither an amount nor an open invoice.", "Ask, then log the promise."
        )
    named = (NamedItem(item) for item in call.items)
    whole = call.amount or Money(sum(line.amount.minor for line in lines), one_currency(named))
    return _laid([(whole, call.day)], lines)


def _laid(parts: Sequence[tuple[Money, date]], lines: Sequence[Line]) -> tuple[PromiseGiven, ...]:
    """Lay promises over the bills that are named, one after the other; more than these come to is of the whole account."""
    told = spread_in_turn((amount for amount, _ in parts), {line.invoice: line.amount for line in lines})
    return tuple(
        PromiseGiven(*part, () if over.minor else laid)
        for part, (laid, over) in zip(parts, told, strict=True)
    )


def doubt_of(call: SuggestedCall) -> str:
    """Return what is not certain of a suggestion, and is asked before it counts; empty where all is."""
    asked = call.doubt
    if call.saying is Saying.PROMISE and call.day and call.day_doubtful and not asked:
        asked = f"The day can be read in two ways, or is not certain: maybe {call.day:%d %b %Y}."
    return asked


def refusal_of(call: SuggestedCall) -> str:
    """Return why a suggestion cannot be recorded as it is; empty where it can."""
    try:
        outcome_of(call)
    except UsageError as error:
        return str(error)
    return ""


def said_in_words(call: SuggestedCall) -> str:
    """Say what a suggestion would record, what of it is doubtful, and why it cannot be, where it cannot."""
    day = f"{call.day:%d %b %Y}" if call.day else ""
    if call.instalments:
        day = ", ".join(f"{amount} on {on:%d %b %Y}" for amount, on in call.instalments)
    if call.call_back:
        day = f"{call.call_back:%d %b %Y %H:%M}, their clock"
    facts = [
        ", ".join(one_line(each.number) for each in call.items),
        str(call.amount or ""),
        day,
        call.reference,
    ]
    doubt = " (the day could be read otherwise)" if call.day_doubtful else ""
    refusal, doubtful = refusal_of(call), doubt_of(call)
    asked = f" Not as it is: {refusal}" if refusal else f" Ask first: {doubtful}" if doubtful else ""
    return f"{call.code} {call.saying}: {', '.join(filter(None, facts)) or 'no facts'}{doubt}{asked}"


def accept(desk: Desk, read: MessageRead, places: Sequence[int], *, confirmed: bool = False) -> list[Logged]:
    """Put suggestions of a message on record (`places` from 1), all in one act, or none.

    They came in, as a call that the customer made: a contact with its results, and no attempt. Raises UsageError for
    none such, where a fact is missing, and for what is not certain unless the caller has `confirmed` it.
    """
    if read.account is None or not places or not all(1 <= place <= len(read.calls) for place in places):
        raise UsageError("It has no such suggestion to record.", f"There are {len(read.calls)}.")
    account, contact = read.account, read.contact
    calls = [read.calls[place - 1] for place in dict.fromkeys(places)]
    outcomes = [outcome_of(call) for call in calls]
    if doubt := not confirmed and next(filter(None, map(doubt_of, calls)), ""):
        raise UsageError(doubt, "Ask, and log it as it is meant; if that is what they mean: --anyway.")
    if again := sorted({*places} - unrecorded(desk, read).keys()):
        words = read.calls[again[0] - 1].words
        raise UsageError(f"It is on record already: “{words}”", "arcall undo takes a record off.")
    note = f"By e-mail: {read.incoming.subject}" if read.incoming.sender else "By what they wrote"
    label = f"what {desk.account(account).name} wrote"
    with book_of(desk).action(label, account, desk.clock.now()) as rows:
        came = put_call(rows, desk, account, Outcome(Code.IN, note=note, contact=contact))
        results = [replace(each, of_call=came.call, contact=contact) for each in outcomes]
        logged = [put_call(rows, desk, account, each) for each in results]
    trouble = told(desk, [came.call, *(each.call for each in logged)])
    return [replace(each, trouble=trouble) for each in logged]


def unrecorded(desk: Desk, read: MessageRead) -> dict[int, SuggestedCall]:
    """Return the suggestions of a message that are not on record yet, by their places from 1."""
    history = desk.card(read.account).history if read.account is not None else ()
    known = {(each.code, each.note) for each in history}
    return {at: call for at, call in enumerate(read.calls, 1) if (call.code, f"“{call.words}”") not in known}


def accept_contact(desk: Desk, read: MessageRead, *, add: bool, number: bool) -> None:
    """Add who wrote as a contact (`add`), put the number that they say is new in place of theirs (`number`).

    Raises UsageError where they are one already, or nobody is known to have written, and where no new number is said.
    """
    if add and not read.new_contact:
        raise UsageError("Whoever wrote is a contact already, or not known.")
    if number and not (read.new_phone and (add or read.contact)):
        raise UsageError("No contact of theirs says a new number in it.", "arcall contact keeps one.")
    facts = {"email": read.new_contact if add else "", "phone": read.new_phone if number else ""}
    if read.account is not None and (add or number):
        edit_contact(desk, read.account, read.contact, {name: text for name, text in facts.items() if text})


def found_in(read: MessageRead) -> Iterator[tuple[str, str]]:
    """Yield what was found in a message besides what it suggests, each with what it is called."""
    if read.incoming.notice:
        yield "It is", f"{read.incoming.notice}: nobody has said anything in it."
    yield "Invoices", ", ".join(one_line(each.number) for each in read.items) or "none"
    if read.unknown:
        yield "Not open here", ", ".join(map(one_line, read.unknown[:20]))
    if read.incoming.attached:
        yield "Not read", ", ".join(read.incoming.attached)
    if read.new_phone:
        on_record = f", on record is {one_line(read.old_phone)}" if read.old_phone else ""
        yield "New number", f"{read.new_phone}{on_record}"
