"""Reports on paper: how many pages, and what stands on them."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from report_forms import forms
from tries import DEEP


@pytest.mark.parametrize(
    ("name", "most"), [("day", 2), *[("week", 2)] * DEEP, ("month", 2), ("year", 1), ("aging", 4)]
)
def test_a_report_takes_few_pages_and_says_what_it_is_and_the_same_as_elsewhere(
    kept_sample: Path, name: str, most: int
):
    *_, made, _, _, pdf = forms(kept_sample, name)
    paper = pypdfium2.PdfDocument(pdf)
    assert len(paper) <= most
    text = "".join(page.get_textpage().get_text_bounded() for page in paper)
    assert text.startswith(made["title"])
    assert [each["name"] for each in made["headlines"] if each["name"] not in text] == []
    assert [each["title"] for each in made["tables"] if each["rows"] and each["title"] not in text] == []


def test_tables_stand_on_white_beside_the_charts(kept_sample: Path):
    page = pypdfium2.PdfDocument(forms(kept_sample, "year").pdf)[0]
    words = page.get_textpage()
    # It stands in the heading, and last in the table.
    left, bottom, _, top = words.get_charbox(words.get_text_range().rindex("1 Dec 2025"))
    shown = page.render(scale=2).to_pil().convert("RGB")
    at = (int(left * 2) - 2, shown.height - int(bottom + top))
    assert shown.getpixel(at) == (255, 255, 255)
