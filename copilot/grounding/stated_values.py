"""A day, a count or a colour that a sentence gives of what the book has a fact for, held against that fact."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from copilot.display import show_date
from copilot.evidence import Fact
from copilot.grounding.dates import DateMention
from copilot.grounding.figures import supporting
from copilot.grounding.quantities import quantities
from copilot.grounding.sources import Source

Facts = Mapping[str, Sequence[Fact]]
"""The facts of the evidence by their names."""
VALUE_WORDS = frozenset(
    {
        "contract", "subscription", "agreement", "renewal", "renews", "vertrag", "vertrags", "abo", "contrat",
        "abonnement", "renouvellement", "verlängerung", "value", "customer", "kunde", "client", "contact",
        "ticket", "tickets", "seats", "users", "plätze", "lizenzen", "sièges", "licences", "licenses",
        "nutzer", "utilisateurs", "health", "gesundheit", "santé",
    }
)  # fmt: skip
"""Without one of these a sentence says nothing of the kind."""
_ON = r"(?::| on| at| by itself on| am| zum| le| au| bis(?: zum)?| until| till| jusqu['’]au)?\s*(?:the |den |le )?$"
_THING = r"\b(?:contract|subscription|agreement|Vertrag|Abo|contrat|abonnement)(?: (?:with|mit|avec) [\w&' ]{2,40})?"
_DAYS: Sequence[tuple[str, str, re.Pattern[str]]] = (
    ("next_renewal_date", "the contract ends on", re.compile(
        rf"(?:{_THING} (?:(?:now|next|currently) )?(?:ends|expires|renews|runs out|runs"
        r"|is up|lapses|endet|läuft|verlängert sich"
        r"|expire|se termine|prend fin|arrive à échéance|se renouvelle|court)"
        r"|\b(?:next )?(?:renewal|contract end|end) date(?: is| falls)?"
        r"|\b(?:next|the) renewal (?:is|falls|is due|comes)"
        r"|\b(?:nächste|die) Verlängerung (?:ist|steht an)"
        r"|\b(?:prochain|le) renouvellement (?:est|a lieu|tombe))" + _ON, re.I)),
    ("customer_since", "customer since", re.compile(
        r"\b(?:customer since|Kunde seit|client depuis)\s*(?:the |dem |le )?$", re.I)),
    ("last_contact_date", "the last contact was on", re.compile(
        r"\b(?:last contact (?:was|is)|letzte Kontakt war|dernier contact (?:date du|était))" + _ON, re.I)),
    ("first_value", "first value was reached on", re.compile(
        r"\bfirst value(?: (?:was|is|came|has been))?(?: (?:reached|achieved|delivered))?" + _ON, re.I)),
)  # fmt: skip
_HAS = (
    r"(?:^\W*|\b(?:has|have|there (?:are|is)|hat|haben|es gibt|a|ont|compte|il y a) "
    r"(?:(?:now|currently|still|only|jetzt|noch|encore) )?)(?P<count>[^\W_]\S*) "
)
_URGENT = r"(?:urgent|dringende[ns]?|urgents)"
_OPEN = r"(?:open|offene[ns]?|ouverts?)"
_ENDS = r"(?=\s*(?:$|[.,;!](?!\d)))"
_COUNTS: Sequence[tuple[str, re.Pattern[str]]] = tuple(
    (name, re.compile(f"{_HAS}(?:{words}){_ENDS}", re.I))
    for name, words in (
        ("open_urgent_tickets", rf"(?:{_OPEN} )?{_URGENT} (?:{_OPEN} )?tickets?(?: {_OPEN}| offen)?|tickets? urgents?"),
        ("open_tickets", rf"{_OPEN} tickets?|tickets? (?:are )?(?:{_OPEN}|offen)"),
        ("seats", "seats|licen[cs]es|Plätze|Lizenzen|sièges"),
        ("monthly_active_users", "(?:(?:monthly )?active |aktive )(?:users|Nutzer)|utilisateurs actifs"),
    )
)
_COLOURS = {
    "red": "red|rot|rouge",
    "yellow": "yellow|amber|gelb|orange|jaune",
    "green": "green|grün|vert|verte",
}
_HEALTH = re.compile(
    r"(?<!: )\b(?:health|Gesundheit|Zustand|santé)(?: (?:score|band|status))? (?:is|ist|est)(?P<no> not| nicht| pas)?"
    r"(?: (?:now|still|currently|jetzt|noch|encore))? (?:"
    + "|".join(f"(?P<{colour}>{words})" for colour, words in _COLOURS.items())
    + r")\b(?! (?:on|in|for)\b)",
    re.I,
)
_PAST = re.compile(
    r"\b(?:was|were|had|ago|earlier|previous\w*|former\w*|last (?:year|quarter|month|week)|used to"
    r"|war|waren|hatte|hatten|früher"
    r"|vor|était|étaient|avait|avaient)\b",
    re.I,
)
_MORE = re.compile(
    r"\b(?:more|further|other|another|additional|new|weitere|andere|of (?:the|its)|autres|nouveaux)\b", re.I
)


def against_days(
    sentence: str, days: Sequence[DateMention], facts: Facts, held: Sequence[Source], as_of: date, *, names_person: bool
) -> str:
    """Say on which day something is that a sentence puts on another one; what a source says too is not contradicted."""
    for day in (one for one in days if one.is_day and not one.is_relative):
        before = sentence[: day.span[0]]
        for name, told, pattern in _DAYS:
            if not pattern.search(before) or (name == "last_contact_date" and names_person):
                continue
            known = _first_value(facts) if name == "first_value" else _days_of(facts.get(name, ()))
            if known and not any(map(day.fits, known)) and not _is_told(pattern, day, held):
                return f"{told} {' or '.join(show_date(one) for one in sorted(known))}"
    return ""


def against_counts(sentence: str, sources: Sequence[Source]) -> str:
    """Say how many there are of what a sentence counts otherwise; counts of earlier days contradict nothing."""
    if _PAST.search(sentence) or _MORE.search(sentence):
        return ""
    for name, pattern in _COUNTS:
        match = pattern.search(sentence)
        counted = quantities(match["count"], of_source=True) if match else []
        facts = [one for one in sources if one.fact is not None and one.fact.name == name] if counted else []
        known = [one for source in facts for one in source.figures if one.is_typed]
        if known and not supporting(counted[0], sentence, known):
            fact = facts[0].fact
            return f"{fact.label}: {fact.display}" if fact else ""
    return ""


def against_colour(sentence: str, facts: Facts) -> str:
    """Say which colour health has where a sentence gives it another."""
    bands = facts.get("health_band", ())
    match = _HEALTH.search(sentence) if bands else None
    if match is None or _PAST.search(sentence):
        return ""
    said = next(colour for colour in _COLOURS if match[colour])
    known = {one.value for one in bands}
    holds = known != {said} if match["no"] else said in known
    return "" if holds else f"health is {bands[0].display}"


def _days_of(facts: Sequence[Fact]) -> set[date]:
    return {one.value for one in facts if isinstance(one.value, date)}


def _first_value(facts: Facts) -> set[date]:
    """Return the day of the first value, which is told as so many days from the day of becoming a customer."""
    since = _days_of(facts.get("customer_since", ()))
    spent = [
        int(one.value) for one in facts.get("time_to_first_value_days", ()) if isinstance(one.value, Decimal | int)
    ]
    return {day + timedelta(days=count) for day in since for count in spent}


def _is_told(pattern: re.Pattern[str], day: DateMention, held: Sequence[Source]) -> bool:
    """Tell whether a passage puts the same on this day."""
    return any(
        told.first is not None and day.fits(told.first) and pattern.search(source.text[: told.span[0]])
        for source in held
        if source.passage is not None
        for told in source.dates
    )
