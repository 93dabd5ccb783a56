import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.statistics import compare, mean, pass_at_k, pass_hat_k, smallest_difference, t_quantile, wilson

shares = st.floats(0, 1).map(lambda value: round(value, 3))
samples = st.lists(st.tuples(shares, st.sampled_from("abcdefg")), min_size=2, max_size=40)


def told(value: float | None) -> float:
    assert value is not None
    return value


# ---- repeats


@given(runs=st.integers(1, 9), data=st.data())
def test_pass_at_k_and_pass_hat_k_are_the_shares_of_all_draws(runs: int, data: st.DataObject) -> None:
    passed, k = data.draw(st.integers(0, runs)), data.draw(st.integers(1, runs))
    draws = list(itertools.combinations([True] * passed + [False] * (runs - passed), k))
    assert pass_at_k(runs, passed, k) == pytest.approx(sum(map(any, draws)) / len(draws))
    assert pass_hat_k(runs, passed, k) == pytest.approx(sum(map(all, draws)) / len(draws))


@pytest.mark.parametrize(("runs", "passed", "k"), [(3, 4, 1), (3, -1, 1), (3, 1, 0), (3, 1, 4), (0, 0, 1)])
def test_more_passes_or_draws_than_runs_are_an_error(runs: int, passed: int, k: int) -> None:
    for function in (pass_at_k, pass_hat_k):
        with pytest.raises(ValueError, match="there must be 1 <= k <= runs"):
            function(runs, passed, k)


# ---- intervals


def test_wilson_s_interval_is_that_of_the_books() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-4)
    assert wilson(0, 0) == (0, 1)


