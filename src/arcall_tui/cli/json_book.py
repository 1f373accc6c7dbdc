"""What verbs of the book give: imports, erasing, backups, its lock and its record, as JSON; `arcall schema` describes them from here.

Amounts are decimal texts; days are ISO dates; moments are ISO 8601 with their offset.
"""

from __future__ import annotations

from typing import TypedDict


class FaultsView(TypedDict):
    """What was changed past arcall."""

    faults: list[str]


class TakenView(TypedDict):
    """A file that was taken in; counts by what became of them."""

    id: int
    creditor: str
    file: str
    shape: str
    as_of: str
    at: str
    undone_at: str | None
    invoices: dict[str, int]
    accounts: dict[str, int]
    story: str


class TakenBackView(TypedDict):
    """An import that was taken back, and the accounts that stay as it left them."""

    undone: TakenView
    kept: list[str]


class MergedView(TypedDict):
    """Two accounts that are one now."""

    account: str
    merged: str


class AccountOnlyView(TypedDict):
    """The account that something was done to."""

    account: str


class ErasedView(TypedDict):
    """What was erased, and what could not be."""

    erased: str
    contacts: int
    notes: int
    drafts: int
    remarks: int
    letters: list[str]
    doubtful_letters: list[str]
    backups: list[str]
    mentioned_in: list[str]


class RetentionView(TypedDict):
    """What is too old to be kept, and whether it was taken away; `backups`: copies that hold it still."""

    notes: int
    contacts: int
    accounts: list[str]
    carried_out: bool
    backups: list[str]


class BackupView(TypedDict):
    """A copy that was made."""

    book: str
    backup: str


class AllAboutView(TypedDict):
    """All that is held about a customer: rows by table; amounts in minor units, times in UTC."""

    account: str
    name: str
    tables: dict[str, list[dict[str, object]]]
    letters: list[str]
    backups: list[str]
    mentioned_in: list[str]


class LockView(TypedDict):
    """Whether the book is encrypted; `left`: copies of it that could not be written anew."""

    book: str
    encrypted: bool
    left: list[str]


class RecordHeadView(TypedDict):
    """The newest link of the record; `at`: UTC, by the machine's clock."""

    number: int
    hash: str
    at: str


class CopyView(TypedDict):
    """A managed copy."""

    file: str
    made: str
    bytes: int


class RestoredView(TypedDict):
    """A copy that was brought back."""

    book: str
    restored: str
    kept_aside: str | None


class SalvagedTableView(TypedDict):
    """Of one table, how many rows came through."""

    came: int
    lost: int


class SalvagedView(TypedDict):
    """What was read of a damaged book."""

    kept_aside: str
    rows: dict[str, SalvagedTableView]
