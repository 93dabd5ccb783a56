"""What people decided about themes, and what comes of the themes that were found when that is done to them."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=120)]
ItemIds = Annotated[list[str], Field(min_length=1)]
State = Literal["planned", "released", "declined"]
STATE_WORDS: dict[State, str] = {"planned": "planned", "released": "released", "declined": "not planned"}
"""What an answer is called before people."""


class _Decision(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rename(_Decision):
    """A theme gets another name."""

    kind: Literal["rename"] = "rename"
    theme_id: int
    name: Name


class Merge(_Decision):
    """A theme, with what will join it, becomes part of another one."""

    kind: Literal["merge"] = "merge"
    theme_id: int
    into: int


class Split(_Decision):
    """Some items of a theme become a theme of their own, `made`."""

    kind: Literal["split"] = "split"
    theme_id: int
    made: int
    item_ids: ItemIds
    name: Name


class Gather(_Decision):
    """Items of no theme, or of others, become a theme of their own, `made`."""

    kind: Literal["gather"] = "gather"
    made: int
    item_ids: ItemIds
    name: Name


class Move(_Decision):
    """An item goes to another theme, or to none."""

    kind: Literal["move"] = "move"
    item_id: str
    theme_id: int | None


class Answer(_Decision):
    """A theme is answered: what it asks for is planned, released, or not planned."""

    kind: Literal["answer"] = "answer"
    theme_id: int
    state: State
    words: Annotated[str, Field(min_length=1, max_length=500)]

    def __str__(self) -> str:
        """Say it in words: `Not planned: we keep to spreadsheets`."""
        return f"{STATE_WORDS[self.state].capitalize()}: {self.words}"


Decision = Annotated[Rename | Merge | Split | Gather | Move | Answer, Field(discriminator="kind")]


class Made(BaseModel):
    """A decision as it was made: by whom, when, and whether it was undone."""

    model_config = ConfigDict(frozen=True)

    decision_id: int
    decision: Decision
    made_at: datetime
    made_by: str
    is_undone: bool = False


class Arrangement(BaseModel):
    """Which items each theme has after all decisions, what people called it, and what was answered.

    `merged` tells into which theme another one went, `void` which decisions are of a theme or an item that is gone.
    """

    items: dict[int, list[str]]
    names: dict[int, str]
    answers: dict[int, Answer]
    merged: dict[int, int]
    void: list[int]

    def theme_of(self, theme_id: int) -> int:
        """Return the theme that has the items of this one now."""
        while theme_id in self.merged:
            theme_id = self.merged[theme_id]
        return theme_id


def arranged(
    found: Mapping[str, int | None], parents: Mapping[int, int | None], decisions: Iterable[Made]
) -> Arrangement:
    """Do the decisions, in the order in which they were made, to the themes in which items were found.

    `parents` names every theme there is, and for one that was split off the theme it came from: where the split is
    undone, what had joined it goes back there. One that was put together by hand came from none, and is gone when that
    is undone.
    """
    standing = [one for one in decisions if not one.is_undone]
    made = {one.decision.made for one in standing if isinstance(one.decision, Split)}
    themes: dict[int, set[str]] = {one: set() for one, parent in parents.items() if parent is None or one in made}
    of: dict[str, int | None] = {}
    for item_id, theme_id in found.items():
        of[item_id] = home = _home(theme_id, themes, parents)
        if home is not None:
            themes[home].add(item_id)
    state = _State(themes, of)
    void = [one.decision_id for one in standing if not state.does(one.decision)]
    items = {one: sorted(ids) for one, ids in state.themes.items() if ids and one not in state.merged}
    return Arrangement(items=items, names=state.names, answers=state.answers, merged=state.merged, void=void)


def _home(theme_id: int | None, themes: Container[int], parents: Mapping[int, int | None]) -> int | None:
    """Return the theme itself, or of one whose split was undone the one that it came from."""
    while theme_id is not None and theme_id not in themes:
        theme_id = parents.get(theme_id)
    return theme_id


class _State:
    """The themes while decisions are done to them."""

    def __init__(self, themes: dict[int, set[str]], of: dict[str, int | None]) -> None:
        self.themes, self.of = themes, of
        self.names: dict[int, str] = {}
        self.answers: dict[int, Answer] = {}
        self.merged: dict[int, int] = {}

    def does(self, decision: Decision) -> bool:
        """Do a decision; False where what it is about is gone."""
        if isinstance(decision, Move):
            return self._move(decision)
        if isinstance(decision, Gather):
            return self._make(decision, [one for one in decision.item_ids if one in self.of])
        if not self._is_there(decision.theme_id):
            return False
        match decision:
            case Rename():
                self.names[decision.theme_id] = decision.name
            case Answer():
                self.answers[decision.theme_id] = decision
            case Merge():
                return self._merge(decision)
            case Split():
                held = self.themes[decision.theme_id]
                return self._make(decision, [one for one in decision.item_ids if one in held])
        return True

    def _is_there(self, theme_id: int) -> bool:
        return theme_id in self.themes and theme_id not in self.merged

    def _merge(self, decision: Merge) -> bool:
        if not self._is_there(decision.into) or decision.into == decision.theme_id:
            return False
        self._put(list(self.themes[decision.theme_id]), decision.into)
        self.merged[decision.theme_id] = decision.into
        return True

    def _make(self, decision: Split | Gather, ids: Sequence[str]) -> bool:
        if not ids or not self._is_there(decision.made):
            return False
        self._put(ids, decision.made)
        self.names[decision.made] = decision.name
        return True

    def _move(self, decision: Move) -> bool:
        is_gone = decision.theme_id is not None and not self._is_there(decision.theme_id)
        if decision.item_id not in self.of or is_gone:
            return False
        self._put([decision.item_id], decision.theme_id)
        return True

    def _put(self, item_ids: Sequence[str], theme_id: int | None) -> None:
        for item_id in item_ids:
            before = self.of[item_id]
            if before is not None:
                self.themes[before].discard(item_id)
            if theme_id is not None:
                self.themes[theme_id].add(item_id)
            self.of[item_id] = theme_id
