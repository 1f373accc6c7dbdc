"""Columns that no heading explains and that could change what is owed: asked about, the likeliest meaning first."""

import re
from collections import Counter
from itertools import compress

from arcall_tui.domain.account import ItemKind
from arcall_tui.ledger import words
from arcall_tui.ledger.column_work import (
    AMOUNTS,
    NO_FIELD,
    Choice,
    ColumnWork,
    is_harmless,
    speaks_of_paying,
    words_of,
)
from arcall_tui.ledger.columns import SYNONYMS, squeeze
from arcall_tui.ledger.figure_sums import MOST_TAX, contradicted, may_be_open, rates_of, role
from arcall_tui.ledger.headings import NOT_ALL, OPEN_WORDS, PASSED
from arcall_tui.ledger.profiles import Cells, Profile, side_by_side
from arcall_tui.ledger.questions import AskError, asking, option
from arcall_tui.ledger.shapes import TABLE, buckets
from arcall_tui.ledger.words import Status, fold

_MEANINGS = {
    Cells.FLAGS: {
        "paid_flag": "yes means paid",
        "open_flag": "yes means open",
        "void": "yes means void: not owed",
    },
    Cells.DATES: {"settled_on": "the day on which it was paid", "void": "the day on which it was called off"},
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
    "balance": _MONEY["balance"],
}
_PAID_MARKS = frozenset({"p", "u", "pd", "ok"})
# Of so few short words each may say that an item is paid.
_FEW_WORDS, _SHORT = 3, 3


def ask_unknown(work: ColumnWork) -> None:
    """Ask about the first column that is not understood and could change a figure, and whether it or any of the others does. Raises AskError."""
    ages, asked = buckets(work.header), dict[int, AskError]()
    for place, one in work.free():
        if place in work.why or (is_harmless(work.header[place]) and not _shows_payments(work, place)):
            continue
        if place in ages:
            work.why[place] = "ages; the total counts"
        elif question := _question(work, place, one):
            asked[place] = question
    if asked:
        first, *rest = asked.values()
        best, *more = ((one.option, one.says) for one in first.question.choices)
        others = " and ".join(map(work.title, [*asked][1:]))
        none = " ".join(option("ignore", work.title(place)) for place in asked)
        all_of_it = [
            (none, f"it changes nothing that is owed, nor {'do' if rest[1:] else 'does'} {others}")
        ] * bool(rest)
        raise asking(first.question.text, best, *all_of_it, *more)


def _question(work: ColumnWork, place: int, one: Profile) -> AskError | None:
    if not _could_change(work, place, one) or (one.money and not _is_told(work, place)):
        return None
    counts = one.money and not (_shows_payments(work, place) or _is_flag(work, place))
    told = ("balance",) if counts else ("balance", "paid", "paid_flag", "open_flag", "status", "settled_on")
    # A heading that promises signs or sides, over words that are not known.
    signs = place in work.doubted and squeeze(work.header[place]) in {*SYNONYMS["dc"], *SYNONYMS["side"]}
    signs |= _may_be_sides(work, place, one)
    struck = work.header[place] == words.STRUCK
    if (
        counts
        and "balance" not in work.fields
        and role(work, place) == "balance"
        and words_of(work.header[place]) & OPEN_WORDS
        and may_be_open(one, work.of("amount"))
    ):
        work.take(
            "balance", place, f"its heading says open, and it is nowhere more than {work.called('amount')!r}"
        )
        return None
    if (known := next((name for name in told if name in work.fields), None)) and not (
        signs or struck or _theirs(work, one) or _denies_balance(work, place)
    ):
        work.why[place] = f"{one.holds}; what is open follows from {work.called(known)!r}"
        return None
    # What repeats the amount may be what was paid of it, all of it: that is asked where nothing else says what was.
    paid = "paid" in work.fields and any(work["paid"].figures)
    twins = (name for name in AMOUNTS if (name != "amount" or paid) and name in work.fields)
    if one.figures and (twin := next((name for name in twins if work[name].figures == one.figures), None)):
        work.why[place] = f"the same as {work.called(twin)!r}"
        return None
    title = work.title(place)
    odd = "does not hold what its heading says" if place in work.doubted else "is not known"
    ways = (
        _of_signs
        if signs or (words.kind_of(title) is ItemKind.CREDIT and one.holds is Cells.FLAGS)
        else _of_words
    )
    choices = _of_money(work, place, one) if counts else ways(work, place, one)
    return work.asks(
        f"Column {title!r} {odd}, and holds {one.holds}, such as {one.samples()}: what is it?", *choices
    )


