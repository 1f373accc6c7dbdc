"""Care of the book: copies that are whole, made by themselves, thinned with age, and brought back."""

import contextlib
import glob
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from arcall_tui import private_files
from arcall_tui.domain.text import number_of
from arcall_tui.errors import ArcallError, BookError, UsageError
from arcall_tui.private_files import make_folder
from arcall_tui.store.book import cipher, health, held_open, restore
from arcall_tui.store.book.engine import connect, is_current, writing
from arcall_tui.store.book.health import Counted, counted
from arcall_tui.store.erasing import retention
from arcall_tui.workday.desk.desk import Desk, of_the_book

_STAMP = "%Y%m%d-%H%M%S"
PERIODS: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (7, datetime.date),
    (4, lambda when: when.date() - timedelta(days=when.weekday())),
    (12, lambda when: (when.year, when.month)),
)
_ROOM, _ALWAYS = 5 * 10**9, 2  # bytes for all copies together; how many stay though they take more
HOUR, _UNSAID = timedelta(hours=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the book that arcall manages: when it was made (the machine's own clock), and its size in bytes."""

    path: Path
    made: datetime
    size: int


def back_up(book: Path, target: Path) -> None:
    """Write a private, checked copy of `book` to `target`. The folder must be there: a stick that is not plugged in is no backup.

    Raises BookError where there is no such book, where `target` exists already, or where the disk fails.
    """
    if not book.exists():
        raise BookError(f"There is no book at {book} to back up.", "Name it with --book.")
    with closing(connect(book)) as connection:  # an arcall book, and not a newer one
        if is_current(connection) and any(retention.standing_steps(connection)):
            with writing(connection):  # what can still be undone would be in every copy
                retention.forget_steps(connection, datetime.now(UTC))
        if not target.parent.is_dir():
            raise BookError(
                f"There is no folder {target.parent}.",
                "Plug the disk in, make the folder, or name another file.",
            )
        health.back_up(connection, book, target)


def folder_of(book: Path, backup_to: str) -> Path:
    """Return where the book's managed copies are: the user's own folder, else beside the book."""
    return private_files.in_home(backup_to) if backup_to else book.parent / "backups"


def managed(book: Path, folder: Path) -> list[Backup]:
    """Return the copies to choose from, the newest first; those that a wrong clock dates ahead, last.

    Where none is of a book at this place, those of a book of this name at another: it may have been moved. They may
    be another book's, so nothing is written into them or counted on but by the user's choice.
    """
    return _own(book, folder) or _copies(book, folder, _ANY)


def of_another_place(book: Path, folder: Path) -> tuple[Path, ...]:
    """Return copies of a book of this name at another place: of this one before it was moved, or of another that shares the folder."""
    known = {each.path for each in _own(book, folder)}
    return tuple(sorted(each.path for each in _copies(book, folder, _ANY) if each.path not in known))


_ANY = "(?:-[0-9a-f]{6})?"


def _own(book: Path, folder: Path) -> list[Backup]:
    return _copies(book, folder, _stem(book, folder).removeprefix(book.stem))


def _copies(book: Path, folder: Path, marks: str) -> list[Backup]:
    named = re.compile(rf"{re.escape(book.stem)}{marks}-(\d{{8}}-\d{{6}}){re.escape(book.suffix)}")
    ahead = datetime.now() + timedelta(days=1)  # noqa: DTZ005 - zones differ by less
    found = []
    for path in folder.glob("*") if folder.is_dir() else ():
        if (match := named.fullmatch(path.name)) and path.is_file():
            with contextlib.suppress(ValueError, OSError):
                found.append(Backup(path, datetime.strptime(match[1], _STAMP), path.stat().st_size))  # noqa: DTZ007
    return sorted(found, key=lambda each: (each.made < ahead, each.made), reverse=True)


def _stem(book: Path, folder: Path) -> str:
    """Return how the names of a book's copies begin: several books of one name may share a folder of the user's."""
    if folder == book.parent / "backups":
        return book.stem
    return f"{book.stem}-{hashlib.sha256(str(book.resolve()).encode()).hexdigest()[:6]}"


_BESIDE = (".before-version-", ".replaced-", ".salvaged-")


def every_copy(book: Path, folder: Path) -> tuple[Path, ...]:
    """Return all copies of the book that arcall has made: managed ones, before migrations, restored over, salvaged."""
    named = book.parent.glob(f"{glob.escape(book.name)}.*")
    beside = (
        each for each in named if each.suffix.startswith(_BESIDE) and not each.name.endswith(restore.ALONG)
    )
    return tuple(sorted([*(each.path for each in _own(book, folder)), *beside]))


def make(book: Path, folder: Path, now: datetime) -> Path:
    """Write a managed copy, then let go of those that are no longer wanted. Raises as `back_up`."""
    if book.exists() and folder == book.parent / "backups":
        with contextlib.suppress(OSError):
            make_folder(folder)
    while (target := folder / f"{_stem(book, folder)}-{now:{_STAMP}}{book.suffix}").exists():
        now += timedelta(seconds=1)
    back_up(book, target)
    _thin(book, folder, now.date())
    return target


def daily(book: Path, folder: Path, now: datetime, every: timedelta = timedelta(days=1)) -> str:
    """Make the day's copy where there is none yet; a book that turns out to be damaged is marked so.

    `every`: also where the newest is older than that, and something was written since. A disk that takes no copy does
    not stop the day: what to say of it is returned once there is none of a week.
    """
    if not book.is_file() or not book.stat().st_size or health.marked(book):
        return ""
    copies = _own(book, folder)
    todays = [each for each in copies if each.made.date() == now.date()]
    if todays and not _outdated(todays[0], book, now, every):
        return ""
    with contextlib.suppress(BookError):
        connect(book).close()  # what is no book of ours is told by who opens it
        try:
            make(book, folder, now)
        except (BookError, OSError) as error:
            # Where there is no such folder, that says nothing of the book; damage is told by who opens it.
            damaged = folder.is_dir() and _look(book)
            late = all(abs(now.replace(tzinfo=None) - each.made) > _UNSAID for each in copies)
            if late and not damaged:
                return f"There is no copy of the book of the last week: {error}"
    return ""


def _outdated(copy: Backup, book: Path, now: datetime, every: timedelta) -> bool:
    written = datetime.fromtimestamp(book.stat().st_mtime, now.tzinfo).replace(tzinfo=None)
    return written > copy.made and now.replace(tzinfo=None) - copy.made > every


def assure_not_lost(book: Path, folder: Path) -> None:
    """Take an empty file, one of zeros, or none, for no new book where there are copies of it. Raises BookError."""
    there = book.exists()
    try:
        if there and (not book.is_file() or any(held_open.first_bytes(book, 16))):
            return
    except OSError:  # who opens it says why
        return
    if copies := _own(book, folder):
        raise BookError(
            f"The book {book} is {'empty' if there else 'not there'}, but copies of it are: {copies[0].path}.",
            "Bring the newest back: arcall restore. To begin anew, move them elsewhere.",
        )


def is_damaged(book: Path) -> bool:
    """Whether the book was found damaged, or is when it is looked at now."""
    return book.is_file() and bool(health.marked(book) or health.fault(book, quick=True))


def tightened(book: Path, folder: Path, config: Path) -> list[Path]:
    """Take the book's copies and the settings from the eyes of others; return what they could read or write.

    A folder for copies that the user has chosen is theirs; what arcall puts there is not.
    """
    ours = [config, *config.glob("*.toml"), *every_copy(book, folder)]
    ours += [folder] if folder == book.parent / "backups" else []
    loose = []
    for path in ours:
        with contextlib.suppress(OSError):  # not there, or somebody else's
            loose += [path] if private_files.tighten(path) else []
    return loose


def look_after(book: Path, backup_to: str, now: datetime) -> str:
    """Make the day's copy, or the hour's, and look whether the file is whole; return what to say where it is not, and the way out."""
    folder = folder_of(book, backup_to)
    daily(book, folder, now, HOUR)
    if not health.marked(book) and (found := health.fault(book, quick=True)):
        health.mark(book, found)
    return str(_damaged(found, book, folder)) if (found := health.marked(book)) else ""


def stop_writing(desk: Desk, found: str) -> None:
    """Write nothing more into a book that was found damaged."""
    desk.book.damaged = desk.book.damaged or found


def wanted(made: Iterable[datetime], today: date) -> set[datetime]:
    """Return which copies to keep: all of today's, the last of each of 7 days, of 4 weeks and of 12 months.

    Those count that have copies: a clock that was years ahead for an hour, or a long absence, takes no more away. The
    newest and the oldest of all always stay.
    """
    ordered = sorted(made)
    keep = {*ordered[:1], *ordered[-1:], *(when for when in ordered if when.date() >= today)}
    for most, period in PERIODS:
        last = {period(when): when for when in ordered}
        keep.update(list(last.values())[-most:])
    return keep


def _thin(book: Path, folder: Path, today: date) -> None:
    copies, room = _own(book, folder), _ROOM
    stay = wanted((each.made for each in copies), today)
    for place, each in enumerate(copies):
        room -= each.size if each.made in stay else 0
        if each.made not in stay or (room < 0 and place >= _ALWAYS):
            with contextlib.suppress(OSError):
                each.path.unlink()


def newest_good(book: Path, folder: Path) -> Backup | None:
    """Return the newest managed copy of this book that is whole."""
    return next((each for each in _own(book, folder) if not health.fault(each.path)), None)


def chosen(book: Path, folder: Path, which: str) -> Path:
    """Return the copy that `which` means: a file, the number or the day of a managed one; empty: the newest whole one.

    Raises UsageError where there is none.
    """
    copies = managed(book, folder)
    if not which:
        best = newest_good(book, folder)
        if best is None:
            raise UsageError(
                f"There is no whole backup of {book} in {folder}.",
                "Name one (arcall backups), or: arcall restore --salvage",
            )
        return best.path
    if which.isdigit() and 1 <= int(which) <= len(copies):
        return copies[int(which) - 1].path
    days = [each.path for each in copies if f"{each.made:%Y-%m-%d}" == which]
    path = days[0] if days else private_files.in_home(which)
    if not path.is_file():
        raise UsageError(f"There is no backup {which!r}.", "arcall backups lists them, by number.")
    return path


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """What restoring `backup` brings, and what of the present book would be lost; None where that cannot be read."""

    backup: Path
    then: Counted
    now: Counted | None
    laid_open: bool  # the present one is encrypted, and it is not

    def question(self) -> str:
        """Ask in words."""
        if self.now is None:
            lost = "The present book cannot be read."
        else:
            counts = zip(("call", "promise", "import"), self.now[:3], self.then[:3], strict=True)
            parts = [number_of(here - there, word) for word, here, there in counts if here > there]
            lost = f"Lost since: {', '.join(parts)}." if parts else "No call, promise or import is newer."
        last = f"{self.then.last[:16].replace('T', ' ')} UTC" if self.then.last else "none"
        laid_open = " It is not encrypted, as the present one is: arcall lock new." if self.laid_open else ""
        return f"Restore {self.backup} (its last call: {last})? {lost}{laid_open} The present book is kept aside."


def preview(book: Path, copy: Path) -> RestorePreview:
    """Look at what restoring would bring and cost. Raises BookError where the copy is damaged or no book."""
    restore.assure_restorable(copy)
    now = None
    if book.exists() and book.stat().st_size:
        with contextlib.suppress(BookError):
            now = counted(book, "rw")
    laid_open = cipher.is_encrypted(book) and not cipher.is_encrypted(copy)
    return RestorePreview(copy, counted(copy), now, laid_open)


def bring_back(book: Path, copy: Path, now: datetime) -> Path | None:
    """Put a copy in the book's place; return where the present one is kept, None where there was none."""
    aside = _free(book, "replaced", now)
    there = book.exists()
    restore.put_in_place(book, copy, aside)
    return aside if there else None


def _free(book: Path, what: str, now: datetime) -> Path:
    """Return a name beside the book that nothing has yet."""
    while (path := book.parent / f"{book.name}.{what}-{now:{_STAMP}}").exists():
        now += timedelta(seconds=1)
    return path


def salvage(book: Path, now: datetime) -> tuple[Path, dict[str, tuple[int, int]]]:
    """Read what can be read of a damaged book, and put it in its place; return where the old one is kept, and what came."""
    if not book.is_file():
        raise BookError(f"There is no book at {book}.", "Name it with --book.")
    fresh = _free(book, "salvaged", now)
    told = restore.salvage(book, fresh)
    aside = bring_back(book, fresh, now)
    fresh.unlink()
    assert aside is not None, "there was a book"
    return aside, told


def assure_whole(book: Path, folder: Path) -> None:
    """Look at the whole file. Raises DamagedError; nothing is written into it from then on. BookError for a lost one."""
    assure_not_lost(book, folder)
    connect(book).close()
    if found := _look(book):
        raise health.DamagedError(found)


@contextlib.contextmanager
def naming_newest(book: Path, folder: Path) -> Iterator[None]:
    """Where the block finds the book damaged, name its newest whole copy. Raises DamagedError."""
    try:
        yield
    except Exception as error:
        told = of_the_book(error)
        found = told.found if isinstance(told, health.DamagedError) else ""
        if told is None and not isinstance(error, ArcallError) and book.is_file():
            found = _look(book)  # what stands in a wrong place may be read as anything
        if not found:
            raise
        raise _damaged(found, book, folder) from None


def _damaged(found: str, book: Path, folder: Path) -> health.DamagedError:
    best = newest_good(book, folder)
    there = f"The newest whole backup is {best.path}." if best else f"There is no whole backup in {folder}."
    return health.DamagedError(found, there)


def _look(book: Path) -> str:
    found = health.fault(book)
    if found:
        health.mark(book, found)
    else:
        health.unmark(book)
    return found
