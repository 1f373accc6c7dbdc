"""What comes in: whose a message is, what it seems to say, and their list beside ours; nothing counts before a yes."""

from __future__ import annotations

from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.letters.accepting import accept, accept_contact
from arcall_tui.workday.letters.comparing import compared
from arcall_tui.workday.letters.reading import Saying, incoming_of, read_message
from books import TODAY, Shelf, add_account, add_invoice
from letter_desk import at_desk
from shell import arcall
from test_letters_content import past


@pytest.fixture
def desk(shelf: Shelf, tmp_path: Path) -> Desk:
    made = at_desk(shelf, tmp_path)
    account = add_account(made, "A")
    for number, minor in (("INV-101", 500_000), ("INV-102", 123_456), ("INV-1011", 9_900)):
        add_invoice(made, account, number, minor, past(30), "EUR")
    other = add_account(made, "B")
    made.book.execute("UPDATE contact SET email = 'ap@other.example' WHERE account_id = ?", (other,))
    add_invoice(made, other, "INV-900", 7_700, past(30), "EUR")
    return made


def mail(text: str, sender: str = "Maria <Maria@example.org>", *, html: bool = False) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, "Re: your reminder"
    message.set_content(text, subtype="html" if html else "plain")
    return bytes(message)


def read(desk: Desk, text: str, **more: object):
    return read_message(desk, incoming_of(mail(text, **more), "x.eml"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "saying", "invoices", "amount", "day"),
    [
        ("INV-101 was paid on 12 November 2026, ref AB12345.", Saying.PAID, ["INV-101"], None, date(2026, 11, 12)),
        ("We will pay INV-102, EUR 1,234.56, on December 4th.", Saying.PROMISE, ["INV-102"], 123_456, date(2026, 12, 4)),
        ("Wir werden 5.000,00 EUR für INV-101 am 27.11.2026 überweisen.", Saying.PROMISE, ["INV-101"], 500_000, date(2026, 11, 27)),
        ("INV-101 haben wir am 3. November bereits bezahlt.", Saying.PAID, ["INV-101"], None, date(2026, 11, 3)),
        ("Nous contestons la facture INV-102, le prix est erroné.", Saying.DISPUTE, ["INV-102"], None, None),
        ("Pagaremos INV-101 el 5 de diciembre.", Saying.PROMISE, ["INV-101"], None, date(2026, 12, 5)),
        ("We never received the goods of INV-101.", Saying.DISPUTE, ["INV-101"], None, None),
        ("Please send a copy of INV-102.", Saying.COPY, ["INV-102"], None, None),
        ("We will pay INV-101 on 2026-12-01.", Saying.PROMISE, ["INV-101"], None, date(2026, 12, 1)),
    ],
)  # fmt: skip
def test_a_message_says_what_it_says(
    desk: Desk, text: str, saying: Saying, invoices: list[str], amount: int | None, day: date | None
):
    made = read(desk, text)
    (call,) = made.calls
    assert (made.account, call.saying) == (1, saying)
    assert [item.number for item in call.items] == invoices
    assert call.amount == (Money(amount, "EUR") if amount else None)
    assert call.day == day


@pytest.mark.parametrize(
    "text", ["Thank you for your message.", "I am out of office until 30 November.", "Who is INV-999?"]
)
def test_a_message_that_says_nothing_suggests_nothing(desk: Desk, text: str):
    assert read(desk, text).calls == ()


def test_what_is_quoted_is_ours_and_not_read_as_theirs(desk: Desk):
    text = "Thank you.\n\nOn Fri, 13 Nov 2026 Sam Lee wrote:\n> INV-101 was paid on 1 November 2026\nWe will pay INV-101."
    assert read(desk, text).calls == ()


def test_an_html_message_is_read_without_its_markup(desk: Desk):
    made = read(
        desk, "<p>We will pay&nbsp;<b>INV-101</b><br>on 1 December 2026.</p><script>x</script>", html=True
    )
    assert made.calls[0].day == date(2026, 12, 1)


