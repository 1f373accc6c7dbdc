"""The small forms: which facts each outcome needs, filled in beforehand, and the outcome that they make."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from arcall_tui.domain.activity import Code, DisputeReason, Line, RootCause
from arcall_tui.domain.calendar import both, instant, zone_named
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcome import DisputeRaised, NextStep, Outcome, PromiseGiven
from arcall_tui.domain.text import one_line
from arcall_tui.domain.when import When, parse_amount, parse_when
from arcall_tui.errors import UsageError
from arcall_tui.tui.fields import Choice, Field, Understood, free_text, one_of
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.render.moments import both_clocks, day_full, place

if TYPE_CHECKING:
    from arcall_tui.domain.standing import Exposure
    from arcall_tui.settings import Settings
    from arcall_tui.workday.desk import Desk
    from arcall_tui.workday.views import Card

_ALL = "all overdue"
_TO = ("supervisor", "legal", "finance")
_EVERY = {"month": 0, "two weeks": 14, "week": 7}
_PARTS = 60
# A promise is suggested for a week from now: time for one pay run, soon enough to be remembered.
_PROMISE_DAYS = 7


@dataclass(frozen=True)
class Setting:
    """What a form is filled in and read against: the account, both clocks, how dates in digits are read."""

    card: Card
    now: datetime
    here: ZoneInfo
    date_order: str
    suggested_day: date

    @property
    def there(self) -> ZoneInfo:
        """The customer's zone; the caller's own while it is not known."""
        return zone_named(self.card.account.zone) or self.here

    @property
    def local(self) -> datetime:
        """The present on the customer's clock."""
        return self.now.astimezone(self.there)

    @property
    def exposure(self) -> Exposure | None:
        """What is owed in the currency that matters most."""
        held = self.card.placing.standing.exposures
        return max(held, key=lambda e: (e.value, e.collectable, e.open), default=None)

    def date_of(self, text: str) -> Understood:
        """Read a date that is not past, on the customer's calendar."""
        when = parse_when(text, self.local, self.date_order)
        if when.date < self.local.date():
            raise UsageError(f"{day_full(when.date)} is past.", "Write fri, +3, 15 dec ...")
        days = (when.date - self.local.date()).days
        return when.date, f"{day_full(when.date)}, {_in_days(days)}"

    def instant_of(self, text: str) -> Understood:
        """Read a date and time to come on the customer's clock; the value is a UTC instant."""
        when = parse_when(text, self.local, self.date_order)
        if when.time is None:
            raise UsageError(f"{day_full(when.date)}: at what time?", "Add it: fri 3pm.")
        return self._instant(when)

    def step_of(self, text: str) -> Understood:
        """Read when the next step is due: a date, or a date and time on the customer's clock."""
        when = parse_when(text, self.local, self.date_order)
        if when.time is not None:
            at, echo = self._instant(when)
            return NextStep(when.date, at), echo
        day, echo = self.date_of(text)
        return NextStep(day), echo

    def _instant(self, when: When) -> Understood:
        assert when.time is not None
        at = instant(when.date, when.time, self.there)
        echo = both_clocks(at, self.card.account.zone, self.here)
        if at <= self.now:
            raise UsageError(f"{echo} is past.", "Write tomorrow 3pm, mon 14:30 ...")
        if self.card.account.zone is None:
            echo += " on your clock (theirs is not known)"
        return at, echo


def setting_for(card: Card, desk: Desk, settings: Settings) -> Setting:
    """Return what a form for this account is read against, as of now."""
    now = desk.clock.now()
    theirs = zone_named(card.account.zone) or desk.clock.zone
    calendar = both(desk.policy.calendar_of(card.account.country), desk.caller.calendar)
    day = calendar.on_or_after(now.astimezone(theirs).date() + timedelta(days=_PROMISE_DAYS))
    return Setting(card, now, desk.clock.zone, settings.date_order, day)


def _in_days(days: int) -> str:
    return ("today", "tomorrow")[days] if days < 2 else f"in {days} days"  # noqa: PLR2004


Build = Callable[[Setting, dict[str, Any], str], Outcome]
# The recording verb, and what it takes after the account.
Write = Callable[[dict[str, Any]], tuple[str, tuple[Any, ...]]]


