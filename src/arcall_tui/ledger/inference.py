"""What each column of a table is, judged by its heading and by what its cells hold; what stays open is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, permutations

from arcall_tui.ledger import words
from arcall_tui.ledger.columns import HARMLESS, NO_COLUMN, SYNONYMS, squeeze, title_of
from arcall_tui.ledger.profiles import Cells, Profile
from arcall_tui.ledger.questions import Answer, AskError, Question, option
from arcall_tui.ledger.shapes import TABLE, Holds, Shape, buckets
from arcall_tui.ledger.words import Status

# What a column is instead, where its cells are something else than its heading promises; None: not that, at least.
_OTHERWISE: dict[tuple[str, Cells], str | None] = {
    ("paid", Cells.FLAGS): "paid_flag",
    ("paid", Cells.DATES): "settled_on",
    ("paid", Cells.STATES): "status",
    ("settled_on", Cells.FLAGS): "paid_flag",
    ("settled_on", Cells.AMOUNTS): "paid",
    ("settled_on", Cells.STATES): "status",
    ("paid_flag", Cells.AMOUNTS): "paid",
    ("paid_flag", Cells.DATES): "settled_on",
    ("paid_flag", Cells.STATES): "status",
    ("due_date", Cells.AMOUNTS): "balance",
    ("balance", Cells.FLAGS): "open_flag",
    ("balance", Cells.STATES): "status",
    ("balance", Cells.DATES): "due_date",
    ("amount", Cells.MARKERS): "dc",
    ("kind", Cells.MARKERS): "dc",
    ("kind", Cells.SIDES): "side",
    ("kind", Cells.STATES): "status",
    ("side", Cells.MARKERS): "dc",
    ("credit", Cells.MARKERS): "dc",
    ("debit", Cells.MARKERS): "dc",
    ("written_off", Cells.FLAGS): None,
    ("status", Cells.FLAGS): None,
    ("status", Cells.DATES): None,
}
_FIGURES = ("amount", "balance", "paid", "debit", "credit", "credited", "written_off", "tax")
_OFF = ("paid", "credited", "written_off")
_GROSS = ("total", "gross", "brutto", "incl", "ttc", "inctax", "ivainclu")
_NET = ("net", "exvat", "excl", "extax", "untaxed", "ht", "beforetax")
_ENOUGH_ROWS = 3
_MOST_FIGURES = 12
# A cent, in the ten-thousandths in which amounts are compared.
_CENT = 100
_MOST_TAX = 0.35
_ONE = 10_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a column was read: as `field`, or left out where that is empty; `why` is the evidence."""

    column: str
    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Inferred:
    """The columns of a table: field -> place, and a verdict on every one. `minus`: fields whose figures carry a minus."""

    fields: Mapping[str, int]
    verdicts: tuple[Verdict, ...]
    minus: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Work:
    """Columns under judgement: `said` fields are the user's word and stay; `why` is the evidence, by place."""

    header: Sequence[str]
    columns: Sequence[Profile]
    fields: dict[str, int]
    said: Collection[str]
    blank: str = ""
    why: dict[int, str] = field(default_factory=dict)
    minus: set[str] = field(default_factory=set)

    def title(self, place: int) -> str:
        return title_of(self.header, place)

    def of(self, name: str) -> Profile | None:
        return self.columns[self.fields[name]] if name in self.fields else None

    def drop(self, name: str, why: str) -> None:
        self.why[self.fields.pop(name)] = why

    def take(self, name: str, place: int, why: str) -> None:
        for other in [each for each, here in self.fields.items() if here == place]:
            del self.fields[other]
        self.fields[name] = place
        self.why[place] = why

    def free(self) -> Iterator[tuple[int, Profile]]:
        """Return the columns that no field has, with their places."""
        used = set(self.fields.values())
        return ((place, one) for place, one in enumerate(self.columns) if place not in used)


