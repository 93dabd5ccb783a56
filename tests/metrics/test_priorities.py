"""The ranked list, by hand."""

from decimal import Decimal
from typing import Any

import pytest

from copilot.metrics.priorities import Priority, priorities
from copilot.money import Exchange
from copilot.records import Account, FxRate, Subscription
from copilot.snapshot import Snapshot
from tests.metrics.accounts import milestone, rating, running, standards, survey, used
from tests.metrics.snapshots import contact, day, rows

TALKED = [contact(1, role="champion", last_contacted=day(-1)), contact(2, last_contacted=day(-1))]


def _account(number: int, arr: int, ends: int = 300, currency: str = "USD", **known: Any) -> Snapshot:
    name = f"A{number}"
    contract: dict[str, Any] = {"arr": Decimal(arr), "currency": currency, "seats": 100}
    lines = [
        Subscription(
            subscription_id=f"S{number}", account_id=name, start_date=day(-400), end_date=day(ends), **contract
        )
    ]
    account = Account(account_id=name, name=f"Account {number}")
    told = {"contacts": TALKED, "readings": used(60)} | known
    return running(account=account, subscriptions=lines, **told)


def _only(*snapshots: Snapshot, **more: bool) -> Priority:
    (found,) = priorities(snapshots, **more)
    return found


RED: dict[str, Any] = {"sentiments": [rating(-1, "red")]}


def test_arr_at_stake_x_urgency_with_its_terms() -> None:
    """Two of severity high and one medium, 72 days before: (1 + 0.25 x 1 + 0.25 x 0.5) x 2 = 2.75 x 318,000."""
    drop = used(60) | used(90, days_ago=28)
    found = _only(_account(1, 318_000, 72, readings=drop, **RED))
    assert [(one.id, one.severity) for one in found.signals] == [
        ("usage_drop_28d", "high"),
        ("sentiment_red", "high"),
        ("renewal_without_plan", "medium"),
    ]
    assert (found.urgency, found.score.value, found.score.display) == (Decimal("2.75"), Decimal(874_500), "874,500")
    assert found.score.formula == (
        "ARR $318,000 x urgency 2.75 (usage_drop_28d high, sentiment_red high, renewal_without_plan medium; "
        "renewal in 72 days counts 2)"
    )
    assert found.first.id == "usage_drop_28d"
    assert rows(found.score) == {"subscriptions:S1"}


@pytest.mark.parametrize(("ends", "counts"), [(1, 2), (90, 2), (91, "1.5"), (180, "1.5"), (181, 1)])
def test_a_renewal_that_is_near_counts_more(ends: int, counts: Any) -> None:
    plan = [milestone(1, 0, kind="value")]
    assert _only(_account(1, 100, ends, milestones=plan, **RED)).urgency == Decimal(counts)


def test_terms_are_settings() -> None:
    asked = standards("ranking", high=2.0, renewal_within_180_days=3.0)
    assert _only(_account(1, 100, 100, standards=asked, **RED)).urgency == 6


def test_the_most_pressing_first_and_then_by_name() -> None:
    accounts = [_account(3, 100, **RED), _account(2, 100, **RED), _account(1, 99, **RED), _account(4, 50, 90, **RED)]
    ranked = priorities(accounts)
    assert [one.account.account_id for one in ranked] == ["A4", "A2", "A3", "A1"]
    assert [one.account.account_id for one in priorities(accounts[::-1])] == ["A4", "A2", "A3", "A1"]


def test_without_a_signal_an_account_is_not_on_the_list() -> None:
    assert priorities([_account(1, 100), _account(2, 100, ends=0, **RED)]) == []
    assert priorities([]) == []


def test_risks_and_growth_are_lists_apart() -> None:
    account = _account(1, 100, surveys=[survey(1, "nps", 9, contact_id="C1")], **RED)
    assert [one.id for one in _only(account).signals] == ["sentiment_red"]
    growth = _only(account, growth=True)
    assert ([one.id for one in growth.signals], growth.urgency) == (["power_role_promoter"], Decimal("0.25"))


def test_currencies_are_ranked_at_their_rates_and_the_score_names_them() -> None:
    rate = FxRate(currency="EUR", rate=Decimal("1.25"), as_of=day(-5))
    found = _only(_account(1, 100, currency="EUR", exchange=Exchange("USD", {"EUR": rate}), **RED))
    assert found.score.value == 125
    assert (
        found.score.formula == "ARR €100 x urgency 1 (sentiment_red high); in USD at the latest rate of each currency"
    )
    assert "fx:EUR/2026-06-25" in rows(found.score)


def test_without_a_rate_the_amount_counts_as_it_is_and_several_are_never_added_up() -> None:
    alone = _only(_account(1, 100, currency="EUR", **RED))
    assert alone.score.value == 100
    assert alone.score.formula.endswith("; without a rate the amount counts as it is")
    first, second = _account(1, 100, currency="EUR", **RED), _account(1, 70, **RED)
    both = running(
        account=first.account,
        subscriptions=[*first.subscriptions, *second.subscriptions],
        contacts=TALKED,
        readings=used(60),
        **RED,
    )
    assert _only(both).score.value == 100
    assert _only(both).score.formula.endswith("; without a rate the largest amount counts as it is")


def test_nothing_at_stake_is_last() -> None:
    assert [one.score.value for one in priorities([_account(1, 0, **RED), _account(2, 1, **RED)])] == [1, 0]
