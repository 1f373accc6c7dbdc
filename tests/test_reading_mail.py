"""What comes in: whose a message is, what it seems to say, and their list beside ours; nothing counts before a yes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from arcall_tui.domain.account import Invoice, ItemKind
from arcall_tui.domain.money import Money
from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.workday.calls.record import undo
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.letters.accepting import accept, accept_contact, doubt_of, refusal_of, said_in_words
from arcall_tui.workday.letters.comparing import compared, file_in, is_list
from arcall_tui.workday.letters.incoming import read_message
from arcall_tui.workday.letters.messages import incoming_of
from arcall_tui.workday.letters.said_calls import Saying, SuggestedCall, calls_in
from arcall_tui.workday.letters.said_days import Written, said_day
from arcall_tui.workday.letters.said_numbers import named_of, names
from arcall_tui.workday.letters.sayings import saying_of
from books import TODAY, Shelf, add_account, add_invoice
from cases import for_each
from letter_desk import at_desk
from shell import arcall
from test_letters_content import past
from tries import DEEP, tries


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


@for_each(
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


def unsure(call: SuggestedCall) -> str:
    return refusal_of(call) or doubt_of(call)


OFFERED = (
    "We can pay INV-101 on 1 December 2026.", "Wir können INV-101 am 1. Dezember 2026 zahlen.",
    "Nous pouvons payer INV-101 le 1er décembre 2026.", "Podemos pagar INV-101 el 1 de diciembre de 2026.",
    "Possiamo pagare INV-101 il 1 dicembre 2026.", "Podemos pagar INV-101 em 1 de dezembro de 2026.",
    "Wij kunnen INV-101 op 1 december 2026 betalen.", "Możemy zapłacić INV-101 1 grudnia 2026.",
    "INV-101は2026年12月1日に支払えます。", "Le virement de INV-101 part le 1er décembre 2026.",
)  # fmt: skip
NOT_THEIRS = (
    "INV-101 is not our invoice.", "We did not order INV-101.", "INV-101 ist nicht unsere Rechnung.",
    "INV-101: wir haben nichts bestellt.", "INV-101 : nous n'avons rien commandé.", "INV-101 no es nuestra factura.",
    "INV-101 non è nostra fattura.", "INV-101: não é a nossa fatura.", "INV-101 hebben wij niet besteld.",
    "INV-101: nie zamawialiśmy tego.", "INV-101は注文しておりません。",
)  # fmt: skip
EXCEPTED = (
    "We have paid all your invoices except INV-101.", "ALL PAID EXCEPT INV-101", "Wir haben alles bis auf INV-101 bezahlt.",
    "Nous avons tout réglé sauf INV-101.", "Hemos pagado todo excepto INV-101.", "Abbiamo pagato tutto tranne INV-101.",
    "Pagámos tudo exceto INV-101.", "Wij hebben alles betaald behalve INV-101.", "Zapłaciliśmy wszystko oprócz INV-101.",
)  # fmt: skip
NO_OFFER = (
    "INV-101以外は支払いました。", "Wir haben INV-101 bezahlt bis auf 100 Euro.",
    "We cannot pay INV-101 on 1 December 2026.", "How can we pay INV-101?", "Wie können wir INV-101 zahlen?",
    "Wir können INV-101 erst nach Erhalt der Gutschrift zahlen.", "Nous ne pouvons pas payer INV-101.",
    "No podemos pagar INV-101.", "Wij kunnen INV-101 niet betalen.", "Nie możemy zapłacić INV-101.",
    "You need to send us the VAT number so that we can pay INV-101.",
    "You asked for INV-101 to be paid by 4 December.", "INV-101 was paid on 12 November. That was a mistake.",
    "INV-101 to be paid by our insurer.", "INV-101 to be paid by you to our subcontractor.",
    "We paid INV-101 after the reminder, this was an error and we want it back.",
)  # fmt: skip


TODAY_PAID = (
    "Paid today: INV-101 and INV-102.",
    "INV-101: done, paid this morning.",
    "We paid it yesterday: INV-101.",
)


def test_what_they_can_pay_is_offered_and_what_is_not_theirs_is_objected_to_in_every_language(desk: Desk):
    wanted = dict.fromkeys(OFFERED, "will pay") | dict.fromkeys(NOT_THEIRS, "objects")
    wanted |= dict.fromkeys(NO_OFFER, "") | dict.fromkeys((*TODAY_PAID, *EXCEPTED), "says it is paid")
    assert {text: ", ".join(call.saying for call in read(desk, text).calls) for text in wanted} == wanted
    assert {call.day for text in OFFERED for call in read(desk, text).calls} == {date(2026, 12, 1)}
    left_out = [call for text in EXCEPTED for call in read(desk, text).calls]
    assert {item.number for call in left_out for item in call.items} == {"INV-102", "INV-1011"}
    assert all("not certain" in doubt_of(call) for call in left_out)
    assert {unsure(call) for text in NOT_THEIRS for call in read(desk, text).calls} == {""}


TWICE = (
    "We paid INV-101 twice by mistake.", "INV-101 was paid twice, please refund the second payment.",
    "INV-101 haben wir zweimal bezahlt.", "INV-101 a été payée deux fois.", "Hemos pagado INV-101 dos veces.",
    "Abbiamo pagato INV-101 due volte.", "INV-101 hebben wij twee keer betaald.", "Zapłaciliśmy INV-101 dwa razy.",
    "INV-101を二重に支払いました。",
)  # fmt: skip
TOLD_TWICE = (
    "We paid INV-101 on 3 November and told you twice.", "I told you twice that we have paid INV-101.",
    "Ich habe Ihnen zweimal gesagt, dass INV-101 bezahlt ist.", "We have paid INV-101 and INV-102.",
)  # fmt: skip


def test_of_what_they_paid_twice_it_is_asked_what_becomes_of_the_second_payment(desk: Desk):
    doubts = {text: "".join(map(doubt_of, read(desk, text).calls)) for text in (*TWICE, *TOLD_TWICE)}
    second = "It may be paid twice: ask what becomes of the second payment."
    assert doubts == dict.fromkeys(TWICE, second) | dict.fromkeys(TOLD_TWICE, "")
    assert all(read(desk, text).calls for text in doubts)


@for_each("text", ["Thank you for your message.", "I am out of office until 30 November.", "Who is INV-999?"])
def test_a_message_that_says_nothing_suggests_nothing(desk: Desk, text: str):
    assert read(desk, text).calls == ()


@for_each("filler", ["a", "a1"])
def test_a_message_of_many_letters_without_a_sentence_is_read_in_time(desk: Desk, filler: str):
    # Each took minutes where a pattern looks through the rest of the text at every letter.
    made = read(desk, "INV-101 was paid on 12 November.\n\n" + filler * (100_000 // len(filler)))
    assert Code.PAID in {call.code for call in made.calls}


def test_what_is_quoted_is_ours_and_not_read_as_theirs(desk: Desk):
    text = "Thank you.\n\nOn Fri, 13 Nov 2026 Sam Lee wrote:\n> INV-101 was paid on 1 November 2026\nWe will pay INV-101."
    assert read(desk, text).calls == ()


QUOTED = (
    # As reported of others: zapier/email-reply-parser 59, discourse/email_reply_trimmer 4, twenty 25315, munin 854.
    "Sam Lee schrieb am Do. 20. Juni 2024 um 14:49:",
    'Am 21.04.2016 17:48 schrieb "Max Mustermann"',
    "Fra: Sam Lee <sam@lee.example>\nDato: 13. november 2026\nTil: M",
    "ons. 26. aug. 2026 kl. 14:05 skrev Sam Lee Credit Control <sam@lee.example\n>:",
    "W dniu 13.11.2026 o 10:00, Sam Lee pisze:",
    "pt., 13 lis 2026 o 10:00 Sam Lee <sam@lee.example> napisał(a):",
    "2026年11月13日(金) 10:00 Sam Lee <sam@lee.example>:",
    "On Fri, Nov 13, 2026 at 10:00 AM Sam Lee Credit Control <sam.lee@lee.example>\nwrote:",
    "Am Fr., 13. Nov. 2026 um 10:00 Uhr schrieb Sam Lee <\nsam@lee.example>:",
    "From: Credit Control [sam@lee.example]\nSent: Friday, 13 November 2026 5:08 p.m.\nTo: M",
    "Fra: Sam <sam@lee.example>\nSendt: 13. november 2026 10:00\nTil: M",
    "-----Ursprüngliche Nachricht-----\nVon: Sam\nAn: M\nDatum: 13.11.2026 15:00",
    "*From:* Sam <sam@lee.example>\n*Sent:* Friday, 13 November 2026\n*To:* M",
)


def test_quotations_begin_as_mail_programs_write_them(desk: Desk):
    for head in QUOTED:
        made = read(desk, f"We will pay INV-102 on 4 December.\n\n{head}\n\nINV-101 was paid on 1 November")
        assert [[item.number for item in call.items] for call in made.calls] == [["INV-102"]], head


def test_an_html_message_is_read_without_its_markup(desk: Desk):
    for text in ("We will pay&nbsp;<b>INV-101</b><br>on", "INV-101 will <i>be </i> <b>paid</b> &nbsp;on"):
        made = read(desk, f"<p>{text} 1 December 2026.</p><script>x</script>", html=True)
        assert made.calls[0].day == date(2026, 12, 1)


def test_nothing_is_on_record_before_it_is_accepted_and_then_it_is_undone_like_a_call(desk: Desk):
    made = read(desk, "We will pay INV-102, EUR 1,234.56, on 4 December 2026.")
    assert desk.card(1).history == ()
    accept(desk, made, [1])
    (promise,) = desk.card(1).promises
    assert (promise.amount, promise.due) == (Money(123_456, "EUR"), date(2026, 12, 4))
    assert "By e-mail: Re: your reminder" in {each.note for each in desk.card(1).history}
    with pytest.raises(UsageError):
        accept(desk, made, [2])


def test_a_message_that_is_on_record_is_not_recorded_again(desk: Desk):
    made = read(desk, "INV-101 was paid on 12 November 2026.")
    accept(desk, made, [1])
    with pytest.raises(UsageError, match="on record already"):
        accept(desk, made, [1])
    assert len(desk.card(1).history) == 2


def test_a_part_of_a_bill_that_is_named_is_promised_of_that_bill(desk: Desk):
    accept(desk, read(desk, "We will pay INV-102: EUR 500.00 on 4 December 2026."), [1])
    (promise,) = desk.card(1).promises
    named = {item.id: item.number for item in desk.card(1).invoices}
    assert [(named[line.invoice], line.amount) for line in promise.lines] == [
        ("INV-102", Money(50_000, "EUR"))
    ]
    assert not promise.any_invoice


@pytest.mark.parametrize(
    ("text", "says", "due"),
    [
        ("We will pay INV-101 soon.", "on which day", []),
        ("We will pay INV-101 on 03/12/2026.", "in two ways", ["2026-12-03"]),
        ("INV-101 is down for payment on 4 December.", "not certain", ["2026-12-04"]),
    ],
)
def test_what_is_not_certain_is_recorded_only_once_it_is_confirmed(
    desk: Desk, text: str, says: str, due: list[str]
):
    made = read(desk, text)
    with pytest.raises(UsageError, match=says):
        accept(desk, made, [1])
    assert desk.card(1).history == ()
    if due:
        accept(desk, made, [1], confirmed=True)
    assert [each.due.isoformat() for each in desk.card(1).promises] == due


def test_an_objection_to_nothing_that_is_named_disputes_nothing(desk: Desk):
    # A dispute without an invoice is of all that is overdue.
    with pytest.raises(UsageError, match="to which invoice"):
        accept(desk, read(desk, "The goods arrived damaged."), [1])


def test_an_objection_becomes_a_dispute_on_what_it_names(desk: Desk):
    accept(desk, read(desk, "The goods of INV-101 arrived damaged, this is wrong price."), [1])
    (dispute,) = desk.card(1).disputes
    assert [line.amount for line in dispute.lines] == [Money(500_000, "EUR")]
    assert desk.card(1).history[0].code is Code.DISP


def letter_of(
    text: str, *, charset: str = "utf-8", cte: str = "quoted-printable", html: bool = False
) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Maria <maria@example.org>", "Re: your reminder"
    message.set_content(text, subtype="html" if html else "plain", charset=charset, cte=cte)
    return bytes(message)


MAILS = {
    "a remittance list": (
        letter_of("Hello,\n\nplease find below our remittance advice. Payment of EUR 6,234.56 was released today.\n\n"
                  "Invoice      Amount\nINV-101      5,000.00\nINV-102      1,234.56\n\nTransaction no. TRX-88812\nMaria"),
        [("PAID", "INV-101 INV-102", 623_456, date(2026, 11, 20), "TRX-88812")],
    ),
    "the 3rd": (
        letter_of("Hi Sam,\ninvoice INV-101 was paid on the 3rd, please check your bank.\nThanks"),
        [("PAID", "INV-101", None, date(2026, 11, 3), "")],
    ),
    "what is to be paid, and what is to follow": (
        letter_of("INV-101 to be paid on 4 December, INV-102 to follow on 11 December."),
        [("PTP", "INV-101", None, date(2026, 12, 4), ""), ("PTP", "INV-102", None, date(2026, 12, 11), "")],
    ),
    "two things in one sentence": (
        letter_of("INV-101 was paid on 12 November, INV-102 will be paid on Tuesday."),
        [("PAID", "INV-101", None, date(2026, 11, 12), ""), ("PTP", "INV-102", None, date(2026, 11, 24), "")],
    ),
    "a quotation in Outlook's way": (
        letter_of("We will pay INV-102 on Tuesday.\n\nFrom: Sam Lee <sam@lee.example>\nSent: Monday, November 9, 2026 9:00 AM\n"
                  "To: Maria\nSubject: Reminder\n\nPlease pay INV-101. It was due on 13 October 2026.\n"),
        [("PTP", "INV-102", None, date(2026, 11, 24), "")],
    ),
    "handed on without a word": (
        letter_of("---------- Forwarded message ---------\nFrom: Ann <ann@example.org>\nDate: Mon, 9 Nov 2026\nSubject: INV\n\n"
                  "INV-101 was paid on 12 November 2026\n"),
        [("PAID", "INV-101", None, date(2026, 11, 12), "")],
    ),
    "handed on with a word": (
        letter_of("See below.\n\n---------- Forwarded message ---------\nFrom: Sam <sam@lee.example>\n\nINV-101 was paid on 1 November"),
        [],
    ),
    "German, windows-1252, base64": (
        letter_of("Sehr geehrter Herr Lee,\n\ndie Rechnung INV-101 über 5.000,00 € wird am 27.11. überwiesen.\n"
                  "Rechnung INV-102 haben wir nicht erhalten, bitte senden Sie uns eine Kopie.\n", charset="windows-1252", cte="base64"),
        [("PTP", "INV-101", 500_000, date(2026, 11, 27), ""), ("COPY", "INV-102", None, None, "")],
    ),
    "French, HTML only": (
        letter_of("<html><head><style>p{color:red}</style></head><body><p>Bonjour,</p><p>Le virement de 5&nbsp;000,00&nbsp;€ pour la "
                  "facture INV-101 a été effectué le 12 novembre 2026, référence VIR-20261112.</p><p>La facture INV-102 sera réglée "
                  "fin novembre.</p><blockquote>INV-1011 sera payée le 1 décembre</blockquote></body></html>", html=True),
        [("PAID", "INV-101", 500_000, date(2026, 11, 12), "VIR-20261112"), ("PTP", "INV-102", None, date(2026, 11, 30), "")],
    ),
    "Spanish": (
        letter_of("Buenos días:\nLa factura INV-102 la pagaremos el viernes 27 de noviembre.\nLa factura INV-101 tiene un precio incorrecto."),
        [("PTP", "INV-102", None, date(2026, 11, 27), ""), ("DISP", "INV-101", None, None, "")],
    ),
    "Italian": (
        letter_of("Buongiorno,\nabbiamo disposto il bonifico di EUR 1.234,56 per la fattura INV-102 in data 18/11/2026, CRO 12345678901.\n"
                  "La fattura INV-101 verrà saldata a fine mese."),
        [("PAID", "INV-102", 123_456, date(2026, 11, 18), "12345678901"), ("PTP", "INV-101", None, date(2026, 11, 30), "")],
    ),
    "Polish": (
        letter_of("Faktura INV-101 zostanie zapłacona w środę.\nFaktury INV-102 nie otrzymaliśmy.\n"),
        [("PTP", "INV-101", None, date(2026, 11, 25), ""), ("COPY", "INV-102", None, None, "")],
    ),
    "Dutch": (
        letter_of("Wij betalen INV-101 uiterlijk op 30 november. INV-102 is al betaald op 10 november.\n"),
        [("PTP", "INV-101", None, date(2026, 11, 30), ""), ("PAID", "INV-102", None, date(2026, 11, 10), "")],
    ),
    "Portuguese": (
        letter_of("O pagamento da fatura INV-101 foi feito em 16/11/2026.\nA INV-102 será paga na quinta-feira.\n"),
        [("PAID", "INV-101", None, date(2026, 11, 16), ""), ("PTP", "INV-102", None, date(2026, 11, 26), "")],
    ),
    "Japanese": (
        letter_of("お世話になっております。\nINV-101は11月18日に振込済みです。\nINV-102は11月30日にお支払いいたします。"),
        [("PAID", "INV-101", None, date(2026, 11, 18), ""), ("PTP", "INV-102", None, date(2026, 11, 30), "")],
    ),
}  # fmt: skip


@for_each("name", MAILS)
def test_mails_as_customers_write_them_say_what_they_say(desk: Desk, name: str):
    content, expected = MAILS[name]
    made = read_message(desk, incoming_of(content, "x.eml"))
    found = [
        (call.code, " ".join(item.number for item in call.items), call.amount and call.amount.minor, call.day, call.reference)
        for call in made.calls
    ]  # fmt: skip
    assert found == expected
    assert not any(call.day_doubtful for call in made.calls)


NO_PAYMENT = """
We have NOT paid INV-101 yet, sorry.
INV-101 has not been paid because the PO is missing.
INV-101 was never paid, as we told you.
We won't be paying INV-101 on 1 December.
We will not pay INV-101 until the credit note arrives.
We cannot pay INV-101 by 30 November.
Has INV-101 already been paid by us? Please check.
Could you confirm whether INV-101 was paid on 3 November?
Sure, we will pay INV-101 when hell freezes over.
If you send the POD, we will pay INV-101 on 1 December 2026.
INV-101 would have been paid on 12 November had you sent the PO.
INV-101 should have been paid by our shared service centre, I am checking.
I will send you the remittance once we have paid INV-101.
As soon as INV-101 is paid we will let you know.
Thanks, we were paid by our customer late, so INV-101 must wait.
You say INV-101 was due to be paid on 13 October.
Our bank rejected the payment of INV-101 made on 12 November.
It is not true that INV-101 was paid on 2 November 2026.
I am out of the office until 1 December. I will process payments when I am back.
We will send you the POD of INV-101 on 3 December 2026.
We will process your request about INV-101 on 3 December 2026.
A call about INV-101 is scheduled for 3 December 2026.
Die Rechnung INV-101 haben wir noch nicht bezahlt.
INV-101 wurde nicht überwiesen, da die Ware fehlt.
Wir werden INV-101 keinesfalls am 27.11. zahlen.
Wir würden INV-101 am 27.11. bezahlen, wenn die Gutschrift kommt.
Nous n'avons pas payé la facture INV-101.
La facture INV-101 ne sera pas réglée avant réception de l'avoir.
Todavía no hemos pagado la factura INV-101.
No pagaremos INV-101 el 5 de diciembre.
Non abbiamo ancora pagato la fattura INV-101.
La fattura INV-101 non verrà saldata a fine mese.
INV-101 is nog niet betaald.
Wij betalen INV-101 niet.
Faktura INV-101 nie została jeszcze zapłacona.
Nie zapłacimy INV-101 w środę.
A fatura INV-101 ainda não foi paga.
Não vamos pagar a INV-101 no dia 5.
INV-101はまだ振込みしておりません。
INV-101は11月30日にお支払いできません。
INV-101は11月30日にお支払いしますか。
INV-101 ka bhugtan abhi nahin kiya hai.
INV-101 का भुगतान अभी नहीं किया गया है।
"""


def test_what_denies_asks_or_makes_a_condition_is_no_payment_and_no_promise(desk: Desk):
    sentences = NO_PAYMENT.strip().splitlines()
    items, written = desk.invoices(1), Written(TODAY, "dmy")
    said = {each: calls_in(each, items[:1], items, written, None) for each in sentences}
    false = [
        each for each, calls in said.items() if {c.code for c in calls} & {Code.PAID, Code.PTP, Code.PLAN}
    ]
    assert false == []


def test_what_is_denied_beside_a_payment_does_not_take_it_away(desk: Desk):
    for text, code, number, day in (
        ("We have paid INV-101 but not INV-102.", Code.PAID, "INV-101", None),
        ("Wir haben INV-101 am 2. November bezahlt, nicht aber INV-102.", Code.PAID, "INV-101", date(2026, 11, 2)),
        ("Please don't send reminders: INV-101 was paid on 2 November.", Code.PAID, "INV-101", date(2026, 11, 2)),
        ("We cannot release INV-101 before 30 November, but INV-102 will be paid on 24 November.", Code.PTP, "INV-102", date(2026, 11, 24)),
        ("INV-101 ka bhugtan 12 November ko kar diya hai.", Code.PAID, "INV-101", date(2026, 11, 12)),
        ("INV-102 का भुगतान 4 दिसंबर को कर देंगे।", Code.PTP, "INV-102", date(2026, 12, 4)),
        ("Le paiement de INV-101 est prévu pour le 4 décembre.", Code.PTP, "INV-101", date(2026, 12, 4)),
        ("A cheque for INV-101 was posted yesterday.", Code.PAID, "INV-101", date(2026, 11, 19)),
        ("INV-101 was paid on 12 November. The reminder you sent: that was a mistake.", Code.PAID, "INV-101", date(2026, 11, 12)),
        ("Kindly let me have another copy of INV-101.", Code.COPY, "INV-101", None),
        ("INV-102 isn't for us, it is for Northwind Flooring.", Code.DISP, "INV-102", None),
    ):  # fmt: skip
        (call,) = read(desk, text).calls
        assert (call.code, [item.number for item in call.items], call.day) == (code, [number], day), text


def test_what_follows_about_another_invoice_is_not_said_of_it(desk: Desk):
    for text, numbers in (
        ("Wij hebben INV-101 op 12 november betaald, INV-102 volgt op 30 november.", ["INV-101"]),
        ("We paid INV-101 on 12 November, INV-102 is being checked.", ["INV-101"]),
        ("We paid INV-101, INV-102 and INV-1011 on 12 November.", ["INV-101", "INV-1011", "INV-102"]),
        (
            "INV-101, INV-102 and INV-1011 were paid, as agreed, on 12 November.",
            ["INV-101", "INV-1011", "INV-102"],
        ),
    ):
        call = read(desk, text).calls[0]
        assert (call.code, call.day, [i.number for i in call.items]) == (
            Code.PAID,
            date(2026, 11, 12),
            numbers,
        ), text


def test_days_are_told_from_the_day_on_which_a_message_was_written(desk: Desk):
    sent = b"Date: Mon, 16 Nov 2026 09:00:00 +0100\n" + mail("INV-101 was paid yesterday.")
    assert read_message(desk, incoming_of(sent, "x.eml")).calls[0].day == date(2026, 11, 15)
    handed_on = "---------- Forwarded message ---------\nFrom: a@b.example\n\nWe will pay INV-101 tomorrow.\n"
    assert read(desk, handed_on).calls[0].day_doubtful


@for_each(
    "text",
    ["We'll pay half of INV-101 tomorrow.", "We will pay EUR 1,000.00 on 1 December and EUR 2,000.00 later for INV-101."],
)  # fmt: skip
def test_a_part_is_not_recorded_as_the_whole(desk: Desk, text: str):
    with pytest.raises(UsageError, match="in parts"):
        accept(desk, read(desk, text), [1])


def test_a_message_that_states_no_charset_keeps_its_amounts(desk: Desk):
    desk.book.execute("UPDATE invoice SET currency = 'GBP' WHERE number = 'INV-101'")
    text = (
        "From: Maria <maria@example.org>\nSubject: Re\n\nWe will pay £200.00 of INV-101 on 4 December 2026."
    )
    for encoding in ("utf-8", "cp1252"):
        (call,) = read_message(desk, incoming_of(text.encode(encoding), "x.eml")).calls
        assert call.amount == Money(20_000, "GBP"), encoding


def test_an_amount_in_another_currency_is_not_taken_for_ours(desk: Desk):
    assert read(desk, "$5,000.00 was paid by us on 16 November 2026 for INV-101.").calls[0].amount is None


def test_a_doubtful_day_of_a_payment_is_not_put_on_record_as_if_it_were_certain(desk: Desk):
    accept(desk, read(desk, "INV-101 was paid on 03/11/2026."), [1])
    assert "Nov" not in desk.card(1).history[0].detail


def test_a_message_is_read_however_it_is_packed(desk: Desk):
    words = "INV-101 was paid on 12 November 2026."
    empty = EmailMessage()
    empty["From"] = "maria@example.org"
    empty.set_content("\n")
    empty.add_alternative(f"<p>{words}</p>", subtype="html")
    empty.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="advice.pdf")
    within = EmailMessage()
    within["From"] = "maria@example.org"
    within.set_content("\n")
    within.add_attachment(empty)
    packed = {
        "no words in the plain part": bytes(empty),
        "a message in a message": bytes(within),
        "a charset that is none": mail(words).replace(b"utf-8", b"x-none"),
        "wide characters": words.encode("utf-16"),
    }
    for how, content in packed.items():
        incoming = incoming_of(content, "x.eml")
        assert [call.code for call in read_message(desk, incoming).calls] == [Code.PAID], how
        assert bool(incoming.attached) is (how.endswith("part") or how.startswith("a message")), how


HEADS = "From: M\u00fcller <maria@example.org>\r\nSubject: INV-101\r\nDate: Thu, 19 Nov 2026 10:00:00 +0100\r\n".encode()
SAID = "Wir haben INV-101 am 12.11.2026 \u00fcberwiesen."
BLANK = b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n \r\n--b\r\n"


def in_charset(name: str) -> bytes:
    return HEADS + f"Content-Type: text/plain; charset={name}\r\n\r\n{SAID}".encode("cp1252")


# What other programs could not read, by public reports of bugs: who reported it, and the message.
REPORTED = {
    "nodemailer/mailparser 345: HTML alone in alternatives": HEADS + BLANK.partition(b"Content-Type: text/plain")[0]
    + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + f"<p>{SAID}</p>\r\n--b--".encode(),
    "docling 4295, mcp-gsuite 55: blanks alone in the plain part": HEADS + BLANK
    + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + f"<p>{SAID}</p>\r\n--b--".encode(),
    "james-project 4396: an invitation beside the text": HEADS
    + BLANK.replace(b"text/plain\r\n\r\n ", b"text/plain; charset=utf-8\r\n\r\n" + SAID.encode())
    + b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n--b--",
    "imbox 169: a charset with more behind it": in_charset('"utf-8  euao6y69zh2w"'),
    "imbox 177: a charset without a name": in_charset(""),
    "imbox 113, hermes-agent 55383: a charset that is none": in_charset("cp-850"),
    "alot 107: charset=unknown": in_charset("unknown"),
    "mail-mime-parser 40: no content type": HEADS + b"\r\n" + SAID.encode(),
    "frappe/suite 599, modoboa 944: a name in no known charset": HEADS.replace("M\u00fcller".encode(), b"=?bogus?Q?M=FCller?=")
    + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + SAID.encode(),
    "saved by an editor with a mark of its encoding in front": b"\xef\xbb\xbf" + HEADS
    + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + SAID.encode(),
}  # fmt: skip


@for_each("report", REPORTED)
def test_a_message_that_other_programs_could_not_read_is_read(desk: Desk, report: str):
    incoming = incoming_of(REPORTED[report], "x.eml")
    assert (incoming.sender, incoming.sent) == ("maria@example.org", date(2026, 11, 19))
    (call,) = read_message(desk, incoming).calls
    assert (call.code, call.day) == (Code.PAID, date(2026, 11, 12))


DAYS = {
    "We will pay INV-101 in two weeks.": (date(2026, 12, 4), True),
    "Wir zahlen INV-101 innerhalb von 14 Tagen.": (date(2026, 12, 4), True),
    "Nous réglerons INV-101 sous 15 jours.": (date(2026, 12, 5), True),
    "Pagaremos INV-101 dentro de un mes.": (date(2026, 12, 20), True),
    "Zapłacimy INV-101 w ciągu 10 dni.": (date(2026, 11, 30), True),
    "INV-101は10日以内にお支払いいたします。": (date(2026, 11, 30), True),
    "Wir zahlen INV-101 in KW 49.": (date(2026, 12, 4), True),
    "We will pay INV-101 in week 2.": (date(2027, 1, 15), True),
    "Wir überweisen INV-101 in KW 49 am Montag.": (date(2026, 11, 30), False),
    "Wir überweisen INV-101 in KW 47 am Montag.": (date(2026, 11, 16), True),
    "We will pay INV-101 next week.": (date(2026, 11, 27), True),
    "We will pay INV-101 on Tuesday next week.": (date(2026, 11, 24), False),
    "Nous réglerons INV-101 la semaine prochaine.": (date(2026, 11, 27), True),
    "We will pay INV-101 at the end of next month.": (date(2026, 12, 31), False),
    "Wir zahlen INV-101 Ende nächsten Monats.": (date(2026, 12, 31), False),
    "La facture INV-101 sera réglée fin du mois prochain.": (date(2026, 12, 31), False),
    "INV-101は来月末にお支払いいたします。": (date(2026, 12, 31), False),
    "We will pay INV-101 next month.": (date(2026, 12, 31), True),
    "We will pay INV-101 at the end of the month.": (date(2026, 11, 30), False),
    "We will pay INV-101 mid December.": (date(2026, 12, 15), True),
    "Wir zahlen INV-101 Anfang Januar.": (date(2027, 1, 5), True),
    "We will pay INV-101 the day after tomorrow.": (date(2026, 11, 22), False),
    "We will pay INV-101 in a fortnight.": (date(2026, 12, 4), True),
    "We will pay INV-101 within 3 business days.": (date(2026, 11, 25), True),
    "Wir zahlen INV-101 übermorgen.": (date(2026, 11, 22), False),
    "Nous réglerons INV-101 après-demain.": (date(2026, 11, 22), False),
}


@for_each("text", DAYS)
def test_days_told_from_today_are_read_and_those_that_could_be_another_are_doubtful(desk: Desk, text: str):
    (call,) = read(desk, text).calls
    assert (call.saying, call.day, call.day_doubtful) == (Saying.PROMISE, *DAYS[text])


@for_each(
    ("written", "week", "friday"),
    [
        (date(2025, 12, 31), 2, date(2026, 1, 9)),
        (date(2027, 1, 1), 1, date(2027, 1, 8)),
        (date(2026, 12, 31), 53, date(2027, 1, 1)),
    ],
)
def test_a_week_at_the_turn_of_the_year_is_in_the_year_of_weeks(written: date, week: int, friday: date):
    said = said_day(f"We will pay in week {week}.", Written(written, "dmy"), past=False)
    assert said is not None
    assert said.day == friday


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.sampled_from("Montag Mittwoch Freitag".split()))
@settings(max_examples=tries(30), deadline=None)
def test_a_promise_for_a_day_of_this_week_is_certain_only_where_that_is_still_to_come(
    written: date, weekday: str
):
    week = written.isocalendar().week
    for text in (f"Wir zahlen in KW {week} am {weekday}.", f"Wir zahlen diese Woche am {weekday}."):
        said = said_day(text, Written(written, "dmy"), past=False)
        assert said is not None
        assert said.doubtful == (said.day < written)


@for_each(
    "text",
    [
        "Please do not call me tomorrow at 10am.",
        "Please don't call us again tomorrow at 9:00.",
        "Rufen Sie mich morgen um 10 Uhr bitte nicht an, rufen Sie uns nicht an.",
        "Ne m'appelez pas demain à 10h.",
    ],
)
def test_who_wants_no_call_is_not_called_back(desk: Desk, text: str):
    assert Code.CB not in {call.code for call in read(desk, f"About INV-101. {text}").calls}


@for_each(
    "text",
    [
        "Please call me on Tuesday before 11am.",
        "Please call me on Tuesday between 10 and 11am.",
        "Please call us on Tuesday, we are closed after 4pm.",
        "Please call me on Tuesday at 10am or 3pm.",
    ],
)
def test_an_hour_that_is_not_the_hour_of_the_call_is_none(desk: Desk, text: str):
    (call,) = read(desk, f"About INV-101. {text}").calls
    assert (call.code, call.call_back) == (Code.CB, None)


@for_each(
    "text",
    [
        "Wir zahlen INV-101 nach Erhalt der Gutschrift.",
        "We will pay INV-101 on receipt of the credit note.",
        "We will pay INV-101 after receiving the credit note.",
        "Nous réglerons INV-101 à réception de l'avoir.",
        "Wij betalen INV-101 na ontvangst van de creditnota.",
        "Pagaremos INV-101 al recibir el abono.",
    ],
)
def test_what_waits_for_something_of_ours_is_no_promise(desk: Desk, text: str):
    assert not {call.code for call in read(desk, text).calls} & {Code.PAID, Code.PTP}


@for_each(
    "text", ["We will pay INV-101 this Friday.", "Wir zahlen INV-101 nächsten Dienstag.", "We will pay INV-101 on 3/12."]
)  # fmt: skip
def test_a_day_with_two_readings_is_doubtful(desk: Desk, text: str):
    (call,) = read(desk, text).calls
    assert call.day_doubtful


def test_what_is_accepted_is_one_act_a_contact_and_no_attempt(desk: Desk):
    made = read(
        desk, "INV-101 was paid on 12 November 2026, ref AB12345. INV-102 will be paid on 24 November 2026."
    )
    tried = desk.card(1).placing.standing.attempts
    accept(desk, made, [1, 2])
    card = desk.card(1)
    assert {each.code for each in card.history} == {Code.IN, Code.PAID, Code.PTP}
    assert card.placing.standing.attempts == tried
    directions = desk.book.execute("SELECT direction FROM activity ORDER BY id").fetchall()
    assert directions == [("in",), ("none",), ("none",)]
    assert {each.contact for each in card.history} == {"Maria Anders"}
    (paid,) = [each for each in card.history if each.code is Code.PAID]
    assert "AB12345" in paid.detail
    assert "INV-101: paid on Thu 12 Nov 2026" in paid.detail
    undo(desk)
    assert desk.card(1).history == ()
    assert desk.card(1).promises == ()


def test_where_one_cannot_be_recorded_none_is(desk: Desk):
    made = read(desk, "INV-101 was paid on 12 November 2026. We will pay INV-102 soon.")
    with pytest.raises(UsageError, match="on which day"):
        accept(desk, made, [1, 2])
    assert desk.card(1).history == ()


def test_whose_a_message_is_comes_from_the_address_or_the_invoices_and_never_from_a_guess(desk: Desk):
    assert read(desk, "Hello", sender="ap@other.example").account == 2
    named = read(desk, "INV-900 is paid, we paid it.", sender="new@other.example")
    assert (named.account, named.new_contact) == (2, "new@other.example")
    accept_contact(desk, named, add=True, number=False)
    assert "new@other.example" in {contact.email for contact in desk.contacts(2)}
    both = read(desk, "INV-900 and INV-101", sender="x@y.example")
    assert (both.account, set(both.others)) == (None, {1, 2})
    assert read(desk, "Hello", sender="x@y.example").account is None
    assert read(desk, "Hello", sender="p@other.example").account is None  # only the end of ap@other.example


@for_each(
    "head",
    ["Remittance advice 18 Nov 2026", "Zahlungsavis", "Avis de virement", "Aviso de pago", "Awizo płatności"],
)
def test_a_remittance_of_rows_alone_says_that_they_are_paid(desk: Desk, head: str):
    text = f"{head}\nINV-101   5,000.00\nINV-102   1,234.56\nTotal EUR 6,234.56\n"
    assert not is_list(text, desk.invoices(1))
    (call,) = read(desk, text).calls
    assert (call.code, [item.number for item in call.items]) == (Code.PAID, ["INV-101", "INV-102"])


def test_their_list_is_compared_with_ours(desk: Desk):
    assert is_list("Number  Open\nINV-101   5,000.00\nXX-77   10.00\nTotal 5,010.00", desk.invoices(1))
    assert not is_list(
        "INV-101   5,000.00\nThe goods of the other one arrived damaged, so we will not pay it.",
        desk.invoices(1),
    )
    text = "Invoice;Date;Amount\nINV-101;2026-10-01;5.000,00\nINV-102;2026-10-01;1.200,00\nXX-77;2026-10-01;10,00\n"
    made = compared(text, desk.invoices(1))
    assert made.agreed == 1
    assert [item.number for item in made.lacking] == ["INV-1011"]
    assert [(item.number, other.minor) for item, other in made.differing] == [("INV-102", 120_000)]
    assert made.theirs == ("XX-77",)
    paid = compared("INV-101   5,000.00  paid 2 Nov\nINV-102 1,234.56\nINV-1011 99.00", desk.invoices(1))
    assert ([item.number for item in paid.paid], paid.agreed, paid.lacking) == (["INV-101"], 2, ())


LISTS = {
    "a German CSV": ("l.csv", "Rechnungsnummer;Datum;Betrag;Status\nINV 101;20.09.2026;5.000,00;offen\nINV-102;20.09.2026;1.200,00;offen\nRE-9;1.1.2026;500,00;bezahlt am 2.6.2026\n",
                     (1, "INV-1011", "INV-102 120000", "", "RE-9 (paid)")),
    "a column of days of payment": ("l.csv", "Beleg;Betrag;bezahlt am\nINV-101;5.000,00;18.11.2026\nINV-102;1.234,56;\n", (1, "INV-1011", "", "INV-101", "")),
    "a US CSV with a total": ("l.csv", 'Invoice,Date,Amount\nINV-101,09/20/2026,"5,000.00"\nINV-102,09/20/2026,"1,234.56"\nINV-1011,10/01/2026,99.00\nTotal,,"6,333.56"\n', (3, "", "", "", "")),
    "a table between bars": ("", "| Invoice | Amount |\n|---|---|\n| INV-101 | EUR 5,000.00 |\n| INV-1011 | EUR 99.00 |\n", (2, "INV-102", "", "", "")),
    "what is open in a column of its own, below a title": ("l.csv", 'Supplier statement,,,\n"Inv No","Inv Amt","Paid","O/S Amt"\nINV-101,"5,000.00","1,000.00","4,000.00"\ninv 102,"1,234.56",0.00,"1,234.56"\n1011,99.00,99.00,0.00\nCN-77,-96.40,,\n',
                     (1, "", "INV-101 400000", "INV-1011", "CN-77")),
    "paid less, and without a day": ("l.csv", "Beleg;Betrag;Bezahlt\nINV-101;5.000,00;1.000,00\nINV-102;1.234,56;nein\nINV-1011;99,00;ja\n", (1, "", "INV-101 400000", "INV-1011", "")),
    "a day that is planned, a part": ("l.csv", "Our ref,Supplier ref,Status,Payment date,Amount\nPI-1,INV-101,Part paid,,5000.00\nPI-2,INV-102,Scheduled,2026-12-02,1234.56\nPI-3,XX-9,,,10.00\n", (2, "INV-1011", "", "", "XX-9")),
    "what is to be paid, and not yet": ("l.csv", "Invoice;Amount to be paid\nINV-101;5000.00\nINV-102;1200.00\n", (1, "INV-1011", "INV-102 120000", "", "")),
    "words for paid that are no yes": ("l.csv", "Invoice;Amount;Paid\nINV-101;5000.00;pending\nINV-102;1234.56;partly\nINV-1011;99.00;n/a\n", (3, "", "", "", "")),
    "a status of a part": ("l.csv", "Invoice;Amount;Paid;Status\nINV-101;5000.00;;open\nINV-102;1234.56;;paid\nINV-1011;99.00;;partially paid\n", (2, "", "", "INV-102", "")),
    "a yes, a no or what is paid, and no amounts": ("l.csv", "Invoice;Paid\nINV-101;1.000,00\nINV-102;no\nINV-1011;yes\n", (1, "", "INV-101 400000", "INV-1011", "")),
    "pasted, and nothing paid of one": ("", "Paid\tInvoice\n0\tINV-101\n1,234.56\tINV-102\n", (1, "INV-1011", "", "INV-102", "")),
    "a spreadsheet": ("l.xlsx", "Invoice no;Amount;Paid on\nINV-101;5000;\ninv102;1234.5;\nINV-1011;99;2026-11-18", (1, "", "INV-102 123450", "INV-1011", "")),
}  # fmt: skip


@for_each("shape", LISTS)
def test_their_list_may_have_any_shape(desk: Desk, tmp_path: Path, shape: str):
    name, text, expected = LISTS[shape]
    if name.endswith("xlsx"):
        with xlsxwriter.Workbook(str(tmp_path / name)) as book:
            sheet = book.add_worksheet()
            for place, row in enumerate(text.splitlines()):
                sheet.write_row(
                    place,
                    0,
                    [float(cell) if cell.replace(".", "").isdigit() else cell for cell in row.split(";")],
                )
    elif name:
        (tmp_path / name).write_text(text, "utf-8")
    text = file_in(tmp_path / name).text if name else text
    assert is_list(text, desk.invoices(1))
    made = compared(text, desk.invoices(1))
    numbers = [" ".join(item.number for item in items) for items in (made.lacking, made.paid)]
    differing = " ".join(f"{item.number} {other.minor}" for item, other in made.differing)
    assert (made.agreed, numbers[0], differing, numbers[1], " ".join(made.theirs)) == expected


def test_rows_alike_but_for_their_figures_are_asked_once_what_they_say(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    rows = "\n".join(f"INV-{number};2026-10-01;{number}.00;paid" for number in range(101, 1101))
    monkeypatch.setattr(Invoice, "__eq__", None)  # nor is each compared with all others
    asked = saying_of.cache_info().misses
    made = compared(f"Invoice;Date;Amount;State\n{rows}", desk.invoices(1))
    assert (len(made.paid), len(made.theirs)) == (3, 997)
    assert saying_of.cache_info().misses - asked < 5


@for_each("content", [b"\0\1\2", b"\0" * 10_000_001, b"INV-1 was paid.\n" * 20_000])
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
    accepted = arcall("read", file, "--accept", 1, book=book)
    assert accepted.code == 0
    assert "Nothing is on record" not in accepted.out
    assert arcall("show", "A", "--json", book=book).json["promises"][0]["amount"] == "5000.00"
    assert arcall("read", tmp_path / "none.eml", book=book).code == 3
    listed = tmp_path / "list.csv"
    listed.write_text("INV-101,5000.00\n")
    assert "They lack: INV-" in arcall("read", listed, "--account", "A", book=book).out


WRAPPED = """Hi Sam,

