"""The page that is handed on: what it says at its head, and that everybody can read it."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcall_tui.reports.charts import ticks
from arcall_tui.workday.reports.catalogue import NAMES
from report_forms import forms
from shell import arcall
from tries import DEEP


class Reader(HTMLParser):
    """Notes tags, and the text within them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "rect", "line"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open:
            self.texts.append((self._open[-1], data.strip()))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def page_of(name: str, book: Path, folder: Path, *more: str) -> str:
    said = arcall("report", name, "--html", folder / "page.html", *more, book=book)
    assert said.code == 0, said.err
    return (folder / "page.html").read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_headings_are_in_order_tables_have_heads_and_charts_say_their_figures(name: str, kept_sample: Path):
    read = Reader(forms(kept_sample, name).html.read_text("utf-8"))
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(attrs.get("scope") in {"col", "row"} for attrs in read.of("th"))
    assert all(attrs.get("role") == "img" and attrs.get("aria-label") for attrs in read.of("svg"))
    targets = {attrs["id"] for attrs in read.of("section") if "id" in attrs}
    assert {(attrs["href"] or "#")[1:] for attrs in read.of("a")} <= targets


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_ink_stands_out_from_the_paper_as_wcag_wants(kept_sample: Path):
    inks = dict(re.findall(r"--(\w+): (#[0-9a-f]+);", forms(kept_sample, "day").html.read_text("utf-8")))
    for paper in (inks["paper"], inks["soft"]):
        for name in ("ink", "dim", "first", "good", "bad"):
            light, dark = sorted((luminance(paper), luminance(inks[name])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, paper)


def test_the_day_says_what_came_in_what_broke_and_who_made_it(whole_sample: Path, tmp_path: Path):
    sample_book = Path(shutil.copy(whole_sample, tmp_path))
    made = Reader(page_of("day", sample_book, tmp_path, "--as-of", "2026-11-19"))
    names = [text for tag, text in made.texts if tag in {"span", "a"}]
    assert {"Money in", "Promises broken", "Overdue", "Calls"} <= set(names)
    titles = [text for tag, text in made.texts if tag == "h2"]
    assert titles[:3] == ["Paid", "Promises kept and broken", "Needs others"]
    assert any(text.startswith("Made on Fri 20 Nov 2026") for _, text in made.texts)


def test_a_long_table_is_cut_with_its_count_unless_all_of_it_is_wanted(whole_sample: Path, tmp_path: Path):
    sample_book = Path(shutil.copy(whole_sample, tmp_path))
    short, whole = (page_of("customers", sample_book, tmp_path, *more) for more in ((), ("--all",)))
    assert short.count("<tr>") < whole.count("<tr>")
    assert "more" in short
    assert " more: --all" in arcall("report", "aging", book=sample_book).out


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
# Says in the page itself when it stood there, laid out, and how much wider it is than the window.
STOOD = """<script>addEventListener("load", () => {
    document.body.dataset.wider = document.documentElement.scrollWidth - innerWidth;
    document.body.dataset.ms = performance.now();
})</script></head>"""


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium is here")
@pytest.mark.parametrize(("name", "wide"), [("year", 390), *[("year", 1280), ("month", 390)] * DEEP])
def test_a_page_opens_within_a_second_and_needs_no_scrolling_aside(
    name: str, wide: int, kept_sample: Path, tmp_path: Path
):
    page = tmp_path / "page.html"
    whole = forms(kept_sample, name).html.read_text("utf-8")
    made = re.sub("<meta http-equiv[^>]*>", "", whole)  # it allows no script
    page.write_text(made.replace("</head>", STOOD), "utf-8")
    for _ in range(3):  # a machine that is busy with other things says nothing of the page
        said = subprocess.run(
            [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
                "--disable-component-update", f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={wide},900",
                "--dump-dom", page.as_uri(),
            ],
            capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        told = dict(re.findall(r'data-(ms|wider)="([0-9.-]+)"', said.stdout))
        if float(told["ms"]) < 1000:
            break
    assert float(told["ms"]) < 1000
    assert float(told["wider"]) <= 0


CENTS = st.integers(-(10**11), 10**11)


@given(CENTS, CENTS, st.sampled_from([1, 100]))
def test_marks_are_round_evenly_spaced_hold_zero_and_enclose_the_figures(one: int, other: int, part: int):
    low, high = sorted((one / part, other / part))
    marks = ticks(low, high, whole=part == 1)
    assert 0.0 in marks
    assert marks[0] <= low
    assert marks[-1] >= high
    assert 2 <= len(marks) <= 8
    assert f"{marks[1] - marks[0]:e}"[0] in "1259"
    if part == 1:
        assert all(mark == int(mark) for mark in marks)
