"""The forms that log no call: next steps, contacts, zones, promises and disputes that ended, how they pay, letters."""

from collections.abc import Callable, Sequence
from datetime import UTC
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import CONTACT_FACTS, Guide, check_contact, doubt_of_times
from arcall_tui.domain.activity import (
    ENDED_PROMISES,
    RESOLVED,
    Activity,
    FollowUp,
    FollowUpKind,
    PromiseState,
    RootCause,
)
from arcall_tui.domain.calendar import parse_hours, zone_named
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.outgoing import checked_fact, fact_label
from arcall_tui.render.pieces import day_full, day_short, step
from arcall_tui.rules.promises import PayRun, doubt_of
from arcall_tui.rules.queue import Placing
from arcall_tui.tui.forms.form import Choice, Field, Form, Send, free_text, pick
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.workday.calls import record, settling
from arcall_tui.workday.calls.customer_facts import Facts, edit_guide, set_facts, suggest_zone
from arcall_tui.workday.calls.prepare import total_of
from arcall_tui.workday.calls.reading import Doubt, Reading, Understood
from arcall_tui.workday.desk.desk import Desk

_CONTACT = {name: name.title() for name in CONTACT_FACTS} | {"address": "Say"}
_HINTS = {
    "phone": "ext 12 and menu 2-1 may follow",
    "address": "how to address them: Ms Anders",
    "times": "to be rung: 10-12, after 2pm, mornings",
}


def care_form(
    title: str,
    fields: list[Field],
    reading: Reading,
    verb: Callable[..., Placing] | None = None,
    *,
    at: int = 0,
    **fixed: object,
) -> Form:
    """Return a form that logs no call: it does `verb` on the account with what its fields say, and what is `fixed`."""
    form = Form(None, title, fields, reading, at=at)
    if verb is not None:
        form.write = lambda values: partial(verb, account=reading.card.account.id, **fixed, **values)
    return form


def next_step(reading: Reading) -> Form:
    """Ask what happens next, and when; the present next step is filled in."""
    steps = reading.card.follow_ups
    present: FollowUp | None = steps[0] if steps else None
    kinds: dict[str, Any] = {str(kind): kind for kind in FollowUpKind}
    kind = pick("kind", "What", kinds, str(present.kind if present else FollowUpKind.CALL))
    start = LineEdit(_start(reading, present))
    when = Field("step", "When", reading.step, start, required=True, needs="fri, +3 ...")
    why = Field("reason", "Why", free_text, ghost_echo="shown with the account", empty="")
    form = care_form("Next step", [kind, when, why], reading, record.set_next_step, at=1)
    form.together = lambda v, accounts: partial(
        record.set_next_steps, accounts=accounts, there=reading.there, **v
    )
    return form


def _start(reading: Reading, present: FollowUp | None) -> str:
    if present is None or present.due < reading.local.date():
        return ""
    if present.at is not None and present.at > reading.now:
        return f"{present.at.astimezone(reading.there):%d %b %Y %H:%M}"
    return f"{present.due:%d %b %Y}"


def move_step(reading: Reading, present: FollowUp) -> Form:
    """Ask when a next step is due instead."""
    start = LineEdit(_start(reading, present))
    when = Field("step", "When", reading.step, start, required=True, needs="fri, +3, mon 14:30 ...")
    assert present.id is not None, "it is on record"
    title = f"Move: {step(present, reading.here)}"
    return care_form(title, [when], reading, record.move_step, follow_up=present.id)


def _cause(start: RootCause | None) -> Choice:
    causes: dict[str, Any] = {"not said": None, **{str(cause): cause for cause in RootCause}}
    return pick("cause", "Why late", causes, str(start or "not said"))


def cause_to_come(reading: Reading, say: Callable[[int, RootCause | None], None]) -> Form:
    """Ask why the customer has not paid, for the outcome that is still to be logged: `say` keeps it till then."""
    form = care_form("Why late", [_cause(reading.cause)], reading)

    async def send(form: Form) -> None:
        say(reading.card.account.id, form.values()["cause"])

    form.send = send
    return form


def call_words(call: Activity, here: ZoneInfo) -> str:
    """Name a call."""
    return f"{call.code} of {call.at.astimezone(here):%d %b %H:%M}"


def why_late(reading: Reading, call: Activity) -> Form:
    """Ask why the customer had not paid when a call was made."""
    form = care_form(call_words(call, reading.here), [_cause(call.root_cause)], reading)
    form.write = lambda v: partial(record.say_why_late, call=call.id, cause=v["cause"])
    return form


def step_done(reading: Reading) -> Form:
    """Ask which of the next steps is done."""
    steps = {step(each, reading.here): each.id for each in reading.card.follow_ups}
    if not steps:
        raise UsageError("No next step is set on this account.")
    return care_form("Step done", [pick("follow_up", "Done", steps)], reading, record.finish_step)


