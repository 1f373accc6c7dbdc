"""Amounts that stand there twice, in the bills' own currency and in that of the books."""

from collections import defaultdict

from arcall_tui.ledger.column_work import ColumnWork
from arcall_tui.ledger.columns import SYNONYMS, currency_in, of_the_bill, of_the_books, whatever_currency
from arcall_tui.ledger.profiles import Profile, side_by_side
from arcall_tui.ledger.tax_questions import is_net

# How far the rates of one currency lie apart within a ledger.
_RATES_WITHIN = 1.5


def own_currency(work: ColumnWork) -> None:
    """Of two columns that are the same in one currency's rows and not in the others', the one in the bills' own counts."""
    for name in ("balance", "amount", "paid"):
        if (here := work.fields.get(name)) is None:
            continue
        twins = [
            place
            for place, _ in work.unread()
            if _of_field(work.header[place]) in ("", name) and _differ_by_rate(work, here, place)
            if not is_net(work.header[place]) or currency_in(work.header[place])
        ]
        known = {*SYNONYMS[name], whatever_currency(work.header[here])} if twins else ()
        named = [place for place in twins if whatever_currency(work.header[place]) in known]
        for place, one in work.unread():  # all bills may be in the currency of the books
            if name == _of_field(one.title) and currency_in(one.title) and one.figures == work[name].figures:
                work.why[place] = f"the same as {work.called(name)!r}"
        for there in named or twins[:1]:
            _choose_own(work, name, work.fields[name], there, sure=there in named)
        code = currency_in(work.header[work.fields[name]]) if name not in work.said else ""
        rest, money = work.of("balance"), work.of("currency")
        if code and rest and money and not currency_in(rest.title) and {*money.cells} - {code, ""}:
            work.drop(name, f"in {code}, whatever the row's own currency is")


def _of_field(heading: str) -> str:
    """Return which amount a heading names, whatever it says of its currency; empty where it names none."""
    bare = whatever_currency(heading)
    return next((name for name in ("balance", "amount", "paid") if bare in SYNONYMS[name]), "")


def _choose_own(work: ColumnWork, name: str, here: int, there: int, *, sure: bool) -> None:
    """Give a field the column in the bills' own currency; `sure`: the headings name the same figure. Raises AskError."""
    one, other = work.header[here], work.header[there]
    told = f"as {work.title(here)!r} and {work.title(there)!r} tell: the same in one currency only"
    of_books, of_bills = f"in the currency of the books, {told}", f"in the bills' own currency, {told}"
    books = [of_the_books(each) or (currency_in(each) and not of_the_bill(each)) for each in (one, other)]
    bills = [of_the_bill(each) for each in (one, other)]
    if all(bills):  # Epicor has InvoiceBal in the currency of the books, DocInvoiceBal in the bill's
        bills = [each.lower().startswith("doc") for each in (one, other)]
        books = [not each for each in bills] if any(bills) else books
    if name in work.said or (sure and bills[0]) or (books[1] and (sure or not books[0])):
        work.why[there] = of_books
    elif sure and (bills[1] or books[0]):
        work.take(name, there, of_bills)
        work.why[here] = of_books
    else:
        titles = sorted((work.title(here), work.title(there)), key=lambda title: not of_the_bill(title))
        raise work.asks(
            f"{titles[0]!r} and {titles[1]!r} are the same in one currency and differ in others: which is in the bill's own?",
            *(({name: title}, f"{title} is") for title in titles),
        )


def _apart_by_a_third(work: ColumnWork, one: Profile, two: Profile) -> bool:
    """Whether a third column is what two are apart in all rows: the tax of net and gross, or what was paid."""
    apart = [abs((first or 0) - (second or 0)) for first, second in side_by_side(one, two)]
    return any(
        len(third.figures) == len(apart)
        and [abs(figure or 0) for figure in third.figures] == apart
        and any(apart)
        for third in work.columns
        if third not in (one, two)
    )


def _differ_by_rate(work: ColumnWork, here: int, there: int) -> bool:
    """Whether two columns are the same in all rows of one currency, and in all of the others apart by a rate."""
    money, one, two = work.of("currency"), work.columns[here], work.columns[there]
    if money is None or not one.figures or not two.figures or _apart_by_a_third(work, one, two):
        return False
    rates = defaultdict[str, list[float]](list)
    for currency, first, second in zip(money.cells, one.figures, two.figures, strict=True):
        if not currency or not (first or second):
            continue
        if not first or not second:
            return False
        rates[currency].append(second / first)
    same = [all(rate == 1 for rate in each) for each in rates.values()]
    apart = [
        min(each) > 0 and max(each) < min(each) * _RATES_WITHIN and 1 not in each for each in rates.values()
    ]
    # Where little was paid the headings say it alone.
    heads = (work.header[here], work.header[there])
    told = bool(rates) and any(
        of_the_bill(bill) and (of_the_books(own) or currency_in(own)) for bill, own in (heads, heads[::-1])
    )
    return (told or (same.count(True) == 1 and len(same) > 1)) and all(
        one or other for one, other in zip(same, apart, strict=True)
    )
