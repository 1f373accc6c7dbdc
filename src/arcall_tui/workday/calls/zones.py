"""In which time zone a customer may be: a suggestion with its basis, stored only when the caller confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arcall_tui.country_zones import countries, nearest, same_clock, same_rules, zones_of

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
    zones = next(
        (said.split() for start, said in _CORRECTED.items() if digits.startswith(start)), list(known)
    )
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    here = zones_of(phonenumbers.region_code_for_number(number) or "")
    return (_own_names(zones, here, year), written) if timezone.UNKNOWN_TIMEZONE not in zones else None


# Area codes whose zone the library has as that of another or far smaller place: Pernambuco, not Noronha; Queensland
# has no summer time; the codes of Australia's west, south and north stand in the numbers' next digits. Some North
# American codes lie in two zones, of which the library has one.
_CORRECTED = {
    "5581": "America/Recife", "5587": "America/Recife", "617": "Australia/Brisbane", "61889": "Australia/Darwin", "6188": "Australia/Adelaide",
    "6189": "Australia/Perth", "6186": "Australia/Perth",
    **dict.fromkeys(("1270", "1364", "1850", "1448", "1812", "1930", "1423", "1906"), "America/New_York America/Chicago"),
    **dict.fromkeys(("1701", "1605", "1308", "1785", "1620"), "America/Chicago America/Denver"),
    **dict.fromkeys(("1541", "1458"), "America/Los_Angeles America/Boise"),
}  # fmt: skip
# Of several zones with one clock the one where most people live.
_POPULOUS = tuple(
    """America/New_York America/Chicago America/Los_Angeles America/Denver America/Toronto America/Vancouver America/Edmonton
    America/Winnipeg America/Halifax America/Sao_Paulo America/Recife America/Fortaleza America/Bahia America/Manaus America/Mexico_City
    America/Argentina/Buenos_Aires Europe/Moscow Asia/Yekaterinburg Asia/Novosibirsk Asia/Jakarta Asia/Makassar Asia/Shanghai
    Australia/Sydney Australia/Brisbane Australia/Melbourne Australia/Adelaide Australia/Perth Asia/Almaty Africa/Kinshasa""".split()
)


def _own_names(zones: Sequence[str], here: Sequence[str], year: int) -> list[str]:
    """Return the zones by the names that the number's own country has for them, the most populous first.

    Asia/Kolkata for Asia/Calcutta; Dublin where the library names London for Irish numbers, Tallinn for Bucharest.
    Where the country has none with that clock, the library is wrong: all of the country's own.
    """
    names = dict.fromkeys(filter(None, (_own_name(zone, here, year) for zone in zones))) or here or zones
    return sorted(names, key=lambda zone: _POPULOUS.index(zone) if zone in _POPULOUS else len(_POPULOUS))


def _own_name(zone: str, here: Sequence[str], year: int) -> str:
    if zone in here:
        return zone
    same = [other for other in here if same_rules(zone, other)]
    return next(iter(same or [other for other in here if same_clock([zone, other], year)]), "")
