"""What each column of a table is, judged by its heading and by what its cells hold; what stays open is asked."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, islice

from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import (
    adding_up,
    cell_meanings,
    columns,
    date_formats,
    due_questions,
    figure_sums,
    unknown_columns,
    who_owes,
    words,
)
from arcall_tui.ledger.candidates import ANY_NUMBER
from arcall_tui.ledger.column_layout import Layout, Verdict
from arcall_tui.ledger.column_work import OFF, ColumnWork, Judge, is_harmless, words_of
from arcall_tui.ledger.columns import SYNONYMS, of_the_books, squeeze
from arcall_tui.ledger.due_questions import due_by_terms
from arcall_tui.ledger.further_down import watch_of
from arcall_tui.ledger.headings import BILLS, CODES, CUSTOMERS, INSTEAD, NUMBERED, OWN_PEOPLE
from arcall_tui.ledger.missing_columns import missing, numbered
from arcall_tui.ledger.profiles import ONE, Cells, Profile, profiles
from arcall_tui.ledger.questions import Choices
from arcall_tui.ledger.reader import Source
from arcall_tui.ledger.shapes import TABLE, Holds
from arcall_tui.ledger.table_rows import body
from arcall_tui.ledger.tax_questions import tax_alone
from arcall_tui.ledger.twin_currencies import own_currency
from arcall_tui.ledger.words import Status

# What a column is instead, where its cells are something else than its heading promises; None: not that, at least.
_OTHERWISE: dict[tuple[str, Cells], str | None] = {
    (name, Cells[held]): other.strip("-") or None
    for name, pairs in INSTEAD.items()
    for held, other in (pair.split(":") for pair in pairs.split())
}
# Headings that mean something else in another language.
_FALSE_FRIENDS = {("kind", Cells.TEXT), ("receivable", Cells.TEXT)} | {
    (word, Cells.FLAGS)
    for word in "sold solde collection collections incollection incollections inpayment".split()
}
# Headings that may as well be of what is due.
_DUE = ("due", "dueon", "paymentdue", "falligkeit", "echeance", "vencimiento", "scadenza")
_SHARE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]+)?(?:E0)?\s*%?", re.ASCII)
_CENTS = re.compile(r".*\d[.,]\d\d")
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
    items = [row for row in rows if layout.is_item(row)] or rows
    known = profiles(layout.header, items, choices.decimal)
    nothing = {part: f"part of {one.title}" for one in layout.plan.made for part in one.places}
    nothing |= {
        place: "you said that it means nothing"
        for column in choices.ignored
        for place in columns.places_of(layout.header, column)
    }
    layout = _infer(layout, known, nothing, choices, today)
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
    layout: Layout, columns: Sequence[Profile], ignored: Mapping[int, str], choices: Choices, today: date
) -> Layout:
    """Judge each column by its heading, as the layout has it, and by its cells. Raises AskError for what stays open.

    `ignored`: places of columns that mean nothing, and why. A file of a known kind is read as its kind says.
    """
    fields = {name: place for name, place in layout.columns.items() if place not in ignored}
    work = ColumnWork(layout.header, columns, fields, choices, layout.shape, today)
    work.why |= ignored
    table = layout.shape is TABLE
    for judge in _OF_TABLES if table else _OF_A_KIND[layout.shape.holds]:
        judge.judge(work)
    if table and work.fields.keys().isdisjoint({"account", "name"}):
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
    if amount and len(said := [*filter(None, amount.figures)]) > 1 and max(said) < 0:  # one alone went back
        work.minus.add("amount")


# What the cells say of a heading


def _by_content(work: ColumnWork) -> None:
    for name, place in list(work.fields.items()):
        one = work.columns[place]
        if name in work.said or one.holds is Cells.NOTHING:
            continue
        held = _held(work, name, one)
        if name == "due_date" and held is Cells.AMOUNTS and squeeze(work.header[place]) not in _DUE:
            continue
        if (squeeze(work.header[place]), held) in _FALSE_FRIENDS and all(
            map(words.is_strange_type, one.words)
        ):
            del work.fields[name]
            work.doubted.add(place)
        elif (name, held) in _OTHERWISE:
            other = _OTHERWISE[name, held]
            del work.fields[name]
            if other and other not in work.fields:
                work.take(other, place, f"it holds {held}: {one.samples()}")
            if held is Cells.CURRENCIES and place + 1 < len(work.columns) and not work.header[place + 1]:
                # One heading over two columns: the currency, and the amount behind it.
                work.take(name, place + 1, f"it stands behind the currencies of {work.title(place)!r}")
        elif not _HOLDS.get(name, bool)(one):
            del work.fields[name]
            work.doubted.add(place)


def _terms_for_days(work: ColumnWork) -> None:
    """What stands where bills should fall due may be their terms."""
    due = work["due_date"]
    if due.holds is Cells.TEXT and all(due_by_terms(cell, date.min) for cell in due.cells if cell):
        work.take("terms", work.fields["due_date"], f"it holds terms: {due.samples()}")


def _held(work: ColumnWork, name: str, one: Profile) -> Cells:
    """Return what a field's cells are: ones and zeros may be flags, and so may text that mostly is."""
    worded = one.holds is Cells.TEXT or (one.holds is Cells.STATES and name != "status")
    plain = one.words
    if worded and name == "paid":  # of what was paid some say when, or that it was in part
        plain = frozenset(said for said in plain if not (date_formats.is_day(said) or words.status_of(said)))
    if _counts_as_flag(work, name, one) or (worded and words.mostly_flags(plain)):
        return Cells.FLAGS
    # What has no figure in any cell is no day, but may say whether there is one.
    if name == "settled_on" and one.holds is Cells.TEXT and not any(map(str.isdigit, "".join(one.cells))):
        return Cells.STATES
    marks = one.holds is Cells.TEXT and words.only(one.words, words.DEBITS, words.CREDITS)
    return Cells.MARKERS if marks else one.holds


