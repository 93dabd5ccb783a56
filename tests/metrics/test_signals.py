"""Each rule just inside and just outside its threshold, with other standards, and the playbook that answers it."""

from collections import defaultdict
from typing import Any

import pytest

from copilot.metrics.signals import POWER, RULES, Signal, days_to_renewal, signals
from copilot.settings import ROOT
from copilot.snapshot import FeatureSeen, Reading, Touch
from copilot.sources.front_matter import split_header
from tests.metrics.accounts import milestone, noon, outcome, rating, running, standards, survey, used
from tests.metrics.snapshots import contact, day, line, rows, ticket, usage

SPOKEN = contact(9, last_contacted=day(-1))
PLAYBOOKS = ROOT / "knowledge" / "playbooks"


def _renewing(days: int, **more: Any) -> dict[str, Any]:
    return {"subscriptions": [line(1, 5, day(-400), day(days), **({"seats": 100} | more))]}


def _new_line(age: int) -> dict[str, Any]:
    return {"subscriptions": [line(1, 5, day(-age), day(300), seats=100)]}


def _leader(role: str, **more: Any) -> dict[str, Any]:
    return {"contacts": [contact(1, role=role, **more), SPOKEN, contact(8)]}


def _answer(score: int, role: Any = "champion", **more: Any) -> dict[str, Any]:
    people = [contact(1, role=role, last_contacted=day(0), **more), SPOKEN]
    return {"contacts": people, "surveys": [survey(1, "nps", score, day(-3), "C1")]}


def _urgent(opened: int, **more: Any) -> dict[str, Any]:
    return {"tickets": [ticket(1, opened_at=noon(opened), **({"priority": "urgent"} | more))]}


def _taken_up(users: int, *before: str, known: int = -200) -> dict[str, Any]:
    now = {day(0): Reading(usage(day(0), 50), features=[FeatureSeen("new", day(-2), users)])}
    return {"readings": now | used(50, *before, days_ago=90), "known_features": {"old": day(known)}}


