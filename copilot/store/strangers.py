"""Names in a text that are no account's we know: those that go on past a known name, and those that stand beside one.

`Halden Rail` is not `Halden Energy`, and a comparison with `Meridian Freight` is not answered by its other half.
"""

import re

from copilot.store.stopwords import STOP_WORDS

_TRADES = """
airlines airways apparel architects automotive aviation bakery bank banking beverages biotech breweries brewery
capital chemicals clinic clinics construction consulting cosmetics dairies dairy electronics electric energy
engineering farms fashion film fisheries foods freight furniture games hospital hospitals hotels industries
insurance labs laboratories logistics machinery manufacturing marine maritime materials metals mining motors mutual
outdoor packaging paper pharma pharmaceuticals pharmacy plastics ports power properties publishing rail railways
realty restaurants retail robotics school schools semiconductor semiconductors shipping software solar solutions
steel studio studios systems telecom textiles therapeutics tools toys trading traders transport travel university
utilities ventures water wines bau chemie energie handel logistik maschinenbau metall pumpen stahl transporte
verlag versicherung werke assurance assurances banque energies logistique transports
"""
"""What companies call their trade: written small, too, it goes on with a name."""
_USUAL = """
account accounts admin agenda board brief briefing business call champion contract csm customer customers deck
deal division engineering escalation executive finance friday head health january february march april june july
august september october november december legal management meeting monday office opportunity people plan
platform play playbook portfolio procurement product project qbr quarter quarterly renewal renewals report review
risk sales saturday security seats sourcing sponsor sprint status success summary sunday support survey team
thursday ticket tickets tuesday usage wednesday week weekly year kunde kunden vertrag
"""
"""Words that are written large after a name and are no part of it: `Halden Renewal Brief`."""
_BUSINESS, _ORDINARY = frozenset(_TRADES.split()), frozenset(_USUAL.split())
_GERMAN = re.compile(r"\b(?:der|die|das|den|dem|hat|haben|ist|sind|wie|wann|was|wer|wo|und|von|bei|mit|für|nicht)\b")
_JOINED = re.compile(r"[ \t]+(?:&[ \t]+)?")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_OWNS = re.compile(r"['’]s?$")
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]*[^\W\d_](?:[ \t]+(?:&[ \t]+)?[A-ZÀ-ÖØ-Þ][\w'’-]*[^\W\d_])*"
_AND = r"(?:and|or|vs\.?|versus|against|und|oder|gegen|et|ou|contre)"
_AFTER = re.compile(
    rf"^(?:['’]s)?(?:[ \t]*,)?[ \t]+{_AND}[ \t]+(?:(?:to|with|of|the|at|von|bei|de)[ \t]+)?(?P<name>{_NAME})"
)
_BEFORE = re.compile(
    rf"(?P<name>{_NAME})(?:['’]s)?(?:[ \t]*,)?[ \t]+{_AND}[ \t]+(?:(?:to|with|of|the|at|von|bei)[ \t]+)?$"
)
_WITH = re.compile(r"[ \t]+(?:with|to|mit|zu|avec)[ \t]+")
_COMPARES = re.compile(r"^\W*(?:compare|comparison|vergleiche?|compare[rz])\b|\b(?:vs|versus)\b", re.I)
_SMALL_AFTER = re.compile(r"^[ \t]+(?:and|with|to|vs\.?|versus|und|mit|et)[ \t]+(?P<name>[a-z][^,.;:?!]{2,40})[?.! ]*$")
_SMALL_BEFORE = re.compile(
    r"(?:^\W*(?:compare\s+)?|\b(?:of|at|for|compare)\s+)(?P<name>[a-z][^,.;:?!]{2,40}?)\s+(?:and|with|to|vs\.?|versus)\s+$"
)
_OPENS = re.compile(r"compare|show|tell|give|list|rank|brief|vergleiche?|wie|was|ist|hat|comparer?|quel(?:le)?", re.I)
_MOST_WORDS = 3


def goes_on(text: str, end: int, own: frozenset[str]) -> tuple[str, int]:
    """Return the words that go on with a name that ends at a place, and where it ends with its own words.

    `own` are the words of the accounts that the name means. Large letters count in English; a trade counts however it
    is written.
    """
    is_small = not any(word[:1].isupper() for word in re.findall(r"[^\W\d_]+", text)[1:])
    by_case = not (is_small or _is_loud(text) or _GERMAN.search(text))
    last, place, whole = end, end, end
    while not _OWNS.search(text[:place]) and (joined := _JOINED.match(text, place)):
        word = _WORD.match(text, joined.end())
        bare = _OWNS.sub("", word.group()) if word else ""
        is_large = by_case and bare[:1].isupper() and not bare.isupper() and bare.casefold() not in _ORDINARY
        if word is None or bare.casefold() in STOP_WORDS:
            break
        if bare.casefold() in own:
            whole = word.start() + len(bare) if last == end else whole
        elif is_large or bare.casefold() in _BUSINESS:
            last = word.start() + len(bare)
        else:
            break
        place = word.end()
    return text[end:last].strip(), whole


def beside(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """Return the names that are set beside known ones, which stand at the spans: `compare Halden and Meridian`."""
    taken = [place for start, end in spans for place in range(start, end)]
    known = frozenset(taken)
    found: list[str] = []
    is_compared = bool(_COMPARES.search(text))
    for start, end in spans:
        # In a comparison, what is set `with` or `to` an account is another one.
        joined = _WITH.sub(" and ", text[end:]) if is_compared else text[end:]
        led = _WITH.sub(" and ", text[:start]) if is_compared else text[:start]
        after, before = _AFTER.match(joined), _BEFORE.search(led)
        sides = [(after["name"], end + after.start("name"))] if after else []
        sides += [(before["name"], before.start("name"))] if before else []
        smalls = (_SMALL_AFTER.match(text[end:]), _SMALL_BEFORE.search(text[:start])) if is_compared else ()
        for offset, small in zip((end, 0), smalls, strict=False):
            words = small["name"].removeprefix("the ").split() if small else []
            if small and len(words) <= _MOST_WORDS and not any(one in STOP_WORDS or one in _ORDINARY for one in words):
                sides.append((" ".join(words), offset + small.start("name") + 1))
        for name, place in sides:
            bare = _OWNS.sub("", _without_opening(name) if place == 0 else name)
            if bare and place not in known and not _is_ordinary(bare):
                found.append(bare)
    return list(dict.fromkeys(found))


def _without_opening(name: str) -> str:
    """Leave out the word that opens a sentence: `Compare Meridian Freight`."""
    first, _, rest = name.partition(" ")
    return rest if _OPENS.fullmatch(first) or first.casefold() in STOP_WORDS else name


def _is_ordinary(name: str) -> bool:
    words = [word.casefold() for word in name.split()]
    return name.isupper() or all(word in _ORDINARY or word in STOP_WORDS for word in words)


def _is_loud(text: str) -> bool:
    """Tell whether most words are written large, so that large letters say nothing."""
    words = [word for word in re.findall(r"[^\W\d_]{2,}", text)[1:] if word.casefold() not in STOP_WORDS]
    return len(words) > 4 and sum(word[0].isupper() for word in words) * 4 > len(words) * 3
