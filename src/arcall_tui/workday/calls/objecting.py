"""Before a customer is rung or written to, or that is put on record: what speaks against it."""

from __future__ import annotations

from datetime import datetime

from arcall_tui.domain.outcomes import Code
from arcall_tui.rules.call_windows import CallWindows
from arcall_tui.rules.objections import Objection, objections, of_hold
from arcall_tui.workday.desk.desk import Desk


def objections_to(
    desk: Desk, account: int, code: Code | None = None, at: datetime | None = None
) -> tuple[Objection, ...]:
    """Return what speaks against ringing the account now, or against logging `code`; nothing against the rest.

    `at`: when the call was (UTC), where it was earlier; only a hold speaks against that, and against a letter.
    """
    if code is not None and not (code.means.attempt or code is Code.MAIL):
        return ()
    standing = desk.standings.kept(account)
    if at is not None or code is Code.MAIL:
        return of_hold(standing)
    desk.day.know_holidays(desk.book, desk.clock.today())
    found = tuple(objections(standing, CallWindows(desk.policy, desk.caller, desk.clock.now()), desk.policy))
    # Whom the plan itself has called may be called: what was agreed goes before the caps.
    return () if found and desk.ranking.place(standing).callable else found