def _counts_as_flag(work: ColumnWork, name: str, one: Profile) -> bool:
    """Whether ones and zeros under paid, or the like, are no amounts."""
    whole = work.of("amount") or work.of("balance")
    others = (
        whole is not None and whole is not one and any(abs(figure or 0) > ONE for figure in whole.figures)
    )
    flags = ("", "paid", "settled_on", "balance", "credited", "written_off")
    return name in flags and bool(one.words) and one.words <= {"0", "1"} and others


def _are_codes(one: Profile) -> bool:
    """Whether amounts name somebody after all: they have no cents, or are 411.01, 411.02 under a word for codes."""
    cells = {*filter(None, one.cells)}
    if all(map(_CENTS.fullmatch, cells)):
        groups = {re.split("[.,]", cell)[0] for cell in cells}
        return len(groups) * 2 <= len(cells) and not CODES.isdisjoint(words_of(one.title))
    return True


# Whether cells can be what a heading says; dates and amounts that cannot be read are told as such.
_HOLDS: dict[str, Callable[[Profile], bool]] = {
    **dict.fromkeys((*OFF, "tax", "debit", "credit", "days_late"), lambda one: bool(one.figures)),
    **dict.fromkeys(
        ("paid_share", "open_share"), lambda one: all(map(_SHARE.fullmatch, filter(None, one.cells)))
    ),
    **dict.fromkeys(("account", "name"), lambda one: one.holds is not Cells.AMOUNTS or _are_codes(one)),
    "contact": lambda one: not all(_AT_HOME.fullmatch(cell) for cell in one.cells if cell),
    "void": lambda one: one.holds is Cells.DATES or words.mostly_flags(one.words),
    "paid_flag": lambda one: words.mostly_flags(one.words),
    "consumer": lambda one: words.only(one.words, words.YES | words.NO, words.CONSUMERS, words.FIRMS),
    "open_flag": lambda one: words.mostly_flags(one.words),
    "dc": lambda one: words.only(one.words, words.DEBITS, words.CREDITS),
    "side": lambda one: any(
        words.is_payable("side", said) or words.in_brackets(said) in {*words.RECEIVABLE, "d", "s"}
        for said in one.words
    ),
}
# A word for types of bills; a word before it names what else the types are of, such as payments.
_TYPES = re.compile(
    "^(?:.{0,3}|(?:beleg|rech|buch|vorg|post|do[ck]|inv|tra?n|fa[ck]t|bil|vou).*)typ|typ(?!e?s?$|en$)"
)
_GIVEN_AWAY = {Cells.MARKERS: "dc", Cells.SIDES: "side", Cells.TYPES: "kind", Cells.CURRENCIES: "currency"}


