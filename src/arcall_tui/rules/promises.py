"""What has become of a promise to pay: decided here for the card, the reports, the queue and the import."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from arcall_tui.domain.activity import PromiseSeen, PromiseState
from arcall_tui.domain.calendar import Calendar, Caller, is_country_code
from arcall_tui.rules.policy import Policy


def is_abroad(country: str, caller_country: str) -> bool:
    """Whether both are ISO country codes, and not the same: a ledger's own country numbers tell nothing yet."""
    theirs, own = country.upper(), caller_country.upper()
    return is_country_code(theirs) and is_country_code(own) and theirs != own


def check_day(due: date, abroad: bool, calendar: Calendar, policy: Policy) -> date:  # noqa: FBT001
    """Return when a promise due on `due` is checked: its grace later, in business days of `calendar`."""
    rules = policy.promises
    return calendar.add_business_days(due, rules.grace_days_abroad if abroad else rules.grace_days)


@dataclass(frozen=True, slots=True)
class PromiseRule:
    """Judges promises to one caller under one policy. Days are the caller's workdays, whatever the customer's clock says."""

    policy: Policy
    caller: Caller
    _known: dict[tuple[date, str, str], date] = field(default_factory=dict, repr=False, compare=False)

    def checked_on(self, due: date, country: str, region: str = "") -> date:
        """Return the day on which a promise by a customer of that place is checked; its grace ends with it."""
        known = self._known.get((due, country, region))
        if known is None:
            calendar = self.policy.shared_calendar(country, region, self.caller)
            abroad = is_abroad(country, self.caller.country)
            known = self._known[due, country, region] = check_day(due, abroad, calendar, self.policy)
        return known

    def state_on(
        self, day: date, state: PromiseState, due: date, country: str, region: str = ""
    ) -> PromiseState:
        """Return what a promise is on `day`: an open one past its grace is unverified until a ledger tells."""
        if state is PromiseState.OPEN and self.checked_on(due, country, region) < day:
            return PromiseState.UNVERIFIED
        return state

    def verdict(self, seen: PromiseSeen, as_of: date, day: date, *, complete: bool) -> PromiseState:
        """Return what a live promise has become, seen in a ledger as of the close of `as_of`, on workday `day`.

        `complete`: the ledger lists everything, so that money it does not show has not come.
        """
        if seen.amount - seen.paid <= self.policy.promises.tolerance_minor(seen.currency):
            return PromiseState.KEPT
        if seen.nothing_left and not seen.paid:
            # The bills went without money since: paid before the promise already, or corrected.
            return PromiseState.WITHDRAWN
        if seen.nothing_left and seen.paid * 2 > seen.amount:
            return PromiseState.KEPT  # the rest was credited: there is nothing more to pay
        if as_of < self.checked_on(seen.due, seen.country, seen.region) or not complete:
            return self.state_on(day, seen.state, seen.due, seen.country, seen.region)
        return PromiseState.PARTLY_KEPT if seen.paid > 0 else PromiseState.BROKEN
