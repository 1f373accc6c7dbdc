"""What a template may name: an account's view in the words of one language. Memos may name more than letters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import Account, Contact, ItemKind
from arcall_tui.domain.activity import AWAITED, Dispute, DisputeReason, Line, Promise
from arcall_tui.domain.money import Money, added
from arcall_tui.domain.text import one_line
from arcall_tui.outgoing import Sender
from arcall_tui.store.accounts.latest import PaymentSeen
from arcall_tui.workday.desk.desk import Card
from arcall_tui.workday.letters.account_view import Item, LetterAccount, Sums, items_of, live, sums_of
from arcall_tui.workday.letters.how_to_pay import pay_rows
from arcall_tui.workday.letters.language import ENGLISH, Wording, wording
from arcall_tui.workday.letters.late_interest import AccountInterest
from arcall_tui.workday.letters.text_tables import table

_HISTORY = 5
MEMO_ALONE = tuple("pays pay_run disputed_amount disputed_items answer_by history next_steps".split())


@dataclass(frozen=True, slots=True)
class Sheet:
    """One letter's material: the view, the language, who sends, to whom; files that go with it, interest claimed.

    `paid_for`: the numbers of the invoices that a payment is for, where these are not the ones asked for today.
    `post`: the lines of the customer's address; none where it is not known.
    """

    view: LetterAccount
    wording: Wording
    sender: Sender
    contact: Contact | None
    attached: tuple[str, ...] = ()
    interest: AccountInterest | None = None
    paid_for: tuple[str, ...] = ()
    post: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[Money, ...]:
        """What the letter asks for in all: what is claimed, and interest and fixed sums where the user says so."""
        return added((*self.view.claimed, *self.besides))

    @property
    def besides(self) -> tuple[Money, ...]:
        """Interest and fixed sums, where the user wants them asked for."""
        return (*self.interest.interest, *self.interest.fixed) if self.interest else ()


def letter_fields(sheet: Sheet) -> dict[str, str]:
    """Return what a letter to a customer may say. Nothing that is only for the user's own people is among it."""
    view, words = sheet.view, sheet.wording
    pay = list(pay_rows(view, sheet.sender, words.words, sheet.paid_for, sheet.besides))
    blocks = {
        "overdue": _overdue(sheet),
        "coming": _coming(view, words) if view.coming else "",
        "items": table(item_rows(view.items, words), right={2}),
        "totals": table(list(sums_rows(sheet, whole=True)), right={1}),
        "promises": _promised([replace(each, amount=each.to_come) for each in view.promises], view, words),
        "agreed": _promised(view.agreed, view, words),
        "disputes": "\n".join(f"  {line}" for each in view.disputes for line in _dispute(each, view, words)),
        "resolved": "\n".join(f"  {line}" for line in _resolved(view, words)),
        "payments": _paid(view.payments, words),
        "received": f"{words.words['received']}\n\n{_paid(view.received, words)}" if view.received else "",
        "how_to_pay": f"{words.words['pay_to']}\n{table(pay, right=set())}" if pay else "",
        "attached": _attached(sheet.attached, words),
        "closing": _closing(sheet),
    }
    said = _lines_of(sheet)
    of_account = words.words["of_account"].format(id=said["id"]) if said["id"] else ""
    return {**said, "of_account": of_account, **blocks}


