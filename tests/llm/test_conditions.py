"""Which accounts a question asks for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.llm.built_in.conditions import asks_for_accounts, asks_how_many, groups_by, leaves_out, read_conditions
from copilot.llm.built_in.owners import colleague_of
from copilot.metrics.portfolio import FIELDS, Condition

D = date(2026, 11, 21)
RUNNING = "next_renewal_date >= 2026-11-21"


def _where(text: str) -> list[str]:
    return [f"{one['field']} {one['operator']} {one['value']}" for one in read_conditions(text, D).where]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("enterprise accounts under 50 % utilisation", ["segment is enterprise", "licence_utilisation < 0.5"]),
        (
            "mid-market customers renewing next month",
            ["segment is mid_market", "next_renewal_date >= 2026-12-01", "next_renewal_date <= 2026-12-31"],
        ),
        ("which contracts run out this year", ["next_renewal_date >= 2026-11-21", "next_renewal_date <= 2026-12-31"]),
        ("accounts worth more than $1.5m", ["arr > 1500000"]),
        ("accounts with ARR at least 250,000", ["arr >= 250000"]),
        ("whom have we not talked to in six weeks", ["days_since_contact >= 42", RUNNING]),
        ("accounts we haven't heard from for 45 days", ["days_since_contact >= 45", RUNNING]),
        ("who has been quiet for a month?", ["days_since_contact >= 30", RUNNING]),
        ("churned accounts we haven't heard from for 45 days", ["stage is churned", "days_since_contact >= 45"]),
        ("accounts with more than 500 seats", ["seats > 500"]),
        ("mid-market accounts with fewer than three contacts", ["segment is mid_market", "active_contacts < 3"]),
        ("accounts using under half of their seats", ["licence_utilisation < 0.5"]),
        ("accounts using more than three quarters of the licences", ["licence_utilisation > 0.75"]),
        ("what ends in December?", ["next_renewal_date >= 2026-12-01", "next_renewal_date <= 2026-12-31"]),
        ("which accounts have open urgent tickets", ["open_urgent_tickets > 0"]),
        ("red accounts in EMEA", ["health_band is red", "region is EMEA", RUNNING]),
        ("accounts rated red", ["csm_sentiment is red", RUNNING]),
        ("customers with a negative NPS, churned ones too", ["stage is churned", "nps < 0"]),
        ("enterprise customers with a running contract", ["segment is enterprise", RUNNING]),
        ("accounts with an ROI over 3", ["roi > 3"]),
        ("accounts with a health score below 50", ["health_score < 50", RUNNING]),
        ("whose usage fell by more than 20 percent", ["usage_change_28d <= -0.2"]),
        ("show me all accounts in onboarding", ["stage is onboarding"]),
        ("accounts of Jonah", ["csm_email is Jonah"]),
        (
            "Welche Kunden verlängern in den nächsten 30 Tagen?",
            ["next_renewal_date >= 2026-11-21", "next_renewal_date <= 2026-12-21"],
        ),
    ],
)
def test_conditions(text: str, where: list[str]) -> None:
    assert _where(text) == where


@pytest.mark.parametrize(
    ("text", "sort", "descending", "limit"),
    [
        ("top 3 accounts by ARR", "arr", True, 3),
        ("our five largest accounts", "arr", True, 5),
        ("which two customers have the lowest utilisation", "licence_utilisation", False, 2),
        ("which account has the most open tickets", "open_tickets", True, 3),
        ("whose usage fell most", "usage_change_28d", False, 20),
        ("which accounts renew this quarter", "next_renewal_date", False, 20),
        ("who has the fewest seats", "seats", False, 3),
    ],
)
def test_order_and_number(text: str, sort: str, descending: bool, limit: int) -> None:
    query = read_conditions(text, D)
    assert (query.sort, query.descending, query.limit) == (sort, descending, limit)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Accounts of Jonah", "Jonah"),
        ("what is in Priscilla Dunmore's book?", "Priscilla Dunmore"),
        ("which accounts does Tobias look after?", "Tobias"),
        ("jonah's accounts", "jonah"),
        ("accounts owned by kim@our.example", "kim@our.example"),
        ("whose CSM is Tobias?", "Tobias"),
        ("rank the accounts by ARR", ""),
        ("this week's accounts", ""),
        ("accounts for January", ""),
        ("accounts of Enterprise size", ""),
        ("my customers", ""),
    ],
)
def test_the_colleague_whose_accounts_are_meant(text: str, name: str) -> None:
    assert colleague_of(text) == name


def test_a_condition_that_was_not_read_is_noticed() -> None:
    for text in ("list all accounts without a plan", "accounts with more than 3 logos", "red accounts over 7 logos"):
        assert leaves_out(text, read_conditions(text, D))
    for text in ("accounts with the most tickets", "accounts under 50 % utilisation", "all accounts", "top 3 by ARR"):
        assert not leaves_out(text, read_conditions(text, D))


def test_what_figures_are_grouped_by() -> None:
    assert groups_by("Accounts and ARR per CSM?") == "CSM"
    assert groups_by("ARR by segment") == "segment"
    assert groups_by("rank the accounts by ARR") == ""


def test_what_asks_for_accounts_and_what_for_advice_or_words() -> None:
    assert asks_for_accounts("Give me enterprise customers up for renewal within three months")
    assert not asks_for_accounts("How do we handle accounts that renew in 90 days?")
    assert not asks_for_accounts("Which customers mentioned their renewal?")
    assert not asks_for_accounts("What is the ARR of Acme?")
    assert asks_how_many("how many accounts renew?")
    assert not asks_how_many("which accounts renew?")


PIECES = st.sampled_from(
    [
        *(
            "accounts",
            "under",
            "over",
            "50",
            "%",
            "99999999999999999999",
            "1,2.3.4",
            "k",
            "ARR",
            "worth",
            "renew",
            "in",
            "next",
        ),
        *(
            "9999",
            "years",
            "days",
            "not talked",
            "top",
            "three",
            "Jonah's",
            "of",
            "CSM",
            "urgent tickets",
            "usage fell",
            "$",
        ),
    ]
)


@given(st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=80), st.dates())
def test_no_text_is_too_strange_and_every_condition_can_be_asked(text: str, as_of: date) -> None:
    query = read_conditions(text, as_of)
    assert query.sort in FIELDS
    assert query.limit >= 1
    for one in query.where:
        Condition(one["field"], one["operator"], one["value"]).wanted()  # type: ignore[arg-type]
