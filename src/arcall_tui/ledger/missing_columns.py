"""Which column is what a table needs and no heading names: the question, its choices ranked by what the columns hold."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date
from difflib import get_close_matches

from arcall_tui.domain.grouping import by_key
from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import columns, date_formats, headings
from arcall_tui.ledger.candidates import ANY_NUMBER, FEW_WORDS, NONE_AT_ALL, Candidate
from arcall_tui.ledger.column_work import OFF, Choice, ColumnWork, is_harmless, words_of
from arcall_tui.ledger.columns import NO_COLUMN, field_name, of_the_bill, squeeze
from arcall_tui.ledger.figure_sums import Sum, may_be_open, role, sums_of
from arcall_tui.ledger.profiles import ONE, Cells, Profile, profiles
from arcall_tui.ledger.questions import AskError, Choices, option
from arcall_tui.ledger.reader import Chunk, is_blank
from arcall_tui.ledger.shapes import LEDGER_WORDS, PAYMENTS, TABLE, Holds
from arcall_tui.ledger.tax_questions import are_rates
from arcall_tui.ledger.words import GOES_BACK, WENT_OUT, fold

_SAYS_PAID = frozenset({"status", "paid", "paid_flag", "open_flag", "settled_on", "paid_share"})
_PRICE = re.compile("price|preis|prix|pre(?:ci|zz|c)o|prijs|rate|pris|jednos?tk")
_MOST_TITLES = 400
_UNLIKELY = 2.0
# What names a customer is of letters, with hardly a figure; what stands for one has figures, or is all in capitals.
NAME = re.compile(r"[^\d@]*[^\W\d_]{2}[^\d@]*")
ID = re.compile(r"\S*\d\S*|[A-Z0-9_./-]+")
# A month numbers nothing.
_COUNTED = re.compile(r"(?!(?:0?\d|1[0-2])[/.-]20\d\d$|20\d\d[/.-]\d\d?$).*\d")
_FORMS = frozenset("frau herr herrn firma mr mrs ms miss dr mme mlle m sr sra sig sigra dhr hr fru".split())
# Parts of words for whoever owes.
NAMING = "name naam company bedrijf firma customer client kunde debtor debiteur debitor nazwa payer tenant member organi shop store owner consumer hirer participant sacado advertiser".split()


def missing(work: ColumnWork) -> AskError | None:
    """Return the question that finds the first column which a table of this kind needs and lacks; None where none can."""
    shape, fields = work.shape, work.fields
    lacks = shape.missing({*fields, *(name for name in NONE_AT_ALL if work.said.get(name) == NO_COLUMN)})
    if not lacks:
        return None
    wanted = lacks[0].split(" or ")[0]
    free = [place for place, one in work.free() if one.filled]
    # A tax alone, such as that of a property, is what is owed.
    alone = "tax" in fields and words_of(work.header[fields["tax"]]) <= {"tax", "taxes", "amount", "due"}
    free += [fields["tax"]] if wanted == "amount" and alone else []
    fits = _fitting(work, wanted, free)
    if wanted == "number" and shape is TABLE and not any(_may_number(work, place) for place in fits):
        # Numbers are made where there are none, days and amounts are not.
        if not lacks[1:]:
            return None
        wanted = lacks[1].split(" or ")[0]
        fits = _fitting(work, wanted, free)
    # Where nothing can be what else is lacking, no answer leads anywhere, unless it may be payments.
    rest, day = {each.split(" or ")[0] for each in lacks} - {"number"}, work.of("settled_on")
    rest -= {"due_date"} if _days_or_terms(work, (), free) else set()
    if not (day and all(day.cells)) and not all(_fitting(work, one, free) for one in rest):
        owed = [work.header[fields[each]] for each in ("amount", "balance") if each in fields]
        left = work.called("balance") if {"paid", "balance"} <= {*fields} else ""
        owes = bool(left) or any(words_of(title) & headings.OWES for title in owed)
        return work.asks(NO_DAY, by_now(fields, left)) if owes and rest == {"due_date"} else None
    name, options = wanted, such_as(work, wanted, fits)
    if wanted == "amount":
        paid = shape.holds is Holds.PAYMENTS
        flags = paid or any(work.columns[place].holds in (Cells.STATES, Cells.FLAGS) for place in free)
        name = "amount" if flags or _SAYS_PAID & set(fields) else "balance"
        each = _amounts(work, name, fits)
        options = [*_came_less(work, fits), *each[: len(fits)]] if paid else each
    elif wanted == "number" and options:
        none = {name: NO_COLUMN}, "there is none: numbers are made of date and amount"
        options.insert(0 if _goes_with_customers(work, fits[0]) else len(options), none)
    elif wanted == "due_date":
        others = _days_or_terms(work, fits, free)
        options = [*others, *options] if _is_billing_day(work, fits) else [*options, *others]
    elif shape.holds is Holds.PAYMENTS and wanted == "account":
        # What names the invoices says whose they are.
        options += such_as(work, "number", _fitting(work, "number", free))
    if shape is TABLE and options and LEDGER_WORDS.isdisjoint(fields):
        options.append(("--payments", "it is no ledger: these are payments that came in"))
    there = ", ".join(work.title(place) for place, title in enumerate(work.header) if title.strip())
    what = "customer or invoice" if shape.holds is Holds.PAYMENTS and name == "account" else field_name(name)
    text = f"No heading names the {what}: which column is it?"
    beside = f"The columns are: {there[:_MOST_TITLES]}."
    return work.asks(text, *options, free="--map FIELD=COLUMN", beside=beside) if options else None


def _came_less(work: ColumnWork, places: Sequence[int]) -> list[Choice]:
    """Return the choice for a list of payments with one column for what came in, and one for what went out."""
    said = {place: (work.header[place], words_of(work.header[place])) for place in places}
    out = [one for one, (title, each) in said.items() if each & WENT_OUT or GOES_BACK.search(fold(title))]
    titles = [work.title(place) for place in places if place not in out] + [work.title(one) for one in out]
    two = len(titles) - len(out) == len(out) == 1
    return [({"amount": " - ".join(titles)}, "what came in, less what went out")] * two


def _may_number(work: ColumnWork, place: int) -> bool:
    """Whether a column may number the bills: no heading says of what else, and its values are codes, or have figures and differ for one customer."""
    codes = mostly(ID.fullmatch, work.columns[place]) or not _goes_with_customers(work, place)
    return codes and mostly(_COUNTED.match, work.columns[place]) and not _called_else(work, place)


def _called_else(work: ColumnWork, place: int) -> bool:
    """Whether a column is called as what numbers customers or what they have, or counts the rows, which next week are others."""
    title = work.header[place]
    counts = is_harmless(title) and squeeze(title) != "id" and work.columns[place].cells[0].lstrip("0") == "1"
    return counts or not words_of(title).isdisjoint(headings.CUSTOMERS | headings.NO_BILLS)


def _is_billing_day(work: ColumnWork, dates: Sequence[int]) -> bool:
    """Whether the likeliest day is the bill's: it is the one beside terms, or called as the number is, and speaks of no payment."""
    if not dates:
        return "terms" in work.fields
    said = words_of(work.header[dates[0]])
    numbered = words_of(work.header[work.fields["number"]]) if "number" in work.fields else set[str]()
    by_when = bool(said & headings.DUE) or role(work, dates[0]) in _OF_PAYING
    return not by_when and ("terms" in work.fields or bool(said & (numbered - ANY_NUMBER)))


