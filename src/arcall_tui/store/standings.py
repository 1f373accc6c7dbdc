"""Where every account stands: the facts that ranking needs, read in bulk, and the cache of the day's result."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.activity import CALL_KINDS, CODES, FollowUp, FollowUpKind
from arcall_tui.domain.calendar import Hours
from arcall_tui.domain.standing import BrokenPromise, Exposure, Standing
from arcall_tui.domain.when import parse_hours
from arcall_tui.store import account_facts, payer_history
from arcall_tui.store.read import AT_MOST, covers, day, follow_up, instant

_ATTEMPT = ", ".join(f"'{code}'" for code, facts in CODES.items() if facts.attempt)
_CONTACT = ", ".join(f"'{code}'" for code, facts in CODES.items() if facts.contact)
_REACHED = ", ".join(f"'{code}'" for code, facts in CODES.items() if facts.right_party)
# Of the JSON array in which a standing is kept; one more whenever its fields change: older ones are worked out anew.
_SHAPE = 1
_BOOK_HISTORY = "days late in the book"

Item = tuple[int, str, date, int, int, int]


class Facts(NamedTuple):
    """An account's standing but for what it owes: the arguments of Standing before and after exposures."""

    head: tuple[Any, ...]
    next_call: FollowUp | None
    next_task: FollowUp | None
    broken: BrokenPromise | None
    attempts: tuple[date, ...]
    unanswered: int
    last_attempt_at: str | None
    last_contact_on: date | None
    tail: tuple[Any, ...] = ("", None)

    def standing(self, today: date, exposures: tuple[Exposure, ...]) -> Standing:
        """Put the facts and what is owed together."""
        fields: tuple[Any, ...] = (
            self.head[0],
            today,
            *self.head[1:],
            exposures,
            self.next_call,
            self.next_task,
            self.broken,
            self.attempts,
            self.unanswered,
            instant(self.last_attempt_at),
            self.last_contact_on,
            *self.tail,
        )
        return Standing(*fields)


def _chosen(accounts: Sequence[int] | None, column: str) -> str:
    """Narrow a query to some accounts, or to none in particular; `_keys` are its parameters.

    Numbered, so that a query can say it twice; and never the numbers themselves: a statement whose words stay
    the same is not prepared again.
    """
    if accounts is None:
        return "1"
    return f"{column} IN ({', '.join(f'?{place}' for place in range(1, len(accounts) + 1))})"


def _keys(accounts: Sequence[int] | None) -> tuple[int, ...]:
    return tuple(accounts or ())


def open_items(connection: sqlite3.Connection, accounts: Sequence[int] | None = None) -> Iterator[Item]:
    """Yield (account, currency, due, balance, disputed, promised) of open items, account by account."""
    where = f"AND {_chosen(accounts, '{what}.account_id')}"
    disputed, promised = (covers(what, where.format(what=what)) for what in ("dispute", "promise"))
    dates: dict[str, date] = {}
    rows = connection.execute(
        f"""SELECT account_id, currency, due_date, balance, {AT_MOST.format("disputed")}, {AT_MOST.format("promised")}
            FROM invoice LEFT JOIN ({disputed}) AS disputed ON disputed.invoice_id = invoice.id
                 LEFT JOIN ({promised}) AS promised ON promised.invoice_id = invoice.id
            WHERE settled_on IS NULL AND {_chosen(accounts, "account_id")} ORDER BY account_id, currency""",  # noqa: S608
        _keys(accounts),
    ).fetchall()
    for account, currency, due, balance, in_dispute, in_promise in rows:
        when = dates.get(due) or dates.setdefault(due, date.fromisoformat(due))
        yield account, currency, when, balance, in_dispute, in_promise


def to_place(connection: sqlite3.Connection) -> list[int]:
    """Return the accounts that belong in the queue: with open items, or with a next step still to be done."""
    rows = connection.execute(
        """SELECT account_id FROM invoice WHERE settled_on IS NULL
           UNION SELECT account_id FROM follow_up WHERE done_at IS NULL"""
    )
    return [key for (key,) in rows]


_LACKING = """
    SELECT {what} FROM account WHERE {chosen}
    AND EXISTS (SELECT 1 FROM invoice WHERE invoice.account_id = account.id AND settled_on IS NULL)
    AND NOT EXISTS (SELECT 1 FROM follow_up WHERE follow_up.account_id = account.id AND done_at IS NULL)
"""


