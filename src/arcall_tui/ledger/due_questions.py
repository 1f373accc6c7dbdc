"""When invoices fall due, where no column says it or more than one does: asked."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain
from string import digits

from arcall_tui.domain.ledger_rows import RowError
from arcall_tui.domain.text import number_of
from arcall_tui.ledger import headings
from arcall_tui.ledger.column_work import NO_FIELD, Choice, ColumnWork, words_of
from arcall_tui.ledger.columns import SYNONYMS, squeeze
from arcall_tui.ledger.date_formats import NO_SERIAL, is_day
from arcall_tui.ledger.figure_sums import ENOUGH_ROWS
from arcall_tui.ledger.missing_columns import days_of, such_as
from arcall_tui.ledger.profiles import ONE, Cells, Profile
from arcall_tui.ledger.questions import Answer, AskError, Question, option
from arcall_tui.ledger.words import DAY, Status, fold, noted, pattern, status_of

_MOST_TERMS, _TEN_YEARS, _NEW_YEAR = 180 * ONE, 3_653 * ONE, "2026-01-01"

_ON_RECEIPT, _NET, _END_OF_MONTH = map(pattern, ("terms_on_receipt", "terms_net", "terms_end_of_month"))


def due_by_terms(terms: str, invoice_date: date) -> date | None:
    """Return when an invoice of that date falls due, None where the terms are not understood.

    Understood: `Net 30`, `30 days`, `2/10 net 30` (the discount is passed over), due on receipt; `EOM` (the invoice month's last day),
    `EOM + 15`, `30 EOM` (30 days after that), `30 jours fin de mois` (30 days on, then to the month's end).
    """
    # What stands before the last comma is a discount for paying sooner.
    words = " ".join(terms.rpartition(",")[2].split()) or " ".join(terms.split())
    if _ON_RECEIPT.fullmatch(words):
        return invoice_date
    if net := _NET.fullmatch(words):
        return invoice_date + timedelta(days=int(net["days"]))
    if end := _END_OF_MONTH.fullmatch(" ".join(terms.replace(",", " ").split())):
        before, after = (timedelta(days=int(end[name] or 0)) for name in ("before", "after"))
        start = invoice_date if end["counted"] else invoice_date + before
        last = start.replace(day=monthrange(start.year, start.month)[1])
        return last + after + (before if end["counted"] else timedelta())
    return None


def days_for_dues(work: ColumnWork) -> None:
    """Whole numbers where bills should fall due are days, or what is open. Raises AskError."""
    due = work["due_date"]
    figures = [one or 0 for one in due.figures]
    fit = all(0 <= one <= _MOST_TERMS for one in figures)
    if due.holds is Cells.NUMBERS and (fit or (max(figures) > 0 and not days_of(due))):
        counted_on = ({"terms": due.title}, "so many days after the invoice's date")
        ago = ({"days_late": due.title}, "so many days ago")
        open_ = [({"balance": due.title}, "they are what is open")][: "balance" not in work.fields]
        terms = [counted_on] if "invoice_date" in work.fields and fit else []
        # Nobody waits for ten years.
        raise _asks_due(work, [*open_, ago] if max(figures) > _TEN_YEARS else [*terms, ago, *open_])


def _later(work: ColumnWork) -> list[int]:
    """Return the columns of dates to which bills were put off."""
    days = [(place, words_of(work.header[place])) for place, one in work.unread() if one.holds is Cells.DATES]
    revised = {place for place, said in days if said & headings.REVISED and said & headings.DUE}
    return [place for place, said in days if said & headings.PUT_OFF or place in revised]


def dues_put_off(work: ColumnWork) -> None:
    """Days to which bills were put off, or a reminder's, may stand beside those on which they fell due, or that terms say. Raises AskError."""
    due, terms, billed = work.fields["due_date"], work.of("terms"), work.of("invoice_date")
    if later := _later(work):
        raise _asks_due(work, [*_put_off(work, later, [due])])
    if terms and billed and squeeze(work.header[due]) in headings.SET_DAYS:
        rows = zip(days_of(billed), terms.cells, days_of(work.columns[due]), strict=False)
        ends = [(due_by_terms(said, date.fromisoformat(day)), end) for day, said, end in rows if day and end]
        if ends and all(agreed and f"{agreed}" < end for agreed, end in ends):
            by_terms = ({NO_FIELD: work.title(due)}, f"as {terms.title} says")
            raise _asks_due(work, [by_terms, ({"due_date": due}, f"on {work.title(due)}")])


def due_beside(work: ColumnWork) -> None:
    """Where nothing says when invoices fall due, what may be it is asked. Raises AskError."""
    if work.choices.terms:
        return
    days, later = [(place, one) for place, one in work.unread() if one.holds is Cells.DATES], _later(work)
    first = days_of(work["invoice_date"])
    after = [place for place, one in days if _never_before(days_of(one), first)]
    after.sort(key=lambda place: not headings.DUE & words_of(work.header[place]))
    # Of several columns of days the longest are those without a discount.
    counted = sorted(
        (-max(filter(None, one.figures)), place)
        for place, one in work.unread()
        if one.holds is Cells.NUMBERS and _counts_days(work.header[place], one, first)
    )
    bases = [work.title(place) for place, _ in days if headings.BASE & words_of(work.header[place])]
    base = {"invoice_date": bases[0]} if bases else {}
    by = (bases or [work.called("invoice_date")])[0]
    said: list[Choice] = [
        ({**base, "terms": place}, f"so many days after {by}, as {work.title(place)} says")
        for _, place in counted
    ]
    for place, one in work.unread():
        if squeeze(one.title) in headings.ELAPSED and one.figures and not _end_on_one_day(one, first):
            said.append(({"days_late": place}, "so many days ago"))
            counted.append((0, place))
    whole = [place for place in after if work.columns[place].filled == len(first)]
    put_off = _put_off(work, [place for place in after if place in later and place not in whole], whole)
    named = [place for place in after if headings.DUE & words_of(work.header[place])]
    choices = [({"due_date": place}, f"on {work.title(place)}") for place in after]
    if after or said:
        raise _asks_due(
            work,
            [*put_off, *choices[: len(named)], *said, *choices[len(named) :]],
            [*after, *(place for _, place in counted)],
        )


def dues_first(work: ColumnWork) -> None:
    """Where all bills fall due before their own day, however dates are read, their columns may be the other way round. Raises AskError."""
    days, due = work["invoice_date"], work["due_date"]
    pairs = [both for both in zip(days.cells, due.cells, strict=True) if all(both)]
    # One day in all rows is that of the list.
    several = len({one for one, _ in pairs}) > 1 and len(pairs) >= ENOUGH_ROWS
    fits = [fmt for fmt in NO_SERIAL if several and all(fmt.read(one) for one in chain(*pairs))]
    if fits and all((fmt.read(other) or "") < (fmt.read(one) or "") for fmt in fits for one, other in pairs):
        turned = {"invoice_date": due.title, "due_date": days.title}
        raise work.asks(
            f"All rows have a day in {due.title!r} before that in {days.title!r}: when do they fall due?",
            (turned, f"on {days.title}: {due.title} is the day of the bill"),
            ({"due_date": due.title}, f"on {due.title}, as it stands"),
        )


def terms_or_late(work: ColumnWork) -> None:
    """Days under a word for what is due are hardly terms where they are not round, all end on one day, or no day is there to count from. Raises AskError."""
    days, billed_on = work["terms"], work.of("invoice_date")
    if squeeze(days.title) not in SYNONYMS["due_date"]:
        return
    first = [date.fromisoformat(day or _NEW_YEAR) for day in (days_of(billed_on) if billed_on else [])]
    first = first or [date.fromisoformat(_NEW_YEAR)] * len(days.cells)
    ends = [(day, due_by_terms(cell, day) or day) for day, cell in zip(first, days.cells, strict=True)]
    odd = any((end - day).days % 5 and (end - day).days % 7 for day, end in ends)
    one_end = len({end for _, end in ends}) == 1 < len({*first})
    late = all(squeeze(cell.lstrip(digits)) in {"", *headings.DAYS} for cell in days.cells)
    if billed_on is None or (late and (odd or one_end)):
        ago = ({"days_late": days.title}, "so many days ago")
        counted = ({"terms": days.title}, "so many days after the invoice's date")
        raise _asks_due(work, [ago, *([counted] if billed_on else [])])


def due_by_days(work: ColumnWork) -> None:
    """A column of dates that lies as many days back as bills are overdue, seen from one day, says when they fell due. Raises AskError where another is called so."""
    late, due = work["days_late"], work.fields.get("due_date", -1)
    title, seen_from = work.called("days_late"), dict[int, int]()
    for place, one in enumerate(work.columns):
        pairs = zip(days_of(one) if one.holds is Cells.DATES else (), late.figures, strict=False)
        past = [(day, days // ONE) for day, days in pairs if day and days and days > 0]
        from_ = {date.fromisoformat(day).toordinal() + days for day, days in past}
        if len(from_) == 1 and len({*past}) > 1:
            seen_from[place] = from_.pop()
    others = [place for place, _ in work.unread() if place in seen_from]
    if due >= 0 and due not in seen_from and others and "due_date" not in work.said:
        told = f"{title!r} does not count from {work.title(due)!r}: when do invoices fall due?"
        raise work.asks(told, *such_as(work, "due_date", (*others, due)))
    # So do the days of the bills, where all fall due after as many days: the last column counts. No bill is of a day to come.
    place = max(seen_from, key=seen_from.__getitem__, default=-1)
    to_come = (
        place >= 0 and max(days_of(work.columns[place])) > date.fromordinal(seen_from[place]).isoformat()
    )
    if due < 0 and place in others and (len(seen_from) > 1 or "invoice_date" in work.fields or to_come):
        work.take("due_date", place, f"{title!r} counts from it")
    if "due_date" in work.fields:
        work.drop("days_late", "the due date says it already")
        work.seen_from = seen_from.get(due, 0)
    elif billed_on := work.of("invoice_date"):
        # No bill falls due before its own day: they count to that day, or to one after it.
        terms = work["terms"].cells if "terms" in work.fields else ("",) * len(late.cells)
        rows = zip(days_of(billed_on), late.figures, terms, strict=False)
        billed = [(date.fromisoformat(day), (days or 0) // ONE, said) for day, days, said in rows if day]
        work.seen_from = max((day.toordinal() + days for day, days, _ in billed), default=0)
        # Terms that leave one day from which all of them count say when each fell due, whatever day it is today.
        dues = [(due_by_terms(said, day), days) for day, days, said in billed if said]
        ends = {due.toordinal() + days if due else 0 for due, days in dues if days > 0 or not due}
        if len(ends) == 1 < len({*dues}) and len(dues) == len(late.cells) and 0 not in ends:
            work.drop("days_late", f"{work.called('terms')!r} says it already")
            work.seen_from = ends.pop()


def _asks_due(work: ColumnWork, choices: list[Choice], none: Sequence[int] = ()) -> AskError:
    """Return the question when invoices fall due; `none`: columns that are none of it."""
    left = " ".join(option("ignore", work.title(place)) for place in none)
    return work.asks("When do invoices fall due?", *choices, *([(left, "by none of these")] if left else []))


def _never_before(days: Sequence[str], first: Sequence[str]) -> bool:
    pairs = [(day, due) for day, due in zip(first, days, strict=False) if due]
    return bool(pairs) and all(day <= due for day, due in pairs) and any(day < due for day, due in pairs)


def _put_off(work: ColumnWork, later: Sequence[int], first: Sequence[int]) -> list[Choice]:
    """Return the choices for days to which bills were put off, in the rows that have one, and for those of before."""
    pairs = [(work.title(one), work.title(other)) for one in later for other in first]
    return [
        *(
            ({"due_date": f"{one} or {other}"}, f"on {one}, where there is one, else on {other}")
            for one, other in pairs
        ),
        *(({"due_date": other}, f"on {other}, whatever {one} says") for one, other in pairs),
    ]


def _end_on_one_day(one: Profile, first: Sequence[str]) -> bool:
    """Whether so many days after those of the bills it is one day for all: their age."""
    pairs = [both for both in zip(first, one.figures, strict=False) if all(both)]
    ends = {date.fromisoformat(day).toordinal() + (days or 0) // ONE for day, days in pairs}
    return len(pairs) > 1 and len({*first}) > 1 == len(ends)


def _counts_days(heading: str, one: Profile, first: Sequence[str]) -> bool:
    """Whether whole numbers may be the days from an invoice until it falls due, and not its age."""
    told = words_of(heading)
    return (
        not _end_on_one_day(one, first)
        and bool(told & headings.DAYS)
        and not told & headings.PASSED
        and any(one.figures)
        and 0 <= max(filter(None, one.figures)) <= _MOST_TERMS
    )


def paid_or_due(work: ColumnWork) -> None:
    """A day of payment that every row has, or that is still to come, may be the day until which it is to be paid. Raises AskError."""
    paid_on, told = work["settled_on"], {"due_date", "days_late"} & set(work.fields)
    to_come = max(days_of(paid_on), default="")
    # Who says of which day the balances are cuts what the file knows by it.
    planned = not work.choices.as_of and to_come > work.today.isoformat()
    planned = planned and not {"due_date", "balance"} <= set(work.fields)
    if not planned and (told or paid_on.filled < len(paid_on.cells)):
        return
    title = work.called("settled_on")
    days = (
        f"{title!r} has days to come, such as {to_come}" if planned else f"Every row has a day in {title!r}"
    )
    choices = [
        ({"due_date": title}, "to be paid: it falls due then"),
        ({"settled_on": title}, "paid: nothing of it is owed any more"),
        ({NO_FIELD: title}, "neither"),
    ]
    raise work.asks(
        f"{days}: is it to be paid until then, or was it paid then?", *choices["due_date" in work.fields :]
    )


def paid_some_day(work: ColumnWork) -> None:
    """A day to come among flags of what was paid is hardly one on which it was. Raises AskError."""
    cells = {*work["paid_flag"].cells} - work.choices.statuses.keys()
    days = {cell: [cell] for cell in cells if is_day(cell)}
    # In a note a day may lack its year: the half year to come is meant, or one that is over.
    today, half = work.today.isoformat(), (work.today + timedelta(days=183)).isoformat()
    for cell in cells - days.keys():
        if (found := DAY.search(cell)) and Status.PAID in (noted(fold(cell)), status_of(cell)):
            day = re.sub(r"\W", "/", found[0].strip("."))
            days[cell] = (
                [day] if day.count("/") > 1 else [f"{day}/{work.today.year + more}" for more in (0, 1)]
            )
    fits = [fmt for fmt in NO_SERIAL if all(map(fmt.read, chain(*days.values())))] or NO_SERIAL
    read = {cell: [fmt.read(day) or "" for day in said for fmt in fits] for cell, said in days.items()}
    to_come = sorted(
        cell for cell in days if any(today < day and (is_day(cell) or day < half) for day in read[cell])
    )
    if to_come:
        says = {"open": "to be paid: still open", "paid": "paid: nothing of it is owed any more"}
        answers = {state: " ".join(option("status", day, state) for day in to_come) for state in says}
        told = f"{work.called('paid_flag')!r} has days to come, such as {to_come[0]}: is it to be paid until then, or was it paid?"
        raise work.asks(told, *((answers[state], said) for state, said in says.items()))


UNDATED = "is empty, and there is no invoice date to count from"
TERMLESS = "is empty, and so is the due date (--terms can say it)"
UNTOLD = "does not say when the invoice falls due, and the due date is empty"
TERMS = (("Net 30", "30 days after"), ("Net 14", "14 days after"), ("due on receipt", "on"))
_AT_ONCE = "on the day of the balances, as what was brought forward"


def when_due(name: str, errors: Sequence[RowError]) -> Question | None:
    """Return the question when rows fall due that do not say it, None where something else is wrong, too."""
    problems = {error.problem for error in errors}
    if not problems or (problems != {UNDATED} and not problems <= {TERMLESS, UNTOLD}):
        return None
    none = "no date at all" if UNDATED in problems else "neither a due date nor terms"
    strange = [repr(error.value) for error in errors if error.problem == UNTOLD]
    none += f" that are known (such as {strange[0]})" if strange else ""
    said = f"{name}: {number_of(len(errors), 'row has', 'rows have')} {none}: when are they due?"
    at_once, by_terms = [(TERMS[-1][0], _AT_ONCE)], [(terms, f"{says} their date") for terms, says in TERMS]
    choices = at_once if UNDATED in problems else by_terms
    return Question(said, tuple(Answer(option("terms", terms), says) for terms, says in choices))
