"""Taking a file in: pick it, see what it would do, correct how it is read, apply; stopped at any time, whole."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import TypeVar

from rich.cells import cell_len

from arcall_tui import private_files
from arcall_tui.errors import ArcallError, UsageError
from arcall_tui.render import board_rows as rows
from arcall_tui.render.pane import Row
from arcall_tui.render.pieces import short
from arcall_tui.tui.actions import Where
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.places.crew import Crew, Hand
from arcall_tui.tui.places.screen_place import BoardPlace, PromptPlace
from arcall_tui.tui.stage import does
from arcall_tui.workday.imports.importing import ImportOptions, import_ledger
from arcall_tui.workday.imports.preview import Preview, Question, changed, on_screen, preview

T = TypeVar("T")

_KINDS = set(".csv .tsv .txt .tab .xlsx .xlsm .xls .ods .fods .xml .html .htm .iif .vcf".split())
_MOST_FILES = 200


class ImportPlace(Hand, BoardPlace, PromptPlace):
    """Shows the import over the panes. Files are read in a thread of their own: no key waits for them."""

    where = Where.IMPORT

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        self.folder = Path.cwd()
        self._files: list[Path] = []
        self._file: Path | None = None
        self._options = ImportOptions()
        self._look: Preview | None = None
        self._stop = Event()
        self._busy = ""

    @does("import")
    async def open(self) -> None:
        """Begin with the files of the folder looked at last."""
        await self.draft.keep()
        self.stage.enter(Where.IMPORT, hush=True)
        await self._list(self.folder)

    async def _list(self, folder: Path) -> None:
        left, self._file, self._look, self._options = self._file, None, None, ImportOptions()
        self.folder, self.edit = folder, LineEdit()
        self._files = await self.line.aside(_ledgers, folder)
        (await self.board()).cursor = self._files.index(left) if left in self._files else 0
        await self.come_back()

    async def typed(self, key: str, character: str | None) -> None:
        """Take a key for the prompt, unless a file is being read."""
        if not self._busy:
            await super().typed(key, character)

    async def go(self) -> None:
        """Look at the file under the cursor or typed; with one in view, take up what was typed about it."""
        if self._busy:
            return
        text = self.edit.text.strip()
        if self._file is None:
            await self._pick(text)
        elif text or (self._look and self._look.answers):
            self._options = _answered(self._options, self._look.question if self._look else None, text)
            self.edit = LineEdit()
            self.stage.spawn(self._read())
        else:
            self.say("f9 takes it in; or type what is to be read otherwise", "")

    async def _pick(self, text: str) -> None:
        board = await self.board()
        chosen = (self.folder / private_files.in_home(text)).resolve()
        if board.key_here is not None and not (text and chosen.exists()):
            chosen = self._files[board.key_here]
        if chosen.is_dir():
            self.stage.hush()  # of a file that was not there
            await self._list(chosen)
        elif not chosen.is_file():
            raise UsageError(f"There is no file {text}.", "Type its path, or a folder to look into.")
        else:
            self._file, self.edit = chosen, LineEdit()
            self.stage.spawn(self._read())

    async def _read(self) -> None:
        self._look = await self._work("Reading", preview)
        if self._look is not None:
            self.stage.hush()  # what is to be said stands with the file
        await self.come_back()

    @does("import_apply")
    async def apply(self) -> None:
        """Take the file in as it was shown; one that was not looked at is shown first."""
        if self._look is None or self._busy:
            await self.go()
            return
        if self._look.refused:
            first = "the question comes first: its answer's number, or enter for the first one"
            self.say(f"! {first if self._look.answers else self._look.refused}", "urgent")
            return
        self.stage.spawn(self._apply())

    async def _apply(self) -> None:
        report = await self._work("Taking in", import_ledger)
        if report is None:
            await self.come_back()
            return
        session, self._look = self.session, None
        session.desk.day.holidays_may_change()  # of countries that nobody was in before
        await self.background.rank()
        await session.show_again()
        if session.card is None or session.card.placing.gate is not None:
            await session.go_on()  # whom the file says to have paid is nobody to call
        # Until then the list is neither that before the file nor that after it.
        if self.stage.where is self.where:
            await super().leave()
        self.main.paint_account()
        zones = (each.partition(",")[0] for each in report.without_zone())
        way, room = "; `arcall imports undo` takes it back", self.main.size.width - 2
        said = short(f"Taken in: {report.story or 'nothing new'}", room - cell_len(way)) + way
        for each in zones:  # what has no room is left out whole
            said += f"; {each}" if cell_len(f"{said}; {each}") <= room else ""
        self.say(said, "good")

    async def _work(self, what: str, verb: Callable[..., T]) -> T | None:
        """Run an import or its preview; None where it was stopped or refused."""
        desk = self.session.desk
        self._stop.clear()
        self._busy = what
        loop, shown = asyncio.get_running_loop(), [0]

        def progress(done: int, size: int) -> bool:
            share = done * 100 // max(size, 1)
            if share > shown[0]:
                shown[0] = share
                loop.call_soon_threadsafe(self._tell, f"{what} … {share} % · esc stops it")
            return not self._stop.is_set()

        self._tell(f"{what} …")
        try:
            asked = self._options
            return await self.line.aside(
                partial(verb, desk.path, self._file, asked, desk.clock, desk.settings, desk.policy, progress)
            )
        except ArcallError as error:
            self.say(f"! {on_screen(str(error))}", "urgent")
            return None
        finally:
            self._busy = ""

    def _tell(self, text: str) -> None:
        if self.stage.where is Where.IMPORT:
            self.say(text, "")

    async def come_back(self) -> None:
        """Show the files, or what is known of one, and what is typed."""
        if self.stage.where is not Where.IMPORT:
            return
        board, width = await self.board(), self.main.size.width
        if self._file is None:
            title = (((" Take a file in", "title"),), ((str(self.folder), "dim"),))
            label, shown = " file or folder: ", rows.files(self._files, width, self.edit.text)
        else:
            title = (((f" {self._file.name}", "title"),), (("nothing is written yet", "dim"),))
            asked = self._look is not None and self._look.answers
            label = " answer: " if asked else " read otherwise: "
            shown = rows.preview(self._look, width) if self._look else [Row((("", ""),))]
            if not self._busy and asked:
                self.say("type the answer's number, or its words; enter takes the first", "")
        prompt = ((label, "title"), *self.edit.pieces(active=True))
        here = 0 if self.edit.text else board.cursor  # of the files that still fit, the first is meant
        board.open(title, shown, prompt=prompt, cursor=here, keep=True)

    async def leave(self) -> None:
        """Stop what is under way; else go back to the files, else close."""
        if self._busy:
            self._stop.set()
        elif self._file is not None:
            await self._list(self.folder)
        else:
            await super().leave()


def _ledgers(folder: Path) -> list[Path]:
    """Return the files in a folder that could be ledgers, the newest first."""
    try:
        found = [path for path in folder.iterdir() if path.suffix.lower() in _KINDS and path.is_file()]
        return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[:_MOST_FILES]
    except OSError:
        return []


def _answered(options: ImportOptions, question: Question | None, text: str) -> ImportOptions:
    """Return options with the answer of a number, with what is said, or with what else the question takes. Raises UsageError."""
    try:
        return changed(options, (question.numbered(text) if question else "") or text)
    except UsageError:
        if question is None or not question.free or text.isdecimal():
            raise
        return changed(options, question.answer(text))
