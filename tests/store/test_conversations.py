"""Conversations belong to their owner alone, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from copilot.errors import NotFound
from copilot.scope import Scope
from copilot.store.conversations import ConversationStore
from copilot.store.database import Database

ADA, KIM = Scope("ada"), Scope("kim")


def _answer(text: str) -> dict[str, Any]:
    return {"text": text, "claims": [{"text": text}], "evidence": {"facts": []}, "usage": {}, "model": "built-in"}


@pytest.fixture
def store(database: Database) -> ConversationStore:
    """No conversation yet."""
    return ConversationStore(database)


def test_questions_and_answers_are_kept_in_their_order(store: ConversationStore) -> None:
    one = store.open(None, ADA, "First?")
    for number in range(3):
        assert store.record(store.open(one, ADA, "More?"), f"Q{number}", _answer(f"A{number}"))
    kept = store.get(one, ADA)
    assert [(message.role, message.text) for message in kept.messages] == [
        ("user", "Q0"),
        ("assistant", "A0"),
        ("user", "Q1"),
        ("assistant", "A1"),
        ("user", "Q2"),
        ("assistant", "A2"),
    ]
    assert kept.messages[1].claims == [{"text": "A0"}]
    assert kept.title == "First?"


def test_a_long_question_is_a_short_title(store: ConversationStore) -> None:
    title = store.get(store.open(None, ADA, "x" * 500), ADA).title
    assert (len(title), title[-1]) == (80, "…")


def test_anothers_conversation_looks_like_none(store: ConversationStore) -> None:
    one = store.open(None, ADA, "Secret?")
    said = set()
    for asked in (one, "nothing"):
        for act in (store.get, store.delete, lambda which, scope: store.open(which, scope, "?")):
            with pytest.raises(NotFound) as error:
                act(asked, KIM)
            said.add(str(error.value).replace(asked, "…"))
    assert len(said) == 1
    assert store.list(KIM, limit=9) == []
    assert store.get(one, ADA).conversation_id == one


def test_the_latest_comes_first_and_a_page_goes_on_before_it(store: ConversationStore) -> None:
    made = [store.open(None, ADA, f"Q{number}") for number in range(3)]
    store.record(made[0], "again", _answer("yes"))
    first = store.list(ADA, limit=2)
    assert [one.conversation_id for one in first] == [made[0], made[2]]
    rest = store.list(ADA, limit=2, before=first[-1].updated_at)
    assert [one.conversation_id for one in rest] == [made[1]]


def test_a_deleted_conversation_is_gone_and_takes_no_more_answers(store: ConversationStore) -> None:
    one = store.open(None, ADA, "Q")
    store.record(one, "Q", _answer("A"))
    store.delete(one, ADA)
    assert store.list(ADA, limit=9) == []
    with pytest.raises(NotFound):
        store.record(one, "Q", _answer("A"))


def test_answers_at_the_same_time_are_numbered_one_after_the_other(store: ConversationStore) -> None:
    one = store.open(None, ADA, "Q")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: store.record(one, f"Q{number}", _answer(f"A{number}")), range(8)))
    texts = [message.text for message in store.get(one, ADA).messages]
    assert [text.replace("A", "Q") for text in texts[1::2]] == texts[::2]
    assert len(set(texts)) == 16


def test_a_vote_is_kept_with_the_answer_and_a_later_one_replaces_it(store: ConversationStore) -> None:
    one = store.open(None, ADA, "Q?")
    answer = store.record(one, "Q?", _answer("A."))
    store.vote(answer, up=False, comment="No figure.", scope=ADA)
    assert [(told.vote_up, told.vote_comment) for told in store.get(one, ADA).messages] == [
        (None, None),
        (False, "No figure."),
    ]
    store.vote(answer, up=True, comment=None, scope=ADA)
    assert store.get(one, ADA).messages[1].vote_up is True
    assert store.downvoted() == []


def test_answers_voted_down_are_told_with_every_question_up_to_them(store: ConversationStore) -> None:
    one = store.open(None, ADA, "Q?")
    store.record(one, "First?", _answer("A."))
    second = store.record(one, "And then?", _answer("B."))
    store.record(one, "Later?", _answer("C."))
    store.vote(second, up=False, comment="Wrong account.", scope=ADA)
    (told,) = store.downvoted()
    assert (told.questions, told.answer, told.comment) == (["First?", "And then?"], "B.", "Wrong account.")


def test_nobody_votes_on_anothers_answer_nor_on_a_question(store: ConversationStore) -> None:
    one = store.open(None, ADA, "Q?")
    answer = store.record(one, "Q?", _answer("A."))
    question = store.get(one, ADA).messages[0].message_id
    for message_id, caller in ((answer, KIM), (question, ADA), ("none", ADA)):
        with pytest.raises(NotFound):
            store.vote(message_id, up=False, comment=None, scope=caller)
    assert store.downvoted() == []
