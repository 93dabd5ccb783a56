"""Rows of the worked examples: answers, outcomes, milestones and ratings; an account at which all of them are known."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from copilot.money import Exchange
from copilot.records import Account, Contact, FxRate, Milestone, Outcome, Sentiment, Subscription, Survey, Ticket
from copilot.snapshot import FeatureSeen, Reading, Snapshot, Touch, days_before
from copilot.standards import Standards, default_standards
from tests.metrics.snapshots import D, contact, day, line, snapshot, ticket, usage

OLD_CUSTOMER = Account(account_id="A1", name="Acme", segment="enterprise", customer_since=date(2024, 1, 1))


def survey(number: int, kind: Any, score: float | str, on: date = D, contact_id: str | None = None) -> Survey:
    """Return an answer."""
    return Survey(
        survey_id=f"V{number}", account_id="A1", date=on, kind=kind, score=Decimal(str(score)), contact_id=contact_id
    )


def outcome(number: int, *values: float | str | None, **more: Any) -> Outcome:
    """Return an outcome with its baseline, current value, target, volume a year and value of a unit."""
    names = ("baseline", "current", "target", "volume_per_year", "value_per_unit")
    known = {name: None if one is None else Decimal(str(one)) for name, one in zip(names, values, strict=False)}
    told: dict[str, Any] = {"metric": f"Metric {number}", "currency": "USD", **known, **more}
    return Outcome(outcome_id=f"O{number}", account_id="A1", **told)


def milestone(number: int, due: int | None, done: int | None = None, **more: Any) -> Milestone:
    """Return a milestone by its days from the as-of date."""
    due_date, completed = None if due is None else day(due), None if done is None else day(done)
    told: dict[str, Any] = {"name": f"Step {number}", "due_date": due_date, "completed_date": completed, **more}
    return Milestone(milestone_id=f"M{number}", account_id="A1", **told)


def rating(offset: int, colour: Any, **more: Any) -> Sentiment:
    """Return the CSM's rating of a day."""
    return Sentiment(account_id="A1", date=day(offset), rating=colour, **more)


def noon(offset: int, hour: int = 12) -> datetime:
    """Return a moment of the day so many days after the as-of date."""
    return datetime.combine(day(offset), time(hour))


def used(users: int | None, *features: str, days_ago: int = 0, daily: tuple[int, int] = (0, 0)) -> dict[date, Reading]:
    """Return the reading of a day: monthly users, features in use, and the sum and number of the daily ones."""
    on = days_before(D, days_ago)
    total, days = daily
    names = [days_before(on, back).isoformat() for back in range(days)]
    seen = [FeatureSeen(name, on, 5) for name in features]
    return {on: Reading(None if users is None else usage(on, users), total, names, seen)}


def standards(part: str, **values: Any) -> Standards:
    """Return the default standards with some values of a part changed."""
    known = default_standards()
    return known.model_copy(update={part: getattr(known, part).model_copy(update=values)})


def running(**known: Any) -> Snapshot:
    """Return an account of long standing with a contract of 100,000 and 100 seats that runs on for 300 days."""
    lines = known.pop("subscriptions", [line(1, 100_000, day(-400), day(300), seats=100)])
    return snapshot(account=known.pop("account", OLD_CUSTOMER), subscriptions=lines, **known)


def worked() -> dict[str, Any]:
    """Return what is known of an account whose health is computed by hand in test_health.

    Usage 40 of 100 seats (50), one of two features (50), 40 after 50 users (0): 33.3. Sentiment green: 100.
    Outcomes half way (50), one of two milestones done (50): 50. NPS of 10 and 3 (0 points): 50, CSAT one of two: 50.
    Last contact 37 days ago: 50, one of three contacts spoken to: 33.3; together 41.7.
    """
    return {
        "readings": used(40, "a") | used(50, "a", days_ago=28),
        "known_features": {"a": day(-500), "b": day(-400), "c": day(1)},
        "sentiments": [rating(-100, "red"), rating(-3, "green"), rating(1, "red")],
        "outcomes": [outcome(1, 48, 36, 24)],
        "milestones": [milestone(1, -5, -9), milestone(2, 0, 1), milestone(3, 1)],
        "surveys": [
            survey(1, "nps", 10, day(-9), "C1"),
            survey(2, "nps", 3, day(-8), "C2"),
            survey(3, "csat", 5),
            survey(4, "csat", 3),
        ],
        "contacts": [contact(1, last_contacted=day(-37)), contact(2), contact(3, last_contacted=day(2))],
    }


OFFSETS = st.integers(-130, 30)
"""Days around the as-of date, some of them after it."""
MAYBE = st.none() | OFFSETS
NUMBERS = st.none() | st.integers(-20, 20)


def _lines(terms: list[tuple[int, int, int, int | None]]) -> list[Subscription]:
    return [
        line(number, size * 1_000, day(start), day(start + length), seats=size, cancelled_on=cut and day(cut))
        for number, (start, length, size, cut) in enumerate(terms)
    ]


def _people(terms: list[tuple[Any, int | None, int | None]]) -> list[Contact]:
    return [
        contact(number, role=role, last_contacted=spoke and day(spoke), left_on=left and day(left))
        for number, (role, spoke, left) in enumerate(terms)
    ]


