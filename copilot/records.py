"""The domain records, one for each table of a book; BOOK_FORMAT in the README defines the columns.

Values come as text from files, so the types here read text strictly: ISO dates, `true`/`false`,
decimals with a point. None means unknown, never zero.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def _to_date(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("must be a date such as 2026-03-31") from None


def _to_utc(value: object) -> object:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            return moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise ValueError("must be a time such as 2026-03-31T14:30:00Z") from None
    return moment


def _to_bool(value: object) -> object:
    if isinstance(value, str) and value.lower() not in ("true", "false"):
        raise ValueError("must be true or false")
    return value


def _to_list(value: object) -> object:
    return [part.strip() for part in value.split(";") if part.strip()] if isinstance(value, str) else value


Text = Annotated[str, Field(min_length=1)]
Id = Annotated[str, Field(min_length=1, max_length=300)]
"""What rows are found by; PostgreSQL cannot index a much longer one."""
Day = Annotated[date, BeforeValidator(_to_date)]
Moment = Annotated[datetime, BeforeValidator(_to_utc)]
"""A point in time, UTC without a zone; a time with a zone is converted, one without is taken as UTC."""
YesNo = Annotated[bool, BeforeValidator(_to_bool)]
Names = Annotated[list[str], BeforeValidator(_to_list)]
Number = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=40, decimal_places=20)]
Money = Annotated[Number, Field(ge=0)]
Count = Annotated[int, Field(ge=0, lt=2**63)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]

Segment = Literal["enterprise", "mid_market", "smb"]
Stage = Literal["onboarding", "adoption", "value", "renewal", "churned"]
ContactRole = Literal["executive_sponsor", "economic_buyer", "champion", "admin", "user", "detractor"]
Priority = Literal["urgent", "high", "normal", "low"]
Forecast = Literal["commit", "best_case", "pipeline", "omitted"]
NoteKind = Literal["call", "email", "meeting", "qbr", "internal"]
Visibility = Literal["internal", "customer"]


class Record(BaseModel):
    """A row of a book; columns that the format does not name are kept in `attributes`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]

    attributes: dict[str, str] = Field(default_factory=dict)

    @property
    def row_id(self) -> str:
        """The row's id within its table; the parts of a composite key are joined by a slash."""
        first, *others = self.key
        own = str(getattr(self, first))
        return "/".join((own, *(str(getattr(self, name)) for name in others))) if others else own


class Account(Record):
    """A customer."""

    table = "accounts"
    key = ("account_id",)

    account_id: Id
    name: Text
    segment: Segment | None = None
    industry: str | None = None
    region: str | None = None
    stage: Stage | None = None
    csm_email: str | None = None
    sales_email: str | None = None
    customer_since: Day | None = None
    aliases: Names = Field(default_factory=list)


class Contact(Record):
    """A stakeholder at a customer."""

    table = "contacts"
    key = ("contact_id",)

    contact_id: Id
    account_id: Id
    name: Text
    email: str | None = None
    title: str | None = None
    role: ContactRole | None = None
    active: YesNo | None = None
    last_contacted: Day | None = None
    left_on: Day | None = None


class Subscription(Record):
    """A contract line; `end_date` is the first day that it no longer covers."""

    table = "subscriptions"
    key = ("subscription_id",)

    subscription_id: Id
    account_id: Id
    product: str | None = None
    start_date: Day
    end_date: Day
    arr: Money
    currency: Currency = "USD"
    seats: Count | None = None
    auto_renew: YesNo | None = None
    cancelled_on: Day | None = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.end_date < self.start_date:
            raise ValueError(f"end_date: {self.end_date} is before start_date {self.start_date}")
        return self


class Usage(Record):
    """An account's use on one day; the monthly users are distinct over the trailing 28 days."""

    table = "usage"
    key = ("account_id", "date")

    account_id: Id
    date: Day
    daily_active_users: Count | None = None
    weekly_active_users: Count | None = None
    monthly_active_users: Count | None = None
    events: Count | None = None


class FeatureUse(Record):
    """A feature's use over the period that ends on `date`."""

    table = "features"
    key = ("account_id", "date", "feature")

    account_id: Id
    date: Day
    feature: Id
    active_users: Count | None = None
    events: Count | None = None


_SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


