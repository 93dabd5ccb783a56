"""What a position is: theirs, offered to them, a corridor of our own, open whose, or a mere case."""

import re
from decimal import Decimal
from typing import Literal

from copilot.documents.sections.account.statements import Statement, figures, is_close
from copilot.grounding.units import is_money

Standing = Literal["theirs", "offered", "open", "corridor", ""]
_POLITE = re.compile(
    r"(?:\b(?:would|could)|['’]d) (?:like|need|want|accept|sign|prefer)\b|\bwürden? (?:gern\w*|unterschreiben)"
    r"|\b(?:je voudrais|nous voudrions)\b",
    re.I,
)
"""Wishes that are spoken politely; they are meant."""
_CASE = re.compile(
    r"^\W*(?:\w+\s){0,2}?(?:if|suppose|supposing|assuming|imagine|wenn|falls|angenommen|si|supposons)\b"
    r"|\b(?:could|would|might|suppose|supposing|what if|if (?:he|she|they|someone|somebody|anybody)|let['’]?s say"
    r"|say (?=\d)|imagine|hypothe\w+|könnte\w*|würde\w*|angenommen|pourrai\w*|supposons|imaginons)\b|['’]d\b",
    re.I,
)
"""Says what may be; an offer that ends with its condition (`held, if you take the term`) is none of these."""
_OFFERS = re.compile(
    r"\b(?:offer\w*|propos(?:al|e|es|ed)|quot(?:e|ed|ation)|discount|held|hold|lock(?:ed)?|unchanged|flat"
    r"|(?:we|i) can (?:do|give)|(?:we|i)['’]?(?:ll| will) (?:do|give)|taking .{0,20}\boff"
    r"|at (?:the|your|its|our) (?:\w+ )?price"
    r"|angebot\w*|biet(?:e|en)|halten|rabatt|unverändert|offre|offrons|proposons|maintenons|maintenu|remise|inchangée?s?)\b",
    re.I,
)
_REFUSES = re.compile(r"\b(?:cannot|can not|not|never|no way|unable|nicht|kein\w*|pas|jamais)\b|n['’]t\b", re.I)
_NARRATED = re.compile(
    r"\b(?:(?:I|we) (?:have )?(?:offered|proposed|quoted)|our offer|unser angebot|notre offre|haben .{0,60}angeboten"
    r"|avons (?:offert|proposé))\b",
    re.I,
)
_CORRIDOR = re.compile(
    r"^(?:open(?:ing)?|target|floor|list|walk[- ]?away|cap|ziel|untergrenze|plancher|cible)\s?:"
    r"|\b(?:corridor|floor|walk[- ]?away|our (?:target|opening)|not below|no lower|zielpreis|untergrenze|plancher)\b",
    re.I,
)
_SAME = re.compile(
    r"\b(?:price (?:is |stays |remains )?held|hold the price|flat|unchanged|same price|same as (?:now|today|before)"
    r"|at (?:the|your) (?:present|current|same) price|no uplift|unverändert\w*|gleiche[rn]? preis|(?:den )?preis halten"
    r"|prix (?:inchangé|maintenu)|même prix)\b",
    re.I,
)
_AS_IS = re.compile(
    r"\b(?:same as (?:now|before|today|last year)|as is|unchanged|as before|(?:on|at|under) the same (?:terms|price)"
    r"|same terms|renew (?:it )?flat|wie (?:bisher|jetzt|gehabt)|unverändert|zu (?:den )?gleichen (?:konditionen"
    r"|bedingungen)|zum (?:gleichen|selben) preis|comme (?:maintenant|avant|aujourd['’]hui)|aux mêmes conditions"
    r"|à l['’]identique|au même (?:prix|tarif))\b",
    re.I,
)
_GOES_ON = re.compile(
    r"\b(?:renew\w*|goes? on|carry on|continu\w+|extend\w*|verläng\w+|weiter\w*|reconduis\w+|renouvel\w+)\b", re.I
)
_AGREES = re.compile(
    r"\b(?:agreed|fine by (?:me|us)|yes|confirm\w*|go ahead|happy to|we(?:['’]ll| will) renew|please renew"
    r"|einverstanden|vereinbart|passt|bestätig\w+|wir verlängern|gern\w*|d['’]accord|convenu|entendu|nous renouvelons"
    r"|nous reconduisons)\b",
    re.I,
)
_ON_TERMS = re.compile(
    r"\b(?:only|unless|provided|subject to|but|except|nur|sofern|aber|sauf|mais|seulement|à condition)\b|\?", re.I
)


def is_case(text: str) -> bool:
    """Tell whether a sentence speaks of what may be, or asks."""
    return text.endswith("?") or bool(_CASE.search(_POLITE.sub("", text)))


def standing(one: Statement, ours: set[str]) -> Standing:
    """Tell what a position is; nothing where it is a case, or words of `ours` that offer nothing."""
    text = one.sentence
    if is_case(text):
        return ""
    if one.note.kind == "internal" and one.note.visibility != "customer":
        return "corridor" if _CORRIDOR.search(text) and not one.text.endswith("?") else ""
    if one.speaker.side == "theirs":
        return "theirs"
    if one.speaker.side == "ours":
        return "offered" if _OFFERS.search(text) and not _REFUSES.search(text) else ""
    is_told = one.note.kind != "email" and one.note.author in ours and _NARRATED.search(text)
    return "offered" if is_told and not _REFUSES.search(text) else "open"


def is_flat(one: Statement, due: Decimal, seats: int) -> bool:
    """Tell whether an offer repeats today's price: by its amount, or in words; seats and shares must fit too."""
    return _fits(one, due, seats) and (_names_it(one, due) or bool(_SAME.search(one.sentence)))


def agrees_as_is(one: Statement, due: Decimal, seats: int) -> bool:
    """Tell whether the customer's own words agree to go on as it is, without a condition."""
    text = one.sentence
    if one.speaker.side != "theirs" or not _AS_IS.search(text) or not one.is_verbatim:
        return False
    if is_case(text) or _CASE.search(text) or _REFUSES.search(text) or _ON_TERMS.search(one.text):
        return False
    is_of_contract = _GOES_ON.search(text) or _names_it(one, due)
    return bool(is_of_contract and _AGREES.search(one.passage.text)) and _fits(one, due, seats)


def _names_it(one: Statement, due: Decimal) -> bool:
    return any(is_money(told.unit) and is_close(told.readings[0].value, due) for told in figures(one.sentence))


def _fits(one: Statement, due: Decimal, seats: int) -> bool:
    """Tell whether no figure of a sentence is another price, another number of seats, or a share."""
    for told in figures(one.sentence):
        value = told.readings[0].value
        if (is_money(told.unit) and not is_close(value, due)) or told.unit in ("%", "ratio", "percent"):
            return False
        if told.unit == "seat" and seats and value != seats:
            return False
    return True
