"""A statement or a demand on paper: one clean PDF with the table, the aging, and a code to pay from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from arcall_tui.domain.money import Money
from arcall_tui.domain.standing import BUCKETS, bucket_of
from arcall_tui.domain.text import one_line, town_line
from arcall_tui.workday.letters.how_to_pay import PaymentCode, code_for, pay_rows, qr_reference, reference
from arcall_tui.workday.letters.letter_fields import (
    Sheet,
    apart_lines,
    claim_rows,
    item_rows,
    letter_fields,
    sums_rows,
)
from arcall_tui.workday.letters.paper_fonts import blank, use_font

if TYPE_CHECKING:
    from fpdf import FPDF

_LETTER_PAPER = frozenset({"US", "CA", "MX", "PH", "CL", "CO"})
# In mm from the left and the top, where windows of envelopes show it however the sheet slips: DIN 5008 and UK, US #10.
_WINDOW = {"A4": (25.0, 57.0), "letter": (25.0, 63.5)}
_RIGHT = dict.fromkeys(("FR", "BE", "MC"), (112.0, 57.0))  # windows on the right, where the sender is
_BELOW = 96.0  # mm: what is not for the window
_INK, _DIM, _LINE = 30, 110, 200
_SIZE = 9  # points
_UNBROKEN = 22  # characters of a cell


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed: a statement, or a demand (`claims` alone). `font`: the user's own, empty for the best.

    `title`: the subject of the letter that it goes with, empty for what it is.
    """

    sheet: Sheet
    demand: bool = False
    font: str = ""
    with_code: bool = True
    title: str = ""


def printed(paper: Paper, now: datetime) -> bytes:
    """Return the PDF.

    Raises UsageError where fpdf2 or segno is not installed, InputRefusedError for letters that no font here has,
    and for a payment code that would be too long.
    """
    code = payment_code(paper)
    lines = _Lines(paper)
    size = "letter" if paper.sheet.view.account.country in _LETTER_PAPER else "A4"
    pdf = blank(lines.title, now, (20, 18, 20), format=size)
    use_font(pdf, paper.font, lines.all())
    pdf.footer = lambda: _page_number(pdf, paper.sheet.wording.words["page"])  # type: ignore[method-assign]
    window = _WINDOW[size] if size == "letter" else _RIGHT.get(paper.sheet.sender.country, _WINDOW[size])
    _head(pdf, lines, window if paper.sheet.post else None)
    _table(pdf, lines.table, right={len(lines.table[0]) - 2})
    words = paper.sheet.wording.words
    _sums(pdf, lines.sums, words["total_all" if paper.sheet.interest else "total_claimed"])
    for line in lines.apart:
        pdf.multi_cell(0, 4.6, line, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4 if lines.apart else 0)
    if not paper.demand:
        _table(pdf, lines.aging, right=set(range(1, 8)), even=True)
    _pay(pdf, lines, code)
    return bytes(pdf.output())


def paper_name(paper: Paper) -> str:
    """Return what the file is called, in the customer's language: Kontoauszug-C0071-2026-11-25.pdf."""
    view, words = paper.sheet.view, paper.sheet.wording.words
    account = re.sub(r"[^A-Za-z0-9._-]+", "-", view.account.ledger_id)[:60]
    return f"{words['demand' if paper.demand else 'statement'].replace(' ', '-')}-{account}-{view.day}.pdf"


def payment_code(paper: Paper) -> PaymentCode | None:
    """Return the code to pay from: for one currency, where the sender's details have one."""
    asked = paper.sheet.asked
    if not paper.with_code or len(asked) != 1:
        return None
    view, sender = paper.sheet.view, paper.sheet.sender.paid_in(asked[0].currency)
    numbered = qr_reference(view) if sender.by_qr_reference else ""
    return code_for(sender, asked[0], reference(view), numbered)


