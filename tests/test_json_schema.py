"""What every verb prints with --json is what `arcall schema` says it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import fastjsonschema
import pytest
import typer

from arcall_tui.cli.shell import app
from arcall_tui.domain.json_views import View, plain
from arcall_tui.domain.money import Money
from ledger_files import item, take_in, text_of
from shell import arcall, in_queue


@dataclass(frozen=True)
class Link:
    """A value that a view may hold."""

    number: int
    of: frozenset[int]


@cache
def schemas() -> dict[str, Any]:
    found: dict[str, Any] = arcall("schema").json
    return found


@cache
def check_of(command: str) -> Callable[[Any], Any]:
    check: Callable[[Any], Any] = fastjsonschema.compile(schemas()[command])
    return check


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - click's
    """Every command that does something, with its options."""
    if not hasattr(command, "list_commands"):
        yield " ".join(path), command
        return
    for name in command.list_commands(None):
        yield from leaves(command.get_command(None, name), (*path, name))


def test_what_a_value_holds_is_data_and_not_pythons_words_for_it():
    held = {"set": {"b", "a"}, "date": date(2026, 1, 2)}
    assert plain([Link(1, frozenset({2, 1})), held]) == [
        {"number": 1, "of": [1, 2]},
        {**held, "set": ["a", "b"], "date": "2026-01-02"},
    ]


def test_a_key_is_taken_from_where_its_view_says():
    inner = View("Inner", "number:int")
    view = View(
        "Outer", "first?=link.number all:texts=links.number share:float2 owed:amounts links", links=[inner]
    )
    given = SimpleNamespace(link=None, links=[Link(1, frozenset())], share=0.126, owed=Money(100, "GBP"))
    told = {"first": None, "all": [1], "share": 0.13, "owed": {"GBP": "1.00"}, "links": [{"number": 1}]}
    assert view(given) == told
    assert view(given, share=None)["share"] is None


def test_every_command_has_json_and_says_what_it_is():
    commands = dict(leaves(typer.main.get_command(app)))
    silent = {name for name, each in commands.items() if not any("--json" in p.opts for p in each.params)}
    assert silent == {"schema"}, "prints JSON anyway"
    assert set(schemas()) == set(commands) - silent


def holds(command: str, *words: object, book: Path | None, code: int = 0) -> Any:  # noqa: ANN401
    said = arcall(*command.split(), *words, "--json", book=book)
    assert said.code == code, said.err
    check_of(command)(said.json)
    return said.json


def test_what_is_printed_of_a_book_is_as_the_schema_says(sample_book: Path, tmp_path: Path):
    queue = in_queue(sample_book)
    one, other = (
        (e["account"] for e in queue if e["callable"] and e["reasons"][0]["code"] == "value"),
        in_queue,
    )
    account = next(one)
    shown = {
        "queue",
        "show",
        "find",
        "plan",
        "agenda",
        "search",
        "zones",
        "countries",
        "check",
        "contact",
        "imports",
    }
    words: dict[str, tuple[object, ...]] = {
        "show": (account,), "find": (account,), "search": ("paid",), "contact": (account,), "agenda": ("--all",),
    }  # fmt: skip
    for command in sorted(shown):
        holds(command, *words.get(command, ()), book=sample_book)
    for entry in queue[::6]:
        holds("show", entry["account"], book=sample_book)
    for name in ("day", "aging", "measures", "forecast", "handover"):
        holds("report", name, book=sample_book)
    holds("check", "--record", book=sample_book)
    holds("statement", account, book=sample_book)
    holds("statement", account, "--pdf", "--out", tmp_path / "s.pdf", book=sample_book)
    holds("interest", account, book=sample_book)
    holds("interest", account, "--waive", "goodwill", book=sample_book)
    holds("handover calls", book=sample_book)
    holds("rules explain", account, book=sample_book)
    holds("rules diff", "default", "eu", book=sample_book)
    holds("record", book=sample_book)
    holds("backups", book=sample_book)
    assert other(sample_book)


def test_what_is_recorded_is_told_as_the_schema_says(
    sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    book = sample_book
    monkeypatch.setenv("ARCALL_CONFIG", str(tmp_path))
    (tmp_path / "settings.toml").write_text(
        'zone = "Europe/London"\n[retention]\nnotes = 36\n', encoding="utf-8"
    )
    account = next(
        e["account"] for e in in_queue(book) if e["callable"] and e["reasons"][0]["code"] == "value"
    )
    holds("account", account, "--tags", "vip", book=book)
    holds("log", account, "PTP", "--promise", "1.00@2026-12-01", book=book)
    holds("settle", account, "kept", book=book)
    call = holds("log", account, "DISP", "--reason", "price", "--call", "last", book=book)["call"]
    disputes = holds("show", account, book=book)["disputes"]
    dispute = next(each["id"] for each in disputes if each["state"] == "open" and each["reason"] == "price")
    holds("resolve", account, "valid", "--id", dispute, book=book)
    holds("feedback rate", account, 4, "--call", call["id"], book=book)
    key = holds("feedback remark", "well done", "--account", account, book=book)["feedback"]
    holds("feedback close", key, "thanked", book=book)
    listed = holds("feedback list", book=book)
    assert account in {each["account"] for each in listed}, "the ledger's id, not the book's own"
    holds("letter", account, "statement", "--show", book=book)
    holds("log", account, "DNC", "--reason", "wish", book=book)
    steps = holds("show", account, book=book)["follow_ups"]
    step = next(each["id"] for each in steps if each["kind"] == "review hold")
    holds("done", account, "--id", step, book=book)
    holds("release", account, book=book)
    holds("next", account, "2026-12-01", book=book)
    holds("undo", book=book)
    holds("redo", book=book)
    holds("filters", "tag:vip", "=vip", book=book)
    holds("export", account, book=book)
    holds("retention", book=book)
    holds("lock", book=book)
    message = tmp_path / "message.txt"
    message.write_text("We have paid everything yesterday.")
    holds("read", message, "--account", account, book=book)
    holds("handover out", tmp_path / "to.json", account, book=book)
    holds("handover in", tmp_path / "to.json", book=book)
    (tmp_path / "list.csv").write_text("Invoice,Amount\nX1,1.00\n")
    holds("read", tmp_path / "list.csv", "--account", account, book=book)
    holds("backup", tmp_path / "copy.sqlite3", book=book)
    holds("erase", account, "--yes", book=book)


def test_what_becomes_of_files_is_told_as_the_schema_says(tmp_path: Path):
    book, file = tmp_path / "book.sqlite3", tmp_path / "ledger.csv"
    take_in(tmp_path, [item("A", "1", "5.00"), item("B", "2", "6.00")])
    file.write_text(text_of([item("A", "1", "5.00"), item("B", "2", "4.00"), item("C", "3", "1.00")]))
    holds("import", file, "--currency", "USD", book=book)
    holds("imports", "undo", book=book)
    file.write_text(text_of([item("A", "1", "five")]))
    holds("import", file, "--currency", "USD", book=book, code=3)
    holds("merge", "A", "B", book=book)
    holds("split", "B", book=book)
    copy = holds("backup", book=book)["backup"]
    holds("restore", copy, "--yes", book=book)
    holds("restore", "--salvage", "--yes", book=book)
    holds("demo", "--book", tmp_path / "demo.sqlite3", book=None)


def test_what_is_set_is_told_as_the_schema_says(tmp_path: Path):
    for command in ("path", "texts", "show", "sender", "check"):
        holds(f"config {command}", book=tmp_path / "b.sqlite3")
    holds("rules check", book=None)
    holds("rules presets", book=None)
    holds("rules presets", "eu", book=None)
    bills = [
        f"C{n},{n}.{day},2026-01-{day:02},2026-02-{day:02},{100 + n}.00,2026-03-{(n + day) % 27 + 1:02}"
        for n in range(24) for day in (2, 9, 16)
    ]  # fmt: skip
    ledger = tmp_path / "settled.csv"
    ledger.write_text(
        "Customer ID,Invoice Number,Invoice Date,Due Date,Amount,Settled Date\n" + "\n".join(bills)
    )
    for more in ((), ("--against", "default")):
        holds("rules backtest", ledger, "--capacity", 3, *more, book=None)


def test_every_commands_json_is_checked_here():
    words = set(re.findall(r"[\w ]+", Path(__file__).read_text("utf-8")))
    of_config = {f"config {each}" for each in ("path", "texts", "show", "sender", "check")}
    assert set(schemas()) - of_config - words == set(), "holds() of its real output is what is missing"


def test_an_unknown_command_is_wrong_usage_and_names_those_that_there_are():
    said = arcall("schema", "nothing")
    assert said.code == 2
    assert "queue" in said.err
