"""What a customer wrote, read: whose it is, invoices, amounts, days, and what it seems to say; nothing is recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses
from html import unescape
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.calendar import instant, zone_named
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.reach import addresses_of
from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.currency_words import PATTERN, meant
from arcall_tui.store.accounts import latest
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.letters.said_days import SaidDay, Written, said_day, without_days
from arcall_tui.workday.letters.sayings import Saying, clause_of, denies, is_part, saying_of

MOST_CALLS = 9  # suggestions of one message
_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how a .msg begins
_LARGEST = 10_000_000  # bytes of a message
_MOST = 200_000  # characters that are read of it
_WIDE = frozenset((b"\xff\xfe", b"\xfe\xff"))  # how texts in UTF-16 begin
_PROSE = 20_000  # of these in sentences: lists may be long, what is said beside them is not
_NUMBER = r"\d{1,3}(?:[.,'\u2019 \u00a0\u202f]\d{2,3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(
    rf"(?<![A-Za-z])(?:(?P<before>{PATTERN})\s?(?P<one>{_NUMBER})|(?P<two>{_NUMBER})\s?(?P<after>{PATTERN}(?![A-Za-z])|[^\W\d_]{{3,8}}\b))(?!\d)"
)
_REFERENCE = re.compile(
    r"(?i)\b(?:(?:r[eé]f(?:erence|erenz|érence|erencia|erência|erimento)?|utr|transaction|txn|trn|cro|confirmation|trace|verwendungszweck|kenmerk|tytuł\w*|causale)"
    r"(?:\s*(?:no|nr|id|number|n°))?|(?:cheque|check|chq|scheck|chèque)\s*(?:no|nr|number|n°|#))[\s:#.]*"
    r"((?:(?:ach|bacs|chaps|swift|sepa|fps|neft|rtgs|imps|wire|eft|chq)\s)?(?=[A-Z/-]*\d)[A-Z0-9][A-Z0-9/-]{3,40})"
)
_HOUR = re.compile(
    r"(?i)\b(\d{1,2})(?:[:.h](\d{2}))?\s?(am|pm|a\.m|p\.m|uhr|h\b|hrs?|時)|\b(\d{1,2}):(\d{2})\b"
)
_ROUGHLY = re.compile(  # what stands before an hour at which nobody said to call
    r"(?i)(?:\b(?:before|after|between|until|till|by|from|and|or|around|about|vor|nach|zwischen|bis|ab|gegen|und|oder|avant|après|entre|dès|jusqu'à|vers|et|ou"
    r"|antes|después|hasta|desde|sobre|prima|dopo|tra|fra|entro|dalle|verso|depois|até|voor|na|tussen|tot|vanaf|rond|przed|po|między|od|około|do)"
    r"(?: (?:de las|de la|delle|das|de|di))?|[-\u2013])\s*$"
)
_NEW_NUMBER = re.compile(
    r"(?i)\b(?:new|neue\w*|nouveau|nouvelle|nuevo|nuovo|novo|nieuwe?|nowy|naya)\s+(?:(?:mobile|phone|direct|office|cell|telephone)\s+)?"
    r"(?:(?:number|nummer|numéro|número|numero|numer)\b(?! d[eio] (?!t[eé]l)| of\b| von\b| der\b)|(?:phone|mobile|tel[eé]fon\w*|rufnummer|durchwahl)\b)"
    r"|新しい(?:電話)?番号"
)
_WROTE = (
    r"On .{5,120}wrote:|Am .{5,120}schrieb.{0,80}:|Le .{5,120}a écrit\s?:|El .{5,120}escribió:|Il .{5,120}ha scritto:|Em .{5,120}escreveu:"
    r"|Op .{5,120}schreef.{0,80}:|W dniu .{5,120}napisał.{0,20}:|Den .{5,120}skrev.{0,80}:|.{5,60}のメール:"
).replace(".{", r"(?:[^\n]|\n(?!\n)){")  # mail programs break a long line before the name, or within it
_QUOTED = re.compile(
    rf"^\s*(?:{_WROTE}|[-_]{{2,}}.{{0,10}}(?:Original|Ursprüngliche|Forwarded|Weitergeleitet|Message|Mensaje"
    r"|Messaggio|Mensagem|Doorgestuurd|Wiadomość|転送).*"
    r"|\*?(?:From|Von|De|Da|Van|Od|Fra|Från|差出人)\s?:.*\n(?:.*\n)?\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviad[oa](?: el| em)?|Fecha|Data|Inviato"
    r"|Verzonden|Wysłano|Sendt|Skickat|送信日時)\s?:.*)$",
    re.MULTILINE,
)
_HEADERS = re.compile(r"(?:\s*[^\s:][^:\n]{0,20}\s?:.*\n)+")
_HANDED_ON = "---------- Forwarded message ---------"
_NO_TEXT = re.compile(r"(?is)<(style|script|head|title|blockquote)\b.{0,100000}?</\1>")


_DATED = frozenset((Saying.PAID, Saying.PROMISE, Saying.CALL_BACK))
_CODES = {
    Saying.PAID: Code.PAID, Saying.PROMISE: Code.PTP, Saying.DISPUTE: Code.DISP, Saying.COPY: Code.COPY, Saying.CALL_BACK: Code.CB,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message or pasted text: who sent it and when, and its own words without what it quotes.

    `handed_on`: whether these are another's, of a day that is not known. `attached`: files with it, which are not read.
    `notice`: that it is an automatic answer, or a letter of ours that came back (`sender`: to whom it went); else empty.
    """

    sender: str
    subject: str
    text: str
    sent: date | None = None
    handed_on: bool = False
    attached: tuple[str, ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True)
