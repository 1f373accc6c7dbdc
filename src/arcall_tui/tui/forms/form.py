"""A form being filled in, and what it is read against."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from arcall_tui.domain.calendar import Calendar, Hours, instant, opens_at, zone_named
from arcall_tui.domain.outcome import NextStep, Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.when import When, parse_when
from arcall_tui.errors import UsageError
from arcall_tui.rules import doubts
from arcall_tui.tui.forms.fields import Doubt, Field, Understood
from arcall_tui.tui.render.moments import both_clocks, day_full
from arcall_tui.workday.desk.desk import promise_day, shared_calendar

if TYPE_CHECKING:
    from arcall_tui.domain.account import Invoice
    from arcall_tui.domain.activity import RootCause
    from arcall_tui.domain.standing import Exposure
    from arcall_tui.rules.queue import Placing
    from arcall_tui.settings import Settings
    from arcall_tui.workday.desk.desk import Desk
    from arcall_tui.workday.desk.views import Card


_WEEK = 7


@dataclass(frozen=True)
class Setting:
    """What a form is filled in and read against: the account, both clocks, how dates in digits are read.

    `calendar`: days on which both sides work; `hours` and `theirs`: the customer's own. `chosen`: the
    invoices that are marked; `cause`: why they are late, as far as the caller has said.
    """

    card: Card
    now: datetime
    here: ZoneInfo
    date_order: str
    suggested_day: date
    calendar: Calendar
    hours: Hours
    theirs: Calendar
    chosen: tuple[Invoice, ...] = ()
    cause: RootCause | None = None

    @property
    def there(self) -> ZoneInfo:
        """The customer's zone; the caller's own while it is not known."""
        return zone_named(self.card.account.zone) or self.here

    @property
    def local(self) -> datetime:
        """The present on the customer's clock."""
        return self.now.astimezone(self.there)

    @property
    def exposure(self) -> Exposure | None:
        """What is owed in the currency that matters most: that of the marked invoices, where some are."""
        held = self.card.placing.standing.exposures
        if self.chosen:
            return self.exposure_in(self.chosen[0].balance.currency)
        return max(held, key=lambda e: (e.value, e.collectable, e.open), default=None)

    def exposure_in(self, currency: str) -> Exposure | None:
        """Return what is owed in that currency."""
        return next((e for e in self.card.placing.standing.exposures if e.currency == currency), None)

    def date_of(self, text: str) -> Understood:
        """Read a date that is not past, on the customer's calendar."""
        when = parse_when(text, self.local, self.date_order)
        if when.date < self.local.date():
            raise UsageError(
                f"{day_full(when.date)} is past; the nearest good day is {day_full(self.suggested_day)}."
            )
        days = (when.date - self.local.date()).days
        echo = f"{day_full(when.date)}, {_in_days(days)}"
        doubt = doubts.of_day(when.date, self.local.date(), self.theirs, self.calendar)
        return when.date, Doubt(f"{echo}: {doubt}") if doubt else echo

    def past_of(self, text: str) -> Understood:
        """Read a day that is not to come, on the customer's calendar: a weekday is the last one."""
        today = self.local.date()
        word = text.strip().lower()
        if word == "yesterday":
            day = today - timedelta(days=1)
        elif word.startswith("-") and word[1:].isascii() and word[1:].isdigit():
            day = today - timedelta(days=int(word[1:5]))
        else:
            day = parse_when(text, self.local, self.date_order).date
            if today < day <= today + timedelta(days=_WEEK) and word[:1].isalpha():
                day -= timedelta(days=_WEEK)
        if day > today:
            raise UsageError(f"{day_full(day)} is still to come; the nearest good day is {day_full(today)}.")
        return day, day_full(day)

    def instant_of(self, text: str) -> Understood:
        """Read a date and time to come on the customer's clock; the value is a UTC instant."""
        when = parse_when(text, self.local, self.date_order)
        if when.time is None:
            raise UsageError(f"{day_full(when.date)}: at what time?", "Add it: fri 3pm.")
        return self._instant(when)

    def step_of(self, text: str) -> Understood:
        """Read when the next step is due: a date, or a date and time on the customer's clock."""
        when = parse_when(text, self.local, self.date_order)
        if when.time is not None:
            at, echo = self._instant(when)
            return NextStep(when.date, at), echo
        day, echo = self.date_of(text)
        return NextStep(day), echo

    def _instant(self, when: When) -> Understood:
        assert when.time is not None
        at = instant(when.date, when.time, self.there)
        echo = both_clocks(at, self.card.account.zone, self.here)
        if at <= self.now:
            nearest = opens_at(self.hours, self.theirs, self.there, self.now)
            good = both_clocks(nearest, self.card.account.zone, self.here)
            raise UsageError(f"{echo} is past; the nearest good time is {good}.")
        if self.card.account.zone is None:
            echo += " on your clock (theirs is not known)"
        likes = self.card.placing.standing.prefers
        if likes and not likes.opens <= when.time <= likes.closes:
            echo += f" (they like {likes})"
        doubt = doubts.of_time(at, self.now, self.hours, self.theirs, self.card.account.zone, self.here)
        return at, Doubt(f"{echo}: {doubt}") if doubt else echo


