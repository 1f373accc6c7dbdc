"""The rule book in force: the user's own, or the last good one while a mistake stands in it."""

import contextlib
from datetime import date
from pathlib import Path

from arcall_tui import private_files
from arcall_tui.errors import InputRefusedError, UsageError
from arcall_tui.packaged import text_of
from arcall_tui.rules.policy import DEFAULT, Policy
from arcall_tui.settings import Paths, read_policy_text

PRESETS = ("business", "us-consumer", "uk", "eu", "in", "au", "ca", "br")


def _rules_of(text: str | None, source: str) -> Policy:
    if text is None:
        return DEFAULT
    from arcall_tui.rules.policy_file import load_policy  # noqa: PLC0415 - a third more to load; most have no file of their own

    return load_policy(text, source)


def rules_in_force(paths: Paths) -> tuple[Policy, str]:
    """Read the user's rule book, or the packaged one where there is none; return what is wrong with it, too.

    A book that is right is remembered; one with a mistake leaves the last good one in force, at every start, and
    the packaged one where there was none.
    """
    try:
        text = read_policy_text(paths.policy)
        policy = _rules_of(text, str(paths.policy))
    except InputRefusedError as error:
        kept, which = DEFAULT, "packaged"
        with contextlib.suppress(InputRefusedError):
            if (last := read_policy_text(paths.last_good_policy)) is not None:
                kept, which = _rules_of(last, str(paths.last_good_policy)), "last good"
        return kept, f"{error.message} {error.hint} Until then the {which} rules stay in force."
    _remember(paths.last_good_policy, text)
    return policy, ""


def read_again(policy: Policy, today: date) -> str:
    """Say that the law behind the caps and hours was read too long ago; nothing where it was not, or none is."""
    law = policy.law
    if law is None or today <= law.read_until:
        return ""
    return (
        f"The caps and hours rest on {law.source or 'a law'} as read on {law.read_on}, to be relied on until"
        f" {law.read_until}: read it again, then change read_on and read_until under [law]."
    )


def _remember(file: Path, text: str | None) -> None:
    """Keep a copy of a good book; where the disk refuses, the day goes on without."""
    with contextlib.suppress(OSError, InputRefusedError):
        if text is None:
            file.unlink(missing_ok=True)
        elif read_policy_text(file) != text:
            private_files.make_folder(file.parent)
            private_files.write(file, text)


def named_rules(name: str, paths: Paths) -> Policy:
    """Return the rules that `name` means: a file, a preset, `default`, or `mine` for those in force.

    Raises InputRefusedError naming the line; UsageError where there is no such file.
    """
    if name == "default":
        return DEFAULT
    if name == "mine":
        return rules_in_force(paths)[0]
    file = private_files.in_home(name)
    if name in PRESETS and not file.exists():
        return _rules_of(preset(name), f"{name}.toml")
    if (text := read_policy_text(file)) is None:
        raise UsageError(f"There is no file {file}.", "Name the rule book.")
    return _rules_of(text, str(file))


def preset(name: str) -> str:
    """Return the text of a preset. Raises UsageError for one that there is not."""
    if name not in PRESETS:
        raise UsageError(f"There is no preset {name!r}.", f"There are: {', '.join(PRESETS)}.")
    return text_of(f"rules/presets/{name}.toml")


def preset_titles(today: date) -> dict[str, str]:
    """Return what each preset is, by name, and whether the law behind it was read too long ago."""
    titles = {}
    for name in PRESETS:
        text = preset(name)
        law = _rules_of(text, f"{name}.toml").law
        titles[name] = text.partition("\n")[0].lstrip("# ")
        if law is not None and today > law.read_until:
            titles[name] += f" READ AGAIN: read on {law.read_on}, to be relied on until {law.read_until}."
    return titles
