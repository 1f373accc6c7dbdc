"""Columns that a table lacks and others make up: what is open of ages, one amount of several currencies, sums that the user says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from arcall_tui.domain.money import CURRENCIES
from arcall_tui.errors import UsageError
from arcall_tui.ledger.arrange import BESIDE, CODE, EACH, NAMED, OF_TEXT, OR, Made
from arcall_tui.ledger.column_work import AMOUNTS, speaks_of_paying
from arcall_tui.ledger.columns import KNOWN, SYNONYMS, currency_in, is_unapplied, places_of, squeeze
from arcall_tui.ledger.headings import AREA_CODES, HALF_NAMES
from arcall_tui.ledger.own_rows import codes_before
from arcall_tui.ledger.shapes import buckets
from arcall_tui.ledger.words import FIRM, TOTAL

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
    # What stands just before or behind them where none of them has anything, and only there, is not due yet, or older.
    for spot in (ages[0] - 1, ages[-1] + 1) if ages else ():
        title = "".join(header[spot : spot + 1])
        if not title or squeeze(title) in KNOWN or speaks_of_paying(title) or is_unapplied(title):
            continue
        filled = {
            (any(map(str.isdigit, row[spot])), any(row[age].strip(" 0.,-") for age in ages))
            for row in below
            if len(row) > max(spot, *ages) and not TOTAL.match(" ".join(row).strip())
        }
        if {(True, False), (False, True)} <= filled and (True, True) not in filled:
            ages = tuple(sorted((*ages, spot)))
    return (*ages, *minus)


_CREDITS_BESIDE = {*SYNONYMS["credited"], *SYNONYMS["credit"], "unapplied", "unappliedcredits", "onaccount"}


def made_of(
    header: Sequence[str], mapping: Mapping[str, str], below: Sequence[Sequence[str]]
) -> tuple[Made, ...]:
    """Return the columns to make of others: sums that the user said (A + B), and one of several that are each in a currency."""
    said = [
        replace(made, mark=OR) if OR in column else made if name in AMOUNTS else replace(made, mark=OF_TEXT)
        for column, name in {column: name for name, column in mapping.items()}.items()
        if (made := _sum_said(header, column)) is not None
    ]
    groups = _by_currency(header)
    apart = {
        name: spots
        for name, spots in groups.items()
        if len(spots) > 1 and any(name in SYNONYMS[field] for field in AMOUNTS)
        and all(sum(spot < len(row) and bool(row[spot].strip(" 0.,-")) for spot in spots.values()) < 2 for row in below if not TOTAL.match(" ".join(row).strip()))
    }  # fmt: skip
    each = [Made(name, tuple(spots.values()), " / ") for name, spots in apart.items()]
    pairs = [(spot, code) for spots in apart.values() for code, spot in spots.items()]
    if pairs:
        each.append(Made("Currency", tuple(spot for spot, _ in pairs), "", tuple(code for _, code in pairs)))
    return (
        *said,
        *each,
        *(one for one in _in_two(header, below) if mapping.keys().isdisjoint(_TAKEN[one.title])),
    )


# What the user says of the same matter goes before what is made of two columns.
_TAKEN = {"Phone": ("phone",), "Email": ("email",), "Name": ("account", "name", "first_name", "last_name")}
_TAKEN |= dict.fromkeys(("Customer ID", "Customer Name"), ("account", "name"))
_WHOSE = {*SYNONYMS["account"], *SYNONYMS["name"], *SYNONYMS["contact"]}


def _in_two(header: Sequence[str], below: Sequence[Sequence[str]]) -> Iterator[Made]:
    """Give what stands in several columns: numbers behind their area codes, all of a person, and persons' names where no other column says who owes."""
    squeezed = [*map(squeeze, header)]
    for spot, (before, cell) in enumerate(pairwise(squeezed)):
        if before in AREA_CODES and cell in SYNONYMS["phone"]:
            yield Made("Phone", (spot, spot + 1), BESIDE)
        if before in SYNONYMS["name"] and (before, cell) == (f"{before[:-1]}1", f"{before[:-1]}2"):
            yield Made("Name", (spot, spot + 1), BESIDE)
    if {*squeezed}.isdisjoint(AREA_CODES):
        for title in ("Phone", "Email"):
            kinds = {_FIGURES.sub("", known) for known in SYNONYMS[title.lower()]}
            spots = [spot for spot, cell in enumerate(squeezed) if _FIGURES.sub("", cell) in kinds]
            spots.sort(key=lambda spot: squeezed[spot].endswith(("2", "3", "4")))
            if len(spots) > 1:
                said_of = (spot for spot, cell in enumerate(squeezed) if cell.endswith(("label", "type")))
                yield Made(title, tuple(spots), EACH, less=tuple(said_of))
    who = [spot for spot, cell in enumerate(squeezed) if cell in _WHOSE]
    if len(who) == 1 and codes_before(below, who[0]):
        yield Made("Customer ID", (who[0],), CODE)
        yield Made("Customer Name", (who[0],), NAMED)
    named = [
        next((cell for known in halves for cell in squeezed if cell in known), "")
        for halves in ((SYNONYMS["first_name"],), (SYNONYMS["last_name"], HALF_NAMES))
    ]
    parts = [squeezed.index(part) for part in named if part]
    persons = [[row[spot].strip() for spot in parts] for row in below if len(row) > max(parts, default=0)]
    if not all(named) or not _are_halves(persons, all_of_it=named[-1] in HALF_NAMES):
        return
    others = [spot for spot, cell in enumerate(squeezed) if cell not in named and cell in _WHOSE]
    # Beside them stand ids, at most: C1 Ltd is a name.
    cells = [row[spot] for spot in others for row in below if spot < len(row) and row[spot]]
    ids = all(len(cell.split()) == 1 and any(map(str.isdigit, cell)) for cell in cells)
    parts[1:1] = [spot for spot, cell in enumerate(squeezed) if cell in _BETWEEN]
    if bool(cells) == bool(others) and ids:
        yield Made("Name", tuple(parts), BESIDE)


