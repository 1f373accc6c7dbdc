"""Reports on screen: one after another, what is behind a line, and what a figure rests on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from arcall_tui.tui.actions import Where

if TYPE_CHECKING:
    from arcall_tui.reports.table import Report
    from arcall_tui.tui.router import Router
    from arcall_tui.tui.widgets.report_panel import ReportPanel

NAMES = ("day", "week", "aging", "measures", "promises", "customers", "forecast", "causes", "handover")


class Figures:
    """Shows reports over the page. They are worked out on a desk of their own: no key waits for them."""

    def __init__(self, router: Router) -> None:
        self.router = router
        self.panel: ReportPanel | None = None
        self._chosen = 0
        self._behind: list[tuple[Report, int]] = []
        self._report: Report | None = None
        self._explain = False
        self._asked = 0

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
            "report_leave": self.leave,
        }

    async def _panel(self) -> ReportPanel:
        if self.panel is None:
            from arcall_tui.tui.widgets.report_panel import ReportPanel  # noqa: PLC0415 - not before it is wanted

            self.panel = ReportPanel()
            await self.router.main.mount(self.panel)
        return self.panel

    async def open(self) -> None:
        """Show the report that was shown last."""
        self.router.hush()
        self.router.enter(Where.REPORT)
        await self.turn(0)

    async def turn(self, count: int) -> None:
        """Show the report after or before this one."""
        self._chosen = (self._chosen + count) % len(NAMES)
        self._behind, self._report = [], None
        self._asked += 1
        name = NAMES[self._chosen]
        (await self._panel()).open(NAMES, self._chosen, f"Working out {name} …")
        self.router.spawn(self._work_out(name, self._asked))

    async def _work_out(self, name: str, asked: int) -> None:
        made = await self.router.session.aside(self._made, name)
        # Another one may have been asked for meanwhile.
        if asked == self._asked and self.router.where is Where.REPORT:
            await self._show(made)

    def _made(self, name: str) -> Report:
        from arcall_tui.workday.reporting import Ask, report  # noqa: PLC0415 - in a thread of its own

        desk = self.router.session.desk.clone()
        try:
            return report(desk, name, Ask(desk.clock.today()))
        finally:
            desk.close()

    async def _show(self, report: Report, cursor: int = 0) -> None:
        from arcall_tui.reports.writing import Writer  # noqa: PLC0415
        from arcall_tui.tui.render.reports import View  # noqa: PLC0415
        from arcall_tui.workday.reading import reading_locale  # noqa: PLC0415

        panel = await self._panel()
        self._report = report
        writer = Writer(reading_locale(self.router.session.settings))
        panel.show(
            View(report, writer, panel.size.width or self.router.main.size.width, self._explain), cursor
        )

    async def move(self, count: int) -> None:
        """Go to another line."""
        (await self._panel()).move(count)

    async def page(self, count: int) -> None:
        """Go a page up or down."""
        panel = await self._panel()
        panel.move(count * panel.page_size)

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
        from arcall_tui.workday.reporting import behind  # noqa: PLC0415

        desk = self.router.session.desk.clone()
        try:
            table = behind(desk, desk.clock.today(), currency, int(place))
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
