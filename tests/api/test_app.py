from collections.abc import Callable
from pathlib import Path

from starlette.testclient import TestClient

from tests.api.clients import serving


def test_the_process_is_up_and_its_parts_are_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "up"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert all(part["ok"] for part in ready.json()["parts"])


def test_a_broken_part_is_told_with_its_reason(copy_of_demo_data: Callable[[], Path]) -> None:
    with serving(copy_of_demo_data(), chroma_url="http://127.0.0.1:9") as client:
        ready = client.get("/readyz")
        assert ready.status_code == 503
        broken = [part for part in ready.json()["parts"] if not part["ok"]]
        assert "Chroma" in broken[0]["detail"]
        assert client.get("/healthz").status_code == 200


def test_an_unknown_path_and_a_wrong_method_are_problems(client: TestClient) -> None:
    for answer, status in ((client.get("/v1/nope"), 404), (client.put("/v1/chat"), 405)):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status


def test_a_defect_is_a_problem_without_internals(client: TestClient) -> None:
    @client.app.get("/v1/defect")  # type: ignore[attr-defined, untyped-decorator]
    def defect() -> None:
        raise KeyError("secret")

    answer = client.get("/v1/defect")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text


def test_the_docs_name_every_route_and_load_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs").text
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page


def test_the_web_page_is_self_contained(client: TestClient) -> None:
    page = client.get("/")
    assert "text/html" in page.headers["content-type"]
    assert "script-src 'self'" in page.headers["content-security-policy"]
    for name in ("app.js", "markdown.js", "app.css"):
        source = client.get(f"/static/{name}").text
        assert f"/static/{name}" in page.text
        assert "://" not in source
        assert "innerHTML" not in source
