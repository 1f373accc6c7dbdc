"""What every test may lean on: a private home, and small real books."""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace
from typing import IO, Any

import pyrage
import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key
from _pytest.tmpdir import tmppath_result_key
from _pytest.unraisableexception import gc_collect_iterations_key
from hypothesis import settings
from hypothesis.internal.conjecture import providers

from arcall_tui.ledger import sheets
from arcall_tui.private_files import make_folder
from arcall_tui.settings import Settings
from arcall_tui.store.book import migrate
from arcall_tui.workday.book.backups import folder_of
from arcall_tui.workday.desk import standings_today
from arcall_tui.workday.sample import book as sample
from arcall_tui.workday.sample.book import make_sample
from books import Shelf, create
from once import once
from shell import SAMPLE_DAY
from tries import DEEP, tries

# A busy machine is slow now and then; how long an example takes proves nothing.
settings.register_profile("arcall", deadline=None, max_examples=tries(100), derandomize=not DEEP)
settings.load_profile("arcall")

migrate.create = create

# What is done to a sample book takes half as long with fewer customers, of whom some are still in each state.
_ALL, sample.CUSTOMERS = sample.CUSTOMERS, 40

# What the library says of a place and year is the same for all books of a run.
_holidays = cache(standings_today.holidays_of)
standings_today.holidays_of = lambda place, years: _holidays(place, tuple(years))

# What thousands of tests have imported stays to the end; looking through it again and again takes a tenth of the time.
gc.set_threshold(200_000, 20, 10)

# Numbers and words of our own code are tried where much is: to look for them takes each process half a second.
if not DEEP:
    providers._get_local_constants = lambda: providers._local_constants


# What whoever runs the tests has set is nobody's; each test has a home of its own.
_HOMES = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA")
for _name in ("ARCALL_BOOK", "ARCALL_NOW", "ARCALL_CONFIG", "NO_COLOR"):
    os.environ.pop(_name, None)
os.environ["TZ"] = "UTC"

_freeze = gc.freeze
_numbers = count()
_watch = SimpleNamespace(ends=0.0)


def pytest_configure(config: pytest.Config) -> None:
    """Look for what nothing refers to as Python does, not five times more at the end: no test hangs on what is found then."""
    config.stash[gc_collect_iterations_key] = 0
    for plugin in config.pluginmanager.get_plugins():
        if hasattr(plugin, "sendevent"):  # xdist's, where another process counts
            _say_less(plugin)


def _say_less(teller: Any) -> None:  # noqa: ANN401 - a class that xdist keeps to itself
    """Tell the process that counts of how each test ended, not also of each beginning, setup and end that went well."""
    say = teller.sendevent

    def needed(name: str, **what: Any) -> None:  # noqa: ANN401 - as xdist has it
        report = what.get("data", {})
        went_well = name == "testreport" and report["when"] != "call" and report["outcome"] == "passed"
        if name not in ("logstart", "logfinish") and not went_well:
            say(name, **what)

    teller.sendevent = needed


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of the search for garbage, which begins now."""
    gc.freeze()
    gc.enable()
    # A program of its own says so of what it keeps for its life: here that would keep all books and screens of a run.
    gc.freeze = lambda: None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """See to it that a test that hangs where no signal is heard is told at least, with the stacks of its threads.

    pytest's own watch begins and ends a thread with each test, which takes longer than many a test.
    """
    if time.monotonic() > _watch.ends - 200:
        _watch.ends = time.monotonic() + 300
        faulthandler.dump_traceback_later(300, file=item.config.stash[fault_handler_stderr_fd_key])


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a test after the content of a file only where that is short: names go from process to process."""
    return f"{argname} of {len(val):,}" if isinstance(val, str | bytes) and len(val) > 200 else None


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Make a folder for a test, which stays where it fails. pytest's own looks through all that were made before."""
    path = tmp_path_factory.getbasetemp() / f"{next(_numbers)}-{request.node.originalname[:20]}"
    path.mkdir(0o700)
    yield path
    if request.node.stash[tmppath_result_key].get("call", True):
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path) -> Path:
    """No test sees or touches the books and settings of whoever runs it."""
    home = tmp_path / "home"
    home.mkdir()
    os.environ.update(dict.fromkeys(_HOMES, str(home)))
    return home


@pytest.fixture
def memory_of_its_own() -> None:
    """Leave what other tests have left out of what is found in memory."""
    gc.collect()
    _freeze()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Make small real books; those left open are closed."""
    made = Shelf(tmp_path / "shelf")
    yield made
    for desk in made.opened:
        desk.close()


@pytest.fixture
def sheets_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read spreadsheets in this process, without limits: another one takes longer to begin than all else in a test."""

    def run(command: Sequence[str], *, stdout: IO[bytes], **_: object) -> CompletedProcess[bytes]:
        return CompletedProcess(command, 0, stderr=json.dumps(sheets._run(*command[3:], stdout)).encode())

    monkeypatch.setattr(sheets.subprocess, "run", run)


@pytest.fixture
def sealed_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seal hand-overs unreadably but without age, which takes two seconds of work by intention; one test sees to age's own."""
    unreadable = bytes(range(256))[::-1]

    def seal(plain: bytes, words: str) -> bytes:
        return b"age-encryption.org/v1" + sha256(words.encode()).digest() + plain.translate(unreadable)

    def unseal(sealed: bytes, words: str) -> bytes:
        start = seal(b"", words)
        if not sealed.startswith(start):
            raise pyrage.DecryptError("Decryption failed")
        return sealed.removeprefix(start).translate(unreadable)

    monkeypatch.setattr(pyrage.passphrase, "encrypt", seal)
    monkeypatch.setattr(pyrage.passphrase, "decrypt", unseal)


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tell where all processes that run the tests have what is made once."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def whole_sample(of_the_run: Path) -> Path:
    """Make the sample book as arcall does once a run, to look at."""

    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sample, "CUSTOMERS", _ALL)
            make_sample(folder / "sample.sqlite3", SAMPLE_DAY)

    return once(of_the_run / "whole", make) / "sample.sqlite3"


@pytest.fixture
def all_customers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make sample books as large as arcall does."""
    monkeypatch.setattr(sample, "CUSTOMERS", _ALL)


@pytest.fixture(scope="session")
def kept_sample(of_the_run: Path) -> Path:
    """Make one of fewer customers once a run, its accounts ranked for the day as the first look at it leaves them."""

    def make(folder: Path) -> None:
        make_sample(folder / "sample.sqlite3", SAMPLE_DAY)
        desk = Shelf(folder, Settings("UTC", "test")).desk("sample")
        desk.ranking.rank_day()
        desk.close()

    return once(of_the_run / "sample", make) / "sample.sqlite3"


@pytest.fixture
def sample_book(kept_sample: Path, tmp_path: Path) -> Path:
    """Give a test a sample book of its own, of Friday 20 Nov 2026, that was used today: the day's copy is there."""
    copies = folder_of(tmp_path / kept_sample.name, "")
    make_folder(copies)
    shutil.copy(
        kept_sample, copies / f"{kept_sample.stem}-{datetime.now(UTC):%Y%m%d-%H%M%S}{kept_sample.suffix}"
    )
    return Path(shutil.copy(kept_sample, tmp_path / kept_sample.name))


@pytest.fixture
def nothing_copied_today(sample_book: Path) -> None:
    """Make the sample book one that was not used today."""
    shutil.rmtree(folder_of(sample_book, ""))
