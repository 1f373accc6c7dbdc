"""Where every account stands: the facts that ranking needs, read in bulk."""

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from arcall_tui.domain.activity import CALL_KINDS, FollowUp, FollowUpKind
from arcall_tui.domain.calendar import parse_hours
from arcall_tui.domain.grouping import by_key
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import BrokenPromise, OpenItem, Standing, Touch
from arcall_tui.store.accounts import read
from arcall_tui.store.accounts.kept import ATTEMPT, CONTACT, SPOKEN
from arcall_tui.store.accounts.read import AT_MOST, STEP, chosen, covers, follow_up, instant, keys

_REACHED = ", ".join(f"'{code}'" for code in Code if code.means.right_party)

# Attempts of this many days, today's among them, count towards the caps.
WEEK = 7


def open_items(connection: sqlite3.Connection, accounts: Sequence[int] | None = None) -> list[OpenItem]:
    """Return open items account by account, by currency, the oldest due first."""
    where = f"AND {chosen(accounts, '{what}.account_id')}"
    disputed, promised = (covers(what, where.format(what=what)) for what in ("dispute", "promise"))
    dates: dict[str, date] = {}
    rows = connection.execute(
        f"""SELECT account_id, currency, due_date, balance, {AT_MOST.format("disputed")}, {AT_MOST.format("promised")}
            FROM invoice LEFT JOIN ({disputed}) AS disputed ON disputed.invoice_id = invoice.id
                 LEFT JOIN ({promised}) AS promised ON promised.invoice_id = invoice.id
            WHERE settled_on IS NULL AND {chosen(accounts, "account_id")}
            ORDER BY account_id, currency, due_date, invoice.id""",
        keys(accounts),
    ).fetchall()
    return [
        OpenItem(
            account, currency, dates.get(due) or dates.setdefault(due, date.fromisoformat(due)), *amounts
        )
        for account, currency, due, *amounts in rows
    ]


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
    query = _LACKING.format(what="ledger_id", chosen=chosen(accounts, "account.id"))
    return [key for (key,) in connection.execute(query, keys(accounts))]


def facts(
    connection: sqlite3.Connection, today: date, accounts: Sequence[int] | None = None
) -> dict[int, Standing]:
    """Return where the accounts wanted (all where None) stand but for what they owe, by account."""
    steps = _next_steps(connection, accounts)
    broken = _broken(connection, accounts)
    payers = _payers(connection, accounts)
    calls = _calls(connection, today, accounts)
    if payers:
        _share_attempts(connection, today, payers, calls)
    bad = _numbers(connection, accounts)
    liked = read.liked_times(connection, chosen(accounts, "one.account_id"), keys(accounts))
    tags = read.tags(connection, accounts)
    rows = connection.execute(
        f"""SELECT account.id AS account, creditor.name AS creditor, ledger_id, account.name, country, zone, consumer,
                   payer_id AS payer, hold, hold_reason, snoozed_until, snooze_reason, region, prefers
            FROM account JOIN creditor ON creditor.id = creditor_id WHERE {chosen(accounts, "account.id")}""",
        keys(accounts),
    )
    result = {}
    for told in read.told_of(Standing, rows):
        key = told["account"]
        tried = calls.get(key, _NEVER_CALLED)
        usable, wrong = bad.get(key, (False, False))
        call, task = steps.get(key, (None, None))
        told["payer"] = payers.get(key, told["payer"])
        told["prefers"] = told["prefers"] or parse_hours(liked.get(key, ""))
        result[key] = Standing(
            **told,
            day=today,
            no_number=not usable and (wrong or tried.lost),
            exposures=(),
            next_call=call,
            next_task=task,
            broken=broken.get(key),
            attempts=tried.attempts,
            unanswered=tried.unanswered,
            last_attempt_at=instant(tried.last_attempt),
            last_spoken_on=tried.last_spoken,
            touches=tried.touches,
            tags=tags.get(key, frozenset()),
        )
    return result


# Where no call is planned, the account rests until these: the money or the answer is on its way.
_RESTS = {FollowUpKind.CHECK_LEDGER.value, FollowUpKind.ASK_NEWS.value}

_Steps = tuple[FollowUp | None, FollowUp | None]


def _next_steps(connection: sqlite3.Connection, accounts: Sequence[int] | None) -> dict[int, _Steps]:
    rows = connection.execute(
        f"""SELECT account_id, {STEP} FROM follow_up
            WHERE done_at IS NULL AND {chosen(accounts, "account_id")}
            ORDER BY account_id, due_on, at IS NULL, at, id""",
        keys(accounts),
    )
    calls: dict[int, FollowUp] = {}
    tasks: dict[int, FollowUp] = {}
    rests: dict[int, FollowUp] = {}
    for key, *row in rows:
        step = follow_up(row)
        if step.kind in CALL_KINDS:
            calls.setdefault(key, step)
        else:
            tasks.setdefault(key, step)
            if step.kind in _RESTS:
                rests.setdefault(key, step)
    return {key: (calls.get(key, rests.get(key)), tasks.get(key)) for key in calls.keys() | tasks.keys()}


