"""Words of direction and comparison (`rose`, `above`, `the largest`) held against the figures they are about."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from copilot.grounding.names import Mention
from copilot.grounding.quantities import Quantity
from copilot.grounding.sources import Source
from copilot.grounding.words import words_in

_UP = re.compile(
    r"\b(?:rose|risen|rises|rising|increas(?:ed|es|ing|e)|grew|grown|grows|growing|climbed|climbs|up|jumped|gained"
    r"|higher|expanded|gestiegen|stieg|wuchs|augmenté)\b(?! (?:to date|for|and running|the))",
    re.I,
)
_DOWN = re.compile(
    r"\b(?:fell|fallen|falls|falling|dropped|drops|dropping|declined|declines|decreas(?:ed|es|ing|e)|down|slipped|slid|shrank|shrunk"
    r"|lost|went down|lower|contracted|gesunken|sank|gefallen|fiel|baissé)\b(?! by the)",
    re.I,
)
_BY = re.compile(
    r"\b(?:rose|risen|rises|increas(?:ed|es|e)|grew|grown|grows|climbed|climbs|jumped|gained|fell|fallen|falls|dropped"
    r"|drops|declined|declines|decreas(?:ed|es|e)|slipped|shrank|up|down) by\b",
    re.I,
)
_BETTER = re.compile(r"\b(?:improv(?:ed|es|ing|ement)|recovered|verbessert|amélioré)\b", re.I)
_WORSE = re.compile(r"\b(?:worsen(?:ed|s|ing)|deteriorat(?:ed|es|ing)|verschlechtert)\b", re.I)
_MORE_IS_BETTER = re.compile(r"\b(?:health|NPS|CSAT|utilisation|breadth|stickiness|usage)\b", re.I)
_UNCHANGED = re.compile(r"\b(?:unchanged|flat|stable|the same as|held steady|unverändert|inchangé)\b", re.I)
_NOT = re.compile(r"\b(?:not|never|no longer|nicht|pas|without|if|unless|neither|nor)\b", re.I)
_FROM_TO = re.compile(r"\bfrom\b(?P<from>.+?)\bto\b(?P<to>.+)", re.I)
_WAS = re.compile(r"(?P<now>.+?), was (?P<then>.+)")
_LARGEST = re.compile(r"\bthe (?:largest|highest|biggest|greatest|most|top|longest)\b", re.I)
_SMALLEST = re.compile(r"\bthe (?:smallest|lowest|least|fewest|shortest)\b", re.I)
_LARGER = re.compile(
    r"\b(?:larger|higher|bigger|greater|more|above|ahead of|exceeds|later|longer|after|better)\b", re.I
)
_SMALLER = re.compile(r"\b(?:smaller|lower|fewer|less|below|behind|earlier|sooner|shorter|before|worse)\b", re.I)
_TARGETED = r"[^.;]{0,30}\b(?:target|Ziel|objectif)\b"
_THAN = re.compile(r"\b(?:than|above|below|exceeds|behind|ahead|als|que)\b", re.I)
_REACHED = re.compile(rf"\b(?:met|reached|beat|beaten|hit|achieved|surpassed){_TARGETED}", re.I)
_MISSED = re.compile(
    rf"\b(?:short of|missed|misses|not yet (?:at|reached|met)|has not (?:reached|met)|fell short of){_TARGETED}", re.I
)
_ABOVE = re.compile(rf"\b(?:above|over|beyond|exceeds|higher than){_TARGETED}", re.I)
_BELOW = re.compile(rf"\b(?:below|under|lower than){_TARGETED}", re.I)
_ROSE = re.compile(r"\b(?:rose|risen|increas(?:ed|es)|grew|grown|climbed|climbs|jumped)\b", re.I)
_FELL = re.compile(r"\b(?:fell|fallen|dropped|drops|declined|declines|decreas(?:ed|es)|slipped|shrank)\b", re.I)
"""Verbs of direction, whatever stands behind them: `dropped the title`."""
_MOVES = frozenset(
    {
        "rose", "risen", "rises", "rising", "increase", "increased", "increases", "increasing", "grew", "grown",
        "grows", "growing", "climbed", "climbs", "up", "jumped", "gained", "higher", "expanded", "gestiegen", "stieg",
        "wuchs", "augmenté", "fell", "fallen", "falls", "falling", "dropped", "drops", "dropping", "declined",
        "declines", "decrease", "decreased", "decreases", "decreasing", "down", "slipped", "slid", "shrank", "shrunk",
        "lost", "lower", "contracted", "gesunken", "sank", "gefallen", "fiel", "baissé", "improved", "improves",
        "improving", "improvement", "recovered", "verbessert", "amélioré", "worsened", "worsens", "worsening",
        "deteriorated", "deteriorates", "deteriorating", "verschlechtert",
    }
)  # fmt: skip
"""Without one of these a sentence says of nothing that it moved."""
_TARGETS = frozenset({"target", "ziel", "objectif"})
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n| · ")
_WORD = re.compile(r"[^\W\d_]+")
_SAME, _SAME_WORDS = 0.8, 2
"""What share of a sentence's words, at least so many, a source has to hold in one of its own to say the same."""
_TARGET = re.compile(r"from (?P<base>[\d.,]+) to (?P<now>[\d.,]+)[^()]*\(target (?P<target>[\d.,]+)\)")


