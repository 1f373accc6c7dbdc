"""A credit note that was set off against a bill is no money, and is taken off once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shell import arcall
from tries import tries

HEAD = "Customer no,Customer,Invoice no,Type,Invoice date,Due date,Amount,Balance,Currency\n"
OPEN = "C1,Quay,I1,Invoice,2026-09-06,2026-10-06,{bill:.2f},{bill:.2f},GBP\n"
NOTE = "C1,Quay,K1,Credit note,2026-09-06,2026-10-06,-{note:.2f},-{note:.2f},GBP\n"
REST = "C2,Other,I2,Invoice,2026-09-06,2026-10-06,100.00,100.00,GBP\nC3,Third,I3,Invoice,2026-09-06,2026-10-06,100.00,100.00,GBP\n"


def book_of(folder: Path, bill: float, note: float, *, gone: bool = True) -> Path:
    """A bill and a credit note of one account, both gone a day later, or the note alone."""
    book = folder / "b.sqlite3"
    first, second = folder / "q1.csv", folder / "q2.csv"
    first.write_text(HEAD + OPEN.format(bill=bill) + NOTE.format(note=note) + REST)
    second.write_text(HEAD + ("" if gone else OPEN.format(bill=bill)) + REST)
    for file, day in ((first, "2026-11-25"), (second, "2026-11-26")):
        said = arcall("import", file, "--as-of", day, "--confirm-closures", book=book, now=f"{day}T08:00")
        assert said.code == 0, said.err
    return book


def figures(book: Path, name: str, *options: str) -> dict[str, list[dict[str, object]]]:
    made = arcall("report", name, "--json", *options, book=book, now="2026-11-26T18:00").json
    return {table["name"]: table["rows"] for table in made["tables"]} | {"headlines": made["headlines"]}


@settings(max_examples=tries(4))
@given(bill=st.integers(500, 3000), note=st.integers(1, 500))
def test_what_is_paid_is_the_bill_less_its_credit_note_everywhere(
    tmp_path_factory: pytest.TempPathFactory, bill: int, note: int
):
    book = book_of(tmp_path_factory.mktemp("set-off"), bill, note)
    came = {"amount": f"{bill - note:.2f}", "currency": "GBP"}
    if bill == note:
        return
    for name in ("day", "week"):
        told = figures(book, name)
        assert [row["amount"] for row in told["paid"]] == [came]
        assert next(each["value"] for each in told["headlines"] if each["name"] == "Money in") == came
    (row,) = figures(book, "measures", "--from", "2026-11-26")["receivables"]
    assert (row["collected"], row["other"]) == (came, {"amount": "0.00", "currency": "GBP"})
    (row,) = figures(book, "measures", "--from", "2026-11-26")["before"]
    assert (row["payments"], row["paid"]) == (1, came)


def test_a_credit_note_that_is_gone_without_a_bill_was_paid_out(tmp_path: Path):
    book = book_of(tmp_path, 900, 450, gone=False)
    assert figures(book, "day")["paid"][0]["amount"] == {"amount": "-450.00", "currency": "GBP"}
