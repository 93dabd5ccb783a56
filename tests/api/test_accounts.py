from datetime import date

from starlette.testclient import TestClient


def test_accounts_carry_their_fields_and_facts(client: TestClient) -> None:
    listed = client.get("/v1/accounts").json()["accounts"]
    assert len(listed) == 40
    energy = next(account for account in listed if account["name"] == "Halden Energy")
    assert energy["segment"] == "enterprise"
    assert {"arr", "next_renewal_date"} <= {fact["name"] for fact in energy["facts"]}


def test_pages_by_cursor_put_together_are_the_list(client: TestClient) -> None:
    whole = [one["account_id"] for one in client.get("/v1/accounts?sort=-arr").json()["accounts"]]
    paged: list[str] = []
    cursor = None
    while True:
        params = {"sort": "-arr", "limit": "4"} | ({"cursor": cursor} if cursor else {})
        page = client.get("/v1/accounts", params=params).json()
        paged += [one["account_id"] for one in page["accounts"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert paged == whole


def test_accounts_are_narrowed_by_text_segment_and_csm(client: TestClient) -> None:
    halden = client.get("/v1/accounts?q=halden").json()["accounts"]
    assert [one["name"] for one in halden] == ["Halden Energy", "Halden Logistics"]
    small = client.get("/v1/accounts?segment=smb").json()["accounts"]
    assert {one["segment"] for one in small} == {"smb"}
    csm = halden[0]["csm_email"]
    assert {one["csm_email"] for one in client.get(f"/v1/accounts?csm={csm}").json()["accounts"]} == {csm}
    assert client.get("/v1/accounts?q=nobody").json()["accounts"] == []


def test_an_unknown_order_or_cursor_is_a_problem(client: TestClient) -> None:
    assert "arr" in client.get("/v1/accounts?sort=colour").json()["detail"]
    assert client.get("/v1/accounts?cursor=nonsense").status_code == 422
    assert client.get("/v1/accounts?limit=0").status_code == 422


def test_an_account_tells_what_it_knows_and_what_not(client: TestClient) -> None:
    found = client.get("/v1/accounts/A-1001").json()
    assert set(found) == {"account", "as_of", "facts", "signals", "unavailable"}
    assert found["account"]["name"] == "Halden Logistics"
    assert all(fact["as_of"] == found["as_of"] for fact in found["facts"])


def test_nothing_is_known_before_all_data(client: TestClient) -> None:
    found = client.get("/v1/accounts/A-1001?as_of=2001-01-01").json()
    assert found["as_of"] == "2001-01-01"
    assert "last_contact_date" not in {fact["name"] for fact in found["facts"]}
    assert found["unavailable"]


def test_an_unknown_account_is_not_found(client: TestClient) -> None:
    for path in ("/v1/accounts/nope", "/v1/accounts/nope/timeline"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_timeline_is_newest_first_and_comes_in_pages(client: TestClient) -> None:
    first = client.get("/v1/accounts/A-1001/timeline?limit=5").json()
    rest = client.get("/v1/accounts/A-1001/timeline", params={"cursor": first["next_cursor"], "limit": 200}).json()
    events = first["events"] + rest["events"]
    days = [date.fromisoformat(event["date"]) for event in events]
    assert days == sorted(days, reverse=True)
    assert len({(event["date"], event["text"], event["row"]["id"]) for event in events}) == len(events)
    whole = client.get("/v1/accounts/A-1001/timeline?limit=200").json()["events"]
    assert events == whole
