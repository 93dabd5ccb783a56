"""The facts of an account: who it is, and every metric of it that can be told."""

from collections.abc import Callable, Collection, Mapping

from copilot.display import show_date
from copilot.evidence import Fact, Gap
from copilot.metrics.adoption import (
    feature_breadth,
    licence_utilisation,
    monthly_active_users,
    stickiness,
    usage_change,
)
from copilot.metrics.engagement import active_contacts, last_contact
from copilot.metrics.facts import Measured, gap, make_fact, parted
from copilot.metrics.health import health
from copilot.metrics.maturity import maturity
from copilot.metrics.revenue import arr, next_renewal, renewal_terms
from copilot.metrics.satisfaction import ces, csat, nps
from copilot.metrics.support import open_tickets, response_times
from copilot.metrics.time_to_value import time_to_first_value
from copilot.metrics.value import roi, value_realised
from copilot.snapshot import Snapshot

_PROFILE = {
    "segment": "Segment",
    "stage": "Stage",
    "industry": "Industry",
    "region": "Region",
    "csm_email": "CSM",
    "sales_email": "Sales owner",
    "customer_since": "Customer since",
}


def profile(snapshot: Snapshot) -> Measured:
    """Return what the accounts table says about the account; an empty cell is not available."""
    measured: Measured = []
    for name, label in _PROFILE.items():
        value = getattr(snapshot.account, name)
        if value is None:
            measured.append(gap(snapshot, name, "not on record"))
        elif name.endswith("_email"):
            measured.append(_colleague(snapshot, name, label, value))
        elif name == "customer_since" and value > snapshot.as_of:
            measured.append(gap(snapshot, name, f"no customer before {show_date(value)}"))
        else:
            measured.append(make_fact(snapshot, name, label, value, records=[snapshot.account]))
    return measured


def attributes(snapshot: Snapshot, taken: Collection[str]) -> list[Fact]:
    """Return the columns that the format does not name; one that is called like another fact is `account.NAME`."""
    found = []
    for name, value in snapshot.account.attributes.items():
        label = name.replace("_", " ").capitalize()
        known_as = f"account.{name}" if name in taken else name
        found.append(make_fact(snapshot, known_as, label, value, display=value, records=[snapshot.account]))
    return found


def _colleague(snapshot: Snapshot, name: str, label: str, email: str) -> Fact:
    """Return who of us it is, by name where the team is on record: `Jonah Castellaw (jonah@ourfirm.example)`."""
    person = snapshot.team.get(email)
    display = f"{person.name} ({email})" if person else email
    records = [snapshot.account, person] if person else [snapshot.account]
    return make_fact(snapshot, name, label, email, display=display, records=records)


def csm_sentiment(snapshot: Snapshot) -> Measured:
    """Return the CSM's latest own rating, with its date and reason."""
    ratings = [one for one in snapshot.sentiments if one.date <= snapshot.as_of]
    rating = max(ratings, key=lambda one: one.date, default=None)
    if rating is None:
        return [gap(snapshot, "csm_sentiment", "the CSM has not rated the account by then")]
    measured: Measured = [
        make_fact(snapshot, "csm_sentiment", "CSM sentiment", rating.rating, records=[rating]),
        make_fact(snapshot, "csm_sentiment_date", "CSM sentiment given on", rating.date, unit="date", records=[rating]),
    ]
    if rating.reason:
        reason = make_fact(
            snapshot, "csm_sentiment_reason", "CSM's reason", rating.reason, display=rating.reason, records=[rating]
        )
        measured.append(reason)
    return measured


METRICS: tuple[Callable[[Snapshot], Measured], ...] = (
    profile,
    health,
    maturity,
    arr,
    next_renewal,
    renewal_terms,
    licence_utilisation,
    monthly_active_users,
    usage_change,
    stickiness,
    feature_breadth,
    time_to_first_value,
    value_realised,
    roi,
    nps,
    csat,
    ces,
    open_tickets,
    response_times,
    last_contact,
    active_contacts,
    csm_sentiment,
)


TOLD_BY: Mapping[str, Callable[[Snapshot], Measured]] = {
    **dict.fromkeys(_PROFILE, profile),
    "csm_sentiment": csm_sentiment,
    "next_renewal_date": next_renewal,
    "days_to_renewal": next_renewal,
    "last_contact_date": last_contact,
    "days_since_contact": last_contact,
    "arr": arr,
    "seats": licence_utilisation,
    "licence_utilisation": licence_utilisation,
    "monthly_active_users": monthly_active_users,
    "usage_change_28d": usage_change,
    "open_tickets": open_tickets,
    "open_urgent_tickets": open_tickets,
    "active_contacts": active_contacts,
    "stickiness": stickiness,
    "feature_breadth": feature_breadth,
    "health_score": health,
    "health_band": health,
    "maturity_stage": maturity,
    "nps": nps,
    "csat": csat,
    "roi": roi,
    "time_to_first_value_days": time_to_first_value,
}
"""Which metric tells a fact, for those that accounts are listed by."""


def measure(snapshot: Snapshot) -> tuple[list[Fact], list[Gap]]:
    """Return every fact of the account, and what cannot be told with the reason."""
    facts, gaps = parted(one for metric in METRICS for one in metric(snapshot))
    return facts + attributes(snapshot, {one.name for one in facts} | {one.name for one in gaps}), gaps
