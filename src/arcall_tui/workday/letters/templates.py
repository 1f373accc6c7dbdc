"""Filling in a template: Jinja with fields, conditions and a few filters, so that it can neither act nor grow."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from jinja2 import Environment, StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from arcall_tui.domain.text import many_lines, one_line
from arcall_tui.errors import InputRefusedError

_SIZE = 200_000  # characters of a filled-in letter
_SOURCE = 50_000  # characters of a template
_KEPT = 200  # templates: whoever writes many letters writes them by few of them
_FILTERS = "d default upper lower title capitalize trim length count first last truncate".split()
# Nothing that calls, repeats or keeps: what is written is as large as the template and its fields, and no more.
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Keyword,
)  # fmt: skip
_TROUBLE = (
    TemplateError, ArithmeticError, TypeError, AttributeError, ValueError, LookupError, RecursionError, MemoryError,
    SyntaxError, RuntimeError,
)  # fmt: skip
_WAY_OUT = "Mend it, or move it away: the packaged one is used then."


@cache
def _environment() -> Environment:
    # Plain text, not HTML: there is nothing to escape.
    made = SandboxedEnvironment(autoescape=False, keep_trailing_newline=True, undefined=StrictUndefined)
    made.filters = {name: made.filters[name] for name in _FILTERS}
    made.globals = {}
    return made


def fill_in(source: str, name: str, fields: Mapping[str, str]) -> str:
    """Return the text of a template with its fields. `name`: how messages call it.

    Raises InputRefusedError with the line for a mistake in it, for a field that is not known with the nearest,
    and where it becomes too large.
    """
    try:
        if len(source) > _SOURCE:
            raise RuntimeError(f"it has more than {_SOURCE:,} characters")
        template, names = _compiled(source)
        _refuse_unknown(names, name, fields)
        return many_lines(_joined(template.generate(**fields)))
    except _TROUBLE as error:
        # Jinja compiles a template so that the traceback knows its lines.
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == "<template>"]
        line = error.lineno if isinstance(error, TemplateSyntaxError) else (lines or [None])[-1]
        where = f", line {line}" if line else ""
        raise InputRefusedError(
            f"The letter {name}{where} cannot be filled in: {one_line(_reason(error))}.", _WAY_OUT
        ) from None


@lru_cache(_KEPT)
def _compiled(source: str) -> tuple[Template, tuple[nodes.Name, ...]]:
    """Return a template ready to be filled in, and where it names which field."""
    tree = _environment().parse(source)
    # Before it is compiled: that works out what is written of constants, however large it becomes.
    _refuse_acts(tree)
    return _environment().from_string(tree), tuple(tree.find_all(nodes.Name))


def _refuse_acts(tree: nodes.Template) -> None:
    """Raise TemplateSyntaxError for the first thing in a template that does more than write its fields."""
    found = next((node for node in tree.find_all(nodes.Node) if not isinstance(node, _ALLOWED)), None)
    if found is not None:
        what = type(found).__name__.lower()
        raise TemplateSyntaxError(f"only fields, if and filters are for letters, no {what}", found.lineno)


def _joined(parts: Iterator[str]) -> str:
    made: list[str] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > _SIZE:
            raise RuntimeError(f"it becomes longer than {_SIZE:,} characters")
        made.append(part)
    return "".join(made)


def _refuse_unknown(names: tuple[nodes.Name, ...], name: str, fields: Mapping[str, str]) -> None:
    unknown = [node for node in names if node.name not in fields]
    if not unknown:
        return
    first = min(unknown, key=lambda node: node.lineno)
    close = difflib.get_close_matches(first.name, fields, n=1)
    hint = f"Did you mean {close[0]}? " if close else ""
    raise InputRefusedError(
        f"The letter {name}, line {first.lineno}: there is no field {one_line(first.name)!r}.",
        f"{hint}Fields: {', '.join(sorted(fields))}.",
    )


def _reason(error: BaseException) -> str:
    if isinstance(error, TemplateError) and error.message:
        return error.message.rstrip(".")
    return (str(error) or type(error).__name__).rstrip(".")
