from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import cells, date_columns
from arcall_tui.workday.imports.import_report import LedgerRefusedError
from cases import for_each
from ledger_files import ask, item, take_in

pytestmark = pytest.mark.usefixtures("sheets_read_here")
TODAY = date(2026, 11, 20)


def column(*values: str, name: str = "Due") -> date_columns.DateColumn:
    made = date_columns.DateColumn(name)
    made.feed(values)
    return made


def read(values: list[str], order: str | None = None) -> list[str | None]:
    dates = column(*values)
    fmt = date_columns.decide([dates], order, TODAY)["Due"]
    return date_columns.DateReader(fmt, dates.months).read(tuple(values))


@for_each(
    "values",
    [
        ["31/01/2026", "05/02/2026"],
        ["01/31/2026", "02/05/2026"],
        ["2026-01-31", "2026-02-05"],
        ["31.01.2026", "05.02.2026"],
        ["31.1.26", "5.2.26"],
        ["31 Jan 2026", "5 Feb 2026"],
        ["31-Jan-26", "05-Feb-26"],
        ["January 31, 2026", "Feb 5, 2026"],
        ["20260131", "20260205"],
        ["2026-01-31T00:00:00Z", "2026-02-05 09:30"],
        ["1/31/2026 12:00:00 AM", "2/5/2026 12:00:00 AM"],
        ["31JAN26", "05FEB26"],
        ["31-JAN-2026 12.00.00 AM", "05-FEB-2026 12.00.00 AM"],
        ["31.1.'26", "5.2.'26"],
        ["31.01.2026 г.", "05.02.2026 г."],
        ["31.01.2026 r.", "05.02.2026r."],
        ["2026 m. sausio 31 d.", "2026 m. vasario 5 d."],
        ["2026-031", "2026-036"],
        ["2026031", "2026036"],
        ["26031", "26036"],
        ["126031", "126036"],
        ["Sa. 31.01.2026", "Do. 05.02.2026"],
        ["samedi 31/01/2026", "jeudi 05/02/2026"],
    ],
)
def test_one_format_is_found_for_the_whole_column(values: list[str]):
    assert read(values) == ["2026-01-31", "2026-02-05"]


def test_a_year_that_has_lost_its_century_is_no_date(tmp_path: Path):
    rows = "Customer ID,Invoice No,Due Date,Currency,Open Balance\nC0,I0,0026-08-31,GBP,10.00\nC1,I1,2026-08-31,GBP,1.00\n"
    with pytest.raises(LedgerRefusedError, match="1 row cannot be taken in"):
        take_in(tmp_path, rows)


def test_spreadsheets_day_numbers_are_days_of_our_time():
    assert read(["46053", "46058"]) == ["2026-01-31", "2026-02-05"]
    # Under a word that may be one for amounts others are no days.
    with pytest.raises(InputRefusedError, match="no bill has"):
        read(["46053", "72000"])


@for_each(
    ("values", "days"),
    [
        (["2026-10", "2026-02"], ["2026-10-31", "2026-02-28"]),
        (["10/2026", "2/2026"], ["2026-10-31", "2026-02-28"]),
        (["Oct 2026", "February 2026"], ["2026-10-31", "2026-02-28"]),
        (["Oktober 2026", "M\u00e4rz 2026"], ["2026-10-31", "2026-03-31"]),
        (["2026-W40", "2026-W06"], ["2026-10-04", "2026-02-08"]),
        (["KW 40/2026", "KW 6/2026"], ["2026-10-04", "2026-02-08"]),
    ],
)
def test_a_month_or_week_stands_for_its_last_day(values: list[str], days: list[str]):
    assert read(values) == days
    # Beside days, and beyond the last of a year, it is none.
    for other in ("2026-10-05", "2026-13", "KW 60/2026"):
        with pytest.raises((InputRefusedError, KeyError)):
            read([*values, other])


def test_two_formats_that_fit_are_asked_about_with_an_example():
    with pytest.raises(InputRefusedError) as refused:
        read(["11/06/2026", "05/04/2026"])
    assert "--date-order" in refused.value.hint
    assert "04 May 2026" in refused.value.message
    assert "05 Apr 2026" in refused.value.message


@for_each(("order", "iso"), [("dmy", "2026-06-11"), ("mdy", "2026-11-06")])
def test_date_order_decides_where_two_fit(order: str, iso: str):
    assert read(["11/06/2026"], order) == [iso]


