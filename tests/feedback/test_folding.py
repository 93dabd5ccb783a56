"""Folding what one author said again in the same words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.feedback.folding import folded
from copilot.feedback_item import Item

FIRST = date(2026, 5, 4)
TEXT = "The export drops the last column."


def item(number: int, text: str = TEXT, *, author: str | None = "Ada Brandt", account: str = "A1") -> Item:
    return Item(
        item_id=f"F-{number}",
        origin="feedback",
        source_id=f"F-{number}",
        account_id=account,
        date=FIRST + timedelta(days=number % 400),
        text=text,
        start=0,
        end=len(text),
        tone="problem",
        author=author,
    )


@pytest.mark.parametrize(
    "again",
    [
        TEXT,
        "the export DROPS the last column",
        "  The  export drops\nthe last column!!! ",
        "Please: the export drops the last column 😡",
        "The last column the export drops.",
        "ＴＨＥ export drops the last column.",
    ],
)
def test_the_same_words_fold_into_the_first(again: str) -> None:
    assert folded([item(1), item(2, again)]) == [replace(item(1), also=("F-2",))]


def test_the_first_is_the_first_by_date() -> None:
    assert [one.item_id for one in folded([item(2), item(1)])] == ["F-1"]


@pytest.mark.parametrize("other", [item(2, author="Jo Winter"), item(2, account="A2"), item(2, author=None)])
def test_of_another_author_or_account_they_are_separate(other: Item) -> None:
    assert folded([item(1), other]) == [item(1), other]


def test_unknown_authors_of_an_account_count_as_one() -> None:
    assert len(folded([item(1, author=None), item(2, author=None)])) == 1


def test_other_words_are_another_item() -> None:
    assert len(folded([item(1), item(2, "The export drops the first column.")])) == 2


def test_signs_without_words_fold_by_themselves() -> None:
    assert len(folded([item(1, "👍"), item(2, "👍"), item(3, "👎")])) == 2


def test_ten_thousand_identical_ones_are_one_with_all_ids() -> None:
    [one] = folded(item(number) for number in range(10_000))
    assert len(one.also) == 9_999


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.sampled_from(["a b", "b a", "c", "please c"])), unique_by=lambda one: one[0]
    )
)
def test_nothing_is_lost_and_folding_again_changes_nothing(said: list[tuple[int, str]]) -> None:
    items = [item(number, text) for number, text in said]
    once = folded(items)
    assert sorted(one for kept in once for one in (kept.item_id, *kept.also)) == sorted(one.item_id for one in items)
    assert folded(once) == once
