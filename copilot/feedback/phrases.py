"""A name for each theme: the phrase of its own items that says most about it and least about the others."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log, sqrt

import numpy as np
import numpy.typing as npt

LONGEST = 3
"""Telling words of a phrase, or twice as many ideographs. Others may stand between them, as in "terms of service"."""
BETWEEN = 2
READ = 200
"""Items of a theme that are read for its name, spread over all of them: reading all changed 1 name of 14."""
READ_BESIDE = 20
"""Items of another theme, which only tell how usual a phrase is."""
COVERS = 0.4
"""A longer phrase is taken for a shorter one inside it, if this part of the shorter one's items say it so."""
SHORTLIST = 8
"""The most telling phrases, among which the nearest in meaning is chosen."""
_LONGEST_NAME = 40
_UNNAMED = "unnamed"

_WORDS = """
a about after again all also am an and any are aren as at be because been before being but by can cannot could couldn
did didn do does doesn doing don for from get getting give go going got had has hasn have haven having he her here hers
him his hi hello hey how i if in into is isn it its itself just know let ll like make may me might mine more most much
must my need no nor not now of off oh ok on only or other our ours out over own please re really s same shall she should
shouldn so some something still such t tell than thanks thank that the their theirs them then there these they thing
things this those through to too under until up us use ve very want wanted wants was wasn we were weren what whats when
where which while who whom whose why will with won would wouldn yes yet you your yours try tried trying one ones im ive
long many say said take takes took
aber alle als also am an auch auf aus bei bin bis bitte da damit dann das dass dein dem den denn der des die dies diese
doch du durch ein eine einem einen einer er es euch für gibt haben hat hatte ich ihr im immer in ist ja jetzt kann kein
keine können man mein meine mich mir mit muss nach nicht noch nur ob oder ohne schon sehr sein sich sie sind so soll um
und uns unser unsere vom von vor war warum was wenn wer werden wie wir wird wo wurde würde wieder zu zum zur
dieser dieses diesem diesen jede jeder jedes keinen keiner ihnen ihre ihrem ihren ihrer meinem meinen meiner
seine seinen seiner unserem unseren unserer steht sieht macht machen brauche brauchen will wollen wäre
hätte sonst hier dort etwas
alors au aussi aux avec avoir ce ces cette comme dans de des donc du elle elles en est et être eu fait faire il ils je
la le les leur lui ma mais me mes moi mon même ne nos notre nous on ont ou où par pas peu peut plus pour pourquoi que
quel quelle qui sa sans se ses si son sont sur ta te tes toi ton tout tous très trop tu un une vos votre vous y
al algo como con cuando cual de del desde donde el ella ellos en entre era es esa ese eso esta está este esto estoy fue
ha hay he la las le les lo los me mi mis mucho muy más nada ni no nos nosotros o para pero por porque puede puedo que
qué quiero se ser si sin sobre son su sus también te tengo tiene todo tu un una uno y ya yo
ai alla anche che chi ci come con cosa da dal dalla dei del della delle di dove e gli ha hanno ho i il io la le lo loro
ma mi mia mio molto nel nella non o per perché più può quando quello questa questo se si sono su sua suo te ti tra tutto
un una uno è
ao aos as até com da das do dos e ela ele em essa esse está eu foi há isso isto já lhe mais mas me meu minha muito na
não nas nem no nos nossa nosso o os ou para pela pelo por porque quando que quem se sem ser seu sua também tem tenho um
uma você à é
aan al als bij dan dat de deze die dit door een en er geen heb hebben heeft het hij hoe ik in is kan maar me mijn moet
naar niet nog nu of om onze ook op over te tot uit van veel voor waar wat we wel wij wordt ze zij zijn zo zou
"""
STOP_WORDS = frozenset(_WORDS.split())
"""Words of seven languages that say nothing of what an item is about."""

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+(?:['’-][^\W_{_IDEOGRAPHS}]+)*")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu)['’](?=\w)", re.IGNORECASE)
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
_TELLING_SIGN = re.compile(f"(?![\u3040-\u309f])[{_IDEOGRAPHS}]")
"""Signs of the Japanese syllabary are mostly endings and particles."""
_BREAK = re.compile(r"[^\s'’\"“”‘-]")

Likeness = Callable[[Sequence[str]], npt.NDArray[np.floating]]
"""How near phrases are in meaning to the themes: a row a phrase, a column a theme."""

Barred = Callable[[str, Sequence[str]], bool]
"""Tells whether a phrase may not be the name of a theme, given the theme's texts."""

Key = tuple[str, ...]
"""The stems of a phrase's telling words, by which its forms count as one."""

Candidate = tuple[Key, str]
"""A phrase with the form that it most often has."""


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    lower: str
    stem: str
    """Empty if the word says nothing."""
    opens: bool
    """It begins a sentence, so its capital says nothing."""


def phrases(
    texts_by_theme: Sequence[Sequence[str]],
    likeness: Likeness | None = None,
    barred: Barred | None = None,
    others: Sequence[Sequence[str]] = (),
) -> list[str]:
    """Return a name for each theme, given its texts; no two are alike, and none is barred.

    A phrase says the less, the more of the other themes say it too: `others` are the texts of those that have a name.

    A name is words that stand so in a text of the theme. Where two themes would have the same one, the first keeps it.
    With `likeness` it is, among the most telling phrases, the one that is nearest to the theme in meaning.
    """
    read = [[" ".join(text.split()) for text in _spread(texts, READ)] for texts in texts_by_theme]
    said = [_said(texts) for texts in read]
    everywhere: defaultdict[Key, float] = defaultdict(float)
    beside = [_spread(texts, READ_BESIDE) for texts in others]
    for forms, texts in chain(zip(said, read, strict=True), ((_said(texts), texts) for texts in beside)):
        for key, form in forms.items():
            everywhere[key] += form.total() / len(texts)
    themes = len(read) + len(beside)
    if barred:
        said = [_allowed(forms, texts, barred) for forms, texts in zip(said, read, strict=True)]
    ranked = [_ranked(forms, len(texts), everywhere, themes) for forms, texts in zip(said, read, strict=True)]
    if likeness:
        ranked = _by_meaning(ranked, likeness)
    capitals = _capitals(text for texts in read for text in texts)
    taken: set[str | frozenset[str]] = set()
    return [
        _name(candidates, capitals, taken) or _beginning(texts, taken, barred)
        for candidates, texts in zip(ranked, read, strict=True)
    ]


def _spread(texts: Sequence[str], count: int) -> list[str]:
    step = max(1, -(-len(texts) // count))
    return list(texts[::step])


def _said(texts: Iterable[str]) -> dict[Key, Counter[str]]:
    """Return the phrases of a theme: in how many of its texts each stands, by the form that it has there."""
    found: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for text in texts:
        once: dict[Key, str] = {}
        for key, start, end in _candidates(text):
            once.setdefault(key, text[start:end].lower())
        for key, form in once.items():
            found[key][form] += 1
    return found


def _allowed(forms: dict[Key, Counter[str]], texts: Sequence[str], barred: Barred) -> dict[Key, Counter[str]]:
    """Leave out the phrases that are barred, and those of a single text, which are no names where there are others."""
    often = {key: form for key, form in forms.items() if form.total() > 1 or len(texts) == 1}
    return {key: form for key, form in often.items() if not any(barred(one, texts) for one in form)}


def _candidates(text: str) -> Iterator[tuple[Key, int, int]]:
    """Yield the phrases of a text: each begins and ends with a telling word, and crosses no comma and no figure."""
    words = list(_words(text))
    for at, first in enumerate(words):
        if not first.stem:
            continue
        stems, longest = [first.stem], LONGEST * (1 + bool(_IDEOGRAPH.match(first.stem)))
        yield (first.stem,), first.start, first.end
        between = 0
        for before, word in zip(words[at:], words[at + 1 :], strict=False):
            is_apart = bool(_BREAK.search(text, before.end, word.start)) or word.lower[0].isdecimal()
            if len(stems) == longest or between > BETWEEN or is_apart:
                break
            if not word.stem:
                between += 1
                continue
            between = 0
            stems.append(word.stem)
            yield tuple(stems), first.start, word.end


def _words(text: str) -> Iterator[_Word]:
    end = 0
    for match in _TOKEN.finditer(text):
        elided = _ELISION.match(match[0])
        start = match.start() + (elided.end() if elided else 0)
        lower = text[start : match.end()].lower().replace("’", "'")
        opens = end == 0 or bool(re.search(r"[.!?:]", text[end:start]))
        end = match.end()
        yield _Word(start, end, lower, "" if _is_empty(lower) else _stem(lower), opens)


def _is_empty(word: str) -> bool:
    return (
        word in STOP_WORDS
        or word.split("'", maxsplit=1)[0] in STOP_WORDS
        or (len(word) == 1 and not _TELLING_SIGN.match(word))
        or not any(letter.isalpha() for letter in word)
    )


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """Return what a word shares with its other forms: charge, charges, charged and charging have one stem."""
    word = word.removesuffix("'s")
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "als", "al", "ers", "ed", "es", "er", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou" else word.rstrip("e")


def stems_of(words: str) -> set[str]:
    """Return the stems of the words that tell something, to compare names by."""
    return {word.stem for word in _words(words.replace("_", " ")) if word.stem}


def _capitals(texts: Iterable[str]) -> dict[str, str]:
    """Return how words are written inside a sentence, where that is not small: SSO, Slack, iPhone."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in _words(text):
            written = text[word.start : word.end]
            forms[word.lower][written if not word.opens or written[1:] != written[1:].lower() else word.lower] += 1
    best = {lower: max(counts, key=lambda form: (counts[form], form)) for lower, counts in forms.items()}
    return {lower: form for lower, form in best.items() if form != lower}


def _ranked(forms: dict[Key, Counter[str]], items: int, everywhere: dict[Key, float], themes: int) -> list[Candidate]:
    """Return the phrases of a theme, the most telling first: what many of its items have and other themes have not."""
    share = {key: form.total() / items for key, form in forms.items()}
    worth = {
        key: part * log(1 + themes * part / everywhere[key]) * sqrt(len(key))
        for key, part in share.items()
        if forms[key].total() > 1 or items == 1
    }
    best = dict.fromkeys(_longer(key, share, worth) for key in sorted(worth, key=lambda key: (-worth[key], key)))
    candidates = [(key, max(forms[key], key=lambda form: (forms[key][form], -len(form), form))) for key in best]
    return [(key, form) for key, form in candidates if 1 < len(form) <= _LONGEST_NAME]


def _by_meaning(ranked: list[list[Candidate]], likeness: Likeness) -> list[list[Candidate]]:
    """Return the candidates with the first of them sorted by how near they are to their theme."""
    row = {form: 0 for candidates in ranked for _, form in candidates[:SHORTLIST]}
    row.update({form: number for number, form in enumerate(row)})
    if not row:
        return ranked
    near = likeness(list(row))
    return [
        sorted(candidates[:SHORTLIST], key=lambda candidate: -near[row[candidate[1]], theme]) + candidates[SHORTLIST:]
        for theme, candidates in enumerate(ranked)
    ]


def _name(candidates: list[Candidate], capitals: dict[str, str], taken: set[str | frozenset[str]]) -> str:
    """Return the first phrase that no other theme has, and take it; nothing if there is none."""
    for key, form in candidates:
        if frozenset(key) not in taken:
            taken.add(frozenset(key))
            return _TOKEN.sub(lambda word: capitals.get(word[0], word[0]), form)
    return ""


def _longer(key: Key, share: dict[Key, float], worth: dict[Key, float]) -> Key:
    """Return the phrase around this one that most of its items have, or the phrase itself."""
    around = [
        other
        for other in worth
        if len(other) == len(key) + 1
        and (other[1:] == key or other[:-1] == key)
        and share[other] >= COVERS * share[key]
    ]
    return max(around, key=lambda other: (worth[other], other), default=key)


def _beginning(texts: list[str], taken: set[str | frozenset[str]], barred: Barred | None) -> str:
    """Return the beginning of the shortest text, numbered where another theme has it."""
    text = min(texts, key=lambda text: (len(text), text), default="")
    begin = re.split(r"(?<=[\w])[.!?]\s", text, maxsplit=1)[0]
    most = _LONGEST_NAME - len(" (999)")
    begin = begin if len(begin) <= most else begin[:most].rsplit(" ", 1)[0]
    begin = _UNNAMED if not begin or (barred and barred(begin, texts)) else begin
    name, number = begin, 1
    while name in taken:
        number += 1
        name = f"{begin} ({number})"
    taken.add(name)
    return name
