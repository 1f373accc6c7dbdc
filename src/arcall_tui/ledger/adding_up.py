"""Which columns of a table add up: net and tax, debits and credits, what was billed, paid and is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, permutations

from arcall_tui.ledger.column_work import FIGURES, OFF, ColumnWork
from arcall_tui.ledger.columns import SYNONYMS, squeeze
from arcall_tui.ledger.open_questions import HELD_BACK, MOST_TAX, ask_blank, ask_share, billed
from arcall_tui.ledger.profiles import Profile
from arcall_tui.ledger.shapes import buckets

_ENOUGH_ROWS = 3
_MOST_FIGURES = 12
# A cent, in the ten-thousandths in which amounts are compared.
_CENT = 100
_WHOLE = 10_000


def _rows(*columns: Profile) -> Iterator[tuple[int, ...]]:
    """Return the rows in which all of the columns hold an amount."""
    if not all(one.figures for one in columns):
        return
    for row in zip(*(one.figures for one in columns), strict=True):
        if None not in row:
            yield row


def _always(rows: Iterator[tuple[int, ...]], holds: Callable[..., bool]) -> int:
    """Count the rows if the condition holds in all of them; else 0."""
    count = 0
    for row in rows:
        if not holds(*row):
            return 0
        count += 1
    return count


def _money(work: ColumnWork) -> list[int]:
    """Return the places of the columns that may be amounts."""
    known = {place for name, place in work.fields.items() if name in FIGURES}
    return [
        place
        for place, one in enumerate(work.columns)
        if one.figures and (place in known or (one.money and place not in work.fields.values()))
    ][:_MOST_FIGURES]


def _near(one: int, other: int) -> bool:
    return abs(one - other) <= _CENT


def net_and_gross(work: ColumnWork) -> None:
    """Where one column and another add up to a third, the third is what was billed."""
    amount = work.of("amount")
    if amount is None or "amount" in work.said:
        return
    here = work.fields["amount"]
    _parts_of(work, here, amount)
    for other, whole in permutations([place for place in _money(work) if place != here], 2):
        more, total = work.columns[other], work.columns[whole]
        count = _always(_rows(amount, more, total), lambda one, two, three: _near(one + two, three))
        if not count or not any(more.figures) or amount.figures == total.figures:
            continue
        heading = squeeze(work.header[other])
        evidence = f"{work.title(here)} + {work.title(other)} = {work.title(whole)} in {count} rows"
        if heading in SYNONYMS["paid"] and "balance" not in work.fields:
            work.take("balance", here, evidence)
            work.take("amount", whole, evidence)
            work.take("paid", other, evidence)
            return
        if heading in SYNONYMS["tax"] or _looks_like_tax(amount, more):
            work.take("amount", whole, evidence)
            work.fields.pop("tax", None)
            work.why[here], work.why[other] = f"net: {evidence}", f"tax: {evidence}"
            return


def _parts_of(work: ColumnWork, here: int, amount: Profile) -> None:
    """Of two columns that add up to the amounts already, one is net and the other tax."""
    for net, tax in permutations([place for place in _money(work) if place != here], 2):
        one, two = work.columns[net], work.columns[tax]
        if {net, tax} & set(work.fields.values()) - {work.fields.get("tax", -1)} or not any(two.figures):
            continue
        known = squeeze(work.header[tax]) in SYNONYMS["tax"] or _looks_like_tax(one, two)
        if known and _always(
            _rows(one, two, amount), lambda first, second, third: _near(first + second, third)
        ):
            work.fields.pop("tax", None)
            evidence = f"{work.title(net)} + {work.title(tax)} = {work.title(here)}"
            work.why |= {net: f"net: {evidence}", tax: f"tax: {evidence}", here: evidence}
            return


def _looks_like_tax(net: Profile, tax: Profile) -> bool:
    """Whether one rate, or a few, give the second from the first; what is zero or has a rate of its own in each row may be a payment."""
    rates = [round(two / one, 2) for one, two in _rows(net, tax) if one]
    if any(word in squeeze(tax.title) for word in HELD_BACK):
        return False
    few = len(set(rates)) <= min(_ENOUGH_ROWS, len(rates) - 1)
    return few and all(0 < rate <= MOST_TAX for rate in rates)


def debit_and_credit(work: ColumnWork) -> None:
    """Two columns, one for what is owed and one for what takes off; one of them alone is an amount like others."""
    _postings(work)
    debit, credit = work.of("debit"), work.of("credit")
    if debit and credit and debit.figures and credit.figures:
        if work.of("amount") and "amount" not in work.said:
            work.drop("amount", "what is owed stands in the columns of debits and credits")
        return
    if debit and "amount" not in work.fields and "debit" not in work.said:
        work.take("amount", work.fields["debit"], "debits, and no credits beside them")
    whole = work.of("amount")
    if credit and whole and "credited" not in work.fields and all(whole.cells):
        work.take("credited", work.fields["credit"], "credits, beside amounts that all rows have")
    for name in ("debit", "credit"):
        if name in work.fields and "debit" not in work.said and name not in work.said:
            del work.fields[name]


def _postings(work: ColumnWork) -> None:
    """What was billed and what was paid, never in one row, and rows with a payment alone: postings, as debits and credits."""
    whole, paid = work.of("amount"), work.of("paid")
    if {"amount", "paid", "debit", "credit"} & set(work.said) or not (
        whole and paid and whole.figures and paid.figures
    ):
        return
    pairs = [(bool(one), bool(two)) for one, two in zip(whole.figures, paid.figures, strict=True)]
    if (False, True) in pairs and (True, True) not in pairs:
        evidence = "rows have either what was billed or what was paid"
        work.take("debit", work.fields["amount"], evidence)
        work.take("credit", work.fields["paid"], evidence)


def balances(work: ColumnWork) -> None:
    """A balance that runs on from row to row, or is the customer's whole, is not what is open on the invoice."""
    _rest_of(work)
    _sum_of_ages(work)
    balance = work.of("balance")
    whole = work.of("amount")
    if balance is None or "balance" in work.said:
        return
    ask_blank(work, balance, whole)
    steps = whole.figures if whole else _net_steps(work)
    if (
        whole
        and whole.figures == balance.figures
        and any(any((work.of(name) or whole).figures) for name in OFF if name in work.fields)
    ):
        work.drop("balance", f"the same as {work.title(work.fields['amount'])!r}, though something was paid")
        return
    if not steps or not balance.figures or balance.figures == steps:
        return
    if _runs_on(balance.figures, steps) or _runs_by_customer(work, balance.figures, steps):
        work.drop("balance", "a running total: each row's is the one above and its amount")
    elif _is_customers(work, balance.figures, steps):
        work.drop("balance", "the customer's whole balance, repeated in each of their rows")


