"""Makes ledgers of every kind by chance: headings of all languages, orders, formats, signs and words for nothing, as text, web page and workbook."""

from __future__ import annotations

import csv
import io
import random
import unicodedata
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from html import escape

from babel.dates import format_date

from arcall_tui.ledger.columns import HARMLESS, SYNONYMS
from arcall_tui.ledger.words import STATUS_WORDS, Status

_OWNERS = Counter(word for words in SYNONYMS.values() for word in words)
# Headings that mean one field, whatever stands in their column.
HEADS = {
    name: [word for word in words if _OWNERS[word] == 1 and word not in HARMLESS]
    for name, words in SYNONYMS.items()
}  # fmt: skip
NOTHING = ["", "N/A", "-", "null", "0000-00-00", "n/a", "(blank)"]
STATES: dict[Status, list[str]] = {}
for _word, _status in STATUS_WORDS.items():
    STATES.setdefault(_status, []).append(_word)
NAMES = [
    "Alder",
    "Birch & Co",
    "Cedar Inn",
    "Dill, Ltd",
    "Elm Works",
    "山田商店",
    "Łódź Sp. z o.o.",
    "Müller-Öz",
]
# Pairs of markers, as one program writes them.
MARKERS = [("D", "C"), ("Dr", "Cr"), ("DR", "CR"), ("S", "H"), ("Soll", "Haben"), ("+", "-"), ("Debit", "Credit"), ("debe", "haber"),
    ("dare", "avere"), ("wn", "ma"), ("借方", "貸方"), ("차변", "대변"), ("дебет", "кредит"), ("borç", "alacak"), ("débit", "crédit")]  # fmt: skip
SIDES = [("AR", "AP"), ("Receivable", "Payable"), ("Customer", "Supplier"), ("Debitor", "Kreditor"), ("client", "fournisseur"), ("Cliente", "Proveedor"),
    ("Sales Invoice", "Purchase Invoice"), ("Customer Invoice", "Vendor Bill"), ("out_invoice", "in_invoice"), ("należność", "zobowiązanie"),
    ("売掛金", "買掛金"), ("应收", "应付"), ("매출", "매입"), ("Дебитор", "Кредитор"), ("Ausgangsrechnung", "Eingangsrechnung"), ("Klant", "Leverancier")]  # fmt: skip
FLAGS = [("yes", "no"), ("Y", "N"), ("true", "false"), ("TRUE", "FALSE"), ("1", "0"), ("x", ""), ("ja", "nein"), ("oui", "non"), ("sí", "no"),
    ("tak", "nie"), ("igen", "nem"), ("evet", "hayır"), ("да", "нет"), ("はい", "いいえ"), ("是", "否"), ("예", "아니요")]  # fmt: skip
