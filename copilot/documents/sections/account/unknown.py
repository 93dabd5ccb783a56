"""What is not known of an account, and which of what a document stands on is old."""

from copilot.display import show_date, show_days, show_word
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.adoption import name_of
from copilot.documents.sections.account.contradictions import both_sides, contradictions
from copilot.documents.sections.account.people import POWERFUL, WANTED
from copilot.documents.sections.account.written import wrote_since
from copilot.documents.staleness import old_sources
from copilot.documents.writing import items, join, part
from copilot.evidence import Fact
from copilot.metrics.engagement import is_active_contact
from copilot.metrics.quality import findings
from copilot.metrics.satisfaction import latest_nps
from copilot.metrics.value import known_outcomes, missing_inputs

_TOLD_ELSEWHERE = ("health", "value", "licence_utilisation", "stickiness", "feature_breadth", "usage_change_28d")
_HARMLESS = ("industry", "region", "segment", "customer_since", "sales_email", "csat", "ces", "auto_renew")
_MOST = 6
_MOST_FAULTS = 3


def unknown(d: Dossier) -> list[Part]:
    """Write what cannot be told with the reason, and the sources that are old."""
    return [
        *part("unknown", items(both_sides(d, one) for one in d.once(contradictions)), items(_in_tables(d))),
        *part("unknown", items([*_roles(d), *_measures(d), *_facts(d), *_lapsed(d)]) or f"- {d.finds} {_nothing(d)}."),
        *part("fact", items(wrote_since(d))),
        *part("unknown", _old_sources(d)),
    ]


def _nothing(d: Dossier) -> str:
    return d.missed("no gap among the facts that are usually on record")


def _roles(d: Dossier) -> list[str]:
    """Say which roles nobody fills, and whose opinion nobody knows."""
    there = [one for one in d.people if is_active_contact(one, d.as_of)]
    empty = [show_word(role) for role in WANTED if role not in {one.role for one in there}]
    told = []
    if empty:
        gap = d.missed(f"no {join(empty, 'or')} among the active contacts")
        told.append(f"Who is the {join(empty, 'or the')}: {gap}.")
    answered = {one.contact_id for one in latest_nps(d.snapshot.surveys, d.as_of)}
    silent = [one for one in there if one.role in POWERFUL and one.contact_id not in answered]
    if silent:
        names = join([one.name for one in silent])
        gap = d.missed(f"no NPS answer of {names} in 12 months")
        told.append(f"How {names} would rate us: {gap}.")
    return told


def _in_tables(d: Dossier) -> list[str]:
    """Say where rows of the tables contradict each other."""
    found = [one for one in findings(d.snapshot) if one.severity == "contradiction"][:_MOST_FAULTS]
    facts = [
        d.make("finding", "The tables contradict themselves", one.title, display=one.title, records=one.rows)
        for one in found
    ]
    return [f"The tables contradict themselves: {d.put(fact)}." for fact in facts]


def _measures(d: Dossier) -> list[str]:
    outcomes = known_outcomes(d.snapshot)
    lacking = [one for one in outcomes if missing_inputs(one)]
    if not outcomes:
        return [f"What it is worth to them: {d.missed('no outcome on record')}."]
    counted = f"{len(lacking)} of {len(outcomes)} outcomes cannot be counted yet"
    return [f"What all of it is worth: {d.missed(counted)}."] if lacking else []


def _facts(d: Dossier) -> list[str]:
    gaps = [
        one
        for one in d.gaps
        if one.name.split(".")[0] not in _TOLD_ELSEWHERE and one.name not in _HARMLESS and ".change_" not in one.name
    ]
    return [f"{name_of(one.name)}: {d.told(one.name)}." for one in gaps]


def _lapsed(d: Dossier) -> list[str]:
    """Say of what lapses by itself how old it is."""
    days, found = d.snapshot.standards.documents.stale_days, []
    usage = d.snapshot.reading().usage
    if usage is not None:
        found.append(("The latest usage data", usage.date))
    rated = max((one.date for one in d.snapshot.sentiments if one.date <= d.as_of), default=None)
    if rated is not None:
        found.append(("The CSM's rating", rated))
    newest = next((one.date for one in d.notes if one.kind != "internal"), None)
    if newest is not None:
        found.append(("The latest note of a conversation", newest))
    old = [(what, day) for what, day in found if (d.as_of - day).days > days]
    return [
        f"{what} is old: {d.missed(f'of {show_date(day)}, {show_days((d.as_of - day).days)} ago')}."
        for what, day in old
    ]


def _old_sources(d: Dossier) -> str:
    """List what this document cites and is old; the appendix marks each of them."""
    days = d.snapshot.standards.documents.stale_days
    told: dict[str, str] = {}
    for one in old_sources(d.ledger.evidence, d.as_of, days):
        if isinstance(one, Fact):
            day = "" if show_date(one.as_of) in one.label else f", {show_date(one.as_of)}"
            told[one.id] = f"{one.label}{day} {d.cite(one)}"
        elif one.date is not None:
            told.setdefault(one.document_id, f"“{one.title}”, {show_date(one.date)} {d.cite(one)}")
    if not told:
        return ""
    more = "\n- The others are marked in the appendix." if len(told) > _MOST else ""
    return f"Older than {days} days is what stands on:\n\n{items(list(told.values())[:_MOST])}{more}"
