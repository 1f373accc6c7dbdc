"""Late interest in words: the working, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from arcall_tui.domain.text import one_line
from arcall_tui.law.interest import Reckoning
from arcall_tui.workday.letters.late_interest import AccountInterest
from arcall_tui.workday.letters.text_tables import padded

_HEAD = ("INVOICE", "FROM", "TO", "DAYS", "ON", "RATE", "INTEREST")


def working(made: AccountInterest) -> Iterator[str]:
    """Yield the sum, the steps it is made of, and where the rates are from."""
    total = " + ".join(map(str, made.interest)) or ("not reckoned" if made.unknown_from else "none")
    state = f"waived: {made.waived}" if made.waived else "not claimed"
    yield f"Late interest to {made.until:%d %b %Y}: {total} ({made.regime.law}, {made.grounds}; {state})"
    if made.fixed:
        yield f"Fixed sums by law: {' + '.join(map(str, made.fixed))}"
    if any(each.steps for each in made.debts):
        yield ""
        yield from padded([_HEAD, *_rows(made.debts)], {3, 4, 5, 6})
    yield ""
    yield f"Rates: {made.regime.reference.name} ({made.regime.reference.source})"


def _rows(debts: Iterable[Reckoning]) -> Iterator[tuple[str, ...]]:
    for made in debts:
        for place, step in enumerate(made.steps):
            yield (
                one_line(made.debt.number) if not place else "",
                f"{step.start:%d %b %Y}",
                f"{step.end:%d %b %Y}",
                str(step.days),
                str(step.amount),
                f"{float(step.rate):g} %",
                str(made.interest) if place == len(made.steps) - 1 else "",
            )
