"""The plain table: one row an item, a header somewhere near the top; read as it stood on the as-of day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, compress, repeat
from operator import and_
from typing import Any
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.ledger_rows import Batch, Party, RowError
from arcall_tui.domain.money import CURRENCIES, exponent
from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import amounts, dates
from arcall_tui.ledger.layout import AMOUNTS, DATES, PARTY, Choices, Layout, Progress
from arcall_tui.ledger.reader import Chunk, Source, is_blank
from arcall_tui.ledger.survey import Survey, body, kind_of
from arcall_tui.ledger.terms import due_by_terms

_INVOICE_WORD, _CREDIT_WORD = ItemKind.INVOICE.value, ItemKind.CREDIT.value
_YES = frozenset("yes y true t 1 x disputed in_dispute indispute ja oui si open".split())


class CellError(Exception):
    """A cell of the rows at hand cannot be taken in: field, value, what is wrong."""


def _party_of(facts: dict[str, str]) -> Party:
    """Make a customer of what a row says; one without an id goes by the name."""
    ledger_id = facts.pop("account", "") or facts["name"]
    if zone := facts.get("zone"):
        facts["zone"] = zone if _is_zone(zone) else ""
    return Party(ledger_id, **facts)


def _is_zone(name: str) -> bool:
    try:
        return ZoneInfo(name).key == name
    except (OSError, ValueError, KeyError):
        return False


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
    _readers: dict[str, dates.DateReader] = field(default_factory=dict)
    _said: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._readers = {name: dates.DateReader(fmt) for name, fmt in self.found.formats.items()}

    @property
    def settled(self) -> bool:
        """Whether the file says when items were settled."""
        return "settled_on" in self.layout.columns

    def batches(self, progress: Progress | None = None) -> Iterator[Batch]:
        """Read the file. Bad rows are left out and noted in `errors`."""
        for chunk in body(self.source, self.layout):
            if batch := self._batch(chunk):
                yield batch
            if progress and not progress((self.source.size + self.source.position()) // 2, self.source.size):
                raise InputRefusedError("The import was stopped.", "Nothing was written.")

    def _batch(self, chunk: Chunk) -> Batch | None:
        if set(map(len, chunk.rows)) == {len(self.layout.header)}:
            try:
                return self._convert(chunk.rows, tuple(chunk.line_numbers()))
            except CellError:
                pass
        return self._one_by_one(chunk)

    def _one_by_one(self, chunk: Chunk) -> Batch | None:
        """Read rows singly, so that each bad one is found and each good one kept."""
        good = []
        for row, line in zip(chunk.rows, chunk.line_numbers(), strict=True):
            if is_blank(row):
                continue
            try:
                good.append(self._convert([self._fitted(row)], (line,)))
            except CellError as error:
                name, value, problem = error.args
                self.errors.append(RowError(line, self.layout.title(name), one_line(value)[:80], problem))
        parts = [batch for batch in good if batch]
        return _batch_of(map(chain.from_iterable, zip(*parts, strict=True))) if parts else None

    def _fitted(self, row: list[str]) -> list[str]:
        width = len(self.layout.header)
        if len(row) > width and not is_blank(row[width:]):
            problem = f"has {len(row)} cells, the header {width}: a delimiter inside a text without quotes?"
            raise CellError("row", " | ".join(row[width - 1 :]), problem)
        return [*row[:width], *repeat("", width - len(row))]

    def _convert(self, rows: list[list[str]], lines: tuple[int, ...]) -> Batch | None:
        cells = self._cells(rows)
        numbers = self._required(cells, "number")
        currency = self._currency(cells)
        kinds = self._kinds(cells)
        invoiced, stated, settled = (self._dates(cells, name) for name in DATES)
        due, guessed = self._due(cells, invoiced, stated)
        amount, balance = self._figures(cells, currency, kinds, settled)
        disputed = (
            tuple(int(value.lower() in _YES) for value in cells["disputed"]) if "disputed" in cells else None
        )
        # Last: what is noted as said must not be lost with rows that turn out bad.
        accounts, parties = self._accounts(cells)
        batch = Batch(
            parties,
            lines,
            accounts,
            numbers,
            kinds,
            tuple(invoiced),
            tuple(due),
            guessed,
            tuple(amount),
            tuple(balance),
            currency,
            cells.get("po") or ("",) * len(lines),
            disputed or (0,) * len(lines),
            tuple(settled),
        )
        self.due_guessed += sum(guessed)
        return self._cut(batch)

    def _cells(self, rows: list[list[str]]) -> dict[str, tuple[str, ...]]:
        """Return the columns that count, their text made harmless."""
        table = list(zip(*rows, strict=True))
        cells = {name: table[place] for name, place in self.layout.columns.items()}
        # A printable mark between the cells shows blanks at their edges.
        text = "|".join(chain.from_iterable(rows))
        if text.isprintable() and "  " not in text and " |" not in text and "| " not in text:
            return cells
        return {name: tuple(map(one_line, values)) for name, values in cells.items()}

    def _required(self, cells: Mapping[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
        values = cells[name]
        if not all(values):
            raise CellError(name, "", "is empty")
        return values

    def _accounts(self, cells: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[Party, ...]]:
        """Return each row's customer, and what the rows say about customers that none before said."""
        given = "account" if "account" in cells else "name"
        accounts = self._required(cells, given)
        names = [name for name in PARTY if name in cells]
        facts = list(zip(*(cells[name] for name in names), strict=True))
        # Nearly always a row only repeats an earlier one; 64 bits of each are quicker to look up than all of it.
        if self._said.issuperset(map(hash, facts)):
            return accounts, ()
        fresh = {said: None for said in facts if hash(said) not in self._said}
        self._said.update(map(hash, fresh))
        return accounts, tuple(_party_of(dict(zip(names, said, strict=True))) for said in fresh)

    def _currency(self, cells: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        if "currency" not in cells:
            return (self.choices.currency or "",) * len(cells["number"])
        values = tuple(map(str.upper, cells["currency"]))
        wrong = {value for value in set(values) if value not in CURRENCIES}
        if wrong == {""} and self.choices.currency:
            return tuple(value or self.choices.currency for value in values)
        if wrong:
            raise CellError("currency", min(wrong), "is not an ISO 4217 currency code such as USD")
        return values

    def _kinds(self, cells: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        if "kind" not in cells:
            return ()
        return tuple((kind_of(value) or ItemKind.INVOICE).value for value in cells["kind"])

    def _dates(self, cells: Mapping[str, tuple[str, ...]], name: str) -> list[str | None]:
        if name not in cells:
            return [None] * len(cells["number"])
        reader = self._readers[name]
        try:
            return reader.read(cells[name])
        except KeyError as error:
            example = f" like {reader.fmt.example}" if reader.fmt else ""
            raise CellError(
                name, error.args[0], f"is not a date{example}, as the rest of the column"
            ) from None

    def _due(
        self, cells: Mapping[str, tuple[str, ...]], invoiced: list[str | None], due: list[str | None]
    ) -> tuple[list[str], tuple[int, ...]]:
        if all(due):
            return due, (0,) * len(due)  # type: ignore[return-value]
        terms = cells.get("terms") or ("",) * len(due)
        filled = [
            given or self._by_terms(day, words)
            for given, day, words in zip(due, invoiced, terms, strict=True)
        ]
        return filled, tuple(int(given is None) for given in due)

    def _by_terms(self, invoiced: str | None, terms: str) -> str:
        words = terms or self.choices.terms
        if invoiced is None:
            raise CellError("due_date", "", "is empty, and there is no invoice date to count from")
        due = due_by_terms(words, date.fromisoformat(invoiced))
        if due is None:
            problem = "does not say when the invoice falls due, and the due date is empty"
            raise CellError("terms", words, problem if words else "is empty, and so is the due date")
        return due.isoformat()

    def _figures(
        self,
        cells: Mapping[str, tuple[str, ...]],
        currency: tuple[str, ...],
        kinds: tuple[str, ...],
        settled: list[str | None],
    ) -> tuple[list[int], list[int]]:
        amount, balance, paid = (self._amounts(cells, name, currency) for name in AMOUNTS)
        if kinds and self.found.unsigned_credits:
            amount, balance, paid = (self._signed(column, kinds) for column in (amount, balance, paid))
        if balance is None and paid is not None and amount is not None:
            balance = [None if a is None else a - (p or 0) for a, p in zip(amount, paid, strict=True)]
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

    def _amounts(
        self, cells: Mapping[str, tuple[str, ...]], name: str, currency: tuple[str, ...]
    ) -> list[int | None] | None:
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

    @staticmethod
    def _signed(column: list[int | None] | None, kinds: tuple[str, ...]) -> list[int | None] | None:
        """Give credits the minus that the file leaves to its type column."""
        if column is None:
            return None
        return [
            value if value is None or kind == ItemKind.INVOICE else -abs(value)
            for value, kind in zip(column, kinds, strict=True)
        ]

    def _cut(self, batch: Batch) -> Batch | None:
        """Leave the batch as things stood at the close of the as-of day."""
        day = self.as_of.isoformat()
        if not batch.kind:
            batch = batch._replace(kind=_kinds_by_sign(batch.amount))
        later = _after(day, batch.invoice_date)
        if not self.settled:
            self.after_as_of += later
            keep = None
        else:
            self.not_yet += later
            keep = [not invoiced or invoiced <= day for invoiced in batch.invoice_date] if later else None
            closed = batch.settled_on
            if _after(day, closed):
                closed = tuple([end if end and end <= day else None for end in closed])
            left = tuple([0 if end else rest for end, rest in zip(closed, batch.balance, strict=True)])
            batch = batch._replace(settled_on=closed, balance=left)
        if batch.balance.count(0) > len(batch.lines) - batch.settled_on.count(None):
            keep = self._without_nothing_open(batch, keep or [True] * len(batch.lines))
        if keep is None:
            return batch
        kept = _batch_of([batch.parties, *(compress(column, keep) for column in batch[1:])])
        return kept if kept.lines or kept.parties else None

    def _without_nothing_open(self, batch: Batch, keep: list[bool]) -> list[bool]:
        """Leave out items with nothing left and no date of settlement: neither open nor history."""
        nothing = [not rest and not end for rest, end in zip(batch.balance, batch.settled_on, strict=True)]
        self.nothing_open += sum(map(and_, nothing, keep))
        return [kept and not empty for kept, empty in zip(keep, nothing, strict=True)]


def _batch_of(columns: Iterable[Iterable[Any]]) -> Batch:
    return Batch(*map(tuple, columns))


def _after(day: str, dates_: tuple[str | None, ...]) -> int:
    """Count the dates after `day`; nearly always there is none, and then one look is enough."""
    given = list(filter(None, dates_))
    return sum(date_ > day for date_ in given) if given and max(given) > day else 0


def _kinds_by_sign(amounts: tuple[int, ...]) -> tuple[str, ...]:
    if min(amounts) >= 0:
        return (_INVOICE_WORD,) * len(amounts)
    return tuple(_CREDIT_WORD if value < 0 else _INVOICE_WORD for value in amounts)
