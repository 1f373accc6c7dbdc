"""The words of cells and titles in the languages of the trade, one table for each kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache

from arcall_tui.domain.account import ItemKind

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "ı": "i", "đ": "d", "ß": "ss", "œ": "oe", "’": "'"})


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return words as the tables have them: lower case, no accents, single blanks."""
    plain = unicodedata.normalize("NFKD", " ".join(text.split()).casefold().translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(one for one in plain if not unicodedata.combining(one)))


def plain_digits(text: str) -> str:
    """Return a figure or date with its digits as 0 to 9, whatever script they are of."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)


def _table(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in re.split(r"[;\n]", text) if word.strip())


# What people and programs write into a cell in which nothing stands.
PLACEHOLDERS = _table(
    """n/a; n.a.; n.a; na; none; null; nil; nan; nat; -; --; ---; –; —; .; ?; tbd; tba; not set; not available; unknown;
    (blank); (none); <null>; \\n; undefined; 0000-00-00; 0000-00-00 00:00:00; 00/00/0000; 00.00.0000; 00-00-0000; 00000000;
    0/0/0000; 00/00/00; k.a.; keine; s/d; s.d.; n.d.; n/d; nvt; n.v.t.; brak; ---- --"""
)
# What a spreadsheet writes where a formula went wrong: nothing in a text, never an amount, a date or a customer.
ERRORS = frozenset(
    "#N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL! #CALC! #ERROR! #BEZUG! #WERT! #NV Err:502 Err:504".split()
)
# In these spellings whole columns of text are asked at once.
SPELLED = ERRORS.union(*((word, word.upper(), word.title()) for word in PLACEHOLDERS))
# NA is Namibia, and a customer may be called anything.
_NO_PLACE = SPELLED - {"na", "NA", "Na"}


def without_placeholders(values: tuple[str, ...], *, country: bool = False) -> tuple[str, ...]:
    """Return a column's texts, empty where a placeholder stands."""
    words = _NO_PLACE if country else SPELLED
    return (
        values if words.isdisjoint(values) else tuple(["" if value in words else value for value in values])
    )


def names_nobody(text: str) -> bool:
    """Whether a cell names no customer: marks or noughts alone, or an error of the spreadsheet."""
    return text in ERRORS or not any(mark.isalnum() and mark != "0" for mark in text)


_BEGINS_A_FIGURE = frozenset("123456789")


def is_nothing(text: str) -> bool:
    """Whether a cell holds nothing or a word for it."""
    # No word for nothing begins with these: amounts and dates are told from them at once.
    return text[:1] not in _BEGINS_A_FIGURE and (not text.strip() or fold(text) in PLACEHOLDERS)


YES = _table(
    """yes; y; true; t; 1; x; xx; ✓; ✔; checked; on; ja; j; wahr; oui; o; vrai; si; s; verdadero; sim; vero; da; tak; ano; áno; igen;
    kyllä; evet; jah; jā; taip; да; ναι; はい; 是; 예; ○; yes - paid; true()"""
)
NO = _table(
    """no; n; false; f; 0; off; unchecked; nein; falsch; non; faux; falso; não; nee; nie; ne; nei; nej; nem; ei; hayır; нет;
    όχι; いいえ; 否; 아니요; ×; ✗; ✘"""
)


class Status(StrEnum):
    """What a status word says of an item: owed, owed in part, paid, no invoice (yet), given up, or (of a type) that it takes off."""

    OPEN = "open"
    PART = "part paid"
    PAID = "paid"
    VOID = "void"
    GIVEN_UP = "written off"
    CREDIT = "credit"


