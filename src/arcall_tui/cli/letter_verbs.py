"""What goes out to customers and what comes in: letters, statements, late interest; messages read."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from arcall_tui import private_files
from arcall_tui.cli import outcome_options
from arcall_tui.cli.failures import narrate
from arcall_tui.cli.run import Run
from arcall_tui.cli.verbs import AccountArgument, answer, day_option, verb
from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.money import exponent
from arcall_tui.domain.outcomes import Code
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.law.interest import Reckoning
from arcall_tui.private_files import written_whole
from arcall_tui.workday.calls.prepare import objections_to
from arcall_tui.workday.desk.desk import Card
from arcall_tui.workday.letters import sending
from arcall_tui.workday.letters.accepting import (
    accept,
    accept_contact,
    doubt_of,
    found_in,
    refusal_of,
    said_in_words,
)
from arcall_tui.workday.letters.comparing import LIST_FILES, compared, file_in, is_list, said_of
from arcall_tui.workday.letters.incoming import MessageRead, read_message
from arcall_tui.workday.letters.late_interest import interest_of, waive, working
from arcall_tui.workday.letters.letters import Letter
from arcall_tui.workday.letters.messages import incoming_of
from arcall_tui.workday.letters.sending import Wish
from arcall_tui.workday.letters.texts import Texts

_ANYWAY = "Add --anyway to write all the same."
# A draft; `file`: None where it is only shown.
LetterView = View(
    "LetterView",
    "account file? letter=name to language subject body attached:texts=attached.name doubts:texts",
)


@verb((LetterView, [LetterView]))
def letter(
    run: Run,
    accounts: Annotated[list[str], "ACCOUNT...", "The ledger's ids; CREDITOR/ID where ids repeat."],
    template: Annotated[
        str,
        "LETTER",
        "reminder (of the level that is right now), coming-due, statement, copy, confirmation,"
        " dispute-received, dispute-resolved, thanks; for your own people: escalation, dispute-request; or your own.",
    ],
    to: Annotated[str, "--to ADDRESS", "Else the contact's address; for a memo a role of [people]."] = "",
    invoices: Annotated[
        list[str] | None, "--invoice NUMBER", "Only about this invoice; may be repeated."
    ] = None,
    language: Annotated[str, "--language CODE", "Else the contact's, else the country's."] = "",
    pdf: Annotated[bool, "--pdf", "With the statement or demand as a PDF."] = False,
    documents: Annotated[
        bool | None, "--documents/--no-documents", "With the invoices' files; copies have them anyway."
    ] = None,
    interest: Annotated[
        bool, "--interest", "Ask for the late interest to today, too: see arcall interest."
    ] = False,
    fees: Annotated[bool, "--fees", "Ask for the fixed sums by law, too: see arcall interest."] = False,
    show: Annotated[bool, "--show", "Only print it; nothing is written."] = False,
    skip: Annotated[bool, "--skip", "Leave out those to whom there is nothing to write."] = False,
    anyway: Annotated[bool, "--anyway", "Write to an account on hold."] = False,
) -> None:
    """Write e-mail drafts (.eml) from a template, and put them on record.

    One for each account, all of them or none, but for those that --skip leaves out; arcall undo takes them off the record and away together. A letter
    asks for what the queue says can be asked for, and for nothing else; a memo only goes to your own people. Your
    own templates stand beside the settings: see arcall config texts.
    """
    desk = run.existing_desk()
    cards = [desk.card(key) for key in dict.fromkeys(desk.resolve(each) for each in accounts)]
    if (to or invoices) and len(cards) > 1:
        raise UsageError("--to and --invoice are for one account.", "Several go to their own contacts.")
    if not run.settings.outgoing.senders.said:
        narrate("nobody signs yet: arcall config sender asks for name, firm and phone, once.")
    texts = Texts(run.settings.texts)
    wishes = [
        (card, Wish(template, to, _items(card, invoices or []), language, interest, fees, pdf, documents))
        for card in cards
    ]
    made, refused = sending.drafts_of(desk, texts, wishes)
    if refused and not skip:
        raise UsageError(f"There is no such letter to write to {refused}.", "Leave them out: --skip")
    if refused:
        narrate(f"left out: {refused}")
    for card in cards if not show else []:
        if card.account.id in made and template not in texts.memos():
            against = objections_to(desk, card.account.id, Code.MAIL)
            narrate(*outcome_options.allowed(against, card.account, anyway=anyway, way=_ANYWAY))
    ids = {card.account.id: card.account.ledger_id for card in cards}
    paths: dict[int, Path] = {} if show else sending.leave(desk, made)
    for key, each in made.items():
        narrate(*each.doubts, mark=f"arcall: {ids[key]} ")
    entries = [_entry(ids[key], each, paths.get(key)) for key, each in made.items()]
    lines = (line for key, each in made.items() for line in _lines(each, paths.get(key)))
    answer(run, entries[0] if len(entries) == 1 else entries, lines)


def _items(card: Card, numbers: list[str]) -> frozenset[int]:
    known = {item.number: item.id for item in card.invoices}
    for number in numbers:
        if number not in known:
            raise UsageError(
                f"{number!r} is no open item of {card.account.name}.", f"There are: {', '.join(known)}."
            )
    return frozenset(known[number] for number in numbers)


def _entry(ledger_id: str, made: Letter, path: Path | None) -> Json:
    return LetterView(made, account=ledger_id, file=path, to=", ".join(made.addresses))


def _lines(made: Letter, path: Path | None) -> list[str]:
    if path is not None:
        return [str(path)]
    attached = [f"Attached: {', '.join(each.name for each in made.attached)}"] if made.attached else []
    return [
        f"To: {', '.join(made.addresses)}", f"Subject: {made.subject}", *attached, "", *made.body.splitlines(), "",
    ]  # fmt: skip


# A statement as text.
StatementView = View("StatementView", "account subject body")
# A file that was written for an account.
FileView = View("FileView", "account file")


@verb((StatementView, FileView))
def statement(
    run: Run,
    account: AccountArgument,
    pdf: Annotated[bool, "--pdf", "Write a PDF, with a code to pay from where there is one."] = False,
    demand: Annotated[bool, "--demand", "What is asked for today, instead of all that is open."] = False,
    out: Annotated[str, "--out FILE", "Where the PDF goes; else into this folder."] = "",
    language: Annotated[str, "--language CODE", "Else the contact's, else the country's."] = "",
    interest: Annotated[bool, "--interest", "With the late interest to today."] = False,
    fees: Annotated[bool, "--fees", "With the fixed sums by law."] = False,
    no_code: Annotated[bool, "--no-code", "Without a code to pay from."] = False,
) -> None:
    """Print what is open on an account, for the customer: as text, or as a PDF. Nothing is put on record.

    To send one: arcall letter ACCOUNT statement --pdf
    """
    desk, card = run.card_of(account)
    wish = Wish("reminder" if demand else "statement", language=language, interest=interest, fees=fees)
    if not pdf:
        if out:
            raise UsageError("--out is for a PDF.", "Add --pdf, or send the text elsewhere with > FILE.")
        made = sending.draft_of(desk, Texts(run.settings.texts), card, wish)
        narrate(*made.doubts, mark=f"arcall: {account} ")
        answer(run, StatementView(made, account=account), made.body.splitlines())
        return
    file, doubts = sending.printed_of(desk, card, wish, demand=demand, with_code=not no_code)
    narrate(*doubts, mark=f"arcall: {account} ")
    path = private_files.in_home(out) if out else Path(file.name)
    written_whole(path, file.content)
    if not run.settings.outgoing.senders.said:
        narrate("it names no sender: arcall config sender asks for what it needs.")
    answer(run, FileView(account=account, file=path), [str(path)])


StretchView = View("StretchView", "from=start to=end days:int on=amount rate interest")
# The late interest on one invoice.
DebtView = View(
    "DebtView",
    "number=debt.number due=debt.due currency=interest.currency interest settled:bool=debt.settled"
    " fixed_sum:amounts?=fixed steps",
    steps=[StretchView],
)
# Late interest with its working.
InterestView = View(
    "InterestView",
    "account as_of=until country? law=regime.law source=regime.source reference=regime.reference.name grounds"
    " claimed:bool waived? doubts:texts unknown_from? interest:amounts fixed_sums:amounts=fixed invoices",
    invoices=[DebtView],
)
# Whether late interest is waived, and why.
WaivedView = View("WaivedView", "account waived?")


@verb((InterestView, WaivedView))
def interest(
    run: Run,
    account: AccountArgument,
    as_of: Annotated[str, "--as-of DATE", "To the end of that day, else today."] = "",
    settled: Annotated[bool, "--settled", "Also on what was paid late in the year before."] = False,
    waived: Annotated[str | None, "--waive REASON", 'Ask for none, and keep why; "" asks again.'] = None,
) -> None:
    """Reckon late interest on what is past due, by law or contract, with the working; nothing is claimed by it.

    On what is neither disputed, promised nor covered by a credit. Nothing is reckoned past the day until which the
    rates are known: lines of your own go into law.toml beside your settings. This is arithmetic, not legal advice.
    """
    desk = run.existing_desk()
    key = desk.resolve(account)
    if waived is not None:
        waive(desk, key, waived)
        told = f"waived: {waived}" if waived else "not waived any more"
        answer(run, WaivedView(account=account, waived=waived or None), [f"Late interest is {told}"])
        return
    made = interest_of(desk, desk.card(key), day_option(run, "--as-of", as_of), settled=settled)
    narrate(*made.doubts)
    own = {"country": made.regime.country or None, "waived": made.waived or None, "claimed": False}
    reckoned = InterestView(made, account=account, invoices=[_debt(each) for each in made.debts], **own)
    answer(run, reckoned, working(made))


def _debt(made: Reckoning) -> Json:
    major = 10 ** exponent(made.interest.currency)
    steps = [
        StretchView(step, rate=f"{float(step.rate):g}", interest=f"{float(step.interest) / major:.4f}")
        for step in made.steps
    ]
    return DebtView(made, steps=steps)


# What a message suggests to record.
SuggestionView = View(
    "SuggestionView",
    "code says=saying invoices:texts=items.number amount? currency?=amount.currency day? day_doubtful:bool call_back?"
    " reference? words refused? doubt?",
)
MessageView = View(
    "MessageView",
    "account grounds from=incoming.sender new_contact? new_phone? notice? invoices:texts=items.number suggestions logged",
    suggestions=[SuggestionView],
    logged=list[int],
)
# An invoice on which their list and ours differ.
DifferingView = View("DifferingView", "number ours=balance theirs currency=balance.currency")
# Their list beside ours.
ComparedView = View(
    "ComparedView",
    "account agreed:int lacking:texts=lacking.number differing paid:texts=paid.number only_theirs:texts=theirs",
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
    anyway: Annotated[bool, "--anyway", "Record what is not certain, too: it is what they mean."] = False,
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
    pasted = sys.stdin.buffer.read() if file == "-" else None
    incoming = incoming_of(pasted, file) if pasted is not None else file_in(private_files.in_home(file))
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
        differing = [DifferingView(item, theirs=other) for item, other in beside.differing]
        answer(run, ComparedView(beside, account=ledger_id, differing=differing), said_of(ledger_id, beside))
        return
    done = accept(desk, made, accepted, confirmed=anyway) if accepted else []
    accept_contact(desk, made, add=contact, number=number)
    for logged in done:
        narrate(f"{logged.code} is on record; arcall undo takes it back.")
    lines = _message_lines(f"{ledger_id} {whose.name}", made, recorded=bool(done))
    answer(run, _message_entry(ledger_id, made, [each.call for each in done]), lines)


def _message_entry(ledger_id: str, made: MessageRead, logged: list[int]) -> Json:
    suggestions = []
    for call in made.calls:
        doubts = {"refused": refusal_of(call) or None, "doubt": doubt_of(call) or None}
        suggestions.append(SuggestionView(call, reference=call.reference or None, **doubts))
    new = {"new_contact": made.new_contact or None, "new_phone": made.new_phone or None}
    notice = made.incoming.notice or None
    return MessageView(made, account=ledger_id, notice=notice, suggestions=suggestions, logged=logged, **new)


def _message_lines(whose: str, made: MessageRead, *, recorded: bool) -> Iterable[str]:
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
