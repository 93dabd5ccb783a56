"""An onboarding plan: the weeks of the account's segment from its start to the first value and the 90th day."""

import re
from datetime import date
from pathlib import Path

import pytest

from copilot.documents.document import Audience
from copilot.records import Account, Contact, Subscription
from copilot.wiring import Copilot
from tests.documents.kinds.plans import AS_OF, AUDIENCES, Drafts, drafted, drafts_of, row_with, text_of

INTERNAL = re.compile(r"\b(?:champion|detractor|signal|health|sentiment|forecast|churn|account|play(?:book)?)\b", re.I)
OSTSTERN, ZEPHRINE, SAINT_AUBRAC = "Oststern Maschinenbau AG", "Zephrine Labs", "Ville de Saint-Aubrac"


@pytest.fixture(scope="module")
def plans(demo_copilot: Copilot) -> Drafts:
    """The onboarding plan of every account of the demo book, for both audiences."""
    return drafts_of(demo_copilot, "onboarding-plan")


def test_nothing_is_left_out_of_any_plan(plans: Drafts) -> None:
    assert {key: one.left_out for key, one in plans.items() if one.left_out} == {}


def test_no_section_is_empty(plans: Drafts) -> None:
    assert [(key, one.key) for key, plan in plans.items() for one in plan.sections if not one.parts] == []


def test_the_weeks_are_those_of_the_segment_dated_from_the_start(plans: Drafts) -> None:
    plan = plans[ZEPHRINE, "internal"]
    assert "Dated from the start on 28 October 2026" in text_of(plan, "weeks")
    assert "| day 45 | 11 December 2026" in row_with(plan, "weeks", "Second team")  # the 12th is a Saturday
    assert "Mid-market onboarding" in text_of(plan, "weeks")


def test_what_is_done_is_told_from_the_milestones(plans: Drafts) -> None:
    plan = plans[ZEPHRINE, "internal"]
    assert "| done [" in row_with(plan, "weeks", "Kick-off")
    assert "| done [" in row_with(plan, "weeks", "Sign-in tested")
    assert "the book does not say" in row_with(plan, "weeks", "First team")


def test_the_customers_people_do_it_by_their_roles(plans: Drafts) -> None:
    plan = plans[ZEPHRINE, "customer"]
    assert "Wren Froehlig" in row_with(plan, "weeks", "Sign-in tested")
    assert "Dr. Abena Quarshie" in row_with(plan, "weeks", "Kick-off")
    assert "Rohan Velicheti" in row_with(plan, "weeks", "Baseline")


def test_a_first_value_planned_after_its_day_is_told(plans: Drafts) -> None:
    plan = plans[ZEPHRINE, "internal"]
    assert "**Due by:** 27 November 2026" in text_of(plan, "first-value")
    assert "due on 27 December 2026" in text_of(plan, "first-value")
    assert "not reached after 24 days" in text_of(plan, "first-value")
    assert "planned late" in row_with(plan, "marks", "First value")


def test_a_first_value_that_is_late_is_asked_for(plans: Drafts) -> None:
    plan = plans[SAINT_AUBRAC, "internal"]
    assert "115 days overdue" in text_of(plan, "first-value")
    assert "Ask Mireille Zaoui" in text_of(plan, "first-value")
    assert "**not met**: was due on 29 July 2026" in row_with(plan, "marks", "First value")


def test_the_time_to_first_value_is_told(plans: Drafts) -> None:
    plan = plans[OSTSTERN, "internal"]
    assert text_of(plan, "summary").startswith("**First value came after 71 days")
    assert "**met late**: reached on 13 July 2026" in row_with(plan, "weeks", "First value")


def test_how_many_seats_a_pilot_has_is_told_where_a_note_says_so_and_not_guessed(plans: Drafts) -> None:
    told = row_with(plans["Oststern Maschinenbau AG", "customer"], "marks", "Half of the pilot seats in use")
    assert "the pilot has 100 seats [P" in told
    pilots = [row_with(one, "marks", "pilot seats") for one in plans.values()]
    assert any("how many seats the pilot has is not on record" in one for one in pilots)


