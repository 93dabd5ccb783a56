"""What a customer's words are: praise, a request, a problem, a question or a remark; by words, in three languages."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from copilot.feedback.lexicon import BREAKS, Cue, Lexicon, words_of
from copilot.feedback_item import Tone

_LEXICON = Path(__file__).with_name("tone.yaml")
_BEFORE, _BEHIND = 4, 3
"""How many words before and behind a word are looked at for what turns it around."""
_LATE = frozenset({"nicht", "kein", "keine", "keinen", "nie", "nichts", "pas", "jamais"})
"""Negators that stand behind the verb."""
_JOINS = frozenset({"please", "pls", "and", "or", "then", "so", "und", "et", "bitte"})
"""Words behind which a sentence can give an order."""
_TURNED = {"praise": "pain", "works": "fault", "able": "pain", "fault": None, "pain": None}
"""What becomes of a kind that is negated."""
_TELLING = {"fault", "pain", "praise", "ask"}


def tone_of(text: str) -> Tone:
    """Tell the tone of a few sentences: remark, where no word tells it.

    What is broken counts first, then what is asked for, a question, and then the more frequent of burdens and praise.
    After "but" counts only what follows, if it tells anything.
    """
    words = words_of(text)
    cues = list(_settled(words, lexicon().cues(words)))
    told = Counter(cue.kind for cue in _after_contrast(cues)) or Counter(cue.kind for cue in cues)
    if told["fault"]:
        return "problem"
    if told["ask"]:
        return "request"
    if "?" in words or _opens_as_question(words, cues, told):
        return "question"
    if told["pain"] and told["pain"] >= told["praise"]:
        return "problem"
    return "praise" if told["praise"] else "remark"


@cache
def lexicon() -> Lexicon:
    """Return the words that tell a tone."""
    entries = yaml.safe_load(_LEXICON.read_text(encoding="utf-8"))
    return Lexicon({kind: [entry.strip() for entry in text.split(",")] for kind, text in entries.items()})


def _settled(words: Sequence[str], cues: Sequence[Cue]) -> Iterator[Cue]:
    """Yield what the cues tell beside each other: "not helpful" is a burden, "would be great" no praise."""
    by_place = {at: cue.kind for cue in cues for at in range(cue.at, cue.at + cue.length)}
    for cue in cues:
        kind: str | None = cue.kind
        if kind in _TURNED:
            before = _clause_before(words, by_place, cue.at)
            late = _negated_behind(words, cue)
            if late or ("negator" in before and kind != "able" and not _is_negated(words, cue)):
                kind = _TURNED[cue.kind]
            elif kind in ("works", "able") or (kind == "praise" and "hypothetical" in before):
                kind = None
        elif kind == "order":
            opens = cue.at == 0 or words[cue.at - 1] in BREAKS or words[cue.at - 1] in _JOINS
            kind = "ask" if opens else None
        if kind:
            yield cue._replace(kind=kind)


def _is_negated(words: Sequence[str], cue: Cue) -> bool:
    """Tell whether a cue holds a "not" of its own, as "without a word": another one before it does not turn it."""
    return cue.length > 1 and any(lexicon().kind_of(word) == "negator" for word in words[cue.at : cue.at + cue.length])


def _clause_before(words: Sequence[str], by_place: Mapping[int, str], at: int) -> set[str]:
    kinds: set[str] = set()
    for place in range(at - 1, max(-1, at - 1 - _BEFORE), -1):
        if words[place] in BREAKS:
            break
        kinds.add(by_place.get(place, ""))
    return kinds


def _negated_behind(words: Sequence[str], cue: Cue) -> bool:
    if cue.kind in ("fault", "pain"):
        return False
    for word in words[cue.at + cue.length : cue.at + cue.length + _BEHIND]:
        if word in BREAKS:
            return False
        if word in _LATE or (cue.kind == "able" and word == "not"):
            return True
    return False


def _after_contrast(cues: Sequence[Cue]) -> Sequence[Cue]:
    last = max((place for place, cue in enumerate(cues) if cue.kind == "contrast"), default=len(cues))
    return [cue for cue in cues[last + 1 :] if cue.kind in _TELLING]


def _opens_as_question(words: Sequence[str], cues: Sequence[Cue], told: Counter[str]) -> bool:
    """Tell whether this is one sentence that asks and lacks only its mark."""
    opens = bool(cues) and cues[0].at == 0 and cues[0].kind == "asks_what"
    return opens and not told["praise"] and not told["pain"] and not {".", "!", "\n"} & set(words[:-1])
