"""Whom a ledger names at a customer: rows that are about one person, and the contacts that they were before."""

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from arcall_tui.domain.account import addresses, several
from arcall_tui.domain.ledger_rows import Party
from arcall_tui.domain.text import digits_of

_CONTACT = Party._fields.index("contact")


class Person(NamedTuple):
    """Whom to ask for, as one row of a ledger says it: its three facts belong together."""

    name: str = ""
    phone: str = ""
    email: str = ""


_NOBODY = Person()


class Known(NamedTuple):
    """A contact in the book: as `shown`, and as the ledger `said` before the caller corrected it."""

    key: int
    by_caller: bool
    shown: Person
    said: Person


def people_of(rows: list[Party]) -> list[Person]:
    """Return whom several rows of a customer name, each person once, whatever the rows' order.

    Rows that share a name, number or address and contradict one another in nothing are about one person.
    """
    if len(rows) == 1:
        return _each(Person(*rows[0][_CONTACT:]))
    named = {person for row in rows for person in _each(Person(*row[_CONTACT:]))}
    people: list[Person] = []
    for person in sorted(named, key=lambda each: (each.count(""), each)):
        for place, other in enumerate(people):
            if _shares(person, other) and not contradicts(person, other):
                people[place] = Person(*(a or b for a, b in zip(other, person, strict=True)))
                break
        else:
            people.append(person)
    return people


def _each(said: Person) -> list[Person]:
    """Return a person once for each number or address that one cell holds."""
    phones, emails = several(said.phone), addresses(said.email)
    if len(phones) < 2 and len(emails) < 2:  # noqa: PLR2004 - as nearly all are
        said = said._replace(phone="".join(phones))
        return [said] if said != _NOBODY else []
    pairs = zip_longest(phones, emails, fillvalue="")
    return [Person(said.name, phone, email) for phone, email in pairs]


def _shares(one: Person, other: Person) -> bool:
    return any(a and a == b for a, b in zip(one, other, strict=True))


def contradicts(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two say different things of one matter."""
    return any(a and b and a != b for a, b in zip(one, other, strict=True))


def matched(people: list[Person], known: list[Known]) -> Iterable[tuple[Person, Known | None]]:
    """Pair whom the ledger names with the contacts that it named before, None for someone new.

    First who has not changed, then who has kept the name, the number, the address, then whom the caller has
    typed in; a customer's only contact follows the ledger to someone else.
    """
    left = [contact for contact in known if any(contact.said)]
    only = left[0] if len(left) == len(people) == 1 and not left[0].by_caller else None
    rest = list(people)
    for alike in (_is_unchanged, *_SAME):
        for person in list(rest):
            # Who only has the address now of one whom the caller typed in is somebody else.
            among = [contact for contact in left if not (contact.by_caller and alike is _SAME[-1])]
            found = next((contact for contact in among if alike(person, contact.said)), None)
            if found is not None:
                rest.remove(person)
                left.remove(found)
                yield person, found
    for person in rest:
        yield person, next((contact for contact in known if is_callers_own(person, contact)), only)


def _is_unchanged(person: Person, said: Person) -> bool:
    return _shares(person, said) and not contradicts(person, said)


def _same(place: int) -> Callable[[Person, Person], bool]:
    return lambda person, said: bool(person[place]) and person[place] == said[place]


_SAME = (_same(0), lambda person, said: bool(the_same_number(person.phone, said.phone)), _same(2))


def the_same_number(one: str, other: str) -> str:
    """Return the fuller of two spellings of one phone number, which differ but for the country's code; empty where they are two."""
    bare = [digits_of(phone.replace("(0)", "")).lstrip("0") for phone in (one, other)]
    short, long = sorted(bare, key=len)
    alike = short == long or (
        len(short) >= _WHOLE and len(long) - len(short) <= _CODE and long.endswith(short)
    )
    if not (short and alike):
        return one if one == other else ""
    return one if _fullness(one, bare[0]) > _fullness(other, bare[1]) else other


def _fullness(phone: str, bare: str) -> tuple[int, bool, int]:
    return len(bare), phone.startswith("+"), len(digits_of(phone))


# A number within its country has so many digits at least, a country's code so many at most.
_WHOLE, _CODE = 7, 3


def is_callers_own(person: Person, contact: Known) -> bool:
    """Whether the caller has this one already, typed in by themselves, or has put another in their place.

    The number may be the one that the caller found wrong.
    """
    if not contact.by_caller:
        return False
    return any(
        _same(0)(person, each) or (person.phone and digits_of(person.phone) == digits_of(each.phone))
        for each in (contact.shown, contact.said)
    )


def told_of(person: Person, contact: Known) -> Person:
    """Return a contact as it is to be: as the ledger has it now; where the caller has put it right, only with what never stood there."""
    if contact.by_caller:
        same, facts = _same(0)(person, contact.shown), zip(person, contact.shown, contact.said, strict=True)
        return Person(*(old or (new if same and not said else "") for new, old, said in facts))
    wanted = Person(*(new or old for new, old in zip(person, contact.said, strict=True)))
    # The one with the country's code can be rung from everywhere.
    return wanted._replace(phone=the_same_number(wanted.phone, contact.said.phone) or wanted.phone)


def noted_of(wanted: Person, contact: Known) -> Person:
    """Return what the ledger said of a contact of the caller's once it is as `wanted`: what it filled in does not come back when it is taken away."""
    facts = zip(wanted, contact.shown, contact.said, strict=True)
    noted = Person(*(said or new * (new != old) for new, old, said in facts))
    return noted._replace(name=noted.name or wanted.name) if contact.by_caller else _NOBODY


def row_of(person: Person) -> tuple[str, str, str, str]:
    """Return name, phone, the phone's digits and address, as a contact's row has them."""
    return person.name, person.phone, digits_of(person.phone), person.email
