"""A ledger file, opened: its shape, header and as-of day found, ready to be read."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from arcall_tui.domain.calendar import spelt
from arcall_tui.domain.money import CURRENCIES
from arcall_tui.domain.text import number_of, one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.amounts import MIXED
from arcall_tui.ledger.column_layout import Layout, Progress
from arcall_tui.ledger.columns import CENTS, currency_in
from arcall_tui.ledger.date_formats import month_names
from arcall_tui.ledger.due_questions import TERMS, due_by_terms
from arcall_tui.ledger.inference import judged
from arcall_tui.ledger.missing_columns import BY_CONTENT
from arcall_tui.ledger.questions import Choices, asking, option
from arcall_tui.ledger.reader import KeptFile, Source, line_keys
from arcall_tui.ledger.recognising import find_layout, said_before, top_of
from arcall_tui.ledger.shapes import Holds, Shape
from arcall_tui.ledger.stated_day import elsewhere, stated_as_of
from arcall_tui.ledger.survey import Survey, survey
from arcall_tui.ledger.tax_questions import is_net
from arcall_tui.ledger.typed_items import TableReader
from arcall_tui.ledger.words import Status, side_of

# What is remembered of `Choices` for files with the same heading.
REMEMBERED = tuple(
    """date_order decimal terms locale encoding ignored currency_words statuses rounded add_up payments blank""".split()
)


@dataclass(slots=True)
class Ledger:
    """A surveyed ledger file. `as_of`: the day at whose close its balances stood."""

    shape: Shape
    source: Source
    layout: Layout
    reader: TableReader
    warnings: list[str] = field(default_factory=list)

    @property
    def as_of(self) -> date:
        """The day at whose close the balances stood."""
        return self.reader.as_of

    def closing_warnings(self) -> list[str]:
        """Return what the user should know once the file has been read whole."""
        reader, told = self.reader, [*self.source.notes, *self.warnings]
        if reader.cells.due_guessed and self.shape.terms and not reader.choices.terms:
            told.append(
                f"The file never says when an invoice falls due: {number_of(reader.cells.due_guessed, 'counts', 'count')} as"
                f" {self.shape.terms}; say other terms with --terms 'Net 30'."
            )
        elif reader.cells.due_guessed:
            told.append(
                f"{number_of(reader.cells.due_guessed, 'due date was', 'due dates were')} worked out from the payment terms{reader.cells.counted[1]}."
            )
        return [*told, *reader.closing_warnings()]


def open_ledger(
    file: KeptFile,
    choices: Choices,
    today: date,
    progress: Progress | None = None,
    *,
    hurry: bool = False,
    remembered: Mapping[str, Mapping[str, Any]] | None = None,
) -> Ledger:
    """Open a ledger and find out how it is written. Raises InputRefusedError, saying what to do.

    `today`: the as-of day where neither the file nor `choices` names one. `hurry`: look no further than it
    takes to know how the file is written; errors while reading, and LookAgainError, then mean to open it again without. `remembered`:
    what the user said of such files before, by their headers' keys.
    """
    _check_said(choices)
    known = remembered or {}
    source = file.source(choices.sheet, choices.encoding or _encoding_said(file, known))
    top = top_of(source)
    said = still_said(said_before(top, known), choices.mapping, choices.ignored)
    choices, notes = _as_before(choices, said)
    layout, titles = find_layout(source, top, choices)
    owed = frozenset(word for word, state in choices.statuses.items() if state != Status.VOID)
    layout = replace(layout, adds_up=layout.shape.adds_up or choices.add_up, owed=owed)
    if layout.shape.holds is Holds.ITEMS:
        _check_titles(titles, owed)
    layout = judged(source, layout, choices, today, whole=not hurry)
    notes += [
        f"No heading names the invoice number: {one_line(each.column)!r} is taken for it, as {BY_CONTENT}; --map says otherwise."
        for each in layout.verdicts
        if each.why == BY_CONTENT
    ]
    choices, told = _in_currency(layout, choices)
    notes += told
    _check_due(layout, choices)
    items = layout.shape.holds is Holds.ITEMS
    if items and is_net(layout.title("amount")) and not {"tax", "tax_rate", "balance"} & set(layout.columns):
        notes.append(
            f"By its heading {layout.title('amount')!r} is before tax: customers may owe more than these figures say."
        )
    surveyed = survey(source, layout, choices, today, progress, titles=titles, hurry=hurry)
    if surveyed.style == MIXED or choices.decimal not in (None, CENTS, surveyed.style):
        notes.append(f"Amounts have a decimal {surveyed.style}: no other reading fits all of them.")
    if code := surveyed.currency:
        choices = replace(choices, currency=code)
        notes.append(f"Amounts are in {code}, as {surveyed.said_by}; --currency says another.")
    notes += filter(None, [surveyed.dotted])
    as_of, told = _balanced_on(source, titles, layout, choices, surveyed, today)
    reader = TableReader(source, layout, choices, surveyed, as_of)
    return Ledger(layout.shape, source, layout, reader, [*notes, *told])


def _balanced_on(
    source: Source,
    titles: Sequence[Sequence[str]],
    layout: Layout,
    choices: Choices,
    surveyed: Survey,
    today: date,
) -> tuple[date, list[str]]:
    """Return the day at whose close the balances stood, and what is said of it. Raises AskError."""
    orders = {fmt.order for fmt in surveyed.formats.values() if fmt} - {"ymd"}
    order, settles = orders.pop() if len(orders) == 1 else "", "settled_on" in layout.columns
    as_of, told = stated_as_of(titles, choices, today, order, layout.day, settles=settles)
    said = choices.as_of or layout.day or settles or told or layout.shape.holds is not Holds.ITEMS
    if as_of == today and not said:
        as_of, told = elsewhere(source.last_rows(), source.name, order, surveyed.newest, today)
    if "days_late" in layout.columns:
        told += [] if choices.as_of or as_of != today else _counted_back(layout, as_of)
    elif layout.seen_from and abs(layout.seen_from - as_of.toordinal()) > 1:
        told.append(
            f"Days overdue count to {spelt(date.fromordinal(layout.seen_from))}, the balances as of {spelt(as_of)}: --as-of says another day."
        )
    return as_of, told


# What stands beside the word in a title such as Aged Creditors, or Accounts Payable Aging.
_ASIDE = re.compile(
    r"^(?:aged|open|outstanding) |(?: (?:age?ing|report|list|summary|details?))+$", re.IGNORECASE
)


def _check_titles(titles: Sequence[Sequence[str]], owed: Collection[str]) -> None:
    """Ask whether customers owe what stands below a title for what the user owes. Raises AskError."""
    said = [" ".join(cells[0].split()) for row in titles if len(cells := [*filter(None, row)]) == 1]
    sides = {
        side: title for title in said if (side := side_of([_ASIDE.sub("", title).replace("A/P", "Payables")]))
    }
    if "payable" in sides and sides["payable"] not in owed and "receivable" not in sides:
        title = sides["payable"]
        raise asking(
            f"Above the heading stands {one_line(title)!r}, as above what you owe: do customers owe it? If not, it is no ledger of yours.",
            (option("status", title, Status.OPEN), "yes, they do"),
        )


def _encoding_said(file: KeptFile, remembered: Mapping[str, Mapping[str, Any]]) -> str:
    raw = {key: one["raw"] for key, one in remembered.items() if one.get("raw")}
    return next((raw[key] for key in line_keys(file.path) if key in raw), "") if raw else ""


def still_said(
    before: Mapping[str, Any], mapping: Mapping[str, str], ignored: Iterable[str]
) -> Mapping[str, Any]:
    """Return what was said before, but for columns of which something else is said now: what they hold, or that they mean nothing."""
    read, nothing = ({one.casefold() for one in each} for each in (mapping.values(), ignored))
    mapped = {
        name: one for name, one in (before.get("mapping") or {}).items() if one.casefold() not in nothing
    }
    kept = [one for one in before.get("ignored") or () if one.casefold() not in read]
    return {**before, "mapping": mapped, "ignored": kept}


def _as_before(choices: Choices, said: Mapping[str, Any]) -> tuple[Choices, list[str]]:
    """Fill in what the user does not say now, and say what that is."""
    before = _words(
        {name: value for name, value in said.items() if value and not getattr(choices, name, None)}
    )
    told = [f"Read as you said before: {before}."] if before else []
    more = {name: said[name] for name in ("mapping", *REMEMBERED, "currency") if said.get(name)}
    if "ignored" in more:
        more["ignored"] = (*choices.ignored, *more["ignored"])
    for name in ("mapping", "currency_words", "statuses"):
        if name in more:
            more[name] = {**more[name], **getattr(choices, name)}
    filled = {name: value for name, value in more.items() if not getattr(choices, name) or name in _ADDED}
    return replace(choices, **filled), told


_ADDED = frozenset({"mapping", "ignored", "currency_words", "statuses"})


def _words(said: Mapping[str, Any]) -> str:
    pairs = [f"{name} in {column!r}" for name, column in (said.get("mapping") or {}).items()]
    pairs += [
        f"{name.replace('_', ' ')} {_spelled(said[name])}".rstrip()
        for name in (*REMEMBERED, "currency")
        if said.get(name)
    ]
    return ", ".join(pairs)


def _spelled(value: object) -> str:
    if value is True:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{one}={other}" for one, other in value.items())
    return ", ".join(value) if isinstance(value, (list, tuple)) else str(value)


def _in_currency(layout: Layout, choices: Choices) -> tuple[Choices, list[str]]:
    """Take the currency of the amounts from their headings, and say so: the file outranks what is said beside it."""
    code = layout.currency
    if not code:
        return choices, []
    heads = [layout.header[place] for place in layout.plan.money if place < len(layout.plan.header)]
    heading = next(cell for cell in heads if currency_in(cell) == code)
    told = f"Amounts are in {code}, as the heading {one_line(heading)!r} says"
    if choices.currency not in (None, code):
        told += f"; {choices.currency} is for files that do not say"
    return replace(choices, currency=code), [f"{told}."]


def _check_said(choices: Choices) -> None:
    """See to it that what the user says can be meant, before anything is asked. Raises InputRefusedError."""
    if choices.currency and choices.currency not in CURRENCIES:
        raise InputRefusedError(
            f"{choices.currency!r} is not an ISO 4217 currency code.", "Write it like --currency USD."
        )
    if choices.terms and due_by_terms(choices.terms, date(2026, 1, 1)) is None:
        raise InputRefusedError(
            f"Terms of {choices.terms!r} do not say when an invoice falls due.",
            f"Write them like {option('terms', 'Net 30')}.",
        )
    if choices.locale:
        month_names(choices.locale)


def _counted_back(layout: Layout, today: date) -> list[str]:
    """Say that days overdue are counted back from today. Raises AskError where no bill would have terms that anybody has."""
    title, earliest = layout.title("days_late"), date.fromordinal(layout.seen_from or today.toordinal())
    if (today - earliest).days > _LONGEST_TERMS:
        raise asking(
            f"Counted back from today, {title!r} leaves no bill less than {(today - earliest).days} days to be paid in: to which day does it count?",
            (f"--as-of {earliest}", "from then on none fell due before its own day"),
            (f"--as-of {today}", "to today"),
            free="--as-of ",
        )
    return [f"Due dates are counted back from {spelt(today)}, as {title!r} says; --as-of says another day."]


def _check_due(layout: Layout, choices: Choices) -> None:
    known = {"due_date", "terms", "days_late"} & set(layout.columns) or choices.terms or layout.shape.terms
    if layout.shape.holds is Holds.ITEMS and not known:
        raise asking(
            "The file does not say when its invoices fall due.",
            *((option("terms", terms), f"each {says} its date") for terms, says in TERMS),
            ("--payments", "it is no ledger: these are payments that came in"),
            free="--terms ",
        )


# Of days; nobody has more to pay in.
_LONGEST_TERMS = 100
