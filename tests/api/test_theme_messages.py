"""Over HTTP: the messages that tell those who asked what is planned or released."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.clients import serving

AS_OF = {"as_of": "2026-11-21"}


@pytest.fixture(scope="module")
def client(copy_of_demo_data: Callable[[], Any]) -> Iterator[TestClient]:
    """A server of one's own, as the tests answer a theme."""
    with serving(copy_of_demo_data()) as client:
        yield client


def test_each_account_that_asked_has_its_message_once_the_theme_is_answered(client: TestClient) -> None:
    theme = client.get("/v1/themes", params=AS_OF).json()["themes"][0]
    route = f"/v1/themes/{theme['id']}"
    early = client.get(f"{route}/messages", params=AS_OF)
    assert early.status_code == 409
    assert early.json()["detail"].startswith(f"{theme['id']} has no answer yet")

    client.post(f"{route}/answer", json={"state": "released", "words": "It is there since Monday"})
    told = client.get(f"{route}/messages", params=AS_OF).json()
    accounts = [one["account_id"] for one in told["messages"]]
    names = {one["account_name"] for one in told["messages"]}
    assert 0 < len(accounts) == len(set(accounts)) <= theme["accounts"]
    assert told["answer"]["state"] == "released"
    for message in told["messages"]:
        assert "It is there since Monday." in message["text"]
        assert message["asked"]
        assert not [name for name in names - {message["account_name"]} if name in message["text"]]


def test_a_theme_that_is_not_there_has_no_messages(client: TestClient) -> None:
    gone = client.get("/v1/themes/TH9999/messages", params=AS_OF)
    assert gone.status_code == 404
    assert "There is no theme 'TH9999'" in gone.json()["detail"]