we sent EUR 5,000.00 for INV-101 on Monday, ref ACH 55120. Invoice INV-102
we will pay on 4 December 2026. Please send a copy of INV-1011. The price on
INV-1011 is wrong.
"""


def test_wrapped_prose_is_a_message_and_not_a_list_and_its_years_are_no_amounts(desk: Desk):
    assert not is_list(WRAPPED, desk.invoices(1))
    assert not is_list(
        "We will pay INV-101 on 4 December 2026.\nWe will pay INV-102 on 8 December 2026.", desk.invoices(1)
    )
    assert is_list("INV-101 5,000.00 4 Dec 2026\nINV-102 1,234.56 8 Dec 2026", desk.invoices(1))
    dated = compared("INV-101  5,000.00  4 December 2026\nINV-102  1,200.00  2026-10-01", desk.invoices(1))
    assert (dated.agreed, [other.minor for _, other in dated.differing]) == (1, [120_000])
    found = [
        (call.code, [i.number for i in call.items], call.reference) for call in read(desk, WRAPPED).calls
    ]
    assert found == [
        (Code.PAID, ["INV-101"], "ACH 55120"),
        (Code.PTP, ["INV-102"], ""),
        (Code.COPY, ["INV-1011"], ""),
        (Code.DISP, ["INV-1011"], ""),
    ]


@for_each(
    ("text", "reference"),
    [
        ("INV-101 was paid on Monday, reference ACH 55120.", "ACH 55120"),
        ("INV-101 was paid by cheque no 4471.", "4471"),
        ("INV-101 was paid, confirmation number FT-99812.", "FT-99812"),
        ("INV-101 was paid on Monday, please check INV-101.", ""),
    ],
)
def test_a_payments_reference_is_read_as_people_write_it(desk: Desk, text: str, reference: str):
    (call,) = read(desk, text).calls
    assert (call.code, call.reference) == (Code.PAID, reference)


@for_each(
    "text",
    ["The price on INV-101 is wrong.", "INV-101 is wrong, the price should be 10% less.", "For INV-101 you billed too much.",
     "INV-101: der Preis stimmt nicht.", "INV-101 wurde doppelt berechnet.", "La fattura INV-101 non è corretta."],
)  # fmt: skip
def test_objections_are_seen_as_people_write_them(desk: Desk, text: str):
    assert [call.code for call in read(desk, text).calls] == [Code.DISP]


def test_a_wish_to_be_called_and_a_new_number_are_offered(desk: Desk):
    text = "Can you call me on Tuesday at 3pm? My new number is +81 3 5555 7777."
    made = read(desk, text)
    (call,) = made.calls
    zone = desk.card(1).placing.standing.zone
    assert zone
    assert call.call_back == datetime(2026, 11, 24, 15, tzinfo=ZoneInfo(zone))
    assert "24 Nov 2026 15:00, their clock" in said_in_words(call)
    accept(desk, made, [1])
    assert desk.card(1).follow_ups[0].at == call.call_back
    (before,) = desk.contacts(1)
    assert made.old_phone == before.phone
    with pytest.raises(UsageError, match="a contact already"):
        accept_contact(desk, made, add=True, number=False)
    accept_contact(desk, made, add=False, number=True)
    assert desk.contacts(1)[0].phone.replace(" ", "").endswith("55557777")
    for vague in (
        "Please call me soon.",
        "Please call me on Tuesday.",
        "Please call me next Tuesday at 3pm.",
    ):
        (call,) = read(desk, vague).calls
        assert "Log the call back as it is meant" in refusal_of(call)


@for_each(
    "text",
    ["If you have questions, call us.", "The total amount should be paid by our centre.", "The new invoice number is 2026112001.",
     "Nouveau numéro de facture : 20261120.", "Our new number is 2026-11-27 12.", "You did not say why."],
)  # fmt: skip
def test_what_only_sounds_like_an_objection_or_a_wish_to_be_called_is_none(desk: Desk, text: str):
    made = read(desk, text)
    assert (made.calls, made.new_phone) == ((), "")


def test_a_promise_is_not_that_of_an_invoice_which_is_refused_beside_it(desk: Desk):
    made = read(
        desk, "We will not pay INV-101 before the goods are replaced. EUR 500.00 was transferred yesterday."
    )
    assert [(call.code, call.items) for call in made.calls] == [(Code.PAID, ())]


def test_what_cannot_be_recorded_as_it_is_says_so_before_it_is_chosen(desk: Desk):
    (call,) = read(desk, "Half of INV-101 will be paid on Tuesday.").calls
    assert said_in_words(call) == (
        "PTP will pay: INV-101, 24 Nov 2026 Not as it is: The message promises a part, or in parts."
        " Log the promise as it is meant."
    )
    add_invoice(desk, 1, "INV-555", 900_000, past(30), "USD")
    (call,) = read(desk, "We will pay INV-101 and INV-555 on 4 December 2026.").calls
    assert "EUR and USD: one currency at a time" in refusal_of(call)


def test_nobody_has_said_anything_in_an_automatic_answer_or_in_a_letter_that_came_back(desk: Desk):
    away = mail("I am away until 30 November. INV-101 will be paid on 1 December.")
    for head in (b"Auto-Submitted: auto-replied\n", b"X-Autoreply: yes\n"):
        made = read_message(desk, incoming_of(head + away, "x.eml"))
        assert (made.account, made.calls, made.incoming.notice) == (1, (), "an automatic answer")
    subject = away.replace(b"Re: your reminder", b"Automatische Antwort: Mahnung")
    assert read_message(desk, incoming_of(subject, "x.eml")).incoming.notice
    bounce = (
        b"From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        b"INV-101 will be paid on 1 December 2026.\n--b\nContent-Type: message/delivery-status\n\n"
        b"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; maria@example.org\nAction: failed\n\n--b--\n"
    )
    made = read_message(desk, incoming_of(bounce, "x.eml"))
    assert (made.account, made.calls) == (1, ())
    assert made.incoming.notice == "a letter to maria@example.org that came back"
    for action in (b"delayed", b"relayed", b"delivered"):
        made = read_message(desk, incoming_of(bounce.replace(b"failed", action), "x.eml"))
        assert (made.calls, made.incoming.notice) == ((), "a mail program's report on a letter")


def test_a_message_in_outlooks_own_format_is_refused_with_the_way():
    with pytest.raises(InputRefusedError, match="Save As, Text Only"):
        incoming_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.msg")


# What customers write, and what it is taken for: code:invoices@day, ~ for a day that is not certain, =amount of a plan.
SAID = {
    "INV-101 and INV-102 went out in last night's run. INV-1011 goes in tomorrow's.": "PAID:INV-101,INV-102@2026-11-19 PTP:INV-1011@2026-11-21",
    "Our records show INV-101 as ACH 0910, settled 18/11.": "PAID:INV-101@2026-11-18",
    "We have pushed INV-101 through on Faster Payments.": "PAID:INV-101",
    "We pushed INV-101 over to the bank team for approval.": "",
    "I've no invoice INV-101 here, would you mind popping another one over?": "COPY:INV-101",
    "We have no invoice outstanding with you.": "",
    "We won't be paying INV-101 as the order was cancelled on 2 September.": "DISP:INV-101",
    "La INV-101 salió en la remesa del lunes pasado.": "PAID:INV-101@2026-11-16",
    "La INV-101 la saldiamo a fine mese.": "PTP:INV-101@2026-11-30",
    "A INV-101 foi liquidada no dia 12 e a INV-102 segue na próxima sexta-feira.": "PAID:INV-101@2026-11-12 PTP:INV-102@~",
    "INV-101 segue por pagar.": "",
    "Kunt u INV-102 nogmaals mailen? Wij kunnen hem niet terugvinden.": "COPY:INV-102",
    "INV-101 opłaciliśmy 12.11., a INV-102 zapłacimy do 5 grudnia.": "PAID:INV-101@2026-11-12 PTP:INV-102@2026-12-05",
    "Die Rechnung INV-101 habe ich am 18.11.2026 überwiesen.": "PAID:INV-101@2026-11-18",
    "Ich überweise INV-101 am 04.12.2026.": "PTP:INV-101@2026-12-04",
    "INV-101 werde ich am 04.12.2026 bezahlen.": "PTP:INV-101@2026-12-04",
    "Ich zahle INV-101 bis Ende des Monats.": "PTP:INV-101@2026-11-30",
    "Bitte senden Sie mir eine Kopie von INV-101.": "COPY:INV-101",
    "I paid INV-101 on 18 November 2026.": "PAID:INV-101@2026-11-18",
    "I've already paid INV-101 on 18 November 2026.": "PAID:INV-101@2026-11-18",
    "I'll pay INV-101 on 4 December 2026.": "PTP:INV-101@2026-12-04",
    "Je paierai INV-101 le 4 décembre 2026.": "PTP:INV-101@2026-12-04",
    "J'ai payé INV-101 le 18 novembre 2026.": "PAID:INV-101@2026-11-18",
    "Pagué INV-101 el 18 de noviembre de 2026.": "PAID:INV-101@2026-11-18",
    "He pagado INV-101 el 18 de noviembre.": "PAID:INV-101@2026-11-18",
    "Pagaré INV-101 el 4 de diciembre.": "PTP:INV-101@2026-12-04",
    "Ho pagato INV-101 il 18/11/2026.": "PAID:INV-101@2026-11-18",
    "Pagherò INV-101 il 4 dicembre 2026.": "PTP:INV-101@2026-12-04",
    "Paguei a INV-101 em 18/11/2026.": "PAID:INV-101@2026-11-18",
    "Vou pagar a INV-101 em 4 de dezembro.": "PTP:INV-101@2026-12-04",
    "Ik heb INV-101 op 18 november betaald.": "PAID:INV-101@2026-11-18",
    "Ik betaal INV-101 op 4 december.": "PTP:INV-101@2026-12-04",
    "Zapłaciłem INV-101 18 listopada 2026.": "PAID:INV-101@2026-11-18",
    "Zapłacę INV-101 4 grudnia 2026.": "PTP:INV-101@2026-12-04",
    "Wir überweisen INV-101 am 04.12.2026.": "PTP:INV-101@2026-12-04",
    "Den Restbetrag der INV-102 überweisen wir in zwei Raten: 1.000 € am 4.12. und 234,56 € am 18.12.2026.": "PLAN:INV-102=123456",
    "We will pay INV-101 in two instalments: EUR 2,500.00 on 4 December and EUR 2,500.00 on 18 December.": "PLAN:INV-101=500000",
    "Nous réglerons INV-101 en deux fois : 2 500,00 € le 4 décembre et 2 500,00 € le 18 décembre.": "PLAN:INV-101=500000",
    "Wir haben INV-101 nie erhalten.": "COPY:INV-101",
    "Die Rechnung INV-101 liegt uns nicht vor.": "COPY:INV-101",
    "INV-101 zahle ich nicht, die Heizung ist noch kaputt.": "DISP:INV-101",
    "INV-101 ist am Freitag bezahlt worden.": "PAID:INV-101@~",
    "INV-101: Bitte rufen Sie mich nicht mehr an.": "DNC",
    "INV-101: Please do not call me again.": "DNC",
    "INV-101: Please stop calling us.": "DNC",
    "INV-101: Ne nous appelez plus.": "DNC",
    "INV-101: Por favor, no me llamen más.": "DNC",
    "INV-101: Non chiamateci più.": "DNC",
    "INV-101: Proszę nie dzwonić.": "DNC",
    "INV-101: Bel mij niet meer.": "DNC",
    "INV-101: お電話はご遠慮ください。": "DNC",
    "INV-101: Please do not call me tomorrow at 10am.": "",
    "INV-101: Bel mij morgen, ik ben er vandaag niet.": "CB@~",
    "INV-101: Die RE erkenne ich nicht an, die Arbeiten waren mangelhaft. Rufen Sie mich bitte morgen um 10 Uhr an, sonst nicht mehr.": "DISP:INV-101 CB@2026-11-21",
    "The invoice INV-101 of 12 October 2026 will be paid on 4 December 2026.": "PTP:INV-101@2026-12-04",
    "INV-101 of 12 October 2026 was paid on 16 November 2026.": "PAID:INV-101@~",
    "We will pay INV-101 on 4 or 5 December 2026.": "PTP:INV-101@~",
    "We will pay INV-101 between 1 December 2026 and 5 December 2026.": "PTP:INV-101@~",
    "Payment for INV-101 and INV-102 is scheduled for our next payment run on 27 November.": "PTP:INV-101,INV-102@2026-11-27",
    "Please be informed that we've released payment against INV-101 on 18-Nov-2026. UTR: SBIN426112233445": "PAID:INV-101@2026-11-18",
    "Kindly note payment of INV-101 shall be done by 30th November.": "PTP:INV-101@2026-11-30",
    "INV-101 is still in approval.": "",
    "We are waiting for approval of INV-101 by our director.": "",
    "Could you please resend INV-101? We can't find it.": "COPY:INV-101",
    "The amount of INV-101 does not match our PO.": "DISP:INV-101",
    "INV-101: we only ordered 8 pieces, you invoiced 10.": "DISP:INV-101",
    "We returned the goods of INV-101, please issue a credit note.": "DISP:INV-101",
    "Die Ware zu INV-101 wurde zurückgeschickt, bitte Gutschrift erstellen.": "DISP:INV-101",
    "Bei INV-101 fehlt die Bestellnummer.": "DISP:INV-101",
    "INV-101 has no PO number on it.": "DISP:INV-101",
    "Please add the PO number to INV-101 and send it again.": "COPY:INV-101",
    "We are going into administration, please contact the insolvency practitioner about INV-101.": "",
    "Please note I no longer work here; contact anna@example.org about INV-101.": "",
    "Nous n'avons jamais reçu la facture INV-101.": "COPY:INV-101",
    "Merci de nous envoyer un duplicata de la facture INV-101.": "COPY:INV-101",
    "La merce della fattura INV-101 è arrivata danneggiata.": "DISP:INV-101",
    "El importe de INV-101 no coincide con nuestro pedido.": "DISP:INV-101",
    "A mercadoria da INV-101 chegou danificada.": "DISP:INV-101",
    "De goederen van INV-101 zijn nooit ontvangen.": "DISP:INV-101",
    "Towar z faktury INV-101 dotarł uszkodzony.": "DISP:INV-101",
    "INV-101の請求書が届いておりません。": "COPY:INV-101",
    "INV-101の金額が間違っています。": "DISP:INV-101",
    "INV-101 ka bhugtan 4 December ko kar denge.": "PTP:INV-101@2026-12-04",
    "INV-101 ki copy bhej dijiye.": "COPY:INV-101",
    "INV-101 galat hai, rate zyada hai.": "DISP:INV-101",
    "INV-101: Can you ring me on Monday at 9:30?": "CB@2026-11-23",
    "INV-101: Rappelez-moi lundi à 10h.": "CB@2026-11-23",
    "INV-101: ¿Puede llamarme el lunes a las 10:00?": "CB@2026-11-23",
    "Remittance advice\nINV-101 5,000.00\nINV-102 1,234.56\nTotal 6,234.56\nPaid on 18.11.2026": "PAID:INV-101,INV-102@2026-11-18",
    "Zahlungsavis\nINV-101 | 5.000,00 EUR\nINV-102 | 1.234,56 EUR\nValuta 18.11.2026": "PAID:INV-101,INV-102@2026-11-18",
    "We paid INV-101 twice by mistake.": "PAID:INV-101",
    "We will never pay INV-101.": "",
    "INV-101 will be paid as soon as possible.": "PTP:INV-101",
    "INV-101 will be paid once it is approved.": "",
    "We have not received INV-101, please send a copy. We will pay it on 4 December 2026.": "COPY:INV-101 PTP:INV-101@2026-12-04",
    "I will send a check for invoice INV-101 on Friday.": "PTP:INV-101@~",
    "We mailed check #1234 on Nov 18 for invoice INV-101.": "PAID:INV-101@2026-11-18",
    "Check 1234 for $4,210.00 went out Friday for INV-101.": "PAID:INV-101@~",
    "INV-101 paid.": "PAID:INV-101",
    "Please send me the invoice INV-101 again.": "COPY:INV-101",
    "Pago la fattura INV-101 il 4 dicembre.": "PTP:INV-101@2026-12-04",
    "We will pay INV-101 on 03/12/2026.": "PTP:INV-101@~",
    "INV-101 is not paid.": "",
    "Provvederemo al pagamento della fattura INV-101 il 15 dicembre 2026.": "PTP:INV-101@2026-12-15",
    "Effettueremo il bonifico per la fattura INV-101 il 15 dicembre.": "PTP:INV-101@2026-12-15",
    "Abbiamo provveduto al pagamento della fattura INV-101 il 13 novembre 2026.": "PAID:INV-101@2026-11-13",
    "Il bonifico per INV-101 è stato disposto il 13 novembre 2026.": "PAID:INV-101@2026-11-13",
    "Nous procéderons au règlement de la facture INV-101 le 10 décembre.": "PTP:INV-101@2026-12-10",
    "Nous avons procédé au règlement de la facture INV-101 le 10 novembre.": "PAID:INV-101@2026-11-10",
    "Le virement pour INV-101 partira le 10 décembre.": "PTP:INV-101@2026-12-10",
    "Le virement pour INV-101 est parti le 10 novembre.": "PAID:INV-101@2026-11-10",
    "Procederemos al pago de INV-101 el 10 de diciembre.": "PTP:INV-101@2026-12-10",
    "Hemos procedido al pago de INV-101 el 10 de noviembre.": "PAID:INV-101@2026-11-10",
    "La transferencia de INV-101 se realizó el 10 de noviembre.": "PAID:INV-101@2026-11-10",
    "Efetuaremos o pagamento da fatura INV-101 no dia 10 de dezembro.": "PTP:INV-101@2026-12-10",
    "Efetuámos o pagamento da fatura INV-101 no dia 10 de novembro.": "PAID:INV-101@2026-11-10",
    "O pagamento da INV-101 foi efetuado em 10/11/2026.": "PAID:INV-101@~",
    "Wij zullen factuur INV-101 op 10 december voldoen.": "PTP:INV-101@2026-12-10",
    "Wij hebben factuur INV-101 op 10 november voldaan.": "PAID:INV-101@2026-11-10",
    "De betaling van INV-101 is op 10 november verzonden.": "PAID:INV-101@2026-11-10",
    "Uregulujemy fakturę INV-101 do 10 grudnia.": "PTP:INV-101@2026-12-10",
    "Dokonamy płatności za INV-101 10 grudnia.": "PTP:INV-101@2026-12-10",
    "Przelew za INV-101 wykonaliśmy 10 listopada.": "PAID:INV-101@2026-11-10",
    "Przelew za INV-101 został zlecony 10 listopada.": "PAID:INV-101@2026-11-10",
    "Wir weisen INV-101 am 10. Dezember an.": "PTP:INV-101@2026-12-10",
    "Wir veranlassen die Zahlung von INV-101 am 10. Dezember.": "PTP:INV-101@2026-12-10",
    "Die Überweisung für INV-101 ist am 10. November raus.": "PAID:INV-101@2026-11-10",
    "INV-101 wurde am 10.11.2026 angewiesen.": "PAID:INV-101@2026-11-10",
    "Die Zahlung zu INV-101 erfolgt am 10.12.2026.": "PTP:INV-101@2026-12-10",
    "Die Zahlung zu INV-101 ist am 10.11.2026 erfolgt.": "PAID:INV-101@2026-11-10",
    "Payment for INV-101 goes out on 10 December.": "PTP:INV-101@2026-12-10",
    "Payment for INV-101 went out on 10 November.": "PAID:INV-101@2026-11-10",
    "INV-101 is scheduled for payment on 10 December.": "PTP:INV-101@2026-12-10",
    "INV-101 has been released for payment on 10 December.": "PTP:INV-101@2026-12-10",
    "Funds for INV-101 were remitted on 10 November.": "PAID:INV-101@2026-11-10",
    "INV-101 was cancelled on 10 November.": "",
    "Non procederemo al pagamento della fattura INV-101.": "",
    "Nous ne procéderons pas au règlement de INV-101.": "",
    "No procederemos al pago de INV-101.": "",
    "Não efetuaremos o pagamento da INV-101.": "",
    "INV-101は12月10日に支払います。": "PTP:INV-101@2026-12-10",
    "INV-101は11月10日に支払い済みです。": "PAID:INV-101@2026-11-10",
    "INV-101 ka bhugtan 10 November ko kar diya hai.": "PAID:INV-101@2026-11-10",
    "Przelew zostanie wykonany 10 grudnia za INV-101.": "PTP:INV-101@2026-12-10",
    "Wir weisen darauf hin, dass INV-101 strittig ist.": "",
    "Wir veranlassen die Prüfung von INV-101 bis 10. Dezember.": "",
    "Die Zahlung von INV-101 ist noch nicht erfolgt.": "",
    "Die Lieferung zu INV-101 ist am 10.11.2026 erfolgt.": "",
    "De goederen van INV-101 zijn op 10 november verzonden.": "",
    "Goods for INV-101 went out on 10 November.": "",
    "Nous ne pouvons procéder au paiement de INV-101.": "",
    "Nous avons procédé au contrôle de INV-101 le 10 novembre.": "",
    "No hemos realizado el pago de INV-101.": "",
    "Nie uregulujemy faktury INV-101.": "",
    "Faktura INV-101 nie została uregulowana.": "",
    "INV-101は支払いません。": "",
    "No payment went out for INV-101.": "",
    "Payment for INV-101 will not go out on 10 December.": "",
    "Bitte veranlassen Sie die Gutschrift zu INV-101.": "",
    "Le paiement de INV-101 n'est pas parti.": "",
    "Não efetuámos o pagamento da INV-101.": "",
    "INV-101はまだ支払いしていません。": "",
    "Ningún pago salió para INV-101.": "",
    "Nessun bonifico è stato disposto per INV-101.": "",
    "Nenhum pagamento foi efetuado para INV-101.": "",
    "No payment was made for INV-101.": "",
    # Payments that are planned, as those who pay say it.
    "Payment for INV-101 has been scheduled for 4 December.": "PTP:INV-101@2026-12-04",
    "INV-101 has been scheduled for 4 December.": "PTP:INV-101@2026-12-04",
    "INV-101 will be in your account on 4 December.": "PTP:INV-101@2026-12-04",
    "INV-101 has not been scheduled for payment yet.": "",
    "die Zahlung von INV-101 erfolgt mit unserem nächsten Zahllauf am 3.12.": "PTP:INV-101@2026-12-03",
    "INV-101 ist für den Zahllauf KW 49 eingeplant.": "PTP:INV-101@~",
    "INV-101 ist zur Zahlung am 4. Dezember freigegeben.": "PTP:INV-101@2026-12-04",
    "INV-101 ist noch nicht zur Zahlung freigegeben.": "",
    "Avis: 2.200,50 EUR am 18.11.2026 an Sie überwiesen, Verwendungszweck INV-101.": "PAID:INV-101@2026-11-18",
    "INV-101: 2.200,50 EUR werden am 4. Dezember an Sie überwiesen.": "PTP:INV-101@2026-12-04",
    "Le virement de INV-101 est programmé pour le 4 décembre.": "PTP:INV-101@2026-12-04",
    "Le virement de INV-101 n'est pas programmé.": "",
    "La transferencia de INV-101 está programada para el 4 de diciembre.": "PTP:INV-101@2026-12-04",
    "Il bonifico di INV-101 è programmato per il 4 dicembre.": "PTP:INV-101@2026-12-04",
    "De overboeking van INV-101 is gepland op 4 december.": "PTP:INV-101@2026-12-04",
    "Factuur INV-101 staat ingepland voor 4 december.": "PTP:INV-101@2026-12-04",
    "Een gesprek over INV-101 staat ingepland voor 4 december.": "",
    "Przelew za INV-101 jest zaplanowany na 4 grudnia.": "PTP:INV-101@2026-12-04",
    "Proszę o duplikat faktury INV-101.": "COPY:INV-101",
    "We don't recognise INV-101.": "DISP:INV-101",
    "Please send us the proof of delivery for INV-101.": "COPY:INV-101",
    "O pagamento da INV-101 está agendado para 4 de dezembro.": "PTP:INV-101@2026-12-04",
    "INV-101のお支払いは12月4日を予定しております。": "PTP:INV-101@2026-12-04",
    # What they plan, and days that are only told by how they look.
    "INV-101 went out in yesterday's BACS run.": "PAID:INV-101@2026-11-19",
    "The money for INV-102 left our account on Tuesday.": "PAID:INV-102@2026-11-17",
    "INV-101 approved and on Friday 4 December's run.": "PTP:INV-101@2026-12-04",
    "I've just set up INV-101 to go out on Monday.": "PTP:INV-101@2026-11-23",
    "We have paid INV-101 today to sort code 20-11-43.": "PAID:INV-101@2026-11-20",
    "La INV-101 sera réglée à 60 jours fin de mois.": "PTP:INV-101",
    "INV-101 : bon à payer, virement prévu le 30/11.": "PTP:INV-101@2026-11-30",
    "Le virement de INV-101 est parti hier.": "PAID:INV-101@2026-11-19",
    "INV-101は昨日振り込みました。": "PAID:INV-101@2026-11-19",
    "ST: INV-101 ka payment kal kar diya hai.": "PAID:INV-101@2026-11-19",
    "INV-101 ka paisa somvar ko bhej denge.": "PTP:INV-101@2026-11-23",
    "We will pay INV-101 on Friday the fourth of December.": "PTP:INV-101@2026-12-04",
    "We will pay INV-101 on Friday week.": "PTP:INV-101@~",
    "INV-101 geht mit dem Zahllauf am 01.12. raus.": "PTP:INV-101@2026-12-01",
    "FT INV-101 in pagamento il 30/11.": "PTP:INV-101@2026-11-30",
    "A INV-101 está agendada para 2 de dezembro.": "PTP:INV-101@2026-12-02",
    "INV-101 staat klaar voor de betaalrun van maandag.": "PTP:INV-101@2026-11-23",
    "Przelew za INV-101 pójdzie w poniedziałek.": "PTP:INV-101@2026-11-23",
    "Can we do INV-102 in instalments: 1,000.00 on 4 December and 234.56 on 4 January?": "PLAN:INV-102=123456",
    "Vorschlag zu INV-102: 1.000 € am 15.12. und 234,56 € am 15.01.": "PLAN:INV-102=123456",
    "Prosimy o rozłożenie INV-102 na raty: 600 EUR 15.12 i 600 EUR 15.01.": "PTP:INV-102@2027-01-15",
    "We cannot offer instalments on INV-102: EUR 600.00 on 4 December, EUR 634.56 on 4 January.": "",
    "INV-101 looks like a duplicate of INV-102.": "DISP:INV-101",
    "Non troviamo INV-101, potete rimandarcela?": "COPY:INV-101",
    "Hier sind Sie falsch, INV-101 kennen wir nicht.": "",
    # Collected from them, put off to a day, and not as was quoted.
    "INV-101 will be taken by direct debit on 1 December.": "PTP:INV-101@2026-12-01",
    "INV-101 was taken by direct debit on 12 November.": "PAID:INV-101@2026-11-12",
    "INV-101 is always taken by direct debit on the 1st.": "",
    "INV-101 sera prélevée le 30 novembre.": "PTP:INV-101@2026-11-30",
    "INV-101 wordt op 1 december automatisch geïncasseerd.": "PTP:INV-101@2026-12-01",
    "The check for INV-101 cleared our bank on 11/12.": "PAID:INV-101@~",
    "The check for INV-101 has not cleared our bank.": "",
    "INV-101 has slipped to 18 December.": "PTP:INV-101@2026-12-18",
    "Delivery for INV-101 has slipped to 18 December.": "",
    "Die INV-101 hat sich auf den 11. Dezember verschoben.": "PTP:INV-101@2026-12-11",
    "Die Lieferung zu INV-101 wurde auf den 11. Dezember verschoben.": "",
    "Termin płatności INV-101 przesuwamy na 11 grudnia.": "PTP:INV-101@2026-12-11",
    "The quote said £2,100, so INV-101 at £2,310 can't be right.": "DISP:INV-101",
    "Yes, the quote was £2,310, INV-101 is fine.": "",
    "The estimate was £2,000, final £2,310, not a penny more, agreed: INV-101 is fine.": "",
    "Laut Angebot waren 600 Euro vereinbart, in der INV-101 stehen aber 714.": "DISP:INV-101",
    "Le devis indiquait 2 000 €, pourquoi INV-101 est-elle à 2 460 € ?": "DISP:INV-101",
    "Le devis était de 2 460 €, c'est bon pour INV-101.": "",
    "Il preventivo era di 1.200 euro, INV-101 riporta 1.464.": "DISP:INV-101",
    "O orçamento era de 800 euros, não 984 como na INV-101.": "DISP:INV-101",
    "I'll get INV-101 out on Friday.": "PTP:INV-101@~",
    "INV-101 goes by wire on Monday.": "PTP:INV-101@2026-11-23",
    "I put INV-101 in the post yesterday, cheque no 4471.": "PAID:INV-101@2026-11-19",
    "You'll have the money for INV-101 by close of business Tuesday.": "PTP:INV-101@2026-11-24",
    "Paying INV-102 today, sorry for the delay.": "PTP:INV-102@2026-11-20",
    "We'll clear INV-101 at month end.": "PTP:INV-101@2026-11-30",
    "Expect payment of INV-102 on 2 December.": "PTP:INV-102@2026-12-02",
    "We scheduled INV-102 for 2 December.": "PTP:INV-102@2026-12-02",
    "Could I get a copy of INV-1011 please? It never reached us.": "COPY:INV-1011",
    "Die INV-101 ist für den 27.11. eingeplant.": "PTP:INV-101@2026-11-27",
    "INV-102 weisen wir heute noch an.": "PTP:INV-102@2026-11-20",
    "Den Betrag von INV-102 erhalten Sie bis spätestens 30.11.": "PTP:INV-102@2026-11-30",
    "On règle INV-102 fin du mois.": "PTP:INV-102@2026-11-30",
    "Je m'en occupe pour INV-101, paiement vendredi prochain.": "PTP:INV-101@~",
    "INV-101: lo haremos el lunes.": "PTP:INV-101@2026-11-23",
    "Nos falta el albarán de INV-101.": "COPY:INV-101",
    "INV-101 está duplicada.": "DISP:INV-101",
    "Fizemos o PIX da INV-102 ontem.": "PAID:INV-102@2026-11-19",
    "O boleto da INV-101 venceu, pode mandar outro?": "COPY:INV-101",
    "A INV-101 está cobrada em duplicado.": "DISP:INV-101",
    "INV-102 è un doppione.": "DISP:INV-102",
    "INV-101 została zafakturowana podwójnie.": "DISP:INV-101",
    "Proszę o ponowne przesłanie INV-102.": "COPY:INV-102",
    "We'll get the parts out on Friday, INV-101 stays open.": "",
    "Nothing goes by wire this month. INV-101.": "",
    "INV-101 goes by the wayside.": "",
    "Paying INV-101 on Friday is not possible.": "",
    "Clearing INV-101 through customs on Monday.": "",
    "Expect payment details for INV-101 on Monday.": "",
    "We'll clear INV-101 with purchasing on Monday.": "",
    "We scheduled INV-101 for review on Monday.": "",
    "We had put the cheque for INV-101 in the post, but it came back.": "",
    "You should have seen the money for INV-101 by now.": "",
    "Das Treffen zu INV-101 ist für den 27.11. eingeplant.": "",
    "Den Betrag von INV-101 erhalten Sie nicht.": "",
    "Wir weisen Sie an, INV-101 zu stornieren.": "",
    "On ne règle pas INV-101.": "",
    "On règle toujours à 45 jours, INV-101 comprise.": "",
    "INV-101 : paiement demandé par vous vendredi prochain.": "",
    "No lo haremos hasta recibir el abono, INV-101.": "",
    "La INV-101 no está duplicada.": "",
    "Ya tenemos el albarán de INV-101.": "",
    "Fizemos o pedido da INV-101 ontem.": "",
    "Ainda não fizemos o pagamento da INV-101.": "",
    "Pode mandar outro técnico para a INV-101?": "",
    "Envie a INV-101 em duplicado.": "",
    "INV-102 non è un duplicato.": "",
    "INV-101 nie była zafakturowana podwójnie.": "",
    "Proszę wysłać ponownie towar z INV-101.": "",
    "Prześlę ponownie potwierdzenie przelewu INV-101.": "",
    "We scheduled INV-101 for Monday's meeting.": "",
    "Please re-issue INV-101, we lost it.": "COPY:INV-101",
    "Please reissue INV-101 with the right PO.": "DISP:INV-101",
    "Can we get a duplicate payment refunded on INV-101?": "",
    "Could we have the duplicate of INV-101 cancelled?": "",
    "The payment for INV-101 never reached your bank.": "",
    "We put a note in the mail asking for the cheque for INV-101 back.": "",
    "Die Prüfung von INV-101 ist für den 27.11. terminiert.": "",
    "Die Reparatur zu INV-101 ist am Montag eingeplant.": "",
    "INV-101 und INV-102 sind für den 27.11. eingeplant.": "PTP:INV-101,INV-102@2026-11-27",
    "Bitte um Zusendung Ihrer Bankdaten für INV-101.": "",
    "Bitte um Zusendung der Ersatzlieferung zu INV-101.": "",
    "Wir bitten um Zusendung der fehlenden Rechnung INV-101.": "COPY:INV-101",
    "Rufen Sie bitte nicht mehr vor 10 Uhr an.": "",
    "Rufen Sie nie wieder hier an.": "DNC",
    "La transferencia de INV-101 estará hecha el lunes.": "",
    "No dejen de llamar cuando tengan INV-101 corregida.": "",
    "No nos comprometemos a pagar INV-101.": "",
    "Ya pagamos cuando llegue el abono de INV-101.": "",
    "Pagamos INV-101 até sexta, como falado ontem.": "",
    "Pagamos INV-101, INV-102 ontem.": "PAID:INV-101,INV-102@2026-11-19",
    "Enviamos o pagamento de INV-101 para aprovação.": "",
    "Não deixe de ligar na segunda.": "",
    "Comprometemo-nos a pagar INV-101 em 4 de dezembro.": "PTP:INV-101@2026-12-04",
    "INV-101 paga no dia 3 de novembro.": "PAID:INV-101@2026-11-03",
    "INV-101 paga no dia 4 de dezembro.": "PTP:INV-101@2026-12-04",
    "Przelew już poszedł, potwierdzenie INV-101 wyślę jutro.": "PAID:INV-101",
    "Proszę o ponowne wysłanie towaru z INV-101.": "",
    "Nieprawidłowy numer telefonu, INV-101.": "",
    "Le paiement sera bien effectué lundi, INV-101.": "PTP:INV-101@2026-11-23",
    "Le règlement de INV-101 sera donc effectué le 4 décembre.": "PTP:INV-101@2026-12-04",
    "Le virement est effectué tous les vendredis, INV-101.": "",
    "Arrêtez de m'appeler le matin, rappelez l'après-midi.": "",
    "On paie trop cher, INV-101.": "",
    "Mañana ya pagamos INV-101.": "PTP:INV-101@2026-11-21",
    "Ya pagamos INV-101 la semana que viene.": "",
    "Ya pagamos INV-101, mañana le envío el justificante.": "PAID:INV-101",
    "Smettete di chiamare prima delle 9.": "",
    "Stop met bellen voor 9 uur.": "",
    "Parem de ligar antes das 9.": "",
    "Proszę przestać dzwonić przed 9.": "",
    "Proszę przestać dzwonić do nas.": "DNC",
    "Parem de nos ligar.": "DNC",
    "Smettetela di chiamarci.": "DNC",
    "Stop met ons te bellen.": "DNC",
    "Pagamos INV-101 pasado mañana.": "PTP:INV-101@2026-11-22",
    "Transferimos INV-101 pasado mañana.": "PTP:INV-101@2026-11-22",
    "Pagamos INV-101 la semana pasada.": "PAID:INV-101",
    "We got paid last week, so INV-101 goes by transfer on Monday.": "PTP:INV-101@2026-11-23",
    "Le paiement de INV-101 n'a pas été effectué.": "",
    "Le virement de INV-101 doit être effectué lundi.": "",
    "Le virement d'INV-101 va être effectué lundi.": "PTP:INV-101@2026-11-23",
    "Paiement INV-101 à effectuer lundi.": "",
    "Le virement INV-101 peut être effectué lundi.": "",
    "Wir bezahlen INV-101, wenn die Ware da ist.": "",
    "Wir bezahlen INV-101 nach Erhalt der Gutschrift.": "",
    "Hab ich INV-101 schon bezahlt?": "",
    "Ich hab INV-101 noch nicht bezahlt.": "",
    "Hab INV-101 nicht bezahlt.": "",
    "Die Rechnung INV-101 ist für den 27.11. zur Prüfung eingeplant.": "",
    "Sie erhalten das Geld für INV-101, sobald die Ware da ist.": "",
    "Sie erhalten die Zahlung nicht vor Klärung, INV-101.": "",
    "Fizemos o pagamento da INV-101?": "",
    "We expect payment of INV-101 from you.": "",
    "Expect payment of INV-101 once the credit note arrives.": "",
    "Paying INV-101 on Friday if the PO arrives.": "",
    "Lo haremos el lunes si llega el abono, INV-101.": "",
    "On paie INV-101 quand le bon de livraison arrive.": "",
    "We scheduled INV-101 for payment on 2 December, but it was rejected.": "",
    "INV-101 went by wire on Monday.": "PAID:INV-101@2026-11-16",
    "It goes by transfer on Friday unless you object, INV-101.": "",
    "Put INV-101 in the post with the cheque please.": "",
    "We could get a copy of INV-101 ourselves.": "",
    "INV-101 n'est pas fausse.": "",
    "INV-101 nie jest nieprawidłowa.": "",
    "O valor da INV-101 confere.": "",
    "El importe de INV-101 no está mal.": "",
    "Kein Problem, rufen Sie nur nicht mehr vor 9 an.": "",
    "INV-101: ponowne przesłanie nie jest potrzebne.": "",
    "Je le règle avec mon chef, INV-101 est fausse.": "DISP:INV-101",
    "On règle INV-101 avec INV-102 lundi.": "PTP:INV-101,INV-102@2026-11-23",
    "101 & 102 done today": "",
    "INV-101 - payment 27/11": "PTP:INV-101@2026-11-27",
    "Pls see attached remittance for INV-101": "PAID:INV-101",
    "Payment for INV-101 will be made within 5 working days.": "PTP:INV-101@~",
    "Payment date for INV-102: 2 December 2026": "PTP:INV-102@2026-12-02",
    "INV-101 and INV-102 will be with you Monday.": "PTP:INV-101,INV-102@2026-11-23",
    "We'll settle up for INV-101 on the 30th": "PTP:INV-101@2026-11-30",
    "I've asked accounts to pay INV-101 this week.": "",
    "Payment has been authorised for INV-101.": "",
    "You can expect payment of INV-101 by Wednesday.": "PTP:INV-101@2026-11-25",
    "INV-102 is in the system for payment on 3 Dec.": "PTP:INV-102@2026-12-03",
    "Our next payment run is 4 December and INV-101 is included.": "PTP:INV-101@2026-12-04",
    "The wire for INV-101 is going out tomorrow": "PTP:INV-101@2026-11-21",
    "I made a payment of 1,234.56 for INV-102 yesterday": "PAID:INV-102@2026-11-19",
    "INV-101 zahlen wir nächste Woche.": "PTP:INV-101@~",
    "INV-101 ist in der Zahlung.": "",
    "Zahlung INV-101 folgt Anfang Dezember.": "PTP:INV-101@~",
    "Wir bezahlen INV-102 am Donnerstag.": "PTP:INV-102@2026-11-26",
    "INV-102 wird am Donnerstag überwiesen.": "PTP:INV-102@2026-11-26",
    "INV-101 müsste längst bezahlt sein.": "",
    "INV-101 wurde letzte Woche überwiesen.": "PAID:INV-101",
    "INV-101 sera payée en début de mois prochain.": "PTP:INV-101@~",
    "On vous paie INV-102 mercredi.": "PTP:INV-102@2026-11-25",
    "Virement INV-101 effectué ce jour.": "PAID:INV-101",
    "La INV-101 se abonará en la remesa del 30 de noviembre.": "PTP:INV-101@2026-11-30",
    "Transferencia de INV-102 hecha hoy.": "PAID:INV-102@2026-11-20",
    "Mañana pagamos la INV-101.": "PTP:INV-101@2026-11-21",
    "Pagaremos la INV-101 la próxima semana.": "PTP:INV-101@~",
    "Amanhã pagamos a INV-101.": "PTP:INV-101@2026-11-21",
    "INV-102 paga hoje via PIX.": "PAID:INV-102@2026-11-20",
    "Domani facciamo il bonifico per INV-101.": "PTP:INV-101@2026-11-21",
    "INV-102 pagata ieri con bonifico.": "PAID:INV-102@2026-11-19",
    "INV-101 verrà saldata entro fine mese.": "PTP:INV-101@2026-11-30",
    "INV-101 wordt volgende week betaald.": "PTP:INV-101@~",
    "Ik betaal INV-102 morgen.": "PTP:INV-102@2026-11-21",
    "INV-101 is net overgemaakt.": "PAID:INV-101",
    "Jutro zapłacę INV-101.": "PTP:INV-101@2026-11-21",
    "INV-102 zapłacona wczoraj.": "PAID:INV-102@2026-11-19",
    "Przelew za INV-101 zrobię w piątek.": "PTP:INV-101@~",
    "Die Lastschrift für INV-101 ging am 18.11. zurück.": "",
    "Die Überweisung für INV-101 kam am 18.11. zurück.": "",
    "INV-101 haben wir am 18.11. bezahlt, Ihr Scheck kam zurück.": "",
    "Wir bezahlen INV-101 nicht.": "",
    "Wann bezahlen wir INV-101?": "",
    "You can expect a complaint about INV-101 on Friday.": "",
    "You should expect payment problems with INV-101.": "",
    "INV-101 is in the system for review.": "",
    "Pls see attached remittance form for INV-101": "",
    "The goods of INV-101 should be with you Monday.": "",
    "On vous rappelle lundi pour INV-101.": "",
    "Virement INV-101 non effectué.": "",
    "Le paiement d'INV-101 sera effectué lundi.": "PTP:INV-101@2026-11-23",
    "El pago de INV-101 no ha sido hecho hoy.": "",
    "La transferencia de INV-101 será hecha el 27 de noviembre.": "PTP:INV-101@2026-11-27",
    "Pagamos INV-101 na sexta.": "",
    "Não pagamos INV-101 no mês passado.": "",
    "Przelew za INV-101 wykonam po korekcie.": "",
    "INV-101 paga em duplicado.": "",
    "Zahlung INV-101 folgt nach Gutschrift.": "",
    "Rufen Sie bitte nicht mehr an.": "DNC",
    "Bitte rufen Sie uns nicht mehr an.": "DNC",
    "Rufen Sie mich nie wieder an.": "DNC",
    "Unterlassen Sie Ihre Anrufe.": "DNC",
    "Ne m'appelez plus.": "DNC",
    "Arrêtez de m'appeler.": "DNC",
    "Merci de ne plus nous appeler.": "DNC",
    "No me llamen más.": "DNC",
    "Dejen de llamarme.": "DNC",
    "Não me liguem mais.": "DNC",
    "Parem de ligar.": "DNC",
    "Non chiamatemi più.": "DNC",
    "Smettetela di chiamarmi.": "DNC",
    "Bel mij niet meer.": "DNC",
    "Stop met bellen.": "DNC",
    "U hoeft niet meer te bellen.": "DNC",
    "Proszę do mnie nie dzwonić.": "DNC",
    "Proszę już nie dzwonić.": "DNC",
    "Przestańcie dzwonić.": "DNC",
    "Please take me off your call list.": "DNC",
    "Quit calling me.": "DNC",
    "Please do not phone this number again.": "DNC",
    "We would prefer no further calls.": "DNC",
    "Keine Anrufe mehr bitte.": "DNC",
    "Rufen Sie nicht an, bevor Sie die Gutschrift haben.": "",
    "Warum rufen Sie nicht mehr an?": "",
    "Sie müssen nicht mehr anrufen, INV-101 ist bezahlt.": "PAID:INV-101",
    "N'hésitez pas à m'appeler.": "",
    "No dude en llamarme.": "",
    "Rufen Sie mich gern wieder an.": "CB",
    "Just paid INV-102 by card.": "PAID:INV-102",
    "Please reissue INV-102 with PO 4500012.": "DISP:INV-102",
    "Bitte um Zusendung der INV-101 als PDF.": "COPY:INV-101",
    "Hab INV-102 grad überwiesen.": "PAID:INV-102",
    "La quantité facturée sur INV-101 est fausse.": "DISP:INV-101",
    "Ya pagamos INV-101 el viernes pasado.": "PAID:INV-101@2026-11-13",
    "El precio de INV-102 está mal.": "DISP:INV-102",
    "Nos comprometemos a pagar INV-101 el 1 de diciembre.": "PTP:INV-101@2026-12-01",
    "Vamos liquidar a INV-102 até sexta-feira.": "PTP:INV-102@~",
    "O valor da INV-102 não confere.": "DISP:INV-102",
    "Potete rimandarmi la INV-101?": "COPY:INV-101",
    "We maken INV-102 morgen over.": "PTP:INV-102@2026-11-21",
    "Kwota na INV-102 jest nieprawidłowa.": "DISP:INV-102",
    "Proszę o duplikat INV-101.": "COPY:INV-101",
    "We have had no further calls from you about INV-101.": "",
    "Dejen de enviar copias de INV-101.": "",
    "Arrêtez de nous envoyer des relances pour INV-101.": "",
    "Stop met leveren tot INV-101 klopt.": "",
    "Hören Sie auf Ihren Chef, INV-101 ist falsch.": "DISP:INV-101",
    "Przestańcie wysyłać faktury INV-101.": "",
    "Smettetela di spedire INV-101.": "",
    "Parem de mandar a INV-101.": "",
    "Please remove INV-101 from your list.": "",
    "Just paid a visit to your site about INV-101.": "",
    "Please reissue the cheque refund for INV-101.": "",
    "We will reissue INV-101 to our customer.": "",
    "Bitte um Zusendung der Ware zu INV-101.": "",
    "Bitte um Zusendung Ihrer Bankverbindung, INV-101 zahlen wir dann.": "PTP:INV-101",
    "Ya pagamos siempre a 60 días, INV-101 también.": "",
    "Não vamos liquidar a INV-101.": "",
    "Potete rinviarci il pagamento di INV-101?": "",
    "Daar maken we ons zorgen over.": "",
    "We maken INV-101 niet over.": "",
    "Maken we INV-101 morgen over?": "",
    "Nic nie jest nieprawidłowe na INV-101.": "",
    "Mamy już duplikat INV-101.": "",
    "Vamos a pagar INV-101 el 1 de diciembre.": "PTP:INV-101@2026-12-01",
    "Voy a pagar INV-101 mañana.": "PTP:INV-101@2026-11-21",
    "INV-101 está a pagar el 1 de diciembre.": "",
    "Valores a pagar: INV-101.": "",
    "No vamos a pagar INV-101.": "DISP:INV-101",
    "Me comprometo a pagar INV-101 el 1 de diciembre.": "PTP:INV-101@2026-12-01",
}  # fmt: skip


def told(call: SuggestedCall) -> str:
    items = f":{','.join(item.number for item in call.items)}" if call.items else ""
    amount = f"={call.amount.minor}" if call.instalments and call.amount else ""
    day = "~" if call.day_doubtful else call.day.isoformat() if call.day and not call.instalments else ""
    return f"{call.code}{items}{amount}{f'@{day}' if day else ''}"


def test_what_customers_write_in_ten_languages_is_taken_for_what_it_says_and_never_for_the_opposite(
    desk: Desk,
):
    items, written = desk.invoices(1), Written(TODAY, "dmy")
    found = {}
    for text in SAID:
        named = named_of(items)(text)
        found[text] = " ".join(map(told, calls_in(text, named, items, written, None)))
    assert {text: said for text, said in found.items() if said != SAID[text]} == {}


MEANT = {
    # What is denied is not said: no dispute, no copy.
    "We don't dispute INV-101, it is just late.": "",
    "INV-101 is not in dispute.": "",
    "INV-101 is not for us to decide.": "",
    "Let me have until Friday, I copy my boss on INV-101.": "",
    "Nous ne contestons pas la facture INV-101, elle est simplement en retard.": "",
    "La facture INV-101 n'est pas contestée.": "",
    "La INV-101 no está en disputa.": "",
    "No disputamos la INV-101.": "",
    "Non contestiamo la INV-101.": "",
    "La INV-101 non è contestata.": "",
    "INV-101 is niet betwist.": "",
    "Wij betwisten INV-101 niet.": "",
    "A INV-101 não está em disputa.": "",
    "Não contestamos a INV-101.": "",
    "Nie kwestionujemy INV-101.": "",
    "INV-101の請求に誤りはございません。": "",
    "INV-101 mein koi galti nahi hai.": "",
    "INV-101 में कोई गलती नहीं है।": "",
    "Wir bestreiten INV-101 nicht.": "",
    "INV-101 ist nicht strittig.": "",
    "INV-101 ist nicht strittig, wir zahlen am 4. Dezember 2026.": "PTP:INV-101@2026-12-04",
    "We do not dispute INV-101, but INV-102 has a wrong price.": "DISP:INV-102",
    # What is said beside it, or without that, is.
    "Nous contestons la facture INV-101.": "DISP:INV-101",
    "La INV-101 está en disputa.": "DISP:INV-101",
    "INV-101 wordt betwist.": "DISP:INV-101",
    "A INV-101 está em disputa.": "DISP:INV-101",
    "Kwestionujemy fakturę INV-101.": "DISP:INV-101",
    "INV-101の請求に誤りがあります。": "DISP:INV-101",
    "INV-101 mein galti hai, galat bill.": "DISP:INV-101",
    "INV-101 ist strittig.": "DISP:INV-101",
    "We will not pay INV-101, we dispute it.": "DISP:INV-101",
    "Please do not send another copy of INV-101, we have it.": "",
    "You said you would send a copy of INV-101. I don't need it any more, thanks.": "",
    "We don't need a copy of INV-101.": "",
    "Bitte keine Kopie von INV-101 senden.": "",
    "Eine Kopie der Rechnung INV-101 brauchen wir nicht mehr.": "",
    "Pas besoin de copie de la facture INV-101.": "",
    "Nous n'avons pas besoin d'un duplicata de INV-101.": "",
    "No necesitamos copia de la INV-101.": "",
    "Non serve copia della INV-101.": "",
    "Wij hebben geen kopie van INV-101 nodig.": "",
    "Stuur geen kopie van INV-101.": "",
    "Não precisamos de cópia da INV-101.": "",
    "Nie potrzebujemy kopii faktury INV-101.": "",
    "INV-101の写しは不要です。": "",
    "INV-101 ki copy mat bhejna.": "",
    "We have not received INV-101, please send a copy.": "COPY:INV-101",
    "Wir haben INV-101 nicht erhalten, bitte senden Sie eine Kopie.": "COPY:INV-101",
    "Nous n'avons jamais reçu la facture INV-101, pouvez-vous nous envoyer une copie ?": "COPY:INV-101",
    "No hemos recibido la INV-101, envíen copia de la factura.": "COPY:INV-101",
    "Zu INV-101 brauche ich außerdem eine Rechnungskopie.": "COPY:INV-101",
    "Why did you not send a copy of INV-101?": "COPY:INV-101",
    # A footer, which nobody wrote for this.
    "INV-101 was paid on 12 November.\n\nThis email is confidential. If you dispute its content or want a copy deleted, call us on 0161 496 0000.": "PAID:INV-101@2026-11-12",
    # A condition.
    "We'll pay INV-101 tomorrow - right after you finally send the two boxes you forgot.": "",
    "Once approved, INV-101 will be paid on 4 December.": "",
    "Wir zahlen INV-101 am 4. Dezember, sofern die Gutschrift kommt.": "",
    "Nous paierons INV-101 le 4 décembre 2026 sous réserve de réception de l'avoir.": "",
    "Pagaremos INV-101 el 4 de diciembre siempre que recibamos el abono antes.": "",
    "Pagheremo INV-101 il 4 dicembre a condizione che arrivi la nota di credito.": "",
    "Pagaremos a INV-101 a 4 de dezembro, desde que recebamos a nota de crédito.": "",
    "Zapłacimy INV-101 4 grudnia pod warunkiem otrzymania korekty.": "",
    "Wij betalen INV-101 op 4 december op voorwaarde dat de creditnota er is.": "",
    "INV-101は返品が条件で12月4日に支払います。": "",
    "INV-101 ka bhugtan 4 December ko kar denge basharte credit note mile.": "",
    # Payments that came back, did not go or were only thought to be.
    "INV-101 was paid on 12 November, but the payment was returned on 14 November.": "",
    "INV-101 was paid on 12 November. The payment was returned.": "",
    "I understood from your letter of 3 November that INV-101 was paid. It was not.": "",
    "Our system shows INV-101 as paid on 12 November; however the bank statement doesn't, so I think it did not go.": "",
    "INV-101は支払済みと聞いておりましたが、確認したところ未払いでした。": "",
    "INV-101 wurde am 12.11.2026 bezahlt, die Zahlung kam aber zurück.": "",
    "INV-101 a été payée le 12 novembre mais le virement a été rejeté.": "",
    "La INV-101 fue pagada el 12 de noviembre, pero la transferencia fue devuelta.": "",
    "La INV-101 è stata pagata il 12 novembre, ma il bonifico è stato stornato.": "",
    "INV-101 is op 12 november betaald, maar de betaling is geweigerd.": "",
    "A INV-101 foi paga em 12 de novembro, mas a transferência foi devolvida.": "",
    "Faktura INV-101 została zapłacona 12 listopada, ale przelew wrócił.": "",
    "INV-101 ka bhugtan 12 November ko kar diya hai, lekin cheque bounce ho gaya.": "",
    "Great, so you deliver half the order, and now want INV-101 paid. Not happening.": "",
    "INV-101 was paid on 12 November, INV-102 came back to us.": "PAID:INV-101@2026-11-12",
    # Less than the whole: refused (!), never plain.
    "We'll pay INV-101 less the 400.00 for breakages on 4 December.": "PTP:INV-101@2026-12-04!",
    "INV-101 paid 4,600.00 on 12 November, 400.00 short for damages.": "PAID:INV-101@2026-11-12!",
    "INV-101 was paid on 12 November less EUR 400.00 for damages.": "PAID:INV-101@2026-11-12!",
    "Wir zahlen INV-101 abzüglich 400,00 EUR am 4. Dezember.": "PTP:INV-101@2026-12-04!",
    "Nous réglerons INV-101 moins 400,00 € le 4 décembre.": "PTP:INV-101@2026-12-04!",
    "Pagaremos INV-101 menos 400,00 € el 4 de diciembre.": "PTP:INV-101@2026-12-04!",
    "Pagheremo INV-101 meno 400,00 € il 4 dicembre.": "PTP:INV-101@2026-12-04!",
    "Pagaremos a INV-101 menos 400,00 € em 4 de dezembro.": "PTP:INV-101@2026-12-04!",
    "Wij betalen INV-101 minus € 400,00 op 4 december.": "PTP:INV-101@2026-12-04!",
    "Zapłacimy INV-101 minus 400,00 EUR 4 grudnia.": "PTP:INV-101@2026-12-04!",
    "INV-101は400ユーロを差し引いて12月4日に支払います。": "PTP:INV-101@2026-12-04!",
    "INV-101 ka bhugtan 400 EUR kaat kar 4 December ko kar denge.": "PTP:INV-101@2026-12-04!",
    "Instead of INV-101 we paid INV-102 on 12 November by mistake.": "PAID:INV-102@2026-11-12",
    "Statt INV-101 haben wir INV-102 am 12. November bezahlt.": "PAID:INV-102@2026-11-12",
    "We paid half of INV-101 on 12 November.": "PAID:INV-101@2026-11-12!",
    "We paid half of INV-101, EUR 2,500.00, on 12 November.": "PAID:INV-101@2026-11-12",
    "Balance bills will be cleared by 10 December, INV-101 is settled.": "",
    # Plain words of the trade.
    "INV-101 wird am kommenden Mittwoch angewiesen.": "PTP:INV-101@2026-11-25",
    "INV-101 bezahlen wir nicht, solange die Maschine nicht repariert ist.": "DISP:INV-101",
    "La facture INV-101 est contestée : quantité livrée 8 au lieu de 10.": "DISP:INV-101",
    "Bonjour, merci de ne plus nous appeler.": "DNC",
    "La factura INV-101 está pagada desde el 13 de noviembre (transferencia 8890123).": "PAID:INV-101@2026-11-13",
    "No vamos a pagar la INV-101: la mercancía llegó defectuosa y pedimos abono.": "DISP:INV-101",
    "La merce della INV-101 non è mai arrivata.": "DISP:INV-101",
    "Over INV-101 is een klacht ingediend: verkeerde artikelen geleverd.": "DISP:INV-101",
    "Need the PO number on INV-101 before AP will process.": "DISP:INV-101",
    "INV-101 will now go on Friday 4 December.": "PTP:INV-101@2026-12-04",
    "INV-101 was due to be paid on 4 December, now moved to 11 December.": "PTP:INV-101@2026-12-11",
    "INV-101 is scheduled for 10 December.": "PTP:INV-101@2026-12-10",
    "We have released EUR 5,000.00 vide NEFT UTR N329261234567 dt 18.11.2026 against bill no INV-101.": "PAID:INV-101@2026-11-18",
    "Je vous confirme le règlement de la facture INV-101 en date du 4 décembre prochain.": "PTP:INV-101@2026-12-04",
    "INV-101 is approved for payment on 18 December 2026.": "PTP:INV-101@2026-12-18",
    "INV-101 has been approved for payment and is on the 4 December run.": "PTP:INV-101@2026-12-04",
    "Wire for INV-101 was released today, ref FT-20261120-009.": "PAID:INV-101@2026-11-20",
    "La INV-101 ya está pagada.": "PAID:INV-101",
    "Proszę o kontakt telefoniczny w poniedziałek o 10:00.": "CB@2026-11-23!",
    "Die Gutschrift über 450,90 zu INV-101 fehlt uns.": "DISP:INV-101",
    "A meeting about INV-101 was moved to 3 December 2026.": "",
    "Abbiamo provveduto al saldo della INV-101 il 10 novembre 2026.": "PAID:INV-101@2026-11-10",
    "INV-101 is not approved for payment.": "",
    "La INV-101 no está pagada.": "",
    # Of another payment, of a part, what should have been, and what is repeated.
    "The payment you mention for INV-101 was made 12 October.": "",
    "We paid the deposit for INV-101 on 12 November.": "PAID:INV-101@2026-11-12!",
    "The replacement for INV-101 arrives on 4 December and then we'll pay.": "",
    "Payment for INV-101 was made to the wrong supplier on 12 November.": "",
    "Confirmen que INV-101 se pagó el 12 de noviembre.": "",
    "We confirm that INV-101 was paid on 12 November.": "PAID:INV-101@2026-11-12",
    "INV-101 doveva essere pagata il 12 novembre.": "",
    "INV-101 miała być zapłacona 12 listopada.": "",
    "INV-101は11月12日に支払う予定でしたが、遅れております。": "",
    "We shall be transferring EUR 500.00 a week starting 4 December against INV-101.": "PTP:INV-101@2026-12-04!",
    "INV-101: I'm expecting funds on the 10th and you will be first in line.": "",
    "RE INV-101 wurde am 12.11. von uns zur Zahlung freigegeben.": "PTP:INV-101@~!",
    "Please resend your bank details for INV-101.": "",
    "Please send invoices to ap@x.example in future, INV-101 too.": "",
    "INV-101 was approved on Monday and paid on Tuesday.": "PAID:INV-101@~",
    "INV-101: Betrag wird am Freitag, 27.11. abgebucht.": "PTP:INV-101@2026-11-27",
    "INV-101 wurde doppelt gestellt, siehe INV-102.": "DISP:INV-101",
    "Please cancel INV-101, we never received the hinges.": "DISP:INV-101",
    "We never received the invoice INV-101.": "COPY:INV-101",
    # Who thanks for a copy has it.
    "Thanks for sending the invoice INV-101, I'll compare it with ours.": "",
    "Vielen Dank für die Kopie der Rechnung INV-101.": "",
    "Merci pour l'envoi de la copie de INV-101.": "",
    "Gracias por la copia de la INV-101.": "",
    "Grazie per la copia della INV-101.": "",
    "Obrigado pela cópia da INV-101.": "",
    "Bedankt voor de kopie van INV-101.": "",
    "Dziękuję za duplikat faktury INV-101.": "",
    # What is no usual wording, and not certain: refused.
    "We'll pay INV-101 on 4 December; INV-102 on 18 December.": "PTP:INV-101@2026-12-04 PTP:INV-102@2026-12-18!",
    "INV-101 made the pay list of 24 November.": "PTP:INV-101@2026-11-24!",
    "We settled INV-101, INV-102 and INV-1011 on Tuesday by Faster Payment.": "PAID:INV-101,INV-1011,INV-102@2026-11-17",
    "Zu INV-101: der Preis war mit 9,50 € vereinbart, nicht 11,90 €.": "DISP:INV-101",
    "INV-101: importo sbagliato.": "DISP:INV-101",
    "Pouvez-vous nous renvoyer INV-101 ?": "COPY:INV-101",
    "INV-101 hebben we vanochtend betaald.": "PAID:INV-101@2026-11-20",
    "INV-101 aaj NEFT kar diya, UTR HDFC0099887766.": "PAID:INV-101@2026-11-20",
    # What goes out, follows or is settled may be something else than money, or still to come.
    "INV-101 went in the bin.": "",
    "INV-101 went in with our query last week.": "",
    "INV-101 went with the other driver on Friday.": "",
    "Please check INV-101 in the post.": "",
    "Check the attachment in the mail about INV-101.": "",
    "We are going to get paid on Friday, then we settle INV-101.": "",
    "INV-101 sorted out next week.": "",
    "INV-101 - paid next Friday.": "",
    "INV-101 paid by end of next week.": "",
    "The ACH for INV-101 will hit your bank on Friday.": "",
    "INV-101: all cleared by our approver, payment on 4 December.": "",
    "Please find attached the remittance instructions form; INV-101.": "",
    "We made a payment plan for INV-101.": "",
    "We have initiated a payment investigation for INV-101.": "",
    "We settled on a price of 5000 for INV-101.": "",
    "We have settled 2 of the three; INV-101 is open.": "",
    "All paid invoices are in the list; INV-101 is missing.": "",
    "The credit note for INV-101 follows on 4 December.": "",
    "The goods of INV-101 are ready to go out on 4 December.": "",
    "Our letter on INV-101 is going out on 4 December.": "",
    "The engineer for INV-101 will be with you on 4 December.": "",
    "He leaves us on 4 December, INV-101 is with Bob.": "",
    "Die Ware zu INV-101 geht am 4.12.2026 raus.": "",
    "Die Gutschrift zu INV-101 ging gestern raus.": "",
    "Die Zahlung INV-101 erfolgt nach Prüfung.": "",
    "La mercancía de INV-101 sale el 4 de diciembre de 2026.": "",
    "Laut Mahnung ist INV-101 überfällig, bezahlt wird am 4.12.2026.": "PAID:INV-101@~!",
    "Bonifico di INV-101 sarà eseguito il 4 dicembre 2026.": "PTP:INV-101@2026-12-04",
    "INV-101 went in yesterday's batch.": "PAID:INV-101@2026-11-19",
    "Your letter of today: INV-101 will go out on 4 December.": "PTP:INV-101@2026-12-04",
    "Cheque for INV-101 is in the post.": "PAID:INV-101",
    "INV-101 - paid by bank transfer.": "PAID:INV-101",
    # What left, went through, was sent or follows, and is no money, or not paid for that.
    "John, who dealt with INV-101, left us last month.": "",
    "The bank says INV-101 left us Monday.": "PAID:INV-101@2026-11-16",
    "INV-101 has gone through to our purchasing department.": "",
    "The payment for INV-101 has gone out on Tuesday.": "PAID:INV-101@2026-11-17",
    "Your statement with INV-101 has gone through on our side.": "",
    "You have received our payment instructions form; INV-101 waits for your bank details.": "",
    "The request for funds for INV-101 was sent to head office on 12 November.": "PAID:INV-101@2026-11-12!",
    "Money for INV-101 is being processed.": "",
    "Money is tight, and INV-101 made it worse.": "",
    "The cheque for INV-101 was cut on 12 November but never signed.": "",
    "The payment for INV-101 was sent back by the bank on 12 November.": "",
    "INV-101 will be sent for payment approval on 4 December.": "",
    "Please confirm INV-101 was paid on 12 November.": "",
    "We assumed INV-101 was paid on 12 November.": "",
    "According to you INV-101 was paid on 12 November, we see nothing.": "",
    "Our comments on INV-101 to follow by 4 December.": "",
    "Unsere Stellungnahme zu INV-101 folgt morgen.": "",
    "INV-101 steht seit August offen auf Ihrem Konto.": "",
    "Over INV-101 volgt vrijdag meer.": "",
    "O pagamento da INV-101 seguiu para aprovação.": "",
    "You have got the money for INV-101 wrong, it is 1,100.": "",
    "Wir dachten, dass INV-101 bezahlt wurde.": "",
    "Nous pensions que la INV-101 a été réglée le 12 novembre.": "",
    "Según ustedes la INV-101 fue pagada, no vemos nada.": "",
    "Pensavamo che la INV-101 fosse stata pagata il 12 novembre.": "",
    "Volgens u is INV-101 betaald.": "",
    "Pensávamos que a INV-101 foi paga a 12 de novembro.": "",
    "Myśleliśmy, że INV-101 została zapłacona 12 listopada.": "",
    # Money that is on its way, and what only sounds so; no more calls, and more of them.
    "INV-101 should hit your account tomorrow.": "PTP:INV-101@2026-11-21!",
    "INV-102 should be in your bank by Tuesday.": "PTP:INV-102@2026-11-24!",
    "INV-101 was missed off last week's run, will go in the next.": "PTP:INV-101!",
    "INV-101 has been missed, it will be in the run on 27 November.": "PTP:INV-101@2026-11-27",
    "INV-101 will be processed in December.": "PTP:INV-101!",
    "INV-101 wird im Dezember bearbeitet.": "PTP:INV-101!",
    "Die Rechnung INV-101 wird am 5.12. bearbeitet.": "PTP:INV-101@2026-12-05",
    "INV-101 sera traitée en décembre.": "PTP:INV-101!",
    "INV-101 का भुगतान कल करेंगे": "PTP:INV-101@2026-11-21",
    "INV-101 का भुगतान कल कर दिया": "PAID:INV-101@2026-11-19",
    "INV-101 का भुगतान परसों करेंगे": "PTP:INV-101@2026-11-22",
    "INV-101 का भुगतान परसों कर दिया": "PAID:INV-101@2026-11-18",
    "INV-101 का भुगतान आज हो गया": "PAID:INV-101@2026-11-20",
    "INV-101 wird im Dezember nicht bearbeitet.": "",
    "INV-101 wird im neuen System bearbeitet.": "",
    "INV-101 wird von unserem Team bearbeitet.": "",
    "INV-101 ne sera pas traitée en décembre.": "",
    "INV-101 sera traitée en interne.": "",
    "INV-101 sollte morgen auf Ihrem Konto sein.": "PTP:INV-101@2026-11-21!",
    "INV-101 wurde beim letzten Zahlungslauf vergessen und geht im nächsten mit.": "PTP:INV-101!",
    "INV-101 devrait arriver sur votre compte demain.": "PTP:INV-101@2026-11-21!",
    "INV-101 debería llegar a su cuenta mañana.": "PTP:INV-101@2026-11-21!",
    "INV-101 dovrebbe arrivare sul vostro conto domani.": "PTP:INV-101@2026-11-21!",
    "INV-101 zou morgen op uw rekening moeten staan.": "PTP:INV-101@2026-11-21!",
    "INV-101 powinna jutro wpłynąć na Państwa konto.": "PTP:INV-101@2026-11-21!",
    "INV-101 deve cair na sua conta amanhã.": "PTP:INV-101@2026-11-21!",
    "INV-101 entra no pagamento de 30 de novembro.": "PTP:INV-101@2026-11-30",
    "INV-101 should be in your account already.": "",
    "INV-101 should have hit your account last week.": "",
    "The parcel for INV-101 should hit your account manager tomorrow.": "",
    "INV-101 was missed off last week's run, will not go in the next.": "",
    "We missed your call about INV-101, it will be fine.": "",
    "INV-101 will be processed by our team.": "",
    "INV-101 will be processed in our new system.": "",
    "INV-101 will not be processed in December.": "",
    "INV-101 sollte bezahlt sein.": "",
    "INV-101 devrait être réglée.": "",
    "INV-101 dovrebbe essere pagata.": "",
    "INV-101 zou op uw rekening komen, maar is geweigerd.": "",
    "INV-101 powinna być zapłacona.": "",
    "INV-101 wurde doppelt abgebucht.": "DISP:INV-101",
    "INV-101 wurde gestern abgebucht.": "PAID:INV-101@2026-11-19",
    "INV-101 was debited twice.": "DISP:INV-101",
    "INV-101 a été prélevée deux fois.": "DISP:INV-101",
    "INV-101 se cobró dos veces.": "DISP:INV-101",
    "INV-101 is dubbel afgeschreven.": "DISP:INV-101",
    "INV-101 została pobrana dwa razy.": "DISP:INV-101",
    "INV-101 foi debitada duas vezes.": "DISP:INV-101",
    "Please find attached remittance slip to be signed for INV-101.": "",
    "Please find attached our remittance for INV-101.": "PAID:INV-101",
    "Please reissue INV-101.": "COPY:INV-101",
    "Could you reissue INV-102 in EUR please?": "DISP:INV-102",
    "Manca il numero d'ordine su INV-102.": "DISP:INV-102",
    "Op INV-102 ontbreekt ons ordernummer.": "DISP:INV-102",
    "Na INV-102 brakuje numeru zamówienia.": "DISP:INV-102",
    "Falta o número do pedido na INV-102.": "DISP:INV-102",
    "INV-101 brakuje w naszym systemie.": "",
    "Plus d'appels, s'il vous plaît.": "DNC",
    "No más llamadas, por favor.": "DNC",
    "Basta telefonate, per favore.": "DNC",
    "Geen telefoontjes meer alstublieft.": "DNC",
    "Sem mais chamadas, por favor.": "DNC",
    "Plus d'appels que prévu cette semaine.": "",
    "Nous n'avons plus d'appels de votre part au sujet de INV-101.": "",
    "No hubo más llamadas sobre INV-101.": "",
    "Basta una telefonata per INV-101.": "",
    "Sem mais, aguardamos a INV-101.": "",
}  # fmt: skip


def test_what_is_denied_taken_back_waits_or_is_less_is_not_said_plainly_in_any_language(desk: Desk):
    items, written = desk.invoices(1), Written(TODAY, "dmy")
    found = {}
    for text in MEANT:
        named = named_of(items)(text)
        calls = calls_in(text, named, items, written, None)
        found[text] = " ".join(f"{told(call)}{'!' if unsure(call) else ''}" for call in calls)
    assert {text: said for text, said in found.items() if said != MEANT[text]} == {}


UNSEEN = (
    '<div style="display:none">INV-101 was paid on 1 November.<div>Yes.</div> INV-101 was paid.</div>',
    "<p hidden>INV-101 was paid on 1 November.</p>", "<p class='x' STYLE='visibility : hidden'>INV-101 was paid.</p>",
    '<span style="font-size:0px">INV-101 was paid.</span>', '<div style="max-height:0;overflow:hidden">INV-101 was paid.</div>',
    '<img style="display:none" src="x">',
    "<style>p, td.pre{display:none} @media print{.shown{display:none}}</style><div class='a pre'>INV-101 was paid.</div><b class=shown></b>",
)  # fmt: skip


@for_each("hidden", UNSEEN)
def test_what_nobody_sees_in_html_is_not_read(desk: Desk, hidden: str):
    shown = '<td style="font-size:0;overflow:hidden"><div style="font-size:13px">INV-102 will be paid on 4 December.</div></td>'
    made = read(desk, f"<html><body>{hidden}<table><tr>{shown}</tr></table></body></html>", html=True)
    assert list(map(told, made.calls)) == ["PTP:INV-102@2026-12-04"]


# Whole mails, as they come: replies above and below what they quote, with signatures, in HTML, forwarded; and what goes on record.
WHOLE: list[tuple[str, str, str]] = [  # what is suggested, what was written, the same in HTML where it is
    ("PTP:INV-101@2026-12-04", "Sehr geehrte Frau Lee,\n\nINV-101 begleichen wir am 4. Dezember.\n\nMit freundlichen Grüßen\nMaria Kern\nBuchhaltung\nTel. 030 1234567\n\nAm 19.11.2026 um 10:00 schrieb Sam Lee:\n> INV-102 ist seit 30 Tagen überfällig. Bitte zahlen Sie bis 27.11.2026.\n> INV-1011 wurde am 3.11. bezahlt", ""),
    ("PAID:INV-102@2026-11-17", "Am 19.11.2026 schrieb Sam Lee:\n> Bitte zahlen Sie INV-102 bis 27.11.2026.\n\nINV-102 haben wir am 17.11.2026 überwiesen, Verwendungszweck EREF-778812.\n", ""),
    ("PAID:INV-101,INV-102@2026-11-18", "", "<html><body><p>Guten Tag,</p><p>wir haben am 18.11.2026 folgende Rechnungen bezahlt:</p><table><tr><th>Rechnung</th><th>Betrag</th></tr><tr><td>INV-101</td><td>1.200,00</td></tr><tr><td>INV-102</td><td>450,50</td></tr></table><p>Gruß</p></body></html>"),
    ("DISP:INV-1011 PTP:INV-101@2026-11-30", "Hallo,\n\nINV-101 zahlen wir am 30.11.2026. INV-1011 reklamieren wir: die Menge stimmt nicht.\n\nViele Grüße", ""),
    ("", "Hallo Herr Meier,\n\nkönnen Sie prüfen, ob INV-101 freigegeben werden kann?\n\nDanke", ""),
    ("", "Wann haben Sie unsere Zahlung für INV-101 erhalten? Haben wir INV-102 schon bezahlt?", ""),
    ("PTP:INV-102@2026-12-10", "Bonjour,\n\nNous réglerons la facture INV-102 le 10 décembre par virement.\n\nCordialement,\nMarie\n\nLe jeu. 19 nov. 2026 à 10:12, Sam Lee <sam@lee.example> a écrit :\n> La facture INV-101 a été payée le 3 novembre.", ""),
    ("PAID:INV-1011@~", "Bonjour,\nLa facture INV-1011 a été réglée le 12/11/2026 (virement réf. VIR20261112A).\nBien à vous", ""),
    ("COPY:INV-101", "Bonjour, pourriez-vous m'envoyer un duplicata de la facture INV-101 ? Merci.", ""),
    ("", "Bonjour, nous n'avons pas encore payé la facture INV-101 et ne savons pas quand nous pourrons le faire.", ""),
    ("PTP:INV-1011@2026-11-27", "Buenos días:\n\nPagaremos la factura INV-1011 el viernes 27 de noviembre.\n\nUn saludo,\nEl jue, 19 nov 2026 a las 10:00, Sam Lee escribió:\n> factura INV-101 pagada el 2 de noviembre", ""),
    ("PAID:INV-101@2026-11-16", "Hola, la INV-101 ya está pagada, transferimos el importe el 16/11/2026. Gracias", ""),
    ("DISP:INV-102", "No estamos de acuerdo con la factura INV-102: el precio es incorrecto.", ""),
    ("PTP:INV-101@2026-12-15", "Buongiorno,\nprovvederemo al pagamento della fattura INV-101 il 15 dicembre 2026.\nCordiali saluti\n\nIl giorno gio 19 nov 2026 alle ore 10:00 Sam Lee <sam@lee.example> ha scritto:\n> la fattura INV-102 è stata pagata", ""),
    ("PAID:INV-102@2026-11-13", "Abbiamo pagato la fattura INV-102 il 13 novembre 2026, CRO 12345678901.", ""),
    ("COPY:INV-1011", "Vi preghiamo di inviarci copia della fattura INV-1011.", ""),
    ("PTP:INV-102@2026-11-25", "Beste,\n\nWij betalen factuur INV-102 op 25 november.\n\nMet vriendelijke groet,\nJan\n\nOp do 19 nov 2026 om 10:00 schreef Sam Lee <sam@lee.example>:\n> Factuur INV-101 is betaald op 2 november", ""),
    ("PAID:INV-1011@2026-11-18", "Factuur INV-1011 is op 18-11-2026 betaald.", ""),
    ("", "Factuur INV-1011 is nog niet betaald omdat de goedkeuring ontbreekt.", ""),
    ("PTP:INV-101@2026-11-30", "Dzień dobry,\nfakturę INV-101 zapłacimy 30 listopada 2026 r.\nPozdrawiam\nAnna", ""),
    ("PAID:INV-102@2026-11-09", "Faktura INV-102 została opłacona 9.11.2026.", ""),
    ("PTP:INV-1011@2026-12-01", "Bom dia,\nA fatura INV-1011 será paga no dia 1 de dezembro de 2026.\nAtenciosamente\nEm qui., 19 de nov. de 2026 às 10:00, Sam Lee escreveu:\n> fatura INV-101 paga", ""),
    ("DISP:INV-101", "Contestamos a fatura INV-101, a mercadoria chegou danificada.", ""),
    ("PTP:INV-101,INV-102@2026-12-03", "Hi Sam,\n\nINV-101 and INV-102 are approved and will be paid in our run on 3 December 2026.\n\nThanks,\nMaria\nAP Team | +44 20 7946 0101\n\n________________________________\nFrom: Sam Lee <sam@lee.example>\nSent: 19 November 2026 10:00\nTo: Maria\nSubject: Reminder\n\nINV-1011 was paid on 1 November.", ""),
    ("", "Hi, once INV-101 has been approved, we will pay it. We have no date yet.", ""),
    ("PAID:INV-101,INV-1011@2026-11-19", "Please find below our remittance of 19 November 2026:\n\nINV-101   1,200.00\nINV-1011     990.00\nTotal EUR 2,190.00\n\nPayment was sent on 19 November 2026.", ""),
    ("CB@2026-11-23", "Hi, please call me on Monday 23 November at 10:30 to go through the account.", ""),
    ("PAID:INV-102@2026-11-17", "---------- Forwarded message ---------\nFrom: Bank desk <x@y.example>\nDate: Wed, Nov 18, 2026 at 9:00 AM\nSubject: payment\nTo: Maria\n\nWe paid INV-102 on 17 November 2026.\n", ""),
    ("PTP:INV-1011@2026-11-26", "INV-1011 will be paid on 26 November 2026.\n", "<p>INV-1011 will be paid on 26 November 2026.</p><blockquote>INV-101 was paid</blockquote>"),
    ("", "Unfortunately we cannot pay INV-101 on 27 November as planned.", ""),
    ("", "Sehr geehrte Damen und Herren, bitte bestätigen Sie, dass INV-102 bezahlt wurde.", ""),
    ("", "Wir haben Ihre Mahnung zu INV-101 erhalten und melden uns bis 27.11.2026.", ""),
    ("", "Nous avons bien reçu votre relance pour INV-101 et revenons vers vous le 27 novembre.", ""),
    ("", "We received your statement. INV-1011 is with our purchasing department for approval; they will reply by 27 November.", ""),
    ("", "Thanks for confirming that INV-101 was received. Your bank account 123456 was changed, please confirm.", ""),
    ("", "Maria Kern hat Ihnen eine Nachricht weitergeleitet: wird INV-101 am 27.11.2026 bezahlt?", ""),
    ("", "If INV-102 was paid on 12 November, please ignore our last mail.", ""),
    ("DISP:INV-101 PAID:INV-1011,INV-102@2026-11-19", "> When will inv 101 be paid?\n> And what of INV-101?\nThat one is disputed.\n\nbills 1011 & INV 102 were paid yesterday", ""),
    ("PAID:INV-101,INV-102@2026-11-18", "Remittance advice\n\nPayment date: 18/11/2026\n\nInvoice    Amount\nINV-101    5,000.00\nINV-102    1,234.56\n", ""),
    ("PAID:INV-1011@2026-11-12 PTP:INV-101@2026-12-04", "INV-101 will be paid on 12/4/2026.\n\nINV-1011 was paid on 11/12/2026.\n\nDana, 11/18/2026", ""),
    ("DISP", "Everything arrived broken.", ""),
    ("", "La fattura INV-101 non risulta pagata e al momento non possiamo indicare una data.", ""),
]  # fmt: skip


def test_whole_mails_of_eight_languages_suggest_what_they_say_or_nothing(desk: Desk):
    found = []
    for _, text, html in WHOLE:
        message = EmailMessage()
        message["From"], message["Date"] = "Maria <maria@example.org>", "Fri, 20 Nov 2026 09:00:00 +0000"
        message.set_content(text or html, subtype="plain" if text else "html")
        if text and html:
            message.add_alternative(html, subtype="html")
        made = read_message(desk, incoming_of(bytes(message), "x.eml"))
        found.append(" ".join(sorted(map(told, made.calls))))
    assert found == [want for want, *_ in WHOLE]


def test_a_plan_that_is_accepted_has_its_parts_on_what_is_named(desk: Desk):
    accept(
        desk,
        read(desk, "Wir überweisen INV-102 in zwei Raten: 1.000 € am 4.12. und 234,56 € am 18.12.2026."),
        [1],
    )
    parts = [
        (p.due, p.amount.minor, [line.amount.minor for line in p.lines])
        for p in sorted(desk.card(1).promises, key=lambda each: each.due)
    ]
    assert parts == [(date(2026, 12, 4), 100_000, [100_000]), (date(2026, 12, 18), 23_456, [23_456])]


def test_who_wants_no_calls_is_on_hold_once_that_is_accepted(desk: Desk):
    accept(desk, read(desk, "INV-101: Bitte rufen Sie mich nicht mehr an."), [1])
    assert desk.card(1).account.hold is not None


APART = {
    "INV-2091 was paid on the 16th. INV-102 will be paid on 4 December.": "PAID@2026-11-16! PTP:INV-102@2026-12-04",
    "Rechnung INV-99 wurde am 16.11.2026 bezahlt. INV-102 ist in Prüfung.": "PAID@2026-11-16!",
    "INV-101 zahlen wir am 04.12. INV-102 reklamieren wir.": "PTP:INV-101@2026-12-04 DISP:INV-102",
    "Per la INV-101 pagheremo il 4.12. Per la INV-102 vi preghiamo di inviarci copia.": "PTP:INV-101@2026-12-04",
    "Nach der 2. Mahnung zahlen wir INV-101 am 4. Dezember.": "PTP:INV-101@2026-12-04",
    "INV-101 is approved and INV-102 is disputed because the price is wrong": "DISP:INV-102",
    "INV-101 and INV-102 are disputed": "DISP:INV-101,INV-102",
    "INV-101: paid 12 Nov\nINV-102: disputed, wrong price\nINV-1011: will pay 4 Dec": "PAID:INV-101@2026-11-12 DISP:INV-102 PTP:INV-1011@2026-12-04",
    "Last year we paid on 4 December. INV-101 is ours.": "PAID:INV-101@~!",
    "There was no PO. INV-101 was paid yesterday.": "DISP:INV-101! PAID:INV-101@2026-11-19",
    # Only what is to be paid is put off, and what was quoted beside what is paid is no objection.
    "Rechnung INV-101 erhalten, der Liefertermin wurde auf den 11. Dezember verschoben.": "",
    "INV-101 und INV-102: Das Gespräch wurde auf den 11. Dezember verschoben.": "",
    "Płatność OK, dostawę INV-101 przesuwamy na 11 grudnia.": "",
    "INV-101 is with our lawyer, hearing deferred to 18 December.": "",
    "INV-101 and INV-102 moved to 18 December.": "PTP:INV-101,INV-102@2026-12-18",
    "The contract says 120 days, INV-101 is not due.": "",
    "The quote was 450, INV-101 was paid in full, but you still chase us.": "PAID:INV-101",
    "The quote said £2,100, so we won't pay £2,310 for INV-101.": "DISP:INV-101",
    "Laut Vertrag 600 Euro vereinbart, INV-101 haben wir aber gestern bezahlt.": "PAID:INV-101@2026-11-19",
    "Der Auftrag 4711 wurde von uns bestellt, INV-101 ist aber schon bezahlt.": "PAID:INV-101",
    "Le devis mentionnait 2 000 € et INV-101 fait 2 000 €, nous paierons le 4 décembre.": "PTP:INV-101@2026-12-04",
    "El presupuesto era de 2.000 euros y INV-101 son 2.000 euros, pagaremos el 4 de diciembre.": "PTP:INV-101@2026-12-04",
    "Il preventivo 4711 era di 1.200 euro, ma INV-101 è già pagata.": "PAID:INV-101",
    "O orçamento era de 800 euros e a INV-101 é de 800 euros, pagamos no dia 4 de dezembro.": "",
    "Les adeudamos INV-101 desde el 12 de noviembre.": "",
    "A INV-101 está em débito desde 12 de novembro.": "",
    # Of the second it says no more than that it will be.
    "INV-101 a été réglée le 12 novembre, la INV-102 le sera le 4 décembre.": "PAID:INV-101@2026-11-12 PTP:INV-102@2026-12-04!",
    "A INV-101 foi paga no dia 12 de novembro; a INV-102 será no dia 10.": "PAID:INV-101@2026-11-12 PTP:INV-102@2026-12-10!",
    "INV-101 zapłacona 12.11., INV-102 będzie 4 grudnia.": "PAID:INV-101@2026-11-12 PTP:INV-102@2026-12-04!",
    "INV-101 ka payment kal ho gaya, INV-102 ka 4 December ko hoga.": "PAID:INV-101@2026-11-19 PTP:INV-102@2026-12-04!",
    "INV-101 a été réglée hier, la INV-102 ne le sera pas.": "PAID:INV-101@2026-11-19",
    "We paid INV-101 yesterday, INV-102 will be delivered on 4 December.": "PAID:INV-101@2026-11-19",
    # Two fates without a stop, in each language.
    "INV-101 PAID TUESDAY INV-102 NOT PAID GOODS WRONG": "PAID:INV-101@2026-11-17 DISP:INV-102",
    "PAYMENT FOR INV-101 GOES FRIDAY INV-102 IN DISPUTE": "PTP:INV-101@~! DISP:INV-102",
    "RE INV-101 BEZAHLT AM 12.11. INV-102 FOLGT AM 4.12.": "PAID:INV-101@2026-11-12 PTP:INV-102@2026-12-04",
    "INV-101 wurde am 12.11. bezahlt INV-102 wird am 4.12. bezahlt": "PAID:INV-101@2026-11-12 PTP:INV-102@2026-12-04",
    "INV-101 PAYEE LE 18/11 INV-102 EN LITIGE": "PAID:INV-101@2026-11-18 DISP:INV-102",
    "INV-101 PAGADA EL 12 DE NOVIEMBRE INV-102 SE PAGA EL 5 DE DICIEMBRE": "PAID:INV-101@2026-11-12 PTP:INV-102@2026-12-05",
    "INV-101 PAGATA IERI INV-102 CONTESTATA": "PAID:INV-101@2026-11-19 DISP:INV-102",
    "A INV-101 foi paga a 18/11 e a INV-102 será paga a 4 de dezembro": "PAID:INV-101@2026-11-18 PTP:INV-102@2026-12-04",
    "INV-101 is gisteren betaald INV-102 wordt op 4 december betaald": "PAID:INV-101@2026-11-19 PTP:INV-102@2026-12-04",
    "INV-101 zapłacona wczoraj INV-102 będzie zapłacona 4 grudnia": "PAID:INV-101@2026-11-19 PTP:INV-102@2026-12-04",
    "INV-101は昨日支払いました INV-102は12月10日に支払います": "PAID:INV-101@2026-11-19 PTP:INV-102@2026-12-10",
    "INV-101, INV-102 all paid 12 November, INV-1011 to follow 2/12": "PAID:INV-101,INV-102@2026-11-12 PTP:INV-1011@~!",
    "INV-101 is late but we paid INV-102 on Monday": "PAID:INV-101,INV-102@2026-11-16!",
    "Instead of INV-101 we paid INV-102 on 12 November": "PAID:INV-102@2026-11-12",
    # Nothing of a bill, all but one, paid to others, and numbers alone.
    "£500 paid against INV-101 yesterday, £0 of INV-102": "PAID:INV-101@2026-11-19",
    "todas pagadas salvo INV-102": "PAID:INV-101,INV-1011!",
    "Every invoice except INV-102 will be paid on 4 December": "PTP:INV-101,INV-1011@2026-12-04!",
    "alles überwiesen bis auf INV-102 da stimmt der preis nicht": "PAID:INV-101,INV-1011! DISP:INV-102",
    "INV-102 was paid by mistake to Northwind Timber": "",
    "INV-102 wurde versehentlich an die Muster KG überwiesen": "",
    "Nous avons viré par erreur INV-102 à un autre fournisseur": "",
    "Pagamos INV-102 por error a otra empresa": "",
    "Per ongeluk is INV-102 naar een andere leverancier overgemaakt": "",
    "Paid 1011 and INV-102 on 12 November": "PAID:INV-1011,INV-102@2026-11-12",
    "told her 1011 went thursday last week": "PAID:INV-1011@2026-11-19",
    "We took 1011 pallets from you and we paid INV-102 on 12 November": "PAID:INV-102@2026-11-12",
    "we havent paid INV-101 on 12 November": "",
    "INV-101 wasnt paid yesterday": "",
    "INV-101 nao foi paga ontem": "",
    "INV-101 is nich bezahlt am 12.11.": "",
    "INV-101 ka payment kal nhi kiya": "",
    "we wont be able to pay INV-101 on 4 December": "",
    "INV-101 hasn´t been paid on 12 November": "",
    "we dont have INV-101 on our system": "COPY:INV-101",
    "We paid about 1011 EUR to a colleague of yours on 12 November": "PAID@2026-11-12",
    # What is to come in the passive.
    "Le virement sera envoyé le 3 décembre pour INV-101": "PTP:INV-101@2026-12-03",
    "El pago será realizado el próximo 10 de diciembre (INV-101)": "PTP:INV-101@2026-12-10",
    "Vi confermo che il pagamento della INV-101 verrà disposto in data 30/11": "PTP:INV-101@2026-11-30",
    "O pagamento será efetuado no dia 7 de dezembro, INV-101": "PTP:INV-101@2026-12-07",
    "De betaling zal worden verricht op 9 december voor INV-101": "PTP:INV-101@2026-12-09",
    "Die Überweisung für INV-101 wird in der Sitzung am 4.12. besprochen.": "PTP:INV-101@2026-12-04!",
    "You asked that INV-101 be paid on 12 November.": "PAID:INV-101@2026-11-12!",
    # Of all but some, whatever is said of them.
    "Everything except INV-101 and INV-102 is in dispute.": "DISP:INV-1011!",
    "All but INV-101 are disputed.": "DISP:INV-1011,INV-102!",
    "Wir bestreiten alle Rechnungen bis auf INV-101.": "DISP:INV-1011,INV-102!",
    "We need a copy of all invoices except INV-101.": "COPY:INV-1011,INV-102!",
    "All but EUR 50.00 of INV-101 was paid on 12 November.": "",
    "Except for INV-101, which is disputed, everything was paid.": "PAID:INV-1011,INV-102! DISP:INV-101",
    "Everything was paid. Except INV-101.": "PAID:INV-1011,INV-102!",
    "Nous réglerons tout sauf INV-102 le 5 décembre": "PTP:INV-101,INV-1011@2026-12-05!",
    "Everything older than INV-1011 was paid on 12 November.": "PAID:INV-1011@2026-11-12!",
    "All three (INV-101, INV-102, INV-1011) were paid on 12 November.": "PAID:INV-101,INV-1011,INV-102@2026-11-12",
    "All but INV-101, which we dispute, have been paid on 12 November.": "PAID:INV-1011,INV-102@2026-11-12! DISP:INV-101!",
    "We will pay everything on 4 December, including INV-101.": "PTP:INV-101@2026-12-04",
    "Nous paierons tout le 4 décembre, y compris INV-101.": "PTP:INV-101@2026-12-04",
    "We paid EUR 500.00 of INV-101. The rest will be paid on 4 December.": "PAID:INV-101 PTP:INV-101@2026-12-04!",
    "We paid neither INV-101 nor INV-102 because the goods were damaged.": "DISP:INV-101,INV-102",
    "Wir haben weder INV-101 noch INV-102 bezahlt, die Ware ist beschädigt.": "DISP:INV-101,INV-102",
    "Whoever told you INV-101 was paid was mistaken.": "",
    "INV-101 was paid to your old bank account on 12 November.": "",
    "INV-101 was paid from our old bank account on 12 November.": "PAID:INV-101@2026-11-12",
    "Von unserem alten Konto wurde INV-101 am 12.11. überwiesen.": "PAID:INV-101@2026-11-12",
    "INV-101 a été payée de notre ancien compte le 12 novembre.": "PAID:INV-101@2026-11-12",
    "INV-101 è stata pagata dal nostro vecchio conto il 12 novembre.": "PAID:INV-101@2026-11-12",
    "La INV-101 fue pagada desde nuestra antigua cuenta el 12 de noviembre.": "PAID:INV-101@2026-11-12",
    "INV-101 is van onze oude rekening betaald op 12 november.": "PAID:INV-101@2026-11-12",
    "A INV-101 foi paga da nossa conta antiga a 12 de novembro.": "PAID:INV-101@2026-11-12",
    "INV-101 wurde am 12.11. auf Ihr altes Konto überwiesen.": "",
    "INV-101 a été payée le 12 novembre sur votre ancien compte.": "",
    "La INV-101 fue pagada el 12 de noviembre en su cuenta anterior.": "",
    "We were going to pay INV-101 last Friday. Sorry. Next Friday for certain.": "",
    "INV-101 was paid by another customer of yours.": "",
    # What somebody only thinks is asked about.
    "I think INV-101 was paid on 12 November.": "PAID:INV-101@2026-11-12!",
    "INV-101 may have been paid by card on 12 November.": "PAID:INV-101@2026-11-12!",
    "Maybe we will pay INV-101 on 4 December.": "PTP:INV-101@2026-12-04!",
    "INV-101 wurde vermutlich am 12.11. bezahlt.": "PAID:INV-101@2026-11-12!",
    "INV-101 a probablement été payée le 12 novembre.": "PAID:INV-101@2026-11-12!",
    "Creo que la INV-101 fue pagada el 12 de noviembre.": "PAID:INV-101@2026-11-12!",
    "La INV-101 è stata forse pagata il 12 novembre.": "PAID:INV-101@2026-11-12!",
    "INV-101 is waarschijnlijk op 12 november betaald.": "PAID:INV-101@2026-11-12!",
    "A INV-101 foi provavelmente paga a 12 de novembro.": "PAID:INV-101@2026-11-12!",
    "INV-101 została chyba zapłacona 12.11.": "PAID:INV-101@2026-11-12!",
    "I think the price of INV-101 is wrong.": "DISP:INV-101",
    # What was called paid, by mistake or by somebody of the creditor's; what is unpaid may be promised in the same breath.
    "INV-101 was marked as paid by mistake at our end.": "",
    "INV-101 was wrongly flagged as paid; we will pay on 4 December.": "PTP:INV-101@2026-12-04",
    "INV-101 shows as paid on 12 November.": "PAID:INV-101@2026-11-12!",
    "INV-101 was settled on 12 November by your colleague.": "PAID:INV-101@2026-11-12!",
    "INV-101 wurde am 12.11. durch Ihre Gutschrift beglichen.": "PAID:INV-101@2026-11-12!",
    "INV-101 wurde versehentlich als bezahlt gebucht, wir überweisen am 4. Dezember.": "PTP:INV-101@2026-12-04!",
    "INV-101 a été notée comme payée par erreur, le virement part le 4 décembre.": "PTP:INV-101@2026-12-04!",
    "Por error marcamos INV-101 como pagada; se abonará el 4 de diciembre.": "PTP:INV-101@2026-12-04!",
    "INV-101 stond per abuis op betaald; wij betalen op 4 december.": "PTP:INV-101@2026-12-04!",
    "Todas las facturas, excepto INV-102, se pagaron el 12 de noviembre.": "PAID:INV-101,INV-1011@2026-11-12!",
    "Mit der Zahlung der INV-101 können Sie am 4. Dezember rechnen.": "PTP:INV-101@2026-12-04",
    "INV-101 is not paid, and we do not pay on 4 December.": "",
    "We do not owe anything except INV-101.": "DISP:INV-101!",
    "No invoice is in dispute other than INV-101.": "",
    # Nothing of it.
    "0.00 of INV-101 was paid.": "",
    "We have paid nothing on INV-101.": "",
    "0,00 EUR von INV-101 wurden bezahlt.": "",
    "EUR 0.00 of INV-101 was paid, EUR 1,234.56 of INV-102 was paid on 12 November.": "PAID:INV-102@2026-11-12",
    # What is unlike another, what others pay us, what was heard of, and what is said of a bill in another sentence.
    "Unlike INV-101, INV-102 was paid on 12 November.": "PAID:INV-102@2026-11-12",
    "Contrairement à INV-101, INV-102 a été réglée le 12 novembre.": "PAID:INV-102@2026-11-12",
    "En lugar de INV-101 pagamos INV-102 el 12 de noviembre.": "PAID:INV-102@2026-11-12!",
    "Im Gegensatz zu INV-101 wurde INV-102 am 12.11. bezahlt.": "PAID:INV-102@2026-11-12",
    "A customer of ours paid us yesterday so INV-101 can be released now.": "",
    "Unser Kunde hat uns gestern bezahlt, INV-101 ist also bald dran.": "",
    "I was told INV-101 was paid.": "PAID:INV-101!",
    "On m'a dit que INV-101 a été payée.": "PAID:INV-101!",
    "Please note that we paid Harper Ltd on 12 November; yours, INV-101, is still with our auditors.": "PAID:INV-101@2026-11-12!",
    "We paid your lawyer on 12 November. INV-101 is in approval.": "PAID:INV-101@2026-11-12!",
    "Please stop calling Ann, call me about INV-101.": "DNC! CB!",
    "You told us INV-101 was paid and closed.": "PAID:INV-101!",
    "My previous e-mail said INV-101 was paid; that was wrong.": "",
    "Wir schrieben, INV-101 sei bezahlt; das war ein Irrtum.": "",
    "INV-101 a été payée le 12 novembre; c'était une erreur.": "",
    "We've stopped the cheque for INV-101 that was sent on Monday.": "",
    "We have set up payment of INV-101 for 4 December, INV-102 needs a PO first.": "DISP:INV-101,INV-102!",
    "We are not paying INV-101 and INV-102, both are faulty.": "DISP:INV-101,INV-102",
    # Unlike what is no bill; what is wrong is ours; a bank told them; "it" is what stood before; an amount is for anything.
    "In contrast to your statement, INV-101 and INV-102 were paid on 12 November.": "PAID:INV-101,INV-102@2026-11-12",
    "Unlike our invoice INV-101, INV-102 was paid on 12 November.": "PAID:INV-102@2026-11-12",
    "INV-101 was paid on 12 November. Sorry, that is wrong.": "",
    "Rather than wait, INV-101 will be paid on 4 December.": "PTP:INV-101@2026-12-04",
    "Contrairement à votre relance, INV-101 a été réglée le 12 novembre.": "PAID:INV-101@2026-11-12",
    "Im Gegensatz zu Ihrer Mahnung: INV-101 wurde am 12.11. bezahlt.": "PAID:INV-101@2026-11-12",
    "In tegenstelling tot uw overzicht, INV-101 is betaald op 12 november.": "PAID:INV-101@2026-11-12",
    "A diferencia de su extracto, la INV-101 se pagó el 12 de noviembre.": "PAID:INV-101@2026-11-12",
    "INV-101 was paid on 12 November; your statement shows it open, this is wrong.": "PAID:INV-101@2026-11-12",
    "La INV-101 se pagó el 12 de noviembre; su recordatorio fue un error.": "PAID:INV-101@2026-11-12",
    "Die Bank hat uns bestätigt: INV-101 bezahlt am 12.11.": "PAID:INV-101@2026-11-12",
    "De bank heeft ons bevestigd dat INV-101 is betaald op 12 november.": "PAID:INV-101@2026-11-12",
    "Invoice INV-101 has been approved. We will pay it on 4 December.": "PTP:INV-101@2026-12-04",
    "I understand you need payment, so we will pay INV-101 on 4 December.": "PTP:INV-101@2026-12-04",
    "As you confirmed on the phone, INV-101 was paid on 12 November.": "PAID:INV-101@2026-11-12",
    "You wrote about INV-101; it was paid on 12 November.": "PAID:INV-101@2026-11-12",
    "We have paid EUR 500.00 on account. INV-102 is disputed.": "PAID DISP:INV-102",
    "INV-101 liegt beim Einkauf, die anderen zahlen wir am 4.12.": "PTP:INV-101@2026-12-04!",
    "INV-101 was paid on 12 November. Sorry for the delay, that was an error on our side.": "PAID:INV-101@2026-11-12",
    "INV-101 wurde am 12.11. bezahlt; das war ein Fehler unserer Buchhaltung.": "PAID:INV-101@2026-11-12",
    "We paid INV-101 on 12 November before our account was stopped.": "PAID:INV-101@2026-11-12",
    "You say INV-101 is open, but it was paid on 12 November.": "PAID:INV-101@2026-11-12",
    "You confirmed the discount, so we will pay INV-101 on 4 December.": "PTP:INV-101@2026-12-04",
    # From one bill to another, one of them, up to one; an objection to what is paid or will be; what is only paid a visit.
    "INV-101 to INV-102 were paid on 12 November.": "PAID:INV-101,INV-102@2026-11-12!",
    "INV-101 oder INV-102 wurde am 12.11. bezahlt.": "PAID:INV-101,INV-102@2026-11-12!",
    "We have paid up to INV-101.": "PAID:INV-101!",
    "The dispute on INV-101 is settled, we will pay on 4 December.": "DISP:INV-101! PTP:INV-101@2026-12-04",
    "INV-101 price was wrong but Jane has corrected it; paid on 12 November.": "DISP:INV-101! PAID:INV-101@2026-11-12",
    "INV-101 is disputed, INV-102 will be paid on 4 December.": "DISP:INV-101 PTP:INV-102@2026-12-04",
    "My colleague Tom will pay you a visit on 4 December about INV-101.": "PTP:INV-101@2026-12-04!",
    # The rest follows, all goods of one bill, and a day that only a slip puts a year back.
    "INV-101 is betaald, de rest volgt op 4 december.": "PAID:INV-101 PTP:INV-1011,INV-102@2026-12-04!",
    "INV-101 was paid on 12 November, the rest follows on 4 December.": "PAID:INV-101@2026-11-12 PTP:INV-1011,INV-102@2026-12-04!",
    "All items on INV-101 were damaged.": "DISP:INV-101",
    "Alle Waren aus INV-101 waren beschädigt.": "DISP:INV-101",
    "Alle goederen van INV-101 waren beschadigd.": "DISP:INV-101",
    "All goods from INV-101 on were damaged.": "DISP:INV-101!",
    "INV-101 was paid on 4 December.": "PAID:INV-101@~!",
    # Amounts laid over days, without a word for paying.
    "You'll get INV-101 in two goes: EUR 2,000.00 on 4 December and EUR 3,000.00 on 18 December.": "PLAN:INV-101=500000!",
    "You billed EUR 1,500.00 on 4 December and EUR 1,500.00 on 18 December for INV-101, why?": "",
}  # fmt: skip


def test_what_is_said_of_one_invoice_or_of_an_unknown_one_is_not_said_of_another(desk: Desk):
    desk.book.execute("UPDATE invoice SET invoice_date = '2026-08-08'")
    found = {}
    for text in APART:
        calls = read(desk, text).calls
        found[text] = " ".join(f"{told(call)}{'!' if unsure(call) else ''}" for call in calls)
    assert {
        text: said for text, said in found.items() if sorted(said.split()) != sorted(APART[text].split())
    } == {}


# What is said of all, of what, with which word for an exception, and what else is said of that; {q} of all, {o} of all others.
GRAMMAR = {
    "en": (
        ("All invoices", "All of them", "All bills on your statement"),
        ("were paid on 12 November", "will be paid on 4 December", "are disputed"),
        ("except", "apart from", "other than", "excluding", "with the exception of", "but", "except for invoice"),
        ("but", "however", "and only", "while", "although"),
        ("is still open", "is disputed", "will be paid on 4 December", "was paid on 12 November", "is not approved yet"),
        ("everything else", "all others", "the rest", "all the other invoices"),
        ("was paid on 12 November", "will be paid on 4 December", "is disputed"),
    ),
    "de": (
        ("Alle Rechnungen", "Sämtliche Rechnungen", "Alle Posten"),
        ("wurden am 12.11. bezahlt", "werden am 4.12. bezahlt", "sind strittig"),
        ("außer", "bis auf", "mit Ausnahme von", "ausgenommen", "abgesehen von"),
        ("aber", "nur", "jedoch", "allerdings"),
        ("ist noch offen", "ist strittig", "wird am 4.12. bezahlt", "wurde am 12.11. bezahlt", "ist noch nicht freigegeben"),
        ("alles andere", "alles Übrige", "der Rest"),
        ("wurde am 12.11. bezahlt", "wird am 4.12. bezahlt", "ist strittig"),
    ),
    "fr": (
        ("Toutes les factures", "Toutes vos factures", "Tous les postes"),
        ("ont été payées le 12 novembre", "seront payées le 4 décembre", "sont contestées"),
        ("sauf", "excepté", "hormis", "à l'exception de", "à part"),
        ("mais", "seule", "par contre", "toutefois"),
        ("reste ouverte", "est contestée", "sera payée le 4 décembre", "a été payée le 12 novembre", "n'est pas encore validée"),
        ("tout le reste", "tout le solde", "le reste"),
        ("a été payé le 12 novembre", "sera payé le 4 décembre", "est contesté"),
    ),
    "es": (
        ("Todas las facturas", "Todas sus facturas", "Todas ellas"),
        ("fueron pagadas el 12 de noviembre", "serán pagadas el 4 de diciembre", "están en disputa"),
        ("excepto", "salvo", "a excepción de", "aparte de", "menos la"),
        ("pero", "solo", "sin embargo", "aunque"),
        ("sigue abierta", "está en disputa", "será pagada el 4 de diciembre", "fue pagada el 12 de noviembre", "aún no está aprobada"),
        ("todo lo demás", "todo el resto", "el resto"),
        ("fue pagado el 12 de noviembre", "será pagado el 4 de diciembre", "está en disputa"),
    ),
}  # fmt: skip
CODES = ("PAID", "PTP", "DISP")
OF_ONE = ("", "DISP", "PTP", "PAID", "")


def said_of_all_but_one() -> Iterator[tuple[str, str, str]]:
    """Yield what is written, what it says of all but INV-101, and what of INV-101."""
    for every, said, words, joints, own, others, told in GRAMMAR.values():
        for (q, (p, code)), x in product(product(every, zip(said, CODES, strict=True)), words):
            yield f"{q} {x} INV-101 {p}.", code, ""
            yield f"{q} {p} {x} INV-101.", code, ""
            yield f"{x.capitalize()} INV-101, {q[0].lower()}{q[1:]} {p}.", code, ""
            for s, own_code in zip(own, OF_ONE, strict=True):
                yield f"{q} {x} INV-101 {p}, INV-101 {s}.", code, own_code
        for (q, (p, code)), (s, own_code), but in product(
            product(every, zip(said, CODES, strict=True)), zip(own, OF_ONE, strict=True), joints
        ):
            yield f"{q} {p}, {but} INV-101 {s}.", code, own_code
            yield f"{q} {p} {but} INV-101 {s}.", code, own_code
        for o, (p, code), (s, own_code) in product(
            others, zip(told, CODES, strict=True), zip(own, OF_ONE, strict=True)
        ):
            yield f"INV-101 {s}, {o} {p}.", code, own_code
            yield f"INV-101 {s}. {o.capitalize()} {p}.", code, own_code
            yield f"INV-101 {s} {joints[0]} {o} {p}.", code, own_code


def test_what_is_said_of_all_but_one_is_never_plainly_said_of_that_nor_the_other_way_round(desk: Desk):
    items, written = desk.invoices(1), Written(TODAY, "dmy")
    tried = list(said_of_all_but_one())[:: 1 if DEEP else 31]
    wrong, right = {}, 0
    for text, of_others, of_one in tried:
        named = [item for item in items if item.number == "INV-101"]
        calls = calls_in(text, named, items, written, None)
        found = {(str(call.code), *(item.number for item in call.items)): call for call in calls}
        if sure := [key for key, call in found.items() if not unsure(call) and key != (of_one, "INV-101")]:
            wrong[text] = sure
        asked = {(of_others, "INV-1011", "INV-102"), (of_others, "INV-102", "INV-1011"), (of_one, "INV-101")}
        right += bool(found.keys() <= asked and len(found) == 1 + bool(of_one))
    assert wrong == {}
    assert right > len(tried) * 0.9


NUMBERS = ("INV-1", "INV-1 A", "1001", "№5/7", "é12", "RE 12/3", "A-INV-1", " 2002 ", "12")
BESIDE = st.sampled_from((" ", "\n", "x", "-", ",", ".5", "é", "請", "(", *NUMBERS))


@settings(max_examples=tries(60))
@given(st.lists(BESIDE, max_size=8).map("".join))
def test_of_thousands_of_bills_those_that_a_text_names_are_found_by_a_word_of_their_number(text: str):
    def whole(number: str) -> str:
        return rf"(?<![\w-]){re.escape(number.strip())}(?![\w-]|[.,]\d)"

    none = Money(0, "EUR")
    items = [
        Invoice(place, number, ItemKind.INVOICE, None, TODAY, none, none, none, none)
        for place, number in enumerate(NUMBERS)
    ]
    told = [one for one in items if one.number != "12" and re.search(whole(one.number), text, re.ASCII)]
    assert named_of(items)(text) == told
    assert [one for one in items if names(text, one.number)] == told
