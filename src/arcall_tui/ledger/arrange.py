"""Reports into tables: customers named on rows of their own, subtotals, headers again, ageing buckets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from unicodedata import normalize

from arcall_tui.domain.ledger_rows import RowError
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.amounts import LESS
from arcall_tui.ledger.columns import SYNONYMS, squeeze
from arcall_tui.ledger.currency_words import stated
from arcall_tui.ledger.headings import CODES
from arcall_tui.ledger.words import STATISTIC, TOTAL, TOTAL_BEHIND, TYPE

_WITH_SUBS = re.compile(r"\s+with sub-?(?:customers|accounts|jobs)$", re.IGNORECASE)
RULE = re.compile(r"[-=_*+.|\s]+")
_STARRED = re.compile(r"\*+")
_LABEL = re.compile(r"\s{2,}|\s*:\s+")
# Whose name the sender's own is, and what stands for no customer in particular.
_OWN_NAME = re.compile(r"company|organi[sz]ation|firma|business")
_EVERYBODY = re.compile(r"\W*all\b", re.IGNORECASE)
_WHO = ("account", "name")


@dataclass(frozen=True, slots=True)
class Made:
    """A column that is made of others: what is filled of them, with `mark` between, `less` taken off; of `codes`, the one of the first that is filled."""

    title: str
    places: tuple[int, ...]
    mark: str = " + "
    codes: tuple[str, ...] = ()
    less: tuple[int, ...] = ()

    @property
    def money(self) -> bool:
        """Whether it is made of amounts, or only of codes and the like."""
        return self.mark not in (OF_TEXT, OR, BESIDE, EACH)

    def cell(self, row: Sequence[str]) -> str:
        """Return what stands in a row."""
        given = [spot for spot, place in enumerate(self.places) if row[place].strip(_NO_AMOUNT)]
        if self.codes:
            return self.codes[given[0] if given else 0]
        if not self.money:
            texts = [row[place].strip() for place in self.places]
            filled = texts if self.mark == OF_TEXT else [*filter(None, texts)]
            if self.mark == EACH and filled:  # an extension alone is no number
                whole = [text for text in filled if "@" in text or sum(map(str.isdigit, text)) >= _WHOLE]
                filled = whole or [max(filled, key=len)]
            return self.mark.join(filled[:1] if self.mark == OR else filled)
        parts = [
            f"{LESS * (place in self.less)}{row[place]}" for place in map(self.places.__getitem__, given)
        ]
        return self.mark.join(parts if not self.less else ["0", *parts]) or "0"


OF_TEXT, OR, BESIDE, EACH = "-", " or ", " ", "; "
_WHOLE = 7  # figures of a telephone number
# What an amount of nothing is written with.
_NO_AMOUNT = " 0.,-\u2013$"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is made of a report.

    `width`: of the header as it stands in the file. `facts`: columns of which a row with an item fills some.
    `money`: columns of amounts. `own`: the column in which the customers' own rows name them, None where each row names its customer.
    `fills`: that column is the customers' own, and rows with an item may name theirs. `made`: columns that are made of others.
    `who`: the customer's id and name as labels above the header state them, empty where none do. What is added stands behind the header's columns:
    first what is made, then the customer, then the currency of rows above. `above`: whose the rows are that stand before the first customer's own row.
    `currency`: of the rows that stand before the first that states one, None where none does. `coded`: customers' own rows name them with their code.
    `heads`: they give the sum of the rows below them, too. `counted`: behind their names stands how many rows are below.
    """

    width: int
    header: tuple[str, ...]
    facts: tuple[int, ...] = ()
    number: int | None = None
    figure: int | None = None
    money: tuple[int, ...] = ()
    own: int | None = None
    made: tuple[Made, ...] = ()
    dates: tuple[int, ...] = ()
    fills: bool = False
    who: tuple[str, ...] = ()
    above: str = ""
    currency: str | None = None
    coded: bool = False
    heads: bool = False
    counted: bool = False

    @property
    def is_report(self) -> bool:
        """Whether every row has to be looked at, not only those that a plain table cannot have."""
        return self.own is not None or bool(self.made or self.who) or self.currency is not None

    @property
    def shares(self) -> bool:
        """Whether customers stand in the column of the numbers, on rows without a date."""
        return self.own is not None and self.own == self.number and bool(self.dates)


@dataclass(frozen=True, slots=True)
class Total:
    """A total that the file states: `figure` as it stands there. `doubt`: what the row is otherwise, where no word says total."""

    line: int
    label: str
    figure: str
    doubt: RowError | None = None


