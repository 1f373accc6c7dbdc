"""What sums make of the columns of amounts: net and tax, what is left of what was billed, what each row adds."""

from collections.abc import Sequence
from itertools import product

from arcall_tui.ledger import headings
from arcall_tui.ledger.column_work import OFF, ColumnWork, words_of
from arcall_tui.ledger.columns import squeeze
from arcall_tui.ledger.figure_sums import ENOUGH_ROWS, MOST_TAX, Sum, contradicted, rates_of, role, sums_of
from arcall_tui.ledger.profiles import side_by_side
from arcall_tui.ledger.questions import AskError


def add_up(work: ColumnWork) -> None:
    """Take what the sums say of columns: net and tax, what is left of what was billed. Raises AskError where they leave two readings."""
    # What some heading calls open, or paid, tells more than what only adds up.
    told = {one: {role(work, part) for part in one.all_parts} for one in sums_of(work)}
    found = sorted(told, key=lambda one: ("balance" not in told[one], told[one].isdisjoint(OFF)))
    for step in (_with_tax, _what_is_left, _made_of, _which_is_owed):
        for one in found:
            # What is billed and explained may have come on top of what was open before.
            known = {work.fields.get("amount")} if step in (_made_of, _which_is_owed) else {-1}
            if not any(part in work.why for part in {*one.all_parts} - known):
                step(work, one)
    _last_rest(work, found)
    _more_on_top(work, found)


def _more_on_top(work: ColumnWork, found: Sequence[Sum]) -> None:
    """Beside what was billed, what is open together with fees may be owed, too. Raises AskError."""
    rest, known = work.fields.get("balance", -1), {*work.fields.values()}
    for one in found if {"balance", "amount"} & {*work.fields} == {"balance", "amount"} else ():
        more = {*one.parts} - {rest}
        before = any(not role(work, part) and words_of(work.header[part]) & headings.NOT_ALL for part in more)
        fees = not before and {role(work, part) for part in more} <= {"", "tax"}
        if rest in one.parts and "balance" not in work.said and fees and known.isdisjoint({one.whole, *more}):
            raise _asks_which(work, one, one.whole, rest)


def _last_rest(work: ColumnWork, found: Sequence[Sum]) -> None:
    """Of what was open before a payment and after it, the later counts; where payments have no part in the sum, it is asked. Raises AskError."""
    for _ in found if "balance" not in work.said else ():
        for one in found:
            roles = {part: role(work, part) for part in one.parts}
            rest = [part for part, what in roles.items() if what == "balance"]
            if one.whole == work.fields.get("balance") and len(rest) == 1 and set(roles.values()) & {*OFF}:
                work.why[one.whole] = one.told(work)
                work.take("balance", rest[0], one.told(work))
    left, paid = (work.fields.get(name, -1) for name in ("balance", "paid"))
    sums = [one for one in found if left in (one.whole, *one.all_parts) and "balance" not in work.said]
    off = {one: {"held", "credited"} & {role(work, part) for part in one.all_parts} for one in sums}
    early = [one for one in sums if one.whole != left or off[one]]
    apart = paid >= 0 and not any(paid in (one.whole, *one.all_parts) for one in sums)
    if early and apart and any(map(all, side_by_side(work.columns[left], work.columns[paid]))):
        title, came = work.title(left), work.title(paid)
        raise work.asks(
            f"{early[0].told(work)}, and {came!r} has no part in it: is {title!r} what is still open?",
            ({"amount": title}, f"no: {came} comes off it"),
            ({"balance": title}, "yes"),
        )


def _explained(work: ColumnWork, one: Sum) -> None:
    """Note of what a sum is made of that it is; a field that is none of the user's goes."""
    known = {
        place for name, place in work.fields.items() if name in (*OFF, "balance", "amount", "debit", "credit")
    }
    for part in {*one.all_parts, one.whole} - known:
        work.why.setdefault(part, one.told(work))


def _with_tax(work: ColumnWork, one: Sum) -> None:
    """What was billed is net and tax together."""
    taxes = [part for part in one.all_parts if role(work, part) == "tax"]
    amount = work.fields.get("amount")
    if not taxes and len(one.parts) == len(one.all_parts) == 2:
        taxes = [tax for net, tax in (one.parts, one.parts[::-1]) if _looks_like_tax(work, net, tax)][:1]
    told = "amount" in work.said or _is_instalment(work, one, *taxes)
    if taxes and told and amount not in (one.whole, *one.all_parts):
        # They make up another amount than the one that is owed.
        work.fields.pop("tax", None)
        work.why |= dict.fromkeys((one.whole, *one.all_parts), one.told(work))
    # What was paid of it is in no sum of net and tax.
    if {role(work, part) for part in one.all_parts} & {"paid"}:
        return
    if not taxes or ({"balance", "amount"} & set(work.said) and amount not in (None, one.whole)):
        return
    if role(work, one.whole) == "balance" and taxes and "paid" in work.fields and amount in one.all_parts:
        # Then what there is to pay may be all that was billed, whatever came: that is asked.
        work.drop("amount", f"net: {one.told(work)}")
    if role(work, one.whole) in ("balance", *OFF) or amount not in (None, one.whole, *one.all_parts):
        return
    if (open_ := work.fields.get("balance")) in one.all_parts and "balance" not in work.said:
        raise _asks_which(work, one, one.whole, open_)
    work.fields.pop("tax", None)
    work.take("amount", one.whole, one.told(work))
    for part in one.all_parts:
        work.why[part] = f"{'tax' if part in taxes else 'net'}: {one.told(work)}"