_STATUS = {
    Status.OPEN: """open; unpaid; not paid; outstanding; overdue; over due; past due; due; due soon; not due; not yet due; pending;
        pending payment; awaiting payment; payment due; sent; viewed; emailed; e-mailed; mailed; printed; delivered; issued; posted; approved;
        authorised; authorized; active; late; new; invoiced; billed; current; unsettled; uncleared; in progress; in process;
        unallocated; disputed; in dispute; on hold; reminded; partially overdue; promised; collections; in collection;
        in collections; legal; dunning; to pay; to be paid; released; finalized; final; confirmed; overdue and open; unpaid (overdue);
        not_paid; in_payment; in payment; credit note issued; unpaid and discounted; overdue and discounted; delinquent;
        offen; überfällig; fällig; unbezahlt; nicht bezahlt; versendet; gemahnt; verbucht; gebucht; freigegeben; mahnung; inkasso;
        ouvert; ouverte; impayé; impayée; non payé; non payée; à payer; en attente; échu; échue; en retard; envoyée; validée;
        pendiente; abierta; abierto; impagado; impagada; no pagado; no pagada; vencido; vencida; enviada; emitida; por cobrar;
        aperto; aperta; non pagato; non pagata; scaduto; scaduta; da pagare; inviata; insoluta; insoluto;
        openstaand; onbetaald; niet betaald; vervallen; te laat; verzonden; verstuurd; aberto; aberta; em aberto; em atraso;
        não pago; não paga; pendente; otwarta; otwarte; nieopłacona; nieopłacone; niezapłacona; przeterminowana; nezaplaceno;
        neuhrazeno; neuhrazená; po splatnosti; otevřená; neuhradené; nezaplatené; obetald; ej betald; förfallen; öppen; skickad; ubetalt; forfalden;
        forfallen; åben; åpen; sendt; ikke betalt; maksamatta; avoin; erääntynyt; lähetetty; nyitott; kifizetetlen; fizetetlen; lejárt; neplătit;
        neplătită; neachitat; neachitată; restant; scadent; ödenmedi; açık; gecikmiş; beklemede; не оплачен; не оплачено; неоплачен; неоплачено; просрочен;
        просрочено; открыт; nierozliczone; nierozliczona; nierozliczony; a vencer; vencida; vencída; não quitado; ανεξόφλητο; απλήρωτο; 未払い; 未払; 未入金; 未付; 未付款; 未收; 逾期; 미납; 미수; 연체""",
    Status.PART: """partially paid; partly paid; part paid; parcial; partiel; partielle; parziale; parziali; teilweise; delvis; part-paid; partial; part payment; partial payment; partially_paid; partially settled;
        paid partially; paid in part; partly settled; partially cleared; partly paid and overdue; partly paid and discounted; teilweise bezahlt; teilbezahlt; teilzahlung; teilweise beglichen; partiellement payé;
        partiellement payée; payée partiellement; partiellement réglée; parcialmente pagado; parcialmente pagada; pago parcial; pagado parcialmente;
        parzialmente pagato; parzialmente pagata; pagata in parte; acconto; gedeeltelijk betaald; deels betaald; parcialmente pago; parcialmente paga;
        częściowo opłacona; częściowo zapłacona; rozliczone częściowo; rozliczona częściowo; częściowo rozliczone; częściowo rozliczona; recebido parcialmente; recebida parcialmente; parcialmente recebido; částečně uhrazeno; částečně uhrazená; částečně zaplaceno; delvis betald; delbetald;
        delvist betalt; delvis betalt; osittain maksettu; részben fizetve; részben kiegyenlített; parțial plătit; parțial achitat;
        kısmen ödendi; частично оплачен; частично оплачено; 一部入金; 部分付款; 일부납부""",
    Status.PAID: """paid; paid in full; fully paid; full payment; paid full; closed; settled; cleared; complete; completed; received; payment received; collected;
        reconciled; fully settled; fully applied; applied; paid off; paid up; closed - paid; paid - closed; overpaid; payed; refunded; reversed payment; paid late; paid on time;
        bezahlt; beglichen; ausgeglichen; vollständig bezahlt; voll bezahlt; erledigt; geschlossen; abgeschlossen; payé; payée; payés; réglé; réglée; soldé; soldée; acquitté; acquittée;
        encaissé; encaissée; clôturé; clôturée; pagado; pagada; cobrado; cobrada; saldado; saldada; liquidado; liquidada; cerrado; cerrada;
        pagato; pagata; saldato; saldata; incassato; incassata; chiuso; chiusa; betaald; voldaan; afgesloten; gesloten; pago; paga; quitado;
        quitada; fechado; fechada; recebido; recebida; opłacona; opłacone; opłacono; zapłacona; zapłacone; zapłacono; rozliczona; zaplaceno; zaplacena; uhrazeno;
        uhrazena; uhrazená; uhradené; zaplatené; betald; slutbetald; stängd; betalt; lukket; fuldt betalt; fullt betalt; maksettu; suljettu; fizetve; kifizetve;
        kifizetett; kiegyenlítve; kiegyenlített; lezárt; plătit; plătită; achitat; achitată; încasat; încasată; ödendi; kapalı; kapandı; оплачен; оплачено; оплачена;
        закрыт; погашен; εξοφλημένο; εξοφλήθηκε; πληρωμένο; 入金済; 入金済み; 支払済; 支払済み; 已付; 已付款; 已收; 已收款; 完納; 완납; 납부완료""",
    Status.VOID: """draft; void; voided; deleted; cancelled; canceled; cancel; rejected; declined; reversed; reversal; awaiting approval; submitted; submitted for approval; not issued; proforma; pro forma;
        superseded; replaced; quote; estimate; entwurf; storniert; storno; gelöscht; annulliert; abgelehnt; brouillon; annulé; annulée; supprimé; supprimée;
        refusé; refusée; borrador; anulado; anulada; cancelado; cancelada; eliminado; eliminada; rechazado; rechazada; bozza; annullato; annullata; stornato; stornata; eliminata;
        concept; geannuleerd; verwijderd; rascunho; anulowana; anulowane; szkic; usunięta; stornováno; stornovaná; zrušeno; zrušená; koncept; utkast; makulerad; krediterad;
        kladde; annulleret; slettet; kansellert; kreditert; luonnos; mitätöity; hyvitetty; piszkozat; sztornó; sztornózva; érvénytelenített; ciornă; anulat; anulată; stornat; taslak;
        iptal; iptal edildi; черновик; отменен; отменён; аннулирован; ακυρώθηκε; ακυρωμένο; 下書き; 取消; キャンセル; 草稿; 作废; 취소; credit note issued in full""",
    Status.GIVEN_UP: """written off; write off; write-off; written-off; writeoff; writtenoff; bad debt; bad debts; uncollectible; uncollectable; irrecoverable; charged off;
        charge-off; charge off; forgiven; waived; abgeschrieben; ausgebucht; uneinbringlich; forderungsausfall; passé en perte; passée en perte; irrécouvrable;
        créance irrécouvrable; incobrable; castigado; castigada; inesigibile; a perdita; oninbaar; afgeboekt; afgeschreven; incobrável; baixado; umorzona; spisana; nieściągalna;
        odepsáno; odepsaná; nedobytná; avskriven; kundförlust; afskrevet; avskrevet; tap; luottotappio; leírva; leírt; behajthatatlan; pierdere; silindi; списан; списано; безнадежный; διαγραφή;
        貸倒; 貸倒れ; 坏账; 대손""",
}  # fmt: skip
STATUS_WORDS: dict[str, Status] = {
    word: status for status, text in _STATUS.items() for word in sorted(_table(text))
}
STATUS_WORDS |= {word.replace(" ", "_"): status for word, status in list(STATUS_WORDS.items())}
# Such as "Paid (late)", "Unpaid - 30 days", "Overdue by 5 days" or "Paid on 3 May": what is behind says no more, but for what was paid.
_TAIL = re.compile(r"\s*(?:[(\[].*|\s[0-9].*|(?:-|–|:|,|/|by|via|since|on|am|le|el|il|for)\s.*)$")
_DAY_SAID = r"(?:(?:\d{4}[./-])?(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|[12]\d|3[01])(?:[./-]\d{2,4})?|\d{1,2}\.?\s?[^\W\d]{3,9}\.?(?:\s\d{2,4})?|[^\W\d]{3,9}\s\d{1,2}(?:,?\s\d{4})?)"
_IN_FULL = re.compile(
    rf"[\s\W]*(?:late|on time|early|in full|full)?[\s\W]*(?:(?:on|am|le|el|il)\s)?{_DAY_SAID}?"
    r"[\s\W]*(?:(?:by|per)\s)?(?:via [^\W\d]+|cheque|check|card|credit card|bank|bank transfer|transfer|wire|ach|bacs|cash|direct debit|late)?[\s\W]*"
)
_A_FRACTION = re.compile(r"[\s\W]*[1-9]/[2-9](?![0-9/])")
_A_SHARE = re.compile(r"[\s\W]*(?:\d|partial|part\b)")