@dataclass(slots=True)
class Arranger:
    """Goes through the rows of one pass: items come out as table rows, the rest is taken note of.

    `totals`: what the file itself adds up, until the reader takes them. `headings`: lines that only say something.
    """

    plan: Plan
    totals: list[Total] = field(default_factory=list)
    headings: int = 0
    openings: list[int] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _closed: bool = False
    _who: dict[str, str] = field(default_factory=dict)
    _currency: str = ""

    def __post_init__(self) -> None:
        self._who = dict(zip(_WHO, self.plan.who, strict=False))
        self._names += [self.plan.above] if self.plan.above else []
        self._currency = self.plan.currency or ""

    def is_heading(self, row: list[str]) -> bool:
        """Whether the heading stands there once more, as on each page of a print-out."""
        return list(map(squeeze, row)) == list(map(squeeze, self.plan.header[: len(row)]))

    def item(self, row: list[str], line: int) -> list[str] | None:
        """Return the table row that stands for `row`, None where it is no item."""
        filled = [place for place, cell in enumerate(row) if cell and not cell.isspace()]
        if (
            not filled
            or self.is_heading(row)
            or any(all(kind.fullmatch(row[place]) for place in filled) for kind in (RULE, TYPE))
        ):
            return None
        plan = self.plan
        if self._states_currency(row, line) or self._is_total(row, filled, line):
            return None
        tells = plan.number in filled or any(
            any(map(str.isdigit, row[place])) for place in {*plan.dates} & {*filled}
        )
        if self._closed and not tells and not plan.is_report:
            # Below the total of all stands what is made of it: less a provision, of which overdue.
            self.headings += 1
            self.openings.append(line)
            return None
        if not plan.is_report:
            return row
        said = {place for place in filled if place != plan.own}
        # A customer's own row may give their total, too.
        dated = plan.shares or plan.heads
        rest = said.intersection(plan.dates) if dated else said.difference(plan.money)
        totalled = (plan.fills or plan.shares) and plan.own in filled and not rest
        about = plan.who and (labelled(row) or said.isdisjoint((*plan.dates, *plan.money)))
        about = about or (is_note(row) if plan.own is None else _is_coded([row[place] for place in filled]))
        if totalled or about or not said & set(plan.facts):
            self._open(row, line)
            self.openings.append(line)
            if plan.heads and plan.figure in said:
                self._add_total(
                    row, line, row[plan.own or 0], "has no date, and is no sum of the rows below it"
                )
            return None
        return self._completed(row)

    def _states_currency(self, row: list[str], line: int) -> bool:
        """Note the currency of the rows below; one that names their customer, too, goes on."""
        code = currency_of(row) if self.plan.currency is not None else ""
        self._currency = code or self._currency
        only = bool(code) and not labelled(row)
        self.openings += [line] * only
        return only

    def _is_total(self, row: list[str], filled: list[int], line: int) -> bool:
        """Note a row with a total; a customer may be called Total, too, but then has an invoice number."""
        plan, first = self.plan, normalize("NFC", row[filled[0]].strip(" :\t"))
        statistic = STATISTIC.fullmatch(first)
        said = None if statistic else TOTAL.match(first) or TOTAL_BEHIND.fullmatch(first)
        dated = any(
            place in plan.dates and any(map(str.isdigit, row[place]))
            for place in (filled[1:] if said else filled)
        )
        numbered = plan.number in filled and plan.number != plan.own
        if numbered and (label := TOTAL.fullmatch(row[plan.number].strip())) and not label["whose"]:  # type: ignore[index]
            self._add_total(row, line, label[0])
            return True
        if numbered and filled[0] == plan.number and {*filled[1:]} <= {*plan.money}:
            # The word for a total may stand in the column of numbers.
            whole = TOTAL.fullmatch(first)
            anyone = {*_ANYONE, *map(squeeze, self._who.values())}
            numbered = squeeze(whole["whose"]) not in anyone if whole else not TOTAL_BEHIND.fullmatch(first)
        counted = (
            said
            and not said["whose"]
            and not dated
            and numbered
            and row[plan.number or 0].strip().isdecimal()
        )
        if (numbered or dated) and not counted:
            return False
        if plan.money and all(place in plan.money or place >= plan.width for place in filled):
            self._add_total(row, line, "a subtotal")
            return True
        starred = _STARRED.fullmatch(first)
        if not said and not starred and not statistic:
            return False
        whose = _WITH_SUBS.sub("", said["whose"].strip()) if said else ""
        known = any(_is_called(name, whose) for name in self._names)
        if plan.own is not None and whose and len(filled) == 1 and not known:
            return False
        while known and not _is_called(self._names.pop(), whose):
            pass
        if said:
            self._closed = not whose
            self._add_total(row, line, first)
        else:
            self.openings.append(line)
        return True

    def perhaps_total(self, row: list[str], line: int, problem: RowError) -> Total | None:
        """Return the total that a row without number and dates may be, though no word says so."""
        plan = self.plan
        filled = {place for place, cell in enumerate(row) if cell.strip()}
        figure = plan.figure
        if figure not in filled or figure is None or plan.number in filled or filled & set(plan.dates):
            return None
        return Total(line, " ".join(row[min(filled)].split()), row[figure], problem)

    def _add_total(self, row: list[str], line: int, label: str, doubt: str = "") -> None:
        place = self.plan.figure
        if place is not None and place < len(row) and row[place].strip():
            problem = RowError(line, self.plan.header[place], row[place], doubt) if doubt else None
            self.totals.append(Total(line, label, row[place], problem))

    def _open(self, row: list[str], line: int) -> None:
        """Take note of a row that names the customer of the rows below, or only says something. Raises InputRefusedError for a currency that comes too late."""
        stated = labelled(row)
        if self.plan.who and stated:
            self._who = stated if stated.keys() & self._who.keys() else self._who | stated
            return
        if self.plan.own is None:
            self.headings += 1
            return
        if code := currency_of(row):
            raise InputRefusedError(
                f"Row {line} says that the amounts below it are in {code}, and no row above the first ones says in which those are.",
                "Write a row such as 'Currency: EUR' above the first customer, too.",
            )
        name = _name_in(row)
        self._names.append(_COUNT.sub("", name) if self.plan.counted else name)

    def _completed(self, row: list[str]) -> list[str]:
        plan = self.plan
        if len(row) > plan.width and any(cell.strip() for cell in row[plan.width :]):
            return [*row, "", ""]
        whole = [*row[: plan.width], *repeat("", plan.width - len(row))]
        whole += [one.cell(whole) for one in plan.made]
        if plan.own is not None:
            if plan.fills and whole[plan.own].strip():
                self._names = [" ".join(whole[plan.own].split())]
            name = self._names[-1] if self._names else ""
            whole += parted(name)[:2] if plan.coded else [name]
        if plan.who:
            whole += [self._who.get(name, "") for name in _WHO]
        if plan.currency is not None:
            whole.append(self._currency)
        return whole


