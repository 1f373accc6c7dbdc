"""The headings of ledgers, as data: how each field is called in the languages of the trade."""

from __future__ import annotations

# Spellings are squeezed: letters and digits only, lower case, "#" read as "no". Earlier ones are preferred.
HEADINGS: dict[str, tuple[str, ...]] = {
    "account": tuple(
        """customeraccount customeraccountnumber account debtor businesspartner bpcode cardcode soldto soldtoparty billtoid billtocustomerno debitor nclient kdnr kdnummer custaccount debtorcodeno billtono shiptono accno acct
        customer clientaccount vevokod musterikodu sellto selltocustomerno ac kontonr subcuenta compteauxiliaire konto kodpodmiotu podmiot relcode relatiecode addressnumber custaccountno""".split()
    ),
    "name": tuple(
        """accountname cust alphaname colastname relbedrijf companyname company businessname name name1 customerfullname cardname contactcompany organisation organization billto billtoname customer client debtor kunde firma raisonsociale partysname party particulars
        ledgername customersname clientsname buyer payer billtocustomer cliente razonsocial partner partnerdisplayname klant debiteur asiakas kund musteri vevo vevonev odberatel odbiorca kontrahent nabywca ragionesociale
        contactcompanyname selltocustomername invoicepartnerdisplayname invoicepartner fullname auftraggeber tercero deudor debtorsname customeraccountname customerdescription consumername naam namn navn nimi nome nombre nom
        nazwa nazwapodmiotu nazov nazev nume isim unvan kontenbeschriftung kontobezeichnung libelleducompte intitule intituleducompte denominacion beschriftung""".split()
    ),
    "number": tuple(
        """invoice inv document billingdocument referencenumber num number tranno invoicedocno salesinvoiceno taxinvoiceno refno refnumber voucher reference ref rechnung facture factura no invoicesno invoicenumbers referencia bill
        billdocument factuur faktura fattura documento faktury lasku szamlaszam fatura faturanumarasi docentry piece salesinvoice tranid invoiceorbill nummer entryno openingref idno notafiscal nf beleg belegfeld1 belegfeld mutfactuur numero nr rechnnr vchno doc numerodocumento numerodeldocumento numerododocumento notitulo fisno evrakno receiptnumber receiptno bilag comprobante cislo doknr invoices folio""".split()
    ),
    "kind": tuple(
        """documenttype doctype transactiontype transtype invoicetype itemtype vouchertype type belegart kind movetype transaktionstyp dokumenttyp buchungsart tipo tipodocumento typedocument typ soort trantype transactiontypename
        doctypename typeofdocument transcode transactioncode trxcode vchtype vchtypename belegtyp tipdocument tipdoc""".split()
    ),
    "invoice_date": tuple(
        """dateofinvoice mutdatum issuedon dateissued dateinvoiced dated date documentcreatedate trandate datum fecha posteddate created invoicecreated laskupaiva laskunpaivays datumvystavenia kelte szamlakelte faturatarihi datafacturii
        invdates billingdocumentdate postdate invoicebilldate issued emissao emision emission fechaexpedicion dato paivays""".split()
    ),
    "due_date": tuple(
        """invoiceduedate fallignetto nettofallig nettofall netduedt mutvervaldatum dateduepayment due dueon paymentduedate dueindate baselineduedate payby paymentdue faelligkeit falligkeit fallig faellig zahlbarbis scadenza vervaldag faelligam falligam duedateofpayment expirydate dueby
        echeance vencimiento duefrom verfalldatum forfall terminplatnosci terminzaplaty splatnost erapaiva hatarido fizetesihatarido esedekesseg vadetarihi sonodemetarihi datascadenta datadescadenta scadenta dataderegolamento
        paymentduedates paymentdeadline lastdatetopay duebydate netdate dueat fvto vencimento vencto vencimentoreal venctoreal vcto vto forfald forfallsdatum vence vto""".split()
    ),
    "terms": tuple(
        """terms zahlungsbedingung zahlungskondition zahlungskonditionen conditions conditionsdepaiement creditdays paymentdays condiciones condizioni betalingsconditie paymentterms paymentterm termsofpayment creditterms customerpaymentterms cuspaymentterms netterms zahlungsbedingungen zahlungsziel conditionspaiement condicionespago betalingsbetingelser betalningsvillkor
        condizionidipagamento condizionipagamento condicoespagamento betalingstermijn warunkiplatnosci""".split()
    ),
    "amount": tuple(
        """originalinvoiceamount totalamount totalinvoiceamount amount total totalopenamount amt value betrag montant montantttc importe invoiceamountgross totalvalue montanttotal importetotal billamounts bedrag belopp belop kwota
        kwotabrutto brutto castka castkacelkem celkovacastka summa osszeg tutar toplamtutar importo importototale totalefattura valor valortotal montanttotalttc totalttc betragbrutto gesamtbetrag summebrutto endbetrag
        amountinclvat amountincvat amountinclgst amountincgst amountinctax amountincludingtax amountincludingvat amountinclusive totalinclvat totalinctax totalincgst totalincludingvat totalincludingtax totalinclusive grandtotal
        rounedtotal roundedtotal totalsigned amounttotal amounttotalsigned totalgross gross invoicegrossamount totalamountdue billingamount debitamount charge charges invoiced billed invoiceamountinclvat totalcharges netamount
        nettobetrag netto montantht importeneto valoare valoaretotala amountinlocalcur importorata importerata""".split()
    ),
    "balance": tuple(
        """openbalance balancedue outstanding outstandingbalance openitemamount remainingbalance unpaidbalance unpaid invoiceamountdue residual residualamount duebalance balance saldo solde soldedu saldopendiente outstandingbal
        outstandings osamount osbalance osamt os pendingamount pendingamt pending amountos netdue remaining stillopen resteadu restantdu pendiente offen offenebetraege restschuld amountstilldue stillowed stilltopay leftopen lefttopay kvarattbetala areceber pdte open openamounts amountresidual
        amountresidualsigned balanceamounts stilldue todo topay amounttopay openitem remainingdue remainingamountlcy amountdueremaining rest openstaand utestaende utestaaende pozostalo dozaplaty pozostalodozaplaty saldoabierto
        zbyva zbyvauhradit kuhrade neuhrazeno nedoplatek avoinsumma avoin avoinna hatralek fennmaradooosszeg tartozas kalan bakiye residuo daincassare saldoaperto emaberto valoremaberto restante saldopendente sold soldramas
        deincasat resteapayer restedu soldeouvert offenerposten offenerwert offenersaldo offenposten opbetrag offensaldo dueamounts balanceoutstanding balanceowing balanceowed owed owing amountowed amountowing openbal
        invoiceopenamount openinvoiceamount saldovencido importependientecobro amountduesigned openbalanceamount balancelcy klikvidaci pozostaje pozostaledozaplaty betraginhauswahrung""".split()
    ),
    "paid": tuple(
        """paidtodate invoiceamountpaid paymentsapplied paymentsreceived paid payments payment receipts receipt collected collections cashreceived received paymentamount paymenttotal totalpayments paidsofar paymentstodate
        receivedtodate collectedtodate receiptsapplied cashapplied appliedpayments paymentapplied amountapplied appliedamount applied allocated amountallocated allocatedamount paymentsmade invoicepaid lesspayments lesspaid
        alreadypaid deposits depositpaid prepaid prepayment prepayments advance advances advancepaid bezahlt gezahlt zahlungen zahlung zahlungseingang zahlungseingange eingegangen bereitsbezahlt anzahlung paye regle reglements
        reglement encaisse encaissement encaissements paiements paiement acompte acomptes versements dejapaye pagado cobrado pagos cobros abonado anticipo pagato incassato incassi pagamenti acconto acconti betaald betalingen
        ontvangen voldaan reedsbetaald pago recebido pagamentos zaplacono wplaty wplacono zaplaceno uhrazeno platby uhrady betalt betalinger indbetalt innbetalt betald betalningar inbetalt maksettu maksut suoritukset suoritettu
        fizetve befizetve befizetesek kifizetve odenen odendi odemeler tahsilat tahsiledilen platit achitat incasari incasat plati oplata оплачено оплаты платежи поступило πληρωμεσ πληρωθεν 入金額 入金 已付金额 已收 수금 입금액 rozliczono rozliczone""".split()
    ),
    "days_late": tuple(
        """daysoverdue dayspastdue dayslate overduedays pastduedays latedays overduebydays daysoverduedate overduebyday dpd daysdue tageueberfallig tageuberfallig ueberfalligetage uberfalligetage uberfalligseittagen verzugstage
        joursderetard retardjours joursretard diasvencidos diasdeatraso diasatraso diasvencida diasdemora diasdevencido giornidiritardo giorniritardo dagentelaat dagenvervallen dniposplatnosci dnipoterminie dnuposplatnosti
        forfallnedager dagerforfalt overduedayscount noofdaysoverdue numberofdaysoverdue dayspast daysinarrears arrearsdays verzugstage arrearsafternetduedate""".split()
    ),
    "paid_share": tuple(
        """paidpercent percentpaid paidpct pctpaid percentagepaid paidpercentage collectedpercent percentcollected bezahltpercent paypercent pagadopercent pagatopercent""".split()
    ),
    "paid_flag": tuple(
        """ispaid paidyn paidyesno paidinfull fullypaid issettled isclosed isfullypaid ispaidinfull paymentreceivedyn paymentflag paidflag istbezahlt estpaye pagadosino cleared reconciled""".split()
    ),
    "void": tuple(
        """void voided isvoid isvoided voidedon voidedat voiddate datevoided cancelled canceled iscancelled iscanceled cancelledon canceledon cancelledat canceledat canceldate cancellationdate
        datecancelled datecanceled deleted isdeleted deletedat storniert stornodatum storniertam annule annulee annulado anulado annullato geannuleerd makulerad""".split()
    ),
    "open_flag": tuple("isopen isunpaid isoutstanding isoverdue stillunpaid".split()),
    "debit": tuple(
        """debit debits dr debitamt debitamountlcy soll sollbetrag debet debe debito dare addebito wn winien mad madati borc cargo cargos дебет cargo""".split()
    ),
    "credit": tuple(
        """credit credits cr creditamount creditamt haben habenbetrag haber credito avere accredito ma dal alacak abono abonos кредит""".split()
    ),
    "credited": tuple(
        """creditsapplied creditapplied creditnotes creditnotesapplied creditnoteamount creditmemos creditmemosapplied creditmemoamount amountcredited creditedamount credited adjustment adjustments adjustmentamount discounttaken
        discountallowed discountstaken settlementdiscount earlypaymentdiscount skonto skontobetrag gutschriften gutschrift avoirs notesdecredit allowance allowances deductions deduction rebates rebate refundedamount
        amountrefunded creditnotestotal creditnote creditmemo credits""".split()
    ),
    "written_off": tuple(
        """writeoff writeoffs writtenoff writeoffamount amountwrittenoff writtenoffamount baddebt baddebts baddebtamount abschreibung abgeschrieben forgiven forgivenamount""".split()
    ),
    "tax": tuple(
        """tax vat gst hst pst taxamount vatamount gstamount taxtotal totaltax vattotal totalvat totalgst salestax mwst ust umsatzsteuer mehrwertsteuer mwstbetrag ustbetrag steuer steuerbetrag tva montanttva iva importeiva igv
        impuesto impuestos imposta btw btwbedrag moms momsbelob momsbelopp mva alv alvmaara dph vatkwota kwotavat podatek afa kdv kdvtutari imposto tvavaloare ндс taxes totaltaxes taxamt vatamt gstamt igst invoicetax amounttax
        taxamountinvoice sumoftax""".split()
    ),
    "dc": tuple(
        """dc drcr debitcredit debitorcredit drorcr dcindicator debitcreditindicator drcrindicator dcflag dcmarker dcsign sign sh shkz sollhaben sollhabenkennzeichen sollhabenkz shkennzeichen vorzeichen sens debitcreditcode dh
        dareavere posneg plusminus signo wnma indicatordc shkzg balancetype""".split()
    ),
    "currency": tuple(
        """currency currencycode curr ccy cur invoicecurrency invoicecurrencycode documentcurrency isocurrency transactioncurrency waehrung wahrung devise moneda divisa currencyiso iso currencyid currencysymbol currencyname
        transcurrency doccurrency doccurr valuta valuuta mena waluta penznem parabirimi para moeda moneta monnaie codedevise codigodivisa currencycodeid invoicecurrencyid waers valuutta deviza hauswahrung belegwahrung belegwaehrung hauswaehrung doccur hwahr bwahr""".split()
    ),
    "settled_on": tuple(
        """settledon settled cleardate cleareddate dateclear paidon dateofpayment closeddate closedate dateclosed ausgleichsdatum bezahltam datepaidon paymentreceiveddate paymentreceivedon dateofsettlement lastpaymentdate
        lastpaydate paidat paidonutc clearedon dateapplied fullypaidon zahlungsdatumam betaaldop datumbetaling dataplatnosci datazaplaty datumuhrady datumuhrazeni betalningsdatum maksupaiva fizetesdatuma odemetarihi
        dataincasarii dataplatii датаоплаты""".split()
    ),
    "disputed": tuple(
        """disputed dispute isdisputed indispute disputeflag disputestatus disputecode disputereason disputeamount disputedamount amountindispute amountdisputed indisputeamount strittig bestritten litige""".split()
    ),
    "po": tuple(
        """ponumber pono purchaseorder purchaseordernumber purchaseorderno customerpo custpo customerponumber customerorder customerorderno po orderno ordernumber yourreference bestellnummer""".split()
    ),
    "country": tuple(
        """countrycode country customercountry billingcountry billtocountry countryiso countryregion landcode land pays pais countryname billingcountrycode billtocountrycode""".split()
    ),
    "phone": tuple(
        """phone phonenumber phoneno telephone telephonenumber tel telno contactphone customerphone mobile mobilephone telefon telefonnummer telefono phonenumbers workphone homephone businessphone officephone mainphone phonemain
        phone1 telephone1 telefoon telefoonnummer puhelin telefono1 telefone phonenr customerphoneno cell cellphone altphone alternatephone telefongeschaftlich geschaftstelefon mobiltelefon telefonarbeit telephonebureau telephoneprofessionnel telefonotrabajo telefonoufficio teltravail""".split()
    ),
    "email": tuple(
        """email emailaddress contactemail customeremail billingemail mail mailaddress emailadresse correo emails mainemail emailto primaryemail emailaddresses email1address email1 emailadres epost sahkoposti customeremailaddress
        courriel""".split()
    ),
    "contact": tuple(
        """contactname contact contactperson attention attn apcontact primarycontact billingcontact ansprechpartner contacts primarycontactname accountspayablecontact kontakt kontaktperson contactpersoon contacto contatto""".split()
    ),
    "credit_limit": tuple(
        """creditlimit customercreditlimit custcreditlimit creditlimitamount creditline creditceiling limit kreditlimit kreditlinie limitedecredit limitedecredito plafondcredit limitecredito""".split()
    ),
    "first_name": tuple("firstname contactfirstname vorname prenom".split()),
    "last_name": tuple("lastname surname contactlastname nachname".split()),
    "status": tuple(
        """invoicestatus status documentstatus rechnungsstatus estado paymentstatus paymentstate invoicestate state zahlungsstatus zahlstatus bezahlstatus statut etat statutpaiement estadopago estadodepago stato statopagamento
        betaalstatus betalingsstatus betalstatus statusfaktury stav stavuhrady stavfaktury tila allapot durum odemedurumu situacao situacaopagamento stare billstatus docstatus accountstatus settlementstatus statuscode openclosed stan stanrozliczenia""".split()
    ),
    "side": tuple(
        """accounttype accttype koart ledgertype customervendor kontoart arap apar ledger arorap receivableorpayable receivablepayable direction partytype invoicedirection subledger kierunek""".split()
    ),
    "zone": tuple("timezone zone tz zeitzone".split()),
    "language": tuple("language languagecode lang locale sprache".split()),
}