CREDIT_WORDS = [
    "Credit Note",
    "Credit Memo",
    "Gutschrift",
    "Avoir",
    "Nota de crédito",
    "Nota di credito",
    "CN",
    "Dobropis",
    "Korekta",
]
TOTALS = [
    "Total",
    "Grand Total",
    "Summe",
    "Razem",
    "Celkem",
    "Összesen",
    "Toplam",
    "Итого",
    "合計",
    "总计",
    "합계",
    "Σύνολο",
    "Totale",
]
DATES = [
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d.%m.%y",
    "%Y-%m-%d 00:00:00",
]
KINDS = (
    "balance", "amount", "paid", "paid and credited", "paid, written off", "paid flag", "open flag", "settled on", "status", "marker", "debit and credit",
    "net", "net and tax", "both", "unknown", "credit notes", "payables", "running balance", "customer balance", "part paid with a date", "rest as unknown",
    "days late", "names above", "names filled down", "names on labels", "names among numbers",
    "void flag", "all with a minus", "postings", "paid and rest as unknown", "money on account", "rates of tax",
    "names above and beside", "instalments", "no numbers", "two currencies", "one control account", "never due", "code page",
    "flag as unknown", "day as unknown", "status as unknown", "marker as unknown", "side as unknown",
    "web page", "workbook of 2003", "day above", "day below", "day in the name",
)  # fmt: skip
# Kinds whose figures are nothing but what is open.
PLAIN = (
    "balance", "names above", "names filled down", "names on labels", "names among numbers", "names above and beside",
    "instalments", "no numbers", "one control account", "never due", "code page", "web page", "workbook of 2003", "day above", "day below", "day in the name",
)  # fmt: skip
PAGES = ["cp1252", "cp1250", "cp1254", "cp932", "mac_roman", "utf-16", "utf-8-sig", "cp850", "cp852"]
# How the day of the balances is said above a ledger.
SAID = {
    "en": "As of {};As at {};Balances at {};Report date: {};Statement date: {};Period ending {};Month ended {};Cut-off date: {};At close of business {};A/R Aging Detail as of {};Up to {}",
    "de": "Stichtag: {};Stand {};Stand vom {};Zum {};Per {};OP-Liste zum Stichtag {};Datum: {};Bis {}", "fr": "Arrêté au {};Encours au {};Au {};En date du {};Date d'arrêté : {};Jusqu'au {}",
    "es": "A fecha {};Saldos al {};Fecha de corte: {};Situación a {};Hasta el {}", "it": "Situazione al {};Alla data del {};Partite aperte al {};Data di riferimento: {}",
    "pt": "Posição em {};Data base: {};Saldos em {};Até {}", "nl": "Peildatum: {};Stand per {};Openstaand op {};t/m {}", "pl": "Stan na dzień {};Należności na dzień {};Stan na: {}",
    "cs": "Ke dni {};Stav ke dni {};K datu {}", "sk": "Ku dňu {};Stav k {}", "sl": "Stanje na dan {}", "hu": "Fordulónap: {};Dátum: {}", "sv": "Per den {};Kundreskontra per {}", "nb": "Pr. {}",
    "fi": "Tilanne {}", "tr": "Rapor tarihi: {}", "ro": "La data de {};Sold la {}", "ru": "По состоянию на {};Задолженность на {}", "uk": "Станом на {}", "bg": "Към {}", "el": "Έως {}", "et": "Seisuga {}",
    "ja": "基準日：{};{}現在", "zh": "截至{};截止日期：{}", "ko": "기준일: {};{} 현재", "id": "Per tanggal {}", "ms": "Setakat {}",
}  # fmt: skip
# How the name of a file says it.
NAMED = [
    "{}",
    "AR_{}",
    "aging{}",
    "OP-Liste {} (2)",
    "export-{}_v3",
    "Açık hesap {}",
    "2026-01-01_{}",
    "Kunden 7 {}",
]
NAME_DAYS = [
    "%Y-%m-%d",
    "%Y%m%d",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y_%m_%d",
    "%d %B %Y",
    "%d%b%Y",
    "%Y%m%d173005",
    "%Y-%m-%d_17-30",
    "%Y%m%dT173005",
]
_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
Cell = str | Decimal | date


def _tax(billed: Decimal, rate: str) -> Decimal:
    share = Decimal(rate.strip("% ")) / (1 if rate.startswith("0.") else 100)
    return (billed * share).quantize(Decimal("0.01"))


@dataclass
class Made:
    """A ledger as it is written, what each customer owes in it in minor units, by name and currency, and of which kind it is.

    `day`: of which its balances are, where the file says so.
    """

    content: bytes
    owed: dict[tuple[str, str], int]
    kind: str
    name: str = "ledger.csv"
    day: date | None = None


