"""The stage of an account, by hand."""

from typing import Any

import pytest

from copilot.metrics.maturity import STAGES, maturity
from tests.metrics.accounts import milestone, outcome, running, used
from tests.metrics.snapshots import contact, day, facts, gaps, line, rows

FEATURES = {name: day(-300) for name in "abcde"}
SPONSOR = contact(1, role="executive_sponsor", last_contacted=day(-59))
ATTAINED = outcome(1, 0, 1, 2)
WORTH = outcome(2, 0, 1, 2, 1, 300_000)
FIRST = milestone(1, -50, -50, kind="first_value")

LADDER: list[tuple[str, dict[str, Any]]] = [
    ("curious", {}),
    ("curious", {"readings": used(19)}),
    ("piloting", {"readings": used(20)}),
    ("piloting", {"milestones": [FIRST]}),
    ("curious", {"milestones": [milestone(1, -50, 1, kind="first_value")]}),
    ("piloting", {"readings": used(49, *"abc")}),
    ("piloting", {"readings": used(50, *"ab")}),
    ("adopting", {"readings": used(50, *"abc")}),
    ("adopting", {"readings": used(79, *"abc"), "outcomes": [ATTAINED], "contacts": [SPONSOR]}),
    ("adopting", {"readings": used(80, *"abc"), "contacts": [SPONSOR]}),
    ("adopting", {"readings": used(80, *"abc"), "outcomes": [ATTAINED]}),
    ("embedding", {"readings": used(80, *"abc"), "outcomes": [ATTAINED], "contacts": [SPONSOR]}),
    ("embedding", {"readings": used(80, *"abcd"), "outcomes": [ATTAINED], "contacts": [SPONSOR]}),
    ("embedding", {"readings": used(80, *"abc"), "outcomes": [WORTH], "contacts": [SPONSOR]}),
    ("transforming", {"readings": used(80, *"abcd"), "outcomes": [WORTH], "contacts": [SPONSOR]}),
    ("curious", {"outcomes": [WORTH], "contacts": [SPONSOR]}),
]


@pytest.mark.parametrize(("stage", "known"), LADDER)
def test_the_stage_is_the_highest_whose_criteria_and_those_before_are_met(stage: str, known: dict[str, Any]) -> None:
    told = facts(maturity(running(known_features=FEATURES, **known)))
    assert told["maturity_stage"].value == stage
    assert ("maturity_missing" in told) == (stage != STAGES[-1])


def test_what_is_missing_for_the_next_stage_is_listed_with_what_was_found() -> None:
    late = contact(1, role="executive_sponsor", last_contacted=day(-60))
    told = facts(maturity(running(known_features=FEATURES, readings=used(60, *"abc"), contacts=[late])))
    assert told["maturity_missing"].label == "Missing for embedding"
    assert told["maturity_missing"].display == (
        "licence utilisation of at least 80.0 % (60.0 %); an outcome with baseline, current value and target (none); "
        "an executive sponsor spoken to in 60 days (none)"
    )
    unknown = facts(maturity(running(milestones=[FIRST])))["maturity_missing"]
    assert unknown.display == (
        "licence utilisation of at least 50.0 % (not known); feature breadth of at least 50.0 % (not known)"
    )


def test_the_stage_names_the_rows_that_it_was_read_from() -> None:
    known = {"readings": used(80, "a", "b", "c", "d"), "outcomes": [WORTH], "contacts": [SPONSOR]}
    told = facts(maturity(running(known_features=FEATURES, **known)))
    assert rows(told["maturity_stage"]) == {
        "subscriptions:S1",
        "usage:A1/2026-06-30",
        *(f"features:A1/2026-06-30/{name}" for name in "abcd"),
        "outcomes:O2",
        "contacts:C1",
    }


def test_a_churned_account_is_on_no_stage() -> None:
    ended = running(subscriptions=[line(1, 5, day(-400), day(0))], readings=used(80))
    assert gaps(maturity(ended)) == {"maturity_stage": "no running contract on the as-of date"}
