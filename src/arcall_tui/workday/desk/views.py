"""What the screen and the shell get to show: frozen values, ready but not styled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from arcall_tui.domain.account import Account, Contact, Guide, Invoice
from arcall_tui.domain.activity import Activity, Dispute, FollowUp, Promise
from arcall_tui.domain.figures import Goal
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import Reason
from arcall_tui.domain.text import address_lines, one_line
from arcall_tui.rules.queue import Placing


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
        days = f"{abs(mean)} day{'' if abs(mean) == 1 else 's'}"
        return f"{days} {'late' if mean > 0 else 'early'}" if mean else "on the day"


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
    """

    label: str
    account: int | None
    placing: Placing | None
    others: tuple[Placing, ...] = ()
    calls: tuple[int, ...] = ()
