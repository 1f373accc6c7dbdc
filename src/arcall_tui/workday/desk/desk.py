"""The caller's desk: an open book, and everything about one account as frozen values, ready but not styled. Reads only, and quickly."""

import difflib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from arcall_tui.domain.account import Account, Contact, Guide, Invoice
from arcall_tui.domain.activity import Activity, Dispute, DisputeReason, FollowUp, Promise
from arcall_tui.domain.calendar import Calendar, Caller, zone_named
from arcall_tui.domain.figures import Goal
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import Reason
from arcall_tui.domain.text import address_lines, number_of, one_line
from arcall_tui.errors import AccountGoneError, BookError, UsageError
from arcall_tui.rules.gates import Gate
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.promises import PromiseRule, aims
from arcall_tui.rules.promises import promise_day as suggested_day
from arcall_tui.rules.queue import Placing
from arcall_tui.rules.words import explain
from arcall_tui.settings import Settings
from arcall_tui.store.accounts import finder, full_text, kept, read
from arcall_tui.store.actions import undo
from arcall_tui.store.book import engine
from arcall_tui.store.book.engine import OpenBook, follow, is_replaced
from arcall_tui.store.book.opening import open_book
from arcall_tui.store.standings import histories
from arcall_tui.workday.desk import standings_today
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.ranking import Ranking
from arcall_tui.workday.desk.standings_today import Day


@dataclass(frozen=True, slots=True)
class Pays:
    """How an account pays: `count` settled invoices, `mean` days late (may be negative), the newest in order."""

    count: int = 0
    mean: float = 0.0
    lately: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """How it pays on average: `12 days late`, `1 day early`, `on the day`."""
        mean = round(self.mean)
        return f"{number_of(abs(mean), 'day')} {'late' if mean > 0 else 'early'}" if mean else "on the day"


@dataclass(frozen=True, slots=True)
class Card:
    """One account, whole: what the detail pane shows.

    `invoices`: open items, oldest due first. `history`: newest first. `follow_ups`: open ones, earliest
    first. `draft`: the note being written, `draft_at` when it was last kept (UTC). `as_of`: the day whose
    balances these are. `promise_day`: what to suggest for a promise; `aims`: what to ask for, best first.
    """

    account: Account
    placing: Placing
    reasons: tuple[Reason, ...]
    contacts: tuple[Contact, ...]
    invoices: tuple[Invoice, ...]
    history: tuple[Activity, ...]
    promises: tuple[Promise, ...]
    disputes: tuple[Dispute, ...]
    follow_ups: tuple[FollowUp, ...]
    draft: str
    draft_at: datetime | None
    as_of: date | None
    guide: Guide
    pays: Pays
    aims: tuple[str, ...] = ()
    promise_day: date | None = None

    def address(self, home: str = "") -> list[str]:
        """Return where letters on paper go, in lines: as the caller typed it, else as the ledger has it.

        `home` (ISO 3166): where it is read if the account's country is not known.
        """
        account, typed = self.account, self.guide.post.replace(";", "\n")
        lines = address_lines(typed or account.postal, account.country or home, account.region)
        return [one_line(line) for line in lines]


@dataclass(frozen=True, slots=True)
class Tally:
    """The day so far: attempts, contacts, promises made today; how the queue divides; the caller's goals."""

    calls: int
    contacts: int
    promises: int
    now: int
    later: int
    shut: int
    goals: tuple[Goal, ...] = ()


