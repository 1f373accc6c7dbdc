"""Fonts for what is printed: those of the system that have its letters, several where one has not all of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import bidirectional, combining

from arcall_tui import private_files
from arcall_tui.errors import InputRefusedError, UsageError

if TYPE_CHECKING:
    from fpdf import FPDF

# Where systems keep fonts that know more than Western European letters, the best first.
FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/Library/Fonts/Arial Unicode.ttf",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "C:/Windows/Fonts/arial.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf",
    "/usr/share/fonts/truetype/fonts-japanese-gothic.ttf",
    "C:/Windows/Fonts/YuGothM.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/malgun.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf",
    "/usr/share/fonts/noto/NotoSansDevanagari-Regular.ttf",
    "C:/Windows/Fonts/Nirmala.ttf",
)

_IN_AMOUNTS = re.compile(r"\u202f|(?<=\d) (?=[A-Z]{3}\b)|(?<=\b[A-Z]{3}) (?=-?\d)")
# What every reader of PDFs writes without a font in the file: Western Europe's letters, and dashes, quotes, the euro.
_PLAIN_CODE = "windows-1252"
_PLAIN = frozenset(bytes(range(256)).decode(_PLAIN_CODE, "ignore"))


def blank(title: str, now: datetime, margins: tuple[int, int, int], **paper: str) -> FPDF:
    """Return a PDF with an empty page; `margins`: at the sides, above and below (mm).

    Raises UsageError where fpdf2 is not installed.
    """
    try:
        from fpdf import FPDF  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError("PDFs need two packages more.", "pip install 'arcall-tui[pdf]'") from None
    pdf = FPDF(**paper)  # type: ignore[arg-type]
    side, above, below = margins
    pdf.set_creation_date(now.astimezone(UTC))
    pdf.set_title(title)
    pdf.set_margins(side, above, side)
    pdf.set_auto_page_break(auto=True, margin=below)
    pdf.add_page()
    return pdf


def use_font(pdf: FPDF, font: str, text: str) -> None:
    """Choose a font that has every letter, or several together, the user's own first.

    Letters are joined and ordered as their script asks for: Arabic from the right, Devanagari in syllables. Raises
    InputRefusedError for a letter that no font here has, UsageError where what joins letters is not installed.
    """
    # French parts thousands by a narrow blank, which few fonts have; an amount stays with its currency.
    plain = pdf.normalize_text
    pdf.normalize_text = lambda text: plain(_IN_AMOUNTS.sub("\u00a0", text))  # type: ignore[method-assign]
    lacking = {each for each in text if each.isprintable()}
    if not font and lacking <= _PLAIN:
        pdf.core_fonts_encoding = _PLAIN_CODE
        pdf.set_font("Helvetica", size=9)
        return
    there = _there(font)
    whole = None if font else next((path for path in there if lacking <= _letters(path)), None)
    names: list[str] = []
    own = there[: bool(font)]
    for path in [whole] if whole else [*own, *sorted(there, key=lambda each: len(lacking - _letters(each)))]:
        if lacking and (not names or lacking & _letters(path)):
            names.append(f"own{len(names)}")
            pdf.add_font(names[-1], fname=path)
            lacking -= _letters(path)
    if lacking or not names:
        raise InputRefusedError(
            f"No font for the PDF is found that has {min(lacking, default='all its letters')!r}.",
            'Name one in settings.toml: pdf_font = "~/fonts/NotoSansJP-Regular.ttf"',
        )
    pdf.set_font(names[0], size=9)
    pdf.set_fallback_fonts(names[1:], exact_match=False)
    if names[1:]:  # a page whose first line is in the second has the first one there alone (fpdf2 1772)
        pdf.cell(1, 0, " ", new_x="START")
    # Shaping, for letters whose place and look depend on their neighbours, takes three times as long as all the rest.
    ways = (
        (bidirectional(each) in {"R", "AL"}, "\u0900" <= each <= "\u109f", combining(each))
        for each in {*text}
    )
    if any(map(any, ways)):
        if find_spec("uharfbuzz") is None:
            raise UsageError("Letters that are joined need a package more.", "pip install 'arcall-tui[pdf]'")
        pdf.set_text_shaping(True)


def _there(font: str) -> list[Path]:
    own = [private_files.in_home(font)] if font else []
    if own and not own[0].is_file():
        raise InputRefusedError(f"There is no font {own[0]}.", "Name a TrueType font: pdf_font")
    return own + [path for path in map(Path, FONTS) if path.is_file()]


@lru_cache(8)
def _letters(path: Path) -> frozenset[str]:
    """Return the letters that a font has."""
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - comes with fpdf2

    try:
        known = TTFont(path, fontNumber=0, lazy=True).getBestCmap()
    except (TTLibError, OSError):
        raise InputRefusedError(f"{path} is not a font.", "Name a TrueType font: pdf_font") from None
    return frozenset(map(chr, known))
