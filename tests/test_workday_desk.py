"""The desk: the right account is there at once, whatever hour the queue was kept at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from arcall_tui.domain.account import Guide
from arcall_tui.domain.outcome import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import UsageError
from arcall_tui.workday.calls import customer_facts, record
from arcall_tui.workday.desk.day_so_far import is_empty
from books import NOW, TODAY, Shelf, add_account, add_invoice, owing

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
    assert is_empty(desk)
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


@pytest.mark.parametrize(
    "typed", ["acme", "ACME", "C-1", "inv-77", "PO 9", "7946 0018", "+44 20 7946", "maria", "Ünal"]
)
def test_an_account_is_found_by_whatever_the_caller_hears(shelf: Shelf, typed: str):
    desk = shelf.desk()
    for index in range(5):
        owing(desk, f"X{index}", [(1000, OLD)], phone="+1 555 0100")
    desk.book.execute("UPDATE contact SET name = '', email = ''")
    account = add_account(desk, "C-1", name="Acme ünal & Sons")
    add_invoice(desk, account, "INV-77", 1000, OLD, po="PO 9")
    assert desk.find(typed)[:1] == [account]


def test_an_exact_id_comes_before_names_that_hold_it(shelf: Shelf):
    desk = shelf.desk()
    add_account(desk, "A", name="About C7 Ltd")
    exact = add_account(desk, "C7", name="Zed")
    assert desk.find("c7")[0] == exact


@pytest.mark.parametrize("typed", ["%", "_", "\\", "' OR 1", "", "  "])
def test_what_means_something_to_the_database_means_nothing_here(shelf: Shelf, typed: str):
    desk = shelf.desk()
    owing(desk, "C1", [(1000, OLD)])
    assert desk.find(typed) == []


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
