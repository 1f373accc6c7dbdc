"""Every action of the screen, once: its name, its keys, what it does and where it works.

Key dispatch, the footer, the help and the command palette all read this table.
"""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Action:
    """`id` is what the user's keymap names. `rank`: its place in the footer, 0 = not there."""

    id: str
    keys: tuple[str, ...]
    name: str
    tooltip: str
    where: Where = Where.LIST
    rank: int = 0


# How an outcome is logged: what stands often in the footer first, the others as their table has them.
_OUTCOMES = tuple(
    Action(row.action, (row.key,), row.name, f"log {code}: {row.help}", Where.LIST, row.rank)
    for code in sorted(Code, key=lambda code: code.means.rank or len(Code))
    if (row := code.means).action
)

ACTIONS: tuple[Action, ...] = (
    *_OUTCOMES,
    Action("undo", ("u",), "undo", "take back what was done last, several steps", rank=7),
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
    Action("find", ("slash",), "find", "by name, id, invoice, phone or PO, as you type", rank=6),
    Action("notes", ("i", "enter"), "notes", "write call notes; esc comes back"),
    Action("history", ("o",), "history", "everything on record, with the notes in full"),
    Action("plan_day", ("L",), "day plan", "today's calls at their times, and who has to wait"),
    Action("reports", ("O",), "reports", "the day, aging, measures, promises, customers, forecast, causes"),
    Action("sheet", ("B",), "brief", "all to know before the first word, and the checklist"),
    Action(
        "dial", ("full_stop",), "number", "copy the number, or hand it to your dial command; starts the timer"
    ),
    Action("letter", ("l",), "letter", "an e-mail draft from a template: reminder, statement, copy ..."),
    Action("guide", ("Y",), "how they pay", "method, pay run, cut-off, portal, and what to mind"),
    Action("agenda", ("A",), "agenda", "appointments, checks, what others owe: go to them, move them"),
    Action("search", ("N",), "search notes", "all notes, promises and disputes, as you type"),
    Action("appointment", ("apostrophe",), "appointment", "go to the appointment that is announced"),
    Action("invoices", ("tab",), "invoices", "mark some of the account's; what comes next is about those"),
    Action("why_late", ("X",), "why late", "why they have not paid; goes with the next outcome"),
    Action("mark", ("M",), "mark", "mark accounts, then deal with them in one go; one undo"),
    Action("mark_all", ("asterisk",), "mark all", "every account in the list as it is filtered, or none"),
    Action("hide", ("h",), "hide details", "names and amounts, for a screen that others see"),
    Action("not_a_card", ("C",), "no card number", "put back what was masked in this note"),
    Action("reachable", ("r",), "reachable now", "show only those who can be called now", rank=9),
    Action("clear", ("escape",), "clear", "back to the whole list"),
    Action("down", ("j", "down"), "next account", "one down"),
    Action("up", ("k", "up"), "account before", "one up"),
    Action("top", ("g", "home"), "first account", "the account to call next"),
    Action("bottom", ("G", "end"), "last account", "the end of the list"),
    Action("page_down", ("pagedown", "space"), "page down", "a page down the list"),
    Action("page_up", ("pageup",), "page up", "a page up the list"),
    Action("card_down", ("J", "shift+down"), "scroll the account down", "when it does not fit"),
    Action("card_up", ("K", "shift+up"), "scroll the account up", "when it does not fit"),
    Action("import", ("f4",), "take a file in", "a ledger, payments or contacts: see first what it would do"),
    Action(
        "erase", (), "erase the customer", "name, contacts, notes and their history, for good; asks first"
    ),
    Action("refresh", ("R",), "rank again", "judge every account anew"),
    Action("theme", ("T",), "next theme", "dark, light, the terminal's own colours"),
    Action("help", ("question_mark",), "keys", "every key of where you are; enter runs one", rank=99),
    Action("commands", ("colon", "ctrl+p"), "commands", "every action by its name"),
    Action("quit", ("q",), "quit", "the draft is kept"),
    Action("interrupt", ("ctrl+c",), "how to leave", "says which key leaves"),
    Action("quit_now", ("ctrl+q",), "quit from anywhere", "the draft is kept", Where.ANYWHERE),
    Action("next_call", ("f2",), "next call", "back to the call that comes next", Where.ANYWHERE),
    Action("invoices_mark", ("space", "M"), "mark", "mark the invoice, or take it off", Where.INVOICES, 1),
    Action("invoices_all", ("asterisk",), "all or none", "mark all of them, or none", Where.INVOICES, 2),
    Action("invoices_down", ("j", "down"), "down", "one down", Where.INVOICES),
    Action("invoices_up", ("k", "up"), "up", "one up", Where.INVOICES),
    Action("invoices_leave", ("escape", "tab"), "back", "to the list; the marks stay", Where.INVOICES, 3),
    Action("notes_not_a_card", ("f8",), "no card number", "put back what was masked", Where.NOTES),
    Action("notes_leave", ("escape",), "done", "back to the list; the draft is kept", Where.NOTES, 1),
    Action("find_go", ("enter",), "go to it", "show the account in the list", Where.FIND, 1),
    Action("find_down", ("down", "ctrl+n"), "down", "next match", Where.FIND, 2),
    Action("find_up", ("up", "ctrl+p"), "up", "match before", Where.FIND, 3),
    Action("find_leave", ("escape",), "back", "back to where you were", Where.FIND, 4),
    Action("form_enter", ("enter",), "log it", "record it with what the form shows", Where.FORM, 1),
    Action("form_next", ("tab", "down"), "next field", "one field on", Where.FORM, 2),
    Action("form_back", ("shift+tab", "up"), "field before", "one field back", Where.FORM),
    Action("form_leave", ("escape",), "cancel", "nothing is recorded", Where.FORM, 3),
    Action("history_down", ("j", "down"), "older", "the entry before", Where.HISTORY, 1),
    Action("history_up", ("k", "up"), "newer", "the entry after", Where.HISTORY, 2),
    Action("history_scroll_down", ("J", "shift+down"), "scroll down", "a long note", Where.HISTORY),
    Action("history_scroll_up", ("K", "shift+up"), "scroll up", "a long note", Where.HISTORY),
    Action("history_correct", ("c", "enter"), "correct the note", "the old text is kept", Where.HISTORY, 3),
    Action("history_leave", ("escape", "o", "q"), "back", "back to the account", Where.HISTORY, 4),
    Action("plan_down", ("j", "down"), "later", "the call after", Where.PLAN, 1),
    Action("plan_up", ("k", "up"), "earlier", "the call before", Where.PLAN, 2),
    Action("plan_scroll_down", ("J", "shift+down"), "scroll down", "further down", Where.PLAN),
    Action("plan_scroll_up", ("K", "shift+up"), "scroll up", "further up", Where.PLAN),
    Action("plan_go", ("enter",), "go to it", "show the account in the list", Where.PLAN, 3),
    Action("plan_leave", ("escape", "L", "q"), "back", "back to the account", Where.PLAN, 4),
    Action("report_down", ("j", "down"), "down", "a line down", Where.REPORT),
    Action("report_up", ("k", "up"), "up", "a line up", Where.REPORT),
    Action("report_page_down", ("pagedown", "space"), "page down", "a page down", Where.REPORT),
    Action("report_page_up", ("pageup",), "page up", "a page up", Where.REPORT),
    Action("report_next", ("right", "l", "tab"), "next report", "the report after this one", Where.REPORT, 1),
    Action("report_before", ("left", "h", "shift+tab"), "report before", "the one before", Where.REPORT),
    Action(
        "report_open", ("enter",), "what is behind", "a bucket's invoices, or the account", Where.REPORT, 2
    ),
    Action("report_day", ("d",), "other day", "as of a past day, or of another period", Where.REPORT, 3),
    Action("report_explain", ("question_mark",), "its basis", "formula, period, basis", Where.REPORT, 4),
    Action("report_leave", ("escape", "O", "q"), "back", "back to where you were", Where.REPORT, 5),
    Action("report_day_take", ("enter",), "show it", "as of the day that was read", Where.REPORT_DAY, 1),
    Action("report_day_leave", ("escape",), "back", "the day stays as it was", Where.REPORT_DAY, 2),
    Action("history_next", ("g",), "next call", "back to the call that comes next", Where.HISTORY),
    Action(
        "history_cause", ("w",), "why late", "why they had not paid when this call was made", Where.HISTORY, 5
    ),
    Action("sheet_down", ("j", "down"), "down", "further down", Where.SHEET, 1),
    Action("sheet_up", ("k", "up"), "up", "further up", Where.SHEET, 2),
    Action("sheet_next", ("g",), "next call", "back to the call that comes next", Where.SHEET),
    Action("sheet_leave", ("escape", "B", "q"), "back", "back to the account", Where.SHEET, 3),
    Action("agenda_go", ("enter",), "go to it", "show the account in the list", Where.AGENDA, 1),
    Action("agenda_move", ("s",), "move", "to another day or time", Where.AGENDA, 2),
    Action("agenda_done", ("F",), "done", "tick it off", Where.AGENDA, 3),
    Action("agenda_range", ("tab",), "more days", "today, this week, everything", Where.AGENDA, 4),
    Action("agenda_down", ("j", "down"), "down", "one down", Where.AGENDA),
    Action("agenda_up", ("k", "up"), "up", "one up", Where.AGENDA),
    Action("agenda_next", ("g",), "next call", "back to the call that comes next", Where.AGENDA),
    Action("agenda_leave", ("escape", "A", "q"), "back", "back to the account", Where.AGENDA, 5),
    Action("search_go", ("enter",), "go to it", "show the account and its history", Where.SEARCH, 1),
    Action("search_down", ("down", "ctrl+n"), "down", "one down", Where.SEARCH, 2),
    Action("search_up", ("up", "ctrl+p"), "up", "one up", Where.SEARCH, 3),
    Action("import_go", ("enter",), "look", "see what it would do, or read it otherwise", Where.IMPORT, 1),
    Action("import_apply", ("f9",), "take it in", "write what is shown", Where.IMPORT, 2),
    Action("import_down", ("down", "ctrl+n", "pagedown"), "down", "one down", Where.IMPORT, 3),
    Action("import_up", ("up", "ctrl+p", "pageup"), "up", "one up", Where.IMPORT, 4),
    Action("import_leave", ("escape",), "back", "stop it, or back", Where.IMPORT, 5),
    Action("search_leave", ("escape",), "back", "back to the account", Where.SEARCH, 4),
    Action("chooser_run", ("enter",), "run it", "do what the line says", Where.CHOOSER, 1),
    Action("chooser_down", ("down", "ctrl+n"), "down", "one down", Where.CHOOSER, 2),
    Action("chooser_up", ("up", "ctrl+p"), "up", "one up", Where.CHOOSER, 3),
    Action("chooser_leave", ("escape",), "back", "close", Where.CHOOSER, 4),
)

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
    "down": "↓",
    "up": "↑",
}
_TYPED = {shown: name for name, shown in _SHOWN.items()}


