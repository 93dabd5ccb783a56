"""GRR, NRR, logo churn and who moved them: by hand, and what must hold of any book."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from copilot.errors import InvalidInput
from copilot.evidence import Fact, Gap
from copilot.metrics.facts import Measured
from copilot.metrics.retention import Grouping, default_period, grouped, movements, retention
from copilot.metrics.revenue import is_active
from copilot.records import FxRate
from copilot.snapshot import Snapshot
from tests.metrics.books import APART, FIRST, JOINED, drawn_books, firm, had_and_has, rescaled, term
from tests.metrics.snapshots import D, day, facts, gaps, rows

BOOK = [
    had_and_has("Acme", 100_000, 80_000),
    had_and_has("Brine", 50_000, 0),
    had_and_has("Cobalt", 50_000, 90_000),
    firm("Dune", term(40_000, day(-50), day(315))),
]
AMOUNTS = ("starting_arr", "churned_arr", "contraction_arr", "expansion_arr", "ending_arr", "new_arr")


def by_group(book: Sequence[Snapshot], by: Grouping, start: date, end: date) -> dict[str, Measured]:
    return {name: retention(members, start, end) for name, members in grouped(book, by).items()}


def _amounts(book: list[Snapshot], unit: str = "USD") -> dict[str, Decimal]:
    told = [one for one in retention(book, FIRST, D) if isinstance(one, Fact) and one.unit == unit]
    return {one.name: Decimal(str(one.value)) for one in told}


def test_the_worked_example() -> None:
    told = facts(retention(BOOK, FIRST, D))
    assert [told[name].value for name in AMOUNTS] == [200_000, 50_000, 20_000, 40_000, 170_000, 40_000]
    assert (told["grr"].value, told["nrr"].value) == (Decimal("0.65"), Decimal("0.85"))
    assert (told["grr"].display, told["grr"].unit, told["grr"].account_id) == ("65.0 %", "ratio", None)
    assert told["logo_churn_rate"].display == "33.3 % (1 of 3 accounts)"
    assert told["logo_churn_rate"].value == Decimal(1) / 3
    assert (told["churned_logos"].value, told["churned_logos"].display) == (1, "1: Brine")
    assert rows(told["churned_logos"]) == {"accounts:brine"}


def test_the_rates_name_the_lines_of_the_cohort_before_and_after() -> None:
    told = facts(retention(BOOK, FIRST, D))
    cohort = {f"subscriptions:{name}" for name in ("acme-1", "acme-2", "brine-1", "cobalt-1", "cobalt-2")}
    assert rows(told["grr"]) == rows(told["nrr"]) == cohort
    assert rows(told["new_arr"]) == {"subscriptions:dune-1"}
    assert rows(told["churned_arr"]) == {"subscriptions:brine-1"}
    assert "30 June 2025 to 30 June 2026" in told["grr"].formula


def test_who_moved_it_the_largest_first() -> None:
    moves = movements(BOOK, FIRST, D)
    assert [(move.account.name, str(move.kind), int(move.amount)) for move in moves] == [
        ("Brine", "churn", -50_000),
        ("Cobalt", "expansion", 40_000),
        ("Dune", "new", 40_000),
        ("Acme", "contraction", -20_000),
    ]
    assert movements([had_and_has("Even", 7, 7)], FIRST, D)[0].kind == "unchanged"
    assert movements([firm("Nobody")], FIRST, D) == []


def test_a_rate_is_a_share_of_sums_and_not_a_mean_of_shares() -> None:
    book = [had_and_has("Large", 900, 900), had_and_has("Small", 100, 0)]
    assert facts(retention(book, FIRST, D))["grr"].value == Decimal("0.9")


def test_several_currencies_are_joined_by_one_rate_for_both_days() -> None:
    book = [
        had_and_has("Acme", 100, 80, exchange=JOINED),
        had_and_has("Brine", 80, 80, currency="EUR", exchange=JOINED),
    ]
    told = facts(retention(book, FIRST, D))
    assert (told["starting_arr"].value, told["starting_arr"].unit) == (Decimal(200), "USD")
    assert (told["grr"].value, told["contraction_arr"].value) == (Decimal("0.9"), Decimal(20))
    assert "at the latest rate of each currency" in told["grr"].formula
    assert "fx:EUR/0001-01-01" in rows(told["grr"])


def test_currencies_without_a_rate_stay_apart_in_amounts_and_rates_but_logos_are_counted_once() -> None:
    book = [had_and_has("Acme", 100, 80), had_and_has("Brine", 80, 0, currency="EUR")]
    told = [one for one in retention(book, FIRST, D) if isinstance(one, Fact)]
    assert {(one.label, one.value) for one in told if one.name == "grr"} == {
        ("GRR in EUR", Decimal(0)),
        ("GRR in USD", Decimal("0.8")),
    }
    assert {(one.unit, one.value) for one in told if one.name == "churned_arr"} == {("EUR", 80), ("USD", 0)}
    assert [one.value for one in told if one.name == "logo_churn_rate"] == [Decimal("0.5")]


def test_one_currency_needs_no_rate_even_if_it_is_not_the_reporting_one() -> None:
    for exchange in (APART, JOINED):
        told = facts(retention([had_and_has("Acme", 100, 80, currency="CHF", exchange=exchange)], FIRST, D))
        assert (told["ending_arr"].display, told["grr"].label) == ("CHF 80", "GRR")


def test_an_account_that_changes_its_currency_without_a_rate_has_not_churned() -> None:
    moved = firm("Acme", term(100, day(-400), day(-100), currency="EUR"), term(120, day(-100), day(265)))
    assert [(move.currency, str(move.kind), int(move.amount)) for move in movements([moved], FIRST, D)] == [
        ("EUR", "contraction", -100),
        ("USD", "expansion", 120),
    ]
    measured = retention([moved], FIRST, D)
    assert facts(measured)["churned_logos"].display == "0"
    assert gaps(measured) == {"grr": "no ARR in USD on 30 June 2025", "nrr": "no ARR in USD on 30 June 2025"}
    joined = replace(moved, exchange=JOINED)
    assert facts(retention([joined], FIRST, D))["grr"].value == Decimal("0.96")


@pytest.mark.parametrize(
    ("lines", "before", "after"),
    [
        pytest.param([term(10, FIRST, D)], 10, 0, id="ends on the last day, which is not covered"),
        pytest.param([term(10, day(-400), day(-200)), term(10, day(-100), day(9))], 10, 10, id="gapped"),
        pytest.param([term(10, day(-400), day(9)), term(5, day(-200), day(9))], 10, 15, id="overlapping, co-terminous"),
        pytest.param([term(10, day(-400), day(700), cancelled_on=day(0))], 10, 0, id="cancelled on the last day"),
        pytest.param([term(10, day(-400), day(700), cancelled_on=day(1))], 10, 10, id="cancelled the day after"),
        pytest.param([term(10, day(-400), day(700))], 10, 10, id="of several years"),
        pytest.param([term(10, day(-400), day(-9)), term(0, day(-9), day(9))], 10, 0, id="kept at no price"),
    ],
)
def test_contract_lines_of_every_shape(lines: list[Any], before: int, after: int) -> None:
    move = movements([firm("Acme", *lines)], FIRST, D)[0]
    assert (int(move.before), int(move.after)) == (before, after)


def test_without_a_cohort_nothing_can_be_told_but_what_is_new() -> None:
    measured = retention([BOOK[3]], FIRST, D)
    assert gaps(measured)["grr"] == gaps(measured)["logo_churn_rate"] == "no account had ARR on 30 June 2025"
    assert {name: fact.value for name, fact in facts(measured).items()} == {"new_arr": 40_000}
    for empty in ([], [firm("Nobody")], [firm("Free", term(0, day(-500), day(500)))]):
        assert all(isinstance(one, Gap) for one in retention(empty, FIRST, D))


def test_a_period_that_ends_after_the_as_of_date_or_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidInput, match="after the as-of date"):
        retention(BOOK, FIRST, day(1))
    with pytest.raises(InvalidInput, match="before it starts"):
        retention(BOOK, D, FIRST)


def test_many_lost_accounts_are_named_as_far_as_one_can_read() -> None:
    book = [had_and_has(f"Firm {number:02}", 100 - number, 0) for number in range(12)]
    shown = facts(retention(book, FIRST, D))["churned_logos"].display
    assert shown.startswith("12: Firm 00, Firm 01")
    assert shown.endswith("Firm 09 and 2 more")


@pytest.mark.parametrize(
    ("as_of", "start"),
    [
        (date(2026, 6, 30), date(2025, 6, 30)),
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(1, 5, 1), date.min),
        (date(2, 5, 1), date(1, 5, 1)),
        (date.max, date(9998, 12, 31)),
    ],
)
def test_the_usual_period_is_the_12_months_to_the_day(as_of: date, start: date) -> None:
    assert default_period(as_of) == (start, as_of)


def test_by_group_the_unknown_together() -> None:
    book = [had_and_has("Acme", 100, 80, region="EMEA"), had_and_has("Brine", 50, 50), had_and_has("Cobalt", 50, 0)]
    groups = by_group(book, "region", FIRST, D)
    assert {name: facts(told)["grr"].value for name, told in groups.items()} == {
        "EMEA": Decimal("0.8"),
        "unknown": Decimal("0.5"),
    }
    assert by_group([], "segment", FIRST, D) == {}


@given(drawn_books(("USD", "EUR"), JOINED) | drawn_books(("USD", "EUR")))
def test_the_bridge_adds_up_and_grr_is_at_most_nrr_and_one(book: list[Snapshot]) -> None:
    measured = retention(book, FIRST, D)
    for unit in {one.unit for one in measured if isinstance(one, Fact) and one.name == "starting_arr"}:
        a = _amounts(book, unit)
        left = a["starting_arr"] - a["churned_arr"] - a["contraction_arr"] + a["expansion_arr"]
        assert left == a["ending_arr"]
        assert min(a.values()) >= 0
    of_name = {name: [one for one in measured if one.name == name] for name in ("grr", "nrr")}
    for gross, net in zip(of_name["grr"], of_name["nrr"], strict=True):
        if isinstance(gross, Fact) and isinstance(net, Fact):
            assert 0 <= Decimal(str(gross.value)) <= min(Decimal(1), Decimal(str(net.value)))


@given(drawn_books())
def test_the_figures_are_those_of_a_plain_count(book: list[Snapshot]) -> None:
    arr = [[sum(line.arr for line in one.subscriptions if is_active(line, on)) for on in (FIRST, D)] for one in book]
    cohort = [(a, b) for a, b in arr if a]
    assume(cohort)
    told, starting = facts(retention(book, FIRST, D)), sum(a for a, _ in cohort)
    assert told["grr"].value == Decimal(sum(min(a, b) for a, b in cohort)) / starting
    assert told["nrr"].value == Decimal(sum(b for _, b in cohort)) / starting
    assert told["logo_churn_rate"].value == Decimal(sum(not b for _, b in cohort)) / len(cohort)
    assert told["new_arr"].value == sum(b for a, b in arr if not a)


@given(drawn_books(("USD", "EUR")), st.integers(0, 6))
def test_the_parts_of_a_book_add_up_to_the_whole(book: list[Snapshot], at: int) -> None:
    for unit in ("USD", "EUR"):
        parts = Counter(_amounts(book[:at], unit))
        parts.update(_amounts(book[at:], unit))
        whole = _amounts(book, unit)
        assert all(parts[name] == whole.get(name, 0) for name in AMOUNTS)
    groups = [facts(told) for told in by_group(book, "segment", FIRST, D).values()]
    lost = {move.account.account_id for move in movements(book, FIRST, D) if move.kind == "churn"}
    assert sum(int(str(told["churned_logos"].value)) for told in groups if "churned_logos" in told) == len(lost)


@given(drawn_books(), st.randoms(use_true_random=False))
def test_what_is_dated_later_and_the_order_of_rows_change_nothing(book: list[Snapshot], random: Any) -> None:
    told = retention(book, FIRST, D)
    later = [
        replace(
            one,
            as_of=day(300),
            subscriptions=[
                line.model_copy(update={"cancelled_on": None})
                if line.cancelled_on is not None and line.cancelled_on > D
                else line
                for line in one.subscriptions
                if line.start_date <= D
            ],
        )
        for one in book
    ]
    assert retention(later, FIRST, D) == told
    shuffled = [replace(one, subscriptions=random.sample(one.subscriptions, len(one.subscriptions))) for one in book]
    random.shuffle(shuffled)
    assert retention(shuffled, FIRST, D) == told


@given(drawn_books(("USD", "EUR", "CHF"), JOINED), st.sampled_from([2, 10, 100]))
def test_a_currency_in_another_unit_with_its_rate_changes_nothing(book: list[Snapshot], factor: int) -> None:
    lines = [term(7, day(-900), day(900), currency=currency) for currency in ("USD", "EUR")]
    book = [*book, firm("Base", *lines, exchange=JOINED)]
    other = rescaled(book, "EUR", factor, JOINED.rates)
    told, again = facts(retention(book, FIRST, D)), facts(retention(other, FIRST, D))
    assert {name: one.value for name, one in told.items()} == {name: one.value for name, one in again.items()}


@given(drawn_books(("USD", "EUR"), JOINED), st.integers(1, 1000))
def test_a_moving_rate_is_no_churn_and_no_expansion(book: list[Snapshot], cents: int) -> None:
    still = [replace(one, subscriptions=[x for x in one.subscriptions if is_active(x, FIRST)]) for one in book]
    forever = [
        replace(
            one,
            exchange=replace(JOINED, rates={"EUR": FxRate(currency="EUR", rate=Decimal(cents) / 100)}),
            subscriptions=[x.model_copy(update={"end_date": day(1), "cancelled_on": None}) for x in one.subscriptions],
        )
        for one in still
    ]
    assert all(move.kind == "unchanged" for move in movements(forever, FIRST, D))