@lru_cache(maxsize=1024)
def status_of(text: str) -> Status | None:
    """Return what a status word says, None for one that is not known; `paid` and so much more is a part, or not known."""
    said = fold(text).strip(" .!")
    if said in STATUS_WORDS:
        return STATUS_WORDS[said]
    head = _TAIL.sub("", said)
    found, tail = STATUS_WORDS.get(head), said[len(head) :]
    if found is not Status.PAID or (_IN_FULL.fullmatch(tail) and not _A_FRACTION.match(tail)):
        return found
    behind = STATUS_WORDS.get(tail.strip(" -–:,/()[]"))
    return behind or (Status.PART if _A_SHARE.match(tail) else None)


_DISPUTE = re.compile(
    r"\bdisput|\bqueried\b|\bin query\b|\bcontest(?:ed|é|ado|ada|ato|ata|ation)|contestaz|\breklam|bestritten|bestreitet|strittig|\blitige|impugn|\bbetwist|\bgeschil|omtvist"
    r"|\btvist|\bsporn[yáéa]\b|reclamaci|reclama[çc]|争议|爭議|係争|분쟁|оспарив|оспорен|αμφισβήτ",
    re.IGNORECASE,
)  # fmt: skip
_NO_DISPUTE = re.compile(
    r"\b(?:no|not|non|nicht|kein\w*|never|without|ohne|sans|sin|was|resol\w+|settled|closed|withdrawn|dropped|over|ended|none|erledigt|gelöst|beigelegt|résolu\w*|risolt\w+|rejected)\b"
    r"|undisput|unstrittig|unbestritten|incontest",
    re.IGNORECASE,
)  # fmt: skip


