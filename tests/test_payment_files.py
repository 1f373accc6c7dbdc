"""Lists of payments as products and people write them: what came in comes off what is open, once, and nothing else does."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcall_tui.domain.money import Money
from arcall_tui.store.accounts.read import as_of
from arcall_tui.store.book.opening import open_book
from arcall_tui.workday.imports.import_report import ImportOptions, ImportReport, LedgerRefusedError
from arcall_tui.workday.imports.said import changed
from cases import for_each
from ledger_files import ask, take_in, taken_in
from tries import tries

KNOWN, NOW = date(2026, 10, 31), date(2026, 11, 26)
BOOK = """Customer No,Customer,Invoice,Invoice Date,Due Date,Amount,Balance,Currency
K1,Alder Ltd,INV-71,2026-09-01,2026-10-01,100.00,100.00,EUR
K1,Alder Ltd,INV-72,2026-09-11,2026-10-11,60.00,60.00,EUR
K2,Beech & Co,INV-73,2026-09-02,2026-10-02,200.00,200.00,EUR
K3,Cedar plc,88,2026-09-02,2026-10-02,100.00,104.00,EUR
"""
# A file, what is said with it, and then what is open of INV-71, -72, -73 and what came in as money.
FILES = {
    "headings of a bank": ("Value Date,Payer,Reference,Credit\n2026-11-05,Alder Ltd,INV-71,100.00\n", {}, (0, 6000, 20000), 10000),
    "headings of a bank in German": ("Buchungstag;Valutadatum;Name Zahlungsbeteiligter;Verwendungszweck;Betrag;Waehrung\n05.11.2026;05.11.2026;Alder Ltd;RG INV-71 danke;100,00;EUR\n05.11.2026;05.11.2026;Volksbank;Gebühren Oktober;-7,90;EUR\n", {}, (0, 6000, 20000), 10000),
    "who sent and who got it in German": ("Buchungstag;Auftraggeber;Empfänger;Verwendungszweck;Betrag;Waehrung\n05.11.2026;Beech & Co;Our Firm;danke;200,00;EUR\n", {"payments": True}, (10000, 6000, 20000), 0),
    "as a customer tells one supplier of them": ("Vendor,Invoice No,Amount Paid,Payment Date\nOur Firm,INV-71,100.00,2026-11-05\nOur Firm,INV-72,9.00,2026-11-16\n", {}, (0, 5100, 20000), 10900),
    "in Spanish": ("Fecha de pago,Cliente,Factura,Importe\n05/11/2026,Alder Ltd,INV-71,100.00\n16/11/2026,Alder Ltd,INV-72,9.00\n", {}, (0, 5100, 20000), 10900),
    "the only amounts are what came in": ("Wertstellung;Debitor;Name;Rechnung;Eingang\n05.11.2026;K1;Alder Ltd;INV-71;100,00\n16.11.2026;K1;Alder Ltd;INV-72;9,00\n", {}, (0, 5100, 20000), 10900),
    "a currency called Valuta": ("Customer No,Invoice,Date,Amount Paid,Valuta\nK1,INV-71,2026-11-05,100.00,EUR\nK1,INV-72,2026-11-16,9.00,EUR\n", {}, (0, 5100, 20000), 10900),
    "a receipt's number beside the bill's": ("Receipt No,Receipt Date,Customer No,Customer,Allocated To,Allocated\nR1,2026-11-05,K1,Alder Ltd,INV-71,100.00\nR2,2026-11-05,K3,Cedar plc,88,60.00\n", {}, (0, 6000, 20000), 16000),
    "cheques": ("Customer,Invoice,Deposit Date,Check No,Check Amount\nAlder Ltd,INV-71,2026-11-05,1234,100.00\n", {}, (0, 6000, 20000), 10000),
    "headings that a ledger has, too": ("Date,Customer,Invoice,Amount\n2026-11-05,Alder Ltd,INV-71,100.00\n", {"payments": True}, (0, 6000, 20000), 10000),
    "a status of bills that are void": ("Payment Date,Customer No,Invoice,Amount Paid,Status\n2026-11-05,K1,INV-71,100.00,Geannuleerd\n2026-11-05,K1,INV-72,9.00,Posted\n2026-11-05,K2,INV-73,8.00,Gutgeschrieben\n", {}, (10000, 5100, 19200), 1700),
    "a cheque of the number 1": ("Payment Date,Customer No,Invoice,Amount Paid,Slip #\n2026-11-05,K1,INV-71,100.00,\n2026-11-05,K1,INV-72,9.00,1\n", {}, (0, 5100, 20000), 10900),
    "credits of a bank": ("Payment Date,Customer No,Invoice,Amount Paid,Type\n2026-11-05,K1,INV-71,100.00,ACH_CREDIT\n2026-11-05,K1,INV-72,9.00,Wire credit\n", {}, (0, 5100, 20000), 10900),
    "a discount that was taken": ("Payment Date,Customer No,Invoice,Amount Paid,Discount Taken\n2026-11-05,K1,INV-71,98.00,2.00\n", {}, (0, 6000, 20000), 9800),
    "a total of what came off": ("Payment Date,Customer No,Invoice,Cash,Discount,Applied\n2026-11-05,K1,INV-71,98.00,2.00,100.00\n", {"mapping": {"amount": "Applied"}}, (0, 6000, 20000), 10000),
    "gross, fee and net": ("charge_date,customer_name,invoice,gross,fee,net\n2026-11-05,Alder Ltd,INV-71,100.00,1.50,98.50\n", {}, (0, 6000, 20000), 10000),
    "refunded in part, beside what was paid": ("Payment Date,Customer No,Invoice,Amount Paid,Amount Refunded\n2026-11-05,K1,INV-72,60.00,20.00\n2026-11-05,K1,INV-71,100.00,0.00\n", {}, (0, 2000, 20000), 14000),
    "refunded again": ("Payment Date,Customer No,Invoice,Amount Paid,Amount Refunded\n2026-11-05,K1,INV-72,60.00,0.00\n\nPayment Date,Customer No,Invoice,Amount Paid,Amount Refunded\n2026-11-05,K1,INV-72,60.00,20.00\n\nPayment Date,Customer No,Invoice,Amount Paid,Amount Refunded\n2026-11-05,K1,INV-72,60.00,25.00\n2026-11-05,K1,INV-71,5.00,1.00\n", {}, (9600, 2500, 20000), 3900),
    "a day of booking with a time": ("Posted,Customer No,Invoice,Amount\n2026-11-05 14:03,K1,INV-71,100.00\n2026-11-06 09:12,K2,INV-73,50.00\n", {"payments": True}, (0, 6000, 15000), 15000),
    "two of one payment that are alike beside one of two amounts": ("Payment No,Payment Date,Customer No,Invoice,Amount\nP1,2026-11-05,K1,INV-71,30.00\nP1,2026-11-05,K1,INV-72,30.00\nP2,2026-11-06,K1,INV-71,10.00\nP2,2026-11-06,K1,INV-72,5.00\n", {}, (6000, 2500, 20000), 7500),
    "refunded, and a number that begins alike, too": ("Payment Date,Customer No,Invoice,Amount Paid,Amount Refunded\n2026-11-05,K1,INV-72,60.00,0.00\n2026-11-05,K1,INV-721,5.00,5.00\n\nPayment Date,Customer No,Invoice,Amount Paid,Amount Refunded\n2026-11-05,K1,INV-72,60.00,7.00\n2026-11-05,K1,INV-721,5.00,5.00\n", {}, (10000, 700, 20000), 5300),
    "a refund of a bill that grew by a fee": ("Payment Date,Customer No,Invoice,Amount Paid\n2026-11-05,K1,INV-71,30.00\n2026-11-05,K3,88,-10.00\n", {}, (7000, 6000, 20000), 3000),
    "back under its reference alone": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,INV-71,100.00,R1\n2026-11-05,K1,,10.00,R2\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K1,,-100.00,R1\n2026-11-06,K2,INV-73,1.00,R5\n", {}, (10000, 6000, 19900), 100),
    "back under the reference of a payment for two": ('Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,"INV-71, INV-72",160.00,R1\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K1,,-160.00,R1\n2026-11-06,K2,INV-73,1.00,R5\n', {}, (10000, 6000, 19900), 100),
    "back under the reference of two alike": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,INV-71,60.00,R1\n2026-11-06,K1,INV-72,60.00,R1\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-07,K1,,-60.00,R1\n2026-11-06,K2,INV-73,1.00,R5\n", {}, (4000, 0, 19900), 12100),
    "back under a reference that paid something else": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,INV-71,100.00,R1\n2026-11-05,K1,,10.00,R2\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K1,,-10.00,R1\n2026-11-06,K2,INV-73,1.00,R5\n", {}, (0, 6000, 19900), 10100),
    "back of what was over, under its own reference": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,INV-72,65.00,R1\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K1,INV-72,-5.00,R1\n2026-11-06,K2,INV-73,1.00,R5\n", {}, (10000, 0, 19900), 6100),
    "a refund": ("Payment Date,Customer No,Invoice,Amount Paid,Type\n2026-11-05,K1,INV-72,60.00,Payment\n2026-11-06,K1,INV-72,20.00,Refund\n", {}, (10000, 2000, 20000), 4000),
    "a bank's marks": ("Payment Date,Customer No,Invoice,Amount Paid,S/H\n2026-11-05,K1,INV-71,100.00,H\n2026-11-06,K1,INV-71,30.00,S\n2026-11-06,K2,INV-73,50.00,H\n2026-11-06,K2,INV-73,-5.00,S\n", {}, (3000, 6000, 15500), 11500),
    "a bank's words": ("Payment Date,Customer No,Invoice,Amount Paid,Type\n2026-11-05,K1,INV-71,100.00,Credit\n2026-11-06,K1,INV-71,30.00,Debit\n", {}, (3000, 6000, 20000), 7000),
    "nothing but debits of open bills": ("Payment Date,Customer No,Invoice,Amount Paid,D/C\n2026-11-05,K1,INV-71,100.00,D\n2026-11-06,K2,INV-73,30.00,D\n", {}, (0, 6000, 17000), 13000),
    "nothing but debits of paid bills": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,INV-71,100.00,R1\n2026-11-05,K1,INV-72,60.00,R2\n\nPayment Date,Customer No,Invoice,Amount Paid,D/C\n2026-11-06,K1,INV-71,100.00,D\n2026-11-06,K1,INV-72,60.00,D\n", {}, (10000, 6000, 20000), 0),
    "a minus for what came in, and none for what went back": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,INV-71,100.00,R1\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K1,INV-71,100.00,R1 unpaid\n2026-11-06,K2,INV-73,-200.00,R2\n", {}, (10000, 6000, 0), 20000),
    "more that went back than came in": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,INV-71,100.00,R1\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K1,INV-71,-100.00,R1\n2026-11-06,K2,INV-73,50.00,R2\n", {}, (10000, 6000, 15000), 5000),
    "a minus for an open bill beside what came in": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,-150.00,R1\n2026-11-06,K1,INV-71,100.00,R2\n", {}, (0, 6000, 20000), 10000),
    "back of a bill while as much came for none": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,INV-72,60.00,R1\n2026-11-05,K1,,60.00,R2\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K1,INV-72,-60.00,R1 unpaid\n2026-11-06,K2,INV-73,1.00,R5\n", {}, (10000, 6000, 19900), 100),
    "back of a bill that was paid twice": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,INV-72,60.00,R1\n2026-11-05,K1,INV-72,60.00,R2\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K1,INV-72,-60.00,sent back\n2026-11-06,K2,INV-73,1.00,R5\n", {}, (10000, 0, 19900), 6100),
    "back of a bill that was paid twice, while as much came for none": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,INV-72,60.00,R1\n2026-11-05,K1,,60.00,R2\n2026-11-05,K1,INV-72,60.00,R3\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K1,INV-72,-60.00,sent back\n2026-11-06,K2,INV-73,1.00,R5\n", {}, (10000, 0, 19900), 6100),
    "in and out, of which most says nothing": ("Date,D/C,Customer No,Amount,Invoice\n2026-11-05,,K1,100.00,INV-71\n2026-11-06,D,K1,30.00,INV-71\n", {"payments": True}, (3000, 6000, 20000), 7000),
    "what was refunded, and the net of it": ("Payment Date,Customer No,Invoice,Amount,Amount Refunded,Net\n2026-11-05,K1,INV-71,100.00,30.00,70.00\n2026-11-05,K2,INV-73,200.00,0.00,200.00\n", {}, (3000, 6000, 0), 27000),
    "what is left of what was refunded": ("Payment Date,Customer No,Invoice,Gross,Amount Refunded,Amount\n2026-11-05,K1,INV-71,100.00,30.00,70.00\n2026-11-05,K2,INV-73,200.00,0.00,200.00\n", {}, (3000, 6000, 0), 27000),
    "whose invoice it is where nobody is named": ("Receipt No,Payment Date,Customer,Invoice,Amount Paid\n1,2026-11-05,Alder Ltd,INV-71,100.00\n2,2026-11-05,,INV-73,50.00\n3,2026-11-06,,Fees,7.00\n4,2026-11-06,,,-3.00\n", {}, (0, 6000, 15000), 15000),
    "in alone": ("Payment Date,Type,Customer No,Invoice,Amount\n2026-11-05,IN,K1,INV-71,70.00\n", {"payments": True}, (3000, 6000, 20000), 7000),
    "in and out": ("Date,Direction,Customer No,Invoice,Amount\n2026-11-05,IN,K1,INV-71,100.00\n2026-11-06,OUT,K1,INV-71,30.00\n", {"payments": True}, (3000, 6000, 20000), 7000),
    "in and out in German": ("Datum;Richtung;Kundennummer;Rechnung;Betrag\n05.11.2026;Eingang;K1;INV-71;100,00\n06.11.2026;Ausgang;K1;INV-71;30,00\n", {"payments": True}, (3000, 6000, 20000), 7000),
    "in and out in Dutch": ("Datum;Klant;Factuurnummer;Bedrag;Af Bij\n05-11-2026;K1;INV-71;100,00;Bij\n16-11-2026;K1;INV-71;30,00;Af\n", {"payments": True}, (3000, 6000, 20000), 7000),
    "in columns of their own": ("Date,Customer No,Invoice,Money In,Money Out\n2026-11-05,K1,INV-71,100.00,\n2026-11-06,K1,INV-71,,30.00\n", {"mapping": {"amount": "Money In - Money Out"}}, (3000, 6000, 20000), 7000),
    "what was withheld": ("Payment Date,Customer No,Invoice,Amount Paid,Voucher Type\n2026-11-05,K1,INV-71,90.00,Receipt\n2026-11-05,K1,INV-71,10.00,TDS\n2026-11-05,K2,INV-73,180.00,Receipt\n2026-11-05,K2,INV-73,20.00,Withholding Tax\n", {}, (0, 6000, 0), 27000),
    "a till's gross, fees and net, in signs that the book tells": ("Date,Customer Name,Invoice ID,Gross Sales,Fees,Net Total\n2026-11-05,Alder Ltd,INV-71,€100.00,-€2.00,€98.00\n2026-11-06,Beech & Co,INV-73,€50.00,-€1.00,€49.00\n", {"payments": True}, (0, 6000, 15000), 15000),
    "nobody is named but in words": ("id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Description\ntxn_1,charge,ch_1,100.00,2.00,98.00,eur,2026-11-05 09:12,Invoice INV-71\ntxn_2,charge,ch_2,30.00,0.60,29.40,eur,2026-11-05 09:40,Order 72\ntxn_3,payout,po_1,-127.40,0.00,-127.40,eur,2026-11-06 01:00,STRIPE PAYOUT\n", {"payments": True}, (0, 6000, 20000), 10000),
    "on the debit side of the bank": ("Date,Payee,Reference,Debit,Credit\n2026-11-05,Alder Ltd,INV-71,100.00,0.00\n2026-11-06,Beech & Co,INV-73,50.00,0.00\n", {"payments": True, "mapping": {"amount": "Debit"}}, (0, 6000, 15000), 15000),
    "the day in the first row of each payment alone": ("Payment Date,Reference,Customer No,Invoice,Amount Paid\n2026-11-05,R1,K1,INV-71,100.00\n,,,INV-72,10.00\n2026-11-06,R2,K2,INV-73,50.00\n,R2,K2,INV-73,5.00\nTotal,,,,165.00\n", {}, (0, 5000, 14500), 16500),
    "void, in German, before what it voids": ("Datum;Typ;Kundennummer;Rechnung;Betrag\n16.11.2026;Storno;K1;INV-71;100,00\n16.11.2026;Zahlung;K1;INV-71;100,00\n16.11.2026;Zahlung;K2;INV-73;50,00\n", {"payments": True}, (10000, 6000, 15000), 5000),
    "what it is, under another heading": ("Datum;Art;Kundennummer;Rechnung;Betrag\n05.11.2026;Zahlung;K1;INV-71;100,00\n16.11.2026;Gutschrift;K1;INV-72;10,00\n16.11.2026;Storno;K1;INV-71;100,00\n16.11.2026;Überweisung;K2;INV-73;50,00\n", {"payments": True}, (10000, 5000, 15000), 5000),
    "a bank's words under another heading": ("Datum;Umsatzart;Kundennummer;Rechnung;Betrag\n05.11.2026;Gutschrift;K1;INV-71;100,00\n16.11.2026;Gutschrift;K2;INV-73;50,00\n", {"payments": True}, (0, 6000, 15000), 15000),
    "void in a later list: a part": ("Datum;Typ;Kundennummer;Rechnung;Betrag\n16.11.2026;Zahlung;K2;INV-73;50,00\n\nDatum;Typ;Kundennummer;Rechnung;Betrag\n17.11.2026;Storno;K2;INV-73;50,00\n17.11.2026;Zahlung;K1;INV-72;1,00\n", {"payments": True}, (10000, 5900, 20000), 100),
    "void: the bill, of which nothing was paid": ("Datum;Typ;Kundennummer;Rechnung;Betrag\n16.11.2026;Storno;K1;INV-71;100,00\n16.11.2026;Zahlung;K2;INV-73;50,00\n", {"payments": True}, (0, 6000, 15000), 5000),
    "void: the rest of a bill that was paid in part": ("Datum;Typ;Kundennummer;Rechnung;Betrag\n16.11.2026;Zahlung;K2;INV-73;50,00\n17.11.2026;Stornorechnung;K2;INV-73;50,00\n18.11.2026;Storno;K2;INV-73;100,00\n", {"payments": True}, (10000, 6000, 0), 5000),
    "a till's sales, one of them void": ("Payment Date,Type,Customer No,Invoice,Amount Paid\n2026-11-05,Sale,K1,INV-71,100.00\n2026-11-05,Sale,K2,INV-73,50.00\n2026-11-05,Void,K2,INV-73,50.00\n", {}, (0, 6000, 20000), 10000),
    "sales beside what was paid of them": ("Payment Date,Type,Customer No,Invoice,Amount Paid\n2026-11-05,Sale,K1,INV-71,100.00\n2026-11-05,Receipt,K2,INV-73,50.00\n", {}, (10000, 6000, 15000), 5000),
    "a journal, as was said": ("Payment Date,Type,Customer No,Invoice,Amount Paid\n2026-11-05,Journal,K1,INV-71,100.00\n2026-11-05,Receipt,K2,INV-73,50.00\n2026-11-05,Adjustment,K1,INV-72,20.00\n", {"statuses": {"Journal": "credit", "Adjustment": "void"}}, (0, 6000, 15000), 5000),
    "types of one's own, of which none is known": ("Payment Date,Type,Customer No,Invoice,Amount Paid\n2026-11-05,Online,K1,INV-71,100.00\n2026-11-05,Regular,K2,INV-73,50.00\n", {}, (0, 6000, 15000), 15000),
    "noted by the bank, and not yet booked": ("Buchungstag;Kundennummer;Rechnung;Betrag;Status\n05.11.2026;K1;INV-71;100,00;gebucht\n16.11.2026;K2;INV-73;50,00;vorgemerkt\n", {"payments": True}, (0, 6000, 20000), 10000),
    "what was withheld before is released, and a bank's credit": ("Payment Date,Customer No,Invoice,Amount Paid,Type\n2026-11-05,K1,INV-71,100.00,Retention Release\n2026-11-05,K2,INV-73,50.00,Direct Credit\n", {}, (0, 6000, 15000), 15000),
    "not paid, in Italian": ("Data incasso;Cliente;N. fattura;Importo;Esito\n05/11/2026;K1;INV-71;100,00;Pagato\n16/11/2026;K2;INV-73;200,00;Insoluto\n", {"payments": True}, (0, 6000, 20000), 10000),
    "back by its way to pay": ("Datum;Kundennummer;Rechnung;Betrag;Zahlart\n05.11.2026;K1;INV-71;100,00;Lastschrift\n06.11.2026;K1;INV-71;100,00;Rücklastschrift\n06.11.2026;K2;INV-73;50,00;Überweisung\n", {"payments": True}, (10000, 6000, 15000), 5000),
    "a bank's word among ways to pay": ("Datum;Kundennummer;Rechnung;Betrag;Zahlart\n05.11.2026;K1;INV-71;100,00;Lastschrift\n06.11.2026;K2;INV-73;50,00;Gutschrift\n", {"payments": True}, (0, 6000, 15000), 15000),
    "a day of payment in Polish": ("Data wpłaty;Nr klienta;Nr faktury;Kwota\n2026-11-05;K1;INV-71;100,00\n", {}, (0, 6000, 20000), 10000),
    "refunded, beside a fee and the net": ("Payment Date,Customer No,Invoice,Amount,Fee,Net,Refunded\n2026-11-05,K1,INV-71,100.00,2.00,68.00,30.00\n2026-11-05,K2,INV-73,200.00,4.00,196.00,0.00\n", {}, (3000, 6000, 0), 27000),
    "refunded: yes or no": ("Payment Date,Customer No,Invoice,Amount,Refunded\n2026-11-05,K1,INV-71,100.00,Yes\n2026-11-05,K2,INV-73,200.00,No\n", {}, (10000, 6000, 0), 20000),
    "sent again with a sum put right": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,150.00,R 10\n2026-11-05,K1,INV-71,100.00,R 11\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,200.00,R 10\n2026-11-05,K1,INV-71,100.00,R 11\n", {}, (0, 6000, 0), 30000),
    "sent again with a sum that is less": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,200.00,R 10\n2026-11-05,K1,INV-71,100.00,R 11\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,150.00,R 10\n2026-11-05,K1,INV-71,100.00,R 11\n", {}, (0, 6000, 5000), 25000),
    "sent again with a day put right, and once more with another payment": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,50.00,R 10\n2026-11-05,K1,INV-71,100.00,R 11\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K2,INV-73,50.00,R 10\n2026-11-05,K1,INV-71,100.00,R 11\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K2,INV-73,50.00,R 10\n2026-11-05,K1,INV-71,100.00,R 11\n2026-11-07,K1,INV-72,1.00,R 12\n", {}, (0, 5900, 15000), 15100),
    "sent again with a reference put right": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,50.00,BACS\n2026-11-05,K1,INV-71,100.00,R 11\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,50.00,BACS 17\n2026-11-05,K1,INV-71,100.00,R 11\n", {}, (0, 6000, 15000), 15000),
    "a standing order of another week, in a list of its own": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K2,INV-73,50.00,SO 31\n2026-11-05,K1,INV-71,100.00,R 11\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-12,K2,INV-73,50.00,SO 31\n2026-11-12,K1,INV-72,1.00,R 12\n", {}, (0, 5900, 10000), 20100),
    "a standing order of another week, in a list of the last days": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-04,K2,INV-73,50.00,SO 31\n2026-11-05,K1,INV-71,100.00,R 11\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,INV-71,100.00,R 11\n2026-11-11,K2,INV-73,50.00,SO 31\n", {}, (0, 6000, 10000), 20000),
    "a standing order of another week, in a list of the month": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-04,K2,INV-73,50.00,SO 31\n2026-11-05,K1,INV-71,100.00,R 11\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-04,K2,INV-73,50.00,SO 31\n2026-11-05,K1,INV-71,100.00,R 11\n2026-11-11,K2,INV-73,50.00,SO 31\n", {}, (0, 6000, 10000), 20000),
    "two of a day by one way to pay, the first of which is told no more": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,50.00,BACS\n2026-11-05,K1,INV-71,100.00,R 11\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,60.00,BACS\n2026-11-05,K1,INV-71,100.00,R 11\n", {}, (0, 6000, 9000), 21000),
    "told as paid, and in a later list as refunded": ("Payment Date,Customer No,Invoice,Amount,Status\n2026-11-05,K1,INV-71,100.00,paid\n2026-11-05,K2,INV-73,20.00,pending\n\nPayment Date,Customer No,Invoice,Amount,Status\n2026-11-05,K1,INV-71,100.00,refunded\n2026-11-05,K2,INV-73,20.00,failed\n2026-11-06,K1,INV-72,1.00,paid\n", {}, (10000, 5900, 20000), 100),
    "failed, and paid when it was tried again that day": ("Payment Date,Customer No,Invoice,Amount,Status\n2026-11-05,K1,INV-71,100.00,failed\n2026-11-05,K1,INV-71,100.00,paid\n\nPayment Date,Customer No,Invoice,Amount,Status\n2026-11-05,K1,INV-71,100.00,paid\n2026-11-05,K1,INV-71,100.00,failed\n2026-11-06,K1,INV-72,1.00,paid\n", {}, (0, 5900, 20000), 10100),
    "words of going back for what a list with other columns told": ("Payment Date,Customer No,Invoice,Amount Paid,Reference,Description\n2026-11-05,K1,INV-71,100.00,B1,unpaid INV-71\n\nBooked,Customer No,Bill No,Amount Paid,Description\n2026-11-05,K1,INV-71,100.00,unpaid INV-71\n2026-11-06,K1,INV-72,1.00,BACS\n", {"payments": True}, (0, 5900, 20000), 10100),
    "alone, and more of that day with the bill for its reference": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,150.00,Rg. 73\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,50.00,Rg. 73\n", {}, (10000, 6000, 0), 20000),
    "pending, and in a later list paid": ("Payment Date,Customer No,Invoice,Amount,Status\n2026-11-05,K1,INV-71,100.00,pending\n2026-11-06,K1,INV-72,1.00,paid\n\nPayment Date,Customer No,Invoice,Amount,Status\n2026-11-05,K1,INV-71,100.00,paid\n2026-11-07,K1,INV-72,1.00,failed\n", {}, (0, 5900, 20000), 10100),
    "back by its words": ("Payment Date,Customer No,Invoice,Amount Paid,Description\n2026-11-05,K1,INV-71,100.00,BACS receipt\n2026-11-06,K1,INV-71,100.00,Reversal of BACS receipt\n2026-11-06,K2,INV-73,50.00,BACS receipt\n", {}, (10000, 6000, 15000), 5000),
    "back by its words, in a later list": ("Payment Date,Customer No,Invoice,Amount Paid,Description\n2026-11-05,K1,INV-71,100.00,DD\n2026-11-06,K2,INV-73,50.00,DD\n\nPayment Date,Customer No,Invoice,Amount Paid,Description\n2026-11-09,K1,INV-71,100.00,UNPAID DD\n2026-11-09,K2,INV-73,1.00,DD\n", {}, (10000, 6000, 14900), 5100),
    "words of going back for a bill that is open": ("Payment Date,Customer No,Invoice,Amount Paid,Description\n2026-11-05,K1,INV-71,60.00,a part\n2026-11-06,K1,INV-71,40.00,unpaid balance\n2026-11-07,K2,INV-73,50.00,returned cheque presented again\n", {}, (0, 6000, 15000), 15000),
    "words of going back that are none": ("Payment Date,Customer No,Invoice,Amount Paid,Description\n2026-11-05,K1,INV-72,60.00,paid\n2026-11-06,K1,INV-72,60.00,reverse charge\n2026-11-07,K2,INV-73,50.00,refundable\n", {}, (10000, 0, 15000), 11000),
    "the newest first": ("Payment Date,Customer No,Invoice,Amount Paid,Description\n2026-11-08,K1,INV-71,-100.00,sent back\n2026-11-06,K2,INV-73,20.00,BACS\n2026-11-05,K1,INV-71,100.00,BACS\n", {}, (10000, 6000, 18000), 2000),
    "the newest of a day first": ("Payment Date,Customer No,Invoice,Amount Paid,Description\n2026-11-05,K1,INV-71,-100.00,sent back\n2026-11-05,K2,INV-73,20.00,BACS\n2026-11-05,K1,INV-71,100.00,BACS\n", {}, (10000, 6000, 18000), 2000),
    "what was withheld, beside the net": ("Payment Date,Customer No,Invoice,Gross,Withholding,Net Received\n2026-11-05,K1,INV-71,100.00,10.00,90.00\n2026-11-06,K2,INV-73,200.00,20.00,180.00\n", {}, (0, 6000, 0), 27000),
    "paid back, in German": ("Datum;Typ;Kundennummer;Rechnung;Betrag\n05.11.2026;Zahlung;K2;INV-73;50,00\n16.11.2026;Rückzahlung;K2;INV-73;10,00\n", {"payments": True}, (10000, 6000, 16000), 4000),
    "gross, a fee with a minus and net": ("Payment Date,Name,Gross,Fee,Net,Invoice Number\n2026-11-05,Alder Ltd,100.00,-3.00,97.00,INV-71\n2026-11-06,Beech & Co,50.00,-1.50,48.50,INV-73\n", {}, (0, 6000, 15000), 15000),
    "alone, and sent again with a sum put right": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,150.00,R 10\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,50.00,R 10\n", {}, (10000, 6000, 15000), 5000),
    "alone, and once more another day": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K2,INV-73,50.00,SO 31\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-12,K2,INV-73,50.00,SO 31\n", {}, (10000, 6000, 10000), 10000),
    "alone, and another of that day and sum": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K2,INV-73,50.00,R 10\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K2,INV-73,50.00,R 12\n", {}, (10000, 6000, 10000), 10000),
    "taken back under its number on its day": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,50.00,R 10\n2026-11-05,K1,INV-71,100.00,R 11\n\nPayment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-06,K2,INV-73,-50.00,R 10\n2026-11-05,K1,INV-71,100.00,R 11\n", {}, (0, 6000, 20000), 10000),
    "kinds of cards": ("Payment Date,Customer No,Invoice,Amount Paid,Card Type\n2026-11-05,K1,INV-71,100.00,Credit\n2026-11-05,K2,INV-73,50.00,Debit\n", {}, (0, 6000, 15000), 15000),
    "void and cancelled, in rows of their own": ("Payment Date,Type,Customer No,Invoice,Amount Paid\n2026-11-05,Payment,K1,INV-71,100.00\n2026-11-06,Void Payment,K1,INV-71,100.00\n2026-11-05,Payment,K2,INV-73,50.00\n2026-11-07,Cancellation,K2,INV-73,50.00\n2026-11-07,Payment,K1,INV-72,10.00\n", {}, (10000, 5000, 20000), 1000),
    "the bill's amount, and what came of it": ("Payment Date,Customer No,Invoice,Invoice Amount,Deductions,Net Paid\n2026-11-05,K1,INV-71,100.00,4.00,96.00\n2026-11-05,K2,INV-73,200.00,0.00,200.00\n", {}, (0, 6000, 0), 29600),
    "a discount beside what came and their sum": ("Payment Date,Customer No,Invoice,Amount Paid,Deductions,Settled\n2026-11-05,K1,INV-71,96.00,4.00,100.00\n2026-11-05,K2,INV-73,200.00,0.00,200.00\n", {}, (0, 6000, 0), 29600),
    "a receipt's amount in each of its rows": ("Receipt No,Receipt Date,Customer No,Receipt Amount,Invoice,Applied Amount\nR1,2026-11-05,K1,160.00,INV-71,100.00\nR1,2026-11-05,K1,160.00,INV-72,60.00\n", {}, (0, 0, 20000), 16000),
    "back of what stands on account, all with a minus": ("Payment Date,Customer No,Invoice,Amount Paid,Reference\n2026-11-05,K1,,7.00,R1\n2026-11-05,K2,,8.00,R2\n\nPayment Date,Customer No,Invoice,Amount Paid,Type\n2026-11-06,K1,payment R1,-7.00,\n2026-11-06,K2,payment R2,-8.00,\n", {}, (10000, 6000, 20000), 0),
    "credit notes and write-offs": ("Payment Date,Customer No,Invoice,Amount Paid,Type\n2026-11-05,K1,INV-71,30.00,Credit Note\n2026-11-05,K2,INV-73,200.00,Write-off\n", {}, (7000, 6000, 0), 0),
    "by credit card": ("Payment Date,Customer No,Invoice,Amount Paid,Type\n2026-11-05,K1,INV-71,100.00,Credit Card\n2026-11-05,K2,INV-73,50.00,SEPA Credit Transfer\n", {}, (0, 6000, 15000), 15000),
    "a bank's credits": ("Payment Date,Customer No,Invoice,Amount Paid,Type\n2026-11-05,K1,INV-71,100.00,CR\n2026-11-05,K2,INV-73,50.00,CR\n", {"statuses": {"CR": "paid"}}, (0, 6000, 15000), 15000),
    "a bank's credits among its other codes": ("Payment Date,Type,Description,Amount Paid\n2026-11-05,CR,ALDER LTD INV-71,100.00\n2026-11-05,DD,BT GROUP PLC,-86.40\n2026-11-06,FPI,BEECH INV-73,50.00\n", {"payments": True}, (0, 6000, 15000), 15000),
    "a credit note among ways to pay, and a debit that went back": ("Payment Date,Type,Customer No,Invoice,Amount Paid\n2026-11-05,CR,K1,INV-71,100.00\n2026-11-05,DD,K1,INV-72,60.00\n2026-11-06,DD,K1,INV-72,-60.00\n2026-11-06,CHQ,K2,INV-73,50.00\n", {}, (0, 6000, 15000), 5000),
    "credit notes with a minus, as all that came has": ("Payment Date,Type,Customer No,Invoice,Amount Paid\n2026-11-05,Credit,K1,INV-71,-100.00\n2026-11-06,Cheque,K2,INV-73,-50.00\n", {}, (0, 6000, 15000), 5000),
    "ways to pay that are none": ("Payment Date,Customer No,Invoice,Amount Paid,Method\n2026-11-05,K1,INV-71,100.00,Contra\n2026-11-05,K2,INV-73,50.00,BACS\n", {}, (0, 6000, 15000), 5000),
    "cards among ways to pay": ("Payment Date,Customer No,Invoice,Amount Paid,Payment Method\n2026-11-05,K1,INV-71,100.00,Credit\n2026-11-05,K2,INV-73,50.00,Cash\n", {}, (0, 6000, 15000), 15000),
    "reversed": ("Payment Date,Customer No,Invoice,Amount Paid,Reversed On\n2026-11-05,K1,INV-71,100.00,2026-11-07\n2026-11-05,K2,INV-73,50.00,\n", {}, (10000, 6000, 15000), 5000),
    "failed": ("Payment Date,Customer No,Invoice,Amount Paid,Status\n2026-11-05,K1,INV-71,100.00,failed\n2026-11-05,K2,INV-73,50.00,paid_out\n", {}, (10000, 6000, 15000), 5000),
    "nothing but what went back": ("Payment Date,Customer No,Return Code,Return Description,Invoice,Amount Paid\n2026-11-05,K1,0,Refer To Payer,INV-71,100.00\n2026-11-05,K1,B,Account Closed,INV-72,60.00\n", {"mapping": {"status": "Return Code"}, "statuses": {"0": "void", "B": "void"}}, (10000, 6000, 20000), 0),
    "a code for each that came": ("Payment Date,Customer No,Return Code,Invoice,Amount Paid\n2026-11-05,K1,OK00,INV-71,100.00\n2026-11-05,K1,OK,INV-72,60.00\n", {}, (0, 0, 20000), 16000),
    "a document's state": ("Payment Date,Customer No,Invoice,Amount Paid,Status\n2026-11-05,K1,INV-71,100.00,DELETED\n2026-11-05,K2,INV-73,50.00,AUTHORISED\n", {}, (10000, 6000, 15000), 5000),
    "two of a day that are alike": ("Payment Date,Customer No,Invoice,Amount Paid\n2026-11-05,K2,INV-73,40.00\n2026-11-05,K2,INV-73,40.00\n", {}, (10000, 6000, 12000), 8000),
    "somebody who is not in the book": ("Payment Date,Customer No,Invoice,Amount Paid\n2026-11-05,K9,INV-99,110.00\n2026-11-05,K2,INV-73,50.00\n", {}, (10000, 6000, 15000), 5000),
    "numbers without their letters": ("Payment Date,Customer No,Invoice,Amount Paid\n2026-11-05,K2,73,50.00\n", {}, (10000, 6000, 15000), 5000),
    "marks before numbers": ("Payment Date,Customer No,Invoice,Amount Paid\n2026-11-05,K2,#73,50.00\n2026-11-05,K1,#71 & #72,160.00\n2026-11-05,K2,#7,9.00\n", {}, (0, 0, 15000), 21000),
    "what came in and what went back": ("Payment Date,Customer No,Invoice,Debit,Credit\n2026-11-05,K1,INV-71,,100.00\n2026-11-06,K1,INV-71,30.00,\n", {"mapping": {"amount": "Credit - Debit"}}, (3000, 6000, 20000), 7000),
    "what went back with its minus in a column of its own": ("Payment Date,Customer No,Invoice,Debit,Credit\n2026-11-05,K1,INV-71,,100.00\n2026-11-06,K1,INV-71,-30.00,\n", {"mapping": {"amount": "Credit + Debit"}}, (3000, 6000, 20000), 7000),
    "of a known kind": ("Date,Transaction Type,Num,Customer,Memo,Amount,Open Balance\n11/05/2026,Payment,1055,Alder Ltd,INV-71,-100.00,0.00\n11/16/2026,Payment,1056,Beech & Co,INV-73,-200.00,0.00\n", {"payments": True}, (0, 6000, 0), 30000),
    "what a bank calls the day on which it was done, and the amount again": ("Date started (UTC),Date completed (UTC),State,Reference,Payer,Orig amount,Amount\n2026-11-04,2026-11-05,COMPLETED,INV-71,Alder Ltd,100.00,100.00\n2026-11-04,,PENDING,INV-73,Beech & Co,50.00,50.00\n", {"payments": True}, (0, 6000, 20000), 10000),
    "a bank's own words": ("Datum;Naam / Omschrijving;Rekening;Af Bij;Bedrag (EUR);Mededelingen\n20261105;Alder Ltd;NL20INGB0001234567;Bij;100,00;INV-71\n20261106;Beech & Co;NL20INGB0001234567;Af;50,00;terug\n", {}, (0, 6000, 20000), 10000),
    "an account at a bank": ("Date,Amount,Account,Name,Description\n2026-11-05,100.00,NL12BUNQ1234567890,Alder Ltd,INV-71\n2026-11-05,50.00,NL12BUNQ1234567890,Beech & Co,INV-73\n", {"payments": True, "mapping": {"number": "Description"}}, (0, 6000, 15000), 15000),
    "numbers written otherwise": ("Payment Date,Customer No,Invoice,Amount Paid\n2026-11-05,K2,inv 0073,50.00\n2026-11-05,K1,INV/71,10.00\n", {}, (9000, 6000, 15000), 6000),
    "a time that has :20: in it": ("Payment Date,Customer No,Invoice,Amount Paid,Booked at\n2026-11-05,K2,INV-73,50.00,09:20:00\n", {}, (10000, 6000, 15000), 5000),
    "only numbers": ("Payment Date,Invoice,Amount Paid\n2026-11-05,INV-71,100.00\n2026-11-06,73,50.00\n2026-11-06,INV-99,7.00\nTotal,,157.00\n", {}, (0, 6000, 15000), 15000),
    "numbers among words": ("Value Date,Description,Credit\n2026-11-05,SEPA 71 BEECH INV-73 THANKS,40.00\n2026-11-06,paid on 11 11 2026,9.00\n", {"payments": True, "mapping": {"number": "Description"}}, (10000, 6000, 16000), 4000),
    "numbers of two customers at once": ('Payment Date,Invoice,Amount Paid\n2026-11-05,"INV-71, INV-73",100.00\n2026-11-05,INV-72,1.00\n', {}, (10000, 5900, 20000), 100),
    "numbers of two customers, one without its letters": ('Payment Date,Invoice,Amount Paid\n2026-11-05,"88, 73",100.00\n2026-11-05,INV-72,1.00\n', {}, (10000, 5900, 20000), 100),
    "paid by another customer, and a part, whose is not sure": ("Payment Date,Payer,Invoice,Amount Paid\n2026-11-05,Cedar plc,INV-73,200.00\n2026-11-05,Cedar plc,INV-72,5.00\n", {}, (10000, 6000, 0), 20000),
    "paid by another customer for two": ("Payment Date,Payer,Remark,Amount Paid\n2026-11-05,Cedar plc,INV-71 and INV-73,300.00\n", {}, (0, 6000, 0), 30000),
    "paid for one's own and another's": ("Payment Date,Payer,Invoice,Amount Paid\n2026-11-05,Alder Ltd,INV-71 INV-73,300.00\n", {}, (0, 6000, 0), 30000),
    "paid for one's own and another's, not to the cent": ("Payment Date,Payer,Invoice,Amount Paid\n2026-11-05,Alder Ltd,INV-71 INV-73,150.00\n", {}, (0, 6000, 20000), 10000),
    "paid by somebody who is not in the book for two": ("Payment Date,Payer,Invoice,Amount Paid\n2026-11-05,Factor Bank,INV-71 INV-73,300.00\n", {}, (0, 6000, 0), 30000),
    "paid by another customer for two, not to the cent": ("Payment Date,Payer,Invoice,Amount Paid\n2026-11-05,Cedar plc,INV-71 INV-73,299.00\n", {}, (10000, 6000, 20000), 0),
    "paid by somebody who is not in the book": ("Payment Date,Payer,Invoice,Amount Paid\n2026-11-05,Factor Bank,INV-73,200.00\n2026-11-06,Factor Bank,INV-99,7.00\n2026-11-06,Another Company's,88,7.00\n2026-11-06,Another Company's,72,6.00\n", {}, (10000, 6000, 0), 20000),
    "paid by another customer and sent back": ("Payment Date,Payer,Invoice,Amount Paid\n2026-11-05,Cedar plc,INV-73,200.00\n2026-11-06,Cedar plc,INV-73,-200.00\n", {}, (10000, 6000, 20000), 0),
    "among other words, to the cent": ("Payment Date,Payer,Amount Paid,Remark\n2026-11-05,Alder Ltd,60.00,Order 12 of 2026 for 72\n2026-11-05,Alder Ltd,41.00,for INV-71\n2026-11-06,Somebody,200.00,RG INV-73/051126\n2026-11-06,Somebody,100.00,88\n", {}, (10000, 0, 0), 26000),
    "what the bank took": ("Payment Date,Payer,Invoice,Amount Paid\n2026-11-05,Alder Ltd,INV-72,60.00\n2026-11-05,,,-7.90\n", {}, (10000, 0, 20000), 6000),
    "what a card took": ("Date,Amount,Payment Reference,Running Balance,Payer Name\n2026-11-05,10.00,INV-71,510.00,Alder Ltd\n2026-11-05,-18.20,,491.80,\n", {}, (9000, 6000, 20000), 1000),
    "a bank's entries, short": ("BookgDt;CdtDbtInd;Amt;Ccy;Dbtr;Cdtr;RmtInf\n2026-11-05;CRDT;60.00;EUR;Alder Ltd;Us;INV-72\n2026-11-05;DBIT;12.90;EUR;;Bank;Fees\n2026-11-05;DBIT;2000.00;EUR;Us;Landlord;Rent\n", {}, (10000, 0, 20000), 6000),
    "a day that is called as amounts are": ("Check #,Received,From,For invoice,Check amount,Status\n1001,2026-11-05,Alder Ltd,INV-71,100.00,Deposited\n1002,2026-11-05,Beech & Co,INV-73,200.00,Void\n", {}, (0, 6000, 20000), 10000),
    "their own documents beside ours": ("Document no.,Your reference,Payment date,Amount paid EUR\n5100011,INV-71,2026-11-05,95.00\nTotal,,,95.00\n", {}, (500, 6000, 20000), 9500),
    "all that a lockbox has, and short": ("Deposit Date,Remitter,Invoice Nos,Check Amount\n2026-11-05,Alder Ltd,INV-71; INV-72,157.00\n", {}, (0, 300, 20000), 15700),
    "one payment for two invoices": ('Payment Date,Customer No,Invoices,Amount Paid\n2026-11-05,K1,"INV-71, INV-72",130.00\n', {}, (0, 3000, 20000), 13000),
}  # fmt: skip
# Lists of the same money, one after the other, and what is open of INV-71, -72, -73 and what came in as money then.
PLAIN = "Payment Date,Customer No,Invoice,Amount Paid\n"
WITH = "Payment Date,Customer No,Invoice,Amount Paid,Reference\n"
SAME_MONEY = {
    "the bank's references are there later": (f"{PLAIN}2026-11-05,K1,INV-71,30.00\n2026-11-05,K2,INV-73,200.00\n", f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n2026-11-05,K2,INV-73,200.00,F2\n2026-11-06,K1,INV-72,60.00,F3\n", (7000, 0, 0), 29000),
    "the cash book's own, by names": (f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n", "Receipt No,Receipt Date,Customer,Invoice,Amount\nR1,2026-11-05,Alder Ltd,71,30.00\n", (7000, 6000, 20000), 3000),
    "one of two that are alike was told": (f"{PLAIN}2026-11-05,K1,INV-71,30.00\n", f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n2026-11-05,K1,INV-71,30.00,F2\n", (4000, 6000, 20000), 6000),
    "more came that day by the same list": (f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n", f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n2026-11-05,K1,INV-71,30.00,F2\n", (4000, 6000, 20000), 6000),
    "as much came on another day": (f"{PLAIN}2026-11-05,K1,INV-71,30.00\n", f"{WITH}2026-11-06,K1,INV-71,30.00,F1\n", (4000, 6000, 20000), 6000),
    "something else came that day": (f"{PLAIN}2026-11-05,K1,INV-71,30.00\n", f"{WITH}2026-11-05,K1,INV-71,31.00,F1\n", (3900, 6000, 20000), 6100),
    "as much came for another bill": (f"{PLAIN}2026-11-05,K1,INV-71,30.00\n", f"{WITH}2026-11-05,K1,INV-72,30.00,F1\n", (7000, 3000, 20000), 6000),
    "more than the bill": (f"{WITH}2026-11-05,K1,INV-72,65.00,F1\n", "Receipt No,Receipt Date,Customer,Invoice,Amount\nR1,2026-11-05,Alder Ltd,72,65.00\n", (10000, 0, 20000), 6000),
    "as much more than the bill came by another list for another one": (f"{WITH}2026-11-05,K1,INV-72,65.00,F1\n", f"{PLAIN}2026-11-05,K1,INV-71,65.00\n", (3500, 0, 20000), 12500),
    "the second names no bill, and the reference": (f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n", "Payment Date,Customer No,Amount Paid,Reference\n2026-11-05,K1,30.00,F1\n", (7000, 6000, 20000), 3000),
    "the second tells the whole of it, under its reference": (f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n2026-11-05,K1,INV-72,20.00,F1\n", "Payment Date,Customer No,Amount Paid,Reference\n2026-11-05,K1,50.00,F1\n", (7000, 4000, 20000), 5000),
    "as much came for no bill, under another reference": (f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n", "Payment Date,Customer No,Amount Paid,Reference\n2026-11-05,K1,30.00,F2\n", (7000, 6000, 20000), 3000),
    "no bill was named at first": (f"{PLAIN}2026-11-05,K1,,30.00\n2026-11-05,K2,INV-73,1.00\n", f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n", (10000, 6000, 19900), 100),
    "till the second no bill was named": (f"{WITH}2026-11-05,K1,,30.00,F1\n", f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n2026-11-06,K2,INV-73,1.00,F2\n", (7000, 6000, 19900), 3100),
    "till the second no bill was named, and it names two": (f"{WITH}2026-11-05,K1,,30.00,F1\n", f"{WITH}2026-11-05,K1,INV-71,10.00,F1\n2026-11-05,K1,INV-72,20.00,F1\n2026-11-06,K2,INV-73,1.00,F2\n", (9000, 4000, 19900), 3100),
    "till the second no bill was named, nor of which of two parts": (f"{WITH}2026-11-05,K1,,10.00,F1\n2026-11-05,K1,,20.00,F1\n", f"{WITH}2026-11-05,K1,INV-71,10.00,F1\n2026-11-05,K1,INV-72,20.00,F1\n", (9000, 4000, 20000), 3000),
    "till the second no bill was named, and it tells what comes off": (f"{WITH}2026-11-05,K1,,30.00,F1\n", f"{WITH}2026-11-05,K1,INV-71,40.00,F1\n2026-11-05,K1,INV-71,-10.00,F1\n2026-11-06,K2,INV-73,1.00,F2\n", (7000, 6000, 19900), 3100),
    "till the second no bill was named, and a third spells two otherwise": (f"{WITH}2026-11-05,K1,,30.00,F1\n", f"{WITH}2026-11-05,K1,INV-71,10.00,F1\n2026-11-05,K1,INV-72,20.00,F1\n", f"{WITH}2026-11-05,K1,inv 71,10.00,F1\n2026-11-05,K1,inv 72,20.00,F1\n", (9000, 4000, 20000), 3000),
    "the second spells the bill's number otherwise": (f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n", f"{WITH}2026-11-05,K1,inv 71,30.00,F1\n", (7000, 6000, 20000), 3000),
    "the second divides it among two bills": (f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n", f"{WITH}2026-11-05,K1,INV-71,10.00,F1\n2026-11-05,K1,INV-72,20.00,F1\n", (7000, 6000, 20000), 3000),
    "something else came under the same reference": (f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n", f"{WITH}2026-11-05,K1,INV-72,20.00,F1\n", (7000, 4000, 20000), 5000),
    "as much came for another bill under a reference that is a mere word": (f"{WITH}2026-11-05,K1,INV-71,30.00,BACS\n", f"{WITH}2026-11-05,K1,INV-72,30.00,BACS\n", (7000, 3000, 20000), 6000),
    "as much came on another day under the same reference": (f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n", f"{WITH}2026-11-06,K1,INV-72,30.00,F1\n", (7000, 3000, 20000), 6000),
    "it went back, too": (f"{PLAIN}2026-11-05,K1,INV-71,30.00\n2026-11-06,K1,INV-71,-30.00\n", f"{WITH}2026-11-05,K1,INV-71,30.00,F1\n2026-11-06,K1,INV-71,-30.00,F1\n", (10000, 6000, 20000), 0),
}  # fmt: skip


@for_each("kind", SAME_MONEY)
def test_money_that_two_lists_tell_of_came_once(tmp_path: Path, kind: str):
    *lists, left, came = SAME_MONEY[kind]
    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    for name, text in enumerate([*lists, lists[-1]]):
        report = take_in(tmp_path, text, NOW, f"{name}.csv", currency=None, as_of=None)
        over = ask(tmp_path, "SELECT -sum(balance) FROM invoice WHERE balance < 0")[0][0] or 0
        assert over == (
            3000
            if kind.startswith("no bill")
            or (name and "for no bill" in kind)
            or (not name and kind.startswith("till"))
            else 500 * ("more than" in kind)
        )
        told = [one for one in report.warnings if one.startswith("Told otherwise by another list")]
        assert name != 1 or bool(told) == (not kind.startswith(("more came", "as much", "something", "till")))
    balances = ask(tmp_path, "SELECT balance FROM invoice WHERE number LIKE 'INV%' ORDER BY number")
    assert tuple(balance for (balance,) in balances) == left
    assert ask(tmp_path, "SELECT sum(amount) FROM payment") == [(came,)]


ROWS = [
    f"2026-11-0{day},K{who},INV-7{bill},{amount}.00,F{bill}"
    for day, who, bill, amount in ((4, 1, 1, 30), (5, 1, 2, 20), (5, 2, 3, 10), (6, 2, 3, 15))
]
# Lists that have the rows of an earlier one again, and what of it they have no more, of days that both tell.
SENT_AGAIN = {
    "without one of its days": ([0, 1, 3], (), ["EUR 10.00 of 05 Nov 2026 (F3, INV-73; 0.csv)"]),
    "without one of its first day": ([1, 2, 3], ("2026-11-04,K2,INV-73,1.00,F9",), ["EUR 30.00 of 04 Nov 2026 (F1, INV-71; 0.csv)"]),
    "of the later days": ([2, 3], (), []),
    "of the earlier days": ([0, 1], (), []),
    "of one customer": ([0, 1], ("2026-11-07,K1,INV-72,2.00,F9",), []),
    "without one that went back": ([0, 1, 3], ("2026-11-06,K2,INV-73,-10.00,F3",), []),
    "with the sum of one corrected": ([0, 1, 3], ("2026-11-05,K2,INV-73,11.00,F3",), []),
    "most of it another list": ([0], ("2026-11-06,K2,INV-73,1.00,F8",), []),
}  # fmt: skip


@for_each("kind", SENT_AGAIN)
def test_what_a_list_that_is_sent_again_has_no_more_is_named(tmp_path: Path, kind: str):
    again, more, gone = SENT_AGAIN[kind]
    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    for name, rows in enumerate([ROWS, [*(ROWS[one] for one in again), *more]]):
        text = WITH + "\n".join(rows) + "\n"
        report = take_in(tmp_path, text, NOW, f"{name}.csv", currency=None, as_of=None)
    told = [one for one in report.warnings if one.startswith("Told by an earlier list")]
    assert all(each in one for one, each in zip(told, gone, strict=True))


# Of one number, sum and day in two lists, and whether the second says that it was told of another customer before.
ELSEWHERE = {
    "another customer": ("2026-11-05,K1,INV-71,30.00,RC-801", "2026-11-05,K2,INV-73,30.00,RC-801", True),
    "the same customer's other bill": ("2026-11-05,K1,INV-71,30.00,RC-801", "2026-11-05,K1,INV-72,30.00,RC-801", False),
    "another sum": ("2026-11-05,K1,INV-71,30.00,RC-801", "2026-11-05,K2,INV-73,31.00,RC-801", False),
    "what it is for, and no number": ("2026-11-05,K1,INV-71,30.00,Fees 2026", "2026-11-05,K2,INV-73,30.00,Fees 2026", False),
    "a run of several": ("2026-11-05,K1,INV-71,30.00,DD 881\n2026-11-05,K3,88,30.00,DD 881", "2026-11-05,K2,INV-73,30.00,DD 881", False),
    "the first went back later": ("2026-11-05,K1,INV-71,30.00,RC-801", "2026-11-07,K1,INV-71,-30.00,RC-801\n2026-11-05,K2,INV-73,30.00,RC-801", False),
    "the first went back": ("2026-11-05,K1,INV-71,30.00,RC-801", "2026-11-05,K1,INV-71,-30.00,RC-801\n2026-11-05,K2,INV-73,30.00,RC-801", False),
}  # fmt: skip


@for_each("kind", ELSEWHERE)
def test_a_payment_that_another_list_told_of_another_customer_is_said(tmp_path: Path, kind: str):
    first, then, said = ELSEWHERE[kind]
    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    for name, rows in enumerate((f"{first}\n2026-11-06,K3,88,5.00,RC-802", then)):
        report = take_in(tmp_path, f"{WITH}{rows}\n", NOW, f"{name}.csv", currency=None, as_of=None)
    told = [one for one in report.warnings if one.startswith("Told before of another customer")]
    assert ["RC-801 (EUR 30.00, INV-71, now INV-73)" in one for one in told] == [True] * said


# A payment of two invoices, all of it beside each.
TWICE = "Payment No,Payment Date,Customer No,Invoice,Amount\nP1,2026-11-05,K1,INV-71,50.00\nP1,2026-11-05,K1,INV-72,50.00\n"
# Files of payments that leave something over, and what then stands on the accounts without an invoice.
OVER = {
    "the whole beside what each invoice gets": ("Payment No,Payment Date,Customer No,Payment Total,Invoice,Allocated\nP1,2026-11-05,K1,160.00,INV-71,100.00\nP1,2026-11-05,K1,160.00,INV-72,20.00\n", {"K1": -4000}),
    "one for bills of two customers": ("Payment,Date,Customer,Applied invoice,Applied amount,Payment total\nP7,2026-11-05,Alder Ltd,INV-71,100.00,160.00\nP7,2026-11-05,Cedar plc,88,60.00,160.00\nP8,2026-11-05,Beech & Co,INV-73,40.00,50.00\n", {"K2": -1000}),
    "a row for what is on account": ("Payment No,Payment Date,Customer No,Payment Amount,Invoice,Amount Applied\nP1,2026-11-05,K1,160.00,INV-71,100.00\nP1,2026-11-05,K1,160.00,,0.00\n", {"K1": -6000}),
    "payments without a number": ("Payment Date,Customer No,Payment Amount,Invoice,Amount Applied\n2026-11-05,K1,50.00,INV-71,25.00\n2026-11-05,K1,50.00,INV-72,25.00\n", {"K1": -5000}),
    "what is not applied": ("Payment No,Payment Date,Customer No,Invoice,Amount Applied,Unapplied Amount\nP1,2026-11-05,K1,INV-71,100.00,60.00\nP2,2026-11-05,K2,INV-73,60.00,0.00\n", {"K1": -6000}),
    "what is unused of one for two bills, beside each": ("Payment Number,Payment Date,Customer No,Invoice Number,Amount Applied to Invoice,Unused Amount,Amount\n41,2026-11-05,K1,INV-71,100.00,7.00,127.00\n41,2026-11-05,K1,INV-72,20.00,7.00,127.00\n", {"K1": -700}),
    "a total beside what of it is not applied": ("Customer No,Invoice,Payment Date,Payment Amount,Unapplied Amount,Reference\nK1,INV-71,2026-11-05,100.00,30.00,P1\nK2,INV-73,2026-11-05,200.00,0.00,P2\n", {"K1": -3000}),
    "money in with a minus, and such as the balances have": ("Payment No,Payment Date,Customer No,Payment Amount,Invoice\nP1,2026-11-05,K1,-160.00,INV-71\nP2,2026-10-02,K4,-70.00,INV-74\nP3,2026-10-02,K4,-70.00,INV-75\n", {"K1": -6000}),
    "money in with a minus": ("Payment No,Payment Date,Customer No,Payment Amount,Invoice,Amount Applied\nP1,2026-11-05,K1,-160.00,INV-71,-100.00\nP2,2026-11-05,K2,-20.00,INV-73,-20.00\n", {"K1": -6000}),
    "one with a minus went back, and no bill had it": ("Payment No,Payment Date,Customer No,Payment Amount,Invoice\nP1,2026-11-05,K1,-20.00,INV-71\n", {}),
    "a refund that is on no invoice": ("Payment No,Payment Date,Customer No,Payment Amount,Invoice,Amount Applied,Type\nP1,2026-11-05,K1,60.00,,0.00,Refund\nP2,2026-11-05,K1,10.00,INV-71,10.00,Payment\n", {}),
    "paid twice, and sent back once": ("Payment No,Payment Date,Customer No,Invoice,Amount Paid\nP1,2026-11-05,K1,INV-72,60.00\nP2,2026-11-06,K1,INV-72,60.00\nP3,2026-11-07,K1,INV-72,-60.00\n", {}),
    "on account, and sent back in part": ("Payment No,Payment Date,Customer No,Invoice,Amount Paid\nP1,2026-11-05,K1,,50.00\nP2,2026-11-05,K2,INV-73,20.00\nP3,2026-11-07,K1,,-20.00\n", {"K1": -3000}),
    "more comes back than stands on account": ("Payment No,Payment Date,Customer No,Invoice,Amount Paid\nP1,2026-11-05,K1,,50.00\nP3,2026-11-07,K1,,-70.00\n", {}),
    "a bill's own payment bounces, as much stands on account": ("Payment No,Payment Date,Customer No,Invoice,Amount Paid\nP1,2026-11-05,K1,INV-72,60.00\nP2,2026-11-06,K1,,60.00\nP1,2026-11-07,K1,INV-72,-60.00\n", {"K1": -6000}),
    "a bill's payment bounces in part, more stands on account": ("Payment No,Payment Date,Customer No,Invoice,Amount Paid\nP1,2026-11-05,K1,INV-71,100.00\nP2,2026-11-06,K1,,90.00\nP3,2026-11-07,K1,INV-71,-40.00\n", {"K1": -9000}),
    "another customer's money stands on account": ("Payment No,Payment Date,Customer No,Invoice,Amount Paid\nP1,2026-11-05,K1,INV-72,60.00\nP2,2026-11-06,K2,,60.00\nP3,2026-11-07,K1,INV-72,-60.00\n", {"K2": -6000}),
    "less a credit note": ("Payment Date,Customer No,Invoice,Amount Paid\n2026-11-05,K5,INV-81,90.00\n2026-11-05,K5,CN-82,-20.00\n2026-11-05,K2,INV-73,5.00\n", {}),
    "a credit note is paid out": ("Payment Date,Customer No,Invoice,Amount Paid\n2026-11-05,K5,CN-82,-20.00\n2026-11-05,K2,INV-73,5.00\n", {}),
    "all of it applied": ("Payment No,Payment Date,Customer No,Payment Amount,Invoice,Amount Applied\nP1,2026-11-05,K1,50.00,INV-71,50.00\nP1,2026-11-05,K1,50.00,INV-72,50.00\n", {}),
}  # fmt: skip

# Bills that the balances have as paid.
NOTED = {
    "less a credit note": ("1 paid in full (EUR 90.00), 1 part paid (EUR 5.00)", "EUR 20.00 that"),
    "a credit note is paid out": ("1 part paid (EUR 5.00)", "EUR 20.00 that"),
}
NOTE = "K5,Elm & Co,INV-81,2026-09-01,2026-10-01,90.00,90.00,EUR\nK5,Elm & Co,CN-82,2026-09-01,2026-09-01,-20.00,-20.00,EUR\n"
PAID = "".join(f"K4,Deal & Son,INV-7{n},2026-09-01,2026-10-01,70.00,0.00,EUR\n" for n in (4, 5))
# The money that such a file sets against invoices (minor units).
GIVEN = {
    "a total beside what of it is not applied": 27000,
    "what is not applied": 16000,
    "paid twice, and sent back once": 6000,
    "a bill's own payment bounces, as much stands on account": 0,
}


@for_each("kind", OVER)
def test_what_a_payment_leaves_over_stands_on_the_account_once(tmp_path: Path, kind: str):
    text, over = OVER[kind]
    taken_in(tmp_path, BOOK + (NOTE if kind in NOTED else PAID), KNOWN, currency=None)
    for again in range(2):
        report = take_in(tmp_path, text, NOW, "payments.csv", currency=None, as_of=None)
        story, spent = NOTED.get(kind, (report.story, "EUR"))
        assert report.story == story * (not again)
        told = [one for one in report.warnings if "stood there as credits went back, or was set off" in one]
        assert bool(told) == (not again and (kind in NOTED or "sent back" in kind or "comes back" in kind))
        assert all(one.startswith(spent) for one in told)
        found = ask(
            tmp_path,
            "SELECT ledger_id, sum(balance) FROM invoice JOIN account ON account.id = account_id WHERE balance < 0 GROUP BY 1",
        )
        assert dict(found) == over
        if kind in GIVEN:
            assert ask(tmp_path, "SELECT sum(amount) FROM payment") == [(GIVEN[kind],)]


# What a list says of money that the ledger has on account, 100.00 under each of three numbers, and what then stands there.
ALLOCATED = {
    "for which bills it was": ("K1,INV-71,70.00,R1\n2026-11-06,K1,INV-72,30.00,R1\n", 20000),
    "for one, and more than there is": ("K1,INV-71,70.00,R1\n2026-11-06,K1,INV-72,50.00,R1\n", 23000),
    "for none": ("K1,,70.00,R1\n", 37000),
    "of another customer": ("K2,INV-73,70.00,R1\n", 30000),
    "under another number": ("K1,INV-71,70.00,R2\n", 30000),
    "under a mere word": ("K1,INV-71,70.00,ACH\n", 30000),
    "before it came": ("K1,INV-71,70.00,R3\n", 30000),
}


@for_each("kind", ALLOCATED)
def test_money_that_the_ledger_has_on_account_is_taken_off_there_where_a_list_names_it(
    tmp_path: Path, kind: str
):
    text, over = ALLOCATED[kind]
    head, *bills = BOOK.splitlines()
    moneys = ("R1", "2026-10-20"), ("ACH", "2026-10-20"), ("R3", "2026-11-20")
    money = [f"K1,Alder Ltd,{one},{on},{on},-100.00,-100.00,EUR,Payment" for one, on in moneys]
    taken_in(
        tmp_path,
        "\n".join([f"{head},Type", *(f"{bill},Invoice" for bill in bills), *money]),
        KNOWN,
        currency=None,
    )
    for again in range(2):
        lines = f"Payment Date,Customer No,Invoice,Amount,Reference\n2026-11-05,{text}"
        told = take_in(tmp_path, lines, NOW, "payments.csv", currency=None, as_of=None).warnings
        named = any("stands on account under that number: R1. If it came once more" in one for one in told)
        assert named == (kind in ("for which bills it was", "for one, and more than there is") and not again)
        assert ask(tmp_path, "SELECT -sum(balance) FROM invoice WHERE balance < 0") == [(over,)]


UNPOSTED = {
    "and what is open in part, and of long before": (("K1,INV-71,100.00", "K1,INV-72,30.00", "K2,INV-73,200.00"), "INV-71"),
    "or the day before": (("K2,INV-73,200.00", "K1,INV-72,30.00", "", "", "K1,INV-71,100.00"), "INV-71; INV-73"),
    "or the day before, but what went back": (("K1,INV-71,100.00", "K1,INV-72,-60.00", "", "", "K1,INV-72,60.00"), "INV-71"),
    "in two parts": (("K1,INV-71,60.00", "K1,INV-71,40.00", ""), "INV-71"),
    "with another": (("K1,INV-71 + INV-72,160.00", "K2,INV-73,5.00", ""), "INV-71; INV-72"),
    "but what went back": (("K2,INV-73,-200.00", "K2,INV-73,200.00", "", "K1,INV-72,60.00"), "INV-72"),
}  # fmt: skip


@for_each("case", UNPOSTED)
def test_what_was_paid_on_the_day_of_the_balances_and_is_open_in_full_is_told(tmp_path: Path, case: str):
    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    lines, numbers = UNPOSTED[case]
    days = KNOWN, KNOWN, KNOWN - timedelta(8), KNOWN, KNOWN - timedelta(1)
    rows = [f"{on},{what}\n" for on, what in zip(days, lines, strict=False) if what]
    text = f"Payment Date,Customer No,Invoice,Amount Paid\n{''.join(rows)}"
    *_, history, unposted = take_in(tmp_path, text, NOW, "payments.csv", currency=None, as_of=None).warnings
    assert history.startswith(f"{len(rows)} payments are dated on or before the balances' day")
    told = f"Paid on that very day, or in the week before, and open in full: {numbers}. If the ledger was made before"
    assert unposted.startswith(told)
    assert ask(tmp_path, "SELECT count(*) FROM payment") == [(0,)]


# What stands there in the next ledger, which does not say of what kind it is: its number, day and sum, and whether it is what is left.
LEFT = [
    ("OA-9", "2026-11-05", "-40.00", True),
    ("10017", "2026-11-05", "-40.00", True),
    ("CN-9", "2026-11-05", "-40.00", False),
    ("OA-9", "2026-11-20", "-40.00", False),
    ("OA-9", "2026-11-05", "-240.00", False),
]


@for_each(("number", "day", "amount", "left"), LEFT)
def test_what_is_left_of_a_payment_has_another_number_in_a_ledger_without_types(
    tmp_path: Path, number: str, day: str, amount: str, *, left: bool
):
    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    paid = "Payment Date,Customer No,Invoice,Amount Paid\n2026-11-05,K1,,200.00\n2026-11-05,K2,INV-73,1.00\n"
    take_in(tmp_path, paid, NOW, "payments.csv", currency=None, as_of=None)
    head, _, _, *others = BOOK.replace("200.00,EUR", "199.00,EUR").splitlines()
    now = "\n".join([head, *others, f"K1,Alder Ltd,{number},{day},{day},{amount},{amount},EUR"])
    story = take_in(tmp_path, now, NOW, currency=None, confirm_closures=True).story
    told = "2 paid in full (EUR 160.00), EUR 160.00 of that stood on account before"
    gone = "EUR 40.00 of credits gone, and no bill of theirs is lower, 1 new"
    assert story == told + f", {gone}" * (not left)


def test_payments_that_all_carry_a_minus_came_in_for_open_bills_and_went_back_for_paid_ones(tmp_path: Path):
    def told(day: str) -> tuple[int, list[str]]:
        rows = "".join(f"{who},{number},{day},{money}\n" for who, number, money in ALL)
        text = f"Customer No,Invoice,Payment Date,Amount\n{rows}"
        report = take_in(tmp_path, text, NOW, "payments.csv", currency=None, as_of=None, payments=True)
        return report.totals["EUR"], [one for one in report.warnings if "minus" in one]

    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    (owed,) = ask(tmp_path, "SELECT sum(balance) FROM invoice")[0]
    for day, left, how in (("2026-11-05", owed - 16000, "came in"), ("2026-11-09", owed, "went back")):
        for _ in range(2):  # told again, they are the same
            found, (warning,) = told(day)
            assert found == left
        assert "carry a minus, or are debits: taken as money that" in warning
        assert how in warning or day == "2026-11-09"


ALL = (("K1", "INV-71", "-100.00"), ("K1", "INV-72", "-60.00"))


@for_each(
    ("said", "left", "over"),
    [
        ({"mapping": {"paid": "-"}}, (10000, 6000, 19000), -5000),
        ({"add_up": True}, (5000, 1000, 19000), None),
    ],
)
def test_a_payment_that_stands_beside_several_invoices_counts_as_is_said(
    tmp_path: Path, said: dict[str, Any], left: tuple[int, ...], over: int | None
):
    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    text = f"{TWICE}P2,2026-11-06,K2,INV-73,10.00\n"
    for options in (said, {}):
        take_in(tmp_path, text, NOW, "payments.csv", currency=None, as_of=None, **options)
        balances = ask(tmp_path, "SELECT balance FROM invoice WHERE number LIKE 'INV%' ORDER BY number")
        assert tuple(balance for (balance,) in balances) == left
        assert ask(tmp_path, "SELECT sum(balance) FROM invoice WHERE balance < 0") == [(over,)]


@for_each("kind", FILES)
def test_payments_come_off_what_is_open_however_they_are_written(tmp_path: Path, kind: str):
    told, said, left, came = FILES[kind]
    *before, text = told.split("\n\n")
    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    for one in before:
        take_in(tmp_path, one, NOW, "payments.csv", currency=None, as_of=None)
    stories = []
    for _ in range(2):  # told again, nothing more comes off
        stories += [take_in(tmp_path, text, NOW, "payments.csv", currency=None, as_of=None, **said).story]
        balances = ask(tmp_path, "SELECT balance FROM invoice WHERE number LIKE 'INV%' ORDER BY number")
        assert tuple(balance for (balance,) in balances) == left
        assert ask(tmp_path, "SELECT coalesce(sum(amount), 0) FROM payment") == [(came,)]
    # What came off without money is told, and once.
    ((off,),) = ask(
        tmp_path, "SELECT sum(amount - balance) FROM invoice WHERE number LIKE 'INV%' AND amount > 0"
    )
    unpaid = [f"credited, void or written off, unpaid ({Money(off - came, 'EUR')})" in one for one in stories]
    assert unpaid == [off > came, False]


def test_a_sign_of_several_currencies_is_that_of_all_that_is_open(tmp_path: Path):
    taken_in(tmp_path, BOOK.replace("EUR", "USD"), KNOWN, currency=None)
    text = "Payment Date,Customer No,Invoice,Amount Paid\n2026-11-05,K1,INV-71,$100.00\n"
    take_in(tmp_path, text, NOW, "payments.csv", currency=None, as_of=None)
    assert ask(tmp_path, "SELECT amount, currency FROM payment") == [(10000, "USD")]


def test_a_sum_that_another_list_told_otherwise_is_said_with_both(tmp_path: Path):
    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    *_, said = (
        take_in(tmp_path, one, NOW, "payments.csv", currency=None, as_of=None).warnings
        for one in FILES["alone, and sent again with a sum put right"][0].split("\n\n")
    )
    assert any("counted once: INV-73 (EUR 150.00, now EUR 50.00)." in told for told in said)


# Lists that name a bill or a payer otherwise than in a column of them: rows of the day, and then what is open of the bills of five figures, and what stands on accounts.
NAMED_BESIDE = {
    "a part, by its reference": ("Customer No,Ref", "K1,44071|30.00", (7000, 6000, 20000), 0),
    "a part, beside a number of its own": ("No,Customer No,Ref", "901,K1,44071|30.00;902,K2,BACS|5.00;903,K2,44073|50.00", (7000, 6000, 15000), 500),
    "a bill, and its reference is another's": ("Customer No,Invoice,Ref", "K1,44071,44072|30.00;K2,44073,44073|5.00", (7000, 6000, 19500), 0),
    "numbers of receipts, one of which is a bill's": ("No,Customer No,Ref", "1,K1,44070|30.00;2,K1,44071|30.00;3,K2,44072|30.00", (10000, 6000, 20000), 9000),
    "another customer's bill": ("Customer No,Ref", "K2,44071|30.00", (10000, 6000, 20000), 3000),
    "who paid, in words beside a bill": ("Description,Invoice", "Payment: Alder Ltd,44071|30.00;Payment: Beech & Co,|5.00;Cedar plc,|6.00", (7000, 6000, 20000), 1100),
    "who paid, in words alone": ("Description,Invoice", "Alder Ltd,|30.00;Beech & Co,|5.00;the Beech & Co fund,|9.00", (10000, 6000, 20000), 3500),
    "one name throughout, which may be the bank's": ("Description,Invoice", "Alder Ltd,|30.00;Alder Ltd,|5.00;bank,44073|1.00", (10000, 6000, 19900), 0),
    "a name beside other customers' bills": ("Deposited,Invoice", "Alder Ltd,44073|30.00;Alder Ltd,|5.00", (10000, 6000, 17000), 0),
}  # fmt: skip


@for_each("kind", NAMED_BESIDE)
def test_bills_and_payers_that_stand_beside_their_columns_are_known_where_nothing_speaks_against(
    tmp_path: Path, kind: str
):
    head, rows, left, over = NAMED_BESIDE[kind]
    taken_in(tmp_path, BOOK.replace("INV-7", "4407"), KNOWN, currency=None)
    lines = "".join(f"2026-11-05,{row.replace('|', ',')}\n" for row in rows.split(";"))
    for again in range(2):
        text = f"Payment Date,{head},Amount Paid\n{lines}"
        report = take_in(tmp_path, text, NOW, "payments.csv", currency=None, as_of=None)
        balances = ask(tmp_path, "SELECT balance FROM invoice WHERE number LIKE '4407%' ORDER BY number")
        assert tuple(balance for (balance,) in balances) == left, again
        assert (ask(tmp_path, "SELECT -sum(balance) FROM invoice WHERE balance < 0")[0][0] or 0) == over
        assert not any(told.endswith(": .") for told in report.warnings)


PARTS = "Customer No,Customer,Invoice,Invoice Date,Due Date,Amount,Balance,Currency\n" + "".join(
    f"K{who},Firm {who},{number},{dated},2026-{month}-01,{amount}.00,{amount}.00,EUR\n"
    for who, number, dated, month, amount in (
        (1, "F-1", "2026-08-01", 9, 40), (1, "F-1", "2026-08-01", 10, 50), (1, "F-1", "2026-08-01", 11, 60),
        (2, "2026/1", "2026-01-01", 10, 70), (2, "2026/2", "2026-02-01", 11, 80),
        (3, "2025/11", "2025-08-01", 10, 70), (3, "2025/12", "2025-08-01", 11, 80),
    )
).replace("-9-", "-09-")  # fmt: skip


@for_each(
    ("rows", "left"),
    [
        ("K1,F-1,40.00", {"F-1/1": 0, "F-1/2": 5000, "F-1/3": 6000}),
        ("K1,F-1,70.00", {"F-1/1": 0, "F-1/2": 2000, "F-1/3": 6000}),
        (",F-1,70.00", {"F-1/1": 0, "F-1/2": 2000, "F-1/3": 6000}),
        ("K1,F-1/3,10.00", {"F-1/1": 4000, "F-1/2": 5000, "F-1/3": 5000}),
        ("K2,2026,70.00", {"2026/1": 7000, "2026/2": 8000}),
        ("K3,2025,70.00", {"2025/11": 7000, "2025/12": 8000}),
    ],
)
def test_a_payment_of_a_bill_in_parts_comes_off_the_earliest_of_them(
    tmp_path: Path, rows: str, left: dict[str, int]
):
    take_in(tmp_path, PARTS, KNOWN, currency=None)
    head = "" if rows.startswith(",") else "Customer No,"
    take_in(
        tmp_path,
        f"Payment Date,{head}Invoice,Amount Paid\n2026-11-05,{rows.lstrip(',')}\n",
        NOW,
        "payments.csv",
        currency="EUR",
        as_of=None,
    )
    found = dict(ask(tmp_path, "SELECT number, balance FROM invoice WHERE balance >= 0"))
    assert {number: found[number] for number in left} == left


@for_each(
    ("text", "first"),
    [
        ("Date,Customer,Invoice,Amount\n2026-11-05,Alder Ltd,INV-71,100.00\n", "--payments"),
        ("Payment date;Your invoice;Gross;Discount;Paid\n2026-11-05;INV-71;100.00;2.00;98.00\nTotal;;100.00;2.00;98.00\n", "--payments"),
        ("Payment Date,Customer No,Invoice Number,Amount,Amount Applied to Invoice\n2026-11-05,K1,INV-71,100.00,30.00\n", "--ignore Amount"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Discount\n2026-11-05,K1,INV-71,98.00,2.00\n", "--map credited=Discount"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Zqx\n2026-11-05,K1,INV-71,98.00,2.00\n", "--ignore Zqx"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Applied\n2026-11-05,K1,INV-71,98.00,yes\n2026-11-05,K1,INV-72,8.00,no\n", "--ignore Applied"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Unapplied\n2026-11-05,K1,INV-71,98.00,yes\n2026-11-05,K1,INV-72,8.00,no\n", "--ignore Unapplied"),
        ("Payment Date,Customer No,Invoice,Debit,Credit\n2026-11-05,K1,INV-71,,100.00\n2026-11-06,K1,INV-71,30.00,\n", "--map 'amount=Credit - Debit'"),
        ("Payment Date,Customer No,Invoice,Debit,Credit\n2026-11-05,K1,INV-71,100.00,0.00\n2026-11-06,K1,INV-72,30.00,0.00\n", "--map amount=Debit"),
        ("Date,Customer No,Invoice,Money In,Money Out\n2026-11-05,K1,INV-71,,100.00\n2026-11-06,K1,INV-72,,30.00\n", "--map 'amount=Money In - Money Out'"),
        ("Date,Customer No,Invoice,Money In,Money Out\n2026-11-05,K1,INV-71,100.00,\n2026-11-06,K1,INV-71,,30.00\n", "--map 'amount=Money In - Money Out'"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Refundable\n2026-11-05,K1,INV-71,98.00,yes\n2026-11-05,K1,INV-72,8.00,no\n", "--map void=Refundable"),
        ("Payment Date,Customer No,Invoice,Debit,Credit\n2026-11-05,K1,INV-71,,100.00\n2026-11-06,K1,INV-71,-30.00,\n", "--map 'amount=Credit + Debit'"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Zqx\n2026-11-05,K1,INV-71,98.00,K\n2026-11-05,K1,INV-72,8.00,D\n", "--map dc=Zqx"),
        ("Payment Date,Customer No,Invoice,Invoice Total,Paid Before,This Payment\n2026-11-05,K1,INV-71,100.00,0.00,98.00\n2026-11-05,K1,INV-72,70.00,10.00,8.00\n", "--ignore 'Invoice Total' --ignore 'Paid Before'"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Cleared On\n2026-11-05,K1,INV-71,98.00,2026-11-08\n2026-11-05,K1,INV-72,8.00,\n", "--ignore 'Cleared On'"),
        ("Payment Date,Customer No,Invoice,Amount,Discount,Total\n2026-11-05,K1,INV-71,98.00,2.00,100.00\n2026-11-05,K1,INV-72,8.00,0.00,8.00\n", "--map credited=Discount"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Zqx\n2026-11-05,K1,INV-71,98.00,2026-11-08\n2026-11-05,K1,INV-72,8.00,\n", "--map void=Zqx"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Captured\n2026-11-05,K1,INV-71,98.00,true\n2026-11-05,K1,INV-72,8.00,false\n", "--map paid_flag=Captured"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Posted?\n2026-11-05,K1,INV-71,98.00,yes\n2026-11-05,K1,INV-72,8.00,partly\n", "--map 'paid_flag=Posted?'"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Zqx\n2026-11-05,K1,INV-71,98.00,ok\n2026-11-05,K1,INV-72,8.00,failed\n", "--map status=Zqx"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Status\n2026-11-05,K1,INV-71,98.00,ok\n2026-11-05,K1,INV-72,8.00,Zq\n", "--status Zq=paid"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Type\n2026-11-05,K1,INV-71,98.00,Receipt\n2026-11-05,K1,INV-72,8.00,Journal\n", "--status Journal=credit"),
        ("Payment Date,Customer No,Invoice,Amount Paid\n11/05/2026,K1,INV-71,98.00\n11/06/2026,K1,INV-72,8.00\n", "--date-order mdy"),
        ("Payment Date,Customer No,Invoice,Amount Paid\n05/11/2026,K1,INV-71,98.00\n06/11/2026,K1,INV-72,8.00\n", "--date-order dmy"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Status\n2026-11-05,K1,INV-71,98.00,Betaald\n2026-11-05,K1,INV-72,8.00,Verlopen\n", "--status Verlopen=void"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Status\n2026-11-05,K1,INV-71,98.00,Open\n2026-11-05,K1,INV-72,8.00,Open\n", "--status Open=paid"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Status\n2026-11-05,K1,INV-71,98.00,Captured\n2026-11-05,K1,INV-72,8.00,Authorized\n", "--status Authorized=void"),
        ("Payment Date,Customer No,Invoice,Abgang,Zugang\n2026-11-05,K1,INV-71,,98.00\n2026-11-05,K1,INV-72,8.00,\n", "--map 'amount=Zugang - Abgang'"),
        ("Payment Date,Customer No,Invoice,Amount,Payout\n2026-11-05,K1,INV-71,98.00,97.00\n2026-11-05,K1,INV-72,8.00,7.00\n", "--ignore Payout"),
        ("Payment Date,Customer No,Invoice,Eingang,Ausgang\n2026-11-05,K1,INV-71,98.00,\n2026-11-05,K1,INV-72,,8.00\n", "--map 'amount=Eingang - Ausgang'"),
        ("Payment Date,Customer No,Invoice,Refunds,Takings\n2026-11-05,K1,INV-71,,98.00\n2026-11-05,K1,INV-72,8.00,\n", "--map 'amount=Takings - Refunds'"),
        ("Payment Date,Customer No,Invoice,Amount Paid,Reversal No\n2026-11-05,K1,INV-71,98.00,\n2026-11-05,K1,INV-72,8.00,1\n", "--map 'void=Reversal No'"),
        ("Payment Date,Customer No,Invoice,Débit euros,Crédit euros\n2026-11-05,K1,INV-71,,98.00\n2026-11-05,K1,INV-72,8.00,\n", "--map 'amount=Crédit euros - Débit euros'"),
        ("Payment Date,Customer No,Invoice,Amount Paid\n12/11/2026,K1,INV-71,98.00\n11/12/2026,K1,INV-72,8.00\n", "--date-order dmy"),
        ("Payment Date,Customer No,Invoice,Amount Paid\n11/05/2026,K1,INV-71,98.00\n11/12/2026,K1,INV-72,8.00\n", "--date-order mdy"),
        ("Payment Date,Customer No,Return Code,Return Description,Invoice,Amount Paid\n2026-11-05,K1,0,Refer To Payer,INV-71,100.00\n2026-11-05,K1,B,Account Closed,INV-72,60.00\n", "--map 'status=Return Code' --status 0=void --status B=void"),
        ("Payment Date,Customer No,Return Code,Invoice,Amount Paid\n2026-11-05,K1,,INV-71,100.00\n2026-11-05,K1,0,INV-72,60.00\n", "--map 'void=Return Code'"),
        # No heading is known: what the book has open says it.
        ("Xq,Yq,Zq,Wq\n2026-11-05,Alder Ltd,INV-71,40.00\n2026-11-06,Beech & Co,INV-73,200.00\n", "--payments --map number=Zq --map settled_on=Xq --map amount=Wq"),
        ("Datum;Xkunde;Rg;Sume\n05.11.2026;Alder Ltd;INV-71;40,00\n16.11.2026;Beech & Co;INV-73;200,00\n", "--payments --map number=Rg --map settled_on=Datum --map amount=Sume"),
        ("Check No,Customer No,Invoice,Invoice Date,Check Amount\n7,K1,INV-71,2026-09-01,100.00\n", "--payments"),
        ("id,Created date (UTC),Amount,Amount Refunded,Converted Amount,Currency,Customer Description,Invoice\nch_1,2026-11-05 09:00,100.00,0.00,100.00,eur,Alder Ltd,INV-71\nch_2,2026-11-05 09:20,60.00,20.00,60.00,eur,Alder Ltd,INV-72\n", "--payments"),
        (f"{TWICE}P2,2026-11-06,K2,INV-73,10.00\n", "--map paid=-"),
        (f"{TWICE}P1,2026-11-05,K1,INV-72,-20.00\n", "--map paid=-"),
        (TWICE, "--add-up"),
        (TWICE.replace("Payment No", "Check #").replace("Amount", "Check Amount"), "--add-up"),
    ],
)  # fmt: skip
def test_what_payments_leave_open_is_asked(tmp_path: Path, text: str, first: str):
    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, text, NOW, "payments.csv", currency=None, as_of=None)
    assert refused.value.question is not None
    options = [answer.option for answer in refused.value.question.choices]
    assert (options[0], len({*options})) == (first, len(options))
    # What else would be asked hangs on whether they are payments.
    assert first != "--payments" or "in one" not in str(refused.value.hint)


@for_each(
    "row", ["2026-11-05,Alder Ltd,INV-71,140.00", "2026-11-05,Alder Ltd,INV-99,40.00", "2026-12-05,Alder Ltd,INV-71,40.00", "2026-11-05,2026-11-07,INV-71,40.00"],
)  # fmt: skip
def test_what_the_book_does_not_have_open_is_no_payment_where_no_heading_is_known(tmp_path: Path, row: str):
    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    with pytest.raises(LedgerRefusedError) as refused:
        take_in(tmp_path, f"Xq,Yq,Zq,Wq\n{row}\n", NOW, "payments.csv", currency=None, as_of=None)
    assert refused.value.question is None


@for_each(
    "text",
    [
        ":20:STMT\n:25:1/2\n:61:2611051105C100,00N\n",
        "OFXHEADER:100\n",
        "!Type:Bank\nD11/05/2026\nT100.00\n^\n",
    ],
)
def test_bank_statements_that_are_no_tables_say_what_they_are(tmp_path: Path, text: str):
    with pytest.raises(LedgerRefusedError, match="is a bank statement, not a table"):
        take_in(tmp_path, text, NOW, "bank.sta")


@for_each(
    "row",
    ["Check", "Check,4.5E+11,INV-73,2026-11-05,50.00", "Check,4.5E+11,,2026-11-05,-50.00", "Check,K2,INV-73,,50.00", "Check,K1,INV-72,,50.00", "Check,,INV-72,,50.00", ",K1,INV-72,60.00"],
)  # fmt: skip
def test_a_row_that_ends_before_its_amount_or_its_day_or_whose_customer_was_cut_short_is_refused(
    tmp_path: Path, row: str
):
    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    text = f"Type,Customer No,Invoice,Date,Amount Paid\nCheck,K1,INV-71,2026-11-05,100.00\n{row}\n"
    if row == ",K1,INV-72,60.00":  # the day comes first, and a bill that says again whose it is may be unpaid
        text = f"Date,Customer No,Invoice,Amount Paid\n2026-11-05,K1,INV-71,100.00\n{row}\n"
    with pytest.raises(LedgerRefusedError, match="1 row cannot be taken in"):
        take_in(tmp_path, text, NOW, "payments.csv", payments=True)


def test_payments_say_nothing_of_the_day_of_other_customers_balances(tmp_path: Path):
    taken_in(tmp_path, BOOK, KNOWN, currency=None)
    take_in(
        tmp_path,
        "Payment Date,Customer No,Invoice,Amount Paid\n2026-11-05,K2,INV-73,40.00\n",
        NOW,
        "p.csv",
        currency=None,
        as_of=None,
    )
    with closing(open_book(tmp_path / "book.sqlite3")) as book:
        keys = dict(ask(tmp_path, "SELECT ledger_id, id FROM account"))
        assert [as_of(book, keys[who]) for who in ("K1", "K2")] == [KNOWN, NOW]


# Headings of a payment's day, who paid, the bill and what came, as products write them.
PAID_HEADS = [
    ("Payment Date", "Customer", "Invoice", "Amount Paid"), ("Date Paid", "Client", "Invoice #", "Payment Amount"), ("Zahlungsdatum", "Kunde", "Rechnung", "Zahlbetrag"),
    ("Date de paiement", "Client", "Facture", "Montant payé"), ("Fecha de pago", "Cliente", "Factura", "Importe pagado"), ("Data incasso", "Cliente", "N. fattura", "Importo incassato"),
    ("Betaaldatum", "Klant", "Factuurnummer", "Betaald bedrag"), ("Data wpłaty", "Kontrahent", "Nr faktury", "Kwota wpłaty"), ("Receipt Date", "Received From", "Invoice No", "Amount Received"),
    ("Date", "Customer", "Applied To", "Receipt Amount"), ("Betalingsdato", "Kunde", "Fakturanr", "Innbetalt"), ("Inbetalningsdatum", "Kund", "Fakturanummer", "Inbetalt belopp"),
]  # fmt: skip
CAME_WORDS = [("paid", "failed"), ("succeeded", "failed"), ("Completed", "Cancelled"), ("cleared", "bounced"), ("Bezahlt", "Storniert"), ("confirmed", "charged_back")]  # fmt: skip
BACK_WORDS = [("Payment", "Refund"), ("Zahlung", "Rückzahlung"), ("Receipt", "Reversal"), ("IN", "OUT"), ("Charge", "Refund"), ("Eingang", "Ausgang")]  # fmt: skip
WAYS = ("plain", "back by a minus", "back by its type", "did not come", "fee and net", "fee with a minus and net", "came with a minus", "money in and out", "debit and credit", "refunded beside", "discount", "withheld", "on account")  # fmt: skip


def paid_list(way: str, dice: random.Random) -> tuple[str, int]:
    """Write payments of the book's bills in one of `WAYS`; return the money that came of them, less what went back."""
    day, who, bill, money = dice.choice(PAID_HEADS)
    bills = {"INV-71": ("Alder Ltd", 10000), "INV-72": ("Alder Ltd", 6000), "INV-73": ("Beech & Co", 20000)}
    came, rows, total = dice.choice(CAME_WORDS), list[dict[str, str]](), 0
    back, mark = dice.choice(BACK_WORDS), dice.choice(".,")

    def said(cents: int) -> str:
        return f"{cents / 100:.2f}".replace(".", mark)

    for number in dice.sample([*bills], dice.randrange(2, 4)):
        name, whole = bills[number]
        cents = dice.choice([whole, dice.randrange(200, whole)])
        part, row = dice.randrange(1, cents // 2), {day: f"2026-11-{len(rows) * 4 + 1:02}", who: name, bill: number, money: said(cents)}  # fmt: skip
        some = not rows or dice.random() < 0.4
        kept = 0 if way == "did not come" and some and rows else cents
        row |= {
            "did not come": {"Status": came[not kept]},
            "fee and net": {"Fee": said(part // 9), "Net": said(cents - part // 9)},
            "fee with a minus and net": {"Fee": said(-(part // 9)), "Net": said(cents - part // 9)},
            "back by its type": {"Type": back[0]},
            "came with a minus": {money: said(-cents)},
            "money in and out": {"Money In": said(cents), "Money Out": ""},
            "debit and credit": {"Debit": "", "Credit": said(cents)},
            "refunded beside": {"Amount Refunded": said(part if some else 0)},
            "discount": {"Discount": said(min(part // 9, whole - cents) if some else 0)},
            "withheld": {"Withholding Tax": said(min(part // 9, whole - cents) if some else 0)},
        }.get(way, {})
        if way in ("money in and out", "debit and credit"):
            del row[money]
        if way == "on account" and some:
            row[bill] = ""
        rows.append(row)
        total += kept - (part if way == "refunded beside" and some else 0)
        if some and (way.startswith("back") or way in ("money in and out", "debit and credit")):
            again = row | {day: f"2026-11-{len(rows) * 4 + 2:02}"}
            again |= {
                "back by a minus": {money: said(-part)}, "back by its type": {money: said(part), "Type": back[1]},
                "money in and out": {"Money In": "", "Money Out": said(part)}, "debit and credit": {"Credit": "", "Debit": said(part)},
            }[way]  # fmt: skip
            rows.append(again)
            total -= part
    order = dice.sample([*rows[0]], len(rows[0]))
    return "\n".join(";".join(row.get(one, one) for one in order) for row in ({}, *rows)) + "\n", total


def money_in(text: str, options: ImportOptions, asked: int = 0) -> Iterator[tuple[int, int, ImportReport]]:
    """Yield what came in as money, and how many questions it took, as answers to them lead to it."""
    with TemporaryDirectory() as folder:
        taken_in(Path(folder), BOOK, KNOWN, currency=None)
        said = {one.name: getattr(options, one.name) for one in fields(options)}
        try:
            report = take_in(Path(folder), text, NOW, "payments.csv", **said)
        except LedgerRefusedError as refused:
            if refused.question is None:
                raise AssertionError(text) from refused
            for answer in refused.question.choices if asked < 4 else ():
                yield from money_in(text, changed(options, answer.option), asked + 1)
            return
        kept, over = (
            "SELECT total(amount) FROM payment",
            "SELECT -total(balance) FROM invoice WHERE balance < 0",
        )
        yield asked, int(ask(Path(folder), kept)[0][0] + ask(Path(folder), over)[0][0]), report


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=tries(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_what_is_taken_as_come_is_the_money_that_came_or_it_is_asked(way: str, seed: int):
    text, total = paid_list(way, random.Random(seed))
    for asked, found, report in money_in(text, ImportOptions()):
        if found == total:
            return
        assert asked, (found, total, text, report.in_full)
    raise AssertionError(f"no answer leads to {total} in {text}")
