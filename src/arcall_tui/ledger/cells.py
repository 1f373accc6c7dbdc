"""A table's cells into typed columns: text, dates, amounts and what goes with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.ledger_rows import Batch
from arcall_tui.domain.money import CURRENCIES, exponent
from arcall_tui.domain.text import one_line
from arcall_tui.ledger import amounts, date_columns
from arcall_tui.ledger.column_layout import AMOUNTS, DATES, Choices, Layout
from arcall_tui.ledger.columns import currency_in
from arcall_tui.ledger.survey import Survey, kind_of
from arcall_tui.ledger.terms import due_by_terms

Cells = Mapping[str, tuple[str, ...]]

_INVOICE_WORD, _CREDIT_WORD = ItemKind.INVOICE.value, ItemKind.CREDIT.value
_YES = frozenset("yes y true t 1 x disputed in_dispute indispute ja oui si open".split())
_PAID = frozenset("paid closed settled bezahlt pagado payee".split())


class CellError(Exception):
    """A cell of the rows at hand cannot be taken in: field, value, what is wrong."""


@dataclass(slots=True)
class CellReader:
    """Reads the cells of rows that are as wide as the header; every method raises CellError.

    `due_guessed`: due dates that came from terms; `unnumbered`: credits that were given a number;
    `strange_limits`: credit limits that are no amounts.
    """

    layout: Layout
    choices: Choices
    found: Survey
    due_guessed: int = 0
    unnumbered: int = 0
    strange_limits: set[str] = field(default_factory=set)
    _readers: dict[str, date_columns.DateReader] = field(default_factory=dict)
    _numbered: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        months = date_columns.month_names(self.choices.locale) if self.choices.locale else {}
        self._readers = {
            name: date_columns.DateReader(fmt, months) for name, fmt in self.found.formats.items()
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
        amount, balance = self._figures(cells, currency, kinds, settled)
        kinds = kinds or _kinds_by_sign(amount)
        due, guessed = self._due(cells, invoiced, stated, kinds)
        numbers = self._numbers(cells, kinds, invoiced)
        disputed = (
            tuple([int(value.lower() in _YES) for value in cells["disputed"]])
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
        if text.isprintable() and "  " not in text and " |" not in text and "| " not in text:
            return cells
        return {name: tuple(map(one_line, values)) for name, values in cells.items()}

    def _numbers(self, cells: Cells, kinds: Sequence[str], invoiced: Sequence[str | None]) -> tuple[str, ...]:
        values = cells.get("number") or ("",) * len(kinds)
        if all(values):
            return values
        who = cells.get("account") or cells["name"]
        if len(kinds) > 1:
            # Row by row: a number that is made up must not be counted twice.
            raise CellError("number", "", "is empty")
        if values[0] or kinds[0] == _INVOICE_WORD:
            raise CellError("number", "", "is empty")
        made = f"{kinds[0]} {invoiced[0] or ''}".strip()
        self._numbered[who[0], made] += 1
        self.unnumbered += 1
        again = 1 if self.layout.shape.lines else self._numbered[who[0], made]
        return (f"{made} ({again})" if again > 1 else made,)

    def currencies_of(self, cells: Cells) -> tuple[str, ...]:
        """Return each row's ISO 4217 currency. Raises CellError."""
        if "currency" not in cells:
            return (self.choices.currency or "",) * len(next(iter(cells.values())))
        values = tuple(map(str.upper, cells["currency"]))
        if stated := self.layout.currency:
            self._check_stated(set(values) - {stated, ""}, stated)
            return (stated,) * len(values)
        wrong = {value for value in set(values) if value not in CURRENCIES}
        if wrong == {""} and self.choices.currency:
            return tuple(value or self.choices.currency for value in values)
        if wrong:
            raise CellError("currency", min(wrong), "is not an ISO 4217 currency code such as USD")
        return values

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

    def dates_of(self, cells: Cells, name: str) -> list[str | None]:
        """Return a field's ISO dates, None where there is none. Raises CellError."""
        if name not in cells:
            return [None] * len(next(iter(cells.values())))
        reader = self._readers[name]
        try:
            return reader.read(cells[name])
        except KeyError as error:
            example = f" like {reader.fmt.example}" if reader.fmt else ""
            raise CellError(
                name, error.args[0], f"is not a date{example}, as the rest of the column"
            ) from None

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
        # A credit is due when it is there.
        filled = [
            given or (day if day and kind != _INVOICE_WORD else self._by_terms(day, words))
            for given, day, words, kind in zip(due, invoiced, terms, kinds, strict=True)
        ]
        guessed = tuple(
            [int(given is None and kind == _INVOICE_WORD) for given, kind in zip(due, kinds, strict=True)]
        )
        return filled, guessed

    def _by_terms(self, invoiced: str | None, terms: str) -> str:
        words = terms or self.choices.terms or self.layout.shape.terms
        if invoiced is None:
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
        self,
        cells: Cells,
        currency: tuple[str, ...],
        kinds: tuple[str, ...],
        settled: list[str | None],
    ) -> tuple[list[int], list[int]]:
        amount, balance, paid = (self.amounts_of(cells, name, currency) for name in AMOUNTS)
        if kinds and self.found.unsigned:
            unsigned = [value.strip() in self.found.unsigned for value in cells["kind"]]
            amount, balance, paid = (_negative(column, unsigned) for column in (amount, balance, paid))
        if balance is None and amount is not None and (paid is not None or "status" in cells):
            status = cells.get("status") or ("",) * len(amount)
            paid = paid or [None] * len(amount)
            balance = [
                None if a is None else 0 if p is None and not end and said.lower() in _PAID else a - (p or 0)
                for a, p, said, end in zip(amount, paid, status, settled, strict=True)
            ]
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
        return full, open_balance  # type: ignore[return-value]

    def amounts_of(self, cells: Cells, name: str, currency: tuple[str, ...]) -> list[int | None] | None:
        """Return a field's minor units, None where its column is missing. Raises CellError."""
        if name not in cells:
            return None
        places = set(map(exponent, set(currency)))
        try:
            if len(places) == 1:
                return amounts.read_column(cells[name], self.found.style, places.pop())
            return [
                amounts.read_column((value,), self.found.style, exponent(code))[0]
                for value, code in zip(cells[name], currency, strict=True)
            ]
        except ValueError as error:
            value, problem = error.args
            raise CellError(name, value, problem) from None


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
