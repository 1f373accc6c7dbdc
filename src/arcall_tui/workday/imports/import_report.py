"""What goes into an import and what comes out: the user's words about a file, and the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Self

from arcall_tui.domain.calendar import spelt
from arcall_tui.domain.grouping import grouped
from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.ledger_rows import Counts, RowError
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import listed, number_of, one_line, some
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.column_layout import Layout
from arcall_tui.ledger.questions import Choices, Question, option
from arcall_tui.store.imports.awaited import Guessed
from arcall_tui.store.imports.compare import GUESSED, Intake
from arcall_tui.store.imports.ledger_head import Happened
from arcall_tui.store.imports.payments import Receipts
from arcall_tui.store.imports.set_off import SetOff

CountsView = View("CountsView", "new:int changed:int unchanged:int")
ItemCountsView = View("ItemCountsView", "closed:int", CountsView)
RowErrorView = View("RowErrorView", "row:int column value problem")
# What came of an import. `columns`: field -> heading; `left out` and `evidence` say why.
ImportView = View(
    "ImportView",
    "shape as_of accounts invoices totals:amounts rows_left_out:amounts warnings:texts errors story broken_by:texts columns",
    accounts=CountsView,
    invoices=ItemCountsView,
    errors=[RowErrorView],
    columns=dict[str, str | dict[str, str]],
)


@dataclass(frozen=True, slots=True)
class ImportOptions(Choices):
    """What the user says about an import, and about how the file is written.

    `confirm_closures`: many vanished items are right. `partial`: the file does not hold
    everything, so nothing is closed. `older_anyway`: take a ledger of an earlier day than the book's newest.
    `countries`: what the ledger's own country codes mean, as ISO codes. `renamed`: whether ids with another name and
    other items are the `same` customers or `other` ones. `gone`: whether items of which what came may be are the `same`, or
    were `paid`; or `all` were, though they seem to stand under other customers. `new_facts`: the amounts or the currency of all that was known
    have really changed.
    """

    creditor: str = ""
    dry_run: bool = False
    confirm_closures: bool = False
    partial: bool = False
    older_anyway: bool = False
    countries: Mapping[str, str] = field(default_factory=dict)
    renamed: str = ""
    gone: str = ""
    new_facts: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do. `totals`: the whole book's open items in minor units, by currency.

    `title`: what the file was taken for. `mapping`: field -> column as read. `left_out`: column -> why it was not read.
    `not_owed`: what was billed in rows that were left out (minor units by currency). `why`: column -> evidence for how it was read. `story`: what happened since the last. `zoneless`: how many that owe
    have no time zone. `in_full`: the warnings, with all that they list.
    """

    shape: str
    as_of: date
    accounts: Counts
    invoices: Counts
    totals: dict[str, int]
    warnings: tuple[str, ...]
    errors: tuple[RowError, ...] = ()
    dry_run: bool = False
    story: str = ""
    title: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    who_broke: tuple[str, ...] = ()
    not_owed: Mapping[str, int] = field(default_factory=dict)
    zoneless: int = 0
    in_full: tuple[str, ...] = ()

    def told(self) -> list[str]:
        """Return the figures in words, a line each, for the shell and the screen."""
        accounts, items = self.accounts, self.invoices
        gone = f" (left out: {_sums(self.not_owed)})" if any(self.not_owed.values()) else ""
        first = "To take in" if self.dry_run else "Taken in"
        since = "Since the last" if items.changed or items.unchanged or items.closed else first
        return [
            f"Balances as of {spelt(self.as_of)}.",
            f"Accounts  {accounts.new:>9,} new {accounts.changed:>9,} changed {accounts.unchanged:>9,} unchanged",
            f"Items     {items.new:>9,} new {items.changed:>9,} changed {items.unchanged:>9,} unchanged {items.closed:>9,} closed",
            f"Open in the book: {_sums(self.totals) or 'nothing'}{gone}.",
            *([f"{since}: {one_line(self.story)}."] if self.story else []),
            *self.without_zone(),
        ]

    def without_zone(self) -> list[str]:
        """Say once for new customers whose clock is not known how to make it so: hours and nights go by it."""
        if self.dry_run or not (self.zoneless and self.accounts.new):
            return []
        customers = number_of(self.zoneless, "customer has", "customers have")
        return [
            f"{customers} no time zone yet: arcall zones --confirm, or : “time zones”, keeps those that are certain."
        ]

    def pointing_to(self, key: int) -> Self:
        """Say where to read what is only counted; `key`: the import that the book keeps."""
        whole = f"All that is only counted here: arcall imports show {key}"
        counted = self.warnings != self.in_full
        return replace(self, warnings=(*self.warnings, whole)) if counted else self

    def as_json(self) -> Json:
        """Return what `arcall import --json` prints."""
        return ImportView(
            self,
            accounts=CountsView(self.accounts),
            invoices=ItemCountsView(self.invoices),
            totals={currency: Money(minor, currency) for currency, minor in self.totals.items()},
            rows_left_out={currency: Money(minor, currency) for currency, minor in self.not_owed.items()},
            broken_by=self.who_broke,
            columns={**self.mapping, "left out": self.left_out, "evidence": self.why},
        )


