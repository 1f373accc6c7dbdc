"""Text from outside, in every widget: nothing crashes, nothing reaches the terminal that is not Textual's own."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.render.pieces import CARET, caret_in_view, clip, fit, rule, short, wrap
from arcall_tui.tui.line_edit import LineEdit
from books import TODAY, Shelf, add_account, add_invoice
from tries import DEEP, tries
from tui_driver import screen

OWN = [
    "Acme [/b] Ltd",
    "Acme [Pty] Ltd [red]x[/red] [link=file:///etc/passwd]y[/link]",
    "[@click=app.quit]quit[/]",
    "\x1b]52;c;cm0gLXJmIH4=\x07 clipboard",
    "\x1b[2J\x1b[31mred \x9b31m C1 \x90q\x9c",
    "\u202eevil\u202c \u2066isolate\u2069 \u200bzero\u200d width\ufeff",
    "日本電信電話株式会社 \uff21\uff22\uff23",
    "مرحبا بالعالم שלום",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
    "a\tb\nc\rd\x0be\x00f\x7f",
    "👩‍👩‍👧‍👦 🇮🇳 ❤️",
    "{{7*7}} %s %n ${HOME} `id`",
    "x" * 400,
    "\ud800 lone surrogate",
    "",
]
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]")


def blns() -> list[str]:
    """The list of naughty strings, where it is at hand."""
    path = Path(__file__).parents[2] / "shared" / "ledgers" / "strings" / "blns.json"
    if not path.exists():
        pytest.skip("the list of naughty strings is not here")
    strings: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return strings


def storable(text: str) -> str:
    """What SQLite can hold: the book itself would have refused or cleaned more."""
    return text.encode("utf-8", "replace").decode("utf-8")


def fill(shelf: Shelf, texts: list[str], turn: int = 0):
    """Make a book of hostile texts: an account for each, in all fields; or for each `turn` of them, a field each."""
    desk = shelf.desk("hostile")
    for index in range(0, len(texts), turn or 1):
        few = [storable(text) for text in texts[index : index + (turn or 1)]]
        name, phone, terms, number, po, contact, role, email, note, detail, language = (few * 11)[:11]
        account = add_account(
            desk, name or f"C{index}" if index % 2 else f"C{index}", name=name, phone=phone, terms=terms
        )
        invoice = add_invoice(
            desk, account, f"{number}{index}", 10_000 + index, TODAY - timedelta(days=9), po=po
        )
        desk.book.execute(
            "UPDATE contact SET name = ?, role = ?, email = ? WHERE account_id = ?",
            (contact, role, email, account),
        )
        desk.book.execute(
            "INSERT INTO activity (account_id, direction, code, at, workday, note, detail)"
            " VALUES (?, 'out', 'NA', '2026-11-18T10:00:00+00:00', '2026-11-18', ?, ?)",
            (account, note, detail),
        )
        desk.book.execute("UPDATE account SET language = ? WHERE id = ?", (language, account))
        assert invoice
    return desk


async def tour(shelf: Shelf, texts: list[str], monkeypatch: pytest.MonkeyPatch, turn: int = 0) -> None:
    """Visit every account in every view, and look at every strip that is painted."""
    from arcall_tui.tui.widgets.drawn import Drawn  # noqa: PLC0415

    painted: list[str] = []
    original = Drawn.strips

    def spy(self, rows):  # noqa: ANN001
        strips = original(self, rows)
        painted.extend(strip.text for strip in strips)
        assert all(cell_len(strip.text) == self.size.width for strip in strips), strips
        return strips

    monkeypatch.setattr(Drawn, "strips", spy)
    desk = fill(shelf, texts, turn)
    async with screen(desk, size=(80, 24)) as driver:
        for _ in driver.app.session.worklist.rows:
            await driver.press("o", "escape", "j")
        await driver.press("g", "p", "escape", "d", "escape", "s", "escape", "n", "u")
        await driver.press("B", "escape", "A", "escape", "L", "escape", "O", "escape", "h", "h")
    assert painted
    for text in painted:
        assert not FORBIDDEN.search(text), text


async def test_hostile_texts_of_our_own_in_every_pane(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    await tour(shelf, OWN, monkeypatch)


async def test_the_list_of_naughty_strings_in_every_pane(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    await tour(shelf, blns(), monkeypatch, turn=11)


async def test_hostile_texts_typed_and_pasted_in_forms_find_and_notes(shelf: Shelf):
    from textual import events  # noqa: PLC0415

    desk = fill(shelf, OWN[:3])
    openers = (("slash",), ("d", "tab", "tab", "tab"), ("i",))
    turns = cycle(openers)  # another two for each text
    async with screen(desk) as driver:
        for text in OWN:
            for opener in openers if DEEP else (next(turns), next(turns)):
                await driver.press(*opener)
                driver.app.post_message(events.Paste(text))
                await driver.quiet()
                assert not FORBIDDEN.search(driver.text.replace("\n", ""))
                await driver.press("escape")


@given(st.text(max_size=60), st.integers(0, 50))
@settings(max_examples=tries(100))
def test_fitted_text_is_clean_and_exactly_as_wide_as_asked(text: str, width: int):
    for align in ("left", "right"):
        made = fit(text, width, align)
        assert cell_len(made) == width
        assert not FORBIDDEN.search(made)
    assert cell_len(short(text, width)) <= width


@given(
    st.lists(st.text(max_size=40).map(many_lines).map(lambda t: t.replace("\n", " ")), max_size=5),
    st.integers(1, 60),
)
@settings(max_examples=tries(100))
def test_lines_are_clipped_and_wrapped_to_the_width(texts: list[str], width: int):
    pieces = tuple((text, "") for text in texts)
    assert sum(cell_len(text) for text, _ in clip(pieces, width)) == width
    assert sum(cell_len(text) for text, _ in rule(pieces, (("end", "dim"),), width)) == width
    room = max(8, width)
    for line in wrap(pieces, width, 3):
        assert sum(cell_len(text) for text, _ in line) <= room


@given(st.text(max_size=200).map(many_lines))
def test_wrapping_loses_no_word(text: str):
    flat = " ".join(text.split())
    wrapped = " ".join("".join(part for part, _ in line) for line in wrap(((flat, ""),), 400))
    assert "".join(wrapped.split()) == "".join(flat.split())


def test_no_day_amount_or_number_is_broken_across_lines():
    wholes = ("GBP 3,550.21", "Fri 4 Dec", "Tue 8 Dec 2026", "0161 496 0122")
    said = "if they promise {} for {}, the next call is {}, on {} · ask".format(*wholes)
    for width in range(24, 90):
        lines = ["".join(text for text, _ in line) for line in wrap(((said, ""),), width)]
        assert [any(whole in line for line in lines) for whole in wholes] == [True] * 4, lines
    (line, *_), (numbers, *_) = (
        wrap(((text, ""),), 13) for text in ("Tue 8 Dec 2026 2", "of 5000012345 5000012346")
    )
    assert (line, numbers) == ((("Tue 8 Dec", ""),), (("of 5000012345", ""),))  # too wide: at a blank


def test_a_line_being_typed_understands_the_usual_keys():
    line = LineEdit("27 Nov")
    line.key("x", "x")
    assert line.text == "x"  # what was filled in goes at the first letter
    for key, character in [
        ("y", "y"),
        ("left", None),
        ("backspace", None),
        ("home", None),
        ("a", "a"),
        ("end", None),
    ]:
        line.key(key, character)
    assert (line.text, line.caret) == ("ay", 2)
    line.paste("one\ntwo \x1b[31m")
    assert line.text == "ayone two [31m"
    line.key("ctrl+w", None)
    line.key("ctrl+u", None)
    assert line.text == ""
    assert not line.key("f5", None)


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ("ctrl+left ctrl+k", "one two "),
        ("ctrl+left ctrl+left ctrl+w", "two three"),
        ("home ctrl+right ctrl+delete", "one three"),
        ("home ctrl+delete", " two three"),
        ("ctrl+left ctrl+u", "three"),
        ("home shift+right shift+right shift+right delete", " two three"),
        ("ctrl+shift+left x", "one two x"),
        ("shift+home X", "X"),
        ("ctrl+shift+left left X", "one two Xthree"),
        ("home ctrl+shift+right right X", "oneX two three"),
        ("ctrl+a ctrl+d ctrl+e ctrl+h", "ne two thre"),
    ],
)
def test_a_line_being_typed_has_the_keys_that_fingers_know(keys: str, left: str):
    line = LineEdit("one two three")
    line.fresh = False
    for key in keys.split():
        assert line.key("backspace" if key == "ctrl+h" else key, key if len(key) == 1 else None)
    assert line.text == left


def test_a_paste_takes_the_place_of_what_is_selected():
    line = LineEdit("INV-1 please")
    line.key("home", None)
    line.key("ctrl+shift+right", None)
    assert [text for text, ink in line.pieces(active=True) if ink == CARET] == ["INV-1"]
    line.paste("INV-22\n")
    assert (line.text, line.caret) == ("INV-22 please", 6)


_KEYS = (*"left right home end backspace delete ctrl+left ctrl+right ctrl+w ctrl+u ctrl+k".split(), *"ab ")
_KEYS += tuple(f"shift+{key}" for key in ("left", "right", "home", "end"))


@given(st.lists(st.sampled_from(_KEYS), max_size=40), st.text(max_size=20).map(one_line), st.integers(1, 30))
def test_any_keys_leave_caret_and_selection_within_the_line(keys: list[str], text: str, width: int):
    line = LineEdit(text)
    for key in keys:
        line.key(key, key if len(key) == 1 else None)
        start, end = line.selected
        assert 0 <= start <= end <= len(line.text)
        pieces = line.pieces(active=True)
        assert "".join(part for part, _ in pieces).rstrip() == line.text.rstrip()
    seen = caret_in_view((("/ ", "title"), *line.pieces(active=True)), width)
    until = next(place for place, (_, ink) in enumerate(seen) if ink == CARET)
    assert (
        sum(cell_len(part) for part, _ in seen[: until + 1]) <= max(width, 1)
        or line.selected[0] != line.selected[1]
    )


@given(st.lists(st.text(max_size=60).map(one_line), max_size=6), st.integers(-3, 40), st.integers(0, 22))
def test_no_pane_is_too_narrow_to_break_lines_for(texts: list[str], width: int, indent: int):
    lines = list(wrap(((text, "") for text in texts), width, indent))
    assert "".join("".join(part for part, _ in line) for line in lines).replace(" ", "") == "".join(
        texts
    ).replace(" ", "")


def test_a_word_of_thousands_of_wide_letters_is_cut_at_once():
    began = process_time()
    assert {sum(cell_len(part) for part, _ in line) for line in wrap((("語" * 30_000, ""),), 40)} == {40}
    assert process_time() - began < 1  # four seconds where each line measures all that is left


async def test_no_view_minds_how_small_the_terminal_is(shelf: Shelf):
    desk = shelf.desk()
    for index in range(12):
        account = add_account(desk, f"C{index}", name=f"Northwind {index}")
        add_invoice(desk, account, f"INV-{index}", 500_000, TODAY - timedelta(days=40))
    desk.book.execute("DELETE FROM contact WHERE account_id % 2")  # of some nobody is known
    sizes = ((1, 1), (20, 40), (300, 2), (60, 10), (2, 24))
    turns = cycle(sizes)  # another two for each view: of all, each comes first and after every other
    async with screen(desk, size=(80, 24)) as driver:
        for opens in ("", "i", "o", "L", "B", "A", "N", "O", "question_mark", "p", "E", "slash", "tab", "f4"):
            await driver.resize(80, 24)
            await driver.press(*([opens] if opens else []), *("x1" if opens in {"N", "slash"} else ""))
            for size in sizes if DEEP else (next(turns), next(turns)):
                await driver.resize(*size)
                await driver.press("down")
            await driver.press(*["escape"] * 3)
