"""Accounts handed to a colleague and back: nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from base64 import b64decode
from datetime import date
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from arcall_tui.store.actions.handed import COLUMNS
from arcall_tui.store.book.migrate import metadata
from cases import for_each
from ledger_files import item, take_in
from shell import arcall
from tries import tries

NOW = "2026-03-02T22:00+00:00"  # after the close of the ledgers' day
LATER = "2026-03-04T10:00+00:00"
KEPT = ("contacts", "invoices", "promises", "disputes", "follow_ups", "hold", "standing_facts", "zone")


def run(book: Path, *words: object, now: str = LATER, code: int = 0) -> Any:  # noqa: ANN401 - JSON
    said = arcall(*words, "--json", book=book, now=now)
    assert said.code == code, (words, said.err)
    return said.json if said.out else said.err


def whole(book: Path, account: str) -> dict[str, Any]:
    """An account without what hangs on the book it is in: numbers of calls, places in order."""
    card = run(book, "show", account)
    for each in (*card["promises"], *card["disputes"], *card["follow_ups"]):
        del each["id"]
    calls = sorted((c["at"], c["code"], c["note"], c["detail"]) for c in card["history"])
    steps = sorted(map(json.dumps, card["follow_ups"]))
    return {name: card[name] for name in KEPT} | {"follow_ups": steps, "calls": calls}


@pytest.fixture(scope="module")
def owners(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with two accounts on which there is something of everything."""
    folder = tmp_path_factory.mktemp("owner")
    take_in(folder, [item("A", "1", "500.00"), item("A", "2", "70.00"), item("B", "3", "6.00")])
    book = folder / "book.sqlite3"
    run(book, "contact", "A", "--new", "--name", "Ann Lee", "--phone", "+44 20 7946 0018", now=NOW)
    run(book, "account", "A", "--zone", "Europe/London", "--mind", "ask for\nthe PO", now=NOW)
    run(
        book,
        "log",
        "A",
        "PTP",
        "--promise",
        "100.00@2026-03-10",
        "--invoice",
        "1",
        "--note",
        "will pay",
        now=NOW,
    )
    run(book, "log", "A", "DISP", "--reason", "price", "--invoice", "2", "--call", "last", now=NOW)
    run(
        book,
        "log",
        "A",
        "PLAN",
        "--promise",
        "50.00@2026-03-12",
        "--promise",
        "60.00@2026-03-19",
        "--invoice",
        "1",
        now=NOW,
    )
    run(book, "log", "B", "LM", "--note", "the machine", now=NOW)
    return book


def test_whoever_stands_in_has_all_and_it_comes_back_with_the_work(owners: Path, tmp_path: Path):
    mine, theirs = Path(shutil.copy(owners, tmp_path / "mine.sqlite3")), tmp_path / "theirs.sqlite3"
    before = whole(mine, "A")
    run(mine, "handover", "out", tmp_path / "to.json", "a", "B")
    assert run(theirs, "handover", "in", tmp_path / "to.json")["accounts"] == ["A", "B"]
    assert whole(theirs, "A") == before
    run(theirs, "log", "A", "TT", "--note", "spoke to Ann", now="2026-03-05T10:00+00:00")
    run(theirs, "contact", "A", "--name", "Ann Leigh", now="2026-03-05T10:01+00:00")
    run(theirs, "resolve", "A", "credited", now="2026-03-05T10:02+00:00")
    run(theirs, "log", "B", "DNC", "--reason", "wish", now="2026-03-05T10:03+00:00")
    run(mine, "log", "A", "NA", "--note", "mine", now="2026-03-05T11:00+00:00")
    run(theirs, "handover", "out", tmp_path / "back.json", "A", "B")
    for _ in "twice":
        run(mine, "handover", "in", tmp_path / "back.json")
    after = whole(mine, "A")
    assert {note for _, _, note, _ in after["calls"]} == {"will pay", "", "spoke to Ann", "mine"}
    assert [contact["name"] for contact in after["contacts"]] == ["Ann Leigh"]
    assert [dispute["state"] for dispute in after["disputes"]] == ["credited"]
    assert run(mine, "show", "B")["hold"] == "do not call"
    assert after["invoices"][0]["number"] == "1"


