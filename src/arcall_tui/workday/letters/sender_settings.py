"""Who sends, written into the user's own settings file once it is asked for; the rest of the file stays as it is."""

import json
import re
from collections.abc import Mapping
from importlib import import_module

from arcall_tui import private_files
from arcall_tui.domain.text import one_line
from arcall_tui.ledger.currency_words import of_country
from arcall_tui.outgoing import Senders
from arcall_tui.private_files import written_whole
from arcall_tui.settings import Paths, read_policy_text, settings_of
from arcall_tui.tomlfile import read_toml

ASKED = ("name", "firm", "phone")
_PAID_TO = {
    "GBP": ("sort_code", "account_number"),
    "USD": ("routing_number", "account_number"),
    "INR": ("upi",),
}


def with_sender(text: str, facts: Mapping[str, str], creditor: str = "", currency: str = "") -> str:
    """Return a settings file's text with these facts of the sender; lines that say them already are replaced.

    `creditor`, `currency`: for which alone they hold; empty: for all.
    """
    own = {key: f"{key} = {json.dumps(one_line(value), ensure_ascii=False)}" for key, value in facts.items()}
    quoted = (
        creditor if re.fullmatch(r"[\w-]+", creditor, re.ASCII) else json.dumps(creditor, ensure_ascii=False)
    )
    of_creditor = f".creditors.{quoted}" if creditor else ""
    head = f"[sender{of_creditor}{f'.currencies.{currency}' if currency else ''}]"
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if line.partition("#")[0].strip() == head), None)
    if start is None:
        return "\n".join([*lines, *([""] if lines else []), head, *own.values()]) + "\n"
    end = next((at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    kept = [line for line in lines[start + 1 : end] if line.partition("=")[0].strip() not in own]
    return "\n".join([*lines[: start + 1], *own.values(), *kept, *lines[end:]]) + "\n"


def keep_sender(paths: Paths, facts: Mapping[str, str], creditor: str = "", currency: str = "") -> Senders:
    """Write who sends into the settings file; return who sends then.

    Raises InputRefusedError for a number that is none, before anything is written; UsageError where the disk fails.
    """
    text = with_sender(read_policy_text(paths.settings) or "", facts, creditor, currency)
    settings = settings_of(read_toml(text, str(paths.settings)), paths, {})
    private_files.make_folder(paths.settings.parent)
    written_whole(paths.settings, text.encode())
    return settings.outgoing.senders


def facts_to_ask(country: str, currency: str = "") -> tuple[str, ...]:
    """Return what a sender of that country (ISO 3166) is asked for: who they are, and where they are paid.

    With a `currency` (ISO 4217) only what tells the account that takes it.
    """
    money = currency or next(iter(of_country(country)), "")
    # A currency's code begins with its country's; the euro has none, and countries with it have IBANs.
    home = "" if money == "EUR" else currency[:2] or country
    registry = import_module("stdnum.numdb").get("iban")
    usual = ("iban",) if not home or registry.info(home)[0][1] else ("bank", "account_number")
    account = _PAID_TO.get(money, usual)
    return account if currency else (*ASKED, "email", *account)
