"""What is left when an import is killed, runs out of disk, or meets another one."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from copilot.errors import Conflict, Unavailable
from copilot.loading.book import import_book
from copilot.progress import Progress
from copilot.store import database as database_module
from copilot.store.database import Database
from tests.loading.books import ACCOUNTS, BOOK, contents, write_book

ROWS = 30_000
_DAYS = [f"{year}-{month:02}-{day:02}" for year in range(1900, 2020) for month in range(1, 13) for day in range(1, 29)]
LARGE = {
    "accounts.csv": ACCOUNTS,
    "usage.csv": "account_id,date,events\n" + "".join(f"A1,{day},1\n" for day in _DAYS[:ROWS]),
}

_IMPORT_AND_DIE = """
import os, signal, sys
from pathlib import Path
from copilot.loading.book import import_book
from copilot.store.database import Database

def die_half_way(progress):
    if progress.stage == "writing" and progress.done > progress.total / 2:
        os.kill(os.getpid(), signal.SIGKILL)

import_book(Path(sys.argv[2]), Database(sys.argv[1]), report=die_half_way)
"""


@pytest.fixture
def old(database: Database, tmp_path: Path) -> dict[str, list[dict[str, object]]]:
    """What the database holds before."""
    import_book(write_book(tmp_path / "old", BOOK), database)
    return contents(database)


def _url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def test_a_killed_import_leaves_the_old_state(
    database: Database, old: dict[str, list[dict[str, object]]], tmp_path: Path
) -> None:
    book = write_book(tmp_path / "large", LARGE)
    done = subprocess.run([sys.executable, "-c", _IMPORT_AND_DIE, _url(database), str(book)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert contents(database) == old
    assert import_book(book, database).tables["usage"].inserted == ROWS


def test_an_import_that_is_interrupted_leaves_the_old_state(
    database: Database, old: dict[str, list[dict[str, object]]], tmp_path: Path
) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_book(write_book(tmp_path / "large", LARGE), database, report=interrupt)
    assert contents(database) == old


_IMPORT_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from copilot.errors import Unavailable
from copilot.loading.book import import_book
from copilot.store.database import Database

def fill_the_disk(progress):
    if progress.stage == sys.argv[3]:
        # No file can grow beyond this any more, as on a full disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))

try:
    import_book(Path(sys.argv[2]), Database(sys.argv[1]), report=fill_the_disk)
except Unavailable as error:
    print(error)
    sys.exit(7)
"""


@pytest.mark.parametrize(
    ("stage", "message"), [("checking", "folder for temporary files"), ("writing", "disk that holds the database")]
)
def test_a_full_disk_is_said_plainly_and_leaves_the_old_state(tmp_path: Path, stage: str, message: str) -> None:
    database = Database(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    database.upgrade()
    import_book(write_book(tmp_path / "old", BOOK), database)
    old = contents(database)
    book = write_book(tmp_path / "large", LARGE)
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ON_A_FULL_DISK, _url(database), str(book), stage],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (7, "")
    assert message in done.stdout
    assert contents(database) == old
    database.close()


def test_a_database_without_a_page_left_keeps_the_old_state(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    database.upgrade()
    import_book(write_book(tmp_path / "old", BOOK), database)
    old = contents(database)
    with database.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100")
    with pytest.raises(Unavailable, match=r"is full; nothing of this was kept. Free some space"):
        import_book(write_book(tmp_path / "large", LARGE), database)
    assert contents(database) == old
    database.close()


def test_a_second_import_waits_for_the_first(database: Database, tmp_path: Path) -> None:
    book = write_book(tmp_path / "book", BOOK)
    second = threading.Thread(target=import_book, args=(book, database))
    started: list[Progress] = []

    def start_the_second(progress: Progress) -> None:
        if progress.stage == "writing" and not started:
            started.append(progress)
            second.start()
            second.join(timeout=0.3)
            assert second.is_alive()

    import_book(book, database, report=start_the_second)
    second.join()
    assert started
    assert len(contents(database)["usage"]) == 3


def test_a_second_import_that_waits_too_long_is_a_conflict(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "PATIENCE", 1)
    database = Database(database_url)
    database.upgrade()
    book = write_book(tmp_path / "book", BOOK)
    refused: list[str] = []

    def try_a_second(progress: Progress) -> None:
        if progress.stage == "writing" and not refused:
            with pytest.raises(Conflict, match="Another import") as raised:
                import_book(book, database)
            refused.append(str(raised.value))

    import_book(book, database, report=try_a_second)
    assert refused
    assert len(contents(database)["usage"]) == 3
    database.close()
