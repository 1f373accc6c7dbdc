"""What the lines of a text file are dressed in, taken off before their cells are read: marks of mails and web pages, quotes, columns of print."""

import csv
import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise, zip_longest
from unicodedata import east_asian_width

from arcall_tui.ledger.columns import KNOWN, match, squeeze
from arcall_tui.ledger.words import TOTAL, TOTAL_BEHIND

DELIMITERS = ",;\t|^~\x1f"
Undress = Callable[[str], str]
_ENDS = rf"[{re.escape(DELIMITERS)}]"
_WHOLE = re.compile(r'"((?:[^"]|"")*)"\s*')
# A cell in apostrophes.
_SINGLE = re.compile(rf"(?:^|(?<={_ENDS}))'((?:[^']|'')*)'(?={_ENDS}|\s*$)")
# A quote within a text: neither at an end of its cell nor doubled.
_INNER = re.compile(rf'(?<!^)(?<!{_ENDS})(?<!")"(?!"|{_ENDS}|\s*$)')
# A text that begins with a word in quotes, of who quotes no texts: "Alder" Ltd.
_FRONT = re.compile(rf'(?:^|(?<={_ENDS}))("[^"\r\n]*"(?!")[^{_ENDS[1:-1]}\r\n]+)')
# What dresses texts, by a mark of each: entities and tags of web pages, links, lines that are drawn, what keeps a spreadsheet from making numbers of 000123,
# and the .0 of days and numbers that a program took for fractions.
_WORN: tuple[tuple[str, str, str | Callable[[re.Match[str]], str]], ...] = (
    (
        "&",
        r"&(?:#x?[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}[0-9]?);",
        lambda found: html.unescape(found[0]).replace('"', "'"),
    ),
    ("</", r"(?i)</?(?:a|b|br|em|font|i|p|span|strong|u)(?:\s[^>]*)?/?>", ""),
    ("](", r"\[([^\]]+)\]\((?:https?|mailto):[^)]*\)", r"\1"),
    ("=HYPERLINK(", r'=HYPERLINK\((?:"+[^"]*"+|[^,;)]*)[,;]\s*"+([^"]*)"+\)', r"\1"),
    ('="', rf'(?<!{_ENDS[:1]}^{_ENDS[1:]})"?"?="{{1,2}}([^"\n]*)"{{1,2}}"?(?={_ENDS}|[\r\n]|$)', r'"\1"'),
    ("'", rf"(^|{_ENDS}\"?)'(?=[0-9+-])", r"\1"),
    (".0", rf"(^|{_ENDS})((?:19|20)[0-9]{{6}}|[0-9]{{10,}})\.0(?={_ENDS}|[\r\n]|$)", r"\1\2"),
    ("", rf"^[\s+:{_ENDS[1:-1]}]*[-=_]{{3}}[\s+:=_{_ENDS[1:-1]}-]*$", "\n"),
)
_GAP, _DRAWN, _FIGURES = re.compile(r"\s{2,}"), re.compile(r"[-=_]+"), re.compile(r"[0-9]+")
_THOUSANDS = re.compile(r"(?<!\S)(?:[A-Z]{1,3} )?-?\d{1,3}(?: \d{3})+(?:[.,]\d\d)?(?!\S)")
_TWO_FIGURES = re.compile(r"\d+ +-?\d{1,3}(?:[ .,']?\d{3})*[.,]\d\d")
_WORDS = re.compile(r"\S+(?: \S+)*")
_FEW, _MOST_PRINTED, _SECOND = 3, 200, "\ufeff"
# What stands before a column, also a minus behind its figure, and an amount with its decimals.
_CLEAR, _AMOUNT = re.compile(r"\s|(?<=\d)-(?!\S)|$"), re.compile(r"-?\d[\d .,']*[.,]\d\d-?")
# What moved the paper before a line: 1 to the next page, 0 over a line.
_PAPER = re.compile(r"[01+-](?=[^\W\d])|\s")
# `Page 2`, `Seite 2 von 3`, `Pág. 2/3` at the end of a line without an amount.
_PAGE = re.compile(
    r"(?i)(?!.*\d[.,]\d\d(?![\d.,])).*(?:\b|\s(?P<apart>\s))(?:page|seite|p[aá]g|pagina|blad|sid[ae]?)\W?\W?(?(apart)\s*)\d+(?:\s?(?:of|von|van|de|di|sur|av|/)\s?\d+)?\W*$"
)


