"""Which column is which: header names in their many spellings, or as the user maps them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

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
        billtoid billtono shiptono accno acctno acct customer customerkey customerpaymentid clientaccount klantnummer klantnr debiteurnummer debiteurnr asiakasnumero kundnummer kundenummer kundenr codicecliente codcliente vevokod musterikodu sellto selltocustomerno ac acno """.split()
    ),
    "name": tuple(
        """customername custname accountname clientname debtorname companyname company businessname name name1
        customerfullname buyername partnername cardname contactcompany organisation organization
        billto billtoname customer client debtor kunde kundenname firma nomclient nomduclient raisonsociale
        partyname partysname party particulars ledgername customersname clientsname buyer payer billtocustomer cliente
        nombrecliente razonsocial partner partnerdisplayname klant klantnaam debiteur debiteurnaam asiakas kund kundnavn kundennavn musteri vevo vevonev odberatel odbiorca kontrahent nabywca denumireclient ragionesociale nomecliente contactcompanyname selltocustomername invoicepartnerdisplayname invoicepartner nomeclient fullname kundename auftraggeber tercero deudor debtorsname customeraccountname nazwakontrahenta nomdelaclient customerdescription consumername naam namn navn nimi nome nombre nom nazwa nazov nazev nume isim unvan """.split()
    ),
    "number": tuple(
        """invoicenumber invoiceno invoicenum invoiceid invoice invoicecode invoiceref invoicereference invno
        invnumber inv invoicenr invnum documentnumber documentno docnumber docno docnum document billingdocument
        billnumber billno billnum referencenumber transactionnumber transactionno transactionid num
        number voucherno vouchernumber nofacture nfacture numfacture numerodefacture transno transnumber tranno
        trxno trxnumber invno invoicedocno salesinvoiceno taxinvoiceno billref billreference refno refnumber voucher reference ref rechnungsnummer rechnungsnr rechnung belegnummer belegnr
        numerofacture facture numerofactura factura no invoicesno invoicenumbers referencia bill billdocument factuurnummer factuurnr factuur facturanummer fakturanummer fakturanr faktura fakturano numerofattura nfattura fattura documento numdocumento numerodocumento nrfaktury numerfaktury cislofaktury faktury laskunumero lasku szamlaszam faturano fatura faturanumarasi docentry documentreference nrfactura nrdocumento nofactura piece numeropiece numerodepiece referencenumber invoiceidentifier salesinvoice tranid invoiceorbill nummer entryno openingref txnnumber idno trxid """.split()
    ),
    "kind": tuple(
        """documenttype doctype transactiontype transtype invoicetype itemtype vouchertype type belegart kind movetype transaktionstyp dokumenttyp buchungsart tipo tipodocumento typedocument typ soort trantype transactiontypename doctypename typeofdocument """.split()
    ),
    "invoice_date": tuple(
        """invoicedate invdate dateofinvoice billdate billingdate documentdate docdate issuedate issuedon dateissued
        dateinvoiced transactiondate postingdate dated date documentcreatedate rechnungsdatum belegdatum
        datefacture
        datedefacture fechafactura transdate trandate trxdate voucherdate invoicedt invdt datum fecha date posteddate txndate created invoicecreated factuurdatum fakturadatum fakturadato laskupaiva laskunpaivays datafattura datadocumento datadelafactura dataemissao datadeemissao fechaemision fechadefactura fechadocumento datawystawienia datumvystaveni datumvystavenia kelte szamlakelte faturatarihi datafaktury datafacturii invdates billingdocumentdate datedepiece bookingdate buchungsdatum issuedate postdate invoicebilldate issued """.split()
    ),
    "due_date": tuple(
        """duedate invoiceduedate dateduepayment datedue due dueon paymentduedate netduedate dueindate
        baselineduedate maturitydate payby paymentdue faelligkeit faelligkeitsdatum falligkeit falligkeitsdatum
        fallig faellig zahlbarbis scadenza datascadenza datadiscadenza vervaldatum vervaldag forfallsdato forfaldsdato
        forfallodatum datadevencimento faelligam falligam dateecheance datedecheance duedt duedateofpayment
        expirydate dueby echeance fechavencimiento vencimiento duefrom verfalldatum forfallodato vencimientofecha fechadevencimiento forfall terminplatnosci terminzaplaty datumsplatnosti splatnost datumsplatnosti erapaiva hatarido fizetesihatarido esedekesseg vadetarihi sonodemetarihi datascadenta datadescadenta scadenta faelligam dataderegolamento paymentduedates paymentdeadline lastdatetopay duebydate netdate vervaldag """.split()
    ),
    "terms": tuple(
        """terms paymentterms paymentterm termsofpayment creditterms customerpaymentterms cuspaymentterms netterms
        zahlungsbedingungen zahlungsziel conditionspaiement condicionespago betalingsbetingelser betalningsvillkor condizionidipagamento condizionipagamento condicoespagamento betalingstermijn warunkiplatnosci """.split()
    ),
    "amount": tuple(
        """invoiceamount invoicetotal invoicevalue originalamount originalinvoiceamount totalamount totalinvoiceamount
        amountinvoiced grossamount documentamount docamount billedamount amount total totalopenamount invamount
        invoiceamt amt value betrag rechnungsbetrag bruttobetrag montant montantttc importe
        billamount billvalue billamt origamount originalamt origamt invoiceamountgross grossvalue totalvalue invtotal
        invoicegross montanttotal importetotal billamounts bedrag factuurbedrag fakturabelopp belopp belop fakturabelob kwota kwotabrutto brutto castka castkacelkem celkovacastka summa osszeg bruttoosszeg tutar toplamtutar importo importototale totalefattura valor valortotal montanttotalttc montantfacture totalttc betragbrutto gesamtbetrag summebrutto bruttosumme endbetrag amountinclvat amountincvat amountinclgst amountincgst amountinctax amountincludingtax amountincludingvat amountinclusive totalinclvat totalinctax totalincgst totalincludingvat totalincludingtax totalinclusive grandtotal rounedtotal roundedtotal totalsigned amounttotal amounttotalsigned totalgross gross invoicegrossamount totalamountdue originalvalue billingamount debitamount charge charges invoiced billed invoiceamountinclvat amountinvoice totalcharges invoicesum facturatotal netamount nettobetrag netto montantht importeneto valoare valoaretotala totalfactura """.split()
    ),
    "balance": tuple(
        """openbalance openamount amountopen balancedue amountremaining remainingamount amountdue invoicebalance outstanding outstandingamount
        outstandingbalance amountoutstanding openitemamount remainingamount remainingbalance unpaidamount
        unpaidbalance unpaid invoiceamountdue residual residualamount duebalance balance openamt restbetrag
        offenerbetrag saldo solde soldedu saldopendiente
        outstandingamt outstandingbal outstandings osamount osbalance osamt os pendingamount pendingamt pending
        balanceamount balanceamt amountos dueamount netdue remaining stillopen resteadu restantdu montantdu
        importependiente pendiente offen offenebetraege restschuld amountstilldue openvalue totaldue open openamounts amountresidual amountresidualsigned residualamount balanceamounts stilldue todo topay amounttopay openvalue openitem opentotal amountremaining remainingdue remainingamountlcy amountdueremaining rest restbedrag openstaand openstaandbedrag restbelopp utestaende utestaaende restbelob restsum pozostalo dozaplaty pozostalodozaplaty saldoabierto zbyva zbyvauhradit kuhrade neuhrazeno nedoplatek avoinsumma avoin avoinna hatralek fennmaradooosszeg tartozas kalan kalantutar bakiye residuo importoresiduo daincassare saldoaperto emaberto valoremaberto valorpendente restante valorrestante saldopendente sold soldramas deincasat resteapayer restedu montantrestant soldeouvert offenerposten offenerwert offenersaldo offenposten opbetrag offensaldo dueamounts outstandingvalue balanceoutstanding balanceowing balanceowed owed owing amountowed amountowing openbal duebalance totaloutstanding totalopen invoiceopenamount openinvoiceamount saldovencido importependientecobro amountduesigned remainingamt openbalanceamount balancelcy """.split()
    ),
    "paid": tuple(
        """amountpaid paidamount paidtodate invoiceamountpaid paymentsapplied paymentsreceived amountreceived paid payments payment receipts receipt collected collections amountcollected collectedamount cashreceived received receivedamount amountreceived amountsettled settledamount paymentamount paymenttotal totalpaid totalpayments totalreceived paidsofar paymentstodate receivedtodate collectedtodate paidamt amtpaid amtreceived receiptamount receiptsapplied cashapplied appliedpayments paymentapplied amountapplied appliedamount applied allocated amountallocated allocatedamount paymentsmade invoicepaid lesspayments lesspaid alreadypaid deposits depositpaid prepaid prepayment prepayments advance advances advancepaid bezahlt gezahlt zahlungen zahlung bezahltbetrag bezahlterbetrag gezahlterbetrag zahlungseingang zahlungseingange eingegangen bereitsbezahlt anzahlung paye montantpaye montantregle regle reglements reglement encaisse encaissement encaissements paiements paiement acompte acomptes versements dejapaye pagado importepagado cobrado importecobrado pagos cobros abonado anticipo pagato importopagato incassato incassi pagamenti acconto acconti betaald betaaldbedrag betalingen ontvangen voldaan reedsbetaald pago valorpago recebido pagamentos valorrecebido zaplacono wplaty wplacono kwotazaplacona zaplaceno uhrazeno platby uhrady betalt betalinger betalt indbetalt innbetalt betald betalningar inbetalt maksettu maksut suoritukset suoritettu fizetve befizetve befizetesek kifizetve odenen odendi odemeler tahsilat tahsiledilen platit achitat incasari incasat plati oplata оплачено оплаты платежи поступило πληρωμεσ πληρωθεν 入金額 入金 已付金额 已收 수금 입금액 """.split()
    ),
    "days_late": tuple(
        """daysoverdue dayspastdue dayslate overduedays pastduedays latedays overduebydays daysoverduedate overduebyday
        dpd daysdue tageueberfallig tageuberfallig ueberfalligetage uberfalligetage uberfalligseittagen verzugstage joursderetard
        retardjours joursretard diasvencidos diasdeatraso diasatraso diasvencida diasdemora diasdevencido giornidiritardo giorniritardo
        dagentelaat dagenvervallen dniposplatnosci dnipoterminie dnuposplatnosti forfallnedager dagerforfalt overduedayscount
        noofdaysoverdue numberofdaysoverdue dayspast daysinarrears arrearsdays""".split()
    ),
    "paid_flag": tuple(
        "ispaid paidyn paidyesno paidinfull fullypaid issettled isclosed isfullypaid ispaidinfull paymentreceivedyn paymentflag paidflag istbezahlt estpaye pagadosino cleared reconciled".split()
    ),
    "open_flag": tuple("isopen isunpaid isoutstanding isoverdue stillunpaid".split()),
    "debit": tuple(
        "debit debits dr debitamt debitamountlcy soll sollbetrag debet debe debito dare addebito wn winien mad madati borc cargo cargos дебет".split()
    ),
    "credit": tuple(
        "credit credits cr creditamount creditamt haben habenbetrag haber credito avere accredito ma dal alacak abono abonos кредит".split()
    ),
    "credited": tuple(
        """creditsapplied creditapplied creditnotes creditnotesapplied creditnoteamount creditmemos creditmemosapplied creditmemoamount amountcredited creditedamount
        credited adjustment adjustments adjustmentamount discounttaken discountallowed discountstaken settlementdiscount earlypaymentdiscount
        skonto skontobetrag gutschriften gutschrift avoirs notesdecredit allowance allowances deductions deduction rebates rebate refundedamount
        amountrefunded creditnotestotal creditnote creditmemo credits """.split()
    ),
    "written_off": tuple(
        "writeoff writeoffs writtenoff writeoffamount amountwrittenoff writtenoffamount baddebt baddebts baddebtamount abschreibung abgeschrieben forgiven forgivenamount".split()
    ),
    "tax": tuple(
        """tax vat gst hst pst taxamount vatamount gstamount taxtotal totaltax vattotal totalvat totalgst salestax mwst ust umsatzsteuer mehrwertsteuer mwstbetrag ustbetrag steuer steuerbetrag
        tva montanttva iva importeiva igv impuesto impuestos imposta btw btwbedrag moms momsbelob momsbelopp mva alv alvmaara dph vatkwota kwotavat podatek afa kdv kdvtutari iva imposto tvavaloare ндс
        taxes totaltaxes taxamt vatamt gstamt igst invoicetax amounttax taxamountinvoice sumoftax""".split()
    ),
    "dc": tuple(
        "dc drcr debitcredit debitorcredit drorcr dcindicator debitcreditindicator drcrindicator dcflag dcmarker dcsign sign sh shkz sollhaben sollhabenkennzeichen sollhabenkz shkennzeichen vorzeichen sens debitcreditcode dh dareavere posneg plusminus signo wnma indicatordc shkzg balancetype".split()
    ),
    "currency": tuple(
        """currency currencycode curr ccy cur invoicecurrency invoicecurrencycode documentcurrency isocurrency
        transactioncurrency waehrung wahrung devise moneda divisa currencyiso iso currencyid currencysymbol currencyname transcurrency doccurrency doccurr valuta valuuta mena waluta penznem parabirimi para moeda moneta monnaie codedevise codigodivisa currencycodeid invoicecurrencyid waers """.split()
    ),
    "settled_on": tuple(
        """settleddate datesettled settlementdate settledon settled cleardate clearingdate cleareddate dateclear
        paiddate datepaid paidon paymentdate dateofpayment closeddate closedate dateclosed ausgleichsdatum
        bezahltam datepaiement fechapago datepaidon paymentreceiveddate datereceived receiveddate receiptdate paymentreceivedon dateofsettlement lastpaymentdate lastpaydate paidat paidonutc clearedon dateapplied fullypaidon bezahltdatum zahlungsdatum zahlungsdatumam datedepaiement datereglement datedereglement fechacobro fechadepago fechadecobro datapagamento dataincasso betaaldatum betaaldop datumbetaling dataplatnosci datazaplaty datumuhrady datumuhrazeni betalningsdatum betalingsdato betaltdato maksupaiva fizetesdatuma odemetarihi dataincasarii dataplatii датаоплаты """.split()
    ),
    "disputed": tuple(
        "disputed dispute isdisputed indispute disputeflag disputestatus disputecode disputereason strittig bestritten litige".split()
    ),
    "po": tuple(
        """ponumber pono purchaseorder purchaseordernumber purchaseorderno customerpo custpo customerponumber
        customerorder customerorderno po orderno ordernumber yourreference bestellnummer""".split()
    ),
    "country": tuple(
        """countrycode country customercountry billingcountry billtocountry countryiso countryregion landcode
        land pays pais countryname billingcountrycode billtocountrycode """.split()
    ),
    "phone": tuple(
        """phone phonenumber phoneno telephone telephonenumber tel telno contactphone customerphone mobile
        mobilephone telefon telefonnummer telefono phonenumbers workphone homephone businessphone officephone mainphone phonemain phone1 telephone1 telefoon telefoonnummer puhelin telefono1 telefone phonenr customerphoneno cell cellphone altphone alternatephone """.split()
    ),
    "email": tuple(
        """email emailaddress contactemail customeremail billingemail mail mailaddress emailadresse correo emails mainemail emailto primaryemail emailaddresses email1address email1 emailadres epost sahkoposti customeremailaddress courriel """.split()
    ),
    "contact": tuple(
        """contactname contact contactperson attention attn apcontact primarycontact billingcontact ansprechpartner contacts primarycontactname accountspayablecontact kontakt kontaktperson contactpersoon contacto contatto """.split()
    ),
    "credit_limit": tuple(
        """creditlimit customercreditlimit custcreditlimit creditlimitamount creditline creditceiling limit
        kreditlimit kreditlinie limitedecredit limitedecredito plafondcredit limitecredito""".split()
    ),
    "first_name": tuple("firstname contactfirstname vorname prenom".split()),
    "last_name": tuple("lastname surname contactlastname nachname".split()),
    "status": tuple(
        "invoicestatus status documentstatus rechnungsstatus estado paymentstatus paymentstate invoicestate state zahlungsstatus zahlstatus bezahlstatus statut etat statutpaiement estadopago estadodepago stato statopagamento betaalstatus betalingsstatus betalstatus statusfaktury stav stavuhrady stavfaktury tila allapot durum odemedurumu situacao situacaopagamento stare billstatus docstatus accountstatus settlementstatus statuscode openclosed".split()
    ),
    "side": tuple(
        "accounttype accttype koart ledgertype customervendor kontoart arap apar ledger arorap receivableorpayable receivablepayable direction partytype invoicedirection subledger".split()
    ),
    "zone": tuple("timezone zone tz zeitzone".split()),
    "language": tuple("language languagecode lang locale sprache".split()),
}
FIELDS = tuple(SYNONYMS)
# Columns that often stand in ledgers and change no figure; what they hold need not be asked about.
HARMLESS = frozenset(
    """description descriptions memo memos note notes comment comments remark remarks text buchungstext details narration narrative subject item items product
    service productservice sku itemcode lineitem lineno line linenumber quantity qty unit units unitprice price rate unitcost cost costs listprice lineamount linetotal linesubtotal
    subtotal subtotalamount nettotal net totalnet netamount netvalue nettobetrag netto montantht montanthorstaxe taxablevalue taxableamount taxbase baseimponible imponibile untaxedamount amountuntaxed totaluntaxed subtotalexvat
    amountexvat totalexvat totalexcltax amountexcltax taxrate vatrate taxcode vatcode taxpercent discountpercent discountrate discount%  margin profit grossprofit commission freight shipping shippingamount shippingcharge
    exchangerate fxrate currencyrate kurs wechselkurs conversionrate creditlimit creditlimitamount creditterms termsdays paymenttermsdays netdays duedays days age aging ageing agedays invoiceage daysopen daysoutstanding daysold bucket agebucket agingbucket
    ageingbucket period fiscalperiod fiscalyear year month week quarter postingperiod batch batchno batchid journal journalno entryid rowid id recordid uuid guid internalid externalid sequence seq
    branch branchcode location site region area territory district department division businessunit costcenter costcentre profitcenter project projectcode job jobno class classification category segment group customergroup customertype clienttype
    salesperson salesrep rep salesrepresentative accountmanager owner assignedto collector agent createdby modifiedby enteredby user username team
    address address1 address2 address3 addressline1 addressline2 street city town state province county zip zipcode postcode postalcode plz ort strasse billingaddress shippingaddress
    billingstreet billingcity billingstate billingzip shippingcity website url fax faxnumber vatnumber vatid vatno taxid taxno gstin gstno siret abn ein ustid ustidnr iban bic bankaccount
    createddate createdon createdat datecreated creationdate modifieddate modifiedon lastmodified updatedat updatedon lastupdated entrydate entereddate entrydatetime printdate printedon sentdate datesent senton maildate
    shipdate shippingdate deliverydate servicedate orderdate podate startdate enddate periodstart periodend servicestart serviceend discountdate skontodatum reminderdate lastreminder lastreminderdate lastreminderon dunningdate dunninglevel
    mahnstufe mahndatum lastcontact lastcontactdate nextcontact nextcontactdate followupdate promisedate expecteddate expectedpaymentdate statementdate valuedate taxpointdate vatdate reportdate asofdate runningbalance runningtotal
    balanceforward openingbalance customerbalance customertotal accountbalance accounttotal totalbalance customerbalancetotal lcamount amountlcy homeamount homecurrencyamount baseamount basecurrencyamount functionalamount foreignamount
    remamountlcy remainingamtlcy originalamtlcy amountinlocalcurrency balanceinbase totalinbase taxable printed emailed emailsent isemailed sent issent exported recurring isrecurring active isactive inactive isinactive consumer iscompany
    taxinclusive taxexempt istaxable billable urgent priority checkno chequeno checknumber paymentmethod paymentmode paymenttype paymentmeans paymentreference paymentterm paymentreferences methodofpayment zahlungsart zahlungsweise mandate
    accounttype glaccount glcode ledgeraccount controlaccount nominalcode nominal companycode company companyid entity subsidiary creditorid clientcompany fiscaldocument reasoncode creditscore rating score
    daystopay avgdaystopay averagedaystopay ytdsales lastpaymentamount lastsale salesytd deliverynote deliveryno shipvia trackingno transactionid attachments attachment logo customfields tags tag source channel language""".split()
)
_OFTEN_TWICE = ("phone", "email", "contact", "country", "terms", "po")

