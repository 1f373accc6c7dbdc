"""What sorts an account among thousands: whatever a gate looks at besides what is owed."""

from __future__ import annotations

import json

from arcall_tui.domain.activity import FollowUp, FollowUpKind
from arcall_tui.domain.standing import GateFacts, Standing
from arcall_tui.rules.gates import is_agreed
from arcall_tui.rules.policy import MOST_SOON_DAYS


def gate_facts(standing: Standing) -> GateFacts:
    """Say what sorts the account: a new thing that a gate looks at belongs in here (test_standings_kept.py tells)."""
    s, call, task = standing, standing.next_call, standing.next_task
    kept_by = (s.hold is not None, s.no_number, s.snoozed_until and str(s.snoozed_until))
    # Later than that a mail no longer matters to the reminder of what falls due soon.
    written = max(
        (t.day for t in s.touches if t.written and (s.day - t.day).days <= MOST_SOON_DAYS), default=None
    )
    place = (s.zone, s.country, s.region, s.consumer)
    alike = (
        *place, *kept_by, call and _call_sign(call), task and (task.kind, str(task.due)),
        s.broken is not None, written and str(written),
    )  # fmt: skip
    return GateFacts(
        s.account,
        s.ledger_id,
        s.payer,
        json.dumps(alike, ensure_ascii=False, separators=(",", ":")),
        0.0 if call is None else call.at.timestamp() if call.at else float(call.due.toordinal()),
        ",".join(map(str, reversed(s.attempts))),
        s.last_spoken_on.toordinal() if s.last_spoken_on else 0,
    )


def _call_sign(call: FollowUp) -> tuple[object, ...]:
    # For how long an agreed call stays agreed is a matter of its very minute.
    agreed = str(call.at or call.due) if call.kind is FollowUpKind.CALL_BACK else ""
    return call.kind, call.set_by, call.at is not None, agreed, is_agreed(call)
