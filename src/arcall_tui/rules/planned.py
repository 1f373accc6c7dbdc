"""What the rules themselves plan for an account, where no outcome has: its cadence, and reminders before bills are due."""

from __future__ import annotations

from datetime import date, timedelta

from arcall_tui.domain.activity import FollowUp, FollowUpKind, SetBy
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.standing import Standing
from arcall_tui.rules.policy import CadenceRules, Policy
from arcall_tui.rules.value import Worth


def planned_step(standing: Standing, worth: Worth, policy: Policy) -> FollowUp | None:
    """Return the next step of the account's cadence, or the reminder of what falls due soon; None without either.

    It is worked out of what was done, and stands nowhere in the book; so other rules plan another one at once.
    """
    return cadence_step(standing, worth, policy) or _reminder(standing, policy)


def is_due(step: FollowUp, standing: Standing) -> bool:
    """Whether a planned step is to be done by the account's day."""
    return step.due <= standing.day


def to_write(step: FollowUp | None, standing: Standing) -> bool:
    """Whether a planned step is an e-mail or a letter, and due."""
    return step is not None and step.kind is not FollowUpKind.CALL and is_due(step, standing)


def _reminder(standing: Standing, policy: Policy) -> FollowUp | None:
    """Return the e-mail about what falls due soon; None once anything was written since it came into sight."""
    soon = [each for each in standing.exposures if each.soon > 0]
    if not soon or standing.oldest_due is None or any(each.overdue for each in standing.exposures):
        return None
    since = standing.oldest_due - timedelta(policy.soon_days)
    if any(touch.written and touch.day >= since for touch in standing.touches):
        return None
    amounts = " and ".join(str(Money(each.soon, each.currency)) for each in soon)
    ahead = "today" if not policy.soon_days else f"within {policy.soon_days} days"
    words = f"{amounts} falls due {ahead}: remind them by e-mail"
    return FollowUp(FollowUpKind.EMAIL, standing.day, words, zone=standing.zone)


def cadence_step(standing: Standing, worth: Worth, policy: Policy) -> FollowUp | None:
    """Return the next step of the account's cadence; None where it has none, or something else decides."""
    since = standing.oldest_due
    overdue = since is not None and any(each.overdue for each in standing.exposures)
    if since is None or not overdue or not policy.cadences or not _left_to_rules(standing):
        return None
    cadence = next((each for each in policy.cadences if _fits(each, standing, worth, since)), None)
    return None if cadence is None else _next_of(cadence, standing, since, policy)


def _left_to_rules(standing: Standing) -> bool:
    """Whether nothing that was said, agreed or set decides the next step; a talk in which nothing was agreed does not."""
    step = standing.next_call
    if standing.broken is not None or step is None:
        return standing.broken is None
    return step.kind is FollowUpKind.CALL and step.set_by is SetBy.RULE and step.after in (None, Code.TT)


def _fits(cadence: CadenceRules, standing: Standing, worth: Worth, since: date) -> bool:
    """Whether the account is of the cadence's segment: amounts in the base currency, ages of the oldest bill.

    What is owed in a currency without a rate counts as it stands.
    """
    age = (standing.day - since).days
    amount = worth.to_collect(standing.exposures)
    return (
        cadence.amount_from <= amount < cadence.amount_to
        and cadence.age_from <= age < cadence.age_to
        and (not cadence.countries or standing.country.upper() in cadence.countries)
        and (not cadence.tags or not cadence.tags.isdisjoint(standing.tags))
    )


def _next_of(cadence: CadenceRules, standing: Standing, since: date, policy: Policy) -> FollowUp | None:
    """Return the first step that was not taken since the oldest bill fell due; None after the last one."""
    calendar = policy.calendar_of(standing.country, standing.region)
    touches, done_on = [touch for touch in standing.touches if touch.day > since], since
    for number, step in enumerate(cadence.steps, 1):
        written = step.kind is not FollowUpKind.CALL
        place = next((at for at, touch in enumerate(touches) if touch.written == written), None)
        if place is None:
            due = calendar.add_business_days(done_on, max(step.days, 1 if number == 1 else 0))
            words = f"{cadence.name}, step {number} of {len(cadence.steps)}: {step.kind}"
            return FollowUp(step.kind, due, words, zone=standing.zone)
        done_on, touches = touches[place].day, touches[place + 1 :]
    return None