def shown(key: str) -> str:
    """Return the key as people write it: `?` for question_mark."""
    return _SHOWN.get(key, key)


def with_keymap(keymap: Mapping[str, str]) -> tuple[Action, ...]:
    """Return the actions with the user's keys: {action id: keys with commas between}, `?` or question_mark.

    Raises InputRefusedError for an unknown action, and where one key would mean two things in one place.
    """
    known = {action.id: action for action in ACTIONS}
    for id_, keys in keymap.items():
        if id_ not in known:
            raise InputRefusedError(
                f"The keymap names an unknown action, {id_}.", f"Known: {', '.join(known)}.", (id_,)
            )
        parts = (key.strip() for key in keys.split(","))
        known[id_] = replace(known[id_], keys=tuple(_TYPED.get(key, key) for key in parts if key))
    actions = tuple(known.values())
    _check(actions, keymap)
    return actions


def _check(actions: tuple[Action, ...], keymap: Mapping[str, str]) -> None:
    taken: dict[tuple[Where, str], str] = {}
    for action in actions:
        for key in action.keys:
            other = taken.setdefault((action.where, key), action.id)
            if other != action.id:
                raise InputRefusedError(
                    f"In {action.where} the key {shown(key)} would mean both {other} and {action.id}.",
                    "Give one of them another key.",
                    (action.id if action.id in keymap else other,),
                )


class Keys:
    """What each key means in each place, and the hints for the footer."""

    def __init__(self, keymap: Mapping[str, str]) -> None:
        self.actions = with_keymap(keymap)
        self._table = {(a.where, key): a.id for a in self.actions for key in a.keys}

    def meaning(self, where: Where, key: str) -> str | None:
        """Return the id of the action that `key` runs in `where`.

        What is done to the account is done from its invoices, too.
        """
        wider = (where, Where.LIST, Where.ANYWHERE) if where is Where.INVOICES else (where, Where.ANYWHERE)
        return next((self._table[place, key] for place in wider if (place, key) in self._table), None)

    def hints(self, where: Where) -> list[tuple[str, str]]:
        """Return (key, name) for the footer, most used first; the last one leads to all others."""
        ranked = sorted((a for a in self.actions if a.where is where and a.rank), key=lambda a: a.rank)
        return [(shown(action.keys[0]), action.name) for action in ranked if action.keys]

    def of(self, where: Where) -> list[Action]:
        """Return the actions of one place."""
        return [action for action in self.actions if action.where is where]
