"""What an answer stands on: facts that code read or computed, and verbatim passages of documents."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_serializer

NOTHING = "nothing"
"""The name of the fact that nothing was found."""
NOTE = "note_on_the_answer"
"""The name of the fact that says what an answer leaves out."""


@dataclass(frozen=True, slots=True)
class RowRef:
    """The row of account data that a fact was read from; no model, as a large book's facts name many thousands."""

    table: str
    id: str


class Fact(BaseModel):
    """A value that code read or computed, with its unit, date, formula in words and source rows.

    `name` is one of the names of the metric definitions (`arr`, `licence_utilisation`), `account_id` the
    account it is about (None for the portfolio), `display` the value as people read it. A share is a
    fraction with unit `ratio`. A value of None says that it was looked up and is not there; `display` then says why.
    `id` is the handle (`F3`) within a conversation, empty until it has one.
    """

    model_config = ConfigDict(frozen=True)

    id: str = ""
    name: str
    label: str
    value: Decimal | int | str | dt.date | None
    unit: str = ""
    display: str
    as_of: dt.date
    formula: str = ""
    rows: list[RowRef] = Field(default_factory=list)
    account_id: str | None = None
    account_name: str | None = None

    @field_serializer("value", when_used="json-unless-none")
    def _as_number(self, value: Decimal | int | str | dt.date) -> int | float | str:
        """Write a figure as a JSON number, as the formats of the interface say."""
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return value.isoformat() if isinstance(value, dt.date) else value


class Passage(BaseModel):
    """A verbatim span of an indexed document: `document[start:end] == text`, counted in characters.

    `id` (`P1423`) is its handle everywhere: in the index, in an answer's citation and in the API.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    document_id: str
    path: str
    title: str
    heading: list[str] = Field(default_factory=list)
    date: dt.date | None = None
    kind: str
    account_id: str | None = None
    account_name: str | None = None
    start: int
    end: int
    text: str
    score: float | None = None


class Gap(BaseModel):
    """A fact that cannot be told, and why: said plainly instead of guessed."""

    model_config = ConfigDict(frozen=True)

    name: str
    reason: str
    account_id: str | None = None
    account_name: str | None = None


class Evidence(BaseModel):
    """The facts and passages gathered for one answer."""

    facts: list[Fact] = Field(default_factory=list)
    passages: list[Passage] = Field(default_factory=list)

    def handles(self) -> set[str]:
        """Return every handle that can be cited."""
        return {fact.id for fact in self.facts} | {passage.id for passage in self.passages}

    def only(self, handles: Iterable[str]) -> "Evidence":
        """Return the part that these handles name, in the order in which it was gathered."""
        wanted = set(handles)
        return Evidence(
            facts=[fact for fact in self.facts if fact.id in wanted],
            passages=[passage for passage in self.passages if passage.id in wanted],
        )


ClaimState = Literal["grounded", "derived", "quoted", "advice", "unverified"]


class Claim(BaseModel):
    """A sentence of an answer, how it stands to the evidence, and, if it failed, why."""

    model_config = ConfigDict(frozen=True)

    text: str
    state: ClaimState
    evidence: list[str] = Field(default_factory=list)
    reason: str = ""
