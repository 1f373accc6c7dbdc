"""Commands about what the caller knows of customers, and whether the book is as it should be."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from arcall_tui.cli.account_views import GuideView, PlacedView, QueueEntry, ShownContactView, placed_entry
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.outcome_options import contact_named
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import AccountArgument, answer, group, terminal_width, verb
from arcall_tui.domain.account import CONTACT_FACTS, Contact, doubt_of_times
from arcall_tui.domain.activity import NextStep
from arcall_tui.domain.calendar import parse_hours
from arcall_tui.domain.json_views import View, plain
from arcall_tui.domain.text import number_of, one_line
from arcall_tui.errors import UsageError
from arcall_tui.render.pieces import beside, lined_up
from arcall_tui.rules.promises import doubt_of
from arcall_tui.rules.queue import Placing
from arcall_tui.workday.book.backups import assure_whole
from arcall_tui.workday.calls import feedback
from arcall_tui.workday.calls.customer_facts import Facts, ZoneWanted, confirm_zones, set_facts, zones_wanted
from arcall_tui.workday.calls.record import edit_contact, snooze
from arcall_tui.workday.desk.checking import Unknown, check_book, tampering
from arcall_tui.workday.desk.clock import own_day
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.imports.countries import parse_codes, set_codes, strange

_NAME = 30
_NAMED = 6  # zones
_SHOWN = ("zone", "country", "region", "consumer", "prefers", "payer", "snoozed_until")

# An account after something was said of it.
FactsView = View(
    "FactsView", "zone? country region consumer:bool prefers? payer? snoozed_until?", PlacedView, GuideView
)
# What was changed past arcall.
FaultsView = View("FaultsView", "faults:texts")
# An account that owes and has no next step; `due`: since when.
SteplessView = View("SteplessView", "account=ledger_id name due")
# What was found; `without_zone`: how many accounts have no time zone.
CheckedView = View(
    "CheckedView",
    "without_next_step=stepless unknown without_zone:int=zoneless",
    without_next_step=[SteplessView],
    unknown=[Unknown],
)
# A customer whose zone is not known, with what is suggested.
ZoneView = View(
    "ZoneView",
    "account=place.ledger_id name=place.name country=place.country suggestion?=suggestion.zone basis=suggestion.basis"
    " candidates:texts=suggestion.candidates stored:bool",
)


@verb(FactsView)
def account(
    run: Run,
    account: AccountArgument,
    facts: Facts,
    rest_until: Annotated[str, "--rest-until DATE", "Let it rest until then."] = "",
    reason: Annotated[str, "--reason TEXT", "Why it rests."] = "",
    wake: Annotated[bool, "--wake", "End its rest."] = False,
) -> None:
    """Say where a customer is, how and when they pay, what to mind, who pays; or let the account rest.

    An empty text takes a fact away. What is said at once is one step: `arcall undo` takes it back.
    """
    desk = run.existing_desk()
    key = desk.resolve(account)
    resting = rest_until or wake
    if resting and facts != Facts():
        raise UsageError("Facts and resting are two steps.", "Say them one after the other.")
    placing = _rest(desk, key, rest_until, reason, wake=wake) if resting else set_facts(desk, key, facts)
    for option, fact, text in (
        ("--pay-run", "pay_run", facts.pay_run),
        ("--cut-off", "cut_off", facts.cut_off),
    ):
        narrate(*(f"{option}: {words}" for words in filter(None, [doubt_of(fact, text or "")])))
    _show(run, desk, placing)


def _rest(desk: Desk, account: int, until: str, reason: str, *, wake: bool) -> Placing:
    if wake:
        if until:
            raise UsageError("--wake and --rest-until contradict each other.")
        return snooze(desk, account, None, "")
    if not reason.strip():
        raise UsageError("Resting needs a reason.", "Say why: --reason 'their year-end closing'")
    today = desk.clock.now().astimezone(desk.clock.zone).date()
    due = own_day(until, today, desk.settings.date_order, ahead=True)
    if due <= desk.clock.today():
        raise UsageError(f"{due:%d %b %Y} is no rest.", "Name a day to come.")
    return snooze(desk, account, NextStep(due), reason)


def _show(run: Run, desk: Desk, placing: Placing) -> None:
    card = desk.card(placing.account)
    found, reasons = card.account, card.reasons
    facts = {name: getattr(found, name) for name in _SHOWN} | asdict(card.guide)
    facts["payer"] = desk.account(found.payer).ledger_id if found.payer else None
    shown = QueueEntry(0, card.placing, reasons, next(iter(card.contacts), None))
    known = ((name.replace("_", " "), v) for name, v in facts.items() if v not in {None, "", False})
    rows = [[name, "yes" if v is True else one_line(str(v))] for name, v in known]
    told = [f"{found.name} ({found.ledger_id})", *lined_up(rows)] if rows else [found.name]
    told += [reason.text for reason in reasons[:1]]
    answer(run, plain({**placed_entry(shown, desk.clock.zone), **facts}), told)


@verb([ZoneView])
def zones(
    run: Run,
    confirm: Annotated[bool, "--confirm", "Store the suggestions; nothing is stored without it."] = False,
) -> None:
    """List customers whose time zone is not known, with what is suggested, and on what grounds.

    Only what leaves no doubt is suggested. The others: arcall account ACCOUNT --zone ZONE
    """
    desk = run.existing_desk()
    wanted = zones_wanted(desk)
    stored = {placing.standing.account for placing in confirm_zones(desk, wanted)} if confirm else set()
    views = [ZoneView(each, stored=each.place.account in stored) for each in wanted]
    answer(run, views, _zone_lines(wanted, stored))


def _zone_lines(wanted: list[ZoneWanted], stored: set[int]) -> list[str]:
    if not wanted:
        return ["Every customer's time zone is known."]
    rows = []
    for place, said in wanted:
        zone = f"{said.zone or 'not certain'}{' (stored)' if place.account in stored else ''}"
        why = ": ".join(filter(None, (said.basis, ", ".join(said.candidates[:_NAMED]))))
        rows.append([place.ledger_id, beside(place.ledger_id, place.name, _NAME), zone, why])
    lines = lined_up([["ACCOUNT", "NAME", "SUGGESTED", "BECAUSE"], *rows], width=terminal_width())
    sure = sum(each.suggestion.zone is not None for each in wanted)
    if sure and not stored:
        lines.append(f"Store the {sure} that are certain: arcall zones --confirm")
    return lines


@verb((CheckedView, FaultsView))
def check(
    run: Run,
    record: Annotated[bool, "--record", "Look whether the record was changed past arcall instead."] = False,
    head: Annotated[str, "--head N:HASH", "With --record: a head that was noted before."] = "",
) -> None:
    """Check the book: its file is whole, nobody owes without a next step, every country and zone is known.

    Exit code 4 where the file is damaged, somebody owes without a next step, or the record was changed.
    """
    if run.book.is_file():
        assure_whole(run.book, run.backups)
    desk = run.existing_desk()
    if record or head:
        faults = tampering(desk, head)
        answer(run, FaultsView(faults=faults), faults or ["The record is as arcall wrote it."])
        raise typer.Exit(4 if faults else 0)
    found = check_book(desk)
    answer(run, CheckedView(found), found.lines())
    if found.stepless:
        raise typer.Exit(4)


_FEW = 5

# A country code that is no country's.
CodeView = View("CodeView", "code accounts:texts")
# On how many accounts countries were set, and what is left.
CountriesView = View("CountriesView", "set:int unknown", unknown=[CodeView])


@verb(CountriesView)
def countries(
    run: Run, codes: Annotated[list[str] | None, "[CODE=ISO]...", "What a code means: 391=AT."] = None
) -> None:
    """List country codes that are no country's; `countries 391=AT` says what they mean, once for all.

    It is set on every account that has the code, as one step (`arcall undo`), and known when ledgers are taken in.
    """
    meant = parse_codes(codes or [])
    desk = run.existing_desk()
    done = len(set_codes(desk, meant)) if meant else 0
    left = strange(desk)
    said = [f"Set on {number_of(done, 'account')}."] if meant else []
    rows = [
        (each.code, number_of(len(each.accounts), "account"), ", ".join(each.accounts[:_FEW]))
        for each in left
    ]
    said += lined_up(rows) or ["Every country is known."]
    answer(run, CountriesView(set=done, unknown=left), said)


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
    values = zip(CONTACT_FACTS, (name, role, phone, email, address, language, times), strict=True)
    given = {fact: one_line(value) for fact, value in values if value is not None}
    if new and not any(given.values()):
        raise UsageError("A contact needs a name, a number or an address.", "Add --name, --phone or --email.")
    if given:
        edit_contact(desk, key, None if new else contact_named(who, desk.contacts(key)).id, given)
    if doubt := doubt_of_times(given.get("times", "")):
        narrate(f"--times: {doubt}")
    known = desk.contacts(key)
    answer(run, [ContactView(each, hours=parse_hours(each.times)) for each in known], _lines(known))


def _lines(known: tuple[Contact, ...]) -> list[str]:
    if not known:
        return ["Nobody is known yet: --new adds a contact."]
    facts = [fact for fact in CONTACT_FACTS if any(getattr(each, fact) for each in known)]
    rows = [
        [one_line(getattr(each, fact)) for fact in facts] + (["wrong number"] if each.bad_number else [""])
        for each in known
    ]
    return lined_up([[fact.upper() for fact in facts] + [""], *rows])


_MONTH = 31
feedback_app = group("What customers and supervisors said, and what became of it.")

# Feedback that was kept.
RatedView = View("RatedView", "feedback:int rating:int?? result??")
# Feedback on record; `done`: when it was closed.
RemarkView = View("RemarkView", "id:int day rating:int? said_by account? call:int? text result done?")


@feedback_app.command()
@verb(RatedView)
def rate(
    run: Run,
    account: AccountArgument,
    rating: Annotated[int, "1..5", "5 is best."],
    text: Annotated[str, "--text TEXT", "What they said."] = "",
    call: Annotated[int | None, "--call ID", "Which call; else the newest."] = None,
) -> None:
    """Keep a customer's rating of a call, where it was asked for."""
    desk = run.existing_desk()
    key = feedback.rate(desk, desk.resolve(account), rating, text, call)
    answer(run, RatedView(feedback=key, rating=rating), [f"Feedback {key}: {rating} of 5"])


