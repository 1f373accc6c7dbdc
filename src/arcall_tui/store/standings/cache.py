"""The cache of where every account stands: what stays the same from day to day, so that a day is ranked at once."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple
from zlib import crc32

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import FollowUp
from arcall_tui.domain.calendar import parse_hours, utc_text
from arcall_tui.domain.standing import BrokenPromise, Exposure, GateColumns, GateFacts, Standing, Touch, pack
from arcall_tui.store.accounts import kept
from arcall_tui.store.accounts.read import day, follow_up, instant
from arcall_tui.store.standings.gather import WEEK, open_items
from arcall_tui.store.standings.histories import forget_book_history

# Of the JSON array in which a standing is kept: other fields make another, and so does one more where only the way
# they are written changes; older ones are worked out anew.
_WRITTEN = 5
_KEPT = [(f.name, f.type) for kept in (Standing, FollowUp, BrokenPromise) for f in fields(kept)]
SHAPE = crc32(repr((_WRITTEN, _KEPT)).encode())
# So many places are written at a time, so that a call that is logged meanwhile need not wait.
_AT_A_TIME = 1000


class Kept(NamedTuple):
    """One account of the cache: `card` is for `decode`, `owed` its open items, packed (see `domain.standing`)."""

    account: int
    card: str
    owed: bytes


class KeptBook(NamedTuple):
    """The whole queue, column by column, by account (see `Kept`); `complete`: no account had to be left out."""

    facts: GateColumns
    card: tuple[str, ...]
    owed: tuple[bytes, ...]
    complete: bool

    def each(self) -> list[Kept]:
        """Return the accounts one by one."""
        return list(map(Kept, self.facts.account, self.card, self.owed))


class Place(NamedTuple):
    """Where an account was ranked last: a smaller group, and in it a smaller order, comes first."""

    account: int
    group: int
    order: float


_COLUMNS = "account_id, ledger_id, payer, alike, call_from, tried, contact, card, owed"
_GENERATION = "standings forgotten"

# Who is left behind by a change of payer shares no attempts any more. A trigger, so that neither undo nor erasing
# nor a ledger can forget them.
SCHEMA = (
    """CREATE TRIGGER standing_of_mates AFTER UPDATE OF payer_id ON account
       WHEN old.payer_id IS NOT new.payer_id BEGIN
       DELETE FROM standing WHERE account_id IN (SELECT id FROM account
       WHERE id IN (old.id, old.payer_id, new.payer_id) OR payer_id IN (old.id, old.payer_id, new.payer_id));
       INSERT OR REPLACE INTO setting SELECT 'standings forgotten', 1 + coalesce(max(value + 0), 0)
       FROM setting WHERE key = 'standings forgotten'; END""",
)


def generation(connection: sqlite3.Connection) -> int:
    """Return how often something was forgotten: what was read before it last was may not be kept any more."""
    return int(kept.get(connection, _GENERATION) or 0)


def forget(connection: sqlite3.Connection, accounts: Iterable[int]) -> None:
    """Drop what is kept of these accounts, and of their payer's others, and the book's own history.

    It is worked out anew when it is next wanted.
    """
    chosen = set(accounts)
    payer_of = dict(
        connection.execute("SELECT id, payer_id FROM account WHERE payer_id IS NOT NULL").fetchall()
    )
    payers = {payer_of.get(account, account) for account in chosen}
    mates = {account for account, payer in payer_of.items() if payer in payers}
    connection.executemany(
        "DELETE FROM standing WHERE account_id = ?", ((account,) for account in chosen | payers | mates)
    )
    _forgotten(connection)


def forget_all(connection: sqlite3.Connection) -> None:
    """Drop all that is kept."""
    connection.execute("DELETE FROM standing")
    _forgotten(connection)


def _forgotten(connection: sqlite3.Connection) -> None:
    forget_book_history(connection)
    kept.put(connection, _GENERATION, str(generation(connection) + 1))


_HOLDS = "shape = ? AND day <= ?"
_BELONGS = "(length(owed) OR EXISTS (SELECT 1 FROM follow_up AS f WHERE f.account_id = standing.account_id AND done_at IS NULL))"


def missing(connection: sqlite3.Connection, today: date) -> list[int]:
    """Return the accounts of which nothing is kept that holds on `today`."""
    rows = connection.execute(
        f"""SELECT id FROM account WHERE NOT EXISTS
            (SELECT 1 FROM standing WHERE account_id = account.id AND {_HOLDS})""",
        (SHAPE, today.isoformat()),
    )
    return [key for (key,) in rows]


def keep(
    connection: sqlite3.Connection,
    found: Sequence[tuple[Standing, GateFacts, Place]],
    owed: Mapping[int, bytes] | None = None,
) -> None:
    """Keep standings, with their open items (packed, by account); without them as they are in the book now."""
    if owed is None:
        items = open_items(connection, [standing.account for standing, _, _ in found])
        owed = {account: pack(rows) for account, rows in groupby(items, attrgetter("account"))}
    connection.executemany(
        f"""INSERT OR REPLACE INTO standing (day, shape, place_group, place_value, {_COLUMNS})
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            (s.day.isoformat(), SHAPE, place.group, place.order, *facts, encode(s), owed.get(s.account, b""))
            for s, facts, place in found
        ),
    )


def keep_order(connection: sqlite3.Connection, places: Iterable[Place]) -> Iterator[bool]:
    """Keep the places that a ranking found, some at a time; each step is to be one transaction."""
    rest = iter(places)
    while some := list(islice(rest, _AT_A_TIME)):
        connection.executemany(
            "UPDATE standing SET place_group = ?, place_value = ? WHERE account_id = ?",
            ((place.group, place.order, place.account) for place in some),
        )
        yield True


