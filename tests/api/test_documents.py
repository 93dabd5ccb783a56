from starlette.testclient import TestClient


def test_search_returns_passages_with_scores(client: TestClient) -> None:
    found = client.get("/v1/search", params={"q": "what to do when a champion leaves", "limit": 3}).json()
    assert len(found["passages"]) == 3
    scores = [passage["score"] for passage in found["passages"]]
    assert scores == sorted(scores, reverse=True)
    assert found["passages"][0]["title"] == "Champion loss"
    assert found["degraded"] == ""


def test_search_is_narrowed_by_account_name_and_kind(client: TestClient) -> None:
    params = {"q": "next steps", "account": "halden logistics", "kind": "call"}
    found = client.get("/v1/search", params=params).json()["passages"]
    assert {(one["account_id"], one["kind"]) for one in found} == {("A-1001", "call")}


def test_search_in_an_unknown_or_ambiguous_account_is_a_problem(client: TestClient) -> None:
    assert client.get("/v1/search?q=x&account=nobody").status_code == 404
    ambiguous = client.get("/v1/search?q=x&account=Halden")
    assert ambiguous.status_code == 422
    assert "Halden Energy" in ambiguous.json()["detail"]


def test_search_wants_a_question_and_a_sensible_limit(client: TestClient) -> None:
    assert client.get("/v1/search").status_code == 422
    assert client.get("/v1/search?q=%20").status_code == 422
    assert client.get("/v1/search?q=x&limit=101").status_code == 422


def test_a_passage_opens_at_its_place_in_the_document(client: TestClient) -> None:
    for hit in client.get("/v1/search?q=champion&limit=20").json()["passages"]:
        for around in (0, 40, 20_000):
            found = client.get(f"/v1/passages/{hit['id']}?around={around}").json()
            document, passage = found["document"], found["passage"]
            start, end = passage["start"] - document["offset"], passage["end"] - document["offset"]
            assert document["text"][start:end] == passage["text"] == hit["text"]
            assert document["offset"] + len(document["text"]) <= document["length"]


def test_an_unknown_passage_is_not_found(client: TestClient) -> None:
    for handle in ("P99999999", "Pnope", "P-1", "P%00"):
        assert client.get(f"/v1/passages/{handle}").status_code == 404
