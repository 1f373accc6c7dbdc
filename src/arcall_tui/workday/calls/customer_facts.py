"""Facts about a customer that the caller knows: where they are, when they like to be called, who pays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from functools import cache
from shlex import quote
from typing import Annotated, NamedTuple
from zoneinfo import available_timezones

from arcall_tui.country_zones import countries, nearest, same_clock, same_rules, zones_of
from arcall_tui.domain.account import GUIDE_FACTS, Guide
from arcall_tui.domain.calendar import parse_hours, zone_named
from arcall_tui.domain.money import CURRENCIES, Money, parse_amount
from arcall_tui.domain.text import number_of, one_line
from arcall_tui.errors import UsageError
from arcall_tui.packaged import table_of
from arcall_tui.rules.queue import Placing
from arcall_tui.store.accounts import read
from arcall_tui.store.accounts.kept import spared
from arcall_tui.store.actions import action_rows
from arcall_tui.store.actions.action_rows import Rows
from arcall_tui.store.standings import gather
from arcall_tui.workday.calls.prepare import safe_note
from arcall_tui.workday.calls.record import book_of, keep_place, on_account
from arcall_tui.workday.desk import standings_today
from arcall_tui.workday.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Facts:
    """What to set, each with its option in the shell; None leaves a fact as it is, an empty text takes it away.

    `payer`: an account as the ledger names it. From `method` on: how they pay and what to mind (see `Guide`).
    """

    zone: Annotated[str | None, "--zone IANA", "Time zone: Europe/London."] = None
    country: Annotated[str | None, "--country CODE", "Country: GB."] = None
    region: Annotated[str | None, "--region CODE", "Region, for its holidays: SCT."] = None
    consumer: Annotated[bool | None, "--consumer/--business", "A private person, or a business."] = None
    prefers: Annotated[
        str | None, "--prefers HOURS", "When they like to be called: 10:00-12:00, after 2pm, mornings."
    ] = None
    payer: Annotated[str | None, "--payer ACCOUNT", "Who pays for it: one call for both; '' nobody else."] = (
        None
    )
    credit_limit: Annotated[
        str | None, "--credit-limit AMOUNT", "Up to how much they may owe: '5000 EUR'."
    ] = None
    method: Annotated[str | None, "--method TEXT", "How they pay: BACS, card ..."] = None
    pay_run: Annotated[str | None, "--pay-run DAYS", "When they pay: thu; 15, 30; eom."] = None
    cut_off: Annotated[str | None, "--cut-off DAYS", "How many days before it they must have all."] = None
    portal: Annotated[str | None, "--portal TEXT", "Where bills have to be entered."] = None
    mind: Annotated[str | None, "--mind TEXT", "What to mind: 'PO number first'."] = None
    tags: Annotated[str | None, "--tags WORDS", "Your own words for it, to filter by: 'vip slow'."] = None
    post: Annotated[
        str | None,
        "--post LINES",
        "Where letters go, if not to the ledger's address: 'High St 1; Leeds LS1 1AA'.",
    ] = None


class ZoneWanted(NamedTuple):
    """An account that owes and whose time zone is not known."""

    place: read.ZoneEvidence
    suggestion: Suggestion


def set_facts(desk: Desk, account: int, facts: Facts) -> Placing:
    """Set facts about a customer, all in one step. Raises UsageError naming the one that is not right."""
    values = _checked(desk, account, facts)
    known = asdict(facts)
    standing = {name: known[name] for name in GUIDE_FACTS if known[name] is not None}
    if not values and not standing:
        raise UsageError("Nothing was said.", "Name a fact, such as --zone Europe/London.")
    desk.day.holidays_may_change()
    said = ", ".join(name.replace("_", " ") for name in {**values, **standing} if name != "credit_currency")

    def write(rows: Rows) -> None:
        if values:
            action_rows.set_facts(rows, account, values)
        if standing:
            put_guide(rows, desk, account, replace(read.guide(desk.book, account), **standing))
        desk.day.know_holidays(desk.book, desk.clock.today())

    return on_account(desk, f"{said}:", account, write)


def edit_guide(desk: Desk, account: int, guide: Guide) -> Placing:
    """Keep what stands about the account from call to call: how and when they pay, what to mind."""
    return on_account(desk, "standing facts", account, lambda rows: put_guide(rows, desk, account, guide))


def put_guide(rows: Rows, desk: Desk, account: int, guide: Guide) -> None:
    """Write what stands about an account, within the action under way."""
    facts = {name: safe_note(value, spared(desk.book)).strip() for name, value in asdict(guide).items()}
    rows.put("guide", {"account_id": account}, facts)


def _refuse_chain(desk: Desk, account: int, payer: int) -> None:
    """One payer pays for itself and others: calls are counted over them all, which a chain or circle would break."""
    theirs = desk.account(payer).payer
    if theirs not in (None, payer):
        name = one_line(desk.account(theirs).name)
        raise UsageError(
            f"{one_line(desk.account(payer).name)} does not pay for itself: {name} does.",
            f"Name that payer, or take it away first: arcall account {quote(desk.account(payer).ledger_id)} --payer ''",
        )
    others = [each for each in gather.together(desk.book, account) if each != account]
    if desk.account(account).payer in (None, account) and others:
        first = desk.account(others[0])
        raise UsageError(
            f"{one_line(desk.account(account).name)} pays for others, such as {one_line(first.name)}.",
            f"Give those the new payer first, or take theirs away: arcall account {quote(first.ledger_id)} --payer ''",
        )


def _checked(desk: Desk, account: int, facts: Facts) -> dict[str, object]:
    now = desk.account(account)
    values: dict[str, object] = {}
    if facts.zone is not None:
        values["zone"] = zone_called(facts.zone) if facts.zone else None
    if facts.country is not None:
        values["country"] = _country(facts.country)
    if facts.region is not None:
        values["region"] = _region(str(values.get("country", now.country)), facts.region)
    if facts.consumer is not None:
        values["consumer"] = facts.consumer
    if facts.prefers is not None:
        values["prefers"] = _prefers(facts.prefers)
    if facts.payer is not None:
        values["payer_id"] = payer = desk.resolve(facts.payer) if facts.payer else None
        if payer == account:
            own = "An account pays for itself unless you say otherwise."
            raise UsageError(own, "Name the other account.")
        if payer:
            _refuse_chain(desk, account, payer)
    if facts.credit_limit is not None:
        limit = _limit(facts.credit_limit)
        values["credit_limit"] = limit.minor if limit else None
        values["credit_currency"] = limit.currency if limit else None
    return values


def _limit(text: str) -> Money | None:
    amount, _, currency = text.strip().rpartition(" ")
    if not text.strip():
        return None
    if currency.upper() not in CURRENCIES:
        raise UsageError(f"{text!r} is not a credit limit.", "Write the amount and its currency: 5000 EUR.")
    return parse_amount(amount, currency.upper())


def zone_called(name: str) -> str:
    """Return the IANA zone of that name. Raises UsageError with the nearest spelling."""
    known = {zone.lower(): zone for zone in available_timezones()}
    if found := known.get(name.strip().lower().replace(" ", "_")):
        return found
    towns = {zone.rpartition("/")[2].lower(): zone for zone in known.values() if "/" in zone}
    wanted = name.strip().lower().replace(" ", "_")
    close = [known[each] for each in get_close_matches(wanted, known, n=2)]
    close += [towns[each] for each in get_close_matches(wanted.rpartition("/")[2], towns, n=2)]
    hint = f"Did you mean {' or '.join(dict.fromkeys(close))}?" if close else "Write it like Europe/London."
    raise UsageError(f"{name!r} is not a time zone.", hint)


def _country(code: str) -> str:
    code = code.strip().upper()
    if code and code not in countries():
        raise UsageError(f"{code!r} is not a country's ISO code.", nearest(code))
    return code


def _region(country: str, region: str) -> str:
    region = region.strip().upper().removeprefix(f"{country}-")
    known = standings_today.regions_of(country)
    if region and region not in known:
        listed = f"Known: {', '.join(known)}." if known else "No region's holidays are known there."
        raise UsageError(f"{region!r} is not a region of {country or 'a country that is known'}.", listed)
    return region


def _prefers(text: str) -> str:
    if not text:
        return ""
    hours = parse_hours(text)
    if hours is None:
        way = "Write it like 10:00-12:00, after 2pm or mornings."
        raise UsageError(f"{text!r} is not a time of day to call.", way)
    return str(hours)


def zones_wanted(desk: Desk) -> list[ZoneWanted]:
    """Return the accounts that owe and whose zone is not known, with what is suggested."""
    year = desk.clock.today().year
    return [
        ZoneWanted(each, suggest_zone(each.country, each.phones, year))
        for each in read.places(desk.book)
        if zone_named(each.zone) is None
    ]


def confirm_zones(desk: Desk, wanted: list[ZoneWanted]) -> list[Placing]:
    """Store the suggestions that leave no doubt, as the caller confirms; one step, undone as one."""
    sure = [(each.place.account, each.suggestion.zone) for each in wanted if each.suggestion.zone]
    if not sure:
        return []
    many = number_of(len(sure), "account")
    with book_of(desk).action(f"time zones of {many}", None, desk.clock.now()) as rows:
        for account, zone in sure:
            action_rows.set_facts(rows, account, {"zone": zone})
        return [keep_place(desk, account) for account, _ in sure]


_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`zone`: IANA, None where it is not certain; `basis`: why, in words; `candidates`: what it may be then."""

    zone: str | None
    basis: str
    candidates: tuple[str, ...] = ()


