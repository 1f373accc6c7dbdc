"""Which column is which: header names in their many spellings, or as the user maps them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from arcall_tui.domain.money import CURRENCIES
from arcall_tui.errors import InputRefusedError, UsageError

# How far down the header may stand, below titles and blank lines.
HEADER_WITHIN = 30

# Spellings are squeezed: letters and digits only, lower case, "#" read as "no". Earlier ones are preferred.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "account": tuple(
        """customerid customerno customernumber customercode customeraccount customeraccountnumber custid custno
        custcode custnumber accountid accountno accountnumber accountcode account accountref clientid clientno
        clientcode clientnumber debtorid debtorno debtornumber debtorcode debtor payerid buyerid partnerid
        businesspartner bpcode cardcode soldto soldtoparty billtoid billtocustomerno kundennummer kundennr
        kundenno debitor debitornr debitorennummer codeclient numeroclient idcliente codigocliente
        noclient nclient clientnr kdnr kdnummer partyid partycode partyno custaccount debtorcodeno customerref
        billtoid billtono shiptono accno acctno acct customer customerkey""".split()
    ),
    "name": tuple(
        """customername custname accountname clientname debtorname companyname company businessname name name1
        customerfullname buyername partnername cardname contactcompany organisation organization
        billto billtoname customer client debtor kunde kundenname firma nomclient nomduclient raisonsociale
        partyname partysname party particulars ledgername customersname clientsname buyer payer billtocustomer cliente
        nombrecliente razonsocial""".split()
    ),
    "number": tuple(
        """invoicenumber invoiceno invoicenum invoiceid invoice invoicecode invoiceref invoicereference invno
        invnumber inv invoicenr invnum documentnumber documentno docnumber docno docnum document billingdocument
        billnumber billno billnum referencenumber transactionnumber transactionno transactionid num
        number voucherno vouchernumber nofacture nfacture numfacture numerodefacture transno transnumber tranno
        trxno trxnumber invno invoicedocno salesinvoiceno taxinvoiceno billref billreference refno refnumber voucher reference ref rechnungsnummer rechnungsnr rechnung belegnummer belegnr
        numerofacture facture numerofactura factura""".split()
    ),
    "kind": tuple(
        """documenttype doctype transactiontype transtype invoicetype itemtype vouchertype type belegart kind
        """.split()
    ),
    "invoice_date": tuple(
        """invoicedate invdate dateofinvoice billdate billingdate documentdate docdate issuedate issuedon dateissued
        dateinvoiced transactiondate postingdate dated date documentcreatedate rechnungsdatum belegdatum
        datefacture
        datedefacture fechafactura transdate trandate trxdate voucherdate invoicedt invdt datum fecha""".split()
    ),
    "due_date": tuple(
        """duedate invoiceduedate dateduepayment datedue due dueon paymentduedate netduedate dueindate
        baselineduedate maturitydate payby paymentdue faelligkeit faelligkeitsdatum falligkeit falligkeitsdatum
        fallig faellig zahlbarbis scadenza datascadenza datadiscadenza vervaldatum vervaldag forfallsdato forfaldsdato
        forfallodatum datadevencimento faelligam falligam dateecheance datedecheance duedt duedateofpayment
        expirydate dueby echeance fechavencimiento vencimiento""".split()
    ),
    "terms": tuple(
        """terms paymentterms paymentterm termsofpayment creditterms customerpaymentterms cuspaymentterms netterms
        zahlungsbedingungen zahlungsziel conditionspaiement condicionespago""".split()
    ),
    "amount": tuple(
        """invoiceamount invoicetotal invoicevalue originalamount originalinvoiceamount totalamount totalinvoiceamount
        amountinvoiced grossamount documentamount docamount billedamount amount total totalopenamount invamount
        invoiceamt amt value betrag rechnungsbetrag bruttobetrag montant montantttc importe
        billamount billvalue billamt origamount originalamt origamt invoiceamountgross grossvalue totalvalue invtotal
        invoicegross montanttotal importetotal""".split()
    ),
    "balance": tuple(
        """openbalance openamount amountopen balancedue amountdue invoicebalance outstanding outstandingamount
        outstandingbalance amountoutstanding openitemamount remainingamount remainingbalance unpaidamount
        unpaidbalance unpaid invoiceamountdue residual residualamount duebalance balance openamt restbetrag
        offenerbetrag saldo solde soldedu saldopendiente
        outstandingamt outstandingbal outstandings osamount osbalance osamt os pendingamount pendingamt pending
        balanceamount balanceamt amountos dueamount netdue remaining stillopen resteadu restantdu montantdu
        importependiente pendiente offen offenebetraege restschuld amountstilldue openvalue totaldue""".split()
    ),
    "paid": tuple(
        """amountpaid paidamount paidtodate invoiceamountpaid paymentsapplied paymentsreceived amountreceived paid
        """.split()
    ),
    "currency": tuple(
        """currency currencycode curr ccy cur invoicecurrency invoicecurrencycode documentcurrency isocurrency
        transactioncurrency waehrung wahrung devise moneda divisa""".split()
    ),
    "settled_on": tuple(
        """settleddate datesettled settlementdate settledon settled cleardate clearingdate cleareddate dateclear
        paiddate datepaid paidon paymentdate dateofpayment closeddate closedate dateclosed ausgleichsdatum
        bezahltam datepaiement fechapago""".split()
    ),
    "disputed": tuple("disputed dispute isdisputed indispute disputeflag disputestatus".split()),
    "po": tuple(
        """ponumber pono purchaseorder purchaseordernumber purchaseorderno customerpo custpo customerponumber
        customerorder customerorderno po orderno ordernumber yourreference bestellnummer""".split()
    ),
    "country": tuple(
        """countrycode country customercountry billingcountry billtocountry countryiso countryregion landcode
        land pays pais""".split()
    ),
    "phone": tuple(
        """phone phonenumber phoneno telephone telephonenumber tel telno contactphone customerphone mobile
        mobilephone telefon telefonnummer telefono""".split()
    ),
    "email": tuple(
        """email emailaddress contactemail customeremail billingemail mail mailaddress emailadresse correo
        """.split()
    ),
    "contact": tuple(
        """contactname contact contactperson attention attn apcontact primarycontact billingcontact ansprechpartner
        """.split()
    ),
    "credit_limit": tuple(
        """creditlimit customercreditlimit custcreditlimit creditlimitamount creditline creditceiling limit
        kreditlimit kreditlinie limitedecredit limitedecredito plafondcredit limitecredito""".split()
    ),
    "first_name": tuple("firstname contactfirstname vorname prenom".split()),
    "last_name": tuple("lastname surname contactlastname nachname".split()),
    "status": tuple("invoicestatus status documentstatus rechnungsstatus estado".split()),
    "side": tuple("accounttype accttype koart ledgertype customervendor kontoart".split()),
    "zone": tuple("timezone zone tz zeitzone".split()),
    "language": tuple("language languagecode lang locale sprache".split()),
}
FIELDS = tuple(SYNONYMS)
_OFTEN_TWICE = ("phone", "email", "contact", "country", "terms", "po")

_CAMEL = str.maketrans(
    {"#": "no", "\u00df": "ss", "\u00e4": "a", "\u00f6": "o", "\u00fc": "u", "\u00b0": "o", "\u00ba": "o"}
)
# A currency in a header, as in `Amount (CHF)`, `Open EUR`, `Balance in USD` or `GBP Total`, is no part of its name.
_IN_CURRENCY = re.compile(
    r"[(\[]\s*(?:(?:in|en)\s+)?(?:(?P<code>[A-Z]{3})|(?P<sign>[$\u20ac\u00a3\u20b9\u00a5]))\s*[)\]]"
    r"|(?:\s+(?:in|en))?\s+(?:(?P<last>[A-Z]{3})|(?P<mark>[\u20ac\u00a3\u20b9]))\s*$|^\s*(?P<first>[A-Z]{3})(?=\s+\S)"
)
# Signs that stand for one currency; a dollar or a yen may be several.
_SIGNS = {"\u20ac": "EUR", "\u00a3": "GBP", "\u20b9": "INR"}
# Currencies whose codes are words of headings.
_WORDS = frozenset({"ALL", "TOP"})
# What these say of a currency is an amount, not a date or a number.
_OF_MONEY = {word: f"{word}amount" for word in ("open", "due", "invoice", "bill", "billed")}
_NOISE = re.compile(r"[^a-z0-9]")


def squeeze(header: str) -> str:
    """Return a header as synonyms are compared: `Invoice #`, `invoiceNo` and `INVOICE_NO.` all the same."""
    bare = _IN_CURRENCY.sub(lambda said: "" if said["sign"] or _code(said) else said[0], header)
    plain = unicodedata.normalize("NFKD", bare.casefold().translate(_CAMEL))
    squeezed = _NOISE.sub("", plain)
    return squeezed if bare == header else _OF_MONEY.get(squeezed, squeezed)


def currency_in(header: str) -> str:
    """Return the ISO 4217 code that a header gives for its column; empty where it gives none."""
    return next(filter(None, map(_code, _IN_CURRENCY.finditer(header))), "")


def _code(said: re.Match[str]) -> str:
    bare = said["last"] or said["first"]
    code = said["code"] or (bare if bare not in _WORDS else None)
    return code if code in CURRENCIES else _SIGNS.get(said["sign"] or said["mark"] or "", "")


def parse_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """Read `FIELD=COLUMN` options. Raises UsageError for a field that does not exist."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        name, mark, column = pair.partition("=")
        name = name.strip().lower().replace("-", "_")
        if not mark or name not in SYNONYMS or not column.strip():
            raise UsageError(
                f"--map {pair!r} is not FIELD=COLUMN with a field that arcall knows.",
                f"Fields are: {', '.join(FIELDS)}.",
            )
        if name in mapping:
            raise UsageError(f"--map names the field {name} twice.")
        mapping[name] = column.strip()
    return mapping