def undressing(lines: Sequence[str]) -> tuple[Undress, ...]:
    """Return what takes off what lines are dressed in: quotes around each, the marks of a mail, which may quote the table alone, what texts wear, columns of print."""
    below = [line for line in lines[1:] if line.strip()]
    ways: list[Undress] = []
    marks = [(len(re.findall(r"[|;\t]", line)), not line.startswith(">")) for line in below]
    if not max(marks, default=(0, True))[1]:
        ways.append(partial(re.compile(r"^(?:>[ \t]?)+").sub, ""))
    elif below and all((whole := _WHOLE.fullmatch(line)) and re.search(_ENDS, whole[1]) for line in below):
        ways.append(lambda line: _WHOLE.sub(lambda whole: whole[1].replace('""', '"') + "\n", line))
    elif any(len(_SINGLE.findall(line)) >= _FEW for line in lines if "'" in line):
        ways.append(partial(_SINGLE.sub, _doubly))
    if below and lines[0][:1] == "1" and all(map(_PAPER.match, below)):
        ways.append(partial(re.compile(f"^(?:{_PAPER.pattern})").sub, ""))
        lines = [ways[-1](line) for line in lines]
    for mark, text, instead in _WORN:
        pattern = re.compile(text)
        if any(pattern.search(line) for line in lines if mark in line):
            ways.append(partial(pattern.sub, instead))
    printed = _printed(lines[:_MOST_PRINTED])
    # Letters of double width are printed over two places.
    wide = _printed([*map(_widened, lines[:_MOST_PRINTED])])
    if wide and len(wide.args[0]) > len(printed.args[0] if printed else ()):
        return (*ways, _widened, wide, lambda line: line.replace(_SECOND, ""))
    return (*ways, printed) if printed else tuple(ways)


def _widened(line: str) -> str:
    return "".join(one + _SECOND * (east_asian_width(one) in "WF") for one in line)


def _doubly(cell: re.Match[str]) -> str:
    said = cell[1].replace("''", "'").replace('"', '""')
    return f'"{said}"'


_MENDS: tuple[Undress, ...] = (
    lambda line: line.replace('\\"', '""'),
    partial(_INNER.sub, '""'),
    partial(_FRONT.sub, _doubly),
)


def mended(lines: Iterable[str], delimiter: str) -> Undress | None:
    """Return what mends quotes within texts that are not doubled, or are marked with a backslash; None where nothing is to mend, or cannot be."""
    whole = list(lines)
    if not any('"' in line for line in whole) or _parses(whole, delimiter):
        return None
    return next((way for way in _MENDS if _parses(map(way, whole), delimiter)), None)


