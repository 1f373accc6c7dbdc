"""What the sample's caller wrote down, in a caller's words."""

from __future__ import annotations

from random import Random

from arcall_tui.workday.sample.places import INVENTED

NOTES: dict[str, list[str]] = INVENTED["notes"]


def note(rng: Random, code: str, name: str) -> str:
    """Draw a note for a call that ended in `code` with a person called `name`; may be empty."""
    return rng.choice(NOTES[code]).format(name=name)
