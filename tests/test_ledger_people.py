"""Whom a file names and where they are: regions of countries, address books of other programs."""

from __future__ import annotations

import csv
import io
import random
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcall_tui.domain.account import HoldKind, Number
from arcall_tui.domain.activity import Outcome
from arcall_tui.domain.outcomes import Code
from arcall_tui.rules.policy_file import load_policy
from arcall_tui.settings import Settings
from arcall_tui.workday.calls.record import log_call, release_hold
from arcall_tui.workday.desk.clock import Clock
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.imports.import_report import ImportOptions
from arcall_tui.workday.imports.importing import LedgerRefusedError
from arcall_tui.workday.imports.said import changed
from arcall_tui.workday.imports.taken import take_back
from cases import for_each
from ledger_files import ask, take_in, taken_in
from ledger_maker import page_of, workbook_of
from tries import tries

DAY = date(2026, 11, 26)
LEDGER = "Customer No,Customer,Invoice,Due Date,Balance\nC1,Ash Ltd,1,2026-10-01,5.00\nC2,Birch & Co,2,2026-10-01,7.00\n"


@for_each("heading", ["State", "Ship-to State", "Billing State/Province", "Bundesland"])
def test_a_state_beside_a_country_is_a_region_and_no_status(tmp_path: Path, heading: str):
    rows = [
        ("Ash", "NSW", "Australia"),
        ("Birch", "CA", "US"),
        ("Cedar", "Auckland", "NZ"),
        ("Dogwood", "", "GB"),
        ("Elm", "ND", "US"),
    ]
    lines = [
        f"{who},{place},2026-10-01,5.00,{state},{country}" for place, (who, state, country) in enumerate(rows)
    ]
    text = "\n".join([f"Customer,Invoice,Due Date,Balance,{heading},Country", *lines])
    report = take_in(tmp_path, text, on=DAY)
    assert report.totals == {"USD": 2500}
    assert not [told for told in report.warnings if "status" in told]
    found = dict(ask(tmp_path, "SELECT name, region FROM account"))
    assert found == {"Ash": "NSW", "Birch": "CA", "Cedar": "", "Dogwood": "", "Elm": "ND"}


@for_each(
    ("heads", "first", "then", "found"),
    [
        ("Phone", "C1,Ash Ltd,+44 20 7946 0001", "C1,Ash  Ltd,n/a", ("Ash Ltd", "", "+44 20 7946 0001")),
        ("Contact,First Name,Last Name", "C1,---,Ann Lee,Ann,Lee", "C1,,Ann Lee,Ann,Lee", ("Ann Lee", "", "")),
    ],
)  # fmt: skip
def test_who_stands_a_thousand_rows_further_down_is_read_as_at_the_top(
    tmp_path: Path, heads: str, first: str, then: str, found: tuple[str, str, str]
):
    rows = [first] * 799 + [then] * 799
    lines = [f"{who},{number},2026-10-01,5.00" for number, who in enumerate(rows)]
    take_in(tmp_path, "\n".join([f"Customer No,Customer,{heads},Invoice,Due Date,Balance", *lines]), on=DAY)
    asked = "SELECT account.name, other_names, phone FROM account JOIN contact ON account_id = account.id"
    assert ask(tmp_path, asked) == [found]


@for_each(
    ("cells", "field", "owed"),
    [("CA NY TX", "region", 1500), ("CA - NY", "region", 1500), ("PD Open PD", "status", 500), ("Open Paid Open", "status", 1000)],
)  # fmt: skip
def test_states_of_two_letters_are_regions_and_no_words_for_paid(
    tmp_path: Path, cells: str, field: str, owed: int
):
    rows = [f"C{n},{n},2026-10-01,5.00,{cell.strip('-')}" for n, cell in enumerate(cells.split())]
    report = take_in(tmp_path, "\n".join(["Customer,Invoice,Due Date,Amount,State", *rows]), on=DAY)
    assert (report.totals, report.mapping.get(field)) == ({"USD": owed}, "State")


def test_codes_that_are_of_no_state_are_asked_about(tmp_path: Path):
    for one, two in (("AA", "PC"), ("PA", "PE")):  # these are of two countries
        text = f"Customer,Invoice,Due Date,Amount,State\nAsh,1,2026-10-01,5.00,{one}\nElm,2,2026-10-01,5.00,{two}\n"
        with pytest.raises(LedgerRefusedError, match=f"'State' says '{one}'"):
            take_in(tmp_path, text, on=DAY)


def test_a_list_of_people_with_what_each_was_billed_and_paid_is_a_ledger(tmp_path: Path):
    text = "Name,Phone,Visit,Charge,Paid so far,Still owes\nAsh,020 7946 0001,2026-10-02,9.00,4.00,5.00\nBirch,020 7946 0002,2026-10-28,7.00,0.00,7.00\n"
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, text.replace("7.00,0.00", "1,7.00,0.00"), on=DAY)
    assert refused.value.question
    assert "--payments" not in refused.value.question.choices[0].option
    assert take_in(tmp_path, text, on=DAY, mapping={"due_date": "Visit", "number": "-"}).totals == {
        "USD": 1200
    }


def test_a_name_has_what_stands_between_its_halves(tmp_path: Path):
    text = "Voornaam;Tussenvoegsel;Achternaam;Factuur;Vervaldatum;Openstaand\nAnna;de;Boer;1;01-10-2026;5,00\nJan;;Smit;2;01-10-2026;7,00\n"
    take_in(tmp_path, text, on=DAY)
    assert ask(tmp_path, "SELECT name FROM account ORDER BY id") == [("Anna de Boer",), ("Jan Smit",)]


def test_a_region_can_be_mapped_and_the_callers_own_stays(tmp_path: Path):
    text = "Customer,Invoice,Due Date,Balance,Zq,Country\nAsh,1,2026-10-01,5.00,CA,US\n"
    take_in(tmp_path, text, on=DAY, mapping={"region": "Zq"})
    assert ask(tmp_path, "SELECT region FROM account") == [("CA",)]
    ask(tmp_path, "UPDATE account SET region = 'NY'")
    take_in(tmp_path, text, on=DAY, mapping={"region": "Zq"})
    assert ask(tmp_path, "SELECT region FROM account") == [("NY",)]
    take_in(tmp_path, text.replace("CA,US", "ON,CA"), on=DAY, mapping={"region": "Zq"})
    assert ask(tmp_path, "SELECT country, region FROM account") == [("CA", "ON")]


