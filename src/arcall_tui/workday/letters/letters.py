"""E-mails from templates: facts filled in by Jinja's sandbox, left as a draft for the caller's mail program."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from zoneinfo import ZoneInfo

from arcall_tui import private_files
from arcall_tui.domain.account import Invoice
from arcall_tui.domain.activity import LIVE_PROMISES, DisputeState
from arcall_tui.domain.age import days_past_due
from arcall_tui.domain.money import Money
from arcall_tui.domain.reach import check_email
from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.errors import ArcallError, BookError, InputRefusedError, UsageError
from arcall_tui.workday.desk.views import Card
from arcall_tui.workday.letters.texts import Texts, me

_LAST = 5


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail, ready to be looked at: `template` is where it comes from."""

    template: str
    to: str
    subject: str
    body: str


def facts(card: Card, here: ZoneInfo, now: datetime) -> dict[str, str]:
    """Return what letters and snippets may say about an account, in words; empty where it is not known."""
    standing = card.placing.standing
    contact = card.contacts[0] if card.contacts else None
    overdue = [item for item in card.invoices if item.balance.minor > 0 and item.due < standing.day]
    oldest = min((item.due for item in overdue), default=None)
    live = [p for p in card.promises if p.state in LIVE_PROMISES]
    said = {
        "name": card.account.name,
        "id": card.account.ledger_id,
        "contact": contact.name if contact else "",
        "address": contact.address if contact else "",
        "phone": contact.phone if contact else "",
        "email": contact.email if contact else "",
        "amount": _sum(overdue) or _sum(list(card.invoices)),
        "oldest": _day(oldest) if oldest else "",
        "days": str(days_past_due(oldest, standing.day)) if oldest else "0",
        "promised": _day(live[0].due) if live else _day(card.promise_day) if card.promise_day else "",
        "promised_amount": str(live[0].amount) if live else "",
        "pay_run": card.guide.pay_run,
        "as_of": _day(card.as_of) if card.as_of else "",
        "today": _day(now.astimezone(here).date()),
        "me": me(),
        "pays": f"on average {card.pays.mean:.0f} days late ({card.pays.count} bills)"
        if card.pays.count
        else "n/a",
    }
    return {name: one_line(value) for name, value in said.items()}


def _tables(card: Card, here: ZoneInfo) -> dict[str, str]:
    today = card.placing.standing.day
    overdue = [item for item in card.invoices if item.balance.minor > 0 and item.due < today]
    promises = [f"  {p.amount} by {_day(p.due)}: {p.state}" for p in card.promises]
    disputes = [
        f"  {d.reason}, with {one_line(d.owner) or 'nobody yet'}, news due {_day(d.next_on)}"
        for d in card.disputes
        if d.state is DisputeState.OPEN
    ]
    history = [
        f"  {_day(each.at.astimezone(here).date())}  {each.code.means.label}"
        f"{': ' + one_line(each.detail) if each.detail else ''}"
        for each in card.history[:_LAST]
    ]
    return {
        "overdue": _table(overdue, today),
        "items": _table(list(card.invoices), today),
        "totals": "\n".join(f"  Total open: {total}" for total in _totals(list(card.invoices))),
        "promises": "\n".join(promises),
        "disputes": "\n".join(disputes),
        "history": "\n".join(history),
    }


def _table(items: list[Invoice], today: date) -> str:
    if not items:
        return "  (none)"
    number = max(len(one_line(item.number)) for item in items)
    amount = max(len(str(item.balance)) for item in items)
    rows = []
    for item in items:
        late = days_past_due(item.due, today)
        state = f"{late} days past due" if late > 0 and item.balance.minor > 0 else str(item.kind)
        rows.append(
            f"  {one_line(item.number):<{number}}  due {_day(item.due)}  {item.balance!s:>{amount}}  {state}"
        )
    return "\n".join(rows)


def _totals(items: list[Invoice]) -> list[Money]:
    sums: dict[str, int] = {}
    for item in items:
        sums[item.balance.currency] = sums.get(item.balance.currency, 0) + item.balance.minor
    return [Money(minor, currency) for currency, minor in sums.items()]


def _sum(items: list[Invoice]) -> str:
    return " and ".join(map(str, _totals(items)))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def write(texts: Texts, template: str, card: Card, here: ZoneInfo, now: datetime, to: str = "") -> Letter:
    """Fill in a template. Raises UsageError for none such, InputRefusedError for a mistake in it."""
    known = texts.names("letters")
    if template not in known:
        raise UsageError(f"There is no letter {template!r}.", f"There are: {', '.join(known)}.")
    from jinja2 import TemplateError  # noqa: PLC0415 - only who writes a letter waits for it
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    source = texts.read(f"letters/{template}.txt")
    known_facts = facts(card, here, now)
    try:
        # Plain text, not HTML: there is nothing to escape.
        made = SandboxedEnvironment(autoescape=False).from_string(source)
        text = many_lines(made.render({**known_facts, **_tables(card, here)}))
    except (TemplateError, ArithmeticError, TypeError, AttributeError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f", line {line}" if line else ""
        raise InputRefusedError(
            f"The letter {template}{where} cannot be filled in: {one_line(str(error))}.",
            "Mend it, or move it away: the packaged one is used then.",
        ) from None
    head, _, body = text.partition("\n")
    subject = head.partition(":")[2] if head.lower().startswith("subject:") else ""
    return Letter(
        template, to or known_facts["email"], one_line(subject) or template, body.strip("\n") + "\n"
    )


def save(letter: Letter, folder: Path, account: str, now: datetime) -> Path:
    """Write the letter as a draft (.eml, opened for writing by mail programs) for the caller alone to read.

    Raises UsageError for an address that is none, BookError where the disk fails.
    """
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    message["Subject"] = letter.subject
    if letter.to:
        check_email(letter.to)
        message["To"] = letter.to
    message["X-Unsent"] = "1"  # Outlook and others open it for writing
    message.set_content(letter.body, cte="quoted-printable")
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{now:%Y-%m-%d-%H%M%S}-{account}-{letter.template}")[:120]
    try:
        private_files.make_folder(folder)
        return _written(folder, name, bytes(message))
    except OSError as error:
        raise BookError(
            f"The draft cannot be written to {folder}: {error.strerror}.", "Check the disk."
        ) from None


def save_all(letters: Mapping[int, tuple[str, Letter]], folder: Path, now: datetime) -> dict[int, Path]:
    """Write several drafts, by account: (the ledger's id, the letter); all of them, or none. Raises as `save`."""
    made: dict[int, Path] = {}
    try:
        for account, (ledger_id, letter) in letters.items():
            made[account] = save(letter, folder, ledger_id, now)
    except ArcallError:
        for path in made.values():
            path.unlink(missing_ok=True)
        raise
    return made


def _written(folder: Path, name: str, content: bytes) -> Path:
    for count in range(1000):
        path = folder / f"{name}{f'-{count}' if count else ''}.eml"
        with contextlib.suppress(FileExistsError):
            private_files.write(path, content, over=False)
            return path
    raise BookError(f"The folder {folder} is full of drafts of that name.", "Clear it out.")
