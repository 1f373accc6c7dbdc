"""Late interest on an account of the book: by which rule, on what, to which day; claimed only by the user's word."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from arcall_tui.domain.account import Account, ItemKind
from arcall_tui.domain.money import Money, added
from arcall_tui.domain.text import one_line
from arcall_tui.errors import ArcallError, UsageError
from arcall_tui.law.interest import Debt, Reckoning, Regime, by_contract, reckon, regimes
from arcall_tui.rules.queue import Placing
from arcall_tui.settings import Settings, read_policy_text
from arcall_tui.store.accounts import kept, latest
from arcall_tui.workday.calls.record import on_account, safe
from arcall_tui.workday.desk.desk import Card, Desk
from arcall_tui.workday.letters.account_view import Item, items_of, refuse_legal_hold
from arcall_tui.workday.letters.text_tables import padded

_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class AccountInterest:
    """What an account has borne by the end of `until`. `grounds`: why this rule; `guess` where nobody said it.

    `waived`: why nothing is asked; empty where it may be.
    """

    regime: Regime
    grounds: str
    until: date
    debts: tuple[Reckoning, ...]
    waived: str = ""
    guess: bool = False

    @property
    def interest(self) -> tuple[Money, ...]:
        """The interest, one amount a currency, without fixed sums."""
        return added([each.interest for each in self.debts if each.interest.minor])

    @property
    def fixed(self) -> tuple[Money, ...]:
        """The fixed sums, one amount a currency."""
        return added([each.fixed for each in self.debts if each.fixed is not None])

    @property
    def unknown_from(self) -> date | None:
        """The first day that is not reckoned, because nobody has said the rate; None where all are."""
        return min((each.unknown_from for each in self.debts if each.unknown_from), default=None)

    @property
    def reckoned_to(self) -> date:
        """The last day that is reckoned."""
        return min(self.until, self.unknown_from - timedelta(days=1)) if self.unknown_from else self.until

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is not reckoned, and what rests on a guess."""
        reference, doubts = self.regime.reference, []
        if self.unknown_from is not None:
            doubts.append(
                f"from {self.unknown_from} on nothing is reckoned: {reference.name} is known only for"
                f" {reference.rates[0][0]} to {reference.read_until}. Add the line to law.toml beside your settings."
            )
        if self.guess:
            doubts.append(
                f"by the law of {self.regime.country}, the customer's country: say yours: [interest] law"
            )
        owed = {each.debt.open.currency for each in self.debts}
        doubts += [
            f"{each} is a fixed sum as the law names it, and no invoice is in {each.currency}: where the law has it paid in"
            " the invoice's currency, write what it comes to"
            for each in self.fixed
            if each.currency not in owed
        ]
        return tuple(doubts)


def interest_of(
    desk: Desk,
    card: Card,
    until: date | None = None,
    *,
    settled: bool = False,
    items: frozenset[int] = frozenset(),
) -> AccountInterest:
    """Return the late interest on what is past due of an account, to the end of `until` (else today).

    On what is neither disputed, promised nor covered by a credit; a part payment has borne it until its day.
    `settled`: also on what was paid late in the year before; `items`: on some alone. Raises UsageError where no rule is known, InputRefusedError for a mistake in the user's own lines.
    """
    day = desk.clock.calendar_day()
    texts = desk.settings.texts
    rates = texts.parent / "law.toml" if texts is not None else None  # the user's own
    known = regimes(read_policy_text(rates) if rates else None, str(rates))
    regime, grounds, guess = regime_for(desk.settings, card.account, known)
    paid = latest.paid_on_invoice(desk.book, card.account.id)
    debts = debts_of([item for item in items_of(card, day) if not items or item.id in items], paid)
    if settled:
        for each in latest.settled_late(desk.book, card.account.id, day - _YEAR):
            if each.id in paid:
                of = (each.number, each.due, Money(0, each.currency), paid[each.id], each.invoice_date)
                debts.append(Debt(*of, settled=True))
    upto = until or day
    made = (reckon(debt, regime, upto) for debt in debts)
    reckonings = tuple(each for each in made if each.steps or each.unknown_from)
    waived = kept.waived(desk.book, card.account.id)
    return AccountInterest(regime, grounds, upto, reckonings, waived, guess=guess)


def check_law(country: str) -> None:
    """Raise UsageError for a country whose law on late interest is not known."""
    if country not in (known := regimes()):
        raise UsageError(f"no law of {country!r} is known.", f"There are: {', '.join(sorted(known))}.")


def regime_for(settings: Settings, account: Account, known: dict[str, Regime]) -> tuple[Regime, str, bool]:
    """Return the rule for an account, why, and whether that is a guess: the contract's, else a country's.

    Raises UsageError where there is none.
    """
    terms = settings.outgoing.interest
    agreed = terms.accounts.get(account.ledger_id, terms.contract)
    if agreed:
        return by_contract(Fraction(str(agreed)), terms.compounding), "as agreed", False
    sender = settings.outgoing.sender_of(account.creditor).country
    own = sender or settings.country
    country = terms.law or own or account.country
    grounds = "as you said" if terms.law else "your own country's" if own else "the customer's"
    regime = known.get(country)
    if regime is None:
        raise UsageError(
            f"No law on late interest is known for {country or 'a country that is not known'}.",
            "Where a rate is agreed, say it in settings.toml: [interest] contract = 12.0",
        )
    if regime.small_sellers_only and not terms.small_seller:
        raise UsageError(
            f"{regime.law}.", "If that is you, say it in settings.toml: [interest] small_seller = true"
        )
    if account.consumer:
        regime = regime.for_consumers()
    if regime is None:
        raise UsageError(
            f"{account.name} is a consumer, and {country} has no rate by law for one.", "By contract only."
        )
    return regime, grounds, grounds == "the customer's"