# Headings that are made of two or three words, one of each group; - stands for no word.
_CUSTOMER = "customer client debtor cust kunden kunde kund klanten klant debiteuren debiteur debitoren debitor cliente tiers asiakas kontrahenta klienta odberatele zakaznika musteri cari buyer payer partner party"
_OF = "- de del du da dela di d"
_NO = "number no num nr id code ref nummer numero nro kode codigo codice numer kod cislo numara identifier key nbr"
_DOC = """invoice inv bill document doc docto voucher reference rg re transaction trans txn trx rechnungs rechnung beleg faktura fakturan fakturu faktury factuur facture factura fra fattura fatura lasku laskun szamla documento docum piece titulo
    comprobante bilag bilags"""
_DAY = "date dt datum dato data fecha dat"
_DUE = "due netdue maturity falligkeits faelligkeits fallig vencimiento vencimento vencto vcto vto venc scadenza echeance vervaldag verval forfalls forfall forfallo forfalds eraantymis splatnosti platnosci vade esedekesseg"
_MONEY = "amount amt total value sum betrag summe montant importe importo valor vlr monto bedrag belopp belop belob kwota castka osszeg tutar tutari suma gross brutto"
_OPEN = """open outstanding remaining unpaid due offener offene offenes offen rest pendiente pendente abierto aberto restant du residuo aperto openstaand openstaande utestaende restante saldo kalan nezaplacena pozostala hatralekos
    balance"""
