"""Whether each part can be reached, in which version, and what to do if not: for `csm doctor` and /readyz."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

import httpx

from copilot.errors import CopilotError
from copilot.index.vectors import VectorStore
from copilot.scope import EVERYTHING
from copilot.settings import Settings
from copilot.store.database import Database
from copilot.store.documents import DocumentStore
from copilot.wiring import Copilot, make_embedder

_PATIENCE = 5.0
_LITTLE_SPACE = 1 << 30


@dataclass(frozen=True, slots=True)
class Part:
    """A part and how it is."""

    name: str
    ok: bool
    version: str
    detail: str
    hint: str = ""


def examine(settings: Settings) -> list[Part]:
    """Check every part, one after the other; one that is broken hides none of the others."""
    checks: dict[str, Callable[[Settings], Part]] = {
        "data folder": _data_folder,
        "database": _database,
        "Chroma": _chroma,
        "embeddings": _embeddings,
        "model": _model,
    }
    return [_checked(name, check, settings) for name, check in checks.items()]


def readiness(copilot: Copilot) -> list[Part]:
    """Check the parts that a request needs, quickly and through the open connections."""
    try:
        copilot.documents.state()
    except CopilotError as error:
        return [_broken("database", error)]
    database = Part("database", True, copilot.database.dialect, "reachable")
    try:
        degraded = copilot.retriever.search("ready", EVERYTHING, limit=1).degraded
    except CopilotError as error:
        return [database, _broken("search", error)]
    return [database, Part("search", not degraded, "", degraded or "Chroma and embeddings answer")]


def _checked(name: str, check: Callable[[Settings], Part], settings: Settings) -> Part:
    try:
        return check(settings)
    except CopilotError as error:
        return _broken(name, error)


def _broken(name: str, error: CopilotError) -> Part:
    return Part(name, False, "", error.message, error.hint)


def _data_folder(settings: Settings) -> Part:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".csm-doctor"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Part("data folder", False, "", f"{folder} cannot be written to: {error.strerror}.", "Set CSM_DATA_DIR.")
    free = shutil.disk_usage(folder).free
    detail = f"{folder}, {free / (1 << 30):.1f} GB free"
    return Part("data folder", free > _LITTLE_SPACE, "", detail, "Free some disk space.")


def _database(settings: Settings) -> Part:
    database = Database(settings.database_url)
    try:
        database.upgrade()
        with database.read() as connection:
            if database.dialect == "postgresql":
                release = str(connection.exec_driver_sql("SHOW server_version").scalar_one())
            else:
                release = sqlite3.sqlite_version
            accounts = connection.exec_driver_sql("SELECT count(*) FROM accounts").scalar_one()
            documents = connection.exec_driver_sql("SELECT count(*) FROM documents").scalar_one()
    finally:
        database.close()
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database.dialect]
    return Part("database", True, f"{kind} {release}", f"{accounts:,} accounts, {documents:,} documents")


def _chroma(settings: Settings) -> Part:
    database = Database(settings.database_url)
    try:
        database.upgrade()
        collection = DocumentStore(database).state().get("collection")
    finally:
        database.close()
    release = version("chromadb")
    vectors = VectorStore(settings.data_dir / "chroma", settings.chroma_url)
    if collection is None:
        vectors.drop("csm-doctor")
        return Part("Chroma", True, release, "reachable, nothing indexed yet")
    return Part("Chroma", True, release, f"{vectors.count(collection):,} vectors")


def _embeddings(settings: Settings) -> Part:
    embedder = make_embedder(settings.embeddings, settings)
    vector = embedder.embed(["Is anybody there?"])[0]
    return Part("embeddings", True, embedder.name, f"answers with {len(vector)} dimensions")


def _model(settings: Settings) -> Part:
    if settings.model == "built-in":
        return Part("model", True, "built-in", "no language model; CSM_MODEL=openai:NAME for one")
    base = (settings.openai_base_url or "https://api.openai.com/v1").rstrip("/")
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
    name = settings.model.removeprefix("openai:")
    try:
        answer = httpx.get(f"{base}/models", headers={"Authorization": f"Bearer {key}"}, timeout=_PATIENCE)
    except httpx.HTTPError as error:
        detail = f"{base} cannot be reached: {error or type(error).__name__}."
        return Part(
            "model", False, name, detail, "Check OPENAI_BASE_URL and the network; CSM_MODEL=built-in needs none."
        )
    if answer.status_code in (401, 403):
        return Part("model", False, name, f"{base} refused the key.", "Check OPENAI_API_KEY.")
    return Part("model", answer.status_code < 500, name, f"{base} answers with status {answer.status_code}")
