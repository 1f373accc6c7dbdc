"""The caller's goals: how far they are reached on a day, in its week and in its month."""

from __future__ import annotations

from datetime import date, timedelta

from arcall_tui.domain.money import Money, exponent
from arcall_tui.settings import Settings
from arcall_tui.store.accounts.tally import done
from arcall_tui.store.book.engine import OpenBook
from arcall_tui.workday.desk.views import Goal

# What matters most stands first: there is not always room for all.
_ORDER = ("calls", "promises", "amount", "contacts")


def reached(book: OpenBook, settings: Settings, upto: date) -> tuple[Goal, ...]:
    """Return every goal of settings.toml with what has been reached by the close of `upto`."""
    begins = {"day": upto, "week": upto - timedelta(days=upto.weekday()), "month": upto.replace(day=1)}
    found: list[Goal] = []
    for period in (period for period in begins if settings.goals.get(period)):
        counted = done(book, begins[period], upto)
        goals = settings.goals[period]
        for name, wanted in ((name, goals[name]) for name in _ORDER if name in goals):
            if name == "amount":
                found.append(_amount(period, counted.promised, wanted, settings))
            else:
                found.append(Goal(period, name, getattr(counted, name), int(wanted)))
    return tuple(found)


def _amount(period: str, promised: dict[str, int], wanted: float, settings: Settings) -> Goal:
    from arcall_tui.reports.rates import Rates  # noqa: PLC0415 - only where a goal is an amount

    base = settings.base_currency
    rates = Rates(base, {code: (rate.rate, rate.date) for code, rate in settings.rates.items()})
    total = rates.total(promised)
    reached = total.minor if isinstance(total, Money) else total.reason
    return Goal(
        period, "amount", reached, round(wanted * 10 ** exponent(base)) if base else round(wanted), base
    )
