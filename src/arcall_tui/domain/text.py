"""Text from outside, made harmless: what may stay in a name, a note or a cell; folded, as it is compared; its card numbers masked."""

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress

# C0 and C1 controls, DEL; zero-width and bidirectional marks; line and paragraph separators; tags;
# surrogates, which no file can hold. Tab and newline are handled by the callers.
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile(rf"\r\n|{_HOSTILE.pattern}")
_BREAK = r"\t\n\x0b\f\r\x1c-\x1f\x85\u2028\u2029\u00a0"
_BREAK_RUN = re.compile(f"[{_BREAK}]+")
_SPACES = re.compile(f"[{_BREAK} ]+")
FEW = 3
_TELEPHONE = 7  # figures
_MOST_KEPT = 1_000  # words: of a thousand customers with other names nobody reads more
# What is told in short, with all of it before: marks that no text from outside can hold once it is on one line.
_EITHER = re.compile("\x1c([^\x1d]*)\x1d([^\x1e]*)\x1e")
WIDE = frozenset((b"\xff\xfe", b"\xfe\xff"))  # how texts in UTF-16 begin
_BLANKS = re.compile("  +")
_PLAIN = bytes(range(0x20, 0x7F))


def number_of(count: int, one: str, several: str = "") -> str:
    """`number_of(2, "row")` is `2 rows`; with what changes too: `number_of(n, "row is", "rows are")`."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def some(words: Sequence[str], many: int = 0) -> str:
    """Return the first three of some words, each on one line, and how many more there are; `many`: in all, where not all are given."""
    rest = (many or len(words)) - FEW
    return "; ".join(map(one_line, words[:FEW])) + (f" and {rest:,} more" if rest > 0 else "")


def listed(words: Sequence[str], short: str = "", between: str = "; ") -> str:
    """Return some words as `some` has them, or as `short` says it, with all of them beside that for `in_full`."""
    rest = len(words) - _MOST_KEPT
    whole = between.join(map(one_line, words[:_MOST_KEPT])) + (f" and {rest:,} more" if rest > 0 else "")
    return f"\x1c{whole}\x1d{short or some(words)}\x1e" if words else ""


def in_short(text: str) -> str:
    """Return a text of lists as it is told."""
    return _EITHER.sub(r"\2", text)


def in_full(text: str) -> str:
    """Return a text of lists with all that they hold."""
    return _EITHER.sub(r"\1", text)


def one_line(text: str) -> str:
    """Return `text` on one line: hostile characters dropped, runs of white space folded into one blank."""
    # Breaks first become blanks, then what is hostile goes, and last the blanks that it stood between.
    return _BLANKS.sub(" ", _HOSTILE.sub("", _SPACES.sub(" ", text))).strip()


def joined(text: str) -> str:
    """Return a cell's lines on one line; telephones and addresses, one to a line, stay apart."""
    lines = [said for line in text.splitlines() if (said := " ".join(line.split()))]
    apart = all("@" in line or sum(map(str.isdigit, line)) >= _TELEPHONE for line in lines)
    return ("; " if apart else " ").join(lines)


def one_lines(column: tuple[str, ...]) -> tuple[str, ...]:
    """Return a column's cells as `joined` and `one_line` have each; nearly always they are so already, which two looks at all at once tell."""
    text = f"|{'|'.join(column)}|"  # a printable mark between the cells shows blanks at their edges
    blanks = " " in text and ("  " in text or " |" in text or "| " in text)
    return (
        tuple(map(one_line, map(joined, column)))
        if blanks or not beyond(text, _PLAIN).isprintable()
        else column
    )


def beyond(text: str, plain: bytes) -> str:
    """Return what of a text is none of some ASCII characters; ten times as fast as to look at each of a long one."""
    return text.encode(errors="surrogatepass").translate(None, plain).decode(errors="surrogatepass")


def harmless(text: str) -> str:
    """Return `text` as it may be painted: hostile characters dropped, breaks made blanks; its own blanks stay."""
    return _HOSTILE.sub("", _BREAK_RUN.sub(" ", text))


def as_lines(text: str) -> str:
    """Return `text` with its breaks and tabs, but nothing that steers a terminal: for what is printed."""
    return _BREAKS.sub(lambda found: found[0] if found[0] == "\r\n" else "", text)


def characters(content: bytes, says: str = "") -> str:
    """Return a text from outside: UTF-16, UTF-8, else what it says, where it does and that is known, or that of Windows."""
    for encoding in ("utf-16" if content[:2] in WIDE else "utf-8-sig", says):
        with suppress(UnicodeError, LookupError):
            return content.decode(encoding)
    return content.decode("cp1252", "replace")


def many_lines(text: str) -> str:
    """Return `text` as a note may hold it: lines kept, tabs as four blanks, hostile characters dropped."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return _HOSTILE.sub("", unified)


# Letters that no normal form takes apart, as they are typed where a keyboard lacks them.
_LETTERS = str.maketrans("øłđð\u0131ħŧ", "olddiht") | str.maketrans({"þ": "th", "æ": "ae", "œ": "oe"})
# The voicing marks of Japanese make another letter, not an accent.
_VOICING_MARKS = frozenset("\u3099\u309a")


def fold(text: str) -> str:
    """Return `text` in small letters without accents: `Straße` -> `strasse`, `Ёлка` -> `елка`, `Ørsted` -> `orsted`.

    Whatever normal form it came in; full-width letters and ligatures become plain ones.
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in apart if not unicodedata.combining(c) or c in _VOICING_MARKS)
    return unicodedata.normalize("NFKC", bare.translate(_LETTERS))


