"""The words that narrow the list: what each lets through, what is refused, and that shell and screen mean the same."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.domain.activity import DisputeRaised, DisputeReason, Outcome, PromiseGiven
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import UsageError
from arcall_tui.rules.filters import WORDS, parse_filter
from arcall_tui.settings import Rate, Settings
from arcall_tui.workday.calls import customer_facts, record
from arcall_tui.workday.calls.customer_facts import Facts
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.filtering import change_kept, kept_filters, narrowed
from books import TODAY, Shelf, add_account, add_invoice
from cases import for_each
from shell import arcall


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """Five customers who differ in all that can be asked for."""
    desk = shelf.desk()
    for name, country, currency, minor, days in (
        ("Alpha GmbH", "DE", "EUR", 900_000, 70),
        ("Beta AG", "AT", "EUR", 400_000, 20),
        ("Ceres Ltd", "GB", "GBP", 600_000, 65),
        ("Delta Inc", "US", "USD", 1_200_050, 5),
        ("Epsilon KK", "JP", "JPY", 700_000, -10),
    ):
        account = add_account(desk, name[:1], name=name, country=country)
        add_invoice(desk, account, f"{name[:1]}-1", minor, TODAY - timedelta(days=days), currency)
    a, b, c, d = (desk.find(name)[0] for name in ("Alpha", "Beta", "Ceres", "Delta"))
    customer_facts.set_facts(desk, a, Facts(tags="VIP slow"))
    customer_facts.set_facts(desk, c, Facts(tags="vip"))
    promised = PromiseGiven(Money(400_000, "EUR"), TODAY + timedelta(days=3))
    record.log_call(desk, b, Outcome(Code.PTP, promises=(promised,)))
    record.log_call(desk, d, Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.PRICE, "Sales")))
    return desk


@for_each(
    ("words", "initials"),
    [
        ("", "ABCDE"), ("country:DE", "A"), ("country:de,at", "AB"), ("-country:DE", "BCDE"), ("!country:DE", "BCDE"),
        ("currency:eur", "AB"), ("over:60d", "AC"), ("over:60", "AC"), ("over:2w", "ABC"), ("under:30d", "BD"),
        (">5000", "AC"), (">5k", "AC"), (">=9000", "A"), ("<5.000", "BDE"), (">6,000.5", "A"), (">5000eur", "A"),
        ("promise:open", "B"), ("promise:none", "ACDE"), ("dispute:yes", "D"), ("tag:vip", "AC"), ("tag:slow", "A"),
        ("-tag:vip", "BDE"), ("is:late", "ABCD"), ("tried:0", "ACE"), ("tried:>0", "BD"), ("gmbh", "A"), ("beta", "B"),
        ("country:DE,GB over:60d >8000 tag:vip", "A"), ("sort:name", "ABCDE"), ("-sort:name", "EDCBA"),
        ("sort:days over:1d", "ACBD"),
    ],
)  # fmt: skip
def test_what_each_word_lets_through(desk: Desk, words: str, initials: str):
    found = [placing.standing.name[0] for placing in narrowed(desk, desk.ranking.rank_day(), words)]
    assert found == list(initials) if "sort" in words else sorted(found) == list(initials)


@for_each(
    "words", ["colour:red", "country:", "is:green", "over:long", ">1,2,3", ">5000xyz", "sort:", "tried:x"]
)
def test_a_word_that_means_nothing_is_refused_with_those_that_do(words: str):
    with pytest.raises(UsageError) as refused:
        parse_filter(words)
    assert refused.value.hint


@given(st.lists(st.sampled_from([word for word, _ in WORDS]) | st.text(max_size=8), max_size=4).map(" ".join))
def test_no_text_does_worse_than_be_refused(words: str):
    with suppress(UsageError):
        assert parse_filter(words).rows([], {}) == []


def test_a_filter_is_kept_under_a_name_and_a_key_that_no_other_has(desk: Desk):
    queue = desk.ranking.rank_day()
    assert change_kept(desk, "country:DE") is None
    change_kept(desk, "country:DE,AT >5k =german 5")
    change_kept(desk, "tag:vip = vips 5")
    assert [tuple(each) for each in kept_filters(desk)] == [
        ("german", "", "country:DE,AT >5k"),
        ("vips", "5", "tag:vip"),
    ]
    assert [placing.standing.ledger_id for placing in narrowed(desk, queue, "=german")] == ["A"]
    with pytest.raises(UsageError, match="=nosuch"):
        narrowed(desk, queue, "=nosuch")
    with pytest.raises(UsageError):
        change_kept(desk, "nothing:like =this")


def test_the_shell_filters_by_the_same_words(sample_book: Path):
    everyone = arcall("queue", "--json", book=sample_book).json
    german = arcall("queue", "--filter", "country:DE", "--json", book=sample_book).json
    assert 0 < len(german) < len(everyone)
    assert {entry["account"] for entry in german} <= {entry["account"] for entry in everyone}
    two = arcall("queue", "-f", "sort:name", "-n", "2", "--json", book=sample_book).json
    assert [entry["name"] for entry in two] == sorted((entry["name"] for entry in everyone), key=str.lower)[
        :2
    ]
    refused = arcall("queue", "--filter", "colour:red", book=sample_book)
    assert refused.code == 2
    assert "country" in refused.err
    nobody = arcall("queue", "--filter", "country:XX", book=sample_book)
    assert (nobody.code, nobody.out) == (0, "")
    assert "Nobody" in nobody.err


def test_amounts_in_several_currencies_are_compared_in_the_base_currency(tmp_path: Path):
    rates = {"JPY": Rate(0.005, TODAY), "INR": Rate(0.01, TODAY)}
    desk = Shelf(tmp_path, Settings("Europe/London", "test", base_currency="GBP", rates=rates)).desk()
    # GBP 1,000; JPY 234,480 is GBP 1,172.40; INR 1,100,000 is GBP 11,000; without a rate it stands for itself.
    owed = (("G", 100_000, "GBP"), ("J", 234_480, "JPY"), ("I", 110_000_000, "INR"), ("Z", 600_000, "ZAR"))
    for name, minor, currency in owed:
        account = add_account(desk, name, name=name)
        add_invoice(desk, account, f"{name}-1", minor, TODAY - timedelta(days=9), currency)
    ranked = desk.ranking.rank_day()
    assert {each.standing.name for each in narrowed(desk, ranked, ">5000")} == {"I", "Z"}
    assert [each.standing.name for each in narrowed(desk, ranked, ">1000 sort:amount")] == ["I", "Z", "J"]
    assert [each.standing.name for each in narrowed(desk, ranked, ">200000JPY")] == ["J"]
    desk.close()