# Words of a heading that say that what stands below is still to be paid, is what there is to pay, was paid, or is not asked for.
OPEN_WORDS = frozenset(f"{_OPEN} bal left owed owing owes kvar receber долг остаток".split()) - {"du", "rest"}
PAYABLE_WORDS = frozenset(
    "payable pay collect pagar pagare payer betalen zahlbetrag zahlen zahlung aberto".split()
)
_DEBIT = "soll debit dr debe debito dare debet borc"
_CREDIT = "haben credit cr haber credito avere kredit alacak"
_PAID = """paid received collected settled receipt bezahlt bezahlter gezahlter gezahlt bezahlte paye regle encaisse pagado cobrado pagato incassato betaald ontvangen pago recebido zaplacona zaplacena betald betalt innbetalt
    indbetalt maksettu odenen"""
PAID_WORDS = frozenset(f"{_PAID} rcvd paiement".split()) - {"receipt"}
# Parts of words for what is held back for a while, or let off; it is no tax.
HELD_BACK = """retention retainage holdback einbehalt retenue retencion discount skonto rabatt deposit tds wht withh ritenuta irpf""".split()
# What is billed besides goods and work, on top of what is net.
ON_TOP = frozenset(
    "freight shipping shippingamount shippingcharge porto versand fraisdeport spedizione handling".split()
)
COMPOSED: dict[str, tuple[tuple[str, ...], ...]] = {
    "account": ((_CUSTOMER, _NO),
        ("account acct ac", "number no num nr id code ref reference"),
        ("number no num nr code codigo codice numero id idcode kod cod nro", _OF,"client cliente tiers customer clientes")),
    "name": ((_CUSTOMER,"name namn navn naam nom nombre nome nimi adi unvani names full bezeichnung"),
        ("name nom nombre nome denumire nazwa nazev nimi raisonsociale razonsocial ragionesociale", _OF,"client cliente tiers customer klienta kontrahenta odberatele zakaznika")),
    "number": ((_DOC, _NO + " reference"),
        ("number no num nr numero n nro ref reference cislo numer", _OF,"invoice bill document facture factura fattura fatura fra documento doc titulo piece comprobante faktury dokumentu dokladu")),
    "invoice_date": ((_DOC, _DAY),
        (_DAY, _OF,"invoice bill document facture factura fattura fatura fra documento doc piece comprobante emissao emision emissione emission emissaodocumento issue faktury faktura dokumentu dokladu wystawienia vystaveni"),
        ("issue emission posting booking billing buchungs", _DAY)),
    "due_date": ((_DUE, _DAY), (_DAY, _OF, _DUE)),
    "amount": ((_DOC, _MONEY),
        (_MONEY, _OF,"invoice bill document facture factura fattura fatura fra documento doc titulo piece comprobante faktury dokumentu original invoiced billed"),
        ("original orig invoiced billed gross brutto ursprungs", "- trx doc document invoice transaction", _MONEY)),
    "balance": (("current", "trx doc document invoice transaction", _MONEY), (_OPEN, _MONEY), (_MONEY, _OF, _OPEN), (_DOC,"balance outstanding open saldo solde unpaid residual remaining")),
    "debit": ((_MONEY, _DEBIT), (_DEBIT, _MONEY)),
    "credit": ((_MONEY, _CREDIT), (_CREDIT, _MONEY)),
    "paid": ((_PAID, _MONEY), (_MONEY, _PAID)),
    "settled_on": ((_PAID + " payment settlement clearing zahlungs betalings betaal", _DAY), (_DAY, _OF, _PAID + " payment settlement paiement reglement encaissement pago cobro pagamento incasso")),
}  # fmt: skip

