"""Amounts of a text that cites nothing: what is put together of two sources is told by none."""

import re
from collections.abc import Callable, Sequence

from copilot.grounding.dates import DateMention
from copilot.grounding.figures import supporting
from copilot.grounding.quantities import Quantity, quantities
from copilot.grounding.sources import Source
from copilot.grounding.units import is_money

DEAL_WORDS = frozenset(
    {
        "accepted", "offered", "agreed", "signed", "approved", "proposed", "quoted", "demanded", "countered",
        "paid", "akzeptierte", "akzeptiert", "angenommen", "bot", "angeboten", "anboten", "unterschrieb",
        "unterschrieben", "unterzeichnet", "vereinbart", "gefordert", "forderte", "accepté", "offert",
        "proposé", "signé", "convenu", "exigé",
    }
)  # fmt: skip
"""Without one of these, and without a label, a sentence says nothing of the kind."""
_LABELLED = re.compile(
    r"^\W*(?:The|Our|Their|Der|Die|Das|Unsere?|Le|La|Notre)\s(?P<label>[^\W\d_]+)"
    r"\s(?:is|was|ist|war|liegt bei|est|était)\s(?:at )?$"
)


def put_together(
    figures: Sequence[Quantity],
    days: Sequence[DateMention],
    sentence: str,
    sources: Sequence[Source],
    tells: Callable[[Source, DateMention], bool],
) -> str:
    """Say which amount no source tells together with the day on which a sentence has somebody accept or offer it."""
    for amount in (one for one in figures if is_money(one.unit)):
        holders = [one for one in sources if supporting(amount, sentence, one.figures)]
        for day in (one for one in days if one.is_day):
            if not any(tells(one, day) for one in holders):
                return f"{amount.text} and {day.text} are not told together anywhere"
    return ""


def labelled_otherwise(figures: Sequence[Quantity], sentence: str, sources: Sequence[Source]) -> str:
    """Say which amount a passage puts under the label (`floor: $610,000`) that a sentence gives another amount."""
    for amount in (one for one in figures if is_money(one.unit)):
        match = _LABELLED.match(sentence[: amount.span[0]])
        if match is None:
            continue
        label = match["label"]
        told = [one for source in sources if source.passage is not None for one in _under(label, source.passage.text)]
        is_told = any(_are_one(amount, one) for one in told) or any(
            supporting(amount, sentence, one.figures) and label.casefold() in one.fact.label.casefold().split()
            for one in sources
            if one.fact is not None
        )
        if told and not is_told:
            return f"the {label} is {told[0].text}"
    return ""


def _under(label: str, text: str) -> list[Quantity]:
    """Return the amounts of the lines of a text that begin with a label."""
    lines = re.findall(rf"(?im)^\W*{re.escape(label)}\W*:(.+)$", text)
    return [one for line in lines for one in quantities(line, of_source=True) if is_money(one.unit)]


def _are_one(amount: Quantity, other: Quantity) -> bool:
    return amount.unit == other.unit and any(
        abs(one.value - told.value) <= one.step / 2 for one in amount.readings for told in other.readings
    )
