"""A case of a suite: what the copilot is asked, by whom, and what its answer must and must not hold."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from copilot.documents.document import Audience, Kind

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Suite = Literal[
    "answers",
    "retrieval",
    "abstention",
    "conflict",
    "documents",
    "themes",
    "scope",
    "injection",
    "customer-safe",
    "conversation",
]
SUITES: tuple[Suite, ...] = get_args(Suite)
"""The suites that are written for this project; outside sets have names of their own."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Strict):
    """A figure that must be told: a metric's name, of which account (none: of all), with its value and unit.

    A share is a fraction with unit `ratio`, money has its currency as unit, a day the unit `date` (`2026-12-31`).
    `name` may hold another name of the same fact behind `|` (`open_tickets|tickets`). `source` says where the expected
    value comes from: a call of the reference (`arr(A-1001)`), or `by hand: …`.
    """

    name: Text
    account: str | None = None
    value: Decimal | date | Text
    unit: str = ""
    as_of: date | None = None
    source: Text


class Place(_Strict):
    """A passage that answers: the document's path in the book or knowledge, and words that stand in it."""

    path: Text
    words: Text


class ToolCall(_Strict):
    """A tool that must have been called, with at least these arguments; the order of calls does not matter."""

    name: Text
    arguments: dict[str, str | int | float | bool | list[str]] = Field(default_factory=dict)


class Expected(_Strict):
    """What must hold of an answer or document; at least one thing must be expected beside a rubric.

    `says` are words that must stand in it; an alternative stands behind `|`. `names` are the accounts that it must
    name, in this order where `ordered`, and no other where `only`; `names_source` is the call of the reference that
    lists them, where there is one. `passages` are those that answer (found or cited).
    `abstains`: it says that nothing was found or asks back (`yes`), says so of a part and answers the other (`partly`),
    or must not (`no`). `never` are words that must not stand in it. `quotes` stand word for word. `rubric` are
    questions that a judge answers with yes or no. `refused` are words of the error that is the right outcome. Of
    themes (rows by their ids) those of `together` must lie in one, and no two of `apart` may; `figures` are those of
    the theme that holds most of `together`, and `ordered` says that themes stand in the order of `by`. `flags`: the
    check finds something unverified in the text, or must not.
    """

    figures: list[Figure] = Field(default_factory=list)
    says: list[Text] = Field(default_factory=list)
    names: list[Text] = Field(default_factory=list)
    names_source: Text | None = None
    ordered: bool = False
    only: bool = False
    passages: list[Place] = Field(default_factory=list)
    abstains: Literal["yes", "partly", "no"] | None = None
    tools: list[ToolCall] = Field(default_factory=list)
    never_calls: list[Text] = Field(default_factory=list)
    never: list[Text] = Field(default_factory=list)
    quotes: list[Text] = Field(default_factory=list)
    rubric: list[Text] = Field(default_factory=list)
    refused: Text | None = None
    flags: Literal["yes", "no"] | None = None
    together: list[Text] = Field(default_factory=list)
    apart: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        told = self.model_fields_set - {"only", "names_source", "rubric"}
        if not any(getattr(self, name) for name in told):
            raise ValueError("nothing is expected that every run can judge: no answer could fail it")
        return self


class Drafting(_Strict):
    """A document to draft."""

    kind: Kind
    account: str | None = None
    audience: Audience = "internal"


class Listing(_Strict):
    """Themes to list, as GET /v1/themes takes them."""

    since: date | None = None
    segment: Literal["enterprise", "mid_market", "smb"] | None = None
    area: str | None = None
    route: str | None = None
    about: str | None = None
    by: str = "score"


class Checking(_Strict):
    """A text to check against other texts, as `csm check --against`."""

    text: Text
    sources: list[Text] = Field(min_length=1)


ASKS = ("ask", "search", "draft", "themes", "check")
"""What a case can be; it is one of them."""


class Case(_Strict):
    """One case: exactly one of `ask` (a question, or a conversation's turns), `search`, `draft`, `themes`, `check`.

    `user` is who asks: an e-mail address of the book's team; without one, somebody who may see everything. `account`
    is the account whose page the question is asked on. `cluster` is what its result depends on beside chance (an
    account): the standard errors are clustered by it. What is expected is of the last turn's answer.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    ask: Text | list[Text] | None = None
    search: Text | None = None
    draft: Drafting | None = None
    themes: Listing | None = None
    check: Checking | None = None
    user: str | None = None
    account: str | None = None
    as_of: date | None = None
    cluster: str = ""
    note: str = ""
    expect: Expected

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        given = [name for name in ASKS if getattr(self, name) is not None]
        if len(given) != 1 or self.ask == []:
            raise ValueError(f"a case has exactly one of {', '.join(ASKS)}")
        if self.expect.ordered and not (self.expect.names or self.themes):
            raise ValueError("an order is expected of nothing: say which names, or ask for themes")
        return self

    @property
    def turns(self) -> list[str]:
        """What is asked, turn by turn."""
        return [self.ask] if isinstance(self.ask, str) else list(self.ask or [])

    @property
    def words(self) -> str:
        """What is asked, as a person would say it: the turns, or which document, themes or check is wanted."""
        if self.draft is not None:
            about = f" about {self.draft.account}" if self.draft.account else ""
            return f"Draft: {self.draft.kind}{about}, {self.draft.audience}"
        if self.themes is not None:
            chosen = self.themes.model_dump(mode="json", exclude_defaults=True)
            return f"Themes: {', '.join(f'{name} {value}' for name, value in chosen.items()) or 'all'}"
        if self.check is not None:
            return f"Check: {self.check.text}"
        return self.search or "\n".join(self.turns)


class CaseFile(_Strict):
    """A suite as it stands in a file: the day it looks from, the book that it asks of, and its cases."""

    suite: Text
    about: Text
    as_of: date
    book: Literal["demo", "demo+injection", "demo+conflict", "demo+canaries"] = "demo"
    cases: list[Case] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_no_twins(self) -> Self:
        seen: set[str] = set()
        for case in self.cases:
            if case.id in seen:
                raise ValueError(f"two cases have the id {case.id}")
            seen.add(case.id)
        return self
