"""What a sentence says of a ticket that it names by its id, open or closed, held against the ticket on record."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from copilot.evidence import Fact
from copilot.grounding.dates import DateMention, dates

STATE_WORDS = frozenset(
    {
        "open", "closed", "solved", "fixed", "resolved", "done", "unresolved", "unsolved", "offen",
        "ungelöst", "gelöst", "geschlossen", "behoben", "erledigt", "ouvert", "ouverte", "résolu", "résolue",
        "clos", "close", "fermé", "fermée",
    }
)  # fmt: skip
"""Without one of these a sentence says nothing of the kind."""
_ID = r"[A-Z]{1,4}-\d+(?:-\d+)*"
_IDS = rf"{_ID}(?:(?:,? and |, | und | et )(?:[Tt]icket |le ticket )?{_ID})*"
_CLOSED = r"solved|closed|fixed|resolved|done|gelöst|geschlossen|behoben|erledigt|résolue?s?|closes?|clos|fermée?s?"
_OPEN = r"open|unresolved|unsolved|offen|ungelöst|ouverte?s?"
_BE = (
    r"(?:is|are|was|were|has been|have been|ist|sind|wurde|wurden|est|sont|a été|ont été|remains?|stays?|bleibt|reste)"
)
_BETWEEN = r"now|already|still|also|both|not|no longer|yet|never|nicht|noch|mehr|schon"
_BETWEEN += r"|inzwischen|jetzt|bereits|pas|encore|toujours|déjà|plus"
_SAID = re.compile(
    rf"(?P<ids>{_IDS})(?P<gap>[^.;?!]{{0,70}}?)[\s,](?:n['’])?(?P<be>{_BE})(?P<no>n['’]t)?"
    rf"(?P<between>(?:\s(?:{_BETWEEN}))*)\s(?:(?P<closed>{_CLOSED})|(?P<open>{_OPEN}))\b(?! to\b)"
)
_BEFORE = re.compile(
    rf"\b(?:(?P<closed>{_CLOSED})|(?P<open>{_OPEN}))(?: (?:the|urgent|high|normal|low))*"
    rf" (?:tickets?|cases?) (?P<ids>{_IDS})"
)
_NOT = re.compile(r"not|no longer|never|nicht|pas|(?<!non )plus|mehr")
_AGAIN = re.compile(r"\b(?:re-?open\w*|wieder (?:geöffnet|offen)|rouvert\w*)\b", re.I)
_CLOSED_ON = re.compile(r"\bclosed on (?P<day>[^,]+)")
_OPENED_ON = re.compile(r"\bopened on (?P<day>[^,]+)")
_IS_OPEN = re.compile(r"\bopen for\b")


def against_tickets(sentence: str, days: Sequence[DateMention], tickets: Mapping[str, Sequence[Fact]]) -> str:
    """Say which ticket is open that a sentence calls closed, or the other way round.

    That one closed since was open on an earlier day contradicts nothing.
    """
    if _AGAIN.search(sentence):
        return ""
    for named, is_closed in _said(sentence):
        known = tickets.get(named, ())
        closings = [_day(_CLOSED_ON, one) for one in known]
        is_open = [bool(_IS_OPEN.search(one.display)) for one in known]
        if is_closed and known and all(is_open):
            return f"{named} is open since {_told(_OPENED_ON, known[0])}"
        closed = [one for one in closings if one is not None]
        if not is_closed and known and len(closed) == len(known) and not any(_is_by(one, closed[0]) for one in days):
            return f"{named} was closed on {_told(_CLOSED_ON, known[0])}"
    return ""


def tickets_of(facts: Sequence[Fact]) -> Mapping[str, Sequence[Fact]]:
    """Return the facts that tell whether a ticket is open, by its id."""
    found: dict[str, list[Fact]] = {}
    for one in facts:
        if isinstance(one.value, str) and (_IS_OPEN.search(one.display) or _CLOSED_ON.search(one.display)):
            found.setdefault(one.value, []).append(one)
    return found


def _said(sentence: str) -> Iterator[tuple[str, bool]]:
    """Yield the tickets that a sentence says to be open or closed, with whether it is closed."""
    for match in _SAID.finditer(sentence):
        if re.search(_ID, match["gap"]) or (match["open"] and match["be"] in ("was", "were")):
            continue
        is_not = bool(match["no"] or _NOT.search(match["between"]))
        for named in re.findall(_ID, match["ids"]):
            yield named, bool(match["closed"]) != is_not
    for match in _BEFORE.finditer(sentence):
        if not re.search(r"(?:\bnot|n['’]t|\bto)\W+(?:\w+\W+)?$", sentence[: match.start()]):
            for named in re.findall(_ID, match["ids"]):
                yield named, bool(match["closed"])


def _is_by(mention: DateMention, closed: date) -> bool:
    return mention.first is None or mention.first <= closed


def _day(pattern: re.Pattern[str], fact: Fact) -> date | None:
    match = pattern.search(fact.display)
    found = dates(match["day"], fact.as_of) if match else ()
    return found[0].first if found else None


def _told(pattern: re.Pattern[str], fact: Fact) -> str:
    match = pattern.search(fact.display)
    return match["day"] if match else "an earlier day"
