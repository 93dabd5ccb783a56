"""The share of ended contract lines that was renewed, and those that end next."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.errors import InvalidInput
from copilot.evidence import Fact, Gap
from copilot.metrics.renewals import end_of, renewal_opportunity, renewal_rates, renewals_ahead
from copilot.records import Opportunity, Subscription
from copilot.snapshot import Snapshot
from tests.metrics.books import FIRST, JOINED, drawn_books, firm, rescaled, term
from tests.metrics.snapshots import D, day, facts, gaps, rows


def _year(arr: int, start: int, **more: Any) -> Subscription:
    """Return a line of 365 days from a day on."""
    return term(arr, day(start), day(start + 365), **more)


def _rates(*lines: Subscription) -> tuple[Any, Any, Any]:
    told = facts(renewal_rates([firm("Acme", *lines)], FIRST, D))
    return told["renewals_due_arr"].value, told["gross_renewal_rate"].value, told["net_renewal_rate"].value


def _opportunity(number: int, close: date, **more: Any) -> Opportunity:
    fields = {"kind": "renewal", "amount": Decimal(1), "stage": "open", **more}
    return Opportunity(opportunity_id=f"O{number}", account_id="acme", close_date=close, **fields)


def test_the_worked_example() -> None:
    acme = firm("Acme", _year(100_000, -465), _year(120_000, -100))
    brine = firm("Brine", _year(50_000, -465))
    told = facts(renewal_rates([acme, brine], FIRST, D))
    assert (told["renewals_due_arr"].value, told["renewals_due_arr"].unit) == (150_000, "USD")
    assert [told[name].display for name in ("gross_renewal_rate", "net_renewal_rate")] == ["66.7 %", "80.0 %"]
    assert rows(told["renewals_due_arr"]) == {"subscriptions:acme-1", "subscriptions:brine-1"}
    assert rows(told["net_renewal_rate"]) == {f"subscriptions:{name}" for name in ("acme-1", "acme-2", "brine-1")}
    assert told["renewals_undecided"].value == 0


@pytest.mark.parametrize(
    ("lines", "due", "kept"),
    [
        pytest.param([_year(100, -465), _year(80, -100)], 100, 80, id="less"),
        pytest.param([_year(100, -465), _year(80, -70)], 100, 80, id="after a gap of 30 days"),
        pytest.param([_year(100, -465), _year(80, -69)], 100, 0, id="after a gap of 31 days"),
        pytest.param([_year(100, -465), _year(100, -300)], 100, 100, id="one that began before the end"),
        pytest.param([_year(100, -465), _year(100, -100, product="Agents")], 100, 0, id="another product"),
        pytest.param([_year(100, -465), _year(100, -100, cancelled_on=day(-70))], 200, 0, id="cancelled on the 30th"),
        pytest.param([_year(100, -465), _year(100, -100, cancelled_on=day(-69))], 200, 100, id="cancelled the next"),
        pytest.param([_year(100, -465), _year(0, -100)], 100, 0, id="kept at no price"),
        pytest.param([term(100, day(-900), day(500), cancelled_on=day(-90))], 100, 0, id="several years, cancelled"),
        pytest.param([term(100, day(-1200), day(-105)), _year(90, -105)], 100, 90, id="of three years"),
        pytest.param([_year(60, -465), _year(40, -475), _year(70, -100)], 100, 70, id="two ends, one follower"),
        pytest.param([_year(60, -465), _year(40, -465), _year(70, -100), _year(10, -100)], 100, 80, id="co-terminous"),
    ],
)
def test_what_counts_as_renewed(lines: list[Subscription], due: int, kept: int) -> None:
    assert _rates(*lines) == (due, Decimal(kept) / due, Decimal(kept) / due)


def test_a_line_that_is_renewed_month_by_month_is_wholly_renewed() -> None:
    starts = [date(2025, 9, 1), *(date(2025, month, 1) for month in (10, 11, 12)), date(2026, 1, 1), date(2026, 2, 1)]
    starts += [date(2026, month, 1) for month in (3, 4, 5, 6, 7)]
    months = [term(100, first, last) for first, last in pairwise(starts)]
    told = facts(renewal_rates([firm("Acme", *months)], FIRST, date(2026, 5, 31)))
    assert (told["renewals_due_arr"].value, told["net_renewal_rate"].value) == (800, 1)


def test_gross_is_capped_by_account_and_product_and_net_is_not() -> None:
    letters = [_year(100, -465, product="Letters"), _year(300, -100, product="Letters")]
    agents = [_year(100, -465, product="Agents"), _year(50, -100, product="Agents")]
    assert _rates(*letters, *agents) == (200, Decimal("0.75"), Decimal("1.75"))


def test_what_ended_less_than_30_days_ago_is_not_decided() -> None:
    book = [firm("Acme", _year(100, -395), _year(40, -394)), firm("Brine", _year(9, -200))]
    told = facts(renewal_rates(book, FIRST, D))
    assert (told["renewals_due_arr"].value, told["gross_renewal_rate"].value) == (100, 0)
    assert (told["renewals_undecided"].value, rows(told["renewals_undecided"])) == (1, {"subscriptions:acme-2"})
    only = renewal_rates([firm("Acme", _year(40, -394))], FIRST, D)
    assert "30 days or more ago" in gaps(only)["net_renewal_rate"]
    assert facts(only)["renewals_undecided"].value == 1


def test_the_period_begins_after_its_first_day_and_holds_its_last() -> None:
    lines = [term(1, day(-900), FIRST), term(20, day(-900), day(-364)), term(300, day(-900), day(-40))]
    told = facts(renewal_rates([firm("Acme", *lines)], FIRST, day(-40)))
    assert told["renewals_due_arr"].value == 320
    with pytest.raises(InvalidInput, match="before it starts"):
        renewal_rates([], D, FIRST)


def test_currencies_are_joined_by_rates_or_told_apart() -> None:
    euros = [_year(80, -465, currency="EUR"), _year(40, -100, currency="EUR")]
    book = [firm("Acme", *euros), firm("Brine", _year(100, -465), _year(100, -100))]
    apart = [one for one in renewal_rates(book, FIRST, D) if isinstance(one, Fact)]
    assert {(one.label, one.value) for one in apart if one.name == "gross_renewal_rate"} == {
        ("Gross renewal rate in EUR", Decimal("0.5")),
        ("Gross renewal rate in USD", Decimal(1)),
    }
    told = facts(renewal_rates([replace(one, exchange=JOINED) for one in book], FIRST, D))
    assert (told["renewals_due_arr"].value, told["gross_renewal_rate"].value) == (200, Decimal("0.75"))
    assert "fx:EUR/0001-01-01" in rows(told["gross_renewal_rate"])


def test_without_any_end_it_cannot_be_told() -> None:
    for book in (
        [],
        [firm("Nobody")],
        [firm("Free", _year(0, -465))],
        [firm("Never", _year(9, -100, cancelled_on=day(-150)))],
    ):
        told = renewal_rates(book, FIRST, D)
        assert {one.name for one in told if isinstance(one, Gap)} == {
            "renewals_due_arr",
            "gross_renewal_rate",
            "net_renewal_rate",
        }


def test_the_end_is_that_of_the_cancelling_once_it_has_come() -> None:
    line = _year(1, -100, cancelled_on=day(5))
    assert (end_of(line, D), end_of(line, day(5))) == (day(265), day(5))


def test_what_ends_next_by_account_and_day() -> None:
    acme = firm(
        "Acme",
        _year(100, -300),
        _year(30, -300, currency="EUR"),
        _year(20, -290),
        _year(5, -365),
        _year(7, -300, cancelled_on=day(-1)),
        _year(9, 3),
        opportunities=[_opportunity(1, day(60))],
    )
    brine = firm("Brine", _year(50, -310))
    ahead = renewals_ahead([acme, brine], 75)
    assert [(due.account.name, due.end, due.days) for due in ahead] == [
        ("Brine", day(55), 55),
        ("Acme", day(65), 65),
        ("Acme", day(75), 75),
    ]
    assert ahead[1].arr == {"USD": 100, "EUR": 30}
    assert [line.subscription_id for line in ahead[1].subscriptions] == ["acme-1", "acme-2"]
    assert ahead[0].opportunity is None
    assert ahead[1].opportunity is not None
    assert len(renewals_ahead([acme, brine], 74)) == 2
    assert renewals_ahead([acme, brine], 0) == []


def test_the_opportunity_is_the_open_renewal_that_closes_nearest_to_the_end() -> None:
    end = day(40)
    others = [
        _opportunity(1, day(101)),
        _opportunity(2, day(41), kind="expansion"),
        _opportunity(3, day(-10), stage="lost"),
        _opportunity(4, day(41), stage=None),
    ]
    assert renewal_opportunity(firm("Acme", opportunities=others), end) is None
    edge = renewal_opportunity(firm("Acme", opportunities=[*others, _opportunity(5, day(100))]), end)
    assert edge is not None, "60 days are near enough"
    near = [*others, _opportunity(5, day(100)), _opportunity(7, day(30)), _opportunity(6, day(50))]
    found = renewal_opportunity(firm("Acme", opportunities=near), end)
    assert found is not None
    assert found.opportunity_id == "O6"


def test_one_that_was_won_later_was_open_on_the_day() -> None:
    won = firm("Acme", opportunities=[_opportunity(1, day(10), stage="won")])
    assert renewal_opportunity(won, day(20)) is not None
    assert renewal_opportunity(won.on(day(10)), day(20)) is None


def _values(book: list[Snapshot], unit: str = "USD") -> dict[str, Decimal]:
    """Return due and renewed ARR of a unit; without any that ended they are nothing."""
    told = renewal_rates(book, FIRST, D)
    due = sum(Decimal(str(one.value)) for one in told if isinstance(one, Fact) and one.unit == unit)
    rates = facts(told)
    names = ("gross_renewal_rate", "net_renewal_rate")
    return {"due": Decimal(due)} | {
        name: due * Decimal(str(rates[name].value)) if name in rates else Decimal(0) for name in names
    }


@given(drawn_books(), st.integers(0, 6))
def test_the_parts_of_a_book_add_up_to_the_whole_and_gross_is_at_most_net_and_one(
    book: list[Snapshot], at: int
) -> None:
    whole, one, other = _values(book), _values(book[:at]), _values(book[at:])
    assert all(abs(whole[name] - one[name] - other[name]) < Decimal("1e-12") for name in whole)
    assert whole["gross_renewal_rate"] <= min(whole["due"], whole["net_renewal_rate"])


@given(drawn_books(("USD", "EUR")), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(book: list[Snapshot], random: Any) -> None:
    shuffled = [replace(one, subscriptions=random.sample(one.subscriptions, len(one.subscriptions))) for one in book]
    random.shuffle(shuffled)
    assert renewal_rates(shuffled, FIRST, D) == renewal_rates(book, FIRST, D)
    assert renewals_ahead(shuffled, 365) == renewals_ahead(book, 365)


@given(drawn_books())
def test_nothing_dated_after_the_as_of_date_changes_a_result(book: list[Snapshot]) -> None:
    known = [
        replace(
            one,
            subscriptions=[
                line.model_copy(update={"cancelled_on": None}) if (line.cancelled_on or D) > D else line
                for line in one.subscriptions
                if line.start_date <= D
            ],
        )
        for one in book
    ]
    assert renewal_rates(known, FIRST, D) == renewal_rates(book, FIRST, D)
    assert [(due.end, due.arr) for due in renewals_ahead(known, 365)] == [
        (due.end, due.arr) for due in renewals_ahead(book, 365)
    ]


@given(drawn_books(("USD", "EUR"), JOINED), st.sampled_from([2, 10, 100]))
def test_a_currency_in_another_unit_with_its_rate_changes_nothing(book: list[Snapshot], factor: int) -> None:
    ended = [_year(7, -500, currency=currency) for currency in ("USD", "EUR")]
    book = [*book, firm("Base", *ended, exchange=JOINED)]
    told = facts(renewal_rates(book, FIRST, D))
    again = facts(renewal_rates(rescaled(book, "EUR", factor, JOINED.rates), FIRST, D))
    assert {name: one.value for name, one in told.items()} == {name: one.value for name, one in again.items()}
