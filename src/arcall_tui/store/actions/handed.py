"""Accounts handed from one book to another and back: what a bundle holds of them, and how it is taken in.

Each row has a name that stays: the book in which it was made, its table and number there, and a digest of what never
changes of it. `handed_row` says which row of this book that is, and what it was like when it last came, as digests.
A bundle has the sender's along, so that only what was changed there is taken over.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import uuid4

from arcall_tui.domain.account import GUIDE_FACTS
from arcall_tui.domain.text import fold
from arcall_tui.errors import InputRefusedError, refused
from arcall_tui.store.accounts import kept
from arcall_tui.store.actions.action_rows import Row, Rows
from arcall_tui.store.imports.row_intake import FIELDS

_BOOK = "handed from"
Bundle = dict[str, Any]
Columns = Mapping[tuple[str, str], tuple[str, bool]]


class _Kind(NamedTuple):
    """A table whose rows are handed over. `refs`: what its columns refer to; `fixed`: what never changes; `open`: the rest."""

    table: str
    refs: Mapping[str, str]
    fixed: tuple[str, ...]
    open: tuple[str, ...]


_KINDS = (
    _Kind(
        "contact", {}, (),
        ("name", "role", "phone", "digits", "email", "bad_number", "by_caller", "language", "times", "address"),
    ),
    _Kind(
        "activity", {"contact_id": "contact"}, ("direction", "code", "at", "workday"),
        ("seconds", "root_cause", "note", "detail"),
    ),
    _Kind(
        "promise", {"activity_id": "activity"},
        ("made_on", "due_on", "amount", "currency", "method", "said_by", "level", "any_invoice"), ("state", "settled_on"),
    ),
    _Kind(
        "dispute", {"activity_id": "activity"}, ("opened_on", "reason"), ("owner", "next_on", "state", "resolved_on"),
    ),
    _Kind(
        "follow_up", {"activity_id": "activity", "promise_id": "promise", "dispute_id": "dispute"}, ("kind", "set_by"),
        ("due_on", "at", "zone", "reason", "done_at"),
    ),
)  # fmt: skip
_ACCOUNT = (
    "name", "country", "zone", "language", "terms", "consumer", "region", "prefers", "hold", "hold_reason",
    "snoozed_until", "snooze_reason", "credit_limit", "credit_currency", "postal",
)  # fmt: skip
_ITEM = FIELDS[1:]
# Verdicts that only a ledger gives, but for those of a caller who settled it: `kept` without money seen is one.
_JUDGED = ("broken", "partly kept")
_LINES = {"promise": ("amount", "paid"), "dispute": ("amount",)}
# What may stand in a bundle: of each kind of row its columns.
COLUMNS = {
    "account": _ACCOUNT, "guide": GUIDE_FACTS, "invoice": _ITEM,
    **{kind.table: (*kind.fixed, *kind.open) for kind in _KINDS},
}  # fmt: skip


def columns(connection: sqlite3.Connection) -> Columns:
    """Return what each column of a table and its name holds, in the schema's word, and whether it must hold something."""
    asked = 'SELECT name, type, "notnull" FROM pragma_table_info(?)'
    found = ((table, *told) for table in COLUMNS for told in connection.execute(asked, (table,)))
    return {(table, name): (kind, bool(needed)) for table, name, kind, needed in found}


def _digest(*values: object) -> str:
    return sha256(json.dumps(values).encode()).hexdigest()[:12]


