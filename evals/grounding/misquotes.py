"""How a quotation goes wrong: another word, a negation more or less, two sentences made one, nothing of it said."""

import re
from random import Random

from copilot.evidence import Passage
from evals.grounding.passages import plain, sentences

_PAIRS = """good fine|good bad|need want|want need|must should|should must|can could|will would|would will|we they
they we|first last|last first|more less|less more|never rarely|always often|all most|most all|every each|many some
some many|before after|after before|big small|small big|new old|old new|now soon|today tomorrow|week month|month week
day week|month quarter|year quarter|people users|users people|nobody somebody|better worse|worse better|faster slower
easy hard|hard easy|right wrong|wrong right|yes no|one two|two three|three four|four five|five six|six seven
ten twelve|twenty thirty|hours minutes|minutes hours|asked told|told asked|said thought|think know|know think
sign approve|pay pay-for|work help|like love|love like|only mainly|still already|already still|our their|their our
my our|your our|his her|her his|he she|she he|start stop|stop start|open close|morning evening|monday tuesday
tuesday thursday|friday monday|und oder|nicht kaum|kein ein|et ou|pas plus|der die|haben hatten|ist war|wir sie
team board|board team|price cost|cost price|contract renewal|renewal contract|report letter|letter report"""
_WORDS: dict[str, list[str]] = {}
for _pair in _PAIRS.replace("\n", "|").split("|"):
    _WORDS.setdefault(_pair.split(" ")[0], []).append(_pair.split(" ")[1].replace("-", " "))

_HELPERS = re.compile(
    r"\b(is|are|was|were|can|could|will|would|should|must|do|does|did|has|have|ist|sind|war|kann|wird)\b"
)
_NEGATIONS = re.compile(r"\b(not|never|nicht|no longer) |(?<=\w)n['’]t\b")
INVENTED = (
    "We would rather not go on with this after the summer",
    "Honestly, this has been the best rollout we have had in years",
    "My board will not approve another increase, full stop",
    "The team has fallen in love with it and asks for more seats",
    "If the outage happens again we will look at other vendors",
    "I can see us doubling the contract by the end of the year",
    "Nobody on my side understands what we are paying for",
    "The training changed everything for our new hires",
    "We are already talking to your competitor about a pilot",
    "Security signed it off last week, so we are good to go",
)


def misquoted(said: str, passage: Passage, chance: Random) -> tuple[str, str] | None:
    """Return the words changed, and how; None where this draw does not work."""
    way = chance.choice(("word", "negation", "negation", "negation", "splice", "invented"))
    if way == "word":
        return _with(_other_word(said, passage, chance), "one word changed")
    if way == "negation":
        return _with(_negated(said, chance), "a negation added or taken away")
    if way == "splice":
        return _with(_spliced(said, passage, chance), "two sentences spliced")
    return chance.choice(INVENTED), "invented"


def _with(words: str | None, way: str) -> tuple[str, str] | None:
    return None if words is None else (words, way)


def _other_word(said: str, passage: Passage, chance: Random) -> str | None:
    words = said.split(" ")
    known = [place for place, word in enumerate(words) if word.casefold().strip(".,;!?") in _WORDS]
    if known:
        place = chance.choice(known)
        bare = words[place].strip(".,;!?")
        other = chance.choice(_WORDS[bare.casefold()])
    else:
        long = [place for place, word in enumerate(words) if re.fullmatch(r"[a-zäöüßéèà]{5,}", word)]
        others = sorted({word for word in re.findall(r"\b[a-zäöüßéèà]{5,}\b", passage.text) if word not in said})
        if not long or not others:
            return None
        place, other = chance.choice(long), chance.choice(others)
        bare = words[place]
    new = other.capitalize() if bare[:1].isupper() else other
    return " ".join([*words[:place], words[place].replace(bare, new), *words[place + 1 :]])


def _negated(said: str, chance: Random) -> str | None:
    negation = _NEGATIONS.search(said)
    if negation:
        return said[: negation.start()] + said[negation.end() :]
    helper = _HELPERS.search(said)
    if helper is None:
        return None
    word = "nicht" if helper[0] in ("ist", "sind", "war", "kann", "wird") else "not"
    return f"{said[: helper.end()]} {word}{said[helper.end() :]}"


def _spliced(said: str, passage: Passage, chance: Random) -> str | None:
    others = [one.words for one in sentences(passage) if plain(said) not in plain(one.words)]
    if not others:
        return None
    first, second = said.split(" "), chance.choice(others).split(" ")
    return " ".join([*first[: max(3, len(first) // 2)], *second[len(second) // 2 :]])