def without_step(connection: sqlite3.Connection) -> list[tuple[str, str, date]]:
    """Return the accounts with open items and no next step: (ledger's id, name, earliest due date)."""
    earliest = "(SELECT min(due_date) FROM invoice WHERE account_id = account.id AND settled_on IS NULL)"
    query = _LACKING.format(what=f"ledger_id, name, {earliest}", chosen="1") + " ORDER BY ledger_id"
    return [(key, name, date.fromisoformat(due)) for key, name, due in connection.execute(query)]


def lacks_step(connection: sqlite3.Connection, accounts: Sequence[int] | None = None) -> list[str]:
    """Return the ledger's ids of those of `accounts` (all where None) that owe and have no next step."""
    query = _LACKING.format(what="ledger_id", chosen=_chosen(accounts, "account.id"))
    return [key for (key,) in connection.execute(query, _keys(accounts))]


def newest_import(connection: sqlite3.Connection) -> int:
    """Return the number of the newest import; 0 before the first."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM ledger_import").fetchone()[0])


def stale(connection: sqlite3.Connection, today: date) -> list[int]:
    """Return the accounts whose kept standing is missing, or of another day, or no longer wanted."""
    kept = dict(connection.execute("SELECT account_id, iif(shape = ?, day, '') FROM standing", (_SHAPE,)))
    wanted = to_place(connection)
    text = today.isoformat()
    missing = [key for key in wanted if kept.get(key) != text]
    return missing + list(kept.keys() - set(wanted))


def facts(
    connection: sqlite3.Connection, today: date, accounts: Sequence[int] | None = None
) -> dict[int, Facts]:
    """Return the facts of the accounts wanted (all where `accounts` is None), by account."""
    steps = _next_steps(connection, accounts)
    broken = _broken(connection, accounts)
    payers = _payers(connection, accounts)
    calls = _calls(connection, today, accounts)
    if payers:
        _share_attempts(connection, today, payers, calls)
    bad = _numbers(connection, accounts)
    liked = account_facts.liked_times(connection, _chosen(accounts, "one.account_id"), _keys(accounts))
    rows = connection.execute(
        f"""SELECT account.id, creditor.name, ledger_id, account.name, country, zone, consumer, payer_id,
                   hold, hold_reason, snoozed_until, snooze_reason, region, prefers
            FROM account JOIN creditor ON creditor.id = creditor_id WHERE {_chosen(accounts, "account.id")}""",  # noqa: S608
        _keys(accounts),
    )
    result = {}
    for (
        key,
        creditor,
        ledger_id,
        name,
        country,
        zone,
        consumer,
        payer,
        hold,
        reason,
        snoozed,
        why,
        *more,
    ) in rows:
        attempts, unanswered, last_attempt, last_contact, lost = calls.get(key, ((), 0, None, None, False))
        usable, wrong = bad.get(key, (False, False))
        head = (key, creditor, ledger_id, name, country, zone, bool(consumer), payers.get(key, payer))
        hold_kind = HoldKind(hold) if hold else None
        tail = (hold_kind, reason, day(snoozed), why, not usable and (wrong or lost))
        call, task = steps.get(key, (None, None))
        result[key] = Facts(
            head + tail,
            call,
            task,
            broken.get(key),
            attempts,
            unanswered,
            last_attempt,
            last_contact,
            (more[0], parse_hours(more[1] or liked.get(key, ""))),
        )
    return result


# Where no call is planned, the account rests until these: the money or the answer is on its way.
_RESTS = {FollowUpKind.CHECK_LEDGER.value, FollowUpKind.ASK_NEWS.value}

_Steps = tuple[FollowUp | None, FollowUp | None]


def _next_steps(connection: sqlite3.Connection, accounts: Sequence[int] | None) -> dict[int, _Steps]:
    rows = connection.execute(
        f"""SELECT account_id, kind, due_on, reason, set_by, at, zone, id FROM follow_up
            WHERE done_at IS NULL AND {_chosen(accounts, "account_id")}
            ORDER BY account_id, due_on, at IS NULL, at, id""",  # noqa: S608 - our own words
        _keys(accounts),
    )
    calls: dict[int, FollowUp] = {}
    tasks: dict[int, FollowUp] = {}
    rests: dict[int, FollowUp] = {}
    for key, *row in rows:
        step = follow_up(*row)
        if step.kind in CALL_KINDS:
            calls.setdefault(key, step)
        else:
            tasks.setdefault(key, step)
            if step.kind in _RESTS:
                rests.setdefault(key, step)
    return {key: (calls.get(key, rests.get(key)), tasks.get(key)) for key in calls.keys() | tasks.keys()}


def _broken(connection: sqlite3.Connection, accounts: Sequence[int] | None) -> dict[int, BrokenPromise]:
    """Broken promises that nothing has answered yet: no newer promise, nobody spoken to, debt still open."""
    rows = connection.execute(
        f"""SELECT account_id, amount, currency, due_on, level + 1 FROM promise AS p
            WHERE state = 'broken' AND {_chosen(accounts, "account_id")}
              AND NOT EXISTS (SELECT 1 FROM promise AS q WHERE q.account_id = p.account_id
                              AND q.made_on >= p.settled_on AND q.id > p.id)
              AND NOT EXISTS (SELECT 1 FROM activity AS a WHERE a.account_id = p.account_id
                              AND a.workday >= p.settled_on AND a.code IN ({_REACHED})
                              AND a.id > coalesce(p.activity_id, 0))
              AND EXISTS (SELECT 1 FROM promise_line JOIN invoice ON invoice.id = invoice_id
                          WHERE promise_id = p.id AND invoice.settled_on IS NULL)
            ORDER BY due_on, id""",  # noqa: S608 - our own codes
        _keys(accounts),
    )
    return {
        key: BrokenPromise(amount, currency, date.fromisoformat(due), level)
        for key, amount, currency, due, level in rows
    }


_Calls = tuple[tuple[date, ...], int, str | None, date | None, bool]


def _calls(connection: sqlite3.Connection, today: date, accounts: Sequence[int] | None) -> dict[int, _Calls]:
    """Of each account that was ever called: see Standing; the last says whether the number turned out wrong."""
    since = (today - timedelta(days=6)).isoformat()
    rows = connection.execute(
        f"""SELECT account_id, code, at, workday, code IN ({_CONTACT}), code IN ({_ATTEMPT}) FROM activity
            WHERE {_chosen(accounts, "account_id")} ORDER BY account_id, at, id""",  # noqa: S608 - our own codes
        _keys(accounts),
    )
    result: dict[int, _Calls] = {}
    for key, code, at, workday, contact, attempt in rows:
        attempts, unanswered, last_attempt, last_contact, lost = result.get(key, ((), 0, None, None, False))
        if attempt:
            last_attempt, lost = at, code in {"WN", "TD"}
            if workday >= since:
                attempts = (*attempts, date.fromisoformat(workday))
            unanswered = 0 if contact else unanswered + 1
        if contact:
            unanswered, last_contact = 0, date.fromisoformat(workday)
        result[key] = (attempts, unanswered, last_attempt, last_contact, lost)
    return result


def together(connection: sqlite3.Connection, account: int) -> list[int]:
    """Return the accounts that one payer pays for, `account` among them; only itself where it is the only one."""
    rows = connection.execute(
        """SELECT id FROM account WHERE coalesce(payer_id, id) =
           (SELECT coalesce(payer_id, id) FROM account WHERE id = ?) ORDER BY id""",
        (account,),
    )
    return [key for (key,) in rows]


def _payers(connection: sqlite3.Connection, accounts: Sequence[int] | None) -> dict[int, int]:
    """Return the payer of each account wanted that shares one, the payers themselves included."""
    rows = connection.execute(
        f"""SELECT id, payer_id FROM account WHERE payer_id IS NOT NULL AND {_chosen(accounts, "id")}
            UNION SELECT payer_id, payer_id FROM account WHERE payer_id IS NOT NULL
            AND {_chosen(accounts, "payer_id")}""",  # noqa: S608 - our own words
        _keys(accounts),
    )
    return dict(rows.fetchall())


def _share_attempts(
    connection: sqlite3.Connection, today: date, payers: dict[int, int], calls: dict[int, _Calls]
) -> None:
    """What was tried on one account of a payer was tried on all of them."""
    mates: dict[int, list[int]] = {}
    shared_by = sorted(set(payers.values()))
    rows = connection.execute(
        f"""SELECT id, coalesce(payer_id, id) FROM account
            WHERE {_chosen(shared_by, "coalesce(payer_id, id)")}""",  # noqa: S608 - our own words
        _keys(shared_by),
    )
    for key, payer in rows:
        mates.setdefault(payer, []).append(key)
    everyone = [key for keys in mates.values() for key in keys]
    tried = {**_calls(connection, today, everyone)}
    for key, payer in payers.items():
        shared = [tried[mate] for mate in mates[payer] if mate in tried]
        if not shared:
            continue
        own = calls.get(key, ((), 0, None, None, False))
        last = max(shared, key=lambda each: each[2] or "")
        calls[key] = (
            tuple(sorted(attempt for each in shared for attempt in each[0])),
            last[1],
            last[2],
            max((each[3] for each in shared if each[3]), default=None),
            own[4],
        )


def _numbers(connection: sqlite3.Connection, accounts: Sequence[int] | None) -> dict[int, tuple[bool, bool]]:
    """Whether an account has a number that is usable, and one that was found wrong."""
    rows = connection.execute(
        f"""SELECT account_id, max(phone <> '' AND NOT bad_number), max(bad_number) FROM contact
            WHERE {_chosen(accounts, "account_id")} GROUP BY account_id""",  # noqa: S608 - our own words
        _keys(accounts),
    )
    return {key: (bool(usable), bool(wrong)) for key, usable, wrong in rows}


def days_late(connection: sqlite3.Connection, accounts: Sequence[int] | None = None) -> dict[int, array[int]]:
    """Return the days late of each account's settled invoices, sorted, by account."""
    rows = connection.execute(
        f"SELECT account_id, days_late FROM payer_history WHERE {_chosen(accounts, 'account_id')}",  # noqa: S608
        _keys(accounts),
    )
    return {key: payer_history.unpack(blob) for key, blob in rows}


