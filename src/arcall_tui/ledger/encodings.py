"""What a text that is not UTF-8 was written in, judged by the letters that its bytes would be."""

import codecs
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise

from arcall_tui.errors import InputRefusedError
from arcall_tui.ledger.columns import KNOWN, squeeze
from arcall_tui.ledger.questions import asking, option
from arcall_tui.packaged import table_of

_FILE = table_of("ledger/encodings")
_LATIN: dict[str, str] = _FILE["latin"]
_SINGLE: dict[str, Sequence[str]] = _FILE["single"]
_SCRIPTS: dict[str, str] = _FILE["scripts"]
_WIDE: dict[str, tuple[int, int]] = _FILE["wide"]
_PUNCTUATION = frozenset("\u00a0«»“”„‘’‚‹›–—…•·§°ºª€£¥©®™²³½¼¾¿¡±×¨´¤¦¹µ‰†ˆ")
# A letter beyond ASCII within a word: a sign alone tells nothing of the words beside it.
_BEYOND = re.compile(r"[^\W\d_a-zA-Z]")
_CELL_ENDS = re.compile(r"[,;\t|\r\n\"]")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0e31-\u0e4e\u064b-\u0652'’-])*")
# A sign within a word is no letter of it, nor is a paragraph's mark before one, or a quote's end before a Greek one.
_BROKEN = re.compile(
    r"[^\W\d_][°±²³¹¤¦¨´×¶µ¼½¾¢£¥§¿¡ª«»–—€™®©ˆ†‰…“”„‹›√≈≤≥⌠⌡─-■][^\W\d_]|¶(?=[^\W\d_])|(?<!\w)’(?=[Ͱ-Ͽ])"
)
# Nor is a letter alone beside a figure one: a sign of money stands there, or a space between thousands.
_LONE = re.compile(
    r"""[0-9][^\x00-\x7f\u00a0´’][0-9]{3}[.,][0-9]{2}(?![0-9])|[0-9][ \u00a0]?[^\W\d_a-zA-Z](?=["']?(?:[,;\t|\r\n]|$))|(?:^|[,;\t|"'])[^\W\d_a-zA-Z][ \u00a0]?[0-9]""",
    re.MULTILINE,
)
# What these are for is seldom written any more: they count where nothing else fits.
_SELDOM = frozenset(
    {"cp775", "mac_latin2", "cp857", "iso8859_15", "cp864", "cp862", "cp737", "iso8859_5", "koi8_u"}
)
# No Russian word begins with them.
_NEVER_FIRST = frozenset("ЬЪЫьъы")
_FINALS = frozenset("םןץףך")
_MOST_SHOWN = 4
_LONGEST_HEADING = 60


def find(name: str, sample: bytes) -> str:
    """Return the encoding of bytes that are not UTF-8.

    Raises AskError where two fit, with what each makes of the words.
    """
    lines = [line for line in sample.splitlines() if not line.isascii()]
    text = b"\n".join(lines)
    fits, headed = _fitting(text), _by_headings(text)
    fits = [each for each in fits if each in headed] or headed or fits
    if not fits:
        return "cp1252" if _decoded(text, "cp1252") else "latin_1"
    best = fits[0]
    readings = {best: _decoded(text, best)}
    for other in fits[1:]:
        if (read := _decoded(text, other)) not in readings.values():
            readings[other] = read
    if len(readings) == 1:
        return best
    raise asking(
        f"{name} is not written in UTF-8, and can be read in {len(readings)} ways: which names are right?",
        *(
            (option("encoding", each), told)
            for each, told in zip(readings, _samples([*readings.values()]), strict=True)
        ),
        free="--encoding ",
    )


def _by_headings(text: bytes) -> list[str]:
    """Return the encodings in which most cells are headings of ledgers, none where none is."""
    read = {each: _decoded(text, each) or "" for each in (*_SINGLE, *_SCRIPTS, *_WIDE)}
    known = dict[str, int]()
    for each, words in read.items():
        cells = (cell for cell in _CELL_ENDS.split(words) if len(cell) <= _LONGEST_HEADING)
        known[each] = len(KNOWN.intersection(squeeze(cell) for cell in cells if _BEYOND.search(cell)))
    most = max(known.values())
    best = [each for each, count in known.items() if count == most > 0]
    return _usual([each for each in best if not _BROKEN.search(read[each])])


