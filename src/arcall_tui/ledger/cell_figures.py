"""A table's figures: in which currency each row is, what was billed, what of it is open, and when the rest was settled."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import compress, repeat

from arcall_tui.domain.money import CURRENCIES, exponent
from arcall_tui.ledger import amounts, currency_words
from arcall_tui.ledger.column_layout import STATES, Layout
from arcall_tui.ledger.column_work import AMOUNTS, OFF
from arcall_tui.ledger.columns import NO_COLUMN, SYNONYMS, decimals_under, squeeze
from arcall_tui.ledger.questions import Choices, option
from arcall_tui.ledger.survey import Survey
from arcall_tui.ledger.words import NO, Status, fold, how_much, is_nothing, without_note

Cells = Mapping[str, tuple[str, ...]]

_OPEN_IN_PART = (Status.OPEN, Status.PART)
_NOT_OWED = (Status.VOID, Status.GIVEN_UP)


class CellError(Exception):
    """A cell of the rows at hand cannot be taken in: field, value, what is wrong."""


@dataclass(slots=True)
class ItemFigures:
    """Reads the figures of rows; every method raises CellError.

    `odd`: how many cells were odd, by what of them was (`ODD` of typed_items has the words); `noted`: amounts with a note.
    """

    layout: Layout
    choices: Choices
    found: Survey
    odd: Counter[str] = field(default_factory=Counter)
    noted: dict[str, None] = field(default_factory=dict)

    @property
    def undated(self) -> bool:
        """Whether no column says of which day what is owed is, as the user said of the due dates; terms count from others."""
        days = {"invoice_date", "days_late"}
        return self.choices.mapping.get("due_date") == NO_COLUMN and days.isdisjoint(self.layout.columns)

    def currencies_of(self, cells: Cells) -> tuple[str, ...]:
        """Return each row's ISO 4217 currency: of the amount's cell, of its column, else as said. Raises CellError."""
        own = self.layout.currency or self.choices.currency or ""
        values = cells.get("currency") or ("",) * len(next(iter(cells.values())))
        codes = {value: self._code(value, own) for value in set(values)}
        stated = tuple(map(codes.__getitem__, values))
        if own and self.layout.currency and (others := {*stated} - {own}):
            ignored = option("ignore", self.layout.title("currency"))
            problem = f"is not {own}, which the heading of the amounts says: map the amounts in the row's own currency; where all are in {own}: {ignored}"
            raise CellError("currency", min(others), problem)
        shown = ("",) * len(stated)
        for name in AMOUNTS:
            if name in cells and (marks := currency_words.marks_of(cells[name], values)):
                said = [mark and self._marked(mark, code) for mark, code in zip(marks, stated, strict=True)]
                pairs = list(zip(shown, said, strict=True))
                if odd := next((two for one, two in pairs if one and two and one != two), ""):
                    raise CellError(name, odd, "is another currency than that of an amount beside it")
                shown = tuple([one or two for one, two in pairs])
        stated = tuple([mark or code for mark, code in zip(shown, stated, strict=True)])
        if "" in stated:
            raise CellError("currency", "", "is empty: which currency it is, --currency can say")
        return stated

    def _code(self, value: str, own: str) -> str:
        if value in CURRENCIES:
            return value
        if is_nothing(value):
            return own
        codes = currency_words.meant(value, self.choices.currency_words, (own,)) or (
            (own,) if value == self.found.own_word else ()
        )
        if len(codes) != 1:
            raise CellError("currency", value, "is not an ISO 4217 currency code such as USD")
        return codes[0]

    def _marked(self, mark: str, stated: str) -> str:
        """Return the currency of an amount with a mark in its cell, which outranks what is said beside the file."""
        codes = currency_words.meant(mark, self.choices.currency_words, (stated,))
        if len(codes) != 1:
            raise CellError("amount", mark, "may be one of several currencies")
        return codes[0]

    def read(
        self, cells: Cells, currency: tuple[str, ...], settled: list[str | None]
    ) -> tuple[list[int], list[int], list[str | None]]:
        """Return what was billed, what is open, and when each item was settled that is."""
        read = self._signed(cells, {name: self.amounts_of(cells, name, currency) for name in AMOUNTS})
        if "tax_rate" in cells and read["amount"] is not None:
            read["tax"] = self._shares(cells, "tax_rate", read["amount"])
        amount, balance = _billed(read, self.layout.minus), read["balance"]
        if "paid_share" in cells and amount is not None and read["paid"] is None:
            read["paid"] = self._shares(cells, "paid_share", amount)
        balance = self._signed_rests(amount, balance)
        states = self._states(cells)
        if Status.CREDIT in states:
            credits_ = [said is Status.CREDIT for said in states]
            amount, balance = _negative(amount, credits_), _negative(balance, credits_)
        off = self._off(read, self._said_off(cells, states, amount, currency))
        if amount is not None and balance is None and (states or off or any(settled)):
            balance, settled = self._rest(amount, off, states, settled)
        elif balance is not None and (states or any(settled)):
            rows = zip(settled, balance, amount or balance, strict=True)
            dated = [Status.PAID if day and rest and rest == billed else None for day, rest, billed in rows]
            balance, settled = self._outranked(balance, states or dated, settled)
        whole = amount or balance or [None] * len(settled)
        if balance is None:
            balance = whole
        if whole and None not in whole and None not in balance:
            return whole, balance, settled  # type: ignore[return-value]
        # An item that the file shows settled, but later than the as-of day, was still owed whole then.
        open_balance = [
            (None if a is None else a - (taken or 0) if self.choices.blank != "paid" or s is not None else 0)
            if b is None
            else a
            if s is not None and not b
            else b
            for a, b, s, taken in zip(whole, balance, settled, off or repeat(None), strict=False)
        ]
        full = [b if a is None else a for a, b in zip(whole, balance, strict=True)]
        if None in full or None in open_balance:
            # Of a list without bills and days, who has no amount owes nothing.
            if len(full) == 1 and ((self.undated and "number" not in cells) or self.not_owed(cells)):
                return [0], [0], settled
            raise CellError(
                "balance" if "balance" in cells and "amount" not in cells else "amount", "", "is empty"
            )
        return full, open_balance, settled  # type: ignore[return-value]

    def _signed(
        self, cells: Cells, read: Mapping[str, list[int | None] | None]
    ) -> dict[str, list[int | None] | None]:
        """Give credits the minus that their type or marker alone has."""
        for name in ("kind", "dc"):
            if name in cells and self.found.unsigned:
                unsigned = [
                    value.strip() in self.found.unsigned
                    and self.layout.is_credit(name, value, self.choices.statuses)
                    for value in cells[name]
                ]
                read = {each: _negative(column, unsigned) for each, column in read.items()}
        return {**read}

    def _signed_rests(
        self, amount: list[int | None] | None, balance: list[int | None] | None
    ) -> list[int | None] | None:
        """Give what is open of a credit the minus that stands at its amount alone."""
        if not amount or not balance or min(filter(None, amount), default=0) >= 0:
            return balance
        bare = [bool(a and b and a < 0 < b <= -a) for a, b in zip(amount, balance, strict=True)]
        self.odd["unsigned_rests"] += sum(bare)
        return _negative(balance, bare)

    def _off(
        self, read: Mapping[str, list[int | None] | None], said: list[int | None] | None
    ) -> list[int | None] | None:
        """Return what was taken off each item: paid, credited and written off, else as its status says (`said`); None where nothing is."""
        columns: list[Sequence[int | None]] = []
        for name in OFF:
            column = read[name]
            if column is not None:
                columns.append(
                    [None if one is None else -one for one in column] if name in self.layout.minus else column
                )
        if not columns:
            return said
        return [
            by_word if all(one is None for one in row) else sum(filter(None, row))
            for by_word, row in zip(said or repeat(None), zip(*columns, strict=True), strict=False)
        ]

    def _shares(self, cells: Cells, name: str, amounts_: Sequence[int | None]) -> list[int | None]:
        """Return what was paid of amounts, or the tax on them, from shares in per cent or in parts of one."""
        paid, whole = list[int | None](), 1_0000 if name in self.layout.minus else 100_0000
        for share, amount in zip(cells[name], amounts_, strict=True):
            # No share has thousands: its mark is that of decimals.
            bare = share.strip().rstrip("% ").replace(",", ".")
            part = amounts.read_amount(bare, amounts.POINT, 4, rounded=True) if not is_nothing(bare) else 0
            if isinstance(part, str) or not 0 <= part <= whole:
                raise CellError(name, share, "is no share between nothing and all")
            part = whole - part if "open_share" in self.layout.minus else part
            paid.append(None if amount is None else round(amount * part / whole))
        return paid

    def _states(self, cells: Cells) -> list[Status | None]:
        """Return what flags and status words say of each row; nothing where there are none."""
        found: list[Status | None] = []
        if "status" in cells:
            found = self._states_of("status", cells["status"])
        if "kind" in cells and Status.PAID in self.choices.statuses.values():
            found = found or [None] * len(cells["kind"])
            paid = [self.choices.statuses.get(value.strip()) == Status.PAID for value in cells["kind"]]
            found = [Status.PAID if settled else one for one, settled in zip(found, paid, strict=True)]
        for name in STATES[1:]:
            if name in cells:
                flags = self._states_of(name, cells[name])
                found = [
                    two if two is Status.PAID or (one, two) == _OPEN_IN_PART else one or two
                    for one, two in zip(found or repeat(None), flags, strict=False)
                ]
        return found

    def _states_of(self, name: str, values: Sequence[str]) -> list[Status | None]:
        """Return what the cells of a column of `STATES` say; words that are not known were asked about where they matter."""
        meant = {value: self.layout.state(name, value, self.choices.statuses) for value in set(values)}
        return [meant[value] for value in values]

    def _said_off(
        self,
        cells: Cells,
        states: Sequence[Status | None],
        amount: Sequence[int | None] | None,
        currency: Sequence[str],
    ) -> list[int | None] | None:
        """Return what was paid of each amount as its status says: an amount, a share, or so many of its parts; None where none says it."""
        empty = ("",) * len(states)
        columns = [cells.get(name, empty) for name in ("paid_flag", "status")]
        if Status.PART not in states or amount is None:
            return None
        texts = [
            flag if said is Status.PART else status
            for said, flag, status in zip(self._states_of("paid_flag", columns[0]), *columns, strict=True)
        ]
        parts: list[int | None] = []
        for said, text, billed, places in zip(states, texts, amount, map(exponent, currency), strict=True):
            figure, whole = how_much(text) if said is Status.PART else ("", 0)
            read = amounts.read_amount(figure, self.found.style, places, rounded=True)
            part = (
                0
                if isinstance(read, str) or not billed
                else round(billed * read / (whole * 10**places))
                if whole
                else read
            )
            parts.append(part if 0 < part <= (billed or 0) else None)
        self.odd["said_parts"] += len(parts) - parts.count(None)
        return parts

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
                self.odd["unknown_rest"] += 1
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
        # Who was asked about notes that say paid, and said yes, says it of what stands open there, too.
        counts = squeeze(self.choices.mapping.get("status", "status")) not in SYNONYMS["status"]
        said = [one is Status.PAID for one in states]
        balance = [
            0 if (rest is None or counts) and paid else rest for rest, paid in zip(balance, said, strict=True)
        ]
        self.odd["still_open"] += sum(bool(rest) and paid for rest, paid in zip(balance, said, strict=True))
        return balance, [None if rest else end for rest, end in zip(balance, settled, strict=True)]

    def not_owed(self, cells: Cells) -> list[str]:
        """Return for each row the field that says it is no invoice, or given up, empty where none does; nothing at all where no row is."""
        columns = {
            name: [said in _NOT_OWED for said in self._states_of(name, cells[name])]
            for name in STATES
            if name in cells
        }
        if "void" in cells:
            called = {value: fold(value) not in NO and not is_nothing(value) for value in set(cells["void"])}
            columns["void"] = [called[value] for value in cells["void"]]
        if "kind" in cells and self.choices.statuses:
            said = self.choices.statuses
            columns["kind"] = [said.get(value.strip()) in _NOT_OWED for value in cells["kind"]]
        gone = [next(compress(columns, row), "") for row in zip(*columns.values(), strict=True)]
        return gone if any(gone) else []

    def credited(self, cells: Cells, currency: tuple[str, ...]) -> list[tuple[int, int]]:
        """Return what was credited or written off of each item, and what was paid (minor units); nothing where no column says."""
        read = [self.amounts_of(cells, name, currency) for name in ("credited", "written_off", "paid")]
        if not any(column is not None and any(column) for column in read[:2]):
            return []
        columns = [[abs(one or 0) for one in column or [0] * len(currency)] for column in read]
        return [(credited + given_up, paid) for credited, given_up, paid in zip(*columns, strict=True)]

    def amounts_of(self, cells: Cells, name: str, currency: tuple[str, ...]) -> list[int | None] | None:
        """Return a field's minor units, None where its column is missing. Raises CellError."""
        if name not in cells:
            return None
        values, title = cells[name], self.layout.title(name)
        if name != "balance" and (said := {*values} & {"paid", "Paid", "PAID"}):
            raise CellError(name, said.pop(), "is not an amount")
        if "(" in "".join(values):
            values = tuple(map(without_note, given := values))
            self.noted |= dict.fromkeys(sorted({*given} - {*values}))
        places = {code: decimals_under(title, exponent(code), self.choices.decimal) for code in {*currency}}
        read = partial(amounts.read_column, rounded=self.choices.rounded)
        try:
            if len({*places.values()}) == 1:
                return read(values, self.found.style, places[currency[0]])
            rows = zip(values, currency, strict=True)
            return [read((value,), self.found.style, places[code])[0] for value, code in rows]
        except ValueError as error:
            raise CellError(name, *error.args) from None


def _billed(read: Mapping[str, list[int | None] | None], minus: Collection[str]) -> list[int | None] | None:
    """Return what was billed: the amounts, with their tax where it stands apart, or debits less credits."""
    debit, credit, amount, tax = (read[name] for name in ("debit", "credit", "amount", "tax"))
    if debit is not None:
        credit = credit or [None] * len(debit)
        sign = -1 if "debit" in minus else 1
        return [
            None if one is None and two is None else sign * (one or 0) - abs(two or 0)
            for one, two in zip(debit, credit, strict=True)
        ]
    if amount is None or tax is None:
        return amount
    return [None if one is None else one + (two or 0) for one, two in zip(amount, tax, strict=True)]


def _negative(column: list[int | None] | None, unsigned: Sequence[bool]) -> list[int | None] | None:
    """Give credits the minus that the file leaves to its type column."""
    return column and [
        -abs(value) if value is not None and credit else value
        for value, credit in zip(column, unsigned, strict=True)
    ]
