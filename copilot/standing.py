"""Where an account stands on a day: what lists are ranked, counted and filtered by."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple


class Standing(NamedTuple):
    """An account's health, the ids of the signals that fire, and its rank, which is None where none fires.

    `priority` is its ARR at stake x the urgency of its risks, `growth_priority` that of its opportunities; without a
    running contract there is neither health nor signal.
    """

    account_id: str
    name: str
    csm_email: str | None = None
    health_score: Decimal | None = None
    health_band: str | None = None
    risks: Sequence[str] = ()
    growth: Sequence[str] = ()
    priority: Decimal | None = None
    growth_priority: Decimal | None = None