class History(NamedTuple):
    """How many of the book's settled invoices were so many days late; how many open ones fell due on a day."""

    late: dict[int, int]
    open_due: dict[date, int]


def book_history(connection: sqlite3.Connection) -> History:
    """Return the whole book's history, as counted last."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (_BOOK_HISTORY,)).fetchone()
    if row is None:
        return History({}, {})
    late, open_due = json.loads(row[0])
    return History(
        {int(days): count for days, count in late.items()},
        {date.fromisoformat(due): count for due, count in open_due.items()},
    )


def count_history(connection: sqlite3.Connection, histories: Iterable[array[int]]) -> History:
    """Count the book's history anew and keep the result."""
    everyone = array("h")
    for history in histories:
        everyone.extend(history)
    counted = Counter(everyone)
    open_due = dict(
        connection.execute(
            "SELECT due_date, count(*) FROM invoice WHERE settled_on IS NULL AND balance > 0 GROUP BY due_date"
        ).fetchall()
    )
    connection.execute(
        "INSERT OR REPLACE INTO setting VALUES (?, ?)", (_BOOK_HISTORY, json.dumps([counted, open_due]))
    )
    return book_history(connection)


def keep(connection: sqlite3.Connection, placed: Iterable[tuple[Standing, int, float]]) -> None:
    """Keep standings with the group and order in which they were placed."""
    connection.executemany(
        "INSERT OR REPLACE INTO standing (account_id, day, shape, place_group, place_value, card)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        ((s.account, s.day.isoformat(), _SHAPE, group, order, encode(s)) for s, group, order in placed),
    )