@for_each(
    "text",
    [
        "Name,Given Name,Family Name,Organization 1 - Name,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value\nAnn Ash,Ann,Ash,Ash Ltd,ann@ash.example,Work,+44 20 7946 0958\n",
        "Account Name,Account Number,Billing Phone,AP Contact,AP Email,Owner,Billing Country\nAsh Ltd,C1,+44 20 7946 0958,Ann Ash,ann@ash.example,Joe Me,United Kingdom\n",
        "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,PhoneNumber\nAsh Ltd,C1,ann@ash.example,Ann,Ash,+44 20 7946 0958\n",
        "No.,Name,Phone No.,Contact,E-Mail,Balance (LCY),Sales (LCY)\nC1,Ash Ltd,+44 20 7946 0958,Ann Ash,ann@ash.example,5.00,1000.00\n",
        "Customer,Phone Numbers,Email,Full Name,Billing Address\nAsh Ltd,Phone:+44 20 7946 0958,ann@ash.example,Ann Ash,\n",
        "Display Name,Full Name,Phone,Amount,Email\nAsh Ltd,Ann Ash,+44 20 7946 0958,5.00,ann@ash.example\n",
        "Contact Name,Company Name,First Name,Last Name,EmailID,MobilePhone\nAsh Ltd,Ash Ltd,Ann,Ash,ann@ash.example,+44 20 7946 0958\n",
        "Customer Id,Customer First Name,Customer Last Name,Customer Company,Customer Email,Billing Address Phone\nC1,Ann,Ash,Ash Ltd,ann@ash.example,+44 20 7946 0958\n",
        "No.;Firm;Contact person;Telephone;Mail\nC1;Ash Ltd;Ann Ash;+44 20 7946 0958;ann@ash.example\n",
        "No.,Company,Contact,Tel.,Mail\n1,Ash Ltd,Ann Ash,+44 20 7946 0958,ann@ash.example\n2,,Uncle Bob,+44 20 7946 0959,\n",
        "No.,Company,Contact,Tel.,Mail\n01.,Ash Ltd,Ann Ash,+44 20 7946 0958,ann@ash.example\n02.,,Uncle Bob,+44 20 7946 0959,\n",
        "Account No,Account Name,Who,Phone,Mail\nZ-77,Ash Ltd,Ann Ash,+44 20 7946 0958,ann@ash.example\n",
        "Record ID,First Name,Last Name,Email,Mobile Phone Number,Contact owner,Associated Company\n55,Ann,Ash,ann@ash.example,+44 20 7946 0958,Joe Me,Ash Ltd\n",
        "Id,Sales account,Debtor number,First name,Last name,Mobile,Emails\n70001,Ash,C1,Ann,Ash,+44 20 7946 0958,ann@ash.example\n",
    ],
    ids=["google", "salesforce", "xero", "business central", "quickbooks online", "zoho", "zoho books", "chargebee", "ids under No.", "rows that are counted, and nobody's uncle", "rows that are counted with a nought", "ids of its own", "hubspot", "a person beside the book's ids"],
)  # fmt: skip
def test_an_address_book_names_persons_at_customers_who_are_there(tmp_path: Path, text: str):
    take_in(tmp_path, LEDGER, on=DAY)
    report = take_in(tmp_path, text, on=DAY, name="people.csv")
    assert (report.accounts.new, report.totals) == (0, {"USD": 1200})
    assert "account" not in report.mapping or "No.,Company" not in text
    owed = {title for title, why in report.left_out.items() if why.startswith("it may be what each owes")}
    assert owed == {*text.split(",")} & {"Balance (LCY)", "Amount"}
    found = ask(
        tmp_path,
        "SELECT account.name, contact.name, phone, email FROM contact JOIN account ON account.id = account_id",
    )
    assert found == [("Ash Ltd", "Ann Ash", "+44 20 7946 0958", "ann@ash.example")]


@for_each(
    ("heading", "firms"),
    [
        ("Firma;Name", "Ash Ltd;Birch & Co"),
        ("Firma;Name", "Tischlerei Ash;Birch"),
        ("Kunde;Name", "Ash Ltd;Birch & Co"),
        ("Customer;Name", "Ash Ltd;Birch & Co"),
        ("Unternehmen;Name", "Ash;Birch"),
        ("Company;Naam", "Ash;Birch"),
    ],
)
def test_a_name_beside_a_firm_is_whom_to_ask_for(tmp_path: Path, heading: str, firms: str):
    one, two = firms.split(";")
    text = f"{heading};Telefon\n{one};Ann Lee;+44 20 7946 0958\n{two};Bob Ray;+44 20 7946 0959\n"
    take_in(tmp_path, text, on=DAY, name="people.csv")
    found = ask(
        tmp_path, "SELECT account.name, contact.name FROM contact JOIN account ON account.id = account_id"
    )
    assert found == [(one, "Ann Lee"), (two, "Bob Ray")]


@for_each(
    ("heading", "named"),
    [
        ("Firm;Name", [("North LLP", "Ash Ltd"), ("North LLP", "Birch Ltd")]),
        ("Firma;Name", [("Mine", "Ann Lee"), ("Mine", "Bob Ray"), ("Mine", "Cy Fox")]),
        ("Kunde;Name", [("K1", "Ann Lee"), ("K2", "Bob Ray")]),
        ("Firma;Name", [("Roth Gastro GmbH", "Café Roth"), ("Lux GmbH", "Pizzeria Lux")]),
    ],
)
def test_who_is_named_beside_who_sells_or_acts_for_them_is_the_customer(
    tmp_path: Path, heading: str, named: list[tuple[str, str]]
):
    rows = [f"{firm};{name};+44 20 7946 095{n}" for n, (firm, name) in enumerate(named)]
    take_in(tmp_path, "\n".join([f"{heading};Telefon", *rows]), on=DAY, name="people.csv")
    assert ask(tmp_path, "SELECT name FROM account ORDER BY id") == [(name,) for _, name in named]


@for_each(
    ("heading", "rows", "several"),
    [
        ("Name,Phone,Address", ["Ann Lee,020 7946 0001,1 Elm St", "Ann Lee,020 7946 0002,9 Oak Rd"], True),
        ("Name,Phone,Email", ["Ann Lee,020 7946 0001,a@lee.example", "Ann Lee,020 7946 0002,a@bay.example"], True),
        ("ID,Name,Phone", ["1,Ann Lee,020 7946 0001", "2,Ann Lee,020 7946 0002"], True),
        ("Name,Phone", ["Ann Lee,020 7946 0001", "Ann Lee,020 7946 0002"], False),
        ("Name,Phone,Address", ["Ann Lee,020 7946 0001,1 Elm St", "Ann Lee,020 7946 0002,1 Elm St"], False),
        ("ID,Name,Phone", ["1,Lee Ltd,020 7946 0001", "2,Lee Ltd,020 7946 0002"], False),
        ("Name,Contact,Phone,Email", ["Lee,Ann,020 7946 0001,a@lee.example", "Lee,Bob,020 7946 0002,b@lee.example"], False),
    ],
)  # fmt: skip
def test_two_persons_of_one_name_are_asked_about(
    tmp_path: Path, heading: str, rows: list[str], *, several: bool
):
    text = "\n".join([heading, *rows]) + "\n"
    if several:
        with pytest.raises(LedgerRefusedError, match="in which all else differs") as refused:
            take_in(tmp_path, text, on=DAY, name="people.csv")
        assert refused.value.question
        said = changed(ImportOptions(), refused.value.question.choices[0].option).mapping
        take_in(tmp_path, text, on=DAY, name="people.csv", mapping=said)
    else:
        take_in(tmp_path, text, on=DAY, name="people.csv")
    names = "Ann Lee" if several or "Ann Lee" in text else text.split("\n")[1].split(",")["ID" in heading]
    assert ask(tmp_path, "SELECT name FROM account") == [(names,)] * (1 + several)


