"""What is too old is shown, taken away as one action, and gone for good with the next backup; what is still wanted stays."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from arcall_tui.domain.account import Guide
from arcall_tui.domain.activity import Outcome, PromiseGiven
from arcall_tui.domain.outcomes import Code
from arcall_tui.workday.calls import record
from arcall_tui.workday.calls.customer_facts import edit_guide
from arcall_tui.workday.desk.checking import tampering
from cases import for_each
from ledger_files import TODAY, ask, item, take_in
from shell import arcall
from test_erase import desk_of

YEARS_LATER = "2030-03-02T10:00+00:00"
RULES = "[retention]\nnotes = 24\ncontacts = 12\nsettled = 36\n[retention.DE]\nnotes = 60\nsettled = 120\n"
WORDS = ("xylophonic", "Wolframina", "Quillfeather", "zanzibarian", "plughole")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A settled customer, one who owes still, one on hold, and one in Germany; all that was said is four years old."""
    folder = tmp_path_factory.mktemp("kept")
    ids = ("Quillfeather", "OWES", "HOLD", "GERMAN")
    take_in(folder, [item(each, each[:2], "10.00") for each in ids])
    with closing(desk_of(folder)) as desk:
        for each in ids:
            key = desk.resolve(each)
            record.edit_contact(desk, key, None, {"name": f"Wolframina {each}", "phone": "+44 20 7946 0018"})
            done = record.log_call(desk, key, Outcome(Code.TT, note=f"plughole {each}"))
            record.correct_note(desk, done.call, f"xylophonic {each}")
            promise = PromiseGiven(
                desk.invoices(key)[0].free(), TODAY + timedelta(days=5), said_by="zanzibarian"
            )
            record.log_call(desk, key, Outcome(Code.BZ))  # of which there is nothing to take away
            record.log_call(desk, key, Outcome(Code.PTP, promises=(promise,), note=f"xylophonic {each}"))
        desk.book.execute("UPDATE account SET country = 'DE' WHERE ledger_id = 'GERMAN'")
        desk.book.execute("UPDATE account SET hold = 'do not call' WHERE ledger_id = 'HOLD'")
    take_in(folder, [item("OWES", "OW", "10.00")], on=TODAY + timedelta(days=9), confirm_closures=True)
    take_in(folder, [item("OWES", "OW", "9.00")], on=TODAY + timedelta(days=10), confirm_closures=True)
    return folder / "book.sqlite3"


@pytest.fixture
def book(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    config = tmp_path / "config"
    config.mkdir()
    (config / "settings.toml").write_text(RULES)
    monkeypatch.setenv("ARCALL_CONFIG", str(config))
    return Path(shutil.copy(kept, tmp_path))


def run(book: Path, *words: str) -> Any:  # noqa: ANN401 - JSON
    said = arcall(*words, "--json", book=book, now=YEARS_LATER)
    assert said.code == 0, said.err
    return said.json


def held(folder: Path, who: str) -> list[str]:
    """The words with that customer that stand in the bytes of the book, of what is beside it, and of its backups."""
    files = [*folder.glob("book.sqlite3*"), *(folder / "backups").glob("*")]
    content = b"".join(path.read_bytes() for path in files)
    return [word for word in WORDS if word.encode() in content and f"{word} {who}".encode() in content]


def record_is_whole(folder: Path) -> bool:
    with closing(desk_of(folder, date(2030, 3, 2))) as desk:
        return not tampering(desk)


TOLD = (
    "account",
    "contact",
    "activity",
    "note_revision",
    "promise",
    "follow_up",
    "invoice",
    "dispute",
    "guide",
)


def told(folder: Path) -> list[list[tuple[Any, ...]]]:
    return [ask(folder, f"SELECT * FROM {table} ORDER BY 1") for table in TOLD]


def test_it_is_shown_first_and_nothing_is_changed(book: Path):
    before = told(book.parent)
    found = run(book, "retention")
    assert found["accounts"] == ["Quillfeather"]
    assert (found["notes"], found["carried_out"]) == (6, False)  # of all but the German's
    assert found["contacts"] == 1  # the German's: to know them longer was not asked for
    assert told(book.parent) == before


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ("2027-01-31", "2027-02-28"),
        ("2027-02-28", "2027-03-28"),
        ("2028-02-29", "2028-03-29"),
        ("2027-04-30", "2027-05-30"),
    ],
)
def test_a_term_of_a_month_ends_on_the_same_day_of_the_next_or_with_a_shorter_one(
    book: Path, said: str, last: str
):
    (book.parent / "config" / "settings.toml").write_text("[retention]\nnotes = 1\n")
    with closing(desk_of(book.parent)) as desk:
        desk.book.execute("UPDATE activity SET workday = ?", (said,))
    after = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    told = [
        arcall("retention", "--json", book=book, now=f"{day}T10:00").json["notes"] for day in (last, after)
    ]
    assert told == [0, 8]


