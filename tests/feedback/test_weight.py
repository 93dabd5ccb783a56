"""What a theme weighs: every account once, no ARR twice, and nothing told that is not known."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from copilot.errors import InvalidInput
from copilot.feedback.facts import facts_of, route_fact
from copilot.feedback.period import Period, period_to
from copilot.feedback.ranking import Weighed
from copilot.feedback.routing import route
from copilot.feedback.stakes import Stakes, read_stakes
from copilot.feedback.trend import trends
from copilot.feedback.weight import Weight, weigh
from copilot.feedback_item import Item
from copilot.metrics.revenue import arr, next_renewal
from copilot.scope import EVERYTHING, Scope
from copilot.snapshot import Snapshot
from copilot.standards import default_standards
from tests.feedback.said import QUARTER, drawn_items, drawn_stakes, said, stakes
from tests.metrics.books import APART, JOINED, drawn_books, firm, term
from tests.metrics.snapshots import D, day, facts, gaps

if TYPE_CHECKING:
    from copilot.wiring import Copilot

ACME = firm("Acme", term(100_000, day(-200), day(60)), segment="enterprise")
BRINE = firm("Brine", term(30_000, day(-100), day(150)), term(20_000, day(-100), day(300)), segment="smb")
BOOK = stakes(ACME, BRINE)


def _facts(weight: Weight, items: list[Item]) -> dict[str, str]:
    trend = trends({"T1": items}, [], weight.period, 0.1)["T1"]
    found = facts_of(Weighed("T1", "Export", weight, trend), default_standards().themes)
    return {f"{one.name.removeprefix('theme.T1.')} {one.unit}".strip(): one.display for one in found}


def test_each_account_counts_once_however_often_it_speaks() -> None:
    weight = weigh([said("acme"), said("acme"), said("acme"), said("brine")], BOOK, QUARTER)
    assert (weight.accounts, weight.mentions) == (2, 4)
    assert weight.arr.amount == 150_000
    assert [one.name for one in weight.stakes] == ["Acme", "Brine"], "the largest first"
    assert weight.segments == {"enterprise": 1, "smb": 1}


def test_a_person_counts_once_an_account_and_those_not_known_as_one() -> None:
    items = [
        said("acme", author="Ann Lee"),
        said("acme", author="ann  lee"),
        said("acme", author="Bo"),
        said("acme"),
        said("acme", author=""),
        said("brine", author="Ann Lee"),
    ]
    assert weigh(items, BOOK, QUARTER).people == 4


def test_what_an_author_said_again_is_counted_apart() -> None:
    weight = weigh([said("acme", also=("F-8", "F-9")), said("brine")], BOOK, QUARTER)
    assert (weight.mentions, weight.folded) == (2, 2)


def test_only_the_period_counts_and_first_and_last_heard_look_further_back() -> None:
    items = [said("acme", 400), said("brine", 20), said("acme", 90), said("acme", 0)]
    weight = weigh(items, BOOK, QUARTER)
    assert (weight.accounts, weight.mentions) == (2, 2)
    assert (weight.first_seen, weight.last_seen) == (day(-400), D)


def test_what_is_said_after_the_as_of_date_is_not_known_yet() -> None:
    weight = weigh([said("acme", -1), said("brine", 1)], BOOK, Period(day(-10), day(10)))
    assert (weight.accounts, weight.last_seen) == (1, day(-1))


def test_all_lines_that_end_within_the_days_renew_and_not_the_next_alone() -> None:
    weight = weigh([said("acme"), said("brine")], BOOK, QUARTER)
    assert weight.arr_renewing_90d.amount == 100_000
    assert weight.arr_renewing_180d.amount == 130_000
    two = stakes(firm("Two", term(10, day(-9), day(30)), term(5, day(-9), day(60)), term(1, day(-9), day(91))))
    assert weigh([said("two")], two, QUARTER).arr_renewing_90d.amount == 15


def test_several_currencies_are_told_in_the_reporting_one_where_rates_are_known() -> None:
    euro = firm("Euro", term(40_000, day(-9), day(60), currency="EUR"))
    weight = weigh([said("acme"), said("euro")], stakes(ACME, euro, exchange=JOINED), QUARTER)
    assert weight.arr.by_unit == {"USD": Decimal(150_000)}
    assert [rate.currency for rate in weight.arr.rates] == ["EUR"]
    assert weight.untold == []


def test_what_no_rate_converts_is_named_and_stands_apart() -> None:
    both = firm("Both", term(7, day(-9), day(60)), term(40_000, day(-9), day(60), currency="JPY"))
    items = [said("acme"), said("both")]
    weight = weigh(items, stakes(ACME, both), QUARTER)
    assert weight.arr.by_unit == {"USD": Decimal(100_007), "JPY": Decimal(40_000)}
    assert [(one.name, one.reason) for one in weight.untold] == [("Both", "no rate from JPY to USD")]
    told = _facts(weight, items)
    assert (told["arr USD"], told["arr JPY"]) == ("$100,007", "¥40,000")
    assert told["arr_untold accounts"] == "1 account: Both (no rate from JPY to USD)"


def test_a_book_in_one_currency_is_told_in_it_without_any_rate() -> None:
    euro = firm("Euro", term(40_000, day(-9), day(60), currency="EUR"))
    assert weigh([said("euro")], stakes(euro), QUARTER).arr.by_unit == {"EUR": Decimal(40_000)}


def test_unknown_is_never_zero_and_zero_is_not_unknown() -> None:
    none, ended = firm("None"), firm("Ended", term(5_000, day(-700), day(-300)))
    book = stakes(ACME, none, ended)
    weight = weigh([said("none")], book, QUARTER)
    assert weight.arr.amount is None
    assert weight.untold[0].reason == "no contract on record"
    assert "arr USD" not in _facts(weight, [said("none")])
    assert weigh([said("ended")], book, QUARTER).arr.amount == 0
    assert weigh([said("none"), said("acme")], book, QUARTER).arr.amount == 100_000


def test_an_account_that_is_not_in_the_book_counts_and_says_so() -> None:
    weight = weigh([said("ghost"), said("acme")], BOOK, QUARTER)
    assert weight.accounts == 2
    assert weight.arr.amount == 100_000
    assert [(one.account_id, one.reason) for one in weight.untold] == [("ghost", "not in the book")]


def test_tones_and_importance_are_shares_and_means_of_what_is_told() -> None:
    items = [said("acme", importance=3), said("acme", importance=2), said("brine"), said("brine", tone="praise")]
    weight = weigh(items, BOOK, QUARTER)
    assert weight.tones == {"problem": 3, "praise": 1}
    assert weight.importance == Decimal("2.5")
    told = _facts(weight, items)
    assert told["tone.problem ratio"] == "75.0 % (3 of 4)"
    assert told["importance"] == "2.5 of 3 (2 mentions)"
    assert weigh([said("brine")], BOOK, QUARTER).importance is None


def test_few_voices_are_marked_as_a_small_sample() -> None:
    limits = default_standards().themes
    third = firm("Third", term(1, day(-9), day(9)))
    three = [said("acme"), said("brine"), said("third")]
    book = stakes(ACME, BRINE, third)
    assert weigh([said("acme") for _ in range(9)], book, QUARTER).is_small(limits)
    assert weigh(three, book, QUARTER).is_small(limits)
    assert not weigh([*three, said("acme"), said("acme")], book, QUARTER).is_small(limits)
    assert _facts(weigh(three, book, QUARTER), three)["small_sample"] == "3 accounts, 3 mentions, a small sample"


def test_every_figure_is_a_fact_with_its_formula_and_the_rows_it_is_read_from() -> None:
    items = [said("acme", importance=3), said("brine", origin="note", source_id="P12"), said("brine", 120)]
    weight = weigh(items, BOOK, QUARTER)
    trend = trends({"T1": items}, [], QUARTER, 0.1)["T1"]
    found = {one.name: one for one in facts_of(Weighed("T1", "Export", weight, trend), default_standards().themes)}
    assert all(one.formula and one.as_of == D and one.account_id is None for one in found.values())
    assert {row.id for row in found["theme.T1.accounts"].rows} == {"acme", "brine"}
    assert {row.id for row in found["theme.T1.arr"].rows} == {"acme-1", "brine-1", "brine-2"}
    assert {row.id for row in found["theme.T1.arr_renewing_90d"].rows} == {"acme-1"}
    assert ("passages", "P12") in {(row.table, row.id) for row in found["theme.T1.mentions"].rows}
    assert [row.id for row in found["theme.T1.first_seen"].rows] == [items[2].source_id]
    assert found["theme.T1.before"].value == 1
    assert found["theme.T1.accounts"].label == "Accounts, Export"


def _rows(items: list[Item], period: Period = QUARTER) -> dict[str, set[str]]:
    """Return the ids of the rows of each fact of a theme, by the last part of its name."""
    weight, trend = weigh(items, BOOK, period), trends({"T1": items}, [], QUARTER, 0.1)["T1"]
    theme = Weighed("T1", "Export", weight, trend)
    found = [*facts_of(theme, default_standards().themes), route_fact(theme, route(weight.items))]
    return {one.name.removeprefix("theme.T1."): {row.id for row in one.rows} for one in found}


THREE = [
    said("acme", 10, "Export crashes.", item_id="now", author="Ann", importance=3, also=("again", "survey:V-1")),
    said("brine", 100, "Export is fine.", item_id="before", tone="praise"),
    said("acme", 300, "Export fails.", item_id="long ago", author="Ann"),
]


@pytest.mark.parametrize(
    ("fact", "rows"),
    [
        ("accounts", {"acme"}),
        ("people", {"now"}),
        ("mentions", {"now"}),
        ("folded", {"again", "V-1"}),
        ("segment.enterprise", {"acme"}),
        ("arr", {"acme-1"}),
        ("arr_renewing_90d", {"acme-1"}),
        ("arr_renewing_180d", {"acme-1"}),
        ("tone.problem", {"now"}),
        ("importance", {"now"}),
        ("first_seen", {"long ago"}),
        ("last_seen", {"now"}),
        ("small_sample", {"acme", "now"}),
        ("now", {"now"}),
        ("before", {"before"}),
        ("trend", {"now", "before"}),
        ("route", {"now"}),
    ],
)
def test_a_fact_names_the_rows_that_it_counts_and_no_other(fact: str, rows: set[str]) -> None:
    assert _rows(THREE)[fact] == rows


def test_over_all_that_is_on_record_the_trend_names_the_rows_of_its_own_periods() -> None:
    found = _rows(THREE, Period(day(-400), D))
    assert found["mentions"] == {"now", "before", "long ago"}
    assert (found["now"], found["before"]) == ({"now"}, {"before"})
    assert _rows([THREE[2]], Period(day(-400), D))["now"] == set(), "nobody spoke, so no row says so"


def test_an_account_whose_arr_cannot_be_told_is_a_row_of_what_is_not() -> None:
    assert _rows([said("acme"), said("ghost")])["arr_untold"] == {"ghost"}


def test_what_was_said_again_is_named_where_it_stands() -> None:
    items = [said("acme", also=("F-7@120", "ticket:T-2", "note:P12@40"))]
    trend = trends({"T1": items}, [], QUARTER, 0.1)["T1"]
    facts = facts_of(Weighed("T1", "Export", weigh(items, BOOK, QUARTER), trend), default_standards().themes)
    again = next(one for one in facts if one.name.endswith(".folded"))
    assert [(row.table, row.id) for row in again.rows] == [("feedback", "F-7"), ("tickets", "T-2"), ("passages", "P12")]


def test_a_theme_that_is_quiet_in_the_period_has_facts_of_nothing() -> None:
    items = [said("acme", 300)]
    told = _facts(weigh(items, BOOK, QUARTER), items)
    assert told["accounts accounts"] == "0 accounts"
    assert told["last_seen date"] == "3 September 2025"
    assert not any(name.startswith(("tone", "arr ")) for name in told)


def test_a_period_has_as_many_days_before_it() -> None:
    assert period_to(D) == QUARTER
    assert QUARTER.before == Period(day(-179), day(-90))
    assert Period(date.min, D).before is None
    with pytest.raises(InvalidInput):
        Period(D, day(-1))


@given(drawn_items(), drawn_stakes(("USD", "EUR", "CHF"), JOINED))
def test_each_account_counts_once_and_no_arr_twice(items: list[Item], book: Stakes) -> None:
    weight = weigh(items, book, QUARTER)
    speaking = {item.account_id for item in items if item.date in QUARTER}
    assert {one.account_id for one in weight.stakes} == speaking
    assert weight.accounts == len(speaking) <= weight.people <= weight.mentions
    alone = [one.arr for account in speaking if (one := book.of(account)).arr is not None]
    assert weight.arr.amount == (sum(alone) if alone else None)
    assert len({line.subscription_id for line in weight.arr.lines}) == len(weight.arr.lines)
    assert weigh([*items, *items], book, QUARTER) == weight
    assert weigh(items[::-1], book, QUARTER).stakes == weight.stakes
    amounts = [money.amount or 0 for money in (weight.arr_renewing_90d, weight.arr_renewing_180d, weight.arr)]
    assert amounts == sorted(amounts)


@given(drawn_items(), drawn_items(), drawn_stakes(("USD", "EUR"), APART))
def test_the_weight_of_a_union_is_at_most_the_sum(some: list[Item], others: list[Item], book: Stakes) -> None:
    one, other = weigh(some, book, QUARTER), weigh(others, book, QUARTER)
    both = weigh([*some, *others], book, QUARTER)
    for measure in ("accounts", "people", "mentions", "folded"):
        assert getattr(both, measure) <= getattr(one, measure) + getattr(other, measure)
    for money in ("arr", "arr_renewing_90d", "arr_renewing_180d"):
        parts, whole = [getattr(one, money).by_unit, getattr(other, money).by_unit], getattr(both, money).by_unit
        assert all(amount <= sum(part.get(unit, 0) for part in parts) for unit, amount in whole.items())


@given(drawn_books())
def test_the_arr_of_an_account_is_that_of_the_metrics(book: list[Snapshot]) -> None:
    found = stakes(*book)
    for snapshot in book:
        told, stake = facts(arr(snapshot)), found.of(snapshot.account.account_id)
        assert stake.arr == (told["arr"].value if told else None)
        assert stake.reason == gaps(arr(snapshot)).get("arr", "")
        renews = facts(next_renewal(snapshot)).get("next_renewal_date")
        assert stake.next_renewal == (renews.value if renews else None)


def test_stakes_are_read_for_all_that_may_be_seen(demo_copilot: "Copilot") -> None:
    accounts, as_of = demo_copilot.accounts, date(2026, 11, 21)
    everything = read_stakes(accounts, EVERYTHING, as_of)
    assert everything.by_account.keys() == {one.account_id for one in accounts.names(EVERYTHING)}
    own = read_stakes(accounts, Scope("csm", frozenset({"A-1001"})), as_of)
    assert own.by_account.keys() == {"A-1001"}
    assert own.of("A-1001").arr == facts(arr(accounts.snapshot("A-1001", EVERYTHING, as_of)))["arr"].value
    assert own.of("A-1002").reason == "not in the book", "who may not see an account learns nothing of it"
