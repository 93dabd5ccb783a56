import io
import random
import sqlite3
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.clients import finished, serving, zip_of

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12) and sqlite3.sqlite_version_info < (3, 42), reason="DBOS needs SQLite 3.42 here"
)


ZIP = {"content-type": "application/zip"}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, demo_data: Path) -> Iterator[TestClient]:
    data = tmp_path_factory.mktemp("empty") / "data"
    data.mkdir()
    (data / "models").symlink_to(demo_data / "models")
    with serving(data) as client:
        yield client


def small_zip(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", ".").replace("UP", "../"), text)
    return buffer.getvalue()


def failed(client: TestClient, body: bytes) -> str:
    started = client.post("/v1/import", content=body, headers=ZIP)
    assert started.status_code == 202
    job = finished(client, started.json()["job_id"])
    assert job["state"] == "failed"
    assert job["result"] is None
    return f"{job['error']['title']} {job['error']['detail']} {' '.join(job['error']['faults'])}"


def test_a_book_is_imported_and_can_be_asked_about(empty: TestClient, short_demo_book: Path) -> None:
    started = empty.post("/v1/import", content=zip_of(short_demo_book, "book/"), headers=ZIP)
    assert started.status_code == 202
    job = finished(empty, started.json()["job_id"])
    assert job["state"] == "done"
    assert job["error"] is None
    assert job["result"]["tables"]["accounts"]["inserted"] == 5
    assert [stage["done"] == stage["total"] for stage in job["progress"]] == [True] * len(job["progress"])
    assert {"checking", "writing", "Embedding passages"} <= {stage["stage"] for stage in job["progress"]}
    assert len(empty.get("/v1/accounts").json()["accounts"]) == 5
    assert empty.get("/v1/search?q=champion").json()["passages"]


def test_the_same_book_as_a_form_changes_nothing(empty: TestClient, short_demo_book: Path) -> None:
    files = {"file": ("book.zip", zip_of(short_demo_book), "application/zip")}
    for _ in range(2):
        started = empty.post("/v1/import", files=files)
        job = finished(empty, started.json()["job_id"])
    assert job["result"]["changed"] == 0


def test_a_faulty_book_imports_nothing_and_names_its_faults(empty: TestClient) -> None:
    before = empty.get("/v1/accounts").json()
    told = failed(empty, small_zip(accounts__csv="account_id,name,segment\nA1,One,\nA1,Two,huge\n"))
    assert "accounts.csv:3" in told
    assert "nothing was imported" in told.lower()
    assert empty.get("/v1/accounts").json() == before


def test_sound_rows_are_kept_where_that_is_asked_for(empty: TestClient) -> None:
    book = small_zip(accounts__csv="account_id,name,segment\nGOOD,Good,\nBAD,Bad,huge\n")
    started = empty.post("/v1/import?keep_good=true", content=book, headers=ZIP)
    job = finished(empty, started.json()["job_id"])
    assert (job["state"], job["result"]["rejected"]) == ("done", 1)
    assert empty.get("/v1/accounts/GOOD").status_code == 200
    assert empty.get("/v1/accounts/BAD").status_code == 404


def test_what_is_no_zip_or_no_book_is_told(empty: TestClient) -> None:
    for junk in (b"PK this is none", b"x" * (3 << 20)):
        refused = empty.post("/v1/import", content=junk, headers=ZIP)
        assert (refused.status_code, "no zip" in refused.json()["detail"]) == (422, True)
    assert "accounts.csv" in failed(empty, small_zip(readme__md="hello"))


def test_a_path_that_leads_out_is_refused(empty: TestClient) -> None:
    told = failed(empty, small_zip(accounts__csv="account_id,name\nA,B\n", UPevil__txt="x"))
    assert "../evil.txt" in told


def test_a_bomb_is_refused(empty: TestClient) -> None:
    assert "unpacks to more than" in failed(empty, small_zip(accounts__csv="0" * (300 << 20)))


def test_an_empty_body_and_a_form_without_file_are_problems(empty: TestClient) -> None:
    assert empty.post("/v1/import", headers=ZIP).status_code == 422
    assert empty.post("/v1/import", data={"a": "b"}).status_code == 422
    form = {"content-type": "multipart/form-data; boundary=x"}
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
    assert empty.post("/v1/import", content=body, headers=form).status_code == 422


def test_an_upload_beyond_the_limit_is_refused_before_it_is_read(empty: TestClient) -> None:
    answer = empty.post("/v1/import", content=b"x", headers={**ZIP, "content-length": str(2 << 30)})
    assert answer.status_code == 413


def test_an_import_may_be_larger_than_other_requests(empty: TestClient) -> None:
    noise = random.Random(0).randbytes(3 << 20).hex()
    assert "accounts.csv" in failed(empty, small_zip(readme__md=noise))


def test_an_unknown_job_is_not_found(empty: TestClient) -> None:
    answer = empty.get("/v1/jobs/nope")
    assert answer.status_code == 404
    assert "nope" in answer.json()["detail"]


def test_nothing_uploaded_is_left_behind(empty: TestClient) -> None:
    imports = empty.app.state.copilot.settings.data_dir / "imports"  # type: ignore[attr-defined]
    left = [path for path in imports.rglob("*") if path.is_file() and "rejected" not in path.parts]
    assert left == []
