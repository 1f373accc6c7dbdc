"""From what the caller says came of a call to what will be written: checked, spread over invoices, judged."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import Invoice
from arcall_tui.domain.activity import (
    CALL_KINDS,
    Dispute,
    FollowUp,
    FollowUpKind,
    Line,
    Outcome,
    Promise,
    PromiseGiven,
    PromiseState,
    SetBy,
    spread,
    uncovered,
)
from arcall_tui.domain.calendar import place
from arcall_tui.domain.grouping import summed
from arcall_tui.domain.money import Money, added
from arcall_tui.domain.outcomes import ALL_DUE, Code
from arcall_tui.domain.text import many_lines, mask_cards, one_line
from arcall_tui.errors import UsageError
from arcall_tui.rules.call_windows import CallWindows
from arcall_tui.rules.followup import missing, next_steps
from arcall_tui.rules.objections import Objection, objections, of_hold
from arcall_tui.rules.situation import Situation
from arcall_tui.store.accounts import read
from arcall_tui.store.accounts.kept import spared
from arcall_tui.store.actions.action_rows import CallRow
from arcall_tui.workday.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that logging a call will write. `withdrawn`: the promises on record that the new ones replace.

    `late`: something newer than this call is on record already. `kept`: the promises that money which was seen fills.
    `agreed`: the agreed step that was tried in vain; the next try is still that.
    """

    call: CallRow
    promises: tuple[Promise, ...]
    dispute: Dispute | None
    withdrawn: tuple[Promise, ...]
    steps: tuple[FollowUp, ...]
    late: bool = False
    kept: tuple[Promise, ...] = ()
    agreed: int | None = None


def prepare(desk: Desk, account: int, outcome: Outcome) -> Prepared:
    """Check an outcome against the book and work out what it leads to. Raises UsageError."""
    outcome = _whole(desk, account, _safe(outcome, spared(desk.book)))
    at = outcome.at or desk.clock.now()
    desk.day.know_holidays(desk.book, desk.clock.today())
    invoices = desk.invoices(account)
    standing = desk.standings.kept(account)
    situation = Situation.of(standing, desk.policy, desk.caller, at)
    _check_times(outcome, situation)
    withdrawn, invoices = _give_way(desk, account, invoices, outcome)
    promises = _promises(desk, account, outcome, invoices, situation.today)
    dispute = _dispute(outcome, invoices, desk.clock.today())
    kept = _filled(desk.promises(account), dispute, invoices) if outcome.code is Code.SEEN else ()
    lines = [line for promise in promises for line in promise.lines] + list(dispute.lines if dispute else ())
    rest = uncovered(invoices, lines, desk.clock.today())
    steps = next_steps(outcome, replace(situation, rest=rest))
    if late := read.acted_since(desk.book, account, at):
        # What was done since has set the next call; a call put on record late only adds what was agreed.
        steps = tuple(
            each for each in steps if each.kind is not FollowUpKind.CALL or each.set_by is SetBy.CALLER
        )
    if standing.hold is not None:
        # The call is on record, but nobody plans another one while the hold stands.
        steps = tuple(step for step in steps if step.kind not in CALL_KINDS)
    if dispute is not None:
        chase = next(step for step in steps if step.kind is FollowUpKind.CHASE_OWNER)
        dispute = replace(dispute, next_on=chase.due)
    own_attempt = outcome.code.means.attempt and outcome.of_call is None
    call = CallRow(
        code=outcome.code,
        at=at,
        workday=desk.clock.workday(at),
        note=outcome.note,
        detail=_detail(outcome, promises, dispute, situation.clock, kept),
        contact_id=outcome.contact,
        root_cause=outcome.root_cause,
        seconds=outcome.seconds,
        direction="in" if outcome.code is Code.IN else "out" if own_attempt else "none",
    )
    vain = situation.agreed and outcome.code.means.attempt and not outcome.code.means.right_party
    agreed = standing.next_call.id if vain and standing.next_call else None
    return Prepared(call, promises, dispute, withdrawn, steps, late, kept, agreed)


def _whole(desk: Desk, account: int, outcome: Outcome) -> Outcome:
    """Return the outcome with who promised and the time of its call. Raises UsageError where something is missing, or to come."""
    outcome = _with_promiser(desk, account, outcome)
    if lacking := missing(outcome):
        raise UsageError(f"{outcome.code.means.label} ({outcome.code}) needs {lacking}.")
    outcome = _joined(desk, account, outcome)
    if outcome.at and outcome.at > desk.clock.now():
        raise UsageError(
            "A call cannot have happened in the future.", "Leave the time out for a call just made."
        )
    return outcome


def safe_note(text: str, spared: Container[str] = ()) -> str:
    """Return a note as it may be kept: harmless characters only, card numbers masked but for those `spared`."""
    return mask_cards(many_lines(text), spared)


def safe_line(text: str, spared: Container[str] = ()) -> str:
    """Return a short text as it may be kept: on one line, harmless, card numbers masked."""
    return mask_cards(one_line(text), spared)


