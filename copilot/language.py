"""In which language something is said, by the small words that no text goes without."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Final, Literal

Language = Literal["en", "de", "fr", "es", "it", "nl", "pt"]

NAMES: Final[dict[Language, str]] = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
}
_WORD = re.compile(r"[cdjln]['’]|[^\W\d_]+")
"""A word, or what French and Italian put before a vowel; an apostrophe within a word parts it."""
_SMALL: Final[dict[Language, str]] = {
    "en": "the and of to is are we you it that for with our your have has this but can when what they would be my"
    " as on in at by from not how why who where there them their these those than then only new no me",
    "de": "der die das und ist nicht wir ein eine einen den dem mit für auf sie auch wenn aber kann haben bei zu"
    " ich sich wie noch nur als werden wird kein keine uns unser unsere von vom im zum zur es sind oder nach"
    " bitte in wer warum wann unter über durch seit vor muss sehr mehr dass diese dieser dieses jede jeden"
    " jeder schon immer",
    "fr": "le la les un une et en est pas nous vous pour qui dans sur avec ne je ce sont mais au aux du notre nos"
    " votre sans cette il elle on ou où être fait des quand nos ses leur de que qu à se me chez après très"
    " aussi plus quel quelle quels quelles avant depuis pendant peut doit vers chaque souvent encore c' d' j'"
    " l' n'",
    "es": "el la los las un y en es para con por pero como está nos muy del al nuestro nuestra cuando sin una no se"
    " lo de que",
    "it": "il la che di un non per è sono una gli della nel anche più ma con del nostro quando senza si in c' d' l'",
    "nl": "het een en van niet wij voor met maar ook dat zijn onze wordt deze te bij naar we is de in",
    "pt": "o os um uma não para com mas do da em é nós quando sem nosso nossa se as ao de que no",
}
_LANGUAGES: Final[dict[str, list[Language]]] = {}
for _language, _words in _SMALL.items():
    for _one in _words.split():
        _LANGUAGES.setdefault(_one, []).append(_language)


def language_of(texts: Iterable[str]) -> Language | None:
    """Return the language of what one person said; None where its small words tell none, or two alike.

    `We can't export` is English, `Export` is nothing.
    """
    found = Counter[Language]()
    for text in texts:
        for word in _WORD.findall(text.casefold()):
            found.update(_LANGUAGES.get(word.replace("’", "'"), ()))
    (first, count), (_, second) = [*found.most_common(2), ("en", 0), ("en", 0)][:2]
    return first if count > second else None


@cache
def small_words(language: Language) -> frozenset[str]:
    """Return the words by which a language is told."""
    return frozenset(_SMALL[language].split())
