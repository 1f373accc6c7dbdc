"""Facts about a customer that the caller knows: where they are, when they like to be called, who pays."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from typing import NamedTuple
from zoneinfo import available_timezones

from arcall_tui.country_zones import countries, nearest
from arcall_tui.domain.account import Guide
from arcall_tui.domain.calendar import parse_hours, zone_named
from arcall_tui.domain.money import CURRENCIES, Money
from arcall_tui.domain.text import one_line
from arcall_tui.domain.typed_amounts import parse_amount
from arcall_tui.errors import UsageError
from arcall_tui.rules.queue import Placing
from arcall_tui.store.accounts import read
from arcall_tui.store.accounts.kept import spared
from arcall_tui.store.actions import action_rows
from arcall_tui.store.actions.action_rows import Rows
from arcall_tui.store.standings import gather
from arcall_tui.workday.calls.prepare import safe_note
from arcall_tui.workday.calls.record import book_of, keep_place, on_account
from arcall_tui.workday.calls.zones import Suggestion, suggest_zone
from arcall_tui.workday.desk import standings_today
from arcall_tui.workday.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Facts:
    """What to set; None leaves a fact as it is, an empty text takes it away. `payer`: an account's number, 0: none.

    `credit_limit`: an amount and its currency, such as 5000 EUR. From `method` on: how they pay and what to
    mind (see `Guide`).
    """

    zone: str | None = None
    country: str | None = None
    region: str | None = None
    consumer: bool | None = None
    prefers: str | None = None
    payer: int | None = None
    credit_limit: str | None = None
    method: str | None = None
    pay_run: str | None = None
    cut_off: str | None = None
    portal: str | None = None
    mind: str | None = None
    tags: str | None = None
    post: str | None = None


_STANDING = ("method", "pay_run", "cut_off", "portal", "mind", "tags", "post")


class ZoneWanted(NamedTuple):
    """An account that owes and whose time zone is not known."""

    account: int
    ledger_id: str
    name: str
    country: str
    suggestion: Suggestion


def set_facts(desk: Desk, account: int, facts: Facts) -> Placing:
    """Set facts about a customer, all in one step. Raises UsageError naming the one that is not right."""
    values = _checked(desk, account, facts)
    known = asdict(facts)
    standing = {name: known[name] for name in _STANDING if known[name] is not None}
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
            "Name that payer, or take it away first: --payer .",
        )
    others = [each for each in gather.together(desk.book, account) if each != account]
    if desk.account(account).payer in (None, account) and others:
        name = one_line(desk.account(others[0]).name)
        raise UsageError(
            f"{one_line(desk.account(account).name)} pays for others, such as {name}.",
            "Give those the new payer first, or take theirs away: --payer .",
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
        if facts.payer == account:
            raise UsageError(
                "An account pays for itself unless you say otherwise.", "Name the other account."
            )
        if facts.payer:
            _refuse_chain(desk, account, facts.payer)
        values["payer_id"] = facts.payer or None
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
        raise UsageError(
            f"{text!r} is not a time of day to call.", "Write it like 10:00-12:00, after 2pm or mornings."
        )
    return str(hours)


def zones_wanted(desk: Desk) -> list[ZoneWanted]:
    """Return the accounts that owe and whose zone is not known, with what is suggested."""
    year = desk.clock.today().year
    return [
        ZoneWanted(key, ledger_id, name, country, suggest_zone(country, phones, year))
        for key, ledger_id, name, country, zone, phones in read.places(desk.book)
        if zone_named(zone) is None
    ]


def confirm_zones(desk: Desk, wanted: list[ZoneWanted]) -> list[Placing]:
    """Store the suggestions that leave no doubt, as the caller confirms; one step, undone as one."""
    sure = [(each.account, each.suggestion.zone) for each in wanted if each.suggestion.zone]
    if not sure:
        return []
    with book_of(desk).action(f"time zones of {len(sure)} accounts", None, desk.clock.now()) as rows:
        for account, zone in sure:
            action_rows.set_facts(rows, account, {"zone": zone})
        return [keep_place(desk, account) for account, _ in sure]