def contradicted(
    sentence: str, figures: Sequence[Quantity], cited: Sequence[Source], mentions: Sequence[Mention]
) -> str:
    """Say what in the evidence contradicts a sentence's words of direction; nothing where none does or none is told."""
    letters = words_in(sentence)
    moves, compares = not _MOVES.isdisjoint(letters), "than" in letters
    said = _direction(sentence, cited) if moves else 0
    is_unchanged = bool(_UNCHANGED.search(sentence)) and not _NOT.search(sentence)
    for change, told in _changes(sentence, figures, cited) if said or is_unchanged else ():
        is_told = (change > 0) - (change < 0)
        if is_told != said:
            words = {1: "rose", -1: "fell", 0: "did not change"}
            return f"it says that something {words[said]}, and {told}"
    return (
        (_no_change(sentence, figures, cited) if moves else "")
        or ("" if _TARGETS.isdisjoint(letters) else _against_target(sentence, cited))
        or _against_others(sentence, cited, mentions)
        or (_against_itself(sentence, figures) if compares else "")
        or (_against_terms(sentence, cited) if compares else "")
        or (_against_words(sentence, cited) if moves else "")
    )


def _no_change(sentence: str, figures: Sequence[Quantity], cited: Sequence[Source]) -> str:
    """Hold `NPS rose by 50 points` against facts of which each says how much there is, and none how it moved."""
    if not _BY.search(sentence) or not figures or any(one.fact is None for one in cited) or _NOT.search(sentence):
        return ""
    if _changes(sentence, figures, cited) or len(cited) > 1:
        return ""
    told = " ".join(one.text for one in cited)
    is_move = _UP.search(told) or _DOWN.search(told) or "change" in told.casefold()
    return "" if is_move else f"{cited[0].text.split(' · ')[1]} is what there is, and no change" if cited else ""


def _direction(sentence: str, cited: Sequence[Source]) -> int:
    """Return 1 for a sentence that says that something rose, -1 for fell, 0 where it says both or neither."""
    up, down = bool(_UP.search(sentence)), bool(_DOWN.search(sentence))
    if any(one.fact is not None and _MORE_IS_BETTER.search(one.fact.label) for one in cited):
        up, down = up or bool(_BETTER.search(sentence)), down or bool(_WORSE.search(sentence))
    return 0 if up == down or _NOT.search(sentence) else 1 if up else -1