class Maker:
    """Makes one ledger; everything hangs on the seed."""

    def __init__(self, seed: int, kind: str = "") -> None:
        self.dice = dice = random.Random(seed)
        self.kind = kind or dice.choice(KINDS)
        self.page = dice.choice(PAGES) if kind == "code page" else "utf-8"
        heads = {name: [*filter(self.fits, words)] for name, words in HEADS.items()}
        self.head = {name: self.heading(dice.choice(words)) for name, words in heads.items() if words}
        self.names = [*filter(self.fits, NAMES)]
        self.day = dice.choice([day for day in DATES if kind != "never due" or "%y" not in day])
        self.mark = dice.choice(".,")
        groups = ["", "", {".": ",", ",": "."}[self.mark], " ", "'", "\u00a0"]
        self.group = dice.choice([*filter(self.fits, groups)])
        self.minus = dice.choice(["before", "before", "behind", "brackets", "true minus"])
        self.sign = dice.choice(
            ["", "", "", "", "€" if self.fits("€") else "", "€ " if self.fits("€") else "", "EUR "]
        )
        self.foreign = dice.choice(["£", "£ ", "GBP "])
        self.digits = dice.random() < 0.03 and self.page == "utf-8"
        self.nothing = dice.choice(NOTHING)
        self.blank = dice.choice(["", "", *(word for word in NOTHING if "0" not in word), "nil", "--"])
        self.yes, self.no = dice.choice(FLAGS)
        self.ours, self.theirs = dice.choice(SIDES)
        self.debit, self.credit = dice.choice(MARKERS)
        self.running: dict[str, Decimal] = {}
        self.off = dice.choice([1, 1, 1, -1])  # what was paid may carry a minus
        self.lakh = self.group == "," and dice.random() < 0.2
        # Credits carry a minus, or their type alone says so, whatever its column is called.
        self.side = dice.choice([1, -1])
        self.typed = dice.choice([self.head["kind"], "Zq Belegtyp"])
        self.invoice = dice.choice(
            ["Invoice", "Rechnung", "Facture", "Factura", "Faktura", "Számla", "請求書", "SI"]
        )
        self.noise = dice.random() < 0.1
        # What each customer has on account stands in all their rows.
        self.money = {who: Decimal(dice.randrange(0, 3) * dice.randrange(1, 90_000)) / 100 for who in NAMES}
        self.rates = dice.choice(
            [("19 %", "7 %"), ("20%", "5.5%"), ("19", "0"), ("0.21", "0.1"), ("25", "25")]
        )

    def fits(self, text: str) -> bool:
        """Whether a text can be written in the ledger's code page."""
        with suppress(UnicodeEncodeError):
            return bool(text.encode(self.page)) or not text
        return False

    def heading(self, word: str) -> str:
        way = self.dice.randrange(4)
        return (word, word.upper() if word.isascii() else word, word.capitalize(), f" {word} ")[way]

    def is_foreign(self, who: str) -> bool:
        return self.kind == "two currencies" and NAMES.index(who) % 2 == 1

    def written(self, value: Decimal, sign: str | None = None) -> str:
        if self.noise and self.mark == "." and value % 1:
            return f"{float(value) + 3e-12:.14f}"
        whole, _, part = f"{abs(value):,.2f}".partition(".")
        if self.lakh and len(whole) > 7:
            whole = f"{whole[:-8]},{whole[-8:]}".replace(",,", ",")
        text = (self.sign if sign is None else sign) + whole.replace(",", self.group) + self.mark + part
        if self.digits:
            text = text.translate(_DIGITS)
        if value >= 0:
            return text
        return {
            "before": f"-{text}",
            "behind": f"{text}-",
            "brackets": f"({text})",
            "true minus": f"\u2212{text}",
        }[self.minus]

    def figures(self, who: str, number: int) -> tuple[dict[str, Cell], Decimal]:
        """One row's figures, and what of them is open."""
        dice, head = self.dice, self.head
        billed = Decimal(dice.randrange(100, 500_000)) / 100
        part = Decimal(dice.randrange(1, int(billed * 100))) / 100
        paid = dice.choice([Decimal(0), billed, part])
        # The first is open: where all are paid, nothing tells what says so.
        done, credit = paid == billed and number > 0, number > 0 and dice.random() < 0.3
        tax = (billed / 5).quantize(Decimal("0.01"))
        nothing, whole = Decimal(0), {head["amount"]: billed}
        state = dice.choice(list(STATES))
        if state is Status.PART:
            state = Status.OPEN
        self.running[who] = self.running.get(who, nothing) + billed
        self.running[""] = self.running.get("", nothing) + billed
        more = Decimal(dice.randrange(0, int((billed - paid) * 100) + 1)) / 100
        plain = ({head["balance"]: billed}, billed)
        rows: dict[str, tuple[dict[str, Cell], Decimal]] = {
            **dict.fromkeys(PLAIN, plain),
            "two currencies": ({head["balance"]: self.foreign + self.written(billed, "") if self.is_foreign(who) else billed}, billed),
            "amount": (whole, billed),
            "paid": (whole | {head["paid"]: self.off * paid if paid else dice.choice([paid, self.blank])}, billed - paid),
            "days late": ({head["balance"]: billed, head["days_late"]: str(dice.randrange(0, 90))}, billed),
            "void flag": (whole | {head["void"]: self.yes if done else self.no}, nothing if done else billed),
            "money on account": ({head["balance"]: billed, "On account": self.off * self.money[who]}, billed),
            "rates of tax": ({"Net Amount": billed, "VAT rate": self.rates[number % 2]}, billed + _tax(billed, self.rates[number % 2])),
            "all with a minus": ({head["balance"]: -billed}, billed),
            "postings": ({head["amount"]: self.blank if credit else billed, head["paid"]: billed if credit else self.blank}, -billed if credit else billed),
            "paid and rest as unknown": (whole | {"Zqx": paid, "Zqy": billed - paid}, billed - paid),
            "paid and credited": (whole | {head["paid"]: paid, head["credited"]: more}, billed - paid - more),
            "paid, written off": (whole | {head["paid"]: paid, head["written_off"]: more}, billed - paid - more),
            "paid flag": (whole | {head["paid_flag"]: self.yes if done else self.no}, nothing if done else billed),
            "open flag": (whole | {head["open_flag"]: self.no if done else self.yes}, nothing if done else billed),
            "settled on": (whole | {head["settled_on"]: date(2026, 6, dice.randrange(1, 28)) if done else self.nothing}, nothing if done else billed),
            "status": (whole | {head["status"]: dice.choice(STATES[state])}, billed if state is Status.OPEN else nothing),
            "marker": (whole | {head["dc"]: self.credit if credit else self.debit}, -billed if credit else billed),
            "debit and credit": (
                {head["debit"]: self.blank if credit else self.off * billed, head["credit"]: billed if credit else dice.choice([self.blank, nothing])},
                -billed if credit else billed,
            ),
            "net": ({"Net Sum Zq": billed, "VAT": tax, "Invoice Total": billed + tax}, billed + tax),
            "net and tax": (whole | {head["tax"]: tax}, billed),
            "both": (whole | {head["balance"]: billed - paid, head["paid"]: paid}, billed - paid),
            "unknown": (whole | {"Zqx": paid}, billed - paid),
            "flag as unknown": (whole | {"Zqx": self.yes if done else self.no}, nothing if done else billed),
            "day as unknown": (whole | {"Zqx": date(2026, 6, dice.randrange(1, 28)) if done else self.nothing}, nothing if done else billed),
            "status as unknown": (whole | {"Zqx": dice.choice(STATES[state])}, billed if state is Status.OPEN else nothing),
            "marker as unknown": (whole | {"Zqx": self.credit if credit else self.debit}, -billed if credit else billed),
            "side as unknown": (whole | {"Zqx": self.theirs if credit else self.ours}, nothing if credit else billed),
            "rest as unknown": (whole | {head["paid"]: paid, "Zqx": billed - paid}, billed - paid),
            "credit notes": ({head["balance"]: self.side * billed if credit else billed, self.typed: dice.choice(CREDIT_WORDS) if credit else self.invoice}, -billed if credit else billed),
            "payables": ({head["balance"]: billed, head["side"]: self.theirs if credit else self.ours}, nothing if credit else billed),
            "running balance": (whole | {head["balance"]: self.running[""]}, billed),
            "customer balance": (whole, billed),
            "part paid with a date": (whole | {head["paid"]: paid, head["settled_on"]: date(2026, 6, 3) if paid else ""}, billed - paid),
        }  # fmt: skip
        return rows[self.kind]

    def cell(self, value: Cell) -> str:
        if self.kind == "workbook of 2003" and not isinstance(value, str):
            return _typed(value, noise=self.noise)
        if isinstance(value, Decimal):
            return self.written(value)
        if isinstance(value, date):
            text = value.strftime(self.day)
            return text.translate(_DIGITS) if self.digits and not any(map(str.isalpha, text)) else text
        return value

    def lines(self, order: list[str], rows: list[dict[str, Cell]]) -> list[list[str]]:
        """The header and the rows as they stand in the file: with names on rows of their own, or only where they change."""
        name, plain = self.head["name"], [[self.cell(row[column]) for column in order] for row in rows]
        if not self.kind.startswith("names"):
            return [order, *plain]
        order.insert(0, order.pop(order.index(name)))
        if self.kind in ("names on labels", "names among numbers"):
            return self.blocks(order, rows)
        found: list[list[str]] = [order]
        before = ""
        for row in sorted(rows, key=lambda row: str(row[name])):
            cells = [self.cell(row[column]) for column in order]
            above, beside = self.kind.startswith("names above"), self.kind.endswith("beside")
            if above and cells[0] != before:
                found.append([cells[0], *[""] * (len(order) - 1)])
            before, cells[0] = cells[0], cells[0] if beside or not (above or cells[0] == before) else ""
            found.append(cells)
        return found

    def blocks(self, order: list[str], rows: list[dict[str, Cell]]) -> list[list[str]]:
        """A block for each customer, who is named by labels above the header, or alone in the column of the numbers."""
        name, number = order[0], self.head["number"]
        rest = [column for column in order if column not in (name, number)]
        label = self.dice.choice(["A/C:", "Customer:", "Kunde:", "Code client:", "Account no:"])
        found = [] if self.kind == "names on labels" else [[name, *rest]]
        for who in sorted({str(row[name]) for row in rows}):
            items = [row for row in rows if row[name] == who]
            owed = sum(Decimal(str(row[self.head["balance"]])) for row in items)
            totals = {self.head["balance"]: self.written(owed)} if self.dice.random() < 0.5 else {}
            if self.kind == "names on labels":
                found += [[label, f"K{NAMES.index(who)}", "Name:", who], [number, *rest]]
            else:
                found.append([who, *(totals.get(column, "") for column in rest)])
            found += [[self.cell(row[column]) for column in (number, *rest)] for row in items]
        return found

    def dated(self, who: str, number: int, *, ids: bool) -> dict[str, Cell]:
        """One row without its figures."""
        head, billed = self.head, date(2026, 1, 13) + timedelta(days=self.dice.randrange(0, 90))
        row: dict[str, Cell] = {
            head["name"]: who, head["number"]: f"B-{number:03}",
            head["invoice_date"]: billed, head["due_date"]: billed + timedelta(days=30),
        }  # fmt: skip
        if ids or self.kind == "one control account":
            row[head["account"]] = "1200" if self.kind == "one control account" else f"K{NAMES.index(who)}"
        if self.kind == "never due" and self.dice.random() < 0.3:
            row[head["due_date"]] = date(9999, 12, 31)
        if self.kind == "no numbers":
            del row[head["number"]]
        return row

    def rows(self) -> tuple[list[dict[str, Cell]], Counter[tuple[str, str]]]:
        """The rows, and what is open in them."""
        dice, head = self.dice, self.head
        rows: list[dict[str, Cell]] = []
        owed = Counter[tuple[str, str]]()
        ids = dice.random() < 0.4 and not self.kind.startswith("names")
        for number in range(dice.randrange(8 if self.kind.startswith("names") else 3, 12)):
            who = dice.choice(self.names[:3] if self.kind.startswith("names") else self.names)
            whole = self.dated(who, number, ids=ids)
            due = whole[head["due_date"]]
            # A bill in parts has a row for each, with a due date and figures of its own.
            for part in range(dice.randrange(1, 4) if self.kind == "instalments" else 1):
                figures, left = self.figures(who, number)
                owed[who, "GBP" if self.is_foreign(who) else "EUR"] += int(left * 100)
                later = (
                    {head["due_date"]: due + timedelta(31 * part)} if isinstance(due, date) and part else {}
                )
                rows.append(whole | figures | later)
        if self.kind == "money on account":
            owed.subtract({(who, "EUR"): int(self.money[who] * 100) for who, _ in [*owed]})
        if self.kind == "customer balance":
            for row in rows:
                row[head["balance"]] = self.running[str(row[head["name"]])]
        harmless = [*filter(self.fits, sorted(HARMLESS - set(_OWNERS)))]
        for word in dice.sample(harmless, dice.randrange(0, 3)):
            for row in rows:
                row[f"{word}"] = (
                    dice.choice(["", "note", "x9"]) if not word.startswith(("is", "tax")) else "note"
                )
        if self.kind == "days late":
            for row in rows:
                del row[head["due_date"]]
        return rows, owed

    def made(self) -> Made:
        dice, head = self.dice, self.head
        rows, owed = self.rows()
        order = list(rows[0])
        dice.shuffle(order)
        out = io.StringIO()
        writer = csv.writer(out, delimiter=dice.choice(";\t" if "," in (self.mark, self.group) else ",;\t"))
        titles = dice.choice([[], [], ["Open items", ""], ["Firma Muster GmbH", "as of 30 Jun 2026"]])
        day, said, name = None, [], "ledger.csv"
        if self.kind in ("day above", "day below", "day in the name"):
            # Below the rows and in a name it is later than the last bill's.
            day, spoken = (
                date(
                    2026, dice.choice([1, 5] if self.kind == "day above" else [5, 6]), dice.randrange(13, 29)
                ),
                dice.choice([*SAID]),
            )
            form = dice.choice(["medium", "long", "full", "yyyy-MM-dd", "dd.MM.yyyy"])
            line = dice.choice(SAID[spoken].split(";")).format(format_date(day, form, locale=spoken))
            titles = [*titles[:1], *([line] if self.kind == "day above" else [])]
            if self.kind == "day below":
                said = [*dice.choice([[], [""]]), line, *dice.choice([[], ["Page 1 of 1"]])]
            if self.kind == "day in the name":
                name = f"{dice.choice(NAMED).format(day.strftime(dice.choice(NAME_DAYS)))}.csv"
        lines = [*([title] for title in titles), *self.lines(order, rows), *([each] for each in said)]
        if self.kind in DRESSES:
            content = DRESSES[self.kind](lines, dice).encode()
            return Made(content, {one: rest for one, rest in owed.items() if rest}, self.kind, "ledger.xls")
        writer.writerows(lines)
        if self.kind in ("balance", "amount") and dice.random() < 0.4:
            first, money = order[0], head["balance" if self.kind == "balance" else "amount"]
            if first != money:
                total = {first: dice.choice(TOTALS), money: self.written(Decimal(owed.total()) / 100)}
                writer.writerow([total.get(name, "") for name in order])
        form = dice.choice(["NFC", "NFC", "NFD"]) if self.page == "utf-8" else "NFC"
        text = unicodedata.normalize(form, out.getvalue())
        owing = {one: rest for one, rest in owed.items() if rest}
        return Made(text.encode(self.page), owing, self.kind, name, day)


