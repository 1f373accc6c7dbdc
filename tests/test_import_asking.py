"""A question about a file is asked on the terminal, there and then."""

from __future__ import annotations

import io
import os
import pty
from pathlib import Path

import pytest

from arcall_tui.cli.asking import ask as ask_user
from arcall_tui.cli.verbs import print_lines
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.questions import Answer, Question
from arcall_tui.workday.imports.import_report import ImportOptions, LedgerRefusedError
from arcall_tui.workday.imports.said import changed
from cases import for_each
from ledger_files import item, take_in
from shell import arcall
from warm import Program, read_all

LEDGER = "Client,Bill No,Due Date,Total,Zq\nArlo,A1,2026-03-31,90.00,30.00\nBeck,A2,2026-03-31,50.00,50.00\n"


def answered(folder: Path, *keys: str) -> tuple[int, str, str]:
    """Run the import in a terminal, give an answer to each question; return exit code, data and what was asked."""
    (folder / "ledger.csv").write_text(LEDGER)
    (ours, theirs), (out, out_end) = pty.openpty(), os.pipe()
    command = (
        "--book",
        folder / "book",
        "--now",
        "2026-06-30T09:00",
        "import",
        "ledger.csv",
        "--currency",
        "USD",
    )
    program = Program(command, (theirs, out_end, theirs), os.environ, folder)
    os.close(theirs), os.close(out_end)
    told = b""
    for key in keys:
        while not told.endswith(b"stops): "):
            told += os.read(ours, 1000)
        os.write(ours, key.encode() + b"\n")
        told += b"\n"
    data = read_all(out)
    try:
        while more := os.read(ours, 1000):
            told += more
    except OSError:
        pass  # the other side is closed
    os.close(ours)
    return program.wait(), data, told.decode()


@for_each(
    ("key", "owed"),
    [("", "USD 60.00"), ("1", "USD 60.00"), ("2", "USD 140.00"), ("--ignore Zq", "USD 140.00")],
)
def test_an_answer_takes_the_ledger_in(tmp_path: Path, key: str, owed: str):
    code, data, told = answered(tmp_path, key)
    assert (code, f"Open in the book: {owed}" in data) == (0, True), told
    assert "'Zq'" in told
    assert "USD 60.00 open" in told
    # The answer is remembered: nothing is asked again.
    again = ("import", tmp_path / "ledger.csv", "--currency", "USD")
    assert arcall(*again, book=tmp_path / "book", now="2026-06-30T09:00+00:00").code == 0


def test_stopping_takes_nothing_in(tmp_path: Path):
    code, data, _ = answered(tmp_path, "9", "q")
    assert (code, data) == (3, "")


def test_all_that_a_file_leaves_open_is_asked_at_once_and_the_likeliest_answers_take_it_in(tmp_path: Path):
    text = "Client,Zq,Due Date,Total,Xy\nArlo,A1,05/04/2026,90.00,30.00\nBeck,A2,06/04/2026,50.00,50.00\n"
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, text, currency=None)
    told = str(refused.value)
    likeliest = told.rpartition("The first answers in one: ")[2]
    for option in ("--map number=Zq", "--map paid=Xy", "--currency", "--date-order dmy"):
        assert option in likeliest
        assert told.count(option) > 1
    # What is not said yet is no currency of what other answers make.
    assert "--map number=Zq (such as A1, A2: 60.00 open)" in told
    assert "--currency EUR (EUR: EUR 60.00 open)" in told
    assert len(refused.value.report.errors) == 4
    options = ImportOptions()
    for said in likeliest.split(" --"):
        options = changed(options, f"--{said.removeprefix('--')}")
    said_now = {"mapping": options.mapping, "currency": options.currency, "date_order": options.date_order}
    assert take_in(tmp_path, text, **said_now).totals == {"EUR": 6000}


def test_when_a_row_falls_due_that_does_not_say_it_is_asked_with_the_rest(tmp_path: Path):
    text = (
        "Client,Invoice,Date,Due Date,Total\nArlo,A1,2026-01-04,2026-02-04,90.00\nBeck,A2,2026-01-05,,50.00\n"
    )
    with pytest.raises(
        LedgerRefusedError, match=r"2 things must[\s\S]*--currency USD --terms 'Net 30'$"
    ) as refused:
        take_in(tmp_path, text, currency=None)
    assert "USD 140.00 open" in str(refused.value)