NO_DAY = "No column says of which day, or until when, what is owed is."


def by_now(fields: Collection[str], title: str = "") -> Choice:
    """Return the answer that amounts without a day are owed by now; `title`: their column, where no field has it."""
    said = [option("map", "balance", title)] * bool(title)
    said += [option("map", name, NO_COLUMN) for name in NONE_AT_ALL if name not in fields]
    return " ".join([*said, option("terms", "due on receipt")]), "it is due by now, the day of the balances"


BY_CONTENT = "no two rows share a value, as in no other column"


def numbered(work: ColumnWork) -> None:
    """What alone differs in all rows, those of one customer too, and is no more than a number numbers the invoices, whatever it is called."""
    free = [place for place, one in work.unread() if one.unique and all(map(ID.fullmatch, one.cells))]
    ids = _fitting(work, "number", free)
    fits = [place for place in ids if not is_harmless(work.header[place])] or [
        place for place in ids if squeeze(work.header[place]) == "id"
    ]
    if len(fits) == 1 and not work.who.unique and work.columns[fits[0]].holds is Cells.TEXT:
        work.take("number", fits[0], BY_CONTENT)


def only_amounts(work: ColumnWork) -> None:
    """Where no heading names an amount, and one column alone has any, of which no word says less, that is owed."""
    fits = _fitting(work, "amount", [place for place, one in work.free() if one.filled])
    if len(fits) != 1 or is_harmless(title := work.header[fits[0]]) or role(work, fits[0]) in (*OFF, "held"):
        return
    if work.columns[fits[0]].holds is Cells.AMOUNTS and words_of(title).isdisjoint(headings.NOT_ALL):
        name = "amount" if {*_SAYS_PAID, *OFF} & {*work.fields} else "balance"
        work.take(name, fits[0], "no other column has amounts")


