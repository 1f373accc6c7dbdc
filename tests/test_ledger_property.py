"""Generated ledgers of every kind: the total is exact, or a question is asked that can be answered; never a third thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcall_tui.ledger.columns import SYNONYMS, squeeze, title_of
from arcall_tui.ledger.opened import open_ledger
from arcall_tui.ledger.questions import AskError
from arcall_tui.ledger.reader import KeptFile
from arcall_tui.workday.imports.import_report import ImportOptions
from arcall_tui.workday.imports.said import changed
from cases import for_each
from ledger_maker import KINDS, Maker
from tries import tries

DAY = date(2026, 6, 30)
# One question may follow from the answer to another.
MOST_QUESTIONS = 4


Owed = dict[tuple[str, str], int]


def totals(
    path: KeptFile, options: ImportOptions, before: tuple[str, ...] = ()
) -> Iterator[tuple[int, Owed, date]]:
    """What every customer owes, by name and currency, as answers to the file's questions lead to it, with how many it took, and of which day; `before`: what was asked, and is not asked again."""
    owed, names = Counter[tuple[str, str]](), dict[str, str]()
    try:
        ledger = open_ledger(path, options, DAY)
        for batch in ledger.reader.batches():
            names |= {party.ledger_id: party.name for party in batch.parties if party.name}
            for who, code, rest in zip(batch.account, batch.currency, batch.balance, strict=True):
                owed[who, code] += rest
    except AskError as asked:
        if asked.question.text in before:
            raise AssertionError(asked.question.text) from asked
        if len(before) < MOST_QUESTIONS:
            for answer in asked.question.choices:
                yield from totals(path, changed(options, answer.option), (*before, asked.question.text))
        return
    layout = ledger.layout
    told = {*layout.mapping().values(), *layout.left_out()}
    headings = {title_of(layout.header, place) for place, cell in enumerate(layout.header) if cell.strip()}
    assert headings <= told, headings - told
    if not ledger.reader.errors:
        yield (
            len(before),
            {(names.get(who, who), code): rest for (who, code), rest in owed.items() if rest},
            ledger.as_of,
        )


@pytest.mark.usefixtures("sheets_read_here")
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=tries(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_a_total_is_exact_or_asked_about(kind: str, seed: int):
    made = Maker(seed, kind).made()
    with TemporaryDirectory() as folder:
        path = Path(folder) / made.name
        path.write_bytes(made.content)
        with KeptFile(path) as kept:
            for asked, total, day in totals(
                kept, ImportOptions(currency="EUR", as_of=None if made.day else DAY)
            ):
                if (total, day) == (made.owed, made.day or DAY):
                    return
                assert asked, (total, day, made)
    raise AssertionError(f"no answer leads to {made}")


@for_each("name", SYNONYMS)
def test_every_spelling_of_a_heading_is_squeezed(name: str):
    assert [word for word in SYNONYMS[name] if squeeze(word) != word] == []
