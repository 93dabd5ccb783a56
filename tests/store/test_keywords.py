import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.store import keywords
from copilot.store.database import Database
from copilot.store.keywords import KeywordRow, KeywordSearch, Owners, terms_of

ROWS = [
    KeywordRow(1, "acme", "Weekly call", "Price", "We talked about the renewals and the price of seats."),
    KeywordRow(2, "acme", "Renewal", "", "Nothing about that here, only of lunch and seats."),
    KeywordRow(3, "bolt", "Mail", "", "Renewals are due. Über-café naïve."),
    KeywordRow(4, None, "Playbook", "Champion leaves", "Call the sponsor. 顧客の更新について話した。"),
    KeywordRow(5, None, "Korean", "", "고객 갱신 회의"),
]


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as connection:
        keywords.add(connection, ROWS)
    return database


def find(database: Database, question: str, owners: Owners = Owners()) -> list[int]:  # noqa: B008
    with database.read() as connection:
        return [passage_id for passage_id, _ in KeywordSearch().search(connection, question, 10, owners)]


def test_words_are_found_in_any_form_without_accents_and_case(filled: Database) -> None:
    assert find(filled, "RENEWING") == find(filled, "renewal")
    assert find(filled, "uber cafe") == [3]


def test_a_title_counts_more_than_the_text(filled: Database) -> None:
    assert find(filled, "renewal")[0] == 2


def test_a_rare_word_counts_more_than_a_frequent_one(filled: Database) -> None:
    assert find(filled, "seats price")[0] == 1


def test_scores_fall_and_are_above_zero(filled: Database) -> None:
    with filled.read() as connection:
        scores = [score for _, score in KeywordSearch().search(connection, "renewal seats", 10, Owners())]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


def test_japanese_and_korean_are_found_by_parts_of_a_sentence(filled: Database) -> None:
    assert find(filled, "顧客の更新") == [4]
    assert find(filled, "更新はいつですか") == [4]
    assert find(filled, "갱신") == [5]
    assert find(filled, "日本") == []


def test_only_the_owners_passages_are_found(filled: Database) -> None:
    acme = frozenset(["acme"])
    assert find(filled, "renewal champion seats", Owners(acme, unowned=False)) == [2, 1]
    assert set(find(filled, "renewal champion", Owners(acme))) == {1, 2, 4}
    assert find(filled, "renewal champion", Owners(frozenset(), unowned=False)) == []
    assert find(filled, "renewal champion", Owners(frozenset())) == [4]


def test_a_removed_passage_is_not_found(filled: Database) -> None:
    with filled.write() as connection:
        keywords.remove(connection, [3])
    assert find(filled, "cafe") == []


def test_a_question_of_frequent_words_alone_still_finds(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keywords, "BUDGET", 1)
    assert set(find(filled, "renewal seats")) == {1, 2}
    assert find(filled, "renewal lunch") == [2]


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        '"',
        "a AND",
        "NOT OR NEAR(",
        "title:x",
        "col : {",
        "* ^ -",
        "(((",
        "\0\x07",
        "who",
        "'; DROP TABLE x; --",
        ":*",
        "!",
        "a & | b",
        "\ud7ff\uffff",
        "x" * 50_000,
        "word " * 5_000,
    ],
)
def test_no_question_is_an_error(filled: Database, question: str) -> None:
    assert isinstance(find(filled, question), list)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@settings(max_examples=100, deadline=None)
def test_terms_are_words_or_pairs_of_characters(question: str) -> None:
    for term in terms_of(question):
        assert '"' not in term
        assert term.strip()


def test_words_that_say_nothing_are_left_out_unless_there_are_no_others() -> None:
    assert terms_of("What is the price of it?") == ["price"]
    assert terms_of("who are you") == ["who", "are", "you"]
