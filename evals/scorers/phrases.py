"""The plain phrases in which an answer says that it does not know, asks back or offers more, in three languages."""

import re

_GAPS = (
    # English
    r"i (?:find|found|see|have|know|know of|could find) (?:no|nothing|none)",
    r"(?:i|we) (?:cannot|can not|can't|could not|couldn't|am unable to|am not able to|do not|don't|did not|didn't)"
    r" (?:\w+ )?(?:say|tell|find|know|see|have|answer|confirm|determine|give|share|show|predict|identify|access)",
    r"i (?:cannot|can't) (?:help|do that|look)",
    r"(?:not|cannot be|can't be) (?:known|told|counted|measured|available|recorded|measurable|on record)",
    r"(?:is|are) unknown",
    r"there(?:'s| is| are| was| were) (?:no|nothing|none)",
    r"nothing (?:on record|was found|is known|is recorded)",
    r"no (?:record|data|note|information|evidence|account|contract|answer|entry|mention)s?"
    r" (?:of|on|for|about|says?|that|before|called|named|was|were|is|are)",
    r"(?:has|have) not (?:churned|been \w+|yet)",
    r"not (?:in|part of) (?:your|the) (?:book|data|notes|evidence)",
    # German
    r"(?:ich|wir) (?:finden?|sehen?|haben?|kennen?|weiß|weiss|kann|können) (?:\w+ ){0,8}?(?:kein\w*|nichts?)",
    r"(?:finde|habe|sehe|gibt|kenne) (?:ich|es) (?:\w+ ){0,4}?(?:kein\w*|nichts?)",
    r"es gibt (?:\w+ ){0,3}?(?:kein\w*|nichts)",
    r"(?:nicht bekannt|unbekannt|nicht vorhanden|nicht hinterlegt|liegt (?:mir )?nicht vor|liegen (?:mir )?keine)",
    r"keine? (?:angaben?|daten|notiz(?:en)?|informationen?|vertrag|konto|kunde)",
    # French
    r"je (?:ne |n')(?:\w+ ){0,4}?(?:pas|aucun\w*|rien)",
    r"il n'y a (?:pas|aucun\w*|rien)",
    r"aucun\w* (?:note|donnée|information|compte|contrat|trace|mention)s?",
    r"(?:inconnu\w*|pas (?:connu|disponible|renseigné)\w*)",
)
_BACK = (
    r"which|what|who|whom|when|do you mean|did you mean|(?:can|could) you (?:name|tell|say)",
    r"welche\w*|meinst du|meinen sie|was|wen|wer",
    r"lequel|laquelle|lesquel\w*|quel\w*|voulez-vous dire|parlez-vous|qui",
)
_OFFERS = (
    r"would you like|shall i|should i|do you want me|ask next",
    r"soll ich|möchten sie|möchtest du",
    r"voulez-vous que|souhaitez-vous|dois-je",
)


def _one_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")


GAP = _one_of(_GAPS)
"""Says of something that it is not known, not there or not told."""
BACK = _one_of(_BACK)
"""Asks what is meant."""
OFFER = _one_of(_OFFERS)
"""Offers to do more."""
TURN = re.compile(
    r"(?:[,;:.]|\s-)\s+(?=(?:but|however|though|yet|still|aber|jedoch|doch|mais|cependant|toutefois)\b)|;\s+|\s-\s+"
)
"""Where a sentence turns from what it does not know to something else."""
