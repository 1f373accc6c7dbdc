"""The command that reckons late interest, with the working."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import typer

from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.text_table import lined_up
from arcall_tui.cli.verbs import AccountArgument, answer, verb
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.law.interest import Reckoning
from arcall_tui.workday.letters.late_interest import AccountInterest, interest_of, waive


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(interest)


@verb
def interest(
    run: Run,
    account: AccountArgument,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="To the end of that day, else today.")
    ] = "",
    waived: Annotated[
        str | None,
        typer.Option("--waive", metavar="REASON", help='Ask for none, and keep why; "" asks again.'),
    ] = None,
) -> None:
    """Reckon late interest on what is past due, by law or contract, with the working; nothing is claimed by it.

    On what is neither disputed, promised nor covered by a credit. Nothing is reckoned past the day until which the
    rates are known: lines of your own go into law.toml beside your settings. This is arithmetic, not legal advice.
    """
    desk = run.existing_desk()
    key = desk.resolve(account)
    if waived is not None:
        waive(desk, key, waived)
        told = f"waived: {waived}" if waived else "not waived any more"
        answer(
            run, lambda: {"account": account, "waived": waived or None}, lambda: [f"Late interest is {told}"]
        )
        return
    made = interest_of(desk, desk.card(key), _day(as_of))
    for doubt in _doubts(made):
        narrate(f"arcall: {doubt}")
    answer(run, lambda: _entry(account, made), lambda: _lines(made))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{text!r} is not a date.", "Write it like 2026-11-20.") from None


def _doubts(made: AccountInterest) -> list[str]:
    doubts = []
    if made.unknown_from is not None:
        doubts.append(
            f"from {made.unknown_from} on nothing is reckoned: {made.regime.reference.name} is known only for"
            f" {made.regime.reference.rates[0][0]} to {made.regime.reference.read_until}."
            " Add the line to law.toml beside your settings."
        )
    if made.guess:
        doubts.append(
            f"by the law of {made.regime.country}, the customer's country: say yours: [interest] law"
        )
    return doubts


def _entry(account: str, made: AccountInterest) -> dict[str, object]:
    return {
        "account": account,
        "as_of": made.until.isoformat(),
        "country": made.regime.country or None,
        "law": made.regime.law,
        "source": made.regime.source,
        "reference": made.regime.reference.name,
        "grounds": made.grounds,
        "claimed": False,
        "waived": made.waived or None,
        "unknown_from": made.unknown_from.isoformat() if made.unknown_from else None,
        "interest": {money.currency: money.plain() for money in made.interest},
        "fixed_sums": {money.currency: money.plain() for money in made.fixed},
        "invoices": [_debt(each) for each in made.debts],
    }


def _debt(made: Reckoning) -> dict[str, object]:
    return {
        "number": made.debt.number,
        "due": made.debt.due.isoformat(),
        "currency": made.interest.currency,
        "interest": made.interest.plain(),
        "fixed_sum": {made.fixed.currency: made.fixed.plain()} if made.fixed else None,
        "steps": [
            {
                "from": step.start.isoformat(),
                "to": step.end.isoformat(),
                "days": step.days,
                "on": step.amount.plain(),
                "rate": f"{float(step.rate):g}",
            }
            for step in made.steps
        ],
    }


def _lines(made: AccountInterest) -> Iterable[str]:
    total = " + ".join(map(str, made.interest)) or "none"
    state = f"waived: {made.waived}" if made.waived else "not claimed"
    yield f"Late interest to {made.until:%d %b %Y}: {total} ({made.regime.law}, {made.grounds}; {state})"
    if made.fixed:
        yield f"Fixed sums by law: {' + '.join(map(str, made.fixed))}"
    if made.debts:
        yield ""
        yield from lined_up(
            [("INVOICE", "FROM", "TO", "DAYS", "ON", "RATE", "INTEREST"), *_rows(made.debts)],
            frozenset({3, 4, 5, 6}),
        )
    yield ""
    yield f"Rates: {made.regime.reference.name} ({made.regime.reference.source})"


def _rows(debts: Iterable[Reckoning]) -> Iterable[tuple[str, ...]]:
    for made in debts:
        for place, step in enumerate(made.steps):
            last = place == len(made.steps) - 1
            yield (
                one_line(made.debt.number) if not place else "",
                f"{step.start:%d %b %Y}",
                f"{step.end:%d %b %Y}",
                str(step.days),
                str(step.amount),
                f"{float(step.rate):g} %",
                str(made.interest) if last else "",
            )