def test_a_date_that_reads_the_same_both_ways_needs_no_question():
    assert read(["05/05/2026"]) == ["2026-05-05"]


def test_two_digit_years_are_not_guessed():
    with pytest.raises(InputRefusedError):
        read(["11/06/09", "01/02/03"])


@for_each("name", ["Due", "\u00c9ch\u00e9ance"])
def test_a_second_date_column_settles_the_order(name: str):
    other = column("2/3/2026", name=name)
    chosen = date_columns.decide([column("1/13/2026", name="Invoiced"), other], None, TODAY)[name]
    assert chosen is not None
    assert (chosen.read("2/3/2026"), other.dotted) == ("2026-02-03", "")


@for_each(
    "text",
    [
        "Customer,Number,Date,Terms,Printed,Total\nAsh,1,9/5/2026,Net 30,{0},5.00\nElm,2,3/4/2026,Net 30,{0},5.00\n",
        "Run {0}\nCustomer,Number,Date,Terms,Total\nAsh,1,9/5/2026,Net 30,5.00\nElm,2,3/4/2026,Net 30,5.00\n",
    ],
)
@for_each(
    ("beside", "asks"), [("9/15/2026", False), ("15/9/2026", False), ("9/5/2026", True), ("Q9 15", True)]
)
def test_dates_that_are_left_out_or_above_the_heading_settle_the_order_too(
    tmp_path: Path, beside: str, text: str, *, asks: bool
):
    with pytest.raises(InputRefusedError, match="more than one way") if asks else nullcontext():
        take_in(tmp_path, text.format(beside), date(2026, 11, 1))
        found = ask(tmp_path, "SELECT invoice_date FROM invoice ORDER BY number")
        month_first = beside.startswith("9/")
        assert found[0] == ("2026-09-05" if month_first else "2026-05-09",)


@for_each(("days", "asks"), [("8/5/2026,9/4/2026", False), ("5/8/2026,4/9/2026", True)])
def test_an_order_by_which_bills_are_due_before_they_are_written_is_asked(
    tmp_path: Path, days: str, *, asks: bool
):
    text = f"Run 9/15/2026\nCustomer,Number,Date,Due,Total\nAsh,1,{days},5.00\n"
    with pytest.raises(InputRefusedError, match="more than one way") if asks else nullcontext():
        take_in(tmp_path, text, date(2026, 11, 1))


def test_half_converted_dates_are_not_read_two_ways_in_one_column():
    fmt = date_columns.decide([column("2026-01-05", "2026-01-06", "13/01/2026")], None, TODAY)["Due"]
    assert fmt is not None
    assert fmt.read("13/01/2026") is None


def test_a_column_without_dates_is_refused():
    with pytest.raises(InputRefusedError, match="no dates"):
        read(["soon", "later"])


@given(
    st.lists(st.dates(date(1990, 1, 1), date(2060, 12, 31)), min_size=1),
    st.sampled_from(
        ["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d. %m. %Y", "%Y - %m - %d", "%d %b %Y", "%Y%m%d"]
    ),
)
def test_what_is_read_is_what_was_written_or_a_question(days: list[date], pattern: str):
    order = {"d": "dmy", "m": "mdy", "Y": "ymd"}[pattern[1]]
    written = [day.strftime(pattern) for day in days]
    assert read(written, order) == [day.isoformat() for day in days]
    try:
        found = read(written)
    except InputRefusedError:
        return
    assert found == [day.isoformat() for day in days]


@for_each(
    ("words", "days"),
    [
        ("Net 30", 30),
        ("30 days", 30),
        ("NET60", 60),
        ("2/10 net 30", 30),
        ("Due on receipt", 0),
        ("n/45", 45),
    ],
)
def test_terms_in_days(words: str, days: int):
    assert cells.due_by_terms(words, date(2026, 1, 15)) == date(2026, 1, 15) + timedelta(days=days)


@for_each(
    ("words", "due"),
    [
        ("EOM", date(2026, 1, 31)),
        ("EOM + 15", date(2026, 2, 15)),
        ("30 EOM", date(2026, 3, 2)),
        ("2/10, net 45 days EOM", date(2026, 3, 17)),
        ("net 20, EOM", date(2026, 2, 20)),
        ("45 jours fin de mois", date(2026, 3, 31)),
        ("1/10 EOM", None),
        ("as agreed", None),
    ],
)
def test_terms_to_the_end_of_a_month(words: str, due: date | None):
    assert cells.due_by_terms(words, date(2026, 1, 15)) == due


