"""Every action of the screen, once: its name, its keys, what it does and where it works.

Key dispatch, the footer, the help and the command palette all read this table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from arcall_tui.domain.outcomes import Code
from arcall_tui.errors import InputRefusedError


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
    REPORT_DAY = "the day of a report"
    SHEET = "the sheet"
    AGENDA = "the agenda"
    SEARCH = "the search"
    IMPORT = "the import"
    CHOOSER = "help and commands"
    ANYWHERE = "every place"


# Places to look at, left with `q` or by the key that opened them; lists narrowed by what is typed; the rest.
_VIEWS = (Where.HISTORY, Where.PLAN, Where.REPORT, Where.SHEET, Where.AGENDA)
_TYPED = (Where.FIND, Where.FILTER, Where.SEARCH, Where.IMPORT, Where.CHOOSER)
_WITHIN = (*_VIEWS, *_TYPED, Where.INVOICES, Where.NOTES, Where.FORM, Where.REPORT_DAY)
_LISTS = (Where.LIST, Where.INVOICES, *_VIEWS)
_ENTERED = (*_TYPED, Where.HISTORY, Where.PLAN, Where.REPORT, Where.REPORT_DAY, Where.AGENDA, Where.FORM)
_SCROLLED = (Where.LIST, Where.HISTORY, Where.PLAN)


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


# How an outcome is logged: what stands often in the footer first, the others as their table has them.
_OUTCOMES = tuple(
    Action(row.action, (row.key,), row.name, f"log {code}: {row.help}")
    for code in sorted(Code, key=lambda code: code.means.rank or len(Code))
    if (row := code.means).action
)
_KEPT_FILTERS = tuple(
    Action(f"filter_{key}", (key,), f"kept filter {key}", "the list by the filter that you kept on this key")
    for key in "123456789"
)
_TICKS = tuple(
    Action(
        f"tick_{key}", (key,), f"tick {key}", "that point is dealt with; kept with the call", (Where.SHEET,)
    )
    for key in "123456789"
)
ACTIONS: tuple[Action, ...] = (
    *_OUTCOMES,
    Action(
        "another_result",
        ("plus",),
        "another result",
        "of the call logged last: one call, one attempt, one length",
    ),
    Action("undo", ("u",), "undo", "take back what was done last, several steps"),
    Action("redo", ("ctrl+r",), "redo", "do again what undo took back"),
    Action("next_step", ("s",), "next step", "set what happens next on this account, and when"),
    Action("step_done", ("F",), "step done", "a next step is done: tick it off"),
    Action("snooze", ("z",), "rest", "let the account rest until a day, or wake it"),
    Action("contact", ("E",), "contact", "add or correct a contact: name, number, e-mail"),
    Action("zone", ("Z",), "time zone", "say where the customer is"),
    Action(
        "settle_promise", ("v",), "promise settled", "kept, partly kept, broken or withdrawn, by your word"
    ),
    Action("resolve_dispute", ("V",), "dispute resolved", "valid, invalid or credited"),
    Action("release_hold", ("H",), "release the hold", "the account may be called again; asks first"),
    Action("last_step", ("S",), "last one's next step", "the same, for the account logged last"),
    Action("find", ("slash",), "find", "by name, id, invoice, phone or PO, as you type"),
    Action("notes", ("i", "enter"), "notes", "write call notes; esc comes back"),
    Action("history", ("o",), "history", "everything on record, with the notes in full", opens=Where.HISTORY),
    Action(
        "plan_day", ("L",), "day plan", "today's calls at their times, and who has to wait", opens=Where.PLAN
    ),
    Action(
        "reports",
        ("O",),
        "reports",
        "figures of a day or a period, and what each is made of",
        opens=Where.REPORT,
    ),
    Action(
        "sheet", ("B",), "brief", "all to know before the first word, and the checklist", opens=Where.SHEET
    ),
    Action(
        "dial", ("full_stop",), "number", "copy the number, or hand it to your dial command; starts the timer"
    ),
    Action(
        "next_number",
        ("greater_than_sign",),
        "next number",
        "ask for the next contact instead: . and w mean that one",
    ),
    Action("copy_email", ("at",), "copy the e-mail", "of whom to ask for"),
    Action(
        "open_outside", ("semicolon",), "open", "their portal, an e-mail, the files of the marked invoices"
    ),
    Action("letter", ("l",), "letter", "an e-mail draft from a template: reminder, statement, copy ..."),
    Action(
        "read_message", (), "read a message", "what they wrote: .eml or pasted; accept what goes on record"
    ),
    Action("interest", (), "late interest", "what it comes to, with the working; nothing is claimed by it"),
    Action("hand_over", ("U",), "copy the note", "the last call or letter as a line for another program"),
    Action("guide", ("Y",), "how they pay", "method, pay run, cut-off, portal, and what to mind"),
    Action(
        "agenda",
        ("A",),
        "agenda",
        "appointments, checks, what others owe: go to them, move them",
        opens=Where.AGENDA,
    ),
    Action("search", ("N",), "search notes", "all notes, promises and disputes, as you type"),
    Action("appointment", ("apostrophe",), "appointment", "go to the appointment that is announced"),
    Action(
        "invoices",
        ("tab",),
        "invoices",
        "mark some of the account's; what comes next is about those",
        opens=Where.INVOICES,
    ),
    Action("why_late", ("X",), "why late", "why they have not paid; goes with the next outcome"),
    Action("mark", ("M",), "mark", "mark accounts, then deal with them in one go; one undo"),
    Action("mark_all", ("asterisk",), "mark all", "every account in the list as it is filtered, or none"),
    Action("lock", ("ctrl+l",), "lock the screen", "until the book's passphrase is typed", (Where.ANYWHERE,)),
    Action("hide", ("h",), "hide details", "names and amounts, for a screen that others see"),
    Action("not_a_card", ("C",), "no card number", "put back what was masked in this note"),
    Action("reachable", ("r",), "reachable now", "show only those who can be called now"),
    Action(
        "filter",
        ("equals_sign", "f3"),
        "filter",
        "narrow and sort the list: country:DE over:60d >5000 tag:vip",
    ),
    Action("go_to_row", ("number_sign",), "go to row", "by its number in the list"),
    *_KEPT_FILTERS,
    *_TICKS,
    Action("clear", ("escape",), "clear", "back to the whole list"),
    Action("down", ("j", "down"), "next account", "one down", _LISTS),
    Action("up", ("k", "up"), "account before", "one up", _LISTS),
    Action("top", ("g", "home"), "first account", "the account to call next"),
    Action("bottom", ("G", "end"), "last account", "the end of the list"),
    Action("page_down", ("pagedown", "space"), "page down", "a page down the list", (Where.LIST, *_VIEWS)),
    Action("page_up", ("pageup",), "page up", "a page up the list", (Where.LIST, *_VIEWS)),
    Action("card_down", ("J", "shift+down"), "scroll the account down", "when it does not fit", _SCROLLED),
    Action("card_up", ("K", "shift+up"), "scroll the account up", "when it does not fit", _SCROLLED),
    Action("import", ("f4",), "take a file in", "a ledger, payments or contacts: see first what it would do"),
    Action(
        "erase", (), "erase the customer", "name, contacts, notes and their history, for good; asks first"
    ),
    Action("refresh", ("R",), "rank again", "judge every account anew"),
    Action("theme", ("T",), "next theme", "dark, light, the terminal's own colours"),
    Action("help", ("question_mark",), "keys", "every key of where you are; enter runs one"),
    Action("commands", ("colon", "ctrl+p"), "commands", "every action by its name"),
    Action("quit", ("q",), "quit", "the draft is kept"),
    Action("interrupt", ("ctrl+c",), "how to leave", "says which key leaves"),
    Action(
        "suspend",
        ("ctrl+z",),
        "suspend",
        "back to the shell; fg comes back",
        (Where.LIST, Where.INVOICES, *_VIEWS),
    ),
    Action("quit_now", ("ctrl+q",), "quit from anywhere", "the draft is kept", (Where.ANYWHERE,)),
    Action("next_call", ("f2",), "next call", "back to the call that comes next", (Where.ANYWHERE,)),
    Action(
        "to_next",
        ("g",),
        "next call",
        "back to the call that comes next",
        (Where.HISTORY, Where.SHEET, Where.AGENDA),
    ),
    Action("go", ("enter",), "go to it", "go to what the cursor is on, or do what is shown", _ENTERED),
    Action("leave", ("escape",), "back", "back to where you were", _WITHIN),
    Action("close", ("q",), "back", "back to where you were", _VIEWS),
    Action("match_down", ("down", "ctrl+n"), "down", "one down", _TYPED),
    Action("match_up", ("up", "ctrl+p"), "up", "one up", _TYPED),
    Action("match_page_down", ("pagedown",), "page down", "a page down", (*_TYPED, Where.FORM)),
    Action("match_page_up", ("pageup",), "page up", "a page up", (*_TYPED, Where.FORM)),
    Action("invoices_mark", ("space", "M"), "mark", "mark the invoice, or take it off", (Where.INVOICES,)),
    Action("invoices_copy", ("Q",), "copy number", "to paste it elsewhere", (Where.INVOICES,)),
    Action("invoices_all", ("asterisk",), "all or none", "mark all of them, or none", (Where.INVOICES,)),
    Action(
        "notes_editor", ("ctrl+g",), "your editor", "write the note in $EDITOR", (Where.LIST, Where.NOTES)
    ),
    Action("notes_not_a_card", ("f8",), "no card number", "put back what was masked", (Where.NOTES,)),
    Action("form_next", ("tab", "down"), "next field", "one field on", (Where.FORM,)),
    Action("form_back", ("shift+tab", "up"), "field before", "one field back", (Where.FORM,)),
    Action("history_correct", ("c",), "correct the note", "the old text is kept", (Where.HISTORY,)),
    Action("history_add", ("plus",), "add a result", "another result of that call", (Where.HISTORY,)),
    Action("history_cause", ("w",), "why late", "why they had not paid then", (Where.HISTORY,)),
    Action("report_next", ("right", "l", "tab"), "next report", "the report after", (Where.REPORT,)),
    Action("report_before", ("left", "h", "shift+tab"), "report before", "the one before", (Where.REPORT,)),
    Action("report_day", ("d",), "other day", "as of a past day, or of another period", (Where.REPORT,)),
    Action("report_explain", ("question_mark",), "its basis", "formula, period, basis", (Where.REPORT,)),
    Action("agenda_move", ("s",), "move", "to another day or time", (Where.AGENDA,)),
    Action("agenda_done", ("F",), "done", "tick it off", (Where.AGENDA,)),
    Action("agenda_range", ("tab",), "more days", "today, this week, everything", (Where.AGENDA,)),
    Action("import_apply", ("f9",), "take it in", "write what is shown", (Where.IMPORT,)),
)

# What is wanted often in the list, with its place in the footer.
_OFTEN = {(code.means.rank, code.means.action) for code in Code if code.means.rank} | {
    (6, "find"),
    (7, "undo"),
    (9, "reachable"),
    (99, "help"),
}

# What the footer names in each place, most used first; the word is the action's own where it says none.
_GO, _DOWN, _UP, _BACK = ("go", "go to it"), ("match_down", ""), ("match_up", ""), ("leave", "")
FOOTERS: dict[Where, tuple[tuple[str, str], ...]] = {
    Where.LIST: tuple((id_, "") for _, id_ in sorted(_OFTEN)),
    Where.INVOICES: (("invoices_mark", ""), ("invoices_all", ""), _BACK),
    Where.NOTES: (("leave", "done"), ("notes_editor", "")),
    Where.FORM: (("go", "accept"), ("form_next", ""), ("leave", "cancel")),
    Where.FIND: (_GO, _DOWN, _UP, _BACK),
    Where.FILTER: (("go", "keep it so"), _DOWN, _UP, _BACK),
    Where.HISTORY: (
        ("down", "older"),
        ("up", "newer"),
        ("history_correct", ""),
        ("history_add", ""),
        ("history_cause", ""),
        _BACK,
    ),
    Where.PLAN: (("down", "later"), ("up", "earlier"), _GO, _BACK),
    Where.REPORT: (
        ("report_next", ""),
        ("go", "what is behind"),
        ("report_day", ""),
        ("report_explain", ""),
        _BACK,
    ),
    Where.REPORT_DAY: (("go", "show it"), _BACK),
    Where.SHEET: (("tick_1", "to 9 tick"), ("down", "down"), ("up", "up"), _BACK),
    Where.AGENDA: (_GO, ("agenda_move", ""), ("agenda_done", ""), ("agenda_range", ""), _BACK),
    Where.SEARCH: (_GO, _DOWN, _UP, _BACK),
    Where.IMPORT: (("go", "look"), ("import_apply", ""), _DOWN, _UP, _BACK),
    Where.CHOOSER: (("go", "run it"), _DOWN, _UP, _BACK),
}

_SHOWN = {
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "comma": ",",
    "full_stop": ".",
    "apostrophe": "'",
    "asterisk": "*",
    "equals_sign": "=",
    "number_sign": "#",
    "semicolon": ";",
    "plus": "+",
    "greater_than_sign": ">",
    "at": "@",
    "dollar_sign": "$",
    "down": "↓",
    "up": "↑",
}
_NAMED = {shown: name for name, shown in _SHOWN.items()}


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
        other = taken.setdefault((where, key), everywhere.get(key, action.id))
        if other != action.id:
            raise InputRefusedError(
                f"In {where} the key {shown(key)} would mean both {other} and {action.id}.",
                "Give one of them another key.",
                (action.id if action.id in keymap else other,),
            )


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
        known = [(self[id_], word) for id_, word in FOOTERS[where]]
        return [(shown(action.keys[0]), word or action.name) for action, word in known if action.keys]

    def of(self, where: Where) -> list[Action]:
        """Return the actions of one place."""
        return [action for action in self.actions if where in action.where]
