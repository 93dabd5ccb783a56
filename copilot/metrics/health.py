"""Health: a score from 0 to 100 with its exact additive explanation, as the metric definitions' Health says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from copilot.display import show_date, show_days
from copilot.evidence import Fact, RowRef
from copilot.metrics.adoption import (
    breadth_of,
    feature_rows,
    usage_change_of,
    usage_rows,
    utilisation_of,
    why_no_users,
)
from copilot.metrics.engagement import is_active_contact, last_spoken, spoken_on
from copilot.metrics.facts import Measured, gap, make_fact, show_number
from copilot.metrics.revenue import active_subscriptions
from copilot.metrics.satisfaction import csat_of, latest_nps, nps_of, recent
from copilot.metrics.value import known_outcomes
from copilot.records import Outcome, Record, Sentiment
from copilot.snapshot import Snapshot, days_before, window

Band = Literal["green", "yellow", "red"]
HUNDRED = Decimal(100)
RATED = {"green": HUNDRED, "yellow": Decimal(50), "red": Decimal(0)}
CHANGE_OVER = 30
"""Days over which the change of the score is explained."""


@dataclass(frozen=True, slots=True)
class Input:
    """A part of a component: what it is called, its score from 0 to 100, and in words how it came about."""

    label: str
    score: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Component:
    """A component of the score: the mean of its inputs, what it weighs of 100, and the points that it brings.

    Without inputs it is not available: `why` says so, and it weighs nothing.
    """

    name: str
    label: str
    inputs: Sequence[Input] = ()
    why: str = ""
    rows: Sequence[Record | RowRef] = ()
    weight: Decimal = Decimal(0)

    @property
    def score(self) -> Decimal | None:
        """The mean of the inputs."""
        return sum((one.score for one in self.inputs), Decimal(0)) / len(self.inputs) if self.inputs else None

    @property
    def points(self) -> Decimal:
        """What it brings to the score of the account."""
        return self.weight * (self.score or Decimal(0)) / HUNDRED


@dataclass(frozen=True, slots=True)
class Health:
    """An account's health on a day; without a score, `why` says what is missing."""

    components: Sequence[Component] = field(default_factory=list)
    sentiment: Sentiment | None = None
    why: str = ""
    green_from: Decimal = Decimal(75)
    yellow_from: Decimal = Decimal(50)

    @property
    def score(self) -> Decimal | None:
        """The sum of the components' points, from 0 to 100.

        A third of a weight has no last digit, so the sum is rounded far behind the point: 75 is not 74.999….
        """
        return None if self.why else round(sum((one.points for one in self.components), Decimal(0)), 20)

    @property
    def band(self) -> Band | None:
        """Green, yellow or red; a red CSM sentiment makes the account red whatever the score."""
        if self.score is None:
            return None
        if self.sentiment is not None and self.sentiment.rating == "red":
            return "red"
        return "green" if self.score >= self.green_from else "yellow" if self.score >= self.yellow_from else "red"

    def component(self, name: str) -> Component | None:
        """Return the component of a name."""
        return next((one for one in self.components if one.name == name), None)


def health_of(snapshot: Snapshot) -> Health:
    """Score an account: the weighted mean of what is available, each component from 0 to 100.

    Usage 90, sentiment green (100), outcomes 60, no survey answer, engagement 80: the weights 50, 25, 10 and 10 are
    spread to 100, so the score is (50 x 90 + 25 x 100 + 10 x 60 + 10 x 80) / 95 = 88.4.
    """
    if not active_subscriptions(snapshot):
        return Health(why=f"no running contract on {show_date(snapshot.as_of)}")
    standards = snapshot.standards.health
    sentiment = counted_sentiment(snapshot)
    raw = [component(snapshot) for component in COMPONENTS]
    if is_new(snapshot):
        raw = [one if one.name == "csm_sentiment" else _not_yet(one, standards.new_account_days) for one in raw]
    weights = {one.name: Decimal(str(getattr(standards.weights, one.name))) for one in raw if one.inputs}
    total = sum(weights.values(), Decimal(0))
    if not total:
        return Health(why="none of its components can be told")
    return Health(
        components=[_weighed(one, HUNDRED * weights.get(one.name, Decimal(0)) / total) for one in raw],
        sentiment=sentiment,
        green_from=Decimal(str(standards.green_from)),
        yellow_from=Decimal(str(standards.yellow_from)),
    )


def _weighed(component: Component, weight: Decimal) -> Component:
    return Component(component.name, component.label, component.inputs, component.why, component.rows, weight)


def _not_yet(component: Component, days: int) -> Component:
    return Component(component.name, component.label, why=f"not counted in the first {show_days(days)} of an account")


def is_new(snapshot: Snapshot) -> bool:
    """Tell whether an account is in its first days, in which it has its CSM's sentiment alone."""
    starts = [line.start_date for line in snapshot.subscriptions if line.start_date <= snapshot.as_of]
    since = snapshot.account.customer_since
    if since is None or since > snapshot.as_of:
        since = min(starts, default=None)
    return since is not None and (snapshot.as_of - since).days < snapshot.standards.health.new_account_days


