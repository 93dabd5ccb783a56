"""The themes as one caller sees them at one time: weighed, ranked, routed, and those that were asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from copilot.errors import InvalidInput, NotFound
from copilot.feedback.clusters import KIN
from copilot.feedback.decisions import Answer, Arrangement, Decision, Made, arranged
from copilot.feedback.period import Period, period_to
from copilot.feedback.phrases import stems_of
from copilot.feedback.ranking import By, Ranked, Weighed, ranked
from copilot.feedback.routing import Route, Routing, route
from copilot.feedback.stakes import read_stakes
from copilot.feedback.trend import trends
from copilot.feedback.weight import Weight, Whole, weigh, whole_of
from copilot.feedback_item import Item, Tone
from copilot.index.embeddings import as_rows
from copilot.records import Segment
from copilot.scope import Scope
from copilot.store.accounts import AccountStore
from copilot.store.themes import FoundTheme, ThemeStore

_SAID = 0.2
"""A theme is about a subject if this part of its items say its words."""
_NEAR = 0.3
"""A theme is about a subject if its middle has this cosine with it: less than an item needs, which says more."""
_ALIKE = 5
"""Themes that are told as like another one."""
PLURALS: dict[Tone, str] = {
    "problem": "problems",
    "request": "requests",
    "question": "questions",
    "remark": "remarks",
    "praise": "praise",
}
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
    kind: Tone | None = Field(None, description="Only what is said so: a problem, a request, a question, praise")
    answered: bool | None = Field(None, description="Only themes that have an answer, or that have none")
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
        """How it is said most often: as a problem, a request, a question, praise or a remark."""
        tones = self.ranked.theme.weight.tones
        return max(tones, key=lambda one: tones[one]) if tones else "remark"

    @property
    def kinds(self) -> str:
        """How it is said, in words."""
        return kinds_of(self.ranked.theme.weight.tones)


@dataclass(frozen=True, slots=True)
class Alike:
    """A theme near to another one in meaning, the cosine of the two, and what both would weigh as one."""

    theme: Theme
    cosine: float
    together: Weight


@dataclass(frozen=True, slots=True)
class Opened:
    """A theme, those like it, the nearest first, and what people decided about it."""

    theme: Theme
    alike: Sequence[Alike]
    decided: Sequence[Made]


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes that were asked for, best first, and what is in none; `void` are decisions that no longer apply.

    `names` are those of the accounts that the caller may see, and `may_decide` tells whether these are all.
    """

    period: Period
    trend_period: Period
    themes: Sequence[Theme]
    unthemed: Sequence[Item]
    void: Sequence[int]
    names: Mapping[str, str]
    may_decide: bool


