"""The form for instalments."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from arcall_tui.domain.activity import Code
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcome import Outcome, PromiseGiven
from arcall_tui.errors import UsageError
from arcall_tui.tui.forms.facts import amount_of, cause_of, contact_of, next_of, said_by
from arcall_tui.tui.forms.fields import Choice, Field, Understood, one_of
from arcall_tui.tui.forms.form import Form, Setting
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.render.moments import day_full

_EVERY = {"month": 0, "two weeks": 14, "week": 7}
_PARTS = 60


def plan(setting: Setting) -> Form:
    """Ask for instalments: so many equal parts, the odd cents in the last."""
    amount = amount_of(setting)
    parts = Field("parts", "Parts", _parts, LineEdit("3"), required=True, needs="How many?")
    first = Field(
        "first", "First on", setting.date_of, LineEdit(f"{setting.suggested_day:%d %b %Y}"), required=True
    )
    every = Choice("every", "Then each", one_of(dict(_EVERY)), LineEdit("month"), options=tuple(_EVERY))
    rest = [*contact_of(setting), cause_of(), next_of(setting)]
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
    contact, _ = said_by(values)
    given = instalments(values["amount"], values["parts"], values["first"], values["every"])
    return Outcome(
        Code.PLAN, note, contact=contact, root_cause=values["cause"], promises=given, next_step=values["next"]
    )
