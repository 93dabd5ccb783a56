"""The themes as a product manager works with them: weighed, ranked, routed, and changed by what people decide."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from copilot.errors import InvalidInput, NotAllowed, NotFound
from copilot.feedback.decisions import Answer, Arrangement, Decision, Made, Merge, Move, Rename, Split, arranged
from copilot.feedback.period import Period, period_to
from copilot.feedback.phrases import stems_of
from copilot.feedback.ranking import By, Ranked, Weighed, ranked
from copilot.feedback.routing import Route, Routing, route
from copilot.feedback.stakes import read_stakes
from copilot.feedback.syncing import ThemeSummary, ThemeSync
from copilot.feedback.trend import trends
from copilot.feedback.weight import weigh
from copilot.feedback_item import Item, Tone
from copilot.progress import Report, quiet
from copilot.records import Segment
from copilot.scope import Scope
from copilot.store.accounts import AccountStore
from copilot.store.themes import FoundTheme, ThemeStore

_SAID = 0.2
"""A theme is about a subject if this part of its items say its words."""
_NEAR = 0.3
"""A theme is about a subject if its middle has this cosine with it: less than an item needs, which says more."""
_ABBREVIATIONS = {
    "sso": "single sign-on",
    "mfa": "multi-factor login",
    "2fa": "two-factor login",
    "scim": "automatic provisioning of users",
    "rbac": "roles and permissions",
    "api": "programming interface",
}
"""Abbreviations of the trade that an embedding model does not know."""
_DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)


class Asked(BaseModel):
    """Which themes are wanted, and in which order.

    Without `since` all feedback counts that is on record, and the trend is that of the last 90 days.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date | None = None
    until: date | None = None
    segment: Segment | None = None
    area: str | None = None
    route: Route | None = None
    about: str | None = Field(None, max_length=200, description="A subject, in words")
    renewing_above: Decimal | None = Field(None, ge=0, description="Of more ARR that renews within 180 days")
    by: By = "score"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme in its place, with where it goes, what was answered, and whether the last run found it."""

    theme_id: str
    name: str
    area: str
    ranked: Ranked
    routing: Routing
    is_new: bool
    answer: Answer | None

    @property
    def items(self) -> Sequence[Item]:
        """What was said of it in the period, oldest first."""
        return self.ranked.theme.weight.items

    @property
    def kind(self) -> Tone:
        """How it is mostly said: as a problem, a request, a question, praise or a remark."""
        tones = self.ranked.theme.weight.tones
        return max(tones, key=lambda one: tones[one]) if tones else "remark"


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes that were asked for, best first, and what is in none; `void` are decisions that no longer apply."""

    period: Period
    trend_period: Period
    themes: Sequence[Theme]
    unthemed: Sequence[Item]
    void: Sequence[int]


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
        return _Reading(self._accounts, self._store, scope, as_of, asked, near).themes()

    def theme(self, theme_id: str, scope: Scope, as_of: date, asked: Asked = Asked()) -> Theme:  # noqa: B008
        """Return one theme, for a merged one that which it went into; NotFound where there is none to be seen."""
        return _Reading(self._accounts, self._store, scope, as_of, asked).theme(theme_id)

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
        every = {item.item_id: item for item, _ in self._store.items()}
        held = {one: every[one] for one in self._arrangement().items[own]}
        for one in item_ids:
            if not any(_is_called(item, one) for item in held.values()):
                raise InvalidInput(f"{theme_id} does not hold {one}.", "Name items that it holds.")
        taken = [key for key, item in held.items() if any(_is_called(item, one) for one in item_ids)]
        if not taken or len(taken) == len(held):
            raise InvalidInput("A split takes some of the items, not none and not all.", "Rename the theme instead.")
        _may_decide(scope)
        found = next(one for one in self._store.themes() if one.theme_id == own)
        made = self._store.add_theme(name, found.area, self._sync.centroid(taken), parent_id=own)
        self._decide(Split(theme_id=own, made=made, item_ids=taken, name=" ".join(name.split())), scope)
        return id_of(made)

    def move(self, item_id: str, theme_id: str | None, scope: Scope) -> None:
        """Put an item into another theme, or into none."""
        if all(item_id != item.item_id for item, _ in self._store.items()):
            raise NotFound(f"There is no item {item_id!r}.", "A theme lists its items.")
        self._decide(Move(item_id=item_id, theme_id=self._there(theme_id) if theme_id else None), scope)

    def answer(self, theme_id: str, answer: Answer, scope: Scope) -> None:
        """Say that what a theme asks for is planned or released."""
        self._decide(answer.model_copy(update={"theme_id": self._there(theme_id)}), scope)

    def undo(self, theme_id: str, scope: Scope) -> Made:
        """Undo the last decision about a theme, and return it; NotFound where there is none."""
        _may_decide(scope)
        about = self.decided(theme_id)
        if not about:
            raise NotFound(f"Nothing was decided about {theme_id}.", "Only what was decided can be undone.")
        self._store.undo(about[-1].decision_id)
        return about[-1]

    def decided(self, theme_id: str) -> list[Made]:
        """Return what was decided about a theme and was not undone, oldest first."""
        number = _number(theme_id)
        return [one for one in self._made() if not one.is_undone and number in _themes_of(one.decision)]

    def _decide(self, decision: Decision, scope: Scope) -> None:
        _may_decide(scope)
        self._store.decide(decision.kind, decision.model_dump(mode="json"), scope.user)

    def _there(self, theme_id: str) -> int:
        """Return the number of a theme that is there; NotFound where it is gone, with what it went into."""
        number, arrangement = _number(theme_id), self._arrangement()
        if number in arrangement.merged:
            raise NotFound(f"{theme_id} went into {id_of(arrangement.theme_of(number))}.", "Name that one.")
        if number not in arrangement.items:
            raise NotFound(f"There is no theme {theme_id!r}.", "`csm themes` lists them.")
        return number

    def _made(self) -> list[Made]:
        return made_in(self._store)

    def _arrangement(self) -> Arrangement:
        found = {item.item_id: theme_id for item, theme_id in self._store.items()}
        return arranged(found, {one.theme_id: one.parent_id for one in self._store.themes()}, self._made())


