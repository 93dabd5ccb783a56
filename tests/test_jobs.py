import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from copilot.errors import NotFound
from copilot.jobs.job import Job
from copilot.jobs.runner import Jobs
from copilot.jobs.workers import CORES
from copilot.scope import EVERYTHING
from copilot.settings import Settings
from copilot.wiring import Copilot, open_copilot

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12) and sqlite3.sqlite_version_info < (3, 42), reason="DBOS needs SQLite 3.42 here"
)


DIES_IN_THE_IMPORT = """
import os, signal, sys, threading
from pathlib import Path
from copilot.jobs.runner import Jobs
from copilot.settings import Settings
from copilot.sources import zipped
from copilot.store.books import BookWriter
from copilot.wiring import open_copilot

class DeadlyWriter(BookWriter):
    def write(self, table, rows):
        if table == "usage":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().write(table, rows)

import copilot.loading.book
copilot.loading.book.BookWriter = DeadlyWriter
with open_copilot(Settings(data_dir=Path(sys.argv[1]), model="built-in")) as opened:
    jobs = Jobs(opened.settings, opened.accounts, opened.index, opened.desk, opened.board)
    jobs.start()
    job_id, archive = jobs.new_upload()
    archive.write_bytes(Path(sys.argv[2]).read_bytes())
    jobs.submit(job_id, keep_good=False, mirror=False)
    print(job_id, flush=True)
    threading.Event().wait()
"""


@pytest.fixture
def copilot(tmp_path: Path, demo_data: Path) -> Iterator[Copilot]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(demo_data / "models")
    with open_copilot(Settings(data_dir=tmp_path / "data", model="built-in")) as copilot:
        yield copilot


@pytest.fixture
def start(copilot: Copilot) -> Iterator[Callable[[], Jobs]]:
    jobs = Jobs(copilot.settings, copilot.accounts, copilot.index, copilot.desk, copilot.board)

    def start() -> Jobs:
        jobs.start()
        return jobs

    yield start
    jobs.close()


def finished(jobs: Jobs, job_id: str) -> Job:
    for _ in range(1200):
        job = jobs.get(job_id)
        if job.state in ("done", "failed"):
            return job
        time.sleep(0.1)
    raise AssertionError(f"the job does not end: {job}")


def book_of(short_demo_book: Path, folder: Path) -> Path:
    return Path(shutil.make_archive(str(folder / "book"), "zip", short_demo_book))


def test_a_job_goes_on_after_a_kill(
    copilot: Copilot, start: Callable[[], Jobs], short_demo_book: Path, tmp_path: Path
) -> None:
    data = copilot.settings.data_dir
    command = [sys.executable, "-c", DIES_IN_THE_IMPORT, str(data), str(book_of(short_demo_book, tmp_path))]
    killed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert copilot.accounts.names(EVERYTHING) == []
    job = finished(start(), killed.stdout.strip())
    assert job.state == "done"
    assert len(copilot.accounts.names(EVERYTHING)) == 5
    assert copilot.retriever.search("champion", EVERYTHING).passages


def test_two_jobs_run_one_after_the_other(start: Callable[[], Jobs], short_demo_book: Path, tmp_path: Path) -> None:
    jobs = start()
    submitted = []
    for _ in range(2):
        job_id, archive = jobs.new_upload()
        shutil.copy(book_of(short_demo_book, tmp_path), archive)
        submitted.append(jobs.submit(job_id, keep_good=False, mirror=False).job_id)
    first, second = (finished(jobs, job_id) for job_id in submitted)
    assert first.result is not None
    assert second.result is not None
    assert first.result["changed"] > 0
    assert second.result["changed"] == 0


def test_an_unknown_job_is_not_found(start: Callable[[], Jobs]) -> None:
    with pytest.raises(NotFound, match="nope"):
        start().get("nope")