def _from_content(work: ColumnWork) -> None:
    """Give columns whose heading says nothing to the fields that their cells give away."""
    for place, one in list(work.unread()):
        name = _GIVEN_AWAY.get(one.holds, "")
        if name == "currency" and of_the_books(work.header[place]):
            name = ""
        heading = work.header[place]
        states = {words.status_of(said) for said in one.words} if one.holds is Cells.STATES else set()
        if states - {Status.OPEN, None} and not (None in states and is_harmless(heading)):
            name = "status"
        held = Cells.FLAGS if _counts_as_flag(work, "", one) else one.holds
        if held in _SAYS and not is_harmless(heading):
            name = _said_by(heading, held)
        elif (
            ((words.kind_of(heading) and not is_harmless(heading)) or not any(map(str.isalpha, heading)))
            and one.filled < len(one.cells)
            and one.words
            and all(map(words.kind_of, one.words))
        ):
            # CN under CN or under a mark, in the rows of credit notes alone.
            name = "kind"
        elif (
            one.holds is Cells.NUMBERS
            and _TYPES.search(squeeze(heading))
            and not is_harmless(heading)
            and words_of(heading).isdisjoint(CUSTOMERS)
            and 1 < one.different < one.filled
        ):
            name = "kind"
        if name and name not in work.fields:
            work.take(name, place, f"it holds {one.holds}: {one.samples()}")
    # Bills alone, unless the types stand elsewhere: on other days credit notes stand there, too. Sales may be a department's.
    sure = BILLS & words.INVOICES
    bills = [spot for spot, one in work.unread() if one.words and one.words <= sure]
    if bills and {"kind", "dc", "side"}.isdisjoint(work.fields):
        work.take("kind", bills[0], "it holds bills alone")


# What yes, or a day, means under a heading that is a status: Paid, Storniert, Written off on.
_NOT_OWED = {Status.VOID: "void", Status.GIVEN_UP: "void"}
_SAYS = {Cells.FLAGS: {Status.PAID: "paid_flag", **_NOT_OWED}, Cells.DATES: _NOT_OWED}
# As a status they say that nothing is owed any more; yes below them may say something else.
_NOT_SURELY_PAID = frozenset(
    {"refunded", "reconciled", "reversed payment", "overpaid", "applied", "received"}
)
# What makes a status the heading of days: Write-off Date, Credited On.
_ON_A_DAY = re.compile(r"(?:^(?:date|day|datum) (?:of )?|\s(?:date|on|at|day|am|le|datum)$)", re.IGNORECASE)


def _said_by(heading: str, holds: Cells) -> str:
    """Return the field that a heading gives flags or dates: paid where it says nothing else, not owed by any of its words."""
    said = words.status_of(_ON_A_DAY.sub("", heading))
    if holds is Cells.FLAGS and words.fold(heading) in _NOT_SURELY_PAID:
        return ""
    if holds is Cells.FLAGS and words.fold(heading) in words.UNPAID:
        # What is not overdue, not sent or not reminded is owed all the same.
        return "open_flag"
    words_ = filter(None, map(words.status_of, words_of(heading)))
    said = said or next((each for each in words_ if each in _NOT_OWED), None)
    return _SAYS[holds].get(said, "") if said else ""


def _numbers(work: ColumnWork) -> None:
    """A number that stands with several customers, or counts the rows, numbers no bills, where a column beside it does."""
    number = work["number"]
    pairs = {(one, other) for one, other in zip(number.cells, work.who.cells, strict=True) if one}
    # Whoever has just begun numbers bills so, too.
    counts = [*filter(None, number.figures)] == [*range(ONE, (number.filled + 1) * ONE, ONE)]
    counts = counts and squeeze(number.title) in ANY_NUMBER
    if not counts and len(pairs) * 2 < number.different * 3:
        return
    for place, one in work.free():
        if (one.unique or counts) and one.filled and squeeze(work.header[place]) in SYNONYMS["number"]:
            work.drop("number", "it counts the rows" if counts else "several customers share its values")
            work.take("number", place, "another counts the rows" if counts else "no two rows share a value")
            return


def _notes(work: ColumnWork) -> None:
    """A column of notes that speaks of disputes says what is disputed."""
    for place, one in list(work.unread()):
        if "disputed" in work.fields or one.holds not in (Cells.TEXT, Cells.STATES):
            continue
        if found := next((cell for cell in one.cells if words.speaks_of_dispute(cell)), ""):
            work.take("disputed", place, f"it speaks of disputes, such as {found[:40]!r}")
    if "disputed" not in work.fields and "settled_dispute" not in work.said:
        work.fields.pop("settled_dispute", None)


