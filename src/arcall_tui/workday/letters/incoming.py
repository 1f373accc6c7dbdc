"""What a customer wrote, read: whose it is, invoices, amounts, days, and what it seems to say; nothing is recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from arcall_tui.workday.letters.said_days import said_day

MOST_CALLS = 9  # suggestions of one message
_LARGEST = 10_000_000  # bytes of a message
_MOST = 200_000  # characters that are read of it
_NUMBER = r"\d{1,3}(?:[.,'\u2019 \u00a0\u202f]\d{2,3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(
    rf"(?:(?P<before>[A-Z]{{3}}|[€$£₹¥])\s?(?P<one>{_NUMBER})|(?P<two>{_NUMBER})\s?(?P<after>[A-Z]{{3}}\b|[€£₹¥]))(?!\d)"
)
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "$": "USD", "¥": "JPY"}


class Saying(StrEnum):
    """What a sentence seems to say."""

    PAID = "says it is paid"
    PROMISE = "will pay"
    DISPUTE = "objects"
    COPY = "wants a copy"


_NOT_HERE = (
    r"not (?:received|got)|never (?:received|arrived|got)|nicht (?:erhalten|bekommen)|pas (?:reçu|encore reçu)|no (?:hemos )?recib"
    r"|non (?:abbiamo |è stata )?ricevut|niet ontvangen|nie (?:otrzymali|dotar)|não recebe|nahin mil|届いて(?:おりません|いません|いない)|未着"
)
_SAYINGS = {
    Saying.COPY: r"(?:send|need|resend|forward|provide).{0,40}(?:cop(?:y|ies)|invoice|statement)|cop(?:y|ies) of the|(?:kopie|rechnung|kontoauszug).{0,40}(?:zusenden|schicken|senden)"
    r"|send\w* sie uns.{0,40}(?:kopie|rechnung)|\b(?:copie|duplicata)\b|copia (?:de|della|delle)|kopie(?:ën)? van|kopi[ęei] faktur|cópia|写し|コピー"
    r"|再送",
    Saying.DISPUTE: rf"disput|\bincorrect|wrong (?:price|quantity|amount)|not (?:delivered|ordered)|{_NOT_HERE}"
    r"|damaged|faulty|overcharged|reklam|falsch|nicht (?:geliefert|bestellt)|beschädigt|mangel|litige|contest(?:e|ons)"
    r"|erron|non (?:reçu|livré|conforme)|disputa|dañad|contestazion|errat[oa]|betwist|onjuist|beschadigd|disputad|irregular"
    r"|相違|破損|誤り",
    Saying.PROMISE: r"(?:will|shall|going to|plan to|expect to) (?:be )?(?:pa(?:y|id)|settle|transfer|remit|process|go out|released?|sen[dt])"
    r"|payment (?:will|is scheduled)|scheduled for|pay run|(?:zahlen|überweisen|begleichen) (?:wir|werden)"
    r"|wir (?:zahlen|überweisen|begleichen)|(?:werden|wird) .{0,60}(?:zahlen|überweisen|überwiesen|beglichen|gezahlt|bezahlt)"
    r"|(?:allons|sera|seront|vais) .{0,20}(?:pay|régl|vir)|paierons|réglerons|effectuerons|pagaremos|(?:se pagar|será pagad|serán pagad|vamos a pagar)"
    r"|pagheremo|salderemo|(?:verrà|verranno|sarà|saranno) .{0,20}(?:pagat|saldat|bonific)|(?:zullen|zal|wordt|worden) .{0,30}(?:betal|betaald|voldaan|overgemaakt)"
    r"|wij betalen|betalen wij|zapłacimy|(?:zostanie|zostaną|będzie) .{0,20}(?:zapłacon|opłacon)|vamos pagar|pagaremos|serão pag|será pag"
    r"|お支払い(?:いた)?します|お?振(?:り)?込み?(?:いた)?します|支払予定|振込予定",
    Saying.PAID: r"(?:was|were|has been|have been|already|we(?: have)?) (?:paid|settled|transferred|remitted)|paid (?:on|by|via)|transferred on"
    r"|payment .{0,40}(?:made|sent|executed|released|processed)|remittance advice"
    r"|(?:bereits|schon) .{0,20}(?:bezahlt|überwiesen|beglichen)|(?:wurden?|haben wir|haben) .{0,60}(?:bezahlt|überwiesen|beglichen|angewiesen)|gezahlt am|überwiesen am|zahlungsavis"
    r"|(?:avons|a été|ont été|a bien été|déjà) .{0,20}(?:payé|réglé|viré|effectué)|avis de (?:paiement|virement)|(?:hemos|ya|fue|fueron) .{0,20}(?:pagad|pagó|transfer)|pagad[oa]s? el"
    r"|(?:abbiamo|già|è stat[oa]|sono state) .{0,20}(?:pagat|saldat|bonific|dispost|effettuat)|(?:reeds|al|is|zijn) (?:reeds |al )?(?:betaald|voldaan|overgemaakt)|hebben .{0,40}(?:betaald|overgemaakt)"
    r"|zapłacon|zapłacili|opłacon|przelew .{0,20}(?:wykonan|wysłan)|já .{0,10}pag|(?:foi|foram) .{0,20}(?:pag|feit|efetuad)|(?:振込|支払い?|入金|送金)済|お支払い(?:いた)?しました|お?振(?:り)?込み?(?:いた)?しました",
}  # fmt: skip
_SAID = {saying: re.compile(pattern, re.IGNORECASE) for saying, pattern in _SAYINGS.items()}
_GOODS = re.compile(
    r"goods|deliver|shipment|parcel|ware|liefer|marchandise|livr|mercanc|merce|consegn|goederen|lever|towar|dostaw|mercador|entreg|商品|納品",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?i)\b(?:r[eé]f(?:erence|erenz|érence|erencia|erência|erimento)?|utr|transaction|txn|trn|cro|verwendungszweck|kenmerk|tytuł\w*|causale)"
    r"(?:\s*(?:no|nr|id|number|n°))?[\s:#.]*(?=[A-Z/-]*\d)([A-Z0-9][A-Z0-9/-]{4,40})"
)
_QUOTED = re.compile(
    r"^\s*(?:On .{5,120}wrote:|Am .{5,120}schrieb.{0,80}:|Le .{5,120}a écrit\s?:|El .{5,120}escribió:|Il .{5,120}ha scritto:|Em .{5,120}escreveu:"
    r"|Op .{5,120}schreef.{0,80}:|W dniu .{5,120}napisał.{0,20}:|.{5,60}のメール:|[-_]{2,}.{0,10}(?:Original|Ursprüngliche|Forwarded|Weitergeleitet|Message|Mensaje"
    r"|Messaggio|Mensagem|Doorgestuurd|Wiadomość|転送).*"
    r"|(?:From|Von|De|Da|Van|Od|差出人)\s?:.*\n(?:.*\n)?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviad[oa](?: el| em)?|Fecha|Data|Inviato|Verzonden|Wysłano|送信日時)\s?:.*)$",
    re.MULTILINE,
)
_HEADERS = re.compile(r"(?:\s*[^\s:][^:\n]{0,20}\s?:.*\n)+")
_NO_TEXT = re.compile(r"(?is)<(style|script|head|title|blockquote)\b.{0,100000}?</\1>")


_CODES = {
    Saying.PAID: Code.PAID, Saying.PROMISE: Code.PTP, Saying.DISPUTE: Code.DISP, Saying.COPY: Code.COPY,
}  # fmt: skip


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
    """What was found in a message. `account`: None where nobody could be told for certain; `grounds`: how it was.

    `contact`: who of the account wrote; None where they are no contact yet (`new_contact`: their address).
    """

    incoming: Incoming
    account: int | None
    grounds: str
    others: tuple[int, ...]
    items: tuple[Invoice, ...]
    calls: tuple[SuggestedCall, ...]
    new_contact: str = ""
    contact: int | None = None


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
        lines = re.sub(r"(?i)<(?:br|/p|/div|/tr)[^>]{0,200}>", "\n", _NO_TEXT.sub(" ", text))
        text = unescape(re.sub(r"<[^>]{0,2000}>", " ", lines))
    return text


def _own_words(text: str) -> str:
    """Return a message without what it quotes of an earlier one: that is ours, and would be read as theirs.

    A message that is handed on without a word is what it hands on.
    """
    own, *rest = _parted(many_lines(text[:_MOST]))
    if rest and not own.strip():
        handed_on = _HEADERS.sub("", rest[0].lstrip("\n") + "\n", count=1)
        own, *rest = _parted(handed_on)
    return "\n".join(line for line in own.splitlines() if not line.lstrip().startswith(">"))


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
        address.lower(): contact.id
        for contact in desk.contacts(found)
        for address in re.split(r"[\s,;]+", contact.email)
    }
    new = incoming.sender if incoming.sender and incoming.sender not in known else ""
    today = desk.clock.today()
    calls = _calls(incoming.text, named, invoices, today, desk.settings.date_order)
    return MessageRead(
        incoming,
        found,
        grounds,
        others,
        named,
        calls,
        new,
        known.get(incoming.sender) if incoming.sender else None,
    )


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
    """Return what each sentence says. One that names no invoice is about those of the list, or that none else names."""
    rows, prose = _rows_apart(text, named)
    said = [
        (saying, sentence, tuple(item for item in named if names(sentence, item.number)))
        for sentence in _sentences(prose)
        if (saying := _saying(sentence))
    ]
    spoken_of = {item.id for _, _, items in said for item in items}
    left = rows or tuple(item for item in named if item.id not in spoken_of)
    made: dict[tuple[Saying, tuple[int, ...]], SuggestedCall] = {}
    for saying, sentence, items in said:
        about = items or left
        past = saying is Saying.PAID
        day = said_day(sentence, today, order, past=past) if saying in {Saying.PAID, Saying.PROMISE} else None
        currency = (about or tuple(invoices))[0].balance.currency if about or invoices else ""
        reference = (_REFERENCE.search(sentence) or _REFERENCE.search(prose)) if past else None
        found = SuggestedCall(
            saying, _CODES[saying], about, _amount_in(sentence, currency), day.day if day else None,
            one_line(sentence)[:300], reference[1] if reference else "", day_doubtful=day is not None and day.doubtful,
        )  # fmt: skip
        key = (saying, tuple(item.id for item in about))
        made[key] = _together(made[key], found) if key in made else found
    return tuple(made.values())[:MOST_CALLS]


def _together(first: SuggestedCall, more: SuggestedCall) -> SuggestedCall:
    """Add what a further sentence says of the same: an amount, a day."""
    dated = first if first.day else more
    words = first.words if first.words == more.words else f"{first.words} {more.words}"[:300]
    return replace(
        first, amount=first.amount or more.amount, day=dated.day, day_doubtful=dated.day_doubtful, words=words
    )


def _saying(sentence: str) -> Saying | None:
    """Tell what a sentence says: an invoice that did not arrive is wanted, goods that did not are objected to."""
    saying = next((each for each, pattern in _SAID.items() if pattern.search(sentence)), None)
    if saying in {Saying.DISPUTE, Saying.COPY} and re.search(_NOT_HERE, sentence, re.IGNORECASE):
        return Saying.DISPUTE if _GOODS.search(sentence) else Saying.COPY
    return saying


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


def _sentences(text: str) -> Iterator[str]:
    """Part a text into sentences; a number's point ends none. What says two things is parted at its commas, too."""
    parts = re.split(
        r"(?<=[!?;。])\s*|(?<=[^\d]\.)\s+|(?<=\d{4}\.)\s+(?=[^\W\d_])|(?<=[.,:;!?)])\s*\n|\n\s*\n", text
    )
    for part in filter(str.strip, parts):
        clauses = re.split(r",\s+|\s(?:and|und|et|y|e|en|i)\s", part)
        sayings = {saying for clause in clauses if (saying := _saying(clause))}
        yield from clauses if len(sayings) > 1 and len(clauses) > 1 else (part,)


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
