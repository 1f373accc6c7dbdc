"""What stands around the items of a file and is none: notes and totals at its end, types, and customers in blocks of their own."""

from __future__ import annotations

import random
import subprocess
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import sheets
from arcall_tui.workday.imports.import_report import LedgerRefusedError
from cases import for_each
from ledger_files import ask, take_in
from tries import tries

DAY = date(2026, 12, 1)
ENDS = (
    "(2 rows)", "2 rows selected.", "(2 rows affected)", "# end", "Prepared by;Jo", "Checked;Al;02.11.2026", "Average;;;{half}", "Maximum;;;{most}",
    "Less: provision;;;-10,00", "%;;;100%", "------;---;---;---",
)  # fmt: skip
HEADS = (
    "{who}",
    "Kunde: {id} {who}",
    "A/C: {id};Name: {who};Tel: 020 79",
    "Customer: {id} {who}  Contact: Jo  Phone: (414) 655",
    "{id} {who}",
    "{id} - {who}",
    "[{id}] {who}",
    "{who} ({id})",
)
TOTALS = (
    "Total;;;{sum}",
    "Summe Kunde;;;{sum}",
    "Customer {id} Totals:;;;{sum}",
    "{who} Total;;;{sum}",
    "Balance due;;;{sum}",
)


def money(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def bills(rng: random.Random) -> dict[str, list[tuple[str, int]]]:
    numbers = iter(range(101, 200))
    return {
        who: [(f"R{next(numbers)}", rng.randrange(100, 99_999)) for _ in range(rng.randrange(1, 4))]
        for who in rng.sample(["Ahorn GmbH", "Birke KG", "Linde AG", "Fichte SE"], rng.randrange(2, 4))
    }


def owed(text: str, **options: object) -> dict[str, int]:
    with TemporaryDirectory() as folder:
        take_in(Path(folder), text, currency="EUR", on=DAY, **options)
        rows = ask(
            Path(folder),
            "SELECT name, sum(balance) FROM invoice JOIN account ON account.id = account_id GROUP BY account.id",
        )
    return dict(rows)


@settings(max_examples=tries(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_what_stands_below_the_items_is_none_of_them(seed: int):
    rng = random.Random(seed)
    made = bills(rng)
    every = [cents for each in made.values() for _, cents in each]
    types = [[], ["VARCHAR(20);INT;DATE;DECIMAL(10,2)"], ["(Text);(text);(dd.mm.yyyy);(EUR)"]]
    lines = ["Kunde;Rechnung;Fällig;Offen", *rng.choice(types)]
    lines += [
        f"{who};{number};{DAY - timedelta(rng.randrange(90)):%d.%m.%Y};{money(cents)}"
        for who, each in made.items()
        for number, cents in each
    ]
    lines += ["", rng.choice([f"Total;;;{money(sum(every))}", f"Gesamt;{len(every)};;{money(sum(every))}"])]
    below = rng.sample(ENDS, rng.randrange(len(ENDS)))
    lines += [line.format(half=money(sum(every) // 2), most=money(max(every))) for line in below]
    assert owed("\n".join(lines)) == {who: sum(cents for _, cents in each) for who, each in made.items()}, (
        below
    )


@pytest.mark.parametrize("head", HEADS)
@settings(max_examples=tries(1), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_customers_in_blocks_of_their_own_owe_what_stands_in_them(head: str, seed: int):
    rng = random.Random(seed)
    made, total = bills(rng), rng.choice(TOTALS)
    above = "Rechnung;Datum;Fällig;Offen"
    lines = ["Offene Posten", ""]
    for place, (who, each) in enumerate(made.items()):
        said = {
            "who": who,
            "id": 10001 + place,
            "sum": money(sum(cents for _, cents in each)),
        }
        lines += [head.format(**said), above]
        lines += [f"{number};01.09.2026;01.10.2026;{money(cents)}" for number, cents in each]
        lines += [total.format(**said), ""]
    lines.append(f"Gesamtsumme;;;{money(sum(cents for each in made.values() for _, cents in each))}")
    found = owed("\n".join(lines))
    assert found == {who: sum(cents for _, cents in each) for who, each in made.items()}, (head, total)


@for_each(
    ("above", "found"),
    [
        ("A/C: A1;Name: Ash;Contact: Jo Peel;Tel: 01632 960441", ("A1", "Ash", "Jo Peel", "01632 960441")),
        ("Konto;10005;Ash;Tel. 08031 555 105", ("10005", "Ash", "", "08031 555 105")),
        ("Debiteur: 1044 - Ash (tel. 020-5550144)", ("1044", "Ash", "", "020-5550144")),
        ("Debitor 104: Ash, tlf. 97 31 00 12", ("104", "Ash", "", "97 31 00 12")),
        ("Guarantor: Ash   ACCT A1", ("A1", "Ash", None, None)),
        ("Name: Ash  Account No. A1", ("A1", "Ash", None, None)),
        ("A/C: A1;Name: Ash\nTel: 01632 960441", ("A1", "Ash", "", "01632 960441")),
        ("A/C: A1;Name: Ash\nContact: Jo Peel;Phone: 01632 960441", ("A1", "Ash", "Jo Peel", "01632 960441")),
        # What is nobody's, or the seller's own.
        ("Our Firm;\nTel: 01632 960000\nA/C: A1;Name: Ash", ("A1", "Ash", None, None)),
        ("Ash Ltd  Tel: 01632 960000;;;\nA/C: A1;Name: Ash", ("A1", "Ash", None, None)),
        ("Customer: A100 Ash;Salesman: Jo;Fax: 01632 960441", ("A100", "Ash", None, None)),
        ("A/C: A1;Name: Hotel 1990", ("A1", "Hotel 1990", None, None)),
        ("Kunde:;A1;Name:;Ash", ("A1", "Ash", None, None)),
        ("Kunde: Hotel 1990;A/C: A1;Name: Jo Peel", ("A1", "Hotel 1990", None, None)),
    ],
)
def test_whom_to_ask_for_stands_beside_the_customer_above_the_items(
    tmp_path: Path, above: str, found: tuple[str | None, ...]
):
    head, other = "Invoice;Date;Due;Open", "A/C: B2;Name: Birch"
    item = "{};01.09.2026;01.10.2026;5,00"
    # Below the items a telephone is nobody's.
    text = "\n".join([above, head, item.format(1), "Tel: 01632 960009", other, head, item.format(2)])
    take_in(tmp_path, text, currency="EUR", on=DAY)
    who = "SELECT ledger_id, account.name, contact.name, phone FROM account LEFT JOIN contact ON account.id = account_id ORDER BY account.id"
    assert ask(tmp_path, who) == [found, ("B2", "Birch", None, None)]


@for_each("mark", ["--", " - ", " : "])
def test_a_code_before_each_name_is_no_part_of_it(mark: str):
    item = "01.09.2026;01.10.2026;5,00"
    own = f"Invoice;Date;Due;Open\n10100{mark}Ash Inc;;;\n1;{item}\n10101{mark}Birch Inc;;;\n2;{item}\n"
    each = f"Customer;Invoice;Date;Due;Open\n10100{mark}Ash Inc;1;{item}\n10101{mark}Birch Inc;2;{item}\n"
    assert owed(own) == owed(each) == {"Ash Inc": 500, "Birch Inc": 500}


@for_each(
    ("one", "other", "whose"),
    [
        ("CUS00030", "CUS00037", [("CUS00030", "Ash"), ("CUS00037", "Birch")]),
        ("K-104", "K-220", [("K-104", "Ash"), ("K-220", "Birch")]),
        # Where one has none, and terms, they are no ids; amounts and days are none either.
        ("CUS00030", "", [("Ash (CUS00030)", "Ash (CUS00030)"), ("Birch", "Birch")]),
        ("Net030", "Net014", [("Ash (Net030)", "Ash (Net030)"), ("Birch (Net014)", "Birch (Net014)")]),
        ("1.200,00", "2.300,00", None),
        ("01.09.2026", "02.09.2026", None),
    ],
)
def test_a_code_behind_each_name_on_a_row_of_its_own_is_the_customers_id(
    tmp_path: Path, one: str, other: str, whose: list[tuple[str, str]] | None
):
    text = "Aged;;;;\n;ID No.;Date;Due;Open\n"
    for number, (name, code) in enumerate((("Ash", one), ("Birch", other))):
        text += f"{name};{code};;;\n;{number};01.09.2026;01.10.2026;5,00\nTotal:;;;;5,00\n"
    if whose is None:
        with pytest.raises(InputRefusedError, match="No heading names the customer"):
            take_in(tmp_path, text, currency="EUR", on=DAY)
        return
    take_in(tmp_path, text, currency="EUR", on=DAY)
    assert ask(tmp_path, "SELECT ledger_id, name FROM account ORDER BY id") == whose


def test_a_made_number_does_not_hang_on_other_customers_without_ids(tmp_path: Path):
    head, item = "Date;Due;Open", "01.09.2026;01.10.2026;5,00"
    text = f"Customer: Ash\n{head}\n{item}\nCustomer: Birch\n{head}\n{item}"
    take_in(tmp_path, text, currency="EUR", on=DAY)
    assert ask(tmp_path, "SELECT DISTINCT number FROM invoice") == [("invoice 2026-09-01",)]


@for_each("title", ["STATEMENT;27 NOV 2026", "Statement;;01.12.2026", "Page;1"])
def test_what_stands_above_all_customers_and_again_above_each_is_no_item(title: str):
    head, item = "Invoice;Date;Due;Debit;Credit;Balance", "{};01.09.2026;01.10.2026;{};{};{}"
    lines = [title, "Account: A1;Name: Ash", head, item.format("1", "5,00", "", "5,00")]
    lines += [item.format("2", "", "1,00", "4,00"), ";;;Balance due;;4,00", "", title]
    lines += [
        "Account: B2;Name: Birch",
        head,
        item.format("3", "7,00", "", "7,00"),
        item.format("4", "2,00", "", "9,00"),
    ]
    assert owed("\n".join(lines)) == {"Ash": 400, "Birch": 900}


@for_each("title", ["Unallocated credits", "Gutschriften", "Avoirs"])
@for_each("sign", ["", "-"])
def test_what_stands_under_a_title_of_credits_is_taken_off(title: str, sign: str):
    head = "Customer;Invoice;Date;Due;Open"
    text = f"{head}\nAsh;1;01.09.2026;01.10.2026;9,00\nBirch;2;01.09.2026;01.10.2026;5,00\nTotal;;;;14,00\n\n"
    text += f"{title}\n{head}\nAsh;3;02.09.2026;;{sign}2,00\nTotal;;;;{sign}2,00\n\nNet;;;;12,00\n"
    assert owed(text) == {"Ash": 700, "Birch": 500}
    text += f"{title}\n{head}\nAsh;4;02.09.2026;;{sign}1,00\nTotal Ash;;;;{sign}1,00\nBirch;5;02.09.2026;;{sign}2,00\nTotal Birch;;;;{sign}2,00\n"
    assert owed(text) == {"Ash": 600, "Birch": 300}
    ages = f"Customer;Invoice;Date;Due;0-30;31-60;61-90\nAsh;1;01.09.2026;01.10.2026;9,00;;\n{title};;;;;;\nAsh;3;02.09.2026;01.10.2026;{sign}2,00;;\n"
    assert owed(ages) == {"Ash": 700}
    # Each row says its currency, and the title none.
    coded = f"Customer;Invoice;Due;Open;Currency\nAsh;1;01.10.2026;9,00;EUR\n{title};;;;\nAsh;3;02.10.2026;{sign}2,00;EUR\n"
    assert owed(coded) == {"Ash": 700}


@for_each(
    ("below", "whose"),
    [
        (("12 Quay St", "3a, Pier Rd"), 0),
        (("Hauptstr. 5", "Am Markt 12a"), 0),
        (("80331 Berlin", "1010 Wien"), 0),
        # A region's customers, firms, and whom the totals name.
        (("24 Seven Ltd", "Studio 54 GmbH"), 1),
        (("24 Seven", "Studio 54"), 2),
        (("12 Quay St", ""), 3),
    ],
)
def test_an_address_below_each_name_is_no_customer(below: tuple[str, str], whose: int):
    text = "Invoice;Date;Due;Open\n"
    for number, (name, other) in enumerate(zip(("Ash", "Birch"), below, strict=True)):
        text += f"{name};;;\n" + f"{other};;;\n" * bool(other) + f"{number};01.09.2026;01.10.2026;5,00\n"
        text += f"Total {other};;;5,00\n" * (whose == 2)
    assert owed(text) == dict.fromkeys(
        below if 0 < whose < 3 else ("Ash", "Birch") if not whose else ("12 Quay St", "Birch"), 500
    )


@for_each(
    "names",
    [
        ["3M - Germany"],
        ["Ash (Net30)", "Birch (Net14)"],
        ["Ash (030-123456)", "Birch (040-654321)"],
        ["Ash (3)", "Birch (5)"],
    ],
)
def test_what_stands_beside_a_name_on_a_row_of_its_own_may_be_no_code(names: list[str]):
    rows = (f"{name};;;\n1{at};01.09.2026;01.10.2026;5,00" for at, name in enumerate(names))
    assert owed("Rechnung;Datum;Fällig;Offen\n" + "\n".join(rows)) == dict.fromkeys(names, 500)
    totals = (f"Total for {name.partition(' (')[0]};;;5,00" for name in names)
    rows = (
        f"{name};;;\n1{at};01.09.2026;01.10.2026;5,00\n{total}"
        for at, (name, total) in enumerate(zip(names, totals, strict=True))
    )
    if names[0] == "Ash (3)":
        text = "Rechnung;Datum;Fällig;Offen\n" + "\n".join(rows)
        assert owed(text) == {"Ash": 500, "Birch": 500}
        # Where some total has it, too, it is a part of the name.
        text += "\nAsh (1);;;\n3;01.09.2026;01.10.2026;5,00\nTotal for Ash (1);;;5,00"
        assert owed(text) == dict.fromkeys([*names, "Ash (1)"], 500)
        # Names stand in the column of days, too.
        row = "01.09.2026;{0};01.10.2026;5,00"
        text = f"Datum;Rechnung;Fällig;Offen\nAsh (2);;;\n{row.format(1)}\n{row.format(2)}\nTotal for Ash;;;10,00\nBirch;;;\n{row.format(3)}\nTotal for Birch;;;5,00"
        assert owed(text) == {"Ash": 1000, "Birch": 500}
        # So many rows as it says are below each.
        text = "Rechnung;Datum;Fällig;Offen\nAsh (2);;;\n1;{0}\n2;{0}\nBirch (1);;;\n3;{0}"
        assert owed(text.format("01.09.2026;01.10.2026;5,00")) == {"Ash": 1000, "Birch": 500}
        # What would make one of two is a part of their names.
        text = text.replace("Birch", "Ash").format("01.09.2026;01.10.2026;5,00")
        assert owed(text) == {"Ash (2)": 1000, "Ash (1)": 500}


@for_each("total", ["Total del cliente", "Total {who}", "Total customer", "Total client {who}"])
def test_a_total_where_numbers_stand_is_none_of_them_though_its_row_names_the_customer(total: str):
    rows = [
        f"{name};{no};;01.10.2026;5,00"
        for name, no in [("Ash", 1), ("Ash", "Total Energies 4"), ("Birch", "Total Ash (2)")]
    ]
    sums = [
        f"{who};{total.format(who=who)};;;{cents}" for who, cents in [("Ash", "10,00"), ("Birch", "5,00")]
    ]
    text = "\n".join(["Customer;Invoice;Date;Due;Open", *rows[:2], sums[0], rows[2], sums[1]])
    assert owed(text) == {"Ash": 1000, "Birch": 500}


@for_each(("who", "number"), [("", "2 documents"), ("", ""), ("{who}", ""), ("{who}", "{who} (2)")])
def test_sums_above_their_rows_are_no_items_where_they_add_up(tmp_path: Path, who: str, number: str):
    made = {"Ash": [1000, 2000], "Birch": [700], "Cedar": [500, -100]}
    lines = ["Customer;Invoice;Date;Due;Open"]
    for name, each in made.items():
        named = "" if "(" in number else name
        lines.append(f"{named};{number.format(who=name)};;;{money(sum(each))}")
        lines += [
            f"{who.format(who=name)};{name[0]}-{at};01.09.2026;01.10.2026;{money(cents)}"
            for at, cents in enumerate(each)
        ]
    text = "\n".join(lines)
    assert owed(text) == {name: sum(each) for name, each in made.items()}
    with pytest.raises(InputRefusedError):
        take_in(tmp_path, text.replace("7,00", "7,01", 1), currency="EUR", on=DAY)
    # What was brought forward may be as much as the one bill below it.
    with pytest.raises(InputRefusedError) if who else nullcontext():
        take_in(tmp_path, "\n".join([*lines[:1], *lines[4:6], *lines[7:]]), currency="EUR", on=DAY)


@for_each("number", ["Opening balance", "Deposit", "Deposit (2)", "2026"])
@for_each("who", ["Ash", "Birch"])
def test_what_a_customer_owes_under_words_without_days_is_no_total_though_it_is_as_much(
    who: str, number: str
):
    text = f"Customer;Invoice;Date;Due;Open\nAsh;1;01.09.2026;01.10.2026;5,00\n{who};{number};;;5,00\nCedar;3;01.09.2026;01.10.2026;7,00"
    assert sum(owed(text, terms="due on receipt").values()) == 1700


def test_a_row_in_the_middle_without_an_amount_is_still_an_error(tmp_path: Path):
    text = (
        "Customer,Invoice,Due,Balance\nAsh,1,2026-10-01,5.00\nBirch,Jo,2026-10-01,\nCedar,3,2026-10-01,7.00\n"
    )
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, text, on=DAY)
    assert [error.row for error in refused.value.report.errors] == [3]


def test_a_spreadsheet_is_unpacked_once_for_all_its_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with xlsxwriter.Workbook(tmp_path / "ledger.xlsx") as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(
            [
                ("Customer", "Invoice", "Qd", "Qz"),
                ("Ash", "1", "2026-10-01", 5.5),
                ("Birch", "2", "2026-10-02", 7.25),
            ]
        ):
            sheet.write_row(place, 0, row)
    started: list[object] = []
    run = subprocess.run
    monkeypatch.setattr(
        sheets.subprocess, "run", lambda *what, **how: (started.append(what), run(*what, **how))[1]
    )
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, (tmp_path / "ledger.xlsx").read_bytes(), name="ledger.xlsx", currency=None, on=DAY)
    assert "2 things must be known first" in str(refused.value)
    assert len(started) == 1


DRESSES = {
    "entities": lambda cells: ";".join(cell.replace("&", "&amp;").replace("'", "&#39;") for cell in cells),
    "mail": lambda cells: "> " + ";".join(cells),
    "tags": lambda cells: ";".join(f"<b>{cell}</b>" for cell in cells),
    "links": lambda cells: ";".join([f"[{cells[0]}](https://x.example/1)", *cells[1:]]),
    "formulas": lambda cells: ";".join(
        [cells[0], f'"=HYPERLINK(""https://x/1"",""{cells[1]}"")"', *cells[2:]]
    ),
    "quoted": lambda cells: '"' + ";".join(cells) + '"',
    "caret": "^".join,
    "tilde": "~".join,
    "unit separator": "\x1f".join,
}


@for_each("dress", DRESSES)
def test_what_lines_are_dressed_in_is_no_part_of_them(tmp_path: Path, dress: str):
    rows = [("Ash & Sons", "R1", "01.10.2026", "5,00"), ("O'Brien", "R2", "02.10.2026", "7,50")]
    head = ("Kunde", "Rechnung", "Fällig", "Offen")
    lines = [
        (";".join if dress in ("entities", "mail", "tags", "links", "formulas") else DRESSES[dress])(head)
    ]
    take_in(tmp_path, "\n".join([*lines, *map(DRESSES[dress], rows)]), currency="EUR", on=DAY)
    found = ask(tmp_path, "SELECT name, number, balance FROM invoice JOIN account ON account.id = account_id")
    assert found == [("Ash & Sons", "R1", 500), ("O'Brien", "R2", 750)]


@for_each(("front", "behind"), [("> ", "Bo Lund\nCredit Control | Birch Supplies\n"), ("> 90 days ", "")])
def test_a_mail_quotes_the_table_alone_and_an_age_is_no_quote(tmp_path: Path, front: str, behind: str):
    rows = ["Customer | Invoice | Due | Open", "Ash | 1 | 2026-10-01 | 5.00", "Birch | 2 | 2026-10-02 | 7.50"]
    if front == "> ":
        text = "Hi, please call these\n\n" + "".join(f"{front}| {row} |\n" for row in rows) + f"\n{behind}"
    else:
        text = "".join(f"{mark}| {row}\n" for mark, row in zip(("Zq ", front, "0-30 "), rows, strict=True))
    take_in(tmp_path, text, currency="EUR", on=DAY)
    assert ask(tmp_path, "SELECT number, balance FROM invoice") == [("1", 500), ("2", 750)]


@pytest.mark.usefixtures("sheets_read_here")
def test_sheets_that_are_hidden_or_hold_what_is_paid_do_not_lead(tmp_path: Path):
    row = ("Customer", "Invoice", "Due", "Balance")
    with xlsxwriter.Workbook(tmp_path / "ledger.xlsx") as book:
        for place, name in enumerate(("Old", "Payments", "Open")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, row)
            sheet.write_row(1, 0, ("Ash", str(place), "2026-10-01", place + 5.0))
            if name == "Old":
                sheet.hide()
            elif name == "Open":
                sheet.activate()
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, (tmp_path / "ledger.xlsx").read_bytes(), name="ledger.xlsx", on=DAY)
    assert refused.value.question is not None
    assert [choice.option for choice in refused.value.question.choices] == [
        "--sheet Open",
        "--sheet Payments",
    ]


@for_each("again", [True, False])
@for_each(("ours", "theirs"), [("DEBTORS", "CREDITORS"), ("Trade debtors:", "Trade creditors:"), ("Debitoren", "Kreditoren"), ("Clients", "Fournisseurs")])  # fmt: skip
def test_what_stands_under_a_title_of_suppliers_is_nobodys_debt(
    tmp_path: Path, ours: str, theirs: str, *, again: bool
):
    heading = "Name,Invoice,Due Date,Balance,Currency"
    customers = [f"Ash {n},1{n:03d},2026-02-15,1.00,USD" for n in range(450)]
    rows = [
        heading,
        ours,
        *customers,
        "Total,,,450.00,",
        theirs,
        *[heading] * again,
        "Paper Co,P9,2026-02-18,99.00,USD",
    ]
    rows += [ours, *[heading] * again, "Elm,102,2026-02-18,2.00,USD"]
    report = take_in(tmp_path, "\n".join(rows) + "\n", currency=None)
    assert report.totals == {"USD": 45_200}
    assert [told for told in report.warnings if "owed by you" in told]


@for_each("before", [0, 900])
@for_each(("theirs", "title"), [("Suppliers", "Accounts receivable - trade"), ("Creditors", "Our customers")])  # fmt: skip
def test_items_below_a_title_of_suppliers_and_one_that_is_not_known_are_never_left_out_unsaid(
    tmp_path: Path, theirs: str, title: str, before: int
):
    heading = "Account,Name,Invoice,Invoice Date,Due Date,Amount,Currency"
    customers = [f"3{n:03d},Elm,E{n},2026-01-15,2026-02-15,1.00,USD" for n in range(before)]
    paper = "1001,Paper Co,P9,2026-01-18,2026-02-18,1.50,USD"
    text = "\n".join([heading, *customers, f"{theirs},,,,,,", paper, f"{title},,,,,,", "2001,Ash,F1,2026-01-18,2026-02-18,2.00,USD", ""])  # fmt: skip
    with pytest.raises(LedgerRefusedError, match=f"Below .*'{title}' are"):
        take_in(tmp_path, text)
    known = text.replace(title, "Debtors")
    assert take_in(tmp_path, known, currency=None).totals == {"USD": 200 + 100 * before}
    if not before:
        alone = "\n".join([heading, f"{theirs},,,,,,", paper, "Printed by Joe", ""])
        with pytest.raises(LedgerRefusedError, match=f"Below '{theirs}' are 1 of 1 row") as refused:
            take_in(tmp_path, alone)
        assert f"--status {theirs}=open (yes: USD 1.50 open)" in refused.value.hint


@for_each(("title", "more"), [("PAID", 0), ("Bezahlt:", 1), ("Plaćeno", 0)])
def test_items_below_a_title_that_says_paid_are_asked_about(tmp_path: Path, title: str, more: int):
    rows = [
        "Invoice,Name,Due Date,Amount",
        "1,Ash,2026-02-15,1.00",
        ",,,",
        f"{title},,,",
        "2,Elm,2026-01-15,7.00",
    ]
    rows += ["Open,,,", "3,Ash,2026-03-15,4.00"] * more
    with pytest.raises(LedgerRefusedError, match=f"Below '{title}' are 1 of {2 + more} rows, USD 7.00"):
        take_in(tmp_path, "\n".join([*rows, ""]))
    report = take_in(tmp_path, "\n".join([*rows, ""]), statuses={title: "void"})
    assert report.totals == {"USD": 100 + 400 * more}


STATED = ("Currency: {code}", "{code}", "Amounts in {code}", "W\u00e4hrung;{code}", "Currency:;;{code}")


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_a_row_of_its_own_says_the_currency_of_those_below(seed: int):
    rng = random.Random(seed)
    said, above, sums = rng.choice(STATED), rng.random() < 0.5, dict[str, int]()
    lines = ["Rechnung;F\u00e4llig;Offen"] if above else ["Kunde;Rechnung;F\u00e4llig;Offen"]
    lines.insert(rng.randrange(2), said.format(code="CHF"))
    for code in ("CHF", *rng.sample(["USD", "EUR", "GBP"], 2)):
        lines += [said.format(code=code)] if code != "CHF" else []
        for who, each in bills(rng).items():
            lines += [who] if above else [rng.choice(["Vertreter: Jo", ""])]
            lines += [
                f"{'' if above else who + ';'}{code}{number};01.10.2026;{money(cents)}"
                for number, cents in each
            ]
            sums[code] = sums.get(code, 0) + sum(cents for _, cents in each)
    with TemporaryDirectory() as folder:
        assert take_in(Path(folder), "\n".join(lines), currency="EUR", on=DAY).totals == sums, lines


def test_a_currency_that_is_stated_for_later_rows_alone_is_none_of_the_first(tmp_path: Path):
    rows = [
        "Name,Invoice,Due Date,Balance",
        "Ash,1,2026-02-15,1.00",
        "Currency: EUR,,,",
        "Elm,2,2026-02-15,2.00",
    ]
    assert take_in(tmp_path, "\n".join(rows)).totals == {"EUR": 200, "USD": 100}
    many = [f"{number},2026-02-15,2.00" for number in range(400)]
    rows = ["Invoice,Due Date,Balance", "Ash", *many, "Currency: EUR", "Elm", "1000,2026-02-15,2.00"]
    with pytest.raises(LedgerRefusedError, match="Row 403 says that the amounts below it are in EUR"):
        take_in(tmp_path, "\n".join(rows))


def test_a_label_in_a_row_of_its_own_is_a_note_unless_it_names_a_currency(tmp_path: Path):
    rows = [
        "Name,Invoice,Due Date,Balance",
        "Salesman: Joe",
        "Ash,1,2026-02-15,1.00",
        "Salesman: Mary,,,",
        "Elm,2,2026-02-15,2.00",
    ]
    assert take_in(tmp_path, "\n".join(rows)).totals == {"USD": 300}
    rows += ["Currency: EUR,,,", "Oak,3,2026-02-15,2.00"]
    assert take_in(tmp_path, "\n".join(rows)).totals == {"USD": 300, "EUR": 200}


@for_each("title", ["Paid items", "Erledigte Posten", "Factures payées", "Closed invoices", "Old invoices"])
def test_what_stands_below_a_title_of_what_is_paid_and_another_heading_is_not_taken_in(title: str):
    lines = "Kunde;Rechnung;Datum;Fällig;Offen\n{};{};01.09.2026;01.10.2026;{},00\nTotal;;;;{},00\n"
    text = lines.format("Ash", 1, 10, 10) + "{};;;;\n" + lines.format("Birch", 2, 20, 20)
    for other in (
        "Old Mill Ltd",
        "Old Mill Ltd - Open items",
        "Solde clients",
        "Pagos pendientes",
        "Complete list",
        "Nicht bezahlt",
        "Part paid",
    ):
        assert owed(text.format(other)) == {"Ash": 1000, "Birch": 2000}
    with pytest.raises(LedgerRefusedError, match=f"Below '{title}' are 1 of 2 rows"):
        owed(text.format(title))
