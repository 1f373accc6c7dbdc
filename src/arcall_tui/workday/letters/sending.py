"""Writing letters about accounts of the book: looked at first, then left as drafts and put on record at once."""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from arcall_tui.country_zones import countries
from arcall_tui.domain.account import Contact, HoldKind
from arcall_tui.domain.activity import AWAITED, ESCALATED_TO, RESOLVED, DisputeReason, FollowUpKind
from arcall_tui.domain.outcomes import LOOKED_FOR, Code
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.outgoing import Colleague
from arcall_tui.store.accounts import latest
from arcall_tui.store.accounts.kept import spared
from arcall_tui.store.actions import action_rows
from arcall_tui.workday.calls.prepare import safe_note
from arcall_tui.workday.calls.record import book_of, safe, settle_place
from arcall_tui.workday.desk.desk import Card, Desk, shared_calendar
from arcall_tui.workday.letters.account_view import (
    COMING_DUE,
    LEVELS,
    REMINDER,
    LetterAccount,
    coming_of,
    items_of,
    live,
    next_level,
    refuse_untrue,
    sent_since,
    sums_of,
)
from arcall_tui.workday.letters.attachments import Attachment, documents_for
from arcall_tui.workday.letters.draft_files import draft_line
from arcall_tui.workday.letters.drafts import left_in, message_of, named, tidy
from arcall_tui.workday.letters.how_to_pay import not_said, paid_in
from arcall_tui.workday.letters.language import ENGLISH, Chosen, choose, wording
from arcall_tui.workday.letters.late_interest import claimable
from arcall_tui.workday.letters.letter_fields import Sheet
from arcall_tui.workday.letters.letters import (
    Letter,
    colleague_for,
    customer_to,
    write_letter,
    write_memo,
)
from arcall_tui.workday.letters.printed import Paper, paper_name, printed
from arcall_tui.workday.letters.texts import Texts, harsh

_OPEN = re.compile(r"^Asked for:\s*\n\s*\n", re.MULTILINE)
# Which roles a memo is for where the record does not say it, the best first; else those of an escalation.
_ROLES = {"dispute-request": ("sales", "logistics", "finance")}
COPY, STATEMENT, CONFIRMATION = "copy", "statement", "confirmation"
# About an account, and not about some of its items.
_WHOLE = frozenset(
    (STATEMENT, CONFIRMATION, "thanks", "dispute-received", "dispute-resolved", "dispute-request")
)
_ALL_TOLD = "is told of all that is on record, and not only of the invoices that you named"
_LATELY = timedelta(days=30)
_TO_PAY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller wants written: which letter or memo, to whom, about which items (none: all), how.

    `to`: addresses of the customer; for a memo a role of the settings. `language`: ISO 639, outranks what is known.
    `interest`, `fees`: whether late interest to today and the fixed sums by law are asked for, too. `pdf`: whether the statement, or for a reminder
    the demand, goes with it as a PDF. `documents`: whether the items' files do; None: with copies.
    """

    name: str
    to: str = ""
    items: frozenset[int] = frozenset()
    language: str = ""
    interest: bool = False
    fees: bool = False
    pdf: bool = False
    documents: bool | None = None


def view_of(desk: Desk, card: Card, items: frozenset[int] = frozenset()) -> LetterAccount:
    """Return the view that all letters about an account are built from; about some `items` only where named."""
    day = desk.clock.calendar_day()
    connection, key = desk.book, card.account.id
    told = tuple(item for item in items_of(card, day) if not items or item.id in items)
    latest_plan = latest.agreed(connection, key)
    plan = [promise for promise in card.promises if promise.id in latest_plan]
    agreed, numbers = live(plan), latest.numbers(connection, key)
    named = {numbers[line.invoice] for each in plan for line in each.lines if line.invoice in numbers}
    settled = latest.resolved(connection, key, day - _LATELY)
    # What came in on the day of the call was known in it.
    since = max((promise.made_on for promise in plan), default=day) + timedelta(days=1)
    came = latest.payments(connection, key, since)
    objected = (each for each in card.disputes if each.reason not in AWAITED)
    view = LetterAccount(
        account=card.account,
        day=day,
        as_of=card.as_of,
        items=told,
        sums=sums_of(told, asked=card.account.hold is not HoldKind.LEGAL),
        promises=live(card.promises),
        agreed=agreed if any(each.due >= day for each in agreed) else (),
        received=tuple(each for each in came if not named or each.invoice in named),
        disputes=tuple(each for each in objected if each.is_open),
        resolved=tuple(each for each in card.disputes if each.id in settled and each.state in RESOLVED),
        payments=latest.payments(connection, key, day - _LATELY),
        said_paid=_said_paid(card, desk.clock.zone, day),
        soon=desk.policy.soon_days,
        coming=coming_of(told, card.placing.standing, desk.policy),
        pay_by=shared_calendar(desk, card.account).on_or_after(day + _TO_PAY),  # banks are closed, too
        numbers=numbers,
    )
    mails = _on_record(card, Code.MAIL, desk.clock.zone)
    return replace(view, sent=sent_since(mails, view.oldest))


def fitting(desk: Desk, card: Card, items: frozenset[int] = frozenset()) -> str:
    """Return the letter that the last call asks for, else the first that is not refused: a reminder before all."""
    view, today = view_of(desk, card, items), desk.clock.today()
    called = {
        "copy": any(step.kind is FollowUpKind.SEND_COPY for step in card.follow_ups),
        CONFIRMATION: any(each.made_on == today for each in view.agreed),
        "dispute-received": any(each.opened_on == today for each in view.disputes),
    }
    for name in (*filter(called.get, called), REMINDER, CONFIRMATION, COMING_DUE, STATEMENT):
        with suppress(UsageError):
            refuse_untrue(name, view)
            return name
    return REMINDER


def printed_of(
    desk: Desk, card: Card, wish: Wish, *, demand: bool, with_code: bool
) -> tuple[Attachment, tuple[str, ...]]:
    """Return the statement or demand as a PDF and what to mind, without putting anything on record. Raises as `draft_of`."""
    view = view_of(desk, card, wish.items)
    name = REMINDER if demand else STATEMENT
    refuse_untrue(name, view)
    sheet, chosen = _sheet(desk, card, wish, view, card.contacts[0] if card.contacts else None)
    sheet = replace(sheet, paid_for=_paid_for(name, view))
    file = _on_paper(desk, Paper(sheet, demand, with_code=with_code))
    return file, (*_guesses(sheet, chosen), *_account_doubts(desk, sheet))


def _sheet(
    desk: Desk, card: Card, wish: Wish, view: LetterAccount, contact: Contact | None
) -> tuple[Sheet, Chosen]:
    """Return a letter's material, and in which language it is written, and why."""
    chosen = _language(card, contact.language if contact else "", wish.language)
    interest = claimable(desk, card, wish.items, interest=wish.interest, fees=wish.fees)
    sender = desk.settings.outgoing.sender_of(card.account.creditor)
    words = wording(chosen.language, card.account.country, sender.country)
    post, country = card.address(sender.country), card.account.country
    if post and country != sender.country:  # abroad the post wants the country's name
        post += filter(None, [countries().get(country, "").upper()])
    return Sheet(view, words, sender, contact, interest=interest, post=tuple(post)), chosen


