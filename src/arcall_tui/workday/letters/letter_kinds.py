"""Which letters there are, for whom, and what must be true before one is written."""

from __future__ import annotations

from collections.abc import Callable

from arcall_tui.domain.account import HoldKind
from arcall_tui.domain.money import Money
from arcall_tui.errors import UsageError
from arcall_tui.workday.letters.account_view import LetterAccount
from arcall_tui.workday.letters.levels import LEVELS

REMINDER = "reminder"  # of the level that is right now
COMING_DUE = "coming-due"
LETTERS = (
    REMINDER, *LEVELS, COMING_DUE, "statement", "copy", "confirmation", "dispute-received", "dispute-resolved", "thanks",
)  # fmt: skip
MEMOS = ("escalation", "dispute-request")


def refuse_untrue(name: str, view: LetterAccount) -> None:
    """Raise UsageError where a letter would say what is not so, with what is."""
    check = _CHECKS.get(name)
    if check is not None:
        check(view)


def _no_legal_hold(view: LetterAccount) -> None:
    if view.account.hold is HoldKind.LEGAL:
        raise UsageError(
            f"{view.account.name} is on legal hold: nothing is asked for.",
            "Release the hold first, or write a statement.",
        )


def _comes_due(view: LetterAccount) -> None:
    _no_legal_hold(view)
    if not view.coming:
        raise UsageError(
            f"Nothing of {view.account.name} falls due within {view.soon} days that is not promised or disputed.",
            "A statement says what is open.",
        )


def _claims_something(view: LetterAccount) -> None:
    _no_legal_hold(view)
    who = view.account.name
    if view.claimed:
        return
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


def _agreed(view: LetterAccount) -> None:
    if not view.agreed:
        raise UsageError(
            f"Nothing is agreed with {view.account.name} that is still to come.",
            "Log the promise first: it is confirmed as it was agreed.",
        )


def _has_items(view: LetterAccount) -> None:
    if not view.items:
        raise UsageError(f"{view.account.name} has no open items.")


def _has_invoices(view: LetterAccount) -> None:
    if all(item.balance.minor <= 0 for item in view.items):
        raise UsageError(f"{view.account.name} has no open invoice to send a copy of.")


def _disputed(view: LetterAccount) -> None:
    if not view.disputes:
        raise UsageError(f"{view.account.name} disputes nothing.", "Log the dispute first.")


def _resolved(view: LetterAccount) -> None:
    if not view.resolved:
        raise UsageError(f"No dispute of {view.account.name} was settled lately.", "Settle it first.")


def _paid(view: LetterAccount) -> None:
    if not view.payments:
        raise UsageError(
            f"No payment of {view.account.name} was seen lately.",
            "The next ledger or payments file shows it.",
        )


_CHECKS: dict[str, Callable[[LetterAccount], None]] = {
    **dict.fromkeys((REMINDER, *LEVELS), _claims_something),
    COMING_DUE: _comes_due,
    "confirmation": _agreed,
    "copy": _has_invoices,
    "statement": _has_items,
    "dispute-received": _disputed,
    "dispute-resolved": _resolved,
    "dispute-request": _disputed,
    "thanks": _paid,
}
