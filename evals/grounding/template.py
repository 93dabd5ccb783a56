"""Forms of sentences, and how one is filled in from the evidence on a few desks.

A form is a line of `forms.txt`. `{arr:money}` is a figure, date or word from a fact in a style of `writing` or
`dates`; `{sum arr arr@2:money}` is computed, `ticket/age` what a fact tells beside its value, `@2` the second
account, `@all` the portfolio; `{name champion}`, `{quote turn:whole}` and the like are below; `[arr turn]` cites.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

from copilot.evidence import Fact, Passage
from evals.grounding.book import AS_OF, SINCE, Book, Desk, Source, as_shown
from evals.grounding.counts import number, word
from evals.grounding.dates import WAYS, way_for
from evals.grounding.operations import MAKING, OPERATIONS, Operand, Unfit, same_unit
from evals.grounding.parts import Cite, Day, Direction, Draft, Figure, Name, Part, Quote
from evals.grounding.passages import MARKS, Counted, Said, as_quoted, counted, mentioned, sentences
from evals.grounding.styles import STYLES

_TOKEN = re.compile(r"\{([^{}]+)\}|\[([^\[\]]+)\]")
_PEOPLE = {"champion", "executive_sponsor", "economic_buyer", "admin", "user"}
_LEAST = {"ratio": Decimal("0.001"), "points": Decimal("0.1")}


@cache
def forms() -> Mapping[str, str]:
    """Return every form by its name: its group and number."""
    found: dict[str, str] = {}
    group, number_in_group = "", 0
    for line in Path(__file__).with_name("forms.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            group, number_in_group = line[2:].replace(" ", "-"), 0
        elif line:
            number_in_group += 1
            found[f"{group}-{number_in_group}"] = line
    return found


@dataclass(slots=True)
class Stage:
    """The desks on which a form is filled in; a reference means the same source throughout a sentence."""

    book: Book
    desks: tuple[Desk, ...]
    chance: Random
    chosen: dict[str, Source] = field(default_factory=dict)
    found: dict[str, Said | Counted | str] = field(default_factory=dict)

    def fill(self, form: str, template: str) -> Draft:
        """Fill in a form; Unfit where the evidence does not allow it."""
        parts: list[Part] = []
        end = 0
        for match in _TOKEN.finditer(template):
            parts.append(template[end : match.start()])
            parts.append(self._slot(match[1]) if match[1] else Cite(tuple(map(self.source, match[2].split()))))
            end = match.end()
        parts.append(template[end:])
        wanted = 1 + max((int(number) for number in re.findall(r"@(\d)", template)), default=1) - 1
        return Draft(form, tuple(part for part in parts if part != ""), self.desks[:wanted])

    def source(self, ref: str) -> Source:
        """Return the fact or passage that a reference means."""
        if ref not in self.chosen:
            name, _, place = ref.partition("@")
            desk = self.book.whole if place == "all" else self.desks[int(place or 1) - 1]
            chosen = self._passage(ref, desk) if name in _PASSAGES else self._fact(name, desk)
            self.chosen[ref] = chosen
        return self.chosen[ref]

    def _fact(self, name: str, desk: Desk) -> Fact:
        if name in _PEOPLE:
            facts = [one for one in desk.facts.get(name, ()) if "left" not in self.book.told[one.id]]
            facts = [one for one in facts if "no longer active" not in one.display]
        elif name == "leaver":
            facts = [
                one for role in sorted(_PEOPLE) for one in desk.facts.get(role, ()) if "left" in self.book.told[one.id]
            ]
        else:
            facts = [one for one in desk.facts.get(name, ()) if name != "arr" or one.value]
        if not facts:
            raise Unfit
        return self.chance.choice(facts)

    def _passage(self, ref: str, desk: Desk) -> Passage:
        name = ref.partition("@")[0]
        passages = self.book.playbooks if name == "playbook" else desk.passages
        if not passages:
            raise Unfit
        passage = self.chance.choice(passages)
        found = _PASSAGES[name](self, passage, desk)
        if not found:
            raise Unfit
        self.found[ref] = found[self.chance.randrange(len(found))]
        return passage

    def _slot(self, token: str) -> Part:
        expression, _, style = token.partition(":")
        head, *rest = expression.split(" ")
        if head.partition("@")[0] in _SPECIAL:
            return _SPECIAL[head.partition("@")[0]](self, head, rest, style)
        operand = self.value(expression)
        style, _, noun = style.partition(" ")
        if style in WAYS:
            way = way_for(style, operand.day, self.chance)
            if way is None:
                raise Unfit
            return Day(operand.day, way, operand.of)
        return self._figure(operand, style, noun, is_made=len(rest) > 1 or head in MAKING)

    def _figure(self, operand: Operand, style: str, noun: str, is_made: bool) -> Figure:
        value = operand.figure
        writing = None
        if value >= 0 or style in ("number", "percent"):
            writing = STYLES[style](value, operand.unit, noun, self.chance)
        if writing is None:
            raise Unfit
        if operand.shown is not None and writing.write(operand.shown) != writing.write(value):
            raise Unfit
        return Figure(value, writing, operand.of, is_made)

    def value(self, expression: str) -> Operand:
        """Compute an expression: a reference, a number, or an operation on some of them."""
        head, *rest = expression.split(" ")
        if head == "rank":
            return self._rank(rest[0])
        if head in OPERATIONS:
            nested = bool(rest) and rest[0] in OPERATIONS
            operands = [self.value(" ".join(rest))] if nested else [self.value(one) for one in rest]
            return OPERATIONS[head](operands)
        if re.fullmatch(r"\d+(\.\d+)?", head):
            return Operand(Decimal(head), "", ())
        return self._referred(head)

    def _rank(self, name: str) -> Operand:
        every = [self._referred(ref) for ref in (name, f"{name}@2", f"{name}@3")]
        same_unit(every)
        first, *others = (one.figure for one in every)
        least = Decimal("0.002") if every[0].unit == "ratio" else Decimal("0.2")
        if min(others) - first > least or first - max(others) > least:
            return Operand(Decimal(1 if first > max(others) else -1), "", tuple(s for one in every for s in one.of))
        raise Unfit

    def _referred(self, ref: str) -> Operand:
        name, _, told = ref.partition("/")
        source = self.source(name)
        if not isinstance(source, Fact):
            raise Unfit
        if told:
            beside = self.book.told[source.id]
            if told not in beside:
                raise Unfit
            return Operand(beside[told], str(beside.get("unit", "")), (source,))
        value = source.value
        if isinstance(value, int):
            value = Decimal(value)
        if value is None:
            raise Unfit
        shown = as_shown(source) if isinstance(value, Decimal) else None
        return Operand(value, source.unit, (source,), shown)


def _account(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    desk = stage.desks[int(head.partition("@")[2] or 1) - 1]
    account = next(one for one in stage.book.names.accounts if one.account_id == desk.account_id)
    is_short = bool(account.aliases) and stage.chance.random() < 0.1
    return Name(stage.chance.choice(account.aliases) if is_short else desk.name, "account", (), desk.account_id)


def _account_in(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    fact = stage.source(rest[0])
    named = [one.name for one in stage.book.desks if isinstance(fact, Fact) and one.name in fact.display]
    if not named:
        raise Unfit
    return Name(stage.chance.choice(named), "account", (fact,))


def _told_name(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    told = {"name": "name", "feature": "feature", "ticket": "id"}[head]
    operand = stage.value(f"{rest[0]}/{told}")
    kinds = {"name": "person", "feature": "feature", "ticket": "ticket"}
    return Name(str(operand.value), kinds[head], operand.of)  # type: ignore[arg-type]


def _text(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    return str(stage.value(rest[0]).value)


def _direction(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    operand = stage.value(" ".join(rest))
    words = style.split("/")
    value = operand.figure
    if abs(value) < _LEAST.get(operand.unit, Decimal("0.001")):
        if len(words) < 3 or value:
            raise Unfit
        return Direction(words[2], tuple(words[:2]), operand.of)
    said, other = (words[0], words[1]) if value > 0 else (words[1], words[0])
    return Direction(said, (other,), operand.of)


def _quote(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    passage, said = stage.source(rest[0]), stage.found[rest[0]]
    if not isinstance(said, Said) or not isinstance(passage, Passage):
        raise Unfit
    words = as_quoted(said.words, style, stage.chance)
    if words is None:
        raise Unfit
    return Quote(words, stage.chance.choice(MARKS[:3] if stage.chance.random() < 0.85 else MARKS), (passage,))


def _speaker(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    passage, said = stage.source(rest[0]), stage.found[rest[0]]
    if not isinstance(said, Said):
        raise Unfit
    return Name(said.speaker, "speaker", (passage,))


def _kind(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    passage = stage.source(rest[0])
    if not isinstance(passage, Passage):
        raise Unfit
    return {"internal": "internal note", "qbr": "QBR"}.get(passage.kind, passage.kind)


def _title(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    passage = stage.source(rest[0])
    return passage.title if isinstance(passage, Passage) else ""


def _day(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    passage = stage.source(rest[0])
    if not isinstance(passage, Passage) or passage.date is None:
        raise Unfit
    way = way_for(style, passage.date, stage.chance)
    if way is None:
        raise Unfit
    return Day(passage.date, way, (passage,))


def _since(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    way = way_for(style, SINCE, stage.chance)
    if way is None:
        raise Unfit
    return Day(SINCE, way, (stage.source(rest[0]),))


def _as_of(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    fact = stage.source(rest[0])
    way = way_for(style, AS_OF, stage.chance)
    if way is None:
        raise Unfit
    return Day(AS_OF, way, (fact,))


def _number(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    passage, found = stage.source(rest[0]), stage.found[rest[0]]
    if not isinstance(found, Counted):
        raise Unfit
    way = stage.chance.choice((number, word))(found.value, "", found.noun, stage.chance)
    if way is None:
        raise Unfit
    return Figure(found.value, way, (passage,))


def _mention(stage: Stage, head: str, rest: list[str], style: str) -> Part:
    passage, found = stage.source(rest[0]), stage.found[rest[0]]
    kind = "product" if found in stage.book.names.products else "feature"
    return Name(str(found), kind, (passage,))  # type: ignore[arg-type]


_SPECIAL: Mapping[str, Callable[[Stage, str, list[str], str], Part]] = {
    "account": _account,
    "account_in": _account_in,
    "name": _told_name,
    "feature": _told_name,
    "ticket": _told_name,
    "text": _text,
    "word": _text,
    "dir": _direction,
    "quote": _quote,
    "speaker": _speaker,
    "kind": _kind,
    "title": _title,
    "day": _day,
    "since": _since,
    "as_of": _as_of,
    "number": _number,
    "mention": _mention,
}


def _of_customer(stage: Stage, passage: Passage, desk: Desk) -> list[Said]:
    people = {str(fact.value) for role in _PEOPLE for fact in desk.facts.get(role, ())}
    return [one for one in sentences(passage) if one.speaker in people]


_PASSAGES: Mapping[str, Callable[[Stage, Passage, Desk], list[Said] | list[Counted] | list[str]]] = {
    "passage": lambda stage, passage, desk: list(sentences(passage)),
    "turn": _of_customer,
    "playbook": lambda stage, passage, desk: list(sentences(passage)),
    "numbered": lambda stage, passage, desk: list(counted(passage)),
    "mention": lambda stage, passage, desk: mentioned(
        passage, [*stage.book.names.products, *(one for one in stage.book.names.features if one != "Agents")]
    ),
}