class Reading:
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
        self._may_decide = scope.account_ids is None
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
        asked = self._asked
        return stake is not None and asked.segment in (None, stake.segment) and asked.kind in (None, item.tone)

    @cached_property
    def _routes(self) -> dict[int, Routing]:
        """Where each theme goes by all that the caller may see of it, so that no filter sends it elsewhere."""
        every = {item.item_id: item for item, _ in self._every if item.account_id in self._stakes.by_account}
        held = {number: [every[one] for one in ids if one in every] for number, ids in self._arrangement.items.items()}
        return {number: route(items) for number, items in held.items() if items}

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
        """All themes in order: each is weighed by the whole book, and its trend judged beside all others."""
        named = {id_of(number): items for number, items in self._items.items()}
        moving = trends(named, self._unthemed, self._trend_period, self._standards.false_trends)
        weighed = [
            Weighed(theme_id, self._name(theme_id), weigh(items, self._stakes, self._period), moving[theme_id])
            for theme_id, items in named.items()
        ]
        spoken = [one for one in weighed if one.weight.mentions]
        return ranked(spoken, self._whole, self._standards, self._asked.by)

    @cached_property
    def _whole(self) -> Whole:
        """The book as the caller may see it, whatever is asked for."""
        every = (item for item, _ in self._every if item.account_id in self._stakes.by_account)
        return whole_of(every, self._stakes, self._period)

    def _name(self, theme_id: str) -> str:
        number = number_of(theme_id)
        return self._arrangement.names.get(number) or self._found[number].name

    def themes(self) -> Themes:
        """Return what was asked for."""
        self._check_area()
        shown = [one for one in map(self._theme, self._ranked) if self._is_wanted(one)]
        unthemed = [item for item in self._unthemed if item.date in self._period and self._is_loose(item)]
        names = {one.account_id: one.name for one in self._stakes.by_account.values()}
        return Themes(
            self._period, self._trend_period, shown, unthemed, self._arrangement.void, names, self._may_decide
        )

    def _check_area(self) -> None:
        """Refuse an area that no theme has, whatever else is asked for."""
        there = sorted({self._found[number].area for number in self._routes}, key=str.casefold)
        wanted = self._asked.area
        if wanted is not None and there and wanted.casefold() not in map(str.casefold, there):
            raise InvalidInput(f"There is no area “{wanted}”.", f"The areas are {', '.join(there)}.")

    def _is_loose(self, item: Item) -> bool:
        """Tell whether something that is in no theme is asked for: by its own area, route and account."""
        asked, above = self._asked, self._asked.renewing_above
        if asked.answered or (asked.area is not None and (item.area or "").casefold() != asked.area.casefold()):
            return False
        if asked.route is not None and route([item]).first.route != asked.route:
            return False
        if above is not None:
            renewing = weigh([item], self._stakes, self._period).arr_renewing_180d.amount
            if (renewing or 0) <= above:
                return False
        return self._says(item)

    def theme(self, theme_id: str) -> Theme:
        """Return one of them."""
        wanted = id_of(self._arrangement.theme_of(number_of(theme_id)))
        found = next((one for one in self._ranked if one.theme.theme_id == wanted), None)
        if found is None:
            raise NotFound(f"There is no theme {theme_id!r}.", "`csm themes` lists them.")
        return self._theme(found)

    def alike(self, theme: Theme) -> list[Alike]:
        """Return the themes near to one in meaning, by the directions of all that was merged into each."""
        own = number_of(theme.theme_id)
        others = {number_of(one.theme.theme_id): one for one in self._ranked if one.theme.theme_id != theme.theme_id}
        near = self._nearness(own)
        first = sorted((one for one in others if near[one] >= KIN), key=lambda one: (-near[one], one))[:_ALIKE]
        return [
            Alike(
                self._theme(others[one]),
                near[one],
                weigh([*self._items[own], *self._items[one]], self._stakes, self._period),
            )
            for one in first
        ]

    def _nearness(self, own: int) -> dict[int, float]:
        """Return the cosine of each theme with one; of what was merged the nearest parts count."""
        part_of = {number: self._arrangement.theme_of(number) for number in self._found}
        directions = as_rows(self._found[number].centroid for number in part_of)
        mine = [at for at, whole in enumerate(part_of.values()) if whole == own]
        near: dict[int, float] = {}
        for whole, cosine in zip(part_of.values(), (directions @ directions[mine].T).max(axis=1), strict=True):
            near[whole] = max(near.get(whole, -1.0), float(cosine))
        return near

    def _theme(self, one: Ranked) -> Theme:
        number = number_of(one.theme.theme_id)
        return Theme(
            theme_id=one.theme.theme_id,
            name=one.theme.name,
            area=self._found[number].area,
            ranked=one,
            routing=self._routes[number],
            is_new=_is_new(self._found[number], self._found.values()),
            answer=self._arrangement.answers.get(number),
        )

    def _is_wanted(self, one: Theme) -> bool:
        area, above = self._asked.area, self._asked.renewing_above
        if area is not None and one.area.casefold() != area.casefold():
            return False
        if above is not None and (one.ranked.theme.weight.arr_renewing_180d.amount or 0) <= above:
            return False
        if self._asked.answered not in (None, one.answer is not None):
            return False
        return self._asked.route in (None, one.routing.first.route) and self._is_about(one)

    def _is_about(self, one: Theme) -> bool:
        """Tell whether a theme is about the subject: near to it in meaning, or some of its items say its words."""
        is_said = sum(map(self._says, one.items)) >= max(1, _SAID * len(one.items))
        return is_said or self._near.get(number_of(one.theme_id), 0.0) >= _NEAR

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


def kinds_of(tones: Mapping[Tone, int]) -> str:
    """Say how mentions are said: `mostly problems` above half of them, else `problems and requests`."""
    first, *rest = sorted(tones, key=lambda one: -tones[one]) or ["remark"]
    if rest and 2 * tones[first] <= sum(tones.values()):
        return f"{PLURALS[first]} and {PLURALS[rest[0]]}"
    return f"{'mostly ' if rest else ''}{PLURALS[first]}"


def id_of(number: int) -> str:
    """Return the id by which people know a theme: `TH7`."""
    return f"TH{number}"


def number_of(theme_id: str) -> int:
    """Return the number of a theme by the id that people know it by; NotFound where it is no such id."""
    digits = theme_id.upper().removeprefix("TH")
    if not digits.isdecimal():
        raise NotFound(f"There is no theme {theme_id!r}.", "`csm themes` lists them.")
    return int(digits)


def spelled_out(subject: str) -> str:
    """Return a subject with its abbreviations spelled out: `SSO setup` is `single sign-on setup`."""
    return " ".join(_ABBREVIATIONS.get(word.casefold(), word) for word in subject.split())


def _is_new(theme: FoundTheme, every: Iterable[FoundTheme]) -> bool:
    """Tell whether the last run that made themes made this one, beside others that were there before."""
    runs = sorted({one.run_id for one in every if one.run_id is not None})
    return len(runs) > 1 and theme.run_id == runs[-1]
