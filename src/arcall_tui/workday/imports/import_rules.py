"""The rules, as far as an import needs them: first calls, and what becomes of promises."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, datetime

from arcall_tui.domain.activity import FollowUp
from arcall_tui.domain.calendar import both
from arcall_tui.rules import followup
from arcall_tui.rules.followup import Situation
from arcall_tui.rules.policy import Policy
from arcall_tui.settings import Settings
from arcall_tui.store.imports.steps import Customer, Judgement
from arcall_tui.workday.desk import public_holidays


def judgement(
    connection: sqlite3.Connection, policy: Policy, settings: Settings, today: date, now: datetime
) -> Judgement:
    """Return the rules for a book that has its new accounts already: their places' holidays count. `now`: UTC."""
    policy = policy.with_holidays(public_holidays.look_up(connection, policy, today))
    caller = policy.caller(settings.zone, settings.country)

    def situation(who: Customer) -> Situation:
        return Situation.of_customer(
            who.zone, who.country, who.region, consumer=who.consumer, policy=policy, caller=caller, now=now
        )

    def first_call(due: date, who: Customer) -> FollowUp:
        theirs = policy.calendar_of(who.country, who.region)
        return followup.first_call(due, today, both(theirs, caller.calendar), who.zone)

    def check_due(promised: date, who: Customer) -> date:
        here = situation(who)
        return followup.promise_check_due(promised, here.abroad, here.calendar, policy)

    def unverified(promised: date, who: Customer) -> bool:
        return followup.is_unverified(promised, situation(who), policy)

    def after_broken(level: int, who: Customer) -> tuple[FollowUp, ...]:
        return followup.after_broken(replace(situation(who), broken_level=level))

    return Judgement(first_call, check_due, unverified, after_broken, policy.promises.tolerance_minor)
