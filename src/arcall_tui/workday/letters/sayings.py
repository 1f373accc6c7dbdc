"""What a sentence seems to say, in the languages of letters; one that denies, asks or makes a condition says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from arcall_tui.workday.letters.said_days import month_named


class Saying(StrEnum):
    """What a sentence seems to say."""

    PAID = "says it is paid"
    PROMISE = "will pay"
    DISPUTE = "objects"
    COPY = "wants a copy"
    CALL_BACK = "wants to be called"


_NOT_HERE = (
    r"not (?:received|got)|never (?:received|arrived|got)|nicht (?:erhalten|bekommen)|pas (?:reçu|encore reçu)|no (?:hemos )?recib"
    r"|non (?:abbiamo |è stata )?ricevut|niet ontvangen|nie (?:otrzymali|dotar)|não recebe|nahin mil|届いて(?:おりません|いません|いない)|未着"
)
_SAYINGS = {
    Saying.COPY: r"(?:send|need|resend|forward|provide).{0,40}(?:cop(?:y|ies)|invoice|statement)|cop(?:y|ies) of the|(?:kopie|rechnung|kontoauszug).{0,40}(?:zusenden|schicken|senden)"
    r"|send\w* sie uns.{0,40}(?:kopie|rechnung)|\b(?:copie|duplicata)\b|copia (?:de|della|delle)|kopie(?:ën)? van|kopi[ęei] faktur|cópia|写し|コピー"
    r"|再送|\b(?:copy|prati)\b.{0,30}\bbhej|प्रति.{0,30}भेज",
    Saying.DISPUTE: rf"disput|\bincorrect|wrong (?:price|quantity|amount|rate|item|goods)|(?:price|quantity|amount|rate|total|vat|tax)\w*\b.{{0,40}} (?:(?:is|was|are|were|seems?|looks?) (?:wrong|not (?:right|correct)|too high)|should (?:be|have been)(?! (?:paid|settled|transferred|cleared|released|with you|in your)))"
    rf"|\S*\d\S* (?:is|are|was|were) (?:wrong|not (?:right|correct))|(?:billed|charged|invoiced) (?:us |me |it )?(?:too much|twice|double)|over.?billed|double.?billed|not (?:delivered|ordered)|{_NOT_HERE}"
    r"|zu viel berechnet|doppelt (?:berechnet|in rechnung)|stimmt nicht|nicht korrekt|(?:preis|betrag)\w* .{0,30}zu hoch|trop facturé|facturée? deux fois|n['\u2019]est pas correct|(?:cobrad|facturad)\w* (?:de más|dos veces)|no es correct"
    r"|non è corrett|(?:addebitat|fatturat)\w* due volte|não está corret|cobrad\w* a mais|te veel (?:gefactureerd|berekend)|klopt niet|dubbel gefactureerd|zawyżon|nie zgadza się|間違|二重請求|zyada bill"
    r"|damaged|faulty|overcharged|reklam|falsch|nicht (?:geliefert|bestellt)|beschädigt|mangel|litige|contest(?:e|ons)"
    r"|erron|non (?:reçu|livré|conforme)|disputa|dañad|contestazion|errat[oa]|betwist|onjuist|beschadigd|disputad|irregular"
    r"|相違|破損|誤り|\b(?:galat|kharab|vivad)\b|गलत|खराब|विवाद",
    Saying.CALL_BACK: r"\b(?:call|ring|phone) (?:me|us)\b|give (?:me|us) a (?:call|ring)|rufen sie (?:mich|uns)|rückruf|(?:r?appel(?:ez|er)|téléphon\w+)[- ](?:moi|nous)|me rappeler|nous rappeler"
    r"|llám(?:e|en)(?:me|nos)|llamar(?:me|nos)|(?:mi|ci) (?:ri)?chiam|(?:ri)?chiam(?:ate|i)(?:mi|ci)|ligu?em?(?:-me|-nos| para)|telefon(?:e|ar)(?:-me|-nos| para)|belt? u (?:mij|me|ons)|bel (?:mij|me|ons)|terugbel|proszę (?:o telefon|zadzwonić)|お電話(?:ください|を?いただ|を?お願い)|phone k(?:ar|ijiye)",
    Saying.PROMISE: r"(?:will|['\u2019]ll|shall|going to|plan to|expect to) (?:be )?(?:pa(?:y|id)|settle|transfer|remit|clear(?:ed)? (?:the|this|it))"
    r"|(?:are|am) (?:paying|settling|transferring)|(?:will|['\u2019]ll|shall) (?:be )?(?:process|releas|send|sent|mail|issu)\w* .{0,30}(?:payments?|cheque|check|funds|transfer)\b"
    r"|(?:payment|cheque|funds)\b.{0,60}(?:will|shall|is scheduled|are scheduled|is planned|is due to go)|scheduled (?:for|to be) (?:payment|paid|our pay)|pay(?:ment)? run"
    r"|(?:paiement|règlement|virement|pago|pagamento|bonifico|betaling|zahlung|überweisung|płatność)\b.{0,60}(?:prévu|previst|gepland|geplant|vorgesehen|zaplanowan)"
    r"|(?:bhugtan|payment|paise|rupaye).{0,60}(?:kar (?:denge|dunga|dungi)|karenge|karunga|ho jayega|kiya jayega|bhej denge)|भुगतान.{0,60}(?:देंगे|दूँगा|दूंगा|करेंगे|करूँगा|हो जाएगा|हो जायेगा|किया जाएगा)"
    r"|(?:zahlen|überweisen|begleichen) (?:wir|werden)"
    r"|wir (?:zahlen|überweisen|begleichen)|(?:werden|wird) .{0,60}(?:zahlen|überweisen|überwiesen|beglichen|gezahlt|bezahlt)"
    r"|(?:allons|sera|seront|vais) .{0,20}(?:pay|régl|vir)|paierons|réglerons|effectuerons|pagaremos|(?:se pagar|será pagad|serán pagad|vamos a pagar)"
    r"|pagheremo|salderemo|(?:verrà|verranno|sarà|saranno) .{0,20}(?:pagat|saldat|bonific)|(?:zullen|zal|wordt|worden) .{0,30}(?:betal|betaald|voldaan|overgemaakt)"
    r"|wij betalen|betalen wij|zapłacimy|(?:zostanie|zostaną|będzie) .{0,20}(?:zapłacon|opłacon)|vamos pagar|pagaremos|serão pag|será pag"
    r"|お支払い(?:いた)?します|お?振(?:り)?込み?(?:いた)?します|支払予定|振込予定",
    Saying.PAID: r"(?:was|were|has been|have been|already|we(?: have)?) (?:paid|settled|transferred|remitted)|paid (?:on|by|via)|transferred on"
    r"|(?:we|i)(?: have|['\u2019]ve)? (?:just )?(?:sent|wired|remitted|released) .{0,12}(?:[$€£¥₹]|(?:usd|eur|gbp|inr|jpy|chf|cad|aud|aed|pln|sgd|hkd|mxn|zar) ?)\d|payment .{0,80}(?:made|sent|executed|released|processed)|che(?:que|ck)\b.{0,40}(?:posted|mailed|sent)|(?:remittance|payment) advice"
    r"|bordereau de (?:règlement|paiement)|aviso de (?:pago|pagamento|transferencia)|avviso di (?:pagamento|bonifico)|betalingsadvies|betaalspecificatie|awizo płatności|支払明細|支払通知|भुगतान सूचना"
    r"|(?:bereits|schon) .{0,20}(?:bezahlt|überwiesen|beglichen)|(?:wurden?|haben wir|haben) .{0,60}(?:bezahlt|überwiesen|beglichen|angewiesen)|gezahlt am|überwiesen am|zahlungsavis"
    r"|(?:avons|a été|ont été|a bien été|déjà) .{0,20}(?:payé|réglé|viré|effectué)|avis de (?:paiement|virement)|(?:hemos|ya|fue|fueron) .{0,20}(?:pagad|pagó|transfer)|pagad[oa]s? el"
    r"|(?:abbiamo|già|è stat[oa]|sono state) .{0,20}(?:pagat|saldat|bonific|dispost|effettuat)|\b(?:reeds|al|is|zijn) .{0,40}(?:betaald|voldaan|overgemaakt)|hebben .{0,40}(?:betaald|overgemaakt)"
    r"|zapłacon|zapłacili|opłacon|przelew .{0,20}(?:wykonan|wysłan)|já .{0,10}pag|(?:foi|foram) .{0,20}(?:pag|feit|efetuad)|(?:振込|支払い?|入金|送金)済|お支払い(?:いた)?しました|お?振(?:り)?込み?(?:いた)?しました"
    r"|(?:bhugtan|payment|paise|rupaye).{0,60}(?:kar (?:diya|di|chuke)|ho (?:gaya|gayi|chuka)|kiya gaya|bhej diy?e)|भुगतान.{0,60}(?:कर दिया|हो गया|हो चुका|किया गया|कर चुके)",
}  # fmt: skip
_SAID = {saying: re.compile(pattern, re.IGNORECASE) for saying, pattern in _SAYINGS.items()}
_GOODS = re.compile(
    r"goods|deliver|shipment|parcel|ware|liefer|marchandise|livr|mercanc|merce|consegn|goederen|lever|towar|dostaw|mercador|entreg|商品|納品",
    re.IGNORECASE,
)
# A payment that is denied, came back, or only would, should or could be.
_NO_CALL = re.compile(
    r"(?i)\b(?:not|never|nicht|nie|niemals|pas|jamais|no|nunca|non|mai|não|nao|niet|nooit|mat|nahi)\b|n['\u2019]t\b|ない|ご遠慮"
)
_NO_MORE = re.compile(r"(?i)\bnicht (?:mehr |wieder )?an\b|\bniet (?:meer )?(?:terug|op)\b")
_DENIED = re.compile(
    r"\b(?:not|never|nor|neither|nobody|cannot|unable|unless|yet to|refus\w*|declin\w*|reject\w*|bounc\w*|fail\w*|miss(?:ed|es)|doubt\w*|den(?:y|ied|ies)|unpaid"
    r"|returned|c(?:a|o)me back|reversed|cancell?ed|would|should|could|might|must|ought|supposed|to be (?:paid|settled)|(?:we|i) (?:were|was|get|got|have been) paid"
    r"|nicht|nie|niemals|kein\w*|keinesfalls|weder|abgelehnt|zurückgewiesen|rücklastschrift|storniert|hätten?|würden?|sollten?|müssten?|könnten?|wären?|zu (?:be)?zahlen"
    r"|ne|pas|jamais|aucune?|refusé\w*|rejeté\w*|aurait|auraient|serait|seraient|devrait|à payer"
    r"|nunca|jamás|tampoco|rechazad\w*|devuelt\w*|debería\w*|habría\w*|sería\w*|no (?:se|lo|la|los|las|le|les|hemos|ha|han|fue|está|están|pag\w+|vamos|será|serán|pod\w+)"
    r"|non|né|respint\w*|dovrebbe\w*|sarebbe\w*|avrebbe\w*|da pagare|niet|nooit|geen|geweigerd|zou(?:den)?|te betalen"
    r"|nie|nigdy|odrzucon\w*|powin\w+|do zapłaty|não|nunca|recusad\w*|devolvid\w*|deveria\w*|seria\w*|teria\w*|a pagar|nahin|nahi|nahee)\b"
    r"|n['\u2019]t\b|\bn['\u2019](?=\w)|नहीं|ません|ない|できず|べき|はず|未払|未入金",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|whether|once|when|as soon as|until|provided|subject to|confirm that|(?:up)?on receipt|(?:after|following) (?:the |your )?(?:receipt|receiving|credit)|after (?:we|you) (?:have )?(?:receive|send|sent|credit)|(?:nach|bei) (?:erhalt|eingang)|wenn|falls|sobald|sofern|solange|bevor|ob|(?:à|après|dès) (?:la )?réception|dès que|lorsque|quand|une fois"
    r"|si (?:vous|nous|on|la|le|les|ustedes?|nos|recib\w*|env\w*|ricev\w*|est)|tras (?:recib|la recep)\w*|al recibir|a(?:l)? ricevimento|dopo (?:il |aver )?ricev\w*|após (?:o |a )?rece\w*|na ontvangst|cuando|en cuanto|hasta que|una vez|quando|appena|se (?:non|ric\w+|arriv\w+|receb\w+|voi|ci|nos)"
    r"|assim que|caso|als (?:u|wij|we|de|het)|zodra|indien|wanneer|mits|jeśli|jeżeli|gdy|kiedy|dopiero|czy|po otrzymaniu|agar|jab|yadi)\b|अगर|यदि|जब|場合|次第|たら|れば",
    re.IGNORECASE,
)
_A_PART = re.compile(
    r"\b(?:half|part|partly|partial\w*|rest|remainder|balance of|instal\w+|teil\w*|hälfte|rest\w*|raten?|moitié|partie|acompte|solde|mitad|parte|resto|saldo|plazos?"
    r"|metà|acconto|rate|helft|deel|gedeeltelijk|część|połow\w+|resztę|metade|parcelas?|aadha|kuch|baaki)\b|半分|一部|残り",
    re.IGNORECASE,
)
_JOINING = frozenset(
    "and und sowie von vom für the for per die der den las los del par pour das dos com voor van oraz aur".split()
)
_ASKS = re.compile(r"[?\uff1f]\s*$|か。?\s*$")
_CLAUSE_ENDS = re.compile(
    r"[,;:]\s+|[()\u2013\u2014、]\s*|\s-\s|\b(?:but|because|aber|weil|mais|pero|perché|maar|omdat|ale|mas)\b"
)


def saying_of(sentence: str, numbers: Iterable[str] = ()) -> Saying | None:
    """Tell what a sentence says. An invoice that did not arrive is wanted, goods that did not are objected to.

    `numbers`: of the invoices that its message names.
    """
    saying = next((each for each in _SAID if _clause(each, sentence, numbers)), None)
    if saying in {Saying.DISPUTE, Saying.COPY} and re.search(_NOT_HERE, sentence, re.IGNORECASE):
        return Saying.DISPUTE if _GOODS.search(sentence) else Saying.COPY
    return saying


def denies(sentence: str) -> bool:
    """Whether a sentence denies a payment, or makes it depend on something."""
    return _DENIED.search(sentence) is not None or _CONDITION.search(sentence) is not None


def is_part(sentence: str) -> bool:
    """Whether a sentence speaks of a part of what is owed."""
    return _A_PART.search(sentence) is not None


def clause_of(saying: Saying, sentence: str, numbers: Iterable[str]) -> str:
    """Return the part of a sentence that says it: the clause alone where something else in it is denied.

    Else the sentence as far as it is about that: INV-1 and INV-2 are paid, but not INV-2 in "INV-1 is paid, INV-2
    follows on Friday".
    """
    clause = _clause(saying, sentence, numbers)
    if not clause or _DENIED.search(sentence):
        return clause or sentence
    end = sentence.find(clause) + len(clause)
    for each in re.split(r"(?<=[,;:]\s)", sentence[end:]):
        if _about_another(each, numbers):
            break
        end += len(each)
    return sentence[:end]


def _about_another(clause: str, numbers: Iterable[str]) -> bool:
    """Whether a clause says something of an invoice by itself, and is not just one more of a list."""
    rest = clause
    for number in numbers:
        rest = rest.replace(number, " ")
    words = (word for word in re.findall(r"[^\W\d_]{3,}", rest) if not month_named(word))
    return rest != clause and any(word.lower() not in _JOINING for word in words)


def _clause(saying: Saying, sentence: str, numbers: Iterable[str]) -> str:
    """Return the part of a sentence that says it, and holds; empty where none does."""
    for found in _SAID[saying].finditer(sentence):
        if saying in {Saying.COPY, Saying.DISPUTE}:
            return sentence
        if saying is Saying.CALL_BACK:
            near = sentence[max(0, found.start() - 25) : found.end() + 14]
            return (
                ""
                if _CONDITION.search(sentence) or _NO_CALL.search(near) or _NO_MORE.search(sentence)
                else sentence
            )
        ends = [(each.end(), each.start()) for each in _CLAUSE_ENDS.finditer(sentence)]
        start = max((after for after, _ in ends if after <= found.start()), default=0)
        end = min((before for _, before in ends if before >= found.end()), default=len(sentence))
        if not any(number in sentence[start:end] for number in numbers):
            start = 0  # the rest of it stands before
        condition = _CONDITION.search(sentence, 0, found.start() if saying is Saying.PAID else len(sentence))
        if not (condition or _ASKS.search(sentence) or _DENIED.search(sentence[start:end])):
            return sentence[start:end]
    return ""


def says_paid(line: str) -> bool:
    """Whether a line of a list says that something is paid."""
    said = saying_of(line)
    return said is Saying.PAID or (
        said is None
        and re.search(r"(?i)\b(?:paid|bezahlt|payée?|pagad[oa]|pagat[oa]|betaald|zapłacon[aey])\b", line)
        is not None
        and _DENIED.search(line) is None
    )
