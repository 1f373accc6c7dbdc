"""Reports on screen: one after another, what is behind a line, and what a figure rests on."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from arcall_tui.errors import UsageError
from arcall_tui.render.report_lines import PaintedReport
from arcall_tui.reports.reference import ACCOUNT
from arcall_tui.reports.table import Report, named_once
from arcall_tui.reports.writing import Writer
from arcall_tui.tui.actions import Where
from arcall_tui.tui.line_edit import LineEdit
from arcall_tui.tui.places.crew import Crew, Hand
from arcall_tui.tui.places.screen_place import PromptPlace, ScreenPlace
from arcall_tui.tui.stage import Stage, does
from arcall_tui.tui.widgets.report_panel import ReportPanel
from arcall_tui.workday.desk.desk import Desk
from arcall_tui.workday.reports.behind import made_of
from arcall_tui.workday.reports.catalogue import (
    NAMES,
    REPORTS,
    ReportKind,
    Span,
    read_span,
    reading_locale,
    report,
)
from arcall_tui.workday.reports.report_room import Ask, creditors_of, quiet

# Seconds on a report before it is worked out: who only passes by on the way to another does not wait for it.
_PASSING = 0.03
_FAR = 1_000_000  # lines: more than any report has


class ReportPlace(Hand, ScreenPlace):
    """Shows reports over the page. They are worked out on a desk of their own: no key waits for them."""

    where = Where.REPORT

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        self.name = "day"
        self._behind: list[tuple[Report, int]] = []
        self._report: Report | None = None
        self._explain = False
        self._asked = 0
        self._creditor = ""  # whose customers alone; all: empty
        # What was asked for; none: today. The hand-over looks ahead, so its days are its own.
        self.spans: dict[bool, Span | None] = {}

    @property
    def kind(self) -> ReportKind:
        """The report that is on screen."""
        return REPORTS[self.name]

    @does("reports")
    async def open(self) -> None:
        """Show the report that was shown last, as of today, of all customers."""
        self.spans.clear()
        self._creditor = ""
        self.stage.enter(Where.REPORT, hush=True)
        await self.turn(0)

    @does("report_next", 1)
    @does("report_before", -1)
    async def turn(self, count: int) -> None:
        """Show the report after or before this one."""
        await self.turn_to((NAMES.index(self.name) + count) % len(NAMES))

    async def turn_to(self, chosen: int) -> None:
        """Show a report by its place among the names."""
        self.name = NAMES[chosen]
        self._behind, self._report = [], None
        self._asked += 1
        span = self.spans.get(self.kind.ahead)
        of = " · ".join(filter(None, (self._creditor, str(span or ""))))
        (await self.stage.panel(ReportPanel)).open(NAMES, chosen, f"Working out {self.name} …", of)
        self.stage.spawn(self._work_out(self.name, span, self._asked))

    async def _work_out(self, name: str, span: Span | None, asked: int) -> None:
        await asyncio.sleep(_PASSING)
        if asked != self._asked:
            return
        loop, panel = asyncio.get_running_loop(), await self.stage.panel(ReportPanel)

        def show(text: str) -> None:
            if asked == self._asked:
                panel.wait(text)

        def tell(text: str) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(show, f"Working out {name}: {text} …")

        made = await self.line.apart(_made, name, span, self._creditor, tell)
        # Another one may have been asked for meanwhile.
        if asked == self._asked and self.stage.where in {Where.REPORT, Where.REPORT_LINE}:
            await self._show(made)

    async def _show(self, report: Report, cursor: int = 0) -> None:
        panel = await self.stage.panel(ReportPanel)
        self._report = report
        writer = Writer(reading_locale(self.session.settings))
        panel.show(
            PaintedReport(
                named_once(report), writer, panel.size.width or self.main.size.width, self._explain
            ),
            cursor,
        )

    @does("report_creditor")
    async def other_creditor(self) -> None:
        """Show it of the next creditor's customers alone, after the last one of all."""
        names = [""] + [name for name in await self.line.ask(creditors_of) if name]
        if len(names) == 1:
            self.say("The book has one creditor alone", "")
            return
        self._creditor = names[(names.index(self._creditor) + 1) % len(names)]
        await self.turn(0)

    @does("report_top", -_FAR)
    @does("report_end", _FAR)
    async def move(self, count: int) -> None:
        """Go to another line."""
        (await self.stage.panel(ReportPanel)).move(count)

    @does("report_up", -1)
    async def page(self, count: int) -> None:
        """Go a page up or down, as a pager does: another page of lines is on screen."""
        panel = await self.stage.panel(ReportPanel)
        panel.first = panel.bounded(panel.first + count * panel.page)
        panel.move(count * panel.page)
        panel.refresh()

    @does("report_explain")
    async def explain(self) -> None:
        """Say below each table what its figures rest on, or stop saying it."""
        self._explain = not self._explain
        if self._report is not None:
            await self._show(self._report)

    async def go(self) -> None:
        """Show what the line's figure is made of, or the account."""
        panel = await self.stage.panel(ReportPanel)
        key = panel.view.key(panel.cursor) if panel.view is not None else ""
        if key.startswith(ACCOUNT):
            await self._close()
            await self.showing.account(int(key.removeprefix(ACCOUNT)))
        elif key and self._report is not None:
            self._behind.append((self._report, panel.cursor))
            self.stage.spawn(self._go_behind(key, self._asked))
        else:
            self.say("Nothing is behind this line", "")

    async def _go_behind(self, key: str, asked: int) -> None:
        made = await self.line.apart(made_of, key, quiet, self._creditor)
        if asked == self._asked:
            await self._show(made)

    async def leave(self) -> None:
        """Go back: from what a figure is made of to its line, from a report to the list."""
        if self._behind:
            await self._show(*self._behind.pop())
        else:
            await self._close()

    async def _close(self) -> None:
        self._asked += 1
        (await self.stage.panel(ReportPanel)).display = False
        self.stage.enter(Where.LIST, hush=True)