def _fitting(work: ColumnWork, name: str, free: Sequence[int]) -> list[int]:
    """Return the columns that may be a field's, the likeliest first."""
    fits = sorted((fit, place) for place in free if (fit := _FITS[name](work, place)) is not None)
    # Beside amounts, numbers of something and years are none.
    return [place for fit, place in fits if name != "amount" or fit < _UNLIKELY or fits[0][0] >= _UNLIKELY]


def such_as(work: ColumnWork, name: str, places: Sequence[int]) -> list[Choice]:
    """Return a choice for each column that may be a field's, with values of it."""
    return [({name: place}, f"such as {work.columns[place].samples()}") for place in places]


def _roles_by_sums(
    work: ColumnWork, places: Sequence[int], sums: Sequence[Sum]
) -> tuple[dict[int, str], set[int]]:
    """Return what the columns are, as headings and sums tell, and which are the rest in a chain of sums."""
    roles = {place: role(work, place) for place in places}
    # What others leave of one another is the rest of them.
    roles |= {
        one.whole: "balance"
        for one in sums
        if {*OFF} & {role(work, part) for part in one.less} and one.whole in roles
    }
    # What is left of another besides what was paid of it comes last in the chain.
    last = {
        part
        for one in sums
        for part in one.parts
        if roles.get(part) in ("balance", "payable") and {*OFF} & {role(work, each) for each in one.parts}
    }
    roles |= dict.fromkeys(last & {*places}, "balance")
    # What is mostly all of another, and never more, is most likely what is open of it.
    of = work.columns.__getitem__
    roles |= {
        one: "balance"
        for one in places
        for other in places
        if not roles[one] and of(one).figures != of(other).figures and may_be_open(of(one), of(other))
    }
    return roles, last


def _amounts(work: ColumnWork, name: str, places: Sequence[int]) -> list[Choice]:
    """Return the choices for the amount: first what the headings call open or to be paid, then the others."""
    sums = list(sums_of(work))
    roles, last = _roles_by_sums(work, places, sums)
    wholes, of = {one.whole for one in sums}, work.columns.__getitem__
    # A tax is less than what it is in: what is more is a fee that was billed.
    worth = {place: sum(filter(None, of(place).figures)) for place in places}
    most = max(worth.values(), default=0)
    likely = sorted(
        places,
        key=lambda place: (
            roles[place] == "tax" and worth[place] < most,
            place not in last,
            roles[place] not in ("balance", "payable"),
            not of_the_bill(work.header[place]),
            place not in wholes,
        ),
    )
    still_open = [place for place in likely if roles[place] == "balance"]
    choices: list[Choice] = [({"balance": place}, "what is still open") for place in still_open]
    choices += such_as(work, name, likely)
    filled = [
        sum(map(bool, row)) for row in zip(*(work.columns[place].figures for place in places), strict=True)
    ]
    both = " + ".join(map(work.title, places))
    if 1 < len(places) == len({*filter(any, (work.columns[place].figures for place in places))}) and {
        *filled
    } == {1}:
        choices.insert(0, ({name if work.shape is PAYMENTS else "balance": both}, "each row has one of them"))
    elif (
        len(places) == 2
        and not sums
        and name == "balance"
        and sum(one.holds is Cells.CURRENCIES for one in work.columns) < 2
    ):
        choices.append(({"balance": both}, "both together"))
    if name == "amount":
        choices += [({"balance": place}, "what is open, whatever else is said") for place in likely]
    return choices