def _safe(outcome: Outcome, spared: Container[str]) -> Outcome:
    """Return the outcome with every text in it as it may be kept."""
    promises = tuple(
        replace(given, method=safe_line(given.method, spared), said_by=safe_line(given.said_by, spared))
        for given in outcome.promises
    )
    dispute = outcome.dispute and replace(outcome.dispute, owner=safe_line(outcome.dispute.owner, spared))
    note, reference = safe_note(outcome.note, spared), safe_line(outcome.reference, spared)
    said = safe_line(outcome.said, spared)
    return replace(outcome, note=note, reference=reference, said=said, promises=promises, dispute=dispute)


def _with_promiser(desk: Desk, account: int, outcome: Outcome) -> Outcome:
    """Return the outcome with who promised: whom the caller spoke to, unless somebody else is named."""
    if outcome.contact is None or all(given.said_by for given in outcome.promises):
        return outcome
    name = next((one_line(each.name) for each in desk.contacts(account) if each.id == outcome.contact), "")
    promises = tuple(replace(given, said_by=given.said_by or name) for given in outcome.promises)
    return replace(outcome, promises=promises)


def _joined(desk: Desk, account: int, outcome: Outcome) -> Outcome:
    """Return another result of a call with that call's time. Raises UsageError where the call cannot have had it."""
    if outcome.of_call is None:
        return outcome
    call = next((each for each in read.activities(desk.book, account) if each.id == outcome.of_call), None)
    if call is None:
        raise UsageError(f"There is no call {outcome.of_call} on this account.", "The history lists them.")
    row, had = outcome.code.means, call.code.means
    if not row.title:
        raise UsageError(f"{outcome.code} ({row.label}) is a call of its own, no further result of one.")
    if (row.contact, row.right_party) > (had.contact, had.right_party):
        raise UsageError(
            f"That call was logged as {call.code} ({had.label}): nobody can have said so.",
            "Undo it and log what came of it.",
        )
    return replace(outcome, at=call.at, seconds=None)


def _check_times(outcome: Outcome, situation: Situation) -> None:
    for promise in outcome.promises:
        if promise.due < situation.today:
            raise UsageError(
                f"A promise cannot be for {promise.due:%d %b %Y}: that is past.",
                "Name today or a day to come.",
            )
    if outcome.call_back is not None and outcome.call_back <= situation.now:
        raise UsageError("A call back cannot be in the past.", "Name a time to come.")
    if outcome.next_step is not None and outcome.next_step.due < situation.today:
        raise UsageError("The next step cannot be in the past.", "Name today or a day to come.")


def _give_way(
    desk: Desk, account: int, invoices: tuple[Invoice, ...], outcome: Outcome
) -> tuple[tuple[Promise, ...], tuple[Invoice, ...]]:
    """Return the open promises that the new ones replace, and the invoices without them.

    One after the other, earliest first, and only as far as the new ones do not fit beside them.
    """
    withdrawn: list[Promise] = []
    if not outcome.promises:
        return (), invoices
    for old in sorted(desk.promises(account), key=lambda promise: promise.due):
        if not old.is_live or old.id is None or _fits(outcome, invoices):
            continue
        if _in_the_way(old, outcome):
            withdrawn.append(old)
            invoices = tuple(_released(invoice, old) for invoice in invoices)
    return tuple(withdrawn), invoices


def _fits(outcome: Outcome, invoices: tuple[Invoice, ...]) -> bool:
    free = {invoice.id: max(0, invoice.free().minor) for invoice in invoices}
    for line in (line for given in outcome.promises for line in given.lines):
        free[line.invoice] = free.get(line.invoice, 0) - line.amount.minor
    if any(room < 0 for room in free.values()):
        return False
    room = [(invoice.balance.currency, free[invoice.id]) for invoice in invoices]
    wanted = [(each.amount.currency, -each.amount.minor) for each in outcome.promises if not each.lines]
    return all(left >= 0 for left in summed(room + wanted).values())


def _in_the_way(old: Promise, outcome: Outcome) -> bool:
    on = {line.invoice for line in old.lines}
    return any(
        given.amount.currency == old.amount.currency
        and (not given.lines or bool(on & {line.invoice for line in given.lines}))
        for given in outcome.promises
    )


def _released(invoice: Invoice, old: Promise) -> Invoice:
    covered = sum(line.amount.minor - line.paid for line in old.lines if line.invoice == invoice.id)
    left = max(0, invoice.promised.minor - covered)
    return replace(invoice, promised=Money(left, invoice.balance.currency))


def _promises(
    desk: Desk, account: int, outcome: Outcome, invoices: tuple[Invoice, ...], today: date
) -> tuple[Promise, ...]:
    """Spread each promise over what is free, overdue invoices first, oldest first."""
    if not outcome.promises:
        return ()
    broken = [p for p in desk.promises(account) if p.state is PromiseState.BROKEN]
    free = {invoice.id: invoice.free() for invoice in invoices if invoice.balance.minor > 0}
    made = []
    for given in sorted(outcome.promises, key=lambda promise: promise.due):
        lines = _lines(given, free)
        for line in lines:
            free[line.invoice] -= line.amount
        on = {line.invoice for line in lines}
        level = sum(1 for old in broken if on & {line.invoice for line in old.lines})
        promise = Promise(today, given.due, given.amount, lines, level=level, any_invoice=not given.lines)
        made.append(replace(promise, method=given.method, said_by=given.said_by))
    return tuple(made)