def test_the_own_ledger_of_who_stands_in_settles_nothing_of_what_it_never_told_of(
    owners: Path, tmp_path: Path
):
    mine, folder = Path(shutil.copy(owners, tmp_path / "mine.sqlite3")), tmp_path / "theirs"
    folder.mkdir()
    own, theirs = [item("Z", "z1", "10.00"), item("Z", "z2", "20.00")], folder / "book.sqlite3"
    take_in(folder, own)
    run(mine, "handover", "out", tmp_path / "to.json", "A")
    run(theirs, "handover", "in", tmp_path / "to.json")
    handed = whole(theirs, "A")
    take_in(
        folder, own[:1], on=date(2026, 3, 20), name="later.csv", confirm_closures=True
    )  # long past the days of all promises
    assert run(theirs, "show", "Z")["invoices"][0]["number"] == "z1"
    assert {k: v for k, v in whole(theirs, "A").items() if k != "follow_ups"} == {
        k: v for k, v in handed.items() if k != "follow_ups"
    }
    # A ledger that does tell of the account settles there what it lacks, and nothing in the owner's book.
    take_in(
        folder,
        [*own[:1], item("A", "9", "1.00")],
        on=date(2026, 3, 21),
        name="all.csv",
        confirm_closures=True,
    )
    assert {each["state"] for each in whole(theirs, "A")["promises"]} == {"kept"}
    run(theirs, "handover", "out", tmp_path / "back.json", "A")
    before = whole(mine, "A")
    run(mine, "handover", "in", tmp_path / "back.json")
    assert whole(mine, "A")["promises"] == before["promises"]
    assert {json.loads(each)["kind"] for each in whole(mine, "A")["follow_ups"]} >= {"check payment"}


def test_who_was_erased_does_not_come_back_with_what_is_given_back(owners: Path, tmp_path: Path):
    mine, theirs = Path(shutil.copy(owners, tmp_path / "mine.sqlite3")), tmp_path / "theirs.sqlite3"
    run(mine, "handover", "out", tmp_path / "to.json", "A", "B")
    run(theirs, "handover", "in", tmp_path / "to.json")
    run(theirs, "handover", "out", tmp_path / "back.json", "A", "B")
    run(mine, "erase", "A", "--yes")
    said = arcall("handover", "in", tmp_path / "back.json", book=mine, now=LATER)
    assert "1 account that you erased: left out" in said.err
    assert arcall("show", "A", book=mine, now=LATER).code == 2
    assert run(mine, "show", "B")["history"]


def test_another_customer_of_the_same_id_is_refused_and_nothing_is_written(owners: Path, tmp_path: Path):
    folder = tmp_path / "theirs"
    folder.mkdir()
    theirs = folder / "book.sqlite3"
    take_in(folder, [("A", "Own Customer One", "X1", "2026-01-01", "2026-02-01", "", "5.00")])
    run(
        Path(shutil.copy(owners, tmp_path / "mine.sqlite3")),
        "handover",
        "out",
        tmp_path / "to.json",
        "A",
        "B",
    )
    before = whole(theirs, "A")
    assert "two customers with one id" in run(theirs, "handover", "in", tmp_path / "to.json", code=3)
    assert whole(theirs, "A") == before
    assert arcall("show", "B", book=theirs, now=LATER).code == 2


def test_a_hand_over_is_one_step_and_undone_as_one(owners: Path, tmp_path: Path):
    theirs = tmp_path / "theirs.sqlite3"
    run(Path(shutil.copy(owners, tmp_path / "mine.sqlite3")), "handover", "out", tmp_path / "to.json", "A")
    run(theirs, "handover", "in", tmp_path / "to.json")
    run(theirs, "undo")
    assert arcall("show", "A", book=theirs, now=LATER).code == 2
    assert run(theirs, "handover", "in", tmp_path / "to.json")["changes"]["activity"] > 0


WORK = {
    "call": ("log", "A", "TT", "--note"),
    "promise": ("log", "A", "PTP", "--promise", "1.00@2026-03-20", "--invoice", "1", "--note"),
    "rest": ("account", "B", "--mind"),
    "contact": ("contact", "A", "Ann", "--role"),
    "dispute": ("log", "B", "DISP", "--reason", "quality", "--invoice", "3", "--amount", "0.10", "--note"),
}


