"""Feedback themes over HTTP: read with figures and quotes, changed by product managers, undone."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.dependencies import _scope
from copilot.scope import Scope
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


def test_themes_are_asked_for_by_subject_and_by_what_renews(client: TestClient) -> None:
    every, about = themes(client), themes(client, about="single sign-on")
    assert 0 < len(about) < len(every)
    above = themes(client, renewing_above="300000")
    assert [one["id"] for one in above] == [one["id"] for one in every if (one["arr_renewing_180d"] or 0) > 300_000]
    assert client.get("/v1/themes", params={"renewing_above": "-1"}).status_code == 422
    assert client.get("/v1/themes", params={"about": "x" * 201}).status_code == 422


def test_a_list_is_downloaded_as_a_file_for_spreadsheets(client: TestClient) -> None:
    answer = client.get("/v1/themes", params={**AS_OF, "format": "csv", "by": "arr"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="themes-2026-11-21.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == [one["id"] for one in themes(client, by="arr")]
    assert client.get("/v1/themes", params={"format": "pdf"}).status_code == 422


def test_a_theme_opens_to_its_facts_voices_and_those_who_asked(client: TestClient) -> None:
    listed = themes(client)[0]
    detail = client.get(f"/v1/themes/{listed['id']}", params=AS_OF).json()
    assert {name: detail[name] for name in listed} == listed
    facts = {fact["name"].rpartition(".")[2]: fact for fact in detail["facts"]}
    assert facts["accounts"]["value"] == listed["accounts"] == len(detail["asked_by"])
    assert len({fact["id"] for fact in detail["facts"]}) == len(detail["facts"])
    assert all(fact["formula"] for fact in detail["facts"])
    assert sum(one["mentions"] for one in detail["asked_by"]) == listed["mentions"] == len(detail["voices"])
    assert [one["text"] for one in detail["voices"]][: len(listed["quotes"])] == [
        one["text"] for one in listed["quotes"]
    ]
    assert detail["may_decide"]


def test_every_voice_stands_word_for_word_in_its_source(client: TestClient) -> None:
    for listed in themes(client)[:8]:
        for voice in client.get(f"/v1/themes/{listed['id']}", params=AS_OF).json()["voices"]:
            whole = voice["whole"]
            if voice["origin"] == "note":
                assert whole is None
                whole = client.get(f"/v1/passages/{voice['source']}").json()["passage"]["text"]
            assert whole[voice["start"] : voice["end"]] == voice["text"]


def test_a_theme_is_opened_with_the_filters_of_its_list(client: TestClient) -> None:
    asked = {"segment": "enterprise", "since": "2026-06-01"}
    listed = themes(client, **asked)[0]
    detail = client.get(f"/v1/themes/{listed['id']}", params={**AS_OF, **asked}).json()
    assert detail["mentions"] == listed["mentions"]
    assert {one["segment"] for one in detail["asked_by"]} == {"enterprise"}


@pytest.mark.parametrize("name", ["ranking", "trend", "areas"])
def test_charts_are_drawn_with_the_filters_of_the_list(client: TestClient, name: str) -> None:
    address = f"/v1/themes/charts/{name}"
    every = client.get(address, params=AS_OF)
    assert every.headers["content-type"] == "image/svg+xml"
    some = client.get(address, params={**AS_OF, "segment": "smb"})
    assert "Feedback, SMB" in some.text
    assert "Feedback, SMB" not in every.text
    png = client.get(address, params={**AS_OF, "format": "png"})
    assert png.content.startswith(b"\x89PNG")
    wrong = client.get(address, params={**AS_OF, "since": "2026-11-02", "until": "2026-11-01"})
    assert wrong.status_code == 422
    assert client.get("/v1/themes/charts/beauty").status_code == 422


def test_a_csm_sees_the_themes_of_the_own_accounts_and_may_not_decide(client: TestClient) -> None:
    every = themes(client)[0]
    account = client.get(f"/v1/themes/{every['id']}", params=AS_OF).json()["asked_by"][0]["account_id"]
    overrides = client.app.dependency_overrides  # type: ignore[attr-defined]
    overrides[_scope] = lambda: Scope("kim", frozenset({account}))
    try:
        detail = client.get(f"/v1/themes/{every['id']}", params=AS_OF).json()
        assert [one["account_id"] for one in detail["asked_by"]] == [account]
        assert {one["account_id"] for one in detail["voices"]} == {account}
        assert {row["id"] for fact in detail["facts"] for row in fact["rows"] if row["table"] == "accounts"} == {
            account
        }
        assert not detail["may_decide"]
        assert client.post(f"/v1/themes/{every['id']}/rename", json={"name": "mine"}).status_code == 403
        assert "1 account" in client.get("/v1/themes/charts/ranking", params=AS_OF).text
    finally:
        overrides.clear()


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
    assert [one["decision"]["kind"] for one in client.get(route, params=AS_OF).json()["decided"]] == [
        "rename",
        "answer",
        "split",
    ]
    assert sorted(made.json()["items"]) == sorted(one["items"][:2])
    moved = client.post(f"{route}/move", json={"item": other["items"][0]}).json()
    assert other["items"][0] in moved["items"]
    merged = client.post(f"{route}/merge", json={"into": other["id"]}).json()
    assert merged["id"] == other["id"]
    assert client.get(route, params=AS_OF).json()["id"] == other["id"]
    assert client.post(f"{route}/undo").json()["undone"]["decision"]["kind"] == "merge"
    assert client.get(route, params=AS_OF).json()["name"] == "Proof of hours"


def test_what_is_in_no_theme_is_read_page_by_page(client: TestClient) -> None:
    every = client.get("/v1/themes", params=AS_OF).json()["unthemed"]
    first = client.get("/v1/themes/unthemed", params=AS_OF).json()
    assert (len(first["voices"]), first["may_decide"]) == (20, True)
    assert first["total"] >= len(first["voices"])
    rest = client.get("/v1/themes/unthemed", params={**AS_OF, "skip": "20", "limit": "500"}).json()
    voices = [*first["voices"], *rest["voices"]]
    assert len({one["item"] for one in voices}) == len(voices) == first["total"]
    assert {one["source"] for one in voices if one["origin"] == "feedback"} <= set(every)
    some = client.get("/v1/themes/unthemed", params={**AS_OF, "kind": "request", "segment": "smb"}).json()
    assert 0 < some["total"] < first["total"]
    assert {one["tone"] for one in some["voices"]} == {"request"}
    assert client.get("/v1/themes/unthemed", params={"limit": "0"}).status_code == 422


def test_a_theme_is_made_of_what_is_in_none_and_unmade(client: TestClient) -> None:
    before = client.get("/v1/themes/unthemed", params=AS_OF).json()
    items = [one["item"] for one in before["voices"][:3]]
    made = client.post("/v1/themes", params=AS_OF, json={"items": items, "name": "Oddities"})
    assert made.status_code == 201
    assert (made.json()["name"], made.json()["mentions"]) == ("Oddities", 3)
    assert client.get("/v1/themes/unthemed", params=AS_OF).json()["total"] == before["total"] - 3
    undone = client.post(f"/v1/themes/{made.json()['id']}/undo").json()["undone"]
    assert undone["decision"]["kind"] == "gather"
    assert client.get("/v1/themes/unthemed", params=AS_OF).json() == before
    assert client.post("/v1/themes", json={"items": [], "name": "x"}).status_code == 422
    assert client.post("/v1/themes", json={"items": ["nothing"], "name": "x"}).status_code == 404


def test_an_opened_theme_names_those_like_it_and_a_merge_comes_to_what_was_told(client: TestClient) -> None:
    found = ((one, client.get(f"/v1/themes/{one['id']}", params=AS_OF).json()["alike"]) for one in themes(client))
    one, alike = next((one, alike) for one, alike in found if alike)
    assert len(alike) <= 5
    assert [each["cosine"] for each in alike] == sorted((each["cosine"] for each in alike), reverse=True)
    first = alike[0]
    assert first["id"] != one["id"]
    assert first["quote"]["text"]
    merged = client.post(f"/v1/themes/{first['id']}/merge", params=AS_OF, json={"into": one["id"]}).json()
    assert {name: merged[name] for name in first["together"]} == first["together"]
    client.post(f"/v1/themes/{one['id']}/undo")


def test_what_is_not_planned_is_an_answer_by_which_themes_are_asked_for(client: TestClient) -> None:
    one = themes(client)[0]
    route = f"/v1/themes/{one['id']}"
    client.post(f"{route}/answer", json={"state": "declined", "words": "We keep to what there is"})
    assert [each["id"] for each in themes(client, answered="yes")] == [one["id"]]
    assert one["id"] not in [each["id"] for each in themes(client, answered="no")]
    message = client.get(f"{route}/messages", params=AS_OF).json()["messages"][0]
    assert message["answers"] in [each["item"] for each in message["asked"]]
    again = client.get(f"{route}/messages", params={**AS_OF, "item": message["asked"][-1]["item"]}).json()
    assert [each["answers"] for each in again["messages"]] == [message["asked"][-1]["item"]]
    assert client.post(f"{route}/undo").json()["undone"]["decision"]["state"] == "declined"


def test_an_area_that_there_is_not_is_named_with_those_there_are(client: TestClient) -> None:
    answer = client.get("/v1/themes", params={**AS_OF, "area": "Foo"})
    assert answer.status_code == 422
    assert "There is no area “Foo”. The areas are " in answer.json()["detail"]


def test_charts_are_drawn_as_wide_as_a_phone(client: TestClient) -> None:
    for name in ("ranking", "trend", "areas"):
        drawn = client.get(f"/v1/themes/charts/{name}", params={**AS_OF, "size": "phone"}).text
        assert 'width="360"' in drawn


def test_who_may_not_see_an_account_sees_nothing_of_what_it_said_anywhere(client: TestClient) -> None:
    every = client.get("/v1/themes/unthemed", params={**AS_OF, "limit": "500"}).json()["voices"]
    account = every[0]["account_id"]
    others = {one["account_name"] for one in every if one["account_id"] != account}
    overrides = client.app.dependency_overrides  # type: ignore[attr-defined]
    overrides[_scope] = lambda: Scope("kim", frozenset({account}))
    try:
        own = client.get("/v1/themes/unthemed", params={**AS_OF, "limit": "500"}).json()
        assert {one["account_id"] for one in own["voices"]} == {account}
        assert (own["total"], own["may_decide"]) == (len([one for one in every if one["account_id"] == account]), False)
        told = [client.get(f"/v1/themes/{one['id']}", params=AS_OF) for one in themes(client)]
        told.append(client.get("/v1/themes", params={**AS_OF, "format": "csv"}))
        assert not [(name, answer.url) for answer in told for name in others if name in answer.text]
        assert all(each["together"]["accounts"] == 1 for answer in told[:-1] for each in answer.json()["alike"])
        item = every[0]["item"]
        assert client.post("/v1/themes", json={"items": [item], "name": "mine"}).status_code == 403
    finally:
        overrides.clear()


def test_a_theme_that_is_gone_or_was_never_there_is_said_so(client: TestClient) -> None:
    gone = client.post("/v1/themes/TH9999/rename", json={"name": "x"})
    assert gone.status_code == 404
    assert "There is no theme 'TH9999'" in gone.json()["detail"]
    assert client.get("/v1/themes/nonsense").status_code == 404
    assert client.post(f"/v1/themes/{themes(client)[0]['id']}/rename", json={"name": ""}).status_code == 422
