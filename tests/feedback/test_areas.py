"""The area of a new theme."""

from collections.abc import Sequence

import numpy as np
import pytest

from copilot.feedback.areas import areas_of
from copilot.feedback.naming import Naming
from copilot.feedback_item import Item
from tests.feedback.said import said

X, Y, NEAR_X = ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.9, 0.0, 0.436])


def group(*texts: str, area: str | None = None) -> list[Item]:
    return [said("A1", text=text, area=area) for text in texts]


def found(
    groups: Sequence[Sequence[Item]], directions: Sequence[Sequence[float]], known: Sequence[str] = (), at: object = ()
) -> list[str]:
    places = np.asarray(at, dtype=np.float32).reshape(-1, 3)
    return areas_of(groups, np.asarray(directions, dtype=np.float32), known, places, Naming().areas)


def test_what_most_of_its_rows_say_is_its_area() -> None:
    told = [*group("a", "b", area="billing"), *group("c", area="Access"), *group("d")]
    assert found([told], [X]) == ["Billing"]


def test_a_theme_without_one_has_that_of_the_theme_next_to_it() -> None:
    assert found([group("a", area="Billing"), group("b")], [X, NEAR_X]) == ["Billing", "Billing"]
    assert found([group("b")], [NEAR_X], ["Billing", "Access"], [X, Y]) == ["Billing"]


def test_no_theme_is_put_into_an_area_that_is_far_away() -> None:
    [area] = found([group("seats idle", "seats dear", "seats again")], [Y], ["Billing"], [X])
    assert area == "Seats"


def test_themes_that_are_left_are_called_by_what_they_share() -> None:
    late = group("card is late", "late card", "my card never came")
    lost = group("lost my card", "I lost the card abroad", "card lost")
    assert found([late, lost], [X, NEAR_X]) == ["Card", "Card"]


@pytest.mark.parametrize("count", [0, 1])
def test_next_to_nothing_is_no_defect(count: int) -> None:
    assert len(found([group("export")] * count, [X] * count)) == count
