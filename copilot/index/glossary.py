"""German and French words of customer success with their English ones, for a model that learned English only."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import yaml

from copilot.language import Language, language_of, small_words

LANGUAGES: Final[tuple[Language, ...]] = ("de", "fr")
LEAST_KNOWN = 0.3
"""The share of a text's telling words that are known; of less, the English words tell another story than the text."""
_SAME, _SILENT = "=", "-"
"""The keys of words that are English as well, and of words that say nothing alone."""
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 40
_PHRASE = 4
"""The most words of an entry; theirs are joined by `_`."""
_ENDINGS: Final[Mapping[Language, str]] = {
    "de": "e n s t en er es em st te et in ern ens est ten tet end ung test ende innen ungen enden ender endes",
    "fr": "s x e es ee ees er ez is it ir ent ait ons ant ants ante antes eur eurs euse ement ements ation ations"
    " aient era eront erait issent",
}
_LEAST_STEM: Final[Mapping[Language, int]] = {"de": 4, "fr": 3}
"""Letters of a stem that may take any ending; a shorter one takes those of a noun."""
_NOUN_ENDINGS = ("", "e", "n", "s", "en", "es")
_GE = re.compile(
    r"^(ab|an|auf|aus|bei|ein|frei|her|hin|hoch|los|mit|nach|um|vor|weg|zu|zurück|zusammen)?(?:ge|zu)(?=.{3})"
)
"""What a German participle and an infinitive with `zu` have before or within their stem."""
_JOINT = re.compile(r"(?:es|en|er|s|n|e)$")
"""What joins the parts of a German compound."""
_LEAST_PART, _LEAST_ALONE = 4, 6
"""Letters of a part of a compound, and of one of whose other parts nothing is known."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """The entries of one language, by the word as it is written and by the word without its accents."""

    language: Language
    written: Mapping[str, str]
    plain: Mapping[str, str]
    silent: frozenset[str]
    endings: tuple[str, ...]

    def words(self, text: str) -> Iterator[tuple[str, str, bool]]:
        """Yield each word of a text, its English ones, and whether it tells something; phrases are one word."""
        found = _WORD.findall(text)
        at = 0
        while at < len(found):
            for length in range(min(_PHRASE, len(found) - at), 1, -1):
                phrase = self.plain.get("_".join(map(_plain, found[at : at + length])))
                if phrase is not None:
                    yield " ".join(found[at : at + length]), phrase, True
                    at += length
                    break
            else:
                yield self._word(found[at], is_first=at == 0)
                at += 1

    def _word(self, word: str, is_first: bool) -> tuple[str, str, bool]:
        small = word.casefold()
        if small in self.silent:
            return word, self.written.get(small, ""), False
        if _is_name(word) or len(word) == 1:
            return word, word if len(word) > 1 or word.isdigit() else "", False
        english = _english(self.language, small)
        if not english and self.language != "de" and word[0].isupper() and not is_first:
            return word, word, False
        return word, english, True

    def inflected(self, word: str) -> str:
        """Return the English words of a word in any of its forms, or nothing."""
        for form in self._forms(word):
            for ending in self.endings:
                stem = form.removesuffix(ending)
                if form.endswith(ending) and self._may_take(stem, ending) and stem in self.plain:
                    return self.plain[stem]
        return ""

    def _may_take(self, stem: str, ending: str) -> bool:
        return len(stem) >= _LEAST_STEM[self.language] or (len(stem) == 3 and ending in _NOUN_ENDINGS) or not ending

    def _forms(self, word: str) -> Iterator[str]:
        yield word
        if self.language == "fr" and word.endswith("aux"):
            yield f"{word[:-3]}al"
        if self.language == "de":
            yield _GE.sub(r"\1", word)
            yield re.sub("(?<=[aou])e", "", word)


def in_english(text: str) -> str:
    """Return the English words of a German or French text, in its order; nothing for a text in another language.

    Numbers, abbreviations and names stay as they are, words that the glossary does not know are left out; where it
    knows few of them, nothing is returned. Which language it is, the text's small words tell; where they tell none,
    accents do in words that a glossary knows.
    """
    language = language_of([text])
    if language is None and not text.isascii():
        language = next((one for one in LANGUAGES if _is_spelled_in(one, text)), None)
    if language not in LANGUAGES:
        return ""
    words = list(_glossary(language).words(text))
    telling = [english for _, english, tells in words if tells]
    if sum(map(bool, telling)) < max(1.0, LEAST_KNOWN * len(telling)):
        return ""
    return " ".join(english for _, english, _ in words if english)


def _is_spelled_in(language: Language, text: str) -> bool:
    """Tell whether a language knows half of the words that tell something, and one of them by its accents."""
    telling = [(word, english) for word, english, tells in _glossary(language).words(text) if tells]
    known = [word for word, english in telling if english]
    return len(known) * 2 >= len(telling) and not all(map(str.isascii, known))


@cache
def _glossary(language: Language) -> Glossary:
    path = Path(__file__).with_name(f"glossary_{language}.yaml")
    entries: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    silent = small_words(language) | set(entries.pop(_SILENT).split())
    written = {word: word for word in entries.pop(_SAME).split()}
    for english, words in entries.items():
        for word in words.split():
            written.setdefault(word, english)
    plain: dict[str, str] = {}
    for word, english in written.items():
        plain.setdefault(_plain(word), english)
    return Glossary(language, written, plain, silent, ("", *_ENDINGS[language].split()))


@lru_cache(maxsize=20_000)
def _english(language: Language, word: str) -> str:
    """Return the English words of one word in small letters."""
    glossary = _glossary(language)
    if word in glossary.written or len(word) > _LONGEST:
        return glossary.written.get(word, "")
    plain = _plain(word)
    english = glossary.inflected(plain)
    if not english and language == "de":
        return _compound(plain) or _part(plain)
    return english


@lru_cache(maxsize=20_000)
def _compound(word: str) -> str:
    """Return the English words of a German compound, all of whose parts are known; the longest first part counts."""
    inflected = _glossary("de").inflected
    for cut in range(len(word) - _LEAST_PART, _LEAST_PART - 1, -1):
        first = inflected(word[:cut]) or inflected(_JOINT.sub("", word[:cut]))
        rest = first and (inflected(word[cut:]) or _compound(word[cut:]))
        if rest:
            return f"{first} {rest}"
    return ""


def _part(word: str) -> str:
    """Return the English words of the longest part of a German compound that is known, its end before its start."""
    inflected = _glossary("de").inflected
    cuts = range(_LEAST_PART, len(word) - _LEAST_ALONE + 1)
    ends = (inflected(word[cut:]) or _compound(word[cut:]) for cut in cuts)
    starts = (inflected(word[:-cut]) for cut in cuts)
    return next(filter(None, ends), "") or next(filter(None, starts), "")


def _is_name(word: str) -> bool:
    """Tell whether a word is a number, an abbreviation or spelled as only names are."""
    return any(c.isdigit() for c in word) or any(c.isupper() for c in word[1:])


@lru_cache(maxsize=20_000)
def _plain(word: str) -> str:
    """Return a word in small letters without its accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
