"""What is added in one place and forgotten in another is told by name."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from arcall_tui.cli.shell import COMMANDS
from arcall_tui.domain.outcomes import Code
from arcall_tui.tui.actions import ACTIONS
from arcall_tui.workday.reports import making, reviewing
from arcall_tui.workday.reports.catalogue import REPORTS
from shell import arcall, in_queue

SRC = Path(inspect.getfile(making)).parents[2]


def test_every_report_that_is_made_can_be_asked_for():
    rooms = {**vars(making), **vars(reviewing)}
    made = {make for name, make in rooms.items() if name.startswith("make_")}
    forgotten = [make.__name__ for make in made - {kind.make for kind in REPORTS.values()}]
    assert forgotten == [], "a row in REPORTS of workday/reports/catalogue.py gives a maker its name"


def test_every_report_is_listed():
    listed = arcall("report", "--help").out
    assert [name for name in REPORTS if name not in listed] == []


def test_every_report_has_its_row_in_the_docs():
    page = (SRC.parents[1] / "docs" / "reports.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in REPORTS if f"`arcall report {name}" in row.split(" | ")[0]}
    assert set(REPORTS) - told == set(), "the table of docs/reports.md tells it"


def test_no_name_in_the_code_has_a_word_that_the_glossary_has_another_for():
    glossary = (SRC.parents[1] / "CONTRIBUTING.md").read_text().partition("## Words")[2].partition("## ")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in glossary.splitlines() if "|" in line]
    better = {word: row[0] for row in rows[2:] for word in row[2].split(", ") if word}
    assert better
    named = re.compile(r"^\s*(?:async )?(?:def|class) (\w+)|^    (\w+): ", re.MULTILINE)
    texts = {file: file.read_text(encoding="utf-8") for file in SRC.rglob("*.py")}
    names = {name for text in texts.values() for found in named.findall(text) for name in found}
    names |= {file.stem for file in texts}
    words = {name: re.findall(r"[a-z]+", re.sub("([A-Z])", r"_\1", name).lower()) for name in names}
    wrong = {name: better[word] for name, parts in words.items() for word in parts if word in better}
    assert wrong == {}, "the trade's word, of CONTRIBUTING.md"


def test_every_module_of_verbs_is_reached_by_a_command():
    rooms = {file.stem for file in (SRC / "cli").glob("*_verbs.py")}
    assert rooms - {module for module, _ in COMMANDS.values()} == set(), "a line of cli/commands.txt names it"


# Each action of the screen that puts something on record or shows what is, with its verb of the shell.
_VERBS = {
    "undo": "undo", "redo": "redo", "step_done": "done", "agenda_done": "done", "snooze": "account", "contact": "contact",
    "zone": "account", "settle_promise": "settle", "resolve_dispute": "resolve", "release_hold": "release", "find": "find",
    "notes": "log", "why_late": "log", "another_result": "log", "history_add": "log", "history": "show", "plan_day": "plan",
    "reports": "report", "sheet": "show", "letter": "letter", "read_message": "read", "zones": "zones", "interest": "interest",
    "hand_over": "handover", "guide": "account", "agenda": "agenda", "search": "search", "filter": "queue", "lock": "lock",
    "next_step": "next", "agenda_move": "next", "history_correct": "log", "history_cause": "log",
    "reachable": "queue", "import": "import", "import_apply": "import", "erase": "erase", "appointment": "agenda",
}  # fmt: skip
# Where one stands, what is looked at, how it looks; and what wants the screen's own lists.
_OF_THE_SCREEN = {
    "last_step", "dial", "next_number", "copy_email",
    "open_outside", "invoices", "mark", "mark_all", "hide", "not_a_card", "go_to_row", "clear", "down", "up", "top", "bottom",
    "refresh", "theme", "help", "commands", "quit", "interrupt", "suspend", "quit_now", "next_call", "to_next", "go", "leave",
    "close",
}  # fmt: skip
_MOVES = (
    "filter_",
    "tick_",
    "page_",
    "card_",
    "match_",
    "form_",
    "report_",
    "notes_",
    "invoices_",
    "agenda_range",
)


def test_every_verb_of_the_screen_is_one_of_the_shell_or_named_as_the_screens_own():
    logged = {code.means.action for code in Code}
    rest = {each.id for each in ACTIONS} - logged - set(_VERBS) - _OF_THE_SCREEN
    assert {each for each in rest if not each.startswith(_MOVES)} == set()
    assert set(_VERBS.values()) <= set(COMMANDS)


@pytest.mark.parametrize(
    "words",
    [
        ("show", "ID"), ("find", "ID"), ("account", "ID", "--tags", "vip"), ("contact", "ID"), ("log", "ID", "TT"),
        ("statement", "ID"), ("interest", "ID"), ("letter", "ID", "statement", "--show"), ("rules", "explain", "ID"),
        ("report", "customers", "ID"), ("export", "ID"), ("feedback", "rate", "ID", "4"), ("handover", "out", "FILE", "ID"),
    ],
    ids=lambda words: " ".join(words[:2]),
)  # fmt: skip
def test_an_id_may_be_typed_in_any_case(sample_book: Path, tmp_path: Path, words: tuple[str, ...]):
    # In India a law of interest asks first who sells, in the Emirates none is known.
    found = [
        each
        for each in in_queue(sample_book)
        if each["callable"] and not {"INR", "AED"} & {*each["collectable"]}
    ]
    account = found[0]["account"]
    assert account != account.lower()
    typed = {"ID": account.lower(), "FILE": str(tmp_path / "to.json")}
    said = arcall(*(typed.get(word, word) for word in words), "--json", book=sample_book)
    assert said.code == 0, said.err
    assert account in said.out or words[0] in {"interest", "feedback", "letter", "rules", "contact"}
