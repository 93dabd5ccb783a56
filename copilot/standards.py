"""The weights and thresholds of the metrics: a file that an operator can edit, checked as a whole when it is read."""

from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from copilot.errors import InvalidInput

DEFAULT = Path(__file__).with_name("standards.yaml")

Share = Field(gt=0, le=1)
Days = Field(ge=1, le=3650)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class HealthWeights(_Part):
    """What each component counts, in points of 100."""

    product_usage: float = Field(ge=0)
    csm_sentiment: float = Field(ge=0)
    outcomes: float = Field(ge=0)
    voice_of_customer: float = Field(ge=0)
    engagement: float = Field(ge=0)

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        total = sum(getattr(self, name) for name in HealthWeights.model_fields)
        if abs(total - 100) > 1e-9:
            raise ValueError(f"the weights add up to {total:g}, and must add up to 100")
        return self


class HealthStandards(_Part):
    """How health is scored and banded."""

    weights: HealthWeights
    green_from: float = Field(gt=0, le=100)
    yellow_from: float = Field(ge=0, le=100)
    full_utilisation: float = Share
    trend_slope: float = Field(gt=0)
    sentiment_stale_days: int = Days
    sentiment_gone_days: int = Days
    contact_full_days: int = Field(ge=0)
    contact_none_days: int = Days
    covered_contacts: int = Field(ge=1)
    new_account_days: int = Field(ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for low, high in (
            ("yellow_from", "green_from"),
            ("sentiment_stale_days", "sentiment_gone_days"),
            ("contact_full_days", "contact_none_days"),
        ):
            if getattr(self, low) >= getattr(self, high):
                raise ValueError(f"{low} must be below {high}")
        return self


class SignalStandards(_Part):
    """From when on a signal fires."""

    usage_drop: float = Share
    low_utilisation: float = Share
    low_utilisation_renewal_days: int = Days
    silent_days: int = Days
    urgent_ticket_days: int = Days
    milestone_overdue_days: int = Days
    no_contact_days: int = Days
    plan_days: int = Days
    high_utilisation: float = Field(gt=0)
    high_roi: float = Field(gt=0)
    taken_up: float = Share

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low_utilisation >= self.high_utilisation:
            raise ValueError("low_utilisation must be below high_utilisation")
        return self


class RankingStandards(_Part):
    """What makes an account come first."""

    high: float = Field(gt=0)
    medium: float = Field(gt=0)
    low: float = Field(gt=0)
    further: float = Field(ge=0, le=1)
    renewal_within_90_days: float = Field(ge=1)
    renewal_within_180_days: float = Field(ge=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for low, high in (
            ("low", "medium"),
            ("medium", "high"),
            ("renewal_within_180_days", "renewal_within_90_days"),
        ):
            if getattr(self, low) > getattr(self, high):
                raise ValueError(f"{low} must not be above {high}")
        return self


class ForecastStandards(_Part):
    """How probable each category of the forecast is taken to be."""

    commit: float = Field(ge=0, le=1)
    best_case: float = Field(ge=0, le=1)
    pipeline: float = Field(ge=0, le=1)
    omitted: float = Field(ge=0, le=1)


class DocumentStandards(_Part):
    """From when on what a document cites is marked as old."""

    stale_days: int = Field(30, gt=0)


class ThemeWeights(_Part):
    """What each term of a theme's score counts, in points of 100."""

    accounts: float = Field(30, ge=0)
    people: float = Field(5, ge=0)
    arr: float = Field(20, ge=0)
    arr_renewing_90d: float = Field(15, ge=0)
    arr_renewing_180d: float = Field(10, ge=0)
    trend: float = Field(10, ge=0)
    importance: float = Field(10, ge=0)

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        total = sum(getattr(self, name) for name in ThemeWeights.model_fields)
        if abs(total - 100) > 1e-9:
            raise ValueError(f"the weights add up to {total:g}, and must add up to 100")
        return self


class ToneWeights(_Part):
    """What a mention of each tone counts."""

    problem: float = Field(1, ge=0, le=1)
    request: float = Field(1, ge=0, le=1)
    question: float = Field(0.7, ge=0, le=1)
    remark: float = Field(0.5, ge=0, le=1)
    praise: float = Field(0.2, ge=0, le=1)


class ThemeStandards(_Part):
    """What makes a theme of feedback come first, and from when on its figures are trusted."""

    weights: ThemeWeights = ThemeWeights()
    tones: ToneWeights = ToneWeights()
    few_accounts: int = Field(3, ge=1)
    few_mentions: int = Field(5, ge=1)
    false_trends: float = Field(0.1, gt=0, lt=1)


class Standards(_Part):
    """The whole file; `version` goes into every health score."""

    version: str = Field(min_length=1)
    health: HealthStandards
    signals: SignalStandards
    ranking: RankingStandards
    forecast: ForecastStandards
    documents: DocumentStandards = DocumentStandards()
    themes: ThemeStandards = ThemeStandards()


def load_standards(path: Path = DEFAULT) -> Standards:
    """Read a file of standards; InvalidInput that names file, line and fault where it cannot be used."""
    try:
        text = path.read_text(encoding="utf-8")
        tree = yaml.compose(text, yaml.SafeLoader)
        values = yaml.safe_load(text)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.", "CSM_STANDARDS names the file.") from error
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidInput(f"{path} is no YAML: {error}.", _HINT) from error
    try:
        standards = Standards.model_validate(values)
    except ValidationError as error:
        faults = [f"{path}:{_line(tree, fault['loc'])}: {_said(fault)}" for fault in error.errors()]
        raise InvalidInput("\n".join(faults), _HINT) from error
    if path != DEFAULT and standards.version == default_standards().version and standards != default_standards():
        line = _line(tree, ("version",))
        fault = f"{path}:{line}: version: {standards.version} is that of the standards that come with the copilot"
        raise InvalidInput(fault, "Give the changed file a version of its own: every health score names it.")
    return standards


@cache
def default_standards() -> Standards:
    """Return the standards that come with the copilot."""
    return load_standards()


_HINT = f"{DEFAULT.name} beside the code shows every name and its usual value."


def _line(node: Any, location: tuple[int | str, ...]) -> int:
    """Return the line on which the value at a location stands, or that of the part that lacks it."""
    line = int(node.start_mark.line) + 1 if node is not None else 1
    for name in location:
        entries = node.value if isinstance(node, yaml.MappingNode) else []
        found = next(((key, value) for key, value in entries if key.value == str(name)), None)
        if found is None:
            break
        line, node = int(found[0].start_mark.line) + 1, found[1]
    return line


def _said(fault: Any) -> str:
    where = ".".join(map(str, fault["loc"])) or "the file"
    found = f", found {fault['input']!r}" if not isinstance(fault["input"], dict) else ""
    return f"{where}: {fault['msg'].removeprefix('Value error, ')}{found}"
