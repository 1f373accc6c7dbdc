"""Letters to customers and memos to the user's own people: two types, so that neither goes to the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from arcall_tui.domain.account import Account
from arcall_tui.domain.sender import Colleague, Sender
from arcall_tui.domain.text import one_line
from arcall_tui.errors import InputRefusedError
from arcall_tui.workday.desk.views import Card
from arcall_tui.workday.letters.account_view import LetterAccount
from arcall_tui.workday.letters.attachments import Attachment
from arcall_tui.workday.letters.language import ENGLISH, wording
from arcall_tui.workday.letters.letter_fields import MEMO_ALONE, Sheet, letter_fields, memo_fields
from arcall_tui.workday.letters.letter_kinds import MEMOS, refuse_untrue
from arcall_tui.workday.letters.recipients import LetterCustomer
from arcall_tui.workday.letters.templates import fill_in
from arcall_tui.workday.letters.texts import Texts

_EMPTY = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail to a customer, ready to be looked at. `language`: of its text; `grounds`: why that one.

    `attached`: the files that go with it. `doubts`: what the caller should know before it leaves.
    """

    name: str
    to: LetterCustomer
    subject: str
    body: str
    language: str = ""
    grounds: str = ""
    attached: tuple[Attachment, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it goes; nowhere yet where no address is known."""
        return self.to.addresses


@dataclass(frozen=True, slots=True)
class Memo:
    """An e-mail to somebody of the user's own. `to`: None where the settings name nobody."""

    name: str
    to: Colleague | None
    subject: str
    body: str
    attached: tuple[Attachment, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it goes; nowhere yet where the settings name nobody."""
        return (self.to.email,) if self.to else ()


def write_letter(
    texts: Texts,
    name: str,
    sheet: Sheet,
    to: LetterCustomer,
    grounds: str = "",
    attached: tuple[Attachment, ...] = (),
) -> Letter:
    """Fill in a letter to the customer.

    Raises UsageError where it would say what is not so, InputRefusedError for a mistake in its template.
    """
    refuse_untrue(name, sheet.view)
    source, template = texts.letter(name, sheet.wording.language, sheet.view.account.creditor)
    subject, body = _parts(fill_in(source, template, letter_fields(sheet)), name)
    return Letter(name, to, subject, body, sheet.wording.language, grounds, attached)


def write_memo(
    texts: Texts, name: str, sheet: Sheet, card: Card, here: ZoneInfo, to: Colleague | None
) -> Memo:
    """Fill in a memo to somebody of the user's own. Raises as `write_letter`."""
    refuse_untrue(name, sheet.view)
    subject, body = _parts(fill_in(texts.memo(name), name, memo_fields(sheet, card, here)), name)
    return Memo(name, to, subject, body)


def faults_of(texts: Texts) -> Iterator[str]:
    """Yield what is wrong with the user's own texts, in a sentence each: of letters and memos with line and nearest field."""
    nothing = LetterAccount(Account(0, "", "", ""), date.min, None, (), (), (), (), (), (), (), (), (), {})
    fields = letter_fields(Sheet(nothing, wording(ENGLISH, ""), Sender(), None))
    for path in texts.own():
        memo = path.parts[0] == "memos" or path.stem in MEMOS
        try:
            source = texts.read(path.as_posix())
            if memo or path.parts[0] == "letters":
                fill_in(
                    source,
                    path.with_suffix("").as_posix(),
                    {**fields, **dict.fromkeys(MEMO_ALONE if memo else (), "")},
                )
        except InputRefusedError as error:
            yield f"{error.message} {error.hint}"


def _parts(text: str, name: str) -> tuple[str, str]:
    """Return subject and body of a filled-in template. Raises InputRefusedError where nothing stands in it."""
    head, _, body = text.partition("\n")
    subject = head.partition(":")[2] if head.lower().startswith("subject:") else ""
    body = body if subject else text
    if not body.strip():
        raise InputRefusedError(f"The letter {name} has no text.", "Write one, or move your template away.")
    return one_line(subject) or name, _EMPTY.sub("\n\n", body.strip("\n")) + "\n"
