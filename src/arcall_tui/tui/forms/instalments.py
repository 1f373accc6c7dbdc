"""The form for instalments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from arcall_tui.domain.activity import Line
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcome import Outcome, PromiseGiven
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.when import parse_amount
from arcall_tui.errors import UsageError
from arcall_tui.tui.forms.facts import (
    Amount,
    amount_of,
    cause_of,
    contact_of,
    invoices_of,
    lines_for,
    next_of,
    said_by,
)
from arcall_tui.tui.forms.fields import Choice, Field, Understood, one_of
from arcall_tui.tui.forms.form import Form, Setting
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.render.moments import day_full

_EVERY = {
    "month": relativedelta(months=1),
    "two weeks": relativedelta(weeks=2),
    "week": relativedelta(weeks=1),
    "two months": relativedelta(months=2),
    "quarter": relativedelta(months=3),
}
_FEWEST, _PARTS = 2, 60
_ALL_SHOWN = 6


def plan(setting: Setting) -> Form:
    """Ask for instalments: so many equal parts, the odd cents in the last, or each part's own amount."""
    amount = amount_of(setting)
    parts = Field(
        "parts",
        "Parts",
        lambda text: _parts(amount, text),
        LineEdit("3"),
        required=True,
        needs="How many, or how much each?",
    )
    first = Field(
        "first", "First on", setting.date_of, LineEdit(f"{setting.suggested_day:%d %b %Y}"), required=True
    )
    every = Choice("every", "Then each", one_of(dict(_EVERY)), LineEdit("month"), options=tuple(_EVERY))
    rest = [invoices_of(setting, amount), *contact_of(setting), cause_of(setting), next_of(setting)]
    form = Form(Code.PLAN, "Instalments", [amount, parts, first, every, *rest], setting, _planned)
    form.whole = lambda: _schedule(form)
    return form


def _parts(amount: Amount, text: str) -> Understood:
    """Read how many parts, or the amount of each; then the whole amount follows, until it is typed over."""
    words = text.replace("+", " ").replace(";", " ").split()
    if len(words) == 1 and words[0].isascii() and words[0].isdigit() and int(words[0][:4]) <= _PARTS:
        if int(words[0]) < _FEWEST:
            raise UsageError(f"A plan has {_FEWEST} to {_PARTS} parts.")
        return int(words[0]), ""
    if not _FEWEST <= len(words) <= _PARTS:
        raise UsageError(f"A plan has {_FEWEST} to {_PARTS} parts: 3, or each one's amount: 500 300 200.")
    currency = amount.currency
    given = tuple(parse_amount(word, currency) for word in words)
    total = Money(sum(money.minor for money in given), currency)
    if amount.edit.fresh:
        amount.edit = LineEdit(total.grouped())
    return given, f"{len(given)} parts, {total} in all"


def _schedule(form: Form) -> str:
    known = {each.id: each for each in form.fields}
    try:
        values = {name: known[name].value() for name in ("parts", "amount", "first", "invoices")}
        given = _given(values, _EVERY[known["every"].edit.text])
    except UsageError:
        return ""
    last = given[-1]
    if len(given) <= _ALL_SHOWN:
        return f"{len(given)} parts: " + " · ".join(
            f"{part.amount} on {day_full(part.due)}" for part in given
        )
    if len({part.amount for part in given[:-1]}) == 1:
        return f"{len(given)} x {given[0].amount}, the last {last.amount} on {day_full(last.due)}"
    return f"{', '.join(part.amount.grouped() for part in given)}; the last on {day_full(last.due)}"


def _given(values: dict[str, Any], every: relativedelta) -> tuple[PromiseGiven, ...]:
    amounts = split(values["amount"], values["parts"])
    return instalments(amounts, values["first"], every, lines_for(amounts, values["invoices"] or ()))


def split(total: Money, parts: int | Sequence[Money]) -> list[Money]:
    """Return equal parts, the odd minor units in the last; or the parts as they are. Raises UsageError."""
    if not isinstance(parts, int):
        whole = Money(sum(part.minor for part in parts), total.currency)
        if whole != total:
            raise UsageError(
                f"The parts come to {whole}, not {total}.", f"Write {whole.grouped()} as the amount."
            )
        return list(parts)
    each = total.minor // parts
    if each == 0:
        raise UsageError(f"{total} does not split into {parts} parts.")
    last = Money(total.minor - each * (parts - 1), total.currency)
    return [*[Money(each, total.currency)] * (parts - 1), last]


def instalments(
    amounts: Sequence[Money], first: date, every: relativedelta, lines: Sequence[tuple[Line, ...]] = ()
) -> tuple[PromiseGiven, ...]:
    """Date each amount: the first on `first`, then every so often. A day that a month lacks is its last one."""
    covers = lines or [()] * len(amounts)
    return tuple(
        PromiseGiven(money, first + every * index, cover)
        for index, (money, cover) in enumerate(zip(amounts, covers, strict=True))
    )


def _planned(setting: Setting, values: dict[str, Any], note: str) -> Outcome:  # noqa: ARG001
    contact, _ = said_by(values)
    given = _given(values, values["every"])
    return Outcome(
        Code.PLAN, note, contact=contact, root_cause=values["cause"], promises=given, next_step=values["next"]
    )
