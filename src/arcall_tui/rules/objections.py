"""What speaks against ringing a customer now: said before it is done, so that the caller may think again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from arcall_tui.domain.dates import place
from arcall_tui.domain.standing import Standing
from arcall_tui.rules.call_windows import CallWindow, CallWindows
from arcall_tui.rules.gates import capped_for, quiet_until, their_next_day
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.words import cap_words


class Objection(NamedTuple):
    """Why not, in words. `binding`: a hold, or what the law asks for a consumer; else it is courtesy."""

    words: str
    binding: bool


def objections(standing: Standing, windows: CallWindows, policy: Policy) -> tuple[Objection, ...]:
    """Return all that speaks against ringing the customer at the windows' time, the hold first."""
    return tuple(_found(standing, windows, policy))


def of_hold(standing: Standing) -> tuple[Objection, ...]:
    """Return the hold alone: it also speaks against writing, and against a call made earlier."""
    if standing.hold is None:
        return ()
    why = f" ({standing.hold_reason})" if standing.hold_reason else ""
    return (Objection(f"{standing.hold}{why}", binding=True),)


def _found(standing: Standing, windows: CallWindows, policy: Policy) -> Iterator[Objection]:
    yield from of_hold(standing)
    window = windows.of(standing)
    capped = capped_for(standing, policy, windows.now) or their_next_day(standing, policy, None, window)
    if capped is not None:
        both = policy.shared_calendar(standing.country, standing.region, windows.caller)
        day = both.on_or_after(capped)
        yield Objection(f"{cap_words(standing, policy)}, next {day:%a %d %b}", standing.consumer)
    quiet = quiet_until(standing, policy, window)
    if quiet is not None:
        who = "a consumer" if standing.consumer else "they"
        spoken = f"{standing.last_spoken_on:%a %d %b}"
        yield Objection(f"spoken to {spoken}: {who} should rest until {quiet:%a %d %b}", standing.consumer)
    if standing.consumer and not window.known:
        yield Objection(
            "their time zone is not known, and a consumer is rung in their own hours only", binding=True
        )
    elif not window.is_open:
        yield Objection(_shut(window, windows.now), standing.consumer)


def _shut(window: CallWindow, now: datetime) -> str:
    local, opens = now.astimezone(window.zone), window.opens.astimezone(window.zone)
    where = f" in {place(window.zone.key)}" if window.known else ""
    return f"it is {local:%a %H:%M}{where}, shut until {opens:%a %d %b %H:%M}"