def speaks_of_dispute(text: str) -> bool:
    """Whether words, such as a note's, say that something is disputed now."""
    return bool(_DISPUTE.search(text)) and not _NO_DISPUTE.search(text)


def is_disputed(value: str) -> bool:
    """Whether a cell of a column about disputes says that there is one: a yes, a reason, an amount."""
    return (
        bool(value.strip(" 0.,-"))
        and fold(value) not in NO
        and not is_nothing(value)
        and not _NO_DISPUTE.search(value)
    )


# Which side of the account an amount is on. One letter alone says it only beside its other, or under such a heading.
DEBITS = _table(
    "1; +1; d; dr; dr.; dt; dt.; db; debit; debits; debet; débit; debe; debito; débito; dare; soll; s; +; wn; winien; md; má dáti; tartozik; borç; дебет; cargo; addebito; 借; 借方; 차변"
)
CREDITS = _table("-1; c; cr; cr.; ct; ct.; kt; credit; credits; crédit; kredit; haber; credito; crédito; avere; haben; h; k; -; −; –; ma; dal; követel; alacak; кредит; abono; accredito; 貸; 貸方; 贷; 대변")  # fmt: skip

# Which way an item is owed. With one word alone the heading has to say so.
RECEIVABLE = _table(
    """ar; a/r; a.r.; receivable; receivables; accounts receivable; accrec; customer; customers; debtor; debtors; debitor; debitoren;
    debiteur; debiteuren; client; clients; cliente; clienti; clientes; sales; sale; sales ledger; out_invoice; out_refund; customer invoice;
    customer credit note; forderung; forderungen; créance; por cobrar; cxc; crediti; owed to you; owed to us; issued; outgoing; income; verkauf; vente; venta;
    odbiorca; odběratel; kunde; asiakas; vevő; дебитор; sl; przychód; przychody; przychodowy; należność; należności; sprzedaż; a receber; receita; pohledávka; pohledávky; myynti; satış; alacak; ausgang; ausgangsrechnung; доход; продажа"""
)
PAYABLE = _table(
    """ap; a/p; a.p.; payable; payables; accounts payable; accpay; vendor; vendors; supplier; suppliers; creditor; creditors; kreditor;
    kreditoren; crediteur; crediteuren; fournisseur; fournisseurs; proveedor; proveedores; fornitore; fornitori; purchase; purchases;
    purchase ledger; in_invoice; in_refund; vendor bill; vendor credit note; bill; verbindlichkeit; verbindlichkeiten; dette; por pagar; cxp; debiti; owed by you; owed by us;
    incoming; expense; einkauf; achat; compra; dostawca; dodavatel; leverandør; leverantör; leverancier; toimittaja; szállító; кредитор; pl; lieferant; rozchód; rozchody; rozchodowy; zobowiązanie; zobowiązania; zakup; a pagar; despesa; závazek; závazky; osto; alış; borç; eingang; eingangsrechnung; расход; покупка"""
)

