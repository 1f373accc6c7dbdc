"""How accounts paid: days late of what was settled, as known on a day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.calendar import DayNumbers
from arcall_tui.domain.figures import Paid, SettledFact
from arcall_tui.domain.grouping import by_key
from arcall_tui.store.past.view import Past
from arcall_tui.store.standings import histories
from arcall_tui.store.standings.histories import clipped


def payment_habits(past: Past, length: int, stretches: int) -> list[Paid]:
    """Return how accounts paid in each of so many stretches of `length` days before and with the day."""
    edges = {
        f"edge{place}": (past.day - timedelta(days=length * (place + 1))).isoformat()
        for place in range(stretches)
    }
    stretch = " ".join(f"WHEN settled > :edge{place} THEN {place}" for place in range(stretches))
    rows = past.rows(
        f"""SELECT account_id, CASE {stretch} END AS stretch, count(*), sum(julianday(settled) - julianday(due)),
                   sum(settled <= due)
            FROM ({_settled(past)}) GROUP BY account_id, stretch""",
        **edges,
        since=edges[f"edge{stretches - 1}"],
    )
    return list(map(Paid._make, rows))


def settled(past: Past, since: date) -> list[SettledFact]:
    """Return every invoice settled after `since`."""
    rows = past.rows(_settled(past), since=since)
    return [
        SettledFact(account, date.fromisoformat(due), date.fromisoformat(on)) for account, due, on in rows
    ]


def lateness(past: Past, since: date) -> Iterator[tuple[int, int]]:
    """Return (account, days late) of every invoice settled after `since`."""
    rows = past.rows(_settled(past), since=since)
    return _days(rows)


def days_late(past: Past) -> dict[int, Sequence[int]]:
    """Return the days late of each account's settled invoices, sorted, as far as they were known.

    The imports keep them; for a past day what became known later is taken out of that again.
    """
    kept: dict[int, Sequence[int]] = dict(histories.days_late(past.connection))
    if past.exact:
        return kept
    now = f"i.kind = '{ItemKind.INVOICE.value}' AND i.settled_on IS NOT NULL"
    later = past.rows(
        f"""SELECT i.account_id, i.due_date, i.settled_on FROM invoice AS i WHERE {now}
            AND (i.settled_on > :day OR NOT {past.known}) AND i.id NOT IN (SELECT invoice_id FROM {past.was})
            UNION ALL
            SELECT i.account_id, i.due_date, i.settled_on FROM {past.was} AS w CROSS JOIN invoice AS i ON i.id = w.invoice_id
            WHERE {now}"""
    )
    then = past.rows(_settled_then(past), since=date.min)
    gone, come = by_key(_days(later)), by_key(_days(then))
    return kept | {
        account: less([*kept.get(account, ()), *come.get(account, ())], gone.get(account, ()))
        for account in gone.keys() | come.keys()
    }


def less(days: Iterable[int], gone: Iterable[int]) -> list[int]:
    """Return `days` without those `gone`, sorted."""
    counted = Counter(days)
    counted.subtract(gone)
    return sorted(counted.elements())


def _days(rows: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, int]]:
    ordinal = DayNumbers()
    return ((account, clipped(ordinal[settled] - ordinal[due])) for account, due, settled in rows)


def _settled(past: Past) -> str:
    """Return the SQL of (account_id, due, settled) of the invoices settled after `:since`, as known on the day."""
    same = f"""SELECT i.account_id, i.due_date AS due, i.settled_on AS settled FROM invoice AS i
        WHERE i.settled_on > :since AND i.settled_on <= :day AND i.kind = '{ItemKind.INVOICE.value}'"""
    if past.exact:
        return same
    return f"""{same} AND {past.known} AND i.id NOT IN (SELECT invoice_id FROM {past.was})
        UNION ALL {_settled_then(past)}"""


def _settled_then(past: Past) -> str:
    """Return the same of the invoices that a later ledger has changed since."""
    return f"""SELECT i.account_id, coalesce(w.due_date, i.due_date) AS due, coalesce(w.settled_on, i.settled_on) AS settled
        FROM {past.was} AS w CROSS JOIN invoice AS i ON i.id = w.invoice_id
        WHERE w.balance = 0 AND coalesce(w.settled_on, i.settled_on) > :since
        AND coalesce(w.settled_on, i.settled_on) <= :day AND i.kind = '{ItemKind.INVOICE.value}' AND {past.known}"""
