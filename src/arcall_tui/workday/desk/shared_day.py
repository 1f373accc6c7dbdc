"""The rules in force and what the day's ranking rests on; shared by a desk and its clones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from arcall_tui.domain.calendar import Caller
from arcall_tui.rules.currency_scale import CurrencyScale
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.responses import Responses
from arcall_tui.rules.value import BookFigures, Slowness
from arcall_tui.settings import Settings
from arcall_tui.store.book.engine import OpenBook
from arcall_tui.workday.desk import public_holidays


@dataclass(slots=True)
class Day:
    """`policy` has the public holidays as far as they are known; the rest is what was found out under it today.

    `scale_of`: what the scale stays for, a day with its ledgers, rates and rules; empty where it only stands in.
    """

    policy: Policy
    settings: Settings
    scale: CurrencyScale | None = None
    scale_of: str = ""
    book_figures: BookFigures | None = None
    figures_of: tuple[date, int] | None = None
    slowness: Slowness | None = None
    responses: tuple[str, Responses] | None = None
    order_kept: date | None = None
    holidays_known: int = 0
    slot_minutes: int = 0
    _caller: tuple[Policy, Caller] | None = None

    @property
    def caller(self) -> Caller:
        """The caller's side of the line."""
        if self._caller is None or self._caller[0] is not self.policy:
            self._caller = self.policy, self.caller_under(self.policy)
        return self._caller[1]

    def caller_under(self, policy: Policy) -> Caller:
        """Return the caller's side of the line under other rules."""
        return policy.caller(self.settings.zone, self.settings.country)

    def obey(self, policy: Policy) -> None:
        """Go by other rules from now on; every account is judged anew when the day is ranked next."""
        self.policy = policy.with_holidays(self.policy.public)
        self.slot_minutes = 0
        self.holidays_known = 0
        self.order_kept = None

    def compared(self, slowness: Slowness, policy: Policy) -> None:
        """Go by how slow accounts were found to be, if that was under the rules in force."""
        if policy is self.policy:
            self.slowness = slowness

    def holidays_may_change(self) -> None:
        """Look at the places in the book again when holidays are wanted next."""
        self.holidays_known = 0

    def know_holidays(self, book: OpenBook, today: date) -> None:
        """Look up the public holidays of every place in the book, where that has not been done yet."""
        if self.holidays_known != today.year:
            found = public_holidays.look_up(book, self.policy, today)
            self.policy = self.policy.with_holidays(found)
            self.holidays_known = today.year