def page_of(lines: list[list[str]], dice: random.Random) -> str:
    """Write a web page that calls itself a spreadsheet: tags, styles and entities of many programs, tables around, beside and in it."""
    styles = ["", ' style="mso-number-format:\\@"', " class=xl65", " align='right' nowrap", " x:num"]
    closed = dice.random() < 0.7  # else cells and rows have no end

    def tag(name: str, inside: str, more: str = "") -> str:
        return f"<{name}{more}>{inside}" + f"</{name}>" * closed

    def said(cell: str) -> str:
        coded = "".join(one if one.isascii() else f"&#{ord(one)};" for one in escape(cell))
        coded = coded.replace("\n", "<br>")
        wrapped = [
            coded,
            escape(cell).replace("\n", "<BR>"),
            f"<font face=Arial><b>{coded}</b></font>",
            f"\n  {coded}\n ",
        ]
        inner = f"<table><tr><td>{coded}</td></tr></table>"
        return dice.choice([*wrapped, inner]) if cell else dice.choice(["", "&nbsp;", "<br>"])

    rows = list[str]()
    for line in lines:
        cells, at = "", 0
        while at < len(line):
            wide = 1 + (not any(line[at : at + 2]) and at + 1 < len(line) and dice.random() < 0.5)
            cells += tag("td", said(line[at]), dice.choice(styles) + f' colspan="{wide}"' * (wide > 1))
            at += wide
        rows.append(tag(dice.choice(["tr", "TR"]), cells))
    body = dice.choice(
        ["{}{}", "<thead>{}</thead><tbody>{}</tbody><tfoot></tfoot>", "<colgroup><col></colgroup>{}\n{}"]
    )
    table = f"<table border=1 summary='a > b'>{body.format(rows[0], ''.join(rows[1:]))}</table>"
    around = [
        "{}",
        "<table><tr><td>Muster GmbH</td></tr></table>{}",
        "<table><tr><td>{}</td></tr></table>",
        "{}<table><tr><td>Page 1</td></tr></table>",
        "<form><p>Open items</p>{}</form>",
    ]
    head = [
        "",
        "<title>Open</title>",
        "<style>td { x: '<td>'; }</style>",
        "<script>var a = '<td>5.00</td>';</script>",
        '<meta http-equiv=Content-Type content="text/html; charset=utf-8">',
    ]
    return f"<html><head>{dice.choice(head)}</head><body>{dice.choice(around).format(table)}</body></html>"


