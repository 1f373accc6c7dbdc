"""Filling in a template: Jinja's sandbox with few words, little time and a bounded size."""

from __future__ import annotations

import difflib
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import reduce
from types import FrameType
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Macro
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer

from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.errors import InputRefusedError

_SECONDS = 0.8
_SIZE = 200_000  # characters of a filled-in letter
_SOURCE = 50_000  # characters of a template
# None of them makes a text larger than what it is given, but by a little.
_FILTERS = frozenset("d default upper lower title capitalize trim length count first last truncate".split())
_METHODS = frozenset(
    "upper lower title capitalize strip lstrip rstrip split startswith endswith items keys".split()
)
_TROUBLE = (
    TemplateError, ArithmeticError, TypeError, AttributeError, ValueError, LookupError, RecursionError, MemoryError,
    SyntaxError, RuntimeError,
)  # fmt: skip
_WAY_OUT = "Mend it, or move it away: the packaged one is used then."


class _Bounded(SandboxedEnvironment):
    """A sandbox in which a text can only be put together, not multiplied, and only harmless things called."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - Jinja's own
        """Work with figures, and join texts; nothing else grows."""
        figures = all(isinstance(each, (int, float)) and abs(each) < 10**15 for each in (left, right))
        texts = operator == "+" and isinstance(left, str) and isinstance(right, str)
        if (figures and operator != "**") or (texts and len(left) + len(right) < _SIZE):
            return super().call_binop(context, operator, left, right)
        raise SecurityError(f"{operator} is only for figures, and + also joins two texts")

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401
        """Whether a template may call it: its own macros, and a few methods of texts."""
        name = getattr(obj, "__name__", "")
        return isinstance(obj, Macro) or (
            name in _METHODS and isinstance(getattr(obj, "__self__", None), (str, dict))
        )


def _environment() -> Environment:
    # Plain text, not HTML: there is nothing to escape.
    made = _Bounded(
        autoescape=False, keep_trailing_newline=True, undefined=StrictUndefined, finalize=_only_text
    )
    made.filters = {**{name: made.filters[name] for name in _FILTERS}, "string": _only_text}
    made.globals = {}
    return made


def _only_text(value: object) -> str:
    """Write a text or a figure; what holds others could become as large as it likes."""
    if value is None or isinstance(value, (str, int, float, date, Undefined)):
        return "" if value is None else str(value)
    raise SecurityError("only texts, dates and figures can be written, not a whole list")


class _Joining(NodeTransformer):
    """Makes a + of each ~, which the sandbox can bound; refuses lists, which can hold themselves many times."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - Jinja calls it so
        texts: list[nodes.Expr] = [
            nodes.Filter(self.visit(each), "string", [], [], None, None) for each in node.nodes
        ]
        return reduce(nodes.Add, texts).set_lineno(node.lineno)

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802
        raise TemplateSyntaxError("lists cannot be made in a letter", node.lineno)

    visit_Dict = visit_List  # noqa: N815

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        return self.visit_List(node) if node.ctx == "load" else node  # type: ignore[arg-type]


def fill_in(source: str, name: str, fields: Mapping[str, object]) -> str:
    """Return the text of a template with its fields. `name`: how messages call it.

    Raises InputRefusedError with the line for a mistake in it, for a field that is not known with the nearest,
    and where it takes too long or becomes too large.
    """
    try:
        if len(source) > _SOURCE:
            raise RuntimeError(f"it has more than {_SOURCE:,} characters")
        environment = _environment()
        tree = environment.parse(source)
        _refuse_unknown(tree, name, fields)
        template = environment.from_string(_Joining().visit(tree))
        with _within(_SECONDS):
            return many_lines(_joined(template.generate(**fields)))
    except _TROUBLE as error:
        line = error.lineno if isinstance(error, TemplateSyntaxError) else _line_of(error)
        where = f", line {line}" if line else ""
        raise InputRefusedError(
            f"The letter {name}{where} cannot be filled in: {one_line(_reason(error))}.", _WAY_OUT
        ) from None


def _joined(parts: Iterator[str]) -> str:
    made: list[str] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > _SIZE:
            raise RuntimeError(f"it becomes longer than {_SIZE:,} characters")
        made.append(part)
    return "".join(made)


def _refuse_unknown(tree: nodes.Template, name: str, fields: Mapping[str, object]) -> None:
    unknown = find_undeclared_variables(tree) - fields.keys()
    found = [node for node in tree.find_all(nodes.Name) if node.name in unknown]
    if not found:
        return
    first = min(found, key=lambda node: node.lineno)
    close = difflib.get_close_matches(first.name, fields, n=1)
    hint = f"Did you mean {close[0]}? " if close else ""
    raise InputRefusedError(
        f"The letter {name}, line {first.lineno}: there is no field {one_line(first.name)!r}.",
        f"{hint}Fields: {', '.join(sorted(fields))}.",
    )


def _line_of(error: BaseException) -> int | None:
    """Return the template's line on which it failed: Jinja compiles it so that the traceback knows."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _reason(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "it calls itself without end"
    if isinstance(error, TemplateError) and error.message:
        return error.message.rstrip(".")
    return (str(error) or type(error).__name__).rstrip(".")


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Stop what runs in the block after so many seconds: looked at for each line of Python that it executes."""
    end = time.monotonic() + seconds
    before: Callable[..., Any] | None = sys.gettrace()

    def watch(frame: FrameType, _event: str, _value: object) -> Any:  # noqa: ANN401 - what settrace takes
        if time.monotonic() > end:
            raise RuntimeError(f"it takes longer than {seconds:g} seconds")
        if any(isinstance(each, str) and len(each) > _SIZE for each in frame.f_locals.values()):
            raise RuntimeError(f"a part of it becomes longer than {_SIZE:,} characters")
        return watch

    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(before)
