"""The text editor of the call notes."""

from textual import events
from textual.widgets import TextArea

from arcall_tui.domain.text import many_lines


class Editor(TextArea):
    """A plain text editor that cleans what is pasted into it; keys cannot bring in hostile characters."""

    async def _on_paste(self, event: events.Paste) -> None:
        # Textual hands the event on to TextArea's own handler afterwards.
        event.text = many_lines(event.text)