@given(count=st.integers(1, 500), data=st.data())
def test_wilson_s_interval_holds_the_share_and_mirrors(count: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, count))
    low, high = wilson(hits, count)
    assert 0 <= low <= hits / count + 1e-12
    assert hits / count - 1e-12 <= high <= 1
    assert wilson(count - hits, count) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(
    ("freedom", "value"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (9, 2.2622), (30, 2.0423), (100, 1.9840), (10_000, 1.9602)],
)
def test_student_s_t_is_that_of_the_tables(freedom: int, value: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(value, abs=3e-4)
    assert t_quantile(0.025, freedom) == -t_quantile(0.975, freedom)


# ---- means


def test_without_clusters_the_error_is_the_usual_one() -> None:
    values = [0.2, 0.9, 0.4, 0.7, 0.1]
    found = mean(values, [""] * 5)
    usual = math.sqrt(sum((one - 0.46) ** 2 for one in values) / 4 / 5)
    assert found.mean == pytest.approx(0.46)
    assert found.error == pytest.approx(usual)
    assert found.high == pytest.approx(0.46 + 2.7764 * usual, abs=1e-4)
    assert (found.count, found.clusters, found.left_out) == (5, 5, 0)


def test_a_clustered_error_is_that_worked_out_by_hand() -> None:
    found = mean([1, 1, 0, 0, 1, 0], ["a", "a", "b", "b", "c", "c"])
    # By hand: deviations from 0.5 sum to 1, -1 and 0; sqrt(3/2 * 2) / 6.
    assert found.error == pytest.approx(math.sqrt(3) / 6)
    assert found.clusters == 3


def test_what_could_not_be_judged_is_left_out_and_counted() -> None:
    found = mean([1, None, 0, math.nan], "abcd")
    assert (found.mean, found.error, found.count, found.clusters, found.left_out) == (0.5, 0.5, 2, 2, 2)
    nothing = mean([None, math.nan], ["a", "b"])
    assert (nothing.mean, nothing.low, nothing.count, nothing.left_out) == (None, None, 0, 2)


def test_one_cluster_has_a_mean_and_no_interval() -> None:
    found = mean([1, 0, 1], ["a", "a", "a"])
    assert found.mean == pytest.approx(2 / 3)
    assert (found.error, found.low, found.high) == (None, None, None)


def test_results_that_are_all_right_are_not_certain() -> None:
    found = mean([1.0] * 40, [str(at % 10) for at in range(40)])
    assert (found.mean, found.high) == (1, 1)
    assert found.low == wilson(10, 10)[0]
    assert mean([0.5] * 10, "abcdefghij").low == wilson(5, 10)[0]


@given(samples)
def test_the_names_and_the_order_of_clusters_do_not_matter(drawn: list[tuple[float, str]]) -> None:
    values, clusters = zip(*drawn, strict=True)
    found = mean(values, clusters)
    renamed = mean(values, [f"account {ord(name)}" for name in clusters])
    turned = mean(values[::-1], clusters[::-1])
    assert renamed == found
    assert turned.mean == pytest.approx(found.mean)
    assert turned.error == pytest.approx(found.error)


@given(samples)
def test_asking_every_sample_twice_says_nothing_new(drawn: list[tuple[float, str]]) -> None:
    values, clusters = zip(*drawn, strict=True)
    once, twice = mean(values, clusters), mean(values * 2, clusters * 2)
    assert twice.mean == pytest.approx(once.mean)
    assert twice.error == pytest.approx(once.error)
    assert twice.low == pytest.approx(once.low)


@given(samples)
def test_as_many_new_clusters_again_make_the_error_smaller(drawn: list[tuple[float, str]]) -> None:
    values, clusters = zip(*drawn, strict=True)
    once, more = mean(values, clusters), mean(values * 2, [*clusters, *(f"{name}2" for name in clusters)])
    if once.error is not None:
        assert told(more.error) <= once.error / math.sqrt(2) + 1e-12


@given(samples)
def test_an_interval_holds_its_mean_and_stays_within_the_scale(drawn: list[tuple[float, str]]) -> None:
    found = mean(*zip(*drawn, strict=True))
    if found.low is not None:
        assert 0 <= found.low <= told(found.mean) + 1e-12
        assert told(found.mean) - 1e-12 <= told(found.high) <= 1


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Of 400 draws of 12 clusters with an effect of their own, 95 % should hold the truth; a bare error holds 70 %."""
    draw, held = random.Random(7), 0
    for _ in range(400):
        drawn = [(0.5 + effect + draw.gauss(0, 0.1), at) for at in range(12) for effect in [draw.gauss(0, 0.1)] * 5]
        values = [value + draw.gauss(0, 0.05) for value, _ in drawn]
        found = mean(values, [f"c{at}" for _, at in drawn])
        held += told(found.low) <= 0.5 <= told(found.high)
    assert 0.92 <= held / 400 <= 0.98


# ---- two runs

alone = {str(at): str(at) for at in range(300)}


def run(*values: float | None) -> dict[str, float | None]:
    return {str(at): value for at, value in enumerate(values)}


def test_the_same_run_twice_tells_nothing() -> None:
    found = compare(run(*[0.5, 1, 0] * 10), run(*[0.5, 1, 0] * 10), alone)
    assert (found.verdict, found.difference, found.p, found.differing, found.smallest) == ("no telling", 0, 1, 0, None)


def test_a_run_that_is_better_everywhere_is_better_and_the_other_way_round_worse() -> None:
    before, after = run(*[0.0] * 12), run(*[0.5, 1.0] * 6)
    better, worse = compare(before, after, alone), compare(after, before, alone)
    assert (better.verdict, worse.verdict) == ("better", "worse")
    assert better.p == worse.p == pytest.approx(2 / 2**12)
    assert (better.difference, worse.difference) == (0.75, -0.75)
    assert better.low == pytest.approx(-told(worse.high))


def test_few_clusters_that_differ_are_all_tried_and_five_are_never_enough() -> None:
    five = compare(run(*[0] * 40), run(*[1] * 5, *[0] * 35), alone)
    six = compare(run(*[0] * 40), run(*[1] * 6, *[0] * 34), alone)
    assert (five.p, five.verdict) == (2 / 32, "no telling")
    assert (six.p, six.verdict) == (2 / 64, "better")


def test_forty_samples_of_one_account_are_one_piece_of_evidence() -> None:
    before, after = run(*[0] * 40), run(*[1] * 40)
    assert compare(before, after, alone).verdict == "better"
    assert compare(before, after, dict.fromkeys(before, "A-1")).verdict == "no telling"


def test_what_is_missing_or_unjudged_in_one_run_is_left_out_and_counted() -> None:
    found = compare({"0": 1, "1": None, "2": 0, "9": 1}, {"0": 1, "1": 1, "2": math.nan, "8": 1}, alone)
    assert (found.count, found.left_out, found.only_one) == (1, 2, 2)
    assert (found.difference, found.p, found.verdict) == (0, 1, "no telling")
    assert compare({}, {}, {}).difference is None


def test_many_clusters_are_flipped_with_a_fixed_seed() -> None:
    draw = random.Random(3)
    before, after = run(*[draw.random() for _ in range(200)]), run(*[draw.random() for _ in range(200)])
    found = compare(before, after, alone)
    assert found == compare(dict(reversed(before.items())), after, alone)
    assert found.p == pytest.approx(math.erfc(abs(told(found.difference)) / told(found.error) / math.sqrt(2)), abs=0.02)


@settings(max_examples=50)
@given(st.lists(st.tuples(shares, shares, st.sampled_from("abcdefgh")), min_size=1, max_size=30))
def test_swapping_the_runs_turns_the_verdict_and_renaming_clusters_does_not(
    drawn: list[tuple[float, float, str]],
) -> None:
    before, after = run(*[one for one, _, _ in drawn]), run(*[two for _, two, _ in drawn])
    clusters = {str(at): name for at, (_, _, name) in enumerate(drawn)}
    found = compare(before, after, clusters)
    turned = compare(after, before, clusters)
    opposite = {"better": "worse", "worse": "better", "no telling": "no telling"}
    assert turned.verdict == opposite[found.verdict]
    assert turned.p == pytest.approx(found.p)
    assert compare(before, after, {key: f"{name}!" for key, name in clusters.items()}) == found


def test_chance_alone_is_called_a_difference_no_more_often_than_it_should_be() -> None:
    draw, called = random.Random(11), 0
    for _ in range(200):
        pairs = [(draw.random(), draw.random()) for _ in range(12)]
        found = compare(run(*[one for one, _ in pairs]), run(*[two for _, two in pairs]), alone)
        called += found.verdict != "no telling"
    assert called / 200 <= 0.08


def test_the_smallest_difference_that_could_be_seen_is_seen_four_times_in_five() -> None:
    draw, seen, clusters = random.Random(5), 0, 40
    shift = told(smallest_difference(0.2 / math.sqrt(clusters), clusters))
    for _ in range(200):
        after = run(*[0.5 + shift + draw.gauss(0, 0.2) for _ in range(clusters)])
        seen += compare(run(*[0.5] * clusters), after, alone).verdict == "better"
    assert 0.72 <= seen / 200 <= 0.88
    assert smallest_difference(None, 9) is None
    assert smallest_difference(0.1, 1) is None
