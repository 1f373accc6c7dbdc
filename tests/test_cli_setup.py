"""`arcall config`, `arcall rules`, `--version`, completion and help."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from arcall_tui import __version__
from arcall_tui.cli.shell import COMMANDS
from arcall_tui.settings import Paths
from cases import for_each
from shell import arcall


@pytest.fixture
def config() -> Path:
    folder = Paths.find().config
    folder.mkdir(parents=True)
    return folder


def test_config_path_names_every_place(tmp_path: Path):
    book = tmp_path / "b.sqlite3"
    places = arcall("config", "path", "--json", book=book).json
    assert places["book"] == str(book)
    assert set(places) == {"book", "settings", "keys", "rules", "texts", "drafts"}
    assert all(place in arcall("config", "path", book=book).out for place in places.values())


def test_config_show_prints_what_is_in_force(config: Path):
    (config / "settings.toml").write_text('zone = "Asia/Kolkata"\nbase_currency = "INR"\n')
    shown = arcall("config", "show", "--json").json
    assert (shown["zone"], shown["base_currency"]) == ("Asia/Kolkata", "INR")
    assert "Asia/Kolkata" in arcall("config", "show").out
    assert "said" not in arcall("config", "show").out


def test_config_check_passes_without_files_and_tells_the_line_of_a_mistake(config: Path):
    assert arcall("config", "check").code == 0
    (config / "settings.toml").write_text('date_order = "dmy"\nzone = "Mars/Olympus"\n')
    said = arcall("config", "check")
    assert (said.code, said.out) == (3, "")
    assert "settings.toml" in said.err
    assert "2" in said.err
    assert "zone" in said.err


def test_config_check_tells_every_mistake_in_every_file(config: Path):
    (config / "settings.toml").write_text(
        'zone = "Mars/Olympus"\nbell = 3\ncolour = "red"\n\n[goals.day]\ncals = 9\n'
    )
    (config / "keys.toml").write_text('no_answer = "n"\nno_anser = "f5"\nbusy = "q"\n')
    (config / "policy.toml").write_text("[plan]\nslot_minutes = 0\n[caps]\nper_day = 0\nper_wek = 1\n")
    said = arcall("config", "check")
    assert (said.code, said.out) == (3, "")
    lines = said.err.splitlines()
    for mistake in (
        "settings.toml, line 1: zone", "settings.toml, line 2: bell", "line 3: colour", "line 6: goals.day.cals",
        "no_anser", "would mean both", "line 2: plan.slot_minutes", "line 4: caps.per_day", "line 5: caps.per_wek",
    ):  # fmt: skip
        assert sum(mistake in line for line in lines) == 1, mistake
    assert len(lines) == 9
    said = arcall("rules", "check", config / "policy.toml")
    told = [re.search(r"line (\d)", line) for line in said.err.splitlines()]
    assert (said.code, [line and line[1] for line in told]) == (3, ["2", "4", "5"])  # from top to bottom


def test_a_setting_that_does_not_hold_stops_every_command_that_needs_it(config: Path, sample_book: Path):
    (config / "settings.toml").write_text("zone = 5\n")
    assert arcall("queue", book=sample_book).code == 3


def test_rules_check_takes_any_file(tmp_path: Path):
    rules = tmp_path / "rules.toml"
    rules.write_text("[caps]\nper_day = 2\n")
    assert arcall("rules", "check", rules).code == 0
    rules.write_text("[caps]\n\nper_dya = 2\n")
    said = arcall("rules", "check", rules)
    assert said.code == 3
    assert "per_dya" in said.err
    assert "3" in said.err
    assert arcall("rules", "check", tmp_path / "none.toml").code == 2


def test_version():
    said = arcall("--version")
    assert (said.code, said.out) == (0, f"arcall {__version__}\n")


def test_completion_can_be_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("bash", "/bin/bash"))
    said = arcall("--show-completion")
    assert said.code == 0
    assert "_ARCALL_COMPLETE" in said.out


def test_result_codes_are_completed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("_ARCALL_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "arcall log C1 P")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert arcall().out.split() == ["PTP", "PLAN", "PAID"]


@for_each("command", ["demo", "import", "queue", "log", "show", "undo", "backup"])
def test_every_command_explains_itself_and_takes_the_shared_options(command: str):
    said = arcall(command, "--help")
    assert said.code == 0
    for option in ("--book", "--now", "--json"):
        assert option in said.out


@for_each("arguments", [["nonsense"], ["queue", "--nonsense"], ["queue", "--limit", "x"], ["log"]])
def test_wrong_usage_is_code_2_with_nothing_on_stdout(arguments: list[str]):
    said = arcall(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err


def test_the_list_of_commands_says_what_each_says_of_itself():
    listed = arcall("--help").out
    for name, (_, text) in COMMANDS.items():
        assert f"  {name} " in listed
        assert text in " ".join(arcall(name, "--help").out.split())


def test_a_slip_in_the_keymap_is_found_by_the_check_and_stops_nothing_else(
    own_home: Path, sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ARCALL_CONFIG", str(own_home))
    (own_home / "keys.toml").write_text('bogus = "x"')
    checked = arcall("config", "check")
    assert checked.code == 3
    assert "bogus" in checked.err
    assert arcall("backup", tmp_path / "copy.sqlite3", book=sample_book).code == 0


UNUSABLE = """
locale = "zz_ZZ"
handover = "{day};{nope}"
theme = "mauve"
backup_to = "/no/such/folder"
pdf_font = "/no/such/font.ttf"
dial = "nobody-dials {number}"
mail = "'never closed {file}"
after_log = ["nobody-notes"]
base_currency = "USD"
[rates.EUR]
rate = 1.1
date = 2999-01-01
[interest]
law = "XX"
"""


def test_the_settings_check_finds_what_would_fail_where_it_is_used(config: Path):
    (config / "settings.toml").write_text(UNUSABLE)
    said = arcall("config", "check")
    assert said.code == 3
    for name in (
        "locale", "handover", "theme", "backup_to", "pdf_font", "dial", "mail", "after_log", "rates.EUR.date",
        "interest.law",
    ):  # fmt: skip
        assert said.err.count(f": {name} cannot be used: ") == 1, (name, said.err)