class LedgerRefusedError(InputRefusedError):
    """A ledger was not taken in; `report` says what is wrong with it, row by row where it is rows.

    `question`: what would have to be answered; None where it is no question.
    """

    def __init__(
        self, message: str, hint: str, report: ImportReport, question: Question | None = None
    ) -> None:
        super().__init__(message, hint)
        self.report = report
        self.question = question


_FEW = 5


def _few(told: Sequence[str], more: str) -> list[str]:
    rest = told[_FEW:]
    return [*told[:_FEW], *([listed(rest, more.format(len(rest)), " ")] if rest else [])]


def told_of_ledger(intake: Intake, *, repeats: bool) -> list[str]:
    """Say what is odd about a ledger beside the book; `repeats` are told of."""
    which = listed([f"{new} was {old}" for new, old in intake.spelt])
    names = listed([f"{one.ledger_id} {one.now} (was {one.before})" for one in intake.renames])
    moved, elsewhere = len(intake.moved), intake.elsewhere
    seem = [
        f"{one_line(moved.before)} now seems to be {one_line(moved.now)}: taken as the same, with notes, promises and next step."
        for moved in intake.renamed
    ]
    stands = [
        f"{one_line(old)} {'stand' if ', ' in old or '; ' in old else 'stands'} as {one_line(new)} now: nothing of it was taken as paid.{_if(new in GUESSED, ' If it was, take the import back and say --gone paid.')}"
        for old, new in intake.split
    ]
    told = [
        _if(intake.spelt, f"{number_of(len(intake.spelt), 'number is', 'numbers are')} written otherwise now, taken as the same: {which}."),
        *_few(seem, "{:,} more have another id or name now: taken as the same."),
        _if(moved, f"{number_of(moved, 'id is', 'ids are')} another customer's now: {listed([*intake.moved])}."
            f" What was said stays with the customers of before, by their names."),
        _if(names, f"Called otherwise now, taken as the same: {names}."),
        *_few(stands, "So do {:,} more, under other numbers."),
        _if(elsewhere, f"{number_of(elsewhere, 'item stands', 'items stand')} under another customer now; what is open there was not taken as paid."),
        _if(intake.went, f"One customer, perhaps, under two ids: notes stay with the old one unless you say {listed(intake.went)}."),
        _if(intake.doubtful, f"Gone, though an item like it stands under another customer, for one at most: {intake.doubtful}."),
        *_of_people(intake),
        _if(repeats and intake.repeats, f"{number_of(intake.repeats, 'row only repeats', 'rows only repeat')} an earlier row; counted once."),
    ]  # fmt: skip
    return [*filter(None, told)]


def _if(so: object, text: str) -> str:
    return text if so else ""


