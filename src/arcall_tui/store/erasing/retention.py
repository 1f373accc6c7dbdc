"""What is older than it may be kept: words of calls, people of settled accounts, and who settled accounts were."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from arcall_tui.domain.calendar import utc_text
from arcall_tui.store.accounts.read import LIVE_IN_SQL
from arcall_tui.store.actions.action_rows import Row, Rows
from arcall_tui.store.book import record_links
from arcall_tui.store.erasing.erased import NOBODY, WORDS, without
from arcall_tui.store.standings import cache

LABEL = "retention"


class Cuts(NamedTuple):
    """What is before these days (ISO; empty: nothing) goes."""

    notes: str = ""
    contacts: str = ""
    settled: str = ""


class Old(NamedTuple):
    """What goes: numbers of rows, with what tells them from others of that number in a copy of the book.

    `notes`: calls and when they were; `contacts`: people and their account; `accounts` and their ledger's ids.
    """

    notes: Mapping[int, str]
    contacts: Mapping[int, int]
    accounts: Mapping[int, str]


# Accounts that are settled, open in nothing, and on which nobody rests, with the last day on which something happened.
# On hold is left alone: that somebody does not want to be called must stay known.
_SETTLED = f"""
    SELECT id, ledger_id, country, max(
        coalesce((SELECT max(workday) FROM activity WHERE account_id = account.id), ''),
        coalesce((SELECT max(coalesce(settled_on, due_date)) FROM invoice WHERE account_id = account.id), ''),
        coalesce((SELECT max(paid_on) FROM payment WHERE account_id = account.id), ''),
        coalesce((SELECT max(max(made_on, due_on)) FROM promise WHERE account_id = account.id), ''),
        coalesce((SELECT max(workday) FROM feedback WHERE account_id = account.id), '')) AS last
    FROM account WHERE merged_into IS NULL AND hold IS NULL AND last <> '' AND ledger_id NOT LIKE 'erased-%'
    AND ledger_id NOT LIKE 'former-%'
    AND NOT EXISTS (SELECT 1 FROM invoice WHERE account_id = account.id AND settled_on IS NULL)
    AND NOT EXISTS (SELECT 1 FROM follow_up WHERE account_id = account.id AND done_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM dispute WHERE account_id = account.id AND state = 'open')
    AND NOT EXISTS (SELECT 1 FROM promise WHERE account_id = account.id AND state IN {LIVE_IN_SQL})
    AND NOT EXISTS (SELECT 1 FROM account AS other WHERE other.payer_id = account.id)
    AND NOT EXISTS (SELECT 1 FROM import_before WHERE place = 'account' AND key = account.id)
    ORDER BY id
"""
_NOTES = """
    SELECT activity.id, at, country, workday FROM activity JOIN account ON account.id = account_id
    WHERE note || detail <> '' OR EXISTS (SELECT 1 FROM note_revision WHERE activity_id = activity.id) ORDER BY activity.id
"""


def old(connection: sqlite3.Connection, cuts: Callable[[str], Cuts]) -> Old:
    """Return what goes by the rules of each account's country (`cuts`)."""
    settled = connection.execute(_SETTLED).fetchall()
    accounts = {key: ledger_id for key, ledger_id, country, last in settled if last < cuts(country).settled}
    quiet = {key for key, _, country, last in settled if last < cuts(country).contacts} - accounts.keys()
    people = connection.execute("SELECT id, account_id FROM contact ORDER BY id")
    notes = connection.execute(_NOTES)
    return Old(
        {key: at for key, at, country, day in notes if day < cuts(country).notes},
        {key: account for key, account in people if account in quiet},
        accounts,
    )


def carry_out(rows: Rows, connection: sqlite3.Connection, going: Old, now: datetime) -> None:
    """Take it all away, row by row, so that it can be undone; amounts, dates and codes stay."""
    clearing = Clearing(rows, connection)
    for key, ledger_id in going.accounts.items():
        for each in rows.where("account", "? IN (id, merged_into) ORDER BY id <> ?", key, key):
            if each["id"] != key or each["ledger_id"] == ledger_id:
                clearing.remove("receipt", "said GLOB ? || char(10) || '*'", each["id"])
                clearing.account(each, ledger_id=f"former-{each['id']}", name=f"former customer {each['id']}")
    for key, at in going.notes.items():
        row = rows.get("activity", key)
        if row is not None and row["at"] == at:
            clearing.call(row)
    for key, account in going.contacts.items():
        row = rows.get("contact", key)
        if row is not None and row["account_id"] == account:
            clearing.contact(row)
    clearing.forget_undo(LABEL, utc_text(now))
    clearing.end(going.accounts)


