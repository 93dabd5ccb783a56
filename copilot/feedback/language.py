"""In which language something is said, by the small words that no text goes without."""

import re
from collections import Counter
from collections.abc import Iterable
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
_WORD = re.compile(r"[^\W\d_]+")
_SMALL: Final[dict[Language, str]] = {
    "en": "the and of to is are we you it that for with our your have has this but can when what they would be my as",
    "de": "der das und ist nicht wir ein eine einen den dem mit für auf sie auch wenn aber kann haben bei zu ich sich"
    " wie noch nur als werden wird kein keine uns unser unsere von vom im zum zur es sind oder nach bitte",
    "fr": "le les une et est pas nous vous pour qui dans sur avec ne je ce sont mais au aux du notre nos votre sans"
    " cette il elle on ou où être fait des quand nos ses leur",
    "es": "el los las y es para con por pero como está nos muy del al nuestro nuestra cuando sin una no se lo",
    "it": "il che di non per è sono una gli della nel anche più ma con del nostro quando senza si la",
    "nl": "het een en van niet wij voor met maar ook dat zijn onze wordt deze te bij naar we is",
    "pt": "o os uma não para com mas do da em é nós quando sem nosso nossa se as ao",
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
            found.update(_LANGUAGES.get(word, ()))
    (first, count), (_, second) = [*found.most_common(2), ("en", 0), ("en", 0)][:2]
    return first if count > second else None
