"""What the columns of a table leave open, as questions with what each answer would mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from itertools import permutations

from arcall_tui.domain.text import number_of
from arcall_tui.ledger import date_columns, words
from arcall_tui.ledger.column_work import FIGURES, ColumnWork, is_harmless
from arcall_tui.ledger.columns import NO_COLUMN, field_name, squeeze, title_of
from arcall_tui.ledger.headings import OPEN_WORDS
from arcall_tui.ledger.profiles import Cells, Profile
from arcall_tui.ledger.questions import Answer, AskError, Question, option
from arcall_tui.ledger.shapes import Shape, buckets
from arcall_tui.ledger.words import Status

_ENOUGH_ROWS = 3
MOST_TAX = 0.35
_GROSS = ("total", "gross", "brutto", "incl", "ttc", "inctax", "ivainclu")
_NET = ("net", "exvat", "excl", "extax", "untaxed", "ht", "beforetax")


def missing(
    header: Sequence[str],
    columns: Sequence[Profile],
    fields: Mapping[str, int],
    shape: Shape,
    said: Mapping[str, str],
) -> Question | None:
    """Return the question that finds the first column which a table of this kind needs and lacks; None where none can."""
    given = set(fields) | ({"number"} if said.get("number") == NO_COLUMN else set())
    lacks = shape.missing(given)
    if not lacks:
        return None
    wanted = lacks[0].split(" or ")[0]
    used = set(fields.values())
    free = [(place, one) for place, one in enumerate(columns) if place not in used and one.filled]
    if wanted == "amount":
        free = [
            (place, one) for place, one in free if not squeeze(header[place]).endswith(("no", "number", "id"))
        ]
    fits = sorted((fit, place) for place, one in free if (fit := _FITS[wanted](one, columns)) is not None)
    name = wanted
    if wanted == "amount":
        says_paid = _SAYS_PAID & set(fields) or any(
            one.holds in (Cells.STATES, Cells.FLAGS) for _, one in free
        )
        name = "amount" if says_paid else "balance"
    choices = [
        Answer(option("map", name, title_of(header, place)), f"such as {columns[place].samples()}")
        for _, place in fits
    ]
    if wanted == "amount":
        rests = _rests([one for _, one in free])
        likely = [title_of(header, place) for place, one in free if _of(header[place], OPEN_WORDS)]
        likely = likely or [title_of(header, place) for place, one in free if one in rests][::-1]
        choices = [
            Answer(option("map", "balance", title), "what is still open") for title in likely
        ] + choices
    if name == "amount":
        choices += [
            Answer(option("map", "balance", title_of(header, place)), "what is open, whatever else is said")
            for _, place in fits
        ]
    if wanted == "due_date":
        choices += [
            Answer(
                option("map", "invoice_date", title_of(header, place)),
                "the day of the invoice, and terms say when it falls due",
            )
            for _, place in fits
        ]
        choices += [
            Answer(
                option("map", "days_late", title_of(header, place)), f"days past due, such as {one.samples()}"
            )
            for place, one in free
            if not fits and one.holds is Cells.NUMBERS
        ]
    if wanted == "number":
        choices.append(
            Answer(option("map", name, NO_COLUMN), "there is none: numbers are made of date and amount")
        )
    if not choices:
        return None
    there = ", ".join(title_of(header, place) for place in range(len(header)) if header[place].strip())[:400]
    options = [choice.option for choice in choices]
    choices = [choice for place, choice in enumerate(choices) if choice.option not in options[:place]]
    text = f"No heading names the {field_name(name)}: which column is it?"
    return Question(text, tuple(choices), "--map FIELD=COLUMN", f"The columns are: {there}.")


_SAYS_PAID = frozenset({"status", "paid", "paid_flag", "settled_on", "paid_share"})


def _of(heading: str, words_: Collection[str]) -> bool:
    return not {squeeze(word) for word in re.split(r"[\W_]+", heading)}.isdisjoint(words_)


def _rests(columns: Sequence[Profile]) -> list[Profile]:
    """Return the two columns that make up a third in all rows: one of them is what is left."""
    money = [one for one in columns if one.figures and any(one.figures)]
    for one, two, whole in permutations(money, 3):
        rows = list(zip(one.figures, two.figures, whole.figures, strict=True))
        if len(rows) > 1 and all((a or 0) + (b or 0) == (c or 0) for a, b, c in rows):
            return [one, two]
    return []


def which_name(titles: Sequence[str], columns: Sequence[Profile]) -> Question:
    """Return the question which of several columns has the names of the customers."""
    choices = [
        Answer(option("map", "name", title), f"such as {one.samples()}")
        for title, one in zip(titles, columns, strict=True)
    ]
    none = Answer(option("map", "name", NO_COLUMN), "none of them: the ids are the names")
    return Question("Which column has the customers' names?", (*choices, none))


def whose_currency(field: str, one: str, other: str) -> Question:
    """Return the question which of two columns of amounts is in the bills' own currency."""
    return Question(
        f"{one!r} and {other!r} are the same in one currency and differ in others: which is in the bill's own?",
        tuple(Answer(option("map", field, title), f"{title} is") for title in (one, other)),
    )


