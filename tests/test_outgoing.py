"""The settings about what goes out: who sends, the user's own people, documents, when which reminder is due."""

from __future__ import annotations

from pathlib import Path

import pytest

from arcall_tui.errors import InputRefusedError
from arcall_tui.settings import Paths, Settings, load_settings
from arcall_tui.workday.letters.how_to_pay import not_said
from arcall_tui.workday.letters.sender_settings import ASKED, facts_to_ask
from cases import for_each
from shell import arcall, in_queue

GOOD = """
[sender]
name = "Ann Lee"
firm = "Lee & Sons Ltd"
iban = "de89 3704 0044 0532 0130 00"
[sender.creditors.North]
firm = "North GmbH"
[sender.creditors.South]
sort_code = "20-00-00"
[people]
supervisor = "Ann Boss <ann@firm.example>"
legal = "law@firm.example"
[documents]
invoice = "~/invoices/{invoice}*.pdf"
[reminders]
gap = 10
"""


def read(text: str) -> Settings:
    folder = Paths.find().config
    folder.mkdir(parents=True, exist_ok=True)
    Path(folder / "settings.toml").write_text(text)
    return load_settings(Paths.find())


def test_who_sends_is_read_checked_and_differs_by_creditor():
    outgoing = read(GOOD).outgoing
    assert outgoing.sender_of("").iban == "DE89370400440532013000"
    north, south = outgoing.sender_of("North"), outgoing.sender_of("South")
    assert (north.name, north.firm, north.iban) == ("Ann Lee", "North GmbH", "DE89370400440532013000")
    assert (south.sort_code, south.iban) == ("20-00-00", "")  # one account's number never with another's
    assert outgoing.people["supervisor"].email == "ann@firm.example"
    assert outgoing.people["supervisor"].name == "Ann Boss"
    assert outgoing.documents == {"invoice": ("~/invoices/{invoice}*.pdf",)}
    assert (outgoing.cadence.gap, outgoing.cadence.first) == (10, 10)


@for_each(
    ("text", "says"),
    [
        ('[sender]\niban = "DE88 3704 0044 0532 0130 00"\n', "line 2: sender.iban"),
        ('[sender]\nbic = "X"\n', "sender.bic"),
        ('[sender]\nrouting_number = "021000022"\n', "nine digits"),
        ('[sender]\nupi = "firm"\n', "firm@bank"),
        ('[sender]\nsort_code = "123"\n', "six digits"),
        ('[sender]\nemail = "x"\n', "name@example.org"),
        ('[sender]\nibn = "x"\n', "Did you mean iban?"),
        ('[people]\nboss = "Ann"\n', "Ann Lee <ann@firm.example>"),
        ('documents = ["~/invoices/*.pdf"]\n', "{invoice}"),
        ("[reminders]\nfirst = 50\n", "follow one another"),
    ],
)
def test_a_mistake_is_named_with_what_is_allowed(text: str, says: str):
    with pytest.raises(InputRefusedError) as refused:
        read(text)
    assert says in str(refused.value)


def test_who_sends_is_asked_for_once_and_the_file_stays_as_it_is():
    folder = Paths.find().config
    read('zone = "Asia/Kolkata" # mine\n\n[people]\nboss = "b@firm.example"\n')
    assert arcall("config", "sender", "--name", 'Ann "A" Lee', "--firm", "Lee & Söhne").code == 0
    assert arcall("config", "sender", "--iban", "GB29 NWBK 6016 1331 9268 19", "--name", "Ann Lee").code == 0
    new_bank = "BE68 5390 0754 7034"  # it checks, and no list has its bank yet
    assert arcall("config", "sender", "--creditor", "North", "--iban", new_bank).code == 0
    text = (folder / "settings.toml").read_text()
    assert text.startswith('zone = "Asia/Kolkata" # mine\n\n[people]\nboss = "b@firm.example"\n')
    sender = load_settings(Paths.find()).outgoing.senders.usual
    assert (sender.name, sender.firm, sender.iban) == ("Ann Lee", "Lee & Söhne", "GB29NWBK60161331926819")
    refused = arcall("config", "sender", "--iban", "GB00 NWBK 6016 1331 9268 19")
    assert (refused.code, (folder / "settings.toml").read_text()) == (3, text)


