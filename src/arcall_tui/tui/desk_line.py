"""The desk off the event loop: one thread in which all is asked of it in order, and others for long work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from arcall_tui.workday.desk.desk import Desk, of_the_book

P = ParamSpec("P")
T = TypeVar("T")


class DeskLine:
    """Whoever waits for an answer gets the book's troubles as BookError; after `close` nothing is begun."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.closed = False
        self._line = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._side = ThreadPoolExecutor(2, thread_name_prefix="side")

    async def ask(self, verb: Callable[Concatenate[Desk, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Do `verb(desk, ...)` after what was asked before."""
        return await self._in(self._line, partial(self._asked, verb, *args, **named))

    def wait(self, verb: Callable[Concatenate[Desk, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Do the same while the screen waits: for what is shown of a form at each key.

        Two threads in one connection wait for each other for ever: SQLite calls back into Python.
        """
        if self.closed:
            raise asyncio.CancelledError
        with _told():
            return self._line.submit(partial(self._asked, verb, *args, **named)).result()

    def _asked(self, verb: Callable[Concatenate[Desk, P], T], *args: P.args, **named: P.kwargs) -> T:
        self.desk.keep_up()
        return verb(self.desk, *args, **named)

    async def aside(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Do long work in another thread; it must not use this desk, but may use a clone of it."""
        return await self._in(self._side, partial(work, *args, **named))

    async def _in(self, threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        if self.closed:  # what still goes on in the background ends with the screen
            raise asyncio.CancelledError
        with _told():
            return await asyncio.get_running_loop().run_in_executor(threads, work)

    def close(self) -> None:
        """Wait until everything is written, and let the threads go."""
        self.closed = True
        self._line.shutdown(wait=True)
        self._side.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _told() -> Iterator[None]:
    """Tell the book's troubles as BookError."""
    try:
        yield
    except Exception as error:
        trouble = of_the_book(error)
        if trouble is None:
            raise
        raise trouble from error
