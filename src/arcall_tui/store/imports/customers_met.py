"""Which accounts the customers of a ledger are: by their ids, by the names that the book has for them, or new ones."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from arcall_tui.domain.grouping import by_key
from arcall_tui.domain.ledger_rows import Batch, Counts, Party
from arcall_tui.domain.text import spellings, squeeze
from arcall_tui.store.erasing.erased import Erased

ISO_COUNTRY = re.compile("[A-Za-z]{2}")


class Named(NamedTuple):
    """An account whose id has another name in the ledger: `before` in the book, `now` in the file."""

    account: int
    ledger_id: str
    before: str
    now: str

    @property
    def alike(self) -> bool:
        """Whether the names begin with the same word, or one is in the other."""
        one, other = self.before.casefold(), self.now.casefold()
        return one.split()[:1] == other.split()[:1] or one in other or other in one


@dataclass(slots=True)
class Met:
    """The creditor's accounts as they stand in the book, and as the ledger at hand has them.

    `nameless`: accounts that were erased and are in the ledger again; nothing that it says of them is taken in.
    `unnamed`: what it calls them. `namesakes`: names of which a list cannot tell whose they are; `spelt`: whom it spells otherwise than the book. `held`: who may be called no more, as it says;
    `let_go`: who is held by its word alone, which it has taken back. `moved`: ids that are another account's in this ledger; None: one's that is not in the book.
    """

    connection: sqlite3.Connection
    creditor: int
    countries: Mapping[str, str] = field(default_factory=dict)
    by_name: bool = False
    moved: Mapping[str, int | None] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    changed: set[int] = field(default_factory=set)
    new: set[int] = field(default_factory=set)
    _accounts: dict[str, int] = field(default_factory=dict)
    _said: dict[int, list[Party]] = field(default_factory=lambda: defaultdict(list))
    _alike: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _other: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    joined: dict[str, int] = field(default_factory=dict)
    nameless: set[int] = field(default_factory=set)
    _named: set[int] = field(default_factory=set)
    unnamed: set[str] = field(default_factory=set)
    namesakes: set[str] = field(default_factory=set)
    spelt: dict[str, str] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    let_go: list[str] = field(default_factory=list)
    _into: dict[int, int] = field(default_factory=dict)
    _erased: Erased = field(default_factory=Erased)

    def __post_init__(self) -> None:
        if self.moved:
            self._give_ids()
        for ledger_id, name, others, account, into in self.connection.execute(
            "SELECT ledger_id, name, other_names, id, merged_into FROM account WHERE creditor_id = ?",
            (self.creditor,),
        ):
            self._accounts[ledger_id] = into or account
            if name != ledger_id:
                self._named.add(into or account)
            if into:
                self.joined[ledger_id] = account
                self._into[account] = into
            if self.by_name:
                self._alike[ledger_id.casefold()].add(into or account)
                self._alike[name.casefold()].add(into or account)
                for other in {ledger_id, *others.split("\n")} - {name, ""}:
                    self._other[other.casefold()].add(into or account)
        self._erased = Erased.read(self.connection)

    def _give_ids(self) -> None:
        """Give ids to the accounts that the ledger means by them now; who had one and has none is told by id and name."""
        run = self.connection.execute
        for ledger_id in self.moved:
            run(
                """UPDATE account SET ledger_id = ledger_id || ' (' || name || ', until import ' ||
                   (SELECT max(id) FROM ledger_import) || ')' WHERE creditor_id = ? AND ledger_id = ?""",
                (self.creditor, ledger_id),
            )
        for ledger_id, account in self.moved.items():
            if account is not None:
                run("UPDATE account SET ledger_id = ? WHERE id = ?", (ledger_id, account))
                self.changed.add(account)

    def called_otherwise(self) -> list[Named]:
        """Return the accounts that the ledger calls by none of the names that the book has for them."""
        found = []
        for account, ledger_id, name, others in self.connection.execute(
            "SELECT id, ledger_id, name, other_names FROM account WHERE creditor_id = ? AND name <> ledger_id",
            (self.creditor,),
        ):
            said = {party.name.casefold() for party in self._said.get(account, ()) if party.name}
            if (
                account not in self._erased.accounts
                and said
                and said.isdisjoint(map(str.casefold, (name, *others.split("\n"))))
            ):
                found.append(Named(account, ledger_id, name, self.called(account)))
        return found

    def named_new(self) -> list[Named]:
        """Return the accounts that this import opened, with the names that the ledger has for them."""
        return [
            Named(account, said[0].ledger_id, "", name)
            for account, said in self._said.items()
            if account in self.new and (name := self.called(account))
        ]

    def meet(self, parties: Iterable[Party], *, items: bool = True) -> None:
        """Take note of what the ledger says about customers, opening accounts for new ones; without `items` all of a list, and not for one of several of a name."""
        by_ids, strange = False, list[Party]()
        for said in parties:
            if not items and said.ledger_id not in self._accounts:
                self._look_up(said)
                if not self._alike[said.ledger_id.casefold()]:
                    strange.append(said)
                    continue
            by_ids |= not items and self._accounts.get(said.ledger_id) in self._named
            self._note(said, items=items)
        # Who is no customer by an id of a list that has the book's ids is none by a name that is nearly one.
        self._find_otherwise(said for said in strange if not by_ids or said.ledger_id == said.name)
        for said in strange:
            self._note(said, items=False)

    def _look_up(self, said: Party) -> None:
        key = said.ledger_id.casefold()
        # A list may be older than a name, or have ids of its own; bills under a name of old may be somebody else's.
        for one in (key, said.name.casefold()):
            self._alike[key] = self._alike[key] or self._alike[one] or self._other[one]

    def _note(self, said: Party, *, items: bool) -> None:
        who = said.ledger_id
        if not items and who not in self._accounts and len(self._alike[who.casefold()]) > 1:
            self.namesakes.add(who)
            return
        party = said._replace(country=self.countries.get(said.country, said.country))
        account = self._account(party)
        known = account in self._named and party.name == party.contact
        known |= who in self.spelt or account in self._other.get(party.name.casefold(), ())
        if not items and known:
            party = party._replace(name="")  # an id, another name, or whom to ask for, renames nobody
        # Of an account that was joined to another, only the items count.
        if account in self.nameless:
            self.unnamed |= {party.ledger_id, party.name} - {""}
        elif party.ledger_id not in self.joined:
            self._said[account].append(party)

    def numbers(self, ledger_ids: Iterable[str]) -> list[int]:
        """Return the accounts of customers that were met."""
        return list(map(self._accounts.__getitem__, ledger_ids))

    def account_of(self, ledger_id: str) -> int | None:
        """Return the account of a customer, None for one that is not in the book."""
        return self._accounts.get(ledger_id)

    def called(self, account: int) -> str:
        """Return what the ledger calls a customer; empty where it has no name."""
        return next((party.name for party in self._said.get(account, ()) if party.name), "")

    def unspoken(self, batch: Batch, accounts: list[int]) -> Batch:
        """Return the batch without the words that it has about erased customers."""
        if not self.nameless:
            return batch
        pos = ("" if who in self.nameless else po for who, po in zip(accounts, batch.po, strict=True))
        return batch._replace(po=tuple(pos))

    def called_now(self) -> list[str]:
        """Return what the erased customers of the ledger are called in the book."""
        rows = self.connection.execute("SELECT id, ledger_id FROM account ORDER BY id")
        return [ledger_id for account, ledger_id in rows if account in self.nameless]

    def rename(self, account: int, newer: int) -> int:
        """Let an account stand for what the ledger calls `newer`, which is opened no more; return where its items go.

        What the caller has recorded stays with it.
        """
        run = self.connection.execute
        ((ledger_id,),) = run("SELECT ledger_id FROM account WHERE id = ?", (newer,)).fetchall()
        run("DELETE FROM account WHERE id = ?", (newer,))
        # Where the id is the name, the old one is what the customer is also called.
        run(
            """UPDATE account SET other_names = iif(name = ledger_id, trim(other_names || char(10) || name, char(10)), other_names),
               name = iif(name = ledger_id, ?1, name), ledger_id = ?1 WHERE id = ?2""",
            (ledger_id, account),
        )
        into = self._into.get(account, account)
        for said, key in list(self._accounts.items()):
            if key == newer:
                self._accounts[said] = into
        self.new.discard(newer)
        self.changed.add(account)
        said_now = self._said.pop(newer, [])
        if into == account:
            self._said[account] += said_now
        else:
            self.joined[ledger_id] = account
        return into

    def strange_countries(self) -> set[str]:
        """Return the countries in the ledger that cannot be ISO 3166 codes."""
        countries = {party.country for said in self._said.values() for party in said}
        return {country for country in countries if country and not ISO_COUNTRY.fullmatch(country)}

    def _find_otherwise(self, strange: Iterable[Party]) -> None:
        """Find the accounts of the book whose names a list spells otherwise: none that it also has as the book does, but for signs."""
        rows = "SELECT coalesce(merged_into, id), name FROM account WHERE creditor_id = ?"
        book: dict[str, list[tuple[int, str]]] = {}
        for said in strange:
            known = [] if book else self.connection.execute(rows, (self.creditor,)).fetchall()
            book = book or by_key((key, one) for one in known for key in spellings(one[1])[0])
            name = said.name or said.ledger_id
            (own, near), found = spellings(name), set[tuple[int, str]]()
            for keys in (own & near, near):
                found = found or {one for key in keys for one in book.get(key, ())}
            accounts = {account for account, _ in found}
            same = squeeze(name.casefold()) in {squeeze(one.casefold()) for _, one in found}
            if len(accounts) == 1 and accounts <= self._said.keys() and not same:
                continue
            self._alike[said.ledger_id.casefold()] = accounts
            if len(accounts) == 1:
                self.spelt[said.ledger_id] = f"{name} as {min(found)[1]}"

    def _account(self, party: Party) -> int:
        account = self._accounts.get(party.ledger_id)
        alike = self._alike.get(party.ledger_id.casefold(), ()) if account is None else ()
        if len(alike) == 1:
            (account,) = alike
            self._accounts[party.ledger_id] = account
        if account is None:
            account = self._erased_before(party)
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

    def _erased_before(self, party: Party) -> int | None:
        """Return the account of a customer who was erased under this id; None where none was."""
        own = self._erased.account(self.creditor, party.ledger_id)
        if own is None:
            return None
        account = self._accounts[party.ledger_id] = self._into.get(own, own)
        if own != account:
            self.joined[party.ledger_id] = own
        if own in self._erased.welcome:
            self.connection.execute("UPDATE account SET ledger_id = ? WHERE id = ?", (party.ledger_id, own))
        else:
            self.nameless.add(account)
        return account