class _Reading:
    """One look at all themes, as one caller sees them."""

    def __init__(
        self,
        accounts: AccountStore,
        store: ThemeStore,
        scope: Scope,
        as_of: date,
        asked: Asked,
        near: Mapping[int, float] = MappingProxyType({}),
    ) -> None:
        self._store, self._as_of, self._asked, self._near = store, as_of, asked, near
        self._standards = accounts.standards.themes
        self._stakes = read_stakes(accounts, scope, as_of)
        self._every = store.items()
        self._found = {one.theme_id: one for one in store.themes()}

    @cached_property
    def _arrangement(self) -> Arrangement:
        found = {item.item_id: theme_id for item, theme_id in self._every}
        parents = {one.theme_id: one.parent_id for one in self._found.values()}
        return arranged(found, parents, made_in(self._store))

    @cached_property
    def _seen(self) -> dict[str, Item]:
        """The items that the caller may see and asked for, whenever they were said."""
        return {item.item_id: item for item, _ in self._every if self._is_meant(item)}

    def _is_meant(self, item: Item) -> bool:
        stake = self._stakes.by_account.get(item.account_id)
        return stake is not None and self._asked.segment in (None, stake.segment)

    @cached_property
    def _period(self) -> Period:
        until = min(self._asked.until or self._as_of, self._as_of)
        first = min((item.date for item in self._seen.values()), default=until)
        return Period(self._asked.since or min(first, until), until)

    @cached_property
    def _trend_period(self) -> Period:
        return self._period if self._asked.since is not None else period_to(self._period.until)

    @cached_property
    def _items(self) -> dict[int, list[Item]]:
        held = {
            number: [self._seen[one] for one in ids if one in self._seen]
            for number, ids in self._arrangement.items.items()
        }
        return {number: items for number, items in held.items() if items}

    @cached_property
    def _unthemed(self) -> list[Item]:
        themed = {item.item_id for items in self._items.values() for item in items}
        return [item for item in self._seen.values() if item.item_id not in themed]

    @cached_property
    def _ranked(self) -> list[Ranked]:
        """All themes in order: each is weighed and judged beside all others."""
        named = {id_of(number): items for number, items in self._items.items()}
        moving = trends(named, self._unthemed, self._trend_period, self._standards.false_trends)
        weighed = [
            Weighed(theme_id, self._name(theme_id), weigh(items, self._stakes, self._period), moving[theme_id])
            for theme_id, items in named.items()
        ]
        return ranked([one for one in weighed if one.weight.mentions], self._standards, self._asked.by)

    def _name(self, theme_id: str) -> str:
        number = _number(theme_id)
        return self._arrangement.names.get(number) or self._found[number].name

    def themes(self) -> Themes:
        """Return what was asked for."""
        shown = [one for one in map(self._theme, self._ranked) if self._is_wanted(one)]
        unthemed = [item for item in self._unthemed if item.date in self._period and self._says(item)]
        return Themes(self._period, self._trend_period, shown, unthemed, self._arrangement.void)

    def theme(self, theme_id: str) -> Theme:
        """Return one of them."""
        wanted = id_of(self._arrangement.theme_of(_number(theme_id)))
        found = next((one for one in self._ranked if one.theme.theme_id == wanted), None)
        if found is None:
            raise NotFound(f"There is no theme {theme_id!r}.", "`csm themes` lists them.")
        return self._theme(found)

    def _theme(self, one: Ranked) -> Theme:
        number = _number(one.theme.theme_id)
        return Theme(
            theme_id=one.theme.theme_id,
            name=one.theme.name,
            area=self._found[number].area,
            ranked=one,
            routing=route(one.theme.weight.items),
            is_new=_is_new(self._found[number], self._found.values()),
            answer=self._arrangement.answers.get(number),
        )

    def _is_wanted(self, one: Theme) -> bool:
        area, above = self._asked.area, self._asked.renewing_above
        if area is not None and one.area.casefold() != area.casefold():
            return False
        if above is not None and (one.ranked.theme.weight.arr_renewing_180d.amount or 0) <= above:
            return False
        return self._asked.route in (None, one.routing.first.route) and self._is_about(one)

    def _is_about(self, one: Theme) -> bool:
        """Tell whether a theme is about the subject: near to it in meaning, or some of its items say its words."""
        is_said = sum(map(self._says, one.items)) >= max(1, _SAID * len(one.items))
        return is_said or self._near.get(_number(one.theme_id), 0.0) >= _NEAR

    def _says(self, item: Item) -> bool:
        """Tell whether an item says the words of the subject, or their abbreviation; all do where there is none."""
        about = self._asked.about
        if about is None:
            return True
        said = stems_of(item.text)
        return any(bool(wanted) and wanted <= said for wanted in (stems_of(about), stems_of(spelled_out(about))))


