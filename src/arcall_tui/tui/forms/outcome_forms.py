"""The forms of the outcomes: a field for each fact of their rows, filled in beforehand."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import OBJECTIONS, DisputeReason, PromiseGiven, RootCause
from arcall_tui.domain.calendar import place
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code, Fact
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.render.pieces import day_full
from arcall_tui.tui.forms.form import Choice, Field, Form, free_text, pick
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.workday.calls.intake import (
    EVERY,
    FEWEST,
    MOST,
    check_promised,
    one_currency,
    promised,
    total_room,
)
from arcall_tui.workday.calls.reading import Doubt, NamedItem, Reading, Understood

_ALL = "all overdue"

# The fields of a form so far, by their facts.
Made = dict[Fact, Field]


def currency_of(reading: Reading, made: Made) -> str:
    """Return the currency that an amount is meant in: of the invoices named, else what matters most is owed in."""
    parts = ()
    if Fact.INVOICES in made:
        try:
            parts = made[Fact.INVOICES].value() or ()
        except UsageError:  # told where the invoices are named
            parts = ()
    exposure = reading.exposure
    return parts[0].invoice.balance.currency if parts else exposure.currency if exposure else ""


def amount_of(reading: Reading, made: Made) -> Field:
    """Ask for an amount: what can be asked for of the marked invoices, or of all, unless changed."""
    exposure = reading.exposure
    start = None if exposure is None else Money(exposure.collectable, exposure.currency)
    held = reading.card.placing.standing.exposures
    others = (each for each in held if each is not exposure and each.collectable > 0)
    besides = [Money(each.collectable, each.currency) for each in others]
    said = f"besides {' and '.join(map(str, besides))}" if besides else "all that can be collected"
    if reading.chosen and exposure is not None:
        start, said = total_room(reading.chosen, exposure.currency), "all of what is marked"

    def read(text: str) -> Understood:
        part = re.fullmatch(r"(\d{1,2}) ?%|half", text.strip().lower(), re.ASCII)
        if part and int(part[1] or 50) and start is not None:
            money = Money(start.minor * int(part[1] or 50) // 100, start.currency)
            understood = str(money)
        else:
            currency, day = currency_of(reading, made), made.get(Fact.BY, made.get(Fact.FIRST))
            try:
                money, understood = reading.amount(text, currency)
            except UsageError:
                head, _, tail = text.strip().partition(" ")
                if not tail or day is None or not day.edit.fresh:
                    raise
                money, understood = reading.amount(head, currency)
                day.read(tail)  # a day behind the amount goes to where days are said
                day.edit = LineEdit(tail)
        check_promised(money, reading)
        return money, f"{money} ({said})" if money == start else understood

    begin = LineEdit(start.grouped() if start and start.minor else "")
    return Field(Fact.PROMISED, "Amount", read, begin, required=True, needs="How much?")


def invoices_of(reading: Reading, code: Code, made: Made) -> Field:
    """Ask which invoices: the marked ones, or all overdue ones, unless changed.

    A promised amount follows the choice until something is typed in it. Raises UsageError where credits alone are
    marked and cannot be meant.
    """
    facts = set(code.means.facts)
    if not reading.owed and facts & {Fact.PROMISED, Fact.REASON}:
        raise UsageError("Nothing is owed on this account.", "There is nothing to promise or to dispute.")
    marked = [item for item in reading.chosen if item.balance.minor > 0 or Fact.SEND_TO in facts]
    if reading.chosen and not marked:
        raise UsageError("Only credits are marked; nothing is owed on them.", "Mark an invoice: tab, space.")
    one = one_line(marked[0].number) if marked else _ALL
    start = one if len(marked) < 2 else f"{len(marked)} marked"  # noqa: PLR2004 - one is named

    def read(text: str) -> Understood:
        if text.strip() == _ALL:
            return (), ""
        same = bool(marked) and text.strip() == start
        parts = tuple(map(NamedItem, marked)) if same else reading.invoices(code, text)
        if Fact.PROMISED in made:
            _follow(made, parts)
        return parts, ", ".join(
            f"{one_line(p.invoice.number)} {p.amount or p.invoice.balance}" for p in parts
        )

    return Field(Fact.INVOICES, "Invoices", read, LineEdit(start), ghost_echo="all that are overdue")


def _follow(made: Made, parts: Sequence[NamedItem]) -> None:
    """Let the amount be that of the invoices chosen, until something else is typed, or each instalment's own."""
    currency, amount = one_currency(parts), made[Fact.PROMISED]
    each_said = Fact.PARTS in made and len(made[Fact.PARTS].edit.text.split()) > 1
    if amount.edit.fresh and not each_said:
        rooms = [part.amount or part.invoice.undisputed() for part in parts]
        amount.edit = LineEdit(Money(sum(room.minor for room in rooms), currency).grouped())


