"""How accounts paid: the days late of every settled invoice, kept per account as one packed row."""

from __future__ import annotations

import sqlite3
import sys
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping

Late = Mapping[int, "array[int]"]
# Days, about 89 years: the most that 16 bits hold.
MOST = 32_767


def empty() -> array[int]:
    """Return a history without entries."""
    return array("h")


def of(days: Iterable[int]) -> array[int]:
    """Return a history of these days late."""
    return array("h", map(clipped, days))


def clipped(days: int) -> int:
    """Return days late as far as they fit 16 bits: 89 years say as much as more."""
    return max(-MOST, min(MOST, days))


def pack(days: array[int]) -> bytes:
    """Return the days sorted, as signed 16-bit little-endian integers."""
    packed = array("h", sorted(days))
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def unpack(blob: bytes) -> array[int]:
    """Read what `pack` wrote."""
    days = array("h")
    days.frombytes(blob)
    if sys.byteorder == "big":
        days.byteswap()
    return days


def parted(days: array[int], leaving: Iterable[int]) -> tuple[array[int], array[int]]:
    """Return what stays of a history and what goes, where the entries `leaving` go as far as they are in it."""
    stay, go = Counter(days), Counter(map(clipped, leaving)) & Counter(days)
    return array("h", (stay - go).elements()), array("h", go.elements())


def change(connection: sqlite3.Connection, added: Late, removed: Late) -> None:
    """Add entries to accounts' histories and take others out."""
    accounts = added.keys() | removed.keys()
    rows = []
    for account in accounts:
        found = connection.execute(
            "SELECT days_late FROM payer_history WHERE account_id = ?", (account,)
        ).fetchone()
        days = unpack(found[0]) if found else empty()
        for gone in removed.get(account, ()):
            place = bisect_left(days, gone)
            if place < len(days) and days[place] == gone:
                days.pop(place)
        days.extend(added.get(account, ()))
        rows.append((account, pack(days)))
    connection.executemany(
        "INSERT INTO payer_history (account_id, days_late) VALUES (?, ?)"
        " ON CONFLICT (account_id) DO UPDATE SET days_late = excluded.days_late",
        rows,
    )