def _is_called(name: str, whose: str) -> bool:
    """Whether a total's words name a customer of a row of their own: as it stands there, by the code or by the name."""
    return whose.casefold() in map(str.casefold, (name, *filter(None, parted(name)[:2])))


def labelled(row: Sequence[str]) -> dict[str, str]:
    """Return the id and name of the customer that a row states with labels, such as `A/C: | A1D001 | Name: | Alder`."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if any(map(_SAYS.fullmatch, cells)):
        cells = [part for cell in cells for said in _NEXT_LABEL.split(cell) for part in _parts(said)]
    elif len(cells) == 1:
        cells = _LABEL.split(cells[0], maxsplit=1)
    marked = any(cell.endswith(":") for cell in cells)
    if not marked and (len(cells) != 2 or len(row) == len(cells)):
        return {}
    stated: dict[str, str] = {}
    for label, value in pairwise(cells):
        squeezed = squeeze(label)
        name = next((name for name in _WHO if squeezed in _LABELS[name]), "")
        is_label = label.endswith(":") or not marked
        if (
            name
            and is_label
            and not value.endswith(":")
            and not (_EVERYBODY.match(value) or squeeze(value) in _HEADINGS)
        ):
            stated.setdefault(name, value)
    if len(stated) == 1 and (both := _CODE_AND_NAME.fullmatch(next(iter(stated.values())))):
        return {"account": both[1], "name": both[2]}
    return stated


def currency_of(row: Sequence[str]) -> str:
    """Return the currency that a row states for those below it, such as `Currency: EUR` or `EUR` alone; empty where it states none."""
    cells = [cell.strip() for cell in row if cell.strip()]
    few = len(cells) <= 2 and not any(map(str.isdigit, "".join(cells)))
    return stated([cells]) if few or labelled(row) else ""


def is_note(row: Sequence[str]) -> bool:
    """Whether a row holds nothing but a label with what it says, such as `Salesman: Joe`."""
    said = [cell for cell in row if cell.strip()]
    return len(said) == 1 and bool(_NOTE.fullmatch(said[0])) and not currency_of(said)


_NOTE = re.compile(r"[^\d:]+:[^\d:]*")


def _parts(said: str) -> tuple[str, ...]:
    """Return a label, with its mark, and what it says; other words as they stand."""
    found = _SAYS.fullmatch(said)
    return (f"{found[1]}:", found[2]) if found else (said,)


# `Kunde: 10001 Ahorn GmbH  Phone: 030 1`: labels with what they say, one behind the other.
_SAYS = re.compile(r"([^:]{1,30}?)\s*:\s+(\S.*)", re.DOTALL)
_NEXT_LABEL = re.compile(r"\s{2,}(?=[^:]{1,30}:\s)")
# `C0011 - Ash`, `[C0011] Ash`, `411C0011 Ash` and `Ash (C0011)`: what is marked as a code, and what may be one.
_PARTED = re.compile(
    r"(?=\W?\S*\d)(?P<open>[\[(])?(?P<code>[^\s\[\]():|]+?)(?P<mark>[\])]\s*[-\u2013:|]?|\s*[:|]|\s+[-\u2013]|)\s+(?P<name>[^\W\d].*)"
    r"|(?P<name2>[^\W\d].*?)\s*[\[(](?P<code2>(?=\S*\d)[^\s\[\]()]+)[\])]"
)


def parted(name: str) -> tuple[str, str, bool]:
    """Return a customer's code and name as one cell has both, and whether a mark stands between; no code where there is none."""
    found = _PARTED.fullmatch(name)
    if found is None:
        return "", name, False
    return (
        found["code"] or found["code2"],
        found["name"] or found["name2"],
        not found["code"] or bool(found["mark"]),
    )


