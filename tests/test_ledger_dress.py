"""Text files in quotes of other programs, and columns of print: the same customers and sums as in a plain CSV."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arcall_tui.ledger.opened import open_ledger
from arcall_tui.ledger.reader import KeptFile
from arcall_tui.workday.imports.import_report import ImportOptions
from cases import for_each
from ledger_files import ask, take_in
from tries import tries

DAY = date(2026, 6, 30)
HEADER = ("Customer", "Invoice No", "Date", "Due Date", "PO", "Balance")
Row = tuple[str, str, str, str, str, str]

names = st.text("abcdeABC \"'&\\.", min_size=1, max_size=24).map(lambda text: f"A {' '.join(text.split())} z")


@st.composite
def items(draw: st.DrawFn, who: st.SearchStrategy[str] = names) -> list[Row]:
    made = []
    for number in range(draw(st.integers(2, 9))):
        due = DAY + timedelta(draw(st.integers(-90, 60)))
        minor = draw(st.integers(1, 10**8))
        po = draw(st.sampled_from(["", "", f"PO {number}7"]))
        days = [(due - timedelta(30)).isoformat(), due.isoformat()]
        made.append(
            (
                draw(who),
                f"{draw(st.sampled_from(['', 'INV-', '2026/']))}{1000 + number}",
                *days,
                po,
                f"{minor / 100:,.2f}",
            )
        )
    return made


def owed(rows: list[Row]) -> Counter[str]:
    sums = Counter[str]()
    for row in rows:
        sums[row[0]] += int(row[-1].replace(",", "").replace(".", ""))
    return sums


def read(text: str) -> Counter[str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.txt"
        path.write_text(text, encoding="utf-8")
        sums = Counter[str]()
        with KeptFile(path) as kept:
            ledger = open_ledger(kept, ImportOptions(currency="USD", as_of=DAY), DAY)
            for batch in ledger.reader.batches():
                for who, balance in zip(batch.account, batch.balance, strict=True):
                    sums[who] += balance
            assert not ledger.reader.errors
        return sums


DRESSES = {
    "apostrophes": lambda cell: "'" + cell.replace("'", "''") + "'",
    "backslash": lambda cell: '"' + cell.replace('"', '\\"') + '"',
    "inner": lambda cell: f'"{cell}"',
}


@pytest.mark.parametrize("way", DRESSES)
@settings(max_examples=tries(25), deadline=None)
@given(rows=items(), mark=st.sampled_from(",;\t|"))
def test_quotes_of_other_programs_hold_the_same_names(way: str, rows: list[Row], mark: str):
    plain = {"backslash": "\\", "inner": "\"'\\,", "apostrophes": ""}[way]
    bare = [(row[0].translate({ord(each): "" for each in plain}), *row[1:]) for row in rows]
    if way == "inner":
        bare = [(f'A "{row[0]}" z', *row[1:]) for row in bare]
    text = "".join(mark.join(map(DRESSES[way], row)) + "\n" for row in (HEADER, *bare))
    assert read(text) == owed([(" ".join(row[0].split()), *row[1:]) for row in bare])  # type: ignore[list-item]


@settings(max_examples=tries(60), deadline=None)
@given(
    rows=items(st.text("abc", min_size=1, max_size=9).map(lambda one: f"Firm {one} & Co")),
    gap=st.integers(1, 5),
    page=st.integers(2, 9),
    title=st.booleans(),
    total=st.booleans(),
    drawn=st.sampled_from(("columns", "whole", "")),
)
@example(
    rows=[
        (f"Firm {'a' * place} & Co", f"100{place}", "2026-05-31", "2026-06-30", "", "0.01")
        for place in (1, 1, 5)
    ],
    gap=3,
    page=2,
    title=True,
    total=False,
    drawn="columns",
)
@example(
    rows=[(f"Firm {'a'} & Co", f"100{place}", "2026-05-31", "2026-06-30", "", "0.01") for place in range(3)],
    gap=2,
    page=2,
    title=True,
    total=False,
    drawn="whole",
)
def test_columns_of_print_are_read_as_they_stand(
    rows: list[Row], gap: int, page: int, drawn: str, *, title: bool, total: bool
):
    widths = [max(len(row[place]) for row in (HEADER, *rows)) for place in range(len(HEADER))]
    # Of single blanks nobody can say whether they stand between columns, unless lines are drawn below them.
    gap = gap if drawn == "columns" else max(gap, 2)

    def line(cells: tuple[str, ...]) -> str:
        spaced = [
            cell.rjust(width) if place == len(widths) - 1 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return (" " * gap).join(spaced).rstrip()

    top = "Ash & Co".ljust(26) + "AGED RECEIVABLES".ljust(26) + "Page "
    rule = {"columns": [line(tuple("-" * width for width in widths))], "whole": ["-" * 77]}.get(drawn, [])
    lines = [f"{top}1", ""] if title else []
    for place, row in enumerate(rows):
        if not place % page:
            lines += [
                "",
                *([f"{top}{place}"] if title and place else []),
                line(HEADER),
                *rule,
            ]
        lines.append(line(row))
    if total:
        lines.append(line(("Total", "", "", "", "", f"{sum(owed(rows).values()) / 100:,.2f}")))
    assert read("\n".join(lines) + "\n") == owed(rows)


@for_each(
    ("head", "rows", "told"),
    [
        # The heading of the days ends before its figures begin, and stands beside what is open.
        (
            "Customer   Invoice  Due           Amount         Open       Days",
            [
                "Anna Berg  A-1      01.10.2026      240.00         40.00    56",
                "Cora Dahl  A-2      13.10.2026    1,650.50      1,650.50    -2",
            ],
            [("Anna Berg", "2026-10-01", 4000), ("Cora Dahl", "2026-10-13", 165050)],
        ),
        # One text comes within a blank of the day.
        (
            "Customer   Invoice  Wording               Due             Open",
            [
                "Anna Berg  A-1      Bill                  01.10.2026    240.00",
                "Cora Dahl  A-2      Bill of the old house 13.10.2026     16.50",
            ],
            [("Anna Berg", "2026-10-01", 24000), ("Cora Dahl", "2026-10-13", 1650)],
        ),
        # A heading with nothing below it takes no figures of its neighbour.
        (
            "Customer   Invoice  Due         Disc    Open   Ours",
            ["Anna Berg  A-1      01.10.2026        240.00", "Cora Dahl  A-2      13.10.2026         16.50"],
            [("Anna Berg", "2026-10-01", 24000), ("Cora Dahl", "2026-10-13", 1650)],
        ),
        # A letter of double width takes two places, unless columns are counted in letters.
        (
            "得意先      Invoice  Due           Open",
            ["森木材      A-1      2026-10-01  240.00", "喫茶マロン  A-2      2026-10-13   16.50"],
            [("森木材", "2026-10-01", 24000), ("喫茶マロン", "2026-10-13", 1650)],
        ),
        (
            "得意先         Invoice  Due           Open",
            ["森木材         A-1      2026-10-01  240.00", "喫茶マロン       A-2      2026-10-13   16.50"],
            [("森木材", "2026-10-01", 24000), ("喫茶マロン", "2026-10-13", 1650)],
        ),
        # The blank of thousands stands below that of the heading's own words.
        (
            "Client     Facture  Échéance    Montant TTC   Reste dû TTC",
            [
                "Anna Berg  A-1      01/10/2026     1 440,00       1 440,00",
                "Cora Dahl  A-2      13/10/2026       240,00          40,00",
            ],
            [("Anna Berg", "2026-10-01", 144000), ("Cora Dahl", "2026-10-13", 4000)],
        ),
        # A minus behind its figure fills the blank before the next column.
        (
            "Customer   Invoice Due        Amount   Open\n---------- ------- ---------- ------ ------",
            ["Anna Berg  A-1     10/01/2026 240.00 240.00", "Cora Dahl  A-2     10/13/2026  16.50- 16.50-"],
            [("Anna Berg", "2026-10-01", 24000), ("Cora Dahl", "2026-10-13", -1650)],
        ),
        # A heading over the last of its texts' words.
        (
            "Customer   Invoice  Due              Text    Open",
            [
                "Anna Berg  A-1      01.10.2026  Hire 12 days  240.00",
                "Cora Dahl  A-2      13.10.2026  Lot 3          16.50",
            ],
            [("Anna Berg", "2026-10-01", 24000), ("Cora Dahl", "2026-10-13", 1650)],
        ),
        # A heading in two lines, of which the second has more words.
        (
            "Debiteur        Factuur-  Verval-        Openstaand\nCode  Naam      nummer    datum             bedrag",
            [
                "1044  Anna Berg 26100411  01-10-2026        605,00",
                "1052  Cora Dahl 26100466  19-11-2026      3.630,50",
            ],
            [("Anna Berg", "2026-10-01", 60500), ("Cora Dahl", "2026-11-19", 363050)],
        ),
        # What a page comes to is carried to the next, below the same title.
        (
            "Books of Elm\nNo  Customer   Invoice  Due             Open",
            [
                "11  Anna Berg  A-1      2026-10-01  1,240.00",
                "Carried over                        1,240.00",
                "Books of Elm",
                "No  Customer   Invoice  Due             Open",
                "Carried over                        1,240.00",
                "12  Cora Dahl  A-2      2026-10-13     16.50",
            ],
            [("Anna Berg", "2026-10-01", 124000), ("Cora Dahl", "2026-10-13", 1650)],
        ),
        # Words of a text that stand below one another are one text, though a heading is wide.
        (
            "Customer         Item           Invoice  Due           Open",
            [
                "Anna Berg        Oak 12 Bench   A-1      01.10.2026  240.00",
                "Cora Dahl        Ash 14 Chair   A-2      13.10.2026   16.50",
            ],
            [("Anna Berg", "2026-10-01", 24000), ("Cora Dahl", "2026-10-13", 1650)],
        ),
    ],
)
def test_headings_of_print_that_stand_beside_their_columns_are_theirs(
    tmp_path: Path, head: str, rows: list[str], told: list[tuple[str, str, int]]
):
    take_in(tmp_path, "\n".join([head, *rows]) + "\n", currency="USD")
    query = (
        "SELECT a.name, due_date, balance FROM invoice i JOIN account a ON a.id = account_id ORDER BY i.id"
    )
    assert ask(tmp_path, query) == told


def test_a_row_whose_text_ends_with_a_page_and_then_a_whole_amount_is_one(tmp_path: Path):
    rows = [
        "Ash       1        01.10.2026  Hosting         12000",
        "Birch     2        05.10.2026  Landing page    34000",
    ]
    head = "Customer  Invoice  Due         Text            Amount"
    take_in(tmp_path, "\n".join([head, *rows, "Page 2"]) + "\n", currency="JPY")
    assert ask(tmp_path, "SELECT balance FROM invoice ORDER BY id") == [(12000,), (34000,)]


@for_each(
    ("beside", "phone"),
    [
        ("(8230 Ashford)", None),
        ("PH: 98220 55012", "98220 55012"),
        ("Tel: 98220 55012", "98220 55012"),
        ("", None),
    ],
)
def test_what_stands_beside_a_customers_own_name_in_print_is_no_item(
    tmp_path: Path, beside: str, phone: str | None
):
    label = "Kunde: " * beside.startswith("(")
    page = "Elm Timber Ltd\nOpen bills         Tel: 031 555 0000\n"
    head = "Invoice       Date        Due         Days     Amount       Open\n"
    text = page + head
    for number, name in enumerate(("Ash Stores, Sadar", "Birch Chemists GmbH"), start=1):
        # The title of the next page, with the sender's own number, names nobody.
        text += f"{label}{name:<26}{beside}\n" + (page + head) * (number > 1)
        text += f"SB/{number}          02.09.2026  17.10.2026    42  1 200 500  1 200 000\n"
        text += "                             Total:     1 200 500  1 200 000\n"
    # A total's figures stand in their columns though they are wider than any of those, and anywhere they are no item.
    text += "Total:  2 401 000  2 400 000\n"
    text += "                        Grand total:     2 401 000  2 400 000\n"
    report = take_in(tmp_path, text, currency="EUR")
    assert (report.totals, [told for told in report.warnings if "add up" in told]) == ({"EUR": 240000000}, [])
    found = ask(
        tmp_path, "SELECT account.name, phone FROM account LEFT JOIN contact ON account.id = account_id"
    )
    assert [each[1] for each in found] == [phone, phone]
    assert [each[0].rstrip() for each in found] == ["Ash Stores, Sadar", "Birch Chemists GmbH"]


@for_each(
    "total",
    [
        "            Total              -2 478,43       -2 478,43",
        "Total                           -2 478,43     -2 478,43",
    ],
)
def test_a_total_that_stands_under_days_is_no_item(tmp_path: Path, total: str):
    text = (
        "Client          Facture  \u00c9ch\u00e9ance    Montant TTC   Reste d\u00fb     Retard\n"
        "Anna Berg       R2100    22/08/2026     1 968,35     1 968,35       36\n"
        "Eks Bau GmbH    R2101    16/09/2026    16 025,22    16 025,22      -24\n"
        "Bo Dahl         R2102    20/11/2026   20 472,00-   20 472,00-      -11\n"
    )
    assert take_in(tmp_path, f"{text}{total}\n", currency="EUR").totals == {"EUR": -247843}


@for_each(
    ("whose", "own", "told"),
    [
        ("Kundnr  Namn            Telefon", "1003    Brf Ek          08-555 010 12", "08-555 010 12"),
        ("Account  Name     Terms    Telephone", "1003     Brf Ek   30 days", None),
        ("Customer No  Customer Name", "1003         Brf Ek", None),
    ],
)
def test_the_customers_own_rows_of_print_stand_under_a_heading_of_theirs(
    tmp_path: Path, whose: str, own: str, told: str | None
):
    head = "  Invoice   Date         Due              Amount        Balance\n"
    item = "  {}     01.09.2026   01.10.2026    18 750,00       {}\n"
    second = own.replace("1003", "1017").replace("Brf Ek", "As Dal")
    text = f"{whose}\n{head}{own}\n{item.format(20441, '8 750,00')}{item.format(20442, '1 250,00')}"
    text += f"Total:                                   37 500,00      10 000,00\n\n{second}\n"
    text += (
        f"{item.format(20443, '2 000,50')}Totalt:                                  18 750,00       2 000,50\n"
    )
    assert take_in(tmp_path, text, currency="SEK").totals == {"SEK": 1200050}
    who = "SELECT ledger_id, account.name, phone, sum(balance) FROM account JOIN invoice ON account.id = invoice.account_id LEFT JOIN contact ON account.id = contact.account_id GROUP BY 1 ORDER BY 1"
    assert ask(tmp_path, who) == [("1003", "Brf Ek", told, 1000000), ("1017", "As Dal", told, 200050)]


@for_each("empty", ["30 days", "01.10.2026", "P8"])
def test_a_figure_wider_than_its_column_stays_there_beside_an_empty_one(tmp_path: Path, empty: str):
    text = (
        "CUSTOMER   DOC  DATE        DUE         TERMS    PO        AMOUNT      BALANCE\n"
        "---------  ---  ----------  ----------  -------  --  ------------  -----------\n"
        "Ash Ltd    101  01.09.2026  01.10.2026  30 days  P7        420.00       420.00\n"
    )
    # As COBOL prints it: the sign stands behind the column.
    row = "Birch Ltd  102  01.09.2026  01.10.2026  30 days  P8      1,000.00CR   1,000.00CR\n"
    take_in(tmp_path, text + row.replace(empty, " " * len(empty)), currency="USD")
    owed = "SELECT name, number, balance FROM account JOIN invoice ON account.id = account_id"
    assert ask(tmp_path, owed) == [("Ash Ltd", "101", 42000), ("Birch Ltd", "102", -100000)]


@for_each(
    ("head", "before", "owed"),
    [
        ("    Age Balance", "58 7", 75000),
        ("  Dagar Balance", "58 7", 75000),
        ("        Balance", "58 7", 5875000),
        # Under a heading that is not known only what is no figure with thousands is two.
        ("     Zq Balance", "58  ", 5000),
        ("     Zq Balance", "58 7", 5875000),
    ],
)
def test_a_single_blank_within_a_figure_parts_columns_where_each_has_a_heading(
    tmp_path: Path, head: str, before: str, owed: int
):
    text = f"Customer      Invoice  Due       {head}\nAsh & Co      20441    2026-09-30     {before}50,00\nBirch & Sons  20490    2026-11-05     22 937,50\n"
    take_in(tmp_path, text, currency="SEK")
    assert ask(tmp_path, "SELECT balance FROM invoice ORDER BY id LIMIT 1") == [(owed,)]


def test_a_list_of_customers_in_print_stays_one(tmp_path: Path):
    text = "Kundnr  Namn            Telefon\n1003    Brf Ek          08-555 010 12\n1017    As Dal          031-550 11 70\n"
    take_in(tmp_path, text, currency="SEK")
    who = "SELECT ledger_id, account.name, phone FROM account JOIN contact ON account.id = account_id"
    assert ask(tmp_path, who) == [("1003", "Brf Ek", "08-555 010 12"), ("1017", "As Dal", "031-550 11 70")]


@for_each("second", ["", "Open by customer                         30/11/2026\n"])
def test_a_title_of_a_page_is_no_row_with_cells_too_few(tmp_path: Path, second: str):
    head = f"Aged debtors                             Page {{}} of 2\n{second}A/C  Customer   Invoice   Due          Balance\n"
    rows = (
        "K1   Ash Ltd    1         01/10/2026     1.00\nK1   Ash Ltd    3         02/10/2026     4.00\n",
        "K2   Elm Ltd    2         31/10/2026     2.00\n",
    )
    text = "".join(head.format(page) + row for page, row in enumerate(rows, start=1))
    report = take_in(tmp_path, text, currency="GBP")
    assert report.totals == {"GBP": 700}
    assert ask(tmp_path, "SELECT ledger_id FROM account ORDER BY 1") == [("K1",), ("K2",)]
    assert not any("fewer cells" in told for told in report.warnings)


def test_lines_drawn_and_titles_of_pages_are_no_rows_and_a_heading_wider_than_its_codes_is_one(
    tmp_path: Path,
):
    head = [
        "Ash Ltd            Open items    Page 1",
        "Cust No  Customer  Invoice  Due Date    Balance  Currency",
        "-------  --------  -------  ----------  -------  --------",
    ]
    rows = [
        "C1       Birch     123      2026-10-15     1.00  EUR",
        "C2       Cedar     124      2026-10-15     2.00  EUR",
    ]
    for drawn in (head, [*head[:2], "-" * 58]):
        pages = [
            *drawn,
            rows[0],
            "\f",
            drawn[0].replace("1", "2"),
            *drawn[1:],
            rows[1],
            "Printed on 15/10/2026",
        ]
        take_in(tmp_path, "\n".join(pages) + "\n", currency=None)
        found = ask(
            tmp_path, "SELECT ledger_id, name, number FROM account JOIN invoice ON account_id = account.id"
        )
        assert sorted(found) == [("C1", "Birch", "123"), ("C2", "Cedar", "124")]


def test_a_rule_below_the_headings_of_a_written_table_is_no_row(tmp_path: Path):
    rows = [
        "Customer|Invoice|Due Date|Balance|Currency",
        "---|---|---|---|---",
        "Ash|1|2026-10-15|1.00|EUR",
        "Birch|2|2026-10-15|2.00|EUR",
    ]
    take_in(tmp_path, "".join(f"|{row}|\n" for row in rows), currency=None)
    assert ask(tmp_path, "SELECT number, balance FROM invoice") == [("1", 100), ("2", 200)]


def test_days_and_numbers_that_a_program_took_for_fractions_are_whole(tmp_path: Path):
    rows = ["C1,Ash,1930029672.0,20260906.0,20250.0", "C2,Birch,1930029675.0,20260923.0,10000000.0"]
    take_in(
        tmp_path,
        "\n".join(["cust_number,name_customer,invoice_id,due_in_date,total_open_amount", *rows]) + "\n",
    )
    found = ask(tmp_path, "SELECT number, due_date, balance FROM invoice ORDER BY id")
    assert found == [("1930029672", "2026-09-06", 2025000), ("1930029675", "2026-09-23", 1000000000)]


@for_each("text", ['[\n {\n  "Customer": "Ash"\n }\n]', '{ "Customer": "Ash" }'])
def test_what_programs_hand_to_programs_is_told_by_its_name(tmp_path: Path, text: str):
    with pytest.raises(Exception, match="is JSON, not a table"):
        take_in(tmp_path, text)


def test_quotes_that_cannot_be_mended_are_refused_with_their_row(tmp_path: Path):
    with pytest.raises(Exception, match="row 3: a quote opens here that is never closed"):
        take_in(tmp_path, 'Customer,Invoice,Due,Balance\nAsh,1,2026-10-15,1.00\nBirch,2,2026-10-15,"2.00\n')


def test_what_was_mended_is_said_and_a_well_quoted_file_stays_as_it_is(tmp_path: Path):
    text = 'Customer,Invoice,Due,Balance\n"Ash ""Best"" \\ Ltd",1,2026-10-15,1.00\n'
    assert not [told for told in take_in(tmp_path, text).warnings if "quotes" in told]
    assert ask(tmp_path, "SELECT name FROM account") == [('Ash "Best" \\ Ltd',)]
    told = take_in(
        tmp_path, text.replace('""', '"').replace(" \\ ", " "), name="b.csv", partial=True
    ).warnings
    assert [one for one in told if "quotes that are not doubled" in one]


def test_a_text_that_begins_with_a_word_in_quotes_of_who_quotes_none_is_whole(tmp_path: Path):
    rows = (
        '"Ash" Ltd;1;2026-10-15;1,00\n"Birch, Sons" & Co;2;2026-10-15;2,00\nCedar "East";3;2026-10-15;3,00\n'
    )
    take_in(tmp_path, f"Customer;Invoice;Due;Balance\n{rows}")
    names = ask(tmp_path, "SELECT name FROM account ORDER BY id")
    assert names == [('"Ash" Ltd',), ('"Birch, Sons" & Co',), ('Cedar "East"',)]


@for_each(
    ("first", "second"),
    [
        ("INVOICE INV DATE DUE DATE", ""),
        ("INVOICE INV      DUE     ", f"{'':26}NO      DATE     DATE\n"),
    ],
)
def test_lines_that_are_drawn_below_headings_part_the_columns_of_each_page(
    tmp_path: Path, first: str, second: str
):
    heading = (
        "RUN DATE 11/26/26          MIDLAND CO                 PAGE   {}\n\n"
        f"CUST   NAME               {first}   AMOUNT OPEN BAL\n"
        f"{second}------ ------------------ ------- -------- -------- -------- --------\n"
    )
    rows = (
        (
            "000120 ASH HARDWARE       0045001 09/01/26 10/01/26 1,500.00 1,500.00\n"
            "000120 ASH HARDWARE       0045050 09/20/26 10/20/26   220.50   120.50\n"
            "       CUSTOMER TOTAL                               1,720.50 1,620.50\n"
        ),
        (
            "000140 DOGWOOD & SON      0045070 10/15/26 11/14/26   999.99   310.00-\n"
            "       GRAND TOTAL                                  2,720.49 1,310.50\n"
        ),
    )
    take_in(tmp_path, "".join(heading.format(page) + row for page, row in enumerate(rows, 1)))
    found = (
        "SELECT ledger_id, name, sum(balance) FROM invoice JOIN account ON account.id = account_id GROUP BY 1"
    )
    assert ask(tmp_path, found) == [("000120", "ASH HARDWARE", 162050), ("000140", "DOGWOOD & SON", -31000)]
