"""How the account is, why, and what of it changed: for our own people alone."""

from decimal import Decimal

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.ended import end_fact, has_ended
from copilot.documents.sections.account.post_mortem import health_before
from copilot.documents.writing import chart, items, join, part, quote, table
from copilot.evidence import Fact
from copilot.grounding.handles import plain_text
from copilot.metrics.facts import show_number
from copilot.metrics.health import CHANGE_OVER, Component, Health, health_of
from copilot.snapshot import days_before

_WEIGHED = f"the components that have a score now or {CHANGE_OVER} days before, and not both"


def health(d: Dossier) -> list[Part]:
    """Write the score with what each component brings, its change over 30 days, and the CSM's own rating."""
    if has_ended(d):
        return _of_the_end(d)
    score, band = d.fact("health_score"), d.fact("health_band")
    if score is None or band is None:
        return part("unknown", f"- The health cannot be told: {d.told('health_score')}.")
    change = d.fact("health_score.change_30d")
    since = f", {d.put(change)}" if change is not None else ""
    verdict = f"**Health is {d.put(band)}: {d.put(score)}{since}.**{_reweighted(d)}"
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
        moved = own_move(d, one)
        told = f"{show_number(one.points)} of {show_number(one.weight)}"
        rows.append([one.label, told, d.put(moved) if moved is not None else "not known", d.cite(fact)])
    return table(["component", "points", f"moved the score in {CHANGE_OVER} days", "source"], rows)


def own_move(d: Dossier, component: Component) -> Fact | None:
    """Return the points by which a component's own state moved the score, at the smaller of its two weights.

    That other components are counted since, or no more, changes every weight and is no move of this one.
    """
    past = d.once(_before).component(component.name)
    if past is None or past.score is None or component.score is None:
        return None
    change = (component.score - past.score) * min(component.weight, past.weight) / 100
    sign = "+" if round(change, 1) > 0 else ""
    return d.make(
        f"health.{component.name}.own_change",
        f"Health: {component.label} against {CHANGE_OVER} days before",
        round(change, 6),
        unit="points",
        display=f"{sign}{show_number(change)} points",
        formula=f"its score now less its score {CHANGE_OVER} days before, times the smaller of its two weights",
        records=component.rows,
    )


def moved_most(d: Dossier) -> str:
    """Say which component moved the score most by itself, and which are counted since or no more."""
    if d.once(_before).score is None:
        return ""
    moves = [(fact, one.label) for one in d.health.components if (fact := own_move(d, one)) is not None and fact.value]
    told = ""
    if moves:
        fact, label = max(moves, key=lambda move: (abs(Decimal(str(move[0].value))), move[1]))
        told = f" What moved the health most by itself in {CHANGE_OVER} days is the component {label}, {d.put(fact)}."
    return told + _reweighted(d)


def _reweighted(d: Dossier) -> str:
    """Say which components are counted since, and which no more: all others weigh less or more because of it."""
    past = d.once(_before)
    pairs = [(one, past.component(one.name)) for one in d.health.components]
    since = [one.label for one, then in pairs if one.score is not None and (then is None or then.score is None)]
    gone = [one.label for one, then in pairs if one.score is None and then is not None and then.score is not None]
    told = [
        d.put(d.make("health_weights", label, join(names), display=f"{label}: {join(names)}", formula=_WEIGHED))
        for label, names in (("counted only since then", since), ("counted no more", gone))
        if names
    ]
    return f" Every weight is another one than before; {'; '.join(told)}." if told else ""


def _before(d: Dossier) -> Health:
    return health_of(d.snapshot.on(days_before(d.as_of, CHANGE_OVER)))


def _own_words(d: Dossier) -> str:
    rating, day, reason = (d.fact(name) for name in ("csm_sentiment", "csm_sentiment_date", "csm_sentiment_reason"))
    if rating is None or day is None:
        return ""
    head = f"The CSM rated the account {d.put(rating)} on {d.put(day)}"
    return f"{head}:\n\n{quote(plain_text(reason.display), d.cite(reason))}" if reason is not None else f"{head}."


def _not_counted(d: Dossier) -> list[str]:
    return [f"{one.label} is not counted: {d.told(f'health.{one.name}')}." for one in d.health.components if one.why]