def are_coded(
    above: str, rows: Sequence[Sequence[str]], own: int, dates: Sequence[int], *, fills: bool
) -> bool:
    """Whether who is named `above`, and all rows that name customers of those below, do it with a code, of one shape, before or behind the name; `fills`: items may name them, too."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    texts = dict.fromkeys([above] if above else ()) | dict.fromkeys(
        _name_in(row[own:], " - ")
        for row, below in pairwise(filled)
        if own < len(row)
        and row[own].strip()
        and not (TOTAL.match(row[own].strip()) or TOTAL_BEHIND.fullmatch(row[own].strip(" :")))
        and (fills or not _is_dated(row, dates))
        and sum(bool(cell.strip()) for cell in below) > 1
    )
    found = [parted(text) for text in texts]
    codes, marked = {code for code, *_ in found}, all(mark for *_, mark in found)
    if len({_shape(code, exact=not marked) for code in codes}) != 1 or len(codes) < len(found) or "" in codes:
        return False
    code = found[0][0]
    # Terms, telephone numbers and how many rows are below are none; one alone may be a name that begins with a figure, and so may 3M, A1 and 1405 Oak Street.
    alone = len(codes) == 1 and len(code) <= _SHORT[False] and next(iter(texts)).startswith(code)
    if alone or all(map(_NO_CODE.search, texts)):
        return False
    return marked or (len(code) > _SHORT[code.isdecimal()] and (len(codes) > 1 or not code.isdecimal()))


def are_counted(rows: Sequence[Sequence[str]], own: int) -> bool:
    """Whether totals name customers without what stands in brackets behind their names, on rows of their own."""
    cells = {row[own].strip() for row in rows if own < len(row)}
    totals = {said["whose"].strip() for cell in cells if (said := TOTAL.match(cell))}
    counted = {cell for cell in cells if _COUNT.search(cell) and not TOTAL.match(cell)}
    return totals.isdisjoint(counted) and any(_COUNT.sub("", cell) in totals for cell in counted)


def are_heads(rows: Sequence[Sequence[str]], own: int, dates: Sequence[int]) -> bool:
    """Whether no row that names a customer has a date: each stands above the customer's items."""
    named = [row for row in rows if own < len(row) and row[own].strip() and not TOTAL.match(row[own].strip())]
    return bool(named) and not any(_is_dated(row, dates) for row in named)


def _is_dated(row: Sequence[str], dates: Sequence[int]) -> bool:
    return any(spot < len(row) and any(map(str.isdigit, row[spot])) for spot in dates)


def _shape(code: str, *, exact: bool) -> str:
    letters = re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", code))
    return letters if exact else re.sub(r"(.)\1+", r"\1", letters)


