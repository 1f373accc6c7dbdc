"""A table's cells into typed columns: text, dates, amounts and what goes with them."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import compress
from operator import lt

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.ledger_rows import Batch
from arcall_tui.domain.money import Money, exponent
from arcall_tui.domain.text import one_line, one_lines
from arcall_tui.ledger import amounts, date_columns, headings, words
from arcall_tui.ledger.cell_figures import CellError, Cells, ItemFigures
from arcall_tui.ledger.column_layout import DATES, PARTY, Layout
from arcall_tui.ledger.columns import SYNONYMS, currency_in, squeeze
from arcall_tui.ledger.date_formats import english, is_day
from arcall_tui.ledger.due_questions import TERMLESS, UNDATED, UNTOLD, due_by_terms
from arcall_tui.ledger.questions import Choices
from arcall_tui.ledger.survey import Survey

# What a spreadsheet makes of a long number, what a program of whole ones, and numbers that are parted by a point.
_CUT_SHORT = re.compile(r"\d[.,]\d+E\+\d+", re.ASCII)
_FRACTION, _PARTED = re.compile(r"^(\d+)\.0$", re.ASCII), re.compile(r"\d\.\d*[1-9]|\.\d+\.", re.ASCII)
# More days overdue than this are none.
_MOST_DAYS = 40_000
_INVOICE_WORD, _CREDIT_WORD = ItemKind.INVOICE.value, ItemKind.CREDIT.value
# What is wrong with a row without a customer.
NAMELESS = "names no customer", "is empty"
# Columns in which a placeholder stands for nothing.
_BARE = frozenset(
    """account country number phone email contact po terms region zone language first_name last_name street house street2 postcode town credit_limit""".split()
)


@dataclass(slots=True)
class CellReader:
    """Reads the cells of rows that are as wide as the header; every method raises CellError.

    `due_guessed`: due dates that came from terms, `counted` the one that is furthest from its invoice; `strange_types`: types of documents that
    are not known, and in how many rows; `notes`: those that speak of disputes; `strange_limits`: credit limits that are no amounts;
    `oldest`: the first due date (ISO); `stand_ins`: dates that stand for none. `as_of`: ISO date of the balances. `told`: whether rows only repeat whose they are.
    """

    layout: Layout
    choices: Choices
    found: Survey
    due_guessed: int = 0
    counted: tuple[int, str] = (0, "")
    oldest: str = "9999"
    stand_ins: Counter[str] = field(default_factory=Counter)
    as_of: str = ""
    told: Callable[[Cells], bool] = lambda _: False
    strange_types: Counter[str] = field(default_factory=Counter)
    strange_limits: set[str] = field(default_factory=set)
    notes: Counter[str] = field(default_factory=Counter)
    figures: ItemFigures = field(init=False)
    _readers: dict[str, date_columns.DateReader] = field(default_factory=dict)
    _numbered: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.figures = ItemFigures(self.layout, self.choices, self.found)
        self._readers = {
            name: date_columns.DateReader(fmt, self.found.months, name == "due_date", name == "settled_on")
            for name, fmt in self.found.formats.items()
        }

    @property
    def contradicted(self) -> list[str]:
        """Dates that do not fall on the day of the week that they name."""
        return sorted({value for reader in self._readers.values() for value in reader.contradicted})

    def columns_of(self, rows: list[list[str]], *, nameless: bool = False) -> dict[str, tuple[str, ...]]:
        """Return the columns that count, their text made harmless; every row names its customer, unless `nameless`."""
        table = list(zip(*rows, strict=True))
        cells = {name: table[place] for name, place in self.layout.columns.items()}
        for name in ("number", "account"):
            text = "|".join(values := cells.get(name, ()))
            if ".0" in text and not _PARTED.search(text):
                cells[name] = values = tuple([_FRACTION.sub(r"\1", value) for value in values])
            if "E+" in text and (cut := next(filter(_CUT_SHORT.fullmatch, values), "")):
                raise CellError(
                    name, cut, "was cut short by a spreadsheet, so that nobody can name it: export it anew"
                )
        known = set(PARTY) if self.told(cells) else set[str]()
        cells |= {name: one_lines(cells[name]) for name in cells.keys() - known}
        nobody = set[str]() if known else _name_persons(cells)
        for name in cells.keys() & _BARE - known:
            cells[name] = words.without_placeholders(cells[name], country=name == "country")
        if not nameless:
            _check_named(cells, nobody)
        return cells

    def batch(self, cells: Cells, lines: tuple[int, ...]) -> tuple[Batch, Cells]:
        """Return the rows as items, without customers, and the cells with credit limits read."""
        currency = self.figures.currencies_of(cells)
        kinds, strange = self._kinds(cells)
        cells = self._with_limits(cells, currency)
        cells = self._with_terms(cells)
        invoiced, stated, settled = (self.dates_of(cells, name) for name in DATES)
        amount, balance, settled = self.figures.read(cells, currency, settled)
        minus = [value < 0 for value in amount]
        kinds = _kinds_marked(cells, kinds) or tuple(
            [_CREDIT_WORD if one else _INVOICE_WORD for one in minus]
        )
        if "kind" not in cells and any(minus):
            called = compress(cells.get("number", ()), minus)
            self.figures.odd["receipts"] += [*map(words.front, called)].count("cr")
        due, guessed = self._due(cells, invoiced, stated, kinds, balance)
        self.oldest = min(self.oldest, *due)
        if None not in invoiced:
            self.figures.odd["early"] += sum(map(lt, due, invoiced))  # type: ignore[arg-type]
        numbers = self._numbers(cells, kinds, (invoiced, stated, due), (amount, currency))
        disputed = self._disputed(cells) if {"disputed", "status"} & cells.keys() else (0,) * len(lines)
        batch = Batch(
            (), lines, (), numbers, kinds, tuple(invoiced), tuple(due), guessed, tuple(amount), tuple(balance),
            currency, cells.get("po") or ("",) * len(lines), disputed, tuple(settled),
        )  # fmt: skip
        self.due_guessed += sum(guessed)
        self.strange_types.update(strange)
        return batch, cells

    def _disputed(self, cells: Cells) -> tuple[int, ...]:
        """Return 1 for rows that are disputed, as a column about that says, a status or a note."""
        values = cells.get("disputed") or cells["status"]
        noted = "disputed" in cells and squeeze(self.layout.title("disputed")) not in SYNONYMS["disputed"]
        says = words.is_disputed if "disputed" in cells and not noted else words.speaks_of_dispute
        meant = {value: int(says(value)) for value in set(values)}
        self.notes.update(value for value in values if noted and meant[value])
        if "settled_dispute" not in cells:
            return tuple(map(meant.__getitem__, values))
        # A dispute has ended on a day, or as words say.
        ends = {end: english(end, self.found.months) for end in set(cells["settled_dispute"])}
        over = {end: words.ends_dispute(end) or is_day(day) for end, day in ends.items()}
        rows = zip(values, cells["settled_dispute"], strict=True)
        return tuple([meant[value] and int(not over[end]) for value, end in rows])

    def _numbers(
        self,
        cells: Cells,
        kinds: Sequence[str],
        days: Sequence[Sequence[str | None]],
        money: tuple[Sequence[int], Sequence[str]],
    ) -> tuple[str, ...]:
        """Return each item's number; one without gets one made of its kind and date, of its amount where it has none: the same every day."""
        values = cells.get("number") or ("",) * len(kinds)
        if len(kinds) > 1 and any(words.TOTAL.fullmatch(value) for value in values if value[-1:].isalpha()):
            raise CellError("number", "", "may be a total")  # looked at row by row
        if all(values):
            return values
        who = cells.get("account", ("",))[0] or cells.get("name", ("",))[0]
        if len(kinds) > 1:
            # Row by row: a number that is made up must not be counted twice.
            raise CellError("number", "", "is empty")
        there = "number" in cells and not (self.found.unnumbered or self.figures.not_owed(cells))
        if kinds[0] == _INVOICE_WORD and there:
            raise CellError("number", "", "is empty")
        # Without a date it would fall due on another day each day.
        dated = days if cells.get("days_late", ("",))[0] else days[:2]
        if self.figures.undated:  # then it is all that a customer owes
            dated = [money[1]]
        day = next((each[0] for each in dated if each[0]), Money(money[0][0], money[1][0]))
        made = f"{kinds[0]} {day}"
        self._numbered[who, made] += 1
        self.figures.odd["unnumbered"] += 1
        again = 1 if self.layout.shape.lines else self._numbered[who, made]
        return (f"{made} ({again})" if again > 1 else made,)

    def _with_limits(self, cells: Cells, currency: Sequence[str]) -> Cells:
        """Read credit limits, in each row's currency or the heading's; nothing, and what is no amount, is no limit."""
        if "credit_limit" not in cells:
            return cells
        if stated := currency_in(self.layout.title("credit_limit")):
            currency = (stated,) * len(currency)
        limits: dict[tuple[str, str], str] = {}
        for value, code in set(zip(cells["credit_limit"], currency, strict=True)):
            minor = (
                amounts.read_amount(value.strip(), self.found.style, exponent(code)) if value.strip() else 0
            )
            if isinstance(minor, str):
                self.strange_limits.add(value)
            limits[value, code] = f"{minor} {code}" if isinstance(minor, int) and minor > 0 else ""
        read = [limits[both] for both in zip(cells["credit_limit"], currency, strict=True)]
        return {**cells, "credit_limit": tuple(read)}

    def _kinds(self, cells: Cells) -> tuple[tuple[str, ...], dict[str, int]]:
        """Return what each row is, and the types that are not known with their rows."""
        if "kind" not in cells:
            return (), {}
        own, types, meant = self.layout.shape.kinds, self.choices.statuses, dict[str, str]()
        strange = dict[str, int]()
        for word, count in Counter(cells["kind"]).items():
            said = types.get(word.strip())
            kind = (ItemKind.CREDIT if said == words.Status.CREDIT else None) if said else words.kind_of(word)
            meant[word] = (own.get(word.upper()) or kind or ItemKind.INVOICE).value
            if word.upper() not in own and not said and words.is_strange_type(word):
                strange[word] = count
        return tuple(map(meant.__getitem__, cells["kind"])), strange

    def dates_of(self, cells: Cells, name: str) -> list[str | None]:
        """Return a field's ISO dates, None where there is none. Raises CellError."""
        if name not in cells:
            return [None] * len(next(iter(cells.values())))
        reader = self._readers[name]
        try:
            dates = reader.read(cells[name])
        except KeyError as error:
            example = f" like {reader.fmt.example}" if reader.fmt else ""
            raise CellError(
                name, error.args[0], f"is not a date{example}, as the rest of the column"
            ) from None
        if reader.never and reader.due:
            self.figures.odd["never"] += sum(value in reader.never for value in cells[name])
        if reader.stand_ins:
            self.stand_ins.update(value for value in cells[name] if value in reader.stand_ins)
        return dates

    def _with_terms(self, cells: Cells) -> Cells:
        """Return one row's cells with `30 days` where the due date should be taken for its terms."""
        said = cells.get("due_date", ())
        if len(said) != 1 or not said[0][:1] or due_by_terms(said[0], date.fromisoformat(self.as_of)) is None:
            return cells
        try:
            self.dates_of(cells, "due_date")
        except CellError:
            return {**cells, "due_date": ("",), "terms": said}
        return cells

    def _due(
        self,
        cells: Cells,
        invoiced: list[str | None],
        due: list[str | None],
        kinds: Sequence[str],
        balance: Sequence[int],
    ) -> tuple[list[str], tuple[int, ...]]:
        if all(due):
            return due, (0,) * len(due)  # type: ignore[return-value]
        terms = cells.get("terms") or ("",) * len(due)
        late = self._days_late(cells)
        gone = self.figures.not_owed(cells) or [""] * len(due)
        kinds = ["" if off or rest < 0 else one for one, off, rest in zip(kinds, gone, balance, strict=True)]
        # A credit is due when it is there, and of what is settled, or no invoice, no day counts.
        filled = [
            given
            or by_days
            or (self._by_terms(day, said) if kind == _INVOICE_WORD and (rest or day) else day or self.as_of)
            for given, by_days, day, said, kind, rest in zip(
                due, late, invoiced, terms, kinds, balance, strict=True
            )
        ]
        known = [
            given or by_days or kind != _INVOICE_WORD
            for given, by_days, kind in zip(due, late, kinds, strict=True)
        ]
        guessed = tuple([int(not one) for one in known])
        return filled, guessed

    def _days_late(self, cells: Cells) -> Sequence[str | None]:
        """Return the due dates that so many days overdue, on the day of the balances, come from."""
        if "days_late" not in cells:
            return (None,) * len(next(iter(cells.values())))
        day, dues = date.fromisoformat(self.as_of), dict[str, str | None]()
        for value in {*cells["days_late"]}:
            days, _, unit = value.rpartition(" ")
            days = days if squeeze(unit) in headings.DAYS else value
            late = amounts.read_amount(days, amounts.POINT, 0, rounded=True) if value else _MOST_DAYS
            if isinstance(late, str):
                raise CellError("days_late", value, "is not a number of days")
            dues[value] = (day - timedelta(days=late)).isoformat() if abs(late) < _MOST_DAYS else None
        return [dues[value] for value in cells["days_late"]]

    def _by_terms(self, invoiced: str | None, terms: str) -> str:
        said = terms or self.choices.terms or self.layout.shape.terms
        if invoiced is None:
            if self.stand_ins or self.choices.terms:
                self.figures.odd["undated"] += 1
                return self.as_of
            raise CellError("due_date", "", UNDATED)
        due = due_by_terms(said, date.fromisoformat(invoiced))
        if due is None and terms and self.choices.terms:
            due = due_by_terms(self.choices.terms, date.fromisoformat(invoiced))
        if due is None:
            raise CellError("terms", said, UNTOLD if said else TERMLESS)
        days = due.toordinal() - date.fromisoformat(invoiced).toordinal()
        self.counted = max(self.counted, (days, f", such as {due} for {one_line(said)!r} of {invoiced}"))
        return due.isoformat()


