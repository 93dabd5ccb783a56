"""Whether something that was said speaks of a subject: by words in any form, abbreviations and product areas."""

from datetime import date

import pytest

from copilot.feedback_item import Item
from copilot.tools.subjects import Subject


def _item(text: str, area: str | None = None) -> Item:
    return Item("F1", "feedback", "F1", "A1", date(2026, 1, 1), text, 0, len(text), "remark", area=area)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("slowness", "It is slow."),
        ("slow answers", "The slowest answer took a minute."),
        ("exports", "Exporting loses the footnotes"),
        ("hallucinations", "It hallucinated a source"),
        ("SSO", "Our single sign-on loops"),
        ("single sign-on", "sso fine"),
        ("shared or seasonal seats", "A season pass for seats, please"),
        ("shared or seasonal seats", "Let them share ten seats"),
    ],
)
def test_all_words_in_any_form_say_a_subject(subject: str, text: str) -> None:
    assert Subject(subject).is_said(_item(text))


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("slow answers", "The photos are slow"),
        ("shared or seasonal seats", "A seat for each of us"),
        ("SSO", "Sign here"),
    ],
)
def test_some_of_the_words_do_not(subject: str, text: str) -> None:
    assert not Subject(subject).is_said(_item(text))


def test_the_product_area_counts_as_words_of_what_was_said() -> None:
    assert Subject("SSO").is_said(_item("Warn us before a certificate changes", "Single sign-on"))
    assert Subject("agents").is_called("Agents")
    assert not Subject("agents").is_called("Assistant")