@for_each("written", ["2026年2月15日", "2026년 2월 15일", "15/02/2569", "٢٠٢٦-٠٢-١٥", "15 lut 2026"])
def test_dates_are_read_in_the_ways_of_other_countries(tmp_path: Path, written: str):
    take_in(tmp_path, [item("C1", "1", "10.00", due=written)], locale="pl" if "lut" in written else "")
    assert ask(tmp_path, "SELECT due_date FROM invoice") == [("2026-02-15",)]


WAYS = [
    ("R8.2.15", "R8.3.1"),
    ("\u4ee4\u548c8\u5e742\u670815\u65e5", "\u4ee4\u548c8\u5e743\u67081\u65e5"),
    ("115/02/15", "115/03/01"),
    (
        "\uff12\uff10\uff12\uff16\uff0f\uff10\uff12\uff0f\uff11\uff15",
        "\uff12\uff10\uff12\uff16\uff0f\uff10\uff13\uff0f\uff10\uff11",
    ),
    ("Sun, 15 Feb 2026", "Sun, 1 Mar 2026"),
    ("Sun, 15 Feb 2026 00:00:00 GMT", "Sun, 01 Mar 2026 00:00:00 GMT"),
    ("Sunday 15 Feb 2026", "Sunday 1 Mar 2026"),
    ("15 Feb 2026", "1st Mar 2026"),
    ("15. 2. 2026", "1. 3. 2026"),
    ("2026. 2. 15.", "2026. 3. 1."),
    ("15022026", "01032026"),
]


@for_each(("invoiced", "due"), WAYS)
def test_dates_as_programs_and_countries_write_them(tmp_path: Path, invoiced: str, due: str):
    take_in(tmp_path, f'Client,Number,Invoice Date,Due Date,Open\nA,1,"{invoiced}","{due}",1.00\n')
    found = ask(tmp_path, "SELECT invoice_date, due_date FROM invoice")
    assert found == [("2026-02-15", "2026-03-01")] or (
        invoiced.startswith("17") and found == [("2026-02-15", "2026-03-01")]
    )


EVES = [
    (["2026-04-30T22:00:00.000Z", "2026-02-28T23:00:00.000Z"], ["2026-05-01", "2026-03-01"]),
    (["2026-05-31T18:30:00Z"], ["2026-06-01"]),
    (["2026-05-31 17:00:00+00:00", "2026-12-31 17:00:00+00:00"], ["2026-06-01", "2027-01-01"]),
    (["2026-05-31T23:59:59Z"], ["2026-05-31"]),  # the end of a day
    (["2026-05-31T12:00:00Z", "2026-06-30T12:00:00Z"], ["2026-05-31", "2026-06-30"]),  # noon, wherever it is
    (["2026-05-31T04:00:00Z", "2026-12-01T05:00:00Z"], ["2026-05-31", "2026-12-01"]),
    (["2026-05-31T22:00:00Z", "2026-06-30T16:45:00Z"], ["2026-05-31", "2026-06-30"]),
    (["2026-05-31T22:00:00Z", "2026-06-30"], ["2026-05-31", "2026-06-30"]),
    (["2026-05-31T22:00:00", "2026-05-31T22:00:00+02:00"], ["2026-05-31", "2026-05-31"]),
]


@for_each(("values", "days"), EVES)
def test_a_day_put_out_as_its_midnight_elsewhere_is_that_day(values: list[str], days: list[str]):
    assert read(values) == days


# Of Muslims, of Thais and of Taiwan, as they are read without a word for them.
OTHER_YEARS = {
    "1448/05/03": "another calendar",
    "13/09/69": "no bill has",
    "05/07/01": "another calendar",
    "20/03/48": "no bill has",
    "1150915": "no bill has",
}


def test_dates_of_another_calendar_are_refused_by_name(tmp_path: Path):
    for written, said in OTHER_YEARS.items():
        with pytest.raises(LedgerRefusedError, match=f"{said}, such as '{written}'"):
            take_in(tmp_path, f"Client,Number,Due Date,Open\nA,1,{written},1.00\n")