_BETWEEN = frozenset("tussenvoegsel tussenvoegsels voorvoegsel infix".split())


def _are_halves(persons: Sequence[Sequence[str]], *, all_of_it: bool) -> bool:
    """Whether first names are no part of what is beside them; Ann beside Ann Lee is, and beside Lee Ltd (`all_of_it`) whom to ask for there."""
    firms = all_of_it and any(first and FIRM.search(last) for first, last in persons)
    return any(map(any, persons)) and not (firms or any(first in last.split() for first, last in persons))


_FIGURES = re.compile(r"\d+")
_PLUS_OR_MINUS = re.compile(r" (\+|-|or) ")


def _sum_said(header: Sequence[str], column: str) -> Made | None:
    """Return what the user made of columns (A + B, A - B, A or else B), None where it is no sum, or a part of it is no column.

    Raises UsageError where it is a sum and a choice at once.
    """
    first, *more = _PLUS_OR_MINUS.split(column)
    places = [places_of(header, part) for part in (first, *more[1::2])]
    if not more or places_of(header, column) or not all(places):
        return None
    if "or" in more[::2] and len({*more[::2]}) > 1:
        raise UsageError(
            f"--map {column!r} mixes 'or' with sums.",
            "Write a sum (A + B - C), or which comes first where it is filled (A or B).",
        )
    spots = [one[0] for one in places]
    less = tuple(spot for sign, spot in zip(more[::2], spots[1:], strict=True) if sign == "-")
    return Made(column, tuple(spots), less=less)


def _by_currency(header: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return the columns of each heading that is there in currencies, by their codes; codes alone are of what is open."""
    groups: dict[str, dict[str, int]] = {}
    for spot, cell in enumerate(header):
        bare = cell.strip() if cell.strip() in CURRENCIES else ""
        if code := bare or currency_in(cell):
            groups.setdefault("balance" if bare else squeeze(cell), {}).setdefault(code, spot)
    return groups


def titles_with(header: Sequence[str], made: Sequence[Made]) -> tuple[str, ...]:
    """Return the headings by which columns are known: those of a currency each, and parts of numbers, stand back for what is made of them."""
    apart = {part for one in made if one.codes or one.mark in (BESIDE, CODE, EACH) for part in one.places}
    return (
        *("" if spot in apart else cell for spot, cell in enumerate(header)),
        *(one.title for one in made),
    )
