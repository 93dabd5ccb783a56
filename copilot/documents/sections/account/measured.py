"""How well an outcome is measured: from a record or from opinions, signed or not, fresh or old."""

import re
from datetime import date

from copilot.records import Outcome

FRESH_DAYS = 90
"""Days after which a figure is to be measured again before it is shown outside."""

_OPINION = re.compile(r"\b(?:self[- ]reported|survey|estimat\w*|guess\w*|umfrage|geschätzt|sondage|estim\w*)\b", re.I)
_SIGNED = re.compile(
    r"\b(?:counter-?signed|signed|confirmed|initialled|unterschrieben|gegengezeichnet|bestätigt|signé\w*|contresigné\w*)\b",
    re.I,
)
_NOT = re.compile(r"\b(?:not|never|un|nicht|nie|pas|jamais|to be)\b", re.I)


def is_opinion(outcome: Outcome) -> bool:
    """Tell whether a figure is what people estimate, and no record of theirs."""
    return bool(_OPINION.search(outcome.source or ""))


def is_signed(outcome: Outcome) -> bool:
    """Tell whether the customer put a name under a figure, as its source says."""
    source = outcome.source or ""
    return outcome.current is not None and bool(_SIGNED.search(source)) and not _NOT.search(source)


def is_fresh(outcome: Outcome, day: date) -> bool:
    """Tell whether a figure was measured in the last 90 days; without a date it is not known to be."""
    return outcome.as_of is not None and 0 <= (day - outcome.as_of).days <= FRESH_DAYS


def source_shown(outcome: Outcome) -> str:
    """Return who measured, without the remark behind a semicolon."""
    return (outcome.source or "").partition(";")[0].strip()
