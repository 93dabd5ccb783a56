"""The ways in which a true sentence becomes a false one, each as subtle as a model's slip."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from copilot.evidence import Fact, Passage
from evals.grounding.book import Book, Desk, Source
from evals.grounding.dates import slipped
from evals.grounding.misquotes import misquoted
from evals.grounding.parts import Cite, Day, Direction, Draft, Figure, Name, Quote
from evals.grounding.support import bears_day, bears_figure, bears_name, bears_quote, made_from, numbers_in
from evals.grounding.writing import Writing, rounded

_TRIES = 12
_FAR = Decimal("0.25")

INVENTED = {
    "account": (
        "Northgate Freight", "Varnholm Stahl", "Pemberlane Insurance", "Tideglass Studios", "Osprey & Quill",
        "Calloway Dental Group", "Brunnhof Textil", "Sorrelfield Farms", "Maison Verlaine", "Ironvale Mining",
    ),
    "person": (
        "Helena Marchetti", "Oliver Strand", "Nadia Kowalczyk", "Grant Whitcombe", "Sofie Lindgaard", "Rajiv Menon",
        "Camille Rousseau", "Tobias Ehrlich", "Monica Delacroix", "Peter Vandermeer",
    ),
    "feature": ("Workflow Studio", "Insight Navigator", "Smart Inbox", "Meeting Recorder", "Data Vault", "Voice Mode"),
    "product": ("Ai First Studio", "Ai First Insights", "Ai First Guard", "Ai First Connect"),
    "ticket": ("T-9931", "T-8804", "T-9017", "T-8452", "T-9630"),
}  # fmt: skip
INVENTED["speaker"] = INVENTED["person"]


@dataclass(frozen=True, slots=True)
class Slip:
    """A draft made false, and in words what was changed."""

    draft: Draft
    note: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What a slip is made with: the book, the evidence beside what is cited, and chance."""

    book: Book
    beside: Sequence[Source]
    neighbours: Sequence[Desk]
    chance: Random

    def shuffled(self, places: Iterator[int]) -> list[int]:
        """Return places in any order."""
        every = list(places)
        self.chance.shuffle(every)
        return every

    def told(self, draft: Draft) -> list[Decimal]:
        """Return the figures that the cited facts tell beside their values."""
        return [
            value
            for source in draft.cited
            for value in self.book.told.get(source.id, {}).values()
            if isinstance(value, Decimal)
        ]


def figure(draft: Draft, scene: Scene) -> Slip | None:
    """Change a figure: a digit, two digits transposed, one off, or that of the fact beside it."""
    for place in scene.shuffled(draft.places(Figure)):
        part = draft.parts[place]
        assert isinstance(part, Figure)
        for _ in range(_TRIES):
            value = _wrong_value(part, scene)
            if value is None or bears_figure(value, part.writing, draft.cited, scene.told(draft)):
                continue
            wrong = replace(part, value=value, writing=replace(part.writing, shown=value))
            if wrong.text != part.text:
                return Slip(draft.put(place, wrong), f"{part.text} became {wrong.text}")
    return None


def _wrong_value(part: Figure, scene: Scene) -> Decimal | None:
    """Draw a value that is written otherwise, and with a hedge is false by far."""
    writing, chance = part.writing, scene.chance
    start = writing.shown if writing.shown is not None else part.value
    beside = [_neighbour(part, one) for one in scene.beside] if chance.random() < 0.25 else []
    near = [one for one in beside if one is not None]
    value = chance.choice(near) if near else _mistyped(start, writing, chance)
    if value <= 0 and start > 0 and not (value == 0 and writing.step == 1 and not writing.hedge):
        return None
    if rounded(value, writing.step) == rounded(start, writing.step):
        return None
    return None if writing.hedge and not _is_false_by_far(value, part) else value