def _lines_of(sheet: Sheet) -> dict[str, str]:
    """Return the fields of one line each."""
    view, words, contact = sheet.view, sheet.wording, sheet.contact
    said = {
        **_who(view.account, contact),
        "greeting": words.greeting(contact.name if contact else "", contact.address if contact else ""),
        "amount": words.amounts(view.claimed),
        "asked": words.amounts(sheet.asked),
        "oldest": words.day(view.oldest) if view.oldest else "",
        "days": str(view.days),
        "late": _late(view.days, words),
        "one_overdue": _one(view.claims),
        "one_item": _one(view.items),
        "one_coming": _one(view.coming),
        "coming_amount": words.amounts(tuple(amount for amount, _ in view.coming_sums().values())),
        "coming_by": words.day(max(item.due for item in view.coming)) if view.coming else "",
        "promised": words.day(view.promises[0].due) if view.promises else "",
        "promised_amount": words.money(view.promises[0].to_come) if view.promises else "",
        "parts": str(len(view.agreed)) if len(view.agreed) > 1 else "",
        "agreed_amount": words.amounts(added(promise.amount for promise in view.agreed)),
        "as_of": words.day(view.as_of) if view.as_of else "",
        "today": words.day(view.day),
        "pay_by": words.day(view.pay_by),
        "sent": words.words["comma"].join(_sent(view, words)),
        "firm": sheet.sender.firm,
        "me": sheet.sender.name or sheet.sender.firm,
        "interest": words.amounts(sheet.interest.interest) if sheet.interest else "",
    }
    return {name: one_line(value) for name, value in said.items()}


def _who(account: Account, contact: Contact | None) -> dict[str, str]:
    said = contact or Contact(0, "")
    of_contact = {name: getattr(said, name) for name in ("address", "phone", "email")}
    # In a ledger without ids the name stands for one.
    id_ = "" if account.ledger_id == account.name else account.ledger_id
    return {"name": account.name, "id": id_, "contact": said.name, **of_contact}


def memo_fields(sheet: Sheet, card: Card, here: ZoneInfo) -> dict[str, str]:
    """Return what a memo to the user's own people may say besides: `MEMO_ALONE`."""
    view, words = sheet.view, sheet.wording
    on = {line.invoice for dispute in view.disputes for line in dispute.lines}
    history = [
        f"  {words.short_day(each.at.astimezone(here).date())}  {each.code.means.label}"
        f"{': ' + one_line(each.detail) if each.detail else ''}"
        for each in card.history[:_HISTORY]
    ]
    steps = [
        f"  {words.short_day(each.due)}  {each.kind}{': ' + one_line(each.reason) if each.reason else ''}"
        for each in card.follow_ups
    ]
    disputes = [
        f"  {line}, with {one_line(each.owner) or 'nobody yet'}, news due {words.short_day(each.next_on)}"
        for each in view.disputes
        for line in _dispute(each, view, words)
    ]
    promises = [f"  {words.money(p.amount)} by {words.short_day(p.due)}: {p.state}" for p in card.promises]
    answer_by = min((each.next_on for each in view.disputes), default=view.day)
    lines = [line for each in view.disputes for line in each.lines]
    return {
        **letter_fields(sheet),
        "pays": f"{card.pays.words} on average of {card.pays.count}" if card.pays.count else "not known yet",
        "pay_run": one_line(card.guide.pay_run),
        "promises": "\n".join(promises),
        "disputes": "\n".join(disputes),
        "disputed_amount": words.amounts(added(line.amount for line in lines)),
        "disputed_items": table(item_rows([item for item in view.items if item.id in on], words), right={2}),
        "answer_by": words.day(max(answer_by, view.day)),
        "history": "\n".join(history),
        "next_steps": "\n".join(steps),
    }


def snippet_facts(card: Card, sender: Sender, today: date) -> dict[str, str]:
    """Return what snippets for notes may say of an account: all that is open and a day to promise where letters say nothing."""
    items, words = items_of(card, today), wording(ENGLISH, card.account.country)
    view = LetterAccount(card.account, today, card.as_of, items, sums_of(items), live(card.promises))
    said = _lines_of(Sheet(view, words, sender, next(iter(card.contacts), None)))
    amount = said["amount"] or words.amounts(tuple(each.open for each in view.sums))
    promised = said["promised"] or (words.day(card.promise_day) if card.promise_day else "")
    own = {"pay_run": one_line(card.guide.pay_run), "me": one_line(sender.name)}
    return {**said, "amount": amount, "promised": promised, **own}


def state_of(item: Item, wording: Wording) -> str:
    """Say how an item stands: how late it is, or that it is a credit; and what of it is disputed or promised."""
    if item.balance.minor <= 0 or item.kind is not ItemKind.INVOICE:
        return wording.kinds[item.kind.name.lower()]
    return wording.words["comma"].join([_late(item.days, wording), *covers(item, wording)])


