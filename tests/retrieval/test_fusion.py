from hypothesis import given
from hypothesis import strategies as st

from copilot.retrieval.fusion import fuse

SCORES = st.dictionaries(st.integers(0, 20), st.floats(-1, 50, allow_nan=False), max_size=10)


def test_what_both_sides_find_comes_before_what_one_finds() -> None:
    assert [passage for passage, _ in fuse({1: 9.0, 2: 8.0}, {2: 0.8, 3: 0.9})] == [2, 1, 3]


def test_each_side_counts_by_its_share_of_its_best() -> None:
    assert fuse({1: 10.0, 2: 5.0}, {1: 0.4, 3: 0.8}) == [(1, 0.75), (3, 0.5), (2, 0.25)]


def test_one_side_alone_decides_where_the_other_found_nothing() -> None:
    assert fuse({1: 4.0, 2: 2.0}, {}) == [(1, 1.0), (2, 0.5)]
    assert fuse({}, {1: 0.3}) == [(1, 1.0)]
    assert fuse({}, {}) == []


@given(SCORES, SCORES)
def test_scores_fall_within_zero_and_one(words: dict[int, float], cosines: dict[int, float]) -> None:
    scores = [score for _, score in fuse(words, cosines)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