def _is_false_by_far(value: Decimal, part: Figure) -> bool:
    true = abs(part.value)
    if part.writing.hedge == "above":
        return value > true * (1 + _FAR / 3)
    if part.writing.hedge == "below":
        return value < true * (1 - _FAR / 3)
    return abs(value - true) > _FAR * max(true, value)


def _neighbour(part: Figure, source: Source) -> Decimal | None:
    units = {one.unit for one in part.of if isinstance(one, Fact)}
    if isinstance(source, Fact) and source.unit in units and isinstance(source.value, int | Decimal):
        return rounded(Decimal(source.value), part.writing.step)
    return None


def _mistyped(start: Decimal, writing: Writing, chance: Random) -> Decimal:
    """Change the digits that are shown."""
    step = writing.step
    if writing.hedge:  # its round figure is written without its last zeros
        step = next(one for one in map(Decimal, _ROUND) if start % one == 0 or one == Decimal("0.01"))
    text = str(abs(int(rounded(start, step) / step)))
    slip = chance.choice(("digit", "digit", "swap", "off"))
    spot = chance.randrange(len(text))
    if slip == "swap" and len(text) > 1:
        spot = chance.randrange(len(text) - 1)
        text = text[:spot] + text[spot + 1] + text[spot] + text[spot + 2 :]
    elif slip == "off":
        text = str(max(0, int(text) + chance.choice((-1, 1))))
    else:
        text = text[:spot] + chance.choice([one for one in "0123456789" if one != text[spot]]) + text[spot + 1 :]
    value = int(text) * step
    return -value if start < 0 else value


_ROUND = ("1000000", "100000", "10000", "1000", "100", "10", "1", "0.1", "0.01")


def unit(draft: Draft, scene: Scene) -> Slip | None:
    """Write a figure in another unit."""
    for place in scene.shuffled(draft.places(Figure)):
        part = draft.parts[place]
        assert isinstance(part, Figure)
        if _is_of_a_hundred(part):
            continue
        for write in scene.chance.sample(part.writing.other_units, len(part.writing.other_units)):
            wrong = replace(part, writing=replace(part.writing, write=write))
            if wrong.text != part.text and "  " not in wrong.text:
                return Slip(draft.put(place, wrong), f"{part.text} became {wrong.text}")
    return None


def _is_of_a_hundred(part: Figure) -> bool:
    """Tell whether points and per cent are the same, as the value before was 100."""
    facts = [one for one in part.of if isinstance(one, Fact)]
    is_whole = any(one.value in (1, 100) for one in facts if isinstance(one.value, Decimal))
    return is_whole or any(re.search(r"\b100(\.0)?\b", one.formula) for one in facts if ".change_" in one.name)


def date(draft: Draft, scene: Scene) -> Slip | None:
    """Change the day, month or year of a date."""
    for place in scene.shuffled(draft.places(Day)):
        part = draft.parts[place]
        assert isinstance(part, Day)
        for _, value in zip(range(_TRIES * 2), slipped(part.value, scene.chance), strict=False):
            wrong = replace(part, value=value)
            if wrong.text not in ("", part.text) and not bears_day(value, part.write, draft.cited):
                return Slip(draft.put(place, wrong), f"{part.text} became {wrong.text}")
    return None


def name(draft: Draft, scene: Scene) -> Slip | None:
    """Put an invented name in the place of a real one."""
    for place in _named(draft, scene):
        part = draft.parts[place]
        assert isinstance(part, Name)
        invented = scene.chance.choice(INVENTED[part.kind])
        if not bears_quote(invented, draft.cited):
            return _renamed(draft, place, part, invented)
    return None


def entity_swap(draft: Draft, scene: Scene) -> Slip | None:
    """Put another real name of the book in the place of the right one."""
    for place in _named(draft, scene):
        part = draft.parts[place]
        assert isinstance(part, Name)
        for _ in range(_TRIES):
            other = scene.chance.choice(_real_names(part, draft, scene))
            there = [desk for desk in scene.book.desks if part.kind == "account" and desk.name == other]
            if any(_holds_there_too(draft, desk) for desk in there):
                continue
            is_free = part.kind == "speaker" or not bears_name(other, draft.cited)
            if other != part.text and is_free and other not in draft.text(_no_handles(draft)):
                return _renamed(draft, place, part, other)
    return None


