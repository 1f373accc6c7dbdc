"""All that the first screen does not need: loaded behind it, or when a key wants it.

Its imports (SQLModel, e-mail, reports, imports) take three times as long as those of the first screen.
"""

from __future__ import annotations

from arcall_tui.tui.places.account_care import AccountCare
from arcall_tui.tui.places.agenda import AgendaPlace
from arcall_tui.tui.places.brief import SheetPlace
from arcall_tui.tui.places.day_plan import PlanPlace
from arcall_tui.tui.places.dialling import Dialling
from arcall_tui.tui.places.erase import Erasing
from arcall_tui.tui.places.filter_list import FilterPlace
from arcall_tui.tui.places.form_filling import FormPlace
from arcall_tui.tui.places.history import HistoryPlace
from arcall_tui.tui.places.import_file import ImportPlace
from arcall_tui.tui.places.invoices import InvoicesPlace
from arcall_tui.tui.places.letter_draft import Letters
from arcall_tui.tui.places.locked import Locking
from arcall_tui.tui.places.log_call import LogCall
from arcall_tui.tui.places.message_read import ReadMessages
from arcall_tui.tui.places.note_writing import NotesPlace
from arcall_tui.tui.places.open_outside import OpenOutside
from arcall_tui.tui.places.reports import ReportLinePlace, ReportPlace
from arcall_tui.tui.places.screen_place import ScreenPlace
from arcall_tui.tui.places.search import SearchPlace
from arcall_tui.tui.services.appointments import Appointments
from arcall_tui.tui.services.background import Background
from arcall_tui.tui.services.call_timer import CallTimer
from arcall_tui.tui.services.form_drafts import FormDrafts
from arcall_tui.tui.services.marks import AccountMarks, InvoiceMarks
from arcall_tui.tui.services.note_guard import NoteGuard
from arcall_tui.tui.services.other_windows import OtherWindows
from arcall_tui.tui.services.privacy import Privacy
from arcall_tui.tui.services.second_thought import SecondThought
from arcall_tui.tui.services.showing import Showing
from arcall_tui.tui.stage import Doer, Stage
from arcall_tui.workday.letters.texts import Texts


class LatePlaces:
    """The places and services that work on the book, each with what it needs."""

    def __init__(
        self,
        stage: Stage,
        background: Background,
        showing: Showing,
        marks: AccountMarks,
        invoices: InvoiceMarks,
        spared: frozenset[str],
        privacy: Privacy,
    ) -> None:
        texts, draft = Texts(stage.session.settings.texts), showing.draft
        self.timer = timer = CallTimer(stage)
        thought = SecondThought(stage, timer)
        self.form_drafts = FormDrafts(stage)
        self.form = forms = FormPlace(stage, showing, self.form_drafts, marks, invoices)
        self.notes = NotesPlace(stage, draft, NoteGuard(stage, texts, spared), timer, self.form_drafts)
        self.others = OtherWindows(stage, background, thought)
        self.appointments = Appointments(stage, showing)
        dialling = Dialling(stage, showing, timer, thought)
        calls = LogCall(stage, background, draft, dialling, forms, self.appointments, self.others)
        self.history = HistoryPlace(stage, forms, self.notes, calls.join)
        self.invoices = InvoicesPlace(stage, invoices)
        self.reports = ReportPlace(stage, showing)
        self.importing = ImportPlace(stage, background, draft)
        self.places: tuple[ScreenPlace, ...] = (
            forms,
            self.notes,
            self.history,
            self.invoices,
            self.reports,
            ReportLinePlace(stage, self.reports),
            self.importing,
            PlanPlace(stage, showing),
            SheetPlace(stage, texts),
            AgendaPlace(stage, showing, background, draft, forms),
            SearchPlace(stage, showing, draft, self.history),
            FilterPlace(stage, showing),
        )
        self.doers: tuple[Doer, ...] = (
            *self.places,
            calls,
            dialling,
            AccountCare(stage, forms),
            OpenOutside(stage, forms),
            Letters(stage, texts, forms, thought),
            ReadMessages(stage, forms),
            Erasing(stage, background, draft, forms),
            self.appointments,
            Locking(stage, privacy, draft),
        )
