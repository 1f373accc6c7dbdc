"""Where a customer pays to, and what the payment says: the account's number and invoices, or a reference by a standard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import chain

from arcall_tui.domain.text import one_line
from arcall_tui.ledger.currency_words import of_country
from arcall_tui.outgoing import Sender
from arcall_tui.workday.letters.account_view import LetterAccount

REFERENCE = 140  # characters that a payment carries, and bytes that a code has room for
_QR_DIGITS = 26  # and a check digit
_HOMES = {"routing_number": "US", "sort_code": "GB", "upi": "IN"}  # where an account is that has no IBAN


def reference(view: LetterAccount, numbers: Sequence[str] = ()) -> str:
    """Return what the customer writes on the payment: the account's number and the invoices (none: those asked for).

    The account alone where a payment would not hold them all; a creditor reference where the one invoice has it.
    """
    numbers = numbers or [item.number for item in view.claims]
    if len(numbers) == 1 and (number := creditor_reference(numbers[0])):
        return number
    said = [one_line(each) for each in (view.account.ledger_id, *numbers) if each]
    whole = " ".join(said)
    return whole if len(whole.encode()) <= REFERENCE else said[0]


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


def paid_in(view: LetterAccount, numbers: Sequence[str]) -> dict[str, list[str]]:
    """Return the numbers of these invoices by the currency that they are paid in; without them of those asked for today."""
    items = [item for item in view.items if item.number in numbers] if numbers else view.claims
    found: dict[str, list[str]] = {}
    for item in items or view.items:
        found.setdefault(item.balance.currency, []).append(item.number)
    return found


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
    view: LetterAccount, sender: Sender, words: Mapping[str, str], numbers: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield where to pay to, each with what it is called; nothing where the sender has said no bank details.

    `numbers`: of the invoices that are paid for, where these are not the ones asked for today. Each account is headed
    by its currencies, where there are several accounts.
    """
    paid = paid_in(view, numbers)
    accounts: dict[str, list[str]] = {}
    for currency in paid:
        accounts.setdefault(currency if sender.currencies.get(currency) else "", []).append(currency)
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