_TO = ("supervisor", "legal", "finance")
_ALL_SHOWN = 6
_REASONS: dict[str, Any] = {str(reason): reason for reason in OBJECTIONS}


def form_for(code: Code, reading: Reading) -> Form:
    """Return the form of an outcome. Raises UsageError where there is nothing that it could be about."""
    made: Made = {}
    for fact in code.means.facts:
        if fact is not Fact.CONTACT or reading.card.contacts:
            made[fact] = FIELDS[fact](reading, code, made)
    form = Form(code, code.means.title, list(made.values()), reading)
    if Fact.PARTS in made:
        form.whole = lambda: _schedule(form)
    if Fact.HOLD in made:
        form.warning = (
            "Nobody may call this account any more until the hold is released. enter confirms, esc cancels."
        )
    return form


def _day(fact: Fact, label: str) -> Callable[[Reading, Code, Made], Field]:
    """Ask for the day of a promise, or of its first part: the suggested one, unless changed."""

    def made(reading: Reading, _code: Code, _made: Made) -> Field:
        start = LineEdit(f"{reading.suggested_day:%d %b %Y}")
        return Field(fact, label, reading.promised, start, required=True, needs="By when?")

    return made


def _parts(reading: Reading, _code: Code, made: Made) -> Field:
    needs = "How many, or how much each?"
    start = LineEdit("3")
    return Field(
        Fact.PARTS, "Parts", lambda text: _split(reading, made, text), start, required=True, needs=needs
    )


def _split(reading: Reading, made: Made, text: str) -> Understood:
    """Read how many parts, or the amount of each; then the whole amount follows, until it is typed over."""
    words = text.replace("+", " ").replace(";", " ").split()
    if len(words) == 1 and words[0].isascii() and words[0].isdigit() and int(words[0][:4]) <= MOST:
        if int(words[0]) < FEWEST:
            raise UsageError(f"A plan has {FEWEST} to {MOST} parts.")
        return int(words[0]), ""
    if not FEWEST <= len(words) <= MOST:
        raise UsageError(f"A plan has {FEWEST} to {MOST} parts: 3, or each one's amount: 500 300 200.")
    currency = currency_of(reading, made)
    read = [reading.amount(word, currency) for word in words]
    given = tuple(money for money, _ in read)
    doubt = next((said for _, said in read if isinstance(said, Doubt)), None)
    total, amount = Money(sum(money.minor for money in given), given[0].currency), made[Fact.PROMISED]
    if amount.edit.fresh:
        amount.edit = LineEdit(total.grouped() if total.currency == currency else str(total))
    return given, doubt or f"{len(given)} parts, {total} in all"


def _schedule(form: Form) -> str:
    """Say what the instalments come to, with their days; nothing while something is missing or wrong."""
    wanted = {Fact.PROMISED, Fact.PARTS, Fact.FIRST, Fact.EVERY, Fact.INVOICES}
    try:
        given = promised({each.id: each.value() for each in form.fields if each.id in wanted}, form.reading)
    except UsageError:
        return ""
    off = [day_full(part.due) for part in given if not form.reading.theirs.is_business_day(part.due)]
    return _parts_said(given) + (f" · a day off for them: {', '.join(off[:_ALL_SHOWN])}" if off else "")


def _parts_said(given: Sequence[PromiseGiven]) -> str:
    last = given[-1]
    if len(given) <= _ALL_SHOWN:
        return f"{len(given)} parts: " + " · ".join(
            f"{part.amount} on {day_full(part.due)}" for part in given
        )
    if len({part.amount for part in given[:-1]}) == 1:
        return f"{len(given)} x {given[0].amount}, the last {last.amount} on {day_full(last.due)}"
    return f"{', '.join(part.amount.grouped() for part in given)}; the last on {day_full(last.due)}"


def _part(reading: Reading, code: Code, made: Made) -> Field:
    """Ask for how much of it: what is disputed, what they say that they paid, or what was seen of it."""
    if code is Code.SEEN:
        return _money_seen(reading, made)

    def read(text: str) -> Understood:
        return reading.amount(text, currency_of(reading, made))

    hint = "all of it; a part only of one invoice" if code is Code.DISP else "all, unless they say how much"
    return Field(Fact.PART, "Amount", read, ghost_echo=hint)


def _money_seen(reading: Reading, made: Made) -> Field:
    """Ask how much came: what was promised first, else all that can be asked for, unless changed."""
    exposure = reading.exposure
    start = Money(exposure.collectable, exposure.currency) if exposure else None
    pending = (each for each in reading.card.promises if each.is_live)
    promised = min(pending, key=lambda each: each.due, default=None)
    if reading.chosen and exposure is not None:
        start = total_room(reading.chosen, exposure.currency)
    elif promised is not None and (exposure is None or promised.amount.currency == exposure.currency):
        start = promised.amount

    def read(text: str) -> Understood:
        then = " is not asked for again; the next ledger tells"
        return reading.amount(text, currency_of(reading, made), then=then)

    begin = LineEdit(start.grouped() if start and start.minor else "")
    return Field(Fact.PART, "Amount", read, begin, required=True, needs="How much came?")