def everyone(connection: sqlite3.Connection, today: date) -> KeptBook:
    """Return everyone in the queue: with open items, or with a next step to be done."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM standing WHERE {_HOLDS} ORDER BY account_id", (SHAPE, today.isoformat())
    ).fetchall()
    (accounts,) = connection.execute("SELECT count(*) FROM account").fetchone()
    complete = len(rows) == accounts
    if not all(map(_owed, rows)):
        planned = {
            key for (key,) in connection.execute("SELECT account_id FROM follow_up WHERE done_at IS NULL")
        }
        rows = [row for row in rows if _owed(row) or row[0] in planned]
    columns = tuple(zip(*rows, strict=True)) or ((),) * (len(GateColumns._fields) + 2)
    return KeptBook(GateColumns._make(columns[:-2]), columns[-2], columns[-1], complete)


_owed = itemgetter(-1)


def head(connection: sqlite3.Connection, limit: int) -> list[Kept]:
    """Return those that were ranked first, at most `limit`, in their order of then."""
    return _those(connection, f"{_BELONGS} ORDER BY place_group, place_value LIMIT ?", limit)


def opened(connection: sqlite3.Connection, now: float, limit: int) -> list[Kept]:
    """Return those whose gate opened by `now` (seconds since 1970), the latest to open first."""
    condition = f"place_group = 3 AND place_value <= ? AND {_BELONGS} ORDER BY place_value DESC LIMIT ?"
    return _those(connection, condition, now, limit)


def turned(connection: sqlite3.Connection, now: datetime) -> list[Kept]:
    """Return those that time may have moved since they were ranked: opened by `now`, with a task, or a time of day."""
    condition = f"""{_BELONGS} AND (place_group = 2 OR (place_group = 3 AND place_value <= ?)
        OR account_id IN (SELECT account_id FROM follow_up WHERE done_at IS NULL AND at BETWEEN ? AND ?))"""
    when = (utc_text(each) for each in (now - timedelta(days=1), now))
    return _those(connection, condition, now.timestamp(), *when)


def _those(connection: sqlite3.Connection, condition: str, *values: object) -> list[Kept]:
    query = f"SELECT account_id, card, owed FROM standing WHERE shape = ? AND {condition}"
    return list(map(Kept._make, connection.execute(query, (SHAPE, *values))))


class LastRanking(NamedTuple):
    """The last ranking: what its order rested on (empty: none was kept), and its scale for comparing currencies.

    `money`: what the scale rested on. `scale`: the parts of a `rules.currency_scale.CurrencyScale`.
    """

    basis: str
    money: str
    scale: tuple[str, Mapping[str, float], Sequence[float], Mapping[str, Sequence[float]]]


_RANKED = "ranked"


def ranking(connection: sqlite3.Connection, basis: str | None = None) -> LastRanking | None:
    """Return what was kept of the last ranking; with a `basis` only of one that rested on that."""
    told = kept.get(connection, _RANKED)
    # Its scale is long: one that is not wanted is not read.
    if told is None or not told.startswith("[" if basis is None else json.dumps([basis])[:-1]):
        return None
    return LastRanking._make(json.loads(told))


def keep_ranking(connection: sqlite3.Connection, ranked: LastRanking) -> None:
    """Keep it until the next one."""
    kept.put(connection, _RANKED, json.dumps(ranked))


def kept_one(connection: sqlite3.Connection, account: int, today: date) -> Kept | None:
    """Return what is kept of one account, if it holds on `today`."""
    found = _those(connection, "account_id = ? AND day <= ?", account, today.isoformat())
    return found[0] if found else None


def encode(standing: Standing) -> str:
    """Write a standing but for its day and what is owed as a JSON array; the cache is rebuilt where its shape changes."""
    return _WRITER.encode(_values_of(standing))


def _plain(value: object) -> object:
    """Write what JSON has no form for: a step or a promise field by field, tags in order, days and hours in their words."""
    return _PLAIN.get(type(value), str)(value)


def decode(card: str, today: date, exposures: tuple[Exposure, ...]) -> Standing:
    """Read a standing back, as of `today`, with what is owed by then."""
    values = [
        read(value) if read and value is not None else value
        for read, value in zip(_READ, json.loads(card), strict=True)
    ]
    known = dict(zip(_FIELDS, values, strict=True))
    known["attempts"] = tuple([when for when in known["attempts"] if (today - when).days < WEEK])
    return Standing(day=today, exposures=exposures, **known)


# How a field of a standing is read back; any other stands as it is, and so does one that is not known.
_WAYS: dict[str, Callable[[Any], Any]] = {
    "hold": HoldKind,
    "snoozed_until": day,
    "next_call": follow_up,
    "next_task": follow_up,
    "broken": lambda told: BrokenPromise(told[0], told[1], date.fromisoformat(told[2]), *told[3:]),
    "attempts": lambda days: map(date.fromisoformat, days),
    "last_attempt_at": instant,
    "last_spoken_on": day,
    "prefers": parse_hours,
    "touches": lambda touches: tuple([Touch(date.fromisoformat(when), written) for when, written in touches]),
    "tags": frozenset,
}
_FIELDS = [each.name for each in fields(Standing) if each.name not in {"day", "exposures"}]
_READ = [_WAYS.get(name) for name in _FIELDS]
# Made once: a ranking writes thousands.
_values_of = attrgetter(*_FIELDS)
_PLAIN: dict[type, Callable[[Any], object]] = {
    frozenset: sorted,
    **{kind: attrgetter(*(each.name for each in fields(kind))) for kind in (FollowUp, BrokenPromise)},
}
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)
