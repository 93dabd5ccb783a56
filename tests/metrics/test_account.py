"""All facts of an account together."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copilot.metrics.account import measure
from copilot.metrics.priorities import priorities
from copilot.metrics.signals import signals
from copilot.records import Account, Colleague, Sentiment
from copilot.snapshot import Snapshot
from tests.metrics.accounts import OLD_CUSTOMER, ROWS, as_known, running, shuffled, worked
from tests.metrics.snapshots import D, contact, day, facts, gaps, line, rows, snapshot, usage

NOBODY = Account(account_id="A1", name="Acme")


def test_the_csm_is_shown_by_name_where_the_team_is_on_record() -> None:
    account = Account(account_id="A1", name="Acme", csm_email="ada@our.example", sales_email="x@our.example")
    team = {"ada@our.example": Colleague(email="ada@our.example", name="Ada Brandt", role="csm")}
    told = facts(measure(snapshot(account=account, team=team))[0])
    assert (told["csm_email"].value, told["csm_email"].display) == ("ada@our.example", "Ada Brandt (ada@our.example)")
    assert rows(told["csm_email"]) == {"accounts:A1", "team:ada@our.example"}
    assert told["sales_email"].display == "x@our.example"


def test_columns_that_the_format_does_not_name_are_facts_too() -> None:
    account = Account(account_id="A1", name="Acme", attributes={"plan_tier": "Gold_Plus"})
    fact = facts(measure(snapshot(account=account))[0])["plan_tier"]
    assert (fact.label, fact.display) == ("Plan tier", "Gold_Plus")


def test_a_customer_to_be_is_no_customer_yet() -> None:
    account = Account(account_id="A1", name="Acme", customer_since=day(10))
    assert gaps(measure(snapshot(account=account))[1])["customer_since"] == "no customer before 10 July 2026"


def test_the_csm_rating_has_its_day_and_reason() -> None:
    rating = Sentiment(account_id="A1", date=day(-3), rating="red", reason="Silent since May")
    later = Sentiment(account_id="A1", date=day(1), rating="green")
    told = facts(measure(snapshot(sentiments=[rating, later]))[0])
    assert told["csm_sentiment"].display == "red"
    assert told["csm_sentiment_date"].value == day(-3)
    assert told["csm_sentiment_reason"].display == "Silent since May"


@pytest.mark.parametrize("as_of", [date(1990, 1, 1), date(2100, 1, 1), date.min, date.max])
def test_an_account_of_which_nothing_is_known_has_gaps_with_reasons_and_no_figures(as_of: date) -> None:
    told, missing = measure(snapshot(account=NOBODY, as_of=as_of))
    assert set(facts(told)) == {"open_tickets", "open_urgent_tickets", "escalated_tickets"}
    assert all(gap.reason for gap in missing)
    assert {"arr", "next_renewal_date", "licence_utilisation", "usage_change_28d", "last_contact_date"} <= set(
        gaps(missing)
    )


OFFSETS = st.integers(-800, 800)


@given(
    contracts=st.lists(st.tuples(OFFSETS, st.integers(0, 500), st.integers(0, 9), st.none() | OFFSETS), max_size=5),
    people=st.lists(st.tuples(st.none() | OFFSETS, st.none() | OFFSETS), max_size=4),
    random=st.randoms(use_true_random=False),
)
def test_neither_order_nor_rows_dated_later_change_a_fact(
    contracts: list[tuple[int, int, int, int | None]], people: list[tuple[int | None, int | None]], random: object
) -> None:
    lines = [
        line(number, size * 1_000, day(start), day(start + length), seats=size, cancelled_on=cut and day(cut))
        for number, (start, length, size, cut) in enumerate(contracts)
    ]
    contacts = [
        contact(number, last_contacted=spoke and day(spoke), left_on=left and day(left))
        for number, (spoke, left) in enumerate(people)
    ]
    known_lines = [
        one.model_copy(update={"cancelled_on": None if (one.cancelled_on or D) > D else one.cancelled_on})
        for one in lines
        if one.start_date <= D
    ]
    known_contacts = [
        one.model_copy(
            update={
                "left_on": None if (one.left_on or D) > D else one.left_on,
                "last_contacted": None if (one.last_contacted or D) > D else one.last_contacted,
            }
        )
        for one in contacts
    ]
    random.shuffle(known_lines)  # type: ignore[attr-defined]
    used = {"usage": usage(D - timedelta(days=1), 7)}
    told, _ = measure(snapshot(subscriptions=lines, contacts=contacts, **used))
    without, _ = measure(snapshot(subscriptions=known_lines, contacts=known_contacts, **used))
    assert [(one.name, one.value, one.unit) for one in told] == [(one.name, one.value, one.unit) for one in without]


def test_a_column_called_like_a_metric_does_not_pass_for_it() -> None:
    account = Account(account_id="A1", name="Acme", attributes={"seats": "9", "nps": "70", "tier": "gold"})
    told = facts(measure(snapshot(account=account, subscriptions=[line(1, 5, day(-9), day(9), seats=4)]))[0])
    assert (told["seats"].value, told["account.seats"].value) == (4, "9")
    assert ("nps" in told, told["account.nps"].value, told["tier"].value) == (False, "70", "gold")


def _told(account: Snapshot) -> tuple[dict[str, tuple[Any, ...]], set[str], list[tuple[Any, ...]], list[Any]]:
    told, missing = measure(account)
    fired = [(one.id, one.title, one.severity) for one in signals(account)]
    pressing = [(one.score.value, one.score.formula) for one in priorities([account])]
    seen = {f"{one.name} {one.unit}": (one.value, one.display, one.formula, rows(one)) for one in told}
    return seen, set(gaps(missing)), fired, pressing


@settings(max_examples=80, deadline=None)
@given(ROWS)
@example(worked())
def test_no_row_of_any_kind_dated_later_changes_a_fact_a_signal_or_a_rank(known: dict[str, Any]) -> None:
    known = {"account": OLD_CUSTOMER, "subscriptions": [], "tickets": [], "touches": []} | known
    assert _told(snapshot(**known)) == _told(snapshot(**as_known(known)))


@settings(max_examples=50, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(known: dict[str, Any], random: Any) -> None:
    assert _told(snapshot(**known)) == _told(snapshot(**shuffled(known, random)))


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_every_fact_says_how_it_was_made_and_every_gap_why(known: dict[str, Any]) -> None:
    told, missing = measure(snapshot(**known))
    assert [fact.name for fact in told if not fact.display or fact.as_of != D or fact.account_id != "A1"] == []
    assert [gap.name for gap in missing if not gap.reason or gap.account_id != "A1"] == []
    profile = {"segment", "customer_since", "csm_sentiment", "csm_sentiment_date"}
    assert [fact.name for fact in told if not fact.formula and fact.name not in profile] == []


@pytest.mark.parametrize("as_of", [date(1990, 1, 1), date(2100, 1, 1), date(2028, 2, 29), date.min, date.max])
def test_any_day_can_be_asked_for(as_of: date) -> None:
    told, missing = measure(snapshot(as_of=as_of, account=OLD_CUSTOMER, **worked()))
    assert facts(told)["open_tickets"].value == 0
    assert {"arr", "health_score", "maturity_stage", "licence_utilisation"} <= gaps(missing).keys()
    assert signals(snapshot(as_of=as_of, account=OLD_CUSTOMER, **worked())) == []


def test_a_churned_account_has_an_arr_of_nothing_and_no_health() -> None:
    ended = [line(1, 5, day(-400), day(-10), seats=9)]
    told, missing = measure(running(subscriptions=ended, **worked()))
    assert (facts(told)["arr"].value, facts(told)["nps"].value) == (0, 0)
    assert {"health_score", "maturity_stage", "roi", "licence_utilisation"} <= gaps(missing).keys()