def _consumers(work: ColumnWork) -> None:
    """A column that says person or firm of each customer says who is a consumer."""
    for place, one in list(work.unread()):
        if words.only(one.words, words.CONSUMERS, words.FIRMS):
            work.take("consumer", place, f"it says person or firm: {one.samples()}")
            return


# What these are shows in each cell, whatever stands above it.
_REACHED = {
    "email": re.compile(r"[^\s@]+@[^\s@]+\.\w+"),
    "phone": re.compile(r"\+[0-9][-0-9 ()./]{6,20}[0-9](?:E0)?", re.ASCII),
}
# Under a heading with a word for it a number may be as it is dialled at home: Parent Phone.
_AT_HOME: re.Pattern[str] = re.compile(r"[+(]?[0-9][-0-9 ()./]{6,20}[0-9](?:E0)?", re.ASCII)


def _reached(work: ColumnWork) -> None:
    """Addresses and telephone numbers, each of one customer, say how to reach them; the seller's people stand with several, or are all of one firm."""
    for place, one in list(work.unread()):
        for name, always in _REACHED.items():
            said, called = words_of(work.header[place]), squeeze(work.header[place]) in SYNONYMS["contact"]
            worded = name == "phone" and (
                called or bool(said & SYNONYMS["phone"].keys() and not said & NUMBERED)
            )
            form = _AT_HOME if worded else always
            given = {pair for pair in zip(one.cells, work.who.cells, strict=False) if pair[0]}
            if (
                name not in work.fields
                and one.holds is not Cells.AMOUNTS
                and (worded or not one.money)
                and len(given) == one.different > (not worded)
                and all(form.fullmatch(cell) for cell, _ in given)
                and (name == "phone" or len({cell.partition("@")[2] for cell, _ in given}) > 1)
                and said.isdisjoint(OWN_PEOPLE)
            ):
                work.take(name, place, f"it holds {one.samples(1)}")


# The order counts: what the cells say of the headings, who owes, what is owed; then what is still open is asked.
_CONSUMERS = Judge(_consumers, unless="consumer")
_OF_TABLES = (
    Judge(_terms_for_days, "due_date", "due_date terms", "terms"),
    Judge(_by_content),
    Judge(_from_content),
    Judge(_numbers, "number account|name", "number"),
    Judge(_notes),
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
    Judge(who_owes.names_of_ids, "account", "name contact", "name contact"),
    Judge(_reached),
    Judge(own_currency),
    Judge(due_questions.due_by_days, "days_late", "days_late"),
    Judge(adding_up.owed_to_others, unless="side"),
    Judge(adding_up.debit_and_credit),
    Judge(adding_up.sum_of_ages, "", "amount balance", "balance"),
    Judge(figure_sums.add_up, unless="debit credit"),
    Judge(cell_meanings.ask_blank, "balance amount", "balance", "credit"),
    Judge(adding_up.balances, "balance", "balance"),
    Judge(adding_up.minus),
    Judge(numbered, "account|name", "number", "number"),
    Judge(_lacking),
    Judge(cell_meanings.both_sides, "account|name"),
    Judge(cell_meanings.marked_twice, "dc", "dc"),
    Judge(cell_meanings.marks_of_creditors, "dc account|name", "dc"),
    Judge(cell_meanings.all_minus, "balance|amount", unless="dc status debit"),
    Judge(cell_meanings.credits_in_words, "balance|amount", "kind", "kind dc side debit"),
    Judge(tax_alone, "", "tax"),
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
    Judge(unknown_columns.ask_beside_currency, "currency balance|amount", "currency"),
    Judge(unknown_columns.ask_which_rest, "balance", "balance"),
    Judge(unknown_columns.ask_part_due, "balance amount", "balance"),
    Judge(unknown_columns.ask_unknown),
    Judge(cell_meanings.paid_in_notes, "balance|amount", unless="status paid_flag settled_on"),
    Judge(due_questions.paid_some_day, "paid_flag"),
)
# Files of a known kind are read as their kind says.
_OF_A_KIND = {
    Holds.ITEMS: (_CONSUMERS, Judge(own_currency)),
    Holds.PAYMENTS: (
        _CONSUMERS,
        Judge(_payments),
        Judge(_lacking),
        Judge(unknown_columns.ask_beside_payments),
    ),
    Holds.CONTACTS: (_CONSUMERS, Judge(unknown_columns.owed_by_each)),
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
