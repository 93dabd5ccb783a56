"""What is not known of an account, and which of what is known is old."""

from copilot.display import show_date, show_days
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.adoption import name_of
from copilot.documents.writing import items, part

_TOLD_ELSEWHERE = ("health", "value", "licence_utilisation", "stickiness", "feature_breadth", "usage_change_28d")
_HARMLESS = ("industry", "region", "segment", "customer_since", "sales_email", "csat", "ces", "auto_renew")


def unknown(d: Dossier) -> list[Part]:
    """Write what cannot be told with the reason, and the sources that are old."""
    gaps = [
        one
        for one in d.gaps
        if one.name.split(".")[0] not in _TOLD_ELSEWHERE and one.name not in _HARMLESS and ".change_" not in one.name
    ]
    lines = [f"{name_of(one.name)}: {d.told(one.name)}." for one in gaps]
    lines += _old(d)
    return part("unknown", items(lines) or f"- I find {d.missed('no gap among the facts that are usually on record')}.")


def _old(d: Dossier) -> list[str]:
    """Say of what lapses by itself how old it is."""
    days, found = d.snapshot.standards.documents.stale_days, []
    usage = d.snapshot.reading().usage
    if usage is not None and (d.as_of - usage.date).days > days:
        found.append(("The latest usage data", usage.date))
    rated = max((one.date for one in d.snapshot.sentiments if one.date <= d.as_of), default=None)
    if rated is not None and d.is_internal:
        found.append(("The CSM's rating", rated))
    newest = next((one.date for one in d.notes if one.kind != "internal"), None)
    if newest is not None:
        found.append(("The latest note of a conversation", newest))
    old = [(what, day) for what, day in found if (d.as_of - day).days > days]
    return [
        f"{what} is {d.missed(f'old: of {show_date(day)}, {show_days((d.as_of - day).days)} ago')}."
        for what, day in old
    ]
