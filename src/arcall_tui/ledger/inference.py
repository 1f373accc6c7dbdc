"""What each column of a table is, judged by its heading and by what its cells hold; what stays open is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, islice

from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import (
    adding_up,
    cell_meanings,
    columns,
    due_questions,
    heading_checks,
    payment_columns,
    told_by_sums,
    unknown_columns,
    which_open,
    who_owes,
    words,
)
from arcall_tui.ledger.column_layout import Layout, Verdict
from arcall_tui.ledger.column_work import ColumnWork, Judge, is_harmless
from arcall_tui.ledger.further_down import watch_of
from arcall_tui.ledger.missing_columns import missing, numbered, only_amounts
from arcall_tui.ledger.profiles import Cells, Profile, profiles
from arcall_tui.ledger.questions import Choices
from arcall_tui.ledger.reader import Source
from arcall_tui.ledger.shapes import TABLE, Holds
from arcall_tui.ledger.table_rows import body
from arcall_tui.ledger.tax_questions import tax_alone
from arcall_tui.ledger.twin_currencies import own_currency

_FEW_WORDS = 4
# Rows that are looked at to judge what the columns are.
_SAMPLE = 1_200


def judged(source: Source, layout: Layout, choices: Choices, today: date, *, whole: bool) -> Layout:
    """Return the layout with each column judged by what it holds. Raises AskError for what stays open.

    The first rows are looked at, and what the layout's `watch` finds further down; `whole`: it is found here and now.
    """
    rows = chain.from_iterable(chunk.rows for chunk in body(source, layout))
    sample = list(islice(rows, _SAMPLE))
    found = _by_rows(layout, sample, choices, today)
    if len(sample) < _SAMPLE or found.watch is None:
        return replace(found, watch=None)
    if not whole:
        return found
    news: list[Sequence[str]] = []
    while len(news) < _SAMPLE and (more := list(islice(rows, _SAMPLE))):
        news += found.watch.news([row for row in more if layout.is_item(row)])
    return replace(_by_rows(layout, [*sample, *news], choices, today) if news else found, watch=None)


def _by_rows(layout: Layout, rows: Sequence[Sequence[str]], choices: Choices, today: date) -> Layout:
    undated = choices.mapping.get("due_date") == columns.NO_COLUMN and "number" not in layout.columns
    items = [row for row in rows if layout.is_item(row) and not undated] or rows
    known = profiles(layout.header, items, choices.decimal)
    said = {layout.columns.get(name) for name in choices.mapping}
    parts = [(part, one.title) for one in layout.plan.made for part in one.places if part not in said]
    nothing = {part: f"part of {title}" for part, title in parts}
    nothing |= {
        place: "you said that it means nothing"
        for column in choices.ignored
        for place in columns.places_of(layout.header, column)
    }
    layout = _infer(layout, known, nothing, choices, today, whole=len(rows) < _SAMPLE)
    harmless = {place for place, heading in enumerate(layout.header) if is_harmless(heading)}
    fields = dict.fromkeys(nothing.keys() | harmless, "") | {
        place: name for name, place in layout.columns.items()
    }
    fields |= {place: "" for name, place in layout.columns.items() if name in choices.mapping}
    watch = watch_of(known, fields) if layout.shape is TABLE else None
    quiet = {
        place
        for place, one in enumerate(known)
        if not any(one.figures) and (one.figures or one.words <= words.NO)
    }
    idle = frozenset(
        column for column in choices.ignored if quiet.issuperset(columns.places_of(layout.header, column))
    )
    return replace(layout.with_columns(layout.columns), watch=watch, idle=idle)


def _infer(
    layout: Layout,
    columns: Sequence[Profile],
    ignored: Mapping[int, str],
    choices: Choices,
    today: date,
    *,
    whole: bool,
) -> Layout:
    """Judge each column by its heading, as the layout has it, and by its cells. Raises AskError for what stays open.

    `ignored`: places of columns that mean nothing, and why. A file of a known kind is read as its kind says.
    """
    fields = {name: place for name, place in layout.columns.items() if place not in ignored}
    work = ColumnWork(layout.header, columns, fields, choices, layout.shape, today)
    work.why |= ignored
    work.whole = whole
    table = layout.shape is TABLE
    for judge in _OF_TABLES if table else _OF_A_KIND[layout.shape.holds]:
        judge.judge(work)
    if layout.shape.holds is Holds.ITEMS and work.fields.keys().isdisjoint({"account", "name"}):
        raise InputRefusedError(
            "No column of this table can be the customer.",
            "Say which it is with --map account=COLUMN, or export it too.",
        )
    flag = work.of("paid_flag")
    if flag and "paid_flag" in work.said and flag.words.isdisjoint(words.YES | words.NO):
        work.minus.add("paid_flag")
    day, seen_from = cell_meanings.day_of_list(work) if table else "", work.seen_from
    found, minus = _verdicts(work), frozenset(work.minus)
    return replace(layout, columns=work.fields, verdicts=found, minus=minus, day=day, seen_from=seen_from)


def _lacking(work: ColumnWork) -> None:
    """What a table of its kind needs and lacks is asked for, whatever columns were left out. Raises AskError."""
    if question := missing(replace(work, why={})):
        raise question


def _payments(work: ColumnWork) -> None:
    """Leave out what holds no amounts, such as a yes for what is applied; seen from the account, money that came in has a minus."""
    for name in ({"paid", "balance"} & set(work.fields)) - set(work.said):
        if work[name].filled and not work[name].money:
            work.why.pop(work.fields.pop(name), None)
    amount = None if "amount" in work.said else work.of("amount")
    marked = work.of("dc")
    debits = marked and all(marked.cells) and marked.words <= words.DEBITS
    said = [*filter(None, amount.figures)] if amount else []
    if len(said) > 1 and (debits or max(said) < 0):  # one alone went back
        work.minus.add("amount")


# The order counts: what the cells say of the headings, who owes, what is owed; then what is still open is asked.
_CONSUMERS = Judge(heading_checks.consumers, unless="consumer")
_OF_TABLES = (
    Judge(heading_checks.terms_for_days, "due_date", "due_date terms", "terms"),
    Judge(heading_checks.papers),
    Judge(heading_checks.by_content),
    Judge(heading_checks.from_content),
    Judge(heading_checks.numbers, "number account|name", "number"),
    Judge(heading_checks.notes),
    _CONSUMERS,
    Judge(who_owes.no_persons),
    Judge(who_owes.one_party),
    Judge(who_owes.not_who_sells, "name", "name"),
    Judge(who_owes.who_pays, "name", "name"),
    Judge(who_owes.codes_beside, "account|name", "account"),
    Judge(who_owes.ids_within, "account|name", "account"),
    Judge(who_owes.codes_for_names, "name", "name"),
    Judge(who_owes.one_for_all, "name", "name"),
    Judge(who_owes.who_is_who, "account name"),
    Judge(who_owes.who_is_named, "account contact", "name contact", "name"),
    Judge(who_owes.names_of_ids, "account", "name contact", "name contact"),
    Judge(who_owes.no_clerks, "contact account|name", "contact"),
    Judge(heading_checks.reached),
    Judge(own_currency),
    Judge(due_questions.due_by_days, "days_late", "days_late"),
    Judge(adding_up.owed_to_others, unless="side"),
    Judge(adding_up.debit_and_credit),
    Judge(adding_up.sum_of_ages, "", "amount balance", "balance"),
    Judge(told_by_sums.add_up, unless="debit credit"),
    Judge(cell_meanings.ask_blank, "balance amount", "balance", "credit"),
    Judge(adding_up.balances, "balance", "balance"),
    Judge(adding_up.running, "amount|debit"),
    Judge(cell_meanings.nothing_open, "balance amount", "balance"),
    Judge(adding_up.minus),
    Judge(
        adding_up.cleared,
        "account|name amount|debit",
        unless="balance paid status paid_flag open_flag settled_on kind dc side",
    ),
    Judge(numbered, "account|name", "number", "number"),
    Judge(only_amounts, "account|name", "amount balance", "amount balance debit"),
    Judge(_lacking),
    Judge(cell_meanings.both_sides, "account|name"),
    Judge(cell_meanings.marked_twice, "dc", "dc"),
    Judge(cell_meanings.marks_of_creditors, "dc account|name", "dc"),
    Judge(cell_meanings.all_minus, "balance|amount", unless="dc status debit"),
    Judge(cell_meanings.credits_in_words, "balance|amount", "kind", "kind dc side debit"),
    Judge(cell_meanings.all_payments, "kind amount", "kind", "balance"),
    Judge(cell_meanings.bills_to_pay, "number balance|amount", "kind", "kind dc side debit"),
    Judge(tax_alone, "", "tax"),
    Judge(cell_meanings.void_credits, "status balance|amount"),
    Judge(cell_meanings.paid_and_open, "balance status|paid_flag", "balance"),
    Judge(cell_meanings.due_or_open, "balance paid", "balance paid amount", "debit"),
    Judge(cell_meanings.on_account, "balance|amount", unless="on_account"),
    Judge(cell_meanings.names_bills, "number balance|amount", "applies_to", "applies_to"),
    Judge(cell_meanings.strange_types, "kind"),
    Judge(due_questions.paid_or_due, "settled_on", "settled_on"),
    Judge(due_questions.days_for_dues, "due_date", "due_date"),
    Judge(due_questions.terms_or_late, "terms", "terms"),
    Judge(due_questions.dues_first, "invoice_date due_date", "invoice_date due_date"),
    Judge(due_questions.dues_put_off, "due_date", "due_date"),
    Judge(due_questions.due_beside, "invoice_date", unless="due_date terms days_late"),
    Judge(which_open.ask_beside_currency, "currency balance|amount", "currency"),
    Judge(which_open.ask_which_rest, "balance", "balance"),
    Judge(which_open.ask_part_due, "balance", "balance"),
    Judge(unknown_columns.ask_unknown),
    Judge(cell_meanings.paid_in_notes, "balance|amount", unless="status paid_flag settled_on"),
    Judge(due_questions.paid_some_day, "paid_flag"),
)
# Files of a known kind are read as their kind says; columns beside its own are judged as in any table.
_OF_A_KIND = {
    Holds.ITEMS: (
        Judge(heading_checks.by_content),
        Judge(heading_checks.from_content),
        _CONSUMERS,
        Judge(own_currency),
        Judge(cell_meanings.void_credits, "status balance|amount"),
        Judge(cell_meanings.paid_and_open, "balance status|paid_flag", "balance"),
        Judge(unknown_columns.ask_unknown),
    ),
    Holds.PAYMENTS: (
        _CONSUMERS,
        Judge(_payments),
        Judge(payment_columns.no_bank_accounts, "account name", "account"),
        Judge(_lacking),
        Judge(payment_columns.ask_entries, "kind"),
        Judge(payment_columns.ask_beside_payments),
    ),
    Holds.CONTACTS: (
        _CONSUMERS,
        Judge(which_open.owed_by_each),
        Judge(who_owes.two_of_a_name, "name", "account name", "account contact first_name"),
    ),
}


def _verdicts(work: ColumnWork) -> tuple[Verdict, ...]:
    by_place = {place: name for name, place in work.fields.items()}
    return tuple(
        Verdict(
            work.title(place), by_place.get(place, ""), work.why.get(place) or _plainly(work, place, by_place)
        )
        for place in range(len(work.header))
    )


def _plainly(work: ColumnWork, place: int, by_place: Mapping[int, str]) -> str:
    if place in by_place:
        return "as you said" if by_place[place] in work.said else "by its heading"
    held = work.columns[place].holds if place < len(work.columns) else Cells.NOTHING
    if held is Cells.NOTHING:
        return "empty"
    if is_harmless(work.header[place]):
        return "changes nothing that is owed"
    one = work.columns[place]
    if held is Cells.TEXT and one.different <= _FEW_WORDS < one.filled:
        return f"not understood: {one.samples(_FEW_WORDS)}"
    return f"{held}; nothing that is owed hangs on it"