@dataclass
class Form:
    """A form being filled in. `make` turns the values and the note into an outcome.

    A form without a code logs no call: `write` says what it records instead.
    """

    code: Code | None
    title: str
    fields: list[Field]
    setting: Setting
    make: Build
    at: int = 0
    problem: str = ""
    warning: str = ""
    write: Write | None = None

    @property
    def field(self) -> Field:
        """The field being typed in."""
        return self.fields[self.at]

    def move(self, count: int) -> None:
        """Go to another field."""
        self.at = (self.at + count) % len(self.fields)
        self.problem = ""

    def values(self) -> dict[str, Any]:
        """Return every value by its field. Raises UsageError and goes to the field where something is wrong."""
        found: dict[str, Any] = {}
        for index, each in enumerate(self.fields):
            try:
                found[each.id] = each.value()
            except UsageError:
                self.at = index
                raise
        return found

    def outcome(self, note: str) -> Outcome:
        """Return the outcome that the form stands for. Raises UsageError."""
        return self.make(self.setting, self.values(), note)

    def preview(self) -> Outcome | None:
        """Return the outcome so far, to ask what would follow; None while something is missing or wrong."""
        at = self.at
        try:
            return self.outcome("")
        except UsageError:
            return None
        finally:
            self.at = at


# The fields that several forms share


def _next(setting: Setting) -> Field:
    return Field("next", "Next step", setting.step_of)


def _contact(setting: Setting) -> list[Field]:
    contacts = setting.card.contacts
    options: dict[str, Any] = {"": None}
    for contact in contacts:
        options[one_line(contact.name) or one_line(contact.phone) or f"contact {contact.id}"] = contact
    good = next((name for name, c in options.items() if c is not None and not c.bad_number), "")
    if not contacts:
        return []
    edit = LineEdit(good)
    return [Choice("contact", "Spoke to", one_of(options), edit, options=tuple(options))]


def _cause() -> Field:
    options: dict[str, Any] = {"": None, **{str(cause): cause for cause in RootCause}}
    return Choice("cause", "Why late", one_of(options), LineEdit(""), options=tuple(options))


def _amount(setting: Setting) -> Field:
    exposure = setting.exposure
    currency = exposure.currency if exposure else ""

    def read(text: str) -> Understood:
        if not currency:
            raise UsageError("Nothing is open on this account.", "A promise needs something that is owed.")
        money = parse_amount(text, currency)
        if money.minor <= 0:
            raise UsageError("A promise is for more than nothing.")
        assert exposure is not None
        whole = " (all that can be collected)" if money.minor == exposure.collectable else ""
        if money.minor > exposure.open:
            raise UsageError(f"Only {Money(exposure.open, currency)} is open.", "Write that much or less.")
        return money, f"{money}{whole}"

    start = Money(exposure.collectable, currency).grouped() if exposure and exposure.collectable else ""
    return Field("amount", "Amount", read, LineEdit(start), required=True, needs="How much?")


def _invoices(setting: Setting) -> Field:
    items = [item for item in setting.card.invoices if item.balance.minor > 0]

    def read(text: str) -> Understood:
        if text.strip() == _ALL:
            return (), ""
        chosen = []
        for word in text.replace(",", " ").split():
            fits = [i for i in items if one_line(i.number).lower() == word.lower()]
            fits = fits or [i for i in items if one_line(i.number).lower().endswith(word.lower())]
            if len(fits) != 1:
                raise UsageError(f"{word}: {'more than one' if fits else 'no open'} invoice ends so.")
            chosen.append(fits[0])
        return tuple(chosen), ", ".join(f"{one_line(i.number)} {i.balance}" for i in chosen)

    return Field("invoices", "Invoices", read, LineEdit(_ALL), ghost_echo="all that are overdue")


def _said(values: dict[str, Any]) -> tuple[int | None, str]:
    contact = values.get("contact")
    return (None, "") if contact is None else (contact.id, one_line(contact.name))


# The forms


def promise(setting: Setting) -> Form:
    """Ask for a promise to pay: all that can be collected by the suggested day unless changed."""
    by = Field(
        "by",
        "By",
        setting.date_of,
        LineEdit(f"{setting.suggested_day:%d %b %Y}"),
        required=True,
        needs="By when?",
    )
    method = Field("method", "How", free_text, ghost_echo="transfer, card, cheque; may stay empty")
    rest = [*_contact(setting), method, _cause(), _next(setting)]
    return Form(Code.PTP, "Promise to pay", [_amount(setting), by, *rest], setting, _promised)