_CREDIT = re.compile(
    r"credit|kredit|crédit|crédito|gutschrift|\bavoir\b|abono|nota di credito|nota credito|accredito|hyvitys|dobropis|jóváír|korekta|storno|iade"
    r"|кредит|πιστωτικ|赤伝|\bc[nm]\b|\bncc?\b|\bcrn\b|\bcr\b|\bsc\b|^dg$|^gs$|^rm$|out_refund|invoice reversal|rechnungskorrektur|rectificativ|korygując|\bdiscount\b|\brebate\b|^(?:sales )?returns?$|write-?\s?off$",
    re.IGNORECASE,
)  # fmt: skip
_UNAPPLIED = re.compile(
    r"payment|\bpmts?\b|\brcpts?\b|prepay|receipt|unapplied|on account|deposit|zahlung|retainer|paiement|règlement|reglement|acompte|\bpago\b|\bcobro\b|\brecibo\b|virement|ontvangst|\brct\b|^cash$"
    r"|anticipo|acconto|incasso|pagamento|recebimento|betaling|betalning|maksu\b|\bplatba\b|wpłata|zapłata|befizetés|ödeme|оплата|платеж|入金|收款|\bs[ar]\b|^dz$|^ra$|^rc$",
    re.IGNORECASE,
)
_NO_RECEIVABLE = re.compile(
    r"(?:vendor|supplier|purchase|^bills?\b|accpay|payable|\ba/p\b|kreditor|lieferant|rechnungseingang|in_invoice|in_refund|fournisseur|proveedor|fornitore)"
    r"|^k[rgza]$|^k$|^p[iacp]$|^ap$|^quote$|^estimate$|^proposal$|^sales order$|^order$|^pro-?forma$|^delivery note$",
    re.IGNORECASE,
)