class Survey(Record):
    """An answer to a survey: NPS 0 to 10, CSAT 1 to 5, CES 1 to 7."""

    table = "surveys"
    key = ("survey_id",)

    survey_id: Id
    account_id: Id
    date: Day
    kind: Literal["nps", "csat", "ces"]
    score: Number
    contact_id: str | None = None
    comment: str | None = None

    @model_validator(mode="after")
    def _score_within_scale(self) -> Self:
        low, high = _SCALES[self.kind]
        if not low <= self.score <= high:
            raise ValueError(f"score: {self.kind} runs from {low} to {high}, found {self.score}")
        return self


class Ticket(Record):
    """A support ticket."""

    table = "tickets"
    key = ("ticket_id",)

    ticket_id: Id
    account_id: Id
    opened_at: Moment
    closed_at: Moment | None = None
    priority: Priority | None = None
    status: str | None = None
    category: str | None = None
    subject: str | None = None
    first_response_minutes: Annotated[Number, Field(ge=0)] | None = None
    escalated: YesNo | None = None

    @model_validator(mode="after")
    def _closes_after_opening(self) -> Self:
        if self.closed_at is not None and self.closed_at < self.opened_at:
            raise ValueError(f"closed_at: {self.closed_at} is before opened_at {self.opened_at}")
        return self


class Opportunity(Record):
    """A renewal or expansion in sales; `csm_call` is the CSM's own forecast."""

    table = "opportunities"
    key = ("opportunity_id",)

    opportunity_id: Id
    account_id: Id
    kind: Literal["renewal", "expansion"]
    amount: Number
    currency: Currency = "USD"
    close_date: Day
    stage: Literal["open", "won", "lost"] | None = None
    forecast: Forecast | None = None
    csm_call: Forecast | None = None
    owner_email: str | None = None


class Milestone(Record):
    """A step of a success plan."""

    table = "milestones"
    key = ("milestone_id",)

    milestone_id: Id
    account_id: Id
    name: Text
    objective: str | None = None
    kind: Literal["onboarding", "first_value", "adoption", "value"] | None = None
    due_date: Day | None = None
    completed_date: Day | None = None
    owner_email: str | None = None


class Outcome(Record):
    """A result for the customer, measured from a baseline towards a target."""

    table = "outcomes"
    key = ("outcome_id",)

    outcome_id: Id
    account_id: Id
    metric: Text
    unit: str | None = None
    baseline: Number | None = None
    current: Number | None = None
    target: Number | None = None
    as_of: Day | None = None
    volume_per_year: Number | None = None
    value_per_unit: Number | None = None
    currency: Currency | None = None
    source: str | None = None


class Sentiment(Record):
    """The CSM's own rating of an account."""

    table = "sentiment"
    key = ("account_id", "date")

    account_id: Id
    date: Day
    rating: Literal["green", "yellow", "red"]
    reason: str | None = None


class Feedback(Record):
    """One thing that a customer said about the product; `source_id` is where it came from."""

    table = "feedback"
    key = ("feedback_id",)

    feedback_id: Id
    account_id: Id
    date: Day
    text: Text
    channel: Literal["call", "ticket", "survey", "email", "community"] | None = None
    author: str | None = None
    product_area: str | None = None
    importance: Annotated[int, Field(ge=1, le=3)] | None = None
    source_id: str | None = None


class FxRate(Record):
    """A rate: units of the reporting currency for one unit of `currency`; one without a date holds from the start."""

    table = "fx"
    key = ("currency", "as_of")

    currency: Currency
    rate: Annotated[Number, Field(gt=0)]
    as_of: Day = date.min


class Colleague(Record):
    """A member of our own team."""

    table = "team"
    key = ("email",)

    email: Id
    name: Text
    role: Literal["csm", "head_of_cs", "pm", "sales", "admin"] | None = None
    manager_email: str | None = None


class Note(Record):
    """A call, meeting, e-mail or internal note; `note_id` is its path below the book's notes folder."""

    table = "notes"
    key = ("note_id",)

    note_id: Id
    account_id: Id
    date: Day
    kind: NoteKind | None = None
    title: str | None = None
    author: str | None = None
    participants: Names = Field(default_factory=list)
    visibility: Visibility = "internal"
    text: str


RECORDS: tuple[type[Record], ...] = (
    Account,
    Colleague,
    FxRate,
    Contact,
    Subscription,
    Usage,
    FeatureUse,
    Survey,
    Ticket,
    Opportunity,
    Milestone,
    Outcome,
    Sentiment,
    Feedback,
    Note,
)
"""Every kind of record, accounts first, so that later ones find the account they name."""
