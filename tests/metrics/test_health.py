"""Health, by hand, and its exact explanation for any account."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copilot.evidence import Fact
from copilot.metrics.health import COMPONENTS, HUNDRED, Health, attainment, health, health_of
from copilot.records import Account
from copilot.snapshot import Touch
from tests.metrics.accounts import ROWS, milestone, outcome, rating, running, standards, survey, used, worked
from tests.metrics.snapshots import D, contact, day, facts, gaps, line, rows, snapshot

WEIGHTS = {"product_usage": 50, "csm_sentiment": 25, "outcomes": 10, "voice_of_customer": 5, "engagement": 10}
TINY = Decimal("1e-20")


def _score(scored: Health, name: str) -> Decimal | None:
    component = scored.component(name)
    assert component is not None
    return component.score


def _inputs(scored: Health, name: str) -> dict[str, Decimal]:
    component = scored.component(name)
    assert component is not None
    return {one.label: one.score for one in component.inputs}


def test_the_score_is_the_weighted_mean_of_the_components() -> None:
    """(50 x 33.3 + 25 x 100 + 10 x 50 + 5 x 50 + 10 x 41.7) / 100 = 53.3, so yellow."""
    told = facts(health(running(**worked())))
    assert abs(Decimal(str(told["health_score"].value)) - Decimal(160) / 3) < TINY
    assert (told["health_score"].display, told["health_band"].value) == ("53.3 of 100", "yellow")
    shown = {name: told[f"health.{name}"].display for name in WEIGHTS}
    assert shown == {
        "product_usage": "33.3 of 100, weighs 50, brings 16.7 points",
        "csm_sentiment": "100 of 100, weighs 25, brings 25 points",
        "outcomes": "50 of 100, weighs 10, brings 5 points",
        "voice_of_customer": "50 of 100, weighs 5, brings 2.5 points",
        "engagement": "41.7 of 100, weighs 10, brings 4.2 points",
    }
    assert "version 2026-11" in told["health_score"].formula
    assert rows(told["health.product_usage"]) == {
        "usage:A1/2026-06-30",
        "usage:A1/2026-06-02",
        "features:A1/2026-06-30/a",
        "subscriptions:S1",
    }
    assert rows(told["health.outcomes"]) == {"outcomes:O1", "milestones:M1", "milestones:M2"}
    assert rows(told["health.engagement"]) == {"contacts:C1"}


def test_the_weight_of_what_is_not_available_is_spread_over_the_others() -> None:
    """Without usage and answers 25, 10 and 10 are spread to 100: 55.6, 22.2 and 22.2."""
    known = worked() | {"readings": {}, "surveys": []}
    scored = health_of(running(**known))
    weights = {one.name: one.weight for one in scored.components if one.inputs}
    assert weights == {
        "csm_sentiment": HUNDRED * 25 / 45,
        "outcomes": HUNDRED * 10 / 45,
        "engagement": HUNDRED * 10 / 45,
    }
    measured = health(running(**known))
    assert gaps(measured)["health.product_usage"] == "no usage data for 60 days"
    assert gaps(measured)["health.voice_of_customer"] == "no NPS answer in 12 months and no CSAT answer in 90 days"


@pytest.mark.parametrize(
    ("users", "score"), [(0, 0), (40, 50), (79, "98.75"), (80, 100), (100, 100), (130, 100), (None, None)]
)
def test_utilisation_is_full_at_80_percent_of_the_seats(users: int | None, score: Any) -> None:
    found = _inputs(health_of(running(readings=used(users), sentiments=[rating(0, "green")])), "product_usage")
    assert found.get("licence utilisation") == (None if score is None else Decimal(score))


@pytest.mark.parametrize(
    ("now", "before", "score"),
    [(100, 100, 50), (80, 100, 0), (79, 100, 0), (120, 100, 100), (300, 100, 100), (96, 100, 40)],
)
def test_the_trend_is_50_and_250_for_a_doubling_kept_within_0_and_100(now: int, before: int, score: int) -> None:
    readings = used(now) | used(before, days_ago=28)
    assert _inputs(health_of(running(readings=readings)), "product_usage")["trend"] == score


def test_no_seats_leave_trend_and_breadth() -> None:
    lines = [line(1, 5, day(-90), day(90), seats=0)]
    readings = used(5, "a") | used(5, days_ago=28)
    scored = health_of(running(subscriptions=lines, readings=readings, known_features={"a": day(-9)}))
    assert _inputs(scored, "product_usage") == {"feature breadth": 100, "trend": 50}


@pytest.mark.parametrize(
    ("age", "words"),
    [(0, "green, 0 days old"), (89, "green, 89 days old"), (90, "green, 90 days old, stale"), (119, "stale")],
)
def test_sentiment_is_stale_at_90_days(age: int, words: str) -> None:
    component = health_of(running(sentiments=[rating(-age, "green")])).component("csm_sentiment")
    assert component is not None
    assert component.inputs[0].words.endswith(words)
    assert ("stale" in component.inputs[0].words) == (age >= 90)


def test_sentiment_is_not_available_at_120_days_and_no_longer_makes_red() -> None:
    old = health_of(running(readings=used(100), sentiments=[rating(-120, "red")]))
    assert (_score(old, "csm_sentiment"), old.band) == (None, "green")
    counted = health_of(running(readings=used(100), sentiments=[rating(-119, "red")]))
    assert (_score(counted, "csm_sentiment"), counted.band) == (Decimal(0), "red")


@pytest.mark.parametrize(("colour", "score"), [("green", 100), ("yellow", 50), ("red", 0)])
def test_the_latest_rating_by_then_counts_in_any_order(colour: str, score: int) -> None:
    ratings = [rating(1, "red"), rating(-1, colour), rating(-50, "yellow")]
    assert _score(health_of(running(sentiments=ratings)), "csm_sentiment") == score


def test_a_red_sentiment_makes_the_account_red_and_says_so() -> None:
    told = facts(health(running(readings=used(100), sentiments=[rating(-3, "red")])))
    assert abs(Decimal(str(told["health_score"].value)) - Decimal(200) / 3) < TINY
    assert told["health_band"].value == "red"
    assert told["health_band"].display == "red (the CSM's rating is red)"


@pytest.mark.parametrize(
    ("values", "score"),
    [
        ((48, 36, 24), 50),
        ((48, 60, 24), 0),
        ((48, 12, 24), 100),
        ((10, 25, 20), 100),
        ((10, 5, 20), 0),
        ((10, 15, 20), 50),
        ((5, 7, 5), None),
        ((None, 7, 5), None),
        ((5, None, 5), None),
        ((5, 7, None), None),
    ],
)
def test_attainment_is_the_way_from_baseline_to_target_kept_within_0_and_100(values: Any, score: int | None) -> None:
    assert attainment(outcome(1, *values)) == score


def test_outcomes_are_the_mean_of_attainment_and_of_the_milestones_due_by_then() -> None:
    """Attained 50 and 100 of 100, the third cannot be told: 75. Due are three, done by then one: 33.3. Mean: 54.2."""
    known = [outcome(1, 0, 5, 10), outcome(2, 0, 10, 10), outcome(3, 0, None, 10), outcome(4, 0, 9, 10, as_of=day(1))]
    steps = [milestone(1, 0, 0), milestone(2, -3), milestone(3, -1, 1), milestone(4, 1, -1), milestone(5, None, -1)]
    scored = health_of(running(outcomes=known, milestones=steps))
    assert _inputs(scored, "outcomes") == {"target attainment": 75, "milestones": HUNDRED / 3}


def test_voice_is_the_mean_of_nps_from_0_to_100_and_csat() -> None:
    """NPS -100 is 0; CSAT 100 %: 50."""
    scored = health_of(running(surveys=[survey(1, "nps", 0), survey(2, "csat", 5), survey(3, "ces", 1)]))
    assert _inputs(scored, "voice_of_customer") == {"NPS": 0, "CSAT": 100}
    assert _score(scored, "voice_of_customer") == 50


@pytest.mark.parametrize(
    ("age", "score"), [(0, 100), (14, 100), (15, "97.8"), (37, 50), (59, "2.2"), (60, 0), (400, 0)]
)
def test_the_last_contact_falls_in_a_straight_line_from_14_to_60_days(age: int, score: Any) -> None:
    scored = health_of(running(touches=[Touch(day(-age), "n.md"), Touch(day(1), "later.md")]))
    assert round(_inputs(scored, "engagement")["last contact"], 1) == Decimal(score)


def test_coverage_counts_active_contacts_spoken_to_in_60_days() -> None:
    people = [
        contact(1, last_contacted=day(-59)),
        contact(2, last_contacted=day(-60)),
        contact(3, last_contacted=day(-1), left_on=day(0)),
        contact(4, last_contacted=day(0), left_on=day(1)),
        contact(5),
        contact(6, last_contacted=day(1)),
    ]
    assert _inputs(health_of(running(contacts=people)), "engagement")["coverage"] == HUNDRED * 2 / 3
    many = [contact(number, last_contacted=day(-1)) for number in range(5)]
    assert _inputs(health_of(running(contacts=many)), "engagement")["coverage"] == 100


@pytest.mark.parametrize(("since", "is_new"), [(0, True), (-29, True), (-30, False)])
def test_in_the_first_30_days_there_is_sentiment_only(since: int, is_new: bool) -> None:
    account = Account(account_id="A1", name="Acme", customer_since=day(since))
    measured = health(running(account=account, **worked()))
    assert (facts(measured)["health_score"].value == 100) == is_new
    assert ("health.product_usage" in gaps(measured)) == is_new
    bare = health(running(account=account, readings=used(5)))
    assert ("health_score" in gaps(bare)) == is_new


def test_without_customer_since_the_first_contract_counts() -> None:
    account = Account(account_id="A1", name="Acme")
    lines = [line(1, 5, day(-29), day(9), seats=9), line(2, 5, day(40), day(90))]
    assert gaps(health(snapshot(account=account, subscriptions=lines, **worked())))["health.outcomes"] == (
        "not counted in the first 30 days of an account"
    )


def test_a_churned_account_has_no_health_and_says_why() -> None:
    ended = running(subscriptions=[line(1, 5, day(-400), day(0))], **worked())
    assert gaps(health(ended)) == dict.fromkeys(("health_score", "health_band"), "no running contract on 30 June 2026")
    assert set(gaps(health(running()))) == {"health_score", "health_band"}


@pytest.mark.parametrize(
    ("readings", "expected"),
    [(used(60), "green"), (used(59), "yellow"), (used(40), "yellow"), (used(39), "red")],
)
def test_green_from_75_yellow_from_50_red_below(readings: Any, expected: str) -> None:
    assert health_of(running(readings=readings)).band == expected


def test_a_score_that_is_75_in_exact_figures_is_green_although_weights_have_no_last_digit() -> None:
    """Usage 70, outcomes 100, answers 75 with the weights 50, 10 and 5: (3500 + 1000 + 375) / 65 = 75."""
    answers = [survey(1, "csat", 5), survey(2, "csat", 5), survey(3, "csat", 5), survey(4, "csat", 1)]
    known = {"readings": used(56), "surveys": answers, "milestones": [milestone(1, -1, -1)]}
    scored = health_of(running(**known))
    assert (scored.score, scored.band) == (Decimal(75), "green")


def test_weights_and_bands_are_settings() -> None:
    asked = standards("health", green_from=55.0, sentiment_gone_days=3, contact_none_days=74, full_utilisation=0.4)
    scored = health_of(running(standards=asked, **worked()))
    assert _inputs(scored, "product_usage")["licence utilisation"] == 100
    assert _score(scored, "csm_sentiment") is None
    assert _inputs(scored, "engagement")["last contact"] == HUNDRED * 37 / 60
    assert scored.green_from == 55


def test_the_change_since_30_days_ago_is_split_by_component() -> None:
    """30 days ago: sentiment red (0 points of 100 / 3), usage 100 x 2 / 3 = 66.7; now green and 50: 33.3 + 33.3."""
    readings = used(80, days_ago=30) | used(40)
    told = facts(health(running(readings=readings, sentiments=[rating(-31, "red"), rating(-2, "green")])))
    assert told["health_score.change_30d"].display == "0 points"
    assert told["health.product_usage.change_30d"].display == "-33.3 points"
    assert told["health.csm_sentiment.change_30d"].display == "+33.3 points"
    assert told["health.outcomes.change_30d"].value == 0


def test_without_a_score_30_days_ago_there_is_no_change() -> None:
    lines = [line(1, 5, day(-29), day(300), seats=9)]
    reason = gaps(health(running(subscriptions=lines, readings=used(5))))["health_score.change_30d"]
    assert reason == "no score 30 days before: no running contract on 31 May 2026"


def _changes(told: dict[str, Fact]) -> dict[str, Decimal]:
    return {name: Decimal(str(fact.value)) for name, fact in told.items() if name.endswith(".change_30d")}


@settings(max_examples=80, deadline=None)
@given(ROWS, st.booleans())
@example(worked(), True)
def test_points_add_up_to_the_score_and_their_changes_to_its_change(
    known: dict[str, Any], of_long_standing: bool
) -> None:
    if of_long_standing:
        known = known | {"subscriptions": [line(9, 5, day(-400), day(300), seats=7)]}
    account = snapshot(**known)
    scored = health_of(account)
    if scored.score is None:
        assert set(gaps(health(account))) == {"health_score", "health_band"}
        return
    assert 0 <= scored.score <= 100
    assert abs(sum((one.points for one in scored.components), Decimal(0)) - scored.score) <= TINY
    available = {one.name: one for one in scored.components if one.inputs}
    whole = sum(WEIGHTS[name] for name in available)
    assert abs(sum((one.weight for one in available.values()), Decimal(0)) - 100) < TINY
    for one in scored.components:
        assert abs(one.weight - HUNDRED * (WEIGHTS[one.name] if one.inputs else 0) / whole) < TINY
        assert all(0 <= part.score <= 100 for part in one.inputs)
        assert bool(one.inputs) != bool(one.why)
    parts = [WEIGHTS[name] * Fraction(one.score or 0) for name, one in available.items()]
    exact = sum(parts, Fraction(0)) / whole
    assert abs(exact - Fraction(scored.score)) < Fraction(TINY) * 2
    told = facts(health(account))
    changes = _changes(told)
    if changes:
        total = changes.pop("health_score.change_30d")
        assert abs(sum(changes.values()) - total) <= 2 * TINY
        before = health_of(account.on(day(-30))).score
        assert before is not None
        assert abs(before + total - scored.score) <= TINY
        assert len(changes) == len(COMPONENTS)


def test_health_of_an_earlier_day_reads_nothing_later() -> None:
    account = running(sentiments=[rating(-31, "yellow"), rating(0, "green")])
    assert health_of(account.on(day(-30))).score == 50
    assert health_of(account).score == 100
    assert account.as_of == D