def _names_somebody(one: Profile, _columns: Sequence[Profile]) -> float | None:
    letters = sum(any(mark.isalpha() for mark in cell) for cell in one.cells)
    return -(letters + one.different) / len(one.cells) if one.holds is Cells.TEXT and letters else None


def _numbers_bills(one: Profile, columns: Sequence[Profile]) -> float | None:
    if one.holds not in (Cells.TEXT, Cells.NUMBERS) or one.different * 2 < one.filled:
        return None
    digits = sum(any(mark.isdigit() for mark in cell) for cell in one.cells)
    return -(digits + one.different + one.filled) / len(columns[0].cells or "x")


def _average_day(one: Profile) -> float:
    """Return the day that a column's dates lie around, as an ordinal: of several the last is the due date; 0 if unreadable."""
    days = _days(one)
    return sum(date.fromisoformat(day).toordinal() for day in days) / len(days) if days else 0.0


_FITS: dict[str, Callable[[Profile, Sequence[Profile]], float | None]] = {
    "account": _names_somebody,
    "name": _names_somebody,
    "number": _numbers_bills,
    "amount": lambda one, _: {Cells.AMOUNTS: 0.0, Cells.NUMBERS: 1.0}.get(one.holds),
    "due_date": lambda one, _: -_average_day(one) if one.holds is Cells.DATES else None,
    "phone": lambda *_: None,
    "settled_on": lambda one, _: 0.0 if one.holds is Cells.DATES else None,
}


def ask_blank(work: ColumnWork, balance: Profile, whole: Profile | None) -> None:
    """An empty cell of what is open, beside an amount, may mean that all of it is open, or nothing."""
    if whole is None or work.blank or not whole.figures or "credit" in work.fields:
        return
    settles = [
        work.columns[work.fields[name]].cells
        for name in ("status", "settled_on", "paid_flag", "paid")
        if name in work.fields
    ]
    empty = [
        place
        for place, (cell, billed) in enumerate(zip(balance.cells, whole.figures, strict=True))
        if not cell and billed and not any(cells[place] for cells in settles)
    ]
    if not empty:
        return
    title = work.title(work.fields["balance"])
    rows = number_of(len(empty), "row has", "rows have")
    choices = (
        Answer("--blank-balance open", "all of it is open"),
        Answer("--blank-balance paid", "nothing is open"),
    )
    zeros = any(figure == 0 for figure in balance.figures)
    raise AskError(
        Question(
            f"{rows} an amount and nothing in {title!r}: what does that mean?",
            choices if zeros else choices[::-1],
        )
    )


