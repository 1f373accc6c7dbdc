"""Windows has no terminal modes, file modes or most signals: nothing may need them, as far as Linux can tell."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from shell import NOW

# What has another way on Windows (in Python, and where the folders are) is loaded first. Then what only Unix has goes.
_WITHOUT_UNIX = """
import asyncio, concurrent.futures.thread, ctypes, multiprocessing, os, platform, shutil, signal, subprocess, sys, tempfile
import webbrowser, zoneinfo, uuid, platformdirs
HIDDEN = {"fcntl", "termios", "tty", "pty", "resource", "pwd", "grp", "curses", "readline", "syslog"}
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
for name in HIDDEN:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Hidden())
for name in ("fchmod", "fchown", "chown", "lchown", "getuid", "geteuid", "getgid", "setsid", "killpg", "mkfifo",
             "sync", "fdatasync", "nice", "uname", "statvfs", "pread", "pwrite", "O_NOFOLLOW", "O_DIRECTORY",
             "O_CLOEXEC", "O_NONBLOCK", "tcgetpgrp", "ttyname", "sysconf"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGTSTP", "SIGCONT", "SIGHUP", "SIGKILL", "SIGWINCH", "SIGALRM", "SIGPIPE", "SIGQUIT", "SIGUSR1",
             "SIGTTIN", "SIGTTOU", "setitimer", "alarm", "pthread_sigmask"):
    if hasattr(signal, name):
        delattr(signal, name)
"""


def run(code: str, book: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    import os  # noqa: PLC0415 - only its environment

    env = {**os.environ, "ARCALL_BOOK": str(book), "ARCALL_NOW": NOW}
    return subprocess.run(
        [sys.executable, "-c", _WITHOUT_UNIX + code, *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


_SHELL = """
import json
from arcall_tui.__main__ import main
for words in json.loads(sys.argv[1]):
    sys.argv = ["arcall", *words]
    try:
        main()
    except SystemExit as ended:
        print("ENDED", ended.code or 0, *words, flush=True)
"""
LEDGER = "customer id,customer,invoice,due date,amount,currency\nC1,Northwind,INV-1,2026-10-01,100.00,GBP\n"
COMMANDS = (
    "--help",
    "queue --json",
    "show C0001",
    "log C0001 NA",
    "letter C0001 statement",
    "contact C0001",
    "plan",
    "agenda --ics",
    "report day",
    "config path",
    "backup",
)


# Textual's Windows driver needs ctypes and msvcrt alone; here its headless one stands in.
_SCREEN = """
os.environ["TEXTUAL_DRIVER"] = "textual.drivers.headless_driver:HeadlessDriver"
async def a_call():
    from zoneinfo import ZoneInfo
    from arcall_tui.cli.run import open_run
    from arcall_tui.tui.actions import with_keymap
    from arcall_tui.tui.first_frame import shown_at_once
    from arcall_tui.tui.program import ArcallApp
    session = open_run("", "", screen=True)
    with_keymap(session.settings.keymap)
    app = ArcallApp(session.desk(), session.settings)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.session.ranked.wait()
        await pilot.press("n")
        for _ in range(500):
            await pilot.pause(0.02)
            if "NA logged" in app.screen._compositor.render_strips()[23].text:
                print("logged")
                break
asyncio.run(a_call())
"""


def test_nothing_is_needed_that_only_unix_has_but_a_way_to_the_terminal(sample_book: Path, tmp_path: Path):
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(LEDGER)
    new = ["--book", str(tmp_path / "book.sqlite3"), "import", str(ledger)]
    words = [*map(str.split, COMMANDS), new]
    done = run(_SHELL + _SCREEN, sample_book, json.dumps(words))
    said = [line for line in done.stdout.splitlines() if line.startswith(("ENDED", "logged"))]
    assert said == [*(" ".join(("ENDED 0", *each)) for each in words), "logged"], done.stderr