def _on_paper(desk: Desk, paper: Paper) -> Attachment:
    paper = replace(paper, font=desk.settings.outgoing.pdf_font)
    return Attachment(paper_name(paper), printed(paper, desk.clock.now()))


def draft_of(desk: Desk, texts: Texts, card: Card, wish: Wish) -> Letter:
    """Return what would leave, without writing anything.

    Raises UsageError where there is no such letter, where it would say what is not so, or for an address that is
    none; InputRefusedError for a mistake in its template.
    """
    outgoing = desk.settings.outgoing
    told = replace(wish, items=frozenset()) if wish.name in _WHOLE else wish
    view = view_of(desk, card, told.items)
    sender = outgoing.sender_of(card.account.creditor)
    if wish.name in texts.memos():
        meant = _meant_for(card, wish.name, view)
        roles = _ROLES.get(wish.name, ("supervisor", "finance", "legal"))
        to = colleague_for(outgoing.people, card.contacts, wish.to, (*meant, *roles))
        sheet = Sheet(view, wording(ENGLISH, sender.country or desk.settings.country), sender, None)
        memo = write_memo(texts, wish.name, sheet, card, desk.clock.zone, to)
        whom = "" if wish.to else next(iter(meant), "")
        return replace(memo, doubts=tuple(_memo_doubts(memo, to, whom)))
    name = wish.name
    if name == REMINDER and view.coming and not view.claimed:
        name = COMING_DUE
    if name == REMINDER:
        name = next_level(view.days, view.sent, view.day, outgoing.cadence).value
    if name == COPY and not wish.items:
        # What copies are usually wanted of: what is past due, else all invoices.
        view = replace(view, items=tuple(item for item in view.invoices if item.days > 0) or view.invoices)
    contact, addresses = customer_to(card.contacts, wish.to)
    sheet, chosen = _sheet(desk, card, told, view, contact)
    sheet = replace(sheet, paid_for=_paid_for(name, view))
    files, missing = _documents(desk, view, name, wish)
    if wish.pdf:  # of the letter's level, and headed so
        demand, title = name in LEVELS, write_letter(texts, name, sheet, addresses).subject
        own = sheet if demand else replace(sheet, paid_for=_paid_for(STATEMENT, view))
        files = (_on_paper(desk, Paper(own, demand, title=title if demand else "")), *files)
    sheet = replace(sheet, attached=tuple(file.name for file in files))
    letter = write_letter(texts, name, sheet, addresses, files)
    paid = wish.pdf or sheet.wording.words["pay_to"] in letter.body
    on_account = _account_doubts(desk, sheet) if paid else ()
    said = [_ALL_TOLD] if told is not wish and wish.items else []
    wanted = any(each.code is Code.COPY for each in card.history)
    wanted = wanted or any(each.reason is DisputeReason.NO_INVOICE for each in card.disputes)
    if name == COPY and not wanted:
        said.append("is told that they asked for copies, and nothing on record says so")
    doubts = (*said, *_doubts(letter, view, texts), *_guesses(sheet, chosen), *missing, *on_account)
    return replace(letter, doubts=doubts)