def test_weeks_long_past_are_told_by_what_they_left(plans: Drafts) -> None:
    plan = plans["Halden Logistics", "internal"]
    assert "This is what they were to leave" in text_of(plan, "weeks")
    assert "**not met**" in row_with(plan, "weeks", "Sponsor, lead and administrator by name")


def test_the_gates_stand_at_14_30_60_and_90_days(plans: Drafts) -> None:
    days = re.findall(r"^\| day (\d+) \|", text_of(plans[ZEPHRINE, "internal"], "marks"), re.M)
    assert list(dict.fromkeys(days)) == ["14", "30", "60", "90"]


def test_a_customer_is_told_nothing_internal(plans: Drafts) -> None:
    told = {name: text_of(plan) for (name, audience), plan in plans.items() if audience == "customer"}
    bare = {name: re.sub(r"“[^”]*”|^>.*$", "", text, flags=re.M) for name, text in told.items()}
    assert {name: INTERNAL.findall(text) for name, text in bare.items() if INTERNAL.search(text)} == {}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_where_the_contract_has_ended_there_is_nothing_to_plan(plans: Drafts, audience: Audience) -> None:
    plan = plans["Polwithen Surveyors", audience]
    assert text_of(plan, "summary").startswith("**There is nothing to plan: the last contract ended on ")
    days = [one for one in plan.evidence.facts if one.name == "plan_date" and str(one.value) >= str(AS_OF)]
    assert days == []


def test_a_customer_is_not_questioned_on_steps_that_nobody_noted(plans: Drafts) -> None:
    assert "the book does not say" in row_with(plans[SAINT_AUBRAC, "internal"], "weeks", "Second team")
    assert row_with(plans[SAINT_AUBRAC, "customer"], "weeks", "Second team: the session") == ""
    assert "**still open**: 18.6 %" in row_with(plans[SAINT_AUBRAC, "customer"], "weeks", "Half of the seats")


def test_an_onboarding_that_is_done_says_so(plans: Drafts) -> None:
    told = text_of(plans["Brackenmoor Mutual", "customer"], "summary")
    assert told.startswith("**Onboarding is done: first value came after 38 days")


def test_an_account_with_nothing_but_a_name_says_so(tmp_path: Path) -> None:
    plans = drafted(tmp_path, "onboarding-plan", [Account(account_id="A1", name="Acme")])
    for plan in plans.values():
        assert plan.left_out == []
        assert "The onboarding cannot be dated" in text_of(plan, "summary")
    assert "to date the weeks from" in text_of(plans["Acme", "internal"], "weeks")


def test_without_a_start_of_the_account_the_first_contract_counts(tmp_path: Path) -> None:
    records = [
        Account(account_id="A1", name="Acme", segment="smb", stage="onboarding"),
        Contact(contact_id="C1", account_id="A1", name="May March", role="champion", active=True),
        Subscription(
            subscription_id="S1", account_id="A1", start_date=date(2026, 11, 16), end_date=date(2027, 11, 16), arr=1
        ),
    ]
    plans = drafted(tmp_path, "onboarding-plan", records)
    assert [one.left_out for one in plans.values()] == [[], []]
    plan = plans["Acme", "internal"]
    assert "Dated from the start on 16 November 2026, 5 days ago" in text_of(plan, "weeks")
    assert "| day 14 | 30 November 2026" in row_with(plan, "weeks", "First value")
    assert "Agree with May March" in text_of(plan, "first-value")


def test_a_start_ahead_is_counted_back_from(tmp_path: Path) -> None:
    start = date(2027, 1, 11)
    records = [
        Account(account_id="A1", name="Acme", segment="enterprise", customer_since=start),
        Subscription(subscription_id="S1", account_id="A1", start_date=AS_OF, end_date=date(2028, 1, 11), arr=1),
    ]
    plan = drafted(tmp_path, "onboarding-plan", records)["Acme", "internal"]
    assert plan.left_out == []
    assert "Onboarding has not begun" in text_of(plan, "summary")
    assert "| day -5 | 6 January 2027" in row_with(plan, "weeks", "Hand-over call")
