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
    REPORT_LINE = "a line about a report"
    SHEET = "the sheet"
    AGENDA = "the agenda"
    SEARCH = "the search"
    IMPORT = "the import"
    CHOOSER = "help and commands"
    ANYWHERE = "every place"


# Places to look at, left with `q` or by the key that opened them; lists narrowed by what is typed; the rest.
_VIEWS = (Where.HISTORY, Where.PLAN, Where.REPORT, Where.SHEET, Where.AGENDA)
_TYPED = (Where.FIND, Where.FILTER, Where.SEARCH, Where.IMPORT, Where.CHOOSER)
_WITHIN = (*_VIEWS, *_TYPED, Where.INVOICES, Where.NOTES, Where.FORM, Where.REPORT_LINE)
_READ = (Where.HISTORY, Where.SHEET, Where.AGENDA)
_LISTS = (Where.LIST, Where.INVOICES, *_VIEWS)
_ENTERED = (*_TYPED, Where.HISTORY, Where.PLAN, Where.REPORT, Where.REPORT_LINE, Where.AGENDA, Where.FORM)
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


def _act(id_: str, keys: str, name: str, tooltip: str, *where: Where, opens: Where | None = None) -> Action:
    """Return an action: its keys with blanks between; in the list, where nothing else is said."""
    return Action(id_, tuple(keys.split()), name, tooltip, where or (Where.LIST,), opens)


