"""Bringing themes up to date: what stays as it was, and what a run that was cut off leaves behind."""

from collections.abc import Sequence
from functools import partial

import pytest
from sqlalchemy import update

from copilot.feedback.gathering import gather
from copilot.feedback.syncing import ThemeSync
from copilot.index.embeddings import Vectors
from copilot.store.database import Database
from copilot.store.feedback import FeedbackStore
from copilot.store.tables import TABLES
from copilot.store.themes import ThemeStore
from tests.feedback.books import ACCOUNTS, accounts, said
from tests.index.fakes import WordEmbedder
from tests.rows import put


class Cut(Exception):
    """The machine was switched off."""


class CutOff(WordEmbedder):
    """An embedder in whose second call the machine is switched off."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.texts:
            raise Cut
        return super().embed(texts)


@pytest.fixture
def store(database: Database) -> ThemeStore:
    put(database, *accounts(*ACCOUNTS), *said("SSO", 6), *said("export", 2))
    return ThemeStore(database)


def sync_of(store: ThemeStore, embedder: WordEmbedder | None = None) -> ThemeSync:
    return ThemeSync(store, embedder or WordEmbedder(), partial(gather, FeedbackStore(store.database)))


def homes(store: ThemeStore) -> dict[str, int | None]:
    return {item.item_id: theme_id for item, theme_id in store.items()}


def test_an_item_of_which_only_the_columns_beside_it_change_stays_where_it_is(store: ThemeStore) -> None:
    embedder = WordEmbedder()
    sync_of(store, embedder).sync("1")
    before, read = homes(store), len(embedder.texts)
    with store.database.write() as connection:
        connection.execute(update(TABLES["feedback"]).values(product_area="Access"))
    assert sync_of(store, embedder).sync("2").added == 8
    assert homes(store) == before
    assert len(embedder.texts) == read
    assert {item.area for item, _ in store.items()} == {"Access"}


def test_an_item_that_says_something_else_finds_its_place_anew(store: ThemeStore) -> None:
    sync_of(store).sync("1")
    rows = TABLES["feedback"]
    with store.database.write() as connection:
        change = update(rows).where(rows.c.feedback_id == "F-SSO-1").values(text="zebra crossing quartz")
        connection.execute(change)
    sync_of(store).sync("2")
    assert homes(store)["F-SSO-1"] is None


def test_a_run_that_was_cut_off_is_caught_up_by_the_next(store: ThemeStore) -> None:
    sync_of(store).sync("1")
    assert homes(store)["F-export-1"] is None
    put(store.database, *said("export", 3, first=20))
    cut = CutOff()
    with pytest.raises(Cut):
        sync_of(store, cut).sync("2")
    assert store.last_run() is not None
    [new] = sync_of(store).sync("2").new_themes
    assert {key for key, home in homes(store).items() if home == new} == {
        *(f"F-export-{number}" for number in (1, 2, 20, 21, 22))
    }


def test_what_was_left_forms_a_theme_with_what_comes_later(store: ThemeStore) -> None:
    sync_of(store).sync("1")
    put(store.database, *said("export", 1, first=30), *said("seats", 2))
    [new] = sync_of(store).sync("2").new_themes
    assert {key for key, home in homes(store).items() if home == new} == {"F-export-1", "F-export-2", "F-export-30"}


def test_a_book_that_did_not_change_is_not_read(store: ThemeStore) -> None:
    sync_of(store).sync("1")
    embedder = WordEmbedder()
    summary = sync_of(store, embedder).sync("1")
    assert (summary.added, embedder.texts) == (0, [])


def test_the_product_area_that_an_item_came_with_counts_beside_its_words(database: Database) -> None:
    rows = [one.model_copy(update={"text": "It takes too long", "product_area": area}) for one, area in zip(
        said("SSO", 3), ("Connectors", "connectors", None), strict=True
    )]  # fmt: skip
    put(database, *accounts(*ACCOUNTS), *rows)
    store = ThemeStore(database)
    sync_of(store).sync("1")
    first, second, bare = (vector for _, vector in sorted(store.vectors([item.item_id for item, _ in store.items()])))
    assert first == second
    assert first != bare
