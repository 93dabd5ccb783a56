"""Names in a question that are no account's: of people who are said to have said something, and of nobody we know."""

import calendar
import re

from rapidfuzz import fuzz

from copilot.llm.built_in.languages import is_foreign
from copilot.llm.built_in.ordinary import COMMON, FUNCTION_WORDS, LARGE
from copilot.llm.built_in.turn import Turn

_DAYS: frozenset[str] = frozenset((*calendar.month_name[1:], *calendar.month_abbr[1:], *calendar.day_name))
_NAME = r"[A-ZÄÖÜÉ][\w&'’-]*\w(?:\s+(?:[A-ZÄÖÜÉ][\w&'’-]*\w|&))*"
_OF_SOMEBODY = re.compile(rf"\b(?:with|of|at|for|from|about|called)\s+(?P<name>{_NAME})")
_OF_SOMEBODY_ABROAD = re.compile(
    rf"\b(?:von|bei|mit|chez|avec|de)\s+(?:(?:der|dem)\s+)?(?:(?:Firma|Kunden)\s+)?(?P<name>{_NAME})"
    rf"|\b(?:(?:Firma|Kunde|Kunden|Kundin|[Ss]ociété|[Cc]lient)\s+|d['’])(?P<called>{_NAME})"
)
_ABOUT_WHAT_WE_DO = re.compile(
    r"\b(?:playbooks?|process|polic(?:y|ies)|templates?|frameworks?|guidance|handbook)\b", re.I
)
_SAID_BY = re.compile(
    rf"\b(?i:did|does|do|has|have|had|was|is)\s+(?P<name>(?:Dr\.?\s+)?{_NAME})\s+(?:\w+\s+)?"
    r"(?:say|said|write|wrote|written|tell|told|think|want|ask(?:ed)?|mean|mention(?:ed)?|complain(?:ed)?|promised?"
    r"|object(?:ed)?|saying|writing|asking)\b"
    rf"|^(?:in )?(?P<owner>{_NAME})['’]s\s+(?:words|mail|e-?mail|position|view|opinion|objections?)\b"
)
_METRIC = (
    r"(?:ARR|seats?|licen[cs]es?|renewals?(?: dates?)?|NPS|CSAT|ROI|MAU|health(?: score)?|utili[sz]ation|usage|adoption"
    r"|contracts?(?: (?:end|value))?|tickets|sponsor|champion|CSM|contacts|stakeholders|brief)"
)
_FIRST = re.compile(rf"^\W*(?P<name>[^\W\d_][\w&-]*(?: [\w&-]+){{0,2}}?)(?:['’]s)? {_METRIC}\b", re.I)
_LAST = re.compile(rf"\b{_METRIC} (?:of|for|at|von|bei|de|chez) (?P<name>[^\W\d_][\w&-]*(?: [\w&-]+){{0,2}})\W*$", re.I)
_FEW_WORDS = 7
"""So short a question says little more than a name and what is asked of it."""
_SENTENCE = re.compile(r"(?:^|[.!?:;]\s+|\n)\W*")
_OWNED = re.compile(r"['’]s?$")
_ID = re.compile(
    r"(?<![\w/@.-])(?:(?i:tickets?|case)\s+#?(?P<number>\d{2,})|#(?P<hash>\d{2,})|(?P<id>[A-Za-z]{1,6}-?\d{3,}))\b"
    r"(?![-/]\d)"
)
_NO_ID = re.compile(r"(?:day|level|fy|cy|iso|soc|usd|eur|gbp)-?\d+", re.I)
_ONE_MEANT = re.compile(
    r"^\W*(?:(?:and|so|ok(?:ay)?|hi|hey|please)\W+)?"
    r"(?:how (?:is|are)|how['’]s|when (?:do|does|did|will)|is|are|has|have|did|does|do"
    r"|wie (?:steht|geht|läuft)|wann|ist|hat|comment va|où en est|quand)\b"
    r"(?:\W+(?!(?:we|i|you|our|wir|ich|nous|je)\b)\w+){0,3}?\W+"
    r"(?:the (?:account|customer|client|ticket)|they|he|she"
    r"|(?:de[mrn]|unserem) (?:kunden?|account)|(?:le|ce) (?:client|compte))\b"
    r"(?! (?:health|success|experience|journey|lifecycle|score|data|base|team|list|book|wh\w+|that|with)\b)",
    re.I,
)
_NEAR = 70
"""How alike a known name must be to be offered for one that is not known, of 100."""


