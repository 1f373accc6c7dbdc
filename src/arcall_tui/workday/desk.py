"""The caller's desk: who is next and why, and everything about one account. Reads only, and quickly."""

from __future__ import annotations

import difflib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, groupby, repeat
from operator import itemgetter
from pathlib import Path
from statistics import median

from arcall_tui.domain.account import Account, Contact, Guide, Invoice
from arcall_tui.domain.activity import FollowUp, Promise, PromiseState
from arcall_tui.domain.calendar import Calendar, Caller, both, zone_named
from arcall_tui.domain.standing import Reason, Standing
from arcall_tui.errors import UsageError
from arcall_tui.rules.aim import aims, promise_day
from arcall_tui.rules.assess import OpenItem, exposures
from arcall_tui.rules.dayplan import Plan, Waiting, plan_day, waiting
from arcall_tui.rules.followup import Situation, is_unverified
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.queue import Gate, Group, Placing, Scale, explain, open_order, place, rank
from arcall_tui.rules.value import NO_HISTORY, Lateness
from arcall_tui.settings import Settings
from arcall_tui.store import finder, read, standings, tally
from arcall_tui.store.engine import open_book, writing
from arcall_tui.store.spared import spared
from arcall_tui.workday import goals, public
from arcall_tui.workday.clock import Clock
from arcall_tui.workday.views import Card, Pays, Tally

# Beyond this many it is quicker to read every account than to name the ones wanted.
_FEW = 400
# From so many measured calls on, the caller's own pace is known.
_ENOUGH_CALLS = 20
# Gates that time opens by itself; the others wait for someone to act.
_OPENS_BY_ITSELF = frozenset({Gate.LATER, Gate.SNOOZED, Gate.CAP, Gate.NOT_OVERDUE, Gate.PROMISED})


@dataclass(slots=True)
class _Day:
    """What ranking rests on beyond one account; shared by a desk and its clones."""

    scale: Scale | None = None
    book_history: Lateness | None = None
    policy: Policy | None = None
    holidays_known: int = 0
    slot_minutes: int = 0


