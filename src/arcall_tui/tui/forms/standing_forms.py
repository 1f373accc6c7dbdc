"""The forms about what stands from call to call, and the letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from arcall_tui.domain.account import Guide
from arcall_tui.domain.activity import FollowUpKind
from arcall_tui.domain.payrun import PayRun, doubt_of_cut_off, doubt_of_run
from arcall_tui.domain.text import one_line
from arcall_tui.outgoing import checked_fact, fact_label
from arcall_tui.tui.forms.fields import Field, free_text, pick
from arcall_tui.tui.forms.form import Form, Send
from arcall_tui.tui.forms.without_call import care_form
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.render.moments import day_full
from arcall_tui.workday.calls.customer_facts import edit_guide
from arcall_tui.workday.calls.reading import Doubt, Reading, Understood

_FACTS = (
    ("method", "Pays by", "transfer, card, cheque, direct debit ..."),
    ("pay_run", "Pay run", "thu · tue, fri · 15 and 30 · eom"),
    ("cut_off", "Cut-off", "days before a run to have all they need"),
    ("portal", "Portal", "where bills have to be entered"),
    ("mind", "Mind", "etiquette, process: PO number first ..."),
    ("tags", "Tags", "your own words for it, to filter by: vip slow"),
    ("post", "Post to", "lines with ; between: High St 1; Leeds LS1 1AA"),
)


def guide(reading: Reading) -> Form:
    """Ask how the customer works: how and when they pay, what to mind."""
    fields = [
        Field(name, label, free_text, LineEdit(one_line(getattr(reading.card.guide, name))), ghost_echo=hint)
        for name, label, hint in _FACTS
    ]

    def run_of(text: str) -> Understood:
        run = PayRun.parse(text)
        if run is None:
            return text, Doubt(doubt_of_run(text))
        return text, f"the next one is {day_full(run.first(reading.local.date(), reading.calendar))}"

    fields[1].read = run_of
    fields[2].read = lambda text: (text, Doubt(doubt) if (doubt := doubt_of_cut_off(text)) else "")
    form = care_form("How they pay", fields, reading)
    form.write = lambda values: partial(
        edit_guide, account=reading.card.account.id, guide=Guide(**{n: v or "" for n, v in values.items()})
    )
    return form


def who_sends(reading: Reading, facts: Sequence[str], send: Send) -> Form:
    """Ask who sends letters, and where they are paid to."""
    fields = [Field(name, fact_label(name), partial(_fact, name)) for name in facts]
    form = care_form("Who sends letters?", fields, reading)
    form.who, form.send = "asked once, kept in settings.toml; nothing typed: nobody", send
    return form


def _fact(name: str, text: str) -> Understood:
    return checked_fact(name, text), ""


def letter(
    reading: Reading,
    names: Sequence[str],
    preview: Callable[[str, str, str], str],
    accounts: Sequence[int],
    send: Send,
) -> Form:
    """Ask which letter goes to whom. `preview(name, to, more)` shows it and says what is wrong with it, or nothing."""
    contacts = reading.card.contacts
    email = next((one_line(contact.email) for contact in contacts if contact.email), "")
    copy = any(step.kind is FollowUpKind.SEND_COPY for step in reading.card.follow_ups)
    start = next((each for each in ("copy" if copy else "reminder", "reminder") if each in names), names[0])
    which = pick("template", "Letter", {name: name for name in names}, start)

    def read(text: str) -> Understood:
        advice = preview(text, to.edit.text.strip(), more.edit.text)
        return text, Doubt(advice) if advice else ""

    # Nothing is filled in: whom a letter goes to, and whom a memo, is shown above as it will be.
    ghost = email or "nobody yet: fill it in in your mail program"
    to = Field("to", "To", lambda text: (text, ""), LineEdit(""), ghost_echo=ghost)
    which.read = read
    more = pick(
        "more",
        "With",
        {
            each: each
            for each in ("text alone", "PDF", "files", "PDF and files", "interest", "interest and fees")
        },
    )
    fields: list[Field] = [which, more] if len(accounts) > 1 else [which, to, more]

    form = care_form("E-mail draft", fields, reading)
    form.send = send
    if len(accounts) > 1:
        form.who = f"{len(accounts)} accounts, each to its own contact"
    return form