def _call_back(reading: Reading, _code: Code, _made: Made) -> Field:
    zone = reading.card.account.zone
    clock = f"{place(zone)} time" if zone else "your clock"
    needs = f"on {clock}: tomorrow 3pm, mon 14:30"
    return Field(Fact.CALL_BACK, "Call back", reading.moment, required=True, needs=needs)


def _send_to(reading: Reading, _code: Code, _made: Made) -> Field:
    email = next((one_line(contact.email) for contact in reading.card.contacts if contact.email), "")
    return Field(Fact.SEND_TO, "Send to", free_text, LineEdit(email), ghost_echo="e-mail address or name")


def _why(_reading: Reading, code: Code, _made: Made) -> Field:
    label, needs = ("Reason", code.means.needs[1]) if code is Code.DNC else ("Because", "")
    return Field(Fact.WHY, label, free_text, required=bool(needs), needs=needs)


def _contact(reading: Reading, _code: Code, _made: Made) -> Field:
    """Ask whom the caller spoke to: the first whose number is good, unless changed."""
    options: dict[str, Any] = {"": None}
    for contact in reading.card.contacts:
        options[one_line(contact.name) or one_line(contact.phone) or f"contact {contact.id}"] = contact
    good = next((name for name, c in options.items() if c is not None and c.name and not c.bad_number), "")
    return pick(Fact.CONTACT, "Spoke to", options, good)


def _cause(reading: Reading, code: Code, _made: Made) -> Field:
    """Ask why they have not paid: what was said already unless changed."""
    usual = RootCause.DISPUTE if code is Code.DISP else ""
    options = {"": None, **{str(cause): cause for cause in RootCause}}
    return pick(Fact.CAUSE, "Why late", options, str(reading.cause or usual))


def _reason(_reading: Reading, _code: Code, made: Made) -> Field:
    """Ask what is objected to; who usually acts on that is filled in as the owner until another is typed."""

    def changed(text: str) -> Understood:
        owner = made[Fact.OWNER]
        if owner.edit.fresh:
            owner.edit = LineEdit(_REASONS[text].owner)
        return text, ""

    field = pick(Fact.REASON, "Reason", _REASONS, DisputeReason.PRICE)
    field.changed = changed
    return field


def _owner(_reading: Reading, _code: Code, made: Made) -> Field:
    start = LineEdit(_REASONS[made[Fact.REASON].edit.text].owner)
    needs = "Who must act: sales, finance ...?"
    return Field(Fact.OWNER, "Owner", free_text, start, required=True, needs=needs)


def _choice(fact: Fact, label: str, options: dict[str, Any]) -> Callable[[Reading, Code, Made], Choice]:
    return lambda _reading, _code, _made: pick(fact, label, options)


FIELDS: dict[Fact, Callable[[Reading, Code, Made], Field]] = {
    Fact.PROMISED: lambda reading, _code, made: amount_of(reading, made),
    Fact.BY: _day(Fact.BY, "By"),
    Fact.PARTS: _parts,
    Fact.FIRST: _day(Fact.FIRST, "First on"),
    Fact.EVERY: _choice(Fact.EVERY, "Then each", dict(EVERY)),
    Fact.METHOD: lambda _reading, _code, _made: Field(
        Fact.METHOD, "How", free_text, ghost_echo="transfer, card, cheque; may stay empty"
    ),
    Fact.CALL_BACK: _call_back,
    Fact.REASON: _reason,
    Fact.PART: _part,
    Fact.OWNER: _owner,
    Fact.REFERENCE: lambda _reading, code, _made: Field(
        Fact.REFERENCE,
        "Reference",
        free_text,
        ghost_echo=f"of the payment{'' if code is Code.SEEN else '; without it, ask again soon'}",
    ),
    Fact.PAID_ON: lambda reading, _code, _made: Field(
        Fact.PAID_ON, "Paid on", reading.past_day, ghost_echo="yesterday, mon, -3, 12 nov"
    ),
    Fact.SEND_TO: _send_to,
    Fact.WHY: _why,
    Fact.GOES_TO: _choice(Fact.GOES_TO, "To", {word: word for word in _TO}),
    Fact.HOLD: _choice(Fact.HOLD, "Hold", {kind.value: kind for kind in HoldKind}),
    Fact.INVOICES: invoices_of,
    Fact.CONTACT: _contact,
    Fact.CAUSE: _cause,
    Fact.NEXT: lambda reading, code, _made: Field(
        Fact.NEXT, "Owner by" if code is Code.DISP else "Next step", reading.step
    ),
}
