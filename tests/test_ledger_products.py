"""Exports as products write them, made by hand: each goes in right, at most with what it does not say itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cases import for_each
from ledger_files import ask, take_in

DAY = date(2026, 5, 31)
ODOO = """Number,Invoice Partner Display Name,Invoice/Bill Date,Due Date,Activities,Untaxed Amount Signed,Total Signed,Amount Due Signed,Payment Status,Status
INV/2026/00012,Azure Interior,2026-03-01,2026-03-31,,100.00,120.00,120.00,Not Paid,Posted
INV/2026/00013,Deco Addict,2026-03-05,2026-04-04,,250.00,300.00,100.00,Partially Paid,Posted
INV/2026/00014,Deco Addict,2026-03-06,2026-04-05,,50.00,60.00,0.00,Paid,Posted
RINV/2026/00002,Deco Addict,2026-03-08,2026-03-08,,-20.00,-24.00,-24.00,Not Paid,Posted
/,Gemini Furniture,,2026-04-09,,10.00,12.00,12.00,Not Paid,Draft
"""
ERPNEXT = """Posting Date,Customer,Receivable Account,Voucher Type,Voucher No,Due Date,Invoiced Amount,Paid Amount,Credit Note,Outstanding Amount,Age (Days),0-30,31-60,61-90,91-120,121-Above,Currency,Territory,Customer Group
2026-03-01,West View Software Ltd.,Debtors - G,Sales Invoice,ACC-SINV-2026-00021,2026-03-31,1180,180,0,1000,61,0,0,1000,0,0,INR,India,Commercial
2026-03-03,Palmer Productions Ltd.,Debtors - G,Sales Invoice,ACC-SINV-2026-00022,2026-04-02,500,0,100,400,59,0,400,0,0,0,INR,India,Commercial
2026-03-03,Palmer Productions Ltd.,Debtors - G,Payment Entry,ACC-PAY-2026-00007,2026-03-03,0,50,0,-50,59,0,-50,0,0,0,INR,India,Commercial
Total,,,,,,1680,230,100,1350,,0,350,1000,0,0,,,
"""
STRIPE = """id,Amount Due,Billing,Closed,Currency,Customer,Customer Email,Date (UTC),Due Date (UTC),Number,Paid,Subtotal,Total Discount Amount,Tax,Total,Amount Paid,Status
in_1Abc,120.00,send_invoice,false,usd,cus_A1,ap@acme.test,2026-03-01 10:12,2026-03-31 10:12,AC-0001,false,100.00,0.00,20.00,120.00,0.00,open
in_1Abd,60.00,send_invoice,true,usd,cus_B2,ar@beta.test,2026-03-02 09:00,2026-04-01 09:00,BE-0001,true,50.00,0.00,10.00,60.00,60.00,paid
in_1Abe,30.00,send_invoice,true,usd,cus_C3,x@gamma.test,2026-03-03 09:00,2026-04-02 09:00,GA-0001,false,25.00,0.00,5.00,30.00,0.00,uncollectible
in_1Abf,10.00,send_invoice,true,usd,cus_D4,y@delta.test,2026-03-03 09:00,2026-04-02 09:00,DE-0001,false,10.00,0.00,0.00,10.00,0.00,void
"""
NETSUITE = """Honeycomb Mfg.
A/R Aging Detail
"As of May 31, 2026"

