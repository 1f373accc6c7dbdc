"""Where a customer pays to, what the payment says, and the code that a banking app pays from: EPC, Swiss QR-bill, UPI."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import quote, urlencode

from arcall_tui.domain.grouping import by_key, grouped
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.ledger.currency_words import of_country
from arcall_tui.outgoing import Sender
from arcall_tui.workday.letters.account_view import LetterAccount

if TYPE_CHECKING:
    import segno

_REFERENCE = 140  # characters that a payment carries, and bytes that a code has room for
_QR_DIGITS = 26  # and a check digit
_HOMES = {"routing_number": "US", "sort_code": "GB", "upi": "IN"}  # where an account is that has no IBAN
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


def reference(view: LetterAccount, numbers: Sequence[str] = ()) -> str:
    """Return what the customer writes on the payment: the account's number and the invoices (none: those asked for).

    The account alone where a payment would not hold them all; a creditor reference where the one invoice has it.
    """
    numbers = numbers or [item.number for item in view.claims]
    if len(numbers) == 1 and (number := creditor_reference(numbers[0])):
        return number
    said = [one_line(each) for each in (view.account.ledger_id, *numbers) if each]
    whole = " ".join(said)
    return whole if len(whole.encode()) <= _REFERENCE else said[0]


def creditor_reference(text: str) -> str:
    """Return an ISO 11649 creditor reference (RF18 5390 0754 7034) without blanks; empty for what is none."""
    standard = import_module("stdnum.iso11649")
    found = str(standard.compact(one_line(text))).upper()
    return found if found.startswith("RF") and standard.is_valid(found) else ""


def qr_reference(view: LetterAccount) -> str:
    """Return the QR reference of a Swiss QR-bill, 27 digits: those of the account's number and the invoices asked for."""
    digits = re.sub(r"\D", "", reference(view), flags=re.ASCII)
    if not 0 < len(digits) <= _QR_DIGITS or not digits.strip("0"):
        digits = re.sub(r"\D", "", view.account.ledger_id, flags=re.ASCII)[:_QR_DIGITS]
    digits = digits if digits.strip("0") else str(view.account.id)  # zeros alone are no reference
    digits = digits.zfill(_QR_DIGITS)
    return digits + str(import_module("stdnum.ch.esr").calc_check_digit(digits))


def _in_fours(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def paid_in(
    view: LetterAccount, numbers: Sequence[str], besides: Iterable[Money] = ()
) -> dict[str, list[str]]:
    """Return the numbers of these invoices by the currency that they are paid in; without them of those asked for today.

    `besides`: what is asked for besides invoices.
    """
    items = [item for item in view.items if item.number in numbers] if numbers else view.claims
    found = by_key((item.balance.currency, item.number) for item in items or view.items)
    return found | {each.currency: [] for each in besides if each.currency not in found}


def not_said(sender: Sender, currencies: Iterable[str]) -> list[str]:
    """Return which currencies the sender's account may not take: those of another country, where nobody has said so.

    Where there are accounts for some currencies alone, and no usual one: all others.
    """
    if not sender.banked:
        own = {code for code, facts in sender.currencies.items() if facts}
        return [each for each in currencies if own and each not in own]
    homes = [country for name, country in _HOMES.items() if getattr(sender, name)]
    taken = {*chain(*map(of_country, [*homes, sender.iban[:2]])), *(["EUR"] if sender.swiss else [])}
    return [each for each in currencies if taken and each not in {*taken, *sender.currencies}]


def pay_rows(
    view: LetterAccount,
    sender: Sender,
    words: Mapping[str, str],
    numbers: Sequence[str],
    besides: Iterable[Money],
) -> Iterator[tuple[str, str]]:
    """Yield where to pay to, each with what it is called; nothing where the sender has said no bank details.

    `numbers`: of the invoices that are paid for, where these are not the ones asked for today; `besides`: as for `paid_in`. Each account is headed
    by its currencies, where there are several accounts.
    """
    paid = paid_in(view, numbers, besides)
    accounts = grouped(paid, lambda currency: currency if sender.currencies.get(currency) else "")
    for own, currencies in accounts.items():
        of_these = [number for currency in currencies for number in paid[currency]]
        said, account = reference(view, of_these if len(accounts) > 1 else numbers), sender.paid_in(own)
        rows = list(_account_rows(view, account, words, said, upi="INR" in currencies))
        if rows and len(accounts) > 1:
            yield ", ".join(currencies), ""
        yield from rows


def _account_rows(
    view: LetterAccount, sender: Sender, words: Mapping[str, str], said: str, *, upi: bool
) -> Iterator[tuple[str, str]]:
    known = {
        "IBAN": _in_fours(sender.iban),
        "BIC": sender.bic,
        words["account"]: sender.account_number,
        words["sort_code"]: sender.sort_code,
        words["routing"]: sender.routing_number,
        "UPI": sender.upi if upi else "",  # of India alone
    }
    if not any(known.values()):
        return
    if sender.by_qr_reference:
        number = qr_reference(view)
        said = " ".join([number[:2], *(number[at : at + 5] for at in range(2, 27, 5))])
    elif creditor_reference(said):
        said = _in_fours(said)
    rows = {
        words["holder"]: sender.firm or sender.name,
        words["bank"]: sender.bank,
        **known,
        words["reference"]: said,
    }
    yield from ((label, text) for label, text in rows.items() if text)


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """What the code says; `cross`: whether the Swiss cross stands in its middle."""

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
    if len(reference) > _REFERENCE:
        raise InputRefusedError(
            f"The payment code would be too long: a reference has at most {_REFERENCE} characters.",
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
    rows = [*"BCD 002 1 SCT".split(), sender.bic, _name(sender), sender.iban]
    rows += [f"EUR{amount.plain()}", "", structured, "" if structured else reference]
    content = "\n".join(rows)
    if len(content.encode()) > _EPC_BYTES:
        raise InputRefusedError(
            f"The payment code would be too long: it has at most {_EPC_BYTES} bytes.",
            "Shorten the sender's name, or print it without a code: --no-code",
        )
    return PaymentCode(content)


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
    place = [one_line(sender.address)[:70], "", sender.postcode[:16], sender.town[:35], sender.country]
    owner = ["S", _name(sender), *place]
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
    return PaymentCode("\n".join(map(_swiss_letters, rows)), cross=True)


def _upi(sender: Sender, amount: Money, reference: str) -> PaymentCode:
    """NPCI UPI linking specification: upi://pay."""
    fields = {"pa": sender.upi, "pn": _name(sender), "am": amount.plain(), "cu": "INR", "tn": reference}
    return PaymentCode("upi://pay?" + urlencode(fields, safe="@", quote_via=quote))
