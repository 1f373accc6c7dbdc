"""What a message is: its sender, its day, and its own words without what it quotes; nothing is read into them."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses
from html import unescape
from pathlib import Path

from arcall_tui.domain.text import WIDE, characters, many_lines, one_line
from arcall_tui.errors import InputRefusedError, refused
from arcall_tui.workday.letters.customer_words import any_of, pattern, small

_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how a .msg begins
_LARGEST = 10_000_000  # bytes of a message
_MOST = 200_000  # characters that are read of it
_HEADERS = re.compile(r"(?:\s*[^\s:][^:\n]{0,20}\s?:.*\n)+")
_HANDED_ON = "---------- Forwarded message ---------"
_NO_TEXT = re.compile(r"(?is)<(style|script|head|title|blockquote)\b.{0,100000}?</\1>")
_TAG = re.compile(r"<(/?)(\w+)")
_NO_END = frozenset("area base br col hr img input link meta wbr".split())
# What somebody who reads a message does not see: by its style, or by the word alone among its attributes.
_HIDDEN = re.compile(
    r"(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden|(?:max-height|opacity)\s*:\s*0(?:\.0+|px|pt|em|%)?\s*[;\"'!>])"
    r"|^<(?:[^>\"']|\"[^\"]*\"|'[^']*')*\shidden[\s=/>]"
)
_SHEET = re.compile(r"(?is)<style\b[^>]{0,500}>(.{0,100000}?)</style>")
_ON_SOME_SCREENS = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_NO_SIZE = re.compile(r"(?i)font-size\s*:\s*0(?:px|pt|em|%)?\s*[;\"'!>]")
# How a quotation begins, as mail programs write it: they break a long line before the name, or within it.
_WROTE = any_of("wrote").replace(".{", r"(?:[^\n]|\n(?!\n)){")
_QUOTED = re.compile(
    rf"^\s*(?:{_WROTE}|[-_]{{2,}}.{{0,10}}(?:{any_of('forwarded')}).*"
    rf"|\*?(?:{any_of('from')})\s?:.*\n(?:.*\n)?\*?(?:{any_of('sent')})\s?:.*)$",
    re.MULTILINE,
)


# What may be an invoice's number, and is no amount, day or year.
_NUMBER = re.compile(r"(?<![\w.,/])(?!(?:19|20)\d\d\b)(?:[^\W\d_]+[/-]?)?\d{3,}[\w/-]*(?![\w/-]|[.,:]\d)")


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
    content = content.removeprefix(BOM_UTF8)
    head = content[:2000].decode("latin-1")
    if not re.search(r"^(From|To|Subject|Received|Message-ID|Date):", head, re.MULTILINE | re.IGNORECASE):
        if b"\0" in content and content[:2] not in WIDE:
            raise InputRefusedError(f"{name} is neither a message nor text.", "Save the message as .eml.")
        return _own_words(Incoming("", "", characters(content)))
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
    # Mail programs set that one beside what people write, too.
    suppressed = "X-Auto-Response-Suppress" in message and subject.lower().startswith("auto")
    replied = suppressed or "X-Autoreply" in message or "X-Autorespond" in message
    return said.startswith("auto") or replied or pattern("automatic").match(small(subject)) is not None


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
            lines = re.sub(r"(?i)<(?:br|/p|/div|/tr)[^>]{0,200}>", "\n", "".join(_seen(text)))
            text = re.sub(r"[^\S\n]+", " ", unescape(re.sub(r"<[^>]{0,2000}>", " ", lines)))
        if text.strip():
            return text
    within = next((part for part in message.walk() if part.get_content_type() == "message/rfc822"), None)
    inner = within.get_payload(0) if within is not None and within.is_multipart() else None
    return f"{_HANDED_ON}\n{_body(inner)}" if isinstance(inner, EmailMessage) else ""


def _seen(html: str) -> Iterator[str]:
    """Yield the tags and texts of HTML that are seen. What has no size may have within it what has one."""
    sheet = _ON_SOME_SCREENS.sub(" ", " ".join(_SHEET.findall(html)))
    styled = (
        rule[1] for rule in re.finditer(r"([^{}]+)\{([^{}]*)\}", sheet) if _HIDDEN.search(f"{rule[2]};")
    )
    names = "|".join(name for each in styled for name in re.findall(r"[.#]([\w-]+)\s*(?=,|$)", each))
    called = re.compile(rf"(?i)\s(?:class|id)\s*=[^=]*(?<![\w-])(?:{names or '(?!)'})(?![\w-])")
    html, hidden, depth, tiny = _NO_TEXT.sub(" ", html), "", 0, False
    for piece in re.split(r"(<[^>]{1,2000}>)", html):
        tag = _TAG.match(piece)
        name = tag[2].lower() if tag else ""
        if tag and name == hidden:
            depth += -1 if tag[1] else 1
            hidden = hidden if depth else ""
        elif tag and not hidden and name not in _NO_END and (_HIDDEN.search(piece) or called.search(piece)):
            hidden, depth = name, 1
        elif not hidden and (tag or not tiny):
            yield piece
        tiny = bool(tag and _NO_SIZE.search(piece))


def _text(part: MIMEPart) -> str:
    """Return a part's text; where it states no charset, or none that there is, it is read as a file would be."""
    try:
        if part.get_content_charset():
            return str(part.get_content())
    except (LookupError, ValueError, AttributeError):
        pass
    return characters(bytes(part.get_payload(decode=True) or b""))


def _own_words(message: Incoming) -> Incoming:
    """Return a message without what it quotes of an earlier one: that is ours, and would be read as theirs.

    A message that is handed on without a word is what it hands on.
    """
    own, *rest = _parted(many_lines(message.text[:_MOST]))
    if not rest and len(message.text) > _MOST:
        raise InputRefusedError(
            f"The message is too long to be read whole: at most {_MOST:,} characters.", "Paste it in parts."
        )
    handed_on = bool(rest) and not own.strip()
    if handed_on:
        own, *_ = _parted(_HEADERS.sub("", rest[0].lstrip("\n") + "\n", count=1))
    return replace(message, text="\n".join(_answers(own)), handed_on=handed_on)


def _answers(own: str) -> Iterator[str]:
    """Yield the lines that are not quoted; one that answers what is quoted before it, with the numbers of that."""
    asked: list[str] = []
    for line in own.splitlines():
        if line.lstrip().startswith(">"):
            asked = _NUMBER.findall(line)
            continue
        yield " ".join([*(asked if line.strip() and not _NUMBER.search(line) else ()), line])
        asked = [] if line.strip() else asked


def _parted(text: str) -> tuple[str, ...]:
    """Part a text at the first line that begins a quotation."""
    found = _QUOTED.search(text)
    if found is None:
        return (text,)
    # A header of the quotation that follows stays with it.
    start = found.end() if found[0].lstrip().startswith(("-", "_")) else found.start()
    return text[: found.start()], text[start:]


def read_bytes(path: Path) -> bytes:
    """Return a file's content. Raises InputRefusedError where it cannot be read, or is no plain file."""
    with refused(InputRefusedError, f"{path} cannot be read", "Mend it, or save it again."):
        if not path.is_file():
            raise InputRefusedError(f"{path} is not a file.", "Name a message saved as .eml, or a text.")
        return path.read_bytes() if path.stat().st_size <= _LARGEST else b"\0" * (_LARGEST + 1)
