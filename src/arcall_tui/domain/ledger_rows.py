"""What passes from a ledger file to the book: rows as parallel columns, and what is wrong with a row."""

from dataclasses import dataclass
from typing import NamedTuple


class RowError(NamedTuple):
    """A cell that cannot be taken in. `row`: the physical line (or sheet row), from 1."""

    row: int
    column: str
    value: str
    problem: str


class Party(NamedTuple):
    """What a ledger says about a customer; empty where it says nothing. `region` is of the country, `zone` an IANA name.

    `credit_limit`: minor units and their currency, such as `500000 EUR`. `postal`: lines, see `domain.text.TOWN`.
    `consumer`: 1 for a person, 0 for a firm. `no_calls`: 1 for who must not be called, 0 for who may.
    """

    ledger_id: str
    name: str = ""
    country: str = ""
    region: str = ""
    zone: str = ""
    language: str = ""
    terms: str = ""
    credit_limit: str = ""
    postal: str = ""
    consumer: str = ""
    no_calls: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""


class Batch(NamedTuple):
    """Some rows of a ledger as it stood on its as-of day: column by column, all equally long.

    Dates are ISO texts; amounts are minor units of `currency`. An item is settled where `settled_on` is
    given, and then its balance is 0. `account` is the ledger's id of the customer, of whom `parties` says
    what no earlier batch has said. `lines` are physical lines, from 1. Flags are 0 or 1: the database
    driver takes five times as long over a bool.
    """

    parties: tuple[Party, ...]
    lines: tuple[int, ...]
    account: tuple[str, ...]
    number: tuple[str, ...]
    kind: tuple[str, ...]
    invoice_date: tuple[str | None, ...]
    due_date: tuple[str, ...]
    due_from_terms: tuple[int, ...]
    amount: tuple[int, ...]
    balance: tuple[int, ...]
    currency: tuple[str, ...]
    po: tuple[str, ...]
    disputed: tuple[int, ...]
    settled_on: tuple[str | None, ...]


class PaymentRow(NamedTuple):
    """Money that a payments file tells of, in minor units; negative where it was taken back. `line`: from 1.

    `credit`: what came off besides, without money: a discount, tax withheld, what was written off; with a minus, `amount` is what went back so far. `words`: what else its row holds. `came`: not where its row says that it failed, or went back; `back`: its words say that it did.
    """

    line: int
    account: str
    number: str
    amount: int
    currency: str
    paid_on: str
    reference: str
    credit: int = 0
    words: str = ""
    came: bool = True
    back: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How a ledger's accounts or invoices compare with the book; `closed`: open before, closed now."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
