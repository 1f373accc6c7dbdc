"""Two accounts that are one customer: joined, with all that was written about either, and taken apart again."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, SQLModel, col, select

from arcall_tui.errors import UsageError
from arcall_tui.store.tables import (
    Account,
    Activity,
    Contact,
    Dispute,
    Draft,
    Feedback,
    FollowUp,
    Invoice,
    JoinedRow,
    Payment,
    Promise,
)

_MOVED: tuple[type[SQLModel], ...] = (
    Invoice,
    Contact,
    Activity,
    Promise,
    Dispute,
    FollowUp,
    Payment,
    Feedback,
)


def merge(session: Session, into: int, other: int) -> None:
    """Move all of `other` to `into`; later ledgers' items of it go there, too. Raises UsageError."""
    one, two = _account(session, into), _account(session, other)
    _check(session, one, two)
    for table in _MOVED:
        for row in _rows(session, table, other):
            row.account_id = into
            session.add(JoinedRow(place=str(table.__tablename__), key=row.id, account_id=other))
            if isinstance(row, Invoice):
                row.came_from = other
            session.add(row)
    _join_drafts(session, into, other)
    two.merged_into = into
    session.add(two)
    session.flush()


def _account(session: Session, key: int) -> Account:
    account = session.get(Account, key)
    assert account is not None, "accounts are resolved before"
    return account


def _check(session: Session, one: Account, two: Account) -> None:
    if one.id == two.id:
        raise UsageError("An account cannot be merged with itself.", "Name two accounts.")
    if one.creditor_id != two.creditor_id:
        raise UsageError(
            f"{one.name} and {two.name} owe different creditors, so their items stay apart.",
            "To make it one call for both, say who pays: arcall account ID --payer OTHER.",
        )
    for account in (one, two):
        if account.merged_into is not None:
            raise UsageError(
                f"{account.ledger_id} is merged already.",
                f"Take it apart first: arcall split {account.ledger_id}",
            )
    numbers = [
        set(session.exec(select(Invoice.number).where(Invoice.account_id == account.id)))
        for account in (one, two)
    ]
    if shared := sorted(numbers[0] & numbers[1]):
        raise UsageError(
            f"Both accounts have an item {shared[0]}, so one of them would be lost.",
            "They stay apart; to make it one call, say who pays: arcall account ID --payer OTHER.",
        )


def _rows(session: Session, table: type[SQLModel], account: int) -> list[Any]:
    key: Any = table.account_id  # type: ignore[attr-defined]
    return list(session.exec(select(table).where(key == account)))


def _join_drafts(session: Session, into: int, other: int) -> None:
    theirs = session.get(Draft, other)
    if theirs is None:
        return
    ours = session.get(Draft, into)
    if ours is None:
        session.add(Draft(account_id=into, note=theirs.note, at=theirs.at))
    else:
        ours.note = f"{ours.note}\n{theirs.note}"
        session.add(ours)
    session.delete(theirs)


def split(session: Session, account: int) -> int:
    """Give `account` back what came from it, also items that ledgers brought since; return where it was.

    Raises UsageError where it was never merged.
    """
    apart = _account(session, account)
    if apart.merged_into is None:
        raise UsageError(
            f"{apart.ledger_id} is not merged into another account.", "`arcall merge` joins two accounts."
        )
    into = apart.merged_into
    moved = list(session.exec(select(JoinedRow).where(JoinedRow.account_id == account)))
    keys = {table: {row.key for row in moved if row.place == table.__tablename__} for table in _MOVED}
    for invoice in session.exec(select(Invoice).where(Invoice.came_from == account)):
        invoice.came_from = None
        session.add(invoice)
        keys[Invoice].add(invoice.id or 0)
    _follow(session, keys)
    for table, own in keys.items():
        for row in _rows(session, table, into):
            if row.id in own:
                row.account_id = account
                session.add(row)
    for joined in moved:
        session.delete(joined)
    apart.merged_into = None
    session.add(apart)
    session.flush()
    return into


def _follow(session: Session, keys: dict[type[SQLModel], set[int]]) -> None:
    """What was paid on the items that go, and the steps about promises and disputes that go, go with them."""
    for payment in session.exec(select(Payment).where(col(Payment.invoice_id).in_(keys[Invoice]))):
        keys[Payment].add(payment.id or 0)
    for step in session.exec(
        select(FollowUp).where(
            col(FollowUp.promise_id).in_(keys[Promise]) | col(FollowUp.dispute_id).in_(keys[Dispute])
        )
    ):
        keys[FollowUp].add(step.id or 0)