@feedback_app.command()
@verb(RatedView)
def remark(
    run: Run,
    text: Annotated[str, "TEXT", "What was said."],
    said_by: Annotated[str, "--by NAME", "Who said it."] = "",
    account: Annotated[str, "--account ACCOUNT", "About which account."] = "",
) -> None:
    """Keep a remark about your work, such as a supervisor's."""
    desk = run.existing_desk()
    key = feedback.remark(desk, text, said_by, desk.resolve(account) if account else None)
    words = f"Feedback {key}: kept; “arcall feedback close {key} TEXT” says what became of it"
    answer(run, RatedView(feedback=key), [words])


@feedback_app.command()
@verb(RatedView)
def close(
    run: Run, key: Annotated[int, "ID", "Its number."], result: Annotated[str, "TEXT", "What became of it."]
) -> None:
    """Say what became of a remark."""
    feedback.close(run.existing_desk(), key, result)
    answer(run, RatedView(feedback=key, result=result), [f"Feedback {key}: closed"])


@feedback_app.command("list")
@verb([RemarkView])
def list_(run: Run) -> None:
    """Print the last month's feedback, and what is older and still open."""
    desk = run.existing_desk()
    today = desk.clock.today()
    found = feedback.listed(desk, today - timedelta(days=_MONTH), today)
    head = ("id", "day", "what", "by", "text", "what became of it")
    what = (f"{each.rating} of 5" if each.rating else "remark" for each in found)
    rows = [
        (f"{each.id}", f"{each.day}", said, each.said_by, each.text, each.result or "open")
        for each, said in zip(found, what, strict=True)
    ]
    views = [RemarkView(r, account=r.account and desk.account(r.account).ledger_id) for r in found]
    answer(run, views, lined_up([head, *rows]) if rows else ["No feedback on record."])
