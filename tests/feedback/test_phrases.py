"""A theme's name, in the words of its own items."""

from collections.abc import Sequence

import numpy as np
import pytest

from copilot.feedback.phrases import phrases, stems_of

LATE = ["My card still has not arrived.", "The card hasn't arrived yet", "When will my new card arrive?"]
LATE += ["I ordered a card and it never arrived"]
RATE = ["The exchange rate is wrong", "Why is your exchange rate so bad?", "Wrong exchange rate on my purchase"]
LOGIN = ["SSO login fails", "We cannot use SSO login", "Okta and SSO login are broken"]


def test_a_name_is_the_phrase_that_sets_a_theme_apart() -> None:
    assert phrases([LATE, RATE, LOGIN], parts=1)[1:] == ["exchange rate", "SSO login"]


def test_each_phrase_of_a_name_stands_word_for_word_in_an_item() -> None:
    for name, texts in zip(phrases([LATE, RATE, LOGIN]), [LATE, RATE, LOGIN], strict=True):
        for phrase in name.split(", "):
            assert any(phrase.lower() in text.lower() for text in texts)


def test_a_further_phrase_tells_of_the_items_that_the_first_leaves_out() -> None:
    cited = ["It cited a paper that nobody wrote", "It cited a law that was repealed", "It cited nothing"]
    source = ["No source, no sentence", "Where is the source for that?", "I want the source beside each line"]
    (name, *_) = phrases([cited + source, RATE, LOGIN])
    assert set(name.split(", ")) >= {"cited", "source"}


def test_phrases_of_a_name_share_no_word() -> None:
    seats = ["Share a seat each month", "A seat each is too much", "Pool a seat for a month", "pool seats by month"]
    stems = [stem for phrase in phrases([seats, RATE])[0].split(", ") for stem in stems_of(phrase)]
    assert len(stems) == len(set(stems)) > 1


def test_only_the_first_phrase_names_an_area() -> None:
    cited = ["It cited a paper that nobody wrote", "It cited a law that was repealed", "No source", "Which source?"]
    assert "," not in phrases([cited, RATE], parts=1)[0]


def test_forms_of_a_word_count_as_one_and_stand_in_a_name_once() -> None:
    (name, *_) = phrases([LATE, RATE, LOGIN])
    assert stems_of(name) == stems_of("card arrival")


def test_a_name_neither_begins_nor_ends_with_a_word_that_says_nothing() -> None:
    texts = ["the export to the warehouse of ours", "an export to the warehouse", "our export to the warehouse is late"]
    assert phrases([texts, RATE])[0] == "export to the warehouse"


def test_a_phrase_crosses_no_comma() -> None:
    texts = ["Slow dashboards, invoices missing"] * 2 + ["dashboards, invoices", "dashboards; invoices"]
    assert phrases([texts, RATE], parts=1)[0] in ("slow dashboards", "invoices missing", "dashboards", "invoices")


def test_capitals_are_kept_where_a_word_has_them_inside_a_sentence() -> None:
    texts = ["Slack alerts are late", "We miss alerts in Slack", "Please fix Slack alerts"]
    assert phrases([texts, RATE])[0] == "Slack alerts"
    assert phrases([["Exports fail", "Exports fail again"], LOGIN])[0] == "exports fail"


def test_no_two_themes_have_one_name() -> None:
    names = phrases([RATE, RATE, RATE, ["🙂"], ["🙂"]])
    assert names[0].startswith("exchange rate")
    assert len(set(names)) == 5


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["Die Rechnung ist falsch", "Unsere Rechnung ist wieder falsch", "falsche Rechnung"], "rechnung"),
        (["La factura no llega", "No nos llega la factura", "¿Dónde está la factura?"], "factura"),
        (["L'export est trop lent", "Pourquoi est-ce que l'export est lent ?"], "export est lent"),
        (["导出功能太慢", "导出功能坏了", "需要导出功能"], "导出功能"),
    ],
)
def test_other_languages_have_names_too(texts: list[str], name: str) -> None:
    assert name in phrases([texts, LATE, RATE])[0].lower()


def test_items_without_words_are_named_by_how_they_look() -> None:
    assert phrases([["👍👍", "👍"], LATE])[0] == "👍"
    assert phrases([[""], ["  "], []]) == ["unnamed", "unnamed (2)", "unnamed (3)"]


def test_a_name_is_short_however_long_the_items_are() -> None:
    long = ["word" * 12_500, " ".join(f"w{number}x" for number in range(10_000))]
    assert all(len(name) <= 40 for name in phrases([long, long[:1], LATE]))


def test_a_theme_of_one_item_has_a_name() -> None:
    assert phrases([["Please add a dark mode to the mobile app"], LATE])[0] in "add a dark mode to the mobile app"


def test_of_telling_phrases_the_nearest_in_meaning_is_chosen() -> None:
    asked: list[str] = []

    def likeness(some: Sequence[str]) -> np.ndarray:
        asked.extend(some)
        return np.array([[float(phrase == "wrong"), 0.0] for phrase in some])

    assert phrases([RATE, LATE], parts=1)[0] == "exchange rate"
    assert phrases([RATE, LATE], likeness, parts=1)[0] == "wrong"
    assert len(asked) == len(set(asked))


def test_the_same_items_have_the_same_name() -> None:
    assert phrases([LATE, RATE, LOGIN]) == phrases([list(LATE), list(RATE), list(LOGIN)])


def test_a_phrase_crosses_no_figure() -> None:
    texts = [f"the import lost {count} rows" for count in (3, 40, 500)]
    assert not any(letter.isdigit() for letter in phrases([texts, RATE])[0])


def test_what_the_other_themes_say_too_names_nothing_new() -> None:
    new = ["exchange rate on the weekend", "weekend exchange rate", "the exchange rate each weekend"]
    assert "weekend" in phrases([new], others=[RATE, RATE, RATE])[0]