def _days_or_terms(work: ColumnWork, dates: Sequence[int], free: Sequence[int]) -> list[Choice]:
    if dates:
        says = "the day of the invoice, and terms say when it falls due"
        return [({"invoice_date": place}, says) for place in dates]
    return [
        ({"days_late": place}, f"days past due, such as {work.columns[place].samples()}")
        for place in free
        if work.columns[place].holds is Cells.NUMBERS
        and (words_of(work.header[place]) & _OF_DAYS or squeeze(work.header[place]) in headings.ELAPSED)
        and _DAYS_LEFT.isdisjoint(words_of(work.header[place]))
    ]


# What is counted is no days unless it says so; days until something are none past due.
_OF_DAYS = headings.DAYS | headings.PASSED | headings.DELAYS | headings.DUE
_DAYS_LEFT = frozenset({"to", "until", "till", "remaining", "left", "bis"})


def which_name(work: ColumnWork, places: Sequence[int], *, likely: bool) -> AskError:
    """Return the question which of several columns has the names of the customers; `likely`: one of them has."""
    choices = such_as(work, "name", places)
    none = ({"name": NO_COLUMN}, "none of them: the ids are the names")
    return work.asks(
        "Which column has the customers' names?", *choices[: likely * len(choices)], none, *choices
    )


def mostly(fits: Callable[[str], object], one: Profile) -> bool:
    """Whether three in four of a column's values are as they should be."""
    values = set(filter(None, one.cells))
    return sum(bool(fits(value)) for value in values) * 4 >= len(values) * 3


def _names_somebody(work: ColumnWork, place: int) -> float | None:
    """Rank what may name the customers: words rather than codes, several items for one of them rather than one each."""
    one = work.columns[place]
    told = {cell.casefold().strip(" .") for cell in one.cells if any(map(str.isalpha, cell))}
    if one.holds is not Cells.TEXT or told <= _FORMS:
        return None
    heading = squeeze(work.header[place])
    named = any(word in heading for word in NAMING)
    words = mostly(NAME.fullmatch, one)
    paired = words and any(
        mostly(ID.fullmatch, other)
        and other.different == one.different == len({*zip(one.cells, other.cells, strict=True)})
        for other in work.columns
        if other is not one and other.filled and not other.unique
    )
    alone = one.unique + (one.different == 1 < one.filled) * 3
    # Whoever is there again with the number to ring is who is rung.
    phones = by_key(zip(work["phone"].cells, one.cells, strict=True)) if "phone" in work.fields else {}
    rung = any(phone and len(who) > 1 == len({*who}) for phone, who in phones.items())
    return (
        alone
        - rung * 3
        + one.different / (one.filled * 2)
        - named * 3
        - words * 2
        - paired
        + (is_harmless(heading) and not named) * 9
        + ("status" in heading) * 9
    )