def snooze(reading: Reading) -> Form:
    """Ask until when the account rests; nothing typed wakes it."""
    rests, needs = reading.card.account.snoozed_until is not None, "a date: mon, +10, eom"
    until = Field(
        "step", "Until", reading.step, ghost="end its rest now" if rests else "",
        ghost_echo=f"or {needs}" if rests else needs, required=not rests, needs=needs,
    )  # fmt: skip
    form = care_form("Rest", [until, Field("reason", "Why", free_text, empty="")], reading, record.snooze)
    form.together = lambda v, accounts: partial(record.snooze_all, accounts=accounts, **v)
    return form


def contact(reading: Reading) -> Form:
    """Ask for a contact's facts: filled in are those of whose number was found wrong, else of the first.

    Another is chosen by name.
    """
    # A stable order: whose number is bad comes first.
    contacts = sorted(reading.card.contacts, key=lambda each: not each.bad_number)
    known: dict[str, Any] = {
        f"{one_line(c.name) or 'no name'} {one_line(c.phone)}".strip(): c for c in contacts
    }
    who = pick("who", "Contact", {**known, "a new one": None})
    first = contacts[0] if contacts else None
    names = tuple(_CONTACT)
    own = {name: LineEdit(one_line(getattr(first, name)) if first else "") for name in names}
    facts = [
        Field(name, label, free_text, own[name], ghost_echo=_HINTS.get(name, ""))
        for name, label in _CONTACT.items()
    ]

    def read(text: str) -> Understood:
        chosen = {**known, "a new one": None}[text]
        for fact in facts:
            if fact.edit.fresh or not fact.edit.text:
                fact.edit = LineEdit(one_line(getattr(chosen, fact.id)) if chosen else "")
        return chosen, ""

    for name in ("phone", "email"):
        facts[names.index(name)].read = partial(_reached, name, who, known)
    facts[names.index("times")].read = lambda text: (text, _times_understood(reading, text))
    who.read = read
    who.changed = read

    def write(values: dict[str, Any]) -> Callable[[Desk], Placing]:
        given = {name: values[name] or "" for name in names}
        if not any(given.values()):
            raise UsageError("A contact needs a name, a number or an address.")
        which = values["who"].id if values["who"] else None
        return partial(record.edit_contact, account=reading.card.account.id, contact=which, facts=given)

    form = care_form("Contact", [who, *facts], reading, at=3)
    form.write = write
    return form


def _reached(name: str, who: Choice, known: dict[str, Any], text: str) -> Understood:
    """Read a phone or e-mail: it must be one, unless it stands so on the contact already."""
    check_contact({name: text}, known.get(who.edit.text))
    return text, ""


def _times_understood(reading: Reading, text: str) -> str:
    """Say what a contact's times are taken for: calls are planned by them where they are hours alone."""
    own, hours = reading.card.account.prefers, parse_hours(text)
    if hours is None:
        return doubt_of_times(text)
    if own is not None:
        return f"{hours}; but the account's own {own} goes before it"
    return f"{hours} on their clock: the next attempts are set for it"


def zone(reading: Reading) -> Form:
    """Ask in which time zone the customer is."""
    account = reading.card.account
    phones = [contact.phone for contact in reading.card.contacts if contact.phone and not contact.bad_number]
    # A suggestion is filled in with its basis; it counts only once it is confirmed.
    offered = suggest_zone(account.country, phones, reading.now.year)

    def read(text: str) -> Understood:
        found = zone_named(text.strip())
        if found is None:
            raise UsageError(f"{text} is not a time zone.", "Write it like Europe/London or Asia/Kolkata.")
        why = f"; suggested: {offered.basis}" if account.zone is None and found.key == offered.zone else ""
        return found.key, f"it is {reading.now.replace(tzinfo=UTC).astimezone(found):%a %H:%M} there{why}"

    start = LineEdit(account.zone or offered.zone or "")
    needs = f"{offered.basis}: such as {(*offered.candidates, 'Europe/London')[0]}"
    field = Field("zone", "Zone", read, start, required=True, needs=needs)
    form = care_form("Time zone", [field], reading)
    form.write = lambda v: partial(set_facts, account=account.id, facts=Facts(**v))
    return form


def settle_promise(reading: Reading) -> Form:
    """Ask what became of a promise, by the caller's word."""
    pending = [promise for promise in reading.card.promises if promise.is_live]
    if not pending:
        raise UsageError("No promise is open on this account.")
    which: dict[str, Any] = {f"{p.amount} by {day_short(p.due)}": p.id for p in pending}
    states: dict[str, Any] = {str(state): state for state in ENDED_PROMISES}
    fields: list[Field] = [pick("promise", "Promise", which), pick("state", "It was", states)]
    form = care_form("Promise settled", fields, reading, settling.settle_promise, at=1)
    form.whole = lambda: settling.KEPT_BY_WORD if fields[1].value() is PromiseState.KEPT else ""
    return form


