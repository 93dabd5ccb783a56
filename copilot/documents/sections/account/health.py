"""How the account is, why, and what of it changed: for our own people alone."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.ended import end_fact, has_ended
from copilot.documents.sections.account.post_mortem import health_before
from copilot.documents.writing import chart, items, part, quote, table
from copilot.grounding.handles import plain_text
from copilot.metrics.facts import show_number


def health(d: Dossier) -> list[Part]:
    """Write the score with what each component brings, its change over 30 days, and the CSM's own rating."""
    if has_ended(d):
        return _of_the_end(d)
    score, band = d.fact("health_score"), d.fact("health_band")
    if score is None or band is None:
        return part("unknown", f"- The health cannot be told: {d.told('health_score')}.")
    change = d.fact("health_score.change_30d")
    since = f", {d.put(change)}" if change is not None else ""
    verdict = f"**Health is {d.put(band)}: {d.put(score)}{since}.**"
    return [
        *part("fact", verdict, _components(d), chart("health", "Health and its change over 30 days")),
        *part("said", _own_words(d)),
        *part("unknown", items(_not_counted(d))),
    ]


def _of_the_end(d: Dossier) -> list[Part]:
    """Write what the health was before the contract ended; since then there is none."""
    before = d.once(health_before)
    told = d.put(before) if before is not None else f"{d.finds} {d.missed('no health before the end')}"
    verdict = f"**No health is counted since the contract ended on {d.put(end_fact(d))}; before it: {told}.**"
    return [*part("fact", verdict), *part("said", _own_words(d))]


def _components(d: Dossier) -> str:
    rows = []
    for one in d.health.components:
        fact = d.fact(f"health.{one.name}")
        if fact is None or one.score is None:
            continue
        moved = d.fact(f"health.{one.name}.change_30d")
        told = f"{show_number(one.points)} of {show_number(one.weight)}"
        rows.append([one.label, told, d.put(moved) if moved is not None else "not known", d.cite(fact)])
    return table(["component", "points", "change in 30 days", "source"], rows)


def _own_words(d: Dossier) -> str:
    rating, day, reason = (d.fact(name) for name in ("csm_sentiment", "csm_sentiment_date", "csm_sentiment_reason"))
    if rating is None or day is None:
        return ""
    head = f"The CSM rated the account {d.put(rating)} on {d.put(day)}"
    return f"{head}:\n\n{quote(plain_text(reason.display), d.cite(reason))}" if reason is not None else f"{head}."


def _not_counted(d: Dossier) -> list[str]:
    return [f"{one.label} is not counted: {d.told(f'health.{one.name}')}." for one in d.health.components if one.why]