def _changes(sentence: str, figures: Sequence[Quantity], cited: Sequence[Source]) -> list[tuple[Decimal, str]]:
    """Return the changes that the sentence itself or its evidence tells, each with how it is told."""
    found: list[tuple[Decimal, str]] = []
    if match := _FROM_TO.search(sentence):
        first = [one for one in figures if match.start("from") <= one.span[0] < match.end("from")]
        last = [one for one in figures if match.start("to") <= one.span[0]]
        if first and last:
            change = last[0].readings[0].value - first[0].readings[0].value
            return [(change, f"it names {first[0].text} before {last[0].text}")]
    facts = [one.fact for one in cited if one.fact is not None]
    for fact in facts:
        is_change = ".change_" in fact.name or fact.name in ("usage_change_28d",) or fact.name.startswith("movement.")
        if is_change and isinstance(fact.value, Decimal | int):
            found.append((Decimal(fact.value), f"{fact.label} is {fact.display}"))
        elif was := _WAS.match(fact.display):
            now, then = _first_number(was["now"]), _first_number(was["then"])
            if now is not None and then is not None:
                found.append((now - then, f"{fact.label} is {fact.display}"))
    for fact in facts:
        for other in facts:
            same = (fact.name, fact.unit, fact.account_id) == (other.name, other.unit, other.account_id)
            numbers = isinstance(fact.value, Decimal | int) and isinstance(other.value, Decimal | int)
            if same and numbers and fact.as_of < other.as_of:
                change = Decimal(str(other.value)) - Decimal(str(fact.value))
                found.append((change, f"{fact.label} went from {fact.display} to {other.display}"))
    if len({change > 0 for change, _ in found if change}) > 1:
        return []  # several things moved, each its way
    return found


def _against_words(sentence: str, cited: Sequence[Source]) -> str:
    """Hold `a fabric we grew in the fitting` against the sentence of a source that says `we dropped` in its words."""
    for said in _SENTENCE.split(sentence):
        rose, fell = bool(_ROSE.search(said)), bool(_FELL.search(said))
        words = set(_WORD.findall(_FELL.sub("", _ROSE.sub("", said)).casefold()))
        if rose == fell or len(words) < _SAME_WORDS:
            continue
        for told in (one for source in cited for one in _SENTENCE.split(source.text)):
            is_same = len(words & set(_WORD.findall(told.casefold()))) >= _SAME * len(words)
            told_rose, told_fell = bool(_ROSE.search(told)), bool(_FELL.search(told))
            if is_same and told_rose not in (told_fell, rose):
                return f"it says that something {'rose' if rose else 'fell'}, and what it cites says “{told.strip()}”"
    return ""


def _against_target(sentence: str, cited: Sequence[Source]) -> str:
    """Hold `reached its target` and `above the target` against an outcome's way from its baseline."""
    said = [bool(one.search(sentence)) for one in (_REACHED, _MISSED, _ABOVE, _BELOW)]
    if sum(said) != 1 or (said[0] and _NOT.search(sentence)):
        return ""
    for source in cited:
        match = _TARGET.search(source.text)
        if match is None:
            continue
        base, now, target = (Decimal(match[name].replace(",", "").rstrip(".")) for name in ("base", "now", "target"))
        is_there = now >= target if target >= base else now <= target
        holds = (is_there, not is_there, now > target, now < target)[said.index(True)]
        if not holds:
            return f"the target is {match['target']}, and it went from {match['base']} to {match['now']}"
    return ""