def infer(
    header: Sequence[str],
    columns: Sequence[Profile],
    fields: Mapping[str, int],
    said: Mapping[str, str],
    ignored: Collection[int] = (),
    shape: Shape = TABLE,
    blank: str = "",
) -> Inferred:
    """Judge each column of a table by its heading (`fields`) and its cells. Raises AskError for what stays open.

    `said`: field -> column as the user has it, `ignored`: places of columns that mean nothing. A file of a known kind
    is read as its kind says. `blank`: what an empty cell of what is open means, empty where nobody said.
    """
    work = _Work(header, columns, dict(fields), said, blank)
    work.why |= dict.fromkeys(ignored, "you said that it means nothing")
    if shape is TABLE:
        for step in (
            _by_content,
            _from_content,
            _who,
            _of_debit_and_credit,
            _net_and_gross,
            _balances,
            _minus,
        ):
            step(work)
        if question := missing(work.header, work.columns, work.fields, shape, said):
            raise AskError(question)
        _tax_alone(work)
        _paid_and_open(work)
        _ask_unknown(work)
    elif shape.holds is Holds.PAYMENTS and (one := work.of("amount")) and any(one.figures):
        # Seen from the account, money that came in has a minus.
        work.minus |= {"amount"} if all((figure or 0) <= 0 for figure in one.figures) else set()
    return Inferred(work.fields, _verdicts(work), frozenset(work.minus))


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
    fits = sorted((fit, place) for place, one in free if (fit := _FITS[wanted](one, columns)) is not None)
    name = {"amount": "balance"}.get(wanted, wanted)
    choices = [
        Answer(option("map", name, title_of(header, place)), f"such as {columns[place].samples()}")
        for _, place in fits
    ]
    if wanted == "number":
        choices.append(
            Answer(option("map", name, NO_COLUMN), "there is none: numbers are made of date and amount")
        )
    if not choices:
        return None
    there = ", ".join(title_of(header, place) for place in range(len(header)) if header[place].strip())[:400]
    text = f"There is no column for {', '.join(lacks)} that arcall knows. The columns are: {there}. Which is the {_NAMES.get(wanted, wanted)}?"
    return Question(text, tuple(choices), "--map FIELD=COLUMN")


_NAMES = {
    "account": "customer",
    "number": "invoice number",
    "amount": "amount that is open",
    "due_date": "due date",
}


def _names_somebody(one: Profile, _columns: Sequence[Profile]) -> float | None:
    letters = sum(any(mark.isalpha() for mark in cell) for cell in one.cells)
    return -letters / len(one.cells) if one.holds is Cells.TEXT and letters else None


def _numbers_bills(one: Profile, columns: Sequence[Profile]) -> float | None:
    if one.holds not in (Cells.TEXT, Cells.NUMBERS) or one.different * 2 < one.filled:
        return None
    digits = sum(any(mark.isdigit() for mark in cell) for cell in one.cells)
    return -(digits + one.different + one.filled) / len(columns[0].cells or "x")


_FITS: dict[str, Callable[[Profile, Sequence[Profile]], float | None]] = {
    "account": _names_somebody,
    "name": _names_somebody,
    "number": _numbers_bills,
    "amount": lambda one, _: {Cells.AMOUNTS: 0.0, Cells.NUMBERS: 1.0}.get(one.holds),
    "due_date": lambda one, _: 0.0 if one.holds is Cells.DATES else None,
    "phone": lambda *_: None,
    "settled_on": lambda one, _: 0.0 if one.holds is Cells.DATES else None,
}


# What the cells say of a heading


def _by_content(work: _Work) -> None:
    for name, place in list(work.fields.items()):
        one = work.columns[place]
        if name in work.said or one.holds is Cells.NOTHING:
            continue
        held = Cells.FLAGS if _counts_as_flag(work, name, one) else one.holds
        if name == "days_late" and "due_date" in work.fields:
            work.drop(name, "the due date says it already")
        elif (name, held) in _OTHERWISE:
            other = _OTHERWISE[name, held]
            work.drop(name, "")
            if other and other not in work.fields:
                work.take(other, place, f"it holds {held}: {one.samples()}")
            else:
                del work.why[place]
        elif not _can_be(name, one):
            work.drop(name, "")
            del work.why[place]


def _counts_as_flag(work: _Work, name: str, one: Profile) -> bool:
    """Whether ones and zeros under paid, or the like, are no amounts."""
    whole = work.of("amount") or work.of("balance")
    others = (
        whole is not None and whole is not one and any(abs(figure or 0) > _ONE for figure in whole.figures)
    )
    return name in ("paid", "settled_on", "balance") and one.words <= {"0", "1"} and others


def _can_be(name: str, one: Profile) -> bool:
    """Whether a column's cells can be what its heading says; dates and amounts that cannot be read are told as such."""
    if name in ("paid", "credited", "written_off", "tax", "debit", "credit", "days_late"):
        return bool(one.figures)
    if name in ("paid_flag", "open_flag"):
        return words.only(one.words, words.YES, words.NO)
    if name == "dc":
        return words.only(one.words, words.DEBITS, words.CREDITS)
    if name == "side":
        return any(
            words.is_payable("side", said) or said in words.RECEIVABLE or said in ("d", "s")
            for said in one.words
        )
    return True