Customer,Transaction Type,Date,Document Number,P.O. No.,Due Date,Age,Open Balance
1001 Abbott Labs,,,,,,,
,Invoice,3/1/2026,INV1001,PO-7,3/31/2026,61,"$1,200.00"
,Credit Memo,3/15/2026,CM55,,3/15/2026,77,($200.00)
Total - 1001 Abbott Labs,,,,,,,"$1,000.00"
1002 Baker Bros,,,,,,,
,Invoice,4/2/2026,INV1002,,5/2/2026,29,$75.50
Total - 1002 Baker Bros,,,,,,,$75.50
Total,,,,,,,"$1,075.50"
"""
SAGE = """A/C,Name,Tran No,Type,Date,Due Date,Ref,Details,Balance,Future,Current,Period 1,Period 2,Period 3,Older
ABB001,Abbey Motors,101,SI,01/03/2026,31/03/2026,1001,Goods,120.00,0.00,0.00,120.00,0.00,0.00,0.00
ABB001,Abbey Motors,102,SC,15/03/2026,15/03/2026,C22,Return,-20.00,0.00,0.00,-20.00,0.00,0.00,0.00
BUS001,Business Exhibitions,103,SA,20/03/2026,20/03/2026,PAYM,On account,-30.00,0.00,0.00,-30.00,0.00,0.00,0.00
BUS001,Business Exhibitions,104,SI,21/03/2026,20/04/2026,1002,Stand,300.00,0.00,300.00,0.00,0.00,0.00,0.00
"""
ORACLE = """Customer Name,Customer Number,Transaction Number,Transaction Type,Transaction Date,Due Date,Days Late,Outstanding Amount,Current,1-30 Days Past Due,31-60 Days Past Due,61-90 Days Past Due,91+ Days Past Due
Computer Service,1005,5021,Invoice,01-MAR-26,31-MAR-26,61,1000.00,0.00,0.00,0.00,1000.00,0.00
Computer Service,1005,5022,Credit Memo,05-MAR-26,05-MAR-26,87,-100.00,0.00,0.00,0.00,-100.00,0.00
Business World,1608,5023,Invoice,10-MAY-26,09-JUN-26,0,55.10,55.10,0.00,0.00,0.00,0.00
"""
HARVEST = """Issue Date,Last Payment Date,ID,PO Number,Client,Subject,Invoice Amount,Paid Amount,Balance,Subtotal,Discount,Tax,Tax2,Currency,Currency Symbol,Document Type,Client Address
2026-03-01,2026-03-20,1001,,123 Industries,Site,1200.0,200.0,1000.0,1200.0,0.0,0.0,0.0,United States Dollar - USD,$,Invoice,Main St
2026-03-04,,1002,,Acme,App,500.0,0.0,500.0,500.0,0.0,0.0,0.0,United States Dollar - USD,$,Invoice,High St
"""
MYOB = """Receivables [Detail]
As of 31/05/2026

