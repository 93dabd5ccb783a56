"""A copilot of one's own behind its API."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from copilot.settings import Settings
from copilot.wiring import open_copilot

HERE = "http://127.0.0.1:8000"
CHROMIUM = Path("/usr/bin/chromium")
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
    pytest.mark.usefixtures("no_complaints"),
]
"""The marks of tests that use `page`, a page of the real server in a real browser."""


@contextmanager
def serving(data_dir: Path, **settings: Any) -> Iterator[TestClient]:
    with open_copilot(Settings(data_dir=data_dir, model="built-in", **settings)) as copilot:
        app = create_app(copilot)
        with TestClient(app, base_url=HERE, client=("127.0.0.1", 50_000), raise_server_exceptions=False) as client:
            yield client


def events_of(stream: str) -> list[tuple[str, dict[str, Any]]]:
    frames = [frame.split("\n") for frame in stream.split("\n\n") if frame.startswith("event: ")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in frames]


def zip_of(folder: Path, below: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, below + path.relative_to(folder).as_posix())
    return buffer.getvalue()


def finished(client: TestClient, job_id: str) -> dict[str, Any]:
    for _ in range(1200):
        job: dict[str, Any] = client.get(f"/v1/jobs/{job_id}").json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.1)
    raise AssertionError(f"the job does not end: {job}")
