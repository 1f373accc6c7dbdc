"""Rows that are left out as none of what customers owe: the words that say so, their sums, and the question where that is much."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import compress

from arcall_tui.domain.ledger_rows import Batch
from arcall_tui.domain.money import Money
from arcall_tui.domain.text import number_of, one_line, some
from arcall_tui.ledger.arrange import Arranger
from arcall_tui.ledger.cell_figures import CellError, ItemFigures
from arcall_tui.ledger.questions import AskError, asking, option
from arcall_tui.ledger.words import INVOICES, RECEIVABLE, SOME, Status, in_brackets, side_of

_ROWS = ""  # beside codes of currencies
# Customer, number (of a bill and a credit, or of parts, it is one), invoice and due day, currency, amount.
Forgiven = tuple[str, str, str | None, str, str, int]
_FEW_WORDS = 6  # more of them are no words for what a row is


@dataclass(slots=True)
class LeftOut:
    """`counts`: how many rows are left out, by what they are (`ODD` of typed_items); `found`: how many by field and word, with what was billed in them by currency, `kept` of the others; `beside`: what these have in a field; `whose`, `lettered`: their customers, and those of rows with a type of one letter; `bills`: what the user owes, without days (see `Forgiven`)."""

    figures: ItemFigures
    counts: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    found: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    beside: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    whose: set[str] = field(default_factory=set)
    lettered: set[str] = field(default_factory=set)
    bills: dict[Forgiven, None] = field(default_factory=dict)

    def leave(self, name: str, word: str, row: list[str]) -> None:
        """Take note of a row of the file that its word in a field leaves out, or one above it; without one it is only turned."""
        layout, arranger = self.figures.layout, Arranger(self.figures.layout.plan)
        whole = row if len(row) == len(layout.header) else arranger.completed(row)
        cells = {each: (whole[place],) for each, place in layout.columns.items() if place < len(whole)}
        self.counts[name] += 1
        if word:
            self.found[name, word.strip()][_ROWS] += 1
            if (
                name == "kind"
                and len(word.strip()) == 1
                and word.strip() not in self.figures.choices.statuses
            ):
                self.lettered |= {*(cells.get("account") or cells.get("name") or ())}
            with suppress(CellError):
                codes = self.figures.currencies_of(cells)
                billed = abs(self.figures.read(cells, codes, [None])[0][0])
                self.found[name, word.strip()][codes[0]] += billed
                whose = (cells.get("account") or cells.get("name") or ("",))[0].strip()
                # A delivery note may have its bill's number and sum.
                if name == "side":
                    number = cells.get("number", ("",))[0].strip()
                    self.bills[whose, number, None, "", codes[0], billed] = None

    def keep(self, batch: Batch) -> None:
        """Take note of rows that are not left out."""
        self.kept[_ROWS] += len(batch.lines)
        self.whose.update(batch.account if "kind" in self.figures.layout.columns else ())
        for code in {*batch.currency}:
            self.kept[code] += sum(map(abs, compress(batch.amount, map(code.__eq__, batch.currency))))

    def question(self) -> AskError | None:
        """Return the question whether what is left out is owed, where nobody said so: of all that is in a currency, of more than half of it where its column has no words for what customers owe, below a title that nobody knows, by a letter where customers have other rows, too."""
        layout, choices, kept = self.figures.layout, self.figures.choices, self.kept[_ROWS]
        unsaid = {
            (name, word): sums
            for (name, word), sums in self.found.items()
            if word not in choices.statuses
            and not (name in choices.mapping and (kept or self._by_column(name)))
        }
        letters = not self.whose.isdisjoint(self.lettered)
        owed = added(sums for (name, _), sums in unsaid.items() if name in ("kind", "side"))
        sure = all({*map(in_brackets, self.beside[name])} & (RECEIVABLE | INVOICES) for name, _ in unsaid)
        much = any(minor > self.kept[code] and not (sure and self.kept[code]) for code, minor in owed.items())
        titles = {side_of([word]) for name, word in unsaid if name not in layout.columns}
        doubted = titles and (layout.plan.own is not None or titles != {"payable"})
        if not unsaid or (kept and not (much or doubted or letters)):
            return None
        name = max(unsaid, key=lambda each: unsaid[each][_ROWS])[0]
        mine = {word: sums for (field_, word), sums in unsaid.items() if field_ == name}
        here, there = (sum(sums[_ROWS] for sums in each.values()) for each in (mine, self.found))
        called, title = some([repr(one_line(word)) for word in mine]), layout.title(name)
        says = f"{title!r} says {called} in" if name in layout.columns else f"Below {called} are"
        answers = self._answers(name, [*mine], letters=letters)
        order = answers[::-1] if letters else [*answers[1::-1], *answers[2:]] if kept else answers
        sums = [str(Money(minor, code)) for code, minor in added(mine.values()).items()]
        text = ", ".join((f"{says} {here:,} of {number_of(there + kept, 'row')}", *sums))
        return asking(f"{text}: do customers owe that?", *order)

    def _by_column(self, name: str) -> bool:
        """Whether it is answered for a column, in which anything may leave rows out, and not for its words."""
        words = [word for each, word in self.found if each == name]
        many = name == "void" or len(words) > _FEW_WORDS or any(map(SOME.fullmatch, words))
        return many and name in self.figures.layout.columns

    def _answers(self, name: str, words: Sequence[str], *, letters: bool) -> list[tuple[str, str]]:
        """Return the options by which what some words leave out is owed, or is not."""
        title, no = self.figures.layout.title(name), "no: it is left out"
        if self._by_column(name):
            return [(option("ignore", title), "yes"), (option("map", name, title), no)]
        said = {"yes": Status.OPEN, no: Status.VOID}
        said |= {"no: it takes off": Status.CREDIT} if letters else {}
        return [(" ".join(option("status", word, said[says]) for word in words), says) for says in said]


def added(sums: Iterable[Counter[str]]) -> dict[str, int]:
    """Return sums by currency."""
    return {code: minor for code, minor in sorted(sum(sums, Counter[str]()).items()) if code != _ROWS}
