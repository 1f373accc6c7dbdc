"""What an import has to say beside its figures: warnings, and what happened since the last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from arcall_tui.domain.ledger_rows import Counts
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import number_of, one_line, some
from arcall_tui.store.imports.awaited import Guessed
from arcall_tui.store.imports.compare import Intake
from arcall_tui.store.imports.payments import Receipts
from arcall_tui.store.imports.set_off import SetOff
from arcall_tui.store.imports.story import Happened

_FEW = 5


def told_of_ledger(intake: Intake, adopted: int, *, repeats: bool) -> list[str]:
    """Say what is odd about a ledger beside the book; `adopted` numbers are written otherwise, `repeats` are told of."""
    told = []
    if adopted:
        told.append(
            f"{number_of(adopted, 'invoice number is', 'invoice numbers are')} written otherwise than in the book (leading zeros,"
            " .0, a prefix): matched with the book's."
        )
    told += [
        f"{one_line(moved.before)} now seems to be {one_line(moved.now)}: taken as the same, with notes, promises and next step."
        for moved in intake.renamed[:_FEW]
    ]
    if more := len(intake.renamed) - _FEW if len(intake.renamed) > _FEW else 0:
        told.append(
            f"{number_of(more, 'more customer has', 'more customers have')} another id or name now: taken as the same."
        )
    if intake.moved:
        told.append(
            f"{number_of(len(intake.moved), 'id is', 'ids are')} another customer's now: {some([*map(one_line, intake.moved)])}."
            " What was said stays with the customers of before, by their names."
        )
    if intake.renames:
        names = [f"{one.ledger_id} {one.now} (was {one.before})" for one in intake.renames]
        told.append(f"Called otherwise now, taken as the same: {some([*map(one_line, names)])}.")
    told += [
        f"{one_line(old)} {'stand' if ', ' in old else 'stands'} as {one_line(new)} now: nothing was taken as paid."
        for old, new in intake.split[:_FEW]
    ]
    if more := max(0, len(intake.split) - _FEW):
        told.append(f"So do {more:,} more, under other numbers.")
    if intake.elsewhere:
        told.append(
            f"{number_of(len(intake.elsewhere), 'item stands', 'items stand')} under another customer now; nothing was taken as paid."
            " If two are one customer: arcall merge."
        )
    if intake.doubtful:
        told.append(
            f"Gone, though an item like it stands under another customer, for one at most: {intake.doubtful}."
        )
    told += _of_people(intake)
    if intake.repeats and repeats:
        many = number_of(intake.repeats, "row only repeats", "rows only repeat")
        told.append(f"{many} an earlier row; counted once.")
    return told


def _of_people(intake: Intake) -> list[str]:
    told = []
    if held := intake.parties.held:
        told.append(
            f"{number_of(len(held), 'customer is', 'customers are')} held, as the file says not to call them: {some([*map(one_line, sorted(held))])}."
        )
    if free := intake.parties.let_go:
        told.append(
            f"{number_of(len(free), 'customer is', 'customers are')} on hold only as an earlier file said so, and this one says they may be"
            f" called: {some([*map(one_line, sorted(free))])}. To call them again: arcall release ID"
        )
    if strange := sorted(intake.parties.strange_countries()):
        told.append(
            f"Not ISO country codes: {some(strange)}. They were kept; hours and holidays there are not known."
            f" Say what they are: --country {strange[0]}=AT (once for each), or arcall countries."
        )
    if intake.parties.nameless:
        again = intake.parties.called_now()
        told.append(
            f"Customers whom you erased are in the file again: {some(again)}. Their items count; their names, contacts and POs were"
            f" left out. To have one named again: arcall erase {again[0]} --readmit"
        )
    return told


def told_of_credits(taken: Sequence[Guessed]) -> list[str]:
    """Say which sums were taken for credits that were agreed or for the end of disputes: the ledger does not say it."""
    told = [_taken_for(each) for each in taken[:_FEW]]
    more = len(taken) - _FEW
    return [*told, f"So were {more:,} more sums."] if more > 0 else told


def _taken_for(sum_: Guessed) -> str:
    account = one_line(sum_.account)
    if sum_.disputed:
        return (
            f"{sum_.amount} came as a credit for {account}, just what was disputed ({sum_.disputed}): taken for its end."
            " If it was for something else, log the dispute again."
        )
    return (
        f"{sum_.amount} less on {one_line(sum_.number)} of {account} was taken for the credit that was agreed."
        " If it was money, the credit is still to come: log a dispute of that reason again."
    )


def told_of_payments(receipts: Receipts, known: date) -> list[str]:
    """Say what became of payments that were not simply taken off."""
    told = []
    if receipts.history:
        told.append(
            f"{number_of(receipts.history, 'payment is', 'payments are')} dated on or before the balances' day,"
            f" {known:%d %b %Y}: history, of which nothing is taken off again."
        )
    if receipts.not_yet:
        told.append(
            f"{number_of(receipts.not_yet, 'payment is', 'payments are')} dated after today: left for later."
        )
    for problem, count in Counter(one.problem for one in receipts.strangers).items():
        who = some(
            [*dict.fromkeys(one_line(one.value) for one in receipts.strangers if one.problem == problem)]
        )
        told.append(f"{number_of(count, 'payment')} left out, as this {problem}: {who}.")
    if receipts.repeats:
        told.append(
            f"{number_of(receipts.repeats, 'payment was', 'payments were')} told before: counted once."
        )
    told += [
        f"{Money(minor, currency)} found no open invoice; it stands on the accounts as unapplied."
        for currency, minor in receipts.unapplied.items()
    ]
    return told


def told_of_accounts(counts: Counts) -> str:
    """Say how many customers a list brought or changed; empty where none."""
    parts = (
        number_of(counts.new, "new account") if counts.new else "",
        f"{number_of(counts.changed, 'account')} changed" if counts.changed else "",
    )
    return ", ".join(filter(None, parts))


def _sums(sums: Mapping[str, int]) -> str:
    return ", ".join(str(Money(minor, currency)) for currency, minor in sums.items())


def tell(what: Happened, new: int, off: SetOff | None = None) -> str:
    """Say in one line what happened since the last ledger; empty where nothing did."""
    sums = _sums(what.paid_sums)
    off = off or SetOff()
    parts = [
        f"{what.paid} paid in full ({sums})" if what.paid else "",
        f"{what.part_paid} part paid" if what.part_paid else "",
        f"{number_of(off.notes, 'credit note')} set off against invoices ({_sums(off.sums)})"
        if off.notes
        else "",
        f"{off.given_up} credited, void or written off, unpaid ({_sums(off.given_up_sums)})"
        if off.given_up
        else "",
        f"{new} new" if new else "",
        f"{what.raised} owed more" if what.raised else "",
        f"{what.moved} with another due date" if what.moved else "",
        f"{number_of(what.kept, 'promise')} kept" if what.kept else "",
        f"{what.partly_kept} partly kept" if what.partly_kept else "",
        f"{what.broken} broken: see {', '.join(what.who_broke)}" if what.broken else "",
    ]
    return ", ".join(filter(None, parts))