def _named(draft: Draft, scene: Scene) -> list[int]:
    """Return where names stand, those of people and things before those of accounts."""
    return sorted(scene.shuffled(draft.places(Name)), key=lambda place: _is_account(draft, place))


def _real_names(part: Name, draft: Draft, scene: Scene) -> Sequence[str]:
    names = scene.book.names
    if part.kind == "account":
        near = {one.account_id for one in (*draft.desks, *scene.neighbours)}
        return [one.name for one in names.accounts if one.account_id not in near]
    if part.kind in ("feature", "product"):
        return names.features if part.kind == "feature" else names.products
    if part.kind == "ticket":
        return [str(fact.value) for desk in scene.book.desks for fact in desk.facts.get("ticket", ())]
    own = [str(told["name"]) for fact in draft.desks[0].all_facts if "name" in (told := scene.book.told[fact.id])]
    return own if own and scene.chance.random() < 0.5 else names.people


def wrong_account(draft: Draft, scene: Scene) -> Slip | None:
    """Name another account of the evidence for the figures of this one, or let two accounts change places."""
    places = scene.shuffled(place for place in draft.places(Name) if _is_account(draft, place))
    if len(places) == 2 and scene.chance.random() < 0.5 and _tells_apart(draft):
        first, second = places
        swapped = draft.put(first, draft.parts[second]).put(second, draft.parts[first])
        return Slip(swapped, "the two accounts changed places")
    for place in places:
        part = draft.parts[place]
        assert isinstance(part, Name)
        for desk in scene.neighbours:
            if not bears_name(desk.name, draft.cited) and not _holds_there_too(draft, desk):
                return _renamed(draft, place, part, desk.name)
    return None


def _is_account(draft: Draft, place: int) -> bool:
    part = draft.parts[place]
    return isinstance(part, Name) and part.kind == "account"


def _tells_apart(draft: Draft) -> bool:
    """Tell whether the sentence has a figure of each of the two accounts, or says which has more."""
    own = [{source.account_id for source in part.of} for part in draft.parts if isinstance(part, Figure | Day)]
    single = {next(iter(ids)) for ids in own if len(ids) == 1}
    texts = {part.text for part in draft.parts if isinstance(part, Figure | Day)}
    ways = any(isinstance(part, Direction) and len({one.account_id for one in part.of}) > 1 for part in draft.parts)
    return ways or (len(single) > 1 and len(texts) > 1)


def _holds_there_too(draft: Draft, desk: Desk) -> bool:
    """Tell whether a figure, date or name of the sentence is also one of the other account."""
    for part in draft.parts:
        if isinstance(part, Figure):
            names = {one.name for one in part.of if isinstance(one, Fact)}
            twins = [fact for known in names for fact in desk.facts.get(known, ())]
            if part.writing.hedge or part.is_made:
                near = numbers_and_made(twins)
                if any(abs(one - part.value) <= _FAR * abs(part.value) for one in near):
                    return True
            elif bears_figure(part.value, part.writing, twins):
                return True
        if isinstance(part, Day):
            twins_of_day: list[Source] = [
                fact for one in part.of if isinstance(one, Fact) for fact in desk.facts.get(one.name, ())
            ]
            values = [one.value for one in twins_of_day if isinstance(one, Fact)]
            if any(part.write(value) == part.text for value in values if hasattr(value, "toordinal")):  # type: ignore[arg-type]
                return True
    return False


def numbers_and_made(sources: Sequence[Source]) -> set[Decimal]:
    """Return the numbers of these sources, and what can be computed from them."""
    return {number for one in sources for number in numbers_in(one)} | made_from(sources)


