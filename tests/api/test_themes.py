"""Feedback themes over HTTP: read with figures and quotes, changed by product managers, undone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.clients import serving

AS_OF = {"as_of": "2026-11-21"}


@pytest.fixture(scope="module")
def client(copy_of_demo_data: Callable[[], Any]) -> Iterator[TestClient]:
    """A server of one's own, as the tests change themes."""
    with serving(copy_of_demo_data()) as client:
        yield client


def themes(client: TestClient, **query: str) -> list[dict[str, Any]]:
    answer = client.get("/v1/themes", params={**AS_OF, **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["themes"]
    return found


def test_themes_come_with_figures_and_quotes_that_are_word_for_word(client: TestClient) -> None:
    answer = client.get("/v1/themes", params=AS_OF).json()
    first = answer["themes"][0]
    assert len(answer["themes"]) > 10
    assert first["accounts"] >= 3
    assert first["arr"] > 100_000
    assert first["route"] in ("Commercial", "Support", "AI", "Engineering", "Product")
    rows = {item for theme in answer["themes"] for item in theme["items"]} | set(answer["unthemed"])
    assert {"F-1005-6", "F-1017-15"} <= rows
    assert [theme["score"] for theme in answer["themes"]] == sorted(
        (theme["score"] for theme in answer["themes"]), reverse=True
    )


def test_filters_and_orders_are_what_they_say(client: TestClient) -> None:
    every = themes(client)
    assert {one["route"] for one in themes(client, route="Commercial")} == {"Commercial"}
    area = every[0]["area"]
    assert {one["area"] for one in themes(client, area=area.upper())} == {area}
    by_accounts = [one["accounts"] for one in themes(client, by="accounts")]
    assert by_accounts == sorted(by_accounts, reverse=True)
    smb = themes(client, segment="smb", since="2026-08-01")
    assert all(set(one["segments"]) == {"smb"} and one["first_seen"] for one in smb)
    assert client.get("/v1/themes", params={"by": "beauty"}).status_code == 422
    wrong = client.get("/v1/themes", params={**AS_OF, "since": "2026-12-24", "until": "2026-10-01"})
    assert wrong.status_code == 422


def test_a_product_manager_renames_splits_merges_moves_answers_and_undoes(client: TestClient) -> None:
    one, other = themes(client)[:2]
    route = f"/v1/themes/{one['id']}"
    assert client.post(f"{route}/rename", json={"name": "Proof of hours"}).json()["name"] == "Proof of hours"
    answered = client.post(f"{route}/answer", json={"state": "planned", "words": "In spring"}).json()
    assert answered["answer"] == {
        "kind": "answer",
        "theme_id": int(one["id"][2:]),
        "state": "planned",
        "words": "In spring",
    }
    made = client.post(f"{route}/split", json={"items": one["items"][:2], "name": "Two of them"})
    assert made.status_code == 201
    assert sorted(made.json()["items"]) == sorted(one["items"][:2])
    moved = client.post(f"{route}/move", json={"item": other["items"][0]}).json()
    assert other["items"][0] in moved["items"]
    merged = client.post(f"{route}/merge", json={"into": other["id"]}).json()
    assert merged["id"] == other["id"]
    assert client.get(route, params=AS_OF).json()["id"] == other["id"]
    assert client.post(f"{route}/undo").json()["undone"]["decision"]["kind"] == "merge"
    assert client.get(route, params=AS_OF).json()["name"] == "Proof of hours"


def test_a_theme_that_is_gone_or_was_never_there_is_said_so(client: TestClient) -> None:
    gone = client.post("/v1/themes/TH9999/rename", json={"name": "x"})
    assert gone.status_code == 404
    assert "There is no theme 'TH9999'" in gone.json()["detail"]
    assert client.get("/v1/themes/nonsense").status_code == 404
    assert client.post(f"/v1/themes/{themes(client)[0]['id']}/rename", json={"name": ""}).status_code == 422
