"""What the items of a language have in common is taken out, so that a language is no theme."""

import csv
from pathlib import Path

import numpy as np
import pytest

from copilot.feedback.clusters import UNTHEMED, cluster
from copilot.feedback.graph import Ints
from copilot.feedback.levels import Levels, levels_of
from copilot.index.embeddings import Vectors
from copilot.index.minilm import MiniLM
from copilot.language import NAMES, Language
from evals.bench.themes import agreement

SAID = Path(__file__).with_name("languages.csv")
"""Sixty things that customers say, on four subjects in three languages."""
DIMENSION = 8


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Vectors, list[str], list[Language]]:
    with SAID.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with pytest.MonkeyPatch.context() as patched:  # as a model reads languages that it has no glossary of
        patched.setattr("copilot.index.minilm.in_english", lambda text: "")
        vectors = MiniLM(tmp_path_factory.mktemp("model")).embed([row["text"] for row in rows])
    return vectors, [row["subject"] for row in rows], [language(row["language"]) for row in rows]


def language(name: str) -> Language:
    return next(one for one in NAMES if one == name)


def themes(vectors: Vectors, languages: list[Language], levelled: bool) -> Ints:
    if not levelled:
        return cluster(vectors).theme_of
    levels = levels_of(vectors, languages, len(vectors))
    return cluster(levels.levelled(vectors, languages), middle=levels.middle).theme_of


def test_themes_are_more_of_subjects_and_less_of_languages(
    told: tuple[Vectors, list[str], list[Language]],
) -> None:
    vectors, subjects, languages = told
    with_, without = (themes(vectors, languages, levelled=one).tolist() for one in (True, False))
    assert agreement(subjects, with_)[1] > agreement(subjects, without)[1] + 0.05
    assert agreement(languages, with_)[1] < agreement(languages, without)[1] - 0.05


def test_with_the_glossary_subjects_are_themes_and_languages_are_none(
    told: tuple[Vectors, list[str], list[Language]], tmp_path: Path
) -> None:
    _, subjects, languages = told
    with SAID.open(encoding="utf-8", newline="") as file:
        vectors = MiniLM(tmp_path).embed([row["text"] for row in csv.DictReader(file)])
    found = themes(vectors, languages, levelled=True).tolist()
    assert agreement(subjects, found)[1] > 0.8
    assert agreement(languages, found)[1] < 0.05


def test_where_all_speak_one_language_nothing_changes(told: tuple[Vectors, list[str], list[Language]]) -> None:
    vectors, _, languages = told
    english = vectors[[one == "en" for one in languages]]
    found = themes(english, ["en"] * len(english), levelled=True)
    assert (found == themes(english, [], levelled=False)).all()
    assert (found != UNTHEMED).any()


def test_what_is_in_no_known_language_is_taken_for_the_nearest(
    told: tuple[Vectors, list[str], list[Language]],
) -> None:
    vectors, _, languages = told
    levels = levels_of(vectors, languages, len(vectors))
    as_told, as_found = levels.levelled(vectors, languages), levels.levelled(vectors, [None] * len(vectors))
    assert np.mean((as_told == as_found).all(axis=1)) > 0.9


def spoken(language: Language | None, count: int, seed: int = 0) -> tuple[Vectors, list[Language | None]]:
    random = np.random.default_rng([seed, len(language or "")])
    vectors = random.standard_normal((count, DIMENSION)).astype(np.float32) + (3.0 if language == "de" else 0.0)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32), [language] * count


def test_a_language_that_few_speak_or_that_is_rare_is_not_levelled() -> None:
    many, few = spoken("en", 40), spoken("de", 9)
    vectors, languages = np.concatenate([many[0], few[0]]), [*many[1], *few[1]]
    row = list(NAMES).index("de")
    assert np.isnan(levels_of(vectors, languages, len(vectors)).by_language[row]).all()
    more = spoken("de", 15)
    vectors, languages = np.concatenate([many[0], more[0]]), [*many[1], *more[1]]
    assert not np.isnan(levels_of(vectors, languages, len(vectors)).by_language[row]).any()
    assert np.isnan(levels_of(vectors, languages, 1_000).by_language[row]).all()


def test_what_is_known_stays_and_a_language_that_comes_later_is_added() -> None:
    first = levels_of(*spoken("en", 40), 40)
    later = levels_of(*spoken("de", 20), 60, first)
    assert (later.middle == first.middle).all()
    assert (later.by_language[0] == first.by_language[0]).all()
    assert not np.isnan(later.by_language[list(NAMES).index("de")]).any()


def test_levels_are_read_as_they_were_stored() -> None:
    levels = levels_of(*spoken("en", 20), 20)
    again = Levels.stored(levels.stored_as())
    assert again is not None
    assert (again.middle == levels.middle).all()
    assert np.array_equal(again.by_language, levels.by_language, equal_nan=True)
    assert Levels.stored(b"") is None