def _late(days: int, wording: Wording) -> str:
    if days > 1:
        return wording.words["past_due"].format(days=days)
    return wording.words["past_due_one" if days == 1 else "not_due"]


def _one(items: Sequence[Item]) -> str:
    """Return a word that a template takes for true where there is just one; empty otherwise."""
    return "yes" if len(items) == 1 else ""


def covers(item: Item, wording: Wording) -> list[str]:
    """Say what of an item is disputed, and why, and what is promised, and for when."""
    said = []
    awaited = {each: amount for each, amount in item.awaited.items() if amount.minor}
    objected = min(item.disputed.minor, item.balance.minor) - sum(amount.minor for amount in awaited.values())
    if objected > 0:
        named = (wording.reasons[each.name.lower()] for each in item.reasons if each not in AWAITED)
        reason = wording.words["comma"].join(named) or wording.reasons["other"]
        amount = wording.money(replace(item.disputed, minor=objected))
        said.append(wording.words["in_dispute"].format(amount=amount, reason=reason))
    said += [
        wording.labelled(wording.reasons[each.name.lower()], wording.money(amount))
        for each, amount in awaited.items()
    ]
    if item.promised.minor:
        days = wording.listed([wording.short_day(each) for each in item.promised_for])
        said.append(wording.words["promised_for"].format(amount=wording.money(item.promised), day=days))
    return said


def item_rows(items: Iterable[Item], wording: Wording) -> list[tuple[str, ...]]:
    """Return a heading, and for each item its number, due day, balance and state."""
    told = ((each, each.balance, state_of(each, wording)) for each in items)
    return _item_rows(told, "balance", wording)


def claim_rows(view: LetterAccount, wording: Wording) -> list[tuple[str, ...]]:
    """Return a heading, and for each item that is asked for its number, due day, what is to be paid, how late it is."""
    told = ((each, each.claimed, _late(each.days, wording)) for each in view.claims)
    return _item_rows(told, "to_pay", wording)


def _item_rows(
    told: Iterable[tuple[Item, Money, str]], amount: str, wording: Wording
) -> list[tuple[str, ...]]:
    head = tuple(wording.words[each] for each in ("invoice", "due", amount, "state"))
    days = wording.short_day
    return [head, *((one_line(i.number), days(i.due), wording.money(m), state) for i, m, state in told)]


