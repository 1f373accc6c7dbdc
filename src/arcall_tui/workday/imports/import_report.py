"""What goes into an import and what comes out: the user's words about a file, and the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from arcall_tui.domain.calendar import spelt
from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.ledger_rows import Counts, RowError
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import number_of, one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.column_layout import Choices
from arcall_tui.ledger.questions import Question

CountsView = View("CountsView", "new:int changed:int unchanged:int")
ItemCountsView = View("ItemCountsView", "closed:int", CountsView)
RowErrorView = View("RowErrorView", "row:int column value problem")
# What came of an import. `columns`: field -> heading; `left out` and `evidence` say why.
ImportView = View(
    "ImportView",
    "shape as_of accounts invoices totals:amounts warnings:texts errors story broken_by:texts columns",
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
    other items are the `same` customers or `other` ones. `new_facts`: the amounts or the currency of all that was known
    have really changed.
    """

    creditor: str = ""
    dry_run: bool = False
    confirm_closures: bool = False
    partial: bool = False
    older_anyway: bool = False
    countries: Mapping[str, str] = field(default_factory=dict)
    renamed: str = ""
    new_facts: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do. `totals`: the whole book's open items in minor units, by currency.

    `title`: what the file was taken for. `mapping`: field -> column as read. `left_out`: column -> why it was not read.
    `why`: column -> evidence for how it was read. `story`: what happened since the last. `zoneless`: how many that owe
    have no time zone.
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
    zoneless: int = 0

    def told(self) -> list[str]:
        """Return the figures in words, a line each, for the shell and the screen."""
        accounts, items = self.accounts, self.invoices
        totals = ", ".join(str(Money(minor, code)) for code, minor in self.totals.items()) or "nothing"
        since = "Since the last" if items.changed or items.unchanged or items.closed else "Taken in"
        return [
            f"Balances as of {spelt(self.as_of)}.",
            f"Accounts  {accounts.new:>9,} new {accounts.changed:>9,} changed {accounts.unchanged:>9,} unchanged",
            f"Items     {items.new:>9,} new {items.changed:>9,} changed {items.unchanged:>9,} unchanged {items.closed:>9,} closed",
            f"Open in the book: {totals}.",
            *([f"{since}: {one_line(self.story)}."] if self.story else []),
            *self._without_zone(),
        ]

    def _without_zone(self) -> list[str]:
        """Say once for new customers whose clock is not known how to make it so: hours and nights go by it."""
        if not (self.zoneless and self.accounts.new):
            return []
        customers = number_of(self.zoneless, "customer has", "customers have")
        return [f"{customers} no time zone yet: arcall zones --confirm keeps those that are certain."]

    def as_json(self) -> Json:
        """Return what `arcall import --json` prints."""
        return ImportView(
            self,
            accounts=CountsView(self.accounts),
            invoices=ItemCountsView(self.invoices),
            totals={currency: Money(minor, currency) for currency, minor in self.totals.items()},
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
