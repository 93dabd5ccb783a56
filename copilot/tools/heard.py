"""What was heard of something: the themes about it, what is said of it beside them, and who says it."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from copilot.feedback.period import Period
from copilot.feedback.phrases import stems_of
from copilot.feedback.reading import Asked, Theme, Themes
from copilot.feedback_item import Item
from copilot.tools.subjects import Subject

_SAID = 0.2
"""A theme is about a subject if this part of its items say it."""
_NEAR, _VERY_NEAR = 0.25, 0.5
"""Least cosine of a theme that is named as near to a subject: of one that few speak of, and of one that many do."""
_FEW, _MOST_NEAR, _SHORT = 3, 3, 3


@dataclass(frozen=True)
class Heard:
    """What was found, themes in their order: `said` holds those items of each theme that are meant.

    Other themes hold `elsewhere`; `near` are themes near to the subject in meaning of which no item says it. `words`
    are those that it was found by, `area` the product area that they name.
    """

    period: Period
    trend_period: Period
    themes: Sequence[Theme]
    said: Mapping[str, Sequence[Item]]
    elsewhere: Sequence[tuple[Theme, Item]] = ()
    unthemed: Sequence[Item] = ()
    near: Sequence[Theme] = ()
    words: str = ""
    area: str = ""

    @cached_property
    def items(self) -> list[Item]:
        """All that is meant, of whatever theme and of none."""
        themed = [item for items in self.said.values() for item in items]
        return [*themed, *(item for _, item in self.elsewhere), *self.unthemed]

    @cached_property
    def accounts(self) -> set[str]:
        """The accounts that speak."""
        return {item.account_id for item in self.items}


def hear(board: Themes, asked: Asked, nearness: Mapping[str, float]) -> Heard:
    """Return what is meant of all that a board shows.

    `nearness` is how near each theme is to the subject in meaning. Of a subject that nobody says in all its words
    what says the rarest of them is returned.
    """
    everything = [item for theme in board.themes for item in theme.items] + list(board.unthemed)
    areas = [*areas_of(everything), *(theme.area for theme in board.themes)]
    within = _area_called(asked.area, areas) if asked.area else ""
    if asked.area and not within:
        return Heard(board.period, board.trend_period, [], {})
    if not asked.about:
        return _heard(board, asked, None, within)
    subject = Subject(asked.about)
    if not any(map(subject.is_said, everything)):
        subject = Subject(_rarest(asked.about, everything) or asked.about)
    area = within or _area_called(asked.about, areas)
    found = _heard(board, asked, subject, area)
    least = _NEAR if len(found.accounts) < _FEW else _VERY_NEAR
    near = {theme_id for theme_id, score in nearness.items() if score >= least}
    found = _heard(board, asked, subject, area, near)
    others = [one for one in board.themes if one.theme_id in near and one.theme_id not in found.said]
    others.sort(key=lambda one: -nearness[one.theme_id])
    if asked.by != "score":
        return replace(found, near=others[:_MOST_NEAR])
    by_said = sorted(found.themes, key=lambda one: -len({item.account_id for item in found.said[one.theme_id]}))
    return replace(found, near=others[:_MOST_NEAR], themes=by_said)


def areas_of(items: Iterable[Item]) -> list[str]:
    """Return the product areas that items came with, the one that most have first."""
    counted: dict[str, int] = {}
    for item in items:
        if item.area:
            name = _plain(item.area).capitalize()
            counted[name] = counted.get(name, 0) + 1
    return sorted(counted, key=lambda one: (-counted[one], one))


def _heard(
    board: Themes, asked: Asked, subject: Subject | None, area: str, near: Container[str] = frozenset()
) -> Heard:
    """Return what says a subject and came with an area; a subject that is an area's name is either.

    A theme is about a subject if some of its items say it, or one does and it is near in meaning.
    """
    is_either = subject is not None and not asked.area

    def is_meant(theme: Theme | None, item: Item) -> bool:
        is_of_area = not area or area.casefold() in (
            (item.area or "").casefold(),
            theme.area.casefold() if theme else "",
        )
        is_said = subject is None or subject.is_said(item)
        return (is_said or (bool(area) and is_of_area)) if is_either else (is_said and is_of_area)

    themes, said, elsewhere = [], {}, []
    for theme in board.themes:
        meant = [item for item in theme.items if is_meant(theme, item)]
        is_of_area = bool(area) and _plain(theme.area) == _plain(area)
        says_it = theme.theme_id in near or len(meant) >= _SAID * len(theme.items)
        is_about = is_of_area or (says_it if subject else not area)
        if meant and is_about:
            themes.append(theme)
            said[theme.theme_id] = meant
        else:
            elsewhere += [(theme, item) for item in meant]
    unthemed = [] if asked.route else [item for item in board.unthemed if is_meant(None, item)]
    words = subject.words if subject else ""
    return Heard(board.period, board.trend_period, themes, said, elsewhere, unthemed, words=words, area=area)


def _area_called(name: str, areas: Iterable[str]) -> str:
    """Return the area of a name, as it is written; empty where there is none."""
    subject = Subject(name)
    return next((one for one in areas if _plain(one) == _plain(name) or subject.is_called(one)), "")


def _plain(area: str) -> str:
    """Return an area so that its spellings are one: `prompt_library` and `Prompt Library`."""
    return " ".join(area.replace("_", " ").casefold().split())


def _rarest(words: str, items: Sequence[Item]) -> str:
    """Return the word that fewest items say of those that any says."""
    telling = [word for word in words.split() if stems_of(word)]
    if len(telling) > _SHORT:
        return ""  # One word of a whole sentence says nothing of it.
    counted = {word: sum(map(Subject(word).is_said, items)) for word in telling}
    return min((word for word in counted if counted[word]), key=lambda word: counted[word], default="")
