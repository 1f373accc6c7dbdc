"""How much is tried at random: a little with each `make test`, always the same; much, and anew, with `make deep`."""

from __future__ import annotations

import os

DEEP = "ARCALL_DEEP" in os.environ


def tries(many: int) -> int:
    """Return how many of `many` tries are made now: an eighth (two at least) of those that usually suffice to find what there is, or four times as many."""
    return many * 4 if DEEP else max(min(many, 2), many // 8)
