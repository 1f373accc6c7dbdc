"""Hidden details: names and amounts masked, for a screen that others can see. A view, not a lock."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from arcall_tui.domain.text import one_line
from arcall_tui.render.pieces import Line
from arcall_tui.rules.queue import Placing
from arcall_tui.workday.desk.desk import Card

_AMOUNT = re.compile(
    r"[A-Z]{3} -?\d[\d,.]*[kM]?(?:\.\d+)?|[A-Z]{3} +-?\d[\d,.]*|\b\d{1,3}(?:,\d{3})+(?:\.\d+)?|\b\d+\.\d{2,3}\b|\b\d+[kM]\b"
)
DOT = "•"


@dataclass(slots=True)
class Veil:
    """Whether details are hidden (`on`) on a screen: one for all its panes, turned by the caller."""

    on: bool = False


def dots(text: str) -> str:
    """Return `text` with every letter and digit hidden; as wide where those take one cell."""
    return re.sub(r"\w", DOT, text)


def digits(text: str) -> str:
    """Return `text` with every digit hidden."""
    return re.sub(r"\d", DOT, text)


def amounts(text: str) -> str:
    """Return `text` with the figures of every amount hidden."""
    return _AMOUNT.sub(lambda found: digits(found[0]), text)


def lines(shown: Iterable[Line]) -> list[Line]:
    """Return lines with every amount hidden."""
    return [tuple((amounts(text), ink) for text, ink in line) for line in shown]


def told(pieces: Line, about: Card) -> Line:
    """Return a line that speaks of an account without its names and numbers, and those of its invoices and contacts."""
    account = about.account
    words = {account.name, account.ledger_id, *(item.number for item in about.invoices)}
    words |= {word for each in about.contacts for word in (each.name, each.phone, each.email)}
    known = sorted(filter(None, {*words, *map(one_line, words)}), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")
    return tuple((pattern.sub(lambda found: dots(found[0]), text), ink) for text, ink in pieces)


def placing(shown: Placing) -> Placing:
    """Return a row of the list without its name."""
    standing = shown.standing
    masked = _dotted(standing, "name ledger_id")
    return shown._replace(source=lambda _: masked)


def card(shown: Card) -> Card:
    """Return an account without names, numbers and what was said."""
    said = (shown.account.hold_reason, shown.account.snooze_reason, *shown.placing.shares)
    own = {each: dots(each) for each in (*said, *(step.reason for step in shown.follow_ups)) if each}
    return replace(
        shown,
        account=_dotted(shown.account, "name ledger_id hold_reason"),
        reasons=tuple(replace(each, text=_masked(each.text, own)) for each in shown.reasons),
        contacts=tuple(_dotted(each, "name phone email address") for each in shown.contacts),
        invoices=tuple(_dotted(each, "number po") for each in shown.invoices),
        history=tuple(_dotted(each, "note detail contact") for each in shown.history),
        promises=tuple(_dotted(each, "said_by") for each in shown.promises),
        disputes=tuple(_dotted(each, "owner") for each in shown.disputes),
        follow_ups=tuple(_dotted(each, "reason") for each in shown.follow_ups),
        draft=dots(shown.draft),
        guide=_dotted(shown.guide, "portal mind tags"),
    )


def _dotted(value: Any, names: str) -> Any:  # noqa: ANN401 - any frozen value of a card
    """Return it with the texts of those names hidden."""
    return replace(value, **{name: dots(getattr(value, name)) for name in names.split()})


def _masked(text: str, own: dict[str, str]) -> str:
    for words, hidden in own.items():
        text = text.replace(words, hidden)
    return text
