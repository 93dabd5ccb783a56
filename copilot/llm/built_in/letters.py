"""Whether a question asks for words that a customer is to read: a mail, a message, an answer to them."""

import re

READERS = "readers"
"""The name of the fact that says who is to read it, and that what is not theirs was left out."""

_PLEASE = (
    r"(?:^|[.!?:;,\n]|\b(?:please|pls|bitte|kindly|(?:can|could|will|would) you(?: please| pls)?|help me(?: to)?"
    r"|let['’]?s|let us|i (?:need|want|have|would like|['’]?d like) (?:you )?to|and|then|now|ok(?:ay)?|so|just|hi|hey"
    r"|kannst du(?: mir| uns)?|können sie(?: mir| uns)?|hilf mir|ich (?:will|muss|möchte)|dann|und|also"
    r"|peux[- ]tu|pouvez[- ]vous|il faut|je (?:veux|dois|voudrais)|aide[- ]moi à|alors|et|merci de))\W*"
)
_MAIL = (
    r"(?:e-?mails?|mails?|messages?|letters?|repl(?:y|ies)|responses?|apolog(?:y|ies)|nachricht\w*|einen (?:\w+ )?brief"
    r"|antwort(?:en)?|anschreiben|entschuldigung|courriels?|lettres?|réponses?)"
)
_TEXT = (
    r"(?:notes?|answers?|updates?|follow[- ]ups?|invit\w*|texts?|lines?|paragraph|words|summary|recaps?|something|mots?"
    r"|announcements?|zeilen|einladung|zusammenfassung|etwas|invitation|résumé|compte[- ]rendu|quelque chose)"
)
"""What may be for ourselves as well, unless somebody is named to whom it goes."""
_SOMEBODY = (
    r"(?:(?-i:[A-ZÀ-Þ][\w'’.-]+)|(?:the|our|my|den|dem|der|unserem|unseren|le|la|notre) \w+|them|him|her|ihm|ihr|ihnen"
    r"|lui|leur)\b"
)
_FOR_SOMEBODY = (
    rf"(?:(?:to|an|à|au)\s+{_SOMEBODY}"
    r"|(?:for|für|pour) (?:(?:the|our|my|den|unseren|le|notre) )?(?:customers?|clients?|kunden)\b"
    rf"|(?<=(?:lines|words|thing) )for\s+{_SOMEBODY})"
)
"""`A summary for Acme` is one about Acme; `two lines for Acme` are read there."""
_WRITE = (
    r"(?:write|draft|compose|word|phrase|prepare|create|make|generate|give|send|do|need|want|schreib\w*|verfass\w*"
    r"|formulier\w*|entwirf|entwerfen|erstell\w*|mach\w*|brauche?|bereite?|rédige\w*|écri\w*|prépare\w*|formule\w*"
    r"|fais|faites|besoin)"
)
_ASKS_FOR_MAIL = re.compile(
    rf"(?:{_PLEASE}|\bI )(?:{_WRITE}|mir)\b(?:\s+(?!that\b|which\b|when\b|who\b)[\w'’-]+[,.]?){{0,7}}?\s+"
    rf"(?:{_MAIL}|{_TEXT}\s(?:[\w ]{{0,20}}\s)?{_FOR_SOMEBODY})"
    rf"|{_PLEASE}(?:an?\s+|eine?n?\s+|une?\s+)?(?:[\w-]+\s+)?(?:{_MAIL}|follow[- ]up)\s+(?:mail\s+)?"
    rf"(?:to|for|an|für|à|au|pour)\s+{_SOMEBODY}",
    re.I,
)
_WRITES_TO = re.compile(
    rf"{_PLEASE}(?:write|reply|respond|answer|e-?mail|mail|message|send|forward|tell|inform|thank|invite|antworte\w*"
    r"|schreib\w*|schick\w*|sende\w*|informier\w*|réponds|répondez|répondre|écri\w*|envoie\w*|envoyer"
    rf"|informe\w*|remercie\w*)\s+(?:back\s+)?(?:to\s+|an\s+|à\s+|au\s+)?{_SOMEBODY}",
    re.I,
)
_GOES_OUT = re.compile(
    r"\b(?:i|we) (?:can|could|may|might|want to|will|['’]ll|should|am going to) (?:then )?(?:send|forward|share|mail"
    r"|e-?mail|pass on|hand|paste|reply)\b"
    r"|\b(?:can|may|could) (?:i|we) (?:tell|share|send|show|forward|write|pass)\b"
    r"|\bready to (?:send|share|go|forward)\b|\bto (?:be )?sen[dt] (?:to|as|out)\b|\bgoes out\b"
    r"|\bcustomer[- ](?:facing|ready|safe)\b|\b(?:as|in) an? (?:reply|answer|response|e-?mail|mail|message) to\b"
    r"|\b(?:versend|verschick|weiterleit|abschick|rausschick)\w*\b"
    r"|\b(?:schicken|senden|geben|zeigen) (?:kann|können|darf|dürfen)\b"
    r"|\b(?:darf|dürfen|kann|können) (?:ich|wir) .{0,60}\b(?:sagen|schicken|senden|zeigen|mitteilen|weitergeben)\b"
    r"|\b(?:à|pour|puisse|peux|peut|pouvoir|puissions|pouvons) (?:lui |leur )?"
    r"(?:envoyer|transmettre|transférer|partager)\b|\btel(?:le)? quel(?:le)?\b|\bprêt\w* à (?:envoyer|partir)\b",
    re.I,
)
_OURS = re.compile(
    r"\b(?:to|for|an|für|à|pour|tell|ask|write|e-?mail|mail|message|inform|brief|schreib\w*|écri\w*)\s+(?:"
    r"(?:my|our|unser\w*|mein\w*|mon|ma|notre|nos) (?:own )?(?:boss|manager|lead|director|head|vp|ceo|cfo|cto"
    r"|leadership|board|team|colleagues?|people|support|sales|product|engineering|engineers|developers|finance|legal"
    r"|management|chef\w*|kolleg\w*|vertrieb|équipe|responsable|collègues?|hierarchie|direction)"
    r"|(?:engineering|product|sales|support|finance|legal|management|leadership|myself|mich selbst|moi-même)"
    r"(?! (?:at|of|bei|von|chez|de)\b)|the (?:head of (?:cs|customer success)|product managers?|account executive))\b"
    r"|\b(?:internal|interne[rsn]?) (?:e-?mail|mail|message|note|memo|update|summary|nachricht|notiz|courriel)\b"
    r"|\b(?:note|mail) to self\b|\bslack\b",
    re.I,
)
"""Words that say that our own people read it."""


def is_letter(question: str) -> bool:
    """Tell whether a question asks for words that go to a customer.

    A message whose reader is not told goes to the customer: to keep something back from a colleague costs less than to
    tell it to a customer. One that is plainly for our own people is no letter.
    """
    if _GOES_OUT.search(question):
        return not _OURS.search(question)
    asks = _ASKS_FOR_MAIL.search(question) or _WRITES_TO.search(question)
    return bool(asks) and not _OURS.search(question)
