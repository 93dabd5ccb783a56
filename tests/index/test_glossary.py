"""German and French words are read with their English ones."""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from copilot.index import glossary
from copilot.index.glossary import in_english
from copilot.index.minilm import MiniLM
from copilot.language import language_of

FILES = sorted(Path(glossary.__file__).parent.glob("glossary_*.yaml"))


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Der Kunde will den Vertrag nicht verlängern.", "customer want contract not renew"),
        ("Die Datei wird nicht hochgeladen.", "file not upload"),
        ("Wir haben die Vorlage freizugeben.", "template approve"),
        ("Le client ne veut pas renouveler le contrat.", "customer want not renew contract"),
        ("Les tableaux sont vides et la connexion est lente.", "table empty connection slow"),
    ],
)
def test_each_known_word_gives_its_english_one_in_the_order_of_the_text(text: str, english: str) -> None:
    assert in_english(text) == english


@pytest.mark.parametrize(
    ("compound", "english"),
    [
        ("Verlängerungsangebot", "renewal offer"),
        ("Lizenzkosten", "license price"),
        ("Kundengespräch", "customer conversation"),
        ("Vertragsverlängerung", "renewal"),
    ],
)
def test_a_german_compound_is_read_by_its_parts_unless_it_is_known_whole(compound: str, english: str) -> None:
    assert in_english(f"Das ist ein {compound}") == english


@pytest.mark.parametrize("form", ["Lizenz", "Lizenzen", "LIZENZEN".lower()])
def test_a_word_is_known_in_its_forms(form: str) -> None:
    assert in_english(f"Das ist die {form}") == "license"


@pytest.mark.parametrize("form", ["kündigen", "kündigt", "gekündigt", "Kündigung", "Kündigungen", "zu kündigen"])
def test_a_german_verb_is_known_in_its_forms(form: str) -> None:
    assert in_english(f"Das ist {form}") == "cancel the contract"


@pytest.mark.parametrize(
    ("accented", "plain"),
    [
        ("Die Verlängerung ist fällig.", "Die Verlangerung ist fallig."),
        ("Die Verlängerung ist fällig.", "Die Verlaengerung ist faellig."),
        ("Le délai de résiliation est dépassé.", "Le delai de resiliation est depasse."),
    ],
)
def test_accents_that_are_left_out_are_no_matter(accented: str, plain: str) -> None:
    assert in_english(accented) == in_english(plain) != ""


def test_a_phrase_is_one_word() -> None:
    assert in_english("Le mot de passe est perdu, la mise à jour aussi.") == "password lose update"


def test_numbers_abbreviations_and_names_stay() -> None:
    assert in_english("Die Anmeldung mit SSO ist seit 3 Tagen nicht möglich.") == "sign-in SSO since 3 day not possible"
    assert in_english("Le contrat de Halden est dans SharePoint.") == "contract Halden SharePoint"


@pytest.mark.parametrize(
    "text",
    [
        "We can't export the dashboard to a sheet.",
        "The gift was a brief note, and the chef is fast.",
        "Renewal risk",
        "Export",
        "Zoë exports",
        "日本語の質問",
        "😀",
        "",
    ],
)
def test_a_text_in_another_language_has_none(text: str) -> None:
    assert in_english(text) == ""


def test_where_little_is_known_there_is_none() -> None:
    assert in_english("Der Zwergpinscher und die Nachtigall krächzen auf dem Birnbaum über den Kunden.") == ""


@pytest.mark.parametrize(
    ("query", "english"),
    [("Kündigung Großkunde", "cancel the contract large customer"), ("Export échoue", "export fail")],
)
def test_a_few_words_are_told_by_accents_in_words_that_are_known(query: str, english: str) -> None:
    assert language_of([query]) is None
    assert in_english(query) == english


@given(st.text(max_size=300))
def test_whatever_is_asked_only_words_come_back(text: str) -> None:
    assert re.fullmatch(r"[\w' -]*", in_english(text))


ENGLISH = "renewal the customer is not happy and why we wait for offers on time"
GERMAN = "der die kunde wartung gebegezu zurückge sch verlängerungskündigung aux"


@given(st.lists(st.sampled_from(ENGLISH.split(" "))))
def test_english_words_have_none_in_any_order(words: list[str]) -> None:
    assert in_english(" ".join(words)) == ""


@given(st.lists(st.sampled_from(GERMAN.split(" "))))
def test_german_in_any_order_is_read(words: list[str]) -> None:
    found = in_english(" ".join(["wir und nicht", *words, "".join(words)]))
    assert re.fullmatch(r"[a-z -]*", found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_entry_is_words_and_none_stands_twice(path: Path) -> None:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert all(isinstance(english, str) and isinstance(words, str) for english, words in entries.items())
    silent = entries.pop("-").split()
    assert [word for word, count in Counter(silent).items() if count > 1] == []
    every = Counter(word for words in entries.values() for word in words.split())
    assert [word for word, count in every.items() if count > 1] == []
    assert [word for word in every if word != word.casefold()] == []


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> MiniLM:
    return MiniLM(tmp_path_factory.mktemp("data"))


def test_a_question_is_nearer_to_what_says_the_same_in_english(model: MiniLM, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["Der Kunde will den Vertrag nicht verlängern.", "The customer does not want to renew the contract."]
    with_ = model.embed(texts)
    with monkeypatch.context() as patched:
        patched.setattr("copilot.index.minilm.in_english", lambda text: "")
        without = model.embed(texts)
    assert with_[0] @ with_[1] > without[0] @ without[1] + 0.3
    assert np.allclose(np.linalg.norm(with_, axis=1), 1, atol=1e-5)


def test_english_texts_have_the_same_vectors_beside_german_ones(model: MiniLM, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["The sponsor has left.", "Der Ansprechpartner hat die Firma verlassen.", "When is the renewal due?"]
    with_ = model.embed(texts)
    with monkeypatch.context() as patched:
        patched.setattr("copilot.index.minilm.in_english", lambda text: "")
        without = model.embed(texts)
    assert (with_[[0, 2]] == without[[0, 2]]).all()
    assert (with_[1] != without[1]).any()