def made_in(store: ThemeStore) -> list[Made]:
    """Return the decisions that a store holds."""
    return [
        Made(
            decision_id=one.decision_id,
            decision=_DECISION.validate_python(one.body),
            made_at=one.made_at,
            made_by=one.made_by,
            is_undone=one.is_undone,
        )
        for one in store.decisions()
    ]


def id_of(number: int) -> str:
    """Return the id by which people know a theme: `TH7`."""
    return f"TH{number}"


def _number(theme_id: str) -> int:
    digits = theme_id.upper().removeprefix("TH")
    if not digits.isdecimal():
        raise NotFound(f"There is no theme {theme_id!r}.", "`csm themes` lists them.")
    return int(digits)


def spelled_out(subject: str) -> str:
    """Return a subject with its abbreviations spelled out: `SSO setup` is `single sign-on setup`."""
    return " ".join(_ABBREVIATIONS.get(word.casefold(), word) for word in subject.split())


def _is_called(item: Item, name: str) -> bool:
    """Tell whether an item is meant: by its own id, its feedback row's, or one that was folded into it."""
    return name in (item.item_id, *item.also) or (item.origin == "feedback" and name == item.source_id)


def _themes_of(decision: Decision) -> set[int | None]:
    match decision:
        case Merge():
            return {decision.theme_id, decision.into}
        case Split():
            return {decision.theme_id, decision.made}
        case _:
            return {decision.theme_id}


def _is_new(theme: FoundTheme, every: Iterable[FoundTheme]) -> bool:
    """Tell whether the last run that made themes made this one, beside others that were there before."""
    runs = sorted({one.run_id for one in every if one.run_id is not None})
    return len(runs) > 1 and theme.run_id == runs[-1]


def _may_decide(scope: Scope) -> None:
    if scope.account_ids is not None:
        raise NotAllowed("Themes are of all accounts.", "Ask somebody who may see every account to change them.")
