"""A desk that letters can be written at, for tests: who sends, one's own people, a folder for drafts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from arcall_tui.outgoing import Colleague, Outgoing, Sender, Senders
from arcall_tui.settings import Settings
from arcall_tui.workday.desk.desk import Desk
from books import NOW, Shelf

PEOPLE = {
    "supervisor": Colleague("supervisor", "Ann Boss", "boss@firm.example"),
    "logistics": Colleague("logistics", "", "goods@firm.example"),
}
SENDER = Sender(name="Sam Lee", firm="Lee & Sons", phone="+44 20 7946 0000", iban="GB29NWBK60161331926819")
EPC = Sender(firm="Lee & Söhne GmbH", iban="DE89370400440532013000", bic="COBADEFFXXX")


def at_desk(shelf: Shelf, tmp_path: Path, outgoing: Outgoing | None = None, now: datetime = NOW) -> Desk:
    shelf.settings = Settings(
        zone="Europe/London",
        zone_basis="test",
        drafts=tmp_path / "drafts",
        outgoing=outgoing or Outgoing(senders=Senders(SENDER), people=PEOPLE),
    )
    return shelf.desk(now=now)


def kept(desk: Desk) -> Path:
    """Keep what was written row by row, and return the book's file, for the shell."""
    desk.book.commit()
    return Path(desk.path)