def _is_instalment(work: ColumnWork, one: Sum, *taxes: int) -> bool:
    """Whether the amounts are a part of a sum of net and tax, and somewhere all of it, tax too."""
    rows = side_by_side(work.of("amount"), work.columns[one.whole], *(work.columns[tax] for tax in taxes))
    within = all(part and whole and abs(part) <= abs(whole) for part, whole, *_ in rows)
    return bool(taxes) and within and any(part == whole and any(tax) for part, whole, *tax in rows)


def _looks_like_tax(work: ColumnWork, net: int, tax: int) -> bool:
    """Whether one rate, or a few, give a column from another; what is zero or has a rate of its own in each row may be a payment."""
    if role(work, tax) not in ("", "amount") or role(work, net) not in ("", "amount"):
        return False
    rates = rates_of(work.columns[net], work.columns[tax])
    few = len(set(rates)) <= min(ENOUGH_ROWS, len(rates) - 1)
    return few and all(0 < rate <= MOST_TAX for rate in rates)


def _what_is_left(work: ColumnWork, one: Sum) -> None:
    """Of what was billed a part is paid, or taken off, and the other part is open; of what was open before, what came since is owed, too."""
    roles = {part: role(work, part) for part in one.all_parts}
    left = [part for part, what in roles.items() if what == "balance"]
    off = [part for part, what in roles.items() if what in OFF]
    left = left or ([part for part in roles if part not in off] if off else [])
    if len(left) > 1:
        left = [part for part in left if roles[part] == "payable"]
    if not off and "held" not in roles.values():
        return
    whole = role(work, one.whole)
    # Of what was open before and after a payment the later counts: that comes last.
    if one.less or len(left) != 1 or roles[left[0]] in ("held", "tax") or whole in (*OFF, "balance"):
        return
    if not roles[left[0]] and words_of(work.header[one.whole]) & headings.NOT_ALL:
        return
    if (
        not roles[left[0]]
        and work.fields.get("balance", one.whole) in (one.whole, *one.all_parts)
        and "balance" not in work.said
        and left[0] not in work.fields.values()
        and not _contradicts(work, "amount", one.whole)
    ):
        raise _asks_rest(work, one, left[0])
    if work.fields.get("balance", left[0]) != left[0] or _contradicts(work, "amount", one.whole):
        return
    if work.fields.get("amount") not in (None, one.whole, *one.all_parts):
        return
    evidence = one.told(work)
    work.take("amount", one.whole, evidence)
    work.take("balance", left[0], evidence)
    if len(off) == 1 and not set(OFF) & set(work.fields):
        work.take("paid", off[0], evidence)
    _explained(work, one)


def _asks_rest(work: ColumnWork, one: Sum, left: int) -> AskError:
    """Return the question whether what completes the sum is what is open: it may have been kept back, or sent back."""
    title = work.title(left)
    return work.asks(
        f"{one.told(work)}: is {title!r} what is still open?",
        ({"balance": title}, "yes"),
        ({"amount": one.whole, "credited": title}, "no, it came off, too"),
    )


def _asks_which(work: ColumnWork, one: Sum, *places: int) -> AskError:
    """Return the question which of some columns of a sum is what is open."""
    choices = [({"balance": place}, work.title(place)) for place in places]
    return work.asks(f"{one.told(work)}: which of them do customers owe?", *choices)


def _contradicts(work: ColumnWork, name: str, place: int) -> bool:
    return name in work.said and work.fields[name] != place


def _began_with(work: ColumnWork, one: Sum) -> tuple[int, int]:
    """Return the part of a sum with which each row of a customer begins as the one before ended, -1 where none does, and what the first begin with."""
    for order, part in product((1, -1), one.parts):
        ends, fits, first = dict[str, int](), set[bool](), 0
        columns = (work.who.cells, work.columns[part].figures, work.columns[one.whole].figures)
        for who, begin, end in [*zip(*columns, strict=False)][::order]:
            fits |= {begin == ends[who]} if ends.get(who) else {not begin} - {True} if who in ends else set()
            first += 0 if who in ends else abs(begin or 0)
            ends[who] = end or 0
        if fits == {True}:
            return part, first
    return -1, 0


