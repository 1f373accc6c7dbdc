"""Postal addresses as they stand on paper."""

from __future__ import annotations

_POSTCODE_LAST = frozenset("GB IE US CA AU NZ IN ZA SG HK MY TH TW".split())
TOWN = "\t"  # between postcode and town in an address of the book


def town_line(postcode: str, town: str, country: str, region: str = "") -> str:
    """Write postcode and town as the country (ISO 3166) does: Leeds LS1 1AA, 10115 Berlin, Austin TX 78701."""
    if country in _POSTCODE_LAST if country else any(map(str.isalpha, postcode)):
        return " ".join(filter(None, (town, region if country in {"US", "CA", "AU"} else "", postcode)))
    return " ".join(filter(None, (postcode, town)))


def address_lines(text: str, country: str, region: str) -> list[str]:
    """Return an address of the book in lines; none where none is known. `country`: where it is read, if that is known."""
    parted = (line.rpartition(TOWN) for line in text.split("\n") if line.strip())
    return [town_line(code, town, country, region) if mark else town for code, mark, town in parted]
