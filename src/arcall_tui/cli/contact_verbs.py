"""The command about whom to ask for at a customer: listed, added, corrected."""

from __future__ import annotations

from typing import Annotated

from arcall_tui.cli.account_views import ShownContactView
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.text_table import lined_up
from arcall_tui.cli.verbs import AccountArgument, answer, verb
from arcall_tui.domain.account import Contact
from arcall_tui.domain.calendar import parse_hours
from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.reach import doubt_of_times
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.workday.calls.record import edit_contact

_FACTS = ("name", "role", "phone", "email", "address", "language", "times")

# A contact with its hours, where they can be read.
ContactView = View("ContactView", "hours?", ShownContactView)


@verb([ContactView])
def contact(
    run: Run,
    account: AccountArgument,
    who: Annotated[str, "[WHO]", "A part of the contact's name, where there are several."] = "",
    new: Annotated[bool, "--new", "Add a contact."] = False,
    name: Annotated[str | None, "--name TEXT", ""] = None,
    role: Annotated[str | None, "--role TEXT", "AP, owner, assistant ..."] = None,
    phone: Annotated[str | None, "--phone NUMBER", "ext 12 and menu 2-1 may follow it."] = None,
    email: Annotated[str | None, "--email ADDRESS", ""] = None,
    address: Annotated[str | None, "--address TEXT", "How to address them: 'Ms Anders'."] = None,
    language: Annotated[str | None, "--language CODE", "Which language: de."] = None,
    times: Annotated[
        str | None, "--times TEXT", "When they like to be rung: 10-12, after 2pm, mornings."
    ] = None,
) -> None:
    """List whom to ask for at a customer; add or correct one of them.

    An empty text takes a fact away. A number that is corrected brings the account back to be called.
    """
    desk = run.existing_desk()
    key = desk.resolve(account)
    values = (name, role, phone, email, address, language, times)
    given = {fact: one_line(value) for fact, value in zip(_FACTS, values, strict=True) if value is not None}
    if new and not any(given.values()):
        raise UsageError("A contact needs a name, a number or an address.", "Add --name, --phone or --email.")
    if given:
        edit_contact(desk, key, None if new else _chosen(desk.contacts(key), who).id, given)
    if doubt := doubt_of_times(given.get("times", "")):
        narrate(f"arcall: --times: {doubt}")
    known = desk.contacts(key)
    answer(run, lambda: [_entry(each) for each in known], lambda: _lines(known))


def _chosen(known: tuple[Contact, ...], who: str) -> Contact:
    found = [each for each in known if who.casefold() in each.name.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(each.name or each.phone for each in known)
    raise UsageError(
        f"{who!r} fits {len(found)} contacts of this account." if who else "Which contact is meant?",
        f"Its contacts: {names}." if names else "--new adds one.",
    )


def _entry(each: Contact) -> Json:
    return ContactView(each, hours=parse_hours(each.times))


def _lines(known: tuple[Contact, ...]) -> list[str]:
    if not known:
        return ["Nobody is known yet: --new adds a contact."]
    facts = [fact for fact in _FACTS if any(getattr(each, fact) for each in known)]
    rows = [
        [one_line(getattr(each, fact)) for fact in facts] + (["wrong number"] if each.bad_number else [""])
        for each in known
    ]
    return lined_up([[fact.upper() for fact in facts] + [""], *rows])