def debts_of(items: Sequence[Item], paid: dict[int, tuple[tuple[date, Money], ...]]) -> list[Debt]:
    """Return what bears interest: the free part of each invoice past due, less credits, the oldest first.

    A credit note counts from the start: whoever has one owes no interest on what it covers. A payment on account
    counts from its day.
    """
    late = (item for item in items if item.days > 0 and item.kind is ItemKind.INVOICE)
    received = _received(items)
    debts = []
    for item in (each for each in late if each.balance.minor > 0):
        rest = replace(item.claimed, minor=item.claimed.minor - item.credited.minor)
        covering = _covering(item.credited, received)
        payments = sorted([*paid.get(item.id, ()), *covering], key=lambda each: each[0])
        promised = max(0, item.balance.minor - item.disputed.minor - item.claimed.minor)
        debts.append(Debt(item.number, item.due, rest, tuple(payments), item.invoice_date, besides=promised))
    return debts


def _received(items: Iterable[Item]) -> list[tuple[date, Money]]:
    """Return the payments on account, the newest first."""
    found = [
        (item.invoice_date or item.due, -item.balance)
        for item in items
        if item.kind is ItemKind.UNAPPLIED and item.balance.minor < 0
    ]
    return sorted(found, key=lambda each: each[0], reverse=True)


def _covering(credited: Money, received: list[tuple[date, Money]]) -> Iterator[tuple[date, Money]]:
    """Take from the payments on account, the oldest first, what covers `credited`; a credit note covers the rest."""
    rest = credited.minor
    for place in range(len(received) - 1, -1, -1):
        day, amount = received[place]
        if amount.currency == credited.currency and rest and amount.minor:
            used = min(rest, amount.minor)
            received[place] = (day, replace(amount, minor=amount.minor - used))
            rest -= used
            yield day, replace(amount, minor=used)


def waive(desk: Desk, account: int, reason: str) -> Placing:
    """Keep that no interest is asked of the account, and why; an empty reason ends the waiver. Undone like a call."""
    label = "interest waived" if reason else "interest not waived"
    return on_account(desk, label, account, lambda rows: kept.waive(rows, account, safe(desk, reason)))


def interest_words(desk: Desk, card: Card) -> str:
    """Say what late interest comes to today, for the caller's eyes; empty where there is none or no rule for it."""
    try:
        made = interest_of(desk, card)
    except ArcallError:
        return ""
    if not made.interest:
        return ""
    amount = " + ".join(map(str, made.interest))
    basis = "by contract" if not made.regime.country else f"by law ({made.regime.country})"
    to = made.reckoned_to
    day = "today" if to == desk.clock.calendar_day() else f"{to:%d %b %Y}, the rate is known no further"
    return f"{amount} to {day}, {basis}, {'waived: ' + made.waived if made.waived else 'not claimed'}"


def claimable(
    desk: Desk, card: Card, items: frozenset[int], *, interest: bool, fees: bool
) -> AccountInterest | None:
    """Return what a letter about these items (none: all) may ask for besides, to today or to where the rate is known.

    `interest`, `fees`: what the user wants asked for; None for neither. Raises UsageError where it is waived, or there
    is none.
    """
    if not (interest or fees):
        return None
    refuse_legal_hold(card.account)
    made = interest_of(desk, card, items=items)
    if made.waived:
        raise UsageError(
            f"The interest is waived: {made.waived}.", 'arcall interest ACCOUNT --waive "" ends that.'
        )
    for wanted, amounts, what in (
        (interest, made.interest, "late interest"),
        (fees, made.fixed, "fixed sum by law"),
    ):
        if wanted and not amounts:
            raise UsageError(f"There is no {what} to ask {card.account.name} for.")
    debts = made.debts
    if not interest:
        debts = tuple(replace(each, interest=replace(each.interest, minor=0)) for each in debts)
    if not fees:
        debts = tuple(replace(each, fixed=None) for each in debts)
    return replace(made, debts=debts)


_HEAD = ("INVOICE", "FROM", "TO", "DAYS", "ON", "RATE", "INTEREST")


def working(made: AccountInterest) -> Iterator[str]:
    """Yield the sum, the steps it is made of, and where the rates are from."""
    total = " + ".join(map(str, made.interest)) or ("not reckoned" if made.unknown_from else "none")
    state = f"waived: {made.waived}" if made.waived else "not claimed"
    yield f"Late interest to {made.until:%d %b %Y}: {total} ({made.regime.law}, {made.grounds}; {state})"
    if made.fixed:
        yield f"Fixed sums by law: {' + '.join(map(str, made.fixed))}"
    if any(each.steps for each in made.debts):
        yield ""
        yield from padded([_HEAD, *_rows(made.debts)], {3, 4, 5, 6})
    yield ""
    yield f"Rates: {made.regime.reference.name} ({made.regime.reference.source})"


def _rows(debts: Iterable[Reckoning]) -> Iterator[tuple[str, ...]]:
    for made in debts:
        for place, step in enumerate(made.steps):
            number = one_line(made.debt.number) if not place else ""
            total = str(made.interest) if place == len(made.steps) - 1 else ""
            days = f"{step.start:%d %b %Y}", f"{step.end:%d %b %Y}", str(step.days)
            yield number, *days, str(step.amount), f"{float(step.rate):g} %", total
