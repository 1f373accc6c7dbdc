"""The rules, as far as an import needs them: first calls, and what becomes of promises."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache, partial

from arcall_tui.domain.activity import FollowUp
from arcall_tui.domain.calendar import CustomerPlace
from arcall_tui.rules import followup
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.promises import PromiseRule
from arcall_tui.rules.situation import Situation
from arcall_tui.settings import Settings
from arcall_tui.store.book.engine import OpenBook
from arcall_tui.store.imports.steps import Judgement
from arcall_tui.workday.desk import standings_today


def judgement(
    connection: OpenBook, policy: Policy, settings: Settings, today: date, now: datetime
) -> Judgement:
    """Return the rules for a book that has its new accounts already: their places' holidays count. `now`: UTC."""
    policy = policy.with_holidays(standings_today.look_up(connection, policy, today))
    caller = policy.caller(settings.zone, settings.country)
    promises = PromiseRule(policy, caller)

    @cache  # of thousands of customers, many are in one place and owe since one day
    def first_call(due: date, who: CustomerPlace) -> FollowUp:
        return followup.first_call(
            due, today, policy.shared_calendar(who.country, who.region, caller), who.zone
        )

    def after_broken(level: int, who: CustomerPlace) -> tuple[FollowUp, ...]:
        situation = replace(Situation.at(who, policy, caller, now), broken_level=level)
        return followup.after_broken(situation, partly=not level)

    return Judgement(
        first_call, partial(promises.verdict, day=today), after_broken, policy.promises.tolerance_minor
    )