_CAMEL = str.maketrans(
    {
        "#": "no",
        "\u00df": "ss",
        "\u00e4": "a",
        "\u00f6": "o",
        "\u00fc": "u",
        "\u00b0": "o",
        "\u00ba": "o",
        "\u2116": "no",
        "\u0142": "l",
        "\u00f8": "o",
        "\u00e6": "ae",
        "\u0131": "i",
        "\u0111": "d",
        "\u0153": "oe",
    }
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
_ASIDE = re.compile(r"[(\[][^)\]]*[)\]]")
_NOISE = re.compile(r"[\W_]")


@lru_cache(maxsize=4096)
def squeeze(header: str) -> str:
    """Return a header as synonyms are compared: `Invoice #`, `invoiceNo` and `INVOICE_NO.` all the same."""
    bare = _IN_CURRENCY.sub(lambda said: "" if said["sign"] or _code(said) else said[0], header)
    plain = unicodedata.normalize("NFKD", bare.casefold().translate(_CAMEL))
    squeezed = unicodedata.normalize("NFC", _NOISE.sub("", plain))
    return squeezed if bare == header else _OF_MONEY.get(squeezed, squeezed)


def currency_in(header: str) -> str:
    """Return the ISO 4217 code that a header gives for its column; empty where it gives none."""
    return next(filter(None, map(_code, _IN_CURRENCY.finditer(header))), "")


def _code(said: re.Match[str]) -> str:
    bare = said["last"] or said["first"]
    code = said["code"] or (bare if bare not in _WORDS else None)
    return code if code in CURRENCIES else _SIGNS.get(said["sign"] or said["mark"] or "", "")


# What is said for a field that no column holds.
NO_COLUMN = "-"


def parse_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """Read `FIELD=COLUMN` options; `-` for a field that no column holds. Raises UsageError for an unknown field."""
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
    ignored: Collection[str] = (),
    *,
    strict: bool = True,
) -> dict[str, int]:
    """Return field -> position for one header row; columns in `wanted` by their own name.

    `preferred`: spellings that win over the usual ones. `silent`: fields that are not looked for. `ignored`: columns
    that mean nothing. `strict`: raise InputRefusedError where two columns carry the same name and one of them would be
    used; else the first.
    """
    nothing = {place for column in ignored for place in places_of(header, column)}
    squeezed = _places_by_name(header, nothing)
    found = {
        name: _only(places, header)
        for name, column in wanted.items()
        if (places := places_of(header, column))
    }
    own = preferred or {}
    # What stands in brackets, such as (UTC), may be no part of the name.
    bare = _places_by_name([_ASIDE.sub(" ", cell) for cell in header], nothing)
    for names, spelled in ((own, squeezed), (SYNONYMS, squeezed), (SYNONYMS, bare)):
        for name, spellings in names.items():
            if (
                name not in found
                and name not in wanted
                and (names is own or (name not in silent and name not in own))
            ):
                _match_one(name, spellings, spelled, header, found, strict=strict)
    return found


def _places_by_name(header: Sequence[str], nothing: Collection[int]) -> dict[str, list[int]]:
    places = defaultdict(list)
    for place, cell in enumerate(header):
        if place not in nothing:
            places[squeeze(cell)].append(place)
    return places


def title_of(header: Sequence[str], place: int) -> str:
    """Return what a column is called: its heading, or its number where it has none."""
    return (
        " ".join(header[place].split())
        if place < len(header) and header[place].strip()
        else f"column {place + 1}"
    )


def places_of(header: Sequence[str], column: str) -> list[int]:
    """Return where the columns of that name stand: as it is written, else however it is spaced and cased."""
    exact = [
        place for place in range(len(header)) if column in (header[place].strip(), title_of(header, place))
    ]
    wanted = squeeze(column)
    return exact or [place for place, cell in enumerate(header) if wanted and squeeze(cell) == wanted]


def _match_one(
    name: str,
    spellings: Sequence[str],
    named: Mapping[str, list[int]],
    header: Sequence[str],
    found: dict[str, int],
    *,
    strict: bool,
) -> None:
    for spelling in spellings:
        places = named.get(spelling, [])
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