def tax_alone(work: ColumnWork) -> None:
    """Amounts with their tax beside them, and no column for both: whether they hold it is asked."""
    tax, whole = work.of("tax"), work.of("amount")
    if tax is None or "tax" in work.said:
        return
    place = work.fields.pop("tax")
    work.why[place] = "tax, which the amounts hold"
    if whole is None or "balance" in work.fields or not any(tax.figures):
        return
    heading = squeeze(work.header[work.fields["amount"]])
    if any(word in heading for word in _GROSS):
        return
    title, amounts_ = work.title(place), work.title(work.fields["amount"])
    choices = [
        Answer(option("map", "tax", title), f"{title} comes on top of {amounts_}"),
        Answer(option("ignore", title), f"{amounts_} holds it already"),
    ]
    answers = choices if is_net(amounts_) else choices[::-1]
    raise AskError(Question(f"Does {amounts_!r} hold the tax in {title!r}?", tuple(answers)))


def is_net(heading: str) -> bool:
    """Whether a heading says that its amounts are before tax."""
    bare = squeeze(heading)
    return any(bare.startswith(word) or bare.endswith(word) for word in _NET)


def paid_and_open(work: ColumnWork) -> None:
    """Where all that is said to be paid has its whole amount in the column of what is open, one of the two is not so."""
    balance = work.of("balance")
    says = next((name for name in ("status", "paid_flag") if name in work.fields), None)
    if balance is None or says is None or not balance.figures or {"balance", says} & set(work.said):
        return
    said = work.columns[work.fields[says]].cells
    paid = [
        rest for rest, word in zip(balance.figures, said, strict=True)
        if (words.status_of(word) is Status.PAID if says == "status" else words.fold(word) in words.YES)
    ]  # fmt: skip
    if not paid or not all(paid):
        return
    title, state = work.title(work.fields["balance"]), work.title(work.fields[says])
    rows = number_of(len(paid), "row has", "rows have")
    raise AskError(
        Question(
            f"{rows} an amount in {title!r} though {state!r} says paid: is that what is open?",
            (
                Answer(
                    option("map", "amount", title),
                    f"no, {title} is what was billed; what is paid is not owed",
                ),
                Answer(option("ignore", state), f"yes, {title} is still open"),
            ),
        )
    )


def ask_share(work: ColumnWork, share: Profile) -> None:
    """Shares of nothing but 0 and 1 may be parts of one, or of a hundred."""
    if any((figure or 0) % _ONE for figure in share.figures) or not any(share.figures):
        return
    title = work.title(work.fields["paid_share"])
    raise AskError(
        Question(
            f"{title!r} holds nothing but 0 and 1: is 1 all of it?",
            (
                Answer(option("map", "paid_flag", title), "yes: paid in full"),
                Answer(option("ignore", title), "no: it means nothing"),
            ),
        )
    )


_ONE = 10_000
_DUE_AMOUNTS = frozenset({"amountdue", "dueamount", "totaldue", "due", "dueamounts"})


def due_or_open(work: ColumnWork) -> None:
    """What is due, beside what was paid of it and no other amount, may be what was billed or what is still open."""
    rest, paid = work.of("balance"), work.of("paid")
    if (
        rest is None
        or paid is None
        or {"balance", "paid"} & set(work.said)
        or {"amount", "debit"} & set(work.fields)
    ):
        return
    rows = [(one, abs(two)) for one, two in zip(rest.figures, paid.figures, strict=True) if one and two]
    title = work.title(work.fields["balance"])
    whole = any(one == two for one, two in rows)
    if not rows or not (whole or squeeze(title) in _DUE_AMOUNTS):
        return
    choices = (
        Answer(option("map", "balance", title), "what is still open"),
        Answer(
            option("map", "amount", title), f"what was billed: {work.title(work.fields['paid'])} comes off"
        ),
    )
    raise AskError(
        Question(f"Is {title!r} what is still open, or what was billed?", choices[::-1] if whole else choices)
    )


