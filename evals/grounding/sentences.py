"""The gold set: sentences about the demo book that follow from what they cite, and each one's corrupted twin.

Nothing here is shared with the checker that is measured by it. The same seed gives the same set.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from copilot.evidence import Evidence, Fact, Passage
from evals.grounding.book import AS_OF, Book, Desk, Source
from evals.grounding.operations import Unfit
from evals.grounding.parts import Cite, Day, Direction, Draft, Figure, Name, Quote
from evals.grounding.slips import SLIPS, Scene, Slip
from evals.grounding.template import Stage, forms

PAIRS_A_KIND = 140
SEED = 20261121
_TRIES = 150


@dataclass(frozen=True, slots=True)
class Case:
    """A text with its evidence: true where `corruption` is None; `twin` is the id of the other one of its pair.

    `form` is the sentence form that it was made by, `note` what was changed.
    """

    id: str
    twin: str
    text: str
    cites: Sequence[str]
    evidence: Evidence
    as_of: date
    corruption: str | None
    form: str
    note: str = ""

    @property
    def is_true(self) -> bool:
        """Whether it follows from what it cites."""
        return self.corruption is None


def generate(book: Book, seed: int = SEED, pairs: int = PAIRS_A_KIND) -> list[Case]:
    """Return so many pairs of a true and a corrupted sentence for each kind of corruption."""
    chance = Random(seed)
    used: Counter[str] = Counter()
    known: set[str] = set()
    unfit: set[tuple[str, str]] = set()
    cases: list[Case] = []
    for number in range(pairs * len(SLIPS)):
        kind = list(SLIPS)[number % len(SLIPS)]
        for form in _least_used(used, kind, unfit, chance):
            pair = _pair(book, form, kind, chance, f"{number + 1:04}", known)
            if pair:
                used[form] += 1
                cases += pair
                known |= {pair[0].text, pair[1].text}
                break
            unfit.add((form, kind))
    return cases


def _least_used(used: Mapping[str, int], kind: str, unfit: set[tuple[str, str]], chance: Random) -> Iterator[str]:
    """Return the forms that may take a corruption of this kind, the least used first."""
    names = [form for form, template in forms().items() if (form, kind) not in unfit and _may_slip(template, kind)]
    if kind in ("name", "entity_swap") and chance.random() < 0.6:  # else nearly all of them would be accounts
        names = [form for form in names if any(mark in forms()[form] for mark in _OTHER_NAMES)] or names
    chance.shuffle(names)
    yield from sorted(names, key=lambda form: used[form])


_OTHER_NAMES = ("{name ", "{feature ", "{speaker ", "{mention ", "{ticket ")
_MARKS = {"direction": "{dir ", "quote": "{quote ", "wrong_account": "{account"}
_NEEDS: Mapping[str, type] = {
    "figure": Figure,
    "unit": Figure,
    "date": Day,
    "name": Name,
    "entity_swap": Name,
    "wrong_account": Name,
    "direction": Direction,
    "quote": Quote,
    "citation": Cite,
}


def _may_slip(template: str, kind: str) -> bool:
    return _MARKS.get(kind, "{") in template


def _pair(book: Book, form: str, kind: str, chance: Random, number: str, known: set[str]) -> list[Case]:
    """Return a true sentence and its corrupted twin; nothing where the form does not take this corruption."""
    for _ in range(_TRIES):
        desks = tuple(chance.sample(book.desks, 5))
        try:
            draft = Stage(book, desks[:3], chance).fill(form, forms()[form])
        except Unfit:
            continue
        if not any(isinstance(part, _NEEDS[kind]) for part in draft.parts):
            return []
        neighbours = [desk for desk in desks if desk not in draft.desks][: chance.choice((1, 2))]
        beside = _beside(book, draft, neighbours, chance)
        slip = SLIPS[kind](draft, Scene(book, beside, neighbours, chance))
        if slip is None:
            continue
        pair = _cases(draft, slip, kind, beside, chance, number)
        if not known & {one.text for one in pair}:
            return pair
    return []


def _beside(book: Book, draft: Draft, neighbours: Sequence[Desk], chance: Random) -> list[Source]:
    """Return what an agent would have gathered beside what is cited: other facts and passages, also of others."""
    cited = draft.cited
    names = {one.name for one in cited if isinstance(one, Fact)}
    found: list[Source] = []
    for desk in draft.desks:
        found += chance.sample(desk.all_facts, min(len(desk.all_facts), chance.randint(4, 8)))
        found += chance.sample(desk.passages, min(len(desk.passages), chance.randint(0, 2)))
    for desk in neighbours:
        alike = [fact for fact in desk.all_facts if fact.name in names]
        found += [*alike[:2], *chance.sample(desk.all_facts, 2), *desk.passages[:1]]
    if any(isinstance(one, Passage) for one in cited):
        found += [one for desk in draft.desks for one in chance.sample(desk.passages, min(2, len(desk.passages)))]
        found += chance.sample(book.playbooks, 1)
    ids = {one.id for one in cited}
    kept = {one.id: one for one in found if one.id not in ids}
    every = list(kept.values())
    chance.shuffle(every)
    return every[: 20 - len(ids)]


def _cases(draft: Draft, slip: Slip, kind: str, beside: Sequence[Source], chance: Random, number: str) -> list[Case]:
    sources = {one.id: one for one in (*draft.cited, *beside)}
    order = list(sources.values())
    chance.shuffle(order)
    facts = [one for one in order if isinstance(one, Fact)]
    handles = {fact.id: f"F{place}" for place, fact in enumerate(facts, 1)}
    handles |= {one.id: one.id for one in order if isinstance(one, Passage)}
    evidence = Evidence(
        facts=[fact.model_copy(update={"id": handles[fact.id]}) for fact in facts],
        passages=[one for one in order if isinstance(one, Passage)],
    )

    def case(one: Draft, corruption: str | None, note: str) -> Case:
        ending, twin = ("true", kind) if corruption is None else (kind, "true")
        return Case(
            id=f"{number}-{ending}",
            twin=f"{number}-{twin}",
            text=one.text(handles),
            cites=[handles[source.id] for source in one.cited],
            evidence=evidence,
            as_of=AS_OF,
            corruption=corruption,
            form=one.form,
            note=note,
        )

    return [case(draft, None, ""), case(slip.draft, kind, slip.note)]