@for_each(
    ("heading", "rows", "told"),
    [
        ("Name,Phone,Address", ["Ann Lee,020 7946 0001,1 Elm St", "Ann Lee,020 7946 0002,9 Oak Rd"], True),
        ("Customer,Email,Street", ["Ann Lee,a@lee.example,1 Elm St", "Ann Lee,a@bay.example,9 Oak Rd"], True),
        # Who moved, a firm's places, and whom to ask for.
        ("Name,Phone,Address", ["Ann Lee,020 7946 0001,1 Elm St", "Ann Lee,020 7946 0001,9 Oak Rd"], False),
        ("Name,Phone,Address", ["Lee Ltd,020 7946 0001,1 Elm St", "Lee Ltd,020 7946 0002,9 Oak Rd"], False),
        ("Name,Phone,Email", ["Lee Inn,020 7946 0001,a@lee.example", "Lee Inn,020 7946 0002,b@lee.example"], False),
    ],
)  # fmt: skip
def test_two_persons_of_one_name_that_owe_bills_are_told_of(
    tmp_path: Path, heading: str, rows: list[str], *, told: bool
):
    bills = [f"{row},{n},2026-03-31,9.00" for n, row in enumerate([*rows, rows[0].replace("Lee", "Fox")])]
    report = take_in(tmp_path, "\n".join([f"{heading},Number,Due Date,Balance", *bills]), on=DAY)
    assert report.accounts.new == len(rows)
    assert any("Of one name" in each and "Ann Lee" in each for each in report.warnings) == told


@for_each(
    ("other", "first"),
    [("c@elm.example", "--map name=Name"), ("c@bay.example", "--map 'account=Name + Email'")],
)
def test_addresses_of_a_domain_that_nobody_else_has_are_likely_of_one(tmp_path: Path, other: str, first: str):
    text = f"Name,Phone,Email\nBay Bakery,020 7946 0001,a@bay.example\nBay Bakery,020 7946 0002,b@bay.example\nElm,020 7946 0003,{other}\n"
    with pytest.raises(LedgerRefusedError, match="in which all else differs") as refused:
        take_in(tmp_path, text, on=DAY, name="people.csv")
    assert refused.value.question
    assert refused.value.question.choices[0].option.startswith(first)


def test_a_list_says_whom_it_calls_otherwise_and_tells_nothing_by_a_name_that_several_have(tmp_path: Path):
    take_in(tmp_path, LEDGER + "C3,Birch & Co,3,2026-10-01,7.00\n", on=DAY)
    told = take_in(
        tmp_path, "Customer No,Customer,Phone\nC1,Rowan Ltd,020 7946 0001\n", on=DAY, name="ids.csv"
    )
    assert "Called otherwise now, taken as the same: C1 Rowan Ltd (was Ash Ltd)." in told.warnings
    told = take_in(
        tmp_path,
        "Customer,Phone\nBirch & Co,020 7946 0002\nRowan Ltd,020 7946 0003\n",
        on=DAY,
        name="names.csv",
    )
    assert any("several customers have the name" in each and "Birch & Co" in each for each in told.warnings)
    assert (told.accounts.new, ask(tmp_path, "SELECT account_id, phone FROM contact")) == (
        0,
        [(1, "020 7946 0003")],
    )
    # Nobody is called by an id, nor by a name of old.
    for text in (
        "Customer,Phone\nASH LTD,{}\n",
        "Cust.,Phone\nC1,{}\n",
        "Customer No,Customer,Phone\nC1,Ash Ltd,{}\n",
    ):
        told = take_in(tmp_path, text.format(f"020 7946 {len(text):04}"), on=DAY, name="old.csv")
        assert (told.accounts.new, told.accounts.changed) == (0, 1)
        assert ask(
            tmp_path, "SELECT account.name, phone FROM account JOIN contact ON account_id = account.id"
        ) == [("Rowan Ltd", f"020 7946 {len(text):04}")]


@for_each(
    "text",
    [
        "Customer,Company,Main Phone,Alt. Phone,Fax,Main Email\nAsh Ltd,Ash Ltd,020 7946 0001,020 7946 0002,020 7946 0009,a@ash.example; b@ash.example\n",
        "First Name,Last Name,Company,Business Phone,Business Phone 2,E-mail Address,E-mail 2 Address\nAnn,Ash,Ash Ltd,020 7946 0001,020 7946 0002,a@ash.example,b@ash.example\n",
        "*ContactName,EmailAddress,PhoneNumber,MobileNumber,DDINumber\nAsh Ltd,a@ash.example;b@ash.example,020 7946 0001,,020 7946 0002\n",
        "Name,Email,Phone,Phone,Mobile,Work Phone\nAsh Ltd,a@ash.example;b@ash.example,7,020 7946 0001,n/a,020 7946 0002\n",
        "Name,Organization 1 - Name,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value,Phone 2 - Value\nAnn,Ash Ltd,a@ash.example,b@ash.example,020 7946 0001,020 7946 0002\n",
        "First Name,Last Name,Organization Name,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\nAnn,Ash,Ash Ltd,a@ash.example ::: b@ash.example,Work,020 7946 0001 ::: 020 7946 0002,Work Fax,020 7946 0009\n",
        'Customer,Tel,Email\nAsh Ltd,"Tel: 020 7946 0001 / 020 7946 0002, Fax: 020 7946 0009",a@ash.example;b@ash.example\n',
        "Name,Email,Phone,Mobile,Fax\nAsh Ltd,a@ash.example;b@ash.example,020 7946 0001; 4.42079E+11,020 7946 0002; Fax 020 7946 0009,\n",
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Ash\nORG:Ash Ltd\nTEL;TYPE=WORK:020 7946 0001\nTEL;TYPE=CELL:020 7946 0002\nEMAIL:a@ash.example\nEMAIL:b@ash.example\nEND:VCARD\n",
    ],
    ids=["quickbooks", "outlook", "xero", "an extension and none", "google", "google with labels", "with a fax", "spoiled", "vcard"],
)  # fmt: skip
def test_all_telephones_and_addresses_of_a_person_go_in_whichever_columns_they_stand_in(
    tmp_path: Path, text: str
):
    take_in(tmp_path, LEDGER, on=DAY)
    take_in(tmp_path, text, on=DAY, name="people.vcf" if text.startswith("BEGIN") else "people.csv")
    found = ask(tmp_path, "SELECT phone, email FROM contact ORDER BY phone")
    assert found == [("020 7946 0001", "a@ash.example"), ("020 7946 0002", "b@ash.example")]
    # A number less, and a person called otherwise, make nobody new.
    again = text.replace("020 7946 0002", "").replace("Ann", "Anna")
    take_in(tmp_path, again, on=DAY, name="people.vcf" if text.startswith("BEGIN") else "people.csv")
    assert ask(tmp_path, "SELECT count(*), count(DISTINCT phone) FROM contact") == [(2, 2)]


TELEPHONES = [
    "020 7946 0001",
    "+44 20 7946 0002",
    "(020) 7946 0003",
    "+49 (0)30 901820-4",
    "0171-5550005",
    "01 99 00 12 35",
    "+1 (212) 555-0107",
    "212.555.0108",
    "+81 3-5550-0109",
    "0161 496 0111 ext 12",
    "030/9018207",
]
BETWEEN = [
    "; ",
    ";",
    " / ",
    ", ",
    " | ",
    " // ",
    " or ",
    " oder ",
    " ou ",
    " und ",
    " et ",
    " o ",
    " y ",
    " e ",
    " bzw. ",
    " & ",
    " ::: ",
    "、",
    "\uff1b",
    " · ",
    " • ",
    "\n",
    "\n",
]
LABELS = [
    "{}",
    "{}",
    "{}",
    "Tel: {}",
    "T {}",
    "Mob: {}",
    "Büro: {}",
    "{} (work)",
    "Phone:{}",
    "Handy {}",
    "{} mob",
]