def _of_money(work: ColumnWork, place: int, one: Profile) -> list[Choice]:
    """Return what a column of amounts may be: what leaves rows that owe less than nothing, or nothing at all, comes last."""
    title, whole, said = work.title(place), work.of("amount"), role(work, place)
    names = _BESIDE_PAID if "paid" in work.fields else _MONEY
    names = {**names, "tax": _MONEY["tax"]} if said == "tax" else names
    means = {name: word for name, word in names.items() if name not in work.fields}
    if said == "payable" or (said not in ("paid", "credited", "held") and may_be_open(one, whole)):
        said = "balance"
    said = said or ("credited" if words.kind_of(title) is ItemKind.CREDIT else "")
    left = not words_of(title).isdisjoint(OPEN_WORDS | NOT_ALL | PASSED)
    said = said or ("paid" if _paid_somewhere(one, whole) and not left else "")
    # What no word tells of takes nothing off unless it is said.
    order = sorted(["", *means], key=lambda name: name != ("" if _in_the_amounts(one, whole) else said))
    order.sort(key=lambda name: contradicted(work, name, place))
    nothing = ({NO_FIELD: title}, "it changes nothing that is owed")
    choices: list[Choice] = [({name: title}, means[name]) if name else nothing for name in order]
    paid = [work.fields["paid"]] if "paid" in work.fields else []
    paid += [there for there, other in work.free() if other.money and role(work, there) == "paid"]
    told = place in paid
    paid += [place] * (not told and "paid" in work.fields)
    if len(paid) > 1 and place in paid:
        both = " + ".join(map(work.title, paid))
        choices.insert(not told, ({"paid": both}, f"{' and '.join(map(work.title, paid))} were paid"))
    return choices


def _denies_balance(work: ColumnWork, place: int) -> bool:
    """Whether words under a known one for paid, which are not understood, may say that what stands as open beside them is paid."""
    told = filter(None, compress(work.columns[place].cells, work.rest.figures))
    beside = {*map(words.status_of, told)} - {Status.OPEN, Status.PART}
    said = squeeze(work.header[place]) in {*SYNONYMS["paid"], *SYNONYMS["paid_flag"], *SYNONYMS["settled_on"]}
    return said and place in work.doubted and work.owed == "balance" and bool(beside)


def _may_be_sides(work: ColumnWork, place: int, one: Profile) -> bool:
    """Whether two marks, which the heading names or a customer has both of, may be debit and credit where no amount has a minus."""
    who = work.who
    if not who.cells or not {"kind", "dc", "side", "debit"}.isdisjoint(work.fields):
        return False
    two = len(one.words) == len("DC") and one.filled == len(one.cells) and not one.figures
    short = all(len(word) < _SHORT and word.isalpha() for word in one.words)
    both = len({*zip(who.cells, one.cells, strict=True)}) > who.different and one.holds is not Cells.FLAGS
    named = {*map(fold, re.split(r"\W+", work.header[place]))} == one.words
    # MD stands for má dáti, beside D for dal.
    named |= bool(_long_debits(one))
    return two and short and (both or named) and work.unsigned and bool(work.rest.figures)


def _long_debits(one: Profile) -> set[str]:
    """Return the words for debits that are more than a letter, of a column with no other words: Dr beside Mr is a title."""
    return {word for word in one.words if len(word) > 1 and one.words <= words.DEBITS}


