"""Who owes, whom to ask for, and what is owed: frozen values."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from arcall_tui.domain.calendar import Hours, parse_hours
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError


class HoldKind(StrEnum):
    """Why an account may not be called at all."""

    DO_NOT_CALL = "do not call"
    LEGAL = "legal hold"


# The reason of a hold that a ledger asks for; it stays when the caller releases the account, so that no import holds it again.
LEDGERS_WORD = "the ledger's word"


class ItemKind(StrEnum):
    """What an open item is; credits and unapplied payments have negative balances."""

    INVOICE = "invoice"
    CREDIT = "credit note"
    UNAPPLIED = "unapplied payment"


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone at the customer. `bad_number`: found wrong or disconnected.

    `times`: when they like to be rung, in their words. `address`: how they want to be addressed.
    """

    id: int
    name: str
    role: str = ""
    phone: str = ""
    email: str = ""
    bad_number: bool = False
    language: str = ""
    times: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A customer who owes: (`creditor`, `ledger_id`) is its identity; `zone` is IANA, None while unknown.

    `region`: the country's, as ISO 3166-2 has it (SCT of GB-SCT). `payer`: the account that pays for this
    one. `prefers`: when they like to be called, on their own clock. `postal`: the ledger's address, in lines (see `postal`).
    """

    id: int
    creditor: str
    ledger_id: str
    name: str
    country: str = ""
    zone: str | None = None
    language: str = ""
    terms: str = ""
    consumer: bool = False
    payer: int | None = None
    region: str = ""
    prefers: Hours | None = None
    hold: HoldKind | None = None
    hold_reason: str = ""
    snoozed_until: date | None = None
    snooze_reason: str = ""
    postal: str = ""

    @property
    def asked_for(self) -> str:
        """Whom to ask for where nobody is named."""
        return self.name if self.consumer else "whoever pays"


@dataclass(frozen=True, slots=True)
class Guide:
    """What stands about an account from call to call, as the caller typed it; empty: not known.

    `method`: how they pay. `pay_run`: on which days (see `rules.promises`). `cut_off`: how many days before a run
    they must have all they need. `portal`: where bills have to be entered. `mind`: what to mind
    (etiquette, process), lines kept. `tags`: the caller's own words for it, with blanks between, to filter by.
    `post`: where letters on paper go, if not to the ledger's address; lines, with semicolons between.
    """

    method: str = ""
    pay_run: str = ""
    cut_off: str = ""
    portal: str = ""
    mind: str = ""
    tags: str = ""
    post: str = ""

    def __bool__(self) -> bool:
        return self != _NOTHING


_NOTHING = Guide()
# What can be said of a customer and of somebody there, by name: the same in the book, in options and in forms.
GUIDE_FACTS = tuple(each.name for each in fields(Guide))
CONTACT_FACTS = ("name", "role", "phone", "email", "address", "language", "times")


@dataclass(frozen=True, slots=True)
class Invoice:
    """An open item. `disputed` and `promised`: how much of `balance` an open dispute or promise covers.

    `disputed_in_ledger`: the ledger's own flag, shown only (it is hindsight in a settled ledger).
    """

    id: int
    number: str
    kind: ItemKind
    invoice_date: date | None
    due: date
    amount: Money
    balance: Money
    disputed: Money
    promised: Money
    po: str = ""
    disputed_in_ledger: bool = False

    def undisputed(self) -> Money:
        """What can be promised or disputed: no open dispute covers it, and a promise on it gives way to a new one."""
        return Money(max(0, self.balance.minor - self.disputed.minor), self.balance.currency)

    def free(self) -> Money:
        """What neither a dispute nor a promise covers, never negative for an invoice."""
        rest = self.balance.minor - self.disputed.minor - self.promised.minor
        return Money(rest if self.balance.minor < 0 else max(0, rest), self.balance.currency)


_EXTENSION = re.compile(r"(?:\bext(?:ension)?\.?|\bx|#)\s*(\d{1,8})", re.IGNORECASE | re.ASCII)
_MENU = re.compile(
    r"(?:\bmenu|\bpress|\bthen|\boption|>)\s*:?\s*([\d*#][\d*#\s,>-]*)", re.IGNORECASE | re.ASCII
)
_TRUNK = re.compile(r"\(0\)")
# Between two numbers, a word such as `M:` before the second; a slash may as well stand within one, behind the area code.
_SURELY = (
    r"\s*(?:[;|,\uff1b、\uff0c·•\n\t]|:::|//|\\n|\b(?:or|oder|ou|and|und|et|bzw|of|og|och|eller|lub|oraz|nebo)\b\.?|&)\s*|\s+[+aeioyu]\s+(?=\D{0,9}\d)"
    r"|(?<=\d)\s+(?=\+|[^\W\d]{1,9}\s?[.:]{1,2}\s*[+(\d])"
)
_BETWEEN = tuple(
    re.compile(marks, re.IGNORECASE) for marks in (rf"\s*/\s*|{_SURELY}", rf"\s/\s|{_SURELY}", _SURELY)
)
_BEFORE = re.compile(r"^(?:[^\W\d]+\s?[.:]{1,2}|[1-9]\))\s*(?=[+(\d])")
# A fax with its figures, and the word before it, such as Work Fax.
_FAX = re.compile(
    r"(?:\b[^\W\d]+\s)?\b(?:tele)?fa(?:x|ks)\b[\s.:#]*[+(\d](?:[\d\s().+-]|(?<=\d)/(?=\d))*", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s;:,、\uff0c\uff1b<>|/\"'()]+@[^\s;,、\uff0c\uff1b<>|/\"'()]+")
# Fewer digits than this are a number's ending, or an extension.
_WHOLE, _ENDING = 7, 4


def several(text: str) -> tuple[str, ...]:
    """Return the numbers that stand in one text, as they stand; `0018 / 19` are two that differ in their ending. A fax is none."""
    spoken = _FAX.sub("; ", text).strip("; /,|&")
    text = spoken if any(map(str.isdigit, spoken)) or not spoken else text
    for between in _BETWEEN[: 1 + 2 * ("/" in text)]:
        parts = [_BEFORE.sub("", part.strip()) for part in between.split(text) if part.strip()]
        digits = [len(re.sub(r"\D", "", part, flags=re.ASCII)) for part in parts]
        if len(parts) > 1 and min(digits) >= _WHOLE:
            return tuple(parts)
        if len(parts) < 2 or digits[0] < _WHOLE:  # noqa: PLR2004 - one number
            continue
        if all(part.isdigit() and len(part) <= _ENDING for part in parts[1:]) and "/" in text:
            return (parts[0], *(parts[0][: -len(part)] + part for part in parts[1:]))
    return (_BEFORE.sub("", text),) if text else ()


def addresses(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses that stand in one text; the text itself where it is not several."""
    found = _ADDRESS.findall(text)
    return tuple(found) if len(found) > 1 or text.startswith("mailto:") else ((text,) if text else ())