def _promised(setting: Setting, values: dict[str, Any], note: str) -> Outcome:  # noqa: ARG001 - as every maker
    contact, name = _said(values)
    given = PromiseGiven(values["amount"], values["by"], method=values["method"] or "", said_by=name)
    return Outcome(
        Code.PTP,
        note,
        contact=contact,
        root_cause=values["cause"],
        promises=(given,),
        next_step=values["next"],
    )


def plan(setting: Setting) -> Form:
    """Ask for instalments: so many equal parts, the odd cents in the last."""
    amount = _amount(setting)
    parts = Field("parts", "Parts", _parts, LineEdit("3"), required=True, needs="How many?")
    first = Field(
        "first", "First on", setting.date_of, LineEdit(f"{setting.suggested_day:%d %b %Y}"), required=True
    )
    every = Choice("every", "Then each", one_of(dict(_EVERY)), LineEdit("month"), options=tuple(_EVERY))
    rest = [*_contact(setting), _cause(), _next(setting)]
    form = Form(Code.PLAN, "Instalments", [amount, parts, first, every, *rest], setting, _planned)
    every.read = lambda text: (_EVERY[text], _schedule(form))
    return form


def _parts(text: str) -> Understood:
    if not (text.isascii() and text.isdigit() and 2 <= int(text[:4]) <= _PARTS):  # noqa: PLR2004
        raise UsageError(f"A plan has 2 to {_PARTS} parts.")
    return int(text), ""


def _schedule(form: Form) -> str:
    known = {each.id: each for each in form.fields}
    try:
        given = instalments(
            known["amount"].value(),
            known["parts"].value(),
            known["first"].value(),
            _EVERY[known["every"].edit.text],
        )
    except UsageError:
        return ""
    last = given[-1]
    return f"{len(given)} x {given[0].amount}, the last {last.amount} on {day_full(last.due)}"


def instalments(total: Money, parts: int, first: date, every: int) -> tuple[PromiseGiven, ...]:
    """Split `total` into equal parts, the odd minor units in the last; `every` so many days, 0 = monthly."""
    each = total.minor // parts
    if each == 0:
        raise UsageError(f"{total} does not split into {parts} parts.")
    amounts = [each] * (parts - 1) + [total.minor - each * (parts - 1)]
    days = (_month_on(first, i) if not every else first + timedelta(days=every * i) for i in range(parts))
    return tuple(
        PromiseGiven(Money(minor, total.currency), day) for minor, day in zip(amounts, days, strict=True)
    )