def _tickets(terms: list[tuple[int, int | None, int | None, bool]]) -> list[Ticket]:
    return [
        ticket(
            number,
            opened_at=noon(opened, 9),
            closed_at=None if length is None else noon(opened + length),
            first_response_minutes=None if answered is None else Decimal(answered * 600),
            priority="urgent",
            escalated=escalated,
        )
        for number, (opened, length, answered, escalated) in enumerate(terms)
    ]


_ROLES = st.sampled_from([None, "champion", "executive_sponsor", "user"])
_KINDS = st.sampled_from([None, "value", "first_value"])
_SCORED = st.tuples(st.sampled_from(["nps", "csat", "ces"]), st.integers(1, 5), OFFSETS, st.sampled_from([None, "C0"]))
_READ = st.fixed_dictionaries({back: st.none() | st.integers(0, 9) for back in (0, 28, 30, 56, 58, 90, 118)})
_SINCE = MAYBE.map(
    lambda offset: Account(account_id="A1", name="Acme", customer_since=None if offset is None else day(offset))
)


def _each(make: Any, *terms: Any, most: int = 4) -> Any:
    """Give lists of rows, numbered by their place."""
    return st.lists(st.tuples(*terms), max_size=most).map(
        lambda rows: [make(number, *values) for number, values in enumerate(rows)]
    )


ROWS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "account": _SINCE,
        "subscriptions": st.lists(
            st.tuples(st.integers(-500, 20), st.integers(0, 600), st.integers(0, 9), MAYBE), max_size=3
        ).map(_lines),
        "contacts": st.lists(st.tuples(_ROLES, MAYBE, MAYBE), max_size=4).map(_people),
        "tickets": st.lists(
            st.tuples(OFFSETS, st.none() | st.integers(0, 50), st.none() | st.integers(0, 9), st.booleans()), max_size=3
        ).map(_tickets),
        "surveys": st.lists(_SCORED, max_size=5).map(
            lambda rows: [
                survey(number, kind, score, day(on), who) for number, (kind, score, on, who) in enumerate(rows)
            ]
        ),
        "milestones": _each(
            lambda number, due, done, kind: milestone(number, due, done, kind=kind), MAYBE, MAYBE, _KINDS
        ),
        "outcomes": _each(
            lambda number, a, b, c, d, e, on, currency: outcome(
                number, a, b, c, d, e, as_of=on and day(on), currency=currency
            ),
            *[NUMBERS] * 5,
            MAYBE,
            st.sampled_from([None, "USD", "EUR"]),
        ),
        "sentiments": st.dictionaries(OFFSETS, st.sampled_from(["green", "yellow", "red"]), max_size=4).map(
            lambda by_day: [rating(on, colour) for on, colour in by_day.items()]
        ),
        "touches": _each(lambda number, on: Touch(day(on), f"{number}.md"), OFFSETS),
        "readings": _READ.map(
            lambda by_day: {
                on: reading
                for back, users in by_day.items()
                for on, reading in used(users, *["a", "b"][: (users or 0) % 3], days_ago=back, daily=(9, 3)).items()
            }
        ),
        "known_features": st.fixed_dictionaries({"a": OFFSETS.map(day), "b": OFFSETS.map(day)}),
        "exchange": st.sampled_from(
            [Exchange("USD", {}), Exchange("USD", {"EUR": FxRate(currency="EUR", rate=Decimal(2), as_of=day(-1))})]
        ),
    }
)
"""Rows of every kind of an account, dated around the as-of date."""


def _by(on: Any, until: date = D) -> Any:
    """Return a day that has come, or None."""
    return on if on is None or on <= until else None


def as_known(rows: dict[str, Any]) -> dict[str, Any]:
    """Return the same rows as they stood on the as-of date, without anything dated later; due dates are plans."""
    end = noon(0, 23)
    kept = dict(rows)
    kept["account"] = rows["account"].model_copy(update={"customer_since": _by(rows["account"].customer_since)})
    kept["subscriptions"] = [
        one.model_copy(update={"cancelled_on": _by(one.cancelled_on)})
        for one in rows["subscriptions"]
        if one.start_date <= D
    ]
    kept["contacts"] = [
        one.model_copy(update={"left_on": _by(one.left_on), "last_contacted": _by(one.last_contacted)})
        for one in rows["contacts"]
    ]
    kept["tickets"] = [
        one.model_copy(update={"closed_at": _by(one.closed_at, end), "first_response_minutes": _answered(one)})
        for one in rows["tickets"]
        if one.opened_at <= end
    ]
    kept["milestones"] = [
        one.model_copy(update={"completed_date": _by(one.completed_date)}) for one in rows["milestones"]
    ]
    kept["outcomes"] = [one for one in rows["outcomes"] if one.as_of is None or one.as_of <= D]
    for name in ("surveys", "sentiments", "touches"):
        kept[name] = [one for one in rows[name] if one.date <= D]
    kept["known_features"] = {name: first for name, first in rows["known_features"].items() if first <= D}
    return kept


def _answered(one: Ticket) -> Decimal | None:
    minutes = one.first_response_minutes
    came = one.opened_at + timedelta(minutes=float(minutes or 0))
    return minutes if came.date() <= D else None


def shuffled(rows: dict[str, Any], random: Any) -> dict[str, Any]:
    """Return the same rows in another order."""
    return {
        name: random.sample(value, len(value)) if isinstance(value, list) else value for name, value in rows.items()
    }
