"""What a column holds, from a sample of its cells: dates, amounts, flags, words; nothing but the cells is looked at."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import repeat

from arcall_tui.domain.money import CURRENCIES
from arcall_tui.ledger import amounts, date_formats, words
from arcall_tui.ledger.columns import SYNONYMS, squeeze
from arcall_tui.ledger.currency_words import MARKS, are_names
from arcall_tui.ledger.words import Status, fold, plain_digits

# Amounts are compared in ten-thousandths of their currency's unit.
PLACES = 4
ONE = 10**PLACES
# More different words than this are names, not states.
_MOST_STATES = 30
_FEW_HUNDRED = 300
# Of so few words half have to be states.
_FEW = 12
_LONGEST_PLACEHOLDER = max(map(len, words.SPELLED))
# A number without a mark or a sign, which may as well count or name something.
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_EIGHT_DIGITS = re.compile("(?:19|20)[0-9]{6}")
_CODE = re.compile(r"\+?[0-9]{6,}|0[0-9]+", re.ASCII)
# FT-0001, R-501 and R1 are numbers of something, though Ft and R stand for currencies; 08:30 is a time.
_LABEL = re.compile(r"[A-Za-z]+[-/][0-9]+|[A-Za-z]{1,3}[0-9]{1,3}|[0-2]?[0-9]:[0-5][0-9]", re.ASCII)
_SIGNS_ALONE = {mark for mark in MARKS if not any(map(str.isalnum, mark))}
_FEW_FIRST = 3
_SIGNS = (frozenset({"1", "-1"}), frozenset({"+1", "-1"}))
# A date with its month in words has a day and a year besides.
_WORDED_DATE = re.compile(
    r"\D*(?:[0-9]{1,2}\D+(?:[0-9]{4}|[0-9]{2})|[0-9]{4}\D+[0-9]{1,2})(?![0-9])", re.ASCII
)
_DATE_LIKE = re.compile(r".*[0-9].*[-/. ,].*|[12][0-9]{7}", re.ASCII | re.DOTALL)


class Cells(StrEnum):
    """What the cells of a column are."""

    NOTHING = "nothing"
    DATES = "dates"
    AMOUNTS = "amounts"
    NUMBERS = "whole numbers"
    FLAGS = "yes or no"
    MARKERS = "debit or credit"
    SIDES = "receivable or payable"
    STATES = "status words"
    CURRENCIES = "currencies"
    TYPES = "types of documents"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Profile:
    """A column's cells, stripped, empty where a placeholder stands; `figures` in ten-thousandths, None where empty."""

    title: str
    cells: tuple[str, ...]
    holds: Cells
    figures: tuple[int | None, ...] = ()
    words: frozenset[str] = field(default_factory=frozenset)

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(map(bool, self.cells))

    @property
    def different(self) -> int:
        """How many different values there are."""
        return len(set(filter(None, self.cells)))

    @property
    def money(self) -> bool:
        """Whether the cells can be amounts, whole ones too."""
        return self.holds in (Cells.AMOUNTS, Cells.NUMBERS)

    @property
    def unique(self) -> bool:
        """Whether no value stands there twice."""
        return self.filled > 0 and self.different == self.filled

    def samples(self, many: int = 3) -> str:
        """Return some of the values, as they stand."""
        shown = dict.fromkeys(cell.removesuffix(amounts.MACHINE) for cell in self.cells if cell)
        return ", ".join([*shown][:many])


def side_by_side(*columns: Profile | None) -> list[tuple[int | None, ...]]:
    """Return the figures of some columns row by row; nothing where one of them has none."""
    figures = [one.figures for one in columns if one and one.figures]
    return list(zip(*figures, strict=True)) if len(figures) == len(columns) else []


def profiles(header: Sequence[str], rows: Sequence[Sequence[str]], style: str | None) -> list[Profile]:
    """Look at each column of some rows; `style`: how decimals are marked, None where it is to be found out."""
    width = len(header)
    whole = ([*row[:width], *repeat("", width - len(row))] for row in rows)
    columns = []
    for cells in zip(*whole, strict=True):
        bare = {cell: plain_digits(_bare(cell)) for cell in set(cells)}
        columns.append(tuple([bare[cell] for cell in cells]))
    columns = columns or [()] * width
    decided = style if style in (amounts.POINT, amounts.COMMA) else style_of(columns)
    return [_profile(title, cells, decided) for title, cells in zip(header, columns, strict=True)]


