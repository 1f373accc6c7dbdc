"""The first frame in plain ANSI is what Textual paints after it, and loads little."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem

from arcall_tui.render.pane import ScreenLayout
from arcall_tui.tui import inks
from arcall_tui.tui.actions import Keys
from arcall_tui.tui.first_frame import rows
from arcall_tui.tui.program import ArcallApp
from arcall_tui.tui.widgets import drawn
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.today import Opening
from books import TODAY, Shelf, owing
from tries import DEEP
from tui_driver import Driver

SIZES = [(80, 24), (99, 31), (100, 24), (120, 40), (170, 38), (210, 50), (40, 12)]


@pytest.fixture
def desk(shelf: Shelf) -> Desk:
    """Forty accounts, some with names that take more cells than letters."""
    desk = shelf.desk()
    for index in range(40):
        name = ("Northwind", "日本電信電話", "Müßmann & Söhne")[index % 3]
        owing(
            desk, f"C{index:02}", [(90_000 - index, TODAY - timedelta(days=40))] * 3, name=f"{name} {index}"
        )
    return desk


def frame(desk: Desk, size: tuple[int, int]) -> list[str]:
    made = rows(desk, Opening.read(desk), Keys({}), ScreenLayout.of(*size))
    return ["".join(text for line, _ in row for text, _ in line) for row in made]


@pytest.mark.parametrize("size", SIZES if DEEP else SIZES[::2])
async def test_textual_paints_the_same_frame_over_it(desk: Desk, size: tuple[int, int]):
    expected = frame(desk, size)
    app = ArcallApp(desk, desk.settings)
    async with app.run_test(size=size) as pilot:
        painted = Driver(app, pilot).text.splitlines()
    assert [row.rstrip() for row in painted[1:]] == [row.rstrip() for row in expected[1:]]


def test_every_row_is_exactly_as_wide_as_the_terminal(desk: Desk, shelf: Shelf):
    for book, size in product((desk, shelf.desk("empty")), SIZES):
        made = frame(book, size)
        assert len(made) == size[1]
        assert {cell_len(row) for row in made} == {size[0]}


@pytest.mark.parametrize("theme", inks.THEMES)
@pytest.mark.parametrize(
    ("depth", "system"),
    [
        (inks.Depth.TRUE, ColorSystem.TRUECOLOR),
        (inks.Depth.EIGHT_BIT, ColorSystem.EIGHT_BIT),
        (inks.Depth.STANDARD, ColorSystem.STANDARD),
    ],
)
def test_every_ink_arrives_at_every_terminal_as_textual_will_send_it(
    theme: str, depth: inks.Depth, system: ColorSystem
):
    drawn.styles.cache_clear()  # a style remembers the first terminal it was sent to
    for ink in ("", "strong", "dim", "rule", "accent", "title", "urgent", "good", "key"):
        for ground in ("paper", "shade", "cursor"):
            sent = drawn.styles(theme)[ink, ground].render("x", color_system=system)
            assert sent == f"\x1b[{inks.sgr(theme, ink, ground, depth).removeprefix('0;')}mx\x1b[0m"


def test_without_colours_only_weight_and_the_turned_cursor_are_left():
    for ink, weight in (("", ""), ("title", "1;")):
        assert inks.sgr("ansi", ink, "paper", inks.Depth.NONE) == f"0;{weight}39;49"
        assert inks.sgr("ansi", ink, "cursor", inks.Depth.NONE) == f"0;{weight}7;39;49"


def test_what_the_first_frame_needs_loads_neither_textual_nor_the_recorder():
    code = (
        "import sys; from arcall_tui.tui import app, first_frame;"
        "heavy = {'textual', 'sqlmodel', 'sqlalchemy', 'typer', 'asyncio', 'rich.console', 'dateutil'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_program_loads_the_recorder_and_the_editor_only_when_it_runs():
    code = (
        "import sys; from arcall_tui.tui import program;"
        "heavy = {'sqlmodel', 'sqlalchemy', 'typer', 'dateutil', 'textual.widgets._text_area'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert Path(sys.executable).exists()