def _broken(connection: sqlite3.Connection, accounts: Sequence[int] | None) -> dict[int, BrokenPromise]:
    """Promises broken or kept in part that nothing has answered yet: no newer promise, nobody spoken to, debt still open."""
    rows = connection.execute(
        f"""SELECT account_id, amount, currency, due_on, level + 1,
                   iif(state = 'broken', 0, (SELECT sum(paid) FROM promise_line WHERE promise_id = p.id))
            FROM promise AS p WHERE state IN ('broken', 'partly kept') AND {chosen(accounts, "account_id")}
              AND NOT EXISTS (SELECT 1 FROM promise AS q WHERE q.account_id = p.account_id
                              AND q.made_on >= p.settled_on AND q.id > p.id)
              AND NOT EXISTS (SELECT 1 FROM activity AS a WHERE a.account_id = p.account_id
                              AND a.workday >= p.settled_on AND a.code IN ({_REACHED})
                              AND a.id > coalesce(p.activity_id, 0))
              AND EXISTS (SELECT 1 FROM promise_line JOIN invoice ON invoice.id = invoice_id
                          WHERE promise_id = p.id AND invoice.settled_on IS NULL)
            ORDER BY due_on, id""",
        keys(accounts),
    )
    return {
        key: BrokenPromise(amount, currency, date.fromisoformat(due), level, paid or 0)
        for key, amount, currency, due, level, paid in rows
    }


class _Calls(NamedTuple):
    """What was tried on an account: see Standing. `lost`: the number turned out to be wrong."""

    attempts: tuple[date, ...]
    unanswered: int
    last_attempt: str | None
    last_spoken: date | None
    lost: bool
    touches: tuple[Touch, ...] = ()


_NEVER_CALLED = _Calls((), 0, None, None, lost=False)
# So many of the latest calls and mails are known where an account is ranked.
_TOUCHES = 12


def _calls(connection: sqlite3.Connection, today: date, accounts: Sequence[int] | None) -> dict[int, _Calls]:
    """Return what was tried on each account that was ever called."""
    since = (today - timedelta(days=WEEK - 1)).isoformat()
    rows = connection.execute(
        f"""SELECT account_id, code, at, workday, {CONTACT}, {SPOKEN}, {ATTEMPT} FROM activity
            WHERE {chosen(accounts, "account_id")} ORDER BY account_id, at, id""",
        keys(accounts),
    )
    result: dict[int, _Calls] = {}
    for key, code, at, workday, contact, spoken, attempt in rows:
        attempts, unanswered, last_attempt, last_spoken, lost, touches = result.get(key, _NEVER_CALLED)
        if attempt or code == Code.MAIL:
            touches = (*touches[1 - _TOUCHES :], Touch(date.fromisoformat(workday), not attempt))
        if attempt:
            last_attempt, lost = at, code in {"WN", "TD"}
            if workday >= since:
                attempts = (*attempts, date.fromisoformat(workday))
            unanswered = 0 if contact else unanswered + 1
        unanswered = 0 if contact else unanswered
        last_spoken = date.fromisoformat(workday) if spoken else last_spoken
        result[key] = _Calls(attempts, unanswered, last_attempt, last_spoken, lost, touches)
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
        f"""SELECT id, payer_id FROM account WHERE payer_id IS NOT NULL AND {chosen(accounts, "id")}
            UNION SELECT id, id FROM account AS payer WHERE payer_id IS NULL AND {chosen(accounts, "id")}
            AND EXISTS (SELECT 1 FROM account WHERE payer_id = payer.id)""",
        keys(accounts),
    )
    return dict(rows.fetchall())


def _share_attempts(
    connection: sqlite3.Connection, today: date, payers: dict[int, int], calls: dict[int, _Calls]
) -> None:
    """What was tried on one account of a payer was tried on all of them."""
    shared_by = sorted(set(payers.values()))
    rows = connection.execute(
        f"""SELECT coalesce(payer_id, id), id FROM account
            WHERE {chosen(shared_by, "coalesce(payer_id, id)")}""",
        keys(shared_by),
    )
    mates: dict[int, list[int]] = by_key(rows)
    everyone = [key for keys in mates.values() for key in keys]
    tried = {**_calls(connection, today, everyone)}
    for key, payer in payers.items():
        shared = [tried[mate] for mate in mates[payer] if mate in tried]
        if not shared:
            continue
        last = max(shared, key=lambda each: each.last_attempt or "")
        calls[key] = _Calls(
            tuple(sorted(attempt for each in shared for attempt in each.attempts)),
            last.unanswered,
            last.last_attempt,
            max((each.last_spoken for each in shared if each.last_spoken), default=None),
            calls.get(key, _NEVER_CALLED).lost,
            tuple(sorted(touch for each in shared for touch in each.touches))[-_TOUCHES:],
        )


def _numbers(connection: sqlite3.Connection, accounts: Sequence[int] | None) -> dict[int, tuple[bool, bool]]:
    """Whether an account has a number that is usable, and one that was found wrong."""
    rows = connection.execute(
        f"""SELECT account_id, max(phone <> '' AND NOT bad_number), max(bad_number) FROM contact
            WHERE {chosen(accounts, "account_id")} GROUP BY account_id""",
        keys(accounts),
    )
    return {key: (bool(usable), bool(wrong)) for key, usable, wrong in rows}