def style_of(columns: Sequence[Sequence[str]]) -> str:
    """Return which decimal mark reads more of the cells that look like amounts."""
    fails = {amounts.POINT: 0, amounts.COMMA: 0}
    for cells in columns:
        different = list(dict.fromkeys(filter(None, cells)))[:_FEW_HUNDRED]
        if all(
            isinstance(amounts.read_amount(one, mark, PLACES), str) for one in different[:1] for mark in fails
        ):
            continue
        failed = {
            mark: sum(isinstance(amounts.read_amount(cell, mark, PLACES), str) for cell in different)
            for mark in fails
        }
        if min(failed.values()) == 0:
            for mark, count in failed.items():
                fails[mark] += count
    return min(fails, key=lambda mark: fails[mark])


def _bare(cell: str) -> str:
    text = cell.strip()
    if len(text) > _LONGEST_PLACEHOLDER or text == "-":
        return text
    return "" if text in words.ERRORS or fold(text) in words.PLACEHOLDERS else text


def _profile(title: str, cells: tuple[str, ...], style: str) -> Profile:
    given = [cell for cell in cells if cell and cell != "-"]
    said = frozenset(map(fold, list(dict.fromkeys(given))[:_FEW_HUNDRED]))
    if not given:
        return Profile(title, cells, Cells.NOTHING)
    if not title.strip() and all(cells) and said <= _SIGNS_ALONE:
        return Profile(title, cells, Cells.CURRENCIES, words=said)
    if said in _SIGNS or (said == {"+"} and "-" in cells):
        return Profile(title, cells, Cells.MARKERS, words=said)
    state = "paid" in said and (len(said) == 1 or squeeze(title) not in SYNONYMS["balance"])
    label = state or all(map(_LABEL.fullmatch, given))
    marks = () if label else (style, amounts.COMMA if style == amounts.POINT else amounts.POINT)
    figures = next((read for mark in marks if (read := _figures(cells, mark)) is not None), None)
    dated = (figures is None or all(map(_EIGHT_DIGITS.fullmatch, given))) and _are_dates(given)
    worded = (holds for holds, are in _WORDED if len(said) <= _MOST_STATES and are(said))
    if dated or figures is None:
        cells = tuple(["" if cell == "-" else cell for cell in cells])  # no amount of nothing
        return Profile(title, cells, Cells.DATES if dated else next(worded, Cells.TEXT), words=said)
    # Amounts without decimals are of several lengths, or begin with any digit but a nought.
    long = sum(bool(_CODE.fullmatch(cell)) for cell in given) * 2 > len(given)
    first = {cell[0] for cell in given if cell != "0"}
    codes = long and (
        not first.isdisjoint("+0") or (len({*map(len, given)}) == 1 and len(first) < _FEW_FIRST)
    )
    whole = Cells.TEXT if codes else Cells.NUMBERS
    holds = whole if all(map(_WHOLE.fullmatch, given)) else Cells.AMOUNTS
    return Profile(title, cells, holds, figures, said)


def _figures(cells: Sequence[str], style: str) -> tuple[int | None, ...] | None:
    """Return the amounts that all the cells hold, None where one holds none."""
    read: dict[str, int | None] = {"": None, "-": 0}
    for cell in cells:
        if cell not in read:
            reading = amounts.read_amount(cell, style, PLACES, rounded=True)
            if isinstance(reading, str):
                return None
            read[cell] = reading
    return tuple([read[cell] for cell in cells])


def _are_dates(given: Sequence[str]) -> bool:
    different = [date_formats.plain(cell) for cell in dict.fromkeys(given)][:200]
    if not all(map(_DATE_LIKE.fullmatch, different)):
        return False
    foreign = list(filter(date_formats.is_foreign, different))
    if foreign:
        return all(map(_WORDED_DATE.match, foreign)) and bool(date_formats.languages_of(different))
    return any(all(fmt.read(value) for value in different) for fmt in date_formats.NO_SERIAL)


def _both_of(said: frozenset[str], one: frozenset[str], other: frozenset[str]) -> bool:
    return words.only(said, one, other) and bool(said & one and said & other)


def _are_states(said: frozenset[str]) -> bool:
    states = [words.status_of(word) for word in said]
    return all(states) or bool(
        set(states) - {None, Status.OPEN} and states.count(None) * 2 <= len(states) <= _FEW
    )


_WORDED: tuple[tuple[Cells, Callable[[frozenset[str]], bool]], ...] = (
    (Cells.FLAGS, lambda said: words.only(said, words.YES, words.NO)),
    (Cells.MARKERS, lambda said: _both_of(said, words.DEBITS, words.CREDITS)),
    (Cells.SIDES, lambda said: _both_of(said, words.RECEIVABLE, words.PAYABLE)),
    (Cells.CURRENCIES, lambda said: all(word.upper() in CURRENCIES for word in said) or are_names(said)),
    (Cells.TYPES, words.are_types),
    (Cells.STATES, _are_states),
)