def _numbers_bills(work: ColumnWork, place: int) -> float | None:
    """Rank what may number the invoices: what differs from row to row, has figures, and is nobody's id."""
    one = work.columns[place]
    days = not words_of(work.header[place]).isdisjoint(headings.DAYS)
    digits = sum(any(map(str.isdigit, cell)) for cell in one.cells)
    said = role(work, place) or columns.currency_in(work.header[place])
    money = said and words_of(work.header[place]).isdisjoint(headings.BILLS)
    none = days or not digits or (one.holds is Cells.NUMBERS and (0 in one.figures or money))
    if one.holds not in (Cells.TEXT, Cells.NUMBERS) or one.different * 2 < one.filled or none:
        return None
    who = {
        word
        for name in ("account", "name")
        if name in work.fields
        for word in words_of(work.header[work.fields[name]])
    }
    persons = {word[:3] for word in who} & {word[:3] for word in words_of(work.header[place])}
    others = not words_of(work.header[place]).isdisjoint(headings.CUSTOMERS | headings.NO_BILLS)
    return (
        (bool(persons) or others)
        + (is_harmless(work.header[place]) and squeeze(work.header[place]) != "id")
        - (digits + one.different + one.filled) / len(one.cells or "x")
    )


def _goes_with_customers(work: ColumnWork, place: int) -> bool:
    """Whether a column has one value for each customer of several rows, as a unit or a telephone has, or for several customers, as a period, and no bill's number."""
    whose = [work[name].cells for name in ("account", "name") if name in work.fields]
    if not whose:
        return False
    rows, values = Counter(whose[0]), {*zip(whose[0], work.columns[place].cells, strict=True)}
    shared = len(values) > len({value for _, value in values})
    return shared or len(rows) == len(values) < len(whose[0])


def _amounts_fit(work: ColumnWork, place: int) -> float | None:
    heading = squeeze(work.header[place])
    measured = [not words_of(title).isdisjoint(headings.MEASURED) for title in work.header]
    # What is counted is no money, and the price of one beside it is not what is owed.
    if (
        heading.endswith(("no", "number", "id"))
        or measured[place]
        or are_rates(work, place, work.columns[place])
        or (any(measured) and _PRICE.search(heading))
    ):
        return None
    fit = {Cells.AMOUNTS: 0.0, Cells.NUMBERS: 1.0}.get(work.columns[place].holds)
    numbers = fit == 1.0 and not words_of(work.header[place]).isdisjoint(headings.NO_BILLS)
    return None if fit is None else fit + 2 * (numbers or is_harmless(work.header[place]))


_MOST_DAYS = date.max.toordinal()
_OF_PAYING = ("balance", "payable", "paid")


def days_of(one: Profile) -> list[str]:
    """Return a column's days in ISO, empty where it is, as the first format has them that reads every cell; nothing where none does."""
    foreign = list(filter(date_formats.is_foreign, map(date_formats.plain, one.cells)))
    spoken = date_formats.languages_of(foreign) if foreign else ()
    months = date_formats.month_names(spoken[0]) if spoken else {}
    written = [date_formats.english(cell, months) for cell in one.cells]
    for fmt in date_formats.FORMATS:
        days = [fmt.read(cell) or "" for cell in written]
        if any(days) and sum(map(bool, days)) == one.filled:
            return days
    return []


def _latest(work: ColumnWork, place: int) -> float | None:
    """Rank dates by the day that they lie around, what speaks of paying first: of several the last is the due date."""
    days = list(filter(None, days_of(work.columns[place])))
    average = sum(date.fromisoformat(day).toordinal() for day in days) / len(days) if days else 0.0
    parts, heading = words_of(work.header[place]), squeeze(work.header[place])
    # Datum dobave is a day of delivery, dob a word of its own.
    born = any(word in (parts if word == "dob" else heading) for word in headings.BIRTH)
    none = work.columns[place].holds is not Cells.DATES or born
    theirs = bool(parts & headings.CUSTOMERS and parts & headings.DUE)
    said = (role(work, place) in _OF_PAYING) - bool(parts & headings.NOT_DUE)
    return None if none else -average - (said + theirs) * _MOST_DAYS


_FITS: dict[str, Callable[[ColumnWork, int], float | None]] = {
    "account": _names_somebody,
    "name": _names_somebody,
    "number": _numbers_bills,
    "amount": _amounts_fit,
    "due_date": _latest,
    "phone": lambda *_: None,
    "settled_on": lambda work, place: None if _latest(work, place) is None else 0.0,
}


