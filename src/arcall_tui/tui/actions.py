"""Every action of the screen, once: its name, its keys, what it does and where it works.

Key dispatch, the footer, the help and the command palette all read this table.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import InputRefusedError
from arcall_tui.packaged import text_of


class Where(StrEnum):
    """The states of the screen; a key may mean something else in each."""

    LIST = "the list"
    INVOICES = "the invoices"
    NOTES = "the call notes"
    FORM = "a form"
    FIND = "find"
    FILTER = "the filter"
    HISTORY = "the history"
    PLAN = "the day plan"
    REPORT = "the reports"
    REPORT_LINE = "a line about a report"
    SHEET = "the sheet"
    AGENDA = "the agenda"
    SEARCH = "the search"
    IMPORT = "the import"
    CHOOSER = "help and commands"
    ANYWHERE = "every place"


# Places to look at, left with `q` or by the key that opened them; lists narrowed by what is typed.
_VIEWS = (Where.HISTORY, Where.PLAN, Where.REPORT, Where.SHEET, Where.AGENDA)
_TYPED = (Where.FIND, Where.FILTER, Where.SEARCH, Where.IMPORT, Where.CHOOSER)
_GROUPS = {"views": _VIEWS, "typed": _TYPED, "lists": (Where.LIST, Where.INVOICES, *_VIEWS)}


@dataclass(frozen=True, slots=True)
class Action:
    """`id` is what the user's keymap names. `where`: the places in which its keys mean it.

    `opens`: the place it leads into; there its keys lead out again.
    """

    id: str
    keys: tuple[str, ...]
    name: str
    tooltip: str
    where: tuple[Where, ...] = (Where.LIST,)
    opens: Where | None = None


def _others() -> Iterator[Action]:
    """Yield the actions that log no outcome, as `actions.txt` has them."""
    rows = text_of("tui/actions.txt").splitlines()
    for row in rows[1:]:
        id_, keys, name, tooltip, *more = (cell.strip() for cell in row.split("|"))
        places, opens = (*more, "", "")[:2]
        where = tuple(each for word in places.split() for each in _GROUPS.get(word) or (Where[word],))
        leads = Where[opens] if opens else None
        yield Action(id_, tuple(keys.split()), name, tooltip, where or (Where.LIST,), leads)


# How an outcome is logged: what stands often in the footer first, the others as their table has them.
_OUTCOMES = tuple(
    Action(row.action, tuple(row.key.split()), row.name, f"log {code}: {row.help}")
    for code in sorted(Code, key=lambda code: code.means.rank or len(Code))
    if (row := code.means).action
)
ACTIONS: tuple[Action, ...] = (*_OUTCOMES, *_others())

# What is wanted often in the list, with its place in the footer.
_OFTEN = {(code.means.rank, code.means.action) for code in Code if code.means.rank} | {
    (6, "find"),
    (7, "undo"),
    (9, "reachable"),
    (99, "help"),
}

# What the footer names in each place, most used first; the word is the action's own where it says none.
_FOOTERS = {
    Where.LIST: ", ".join(id_ for _, id_ in sorted(_OFTEN)),
    Where.INVOICES: "invoices_mark, invoices_all, leave",
    Where.NOTES: "notes_editor, leave done",
    Where.FORM: "go accept, form_next, leave cancel",
    Where.FIND: "go go to it, match_down, match_up, leave",
    Where.FILTER: "go keep it so, match_down, match_up, leave",
    Where.HISTORY: "down older, up newer, history_correct, history_add, history_cause, leave",
    Where.PLAN: "down later, up earlier, go go to it, leave",
    Where.REPORT: "report_next, go what is behind, report_day, report_find, report_explain, leave",
    Where.REPORT_LINE: "go show it, leave",
    Where.SHEET: "tick_1 to 9 tick, down down, up up, leave",
    Where.AGENDA: "go go to it, agenda_move, agenda_done, agenda_range, leave",
    Where.SEARCH: "go go to it, match_down, match_up, leave",
    Where.IMPORT: "go look, import_apply, match_down, match_up, leave",
    Where.CHOOSER: "go run it, match_down, match_up, leave",
}

# Keys as people write them, where that is not their name.
_WRITTEN = """slash / question_mark ? colon : escape esc pagedown pgdn pageup pgup comma , full_stop . apostrophe '
    asterisk * equals_sign = number_sign # semicolon ; plus + greater_than_sign > at @ dollar_sign $ down ↓ up ↑""".split()
