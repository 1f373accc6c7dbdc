"""What the caller did and has to do: calls, promises, disputes, next steps and feedback."""

import json
import sqlite3
from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any

from arcall_tui.domain.activity import FollowUpKind, PromiseState
from arcall_tui.domain.calendar import CustomerPlace, parse_hours
from arcall_tui.domain.figures import Call, DisputeFact, PromiseFact, Remark, StepFact, WhomToAsk
from arcall_tui.domain.outcomes import Code
from arcall_tui.store.accounts.read import ASKED_FIRST, told_of
from arcall_tui.store.accounts.read import day as read_day
from arcall_tui.store.past.allotted import MADE, SETTLED_ON
from arcall_tui.store.past.moves import WHOLE

# Money that had come before the day of payment `p`, less what promises served first got, was not all of it yet; where
# a verdict was taken back since, what it rested on is not kept: the whole promise.
_LACKED = f"""(SELECT coalesce(sum(max(0, min(line.amount, (
        SELECT coalesce(sum(b.amount), 0) FROM payment AS b JOIN ledger_import AS seen ON seen.id = b.import_id
        WHERE b.invoice_id = line.invoice_id AND b.import_id > coalesce(after_import_id, 0) AND b.paid_on >= {MADE}
        AND b.paid_on < p.paid_on AND seen.as_of <= {SETTLED_ON}) - (
        SELECT coalesce(sum(o.paid), 0) FROM promise_line AS o JOIN promise AS earlier ON earlier.id = o.promise_id
        WHERE o.invoice_id = line.invoice_id AND (earlier.due_on, earlier.id) < (promise.due_on, promise.id))))), 0)
    FROM promise_line AS line WHERE promise_id = promise.id) < iif(
    EXISTS (SELECT 1 FROM promise_reopened AS r WHERE r.promise_id = promise.id), promise.amount,
    (SELECT sum(paid) FROM promise_line WHERE promise_id = promise.id))"""


def calls(connection: sqlite3.Connection, since: date, until: date) -> list[Call]:
    """Return what was recorded on the workdays from `since` to `until`, in order of time."""
    rows = connection.execute(
        """SELECT account_id, code, at, workday, seconds, root_cause, note, direction = 'none' FROM activity
           WHERE workday BETWEEN ? AND ? ORDER BY at, id""",
        (since.isoformat(), until.isoformat()),
    )
    instant, day = datetime.fromisoformat, date.fromisoformat
    # By place: by name takes twice as long, and there may be many.
    return [
        Call(account, Code(code), instant(at), day(workday), seconds, cause, note, bool(further))
        for account, code, at, workday, seconds, cause, note, further in rows
    ]


def promises(connection: sqlite3.Connection, day: date) -> list[PromiseFact]:
    """Return every promise made by the close of `day`, with the verdict known by then."""
    rows = connection.execute(
        f"""SELECT promise.id, account_id, {MADE} AS made, due_on, amount, currency, state, settled_on, country, region, said_by, plan,
                  (SELECT old_state || '|' || old_settled_on FROM promise_reopened AS r
                   WHERE r.promise_id = promise.id AND r."on" > :day AND r.old_settled_on <= :day
                   ORDER BY r."on" LIMIT 1),
                  EXISTS (SELECT 1 FROM promise_reopened AS r WHERE r.promise_id = promise.id AND r."on" <= :day),
                  (SELECT coalesce(sum(paid), 0) FROM promise_line WHERE promise_id = promise.id),
                  (SELECT coalesce(sum(max(0, min(line.amount, (
                       SELECT coalesce(sum(p.amount), 0) FROM payment AS p JOIN ledger_import AS l ON l.id = p.import_id
                       WHERE p.invoice_id = line.invoice_id AND l.as_of > {MADE} AND l.as_of <= :day)))), 0)
                   FROM promise_line AS line WHERE promise_id = promise.id),
                  coalesce((SELECT max(paid_on) FROM payment AS p JOIN ledger_import AS l ON l.id = p.import_id
                   WHERE l.as_of <= {SETTLED_ON} AND invoice_id IN (
                       SELECT invoice_id FROM promise_line WHERE promise_id = promise.id) AND {_LACKED}), {SETTLED_ON}),
                  told.newest
           FROM promise JOIN account ON account.id = account_id LEFT JOIN (
               SELECT creditor_id, max(as_of) AS newest FROM ledger_import
               WHERE undone_at IS NULL AND as_of <= :day AND {WHOLE} GROUP BY creditor_id) AS told USING (creditor_id)
           WHERE made <= :day ORDER BY due_on, promise.id""",
        {"day": day.isoformat()},
    )
    return [_promise(row, day) for row in rows]