@pytest.mark.usefixtures("sheets_read_here")
@settings(max_examples=tries(16), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_several_in_one_cell_are_several(seed: int):
    dice = random.Random(seed)
    lines, called = [["Customer", "Invoice", "Due Date", "Balance", "Phone", "Email"]], {}
    for number in range(30):
        one, two = dice.sample(TELEPHONES, 2)
        called[f"C{number}"] = {one, two}
        # A slash without blanks may stand within a number.
        between = dice.choice([each for each in BETWEEN if "/" not in each or "/" not in one + two])
        said = between.join(dice.choice(LABELS).format(each) for each in (one, two))
        mails = f"a@c{number}.example{between}b@c{number}.example"
        lines.append([f"C{number}", str(number), "2026-10-01", "5.00", said, mails])
    write = dice.choice([page_of, workbook_of, csv_of])
    with TemporaryDirectory() as folder:
        text = write(lines, dice)
        take_in(Path(folder), text, on=DAY, name="l.csv" if write is csv_of else "l.xls")
        found = ask(
            Path(folder),
            "SELECT account.name, phone, email FROM contact JOIN account ON account.id = account_id",
        )
    for (who, numbers), line in zip(called.items(), lines[1:], strict=True):
        reached = [Number.parse(phone) for name, phone, _ in found if name == who]
        assert {each and each.digits for each in reached} == {
            Number.parse(each).digits for each in numbers
        }, line
        mails = {f"{one}@{who.lower()}.example" for one in "ab"}
        assert {mail for name, _, mail in found if name == who} == mails, line


def csv_of(lines: list[list[str]], dice: random.Random) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=dice.choice(",;\t")).writerows(lines)
    return out.getvalue()


# Whom an address book may have: by the book's own names, by other spellings of them, and who is in no book.
FIRMS = {"Ash Ltd": "Ash Ltd.", "Birch & Co": "Birch and Co", "Cedar GmbH": "CEDAR GMBH", "Łódź Sp. z o.o.": "Lodz sp z oo", "Dill, Elm & Partner": "Dill Elm & Partner", "Müller-Öz": "Mueller-Oez", "Pérez y Hijos S.A.": "Perez & Hijos", "Fir Limited": "Fir", "Gorse": "Gorse, Inc."}  # fmt: skip
STRANGERS = ["Rowan plc", "Zeder AG", "Ashby Ltd", "Birchwood", "Ash GmbH", "Birch & Sons", "Gorse Park"]
# Headings of products for the firm, a person's given and last name, telephones and addresses, and others with what they hold.
BOOKS = {
    "outlook": ("Company", "First Name", "Last Name", ["Business Phone", "Business Phone 2", "Mobile Phone"], ["E-mail Address", "E-mail 2 Address"], ["Title", "Home Fax", "Web Page"]),
    "quickbooks": ("Company", "", "", ["Main Phone", "Alt. Phone", "Mobile"], ["Main Email"], ["Fax", "Bill to 1", "Terms"]),
    "xero": ("*ContactName", "FirstName", "LastName", ["PhoneNumber", "MobileNumber", "DDINumber"], ["EmailAddress"], ["FaxNumber", "SkypeName", "POCity"]),
    "google": ("Organization Name", "First Name", "Last Name", ["Phone 1 - Value", "Phone 2 - Value"], ["E-mail 1 - Value", "E-mail 2 - Value"], ["Phone 1 - Label", "Notes", "Birthday"]),
    "google of old": ("Organization 1 - Name", "Given Name", "Family Name", ["Phone 1 - Value", "Phone 2 - Value"], ["E-mail 1 - Value", "E-mail 2 - Value"], ["Phone 1 - Type=Work", "Group Membership=* myContacts", "Organization 1 - Title=AP"]),
    "outlook in german": ("Firma", "Vorname", "Nachname", ["Telefon geschäftlich", "Telefon geschäftlich 2", "Mobiltelefon", "Telefon Firma", "Haupttelefon", "Telefon privat", "Weiteres Telefon"], ["E-Mail-Adresse", "E-Mail 2: Adresse"], ["Anrede=Frau", "Fax geschäftlich=030 9018200", "E-Mail: Angezeigter Name=Ann Lee", "Priorität=Normal"]),
    "outlook in french": ("Société", "Prénom", "Nom", ["Téléphone (bureau)", "Téléphone 2 (bureau)", "Tél. mobile", "Téléphone société", "Téléphone (domicile)"], ["Adresse de messagerie", "Adresse de messagerie 2"], ["Titre=Mme", "Télécopie (bureau)=01 99 00 12 36", "Type de messagerie=SMTP", "Service=Compta"]),
    "hubspot": ("Associated Company", "First Name", "Last Name", ["Phone Number", "Mobile Phone Number"], ["Email"], ["Contact owner=Sam Poole", "Lifecycle Stage=Customer", "Create Date=2024-03-02 10:11"]),
    "salesforce": ("Account Name", "First Name", "Last Name", ["Phone", "Mobile", "Other Phone", "Home Phone"], ["Email"], ["Account Owner=Sam Poole", "Fax=020 7946 0999", "Lead Source=Web", "Mailing Zip/Postal Code=YO1 7HH"]),
    "zoho": ("Account Name", "First Name", "Last Name", ["Phone", "Mobile", "Home Phone", "Other Phone"], ["Email", "Secondary Email"], ["Contact Owner=Sam Poole", "Contact Owner.id=zcrm_55491", "Email Opt Out=false"]),
    "pipedrive": ("Organization", "First name", "Last name", ["Phone - Work", "Phone - Mobile", "Phone - Home"], ["Email - Work", "Email - Home"], ["Owner=Sam Poole", "Label=Customer"]),
    "tally": ("Name of Ledger", "", "", ["Phone No.", "Mobile No."], ["E-Mail"], ["Under=Sundry Debtors", "Contact Person=Ann Lee", "State=Punjab"]),
}  # fmt: skip


