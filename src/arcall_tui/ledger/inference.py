"""What each column of a table is, judged by its heading and by what its cells hold; what stays open is asked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from arcall_tui.ledger import adding_up, open_questions, words
from arcall_tui.ledger.column_work import ColumnWork, is_harmless
from arcall_tui.ledger.columns import SYNONYMS, of_the_bill, of_the_books, squeeze, whatever_currency
from arcall_tui.ledger.profiles import Cells, Profile
from arcall_tui.ledger.questions import AskError
from arcall_tui.ledger.shapes import TABLE, Holds, Shape
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
# Headings that may as well be of what is due.
_DUE = ("due", "dueon", "paymentdue", "falligkeit", "echeance", "vencimiento", "scadenza")
_ENOUGH_ROWS = 3
_SHARE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]+)?(?:E0)?\s*%?", re.ASCII)
_FEW_IDS = 2
_FEW_WORDS = 4
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


def infer(
    header: Sequence[str],
    columns: Sequence[Profile],
    fields: Mapping[str, int],
    said: Mapping[str, str],
    ignored: Collection[int] = (),
    shape: Shape = TABLE,
    blank: str = "",
    *,
    dues: bool = False,
) -> Inferred:
    """Judge each column of a table by its heading (`fields`) and its cells. Raises AskError for what stays open.

    `said`: field -> column as the user has it, `ignored`: places of columns that mean nothing. A file of a known kind
    is read as its kind says. `dues`: when invoices fall due is said already. `blank`: what an empty cell of what is open means, empty where nobody said.
    """
    work = ColumnWork(header, columns, dict(fields), said, blank)
    work.why |= dict.fromkeys(ignored, "you said that it means nothing")
    if shape is TABLE:
        for step in (
            _by_content,
            _from_content,
            _numbers,
            _notes,
            _who,
            _own_currency,
            adding_up.debit_and_credit,
            adding_up.net_and_gross,
            adding_up.balances,
            adding_up.minus,
        ):
            step(work)
        if question := open_questions.missing(work.header, work.columns, work.fields, shape, said):
            raise AskError(question)
        open_questions.all_minus(work)
        open_questions.tax_alone(work)
        open_questions.paid_and_open(work)
        open_questions.due_or_open(work)
        if not dues:
            open_questions.due_beside(work)
        open_questions.ask_unknown(work)
        open_questions.paid_in_notes(work)
    elif shape.holds is Holds.PAYMENTS and (one := work.of("amount")) and any(one.figures):
        # Seen from the account, money that came in has a minus.
        work.minus |= {"amount"} if all((figure or 0) <= 0 for figure in one.figures) else set()
    return Inferred(work.fields, _verdicts(work), frozenset(work.minus))


# What the cells say of a heading


def _by_content(work: ColumnWork) -> None:
    for name, place in list(work.fields.items()):
        one = work.columns[place]
        if name in work.said or one.holds is Cells.NOTHING:
            continue
        held = Cells.FLAGS if _counts_as_flag(work, name, one) else one.holds
        if held is Cells.TEXT and _are_flags(one):
            held = Cells.FLAGS
        if name == "days_late" and "due_date" in work.fields:
            work.drop(name, "the due date says it already")
        elif name == "due_date" and held is Cells.AMOUNTS and squeeze(work.header[place]) not in _DUE:
            continue
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
            work.doubted.add(place)


def _counts_as_flag(work: ColumnWork, name: str, one: Profile) -> bool:
    """Whether ones and zeros under paid, or the like, are no amounts."""
    whole = work.of("amount") or work.of("balance")
    others = (
        whole is not None and whole is not one and any(abs(figure or 0) > _ONE for figure in whole.figures)
    )
    return name in ("paid", "settled_on", "balance") and one.words <= {"0", "1"} and others


def _are_flags(one: Profile) -> bool:
    """Whether at least half of the words say yes or no; the others are told as what they are."""
    return len(one.words & (words.YES | words.NO)) * 2 >= len(one.words) > 0


def _can_be(name: str, one: Profile) -> bool:
    """Whether a column's cells can be what its heading says; dates and amounts that cannot be read are told as such."""
    if name in ("paid", "credited", "written_off", "tax", "debit", "credit", "days_late"):
        return bool(one.figures)
    return _HOLDS[name](one) if name in _HOLDS else True


