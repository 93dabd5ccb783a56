"""A document: sections of Markdown whose every sentence was checked, with the evidence that it stands on."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from copilot.evidence import Claim, Evidence

Kind = Literal[
    "account-brief",
    "meeting-prep",
    "renewal-brief",
    "success-plan",
    "onboarding-plan",
    "value-review",
    "escalation-brief",
    "case-study",
    "feedback-summary",
    "portfolio-review",
]
Audience = Literal["internal", "customer"]
Basis = Literal["fact", "said", "inferred", "unknown", "plan"]
"""What a part stands on: recorded facts, the customer's own words, what follows from both, what is not known, and
what we propose to do."""
Author = Literal["code", "model", "person"]

BASIS_LABELS: dict[Basis, str] = {
    "fact": "On record",
    "said": "In their words",
    "inferred": "What we infer",
    "unknown": "Not known",
    "plan": "What to do",
}


class Part(BaseModel):
    """A part of a section that stands on one thing: Markdown with citations such as `[F3 P12]`, and its claims.

    A picture is `![its title](chart:NAME)` on a line of its own, where NAME is `usage`, `health`, `arr-bridge`,
    `renewals`, `health-distribution`, `themes-ranking` or `themes-trend`.
    """

    model_config = ConfigDict(frozen=True)

    basis: Basis
    text: str
    claims: list[Claim] = Field(default_factory=list)
    author: Author = "code"


class Section(BaseModel):
    """A section of a document; `key` is its name in the kind's declaration, under which it is written again."""

    model_config = ConfigDict(frozen=True)

    key: str
    title: str
    parts: list[Part] = Field(default_factory=list)


class LeftOut(BaseModel):
    """A sentence that could not be checked and so is not in the document, and why."""

    model_config = ConfigDict(frozen=True)

    section: str
    text: str
    reason: str


class Approval(BaseModel):
    """Who approved a version, and when (UTC)."""

    model_config = ConfigDict(frozen=True)

    by: str
    at: dt.datetime


class Document(BaseModel):
    """One version of a document; a later one has the same id and the next number."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    version: int = 1
    kind: Kind
    title: str
    account_id: str | None = None
    account_name: str | None = None
    as_of: dt.date
    since: dt.date | None = Field(None, description="The day that it compares with, where it was ordered so")
    audience: Audience = "internal"
    sections: list[Section]
    evidence: Evidence = Field(default_factory=Evidence)
    left_out: list[LeftOut] = Field(default_factory=list)
    stale: list[str] = Field(default_factory=list, description="Handles of sources that were old on the as-of date")
    model: str = "built-in"
    created_at: dt.datetime
    approval: Approval | None = None