def _of_signs(work: ColumnWork, place: int, one: Profile) -> list[Choice]:
    """Return which of a column's words may take off: of D/C the latter, yes, or else the one of the fewest rows, first; of mere letters none does."""
    title, counted = work.title(place), Counter(filter(None, one.cells))
    values = sorted(counted, key=lambda value: (fold(value) not in words.YES, counted[value]))[:_FEW_WORDS]
    debits = _long_debits(one)
    values.sort(key=lambda value: (fold(value) in debits, -title.find(f"/{value}")))
    named = option("map", "kind", title)
    said = {
        off: [option("status", value, "credit" if value == off else "open") for value in values]
        for off in values
    }
    choices: list[Choice] = [
        (" ".join([named, *sorted(each)]), f"{off} takes off") for off, each in said.items()
    ]
    mere = not debits and one.holds is Cells.TEXT and place not in work.doubted and not _names_sides(title)
    choices.insert(0 if mere else len(choices), ({NO_FIELD: title}, "it changes nothing that is owed"))
    return choices


def _names_sides(title: str) -> bool:
    """Whether a heading such as D/A or T/K is the first letters of words for debits and credits; M/F is not."""
    debit, stroke, credit = fold(title).partition("/")
    sides = ((debit, words.DEBITS), (credit, words.CREDITS))
    return bool(stroke) and all(any(word.startswith(side) for word in known) for side, known in sides)


def _shows_payments(work: ColumnWork, place: int) -> bool:
    """Whether a heading speaks of payments, and only some of the rows have something there that is no amount."""
    one = work.columns[place]
    some = 0 < one.filled < len(one.cells) or (0 in one.figures and any(one.figures))
    whole = work.of("amount")
    if whole and {one.holds, whole.holds} == {Cells.NUMBERS} and _is_within(one, whole):
        return False  # amounts in a currency without cents
    return some and one.holds in (Cells.TEXT, Cells.NUMBERS) and speaks_of_paying(work.header[place])


def _is_flag(work: ColumnWork, place: int) -> bool:
    """Whether there are nothing but ones and noughts, under no word for what is owed."""
    said = words.status_of(work.header[place])
    return work.columns[place].words == {"0", "1"} and said not in (Status.OPEN, Status.PART)


def _of_words(work: ColumnWork, place: int, one: Profile) -> list[Choice]:
    """Return what flags, dates and words may say of items."""
    title = work.title(place)
    nothing = ({NO_FIELD: title}, "it changes nothing that is owed")
    if means := _MEANINGS.get(Cells.FLAGS if _is_flag(work, place) else one.holds):
        choices = {name: ({name: title}, word) for name, word in means.items() if name not in work.fields}
        if title == words.STRUCK:
            # Who strikes a row out is done with it; what is open outranks a flag of payment.
            done = ("void",) if "balance" in work.fields else ("paid_flag", "void")
            return [*(choices[name] for name in done if name in choices), nothing]
        return [nothing, *choices.values()]
    if theirs := _theirs(work, one):
        side = {"side": title}, f"whose debt it is: {theirs} is owed by you"
        # Beside more than one other word, suppliers are one kind of customers among several.
        return [side, nothing] if one.different == len("DC") else [nothing, side]
    if one.filled < len(one.cells):
        worked = work.owed == "balance"
        # Beside a balance that counts yes would change nothing.
        rest = {("amount", NO_FIELD)["amount" in work.fields]: work.called("balance")} if worked else {}
        paid = ({**rest, "paid_flag": title}, "where something stands, it is paid")
        # Where a balance comes to nothing when it is paid, it does so in all rows; it outranks a word, where it stands alone.
        counts = worked and (0 in work.rest.figures or "amount" not in work.fields)
        says = not counts and (speaks_of_paying(title) or _MARK.fullmatch(title))
        return [paid, nothing] if says else [nothing, paid]
    values = sorted(dict.fromkeys(one.cells), key=lambda value: not value.casefold().startswith("p"))
    named = option("map", "status", title)
    each: list[Choice] = [
        (f"{named} {option('status', value, 'paid')}", f"{value} means paid") for value in values[:_FEW_WORDS]
    ]
    each.insert(values[0][:1] in "pP", nothing)
    return [*each, (named, "its words say what is paid and what is not")]


