"""Columns under judgement: which field each one is so far, and the evidence."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from arcall_tui.ledger.columns import HARMLESS, squeeze, title_of
from arcall_tui.ledger.headings import AGREED, MEASURED, PAYING
from arcall_tui.ledger.profiles import Profile

AMOUNTS = ("amount", "balance", "paid", "debit", "credit", "credited", "written_off", "tax")
OFF = ("paid", "credited", "written_off")


@dataclass(slots=True)
class ColumnWork:
    """The columns of a table: `said` fields are the user's word and stay; `why` is the evidence, by place; `seen_from`: the day (ordinal) from which days overdue count back to the due dates."""

    header: Sequence[str]
    columns: Sequence[Profile]
    fields: dict[str, int]
    said: Collection[str]
    blank: str = ""
    why: dict[int, str] = field(default_factory=dict)
    minus: set[str] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)
    seen_from: int = 0

    def title(self, place: int) -> str:
        """Return what a column is called."""
        return title_of(self.header, place)

    def of(self, name: str) -> Profile | None:
        """Return what the column of a field holds, None where no column is it."""
        return self.columns[self.fields[name]] if name in self.fields else None

    def drop(self, name: str, why: str) -> None:
        """Leave the column of a field out."""
        self.why[self.fields.pop(name)] = why

    def take(self, name: str, place: int, why: str) -> None:
        """Give a field a column, which is no other field then."""
        for other in [each for each, here in self.fields.items() if here == place]:
            del self.fields[other]
        self.fields[name] = place
        self.why[place] = why

    def free(self) -> Iterator[tuple[int, Profile]]:
        """Return the columns that no field has, with their places."""
        used = set(self.fields.values())
        return ((place, one) for place, one in enumerate(self.columns) if place not in used)

    def unread(self) -> Iterator[tuple[int, Profile]]:
        """Return those of them of which nothing is known yet."""
        return ((place, one) for place, one in self.free() if place not in self.why)


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W\d_]+")


def words_of(heading: str) -> set[str]:
    """Return the words of a heading, squeezed: `InvoiceBal` has two."""
    return set(map(squeeze, filter(None, _CAMEL.split(heading))))


def is_harmless(heading: str) -> bool:
    """Whether what stands under such a heading changes nothing that is owed."""
    squeezed = squeeze(heading)
    known = squeezed in HARMLESS or not words_of(heading).isdisjoint(MEASURED)
    return known or squeezed.startswith("days") or squeezed.endswith(("days", "percent"))


def speaks_of_paying(heading: str) -> bool:
    """Whether a heading speaks of a payment, or of what shows that there was one; not only of how and when it is to be made."""
    squeezed = squeeze(heading)
    return any(word in squeezed for word in PAYING) and not any(word in squeezed for word in AGREED)