ID No.	Date	Due Date	Total Due	0 - 30	31 - 60	61 - 90	90+
Island Way Motel
00000012	1/03/2026	31/03/2026	$1,100.00	$0.00	$0.00	$1,100.00	$0.00
00000019	20/05/2026	19/06/2026	$50.00	$50.00	$0.00	$0.00	$0.00
Total:			$1,150.00	$50.00	$0.00	$1,100.00	$0.00
Leisure Air
00000020	21/05/2026	20/06/2026	$10.00	$10.00	$0.00	$0.00	$0.00
Total:			$10.00	$10.00	$0.00	$0.00	$0.00
Grand Total:			$1,160.00	$60.00	$0.00	$1,100.00	$0.00
"""
TALLY = """<ENVELOPE>
<BILLFIXED><BILLDATE>1-Mar-26</BILLDATE><BILLREF>S/12</BILLREF><BILLPARTY>Sharma &amp; Sons</BILLPARTY></BILLFIXED><BILLCL>-1100.00</BILLCL><BILLDUE>31-Mar-26</BILLDUE><BILLOVERDUE>61</BILLOVERDUE>
<BILLFIXED><BILLDATE>5-Mar-26</BILLDATE><BILLREF>S/13</BILLREF><BILLPARTY>Gupta</BILLPARTY></BILLFIXED><BILLCL>-500.00</BILLCL><BILLDUE>4-Apr-26</BILLDUE><BILLOVERDUE>57</BILLOVERDUE>
</ENVELOPE>
"""
SAP = """Account;Name 1;Assignment;Document Number;Document Type;Document Date;Net due date;Amount in doc. curr.;Document currency;Amount in local currency;Local Currency;Text
100001;Muster AG;;1800000012;RV;01.03.2026;31.03.2026;1.190,00;EUR;1.190,00;EUR;Lieferung
100001;Muster AG;;1600000003;DG;05.03.2026;05.03.2026;190,00-;EUR;190,00-;EUR;Gutschrift
100002;Beispiel GmbH;;1400000007;DZ;06.03.2026;06.03.2026;50,00-;EUR;50,00-;EUR;Zahlung
"""
SAP_ES = """Cuenta;Nombre 1;Nº documento;Clase de documento;Fecha de documento;Vencimiento neto;Importe en moneda local;Moneda local
100001;Talleres Pérez;1800000123;RV;01.03.2026;31.03.2026;1.190,00;EUR
100001;Talleres Pérez;1600000003;DG;05.03.2026;05.03.2026;190,00-;EUR
100002;Bodegas Ruiz;1400000007;DZ;06.03.2026;06.03.2026;50,00-;EUR
"""
ODOO_FR = """,Date de la facture,Devise,Compte,Date d'échéance,Non dû au 26/11/2026,1-30,31-60,Plus ancien,Total
Client A SARL,,,,,"450,00","0,00","1 200,00","0,00","1 650,00"
FAC/2026/0001,01/03/2026,EUR,411100,01/04/2026,"0,00","0,00","1 200,00","0,00","1 200,00"
FAC/2026/0010,08/05/2026,EUR,411100,08/06/2026,"450,00","0,00","0,00","0,00","450,00"
Client B SA,,,,,"0,00","900,00","0,00","0,00","900,00"
FAC/2026/0005,08/04/2026,EUR,411100,07/05/2026,"0,00","900,00","0,00","0,00","900,00"
"""
ODOO_EN = """,Invoice Date,Currency,Account,Due Date,At Date,1-30,31-60,Older,Total
Total Aged Receivable,,,,,0.00,981.90,0.00,5175.00,6156.90
Azure Interior,,,,,0.00,920.00,0.00,5175.00,6095.00
INV/2026/00012,2026-01-02,USD,121000 Account Receivable,2026-02-02,,,,5175.00,
INV/2026/00031,2026-04-01,USD,121000 Account Receivable,2026-05-01,,920.00,,,
Gemini Furniture,,,,,0.00,61.90,0.00,0.00,61.90
INV/2026/00044,2026-04-02,USD,121000 Account Receivable,2026-05-02,,61.90,,,
"""
XEROAGED = """Contact,Invoice Number,Invoice Date,Due Date,Currency,Total,Paid,Credited,Due
City Agency,INV-1,01 Mar 2026,31 Mar 2026,NZD,115.00,15.00,0.00,100.00
Ridgeway,INV-2,02 Mar 2026,01 Apr 2026,NZD,230.00,0.00,30.00,200.00
"""
APPFOLIO = """Payer Name,Charge Date,Posting Date,GL Account Number,GL Account Name,Total Amount,Amount Receivable,0-30,31-60,61-90,91+

"-> 101 - Alder, Ann",,,,,,,,,,
"Alder, Ann",01/15/2026,01/15/2026,4000,Rent Income,"1,250.00","1,250.00",0.00,"1,250.00",0.00,0.00
"Alder, Ann",02/15/2026,02/15/2026,4000,Rent Income,"1,250.00",250.00,250.00,0.00,0.00,0.00
,,,,,"2,500.00","1,500.00",250.00,"1,250.00",0.00,0.00

"-> 102 - Birch Bob",,,,,,,,,,
Birch Bob,02/15/2026,02/15/2026,4000,Rent Income,-75.00,-75.00,-75.00,0.00,0.00,0.00
Birch Bob,01/20/2026,01/20/2026,4100,Late Fee Income,25.00,0.00,0.00,0.00,0.00,0.00
,,,,,-50.00,-75.00,-75.00,0.00,0.00,0.00