def forget(connection: sqlite3.Connection, accounts: Iterable[int]) -> None:
    """Drop the kept standings of accounts that are no longer in the queue."""
    connection.executemany("DELETE FROM standing WHERE account_id = ?", ((key,) for key in accounts))


def forget_all(connection: sqlite3.Connection) -> None:
    """Drop every kept standing: they rest on something that holds no longer."""
    connection.execute("DELETE FROM standing")


def kept(connection: sqlite3.Connection, limit: int = -1) -> list[Standing]:
    """Return the kept standings in their kept order, at most `limit` (all where negative)."""
    rows = connection.execute(
        "SELECT card FROM standing WHERE shape = ? ORDER BY place_group, place_value LIMIT ?", (_SHAPE, limit)
    ).fetchall()
    return [decode(card) for (card,) in rows]


def opened(connection: sqlite3.Connection, now: float, limit: int) -> list[Standing]:
    """Return kept standings whose gate opened by `now` (seconds since 1970), the latest to open first."""
    rows = connection.execute(
        """SELECT card FROM standing WHERE shape = ? AND place_group = 3 AND place_value <= ?
           ORDER BY place_value DESC LIMIT ?""",
        (_SHAPE, now, limit),
    ).fetchall()
    return [decode(card) for (card,) in rows]


