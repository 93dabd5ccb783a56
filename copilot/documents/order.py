"""What document is asked for."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from copilot.documents.document import Audience, Kind

ABOUT_ALL: frozenset[Kind] = frozenset(("feedback-summary", "portfolio-review"))
"""Kinds about all accounts that the caller may see, and so never for customers."""
ABOUT_A_PERIOD: frozenset[Kind] = frozenset(("feedback-summary",))
"""Kinds that compare with the time before, and so with no earlier document: their period is as long every time."""


class Options(BaseModel):
    """What else is asked for: with what day it is compared; without one, with the last document of its kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date | None = Field(None, description="Tell what changed since this day")


class Order(BaseModel):
    """A document as it is ordered: its kind, the account it is about, the day it looks from, and who will read it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    account_id: str | None = None
    as_of: date
    audience: Audience = "internal"
    options: Options = Options()

    @model_validator(mode="after")
    def _has_its_account(self) -> Self:
        if self.kind in ABOUT_ALL and self.audience == "customer":
            raise ValueError(f"a {self.kind} names every account, and so has no version for customers")
        if self.kind not in ABOUT_ALL and self.account_id is None:
            raise ValueError(f"a {self.kind} is about one account: name it")
        return self