Total,,,,,"2,450.00","1,425.00",175.00,"1,250.00",0.00,0.00
"""
PRODUCTS = {
    "odoo": (ODOO, "odoo.csv", "GBP", 19600, {}),
    "erpnext": (ERPNEXT, "erpnext.csv", "INR", 135000, {}),
    "stripe": (STRIPE, "stripe.csv", "USD", 12000, {}),
    "netsuite": (NETSUITE, "netsuite.csv", "USD", 107550, {}),
    "sage": (SAGE, "sage.csv", "GBP", 37000, {}),
    "oracle": (ORACLE, "oracle.csv", "GBP", 95510, {}),
    "harvest": (HARVEST, "harvest.csv", "USD", 150000, {"terms": "Net 30"}),
    "myob": (MYOB, "myob.txt", "AUD", 116000, {"currency_words": {"$": "AUD"}}),
    "tally": (TALLY, "tally.xml", "INR", 160000, {}),
    "sap": (SAP, "sap.csv", "EUR", 95000, {}),
    "sap, a bill of exchange": (
        SAP.replace("DZ;06.03.2026;06.03.2026;50,00-;EUR;50,00-", "DA;06.03.2026;06.03.2026;50,00;EUR;50,00"),
        "sap.csv",
        "EUR",
        105000,
        {},
    ),
    "sap in Spanish": (SAP_ES, "sap.csv", "EUR", 95000, {}),
    "odoo in French": (ODOO_FR, "odoo.csv", "EUR", 255000, {}),
    "odoo in French, with a heading": (f"Partenaire{ODOO_FR}", "odoo.csv", "EUR", 255000, {}),
    "odoo in English, items without a total": (ODOO_EN, "odoo.csv", "USD", 615690, {}),
    "xeroaged": (XEROAGED, "xeroaged.csv", "NZD", 30000, {}),
    "appfolio": (APPFOLIO, "appfolio.csv", "USD", 142500, {}),
}


@pytest.mark.usefixtures("sheets_read_here")
@for_each("product", PRODUCTS)
def test_an_export_goes_in_with_what_it_does_not_say(tmp_path: Path, product: str):
    text, name, currency, owed, said = PRODUCTS[product]
    report = take_in(tmp_path, text, DAY, name=name, **{"currency": currency, "as_of": None, **said})
    assert report.totals == {currency: owed}
    assert not any("add up" in warning for warning in report.warnings)


@for_each(
    ("text", "ids"),
    [  # The books' own account is nobody's; a code without names above it is the customer's.
        (ODOO_EN, [("Azure Interior", "Azure Interior"), ("Gemini Furniture", "Gemini Furniture")]),
        (",Date,Account,Due Date,Currency,Total\nA-1,2026-01-02,C001,2026-02-02,USD,1.00\nA-2,2026-01-03,C001,2026-02-03,USD,2.00\nA-3,2026-01-03,C002,2026-02-03,USD,2.00\n", [("C001", "C001"), ("C002", "C002")]),
    ],
)  # fmt: skip
def test_the_books_own_account_names_no_customer(tmp_path: Path, text: str, ids: list[tuple[str, str]]):
    take_in(tmp_path, text, DAY)
    assert ask(tmp_path, "SELECT ledger_id, name FROM account ORDER BY id") == ids


def test_the_home_currency_may_be_blank(tmp_path: Path):
    text = """Posting Date,Document Type,Document No.,Customer No.,Customer Name,Currency Code,Amount,Remaining Amount,Due Date,Open