@pytest.mark.parametrize(
    ("own", "country", "first"), [("CAD", "GB", "CAD"), ("", "GB", "GBP"), ("", "", "EUR")]
)
def test_the_callers_own_currency_is_proposed_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: str, country: str, first: str
):
    said = {"base_currency": own, "country": country}
    text = "".join(f'{name} = "{value}"\n' for name, value in said.items() if value)
    (tmp_path / "settings.toml").write_text(text)
    monkeypatch.setenv("ARCALL_CONFIG", str(tmp_path))
    (tmp_path / "l.csv").write_text("Client,Number,Due Date,Total\nArlo,A1,2026-03-31,90.00\n")
    told = arcall("import", tmp_path / "l.csv", book=tmp_path / "book")
    assert (told.code, told.err.partition("Say it with ")[2][:14]) == (3, f"--currency {first}")


def test_the_next_ledger_of_a_creditor_is_not_taken_for_another_ones(tmp_path: Path):
    ledger = [item("A", "1", "10.00"), item("B", "2", "20.00")]
    take_in(tmp_path, ledger, creditor="Southern")
    with pytest.raises(InputRefusedError, match="--creditor Southern"):
        take_in(tmp_path, ledger)
    with pytest.raises(InputRefusedError, match="--creditor Southern"):
        take_in(
            tmp_path, "Payment Date,Customer,Invoice,Amount Received\n2026-02-20,A,1,10.00\n", payments=True
        )
    take_in(tmp_path, ledger, creditor="Northern")
    take_in(tmp_path, [item("X", "7", "10.00")])


@for_each(
    ("columns", "rows", "asked"),
    [
        ("Xq,Yq,Zq,Aq,Bq,Cq", ["R-1,2026-01-01,2026-02-01,90.00,20.00,70.00", "R-2,2026-01-03,2026-02-03,50.00,0.00,50.00"], True),
        ("Xq,Yq,Zq,Aq", ["R-1,2026-01-01,2026-02-01,90.00", "R-2,2026-01-03,2026-02-03,50.00"], False),
        ("Xq,Aq,Bq,Cq", ["R-1,90.00,20.00,70.00", "R-2,50.00,0.00,50.00"], False),
    ],
    ids=["codes, days and amounts that add up", "amounts that add up to nothing", "no days"],
)  # fmt: skip
def test_what_one_heading_and_its_cells_speak_for_is_asked_about_and_else_refused(
    tmp_path: Path, columns: str, rows: list[str], *, asked: bool
):
    text = "\n".join(
        [f"Client,{columns}", *(f"{who},{row}" for who, row in zip(("Ash", "Oak"), rows, strict=True))]
    )
    with pytest.raises(InputRefusedError) as refused:
        take_in(tmp_path, text)
    told = str(refused.value)
    assert "--map number=Xq" in told
    assert asked == ("--map due_date=Zq" in told) == ("120.00 open" in told)
    assert asked or "has no column for" in told


def test_a_table_without_amounts_is_refused_or_asked_about_whatever_its_status_words_are(tmp_path: Path):
    with pytest.raises(LedgerRefusedError):
        take_in(tmp_path, "Client,Invoice,Due Date,Status\nAsh,1,2026-02-15,Zq\n")
    with pytest.raises(LedgerRefusedError):
        take_in(
            tmp_path,
            "Client,Invoice,Amount,Status\nAsh,1,2026-02-15,Zq\nOak,2,2026-02-16,Zw\n",
            mapping={"due_date": "Amount"},
        )


