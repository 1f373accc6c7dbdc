"""What is the caller's own: what was done in their days and is due in them, what the book remembers for them, forms that are being filled in."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from arcall_tui.domain.grouping import summed
from arcall_tui.domain.outcomes import Code
from arcall_tui.store.actions.action_rows import Rows


def _counted(codes: Iterable[Code]) -> str:
    """Return the SQL of whether an activity counts as such: a further result of a call (`none`) does not."""
    return f"(direction <> 'none' AND code IN ({', '.join(repr(str(code)) for code in codes)}))"


ATTEMPT = _counted(code for code in Code if code.means.attempt)
CONTACT = _counted(code for code in Code if code.means.contact)
SPOKEN = _counted(code for code in Code if code.means.right_party)


class Done(NamedTuple):
    """Attempts, contacts and promises (a plan is one); `promised`: their amounts in minor units by currency."""

    calls: int
    contacts: int
    promises: int
    promised: dict[str, int]


def done(connection: sqlite3.Connection, since: date, until: date) -> Done:
    """Count the workdays from `since` to `until`."""
    days = (since.isoformat(), until.isoformat())
    calls, contacts = connection.execute(
        f"""SELECT coalesce(sum({ATTEMPT}), 0), coalesce(sum({CONTACT}), 0)
            FROM activity WHERE workday BETWEEN ? AND ?""",
        days,
    ).fetchone()
    made = connection.execute(
        """SELECT currency, amount, coalesce(plan, id) FROM promise
           WHERE activity_id IN (SELECT id FROM activity WHERE workday BETWEEN ? AND ?)""",
        days,
    ).fetchall()
    promised = summed((currency, amount) for currency, amount, _ in made)
    return Done(calls, contacts, len({one for _, _, one in made}), promised)


_SHORTEST_CALL = 20
_LONGEST_CALL = 1800
_LATEST_CALLS = 200


def handling_seconds(connection: sqlite3.Connection) -> list[float]:
    """Return the seconds from one call to the next within a workday, of the latest; pauses are left out."""
    rows = connection.execute(
        f"SELECT workday, at FROM activity WHERE {ATTEMPT} ORDER BY id DESC LIMIT ?", (_LATEST_CALLS,)
    ).fetchall()
    calls = sorted((workday, datetime.fromisoformat(at)) for workday, at in rows)
    gaps = [(later[1] - one[1]).total_seconds() for one, later in pairwise(calls) if one[0] == later[0]]
    return [gap for gap in gaps if _SHORTEST_CALL <= gap <= _LONGEST_CALL]


# The rules' own calls are the queue; everything else is an appointment, a check, or owed by someone.
_OWN = "follow_up.kind = 'call' AND follow_up.set_by = 'rule'"
_STEPS = """
    SELECT follow_up.account_id, account.name, ledger_id, coalesce(dispute.owner, ''), promise.amount, promise.currency,
           follow_up.kind, follow_up.due_on, follow_up.reason, follow_up.set_by, follow_up.at, follow_up.zone,
           follow_up.id
    FROM follow_up JOIN account ON account.id = follow_up.account_id
         LEFT JOIN dispute ON dispute.id = follow_up.dispute_id
         LEFT JOIN promise ON promise.id = follow_up.promise_id
    WHERE follow_up.done_at IS NULL AND {where}
    ORDER BY follow_up.due_on, follow_up.at IS NULL, follow_up.at, account.name, follow_up.id LIMIT :limit
"""


def steps(
    connection: sqlite3.Connection, last: date, *, everything: bool, limit: int
) -> list[tuple[Any, ...]]:
    """Return the rows of the steps due until `last`, earliest first; without `everything` not the rules' own calls."""
    where = "follow_up.due_on <= :last" + ("" if everything else f" AND NOT ({_OWN})")
    return connection.execute(
        _STEPS.format(where=where), {"last": last.isoformat(), "limit": limit}
    ).fetchall()


def own_calls(connection: sqlite3.Connection, last: date) -> set[int]:
    """Return the accounts with a call of the rules' own that is due until `last`."""
    rows = connection.execute(
        f"SELECT account_id FROM follow_up WHERE done_at IS NULL AND due_on <= ? AND {_OWN}",
        (last.isoformat(),),
    )
    return {account for (account,) in rows}


def appointments(connection: sqlite3.Connection, first: datetime, last: datetime) -> list[tuple[Any, ...]]:
    """Return the rows of the appointments between two instants (UTC): call backs, and times that the caller set."""
    where = f"follow_up.at BETWEEN :first AND :last_at AND NOT ({_OWN})"
    bounds = {"first": first.isoformat(timespec="seconds"), "last_at": last.isoformat(timespec="seconds")}
    return connection.execute(_STEPS.format(where=where), {**bounds, "limit": 20}).fetchall()


def book_mark(connection: sqlite3.Connection) -> str:
    """Return what tells this book's steps from another's: it stays as long as the book does."""
    row = connection.execute("SELECT file_hash, at FROM ledger_import ORDER BY id LIMIT 1").fetchone()
    return hashlib.sha256(repr(row).encode()).hexdigest()[:12]


_WAIVED = "interest waived"


def get(connection: sqlite3.Connection, key: str) -> str | None:
    """Return what is remembered under `key`."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def put(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Remember `value` under `key`, within the transaction under way."""
    assert connection.in_transaction, (
        "an import may have put another file in the book's place: `writing` looks"
    )
    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))


def spared(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the digits that are no card number by the caller's word, and so are not masked."""
    return frozenset(digits for (digits,) in connection.execute("SELECT digits FROM spared_number"))


class KeptFilter(NamedTuple):
    """A filter that is kept: `key` is a digit, or empty."""

    name: str
    key: str
    words: str


def filters(connection: sqlite3.Connection) -> list[KeptFilter]:
    """Return the filters that are kept, by name."""
    rows = connection.execute("SELECT name, key, words FROM saved_filter ORDER BY name")
    return [KeptFilter(*row) for row in rows]


def put_form(connection: sqlite3.Connection, account: int, form: str, texts: Mapping[str, str]) -> None:
    """Keep what was typed in each field of a form about an account; nothing typed keeps nothing."""
    typed = {"texts": json.dumps(texts)} if texts else {}
    Rows(connection).put("form_draft", {"account_id": account, "form": form}, typed)


def forms(connection: sqlite3.Connection) -> dict[tuple[int, str], dict[str, str]]:
    """Return what is kept, by account and form: what was typed in each field."""
    rows = connection.execute("SELECT account_id, form, texts FROM form_draft")
    return {(account, form): json.loads(texts) for account, form, texts in rows}


def waived(connection: sqlite3.Connection, account: int) -> str:
    """Return why no late interest is asked of an account; empty where it is."""
    return get(connection, f"{_WAIVED} {account}") or ""


def waive(rows: Rows, account: int, reason: str) -> None:
    """Keep why no late interest is asked, so that undo takes it back; an empty reason ends the waiver."""
    rows.put("setting", {"key": f"{_WAIVED} {account}"}, {"value": reason} if reason else {})