def kept_one(connection: sqlite3.Connection, account: int, today: date) -> Standing | None:
    """Return the kept standing of one account, if it is of `today`."""
    row = connection.execute(
        "SELECT card FROM standing WHERE account_id = ? AND day = ? AND shape = ?",
        (account, today.isoformat(), _SHAPE),
    ).fetchone()
    return None if row is None else decode(row[0])


_SHORTEST_CALL = 20
_LONGEST_CALL = 1800
_LATEST_CALLS = 200


def handling_seconds(connection: sqlite3.Connection) -> list[float]:
    """Return the seconds from one call to the next within a workday, of the latest; pauses are left out."""
    rows = connection.execute(
        f"SELECT workday, at FROM activity WHERE code IN ({_ATTEMPT}) ORDER BY id DESC LIMIT ?",  # noqa: S608
        (_LATEST_CALLS,),
    ).fetchall()
    calls = sorted((workday, datetime.fromisoformat(at)) for workday, at in rows)
    gaps = [(later[1] - one[1]).total_seconds() for one, later in pairwise(calls) if one[0] == later[0]]
    return [gap for gap in gaps if _SHORTEST_CALL <= gap <= _LONGEST_CALL]


def encode(standing: Standing) -> str:
    """Write a standing as a JSON array; the cache is rebuilt where its shape changes."""
    s = standing
    return json.dumps(
        (
            s.account, str(s.day), s.creditor, s.ledger_id, s.name, s.country, s.zone, s.consumer, s.payer,
            s.hold, s.hold_reason, s.snoozed_until and str(s.snoozed_until), s.snooze_reason, s.no_number,
            [_exposure_fields(e) for e in s.exposures],
            _step_fields(s.next_call),
            _step_fields(s.next_task),
            s.broken and (s.broken.amount_minor, s.broken.currency, str(s.broken.due), s.broken.level),
            [str(when) for when in s.attempts],
            s.unanswered,
            s.last_attempt_at and s.last_attempt_at.isoformat(),
            s.last_contact_on and str(s.last_contact_on),
            s.region,
            s.prefers and str(s.prefers),
        ),
        ensure_ascii=False,
        separators=(",", ":"),
    )  # fmt: skip


def _exposure_fields(e: Exposure) -> tuple[object, ...]:
    due = e.oldest_due and str(e.oldest_due)
    owed = (e.currency, e.open, e.overdue, e.disputed, e.promised, e.credit, e.collectable)
    return (*owed, due, e.value, e.further_days, e.history, e.soon, e.assumed)


def _step_fields(step: FollowUp | None) -> tuple[object, ...] | None:
    if step is None:
        return None
    return (
        step.kind,
        str(step.due),
        step.reason,
        step.set_by,
        step.at and step.at.isoformat(),
        step.zone,
        step.id,
    )


def decode(card: str) -> Standing:
    """Read a standing back."""
    f: list[Any] = json.loads(card)
    f[1] = date.fromisoformat(f[1])
    f[9] = HoldKind(f[9]) if f[9] else None
    f[11] = day(f[11])
    f[14] = tuple([Exposure(*[*e[:7], day(e[7]), *e[8:]]) for e in f[14]])
    f[15], f[16] = _step(f[15]), _step(f[16])
    f[17] = f[17] and BrokenPromise(f[17][0], f[17][1], date.fromisoformat(f[17][2]), f[17][3])
    f[18] = tuple([date.fromisoformat(when) for when in f[18]])
    f[20], f[21] = instant(f[20]), day(f[21])
    f[23] = f[23] and Hours.parse(f[23])
    return Standing(*f)


def _step(fields: list[Any] | None) -> FollowUp | None:
    if fields is None:
        return None
    kind, due, reason, set_by, at, zone, key = fields
    return follow_up(kind, due, reason, set_by, at, zone, key)
