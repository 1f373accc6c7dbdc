"""Countries and their time zones, as the zone database lists them; what nearly names one is recognised."""

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources

from arcall_tui.domain.calendar import zone_named
from arcall_tui.domain.grouping import by_key

# Written for the country's code so often that no likeness need be sought.
_OFTEN = {"UK": "GB", "EL": "GR", "EN": "GB", "SP": "ES"}


@cache
def countries() -> dict[str, str]:
    """Return the names of countries by their ISO code (ISO 3166, from the zone database), and Kosovo by its usual one."""
    return dict(line.split("\t")[:2] for line in _lines("iso3166.tab")) | {"XK": "Kosovo"}


@cache
def _zones() -> dict[str, list[str]]:
    rows = (line.split("\t") for line in _lines("zone.tab"))
    return by_key((country, zone) for country, _, zone, *_ in rows)


def zones_of(country: str) -> list[str]:
    """Return the IANA zones of a country, the most populous first where the database says so."""
    return list(_zones().get(country.upper(), ()))


def same_clock(zones: list[str], year: int) -> bool:
    """Whether clocks in all the zones show the same time all through `year`."""
    return len({_offsets(zone, year) for zone in zones if zone_named(zone)}) <= 1


@cache
def _offsets(name: str, year: int) -> tuple[timedelta | None, ...]:
    zone, start = zone_named(name), datetime(year, 1, 1, tzinfo=UTC)
    return tuple((start + timedelta(days=ahead)).astimezone(zone).utcoffset() for ahead in range(0, 366, 5))


@cache
def same_rules(zone: str, other: str) -> bool:
    """Whether two names stand for one zone: the same rules, past ones included."""
    files = [resources.files("tzdata.zoneinfo").joinpath(*name.split("/")) for name in (zone, other)]
    return all(file.is_file() for file in files) and files[0].read_bytes() == files[1].read_bytes()


_WRITTEN = {
    "United States of America": "US", "USA": "US", "UK": "GB", "U.S.A.": "US", "U.S.": "US", "United Kingdom": "GB", "Great Britain": "GB", "England": "GB", "Scotland": "GB",
    "Wales": "GB", "Northern Ireland": "GB", "UAE": "AE", "Deutschland": "DE", "Schweiz": "CH", "Österreich": "AT", "España": "ES", "Italia": "IT",
    "Nederland": "NL", "The Netherlands": "NL", "Belgique": "BE", "Brasil": "BR", "México": "MX", "Polska": "PL", "Republic of Ireland": "IE",
    "Czech Republic": "CZ", "Türkiye": "TR", "South Korea": "KR", "Russian Federation": "RU",
}  # fmt: skip


@cache
def written_out() -> dict[str, str]:
    """Return ISO codes by what ledgers write in their place: a country's name, USA, UK."""
    names = {name: code for code, name in countries().items()} | _WRITTEN
    return {spelling: code for name, code in names.items() for spelling in (name, name.upper())}


def nearest(code: str) -> str:
    """Say what an unknown country code may have meant."""
    from difflib import get_close_matches  # noqa: PLC0415 - each start reads the settings; few mistake a country

    known = countries()
    if code.upper() in _OFTEN:
        meant = _OFTEN[code.upper()]
        return f"Did you mean {meant} ({known[meant]})?"
    close = list(get_close_matches(code.upper(), known, n=3, cutoff=0.4))
    named = get_close_matches(code.title(), known.values(), n=1, cutoff=0.6)
    close = [key for key, name in known.items() if name in named] + close
    hint = ", ".join(f"{key} ({known[key]})" for key in dict.fromkeys(close))
    return f"Did you mean {hint}?" if hint else "It takes an ISO code of two letters, such as GB."


def _lines(name: str) -> list[str]:
    text = resources.files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
