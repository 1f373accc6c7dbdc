"""A form being filled in, and what it is read against."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import UsageError
from arcall_tui.rules.queue import Placing
from arcall_tui.tui.forms.fields import Field
from arcall_tui.workday.calls import intake
from arcall_tui.workday.calls.reading import Doubt, Reading
from arcall_tui.workday.desk.desk import Desk

# What puts the values on record: a function of the desk, which returns the account's new place where it has one.
Write = Callable[[dict[str, Any]], Callable[["Desk"], "Placing | None"]]
# The same for several accounts at once.
Together = Callable[[dict[str, Any], Sequence[int]], Callable[["Desk"], "list[Placing]"]]
# What the screen itself does with the form.
Send = Callable[["Form"], Awaitable[None]]


MANY = 10  # accounts at once that are no slip of the finger


@dataclass
class Form:
    """A form being filled in. What was told in the form of an outcome becomes that outcome.

    A form without a code logs no call: `write` says what it records instead, `together` how that is recorded
    for several accounts, or `send` what the screen does with it.
    """

    code: Code | None
    title: str
    fields: list[Field]
    reading: Reading
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

    def doubt(self, accounts: int = 1) -> str | None:
        """Return what is unwise in the form, once: the caller may insist by sending it again as it is.

        `accounts`: how many it is about.
        """
        doubts = tuple(words for each in self.fields if isinstance(words := each.echo()[0], Doubt))
        if accounts > MANY:
            doubts = (Doubt(f"{accounts} accounts at once"), *doubts)
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
        if self.code is None:
            raise UsageError("This is not a call.")
        return intake.outcome(self.code, self.values(), self.reading, note)

    def preview(self) -> Outcome | None:
        """Return the outcome so far, to ask what would follow; None while something is missing or wrong."""
        at = self.at
        try:
            return self.outcome("")
        except UsageError:
            return None
        finally:
            self.at = at
