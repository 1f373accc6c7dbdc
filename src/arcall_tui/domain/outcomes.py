"""What can come of a call: one row for each outcome, which the screen, the shell, the rules and the reports read."""

from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import NamedTuple, Self

ALL_DUE = "what was due"  # what they say they paid, where with a reference no bill is named: no bill's number
LOOKED_FOR = timedelta(days=14)  # a payment that they say they have made


class Fact(StrEnum):
    """What a caller can tell of an outcome; the field of its form has that name."""

    PROMISED = "amount"
    BY = "by"
    PARTS = "parts"
    FIRST = "first"
    EVERY = "every"
    METHOD = "method"
    CALL_BACK = "when"
    REASON = "reason"
    PART = "part"
    OWNER = "owner"
    REFERENCE = "reference"
    PAID_ON = "on"
    SEND_TO = "send_to"
    WHY = "why"
    GOES_TO = "goes_to"
    HOLD = "hold"
    INVOICES = "invoices"
    CONTACT = "contact"
    CAUSE = "cause"
    NEXT = "next"


class Meaning(NamedTuple):
    """The row of an outcome.

    `label`: its words on record. `attempt`, `contact`, `right_party`: whether it counts as one. `action`: the
    action of the screen that logs it, with its `key`, its `name` there, what help says of it and its place in
    the footer (`rank`, 0: none); without an action nobody logs it by a key. `facts`: what can be told of it, in
    the order of its form. `title`: the form's; without one it is logged at once. `needs`: which attribute of an
    `Outcome` it cannot do without, and what that is in words. `then`: the policy's name of the days after which
    it is called again (`[follow_up]`), and `reason`: why; without these `rules.followup` judges.
    """

    label: str
    action: str = ""
    key: str = ""
    name: str = ""
    help: str = ""
    attempt: bool = False
    contact: bool = False
    right_party: bool = False
    rank: int = 0
    title: str = ""
    facts: tuple[Fact, ...] = (Fact.CONTACT, Fact.CAUSE, Fact.NEXT)
    needs: tuple[str, str] = ("code", "")
    then: str = ""
    reason: str = ""


_silent = partial(Meaning, attempt=True)
_answered = partial(Meaning, attempt=True, contact=True)
_spoke = partial(Meaning, attempt=True, contact=True, right_party=True)
_LAST = (Fact.INVOICES, Fact.CONTACT, Fact.CAUSE, Fact.NEXT)
_NONE = Meaning("")
_PROMISE = (Fact.INVOICES, Fact.CONTACT, Fact.METHOD, Fact.CAUSE, Fact.NEXT)


class Code(StrEnum):
    """The result codes, the trade's abbreviations, each with its row (`means`)."""

    means: Meaning

    def __new__(cls, value: str, means: Meaning = _NONE) -> Self:
        """Make the code of a row; to look one up, the code alone is enough."""
        code = str.__new__(cls, value)
        code._value_ = value
        code.means = means
        return code

    # fmt: off
    NA = "NA", _silent("no answer", "no_answer", "n", "no answer", "set the next attempt, go on", rank=1)
    BZ = "BZ", _silent("busy", "busy", "y", "busy", "the line was busy")
    LM = "LM", _silent("left a message", "message", "m", "message", "a message was left", rank=2,
                       then="message", reason="left a message")
    GK = "GK", _answered("gatekeeper", "gatekeeper", "a", "gatekeeper", "somebody else answered",
                         then="gatekeeper", reason="reached somebody else: ask for the right person")
    TT = "TT", _spoke("spoke, nothing agreed", "spoke", "t", "spoke", "spoke, nothing agreed",
                      then="spoke", reason="spoke, nothing agreed")
    IN = "IN", Meaning("inbound", "inbound", "I", "they called", "they called; what was agreed stays",
                       contact=True, right_party=True)
    WN = "WN", _silent("wrong number", "wrong_number", "w", "wrong number", "somebody else's number")
    TD = "TD", _silent("disconnected", "disconnected", "W", "disconnected", "the number is dead")
    CB = "CB", _spoke("call back asked for", "call_back", "b", "call back", "they asked to be called at a time",
                      title="Call back", facts=(Fact.CALL_BACK, Fact.CONTACT, Fact.CAUSE),
                      needs=("call_back", "when to call back"), rank=5)
    PTP = "PTP", _spoke("promise to pay", "promise", "p", "promise", "amount (else all of it) and date",
                        title="Promise to pay", facts=(Fact.PROMISED, Fact.BY, *_PROMISE),
                        needs=("promises", "the amount promised and its date"), rank=3)
    PLAN = "PLAN", _spoke("instalments agreed", "plan", "P", "instalments", "so many parts, from a date on",
                          title="Instalments",
                          facts=(Fact.PROMISED, Fact.PARTS, Fact.FIRST, Fact.EVERY, *_PROMISE),
                          needs=("promises", "the instalments: amounts and dates"))
    PAID = "PAID", _spoke("says it is paid", "says_paid", "x", "says paid", "they say that it is paid",
                          title="Says it is paid", facts=(Fact.REFERENCE, Fact.PAID_ON, Fact.PART, *_LAST), rank=8)
    COPY = "COPY", _spoke("wants a copy", "copy", "c", "wants a copy", "they want a copy or a statement",
                          title="Wants a copy", facts=(Fact.SEND_TO, *_LAST))
    DISP = "DISP", _spoke("disputes", "dispute", "d", "dispute", "what is wrong, and who must act",
                          title="Dispute", facts=(Fact.REASON, Fact.INVOICES, Fact.PART, Fact.OWNER, *_LAST[1:]),
                          needs=("dispute", "what is disputed: the reason"), rank=4)
    RTP = "RTP", _spoke("refuses to pay", "refuses", "f", "refuses", "they refuse to pay, and why",
                        title="Refuses to pay", facts=(Fact.WHY, *_LAST))
    ESC = "ESC", Meaning("escalated", "escalate", "e", "escalate", "to a supervisor, legal, finance",
                         title="Escalate", facts=(Fact.GOES_TO, Fact.INVOICES, Fact.CAUSE, Fact.NEXT))
    DNC = "DNC", Meaning("do not call", "do_not_call", "D", "do not call", "nobody may call; asks first",
                         title="Do not call", facts=(Fact.WHY, Fact.HOLD, Fact.NEXT),
                         needs=("reference", "why nobody may call: it stands on record"))
    SEEN = "SEEN", Meaning("money seen by hand", "money_seen", "dollar_sign", "money seen",
                           "their payment is here, but not in the ledger yet", title="Money seen",
                           facts=(Fact.PART, Fact.PAID_ON, Fact.REFERENCE, Fact.INVOICES),
                           needs=("dispute", "how much was seen"))
    MAIL = "MAIL", Meaning("e-mail written", facts=(Fact.SEND_TO, *_LAST))
    # fmt: on
