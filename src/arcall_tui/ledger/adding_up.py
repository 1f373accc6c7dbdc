"""Postings, balances that run on or stand for all of a customer, and the signs of what was paid."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, combinations, pairwise, repeat
from operator import and_, or_

from arcall_tui.domain.text import number_of
from arcall_tui.ledger import currency_words, headings, words
from arcall_tui.ledger.cell_meanings import ask_share, billed
from arcall_tui.ledger.column_work import NO_FIELD, OFF, ColumnWork, words_of
from arcall_tui.ledger.columns import squeeze
from arcall_tui.ledger.figure_sums import ENOUGH_ROWS, contradicted, near, role
from arcall_tui.ledger.profiles import ONE, Cells, Profile, side_by_side
from arcall_tui.ledger.shapes import buckets

_NO_SIDES = frozenset({"account", "name", "debit", "credit"})
_RUNS = "a running total: each row's is the one before and its amount"


def owed_to_others(work: ColumnWork) -> None:
    """Of two columns of which each row has one, what is payable is the user's to pay: those rows are left out."""
    # A customer is no amount, and in Turkish debits and credits are called so.
    taken = {place for name, place in work.fields.items() if name in _NO_SIDES}
    named = {words.fold(title): place for place, title in enumerate(work.header) if place not in taken}
    whole = next((place for said, place in named.items() if said in words.RECEIVABLE), None)
    other = next((place for said, place in named.items() if said in words.PAYABLE), None)
    if whole is None or other is None or work.fields.get("balance", whole) != whole:
        return
    both = side_by_side(work.columns[whole], work.columns[other])
    if both and {sum(map(bool, row)) for row in both} == {1} and any(row[1] for row in both):
        told = f"each row has {work.title(whole)!r} or {work.title(other)!r}, which is what you owe"
        work.take("balance", whole, told)
        work.take("side", other, told)


def debit_and_credit(work: ColumnWork) -> None:
    """Two columns, one for what is owed and one for what takes off; one of them alone is an amount like others."""
    _postings(work)
    either = [place for place, title in enumerate(work.header) if squeeze(title) in _EITHER]
    if either and "credit" in work.fields and {"balance", "debit"}.isdisjoint(work.said):
        work.take("debit", either[0], "debits, as credits stand beside them")
    debit, credit = work.of("debit"), work.of("credit")
    if debit and credit and debit.figures and credit.figures:
        if work.of("amount") and "amount" not in work.said:
            work.drop("amount", "what is owed stands in the columns of debits and credits")
        return
    if debit and "amount" not in work.fields and "debit" not in work.said:
        work.fields["amount"] = work.fields.pop("debit")  # sums may say more of it
    whole = work.of("amount")
    if credit and whole and "credited" not in work.fields and all(whole.cells):
        work.take("credited", work.fields["credit"], "credits, beside amounts that all rows have")
    place = work.fields.get("debit", -1)
    alone = place >= 0 and bool(whole) and not credit and "balance" not in work.fields
    if (
        alone
        and words_of(work.title(place)) & headings.OPEN_WORDS
        and not contradicted(work, "balance", place)
    ):
        work.take("balance", place, "debts, beside what was billed")
    for name in ("debit", "credit"):
        if name in work.fields and "debit" not in work.said and name not in work.said:
            del work.fields[name]


# Debts, or debits where credits stand beside them.
_EITHER = ("dug", "дуг")


def _postings(work: ColumnWork) -> None:
    """What was billed and what was paid or credited, never in one row, and rows with the latter alone: postings, as debits and credits."""
    off = next((name for name in ("paid", "credit", "credited") if name in work.fields), "paid")
    pairs = [tuple(map(bool, row)) for row in side_by_side(work.of("amount"), work.of(off))]
    if (
        {"amount", off, "debit", "credit"}.isdisjoint(work.said)
        and "debit" not in work.fields
        and (False, True) in pairs
        and (True, True) not in pairs
    ):
        evidence = f"rows have either what was billed or what was {'paid' if off == 'paid' else 'credited'}"
        work.take("debit", work.fields["amount"], evidence)
        work.take("credit", work.fields[off], evidence)


def _steps(work: ColumnWork) -> tuple[int | None, ...]:
    """Return what each row adds: its amount, or its debit less its credit."""
    sides, whole = side_by_side(work.of("debit"), work.of("credit")), work.of("amount")
    return whole.figures if whole else tuple((one or 0) - (two or 0) for one, two in sides)


def running(work: ColumnWork) -> None:
    """Amounts that nobody knows, each the one before and what its row adds, are a running total."""
    steps = _steps(work)
    for place, one in work.free():
        rows = [*zip(repeat(""), one.figures, steps, strict=False)] if one.money else []
        if one.figures != steps and (_runs_on(rows) or _runs_on(rows[::-1])):
            work.why[place] = _RUNS