def _against_others(sentence: str, cited: Sequence[Source], mentions: Sequence[Mention]) -> str:
    """Hold `the largest` and `larger than` against the same figure of the other accounts that are cited."""
    accounts = [one for one in mentions if one.kind == "account"]
    values = _by_account(cited)
    if not accounts or len(values) < 2:
        return ""
    subject = next((name for name in values if name in accounts[0].names), None)
    if subject is None:
        return ""
    own, others = values[subject], {name: value for name, value in values.items() if name != subject}
    largest, smallest = bool(_LARGEST.search(sentence)), bool(_SMALLEST.search(sentence))
    if largest != smallest:
        worst = max(others.values()) if largest else min(others.values())
        if (worst > own) if largest else (worst < own):
            named = next(name for name, value in others.items() if value == worst)
            return f"{named} has {'more' if largest else 'less'}"
        return ""
    other = next((name for name in others if len(accounts) > 1 and name in accounts[1].names), None)
    between = sentence[accounts[0].span[1] : accounts[1].span[0]] if other is not None else ""
    compared = _comparison(sentence)
    if other is None or not compared or not _THAN.search(between):
        return ""
    return "" if (own > others[other]) == (compared > 0) else f"{other} has {_word(compared)}"


def _comparison(sentence: str) -> int:
    """Return 1 for a sentence that says that one is more than another, -1 for less, 0 for both or neither."""
    larger, smaller = bool(_LARGER.search(sentence)), bool(_SMALLER.search(sentence))
    return larger - smaller


def _word(compared: int) -> str:
    return "more" if compared > 0 else "less"


def _is_not(compared: int, one: Decimal, other: Decimal, called: str, other_called: str) -> str:
    """Say that a comparison does not hold; what is equal contradicts neither way."""
    if one == other or (one > other) == (compared > 0):
        return ""
    return f"{called} is not {_word(compared)} than {other_called}"


def _against_itself(sentence: str, figures: Sequence[Quantity]) -> str:
    """Hold `less value ($1.2 M) than it costs ($0.5 M)` against its own two figures."""
    than, compared = re.search(r"\bthan\b", sentence), _comparison(sentence)
    if than is None or not compared:
        return ""
    before = [one for one in figures if one.span[1] <= than.start() and not one.bound]
    after = [one for one in figures if one.span[0] >= than.end() and not one.bound]
    if len(before) != 1 or len(after) != 1 or before[0].unit != after[0].unit:
        return ""
    if re.match(r"\s*(?:more|less|higher|lower|larger|smaller|fewer|above|below)\b", sentence[before[0].span[1] :]):
        return ""  # it is the difference
    one, other = before[0], after[0]
    return _is_not(compared, one.readings[0].value, other.readings[0].value, one.text, other.text)


def _against_terms(sentence: str, cited: Sequence[Source]) -> str:
    """Hold `expansion was larger than contraction` against the two facts of these names."""
    than, compared = re.search(r"\bthan\b", sentence), _comparison(sentence)
    if than is None or not compared:
        return ""
    places: list[tuple[int, Decimal, str, str]] = []
    for source in cited:
        known = next(iter(source.typed), None)
        place = sentence.casefold().find(known.label.split()[0].casefold()) if known is not None else -1
        if known is not None and place >= 0:
            places.append((place, known.value, known.unit, known.label))
    places.sort()
    if len(places) != 2 or not places[0][0] < than.start() < places[1][0] or places[0][2] != places[1][2]:
        return ""
    (_, one, _, label), (_, other, _, other_label) = places
    return _is_not(compared, one, other, label, other_label)


def _by_account(cited: Sequence[Source]) -> dict[str, Decimal]:
    """Return the one figure or day that the cited facts of several accounts have in common, by account name."""
    told: dict[tuple[str, str], dict[str, Decimal]] = {}
    for source in cited:
        fact = source.fact
        if fact is None or not fact.account_name or isinstance(fact.value, str) or fact.value is None:
            continue
        value = Decimal(fact.value.toordinal()) if isinstance(fact.value, date) else Decimal(fact.value)
        told.setdefault((fact.name, fact.unit), {})[fact.account_name] = value
    return next((values for values in told.values() if len(values) > 1), {})


def _first_number(text: str) -> Decimal | None:
    match = re.search(r"[-−]?\d[\d,]*(?:\.\d+)?", text)
    return None if match is None else Decimal(match.group().replace(",", "").replace("−", "-"))