class Clearing:
    """Takes words away row by row, so that it can be undone. `names`: what ledgers call who is forgotten."""

    def __init__(self, rows: Rows, connection: sqlite3.Connection) -> None:
        self.rows, self.connection = rows, connection
        self.names: set[str] = set()
        self.spoken: dict[str, set[int]] = {
            place: set() for place in ("activity", "note_revision", "promise", "dispute")
        }

    def call(self, row: Row) -> None:
        """Take away what was said in a call, and of what came of it, where that is done with."""
        key = row["id"]
        self.spoken["activity"].add(key)
        self.rows.change("activity", row, **WORDS["activity"])
        for earlier in self.rows.where("note_revision", "activity_id = ?", key):
            self.spoken["note_revision"].add(earlier["id"])
            self.rows.remove("note_revision", earlier)
        for table, done in _CAME_OF_IT.items():
            for each in self.rows.where(table, f"activity_id = ? AND {done}", key):
                if table in self.spoken:
                    self.spoken[table].add(each["id"])
                self.rows.change(table, each, **WORDS[table])
        self.connection.execute("UPDATE said SET agreed = '', folded = '' WHERE rowid = ?", (key,))

    def contact(self, row: Row) -> None:
        """Take a person away; the calls with them stay."""
        for call in self.rows.where("activity", "contact_id = ?", row["id"]):
            self.rows.change("activity", call, contact_id=None)
        for table in ("handed_row", "joined_row"):
            self.remove(table, "place = 'contact' AND key = ?", row["id"])
        self.rows.remove("contact", row)

    def account(self, row: Row, **neutral: object) -> None:
        """Take away who a customer was and all that was said about them; `neutral` are columns that say so."""
        key = row["id"]
        for call in self.rows.where("activity", "account_id = ?", key):
            self.call(call)
        for person in self.rows.where("contact", "account_id = ?", key):
            self.contact(person)
        for table in ("guide", "draft", "form_draft"):
            self.remove(table, "account_id = ?", key)
        self.remove("handed_row", "place IN ('account', 'guide') AND key = ?", key)
        self.remove("setting", "key = 'interest waived ' || ?", key)
        for table, values in WORDS.items():
            for each in self.rows.where(table, "account_id = ?", key):
                if table in self.spoken:
                    self.spoken[table].add(each["id"])
                self.rows.change(table, each, **values)
        self.names |= {row["ledger_id"], row["name"], *row["other_names"].split("\n")} - {""}
        self.rows.change("account", row, **NOBODY, **neutral)

    def end(self, accounts: Iterable[int]) -> None:
        """Take these accounts' customers out of what imports said, is worked out, indexed and sealed."""
        for row in self.rows.where("ledger_import", "TRUE") if self.names else ():
            said = json.loads(row["summary"] or "{}")
            clean = without(said, self.names)
            if clean != said:
                self.rows.change("ledger_import", row, summary=json.dumps(clean, ensure_ascii=False))
        cache.forget(self.connection, accounts)
        for place, found in self.spoken.items():
            if keys := ", ".join(map(str, sorted(found))):
                record_links.forget_salts(self.connection, place, keys)
        # Words that were deleted stay in the index until it is written anew.
        self.connection.execute("INSERT INTO said (said) VALUES ('rebuild')")

    def forget_undo(self, label: str, now: str) -> None:
        """What could be undone before has the words still: it goes whole, and comes back with them."""
        changed = ((change.table, change.before or {}) for change in self.rows.changes)
        gone = {(table, before["id"]) for table, before in changed if "id" in before}
        for step in self.rows.where("undo_step", "TRUE"):
            touched = {("account", step["account_id"])}
            for table, *states in json.loads(step["changes"]):
                for state in filter(None, states):
                    touched |= {(table, state.get("id")), ("account", state.get("account_id"))}
            if touched & gone:
                emptied = {"changes": "[]", "undone_at": step["undone_at"] or now}
                self.rows.change("undo_step", step, label=label, account_id=None, **emptied)

    def remove(self, table: str, condition: str, key: int) -> None:
        """Take the rows of an account or a person away for which the condition holds."""
        for row in self.rows.where(table, condition, key):
            self.rows.remove(table, row)


# What came of a call loses its words with it where this holds of it.
_CAME_OF_IT = {
    "promise": f"state NOT IN {LIVE_IN_SQL}",
    "dispute": "state <> 'open'",
    "follow_up": "done_at IS NOT NULL",
    "feedback": "TRUE",
}


def standing_steps(connection: sqlite3.Connection) -> Iterator[int]:
    """Yield the undo steps that hold what retention took away."""
    rows = connection.execute("SELECT id FROM undo_step WHERE label = ? AND changes <> '[]'", (LABEL,))
    return (key for (key,) in rows.fetchall())


def forget_steps(connection: sqlite3.Connection, now: datetime) -> None:
    """Let what retention took away be gone for good, within a transaction that the caller opened."""
    connection.execute(
        "UPDATE undo_step SET changes = '[]', undone_at = coalesce(undone_at, ?) WHERE label = ?",
        (utc_text(now), LABEL),
    )
