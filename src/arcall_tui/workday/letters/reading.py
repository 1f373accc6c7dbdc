"""What a customer wrote, read: whose it is, invoices, amounts, days, and what it seems to say; nothing is recorded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from enum import StrEnum
from html import unescape
from pathlib import Path

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.store.accounts import latest
from arcall_tui.workday.desk.desk import Desk

_LARGEST = 10_000_000  # bytes of a message
_MOST = 200_000  # characters that are read of it
_NUMBER = r"\d{1,3}(?:[.,'\u2019 \u00a0\u202f]\d{2,3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(
    rf"(?:(?P<before>[A-Z]{{3}}|[€$£₹¥])\s?(?P<one>{_NUMBER})|(?P<two>{_NUMBER})\s?(?P<after>[A-Z]{{3}}\b|[€£₹¥]))(?!\d)"
)
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "$": "USD", "¥": "JPY"}
_MONTHS = (
    "jan|ene|gen|janv|fév feb|fev|lut|febr mar|mär|mrt|marz|mars apr|abr|avr|kwi may|mai|mei|mag|maj jun|juin|giu|cze"
    " jul|juil|lug|lip aug|ago|août|aou|sie sep|set|wrz oct|okt|ott|out|paź nov|lis dec|dez|dic|déc|gru"
).split()
_DAY_WORDS = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.|º)?\s+(?:of\s+|de\s+)?([^\W\d_]{3,12})\.?(?:\s+(?:de\s+)?(\d{4}))?",
    re.IGNORECASE,
)
_WORDS_DAY = re.compile(r"\b([A-Z][a-z]{2,8})\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_FIGURES = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})\b")


class Saying(StrEnum):
    """What a sentence seems to say."""

    PAID = "says it is paid"
    PROMISE = "will pay"
    DISPUTE = "objects"
    COPY = "wants a copy"


_SAYINGS = {
    Saying.DISPUTE: r"disput|incorrect|wrong (?:price|quantity|amount)|not (?:received|delivered|ordered)|never (?:received|arrived)"
    r"|damaged|faulty|overcharged|reklam|falsch|nicht (?:erhalten|geliefert|bestellt)|beschädigt|mangel|litige|contest(?:e|ons)"
    r"|erron|pas reçu|non (?:reçu|livré|conforme)|disputa|incorrect|no (?:hemos )?recib|dañad|contestazion|errat|non (?:abbiamo )?ricevut"
    r"|betwist|onjuist|niet ontvangen|beschadigd|reklamacj|nie otrzymali|disputad|não recebe|irregular",
    Saying.PAID: r"(?:was|were|has been|have been|already|we) paid|payment (?:was|has been) (?:made|sent|executed)|paid on|transferred on"
    r"|bereits (?:bezahlt|überwiesen|beglichen)|(?:wurde|haben wir) .{0,40}(?:bezahlt|überwiesen|beglichen)|gezahlt am|überwiesen am"
    r"|(?:avons|a été|ont été|déjà) (?:payé|réglé|viré)|(?:hemos|ya|fue|fueron) (?:pagad|pagó|transfer)|pagad[oa]s? el"
    r"|(?:abbiamo|già|è stato|sono state) (?:pagat|saldat|bonific)|reeds betaald|is betaald|zapłacon|zapłacili|já (?:pag|foi pag)",
    Saying.PROMISE: r"(?:will|shall|going to|plan to|expect to) (?:be )?(?:pa(?:y|id)|settle|transfer|remit|process)|payment (?:will|is scheduled)"
    r"|(?:zahlen|überweisen|begleichen) (?:wir|werden)|(?:werden|wird) .{0,60}(?:zahlen|überweisen|beglichen|gezahlt|bezahlt)"
    r"|(?:allons|sera|seront|vais) (?:payer|régler|payé|réglé|virer)|paierons|réglerons|pagaremos|(?:se pagar|será pagad|vamos a pagar)"
    r"|pagheremo|(?:verrà|sarà|saranno) (?:pagat|saldat)|zullen .{0,30}betalen|betalen wij|zapłacimy|zostanie zapłacon|vamos pagar|será pag",
    Saying.COPY: r"(?:send|need|resend|forward).{0,40}(?:cop(?:y|ies)|invoice|statement)|(?:kopie|rechnung).{0,30}(?:zusenden|schicken|senden)"
    r"|(?:copie|duplicata)|copia de la|copia della|kopie van|kopię|cópia",
}  # fmt: skip
_SAID = {saying: re.compile(pattern, re.IGNORECASE) for saying, pattern in _SAYINGS.items()}
_QUOTED = re.compile(
    r"^(?:On .{5,120}wrote:|Am .{5,120}schrieb.{0,80}:|Le .{5,120}a écrit ?:|El .{5,120}escribió:|-{2,}\s*(?:Original|Ursprüngliche).*)$"
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message or pasted text: who sent it, and its own words without what it quotes."""

    sender: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class SuggestedCall:
    """What could go on record, for the caller to accept or not. `reference`: of a payment; `amount`: what is said.

    `items`: the open items that it names; `unknown`: what looks like an invoice number and is not open.
    `words`: the sentence that it rests on. `day`: when it was or will be paid; `day_doubtful`: could be read otherwise.
    """

    saying: Saying
    code: Code
    items: tuple[Invoice, ...]
    amount: Money | None
    day: date | None
    words: str
    reference: str = ""
    day_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class MessageRead:
    """What was found in a message. `account`: None where nobody could be told for certain; `grounds`: how it was."""

    incoming: Incoming
    account: int | None
    grounds: str
    others: tuple[int, ...]
    items: tuple[Invoice, ...]
    calls: tuple[SuggestedCall, ...]
    new_contact: str = ""