def squeeze(folded: str) -> str:
    """Return folded text without blanks and signs: `inv-22 01` -> `inv2201`."""
    return "".join(filter(str.isalnum, folded))


_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_AND, _SIGNS = (
    re.compile(r"\+|\b(?:and|und|et)\b|(?<=\w)\s+[ye]\s+(?=\w)"),
    re.compile(r"[\s.,;:'\u2019\"()/_-]+(?!\d)"),
)
_FORM = r"ltd|limited|plc|ll[cp]|inc|corp|gmbh|(?:gmbh\W+co\W+)?kg|ag|e\.?k|sarl|s\.?a\.?s?|s\.?r\.?l|s\.?p\.?a|[bn]\.?v|oyj?|ab|aps|a/?s"
_BY_LAW = re.compile(rf"(?<=\w)\W+(?:(?:pty|pvt|pte)\W+)?(?:{_FORM})\W*$")


def spellings(name: str) -> tuple[set[str], set[str]]:
    """Return how a firm may be spelt, and how one may be that is the same: Ash is Ash Ltd., which is not Ash GmbH; Müller & Co is Mueller y Co."""
    small = unicodedata.normalize("NFC", name).casefold()
    texts = {_AND.sub("&", fold(each)) for each in (small, small.translate(_SPELT))}
    own = {_SIGNS.sub("", re.sub(r"\blimited$", "ltd", each)) for each in texts} - {""}
    bare = {_SIGNS.sub("", _BY_LAW.sub("", each)) for each in texts} - {""}
    return own | {f"{each} " for each in bare}, own | bare | {f"{each} " for each in own}


# Issuer prefixes and the lengths that each has (ISO/IEC 7812): Visa, Mastercard, Amex, Discover, JCB, Diners.
_ISSUERS = (
    (re.compile("4"), (16, 19, 13)),
    (re.compile("5[1-5]|2[2-7]|6011|65|35"), (16,)),
    (re.compile("3[47]"), (15,)),
    (re.compile("3[68]"), (14,)),
)
# A number begins where no letter or digit stands before it.
_CARD_BEGINS = re.compile(r"(?<![^\W_])(?=[2-6]\d)")
# Digits may be set apart by single blanks or dashes, as people say them; what follows may be a date.
_OF_LENGTH = {length: re.compile(rf"\d(?:[ -]?\d){{{length - 1}}}(?!\d)") for length in (13, 14, 15, 16, 19)}
_LAST_DIGITS = 4


def mask_cards(text: str, spared: Container[str] = ()) -> str:
    """Return `text` with all but the last four digits of every card number replaced by `*`.

    `spared`: digits that are no card number, by the caller's word.
    """
    parts, done = [], 0
    for begins, ends in _cards_in(text):
        number = text[begins:ends]
        parts += [text[done:begins], number if digits_of(number) in spared else _masked(number)]
        done = ends
    return "".join([*parts, text[done:]])


def card_numbers(text: str) -> list[str]:
    """Return the digits of every card number in `text`."""
    return [digits_of(text[begins:ends]) for begins, ends in _cards_in(text)]


def _cards_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each card number begins and ends."""
    done = 0
    for start in _CARD_BEGINS.finditer(text):
        if start.start() >= done and (ends := _end_of_card(text, start.start())):
            yield start.start(), (done := ends)


def _end_of_card(text: str, begins: int) -> int:
    """Return where the card number that begins there ends; 0 where none does."""
    for prefix, lengths in _ISSUERS:
        if prefix.match(re.sub(r"[ -]", "", text[begins : begins + 8])):
            found = (_OF_LENGTH[length].match(text, begins) for length in lengths)
            return next((match.end() for match in found if match and _luhn(digits_of(match[0]))), 0)
    return 0


def digits_of(text: str) -> str:
    """Return a text's digits alone, of whatever script."""
    return re.sub(r"\D", "", text)


def _masked(found: str) -> str:
    hidden = sum(map(str.isdigit, found)) - _LAST_DIGITS
    shown = []
    for character in found:
        hide = character.isdigit() and hidden > 0
        hidden -= hide
        shown.append("*" if hide else character)
    return "".join(shown)


def _luhn(digits: str) -> bool:
    """Whether the check digit fits (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0


_POSTCODE_LAST = frozenset("GB IE US CA AU NZ IN ZA SG HK MY TH TW".split())
TOWN = "\t"  # between postcode and town in an address of the book


def town_line(postcode: str, town: str, country: str, region: str = "") -> str:
    """Write postcode and town as the country (ISO 3166) does: Leeds LS1 1AA, 10115 Berlin, Austin TX 78701."""
    if country in _POSTCODE_LAST if country else any(map(str.isalpha, postcode)):
        return " ".join(filter(None, (town, region if country in {"US", "CA", "AU"} else "", postcode)))
    return " ".join(filter(None, (postcode, town)))


def address_lines(text: str, country: str, region: str) -> list[str]:
    """Return an address of the book in lines; none where none is known. `country`: where it is read, if that is known."""
    parted = (line.rpartition(TOWN) for line in text.split("\n") if line.strip())
    return [town_line(code, town, country, region) if mark else town for code, mark, town in parted]
