"""The fields about what is owed: which invoices, and how much of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code, Fact
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.tui.forms.fields import Field
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.workday.calls.intake import check_promised, one_currency, total_room
from arcall_tui.workday.calls.reading import NamedItem, Reading, Understood

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
    besides = [
        Money(each.collectable, each.currency)
        for each in held
        if each is not exposure and each.collectable > 0
    ]
    said = f"besides {' and '.join(map(str, besides))}" if besides else "all that can be collected"
    if reading.chosen and exposure is not None:
        start, said = total_room(reading.chosen, exposure.currency), "all of what is marked"

    def read(text: str) -> Understood:
        share = _share(text)
        if share and start is not None:
            money = Money(start.minor * share // 100, start.currency)
            understood = str(money)
        else:
            money, understood = reading.amount(text, currency_of(reading, made))
        check_promised(money, reading)
        return money, f"{money} ({said})" if money == start else understood

    begin = LineEdit(start.grouped() if start and start.minor else "")
    return Field(Fact.PROMISED, "Amount", read, begin, required=True, needs="How much?")


def _share(text: str) -> int:
    """Return how many per cent of it all are meant: `half`, `50%`; 0 where an amount is."""
    found = re.fullmatch(r"(\d{1,2}) ?%", text.strip(), re.ASCII)
    return 50 if text.strip().lower() == "half" else int(found[1]) if found else 0


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
