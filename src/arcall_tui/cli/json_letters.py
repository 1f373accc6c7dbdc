"""What letters, statements, interest and messages give, as JSON; `arcall schema` describes them from here.

Amounts are decimal texts; days are ISO dates; moments are ISO 8601 with their offset.
"""

from __future__ import annotations

from typing import TypedDict

from arcall_tui.cli.json_accounts import Amounts


class LetterView(TypedDict):
    """A draft; `file`: None where it is only shown."""

    account: str
    file: str | None
    letter: str
    to: str
    language: str
    subject: str
    body: str
    attached: list[str]
    doubts: list[str]


class StatementView(TypedDict):
    """A statement as text."""

    account: str
    subject: str
    body: str


class FileView(TypedDict):
    """A file that was written for an account."""

    account: str
    file: str


class HandedView(TypedDict):
    """A hand-over: its accounts, and what taking it in added or changed, by kind."""

    file: str
    accounts: list[str]
    changes: dict[str, int]


class WaivedView(TypedDict):
    """Whether late interest is waived, and why."""

    account: str
    waived: str | None


StretchView = TypedDict(
    "StretchView", {"from": str, "to": str, "days": int, "on": str, "rate": str, "interest": str}
)  # `from` is a word of Python's


class DebtView(TypedDict):
    """The late interest on one invoice."""

    number: str
    due: str
    currency: str
    interest: str
    settled: bool
    fixed_sum: Amounts | None
    steps: list[StretchView]


class InterestView(TypedDict):
    """Late interest with its working."""

    account: str
    as_of: str
    country: str | None
    law: str
    source: str
    reference: str
    grounds: str
    claimed: bool
    waived: str | None
    doubts: list[str]
    unknown_from: str | None
    interest: Amounts
    fixed_sums: Amounts
    invoices: list[DebtView]


class SuggestionView(TypedDict):
    """What a message suggests to record."""

    code: str
    says: str
    invoices: list[str]
    amount: str | None
    currency: str | None
    day: str | None
    day_doubtful: bool
    call_back: str | None
    reference: str | None
    words: str
    refused: str | None


MessageView = TypedDict(
    "MessageView",
    {
        "account": str,
        "grounds": str,
        "from": str,
        "new_contact": str | None,
        "new_phone": str | None,
        "notice": str | None,
        "invoices": list[str],
        "suggestions": list[SuggestionView],
        "logged": list[int],
    },
)


class DifferingView(TypedDict):
    """An invoice on which their list and ours differ."""

    number: str
    ours: str
    theirs: str
    currency: str


class ComparedView(TypedDict):
    """Their list beside ours."""

    account: str
    agreed: int
    lacking: list[str]
    differing: list[DifferingView]
    paid: list[str]
    only_theirs: list[str]
