"""Letters to customers and memos to the user's own people: two types, so that neither goes to the other."""

import difflib
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from arcall_tui.domain.account import Account, Contact, addresses_of, check_email
from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.outgoing import Colleague, Sender
from arcall_tui.workday.desk.desk import Card
from arcall_tui.workday.letters.account_view import LetterAccount, refuse_untrue
from arcall_tui.workday.letters.attachments import Attachment
from arcall_tui.workday.letters.language import ENGLISH, wording
from arcall_tui.workday.letters.letter_fields import MEMO_ALONE, Sheet, letter_fields, memo_fields
from arcall_tui.workday.letters.texts import Texts


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses that a field holds, one or several. Raises UsageError for what is none."""
    found = addresses_of(text)
    for each in found:
        check_email(each)
    return found


def customer_to(contacts: Sequence[Contact], to: str = "") -> tuple[Contact | None, tuple[str, ...]]:
    """Return the contact with that address, without one the first that has any, and the addresses of the letter.

    Raises UsageError for an address that is none.
    """
    if to.strip():
        addresses = addresses_in(to)
        named = (each for each in contacts if set(addresses) & set(addresses_of(each.email)))
        return next(named, None), addresses
    contact = next((each for each in contacts if each.email.strip()), next(iter(contacts), None))
    return contact, addresses_in(contact.email) if contact else ()


def colleague_for(
    people: Mapping[str, Colleague], contacts: Iterable[Contact], to: str, wanted: Sequence[str]
) -> Colleague | None:
    """Return whom a memo goes to: the role or address in `to`, else the first of the `wanted` roles there is.

    None where the settings name nobody that fits. Raises UsageError for somebody who is not among them, and for
    an address that a contact of the customer has, too.
    """
    if to.strip():
        word = one_line(to).casefold()
        found = next(
            (each for each in people.values() if word in {each.role.casefold(), each.email.casefold()}), None
        )
        if found is None:
            named = f"There are: {', '.join(people)}." if people else "There is nobody yet."
            raise UsageError(
                f"A memo only goes to your own people, and {one_line(to)!r} is none of them.",
                f"{named} [people] in settings.toml names them.",
            )
    else:
        found = next((people[role] for role in wanted if role in people), None)
    if found is not None and any(found.email.casefold() in each.email.casefold() for each in contacts):
        raise UsageError(
            f"{found.email} is your {found.role}, and a contact of this customer, too.",
            "A memo must not reach the customer: correct one of the two.",
        )
    return found


_SIZE = 200_000  # characters of a filled-in letter
_SOURCE = 50_000  # characters of a template
_KEPT = 200  # templates: whoever writes many letters writes them by few of them
_FILTERS = "d default upper lower title capitalize trim length count first last truncate".split()
# Nothing that calls, repeats or keeps: what is written is as large as the template and its fields, and no more.
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Keyword,
)  # fmt: skip
_TROUBLE = (
    TemplateError, ArithmeticError, TypeError, AttributeError, ValueError, LookupError, RecursionError, MemoryError,
    SyntaxError, RuntimeError,
)  # fmt: skip
_WAY_OUT = "Mend it, or move it away: the packaged one is used then."


@cache
def _environment() -> Environment:
    # Plain text, not HTML: there is nothing to escape.
    made = SandboxedEnvironment(autoescape=False, keep_trailing_newline=True, undefined=StrictUndefined)
    made.filters = {name: made.filters[name] for name in _FILTERS}
    made.globals = {}
    return made


def fill_in(source: str, name: str, fields: Mapping[str, str]) -> str:
    """Return the text of a template with its fields. `name`: how messages call it.

    Raises InputRefusedError with the line for a mistake in it, for a field that is not known with the nearest,
    and where it becomes too large.
    """
    try:
        if len(source) > _SOURCE:
            raise RuntimeError(f"it has more than {_SOURCE:,} characters")
        template, names = _compiled(source)
        _refuse_unknown(names, name, fields)
        return many_lines(_joined(template.generate(**fields)))
    except _TROUBLE as error:
        # Jinja compiles a template so that the traceback knows its lines.
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == "<template>"]
        line = error.lineno if isinstance(error, TemplateSyntaxError) else (lines or [None])[-1]
        where = f", line {line}" if line else ""
        raise InputRefusedError(
            f"The letter {name}{where} cannot be filled in: {one_line(_reason(error))}.", _WAY_OUT
        ) from None


@lru_cache(_KEPT)
def _compiled(source: str) -> tuple[Template, tuple[nodes.Name, ...]]:
    """Return a template ready to be filled in, and where it names which field.

    Raises TemplateSyntaxError for the first thing in it that does more than write its fields.
    """
    tree = _environment().parse(source)
    # Before it is compiled: that works out what is written of constants, however large it becomes.
    act = next((node for node in tree.find_all(nodes.Node) if not isinstance(node, _ALLOWED)), None)
    if act is not None:
        what = type(act).__name__.lower()
        raise TemplateSyntaxError(f"only fields, if and filters are for letters, no {what}", act.lineno)
    return _environment().from_string(tree), tuple(tree.find_all(nodes.Name))


def _joined(parts: Iterator[str]) -> str:
    made: list[str] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > _SIZE:
            raise RuntimeError(f"it becomes longer than {_SIZE:,} characters")
        made.append(part)
    return "".join(made)


def _refuse_unknown(names: tuple[nodes.Name, ...], name: str, fields: Mapping[str, str]) -> None:
    unknown = [node for node in names if node.name not in fields]
    if not unknown:
        return
    first = min(unknown, key=lambda node: node.lineno)
    close = difflib.get_close_matches(first.name, fields, n=1)
    hint = f"Did you mean {close[0]}? " if close else ""
    raise InputRefusedError(
        f"The letter {name}, line {first.lineno}: there is no field {one_line(first.name)!r}.",
        f"{hint}Fields: {', '.join(sorted(fields))}.",
    )


def _reason(error: BaseException) -> str:
    if isinstance(error, TemplateError) and error.message:
        return error.message.rstrip(".")
    return (str(error) or type(error).__name__).rstrip(".")


_EMPTY = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail to a customer, or a memo to somebody of the user's own, ready to be looked at. `language`: of its text.

    `to`: None where no contact is meant, or the settings name nobody. `addresses`: where it goes; none where none is known.

    `attached`: the files that go with it. `doubts`: what the caller should know before it leaves.
    """

    name: str
    to: Contact | Colleague | None
    addresses: tuple[str, ...]
    subject: str
    body: str
    language: str
    attached: tuple[Attachment, ...] = ()
    doubts: tuple[str, ...] = ()


