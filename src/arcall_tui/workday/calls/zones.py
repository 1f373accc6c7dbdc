"""In which time zone a customer may be: a suggestion with its basis, stored only when the caller confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arcall_tui.country_zones import countries, nearest, same_clock, zones_of

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
    by_number = [found for phone in phones if (found := _of_number(phone, country, year))]
    clocks = [zone for zone, _ in by_number]
    if clocks and not same_clock(clocks, year):
        return Suggestion(None, "their numbers are in several time zones", tuple(dict.fromkeys(clocks)))
    of_country = zones_of(country)
    if clocks and of_country and not any(same_clock([clocks[0], zone], year) for zone in of_country):
        basis = f"the number {by_number[0][1]} is not in {countries()[country]}"
        return Suggestion(None, basis, (clocks[0], *of_country[:_MOST_NAMED]))
    if clocks:
        return Suggestion(clocks[0], f"by the number {by_number[0][1]}")
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


def _of_number(phone: str, country: str, year: int) -> tuple[str, str] | None:
    """Return the zone of a number's area and the number as it was understood; None where it does not tell."""
    import phonenumbers  # noqa: PLC0415 - large, and seldom needed
    from phonenumbers import timezone  # noqa: PLC0415

    try:
        number = phonenumbers.parse(phone, country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    zones = [zone for zone in timezone.time_zones_for_number(number) if zone != timezone.UNKNOWN_TIMEZONE]
    if not zones or not same_clock(zones, year):
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    # The database's present name for it: Asia/Kolkata, not Asia/Calcutta.
    here = zones_of(phonenumbers.region_code_for_number(number) or "")
    present = next((zone for zone in here if zone in zones or same_clock([zone, zones[0]], year)), zones[0])
    return present, written
