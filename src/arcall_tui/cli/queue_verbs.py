"""Commands that look: the queue, and one account."""

import sys
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from arcall_tui.cli import account_views
from arcall_tui.cli.account_views import CardView, PlacedView, QueueEntry, QueueView
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import AccountArgument, answer, print_json, print_lines, terminal_width, verb
from arcall_tui.domain.grouping import by_key
from arcall_tui.domain.json_views import View
from arcall_tui.errors import UsageError
from arcall_tui.render.card import GUESSED
from arcall_tui.render.pieces import lined_up
from arcall_tui.rules.filters import WORDS
from arcall_tui.rules.queue import Placing
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.desk.filtering import change_kept, kept_filters, narrowed, owing

FILTER_HELP = ", ".join(word for word, _ in WORDS)

# A filter that is kept: `key` is a digit, or empty.
FilterView = View("FilterView", "name key words")


@verb([QueueView])
def queue(
    run: Run,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="How many at most; 0 is all.")] = 0,
    filter_: Annotated[
        str, typer.Option("--filter", "-f", metavar="WORDS", help=f"Only these: {FILTER_HELP}.")
    ] = "",
) -> None:
    """Print whom to call next, in order, and why.

    Accounts that cannot be called now come last, with when they open.
    """
    print_queue(run, limit=limit, words=filter_)


def _guesses(ranked: Sequence[QueueEntry]) -> Iterator[str]:
    """Yield what days and places rest on: each once, with its currencies, and not on every line."""
    told = by_key(
        (why.code, (each.rank, why.text)) for each in ranked for why in each.reasons if why.code in GUESSED
    )
    for found in told.values():
        count = len({rank for rank, _ in found})
        whats = dict.fromkeys(text.partition(": ")[0] for _, text in found)
        how = found[0][1].partition(": ")[2]
        yield f"{'All' if count == len(ranked) else count} of these: {', '.join(whats)}: {how}."


def print_queue(run: Run, *, limit: int = 0, words: str = "") -> None:
    """Print the first `limit` accounts of the queue (0: all of them) that `words` let through.

    Raises BookError, and UsageError for words that mean nothing.
    """
    ranked = _ranked(run.existing_desk(), limit, words)
    if run.as_json:
        entries = [account_views.placed_entry(each, run.clock.zone) for each in ranked]
        print_json([{"rank": each.rank, **entry} for each, entry in zip(ranked, entries, strict=True)])
    elif ranked:
        print_lines(account_views.queue_lines(ranked, terminal_width()))
        sys.stdout.flush()  # where it cannot be written, that is all there is to say
        narrate(*_guesses(ranked))
    if not ranked and words:
        narrate(f"Nobody in the queue fits “{words}”.")
    elif not ranked:
        narrate(f"The queue of {run.book} is empty. Take a ledger in with: arcall import LEDGER.csv")


def _ranked(desk: Desk, limit: int, words: str) -> list[QueueEntry]:
    if words:
        shown = narrowed(desk, desk.ranking.rank_day(), words)
        shown = shown[:limit] if limit else shown
    else:
        shown = desk.ranking.head(limit) if limit else desk.ranking.rank_day()
    return [_entry(desk, rank, placing) for rank, placing in enumerate(shown, start=1)]


def _entry(desk: Desk, rank: int, placing: Placing) -> QueueEntry:
    contact = next(iter(desk.contacts(placing.standing.account)), None)
    return QueueEntry(rank, placing, desk.explain(placing), contact)


@verb([FilterView])
def filters(
    run: Run,
    words: Annotated[
        list[str] | None, "WORDS", "Keep these: over:60d >5000 =late 5; -=late forgets that one."
    ] = None,
) -> None:
    """List the filters that are kept under a name, and on which key; keep one, or forget it."""
    desk = run.existing_desk()
    if words and change_kept(desk, " ".join(words)) is None:
        raise UsageError(
            "A filter is kept under a name.", "End it with =NAME, or =NAME 5 to have it on a key."
        )
    kept = kept_filters(desk)
    rows = [(f"={each.name}", each.key or "-", each.words) for each in kept]
    answer(run, [FilterView(each) for each in kept], lined_up(rows) or ["No filter is kept."])


@verb([PlacedView])
def find(
    run: Run,
    words: Annotated[list[str], "WORDS", "Of a name, id, number, amount ..."],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")] = 20,
) -> None:
    """Find accounts by a part of a name, id, contact, telephone or invoice number, or an amount."""
    desk, typed = run.existing_desk(), " ".join(words)
    keys = desk.find(typed, limit) or owing(typed, desk.ranking.rank_day)
    found = [
        _entry(desk, place, desk.ranking.place(desk.standings.kept(key)))
        for place, key in enumerate(keys[:limit], start=1)
    ]
    if not found:
        narrate(f"Nothing in the book fits “{typed}”.")
    entries = [account_views.placed_entry(each, run.clock.zone) for each in found]
    answer(run, entries, account_views.queue_lines(found, terminal_width()) if found else [])


@verb(CardView)
def show(run: Run, account: AccountArgument) -> None:
    """Print everything about one account.

    Why now, whom to ask for, open items, next steps, promises, disputes, history.
    """
    desk, card = run.card_of(account)
    if desk.resolve(account, apart=True) != card.account.id:
        narrate(f"{account} is part of {card.account.ledger_id}: this is all of it.")
    lines = account_views.card_lines(card, run.clock.now(), run.clock.zone, terminal_width())
    answer(run, account_views.card_entry(card, run.clock.zone), lines)