def _lines(given: PromiseGiven, free: dict[int, Money]) -> tuple[Line, ...]:
    amount = given.amount
    if amount.minor <= 0:
        raise UsageError("A promise needs an amount above zero.")
    if given.lines:
        over = next((line for line in given.lines if line.amount.minor > _room(free, line).minor), None)
        if over is not None:
            raise UsageError(f"{over.amount} is more than is open on that invoice ({_room(free, over)}).")
        return given.lines
    lines, left = spread(amount, free.items())
    if left.minor > 0:
        owed = Money(amount.minor - left.minor, amount.currency)
        raise UsageError(
            f"{amount} is more than is owed and not disputed ({owed}).",
            f"Promise at most {owed.plain()}." if owed.minor else f"Nothing is open in {amount.currency}.",
        )
    return lines


def _room(free: dict[int, Money], line: Line) -> Money:
    room = free.get(line.invoice)
    return room if room and room.currency == line.amount.currency else Money(0, line.amount.currency)


def _dispute(outcome: Outcome, invoices: tuple[Invoice, ...], today: date) -> Dispute | None:
    raised = outcome.dispute
    if raised is None:
        return None
    owed = [invoice for invoice in invoices if invoice.balance.minor > 0]
    overdue = [invoice for invoice in owed if invoice.due < today] or owed
    all_due = (Line(item.id, item.undisputed()) for item in overdue if item.undisputed().minor > 0)
    lines = raised.lines or tuple(all_due)
    if not lines:
        raise UsageError("There is no open invoice to dispute.", "Name the invoice.")
    room = {invoice.id: invoice.undisputed().minor for invoice in invoices}
    over = next((line for line in lines if not 0 < line.amount.minor <= room.get(line.invoice, 0)), None)
    if over is not None:
        raise UsageError(f"{over.amount} is more than can be disputed on that invoice.")
    return Dispute(today, raised.reason, raised.owner, today, lines)


def _filled(
    promises: Iterable[Promise], seen: Dispute | None, invoices: Iterable[Invoice]
) -> tuple[Promise, ...]:
    """Return the live promises of which all that is still open was seen to have come, the first due first."""
    money = {line.invoice: line.amount.minor for line in (seen.lines if seen else ())}
    owed = {invoice.id: invoice.balance.minor for invoice in invoices}
    filled = []
    for promise in sorted(promises, key=lambda each: each.due):
        parts = {line.invoice: min(line.amount.minor, owed.get(line.invoice, 0)) for line in promise.lines}
        whole = all(0 < part <= money.get(key, 0) for key, part in parts.items())
        if promise.is_live and whole:
            filled.append(promise)
            money = {key: have - parts.get(key, 0) for key, have in money.items()}
    return tuple(filled)


def _detail(
    outcome: Outcome,
    promises: tuple[Promise, ...],
    dispute: Dispute | None,
    clock: ZoneInfo,
    kept: tuple[Promise, ...] = (),
) -> str:
    """Say what was agreed, in words, as the history shows it; times on the clock they were asked for on."""
    parts = [f"{promise.amount} by {promise.due:%a %d %b %Y}" for promise in promises]
    if dispute is not None:
        owner = f", {dispute.owner} to answer" if dispute.owner else ""
        parts.append(f"{dispute.reason.value}{owner}: {total_of(dispute.lines)}")
    if outcome.call_back is not None:
        asked = outcome.call_back.astimezone(clock)
        parts.append(f"call back {asked:%a %d %b %Y %H:%M} {place(clock.key)}")
    if said := outcome.said or (ALL_DUE if outcome.code is Code.PAID and outcome.reference else ""):
        parts.append(said)
    if outcome.reference:
        parts.append(outcome.reference)
    if outcome.ticked:
        parts.append(f"ticked: {', '.join(map(one_line, outcome.ticked))}")
    parts += [f"fills what was promised: {old.amount} by {old.due:%a %d %b %Y}" for old in kept]
    return "; ".join(parts)


def total_of(lines: Iterable[Line]) -> str:
    """Say what lines come to, by currency."""
    return " + ".join(map(str, added(line.amount for line in lines)))


def objections_to(
    desk: Desk, account: int, code: Code | None = None, at: datetime | None = None
) -> tuple[Objection, ...]:
    """Return what speaks against ringing the account now, or against logging `code`; nothing against the rest.

    `at`: when the call was (UTC), where it was earlier; only a hold speaks against that, and against a letter.
    """
    if code is not None and not (code.means.attempt or code is Code.MAIL):
        return ()
    standing = desk.standings.kept(account)
    if at is not None or code is Code.MAIL:
        return of_hold(standing)
    desk.day.know_holidays(desk.book, desk.clock.today())
    found = tuple(objections(standing, CallWindows(desk.policy, desk.caller, desk.clock.now()), desk.policy))
    # Whom the plan itself has called may be called: what was agreed goes before the caps.
    return () if found and desk.ranking.place(standing).callable else found
