import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from copilot.errors import Conflict, Unavailable
from copilot.store import database as database_module
from copilot.store.database import Database, take_turn
from copilot.store.tables import passages, state


def _set(database: Database, name: str, value: str = "x") -> None:
    with database.write() as connection:
        connection.execute(insert(state).values(name=name, value=value))


def _write_and_fail(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(state).values(name="a", value="x"))
        raise RuntimeError("half way")


def _names(database: Database) -> set[str]:
    with database.read() as connection:
        return set(connection.execute(select(state.c.name)).scalars())


def test_what_a_write_block_does_is_kept(database: Database) -> None:
    _set(database, "a")
    assert _names(database) == {"a"}


def test_an_error_in_a_write_block_undoes_all_of_it(database: Database) -> None:
    with pytest.raises(RuntimeError, match="half way"):
        _write_and_fail(database)
    assert _names(database) == set()


def test_a_reader_sees_nothing_of_an_open_write(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(state).values(name="a", value="x"))
        assert _names(database) == set()


def test_a_defect_of_ours_is_not_dressed_up_as_trouble_with_the_database(database: Database) -> None:
    _set(database, "a")
    with pytest.raises(IntegrityError):
        _set(database, "a")


def test_transactions_that_take_a_turn_follow_each_other(database: Database) -> None:
    order: list[str] = []
    has_turn = threading.Event()

    def second() -> None:
        has_turn.wait()
        with database.write() as connection:
            take_turn(connection, "work")
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with database.write() as connection:
        take_turn(connection, "work")
        has_turn.set()
        thread.join(timeout=0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_write_that_waits_too_long_is_a_conflict(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "PATIENCE", 1)
    database = Database(database_url)
    database.upgrade()
    with database.write() as connection:
        take_turn(connection, "work")
        with pytest.raises(Conflict, match="Another import"), database.write() as other:
            take_turn(other, "work")
    database.close()


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'folder' / 'accounts.sqlite'}")
    database.upgrade()
    assert _names(database) == set()
    database.close()


def test_sqlite_is_set_up_for_readers_beside_a_writer(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    with database.read() as connection:
        values = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")]
        patience = connection.execute(text("PRAGMA busy_timeout")).scalar()
    database.close()
    assert (values, patience) == (["wal", 1], 30_000)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/name", "oracle://x", "sqlite+nothing:///x"])
def test_a_url_that_cannot_be_used_says_what_one_looks_like(url: str) -> None:
    with pytest.raises(Unavailable, match="sqlite:///data") as raised:
        Database(url)
    assert "postgresql://" in raised.value.hint


def test_a_postgres_that_is_down_is_unavailable_and_its_password_stays_secret() -> None:
    database = Database("postgresql://someone:secret@127.0.0.1:1/csm")
    with pytest.raises(Unavailable, match=r"cannot be reached.*refused") as raised:
        database.upgrade()
    assert "secret" not in str(raised.value)


@pytest.mark.postgres
def test_a_postgres_database_that_is_missing_is_named_as_such(postgres_server: str) -> None:
    database = Database(postgres_server.replace("/postgres?", "/missing?"))
    with pytest.raises(Unavailable, match=r'cannot be reached.*"missing" does not exist'):
        database.upgrade()


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    database = Database(f"sqlite:///{tmp_path / 'file' / 'accounts.sqlite'}")
    with pytest.raises(Unavailable, match="cannot be made"):
        database.upgrade()


def test_a_database_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'accounts.sqlite'}")
    with pytest.raises(Unavailable, match="cannot be opened"):
        _names(database)


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "accounts.sqlite").write_text("account_id,name\n" * 100, encoding="utf-8")
    database = Database(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    with pytest.raises(Unavailable, match="no SQLite database"):
        database.upgrade()
    database.close()


def test_a_database_that_may_only_be_read_is_unavailable_for_writing(tmp_path: Path) -> None:
    file = tmp_path / "accounts.sqlite"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    database.close()
    read_only = Database(f"sqlite:///file:{file}?mode=ro&uri=true")
    assert _names(read_only) == set()
    with pytest.raises(Unavailable, match="cannot be written to"):
        _set(read_only, "a")
    read_only.close()


_IN_A_READ_ONLY_FOLDER = """
import os, sqlite3, sys
from copilot.errors import Unavailable
from copilot.store.database import Database
os.setuid(65534)
try:
    Database(sys.argv[1]).upgrade()
except Unavailable as error:
    print(error)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="changes the user, which needs root")
def test_a_folder_of_someone_else_is_unavailable(tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            _IN_A_READ_ONLY_FOLDER,
            f"sqlite:///{tmp_path}/a.sqlite",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "cannot be opened" in done.stdout


def test_a_full_disk_is_unavailable_and_keeps_the_old_state(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    database.upgrade()
    _set(database, "old")
    with database.read() as connection:
        # SQLite then behaves as it does on a disk that has no page left; the limit stays with the pooled connection.
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(Unavailable, match="full"):
        _set(database, "new", "x" * 1_000_000)
    assert _names(database) == {"old"}
    database.close()


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(insert(passages).values(document_id="none", start=0, end=1, heading=[], text_hash="x"))


def test_a_closed_database_leaves_its_file_alone(tmp_path: Path) -> None:
    file = tmp_path / "accounts.sqlite"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    _set(database, "a")
    database.close()
    with sqlite3.connect(file) as connection:
        found = connection.execute("SELECT name FROM state").fetchall()
    connection.close()
    assert found == [("a",)]