def _rest_of(work: ColumnWork) -> None:
    """A column that is always the amount less what was taken off is what is open."""
    whole = work.of("amount")
    off = [one for name in OFF if (one := work.of(name)) and one.figures]
    if whole is None or not off or "balance" in work.said:
        return
    for place in _money(work):
        if place in work.fields.values():
            continue
        count = _always(
            _rows(work.columns[place], whole, *off),
            lambda rest, billed, *taken: _near(rest, billed - sum(map(abs, taken))),
        )
        if count and any(work.columns[place].figures) and "balance" not in work.fields:
            work.take(
                "balance",
                place,
                f"{work.title(work.fields['amount'])} less what was taken off, in {count} rows",
            )


def _sum_of_ages(work: ColumnWork) -> None:
    """A total of columns by age is what is open, whatever else was credited or paid."""
    whole, ages = work.of("amount"), [work.columns[place] for place in buckets(work.header)]
    if (
        whole is None
        or "amount" in work.said
        or "balance" in work.fields
        or not all(one.figures for one in ages)
    ):
        return
    credited = work.of("credited")
    parts = [*ages, *([credited] if credited and credited.figures else [])]
    sums = [
        [sum(figure or 0 for figure in row) for row in zip(*(one.figures for one in some), strict=True)]
        for some in (ages, parts)
        if some
    ]
    if whole.figures and any([figure or 0 for figure in whole.figures] == each for each in sums):
        work.take("balance", work.fields["amount"], "the sum of the columns by age")


def _net_steps(work: ColumnWork) -> tuple[int | None, ...]:
    debit, credit = work.of("debit"), work.of("credit")
    if not (debit and credit and debit.figures and credit.figures):
        return ()
    return tuple((one or 0) - (two or 0) for one, two in zip(debit.figures, credit.figures, strict=True))


def _runs_on(balance: Sequence[int | None], steps: Sequence[int | None]) -> bool:
    rows = [(b, s) for b, s in zip(balance, steps, strict=True) if b is not None and s is not None]
    if len(rows) < _ENOUGH_ROWS:
        return False
    runs = [_near(after, before + step) for (before, _), (after, step) in pairwise(rows)]
    again = [_near(after, step) for _, (after, step) in pairwise(rows)]
    return sum(runs) * 2 > len(runs) and all(one or other for one, other in zip(runs, again, strict=True))


def _runs_by_customer(work: ColumnWork, balance: Sequence[int | None], steps: Sequence[int | None]) -> bool:
    """Whether each row's balance is the sum of the customer's rows down to it, and not only in first rows."""
    who = work.of("account") or work.of("name")
    sums, further = defaultdict[str, int](int), 0
    for name, one, two in zip(who.cells if who else (), balance, steps, strict=False):
        further += bool(sums[name]) and one != two
        sums[name] += two or 0
        if one is None or not _near(one, sums[name]):
            return False
    return further > 0


def _is_customers(work: ColumnWork, balance: Sequence[int | None], steps: Sequence[int | None]) -> bool:
    who = work.of("account") or work.of("name")
    if who is None:
        return False
    rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for cell, one, two in zip(who.cells, balance, steps, strict=True):
        rows[cell].append((one or 0, two or 0))
    several = [pairs for pairs in rows.values() if len(pairs) > 1]
    whole = [
        len({one for one, _ in pairs}) == 1 and _near(pairs[0][0], sum(two for _, two in pairs))
        for pairs in several
    ]
    return bool(whole) and all(whole)


def minus(work: ColumnWork) -> None:
    """What was paid may stand there with a minus, and so may all debits; its share may be in parts of one."""
    whole, debit, share = work.of("amount"), work.of("debit"), work.of("paid_share")
    if share and share.figures and max(figure or 0 for figure in share.figures) <= _WHOLE:
        ask_share(work, share)
        work.minus.add("paid_share")
    if debit and any(debit.figures) and all((figure or 0) <= 0 for figure in billed(work, debit)):
        work.minus.add("debit")
    for name in OFF:
        one = work.of(name)
        if one and whole:
            signs = [(two < 0) == (three < 0) for two, three in _rows(one, whole) if two and three]
            if signs and not any(signs):
                work.minus.add(name)
