"""How somebody is reached, as it is typed: what is no number and no address is refused, with the way out."""

from __future__ import annotations

import re

from arcall_tui.domain.account import Contact
from arcall_tui.domain.phone import Number
from arcall_tui.domain.text import one_line
from arcall_tui.domain.typed_hours import parse_hours
from arcall_tui.errors import UsageError

# One @, something before it and a dotted name after it: more than that no check without the mail system can tell.
_ADDRESS = re.compile(r"[^@\s,;:<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")

_NAMED = re.compile(r'(?:"[^"]*"|[^<>",;])*<([^<>]*)>')


def check_phone(text: str) -> None:
    """Raise UsageError for a phone number without digits to dial; none at all is no mistake."""
    number = Number.parse(text)
    if text.strip() and (number is None or not any(map(str.isdigit, number.digits))):
        raise UsageError(f"{text!r} is not a phone number.", "Write its digits: +44 20 7946 0018 ext 12.")


def check_email(text: str) -> None:
    """Raise UsageError for what no e-mail can be sent to; none at all is no mistake."""
    if text.strip() and not _ADDRESS.fullmatch(text.strip()):
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