_SHORT = {False: 2, True: 4}
_NO_CODE = re.compile(
    r"\((?:\d{1,2}|net\W?\d+|\d+(?:d|days?|tage)|(?=(?:\D*\d){8})[+0]\d{1,4}[-/]\d+)\)$", re.IGNORECASE
)
_COUNT = re.compile(r"\s*\(\d+\)$")
_CODE_AND_NAME = re.compile(r"(?=\S*\d)(\S{4,})\s+(?:[-\u2013:|]\s+)?([^\W\d].*)")
_ANYONE = frozenset(("", *SYNONYMS["account"], *SYNONYMS["name"]))
_HEADINGS = frozenset(("no", "nr", "number")).union(CODES, *SYNONYMS.values())
_LABELS = {name: {word for word in SYNONYMS[name] if not _OWN_NAME.match(word)} for name in _WHO}


def shares_numbers(rows: Sequence[Sequence[str]], place: int, dates: Sequence[int]) -> bool:
    """Whether a column names customers on rows without a date, and numbers items on the dated rows below each."""
    filled = [
        row for row in rows if place < len(row) and row[place].strip() and not TOTAL.match(row[place].strip())
    ]
    dated = [_is_dated(row, dates) for row in filled]
    numbers = [row[place] for row, has in zip(filled, dated, strict=True) if has]
    return (
        bool(numbers)
        and not dated[0]
        and dated[-1]
        and len(set(numbers)) == len(numbers)
        and all(any(map(str.isdigit, number)) for number in numbers)
        and all(one or two for one, two in pairwise(dated))
    )


def own_column(rows: Sequence[Sequence[str]], facts: Sequence[int]) -> int | None:
    """Return in which column rows of their own name the customers, from the rows below a header; None: nowhere."""
    for row, below in pairwise(rows):
        filled = [place for place, cell in enumerate(row) if cell.strip()]
        if (
            len(filled) not in (1, 2)
            or filled[0] > 1
            or TOTAL.match(row[filled[0]].strip())
            or currency_of(row)
        ):
            continue
        under = {place for place, cell in enumerate(below) if cell.strip()}
        fits = filled[-1] not in facts or _is_coded([row[place] for place in filled])
        if fits and len(under & set(facts)) > 1:
            return filled[0]
    return None


def named_above(titles: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], *, coded: bool) -> str:
    """Return the customer whose name, or code and name (`coded`), stands right above a header, where items follow it at once; empty where none does."""
    above = [cell.strip() for cell in (titles[-1] if titles else ()) if cell.strip()]
    first = next((row for row in rows if any(cell.strip() for cell in row)), ())
    items = sum(any(map(str.isdigit, cell)) for cell in first) > 1
    alone = len(above) == 1 and not any(map(str.isdigit, above[0]))
    alone = alone or _is_coded(above) or (coded and bool(parted(" ".join(above))[0]))
    return _name_in(above) if items and alone else ""


def _is_coded(cells: Sequence[str]) -> bool:
    """Whether two cells are a customer's code and name."""
    return len(cells) == 2 and bool(_CODE_AND_NAME.fullmatch(" ".join(cells))) and " " not in cells[0].strip()


def _name_in(row: Sequence[str], mark: str = " ") -> str:
    """Return the customer that a row of their own names: as labels say, or its first cell, with the name behind a code, and `mark` between."""
    if stated := labelled(row):
        return mark.join(stated.values())
    cells = [" ".join(cell.split()) for cell in row if cell.strip()]
    return mark.join(cells) if _is_coded(cells) else cells[0]


def filled_down(
    rows: Sequence[Sequence[str]], who: Sequence[int], keys: Sequence[int], persons: Sequence[int] = ()
) -> int | None:
    """Return the column of customers (`who`) that rows with a number or date (`keys`) leave empty, as it stands above; None: none does.

    `persons`: columns that say whose a row is where no customer stands. Whoever repeats a name leaves no other empty.
    """

    def at(row: Sequence[str], place: int) -> str:
        return row[place].strip() if place < len(row) else ""

    items = [row for row in rows if any(any(map(str.isdigit, at(row, place))) for place in keys)]
    for place in who:
        bare = [row for row in items if not at(row, place)]
        others = any(at(row, other) for other in who if other != place for row in items)
        others = others or any(at(row, person) for person in persons for row in bare)
        repeats = any(at(one, place) == at(two, place) != "" for one, two in pairwise(items))
        named = any(at(row, place) for row in rows)
        if not others and not repeats and named and len(bare) * 5 >= len(items) > 0 and bare:
            return place
    return None