def direction(draft: Draft, scene: Scene) -> Slip | None:
    """Turn a direction round: rose for fell, smaller for larger."""
    for place in scene.shuffled(draft.places(Direction)):
        part = draft.parts[place]
        assert isinstance(part, Direction)
        wrong = replace(part, text=scene.chance.choice(part.others))
        return Slip(draft.put(place, wrong), f"{part.text} became {wrong.text}")
    return None


def quote(draft: Draft, scene: Scene) -> Slip | None:
    """Change a quotation: one word, a negation, two spliced, or all of it invented."""
    for place in scene.shuffled(draft.places(Quote)):
        part = draft.parts[place]
        assert isinstance(part, Quote)
        for _ in range(_TRIES):
            found = misquoted(part.said, part.of[0], scene.chance)
            if found is not None and not bears_quote(found[0], draft.cited):
                return Slip(
                    draft.put(place, replace(part, said=found[0])), f"{found[1]}: {part.said!r} became {found[0]!r}"
                )
    return None


def citation(draft: Draft, scene: Scene) -> Slip | None:
    """Cite another fact or passage of the evidence in the place of the right one."""
    for place in scene.shuffled(draft.places(Cite)):
        part = draft.parts[place]
        assert isinstance(part, Cite)
        gone = scene.chance.choice(part.of)
        others = [one for one in scene.beside if isinstance(one, Passage) == isinstance(gone, Passage)]
        others = scene.chance.sample(others, len(others))
        if scene.chance.random() < 0.6:  # a fact of the same name or unit is the likelier slip
            others.sort(key=lambda one: _likeness(one, gone))
        for other in others if scene.chance.random() < 0.85 else scene.beside:
            cited = tuple(other if one.id == gone.id else one for one in part.of)
            wrong = draft.put(place, replace(part, of=cited))
            if not any(one.id == gone.id for one in wrong.cited) and _is_bare(wrong, gone, scene):
                return Slip(wrong, f"cites {_called(other)} instead of {_called(gone)}")
    return None


def _likeness(other: Source, gone: Source) -> int:
    """Return 0 for a fact of the same name, 1 of the same unit or account, 2 for any other one."""
    if isinstance(other, Fact) and isinstance(gone, Fact):
        return 0 if other.name == gone.name else 1 if other.unit == gone.unit else 2
    return 1 if other.account_id == gone.account_id else 2


def _is_bare(wrong: Draft, gone: Source, scene: Scene) -> bool:
    """Tell whether some figure, date, name or quote that came from what is gone is borne out by nothing cited now."""
    cited, told = wrong.cited, scene.told(wrong)
    for part in wrong.parts:
        if isinstance(part, str | Cite | Direction) or not any(one.id == gone.id for one in part.of):
            continue
        if isinstance(part, Figure):
            shown = part.writing.shown if part.writing.shown is not None else part.value
            bare = not bears_figure(shown, part.writing, cited, told) and not bears_figure(
                part.value, part.writing, cited, told
            )
        elif isinstance(part, Day):
            bare = not bears_day(part.value, part.write, cited)
        elif isinstance(part, Quote):
            bare = not bears_quote(part.said, cited)
        else:
            bare = not bears_name(part.text, cited)
        if bare:
            return True
    return False


def _called(source: Source) -> str:
    return f"“{source.label}”" if isinstance(source, Fact) else f"a passage of {source.path}"


def _renamed(draft: Draft, place: int, part: Name, other: str) -> Slip:
    return Slip(draft.put(place, replace(part, text=other)), f"{part.text} became {other}")


def _no_handles(draft: Draft) -> dict[str, str]:
    return {one.id: "" for one in draft.cited}


SLIPS: Mapping[str, Callable[[Draft, Scene], Slip | None]] = {
    "figure": figure,
    "unit": unit,
    "date": date,
    "name": name,
    "entity_swap": entity_swap,
    "wrong_account": wrong_account,
    "direction": direction,
    "quote": quote,
    "citation": citation,
}
"""The kinds of corruption by their names."""