def _digests(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    return {name: _digest(row[name]) for name in names}


def book_name(connection: sqlite3.Connection) -> str:
    """Return the name of this book in bundles; it gets one when it first hands something over."""
    name = kept.get(connection, _BOOK)
    if not name:
        name = uuid4().hex
        kept.put(connection, _BOOK, name)
    return name


@dataclass
class _Names:
    """Which row has which name; keeps it, with what the row is like now."""

    rows: Rows
    book: str
    said: dict[tuple[str, int], str] = field(default_factory=dict)

    def of(self, kind: _Kind, row: Row) -> str:
        """Return the row's name: the one under which it came, or one of this book."""
        identity = _digest(*(row[name] for name in kind.fixed))
        known = self.rows.where("handed_row", "place = ? AND key = ?", kind.table, row["id"])
        name = next((each["uid"] for each in known if each["uid"].endswith(identity)), "")
        name = name or f"{self.book}:{kind.table}:{row['id']}:{identity}"
        self.said[kind.table, row["id"]] = name
        return name

    def keep(self, uid: str, place: str, key: int, was: Mapping[str, str]) -> None:
        """Note which row has that name, and what it is like."""
        self.rows.put("handed_row", {"uid": uid}, {"place": place, "key": key, "was": json.dumps(was)})

    def note(self, uid: str, place: str, key: int) -> dict[str, str]:
        """Note that the row goes out under that name; return what it was like when it last came, empty where it never did."""
        if self.rows.get("handed_row", uid) is None:
            self.rows.add("handed_row", uid=uid, place=place, key=key, was="{}")
        return self.was(uid)

    def was(self, uid: str) -> dict[str, str]:
        """Return what the row with that name was like when it last came."""
        found = self.rows.get("handed_row", uid)
        return json.loads(found["was"]) if found else {}


def hand_out(rows: Rows, book: str, accounts: Sequence[int]) -> list[Bundle]:
    """Return all that the book knows of some accounts, and note under which names it goes."""
    names = _Names(rows, book)
    return [_account_out(names, account) for account in accounts]


_HANDED_ITEMS = """account_id = ?1 AND (settled_on IS NULL OR id IN (SELECT invoice_id FROM promise_line)
    OR id IN (SELECT invoice_id FROM dispute_line)) ORDER BY id"""


def _account_out(names: _Names, account: int) -> Bundle:
    rows = names.rows
    (row,) = rows.where("account", "id = ?", account)
    (creditor,) = rows.where("creditor", "id = ?", row["creditor_id"])
    guide = next(iter(rows.where("guide", "account_id = ?", account)), None)
    whose = f"{creditor['name']}/{row['ledger_id']}"
    items = rows.where("invoice", _HANDED_ITEMS, account)
    bundle: Bundle = {
        "creditor": creditor["name"],
        "ledger_id": row["ledger_id"],
        "account": {name: row[name] for name in _ACCOUNT},
        "guide": {name: guide[name] for name in GUIDE_FACTS} if guide else None,
        "base": {place: names.note(f"{place}:{whose}", place, account) for place in ("account", "guide")},
        "invoice": [{name: each[name] for name in _ITEM} for each in items],
    }
    for kind in _KINDS:
        found = rows.where(kind.table, "account_id = ? ORDER BY id", account)
        bundle[kind.table] = [_row_out(names, kind, each) for each in found]
    return bundle


def _row_out(names: _Names, kind: _Kind, row: Row) -> Bundle:
    rows, uid = names.rows, names.of(kind, row)
    base = names.note(uid, kind.table, row["id"])
    out: Bundle = {"uid": uid, "base": base, **{name: row[name] for name in (*kind.fixed, *kind.open)}}
    refs = {column: names.said.get((table, row[column])) for column, table in kind.refs.items()}
    if kind.table == "promise":
        refs["plan"] = names.said.get(("promise", row["plan"]))
    out["refs"] = {column: name for column, name in refs.items() if name}
    if kind.table in _LINES:
        lines = rows.where(f"{kind.table}_line", f"{kind.table}_id = ? ORDER BY invoice_id", row["id"])
        out["lines"] = [{name: line[name] for name in _LINES[kind.table]} for line in lines]
        for told, line in zip(out["lines"], lines, strict=True):
            told["invoice"] = rows.where("invoice", "id = ?", line["invoice_id"])[0]["number"]
    if kind.table == "activity":
        earlier = rows.where("note_revision", "activity_id = ? ORDER BY id", row["id"])
        out["earlier"] = [{"at": each["at"], "note": each["note"]} for each in earlier]
    return out


@dataclass
class _In:
    """Takes accounts in. `counts`: what was new or changed, by kind."""

    rows: Rows
    names: _Names
    keys: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    open_here: set[str] = field(default_factory=set)

    def account(self, bundle: Bundle) -> int:
        """Take one account in; return its number here."""
        whose = f"{bundle['creditor']}/{bundle['ledger_id']}"
        creditor = self.rows.where("creditor", "name = ?", bundle["creditor"])
        creditor_id = creditor[0]["id"] if creditor else self.rows.add("creditor", name=bundle["creditor"])
        identity = {"creditor_id": creditor_id, "ledger_id": bundle["ledger_id"]}
        found = self.rows.where("account", "creditor_id = ? AND ledger_id = ?", *identity.values())
        if found and found[0]["merged_into"]:
            found = self.rows.where("account", "id = ?", found[0]["merged_into"])
        if found and self.rows.get("handed_row", f"account:{whose}") is None:
            self._refuse_another(found[0], bundle)
        key = self._facts("account", whose, bundle, identity, found)
        if bundle["guide"] is not None:
            here = self.rows.where("guide", "account_id = ?", key)
            self._facts("guide", whose, bundle, {"account_id": key}, here)
        self._items(key, bundle["invoice"])
        for kind in _KINDS:
            for each in bundle[kind.table]:
                self._row(kind, key, each)
        return key

    def _refuse_another(self, here: Row, bundle: Bundle) -> None:
        """Refuse an account that was never exchanged and is another customer than the one of that id here."""
        name, numbers = bundle["account"]["name"], {item["number"] for item in bundle["invoice"]}
        own = {item["number"] for item in self.rows.where("invoice", "account_id = ?", here["id"])}
        if fold(name) != fold(here["name"]) and not numbers & own:
            raise InputRefusedError(
                f"{here['ledger_id']} is {here['name']} in this book and {name} in the hand-over: two customers with one id.",
                "Nothing was taken in. Keep your colleague's accounts apart: arcall --book COLLEAGUE.sqlite3 handover in FILE",
            )

    def _merge(
        self, table: str, here: Row, there: Mapping[str, Any], uid: str, base: Mapping[str, str]
    ) -> None:
        """Take over what was changed there; of what neither side had from the other, only what is not known here.

        `there`: the row's columns that count; `uid`: its name; `base`: what it was like when the other side got it.
        """
        was = self.names.was(uid)

        def news(name: str) -> bool:
            had = {each[name] for each in (was, base) if name in each}
            return _digest(there[name]) not in had if had else not here[name]

        changed = {name: value for name, value in there.items() if value != here[name] and news(name)}
        if changed:
            self.rows.change(table, here, **changed)
            self.counts[table] += 1

    def _facts(
        self, table: str, whose: str, bundle: Bundle, identity: Mapping[str, Any], found: Sequence[Row]
    ) -> int:
        """Take in what stands about an account, itself or its guide; return its number here."""
        there, uid = bundle[table], f"{table}:{whose}"
        if found:
            self._merge(table, found[0], there, uid, bundle["base"][table])
            key: int = found[0]["id" if table == "account" else "account_id"]
        else:
            key = self.rows.add(table, **identity, **there)
            self.counts[table] += 1
        self.names.keep(uid, table, key, _digests(there, tuple(there)))
        return key

    def _items(self, account: int, items: Sequence[Mapping[str, Any]]) -> None:
        """Take items in where no ledger of this book tells of them."""
        if self._told_here(account):
            return
        for item in items:
            found = self.rows.where("invoice", "account_id = ? AND number = ?", account, item["number"])
            if found:
                self.rows.change("invoice", found[0], **item)
            else:
                self.rows.add("invoice", account_id=account, **item)
                self.counts["invoice"] += 1

    def _row(self, kind: _Kind, account: int, there: Bundle) -> None:
        uid, values = there["uid"], {name: there[name] for name in (*kind.fixed, *kind.open)}
        known = self.rows.get("handed_row", uid)
        here = self._here(kind, account, known, values)
        if here is None and known is not None and uid.startswith(f"{self.names.book}:"):
            return  # made here, handed over, and taken back since
        if here is None:
            key = self._added(kind, account, values, there)
        else:
            key = here["id"]
            if not _ended(kind, here):
                said = {name: there[name] for name in self._taken_over(kind, account, there)}
                self._merge(kind.table, here, said, uid, there["base"])
        self.keys[uid] = key
        self.names.keep(uid, kind.table, key, _digests(there, kind.open))
        for revision in there.get("earlier", ()):
            same = (key, revision["at"], revision["note"])
            if not self.rows.where("note_revision", "activity_id = ? AND at = ? AND note = ?", *same):
                self.rows.add("note_revision", activity_id=key, **revision)

    def _taken_over(self, kind: _Kind, account: int, there: Bundle) -> Sequence[str]:
        """Return the columns in which the row may become as it is there.

        What another book's ledger says of a promise is for its own: where a ledger of this book tells of the account,
        the promise and its check stay open. What a colleague settled by hand counts.
        """
        paid = any(line["paid"] for line in there.get("lines", ()) if "paid" in line)
        judged = (*_JUDGED, "kept") if paid else _JUDGED
        if kind.table == "promise" and there["state"] in judged and self._told_here(account):
            self.open_here.add(there["uid"])
            return ()
        checked = kind.table == "follow_up" and there["refs"].get("promise_id") in self.open_here
        return [name for name in kind.open if name != "done_at"] if checked else kind.open

    def _told_here(self, account: int) -> bool:
        told = "account_id = ? AND first_import_id IS NOT NULL LIMIT 1"
        return bool(self.rows.where("invoice", told, account))

    def _here(self, kind: _Kind, account: int, known: Row | None, values: Mapping[str, Any]) -> Row | None:
        """Return the row of that name in this book: as noted, or one of no name yet that is the same in all."""
        if known is not None:
            found = self.rows.where(kind.table, "id = ?", known["key"])
            same = found and all(found[0][name] == values[name] for name in kind.fixed)
            return found[0] if same else None
        alike = " AND ".join(f'"{name}" IS ?' for name in values)
        free = f"id NOT IN (SELECT key FROM handed_row WHERE place = '{kind.table}')"
        where = f"account_id = ? AND {alike} AND {free} ORDER BY id"
        return next(iter(self.rows.where(kind.table, where, account, *values.values())), None)

    def _added(self, kind: _Kind, account: int, values: Mapping[str, Any], there: Bundle) -> int:
        # A plan's first promise comes before its others.
        refs = {column: self.keys[name] for column, name in there["refs"].items() if name in self.keys}
        key = self.rows.add(kind.table, account_id=account, **values, **refs)
        self.counts[kind.table] += 1
        for line in there.get("lines", ()):
            item = self.rows.where("invoice", "account_id = ? AND number = ?", account, line["invoice"])
            if item:
                of = {"invoice_id": item[0]["id"], f"{kind.table}_id": key}
                amounts = {name: line[name] for name in _LINES[kind.table]}
                self.rows.add(f"{kind.table}_line", **of, **amounts)
        return key


def _ended(kind: _Kind, row: Row) -> bool:
    """Whether it is over here: a step that is done, a promise or a dispute that is settled. That stays."""
    return any(row.get(name) for name in ("done_at", "settled_on", "resolved_on") if name in kind.open)


def take_in(rows: Rows, book: str, accounts: Sequence[Bundle]) -> tuple[list[int], dict[str, int]]:
    """Take accounts in; return their numbers here, and how much was new or changed by kind. Raises InputRefusedError."""
    taking = _In(rows, _Names(rows, book))
    what = "The hand-over was changed: it says what no book holds"
    with refused(InputRefusedError, what, "Ask for it once more.", sqlite3.IntegrityError):
        keys = [taking.account(each) for each in accounts]
    return list(dict.fromkeys(keys)), dict(taking.counts)
