"""All facts of an account together."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.metrics.account import measure
from copilot.records import Account, Colleague, Sentiment
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
