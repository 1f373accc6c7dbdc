"""Which letters there are, for whom, and what must be true before one is written."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from arcall_tui.domain.account import Account, HoldKind
from arcall_tui.domain.money import Money
from arcall_tui.errors import UsageError
from arcall_tui.workday.letters.account_view import LEVELS, LetterAccount

REMINDER = "reminder"  # of the level that is right now
COMING_DUE = "coming-due"
LETTERS = (
    REMINDER, *LEVELS, COMING_DUE, "statement", "copy", "confirmation", "dispute-received", "dispute-resolved", "thanks",
)  # fmt: skip
MEMOS = ("escalation", "dispute-request")


# What there must be for a letter, what is said where there is none of it, and the way out.
_NEEDS: dict[str, tuple[Callable[[LetterAccount], object], str, str]] = {
    "confirmation": (
        attrgetter("agreed"),
        "Nothing is agreed with {} that is still to come.",
        "Log the promise first: it is confirmed as it was agreed.",
    ),
    "copy": (attrgetter("invoices"), "{} has no open invoice to send a copy of.", ""),
    "statement": (attrgetter("items"), "{} has no open items.", ""),
    "dispute-received": (attrgetter("disputes"), "{} disputes nothing.", "Log the dispute first."),
    "dispute-request": (attrgetter("disputes"), "{} disputes nothing.", "Log the dispute first."),
    "dispute-resolved": (attrgetter("resolved"), "No dispute of {} was settled lately.", "Settle it first."),
    "thanks": (
        attrgetter("payments"),
        "No payment of {} was seen lately.",
        "The next ledger or payments file shows it.",
    ),
}


def refuse_untrue(name: str, view: LetterAccount) -> None:
    """Raise UsageError where a letter would say what is not so, with what is."""
    who = view.account.name
    if name in {REMINDER, COMING_DUE, *LEVELS}:
        _refuse_claim(name, view, who)
    needed, says, way = _NEEDS.get(name, (bool, "", ""))
    if not needed(view):
        raise UsageError(says.format(who), way)


def refuse_legal_hold(account: Account) -> None:
    """Raise UsageError where a lawyer or a court has the account: nothing is asked for."""
    if account.hold is HoldKind.LEGAL:
        raise UsageError(
            f"{account.name} is on legal hold: nothing is asked for.",
            "Release the hold first, or write a statement.",
        )


def _refuse_claim(name: str, view: LetterAccount, who: str) -> None:
    refuse_legal_hold(view.account)
    if name == COMING_DUE and not view.coming:
        raise UsageError(
            f"Nothing of {who} falls due within {view.soon} days that is not promised or disputed.",
            "A statement says what is open.",
        )
    if name != COMING_DUE and not view.claimed:
        way = "A statement says what is open." if view.items else "There is no open item."
        raise UsageError(f"There is nothing to ask {who} for today: {_why_nothing(view)}.", way)


def _why_nothing(view: LetterAccount) -> str:
    overdue = _total(view, "overdue")
    if not overdue:
        return "nothing is past due"
    parts = {"in dispute": "disputed", "promised": "promised", "covered by credits": "credit"}
    said = [f"{amounts} {words}" for words, field in parts.items() if (amounts := _total(view, field))]
    return f"of {overdue} past due, {', '.join(said)}"


def _total(view: LetterAccount, field: str) -> str:
    amounts: list[Money] = [getattr(each, field) for each in view.sums]
    return " + ".join(str(amount) for amount in amounts if amount.minor)
