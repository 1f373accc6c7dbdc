from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import amounts
from cases import for_each


@for_each(
    ("text", "minor"),
    [
        ("1234.50", 123450),
        ("1,234.50", 123450),
        ("12,34,567.89", 123456789),
        ("1 234,50", None),
        ("1'234.50", 123450),
        ("(1,234.50)", -123450),
        ("(1,234.50) $", -123450),
        ("(5.00) EUR", -500),
        ("5.00) $", None),
        ("(5.00) pieces", None),
        ("1,234.50-", -123450),
        ("-1,234.50", -123450),
        ("$13.50", 1350),
        ("$-142.85", -14285),
        ("USD 10", 1000),
        ("10.5 CR", -1050),
        ("10.5 DR", 1050),
        (".5", 50),
        ("7", 700),
        ("\u20ac5.00", 500),
        ("▲1,234.50", -123450),
        ("△ 5", -500),
        ("₪5.00", 500),
        ('5.00 ש"ח', 500),
        ("NIS 5.00", 500),
        ("Rs. 1,234.50/-", 123450),
        ("1,234/=", 123400),
        ("***1,234.50", 123450),
        ("CR 50.00", -5000),
        ("Dr. 50.00", 5000),
        ("50.00 Haben", -5000),
        ("50.00 Soll", 5000),
        ("50.00 credit", -5000),
        ("-50.00 Gutschrift", -5000),
        ("1,234.50 pieces", None),
        ("INV 1001", None),
        ("soll " * 5000 + "5", None),
        ("-5.00 د.إ", -500),
        ("1.005", None),
        ("NaN", None),
        ("1e5", None),
        ("1_000", None),
        ("\u0661\u066c\u0662\u0663\u0664\u066b\u0665", 123450),
        ("12,34", None),
        ("(5", None),
        ("99999999999999999999", None),
    ],
)
def test_amounts_with_a_decimal_point(text: str, minor: int | None):
    found = amounts.read_amount(text, amounts.POINT, 2)
    assert found == minor if minor is not None else isinstance(found, str)


@for_each(
    ("text", "minor"),
    [
        ("5950,00", 595000),
        ("1.234,50", 123450),
        *((f"1{mark}234,5", 123450) for mark in " \u2007\u2009'`´ʼ’′"),
    ],
)
def test_amounts_with_a_decimal_comma(text: str, minor: int):
    assert amounts.read_amount(text, amounts.COMMA, 2) == minor


def test_yen_have_no_decimals_and_dinars_three():
    assert amounts.read_amount("1,234", amounts.POINT, 0) == 1234
    assert amounts.read_amount("1234.00", amounts.POINT, 0) == 1234
    assert amounts.read_amount("1.234", amounts.POINT, 3) == 1234
    assert isinstance(amounts.read_amount("1.2", amounts.POINT, 0), str)


def style(*values: str, places: int = 2) -> str:
    column = amounts.AmountColumn("Balance", places)
    column.feed(values)
    return amounts.decide([column], None)


def test_the_whole_column_decides_between_point_and_comma():
    assert style("1,234", "5.95") == amounts.POINT
    assert style("1.234", "5,95") == amounts.COMMA
    assert style("1.234,50") == amounts.COMMA
    assert style("12", "13") == amounts.POINT
    # Dollars have two decimals, so this can only be a group.
    assert style("1.234", "17.500") == amounts.COMMA


def test_dinars_that_can_be_read_both_ways_are_asked_about():
    with pytest.raises(InputRefusedError, match=r"1[.]234"):
        style("1.234", places=3)


def test_words_are_no_amounts():
    with pytest.raises(InputRefusedError, match="no amounts"):
        style("many", "few")


@given(st.integers(-(10**12), 10**12), st.sampled_from([0, 2, 3]), st.sampled_from(["", ",", "'", " "]))
def test_what_is_read_is_what_was_written(minor: int, places: int, group: str):
    whole, part = divmod(abs(minor), 10**places)
    text = f"{whole:,}".replace(",", group) + (f".{part:0{places}}" if places else "")
    assert amounts.read_amount("-" + text if minor < 0 else text, amounts.POINT, places) == minor
    swapped = text.translate(str.maketrans(".,", ",."))
    assert amounts.read_amount(f"({swapped})" if minor < 0 else swapped, amounts.COMMA, places) == minor


@given(st.text(max_size=12))
def test_no_text_is_ever_more_than_refused(text: str):
    for mark in (amounts.POINT, amounts.COMMA):
        assert isinstance(amounts.read_amount(text, mark, 2), int | str)


@given(st.lists(st.integers(0, 10**12), min_size=1))
def test_the_quick_way_reads_what_the_careful_one_reads(minors: list[int]):
    texts = tuple(f"{minor // 100}.{minor % 100:02}" for minor in minors)
    assert amounts.read_column(texts, amounts.POINT, 2) == minors
    assert [amounts.read_amount(text, amounts.POINT, 2) for text in texts] == minors