@dataclass(frozen=True, slots=True)
class Number:
    """A number ready to be dialled: `digits` (with `+` and the prefix), then `extension`, then keys in `menu`."""

    digits: str
    extension: str = ""
    menu: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str, prefix: str = "") -> Number | None:
        """Read `+44 (0)20 7946 0018 ext 12, menu 2-1`; None where there is nothing to dial.

        `prefix` comes before every number, such as 9 for an outside line.
        """
        menu = _MENU.search(text)
        rest = text[: menu.start()] + text[menu.end() :] if menu else text
        extension = _EXTENSION.search(rest)
        rest = rest[: extension.start()] if extension else rest
        digits = re.sub(r"[^\d*#]", "", _TRUNK.sub("", rest), flags=re.ASCII)
        if not digits:
            return None
        plus = "+" if re.match(r"[^\d*#+]*\+", rest) else ""
        return cls(
            prefix + plus + digits,
            extension[1] if extension else "",
            tuple(re.findall(r"[\d*#]+", menu[1], re.ASCII)) if menu else (),
        )

    def after(self) -> str:
        """Say what is dialled once someone, or a machine, has answered."""
        parts = [f"ext {self.extension}"] if self.extension else []
        parts += [f"menu {' '.join(self.menu)}"] if self.menu else []
        return ", ".join(parts)


# One @, something before it and a dotted name after it: more than that no check without the mail system can tell.
_ONE_ADDRESS = re.compile(r"[^@\s,;:<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")

_NAMED = re.compile(r'(?:"[^"]*"|[^<>",;])*<([^<>]*)>')


def check_phone(text: str) -> None:
    """Raise UsageError for a phone number without digits to dial; none at all is no mistake."""
    number = Number.parse(text)
    if text.strip() and (number is None or not any(map(str.isdigit, number.digits))):
        raise UsageError(f"{text!r} is not a phone number.", "Write its digits: +44 20 7946 0018 ext 12.")


def check_email(text: str) -> None:
    """Raise UsageError for what no e-mail can be sent to; none at all is no mistake."""
    if text.strip() and not _ONE_ADDRESS.fullmatch(text.strip()):
        raise UsageError(f"{text!r} is not an e-mail address.", "Write it like name@example.org.")


def addresses_of(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses in a field, one or several, each once: `Ann Lee <ann@lee.example>; ap@lee.example`."""
    bare = _NAMED.sub(r" \1 ", one_line(text))
    found = (each.removeprefix("mailto:") for each in re.split(r"[\s,;]+", bare))
    return tuple(dict.fromkeys(filter(None, found)))


def doubt_of_times(text: str) -> str:
    """Say what comes of times that no attempt can be planned by; nothing where one can, or none are said."""
    if not text.strip() or parse_hours(text) is not None:
        return ""
    return "for you to read; 10-12, after 2pm or mornings would set the next attempts"


def check_contact(facts: dict[str, str], known: Contact | None = None) -> None:
    """Check a contact's `phone` and `email`, but for those that `known`, the contact as it is, has already.

    Raises UsageError.
    """
    for name, ask in (("phone", check_phone), ("email", check_email)):
        text = facts.get(name, "")
        if text != one_line(getattr(known, name, "")):
            ask(text)