@settings(
    max_examples=tries(5), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(turns=st.lists(st.lists(st.sampled_from(sorted(WORK)), max_size=2), min_size=2, max_size=3))
def test_however_often_it_goes_to_and_fro_both_books_say_the_same(owners: Path, turns: list[list[str]]):
    with tempfile.TemporaryDirectory() as place:
        folder, minute = Path(place), 0
        books = [Path(shutil.copy(owners, folder / "mine.sqlite3")), folder / "theirs.sqlite3"]
        run(books[0], "handover", "out", folder / "0.json", "A", "B")
        done: list[str] = []
        for number, turn in enumerate(turns, start=1):
            book = books[number % 2]
            run(book, "handover", "in", folder / f"{number - 1}.json")
            run(book, "handover", "in", folder / f"{number - 1}.json")
            for what in turn:
                minute += 1
                done.append(f"{what} {minute}")
                run(book, *WORK[what], done[-1], now=f"2026-03-04T10:{minute:02}+00:00")
            run(book, "handover", "out", folder / f"{number}.json", "A", "B")
        run(books[(len(turns) + 1) % 2], "handover", "in", folder / f"{len(turns)}.json")
        for account in "AB":
            assert whole(books[0], account) == whole(books[1], account)
        said = [note for account in "AB" for _, _, note, _ in whole(books[0], account)["calls"]]
        for words in done:
            if words.split()[0] in {"call", "promise", "dispute"}:
                assert said.count(words) == 1


@for_each(
    "spoil",
    [
        lambda text: text[:200],
        lambda text: text.replace("arcall handover 1", "another"),
        lambda text: text.replace('"PTP"', '"XXX"'),
        lambda text: text.replace('"amount": 50000', '"amount": "much"'),
        lambda text: text.replace('"amount": 50000', '"amount": null'),
        lambda text: text.replace('"amount": 50000', f'"amount": {10**20}'),
        lambda text: text.replace('"due_date": "2026-02-15"', '"due_date": "soon"'),
        lambda text: text.replace('"method": ""', '"method": null', 1),
        lambda text: text.replace('"ledger_id"', '"name"'),
        lambda text: text.replace('"ledger_id": "A"', '"ledger_id": ""'),
        lambda text: text.replace('"prefers": ""', '"prefers": "soon"'),
        lambda _: "[]",
    ],
)
def test_what_is_no_hand_over_is_refused_whole(owners: Path, tmp_path: Path, spoil: Any):  # noqa: ANN401
    file, theirs = tmp_path / "to.json", tmp_path / "theirs.sqlite3"
    run(Path(shutil.copy(owners, tmp_path / "mine.sqlite3")), "handover", "out", file, "A")
    file.write_text(spoil(file.read_text("utf-8")), "utf-8")
    said = arcall("handover", "in", file, book=theirs, now=LATER)
    assert said.code == 3
    assert arcall("show", "A", book=theirs, now=LATER).code == 2


def test_words_from_outside_steer_no_terminal(owners: Path, tmp_path: Path):
    file, theirs = tmp_path / "to.json", tmp_path / "theirs.sqlite3"
    run(Path(shutil.copy(owners, tmp_path / "mine.sqlite3")), "handover", "out", file, "A")
    file.write_text(file.read_text("utf-8").replace("will pay", "will\\u001b[2J pay"), "utf-8")
    run(theirs, "handover", "in", file)
    assert "\x1b" not in json.dumps(run(theirs, "show", "A"), ensure_ascii=False)


def test_nothing_that_the_book_says_of_an_account_is_forgotten():
    """What stays behind is named here: numbers of this book, and what ledgers brought."""
    behind = {
        "account": "creditor_id ledger_id payer_id credit_limit_by_caller other_names merged_into",
        "invoice": "came_from first_import_id last_import_id",
        "contact": "ledger_name ledger_phone ledger_email",
        "promise": "plan after_import_id",
    }
    for table, columns in COLUMNS.items():
        has = set(metadata().tables[table].columns.keys())
        refs = {
            name for name in has if name == "id" or name.endswith(("account_id", "activity_id", "contact_id"))
        }
        refs |= {"promise_id", "dispute_id"} & has
        assert has - refs - set(behind.get(table, "").split()) == set(columns), table


# "[]" under "four plain words here", its key made a thousandth as slowly as age makes its own.
SEALED = b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBJYUhseHBvdVZ1L0FTWDduN08rckxBIDQKWXVoZ1R4ZjZ3dVgrbnQ2eFd1cjI5WVNF"
    "Q1EvSjdIeDhNR053MVljTTVlQQotLS0gd2pDdm9kbFI1WEZZK1BMRDJDVTFEV0JqbGp5VThwY1lySkZ0RDdTSWlwdwpqNn/54Q9Vwv9pfAErVGns"
    "SSerjJH7FroAFXE2yjE8bIK5"
)