def _promise(row: tuple[Any, ...], day: date) -> PromiseFact:
    *told, state, settled, country, region, said_by, plan, earlier, reopened, paid, had, newest, ledger = row
    key, account, made, due, amount, currency = told
    if earlier:
        # What had come by that verdict is not kept: the money was taken back since.
        paid = had
        state, _, settled = earlier.partition("|")
    settled_on = read_day(settled)
    if settled_on is None or settled_on > day:
        # Money that was taken back leaves it in question; the rest is a matter of the day (see rules/promises).
        state, settled_on = PromiseState.UNVERIFIED if reopened else PromiseState.OPEN, None
    days = (date.fromisoformat(made), date.fromisoformat(due))
    verdict = (PromiseState(state), settled_on)
    facts, known = (country, region, said_by, plan, paid), (read_day(newest), read_day(ledger))
    return PromiseFact(key, account, *days, amount, currency, *verdict, *facts, *known)


def disputes(connection: sqlite3.Connection, day: date) -> list[DisputeFact]:
    """Return every dispute opened by the close of `day`, one row per currency, as it stood then."""
    rows = connection.execute(
        """SELECT dispute.account_id AS account, opened_on AS opened, reason, owner, next_on,
                  resolved_on AS resolved, sum(line.amount) AS amount, invoice.currency AS currency
           FROM dispute JOIN dispute_line AS line ON line.dispute_id = dispute.id
           JOIN invoice ON invoice.id = line.invoice_id
           WHERE opened_on <= ? GROUP BY dispute.id, invoice.currency ORDER BY opened_on, dispute.id""",
        (day.isoformat(),),
    )
    found = (DisputeFact(**told) for told in told_of(DisputeFact, rows))
    return [one if one.resolved and one.resolved <= day else one._replace(resolved=None) for one in found]


def steps(
    connection: sqlite3.Connection, until: date, among: Collection[int] | None = None
) -> list[StepFact]:
    """Return the next steps still to be done that fall due by `until`, earliest first; no call on who rests or owes nothing.

    `among`: of these accounts alone.
    """
    condition = """due_on <= ?1 AND (kind <> 'call' OR EXISTS (
        SELECT 1 FROM account WHERE account.id = account_id AND coalesce(snoozed_until, '') <= ?1
        AND EXISTS (SELECT 1 FROM invoice WHERE invoice.account_id = account.id AND settled_on IS NULL)))"""
    if among is None:
        return _steps(connection, condition, until.isoformat())
    chosen = f"account_id IN (SELECT value FROM json_each(?2)) AND {condition}"
    return _steps(connection, chosen, until.isoformat(), json.dumps(sorted(among)))


def asked_of_others(connection: sqlite3.Connection) -> list[StepFact]:
    """Return the escalations that are still to be made, or to be asked about, whenever that is."""
    return _steps(connection, "kind IN (?, ?)", FollowUpKind.ESCALATE.value, FollowUpKind.ASK_NEWS.value)


def _steps(connection: sqlite3.Connection, condition: str, *values: str) -> list[StepFact]:
    rows = connection.execute(
        f"""SELECT account_id AS account, kind, due_on AS due, at, reason, set_by FROM follow_up
            WHERE done_at IS NULL AND {condition} ORDER BY due_on, at IS NULL, at, account_id, id""",
        values,
    )
    return [StepFact(**told) for told in told_of(StepFact, rows)]


def remarks(connection: sqlite3.Connection, since: date, until: date) -> list[Remark]:
    """Return the feedback of some workdays, and what is older and still open."""
    rows = connection.execute(
        """SELECT id, workday AS day, rating, said_by, account_id AS account, activity_id AS call, text, result,
                  done_on AS done FROM feedback
           WHERE workday BETWEEN :since AND :until OR (kind = 'remark' AND done_on IS NULL AND workday < :since)
           ORDER BY workday, id""",
        {"since": since.isoformat(), "until": until.isoformat()},
    )
    return [Remark(**told) for told in told_of(Remark, rows)]


def last_notes(connection: sqlite3.Connection, until: date) -> dict[int, str]:
    """Return the newest note of each account that has one, of the workdays up to `until`; a letter's text is none."""
    rows = connection.execute(
        "SELECT account_id, note, max(at) FROM activity WHERE note <> '' AND code <> 'MAIL' AND workday <= ? GROUP BY account_id",
        (until.isoformat(),),
    )
    return {account: note for account, note, _ in rows}


def whom_to_ask(connection: sqlite3.Connection) -> dict[int, WhomToAsk]:
    """Return by account whom to ask for, where and when; the contact is the one that the screen names first."""
    rows = connection.execute(
        f"""SELECT account.id, country, region, zone, consumer, prefers, coalesce(hold, ''), hold_reason,
                   coalesce(contact.name, ''), coalesce(contact.phone, '')
            FROM account LEFT JOIN contact ON contact.id = (
                SELECT id FROM contact WHERE account_id = account.id {ASKED_FIRST} LIMIT 1)"""
    )
    hours = cache(parse_hours)  # most have none, or the same
    return {
        key: WhomToAsk(CustomerPlace(country, region, zone, bool(consumer)), hours(prefers), *rest)
        for key, country, region, zone, consumer, prefers, *rest in rows
    }
