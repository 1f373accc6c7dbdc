"""The caller's desk: everything about one account, and the day so far. Reads only, and quickly."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from arcall_tui.domain.account import Account, Contact, Guide, Invoice
from arcall_tui.domain.activity import FollowUp, Promise
from arcall_tui.domain.calendar import Calendar, zone_named
from arcall_tui.domain.standing import Reason
from arcall_tui.errors import UsageError
from arcall_tui.rules.aim import aims, promise_day
from arcall_tui.rules.gates import Gate
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.promises import PromiseRule
from arcall_tui.rules.queue import Group, Placing
from arcall_tui.rules.words import explain
from arcall_tui.settings import Settings
from arcall_tui.store.accounts import finder, read, tally
from arcall_tui.store.accounts.kept import spared
from arcall_tui.store.standings import histories
from arcall_tui.workday.desk import goals
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.ranking import Ranking
from arcall_tui.workday.desk.views import Card, Pays, Tally

# Gates that time opens by itself; the others wait for someone to act.
_OPENS_BY_ITSELF = frozenset({Gate.LATER, Gate.SNOOZED, Gate.CAP, Gate.NOT_OVERDUE, Gate.PROMISED})


class Desk(Ranking):
    """An open book with its clock, settings and policy. One thread at a time; `clone` for another thread."""

    def account(self, account: int) -> Account:
        """Return the account's own facts."""
        found = read.account(self.connection, account)
        assert found is not None, "accounts are never deleted"
        return found

    def invoices(self, account: int) -> tuple[Invoice, ...]:
        """Return the account's open items, oldest due first."""
        return read.invoices(self.connection, account)

    def promises(self, account: int) -> tuple[Promise, ...]:
        """Return the account's promises, newest first; one past its grace is unverified until an import tells."""
        promises = read.promises(self.connection, account)
        if not promises:
            return promises
        facts, today = self.account(account), self.clock.today()
        state_on = PromiseRule(self.policy, self.caller).state_on
        return tuple(
            replace(each, state=state_on(today, each.state, each.due, facts.country, facts.region))
            for each in promises
        )

    def follow_ups(self, account: int) -> tuple[FollowUp, ...]:
        """Return the account's next steps that are still to be done, earliest first."""
        return read.follow_ups(self.connection, account)

    def contacts(self, account: int) -> tuple[Contact, ...]:
        """Return whom to ask for at the account, usable numbers first."""
        return read.contacts(self.connection, account)

    def guide(self, account: int) -> Guide:
        """Return what stands about the account from call to call."""
        return read.guide(self.connection, account)

    def card(self, account: int) -> Card:
        """Return everything about one account, as of now."""
        placing = self.place(self.standing_kept(account))
        note, noted_at = read.draft(self.connection, account)
        facts, guide = self.account(account), read.guide(self.connection, account)
        promises, disputes = self.promises(account), read.disputes(self.connection, account)
        pays = Pays(
            *histories.mean_late(self.connection, account), histories.lately_late(self.connection, account)
        )
        day = self.promise_day(facts, guide)
        return Card(
            account=facts,
            placing=placing,
            reasons=self.explain(placing, day),
            contacts=read.contacts(self.connection, account),
            invoices=self.invoices(account),
            history=read.activities(self.connection, account),
            promises=promises,
            disputes=disputes,
            follow_ups=self.follow_ups(account),
            draft=note,
            draft_at=noted_at,
            as_of=read.as_of(self.connection, account),
            guide=guide,
            pays=pays,
            aims=aims(placing.standing, day, guide, promises, disputes, pays.mean),
            promise_day=day,
        )

    def shared_calendar(self, account: Account) -> Calendar:
        """Return the days on which both the customer and the caller work."""
        return self.policy.shared_calendar(account.country, account.region, self.caller)

    def promise_day(self, account: Account, guide: Guide) -> date:
        """Return the day to suggest for a promise, in the customer's calendar."""
        zone = zone_named(account.zone) or self.clock.zone
        return promise_day(self.clock.now().astimezone(zone).date(), guide, self.shared_calendar(account))

    def explain(self, placing: Placing, promise_on: date | None = None) -> tuple[Reason, ...]:
        """Say why the account stands where it stands, the deciding reason first.

        `promise_on`: the day suggested for a promise, where that is known already.
        """
        if promise_on is None and placing.callable:
            account = placing.account
            promise_on = self.promise_day(self.account(account), read.guide(self.connection, account))
        return explain(placing, self.policy, self.clock.now(), self.caller, promise_on)

    def acted_since(self, account: int, at: datetime) -> bool:
        """Whether anything newer than `at` is on record for the account."""
        return read.acted_since(self.connection, account, at)

    def spared(self) -> frozenset[str]:
        """Return the digits that are no card number by the caller's word."""
        return spared(self.connection)

    def revisions(self, call: int) -> tuple[tuple[datetime, str], ...]:
        """Return what a call's note said before it was corrected: (until when, text), newest first."""
        return read.revisions(self.connection, call)

    def find(self, text: str, limit: int = 200) -> list[int]:
        """Return the accounts that a part of a name, id, contact, phone, invoice number or PO may mean."""
        return finder.find(self.connection, text, limit)

    def resolve(self, reference: str) -> int:
        """Return the account that `reference` names: the ledger's id, or CREDITOR/ID where ids collide.

        Raises UsageError with what comes nearest.
        """
        matches = finder.by_ledger_id(self.connection, reference.strip())
        if len(matches) == 1:
            return matches[0][0]
        if matches:
            choices = ", ".join(f"{creditor}/{ledger_id}" for _, creditor, ledger_id in matches)
            raise UsageError(
                f"{reference!r} is an account of several creditors.", f"Write one of: {choices}."
            )
        nearest = difflib.get_close_matches(reference, finder.ledger_ids(self.connection), n=3, cutoff=0.5)
        named = [self.account(key).ledger_id for key in self.find(reference, 3)]
        hint = ", ".join(dict.fromkeys(named + nearest))
        raise UsageError(
            f"There is no account {reference!r} in the book.",
            f"Did you mean {hint}?" if hint else "“arcall queue” lists the accounts.",
        )

    # The day

    def is_empty(self) -> bool:
        """Whether no ledger was ever taken in."""
        return not finder.any_account(self.connection)

    def tally(self, placings: Iterable[Placing] = ()) -> Tally:
        """Count the day so far, and how `placings` divide: callable now, later by themselves, shut."""
        today = self.clock.today()
        counted = tally.done(self.connection, today, today)
        now = later = shut = 0
        for placing in placings:
            if placing.callable:
                now += 1
            elif placing.group is Group.TASK or placing.gate in _OPENS_BY_ITSELF:
                later += 1
            else:
                shut += 1
        reached = goals.reached(self.connection, self.settings, today)
        return Tally(counted.calls, counted.contacts, counted.promises, now, later, shut, reached)


def open_desk(book: Path, clock: Clock, settings: Settings, policy: Policy) -> Desk:
    """Open the book at `book`, a new, empty one where there is none. Raises BookError."""
    return Desk(book, clock, settings, policy)