def _of_people(intake: Intake) -> list[str]:
    met = intake.parties
    shared, strange = sorted(met.namesakes), sorted(met.strange_countries())
    again = met.called_now() if met.nameless else []
    held, free = len(met.held), len(met.let_go)
    return [
        _if(held, f"{number_of(held, 'customer is', 'customers are')} held, as the file says not to call them: {listed(sorted(met.held))}."),
        _if(free, f"{number_of(free, 'customer is', 'customers are')} on hold only as an earlier file said so, and this one says they may be"
            f" called: {listed(sorted(met.let_go))}. To call them again: arcall release ID"),
        _if(shared, f"Left out, as several customers have the name and no id says whose it is: {listed(shared)}."),
        _if(met.spelt, f"Spelt otherwise, and taken for the same: {listed([*met.spelt.values()])}."),
        _if(strange, f"Not ISO country codes: {listed(strange)}."
            f" They were kept; hours and holidays there are not known. Say what they are: --country {''.join(strange[:1])}=AT (once for each), or arcall countries."),
        _if(again, f"Customers whom you erased are in the file again: {listed(again)}."
            f" Their items count; their names, contacts and POs were left out. To have one named again: arcall erase {''.join(again[:1])} --readmit"),
    ]  # fmt: skip


def told_of_credits(taken: Sequence[Guessed]) -> list[str]:
    """Say which sums were taken for credits that were agreed or for the end of disputes: the ledger does not say it."""
    return _few([_taken_for(each) for each in taken], "So were {:,} more sums.")


def _taken_for(sum_: Guessed) -> str:
    account = one_line(sum_.account)
    if sum_.money:
        return (
            f"{sum_.amount} less on {one_line(sum_.number)} of {account} is just what is disputed ({sum_.disputed}): taken"
            f" for money, and the dispute goes on. If it was credited: arcall resolve {account} credited."
        )
    if sum_.disputed:
        return (
            f"{sum_.amount} came as a credit for {account}, just what was disputed ({sum_.disputed}): taken for its end."
            " If it was for something else, log the dispute again."
        )
    return (
        f"{sum_.amount} less on {one_line(sum_.number)} of {account} was taken for the credit that was agreed."
        " If it was money, the credit is still to come: log a dispute of that reason again."
    )


def told_of_payments(receipts: Receipts, known: date, layout: Layout) -> list[str]:
    """Say what became of payments that were not simply taken off."""
    every, title = "amount" in layout.minus, layout.title("amount")
    other = f"came in; if it went back, take the import back and say {option('map', 'amount', title)}"
    how = "went back, as the bills are paid" if every and receipts.turned else other
    whose = f"{'All' if every else 'The'} amounts in {one_line(title)}{'' if every else ' of open bills'}"
    without = f"take the import back and say {option('ignore', layout.title('dc'))}"
    mark, without = ("mark", without) if "dc" in layout.columns else ("minus", "write it without")
    history, later, again = receipts.history, receipts.not_yet, receipts.repeats
    left = grouped(receipts.strangers, attrgetter("problem"))
    told = [
        _if(every or receipts.turned, f"{whose} carry a minus, or are debits: taken as money that {how}."),
        _if(history, f"{number_of(history, 'payment is', 'payments are')} dated on or before the balances' day, {known:%d %b %Y}: history, of which nothing is taken off again."),
        _if(late := [one[-1] for one, paid in receipts.unposted.items() if paid == one[3]], f"Paid on that very day, or in the week before, and open in full: {listed([*dict.fromkeys(late)])}. If the ledger was made before it was booked, the next one has it; till then log it as seen by hand."),
        _if(later, f"{number_of(later, 'payment is', 'payments are')} dated after today: left for later."),
        *(
            f"{number_of(len(who), 'payment')} left out, as this {what}: {listed([*dict.fromkeys(one.value for one in who)])}."
            for what, who in left.items()
        ),
        _if(receipts.worded, f"Named among other words, and paid to the cent: {listed(receipts.worded)}."),
        _if(receipts.worded_back, f"Taken as money that went back, as its words say so and the bill is paid: {listed(receipts.worded_back)}."),
        _if(receipts.others, f"Paid by others than their customers, or sent back to them, and counted as owed: {listed([*dict.fromkeys(receipts.others)])}."),
        _if(again, f"{number_of(again, 'payment was', 'payments were')} told before: counted once."),
        _if(receipts.twice, f"Told otherwise by another list, and counted once: {listed(receipts.twice)}. If both came, log one as seen by hand."),
        _if(receipts.lacking, f"Told by an earlier list, and by this one of the same days no more: {listed(receipts.lacking)}. It still counts as paid; if it never came, or went back, import it as a row with a minus."),
        _if(receipts.elsewhere, f"Told before of another customer under that number, and counted for both: {listed(receipts.elsewhere)}. If it came once, import the wrong one as a row with a minus."),
        _if(receipts.stood, f"Taken as the money that stands on account under that number: {listed([*dict.fromkeys(receipts.stood)])}. If it came once more, log it as seen by hand."),
        _if(spent := +receipts.returned, f"{_sums(spent)} that stood there as credits went back, or was set off."),
        _if(over := +receipts.unapplied, f"{_sums(over)} found no open invoice; it stands on the accounts as unapplied."),
        _if(less := -receipts.unapplied, f"{_sums(less)} went back, as its {mark} says, and no bill had it: if it came in, {without}."),
    ]  # fmt: skip
    return [*filter(None, told)]