def incoming_of(content: bytes, name: str) -> Incoming:
    """Read a message (.eml) or plain text. Raises InputRefusedError for one that is too large or no text."""
    if len(content) > _LARGEST:
        raise InputRefusedError(
            f"{name} is too large to be read: at most {_LARGEST / 1e6:.0f} MB.", "Paste its text."
        )
    head = content[:2000].decode("latin-1")
    if not re.search(r"^(From|To|Subject|Received|Message-ID|Date):", head, re.MULTILINE | re.IGNORECASE):
        return Incoming("", "", _own_words(_decoded(content, name)))
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    sender = next(
        (address for _, address in getaddresses([str(message.get("From", ""))]) if "@" in address), ""
    )
    return Incoming(
        one_line(sender).lower(), one_line(str(message.get("Subject", ""))), _own_words(_body(message, name))
    )


def _decoded(content: bytes, name: str) -> str:
    if b"\0" in content:
        raise InputRefusedError(f"{name} is neither a message nor text.", "Save the message as .eml.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _body(message: EmailMessage, name: str) -> str:
    try:
        part = message.get_body(("plain", "html"))
        text = str(part.get_content()) if part is not None else ""
    except (LookupError, ValueError, AttributeError):
        raise InputRefusedError(f"{name} cannot be read as a message.", "Paste its text.") from None
    if part is not None and part.get_content_subtype() == "html":
        text = unescape(
            re.sub(r"<[^>]{0,2000}>", " ", re.sub(r"(?i)<(?:br|/p|/div|/tr)[^>]{0,200}>", "\n", text))
        )
    return text


def _own_words(text: str) -> str:
    """Return a message without what it quotes of an earlier one: that is ours, and would be read as theirs."""
    lines = []
    for line in many_lines(text[:_MOST]).splitlines():
        if _QUOTED.match(line.strip()):
            break
        if not line.lstrip().startswith(">"):
            lines.append(line)
    return "\n".join(lines)


def read_message(desk: Desk, incoming: Incoming, account: int | None = None) -> MessageRead:
    """Find what a message is about. `account`: whose it is, where the caller has said so."""
    text = f"{incoming.subject}\n{incoming.text}"
    found, grounds, others = (account, "as you said", ()) if account else _whose(desk, incoming, text)
    if found is None:
        return MessageRead(incoming, None, grounds, others, (), ())
    invoices = desk.invoices(found)
    named = tuple(item for item in invoices if names(text, item.number))
    known = {
        address.lower() for contact in desk.contacts(found) for address in re.split(r"[\s,;]+", contact.email)
    }
    new = incoming.sender if incoming.sender and incoming.sender not in known else ""
    today = desk.clock.today()
    calls = _calls(incoming.text, named, invoices, today, desk.settings.date_order)
    return MessageRead(incoming, found, grounds, others, named, calls, new)


def _whose(desk: Desk, incoming: Incoming, text: str) -> tuple[int | None, str, tuple[int, ...]]:
    """Tell whose a message is: by the sender's address, else by the invoices it names; never by a guess."""
    if incoming.sender:
        by_address = latest.written_from(desk.book, incoming.sender)
        if len(by_address) == 1:
            return by_address[0], "the sender is a contact", ()
        if by_address:
            by_number = [
                key for key in by_address if any(names(text, item.number) for item in desk.invoices(key))
            ]
            if len(by_number) == 1:
                return by_number[0], "the sender is a contact, and it names invoices", ()
            return None, "the sender is a contact of several accounts", tuple(by_address)
    hits = list(dict.fromkeys(key for key, number in latest.open_numbers(desk.book) if names(text, number)))
    if len(hits) == 1:
        return hits[0], "it names invoices", ()
    return (
        None,
        "it names invoices of several accounts" if hits else "nobody in the book is named",
        tuple(hits[:20]),
    )


def names(text: str, number: str) -> bool:
    """Whether a text names an invoice, whole; a bare number of three digits or fewer says nothing."""
    plain = number.strip()
    if len(plain) < 3 or (plain.isdigit() and len(plain) < 4):  # noqa: PLR2004 - too short to be told from others
        return False
    return plain in text and re.search(rf"(?<![\w-]){re.escape(plain)}(?![\w-]|[.,]\d)", text) is not None


def says_paid(text: str) -> bool:
    """Whether a text says that something is paid."""
    return (
        _SAID[Saying.PAID].search(text) is not None
        or re.search(r"(?i)\b(?:paid|bezahlt|payée?|pagad[oa]|pagat[oa]|betaald|zapłacon[aey])\b", text)
        is not None
    )


def amounts_in(text: str, currency: str) -> Iterator[Money]:
    """Yield the amounts of a list's line, with or without a currency: those that have decimals, or stand alone."""
    for found in re.finditer(rf"(?<![\w.,/-])({_NUMBER})(?![\w/-]|[.,]\d)", text):
        amount = _money(found[1], currency)
        if amount is not None:
            yield amount


def _calls(
    text: str, named: Sequence[Invoice], invoices: Sequence[Invoice], today: date, order: str
) -> tuple[SuggestedCall, ...]:
    codes = {
        Saying.PAID: Code.PAID, Saying.PROMISE: Code.PTP, Saying.DISPUTE: Code.DISP, Saying.COPY: Code.COPY,
    }  # fmt: skip
    made: dict[Saying, SuggestedCall] = {}
    for sentence in _sentences(text):
        saying = next((each for each, pattern in _SAID.items() if pattern.search(sentence)), None)
        if saying is None or saying in made:
            continue
        own = tuple(item for item in named if names(sentence, item.number)) or tuple(named)
        day, doubtful = _day_in(sentence, today, order, past=saying is Saying.PAID)
        currency = (own or tuple(invoices))[0].balance.currency if own or invoices else ""
        reference = re.search(
            r"(?i)(?:ref(?:erence|erenz|\.)?|utr|transaction|txn)[\s:#.]*([A-Z0-9][A-Z0-9/-]{4,40})", sentence
        )
        made[saying] = SuggestedCall(
            saying, codes[saying], own, _amount_in(sentence, currency), day, one_line(sentence)[:300],
            reference[1] if reference else "", day_doubtful=doubtful,
        )  # fmt: skip
    return tuple(made.values())


def _sentences(text: str) -> Iterable[str]:
    """Part a text into sentences; a number's point ends none."""
    return (
        each for each in re.split(r"(?<=[!?;])\s+|(?<=[^\d]\.)\s+|\n\s*\n|(?<=[。!])", text) if each.strip()
    )


def _amount_in(sentence: str, currency: str) -> Money | None:
    """Return the first amount with a currency; a bare $ or £ counts as the account's own where that fits."""
    for found in _AMOUNT.finditer(sentence):
        sign = found["before"] or found["after"]
        code = _SIGNS.get(sign, sign)
        if code != currency and sign != "$":
            continue
        return _money(found["one"] or found["two"], currency)
    return None


def _money(text: str, currency: str) -> Money | None:
    """Read an amount: what stands before the last one or two digits parts whole units from their parts."""
    digits = re.sub(r"[\s'\u2019]", "", text)
    parts = re.split(r"[.,]", digits)
    decimals = parts.pop() if len(parts) > 1 and len(parts[-1]) != 3 else ""  # noqa: PLR2004 - thousands
    whole = Decimal(f"{''.join(parts)}.{decimals or '0'}").scaleb(exponent(currency))
    return Money(int(whole), currency) if whole == whole.to_integral_value() else None


def _day_in(sentence: str, today: date, order: str, *, past: bool) -> tuple[date | None, bool]:
    """Return the first day that is named, and whether it could be read otherwise."""
    for pattern, read in ((_ISO, _from_iso), (_DAY_WORDS, _from_words), (_WORDS_DAY, _from_words)):
        for found in pattern.finditer(sentence):
            day = read(found.groups(), today, past)
            if day is not None:
                return day, False
    for found in _FIGURES.finditer(sentence):
        first, second, year = (int(each) for each in found.groups())
        year += 2000 if year < 100 else 0  # noqa: PLR2004 - a year of two digits
        dmy, mdy = _date(year, second, first), _date(year, first, second)
        day = (mdy or dmy) if order == "mdy" else (dmy or mdy)
        if day is not None:
            return day, dmy is not None and mdy is not None and dmy != mdy
    return None, False


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _from_iso(parts: Sequence[str], _today: date, _past: bool) -> date | None:  # noqa: FBT001 - as the others
    return _date(int(parts[0]), int(parts[1]), int(parts[2]))


def _from_words(parts: Sequence[str | None], today: date, past: bool) -> date | None:  # noqa: FBT001
    number, word = (parts[0], parts[1]) if (parts[0] or "").isdigit() else (parts[1], parts[0])
    low = (word or "").lower()
    month = next(
        (at for at, names in enumerate(_MONTHS, 1) if any(low.startswith(n) for n in names.split("|"))), 0
    )
    if not month:
        return None
    if parts[2]:
        return _date(int(parts[2]), month, int(number or 0))
    day = _date(today.year, month, int(number or 0))
    if day is None:
        return None
    # Without a year the nearest on the right side of today is meant.
    shift = -1 if past and day > today else 1 if not past and day < today else 0
    return _date(today.year + shift, month, day.day)


def read_bytes(path: Path) -> bytes:
    """Return a file's content. Raises InputRefusedError where it cannot be read, or is no plain file."""
    try:
        if not path.is_file():
            raise InputRefusedError(f"{path} is not a file.", "Name a message saved as .eml, or a text.")
        return path.read_bytes() if path.stat().st_size <= _LARGEST else b"\0" * (_LARGEST + 1)
    except OSError as error:
        raise InputRefusedError(
            f"{path} cannot be read: {error.strerror}.", "Mend it, or save it again."
        ) from None
