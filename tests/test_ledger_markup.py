"""XML, web pages and OpenDocument in whatever way they nest: each bill stands with its own customer, to the cent."""

from __future__ import annotations

import random
from datetime import date, timedelta
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import for_each
from ledger_files import ask, take_in
from ledger_maker import iif_of
from tries import tries

Customers = dict[str, list[tuple[str, str, int, int]]]  # name -> number, due, amount, paid (cents)

pytestmark = pytest.mark.usefixtures("sheets_read_here")


def customers(rng: random.Random) -> Customers:
    numbers = iter(range(1, 100))
    return {
        name: [
            (f"R{next(numbers)}", str(date(2026, 1, 1) + timedelta(rng.randrange(300))), rng.randrange(100, 9_999), rng.randrange(2) * 50)
            for _ in range(rng.randrange(1, 4))
        ]
        for name in rng.sample(["Ash & Sons", "Birch", "Cedar <KG>", "Dogwood"], rng.randrange(2, 4))
    }  # fmt: skip


def xml_of(made: Customers, rng: random.Random) -> str:
    """Write bills under their customers, in one of the ways in which programs nest them."""
    wraps, attributes, behind, own, parts = (rng.random() < 0.5 for _ in range(5))
    paid_somewhere = any(paid for bills in made.values() for *_, paid in bills)
    whole = []
    for name, bills in made.items():
        inside = "".join(
            f"<invoice><number>{number}</number><due>{due}</due><amount>{amount / 100:.2f}</amount>"
            + (
                f"<payments>{''.join(f'<payment><amount>{paid / 200:.2f}</amount></payment>' * 2 if paid else '')}</payments>"
                if paid_somewhere
                else ""
            )
            + ("<lines><line><text>bolt</text></line><line><text>nut</text></line></lines>" if parts else "")
            + "</invoice>"
            for number, due, amount, paid in bills
        )
        inside = f"<invoices>{inside}</invoices>" if wraps else inside
        said = "" if attributes else f"<name>{escape(name)}</name>"
        said += f"<balance>{sum(bill[2] - bill[3] for bill in bills) / 100:.2f}</balance>" if own else ""
        given_ = f' name="{escape(name)}"' if attributes else ""
        whole.append(f"<customer{given_}>{inside + said if behind else said + inside}</customer>")
    return f"<?xml version='1.0'?><export>{''.join(whole)}</export>"


def html_of(made: Customers, rng: random.Random) -> str:
    """Write a page on which cells reach down over the rows of a customer, and a heading over amounts and their currency."""
    wide, coin = rng.choice([("", ""), (" colspan=2", "<td>USD</td>")])
    rows = [f"<tr><th>Customer</th><th>Invoice</th><th>Due</th><th{wide}>Amount</th><th>Paid</th></tr>"]
    for name, bills in made.items():
        for place, (number, due, amount, paid) in enumerate(bills):
            who = f'<td rowspan="{len(bills)}">{escape(name)}</td>' if not place else ""
            cells = (
                f"<td>{number}</td><td>{due}</td>{coin}<td>{amount / 100:.2f}</td><td>{paid / 100:.2f}</td>"
            )
            rows.append(f"<tr>{who}{cells}</tr>")
    return f"<html><body><table>{rng.choice(['', chr(10)]).join(rows)}</table></body></html>"


