"""Lists of accounts: conditions, order, totals, and what cannot be told."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.errors import InvalidInput
from copilot.metrics.account import measure
from copilot.metrics.portfolio import FIELDS, AccountRow, Condition, Selection, select
from copilot.money import Exchange
from copilot.records import Account, FxRate, Subscription
from copilot.scope import EVERYTHING
from copilot.snapshot import Snapshot
from copilot.wiring import Copilot
from tests.metrics.snapshots import D, day, snapshot, usage

USD = Exchange("USD", {})


def _account(number: int, arr: int | None, seats: int = 10, users: int | None = 5, currency: str = "USD") -> Snapshot:
    name = f"A{number}"
    lines = []
    if arr is not None:
        dates = {"start_date": day(-10), "end_date": day(10 * number + 1)}
        amounts: dict[str, Any] = {"arr": Decimal(arr), "seats": seats, "currency": currency}
        lines.append(Subscription(subscription_id=f"S{number}", account_id=name, **dates, **amounts))
    used = None if users is None else usage(day(-1), users)
    account = Account(account_id=name, name=f"Account {number}", segment=("smb", "enterprise")[number % 2])
    return snapshot(account=account, subscriptions=lines, usage=used)


def _ids(selection: Selection) -> list[str]:
    return [row.account.account_id for row in selection.rows]


def _summary(selection: Selection) -> dict[str, str]:
    return {fact.name: fact.display for fact in selection.summary}


def test_accounts_that_fulfil_every_condition_by_the_asked_order() -> None:
    accounts = [_account(1, 500), _account(2, 900), _account(3, 700), _account(5, 100)]
    enterprise = Condition("segment", "is", "Enterprise")
    over = Condition("arr", ">=", "500")
    found = select(accounts, [enterprise, over], USD, D)
    assert _ids(found) == ["A3", "A1"]
    assert _summary(found)["accounts"] == "2 accounts"
    assert _summary(found)["total_arr"] == "$1,200"
    assert _summary(found)["query"] == "segment is Enterprise, ARR at least 500; by ARR, highest first"
    assert _ids(select(accounts, [], USD, D, sort="next_renewal_date", descending=False)) == ["A1", "A2", "A3", "A5"]


def test_one_of_which_a_condition_cannot_be_told_is_apart_and_one_without_contract_is_out() -> None:
    accounts = [_account(1, 500), _account(2, 900, users=None), _account(3, None)]
    found = select(accounts, [Condition("licence_utilisation", "<", "0.9")], USD, D)
    assert _ids(found) == ["A1"]
    assert [row.account.account_id for row in found.undecided] == ["A2"]
    assert _summary(found)["undecided"] == "1 account"


def test_the_unknown_are_ranked_last_both_ways() -> None:
    accounts = [_account(1, None), _account(2, 900), _account(3, 100)]
    assert _ids(select(accounts, [], USD, D, sort="arr")) == ["A2", "A3", "A1"]
    assert _ids(select(accounts, [], USD, D, sort="arr", descending=False)) == ["A3", "A2", "A1"]


def test_totals_in_several_currencies_name_their_rates_or_stay_apart() -> None:
    accounts = [_account(1, 100, currency="EUR"), _account(2, 50)]
    apart = select(accounts, [], USD, D).summary
    assert {fact.display for fact in apart if fact.name == "total_arr"} == {"€100", "$50"}
    rate = FxRate(currency="EUR", rate=Decimal("1.2"), as_of=day(-5))
    total = next(f for f in select(accounts, [], Exchange("USD", {"EUR": rate}), D).summary if f.name == "total_arr")
    assert (total.display, total.formula) == (
        "$170",
        "sum of the ARR of these accounts, at the latest rate of each currency",
    )
    assert ("fx", "EUR/2026-06-25") in {(row.table, row.id) for row in total.rows}


@pytest.mark.parametrize(
    ("field", "value"),
    [("arr", "lots"), ("arr", "NaN"), ("seats", "Infinity"), ("next_renewal_date", "soon"), ("colour", "red")],
)
def test_a_condition_that_does_not_fit_is_refused(field: str, value: str) -> None:
    with pytest.raises(InvalidInput):
        select([_account(1, 1)], [Condition(field, "<", value)], USD, D)


def test_an_unknown_order_is_refused() -> None:
    with pytest.raises(InvalidInput, match="ranked by"):
        select([], [], USD, D, sort="beauty")


def test_conditions_read_as_people_say_them() -> None:
    said = [
        Condition("licence_utilisation", "<", "0.5"),
        Condition("next_renewal_date", "<=", "2026-09-30"),
        Condition("arr", ">", "100000"),
        Condition("csm_email", "is", "a_b@our.example"),
        Condition("segment", "is not", "mid_market"),
    ]
    assert [one.in_words() for one in said] == [
        "licence utilisation under 50.0 %",
        "next renewal date until 30 September 2026",
        "ARR over 100,000",
        "CSM email is a_b@our.example",
        "segment is not mid market",
    ]


BOOKS = st.lists(
    st.tuples(st.none() | st.integers(0, 999), st.integers(0, 20), st.none() | st.integers(0, 20)), max_size=8
)
CONDITIONS = st.tuples(
    st.sampled_from(["arr", "seats", "licence_utilisation", "monthly_active_users", "days_to_renewal"]),
    st.sampled_from(["is", "is not", "<", "<=", ">", ">="]),
    st.sampled_from(["0", "0.5", "1", "10", "500"]),
)


@given(BOOKS, CONDITIONS, st.sampled_from(sorted(FIELDS)), st.booleans(), st.randoms(use_true_random=False))
def test_a_list_counts_the_accounts_whose_own_facts_fulfil_the_condition_in_any_order_of_rows(
    book: list[tuple[int | None, int, int | None]], asked: tuple[str, Any, str], sort: str, down: bool, random: Any
) -> None:
    accounts = [_account(number, *terms) for number, terms in enumerate(book)]
    condition = Condition(*asked)
    found = select(accounts, [condition], USD, D, sort=sort, descending=down)
    single = {
        one.account.account_id
        for one in accounts
        if any(fact.name == condition.field and condition.holds(Decimal(str(fact.value))) for fact in measure(one)[0])
    }
    assert set(_ids(found)) == single
    assert next(fact.value for fact in found.summary if fact.name == "accounts") == len(single)
    random.shuffle(accounts)
    again = select(accounts, [condition], USD, D, sort=sort, descending=down)
    assert _ids(again) == _ids(found)


def test_a_list_says_of_each_field_what_the_account_says(demo_copilot: Copilot) -> None:
    """Every field that accounts are listed by is told by the one metric that a list asks for it."""
    told: set[str] = set()
    for one in demo_copilot.accounts.snapshots(EVERYTHING, date(2026, 11, 21)):
        row = AccountRow(one)
        for name in FIELDS:
            assert row.named(name) == [fact for fact in row.facts if fact.name == name]
            told |= {name for _ in row.named(name)}
    assert told == set(FIELDS) - {"name"}