def product_usage(snapshot: Snapshot) -> Component:
    """Score utilisation, breadth and trend: 44.8 % of the seats are 56, four of six features 66.7, -24.3 % is 0."""
    standards = snapshot.standards.health
    inputs: list[Input] = []
    if (share := utilisation_of(snapshot)) is not None:
        score = HUNDRED * min(Decimal(1), share / Decimal(str(standards.full_utilisation)))
        inputs.append(Input("licence utilisation", score, f"{_percent(share)} of the seats"))
    if (breadth := breadth_of(snapshot)) is not None:
        inputs.append(Input("feature breadth", HUNDRED * min(Decimal(1), breadth), f"{_percent(breadth)} of features"))
    if (change := usage_change_of(snapshot)) is not None:
        score = _within(Decimal(50) + Decimal(str(standards.trend_slope)) * change)
        inputs.append(Input("trend", score, f"{_percent(change)} in 28 days"))
    lines = [line for line in active_subscriptions(snapshot) if line.seats is not None]
    used = [*usage_rows(snapshot), *usage_rows(snapshot, 28)]
    rows = [*used, *lines, *feature_rows(snapshot)] if inputs else []
    why = "" if inputs else why_no_users(snapshot)
    return Component("product_usage", "Product usage", inputs, why, rows)


def counted_sentiment(snapshot: Snapshot) -> Sentiment | None:
    """Return the CSM's latest rating, unless it is too old to count."""
    known = [one for one in snapshot.sentiments if one.date <= snapshot.as_of]
    latest = max(known, key=lambda one: one.date, default=None)
    if latest is None or (snapshot.as_of - latest.date).days >= snapshot.standards.health.sentiment_gone_days:
        return None
    return latest


def csm_sentiment(snapshot: Snapshot) -> Component:
    """Score the CSM's latest rating: green 100, yellow 50, red 0."""
    rating, label = counted_sentiment(snapshot), "CSM sentiment"
    if rating is None:
        gone = snapshot.standards.health.sentiment_gone_days
        return Component("csm_sentiment", label, why=f"the CSM has not rated the account for {gone} days")
    age = (snapshot.as_of - rating.date).days
    stale = ", stale" if age >= snapshot.standards.health.sentiment_stale_days else ""
    words = f"{rating.rating}, {age} days old{stale}"
    return Component("csm_sentiment", label, [Input("rating", RATED[rating.rating], words)], rows=[rating])


def outcomes(snapshot: Snapshot) -> Component:
    """Score how far outcomes have come to their targets, and which due milestones are done."""
    attained = [(one, score) for one in known_outcomes(snapshot) if (score := attainment(one)) is not None]
    due = [one for one in snapshot.milestones if one.due_date is not None and one.due_date <= snapshot.as_of]
    done = [one for one in due if one.completed_date is not None and one.completed_date <= snapshot.as_of]
    inputs: list[Input] = []
    if attained:
        mean = sum((score for _, score in attained), Decimal(0)) / len(attained)
        inputs.append(Input("target attainment", mean, f"mean over {len(attained)} outcomes"))
    if due:
        inputs.append(Input("milestones", HUNDRED * len(done) / len(due), f"{len(done)} of {len(due)} due are done"))
    why = "" if inputs else "no outcome with baseline, current value and target, and no milestone due by then"
    records: list[Record] = [*(one for one, _ in attained), *due]
    return Component("outcomes", "Outcomes", inputs, why, records)


def attainment(outcome: Outcome) -> Decimal | None:
    """Return how far an outcome has come from baseline to target: from 48 to 31 with a target of 25, 73.9 of 100."""
    baseline, current, target = outcome.baseline, outcome.current, outcome.target
    if baseline is None or current is None or target is None or baseline == target:
        return None
    return _within(HUNDRED * (current - baseline) / (target - baseline))


def voice_of_customer(snapshot: Snapshot) -> Component:
    """Score NPS, as (NPS + 100) / 2, and CSAT."""
    promoted, satisfied = latest_nps(snapshot.surveys, snapshot.as_of), recent(snapshot.surveys, "csat", snapshot.as_of)
    inputs: list[Input] = []
    if (nps := nps_of(promoted)) is not None:
        inputs.append(Input("NPS", (nps + HUNDRED) / 2, f"{show_number(nps)} points, n = {len(promoted)}"))
    if (csat := csat_of(satisfied)) is not None:
        inputs.append(Input("CSAT", HUNDRED * csat, f"{_percent(csat)}, n = {len(satisfied)}"))
    why = "" if inputs else "no NPS answer in 12 months and no CSAT answer in 90 days"
    return Component("voice_of_customer", "Voice of the customer", inputs, why, [*promoted, *satisfied])


