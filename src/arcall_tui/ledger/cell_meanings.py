"""What the cells of known columns mean, where two readings fit: asked."""

from collections import defaultdict

from arcall_tui.domain.account import ItemKind
from arcall_tui.domain.text import number_of
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import headings, words
from arcall_tui.ledger.column_work import NO_FIELD, OFF, Choice, ColumnWork, words_of
from arcall_tui.ledger.columns import NO_COLUMN, is_unapplied, squeeze
from arcall_tui.ledger.figure_sums import ENOUGH_ROWS
from arcall_tui.ledger.missing_columns import days_of
from arcall_tui.ledger.profiles import ONE, Cells, Profile, side_by_side
from arcall_tui.ledger.questions import option
from arcall_tui.ledger.words import Status

_MOST_TYPES = 4
_DUE_AMOUNTS = frozenset({"amountdue", "dueamount", "totaldue", "due", "dueamounts"}) | {
    *map(squeeze, headings.TO_PAY.split(";"))
}


def ask_blank(work: ColumnWork) -> None:
    """An empty cell of what is open, beside an amount, may mean that all of it is open, or nothing. Raises AskError."""
    balance, whole = work["balance"], work["amount"]
    if work.choices.blank or not whole.figures:
        return
    settles = [
        work[name].cells for name in ("status", "settled_on", "paid_flag", "paid") if name in work.fields
    ]
    empty = [
        place
        for place, (cell, billed) in enumerate(zip(balance.cells, whole.figures, strict=True))
        if not cell and billed and not any(cells[place] for cells in settles)
    ]
    if not empty:
        return
    choices = (("--blank-balance open", "all of it is open"), ("--blank-balance paid", "nothing is open"))
    zeros = any(figure == 0 for figure in balance.figures)
    rows, title = number_of(len(empty), "row has", "rows have"), work.called("balance")
    raise work.asks(
        f"{rows} an amount and nothing in {title!r}: what does that mean?",
        *(choices if zeros else choices[::-1]),
    )


def nothing_open(work: ColumnWork) -> None:
    """A balance that is nought in all rows was not worked out, most likely, where less was paid than billed or a status says open. Raises AskError."""
    off = side_by_side(*(work[name] for name in ("amount", *OFF) if name in work.fields))
    rest = [(one or 0) - sum(abs(each or 0) for each in more) for one, *more in off]
    states = [words.status_of(word) for word in work["status"].cells] if "status" in work.fields else []
    owed = [said in (Status.OPEN, Status.PART) for said in states] or ["paid" in work.fields] * len(rest)
    left = [one for one, so in zip(rest, owed, strict=False) if one > 0 and so]
    # What some column has as well is a discount, or the like.
    if any(work["balance"].figures) or any(left == [*filter(None, one.figures)] for _, one in work.free()):
        return
    title, whole = work.called("balance"), work.called("amount")
    no, yes = f"no: what is open follows from {whole!r}", "yes: all of it is settled"
    if left:
        raise work.asks(
            f"{title!r} is 0 in all rows, though {number_of(len(left), 'row has', 'rows have')} more in {whole!r} than was paid: is nothing open?",
            ({NO_FIELD: title}, no),
            ({"balance": title}, yes),
        )


def paid_and_open(work: ColumnWork) -> None:
    """Where all that is said to be paid has its whole amount in the column of what is open, one of the two is not so. Raises AskError."""
    balance, says = work["balance"], "status" if "status" in work.fields else "paid_flag"
    if not balance.figures or says in work.said:
        return
    whole = work.of("amount") or balance
    paid = [
        (rest or 0, billed or 0, word)
        for rest, billed, word in zip(balance.figures, whole.figures or balance.figures, work[says].cells, strict=True)
        if (words.status_of(word) is Status.PAID if says == "status" else words.fold(word) in words.YES or words.noted(words.fold(word)) is Status.PAID)
        and word not in work.choices.statuses
    ]  # fmt: skip
    # Of what more was paid than was billed nothing is owed, and a credit is left.
    if all(rest < 0 < billed for rest, billed, _ in paid) or not all(rest for rest, *_ in paid):
        return
    title, state = work.called("balance"), work.called(says)
    rows = number_of(len(paid), "row has", "rows have")
    said = " ".join(option("status", word, "open") for word in sorted({word for *_, word in paid}))
    # What else the words call off stays so; what is less than was billed is no bill.
    void = says == "status" and Status.VOID in map(words.status_of, work[says].cells)
    choices: list[Choice] = [
        ({"amount": title} if whole is balance else {NO_FIELD: title}, f"no, {title} is what was billed; what is paid is not owed"),
        (said if void else {NO_FIELD: state}, f"yes, {title} is still open"),
    ]  # fmt: skip
    choices.sort(
        key=lambda choice: choice[1].startswith("no") == any(rest != billed for rest, billed, _ in paid)
    )
    raise work.asks(
        f"{rows} an amount in {title!r} though {state!r} says paid: is that what is open?", *choices
    )