def setting_for(
    card: Card,
    desk: Desk,
    settings: Settings,
    chosen: tuple[Invoice, ...] = (),
    cause: RootCause | None = None,
) -> Setting:
    """Return what a form for this account is read against, as of now."""
    consumer, country, region = card.account.consumer, card.account.country, card.account.region
    return Setting(
        card,
        desk.clock.now(),
        desk.clock.zone,
        settings.date_order,
        card.promise_day or promise_day(desk, card.account, card.guide),
        shared_calendar(desk, card.account),
        desk.policy.hours_of(consumer=consumer, country=country, region=region),
        desk.policy.calendar_of(country, region),
        chosen,
        cause,
    )


def _in_days(days: int) -> str:
    return ("today", "tomorrow")[days] if days < 2 else f"in {days} days"  # noqa: PLR2004


Build = Callable[[Setting, dict[str, Any], str], Outcome]
# What puts the values on record: a function of the desk, which returns the account's new place where it has one.
Write = Callable[[dict[str, Any]], Callable[["Desk"], "Placing | None"]]
# The same for several accounts at once.
Together = Callable[[dict[str, Any], Sequence[int]], Callable[["Desk"], "list[Placing]"]]
# What the screen itself does with the form.
Send = Callable[["Form"], Awaitable[None]]


@dataclass
class Form:
    """A form being filled in. `make` turns the values and the note into an outcome.

    A form without a code logs no call: `write` says what it records instead, `together` how that is recorded
    for several accounts, or `send` what the screen does with it.
    """

    code: Code | None
    title: str
    fields: list[Field]
    setting: Setting
    make: Build
    at: int = 0
    problem: str = ""
    warning: str = ""
    write: Write | None = None
    together: Together | None = None
    send: Send | None = None
    insisted: tuple[str, ...] = ()
    who: str = ""
    whole: Callable[[], str] = str  # what all of it comes to, where that is more than its fields

    @property
    def field(self) -> Field:
        """The field being typed in."""
        return self.fields[self.at]

    def move(self, count: int) -> None:
        """Go to another field."""
        self.at = (self.at + count) % len(self.fields)
        self.problem = ""

    def doubt(self) -> str | None:
        """Return what is unwise in the form, once: the caller may insist by sending it again as it is."""
        doubts = tuple(words for each in self.fields if isinstance(words := each.echo()[0], Doubt))
        if not doubts or doubts == self.insisted:
            return None
        self.insisted = doubts
        return f"{doubts[0]} · enter again insists"

    def values(self) -> dict[str, Any]:
        """Return every value by its field. Raises UsageError and goes to the field where something is wrong."""
        found: dict[str, Any] = {}
        for index, each in enumerate(self.fields):
            try:
                found[each.id] = each.value()
            except UsageError:
                self.at = index
                raise
        return found

    def outcome(self, note: str) -> Outcome:
        """Return the outcome that the form stands for. Raises UsageError."""
        return self.make(self.setting, self.values(), note)

    def preview(self) -> Outcome | None:
        """Return the outcome so far, to ask what would follow; None while something is missing or wrong."""
        at = self.at
        try:
            return self.outcome("")
        except UsageError:
            return None
        finally:
            self.at = at