def _typed(value: Decimal | date, *, noise: bool) -> str:
    if isinstance(value, date):
        return f'<Data ss:Type="DateTime">{value}T00:00:00.000</Data>'
    return f'<Data ss:Type="Number">{float(value) + 3e-12 * noise!r}</Data>'


def workbook_of(lines: list[list[str]], dice: random.Random) -> str:
    """Write a workbook of Excel 2003, which skips empty cells and rows or not."""
    rows = ""
    for at, line in enumerate(lines, start=1):
        cells = ""
        for place, cell in enumerate(line, start=1):
            data = cell if cell.startswith("<Data") else f'<Data ss:Type="String">{escape(cell)}</Data>'
            if cell or dice.random() < 0.5:
                cells += f'<Cell ss:StyleID="s21" ss:Index="{place}">{data if cell else ""}</Cell>'
        rows += f'<Row ss:Index="{at}">{cells}</Row>' if any(line) else ""
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="S"><Table>{rows}</Table></Worksheet></Workbook>'


DRESSES = {"web page": page_of, "workbook of 2003": workbook_of}

_IIF = ["TRNSID", "TRNSTYPE", "DATE", "ACCNT", "NAME", "AMOUNT", "DOCNUM", "DUEDATE", "PAID", "MEMO"]
# What QuickBooks posts, the account beside the customers' or two others, and what it does to what a customer owes.
_POSTINGS = {
    "INVOICE": ("", "Sales", 1),
    "CREDIT MEMO": ("", "Sales", -1),
    "PAYMENT": ("", "Undeposited Funds", -1),
    "BILL": ("Accounts Payable", "Rent", 0),
    "DEPOSIT": ("Checking", "Undeposited Funds", 0),
}