class _Lines:
    """Everything that is printed, in words."""

    def __init__(self, paper: Paper) -> None:
        sheet = paper.sheet
        words = sheet.wording.words
        view, sender = sheet.view, sheet.sender
        fields = letter_fields(sheet)
        self.title = paper.title or words["demand" if paper.demand else "statement"]
        town = town_line(sender.postcode, sender.town, sender.country)
        self.sender = [sender.firm or sender.name, sender.address, town, sender.phone, sender.email]
        contact = fields["greeting" if sheet.wording.language == "ja" else "contact"]  # 様
        named = "" if view.account.name == fields["contact"] else view.account.name
        to = (named, contact, *(sheet.post or (view.account.ledger_id,)))
        self.to = list(dict.fromkeys(filter(None, map(one_line, to))))
        self.dated = sheet.wording.labelled(words["dated"], fields["today"])
        if sheet.post and fields["of_account"] not in self.title:
            self.dated += fields["of_account"]
        if view.as_of and view.as_of != view.day:
            self.dated += f" ({words['balances_of'].format(day=fields['as_of'])})"
        self.table = claim_rows(view, sheet.wording) if paper.demand else _items(sheet)
        self.sums = list(sums_rows(sheet, whole=not paper.demand))
        self.apart = apart_lines(view, sheet.wording) if paper.demand else []
        self.aging = _aging(sheet)
        self.pay = list(pay_rows(view, sender, words, sheet.paid_for, sheet.besides))
        self.pay_to = words["pay_to"] if self.pay else ""
        self.scan = [words["scan"], fields["asked"]]  # what the code pays is less than all that is open
        self.page, self.closing = words["page"], fields["closing"].splitlines()

    def all(self) -> str:
        """Return every character that is printed."""
        return _text_of(list(vars(self).values()))


def _text_of(said: object) -> str:
    return (
        said if isinstance(said, str) else "".join(map(_text_of, said)) if isinstance(said, Iterable) else ""
    )


def _items(sheet: Sheet) -> list[tuple[str, ...]]:
    """Return a letter's rows with the day of each invoice, where a ledger has said when they were made out."""
    items, wording = sheet.view.items, sheet.wording
    rows = item_rows(items, wording)
    if not any(item.invoice_date for item in items):
        return rows
    days = (wording.short_day(item.invoice_date) if item.invoice_date else "-" for item in items)
    dated = (wording.words["dated"], *days)
    return [(number, day, *rest) for (number, *rest), day in zip(rows, dated, strict=True)]


def _aging(sheet: Sheet) -> list[tuple[str, ...]]:
    """Return how old what is open is, a line a currency; credits stand in a column of their own, if there are any."""
    words = sheet.wording.words
    sums: dict[str, list[int]] = {}
    for item in sheet.view.items:
        by_age = sums.setdefault(item.balance.currency, [0] * (len(BUCKETS) + 1))
        by_age[bucket_of(item.days) if item.balance.minor > 0 else -1] += item.balance.minor
    head = (words["aging"], words["aging_not_due"], *BUCKETS[1:], words["total_credit"])
    figure = sheet.wording.figure  # the first column says the currency
    rows = [(code, *(figure(Money(each, code)) for each in by_age)) for code, by_age in sums.items()]
    credit = any(by_age[-1] for by_age in sums.values())
    return [row if credit else row[:-1] for row in (head, *rows)]


