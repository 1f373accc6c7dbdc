"""How whoever reads a report writes amounts and dates."""

from __future__ import annotations

import os
from collections.abc import Mapping

from arcall_tui.settings import Settings

_FALLBACK = "en_GB"
_PLAIN = frozenset({"", "C", "POSIX"})


def reading_locale(settings: Settings, environ: Mapping[str, str] | None = None) -> str:
    """Return the locale for reports: the settings' own, English as in the caller's country, or the system's."""
    if settings.locale:
        return settings.locale
    if settings.country:
        return f"en_{settings.country}"
    environ = os.environ if environ is None else environ
    for name in ("LC_ALL", "LC_MONETARY", "LANG"):
        locale = environ.get(name, "").split(".")[0].split("@")[0]
        if locale not in _PLAIN:
            return locale
    return _FALLBACK
