"""Whether amounts hold the tax that stands beside them, where it is not said: asked."""

import re

from arcall_tui.ledger import headings
from arcall_tui.ledger.column_work import NO_FIELD, ColumnWork, words_of
from arcall_tui.ledger.columns import SYNONYMS, squeeze
from arcall_tui.ledger.profiles import Profile

_GROSS = ("total", "gross", "brutto", "incl", "ttc", "inctax", "ivainclu")
_NET = ("net", "exvat", "excl", "extax", "untaxed", "ht", "beforetax", "subtotal")
_TAXES = frozenset(SYNONYMS["tax"])
_RATE = re.compile(r"([0-9]{1,2}(?:[.,][0-9]+)?)(?:E0)?\s*%?", re.ASCII)
_MOST_RATE, _MOST_RATES = 35, 6


def tax_alone(work: ColumnWork) -> None:
    """Amounts with what may come on top beside them, or its rates, and no column for both: whether they hold it is asked. Raises AskError."""
    rates = next((place for place, one in work.unread() if are_rates(work, place, one)), -1)
    place = work.fields.get("tax", rates)
    tax, whole = work.columns[place], work.of("amount")
    if place < 0 or "tax" in work.said:
        return
    work.fields.pop("tax", None)
    work.why[place] = "tax, which the amounts hold"
    told = {"balance", "tax_rate"} & set(work.fields) or work.fields.get("amount") in work.why
    if whole is None or told or not (tax.words - {"0"}):
        return
    title, amounts_ = work.title(place), work.called("amount")
    if any(word in squeeze(amounts_) for word in _GROSS) and not is_net(amounts_):
        return
    more = [
        work.title(spot)
        for spot, one in work.free()
        if spot != place and squeeze(work.header[spot]) in headings.ON_TOP and one.money and any(one.figures)
    ]
    on_top = [({"tax": title}, f"{title} comes on top of {amounts_}")]
    if more and is_net(amounts_):
        both = " + ".join((amounts_, *more, title))
        on_top = [({"amount": both}, f"{' and '.join((*more, title))} come on top of {amounts_}")]
    if rates == place or (_rates(tax) and tax.different < whole.different):
        by_rate = (
            {"tax_rate": title},
            f"{title} is the rate of what comes on top of {amounts_}, such as {tax.samples(1)}",
        )
        on_top = [by_rate, *on_top[: rates != place]]
    holds = ({NO_FIELD: title}, f"{amounts_} holds it already")
    raise work.asks(
        f"Does {amounts_!r} hold the tax in {title!r}?",
        *([*on_top, holds] if is_net(amounts_) else [holds, *on_top]),
    )


def _rates(one: Profile) -> bool:
    """Whether a column's cells may be rates of tax: a few, none of them high."""
    said = [_RATE.fullmatch(cell) for cell in {*one.cells} - {""}]
    return 0 < len(said) <= _MOST_RATES and all(
        each and float(each[1].replace(",", ".")) <= _MOST_RATE for each in said
    )


def are_rates(work: ColumnWork, place: int, one: Profile) -> bool:
    """Whether a column has rates of tax: its heading says both, or it names a tax and has per cent."""
    said, bare = words_of(work.header[place]), squeeze(work.header[place])
    joined = bare in headings.TAX_RATES or any(
        bare.removesuffix(each) in _TAXES - {bare} for each in headings.RATES
    )
    rate = said & headings.RATES or "%" in work.header[place] or any("%" in cell for cell in one.cells)
    return bool(joined or (rate and said & _TAXES)) and _rates(one)


def is_net(heading: str) -> bool:
    """Whether a heading says that its amounts are before tax."""
    bare = squeeze(heading)
    return any(bare.startswith(word) or bare.endswith(word) for word in _NET)