def engagement(snapshot: Snapshot) -> Component:
    """Score the days since the last contact, and how many active contacts were spoken to."""
    standards = snapshot.standards.health
    inputs: list[Input] = []
    rows: list[Record | RowRef] = []
    if (spoken := last_spoken(snapshot)) is not None:
        day, said_in = spoken
        rows += said_in
        age = (snapshot.as_of - day).days
        fall = standards.contact_none_days - standards.contact_full_days
        score = _within(HUNDRED * (standards.contact_none_days - age) / Decimal(fall))
        inputs.append(Input("last contact", score, f"{age} days ago"))
    if any(spoken_on(snapshot, one) is not None for one in snapshot.contacts):
        covered = spoken_to(snapshot, standards.contact_none_days)
        score = HUNDRED * min(Decimal(1), Decimal(len(covered)) / standards.covered_contacts)
        words = f"{len(covered)} active contacts spoken to in {standards.contact_none_days} days"
        inputs.append(Input("coverage", score, words))
        rows += covered
    why = "" if inputs else "no contact and no note on record by then"
    return Component("engagement", "Engagement", inputs, why, rows)


def spoken_to(snapshot: Snapshot, days: int) -> list[Record]:
    """Return the active contacts that were spoken to in the window of so many days to the as-of date."""
    since, _ = window(snapshot.as_of, days)
    return [
        contact
        for contact in snapshot.contacts
        if is_active_contact(contact, snapshot.as_of)
        and (day := spoken_on(snapshot, contact)) is not None
        and day >= since
    ]


COMPONENTS: tuple[Callable[[Snapshot], Component], ...] = (
    product_usage,
    csm_sentiment,
    outcomes,
    voice_of_customer,
    engagement,
)


def health(snapshot: Snapshot) -> Measured:
    """Return the score, the band, each component with its points, and the change of each since 30 days ago."""
    now = health_of(snapshot)
    if now.score is None or now.band is None:
        return [gap(snapshot, name, now.why) for name in ("health_score", "health_band")]
    rows = [row for one in now.components for row in one.rows]
    version = snapshot.standards.version
    formula = f"sum of the points of the components, by the weights of version {version}"
    reason = " (the CSM's rating is red)" if now.sentiment and now.sentiment.rating == "red" else ""
    measured: Measured = [
        make_fact(
            snapshot,
            "health_score",
            "Health score",
            now.score,
            unit="points",
            display=f"{show_number(now.score)} of 100",
            formula=formula,
            records=rows,
        ),
        make_fact(
            snapshot,
            "health_band",
            "Health",
            now.band,
            display=f"{now.band}{reason}",
            formula=_bands(now),
            records=rows,
        ),
    ]
    measured += [fact for one in now.components for fact in _component_facts(snapshot, one)]
    return measured + _changes(snapshot, now)


def _component_facts(snapshot: Snapshot, component: Component) -> Measured:
    name = f"health.{component.name}"
    if component.score is None:
        return [gap(snapshot, name, component.why)]
    parts = "; ".join(f"{one.label} {show_number(one.score)} ({one.words})" for one in component.inputs)
    display = (
        f"{show_number(component.score)} of 100, weighs {show_number(component.weight)}, "
        f"brings {show_number(component.points)} points"
    )
    return [
        make_fact(
            snapshot,
            name,
            f"Health: {component.label if component.name == 'csm_sentiment' else component.label.lower()}",
            component.score,
            unit="points",
            display=display,
            formula=f"mean of: {parts}",
            records=component.rows,
        )
    ]


def _changes(snapshot: Snapshot, now: Health) -> Measured:
    """Return how many points each component brought or took since 30 days ago; they add up to the score's change."""
    day: date = days_before(snapshot.as_of, CHANGE_OVER)
    before = health_of(snapshot.on(day))
    if before.score is None or now.score is None:
        why = f"no score {CHANGE_OVER} days before: {before.why}"
        return [gap(snapshot, f"health_score.change_{CHANGE_OVER}d", why)]
    measured: Measured = [
        _change(snapshot, "health_score", "Health score", now.score, before.score, "score"),
    ]
    for one in now.components:
        past = before.component(one.name)
        points, weight = (past.points, past.weight) if past else (Decimal(0), Decimal(0))
        what = f"points (of {show_number(weight)} then, of {show_number(one.weight)} now)"
        measured.append(_change(snapshot, f"health.{one.name}", f"Health: {one.label}", one.points, points, what))
    return measured


def _change(snapshot: Snapshot, name: str, label: str, now: Decimal, before: Decimal, what: str) -> Fact:
    change = now - before
    sign = "+" if round(change, 1) > 0 else ""
    return make_fact(
        snapshot,
        f"{name}.change_{CHANGE_OVER}d",
        f"{label} against {CHANGE_OVER} days before",
        change,
        unit="points",
        display=f"{sign}{show_number(change)} points",
        formula=f"{what} now, {show_number(now)}, less {what} {CHANGE_OVER} days before, {show_number(before)}",
    )


def _bands(now: Health) -> str:
    green, yellow = show_number(now.green_from), show_number(now.yellow_from)
    return f"green from {green}, yellow from {yellow}, else red; a red CSM sentiment makes it red"


def _within(score: Decimal) -> Decimal:
    return max(Decimal(0), min(HUNDRED, score))


def _percent(share: Decimal) -> str:
    return f"{show_number(HUNDRED * share)} %"
