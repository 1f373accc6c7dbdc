"""Who owes, whom to ask for, and what is owed: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from arcall_tui.domain.calendar import Hours
from arcall_tui.domain.money import Money


class HoldKind(StrEnum):
    """Why an account may not be called at all."""

    DO_NOT_CALL = "do not call"
    LEGAL = "legal hold"


# The reason of a hold that a ledger asks for; it stays when the caller releases the account, so that no import holds it again.
LEDGERS_WORD = "the ledger's word"


class ItemKind(StrEnum):
    """What an open item is; credits and unapplied payments have negative balances."""

    INVOICE = "invoice"
    CREDIT = "credit note"
    UNAPPLIED = "unapplied payment"


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone at the customer. `bad_number`: found wrong or disconnected.

    `times`: when they like to be rung, in their words. `address`: how they want to be addressed.
    """

    id: int
    name: str
    role: str = ""
    phone: str = ""
    email: str = ""
    bad_number: bool = False
    language: str = ""
    times: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A customer who owes: (`creditor`, `ledger_id`) is its identity; `zone` is IANA, None while unknown.

    `region`: the country's, as ISO 3166-2 has it (SCT of GB-SCT). `payer`: the account that pays for this
    one. `prefers`: when they like to be called, on their own clock. `postal`: the ledger's address, in lines (see `postal`).
    """

    id: int
    creditor: str
    ledger_id: str
    name: str
    country: str = ""
    zone: str | None = None
    language: str = ""
    terms: str = ""
    consumer: bool = False
    payer: int | None = None
    region: str = ""
    prefers: Hours | None = None
    hold: HoldKind | None = None
    hold_reason: str = ""
    snoozed_until: date | None = None
    snooze_reason: str = ""
    postal: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """What stands about an account from call to call, as the caller typed it; empty: not known.

    `method`: how they pay. `pay_run`: on which days (see `rules.promises`). `cut_off`: how many days before a run
    they must have all they need. `portal`: where bills have to be entered. `mind`: what to mind
    (etiquette, process), lines kept. `tags`: the caller's own words for it, with blanks between, to filter by.
    `post`: where letters on paper go, if not to the ledger's address; lines, with semicolons between.
    """

    method: str = ""
    pay_run: str = ""
    cut_off: str = ""
    portal: str = ""
    mind: str = ""
    tags: str = ""
    post: str = ""

    def __bool__(self) -> bool:
        return self != _NOTHING


_NOTHING = Guide()


@dataclass(frozen=True, slots=True)
class Invoice:
    """An open item. `disputed` and `promised`: how much of `balance` an open dispute or promise covers.

    `disputed_in_ledger`: the ledger's own flag, shown only (it is hindsight in a settled ledger).
    """

    id: int
    number: str
    kind: ItemKind
    invoice_date: date | None
    due: date
    amount: Money
    balance: Money
    disputed: Money
    promised: Money
    po: str = ""
    disputed_in_ledger: bool = False

    def undisputed(self) -> Money:
        """What can be promised or disputed: no open dispute covers it, and a promise on it gives way to a new one."""
        return Money(max(0, self.balance.minor - self.disputed.minor), self.balance.currency)

    def free(self) -> Money:
        """What neither a dispute nor a promise covers, never negative for an invoice."""
        rest = self.balance.minor - self.disputed.minor - self.promised.minor
        return Money(rest if self.balance.minor < 0 else max(0, rest), self.balance.currency)