INSIDE: list[tuple[str, dict[str, Any], str]] = [
    ("usage_drop_28d", {"readings": used(80) | used(100, days_ago=28)}, "high"),
    ("low_utilisation_near_renewal", _renewing(120) | {"readings": used(49)}, "high"),
    ("no_usage_60d", _new_line(60), "high"),
    ("champion_gone", _leader("champion", left_on=day(0)), "high"),
    ("champion_gone", _leader("champion", active=False), "high"),
    ("champion_gone", _leader("champion", last_contacted=day(-60)), "medium"),
    ("sponsor_gone", _leader("executive_sponsor", left_on=day(-9)), "high"),
    ("sponsor_gone", _leader("executive_sponsor", last_contacted=day(-60)), "medium"),
    ("single_threaded", {"contacts": [SPOKEN, contact(1, left_on=day(0)), contact(2, active=False)]}, "medium"),
    ("urgent_ticket_aging", _urgent(-6), "high"),
    ("urgent_ticket_aging", _urgent(-6, closed_at=noon(1)), "high"),
    ("power_role_detractor", _answer(6), "high"),
    ("power_role_detractor", _answer(0, "economic_buyer"), "high"),
    ("power_role_detractor", _answer(0, "executive_sponsor"), "high"),
    ("milestone_overdue", {"milestones": [milestone(1, -14)]}, "medium"),
    ("milestone_overdue", {"milestones": [milestone(1, -14, 1)]}, "medium"),
    ("no_contact_45d", {"touches": [Touch(day(-45), "n.md"), Touch(day(1), "later.md")]}, "medium"),
    ("no_contact_45d", _new_line(45), "medium"),
    ("sentiment_red", {"sentiments": [rating(-119, "red")]}, "high"),
    ("renewal_without_plan", _renewing(90), "medium"),
    ("renewal_without_plan", _renewing(90) | {"milestones": [milestone(1, 91, kind="value")]}, "medium"),
    ("renewal_without_plan", _renewing(90) | {"milestones": [milestone(1, 9, kind="adoption")]}, "medium"),
    ("utilisation_over_90", {"readings": used(91)}, "medium"),
    ("utilisation_over_90", {"readings": used(300)}, "medium"),
    ("power_role_promoter", _answer(9), "low"),
    ("roi_above_3", {"outcomes": [outcome(1, 0, 1, 1, 1, 300_001)]}, "low"),
    ("feature_taken_up", _taken_up(50), "low"),
]
OUTSIDE: list[tuple[str, dict[str, Any]]] = [
    ("usage_drop_28d", {"readings": used(81) | used(100, days_ago=28)}),
    ("usage_drop_28d", {"readings": used(1)}),
    ("low_utilisation_near_renewal", _renewing(121) | {"readings": used(49)}),
    ("low_utilisation_near_renewal", _renewing(120) | {"readings": used(50)}),
    ("low_utilisation_near_renewal", _renewing(120)),
    ("low_utilisation_near_renewal", _renewing(120, seats=0) | {"readings": used(5)}),
    ("no_usage_60d", _new_line(59)),
    ("no_usage_60d", {"readings": used(None) | used(0)}),
    ("champion_gone", _leader("champion", left_on=day(1), last_contacted=day(-1))),
    ("champion_gone", _leader("champion", last_contacted=day(-59))),
    ("champion_gone", _leader("champion")),
    ("champion_gone", _leader("champion", last_contacted=day(1))),
    ("champion_gone", _leader("user", left_on=day(-5))),
    ("sponsor_gone", _leader("executive_sponsor", last_contacted=day(-59))),
    ("single_threaded", {"contacts": [SPOKEN, contact(1)]}),
    ("single_threaded", {"contacts": [SPOKEN, contact(1, left_on=day(1))]}),
    ("single_threaded", {"contacts": [contact(1, active=False)]}),
    ("single_threaded", {}),
    ("urgent_ticket_aging", _urgent(-5)),
    ("urgent_ticket_aging", _urgent(-6, closed_at=noon(0))),
    ("urgent_ticket_aging", _urgent(-6, priority="high")),
    ("power_role_detractor", _answer(7)),
    ("power_role_detractor", _answer(6, "user")),
    ("power_role_detractor", _answer(6, left_on=day(0))),
    ("milestone_overdue", {"milestones": [milestone(1, -13), milestone(2, None)]}),
    ("milestone_overdue", {"milestones": [milestone(1, -14, 0)]}),
    ("no_contact_45d", {"touches": [Touch(day(-44), "n.md")]}),
    ("no_contact_45d", {"contacts": [contact(1, last_contacted=day(-44))]}),
    ("no_contact_45d", _new_line(44)),
    ("sentiment_red", {"sentiments": [rating(-120, "red")]}),
    ("sentiment_red", {"sentiments": [rating(-3, "red"), rating(-2, "yellow")]}),
    ("sentiment_red", {"sentiments": [rating(1, "red")]}),
    ("renewal_without_plan", _renewing(91)),
    ("renewal_without_plan", _renewing(90) | {"milestones": [milestone(1, 90, kind="value")]}),
    ("renewal_without_plan", _renewing(90) | {"milestones": [milestone(1, 0, kind="value")]}),
    ("utilisation_over_90", {"readings": used(90)}),
    ("power_role_promoter", _answer(8)),
    ("roi_above_3", {"outcomes": [outcome(1, 0, 1, 1, 1, 300_000)]}),
    ("feature_taken_up", _taken_up(49)),
    ("feature_taken_up", _taken_up(50, "new")),
    ("feature_taken_up", _taken_up(50, known=-89)),
]
OTHERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("usage_drop_28d", {"readings": used(80) | used(100, days_ago=28)}, {"usage_drop": 0.21}),
    ("low_utilisation_near_renewal", _renewing(120) | {"readings": used(49)}, {"low_utilisation": 0.49}),
    ("low_utilisation_near_renewal", _renewing(120) | {"readings": used(49)}, {"low_utilisation_renewal_days": 119}),
    ("champion_gone", _leader("champion", last_contacted=day(-60)), {"silent_days": 61}),
    ("sponsor_gone", _leader("executive_sponsor", last_contacted=day(-60)), {"silent_days": 61}),
    ("urgent_ticket_aging", _urgent(-6), {"urgent_ticket_days": 6}),
    ("milestone_overdue", {"milestones": [milestone(1, -14)]}, {"milestone_overdue_days": 15}),
    ("no_contact_45d", {"touches": [Touch(day(-45), "n.md")]}, {"no_contact_days": 46}),
    ("no_contact_45d", _new_line(45), {"no_contact_days": 46}),
    ("renewal_without_plan", _renewing(90), {"plan_days": 89}),
    ("utilisation_over_90", {"readings": used(91)}, {"high_utilisation": 0.91}),
    ("roi_above_3", {"outcomes": [outcome(1, 0, 1, 1, 1, 300_001)]}, {"high_roi": 3.1}),
    ("feature_taken_up", _taken_up(50), {"taken_up": 0.51}),
]


def _fired(known: dict[str, Any]) -> dict[str, Signal]:
    return {one.id: one for one in signals(running(**known))}


