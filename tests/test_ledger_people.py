"""Whom a file names and where they are: regions of countries, address books of other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger_files import ask, take_in

DAY = date(2026, 11, 26)
LEDGER = "Customer No,Customer,Invoice,Due Date,Balance\nC1,Ash Ltd,1,2026-10-01,5.00\nC2,Birch & Co,2,2026-10-01,7.00\n"


@pytest.mark.parametrize("heading", ["State", "Ship-to State", "Billing State/Province", "Bundesland"])
def test_a_state_beside_a_country_is_a_region_and_no_status(tmp_path: Path, heading: str):
    rows = [
        ("Ash", "NSW", "Australia"),
        ("Birch", "CA", "US"),
        ("Cedar", "Auckland", "NZ"),
        ("Dogwood", "", "GB"),
    ]
    lines = [
        f"{who},{place},2026-10-01,5.00,{state},{country}" for place, (who, state, country) in enumerate(rows)
    ]
    text = "\n".join([f"Customer,Invoice,Due Date,Balance,{heading},Country", *lines])
    report = take_in(tmp_path, text, on=DAY)
    assert report.totals == {"USD": 2000}
    assert not [told for told in report.warnings if "status" in told]
    found = dict(ask(tmp_path, "SELECT name, region FROM account"))
    assert found == {"Ash": "NSW", "Birch": "CA", "Cedar": "", "Dogwood": ""}


def test_a_region_can_be_mapped_and_the_callers_own_stays(tmp_path: Path):
    text = "Customer,Invoice,Due Date,Balance,Zq,Country\nAsh,1,2026-10-01,5.00,CA,US\n"
    take_in(tmp_path, text, on=DAY, mapping={"region": "Zq"})
    assert ask(tmp_path, "SELECT region FROM account") == [("CA",)]
    ask(tmp_path, "UPDATE account SET region = 'NY'")
    take_in(tmp_path, text, on=DAY, mapping={"region": "Zq"})
    assert ask(tmp_path, "SELECT region FROM account") == [("NY",)]
    take_in(tmp_path, text.replace("CA,US", "ON,CA"), on=DAY, mapping={"region": "Zq"})
    assert ask(tmp_path, "SELECT country, region FROM account") == [("CA", "ON")]


@pytest.mark.parametrize(
    "text",
    [
        "Name,Given Name,Family Name,Organization 1 - Name,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value\nAnn Ash,Ann,Ash,Ash Ltd,ann@ash.example,Work,+44 20 7946 0958\n",
        "Account Name,Account Number,Billing Phone,AP Contact,AP Email,Owner,Billing Country\nAsh Ltd,C1,+44 20 7946 0958,Ann Ash,ann@ash.example,Joe Me,United Kingdom\n",
        "No.,Name,Phone No.,Contact,E-Mail,Balance (LCY),Sales (LCY)\nC1,Ash Ltd,+44 20 7946 0958,Ann Ash,ann@ash.example,5.00,1000.00\n",
    ],
    ids=["google", "salesforce", "business central"],
)  # fmt: skip
def test_an_address_book_names_persons_at_customers_who_are_there(tmp_path: Path, text: str):
    take_in(tmp_path, LEDGER, on=DAY)
    report = take_in(tmp_path, text, on=DAY, name="people.csv")
    assert (report.accounts.new, report.totals) == (0, {"USD": 1200})
    found = ask(
        tmp_path,
        "SELECT account.name, contact.name, phone, email FROM contact JOIN account ON account.id = account_id",
    )
    assert found == [("Ash Ltd", "Ann Ash", "+44 20 7946 0958", "ann@ash.example")]


def test_who_must_not_be_called_is_named(tmp_path: Path):
    take_in(tmp_path, LEDGER, on=DAY)
    text = "Customer No,Customer,Phone,Do Not Call\nC1,Ash Ltd,+442079460958,Yes\nC2,Birch & Co,+442079460000,No\n"
    report = take_in(tmp_path, text, on=DAY, name="people.csv")
    told = [each for each in report.warnings if "must not be called" in each]
    assert len(told) == 1
    assert "Ash Ltd" in told[0]
    assert "Birch" not in told[0]