# A payment or a credit that was taken back, and a sale on credit, are owed.
_TURNED = re.compile(
    r"(?:payment|pmt|receipt|deposit|prepayment|credit(?: (?:note|memo))?|cheque|check)s?[\s-]+(?:reversal|reversed|refund(?:ed)?|return(?:ed)?|bounced)\b"
    r"|\b(?:reversal|reversed|returned|bounced|dishonou?red|refund(?:ed)?)\s(?:of\s)?(?:an?\s)?(?:payment|receipt|cheque|check|credit|deposit)"
    r"|\bcredit (?:card )?sales?\b|rücklastschrift|charge-?back",
    re.IGNORECASE,
)
# An invoice for an advance is owed like any other.
_ADVANCE_BILLED = re.compile(
    r"(?:advance|pre-?pay|prepaid|deposit|retainer|down[\s-]?pay|anzahlung|abschlag|voorschot|forskud|zaliczk)\w*(?:\s+payments?)?[\s-]*(?:invoice|request|bill|rechnung|anforderung|factuur|faktura)"
    r"|(?:invoice|factur\w+|fatt?ura|faktura|factuur|rechnung)\s+(?:for\s+|d['’]\s?|de\s+|di\s+|por\s+|voor\s+|über\s+)?(?:an?\s+)?(?:advance|deposit|retainer|acompte|anticipo|acconto|adiantamento|voorschot|anzahlung|zaliczk)",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def kind_of(text: str) -> ItemKind | None:
    """Return which kind of credit a document type names, None for an invoice."""
    text = unicodedata.normalize("NFC", text)
    if _TURNED.search(text) or _ADVANCE_BILLED.search(text):
        return None
    if _CREDIT.search(text):
        return ItemKind.CREDIT
    return ItemKind.UNAPPLIED if _UNAPPLIED.search(text) else None


# Types of documents by which something is owed.
_INVOICES = _table(
    """invoice; invoices; inv; in; re; rg; ri; sales; sale; ar; accrec; accounts receivable; dr; sales invoice; tax invoice; customer invoice; standard invoice; recurring invoice; debit note; debit memo; finance charge;
    service charge; opening balance; si; rv; rechnung; ausgangsrechnung; verkaufsrechnung; schlussrechnung; abschlagsrechnung; teilrechnung; mahngebühr;
    belastungsanzeige; factura; factura de venta; nota de débito; facture; facture client; facture de vente; note de débit; fattura; fattura di vendita; nota di debito;
    fatura; nota fiscal; nf; nfe; nf-e; nfs; nfse; duplicata; boleto; título; nota de débito; factuur; verkoopfactuur; faktura; faktura vat; faktura vydaná; vydaná faktura; lasku; myyntilasku; számla; vevőszámla;
    factură; satış faturası; счет; счет-фактура; накладная; реализация; рахунок; τιμολόγιο; 請求書; 請求; 売上; 发票; 發票; 销售发票; 청구서; 세금계산서; 매출; فاتورة; चालान; ใบแจ้งหนี้"""
)


def is_strange_type(text: str) -> bool:
    """Whether a type of document is none that is known: neither by which something is owed nor what takes off."""
    said = fold(text)
    known = bool(_TURNED.search(text) or _ADVANCE_BILLED.search(text)) or any(
        part in _INVOICES or part in RECEIVABLE for part in (said, *re.split(r"\s*[/:|]\s*", said))
    )
    return bool(said) and not known and kind_of(text) is None


def are_types(said: Collection[str]) -> bool:
    """Whether words (folded) are types of documents: invoices, and what takes off beside them."""
    invoices = {word for word in said if word in _INVOICES}
    others = [word for word in said if word not in invoices]
    return bool(invoices and others) and all(kind_of(word) or is_payable("kind", word) for word in others)


def is_payable(name: str, value: str) -> bool:
    """Whether a cell of field `kind` or `side` says that its row is owed by the user, or is no invoice."""
    text = fold(value)
    if name == "kind":
        return bool(_NO_RECEIVABLE.search(value.strip()))
    return (
        text in PAYABLE
        or text in ("k", "s", "gl", "g/l", "v")
        or bool(re.match(r"vendor|supplier|creditor|kreditor|g/?l\b", text))
    )


# Ways to pay: a column of them is that of payments.
METHODS = _table(
    """bacs; chaps; fps; faster payment; faster payments; ach; wire; wire transfer; bank transfer; transfer; eft; sepa; sepa transfer; direct debit; dd;
    direct deposit; cheque; check; cash; credit card; debit card; card; visa; mastercard; amex; american express; paypal; stripe; lockbox; e-transfer; interac;
    \u00fcberweisung; lastschrift; bar; scheck; kreditkarte; virement; pr\u00e9l\u00e8vement; ch\u00e8que; carte; esp\u00e8ces; transferencia; efectivo; tarjeta;
    domiciliaci\u00f3n; bonifico; contanti; assegno; carta; overboeking; ideal; incasso; pix; boleto; przelew; got\u00f3wka; p\u0159evod; \u00e1tutal\u00e1s; havale; upi; neft; rtgs; imps; \u632f\u8fbc"""
)

# What a list of payments says of one that did not come in.
NOT_CAME = _table(
    """failed; failure; bounced; returned; declined; rejected; pending; processing; in process; in progress; reversed; refunded; chargeback; charged back; disputed; dishonoured; nsf; unpaid;
    expired; incomplete; uncaptured; blocked; requires action; scheduled; draft; void; voided; cancelled; canceled; deleted; fehlgeschlagen; rücklastschrift; zurückgewiesen; storniert; ausstehend;
    échoué; échouée; refusé; refusée; rejeté; rejetée; annulé; annulée; en attente; rechazado; rechazada; devuelto; devuelta; pendiente; anulado; anulada; fallito; respinto; annullato; mislukt; geweigerd"""
)

# A row of these words gives a total; what follows may say whose.
TOTAL = re.compile(
    r"(?:(?:grand|sub|report|net|customer|overall|general|final|page)[\s-]*)?"
    r"(?:totals?|summe|gesamt(?:summe|betrag)?|zwischensumme|endsumme|(?:sous[\s-]*)?total|suma|subtotal|totale|totali|subtotale|totaal|subtotaal"
    r"|razem|łącznie|ogółem|celkem|součet|spolu|összesen|mindösszesen|végösszeg|toplam|ara toplam|genel toplam|итого|всего|разом|total[eo]s?|soma|summa|"
    r"i alt|sum\b|yhteensä|välisumma|ukupno|skupaj|kokku|kopā|iš viso|σύνολο|jumlah|合計|小計|総計|合计|小计|总计|총계|합계|소계)(?=$|[\s:\-–(]|[^\w])"
    r"[\s:\-–]*(?:for|of|für|pour|de|du|di|del|da|av|voor|för|:)?\s*(?P<whose>.*)",
    re.IGNORECASE,
)
# What stands behind a name where a spreadsheet's own subtotals are.
TOTAL_BEHIND = re.compile(r"(?P<whose>.+?)[\s:\-–]+(?:sub)?(?:totals?|summe|ergebnis|totale|totaal|somme|suma|toplam|összesen|итог|итого|合計|集計)", re.IGNORECASE)  # fmt: skip

# What stands before the day of the balances, above the heading.
AS_OF = re.compile(
    r"(?:\bas (?:of|at|on|per)(?: date)?|\bbalances? (?:of|at|on|as of|as at)|\b(?:report|aging|ageing|statement|print|run|key|cut-?off|closing|end|to|until|through|list|snapshot|effective)"
    r"[ _-]?(?:date|day)\b|\bdate (?:to|until|of report)\b|\bdate\b|\bstichtag|\bstand\b(?: vom| per| am)?|\bper(?: datum)?\b|\bzum\b|\bsituation (?:au|à la date du|arrêtée au)"
    r"|\barrêté(?:e)? au|\bau\b|\ben date du|\bdate d'arrêté|\ba fecha(?: de)?|\bfecha(?: de)?(?: corte)?|\bal(?: día)?\b|\bcorte(?: al)?|\balla data(?: del)?|\bsituazione al|\bdata\b(?: di riferimento)?"
    r"|\bperiod (?:ending|end(?:ed)?)|\bmonth end(?:ing)?|\bended\b|\btoday\b|\bgenerated(?: on)?|\bprinted(?: on)?|\bposición al|\bem\b|\bna dzień|\bstan na(?: dzień)?|\bke dni|\bk datu|\bstav k[eu]?"
    r"|\bper den|\bpr\.?|\btilanne|\bпо состоянию на|\bна дату|\bnapján|\btarihi(?:nde| itibariyle)?|\bat\b|\bon\b|\bop datum|\bper ultimo|基準日|現在|截至|기준일)"
    r"(?P<mark>\s*[:=]?)\s*(?P<day>.*)",
    re.IGNORECASE,
)  # fmt: skip


def only(values: Collection[str], *tables: frozenset[str]) -> bool:
    """Whether all of the words (folded) are of the tables, and there are some."""
    return bool(values) and all(any(value in table for table in tables) for value in values)
