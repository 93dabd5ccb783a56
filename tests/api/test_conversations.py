from collections.abc import Callable
from pathlib import Path

from starlette.testclient import TestClient

from tests.api.clients import serving

JSON = {"accept": "application/json"}


def ask(client: TestClient, message: str) -> str:
    answer = client.post("/v1/chat", json={"message": message}, headers=JSON)
    return str(answer.json()["conversation_id"])


def test_conversations_come_in_pages_the_latest_first(copy_of_demo_data: Callable[[], Path]) -> None:
    with serving(copy_of_demo_data()) as client:
        asked = [ask(client, f"Which accounts are there, number {number}?") for number in range(3)]
        first = client.get("/v1/conversations?limit=2").json()
        second = client.get("/v1/conversations", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    listed = [one["conversation_id"] for one in first["conversations"] + second["conversations"]]
    assert listed == asked[::-1]
    assert second["next_cursor"] is None


def test_a_cursor_of_another_kind_is_a_problem(client: TestClient) -> None:
    assert client.get("/v1/conversations?cursor=nonsense").status_code == 422


def test_a_deleted_conversation_is_gone(client: TestClient) -> None:
    conversation = ask(client, "Hello")
    assert client.delete(f"/v1/conversations/{conversation}").status_code == 204
    assert client.get(f"/v1/conversations/{conversation}").status_code == 404
    assert client.delete(f"/v1/conversations/{conversation}").status_code == 404


def test_a_vote_on_an_answer_stands_in_its_conversation(client: TestClient) -> None:
    answer = client.post("/v1/chat", json={"message": "What is the ARR of Quarrion?"}, headers=JSON).json()
    vote = f"/v1/messages/{answer['message_id']}/vote"
    assert client.post(vote, json={"up": False, "comment": "Which product?"}).status_code == 204
    (_, told) = client.get(f"/v1/conversations/{answer['conversation_id']}").json()["messages"]
    assert (told["vote_up"], told["vote_comment"]) == (False, "Which product?")


def test_a_vote_on_nothing_or_with_no_opinion_is_a_problem(client: TestClient) -> None:
    assert client.post("/v1/messages/none/vote", json={"up": True}).status_code == 404
    assert client.post("/v1/messages/none/vote", json={"comment": "?"}).status_code == 422