@pytest.mark.parametrize(("write", "name"), [(xml_of, "ledger.xml"), (html_of, "ledger.html")])
@settings(max_examples=tries(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_a_bill_stands_with_the_customer_whom_it_is_nested_in(write, name: str, seed: int):  # noqa: ANN001
    rng = random.Random(seed)
    made = customers(rng)
    with TemporaryDirectory() as folder:
        take_in(Path(folder), write(made, rng), name=name, on=date(2026, 12, 1))
        found = ask(
            Path(folder),
            "SELECT name, sum(balance) FROM invoice JOIN account ON account.id = account_id GROUP BY name",
        )
    assert dict(found) == {who: sum(bill[2] - bill[3] for bill in bills) for who, bills in made.items()}


@for_each(("name", "before"), [("ledger.fods", ""), ("ledger.fods", "<office:annotation><text:p>9</text:p></office:annotation>")])  # fmt: skip
def test_amounts_of_opendocument_stand_in_the_currency_of_their_cell(tmp_path: Path, name: str, before: str):
    def cell(said: str, value: str = "", code: str = "") -> str:
        kind = f'currency" office:currency="{code}" office:value="{value}' if code else "string"
        return (
            f'<table:table-cell office:value-type="{kind}">{before}<text:p>{said}</text:p></table:table-cell>'
        )

    lines = [
        [cell("Customer"), cell("Invoice"), cell("Due"), cell("Balance")],
        [cell("Ash"), cell("1"), cell("2026-10-01"), cell("$5", "5", "USD")],
        [cell("Birch"), cell("2"), cell("2026-10-01"), cell("7,00 Euro", "7", "EUR")],
    ]
    rows = "".join(f"<table:table-row>{''.join(line)}</table:table-row>" for line in lines)
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    text = f'<office:document {spaces}><office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document>'
    report = take_in(tmp_path, text, name=name, currency=None, on=date(2026, 12, 1))
    assert report.totals == {"EUR": 700, "USD": 500}


@settings(max_examples=tries(16), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_what_a_customer_owes_in_postings_is_the_sum_of_those_to_receivables(seed: int):
    text, owed = iif_of(seed)
    with TemporaryDirectory() as folder:
        take_in(Path(folder), text, name="ledger.iif", on=date(2026, 12, 1))
        found = ask(
            Path(folder),
            "SELECT name, sum(balance) FROM invoice JOIN account ON account.id = account_id GROUP BY name",
        )
    assert {who: cents for who, cents in found if cents} == owed


@for_each(("payment", "left"), [("PAYMENT", {"Ash": 5000, "Elm": 0}), ("DEPOSIT", {"Ash": 5000, "Elm": 0})])
def test_a_bill_that_is_marked_as_paid_is_so_once(tmp_path: Path, payment: str, left: dict[str, int]):
    rows = ["!TRNS,TRNSTYPE,DATE,ACCNT,NAME,AMOUNT,DOCNUM,DUEDATE,PAID", "!SPL,ACCNT,AMOUNT"]
    rows += [f"TRNS,INVOICE,3/13/2026,Accounts Receivable,{bill},3/31/2026,{paid}\nENDTRNS" for bill, paid in (("Elm,100,7", "Y"), ("Ash,50,8", "N"))]  # fmt: skip
    rows += [f"TRNS,{payment},4/13/2026,Checking,Elm,100,99,,\nSPL,{'Accounts Receivable' if payment == 'PAYMENT' else 'Sales'},-100\nENDTRNS"]  # fmt: skip
    take_in(tmp_path, "\n".join(rows).replace(",", "\t") + "\n", name="ledger.iif", on=date(2026, 12, 1))
    found = (
        "SELECT name, total(balance) FROM account LEFT JOIN invoice ON account.id = account_id GROUP BY name"
    )
    assert dict(ask(tmp_path, found)) == left


@for_each(
    ("bills", "came", "left"),
    [
        (
            [("60", "Y"), ("100", "Y"), ("40", "N")],
            ["60"],
            4000,
        ),  # the hundred was paid by an earlier payment
        ([("60", "Y"), ("100", "Y"), ("40", "N")], ["60", "100"], 4000),
        ([("60", "Y"), ("100", "Y"), ("40", "N")], ["160"], 4000),
        ([("60", "Y"), ("40", "N")], ["60", "15"], 2500),  # a part of the open one
    ],
)
def test_a_bill_paid_by_an_earlier_payment_than_those_of_the_file_is_not_owed(
    tmp_path: Path, bills: list[tuple[str, str]], came: list[str], left: int
):
    rows = ["!TRNS,TRNSTYPE,DATE,ACCNT,NAME,AMOUNT,DOCNUM,DUEDATE,PAID", "!SPL,ACCNT,AMOUNT"]
    rows += [f"TRNS,INVOICE,3/13/2026,Accounts Receivable,Elm,{owed},{number},3/31/2026,{paid}\nENDTRNS" for number, (owed, paid) in enumerate(bills)]  # fmt: skip
    rows += [f"TRNS,PAYMENT,4/13/2026,Checking,Elm,{money},{90 + number},,\nSPL,Accounts Receivable,-{money}\nENDTRNS" for number, money in enumerate(came)]  # fmt: skip
    take_in(tmp_path, "\n".join(rows).replace(",", "\t") + "\n", name="ledger.iif", on=date(2026, 12, 1))
    assert ask(tmp_path, "SELECT sum(balance) FROM invoice") == [(left,)]
