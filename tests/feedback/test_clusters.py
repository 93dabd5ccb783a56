"""Themes among vectors of which we know what belongs together."""

from pathlib import Path

import numpy as np
import pytest

from copilot.feedback import graph
from copilot.feedback.clusters import FEWEST, UNTHEMED, Clustering, centroids, cluster, cluster_around, join
from copilot.feedback.graph import Ints, nearest
from copilot.index.embeddings import Vectors
from copilot.index.minilm import DIMENSION, MiniLM
from evals.bench.themes import agreement


def unit(vectors: np.ndarray) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), dtype=np.float32)


def around(directions: Vectors, each: int, *, spread: float = 0.8, seed: int = 1) -> tuple[Vectors, Ints]:
    """Some items around each direction, and which of them each is of; their cosine with it is about 0.78."""
    of = np.repeat(np.arange(len(directions)), each)
    noise = unit(np.random.default_rng(seed).standard_normal((len(of), DIMENSION)))
    return unit(directions[of] + spread * noise), of


def directions(count: int, seed: int = 0) -> Vectors:
    return unit(np.random.default_rng(seed).standard_normal((count, DIMENSION)))


def same_grouping(one: Ints, other: Ints) -> bool:
    return agreement(one.tolist(), other.tolist())[1] == pytest.approx(1)


@pytest.fixture(scope="module")
def twelve() -> tuple[Vectors, Ints, Clustering]:
    vectors, of = around(directions(12), 25)
    return vectors, of, cluster(vectors)


def test_themes_are_found_without_being_told_how_many(twelve: tuple[Vectors, Ints, Clustering]) -> None:
    _, of, found = twelve
    assert same_grouping(found.theme_of, of)


def test_the_same_items_have_the_same_themes(twelve: tuple[Vectors, Ints, Clustering]) -> None:
    vectors, _, found = twelve
    again = cluster(vectors)
    assert (again.theme_of == found.theme_of).all()
    assert (again.area_of == found.area_of).all()


def test_themes_are_numbered_from_the_largest() -> None:
    few, many = directions(2)
    vectors = np.concatenate([around(few[None], 6)[0], around(many[None], 20)[0]])
    assert cluster(vectors).theme_of.tolist() == [1] * 6 + [0] * 20


def test_themes_of_very_different_sizes_stand_side_by_side() -> None:
    middle = directions(9)
    sizes = [150, 60, 30, 15, 10, 8, 6, 5, 4]
    parts = [around(middle[[at]], size, seed=at)[0] for at, size in enumerate(sizes)]
    found = cluster(np.concatenate(parts)).theme_of
    assert same_grouping(found, np.repeat(np.arange(len(sizes)), sizes))


def test_an_odd_item_is_not_forced_into_a_theme(twelve: tuple[Vectors, Ints, Clustering]) -> None:
    vectors, of, _ = twelve
    found = cluster(np.concatenate([vectors, directions(20, seed=9)])).theme_of
    assert (found[len(of) :] == UNTHEMED).all()
    assert same_grouping(found[: len(of)], of)


def test_two_items_are_no_theme_yet() -> None:
    vectors, _ = around(directions(4), 2, spread=0.3)
    assert (cluster(vectors).theme_of == UNTHEMED).all()
    more, _ = around(directions(4), FEWEST, spread=0.3)
    assert sorted(set(cluster(more).theme_of.tolist())) == [0, 1, 2, 3]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_next_to_nothing_has_no_themes(count: int) -> None:
    found = cluster(directions(count))
    assert found.theme_of.tolist() == [UNTHEMED] * count
    assert len(found.area_of) == 0
    assert join(directions(2), found.centroids, found.middle).tolist() == [UNTHEMED] * 2


def test_ten_thousand_identical_items_are_one_theme() -> None:
    found = cluster(np.repeat(directions(1), 10_000, axis=0))
    assert (found.theme_of == 0).all()
    assert found.area_of.tolist() == [0]


def test_an_item_said_often_does_not_hide_the_other_themes(twelve: tuple[Vectors, Ints, Clustering]) -> None:
    vectors, of, _ = twelve
    found = cluster(np.concatenate([vectors, np.repeat(vectors[:1], 2_000, axis=0)])).theme_of
    assert same_grouping(found, np.concatenate([of, np.repeat(of[:1], 2_000)]))


def test_items_that_have_nothing_in_common_have_no_theme() -> None:
    assert (cluster(directions(500)).theme_of == UNTHEMED).all()


def test_a_vector_without_direction_is_no_defect() -> None:
    vectors = np.concatenate([around(directions(2), 5)[0], np.zeros((2, DIMENSION), dtype=np.float32)])
    assert cluster(vectors).theme_of.tolist()[-2:] == [UNTHEMED] * 2


def test_what_all_items_share_makes_no_theme() -> None:
    vectors, of = around(directions(8), 40)
    shared = unit(vectors + 2 * directions(1, seed=3))
    assert same_grouping(cluster(shared).theme_of, of)


def test_kindred_themes_share_an_area() -> None:
    area = np.repeat(np.arange(3), 4)
    kindred = unit(directions(3)[area] + 0.9 * directions(12, seed=4))
    vectors, of = around(kindred, 30, spread=0.5)
    found = cluster(vectors)
    assert same_grouping(found.theme_of, of)
    assert same_grouping(found.area_of[found.theme_of], area[of])


