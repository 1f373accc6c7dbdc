"""To whom a letter goes: a customer's contact, or one of the user's own people; never one for the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from arcall_tui.domain.account import Contact
from arcall_tui.domain.reach import addresses_of, check_email
from arcall_tui.domain.sender import Colleague
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError


@dataclass(frozen=True, slots=True)
class LetterCustomer:
    """The customer as a recipient: whom it is written to, and the addresses; none where none is known."""

    contact: Contact | None
    addresses: tuple[str, ...] = ()


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses that a field holds, one or several. Raises UsageError for what is none."""
    found = addresses_of(text)
    for each in found:
        check_email(each)
    return found


def customer_to(contacts: Sequence[Contact], to: str = "") -> LetterCustomer:
    """Return the contact with that address; without one, the first contact that has any. Raises UsageError."""
    if to.strip():
        addresses = addresses_in(to)
        return LetterCustomer(
            next((c for c in contacts if set(addresses) & set(addresses_of(c.email))), None), addresses
        )
    contact = next((each for each in contacts if each.email.strip()), None)
    if contact is None:
        return LetterCustomer(contacts[0] if contacts else None)
    return LetterCustomer(contact, addresses_in(contact.email))


def colleague_for(
    people: Mapping[str, Colleague], contacts: Iterable[Contact], to: str, wanted: Sequence[str]
) -> Colleague | None:
    """Return whom a memo goes to: the role or address in `to`, else the first of the `wanted` roles there is.

    None where the settings name nobody that fits. Raises UsageError for somebody who is not among them, and for
    an address that a contact of the customer has, too.
    """
    if to.strip():
        word = one_line(to).casefold()
        found = next(
            (each for each in people.values() if word in {each.role.casefold(), each.email.casefold()}), None
        )
        if found is None:
            named = f"There are: {', '.join(people)}." if people else "There is nobody yet."
            raise UsageError(
                f"A memo only goes to your own people, and {one_line(to)!r} is none of them.",
                f"{named} [people] in settings.toml names them.",
            )
    else:
        named_roles = [role for role in wanted if role in people]
        found = people[named_roles[0]] if named_roles else None
    if found is not None and any(found.email.casefold() in each.email.casefold() for each in contacts):
        raise UsageError(
            f"{found.email} is your {found.role}, and a contact of this customer, too.",
            "A memo must not reach the customer: correct one of the two.",
        )
    return found


def roles_for(memo: str) -> tuple[str, ...]:
    """Return which roles a memo is for where the record does not say it, the best first."""
    return (
        ("sales", "logistics", "finance") if memo == "dispute-request" else ("supervisor", "finance", "legal")
    )