# Further spellings, as people write them, parted by semicolons.
WRITTEN: dict[str, str] = {
    "account": """得意先コード; 取引先コード; 顧客コード; 顧客番号; 顧客ID; 得意先番号; 客户编号; 客户代码; 客户编码; 客戶編號; 客戶代碼; 거래처코드; 고객번호; 고객코드; 고객ID; код клиента;
        номер клиента; код контрагента; код покупателя; код клієнта; κωδικός πελάτη; رقم العميل; كود العميل; رمز العميل;
        ग्राहक आईडी; ग्राहक कोड; รหัสลูกค้า; müşteri no; müşteri kodu; cari kod; cari kodu; nr klienta; kod klienta; kod
        kontrahenta; číslo odběratele; kód odběratele; číslo zákazníka; vevőkód; ügyfélkód; ügyfélszám; kundeid; klant
        id; código de cliente; codice cliente; cod client; mã khách hàng; מס' לקוח; מספר לקוח; קוד לקוח; מפתח חשבון""",
    "name": """Organization Name; 得意先名; 取引先名; 取引先名称; 顧客名; 請求先; 請求先名; 得意先; 取引先; 顧客; 会社名; 客户名称; 客户; 客戶名稱; 客戶; 公司名称; 公司名稱; 往来单位; 购买方名称; 购方名称; 单位名称; 거래처명;
        거래처; 고객명; 고객; 회사명; 상호; 업체명; клиент; контрагент; покупатель; заказчик; наименование; наименование клиента;
        наименование контрагента; плательщик; дебитор; должник; клієнт; покупець; замовник; πελάτης; επωνυμία; επωνυμία
        πελάτη; όνομα πελάτη; اسم العميل; العميل; اسم الزبون; الزبون; ग्राहक; ग्राहक का नाम; पार्टी का नाम; ชื่อลูกค้า;
        ลูกค้า; müşteri adı; müşteri unvanı; cari; cari adı; cari unvan; klient; nazwa klienta; odběratel; zákazník;
        název zákazníka; název odběratele; vevő neve; ügyfél; ügyfél neve; nome do cliente; cliente nome; client nume;
        klient nimi; khách hàng; nama pelanggan; pelanggan; купувач; клиент име; kupac; kupec; שם לקוח; לקוח; שם הלקוח""",
    "number": """請求書番号; 請求番号; 請求書No; 伝票番号; 请求书号; 发票号码; 发票号; 发票编号; 發票號碼; 單據編號; 单据编号; 单据号; 发票; 账单号; 청구서번호; 송장번호; 인보이스번호; 계산서번호;
        세금계산서번호; 전표번호; 문서번호; номер счета; № счета; счет; счет-фактура; номер документа; номер; документ; номер
        накладной; номер рахунку; рахунок; счёт №; счет №; № счёта; αριθμός τιμολογίου; αρ. τιμολογίου; τιμολόγιο; αριθμός παραστατικού; αρ.
        παραστατικού; παραστατικό; رقم الفاتورة; الفاتورة; رقم المستند; चालान संख्या; चालान नंबर; बिल नंबर; बिल संख्या;
        इनवॉइस नंबर; เลขที่ใบแจ้งหนี้; เลขที่เอกสาร; เลขที่ใบกำกับภาษี; ใบแจ้งหนี้; belge no; fatura numarası; evrak no;
        numer dokumentu; nr dokumentu; číslo dokladu; variabilní symbol; doklad; sorszám; számla sorszáma;
        bizonylatszám; számla; número da fatura; nº da fatura; fakturanummer; laskun numero; số hóa đơn; nomor faktur;
        no faktur; מס' חשבונית; מספר חשבונית; חשבונית; מספר מסמך; אסמכתא""",
    "invoice_date": """請求日; 発行日; 請求書発行日; 売上日; 伝票日付; 日付; 发票日期; 开票日期; 發票日期; 開票日期; 单据日期; 單據日期; 日期; 청구일; 발행일; 작성일자; 송장일; 송장일자; 발행일자; 청구일자;
        거래일자; 전표일자; 일자; дата счета; дата; дата документа; дата выставления; дата рахунку; ημερομηνία τιμολογίου;
        ημερομηνία έκδοσης; ημερομηνία παραστατικού; ημερομηνία; تاريخ الفاتورة; التاريخ; تاريخ الإصدار; चालान तिथि; बिल
        तिथि; बिल दिनांक; दिनांक; तारीख; วันที่ใบแจ้งหนี้; วันที่เอกสาร; วันที่ออก; วันที่; tarih; belge tarihi; fatura
        tarihi; data dokumentu; data sprzedaży; datum dokladu; kiállítás dátuma; kiállítás; számla dátuma; kelt; data da
        fatura; ngày hóa đơn; tanggal faktur; tanggal; תאריך; תאריך חשבונית; תאריך מסמך""",
    "due_date": """支払期限; 支払期日; 入金期日; 入金予定日; 期日; お支払期限; 支払期限日; 回収予定日; 到期日; 到期日期; 付款到期日; 付款期限; 应收日期; 應收日期; 만기일; 납기일; 결제예정일; 지급기일;
        납부기한; 결제기한; 지급예정일; 입금예정일; 수금예정일; 만기일자; срок оплаты; срок платежа; оплатить до; дата погашения; срок погашения;
        крайний срок; термін оплати; строк оплати; ημερομηνία λήξης; λήξη; προθεσμία πληρωμής; تاريخ الاستحقاق;
        الاستحقاق; موعد الاستحقاق; देय तिथि; देय तारीख; नियत तिथि; วันครบกำหนด; วันที่ครบกำหนด; กำหนดชำระ; ครบกำหนด;
        วันครบกำหนดชำระ; vade; vade tarihi; son ödeme; termin płatności; termin; data wymagalności; datum splatnosti;
        splatno; esedékesség; fizetési határidő; data vencimento; data de vencimento; data scadentă; ngày đến hạn; jatuh
        tempo; tanggal jatuh tempo; תאריך פרעון; תאריך פירעון; תאריך לתשלום; לתשלום עד""",
    "amount": """請求金額; 請求額; 金額; 合計金額; 税込金額; 請求合計; 发票金额; 金额; 發票金額; 应收金额; 應收金額; 价税合计; 开票金额; 总金额; 總金額; 含税金额; 청구금액; 금액; 합계금액; 총금액;
        공급대가; 송장금액; 총액; сумма; сумма счета; сумма документа; сумма с НДС; сума; сума рахунку; ποσό; ποσό τιμολογίου;
        συνολικό ποσό; αξία; مبلغ الفاتورة; المبلغ; قيمة الفاتورة; المبلغ الإجمالي; الإجمالي; राशि; बिल राशि; कुल राशि;
        चालान राशि; จำนวนเงิน; ยอดเงิน; ยอดรวม; ยอดใบแจ้งหนี้; รวมเงิน; tutarı; fatura tutarı; genel toplam; wartość
        brutto; wartość; należność; celkem; celkem s DPH; částka s DPH; összeg; végösszeg; bruttó összeg; számla
        összege; valor total; valor da fatura; số tiền; jumlah tagihan; jumlah; סכום; סכום כולל מע"מ; סה"כ; סכום חשבונית; סה"כ לתשלום""",
    "balance": """残高; 未収金; 未入金額; 未回収額; 売掛残高; 売掛金残高; 未収残高; 請求残高; 残額; 余额; 餘額; 未付金额; 未收金额; 未付金額; 未收金額; 未收款; 应收余额; 應收餘額; 未结金额; 欠款金额;
        欠款; 未核销金额; 잔액; 미수금; 미수금액; 미수잔액; 미납금액; 미결제금액; 미납액; 외상잔액; остаток; долг; задолженность; остаток долга; остаток
        задолженности; не оплачено; сумма долга; к оплате; сальдо; залишок; борг; заборгованість; υπόλοιπο; ανεξόφλητο
        υπόλοιπο; ανεξόφλητο ποσό; οφειλόμενο ποσό; οφειλή; الرصيد; المبلغ المستحق; الرصيد المستحق; المتبقي; المبلغ
        المتبقي; बकाया; बकाया राशि; शेष; शेष राशि; ยอดคงเหลือ; ยอดค้างชำระ; คงเหลือ; ค้างชำระ; ยอดคงค้าง; kalan; açık
        bakiye; kalan bakiye; nierozliczone; kwota pozostała; nieuregulowane; dluh; zbývá uhradit; k úhradě; nyitott;
        nyitott összeg; egyenleg; saldo em aberto; valor em aberto; còn nợ; sisa tagihan; sisa; יתרה; יתרה לתשלום; יתרת חוב""",
    "paid": """入金済額; 入金金額; 回収額; 已收金额; 已收款; 收款金额; 已付; 已收金額; 已付金額; 已核销金额; 回款金额; 수금액; 입금; 납부금액; 입금금액; 수금금액; сумма оплаты; оплата;
        сплачено; πληρωμένο; πληρωμένο ποσό; πληρωμές; εισπράξεις; εξοφλημένο ποσό; المدفوع; المبلغ المدفوع; المسدد;
        भुगतान; भुगतान राशि; प्राप्त राशि; ชำระแล้ว; ยอดชำระ; รับชำระ; ödenen tutar; ödeme; wpłata; zaplaceno;
        rendezett; kiegyenlítve; kiegyenlített összeg; valor pago; đã thanh toán; terbayar; dibayar; שולם; סכום ששולם""",
    "settled_on": """入金日; 回収日; 決済日; 消込日; 付款日期; 收款日期; 结清日期; 收款日; 回款日期; 입금일; 수금일; 결제일; 납부일; 입금일자; дата поступления; дата погашения
        долга; ημερομηνία εξόφλησης; ημερομηνία είσπραξης; تاريخ الدفع; تاريخ السداد; भुगतान दिनांक; วันที่ชำระ;
        วันที่รับชำระ; tahsilat tarihi; data rozliczenia; datum zaplacení; kiegyenlítés dátuma; data do pagamento; ngày
        thanh toán; tanggal bayar""",
    "status": """ステータス; 状態; 入金状況; 支払状況; 入金ステータス; 状态; 狀態; 付款状态; 收款状态; 发票状态; 付款狀態; 상태; 결제상태; 수금상태; 입금상태; 납부상태; статус; состояние;
        статус оплаты; статус счета; κατάσταση; الحالة; حالة الفاتورة; حالة الدفع; स्थिति; สถานะ; fatura durumu; status
        płatności; stav platby; státusz; fizetési állapot; trạng thái; status pembayaran; סטטוס; מצב""",
    "kind": """種別; 伝票種別; 取引種別; 伝票区分; 单据类型; 类型; 類型; 單據類型; 유형; 전표유형; 문서유형; тип документа; вид документа; тип; вид операции; τύπος
        παραστατικού; είδος παραστατικού; τύπος; النوع; نوع المستند; ประเภทเอกสาร; ประเภท; belge türü; evrak türü; typ
        dokumentu; typ dokladu; druh dokladu; bizonylat típusa; típus""",
    "tax": """消費税; 税額; 消費税額; 税额; 稅額; 세액; 부가세; 부가가치세; сумма НДС; ПДВ; ΦΠΑ; الضريبة; ضريبة القيمة المضافة; ภาษี;
        ภาษีมูลค่าเพิ่ม; KDV; kwota podatku; áfa összeg""",
    "currency": """通貨; 通貨コード; 币种; 幣別; 币别; 货币; 幣種; 통화; 통화코드; валюта; νόμισμα; العملة; मुद्रा; สกุลเงิน; döviz; döviz cinsi; měna;
        deviza; tiền tệ; mata uang; מטבע""",
    "phone": """Business Phone; Phone 1 - Value; 電話番号; 電話; 电话; 联系电话; 手机; 聯絡電話; 전화번호; 전화; 연락처; 휴대폰; телефон; номер телефона; тел; τηλέφωνο; الهاتف; رقم الهاتف;
        الجوال; फ़ोन; मोबाइल; โทรศัพท์; เบอร์โทร; เบอร์โทรศัพท์; cep telefonu; nr telefonu; điện thoại; telepon""",
    "email": """E-mail 1 - Value; メールアドレス; メール; 邮箱; 电子邮件; 電子郵件; 이메일; эл. почта; почта; электронная почта; ηλεκτρονικό ταχυδρομείο; البريد
        الإلكتروني; ईमेल; อีเมล; e-posta; poczta; adres e-mail; e-mailová adresa""",
    "contact": """担当者; 担当者名; 联系人; 聯絡人; 담당자; 담당자명; контактное лицо; контакт; υπεύθυνος επικοινωνίας; جهة الاتصال; ผู้ติดต่อ;
        yetkili; yetkili kişi; osoba kontaktowa; kontaktní osoba; kapcsolattartó""",
    "days_late": """延滞日数; 超過日数; 逾期天数; 逾期天數; 연체일수; дней просрочки; дни просрочки; просрочка дней; днів прострочення; ημέρες
        καθυστέρησης; أيام التأخير; विलंब दिन; จำนวนวันเกินกำหนด; วันเกินกำหนด; gecikme günü; geciken gün; gecikme gün
        sayısı; dni opóźnienia; dny po splatnosti; késedelmes napok; késedelem napokban""",
    "terms": """支払条件; 付款条件; 付款條件; 결제조건; 지급조건; условия оплаты; όροι πληρωμής; شروط الدفع; เงื่อนไขการชำระเงิน; ödeme koşulları;
        platební podmínky; fizetési feltétel""",
    "debit": """借方; 借方金额; 借方金額; 차변; χρέωση; مدين; เดบิต; nakit borç""",
    "credit": """貸方; 貸方金額; 贷方; 贷方金额; 대변; πίστωση; دائن; เครดิต""",
    "dc": """貸借; 貸借区分; 借贷; 借贷方向; 차대; дт/кт; borç/alacak""",
}  # fmt: skip

