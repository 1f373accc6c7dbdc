"""Columns of which several may be what is still open: which one is, or what each customer owes."""

from arcall_tui.ledger.adding_up import is_customers
from arcall_tui.ledger.column_work import (
    NO_FIELD,
    OFF,
    ColumnWork,
    Means,
    is_harmless,
    speaks_of_paying,
    words_of,
)
from arcall_tui.ledger.columns import SYNONYMS, of_the_books, squeeze
from arcall_tui.ledger.figure_sums import may_be_open, role, sums_of
from arcall_tui.ledger.headings import DAYS, NOT_ALL, OWES, PART_DUE, PASSED
from arcall_tui.ledger.missing_columns import NO_DAY, by_now, days_of
from arcall_tui.ledger.profiles import Cells, side_by_side
from arcall_tui.ledger.questions import option
from arcall_tui.ledger.shapes import buckets

_BALANCES = frozenset({"balance", "saldo", "solde", "sold", "bakiye"})
_OPEN, _LESS = ("balance", "payable"), {"ins", "insurance", "insurer", "undisputed"}


def ask_which_rest(work: ColumnWork) -> None:
    """Of two columns that are called open and differ in more than what is overdue, or of which one is mostly all of the other, one is what customers owe. Raises AskError."""
    whole, taken = work["balance"], work.called("balance")
    alone, amount = work.fields.keys().isdisjoint({"amount", "debit", *OFF}), work.of("amount") or whole
    for place, one in work.unread():
        pairs, title = side_by_side(one, whole), work.title(place)
        if one.figures in (whole.figures, amount.figures, ()) or place in buckets(work.header):
            continue
        late = one.holds is Cells.NUMBERS and words_of(title) & PASSED
        if late and (whole.holds is Cells.AMOUNTS or words_of(title) & DAYS):
            continue  # days of arrears
        # What is overdue is nothing or all of the rest, and what was billed nowhere less.
        called = role(work, place) == "balance" and not is_customers(work, one.figures, whole.figures)
        called = called and not all(part in (0, rest) for part, rest in pairs)
        called = called and not all(rest and abs(rest) <= abs(part or 0) for part, rest in pairs)
        if one.money and not is_harmless(title) and (called or (alone and may_be_open(one, whole))):
            less = all(part and abs(part) <= abs(rest or 0) for part, rest in pairs)
            billed = {"amount": taken} if less and alone else {}
            choices = [({**billed, "balance": title}, title), ({"balance": taken}, taken)]
            choices.sort(key=lambda choice: (choice[1] == taken) == (less or 0 in whole.figures))
            # An insurer's part is not the patient's, and what is disputed is owed all the same.
            choices.sort(key=lambda choice: bool(_LESS & words_of(choice[1])))
            raise work.asks(f"{title!r} beside {taken!r}: which is still open?", *choices)


def ask_part_due(work: ColumnWork) -> None:
    """Arrears, or what is all of amounts past due and nothing of those due later, are what is open, or only what is overdue of it, where not all was paid. Raises AskError."""
    place, amount, paid = work.fields["balance"], work.fields.get("amount"), "paid" in work.fields
    part, named = work.columns[place], squeeze(work.header[place]) in PART_DUE
    for spot in [spot for spot, one in work.free() if one.money] if amount is None else [amount]:
        rows = side_by_side(work.columns[spot], part, work.of("paid") or part)
        left = any(billed and not rest and (billed != came or not paid) for billed, rest, came in rows)
        if left and ((named and spot == amount) or _only_past_due(work, spot)):
            title = work.title(place)
            part_of: Means = {"balance": spot} if amount is None else {NO_FIELD: title}
            choices = [({"balance": title}, "all that is open"), (part_of, "only what is overdue")]
            raise work.asks(
                f"{title!r} is nothing in rows in which {work.title(spot)!r} is something: what is it?",
                *(choices if named or words_of(title) & _BALANCES else choices[::-1]),
            )


def _only_past_due(work: ColumnWork, spot: int) -> bool:
    """Whether what is open is all of another amount up to some due date and nothing from there on, two of each, most of them not due yet, and no other column says why."""
    if "due_date" not in work.fields or {"status", "paid_flag", "settled_on"} & {*work.fields}:
        return False
    cells = zip(days_of(work["due_date"]), work.columns[spot].figures, work.rest.figures, strict=False)
    rows = [row for row in cells if row[1]]
    full = [day for day, whole, rest in rows if rest == whole]
    none = [day for day, _, rest in rows if not rest]
    parted = 1 < len(full) < len(rows) - 1 == len(full + none) - 1 and max(full) < min(none)
    # Of what was due by then a bill with nothing open was paid.
    return parted and sorted(none)[len(none) // 2] > str(work.choices.as_of or work.today)


def ask_beside_currency(work: ColumnWork) -> None:
    """Amounts with a currency of their own each may be owed all, or be the same once more: an item is in one. Raises AskError."""
    name = work.owed
    own, money = work.fields[name], work["currency"]
    places = [place for place, one in enumerate(work.columns) if one.holds is Cells.CURRENCIES]
    bills = [place for place in places if not of_the_books(work.header[place])]
    others = [
        place
        for place, one in work.unread()
        if one.money
        and any(one.figures)
        and any(abs(place - spot) == 1 for spot in bills)
        and not speaks_of_paying(one.title)
    ]
    if not others or all(work.columns[place].cells == money.cells for place in bills):
        return
    # Each behind its amount, or each before it.
    side = 1 if places[0] > min(own, *others) else -1
    each = {
        place: min((spot != place + side, abs(spot - place), spot) for spot in places)[2]
        for place in (own, *others)
    }
    titles = " and ".join(repr(work.title(place)) for place in each)
    raise work.asks(
        f"{titles} have a currency each, and an item is owed in one: which is it? Where all are owed, export a row for each.",
        *(
            ({name: place, "currency": spot}, f"{work.title(place)}, in {work.title(spot)}")
            for place, spot in each.items()
        ),
    )


def owed_by_each(work: ColumnWork) -> None:
    """Say of a list of customers that what each may owe does not go in; where amounts add up it is asked what it is. Raises AskError."""
    # What is left besides what was paid tells more than what was billed.
    for each in sorted(
        sums_of(work), key=lambda one: not any(role(work, part) == "paid" for part in one.all_parts)
    ):
        nothing = " ".join(option("ignore", work.title(place)) for place in (each.whole, *each.all_parts))
        owed = next((place for place in each.all_parts if role(work, place) in _OPEN), each.whole)
        choices = ({"balance": owed}, "what they owe"), (nothing, "whom to ask for at customers")
        raise work.asks(f"{each.told(work)}: what does this file say of customers?", *choices)
    for place, one in work.unread():
        title = work.title(place)
        may = role(work, place) in _OPEN or "debt" in words_of(title) or squeeze(title) in SYNONYMS["amount"]
        if may and any(one.figures):
            if not OWES.isdisjoint(words_of(title)) and NOT_ALL.isdisjoint(words_of(title)):
                none = "it does not go in: these are whom to ask for"
                raise work.asks(NO_DAY, by_now((), title), ({NO_FIELD: title}, none))
            work.why[place] = "it may be what each owes; what is owed goes in as bills, a row each"