def names_something(question: str) -> str:
    """Return the first name in a question, or nothing: `Umbrella Corp`.

    A word that opens a sentence counts where it owns something, or where another large word goes with it.
    """
    opens = {match.end() for match in _SENTENCE.finditer(question)}
    for match in re.finditer(_NAME, question):
        said = _OWNED.sub("", match.group()).split()
        words = said[next((index for index, word in enumerate(said) if not _is_no_name(word)), len(said)) :]
        is_opening = match.start() in opens and words == said
        owns = match.group() != _OWNED.sub("", match.group())
        if words and (not is_opening or len(words) > 1 or owns):
            return " ".join(words)
    return ""


def speaks_of_one(question: str) -> bool:
    """Tell whether a question is of one account, ticket or person that it does not name: `when do they renew?`."""
    return bool(_ONE_MEANT.search(question)) and not names_something(question)


def is_title(question: str) -> bool:
    """Tell whether most words of a question are written large, so that large letters name nothing."""
    words = re.findall(r"[^\W\d_]{2,}", question)[1:]
    return bool(sum(word[0].isupper() for word in words) * 2 > len(words) > 3)


def id_in(question: str) -> str:
    """Return the id in a question, as a ticket has one: `T-2247`, `#4411`, `ticket 981`."""
    match = _ID.search(question)
    found = (match["number"] or match["hash"] or match["id"]) if match else ""
    return "" if _NO_ID.fullmatch(found) else found


def said_by(question: str) -> str:
    """Return the person of whom a question asks what they said: `what did Lionel Skaggs write about price?`."""
    match = _SAID_BY.search(question)
    return (match["name"] or match["owner"]) if match else ""


def name_to_check(question: str) -> str:
    """Return a name that stands where an account's could: `Northwind Bakery` in `the renewal call with …`.

    In a question about how we work, or one that is capitalised throughout, there are no such names.
    """
    if person := said_by(question):
        return person
    pattern = _OF_SOMEBODY_ABROAD if is_foreign(question) else _OF_SOMEBODY
    if (is_title(question) and pattern is _OF_SOMEBODY) or _ABOUT_WHAT_WE_DO.search(question):
        return ""
    for sentence in reversed(re.split(r"(?<=[.!?])\s+", question)):  # what is asked comes last
        for match in pattern.finditer(sentence):
            name = _OWNED.sub("", next(group for group in match.groupdict().values() if group))
            if not (name.isupper() or _is_no_name(name.split()[0])):
                return name
    return ""


def name_in_short(question: str) -> str:
    """Return the name in a question that says little more, however it is written: `northwind seats?`."""
    if len(question.split()) > _FEW_WORDS or is_foreign(question):
        return ""
    for match in (pattern.search(question) for pattern in (_FIRST, _LAST)):
        words = match["name"].split() if match else []
        if words and not any(word.casefold() in COMMON or word in _DAYS or word.isdigit() for word in words):
            return " ".join(words)
    return ""


def speaks_of(turn: Turn, name: str) -> set[tuple[str, str]]:
    """Return the accounts, by id and name, in whose notes a name stands that was looked for."""
    words = _words(name)
    return {
        (one.account_id, one.account_name or one.account_id)
        for call in turn.called("search_notes")
        if call.arguments.get("query") == name
        for one in call.evidence.passages
        if one.account_id and words <= _words(f"{one.title} {one.text}")
    }


def is_known(turn: Turn, name: str) -> bool:
    """Tell whether a name is one of ours: a person, or words that stand in what notes or playbooks say."""
    if any(fact.value is not None for call in turn.called("find_people") for fact in call.evidence.facts):
        return True
    words = _words(name)
    texts = [
        " ".join([one.title, *one.heading, one.text])
        for call in turn.calls
        if call.arguments.get("query") == name
        for one in call.evidence.passages
    ]
    return any(words <= _words(text) for text in texts)


def nearest_account(turn: Turn, name: str) -> str:
    """Return the account whose name is most like a name that is not known, of those whose notes it led to."""
    known = {one.account_name for call in turn.calls for one in call.evidence.passages if one.account_name}
    alike = [(fuzz.ratio(name.casefold(), one.casefold()), one) for one in known]
    score, nearest = max(alike, default=(0.0, ""))
    return nearest if score >= _NEAR else ""


def _words(text: str) -> set[str]:
    """Return the words of a text, without the ending of a possessive or plural."""
    return {
        word.removesuffix("'s").removesuffix("s") for word in re.findall(r"[\w&'-]+", text.casefold().replace("’", "'"))
    }


def _is_no_name(word: str) -> bool:
    return word in LARGE or word in _DAYS or word.casefold() in FUNCTION_WORDS