def _from_content(work: _Work) -> None:
    """Give columns whose heading says nothing to the fields that their cells give away."""
    for place, one in list(work.free()):
        if place in work.why:
            continue
        name = {Cells.MARKERS: "dc", Cells.SIDES: "side"}.get(one.holds, "")
        if one.holds is Cells.STATES and {words.status_of(said) for said in one.words} - {Status.OPEN, None}:
            name = "status"
        if name and name not in work.fields:
            work.take(name, place, f"it holds {one.holds}: {one.samples()}")


def _who(work: _Work) -> None:
    """An id that all rows share, or far fewer ids than names, is not the customer's; nor is a name that all share."""
    _names_with_letters(work)
    account, name = work.of("account"), work.of("name")
    if account is None or name is None or len(account.cells) < 2 or account is name:
        return
    ids, names = account.different, len({cell.casefold() for cell in name.cells if cell})
    if "account" not in work.said and ids and names > 1 and (ids == 1 or ids * 2 < names):
        same = "the same in all rows" if ids == 1 else f"{ids} different ones for {names} names"
        work.drop("account", f"not the customer's: {same}")
    elif "name" not in work.said and names == 1 and ids > 1 and len(name.cells) >= _ENOUGH_ROWS:
        work.drop("name", "not the customer's: the same in all rows, while the ids differ")


def _names_with_letters(work: _Work) -> None:
    """Names without a letter are ids; the one other column of words beside them has the names."""
    one = work.of("name")
    if (
        one is None
        or {"name", "account"} & {*work.said, *(set(work.fields) - {"name"})}
        or any(any(map(str.isalpha, cell)) for cell in one.cells)
    ):
        return
    others = [
        place
        for place, other in work.free()
        if other.holds is Cells.TEXT
        and all(any(map(str.isalpha, cell)) for cell in other.cells)
        and not _is_harmless(work.header[place])
    ]
    if len(others) == 1:
        work.take("account", work.fields["name"], "it holds no letters: ids, not names")
        work.take("name", others[0], "the only other column of words")


# What adds up


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


def _money(work: _Work) -> list[int]:
    """Return the places of the columns that may be amounts."""
    known = {place for name, place in work.fields.items() if name in _FIGURES}
    return [
        place
        for place, one in enumerate(work.columns)
        if one.figures and (place in known or (one.money and place not in work.fields.values()))
    ][:_MOST_FIGURES]


def _near(one: int, other: int) -> bool:
    return abs(one - other) <= _CENT


def _net_and_gross(work: _Work) -> None:
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


def _parts_of(work: _Work, here: int, amount: Profile) -> None:
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
    rates = {round(two / one, 2) for one, two in _rows(net, tax) if one}
    return bool(rates) and len(rates) <= _ENOUGH_ROWS and all(0 <= rate <= _MOST_TAX for rate in rates)


def _of_debit_and_credit(work: _Work) -> None:
    """Two columns, one for what is owed and one for what takes off; one of them alone is an amount like others."""
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
        if name in work.fields and name not in work.said:
            del work.fields[name]


def _balances(work: _Work) -> None:
    """A balance that runs on from row to row, or is the customer's whole, is not what is open on the invoice."""
    _rest_of(work)
    balance = work.of("balance")
    whole = work.of("amount")
    if balance is None or "balance" in work.said:
        return
    _ask_blank(work, balance, whole)
    steps = whole.figures if whole else _net_steps(work)
    if (
        whole
        and whole.figures == balance.figures
        and any(any((work.of(name) or whole).figures) for name in _OFF if name in work.fields)
    ):
        work.drop("balance", f"the same as {work.title(work.fields['amount'])!r}, though something was paid")
        return
    if not steps or not balance.figures or balance.figures == steps:
        return
    if _runs_on(balance.figures, steps):
        work.drop("balance", "a running total: each row's is the one above and its amount")
    elif _is_customers(work, balance.figures, steps):
        work.drop("balance", "the customer's whole balance, repeated in each of their rows")


def _ask_blank(work: _Work, balance: Profile, whole: Profile | None) -> None:
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
    rows = (
        "1 row has an amount and nothing"
        if len(empty) == 1
        else f"{len(empty)} rows have an amount and nothing"
    )
    choices = (
        Answer("--blank-balance open", "all of it is open"),
        Answer("--blank-balance paid", "nothing is open"),
    )
    zeros = any(figure == 0 for figure in balance.figures)
    raise AskError(
        Question(f"{rows} in {title!r}: what does that mean?", choices if zeros else choices[::-1])
    )


def _rest_of(work: _Work) -> None:
    """A column that is always the amount less what was taken off is what is open."""
    whole = work.of("amount")
    off = [one for name in _OFF if (one := work.of(name)) and one.figures]
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


def _net_steps(work: _Work) -> tuple[int | None, ...]:
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


def _is_customers(work: _Work, balance: Sequence[int | None], steps: Sequence[int | None]) -> bool:
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