def write_letter(
    texts: Texts, name: str, sheet: Sheet, addresses: tuple[str, ...], attached: tuple[Attachment, ...] = ()
) -> Letter:
    """Fill in a letter to the customer.

    Raises UsageError where it would say what is not so, InputRefusedError for a mistake in its template.
    """
    refuse_untrue(name, sheet.view)
    source, template = texts.letter(name, sheet.wording.language, sheet.view.account.creditor)
    subject, body = _parts(fill_in(source, template, letter_fields(sheet)), name)
    return Letter(name, sheet.contact, addresses, subject, body, sheet.wording.language, attached)


def write_memo(
    texts: Texts, name: str, sheet: Sheet, card: Card, here: ZoneInfo, to: Colleague | None
) -> Letter:
    """Fill in a memo to somebody of the user's own. Raises as `write_letter`."""
    refuse_untrue(name, sheet.view)
    source = texts.read(f"memos/{name}.txt")
    subject, body = _parts(fill_in(source, name, memo_fields(sheet, card, here)), name)
    return Letter(name, to, (to.email,) if to else (), subject, body, ENGLISH)


def faults_of(texts: Texts) -> Iterator[str]:
    """Yield what is wrong with the user's own texts, in a sentence each: of letters and memos with line and nearest field."""
    nothing = LetterAccount(Account(0, "", "", ""), date.min, None)
    fields = letter_fields(Sheet(nothing, wording(ENGLISH, ""), Sender(), None))
    for path in texts.own():
        known = {"letters": fields, "memos": fields | dict.fromkeys(MEMO_ALONE, "")}.get(path.parts[0])
        try:
            source = texts.read(path.as_posix())
            if known:
                fill_in(source, path.with_suffix("").as_posix(), known)
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