def check(choices: Choices, candidate: Candidate) -> None:
    """See to it that every column that is said is there. Raises InputRefusedError."""
    for name, column in choices.mapping.items():
        if name not in candidate.fields and column != columns.NO_COLUMN:
            raise _no_column(column, f"--map {name}", candidate.header)
    for column in choices.ignored:
        if not columns.places_of(candidate.header, column):
            raise _no_column(column, "--ignore", candidate.header)


def _no_column(column: str, what: str, header: Sequence[str]) -> InputRefusedError:
    there = {one_line(cell): cell for cell in header if cell.strip()}
    by_fold = {name.casefold(): name for name in there}
    close = [by_fold[one] for one in get_close_matches(column.casefold(), by_fold, n=3, cutoff=0.5)]
    hint = f"Did you mean {' or '.join(map(repr, close))}? " if close else ""
    return InputRefusedError(
        f"There is no column {column!r} for {what}.", f"{hint}The columns are: {', '.join(there)}."
    )


def no_ledger(name: str, top: Chunk, best: Candidate | None, choices: Choices) -> InputRefusedError:
    """Return what is said where no header was found: what it lacks, the question for it where one can be asked."""
    row = best.header if best and best.fields else top.rows[best.place if best else 0]
    there = ", ".join(one_line(cell) for cell in row if cell.strip())[:_MOST_TITLES]
    if best is None or not best.fields:
        return InputRefusedError(
            f"{name} is no ledger that arcall knows: no row of its first {columns.HEADER_WITHIN} names columns such as"
            " customer, invoice number, due date and balance.",
            f"Export a table with one row per invoice, or map its columns with --map FIELD=COLUMN. Its first columns: {there}.",
        )
    if question := asked_by(top, best, choices):
        return question
    lacks, line = best.lacks(choices.mapping), top.line_numbers()[best.place]
    used = best.fields.values()
    free = [one for spot, one in enumerate(row) if one.strip() and spot not in used and not is_harmless(one)]
    none = {each.split()[0] for each in lacks} <= {*NONE_AT_ALL}
    said = by_now(best.fields)[:1] if none else [option("map", lacks[0].split()[0], one) for one in free[:1]]
    such = "".join(f", or say {one} where {'there is none' if none else 'that is it'}" for one in said)
    return InputRefusedError(
        f"{name}: the header in row {line} has no column for {', '.join(lacks)}.",
        f"Export it too{such}. The columns are: {there}.",
    )


def asked_by(top: Chunk, best: Candidate, choices: Choices) -> AskError | None:
    """Return the question that finds what a header lacks, where its other columns leave no doubt that it is a ledger's."""
    if best.shape not in (TABLE, PAYMENTS) or best.plan.own is not None or best.ages:
        return None
    rows = [row for row in top.rows[best.place + best.height :] if not is_blank(row)]
    known = profiles(best.header, rows, choices.decimal)
    # Consumer may be the heading of whoever owes as well as of what they are, and so may Who, Ime or Ad.
    others = ("consumer", "contact", "first_name", "last_name")
    fields = {name: place for name, place in best.fields.items() if name not in others}
    if best.fields.get("settled_on") is not None and known[best.fields["settled_on"]].holds is Cells.AMOUNTS:
        fields.setdefault("paid", fields.pop("settled_on"))
    # A bill is its number, and what was billed where nothing else is.
    bill = known[fields["number"]] if "number" in fields else None
    if bill and bill.holds is Cells.AMOUNTS and fields.keys().isdisjoint({"amount", "balance", "debit"}):
        sums = [*filter(None, bill.figures)]
        if sums and max(sums) - min(sums) >= len(sums) * ONE:  # else given out in turn: 1001.00, 1002.00
            del fields["number"]
    work = ColumnWork(best.header, known, fields, choices, best.shape)
    # Where hardly a heading is known, amounts that add up speak for a ledger.
    return missing(work) if len(best.fields) >= FEW_WORDS - 1 or any(sums_of(work)) else None