def suggest_zone(country: str, phones: Iterable[str], year: int) -> Suggestion:
    """Suggest a zone from the numbers and the country (ISO code), where they leave no doubt in `year`."""
    country = country.upper()
    by_number, doubtful = [], []
    for zones, written in filter(None, (_of_number(phone, country, year) for phone in phones)):
        if same_clock(zones, year):
            by_number.append((zones[0], written))
        elif len(zones) <= _MOST_NAMED // 2:
            doubtful.append(Suggestion(None, f"the number {written} may be in any of these", tuple(zones)))
    clocks = [zone for zone, _ in by_number]
    if clocks and not same_clock(clocks, year):
        return Suggestion(None, "their numbers are in several time zones", tuple(dict.fromkeys(clocks)))
    of_country = zones_of(country)
    if clocks:
        here = [zone for zone in of_country if same_clock([clocks[0], zone], year)]
        if of_country and not here:
            basis = f"the number {by_number[0][1]} is not in {countries()[country]}"
            return Suggestion(None, basis, (clocks[0], *of_country[:_MOST_NAMED]))
        own = clocks[0] if clocks[0] in here or not here else here[0]
        return Suggestion(own, f"by the number {by_number[0][1]}")
    if doubtful:
        return doubtful[0]
    if of_country and same_clock(of_country, year):
        return Suggestion(of_country[0], f"{countries()[country]} has one time")
    return _in_doubt(country, of_country)