DIES_IN_THE_BATCH = """
import os, signal, sys
from copilot.store.drafts import DraftStore

kept = []
keep = DraftStore.keep

def deadly(self, draft):
    if len(kept) == int(os.environ["DIES_AFTER"]):
        os.kill(os.getpid(), signal.SIGKILL)
    kept.append(draft.document_id)
    return keep(self, draft)

DraftStore.keep = deadly
from copilot.cli import main
main(["draft", "renewal-brief", "--renewing-within", "250d", "--json"])
"""


def test_a_batch_goes_on_after_a_kill_with_nothing_done_twice_and_nothing_lost(
    copy_of_demo_data: Callable[[], Path],
) -> None:
    data = copy_of_demo_data()
    environment = {**os.environ, "CSM_DATA_DIR": str(data), "CSM_MODEL": "built-in"}
    command = [sys.executable, "-c", DIES_IN_THE_BATCH]
    for after in ("3", "9"):
        killed = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**environment, "DIES_AFTER": after}
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**environment, "DIES_AFTER": "10000"}
    )
    assert done.returncode == 0, done.stderr
    documents = {one["account_id"]: one["document_id"] for one in json.loads(done.stdout)["documents"]}
    with open_copilot(Settings(data_dir=data, model="built-in")) as opened:
        kept = opened.desk.listed(EVERYTHING, limit=1000)
        versions = [opened.desk.versions(one.document_id, EVERYTHING) for one in kept]
    assert {one.account_id: one.document_id for one in kept} == documents
    assert len(kept) == len(documents) > 15
    assert {len(one) for one in versions} == {1}


DRAFTS_ALL = """
import sys, time
from datetime import date
from pathlib import Path
from copilot.jobs.batches import Batch
from copilot.jobs.runner import Jobs
from copilot.scope import EVERYTHING
from copilot.settings import Settings
from copilot.wiring import open_copilot

def run(copilot):
    ids = [one.account_id for one in copilot.accounts.names(EVERYTHING)]
    with Jobs(copilot.settings, copilot.accounts, copilot.index, copilot.desk, copilot.board, "cli").running() as jobs:
        job = jobs.draft(Batch(kind="escalation-brief", account_ids=ids, as_of=date(2026, 11, 21)))
        while job.state in ("queued", "running"):
            time.sleep(0.05)
            job = jobs.get(job.job_id)
        print(job.model_dump_json())

if __name__ == "__main__":
    with open_copilot(Settings(data_dir=Path(sys.argv[1]), model="built-in")) as opened:
        run(opened)
"""


def children_of(process: int) -> set[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


def is_alive(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def documents_in(data: Path) -> int:
    with sqlite3.connect(data / "conversations.sqlite") as connection:
        return int(connection.execute("SELECT count(*) FROM drafts").fetchone()[0])


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(1200):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it never was so")


@pytest.mark.skipif(CORES < 2 or not Path("/proc").exists(), reason="one core drafts in one process")
def test_a_large_batch_is_drafted_in_processes_that_may_be_killed_or_left_alone(
    copy_of_demo_data: Callable[[], Path], tmp_path: Path
) -> None:
    data = copy_of_demo_data()
    script = tmp_path / "drafts_all.py"
    script.write_text(DRAFTS_ALL)
    command = [sys.executable, str(script), str(data)]
    first = subprocess.Popen(command)
    until(lambda: documents_in(data) >= 2)
    workers = children_of(first.pid)
    first.kill()
    first.wait()
    assert len(workers) >= CORES
    until(lambda: not any(map(is_alive, workers)))

    second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    before = documents_in(data)
    until(lambda: documents_in(data) > before)
    os.kill(max(children_of(second.pid)), signal.SIGKILL)
    told, _ = second.communicate(timeout=300)
    job = Job.model_validate_json(told)
    assert job.state == "done"
    assert job.result is not None
    assert job.result["failed"] == 0
    with open_copilot(Settings(data_dir=data, model="built-in")) as opened:
        kept = opened.desk.listed(EVERYTHING, limit=1000)
    assert {one.account_id: one.document_id for one in kept} == {
        one["account_id"]: one["document_id"] for one in job.result["documents"]
    }
    assert len(kept) == documents_in(data) == 40