def ask_share(work: ColumnWork) -> None:
    """Shares of nothing but 0 and 1 may be parts of one, or of a hundred. Raises AskError."""
    share = work["paid_share"]
    if any((figure or 0) % ONE for figure in share.figures) or not any(share.figures):
        return
    title, flag = work.called("paid_share"), "open" if "open_share" in work.minus else "paid"
    raise work.asks(
        f"{title!r} holds nothing but 0 and 1: is 1 all of it?",
        ({f"{flag}_flag": title}, f"yes: all of it is {flag}"),
        ({NO_FIELD: title}, "no: it means nothing"),
    )


def due_or_open(work: ColumnWork) -> None:
    """What is due, beside what was paid of it and no amount that leaves so much, may be what was billed or what is still open. Raises AskError."""
    pairs, title = side_by_side(work["balance"], work["paid"]), work.called("balance")
    # What adds up to it may have it off already.
    off = f" - {work.called('paid')} " in f"{work.why.get(work.fields['balance'], '')} "
    rows = [(one, abs(two)) for one, two in pairs if one and two and not off]
    beside = side_by_side(work.of("amount"), work.of("balance"), work.of("paid"))
    due = words_of(title) & headings.OPEN_WORDS <= {"due"}
    # Beside a fee for being late a balance may be more than is left, but not all that was billed.
    more = any(
        rest and came and billed and rest + abs(came) > billed > 0 and (due or rest == billed)
        for billed, rest, came in beside
    )
    whole = any(one == two for one, two in rows)
    if rows and more and all(one >= two for one, two in rows):
        whole = due
    elif beside or not rows or not (whole or squeeze(title) in _DUE_AMOUNTS):
        return
    choices = (
        ({"balance": title}, "what is still open"),
        ({"amount": title}, f"what was billed: {work.called('paid')} comes off"),
    )
    raise work.asks(
        f"Is {title!r} what is still open, or what was billed?", *(choices[::-1] if whole else choices)
    )


def paid_in_notes(work: ColumnWork) -> None:
    """A note that says paid, void or written off beside something that is open is asked about. Raises AskError."""
    rest = work.rest
    for place, one in work.free():
        if one.holds not in (Cells.TEXT, Cells.STATES) or work.why.get(place, "").startswith("you said"):
            continue
        found = [
            (cell, figure) for cell, figure in zip(one.cells, rest.figures, strict=False)
            if figure and cell and words.status_of(cell) not in (None, Status.OPEN, Status.PART)
        ]  # fmt: skip
        if found:
            title, rows = work.title(place), number_of(len(found), "row that has", "rows that have")
            counts = ({"status": title}, "yes: what is paid, void or written off is not owed")
            owed = ({NO_FIELD: title}, "no: all of it is owed")
            # What voids a bill has its minus, and comes off; what is done in every row, or not yet, is the work.
            minus = all(figure < 0 for _, figure in found)
            minus |= all(one.cells) and {words.fold(cell) for cell, _ in found} <= words.OF_WORK
            raise work.asks(
                f"{title!r} says {found[0][0][:40]!r} in {rows} an open amount: does that count?",
                *((owed, counts) if minus else (counts, owed)),
            )


def void_credits(work: ColumnWork) -> None:
    """A credit that is called void may be what voids a bill of its sum that stands open. Raises AskError."""
    rows = [*zip(work["status"].cells, work.who.cells, work.rest.figures, strict=False)]
    state = {word: words.status_of(word) for word in {*work["status"].cells}}
    bills = {(who, figure) for word, who, figure in rows if state[word] in (None, Status.OPEN, Status.PART)}
    void = {word for word, said in state.items() if said is Status.VOID}
    void -= {*work.choices.statuses}.union(word for word, _, figure in rows if (figure or 0) >= 0)
    if found := {word for word, who, figure in rows if word in void and (who, -(figure or 0)) in bills}:
        said = [
            " ".join(option("status", word, state) for word in sorted(found)) for state in ("open", "void")
        ]
        raise work.asks(
            f"A bill of the sum of a credit that is {min(found)!r} stands open: is it called off?",
            *zip(said, ("yes: the credit comes off", "no: the credit is void"), strict=True),
        )


