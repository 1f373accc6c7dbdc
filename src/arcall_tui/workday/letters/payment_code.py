"""The code on a statement that a banking app pays from: EPC (SEPA), Swiss QR-bill, UPI; by currency and sender."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import quote

from arcall_tui.domain.money import Money
from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.outgoing import Sender
from arcall_tui.workday.letters.how_to_pay import REFERENCE, creditor_reference

if TYPE_CHECKING:
    import segno

_EPC_NAME = 70
_MORE_LATIN = "ȘșȚț€"
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | dict.fromkeys(
    "\u2018\u2019\u201a", "'"
)
_SEPA = frozenset(
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI"
    " SK SM VA".split()
)
_MOST = 99_999_999_999  # minor units: 999,999,999.99
_EPC_BYTES = 331  # more is read by few apps


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """What the code says. `kind`: EPC, SWISS or UPI; `cross`: whether the Swiss cross stands in its middle."""

    kind: str
    content: str
    cross: bool = False

    def matrix(self) -> segno.QRCode:
        """Return the code itself. Raises InputRefusedError where it says more than a code holds."""
        try:
            import segno  # noqa: PLC0415 - an extra, needed for codes alone
        except ImportError:
            raise UsageError(
                "A payment code needs a package more.", "pip install 'arcall-tui[pdf]'"
            ) from None
        # Level M and a symbol as small as it gets: what all three standards ask for.
        try:
            return segno.make(self.content, error="m", boost_error=False, micro=False, encoding="utf-8")
        except segno.DataOverflowError:
            raise InputRefusedError(
                "The payment code would be too long to be read.", "Shorten the sender's name or address."
            ) from None


def code_for(sender: Sender, amount: Money, reference: str, qr_reference: str = "") -> PaymentCode | None:
    """Return the code for paying `amount` (above 0); None where the country or the sender's details have none.

    `reference`: what the payment should say. `qr_reference`: the 27 digits that a QR-IBAN needs. Raises
    InputRefusedError for a reference that is too long.
    """
    if not 0 < amount.minor <= _MOST:
        return None
    if amount.currency in {"CHF", "EUR"} and sender.swiss:
        return _swiss(sender, amount, _fitting(reference), qr_reference)
    if amount.currency == "EUR" and sender.iban[:2] in _SEPA:
        return _epc(sender, amount, _fitting(reference))
    if amount.currency == "INR" and sender.upi:
        return _upi(sender, amount, _fitting(reference))
    return None


def _fitting(reference: str) -> str:
    if len(reference) > REFERENCE:
        raise InputRefusedError(
            f"The payment code would be too long: a reference has at most {REFERENCE} characters.",
            "Print it without a code: --no-code",
        )
    return one_line(reference)


def _name(sender: Sender) -> str:
    name = one_line(sender.firm or sender.name)
    if not name or len(name) > _EPC_NAME:
        raise InputRefusedError(
            f"A payment code needs the account holder's name, of at most {_EPC_NAME} characters.",
            "Say it in settings.toml: [sender] firm",
        )
    return name


def _epc(sender: Sender, amount: Money, reference: str) -> PaymentCode:
    """European Payments Council, EPC069-12, version 002: a creditor reference has a field of its own, or there is text."""
    structured = creditor_reference(reference)
    rows = [
        "BCD",
        "002",
        "1",
        "SCT",
        sender.bic,
        _name(sender),
        sender.iban,
        f"EUR{amount.plain()}",
        "",
        structured,
        "" if structured else reference,
    ]
    content = "\n".join(rows)
    if len(content.encode()) > _EPC_BYTES:
        raise InputRefusedError(
            f"The payment code would be too long: it has at most {_EPC_BYTES} bytes.",
            "Shorten the sender's name, or print it without a code: --no-code",
        )
    return PaymentCode("EPC", content)


def _swiss_letters(text: str) -> str:
    """Return text as a QR-bill may hold it: Latin letters; what has no Latin one is a point, as banks write it."""
    known = (
        letter
        if letter in _MORE_LATIN or " " <= letter <= "~" or "\u00a0" <= letter <= "\u017f"
        else _DASHES.get(letter) or normalize("NFKD", letter).encode("ascii", "ignore").decode() or "."
        for letter in one_line(text)
    )
    return "".join(known)


def _swiss(sender: Sender, amount: Money, reference: str, qr_reference: str) -> PaymentCode:
    """Swiss Implementation Guidelines QR-bill 2.3, with a structured address; a QR-IBAN has a QR reference."""
    if not (sender.postcode and sender.town and sender.country):
        raise InputRefusedError(
            "A Swiss payment code needs the sender's postcode, town and country.",
            "Say them in settings.toml: [sender] address, postcode, town, country",
        )
    owner = [
        "S",
        _name(sender),
        one_line(sender.address)[:70],
        "",
        sender.postcode[:16],
        sender.town[:35],
        sender.country,
    ]
    nobody = [""] * 7
    numbered = ["NON", ""]
    if sender.by_qr_reference:
        numbered = ["QRR", qr_reference]
    elif structured := creditor_reference(reference):
        numbered, reference = ["SCOR", structured], ""
    rows = [
        "SPC", "0200", "1", sender.iban, *owner, *nobody, amount.plain(), amount.currency, *nobody,
        *numbered, reference, "EPD",
    ]  # fmt: skip
    return PaymentCode("SWISS", "\n".join(map(_swiss_letters, rows)), cross=True)


def _upi(sender: Sender, amount: Money, reference: str) -> PaymentCode:
    """NPCI UPI linking specification: upi://pay."""
    fields = {"pa": sender.upi, "pn": _name(sender), "am": amount.plain(), "cu": "INR", "tn": reference}
    return PaymentCode(
        "UPI", "upi://pay?" + "&".join(f"{key}={quote(value, safe='@')}" for key, value in fields.items())
    )
