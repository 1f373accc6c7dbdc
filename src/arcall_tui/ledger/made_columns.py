"""Columns that a table lacks and others make up: what is open of ages, one amount of several currencies, sums that the user says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arcall_tui.domain.money import CURRENCIES
from arcall_tui.ledger.arrange import Made
from arcall_tui.ledger.column_work import AMOUNTS
from arcall_tui.ledger.columns import SYNONYMS, currency_in, places_of, squeeze
from arcall_tui.ledger.shapes import buckets

AGE_COLUMN = "aging columns"


def ages_of(header: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Return the columns by age that stand for what is open, with those of credits that carry a minus."""
    ages = buckets(header)
    minus = [
        spot
        for spot, cell in enumerate(header)
        if ages and squeeze(cell) in _CREDITS_BESIDE and not any(
            row[spot].strip(" 0.,") and row[spot].strip()[:1] not in "-(<\u2212" for row in below if spot < len(row)
        )
    ]  # fmt: skip
    return (*ages, *minus)


_CREDITS_BESIDE = {*SYNONYMS["credited"], *SYNONYMS["credit"], "unapplied", "unappliedcredits", "onaccount"}


def made_of(
    header: Sequence[str], mapping: Mapping[str, str], below: Sequence[Sequence[str]]
) -> tuple[Made, ...]:
    """Return the columns to make of others: sums that the user said (A + B), and one of several that are each in a currency."""
    said = [
        Made(column, parts) for column in dict.fromkeys(mapping.values()) if (parts := _parts(header, column))
    ]
    groups = _by_currency(header)
    apart = {
        name: spots
        for name, spots in groups.items()
        if len(spots) > 1 and any(name in SYNONYMS[field] for field in AMOUNTS)
        and all(sum(spot < len(row) and bool(row[spot].strip(" 0.,-")) for spot in spots.values()) < 2 for row in below)
    }  # fmt: skip
    each = [Made(name, tuple(spots.values()), " / ") for name, spots in apart.items()]
    pairs = [(spot, code) for spots in apart.values() for code, spot in spots.items()]
    if pairs:
        each.append(Made("Currency", tuple(spot for spot, _ in pairs), "", tuple(code for _, code in pairs)))
    return (*said, *each)


def _parts(header: Sequence[str], column: str) -> tuple[int, ...]:
    """Return the columns that the user added up (A + B), none where it is no sum, or a part of it is no column."""
    if " + " not in column or places_of(header, column):
        return ()
    places = [places_of(header, part) for part in column.split(" + ")]
    return tuple(one[0] for one in places) if all(places) else ()


def _by_currency(header: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return the columns of each heading that is there in currencies, by their codes; codes alone are of what is open."""
    groups: dict[str, dict[str, int]] = {}
    for spot, cell in enumerate(header):
        bare = cell.strip() if cell.strip() in CURRENCIES else ""
        if code := bare or currency_in(cell):
            groups.setdefault("balance" if bare else squeeze(cell), {}).setdefault(code, spot)
    return groups


def titles_with(header: Sequence[str], made: Sequence[Made]) -> tuple[str, ...]:
    """Return the headings by which columns are known: those of a currency each stand back for what is made of them."""
    apart = {part for one in made if one.codes for part in one.places}
    return (
        *("" if spot in apart else cell for spot, cell in enumerate(header)),
        *(one.title for one in made),
    )
