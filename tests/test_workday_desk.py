"""The desk: the right account is there at once, whatever hour the queue was kept at."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.domain.account import Guide
from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import fold
from arcall_tui.errors import UsageError
from arcall_tui.workday.calls import customer_facts, record
from arcall_tui.workday.desk.desk import Desk, said
from books import NOW, TODAY, Shelf, add_account, add_invoice, owing
from cases import for_each

OLD = TODAY - timedelta(days=20)
EVENING = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)


def names(placings: list) -> list[str]:
    return [placing.standing.ledger_id for placing in placings]


def test_the_first_page_is_the_head_of_the_whole_queue(shelf: Shelf):
    desk = shelf.desk()
    for index in range(30):
        owing(desk, f"C{index:02}", [(1000 * (index + 1), OLD)])
    whole = names(desk.ranking.rank_day())
    assert names(shelf.desk().ranking.first_page(10)) == whole[:10]


def test_a_queue_kept_in_the_evening_opens_on_who_can_be_called_in_the_morning(shelf: Shelf):
    evening = shelf.desk(now=EVENING)
    for index in range(40):
        owing(evening, f"NY{index:02}", [(900_000, OLD)], zone="America/New_York", country="US")
    owing(evening, "LON", [(1000, OLD)])
    evening.ranking.rank_day()
    first = shelf.desk().ranking.first_page(5)[0]
    assert (first.standing.ledger_id, first.callable) == ("LON", True)


def test_a_call_due_since_the_queue_was_kept_is_on_the_first_page(shelf: Shelf):
    before = shelf.desk(now=NOW - timedelta(days=1))
    due = owing(before, "DUE", [(900_000, OLD)])
    for index in range(20):
        owing(before, f"C{index:02}", [(1000, OLD)])
    record.log_call(before, due, Outcome(Code.GK))
    before.ranking.rank_day()
    assert names(shelf.desk().ranking.first_page(5))[0] == "DUE"


def test_an_empty_book_has_an_empty_queue(shelf: Shelf):
    desk = shelf.desk()
    assert desk.ranking.first_page() == []
    assert desk.ranking.rank_day() == []


def test_a_standing_kept_by_another_version_is_worked_out_anew(shelf: Shelf):
    desk = shelf.desk()
    owing(desk, "C1", [(1000, OLD)])
    desk.ranking.rank_day()
    desk.book.execute("UPDATE standing SET shape = -1, card = '[]'")
    assert names(shelf.desk().ranking.rank_day()) == ["C1"]


def test_the_queue_follows_the_clock_without_reading_the_book_again(shelf: Shelf):
    desk = shelf.desk()
    owing(desk, "LON", [(1000, OLD)])
    everyone = [placing.standing for placing in desk.ranking.rank_day()]
    assert desk.ranking.place_all(everyone)[0].callable
    night = shelf.desk(now=NOW + timedelta(hours=10))
    assert not night.ranking.place_all(everyone)[0].callable


def test_an_account_is_found_by_whatever_the_caller_hears(shelf: Shelf):
    desk = shelf.desk()
    for index in range(5):
        owing(desk, f"X{index}", [(1000, OLD)], phone="+1 555 0100")
    desk.book.execute("UPDATE contact SET name = '', email = ''")
    account = add_account(desk, "C-1", name="Acme ünal & Sons")
    add_invoice(desk, account, "INV-77", 1000, OLD, po="PO 9")
    for typed in ("acme", "ACME", "C-1", "inv-77", "PO 9", "7946 0018", "+44 20 7946", "maria", "Ünal"):
        assert desk.find(typed)[:1] == [account], typed


@pytest.fixture
def found_by(shelf: Shelf) -> Desk:
    """Three customers with all that they can be found by."""
    desk = shelf.desk()
    for name, person, phone, number, minor, currency in (
        ("Über Café Straßenbau GmbH", "Zoë Łuczak", "+49 (0)89 123456", "RE-2026/0042", 4_288_950, "EUR"),
        ("Ødegård & O'Brien A/S", "Ёлкин Пётр", "020 7946 0018", "INV-2201", 1_234_567, "GBP"),
        ("Kestrel Foods", "Νίκος Άλφας", "+1 (415) 555-0199", "0000815", 99_000, "JPY"),
    ):
        account = add_account(desk, name[:1] + "-17", name=name, phone=phone)
        desk.book.execute(
            "UPDATE contact SET name = ?, email = ? WHERE account_id = ?",
            (person, f"{name[:3].lower()}.ap@example.org", account),
        )
        add_invoice(desk, account, number, minor, OLD, currency, po=f"PO {number[-2:]}")
        add_invoice(desk, account, f"{number}-B", 100, OLD, currency)
    return desk


@for_each(
    ("typed", "initial"),
    [
        ("uber", "Ü"), ("UBER CAFE", "Ü"), ("cafe\u0301", "Ü"), ("strassen", "Ü"), ("gmbh uber", "Ü"), ("zoe luczak", "Ü"),
        ("odegard", "Ø"), ("obrien", "Ø"), ("a/s", "Ø"), ("елкин", "Ø"), ("ПЕТР ёлкин", "Ø"),
        ("νικος", "K"), ("ΑΛΦΑΣ", "K"), ("foods kes", "K"), ("kestrel fods", "K"), ("kesterl", "K"), ("kestrol foods", "K"),
        ("inv2201", "Ø"), ("inv 2201", "Ø"), ("2201", "Ø"), ("re20260042", "Ü"), ("0042", "Ü"), ("815", "K"), ("po42", "Ü"),
        ("+442079460018", "Ø"), ("+44 20 7946 0018", "Ø"), ("02079460018", "Ø"), ("00442079460018", "Ø"), ("0018", "Ø"),
        ("7946 0018", "Ø"), ("+4989123456", "Ü"), ("089 123456", "Ü"), ("089/123456", "Ü"), ("415-555-0199", "K"),
        ("14155550199", "K"), ("0199", "K"), ("42,889.50", "Ü"), ("42.889,50", "Ü"), ("42889.5", "Ü"), ("42889", "Ü"),
        ("eur 42 889,50", "Ü"), ("€42,889.50", "Ü"), ("12,346.67", "Ø"), ("99000", "K"), ("99,000", "K"), ("JPY 99.000", "K"),
        ("kes.ap@", "K"), ("kes.ap@example.org", "K"), ("k-17", "K"), ("k17", "K"),
    ],
)  # fmt: skip
def test_anything_a_caller_sees_or_hears_finds_the_account(found_by: Desk, typed: str, initial: str):
    found = [found_by.account(account).name[0] for account in found_by.find(typed)]
    assert found[:1] == [initial]


@for_each("typed", ["nobody", "kestrel odegard", "9999", "zz 42", "+449999999999", "12,345.68"])
def test_what_nothing_fits_finds_nobody(found_by: Desk, typed: str):
    assert found_by.find(typed) == []


def test_what_is_written_meanwhile_is_found_at_once(found_by: Desk, shelf: Shelf):
    assert found_by.find("heron") == []
    add_account(shelf.desk(), "H1", name="Heron Ltd")
    assert len(found_by.find("heron")) == 1
    add_account(found_by, "H2", name="Heron & Sons")
    assert len(found_by.find("heron")) == 2


@given(st.text(max_size=40))
def test_folding_knows_neither_case_nor_normal_form(text: str):
    folded = fold(text)
    assert fold(folded) == folded
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold(unicodedata.normalize(form, text)) == folded


def test_what_was_said_is_found_without_accents_and_case_in_any_script(shelf: Shelf):
    desk = shelf.desk()
    account = owing(desk, "C1", [(1000, OLD)])
    note = "Straße; Ёлкин, Ødegård, Άλφα, Cafe\u0301; 東京支店; Łódź"
    record.log_call(desk, account, Outcome(Code.TT, note))
    record.log_call(desk, account, Outcome(Code.PAID, reference="X"))
    for typed in (
        *"strasse STRASSE елкин Ёлкин odegard αλφα ΆΛΦΑ cafe cafe\u0301 東京".split(),
        "lodz cafe",
    ):
        assert [hit.text[:6] for hit in said(desk, typed)] == ["Straße"], typed


def test_an_exact_id_comes_before_names_that_hold_it(shelf: Shelf):
    desk = shelf.desk()
    add_account(desk, "A", name="About C7 Ltd")
    exact = add_account(desk, "C7", name="Zed")
    assert desk.find("c7")[0] == exact


def test_what_means_something_to_the_database_means_nothing_here(shelf: Shelf):
    desk = shelf.desk()
    owing(desk, "C1", [(1000, OLD)])
    assert [*map(desk.find, ["%", "_", "\\", "' OR 1", "", "  "])] == [[]] * 6


def test_a_settled_invoice_still_leads_to_its_account(shelf: Shelf):
    desk = shelf.desk()
    account = add_account(desk, "C1")
    add_invoice(desk, account, "OLD-1", 1000, OLD, balance=0, settled_on="2026-11-01")
    assert desk.find("OLD-1") == [account]


def test_an_id_that_several_creditors_use_is_asked_about(shelf: Shelf):
    desk = shelf.desk()
    one = add_account(desk, "C1")
    desk.book.execute("INSERT INTO creditor (id, name) VALUES (2, 'Other')")
    two = add_account(desk, "C2")
    desk.book.execute("UPDATE account SET creditor_id = 2, ledger_id = 'C1' WHERE id = ?", (two,))
    with pytest.raises(UsageError, match="several creditors"):
        desk.resolve("C1")
    assert desk.resolve("Other/C1") == two
    assert desk.resolve("/C1") == one
    assert desk.resolve("other/c1") == two
    assert add_account(desk, "ÉLM 1") == desk.resolve("élm 1")
    with pytest.raises(UsageError, match="no account"):
        desk.resolve("C9")


def test_the_day_in_the_reasons_is_the_day_that_is_aimed_for(shelf: Shelf):
    desk = shelf.desk()
    plain = owing(desk, "C1", [(100_000, OLD)])
    runs = owing(desk, "C2", [(100_000, OLD)])
    customer_facts.edit_guide(desk, runs, Guide(pay_run="wed"))
    desk = shelf.desk(now=NOW + timedelta(days=3))
    for account, day in ((plain, "30 Nov"), (runs, "25 Nov")):
        card = desk.card(account)
        change = next(reason.text for reason in card.reasons if reason.code == "would_change")
        assert day in change
        assert day in card.aims[0]
        assert desk.explain(card.placing) == card.reasons
