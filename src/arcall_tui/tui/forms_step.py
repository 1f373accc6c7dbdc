"""The form for a next step of the caller's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arcall_tui.domain.activity import FollowUpKind
from arcall_tui.domain.outcome import Outcome
from arcall_tui.errors import UsageError
from arcall_tui.tui.fields import Choice, Field, free_text, one_of
from arcall_tui.tui.forms import Form, Setting
from arcall_tui.tui.line_edit import LineEdit

if TYPE_CHECKING:
    from arcall_tui.domain.activity import FollowUp


def next_step(setting: Setting) -> Form:
    """Ask what happens next, and when; the present next step is filled in."""
    steps = setting.card.follow_ups
    present: FollowUp | None = steps[0] if steps else None
    kinds: dict[str, Any] = {str(kind): kind for kind in FollowUpKind}
    kind = str(present.kind if present else FollowUpKind.CALL)
    fields = [
        Choice("kind", "What", one_of(kinds), LineEdit(kind), options=tuple(kinds)),
        Field(
            "when",
            "When",
            setting.step_of,
            LineEdit(_start(setting, present)),
            required=True,
            needs="fri, +3 ...",
        ),
        Field("reason", "Why", free_text, ghost_echo="shown with the account"),
    ]
    return Form(None, "Next step", fields, setting, _no_outcome, at=1)


def _start(setting: Setting, present: FollowUp | None) -> str:
    if present is None or present.due < setting.local.date():
        return ""
    if present.at is not None and present.at > setting.now:
        return f"{present.at.astimezone(setting.there):%d %b %Y %H:%M}"
    return f"{present.due:%d %b %Y}"


def _no_outcome(setting: Setting, values: dict[str, Any], note: str) -> Outcome:  # noqa: ARG001 - as every maker
    raise UsageError("A next step is not a call.")