def _made_of(work: ColumnWork, one: Sum) -> None:
    """What is open is made of other columns, such as what was open before and what came. Raises AskError where rows run on from before."""
    if "amount" in work.said or _contradicts(work, "balance", one.whole):
        return
    began, before = _began_with(work, one)
    own = [part for part in one.parts if part != began]
    # Bills of one amount each look alike: then a word has to say that it was owed before.
    sure = not before or not headings.NOT_ALL.isdisjoint(words_of(work.header[began]))
    adds = len(own) == 1 and role(work, own[0]) not in (*OFF, "held", "tax")
    if began >= 0 and sure and adds and "balance" not in work.said:
        told = f"{work.title(began)!r} is what the row before ends with, and {one.told(work)}"
        choices = ({"amount": own[0]}, "what each row adds"), ({"balance": one.whole}, "all of it, in each")
        if before:
            raise work.asks(f"{told}: what is owed?", *choices)
        work.fields.pop("balance", None)
        work.take("amount", own[0], told)
        _explained(work, one)
        return
    said, came_off = role(work, one.whole), {role(work, part) for part in one.less} & {*OFF}
    of_it = work.fields.get("balance", one.whole) in (one.whole, *one.all_parts)
    parts = {part: role(work, part) for part in one.all_parts}
    rest = [part for part, what in parts.items() if what == "balance"]
    if said == "balance" and len(rest) == 1 and "" in parts.values() and "balance" not in work.said:
        raise _asks_which(work, one, rest[0], one.whole)
    elsewhere = not of_it and work.fields["balance"] in work.why and {*parts.values()}.isdisjoint(OFF)
    if said == "balance" and elsewhere:
        _explained(work, one)  # what is open is another sum's, of what was paid
    elif said == "balance" or (came_off and said in ("", "payable") and of_it):
        if work.fields.get("balance") in one.all_parts:
            work.drop("balance", one.told(work))
        work.take("balance", one.whole, one.told(work))
        if contradicted(work):
            for name in {"amount", *OFF} & set(work.fields):
                work.drop(name, one.told(work))
        _explained(work, one)


_LET_OFF = ("discount", "skonto", "rabatt", "early")


def _which_is_owed(work: ColumnWork, one: Sum) -> None:
    """Where a sum leaves it open whether all of it or a part is owed, it is asked."""
    told, amount = {one.whole, *one.all_parts}, work.fields.get("amount")
    if said := {"amount", "balance", "debit"} & set(work.said):
        _explained(work, one)
    if said or "balance" in work.fields or amount not in (None, *told):
        return
    roles = {place: role(work, place) for place in (one.whole, *one.all_parts)}
    # What is let off who pays early is owed until then.
    early = any(word in squeeze(work.header[place]) for place in one.all_parts for word in _LET_OFF)
    order = sorted(
        (place for place, what in roles.items() if what not in ("tax", "held", *OFF)),
        key=lambda place: (roles[place] != "payable" and not early, place != one.whole),
    )
    choices = [
        ({"amount": one.whole, "balance": place}, f"{work.title(place)} is what is still open of it")
        if place != one.whole and words_of(work.header[place]) & headings.OPEN_WORDS
        else ({"amount": place}, f"{work.title(place)} is owed, but for what was paid of it")
        for place in order
    ]
    if order == [amount]:
        _explained(work, one)
        return
    if {*OFF} & {*roles.values()} and roles[one.whole] not in OFF:
        # Of what was billed something is paid: the last of the others is most likely what is open.
        choices = [
            ({"amount": one.whole, "balance": place}, f"{work.title(place)} is what is still open of it")
            for place in sorted({*order} - {one.whole}, reverse=True)
        ] + choices
    elif len(one.parts) == len(one.all_parts) == len(choices) - 1 == 2 and "held" not in roles.values():
        rests = [
            (
                {"amount": one.whole, "paid": paid, "balance": rest},
                f"{work.title(paid)} was paid, {work.title(rest)} is open",
            )
            for paid, rest in sorted(
                (one.parts, one.parts[::-1]),
                key=lambda pair: (roles[pair[1]] != "balance", 0 in work.columns[pair[1]].figures),
            )
        ]
        # Of what is still listed something is open everywhere, while nothing may have been paid of it.
        none = [0 in work.columns[part].figures for part in one.parts]
        sure = [roles[part] for part in one.parts].count("balance") == 1 or none.count(True) == 1
        choices = [*rests[:sure], *choices[:1], *rests[sure:], *choices[1:]]
    if len(choices) > 1 or "held" in roles.values():
        raise work.asks(f"{one.told(work)}: which of them do customers owe?", *choices)