2026-03-01,Invoice,103001,10000,Alder,,"1,250.00",250.00,2026-03-31,Yes
2026-03-03,Invoice,103002,20000,Birch,USD,800.00,800.00,2026-04-02,Yes
"""
    assert take_in(tmp_path, text, DAY, currency="EUR").totals == {"EUR": 25000, "USD": 80000}


def test_names_without_letters_are_ids(tmp_path: Path):
    text = "Debiteur;Naam;Factuurnummer;Vervaldatum;Openstaand\n1;Alder BV;7;01-05-2026;5,00\n2;Birch;8;31-05-2026;6,50\n"
    report = take_in(tmp_path, text, DAY)
    assert (report.mapping["account"], report.mapping["name"]) == ("Debiteur", "Naam")


def test_debits_and_credits_with_due_dates_are_no_trial_balance(tmp_path: Path):
    text = "Party,Voucher,Date,Due,Debit,Credit\nAlder,V1,2026-03-01,2026-03-31,300.00,\nAlder,V2,2026-03-02,2026-03-02,,30.00\n"
    assert take_in(tmp_path, text, DAY).totals == {"USD": 27000}


# Lists of people, as address books and bookkeeping programs write them.
PEOPLE = {
    "QuickBooks": "Name,Company name,City,State,Country,Phone,Email,Open balance\nOne Ltd,One Ltd,York,NY,USA,(650) 555-3311,a@one.example,9.00\n",
    "Xero": "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,PhoneNumber,MobileNumber\nOne Ltd,,a@one.example,Ann,Lee,(650) 555-3311,\n",
    "Outlook": "First Name,Last Name,E-mail Address,Home Phone,Business Phone,Mobile Phone,Company\nAnn,Lee,a@one.example,,(650) 555-3311,,One Ltd\n",
    "Outlook in German": "Anrede;Vorname;Nachname;Firma;Fax geschäftlich;Telefon geschäftlich;Mobiltelefon;E-Mail-Adresse;E-Mail-Typ\n;Ann;Lee;One Ltd;1;(650) 555-3311;;a@one.example;SMTP\n",
    "Outlook in French": "Titre,Prénom,Nom,Société,Service,Télécopie (bureau),Téléphone (bureau),Adresse de messagerie\n,Ann,Lee,One Ltd,,1,(650) 555-3311,a@one.example\n",
    "Outlook in Spanish": "Tratamiento,Nombre,Apellidos,Compañía,Fax del trabajo,Teléfono del trabajo,Dirección de correo electrónico\n,Ann,Lee,One Ltd,1,(650) 555-3311,a@one.example\n",
    "Outlook in Italian": "Titolo,Nome,Cognome,Società,Fax (uff.),Telefono ufficio,Indirizzo posta elettronica\n,Ann,Lee,One Ltd,1,(650) 555-3311,a@one.example\n",
    "Outlook in Dutch": "Titel,Voornaam,Achternaam,Bedrijf,Fax op werk,Telefoon op werk,E-mailadres\n,Ann,Lee,One Ltd,1,(650) 555-3311,a@one.example\n",
    "Outlook in Polish": "Tytuł,Imię,Nazwisko,Firma,Faks służbowy,Telefon służbowy,Adres e-mail\n,Ann,Lee,One Ltd,1,(650) 555-3311,a@one.example\n",
    "Outlook in Portuguese": "Título,Nome,Sobrenome,Empresa,Fax comercial,Telefone comercial,Endereço de email\n,Ann,Lee,One Ltd,1,(650) 555-3311,a@one.example\n",
    "Outlook in Swedish": "Titel;Förnamn;Efternamn;Företag;Fax, arbete;Telefon, arbete;E-postadress\n;Ann;Lee;One Ltd;1;(650) 555-3311;a@one.example\n",
    "an area code of its own": "Firma;Vorname;Nachname;Vorwahl;Rufnummer;E-Mail\nOne Ltd;Ann;Lee;(650);555-3311;a@one.example\n",
    "how late each pays": "First Name,Last Name,Company,Email,Phone,Days Late\nAnn,Lee,One Ltd,a@one.example,(650) 555-3311,12\n",
    "Google": "First Name,Last Name,Organization Name,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\nAnn,Lee,One Ltd,a@one.example,Work,(650) 555-3311\n",
}  # fmt: skip


@for_each("product", PEOPLE)
def test_a_list_of_people_says_whom_to_ask_for(tmp_path: Path, product: str):
    take_in(tmp_path, PEOPLE[product])
    found = "SELECT account.name, country, contact.name, phone, email FROM contact JOIN account ON account.id = account_id"
    ((name, country, contact, phone, email),) = ask(tmp_path, found)
    assert (name, phone, email) == ("One Ltd", "(650) 555-3311", "a@one.example")
    assert (country, contact) == (("US", "") if product == "QuickBooks" else ("", "Ann Lee"))


def test_persons_who_owe_are_told_apart_by_both_names(tmp_path: Path):
    for heading in (
        "First Name,Last Name",
        "Nombre,Apellidos",
        "Vorname,Nachname",
        "Forename,Surname",
        "Name 1,Name 2",
        "Vorname,Name",
        "Prenume,Nume",
        "Ad,Soyad",
        "Ime,Prezime",
        "Имя,Фамилия",
        "First Name,Name",
    ):
        whole = "Ann " * (heading == "First Name,Name")
        rows = (f"P1,Ann,{whole}Lee,1,2026-03-31,5.00", f"P2,Ann,{whole}Roe,2,2026-03-31,6.00")
        text = "\n".join([f"Patient No,{heading},Invoice,Due Date,Balance", *rows]) + "\n"
        folder = tmp_path / heading
        folder.mkdir()
        take_in(folder, text, DAY)
        assert ask(folder, "SELECT name FROM account ORDER BY id") == [("Ann Lee",), ("Ann Roe",)]
    # A firm beside whom to ask for there is who owes.
    take_in(tmp_path, text.replace("Ann Lee", "Lee Ltd").replace("Ann Roe", "Roe Ltd"), DAY)
    assert ask(tmp_path, "SELECT name FROM account ORDER BY id") == [("Lee Ltd",), ("Roe Ltd",)]


def test_whoever_is_named_goes_before_the_firm_of_solicitors(tmp_path: Path):
    rows = ("North LLP,Ash Ltd,1,2026-03-31,5.00", "North LLP,Birch Ltd,2,2026-03-31,6.00", "")
    take_in(tmp_path, "\n".join(["Firm,Name,Invoice,Due Date,Balance", *rows]), DAY)
    assert ask(tmp_path, "SELECT name FROM account ORDER BY id") == [("Ash Ltd",), ("Birch Ltd",)]


def test_payments_name_their_customer_as_a_contact(tmp_path: Path):
    take_in(
        tmp_path, "Customer,Invoice,Invoice Date,Due Date,Open\nAcme Inc,INV-1,2026-01-01,2026-02-01,200.00\n"
    )
    text = "Date,Invoice Number,Contact,Payment Amount,Reference\n3 Mar 2026,INV-1,Acme Inc,50.00,BACS\n"
    assert take_in(tmp_path, text, date(2026, 3, 4)).totals == {"USD": 15000}
    text = "Buchungstag;Kunde;Belegnummer;Zahlbetrag;Zahlart\n03.03.2026;Acme Inc;INV-1;30,00;SEPA\n"
    assert take_in(tmp_path, text, date(2026, 3, 5)).totals == {"USD": 12000}


@for_each(("second", "left"), [("INV-2,50.00", 0), ("INV-1,-200.00", 25000)])
def test_one_list_of_payments_may_say_several_things_of_a_customer(tmp_path: Path, second: str, left: int):
    rows = "Acme Inc,INV-1,2026-01-01,2026-02-01,200.00\nAcme Inc,INV-2,2026-01-01,2026-02-01,50.00\n"
    take_in(tmp_path, f"Customer,Invoice,Invoice Date,Due Date,Open\n{rows}")
    text = "Customer,Payment Date,Invoice,Amount\nAcme Inc,2026-03-03,INV-1,200.00\nAcme Inc,2026-03-04,"
    report = take_in(tmp_path, text + second, date(2026, 3, 5))
    assert sum(report.totals.values()) == left


# Payments as products write them: what gives them away is no heading of its own.
PAYMENTS = {
    "Zoho": "Payment Number,CustomerPayment ID,Mode,Customer Name,Date,Invoice Number,Amount,Currency Code\n7,900,Bank Transfer,Acme Inc,2026-03-03,INV-1,50.00,USD\n",
    "FreshBooks": "Client,Invoice,Date,Type,Amount,Currency\nAcme Inc,INV-1,2026-03-03,Check,50.00,USD\n",
    "German": "Zahlungseingänge;;;\nDatum;Kunde;Rechnung;Betrag\n03.03.2026;Acme Inc;INV-1;50,00\n",
    "failed": "Payment Date,Client,Invoice,Amount,Status\n2026-03-03,Acme Inc,INV-1,50.00,Succeeded\n2026-03-03,Acme Inc,INV-1,20.00,Failed\n",
}  # fmt: skip


@for_each("product", PAYMENTS)
def test_payments_are_known_by_what_they_hold(tmp_path: Path, product: str):
    rows = "Acme Inc,INV-1,2026-01-01,2026-02-01,200.00\n"
    take_in(tmp_path, f"Customer,Invoice,Invoice Date,Due Date,Open\n{rows}")
    report = take_in(tmp_path, PAYMENTS[product], date(2026, 3, 20))
    assert (report.totals, report.title) == ({"USD": 15000}, "a list of payments")
    assert any("went back" in warning for warning in report.warnings) == (product == "failed")


def test_a_list_of_people_by_name_is_about_the_customers_of_the_book(tmp_path: Path):
    take_in(tmp_path, [("C1", "Acme Inc", "INV-1", "2026-01-01", "2026-02-01", "5.00", "5.00")])
    report = take_in(tmp_path, "Customer,Phone Numbers,Email\nAcme Inc,(650) 555-3311,a@one.example\n")
    assert (report.accounts.new, ask(tmp_path, "SELECT phone FROM contact")) == (0, [("(650) 555-3311",)])
