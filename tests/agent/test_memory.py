"""Where conversations are kept, on both databases."""

from pathlib import Path

import pytest

from copilot.agent.memory import open_memory
from copilot.errors import Unavailable
from copilot.scope import EVERYTHING
from copilot.settings import Settings
from copilot.store.database import Database
from copilot.wiring import build_copilot
from tests.agent.conftest import ask
from tests.scripted_model import ScriptedModel, call, say
from tests.small_book import write_small_book


def test_a_conversation_on_either_database_survives_a_restart(database_url: str, tmp_path: Path) -> None:
    settings = Settings(CSM_DATA_DIR=tmp_path / "data", CSM_DATABASE_URL=database_url)
    first = build_copilot(settings, ScriptedModel(replies=[call("account_facts", account="A1"), say("ARR is {F9}.")]))
    first.import_book(write_small_book(tmp_path / "book"))
    before = ask(first, "What is the ARR of Marlow?")
    first.close()
    model = ScriptedModel(replies=[say("As I said: {F9}.")])
    again = build_copilot(settings, model)
    after = ask(again, "Again?", before.conversation_id)
    messages = again.conversations.get(before.conversation_id, EVERYTHING).messages
    again.agent.forget(before.conversation_id, EVERYTHING)
    left = list(again.agent.memory.list({"configurable": {"thread_id": before.conversation_id}}))
    again.close()
    assert "{F9}" not in before.text
    told = [[fact.model_dump_json() for fact in answer.evidence.facts] for answer in (before, after)]
    assert told[0] == told[1], "facts of an earlier question can be cited"
    assert [message.type for message in model.seen[0]] == ["system", "human", "ai", "tool", "ai", "human"]
    assert [message.role for message in messages] == ["user", "assistant", "user", "assistant"]
    assert left == []


def test_opening_the_memory_again_does_no_harm(database: Database) -> None:
    for _ in range(2):
        memory, close = open_memory(database)
        assert list(memory.list({"configurable": {"thread_id": "none"}})) == []
        close()


def test_a_database_that_is_down_is_told_in_plain_words(tmp_path: Path) -> None:
    settings = Settings(CSM_DATA_DIR=tmp_path, CSM_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Unavailable, match="cannot be reached"):
        build_copilot(settings)