def both_sides(work: ColumnWork) -> None:
    """Rows of a supplier's to whoever else is the supplier are bills that the user owes. Raises AskError."""
    who = work.who
    for place, one in work.free():
        if place in work.why or headings.SELLING.isdisjoint(words_of(work.header[place])):
            continue
        us = {*one.cells} & {*who.cells} - {""}
        others = sorted({seller for seller, buyer in zip(one.cells, who.cells, strict=True) if buyer in us})
        if others and us.isdisjoint(others):
            title = work.title(place)
            said = [option("status", each, "void") for each in others]
            said += [option("status", each, "open") for each in sorted({*one.cells} - {*others, ""})]
            raise work.asks(
                f"{title!r} has {', '.join(others)} in rows of {', '.join(sorted(us))}, who sells in others: are these owed to you?",
                (f"{option('map', 'kind', title)} {' '.join(said)}", "no: they are left out"),
                ({NO_FIELD: title}, "yes"),
            )


def marked_twice(work: ColumnWork) -> None:
    """Of two columns of markers of one heading, which are not the same, one is of what is open. Raises AskError."""
    marks, here = work["dc"], work.fields["dc"]
    for place, one in work.free():
        other = one.holds is Cells.MARKERS and one.cells != marks.cells
        if other and squeeze(one.title) == squeeze(marks.title):
            raise work.asks(
                f"{work.title(place)!r} and {work.title(here)!r} differ: which is of what is open?",
                *(({"dc": each}, work.title(each)) for each in (here, place)),
            )


def marks_of_creditors(work: ColumnWork) -> None:
    """Where no customer has rows of both marks, K, or borç beside alacak, may as well be for those whom the user owes. Raises AskError."""
    marks, sides = work["dc"], defaultdict[str, set[str]](set)
    for name, mark in zip(work.who.cells, marks.cells, strict=True):
        sides[words.fold(mark)].add(name)
    theirs = [mark for mark in sides if words.is_payable("side", mark)]
    theirs = [mark for mark in theirs if mark in words.CREDITS or {*sides} - {mark} <= words.RECEIVABLE]
    if len(sides) != 2 or len(theirs) != 1 or not sides.pop(theirs[0]).isdisjoint(*sides.values()):
        return
    title = work.called("dc")
    raise work.asks(
        f"No customer has rows of both {' and '.join(sorted({*marks.cells} - {''}))} in {title!r}: are those of {theirs[0].upper()} what you owe?",
        ({"side": title}, "yes: they are left out"),
        ({"dc": title}, "no: they are customers', on the one side of the account or the other"),
    )


def on_account(work: ColumnWork) -> None:
    """Money of a customer that is set against no invoice yet may come off what is open, once or in each row. Raises AskError."""
    name = work.owed
    for place, one in work.free():
        if place in work.why or not (one.money and any(one.figures)) or not is_unapplied(work.header[place]):
            continue
        once = _of_each_customer(work, one)
        if name == "amount" and once < 1:
            continue
        minus = all((figure or 0) <= 0 for figure in one.figures)
        title, balance = work.title(place), work.called(name)
        both = f"{balance} {'+' if minus else '-'} {title}"
        choices = [({name: both}, "yes, each off what is open in its row")]
        if once >= 0:
            choices.insert(0, ({"on_account": title}, "yes, once for each customer"))
        raise work.asks(
            f"{title!r} holds amounts beside {balance!r}, such as {one.samples()}: do they come off it?",
            *choices,
            ({NO_FIELD: title}, "no, they come off already, or stand there for nobody"),
        )