def _name_persons(cells: dict[str, tuple[str, ...]]) -> set[str]:
    """Let who has no firm go by the person's own name, and nobody by what is no name, which is returned."""
    who = "name" if "name" in cells else "account"
    named = cells.get(who, ())
    if "" in named and {"first_name", "last_name"} <= cells.keys():
        persons = zip(cells["first_name"], cells["last_name"], strict=True)
        named = tuple([given or " ".join(both).strip() for given, both in zip(named, persons, strict=True)])
    # Nearly all names begin with a letter, and are looked at no further; marks or noughts alone name nobody.
    nobody = {
        value for value in {*named} if value in words.ERRORS
        or not (value[:1].isalpha() or any(mark.isalnum() and mark != "0" for mark in value))
    }  # fmt: skip
    if who in cells:
        cells[who] = tuple(["" if value in nobody else value for value in named]) if nobody else named
    return nobody


def _check_named(cells: Cells, nobody: Collection[str]) -> None:
    """See to it that every row names its customer; `nobody`: what stood there instead."""
    given = [name for name in ("account", "name") if name in cells]
    if given and not all(cells[given[0]]):
        both = zip(*(cells[name] for name in given), strict=True)
        if len(given) == 1 or not all(map(any, both)):
            stood = max(nobody, default="")
            raise CellError(given[0], stood, NAMELESS[not stood])


def _kinds_marked(cells: Cells, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Let a marker of credits speak where the type does not."""
    if "dc" not in cells:
        return kinds
    plain = kinds or (_INVOICE_WORD,) * len(cells["dc"])
    credits_ = [words.fold(said) in words.CREDITS for said in cells["dc"]]
    pairs = zip(plain, credits_, strict=True)
    return tuple([_CREDIT_WORD if kind == _INVOICE_WORD and one else kind for kind, one in pairs])
