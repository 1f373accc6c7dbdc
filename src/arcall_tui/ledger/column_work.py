"""Columns under judgement: which field each one is so far, and the evidence."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from arcall_tui.ledger.columns import HARMLESS, squeeze, title_of
from arcall_tui.ledger.headings import AGREED, MEASURED, PAYING
from arcall_tui.ledger.profiles import Cells, Profile
from arcall_tui.ledger.questions import AskError, Choices, asking, option
from arcall_tui.ledger.shapes import TABLE, Shape

AMOUNTS = ("amount", "balance", "paid", "debit", "credit", "credited", "written_off", "tax")
OFF = ("paid", "credited", "written_off")
# What an answer makes of columns: which one each field is (its place, or what it is called), NO_FIELD where it means nothing; or any option.
Means = Mapping[str, int | str] | str
Choice = tuple[Means, str]
NO_FIELD = ""
_NOBODY = Profile("", (), Cells.NOTHING)


@dataclass(slots=True)
class ColumnWork:
    """The columns of a table: what the user chose stays; `why` is the evidence, by place; `seen_from`: the day (ordinal) from which days overdue count back to the due dates; `whole`: they hold all rows of the file."""

    header: Sequence[str]
    columns: Sequence[Profile]
    fields: dict[str, int]
    choices: Choices
    shape: Shape = TABLE
    today: date = date.max
    why: dict[int, str] = field(default_factory=dict)
    minus: set[str] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)
    seen_from: int = 0
    whole: bool = False

    @property
    def said(self) -> Mapping[str, str]:
        """The fields that have a column, or none, by the user's word."""
        return self.choices.mapping

    @property
    def who(self) -> Profile:
        """What tells customers apart: their ids, or else their names."""
        return self.of("account") or self.of("name") or _NOBODY

    @property
    def owed(self) -> str:
        """The field of what is owed: what is open, or else the amounts."""
        return "balance" if "balance" in self.fields else "amount"

    @property
    def rest(self) -> Profile:
        """What is owed."""
        return self.of(self.owed) or _NOBODY

    @property
    def unsigned(self) -> bool:
        """Whether something is owed, and no amount carries a minus."""
        return self.rest is not _NOBODY and all((figure or 0) >= 0 for figure in self.rest.figures)

    def title(self, place: int) -> str:
        """Return what a column is called."""
        return title_of(self.header, place)

    def called(self, name: str) -> str:
        """Return what the column of a field is called."""
        return self.title(self.fields[name])

    def __getitem__(self, name: str) -> Profile:
        """Return what the column of a field holds that has one."""
        return self.columns[self.fields[name]]

    def of(self, name: str) -> Profile | None:
        """Return what the column of a field holds, None where no column is it."""
        return self[name] if name in self.fields else None

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

    def asks(self, text: str, *choices: Choice, free: str = "", beside: str = "") -> AskError:
        """Return what asks a question about the columns, the best choice first."""
        return asking(
            text, *((self._option(means), says) for means, says in choices), free=free, beside=beside
        )

    def _option(self, means: Means) -> str:
        if isinstance(means, str):
            return means
        titles = {
            name: self.title(column) if isinstance(column, int) else column for name, column in means.items()
        }
        return " ".join(
            option("map", name, title) if name else option("ignore", title) for name, title in titles.items()
        )


class Judge(NamedTuple):
    """A step of the judging: it is passed over where a field that it `needs` has no column, where the user said one that it `gives`, or where one has a column that makes it needless (`unless`). Of fields with strokes between them it needs one."""

    step: Callable[[ColumnWork], None]
    needs: str = ""
    gives: str = ""
    unless: str = ""

    def judge(self, work: ColumnWork) -> None:
        """Judge the columns, where there is something to judge. Raises AskError for what stays open."""
        needs = (work.fields.keys().isdisjoint(each.split("|")) for each in self.needs.split())
        if (
            not any(needs)
            and work.said.keys().isdisjoint(self.gives.split())
            and work.fields.keys().isdisjoint(self.unless.split())
        ):
            self.step(work)


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?:(?!(?<=\b[bB])/[fF]\b)[\W\d_])+")  # b/f is a word


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
