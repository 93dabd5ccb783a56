"""The themes as a product manager works with them: read, and changed by what people decide."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from copilot.errors import InvalidInput, NotAllowed, NotFound
from copilot.feedback.decisions import Answer, Arrangement, Decision, Gather, Made, Merge, Move, Rename, Split, arranged
from copilot.feedback.reading import Asked, Opened, Reading, Theme, Themes, id_of, made_in, number_of, spelled_out
from copilot.feedback.syncing import ThemeSummary, ThemeSync
from copilot.feedback_item import Item
from copilot.progress import Report, quiet
from copilot.scope import Scope
from copilot.store.accounts import AccountStore
from copilot.store.themes import ThemeStore


class Board:
    """Reads and changes the themes of a book; whoever may not see an account sees nothing that it says."""

    def __init__(self, accounts: AccountStore, store: ThemeStore, sync: ThemeSync, revision: Callable[[], str]) -> None:
        self._accounts, self._store, self._sync, self._revision = accounts, store, sync, revision

    def refresh(self, report: Report = quiet) -> ThemeSummary:
        """Bring themes up to date with the book."""
        return self._sync.sync(self._revision(), report)

    def themes(self, scope: Scope, as_of: date, asked: Asked = Asked()) -> Themes:  # noqa: B008  (it is frozen)
        """Return the themes that are asked for, weighed by what the caller may see."""
        near = self._sync.near(spelled_out(asked.about)) if asked.about else {}
        return Reading(self._accounts, self._store, scope, as_of, asked, near).themes()

    def near(self, subject: str) -> dict[str, float]:
        """Return how near each theme is to a subject in meaning, as a cosine."""
        return {id_of(number): score for number, score in self._sync.near(spelled_out(subject)).items()}

    def theme(self, theme_id: str, scope: Scope, as_of: date, asked: Asked = Asked()) -> Theme:  # noqa: B008
        """Return one theme, for a merged one that which it went into; NotFound where there is none to be seen."""
        return Reading(self._accounts, self._store, scope, as_of, asked).theme(theme_id)

    def opened(self, theme_id: str, scope: Scope, as_of: date, asked: Asked = Asked()) -> Opened:  # noqa: B008
        """Return one theme with those like it and what was decided about it; NotFound as `theme`."""
        reading = Reading(self._accounts, self._store, scope, as_of, asked)
        theme = reading.theme(theme_id)
        return Opened(theme, reading.alike(theme), self.decided(theme.theme_id))

    def rename(self, theme_id: str, name: str, scope: Scope) -> None:
        """Give a theme another name."""
        self._decide(Rename(theme_id=self._there(theme_id), name=" ".join(name.split())), scope)

    def merge(self, theme_id: str, into: str, scope: Scope) -> None:
        """Make a theme part of another one."""
        one, other = self._there(theme_id), self._there(into)
        if one == other:
            raise InvalidInput(f"{theme_id} cannot be merged into itself.", "Name another theme.")
        self._decide(Merge(theme_id=one, into=other), scope)

    def split(self, theme_id: str, item_ids: Sequence[str], name: str, scope: Scope) -> str:
        """Make some items of a theme a theme of their own, and return its id."""
        own = self._there(theme_id)
        every = self._items()
        held = {one: every[one] for one in self._arrangement().items[own]}
        if missing := _not_in(held, item_ids):
            raise InvalidInput(f"{theme_id} does not hold {missing[0]}.", "Name items that it holds.")
        taken = _called(held, item_ids)
        if not taken or len(taken) == len(held):
            raise InvalidInput("A split takes some of the items, not none and not all.", "Rename the theme instead.")
        _may_decide(scope)
        found = next(one for one in self._store.themes() if one.theme_id == own)
        made = self._store.add_theme(name, found.area, self._sync.centroid(taken), parent_id=own)
        self._decide(Split(theme_id=own, made=made, item_ids=taken, name=" ".join(name.split())), scope)
        return id_of(made)

    def gather(self, item_ids: Sequence[str], name: str, scope: Scope) -> str:
        """Make a theme of some items, of no theme or of others, and return its id; later ones like them join it."""
        _may_decide(scope)
        every = self._items()
        if missing := _not_in(every, item_ids):
            raise NotFound(f"There is no item {missing[0]!r}.", "`csm themes --unthemed` lists those of no theme.")
        taken = _called(every, item_ids)
        made = self._store.add_theme(name, self._area_of(taken, every), self._sync.centroid(taken))
        self._decide(Gather(made=made, item_ids=taken, name=" ".join(name.split())), scope)
        return id_of(made)

    def _area_of(self, item_ids: Sequence[str], every: Mapping[str, Item]) -> str:
        """Return the area that most of some items have, of their theme or as they came."""
        found = {one.theme_id: one.area for one in self._store.themes()}
        area_of = {item: found[number] for number, ids in self._arrangement().items.items() for item in ids}
        areas = [area for one in item_ids if (area := area_of.get(one) or every[one].area)]
        return Counter(areas or ["Other"]).most_common(1)[0][0]

    def move(self, item_id: str, theme_id: str | None, scope: Scope) -> None:
        """Put an item into another theme, or into none."""
        if item_id not in self._items():
            raise NotFound(f"There is no item {item_id!r}.", "A theme lists its items.")
        self._decide(Move(item_id=item_id, theme_id=self._there(theme_id) if theme_id else None), scope)

    def answer(self, theme_id: str, answer: Answer, scope: Scope) -> None:
        """Say that what a theme asks for is planned, released or not planned."""
        self._decide(answer.model_copy(update={"theme_id": self._there(theme_id)}), scope)

    def undo(self, theme_id: str, scope: Scope) -> Made:
        """Undo the last decision about a theme, and return it; NotFound where there is none."""
        _may_decide(scope)
        about = self.decided(theme_id)
        if not about:
            raise NotFound(f"Nothing was decided about {theme_id}.", "Only what was decided can be undone.")
        last = about[-1].decision
        self._store.undo(about[-1].decision_id, unmade=last.made if isinstance(last, Gather) else None)
        return about[-1]

    def decided(self, theme_id: str) -> list[Made]:
        """Return what was decided about a theme and was not undone, oldest first."""
        number = number_of(theme_id)
        return [one for one in self._made() if not one.is_undone and number in _themes_of(one.decision)]

    def _decide(self, decision: Decision, scope: Scope) -> None:
        _may_decide(scope)
        self._store.decide(decision.kind, decision.model_dump(mode="json"), scope.user)

    def _there(self, theme_id: str) -> int:
        """Return the number of a theme that is there; NotFound where it is gone, with what it went into."""
        number, arrangement = number_of(theme_id), self._arrangement()
        if number in arrangement.merged:
            raise NotFound(f"{theme_id} went into {id_of(arrangement.theme_of(number))}.", "Name that one.")
        if number not in arrangement.items:
            raise NotFound(f"There is no theme {theme_id!r}.", "`csm themes` lists them.")
        return number

    def _items(self) -> dict[str, Item]:
        return {item.item_id: item for item, _ in self._store.items()}

    def _made(self) -> list[Made]:
        return made_in(self._store)

    def _arrangement(self) -> Arrangement:
        found = {item.item_id: theme_id for item, theme_id in self._store.items()}
        return arranged(found, {one.theme_id: one.parent_id for one in self._store.themes()}, self._made())


def _names_of(item: Item) -> set[str]:
    """Return by what an item can be meant: its own id, its feedback row's, and those that were folded into it."""
    return {item.item_id, *item.also, *((item.source_id,) if item.origin == "feedback" else ())}


def _called(items: Mapping[str, Item], names: Sequence[str]) -> list[str]:
    """Return the ids of the items that are meant."""
    wanted = set(names)
    return [key for key, item in items.items() if wanted & _names_of(item)]


def _not_in(items: Mapping[str, Item], names: Sequence[str]) -> list[str]:
    known = {called for item in items.values() for called in _names_of(item)}
    return [one for one in names if one not in known]


def _themes_of(decision: Decision) -> set[int | None]:
    match decision:
        case Merge():
            return {decision.theme_id, decision.into}
        case Split():
            return {decision.theme_id, decision.made}
        case Gather():
            return {decision.made}
        case _:
            return {decision.theme_id}


def _may_decide(scope: Scope) -> None:
    if scope.account_ids is not None:
        raise NotAllowed("Themes are of all accounts.", "Ask somebody who may see every account to change them.")
