"""Jobs that fit some slots each: the best ones that have room together, and an order for them."""

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple


class Job(NamedTuple):
    """A call that fits any of the slots `first` to `last` (numbers from 0)."""

    first: int
    last: int


def fit(jobs: Iterable[Job], slots: int) -> list[int]:
    """Return which of `jobs` get a slot, the jobs being given best first: their places in the order given.

    A job is taken whenever there is room for it beside those taken before it, whichever slots they then get. Sets of
    jobs that fit are a matroid, so this takes the best ones possible: no other choice has a larger sum of values, nor,
    one by one from the best on, better jobs.
    """
    taken: dict[int, Job] = {}
    full: list[Job] = []
    for place, job in enumerate(jobs):
        if len(taken) == slots:
            break
        # What did not fit will not fit later, nor will anything within its window.
        if job.first > job.last or any(f.first <= job.first and job.last <= f.last for f in full):
            continue
        if _missed([*taken.values(), job], 0) == inf:
            taken[place] = job
        else:
            full.append(job)
    return list(taken)


def in_order(jobs: Sequence[Job], slots: int) -> dict[int, int]:
    """Put jobs that fit together, given best first, into slots: {slot: job}.

    Each slot goes to the best job whose going first leaves room for all the others: a job with a closing
    window only comes before a better one where it has to.
    """
    left = list(range(len(jobs)))
    plan: dict[int, int] = {}
    for slot in range(slots):
        missed: float = inf
        for number in left:
            # Nor is there room for the others after any job that closes later than one that was late.
            if jobs[number].first > slot or not slot <= jobs[number].last <= missed:
                continue
            missed = _missed([jobs[other] for other in left if other != number], slot + 1)
            if missed == inf:
                plan[slot] = number
                left.remove(number)
                break
    return plan


def _missed(jobs: Iterable[Job], first: int) -> float:
    """Return the last slot of a job that comes too late, from the slot `first` on; infinity where all fit.

    The earliest deadline goes first: those that close no later than that one do not fit by themselves.
    """
    waiting = sorted(jobs)
    open_: list[int] = []
    slot, at = first, 0
    while at < len(waiting) or open_:
        if not open_ and waiting[at].first > slot:
            slot = waiting[at].first
        while at < len(waiting) and waiting[at].first <= slot:
            heappush(open_, waiting[at].last)
            at += 1
        if (last := heappop(open_)) < slot:
            return last
        slot += 1
    return inf
