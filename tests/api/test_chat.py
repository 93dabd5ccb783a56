import re
from collections.abc import Callable
from pathlib import Path

from starlette.testclient import TestClient

from tests.api.clients import events_of, serving

QUESTION = "When did we last speak to Halden Logistics and what was agreed?"
JSON = {"accept": "application/json"}


def without_handles(text: str) -> str:
    """Facts are numbered in the order in which the tools, which run side by side, come to find them."""
    return re.sub(r"\[F\d+\]", "[F]", text)


def test_status_comes_first_and_done_last(client: TestClient) -> None:
    answer = client.post("/v1/chat", json={"message": QUESTION})
    events = events_of(answer.text)
    names = [name for name, _ in events]
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert names[0] == "status"
    assert names[-1] == "done"
    assert {"tool", "text", "claim", "evidence"} <= set(names)
    assert "error" not in names


def test_events_carry_what_the_contract_names(client: TestClient) -> None:
    events = dict(events_of(client.post("/v1/chat", json={"message": QUESTION}).text))
    assert set(events["tool"]) == {"name", "arguments", "state"}
    assert set(events["text"]) == {"delta"}
    assert {"text", "state", "evidence"} <= set(events["claim"])
    assert {"conversation_id", "message_id", "usage", "model"} == set(events["done"])
    fact, passage = events["evidence"]["facts"][0], events["evidence"]["passages"][0]
    assert {"id", "name", "value", "unit", "display", "as_of", "formula", "rows"} <= set(fact)
    assert {"id", "document_id", "path", "title", "date", "kind", "account_id", "start", "end", "text"} <= set(passage)
    assert set(events["evidence"]["retrieved"]) >= {"facts", "passages"}


def test_every_handle_of_the_answer_is_in_its_evidence(client: TestClient) -> None:
    events = events_of(client.post("/v1/chat", json={"message": QUESTION}).text)
    text = "".join(data["delta"] for name, data in events if name == "text")
    evidence = next(data for name, data in events if name == "evidence")
    cited = {one["id"] for one in evidence["facts"] + evidence["passages"]}
    assert cited
    assert all(f"[{handle}]" in text for handle in cited)
    assert not cited & {one["id"] for one in evidence["retrieved"]["facts"] + evidence["retrieved"]["passages"]}


def test_json_is_one_answer_of_the_same_text(client: TestClient) -> None:
    streamed = events_of(client.post("/v1/chat", json={"message": QUESTION}).text)
    whole = client.post("/v1/chat", json={"message": QUESTION}, headers=JSON).json()
    expected = {"conversation_id", "message_id", "text", "claims", "evidence", "retrieved", "usage", "model"}
    assert set(whole) == expected
    told = "".join(data["delta"] for name, data in streamed if name == "text")
    assert without_handles(whole["text"]) == without_handles(told)


def test_an_unknown_account_is_a_problem_before_any_event(client: TestClient) -> None:
    answer = client.post("/v1/chat", json={"message": QUESTION, "account_id": "A-9999"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "A-9999" in answer.json()["detail"]


def test_an_unknown_conversation_is_a_problem(client: TestClient) -> None:
    assert client.post("/v1/chat", json={"message": QUESTION, "conversation_id": "nope"}).status_code == 404


def test_an_empty_question_is_a_problem(client: TestClient) -> None:
    answer = client.post("/v1/chat", json={"message": " \u200b\n"})
    assert answer.status_code == 422
    assert "empty" in answer.json()["detail"]


def test_a_wrong_body_is_a_problem_that_names_the_field(client: TestClient) -> None:
    answer = client.post("/v1/chat", json={"mesage": QUESTION, "as_of": "yesterday"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"body.message", "body.mesage", "body.as_of"} == {fault["where"] for fault in answer.json()["faults"]}


def test_a_body_beyond_the_limit_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/chat", json={"message": "x" * (2 << 20)})
    assert answer.status_code == 413


def test_conversations_outlive_a_restart(copy_of_demo_data: Callable[[], Path]) -> None:
    data = copy_of_demo_data()
    with serving(data) as first:
        asked = first.post("/v1/chat", json={"message": "Who is the sponsor at Halden Energy?"}, headers=JSON).json()
    with serving(data) as second:
        kept = second.get(f"/v1/conversations/{asked['conversation_id']}").json()
        assert [message["role"] for message in kept["messages"]] == ["user", "assistant"]
        assert kept["messages"][1]["text"] == asked["text"]
        follow_up = {"message": "And their usage?", "conversation_id": asked["conversation_id"]}
        answer = second.post("/v1/chat", json=follow_up, headers=JSON).json()
        assert "Halden Energy" in answer["text"]
        assert len(second.get(f"/v1/conversations/{asked['conversation_id']}").json()["messages"]) == 4
