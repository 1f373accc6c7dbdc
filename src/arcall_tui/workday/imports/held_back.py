"""What a ledger is held back for until somebody says that it is right: each a question with its answers, or None."""

from collections.abc import Callable, Mapping, Sequence

from arcall_tui.domain.money import Money
from arcall_tui.domain.text import number_of, one_line, some
from arcall_tui.ledger.questions import Answer, Question, option
from arcall_tui.store.imports.again import Moved
from arcall_tui.store.imports.compare import Otherwise
from arcall_tui.store.imports.customers_met import Named
from arcall_tui.workday.imports.import_report import ImportOptions

# Beyond this share of a creditor's open items gone at once, the file is more likely cut than all of it paid.
_TOO_MANY_GONE = 0.2
_BY_CHANCE = 0.4  # so many times the root of all may be gone beyond that
_ORDERS = ("dmy", "mdy")


def of_names(doubtful: Sequence[Named]) -> Question | None:
    """Ask whether ids that have other names and other items than before are the same customers."""
    if not doubtful:
        return None
    first = doubtful[0]
    who = f"{one_line(first.ledger_id)} was {one_line(first.before)}, and is {one_line(first.now)}"
    text = f"{number_of(len(doubtful), 'customer has', 'customers have')} another name and other items than before: {who}."
    other = Answer(
        "--renamed other", "no: another one has the number now, and what was said stays with the old one"
    )
    same = Answer("--renamed same", "yes: with a new name")
    return Question(f"{text} Is it the same customer?", (other, same))


def of_known(found: Otherwise | None, options: ImportOptions) -> Question | None:
    """Ask about all that the book knows where it has other amounts, another currency or other days, in one way."""
    if found is None or options.new_facts or (found.turned and options.date_order in _ORDERS):
        return None
    all_ = f"All {found.items} items that the book has, too,"
    was, now = found.currencies
    how = f"were in {was}, and are in {now}" if was else f"have {found.factor:.4g} times the amount they had"
    text = f"{all_} {how}: issued bills do not change so, what is open of them seldom."
    if found.factor in (100, 0.01):
        text += " Are they in cents now? A heading such as 'Amount (cents)' says so."
    answers: tuple[Answer, ...] = (Answer("--new-facts", "take them as they stand now; else mend the file"),)
    if found.turned:
        text = f"{all_} have day and month the other way round in this ledger."
        answers = tuple(Answer(f"--date-order {order}", f"their order is {order}") for order in _ORDERS)
    if found.others:
        text = f"{number_of(found.items, 'number of the book stands', 'numbers of the book stand')} for another sum and due day now: are they places in the list, and no bills' numbers?"
        answers = (Answer("--map number=-", "they are: bills are told by their days and sums"), *answers)
    if found.rounded:
        text = f"{number_of(found.items, 'item')} of which something else is open than before differ by less than half a unit, and {found.rounded}"
    return Question(text, answers)


def of_creditor(creditors: Sequence[str], what: str) -> Question | None:
    """Ask whose ledger or list (`what`) it is, where nobody said so and the book has it from others."""
    if not any(creditors):
        return None
    answers = (Answer(option("creditor", name), f"{name}'s") for name in creditors if name)
    return Question(f"{what} Whose is it?", tuple(answers), "--creditor ")


def of_total(lacking: Mapping[str, int], gone: int) -> Question | None:
    """Ask about open items that are gone where the file's own total says that it lacks some (minor units by currency)."""
    if not gone or not lacking:
        return None
    sums = ", ".join(str(Money(minor, currency)) for currency, minor in lacking.items())
    missing = number_of(gone, "open item of the book is", "open items of the book are")
    answers = (
        Answer("--partial", "rows are missing: nothing is closed"),
        Answer("--confirm-closures", "the total is wrong: what is gone is paid"),
    )
    return Question(f"The file's own total says {sums} more than its rows, and {missing} not in it.", answers)


def of_alike(thin: Sequence[str]) -> Question | None:
    """Ask whether items that are gone are what came (`thin`: both, in words), where it may be a chance."""
    if not thin:
        return None
    text = f"{number_of(len(thin), 'item is', 'items are')} gone, and may have come again: {some(thin)}."
    paid = Answer("--gone paid", "paid, and what came is another's or another bill")
    return Question(text, (Answer("--gone same", "the same: nobody paid"), paid))


def of_gone(
    missing: int, gone: int, before: int, called: Callable[[], str], renamed: Sequence[Moved]
) -> Question | None:
    """Ask about too many open items that are `missing` of those `before`; but for `gone`, which are `called` so, they came again elsewhere."""
    if missing <= before * _TOO_MANY_GONE + before**0.5 * _BY_CHANCE:
        return None
    moved = missing - gone
    text = f"{missing} of the {before} open items in the book are not in this ledger"
    if moved > 0:
        who = some([f"{one.before} is {one.now}" for one in renamed])
        text += " as they were"
        text += f"; {moved} of them {'stands' if moved == 1 else 'stand'} under other customers now"
        text += f" ({number_of(len(renamed), 'customer')} with another id or name: {who})" if who else ""
    same = f"{'the customers are the same' if renamed else 'those are the same items'}{', the others are paid' * bool(gone)}"
    answers = (
        Answer("--confirm-closures", same if moved else "they are paid"),
        *((Answer("--gone all", "all of them were paid, and those are others"),) if moved else ()),
        Answer("--partial", "the file holds only a part of them: nothing is closed"),
    )
    which = f"{', and gone' if moved else ''}: {called()}" if gone else ""
    return Question(f"{text}{which}.", answers if not gone or moved > 0 else answers[::-1])
