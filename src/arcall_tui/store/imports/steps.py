"""What an import means for promises, disputes and next steps; steps that the caller set are left alone."""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from arcall_tui.domain.activity import (
    PROMISED_FOR,
    DisputeState,
    FollowUp,
    FollowUpKind,
    PromiseSeen,
    PromiseState,
)
from arcall_tui.domain.calendar import CustomerPlace, utc_text
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import BookError
from arcall_tui.store.accounts.read import HANDED, LIVE_IN_SQL
from arcall_tui.store.imports.allotting import allot
from arcall_tui.store.imports.awaited import Guessed, arrived, as_disputed, end
from arcall_tui.store.standings.gather import lacks_step


@dataclass(frozen=True, slots=True)
class Judgement:
    """The rules, as far as an import needs them.

    `first_call` (earliest due date, who) and `after_broken` (how often by now, 0: kept in part, who) give
    next steps, `verdict` (promise, as of, whether the ledger is complete) what has become of a live promise,
    `tolerance` (currency) what of it may be missing, in minor units.
    """

    first_call: Callable[[date, CustomerPlace], FollowUp]
    verdict: Callable[..., PromiseState]
    after_broken: Callable[[int, CustomerPlace], tuple[FollowUp, ...]]
    tolerance: Callable[[str], int]


class _Owed(NamedTuple):
    """An account with open items: `due` is the earliest date on which money is due; `owes`: more than its credits."""

    account: int
    who: CustomerPlace
    due: date
    owes: bool