@for_each(
    ("text", "told", "untrue"),
    [
        ("Client,Invoice,Date,Balance\nAsh,1,2026-02-15,90.00\n", "--terms 'Net 30'", "--payments"),
        ("Client,Invoice,Due,Total,Open\nAsh,1,2026-02-15,$9.00,$8.00\n", "2 amounts are in '\\$'", "rows"),
        (
            "Tenant,Zq,Due,Outstanding\nAsh,12A,2026-10-05,9.00\nAsh,12A,2026-11-05,7.50\nOak,14B,2026-11-05,8.00\n",
            "invoice number: which column is it\\? Say it with --map number=-",
            "kind",
        ),
        (
            "Client,Invoice,Due,Total,Retention held,Received,Balance now due\nAsh,1,2026-02-15,9.00,1.00,0.00,8.00\nOak,2,2026-02-15,7.00,2.00,0.00,5.00\n",
            "--map amount=Total --map 'balance=Balance now due'",
            "--map 'amount=Balance now due'",
        ),
        (
            "Client,E-mail,Zw,Zx,Zq,Amount Due\nAsh,a@ash.example,A1,9.00,1.00,8.00\nOak,o@oak.example,A2,7.00,2.00,5.00\n",
            "Zx = Zq \\+ Amount Due in 2 rows: .* Say it with --ignore Zx --ignore Zq --ignore 'Amount Due'",
            "--map",
        ),
        (
            "Ad,Fatura No,Vade,Kalan\nAsh,1,2026-02-15,9.00\nOak,2,2026-02-16,8.00\n",
            "--map account=Ad",
            "--payments",
        ),
        (
            "Client,Invoice,Due,Open\nAsh,1,2026-02-15,$9.00\nAsh,1,2026-02-15,$9.00\n",
            "USD 9.00 open",
            "18.00",
        ),
    ],
    ids=[
        "an answer with which the file cannot be read",
        "signs of one row",
        "what each customer has one of",
        "what is due now of an amount",
        "a list of people in which amounts add up",
        "a first name, or all of it",
        "a row that only repeats another",
    ],
)
def test_a_question_says_nothing_that_is_not_so(tmp_path: Path, text: str, told: str, untrue: str):
    with pytest.raises(LedgerRefusedError, match=told) as refused:
        take_in(tmp_path, text, currency=None)
    assert untrue not in str(refused.value)


def test_what_stands_in_the_way_of_each_answer_is_said_and_nothing_asked(tmp_path: Path):
    text = "Client,Invoice,Due,Open\nAsh,1,2026-02-15,90.00 zorkmids\n"
    with pytest.raises(LedgerRefusedError, match="'Open' holds no amounts") as refused:
        take_in(tmp_path, text, currency=None)
    assert "--currency" not in str(refused.value)
    assert "--ignore Open" in str(refused.value)
    for day in ("soon", "?!"):
        with pytest.raises(LedgerRefusedError, match=r"'Sent' holds no dates(.|\n)*--ignore Sent"):
            take_in(
                tmp_path,
                f"Client,Invoice,Sent,Due,Open\nAsh,1,{day},2026-02-15,90.00\n",
                mapping={"invoice_date": "Sent"},
            )
    with pytest.raises(LedgerRefusedError, match="--currency USD"):
        take_in(tmp_path, text.replace(" zorkmids", ""), currency=None)


def test_the_currency_of_the_book_is_proposed_before_the_callers_own(tmp_path: Path):
    text = "Client,Invoice,Due Date,Balance\nAsh,1,2026-02-15,90.00\n"
    take_in(tmp_path, text, currency="GBP")
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, text.replace("Balance", "Owing"), currency=None, home=("INR", "IN"))
    assert refused.value.question is not None
    assert refused.value.question.choices[0].option == "--currency GBP"


def test_no_option_or_word_is_torn_at_the_edge_of_the_terminal(monkeypatch: pytest.MonkeyPatch, capsys):  # noqa: ANN001
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stdin", io.StringIO("2\n"))
    for stream in ("sys.stdout", "sys.stderr"):
        monkeypatch.setattr(f"{stream}.isatty", lambda: True)
    options = ("--map balance=outstanding_balance_usd", "--ignore balance")
    question = Question(
        "Which column is it " * 5, tuple(Answer(one, "what is still open") for one in options)
    )
    assert ask_user(question) == options[1]
    print_lines([f"Columns read: {'number nothing ' * 5}".strip(), "as it was"])
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert max(map(len, (*lines[:-1], *out.splitlines()))) < 40
    assert (out.split()[-4:], out.endswith("\nas it was\n")) == (["nothing", "as", "it", "was"], True)
    assert any("balance=outstanding_balance_usd]" in line for line in lines)
