"""DATEV's exports: postings and master data, read by the metadata in their first row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.columns import squeeze

Numbered = Iterable[tuple[list[str], int]]

POSTINGS = tuple("Konto|Belegfeld 1|Belegdatum|Fälligkeit|Umsatz|Saldo|WKZ Umsatz|Art".split("|"))
POSTING_FIELDS = dict(
    zip("account number invoice_date due_date amount balance currency kind".split(), range(8), strict=True)
)
CONTACTS = ("Konto", "Name", "Land", "Telefon", "E-Mail", "Ansprechpartner", "Straße", "Postleitzahl", "Ort")
CONTACT_FIELDS = dict(
    zip("account name country phone email contact street postcode town".split(), range(9), strict=True)
)

# The metadata's places: begin of the business year, length of general-ledger accounts, from, to, currency.
_YEAR, _LENGTH, _FROM, _TO, _CURRENCY = 12, 13, 14, 15, 21
_SHORTEST, _LONGEST = 4, 8
_DEBTORS = frozenset("123456")
# Contra accounts of a credit note are revenues: 8... in SKR 03, 4... in SKR 04.
_REVENUE = ("8", "4")
_DAY = re.compile(r"(?P<d>[0-9]{1,2})(?P<m>[0-9]{2})(?P<y>[0-9]{2})?", re.ASCII)


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


@dataclass(slots=True)
class Datev:
    """Turns DATEV rows into table rows; `skipped`: rows on other accounts than customers'."""

    columns: Mapping[str, int]
    length: int
    begins: date | None
    first: date | None
    last: date | None
    currency: str
    postings: bool
    skipped: int = 0

    @classmethod
    def of(cls, meta: Sequence[str], header: Sequence[str], *, postings: bool) -> Datev:
        """Read the metadata row. Raises InputRefusedError where it does not say what the postings need."""
        cells = [*meta, *[""] * 30]
        length = cells[_LENGTH].strip()
        begins = _day(cells[_YEAR])
        if not cells[0].strip().upper().startswith(("EXTF", "DTVF")) or (postings and begins is None):
            raise InputRefusedError(
                "The DATEV file lacks its first row (EXTF ...), which says of which year its dates are.",
                "Export it again in the DATEV format, with the header.",
            )
        columns: dict[str, int] = {}
        for place, cell in enumerate(header):
            columns.setdefault(squeeze(cell), place)
        known = length.isdigit() and _SHORTEST <= int(length) <= _LONGEST
        return cls(
            columns, int(length) if known else _SHORTEST, begins, _day(cells[_FROM]), _day(cells[_TO]),
            cells[_CURRENCY].strip() or "EUR", postings,
        )  # fmt: skip

    def _cell(self, row: Sequence[str], name: str) -> str:
        place = self.columns.get(name, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    def _is_customer(self, account: str) -> bool:
        return len(account) == self.length + 1 and account.isdigit() and account[0] in _DEBTORS

    def recast(self, rows: Numbered) -> Iterator[tuple[list[str], int]]:
        """Yield table rows with the line on which each begins."""
        self.skipped = 0
        yield from self._items(rows) if self.postings else self._contacts(rows)

    # Master data

    def _contacts(self, rows: Numbered) -> Iterator[tuple[list[str], int]]:
        for row, line in rows:
            account = self._cell(row, "konto")
            if not self._is_customer(account):
                self.skipped += any(cell.strip() for cell in row)
                continue
            parts = ("vornameadressatentypnaturlperson", "nameadressatentypnaturlperson")
            person = " ".join(filter(None, (self._cell(row, part) for part in parts)))
            name = self._cell(row, "nameadressatentypunternehmen") or person
            name = name or self._cell(row, "nameadressatentypkeineangabe")
            yield (
                [
                    account, name, self._cell(row, "land"), self._cell(row, "telefon"), self._cell(row, "email"),
                    self._cell(row, "ansprechpartner") or (person if person != name else ""),
                    *(self._cell(row, part) for part in ("strasse", "postleitzahl", "ort")),
                ],
                line,
            )  # fmt: skip

    # Postings

    def _items(self, rows: Numbered) -> Iterator[tuple[list[str], int]]:
        """Add up the postings of each (account, Belegfeld 1): debits are what was billed, credits what was paid."""
        items: dict[tuple[str, str], list[tuple[str, list[str], int]]] = {}
        for row, line in rows:
            found = False
            for account, contra, sign in self._sides(row):
                if self._is_customer(account):
                    found = True
                    number = self._cell(row, "belegfeld1")
                    key = (account, number or f"\n{line}")
                    items.setdefault(key, []).append((sign + contra, row, line))
            self.skipped += not found and any(cell.strip() for cell in row)
        for (account, number), postings in items.items():
            yield self._item(account, number if number[0] != "\n" else "", postings), postings[0][2]

    def _sides(self, row: list[str]) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
        account = self._cell(row, "konto")
        contra = self._cell(row, "gegenkontoohnebuschlussel") or self._cell(row, "gegenkonto")
        debit = self._cell(row, "sollhabenkennzeichen").upper() != "H"
        return (account, contra, "+" if debit else "-"), (contra, account, "-" if debit else "+")

    def _item(self, account: str, number: str, postings: list[tuple[str, list[str], int]]) -> list[str]:
        figures = [(way[0], self._cell(row, "umsatzohnesollhabenkz")) for way, row, _ in postings]
        billed = [figure for sign, figure in figures if sign == "+"]
        signed = [figure if sign == "+" else f"-{figure}" for sign, figure in figures]
        way, row, _ = next((posting for posting in postings if posting[0][0] == "+"), postings[0])
        dated = self._date(self._cell(row, "belegdatum"))
        kind = "Rechnung" if billed else "Gutschrift" if way[1:].startswith(_REVENUE) else "Zahlung"
        due = _DAY.fullmatch(self._cell(row, "belegfeld2"))
        falls_due = self._on(due, 2000 + int(due["y"])) if due and due["y"] else None
        return [
            account, number, dated, falls_due.isoformat() if falls_due else "", " + ".join(billed or signed),
            " + ".join(signed), self._cell(row, "wkzumsatz") or self.currency, kind,
        ]  # fmt: skip

    def _date(self, text: str) -> str:
        """Return the ISO date of `2202` (22 Feb): the one within the batch's days, or within its business year."""
        found = _DAY.fullmatch(text)
        if not found or self.begins is None:
            return text
        if found["y"]:
            day = self._on(found, 2000 + int(found["y"]))
            return day.isoformat() if day else text
        days = [self._on(found, self.begins.year + more) for more in (0, 1)]
        within = [
            day for day in days if day and self.first and self.last and self.first <= day <= self.last
        ] or [day for day in days if day and day >= self.begins]
        return within[0].isoformat() if within else text

    @staticmethod
    def _on(found: re.Match[str], year: int) -> date | None:
        try:
            return date(year, int(found["m"]), int(found["d"]))
        except ValueError:
            return None