def _folded(line: str, version: str, dice: random.Random) -> str:
    """Write a line of a vCard as a version writes it: in quoted-printable, or folded."""
    name, _, value = line.partition(":")
    if version == "2.1" and not value.isascii():
        coded = "".join(f"={byte:02X}" for byte in value.encode())
        cut = dice.randrange(1, len(coded) // 3) * 3
        return f"{name};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{coded[:cut]}=\r\n{coded[cut:]}"
    cut = dice.randrange(1, len(line))
    return f"{line[:cut]}\r\n {line[cut:]}" if version != "2.1" and dice.random() < 0.5 else line


def card_of(who: str, person: tuple[str, str], phones: list[str], mails: list[str], version: str, dice: random.Random) -> list[str]:  # fmt: skip
    given, last = person
    coded = (lambda text: text) if version == "2.1" else lambda text: text.replace(",", "\\,")
    lines = [
        f"FN:{given} {last}",
        f"N:{last};{given};;;",
        f"ORG:{coded(who)}{dice.choice(['', ';Accounts'])}",
    ]
    kinds = {
        "2.1": "TEL;WORK;VOICE:{}",
        "3.0": "TEL;TYPE=WORK,VOICE:{}",
        "4.0": 'TEL;VALUE=uri;TYPE="voice,work":tel:{}',
    }
    lines += [dice.choice([kinds[version], "TEL:{}", "item1.TEL;TYPE=CELL:{}"]).format(one) for one in phones]
    lines += [f"EMAIL{dice.choice(['', ';TYPE=INTERNET'])}:{one}" for one in mails]
    lines += dice.sample(
        ["NOTE:paid late", "TEL;TYPE=FAX:020 7946 0999", "ADR;TYPE=WORK:;;1 High St;York;;;UK"], 2
    )
    dice.shuffle(lines)
    return ["BEGIN:VCARD", f"VERSION:{version}", *(_folded(one, version, dice) for one in lines), "END:VCARD"]


@pytest.mark.usefixtures("sheets_read_here")
@pytest.mark.parametrize("product", [*BOOKS, "2.1", "3.0", "4.0"])
@settings(max_examples=tries(16), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_who_is_in_an_address_book_of_any_product_is_reached_at_their_own_firm(product: str, seed: int):
    dice = random.Random(seed)
    rows = [(who, str(number), "2026-10-01", f"{number}.00") for number, who in enumerate(FIRMS, 1)]
    called, lines = dict[str, tuple[str, list[str], list[str]]](), list[list[str]]()
    whom = [*dice.sample([*FIRMS], dice.randrange(2, 7)), *dice.sample(STRANGERS, dice.randrange(3))]
    dice.shuffle(whom)
    for place, who in enumerate(whom):
        near = FIRMS[who] if who in FIRMS and dice.random() < 0.3 else who
        phones = [f"+44 20 7946 0{place}{number}1" for number in range(dice.randrange(0, 3))]
        mails = [f"{box}@firm{place}.example" for box in ("ann", "office")[: dice.randrange(0, 3)]]
        called[who] = near, phones, mails
    if product in BOOKS:
        firm, given, last, tels, posts, others = BOOKS[product]
        heads = [one for one in (firm, given, last, *tels, *posts) if one]
        besides = dict(one.split("=") if "=" in one else (one, "") for one in dice.sample(others, 2))
        heads += besides
        dice.shuffle(heads)
        for near, phones, mails in called.values():
            said = {**besides, firm: near, given: "Ann", last: "Lee"} | dict(
                zip(dice.sample(tels, len(tels))[:2], phones, strict=False)
            )
            said |= dict(zip(posts, ["; ".join(mails)] if len(posts) < len(mails) else mails, strict=False))
            lines.append([said.get(one, "") for one in heads])
        text = csv_of([heads, *lines], dice)
    else:
        cards = [line for near, phones, mails in called.values() for line in card_of(near, ("Ann", "Lee"), phones, mails, product, dice)]  # fmt: skip
        text = "\r\n".join([*cards, ""])
    with TemporaryDirectory() as folder:
        taken_in(
            Path(folder),
            csv_of([["Customer", "Invoice", "Due Date", "Balance"], *map(list, rows)], random.Random(1)),
            DAY,
        )
        before = ask(Path(folder), "SELECT account_id, number, balance FROM invoice ORDER BY 1")
        report = take_in(Path(folder), text, DAY, "people.csv" if product in BOOKS else "people.vcf")
        after = ask(Path(folder), "SELECT account_id, number, balance FROM invoice ORDER BY 1")
        found = ask(
            Path(folder),
            "SELECT account.name, phone, email FROM contact JOIN account ON account.id = account_id",
        )
    assert after == before
    # Whom the book does not have by that name is new, and counted so; from a vCard they may be nobody's.
    others = {*called} - {*FIRMS}
    assert report.accounts.new <= len(others), (found, text)
    spelt = [line for line in report.warnings if line.startswith("Spelt otherwise")]
    assert len(spelt) == any(near.casefold() != who.casefold() for who, (near, *_) in called.items()), spelt
    for who, (near, phones, mails) in called.items():
        here = [each for each in found if each[0].casefold() == who.casefold()]
        reached = (
            {Number.parse(phone).digits for _, phone, _ in here if phone},
            {mail for *_, mail in here if mail},
        )
        wanted = {Number.parse(one).digits for one in phones}, {*mails}
        assert reached == wanted or (who in others and not here and not report.accounts.new), (
            who,
            near,
            found,
            text,
        )
    assert {name.casefold() for name, *_ in found} <= {*map(str.casefold, called)}, (found, text)


def test_a_name_that_may_be_two_customers_spelt_otherwise_is_nobodys(tmp_path: Path):
    ledger = LEDGER.replace("C2,Birch & Co", "C2,Ash GmbH")
    take_in(tmp_path, ledger, on=DAY)
    people = "Company,Phone\nAsh Ltd,\nAsh LTD.,+442079460001\nAsh,+442079460002\nAsh AG,+442079460003\nAsh Park Ltd,+442079460004\n"
    report = take_in(tmp_path, people, on=DAY, name="people.csv")
    assert "Spelt otherwise, and taken for the same: Ash LTD. as Ash Ltd." in report.warnings
    assert any(
        "several customers have the name" in each and each.endswith(": Ash.") for each in report.warnings
    )
    reached = "SELECT account.name, phone FROM contact JOIN account ON account.id = account_id ORDER BY 2"
    assert [one[0] for one in ask(tmp_path, reached)] == ["Ash Ltd", "Ash AG", "Ash Park Ltd"]


@pytest.mark.parametrize(
    "people",
    [
        # What has the book's ids, or names as the book does besides, has other customers by what is near.
        "Customer ID,Company,Phone\nC1,Ash Ltd,+442079460001\nC9,Ash,+442079460002\nC8,Birch and Co,+442079460003\n",
        "Company,Phone\nAsh,+442079460002\nAsh Ltd,+442079460001\nBirche Co,+442079460003\nBirch + Co Park,\n",
    ],
)
def test_who_stands_in_a_list_beside_a_customer_is_another_one(people: str, tmp_path: Path):
    take_in(tmp_path, LEDGER, on=DAY)
    report = take_in(tmp_path, people, on=DAY, name="people.csv")
    assert not any(each.startswith("Spelt otherwise") for each in report.warnings), report.warnings
    reached = (
        "SELECT phone FROM contact JOIN account ON account.id = account_id WHERE ledger_id IN ('C1', 'C2')"
    )
    assert ask(tmp_path, reached) == [("+442079460001",)]


def test_of_two_near_names_in_a_list_before_any_ledger_each_is_a_customer(tmp_path: Path):
    people = "Company,Phone\nAsh Ltd,+442079460001\nAsh,+442079460002\n"
    assert take_in(tmp_path, people, on=DAY, name="people.csv").accounts.new == 2


def test_who_must_not_be_called_is_held_and_taking_the_file_back_lets_go(tmp_path: Path):
    held = "SELECT name, hold, hold_reason FROM account WHERE hold IS NOT NULL"
    take_in(tmp_path, LEDGER, on=DAY)
    text = "Customer No,Customer,Phone,Do Not Call\nC1,Ash Ltd,+442079460958,Yes\nC2,Birch & Co,+442079460000,No\n"
    report = take_in(tmp_path, text, on=DAY, name="people.csv")
    told = [each for each in report.warnings if "held" in each]
    assert told == ["1 customer is held, as the file says not to call them: Ash Ltd."]
    assert ask(tmp_path, held) == [("Ash Ltd", "do not call", "the ledger's word")]
    report = take_in(tmp_path, text.replace("Yes", "No"), on=DAY, name="people.csv")
    assert len(ask(tmp_path, held)) == 1
    assert (
        "1 customer is on hold only as an earlier file said so, and this one says they may be called: C1 Ash Ltd."
        " To call them again: arcall release ID"
    ) in report.warnings
    again = take_in(tmp_path, text.replace("Yes", "No"), on=DAY, name="people.csv")
    assert not any("on hold" in each for each in again.warnings)
    both = LEDGER.replace("Balance", "Balance,DNC").replace(".00", ".00,x")
    report = take_in(tmp_path, both, on=DAY + timedelta(1))
    assert "1 customer is held, as the file says not to call them: Birch & Co." in report.warnings
    assert [name for name, *_ in ask(tmp_path, held)] == ["Ash Ltd", "Birch & Co"]
    policy = load_policy(None)
    clock = Clock(
        ZoneInfo("UTC"), datetime(2026, 11, 27, 22, tzinfo=UTC), policy.shift.opens, policy.shift.closes
    )
    with closing(Desk(tmp_path / "book.sqlite3", clock, Settings("UTC", "test"), policy)) as desk:
        take_back(desk)
    assert [name for name, *_ in ask(tmp_path, held)] == ["Ash Ltd"]
    # Whom the caller releases no later file holds again, until one has taken its word back.
    with closing(Desk(tmp_path / "book.sqlite3", clock, Settings("UTC", "test"), policy)) as desk:
        release_hold(
            desk, next(number for (number,) in ask(tmp_path, "SELECT id FROM account WHERE hold IS NOT NULL"))
        )
    report = take_in(tmp_path, text.replace("No\n", "Yes\n"), on=DAY + timedelta(2), name="people.csv")
    assert "1 customer is held, as the file says not to call them: Birch & Co." in report.warnings
    assert [name for name, *_ in ask(tmp_path, held)] == ["Birch & Co"]
    for day, (word, names) in enumerate([("No", ["Birch & Co"]), ("Yes", ["Ash Ltd", "Birch & Co"])], 3):
        take_in(tmp_path, text.replace("8,Yes", f"8,{word}"), on=DAY + timedelta(day), name="people.csv")
        assert [name for name, *_ in ask(tmp_path, held)] == names


def test_a_hold_of_the_callers_own_that_is_released_comes_back_with_a_changed_word_only(tmp_path: Path):
    said = "Customer No,Customer,Phone,Do Not Call\nC1,Ash Ltd,+442079460958,Yes\nC2,Birch & Co,+442079460000,No\n"
    policy = load_policy(None)

    def reasons(file: str, day: int) -> list[str]:
        take_in(tmp_path, file, on=DAY + timedelta(day), name="people.csv")
        return [why for (why,) in ask(tmp_path, "SELECT hold_reason FROM account WHERE hold IS NOT NULL")]

    take_in(tmp_path, LEDGER, on=DAY)
    assert reasons(said, 0) == ["the ledger's word"]
    clock = Clock(
        ZoneInfo("UTC"), datetime(2026, 11, 27, 10, tzinfo=UTC), policy.shift.opens, policy.shift.closes
    )
    with closing(Desk(tmp_path / "book.sqlite3", clock, Settings("UTC", "test"), policy)) as desk:
        release_hold(desk, 1)
        for account in (1, 2):
            log_call(desk, account, Outcome(Code.DNC, hold=HoldKind.DO_NOT_CALL, reference="their wish"))
    both = ["their wish; the ledger's word", "their wish"]
    assert reasons(said, 1) == both
    assert reasons(said.replace("No\n", "Yes\n"), 2) == [both[0]] * 2
    with closing(Desk(tmp_path / "book.sqlite3", clock, Settings("UTC", "test"), policy)) as desk:
        for account in (1, 2):
            release_hold(desk, account)
    assert reasons(said.replace("No\n", "Yes\n"), 3) == []
    assert reasons(said, 4) == []
    assert reasons(said.replace("No\n", "Yes\n"), 5) == ["the ledger's word"]


def test_a_legal_hold_stays_without_the_word_that_the_ledger_has_taken_back(tmp_path: Path):
    said = "Customer No,Customer,Phone,Do Not Call\nC1,Ash Ltd,+442079460958,{}\n"
    take_in(tmp_path, LEDGER, on=DAY)
    ask(tmp_path, "UPDATE account SET hold = 'legal hold' WHERE id = 1")
    for day, (word, why) in enumerate([("Yes", "the ledger's word"), ("No", "")]):
        report = take_in(tmp_path, said.format(word), on=DAY + timedelta(day), name="people.csv")
        assert not [told for told in report.warnings if "hold" in told or "held" in told]
        assert ask(tmp_path, "SELECT hold, hold_reason FROM account WHERE id = 1") == [("legal hold", why)]


@for_each("heading", ["Art", "Customer Type", "Zq"])
def test_who_is_a_consumer_is_known_by_the_words_and_the_caller_has_the_last_one(
    tmp_path: Path, heading: str
):
    consumers = "SELECT name FROM account WHERE consumer ORDER BY name"
    text = (
        f"Customer,Invoice,Due Date,Balance,{heading}\n"
        "Ash,1,2026-10-01,5.00,Privat\nBirch,2,2026-10-01,5.00,Firma\nCedar,3,2026-10-01,5.00,Privatperson\n"
    )
    report = take_in(tmp_path, text, on=DAY)
    assert report.mapping["consumer"] == heading
    assert ask(tmp_path, consumers) == [("Ash",), ("Cedar",)]
    ask(tmp_path, "UPDATE account SET consumer = name = 'Birch'")
    take_in(tmp_path, text + "Dill,4,2026-10-01,5.00,Privat\n", on=DAY + timedelta(1))
    assert ask(tmp_path, consumers) == [("Birch",), ("Dill",)]


def test_words_that_are_not_all_of_persons_or_firms_say_no_consumer(tmp_path: Path):
    text = "Customer,Invoice,Due Date,Balance,Type of customer\nAsh,1,2026-10-01,5.00,Private\nBirch,2,2026-10-01,5.00,Key\n"
    assert "consumer" not in take_in(tmp_path, text, on=DAY).mapping


def test_who_works_for_the_seller_and_what_is_no_telephone_reaches_no_customer(tmp_path: Path):
    text = LEDGER.replace("Balance", "Balance,Fax,Variance,Account Executive")
    text = text.replace("5.00", "5.00,+44 20 7946 0958,+12345.67,joe@ours.example")
    take_in(tmp_path, text.replace("7.00", "7.00,+44 20 7946 0000,+23456.78,sue@ours.example"), on=DAY)
    assert not ask(tmp_path, "SELECT * FROM contact WHERE phone <> '' OR email <> ''")


@for_each(
    "heading",
    [
        "Reach",
        "Contact No",
        "Zq",
        "Sales Rep Phone",
        "Parent Phone",
        "Contacto",
        "Veli Telefonu",
        "Phone contract no",
    ],
)
@for_each("other", ["+44 20 7946 0000", "+44 20 7946 0958", "0000958", "020 7946 0000"])
def test_telephones_and_addresses_of_one_customer_each_are_theirs_whatever_the_heading(
    tmp_path: Path, heading: str, other: str
):
    at_home = (
        other[0] == "0"
        and heading in ("Contact No", "Parent Phone", "Contacto", "Veli Telefonu")
        and " " in other
    )
    mails = "b@birch.example" if other == "+44 20 7946 0000" or at_home else "ann@ash.example"
    text = LEDGER.replace("Balance", f"Balance,{heading},W").replace(
        "5.00", "5.00,+44 20 7946 0958,ann@ash.example"
    )
    take_in(tmp_path, text.replace("7.00", f"7.00,{other},{mails}"), on=DAY)
    theirs = mails == "b@birch.example"
    phones = ["+44 20 7946 0958", other] if theirs and "Rep" not in heading else ["", ""]
    # A contact that is a telephone alone can be rung.
    phones[0] = "+44 20 7946 0958" if (heading, other) == ("Contacto", "0000958") else phones[0]
    found = ask(tmp_path, "SELECT phone, email FROM contact ORDER BY id") or [("", "")] * 2
    assert found == list(zip(phones, ["ann@ash.example", mails] if theirs else ["", ""], strict=True))


@for_each(
    "cells",
    [
        ("0712 555 011", "0722 555 020"),
        ("9820012345", "9820012399"),
        ("00000711", "00000712"),
        ("K711", "K712"),
        ("10023145", "10023146"),
        ("1000001234", "1000001402"),
        ("2026100121", "2026100122", "2026100123"),
        ("9820012301", "9820012455", "9820012399"),
        ("020 7946 0121", "020 7946 0122", "020 7946 0129"),
    ],
)
@for_each("heading", ["Contact No", "Kontakt-Nr."])
def test_the_number_of_a_contact_is_a_telephone_where_it_can_be_rung_and_else_an_id(
    tmp_path: Path, heading: str, cells: tuple[str, ...]
):
    rows = "".join(
        f"{who},{cell},{who}1,2026-10-01,5.00\n"
        for who, cell in zip(("Ash", "Birch", "Cedar"), cells, strict=False)
    )
    report = take_in(tmp_path, f"Customer Name,{heading},Invoice,Due Date,Balance\n{rows}", on=DAY)
    in_turn = cells[2:] == ("2026100123",)
    rung = len(cells[0]) > 8 and "0000" not in cells[0] and not in_turn
    assert (report.mapping.get("phone"), report.mapping.get("account")) == (
        (heading, None) if rung else (None, heading)
    )


@for_each(("heading", "cells"), [("Call on", ("2026-12-01", "01.12.2026")), ("PH", ("3", "12"))])
@for_each("beside", ["", "020 7946 0958"])
def test_a_day_to_call_on_and_a_count_are_rung_by_nobody(
    tmp_path: Path, heading: str, cells: tuple[str, str], beside: str
):
    rows = "".join(f"{each},K{each},2026-10-01,5.00,{beside},{each}\n" for each in cells)
    take_in(tmp_path, f"Customer,Invoice,Due Date,Balance,Phone,{heading}\n{rows}", on=DAY)
    assert {phone for (phone,) in ask(tmp_path, "SELECT phone FROM contact")} - {""} == {beside} - {""}


@for_each("first", ["Phone", "Phone 1", "Mobile", "Tel 1"])
def test_of_two_telephones_the_first_is_rung_and_the_other_where_it_stands_alone(tmp_path: Path, first: str):
    second = f"{first.removesuffix(' 1')} 2"
    text = LEDGER.replace("Balance", f"Balance,{second},{first}").replace("5.00", "5.00,020 7946 0958,")
    take_in(tmp_path, text.replace("7.00", "7.00,020 7946 0001,020 7946 0002"), on=DAY)
    assert ask(tmp_path, "SELECT phone FROM contact ORDER BY id") == [
        ("020 7946 0958",), ("020 7946 0002",), ("020 7946 0001",),
    ]  # fmt: skip


def test_what_a_spreadsheet_spoiled_and_what_is_none_never_stands_as_a_number_or_address(tmp_path: Path):
    known = "Customer No,Customer,Phone,Email\nC1,Ash Ltd,+44 20 7946 0958,ann@ash.example\nC2,Birch & Co,+44 20 7946 0000,\n"
    take_in(tmp_path, LEDGER, on=DAY)
    take_in(tmp_path, known, on=DAY, name="known.csv")
    spoiled = (
        "Customer No,Customer,Phone,Email,Language\n"
        "C1,Ash Ltd,4.42E+11,ann at ash.example,French\nC2,Birch & Co,442079460000.0,b@birch.example,Klingon\n"
    )
    report = take_in(tmp_path, spoiled, on=DAY, name="people.csv")
    assert ask(tmp_path, "SELECT phone, email FROM contact ORDER BY id") == [
        ("+44 20 7946 0958", "ann@ash.example"),
        ("+44 20 7946 0000", "b@birch.example"),
    ]
    assert ask(tmp_path, "SELECT language FROM account ORDER BY id") == [("fr",), ("",)]
    told = " ".join(report.warnings)
    for what in (
        "1 phone number is none, such as '4.42E+11'",
        "1 e-mail address is none, such as 'ann at ash.example'",
        "1 language is none, such as 'Klingon'",
    ):
        assert what in told


@for_each(
    ("cell", "number"),
    [
        ("4.42079460958E+11", "442079460958"),
        ("4,42079460958E+11", "442079460958"),
        ("442079460958.0", "442079460958"),
        ("4.42079E+11", ""),
        ("call mobile", ""),
        ("020 7946 0958 ext 2", "020 7946 0958 ext 2"),
        ("020.7946.0958", "020.7946.0958"),
        ("Tel/Fax: 020 7946 0958", "Tel/Fax: 020 7946 0958"),
        ("Fax 020 7946 0958", ""),
        ("0207946.0958", "0207946.0958"),
    ],
)
def test_a_number_is_whole_or_it_is_none(tmp_path: Path, cell: str, number: str):
    text = f'Customer No,Customer,Phone,Email\nC1,Ash Ltd,"{cell}",a@b.example\n'
    take_in(tmp_path, LEDGER, on=DAY)
    take_in(tmp_path, text, on=DAY, name="people.csv")
    assert ask(tmp_path, "SELECT phone FROM contact") == [(number,)]


@for_each(
    ("known", "now", "stands"),
    [
        ("+1 215 555 0101", "(215) 555-0101", "+1 215 555 0101"),
        ("(215) 555-0101", "+1 215 555 0101", "+1 215 555 0101"),
        ("+44 (0)113 496 0000", "0113 496 0000", "+44 (0)113 496 0000"),
        ("113 496 0000", "0113 496 0000", "0113 496 0000"),
    ],
)
def test_the_same_number_but_for_its_country_stays_with_its_mark(
    tmp_path: Path, known: str, now: str, stands: str
):
    rows = "Customer,Invoice,Due Date,Balance,Phone\nAsh,1,2026-10-01,5.00,{}\nBirch,2,2026-10-01,5.00,\n"
    take_in(tmp_path, rows.format(known), on=DAY)
    ask(tmp_path, "UPDATE contact SET bad_number = 1")
    report = take_in(tmp_path, rows.format(now), on=DAY + timedelta(1))
    assert report.accounts.changed == (known != stands)
    assert ask(tmp_path, "SELECT phone, bad_number FROM contact") == [(stands, 1)]
    take_in(tmp_path, rows.format("+1 215 555 0199"), on=DAY + timedelta(2))
    assert ask(tmp_path, "SELECT phone, bad_number FROM contact") == [("+1 215 555 0199", 0)]


@for_each("order", [1, -1])
def test_an_address_is_one_rows_and_never_of_two(tmp_path: Path, order: int):
    head = "Customer,Invoice,Due Date,Balance,Street,Postcode,Town,State,Country"
    rows = [
        "Ash,1,2026-10-01,5.00,Zeil 1,60313,Frankfurt,,DE",
        "Ash,2,2026-10-01,5.00,Elm Road 2,10001,New York,NY,US",
        "Ash,3,2026-10-01,5.00,,,,NY,US",
    ]
    take_in(tmp_path, "\n".join([head, *rows[::order]]), on=DAY)
    ((country, region, postal),) = ask(tmp_path, "SELECT country, region, postal FROM account")
    assert (country, region, postal.split("\n")[0]) == ("US", "NY", "Elm Road 2")


@for_each(
    ("one", "two", "told"),
    [
        ("Ash Ltd", "Ash Ltd (VAT GB123456789)", True),
        ("Ash s.c.", "Ash s.c. NIP: 521-301-72-28", True),
        ("Ann Lee", "301 Ann Lee", True),
        ("Ann Lee", "Flat 301, Ann Lee", True),
        ("301 Ann Lee", "302 Ann Lee", False),
        ("Ash NIP: 5213017228", "Ash NIP: 5213017229", False),
        ("Bar", "Bar 24", False),
    ],
)
def test_a_name_with_and_without_a_number_is_told(tmp_path: Path, one: str, two: str, told: bool):  # noqa: FBT001
    text = f'Customer,Invoice,Due Date,Balance\n{one},1,2026-10-01,5.00\n"{two}",2,2026-10-01,6.00\n'
    said = take_in(tmp_path, text, on=DAY).warnings
    assert any("kept apart" in line for line in said) == told


def test_two_addresses_in_one_cell_are_two(tmp_path: Path):
    text = 'Customer,Invoice,Due Date,Balance,Email\nAsh,1,2026-10-01,5.00,"al@x.example, second@x.example"\n'
    take_in(tmp_path, text, on=DAY)
    assert ask(tmp_path, "SELECT email FROM contact ORDER BY email") == [
        ("al@x.example",),
        ("second@x.example",),
    ]


@for_each(
    ("heading", "persons", "asked_for"),
    [
        ("担当者", "佐藤 佐藤 田中", []),
        ("Contact", "Ann Ann Ann", []),
        ("Contact", "Ann Bob Cy", ["Ann", "Bob", "Cy"]),
        ("Contact", "Ann Ann Cy Dee Eve", ["Ann", "Ann", "Cy", "Dee", "Eve"]),
        ("Customer Contact", "Ann Ann Ann", ["Ann", "Ann", "Ann"]),
        ("Contact", "Ann Ann Bob Bob Cy Cy", ["Ann", "Ann", "Bob", "Bob", "Cy", "Cy"]),
        (
            "Contact,Phone",
            "Ann,0101 Ann,0101 Ann,0101 Bob,0102 Bob,0102",
            ["Ann", "Ann", "Ann", "Bob", "Bob"],
        ),
        ("Contact person", "Ann Ann Ann", ["Ann", "Ann", "Ann"]),
        ("Contact name", "Ann Ann Ann Bob Bob", []),
        ("Contact,Mail", "Ann,ann@a.example Ann,ann@b.example Ann,ann@c.example", ["Ann", "Ann", "Ann"]),
    ],
)
def test_whom_most_share_with_other_customers_is_a_clerk_of_the_users(
    tmp_path: Path, heading: str, persons: str, asked_for: list[str]
):
    # With a colour begin the names of many.
    front = {"Contact person": "Alfa", "Contact name": "Green"}.get(heading, "Firm")
    rows = [f"K{n},{front} {n},{one},{n},2026-03-01,90.00" for n, one in enumerate(persons.split())]
    text = "\n".join([f"Customer No,Customer,{heading},Number,Due Date,Total", *rows])
    report = take_in(tmp_path, text, on=DAY)
    assert [name for (name,) in ask(tmp_path, "SELECT name FROM contact ORDER BY id")] == asked_for
    assert ("own clerk" in report.left_out.get(heading, "")) == (not asked_for)


def test_rows_that_share_nothing_are_about_several_persons(tmp_path: Path):
    said = ["Ann Lee,,", ",020 7946 0001,", "Bob Ray,,b@ash.example", ",020 7946 0002,b@ash.example"]
    rows = [f"C1,Ash,{n},2026-10-01,5.00,{who}" for n, who in enumerate(said)]
    for _ in range(2):
        head = "Customer No,Customer,Invoice,Due Date,Balance,Contact,Phone,Email"
        take_in(tmp_path, "\n".join([head, *rows]), on=DAY)
        found = ask(tmp_path, "SELECT name, phone, email FROM contact ORDER BY phone, name")
        assert found == [
            ("Ann Lee", "", ""),
            ("", "020 7946 0001", ""),
            ("Bob Ray", "020 7946 0002", "b@ash.example"),
        ]


def test_two_persons_of_a_customer_with_what_it_owes_beside_each_are_no_bills(tmp_path: Path):
    rows = [
        "Ash Ltd,Ann Fox,01632 960001,90.00,2026-03-01",
        "Ash Ltd,Bob Gray,01632 960002,90.00,2026-03-09",
        "Elm Ltd,Cid Hill,01632 960003,5.00,2026-03-11",
    ]
    report = take_in(tmp_path, "\n".join(["Customer,Contact,Phone,Balance,Last call", *rows, ""]))
    assert report.left_out["Balance"].startswith("it may be what each owes")


def test_a_telephone_beside_a_contacts_name_is_theirs(tmp_path: Path):
    said = {
        "Sam, +44 1632 960144": ("Sam", "+44 1632 960144"),
        "Joy 01273 555112": ("Joy", "01273 555112"),
        "Ann Fox (AP) - 555-010-2211": ("Ann Fox (AP)", "555-010-2211"),
        "Cid Hill: (555) 010-2211": ("Cid Hill", "(555) 010-2211"),
        "Gus Lee (01632 960001)": ("Gus Lee", "01632 960001"),
        "Bob 2026-11-27": ("Bob 2026-11-27", ""),
        "Bob since 01.11.2026": ("Bob since 01.11.2026", ""),
        "Dee ext 204": ("Dee ext 204", ""),
        "Eve, ref 20261044": ("Eve, ref 20261044", ""),
        "P.O. Box, 0800 123 456": ("P.O. Box, 0800 123 456", ""),
        "VAT 0123456789": ("VAT 0123456789", ""),
        "Ref, 001-2345-6789": ("Ref, 001-2345-6789", ""),
        "Fay, fax 01273 555118": ("Fay, fax 01273 555118", ""),
        "Box Office, 01273 555113": ("Box Office", "01273 555113"),
        "A. Novak, tel. 01273 555114": ("A. Novak", "01273 555114"),
        "Tel. 01273 555115": ("", "01273 555115"),
        "01273 555116": ("", "01273 555116"),
        "0001273555": ("0001273555", ""),
        "2026-11-27": ("2026-11-27", ""),
        "20261127": ("20261127", ""),
    }
    rows = [f'Firm {each},"{cell}",{each},2026-03-01,9.00' for each, cell in enumerate(said)]
    take_in(tmp_path, "\n".join(["Customer,Owner (phone),Number,Due,Total", *rows, ""]))
    assert ask(tmp_path, "SELECT name, phone FROM contact ORDER BY id") == [*said.values()]