def _parses(lines: Iterable[str], delimiter: str) -> bool:
    try:
        for _ in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _printed(lines: Sequence[str]) -> partial[str] | None:
    """Return what cuts columns of print that stand below one another; None where marks part the cells."""
    tops = [line.strip() for line in lines[:_FEW] if line.strip() and lines.count(line) > 1]
    title = frozenset(top for top in tops if top == lines[0].strip() or len(_GAP.split(top)) < _FEW)
    for before, head, line in zip(("", *lines), lines, lines[1:], strict=False):
        # Lines that are drawn below the headings, of one line or two, say where columns begin.
        starts = tuple(run.start() for run in _DRAWN.finditer(line)) if not line.strip(" -=_\r\n") else ()
        if len(starts) >= _FEW <= max(_named(_cut(starts, each.rstrip())) for each in (before, head)):
            return partial(_parted, (0, *starts[1:]), {}, title)
    heads = [line.rstrip() for line in lines if "\t" not in line and len(_GAP.split(line.strip())) >= _FEW]
    if not heads:
        return None
    head = max(heads, key=lambda line: _named(_GAP.split(line.strip())))
    # That of the customers stands over that of their items.
    after = "".join(heads[heads.index(head) + 1 :][:1])
    head = after if _customers_heading(head) and _named(_GAP.split(after.strip())) >= _FEW else head
    more = len(_WORDS.findall(after)) > len(_WORDS.findall(head)) and not _FIGURES.search(after)
    head = after if more else head  # of a heading in two lines
    fields = _named(_GAP.split(head.strip()))
    if fields < _FEW or any(_named(head.split(mark)) >= fields for mark in DELIMITERS if mark in head):
        return None
    # What stands above the heading comes again on each page.
    above = {
        _FIGURES.sub("", line).strip() for line in lines[: [line.rstrip() for line in lines].index(head)]
    }
    # So does what names each customer above a heading of theirs.
    filled = [line.rstrip() for line in lines if line.strip()]
    above |= {_FIGURES.sub("", line).strip() for line, below in pairwise(filled) if below == head}
    above |= {_FIGURES.sub("", line).strip() for line in filled if _is_total(line)}
    whose = _customers_heading("".join(filled[: filled.index(head)][-1:]))
    below = (line for line in heads[heads.index(head) + 1 :] if any(map(str.isdigit, line)))
    below = (line for line in below if not _stands_under(whose, line))
    rows = [head, *(line for line in below if _FIGURES.sub("", line).strip() not in above)]
    # Where a line of few words, or of labels, runs over columns, only those count that fill most.
    full = [row for row in rows[1:] if ": " not in row and len(_GAP.split(row)) * 2 > len(_GAP.split(head))]
    starts_ = (_starts(head, each) for each in (rows, [head, *full]))
    best = max(starts_, key=lambda spots: _named(_cut(spots, head)))
    return partial(_parted, max(_beside(head, full), best, key=len), whose, title)


def _customers_heading(line: str) -> dict[int, str]:
    """Return the headings of the customers' own rows, over those of the items, by where each begins; none where a line is no such heading."""
    said = {word.start(): word[0] for word in _WORDS.finditer(line)}
    known = KNOWN.issuperset(map(squeeze, said.values()))
    return said if known and match([*said.values()], {}, strict=False).keys() >= {"account", "name"} else {}


def _stands_under(whose: Mapping[int, str], line: str) -> dict[str, str]:
    """Return a line's words by the customers' headings (`whose`) that they begin under; none where it is no row of theirs."""
    told = {whose.get(word.start(), ""): word[0] for word in _WORDS.finditer(line)} if whose else {}
    return told if len(told) > 1 and "" not in told else {}


def _is_total(line: str) -> bool:
    first = _GAP.split(line.strip())[0].strip(" :")
    return bool(TOTAL.match(first) or TOTAL_BEHIND.fullmatch(first))


def _named(cells: Sequence[str]) -> int:
    return len(match(cells, {}, strict=False))