def test_a_new_item_joins_its_theme_and_moves_no_other(twelve: tuple[Vectors, Ints, Clustering]) -> None:
    _, of, found = twelve
    new, new_of = around(directions(12), 5, seed=7)
    theme = {int(label): int(found.theme_of[at]) for at, label in enumerate(of)}
    assert join(new, found.centroids, found.middle).tolist() == [theme[int(label)] for label in new_of]


def test_a_new_item_that_fits_nowhere_joins_nothing(twelve: tuple[Vectors, Ints, Clustering]) -> None:
    found = twelve[2]
    assert (join(directions(30, seed=8), found.centroids, found.middle) == UNTHEMED).all()


def test_what_no_theme_took_can_form_new_ones(twelve: tuple[Vectors, Ints, Clustering]) -> None:
    found = twelve[2]
    left = np.concatenate([around(directions(2, seed=5), 12)[0], directions(10, seed=6)])
    new = cluster(left, middle=found.middle)
    assert (new.middle == found.middle).all()
    assert same_grouping(new.theme_of[:24], np.repeat([0, 1], 12))
    assert (new.theme_of[24:] == UNTHEMED).all()


def test_around_fresh_items_themes_are_found_as_among_all(twelve: tuple[Vectors, Ints, Clustering]) -> None:
    middle = twelve[2].middle
    vectors, of = around(directions(3, seed=5), 8)
    left = np.concatenate([vectors, directions(200, seed=6)])
    fresh = np.zeros(len(left), dtype=np.bool_)
    fresh[[0, 8]] = True  # of two subjects; the third was looked through before
    found = cluster_around(fresh, left, middle).theme_of
    assert same_grouping(found[:16], of[:16])
    assert (found[16:] == UNTHEMED).all()
    fresh[:] = True
    assert (cluster_around(fresh, left, middle).theme_of == cluster(left, middle=middle).theme_of).all()


@pytest.mark.parametrize("count", [0, 5])
def test_nothing_fresh_makes_no_theme(count: int) -> None:
    fresh = np.zeros(count, dtype=np.bool_)
    found = cluster_around(fresh, directions(count), np.zeros(DIMENSION, dtype=np.float32))
    assert found.theme_of.tolist() == [UNTHEMED] * count


def test_centroids_follow_what_people_change(twelve: tuple[Vectors, Ints, Clustering]) -> None:
    vectors, _, found = twelve
    merged = np.where(found.theme_of == 11, 0, found.theme_of)
    moved = centroids(vectors, merged, found.middle)
    assert len(moved) == 11
    assert np.allclose(moved[1:], found.centroids[1:11], atol=1e-5)
    assert (join(vectors[merged == 0], moved, found.middle) == 0).all()


def test_cells_find_nearly_all_of_the_true_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, _ = around(directions(60), 100)
    true = nearest(vectors, 15)[0] if len(vectors) <= graph.EXACT else _exact(vectors, monkeypatch)
    monkeypatch.setattr(graph, "EXACT", 1_000)
    found = nearest(vectors, 15)[0]
    assert np.mean([len(set(a) & set(b)) for a, b in zip(true.tolist(), found.tolist(), strict=True)]) > 0.9 * 15


def _exact(vectors: Vectors, monkeypatch: pytest.MonkeyPatch) -> Ints:
    monkeypatch.setattr(graph, "EXACT", len(vectors))
    return nearest(vectors, 15)[0]


def test_customers_words_fall_into_the_themes_that_a_person_sees(tmp_path: Path) -> None:
    sso = [
        "We need single sign-on with Okta.",
        "Please support SSO through our identity provider.",
        "SAML login is a must.",
    ]
    sso += ["Logging in with SSO would save our admins time.", "When will you offer single sign-on?"]
    slow = ["The dashboard takes forever to load.", "Dashboards are painfully slow on Mondays."]
    slow += [
        "Loading the dashboard takes a whole minute.",
        "Why is the dashboard so slow?",
        "Dashboard performance is bad.",
    ]
    bill = [
        "The invoice has the wrong VAT number.",
        "Our invoice shows a wrong amount.",
        "We were sent an invoice twice.",
    ]
    bill += ["Invoices arrive with the wrong billing address.", "Please correct our last invoice."]
    odd = ["My cat likes your logo.", "Greetings from sunny Lisbon."]
    found = cluster(MiniLM(tmp_path).embed([*sso, *slow, *bill, *odd])).theme_of
    assert same_grouping(found[:15], np.repeat([0, 1, 2], 5))
    assert found[15:].tolist() == [UNTHEMED] * 2


def test_agreement_is_what_its_textbook_examples_say() -> None:
    assert agreement(list("aabb"), list("ddcc")) == pytest.approx((1, 1, 1))
    assert agreement(list("aabb"), list("cccc")) == pytest.approx((0, 0, 0))
    assert agreement([0, 0, 1, 2], [0, 0, 1, 1]) == pytest.approx((0.8, 0.5714286, 0.8))
    assert agreement([0, 0, 1, 1], [0, 1, 0, 1])[1] == pytest.approx(-0.5)
