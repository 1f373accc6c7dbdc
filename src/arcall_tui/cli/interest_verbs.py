"""The command that reckons late interest, with the working."""

from __future__ import annotations

from typing import Annotated

from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import AccountArgument, answer, day_option, verb
from arcall_tui.domain.json_views import Json, View, by_currency
from arcall_tui.domain.money import exponent
from arcall_tui.law.interest import Reckoning
from arcall_tui.workday.letters.late_interest import AccountInterest, interest_of, waive, working

StretchView = View("StretchView", "from to days:int on rate interest")

# The late interest on one invoice.
DebtView = View(
    "DebtView", "number due currency interest settled:bool fixed_sum:amounts? steps", steps=[StretchView]
)

# Late interest with its working.
InterestView = View(
    "InterestView",
    "account as_of country? law source reference grounds claimed:bool waived? doubts:texts "
    "unknown_from? interest:amounts fixed_sums:amounts invoices",
    invoices=[DebtView],
)

# Whether late interest is waived, and why.
WaivedView = View("WaivedView", "account waived?")


@verb((InterestView, WaivedView))
def interest(
    run: Run,
    account: AccountArgument,
    as_of: Annotated[str, "--as-of DATE", "To the end of that day, else today."] = "",
    settled: Annotated[bool, "--settled", "Also on what was paid late in the year before."] = False,
    waived: Annotated[str | None, "--waive REASON", 'Ask for none, and keep why; "" asks again.'] = None,
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
            run,
            lambda: WaivedView(account=account, waived=waived or None),
            lambda: [f"Late interest is {told}"],
        )
        return
    made = interest_of(desk, desk.card(key), day_option(run, "--as-of", as_of), settled=settled)
    for doubt in made.doubts:
        narrate(f"arcall: {doubt}")
    answer(run, lambda: _entry(account, made), lambda: working(made))


def _entry(account: str, made: AccountInterest) -> Json:
    return InterestView(
        made,
        account=account,
        as_of=made.until,
        country=made.regime.country or None,
        law=made.regime.law,
        source=made.regime.source,
        reference=made.regime.reference.name,
        claimed=False,
        waived=made.waived or None,
        interest=by_currency(made.interest),
        fixed_sums=by_currency(made.fixed),
        invoices=[_debt(each) for each in made.debts],
    )


def _debt(made: Reckoning) -> Json:
    steps = [
        StretchView(
            step,
            to=step.end,
            on=step.amount,
            rate=f"{float(step.rate):g}",
            interest=f"{float(step.interest) / 10 ** exponent(step.amount.currency):.4f}",
            **{"from": step.start},
        )
        for step in made.steps
    ]
    fixed = by_currency([made.fixed]) if made.fixed else None
    return DebtView(
        made.debt, currency=made.interest.currency, interest=made.interest, fixed_sum=fixed, steps=steps
    )