_HOLDS: dict[str, Callable[[Profile], bool]] = {
    "paid_share": lambda one: all(map(_SHARE.fullmatch, filter(None, one.cells))),
    "void": lambda one: one.holds is Cells.DATES or _are_flags(one),
    "paid_flag": _are_flags,
    "open_flag": _are_flags,
    "dc": lambda one: words.only(one.words, words.DEBITS, words.CREDITS),
    "side": lambda one: any(
        words.is_payable("side", said) or said in words.RECEIVABLE or said in ("d", "s") for said in one.words
    ),
}


_GIVEN_AWAY = {Cells.MARKERS: "dc", Cells.SIDES: "side", Cells.TYPES: "kind", Cells.CURRENCIES: "currency"}


def _from_content(work: ColumnWork) -> None:
    """Give columns whose heading says nothing to the fields that their cells give away."""
    for place, one in list(work.free()):
        if place in work.why:
            continue
        name = _GIVEN_AWAY.get(one.holds, "")
        if name == "currency" and of_the_books(work.header[place]):
            name = ""
        states = {words.status_of(said) for said in one.words} if one.holds is Cells.STATES else set()
        if states - {Status.OPEN, None} and not (None in states and is_harmless(work.header[place])):
            name = "status"
        if name and name not in work.fields:
            work.take(name, place, f"it holds {one.holds}: {one.samples()}")


def _numbers(work: ColumnWork) -> None:
    """A number that stands with several customers numbers no bills, where a column beside it does."""
    number, who = work.of("number"), work.of("account") or work.of("name")
    if number is None or who is None or "number" in work.said:
        return
    pairs = {(one, other) for one, other in zip(number.cells, who.cells, strict=True) if one}
    if len(pairs) * 2 < number.different * 3:
        return
    for place, one in work.free():
        if one.unique and squeeze(work.header[place]) in SYNONYMS["number"]:
            work.drop("number", "several customers share its values")
            work.take("number", place, "no two rows share a value")
            return


def _notes(work: ColumnWork) -> None:
    """A column of notes that speaks of disputes says what is disputed."""
    for place, one in list(work.free()):
        if "disputed" in work.fields or one.holds not in (Cells.TEXT, Cells.STATES) or place in work.why:
            continue
        if found := next((cell for cell in one.cells if words.speaks_of_dispute(cell)), ""):
            work.take("disputed", place, f"it speaks of disputes, such as {found[:40]!r}")


def _who(work: ColumnWork) -> None:
    """An id that all rows share, or far fewer ids than names, is not the customer's; nor is a name that all share."""
    _names_with_letters(work)
    _who_is_who(work)
    _names_beside(work)


def _names_beside(work: ColumnWork) -> None:
    """Where codes stand without names, a column of words that has one for each names them; of several the likeliest is asked."""
    ids = work.of("account")
    if (
        ids is None
        or {"name", "contact"} & set(work.fields)
        or "name" in work.said
        or ids.different < _FEW_IDS
    ):
        return
    if not _mostly(_ID.fullmatch, ids):
        return
    fits = [
        place
        for place, one in work.free()
        if one.holds is Cells.TEXT
        and not is_harmless(work.header[place])
        and one.different == ids.different == len({*zip(ids.cells, one.cells, strict=True)})
        and _mostly(_NAME.fullmatch, one)
    ]
    known = [place for place in fits if any(word in squeeze(work.header[place]) for word in _NAMING)]
    if not known and ids.different >= _ENOUGH_ROWS:
        known = fits
    if len(known) == 1:
        work.take("name", known[0], "one for each customer's id")
    elif known:
        raise AskError(
            open_questions.which_name(
                [work.title(place) for place in known], [work.columns[place] for place in known]
            )
        )


# What names a customer is of letters, with hardly a figure; what stands for one has figures, or is all in capitals.
_NAME = re.compile(r"[^\d@]*[^\W\d_]{2}[^\d@]*")
_ID = re.compile(r"\S*\d\S*|[A-Z0-9_./-]+")
_NAMING = tuple(
    """name naam company bedrijf firma customer client kunde debtor debiteur debitor nazwa""".split()
)


def _mostly(fits: Callable[[str], object], one: Profile) -> bool:
    values = set(filter(None, one.cells))
    return sum(bool(fits(value)) for value in values) * 4 >= len(values) * 3


