"""German and French questions, by rule: the examples and their comparison are English."""

import re

ENGLISH = "I read this best in English."
FOREIGN = "foreign"
"""The intent of a German or French question that was not understood."""

_GERMAN = re.compile(
    r"\b(?:wer|wen|wem|wann|wie|was|wo|warum|wieso|welche[rsnm]?|ist|sind|hat|haben|wird|der|die|das|den|dem|des|ein|eine"
    r"|von|vom|bei|mit|und|wir|uns|für|nicht|noch|im|zum|zur|auf|aus|gibt|es)\b",
    re.I,
)
_FRENCH = re.compile(
    r"\b(?:qui|quand|quoi|quels?|quelles?|comment|combien|pourquoi|où|est|sont|le|la|les|des|du|de|une?|chez|avec|et"
    r"|nous|avons|notre|nos|pour|pas|encore|au|aux|dans|sur)\b|\b(?:qu|l|d|c|j|n)['’]\w",
    re.I,
)
_ENGLISH = re.compile(
    r"\b(?:the|what|who|whom|when|where|why|how|which|is|are|were|does|do|did|of|with|at|and|our|their|we|have|has"
    r"|about|for|to|me|my|show|list)\b",
    re.I,
)
_ASKS = re.compile(
    r"^\W*(?:wer|wen|wem|wann|wie|was|wo|warum|wieso|welche[rsnm]?|qui|quand|quoi|quels?|quelles?|comment|combien|pourquoi"
    r"|où|qu['’]\w+)\b",
    re.I,
)
_CUES = {
    "attention": re.compile(
        r"\b(?:wer|welche\w*)\b.{0,20}\bbrauch(?:t|en)\b.{0,20}\b(?:mich|uns|hilfe|aufmerksamkeit)\b"
        r"|\bgefährdet\w*\b|\b(?:qui|quels clients)\b.{0,20}\bbesoin de (?:moi|nous)\b|\bà risque\b",
        re.I,
    ),
    "list": re.compile(
        r"\bwelche\b.*\bkunden\b|\bwie viele kunden\b|\bkunden\b.*\bverlängern\b|\b(?:quels|combien de) clients\b", re.I
    ),
    "tickets": re.compile(r"\btickets?\b|\bsupportfälle\b", re.I),
    "open": re.compile(
        r"\bblockier\w*|\bhakt\b|\bklemmt\b|\bhindernis\w*|\boffene\w* punkte?\b|\b(?:noch|alles) offen\b"
        r"|\bsteht noch aus\b|\bbloqu\w+|\bfreine\b|\bcoince\b|\breste\b|\ben suspens\b|\bpoints? ouverts?\b",
        re.I,
    ),
    "last_contact": re.compile(
        r"\bzuletzt\b|\bletzte[nsmr]? (?:gespräch|anruf|telefonat|treffen|termin|kontakt)\b|\bvereinbart\b"
        r"|\bgesprochen\b|\bnächste\w* schritte\b|\bdernière fois\b|\bconvenu\b|\bparlé\b|\bprochaines étapes\b"
        r"|\bderniers? (?:appel|échange|contact|rendez-vous)\b",
        re.I,
    ),
    "people": re.compile(
        r"\bsponsor\w*|\bchampions?\b|\bansprechpartner\w*|\bentscheide[rt]\w*|\bgegen uns\b|\binterlocut\w+|\bdécid\w+"
        r"|\bcontre nous\b|\bcontacts\b",
        re.I,
    ),
    "contract": re.compile(
        r"\bvertrag\w*|\bverträge\b|\bverläng\w+|\bgekündigt\b|\blaufzeit\b|\bARR\b|\bzahl(?:t|en)\b|\bcontrats?\b"
        r"|\brenouvel\w+|\béchéance\b|\bexpire\b|\bpaie\b",
        re.I,
    ),
    "usage": re.compile(
        r"\bnutz\w+|\bgenutzt\w*|\bauslastung\b|\blizenzen\b|\bplätze\b|\butilis\w+|\busage\b|\blicences\b|\bsièges\b"
        r"|\badoption\b",
        re.I,
    ),
    "profile": re.compile(r"\bbetreut\b|\bzuständig\b|\bbranche\b|\bsegment\b|\bs['’]occupe\b|\bsecteur\b", re.I),
    "brief": re.compile(
        r"\bwie (?:steht|geht) es\b|\büberblick\b|\bzusammenfass\w+|\bcomment va\b|\brésum\w+"
        r"|\boù en (?:est|sommes)\b|\bpoint sur\b",
        re.I,
    ),
}
"""What a question wants, the first that fits."""
_OF_NO_ACCOUNT = ("attention", "list", "tickets", "people")


def is_foreign(question: str) -> bool:
    """Tell whether a question is German or French rather than English."""
    english = len(_ENGLISH.findall(question))
    foreign = max(len(_GERMAN.findall(question)), len(_FRENCH.findall(question)))
    return foreign > max(english, 1) or (not english and bool(_ASKS.search(question)))


def intent_abroad(question: str, accounts: int) -> str:
    """Return the intent of a German or French question; empty for an English one, `foreign` where none is plain."""
    if not is_foreign(question):
        return ""
    fitting = (intent for intent, cue in _CUES.items() if cue.search(question) and _fits(intent, accounts))
    return next(fitting, FOREIGN)


def _fits(intent: str, accounts: int) -> bool:
    return intent in _OF_NO_ACCOUNT if not accounts else intent not in ("attention", "list")
