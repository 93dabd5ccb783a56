"""Words of direction and comparison (`rose`, `above`, `the largest`) held against the figures they are about."""

import re
from collections.abc import Sequence
from decimal import Decimal

from copilot.grounding.names import Mention
from copilot.grounding.quantities import Quantity
from copilot.grounding.sources import Known, Source

_UP = re.compile(
    r"\b(?:rose|risen|rises|rising|increas(?:ed|es|ing|e)|grew|grown|grows|growing|climbed|climbs|up|jumped|gained"
    r"|higher|expanded|improved|gestiegen|stieg|wuchs|augmenté)\b(?! (?:to date|for|and running|the))",
    re.I,
)
_DOWN = re.compile(
    r"\b(?:fell|fallen|falls|falling|dropped|drops|dropping|declined|declines|decreas(?:ed|es|ing|e)|down|slipped|shrank|shrunk"
    r"|lost|went down|lower|contracted|worsened|gesunken|sank|gefallen|fiel|baissé)\b(?! by the)",
    re.I,
)
_NOT = re.compile(r"\b(?:not|never|no longer|nicht|pas|without|if|unless|neither|nor)\b", re.I)
_FROM_TO = re.compile(r"\bfrom\b(?P<from>.+?)\bto\b(?P<to>.+)", re.I)
_WAS = re.compile(r"(?P<now>.+?), was (?P<then>.+)")
_LARGEST = re.compile(r"\bthe (?:largest|highest|biggest|greatest|most|top|longest)\b", re.I)
_SMALLEST = re.compile(r"\bthe (?:smallest|lowest|least|fewest|shortest)\b", re.I)
_LARGER = re.compile(r"\b(?:larger|higher|bigger|greater|more|above|ahead of|exceeds)\b.*?\b(?:than|of)?\b", re.I)
_SMALLER = re.compile(r"\b(?:smaller|lower|fewer|less|below|behind)\b.*?\b(?:than|of)?\b", re.I)
_REACHED = re.compile(
    r"\b(?:met|reached|beat|beaten|exceeded|hit|above|beyond|achieved|surpassed)\b[^.;]{0,30}\btarget\b", re.I
)
_MISSED = re.compile(
    r"\b(?:short of|below|missed|misses|behind|not yet (?:at|reached)|has not reached)\b[^.;]{0,30}\btarget\b", re.I
)
_TARGET = re.compile(r"from (?P<base>[\d.,]+) to (?P<now>[\d.,]+)[^()]*\(target (?P<target>[\d.,]+)\)")


def contradicted(
    sentence: str, figures: Sequence[Quantity], cited: Sequence[Source], mentions: Sequence[Mention]
) -> str:
    """Say what in the evidence contradicts a sentence's words of direction; nothing where none does or none is told."""
    said = _direction(sentence)
    if said:
        for change, told in _changes(sentence, figures, cited):
            if change and (change > 0) != (said > 0):
                return f"it says that something {'rose' if said > 0 else 'fell'}, and {told}"
    return _against_target(sentence, cited) or _against_others(sentence, cited, mentions)


def _direction(sentence: str) -> int:
    """Return 1 for a sentence that says that something rose, -1 for fell, 0 where it says both or neither."""
    up, down = bool(_UP.search(sentence)), bool(_DOWN.search(sentence))
    return 0 if up == down or _NOT.search(sentence) else 1 if up else -1


def _changes(sentence: str, figures: Sequence[Quantity], cited: Sequence[Source]) -> list[tuple[Decimal, str]]:
    """Return the changes that the sentence itself or its evidence tells, each with how it is told."""
    found: list[tuple[Decimal, str]] = []
    if match := _FROM_TO.search(sentence):
        first = [one for one in figures if match.start("from") <= one.span[0] < match.end("from")]
        last = [one for one in figures if match.start("to") <= one.span[0]]
        if first and last:
            change = last[0].readings[0].value - first[-1].readings[0].value
            return [(change, f"it names {first[-1].text} before {last[0].text}")]
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


def _against_target(sentence: str, cited: Sequence[Source]) -> str:
    reached, missed = bool(_REACHED.search(sentence)), bool(_MISSED.search(sentence))
    if reached == missed or (reached and _NOT.search(sentence)):
        return ""
    for source in cited:
        match = _TARGET.search(source.text)
        if match is None:
            continue
        base, now, target = (Decimal(match[name].replace(",", "").rstrip(".")) for name in ("base", "now", "target"))
        is_there = now >= target if target >= base else now <= target
        if is_there != reached:
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
    larger, smaller = bool(_LARGER.search(between)), bool(_SMALLER.search(between))
    if (
        other is None
        or larger == smaller
        or not re.search(r"\bthan\b|\babove\b|\bbelow\b|\bexceeds\b|\bbehind\b|\bahead\b", between)
    ):
        return ""
    return "" if (own > others[other]) == larger else f"{other} has {'more' if larger else 'less'}"


def _by_account(cited: Sequence[Source]) -> dict[str, Decimal]:
    """Return the one figure that the cited facts of several accounts have in common, by account name."""
    typed: dict[str, list[Known]] = {}
    for source in cited:
        for known in source.figures:
            if known.is_typed and source.fact is not None and source.fact.account_name:
                typed.setdefault(known.name, []).append(known)
    for known_of_name in typed.values():
        names = {one.account_id for one in known_of_name}
        if len(names) > 1 and len({one.unit for one in known_of_name}) == 1:
            by_id = {one.account_id: one.value for one in known_of_name}
            named = {source.fact.account_id: source.fact.account_name for source in cited if source.fact is not None}
            return {named[one] or "": value for one, value in by_id.items()}
    return {}


def _first_number(text: str) -> Decimal | None:
    match = re.search(r"[-−]?\d[\d,]*(?:\.\d+)?", text)
    return None if match is None else Decimal(match.group().replace(",", "").replace("−", "-"))