_TWICE = re.compile(r"[ÂÃÄÅÆâ][^\x00-\x7f]|[Ç-ï][^\x00-\x7f]{2}")


def read_again(line: str) -> str:
    """Return a line whose UTF-8 was read as another encoding and written anew as it was: Grünwald for GrÃ¼nwald."""
    for other in ("cp1252", "latin_1"):
        with suppress(UnicodeError):
            return line.encode(other).decode()
    return line


def was_read_wrongly(lines: Sequence[str]) -> str:
    """Return a word of a text whose letters beyond ASCII are all UTF-8 that was read as another encoding; empty where one is not, or a single É before a mark may be meant."""
    beyond = [line for line in lines if not line.isascii()]
    wrong = any(map(_TWICE.search, beyond)) and all(read_again(line) != line for line in beyond)
    return next((word for word in beyond[0].split() if not word.isascii()), "") if wrong else ""


def check(name: str, encoding: str) -> str:
    """Return an encoding's own name. Raises InputRefusedError for one that is not known."""
    try:
        return codecs.lookup(encoding.strip().replace(" ", "")).name
    except LookupError:
        raise InputRefusedError(
            f"{encoding!r} is no encoding that arcall knows ({name}).",
            "Write it like --encoding cp1252, cp1250, cp949, shift_jis, big5 or utf-8.",
        ) from None


def _decoded(text: bytes, encoding: str) -> str | None:
    try:
        return text.decode(encoding)
    except UnicodeDecodeError:
        return None


def _samples(readings: Sequence[str | None]) -> list[str]:
    """Return a few words of each reading of a text: those that differ."""
    cells = zip(*([cell.strip() for cell in _CELL_ENDS.split(str(read))] for read in readings), strict=False)
    differ = dict.fromkeys(told for told in cells if len({*told}) > 1)
    return [", ".join(some) for some in zip(*list(differ)[:_MOST_SHOWN], strict=True)]


def _fitting(text: bytes) -> list[str]:
    """Return the encodings in which the bytes are words, those that fit best; the likeliest first."""
    wide = [encoding for encoding in _WIDE if _is_east_asian(text, encoding)]
    kana = [each for each in wide if re.search("[\u3040-\u30ff]", _decoded(text, each) or "")]
    if kana:
        return kana
    other = [each for each, script in _SCRIPTS.items() if _is_of_script(_decoded(text, each), script)]
    # So few characters may be letters as well.
    few = not wide or sum(not mark.isascii() for mark in _decoded(text, wide[0]) or "") < _CHARACTERS
    if wide or other:
        return [*wide, *(_usual(other) if few else [])]
    single = {each: _decoded(text, each) for each in _SINGLE}
    shares = {each: _coverage(read, _SINGLE[each]) for each, read in single.items() if read is not None}
    best = max(shares.values(), default=(0.0, 0.0))
    return _usual([each for each, share in shares.items() if share == best and best[0]])


def _usual(encodings: list[str]) -> list[str]:
    return [each for each in encodings if each not in _SELDOM] or encodings


def _coverage(text: str, languages: Sequence[str]) -> tuple[float, float]:
    """Return how much of the text one of the languages covers, and how much all of them together; 0 for no text at all."""
    beyond = [mark for mark in text if not mark.isascii() and mark not in _PUNCTUATION]
    if (
        _BROKEN.search(text)
        or _is_lone(text)
        or any(not mark.isalpha() for mark in beyond)
        # No word has a capital beyond ASCII behind a small letter.
        or any(
            one.islower() and two.isupper() and not two.isascii()
            for word in _WORD.findall(text)
            for one, two in pairwise(word)
        )
    ):
        return 0.0, 0.0
    letters = [mark.lower() if mark != "İ" else mark for mark in beyond]
    if not letters:
        return 1.0, 1.0
    one = max(sum(letter in _LATIN[language] for letter in letters) for language in languages) / len(letters)
    every = set().union(*(_LATIN[language] for language in languages))
    return (1.0 if one == 1 else 0.5), sum(letter in every for letter in letters) / len(letters)