# Columns that often stand in ledgers and change no figure; what they hold need not be asked about.
HARMLESS_WORDS = frozenset(
    """description descriptions memo memos note notes comment comments remark remarks text buchungstext details narration narrative subject item items product
    service productservice sku itemcode lineitem lineno line linenumber quantity qty unit units unitprice price rate unitcost cost costs listprice lineamount linetotal linesubtotal
    subtotal subtotalamount nettotal net totalnet netamount netvalue nettobetrag netto montantht montanthorstaxe taxablevalue taxableamount taxbase baseimponible imponibile untaxedamount amountuntaxed totaluntaxed subtotalexvat
    amountexvat totalexvat totalexcltax amountexcltax taxrate vatrate taxcode vatcode taxpercent discountpercent discountrate  margin profit grossprofit commission freight shipping shippingamount shippingcharge
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
HARMLESS_WRITTEN = """備考; 摘要; 住所; 郵便番号; 部門; 件名; 品名; 数量; 単価; 税抜金額; 税抜額; 小計; 営業担当; 税率; 备注; 備註; 地址; 单价; 不含税金额; 部门; 业务员; 비고; 적요; 주소; 단가;
    공급가액; 품목; 부서; 수량; комментарий; примечание; адрес; инн; кпп; договор; менеджер; сумма без ндс; ставка ндс; курс;
    коментар; адреса; єдрпоу; σχόλια; παρατηρήσεις; διεύθυνση; αφμ; δου; καθαρή αξία; ملاحظات; العنوان; टिप्पणी;
    पता; หมายเหตุ; ที่อยู่; açıklama; adres; vergi no; vergi dairesi; kur; ara toplam; opis; uwagi; nip; wartość
    netto; netto; kwota netto; poznámka; adresa; ičo; dič; částka bez dph; megjegyzés; cím; adószám; nettó összeg;
    observações; endereço; bemerkung; notiz; kommentar; opmerking; omschrijving; huomautus; nota; observaciones;
    direccion; dirección; adresse; indirizzo; steuersatz; cif; nif; p.iva; partita iva; codice fiscale; kvk; org.nr;
    cvr"""
