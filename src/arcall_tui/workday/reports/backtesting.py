"""Trying the rules on a settled ledger: read it as it stood in the end, replay it, score it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from operator import attrgetter
from pathlib import Path

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.money import exponent
from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.ledger.opened import Ledger, open_ledger
from arcall_tui.ledger.questions import Choices
from arcall_tui.ledger.reader import KeptFile
from arcall_tui.rules.backtest import Backtest, Bill, backtest, every
from arcall_tui.rules.policy import Policy
from arcall_tui.settings import Settings

# Amounts only weigh against each other here: a file without currencies may be in any.
_ANY_CURRENCY = "USD"


_TEACHES = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class ReplayOptions:
    """How to replay: `capacity` calls on each day, `step` days apart; `first`, `last`: None is the ledger's own."""

    capacity: int = 20
    step: int = 7
    first: date | None = None
    last: date | None = None
    currency: str | None = None
    date_order: str | None = None
    mapping: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """The score, the days between which it was taken, and what to know about it."""

    score: Backtest
    first: date
    last: date
    notes: tuple[str, ...]


def replay(
    file: Path, options: ReplayOptions, settings: Settings, policy: Policy, against: Policy | None = None
) -> Replay:
    """Replay a ledger with settlement dates. `against`: other rules to compare with. Raises UsageError, InputRefusedError."""
    if options.capacity < 1 or options.step < 1:
        raise UsageError("--capacity and --every take a number from 1 on.")
    bills, notes = _bills(file, options, settings)
    if not bills:
        raise InputRefusedError(
            f"{file.name} has no settled invoice to replay.", "Export paid invoices, too."
        )
    last = options.last or max(bill.settled for bill in bills)
    earliest = min(bill.due for bill in bills)
    # Rules need some past to go by: the first months only teach, where they are few of all.
    first = options.first or (earliest + _TEACHES if earliest + 3 * _TEACHES <= last else earliest)
    if first > last:
        raise UsageError(f"--from {first} is after --to {last}.", "Swap them.")
    score = backtest(bills, every(first, last, options.step), options.capacity, policy, against)
    if not score.snapshots:
        many = f"{2 * options.capacity} overdue accounts or more, twice the capacity"
        other = "try a smaller --capacity, or other days"
        notes += (f"no day from {first} to {last} has {many}: {other}",)
    return Replay(score, first, last, notes)


def _bills(file: Path, options: ReplayOptions, settings: Settings) -> tuple[list[Bill], tuple[str, ...]]:
    currency = options.currency or settings.base_currency or _ANY_CURRENCY
    # At the end of all days everything that the ledger knows has happened: nothing is cut off.
    choices = Choices(date.max, currency, options.date_order, mapping=options.mapping or {})
    with KeptFile(file) as kept:
        ledger = open_ledger(kept, choices, date.max)
        if not ledger.reader.settled:
            raise InputRefusedError(
                f"{file.name} does not say when invoices were settled, so there is no past to replay.",
                "Export paid invoices with the day of payment, or map the column: --map settled_on=COLUMN",
            )
        return _read(ledger, settings)


def _read(ledger: Ledger, settings: Settings) -> tuple[list[Bill], tuple[str, ...]]:
    rows: list[tuple[str, Bill]] = []
    unpaid = undated = 0
    day = cache(date.fromisoformat)  # many bills, few days
    for batch in ledger.reader.batches():
        for account, kind, dated, due, amount, code, settled in zip(
            batch.account, batch.kind, batch.invoice_date, batch.due_date, batch.amount, batch.currency,
            batch.settled_on, strict=True,
        ):  # fmt: skip
            if kind != ItemKind.INVOICE or amount <= 0:
                continue
            if settled is None:
                unpaid += 1
                continue
            undated += dated is None
            # Without an invoice date it was there on its due date at the latest.
            rows.append((code, Bill(account, day(dated or due), day(due), day(settled), amount)))
    if ledger.reader.errors:
        error = ledger.reader.errors[0]
        raise InputRefusedError(
            f"{ledger.source.name}, row {error.row}: {error.column} {error.value!r} {error.problem}.",
            "Mend the file, or name the right columns with --map.",
        )
    notes = []
    if unpaid:
        notes.append(f"{unpaid} invoices are not settled yet, so their future is not known: left out")
    if undated:
        notes.append(f"{undated} invoices have no date: taken as known from their due date on")
    bills, left_out = _in_one_currency(rows, settings)
    in_order = attrgetter("dated", "account", "due", "settled", "amount")
    return sorted(bills, key=in_order), (*notes, *left_out)


def _in_one_currency(rows: list[tuple[str, Bill]], settings: Settings) -> tuple[list[Bill], tuple[str, ...]]:
    """Bring amounts to the most used currency by the user's rates; without a rate they are left out."""
    used = Counter(code for code, _ in rows).most_common()
    if len(used) <= 1:
        return [bill for _, bill in rows], ()
    rates = settings.rate_table() | ({settings.base_currency: 1.0} if settings.base_currency else {})
    base = used[0][0]
    rates = rates if base in rates else {base: 1.0}
    factor = {
        code: rate / rates[base] * 10 ** (exponent(base) - exponent(code)) for code, rate in rates.items()
    }
    bills = [bill._replace(amount=round(bill.amount * factor[code])) for code, bill in rows if code in factor]
    lacking = ((code, count) for code, count in used if code not in factor)
    missing = [f"{count} invoices in {code} have no rate to {base}: left out" for code, count in lacking]
    return bills, tuple(missing)