_SHOWN = dict(zip(_WRITTEN[::2], _WRITTEN[1::2], strict=True))
_NAMED = {shown: name for name, shown in _SHOWN.items()}
# Keys that are no signs, and signs that Unicode calls otherwise than terminals' keys are.
_KEYS = {*_SHOWN, *(f"f{number}" for number in range(1, 25))} | set(
    "enter tab space backspace delete insert home end left right backslash minus underscore less_than_sign".split()
)
_HELD = frozenset("ctrl shift alt super hyper meta".split())


def shown(key: str) -> str:
    """Return the key as people write it: `?` for question_mark."""
    return _SHOWN.get(key, key)


OWN_COMMAND = "own command "


def with_keymap(
    keymap: Mapping[str, str], commands: Mapping[str, Sequence[str]] | None = None
) -> tuple[Action, ...]:
    """Return the actions with the user's keys: {action id: keys with commas between}, `?` or question_mark.

    `commands`: the user's own, by their keys. Raises InputRefusedError for an unknown action, and where one key would mean two things in one place.
    """
    known = {action.id: action for action in ACTIONS}
    for id_, keys in keymap.items():
        if id_ not in known:
            raise InputRefusedError(
                f"The keymap names an unknown action, {id_}.", f"Known: {', '.join(known)}.", (id_,)
            )
        parts = (key.strip() for key in keys.split(","))
        known[id_] = replace(known[id_], keys=tuple(_NAMED.get(key, key) for key in parts if key))
    own = (
        Action(OWN_COMMAND + key, (_NAMED.get(key, key),), words[0].rpartition("/")[2], "your own command")
        for key, words in (commands or {}).items()
    )
    actions = (*known.values(), *own)
    _check(actions, keymap)
    return actions


def _check(actions: tuple[Action, ...], keymap: Mapping[str, str]) -> None:
    taken: dict[tuple[Where, str], str] = {}
    everywhere = {key: action.id for where, key, action in _meanings(actions) if where is Where.ANYWHERE}
    for where, key, action in _meanings(actions):
        if not _is_key(key):
            way = "Write a sign, or a name such as f2, ctrl+k, enter."
            raise InputRefusedError(f'No key is called "{key}".', way, (action.id,))
        other = taken.setdefault((where, key), everywhere.get(key, action.id))
        if other != action.id:
            raise InputRefusedError(
                f"In {where} the key {shown(key)} would mean both {other} and {action.id}.",
                "Give one of them another key.",
                (action.id if action.id in keymap else other,),
            )


def _is_key(name: str) -> bool:
    """Whether Textual calls a key so, or keys held at once."""
    *held, key = name.split("+")
    sign = key if len(key) == 1 or key in _KEYS else ""
    with suppress(KeyError):
        sign = sign or (unicodedata.lookup(key.replace("_", " ")) if key.islower() else "")
    capital = key.isupper() and "ctrl" in held  # terminals tell none apart
    return bool(sign) and sign.isprintable() and not capital and _HELD.issuperset(held)


def _meanings(actions: Iterable[Action]) -> Iterator[tuple[Where, str, Action]]:
    """Yield each key of each place with what it means there."""
    for action in actions:
        for where in action.where:
            yield from ((where, key, action) for key in action.keys)


class Keys:
    """What each key means in each place, and the hints for the footer."""

    def __init__(
        self, keymap: Mapping[str, str], commands: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.actions = with_keymap(keymap, commands)
        self._by_id = {action.id: action for action in self.actions}
        leads_out = {
            (each.opens, key): self._by_id["leave"]
            for each in self.actions
            if each.opens
            for key in each.keys
        }
        self._table = leads_out | {(where, key): action for where, key, action in _meanings(self.actions)}

    def __getitem__(self, id_: str) -> Action:
        """Return the action of that id."""
        return self._by_id[id_]

    def meaning(self, where: Where, key: str) -> Action | None:
        """Return the action that `key` runs in `where`.

        What is done to the account is done from its invoices, too.
        """
        wider = (where, Where.LIST, Where.ANYWHERE) if where is Where.INVOICES else (where, Where.ANYWHERE)
        return next((self._table[place, key] for place in wider if (place, key) in self._table), None)

    def hints(self, where: Where) -> list[tuple[str, str]]:
        """Return (key, name) for the footer, most used first; the last one of the list's leads to all others."""
        said = (each.partition(" ") for each in _FOOTERS[where].split(", "))
        known = [(self[id_], word) for id_, _, word in said]
        return [(shown(action.keys[0]), word or action.name) for action, word in known if action.keys]

    def of(self, where: Where) -> list[Action]:
        """Return the actions of one place."""
        return [action for action in self.actions if where in action.where]
