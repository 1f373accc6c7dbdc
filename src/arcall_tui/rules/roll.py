"""The ranking of a whole book: accounts alike in all that the gates look at share one verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import repeat
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from arcall_tui.domain.standing import Signs, Standing
from arcall_tui.rules.bulk import NEVER, Owing, weigh
from arcall_tui.rules.doors import Doors
from arcall_tui.rules.queue import Group, Placing, called_once, place_at

if TYPE_CHECKING:
    from arcall_tui.domain.calendar import Caller
    from arcall_tui.rules.bulk import Flags, Ints, Weights
    from arcall_tui.rules.policy import Policy
    from arcall_tui.rules.scale import Scale

# A call that fell due so many days ago has come on every clock of the world.
_SURELY = 2
_WEEK = 7
# Ordinal days stay below, seconds since 1970 above.
_TIMED = 10_000_000
_rank_key = attrgetter("rank_key")
_shared = attrgetter("group", "gate", "opens_at", "closes_at", "commitment")


def rank_roll(
    signs: Signs,
    owes: Owing,
    scale: Scale,
    policy: Policy,
    caller: Caller,
    now: datetime,
    standing_of: Callable[[int], Standing],
) -> list[Placing]:
    """Place all accounts at `now` (aware) and return them in order, exactly as `queue.rank` does.

    `signs` and `owes`: of the same accounts, in the same order. `standing_of`: an account's standing; of
    those that share a verdict it is asked for one.
    """
    if not signs.account:
        return []
    doors = Doors(policy, caller, now)
    weights = weigh(owes, scale)

    def judge(account: int) -> Placing:
        return place_at(standing_of(account), scale, policy, doors)

    placings = _placed(
        signs, owes, weights, _verdicts(signs, owes, weights, doors, judge), judge, standing_of
    )
    sharing = [placing for placing, payer in zip(placings, signs.payer, strict=True) if payer is not None]
    if sharing:
        once = {placing.account: placing for placing in called_once(sharing, doors)}
        placings = [once.get(placing.account, placing) for placing in placings]
    placings.sort(key=_rank_key)
    return placings


def _verdicts(
    signs: Signs, owes: Owing, weights: Weights, doors: Doors, judge: Callable[[int], Placing]
) -> list[Placing]:
    """Return for each account the placing of the first one like it."""
    day = owes.day
    call_from = np.array(signs.call_from)
    timed = call_from >= _TIMED
    come = np.where(timed, call_from <= doors.now.timestamp(), call_from <= day - _SURELY)
    still = np.where(come, 0.0, call_from).tolist()
    recent = date.fromordinal(day - _WEEK + 1).isoformat()
    tried = [each if each >= recent else "" for each in signs.tried]
    alone = [place if soon else -1 for place, soon in enumerate(_of_accounts(owes, owes.soon).tolist())]
    asking = _asking(owes, weights, doors.policy).tolist()
    judged: dict[tuple[object, ...], Placing] = {}
    found = []
    looks = zip(signs.alike, still, tried, alone, asking, strict=True)
    for account, look in zip(signs.account, looks, strict=True):
        verdict = judged.get(look)
        if verdict is None:
            verdict = judged[look] = judge(account)
        found.append(verdict)
    return found


def _asking(owes: Owing, weights: Weights, policy: Policy) -> Ints:
    """Number the accounts by whether there is anything to ask for, and if not, why and until when."""
    overdue, disputed, promised = (
        _of_accounts(owes, amounts) for amounts in (owes.overdue, owes.disputed, owes.promised)
    )
    unrated = np.zeros(len(overdue), bool)
    unrated[list(weights.unrated)] = True
    facts: tuple[Flags, ...] = (
        unrated,
        weights.collectable > 0,
        weights.collectable >= policy.minimum,
        overdue > 0,
        promised > 0,
        promised >= disputed,
        disputed > 0,
    )
    number = np.where(overdue > 0, 0, _oldest(owes))
    for fact in facts:
        number = number * 2 + fact
    return number


def _of_accounts(owes: Owing, amounts: Ints) -> Ints:
    """Add up by account."""
    running = np.concatenate(([0], np.cumsum(amounts)))
    found: Ints = running[owes.first[1:]] - running[owes.first[:-1]]
    return found


def _oldest(owes: Owing) -> Ints:
    """Return the ordinal of each account's earliest due date; NEVER without an invoice."""
    found = np.full(len(owes.first) - 1, NEVER)
    np.minimum.at(found, owes.account, owes.oldest)
    return found


def _placed(
    signs: Signs,
    owes: Owing,
    weights: Weights,
    verdicts: Sequence[Placing],
    judge: Callable[[int], Placing],
    standing_of: Callable[[int], Standing],
) -> list[Placing]:
    """Give every account its own place under its verdict."""
    groups, gates, opening, closing, commitments = zip(*map(_shared, verdicts), strict=True)
    by_value = np.array([group is Group.VALUE for group in groups])
    orders = np.where(by_value, -weights.value, [verdict.order for verdict in verdicts]).tolist()
    keys = zip(
        map(int, groups),
        orders,
        (-weights.collectable).tolist(),
        _oldest(owes).tolist(),
        signs.contact,
        signs.ledger_id,
        signs.account,
        strict=True,
    )
    placings = list(
        map(
            Placing._make,
            zip(
                signs.account,
                groups,
                orders,
                gates,
                opening,
                keys,
                closing,
                commitments,
                weights.each(),
                repeat(standing_of),
                repeat(()),
            ),
        )
    )
    # Their order is made of more than the value; there are never many.
    for place, group in enumerate(groups):
        if group is Group.COMMITMENT or group is Group.TASK:
            placings[place] = judge(signs.account[place])
    return placings
