"""What a figure is made of, as a text that leads there: a kind of rows, their days, and what is true of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from arcall_tui.errors import UsageError

YES = "yes"
ACCOUNT = "account|"  # and its number: what leads to an account


class Reference(NamedTuple):
    """`source`: which rows (calls, paid ...); of the days from `since` (None: ever) to `until`; `where`: column by value."""

    source: str
    since: date | None
    until: date
    where: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Read what `leads_to` wrote. Raises UsageError."""
        source, _, rest = text.partition("?")
        where = dict(parse_qsl(rest, keep_blank_values=True))
        try:
            first, last = where.pop("since", ""), date.fromisoformat(where.pop("until"))
            return cls(source, date.fromisoformat(first) if first else None, last, where)
        except (KeyError, ValueError):
            raise UsageError(
                f"{text!r} leads to nothing.", "Take it from --json: a table's “of” has one for each row."
            ) from None


def leads_to(source: str, since: date | None, until: date, **where: object) -> str:
    """Return the reference of what a figure is made of: `calls?since=2026-11-20&until=2026-11-20&code=PTP`."""
    days = {"since": since.isoformat() if since else "", "until": until.isoformat()}
    return f"{source}?{urlencode({**days, **where})}"