def test_a_locked_hand_over_opens_with_its_passphrase_alone(
    owners: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    bundle, book = tmp_path / "out.age", tmp_path / "colleague.sqlite3"
    # age seals and opens as slowly as it means to: here it seals once, and opens what was sealed quickly.
    seals, opens, sealed_of = (
        pyrage.passphrase.encrypt,
        pyrage.passphrase.decrypt,
        dict[bytes, tuple[bytes, str]](),
    )
    refusals = 0

    def seal(plain: bytes, words: str) -> bytes:
        sealed: bytes = seals(plain, words)
        sealed_of[sealed] = plain, words
        return sealed

    def unseal(sealed: bytes, words: str) -> bytes:
        nonlocal refusals
        refusals -= 1
        if refusals >= 0:
            raise pyrage.DecryptError("Excessive work parameter for passphrase.")
        if sealed not in sealed_of:
            opened: bytes = opens(sealed, words)
            return opened
        plain, right = sealed_of[sealed]
        assert words == right
        return plain

    monkeypatch.setattr(pyrage.passphrase, "encrypt", seal)
    monkeypatch.setattr(pyrage.passphrase, "decrypt", unseal)
    monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", "short")
    assert "10 characters" in run(owners, "handover", "out", bundle, "A", "--lock", code=2)
    assert not bundle.exists()
    monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", "four plain words here")
    run(owners, "handover", "out", bundle, "A", "--lock")
    content = bundle.read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    assert b"Ann Lee" not in content
    assert oct(bundle.stat().st_mode)[-3:] == "600"
    quick = tmp_path / "quick.age"
    for sealed, passphrase, said in (
        (SEALED, "four plain words here", "is no hand-over"),
        (SEALED, "four other words here", "the passphrase is wrong"),
        (SEALED[:-1], "four plain words here", "damaged"),
    ):
        quick.write_bytes(sealed)
        monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", passphrase)
        assert said in run(book, "handover", "in", quick, code=3)
    monkeypatch.delenv("ARCALL_NEW_PASSPHRASE")
    assert "is encrypted" in run(book, "handover", "in", bundle, code=2)
    monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", "four plain words here")
    refusals = 2
    run(book, "handover", "in", bundle)
    refusals = 3
    assert "it would take this computer too long now" in run(book, "handover", "in", bundle, code=3)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes that have names")
def test_what_is_no_file_is_no_hand_over(owners: Path, tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    for strange in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        assert "it is no file" in run(owners, "handover", "in", strange, code=2)


@pytest.mark.usefixtures("sealed_quickly")
@settings(
    max_examples=tries(2),
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    work=st.lists(
        st.tuples(st.booleans(), st.sampled_from(sorted(WORK)), st.integers(0, 23)), min_size=2, max_size=5
    )
)
def test_what_both_did_in_two_time_zones_since_an_encrypted_hand_over_is_there_once_in_both_books(
    owners: Path, monkeypatch: pytest.MonkeyPatch, work: list[tuple[bool, str, int]]
):
    monkeypatch.setenv("ARCALL_NEW_PASSPHRASE", "correct horse battery")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        books = Path(shutil.copy(owners, folder / "mine.sqlite3")), folder / "theirs.sqlite3"

        def at(whose: bool) -> Path:  # noqa: FBT001 - mine, or theirs
            home = folder / ("theirs" if whose else "mine")
            home.mkdir(exist_ok=True)
            zone = "Asia/Manila" if whose else "America/Los_Angeles"
            (home / "settings.toml").write_text(f'zone = "{zone}"\n', encoding="utf-8")
            monkeypatch.setenv("ARCALL_CONFIG", str(home))
            return books[whose]

        def give(whose: bool, name: str) -> None:  # noqa: FBT001 - mine, or theirs
            lock = ["--lock"] if name == "back.json" else []
            run(at(whose), "handover", "out", folder / name, "A", "B", *lock, now="2026-03-05T12:00+00:00")
            for _ in range(1 + (name == "again.json")):
                run(at(not whose), "handover", "in", folder / name, now="2026-03-05T12:00+00:00")

        give(whose=False, name="out.json")
        done = []
        for minute, (whose, what, hour) in enumerate(work):
            done.append((whose, f"{what} {minute}"))
            run(at(whose), *WORK[what], done[-1][1], now=f"2026-03-04T{hour:02}:{minute:02}+00:00")
        give(whose=True, name="back.json")
        give(whose=False, name="again.json")
        both = [{each: whole(at(whose), each) for each in "AB"} for whose in (False, True)]
        for kept in ("calls", "promises", "disputes", "invoices", "hold"):
            for account in "AB":
                assert both[0][account][kept] == both[1][account][kept], (kept, account)
        said = [note for account in "AB" for _, _, note, _ in both[0][account]["calls"]]
        for _, words in done:
            if words.split()[0] in {"call", "promise", "dispute"}:
                assert said.count(words) == 1