# How an outcome is logged: what stands often in the footer first, the others as their table has them.
_OUTCOMES = tuple(
    _act(row.action, row.key, row.name, f"log {code}: {row.help}")
    for code in sorted(Code, key=lambda code: code.means.rank or len(Code))
    if (row := code.means).action
)
_KEPT_FILTERS = tuple(
    _act(f"filter_{key}", key, f"kept filter {key}", "the list by the filter that you kept on this key")
    for key in "123456789"
)
_TICKS = tuple(
    _act(f"tick_{key}", key, f"tick {key}", "that point is dealt with; kept with the call", Where.SHEET)
    for key in "123456789"
)
ACTIONS: tuple[Action, ...] = (
    *_OUTCOMES,
    _act("another_result", "plus", "another result", "of the last call: one attempt, one length"),
    _act("undo", "u", "undo", "take back what was done last, several steps"),
    _act("redo", "ctrl+r", "redo", "do again what undo took back"),
    _act("next_step", "s", "next step", "set what happens next on this account, and when"),
    _act("step_done", "F", "step done", "a next step is done: tick it off"),
    _act("snooze", "z", "rest", "let the account rest until a day, or wake it"),
    _act("contact", "E", "contact", "add or correct a contact: name, number, e-mail"),
    _act("zone", "Z", "time zone", "say where the customer is"),
    _act("settle_promise", "v", "promise settled", "kept, partly kept, broken or withdrawn, by your word"),
    _act("resolve_dispute", "V", "dispute resolved", "valid, invalid or credited"),
    _act("release_hold", "H", "release the hold", "the account may be called again; asks first"),
    _act("last_step", "S", "last one's next step", "the same, for the account logged last"),
    _act("find", "slash", "find", "by name, id, invoice, phone or PO, as you type"),
    _act("notes", "i enter", "notes", "write call notes; esc comes back"),
    _act("history", "o", "history", "everything on record, with the notes in full", opens=Where.HISTORY),
    _act("plan_day", "L", "day plan", "today's calls at their times, and who has to wait", opens=Where.PLAN),
    _act("reports", "O", "reports", "figures, and what each is made of", opens=Where.REPORT),
    _act("sheet", "B", "brief", "all to know before the first word, and the checklist", opens=Where.SHEET),
    _act("dial", "full_stop", "number", "copy the number, or hand it to your dial command; starts the timer"),
    _act("next_number", "greater_than_sign", "next number", "the next contact: . and w mean that one"),
    _act("copy_email", "at", "copy the e-mail", "of whom to ask for"),
    _act("open_outside", "semicolon", "open", "their portal, an e-mail, the files of the marked invoices"),
    _act("letter", "l", "letter", "an e-mail draft from a template: reminder, statement, copy ..."),
    _act("read_message", "", "read a message", "what they wrote: .eml or pasted; accept what goes on record"),
    _act("interest", "", "late interest", "what it comes to, with the working; nothing is claimed by it"),
    _act("hand_over", "U", "copy the note", "the last call or letter as a line for another program"),
    _act("guide", "Y", "how they pay", "method, pay run, cut-off, portal, and what to mind"),
    _act("agenda", "A", "agenda", "appointments, checks, what others owe", opens=Where.AGENDA),
    _act("search", "N", "search notes", "all notes, promises and disputes, as you type"),
    _act("appointment", "apostrophe", "appointment", "go to the appointment that is announced"),
    _act("invoices", "tab", "invoices", "mark some: what comes next is about those", opens=Where.INVOICES),
    _act("why_late", "X", "why late", "why they have not paid; goes with the next outcome"),
    _act("mark", "M", "mark", "mark accounts, then deal with them in one go; one undo"),
    _act("mark_all", "asterisk", "mark all", "every account in the list as it is filtered, or none"),
    _act("lock", "ctrl+l", "lock the screen", "until the book's passphrase is typed", Where.ANYWHERE),
    _act("hide", "h", "hide details", "names and amounts, for a screen that others see"),
    _act("not_a_card", "C", "no card number", "put back what was masked in this note"),
    _act("reachable", "r", "reachable now", "show only those who can be called now"),
    _act("filter", "equals_sign f3", "filter", "narrow and sort the list: country:DE over:60d >5000 tag:vip"),
    _act("go_to_row", "number_sign", "go to row", "by its number in the list"),
    *_KEPT_FILTERS,
    *_TICKS,
    _act("clear", "escape", "clear", "back to the whole list"),
    _act("down", "j down", "next account", "one down", *_LISTS),
    _act("up", "k up", "account before", "one up", *_LISTS),
    _act("top", "g home", "first account", "the account to call next"),
    _act("bottom", "G end", "last account", "the end of the list"),
    _act("page_down", "pagedown space", "page down", "a page down the list", Where.LIST, *_VIEWS),
    _act("page_up", "pageup", "page up", "a page up the list", Where.LIST, *_VIEWS),
    _act("card_down", "J shift+down", "scroll down", "when it does not fit", *_SCROLLED),
    _act("card_up", "K shift+up", "scroll up", "when it does not fit", *_SCROLLED),
    _act("import", "f4", "take a file in", "a ledger, payments or contacts: see first what it would do"),
    _act("erase", "", "erase the customer", "name, contacts, notes and their history, for good; asks first"),
    _act("refresh", "R", "rank again", "judge every account anew"),
    _act("theme", "T", "next theme", "dark, light, the terminal's own colours"),
    _act("help", "question_mark", "keys", "every key of where you are; enter runs one"),
    _act("commands", "colon ctrl+p", "commands", "every action by its name"),
    _act("quit", "q", "quit", "the draft is kept"),
    _act("interrupt", "ctrl+c", "how to leave", "says which key leaves"),
    _act("suspend", "ctrl+z", "suspend", "back to the shell; fg comes back", *_LISTS),
    _act("quit_now", "ctrl+q", "quit from anywhere", "the draft is kept", Where.ANYWHERE),
    _act("next_call", "f2", "next call", "back to the call that comes next", Where.ANYWHERE),
    _act("to_next", "g", "next call", "back to the call that comes next", *_READ),
    _act("go", "enter", "go to it", "go to what the cursor is on, or do what is shown", *_ENTERED),
    _act("leave", "escape", "back", "back to where you were", *_WITHIN),
    _act("close", "q", "back", "back to where you were", *_VIEWS),
    _act("match_down", "down ctrl+n", "down", "one down", *_TYPED),
    _act("match_up", "up ctrl+p", "up", "one up", *_TYPED),
    _act("match_page_down", "pagedown", "page down", "a page down", *_TYPED, Where.FORM),
    _act("match_page_up", "pageup", "page up", "a page up", *_TYPED, Where.FORM),
    _act("invoices_mark", "space M", "mark", "mark the invoice, or take it off", Where.INVOICES),
    _act("invoices_copy", "Q", "copy number", "to paste it elsewhere", Where.INVOICES),
    _act("invoices_all", "asterisk", "all or none", "mark all of them, or none", Where.INVOICES),
    _act("notes_editor", "ctrl+g", "your editor", "write the note in $EDITOR", Where.LIST, Where.NOTES),
    _act("notes_not_a_card", "f8", "no card number", "put back what was masked", Where.NOTES),
    _act("form_next", "tab down", "next field", "one field on", Where.FORM),
    _act("form_back", "shift+tab up", "field before", "one field back", Where.FORM),
    _act("history_correct", "c", "correct the note", "the old text is kept", Where.HISTORY),
    _act("history_add", "plus", "add a result", "another result of that call", Where.HISTORY),
    _act("history_cause", "w", "why late", "why they had not paid then", Where.HISTORY),
    _act("report_next", "right l tab", "next report", "the report after", Where.REPORT),
    _act("report_before", "left h shift+tab", "report before", "the one before", Where.REPORT),
    _act("report_top", "g home", "top", "the first line", Where.REPORT),
    _act("report_end", "G end", "end", "the last line", Where.REPORT),
    _act("report_up", "b", "page up", "a page up, as in a pager", Where.REPORT),
    _act("report_day", "d", "other day", "as of a past day, or of another period", Where.REPORT),
    _act("report_find", "slash", "find", "a word in this report", Where.REPORT),
    _act("report_again", "n", "next", "the next line with that word", Where.REPORT),
    _act("report_back", "N", "last", "the line before with that word", Where.REPORT),
    _act("report_creditor", "c", "other creditor", "of one creditor's customers, or of all", Where.REPORT),
    _act("report_explain", "question_mark", "its basis", "formula, period, basis", Where.REPORT),
    _act("agenda_move", "s", "move", "to another day or time", Where.AGENDA),
    _act("agenda_done", "F", "done", "tick it off", Where.AGENDA),
    _act("agenda_range", "tab", "more days", "today, this week, everything", Where.AGENDA),
    _act("import_apply", "f9", "take it in", "write what is shown", Where.IMPORT),
)

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
    Where.NOTES: "leave done, notes_editor",
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
        said = (each.partition(" ") for each in _FOOTERS[where].split(", "))
        known = [(self[id_], word) for id_, _, word in said]
        return [(shown(action.keys[0]), word or action.name) for action, word in known if action.keys]

    def of(self, where: Where) -> list[Action]:
        """Return the actions of one place."""
        return [action for action in self.actions if where in action.where]