def told_of_accounts(counts: Counts) -> str:
    """Say how many customers a list brought or changed; empty where none."""
    new, changed = number_of(counts.new, "new account"), f"{number_of(counts.changed, 'account')} changed"
    return ", ".join(filter(None, (_if(counts.new, new), _if(counts.changed, changed))))


def _sums(sums: Mapping[str, int]) -> str:
    return ", ".join(str(Money(minor, currency)) for currency, minor in sums.items())


def _with(words: str, sums: Mapping[str, int], more: str = "") -> str:
    return f"{words} ({_sums(sums)}{more})" if sums else ""


def tell(what: Happened, new: int, off: SetOff, intake: Intake | None = None, renamed: int = 0) -> str:
    """Say in one line what happened since the last ledger; empty where nothing did."""
    history = intake.history if intake else 0
    lost = f"{_sums(off.doubtful_sums)} of it is gone from {some(off.doubtful)} too"
    # Of what has an amount alone, less of it may be a correction.
    alone = intake and not intake.head.bills and '"amount":' in intake.head.mapping
    parts = [
        _with(f"{what.paid} paid in full", what.paid_sums),
        _with(f"{what.part_paid} part paid{' or billed at less' if alone else ''}", what.part_sums),
        f"{_sums(off.applied)} of that stood on account before" if +off.applied else "",
        _with(f"{what.lower} owed less", what.lower_sums, f"; {lost}: set off, moved or paid, not known"),
        _with(f"{number_of(off.notes, 'credit note')} set off against invoices", off.sums),
        f"{_sums(+off.idle)} of credits gone, and no bill of theirs is lower" if +off.idle else "",
        _with(f"{off.given_up} credited, void or written off, unpaid", off.given_up_sums),
        f"{new} new" if new else "",
        f"{history} settled already when first seen" if history else "",
        f"{number_of(renamed, 'customer')} with another name or id" if renamed else "",
        f"{_sums(what.back_sums)} that had come in went back" if what.back_sums else "",
        f"{number_of(what.reopened, 'promise')} that it had kept open again" if what.reopened else "",
        f"{what.raised} owed more" if what.raised else "",
        f"{what.again} owed again" if what.again else "",
        f"{what.lowered} billed at less" if what.lowered else "",
        f"{what.recast} in another currency" if what.recast else "",
        f"{what.moved} with another due date" if what.moved else "",
        f"{number_of(what.kept, 'promise')} kept" if what.kept else "",
        f"{what.unsure} of them only if what is owed less was paid" if what.unsure else "",
        f"{what.partly_kept} partly kept" if what.partly_kept else "",
        f"{what.broken} broken: see {', '.join(what.who_broke)}" if what.broken else "",
        _if(what.withdrawn, f"{number_of(what.withdrawn, 'promise')} withdrawn, as nothing is left to pay"),
        _if(what.answered, f"{number_of(what.answered, 'planned call')} dropped, nothing left to ask for"),
    ]
    return ", ".join(filter(None, parts))
