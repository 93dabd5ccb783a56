"""In which language something is said."""

import pytest

from copilot.language import language_of


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Can we have the dashboard as a sheet?", "en"),
        ("Die Quellen fehlen, und das ist für uns nicht tragbar.", "de"),
        ("Les modules suivants sont en anglais et nos conseillères décrochent là.", "fr"),
        ("No podemos exportar los datos de nuestros clientes.", "es"),
        ("Export", None),
        ("😀", None),
        ("", None),
    ],
)
def test_small_words_tell_it(said: str, language: str | None) -> None:
    assert language_of([said]) == language


def test_all_that_a_person_said_tells_it_together() -> None:
    assert language_of(["Export", "Zu teuer, und zwar für alle."]) == "de"
