"""Names for themes: a phrase of their own items, or a model's name that those items bear out."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

from pydantic import TypeAdapter, ValidationError

from copilot.errors import CopilotError
from copilot.feedback.identities import Identities
from copilot.feedback.phrases import PARTS, READ, Likeness, phrases, stems_of
from copilot.orders import orders_a_model
from copilot.progress import Progress, Report, quiet
from copilot.prompting import load_prompt

AT_ONCE = 20
"""Themes that one prompt asks a name for."""
SHOWN = 8
"""Items of a theme that the model reads, from the half that is nearest to the theme's middle."""
MOST_WORDS = 6
ORDERS = "orders to an AI model"
"""What a theme is called whose items all give orders to a model: their words are not repeated."""
_LONGEST_QUOTE = 240
_LONGEST_NAME = 60
_SAID_BY = 2
"""Items that say a word of a model's name, so that no single one can put words into it."""
_SUBJECT = 0.2
"""A word of a model's name is said by this part of the items: it is what they are about."""
_FRAME = (
    "access behaviour behavior handling management option options quality question questions setting settings setup"
)
_FRAMES = frozenset(stems_of(_FRAME))
"""Stems of words that only put a noun phrase together, and claim nothing."""
_PLAIN = re.compile(r"[^\W_][\w '’&/+,-]*")
_FIGURE = re.compile(r"\b\d[\d.,]*\b")
_NAMES: TypeAdapter[dict[int, str | None]] = TypeAdapter(dict[int, str | None])

logger = logging.getLogger(__name__)

Ask = Callable[[str], str]
"""Puts a prompt to the model and returns its whole answer; a CopilotError where it has none."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How themes are named: by phrases, and where there is a model to `ask`, by it.

    `identities` are the names of accounts and people, which no theme bears: it is also shown to those who may not
    see them.
    """

    ask: Ask | None = None
    identities: Callable[[], Iterable[str]] = tuple

    def names(
        self,
        new: Sequence[Sequence[str]],
        others: Sequence[Sequence[str]],
        likeness: Likeness,
        taken: Iterable[str],
        report: Report = quiet,
    ) -> list[str]:
        """Return a name for each of the new themes, given its texts, the most telling first; no two are alike.

        `others` are the texts of the themes there are, and `taken` their names. Text that gives orders to a model is
        neither read by it nor put into a name.
        """
        if not new:
            return []
        identities = Identities(self.identities())
        used = {name.casefold() for name in taken}
        names = [_free(name, used) for name in _phrases(new, identities, likeness, others)]
        if self.ask is None:
            return names
        groups = [_innocent(texts) for texts in new]
        better = self._by_model(self.ask, groups, report)
        return [_taken_up(better.get(at), name, groups[at], identities, used) for at, name in enumerate(names)]

    def areas(self, texts_by_area: Sequence[Sequence[str]]) -> list[str]:
        """Return the phrase that says what the themes of each area share, given texts of each of them."""
        return _phrases(texts_by_area, Identities(self.identities()), parts=1)

    @staticmethod
    def _by_model(ask: Ask, groups: Sequence[Sequence[str]], report: Report) -> dict[int, str]:
        """Return what the model calls each theme; a model that fails is not asked again in this run."""
        found: dict[int, str] = {}
        wanted = [at for at, texts in enumerate(groups) if texts]
        for done in range(0, len(wanted), AT_ONCE):
            report(Progress("Naming themes", done, len(wanted)))
            some = wanted[done : done + AT_ONCE]
            try:
                answer = ask(_prompt([groups[at] for at in some]))
            except CopilotError as error:
                logger.warning("the model named no themes, their phrases stand: %s", error)
                break
            found |= {some[number - 1]: name for number, name in _read(answer) if 0 < number <= len(some)}
        if wanted:
            report(Progress("Naming themes", len(wanted), len(wanted)))
        return found


def holds(name: str, texts: Sequence[str], identities: Identities) -> bool:
    """Tell whether a model's name can stand for a theme, given the theme's texts.

    It is short and plain, without figures, links and orders, and names nobody. Each word that tells something is said
    by at least two of the texts, and one of them by a fifth: so it invents nothing, and no single text can write it.
    """
    if len(name) > _LONGEST_NAME or not _PLAIN.fullmatch(name) or len(name.split()) > MOST_WORDS:
        return False
    if _FIGURE.search(name) or orders_a_model(name) or identities.stand_in(name, texts):
        return False
    said = [stems_of(text) for text in texts[:READ]]
    times = [sum(stem in stems for stems in said) for stem in stems_of(name) - _FRAMES]
    return min(times, default=0) >= _SAID_BY and max(times) >= _SUBJECT * len(said)


def _phrases(
    groups: Sequence[Sequence[str]],
    identities: Identities,
    likeness: Likeness | None = None,
    others: Sequence[Sequence[str]] = (),
    parts: int = PARTS,
) -> list[str]:
    """Return a name for each group of texts, without the words of those that give orders to a model."""
    innocent = [_innocent(texts) for texts in groups]
    found = phrases(innocent, likeness, identities.stand_in, others, parts)
    return [name if texts else ORDERS for name, texts in zip(found, innocent, strict=True)]


def _innocent(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if not orders_a_model(text)]


def _free(name: str, used: set[str]) -> str:
    """Return a name that is not used yet, numbered where it is, and use it."""
    numbered = chain([name], (f"{name} {number}" for number in count(2)))
    unused = next(one for one in numbered if one.casefold() not in used)
    used.add(unused.casefold())
    return unused


def _taken_up(better: str | None, name: str, texts: Sequence[str], identities: Identities, used: set[str]) -> str:
    """Return the model's name where it holds and no other theme has it, and the phrase otherwise."""
    if better is None or better.casefold() in used or not holds(better, texts, identities):
        return name
    used.discard(name.casefold())
    used.add(better.casefold())
    return better


def _prompt(groups: Sequence[Sequence[str]]) -> str:
    themes = []
    for number, texts in enumerate(groups, start=1):
        themes.append("\n".join([f'<theme number="{number}">', *map(_quote, _telling(texts)), "</theme>"]))
    return load_prompt("themes/names").render(themes="\n\n".join(themes))


def _telling(texts: Sequence[str]) -> Sequence[str]:
    """Return a few texts: not just the nearest to the middle, which say the same, and none from the edge."""
    nearer = texts[: max(SHOWN, len(texts) // 2)]
    return nearer[:: max(1, len(nearer) // SHOWN)][:SHOWN]


def _quote(text: str) -> str:
    plain = " ".join(text.split()).replace("<", "‹").replace(">", "›")
    short = plain if len(plain) <= _LONGEST_QUOTE else f"{plain[:_LONGEST_QUOTE].rsplit(' ', 1)[0]} …"
    return f"<quote>{short}</quote>"


def _read(answer: str) -> Iterator[tuple[int, str]]:
    """Yield the names of an answer by the themes' numbers; nothing where it is not the JSON that was asked for."""
    start, end = answer.find("{"), answer.rfind("}")
    try:
        names = _NAMES.validate_python(json.loads(answer[start : end + 1]))
    except (ValueError, ValidationError, RecursionError):
        logger.warning("the model's names of themes could not be read, their phrases stand")
        return
    yield from ((number, " ".join(name.split())) for number, name in names.items() if name and name.strip())
