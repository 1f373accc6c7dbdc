"""What an earlier list of payments told and the same list, sent again, does not."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

_DAY, _NUMBER = 4, 5
# So many figures number a payment; a year numbers none.
_FIGURES = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{3}")


def lacking(
    told: Iterable[tuple[str, int, str]], here: Mapping[str, int], known: str
) -> list[tuple[str, str]]:
    """Return what lists told (0: this one, which has what is `here` so many times) and of which list, where this one has most of their days again, but not that, nor that it went back."""
    again = {f"{one}\n#{n}" if n else one for one, times in here.items() for n in (0, *range(2, times + 1))}
    days = sorted(one.split("\n")[_DAY] for one in again if one.count("\n") > _DAY)
    lists, back = defaultdict[tuple[int, str], dict[str, str]](dict), set[tuple[str, ...]]()
    for said, by, name in told:
        account, number, amount, currency, day, *_ = [*said.replace("\t", "\n").split("\n"), *[""] * _DAY]
        if amount.startswith("-") or "\n" not in said:
            back.add((account, number, amount.removeprefix("-"), currency))
        elif by and days and known < day <= days[-1]:
            lists[by, name][said] = day
    whose, found = {one.partition("\n")[0] for one in again}, []
    for (_, name), each in lists.items():
        # A list that begins within its first day has not all of it.
        whole = min(each.values()) == days[0]
        same = [one for one, day in each.items() if days[0] < day or (whole and day == days[0])]
        gone = [one for one in same if one not in again]
        if len(same) - len(gone) > len(gone):
            sure = (one for one in gone if tuple(one.split("\n")[:_DAY]) not in back)
            # A list of one customer has no others.
            found += [(one, name) for one in sure if len(whose) > 1 or one.partition("\n")[0] in whose]
    return found


def _numbered(told: Iterable[str]) -> dict[tuple[str, ...], list[list[str]]]:
    """Return what was told by its sum, day and own number, where it has one that is not its bill's."""
    found = defaultdict[tuple[str, ...], list[list[str]]](list)
    for one in told:
        parts = one.replace("\t", "\n").split("\n")
        if len(parts) > _NUMBER and _FIGURES.search(parts[_NUMBER]) and parts[_NUMBER] != parts[1]:
            found[*parts[2 : _NUMBER + 1]].append(parts)
    return found


def elsewhere(told: Iterable[tuple[str, int, str]], here: Iterable[str]) -> list[tuple[list[str], list[str]]]:
    """Return what another list told, and this one of another customer under the same number of its own, each once, of that sum and day, and what did not go back."""
    theirs, ours = _numbered(said for said, by, _ in told if by), _numbered(here)
    # A day or two later, perhaps.
    back = {
        (minor.lstrip("-"), code, number.removesuffix(" back"))
        for minor, code, _, number in (*theirs, *ours)
        if minor[0] == "-" or number.endswith(" back")
    }
    pairs = [(theirs.get(key, []), own, key) for key, own in ours.items()]
    return [
        (other[0], own[0])
        for other, own, (minor, code, _, number) in pairs
        if len(other) == len(own) == 1 and other[0][0] != own[0][0] and (minor, code, number) not in back
    ]
