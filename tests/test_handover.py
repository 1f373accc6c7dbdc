"""Calls handed over to another program: once each, in the user's own line, and to the user's own command."""

from __future__ import annotations

import csv
import json
import sys
import time
from io import StringIO
from pathlib import Path

import pytest

from arcall_tui.domain.activity import DisputeRaised, DisputeReason, Line, Outcome, PromiseGiven
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import UsageError
from arcall_tui.outgoing import Outgoing
from arcall_tui.workday.calls import own_programs
from arcall_tui.workday.calls.own_programs import as_csv, as_line, call_notes, handed_over
from arcall_tui.workday.calls.record import log_call, log_calls, undo
from books import Shelf, add_account, add_invoice
from letter_desk import at_desk
from shell import arcall, in_queue
from test_letters_content import past


def test_each_call_is_handed_over_once_even_where_an_undone_ones_number_comes_again(
    shelf: Shelf, tmp_path: Path
):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    log_call(desk, account, Outcome(Code.NA, note="one"))
    first = call_notes(desk)
    assert [note.note for note in first] == ["one"]
    handed_over(desk, first)
    assert call_notes(desk) == []
    undo(desk)
    later = shelf.desk(now=desk.clock.now().replace(minute=30))
    log_call(later, account, Outcome(Code.TT, note="two"))
    assert [note.note for note in call_notes(later)] == ["two"]


def test_a_line_is_the_users_own_and_an_unknown_field_is_named(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A", name="Lee\n{note}")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    log_call(desk, account, Outcome(Code.TT, note="said\nso {code}"))
    (note,) = call_notes(desk)
    assert (
        as_line(note, "{day};{account};{name};{code};{note}") == "2026-11-20;A;Lee {note};TT;said so {code}"
    )
    with pytest.raises(UsageError, match=r"names \{notes\}"):
        as_line(note, "{notes}")


def test_what_is_promised_or_disputed_goes_with_its_invoice_amount_and_day(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    one, two = (add_invoice(desk, account, name, 81_000, past(40), "EUR") for name in ("N-1", "N-2"))
    whole, part = Line(one, Money(81_000, "EUR")), Line(two, Money(30_000, "EUR"))
    parts = (PromiseGiven(part.amount, past(-9), (part,)), PromiseGiven(whole.amount, past(-2), (whole,)))
    log_call(desk, account, Outcome(Code.PLAN, promises=parts))
    log_call(desk, account, Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.PRICE, lines=(part,))))
    log_call(desk, account, Outcome(Code.TT))
    plan, dispute, talk = call_notes(desk)
    line = "{invoices}|{amount}|{currency}|{due}"
    assert as_line(plan, line) == "N-1 N-2|810.00 300.00|EUR EUR|2026-11-22 2026-11-29"
    assert (as_line(dispute, line), as_line(talk, line)) == ("N-2|||", "|||")


def test_the_table_holds_no_formulas(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    log_call(desk, account, Outcome(Code.TT, note="=1+1"))
    (row,) = csv.DictReader(StringIO(as_csv(call_notes(desk))))
    assert (row["note"], row["code"]) == ("'=1+1", "TT")


def test_the_shell_prints_each_once(sample_book: Path):
    first = in_queue(sample_book)[0]["account"]
    arcall("handover", "calls", book=sample_book)
    arcall("log", first, "NA", "--note", "rang twice", book=sample_book)
    said = arcall("handover", "calls", "--since", "last", "--json", book=sample_book)
    assert [call["note"] for call in said.json] == ["rang twice"]
    assert arcall("handover", "calls", book=sample_book).out == ""
    assert "rang twice" in arcall("handover", "calls", "--since", "2026-11-20", book=sample_book).out
    assert arcall("handover", "calls", "--since", "soon", book=sample_book).code == 2


def test_the_users_command_gets_each_call_as_json_without_a_shell(shelf: Shelf, tmp_path: Path):
    out = tmp_path / "got; touch x"
    code = "import sys, os; t = sys.argv[1]; open(t + '.p', 'a').write(sys.stdin.read() + chr(10)); os.rename(t + '.p', t)"
    desk = at_desk(shelf, tmp_path, Outgoing(after_log=(sys.executable, "-c", code, str(out))))
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    logged = log_call(desk, account, Outcome(Code.TT, note="said so"))
    assert logged.trouble == ""
    end = time.monotonic() + 20
    while not out.exists() and time.monotonic() < end:
        time.sleep(0.02)
    got = json.loads(out.read_text())
    assert (got["account"], got["code"], got["note"]) == ("A", "TT", "said so")


def test_the_shell_tells_of_a_command_that_was_stopped(
    sample_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ARCALL_CONFIG", str(tmp_path))
    monkeypatch.setattr(own_programs, "SECONDS", 0.2)
    (tmp_path / "settings.toml").write_text('after_log = ["sleep", "60"]\n')
    said = arcall("log", in_queue(sample_book)[0]["account"], "NA", book=sample_book)
    assert "was stopped" in said.err
    assert said.code == 0


def test_a_command_that_cannot_be_run_is_told_and_the_call_is_on_record(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(after_log=("/no/such/command",)))
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    (logged,) = log_calls(desk, [account], Outcome(Code.NA))
    assert "after_log could not be run" in logged.trouble
    assert desk.card(account).history[0].code is Code.NA


@pytest.mark.parametrize(
    ("code", "says"),
    [("import sys; sys.exit('no such ERP')", "ended with 1 (no such ERP)"), ("import time; time.sleep(60)", "was stopped")],
)  # fmt: skip
def test_a_command_that_fails_or_takes_too_long_is_told_and_the_call_is_on_record(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, says: str
):
    monkeypatch.setattr(own_programs, "SECONDS", 0.5)
    desk = at_desk(shelf, tmp_path, Outgoing(after_log=(sys.executable, "-c", code)))
    account = add_account(desk, "A")
    add_invoice(desk, account, "N-1", 5_000, past(40))
    assert log_call(desk, account, Outcome(Code.NA)).trouble == ""
    assert says in own_programs.failures(wait=True)
    assert own_programs.failures() == ""
    assert desk.card(account).history[0].code is Code.NA