def balances(work: ColumnWork) -> None:
    """A balance that runs on from row to row, or is the customer's whole, is not what is open on the invoice."""
    balance, whole = work["balance"], work.of("amount")
    steps = _steps(work)
    if (
        whole
        and whole.figures == balance.figures
        and any(any((work.of(name) or whole).figures) for name in OFF if name in work.fields)
    ):
        work.drop("balance", f"the same as {work.called('amount')!r}, though something was paid")
        return
    if not steps or not balance.figures or balance.figures == steps:
        return
    who = work.who
    # What was brought forward may stand in the balance alone.
    moves = [rest if step is None else step for rest, step in zip(balance.figures, steps, strict=False)]
    rows = list(zip(who.cells or repeat(""), balance.figures, moves, strict=False))
    # The oldest first, or the newest.
    ways = (rows, rows[::-1])
    runs = any(_runs_on(each) or (who.cells and _runs_by_customer(each)) for each in ways)
    if runs or (who.cells and any(map(_runs_further, ways))):
        _ask_forward(work, balance, steps, moves)
        before = "; what customers owed before their first rows is in none, and not counted"
        work.drop("balance", _RUNS + before * (not runs))
    elif len(steps) > 1 and {*balance.figures} == {sum(filter(None, steps))}:
        work.drop("balance", "the total of all, repeated in each row")
    elif is_customers(work, balance.figures, steps):
        work.drop("balance", "the customer's whole balance, repeated in each of their rows")
    elif "balance" not in work.said and any(_runs_on(each, mostly=True) for each in (rows, rows[::-1])):
        raise work.asks(
            f"{balance.title!r} runs on in most rows, and not in all: is it a running total?",
            ({NO_FIELD: balance.title}, "yes: each amount is owed"),
            ({"balance": balance.title}, "no: it is what is open in each row"),
        )


def _ask_forward(
    work: ColumnWork, balance: Profile, steps: Sequence[int | None], moves: Sequence[int | None]
) -> None:
    """Rows that have a running balance and no amount bring forward what was owed before. Raises AskError."""
    bare = sum(step is None and bool(move) for step, move in zip(steps, moves, strict=True))
    if not bare or "amount" not in work.fields:
        return
    title, amount = balance.title, work.called("amount")
    raise work.asks(
        f"{number_of(bare, 'row has', 'rows have')} no amount, and what was brought forward in {title!r}, which runs on: is that owed?",
        ({"amount": f"{amount} or {title}"}, "yes"),
        ({NO_FIELD: title}, "no: rows without an amount are not"),
    )


def sum_of_ages(work: ColumnWork) -> None:
    """A total of columns by age is what is open, whatever else was credited or paid.

    What completes it where none of them has anything is one, too, whatever it is called, where it is what they lack before the first
    or after the last, and the total stands behind: before them, it is as likely what was billed, and that what was paid.
    """
    ages = buckets(work.header)
    if not ages:
        return
    told = [work.columns[place] for place in ages if work.columns[place].filled]
    if not all(one.figures for one in told):
        return
    sums = [sum(map(int, filter(None, row))) for row in zip(*(one.figures for one in told), strict=True)]
    free = [place for place, one in work.unread() if one.money and place not in ages and any(one.figures)]
    credited, amount = (
        {work.fields[name]} if name in work.fields else set() for name in ("credited", "amount")
    )
    first, last = (re.findall("[0-9]+", work.header[place]) for place in (ages[0], ages[-1]))
    ends = [ages[0] - 1] * bool(first) + [ages[-1] + 1] * (len(last) > 1)
    beside = [
        place
        for place in ends
        if place in free
        and role(work, place) not in ("held", "paid")
        and not any(map(and_, map(bool, sums), map(bool, work.columns[place].figures)))
    ]
    for whole in (*amount, *free):
        parts = (*credited, *(beside if whole > ages[-1] else ()))
        for more in chain.from_iterable(combinations(parts, many) for many in range(len(parts) + 1)):
            columns = [work.columns[place].figures for place in more]
            if whole not in more and [figure or 0 for figure in work.columns[whole].figures] == [
                sum(map(int, filter(None, row))) for row in zip(sums, *columns, strict=False)
            ]:
                work.take("balance", whole, "the sum of the columns by age")
                work.why |= dict.fromkeys(more, f"a part of {work.title(whole)!r}, as the columns by age")
                return


# A customer, what stands as balance and what the row adds, in minor units.
_Row = tuple[str, int | None, int | None]