def _starts(head: str, rows: Sequence[str]) -> tuple[int, ...]:
    """Return where columns begin: behind a gap that all rows, of which the first is the heading, share, below a heading.

    What stands under no heading belongs to the column before, as does a word behind a single blank, unless both are headings
    and something stands below. Nor does the blank of a figure's thousands part columns, unless what is before it has a heading.
    """

    def whole(figure: re.Match[str]) -> str:
        blank = figure.start() + figure[0].index(" ")
        # A figure may stand below two words of one heading.
        one = [squeeze(word[0]) for word in _WORDS.finditer(head) if word.start() < blank < word.end()]
        over = head[figure.start() : blank].strip() and KNOWN.isdisjoint(one)
        return figure[0] if over else figure[0].replace(" ", "0")

    rows = [head, *(_THOUSANDS.sub(whole, row) for row in rows[1:])]
    blank = [all(not row[place : place + 1].strip() for row in rows) for place in range(max(map(len, rows)))]
    empty = [not any(row[place : place + 1].strip() for row in rows[1:]) for place in range(len(blank))]
    spots = [0]
    shown = "".join(" " if one else "x" for one in blank)
    for run in re.finditer("x+", shown):
        before, after = head[: run.start()].split(), head[run.start() : run.end()].split()
        some = before and after and not all(empty[run.start() : run.end()])
        # 58 50,00 is no figure with thousands.
        below = [row[spots[-1] : run.end()].strip() for row in rows[1:]]
        two = all(map(_TWO_FIGURES.fullmatch, below))
        apart = two and not all(map(_THOUSANDS.fullmatch, below))
        known = some and (apart or squeeze(before[-1]) in KNOWN) and squeeze(after[0]) in KNOWN
        # Of headings that stand well apart one that is known will do.
        place = head.index(after[0], run.start()) if some and not two else 0
        known = known or (head[:place].endswith("  ") and squeeze(_GAP.split(head[place:])[0]) in KNOWN)
        if before and after and (known or shown[: run.start()].endswith("  ")):
            spots.append(run.start())
    return tuple(spots)


def _beside(head: str, rows: Sequence[str]) -> tuple[int, ...]:
    """Return where columns begin whose headings do not stand over them but beside, each over one in turn; none where there are more of one."""
    shown = "".join(" x"[any(map(str.strip, cells))] for cells in zip_longest(*rows, fillvalue=" "))
    runs, over = [*_WORDS.finditer(shown)], [*_WORDS.finditer(head)]
    meet = len(runs) == len(over) and _named([word[0] for word in over]) >= _FEW
    near = meet and all(run.start() < after.end() for run, after in zip(runs, over[1:], strict=False))
    return (0, *(run.start() for run in runs[1:])) if near else ()


def _cut(spots: Sequence[int], line: str) -> list[str]:
    return [line[start:end].strip() for start, end in zip(spots, (*spots[1:], len(line)), strict=True)]


def _placed(spots: tuple[int, ...], line: str) -> list[str]:
    """Return the words of a row that lacks a few in the columns in which most of each stands; of others, and where one column has two, as they follow one another."""
    columns, words = [*zip(spots, (*spots[1:], 1 << 20), strict=True)], [*_WORDS.finditer(line)]
    shares = [[min(end, word.end()) - max(start, word.start()) for start, end in columns] for word in words]
    placed = dict(zip([each.index(max(each)) for each in shares], (word[0] for word in words), strict=True))
    sums = len(words) > 1 and all(_AMOUNT.fullmatch(word[0]) for word in words[1:])
    lacks_few = len(placed) == len(words) and (len(words) * 2 > len(spots) or sums) and ": " not in line
    return [placed.get(place, "") for place in range(len(spots))] if lacks_few else _GAP.split(line.strip())


def _parted(spots: tuple[int, ...], whose: Mapping[int, str], top: frozenset[str], line: str) -> str:
    """Cut a line where columns begin, but for the `top` of each page; one in which words stand there is parted at its gaps, and one below the customers' own headings (`whose`) is given those."""
    bare = line.rstrip()
    if told := _stands_under(whose, bare):
        return "\t".join(f"{title}: {word}" for title, word in told.items() if word != title) + "\n"
    # A total's figures may be wider than their columns, whose edges part no thousands.
    edges = _THOUSANDS.sub(lambda one: one[0].replace(" ", "0"), bare) if _is_total(bare) else bare
    clean = [spot for spot in spots if not spot or _CLEAR.match(edges, spot - 1)]
    cut = dict(zip(clean, _cut(clean, bare), strict=True))
    # The words of a total may run over columns.
    whole = len(clean) == len(spots) or _is_total(bare)
    cells = [cut.get(spot, "") for spot in spots] if whole else _placed(spots, bare)
    cells = [bare] if _PAGE.match(bare) or bare.strip() in top else cells
    quoted = (f'"{cell.replace(chr(34), chr(34) * 2)}"' if '"' in cell else cell for cell in cells)
    return "\t".join(quoted) + "\n"
