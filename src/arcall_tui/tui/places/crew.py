"""The services that places behind the first screen work with, each there once for all of them."""

from arcall_tui.tui.services.background import Background
from arcall_tui.tui.services.call_timer import CallTimer, SecondThought
from arcall_tui.tui.services.form_drafts import FormDrafts
from arcall_tui.tui.services.note_guard import NoteGuard
from arcall_tui.tui.services.other_windows import Appointments, OtherWindows
from arcall_tui.tui.services.showing import Showing
from arcall_tui.tui.stage import Doer
from arcall_tui.workday.letters.texts import Texts


class Crew:
    """`spared`: digits that the caller has said are no card number."""

    def __init__(self, background: Background, showing: Showing, spared: frozenset[str]) -> None:
        self.stage = stage = showing.stage
        self.background, self.showing, self.draft = background, showing, showing.draft
        self.texts = Texts(stage.session.settings.texts)
        self.timer = CallTimer(stage)
        self.thought = SecondThought(stage, self.timer)
        self.drafts = FormDrafts(stage)
        self.guard = NoteGuard(stage, self.texts, spared)
        self.others = OtherWindows(stage, background, self.thought)
        self.appointments = Appointments(stage, showing)


class Hand(Doer):
    """Who does what actions mean, with every service at hand."""

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew.stage)
        self.background, self.showing, self.draft = crew.background, crew.showing, crew.draft
        self.texts, self.timer, self.thought = crew.texts, crew.timer, crew.thought
        self.drafts, self.others, self.appointments = crew.drafts, crew.others, crew.appointments