@for_each(
    ("country", "currency", "asked"),
    [("DE", "", "iban"), ("GB", "", "sort_code account_number"), ("JP", "", "bank account_number"), ("", "", "iban"),
     ("GB", "EUR", "iban"), ("GB", "AUD", "bank account_number"), ("DE", "USD", "routing_number account_number"),
     ("DE", "CHF", "iban"), ("US", "SAR", "iban")],
)  # fmt: skip
def test_an_account_is_asked_for_as_its_country_numbers_accounts(country: str, currency: str, asked: str):
    facts = facts_to_ask(country, currency)
    assert " ".join(facts[0 if currency else len(ASKED) + 1 :]) == asked


def test_an_account_for_one_currency_is_asked_for_and_to_look_at_it_writes_nothing(
    monkeypatch: pytest.MonkeyPatch,
):
    for text in ("", '[sender]\nname = "Ann Lee"\n[sender.currencies.GBP]\n'):
        read(text)
        looked = arcall("config", "sender", "--currency", "USD")
        assert (looked.code, (Paths.find().config / "settings.toml").read_text()) == (0, text)
    assert looked.out.splitlines() == ["name            Ann Lee", "currencies.GBP  as usual"]
    monkeypatch.setattr("arcall_tui.cli.config_verbs.on_terminal", lambda: True)
    arcall("config", "sender", "--currency", "USD", stdin="021000021\n12345678\n")
    arcall("config", "sender", "--currency", "EUR", stdin="\n")
    asked = arcall("config", "sender", stdin="\nLee & Sons\n\n")
    assert [line.split(maxsplit=1) for line in asked.out.splitlines() if "  " in line] == [
        ["name", "Ann Lee"],
        ["firm", "Lee & Sons"],
        ["currencies.GBP", "as usual"],
        ["currencies.USD.account_number", "12345678"],
        ["currencies.USD.routing_number", "021000021"],
        ["currencies.EUR", "as usual"],
    ]


def test_a_creditor_with_an_account_for_one_currency_alone_is_never_paid_to_the_firms():
    firms = 'iban = "DE89370400440532013000"\n[sender.currencies.EUR]\nsort_code = "20-00-00"\n'
    outgoing = read(
        f'[sender]\nname = "Ann Lee"\n{firms}[sender.creditors.North.currencies.USD]\naccount_number = "99999999"\n'
        '[sender.creditors.South.currencies.USD]\niban = ""\n[sender.creditors.West.currencies.USD]\n'
    ).outgoing
    north = outgoing.sender_of("North")
    assert north.name == "Ann Lee"
    paid = {code: north.paid_in(code) for code in ("USD", "EUR", "GBP")}
    assert {code: (at.account_number, at.iban, at.sort_code) for code, at in paid.items()} == {
        "USD": ("99999999", "", ""),
        "EUR": ("", "", ""),
        "GBP": ("", "", ""),
    }
    assert not_said(north, paid) == ["EUR", "GBP"]
    for name in ("South", "West"):  # which have no account of their own
        assert outgoing.sender_of(name).paid_in("USD").iban == "DE89370400440532013000"
        assert outgoing.sender_of(name).paid_in("EUR").sort_code == "20-00-00"


def test_without_a_sender_a_letter_is_not_signed_with_the_computers_user(
    sample_book: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("USER", "somebody")
    first = in_queue(sample_book)[0]["account"]
    said = arcall("letter", first, "statement", "--show", book=sample_book)
    assert "somebody" not in said.out
    assert "arcall config sender" in said.err