def _who_is_who(work: ColumnWork) -> None:
    account, name = work.of("account"), work.of("name")
    if account is None or name is None or len(account.cells) < 2 or account is name:
        return
    ids, names = account.different, len({cell.casefold() for cell in name.cells if cell})
    if "account" not in work.said and ids and names > 1 and (ids == 1 or ids * 2 < names):
        same = "the same in all rows" if ids == 1 else f"{ids} different ones for {names} names"
        work.drop("account", f"not the customer's: {same}")
    elif "name" not in work.said and not _mostly(_ID.fullmatch, account) and _crossed(account, name):
        work.drop("name", "not the customer's: several for one customer, and one for several")
    elif "name" not in work.said and names == 1 and ids > 1 and len(name.cells) >= _ENOUGH_ROWS:
        work.drop("name", "not the customer's: the same in all rows, while the ids differ")


def _crossed(account: Profile, name: Profile) -> bool:
    """Whether two columns go with one another in too many ways for one to name the other."""
    pairs = {(one, other) for one, other in zip(account.cells, name.cells, strict=True) if one and other}
    return len(pairs) * 2 >= max(account.different, name.different) * 3


def _names_with_letters(work: ColumnWork) -> None:
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
        and not is_harmless(work.header[place])
    ]
    others = [place for place in others if squeeze(work.header[place]) in SYNONYMS["name"]] or others
    if len(others) == 1:
        work.take("account", work.fields["name"], "it holds no letters: ids, not names")
        work.take("name", others[0], "the only other column of words")


def _own_currency(work: ColumnWork) -> None:
    """Of two columns that are the same in one currency's rows and not in the others', the one in the bills' own counts."""
    for name in ("balance", "amount", "paid"):
        here = work.fields.get(name)
        twins = [place for place, _ in work.free() if here is not None and _differ_by_rate(work, here, place)]
        named = [place for place in twins if whatever_currency(work.header[place]) in SYNONYMS[name]]
        for there in named or twins[:1]:
            _choose_own(work, name, work.fields[name], there)


def _choose_own(work: ColumnWork, name: str, here: int, there: int) -> None:
    one, other = work.header[here], work.header[there]
    evidence = f"{{}} as {work.title(here)!r} and {work.title(there)!r} tell: the same in one currency only"
    if name in work.said or of_the_bill(one) or of_the_books(other):
        work.why[there] = evidence.format("in the currency of the books,")
    elif of_the_bill(other) or of_the_books(one):
        work.take(name, there, evidence.format("in the bills' own currency,"))
        work.why[here] = evidence.format("in the currency of the books,")
    else:
        raise AskError(open_questions.whose_currency(name, work.title(here), work.title(there)))


def _differ_by_rate(work: ColumnWork, here: int, there: int) -> bool:
    """Whether two columns are the same in all rows of one currency, and in all of the others apart by a rate."""
    money, one, two = work.of("currency"), work.columns[here], work.columns[there]
    if money is None or not one.figures or not two.figures:
        return False
    rates = defaultdict[str, list[float]](list)
    for currency, first, second in zip(money.cells, one.figures, two.figures, strict=True):
        if first is None or second is None or bool(first) != bool(second):
            return False
        if first:
            rates[currency].append(second / first)
    same = [all(rate == 1 for rate in each) for each in rates.values()]
    apart = [
        min(each) > 0 and max(each) < min(each) * _RATES_WITHIN and 1 not in each for each in rates.values()
    ]
    return (
        same.count(True) == 1
        and all(one or other for one, other in zip(same, apart, strict=True))
        and len(same) > 1
    )


# How far the rates of one currency lie apart within a ledger.
_RATES_WITHIN = 1.5


def _verdicts(work: ColumnWork) -> tuple[Verdict, ...]:
    by_place = {place: name for name, place in work.fields.items()}
    return tuple(
        Verdict(
            work.title(place), by_place.get(place, ""), work.why.get(place) or _plainly(work, place, by_place)
        )
        for place in range(len(work.header))
    )


def _plainly(work: ColumnWork, place: int, by_place: Mapping[int, str]) -> str:
    if place in by_place:
        return "as you said" if by_place[place] in work.said else "by its heading"
    held = work.columns[place].holds if place < len(work.columns) else Cells.NOTHING
    if held is Cells.NOTHING:
        return "empty"
    if is_harmless(work.header[place]):
        return "changes nothing that is owed"
    one = work.columns[place]
    if held is Cells.TEXT and one.different <= _FEW_WORDS < one.filled:
        return f"not understood: {one.samples(_FEW_WORDS)}"
    return f"{held}; nothing that is owed hangs on it"
