"""What a caller types about an account, understood: the same for a form of the screen and an option of the shell."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.activity import NextStep, RootCause
from arcall_tui.domain.calendar import Calendar, Hours, both_clocks, instant, opens_at, zone_named
from arcall_tui.domain.money import CURRENCIES, Money, amount_read, parse_amount
from arcall_tui.domain.outcomes import Code, Fact
from arcall_tui.domain.standing import Exposure
from arcall_tui.domain.text import one_line
from arcall_tui.domain.when import When, parse_past, parse_past_when, parse_when
from arcall_tui.errors import UsageError
from arcall_tui.rules import objections as doubts
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.clock import in_own_words, parse_now
from arcall_tui.workday.desk.desk import Card, Desk, promise_day, shared_calendar

_SHOWN = 8
_LONG_AGO = timedelta(days=183)
# Counted where the calendars are known: on which both sides work.
_WORKING_DAYS = re.compile(
    r"(?:\+|(?:with)?in )?(?:(\d{1,2})|next|an?|one) (?:working|business) days?", re.ASCII
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]")


class Doubt(str):
    """How a text was understood, and why that is unwise; the caller may insist."""

    __slots__ = ()


# What reading gives back: the value, and how it was understood.
Understood = tuple[Any, str]


class NamedItem(NamedTuple):
    """An invoice that was named, and how much of it; None: all that can be meant."""

    invoice: Invoice
    amount: Money | None = None


@dataclass(frozen=True)
class Reading:
    """What is typed about an account, read against what stands there. Every reader raises UsageError.

    `now`: the present (aware); `said_at`: when the call was, None for now. `here`: the caller's zone.
    `date_order`: how dates in digits are read. `suggested_day`: for a promise. `calendar`: days on which both
    sides work; `hours` and `theirs`: the customer's own. `chosen`: the invoices that are marked; `cause`: why
    they are late, as far as the caller has said. `of_call`: the call on record of which another result is told.
    `longest_promise`: in days from now.
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
    said_at: datetime | None = None
    of_call: int | None = None
    longest_promise: int | None = None

    @property
    def there(self) -> ZoneInfo:
        """The customer's zone; the caller's own while it is not known."""
        return zone_named(self.card.account.zone) or self.here

    @property
    def local(self) -> datetime:
        """The present on the customer's clock."""
        return self.now.astimezone(self.there)

    @property
    def owed(self) -> tuple[Invoice, ...]:
        """The invoices on which something is owed."""
        return tuple(item for item in self.card.invoices if item.balance.minor > 0)

    @property
    def exposure(self) -> Exposure | None:
        """What is owed in the currency that matters most: that of the marked invoices, where some are."""
        held = self.card.placing.standing.exposures
        if self.chosen:
            currency = self.chosen[0].balance.currency
            return next((each for each in held if each.currency == currency), None)
        return max(held, key=lambda e: (e.value, e.collectable, e.open), default=None)

    def promised(self, text: str) -> Understood:
        """Read the day of a promise: as every day, and not further away than the rules have it."""
        return self.day(text, self.longest_promise)

    def day(self, text: str, longest: int | None = None) -> Understood:
        """Read a date that was not past when it was said, on the customer's calendar.

        `longest`: after how many days from now it is doubted.
        """
        when = self._when(text)
        day = when.date
        if day < (self.said_at or self.now).astimezone(self.there).date():
            good = f"{self.suggested_day:%a %d %b %Y}"
            raise UsageError(f"{day:%a %d %b %Y} is past; the nearest good day is {good}.")
        doubt = doubts.of_day(day, self.local.date(), self.theirs, self.calendar, longest)
        if doubt:
            return day, _doubted(f"{day:%a %d %b %Y}", doubt, when)
        days = (day - self.local.date()).days
        said = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
        return day, _doubted(f"{day:%a %d %b %Y}, {said}", "", when)

    def past_day(self, text: str) -> Understood:
        """Read a day that is not to come, on the customer's calendar: a weekday is the last one."""
        today = self.local.date()
        day = in_own_words(lambda said: parse_past(said, today, self.date_order), text)
        if today - day > _LONG_AGO:
            # 24 dec, said in November, is not the one eleven months ago.
            with suppress(UsageError):
                ahead = parse_when(text, self.local, self.date_order).date
                if today < ahead < today + _LONG_AGO:
                    day = ahead
        if day > today:
            raise UsageError(
                f"{day:%a %d %b %Y} is still to come; the nearest good day is {today:%a %d %b %Y}.",
                "Write the year where you mean another one.",
            )
        return day, f"{day:%a %d %b %Y}"

    def moment(self, text: str) -> Understood:
        """Read a date and time to come on the customer's clock; the value is a UTC instant."""
        if _ISO.match(text):
            return self._judged(parse_now(text, self.there))
        when = self._when(text)
        if when.time is None and when.other is not None and when.other.time is not None:
            when = when.other  # a time is asked for
        at, echo = self._judged(self._instant(when, self.there))
        return at, _doubted(echo, "", when)

    def own_moment(self, text: str) -> datetime:
        """Read when a call was, on the caller's clock where no offset is given: an instant (UTC)."""
        if _ISO.match(text):
            return parse_now(text, self.here)
        now = self.now.astimezone(self.here)
        when = in_own_words(lambda said: parse_past_when(said, now, self.date_order), text)
        return self._instant(when, self.here)

    def step(self, text: str) -> Understood:
        """Read when the next step is due: a date, or a date and time on the customer's clock."""
        when = self._when(text)
        value, echo = self.day(text) if when.time is None else self.moment(text)
        return NextStep(when.date, None if when.time is None else value), echo

    def _when(self, text: str) -> When:
        def read(said: str) -> When:
            if found := _WORKING_DAYS.fullmatch(said.strip().lower()):
                return When(self.calendar.add_business_days(self.local.date(), int(found[1] or 1)))
            return parse_when(said, self.local, self.date_order, doubtful=True)

        return in_own_words(read, text)

    def _instant(self, when: When, zone: ZoneInfo) -> datetime:
        if when.time is None:
            raise UsageError(f"{when.date:%a %d %b %Y}: at what time?", "Add it: fri 3pm.")
        return instant(when.date, when.time, zone)

    def _judged(self, at: datetime) -> Understood:
        zone, when = self.card.account.zone, at.astimezone(self.there).time()
        echo = both_clocks(at, zone, self.here)
        if at <= (self.said_at or self.now):
            nearest = both_clocks(opens_at(self.hours, self.theirs, self.there, self.now), zone, self.here)
            raise UsageError(f"{echo} is past; the nearest good time is {nearest}.")
        if zone is None:
            echo += " on your clock (theirs is not known)"
        likes = self.card.placing.standing.prefers
        if likes and not likes.opens <= when <= likes.closes:
            echo += f" (they like {likes})"
        doubt = doubts.of_time(at, self.now, self.hours, self.theirs, zone, self.here)
        return at, Doubt(f"{echo}: {doubt}") if doubt else echo

    def amount(
        self, text: str, currency: str = "", parts: Iterable[NamedItem] = (), then: str = ""
    ) -> tuple[Money, str]:
        """Read an amount, with its currency where another is meant than `currency`, or than that of the `parts`.

        What could be thousands or decimals is doubted. `then`: what else is said of it.
        """
        typed, amount = _split_currency(text)
        items = [part.invoice for part in parts] or self.card.invoices
        money, doubt = amount_read(amount, typed or currency or _one_currency(items))
        return money, Doubt(f"{money}: {doubt}") if doubt else f"{money}{then}"

    def invoices(self, code: Code, *texts: str) -> tuple[NamedItem, ...]:
        """Read which invoices are meant: numbers or the ends of them, NUMBER=AMOUNT for a part of one.

        Credits are meant only where something is sent to the customer.
        """
        items = self.card.invoices if Fact.SEND_TO in code.means.facts else self.owed
        parts = tuple(part for text in texts for part in _named(text, items))
        if len({part.invoice.id for part in parts}) < len(parts):
            raise UsageError("An invoice is named twice.", "Name each once.")
        return parts


