"""Which bills that are gone stand there as others: in parts, joined, as the rest of one, or made out anew."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations, product
from math import gcd
from operator import attrgetter, itemgetter

from arcall_tui.domain.grouping import grouped
from arcall_tui.store.imports import alike
from arcall_tui.store.imports.alike import FIGURES, BilledItem, Way

Bills = Sequence[BilledItem]
_Moves = Iterable[tuple[Bills, Bills]]
FEE = 1.1  # so many times a bill is what it comes to again with what a cheque that bounced costs
_SEVERAL = 8  # of so many bills any may be joined, of more all
_FEES = range(0, 5001, 250)  # what may be added to them (minor units)
_HOURS = 100  # so many times its hour, piece or round unit is what a bill may come to
_MONTH, _UNEVEN = 30.44, 3  # days from one bill to the next


def same_sums(lost: Bills, came: Bills, told: str, goes_on: alike.Spelt) -> _Moves:
    """Yield which bills of one day are others of it now: their numbers begin alike, or are parts of one that `goes_on`, or all come to the same as one.

    Without the days of the bills those are compared that fall due on one. Of a bill before the day last `told` what comes to less, due later, is the rest.
    """
    used, dated = set[BilledItem](), lost[0].invoice_date is not None
    figures = grouped(((run, new) for new in came for run in {*_figures(new.number)}), itemgetter(0))
    wholes = grouped(came, lambda new: alike.whole(new.number)).items()
    in_parts = grouped((one for one in wholes if len(one[1]) > 1), lambda one: sum_of(one[1]))
    for old in lost:
        end = alike.ending(old.number)
        near = min((figures.get(run, []) for run in _figures(end)), key=len)
        parts = [new for _, new in near if new not in used and begins(new.number, end)]
        if sum_of(parts) != old.balance or len(parts) == 1:  # all numbers may be written otherwise now
            parts = [new for new in parts if begins(new.number, old.number)]
            spelt = (news for number, news in in_parts.get(old.balance, ()) if goes_on(number, old.number))
            parts = parts or next((news for news in spelt if used.isdisjoint(news)), [])
        rest = dated and (old.invoice_date or "") < told and all(new.due_date > old.due_date for new in parts)
        less = rest and sum_of(parts) < old.balance
        if parts and (sum_of(parts) == old.balance or _corrects(parts, old) or less):
            yield [old], parts
            used |= {old, *parts}
    left, free = ([bill for bill in bills if bill not in used] for bills in (lost, came))
    if not dated and len({bill.due_date for bill in (*left, *free)}) > 1:
        return
    if len(left) != len(free) and 1 in {len(left), len(free)} and sum_of(left) == sum_of(free):
        yield left, free


def billed_anew(
    lost: Bills, came: Bills, kept: Callable[[], set[str]], sums: Callable[[], Mapping[int, int]], known: str
) -> _Moves:
    """Yield all bills of a customer where the new ones come to just their sum, and are numbered in another way or of before; else each that may be another.

    With another sum it may be of its days, if none that stayed is numbered so (`kept`) or a ledger of a later day (`known`) had
    it not; of other days if its sum stands alone in the book (`single`). Where each has the sum of one gone they are the next month's.
    """
    late, days = lambda new: (new.invoice_date or known) < known, attrgetter("invoice_date", "due_date")
    moved, unlike = set[BilledItem](), lambda new: alike.form(new.number) not in kept()
    yield from _joined(lost, came, moved, unlike)
    lost, came = ([one for one in bills if one not in moved] for bills in (lost, came))
    open_ = [sorted(bill.balance for bill in bills) for bills in (lost, came)]
    as_much = open_[0] != open_[1] and sum_of(lost) == sum_of(came)
    forms = [{alike.form(bill.number) for bill in bills} for bills in (lost, came)]
    if as_much and (all(map(late, came)) or forms[0].isdisjoint(forms[1])):
        yield lost, came
        return
    last = {_part(old): old for old in lost}
    ways = (
        # What is left of a bill, due later; under a part's own number, as a matter's 103/11 after 103/10, it is the next one.
        Way(_part, lambda old, new: old is last[_part(old)] and new.number == alike.whole(new.number)),
        Way(lambda bill: (_day(bill), bill.amount)),
        Way(lambda bill: (_day(bill), alike.ending(bill.number))),
        Way(attrgetter("due_date"), _is_near, lambda new: new.due_date < _day(new)),
        Way(days, may=unlike),
        Way(lambda _: 0, lambda old, new: is_rest(old, new) and begins(new.number, old.number), unlike),
        Way(lambda bill: bill.invoice_date or bill, is_rest, late),
        Way(days, _is_near, late),
        Way(attrgetter("amount"), _is_unlike_the_next, lambda new: sums()[new.amount] == 1),
    )
    yield from (([old], [new]) for old, new, _ in alike.in_turn(lost, came, ways))


def _joined(lost: Bills, came: Bills, used: set[BilledItem], other: Callable[[BilledItem], bool]) -> _Moves:
    """Yield, and add to `used`, where one bill comes to several others, or to those and a round fee, whatever is paid or new beside.

    Several prices or hours may come to one sum, odd sums hardly. Under a number of another kind there may be interest in it.
    """
    for many, ones in ((lost, came), (came, lost)):
        least = 2 if len(many) <= _SEVERAL else len(many)
        sums = [some for size in range(least, len(many) + 1) for some in combinations(many, size)]
        sums = sums if len(sums) * len(ones) ** 2 * _HOURS < sum_of(ones) else sums[-1:]
        for (some, all_), one in product([(some, sum_of(some)) for some in sums], ones):
            olds, news = (some, (one,)) if many is lost else ((one,), some)
            more = one.balance - all_ if many is lost else all_ - one.balance
            if not 0 <= more <= min(all_, one.balance) * (FEE - 1):
                continue
            worth = gcd(one.balance, *(bill.balance for bill in some))
            chance = worth * _HOURS * len(sums) * len(ones) * (len(_FEES) if more else 1)
            may = (more in _FEES and chance < one.balance) or (some == tuple(lost) and other(one))
            if may and used.isdisjoint((*some, one)):
                used |= {*some, one}
                yield olds, news


def _part(bill: BilledItem) -> tuple[str, int]:
    return alike.whole(bill.number), bill.balance


def _day(bill: BilledItem) -> str:
    return bill.invoice_date or bill.due_date


def is_rest(old: BilledItem, *news: BilledItem) -> bool:
    """Whether new bills are what is left of one, to be paid later than that was due."""
    return sum_of(news) < old.balance and news[0].amount < old.amount and news[0].due_date > old.due_date


def _is_near(old: BilledItem, new: BilledItem) -> bool:
    return old.amount < new.amount * 2 < old.amount * 4


def _is_unlike_the_next(old: BilledItem, new: BilledItem) -> bool:
    """Whether a bill of the same sum is none of months later, nor made out when the other was due."""
    days = (date.fromisoformat(_day(new)) - date.fromisoformat(_day(old))).days
    monthly = days >= _MONTH - _UNEVEN and (days + _UNEVEN) % _MONTH <= _UNEVEN * 2
    return not monthly and (not new.invoice_date or new.invoice_date < old.due_date)


def is_plan(lost: Bills, came: Bills) -> bool:
    """Whether bills are others that were made of them before they were due, each with its own day and numbered in another way."""
    days = {bill.due_date for bill in came}
    dated = all(bill.invoice_date for bill in (*lost, *came))
    anew = dated and alike.form(lost[0].number) != alike.form(came[0].number)
    return anew and 1 < len(came) == len(days) and all(alike.in_time(*both) for both in product(lost, came))


def sum_of(bills: Iterable[BilledItem]) -> int:
    """Return what is open of bills of one currency (minor units)."""
    return sum(bill.balance for bill in bills)


def _corrects(parts: Bills, old: BilledItem) -> bool:
    """Whether one bill stands for another with letters behind its number, as B1-R for B1, not much less and due when that was."""
    near = parts[0].balance * 2 > old.balance and parts[0].due_date == old.due_date
    return len(parts) == 1 and near and not parts[0].number[-1:].isdigit()


def _figures(number: str) -> list[str]:
    """Return the runs of figures in a number, and none before them, without zeros in front."""
    return ["", *(run.lstrip("0") for run in FIGURES.findall(number))]


def begins(number: str, with_: str) -> bool:
    """Whether a number is another with something behind it, however that is written, or before it."""
    runs, own = alike.runs(number), alike.runs(with_)
    behind = any(runs[at : at + len(own)] == own for at in range(len(runs) - len(own)))
    return own != () and (behind or alike.is_end_of(number, with_))
