"""Taking a file in: pick it, see what it would do, correct how it is read, apply; stopped at any time, whole."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from arcall_tui.errors import ArcallError, UsageError
from arcall_tui.tui.actions import Where
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.render import import_lines as rows
from arcall_tui.tui.widgets.board import Row

if TYPE_CHECKING:
    from arcall_tui.tui.router import Router
    from arcall_tui.workday.imports.importing import ImportOptions
    from arcall_tui.workday.imports.preview import Preview

_KINDS = {
    ".csv",
    ".tsv",
    ".txt",
    ".tab",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".ods",
    ".xml",
    ".html",
    ".htm",
    ".iif",
    ".vcf",
}
_MOST_FILES = 200


class TakingIn:
    """Shows the import over the panes. Files are read in a thread of their own: no key waits for them."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self._edit = LineEdit()
        self._folder = Path.cwd()
        self._files: list[Path] = []
        self._file: Path | None = None
        self._options: ImportOptions | None = None
        self._look: Preview | None = None
        self._stop = Event()
        self._busy = ""

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            "import": self.open,
            "import_go": self.go,
            "import_apply": self.apply,
            "import_down": partial(self.move, 1),
            "import_up": partial(self.move, -1),
            "import_leave": self.leave,
        }

    async def open(self) -> None:
        """Begin with the files of the folder looked at last."""
        await self.router.writing.keep()
        self.router.hush()
        self.router.enter(Where.IMPORT)
        await self._list(self._folder)

    async def _list(self, folder: Path) -> None:
        self._file, self._look, self._options = None, None, None
        self._folder, self._edit = folder, LineEdit()
        self._files = await self.router.session.aside(_ledgers, folder)
        await self._paint()

    async def typed(self, key: str, character: str | None) -> None:
        """Take a key for the prompt."""
        if not self._busy and self._edit.key(key, character):
            await self._paint()

    async def pasted(self, text: str) -> None:
        """Take pasted text, such as a path."""
        self._edit.paste(text)
        await self._paint()

    async def move(self, count: int) -> None:
        """Go through the files, or scroll what the file would do."""
        (await self.router.upkeep.board_panel()).move(count)

    async def go(self) -> None:
        """Look at the file under the cursor or typed; with one in view, take up what was typed about it."""
        if self._busy:
            return
        text = self._edit.text.strip()
        if self._file is None:
            await self._pick(text)
        elif text or (self._look and self._look.question and self._look.question.choices):
            from arcall_tui.workday.imports.preview import changed  # noqa: PLC0415 - not before it is wanted

            self._options = changed(self._asked(), self._answer(text))
            self._edit = LineEdit()
            self.router.spawn(self._read())
        else:
            self.router.say("f9 takes it in; or type what is to be read otherwise", "")

    def _answer(self, text: str) -> str:
        """Return what is said by the number of an answer; by nothing, the first; anything else stands as it is."""
        choices = self._look.question.choices if self._look and self._look.question else ()
        place = int(text or 1) if (not text or text.isdecimal()) else 0
        return choices[place - 1].option if 0 < place <= len(choices) else text

    async def _pick(self, text: str) -> None:
        board = await self.router.upkeep.board_panel()
        if text:
            chosen = _path(self._folder, text)
        elif board.key_here is not None and self._files:
            chosen = self._files[board.key_here]
        else:
            return
        if chosen.is_dir():
            await self._list(chosen)
        elif not chosen.is_file():
            raise UsageError(f"There is no file {chosen}.", "Type its path, or a folder to look into.")
        else:
            self._file, self._edit = chosen, LineEdit()
            self.router.spawn(self._read())

    def _asked(self) -> ImportOptions:
        from arcall_tui.workday.imports.importing import ImportOptions  # noqa: PLC0415 - not before it is wanted

        return self._options or ImportOptions(currency=self.router.session.settings.base_currency or None)

    async def _read(self) -> None:
        from arcall_tui.workday.imports.preview import preview  # noqa: PLC0415 - not before it is wanted

        self._look = await self._work("Reading", preview)
        if self._look is not None and self._look.refused:
            self.router.hush()  # why stands with the file
        await self._paint()

    async def apply(self) -> None:
        """Take the file in as it was shown."""
        if self._look is None or self._busy:
            return
        if self._look.refused:
            self.router.say(f"! {self._look.refused}", "urgent")
            return
        self.router.spawn(self._apply())

    async def _apply(self) -> None:
        from arcall_tui.workday.imports.importing import import_ledger  # noqa: PLC0415 - not before it is wanted

        report = await self._work("Taking in", import_ledger)
        if report is None:
            await self._paint()
            return
        await self.router.close_board()
        await self.router.upkeep.rank()
        self.router.say(
            f"Taken in: {report.story or 'nothing new'}; `arcall imports undo` takes it back", "good"
        )

    async def _work(self, what: str, verb: Callable[..., Any]) -> Any:  # noqa: ANN401 - each verb returns its own
        """Run an import or its preview; None where it was stopped or refused."""
        desk = self.router.session.desk
        self._stop.clear()
        self._busy = what
        loop = asyncio.get_running_loop()
        shown = [0]

        def progress(done: int, size: int) -> bool:
            share = done * 100 // max(size, 1)
            if share > shown[0]:
                shown[0] = share
                loop.call_soon_threadsafe(self._tell, f"{what} … {share} % · esc stops it")
            return not self._stop.is_set()

        self._tell(f"{what} …")
        try:
            return await self.router.session.aside(
                partial(
                    verb,
                    desk.path,
                    self._file,
                    self._asked(),
                    desk.clock,
                    desk.settings,
                    desk.policy,
                    progress,
                )
            )
        except ArcallError as error:
            from arcall_tui.workday.imports.preview import on_screen  # noqa: PLC0415 - not before it is wanted

            self.router.say(f"! {on_screen(str(error))}", "urgent")
            return None
        finally:
            self._busy = ""

    def _tell(self, text: str) -> None:
        if self.router.where is Where.IMPORT:
            self.router.say(text, "")

    async def _paint(self) -> None:
        if self.router.where is not Where.IMPORT:
            return
        board = await self.router.upkeep.board_panel()
        width = self.router.main.size.width
        if self._file is None:
            title = (((" Take a file in", "title"),), ((str(self._folder), "dim"),))
            label, shown = " file or folder: ", rows.files(self._files, width)
        else:
            title = (((f" {self._file.name}", "title"),), (("nothing is written yet", "dim"),))
            label = " read otherwise: "
            shown = rows.preview(self._look, width) if self._look else [Row((("", ""),))]
            if not self._busy and self._look and not self._look.refused:
                self.router.say("f9 takes it in", "")
            elif not self._busy and self._look and self._look.question and self._look.question.choices:
                self.router.say("type the answer's number, or its words; enter takes the first", "")
        board.open(
            title,
            shown,
            prompt=((label, "title"), *self._edit.pieces(active=True)),
            cursor=board.cursor,
            keep=True,
        )

    async def leave(self) -> None:
        """Stop what is under way; else go back to the files, else close."""
        if self._busy:
            self._stop.set()
        elif self._file is not None:
            await self._list(self._folder)
        else:
            await self.router.close_board()


def _path(folder: Path, text: str) -> Path:
    return (folder / Path(text).expanduser()).resolve()


def _ledgers(folder: Path) -> list[Path]:
    """Return the files in a folder that could be ledgers, the newest first."""
    try:
        found = [path for path in folder.iterdir() if path.suffix.lower() in _KINDS and path.is_file()]
        return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[:_MOST_FILES]
    except OSError:
        return []
