"""An account's standing: its health, its signals and its rank, as the other modules tell them, and nothing else."""

from copilot.metrics.health import health_of
from copilot.metrics.priorities import pressure
from copilot.metrics.satisfaction import LONGEST_YEAR
from copilot.metrics.signals import signals
from copilot.records import Account, Contact, Milestone, Outcome, Sentiment, Subscription, Survey, Ticket
from copilot.snapshot import Reads, Snapshot, Touch
from copilot.standards import Standards
from copilot.standing import Standing


def reads(standards: Standards) -> Reads:
    """Return what it takes to tell where an account stands: no answer, rating or ticket that no longer counts."""
    return Reads(
        kinds=(Account, Subscription, Contact, Ticket, Survey, Milestone, Outcome, Sentiment, Touch),
        usage=(0, 28, 90),
        features=(0, 90),
        within={Survey: LONGEST_YEAR, Sentiment: standards.health.sentiment_gone_days},
        only_open=True,
    )


def standing_of(snapshot: Snapshot) -> Standing:
    """Return where an account stands on the as-of date."""
    now, fired = health_of(snapshot), signals(snapshot)
    risks = [one for one in fired if not one.is_growth]
    growth = [one for one in fired if one.is_growth]
    return Standing(
        account_id=snapshot.account.account_id,
        name=snapshot.account.name,
        csm_email=snapshot.account.csm_email,
        health_score=now.score,
        health_band=now.band,
        risks=[one.id for one in risks],
        growth=[one.id for one in growth],
        priority=pressure(snapshot, risks) if risks else None,
        growth_priority=pressure(snapshot, growth) if growth else None,
    )
