"""Whose a payment is, and which invoices it names: as they are numbered, by the end of a number, or among other words."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from arcall_tui.domain.grouping import only_ones
from arcall_tui.domain.ledger_rows import PaymentRow
from arcall_tui.store.erasing.erased import Erased
from arcall_tui.store.imports.alike import canonical, ending, is_end_of, runs, whole

Item = tuple[Any, ...]
# What stands between the numbers of several invoices; before each may be a mark (#).
_BETWEEN = re.compile(r"\s*[,;&+]\s*|\s+(?:and|und|et|y)?\s*")
ITEM = "SELECT account_id, id, amount, balance, currency, due_date, invoice_date, settled_on, kind, number FROM invoice WHERE account_id = ?"
_SAID = "SELECT 1 FROM receipt WHERE creditor_id = ? AND said = ?"
# Among words a number is so long: shorter ones are days and the like.
TELLING = 5
# In front of a name stands what it is about.
_ABOUT = re.compile(r":\s+|\s[-\u2013]\s")


@dataclass(slots=True)
class WhoPaid:
    """A creditor's customers and their invoices, as payments name them."""

    connection: sqlite3.Connection
    creditor: int
    _accounts: dict[str, int] = field(default_factory=dict)
    _owners: dict[str, int] = field(default_factory=dict)
    _into: dict[int, int] = field(default_factory=dict)
    _names: dict[str, int] = field(default_factory=dict)
    _heard: bool = False
    erased: Erased = field(default_factory=Erased)

    def __post_init__(self) -> None:
        there = "SELECT ledger_id, name, coalesce(merged_into, id), id FROM account WHERE creditor_id = ?"
        rows = self.connection.execute(there, (self.creditor,)).fetchall()
        self.erased = Erased.read(self.connection)
        self._into = {own: account for _, _, account, own in rows}
        self._names = only_ones((name.casefold(), account) for _, name, account, _ in rows)
        self._accounts = self._names | {ledger_id.casefold(): account for ledger_id, _, account, _ in rows}

    def said(self, account: int, row: PaymentRow) -> str:
        """Return what is noted of a payment, to know it when it is told again; of who was erased only its mark."""
        facts = str(account), row.number, str(row.amount), row.currency, row.paid_on, row.reference
        said = "\n".join(facts) + (f"\n{row.credit}" if row.credit > 0 else "")
        return f"{account}\n{self.erased.hashed(said)}" if account in self.erased.accounts else said

    def account(self, row: PaymentRow) -> int | None:
        """Return the account of the customer that a row names, also one who was erased; else whose invoice it names."""
        named = [] if row.account else self._whose(row.number)
        own = self.payer(row) if row.account else len(named) == 1 and named[0]
        return own or self.meant(0, row)[0] or (self._heard and not row.account and self._called(row)) or None

    def listen(self, rows: Sequence[PaymentRow]) -> None:
        """Go by the customers whose names stand in full among the words of a list that has no column of them, where no bill says another, and it is not the same one throughout."""
        called = [(one, self.account(row)) for row in rows if not row.account and (one := self._called(row))]
        told = [one == own for one, own in called if own]
        self._heard = all(told) and (any(told) or len({one for one, _ in called}) > 1)

    def _called(self, row: PaymentRow) -> int | None:
        """Return who alone is named by a whole cell of money that came in, or by what is behind a colon or dash in it."""
        cells = row.words.casefold().split("\n") if row.amount > 0 else ()
        said = {one for cell in cells for one in (cell, *_ABOUT.split(cell)) if len(one) >= TELLING}
        found = {self._names[one] for one in said & self._names.keys()}
        return found.pop() if len(found) == 1 else None

    def payer(self, row: PaymentRow) -> int | None:
        """Return the account of who is named as the payer, also one who was erased."""
        name = row.account.casefold()
        account = self._accounts.get(name) or self.erased.account(self.creditor, row.account)
        return None if account is None else self._into.get(account, account)

    def meant(self, account: int, row: PaymentRow) -> list[int]:
        """Return whose invoices a customer paid, or had back, to the cent: its own where no others' are named."""
        # So short a number may be that of a bill which the book never had.
        said = row.number if account or len(row.number) >= TELLING else ""
        others = self._whose(said) or self._whose(row.words, worded=True)
        if not others or (len(others) == 1 and self.invoices([account], row)):
            return [account]
        found = self.invoices(others, row)
        to_the_cent = sum(one[3] for one in found), sum(one[3] - one[2] for one in found)
        # What a payer who is known paid is noted as that payer's, whatever came of it.
        noted = self.creditor, self.said(others[0], row)
        told = account != others[0] and self.connection.execute(_SAID, noted).fetchone()
        return others if told or (found and row.amount in to_the_cent) else [account]

    def _whose(self, said: str, *, worded: bool = False) -> list[int]:
        """Return the accounts with the invoices that are named, none where one is not sure; among words only what can hardly be anything else is a number."""
        own, numbers = self._owners or self._numbered(), _numbers(said)
        self._owners, worded = own, worded or any(map(str.isalpha, numbers))
        ends = {one: own.get(f"~{canonical(one)}") for one in numbers if one.isdecimal() and not worded}
        sure = [one for one in numbers if len(one) >= TELLING or not worded]
        found = {own.get(canonical(one), ends.get(one)) for one in sure}
        return [] if 0 in found else sorted(filter(None, found))

    def _numbered(self) -> dict[str, int]:
        """Return whose each number is, and, after a tilde, the figures at its end: 0 for several customers'."""
        there = "SELECT number, coalesce(merged_into, account.id) FROM invoice JOIN account ON account.id = account_id WHERE creditor_id = ?"
        found: dict[str, int] = {}
        for number, account in self.connection.execute(there, (self.creditor,)):
            for key in {canonical(number), canonical(whole(number)), f"~{ending(number)}"}:
                found[key] = account if found.get(key, account) == account else 0
        return found

    def invoices(self, accounts: Sequence[int], row: PaymentRow) -> list[Item]:
        """Return the invoices in the payment's currency that it names: as they are numbered, without zeros, or by the end of one."""
        return self.by_number(accounts, row.number, row.currency) or self._in_words(accounts, row)

    def by_number(self, accounts: Sequence[int], said: str, currency: str) -> list[Item]:
        """Return the accounts' invoices in a currency that are named by numbers."""
        each = (self._named(account, number) for number in _numbers(said) for account in accounts)
        return [one for one in dict.fromkeys(chain.from_iterable(each)) if one[4] == currency]

    def _in_words(self, accounts: Sequence[int], row: PaymentRow) -> list[Item]:
        """Return the open invoices of accounts that stand among a payment's words and come to what it is."""
        named = [one for one in self.by_number(accounts, row.words, row.currency) if one[3] > 0]
        paid = row.amount + row.credit
        alone = [one for one in named if one[3] == paid]
        return named if paid == sum(one[3] for one in named) else alone * (len(alone) == 1)

    def _named(self, account: int, number: str) -> list[Item]:
        """Return the invoice that a number means, or the parts of it, the earliest first: bills of several days only begin alike."""
        found = self.connection.execute(f"{ITEM} AND number = ?", (account, number)).fetchall()
        rows = found or self.connection.execute(f"{ITEM} ORDER BY due_date", (account,)).fetchall()
        said, longer = runs(number), (row for row in rows if len(number) < len(row[-1]))
        named = [row for row in rows if runs(row[-1]) == said]
        if len(named) == 1 or len(named := [row for row in longer if is_end_of(number, row[-1])]) == 1:
            return named
        parts = [row for row in rows if row[-1] != whole(row[-1]) and runs(whole(row[-1])) == said]
        return parts if len({dated for *_, dated, _, _, _ in parts}) == 1 else []


def _numbers(said: str) -> list[str]:
    return [*dict.fromkeys(filter(None, [said, *_BETWEEN.split(f"{said},{said.replace('#', '')}")]))]
