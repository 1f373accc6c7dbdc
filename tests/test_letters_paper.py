"""What goes with a letter: files of the right invoice, PDFs, and codes that a banking app reads."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
import zxingcpp
from stdnum.ch import esr

from arcall_tui.domain.activity import DisputeRaised, DisputeReason, Line, Outcome, PromiseGiven
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.outgoing import InterestTerms, Outgoing, Sender, Senders
from arcall_tui.workday.calls.record import log_call
from arcall_tui.workday.desk.desk import Card, Desk
from arcall_tui.workday.letters import attachments, paper_fonts
from arcall_tui.workday.letters.how_to_pay import code_for, qr_reference
from arcall_tui.workday.letters.language import languages, wording
from arcall_tui.workday.letters.sending import Wish, draft_of, leave, printed_of, view_of
from arcall_tui.workday.letters.texts import Texts
from books import Shelf, add_account, add_invoice
from cases import for_each
from letter_desk import EPC, at_desk, kept
from shell import arcall
from test_letters_content import past
from tries import DEEP

SWISS = Sender(
    firm="Robert Schneider AG", address="Rue du Lac 1268", postcode="2501", town="Biel", country="CH",
    iban="CH5800791123000889012",
)  # fmt: skip
BRAZILIAN = Sender(firm="x", iban="BR1800360305000010009795493C1")  # no SEPA
INDIAN = Sender(firm="Lee Traders", upi="lee.traders@okbank")


STATEMENT = Wish("statement")


def on_paper(
    desk: Desk, account: int, wish: Wish = STATEMENT, *, demand: bool = False, with_code: bool = True
) -> bytes:
    file, _ = printed_of(desk, desk.card(account), wish, demand=demand, with_code=with_code)
    return file.content


def printed(
    shelf: Shelf, tmp_path: Path, sender: Sender, currency: str, country: str, *, demand: bool = False
) -> bytes:
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(sender)))
    account = add_account(desk, "C-17", country=country)
    add_invoice(desk, account, "R-1", 120_050, past(40), currency)
    add_invoice(desk, account, "R-2", 5_000, past(-10), currency)
    add_invoice(desk, account, "G-1", -10_050, past(10), currency)
    return on_paper(desk, account, demand=demand)


def read_as_a_phone_does(pdf: bytes) -> str:
    (page,) = pypdfium2.PdfDocument(BytesIO(pdf))
    (found,) = zxingcpp.read_barcodes(page.render(scale=2.5).to_pil(), formats=zxingcpp.BarcodeFormat.QRCode)
    return found.text


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(BytesIO(pdf)))


def test_the_sepa_code_pays_what_is_asked_for_to_the_sender(shelf: Shelf, tmp_path: Path):
    pdf = printed(shelf, tmp_path, EPC, "EUR", "DE")
    assert "Zum Zahlen scannen\n1.100,00 EUR" in text_of(pdf).replace("\r", "").replace("\u00a0", " ")
    rows = read_as_a_phone_does(pdf).split("\n")
    assert rows == [
        "BCD", "002", "1", "SCT", "COBADEFFXXX", "Lee & Söhne GmbH", "DE89370400440532013000", "EUR1100.00", "", "",
        "C-17 R-1",
    ]  # fmt: skip


def test_the_code_pays_interest_and_fees_where_the_letter_asks_for_them(shelf: Shelf, tmp_path: Path):
    outgoing = Outgoing(senders=Senders(EPC), interest=InterestTerms(law="DE"))
    desk = at_desk(shelf, tmp_path, outgoing)
    account = add_account(desk, "C-17", country="DE")
    add_invoice(desk, account, "R-1", 100_000, past(40), "EUR")
    for asked, amount in (
        (False, "EUR1000.00"),
        (True, "EUR1051.53"),
    ):  # 40 days at 10.52 % are 11.53, and 40
        wish = Wish("statement", interest=asked, fees=asked)
        pdf = on_paper(desk, account, wish, demand=True)
        assert read_as_a_phone_does(pdf).split("\n")[7] == amount


@pytest.mark.parametrize("currency", ["CHF", "EUR"])
def test_the_swiss_code_has_the_31_fields_of_a_qr_bill_in_their_order(
    shelf: Shelf, tmp_path: Path, currency: str
):
    rows = read_as_a_phone_does(printed(shelf, tmp_path, SWISS, currency, "CH", demand=True)).split("\n")
    assert len(rows) == 31
    assert rows[:11] == [
        "SPC", "0200", "1", "CH5800791123000889012", "S", "Robert Schneider AG", "Rue du Lac 1268", "", "2501", "Biel", "CH",
    ]  # fmt: skip
    assert rows[18:20] == ["1100.00", currency]
    assert rows[27:] == ["NON", "", "C-17 R-1", "EPD"]


def test_a_swiss_code_has_latin_letters_alone(shelf: Shelf, tmp_path: Path):
    desk = at_desk(
        shelf, tmp_path, Outgoing(senders=Senders(replace(SWISS, firm="Besançon\u202fŁódź Ș – Кузня")))
    )
    account = add_account(desk, "C-17", country="CH")
    add_invoice(desk, account, "№ 5–7", 120_050, past(40), "CHF")
    pdf = on_paper(desk, account, demand=True)
    rows = read_as_a_phone_does(pdf).split("\n")
    assert (rows[5], rows[29]) == ("Besançon Łódź Ș - .....", "C-17 No 5-7")


def test_a_qr_iban_is_paid_to_with_a_qr_reference_that_checks(shelf: Shelf, tmp_path: Path):
    sender = replace(SWISS, iban="CH4431999123000889012")
    pdf = printed(shelf, tmp_path, sender, "CHF", "CH", demand=True)
    rows = read_as_a_phone_does(pdf).split("\n")
    assert rows[3] == "CH4431999123000889012"
    assert rows[27] == "QRR"
    assert rows[28] == "171".zfill(26) + esr.calc_check_digit("171".zfill(26))
    assert rows[29:] == ["C-17 R-1", "EPD"]
    assert esr.format(rows[28]) in text_of(pdf)


@pytest.mark.parametrize(
    ("sender", "currency", "fields", "where"),
    [
        (EPC, "EUR", ["RF18539007547034", ""], slice(9, None)),
        (SWISS, "CHF", ["SCOR", "RF18539007547034", "", "EPD"], slice(27, None)),
        (replace(SWISS, iban="CH4431999123000889012"), "CHF", ["QRR"], slice(27, 28)),
    ],
)
def test_a_creditor_reference_has_its_own_field(
    shelf: Shelf, tmp_path: Path, sender: Sender, currency: str, fields: list[str], where: slice
):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(sender)))
    account = add_account(desk, "C-17", country="CH")
    add_invoice(desk, account, "rf18 5390 0754 7034", 120_050, past(40), currency)
    pdf = on_paper(desk, account, demand=True)
    assert read_as_a_phone_does(pdf).split("\n")[where] == fields
    if sender is EPC:
        assert "RF18 5390 0754 7034" in text_of(pdf)


@pytest.mark.parametrize("account", ["C-17", "ABC", "9" * 40, "क"])
def test_every_account_has_a_qr_reference(shelf: Shelf, tmp_path: Path, account: str):
    desk = at_desk(shelf, tmp_path)
    key = add_account(desk, account)
    add_invoice(desk, key, "R" * 30 + "1", 5_000, past(40), "CHF")
    number = qr_reference(view_of(desk, desk.card(key)))
    assert len(number) == 27
    assert int(esr.validate(number)) > 0


def test_a_sum_of_several_currencies_leaves_its_label_to_be_read(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(EPC), interest=InterestTerms(law="DE")))
    account = add_account(desk, "C-17", country="DE")
    for currency in ("EUR", "USD", "CHF"):
        add_invoice(desk, account, f"R-{currency}", 12_000_050, past(40), currency)
    wish = Wish("reminder", interest=True, fees=True)
    pdf = on_paper(desk, account, wish, demand=True)
    (page,) = pypdfium2.PdfDocument(BytesIO(pdf))
    text = page.get_textpage()
    label, _ = text.search("Insgesamt zu zahlen").get_next()
    end = label + len("Insgesamt zu zahlen") - 1
    amount = text.get_text_range().index("12", end)
    assert text.get_charbox(end)[2] < text.get_charbox(amount)[0]


@pytest.mark.parametrize(("currency", "iban"), [("EUR", EPC.iban), ("CHF", SWISS.iban)])
def test_the_code_pays_to_the_account_of_its_currency(shelf: Shelf, tmp_path: Path, currency: str, iban: str):
    sender = replace(SWISS, iban=EPC.iban, currencies={"CHF": {"iban": SWISS.iban}})
    assert iban in read_as_a_phone_does(printed(shelf, tmp_path, sender, currency, "DE"))


def test_the_indian_code_is_a_upi_link(shelf: Shelf, tmp_path: Path):
    link = urlsplit(read_as_a_phone_does(printed(shelf, tmp_path, INDIAN, "INR", "IN")))
    assert (link.scheme, link.netloc) == ("upi", "pay")
    fields = {
        "pa": ["lee.traders@okbank"],
        "pn": ["Lee Traders"],
        "am": ["1100.00"],
        "cu": ["INR"],
        "tn": ["C-17 R-1"],
    }
    assert parse_qs(link.query) == fields


def test_a_statement_on_paper_says_what_the_letter_says(shelf: Shelf, tmp_path: Path):
    text = text_of(printed(shelf, tmp_path, EPC, "EUR", "DE"))
    for part in (
        "Lee & Söhne GmbH",
        "Kontoauszug",
        "R-1",
        "40 Tage überfällig",
        "Gutschrift",
        "1.100,00 EUR",
        "31-60",
    ):
        assert part in text
    demand = text_of(printed(Shelf(tmp_path / "other"), tmp_path, EPC, "EUR", "DE", demand=True))
    assert "R-2" not in demand  # not due yet: not asked for


def test_the_aging_on_paper_adds_up_to_what_is_open(shelf: Shelf, tmp_path: Path):
    text = text_of(printed(shelf, tmp_path, EPC, "EUR", "DE"))
    row = text.partition("Altersstruktur")[2].split("EUR", 1)[1].splitlines()[0].split()
    figures = [float(each.replace(".", "").replace(",", ".")) for each in row]
    assert figures == [50, 0, 1200.5, 0, 0, 0, -100.5]
    assert "1.150,00 EUR" in text.partition("Überfällig")[0]  # open in all


def test_a_long_statement_goes_on_over_pages(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    account = add_account(desk, "A", name="Long & Sons " * 12)
    for number in range(90):
        add_invoice(desk, account, f"N-{number}", 1_000, past(number), ["USD", "EUR"][number % 2])
    made = on_paper(desk, account)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(BytesIO(made))]
    assert "N-89" in "".join(pages)
    assert [
        f"Page {place}/{len(pages)}" in page.replace("\r\n", "") for place, page in enumerate(pages, 1)
    ] == [True] * 3
    assert "".join(pages).replace("\r\n", " ").count("Long & Sons") == 12
    assert "Reference A\r\n" in pages[-1] or "Reference A" in pages[-1].splitlines()


@for_each(
    ("sender", "currency"),
    [(EPC, "USD"), (INDIAN, "EUR"), (Sender(firm="x"), "EUR"), (SWISS, "GBP"), (BRAZILIAN, "EUR")],
)
def test_without_a_code_for_the_currency_there_is_none(sender: Sender, currency: str):
    assert code_for(sender, Money(100, currency), "x") is None


def test_a_code_that_would_be_too_long_is_one_sentence_and_a_long_reference_is_the_account(
    shelf: Shelf, tmp_path: Path
):
    with pytest.raises(InputRefusedError, match="at most 140 characters"):
        code_for(EPC, Money(100, "EUR"), "R" * 141)
    with pytest.raises(InputRefusedError, match="at most 70 characters"):
        code_for(Sender(firm="x" * 71, iban=EPC.iban), Money(100, "EUR"), "x")
    with pytest.raises(InputRefusedError, match="postcode"):
        code_for(Sender(firm="x", iban=SWISS.iban), Money(100, "CHF"), "x")
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(EPC)))
    account = add_account(desk, "C" * 141)
    add_invoice(desk, account, "R-1", 5_000, past(40), "EUR")
    with pytest.raises(InputRefusedError):
        draft_of(desk, Texts(), desk.card(account), Wish("reminder", pdf=True))
    assert list(tmp_path.glob("drafts/*")) == []


def test_letters_that_no_font_has_are_named_with_the_way_out(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(EPC)))
    account = add_account(desk, "A", name="Firma \U00012345")
    add_invoice(desk, account, "R-1", 5_000, past(40))
    with pytest.raises(InputRefusedError, match="pdf_font"):
        on_paper(desk, account)


def test_a_number_however_long_leaves_days_and_amounts_whole(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(EPC)))
    account = add_account(desk, "A")
    add_invoice(desk, account, "N" * 200, 100_000, past(40), "EUR")
    wish = Wish("statement", language="de")
    text = text_of(on_paper(desk, account, wish))
    assert f"{past(40):%d.%m.%Y}" in text
    assert "1.000,00 EUR" in text.partition("Offen insgesamt")[0]


@pytest.mark.parametrize(
    ("country", "postcode", "line"),
    [("GB", "LS1 1AA", "Leeds LS1 1AA"), ("", "LS1 1AA", "Leeds LS1 1AA"), ("DE", "10115", "10115 Leeds")],
)
def test_the_address_block_says_each_thing_once_and_towns_as_the_country_does(
    shelf: Shelf, tmp_path: Path, country: str, postcode: str, line: str
):
    sender = replace(EPC, postcode=postcode, town="Leeds", country=country)
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(sender)))
    account = add_account(desk, "Meyer", name="Meyer", country="DE")
    add_invoice(desk, account, "R-1", 4_500_000, past(40), "EUR")
    wish = Wish("statement", language="en")
    text = text_of(on_paper(desk, account, wish))
    assert line in text
    assert text.partition("Statement")[0].count("Meyer") == 1
    assert "EUR 45,000.00" in text  # German is spoken there, and English figures are not written so


FONTS = {"Devanagari": "शर्मा ट्रेडर्स", "DejaVu": "شركة النور"}


@pytest.mark.parametrize("font", FONTS)
def test_names_in_other_scripts_are_written_with_what_fonts_there_are_together(
    shelf: Shelf, tmp_path: Path, font: str
):
    if not any(font in path and Path(path).is_file() for path in paper_fonts.FONTS):
        pytest.skip(f"{font} is not on this system")
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(EPC)))
    account = add_account(desk, "A", name=FONTS[font])
    add_invoice(desk, account, "Ł-1", 5_000, past(40))
    text = text_of(on_paper(desk, account))
    assert "Ł-1" in text
    if font != "DejaVu":  # joined letters have characters of their own in the file
        assert FONTS[font][0] in text


def test_all_that_is_printed_has_a_font_whatever_font_its_first_line_needs(shelf: Shelf, tmp_path: Path):
    if not any("Devanagari" in path and Path(path).is_file() for path in paper_fonts.FONTS):
        pytest.skip("Devanagari is not on this system")
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(replace(EPC, firm=FONTS["Devanagari"]))))
    account = add_account(desk, "A", country="IN")
    add_invoice(desk, account, "Ł-1", 5_000, past(40))
    streams = re.findall(rb"stream\n(x.*?)\nendstream", on_paper(desk, account), re.DOTALL)
    (page,) = (text for text in map(zlib.decompress, streams) if b" Tj" in text)
    fonts = [b""]  # as viewers keep them: one that is set between q and Q is forgotten at Q
    unwritten = re.sub(rb"\((?:\\.|[^\\()])*\)", b"", page, flags=re.DOTALL)
    for what in re.findall(rb"/F\d+ [\d.]+ Tf|\b(?:q|Q|Tj)\b", unwritten):
        if what == b"Tj":
            assert fonts[-1]
        elif what == b"Q":
            fonts.pop()
        else:
            fonts[len(fonts) - (what != b"q") :] = [fonts[-1] if what == b"q" else what]


def test_a_demand_says_what_it_leaves_out_after_its_sum(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(EPC)))
    account = add_account(desk, "A")
    item = add_invoice(desk, account, "R-1", 100_000, past(40), "EUR")
    line = Line(item, Money(30_000, "EUR"))
    log_call(desk, account, Outcome(Code.DISP, dispute=DisputeRaised(DisputeReason.PRICE, lines=(line,))))
    wish = Wish("statement", language="en")
    text = text_of(on_paper(desk, account, wish, demand=True))
    assert (
        text.index("EUR 700.00")
        < text.index("Not asked for in this message")
        < text.index("EUR 300.00 in dispute")
    )


def test_a_pdf_goes_with_the_letter_and_the_text_says_so(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(EPC)))
    account = add_account(desk, "A")
    add_invoice(desk, account, "R-1", 5_000, past(40), "EUR")
    letter = draft_of(desk, Texts(), desk.card(account), Wish("reminder", pdf=True))
    path = leave(desk, {account: letter})[account]
    message = message_from_bytes(path.read_bytes(), policy=default)
    (file,) = message.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("application/pdf", "Reminder-A-2026-11-20.pdf")
    assert "Attached: Reminder-A-2026-11-20.pdf" in message.get_body(("plain",)).get_content()


def test_the_paper_with_a_reminder_is_of_its_level(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(EPC)))
    account = add_account(desk, "A", country="DE")
    add_invoice(desk, account, "R-1", 5_000, past(40), "EUR")
    for name, title in (("first-reminder", "Erste Mahnung"), ("final-reminder", "Letzte Mahnung")):
        letter = draft_of(desk, Texts(), desk.card(account), Wish(name, pdf=True))
        assert letter.subject.startswith(title)
        assert letter.subject in text_of(letter.attached[0].content)
        assert f"Anlage: {letter.attached[0].name}\n" in letter.body
        assert letter.attached[0].name.startswith("Zahlungserinnerung-A-")


@pytest.fixture(scope="module")
def owing_much(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Card]]:
    """An account of large sums, and of words that are broken over lines, with an amount after ever more of them."""
    folder = tmp_path_factory.mktemp("large")
    desk = at_desk(Shelf(folder), folder, Outgoing(senders=Senders(EPC)))
    account, part = add_account(desk, "A", country="FR"), Money(1_234_56, "EUR")
    for number in range(9):
        add_invoice(desk, account, f"R-{number}", 10**number * 123_457, past(40 * (number - 1)), "EUR")
    for count in range(1, 8):
        line = Line(add_invoice(desk, account, f"D-{count}", 9_999_900, past(40), "EUR"), part)
        for reason in list(DisputeReason)[:count]:
            log_call(desk, account, Outcome(Code.DISP, dispute=DisputeRaised(reason, lines=(line,))))
        given = tuple(PromiseGiven(part, past(-n), (line,)) for n in range(1, count + 1))
        log_call(desk, account, Outcome(Code.PLAN if count > 1 else Code.PTP, promises=given))
    yield desk, desk.card(account)
    desk.close()


# The currency before and behind the amount, and letters that need a font of their own.
WRITTEN = languages() if DEEP else ("de", "en", "hi", "ja")


@for_each(("place", "language"), enumerate(WRITTEN))
def test_large_sums_stay_with_their_currency_on_paper_in_every_language(
    owing_much: tuple[Desk, Card], place: int, language: str
):
    desk, card = owing_much
    name = "田中商事株式会社" if language == "ja" else "Kestrel"  # to load letters of that many takes seconds
    card = replace(card, account=replace(card.account, name=name))
    wish = Wish("statement", language=language)
    pdf = printed_of(desk, card, wish, demand=place % 2 == 0, with_code=False)[0].content
    amounts = [wording(language, "FR").money(Money(10**number * 123_457, "EUR")) for number in range(2, 9)]
    text = text_of(pdf)
    lines = {" ".join(line.split()) for line in text.splitlines()}
    assert all(any(" ".join(amount.split()) in line for line in lines) for amount in amounts), lines
    broken = r"EUR\s*\n\s*\d" if amounts[0].startswith("EUR") else r"\d\s*\n\s*EUR\b(?! \d)"
    assert not re.search(broken, text), text
    assert name in lines
    assert ("Maria Anders 様" in lines) == (language == "ja")


def test_money_seen_by_hand_is_not_called_disputed(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(EPC)))
    account = add_account(desk, "A", country="DE")
    for number, minor, code, reason in (
        ("R-1", 5_000, Code.SEEN, DisputeReason.MONEY_SEEN),
        ("R-2", 7_000, Code.DISP, DisputeReason.PRICE),
    ):
        line = Line(add_invoice(desk, account, number, minor, past(40), "EUR"), Money(minor, "EUR"))
        log_call(desk, account, Outcome(code, dispute=DisputeRaised(reason, lines=(line,))))
    said = draft_of(desk, Texts(), desk.card(account), Wish("statement", pdf=True))
    for text in (said.body, text_of(said.attached[0].content)):
        lines = [" ".join(line.split()) for line in text.splitlines()]
        for row in ("Zahlung eingegangen, wird verbucht: 50,00 EUR", "Strittig: 70,00 EUR"):
            assert row in lines or row.replace(":", "") in lines


def test_zeros_alone_are_no_qr_reference(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path)
    key = add_account(desk, "C-000")
    add_invoice(desk, key, "R-0", 5_000, past(40), "CHF")
    assert int(qr_reference(view_of(desk, desk.card(key)))[:-1]) == key


# Documents


def with_files(
    shelf: Shelf, home: Path, patterns: dict[str, tuple[str, ...]], *names: str
) -> tuple[Desk, int]:
    desk = at_desk(shelf, home, Outgoing(senders=Senders(EPC), documents=patterns))
    account = add_account(desk, "A")
    for number in ("R-1", "2026/7", "R*"):
        add_invoice(desk, account, number, 5_000, past(40), "EUR", po=f"PO{number}")
    for name in names:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"%PDF-1.4 " + name.encode())
    return desk, account


def test_copies_take_the_files_of_their_own_invoices_and_name_what_is_missing(shelf: Shelf, own_home: Path):
    names = (
        "inv/R-1.pdf",
        "inv/R-10.pdf",
        "inv/XR-1.pdf",
        "inv/R-1_copy.pdf",
        "inv/2026-7.pdf",
        "inv/R-2.pdf",
    )
    patterns = {
        "invoice": ("~/inv/{invoice}*.pdf", "~/inv/*{invoice}.pdf"),
        "delivery": ("~/pod/{invoice}.pdf",),
    }
    desk, account = with_files(shelf, own_home, patterns, *names)
    letter = draft_of(desk, Texts(), desk.card(account), Wish("copy"))
    assert sorted(file.name for file in letter.attached) == ["2026-7.pdf", "R-1.pdf", "R-1_copy.pdf"]
    asked, missing = letter.doubts
    assert "nothing on record says so" in asked
    log_call(desk, account, Outcome(Code.COPY))
    assert draft_of(desk, Texts(), desk.card(account), Wish("copy")).doubts == (missing,)
    assert "no invoice file of R*" in missing
    assert "no delivery file of R-1" in missing
    assert "R-1.pdf" in letter.body
    assert "Anlagen: " in draft_of(desk, Texts(), desk.card(account), Wish("copy", language="de")).body
    path = leave(desk, {account: letter})[account]
    attached = list(message_from_bytes(path.read_bytes(), policy=default).iter_attachments())
    assert {file.get_filename(): file.get_content() for file in attached}[
        "R-1.pdf"
    ] == b"%PDF-1.4 inv/R-1.pdf"


@pytest.mark.parametrize(
    "name", ["R-1_Kosten\u00fcbersicht M\u00e4rz.pdf", "R-1 \uc7ac\ube60 \uac8c\uc73c\uac08\uc0c9 REPORT (\uc704\ub85c\ub6f0\uc5b4 \uc62c\ub790) " + "x" * 60 + ".pdf", "R-1 a;b=c,d.pdf"]
)  # fmt: skip
def test_a_files_name_in_any_letters_is_one_that_mail_programs_read(shelf: Shelf, own_home: Path, name: str):
    """Gmail showed "noname", Outlook a name in pieces (google_workspace_mcp 500, simple-java-mail 340, MimeKit 186)."""
    desk, account = with_files(shelf, own_home, {"invoice": ("~/inv/{invoice}*.pdf",)}, f"inv/{name}")
    letter = draft_of(desk, Texts(), desk.card(account), Wish("copy"))
    content = leave(desk, {account: letter})[account].read_bytes()
    (file,) = message_from_bytes(content, policy=default).iter_attachments()
    assert file.get_filename() == name
    assert b"filename*0" not in content  # in one piece
    assert all(byte < 128 for byte in content)


def test_without_patterns_nothing_is_claimed_to_be_attached(shelf: Shelf, own_home: Path):
    desk, account = with_files(shelf, own_home, {})
    letter = draft_of(desk, Texts(), desk.card(account), Wish("copy"))
    assert letter.attached == ()
    assert "ttached" not in letter.body
    assert any("[documents] in settings.toml" in doubt for doubt in letter.doubts)


@pytest.mark.parametrize("pattern", ["/etc/{invoice}*", "~/../{invoice}.pdf", "~/inv/../../{invoice}"])
def test_a_pattern_outside_the_users_home_is_refused(shelf: Shelf, own_home: Path, pattern: str):
    desk, account = with_files(shelf, own_home, {"invoice": (pattern,)})
    with pytest.raises(InputRefusedError, match="leads out of your home"):
        draft_of(desk, Texts(), desk.card(account), Wish("copy"))


def test_a_link_out_of_the_home_and_a_hostile_number_lead_nowhere(
    shelf: Shelf, own_home: Path, tmp_path: Path
):
    (tmp_path / "secret.pdf").write_text("secret")
    desk, account = with_files(shelf, own_home, {"invoice": ("~/inv/{invoice}.pdf",)}, "inv/x.pdf")
    (own_home / "inv" / "R-1.pdf").symlink_to(tmp_path / "secret.pdf")
    add_invoice(desk, account, "../../secret", 5_000, past(40), "EUR")
    assert draft_of(desk, Texts(), desk.card(account), Wish("copy")).attached == ()


def test_a_number_that_would_stand_for_every_file_has_none_and_too_many_are_refused(
    shelf: Shelf, own_home: Path
):
    desk = at_desk(shelf, own_home, Outgoing(documents={"invoice": ("~/inv/{invoice}*.pdf",)}))
    (own_home / "inv").mkdir()
    for place in range(21):
        (own_home / "inv" / f"R-1 {place}.pdf").write_bytes(b"%PDF")
    account = add_account(desk, "A")
    key = add_invoice(desk, account, "*", 5_000, past(40))
    assert draft_of(desk, Texts(), desk.card(account), Wish("copy")).attached == ()
    desk.book.execute("UPDATE invoice SET number = 'R-1' WHERE id = ?", (key,))
    with pytest.raises(InputRefusedError, match="There are 21"):
        draft_of(desk, Texts(), desk.card(account), Wish("copy"))


def test_files_that_are_too_large_are_refused_before_they_are_read(
    shelf: Shelf, own_home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(attachments, "_EACH", 10)
    desk, account = with_files(shelf, own_home, {"invoice": ("~/inv/{invoice}.pdf",)}, "inv/R-1.pdf")
    with pytest.raises(InputRefusedError, match="too large"):
        draft_of(desk, Texts(), desk.card(account), Wish("copy"))


def test_the_shell_writes_a_pdf_whole_and_never_through_a_link(shelf: Shelf, tmp_path: Path):
    printed(shelf, tmp_path, EPC, "EUR", "DE")
    book, target = kept(shelf.opened[0]), tmp_path / "s.pdf"
    assert arcall("statement", "C-17", "--pdf", "--out", target, book=book).code == 0
    assert target.read_bytes().startswith(b"%PDF")
    assert target.stat().st_mode & 0o077 == 0
    link = tmp_path / "link.pdf"
    link.symlink_to(target)
    assert arcall("statement", "C-17", "--pdf", "--out", link, book=book).code == 2
    assert arcall("statement", "C-17", "--out", target, book=book).code == 2
    assert "Total open" in arcall("statement", "C-17", "--language", "en", book=book).out


def test_what_nobody_has_said_is_told_with_what_is_only_printed(shelf: Shelf, tmp_path: Path):
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(Sender(firm="x"))))
    account = add_account(desk, "A", country="CH")
    add_invoice(desk, account, "R-1", 120_000, past(40), "CHF")
    wish = Wish("statement", interest=True)
    _, told = printed_of(desk, desk.card(account), wish, demand=False, with_code=True)
    assert ["by a guess" in told[0], "the law of CH, the customer's country" in told[1]] == [True, True]
    said = arcall("statement", "A", "--interest", book=kept(desk)).err
    assert all(f"arcall: A {each}" in said for each in told)


def test_without_the_extra_the_way_out_is_named(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(__import__("sys").modules, "fpdf", None)
    with pytest.raises(UsageError, match="pip install"):
        printed(shelf, tmp_path, EPC, "EUR", "DE")


# What a window shows of a page however the sheet slips in it: left, top, right, bottom, in mm from the sheet's corner.
# DIN 5008 B (DL, 20 from the left, 15 from the bottom, 90 x 45), UK DL (90 x 35, 20 from the bottom), US #10; French
# DL (100 x 35, 20 from the right and the bottom), and what a French mail service asks for (edics.fr).
WINDOWS = {
    "A4": [(20, 50, 105, 90), (20, 55, 105, 79)],
    "letter": [(22.3, 63.5, 111, 80.4)],
    "right": [(100, 55, 190, 79), (110, 55, 195, 88)],
}
LEDGERS = {
    "DE": (
        ("Kundennr;Kundenname;Land;Rechnung;Fällig am;Offen;Währung;Straße;Hausnummer;PLZ;Ort\n"
         "C-17;Ünal GmbH;DE;R-1;01.10.2026;1.200,50;EUR;Hauptstraße;12 b;01067;Dresden\n"),
        ["Ünal GmbH", "Hauptstraße 12 b", "01067 Dresden"],
    ),
    "GB": (
        ("Customer ID,Customer,Country,Invoice,Due Date,Balance,Currency,Address 1,Address 2,Town,Postcode\n"
         "C-17,Acme Ltd,GB,R-1,2026-10-01,1200.50,GBP,Unit 4,8 Mill Lane,Leeds,LS1 1AA\n"),
        ["Acme Ltd", "Unit 4", "8 Mill Lane", "Leeds LS1 1AA"],
    ),
    "US": (
        ("Customer ID,Customer,Country,Invoice,Due Date,Balance,Currency,Billing Street,Billing City,Billing Zip\n"
         "C-17,Acme Inc,US,R-1,2026-10-01,1200.50,USD,500 Congress Ave,Austin,78701\n"),
        ["Acme Inc", "500 Congress Ave", "Austin TX 78701"],
    ),
    "FR": (
        ("Code client,Nom,Pays,Facture,Échéance,Solde,Devise,Adresse,Code postal,Ville\n"
         'C-17,Durand SA,FR,R-1,2026-10-01,1200.50,EUR,"12, rue de Rivoli",75001,Paris\n'),
        ["Durand SA", "12, rue de Rivoli", "75001 Paris", "FRANCE"],
    ),
}  # fmt: skip


def boxes_of(pdf: bytes, lines: list[str]) -> list[tuple[float, float, float, float]]:
    """Where each line stands on the first page: left, top, right, bottom in mm."""
    page = pypdfium2.PdfDocument(BytesIO(pdf))[0]
    text, height = page.get_textpage(), page.get_height()
    found = []
    for line in lines:
        at, count = text.search(line, match_case=True).get_next()
        chars = [text.get_charbox(place) for place in range(at, at + count)]
        left, bottom = min(each[0] for each in chars), min(each[1] for each in chars)
        right, top = max(each[2] for each in chars), max(each[3] for each in chars)
        found.append(tuple(each / 72 * 25.4 for each in (left, height - top, right, height - bottom)))
    return found


@pytest.mark.parametrize(
    ("country", "home", "windows"),
    [
        ("DE", "DE", "A4"),
        ("GB", "GB", "A4"),
        ("US", "US", "letter"),
        ("FR", "DE", "A4"),
        ("FR", "FR", "right"),
        ("DE", "BE", "right"),
    ],
)
def test_the_address_that_a_ledger_names_stands_where_windows_of_the_senders_envelopes_show_it(
    country: str, home: str, windows: str, tmp_path: Path
):
    ledger, lines = LEDGERS[country]
    book, file = tmp_path / "book.sqlite3", tmp_path / "ledger.csv"
    file.write_text(ledger, encoding="utf-8")
    imported = arcall("import", file, "--as-of", "2026-11-20", book=book)
    assert imported.code == 0, imported.err
    if country == "US":
        arcall("account", "C-17", "--region", "TX", book=book)
    abroad = {("FR", "FR"): lines[:-1], ("DE", "BE"): [*lines, "GERMANY"]}
    lines = abroad.get((country, home), lines)
    arcall("config", "sender", "--set", "firm=Lee & Sons", "--set", f"country={home}", book=book)
    out = tmp_path / "demand.pdf"
    assert arcall("statement", "C-17", "--demand", "--pdf", "--out", out, book=book).code == 0
    placed = boxes_of(out.read_bytes(), lines)
    assert sorted(placed, key=lambda box: box[1]) == placed  # one under the other, as the post wants it
    for left, top, right, bottom in WINDOWS[windows]:
        for box in placed:
            assert left <= box[0], box
            assert top <= box[1], box
            assert box[2] <= right, box
            assert box[3] <= bottom, box
    # Nothing else may be seen in a window.
    page = pypdfium2.PdfDocument(out)[0].get_textpage()
    sides = (100 / 25.4 * 72, 595) if windows == "right" else (0, 110 / 25.4 * 72)
    shown = page.get_text_bounded(sides[0], 842 - 92 / 25.4 * 72, sides[1], 842 - 50 / 25.4 * 72)
    assert set(shown.splitlines()) == set(lines)


def test_a_letter_says_nothing_of_an_address_that_nobody_knows_and_what_the_caller_types_comes_first(
    shelf: Shelf, tmp_path: Path
):
    desk = at_desk(shelf, tmp_path)
    name, out = "Meyer", tmp_path / "s.pdf"
    add_invoice(desk, add_account(desk, "A", name=name), "R-1", 5_000, past(40))
    book = kept(desk)
    arcall("statement", "A", "--pdf", "--out", out, book=book)
    assert boxes_of(out.read_bytes(), [name])[0][0] < 22  # as before, at the margin
    arcall("account", "A", "--post", "PO Box 7; Leeds LS1 1AA", book=book)
    arcall("statement", "A", "--pdf", "--out", out, book=book)
    boxes = boxes_of(out.read_bytes(), [name, "PO Box 7", "Leeds LS1 1AA"])
    assert all(abs(box[0] - 25) < 2 for box in boxes)
    assert "PO Box 7, Leeds LS1 1AA" in arcall("show", "A", book=book).out
    arcall("undo", book=book)
    arcall("statement", "A", "--pdf", "--out", out, book=book)
    assert "PO Box 7" not in text_of(out.read_bytes())


def test_a_sepa_code_is_refused_where_apps_would_not_read_it_and_a_long_reference_is_the_account(
    shelf: Shelf, tmp_path: Path
):
    """The standard has 331 bytes; more was reported as unreadable (lyqht/mini-qr 320)."""
    with pytest.raises(InputRefusedError, match="too long"):
        code_for(replace(EPC, firm="ü" * 70), Money(99_999_999_999, "EUR"), "x" * 140)
    desk = at_desk(shelf, tmp_path, Outgoing(senders=Senders(replace(EPC, firm="ü" * 70))))
    account = add_account(desk, "Ö" * 20, country="DE")
    for place in range(20):
        add_invoice(desk, account, f"RÉ-{place}", 1_000, past(40), "EUR")
    demand = on_paper(desk, account, demand=True)
    assert read_as_a_phone_does(demand).split("\n")[10] == "Ö" * 20