def _minus(work: _Work) -> None:
    """What was paid may stand there with a minus."""
    whole = work.of("amount")
    for name in _OFF:
        one = work.of(name)
        if one and whole:
            signs = [(two < 0) == (three < 0) for two, three in _rows(one, whole) if two and three]
            if signs and not any(signs):
                work.minus.add(name)


# What stays open


def _tax_alone(work: _Work) -> None:
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
    net = any(heading.startswith(word) or heading.endswith(word) for word in _NET)
    raise AskError(
        Question(f"Does {amounts_!r} hold the tax in {title!r}?", tuple(choices if net else choices[::-1]))
    )


def _paid_and_open(work: _Work) -> None:
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
    rows = "1 row is" if len(paid) == 1 else f"{len(paid)} rows are"
    raise AskError(
        Question(
            f"{rows} said to be paid in {state!r}, and has an amount in {title!r}: is that what is open?",
            (
                Answer(
                    option("map", "amount", title),
                    f"no, {title} is what was billed; what is paid is not owed",
                ),
                Answer(option("ignore", state), f"yes, {title} is still open"),
            ),
        )
    )


def _ask_unknown(work: _Work) -> None:
    """Ask about the first column that is not understood and could change a figure."""
    ages = buckets(work.header)
    for place, one in work.free():
        if place in work.why or _is_harmless(work.header[place]):
            continue
        if place in ages:
            work.why[place] = "ages; the total counts"
        elif question := _question(work, place, one):
            raise AskError(question)


def _is_harmless(heading: str) -> bool:
    squeezed = squeeze(heading)
    return squeezed in HARMLESS or squeezed.startswith("days") or squeezed.endswith("days")


def _question(work: _Work, place: int, one: Profile) -> Question | None:
    if not _could_change(work, one):
        return None
    told = (
        ("balance",) if one.money else ("balance", "paid", "paid_flag", "open_flag", "status", "settled_on")
    )
    if known := next((name for name in told if name in work.fields), None):
        work.why[place] = f"{one.holds}; what is open follows from {work.title(work.fields[known])!r}"
        return None
    # What repeats the amount may be what was paid of it, all of it: that is asked.
    twins = (name for name in _FIGURES if name != "amount" and name in work.fields)
    if twin := next((name for name in twins if _same(one, work.of(name))), None):
        work.why[place] = f"the same as {work.title(work.fields[twin])!r}"
        return None
    title = work.title(place)
    text = f"Column {title!r} is not known, and holds {one.holds}, such as {one.samples()}: what is it?"
    ignore = Answer(option("ignore", title), "it changes nothing that is owed")
    if one.holds is Cells.FLAGS:
        says = {"paid_flag": "yes means paid", "open_flag": "yes means open"}
    elif one.holds is Cells.DATES:
        says = {"settled_on": "the day on which it was paid"}
    else:
        says = {
            "paid": "what was paid of it",
            "balance": "what is still open",
            "credited": "what was credited",
        }
    if one.money and "paid" in work.fields:
        says = {
            "credited": "taken off besides what was paid",
            "written_off": "taken off as well",
            "balance": "what is still open",
        }
    choices = [
        Answer(option("map", name, title), word) for name, word in says.items() if name not in work.fields
    ]
    if one.money and "paid" in work.fields:
        return Question(
            text,
            (
                *(each for each in choices if "balance=" not in each.option),
                ignore,
                *(each for each in choices if "balance=" in each.option),
            ),
        )
    # Dates that few rows have may well be those of payments; of the others most change nothing.
    return Question(text, tuple([*choices, ignore] if one.money else [ignore, *choices]), "")


def _same(one: Profile, other: Profile | None) -> bool:
    return bool(other) and bool(one.figures) and one.figures == other.figures  # type: ignore[union-attr]


def _could_change(work: _Work, one: Profile) -> bool:
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
    if one.holds is Cells.DATES:
        return 0 < one.filled < len(one.cells) and "settled_on" not in work.fields
    return False


def _verdicts(work: _Work) -> tuple[Verdict, ...]:
    by_place = {place: name for name, place in work.fields.items()}
    return tuple(
        Verdict(
            work.title(place), by_place.get(place, ""), work.why.get(place) or _plainly(work, place, by_place)
        )
        for place in range(len(work.header))
    )


def _plainly(work: _Work, place: int, by_place: Mapping[int, str]) -> str:
    if place in by_place:
        return "as you said" if by_place[place] in work.said else "by its heading"
    held = work.columns[place].holds if place < len(work.columns) else Cells.NOTHING
    if held is Cells.NOTHING:
        return "empty"
    known = _is_harmless(work.header[place])
    return "changes nothing that is owed" if known else f"{held}; nothing that is owed hangs on it"
