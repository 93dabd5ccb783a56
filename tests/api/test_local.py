from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.local import check_address
from copilot.errors import NotAllowed, Unavailable
from copilot.settings import Settings
from copilot.wiring import open_copilot


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:1"])
def test_this_machine_answers_under_its_own_names(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "", "[", "x@y"]
)
def test_a_foreign_host_name_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/v1/accounts", headers={"host": host})
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_page_of_another_site_cannot_post(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/v1/chat", json={"message": "hi"}, headers=headers).status_code == 403
    assert client.delete("/v1/conversations/x", headers=headers).status_code == 403


def test_our_own_page_can_post(client: TestClient) -> None:
    headers = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}
    assert client.post("/v1/chat", json={"message": "hi"}, headers=headers).status_code == 200


def test_another_machine_is_refused(client: TestClient) -> None:
    foreign = TestClient(client.app, base_url="http://127.0.0.1:8000", client=("192.0.2.7", 1234))
    assert foreign.get("/v1/accounts").status_code == 403


def test_an_address_that_others_reach_is_refused() -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.org"):
        with pytest.raises(NotAllowed, match="can be reached from others"):
            check_address(Settings(), host)
    for host in ("127.0.0.1", "::1", "localhost", "127.0.0.2"):
        check_address(Settings(), host)


def test_tokens_are_refused_rather_than_open(copy_of_demo_data: Callable[[], Path]) -> None:
    settings = Settings(data_dir=copy_of_demo_data(), model="built-in", auth="tokens")
    with open_copilot(settings) as copilot, pytest.raises(Unavailable, match="CSM_AUTH=tokens"):
        create_app(copilot)
