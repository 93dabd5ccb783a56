"""Who is what at a customer (`Dana is the champion`), as a sentence says it and as it is on record."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copilot.evidence import Fact
from copilot.grounding.sources import Source

_WORDS = {
    "champion": "champion(?:ne|in)?",
    "executive_sponsor": "(?:executive )?sponsor(?:in)?|sponsor exécutif",
    "economic_buyer": "economic buyer|wirtschaftliche[rn]? Entscheider(?:in)?|(?:acheteur|décideur) économique",
    "admin": "admin(?:istrator(?:in)?|istrateur|istratrice)?",
    "user": "(?:end )?user|Nutzer(?:in)?|utilisat(?:eur|rice)",
    "detractor": "detractor|Detraktor|détracteur",
    "promoter": "promoter|Promotor|promoteur",
}
ROLE_WORDS = frozenset(
    {
        "champion", "championne", "championin", "sponsor", "sponsorin", "buyer", "entscheider",
        "entscheiderin", "acheteur", "décideur", "admin", "administrator", "administratorin",
        "administrateur", "administratrice", "detractor", "detraktor", "détracteur", "promoter", "promotor",
        "promoteur",
    }
)  # fmt: skip
"""Without one of these a sentence says nothing of the kind."""
_FEELS = ("detractor", "promoter")
_ROLE = "|".join(f"(?P<{role}>{words})" for role, words in _WORDS.items() if role != "user")
_THE = r"(?:(?:the|our|an?|their|its|der|die|das|unsere?|ihre?|l['’]|la|le|notre|leur|[A-Z][\w&.-]*['’]s?)\s?)?"
_THE += r"(?:(?:main|key|current|strong) )?"
_END = (
    r"(?=\s*(?:$|[.,;:!)|–—]|(?:and|but|who|here|there|since|now|today|und|aber|hier|seit|et|mais|ici|depuis)\b"
    r"|(?:of|for|at|bei|von|chez|de|d['’]) ?[A-ZÀ-Þ]))"
)
_NOT = r"(?P<no>n['’]t|\s(?:not|no longer|never|nicht(?: mehr)?|keine?|pas|plus)(?= ))?"
_IS = (
    rf"(?:\s\([^)]*\)|, [^,.;]+,)?\s(?:n['’])?"
    rf"(?P<be>is|was|remains|ist|war|bleibt|est|était|reste|serves as|acts as){_NOT}"
    r"(?: (?:now|still|also|currently|jetzt|noch|weiterhin|auch|toujours|aussi|encore))*"
)
_FIRST = re.compile(rf"{_IS} {_THE}(?i:{_ROLE}){_END}")
_BESIDE = re.compile(rf"(?:, (?:the|our|their|die|der|unsere?|la|le|notre) | \((?:the |our )?)(?i:{_ROLE})(?=[,)])")
_ROLE_FIRST = re.compile(rf"\b(?i:{_ROLE})(?:\s(?P<be>is|ist|est)\s|:\s|,?\s)$")
_CALLED = re.compile(r"\b(?:[Tt]he|[Oo]ur|[Tt]heir|[Dd]er|[Dd]ie|[Uu]nsere?|[Ll]a|[Ll]e|[Nn]otre|[Ll]['’])\s?$|^\W*$")
_OTHERS = re.compile(r"['’]s|\s(?:and|und|et) [A-ZÀ-Þ]")
_ONCE = re.compile(
    r"\b(?:former|once|used to|until|before|then|previous\w*|next|new|back then|früher|ehemalig\w*|bis|damals"
    r"|neue\w*|ancien\w*"
    r"|jusqu|autrefois|nouve\w+)\b",
    re.I,
)
_LEFT = re.compile(r"\b(?:left|leaves|leaving|gone|departed|verlassen|ausgeschieden|parti\w*|quitté)\b", re.I)
_GONE = re.compile(r"\bleft on (?P<day>[^,]+)")
_FEELING = re.compile(r"^(?P<name>.+?) \([^)]*\) (?:(?P<detractor>detracts)|(?P<promoter>promotes))\b")


@dataclass(frozen=True)
class Person:
    """Somebody on record: by which names a sentence may call them, their roles, and the facts of them."""

    name: str
    called: Sequence[str]
    roles: frozenset[str]
    facts: Sequence[Fact]

    @property
    def left(self) -> str:
        """The day on which they left, as it is told, or nothing."""
        return next((one["day"] for fact in self.facts if (one := _GONE.search(fact.display))), "")


def against_roles(sentence: str, people: Sequence[Person], held: Sequence[Source], *, is_dated: bool) -> str:
    """Say what somebody is whom a sentence gives another role; what one of the sources says too is not contradicted.

    What somebody was on an earlier day contradicts nothing.
    """
    if _ONCE.search(sentence):
        return ""
    for person in people:
        for role, be, is_not in _said(sentence, person):
            is_past = be in ("was", "war", "était")
            reason = _reason(person, role, is_not, is_present=bool(be) and not is_past)
            if reason and not (is_dated and is_past) and not _LEFT.search(sentence):
                said = (role, is_not)
                if not any(said in _roles_in(one.text, person) for one in held if one.passage is not None):
                    return reason
    return ""


def people_of(facts: Sequence[Fact]) -> Sequence[Person]:
    """Return the people whose role is on record; a first or last name stands for one person alone."""
    found: dict[str, list[Fact]] = {}
    feelings: dict[str, set[str]] = {}
    for one in facts:
        if one.name in _WORDS and isinstance(one.value, str):
            found.setdefault(one.value, []).append(one)
        elif one.name.startswith("signal.power_role") and (match := _FEELING.match(one.display)):
            feelings.setdefault(match["name"], set()).add("detractor" if match["detractor"] else "promoter")
    parts = Counter(part for name in found for part in set(_parts(name)))
    return [
        Person(
            name,
            (name, *(part for part in _parts(name) if parts[part] == 1)),
            frozenset({one.name for one in told} | feelings.get(name, set())),
            told,
        )
        for name, told in found.items()
    ]


def _parts(name: str) -> Sequence[str]:
    return [part for part in name.split() if len(part) > 2 and not part.endswith(".")]


def _said(sentence: str, person: Person) -> Iterator[tuple[str, str, bool]]:
    """Yield the roles that a sentence gives somebody, each with its verb and whether it denies it."""
    named = next((name for name in person.called if name in sentence), None)
    if named is None:
        return
    for place in re.finditer(rf"(?<![\w-]){re.escape(named)}(?![\w-])", sentence):
        if match := _FIRST.match(sentence, place.end()):
            yield _role_of(match), match["be"], bool(match["no"])
        elif match := _BESIDE.match(sentence, place.end()):
            yield _role_of(match), "", False
        before = _ROLE_FIRST.search(sentence[: place.start()])
        is_whole = not _OTHERS.match(sentence, place.end())
        if before and is_whole and _CALLED.search(sentence[: before.start()]):
            yield _role_of(before), before["be"] or "", False


def _roles_in(text: str, person: Person) -> set[tuple[str, bool]]:
    return {(role, is_not) for role, _, is_not in _said(text, person)}


def _role_of(match: re.Match[str]) -> str:
    return next(role for role in _WORDS if role != "user" and match[role])


def _reason(person: Person, role: str, is_not: bool, *, is_present: bool) -> str:
    """Say what is wrong with a role that somebody is given, or denied."""
    has_it = role in person.roles
    if is_not:
        return f"{person.name} is the {_shown([role])}" if has_it and not person.left and is_present else ""
    if has_it:
        return f"{person.name}, the {_shown([role])}, left on {person.left}" if person.left and is_present else ""
    if role in _FEELS:
        other = _FEELS[1 - _FEELS.index(role)]
        return f"{person.name} is a {other}" if other in person.roles else ""
    if any(re.search(rf"\b(?:{_WORDS[role]})\b", one.display, re.I) for one in person.facts):
        return ""
    roles = [one for one in person.roles if one not in _FEELS]
    is_a = "is a" if roles == ["user"] else "is the"
    return f"{person.name} {is_a} {_shown(roles)}" if roles else ""


def _shown(roles: Sequence[str]) -> str:
    return " and ".join(sorted(role.replace("_", " ") for role in roles))