def _head(pdf: FPDF, lines: _Lines, window: tuple[float, float] | None) -> None:
    pdf.set_text_color(_DIM)
    for line in lines.sender:
        if line:
            pdf.multi_cell(0, 4.2, one_line(line), align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(6)
    pdf.set_text_color(_INK)
    left, top = window or (pdf.l_margin, pdf.get_y())
    pdf.set_y(top)
    for line in lines.to:
        pdf.set_x(left)
        pdf.multi_cell(80 if window else 0, 4.2, line, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_y(max(pdf.get_y() + 8, _BELOW if window else 0))
    pdf.set_font_size(15)
    pdf.multi_cell(0, 8, lines.title, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font_size(_SIZE)
    pdf.cell(0, 5, lines.dated, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)


def _page_number(pdf: FPDF, word: str) -> None:
    pdf.set_y(-14)
    pdf.set_text_color(_DIM)
    pdf.cell(0, 4, f"{word} {pdf.page_no()}/{{nb}}", align="R")
    pdf.set_text_color(_INK)


def _table(pdf: FPDF, rows: Sequence[Sequence[str]], right: set[int], *, even: bool = False) -> None:
    if len(rows) <= 1:
        return
    widths = [max(pdf.get_string_width(text) for text in column) + 4 for column in zip(*rows, strict=True)]
    widths[0] = min(widths[0], pdf.epw / 3)  # a number may be long; it is broken rather than days and amounts
    spare = pdf.epw - sum(widths)
    if even and spare > 0:
        widths = [each + spare / len(widths) for each in widths]
    elif spare > 0 or widths[-1] + spare > pdf.epw / 4:
        widths[-1] += spare  # the words at the end are broken, not days and amounts
    shrink = min(1.0, pdf.epw / sum(widths))
    pdf.set_font_size(_SIZE * shrink)  # amounts are written smaller rather than broken
    from fpdf.fonts import FontFace  # noqa: PLC0415 - an extra

    with pdf.table(
        col_widths=tuple(width * shrink for width in widths),
        borders_layout="HORIZONTAL_LINES",
        text_align=tuple("RIGHT" if place in right else "LEFT" for place in range(len(widths))),
        line_height=5,
        headings_style=FontFace(emphasis="", color=_DIM),
        width=pdf.epw,
    ) as drawn:
        pdf.set_draw_color(_LINE)
        for row in rows:
            # An amount stays with its currency, a day with its month; what is longer is words, and may be broken.
            drawn.row([text.replace(" ", "\u00a0") if len(text) < _UNBROKEN else text for text in row])
    pdf.set_font_size(_SIZE)
    pdf.ln(3)


def _sums(pdf: FPDF, rows: Sequence[tuple[str, str]], main: str) -> None:
    pdf.set_font_size(11)
    # Several currencies are one amount.
    room = max([45, *(pdf.get_string_width(amount) + 4 for _, amount in rows)])
    for label, amount in rows:
        pdf.set_font_size(11 if label == main else _SIZE)
        pdf.cell(pdf.epw - room, 5.4, label, align="R")
        pdf.cell(room, 5.4, amount, align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font_size(_SIZE)
    pdf.ln(5)


def _pay(pdf: FPDF, lines: _Lines, code: PaymentCode | None) -> None:
    size = 46.0  # mm: what the Swiss guidelines ask for, and fine for the others
    if pdf.get_y() + (size + 18 if code else 30) > pdf.h - pdf.b_margin:
        pdf.add_page()
    top = pdf.get_y()
    room = pdf.epw - size - 10
    labels = max((pdf.get_string_width(label) + 4 for label, _ in lines.pay), default=0)
    if lines.pay_to:
        pdf.cell(room, 6, lines.pay_to, new_x="LMARGIN", new_y="NEXT")
    for label, text in lines.pay:
        pdf.set_text_color(_DIM)
        pdf.cell(labels, 4.6, label)
        pdf.set_text_color(_INK)
        pdf.multi_cell(room - labels, 4.6, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    for line in lines.closing:
        pdf.cell(0, 4.6, one_line(line), new_x="LMARGIN", new_y="NEXT")
    if code is not None:
        _draw(pdf, code, pdf.w - pdf.r_margin - size, top, size)
        pdf.set_xy(pdf.w - pdf.r_margin - size, top + size + 1)
        pdf.multi_cell(size, 4, "\n".join(lines.scan), align="C")


def _draw(pdf: FPDF, code: PaymentCode, left: float, top: float, size: float) -> None:
    """Draw the code's dark squares, row by row in strips, so that no viewer shows seams between them."""
    rows = [list(row) for row in code.matrix().matrix]
    step = size / len(rows)
    pdf.set_fill_color(0)
    for y, row in enumerate(rows):
        x = 0
        for dark, same in groupby(row):
            run = len(list(same))
            if dark:
                pdf.rect(left + x * step, top + y * step, run * step, step, style="F")
            x += run
    # The Swiss cross, 7 mm wide, in the middle.
    for half, high, grey in ((3.5, 3.5, 255), (3.1, 3.1, 0), (0.65, 2.1, 255), (2.1, 0.65, 255)) * code.cross:
        pdf.set_fill_color(grey)
        pdf.rect(left + size / 2 - half, top + size / 2 - high, 2 * half, 2 * high, style="F")
