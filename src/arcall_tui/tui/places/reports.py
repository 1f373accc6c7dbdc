"""Reports on screen: one after another, what is behind a line, and what a figure rests on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from arcall_tui.errors import UsageError
from arcall_tui.tui.actions import Where
from arcall_tui.tui.line_edit import LineEdit

if TYPE_CHECKING:
    from arcall_tui.reports.table import Report
    from arcall_tui.tui.router import Router
    from arcall_tui.tui.widgets.report_panel import ReportPanel
    from arcall_tui.workday.reports.catalogue import ReportKind, Span


class Figures:
    """Shows reports over the page. They are worked out on a desk of their own: no key waits for them."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.panel: ReportPanel | None = None
        self.name = "day"
        self._behind: list[tuple[Report, int]] = []
        self._report: Report | None = None
        self._explain = False
        self._asked = 0
        # What was asked for; none: today. The hand-over looks ahead, so its days are its own.
        self._spans: dict[bool, Span | None] = {}
        self._edit = LineEdit()

    def handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return what each action does."""
        return {
            "reports": self.open,
            "report_down": partial(self.move, 1),
            "report_up": partial(self.move, -1),
            "report_page_down": partial(self.page, 1),
            "report_page_up": partial(self.page, -1),
            "report_next": partial(self.turn, 1),
            "report_before": partial(self.turn, -1),
            "report_open": self.go,
            "report_explain": self.explain,
            "report_day": self.ask_day,
            "report_day_take": self.take_day,
            "report_day_leave": self.leave_day,
            "report_leave": self.leave,
        }

    @property
    def _kind(self) -> ReportKind:
        from arcall_tui.workday.reports.catalogue import REPORTS  # noqa: PLC0415 - not before it is wanted

        return REPORTS[self.name]

    @property
    def _span(self) -> Span | None:
        return self._spans.get(self._kind.ahead)

    async def _panel(self) -> ReportPanel:
        if self.panel is None:
            from arcall_tui.tui.widgets.report_panel import ReportPanel  # noqa: PLC0415 - not before it is wanted

            self.panel = ReportPanel(self.router.main.veil)
            await self.router.main.mount(self.panel)
        return self.panel

    async def open(self) -> None:
        """Show the report that was shown last, as of today."""
        self._spans.clear()
        self.router.hush()
        self.router.enter(Where.REPORT)
        await self.turn(0)

    async def turn(self, count: int) -> None:
        """Show the report after or before this one."""
        from arcall_tui.workday.reports.catalogue import NAMES  # noqa: PLC0415 - not before it is wanted

        chosen = (NAMES.index(self.name) + count) % len(NAMES)
        self.name = NAMES[chosen]
        self._behind, self._report = [], None
        self._asked += 1
        panel = await self._panel()
        panel.open(NAMES, chosen, f"Working out {self.name} …", str(self._span or ""))
        self.router.spawn(self._work_out(self.name, self._span, self._asked))

    async def _work_out(self, name: str, span: Span | None, asked: int) -> None:
        loop = asyncio.get_running_loop()

        def tell(text: str) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._tell, asked, f"Working out {name}: {text} …")

        made = await self.router.session.aside(self._made, name, span, tell)
        # Another one may have been asked for meanwhile.
        if asked == self._asked and self.router.where in {Where.REPORT, Where.REPORT_DAY}:
            await self._show(made)

    def _tell(self, asked: int, text: str) -> None:
        if asked == self._asked and self.panel is not None:
            self.panel.wait(text)

    def _made(self, name: str, span: Span | None, tell: Callable[[str], None]) -> Report:
        from arcall_tui.workday.reports.catalogue import report  # noqa: PLC0415 - in a thread of its own
        from arcall_tui.workday.reports.making import Ask  # noqa: PLC0415

        desk = self.router.session.desk.clone()
        try:
            today = desk.clock.today()
            if span is None:
                return report(desk, name, Ask(today, tell=tell))
            if not self._kind.ahead:
                return report(desk, name, Ask(span.until, span.since, span.until, tell=tell))
            whole = span.since is not None
            return report(
                desk, name, Ask(today, span.since or span.until, span.until if whole else None, tell=tell)
            )
        finally:
            desk.close()

    async def _show(self, report: Report, cursor: int = 0) -> None:
        from arcall_tui.reports.writing import Writer  # noqa: PLC0415
        from arcall_tui.tui.render.report_lines import View  # noqa: PLC0415
        from arcall_tui.workday.reports.catalogue import reading_locale  # noqa: PLC0415

        panel = await self._panel()
        self._report = report
        writer = Writer(reading_locale(self.router.session.settings))
        panel.show(
            View(report, writer, panel.size.width or self.router.main.size.width, self._explain), cursor
        )

    # Another day

    async def ask_day(self) -> None:
        """Begin to type a day, or a period where the report is of one."""
        self._edit = LineEdit()
        self.router.hush()
        self.router.enter(Where.REPORT_DAY)
        await self._paint_day()

    async def typed(self, key: str, character: str | None) -> None:
        """Take a key."""
        if self._edit.key(key, character):
            await self._paint_day()

    async def pasted(self, text: str) -> None:
        """Take pasted text."""
        self._edit.paste(text)
        await self._paint_day()

    def _read(self) -> Span | None:
        """Return the day or period as typed; None, for today, where nothing is. Raises UsageError."""
        from arcall_tui.workday.reports.catalogue import read_span  # noqa: PLC0415 - not before it is wanted

        session, text = self.router.session, self._edit.text.strip()
        today = session.desk.clock.today()
        return read_span(self.name, text, today, session.settings.date_order) if text else None

    async def _paint_day(self, *, refused: bool = False) -> None:
        """Show what is typed, and how it is understood."""
        past = "fri, -7, eom, 15 oct" if not self._kind.ahead else "mon, +7, 15 dec"
        example = past if self._kind.of_a_day else f"{past}, or one to another"
        try:
            span = self._read()
            read = f"→ {span}" if span else f"{example}; nothing: today"
        except UsageError as error:
            read = " ".join(str(error).split())
        what = "As of" if self._kind.of_a_day else "Day or period"
        (await self._panel()).ask(
            ((f" {what} ", "title"), *self._edit.pieces(active=True)),
            ((read, "urgent" if refused else "dim"),),
        )

    async def take_day(self) -> None:
        """Show the report as of the day that was read; where none was, say so."""
        try:
            self._spans[self._kind.ahead] = self._read()
        except UsageError:
            await self._paint_day(refused=True)
            return
        await self.leave_day()
        await self.turn(0)

    async def leave_day(self) -> None:
        """Leave the day as it was."""
        self.router.hush()
        (await self._panel()).ask(())
        self.router.enter(Where.REPORT)

    async def move(self, count: int) -> None:
        """Go to another line."""
        (await self._panel()).move(count)

    async def page(self, count: int) -> None:
        """Go a page up or down."""
        panel = await self._panel()
        panel.move(count * panel.page)

    async def explain(self) -> None:
        """Say below each table what its figures rest on, or stop saying it."""
        self._explain = not self._explain
        if self._report is not None:
            await self._show(self._report)

    async def go(self) -> None:
        """Show what is behind the line: a bucket's invoices, or the account."""
        panel = await self._panel()
        key = panel.view.key(panel.cursor) if panel.view is not None else ""
        kind, *rest = key.split("|")
        if kind == "bucket" and self._report is not None:
            self._behind.append((self._report, panel.cursor))
            await self._show(await self.router.session.aside(self._bucket, *rest))
        elif kind == "account":
            await self._close()
            await self.router.moving.to_account(int(rest[0]))
        else:
            self.router.say("Nothing is behind this line", "")

    def _bucket(self, currency: str, place: str) -> Report:
        from arcall_tui.reports.table import Report  # noqa: PLC0415
        from arcall_tui.workday.reports.making import behind  # noqa: PLC0415

        desk = self.router.session.desk.clone()
        try:
            day = self._span.until if self._span else desk.clock.today()
            table = behind(desk, day, currency, int(place))
        finally:
            desk.close()
        return Report(
            "aging", "Aging", ("esc goes back to the buckets; enter goes to the account",), (table,)
        )

    async def leave(self) -> None:
        """Go back: from the invoices to their buckets, from a report to the list."""
        if self._behind:
            await self._show(*self._behind.pop())
        else:
            await self._close()

    async def _close(self) -> None:
        self._asked += 1
        (await self._panel()).display = False
        self.router.hush()
        self.router.enter(Where.LIST)
