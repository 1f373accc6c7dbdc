"""Files of other programs and other alphabets: encodings, Excel 2003 XML, HTML, Tally, IIF, vCard, numbers of spreadsheets."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from phonenumbers import (
    SUPPORTED_REGIONS,
    PhoneNumberFormat,
    PhoneNumberType,
    example_number_for_type,
    format_number,
)

from arcall_tui.country_zones import zones_of
from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger import xml_files
from arcall_tui.ledger.encodings import find
from arcall_tui.ledger.questions import AskError
from arcall_tui.workday.calls.customer_facts import suggest_zone
from arcall_tui.workday.imports.import_report import LedgerRefusedError
from cases import for_each
from ledger_files import ask, take_in
from tries import DEEP

if sys.platform != "win32":
    from warm import run

pytestmark = pytest.mark.usefixtures("sheets_read_here")

if sys.platform != "win32":
    pass

DAY = date(2026, 6, 30)
NAMES = {
    "cp949": "\ub300\ud55c\uc0c1\uc0ac", "cp1254": "\u015eeker G\u0131da", "cp1250": "Gy\u0151r T\u0171z\u0151", "cp1257": "\u0160iauli\u0173 \u012fmon\u0117",
    "cp1255": "\u05d7\u05d1\u05e8\u05ea \u05de\u05d9\u05dd", "cp1256": "\u0634\u0631\u0643\u0629 \u0627\u0644\u0646\u0648\u0631", "cp874": "\u0e1a\u0e23\u0e34\u0e29\u0e31\u0e17",
    "big5": "\u53f0\u7063\u96fb\u529b", "iso8859_2": "\u0160koda \u017di\u017eka", "cp852": "Plze\u0148 \u0160koda", "cp1251": "\u0417\u0430\u0432\u043e\u0434 \u0421\u0435\u0432\u0435\u0440",
    "cp932": "\u30c8\u30e8\u30bf\u5546\u5e97", "gb18030": "\u4e0a\u6d77\u8d38\u6613", "cp1253": "\u0391\u03b8\u03ae\u03bd\u03b1", "cp850": "M\u00fcller B\u00e4cker", "iso8859_7": "\u0386\u03bb\u03c6\u03b1",
}  # fmt: skip


def readings(text: bytes) -> list[str]:
    """The text as it is read, or as the question has it."""
    try:
        return [text.decode(find("x", text))]
    except AskError as doubt:
        return [choice.says for choice in doubt.question.choices]


@for_each("encoding", NAMES)
def test_names_come_out_right_or_are_asked_about(encoding: str):
    text = f"Customer,Open\n{NAMES[encoding]},1\n".encode(encoding)
    assert any(NAMES[encoding] in reading for reading in readings(text))


@for_each(
    ("text", "encoding"),
    [
        ("Ash,2\u00a0236.18", "cp1252"), ("Ash,4\u00a0532.43", "mac_roman"), ("Ash;1\u00a0234,50", "cp850"), ("26\u0416001,\u0421\u0435\u0432\u0435\u0440,5.00", "cp1251"),
        ("\u5c71\u7530\u5546\u5e97,1\n\u4e2d\u6751\u9244\u5de5,2\n\u5927\u962a\u904b\u8f38,3", "cp932"), ("\u4e0a\u6d77\u8d38\u6613,1\n\u5317\u4eac\u5de5\u4e1a,2\n\u5e7f\u5dde\u7535\u5b50,3", "gb18030"),
    ],
)  # fmt: skip
def test_spaces_between_thousands_and_names_without_a_syllable_are_read(text: str, encoding: str):
    assert text.split(",", maxsplit=1)[0] in readings(text.encode(encoding))[0]


@for_each(
    ("text", "encodings"),
    [
        ("\u0386\u03bb\u03c6\u03b1", ["cp1253", "iso8859_7"]),
        ("\u00a3,4", ["cp1252"]),
        ("Credit Limit \u00a3:,4", ["cp1252"]),
        ("Collectivit\u00e9,D\u00e9biteur,Reste \u00e0 recouvrer\nVILLE,\u00c9cole,4", ["cp1252"]),
    ],
)
def test_greek_capitals_with_an_accent_and_a_pound_alone_tell_encodings_apart(
    text: str, encodings: list[str]
):
    assert [find("x", text.encode(each)) for each in encodings] == encodings


@for_each("encoding", NAMES)
def test_an_encoding_that_is_said_is_taken_and_remembered(tmp_path: Path, encoding: str):
    text = f"Customer,Number,Due Date,Open\n{NAMES[encoding]},1,2026-03-31,5.00\n".encode(encoding)
    take_in(tmp_path, text, DAY, encoding=encoding)
    assert ask(tmp_path, "SELECT ledger_id FROM account") == [(NAMES[encoding],)]
    assert take_in(tmp_path, text, DAY).accounts.new == 0
    with pytest.raises(InputRefusedError, match="no encoding"):
        take_in(tmp_path, text, DAY, encoding="klingon")


EXCEL = """<?xml version="1.0"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>
<Row><Cell><Data ss:Type="String">Customer</Data></Cell><Cell><Data ss:Type="String">Number</Data></Cell><Cell ss:Index="4"><Data ss:Type="String">Due Date</Data></Cell>
<Cell><Data ss:Type="String">Open</Data></Cell></Row><Row ss:Index="3"><Cell><Data ss:Type="String">Elm &amp; Co</Data></Cell><Cell><Data ss:Type="Number">7</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="DateTime">2026-03-31T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">99.999</Data></Cell></Row></Table></Worksheet></Workbook>"""
HTML = """<html><body><p>x</p><table><tr><th>Customer</th><th>Number<th>Due Date</th><th>Open</th></tr>
<tr><td>Elm &amp; Co<td>7</td><td>2026-03-31</td><td>100.00</td></tr></table></body></html>"""
TALLY = """<ENVELOPE><BILLFIXED><BILLDATE>1-Mar-2026</BILLDATE><BILLREF>7</BILLREF><BILLPARTY>Elm &amp; Co</BILLPARTY></BILLFIXED>
<BILLCL>-100.00</BILLCL><BILLDUE>31-Mar-2026</BILLDUE><BILLOVERDUE>91</BILLOVERDUE></ENVELOPE>"""
IIF = """!TRNS\tTRNSID\tTRNSTYPE\tDATE\tACCNT\tNAME\tAMOUNT\tDOCNUM\tDUEDATE
!SPL\tSPLID\tTRNSTYPE\tDATE\tACCNT\tNAME\tAMOUNT
!ENDTRNS
TRNS\t1\tINVOICE\t3/1/2026\tAccounts Receivable\tElm & Co\t100.00\t7\t3/31/2026
SPL\t2\tINVOICE\t3/1/2026\tSales\tElm & Co\t-100.00
ENDTRNS
"""
FILES = {
    "ledger.xls": EXCEL,
    "page.xls": HTML,
    "tally.xml": TALLY,
    "quick.iif": IIF,
    "wide.xls": HTML.encode("utf-16"),
    "says.xls": HTML.replace("<body>", "<meta charset=windows-1253>")
    .replace("Customer", "Πελάτης")
    .encode("cp1253"),
    "none.xls": HTML.replace("<body>", "<meta charset=undefined><p>\u00e9</p>").encode("cp1252"),
}