class SuggestedCall:
    """What could go on record, for the caller to accept or not. `reference`: of a payment; `amount`: what is said.

    `items`: the open items that it names; `unknown`: what looks like an invoice number and is not open.
    `words`: the sentence that it rests on. `day`: when it was or will be paid; `day_doubtful`: could be read otherwise.
    `part`: it speaks of a part of what is owed, or of several. `call_back`: when they want to be called, on their clock.
    """

    saying: Saying
    code: Code
    items: tuple[Invoice, ...]
    amount: Money | None
    day: date | None
    words: str
    reference: str = ""
    day_doubtful: bool = False
    part: bool = False
    call_back: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageRead:
    """What was found in a message. `account`: None where nobody could be told for certain; `grounds`: how it was.

    `contact`: who of the account wrote; None where they are no contact yet (`new_contact`: their address).
    `new_phone`: a number that they say is theirs from now on; `old_phone`: what is on record for who wrote.
    """

    incoming: Incoming
    account: int | None
    grounds: str
    others: tuple[int, ...]
    items: tuple[Invoice, ...]
    calls: tuple[SuggestedCall, ...]
    new_contact: str = ""
    contact: int | None = None
    new_phone: str = ""
    old_phone: str = ""


def incoming_of(content: bytes, name: str) -> Incoming:
    """Read a message (.eml) or plain text. Raises InputRefusedError for one that is too large or no text."""
    if content.startswith(_OUTLOOK):
        raise InputRefusedError(
            f"{name} is in Outlook's own format, which is not read.",
            "Save it as text there (Save As, Text Only) or as .eml where that is offered, or paste its text.",
        )
    if len(content) > _LARGEST:
        raise InputRefusedError(
            f"{name} is too large to be read: at most {_LARGEST / 1e6:.0f} MB.", "Paste its text."
        )
    head = content[:2000].decode("latin-1")
    if not re.search(r"^(From|To|Subject|Received|Message-ID|Date):", head, re.MULTILINE | re.IGNORECASE):
        return _own_words(Incoming("", "", _decoded(content, name)))
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    sender = next(
        (address for _, address in getaddresses([str(message.get("From", ""))]) if "@" in address), ""
    )
    subject = one_line(str(message.get("Subject", "")))
    if returned := _came_back(message):
        return Incoming(
            returned.lower(), subject, "", _sent(message), notice=f"a letter to {returned} that came back"
        )
    automatic = "an automatic answer" if _is_automatic(message, subject) else ""
    if message.get_content_type() == "multipart/report":
        automatic = "a mail program's report on a letter"
    files = [str(part.get_filename() or "") for part in message.walk()]
    return _own_words(
        Incoming(
            one_line(sender).lower(),
            subject,
            _body(message),
            _sent(message),
            attached=tuple(one_line(each) for each in files if each),
            notice=automatic,
        )
    )


