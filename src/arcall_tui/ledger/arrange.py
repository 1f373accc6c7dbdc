"""Reports into tables: customers named on rows of their own, subtotals, headers again, ageing buckets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat

from arcall_tui.ledger.columns import squeeze

_TOTAL = re.compile(
    r"(?:grand|sub|report|net|customer|overall)?[\s-]*(?:totals?|summe|gesamt(?:summe)?|zwischensumme|sous-total|suma)\b"
    r"[\s:]*(?:for|of|f\u00fcr|pour)?\s*(?P<whose>.*)",
    re.IGNORECASE,
)
_WITH_SUBS = re.compile(r"\s+with sub-?(?:customers|accounts|jobs)$", re.IGNORECASE)
_RULE = re.compile(r"[-=_*+.|\s]+")
_STARRED = re.compile(r"\*+")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is made of a report.

    `width`: of the header as it stands in the file. `facts`: columns of which a row with an item fills some.
    `money`: columns of amounts. `own`: the column in which the customers' own rows name them, None where each row names its customer.
    `buckets`: ageing columns that stand for the balance. What is added stands behind the header's columns:
    first the customer, then the balance.
    """

    width: int
    header: tuple[str, ...]
    facts: tuple[int, ...]
    number: int | None
    figure: int | None
    money: tuple[int, ...]
    own: int | None = None
    buckets: tuple[int, ...] = ()

    @property
    def is_report(self) -> bool:
        """Whether every row has to be looked at, not only those that a plain table cannot have."""
        return self.own is not None or bool(self.buckets)


@dataclass(frozen=True, slots=True)
class Total:
    """A total that the file states: `figure` as it stands there, of the rows since `marks` or the first."""

    line: int
    label: str
    figure: str


@dataclass(slots=True)
class Arranger:
    """Goes through the rows of one pass: items come out as table rows, the rest is taken note of.

    `totals`: what the file itself adds up, until the reader takes them. `headings`: lines that only say something.
    """

    plan: Plan
    totals: list[Total] = field(default_factory=list)
    headings: int = 0
    openings: list[int] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)

    def item(self, row: list[str], line: int) -> list[str] | None:
        """Return the table row that stands for `row`, None where it is no item."""
        filled = [place for place, cell in enumerate(row) if cell and not cell.isspace()]
        if not filled or self._is_header(row) or all(_RULE.fullmatch(row[place]) for place in filled):
            return None
        if self._is_total(row, filled, line):
            return None
        plan = self.plan
        if not plan.is_report:
            return row
        if not any(place in plan.facts for place in filled if place != plan.own):
            self._open(row, filled)
            self.openings.append(line)
            return None
        return self._completed(row)

    def _is_header(self, row: list[str]) -> bool:
        return [squeeze(cell) for cell in row] == [squeeze(cell) for cell in self.plan.header[: len(row)]]

    def _is_total(self, row: list[str], filled: list[int], line: int) -> bool:
        """Note a row with a total; a customer may be called Total, too, but then has an invoice number."""
        plan, first = self.plan, row[filled[0]].strip()
        if plan.number in filled:
            return False
        if plan.money and all(place in plan.money or place >= plan.width for place in filled):
            self._add_total(row, line, "a subtotal")
            return True
        said = _TOTAL.match(first)
        starred = _STARRED.fullmatch(first)
        if not said and not starred and not first.lower().startswith("percentage of"):
            return False
        whose = _WITH_SUBS.sub("", said["whose"].strip()) if said else ""
        known = self._names and whose.casefold() in map(str.casefold, self._names)
        if plan.own is not None and whose and len(filled) == 1 and not known:
            return False
        if known:
            while self._names and self._names.pop().casefold() != whose.casefold():
                pass
        if said:
            self._add_total(row, line, first)
        return True

    def _add_total(self, row: list[str], line: int, label: str) -> None:
        place = self.plan.figure
        if place is not None and place < len(row) and row[place].strip():
            self.totals.append(Total(line, label, row[place]))

    def _open(self, row: list[str], filled: list[int]) -> None:
        """Take note of a row that names the customer of the rows below, or only says something."""
        if self.plan.own is None:
            self.headings += 1
            return
        self._names.append(" ".join(row[filled[0]].split()))

    def _completed(self, row: list[str]) -> list[str]:
        plan = self.plan
        if len(row) > plan.width and any(cell.strip() for cell in row[plan.width :]):
            return [*row, "", ""]
        whole = [*row[: plan.width], *repeat("", plan.width - len(row))]
        if plan.own is not None:
            whole.append(self._names[-1] if self._names else "")
        if plan.buckets:
            given = [whole[place] for place in plan.buckets if whole[place].strip(" 0.,-\u2013$")]
            whole.append(given[0] if len(given) == 1 else " + ".join(given) or "0")
        return whole


def own_column(rows: Sequence[Sequence[str]], facts: Sequence[int]) -> int | None:
    """Return in which column rows of their own name the customers, from the rows below a header; None: nowhere."""
    for row, below in pairwise(rows):
        filled = [place for place, cell in enumerate(row) if cell.strip()]
        if len(filled) not in (1, 2) or filled[0] > 1 or _TOTAL.match(row[filled[0]].strip()):
            continue
        under = {place for place, cell in enumerate(below) if cell.strip()}
        if filled[-1] not in facts and len(under & set(facts)) > 1:
            return filled[0]
    return None
