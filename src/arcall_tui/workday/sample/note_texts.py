"""What the sample's caller wrote down, in a caller's words."""

from __future__ import annotations

from random import Random

NOTES: dict[str, tuple[str, ...]] = {
    "NA": ("", "", "", "Rang out.", "No answer on the main line either."),
    "BZ": ("", "", "Engaged twice."),
    "LM": (
        "Left a message with our number and the oldest invoice.",
        "Voicemail: asked them to ring back before Friday.",
        "Left word with reception.",
    ),
    "GK": (
        "Reception says {name} is in tomorrow morning.",
        "{name} is in a meeting, try after lunch.",
        "Switchboard would not put me through; asked for the accounts team's direct number.",
    ),
    "PTP": (
        "{name}: in the next bank run.",
        "Spoke to {name}. Approved, waiting for the payment run on Thursday.",
        "{name} confirmed the amount and will send the remittance by e-mail.",
        "Cash is tight until their own customer pays, but {name} is sure about this date.",
        "{name} had it on the desk since Monday. Signed while we were on the phone.",
    ),
    "PLAN": (
        "{name} cannot pay at once. Agreed on parts; to be confirmed by e-mail.",
        "Owner wants to pay in parts until the season starts. {name} wrote the dates down.",
    ),
    "PAID": (
        "{name} says it left their bank last week. No reference yet.",
        "Paid according to {name}; will send the bank confirmation.",
        "{name} insists this was in the transfer of the month before. Remittance to follow.",
    ),
    "SEEN": ("On this morning's bank statement; finance books it tomorrow.",),
    "COPY": (
        "{name} never got the invoice. Copy to a personal mailbox, not to the shared one.",
        "Wants a statement of everything open before the next run.",
        "Their system shows nothing from us: send a copy with the PO number on it.",
    ),
    "TT": (
        "{name} looks into it and knows no more today.",
        "Long talk, nothing agreed. {name} has to ask the director.",
        "New in the job, {name} still has to find the way around. Friendly.",
    ),
    "CB": (
        "{name} is driving, asked me to ring back.",
        "Bad moment, month-end close. {name} gave me a time.",
    ),
    "DISP": (
        "{name}: the price is not the one on the order. Sent our price list.",
        "Two pallets short, says {name}. Delivery note to be checked with the depot.",
        "Goods damaged on arrival; {name} sent photos to sales.",
    ),
    "RTP": (
        "{name} will not pay before the service visit has happened.",
        "Owner refuses, blames our driver. Stayed polite; told him I pass it on.",
    ),
    "WN": ("A private household. Apologised.",),
    "TD": ("“The number you have dialled is not in service.”",),
    "ESC": ("Passed on with the whole history.",),
    "DNC": ("Their solicitor asked for letters only.",),
    "IN": ("{name} rang us about the statement.",),
}


def note(rng: Random, code: str, name: str) -> str:
    """Draw a note for a call that ended in `code` with a person called `name`; may be empty."""
    return rng.choice(NOTES[code]).format(name=name)