class Desk:
    """An open book with its clock, settings and policy. One thread at a time; `clone` for another thread."""

    def __init__(
        self, path: Path, clock: Clock, settings: Settings, policy: Policy, day: _Day | None = None
    ) -> None:
        self.path = path
        self.clock = clock
        self.settings = settings
        self.connection: sqlite3.Connection = open_book(path)
        finder.prepare(self.connection)
        self._day = day or _Day()
        if day is None:
            self._day.policy = policy.with_holidays(public.kept(self.connection))

    @property
    def policy(self) -> Policy:
        """The rules in force, with the public holidays as far as they are known; shared with all clones."""
        assert self._day.policy is not None, "set when the book was opened"
        return self._day.policy

    @property
    def caller(self) -> Caller:
        """The caller's side of the line."""
        return self.policy.caller(self.settings.zone, self.settings.country)

    def obey(self, policy: Policy) -> None:
        """Go by other rules from now on; every account is judged anew when the day is ranked next."""
        self._day.policy = policy.with_holidays(self.policy.public)
        self._day.slot_minutes = 0
        self._day.holidays_known = 0
        with writing(self.connection):
            standings.forget_all(self.connection)

    def holidays_may_change(self) -> None:
        """Look at the places in the book again when holidays are wanted next."""
        self._day.holidays_known = 0

    def know_holidays(self) -> None:
        """Look up the public holidays of every place in the book, where that has not been done yet."""
        year = self.clock.today().year
        if self._day.holidays_known != year:
            found = public.look_up(self.connection, self.policy, self.clock.today())
            self._day.policy = self.policy.with_holidays(found)
            self._day.holidays_known = year

    def clone(self) -> Desk:
        """Return the same desk on a connection of its own, for long work in another thread."""
        return Desk(self.path, self.clock, self.settings, self.policy, self._day)

    def close(self) -> None:
        """Close the book."""
        self.connection.close()

    # Who next

    def first_page(self, limit: int = 60) -> list[Placing]:
        """Return the head of the queue at once: in the order kept last, with every gate looked at again.

        Empty where nothing was ever ranked; `rank_day` then tells.
        """
        placings = self._head(limit)
        while placings and not any(placing.callable for placing in placings):
            if limit > len(placings):  # everyone is in it
                break
            limit *= 8
            placings = self._head(limit)
        return placings

    def _head(self, limit: int) -> list[Placing]:
        """Place the first `limit` of the kept order, and with them those whose time has come since."""
        head = standings.kept(self.connection, limit)
        known = {standing.account for standing in head}
        opened = standings.opened(self.connection, self.clock.now().timestamp(), limit)
        head += [standing for standing in opened if standing.account not in known]
        # What is owed may be yesterday's until rank_day is done; which gates are shut is a matter of today.
        today = self.clock.today()
        head = [each if each.day == today else replace(each, day=today) for each in head]
        # The head's own scale stands in until rank_day has seen everyone.
        self._day.scale = self._day.scale or self._scale_of(head)
        return self.place_all(head)

    def rank_day(self) -> list[Placing]:
        """Return the whole queue in order, after bringing up to date what is of another day or was imported."""
        self.know_holidays()
        while True:
            newest = standings.newest_import(self.connection)
            placings = self._rank_and_keep()
            # An import that came in meanwhile has changed what was read; what the caller did is kept already.
            if standings.newest_import(self.connection) == newest:
                return placings

    def _rank_and_keep(self) -> list[Placing]:
        today = self.clock.today()
        changed = set(standings.stale(self.connection, today))
        fresh = [standing for standing in standings.kept(self.connection) if standing.account not in changed]
        renewed = self._assess_changed(changed, today)
        everyone = fresh + renewed
        self._day.scale = self._scale_of(everyone)
        self.book_history.beyond(0)  # read now, so that the first logged call need not wait for it
        placings = self.place_all(everyone)
        if changed:
            with writing(self.connection):
                # An account that was called while this was worked out has its place already.
                changed &= set(standings.stale(self.connection, today))
                standings.forget(self.connection, changed)
                standings.keep(
                    self.connection,
                    (to_keep(placing) for placing in placings if placing.standing.account in changed),
                )
        return placings

    def place_all(self, everyone: Iterable[Standing]) -> list[Placing]:
        """Place standings anew as of now, in order: gates open and shut with the hour."""
        return rank(everyone, self.scale, self.policy, self.caller, self.clock.now())

    def plan(self, placings: Sequence[Placing]) -> Plan:
        """Plan the rest of the shift from now on: `placings` is the day's ranking, in order."""
        return plan_day(placings, self.policy, self.caller, self.clock.now(), self.slot_minutes)

    def waiting(self, plan: Plan) -> Iterator[Waiting]:
        """Yield what does not fit into the plan, best first, with when it can be reached."""
        return waiting(plan, self.policy, self.caller, self.clock.now())

    @property
    def slot_minutes(self) -> int:
        """What a call takes: the caller's own measured handling time, or the policy's until there is one."""
        if not self._day.slot_minutes:
            gaps = standings.handling_seconds(self.connection)
            measured = round(median(gaps) / 60) if len(gaps) >= _ENOUGH_CALLS else self.policy.slot_minutes
            self._day.slot_minutes = min(max(measured, 1), 60)
        return self._day.slot_minutes

    def ranked_under(self, policy: Policy) -> list[Placing]:
        """Return the whole queue as other rules would have it; nothing is written."""
        policy = policy.with_holidays(self.policy.public)
        today = self.clock.today()
        wanted = set(standings.to_place(self.connection))
        everyone = [each for each in self._assess(None, today, policy) if each.account in wanted]
        caller = policy.caller(self.settings.zone, self.settings.country)
        return rank(everyone, self._scale_of(everyone), policy, caller, self.clock.now())

    def explain_under(self, placing: Placing, policy: Policy) -> tuple[Reason, ...]:
        """Say why the account stands there under other rules, the deciding reason first."""
        caller = policy.caller(self.settings.zone, self.settings.country)
        return explain(placing, policy, self.clock.now(), caller)

    def together(self, account: int) -> list[Placing]:
        """Place the accounts of one payer, as of now, in order; `account` alone where it shares none."""
        keys = standings.together(self.connection, account)
        return self.place_all([self.standing_kept(key) for key in keys])

    def place(self, standing: Standing) -> Placing:
        """Place one standing among the others, as of now."""
        if standing.payer is not None:
            mates = standings.together(self.connection, standing.account)
            others = [self.standing_kept(key) for key in mates if key != standing.account]
            placed = self.place_all([standing, *others])
            return next(each for each in placed if each.standing.account == standing.account)
        return place(standing, self.scale, self.policy, self.caller, self.clock.now())

    @property
    def scale(self) -> Scale:
        """What comparing values across currencies rests on."""
        if self._day.scale is None:
            self._day.scale = self._scale_of(standings.kept(self.connection))
        return self._day.scale

    def _scale_of(self, everyone: Sequence[Standing]) -> Scale:
        return Scale.of(everyone, self.settings.base_currency, self.settings.rate_table())

    def standing(self, account: int) -> Standing:
        """Work out where one account stands right now."""
        return self._assess([account], self.clock.today())[0]

    def _assess_changed(self, changed: set[int], today: date) -> list[Standing]:
        if not changed:
            return []
        self._count_history()
        if len(changed) > _FEW:
            wanted = set(standings.to_place(self.connection)) & changed
            return [standing for standing in self._assess(None, today) if standing.account in wanted]
        wanted = set(standings.to_place(self.connection)) & changed
        return self._assess(sorted(wanted), today) if wanted else []

    def _assess(
        self, accounts: Sequence[int] | None, today: date, policy: Policy | None = None
    ) -> list[Standing]:
        """Work out where accounts stand (all where None), from what the book says now."""
        facts = standings.facts(self.connection, today, accounts)
        items = map(OpenItem._make, standings.open_items(self.connection, accounts))
        owed = {account: list(rows) for account, rows in groupby(items, itemgetter(0))}
        histories = standings.days_late(self.connection, accounts)
        book = self.book_history
        policy = policy or self.policy
        result = []
        for account, fact in facts.items():
            history = histories.get(account)
            own = Lateness.of(history) if history else NO_HISTORY
            owes = exposures(owed.get(account, ()), own, book, today, policy)
            result.append(fact.standing(today, owes))
        return result

    @property
    def book_history(self) -> Lateness:
        """How late the whole book was paid; read once."""
        if self._day.book_history is None:
            counted = standings.book_history(self.connection)
            self._day.book_history = _spread(counted, self.clock.today())
        return self._day.book_history

    def _count_history(self) -> None:
        histories = standings.days_late(self.connection).values()
        with writing(self.connection):
            counted = standings.count_history(self.connection, histories)
        self._day.book_history = _spread(counted, self.clock.today())

    # One account

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
        if not any(promise.state is PromiseState.OPEN for promise in promises):
            return promises
        situation = Situation.of(self.standing_kept(account), self.policy, self.caller, self.clock.now())
        return tuple(self._verified(promise, situation) for promise in promises)

    def _verified(self, promise: Promise, situation: Situation) -> Promise:
        if promise.state is PromiseState.OPEN and is_unverified(promise.due, situation, self.policy):
            return replace(promise, state=PromiseState.UNVERIFIED)
        return promise

    def standing_kept(self, account: int) -> Standing:
        """Return where one account stands, from today's ranking if it is there."""
        return standings.kept_one(self.connection, account, self.clock.today()) or self.standing(account)

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
        pays = Pays(*read.mean_late(self.connection, account), read.lately_late(self.connection, account))
        day = self.promise_day(facts, guide)
        return Card(
            account=facts,
            placing=placing,
            reasons=self.explain(placing),
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
        return both(self.policy.calendar_of(account.country, account.region), self.caller.calendar)

    def promise_day(self, account: Account, guide: Guide) -> date:
        """Return the day to suggest for a promise, in the customer's calendar."""
        zone = zone_named(account.zone) or self.clock.zone
        return promise_day(self.clock.now().astimezone(zone).date(), guide, self.shared_calendar(account))

    def explain(self, placing: Placing) -> tuple[Reason, ...]:
        """Say why the account stands where it stands, the deciding reason first."""
        return explain(placing, self.policy, self.clock.now(), self.caller)

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


def to_keep(placing: Placing) -> tuple[Standing, int, float]:
    """Return a standing with the group and order to keep it under: shut hours come and go, and do not count."""
    if placing.gate is Gate.HOURS:
        group, order, *_ = open_order(placing, placing.commitment)
        return placing.standing, group, order
    return placing.standing, placing.group, placing.order


def open_desk(book: Path, clock: Clock, settings: Settings, policy: Policy) -> Desk:
    """Open the book at `book`, a new, empty one where there is none. Raises BookError."""
    return Desk(book, clock, settings, policy)


def _spread(counted: standings.History, today: date) -> Lateness:
    """Make the history of its counts: so many days late, so many times; and how long others have been open."""
    late = chain.from_iterable(repeat(days, count) for days, count in sorted(counted.late.items()))
    ages = (repeat((today - due).days, count) for due, count in counted.open_due.items())
    return Lateness.of(late, chain.from_iterable(ages))