def _one_currency(items: Iterable[Invoice]) -> str:
    """Return the one currency of the items. Raises UsageError where there are several, or none."""
    currencies = sorted({item.balance.currency for item in items})
    if len(currencies) == 1:
        return currencies[0]
    if not currencies:
        raise UsageError("Nothing is open on this account.", "A promise needs something that is owed.")
    raise UsageError(
        f"The currency is lacking: this account owes {' and '.join(currencies)}.",
        f"Write it like {currencies[0]} 100.00, or name invoices of one currency.",
    )


def _named(text: str, items: Sequence[Invoice]) -> list[NamedItem]:
    """Read one number, which may have spaces in it, or several."""
    words = text.replace(",", " ").split()
    try:
        return [_item(text, items)]
    except UsageError:
        if len(words) <= 1:
            raise
    return [_item(word, items) for word in words]


def _item(text: str, items: Sequence[Invoice]) -> NamedItem:
    number, sign, amount = text.partition("=")
    wanted = one_line(number).casefold()
    fits = [item for item in items if one_line(item.number).casefold() == wanted]
    fits = fits or [item for item in items if one_line(item.number).casefold().endswith(wanted)]
    if len(fits) != 1 or not wanted:
        known = ", ".join(one_line(item.number) for item in items[:_SHOWN])
        what = "more than one open invoice ends so" if fits else "no open invoice of this account"
        raise UsageError(f"{one_line(number)}: {what}.", f"Open are: {known}." if known else "")
    currency = fits[0].balance.currency
    return NamedItem(fits[0], parse_amount(amount, currency) if sign else None)


def reading_for(
    card: Card,
    desk: Desk,
    settings: Settings,
    chosen: tuple[Invoice, ...] = (),
    cause: RootCause | None = None,
    of_call: int | None = None,
) -> Reading:
    """Return what is read against for this account, as of now."""
    where = card.placing.standing.where
    return Reading(
        card,
        desk.clock.now(),
        desk.clock.zone,
        settings.date_order,
        card.promise_day or promise_day(desk, card.account, card.guide),
        shared_calendar(desk, card.account),
        desk.policy.hours_of(where),
        desk.policy.calendar_of(where.country, where.region),
        chosen,
        cause,
        of_call=of_call,
        longest_promise=desk.policy.promises.longest_days,
    )


def _doubted(echo: str, doubt: str, when: When) -> str:
    """Return how a date was understood, with what is unwise about it and what else it could be."""
    other = when.other
    also = f"it could be {other}, too" if other and (other.time is None) == (when.time is None) else ""
    said = "; ".join(filter(None, (doubt, also)))
    if not said:
        return echo
    return Doubt(f"{echo}; {said}" if isinstance(echo, Doubt) else f"{echo}: {said}")


def _split_currency(text: str) -> tuple[str, str]:
    """Part `EUR 100`, `100 EUR` or `EUR100` into currency and amount; no currency is empty."""
    bare = text.strip()
    for code, rest in ((bare[:3], bare[3:]), (bare[-3:], bare[:-3])):
        if code.upper() in CURRENCIES and rest.strip():
            return code.upper(), rest.strip()
    return "", bare
