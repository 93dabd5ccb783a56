"""Which figures a consent covers: what is not on its list does not exist."""

import re
from collections.abc import Iterable
from decimal import Decimal

from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.measured import numbers_in
from copilot.documents.sections.review.value import presentable
from copilot.documents.sections.stories.consent import Consent, Limit, Standing
from copilot.llm.built_in.quoting import stems
from copilot.metrics.value import value_of
from copilot.records import Outcome

_HALF = 0.5
_ONLY = re.compile(r"\b(?:only|nur|seulement)\b", re.I)
_UNITS = stems("minutes hours days weeks months percent Minuten Stunden Tage Wochen Prozent heures jours semaines")


def covered(d: Dossier, standing: Standing) -> list[Outcome]:
    """Return the measured outcomes whose figures the customer put on the list, the one worth most first."""
    consent = standing.consent
    if consent is None or "figures" not in consent.points:
        return []
    named = [one for one in presentable(d) if _names(consent, one) and not _kept_out(standing.limits, one)]
    return sorted(named, key=lambda one: -(value_of(one) or Decimal(0)))


def _names(consent: Consent, outcome: Outcome) -> bool:
    """Tell whether a consent names an outcome, and no other figure of it than the one on record."""
    numbers = numbers_in(consent.listed)
    if outcome.baseline in numbers and outcome.current not in numbers:
        return False
    wanted = stems(outcome.metric) - _UNITS
    shares = len(wanted & stems(consent.listed)) / len(wanted) if wanted else 0.0
    return shares >= _HALF


def _kept_out(limits: Iterable[Limit], outcome: Outcome) -> bool:
    """Tell whether what is refused may mean an outcome: by one word of its name, or by its figures."""
    for limit in limits:
        if _ONLY.search(limit.said.text):
            continue
        words = f"{limit.said.text} {limit.asked.text if limit.asked else ''}"
        numbers = numbers_in(words)
        if (stems(outcome.metric) - _UNITS) & stems(words):
            return True
        if outcome.baseline in numbers and outcome.current in numbers:
            return True
    return False
