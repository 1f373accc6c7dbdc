"""What a ledger says about customers, into accounts and contacts; what the caller typed is left alone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from arcall_tui.domain.account import LEDGERS_WORD, HoldKind
from arcall_tui.domain.ledger_rows import Counts, Party
from arcall_tui.store.imports.customers_met import ISO_COUNTRY, Met
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
    return known if ISO_COUNTRY.fullmatch(known) and not ISO_COUNTRY.fullmatch(said) else said or known
