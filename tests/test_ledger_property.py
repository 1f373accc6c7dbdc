"""Generated ledgers of every kind: the total is exact, or a question is asked; never a third thing."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcall_tui.ledger.column_layout import Choices
from arcall_tui.ledger.columns import SYNONYMS, squeeze
from arcall_tui.ledger.opened import open_ledger
from arcall_tui.ledger.questions import AskError
from arcall_tui.ledger.words import STATUS_WORDS, Status

DAY = date(2026, 6, 30)
# Headings that say one thing only, whatever the column holds.
HEADS = {
    name: [word for word in SYNONYMS[name] if word.isascii() and sum(word in others for others in SYNONYMS.values()) == 1]
    for name in ("account", "name", "number", "invoice_date", "due_date", "amount", "balance", "paid", "settled_on", "paid_flag", "dc")
}  # fmt: skip
NOTHING = ["", "N/A", "-", "null", "0000-00-00", "n/a"]
STATES = {status: [word for word, each in STATUS_WORDS.items() if each is status] for status in Status}
NAMES = ["Alder", "Birch & Co", "Cedar Inn", "Dill, Ltd", "Elm Works"]


def figures_of(
    how: str, head: dict[str, str], dice: random.Random, *, later: bool
) -> tuple[dict[str, str | Decimal], Decimal]:
    """One row's figures, and what of them is open."""
    billed = Decimal(dice.randrange(100, 500_000)) / 100
    part = Decimal(dice.randrange(0, int(billed * 100))) / 100
    paid = dice.choice([Decimal(0), billed, part])
    done, credit = paid == billed, later and dice.random() < 0.3
    state = dice.choice([Status.PAID, Status.OPEN, Status.VOID, Status.GIVEN_UP])
    tax = (billed / 5).quantize(Decimal("0.01"))
    nothing = Decimal(0)
    whole = {head["amount"]: billed}
    rows: dict[str, tuple[dict[str, str | Decimal], Decimal]] = {
        "balance": ({head["balance"]: billed}, billed),
        "amount": (whole, billed),
        "paid": (whole | {head["paid"]: paid}, billed - paid),
        "unknown": (whole | {"Zqx": paid}, billed - paid),
        "paid_flag": (whole | {head["paid_flag"]: dice.choice(["yes", "Y", "true"] if done else ["no", "N", "false"])}, nothing if done else billed),
        "settled_on": (whole | {head["settled_on"]: "2026-06-01" if done else dice.choice(NOTHING)}, nothing if done else billed),
        "status": (whole | {"Invoice Status": dice.choice(STATES[state])}, billed if state is Status.OPEN else nothing),
        "dc": (whole | {head["dc"]: "C" if credit else "D"}, -billed if credit else billed),
        "net": ({"Net Sum Zq": billed, "VAT": tax, "Invoice Total": billed + tax}, billed + tax),
        "both": (whole | {head["balance"]: billed - paid, head["paid"]: paid}, billed - paid),
    }  # fmt: skip
    return rows[how]


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[str, dict[str, Decimal], str]:
    """A ledger's text, what is open in it by currency, and how it says what was paid."""
    dice = random.Random(draw(st.integers(0, 10**9)))
    how = draw(
        st.sampled_from(
            ["balance", "amount", "paid", "paid_flag", "settled_on", "status", "dc", "net", "both", "unknown"]
        )
    )
    head = {name: dice.choice(words) for name, words in HEADS.items()}
    point = draw(st.booleans())

    def written(value: Decimal) -> str:
        text = f"{value:,.2f}" if dice.random() < 0.5 else f"{value:.2f}"
        return text if point else text.replace(",", " ").replace(".", ",")

    columns: dict[str, list[str]] = {}
    owed = Decimal(0)
    for number in range(draw(st.integers(3, 9))):
        dated = date(2026, 1, 13) + timedelta(days=dice.randrange(0, 60))
        row = {
            head["name"]: dice.choice(NAMES), head["number"]: f"B-{number:03}", head["invoice_date"]: dated.isoformat(),
            head["due_date"]: (dated + timedelta(days=30)).isoformat(),
        }  # fmt: skip
        figures, left = figures_of(how, head, dice, later=number > 0)
        owed += left
        for name, cell in (row | figures).items():
            columns.setdefault(name, []).append(written(cell) if isinstance(cell, Decimal) else cell)
    order = list(columns)
    dice.shuffle(order)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dice.choice(",;\t") if not point else dice.choice(";\t,"))
    writer.writerow(order)
    writer.writerows(zip(*(columns[name] for name in order), strict=True))
    return out.getvalue(), {"EUR": owed}, how


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(ledgers())
def test_a_total_is_exact_or_asked_about(made: tuple[str, dict[str, Decimal], str]):
    text, owed, how = made
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.csv"
        path.write_text(text)
        try:
            ledger = open_ledger(path, Choices(currency="EUR"), {}, DAY)
        except AskError:
            return
        try:
            found = sum(sum(batch.balance) for batch in ledger.reader.batches())
            assert not ledger.reader.errors, (text, ledger.reader.errors)
        finally:
            ledger.source.close()
    assert how != "unknown" or ledger.layout.left_out() or "paid" in ledger.layout.columns
    assert Decimal(found) / 100 == owed["EUR"], (how, text, ledger.layout.verdicts)


@pytest.mark.parametrize("name", SYNONYMS)
def test_every_spelling_of_a_heading_is_squeezed(name: str):
    assert [word for word in SYNONYMS[name] if squeeze(word) != word] == []
