"""Documents over HTTP: drafted, read, edited, approved, drafted again, compared, exported, in batches."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.clients import finished, serving

HALDEN = "A-1001"


@pytest.fixture(scope="module")
def client(copy_of_demo_data: Callable[[], Path]) -> Iterator[TestClient]:
    """A server of one's own: jobs are the process's last one's, and other tests start servers too."""
    with serving(copy_of_demo_data()) as client:
        yield client


def draft(client: TestClient, **order: Any) -> dict[str, Any]:
    answer = client.post("/v1/documents", json={"kind": "renewal-brief", "account_id": HALDEN, **order})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/documents/{body['document_id']}"
    return body


def test_a_document_is_drafted_and_read_as_json(client: TestClient) -> None:
    made = draft(client)
    assert [one["key"] for one in made["sections"]][:3] == ["summary", "contract", "scenarios"]
    handles = {one["id"] for one in made["evidence"]["facts"]}
    claims = [claim for one in made["sections"] for part in one["parts"] for claim in part["claims"]]
    assert {one["state"] for one in claims} <= {"grounded", "derived", "quoted", "advice"}
    assert any(set(one["evidence"]) & handles for one in claims)
    assert client.get(f"/v1/documents/{made['document_id']}").json() == made
    listed = client.get("/v1/documents", params={"account": HALDEN, "kind": "renewal-brief"}).json()["documents"]
    assert made["document_id"] in [one["document_id"] for one in listed]


@pytest.mark.parametrize(
    ("order", "status", "told"),
    [
        ({"kind": "renewal-brief"}, 422, "about one account: name it"),
        ({"kind": "renewal-brief", "account_id": "A-9999"}, 404, "no account 'A-9999'"),
        ({"kind": "poem", "account_id": HALDEN}, 422, "renewal-brief"),
        ({"kind": "portfolio-review", "audience": "customer"}, 422, "no version for customers"),
        ({"kind": "renewal-brief", "account_id": HALDEN, "as_of": "soon"}, 422, "date"),
        ({"kind": "renewal-brief", "account_id": HALDEN, "options": {"tone": "warm"}}, 422, "tone"),
    ],
)
def test_what_cannot_be_drafted_is_a_problem_in_words(
    client: TestClient, order: dict[str, Any], status: int, told: str
) -> None:
    answer = client.post("/v1/documents", json=order)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.text


def test_an_edit_and_an_approval_make_the_next_version(client: TestClient) -> None:
    made = draft(client)
    where = f"/v1/documents/{made['document_id']}"
    edit = {"section": "risks", "basis": "plan", "text": "Call Theo about the 600 seats and the $999,000."}
    changed = client.patch(where, json={"version": 1, "edits": [edit], "approve": "Priscilla Dunmore"}).json()
    assert (changed["version"], changed["approval"]["by"]) == (2, "Priscilla Dunmore")
    doubtful = [
        claim
        for section in changed["sections"]
        for part in section["parts"]
        for claim in part["claims"]
        if claim["state"] == "unverified"
    ]
    assert len(doubtful) == 1
    assert "$999,000" in doubtful[0]["reason"]
    outdated = client.patch(where, json={"version": 1, "edits": [edit]})
    assert (outdated.status_code, outdated.json()["title"]) == (409, "Conflict")
    assert client.patch(where, json={}).status_code == 422
    versions = client.get(f"{where}/versions").json()["versions"]
    assert [(one["version"], bool(one["approval"])) for one in versions] == [(1, False), (2, True)]
    difference = client.get(f"{where}/diff", params={"to": 1}).json()
    added = [one["text"] for section in difference["sections"] for one in section["added"]]
    assert added == ["Call Theo about the 600 seats and the $999,000. (not verified)"]


def test_a_section_is_drafted_again(client: TestClient) -> None:
    made = draft(client)
    again = client.post(f"/v1/documents/{made['document_id']}/draft", json={"sections": ["people"]})
    assert (again.status_code, again.json()["version"]) == (201, 2)
    assert client.post(f"/v1/documents/{made['document_id']}/draft", json={"sections": ["nope"]}).status_code == 422


@pytest.mark.parametrize(
    ("form", "begins"),
    [("md", b"# Halden"), ("html", b"<!doctype"), ("docx", b"PK"), ("pptx", b"PK"), ("pdf", b"%PDF")],
)
def test_a_document_is_exported_in_every_form(client: TestClient, form: str, begins: bytes) -> None:
    made = draft(client)
    answer = client.get(f"/v1/documents/{made['document_id']}/export", params={"format": form})
    assert answer.status_code == 200
    assert answer.content.lower().startswith(begins.lower())
    assert f"renewal-brief-{HALDEN}-{made['as_of']}.{form}" in answer.headers["content-disposition"]


def test_the_links_of_an_export_lead_to_the_passages(client: TestClient) -> None:
    made = draft(client)
    page = client.get(f"/v1/documents/{made['document_id']}/export", params={"format": "html"}).text
    cited = next(one["id"] for one in made["evidence"]["passages"])
    assert f"http://127.0.0.1:8000/passages/{cited}" in page


def test_a_batch_is_a_job_that_tells_which_document_each_account_has(client: TestClient) -> None:
    started = client.post("/v1/documents/batch", json={"kind": "renewal-brief", "renewing_within_days": 90})
    assert started.status_code == 202
    job = finished(client, started.json()["job_id"])
    assert job["state"] == "done"
    documents = job["result"]["documents"]
    assert job["result"]["failed"] == 0
    assert job["progress"][0]["done"] == job["progress"][0]["total"] == len(documents) >= 5
    for one in documents:
        assert client.get(f"/v1/documents/{one['document_id']}").json()["account_id"] == one["account_id"]


def test_a_batch_says_which_accounts(client: TestClient) -> None:
    both = {"kind": "renewal-brief", "account_ids": [HALDEN], "renewing_within_days": 90}
    for order in (both, {"kind": "renewal-brief"}):
        assert client.post("/v1/documents/batch", json=order).status_code == 422
    unknown = {"kind": "renewal-brief", "account_ids": ["A-9999"]}
    assert client.post("/v1/documents/batch", json=unknown).status_code == 404
