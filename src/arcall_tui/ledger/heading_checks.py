"""What the cells of a column say of its heading: what it is instead, or what it is though its heading does not say so."""

import re
from collections.abc import Callable
from datetime import date

from arcall_tui.ledger import date_formats, words
from arcall_tui.ledger.candidates import ANY_NUMBER
from arcall_tui.ledger.column_work import OFF, ColumnWork, is_harmless, speaks_of_paying, words_of
from arcall_tui.ledger.columns import SYNONYMS, of_the_books, squeeze
from arcall_tui.ledger.due_questions import due_by_terms
from arcall_tui.ledger.headings import (
    BILLS,
    CODES,
    CUSTOMERS,
    IN_MONEY,
    INSTEAD,
    NUMBERED,
    OWN_PEOPLE,
    PARTY_CODES,
    RECEIVED,
)
from arcall_tui.ledger.profiles import ONE, Cells, Profile
from arcall_tui.ledger.words import Status

# What a column is instead, where its cells are something else than its heading promises; None: not that, at least.
_OTHERWISE: dict[tuple[str, Cells], str | None] = {
    (name, Cells[held]): other.strip("-") or None
    for name, pairs in INSTEAD.items()
    for held, other in (pair.split(":") for pair in pairs.split())
}
# Headings that mean something else in another language.
_FALSE_FRIENDS = {(word, Cells.TEXT) for word in ("kind", "receivable", "charge")} | {
    (word, Cells.FLAGS)
    for word in "sold solde collection collections incollection incollections inpayment".split()
}
# Headings that may as well be of what is due.
_DUE = ("due", "dueon", "paymentdue", "falligkeit", "echeance", "vencimiento", "scadenza")
_SHARE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]+)?(?:E0)?\s*%?", re.ASCII)
_CENTS = re.compile(r".*\d[.,]\d\d")
_PART = re.compile(r"\d+[.,]0[1-9]")


def by_content(work: ColumnWork) -> None:
    """What holds something else than its heading promises is that, or nothing that is known; what it may be is doubted."""
    for name, place in list(work.fields.items()):
        one = work.columns[place]
        heading = squeeze(work.header[place])
        if name in work.said or one.holds is Cells.NOTHING or heading in work.shape.columns.get(name, ()):
            continue
        held = _held(work, name, one)
        if (
            (name == "due_date" and held is Cells.AMOUNTS and heading not in _DUE)
            or ((heading, held) in _FALSE_FRIENDS and all(map(words.is_strange_type, one.words)))
            or (name in ("paid", "settled_on") and _received(work.header[place], held))
        ):
            del work.fields[name]
            work.doubted.add(place)
        elif (name, held) in _OTHERWISE:
            other = _OTHERWISE[name, held]
            del work.fields[name]
            if other and other not in work.fields:
                work.take(other, place, f"it holds {held}: {one.samples()}")
            if held is Cells.CURRENCIES and place + 1 < len(work.columns) and not work.header[place + 1]:
                # One heading over two columns: the currency, and the amount behind it.
                work.take(name, place + 1, f"it stands behind the currencies of {work.title(place)!r}")
        elif not _HOLDS.get(name, bool)(one):
            del work.fields[name]
            work.doubted.add(place)


def _received(heading: str, held: Cells) -> bool:
    """Whether what came in need not be money: a yes, or a day beside a word for whose or for bills; those may be the bill's."""
    beside = words_of(heading) - RECEIVED
    if beside == words_of(heading) or speaks_of_paying(" ".join(beside)) or beside & IN_MONEY:
        return False
    return held is Cells.FLAGS or (held is Cells.DATES and bool(beside & (BILLS | CUSTOMERS)))


def terms_for_days(work: ColumnWork) -> None:
    """What stands where bills should fall due may be their terms."""
    due = work["due_date"]
    if due.holds is Cells.TEXT and all(due_by_terms(cell, date.min) for cell in due.cells if cell):
        work.take("terms", work.fields["due_date"], f"it holds terms: {due.samples()}")


def _held(work: ColumnWork, name: str, one: Profile) -> Cells:
    """Return what a field's cells are: ones and zeros may be flags, and so may text that mostly is."""
    worded = one.holds is Cells.TEXT or (one.holds is Cells.STATES and name != "status")
    plain = one.words
    paid = name in ("paid", "settled_on")
    if worded and paid:  # some say when, or that it was in part
        plain = frozenset(said for said in plain if not (date_formats.is_day(said) or words.status_of(said)))
    if _counts_as_flag(work, name, one) or (worded and words.mostly_flags(plain, paid=paid)):
        return Cells.FLAGS
    # What has no figure in any cell is no day, but may say whether there is one.
    if name == "settled_on" and one.holds is Cells.TEXT and not any(map(str.isdigit, "".join(one.cells))):
        return Cells.STATES
    marks = one.holds is Cells.TEXT and words.only(one.words, words.DEBITS, words.CREDITS)
    return Cells.MARKERS if marks else one.holds