def sums_rows(sheet: Sheet, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Yield what is asked for now, each sum with what it is called; `whole`: after what is open, and how that divides."""
    words, money = sheet.wording.words, sheet.wording.money
    for each in sheet.view.sums:
        if whole:
            yield from _divided(each, sheet.wording)
        if each.credit.minor:
            yield words["total_credit"], money(-each.credit)
        if each.credit.minor or each.claimed.minor:
            yield words["total_claimed"], money(each.claimed)
    claimed = sheet.interest
    if claimed and claimed.interest:
        label = words["interest"].format(day=sheet.wording.short_day(claimed.reckoned_to))
        yield label, sheet.wording.amounts(claimed.interest)
    if claimed and claimed.fixed:
        yield words["fee"], sheet.wording.amounts(claimed.fixed)
    if claimed:
        yield words["total_all"], sheet.wording.amounts(sheet.asked)


def apart_lines(view: LetterAccount, wording: Wording) -> list[str]:
    """Say in lines what is past due and not asked for, and why; nothing where that is nothing."""
    lines = [
        f"  {wording.labelled(one_line(item.number), wording.words['comma'].join(covers(item, wording)))}"
        for item in view.apart
    ]
    return [wording.words["not_asked"], *lines] if lines else []


def _overdue(sheet: Sheet) -> str:
    """Lay out what is asked for, what it comes to, and what stands apart."""
    parts = [
        table(claim_rows(sheet.view, sheet.wording), right={2}),
        table(list(sums_rows(sheet, whole=False)), right={1}),
        "\n".join(apart_lines(sheet.view, sheet.wording)),
    ]
    return "\n\n".join(filter(None, parts))


def _coming(view: LetterAccount, wording: Wording) -> str:
    """Lay out what falls due soon, and what it comes to where that is not one item."""
    words, money = wording.words, wording.money
    head = (words["invoice"], words["due"], words["to_pay"])
    rows = [(one_line(item.number), wording.short_day(item.due), money(item.free())) for item in view.coming]
    sums = []
    for amount, credit in view.coming_sums().values():
        sums += [(words["total_credit"], money(-credit))] if credit.minor else []
        sums.append((words["total_all"], money(amount)))
    parts = [table([head, *rows], right={2}), table(sums, right={1}) if len(rows) + len(sums) > 2 else ""]  # noqa: PLR2004
    return "\n\n".join(filter(None, parts))


def _divided(sums: Sums, wording: Wording) -> Iterable[tuple[str, str]]:
    """Yield what is open in a currency, and what of it is past due and not asked for; nothing that is zero but the first."""
    yield wording.words["total_open"], wording.money(sums.open)
    awaited = ((wording.reasons[each.name.lower()], amount) for each, amount in sums.awaited.items())
    for label, amount in (
        (wording.words["total_past_due"], sums.overdue),
        (wording.words["total_disputed"], sums.disputed),
        *((f"{label[:1].upper()}{label[1:]}", amount) for label, amount in awaited),
        (wording.words["total_promised"], sums.promised),
    ):
        if amount.minor:
            yield label, wording.money(amount)


def _sent(view: LetterAccount, wording: Wording) -> Iterable[str]:
    form = wording.words["sent_on"]
    sent = dict.fromkeys(
        (wording.levels[each.level.name.lower()], wording.day(each.on)) for each in view.sent
    )
    return (form.format(level=level, day=day) for level, day in sent)  # two of a day are one


def _attached(names: Sequence[str], wording: Wording) -> str:
    label = wording.words["attached_one" if len(names) == 1 else "attached"]
    return wording.labelled(label, ", ".join(names)) if names else ""


def _numbers(lines: Iterable[Line], view: LetterAccount) -> str:
    return ", ".join(one_line(view.numbers[line.invoice]) for line in lines if line.invoice in view.numbers)


def _promised(promises: Sequence[Promise], view: LetterAccount, wording: Wording) -> str:
    rows = [(wording.short_day(p.due), wording.money(p.amount), _numbers(p.lines, view)) for p in promises]
    return table(rows, right={1}) if rows else ""


def _paid(payments: Sequence[PaymentSeen], wording: Wording) -> str:
    """Lay out what came in, with its days where all of them are known."""
    dated = all(each.dated for each in payments)
    first = slice(not dated, None)
    rows = [
        (wording.short_day(each.paid_on), wording.money(each.amount), one_line(each.invoice))[first]
        for each in payments
    ]
    return table(rows, right={int(dated)}) if rows else ""


def _dispute(dispute: Dispute, view: LetterAccount, wording: Wording) -> list[str]:
    why = f"{wording.words['comma']}{wording.reasons[dispute.reason.name.lower()]}"
    told = ((_numbers([line], view), f"{wording.money(line.amount)}{why}") for line in dispute.lines)
    return [wording.labelled(*each) for each in told]


def _resolved(view: LetterAccount, wording: Wording) -> Iterator[str]:
    """Say what came of each dispute that was settled lately, and what is still to be credited of them."""
    for dispute in view.resolved:
        verdict = wording.words[f"verdict_{dispute.state.name.lower()}"]
        yield from (f"{line} \u2013 {verdict}" for line in _dispute(dispute, view, wording))
    on = {line.invoice for dispute in view.resolved for line in dispute.lines}
    awaited = (item.awaited[DisputeReason.CREDIT_DUE] for item in view.items if item.id in on)
    if to_come := added(amount for amount in awaited if amount.minor):
        label = wording.reasons["credit_due"]
        yield wording.labelled(f"{label[:1].upper()}{label[1:]}", wording.amounts(to_come))


def _closing(sheet: Sheet) -> str:
    sender = sheet.sender
    signed = [sender.signature] if sender.signature else [sender.name, sender.firm, sender.phone]
    return "\n".join([sheet.wording.words["closing"], *(line for line in signed if line)])