def resolve_dispute(reading: Reading) -> Form:
    """Ask how a dispute ended, and what is still to be credited for it."""
    pending = [dispute for dispute in reading.card.disputes if dispute.is_open]
    if not pending:
        raise UsageError("No dispute is open on this account.")
    which = {f"{d.reason} of {day_short(d.opened_on)}": d for d in pending}
    dispute = pick("dispute", "Dispute", {words: each.id for words, each in which.items()})
    state = pick("state", "It was", {str(state): state for state in RESOLVED})

    def read(text: str) -> Understood:
        lines = which[dispute.edit.text].lines
        then = " stays off what is asked for until the ledger shows it"
        return reading.amount(text, lines[0].amount.currency if lines else "", then=then)

    def usual(_: str) -> Understood:
        lines = settling.usual_credit(which[dispute.edit.text], state.value(), reading.card.invoices)
        credit.ghost = total_of(lines)
        credit.ghost_echo = (
            "stays off what is asked for; 0: ask for all" if lines else "all is asked for again"
        )
        return None, ""

    credit = Field("credit", "To credit", read)
    dispute.changed = state.changed = usual
    usual("")
    return care_form("Dispute resolved", [dispute, state, credit], reading, settling.resolve_dispute, at=1)


def release_hold(reading: Reading) -> Form:
    """Ask before an account on hold may be called again."""
    account = reading.card.account
    if account.hold is None:
        raise UsageError("This account is not on hold.")
    form = care_form(f"Release: {account.hold}", [pick("sure", "Release", {"yes": True})], reading)
    form.write = lambda _: partial(record.release_hold, account=account.id)
    form.warning = "The account comes back into the queue and may be called. enter confirms, esc cancels."
    return form


CARE: dict[str, Callable[[Reading], Form]] = {
    form.__name__: form
    for form in (next_step, step_done, snooze, contact, zone, settle_promise, resolve_dispute, release_hold)
}


_FACTS = (
    ("method", "Pays by", "transfer, card, cheque, direct debit ..."),
    ("pay_run", "Pay run", "thu · tue, fri · 15 and 30 · eom"),
    ("cut_off", "Cut-off", "days before a run to have all they need"),
    ("portal", "Portal", "where bills have to be entered"),
    ("mind", "Mind", "etiquette, process: PO number first ..."),
    ("tags", "Tags", "your words, to filter by: vip slow"),
    ("post", "Post to", "; between lines: High St 1; Leeds LS1 1AA"),
)


def guide(reading: Reading) -> Form:
    """Ask how the customer works: how and when they pay, what to mind."""
    fields = [
        Field(name, label, free_text, LineEdit(one_line(getattr(reading.card.guide, name))), ghost_echo=hint)
        for name, label, hint in _FACTS
    ]

    def run_of(text: str) -> Understood:
        run = PayRun.parse(text)
        if run is None:
            return text, Doubt(doubt_of("pay_run", text))
        return text, f"the next one is {day_full(run.first(reading.local.date(), reading.calendar))}"

    fields[1].read = run_of
    fields[2].read = lambda text: (text, Doubt(doubt) if (doubt := doubt_of("cut_off", text)) else "")
    form = care_form("How they pay", fields, reading)
    form.write = lambda values: partial(
        edit_guide, account=reading.card.account.id, guide=Guide(**{n: v or "" for n, v in values.items()})
    )
    return form


def who_sends(reading: Reading, facts: Sequence[str], send: Send, currency: str) -> Form:
    """Ask who sends letters, and where they are paid to; with a `currency` only for the account that takes it."""
    fields = [Field(name, fact_label(name), partial(_fact, name)) for name in facts]
    title, empty = (
        (f"Your {currency} account?", "the usual one") if currency else ("Who sends letters?", "nobody")
    )
    form = care_form(title, fields, reading)
    form.who, form.send = f"asked once, kept in settings.toml; empty: {empty}", send
    return form


def _fact(name: str, text: str) -> Understood:
    return checked_fact(name, text), ""


def letter(
    reading: Reading,
    names: Sequence[str],
    preview: Callable[[str, str, str], str],
    accounts: Sequence[int],
    send: Send,
    start: str,
) -> Form:
    """Ask which letter goes to whom, `start` chosen. `preview(name, to, more)` shows it and says what is wrong with it, or nothing."""
    contacts = reading.card.contacts
    email = next((one_line(contact.email) for contact in contacts if contact.email), "")
    which = pick("template", "Letter", {name: name for name in names}, start if start in names else names[0])

    def read(text: str) -> Understood:
        advice = preview(text, to.edit.text.strip(), more.edit.text)
        return text, Doubt(advice) if advice else ""

    # Nothing is filled in: whom a letter goes to, and whom a memo, is shown above as it will be.
    ghost = email or "nobody yet: fill it in in your mail program"
    to = Field("to", "To", free_text, ghost_echo=ghost)
    which.read = read
    with_it = ("text alone", "PDF", "files", "PDF and files", "interest", "interest and fees")
    more = pick("more", "With", {each: each for each in with_it})
    fields: list[Field] = [which, more] if len(accounts) > 1 else [which, to, more]

    form = care_form("E-mail draft", fields, reading)
    form.send = send
    if len(accounts) > 1:
        form.who = f"{len(accounts)} accounts, each to its own contact"
    return form