def iif_of(seed: int) -> tuple[str, dict[str, int]]:
    """Write postings of QuickBooks in blocks with headings of their own; return what each customer owes of them, too."""
    dice, owed, lines = random.Random(seed), Counter[str](), ["!HDR\tPROD", "HDR\tQuickBooks Pro"]
    lines += ["!CUST\tNAME\tCONT1", "CUST\tElm & Co\tAnn"] * dice.randrange(2)
    receivable = dice.choice(["Accounts Receivable", "1200 · Accounts Receivable", "Trade receivables"])
    for number in range(dice.randrange(3, 12)):
        if not number or dice.random() < 0.3:
            order = dice.sample(_IIF, len(_IIF))
            lines += ["\t".join([mark, *order]) for mark in ("!TRNS", "!SPL")]
        kind = dice.choice([*_POSTINGS, "INVOICE", "INVOICE"]) if number else "INVOICE"
        ours, other, sign = _POSTINGS[kind]
        who = dice.choice(["Ash, Ltd", 'Oak "A"', "Müller-Öz"]) if number else "Elm & Co"
        cents = dice.randrange(100, 500_000) * (sign or 1)
        owed[who] += abs(cents) * sign
        pair = [(ours or receivable, cents), (other, -cents)]
        for mark, (account, minor) in zip(
            ("TRNS", "SPL"), pair[:: dice.choice([1, -1]) if kind == "PAYMENT" else 1], strict=True
        ):
            said = {"TRNSID": str(number), "TRNSTYPE": kind, "DATE": f"{dice.randrange(1, 5)}/13/2026", "ACCNT": account, "NAME": who,
                "AMOUNT": f"{minor / 100:{dice.choice(['', ','])}.2f}", "DOCNUM": f"{1000 + number}", "DUEDATE": "4/30/2026" if kind == "INVOICE" else ""}  # fmt: skip
            if mark == "SPL" and dice.random() < 0.5:
                del said["NAME"], said["DOCNUM"]
            cells = [said.get(name, "").replace('"', '""') for name in order]
            lines.append("\t".join([mark, *(f'"{cell}"' if {*cell} & {*',"'} else cell for cell in cells)]))
        lines.append("ENDTRNS")
    return "\r\n".join([*lines, ""]), {who: cents for who, cents in owed.items() if cents}
