"""What the caller did in a stretch of workdays, counted, and how long a call takes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from arcall_tui.domain.outcomes import Code


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
    promised: dict[str, int] = {}
    for currency, amount, _ in made:
        promised[currency] = promised.get(currency, 0) + amount
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