def _in_doubt(country: str, zones: Sequence[str]) -> Suggestion:
    if zones:
        basis = f"{countries()[country]} has {len(zones)} time zones, and no number tells which"
        return Suggestion(None, basis, tuple(zones))
    if not country:
        return Suggestion(None, "neither a number nor a country tells")
    return Suggestion(None, f"{country} is not a country's ISO code. {nearest(country)}")


def _of_number(phone: str, country: str, year: int) -> tuple[list[str], str] | None:
    """Return the zones that a number's area may be in, and the number as it was understood; None where it does not tell."""
    import phonenumbers.timezone  # noqa: PLC0415 - large, and seldom needed

    timezone = phonenumbers.timezone

    try:
        number = phonenumbers.parse(phone, country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    digits = f"{number.country_code}{number.national_number}"
    known = timezone.time_zones_for_number(number)
    corrected, _ = _areas()
    ours = next((corrected[digits[:much]] for much in range(8, 1, -1) if digits[:much] in corrected), "")
    zones = ours.split() or list(known)
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    here = zones_of(phonenumbers.region_code_for_number(number) or "")
    return (_own_names(zones, here, year), written) if timezone.UNKNOWN_TIMEZONE not in zones else None


@cache
def _areas() -> tuple[dict[str, str], list[str]]:
    """Return the zones of area codes that the library has otherwise, and zones by how many live there."""
    said = table_of("workday/calls/area_codes")
    zones = {code: zone for zone, codes in said["zones"].items() for code in codes.split()}
    return zones, said["populous"].split()


def _own_names(zones: Sequence[str], here: Sequence[str], year: int) -> list[str]:
    """Return the zones by the names that the number's own country has for them, the most populous first.

    Asia/Kolkata for Asia/Calcutta; Dublin where the library names London for Irish numbers, Tallinn for Bucharest.
    Where the country has none with that clock, the library is wrong: all of the country's own.
    """
    names = dict.fromkeys(filter(None, (_own_name(zone, here, year) for zone in zones))) or here or zones
    _, populous = _areas()
    return sorted(names, key=lambda zone: populous.index(zone) if zone in populous else len(populous))


def _own_name(zone: str, here: Sequence[str], year: int) -> str:
    same = [zone] if zone in here else [other for other in here if same_rules(zone, other)]
    return next(iter(same or [other for other in here if same_clock([zone, other], year)]), "")