def test_nothing_is_on_record_before_it_is_accepted_and_then_it_is_undone_like_a_call(desk: Desk):
    made = read(desk, "We will pay INV-102, EUR 1,234.56, on 4 December 2026.")
    assert desk.card(1).history == ()
    accept(desk, made, 1)
    (promise,) = desk.card(1).promises
    assert (promise.amount, promise.due) == (Money(123_456, "EUR"), date(2026, 12, 4))
    assert "By e-mail" in desk.card(1).history[0].note
    with pytest.raises(UsageError):
        accept(desk, made, 2)


@pytest.mark.parametrize(
    ("text", "says"),
    [("We will pay INV-101 soon.", "on which day"), ("We will pay INV-101 on 03/12/2026.", "in two ways")],
)
def test_a_promise_without_a_certain_day_is_not_recorded(desk: Desk, text: str, says: str):
    made = read(desk, text)
    with pytest.raises(UsageError, match=says):
        accept(desk, made, 1)
    assert desk.card(1).history == ()


def test_an_objection_becomes_a_dispute_on_what_it_names(desk: Desk):
    accept(desk, read(desk, "The goods of INV-101 arrived damaged, this is wrong price."), 1)
    (dispute,) = desk.card(1).disputes
    assert [line.amount for line in dispute.lines] == [Money(500_000, "EUR")]
    assert desk.card(1).history[0].code is Code.DISP


def test_whose_a_message_is_comes_from_the_address_or_the_invoices_and_never_from_a_guess(desk: Desk):
    assert read(desk, "Hello", sender="ap@other.example").account == 2
    named = read(desk, "INV-900 is paid, we paid it.", sender="new@other.example")
    assert (named.account, named.new_contact) == (2, "new@other.example")
    accept_contact(desk, named)
    assert "new@other.example" in {contact.email for contact in desk.contacts(2)}
    both = read(desk, "INV-900 and INV-101", sender="x@y.example")
    assert (both.account, set(both.others)) == (None, {1, 2})
    assert read(desk, "Hello", sender="x@y.example").account is None


def test_their_list_is_compared_with_ours(desk: Desk):
    text = "Invoice;Date;Amount\nINV-101;2026-10-01;5.000,00\nINV-102;2026-10-01;1.200,00\nXX-77;2026-10-01;10,00\n"
    made = compared(text, desk.invoices(1))
    assert made.agreed == 1
    assert [item.number for item in made.lacking] == ["INV-1011"]
    assert [(item.number, other.minor) for item, other in made.differing] == [("INV-102", 120_000)]
    assert made.theirs == ("XX-77",)
    paid = compared("INV-101   5,000.00  paid 2 Nov\nINV-102 1,234.56\nINV-1011 99.00", desk.invoices(1))
    assert ([item.number for item in paid.paid], paid.agreed, paid.lacking) == (["INV-101"], 2, ())


@pytest.mark.parametrize("content", [b"\0\1\2", b"\0" * 10_000_001])
def test_what_is_no_message_is_refused(content: bytes):
    with pytest.raises(InputRefusedError):
        incoming_of(content, "x.eml")


def test_the_shell_reads_and_records_only_what_is_accepted(desk: Desk, tmp_path: Path):
    book = Path(desk.path)
    desk.book.commit()
    file = tmp_path / "m.eml"
    file.write_bytes(mail(f"We will pay INV-101 on {TODAY + timedelta(days=6)}."))
    said = arcall("read", file, "--json", book=book)
    assert said.json["suggestions"][0]["code"] == "PTP"
    assert arcall("show", "A", "--json", book=book).json["promises"] == []
    assert arcall("read", file, "--accept", 1, book=book).code == 0
    assert arcall("show", "A", "--json", book=book).json["promises"][0]["amount"] == "5000.00"
    assert arcall("read", tmp_path / "none.eml", book=book).code == 3
    listed = tmp_path / "list.csv"
    listed.write_text("INV-101,5000.00\n")
    assert "They lack: INV-" in arcall("read", listed, "--account", "A", book=book).out