def _theirs(work: ColumnWork, one: Profile) -> str:
    """Return a word for what is owed to suppliers of a column of few words, where no column says whose debt it is; PL may be a country, and a bill a customer's."""
    if one.holds is not Cells.TEXT or not 1 < one.different <= _FEW_WORDS:
        return ""
    if not {"side", "kind"}.isdisjoint(work.fields):
        return ""
    sure = words.PAYABLE - {"bill", "expense", "incoming"}
    said = (cell for cell in one.cells if fold(cell) in sure and not words.status_of(cell))
    return next((cell for cell in said if len(cell) > _SHORT or not cell.isascii()), "")


# A column that is headed by a mark, or by nothing.
_MARK = re.compile(r"\W*")


def _in_the_amounts(one: Profile, whole: Profile | None) -> bool:
    """Whether one rate gives a column from what the amounts are without it, as tax that they hold."""
    rates = (
        [round(rate / (1 - rate), 2) for rate in rates_of(whole, one) if rate and rate != 1] if whole else []
    )
    return len(rates) > 1 and len(set(rates)) == 1 and 0 < rates[0] <= MOST_TAX


def _paid_somewhere(one: Profile, whole: Profile | None) -> bool:
    """Whether a column is all of some amount, and nowhere more: what was paid is."""
    pairs = side_by_side(one, whole)
    return any(part and part == billed for part, billed in pairs) and _is_within(one, whole)


def _is_within(one: Profile, whole: Profile | None) -> bool:
    """Whether a column is nowhere more than the amounts."""
    return all(abs(part or 0) <= abs(billed or 0) for part, billed in side_by_side(one, whole))


def _could_change(work: ColumnWork, place: int, one: Profile) -> bool:
    """Whether a column that nobody knows holds what could change what is owed."""
    if one.holds is Cells.AMOUNTS:
        return any(one.figures) or role(work, place) == "balance"
    tells = _shows_payments(work, place) or _is_flag(work, place) or _may_be_sides(work, place, one)
    if tells or _theirs(work, one):
        return True
    if one.holds is Cells.NUMBERS:
        whole = work.of("amount") or work.of("balance")
        fixed = (
            whole is not None
            and whole.holds is Cells.AMOUNTS
            and all("." in cell or "," in cell for cell in whole.cells if cell)
        )
        counts_up = one.unique and list(one.figures) == sorted(figure or 0 for figure in one.figures)
        return any(one.figures) and not fixed and not (counts_up and not speaks_of_paying(one.title))
    if one.holds is Cells.FLAGS or place in work.doubted:
        return True
    some = 0 < one.filled < len(one.cells)
    if one.holds is Cells.DATES:
        return some and "settled_on" not in work.fields
    few = 1 < one.different <= _FEW_WORDS < len(one.cells) + 1 and speaks_of_paying(work.header[place])
    return one.holds is Cells.TEXT and (few or _may_say_paid(one, some=some))


def _is_told(work: ColumnWork, place: int) -> bool:
    """Whether amounts beside a product's own go by a word for what is open or paid; lines have prices and discounts."""
    lines = work.shape.lines or work.shape.adds_up
    return work.shape is TABLE or (not lines and role(work, place) in ("paid", "balance", "payable"))


def _may_say_paid(one: Profile, *, some: bool) -> bool:
    """Whether a column of marks, or of codes that only some rows have, may say which items are paid."""
    values = set(filter(None, one.cells))
    short = (
        len(values) <= _FEW_WORDS and max(map(len, values)) <= _SHORT and (some or one.filled > len(values))
    )
    short = short and any(value.casefold() in _PAID_MARKS or not value.isalnum() for value in values)
    codes = some and all(any(map(str.isdigit, value)) and " " not in value for value in values)
    return codes or (short and (some or len(values) > 1))