def _counts_as_flag(work: ColumnWork, name: str, one: Profile) -> bool:
    """Whether ones and zeros under paid, or the like, are no amounts."""
    whole = work.of("amount") or work.of("balance")
    others = (
        whole is not None and whole is not one and any(abs(figure or 0) > ONE for figure in whole.figures)
    )
    flags = ("", "paid", "settled_on", "balance", "credited", "written_off")
    return name in flags and bool(one.words) and one.words <= {"0", "1"} and others


def _are_codes(one: Profile) -> bool:
    """Whether amounts name or number something after all: no cents, 411.01, 411.02 under a word for codes or numbers, or 1001.00, 1002.00."""
    cells = {*filter(None, one.cells)}
    if one.holds is not Cells.AMOUNTS or not all(map(_CENTS.fullmatch, cells)):
        return True
    groups = [int(figure) // ONE for figure in {*one.figures} if figure is not None]
    said, numbered = words_of(one.title), squeeze(one.title) in SYNONYMS["number"]
    # Invoice alone may head what was billed, Invoice No its number; 1204.01, 1877.02 are parts of jobs.
    sure = (numbered and not {word.rstrip("s") for word in said} <= BILLS) or all(map(_PART.fullmatch, cells))
    in_turn = one.unique and (sure or max(groups) - min(groups) < len(cells) * 2)
    return in_turn or ((numbered or bool(CODES & said)) and len({*groups}) * 2 <= len(cells))


def _are_dialled(one: Profile) -> bool:
    """Whether what may be contacts' ids are long enough for telephone numbers, and not filled up with noughts, as 1000001234 is."""
    theirs = squeeze(one.title) in SYNONYMS["account"] and {"contact", "kontakt"} & words_of(one.title)
    cells = [*filter(None, one.cells)]
    if not theirs or not all(map(_DIALLED.fullmatch, cells)) or all("0000" in cell for cell in cells):
        return False
    given = sorted({int(re.sub(r"\D", "", cell.removesuffix("E0"))) for cell in cells})
    return len(given) < len("123") or given[-1] - given[0] >= len(given) * 2


_DIALLED = re.compile(r"(?!000)(?:[-+ ()./]*[0-9]){9,15}(?:E0)?", re.ASCII)
_FEW_DIGITS = re.compile(r"(?:\d\D*){3}")
# Whether cells can be what a heading says; dates and amounts that cannot be read are told as such.
_HOLDS: dict[str, Callable[[Profile], bool]] = {
    **dict.fromkeys((*OFF, "tax", "debit", "credit", "days_late"), lambda one: bool(one.figures)),
    **dict.fromkeys(
        ("paid_share", "open_share"), lambda one: all(map(_SHARE.fullmatch, filter(None, one.cells)))
    ),
    "name": _are_codes,
    # Types without a figure number nothing.
    "number": lambda one: (
        _are_codes(one)
        and any(any(map(str.isdigit, cell)) or words.is_strange_type(cell) for cell in one.cells)
    ),
    "account": lambda one: not _are_dialled(one) and _are_codes(one),
    "contact": lambda one: not all(_AT_HOME.fullmatch(cell) for cell in one.cells if cell),
    # Call on may be a day, PH a count.
    "phone": lambda one: one.holds is not Cells.DATES and any(map(_FEW_DIGITS.search, one.cells)),
    "void": lambda one: one.holds is Cells.DATES or words.mostly_flags(one.words),
    "paid_flag": lambda one: words.mostly_flags(one.words, paid=True),
    "consumer": lambda one: words.only(one.words, words.YES | words.NO, words.CONSUMERS, words.FIRMS),
    "open_flag": lambda one: words.mostly_flags(one.words),
    "dc": lambda one: words.only(one.words, words.DEBITS, words.CREDITS),
    "side": lambda one: any(
        words.is_payable("side", said) or words.in_brackets(said) in {*words.RECEIVABLE, "d", "s"}
        for said in one.words
    ),
}
# A word for types of bills; a word before it names what else the types are of, such as payments.
_TYPES = re.compile(
    "^(?:.{0,3}|(?:beleg|rech|buch|vorg|post|do[ck]|inv|tra?n|fa[ck]t|bil|vou).*)typ|typ(?!e?s?$|en$)"
)
# What says how far a paper has come in the books: those that are not posted, or not approved, may be no bills yet.
_COME_SO_FAR = re.compile(
    "(?:posting|approval|workflow|processing|review|validation|matching|clearing|release"
    "|(?:buchung|freigabe|bearbeitung|genehmigung|prufung)s?)(?:status|state)"
    "|(?:etat|esta[dt][ou]s?|statut|stato)(?:d[aei]l?l?a?)?(?:aproba|contab|valida|approba|comptab|approva|registra|aprova)[a-z]*"
)
_GIVEN_AWAY = {Cells.MARKERS: "dc", Cells.SIDES: "side", Cells.TYPES: "kind", Cells.CURRENCIES: "currency"}


def papers(work: ColumnWork) -> None:
    """Types of the papers of persons, such as DNI and RUC, are none of bills, nor are the numbers beside them where another column has those."""
    types = [place for place, one in enumerate(work.columns) if not one.words.isdisjoint(PARTY_CODES)]
    if "kind" not in work.said and work.fields.get("kind") in types:
        work.drop("kind", "the papers of customers")
    bills = [place for place, _ in work.free() if squeeze(work.header[place]) in SYNONYMS["number"]]
    # The number of a paper stands behind its type.
    if bills and work.fields.get("number", 0) - 1 in types and {"account", "number"}.isdisjoint(work.said):
        work.fields.setdefault("account", work.fields["number"])
        work.take("number", bills[0], "the numbers of the bills, not of papers")


def from_content(work: ColumnWork) -> None:
    """Give columns whose heading says nothing to the fields that their cells give away."""
    for place, one in list(work.unread()):
        name = _GIVEN_AWAY.get(one.holds, "")
        ours = any(of_the_books(work.called(each)) for each in ("amount", "balance") if each in work.fields)
        if name == "currency" and of_the_books(work.header[place]) and not ours:
            name = ""
        heading = work.header[place]
        states = {words.status_of(said) for said in one.words} if one.holds is Cells.STATES else set()
        if states - {Status.OPEN, None} and not (None in states and is_harmless(heading)):
            name = "status"
        held = Cells.FLAGS if _counts_as_flag(work, "", one) else one.holds
        if held in _SAYS and not is_harmless(heading):
            name = _said_by(heading, held)
        elif (
            ((words.kind_of(heading) and not is_harmless(heading)) or not any(map(str.isalpha, heading)))
            and one.filled < len(one.cells)
            and one.words
            and all(map(words.kind_of, one.words))
        ):
            # CN under CN or under a mark, in the rows of credit notes alone.
            name = "kind"
        elif (
            one.holds is Cells.NUMBERS
            and _TYPES.search(squeeze(heading))
            and not is_harmless(heading)
            and words_of(heading).isdisjoint(CUSTOMERS)
            and 1 < one.different < one.filled
        ):
            name = "kind"
        if name and name not in work.fields:
            work.take(name, place, f"it holds {one.holds}: {one.samples()}")
    steps = [
        spot
        for spot, one in work.unread()
        if one.holds in (Cells.TEXT, Cells.STATES) and _COME_SO_FAR.fullmatch(squeeze(one.title))
    ]
    if steps and "status" not in work.fields:
        work.take("status", steps[0], "its heading says status, and no other column is one")
    # Bills alone, unless the types stand elsewhere: on other days credit notes stand there, too. Sales may be a department's.
    sure = BILLS & words.INVOICES
    bills = [spot for spot, one in work.unread() if one.words and one.words <= sure]
    if bills and {"kind", "dc", "side"}.isdisjoint(work.fields):
        work.take("kind", bills[0], "it holds bills alone")


# What yes, or a day, means under a heading that is a status: Paid, Storniert, Written off on.
_NOT_OWED = {Status.VOID: "void", Status.GIVEN_UP: "void"}
_SAYS = {Cells.FLAGS: {Status.PAID: "paid_flag", **_NOT_OWED}, Cells.DATES: _NOT_OWED}
# As a status they say that nothing is owed any more; yes, or a day, below them may say something else.
_NOT_SURELY_PAID = frozenset(
    {"refunded", "reconciled", "reversed payment", "overpaid", "applied", "received", "draft date"}
)
# What makes a status the heading of days: Write-off Date, Credited On.
_ON_A_DAY = re.compile(r"(?:^(?:date|day|datum) (?:of )?|\s(?:date|on|at|day|am|le|datum)$)", re.IGNORECASE)


def _said_by(heading: str, holds: Cells) -> str:
    """Return the field that a heading gives flags or dates: paid where it says nothing else, not owed by any of its words."""
    said = words.status_of(_ON_A_DAY.sub("", heading))
    if words.fold(heading) in _NOT_SURELY_PAID or _received(heading, holds):
        return ""
    if holds is Cells.FLAGS and words.fold(heading) in words.UNPAID:
        # What is not overdue, not sent or not reminded is owed all the same.
        return "open_flag"
    words_ = filter(None, map(words.status_of, words_of(heading)))
    said = said or next((each for each in words_ if each in _NOT_OWED), None)
    return _SAYS[holds].get(said, "") if said else ""


def numbers(work: ColumnWork) -> None:
    """A number that stands with several customers, or counts the rows, numbers no bills, where a column beside it does."""
    number = work["number"]
    pairs = {(one, other) for one, other in zip(number.cells, work.who.cells, strict=True) if one}
    # Whoever has just begun numbers bills so, too.
    counts = [*filter(None, number.figures)] == [*range(ONE, (number.filled + 1) * ONE, ONE)]
    counts = counts and squeeze(number.title) in ANY_NUMBER
    if not counts and len(pairs) * 2 < number.different * 3:
        return
    for place, one in work.free():
        if (one.unique or counts) and one.filled and squeeze(work.header[place]) in SYNONYMS["number"]:
            work.drop("number", "it counts the rows" if counts else "several customers share its values")
            work.take("number", place, "another counts the rows" if counts else "no two rows share a value")
            return


# Headings of what a bill is for, as lawyers and builders call it: a matter that is a dispute says nothing of the bill.
_MATTERS = frozenset("matter project job mandat dossier affaire akte rechtssache pratica expediente".split())


def notes(work: ColumnWork) -> None:
    """A column of notes that speaks of disputes says what is disputed."""
    for place, one in list(work.unread()):
        titled = not words_of(work.header[place]).isdisjoint(_MATTERS)
        if "disputed" in work.fields or titled or one.holds not in (Cells.TEXT, Cells.STATES):
            continue
        if found := next((cell for cell in one.cells if words.speaks_of_dispute(cell)), ""):
            work.take("disputed", place, f"it speaks of disputes, such as {found[:40]!r}")
    if "disputed" not in work.fields and "settled_dispute" not in work.said:
        work.fields.pop("settled_dispute", None)


def consumers(work: ColumnWork) -> None:
    """A column that says person or firm of each customer says who is a consumer."""
    for place, one in list(work.unread()):
        if words.only(one.words, words.CONSUMERS, words.FIRMS):
            work.take("consumer", place, f"it says person or firm: {one.samples()}")
            return


# What these are shows in each cell, whatever stands above it.
_REACHED = {
    "email": re.compile(r"[^\s@]+@[^\s@]+\.\w+"),
    "phone": re.compile(r"\+[0-9][-0-9 ()./]{6,20}[0-9](?:E0)?", re.ASCII),
}
# Under a heading with a word for it a number may be as it is dialled at home: Parent Phone.
_AT_HOME: re.Pattern[str] = re.compile(r"[+(]?[0-9][-0-9 ()./]{6,20}[0-9](?:E0)?", re.ASCII)


def reached(work: ColumnWork) -> None:
    """Addresses and telephone numbers, each of one customer, say how to reach them; the seller's people stand with several, or are all of one firm."""
    for place, one in list(work.unread()):
        for name, always in _REACHED.items():
            said, called = words_of(work.header[place]), squeeze(work.header[place]) in SYNONYMS["contact"]
            worded = name == "phone" and (
                called or _are_dialled(one) or bool(said & SYNONYMS["phone"].keys() and not said & NUMBERED)
            )
            form = _AT_HOME if worded else always
            given = {pair for pair in zip(one.cells, work.who.cells, strict=False) if pair[0]}
            if (
                name not in work.fields
                and one.holds is not Cells.AMOUNTS
                and (worded or not one.money)
                and len(given) == one.different > (not worded)
                and all(form.fullmatch(cell) for cell, _ in given)
                and (name == "phone" or len({cell.partition("@")[2] for cell, _ in given}) > 1)
                and said.isdisjoint(OWN_PEOPLE)
            ):
                work.take(name, place, f"it holds {one.samples(1)}")