def paid_in_notes(work: ColumnWork) -> None:
    """A note that says paid, void or written off beside something that is open is asked about."""
    rest = work.of("balance") or work.of("amount")
    if rest is None or not rest.figures or {"status", "paid_flag", "settled_on"} & set(work.fields):
        return
    for place, one in work.free():
        if one.holds not in (Cells.TEXT, Cells.STATES) or work.why.get(place, "").startswith("you said"):
            continue
        found = [
            cell for cell, figure in zip(one.cells, rest.figures, strict=True)
            if figure and cell and words.status_of(cell) not in (None, Status.OPEN, Status.PART)
        ]  # fmt: skip
        if found:
            title, rows = work.title(place), number_of(len(found), "row that has", "rows that have")
            raise AskError(
                Question(
                    f"{title!r} says {found[0][:40]!r} in {rows} an open amount: does that count?",
                    (
                        Answer(
                            option("map", "status", title),
                            "yes: what is paid, void or written off is not owed",
                        ),
                        Answer(option("ignore", title), "no: all of it is owed"),
                    ),
                )
            )


def due_beside(work: ColumnWork) -> None:
    """Where nothing says when invoices fall due, days that are never before theirs, and somewhere after, may be it."""
    billed = work.of("invoice_date")
    if billed is None or {"due_date", "terms", "days_late"} & set(work.fields):
        return
    first = _days(billed)
    for place, one in work.free():
        days = _days(one) if one.holds is Cells.DATES else []
        pairs = list(zip(first, days, strict=False))
        if place in work.why or not pairs or any(due < day for day, due in pairs) or first == days:
            continue
        title = work.title(place)
        raise AskError(
            Question(
                f"The days in {title!r} are never before those in {work.title(work.fields['invoice_date'])!r}: do invoices fall due then?",
                (Answer(option("map", "due_date", title), "yes"), Answer(option("ignore", title), "no")),
            )
        )


def _days(one: Profile) -> list[str]:
    """Return a column's days in ISO, as the first format has them that reads every cell; nothing where none does."""
    for fmt in date_columns.FORMATS:
        days = [fmt.read(cell) or "" for cell in one.cells]
        if days and all(days):
            return days
    return []


def billed(work: ColumnWork, one: Profile) -> list[int | None]:
    """Return a column's figures but for those of credits and payments, as the types say."""
    kinds = work.of("kind")
    types = kinds.cells if kinds else ("",) * len(one.figures)
    return [figure for figure, said in zip(one.figures, types, strict=False) if not words.kind_of(said)]


def all_minus(work: ColumnWork) -> None:
    """Where all that is open carries a minus, it is owed to customers, or the ledger is written from the other side."""
    name = "balance" if "balance" in work.fields else "amount"
    one = work.of(name)
    if one is None or name in work.said or {"dc", "status", "debit"} & set(work.fields):
        return
    figures = [figure for figure in billed(work, one) if figure]
    # Payments without a minus beside them bear it out.
    borne_out = (
        bool(figures) and len(figures) < sum(map(bool, one.figures)) and max(filter(None, one.figures)) > 0
    )
    if (len(figures) < _ENOUGH_ROWS and not borne_out) or any(figure > 0 for figure in figures):
        return
    title = work.title(work.fields[name])
    raise AskError(
        Question(
            f"All amounts in {title!r} carry a minus: who owes them?",
            (
                Answer(option("map", "debit", title), "the customers"),
                Answer(option("map", name, title), "you: they are credits"),
            ),
        )
    )


def ask_unknown(work: ColumnWork) -> None:
    """Ask about the first column that is not understood and could change a figure."""
    ages = buckets(work.header)
    for place, one in work.free():
        if place in work.why or is_harmless(work.header[place]):
            continue
        if place in ages:
            work.why[place] = "ages; the total counts"
        elif question := _question(work, place, one):
            raise AskError(question)


