"""What a ledger says about customers, into accounts and contacts; what the caller typed is left alone."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from arcall_tui.domain.account import LEDGERS_WORD, HoldKind
from arcall_tui.domain.ledger_rows import Batch, Counts, Party
from arcall_tui.store.erasing.erased import Erased
from arcall_tui.store.imports.people import (
    Known,
    Person,
    contradicts,
    matched,
    noted_of,
    people_of,
    row_of,
    the_same_number,
    told_of,
)

_HELD = HoldKind.DO_NOT_CALL.value
_TAKEN_BACK = f"{LEDGERS_WORD}, taken back since"
_ISO_COUNTRY = re.compile("[A-Za-z]{2}")


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
    `unnamed`: what it calls them. `namesakes`: names of which a list cannot tell whose they are. `held`: who may be called no more, as it says;
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
        """Take note of what the ledger says about customers, opening accounts for new ones; without `items` not for one of several of a name."""
        for said in parties:
            who = said.ledger_id
            if not items and who not in self._accounts:
                key = who.casefold()
                # A list may be older than a name, or have ids of its own; bills under a name of old may be somebody else's.
                for one in (key, said.name.casefold()):
                    self._alike[key] = self._alike[key] or self._alike[one] or self._other[one]
                if len(self._alike[key]) > 1:
                    self.namesakes.add(who)
                    continue
            party = said._replace(country=self.countries.get(said.country, said.country))
            account = self._account(party)
            known = account in self._named and party.name == party.contact
            if not items and (known or account in self._other.get(party.name.casefold(), ())):
                party = party._replace(name="")  # an id, a name of old, or whom to ask for, renames nobody
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
        return {country for country in countries if country and not _ISO_COUNTRY.fullmatch(country)}

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


@dataclass(slots=True)
class Parties(Met):
    """What the ledger says about the customers that were met, once all rows are known."""

    def settle(self) -> None:
        """Write what the ledger says about each account, once all rows are known."""
        merged = {account: self._merge(said) for account, said in self._said.items()}
        self._write_accounts(merged)
        self._write_limits()
        self._write_contacts()
        known = len(merged.keys() | self.nameless) - len(self.new)
        changed = len(self.changed - self.new)
        self.counts = Counts(len(self.new), changed, known - changed)

    def _merge(self, said: list[Party]) -> Party:
        """Make one of what several rows say: of different values the first in order, whatever the rows' order."""
        if len(said) == 1:
            return said[0]
        one = Party(*(min(filter(None, values), default="") for values in zip(*said, strict=True)))
        country, region, zone, postal = _one_place(said)
        consumer, no_calls = (
            max(words) for words in zip(*((party.consumer, party.no_calls) for party in said), strict=True)
        )
        return one._replace(
            country=country, region=region, zone=zone, postal=postal, consumer=consumer, no_calls=no_calls
        )

    def _write_accounts(self, merged: dict[int, Party]) -> None:
        rows = self.connection.execute(
            "SELECT id, ledger_id, name, country, region, coalesce(zone, ''), language, terms, postal, consumer, coalesce(hold, ''),"
            " hold_reason, other_names FROM account"
            " WHERE creditor_id = ?",
            (self.creditor,),
        ).fetchall()
        updates = []
        # Whom the caller has made a consumer or a firm since stays one.
        first = not self.connection.execute(
            """SELECT 1 FROM ledger_import WHERE creditor_id = ? AND id < (SELECT max(id) FROM ledger_import)
               AND undone_at IS NULL AND mapping LIKE '%"consumer":%'""",
            (self.creditor,),
        ).fetchone()
        for account, *stored in rows:
            party = merged.get(account)
            if party is None:
                continue
            wanted = self._wanted(account, party, stored, first=first)
            if wanted != stored:
                self.changed.add(account)
                updates.append(
                    (*wanted[1:4], wanted[4] or None, *wanted[5:9], wanted[9] or None, *wanted[10:], account)
                )
        self.connection.executemany(
            "UPDATE account SET name = ?, country = ?, region = ?, zone = ?, language = ?, terms = ?, postal = ?, consumer = ?,"
            " hold = ?, hold_reason = ?, other_names = ? WHERE id = ?",
            updates,
        )

    def _wanted(self, account: int, party: Party, stored: list[Any], *, first: bool) -> list[Any]:
        """Return an account's row as it is to be. Region, zone and language may be the caller's own finding: a ledger only fills them in."""
        ledger_id, name, country, region, zone, language, terms, postal, consumer, *hold, others = stored
        # A region is one of its country.
        if country and _country(party.country, country) != country:
            region = ""
        called = party.name or name
        # Whom the caller has released since stays released, until the ledger has taken its word back.
        if party.no_calls == "1" and LEDGERS_WORD not in hold[1]:
            self.held += [] if hold[0] else [called]
            hold = [hold[0] or _HELD, "; ".join(filter(None, (hold[1], LEDGERS_WORD)))]
        elif party.no_calls == "0" and hold == [_HELD, LEDGERS_WORD]:
            # Told once; the caller decides.
            self.let_go.append(" ".join(dict.fromkeys((ledger_id, called))))
            hold[1] = _TAKEN_BACK
        elif party.no_calls == "1" and hold[1] == _TAKEN_BACK:
            hold[1] = LEDGERS_WORD
        elif party.no_calls == "0":
            hold[1] = hold[1].removesuffix(LEDGERS_WORD).removesuffix("; ")
        names = self._other_names(account, called, name if name != ledger_id else "", others)
        return [
            ledger_id, called, _country(party.country, country), region or party.region, zone or party.zone,
            language or party.language, party.terms or terms, party.postal or postal,
            consumer or int(party.consumer == "1" and (first or account in self.new)), *hold, names,
        ]  # fmt: skip

    def _write_limits(self) -> None:
        """Take over credit limits where the ledger says one; one that the caller set stays."""
        said = {
            account: given
            for account, rows in self._said.items()
            if (given := {row.credit_limit for row in rows} - {""})
        }
        if not said:
            return
        stored = self.connection.execute(
            "SELECT id, credit_limit, credit_currency FROM account WHERE creditor_id = ? AND NOT credit_limit_by_caller",
            (self.creditor,),
        ).fetchall()
        updates = []
        for account, *before in stored:
            # Two limits, or one in two currencies, are none that could be told.
            if len(said.get(account, ())) == 1:
                minor, _, currency = next(iter(said[account])).partition(" ")
                if [int(minor), currency] != before:
                    updates.append((int(minor), currency, account))
        self.changed |= {account for *_, account in updates}
        self.connection.executemany(
            "UPDATE account SET credit_limit = ?, credit_currency = ? WHERE id = ?", updates
        )

    def _other_names(self, account: int, chosen: str, before: str, known: str) -> str:
        """Return what the customer is also called, in this ledger or an earlier one, one a line."""
        names = {party.name for party in self._said[account]} | {before} | set(known.split("\n"))
        return "\n".join(sorted(names - {chosen, ""})) if names - {chosen, "", *known.split("\n")} else known

    def _write_contacts(self) -> None:
        said = {account: people for account, rows in self._said.items() if (people := people_of(rows))}
        if not said:
            return
        known = self._contacts()
        inserts, updates = [], []
        for account, people in said.items():
            standing = known[account]
            if people == [contact.said for contact in standing]:
                continue
            for person, contact in matched(people, standing):
                if contact is None:
                    self.changed.add(account)
                    inserts.append((account, *row_of(person)))
                elif (wanted := told_of(person, contact)) != contact.shown:
                    self.changed.add(account)
                    same = the_same_number(wanted.phone, contact.shown.phone)
                    updates.append((*row_of(wanted), bool(same), *noted_of(wanted, contact), contact.key))
        self.connection.executemany(
            "INSERT INTO contact (account_id, name, phone, digits, email, role, bad_number, by_caller)"
            " VALUES (?, ?, ?, ?, ?, '', 0, 0)",
            inserts,
        )
        # Another number is worth another try.
        self.connection.executemany(
            "UPDATE contact SET name = ?, phone = ?, digits = ?, email = ?, bad_number = bad_number AND ?,"
            " ledger_name = ?, ledger_phone = ?, ledger_email = ? WHERE id = ?",
            updates,
        )

    def _contacts(self) -> dict[int, list[Known]]:
        """Return each account's contacts."""
        known: dict[int, list[Known]] = defaultdict(list)
        rows = self.connection.execute(
            """SELECT account_id, contact.id, by_caller, contact.name, phone, email,
                      ledger_name, ledger_phone, ledger_email FROM contact
               JOIN account ON account.id = account_id WHERE creditor_id = ? ORDER BY contact.id""",
            (self.creditor,),
        )
        for account, key, by_caller, *facts in rows:
            shown = Person(*facts[:3])
            said = Person(*facts[3:]) if by_caller else shown
            known[account].append(Known(key, bool(by_caller), shown, said))
        return known


def _one_place(said: Iterable[Party]) -> list[str]:
    """Return country, region, zone and address as one row has them, the one that says most; others only fill in."""
    places = {(party.country, party.region, party.zone, party.postal) for party in said}
    whole, *others = map(list, sorted(places, key=lambda place: (place.count(""), place)))
    for other in others:
        if not contradicts(whole, other):
            whole = [a or b for a, b in zip(whole, other, strict=True)]
    return whole


def _country(said: str, known: str) -> str:
    """Return the ledger's country; one that the caller made of a code of the ledger's own stays."""
    return known if _ISO_COUNTRY.fullmatch(known) and not _ISO_COUNTRY.fullmatch(said) else said or known
