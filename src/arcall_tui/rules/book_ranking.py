"""The ranking of a whole book: accounts alike in all that the gates look at share one verdict."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from itertools import repeat
from math import ceil
from operator import attrgetter

import numpy as np

from arcall_tui.domain.calendar import Caller
from arcall_tui.domain.standing import GateColumns, Standing
from arcall_tui.rules.call_windows import CallWindows
from arcall_tui.rules.owing import NEVER, Flags, Ints, Owing, Worths, weigh
from arcall_tui.rules.policy import Policy
from arcall_tui.rules.queue import Group, Placing, below_one, by_rank, called_once, place_at
from arcall_tui.rules.value import CurrencyScale

# A call that fell due so many days ago has come on every clock of the world.
_SURELY = 2
_WEEK = 7
# Ordinal days stay below, seconds since 1970 above.
_TIMED = 10_000_000
_shared = attrgetter("group", "gate", "opens_at", "closes_at", "commitment")


def rank_book(
    facts: GateColumns,
    owes: Owing,
    scale: CurrencyScale,
    policy: Policy,
    caller: Caller,
    now: datetime,
    standing_of: Callable[[int], Standing],
) -> list[Placing]:
    """Place all accounts at `now` (aware) and return them in order, exactly as `queue.rank` does.

    `facts` and `owes`: of the same accounts, in the same order. `standing_of`: an account's standing; of
    those that share a verdict it is asked for one.
    """
    if not facts.account:
        return []
    windows = CallWindows(policy, caller, now)
    worths = weigh(owes, scale)

    def judge(account: int) -> Placing:
        return place_at(standing_of(account), scale, policy, windows)

    placings = _placed(
        facts, owes, worths, _verdicts(facts, owes, worths, windows, judge), judge, standing_of
    )
    sharing = [placing for placing, payer in zip(placings, facts.payer, strict=True) if payer is not None]
    if sharing:
        once = {placing.account: placing for placing in called_once(sharing, windows)}
        placings = [once.get(placing.account, placing) for placing in placings]
    # By the leading figures in columns first, so that little is left to compare one by one.
    nearly = np.lexsort(([each.order for each in placings], [each.group for each in placings]))
    return sorted(map(placings.__getitem__, nearly.tolist()), key=by_rank)


def _verdicts(
    facts: GateColumns, owes: Owing, worths: Worths, windows: CallWindows, judge: Callable[[int], Placing]
) -> list[Placing]:
    """Return for each account the placing of the first one like it."""
    day = owes.day
    call_from = np.array(facts.call_from)
    timed = call_from >= _TIMED
    come = np.where(timed, call_from <= windows.now.timestamp(), call_from <= day - _SURELY)
    still = np.where(come, 0.0, call_from).tolist()
    recent = date.fromordinal(day - _WEEK + 1).isoformat()
    tried = [each if each >= recent else "" for each in facts.tried]
    # Only as long as it may still shut somebody's gate.
    spoken = np.array(facts.spoken)
    quiet = np.where(spoken + windows.policy.longest_quiet > day - 1, spoken, 0).tolist()
    # A cadence looks at more than its segment's accounts have in common.
    own = range(len(facts.account)) if windows.policy.cadences else (owes.of_accounts("soon") > 0).tolist()
    asking = _asking(owes, worths, windows.policy).tolist()
    judged: dict[tuple[object, ...], Placing] = {}
    found = []
    looks = zip(facts.alike, still, tried, quiet, own, asking, strict=True)
    for account, look in zip(facts.account, looks, strict=True):
        verdict = judged.get(look)
        if verdict is None:
            verdict = judged[look] = judge(account)
        found.append(verdict)
    return found


def _asking(owes: Owing, worths: Worths, policy: Policy) -> Ints:
    """Number the accounts by whether there is anything to ask for, and if not, why and until when."""
    overdue, disputed, promised = map(owes.of_accounts, ("overdue", "disputed", "promised"))
    facts: tuple[Flags, ...] = (
        np.array(list(map(bool, worths.unrated))),
        worths.collectable > 0,
        worths.collectable >= policy.minimum,
        overdue > 0,
        promised > 0,
        promised >= disputed,
        disputed > 0,
    )
    number = np.where(overdue > 0, 0, _oldest(owes))
    for fact in facts:
        number = number * 2 + fact
    return number


def _oldest(owes: Owing) -> Ints:
    """Return the ordinal of each account's `Standing.oldest_due`; NEVER without an invoice."""
    accounts = len(owes.first) - 1
    asked, any_ = np.full(accounts, NEVER), np.full(accounts, NEVER)
    np.minimum.at(any_, owes.account, owes.oldest)
    rows = owes.figures["collectable"] > 0
    np.minimum.at(asked, owes.account[rows], owes.oldest[rows])
    return np.where(asked < NEVER, asked, any_)


def _placed(
    facts: GateColumns,
    owes: Owing,
    worths: Worths,
    verdicts: Sequence[Placing],
    judge: Callable[[int], Placing],
    standing_of: Callable[[int], Standing],
) -> list[Placing]:
    """Give every account its own place under its verdict."""
    groups, gates, opening, closing, commitments = zip(*map(_shared, verdicts), strict=True)
    by_value = np.array([group is Group.VALUE for group in groups])
    orders = np.where(by_value, -worths.value, [verdict.order for verdict in verdicts]).tolist()
    for place in [place for place, group in enumerate(groups) if group is Group.TASK]:
        # The day is the same, the part of it below one is the account's own.
        orders[place] = ceil(orders[place]) - below_one(float(worths.value[place]))
    keys = zip(
        map(int, groups), orders, (-worths.collectable).tolist(), _oldest(owes).tolist(), facts.spoken,
        facts.ledger_id, facts.account, strict=True,
    )  # fmt: skip
    rows = zip(
        facts.account, groups, orders, gates, opening, keys, closing, commitments, worths.each(),
        repeat(standing_of), repeat(()),
    )  # fmt: skip
    # As `_make` does, which is a function of Python's for each.
    placings = list(map(partial(tuple.__new__, Placing), rows))
    # Their order is made of more than the value; there are never many.
    for place, group in enumerate(groups):
        if group is Group.COMMITMENT:
            placings[place] = judge(facts.account[place])
    return placings
