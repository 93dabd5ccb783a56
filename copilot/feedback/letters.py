"""The message to a customer, in their language: what they raised, what became of it, and what they can do."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from copilot.feedback.decisions import State
from copilot.language import Language

_TEXTS = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says: `words` are the customer's own, None where they may not be quoted to its reader."""

    language: Language
    state: State
    answer: str
    to: str | None
    is_asker: bool
    day: date
    words: str | None
    us: str | None


def write(letter: Letter) -> tuple[str, str]:
    """Return the subject and the text of a message in a language that there are texts of."""
    texts = _texts()[letter.language]
    day = texts["day"].format(day=letter.day.day, month=texts["months"][letter.day.month - 1], year=letter.day.year)
    whose = "own" if letter.is_asker else "team"
    quote = texts["quote"].format(words=_one_line(letter.words)) if letter.words else ""
    paragraphs = [
        texts["greeting"].format(who=letter.to) if letter.to else texts["greeting_nobody"],
        f"{texts[whose].format(day=day)} {texts[letter.state].format(answer=_sentence(letter.answer))}",
        texts[f"said_{whose}"].format(quote=quote) if quote else "",
        f"{texts[f'next_{letter.state}']} {texts['talk']}",
        f"{texts['close']}\n{letter.us or texts['us']}",
    ]
    subject = texts[f"subject_{letter.state}"].format(day=day)
    return subject, "\n\n".join(one for one in paragraphs if one)


def is_written_in(language: Language) -> bool:
    """Tell whether there are texts of a language."""
    return language in _texts()


def _sentence(words: str) -> str:
    told = _one_line(words)
    return told if told.endswith((".", "!", "?", "…")) else f"{told}."


def _one_line(text: str) -> str:
    return " ".join(text.split())


@cache
def _texts() -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
    return texts