@dataclass(frozen=True, slots=True)
class Logged:
    """A call on record: its id, where the account went, and the next steps it got (the first one leads).

    `withdrawn`: the earlier promises that its own ones replaced, as they were. `trouble`: what went wrong after it
    was on record, such as with the user's own command; empty where nothing did.
    """

    call: int
    account: int
    code: Code
    at: datetime
    follow_ups: tuple[FollowUp, ...]
    placing: Placing
    withdrawn: tuple[Promise, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Undone:
    """An action taken back. `account`: the account it was on, with its place restored, if it was on one.

    `others`: the places of the accounts it was on, where it was on several. `calls`: those it had put on record.
    `more`: whether something done before it still stands. `of`: of which day it was, in words; empty for today.
    """

    label: str
    account: int | None
    placing: Placing | None
    others: tuple[Placing, ...] = ()
    calls: tuple[int, ...] = ()
    more: bool = True
    of: str = ""


P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """An open book with its clock, settings, rules and ranking. One thread at a time; `clone` for another thread.

    It opens the book at `path`, a new, empty one where there is none. Raises BookError.

    `book` is for the store's functions alone. `day` has the rules in force, shared with all clones; `standings`
    says where an account stands, `ranking` in which order.
    """

    def __init__(
        self, path: Path, clock: Clock, settings: Settings, policy: Policy, day: Day | None = None
    ) -> None:
        self.path = path
        self.clock = clock
        self.settings = settings
        self.book = open_book(path)
        self.day = day or Day(policy.with_holidays(standings_today.holidays_kept(self.book)), settings)
        self.ranking = Ranking(self.book, clock, self.day)
        self.standings = self.ranking.standings

    @property
    def policy(self) -> Policy:
        """The rules in force, with the public holidays as far as they are known."""
        return self.day.policy

    @property
    def caller(self) -> Caller:
        """The caller's side of the line."""
        return self.day.caller

    def clone(self) -> Self:
        """Return the same desk on a connection of its own, for long work in another thread."""
        return type(self)(self.path, self.clock, self.settings, self.policy, self.day)

    def keep_up(self) -> None:
        """Go on in the file that an import has put in the book's place, if one has."""
        if is_replaced(self.book):
            with suppress(BookError):  # who writes is told
                follow(self.book)

    def close(self) -> None:
        """Close the book."""
        self.book.close()

    def account(self, account: int) -> Account:
        """Return the account's own facts."""
        found = read.account(self.book, account)
        if found is None:
            raise AccountGoneError
        return found

    def invoices(self, account: int) -> tuple[Invoice, ...]:
        """Return the account's open items, oldest due first."""
        return read.invoices(self.book, account)

    def promises(self, account: int, facts: Account | None = None) -> tuple[Promise, ...]:
        """Return the account's promises, newest first; one past its grace is unverified until an import tells."""
        promises = read.promises(self.book, account)
        if not promises:
            return promises
        facts, today = facts or self.account(account), self.clock.today()
        state_on = PromiseRule(self.policy, self.caller).state_on
        place = (facts.country, facts.region)
        return tuple(replace(each, state=state_on(today, each.state, each.due, *place)) for each in promises)

    def follow_ups(self, account: int) -> tuple[FollowUp, ...]:
        """Return the account's next steps that are still to be done, earliest first."""
        return read.follow_ups(self.book, account)

    def contacts(self, account: int) -> tuple[Contact, ...]:
        """Return whom to ask for at the account, usable numbers first."""
        return read.contacts(self.book, account)

    def card(self, account: int) -> Card:
        """Return everything about one account, as of now."""
        placing = self.ranking.place(self.standings.kept(account))
        note, noted_at = read.draft(self.book, account)
        facts, guide = self.account(account), read.guide(self.book, account)
        promises, disputes = self.promises(account, facts), read.disputes(self.book, account)
        pays = Pays(*histories.mean_late(self.book, account), histories.lately_late(self.book, account))
        day = promise_day(self, facts, guide)
        return Card(
            account=facts,
            placing=placing,
            reasons=self.explain(placing, day),
            contacts=read.contacts(self.book, account),
            invoices=self.invoices(account),
            history=read.activities(self.book, account),
            promises=promises,
            disputes=disputes,
            follow_ups=self.follow_ups(account),
            draft=note,
            draft_at=noted_at,
            as_of=read.as_of(self.book, account),
            guide=guide,
            pays=pays,
            aims=aims(placing.standing, day, guide, promises, disputes, pays.mean),
            promise_day=day,
        )

    def explain(self, placing: Placing, promise_on: date | None = None) -> tuple[Reason, ...]:
        """Say why the account stands where it stands, the deciding reason first.

        `promise_on`: the day suggested for a promise, where that is known already.
        """
        if promise_on is None and placing.callable:
            account = placing.account
            promise_on = promise_day(self, self.account(account), read.guide(self.book, account))
        disputed = disputed_for(self, placing)
        return explain(placing, self.policy, self.clock.now(), self.caller, promise_on, disputed)

    def find(self, text: str, limit: int = 200) -> list[int]:
        """Return the accounts that a part of a name, id, contact, phone, invoice number or PO may mean."""
        return finder.find(self.book, text, limit)

    def resolve(self, reference: str, *, apart: bool = False) -> int:
        """Return the account that `reference` names: the ledger's id, or CREDITOR/ID where ids collide.

        One that is merged is that which it is a part of, unless they are to be told `apart`. Raises UsageError with
        what comes nearest.
        """
        matches = finder.by_ledger_id(self.book, reference.strip())
        if len(matches) == 1:
            found = matches[0][0]
            return found if apart else finder.joined(self.book).get(found, found)
        if matches:
            choices = ", ".join(f"{creditor}/{ledger_id}" for _, creditor, ledger_id in matches)
            raise UsageError(
                f"{reference!r} is an account of several creditors.", f"Write one of: {choices}."
            )
        nearest = difflib.get_close_matches(reference, finder.ledger_ids(self.book), n=3, cutoff=0.5)
        named = [self.account(key).ledger_id for key in self.find(reference, 3)]
        hint = ", ".join(dict.fromkeys(named + nearest))
        raise UsageError(
            f"There is no account {reference!r} in the book.",
            f"Did you mean {hint}?" if hint else "“arcall queue” lists the accounts.",
        )


def do(desk: Desk, verb: Callable[Concatenate[Desk, P], T], *args: P.args, **named: P.kwargs) -> T:
    """Do `verb(desk, ...)` in the file that is the book now."""
    desk.keep_up()
    return verb(desk, *args, **named)


def shared_calendar(desk: Desk, account: Account) -> Calendar:
    """Return the days on which both the customer and the caller work."""
    return desk.policy.shared_calendar(account.country, account.region, desk.caller)


def disputed_for(desk: Desk, placing: Placing) -> list[DisputeReason]:
    """Return the reasons of an account's open disputes, where those are what keeps it from being called."""
    shut = placing.gate in (Gate.DISPUTED, Gate.PROMISED)
    disputes = read.disputes(desk.book, placing.account) if shut else ()
    return [each.reason for each in disputes if each.is_open]


def promise_day(desk: Desk, account: Account, guide: Guide) -> date:
    """Return the day to suggest for a promise, in the customer's calendar."""
    zone = zone_named(account.zone) or desk.clock.zone
    return suggested_day(desk.clock.now().astimezone(zone).date(), guide, shared_calendar(desk, account))


def of_the_book(error: Exception) -> BookError | None:
    """Return what is to be told where the file, the disk or another program is the trouble; None: `error` is a bug."""
    return error if isinstance(error, BookError) else engine.told_as(error)


def asked_of(read: Callable[Concatenate[OpenBook, P], T]) -> Callable[Concatenate[Desk, P], T]:
    """Return a reader of the book as one of a desk, as the screen and the shell ask it."""

    def asked(desk: Desk, /, *args: P.args, **named: P.kwargs) -> T:
        return read(desk.book, *args, **named)

    return asked


said, spared, account_of = asked_of(full_text.find), asked_of(kept.spared), asked_of(read.account)
newest_step, turned, last_call = asked_of(undo.newest), asked_of(undo.turned), asked_of(read.newest_call)
done_elsewhere, standing_step = asked_of(undo.done_elsewhere), asked_of(undo.standing)
