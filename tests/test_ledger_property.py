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


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[str, dict[str, Decimal], str]:
    """A ledger's text, what is open in it by currency, and how it says what was paid."""
    dice = random.Random(draw(st.integers(0, 10**9)))
    how = draw(st.sampled_from(["balance", "amount", "paid", "paid_flag", "settled_on", "status", "dc", "net", "both", "unknown"]))
    head = {name: dice.choice(words) for name, words in HEADS.items()}
    point = draw(st.booleans())

    def written(value: Decimal) -> str:
        text = f"{value:,.2f}" if dice.random() < 0.5 else f"{value:.2f}"
        return text if point else text.replace(",", " ").replace(".", ",")

    columns: dict[str, list[str]] = {}
    owed = Decimal(0)
    for number in range(draw(st.integers(3, 9))):
        billed = Decimal(dice.randrange(100, 500_000)) / 100
        part = Decimal(dice.randrange(0, int(billed * 100))) / 100
        paid = dice.choice([Decimal(0), billed, part])
        dated = date(2026, 1, 13) + timedelta(days=dice.randrange(0, 60))
        row = {
            head["name"]: dice.choice(NAMES), head["number"]: f"B-{number:03}", head["invoice_date"]: dated.isoformat(),
            head["due_date"]: (dated + timedelta(days=30)).isoformat(),
        }  # fmt: skip
        done = paid == billed
        if how == "balance":
            row[head["balance"]], left = written(billed), billed
        elif how == "amount":
            row[head["amount"]], left = written(billed), billed
        elif how in ("paid", "unknown"):
            row |= {head["amount"]: written(billed), head["paid"] if how == "paid" else "Zqx": written(paid)}
            left = billed - paid
        elif how == "paid_flag":
            row |= {head["amount"]: written(billed), head["paid_flag"]: dice.choice(["yes", "Y", "true"] if done else ["no", "N", "false"])}
            left = Decimal(0) if done else billed
        elif how == "settled_on":
            row |= {head["amount"]: written(billed), head["settled_on"]: "2026-06-01" if done else dice.choice(NOTHING)}
            left = Decimal(0) if done else billed
        elif how == "status":
            state = dice.choice([Status.PAID, Status.OPEN, Status.VOID, Status.GIVEN_UP])
            row |= {head["amount"]: written(billed), "Invoice Status": dice.choice(STATES[state])}
            left = billed if state is Status.OPEN else Decimal(0)
        elif how == "dc":
            credit = number > 0 and dice.random() < 0.3
            row |= {head["amount"]: written(billed), head["dc"]: "C" if credit else "D"}
            left = -billed if credit else billed
        elif how == "net":
            tax = (billed / 5).quantize(Decimal("0.01"))
            row |= {"Net Sum Zq": written(billed), "VAT": written(tax), "Invoice Total": written(billed + tax)}
            left = billed + tax
        else:
            row |= {head["amount"]: written(billed), head["balance"]: written(billed - paid), head["paid"]: written(paid)}
            left = billed - paid
        owed += left
        for name, cell in row.items():
            columns.setdefault(name, []).append(cell)
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