def _is_of_script(text: str | None, script: str) -> bool:
    """Whether the letters beyond ASCII are of one script, and stand together in words as that script has them."""
    beyond = [mark for mark in text or "" if not mark.isascii() and mark not in _PUNCTUATION]
    if (
        text is None
        or not beyond
        or not all(unicodedata.name(mark, "").startswith(script) for mark in beyond)
    ):
        return False
    odd = any(unicodedata.category(mark) in ("So", "Sm", "Cn", "Cc", "Nd") for mark in beyond)
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    alone = any(mark.isascii() and mark.isalpha() for word in words for mark in word)
    return (
        bool(words)
        and not (odd or alone or _is_lone(text) or _hangs_loose(text))
        and _is_spelled(text, words, script)
    )


def _is_lone(text: str) -> bool:
    """Whether a letter stands where a sign of money does: beside a figure, or alone, as all beyond ASCII do."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return bool(_LONE.search(text)) or {*map(len, words)} == {1}


def _hangs_loose(text: str) -> bool:
    """Whether a mark that belongs above or below a letter has none before it."""
    return any(
        unicodedata.combining(two) and not (one.isalpha() or unicodedata.combining(one))
        for one, two in pairwise(f" {text}")
    )


def _is_spelled(text: str, words: Sequence[str], script: str) -> bool:
    """Whether the words have their capitals, and their letters, where the script has them."""
    if script == "HEBREW":
        return not any(mark in _FINALS for word in words for mark in word[:-1])
    if script not in ("CYRILLIC", "GREEK"):
        return True
    cased = [word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower()) for word in words]
    return all(cased) and text != text.lower() and not any(word[0] in _NEVER_FIRST for word in words)


def _is_east_asian(text: bytes, encoding: str) -> bool:
    """Whether nearly all characters are of those that the encoding's language uses every day."""
    read = _decoded(text, encoding)
    if read is None or _HALF_WORD.search(read):
        return False
    beyond = [mark for mark in read if not mark.isascii()]
    kanas = sum("\u3040" <= mark <= "\u30ff" for mark in beyond)
    if encoding in ("cp932", "euc_jp"):
        known = sum(
            "\u3040" <= mark <= "\u9fff" or "\uff01" <= mark <= "\uff9f" or mark in "（）・ー株"
            for mark in beyond
        )
        half = sum("\uff61" <= mark <= "\uff9f" for mark in beyond)
        # Of what Chinese is written in, too, so many without a syllable are no Japanese.
        seldom = (encoding == "euc_jp" and len(beyond) >= _CHARACTERS) or not _often(beyond, encoding)
        return known == len(beyond) and (kanas > 0 or not seldom) and half * 2 < len(beyond)
    hangul = kanas or sum("\uac00" <= mark <= "\ud7a3" for mark in beyond)
    if encoding == "cp949":
        return not kanas and hangul == len(beyond) and _often(beyond, encoding)
    return (
        not hangul
        and all("\u4e00" <= mark <= "\u9fff" or mark in "（）·、" for mark in beyond)
        and _often(beyond, encoding)
    )


def _often(marks: Sequence[str], encoding: str) -> bool:
    low, high = _WIDE[encoding]
    first = [mark.encode(encoding)[0] for mark in marks]
    if encoding == "gb18030" and len(marks) >= _CHARACTERS and max(first) <= _WIDE["cp949"][1]:
        # So many in a row from the range of Korean syllables are no Chinese.
        return False
    return all(low <= one <= high for one in first)


_CHARACTERS = 10
# A small letter right beside a character of East Asia: no word is written so.
_HALF_WORD = re.compile("[\u3040-\u9fff\uac00-\ud7a3][a-z]|[a-z][\u3040-\u9fff\uac00-\ud7a3]")