@dataclass(slots=True)
class Steps:
    """Settles what hangs on a creditor's items after they changed, within the import's transaction.

    `as_of`: the day at whose close the balances stood. `now`: UTC. `complete`: they are all there, so that
    money which is not there has not come. `only`: these accounts alone, all where None. `touched` collects the
    accounts on which something was settled or set. `verdicts` counts promises by their new state. `answered`: whose
    calls had nothing left to ask for. `reopened`: promises that were kept by money that went back, and are open again.
    `taken_for_credits`: what the ledger does not tell from money, or from credits.
    """

    connection: sqlite3.Connection
    creditor: int
    import_id: int
    as_of: date
    now: datetime
    judgement: Judgement
    complete: bool = True
    only: frozenset[int] | None = None
    touched: set[int] = field(default_factory=set)
    verdicts: dict[PromiseState, int] = field(default_factory=dict)
    answered: set[int] = field(default_factory=set)
    reopened: set[int] = field(default_factory=set)
    taken_for_credits: list[Guessed] = field(default_factory=list)

    def settle(self) -> None:
        """Judge promises, close disputes and steps that have nothing left, give every account its next step."""
        if self.connection.execute("SELECT 1 FROM promise LIMIT 1").fetchone():
            self._judge_promises(self._reopen_promises())
        self._end_awaited()
        self._close_disputes()
        said_paid = self._finish_answered(Code.PAID)
        found = said_paid | self._finish_found()
        self.answered = said_paid | self._finish_answered(Code.PTP, Code.PLAN, Code.DISP, Code.RTP)
        self._finish_paid_up()
        owed = list(self._owed())
        self._move_first_calls(owed)
        self._give_next_steps(owed, found)
        _refuse_stepless(self.connection, self.only)

    def _of_creditor(self, table: str) -> str:
        return f"{table}.account_id IN (SELECT id FROM account WHERE {self._chosen()})"

    def _chosen(self) -> str:
        if self.only is None:
            return f"creditor_id = {self.creditor:d}"
        # The plus: a few are looked up by their numbers, not searched for among all of the creditor.
        ids = ", ".join(map(str, sorted(self.only)))
        return f"account.id IN ({ids}) AND +creditor_id = {self.creditor:d}"

    # Promises

    def _reopen_promises(self) -> dict[int, list[str]]:
        """Find what was paid of each promise, and return when; one that lost money by a reversal is in question again."""
        allotted = allot(self.connection, self.creditor, self.as_of, self.judgement.tolerance)
        self.touched |= allotted.accounts
        self.reopened |= {*allotted.lost}
        rows = [(promise,) for promise in allotted.lost]
        noted = f"INSERT OR IGNORE INTO promise_reopened SELECT id, '{self.as_of}', state, settled_on FROM promise WHERE id = ?"
        for change in (noted, "UPDATE promise SET state = 'unverified', settled_on = NULL WHERE id = ?"):
            self.connection.executemany(change, rows)
        return allotted.came

    def _judge_promises(self, came: dict[int, list[str]]) -> None:
        rows = self.connection.execute(
            f"""SELECT promise.id, promise.account_id, due_on, promise.amount, promise.currency, level, state,
                       country, region, zone, consumer, {_PAID}, {_NOTHING_LEFT}, {_UNPAID}, {_ENDED.format(self.as_of if self.complete else "")}
                FROM promise JOIN account ON account.id = promise.account_id
                WHERE {self._of_creditor("promise")} AND state IN {LIVE_IN_SQL} AND NOT ({HANDED.format("promise.account_id")})"""
        ).fetchall()
        for promise, account, due_on, amount, currency, level, state, *who, paid, nothing, off, over in rows:
            customer, due = CustomerPlace(*who), date.fromisoformat(due_on)
            place = customer.country, customer.region
            # Money of a day that is not known may have come in time.
            days = sorted(date.fromisoformat(day or due_on) for day in came.get(promise, ()))
            known = (days[0], days[-1]) if days else None, date.fromisoformat(over) if over else None
            still = amount - off if paid and nothing else amount
            seen = PromiseSeen(PromiseState(state), due, still, paid, currency, bool(nothing), *place, *known)
            verdict = self.judgement.verdict(seen, self.as_of, complete=self.complete)
            if paid or account in self.touched:
                self.touched |= _say_what_is_to_come(self.connection, account, promise, seen)
            if verdict is seen.state:
                continue
            self.touched.add(account)
            self.reopened.discard(promise)
            self.verdicts[verdict] = self.verdicts.get(verdict, 0) + 1
            settled = None if verdict is PromiseState.UNVERIFIED else self.as_of.isoformat()
            facts = (verdict.value, settled, promise)
            self.connection.execute("UPDATE promise SET state = ?, settled_on = ? WHERE id = ?", facts)
            if settled:
                self._end("account_id = ? AND promise_id = ?", account, promise)
            if verdict in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT) and not nothing:
                broken = level + 1 if verdict is PromiseState.BROKEN else 0
                steps = self.judgement.after_broken(broken, customer)
                self.connection.executemany(_ADDED, [self._row(account, step, promise) for step in steps])

    # Disputes

    def _end_awaited(self) -> None:
        for ended in arrived(self.connection, self.creditor, self.import_id, self.as_of):
            self.touched.add(ended.account)
            self.taken_for_credits += ended.guessed
            self._end("account_id = ? AND dispute_id = ?", ended.account, ended.dispute)

    def _close_disputes(self) -> None:
        rows = self.connection.execute(
            f"""SELECT id, account_id FROM dispute WHERE {self._of_creditor("dispute")} AND state = 'open'
                AND EXISTS (SELECT 1 FROM dispute_line WHERE dispute_id = dispute.id)
                AND NOT EXISTS (SELECT 1 FROM dispute_line JOIN invoice ON invoice.id = invoice_id
                                WHERE dispute_id = dispute.id AND settled_on IS NULL)"""
        ).fetchall()
        for dispute, account in rows:
            self.touched.add(account)
            end(self.connection, dispute, DisputeState.CLOSED, self.as_of)
            self._end("account_id = ? AND dispute_id = ?", account, dispute)
        self.taken_for_credits += as_disputed(self.connection, self.creditor, self.import_id)

    # Next steps

    def _end(self, which: str, *facts: object, only: str = "1") -> set[int]:
        """End the rules' own steps of some kind, of those `only` some; return whose."""
        which = f"done_at IS NULL AND set_by = 'rule' AND {which}"
        # To plan what goes through none takes longer than a small ledger's own rows.
        if not self.connection.execute(f"SELECT 1 FROM follow_up WHERE {which} LIMIT 1", facts).fetchone():
            return set()
        done = f"UPDATE follow_up SET done_at = ? WHERE {which} AND {only} RETURNING account_id"
        ended = {account for (account,) in self.connection.execute(done, (utc_text(self.now), *facts))}
        self.touched |= ended
        return ended

    def _finish_paid_up(self) -> None:
        """Steps on accounts that owe nothing any more are done; a hold is still reviewed."""
        self._end(
            "kind <> ?",
            FollowUpKind.REVIEW_HOLD.value,
            only=f"""{self._of_creditor("follow_up")} AND NOT EXISTS (
                SELECT 1 FROM invoice WHERE invoice.account_id = follow_up.account_id AND settled_on IS NULL)""",
        )

    def _finish_found(self) -> set[int]:
        """End the look for money that they said was paid; return whose.

        The bills that they named are closed or had money; where they named none, any money of theirs came.
        """
        came = f"SELECT 1 FROM payment WHERE import_id = {self.import_id:d} AND amount > 0 AND payment"
        return self._end(
            "kind = ?",
            FollowUpKind.CHECK_LEDGER.value,
            only=f"""{self._of_creditor("follow_up")} AND NOT EXISTS (
                    SELECT 1 {_NAMED} AND settled_on IS NULL AND NOT EXISTS ({came}.invoice_id = invoice.id))
                AND (EXISTS (SELECT 1 {_NAMED}) OR EXISTS ({came}.account_id = follow_up.account_id))""",
        )

    def _finish_answered(self, *codes: Code) -> set[int]:
        """End the calls, and what a supervisor was to hear, that such talks led to once all that they are about is paid; return whose."""
        names = ", ".join(f"'{code}'" for code in codes)
        return self._end(
            "kind IN (?, ?) AND activity_id IS NOT NULL",
            FollowUpKind.CALL.value,
            FollowUpKind.ESCALATE.value,
            only=f"""{self._of_creditor("follow_up")}
                AND (SELECT code FROM activity WHERE activity.id = follow_up.activity_id) IN ({names})
                AND EXISTS (SELECT 1 {_ABOUT} AND (settled_on >= workday OR invoice.id IN (
                    SELECT invoice_id FROM payment WHERE import_id = {self.import_id:d} AND amount > 0)))
                AND NOT EXISTS (SELECT 1 {_ABOUT} AND balance > {_COVERED})""",
        )

    def _owed(self) -> Iterable[_Owed]:
        """Return the accounts with open items; where all are credits, their dates have to do."""
        rows = self.connection.execute(
            f"""SELECT account.id, country, region, zone, consumer,
                       coalesce(min(CASE WHEN balance > 0 THEN due_date END), min(due_date)), EXISTS (
                           SELECT 1 FROM invoice AS own WHERE own.account_id = account.id AND own.settled_on IS NULL
                           GROUP BY own.currency HAVING sum(own.balance) > 0)
                FROM account JOIN invoice ON invoice.account_id = account.id
                WHERE {self._chosen()} AND settled_on IS NULL GROUP BY account.id ORDER BY account.id"""
        )
        return (
            _Owed(account, CustomerPlace(*who), date.fromisoformat(due), bool(owes))
            for account, *who, due, owes in rows
        )

    def _move_first_calls(self, owed: list[_Owed]) -> None:
        """First calls that no call led to follow the bills: earlier for an earlier one, later when it is paid."""
        rows = self.connection.execute(
            f"""SELECT id, account_id, due_on FROM follow_up WHERE {self._of_creditor("follow_up")}
                AND done_at IS NULL AND set_by = 'rule' AND kind = 'call' AND activity_id IS NULL
                AND promise_id IS NULL AND dispute_id IS NULL AND reason NOT LIKE '% (no sooner: %'"""
        )
        own = {account: (step, date.fromisoformat(due_on)) for step, account, due_on in rows}
        for account in owed:
            if account.account not in own:
                continue
            step, planned = own[account.account]
            wanted = self.judgement.first_call(account.due, account.who)
            if wanted.due < planned or planned <= account.due < wanted.due:
                self.touched.add(account.account)
                self.connection.execute(
                    "UPDATE follow_up SET due_on = ?, reason = ? WHERE id = ?",
                    (wanted.due.isoformat(), wanted.reason, step),
                )

    def _give_next_steps(self, owed: list[_Owed], found: set[int]) -> None:
        """Every account with open items has a next step; of those `found`, the money that was looked for came."""
        given = f"SELECT DISTINCT account_id FROM follow_up WHERE done_at IS NULL AND {self._of_creditor('follow_up')}"
        has_one = {account for (account,) in self.connection.execute(given)}
        rows = []
        for account in owed:
            if account.account not in has_one:
                step = self.judgement.first_call(account.due, account.who)
                if not account.owes:
                    words = "credits cover what is open: see that they are set off"
                    step = replace(step, kind=FollowUpKind.CHECK_LEDGER, reason=words)
                elif account.account in found:
                    step = replace(step, reason="what they said is paid has come: about the rest")
                rows.append(self._row(account.account, step))
        self.connection.executemany(_ADDED, rows)

    def _row(self, account: int, step: FollowUp, promise: int | None = None) -> tuple[object, ...]:
        """Return the row of an account's step, to be added."""
        self.touched.add(account)
        at = utc_text(step.at) if step.at else None
        who = account, promise
        return (*who, step.kind.value, step.due.isoformat(), at, step.zone, step.reason, step.set_by.value)