def names_bills(work: ColumnWork) -> None:
    """Rows that take off and name another row by its number may come off that one. Raises AskError."""
    numbers, rest, kinds = work["number"], work.rest, work.of("kind")
    types = kinds.cells if kinds else ("",) * len(rest.cells)
    for place, one in work.free():
        rows = [
            (cell, (figure or 0) < 0 or bool(words.kind_of(said)))
            for cell, own, figure, said in zip(one.cells, numbers.cells, rest.figures, types, strict=False)
            if cell and cell != own
        ]
        named = {cell for cell, _ in rows}
        if work.why.get(place, "").startswith("you said") or not named or not named <= {*numbers.cells}:
            continue
        if all(off for _, off in rows):
            title = work.title(place)
            raise work.asks(
                f"{title!r} names other rows, such as {rows[0][0]!r}, in {number_of(len(rows), 'row')} that {'takes' if len(rows) == 1 else 'take'} off: do they come off those?",
                ({"applies_to": title}, "yes: less of those is open"),
                ({NO_FIELD: title}, "no: they stand for themselves"),
            )


def _of_each_customer(work: ColumnWork, one: Profile) -> int:
    """Return how many customers have the same amount in each of several rows; -1 where one has different ones, or bills have no numbers."""
    who, money = work.who, work.of("currency")
    if not who.cells or "number" not in work.fields:
        return -1
    stands = defaultdict[tuple[str, str], list[int | None]](list)
    codes = money.cells if money else ("",) * len(one.cells)
    for name, code, figure in zip(who.cells, codes, one.figures, strict=True):
        stands[name, code].append(figure)
    if any(len({*each}) > 1 for each in stands.values()):
        return -1
    return sum(len(each) > 1 and any(each) for each in stands.values())


def credits_in_words(work: ColumnWork) -> None:
    """Where no amount carries a minus, rows that only their number or text calls a credit note may take off. Raises AskError."""
    rest, number = work.rest, work.fields.get("number", -1)
    for place, one in enumerate(work.columns) if work.unsigned else ():
        if work.why.get(place, "").startswith("you said") or (
            place != number and place in work.fields.values()
        ):
            continue
        calls = words.numbers_a_credit if place == number else words.speaks_of_credit
        rows = [
            (bool(calls(cell)), cell) for cell, figure in zip(one.cells, rest.figures, strict=False) if figure
        ]
        said = [cell for is_one, cell in rows if is_one]
        if one.holds is Cells.TEXT and 0 < len(said) < len(rows):
            title = work.title(place)
            raise work.asks(
                f"{title!r} says {said[0][:40]!r} in {number_of(len(said), 'row')} with an amount that carries no minus: does it take off?",
                ({**({"number": title} if place == number else {}), "kind": title}, "yes: it is a credit"),
                ({"kind": NO_COLUMN}, "no: it is owed like the others"),
            )


def bills_to_pay(work: ColumnWork) -> None:
    """Where all that is numbered as bills, and nothing else, has a minus, the user may owe it. Raises AskError."""
    number, title = work["number"], work.called("number")
    rows = [(cell, figure or 0) for cell, figure in zip(number.cells, work.rest.figures, strict=False)]
    sold = {None, *(words.front(cell) for cell, figure in rows if figure > 0)}
    bills = [
        (cell, figure)
        for cell, figure in rows
        if words.is_payable("kind", cell) and words.SOLD.get(words.front(cell)) in sold
    ]
    if 0 < len(bills) < len(number.cells) and all(figure < 0 for _, figure in bills):
        raise work.asks(
            f"{title!r} says {bills[0][0][:40]!r} in {number_of(len(bills), 'row')} with a minus: do you owe that?",
            ({"number": title, "kind": title}, "yes: it is left out"),
            ({"kind": NO_COLUMN}, "no: it takes off what customers owe"),
        )


def all_payments(work: ColumnWork) -> None:
    """Where all rows are payments by their type, and nothing says what is left of them, they may have come in for bills of the book. Raises AskError."""
    kinds, title = work["kind"].cells, work.called("kind")
    if len(kinds) > 1 and all(words.kind_of(said) is ItemKind.UNAPPLIED for said in {*kinds}):
        raise work.asks(
            f"All rows are payments by {title!r}, such as {kinds[0]!r}: is this a list of payments that came in?",
            ("--payments", "yes: they come off the bills in the book"),
            ({"kind": title}, "no: all of it is money on account, set against no bill"),
        )