def _came_back(message: EmailMessage) -> str:
    """Return the address that a letter could not be brought to, where the message reports that; else nothing."""
    for part in message.walk():
        for head in ("Final-Recipient", "X-Failed-Recipients"):
            if head == "Final-Recipient" and "failed" not in str(part.get("Action", "")).lower():
                continue
            if found := re.search(r"[^\s;<>,]+@[^\s;<>,]+", str(part.get(head, ""))):
                return one_line(found[0])
    return ""


def _is_automatic(message: EmailMessage, subject: str) -> bool:
    """Whether a program has answered, as that of somebody who is away."""
    said = str(message.get("Auto-Submitted", "no")).lower()
    heads = (
        ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
        if subject.lower().startswith("auto")
        else ("X-Autoreply", "X-Autorespond")
    )
    return (
        said.startswith("auto")
        or any(head in message for head in heads)
        or _AUTOMATIC.match(subject) is not None
    )


def _decoded(content: bytes, name: str) -> str:
    if b"\0" in content and content[:2] not in _WIDE:
        raise InputRefusedError(f"{name} is neither a message nor text.", "Save the message as .eml.")
    return _characters(content)


def _characters(content: bytes) -> str:
    try:
        return content.decode("utf-16" if content[:2] in _WIDE else "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


_AUTOMATIC = re.compile(
    r"(?i)(?:auto(?:matic|mated)?[- ]?(?:reply|response)|out of (?:the )?office|abwesen|automatische antwort|réponse automatique|absence"
    r"|respuesta automática|fuera de|risposta automatica|fuori (?:sede|ufficio)|resposta automática|automatisch antwoord|afwezig"
    r"|odpowiedź automatyczna|autoodpowiedź|自動(?:返信|応答)|不在)"
)


def _sent(message: EmailMessage) -> date | None:
    """Return the day on which a message says that it was sent, where its writer was; None where it says none."""
    moment = getattr(message.get("Date"), "datetime", None)
    return moment.date() if moment is not None else None


def _body(message: EmailMessage) -> str:
    """Return what a message says: its text, its HTML where that has no words, else that of a message within it."""
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        text = _text(part) if part is not None else ""
        if kind == "html":
            lines = re.sub(r"(?i)<(?:br|/p|/div|/tr)[^>]{0,200}>", "\n", _NO_TEXT.sub(" ", text))
            text = unescape(re.sub(r"<[^>]{0,2000}>", " ", lines))
        if text.strip():
            return text
    within = next((part for part in message.walk() if part.get_content_type() == "message/rfc822"), None)
    inner = within.get_payload(0) if within is not None and within.is_multipart() else None
    return f"{_HANDED_ON}\n{_body(inner)}" if isinstance(inner, EmailMessage) else ""


def _text(part: MIMEPart) -> str:
    """Return a part's text; where it states no charset, or none that there is, it is read as a file would be."""
    try:
        if part.get_content_charset():
            return str(part.get_content())
    except (LookupError, ValueError, AttributeError):
        pass
    return _characters(bytes(part.get_payload(decode=True) or b""))


def _own_words(message: Incoming) -> Incoming:
    """Return a message without what it quotes of an earlier one: that is ours, and would be read as theirs.

    A message that is handed on without a word is what it hands on.
    """
    own, *rest = _parted(many_lines(message.text[:_MOST]))
    handed_on = bool(rest) and not own.strip()
    if handed_on:
        own, *_ = _parted(_HEADERS.sub("", rest[0].lstrip("\n") + "\n", count=1))
    lines = [line for line in own.splitlines() if not line.lstrip().startswith(">")]
    return replace(message, text="\n".join(lines), handed_on=handed_on)


def _parted(text: str) -> tuple[str, ...]:
    """Part a text at the first line that begins a quotation."""
    found = _QUOTED.search(text)
    if found is None:
        return (text,)
    # A header of the quotation that follows stays with it.
    start = found.end() if found[0].lstrip().startswith(("-", "_")) else found.start()
    return text[: found.start()], text[start:]


def read_message(desk: Desk, incoming: Incoming, account: int | None = None) -> MessageRead:
    """Find what a message is about. `account`: whose it is, where the caller has said so."""
    text = f"{incoming.subject}\n{incoming.text}"
    found, grounds, others = (account, "as you said", ()) if account else _whose(desk, incoming, text)
    if found is None:
        return MessageRead(incoming, None, grounds, others, (), ())
    invoices = desk.invoices(found)
    named = tuple(item for item in invoices if names(text, item.number))
    known = {
        address.lower(): contact
        for contact in desk.contacts(found)
        for address in addresses_of(contact.email)
    }
    who = known.get(incoming.sender)
    today = desk.clock.today()
    sent = min(incoming.sent or today, today)
    written = Written(sent, desk.settings.date_order, certain=not incoming.handed_on)
    facts = desk.account(found)
    calls = () if incoming.notice else _calls(incoming.text, named, invoices, written, zone_named(facts.zone))
    return MessageRead(
        incoming, found, grounds, others, named, calls,
        new_contact="" if who else incoming.sender,
        contact=who.id if who else None,
        new_phone="" if incoming.notice else _new_phone(incoming.text, facts.country),
        old_phone=who.phone if who else "",
    )  # fmt: skip


def _new_phone(text: str, country: str) -> str:
    """Return the number that follows where they say that it is new; empty for what is no number of any country."""
    said = _NEW_NUMBER.search(text)
    if said is None:
        return ""
    near = text[said.end() : said.end() + 60]
    # Large, and seldom needed.
    matches = import_module("phonenumbers").PhoneNumberMatcher(near, country or None)
    return next((one_line(found.raw_string) for found in matches), "")


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


def _whole(number: str) -> re.Pattern[str]:
    # ASCII: in Japanese the words around it stand close.
    return re.compile(rf"(?<![\w-]){re.escape(number)}(?![\w-]|[.,]\d)", re.ASCII)


def names(text: str, number: str) -> bool:
    """Whether a text names an invoice, whole; a bare number of three digits or fewer says nothing."""
    plain = number.strip()
    if len(plain) < 3 or (plain.isdigit() and len(plain) < 4):  # noqa: PLR2004 - too short to be told from others
        return False
    return plain in text and _whole(plain).search(text) is not None


def amounts_in(text: str, currency: str) -> Iterator[Money]:
    """Yield the amounts of a list's line, with or without a currency: those that have decimals, or stand alone."""
    for found in re.finditer(rf"(?<![\w.,/-])({_NUMBER})(?![\w/-]|[.,]\d)", without_days(text)):
        amount = _money(found[1], currency)
        if amount is not None:
            yield amount


def _calls(
    text: str, named: Sequence[Invoice], invoices: Sequence[Invoice], written: Written, zone: ZoneInfo | None
) -> tuple[SuggestedCall, ...]:
    """Return what each sentence says. One that names no invoice is about those of the list, or that none else names."""
    rows, prose = _rows_apart(text, named)
    numbers = [item.number for item in named]
    sentences = list(_sentences(prose[:_PROSE], numbers))
    said = [
        (saying, sentence, part, tuple(item for item in named if names(part, item.number)))
        for sentence in sentences
        if (saying := saying_of(sentence, numbers)) and (part := clause_of(saying, sentence, numbers))
    ]
    spoken_of = {item.id for *_, items in said for item in items}
    spoken_of |= {item.id for each in sentences if denies(each) for item in named if names(each, item.number)}
    left = rows or tuple(item for item in named if item.id not in spoken_of)
    made: dict[tuple[Saying, tuple[int, ...]], SuggestedCall] = {}
    for saying, sentence, part, items in said:
        about = () if saying is Saying.CALL_BACK else items or left
        past = saying is Saying.PAID
        day = said_day(part, written, past=past) if saying in _DATED else None
        currency = (about or tuple(invoices))[0].balance.currency if about or invoices else ""
        amounts = _amounts_in(part, currency)
        reference = (
            next((each for each in _references(part, prose) if each not in numbers), "") if past else ""
        )
        found = SuggestedCall(
            saying, _CODES[saying], about, amounts[0] if len(amounts) == 1 else None, day.day if day else None,
            one_line(sentence)[:300], reference,
            call_back=_instant(part, day, zone) if saying is Saying.CALL_BACK else None,
            day_doubtful=day is not None and (day.doubtful or (past and day.day > written.on)), part=is_part(part) or len(amounts) > 1,
        )  # fmt: skip
        if saying is Saying.PROMISE and not (about or found.amount or found.day):
            continue  # of nothing, by no day
        key = (saying, tuple(item.id for item in about))
        made[key] = _together(made[key], found) if key in made else found
    return tuple(made.values())[:MOST_CALLS]


def _references(*texts: str) -> Iterator[str]:
    return (one_line(found[1]) for text in texts for found in _REFERENCE.finditer(text))


def _instant(text: str, day: SaidDay | None, zone: ZoneInfo | None) -> datetime | None:
    """Return when they want to be called, by their clock; None where day, hour or clock are not certain."""
    hours = list(_HOUR.finditer(text))
    hour = hours[0] if len(hours) == 1 and not _ROUGHLY.search(text[: hours[0].start()]) else None
    if hour is None or day is None or day.doubtful or zone is None:
        return None
    at, minute = int(hour[1] or hour[4]), int(hour[2] or hour[5] or 0)
    if (half := (hour[3] or "").lower()[:1]) in {"a", "p"}:
        at = at % 12 + 12 * (half == "p")
    try:
        return instant(day.day, time(at, minute), zone).astimezone(zone)
    except ValueError:
        return None


def _together(first: SuggestedCall, more: SuggestedCall) -> SuggestedCall:
    """Add what a further sentence says of the same: an amount, a day."""
    dated = first if first.day else more
    words = first.words if first.words == more.words else f"{first.words} {more.words}"[:300]
    return replace(
        first, amount=first.amount or more.amount, day=dated.day, day_doubtful=dated.day_doubtful, words=words
    )


def _rows_apart(text: str, named: Sequence[Invoice]) -> tuple[tuple[Invoice, ...], str]:
    """Return the invoices of a list (a number and little else on a line), and the text without it."""
    rows: list[Invoice] = []
    prose = []
    for line in text.splitlines():
        found = [item for item in named if names(line, item.number)]
        rest = line
        for item in found:
            rest = rest.replace(item.number, " ")
        if (
            found
            and len(re.findall(r"[^\W\d_]{4,}", rest)) == 0
            and len(re.findall(r"[^\W\d_]{2,}", rest)) <= 1
        ):
            rows += found
        else:
            prose.append(line)
    return tuple(dict.fromkeys(rows)), "\n".join(prose)


def _sentences(text: str, numbers: Sequence[str]) -> Iterator[str]:
    """Part a text into sentences; a number's point ends none. What says two things is parted at its commas, too."""
    parts = re.split(
        r"(?<=[!?;。])\s*|(?<=[^\d]\.)\s+|(?<=\d{4}\.)\s+(?=[^\W\d_])|(?<=[.,:;!?)])\s*\n|\n\s*\n", text
    )
    for part in filter(str.strip, parts):
        clauses = re.split(r",\s+|\s(?:and|und|et|y|e|en|i)\s", part)
        sayings = {saying for clause in clauses if (saying := saying_of(clause, numbers))}
        yield from clauses if len(sayings) > 1 and len(clauses) > 1 else (part,)


def _amounts_in(sentence: str, currency: str) -> list[Money]:
    """Return the amounts in the account's currency; a sign that may be it, as a bare $, is taken for it."""
    found = (
        _money(each["one"] or each["two"], currency)
        for each in _AMOUNT.finditer(sentence)
        if currency in meant(each["before"] or each["after"], {})
    )
    return list(dict.fromkeys(filter(None, found)))


def _money(text: str, currency: str) -> Money | None:
    """Read an amount: what stands before the last one or two digits parts whole units from their parts."""
    digits = re.sub(r"[\s'\u2019]", "", text)
    parts = re.split(r"[.,]", digits)
    decimals = parts.pop() if len(parts) > 1 and len(parts[-1]) != 3 else ""  # noqa: PLR2004 - thousands
    whole = Decimal(f"{''.join(parts)}.{decimals or '0'}").scaleb(exponent(currency))
    return Money(int(whole), currency) if whole == whole.to_integral_value() else None


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