def _say_what_is_to_come(
    connection: sqlite3.Connection, account: int, promise: int, seen: PromiseSeen
) -> set[int]:
    """Say in a promise's steps what of it is still to come; return the account where the words changed."""
    words, left = str(Money(seen.amount, seen.currency)), Money(seen.amount - seen.paid, seen.currency)
    if 0 < seen.paid < seen.amount:
        words = f"{left} is still to come of the {words}"
    changed = connection.execute(
        f"""UPDATE follow_up SET reason = ?1 || substr(reason, instr(reason, '{PROMISED_FOR}'))
            WHERE account_id = ?2 AND promise_id = ?3 AND done_at IS NULL AND reason NOT LIKE ?1 || '{PROMISED_FOR}%'
            AND instr(reason, '{PROMISED_FOR}')""",
        (words, account, promise),
    )
    return {account} if changed.rowcount else set()


def _refuse_stepless(connection: sqlite3.Connection, only: frozenset[int] | None) -> None:
    """No account that owes is left without a next step; what would do so is a mistake of ours."""
    if lacking := lacks_step(connection, None if only is None else sorted(only)):
        raise BookError(
            f"{len(lacking)} accounts would be left without a next step, such as {lacking[0]}.",
            "Nothing was taken in; please report it.",
        )


_ADDED = """INSERT INTO follow_up (account_id, promise_id, kind, due_on, at, zone, reason, set_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_PAID = "(SELECT coalesce(sum(paid), 0) FROM promise_line WHERE promise_id = promise.id)"
# All of the bills that were promised are closed.
# A promise that names no bill is for whatever falls due by its day.
_NOTHING_LEFT = """(SELECT coalesce(min(settled_on IS NOT NULL), 0) FROM promise_line
    JOIN invoice ON invoice.id = invoice_id WHERE promise_id = promise.id)
    AND NOT (any_invoice AND EXISTS (SELECT 1 FROM invoice AS other WHERE other.account_id = promise.account_id
        AND other.currency = promise.currency AND other.balance > 0 AND other.due_date <= promise.due_on))"""
# On which day the last was; a ledger that gives none says only that it was by its own.
_ENDED = """(SELECT nullif(max(settled_on), '{}') FROM promise_line JOIN invoice ON invoice.id = invoice_id
    WHERE promise_id = promise.id)"""
# What was promised of bills that went without any money: no more is to come of them.
_UNPAID = """(SELECT coalesce(sum(line.amount), 0) FROM promise_line AS line JOIN invoice ON invoice.id = invoice_id
    WHERE promise_id = promise.id AND paid = 0 AND settled_on IS NOT NULL)"""
# The bills that a call which led to a step named: they stand first on its record, with commas between.
_NAMED = """FROM invoice JOIN activity ON activity.id = follow_up.activity_id
    WHERE invoice.account_id = follow_up.account_id
    AND instr(', ' || replace(replace(detail, ':', ','), ';', ',') || ',', ', ' || number || ',')"""
# What a call is to ask for: the bills that they said are paid, or refused, where they named some, else all that were due.
_ABOUT = f"""FROM invoice JOIN activity ON activity.id = follow_up.activity_id
    WHERE invoice.account_id = follow_up.account_id AND iif(code IN ('PAID', 'RTP') AND EXISTS (SELECT 1 {_NAMED}),
        invoice.id IN (SELECT invoice.id {_NAMED}), due_date < workday)"""
# What need not be asked for of a bill: what was promised in that talk or still is, and what is disputed.
_COVERED = f"""((SELECT coalesce(sum(line.amount - paid), 0) FROM promise_line AS line JOIN promise ON promise.id = promise_id
        WHERE invoice_id = invoice.id AND (state IN {LIVE_IN_SQL} OR promise.activity_id = follow_up.activity_id))
    + (SELECT coalesce(sum(line.amount), 0) FROM dispute_line AS line JOIN dispute ON dispute.id = dispute_id
        WHERE invoice_id = invoice.id AND state = 'open'))"""