def _runs_on(rows: Sequence[_Row], *, mostly: bool = False) -> bool:
    """Whether each balance is the one before and its row's amount; it may begin anew. `mostly`: whether more than half of them are, and not as nothing was left before."""
    pairs = [(one, two) for _, one, two in rows if one is not None and two is not None]
    if len(pairs) < ENOUGH_ROWS:
        return False
    runs = [
        near(after, before + step) and (not mostly or before * step != 0)
        for (before, _), (after, step) in pairwise(pairs)
    ]
    again = [near(after, step) for _, (after, step) in pairwise(pairs)]
    return sum(runs) * 2 > len(runs) and (mostly or all(map(or_, runs, again)))


def _runs_by_customer(rows: Sequence[_Row]) -> bool:
    """Whether each row's balance is the sum of the customer's rows up to it, and is more than can be left of the row's own amount."""
    sums, further = defaultdict[str, int](int), 0
    for name, one, two in rows:
        further += bool(sums[name]) and abs(2 * (one or 0) - (two or 0)) > abs(two or 0)
        sums[name] += two or 0
        if one is None or not near(one, sums[name]):
            return False
    return further > 0


def _runs_further(rows: Sequence[_Row]) -> bool:
    """Whether a customer's balances run on from what is not there, such as a balance brought forward: more than can be left of each amount."""
    pairs = [(one, two) for one, two in pairwise(rows) if one[0] == two[0]]
    runs = [near(two[1] or 0, (one[1] or 0) + (two[2] or 0)) for one, two in pairs]
    more = [abs(2 * (rest or 0) - (step or 0)) > abs(step or 0) for _, rest, step in rows]
    return bool(runs) and all(runs) and all(more)


def is_customers(work: ColumnWork, balance: Sequence[int | None], steps: Sequence[int | None]) -> bool:
    """Whether balances are those of the customers, repeated in each of their rows, of which each adds a step."""
    if not (work.who.cells and balance and steps):  # nothing stands there, or no figures
        return False
    rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for cell, one, two in zip(work.who.cells, balance, steps, strict=True):
        rows[cell].append((one or 0, two or 0))
    several = [pairs for pairs in rows.values() if len(pairs) > 1]
    whole = [
        len({one for one, _ in pairs}) == 1 and near(pairs[0][0], sum(two for _, two in pairs))
        for pairs in several
    ]
    return bool(whole) and all(whole)


def cleared(work: ColumnWork) -> None:
    """Marks that only some rows bear, and a customer's rows of each come to nothing (letters of the French pointage): those rows are settled with one another."""
    owed, off = work.of("debit") or work.rest, work.of("credit")
    taken = off.figures if off else repeat(0)
    figures = [(one or 0) - (other or 0) for one, other in zip(owed.figures, taken, strict=False)]
    stated = work["currency"].cells if "currency" in work.fields else ("",) * len(figures)
    currencies = currency_words.marks_of(owed.cells, stated) or stated
    for place, one in work.unread():
        if not work.whole or one.holds not in (Cells.TEXT, Cells.NUMBERS) or not one.filled < len(one.cells):
            continue
        sums: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for who, mark, code, figure in zip(work.who.cells, one.cells, currencies, figures, strict=False):
            if mark:
                sums[who, mark, code].append(figure)
        if sums and not any(sum(each) for each in sums.values()) and all(map(all, sums.values())):
            work.take("paid_flag", place, "the rows of each of its marks come to nothing")
            work.minus.add("paid_flag")
            return


def minus(work: ColumnWork) -> None:
    """What was paid may stand there with a minus, and so may all debits; its share and the rate of tax may be in parts of one."""
    if "open_share" in work.fields and "paid_share" not in work.fields:
        work.take("paid_share", work.fields["open_share"], "what of it is left")
        work.minus.add("open_share")
    whole, debit, share = work.of("amount"), work.of("debit"), work.of("paid_share")
    if share and share.figures and max(figure or 0 for figure in share.figures) <= ONE:
        ask_share(work)
        work.minus.add("paid_share")
    rate = work.of("tax_rate")
    if rate and rate.figures and max(figure or 0 for figure in rate.figures) < ONE:
        work.minus.add("tax_rate")
    owed = [figure for figure in billed(work, debit) if figure] if debit else []
    # Who says that customers owe them says so of most.
    if owed and (max(owed) < 0 or ("debit" in work.said and "credit" not in work.fields and sum(owed) < 0)):
        work.minus.add("debit")
    for name in OFF:
        one = work.of(name)
        signs = [(two < 0) == (three < 0) for two, three in side_by_side(one, whole) if two and three]
        if signs and not any(signs):
            work.minus.add(name)