def _account_doubts(desk: Desk, sheet: Sheet) -> Iterator[str]:
    """Yield which currencies a letter asks to be paid to an account of a country that has another, or to none."""
    outgoing, view, sender = desk.settings.outgoing, sheet.view, sheet.sender
    creditor = view.account.creditor
    of = f"--creditor {shlex.quote(creditor)} " if creditor in outgoing.senders.by_creditor else ""
    for currency in not_said(sender, paid_in(view, sheet.paid_for, sheet.besides)):
        where = "to your usual account" if sender.banked else "and is not told where"
        yield f"is to pay {currency} {where}: see arcall config sender {of}--currency {currency}"


def drafts_of(desk: Desk, texts: Texts, wishes: Iterable[tuple[Card, Wish]]) -> tuple[dict[int, Letter], str]:
    """Return what would leave, by account, and in words who gets none of several, and why.

    Raises as `draft_of` where nobody gets one.
    """
    made: dict[int, Letter] = {}
    refused: dict[str, list[str]] = {}
    error = UsageError("There is nobody to write to.")
    for card, wish in wishes:
        try:
            made[card.account.id] = draft_of(desk, texts, card, wish)
        except UsageError as its:
            error = its
            why = its.message.replace(card.account.name, "them").rstrip(".")
            refused.setdefault(why, []).append(card.account.ledger_id)
    if not made:
        raise error
    return made, "; ".join(f"{', '.join(ids)} ({why})" for why, ids in refused.items())


def _documents(
    desk: Desk, view: LetterAccount, name: str, wish: Wish
) -> tuple[tuple[Attachment, ...], list[str]]:
    """Find the files that go with a letter; what is missing is said, in words that follow the account's name."""
    if not (name == COPY if wish.documents is None else wish.documents):
        return (), []
    if not (patterns := desk.settings.outgoing.documents):
        return (), ["gets no files: [documents] in settings.toml says where they are"]
    files, missing = documents_for(patterns, view.invoices, view.account)
    return files, [f"has {', '.join(missing)}"] if missing else []


def _said_paid(card: Card, here: ZoneInfo, day: date) -> str:
    """Return what they said lately that they have paid; empty where they have not."""
    said, since = _on_record(card, Code.PAID, here), day - LOOKED_FOR
    return next((f"{what or 'no more'}, said on {on:%d %b %Y}" for on, what in said if on >= since), "")


def _on_record(card: Card, code: Code, here: ZoneInfo) -> Iterator[tuple[date, str]]:
    """Yield when there was such a result, the newest first, and what is on record of it."""
    return ((each.at.astimezone(here).date(), each.detail) for each in card.history if each.code is code)


def _paid_for(name: str, view: LetterAccount) -> tuple[str, ...]:
    """Return the invoices that a payment after such a letter is for; none where these are the ones asked for today."""
    if name == CONFIRMATION:
        agreed = (line.invoice for promise in view.agreed for line in promise.lines)
        return tuple(dict.fromkeys(view.numbers[each] for each in agreed if each in view.numbers))
    due = {item.balance.currency for item in view.claims}  # as the code beside it pays; of others all
    told = [each for each in view.items if each.claimed.minor or each.balance.currency not in due]
    owed = {STATEMENT: told, COMING_DUE: view.coming}.get(name, ())
    return tuple(item.number for item in owed if item.balance.minor > 0)


def _language(card: Card, said: str, wished: str) -> Chosen:
    if wished:
        chosen = choose(wished, "", "")
        if chosen.guess:
            raise UsageError(
                f"There are no texts in {wished!r}.", "Write your own, or choose another language."
            )
        return replace(chosen, grounds="as you said")
    return choose(said, card.account.language, card.account.country)


