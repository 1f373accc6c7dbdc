"""From the options of `arcall log` to an outcome, and back to words: what is missing or does not fit is named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import tzinfo
from itertools import chain
from typing import Annotated, Any

import typer

from arcall_tui.cli.account_views import GivenPromiseView, StepView, step_entry, step_time
from arcall_tui.cli.verbs import naming
from arcall_tui.domain.account import Account, Contact, HoldKind
from arcall_tui.domain.activity import OBJECTIONS, Activity, DisputeReason, NextStep, Outcome, RootCause
from arcall_tui.domain.json_views import Json, View
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code, Fact
from arcall_tui.domain.text import one_line
from arcall_tui.errors import UsageError
from arcall_tui.rules.objections import Objection
from arcall_tui.workday.calls import intake
from arcall_tui.workday.calls.reading import Doubt, NamedItem, Reading, Understood
from arcall_tui.workday.calls.record import rung_from
from arcall_tui.workday.desk.desk import Card, Logged

# The options that tell each fact. What somebody promised goes into one: AMOUNT@DATE.
OPTIONS: dict[Fact, tuple[str, ...]] = {
    **dict.fromkeys((Fact.PROMISED, Fact.BY, Fact.PARTS, Fact.FIRST, Fact.EVERY), ("promise",)),
    Fact.METHOD: ("method", "said_by"),
    Fact.CALL_BACK: ("call_back",),
    Fact.REASON: ("reason",),
    Fact.PART: ("amount",),
    Fact.OWNER: ("owner", "owner_by"),
    Fact.REFERENCE: ("reference",),
    Fact.PAID_ON: ("paid_on",),
    Fact.SEND_TO: ("reference",),
    **dict.fromkeys((Fact.WHY, Fact.GOES_TO), ("reason", "reference")),
    Fact.HOLD: ("legal",),
    Fact.INVOICES: ("invoice",),
    Fact.CONTACT: ("contact",),
    Fact.CAUSE: ("root_cause",),
    Fact.NEXT: ("next_step",),
}
# How the option that a code cannot do without is written.
_WRITTEN = {
    Code.PTP: ("promise", "--promise AMOUNT@DATE"),
    Code.PLAN: ("promise", "--promise AMOUNT@DATE, once for each part"),
    Code.CB: ("call_back", "--call-back WHEN"),
    Code.SEEN: ("amount", "--amount AMOUNT"),
    Code.DNC: ("reason", "--reason WHY"),
    Code.DISP: ("reason", "--reason with one of: " + ", ".join(OBJECTIONS)),
}

_IDS = "“arcall show --json” has their ids."

# A call that was just recorded.
CallView = View("CallView", "id:int account code at")
# What recording did; `follow_up`: the step that leads, `follow_ups`: all; `withdrawn`: what the new promise
# replaces.
LoggedView = View(
    "LoggedView",
    "call follow_up follow_ups withdrawn??",
    call=CallView,
    follow_up=(StepView, None),
    follow_ups=[StepView],
    withdrawn=[GivenPromiseView],
)


def _codes(incomplete: str) -> list[tuple[str, str]]:
    """Complete a result code as it is typed."""
    return [(code.value, code.means.label) for code in Code if code.startswith(incomplete.upper())]


@dataclass(frozen=True, slots=True)
class Given:
    """The options of `arcall log` that tell what came of a call, as they are typed; empty where they were not."""

    code: Annotated[str, typer.Argument(metavar="CODE", help=" ".join(Code), autocompletion=_codes)]
    promise: Annotated[
        list[str] | None, "--promise AMOUNT@DATE", "PTP, and once for each part of a PLAN: 100.00@2026-12-01."
    ] = None
    invoice: Annotated[
        list[str] | None,
        "--invoice NUMBER",
        "Which invoices it is about; promised or disputed, NUMBER=AMOUNT for a part.",
    ] = None
    next_step: Annotated[
        str, "--next WHEN", "Your own date for the next step, on the customer's clock: fri, +3, 15 dec."
    ] = ""
    call_back: Annotated[
        str, "--call-back WHEN", "CB: the time asked for, on the customer's clock: tomorrow 3pm."
    ] = ""
    reason: Annotated[str, "--reason TEXT", "DISP: price, quantity, quality ...; RTP, ESC and DNC: why."] = ""
    owner: Annotated[str, "--owner WHO", "DISP: who must act."] = ""
    owner_by: Annotated[str, "--owner-by DATE", "DISP: by when they should have."] = ""
    reference: Annotated[
        str, "--reference TEXT", "PAID, SEEN: the payment's reference; COPY, ESC: to whom."
    ] = ""
    amount: Annotated[
        str, "--amount AMOUNT", "DISP: a part of one invoice; PAID: how much they say; SEEN: how much came."
    ] = ""
    paid_on: Annotated[str, "--paid-on DATE", "PAID, SEEN: when the money was paid."] = ""
    root_cause: Annotated[str, "--root-cause CAUSE", "Why they have not paid: cash, approval, bank ..."] = ""
    contact: Annotated[str, "--contact NAME", "Who answered: a contact of the account."] = ""
    method: Annotated[str, "--method TEXT", "How they will pay."] = ""
    said_by: Annotated[str, "--said-by NAME", "Who promised."] = ""
    legal: Annotated[bool, "--legal", "DNC: a legal hold, rather than a customer's wish."] = False

    def says_more_than(self, *names: str) -> bool:
        """Whether anything was said besides the code and these."""
        return any(getattr(self, each.name) for each in fields(self) if each.name not in {"code", *names})


def outcome(given: Given, reading: Reading) -> tuple[Outcome, list[str]]:
    """Read the options for a call on that account; return what is unwise in them, too.

    Raises UsageError, naming the option.
    """
    code = _code(given.code)
    _fitting(given, code)
    told = _Told(given, code, reading)
    return intake.outcome(code, told.facts(), reading, said_by=given.said_by), told.doubts


def of_call(text: str, outcome: Outcome, card: Card) -> Outcome:
    """Make it another result of a call on record: `last`, or its number. Raises UsageError."""
    if outcome.at is not None or outcome.seconds is not None:
        raise UsageError("--call goes without --at and --seconds.", "A call has one time and one length.")
    return replace(outcome, of_call=_call(text, [each for each in card.history if each.code.means.contact]))


def call_to_correct(given: Given, text: str, card: Card) -> Activity:
    """Return the call on record with this result: `last`, or its number. Raises UsageError."""
    wanted = _code(given.code)
    _refuse_unused(given, wanted)
    key = _call(text, [each for each in card.history if each.code is wanted])
    found = next((each for each in card.history if each.id == key), None)
    if found is None or found.code is not wanted:
        raise UsageError(f"Call {key} is no {wanted} of this account.", _IDS)
    return found


def _call(text: str, known: list[Activity]) -> int:
    newest = next((each.id for each in known), None)
    key = newest if text.strip().lower() == "last" else int(text) if text.strip().isdecimal() else None
    if key is None:
        raise UsageError(f"--call {text!r} is no call of this account.", _IDS)
    return key


def allowed(
    found: Iterable[Objection],
    account: Account,
    *,
    anyway: bool,
    way: str = "Add --anyway where the call was made all the same.",
) -> list[str]:
    """Return what speaks against the call, in words; what binds has to be overruled (`way`). Raises UsageError."""
    objected = list(found)
    if not anyway and any(each.binding for each in objected):
        raise UsageError(f"{account.name}: {'; '.join(each.words for each in objected)}.", way)
    return [f"{each.words}." for each in objected]


def _code(text: str) -> Code:
    try:
        return Code(text.strip().upper())
    except ValueError:
        known = ", ".join(f"{code} ({code.means.label})" for code in Code)
        raise UsageError(f"{text!r} is not a result code.", f"Use one of {known}.") from None


def _fitting(given: Given, code: Code) -> None:
    """See to it that what the code needs is there, and nothing that it cannot use."""
    name, option = _WRITTEN.get(code, ("code", ""))
    if not getattr(given, name):
        raise UsageError(f"{code} ({code.means.label}) needs {code.means.needs[1]}.", f"Add {option}.")
    if code is Code.PTP and len(given.promise or ()) > 1:
        raise UsageError("PTP takes one --promise.", "Use PLAN for several parts.")
    _refuse_unused(given, code)


def _refuse_unused(given: Given, code: Code) -> None:
    for name in dict.fromkeys(chain.from_iterable(OPTIONS.values())):
        takers = [each for each in Code if any(name in OPTIONS[fact] for fact in each.means.facts)]
        if getattr(given, name) and code not in takers:
            option = "--" + name.replace("_step", "").replace("_", "-")
            raise UsageError(f"{option} does not go with {code}.", f"It belongs to {', '.join(takers)}.")


def one_of(text: str, allowed: list[str], option: str) -> str:
    """Return the word of `allowed` that `text` is, or alone begins. Raises UsageError."""
    wanted = text.strip().casefold()
    exact = [word for word in allowed if word.casefold() == wanted]
    found = exact or [word for word in allowed if wanted and word.casefold().startswith(wanted)]
    if len(found) == 1:
        return found[0]
    raise UsageError(f"{option} {text!r} is not a word it takes.", f"Use one of: {', '.join(allowed)}.")


def contact_named(text: str, known: Iterable[Contact], option: str = "") -> Contact:
    """Return the one contact whose name has that in it. Raises UsageError."""
    wanted = one_line(text).casefold()
    found = [contact for contact in known if wanted in contact.name.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(contact.name or contact.phone for contact in known)
    fits = f"{option}{text!r} fits {len(found)} contacts of this account."
    way = f"Its contacts: {names}." if names else "arcall contact ACCOUNT --new adds one."
    raise UsageError(fits if text else "Which contact is meant?", way)


@dataclass
class _Told:
    """What the options tell, fact by fact; `doubts`: what is unwise in them."""

    given: Given
    code: Code
    reading: Reading
    doubts: list[str] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        """Return what was told, and nothing that was not."""
        given, reading = self.given, self.reading
        parts: tuple[NamedItem, ...] = ()
        if numbers := given.invoice:
            parts = self._read("--invoice", lambda _: (reading.invoices(self.code, *numbers), ""), "")
        told: dict[str, Any] = {Fact.INVOICES: parts, **self._promised(parts)}
        if given.call_back:
            told[Fact.CALL_BACK] = self._read("--call-back", reading.moment, given.call_back)
        if given.next_step:
            told[Fact.NEXT] = self._read("--next", reading.step, given.next_step)
        elif given.owner_by:
            told[Fact.NEXT] = NextStep(self._read("--owner-by", reading.day, given.owner_by))
        if given.amount:
            told[Fact.PART] = self._read(
                "--amount", lambda text: reading.amount(text, parts=parts), given.amount
            )
        if given.paid_on:
            told[Fact.PAID_ON] = self._read("--paid-on", reading.past_day, given.paid_on)
        if given.contact:
            told[Fact.CONTACT] = contact_named(given.contact, reading.card.contacts, "--contact ")
        if given.root_cause:
            told[Fact.CAUSE] = RootCause(one_of(given.root_cause, list(RootCause), "--root-cause"))
        return {**told, **self._words()}

    def _words(self) -> dict[str, Any]:
        given = self.given
        told: dict[str, Any] = {Fact.OWNER: given.owner, Fact.METHOD: given.method}
        if self.code is Code.DISP:
            told[Fact.REASON] = DisputeReason(one_of(given.reason, list(OBJECTIONS), "--reason"))
        if given.legal:
            told[Fact.HOLD] = HoldKind.LEGAL
        return {**told, Fact.REFERENCE: given.reference or ("" if self.code is Code.DISP else given.reason)}

    def _promised(self, parts: tuple[NamedItem, ...]) -> dict[str, Any]:
        promised = [self._promise(text, parts) for text in self.given.promise or ()]
        if self.code is Code.PLAN:
            amounts = tuple(money for money, _ in promised)
            total = Money(sum(money.minor for money in amounts), amounts[0].currency)
            days = tuple(day for _, day in promised)
            return {Fact.PROMISED: total, Fact.PARTS: amounts, Fact.BY: days}
        return dict(zip((Fact.PROMISED, Fact.BY), promised[0], strict=True)) if promised else {}

    def _promise(self, text: str, parts: tuple[NamedItem, ...]) -> tuple[Money, Any]:
        """Read AMOUNT@DATE, the amount with its currency where several apply."""
        amount, sign, day = text.partition("@")
        if not (sign and amount.strip() and day.strip()):
            raise UsageError(f"--promise {text!r} is not AMOUNT@DATE.", "Write it like 100.00@2026-12-01.")
        money = self._read("--promise", lambda typed: self.reading.amount(typed, parts=parts), amount)
        return money, self._read("--promise", self.reading.promised, day.strip())

    def _read(self, option: str, read: Callable[[str], Understood], text: str) -> Any:
        with naming(option):
            value, echo = read(text)
        if isinstance(echo, Doubt):
            self.doubts.append(f"{option}: {echo}.")
        return value


def logged_entry(logged: Logged, ledger_id: str, here: tzinfo) -> Json:
    """Return a recorded call and the follow-up that leads, as other programs read them.

    `withdrawn` is there only where the call's promise replaced earlier ones.
    """
    at, steps = (
        logged.at.isoformat(timespec="seconds"),
        [step_entry(each, here) for each in logged.follow_ups],
    )
    call = CallView(logged, id=logged.call, account=ledger_id, at=at)
    entry: Json = {"call": call, "follow_up": next(iter(steps), None), "follow_ups": steps}
    if logged.withdrawn:
        entry["withdrawn"] = [GivenPromiseView(old) for old in logged.withdrawn]
    return entry


def logged_lines(logged: Logged, account: Account, here: tzinfo) -> list[str]:
    """Say what was recorded and what comes next."""
    who = f"{account.name} ({account.ledger_id})" if account.name != account.ledger_id else account.name
    said = f"{logged.code} ({logged.code.means.label}) logged for {who}."
    steps = [f"Next: {step.kind}, {step_time(step, here)}: {step.reason}" for step in logged.follow_ups]
    if later := rung_from(logged, here):
        steps[0] += f"; back {later}"
    gone = [
        f"Withdrawn, as the new promise replaces it: {old.amount} by {old.due:%a %d %b %Y}."
        for old in logged.withdrawn
    ]
    return [one_line(line) for line in (said, *gone, *steps)]
