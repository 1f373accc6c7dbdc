"""The forms of the outcomes: which facts each needs, filled in beforehand, and the outcome that they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import DisputeReason, Line, RootCause
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcome import DisputeRaised, NextStep, Outcome, PromiseGiven
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import one_line
from arcall_tui.domain.when import parse_amount
from arcall_tui.errors import UsageError
from arcall_tui.tui.forms.facts import (
    amount_of,
    cause_of,
    contact_of,
    invoices_of,
    lines_for,
    next_of,
    numbers_of,
    room_of,
    said_by,
)
from arcall_tui.tui.forms.fields import Choice, Field, Understood, free_text, one_of
from arcall_tui.tui.forms.form import Build, Form, Setting
from arcall_tui.tui.forms.instalments import plan
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.render.moments import day_full, place

_TO = ("supervisor", "legal", "finance")


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
    amount = amount_of(setting)
    rest = [invoices_of(setting, amount), *contact_of(setting), method, cause_of(setting), next_of(setting)]
    return Form(Code.PTP, "Promise to pay", [amount, by, *rest], setting, _promised)


def _promised(setting: Setting, values: dict[str, Any], note: str) -> Outcome:  # noqa: ARG001 - as every maker
    contact, name = said_by(values)
    (lines,) = lines_for([values["amount"]], values["invoices"] or ())
    given = PromiseGiven(values["amount"], values["by"], lines, method=values["method"] or "", said_by=name)
    return Outcome(
        Code.PTP,
        note,
        contact=contact,
        root_cause=values["cause"],
        promises=(given,),
        next_step=values["next"],
    )


def dispute(setting: Setting) -> Form:
    """Ask what is objected to, and who must act."""
    reasons: dict[str, Any] = {str(reason): reason for reason in DisputeReason}
    reason = Choice(
        "reason", "Reason", one_of(reasons), LineEdit(str(DisputeReason.PRICE)), options=tuple(reasons)
    )
    amount = Field("amount", "Amount", free_text, ghost_echo="all of it; a part only of one invoice")
    amount.read = lambda text: _money_echo(setting, text)
    owner = Field("owner", "Owner", free_text, ghost_echo="who must act: sales, finance ...")
    fields = [reason, invoices_of(setting), amount, owner, *contact_of(setting), next_of(setting)]
    return Form(Code.DISP, "Dispute", fields, setting, _disputed)


def _money_echo(setting: Setting, text: str) -> Understood:
    exposure = setting.exposure
    money = parse_amount(text, exposure.currency if exposure else "")
    return money, str(money)


def _disputed(setting: Setting, values: dict[str, Any], note: str) -> Outcome:
    contact, _ = said_by(values)
    step: NextStep | None = values["next"]
    lines = _lines(setting, values["invoices"] or (), values["amount"])
    raised = DisputeRaised(values["reason"], values["owner"] or "", lines, step.due if step else None)
    return Outcome(
        Code.DISP, note, contact=contact, root_cause=RootCause.DISPUTE, dispute=raised, next_step=step
    )


def _lines(setting: Setting, chosen: Iterable[Any], part: Money | None) -> tuple[Line, ...]:
    items = tuple(chosen)
    if part is None:
        return tuple(Line(item.id, room_of(item)) for item in items)
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
    fields = [when, *contact_of(setting), cause_of(setting)]
    return Form(Code.CB, "Call back", fields, setting, _called_back)


def _called_back(setting: Setting, values: dict[str, Any], note: str) -> Outcome:  # noqa: ARG001
    contact, _ = said_by(values)
    return Outcome(Code.CB, note, contact=contact, root_cause=values["cause"], call_back=values["when"])


def says_paid(setting: Setting) -> Form:
    """Ask when and how much was paid, and for the payment's reference."""
    reference = Field(
        "reference", "Reference", free_text, ghost_echo="of the payment; without it, ask again soon"
    )
    on = Field("on", "Paid on", setting.past_of, ghost_echo="yesterday, mon, -3, 12 nov")
    amount = Field("amount", "Amount", free_text, ghost_echo="all of it, unless they say how much")
    amount.read = lambda text: _money_echo(setting, text)
    which = invoices_of(setting)
    fields = [reference, on, amount, which, *contact_of(setting), cause_of(setting), next_of(setting)]
    return Form(Code.PAID, "Says it is paid", fields, setting, _paid)


def _paid(setting: Setting, values: dict[str, Any], note: str) -> Outcome:
    made = _referred(Code.PAID)(setting, values, note)
    facts = [str(values["amount"])] if values["amount"] else []
    facts += [f"on {day_full(values['on'])}"] if values["on"] else []
    return replace(
        made, said=": ".join(filter(None, (made.said, f"paid {' '.join(facts)}" if facts else "")))
    )


def copy(setting: Setting) -> Form:
    """Ask of what they want a copy, and to whom it goes: the first e-mail address unless changed."""
    email = next((one_line(contact.email) for contact in setting.card.contacts if contact.email), "")
    to = Field("reference", "Send to", free_text, LineEdit(email), ghost_echo="e-mail address or name")
    which = invoices_of(setting, everything=True)
    fields = [to, which, *contact_of(setting), cause_of(setting), next_of(setting)]
    return Form(Code.COPY, "Wants a copy", fields, setting, _referred(Code.COPY))


def refuses(setting: Setting) -> Form:
    """Ask why they refuse."""
    why = Field("reference", "Because", free_text)
    fields = [why, invoices_of(setting), *contact_of(setting), cause_of(setting), next_of(setting)]
    return Form(Code.RTP, "Refuses to pay", fields, setting, _referred(Code.RTP))


def escalate(setting: Setting) -> Form:
    """Ask to whom it goes."""
    options: dict[str, Any] = {word: word for word in _TO}
    to = Choice("reference", "To", one_of(options), LineEdit(_TO[0]), options=_TO)
    fields = [to, invoices_of(setting), cause_of(setting), next_of(setting)]
    return Form(Code.ESC, "Escalate", fields, setting, _referred(Code.ESC))


def do_not_call(setting: Setting) -> Form:
    """Ask before an account leaves the queue, and why: a reason has to be given."""
    why = Field(
        "reference", "Reason", free_text, required=True, needs="why nobody may call: it stands on record"
    )
    kinds: dict[str, Any] = {kind.value: kind for kind in HoldKind}
    kind = Choice("hold", "Hold", one_of(kinds), LineEdit(HoldKind.DO_NOT_CALL), options=tuple(kinds))
    form = Form(Code.DNC, "Do not call", [why, kind, next_of(setting)], setting, _referred(Code.DNC))
    form.warning = (
        "Nobody may call this account any more until the hold is released. enter confirms, esc cancels."
    )
    return form


def _referred(code: Code) -> Build:
    def make(setting: Setting, values: dict[str, Any], note: str) -> Outcome:  # noqa: ARG001
        contact, _ = said_by(values)
        return Outcome(
            code,
            note,
            contact=contact,
            root_cause=values.get("cause"),
            reference=values["reference"] or "",
            next_step=values["next"],
            said=numbers_of(values),
            hold=values.get("hold") or HoldKind.DO_NOT_CALL,
        )

    return make


FORMS: dict[Code, Callable[[Setting], Form]] = {
    Code.PTP: promise,
    Code.PLAN: plan,
    Code.DISP: dispute,
    Code.CB: call_back,
    Code.PAID: says_paid,
    Code.COPY: copy,
    Code.RTP: refuses,
    Code.ESC: escalate,
    Code.DNC: do_not_call,
}
