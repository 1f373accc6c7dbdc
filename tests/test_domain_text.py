"""Text from outside, made harmless, and card numbers, never kept."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.domain.text import many_lines, mask_cards, one_line
from cases import for_each


@given(st.text())
def test_one_line_holds_no_control_character_and_no_break(text: str):
    clean = one_line(text)
    assert not [
        c for c in clean if unicodedata.category(c) in {"Cc", "Cs"} or c in "\u202e\u200b\u2028\u2066"
    ]
    assert one_line(clean) == clean


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_what_is_harmless_stays_as_it_was_typed(text: str):
    assert one_line(text) == text
    assert many_lines(text) == text


def test_an_escape_that_would_write_the_clipboard_is_disarmed():
    assert one_line("Acme\x1b]52;c;ZXZpbA==\x07 Ltd") == "Acme]52;c;ZXZpbA== Ltd"


def test_a_note_keeps_its_lines():
    assert many_lines("one\r\ntwo\rthree\tend\x00") == "one\ntwo\nthree    end"


@for_each(
    ("typed", "kept"),
    [
        ("card 4111 1111 1111 1111 exp 12/28", "card **** **** **** 1111 exp 12/28"),
        ("5500-0000-0000-0004.", "****-****-****-0004."),
        ("4111 1111 1111 1111 12/27", "**** **** **** 1111 12/27"),
        ("card:4111111111111111,12/27,123", "card:************1111,12/27,123"),
        ("4111 1111 1111 1111 123 and 5500000000000004", "**** **** **** 1111 123 and ************0004"),
        ("ref 99 4111-1111-1111-1111", "ref 99 ****-****-****-1111"),
        ("amex 378282246310005", "amex ***********0005"),
        ("4111111111111112 fails the check digit", "4111111111111112 fails the check digit"),
        ("invoice 1234567890123456", "invoice 1234567890123456"),
        ("call +44 20 7946 0018 about 4.111,11", "call +44 20 7946 0018 about 4.111,11"),
        ("IBAN DE12500105170648489890", "IBAN DE12500105170648489890"),
    ],
)
def test_card_numbers_are_masked_and_nothing_else(typed: str, kept: str):
    assert mask_cards(typed) == kept
    assert mask_cards(kept) == kept
