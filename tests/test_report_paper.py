"""Reports on paper: how many pages, and what stands on them."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from shell import arcall


@pytest.mark.parametrize(("name", "most"), [("day", 2), ("week", 2), ("month", 2), ("year", 1), ("aging", 4)])
def test_a_report_takes_few_pages_and_says_what_it_is(
    sample_book: Path, tmp_path: Path, name: str, most: int
):
    said = arcall("report", name, "--pdf", tmp_path / "a.pdf", book=sample_book)
    assert said.code == 0, said.err
    paper = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    assert len(paper) <= most
    text = paper[0].get_textpage().get_text_range()
    title = arcall("report", name, "--json", book=sample_book).json["title"]
    assert text.startswith(title)
