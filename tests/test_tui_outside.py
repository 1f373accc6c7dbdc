"""What other programs do for the caller: own commands on keys, files and portals opened, notes in an editor; and redo."""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings

from arcall_tui.domain.account import Guide
from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import ArcallError, InputRefusedError, UsageError
from arcall_tui.outgoing import Outgoing
from arcall_tui.settings import Paths, load_settings
from arcall_tui.tui.actions import Keys, Where
from arcall_tui.workday.calls import record
from arcall_tui.workday.calls.customer_facts import edit_guide
from arcall_tui.workday.calls.own_programs import edited
from arcall_tui.workday.desk.desk import Desk
from books import TODAY, Shelf, owing
from test_workday_ranking import DEEDS, days
from tries import tries
from tui_driver import screen

EVIL = '"; rm -rf ~ #$(id)'


def script(folder: Path, name: str, body: str) -> list[str]:
    """Make a program of the user's, and return its words."""
    (folder / name).write_text(body)
    return [sys.executable, str(folder / name)]


def written(path: Path) -> str:
    """Wait for what a program writes; the test's timeout ends a wait in vain."""
    while not path.exists() or not path.read_text():
        time.sleep(0.01)
    return path.read_text()


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """One account with a hostile name; own commands and an opener that note down what they get."""
    copy = "import sys, pathlib, os; p = pathlib.Path(sys.argv[1]); t = sys.stdin.read() or sys.argv[2]\n"
    copy += "q = p.with_suffix('.part'); q.write_text(t); os.replace(q, p)\n"
    shelf.folder.mkdir(exist_ok=True)
    words = script(shelf.folder, "own.py", copy)
    opener = f"{words[0]} {words[1]} {shelf.folder / 'opened'} {{target}}"
    files = shelf.folder / "inv"
    files.mkdir()
    (files / "C0-0 scan.pdf").write_text("%PDF")
    shelf.settings = replace(
        shelf.settings,
        keys={"f7": (*words, str(shelf.folder / "given"))},
        open_with=opener,
        outgoing=Outgoing(documents={"invoice": (f"{files}/*{{invoice}}*.pdf",)}),
    )
    desk = shelf.desk()
    owing(desk, "C0", [(300_000, TODAY - timedelta(days=40))], name=EVIL)
    return desk


async def test_an_own_command_gets_the_account_as_json_and_never_a_shell(desk: Desk, shelf: Shelf):
    async with screen(desk) as driver:
        await driver.press("f7")
        given = json.loads(written(shelf.folder / "given"))
        assert (given["account"], given["name"]) == ("C0", EVIL)
        assert given["open_items"][0] == {
            "number": "C0-0", "po": "", "due": "2026-10-11", "currency": "USD", "balance": "3000.00",
        }  # fmt: skip
        assert "python" in driver.footer
        assert "C0" in driver.footer
        await driver.press("question_mark")
        assert any(action.id == "own command f7" for action in driver.app.stage.keys.of(Where.LIST))


def test_an_own_command_on_a_key_that_is_taken_is_refused():
    with pytest.raises(InputRefusedError, match="would mean both"):
        Keys({}, {"n": ("x",)})


def test_own_commands_are_read_from_the_settings_and_mistakes_named(tmp_path: Path):
    paths = Paths(tmp_path, tmp_path, tmp_path)
    paths.settings.write_text('[keys.commands]\nf7 = ["crm", "--account"]\n')
    assert load_settings(paths).keys == {"f7": ("crm", "--account")}
    paths.settings.write_text("[keys.commands]\nf7 = []\n")
    with pytest.raises(InputRefusedError, match="names no command"):
        load_settings(paths)


async def test_what_can_be_opened_is_asked_where_there_are_several(
    desk: Desk, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HOME", str(shelf.folder))
    edit_guide(desk, 1, Guide(portal="enter at https://ap.example/x first"))
    async with screen(desk) as driver:
        await driver.press("semicolon", "enter")
        assert written(shelf.folder / "opened") == "https://ap.example/x"
        (shelf.folder / "opened").unlink()
        await driver.press("semicolon", "C", "enter")
        assert written(shelf.folder / "opened").endswith("C0-0 scan.pdf")


async def test_what_was_taken_back_can_be_done_again_until_something_else_is(desk: Desk):
    async with screen(desk) as driver:
        await driver.press("n", "u")
        assert desk.card(1).history == ()
        await driver.press("ctrl+r")
        assert "Done again: NA" in driver.footer
        assert [each.code for each in desk.card(1).history] == [Code.NA]
        await driver.press("ctrl+r")
        assert "nothing to do again" in driver.footer


def _rows_of(desk: Desk) -> dict[str, set[tuple[object, ...]]]:
    names = desk.book.execute(
        """SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'said%' AND name NOT LIKE 'sqlite%'
           AND name NOT IN ('undo_step', 'record_link', 'standing', 'setting')"""
    ).fetchall()
    return {name: set(desk.book.execute(f"SELECT * FROM {name}")) for (name,) in names}


@settings(max_examples=tries(25))
@given(days.map(lambda done: [each for each in done if each[0] not in {"erase", "undo"}]))
@example([("merge", 1, 2, 0), ("no answer", 1, 1, 0), ("split", 2, 1, 0), ("merge", 3, 1, 0)])
def test_undo_takes_back_whatever_was_done_and_redo_does_it_again(done: list[tuple[str, int, int, int]]):
    with TemporaryDirectory() as folder, closing(Shelf(Path(folder)).desk()) as desk:
        for number in range(4):
            owing(desk, f"C{number}", [(300_000, TODAY - timedelta(days=40))])
        start = _rows_of(desk)
        for deed, account, other, ahead in done:
            with suppress(ArcallError, ValueError):
                DEEDS[deed](desk, account, other, TODAY + timedelta(days=ahead))
        (steps,) = desk.book.execute("SELECT count(*) FROM undo_step").fetchone()
        end = _rows_of(desk)
        for _ in range(steps):
            record.undo(desk)
        assert _rows_of(desk) == start
        for _ in range(steps):
            record.redo(desk)
        assert _rows_of(desk) == end


def test_what_was_done_again_is_done_until_something_else_is(shelf: Shelf):
    desk = shelf.desk("redo")
    account = owing(desk, "C0", [(300_000, TODAY - timedelta(days=40))])
    record.log_call(desk, account, Outcome(Code.NA))
    record.undo(desk)
    record.log_call(desk, account, Outcome(Code.BZ))
    with pytest.raises(UsageError, match="nothing to do again"):
        record.redo(desk)
    assert record.undo(desk).label == record.redo(desk).label, "not what was taken back before it"
    assert [call.code for call in desk.card(account).history] == [Code.BZ]


def test_a_note_comes_back_from_the_users_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    body = "import sys, pathlib; p = pathlib.Path(sys.argv[1]); p.write_text(p.read_text() + ' and more\\x1b[2J')"
    monkeypatch.setenv("VISUAL", " ".join(script(tmp_path, "editor.py", body)))
    assert edited("some") == "some and more[2J"
    monkeypatch.setenv("VISUAL", "")
    monkeypatch.setenv("EDITOR", "")
    with pytest.raises(UsageError, match="No editor is set"):
        edited("some")
