"""Whether our health score and forecasts predict: what they said before the renewals of the past, and what came."""

from decimal import Decimal

from copilot.display import show_word
from copilot.documents.document import Part
from copilot.documents.overall import Overall
from copilot.documents.writing import items, part, table
from copilot.evidence import Fact
from copilot.metrics.backtest import COMPONENTS, interval
from copilot.metrics.forecast import CATEGORIES, SOURCES

_CHANCE = Decimal("0.5")
_SPEAKERS = {"sales": "Sales", "csm": "CSMs", "model": "Health model"}


def foresight(d: Overall) -> list[Part]:
    """Write whether the score told the renewed from the lost, and how right each forecast was, with n."""
    return [
        *part("fact", _verdict(d), _by_band(d)),
        *part("fact", "**Forecasts against what came**" if d.past_calls else "", _calls(d)),
        *part("inferred", items([_component(d), _closest(d)])),
    ]


def score_tells(d: Overall) -> bool | None:
    """Tell whether the score does better than chance, with 95 % confidence; None where history is too short."""
    area = d.backtest.get("health_auc")
    if not isinstance(area, Fact):
        return None
    scored = [one for one in d.past_scores if one.health.score is not None]
    kept = sum(one.renewed for one in scored)
    return interval(Decimal(str(area.value)), kept, len(scored) - kept)[0] > _CHANCE


def _verdict(d: Overall) -> str:
    found, is_told = d.backtest.get("health_auc"), score_tells(d)
    told = d.tell([found] if found is not None else [])
    if is_told is None:
        return f"**Whether the health score predicts cannot be told: {told}.**"
    says = "tells the renewed from the lost" if is_told else "has not shown that it tells the renewed from the lost"
    stands_on = d.cite(found) if isinstance(found, Fact) else ""
    return f"**The health score {says} {stands_on}.** AUC is {told}; of a coin it is {d.put(_coin(d))}."


def _coin(d: Overall) -> Fact:
    return d.make("chance", "AUC of a coin", _CHANCE, display="0.50", formula="as often right as wrong")


def _by_band(d: Overall) -> str:
    found = [(band, d.backtest.get(f"renewed.{band}")) for band in ("green", "yellow", "red")]
    rows = [[band, d.put(fact)] for band, fact in found if isinstance(fact, Fact)]
    return table(["health 90 days before the end", "what became of the contracts"], rows)


def _calls(d: Overall) -> str:
    rows = []
    for one in d.past_calls:
        told = {fact.name.rpartition(".")[2]: fact for fact in one.facts}
        cells = [d.put(told[category]) if category in told else "" for category in CATEGORIES]
        rows.append([_SPEAKERS[one.source], d.tell([one.brier]), *cells])
    return table(["", "Brier score", *map(show_word, CATEGORIES)], rows)


def _component(d: Overall) -> str:
    """Name the component that alone tells most, where its history is long enough."""
    named = {name: d.backtest.get(f"health_auc.{name}") for name in COMPONENTS}
    found = [
        one.model_copy(update={"name": f"health.{name}.auc"}) for name, one in named.items() if isinstance(one, Fact)
    ]
    if not found:
        return ""
    best = max(found, key=lambda one: Decimal(str(one.value)))
    called = best.label.removeprefix("AUC of ").removesuffix(" alone")
    return f"Of the components, {called} alone tells most: {d.put(best)}."


def _closest(d: Overall) -> str:
    """Name the source whose calls came closest; with so few renewals that is a hint."""
    found = [(one, one.brier) for one in d.past_calls if isinstance(one.brier, Fact)]
    if len(found) < len(SOURCES):
        return ""
    one, brier = min(found, key=lambda pair: Decimal(str(pair[1].value)))
    return f"The closest calls so far: {_SPEAKERS[one.source]}, Brier score {d.put(brier)}."
