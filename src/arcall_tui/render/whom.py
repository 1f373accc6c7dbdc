"""Whom to ask for at a customer, as lines."""

from collections.abc import Iterator

from arcall_tui.domain.account import Contact
from arcall_tui.render.pieces import LABEL, Line, Piece, labelled, length, listed
from arcall_tui.workday.desk.desk import Card

_NOBODY = ("nobody known yet", "dim")


def whom(card: Card, width: int) -> tuple[list[Line], list[Line]]:
    """Return whom to ask for in a line, the number first, and below it what has no room there in one piece."""
    if not card.contacts:
        return list(labelled("Ask for", (_NOBODY,), width)), []
    first, left = card.contacts[0], len(card.contacts) - 1
    more: Line = ((f" · {left} more", "dim"),) if left else ()
    name, how, *phone = _person(first)
    said, mail = (how[0], "dim"), _mail(first)
    line: Line = (name, *phone, *more)
    below = labelled("Ask for", (name, how, mail), width)
    if length((*line, said)) <= width - LABEL:
        line = (*line, said)
        below = labelled("E-mail", ((first.email, "dim"),), width)
        if length((*line, mail)) <= width - LABEL:
            line, below = (*line, mail), iter(())
    top, *wrapped = labelled("Ask for", line, width)
    return [top], [*wrapped, *below]


def everybody(card: Card, width: int) -> Iterator[Line]:
    """Yield all who can be asked for, and how."""
    known = ((*_person(each), _mail(each)) for each in card.contacts)
    yield from listed("Ask for", known if card.contacts else [[_NOBODY]], width)


def others(card: Card, width: int) -> Iterator[Line]:
    """Yield what is left of whom to ask for, and who else can be asked for."""
    yield from whom(card, width)[1]
    yield from listed("Or", ((*_person(each), _mail(each)) for each in card.contacts[1:]), width)


def _mail(contact: Contact) -> Piece:
    return (f"  {contact.email}" if contact.email else "", "dim")


def _person(contact: Contact) -> Iterator[Piece]:
    """Yield the name, what is known of the person (perhaps nothing), and the number."""
    yield (contact.name or "accounts payable", "strong")
    how = [contact.role, f"“{contact.address}”" if contact.address else "", contact.language, contact.times]
    said = ", ".join(filter(None, how))
    yield (f" ({said})" if said else "", "")
    if contact.phone:
        yield (f"  {contact.phone}", "dim" if contact.bad_number else "strong")
    if contact.bad_number:
        yield (" wrong number", "urgent")