def test_what_is_too_old_goes_and_what_is_wanted_stays(book: Path):
    folder = book.parent
    with closing(desk_of(folder)) as desk:
        for each in ("Quillfeather", "HOLD"):
            edit_guide(desk, desk.resolve(each), Guide(portal=f"portal of {each}"))
    run(book, "backup")
    assert run(book, "retention", "--carry-out", "--yes")["backups"] == []
    assert ask(folder, "SELECT ledger_id FROM account ORDER BY id") == [
        ("former-1",),
        ("OWES",),
        ("HOLD",),
        ("GERMAN",),
    ]
    assert ask(folder, "SELECT note FROM activity WHERE account_id < 4 AND note <> ''") == []
    assert {
        note for (note,) in ask(folder, "SELECT note FROM activity WHERE account_id = 4 AND note <> ''")
    } == {"xylophonic GERMAN"}
    assert ask(folder, "SELECT account_id FROM contact ORDER BY 1") == [(2,), (3,)]
    assert ask(folder, "SELECT sum(amount) FROM promise") == [(4_000,)]
    assert record_is_whole(folder)
    assert run(book, "retention") | {"backups": []} == {
        "notes": 0,
        "contacts": 0,
        "accounts": [],
        "carried_out": False,
        "backups": [],
    }
    run(book, "backup")  # now it cannot be undone
    assert held(folder, "Quillfeather") == []
    assert ask(folder, "SELECT said_by FROM promise WHERE account_id = 1") == [("",)]
    assert ask(folder, "SELECT portal FROM guide WHERE portal <> ''") == [("portal of HOLD",)]
    arcall("undo", book=book, now=YEARS_LATER)  # what was done on those who stay
    assert ask(folder, "SELECT portal FROM guide WHERE portal <> ''") == []
    assert ask(folder, "SELECT ledger_id FROM account WHERE id = 1") == [("former-1",)]
    assert arcall("search", "xylophonic", book=book, now=YEARS_LATER).out.count("GERMAN Ltd") == 2
    assert record_is_whole(folder)


def test_until_the_next_backup_one_undo_brings_all_of_it_back(book: Path):
    folder, before = book.parent, told(book.parent)
    run(book, "retention", "--carry-out", "--yes")
    assert told(folder) != before
    run(book, "undo")
    assert told(folder) == before
    assert record_is_whole(folder)
    run(book, "backup")
    assert told(folder) == before


def test_without_a_rule_it_says_where_one_is_written(book: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("ARCALL_CONFIG")
    said = arcall("retention", book=book, now=YEARS_LATER)
    assert said.code == 2
    assert "[retention]" in said.err


@for_each("wrong", ["[retention]\nnotes = -1", "[retention]\nnames = 3", "[retention.Germany]\nnotes = 3"])
def test_a_rule_that_cannot_be_is_refused(book: Path, wrong: str):
    (book.parent / "config" / "settings.toml").write_text(wrong)
    assert arcall("retention", book=book, now=YEARS_LATER).code == 3
