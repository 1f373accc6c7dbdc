"""Columns of a list of payments by which other sums come off the invoices, or payments did not come."""

import re
from collections import Counter
from collections.abc import Sequence

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.text import number_of
from arcall_tui.ledger import words
from arcall_tui.ledger.candidates import ANY_NUMBER
from arcall_tui.ledger.column_work import NO_FIELD, Choice, ColumnWork, is_harmless, words_of
from arcall_tui.ledger.columns import NO_COLUMN, squeeze
from arcall_tui.ledger.figure_sums import role, sums_of
from arcall_tui.ledger.profiles import Cells, Profile
from arcall_tui.ledger.questions import AskError, option
from arcall_tui.ledger.shapes import MONEY_OUT, PAYMENTS
from arcall_tui.ledger.words import Status

# So many words may say how payments went.
_MOST_WAYS = 12

_WHY_BACK = words.pattern("why_back")
# An account at a bank, which is no customer's number.
_AT_A_BANK = re.compile(r"[A-Z]{2}\d{2}[A-Z\d ]{11,34}")


def no_bank_accounts(work: ColumnWork) -> None:
    """Go by the names where the accounts are those at a bank, of the payers or of who was paid."""
    if all(map(_AT_A_BANK.fullmatch, filter(None, work["account"].cells))):
        work.drop("account", "accounts at a bank")


def ask_entries(work: ColumnWork) -> None:
    """Ask what an entry is by which neither a bill is made nor money comes; where no type is money, a till's sales are. Raises AskError."""
    kinds = work["kind"]
    came = any(words.kind_of(one) is ItemKind.UNAPPLIED or one in words.METHODS for one in kinds.words)
    work.minus |= {"kind"} if kinds.words & words.SALES and not came else set()
    means = {"credit": "it comes off the bills, and is no money", "void": "it changes nothing", "paid": "money that came in"}  # fmt: skip
    for word in kinds.cells:
        if words.fold(word) in words.ENTRIES and word not in work.choices.statuses:
            rows = number_of(kinds.cells.count(word), "row")
            choices = ((option("status", word, one), says) for one, says in means.items())
            raise work.asks(f"{work.called('kind')!r} says {word!r} in {rows}: what is that?", *choices)


def ask_beside_payments(work: ColumnWork) -> None:
    """Ask about columns of a list of payments by which other sums come off the invoices, or payments did not come. Raises AskError."""
    here, credited = (work.fields.get(name, -1) for name in ("amount", "credited"))
    # What was refunded since is in what came, and what is left is told by both.
    refunds = bool(words.GOES_BACK.search(work.title(credited))) if credited >= 0 else False
    for each in sums_of(work):
        cash = {each.whole, *each.all_parts} - {here, credited}
        within = credited in (each.parts if here == each.whole else each.less)
        if within != refunds and len(cash) == 1 and "amount" not in work.said:
            work.why[here] = f"what was {'refunded is off' if refunds else 'credited is in'} it"
            work.take("amount", here := cash.pop(), each.told(work))
        elif here in (each.whole, *each.all_parts):
            fees = [one for one in each.all_parts if sum(filter(None, work.columns[one].figures)) < 0]
            let_off = [one for one in each.less if role(work, one) in ("held", "credited")]
            others = {*each.all_parts} if here == each.whole else {each.whole, *fees}
            work.why |= dict.fromkeys(others - {*work.fields.values(), *let_off}, each.told(work))
    free = [(place, one) for place, one in work.unread() if not is_harmless(work.header[place])]
    # What was set against bills and what was not say it all. What is the amount again, such as in the account's own currency, is none.
    if "balance" in work.fields and squeeze(work.title(here)) in PAYMENTS.columns["paid"]:
        free = [one for one in free if squeeze(work.header[one[0]]) not in PAYMENTS.columns["amount"]]
    same = work["amount"].figures if here >= 0 else ()
    money = (place for place, one in free if one.holds is Cells.AMOUNTS and any(one.figures) and one.figures != same)  # fmt: skip
    beside = [place for place in money if role(work, place) != "balance"]
    out = [place for place in beside if squeeze(work.header[place]) in MONEY_OUT]
    # What was paid out of each, such as less a fee, did not go back.
    both = {place: [*zip(work.columns[place].figures, same, strict=False)] for place in out}
    if back := [place for place in out if not (both[place] and all(map(all, both[place])))]:
        taken = work.title(back[0])
        signed = max(filter(None, work.columns[back[0]].figures)) < 0
        # A bank's own account has on its debit side what came in.
        came = squeeze(taken) in words.DEBITS and not any(work["amount"].figures)
        raise work.asks(
            f"{taken!r} beside {work.title(here)!r}: is it money that went back?",
            *[({"amount": taken}, "no: it came in")] * came,
            ({"amount": f"{work.title(here)} {'+' if signed else '-'} {taken}"}, "yes"),
            ({NO_FIELD: taken}, "no: it changes nothing"),
        )
    if beside:
        raise _asks_off(work, here, beside)
    if question := _asks_of_each(work, free):
        raise question
    if not work.choices.add_up and (question := _asks_whole(work)):
        raise question


