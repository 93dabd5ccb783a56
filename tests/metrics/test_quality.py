"""Each rule of data quality by hand: what it finds, and what it must pass over."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.metrics.account import measure
from copilot.metrics.finding import Finding
from copilot.metrics.quality import RULES, by_account, count_by_rule, findings
from copilot.money import Exchange
from copilot.records import Account, Colleague, FxRate, Milestone, Opportunity, Outcome, Survey, Usage
from copilot.snapshot import FeatureSeen, Reading, Snapshot, Touch
from tests.metrics.snapshots import D, contact, day, line, snapshot, ticket, usage

SINCE = day(-400)
RUNNING = line(1, 100, SINCE, day(100), product="Platform", seats=10)
ENDED = line(1, 100, day(-800), day(-100), product="Platform", seats=10)


def account(**more: Any) -> Account:
    return Account(account_id="A1", name="Acme", **more)


def at(offset: int) -> datetime:
    return datetime.combine(day(offset), time(9))


def found(**known: Any) -> dict[str, Finding]:
    return {one.id: one for one in findings(snapshot(**known))}


def deal(kind: str, stage: str, closes: date) -> Opportunity:
    return Opportunity(
        opportunity_id="O1", account_id="A1", kind=kind, stage=stage, amount=Decimal(9), close_date=closes
    )


def outcome(number: int, baseline: int, current: int | None, target: int, **more: Any) -> Outcome:
    return Outcome(
        outcome_id=f"R{number}",
        account_id="A1",
        metric="Hours",
        baseline=baseline,
        current=current,
        target=target,
        **more,
    )


def test_a_sound_account_has_no_findings() -> None:
    sound = snapshot(
        account=account(customer_since=SINCE, stage="value", csm_email="kim@example.com"),
        subscriptions=[RUNNING],
        contacts=[contact(1, role="champion", active=True, last_contacted=day(-3))],
        tickets=[
            ticket(1, opened_at=at(-5), closed_at=at(-4), status="closed"),
            ticket(2, opened_at=at(-1), status="open"),
        ],
        outcomes=[outcome(1, 48, 31, 25, as_of=day(-30))],
        usage=Usage(account_id="A1", date=D, daily_active_users=3, weekly_active_users=5, monthly_active_users=8),
        touches=[Touch(day(-9), "call.md")],
        team={"kim@example.com": Colleague(email="kim@example.com", name="Kim")},
    )
    assert findings(sound) == []


def test_a_finding_says_what_where_and_which_figure_is_computed_how() -> None:
    known = {"account": account(customer_since=SINCE), "subscriptions": [RUNNING]}
    (one,) = findings(snapshot(tickets=[ticket(1, opened_at=at(-420)), ticket(2, opened_at=at(-410))], **known))
    assert (one.id, one.severity, one.account_id, one.account_name) == (
        "ticket_before_customer", "contradiction", "A1", "Acme",
    )  # fmt: skip
    assert one.title == ("2 tickets were opened before Acme became a customer on 26 May 2025, the first on 6 May 2025")
    assert "as recorded" in one.affects
    assert [f"{row.table} {row.id}" for row in one.rows] == ["accounts A1", "tickets T1", "tickets T2"]


def test_use_before_the_first_contract() -> None:
    first = line(1, 100, day(-20), day(345))
    one = found(subscriptions=[first], usage_before=usage(day(-28), 4))["usage_before_contract"]
    assert one.title == "Used on 2 June 2026, 8 days before the first contract began on 10 June 2026"
    seen = {D: Reading(features=[FeatureSeen("chat", day(-21), 2)])}
    assert [row.id for row in found(subscriptions=[first], readings=seen)["usage_before_contract"].rows] == [
        "A1/2026-06-09/chat",
        "S1",
    ]
    assert "usage_before_contract" not in found(subscriptions=[first], usage=usage(day(-20), 4))
    assert "usage_before_contract" not in found(usage=usage(day(-20), 4)), "without a contract there is no before"


def test_use_long_after_the_last_contract_ended() -> None:
    one = found(subscriptions=[ENDED], usage=usage(day(-2), 4))["usage_after_contract"]
    assert one.title == "Used on 28 June 2026, 98 days after the last contract ended on 22 March 2026"
    assert "usage_after_contract" not in found(subscriptions=[ENDED], usage=usage(day(-40), 4)), "day 60 is still fair"
    assert "usage_after_contract" not in found(subscriptions=[ENDED, line(2, 1, D, day(9))], usage=usage(D, 4))


def test_users_above_the_seats() -> None:
    one = found(subscriptions=[RUNNING], usage=usage(day(-1), 12))["users_above_seats"]
    assert (one.title, one.severity) == ("12 monthly active users on 29 June 2026, on 10 seats", "oddity")
    assert "users_above_seats" not in found(subscriptions=[RUNNING], usage=usage(day(-1), 10))


@pytest.mark.parametrize(
    ("daily", "weekly", "monthly", "wrong"),
    [(5, 4, 9, True), (1, 9, 8, True), (9, None, 8, True), (5, 5, 5, False), (None, 3, None, False)],
)
def test_users_of_a_day_week_and_month(daily: int, weekly: int | None, monthly: int | None, wrong: bool) -> None:
    row = Usage(
        account_id="A1", date=D, daily_active_users=daily, weekly_active_users=weekly, monthly_active_users=monthly
    )
    assert ("users_inconsistent" in found(usage=row)) is wrong


def test_a_ticket_between_customer_and_contract_is_only_odd() -> None:
    early = [ticket(1, opened_at=at(-410))]
    one = found(account=account(customer_since=day(-420)), subscriptions=[RUNNING], tickets=early)
    assert [(rule, each.severity) for rule, each in one.items()] == [("ticket_before_contract", "oddity")]
    assert one["ticket_before_contract"].title == (
        "1 ticket was opened on 16 May 2025, before the first contract began on 26 May 2025"
    )


def test_status_and_closing_time_of_a_ticket() -> None:
    told = found(
        tickets=[
            ticket(1, opened_at=at(-9), status="Solved"),
            ticket(2, opened_at=at(-9), closed_at=at(-8), status="In progress"),
            ticket(3, opened_at=at(-9), closed_at=at(5), status="closed"),
            ticket(4, opened_at=at(-9), closed_at=at(-8), status="on its way"),
        ]
    )
    assert [row.id for row in told["closed_without_date"].rows] == ["T1"]
    assert [row.id for row in told["open_with_closing_date"].rows] == ["T2"]


def test_stage_against_contracts() -> None:
    churned = found(account=account(stage="churned"), subscriptions=[RUNNING])["churned_stage_but_running"]
    assert churned.title == "The stage says churned, yet 1 contract line runs, to 8 October 2026 at the latest"
    ended = found(account=account(stage="value"), subscriptions=[ENDED])["ended_but_not_churned"]
    assert ended.title == "The last contract ended on 22 March 2026, yet the stage says value"
    assert ended.severity == "contradiction"
    fresh = line(1, 1, day(-300), day(100), cancelled_on=day(-30))
    assert found(account=account(stage="renewal"), subscriptions=[fresh])["ended_but_not_churned"].severity == "oddity"
    assert found(account=account(stage="churned"), subscriptions=[ENDED]) == {}


def test_customer_since_against_contracts() -> None:
    late = found(account=account(customer_since=day(-10)), subscriptions=[RUNNING])
    assert list(late) == ["customer_since_after_contract"]
    coming = found(account=account(customer_since=day(-10)), subscriptions=[line(1, 1, day(1), day(9))])
    assert coming["no_contract"].title == "Customer since 20 June 2026, yet no contract has begun by 30 June 2026"
    assert found(account=account(customer_since=day(5))) == {}


def test_lines_of_one_product_that_overlap_or_leave_a_gap() -> None:
    other = line(2, 50, day(-100), day(265), product="Platform", seats=5)
    assert found(subscriptions=[RUNNING, other])["overlapping_lines"].title == (
        "2 contract lines of Platform overlap from 22 March 2026 to 7 October 2026"
    )
    assert found(subscriptions=[RUNNING, line(2, 50, day(-100), day(265), product="Agents", seats=5)]) == {}
    assert found(subscriptions=[line(1, 1, day(-90), D), line(2, 1, day(-80), D)]) == {}, "of which product is unknown"
    cancelled = line(3, 50, day(-700), day(-300), product="Platform", cancelled_on=day(-440))
    gap = found(subscriptions=[cancelled, RUNNING])["gap_between_lines"]
    assert gap.title == "Platform ended on 16 April 2025 and began again on 26 May 2025, 40 days later"
    assert "not renewed" in gap.affects
    assert "gap_between_lines" not in found(subscriptions=[line(3, 1, day(-700), SINCE, product="Platform"), RUNNING])


def test_a_running_line_without_seats_or_arr() -> None:
    lines = [line(1, 0, SINCE, day(9), product="Pilot", seats=0), line(2, 0, SINCE, day(-9), product="Old", seats=0)]
    told = found(subscriptions=lines)
    assert told["line_without_seats"].title == "1 running contract line with 0 seats: Pilot (S1)"
    assert [row.id for row in told["line_without_arr"].rows] == ["S1"]
    assert found(subscriptions=[line(1, 0, SINCE, day(9), attributes={"is_trial": "True"})]) == {}


def test_contacts_who_left() -> None:
    told = found(
        contacts=[
            contact(1, active=True, left_on=day(-20), last_contacted=day(-10)),
            contact(2, active=False, role="executive_sponsor"),
            contact(3, active=False, role="user"),
            contact(4, active=True, left_on=day(3), last_contacted=day(-1)),
        ]
    )
    assert told["left_but_active"].title == "Person 1 is marked active, yet left on 10 June 2026"
    assert (
        told["contacted_after_leaving"].title == "Person 1 left on 10 June 2026, yet was last contacted on 20 June 2026"
    )
    assert [row.id for row in told["key_contact_gone_without_date"].rows] == ["C2"]
    assert len(told) == 3


def test_a_contact_in_the_future_is_odd_today_and_nothing_when_one_looks_back() -> None:
    ahead = snapshot(contacts=[contact(1, last_contacted=day(2))])
    (one,) = findings(ahead)
    assert one.title == "The last contact with Person 1 is dated 2 July 2026, after 30 June 2026"
    assert by_account([ahead]) == [[one]]
    assert by_account([ahead], looking_back=True) == []


def test_a_csm_who_is_not_in_the_team() -> None:
    kim = Colleague(email="kim@example.com", name="Kim")
    jo = account(csm_email="jo@example.com")
    assert (
        found(account=jo, team={kim.email: kim})["csm_not_in_team"].title == "The CSM jo@example.com is not in the team"
    )
    assert found(account=jo) == {}, "no team is on record"
    assert found(account=account(csm_email="Kim@Example.com"), team={kim.email: kim}) == {}


def test_answers_notes_and_milestones_before_the_customer_began() -> None:
    survey = Survey(survey_id="V1", account_id="A1", date=day(-401), kind="nps", score=Decimal(9))
    done = Milestone(milestone_id="M1", account_id="A1", name="Go live", completed_date=day(-405))
    told = found(
        account=account(customer_since=SINCE),
        subscriptions=[RUNNING],
        surveys=[survey],
        milestones=[done],
        touches=[Touch(day(-450), "pitch.md"), Touch(day(-402), "kick-off.md"), Touch(SINCE, "start.md")],
    )
    assert told["survey_before_customer"].title.startswith("1 survey was answered on 25 May 2025, before Acme became")
    assert told["note_before_customer"].title.startswith("2 notes were written before Acme became a customer on 26 May")
    assert told["note_before_customer"].severity == "oddity"
    assert told["milestone_before_customer"].title == (
        "“Go live” was done on 21 May 2025, before Acme became a customer on 26 May 2025"
    )
    assert found(surveys=[survey], milestones=[done]) == {}, "since when they are a customer is unknown"


def test_outcomes_of_one_metric_with_different_baselines() -> None:
    told = found(outcomes=[outcome(1, 48, 31, 25), outcome(2, 52, 31, 25)])
    assert told["baselines_differ"].title == "“Hours” has 2 outcomes with different baselines: 48 and 52"
    assert found(outcomes=[outcome(1, 48, 31, 25), outcome(2, 48, 30, 25)]) == {}
    assert found(outcomes=[outcome(1, 48, 31, 25), outcome(2, 9, 8, 7, unit="days")]) == {}


def test_a_target_that_the_baseline_has_passed() -> None:
    wrong = found(outcomes=[outcome(1, 10, 15, 8)])["target_passed_by_baseline"]
    assert "baseline 10, target 8, measured 15" in wrong.title
    assert "negative" in wrong.affects
    assert "nothing to reach" in found(outcomes=[outcome(1, 8, None, 8)])["target_passed_by_baseline"].title
    assert found(outcomes=[outcome(1, 10, 10, 8), outcome(2, 10, 7, 8)]) == {}


def test_an_outcome_that_nobody_measured_for_long() -> None:
    one = found(subscriptions=[RUNNING], outcomes=[outcome(1, 9, 8, 7, as_of=day(-181))])["outcome_is_old"]
    assert one.title == "“Hours” not measured since 31 December 2025, 181 days ago"
    assert found(subscriptions=[RUNNING], outcomes=[outcome(1, 9, 8, 7, as_of=day(-180))]) == {}
    assert found(subscriptions=[ENDED], outcomes=[outcome(1, 9, 8, 7, as_of=day(-400))]) == {}, "nobody measures it now"


def test_an_open_opportunity_whose_day_has_passed() -> None:
    one = found(opportunities=[deal("renewal", "open", day(-1))])["opportunity_overdue"]
    assert one.title == "1 opportunity was to close on 29 June 2026, and is still open"
    assert found(opportunities=[deal("renewal", "open", D)]) == {}


def test_a_deal_won_without_a_contract() -> None:
    won = [deal("expansion", "won", day(-100))]
    assert "22 March 2026" in found(subscriptions=[RUNNING], opportunities=won)["won_without_contract"].title
    added = line(2, 10, day(-70), day(200), product="Agents", seats=2)
    assert found(subscriptions=[RUNNING, added], opportunities=won) == {}
    assert found(subscriptions=[RUNNING], opportunities=[deal("expansion", "won", day(-29))]) == {}, "it may yet come"


def test_a_renewal_won_early_begins_when_the_old_contract_ends() -> None:
    lines = [line(1, 1, SINCE, day(-35), product="P", seats=1), line(2, 1, day(-35), day(330), product="P", seats=1)]
    assert found(subscriptions=lines, opportunities=[deal("renewal", "won", day(-120))]) == {}
    assert "won_without_contract" in found(subscriptions=lines[:1], opportunities=[deal("renewal", "won", day(-120))])


def test_a_renewal_lost_while_the_product_goes_on() -> None:
    old = line(1, 100, day(-500), day(-135), product="Platform", seats=10)
    new = line(2, 100, day(-135), day(230), product="Platform", seats=10)
    lost = [deal("renewal", "lost", day(-140))]
    assert found(subscriptions=[old, new], opportunities=lost)["lost_but_continued"].title == (
        "The renewal of 10 February 2026 was lost, yet Platform runs until 15 February 2027"
    )
    agents = line(3, 100, day(-300), day(65), product="Agents", seats=10)
    assert found(subscriptions=[old, agents], opportunities=lost) == {}, "another product was not lost"
    assert "lost_but_continued" in found(subscriptions=[RUNNING], opportunities=lost), "nothing ended there"
    assert found(subscriptions=[RUNNING], opportunities=[deal("renewal", "lost", day(-20))]) == {}, "it has yet to end"


def test_a_currency_without_a_rate_among_several() -> None:
    euro = line(2, 50, SINCE, day(9), currency="EUR", seats=1)
    one = found(subscriptions=[RUNNING, euro])["currency_without_rate"]
    assert one.title == "Contracts in EUR and USD, yet no rate into USD is known for EUR"
    known = Exchange("USD", {"EUR": FxRate(currency="EUR", rate=Decimal("1.1"))})
    assert found(subscriptions=[RUNNING, euro], exchange=known) == {}
    assert found(subscriptions=[euro]) == {}


def flagged(**flags: str) -> Account:
    return account(attributes=flags)


def test_churn_flags_that_disagree() -> None:
    told = found(account=flagged(churn_flag="False", churned_on="2025-01-03;2025-05-06"), subscriptions=[ENDED])
    assert told["churn_flags_disagree"].title == (
        "Churned or not: “churn_flag” says false, yet “churned_on” says 6 May 2025 (the last of 2 days)"
    )
    assert "churn_flags_disagree" in found(account=flagged(churn_flag="True", churn_events="0"))
    assert found(account=flagged(churn_flag="False", churn_risk="true", churn_reason="yes")) == {}
    assert found(account=flagged(churn_flag="False", churned_on="2026-07-01")) == {}, "that day has yet to come"
    assert found(account=flagged(churn="maybe", churn_score="x;y")) == {}


def test_churn_flags_against_contracts() -> None:
    told = found(account=flagged(churn_flag="true"), subscriptions=[RUNNING])["churn_flag_but_running"]
    assert told.title == (
        "Said to have churned (“churn_flag”), yet 1 contract line runs, to 8 October 2026 at the latest"
    )
    on = found(account=flagged(churned="true", churned_on="2025-06-30"), subscriptions=[RUNNING])
    assert on["churn_flag_but_running"].title == (
        "Said to have churned on 30 June 2025 (“churned_on”), yet 1 contract line that had begun by then still runs,"
        " to 8 October 2026 at the latest"
    )
    back = found(account=flagged(churned_on="2025-01-31"), subscriptions=[ENDED, line(2, 1, day(-90), day(9))])
    assert back == {}, "who signed again after leaving is a customer"
    stays = found(account=flagged(churned="no"), subscriptions=[ENDED])["no_churn_flag_but_ended"]
    assert stays.title == "Said not to have churned (“churned”), yet the last contract ended on 22 March 2026"
    assert found(account=flagged(churned="yes"), subscriptions=[ENDED]) == {}


def test_churned_before_the_first_contract() -> None:
    told = found(account=flagged(churned_on="2025-05-01"), subscriptions=[RUNNING])["churned_before_contract"]
    assert told.title == "Said to have churned on 1 May 2025, before the first contract began on 26 May 2025"


def test_the_most_severe_come_first() -> None:
    worst = snapshot(account=account(stage="churned", customer_since=day(-10)), subscriptions=[RUNNING])
    odd = snapshot(
        contacts=[contact(1, active=False, role="champion")], opportunities=[deal("renewal", "open", day(-1))]
    )
    lists = by_account([odd, snapshot(), worst])
    assert [[one.severity for one in found] for found in lists] == [["contradiction"] * 2, ["gap", "oddity"]]
    assert count_by_rule(one for found in lists for one in found) == [
        ("contradiction", "churned_stage_but_running", 1),
        ("contradiction", "customer_since_after_contract", 1),
        ("gap", "key_contact_gone_without_date", 1),
        ("oddity", "opportunity_overdue", 1),
    ]


def test_a_finding_is_named_after_its_rule() -> None:
    assert len({rule.__name__ for rule in RULES}) == len(RULES)
    told = found(account=account(stage="churned"), subscriptions=[RUNNING])
    assert set(told) <= {rule.__name__ for rule in RULES}


DAYS = st.integers(-900, 300).map(day)


@st.composite
def accounts(draw: st.DrawFn) -> Snapshot:
    """An account of which anything may be wrong."""
    pairs = draw(st.lists(st.tuples(DAYS, DAYS, st.sampled_from(["P", "Q", None])), max_size=4))
    opened = draw(st.lists(st.integers(-900, 0), max_size=3))
    stage = draw(st.sampled_from(["churned", "value", None]))
    return snapshot(
        account=account(stage=stage, customer_since=draw(st.none() | DAYS), attributes={"churned_on": str(draw(DAYS))}),
        subscriptions=[
            line(number, 5, min(one, other), max(one, other), product=product, seats=number)
            for number, (one, other, product) in enumerate(pairs)
        ],
        tickets=[ticket(number, opened_at=at(offset)) for number, offset in enumerate(opened)],
        opportunities=[
            deal(draw(st.sampled_from(["renewal", "expansion"])), stage, draw(DAYS)) for stage in ("won", "lost")
        ],
        usage=usage(draw(DAYS), draw(st.integers(0, 9))),
    )


@given(accounts())
def test_whatever_is_wrong_each_finding_is_complete_and_changes_no_metric(known: Snapshot) -> None:
    before = measure(known)
    for one in findings(known):
        assert one.title
        assert one.affects.endswith(".")
        assert one.rows
    assert measure(known) == before


@given(accounts(), st.integers(1, 60), DAYS)
def test_what_is_dated_later_changes_no_finding(known: Snapshot, later: int, end: date) -> None:
    coming = [line(90, 7, day(later), max(end, day(later)), product="P"), ticket(90, opened_at=at(later))]
    more = snapshot(
        account=known.account,
        subscriptions=[*known.subscriptions, coming[0]],
        tickets=[*known.tickets, coming[1]],
        opportunities=[*known.opportunities, deal("renewal", "won", day(later))],
        readings=known.readings,
    )
    assert findings(more) == findings(known)


@given(accounts())
def test_the_order_of_rows_changes_no_rule(known: Snapshot) -> None:
    turned = snapshot(
        account=known.account,
        subscriptions=known.subscriptions[::-1],
        tickets=known.tickets[::-1],
        opportunities=known.opportunities,
        readings=known.readings,
    )
    assert [(one.id, one.title) for one in findings(turned)] == [(one.id, one.title) for one in findings(known)]