class ReportLinePlace(PromptPlace):
    """Takes another day, or a period where the report is of one; or words that are looked for in it."""

    where = Where.REPORT_LINE

    def __init__(self, stage: Stage, reports: ReportPlace) -> None:
        super().__init__(stage)
        self.reports = reports
        self._finds = False
        self._sought, self._from = "", 0

    @does("report_day", finds=False)
    @does("report_find", finds=True)
    async def open(self, *, finds: bool) -> None:
        """Begin to type a day, or words to find."""
        self._finds, self._from = finds, (await self.stage.panel(ReportPanel)).cursor
        self.edit = LineEdit()
        self.stage.enter(Where.REPORT_LINE, hush=True)
        await self._paint()

    async def changed(self, *, text: bool) -> None:
        """Show what is typed and how it is understood, or where it stands in the report."""
        there = True
        if self._finds and text:
            there = (await self.stage.panel(ReportPanel)).find(self.edit.text, self._from, 1)
        await self._paint(refused=not there)

    @does("report_again", 1)
    @does("report_back", -1)
    async def again(self, way: int) -> None:
        """Go to the next line, or the one before, with the words that were looked for last."""
        panel = await self.stage.panel(ReportPanel)
        if not self._sought or not panel.find(self._sought, panel.cursor + way, way):
            said = (
                f"{self._sought!r} does not stand in this report" if self._sought else "/ finds a word here"
            )
            self.say(said, "")

    def _read(self) -> Span | None:
        """Return the day or period as typed; None, for today, where nothing is. Raises UsageError."""
        session, text = self.session, self.edit.text.strip()
        today = session.desk.clock.today()
        return read_span(self.reports.name, text, today, session.settings.date_order) if text else None

    async def _paint(self, *, refused: bool = False) -> None:
        panel, kind = await self.stage.panel(ReportPanel), self.reports.kind
        if self._finds:
            told = (
                ("this does not stand in the report", "urgent") if refused else ("enter, then n and N", "dim")
            )
            panel.ask(((" / ", "title"), *self.edit.pieces(active=True)), (told,))
            return
        past = "fri, -7, eom, 15 oct" if not kind.ahead else "mon, +7, 15 dec"
        example = past if kind.of_a_day else f"{past}, or one to another"
        try:
            span = self._read()
            read = f"→ {span}" if span else f"{example}; nothing: today"
        except UsageError as error:
            read = " ".join(str(error).split())
        what = "As of" if kind.of_a_day else "Day or period"
        panel.ask(
            ((f" {what} ", "title"), *self.edit.pieces(active=True)),
            ((read, "urgent" if refused else "dim"),),
        )

    async def go(self) -> None:
        """Show the report as of the day that was read, or stay where the words stand; where none was, say so."""
        if self._finds:
            self._sought, self._from = self.edit.text, (await self.stage.panel(ReportPanel)).cursor
            await self.leave()
            return
        try:
            span = self._read()
        except UsageError:
            await self._paint(refused=True)
            return
        await self.leave()
        self.reports.spans[self.reports.kind.ahead] = span
        await self.reports.turn(0)

    async def leave(self) -> None:
        """Leave the day, or the cursor, as it was."""
        self.stage.hush()
        panel = await self.stage.panel(ReportPanel)
        panel.ask(())
        panel.go(self._from)
        self.stage.enter(Where.REPORT)


def _made(desk: Desk, name: str, span: Span | None, creditor: str, tell: Callable[[str], None]) -> Report:
    asked = Ask(desk.clock.today(), creditor=creditor, tell=tell)
    if span is not None and REPORTS[name].ahead:
        until = span.until if span.since else None
        asked = replace(asked, since=span.since or span.until, until=until)
    elif span is not None:
        asked = replace(asked, as_of=span.until, since=span.since, until=span.until)
    return report(desk, name, asked)