def _asks_off(work: ColumnWork, here: int, beside: Sequence[int]) -> AskError:
    """Return the question what comes off the invoices of the amounts that stand beside what came."""
    held = [place for place in beside if role(work, place) in ("held", "credited")]
    title, titles = work.title(here), [work.title(place) for place in held or beside]
    both = " + ".join([*(work.called(one) for one in ("credited",) if one in work.fields), *titles])
    only = (" ".join(option("ignore", title) for title in titles), f"only {title}")
    choices: list[Choice] = [({"credited": both}, "that, too, though it is no money"), only]
    text = f"{' and '.join(map(repr, titles))} beside {title!r}: what comes off the invoices?"
    return work.asks(text, *(choices if held else choices[::-1]))


def _says_came(word: str) -> bool:
    return words.fold(word) in words.CAME or words.status_of(word) in (Status.OPEN, Status.PAID)


def _asks_of_each(work: ColumnWork, free: Sequence[tuple[int, Profile]]) -> AskError | None:
    """Return the question which payments did not come; no more of it where a column says why each went back."""
    if "status" in work.fields and _WHY_BACK.search(words.fold(work.called("status"))):
        return None
    asked = _asks_why_back(work, free) if "status" not in work.fields else None
    for place, one in free:
        if not asked and "void" not in work.fields:
            asked = _asks_who_came(work, place, one)
    return asked


def _asks_why_back(work: ColumnWork, free: Sequence[tuple[int, Profile]]) -> AskError | None:
    """Return the question whether no payment of a list came, each of which says why it went back."""
    for place, one in free:
        said, title = dict.fromkeys(one.cells), work.title(place)
        told = one.filled == len(one.cells) and one.words.isdisjoint(words.CAME) and any(map(str.isalpha, "".join(said)))  # fmt: skip
        if told and one.different <= _MOST_WAYS and _WHY_BACK.search(words.fold(title)):
            all_ = " ".join(
                (option("map", "status", title), *(option("status", each, "void") for each in said))
            )
            nothing = ({NO_FIELD: title}, "it changes nothing")
            text = f"Every row has a {title!r}, such as {one.samples()}: did none of these payments come?"
            return work.asks(text, (all_, "all of them went back, or did not come"), nothing)
    return None


def _asks_who_came(work: ColumnWork, place: int, one: Profile) -> AskError | None:
    """Return the question whether flags, days or words of a list of payments say which of them did not come."""
    title, some = work.title(place), 0 < one.filled < len(one.cells)
    nothing = ({NO_FIELD: title}, "it changes nothing")
    void = ({"void": title}, "where it says so, they went back, or did not come")
    came = ({"paid_flag": title}, "no means that they did not come")
    named = any(map(_says_came, words_of(title)))
    # The number of a cheque may be one, but what came to nothing is counted so, too.
    numbers = "#" in title or not words_of(title).isdisjoint(ANY_NUMBER)
    numbers &= not words.GOES_BACK.search(words.fold(title))
    if words.mostly_flags(one.words) and not (numbers and all(map(str.isdigit, one.words))):
        # A yes under Refunded says what the word itself does in a column of states.
        if words.fold(title) in words.NOT_CAME - {"disputed"}:
            work.take("void", place, f"it holds {one.holds}: {one.samples()}")
            return None
        applied = squeeze(title) in (*PAYMENTS.columns["paid"], *PAYMENTS.columns["balance"])
        choices = (
            [nothing, came, void] if applied else [came, void, nothing] if named else [void, came, nothing]
        )
    elif one.holds is Cells.DATES and some:
        choices = [nothing, void] if named else [void, nothing]
    elif one.holds is Cells.MARKERS and "dc" not in work.fields:
        choices = [({"dc": title}, "debits went back"), nothing]
    elif one.different <= _MOST_WAYS and not one.words.isdisjoint(words.NOT_CAME):
        choices = [({"status": title}, "its words say which of them did"), nothing]
    else:
        return None
    return work.asks(
        f"Column {title!r} holds {one.holds}, such as {one.samples()}: did these payments not come?", *choices
    )


def _asks_whole(work: ColumnWork) -> AskError | None:
    """Return the question what each row of a payment is that stands beside several invoices, the same amount each time."""
    who, kind = "account" if "account" in work.fields else "name", {"kind"} & {*work.fields}
    names = ("po", who, "settled_on", *kind, "amount")
    if {"paid", "balance"} & {*work.fields, *work.said} or not {"number", *names} <= set(work.fields):
        return None
    rows = Counter(zip(*(work[name].cells for name in names), strict=True))
    often = [(many, row) for row, many in rows.items() if many > 1 and all(row)]
    title = work.called("amount")
    # Where one payment has several amounts, each is what its invoice got.
    came = [row for row in rows if all(row) and row[-1][0] not in "-("]
    parts = len({row[:-1] for row in came}) < len(came)
    if not often or parts or squeeze(title) in PAYMENTS.columns["paid"]:
        return None
    many, (reference, *_, amount) = max(often)
    choices: list[Choice] = [
        ({"paid": NO_COLUMN}, "all of it, which counts once, on the customer's account"),
        ("--add-up", "what its invoice got: they add up"),
    ]
    same = len({*work["amount"].cells}) == 1
    return work.asks(
        f"{reference!r} stands in {many} rows with {amount} in {title!r}: what is that?",
        *(choices[::-1] if same else choices),
    )
