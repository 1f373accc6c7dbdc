"""The command that reads what a customer wrote, and offers what could go on record."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Annotated

from arcall_tui import private_files
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import answer, verb
from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.workday.letters.accepting import accept, accept_contact, found_in, refusal_of, said_in_words
from arcall_tui.workday.letters.comparing import LIST_FILES, ListCompared, compared, file_in, is_list, said_of
from arcall_tui.workday.letters.incoming import MessageRead, SuggestedCall, read_message
from arcall_tui.workday.letters.messages import incoming_of

# What a message suggests to record.
SuggestionView = View(
    "SuggestionView",
    "code says invoices:texts amount? currency? day? day_doubtful:bool call_back? reference? words refused?",
)
MessageView = View(
    "MessageView",
    "account grounds from new_contact? new_phone? notice? invoices:texts suggestions logged",
    suggestions=[SuggestionView],
    logged=list[int],
)
# An invoice on which their list and ours differ.
DifferingView = View("DifferingView", "number ours theirs currency")
# Their list beside ours.
ComparedView = View(
    "ComparedView",
    "account agreed:int lacking:texts differing paid:texts only_theirs:texts",
    differing=[DifferingView],
)


@verb((MessageView, ComparedView))
def read(
    run: Run,
    file: Annotated[str, "FILE", "A message (.eml) or text; - reads what is pasted."],
    account: Annotated[str, "--account ACCOUNT", "Whose it is, where it does not say."] = "",
    accepted: Annotated[
        list[int] | None, "--accept N", "Put suggestion N on record; may be repeated."
    ] = None,
    contact: Annotated[bool, "--add-contact", "Add who wrote to the account's contacts."] = False,
    number: Annotated[
        bool, "--keep-number", "Put the number that they say is new in the old one's place."
    ] = False,
    as_list: Annotated[bool, "--list", "It is their list of open bills: compare it with ours."] = False,
) -> None:
    """Read what a customer wrote: whose it is, invoices, amounts, days, what it says. Nothing counts before --accept.

    Their own list of open bills is compared with ours: what they lack, what differs, what they say is paid.
    """
    desk = run.existing_desk()
    incoming = (
        incoming_of(sys.stdin.buffer.read(), file) if file == "-" else file_in(private_files.in_home(file))
    )
    made = read_message(desk, incoming, desk.resolve(account) if account else None)
    if made.account is None:
        others = ", ".join(desk.account(key).ledger_id for key in made.others)
        raise UsageError(
            f"Whose this is cannot be told: {made.grounds}.",
            f"Say it: --account, one of {others}." if others else "Say it: --account ACCOUNT",
        )
    whose = desk.account(made.account)
    ledger_id = whose.ledger_id
    if as_list or file.endswith(LIST_FILES) or is_list(incoming.text, desk.invoices(made.account)):
        beside = compared(incoming.text, desk.invoices(made.account))
        answer(run, lambda: _list_entry(ledger_id, beside), lambda: said_of(ledger_id, beside))
        return
    done = accept(desk, made, accepted) if accepted else []
    accept_contact(desk, made, add=contact, number=number)
    for logged in done:
        narrate(f"arcall: {logged.code} is on record; arcall undo takes it back.")
    answer(
        run,
        lambda: _entry(ledger_id, made, [each.call for each in done]),
        lambda: _lines(f"{ledger_id} {whose.name}", made, recorded=bool(done)),
    )


def _entry(ledger_id: str, made: MessageRead, logged: list[int]) -> Json:
    told = {"from": made.incoming.sender, "notice": made.incoming.notice or None}
    return MessageView(
        made,
        account=ledger_id,
        new_contact=made.new_contact or None,
        new_phone=made.new_phone or None,
        invoices=[item.number for item in made.items],
        suggestions=[_suggestion(call) for call in made.calls],
        logged=logged,
        **told,
    )


def _suggestion(call: SuggestedCall) -> Json:
    return SuggestionView(call, says=call.saying, invoices=[item.number for item in call.items],
        currency=call.amount.currency if call.amount else None, reference=call.reference or None,
        refused=refusal_of(call) or None,
    )  # fmt: skip


def _lines(whose: str, made: MessageRead, *, recorded: bool) -> Iterable[str]:
    yield one_line(f"{whose} ({made.grounds})")
    if made.new_contact:
        yield f"From {made.new_contact}, who is no contact yet: --add-contact"
    for label, text in found_in(made):
        yield f"{label}: {text}{': --keep-number keeps it' if label == 'New number' else ''}"
    for place, call in enumerate(made.calls, 1):
        yield f"{place}. {said_in_words(call)}"
        yield f"   “{call.words}”"
    if not made.calls:
        yield "It suggests nothing to record."
    elif not recorded:
        yield "Nothing is on record before you accept it: --accept N"


def _list_entry(ledger_id: str, beside: ListCompared) -> Json:
    differing = [
        DifferingView(item, ours=item.balance, theirs=other, currency=other.currency)
        for item, other in beside.differing
    ]
    lacking, paid = ([item.number for item in items] for items in (beside.lacking, beside.paid))
    return ComparedView(
        beside, account=ledger_id, lacking=lacking, differing=differing, paid=paid, only_theirs=beside.theirs
    )