@pytest.mark.parametrize(("name", "known", "severity"), INSIDE, ids=lambda one: one if isinstance(one, str) else "")
def test_a_rule_fires_just_inside_its_threshold_with_the_facts_that_fired_it(
    name: str, known: dict[str, Any], severity: str
) -> None:
    signal = _fired(known)[name]
    assert (signal.severity, signal.playbook, signal.is_growth) == (
        severity,
        RULES[name].playbook,
        RULES[name].is_growth,
    )
    assert signal.title
    assert signal.facts
    for fact in signal.facts:
        assert fact.formula
        assert fact.value is not None
        assert fact.rows or name == "no_usage_60d"
        assert fact.account_id == "A1"


@pytest.mark.parametrize(("name", "known"), OUTSIDE, ids=lambda one: one if isinstance(one, str) else "")
def test_a_rule_does_not_fire_just_outside_its_threshold(name: str, known: dict[str, Any]) -> None:
    assert name not in _fired(known)


@pytest.mark.parametrize(("name", "known", "changed"), OTHERS, ids=lambda one: one if isinstance(one, str) else "")
def test_a_threshold_is_a_setting(name: str, known: dict[str, Any], changed: dict[str, Any]) -> None:
    assert name in _fired(known)
    assert name not in _fired(known | {"standards": standards("signals", **changed)})


def test_how_long_a_rating_counts_is_a_setting() -> None:
    known = {"sentiments": [rating(-119, "red")]}
    assert "sentiment_red" not in _fired(known | {"standards": standards("health", sentiment_gone_days=119)})


def test_every_rule_every_threshold_and_every_setting_is_examined() -> None:
    assert {name for name, *_ in INSIDE} == {name for name, *_ in OUTSIDE} == set(RULES)
    settings = {setting for _, _, changed in OTHERS for setting in changed}
    assert settings == set(type(standards("signals").signals).model_fields)


def test_each_signal_is_answered_by_the_playbook_that_names_it() -> None:
    named = defaultdict(set)
    for path in PLAYBOOKS.glob("*.md"):
        header, _ = split_header(path.read_text(encoding="utf-8"))
        for signal in header.get("signals", []):  # type: ignore[attr-defined]
            named[signal].add(path.stem)
    assert named == {name: {rule.playbook} for name, rule in RULES.items()}


def test_one_of_a_role_who_speaks_with_us_is_enough() -> None:
    gone, silent = contact(1, role="champion", left_on=day(-9)), contact(2, role="champion", last_contacted=day(-80))
    there = contact(3, role="champion", last_contacted=day(-8))
    assert "champion_gone" not in _fired({"contacts": [gone, silent, there]})
    signal = _fired({"contacts": [gone, silent]})["champion_gone"]
    assert signal.title == "The champion, Person 2, has not spoken to us since 11 April 2026"
    assert rows(signal.facts[0]) == {"contacts:C2"}
    assert _fired({"contacts": [gone]})["champion_gone"].title == "The champion, Person 1, left on 21 June 2026"


def test_a_renewed_contract_does_not_hide_that_usage_and_contact_are_missing() -> None:
    lines = [line(1, 5, day(-400), day(-9), seats=9), line(2, 5, day(-9), day(300), seats=9)]
    assert {"no_usage_60d", "no_contact_45d"} <= _fired({"subscriptions": lines}).keys()


def test_titles_say_what_and_since_when() -> None:
    fired = _fired(_urgent(-6, subject="SSO loop") | {"readings": used(112) | used(148, days_ago=28)})
    assert fired["usage_drop_28d"].title == "Usage fell 24.3 % in 28 days, from 148 to 112 monthly users"
    assert fired["urgent_ticket_aging"].title == "Urgent ticket T1 “SSO loop” has been open for 6 days"
    late = _fired({"milestones": [milestone(1, -20), milestone(2, -30), milestone(3, -15)]})["milestone_overdue"]
    assert late.title == "Milestone “Step 2” is 30 days overdue, and 2 more are late"
    assert late.facts[0].value == 3
    assert _fired(_answer(3))["power_role_detractor"].title == "Person 1 (champion) detracts: NPS 3 on 27 June 2026"


def test_risks_come_first_and_the_severest_of_them() -> None:
    known = _answer(9) | {"readings": used(95) | used(200, days_ago=28), "milestones": [milestone(1, -20)]}
    found = signals(running(**known))
    assert [one.id for one in found] == [
        "usage_drop_28d",
        "milestone_overdue",
        "utilisation_over_90",
        "power_role_promoter",
    ]


def test_an_account_without_a_running_contract_has_no_signals() -> None:
    ended = [line(1, 5, day(-400), day(0), seats=100)]
    assert signals(running(subscriptions=ended, sentiments=[rating(-1, "red")])) == []
    assert days_to_renewal(running(subscriptions=ended)) is None
    assert days_to_renewal(running()) == 300


def test_power_is_with_sponsor_buyer_and_champion() -> None:
    assert {"executive_sponsor", "economic_buyer", "champion"} == POWER