def _guesses(sheet: Sheet, chosen: Chosen) -> Iterator[str]:
    """Yield what of the language and of the interest nobody has said."""
    if chosen.guess:
        yield f"is written to in {chosen.language} by a guess: {chosen.grounds}"
    yield from (f"asks for interest: {each}" for each in (sheet.interest.doubts if sheet.interest else ()))


def _doubts(letter: Letter, view: LetterAccount, texts: Texts) -> Iterator[str]:
    """Yield what the caller should look at before the letter leaves."""
    if not letter.addresses:
        yield "has no e-mail address: fill it in in your mail program, choose another contact, or print it"
    if any(not address.isascii() for address in letter.addresses):
        yield "has an address with letters beyond ASCII: where it comes back, choose another contact, or print"
    if letter.name in LEVELS and view.sent:
        last = view.sent[-1]
        yield f"got a {last.level.value} on {last.on:%d %b %Y}"
    if letter.name in LEVELS and view.said_paid:
        yield f"says that it is paid, and it is asked for all the same: {view.said_paid}"
    if words := harsh(f"{letter.subject}\n{letter.body}", texts.tone(letter.language)):
        yield f"gets words that may read as a threat or an insult: {', '.join(words[:3])}"


def _memo_doubts(memo: Letter, to: Colleague | None, wanted: str) -> Iterator[str]:
    """Yield what to look at: that a memo asks for nothing yet, goes to nobody, or to somebody else than whoever it is for (`wanted`)."""
    if to is None:
        yield "goes to nobody yet: name your own people under [people] in settings.toml"
    elif wanted and to.role.casefold() != wanted.casefold():
        yield f"goes to {to.role}: [people] in settings.toml names nobody who is {wanted}"
    if _OPEN.search(memo.body):
        yield "says nothing yet of what you ask for: write it in the draft"


def _meant_for(card: Card, memo: str, view: LetterAccount) -> tuple[str, ...]:
    """Return whose it is as the record says: the owners of its disputes, or to whom it was escalated last."""
    if memo == "dispute-request":
        return tuple(one_line(each.owner) for each in view.disputes if each.owner)
    steps = (each.reason.partition(ESCALATED_TO)[2].partition(":")[0] for each in card.follow_ups)
    said = (each.detail.rpartition("; ")[2] for each in card.history if each.code is Code.ESC)
    found = one_line(next(filter(None, steps), next(said, "")))
    return (found,) if found else ()


def leave(desk: Desk, drafts: Mapping[int, Letter]) -> dict[int, Path]:
    """Leave drafts, by account, for the caller's mail program, and put them on record: all of it, or nothing.

    One action, one undo, which takes the drafts away, too. The next steps stay, but for that of sending a copy. Raises UsageError for an address
    that is none, BookError where the disk or the book fails.
    """
    folder, now = desk.settings.drafts, desk.clock.now()
    if folder is None:
        raise UsageError("There is no place for drafts.", "Start arcall as usual: arcall.")
    if folder.is_dir():
        tidy(folder, partial(latest.mail_says, desk.book))
    facts = {account: desk.account(account) for account in drafts}
    contents = {}
    for account, draft in drafts.items():
        sender = desk.settings.outgoing.sender_of(facts[account].creditor)
        content = message_of(draft, sender.email, sender.name or sender.firm)
        name = named(facts[account].ledger_id, draft.name, now.astimezone(desk.clock.zone))
        contents[account] = name, content
    only = next(iter(drafts)) if len(drafts) == 1 else None
    label = f"e-mail to {facts[only].name}" if only is not None else f"e-mails to {len(drafts)} accounts"
    with left_in(folder, contents) as paths, book_of(desk).action(label, only, now) as rows:
        for account, draft in drafts.items():
            action_rows.add_call(rows, account, _record(desk, draft, paths[account]))
            if draft.name in {COPY, STATEMENT}:
                action_rows.finish_kind(rows, account, FollowUpKind.SEND_COPY, now)
        for account in drafts:
            settle_place(rows, desk, account)
    return paths


def _record(desk: Desk, draft: Letter, path: Path) -> action_rows.CallRow:
    to = ", ".join(draft.addresses)
    files = [f"Attached: {', '.join(each.name for each in draft.attached)}"] if draft.attached else []
    text = "\n".join([f"Subject: {draft.subject}", "", draft.body.rstrip("\n"), "", *files])
    note = safe_note(text, spared(desk.book))
    return action_rows.CallRow(
        Code.MAIL,
        desk.clock.now(),
        desk.clock.today(),
        note=f"{note}\n{draft_line(path)}".strip(),
        detail=safe(desk, f"{draft.name} to {to}" if to else draft.name),
        contact_id=draft.to.id if isinstance(draft.to, Contact) else None,
    )
