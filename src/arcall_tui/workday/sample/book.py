"""Making the sample book, and knowing it again so that no other book is ever overwritten."""

import hashlib
import json
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from arcall_tui.domain.calendar import Calendar, instant, spelt
from arcall_tui.domain.text import digits_of
from arcall_tui.rules.policy import Policy
from arcall_tui.settings import Rate
from arcall_tui.store.book.sample import make_book, sample_state
from arcall_tui.workday.sample.receivables import (
    CREDITORS,
    PLACES,
    LedgerDays,
    SampleCustomer,
    SampleRows,
    book_ledger,
    customers,
    year_of_bills,
)
from arcall_tui.workday.sample.scenes import CallingDay, chase_the_past, set_the_scenes, tell_ended_disputes

CUSTOMERS = 150
SEED = 7


def fresh_sample(path: Path, today: date, *, reset: bool = False) -> str:
    """See to it that a sample book is at `path`; return what there is to say about it (may be empty).

    One of another day in which nothing was recorded is made new, so that the sample is never stale. Raises
    BookError where `path` holds anything but a sample book: that is never overwritten.
    """
    state = sample_state(path)
    if state is not None and not reset:
        if state.made_for == today:
            return ""
        if state.used:
            made = state.made_for
            return f"The sample book is of {spelt(made)}, with your calls in it; --reset makes it new."
    make_sample(path, today)
    return f"Made a sample book of {CUSTOMERS} invented customers."


def make_sample(path: Path, today: date, seed: int = SEED) -> None:
    """Write the sample book of that seed and workday to `path`; the same two give the same rows."""
    make_book(path, sample_rows(today, seed).tables, today)


def working_moment(now: datetime, zone: ZoneInfo, policy: Policy) -> datetime:
    """Return `now` (UTC) where the caller's shift is on, else 10:05 of that day or the next working day.

    A sample in which everybody is at home shows little.
    """
    local = now.astimezone(zone)
    opens, closes = policy.shift.window(local.date(), zone)
    works = local.weekday() not in policy.shift_weekend
    if works and opens <= now < closes:
        return now
    return instant(Calendar(policy.shift_weekend).on_or_after(local.date()), time(10, 5), zone)


def sample_rates(today: date) -> dict[str, Rate]:
    """Return rough rates to GBP for the sample's currencies, so that their amounts compare."""
    scales = {place.currency: place.scale for place in PLACES}
    return {
        currency: Rate(round(1 / scale, 6), today) for currency, scale in scales.items() if currency != "GBP"
    }


def sample_rows(today: date, seed: int = SEED) -> SampleRows:
    """Make all rows of the sample book as they stand on the morning of `today`."""
    rng = Random(seed)  # noqa: S311 - it must repeat, not surprise
    people = customers(rng, CUSTOMERS)
    bills = year_of_bills(rng, people, today)
    ledgers = LedgerDays.of(today)
    rows = SampleRows()
    _enter_ledgers(rows, ledgers)
    for customer in people:
        _enter(rows, customer)
    ledger = book_ledger(rng, rows, bills, ledgers)
    _tell_what_came(rows)
    desk = CallingDay(rows, rng, today)
    chase_the_past(desk, people, ledger)
    set_the_scenes(desk, people, ledger)
    tell_ended_disputes(desk, people, ledger)
    return rows


def _enter_ledgers(rows: SampleRows, ledgers: LedgerDays) -> None:
    for each in CREDITORS:
        rows.add("creditor", name=each.name)
    for day, (creditor, each) in product(ledgers.days, enumerate(CREDITORS, start=1)):
        file = f"{each.name.lower()}-{day}.csv"
        rows.add(
            "ledger_import", creditor_id=creditor, file_name=file, shape="sample",
            file_hash=hashlib.sha256(file.encode()).hexdigest(), as_of=day,
            at=datetime.combine(day + timedelta(days=1), time(6, creditor), UTC),
        )  # fmt: skip


def _tell_what_came(rows: SampleRows) -> None:
    """Write into each import what it brought: new items, and those that were paid."""
    new = Counter(invoice["first_import_id"] for invoice in rows.tables["invoice"])
    moved = rows.tables["balance_change"]
    closed = Counter(change["import_id"] for change in moved if not change["new_balance"])
    part = Counter(change["import_id"] for change in moved if change["new_balance"])
    for taken in rows.tables["ledger_import"]:
        key = taken["id"]
        counts = {"new": new[key], "changed": part[key], "closed": closed[key]}
        told = ((closed[key], "paid in full"), (part[key], "part paid"), (new[key], "new"))
        story = ", ".join(f"{count} {words}" for count, words in told if count)
        taken["summary"] = json.dumps({"invoices": counts, "story": story})


def _enter(rows: SampleRows, customer: SampleCustomer) -> None:
    rows.add(
        "account", creditor_id=customer.buys_from + 1, ledger_id=customer.ledger_id, name=customer.name, country=customer.place.country,
        zone=customer.zone, language=customer.place.language, terms=f"Net {customer.terms}",
    )  # fmt: skip
    for person in customer.people:
        rows.add(
            "contact", account_id=customer.id, name=person.name, role=person.role, phone=person.phone,
            digits=digits_of(person.phone), email=person.email,
        )  # fmt: skip