def _month_on(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _planned(setting: Setting, values: dict[str, Any], note: str) -> Outcome:  # noqa: ARG001
    contact, _ = _said(values)
    given = instalments(values["amount"], values["parts"], values["first"], values["every"])
    return Outcome(
        Code.PLAN, note, contact=contact, root_cause=values["cause"], promises=given, next_step=values["next"]
    )


def dispute(setting: Setting) -> Form:
    """Ask what is objected to, and who must act."""
    reasons: dict[str, Any] = {str(reason): reason for reason in DisputeReason}
    reason = Choice(
        "reason", "Reason", one_of(reasons), LineEdit(str(DisputeReason.PRICE)), options=tuple(reasons)
    )
    amount = Field("amount", "Amount", free_text, ghost_echo="the whole balance; a part only of one invoice")
    amount.read = lambda text: _money_echo(setting, text)
    owner = Field("owner", "Owner", free_text, ghost_echo="who must act: sales, finance, logistics ...")
    fields = [reason, _invoices(setting), amount, owner, *_contact(setting), _next(setting)]
    return Form(Code.DISP, "Dispute", fields, setting, _disputed)


def _money_echo(setting: Setting, text: str) -> Understood:
    exposure = setting.exposure
    money = parse_amount(text, exposure.currency if exposure else "")
    return money, str(money)


def _disputed(setting: Setting, values: dict[str, Any], note: str) -> Outcome:
    contact, _ = _said(values)
    step: NextStep | None = values["next"]
    lines = _lines(setting, values["invoices"] or (), values["amount"])
    raised = DisputeRaised(values["reason"], values["owner"] or "", lines, step.due if step else None)
    return Outcome(
        Code.DISP, note, contact=contact, root_cause=RootCause.DISPUTE, dispute=raised, next_step=step
    )


def _lines(setting: Setting, chosen: Iterable[Any], part: Money | None) -> tuple[Line, ...]:
    items = tuple(chosen)
    if part is None:
        return tuple(Line(item.id, item.balance) for item in items)
    if not items:
        items = tuple(i for i in setting.card.invoices if i.balance.minor > 0)
    if len(items) != 1:
        raise UsageError("A part can be disputed of one invoice at a time.", "Name the invoice.")
    if not 0 < part.minor <= items[0].balance.minor:
        raise UsageError(f"Only {items[0].balance} of it is open.")
    return (Line(items[0].id, part),)


def call_back(setting: Setting) -> Form:
    """Ask when they want to be called, on their clock."""
    town = place(setting.card.account.zone) or "your"
    needs = f"on {town + ' time' if setting.card.account.zone else 'your clock'}: tomorrow 3pm, mon 14:30"
    when = Field("when", "Call back", setting.instant_of, required=True, needs=needs)
    fields = [when, *_contact(setting), _cause()]
    return Form(Code.CB, "Call back", fields, setting, _called_back)


def _called_back(setting: Setting, values: dict[str, Any], note: str) -> Outcome:  # noqa: ARG001
    contact, _ = _said(values)
    return Outcome(Code.CB, note, contact=contact, root_cause=values["cause"], call_back=values["when"])


def says_paid(setting: Setting) -> Form:
    """Ask for the payment's reference."""
    reference = Field(
        "reference", "Reference", free_text, ghost_echo="of the payment; without it, ask again soon"
    )
    return _simple(setting, Code.PAID, "Says it is paid", reference)


def copy(setting: Setting) -> Form:
    """Ask to whom the copy goes: the first e-mail address unless changed."""
    email = next((one_line(contact.email) for contact in setting.card.contacts if contact.email), "")
    to = Field("reference", "Send to", free_text, LineEdit(email), ghost_echo="e-mail address or name")
    return _simple(setting, Code.COPY, "Wants a copy", to)


def refuses(setting: Setting) -> Form:
    """Ask why they refuse."""
    return _simple(setting, Code.RTP, "Refuses to pay", Field("reference", "Because", free_text), cause=True)


def escalate(setting: Setting) -> Form:
    """Ask to whom it goes."""
    options: dict[str, Any] = {word: word for word in _TO}
    to = Choice("reference", "To", one_of(options), LineEdit(_TO[0]), options=_TO)
    return Form(Code.ESC, "Escalate", [to, _next(setting)], setting, _referred(Code.ESC))


def do_not_call(setting: Setting) -> Form:
    """Ask before an account leaves the queue, and why: a reason has to be given."""
    why = Field(
        "reference", "Reason", free_text, required=True, needs="why nobody may call: it stands on record"
    )
    form = Form(Code.DNC, "Do not call", [why, _next(setting)], setting, _referred(Code.DNC))
    form.warning = (
        "Nobody may call this account any more until the hold is released. enter confirms, esc cancels."
    )
    return form


def _simple(setting: Setting, code: Code, title: str, first: Field, *, cause: bool = False) -> Form:
    fields = [first, *_contact(setting), *([_cause()] if cause else []), _next(setting)]
    return Form(code, title, fields, setting, _referred(code))


def _referred(code: Code) -> Build:
    def make(setting: Setting, values: dict[str, Any], note: str) -> Outcome:  # noqa: ARG001
        contact, _ = _said(values)
        return Outcome(
            code,
            note,
            contact=contact,
            root_cause=values.get("cause"),
            reference=values["reference"] or "",
            next_step=values["next"],
        )

    return make


FORMS: dict[str, Callable[[Setting], Form]] = {
    "promise": promise,
    "plan": plan,
    "dispute": dispute,
    "call_back": call_back,
    "says_paid": says_paid,
    "copy": copy,
    "refuses": refuses,
    "escalate": escalate,
    "do_not_call": do_not_call,
}