def match(
    header: Sequence[str],
    wanted: Mapping[str, str],
    preferred: Mapping[str, Sequence[str]] | None = None,
    silent: Collection[str] = (),
    *,
    strict: bool = True,
) -> dict[str, int]:
    """Return field -> position for one header row; columns in `wanted` by their own name.

    `preferred`: spellings that win over the usual ones. `silent`: fields that are not looked for. `strict`:
    raise InputRefusedError where two columns carry the same name and one of them would be used; else the first.
    """
    squeezed = [squeeze(cell) for cell in header]
    found: dict[str, int] = {}
    for name, column in wanted.items():
        places = [place for place, cell in enumerate(header) if cell.strip() == column]
        places = places or [place for place, cell in enumerate(squeezed) if cell == squeeze(column)]
        if places:
            found[name] = _only(places, header)
    own = preferred or {}
    for names in (own, SYNONYMS):
        for name, spellings in names.items():
            if name not in found and (names is own or (name not in silent and name not in own)):
                _match_one(name, spellings, squeezed, header, found, strict=strict)
    return found


def _match_one(
    name: str,
    spellings: Sequence[str],
    squeezed: list[str],
    header: Sequence[str],
    found: dict[str, int],
    *,
    strict: bool,
) -> None:
    for spelling in spellings:
        places = [place for place, cell in enumerate(squeezed) if cell == spelling]
        if places and not set(places) & set(found.values()):
            # Contact data may well stand there twice, the customer's and a person's.
            found[name] = _only(places, header) if strict and name not in _OFTEN_TWICE else places[-1]
            return


def _only(places: list[int], header: Sequence[str]) -> int:
    if len(places) > 1:
        columns = " and ".join(str(place + 1) for place in places)
        raise InputRefusedError(
            f"Columns {columns} are both called {header[places[0]].strip()!r}.",
            "Rename one of them in the file, so that it is clear which one counts.",
        )
    return places[0]
