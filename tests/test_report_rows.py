"""Figures that once came out wrong, each against arithmetic done by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from arcall_tui.domain.money import Money
from ledger_files import HEADER, take_in
from shell import arcall

TYPED = ("Customer ID", "Type", "Number", "Date", "Due Date", "Amount", "Open Balance")
NINJA = Path(__file__).parents[2] / "shared" / "ledgers" / "invoiceninja"
STAYS = ("Z", "Invoice", "Z1", "2026-10-01", "2026-12-01", "10.00", "10.00")


def tables(folder: Path, *asked: str, now: str = "2026-11-20T18:00+00:00") -> dict[str, list[dict[str, Any]]]:
    said = arcall("report", *asked, "--json", book=folder / "book.sqlite3", now=now)
    assert said.code == 0, said.err
    return {
        table["name"]: [{name: plain(cell) for name, cell in row.items()} for row in table["rows"]]
        for table in said.json["tables"]
    }


def plain(cell: Any) -> Any:  # noqa: ANN401 - JSON
    """An amount as its text; of what is not available, the reason."""
    if isinstance(cell, dict):
        return cell["amount"] if "amount" in cell else cell["na"]
    return cell


def logged(folder: Path, *words: str, now: str) -> None:
    said = arcall("log", *words, book=folder / "book.sqlite3", now=now)
    assert said.code == 0, said.err


def test_a_plan_stands_by_all_of_it_its_parts_in_the_order_of_their_days(tmp_path: Path):
    take_in(
        tmp_path,
        [
            (each, f"{each} Ltd", each, "2026-09-01", "2026-10-01", "900.00", "900.00")
            for each in ("A", "B", "C")
        ],
        date(2026, 11, 20),
    )
    parts = ("200@2026-12-04", "400@2027-01-04", "300@2027-02-04")
    for whose, what, days in (
        ("B", "PTP", ["350@2026-12-01"]),
        ("A", "PLAN", parts),
        ("C", "PTP", ["900@2026-12-02"]),
    ):
        options = [word for day in days for word in ("--promise", day)]
        logged(tmp_path, whose, what, *options, now="2026-11-20T17:00+00:00")
    amounts = [row["amount"] for row in tables(tmp_path, "day")["promised"]]
    assert amounts == ["200.00", "400.00", "300.00", "900.00", "350.00"]


def test_an_hour_has_no_room_for_more_calls_than_their_length_allows(tmp_path: Path):
    take_in(
        tmp_path, [("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "900.00", "900.00")], date(2026, 11, 20)
    )
    for at in ("09:15", "09:35", "10:30", "11:30", "12:30"):
        logged(tmp_path, "A", "NA", "--at", at, "--seconds", "900", now="2026-11-20T17:00+00:00")
    row = tables(tmp_path, "day")["done"][0]
    # 75 minutes of talk; of the pauses only that of 5 minutes is no break.
    assert row["calls per hour"] == pytest.approx(5 / ((75 + 5) / 60))
    assert row["minutes per call"] == 15.0


def test_payments_not_matched_to_bills_are_collected_money(tmp_path: Path):
    bills = [("A", "Invoice", "1", "2026-10-01", "2026-10-31", "4000.00", "4000.00")]
    take_in(tmp_path, [*bills, STAYS], date(2026, 11, 5), header=TYPED)
    after = [
        ("A", "Invoice", "1", "2026-10-01", "2026-10-31", "4000.00", "1600.00"),
        ("A", "Payment", "P1", "2026-11-06", "2026-11-06", "-650.00", "-650.00"),
    ]
    take_in(tmp_path, [*after, STAYS], date(2026, 11, 6), header=TYPED, name="2.csv")
    found = tables(tmp_path, "measures", "--from", "2026-11-06", "--to", "2026-11-06")
    assert (found["receivables"][0]["collected"], found["receivables"][0]["other"]) == ("3050.00", "0.00")
    assert found["besides"] == [
        {"currency": "USD", "what": "collected, not yet matched to bills", "amount": "650.00"}
    ]


def test_what_was_paid_of_a_promise_counts_by_amount(tmp_path: Path):
    bills = [
        ("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "2100.00", "2100.00"),
        (*STAYS[:1], "Z Ltd", *STAYS[2:]),
    ]
    take_in(tmp_path, bills, date(2026, 11, 2))
    logged(tmp_path, "A", "PTP", "--promise", "2100.00@2026-11-06", now="2026-11-02T21:30+00:00")
    paid = [("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "2100.00", "900.00"), bills[1]]
    take_in(tmp_path, paid, date(2026, 11, 6), name="2.csv")
    take_in(tmp_path, paid, date(2026, 11, 16), name="3.csv")
    row = tables(tmp_path, "promises")["kept"][0]
    assert (row["kept"], row["partly kept"], row["broken"]) == (0, 1, 0)
    assert row["kept rate by amount"] == pytest.approx(float(Fraction(1200, 2100)))
    judged = tables(tmp_path, "week", "--from", "2026-11-02", "--to", "2026-11-16")["judged"][0]
    assert (judged["promised"], judged["paid"], judged["missing"]) == ("2100.00", "1200.00", "900.00")


def test_what_came_of_a_promise_is_no_longer_to_come_and_a_part_is_not_kept(tmp_path: Path):
    bills = [
        ("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "1210.55", "1210.55"),
        (*STAYS[:1], "Z Ltd", *STAYS[2:]),
    ]
    take_in(tmp_path, bills, date(2026, 11, 2))
    logged(tmp_path, "A", "PTP", "--promise", "1210.55@2026-11-13", now="2026-11-02T21:30+00:00")
    paid = [("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "1210.55", "510.55"), bills[1]]
    take_in(tmp_path, paid, date(2026, 11, 6), name="2.csv")
    (row,) = tables(tmp_path, "promises", now="2026-11-06T21:30+00:00")["open"]
    assert (row["to come"], row["promised"]) == ("510.55", "1210.55")
    take_in(tmp_path, paid, date(2026, 11, 19), name="3.csv")
    week = arcall(
        "report",
        "week",
        "--from",
        "2026-11-02",
        "--json",
        book=tmp_path / "book.sqlite3",
        now="2026-11-20T18:00",
    ).json
    told = {each["name"]: each["value"] for each in week["headlines"]}
    assert (told["Promises kept"], told["Promises broken"]) == (0, 0)
    verdicts = next(table["rows"] for table in week["tables"] if table["name"] == "judged")
    assert [each["verdict"] for each in verdicts] == ["partly kept"]


def test_a_plan_of_parts_is_one_promise_in_every_table(tmp_path: Path):
    bills = [
        ("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "900.00", "900.00"),
        (*STAYS[:1], "Z Ltd", *STAYS[2:]),
    ]
    take_in(tmp_path, bills, date(2026, 11, 19))
    plan = (
        "--promise",
        "300@2026-11-27",
        "--promise",
        "300@2026-12-04",
        "--promise",
        "300@2026-12-11",
    )
    logged(tmp_path, "A", "PLAN", *plan, now="2026-11-20T15:30+00:00")
    day = arcall("report", "day", "--json", book=tmp_path / "book.sqlite3", now="2026-11-20T18:00").json
    assert next(each["value"] for each in day["headlines"] if each["name"] == "Promises") == 1
    done = next(table["rows"] for table in day["tables"] if table["name"] == "done")
    assert done[0]["promises"] == 1


def test_a_forecast_and_its_past_weeks_without_any_history_are_not_available(tmp_path: Path):
    take_in(
        tmp_path, [("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "900.00", "900.00")], date(2026, 11, 20)
    )
    found = tables(tmp_path, "forecast")
    weeks = [row["from other bills"] for row in found["weeks"] if row["from other bills"] != "0.00"]
    assert weeks
    assert all("no bill of this book was ever seen paid" in week for week in weeks)


def test_a_week_whose_payments_no_ledger_shows_is_not_available(tmp_path: Path):
    bill = ("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "900.00", "900.00")
    gone = ("B", "B Ltd", "2", "2026-09-01", "2026-10-01", "70.00", "70.00")
    take_in(tmp_path, [bill, gone], date(2026, 10, 12))
    take_in(tmp_path, [bill], date(2026, 11, 18), name="2.csv", confirm_closures=True)
    for row in tables(tmp_path, "forecast", now="2026-11-18T18:00+00:00")["accuracy"]:
        assert "neither shows" in row["came"] or "no ledger" in row["came"]


def test_a_week_before_which_no_ledger_was_taken_in_has_no_forecast_to_be_held_to(tmp_path: Path):
    bill = ("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "900.00", "900.00")
    paid = [("A", "A Ltd", f"P{n}", "2026-08-01", "2026-08-31", "70.00", "70.00") for n in range(5)]
    for day, rows in ((5, [bill, *paid]), (19, [bill, *paid[1:]]), (30, [bill])):
        take_in(tmp_path, rows, date(2026, 10, day), name=f"{day}.csv", confirm_closures=True)
    rows = tables(tmp_path, "forecast", now="2026-10-30T18:00+00:00")["accuracy"]
    assert [row["forecast"] for row in rows[2:]] == [
        f"no ledger is of {day} Oct 2026: the newest by then is of 5 Oct 2026" for day in (11, 18)
    ]


def test_weekly_lists_tell_what_they_show_of_sales_and_money(tmp_path: Path):
    one = ("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "900.00")
    take_in(tmp_path, [(*one, "900.00")], date(2026, 11, 6))
    take_in(
        tmp_path,
        [(*one, "600.00"), ("A", "A Ltd", "2", "2026-11-10", "2026-12-10", "50.00", "50.00")],
        date(2026, 11, 13),
        name="2.csv",
    )
    found = tables(tmp_path, "measures", "--from", "2026-11-07", "--to", "2026-11-13")
    row = found["receivables"][0]
    assert (row["opening"], row["closing"]) == ("900.00", "650.00")
    assert "neither shows" in row["collected"]
    assert [(each["what"], each["amount"]) for each in found["besides"]] == [
        ("sales, as far as the ledgers show it", "50.00"),
        ("collected, as far as the ledgers show it", "300.00"),
    ]


def test_an_unnamed_period_ends_with_a_ledger_and_says_so(tmp_path: Path):
    bills = [("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "900.00", "900.00")]
    take_in(tmp_path, bills, date(2026, 11, 16))
    take_in(
        tmp_path,
        [*bills, ("A", "A Ltd", "2", "2026-11-17", "2026-12-17", "50.00", "50.00")],
        date(2026, 11, 17),
        name="2.csv",
    )
    said = arcall("report", "measures", book=tmp_path / "book.sqlite3", now="2026-11-20T18:00+00:00")
    assert "17 Nov 2026 to 17 Nov 2026, both included" in said.out
    row = tables(tmp_path, "measures")["receivables"][0]
    assert [row[name] for name in ("opening", "sales", "collected", "other", "closing")] == [
        "900.00", "50.00", "0.00", "0.00", "950.00",
    ]  # fmt: skip


@pytest.mark.skipif(not NINJA.exists(), reason="the ledger is not on this machine")
def test_bills_with_part_payments_and_no_days_of_payment_tell_no_effectiveness(tmp_path: Path):
    take_in(tmp_path, (NINJA / "invoice.csv").read_bytes(), date(2020, 12, 31), hour=9)
    asked = ("measures", "--from", "2020-01-01", "--to", "2020-12-31")
    found = tables(tmp_path, *asked, now="2020-12-31T18:00+00:00")
    assert "tells nothing of the time before it" in found["measures"][0]["CEI"]
    assert "tells nothing of the time before it" in found["receivables"][0]["collected"]
    assert found["receivables"][0]["closing"] == "6174.66"
    assert found["before"] == [], "a payment whose day is not given is of no period"


def test_a_rate_is_called_old_from_the_rules_age_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    bills = [
        ("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "100.00", "100.00", "USD"),
        ("B", "B Ltd", "2", "2026-09-01", "2026-10-01", "100.00", "100.00", "EUR"),
    ]
    take_in(tmp_path, bills, date(2026, 11, 20), header=(*HEADER, "Currency"), currency=None)
    settings = tmp_path / "settings.toml"
    settings.write_text(
        'base_currency = "EUR"\n[rates]\nUSD = { rate = 0.9, date = 2025-01-20 }\n', encoding="utf-8"
    )
    monkeypatch.setenv("ARCALL_CONFIG", str(tmp_path))
    said = arcall(
        "report", "aging", "--explain", book=tmp_path / "book.sqlite3", now="2026-11-20T18:00+00:00"
    )
    assert "Totals in EUR rest on old rates: USD of 20 Jan 2025" in said.out
    assert "Rates of 20 Jan 2025: 1 USD = 0.9 EUR" in said.out
    day = arcall("report", "day", book=tmp_path / "book.sqlite3", now="2026-11-20T18:00+00:00").out
    assert "Totals in EUR rest on old rates: USD of 20 Jan 2025" in day
    fresh = arcall("report", "day", book=tmp_path / "book.sqlite3", now="2026-11-21T18:00+00:00").out
    assert "Money in: n/a" in " ".join(fresh.split())
    assert "no ledger of these days was taken in: the newest is of 20 Nov 2026" in fresh
    assert Money(19_000, "EUR").plain() in said.out
    settings.write_text(settings.read_text("utf-8").replace("2025-01-20", "2026-11-10"), encoding="utf-8")
    asked = ("report", "handover", "--from", "2026-12-21", "--to", "2027-02-28")
    to_come = arcall(*asked, book=tmp_path / "book.sqlite3", now="2026-11-21T18:00+00:00").out
    assert "Hand-over" in to_come
    assert "old rates" not in to_come, "days to come make no rate old"


OPEN = [
    ("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "2000.00", "1500.00"),
    ("B", "B Ltd", "2", "2026-09-01", "2026-10-01", "800.00", "800.00"),
    (*STAYS[:1], "Z Ltd", *STAYS[2:]),
]


def test_promises_per_contact_are_of_the_same_contacts_above_and_below_the_line(tmp_path: Path):
    take_in(tmp_path, OPEN, date(2026, 11, 19))
    logged(tmp_path, "A", "TT", now="2026-11-20T09:00+00:00")
    for now in ("2026-11-20T10:00+00:00", "2026-11-20T11:00+00:00"):
        logged(tmp_path, "B", "IN", now=now)
        then = now.replace(
            ":00+", ":05+"
        )  # the clock goes on from there: on a slow machine by more than in between
        logged(tmp_path, "B", "PTP", "--call", "last", "--promise", "100.00@2026-11-27", now=then)
    row = tables(tmp_path, "day")["done"][0]
    # One talk by a call, without a promise; who rang in gave both.
    assert (row["contacts"], row["right-party contacts"], row["promises"]) == (3, 1, 2)
    assert row["promises per contact"] == 0.0
    said = arcall("report", "day", book=tmp_path / "book.sqlite3", now="2026-11-20T18:00").out
    assert "2 of the 3 came in" in said  # they are none of the calls above


def test_what_is_no_dispute_is_none_and_who_was_asked_to_step_in_stands_on_the_page(tmp_path: Path):
    take_in(tmp_path, OPEN, date(2026, 11, 19))
    logged(tmp_path, "A", "SEEN", "--amount", "500.00", now="2026-11-20T09:00+00:00")
    logged(tmp_path, "B", "ESC", "--reference", "legal", now="2026-11-20T10:00+00:00")
    logged(tmp_path, "A", "CB", "--call-back", "2026-11-23T10:00", now="2026-11-20T11:00+00:00")
    found = tables(tmp_path, "day")
    assert ("A", "the customer") in [(row["account"], row["set by"]) for row in found["tomorrow"]]
    assert [(row["who"], row["what"], row["account"], row["amount"]) for row in found["others"]] == [
        ("legal", "escalated to legal: ask for news", "B", "800.00"),
        ("finance", "seen by hand, not in the ledger yet", "A", "500.00"),
    ]
    assert tables(tmp_path, "aging")["buckets"][-1]["disputed"] == "0.00"


def test_a_sum_over_what_is_not_available_is_not_available(tmp_path: Path):
    take_in(tmp_path, OPEN, date(2026, 11, 19))
    logged(tmp_path, "A", "PTP", "--promise", "700.00@2026-12-21", now="2026-11-20T09:00+00:00")
    said = arcall("report", "forecast", "--json", book=tmp_path / "book.sqlite3", now="2026-11-20T18:00").json
    (weeks,) = (table for table in said["tables"] if table["name"] == "weeks")
    assert all("na" in row["from other bills"] and "na" in row["expected"] for row in weeks["rows"])
    (total,) = weeks["sums"]
    assert (
        total["from promises"]["amount"],
        "na" in total["from other bills"],
        "na" in total["expected"],
    ) == (
        "700.00",
        True,
        True,
    )


def test_before_the_first_open_item_list_nothing_is_told(tmp_path: Path):
    take_in(tmp_path, OPEN, date(2026, 11, 19))
    paid = [("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "2000.00", "1100.00"), *OPEN[1:]]
    take_in(tmp_path, paid, date(2026, 11, 20), name="2.csv")
    months = tables(tmp_path, "year")["lately"]
    assert {row["overdue"] for row in months[:-1]} == {row["money in"] for row in months[:-1]}
    assert "the first ledger is of 19 Nov 2026" in months[0]["overdue"]
    assert (months[-1]["money in"], months[-1]["overdue"]) == ("400.00", "1900.00")
    # The 500 that the first one shows as paid may have come at any time.
    besides = tables(tmp_path, "measures", "--from", "2026-11-01", "--to", "2026-11-20")["besides"]
    assert {row["what"]: row["amount"] for row in besides}[
        "collected, as far as the ledgers show it"
    ] == "400.00"


def test_a_promise_known_to_be_kept_before_its_grace_is_over_is_told_where_it_does_not_count_yet(
    tmp_path: Path,
):
    take_in(tmp_path, OPEN, date(2026, 11, 18))
    logged(tmp_path, "B", "PTP", "--promise", "800.00@2026-11-20", now="2026-11-18T21:30+00:00")
    take_in(
        tmp_path,
        [OPEN[0], ("B", "B Ltd", "2", "2026-09-01", "2026-10-01", "800.00", "0.00"), OPEN[2]],
        date(2026, 11, 19),
        name="2.csv",
    )
    assert arcall("report", "promises", book=tmp_path / "book.sqlite3").out.count("1 kept") == 1


def test_a_payment_on_account_is_off_what_is_overdue_at_once_and_what_nets_to_nothing_is_no_payment(
    tmp_path: Path,
):
    bill = ("A", "Invoice", "1", "2026-09-01", "2026-10-01", "900.00", "900.00")
    credit = ("A", "Payment", "P1", "2026-11-20", "2026-11-20", "-400.00", "-400.00")
    take_in(tmp_path, [bill, STAYS], date(2026, 11, 19), header=TYPED)
    take_in(tmp_path, [bill, credit, STAYS], date(2026, 11, 20), header=TYPED, name="2.csv")
    for day in ("2026-11-20", "2026-11-21"):
        said = arcall(
            "report", "day", "--json", book=tmp_path / "book.sqlite3", now=f"{day}T18:00+00:00"
        ).json
        (overdue,) = (each["value"] for each in said["headlines"] if each["name"] == "Overdue")
        assert overdue["amount"] == "500.00"
    (row,) = (row for row in tables(tmp_path, "aging")["accounts"] if row["account"] == "A")
    assert (row["not due"], row["1-30"]) == ("0.00", "-400.00")
    # The next ledger applies it: nothing came in.
    applied = ("A", "Invoice", "1", "2026-09-01", "2026-10-01", "900.00", "500.00")
    gone = (*credit[:6], "0.00")
    take_in(tmp_path, [applied, gone, STAYS], date(2026, 11, 21), header=TYPED, name="3.csv")
    assert tables(tmp_path, "day", now="2026-11-21T18:00+00:00")["paid"] == []


def test_a_hand_over_tells_all_that_is_still_to_come_and_when_one_may_call(tmp_path: Path):
    take_in(tmp_path, OPEN, date(2026, 11, 18))
    logged(
        tmp_path,
        "A",
        "PLAN",
        *("--promise 500@2026-11-20 --promise 500@2026-12-20".split()),
        now="2026-11-18T21:30",
    )
    assert arcall("account", "A", "--prefers", "after 2pm", book=tmp_path / "book.sqlite3").code == 0
    paid = [("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "2000.00", "1200.00"), *OPEN[1:]]
    take_in(tmp_path, paid, date(2026, 11, 19), name="2.csv")
    (row,) = (row for row in tables(tmp_path, "handover")["accounts"] if row["account"] == "A")
    assert row["promised"] == [{"amount": "700.00", "currency": "USD"}]
    page = tables(tmp_path, "handover", "--to", "2026-12-31")
    assert sum(float(each["amount"]) for name in ("expected", "before") for each in page[name]) == 700
    before = tables(tmp_path, "day", now="2026-11-19T18:00+00:00")["expected"]
    assert [each["amount"] for each in before] == [each["amount"] for each in page["expected"][:1]]
    assert row["their hours"].startswith("14:00-17:00")
    days = "--from", "2026-11-19", "--to", "2026-11-20"  # the promise's day; its check is after them
    logged(tmp_path, "B", "PTP", "--promise", "800.00@2026-11-20", now="2026-11-19T21:30+00:00")
    (row,) = (row for row in tables(tmp_path, "handover", *days)["accounts"] if row["account"] == "B")
    assert row["next step"].startswith("check payment: ")


def test_the_forecast_trusts_who_kept_their_word_before_the_grace_was_over(tmp_path: Path):
    take_in(tmp_path, OPEN, date(2026, 11, 18))
    logged(tmp_path, "B", "PTP", "--promise", "800.00@2026-11-20", now="2026-11-18T21:30+00:00")
    logged(tmp_path, "A", "PTP", "--promise", "700.00@2026-12-02", now="2026-11-18T21:40+00:00")
    kept = ("B", "B Ltd", "2", "2026-09-01", "2026-10-01", "800.00", "0.00")
    take_in(tmp_path, [OPEN[0], kept, OPEN[2]], date(2026, 11, 19), name="2.csv")
    weeks = tables(tmp_path, "forecast")["weeks"]
    assert [row["from promises"] for row in weeks if row["from promises"] != "0.00"] == ["700.00"]


def test_every_row_of_a_week_leads_on_from_the_shell(sample_book: Path):
    week = arcall("report", "week", "--json", book=sample_book).json
    leading = {table["name"]: table["of"][0] for table in week["tables"] if table["of"] and table["of"][0]}
    assert {"lately", "amounts", "judged", "changed", "paid"} <= set(leading)
    for name, of in leading.items():
        said = arcall("report", "week", "--of", of, "--json", book=sample_book)
        assert said.code == 0, (name, said.err)


def test_a_promise_belongs_to_the_workday_of_its_call_wherever_the_customer_is(tmp_path: Path):
    head = (
        "Customer ID",
        "Name",
        "Country",
        "Number",
        "Date",
        "Due Date",
        "Amount",
        "Open Balance",
        "Currency",
    )
    rows = [
        ("A", "A KK", "JP", "1", "2026-09-01", "2026-10-01", "900.00", "900.00", "EUR"),
        ("B", "B Ltd", "GB", "2", "2026-09-01", "2026-10-01", "50.00", "50.00", "GBP"),
    ]
    take_in(tmp_path, rows, date(2026, 11, 19), header=head)
    assert arcall("account", "A", "--zone", "Asia/Tokyo", book=tmp_path / "book.sqlite3").code == 0
    # Eight in the evening here is tomorrow morning in Tokyo.
    logged(tmp_path, "A", "PTP", "--promise", "900.00@2026-12-04", now="2026-11-19T20:00+00:00")
    assert [row["amount"] for row in tables(tmp_path, "day", now="2026-11-19T22:00+00:00")["promised"]] == [
        "900.00"
    ]
    assert tables(tmp_path, "day")["promised"] == []
    logged(tmp_path, "B", "PTP", "--promise", "50.00@2026-12-04", now="2026-11-19T21:00+00:00")
    said = arcall("report", "day", book=tmp_path / "book.sqlite3", now="2026-11-20T18:00").out
    (promised,) = (line.split() for line in said.splitlines() if line.startswith(" Promised: "))
    assert promised[1] == "0", "nothing in any currency is nothing, not a list of none"


def test_a_creditor_who_comes_late_takes_no_figures_from_the_others(tmp_path: Path):
    take_in(tmp_path, OPEN, date(2026, 9, 10), creditor="North")
    paid = [("A", "A Ltd", "1", "2026-09-01", "2026-10-01", "2000.00", "1100.00"), *OPEN[1:]]
    take_in(tmp_path, paid, date(2026, 9, 11), name="2.csv", creditor="North")
    take_in(tmp_path, OPEN, date(2026, 11, 19), name="3.csv", creditor="South")
    (month,) = (row for row in tables(tmp_path, "year")["lately"] if row["month"] == "2026-09-01")
    assert month["money in"] == "400.00"
    assert "the first ledger of South is of 19 Nov 2026" in month["overdue"]
