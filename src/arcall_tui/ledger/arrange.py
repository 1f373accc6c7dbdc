"""Reports into tables: customers named on rows of their own, subtotals, headers again, ageing buckets."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from unicodedata import normalize

from arcall_tui.domain.ledger_rows import RowError
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.amounts import LESS
from arcall_tui.ledger.columns import SYNONYMS, squeeze
from arcall_tui.ledger.own_rows import (
    AKIN,
    COUNT,
    STATED,
    currency_of,
    is_beside,
    is_called,
    is_dated,
    is_note,
    is_ours,
    is_who,
    labelled,
    name_in,
    parted,
    phone_in,
)
from arcall_tui.ledger.words import FORWARD, STATISTIC, TOTAL, TOTAL_BEHIND, TYPE

_WITH_SUBS = re.compile(r"\s+with sub-?(?:customers|accounts|jobs)$", re.IGNORECASE)
RULE = re.compile(r"[-=_*+.|\s]+")
_STARRED = re.compile(r"\*+")


@dataclass(frozen=True, slots=True)
class Made:
    """A column that is made of others: what is filled of them, with `mark` between, `less` taken off (of numbers: columns that say what the next is); of `codes`, the one of the first that is filled."""

    title: str
    places: tuple[int, ...]
    mark: str = " + "
    codes: tuple[str, ...] = ()
    less: tuple[int, ...] = ()

    @property
    def money(self) -> bool:
        """Whether it is made of amounts, or only of codes and the like."""
        return self.mark not in (OF_TEXT, OR, BESIDE, EACH, CODE, NAMED)

    def cell(self, row: Sequence[str]) -> str:
        """Return what stands in a row."""
        given = [spot for spot, place in enumerate(self.places) if row[place].strip(_NO_AMOUNT)]
        if self.codes:
            return self.codes[given[0] if given else 0]
        if self.mark in (CODE, NAMED):
            code, name, _ = parted(" ".join(row[self.places[0]].split()))
            return code if self.mark == CODE else name
        if not self.money:
            fax = {kind + 1 for kind in self.less if "fax" in row[kind].casefold()}
            texts = [row[place].strip() for place in self.places if place not in fax]
            filled = texts if self.mark == OF_TEXT else [*filter(None, texts)]
            if self.mark == EACH and filled:  # an extension alone is no number
                whole = [text for text in filled if "@" in text or sum(map(str.isdigit, text)) >= _WHOLE]
                filled = whole or [max(filled, key=len)]
            return self.mark.join(filled[:1] if self.mark == OR else filled)
        parts = [
            f"{LESS * (place in self.less)}{row[place]}" for place in map(self.places.__getitem__, given)
        ]
        return self.mark.join(parts if not self.less else ["0", *parts]) or "0"


OF_TEXT, OR, BESIDE, EACH, CODE, NAMED = "-", " or ", " ", "; ", "code", "name"
_WHOLE = 7  # figures of a telephone number
# What an amount of nothing is written with.
_NO_AMOUNT = " 0.,-\u2013$"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is made of a report.

    `width`: of the header as it stands in the file. `facts`: columns of which a row with an item fills some.
    `money`: columns of amounts. `own`: the column in which the customers' own rows name them, None where each row names its customer.
    `fills`: that column is the customers' own, and rows with an item may name theirs. `made`: columns that are made of others.
    `who`: the customer's id and name as labels above the header state them (and whom to ask for, at which telephone, where some do), empty where none do. What is added stands behind the header's columns:
    first what is made, then the customer, then the currency of rows above. `above`: whose the rows are that stand before the first customer's own row.
    `currency`: of the rows that stand before the first that states one, None where none does. `coded`: customers' own rows name them with their code.
    `forward`: the columns of what is billed and of a balance that may bring forward what was owed before, alone on its row.
    `beside`: `own` and the columns that say whose a row is beside it. `heads`: they give the sum of the rows below them, too. `counted`: behind their names stands how many rows are below. `addressed`: below each an address. `inner`: within it others that share a word with it. `rung`: there or below it stands a telephone number. `titles`: what stands above all customers, and may again above each.
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
    forward: tuple[int, ...] = ()
    fills: bool = False
    who: tuple[str, ...] = ()
    above: str = ""
    currency: str | None = None
    coded: bool = False
    heads: bool = False
    counted: bool = False
    addressed: bool = False
    inner: bool = False
    rung: bool = False
    beside: tuple[int, ...] = ()
    titles: Collection[Sequence[str]] = ()

    @property
    def is_report(self) -> bool:
        """Whether every row has to be looked at, not only those that a plain table cannot have."""
        return (
            self.own is not None or bool(self.made or self.who or self.forward) or self.currency is not None
        )

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
    _used: bool = False
    _ours: bool = False
    _currency: str = ""
    _beside: list[str] = field(default_factory=list)
    _named_now: bool = False
    _phone: str = ""
    _carried: str = ""

    def __post_init__(self) -> None:
        self._who = dict(zip(STATED, self.plan.who, strict=False))
        self._names += [self.plan.above] if self.plan.above else []
        self._currency = self.plan.currency or ""

    def is_heading(self, row: list[str]) -> bool:
        """Whether the heading, or one of its two lines, stands there once more, as on each page of a print-out."""
        cells = [*zip(map(squeeze, row), map(squeeze, self.plan.header), strict=False)]
        line = sum(map(bool, row)) > 1 and not any(map(str.isdigit, "".join(row)))
        return all(
            cell == head or (line and head.startswith(cell)) or (line and head.endswith(cell))
            for cell, head in cells
        )

    def item(self, row: list[str], line: int) -> list[str] | None:
        """Return the table row that stands for `row`, None where it is no item."""
        row = self._billed_before(row) if self.plan.forward else row
        filled = [place for place, cell in enumerate(row) if cell and not cell.isspace()]
        if (
            not filled
            or self.is_heading(row)
            or (self.plan.own is not None and row in self.plan.titles)
            or any(all(kind.fullmatch(row[place]) for place in filled) for kind in (RULE, TYPE))
        ):
            return None
        plan = self.plan
        if self._states_currency(row, line) or self._is_total(row, filled, line):
            return None
        tells = plan.number in filled or is_dated(row, plan.dates)
        # A title of the rows below, such as 1 - 30 days past due, may stand alone under the dates.
        titled = len(filled) == 1 and filled[0] in plan.dates and any(map(str.isalpha, row[filled[0]]))
        if (titled or (self._closed and not tells)) and not plan.is_report:
            # Below the total of all stands what is made of it: less a provision, of which overdue.
            self.headings += 1
            self.openings.append(line)
            return None
        if not plan.is_report:
            return row
        said = {place for place in filled if place not in {plan.own, *plan.beside}}
        # A customer's own row may give their total, too.
        dated = plan.shares or plan.heads
        rest = said.intersection(plan.dates) if dated else said.difference(plan.money)
        totalled = (plan.fills or plan.shares) and plan.own in filled and not rest
        ends = {row[spot].rstrip()[-1] for spot in filled}  # a label ends with its mark
        told = plan.money if ":" in ends else (*plan.dates, *plan.money)
        about = plan.who and (labelled(row) or said.isdisjoint(told) or row in plan.titles)
        about = about or (is_note(row) if plan.own is None else is_who([row[place] for place in filled]))
        if totalled or about or not said & set(plan.facts):
            self._open(row, line)
            self.openings.append(line)
            if plan.heads and plan.figure in said:
                self._add_total(
                    row, line, row[plan.own or 0], "has no date, and is no sum of the rows below it"
                )
            return None
        return self.completed(row)

    def _billed_before(self, row: list[str]) -> list[str]:
        """Return a row that brings forward in the balance alone what was owed before, as one that bills it; each page may say it again."""
        billed, rest, *others = self.plan.forward
        carried = row[rest].strip() if rest < len(row) else ""
        alone = not any("".join(row[spot : spot + 1]).strip(_NO_AMOUNT) for spot in (billed, *others))
        called = [cell for cell in map(str.strip, row) if FORWARD.match(cell)]
        if called and alone:
            again, number, word = carried == self._carried, self.plan.number, called[0]
            self.headings += again
            row = [carried if at == billed else cell or word * (at == number) for at, cell in enumerate(row)]
            row = row * (not again)
        self._carried = carried or self._carried
        return row

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
        behind = row[filled[1]].strip() if len(filled) > 1 else ""
        if said and squeeze(said["whose"]) in _ANYONE and behind in self._who.values():
            filled = [filled[0], *filled[2:]]  # `Total account` and its id stand in two columns of print
        dated = not (statistic and plan.who) and any(
            place in plan.dates and any(map(str.isdigit, row[place]))
            for place in (filled[1:] if said else filled)
        )
        numbered = plan.number in filled and plan.number != plan.own
        if numbered and (label := _numbers_total(row, plan.number or 0, dated=dated)):
            self._add_total(row, line, label)
            return True
        if numbered and filled[0] == plan.number and {*filled[1:]} <= {*plan.money}:
            # The word for a total may stand in the column of numbers.
            whole = TOTAL.fullmatch(first)
            whom = whole["whose"].strip() if whole else ""
            anyone = squeeze(whom) in _ANYONE or any(is_called(said, whom) for said in self._who.values())
            numbered = not (anyone if whole else TOTAL_BEHIND.fullmatch(first))
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
        known = any(is_called(name, whose) for name in self._names)
        if plan.own is not None and whose and len(filled) == 1 and not known:
            return False
        while known and not is_called(self._names.pop(), whose):
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
        if figure not in filled or figure is None or is_dated(row, plan.dates):
            return None
        # Where nobody is named words are no number of one; how many rows a group has never is, behind its name.
        said = row[plan.number].strip() if plan.number in filled else ""
        bare = COUNT.sub("", said) if plan.dates else said
        others = {row[place].strip() for place in filled - {plan.number, *plan.money}}
        whose = bool(others or plan.who) or plan.own is not None
        counts = bare != said and bare in {"", *others}
        if said and (any(map(str.isdigit, bare)) or (whose and not counts)):
            return None
        return Total(line, " ".join(row[min(filled)].split()), row[figure], problem)

    def _add_total(self, row: list[str], line: int, label: str, doubt: str = "") -> None:
        place = self.plan.figure
        if place is not None and place < len(row) and row[place].strip():
            problem = RowError(line, self.plan.header[place], row[place], doubt) if doubt else None
            self.totals.append(Total(line, label, row[place], problem))

    def _open(self, row: list[str], line: int) -> None:
        """Take note of a row that names the customer of the rows below, or only says something. Raises InputRefusedError for a currency that comes too late."""
        stated = labelled(row, whole=self._used or not self.plan.who)
        self._ours = is_ours(row, stated, before=self._ours)
        if self.plan.who and stated and not self._ours:
            another = self._used or bool(stated.keys() & self._who.keys() & {*STATED[:2]})
            self._who, self._used = stated if another else self._who | stated, False
            return
        if self.plan.own is None:
            self.headings += 1
            return
        if code := currency_of(row):
            raise InputRefusedError(
                f"Row {line} says that the amounts below it are in {code}, and no row above the first ones says in which those are.",
                "Write a row such as 'Currency: EUR' above the first customer, too.",
            )
        plan = self.plan
        own = row[plan.own :] if plan.beside else row
        # A note before the customers' columns names nobody, nor does what stands beside a name.
        nobody = not any(map(str.strip, own)) or AKIN.search(
            f"{' '.join(self._names[-1:])}\n{' '.join(own)}" * plan.inner
        )
        if nobody or (self._named_now and (plan.addressed or self._ours or is_beside(name_in(own)))):
            self.headings += 1
            self._phone = self._phone or ("" if self._ours else phone_in(row))
            return
        self.headings += self._named_now  # a group's, or an address's
        name, self._named_now, self._ours, self._phone = name_in(own), True, False, phone_in(row)
        self._beside = ["".join(row[place : place + 1]) for place in plan.beside]
        self._names.append(COUNT.sub("", name) if self.plan.counted else name)

    def completed(self, row: list[str]) -> list[str]:
        """Return a row with what is added to the file's own columns."""
        plan = self.plan
        if len(row) > plan.width and any(cell.strip() for cell in row[plan.width :]):
            # What is too much stays behind all that is added, so that it becomes nobody's name.
            return [*self.completed(row[: plan.width]), *row[plan.width :]]
        whole = [*row[: plan.width], *repeat("", plan.width - len(row))]
        whole += [one.cell(whole) for one in plan.made]
        self._named_now = False
        if plan.own is not None:
            if plan.fills and any(whole[place].strip() for place in plan.beside or (plan.own,)):
                self._names = [" ".join(whole[plan.own].split())]
                self._beside, self._phone = [whole[place] for place in plan.beside], ""
            for place, cell in zip(plan.beside, self._beside, strict=False):
                whole[place] = cell
            name = self._names[-1] if self._names else ""
            whole += [*(parted(name)[:2] if plan.coded else [name]), *([self._phone] if plan.rung else [])]
        if plan.who:
            whole += [self._who.get(name, "") for name in STATED[: len(plan.who)]]
            self._used = True
        if plan.currency is not None:
            whole.append(self._currency)
        return whole


_ANYONE = frozenset(("", *SYNONYMS["account"], *SYNONYMS["name"]))


def _numbers_total(row: Sequence[str], number: int, *, dated: bool) -> str:
    """Return the words of a total that stand where numbers do; those that say whose only where the row is theirs, and has no date."""
    said = TOTAL.fullmatch(row[number].strip())
    whose = said["whose"].strip() if said else ""
    others = (cell.strip() for place, cell in enumerate(row) if place != number)
    own = squeeze(whose) in _ANYONE or any(is_called(cell, whose) for cell in others)
    return said[0] if said and (not whose or (own and not dated)) else ""
