"""A table's rows into typed items: one row an item, read as it stood on the as-of day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, compress, repeat
from typing import Any

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.ledger_rows import Batch, RowError
from arcall_tui.domain.money import CURRENCIES, Money, exponent
from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import amounts, dates
from arcall_tui.ledger.arrange import Arranger, Total
from arcall_tui.ledger.columns import currency_in
from arcall_tui.ledger.customers import Customers
from arcall_tui.ledger.layout import AMOUNTS, DATES, Choices, Layout, Progress
from arcall_tui.ledger.reader import Chunk, Source, is_blank
from arcall_tui.ledger.survey import Survey, body, kind_of
from arcall_tui.ledger.terms import due_by_terms

_INVOICE_WORD, _CREDIT_WORD = ItemKind.INVOICE.value, ItemKind.CREDIT.value
_YES = frozenset("yes y true t 1 x disputed in_dispute indispute ja oui si open".split())
_PAID = frozenset("paid closed settled bezahlt pagado payee".split())
# Totals that do not add up, told one by one.
_MOST_TOLD = 5


class CellError(Exception):
    """A cell of the rows at hand cannot be taken in: field, value, what is wrong."""


@dataclass(slots=True)
class TableReader:
    """Reads a surveyed table batch by batch, as it stood at the close of `as_of`.

    `settled`: the file has settlement dates, so `as_of` cuts it: later rows are not there yet, items settled
    later are open. Without them the file is an open-item list and its balances count as they are.
    `errors` grows while batches are taken: whatever is in it when they end, the file is not to be imported.
    """

    source: Source
    layout: Layout
    choices: Choices
    found: Survey
    as_of: date
    errors: list[RowError] = field(default_factory=list)
    not_yet: int = 0
    nothing_open: int = 0
    due_guessed: int = 0
    after_as_of: int = 0
    headings: int = 0
    unnumbered: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    bad_totals: list[str] = field(default_factory=list)
    strange_limits: set[str] = field(default_factory=set)
    customers: Customers = field(init=False)
    arranger: Arranger = field(init=False)
    _readers: dict[str, dates.DateReader] = field(default_factory=dict)
    _held: list[RowError] = field(default_factory=list)
    _numbered: Counter[tuple[str, str]] = field(default_factory=Counter)
    _sum: int = 0
    _sums: set[int] = field(default_factory=lambda: {0})
    _last: int = 0
    _currencies: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        months = dates.month_names(self.choices.locale) if self.choices.locale else {}
        self._readers = {name: dates.DateReader(fmt, months) for name, fmt in self.found.formats.items()}
        self.arranger = Arranger(self.layout.plan)
        self.customers = Customers(by_name="account" not in self.layout.columns)

    @property
    def settled(self) -> bool:
        """Whether the file says when items were settled."""
        return "settled_on" in self.layout.columns

    def batches(self, progress: Progress | None = None) -> Iterator[Batch]:
        """Read the file. Bad rows are left out and noted in `errors`."""
        for chunk in body(self.source, self.layout, self.arranger, self.left_out):
            batch = self._batch(chunk)
            self._check_totals(batch)
            if batch:
                yield batch
            if progress and not progress((self.source.size + self.source.position()) // 2, self.source.size):
                raise InputRefusedError("The import was stopped.", "Nothing was written.")
        self._check_totals(None)
        # Rows with but one cell at the end of a file are a footer, not customers without invoices.
        self.headings += len(self._held) + self.arranger.headings

    def _batch(self, chunk: Chunk) -> Batch | None:
        if set(map(len, chunk.rows)) == {len(self.layout.header)}:
            try:
                batch = self._convert(chunk.rows, tuple(chunk.line_numbers()))
            except CellError:
                pass
            else:
                self._release()
                return batch
        return self._one_by_one(chunk)

    def _one_by_one(self, chunk: Chunk) -> Batch | None:
        """Read rows singly, so that each bad one is found and each good one kept."""
        good = []
        report = self.layout.plan.is_report or self.layout.shape.adds_up
        for row, line in zip(chunk.rows, chunk.line_numbers(), strict=True):
            if is_blank(row):
                continue
            if not report and (self.arranger.item(row, line) is None or self._says_nothing(row)):
                continue
            try:
                good.append(self._convert([self._fitted(row)], (line,)))
                self._release()
            except CellError as error:
                self._note(line, row, *error.args)
        parts = [batch for batch in good if batch]
        return _batch_of(map(chain.from_iterable, zip(*parts, strict=True))) if parts else None

    def _says_nothing(self, row: list[str]) -> bool:
        """Whether no column that counts is filled: a heading within the table, such as an age."""
        filled = any(row[place].strip() for place in self.layout.plan.facts if place < len(row))
        self.headings += not filled
        if not filled:
            self.arranger.openings.append(self._last)
        return not filled

    def _note(self, line: int, row: list[str], name: str, value: str, problem: str) -> None:
        error = RowError(line, self.layout.title(name), one_line(value)[:80], problem)
        if sum(bool(cell.strip()) for cell in row) == 1 and len(row) > 1:
            self._held.append(error)
        else:
            self._release()
            self.errors.append(error)

    def _release(self) -> None:
        if self._held:
            self.errors += self._held
            self._held.clear()

    def _fitted(self, row: list[str]) -> list[str]:
        width = len(self.layout.header)
        if len(row) > width and not is_blank(row[width:]):
            problem = f"has {len(row)} cells, the header {width}: a delimiter inside a text without quotes?"
            raise CellError("row", " | ".join(row[width - 1 :]), problem)
        return [*row[:width], *repeat("", width - len(row))]

    def _check_totals(self, batch: Batch | None) -> None:
        """Compare what the file itself adds up with its rows; whatever it says, the rows count."""
        events: list[tuple[int, Total | None]] = [(total.line, total) for total in self.arranger.totals]
        events += [(line, None) for line in self.arranger.openings]
        if batch:
            self._currencies.update(batch.currency)
        if not events:
            self._sum += sum(batch.balance) if batch else 0
            self._last = batch.lines[-1] if batch and batch.lines else self._last
            return
        self.arranger.totals.clear()
        self.arranger.openings.clear()
        items = sorted(zip(batch.lines, batch.balance, strict=True), reverse=True) if batch else []
        for line, total in sorted(events, key=lambda event: event[0]):
            while items and items[-1][0] < line:
                self._sum += items.pop()[1]
            if total and len(self._currencies) == 1 and not self.settled:
                self._check_total(total)
            self._sums.add(self._sum)
        self._sum += sum(balance for _, balance in items)

    def _check_total(self, total: Total) -> None:
        (currency,) = self._currencies
        stated = amounts.read_amount(total.figure.strip(), self.found.style, exponent(currency))
        if isinstance(stated, str) or self._sum - stated in self._sums:
            return
        since = min((self._sum - before for before in self._sums), key=lambda rows: abs(rows - stated))
        self.bad_totals.append(
            f"Row {total.line} ({one_line(total.label)[:40]}) says {Money(stated, currency)}, but its rows add up to"
            f" {Money(since, currency)}; the rows were taken."
        )

    def closing_warnings(self) -> list[str]:
        """Return what is odd about the rows once all have been read."""
        told = self.bad_totals[:_MOST_TOLD]
        if more := len(self.bad_totals) - len(told):
            told.append(f"{more} more totals do not add up.")
        if self.headings:
            told.append(f"{self.headings} rows hold only a heading or a note; they were passed over.")
        if self.strange_limits:
            example = one_line(min(self.strange_limits))[:40]
            told.append(
                f"{len(self.strange_limits)} credit limits are no amounts, such as {example!r}; left out."
            )
        if self.unnumbered:
            told.append(
                f"{self.unnumbered} credits or payments have no number; they were given one made of kind and date."
            )
        words = {
            "kind": "are no receivables of customers (by their type)",
            "side": "are not on customers' accounts",
            "status": "are drafts, void or deleted",
        }
        told += [f"{count} rows {words[name]}; they were left out." for name, count in self.left_out.items()]
        if self.layout.datev and self.layout.datev.skipped:
            told.append(
                f"{self.layout.datev.skipped} rows are not on customers' accounts; they were left out."
            )
        return [*told, *self.customers.warnings()]

    def _convert(self, rows: list[list[str]], lines: tuple[int, ...]) -> Batch | None:
        cells = self._cells(rows)
        self._named(cells)
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
        return self._cut(batch, cells)

    def cells_of(self, row: list[str]) -> dict[str, tuple[str, ...]]:
        """Return one row's columns that count. Raises CellError where it names no customer."""
        cells = self._cells([self._fitted(row)])
        self._named(cells)
        return cells

    def _named(self, cells: Mapping[str, tuple[str, ...]]) -> None:
        """See to it that every row names its customer."""
        given = [name for name in ("account", "name") if name in cells]
        if not all(cells[given[0]]):
            both = zip(*(cells[name] for name in given), strict=True)
            if len(given) == 1 or not all(map(any, both)):
                raise CellError(given[0], "", "is empty")

    def _cells(self, rows: list[list[str]]) -> dict[str, tuple[str, ...]]:
        """Return the columns that count, their text made harmless."""
        table = list(zip(*rows, strict=True))
        cells = {name: table[place] for name, place in self.layout.columns.items()}
        # A printable mark between the cells shows blanks at their edges.
        text = "|".join(chain.from_iterable(rows))
        if text.isprintable() and "  " not in text and " |" not in text and "| " not in text:
            return cells
        return {name: tuple(map(one_line, values)) for name, values in cells.items()}

    def _numbers(
        self, cells: Mapping[str, tuple[str, ...]], kinds: Sequence[str], invoiced: Sequence[str | None]
    ) -> tuple[str, ...]:
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

    def currencies_of(self, cells: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
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

    def _with_limits(
        self, cells: dict[str, tuple[str, ...]], currency: Sequence[str]
    ) -> dict[str, tuple[str, ...]]:
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

    def _kinds(self, cells: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        if "kind" not in cells:
            return ()
        own = self.layout.shape.kinds
        return tuple(
            [(own.get(value.upper()) or kind_of(value) or ItemKind.INVOICE).value for value in cells["kind"]]
        )

    def dates_of(self, cells: Mapping[str, tuple[str, ...]], name: str) -> list[str | None]:
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
        cells: Mapping[str, tuple[str, ...]],
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
        cells: Mapping[str, tuple[str, ...]],
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

    def amounts_of(
        self, cells: Mapping[str, tuple[str, ...]], name: str, currency: tuple[str, ...]
    ) -> list[int | None] | None:
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

    def _cut(self, batch: Batch, cells: Mapping[str, tuple[str, ...]]) -> Batch | None:
        """Leave the batch as things stood at the close of the as-of day."""
        day = self.as_of.isoformat()
        later = _after(day, batch.invoice_date)
        keep = None
        if not self.settled:
            self.after_as_of += later
        else:
            self.not_yet += later
            keep = [not invoiced or invoiced <= day for invoiced in batch.invoice_date] if later else None
            closed = batch.settled_on
            if _after(day, closed):
                closed = tuple([end if end and end <= day else None for end in closed])
            left = tuple([0 if end else rest for end, rest in zip(closed, batch.balance, strict=True)])
            batch = batch._replace(settled_on=closed, balance=left)
        if batch.balance.count(0) > len(batch.lines) - batch.settled_on.count(None):
            batch = self._settled_by_now(batch, keep)
        # Last: what is noted as said must not be lost with rows that turn out bad.
        accounts, parties = self.customers.meet(cells, keep)
        if keep is None:
            return batch._replace(account=accounts, parties=parties)
        columns = (compress(column, keep) for column in batch[3:])
        kept = _batch_of([parties, compress(batch.lines, keep), accounts, *columns])
        return kept if kept.lines else None

    def _settled_by_now(self, batch: Batch, keep: list[bool] | None) -> Batch:
        """An item with nothing left and no date of settlement was settled some time up to the as-of day."""
        day = self.as_of.isoformat()
        counts = keep or [True] * len(batch.lines)
        nothing = [not rest and not end for rest, end in zip(batch.balance, batch.settled_on, strict=True)]
        self.nothing_open += sum(compress(nothing, counts))
        ends = [day if empty else end for empty, end in zip(nothing, batch.settled_on, strict=True)]
        return batch._replace(settled_on=tuple(ends))


def _negative(column: list[int | None] | None, unsigned: Sequence[bool]) -> list[int | None] | None:
    """Give credits the minus that the file leaves to its type column."""
    if column is None:
        return None
    return [
        -abs(value) if value is not None and credit else value
        for value, credit in zip(column, unsigned, strict=True)
    ]


def _batch_of(columns: Iterable[Iterable[Any]]) -> Batch:
    return Batch(*map(tuple, columns))


def _after(day: str, dates_: tuple[str | None, ...]) -> int:
    """Count the dates after `day`; nearly always there is none, and then one look is enough."""
    given = list(filter(None, dates_))
    return sum(date_ > day for date_ in given) if given and max(given) > day else 0


def _kinds_by_sign(amounts_: Sequence[int]) -> tuple[str, ...]:
    if min(amounts_) >= 0:
        return (_INVOICE_WORD,) * len(amounts_)
    return tuple([_CREDIT_WORD if value < 0 else _INVOICE_WORD for value in amounts_])