@for_each("name", FILES)
def test_files_of_tags_go_in(tmp_path: Path, name: str):
    report = take_in(tmp_path, FILES[name], DAY, name=name)
    assert report.totals == {"USD": 10000}
    found = "SELECT account.ledger_id, number, due_date FROM invoice JOIN account ON account.id = account_id"
    assert ask(tmp_path, found) == [("Elm & Co", "7", "2026-03-31")]


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        "<a>" * 20_000,
        EXCEL.replace('ss:Index="3"', 'ss:Index="999999999"').replace("99.999", "x"),
        "<html><table>" * 10_000,
    ],
    ids=["laughs", "outside", "deep", "far", "nested"],
)
def test_hostile_tags_are_refused(tmp_path: Path, content: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(xml_files, "_WIDEST", 100)  # what each column may be takes its time to find out
    with pytest.raises(InputRefusedError):
        take_in(tmp_path, content, DAY, name="x.xml")


@for_each(
    ("value", "code", "minor"),
    [(99.999, "EUR", 10000), (0.69999999999709, "EUR", 70), (1.234, "KWD", 1234), (1234.5, "USD", 123450), (1.005, "JPY", 1), (12, "EUR", 1200)],
)  # fmt: skip
def test_numbers_of_a_spreadsheet_are_numbers(tmp_path: Path, value: float, code: str, minor: int):
    book = xlsxwriter.Workbook(str(tmp_path / "made.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ("Customer ID", "Number", "Due Date", "Currency", "Open"))
    sheet.write_row(1, 0, (12.5, 7))
    sheet.write_datetime(1, 2, datetime(2026, 3, 31), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001 - a cell has no zone
    sheet.write_row(1, 3, (code, value))
    book.close()
    report = take_in(tmp_path, (tmp_path / "made.xlsx").read_bytes(), DAY, name="in.xlsx", currency=None)
    assert report.totals == {code: minor}
    assert ask(tmp_path, "SELECT ledger_id FROM account") == [("12.5",)]


CARDS = {
    "3.0": "VERSION:3.0\nFN:Jö Doe\nORG:Elm Co;Sales\nTEL;TYPE=FAX:1\nTEL;TYPE=WORK:+44 20 7946 0018\nitem1.EMAIL:jo@exa\n mple.org\nitem2.TEL:2\nitem2.X-ABLabel:_$!<WorkFAX>!$_\n",
    "2.1": "VERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Doe;J=F6=\r\n;;;\r\nORG;ENCODING=QUOTED-PRINTABLE;CHARSET=utf-8:E=6C=\r\nm=20=\r\nCo\r\nTEL;WORK;VOICE:+44 20 7946 0018\r\nEMAIL;INTERNET:jo@example.org\r\n",
    "4.0": 'VERSION:4.0\nFN:Jö Doe\nORG;SORT-AS="a:b":Elm Co\nTEL;VALUE=uri;TYPE="voice,work":tel:+44 20 7946 0018\nEMAIL;PREF=1:jo@example.org\n',
}


@for_each("version", CARDS)
def test_people_of_a_vcard_go_in(tmp_path: Path, version: str):
    take_in(tmp_path, "Customer,Number,Due Date,Open\nElm Co,7,2026-03-31,5.00\n", DAY)
    take_in(tmp_path, f"BEGIN:VCARD\n{CARDS[version]}END:VCARD\n", DAY, name="people.vcf")
    found = (
        "SELECT account.name, contact.name, phone, email FROM contact JOIN account ON account.id = account_id"
    )
    assert ask(tmp_path, found) == [("Elm Co", "Jö Doe", "+44 20 7946 0018", "jo@example.org")]


def test_the_end_mark_of_dos_is_no_row(tmp_path: Path):
    for end in ("\n\x1a", "\x1a", "\n" + "\x1a" * 9 + "\0" * 99, "\x1a\0"):
        text = "Customer,Number,Due Date,Open\nElm,7,2026-03-31,5.00" + end
        assert take_in(tmp_path, text, DAY).totals == {"USD": 500}


@pytest.mark.skipif(sys.platform == "win32", reason="names of any bytes")
def test_a_ledger_comes_from_a_pipe_and_with_any_name(tmp_path: Path):
    text = "Customer,Number,Due Date,Open\nElm,7,2026-03-31,5.00\n"
    command = ("--book", tmp_path / "b", "import", "--currency", "USD")
    done = run(*command, "-", typed=text.encode(), cwd=tmp_path)
    assert (done.code, "USD 5.00" in done.out) == (0, True), done.err
    name = os.fsdecode(b"caf\xe9.csv")
    (tmp_path / name).write_text(text)
    done = run(*command, name, cwd=tmp_path)
    assert (done.code, "1 unchanged" in done.out) == (0, True), done.err


ZONES = [
    ("AU", "+61 2 9374 4000", "Australia/Sydney"), ("AU", "+61 7 3123 4567", "Australia/Brisbane"), ("AU", "+61 8 9300 1234", "Australia/Perth"),
    ("AU", "+61 412 345 678", None), ("BR", "+55 11 3456 7890", "America/Sao_Paulo"), ("BR", "+55 92 3234 5678", "America/Manaus"),
    ("BR", "+55 81 3234 5678", "America/Recife"), ("AU", "+61 7 3876 5432", "Australia/Brisbane"), ("AU", "+61 8 9321 4567", "Australia/Perth"),
    ("AU", "+61 8 8321 4567", "Australia/Adelaide"), ("AU", "+61 8 8941 4567", "Australia/Darwin"), ("US", "+1 850 555 0123", None), ("IN", "+91 22 1234 5678", "Asia/Kolkata"), ("UA", "+380 44 123 4567", "Europe/Kyiv"),
    ("US", "+1 212 555 1234", "America/New_York"), ("ID", "+62 361 12345", "Asia/Makassar"), ("CA", "+1 709 722 1234", None),
    ("AU", "+61 3 9374 4000", "Australia/Melbourne"), ("AU", "+61 3 6231 4000", "Australia/Hobart"), ("AU", "+61 8 7081 1234", "Australia/Adelaide"),
    ("BR", "+55 71 3456 7890", "America/Bahia"), ("BR", "+55 85 3456 7890", "America/Fortaleza"), ("BR", "+55 91 3224 7890", "America/Belem"),
    ("BR", "+55 65 3624 7890", "America/Cuiaba"), ("BR", "+55 67 3324 7890", "America/Campo_Grande"), ("BR", "+55 68 3224 7890", "America/Rio_Branco"),
    ("MX", "+52 614 413 4567", "America/Chihuahua"), ("MX", "+52 81 8123 4567", "America/Monterrey"), ("MX", "+52 662 213 4567", "America/Hermosillo"),
    ("CL", "+56 61 221 2345", "America/Punta_Arenas"), ("CL", "+56 2 2712 3456", "America/Santiago"), ("RU", "+7 401 253 4567", "Europe/Kaliningrad"),
    ("KZ", "+7 7122 25 12 34", "Asia/Atyrau"), ("MY", "+60 3 6123 4567", "Asia/Kuala_Lumpur"), ("MY", "+60 82 424 242", "Asia/Kuching"),
    ("ID", "+62 561 731 123", "Asia/Pontianak"), ("PT", "+351 291 123 456", "Atlantic/Madeira"), ("PS", "+970 2 298 1234", "Asia/Hebron"),
    ("CA", "+1 867 234 5678", None), ("CA", "+1 807 343 1234", None), ("ES", "+34 928 123 456", "Atlantic/Canary"), ("PF", "+689 40 41 23 45", "Pacific/Tahiti"),
    ("US", "+1 219 863 1234", "America/Chicago"), ("US", "+1 689 234 5678", "America/New_York"), ("CA", "+1 474 234 5678", "America/Regina"),
    ("RU", "+7 845 223 4567", "Europe/Saratov"), ("MX", "+52 868 812 3456", "America/Matamoros"), ("MX", "+52 663 123 4567", "America/Tijuana"),
    ("CL", "+56 32 225 1234", "America/Santiago"), ("CL", "+56 32 210 0252", ("America/Santiago", "Pacific/Easter")),
    ("US", "+1 907 555 0142", ("America/Anchorage", "America/Adak")), ("CA", "+1 879 234 5678", ("America/St_Johns", "America/Goose_Bay")),
    ("EC", "+593 5 252 6123", ("America/Guayaquil", "Pacific/Galapagos")),
    ("CA", "+1 250 785 1234", "America/Dawson_Creek"), ("CA", "+1 250 426 1234", "America/Edmonton"), ("CA", "+1 250 380 1234", "America/Vancouver"),
    ("CA", "+1 778 380 1234", ("America/Vancouver", "America/Edmonton")), ("CA", "+1 306 825 1234", "America/Edmonton"), ("CA", "+1 306 522 1234", "America/Regina"),
    ("BR", "+55 97 3412 1234", ("America/Manaus", "America/Eirunepe")), ("ID", "+62 812 3456 7890", ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")),
    ("ID", "+62 21 835 0123", "Asia/Jakarta"), ("US", "+1 208 342 1234", "America/Denver"), ("US", "+1 208 664 1234", "America/Los_Angeles"),
    ("US", "+1 208 555 0142", ("America/Los_Angeles", "America/Boise")), ("US", "+1 606 387 1234", "America/Chicago"), ("US", "+1 606 324 1234", "America/New_York"),
]  # fmt: skip


@for_each(("country", "phone", "zone"), ZONES)
def test_a_zone_is_certain_by_area_code_or_asked(
    country: str, phone: str, zone: str | tuple[str, ...] | None
):
    found = suggest_zone(country, [phone], 2026)
    assert found.zone == (zone if isinstance(zone, str) else None)
    assert found.candidates == zone if isinstance(zone, tuple) else zone or len(found.candidates) > 1


@for_each("kind", [PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE])
def test_a_number_of_a_country_is_in_a_zone_of_that_country(kind: int):
    for country in sorted(SUPPORTED_REGIONS)[:: 1 if DEEP else 5]:
        number, own = example_number_for_type(country, kind), zones_of(country)
        if number is not None and own:
            found = suggest_zone(country, [format_number(number, PhoneNumberFormat.INTERNATIONAL)], 2026)
            assert {found.zone, *found.candidates} - {None} <= set(own), country


@for_each(
    "heading",
    [
        "Клиент;Фактура №;Дата;Падеж;Сума;Платено;Остатък",
        "Kupac;Broj računa;Datum računa;Datum dospijeća;Iznos;Plaćeno;Dug",
        "Купац;Број рачуна;Датум рачуна;Датум доспећа;Износ;Плаћено;Дуг",
        "Stranka;Številka računa;Datum izdaje;Datum zapadlosti;Znesek;Plačano;Odprto",
        "Klientas;Sąskaitos Nr.;Sąskaitos data;Apmokėti iki;Suma;Apmokėta;Skola",
        "Klients;Rēķina Nr.;Rēķina datums;Apmaksas termiņš;Summa;Samaksāts;Parāds",
        "Klient;Arve nr;Arve kuupäev;Maksetähtaeg;Summa;Tasutud;Jääk",
        "Viðskiptavinur;Reikningur;Útgáfudagur;Eindagi;Upphæð;Greitt;Eftirstöðvar",
        "Odberateľ;Číslo faktúry;Dátum vystavenia;Dátum splatnosti;Suma celkom;Uhradené;Zostatok",
        "Kunde;Rechnungsnummer;Erstellt am;Zahlungsziel;Brutto;Bezahlt;Noch offen",
        "Partner neve;Számla sorszáma;Számla kelte;Fizetési határidő;Bruttó összeg;Befizetett összeg;Fizetendő",
        "Tiers;Réf.;Date;Date échéance;Montant TTC;Déjà réglé;Montant dû signé",
        "Relatie;Factuur;Datum;Vervaldatum;Bedrag;Betaald;Openstaand",
        "Navn;Faktura;Dato;Forfaldsdato;Beløb;Betalt;Åben",
        "Pelanggan;Nomor;Tanggal;Tgl. Jatuh Tempo;Total;Dibayar;Sisa Piutang",
        "Counterparty Name;Challan #;Issued;Payable until;Total;Received;BalanceRemaining",
        "Πελάτης;Παραστατικό;Ημερομηνία;Ημ/νία λήξης;Αξία;Εξόφληση;Υπόλοιπο",
        "Cliente;Numero;Data;Scadenza pagamento;Totale documento;Importo pagato;Importo da pagare",
        "Klient;Dokument;Data;Termin spłaty;Kwota należności;Spłacono;Pozostało do spłaty",
        "Partener;Nr doc;Data doc;Scadent la;Valoare factura;Incasat;Rest",
        "Asiakas;Lasku;Laskupäivä;Eräpäivä;Summa;Maksettu yhteensä;Avoinna",
        "Klant;Factuur;Datum;Vervalt;Bedrag;Betaald;Saldo",
        "得意先名;伝票No;売上日;回収予定日;請求金額;回収額;債権残高",
        "Klientas;Dok. Nr.;Dok. data;Mokėjimo terminas;Suma;Apmokėta;Liko mokėti",
        "Klient;Arve;Kuupäev;Tasumistähtaeg;Summa;Laekunud;Tasumata",
        "Nome;Nº Doc.;Data;Vencimento;Débito;Débito Regularizado;Por regularizar",
        "Πελάτης;Αρ. Τιμολογίου;Ημερομηνία;Ημ. λήξης;Σύνολο;Εξόφληση;Υπόλοιπο",
        "Navn;Ref.nr.;Dato;Forfaldsdato;Beløb i EUR;Betalt i EUR;Restbeløb i EUR",
        "Naam;Boekstuknummer;Factuurdatum;Vervaldatum;Bedrag;Betaald;Openstaand bedrag",
        "客戶;發票;日期;到期日;金額;已收金額;餘額",
        "得意先名;請求No;請求日;支払期限;請求額;入金額;残高",
        "Kund;Fakturanr;Fakturadatum;Att betala senast;Belopp inkl. moms;Inbetalt;Kvar att betala",
        "Kunde;Rechnung;Datum;Fällig;Summe;Bezahlt;Offen",
        "Debtor;Claim No;Date;To be paid by;Inc GST;Paid;Total owed",
        "Client;Nº facture;Date;Échéance;Montant;Payé;Solde impayé",
        "Anzeigename des Rechnungspartners;Rech.-Nr.;Ausgestellt am;Zahlbar bis;Gesamtsumme;Beglichen;Offener Restbetrag",
        "Razón social;Nº factura;Emitida el;Vence el;Importe con IVA;Pagos recibidos;Adeudado",
        "Devedor;Nº duplicata;Emitido em;Vence em;Montante;Liquidado;Falta pagar",
        "Rag. sociale;Num. Fatt.;Emessa il;Scade il;Tot. documento;Riscosso;Da saldare",
        "Handelsnaam;Fact.nr.;Boekdatum;Betalen voor;Totaal incl. btw;Reeds voldaan;Verschuldigd",
        "Kjøper;Fakt.nr;Utstedelsesdato;Betales innen;Totalsum;Mottatt;Ubetalt",
        "Dłużnik;Nr FV;Wystawiono;Zapłata do;Ogółem;Uregulowano;Dług",
        "Plátce;VS;Vystaveno dne;Splatno dne;Fakturováno;Již uhrazeno;Dlužná částka",
        "Megrendelő;Számlasorszám;Kiállítva;Lejárat dátuma;Bruttó végösszeg;Eddig fizetett;Még fizetendő",
        "Cumpărător;Număr factură;Emisă la;De plătit până la;Valoare facturată;Suma încasată;Rest neachitat",
        "Ticari unvan;Evrak numarası;Düzenleme tarihi;Vadesi;KDV dahil tutar;Tahsil edilen tutar;Kalan borç",
        "Арендатор;Номер УПД;Дата отгрузки;К оплате до;Всего с НДС;Внесено;Осталось оплатить",
        "Боржник;№ накладної;Виставлено;Сплатити до;Усього;Сплачена сума;Заборгованість",
        "Οφειλέτης;Αρ. Παρ.;Ημ. έκδοσης;Πληρωτέο έως;Τελική αξία;Καταβληθέν;Απομένει",
        "المشتري;رقم السند;تاريخ المستند;موعد السداد;القيمة;المحصل;غير المسدد",
        "שם העסק;מס' מסמך;תאריך הפקה;מועד תשלום;סכום כולל;התקבל;נותר לתשלום",
        "社名;証憑番号;計上日;振込期限;税込合計;回収済額;未収",
        "买方;账单编号;开单日期;付款截止日;账单金额;已回款;剩余金额",
        "상호명;청구번호;매출일;입금기한;청구액;수령액;미회수액",
        "Người mua;Số CT;Ngày lập;Hạn TT;Thành tiền;Đã trả;Số còn lại",
        "Client;Fee Note No;Fee Note Date;Due Date;Total Fee;Received;Outstanding",
        "Payer;Bill No;Billed Date;Due Date;Amount;Paid;Balance",
    ],
)
def test_headings_of_other_languages_and_of_products_in_their_own_words(tmp_path: Path, heading: str):
    rows = "Alfa;R101;15.03.2026;15.04.2026;1210,00;210,00;1000,00\nBeta;R102;20.03.2026;20.04.2026;605,00;0,00;605,00\n"
    report = take_in(tmp_path, f"{heading}\n{rows}", currency="EUR")
    assert report.totals == {"EUR": 160500}
    assert ask(tmp_path, "SELECT number, invoice_date, due_date FROM invoice ORDER BY 1") == [
        ("R101", "2026-03-15", "2026-04-15"),
        ("R102", "2026-03-20", "2026-04-20"),
    ]


@for_each(
    ("heading", "paid", "still"),
    [("שולם", "כן", "לא"), ("Samaksāts", "Jā", "Nē"), ("สถานะ", "ชำระแล้ว", "ค้างชำระ"), ("الحالة", "مدفوعة", "متأخرة"), ("Status", "Lunas", "Belum dibayar"),
     ("Stato", "Riscossa", "Da saldare"), ("Stav úhrady", "vyrovnáno", "v prodlení"), ("状況", "回収済", "未回収"), ("상태", "결제완료", "미결제"),
     ("Стан", "сплачено", "не сплачено"), ("Status", "plaćeno", "neplaćeno"), ("Trạng thái", "đã thanh toán", "quá hạn"), ("Status", "שולם", "בפיגור")],
)  # fmt: skip
def test_flags_and_states_of_languages_are_known(tmp_path: Path, heading: str, paid: str, still: str):
    rows = [
        f"Alfa {word};R{n};2026-03-15;2026-04-15;{n}00.00;{word}\n" for n, word in enumerate((paid, still), 1)
    ]
    head = f"Client;Invoice;Invoice Date;Due Date;Amount;{heading}"
    assert take_in(tmp_path, f"{head}\n{''.join(rows)}", currency="EUR").totals == {"EUR": 20000}


@for_each(
    "heading",
    ["Dugovanje;Potraživanje;Saldo", "Dugovanje;Potraživanje", "Дуговање;Потраживање", "Dug;Potraživanje;Saldo", "Duguje;Potražuje", "Долг клиента;Наш долг", "Borç;Alacak / Tahsilat", "Debit / Invoice;Payment/Credit"],
)  # fmt: skip
def test_debits_and_credits_of_the_south_slavs_make_what_is_open(tmp_path: Path, heading: str):
    rows = ["121,00;0,00;121,00", "242,00;142,00;100,00", "50,00;10,00;40,00"]
    width = heading.count(";") + 1
    lines = [
        f"Alfa {n};R-{n};2{n}.03.2026;2{n}.04.2026;{';'.join(row.split(';')[:width])}\n"
        for n, row in enumerate(rows)
    ]
    text = f"Partner;Broj računa;Datum računa;Dospijeće;{heading}\n{''.join(lines)}"
    assert take_in(tmp_path, text, currency="EUR").totals == {"EUR": 26100}


@for_each(
    "heading",
    [
        "Amount;Arrears",
        "Total;Restant",
        "Importo;Insoluto",
        "Betrag;Rückstand",
        "Total;Restant;Achitat",
    ],
)
def test_what_is_open_or_only_what_is_overdue_of_it_is_asked(tmp_path: Path, heading: str):
    paid = ";10,00" * heading.endswith("Achitat")
    text = f"Client;Invoice;Invoice Date;Due Date;{heading}\nAlfa;R1;15.03.2026;15.04.2026;121,00;121,00{paid and ';0,00'}\nBeta;R2;20.03.2026;20.07.2026;242,00;0,00{paid}\n"
    with pytest.raises(LedgerRefusedError, match="is nothing in rows in which") as refused:
        take_in(tmp_path, text, currency="EUR")
    assert refused.value.question
    rest = "353.00" if paid else "363.00"
    assert [one.effect for one in refused.value.question.choices] == ["EUR 121.00 open", f"EUR {rest} open"]


@for_each(
    "heading",
    ["Za plačilo;Plačano", "Za uplatu;Plaćeno", "За плащане;Платено", "Mokėtina suma;Apmokėta", "Apmaksājams;Samaksāts", "Tasuda;Tasutud", "Til greiðslu;Greitt", "K úhradě;Zaplaceno"],
)  # fmt: skip
def test_what_is_to_be_paid_beside_what_was_paid_of_it_is_asked(tmp_path: Path, heading: str):
    text = f"Client;Invoice;Invoice Date;Due Date;{heading}\nAlfa;R1;15.03.2026;15.04.2026;121,00;21,00\nBeta;R2;20.03.2026;20.04.2026;242,00;0,00\n"
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, text, currency="EUR")
    assert refused.value.question
    assert [one.effect for one in refused.value.question.choices] == ["EUR 363.00 open", "EUR 342.00 open"]
