"""Measures and ages at hostile ends: leap days, month ends, clocks put on, the turn of the year; by naive arithmetic."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from cases import for_each
from ledger_files import take_in
from shell import arcall

DAY = timedelta(days=1)
LAST = date(2024, 12, 31)
HEAD = "Customer no,Customer,Invoice no,Invoice date,Due date,Amount,Currency,Settlement date\n"
PLACES = {"USD": 2, "JPY": 0, "KWD": 3}
EDGES = (0, 30, 60, 90, 120)
PERIODS = {
    "the leap month": (date(2024, 2, 1), date(2024, 2, 29)),
    "the leap day": (date(2024, 2, 29), date(2024, 2, 29)),
    "over the leap day": (date(2024, 2, 28), date(2024, 3, 1)),
    "a month of 31 days": (date(2024, 7, 1), date(2024, 7, 31)),
    "its last day": (date(2024, 7, 31), date(2024, 7, 31)),
    "two of 31 days": (date(2024, 7, 1), date(2024, 8, 31)),
    "a month of 30 days": (date(2024, 6, 1), date(2024, 6, 30)),
    "clocks put on": (date(2024, 3, 31), date(2024, 3, 31)),
    "clocks put back": (date(2024, 10, 27), date(2024, 10, 27)),
    "a quarter": (date(2024, 4, 1), date(2024, 6, 30)),
    "over the turn of the year": (date(2023, 12, 30), date(2024, 1, 2)),
    "a leap year": (date(2024, 1, 1), LAST),
    "a weekend": (date(2024, 5, 4), date(2024, 5, 5)),
}


class Bill(NamedTuple):
    """A bill of the naive account, minor units of its currency."""

    number: int
    currency: str
    dated: date
    due: date
    minor: int
    settled: date | None

    def open_on(self, day: date) -> bool:
        return self.dated <= day and (self.settled is None or self.settled > day)


def bills() -> list[Bill]:
    rng, made = Random(29), []
    ends = [day for pair in PERIODS.values() for day in pair]
    for number in range(240):
        dated = rng.choice([rng.choice(ends), date(2023, 10, 1) + DAY * rng.randrange(440)])
        due = rng.choice([dated + DAY * rng.choice([0, 14, 30, 31, 90]), max(dated, rng.choice(ends))])
        settled = rng.choice([dated, due, due + DAY, due + DAY * rng.randrange(60), rng.choice(ends), None])
        settled = None if settled is None or settled > LAST else max(dated, settled)
        currency = rng.choice([*PLACES])
        made.append(Bill(number, currency, dated, due, rng.randrange(1, 10**6), settled))
    return [bill for bill in made if bill.dated <= LAST]


BILLS = bills()


def written(bill: Bill) -> str:
    amount = Decimal(bill.minor).scaleb(-PLACES[bill.currency])
    day = bill.settled or ""
    return f"C{bill.number % 7},Name,N{bill.number},{bill.dated},{bill.due},{amount},{bill.currency},{day}"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    take_in(folder, HEAD + "\n".join(map(written, BILLS)) + "\n", on=LAST, name="l.csv", currency=None)
    return folder / "book.sqlite3"


def tables(book: Path, *words: object) -> dict[str, list[dict[str, Any]]]:
    said = arcall("report", *words, "--json", book=book, now=f"{LAST}T22:00+00:00")
    assert said.code == 0, said.err
    return {table["name"]: table["rows"] for table in said.json["tables"]}


def minor(cell: dict[str, str]) -> int:
    return int(Decimal(cell["amount"]).scaleb(PLACES[cell["currency"]]))


@for_each("name", PERIODS)
def test_the_measures_of_a_hostile_period_are_those_of_its_rows(book: Path, name: str):
    since, until = PERIODS[name]
    found = tables(book, "measures", "--from", since, "--to", until)
    told = {row["currency"]: row for row in found["receivables"]}
    measured = {row["currency"]: row for row in found["measures"]}
    days = (until - since).days + 1
    for code in PLACES:
        own = [bill for bill in BILLS if bill.currency == code]
        opening = sum(bill.minor for bill in own if bill.open_on(since - DAY))
        closing = sum(bill.minor for bill in own if bill.open_on(until))
        current = sum(bill.minor for bill in own if bill.open_on(until) and bill.due >= until)
        sales = sum(bill.minor for bill in own if since <= bill.dated <= until)
        came = sum(bill.minor for bill in own if bill.settled and since <= bill.settled <= until)
        row = told[code]
        for figure, value in {
            "opening": opening, "sales": sales, "collected": came, "other": 0, "closing": closing, "not overdue": current,
        }.items():  # fmt: skip
            assert minor(row[figure]) == value, (code, figure)
        if sales:
            assert measured[code]["DSO"] == pytest.approx(float(Fraction(closing * days, sales)), abs=1e-5)
        else:
            assert "no credit sales" in measured[code]["DSO"]["na"]
        if opening + sales > current:
            index = Fraction(opening + sales - closing, opening + sales - current)
            assert measured[code]["CEI"] == pytest.approx(float(index), abs=1e-5)


@for_each("name", PERIODS)
def test_the_ages_at_a_hostile_close_are_those_of_its_rows(book: Path, name: str):
    _, day = PERIODS[name]
    wanted: dict[tuple[str, int], int] = {}
    for bill in BILLS:
        if bill.open_on(day):
            late = (day - bill.due).days
            place = sum(late > edge for edge in EDGES)
            wanted[bill.currency, place] = wanted.get((bill.currency, place), 0) + bill.minor
    names = ["not due", "1-30", "31-60", "61-90", "91-120", "120+"]
    rows = tables(book, "aging", "--as-of", day)["buckets"]
    found = {(row["currency"], names.index(row["bucket"])): minor(row["balance"]) for row in rows}
    assert found == wanted
