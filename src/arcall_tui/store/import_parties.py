"""What a ledger says about customers, into accounts and contacts; what the caller typed is left alone."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from arcall_tui.domain.ledger_rows import Counts, Party

_ISO_COUNTRY = re.compile("[A-Za-z]{2}")
_NOT_DIGITS = re.compile("[^0-9]+")


@dataclass(slots=True)
class Parties:
    """The creditor's accounts as they stand in the book, and as the ledger at hand has them."""

    connection: sqlite3.Connection
    creditor: int
    by_name: bool = False
    counts: Counts = field(default_factory=Counts)
    changed: set[int] = field(default_factory=set)
    new: set[int] = field(default_factory=set)
    _accounts: dict[str, int] = field(default_factory=dict)
    _said: dict[int, list[Party]] = field(default_factory=lambda: defaultdict(list))
    _alike: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    joined: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for ledger_id, name, account, into in self.connection.execute(
            "SELECT ledger_id, name, id, merged_into FROM account WHERE creditor_id = ?", (self.creditor,)
        ):
            self._accounts[ledger_id] = into or account
            if into:
                self.joined[ledger_id] = account
            if self.by_name:
                self._alike[ledger_id.casefold()].add(into or account)
                self._alike[name.casefold()].add(into or account)

    def meet(self, parties: Iterable[Party]) -> None:
        """Take note of what the ledger says about customers, opening accounts for new ones."""
        for party in parties:
            account = self._account(party)
            # Of an account that was joined to another, only the items count.
            if party.ledger_id not in self.joined:
                self._said[account].append(party)

    def numbers(self, ledger_ids: Iterable[str]) -> list[int]:
        """Return the accounts of customers that were met."""
        return list(map(self._accounts.__getitem__, ledger_ids))

    def strange_countries(self) -> set[str]:
        """Return the countries in the ledger that cannot be ISO 3166 codes."""
        countries = {party.country for said in self._said.values() for party in said}
        return {country for country in countries if country and not _ISO_COUNTRY.fullmatch(country)}

    def _account(self, party: Party) -> int:
        account = self._accounts.get(party.ledger_id)
        alike = self._alike.get(party.ledger_id.casefold(), ()) if account is None else ()
        if len(alike) == 1:
            (account,) = alike
            self._accounts[party.ledger_id] = account
        if account is None:
            cursor = self.connection.execute(
                "INSERT INTO account (creditor_id, ledger_id, name, country, language, terms, hold_reason,"
                " snooze_reason, consumer) VALUES (?, ?, ?, '', '', '', '', '', 0)",
                (self.creditor, party.ledger_id, party.ledger_id),
            )
            assert cursor.lastrowid is not None
            account = self._accounts[party.ledger_id] = cursor.lastrowid
            self.new.add(account)
        return account

    def settle(self) -> None:
        """Write what the ledger says about each account, once all rows are known."""
        merged = {account: self._merge(said) for account, said in self._said.items()}
        self._write_accounts(merged)
        self._write_contacts(merged)
        known = len(merged) - len(self.new)
        changed = len(self.changed - self.new)
        self.counts = Counts(len(self.new), changed, known - changed)

    def _merge(self, said: list[Party]) -> Party:
        """Make one of what several rows say: of different values the first in order, whatever the rows' order."""
        if len(said) == 1:
            return said[0]
        return Party(*(min(filter(None, values), default="") for values in zip(*said, strict=True)))

    def _write_accounts(self, merged: dict[int, Party]) -> None:
        rows = self.connection.execute(
            "SELECT id, ledger_id, name, country, coalesce(zone, ''), language, terms, other_names FROM account"
            " WHERE creditor_id = ?",
            (self.creditor,),
        ).fetchall()
        updates = []
        for account, *stored in rows:
            party = merged.get(account)
            if party is None:
                continue
            ledger_id, name, country, zone, language, terms, others = stored
            # Zone and language may be the caller's own finding: a ledger only fills them in.
            wanted = [
                ledger_id,
                party.name or name,
                party.country or country,
                zone or party.zone,
                language or party.language,
                party.terms or terms,
                self._other_names(account, party.name or name, name if name != ledger_id else "", others),
            ]
            if wanted != stored:
                self.changed.add(account)
                updates.append((*wanted[1:3], wanted[3] or None, *wanted[4:], account))
        self.connection.executemany(
            "UPDATE account SET name = ?, country = ?, zone = ?, language = ?, terms = ?, other_names = ?"
            " WHERE id = ?",
            updates,
        )

    def _other_names(self, account: int, chosen: str, before: str, known: str) -> str:
        """Return what the customer is also called, in this ledger or an earlier one, one a line."""
        names = {party.name for party in self._said[account]} | {before} | set(known.split("\n"))
        return "\n".join(sorted(names - {chosen, ""})) if names - {chosen, "", *known.split("\n")} else known

    def _write_contacts(self, merged: dict[int, Party]) -> None:
        said = {key: party for key, party in merged.items() if party.contact or party.phone or party.email}
        if not said:
            return
        ours, callers = self._contacts()
        inserts, updates = [], []
        for account, party in said.items():
            wanted = (party.contact, party.phone, party.email)
            if account in ours:
                contact, *stored = ours[account]
                merged_in = tuple(new or old for new, old in zip(wanted, stored, strict=True))
                if merged_in != tuple(stored):
                    self.changed.add(account)
                    updates.append((*_row(merged_in), merged_in[1], contact))
            elif party.contact not in callers[account]:
                # One that the caller has corrected bears the same name and stays theirs.
                self.changed.add(account)
                inserts.append((account, *_row(wanted)))
        self.connection.executemany(
            "INSERT INTO contact (account_id, name, phone, digits, email, role, bad_number, by_caller)"
            " VALUES (?, ?, ?, ?, ?, '', 0, 0)",
            inserts,
        )
        # Another number is worth another try.
        self.connection.executemany(
            "UPDATE contact SET name = ?, phone = ?, digits = ?, email = ?, bad_number = bad_number AND phone = ?"
            " WHERE id = ?",
            updates,
        )

    def _contacts(self) -> tuple[dict[int, tuple[int, str, str, str]], dict[int, set[str]]]:
        """Return each account's contact from the ledger, and the names of those from the caller."""
        ours: dict[int, tuple[int, str, str, str]] = {}
        callers: dict[int, set[str]] = defaultdict(set)
        rows: Iterable[tuple[int, int, str, str, str, int]] = self.connection.execute(
            """SELECT account_id, contact.id, contact.name, phone, email, by_caller FROM contact
               JOIN account ON account.id = account_id WHERE creditor_id = ? ORDER BY contact.id""",
            (self.creditor,),
        )
        for account, contact, name, phone, email, by_caller in rows:
            if by_caller:
                callers[account].add(name)
            else:
                ours.setdefault(account, (contact, name, phone, email))
        return ours, callers


def _row(facts: tuple[str, ...]) -> tuple[str, str, str, str]:
    name, phone, email = facts
    return name, phone, _NOT_DIGITS.sub("", phone), email
