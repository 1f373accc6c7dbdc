"""All that the first screen does not need: loaded behind it, or when a key wants it.

Its imports (SQLModel, e-mail, reports, imports) take three times as long as those of the first screen.
"""

from arcall_tui.tui.places.account_care import AccountCare, Erasing
from arcall_tui.tui.places.agenda import AgendaPlace, PlanPlace
from arcall_tui.tui.places.brief import SheetPlace
from arcall_tui.tui.places.crew import Crew
from arcall_tui.tui.places.dialling import Dialling, OpenOutside
from arcall_tui.tui.places.filter_list import FilterPlace
from arcall_tui.tui.places.form_filling import FormPlace
from arcall_tui.tui.places.history import HistoryPlace, SearchPlace
from arcall_tui.tui.places.import_file import ImportPlace
from arcall_tui.tui.places.invoices import InvoicesPlace
from arcall_tui.tui.places.letters import Letters, ReadMessages
from arcall_tui.tui.places.locked import Locking
from arcall_tui.tui.places.log_call import LogCall
from arcall_tui.tui.places.note_writing import NotesPlace
from arcall_tui.tui.places.reports import ReportLinePlace, ReportPlace
from arcall_tui.tui.places.screen_place import ScreenPlace
from arcall_tui.tui.stage import Doer


class LatePlaces:
    """The places that work on the book, made of their `services`."""

    services = Crew

    def __init__(self, crew: Crew) -> None:
        self.timer, self.others, self.appointments = crew.timer, crew.others, crew.appointments
        self.form_drafts = crew.drafts
        self.form = forms = FormPlace(crew)
        self.notes = NotesPlace(crew)
        calls = LogCall(crew, forms, Dialling(crew))
        self.history = HistoryPlace(crew, self.notes, calls)
        self.invoices = InvoicesPlace(crew)
        self.reports = ReportPlace(crew)
        self.importing = ImportPlace(crew)
        self.places: tuple[ScreenPlace, ...] = (
            forms,
            self.notes,
            self.history,
            self.invoices,
            self.reports,
            ReportLinePlace(crew.stage, self.reports),
            self.importing,
            PlanPlace(crew),
            SheetPlace(crew),
            AgendaPlace(crew, forms),
            SearchPlace(crew, self.history),
            FilterPlace(crew),
        )
        self.doers: tuple[Doer, ...] = (
            *self.places,
            calls,
            calls.dialling,
            *(kind(crew, forms) for kind in (AccountCare, OpenOutside, Letters, ReadMessages, Erasing)),
            crew.appointments,
            Locking(crew),
        )