def strange_types(work: ColumnWork) -> None:
    """Where no amount carries a minus, a type that is not known may take off. Raises AskError."""
    kinds, statuses = work["kind"], work.choices.statuses
    if work.fields["kind"] == work.fields.get("number") or not work.unsigned:
        return
    sold, title = {*map(words.fold, kinds.cells)}, work.called("kind")
    if sold and sold <= words.ON_CREDIT and "kind" not in work.said:
        raise work.asks(
            f"{title!r} says {kinds.cells[0]!r}, and no amount carries a minus: does that take off?",
            ({NO_FIELD: title}, "no: it is how it was sold, and all of it is owed"),
            ({"kind": title}, "yes: by its type it takes off"),
        )
    said = dict.fromkeys(
        cell for cell, figure in zip(kinds.cells, work.rest.figures, strict=False) if figure and cell
    )
    if said and words.only({*map(words.fold, said)}, words.METHODS):
        work.drop("kind", "ways of payment")
        return
    # Numbers under a word for types stand for some; under others, such as codes, they may mean anything.
    numbered = "typ" in squeeze(work.header[work.fields["kind"]])
    strange = [
        word
        for word in said
        if not (word in statuses or (word.isdigit() and not numbered) or words.is_payable("kind", word))
        and words.is_strange_type(word)
    ]
    if not strange or len(said) == 1 or len(strange) > _MOST_TYPES:
        return
    # What goes back and has the sum of another row of the customer's takes off; each of them may, and all but the one of most rows.
    rows = [*zip(work.who.cells, work.rest.figures, kinds.cells, strict=False)]
    bills = {row[:2] for row in rows if row[2] not in strange}
    back = {word for word in strange if words.GOES_BACK.search(words.fold(word))}
    back -= {word for *row, word in rows if tuple(row) not in bills}
    many = {*strange} - {max(strange, key=kinds.cells.count)} if len(strange) > 2 else set[str]()
    means = {
        " and ".join(off): " ".join(
            option("status", word, "credit" if word in off else "open") for word in strange
        )
        for off in [sorted(back), (), *((word,) for word in strange), sorted(many)]
    }
    known = [word for word in said if words.kind_of(word) not in (None, ItemKind.INVOICE)]
    known = [word for word in known if word not in strange and word not in statuses]
    as_well = f", as {' and '.join(map(repr, known))} {'do' if known[1:] else 'does'}" if known else ""
    none = "no: all of that is owed" if known else "no: all of it is owed"
    raise work.asks(
        f"{title!r} has {' and '.join(map(repr, strange))}, and no amount carries a minus: does any of that take off{as_well}?",
        *(
            (answer, f"{off} {'do' if ' and ' in off else 'does'}" if off else none)
            for off, answer in means.items()
        ),
        free="--status ",
    )


def day_of_list(work: ColumnWork) -> str:
    """Return the day of the balances where a column has it in every row (ISO). Raises InputRefusedError where it has several."""
    for place, one in work.unread():
        if squeeze(work.header[place]) not in headings.OF_THE_LIST or one.holds is not Cells.DATES:
            continue
        days, number = sorted({*days_of(one)} - {""}), work.of("number")
        if len(days) > 1 and number and number.unique:
            # Each item stands there once: the day is its own.
            continue
        if len(days) > 1:
            raise InputRefusedError(
                f"Column {work.title(place)!r} has several days, {days[0]} to {days[-1]}: an item may stand there once for each.",
                "Export the rows of the last day alone.",
            )
        work.why[place] = "the day of the balances"
        return "".join(days)
    return ""


def billed(work: ColumnWork, one: Profile) -> list[int | None]:
    """Return a column's figures but for those of credits and payments, as the types say."""
    kinds = work.of("kind")
    types = kinds.cells if kinds else ("",) * len(one.figures)
    return [figure for figure, said in zip(one.figures, types, strict=False) if not words.kind_of(said)]


def all_minus(work: ColumnWork) -> None:
    """Where all that is open carries a minus, it is owed to customers, or the ledger is written from the other side. Raises AskError."""
    name, one = work.owed, work.rest
    if name in work.said:
        return
    figures = [figure for figure in billed(work, one) if figure]
    # Payments without a minus beside them bear it out.
    others = sum(map(bool, one.figures)) - len(figures)
    borne_out = bool(figures) and others > 0 and max(filter(None, one.figures)) > 0
    few = sum(figure > 0 for figure in figures)
    if (
        (len(figures) < ENOUGH_ROWS and not borne_out)
        or few * ENOUGH_ROWS > len(figures)
        or sum(figures) >= 0
    ):
        return
    title = work.called(name)
    raise work.asks(
        f"{'Most' if few else 'All'} amounts in {title!r} carry a minus: who owes them?",
        ({"debit": title}, "the customers"),
        ({name: title}, "you: they are credits"),
    )
