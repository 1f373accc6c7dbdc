"""Ledgers of many programs, trades and languages: right to the cent, at once or after the answers that are offered first."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

from arcall_tui.domain.money import exponent
from arcall_tui.ledger.questions import AskError
from arcall_tui.workday.imports.import_report import ImportOptions
from arcall_tui.workday.imports.said import changed
from cases import for_each
from test_ledger_beside import opened

# Of each its name, the file, and behind => what is owed by whom; `disputed`: how many items are.
BLOCKS = re.split("^### ", (Path(__file__).parent / "trade_ledgers.txt").read_text(), flags=re.MULTILINE)[1:]
MOST_QUESTIONS = 4


def read(folder: Path, text: str, currency: str) -> tuple[dict[str, tuple[str, int]], int]:
    """What each customer owes (currency, minor units) after the first answers, and how many items are disputed."""
    options = ImportOptions(currency=currency)
    for _ in range(MOST_QUESTIONS + 1):
        try:
            with opened(folder, text, options) as ledger:
                owed, names, disputed = Counter[tuple[str, str]](), dict[str, str](), 0
                for batch in ledger.reader.batches():
                    names |= {party.ledger_id: party.name for party in batch.parties if party.name}
                    for who, code, rest in zip(batch.account, batch.currency, batch.balance, strict=True):
                        owed[who, code] += rest
                    disputed += sum(batch.disputed)
                assert not ledger.reader.errors
                return {
                    names.get(who, who): (code, rest) for (who, code), rest in owed.items() if rest
                }, disputed
        except AskError as asked:
            options = changed(options, asked.question.choices[0].option)
    raise AssertionError(text)


@for_each("block", BLOCKS, ids=lambda block: block.split("\n")[0])
def test_a_ledger_of_a_trade_is_right_to_the_cent(tmp_path: Path, block: str):
    file, _, said = block.partition("\n")[2].rpartition("=> ")
    owed, _, disputed = said.strip().partition(" | disputed ")
    expected = {}
    for one in owed.split("; "):
        who, _, amount = one.rpartition("=")
        code, _, figure = amount.partition(" ")
        expected[who] = (code, int(Decimal(figure).scaleb(exponent(code))))
    assert read(tmp_path, file, next(iter(expected.values()))[0]) == (expected, int(disputed or 0))


@for_each("row", [",,5,2026-10-05,5.00", "C9,,5,2026-10-05,5.00"])
def test_a_row_that_lacks_a_code_or_a_name_or_both_is_not_its_neighbours(tmp_path: Path, row: str):
    names = ("Alder", "Birch", "Cedar", "Dill")
    rows = [f"C{each},{who},{each},2026-10-1{each},9.00" for each, who in enumerate(names)]
    text = "\n".join(["Customer ID,Customer Name,Invoice,Due date,Open", *rows[:3], row, rows[3], ""])
    with opened(tmp_path, text, ImportOptions(currency="USD")) as ledger:
        who = [each for batch in ledger.reader.batches() for each in batch.account]
        assert (len({*who}), [error.row for error in ledger.reader.errors]) in (
            (len(who), []),
            (len(who), [5]),
        )