def _question(work: ColumnWork, place: int, one: Profile) -> Question | None:
    if not _could_change(work, place, one):
        return None
    told = (
        ("balance",) if one.money else ("balance", "paid", "paid_flag", "open_flag", "status", "settled_on")
    )
    if known := next((name for name in told if name in work.fields), None):
        work.why[place] = f"{one.holds}; what is open follows from {work.title(work.fields[known])!r}"
        return None
    # What repeats the amount may be what was paid of it, all of it: that is asked.
    twins = (name for name in FIGURES if name != "amount" and name in work.fields)
    if twin := next((name for name in twins if _same(one, work.of(name))), None):
        work.why[place] = f"the same as {work.title(work.fields[twin])!r}"
        return None
    title = work.title(place)
    odd = "does not hold what its heading says" if place in work.doubted else "is not known"
    ignore = Answer(option("ignore", title), "it changes nothing that is owed")
    beside = one.money and "paid" in work.fields
    says = _BESIDE_PAID if beside else _MEANINGS.get(one.holds, _MONEY)
    choices = [
        Answer(option("map", name, title), word) for name, word in says.items() if name not in work.fields
    ]
    if one.money and (_of(title, OPEN_WORDS) or _may_be_open(one, work.of("amount"))):
        choices.sort(key=lambda choice: choice.says != _MONEY["balance"])
    # What is likely comes first: dates, flags and words seldom change what is owed, amounts do.
    held_back = any(word in squeeze(title) for word in HELD_BACK) or _in_the_amounts(one, work.of("amount"))
    spot = 0 if held_back or not one.money else max(1, len(choices) - 1)
    choices.insert(spot, ignore)
    return Question(
        f"Column {title!r} {odd}, and holds {one.holds}, such as {one.samples()}: what is it?", tuple(choices)
    )


# What is held back for a while is owed all the same.
HELD_BACK = tuple(
    """retention retainage holdback einbehalt retenue retencion discount skonto rabatt deposit tds wht withh
    ritenuta irpf""".split()
)
_MEANINGS = {
    Cells.FLAGS: {
        "paid_flag": "yes means paid",
        "open_flag": "yes means open",
        "void": "yes means void: not owed",
    },
    Cells.DATES: {"settled_on": "the day on which it was paid", "void": "the day on which it was called off"},
    Cells.TEXT: {"status": "its words say what is paid and what is not"},
}
_MONEY = {
    "paid": "what was paid of it",
    "balance": "what is still open",
    "credited": "what was credited",
    "tax": "it comes on top",
}
_BESIDE_PAID = {
    "credited": "taken off besides what was paid",
    "written_off": "taken off as well",
    "balance": "what is still open",
}


def _in_the_amounts(one: Profile, whole: Profile | None) -> bool:
    """Whether one rate gives a column from what the amounts are without it, as tax that they hold."""
    pairs = zip(one.figures, whole.figures, strict=True) if whole and whole.figures and one.figures else ()
    rates = [round(part / (all_ - part), 2) for part, all_ in pairs if part and all_ and part != all_]
    return len(rates) > 1 and len(set(rates)) == 1 and 0 < rates[0] <= MOST_TAX


def _may_be_open(one: Profile, whole: Profile | None) -> bool:
    """Whether a column may be what is open of the amounts: never nothing, never more, and mostly all of it."""
    pairs = list(zip(one.figures, whole.figures, strict=True)) if whole and whole.figures else []
    return sum(rest == billed for rest, billed in pairs) * 2 > len(pairs) and all(
        rest and billed and abs(rest) <= abs(billed) for rest, billed in pairs
    )


def _same(one: Profile, other: Profile | None) -> bool:
    return bool(other) and bool(one.figures) and one.figures == other.figures  # type: ignore[union-attr]


def _could_change(work: ColumnWork, place: int, one: Profile) -> bool:
    """Whether a column that nobody knows holds what could change what is owed."""
    if one.holds is Cells.AMOUNTS:
        return any(one.figures)
    if one.holds is Cells.NUMBERS:
        whole = work.of("amount") or work.of("balance")
        fixed = (
            whole is not None
            and whole.holds is Cells.AMOUNTS
            and all("." in cell or "," in cell for cell in whole.cells if cell)
        )
        counts_up = one.unique and list(one.figures) == sorted(figure or 0 for figure in one.figures)
        return any(one.figures) and not fixed and not counts_up
    if one.holds is Cells.FLAGS:
        return True
    if place in work.doubted:
        return True
    if one.holds is Cells.DATES:
        return 0 < one.filled < len(one.cells) and "settled_on" not in work.fields
    return False