@for_each(
    ("heading", "doubted"),
    [("Vencimento", False), ("F\u00e4llig am", False), ("Vervaldatum", False), ("\u0421\u0440\u043e\u043a \u043e\u043f\u043b\u0430\u0442\u044b", False), ("\u03bb\u03ae\u03be\u03b7", False), ("Do zap\u0142aty", False), ("Due \u2013 date", True), ("Due date", True), ("\u652f\u6255\u671f\u9650", True)],
)  # fmt: skip
def test_a_heading_that_is_not_english_says_that_dates_begin_with_the_day(heading: str, *, doubted: bool):
    dates = column("01/10/2026", "02/10/2026", name=heading)
    if doubted:
        with pytest.raises(InputRefusedError, match="more than one way"):
            date_columns.decide([dates], None, date(2026, 11, 26))
        return
    fmt = date_columns.decide([dates], None, date(2026, 11, 26))[heading]
    assert (fmt and fmt.order, "not 10 Jan 2026" in dates.dotted) == ("dmy", True)


def test_a_day_of_the_week_is_checked_in_other_languages(tmp_path: Path):
    text = "Client,Number,Due Date,Open\nA,1,Mo. 31.08.2026,1.00\nA,2,Mi. 15.09.2026,1.00\n"
    assert "'Mi. 15.09.2026': the date counts" in " ".join(take_in(tmp_path, text).warnings)


def test_dates_with_dots_begin_with_the_day_unless_it_is_said_otherwise(tmp_path: Path):
    text = "Client,Number,Due Date,Open\nA,1,04.09.2025,1.00\n"
    told = take_in(tmp_path, text).warnings
    assert "Dates such as 04.09.2025 are 04 Sep 2025 and the like, not 09 Apr 2025" in " ".join(told)
    assert ask(tmp_path, "SELECT due_date FROM invoice") == [("2025-09-04",)]
    take_in(tmp_path, text, date_order="mdy")
    assert ask(tmp_path, "SELECT due_date FROM invoice") == [("2025-04-09",)]
    # What is said of the order means nothing where dates can be read in one way alone.
    take_in(tmp_path, text.replace("04.09.2025", "2025-09-05"), date_order="mdy")
    assert ask(tmp_path, "SELECT due_date FROM invoice") == [("2025-09-05",)]


@for_each(
    ("said", "due"),
    [("30 Tage netto", "2026-03-17"), ("14 Tage 2% Skonto, 30 Tage netto", "2026-03-17"), ("sofort", "2026-02-15"), ("comptant", "2026-02-15"),
     ("30 jours fin de mois", "2026-03-31"), ("60 giorni", "2026-04-16"), ("2/10 net 30", "2026-03-17"), ("fine mese", "2026-02-28")],
)  # fmt: skip
def test_terms_in_the_languages_of_the_trade(said: str, due: str):
    assert cells.due_by_terms(said, date(2026, 2, 15)) == date.fromisoformat(due)


def test_seconds_since_1970_are_refused_by_name(tmp_path: Path):
    with pytest.raises(LedgerRefusedError, match="seconds since 1970"):
        take_in(tmp_path, "Client,Number,Due Date,Open\nA,1,1771113600,100\n")


@given(
    st.lists(st.dates(date(2015, 1, 1), date(2031, 12, 31)), min_size=1, max_size=5), st.sampled_from("./-")
)
def test_years_of_two_figures_are_those_in_which_bills_are_open(days: list[date], mark: str):
    """A list with the day first is never read as one of 2001, nor one with the year first as of the day 26."""
    for order in ("%d{0}%m{0}%y", "%y{0}%m{0}%d", "%m{0}%d{0}%y"):
        values = [day.strftime(order.format(mark)) for day in days]
        found, doubt = None, ""
        try:
            found = read(values)
        except InputRefusedError as asked:
            doubt = str(asked)
        right = found == [day.isoformat() for day in days] or (mark, order[1]) == (".", "m")
        assert right or ("more than one way" in doubt and "200" not in doubt)


def test_what_a_date_is_taken_for_and_not_is_said(tmp_path: Path):
    told = take_in(tmp_path, "Client,Number,Due Date,Open\nA,1,13/10/26,1.00\nA,2,01/11/26,1.00\n").warnings
    assert "Dates such as 01/11/26 are 01 Nov 2026 and the like, not 26 Nov 2001" in " ".join(told)
    assert ask(tmp_path, "SELECT due_date FROM invoice ORDER BY 1") == [("2026-10-13",), ("2026-11-01",)]
