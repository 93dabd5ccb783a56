"""The quarters ahead by category and source, where the sources disagree, and how well they called the past."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.evidence import Fact, Gap
from copilot.metrics.calibration import Calibration, calibration, wilson
from copilot.metrics.forecast import (
    CATEGORIES,
    SOURCES,
    QuarterForecast,
    forecast,
    quarters_from,
)
from copilot.metrics.health import Component, Health, Input, health_of
from copilot.records import Opportunity, Sentiment, Subscription
from copilot.snapshot import Snapshot
from tests.metrics.books import JOINED, drawn_books, firm, term
from tests.metrics.snapshots import D, day, facts, rows


def _renews(name: str, arr: int, on: int, call: str | None, csm: str | None = None, **more: Any) -> Snapshot:
    """Return an account whose line ends so many days ahead, with the opportunity to renew it where there is a call."""
    line = term(arr, day(on - 365), day(on), currency=more.pop("currency", "USD"))
    opportunities = [] if call is None else [_opportunity(name, day(on), forecast=call, csm_call=csm)]
    return firm(name, line, opportunities=opportunities, **more)


def _opportunity(number: object, close: date, **more: Any) -> Opportunity:
    fields = {"kind": "renewal", "amount": Decimal(1), "stage": "open", **more}
    return Opportunity(opportunity_id=f"O-{number}", account_id="acme", close_date=close, **fields)


def _rated(account: str, rating: Any) -> list[Sentiment]:
    return [Sentiment(account_id=account, date=day(-1), rating=rating)]


def _amounts(quarter: QuarterForecast, source: str) -> dict[str, Any]:
    start = f"forecast.{source}."
    return {one.name.removeprefix(start): one.value for one in quarter.facts if one.name.startswith(start)}


def test_each_quarter_by_category_and_what_to_expect_of_it() -> None:
    book = [
        _renews("Acme", 100_000, 20, "commit"),
        _renews("Brine", 50_000, 30, "pipeline"),
        _renews("Cobalt", 7_000, 40, None),
        _renews("Dune", 9_000, 100, "best_case"),
    ]
    quarters = forecast(book)
    assert [(one.quarter, one.start, one.end) for one in quarters] == [
        ("2026-Q2", D, date(2026, 6, 30)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2027-Q1", date(2027, 1, 1), date(2027, 3, 31)),
    ]
    third = quarters[1]
    assert facts(third.facts)["renewals_due_arr"].value == 157_000
    assert _amounts(third, "sales") == {
        "commit": 100_000,
        "best_case": 0,
        "pipeline": 50_000,
        "omitted": 0,
        "no_forecast": 7_000,
    }
    expected = facts(third.facts)["expected_renewals_arr.sales"]
    assert expected.value == Decimal(102_500)
    assert "without $7,000 of which sales says nothing" in expected.formula
    assert rows(expected) >= {"subscriptions:acme-1", "opportunities:O-Acme"}
    assert [one.due.account.name for one in quarters[2].renewals] == ["Dune"]
    assert [gap.reason for gap in quarters[0].gaps] == ["no contract line with ARR ends in 2026-Q2"]


def test_the_csm_and_the_health_model_have_their_own_categories() -> None:
    book = [
        _renews("Acme", 100, 20, "commit", "best_case", sentiments=_rated("acme", "green")),
        _renews("Brine", 70, 20, None, sentiments=_rated("brine", "red")),
        _renews("Cobalt", 5, 20, "commit"),
    ]
    assert [health_of(one).band for one in book] == ["green", "red", None]
    third = forecast(book)[1]
    assert _amounts(third, "csm") == {"commit": 0, "best_case": 100, "pipeline": 0, "omitted": 0, "no_forecast": 75}
    assert _amounts(third, "model") == {"commit": 100, "best_case": 0, "pipeline": 70, "omitted": 0, "no_call": 5}
    assert facts(third.facts)["expected_renewals_arr.model"].value == Decimal("107.5")


def test_a_source_that_says_nothing_expects_nothing_that_could_be_told() -> None:
    quarter = forecast([_renews("Acme", 100, 20, None)])[1]
    assert {gap.name for gap in quarter.gaps} == {f"expected_renewals_arr.{source}" for source in SOURCES}
    assert _amounts(quarter, "sales")["no_forecast"] == 100


def test_sources_two_categories_apart_disagree_and_it_is_said_who_says_what() -> None:
    far = _renews("Acme", 100_000, 20, "commit", "pipeline", sentiments=_rated("acme", "yellow"))
    near = _renews("Brine", 100_000, 20, "commit", "best_case")
    told = forecast([far, near])[1].disagreements
    assert [(one.account_id, one.value) for one in told] == [("acme", 2)]
    assert told[0].display == (
        "Acme, $100,000 on 20 July 2026: sales: commit; the CSM: pipeline; "
        "the health model: best case (yellow, 50 of 100)"
    )
    assert {"subscriptions:acme-1", "opportunities:O-Acme", f"sentiment:acme/{day(-1)}"} == rows(told[0])
    alone = _renews("Cobalt", 1, 20, "omitted", None)
    assert not forecast([alone])[1].disagreements


def test_quarters_are_joined_by_rates_or_told_apart() -> None:
    book = [_renews("Acme", 100, 20, "commit"), _renews("Brine", 80, 20, "commit", currency="EUR")]
    apart = [one for one in forecast(book)[1].facts if one.name == "forecast.sales.commit"]
    assert [(one.unit, one.value) for one in apart] == [("EUR", 80), ("USD", 100)]
    joined = forecast([replace(one, exchange=JOINED) for one in book])[1]
    assert [(one.unit, one.value) for one in joined.facts if one.name == "forecast.sales.commit"] == [("USD", 200)]


@pytest.mark.parametrize(
    ("as_of", "names", "last"),
    [
        (date(2026, 12, 31), ["2026-Q4", "2027-Q1"], date(2027, 3, 31)),
        (date(2024, 1, 1), ["2024-Q1", "2024-Q2"], date(2024, 6, 30)),
        (date(9999, 11, 1), ["9999-Q4"], date.max),
        (date.min, ["1-Q1", "1-Q2"], date(1, 6, 30)),
    ],
)
def test_quarters_of_the_calendar(as_of: date, names: list[str], last: date) -> None:
    quarters = quarters_from(as_of, 2)
    assert [name for name, _, _ in quarters] == names
    assert (quarters[0][1], quarters[-1][2]) == (as_of, last)


def test_of_nothing_there_is_no_forecast() -> None:
    assert forecast([]) == []
    assert forecast([_renews("Acme", 1, 20, None)], quarters=0) == []
    assert all(one.gaps and not one.facts for one in forecast([_renews("Free", 0, 20, "commit")]))


def _past(count: int, won: int, call: str, **more: Any) -> list[Opportunity]:
    return [
        _opportunity(f"{call}-{number}", day(-number), stage="won" if number < won else "lost", forecast=call, **more)
        for number in range(count)
    ]


def _judged(opportunities: list[Opportunity], **more: Any) -> dict[str, Calibration]:
    return {one.source: one for one in calibration([firm("Acme", opportunities=opportunities)], **more)}


def test_the_past_by_category_with_its_interval_and_the_brier_score() -> None:
    """(18 x 0.1^2 + 2 x 0.9^2) / 20 = 0.09 of the twenty that sales committed; four of pipeline add 0.75^2 once."""
    judged = _judged([*_past(20, 18, "commit"), *_past(4, 1, "pipeline")])
    sales = judged["sales"]
    assert isinstance(sales.brier, Fact)
    errors = 18 * Decimal("0.01") + 2 * Decimal("0.81") + Decimal("0.5625") + 3 * Decimal("0.0625")
    assert sales.brier.value == errors / 24
    assert sales.brier.display == "0.106 (n = 24; 0 is perfect)"
    assert [(one.category, one.won, one.total) for one in sales.table] == [("commit", 18, 20), ("pipeline", 1, 4)]
    assert sales.facts[0].display == "18 of 20 won, 90.0 % (95 % interval 69.9 % to 97.2 %)"
    assert len(sales.brier.rows) == 24
    assert isinstance(judged["csm"].brier, Gap)
    assert (judged["csm"].brier.reason, judged["csm"].table) == ("not enough history: 0 of 20", [])


def test_with_fewer_than_20_there_is_a_table_but_no_score() -> None:
    sales = _judged(_past(19, 10, "best_case"))["sales"]
    assert isinstance(sales.brier, Gap)
    assert (sales.brier.reason, sales.n) == ("not enough history: 19 of 20", 19)
    assert (sales.table[0].won, sales.table[0].total) == (10, 19)


def test_only_renewals_decided_in_the_24_months_to_the_day_count() -> None:
    call = {"forecast": "commit", "stage": "won"}
    counted = [_opportunity(1, D, **call), _opportunity(2, date(2024, 7, 1), **call)]
    others = [
        _opportunity(3, date(2024, 6, 30), **call),
        _opportunity(4, day(1), **call),
        _opportunity(5, D, forecast="commit"),
        _opportunity(6, D, kind="expansion", **call),
        _opportunity(7, D, stage="lost"),
    ]
    assert _judged([*counted, *others])["sales"].n == 2
    assert calibration([]) == []
    assert [one.n for one in calibration([firm("Acme", as_of=date.min)])] == [0, 0, 0]


def _health(score: int) -> Health:
    return Health([Component("engagement", "Engagement", [Input("", Decimal(score), "")], weight=Decimal(100))])


def test_the_health_model_is_judged_by_the_score_before_where_it_is_given() -> None:
    past = _past(3, 2, "commit")
    scored = {"O-commit-0": _health(80), "O-commit-1": _health(60), "O-commit-2": Health(why="no contract then")}
    model = _judged(past, scored=scored)["model"]
    assert [(one.category, one.won, one.total) for one in model.table] == [("commit", 1, 1), ("best_case", 1, 1)]
    assert model.n == 2


@pytest.mark.parametrize(
    ("won", "total", "low", "high"),
    [
        (18, 20, "0.6990", "0.9721"),
        (0, 10, "0.0000", "0.2775"),
        (10, 10, "0.7225", "1.0000"),
        (1, 2, "0.0945", "0.9055"),
    ],
)
def test_the_interval_is_wilsons(won: int, total: int, low: str, high: str) -> None:
    assert tuple(f"{one:.4f}" for one in wilson(won, total)) == (low, high)


@given(drawn_books(("USD", "EUR")), st.sampled_from(CATEGORIES))
def test_the_categories_of_each_source_add_up_to_what_is_due_and_nothing_is_left_out(
    book: list[Snapshot], call: str
) -> None:
    def with_calls(one: Snapshot) -> Snapshot:
        lines: list[Subscription] = list(one.subscriptions)
        about = [_opportunity(line.subscription_id, line.end_date, forecast=call) for line in lines[:2]]
        return replace(one, opportunities=about)

    book = [with_calls(one) for one in book]
    for unit in ("USD", "EUR"):
        total = Decimal(0)
        for quarter in forecast(book, quarters=16):
            told = [one for one in quarter.facts if one.unit == unit]
            due = sum(Decimal(str(one.value)) for one in told if one.name == "renewals_due_arr")
            for source in SOURCES:
                named = [one for one in told if one.name.startswith(f"forecast.{source}.")]
                assert sum(Decimal(str(one.value)) for one in named) == due
            total += due
        running = [
            x for one in book for x in one.subscriptions if x.start_date <= D < x.end_date and x.currency == unit
        ]
        assert total == sum(x.arr for x in running if x.cancelled_on is None or x.cancelled_on > D)
