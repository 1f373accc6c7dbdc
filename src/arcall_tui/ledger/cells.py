"""A table's cells into typed columns: text, dates, amounts and what goes with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.ledger_rows import Batch
from arcall_tui.domain.money import CURRENCIES, exponent
from arcall_tui.domain.text import one_line
from arcall_tui.ledger import amounts, currency_words, date_columns
from arcall_tui.ledger.column_layout import AMOUNTS, DATES, Choices, Layout
from arcall_tui.ledger.columns import currency_in
from arcall_tui.ledger.survey import Survey, is_credit
from arcall_tui.ledger.terms import due_by_terms
from arcall_tui.ledger.words import (
    CREDITS,
    NO,
    YES,
    Status,
    fold,
    is_nothing,
    kind_of,
    status_of,
    without_placeholders,
)

Cells = Mapping[str, tuple[str, ...]]

_OFF = ("paid", "credited", "written_off")
# More days overdue than this are none.
_MOST_DAYS = 40_000
_INVOICE_WORD, _CREDIT_WORD = ItemKind.INVOICE.value, ItemKind.CREDIT.value
_DISPUTED = YES | {"disputed", "in dispute", "in_dispute", "indispute", "open", "strittig"}
# Columns in which a placeholder stands for nothing.
_BARE = (
    "account",
    "number",
    "phone",
    "email",
    "contact",
    "po",
    "terms",
    "zone",
    "language",
    "first_name",
    "last_name",
    "credit_limit",
)


class CellError(Exception):
    """A cell of the rows at hand cannot be taken in: field, value, what is wrong."""


@dataclass(slots=True)
class CellReader:
    """Reads the cells of rows that are as wide as the header; every method raises CellError.

    `due_guessed`: due dates that came from terms; `unnumbered`: credits that were given a number;
    `strange_limits`: credit limits that are no amounts; `undated`: items due on the day of the list, for want of any
    date; `unknown_rest`: part paid, nobody says how much; `still_open`: said to be paid, while something is open; `never`:
    due dates that mean never; `stand_ins`: dates that stand for none. `as_of`: ISO date of the balances.
    """

    layout: Layout
    choices: Choices
    found: Survey
    due_guessed: int = 0
    undated: int = 0
    unnumbered: int = 0
    unknown_rest: int = 0
    still_open: int = 0
    never: int = 0
    stand_ins: Counter[str] = field(default_factory=Counter)
    as_of: str = ""
    strange_limits: set[str] = field(default_factory=set)
    _readers: dict[str, date_columns.DateReader] = field(default_factory=dict)
    _numbered: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._readers = {
            name: date_columns.DateReader(fmt, self.found.months, name == "due_date")
            for name, fmt in self.found.formats.items()
        }

    def columns_of(self, rows: list[list[str]]) -> dict[str, tuple[str, ...]]:
        """Return the columns that count, their text made harmless; every row names its customer."""
        cells = self._clean(rows)
        self._named(cells)
        return cells

    def batch(self, cells: Cells, lines: tuple[int, ...]) -> tuple[Batch, Cells]:
        """Return the rows as items, without customers, and the cells with credit limits read."""
        currency = self.currencies_of(cells)
        kinds = self._kinds(cells)
        cells = self._with_limits(cells, currency)
        invoiced, stated, settled = (self.dates_of(cells, name) for name in DATES)
        amount, balance, settled = self._figures(cells, currency, settled)
        kinds = self._kinds_marked(cells, kinds) or _kinds_by_sign(amount)
        due, guessed = self._due(cells, invoiced, stated, kinds)
        numbers = self._numbers(cells, kinds, invoiced, due)
        disputed = (
            tuple([int(value.lower() in _DISPUTED) for value in cells["disputed"]])
            if "disputed" in cells
            else (0,) * len(lines)
        )
        po = cells.get("po") or ("",) * len(lines)
        batch = Batch(
            (), lines, (), numbers, kinds, tuple(invoiced), tuple(due), guessed, tuple(amount), tuple(balance),
            currency, po, disputed, tuple(settled),
        )  # fmt: skip
        self.due_guessed += sum(guessed)
        return batch, cells

    def _named(self, cells: Cells) -> None:
        """See to it that every row names its customer."""
        given = [name for name in ("account", "name") if name in cells]
        if not all(cells[given[0]]):
            both = zip(*(cells[name] for name in given), strict=True)
            if len(given) == 1 or not all(map(any, both)):
                raise CellError(given[0], "", "is empty")

    def _clean(self, rows: list[list[str]]) -> dict[str, tuple[str, ...]]:
        """Return the columns that count, their text made harmless."""
        table = list(zip(*rows, strict=True))
        cells = {name: table[place] for name, place in self.layout.columns.items()}
        # A printable mark between the cells shows blanks at their edges.
        text = "|".join(chain.from_iterable(rows))
        if not (text.isprintable() and "  " not in text and " |" not in text and "| " not in text):
            cells = {name: tuple(map(one_line, values)) for name, values in cells.items()}
        for name in _BARE:
            if name in cells:
                cells[name] = without_placeholders(cells[name])
        if "country" in cells:
            cells["country"] = without_placeholders(cells["country"], country=True)
        return cells

    def _numbers(
        self, cells: Cells, kinds: Sequence[str], invoiced: Sequence[str | None], due: Sequence[str]
    ) -> tuple[str, ...]:
        """Return each item's number; one without gets one made of its kind and date, the same every day."""
        values = cells.get("number") or ("",) * len(kinds)
        if all(values):
            return values
        who = cells.get("account") or cells["name"]
        if len(kinds) > 1:
            # Row by row: a number that is made up must not be counted twice.
            raise CellError("number", "", "is empty")
        if values[0]:
            return values
        if kinds[0] == _INVOICE_WORD and "number" in cells and not self.found.unnumbered:
            raise CellError("number", "", "is empty")
        made = f"{kinds[0]} {invoiced[0] or due[0]}".strip()
        self._numbered[who[0], made] += 1
        self.unnumbered += 1
        again = 1 if self.layout.shape.lines else self._numbered[who[0], made]
        return (f"{made} ({again})" if again > 1 else made,)

    def currencies_of(self, cells: Cells) -> tuple[str, ...]:
        """Return each row's ISO 4217 currency: of the amount's cell, of its column, else as said. Raises CellError."""
        own = self.layout.currency or self.choices.currency or ""
        values = cells.get("currency") or ("",) * len(next(iter(cells.values())))
        codes = {value: self._code(value, own) for value in set(values)}
        stated = tuple([codes[value] for value in values])
        if self.layout.currency:
            self._check_stated(set(stated) - {self.layout.currency}, self.layout.currency)
        for name in AMOUNTS:
            if name in cells and (marks := currency_words.marks_of(cells[name])):
                stated = tuple([self._marked(mark, code) for mark, code in zip(marks, stated, strict=True)])
        if "" in stated:
            raise CellError("currency", "", "is empty: which currency it is, --currency can say")
        return stated

    def _code(self, value: str, own: str) -> str:
        if value in CURRENCIES:
            return value
        if is_nothing(value):
            return own
        codes = currency_words.meant(value, self.choices.currency_words, (own,))
        if len(codes) != 1:
            raise CellError("currency", value, "is not an ISO 4217 currency code such as USD")
        return codes[0]

    def _marked(self, mark: str, stated: str) -> str:
        """Return the currency of an amount with a mark in its cell, which outranks what is said beside the file."""
        if not mark:
            return stated
        codes = currency_words.meant(mark, self.choices.currency_words, (stated,))
        if len(codes) != 1:
            raise CellError("amount", mark, "may be one of several currencies")
        return codes[0]

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

    def _check_stated(self, others: set[str], stated: str) -> None:
        """A row in another currency than the heading of its amounts: one of the two is not about the amounts."""
        if others:
            problem = f"is not {stated}, which the heading of the amounts says: map the amounts in the row's own currency"
            raise CellError("currency", min(others), problem)

    def _kinds(self, cells: Cells) -> tuple[str, ...]:
        if "kind" not in cells:
            return ()
        own = self.layout.shape.kinds
        return tuple(
            [(own.get(value.upper()) or kind_of(value) or ItemKind.INVOICE).value for value in cells["kind"]]
        )

    def _kinds_marked(self, cells: Cells, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """Let a marker of credits speak where the type does not."""
        if "dc" not in cells:
            return kinds
        plain = kinds or (_INVOICE_WORD,) * len(cells["dc"])
        return tuple(
            [
                _CREDIT_WORD if kind == _INVOICE_WORD and fold(said) in CREDITS else kind
                for kind, said in zip(plain, cells["dc"], strict=True)
            ]
        )

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
            self.never += sum(value in reader.never for value in cells[name])
        if reader.stand_ins:
            self.stand_ins.update(value for value in cells[name] if value in reader.stand_ins)
        return dates

    def _due(
        self,
        cells: Cells,
        invoiced: list[str | None],
        due: list[str | None],
        kinds: Sequence[str],
    ) -> tuple[list[str], tuple[int, ...]]:
        if all(due):
            return due, (0,) * len(due)  # type: ignore[return-value]
        terms = cells.get("terms") or ("",) * len(due)
        late = self._days_late(cells)
        # A credit is due when it is there.
        filled = [
            given or by_days or (day if day and kind != _INVOICE_WORD else self._by_terms(day, words))
            for given, by_days, day, words, kind in zip(due, late, invoiced, terms, kinds, strict=True)
        ]
        guessed = tuple(
            [int(given is None and kind == _INVOICE_WORD) for given, kind in zip(due, kinds, strict=True)]
        )
        return filled, guessed

    def _days_late(self, cells: Cells) -> Sequence[str | None]:
        """Return the due dates that so many days overdue, on the day of the balances, come from."""
        if "days_late" not in cells:
            return (None,) * len(next(iter(cells.values())))
        days = [
            amounts.read_amount(value, amounts.POINT, 0, rounded=True) if value else None
            for value in cells["days_late"]
        ]
        if wrong := next(
            (value for value, read in zip(cells["days_late"], days, strict=True) if isinstance(read, str)),
            None,
        ):
            raise CellError("days_late", wrong, "is not a number of days")
        day = date.fromisoformat(self.as_of)
        return [
            (day - timedelta(days=late)).isoformat()
            if isinstance(late, int) and abs(late) < _MOST_DAYS
            else None
            for late in days
        ]

    def _by_terms(self, invoiced: str | None, terms: str) -> str:
        words = terms or self.choices.terms or self.layout.shape.terms
        if invoiced is None:
            if self.stand_ins:
                self.undated += 1
                return self.as_of
            raise CellError("due_date", "", "is empty, and there is no invoice date to count from")
        due = due_by_terms(words, date.fromisoformat(invoiced))
        if due is None and terms and self.choices.terms:
            due = due_by_terms(self.choices.terms, date.fromisoformat(invoiced))
        if due is None:
            problem = "does not say when the invoice falls due, and the due date is empty"
            raise CellError(
                "terms", words, problem if words else "is empty, and so is the due date (--terms can say it)"
            )
        return due.isoformat()

    def _figures(
        self, cells: Cells, currency: tuple[str, ...], settled: list[str | None]
    ) -> tuple[list[int], list[int], list[str | None]]:
        """Return what was billed, what is open, and when each item was settled that is."""
        read = {name: self.amounts_of(cells, name, currency) for name in AMOUNTS}
        for name in ("kind", "dc"):
            if name in cells and self.found.unsigned:
                unsigned = [
                    value.strip() in self.found.unsigned and is_credit(name, value, self.layout)
                    for value in cells[name]
                ]
                read = {each: _negative(column, unsigned) for each, column in read.items()}
        amount, balance = _billed(read), read["balance"]
        states = self._states(cells)
        if amount is not None and balance is None and (states or self._off(read) or any(settled)):
            balance, settled = self._rest(amount, self._off(read), states, settled)
        elif balance is not None and (states or any(settled)):
            balance, settled = self._outranked(balance, states, settled)
        whole = amount or balance or []
        if balance is None:
            balance = whole
        # An item that the file shows settled, but later than the as-of day, was still owed whole then.
        open_balance = [
            a if b is None or (s is not None and not b) else b
            for a, b, s in zip(whole, balance, settled, strict=True)
        ]
        full = [b if a is None else a for a, b in zip(whole, balance, strict=True)]
        if None in full or None in open_balance:
            raise CellError(
                "balance" if "balance" in cells and "amount" not in cells else "amount", "", "is empty"
            )
        return full, open_balance, settled  # type: ignore[return-value]

    def _off(self, read: Mapping[str, list[int | None] | None]) -> list[int | None] | None:
        """Return what was taken off each item: paid, credited and written off; None where nothing is said."""
        columns = []
        for name in _OFF:
            column = read[name]
            if column is not None:
                columns.append(
                    [None if one is None else -one for one in column] if name in self.layout.minus else column
                )
        if not columns:
            return None
        return [
            None if all(one is None for one in row) else sum(filter(None, row))
            for row in zip(*columns, strict=True)
        ]

    def _states(self, cells: Cells) -> list[Status | None]:
        """Return what flags and status words say of each row; nothing where there are none."""
        found: list[Status | None] = []
        if "status" in cells:
            found = [self._status(value) for value in cells["status"]]
        for name, yes in (("paid_flag", Status.PAID), ("open_flag", Status.OPEN)):
            if name in cells:
                other = Status.OPEN if yes is Status.PAID else Status.PAID
                flags = [
                    yes if fold(value) in YES else other if fold(value) in NO or name == "open_flag" else None
                    for value in cells[name]
                ]
                found = (
                    [two if two is Status.PAID else one or two for one, two in zip(found, flags, strict=True)]
                    if found
                    else flags
                )
        return found

    def _status(self, value: str) -> Status | None:
        if is_nothing(value):
            return None
        if said := self.choices.statuses.get(value):
            return Status(said)
        return status_of(value)

    def _rest(
        self,
        amount: list[int | None],
        off: list[int | None] | None,
        states: list[Status | None],
        settled: list[str | None],
    ) -> tuple[list[int | None], list[str | None]]:
        """Return what is left of each amount; a date of payment settles what nothing else says is still open."""
        rest: list[int | None] = []
        ends: list[str | None] = []
        empty = [None] * len(amount)
        for a, p, said, end in zip(amount, off or empty, states or empty, settled, strict=True):
            left = None if a is None else a - (p or 0)
            if said is Status.PART and not p:
                self.unknown_rest += 1
                end = None  # noqa: PLW2901 - a part of it was paid then
            elif said is Status.PAID:
                left = a if end else 0
            elif end and p is not None and left:
                end = None  # noqa: PLW2901 - as above
            rest.append(left)
            ends.append(end)
        return rest, ends

    def _outranked(
        self, balance: list[int | None], states: list[Status | None], settled: list[str | None]
    ) -> tuple[list[int | None], list[str | None]]:
        """Return what is open, and when the rest was settled; what the file says is open outranks a date."""
        empty = [None] * len(balance)
        balance = [
            0 if rest is None and said is Status.PAID else rest
            for rest, said in zip(balance, states or empty, strict=True)
        ]
        for rest, said in zip(balance, states or empty, strict=True):
            self.still_open += bool(rest) and said is Status.PAID
        return balance, [None if rest else end for rest, end in zip(balance, settled, strict=True)]

    def not_owed(self, cells: Cells) -> list[bool]:
        """Return which rows are no invoices, or given up; nothing at all where no row is."""
        if "status" not in cells:
            return []
        said = {
            value: self._status(value) in (Status.VOID, Status.GIVEN_UP) for value in set(cells["status"])
        }
        return [said[value] for value in cells["status"]] if any(said.values()) else []

    def amounts_of(self, cells: Cells, name: str, currency: tuple[str, ...]) -> list[int | None] | None:
        """Return a field's minor units, None where its column is missing. Raises CellError."""
        if name not in cells:
            return None
        places = set(map(exponent, set(currency)))
        try:
            if len(places) == 1:
                return amounts.read_column(
                    cells[name], self.found.style, places.pop(), rounded=self.choices.rounded
                )
            return [
                amounts.read_column((value,), self.found.style, exponent(code), rounded=self.choices.rounded)[
                    0
                ]
                for value, code in zip(cells[name], currency, strict=True)
            ]
        except ValueError as error:
            value, problem = error.args
            raise CellError(name, value, problem) from None


def _billed(read: Mapping[str, list[int | None] | None]) -> list[int | None] | None:
    """Return what was billed: the amounts, with their tax where it stands apart, or debits less credits."""
    debit, credit, amount, tax = (read[name] for name in ("debit", "credit", "amount", "tax"))
    if debit is not None and credit is not None:
        return [
            None if one is None and two is None else (one or 0) - abs(two or 0)
            for one, two in zip(debit, credit, strict=True)
        ]
    if amount is None or tax is None:
        return amount
    return [None if one is None else one + (two or 0) for one, two in zip(amount, tax, strict=True)]


def _negative(column: list[int | None] | None, unsigned: Sequence[bool]) -> list[int | None] | None:
    """Give credits the minus that the file leaves to its type column."""
    if column is None:
        return None
    return [
        -abs(value) if value is not None and credit else value
        for value, credit in zip(column, unsigned, strict=True)
    ]


def _kinds_by_sign(amounts_: Sequence[int]) -> tuple[str, ...]:
    if min(amounts_) >= 0:
        return (_INVOICE_WORD,) * len(amounts_)
    return tuple([_CREDIT_WORD if value < 0 else _INVOICE_WORD for value in amounts_])
