"""The HTTP API put together."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from api import docs, errors
from api.headers import SafeHeaders
from api.local import LocalOnly, check_auth
from api.routes import (
    accounts,
    chat,
    checks,
    conversations,
    documents,
    jobs,
    messages,
    passages,
    portfolio,
    search,
    themes,
)
from copilot.jobs.runner import Jobs
from copilot.wiring import Copilot

PAGES = Path(__file__).parent / "pages"
ANSWERS_AT_ONCE = 40
"""Answers that are worked on at the same time; a further question waits for one to be done."""

MAX_BODY = 1 << 20
"""Bytes of a request; only an import may have more."""

page = APIRouter(include_in_schema=False)


@page.get("/")
def index() -> FileResponse:
    """Return the web page."""
    return FileResponse(PAGES / "index.html")


@page.get("/documents")
@page.get("/documents/{document_id}")
def read_documents() -> FileResponse:
    """Return the page of the documents, or of one of them."""
    return FileResponse(PAGES / "documents.html")


@page.get("/themes")
def read_themes() -> FileResponse:
    """Return the page of feedback themes."""
    return FileResponse(PAGES / "themes.html")


@page.get("/passages/{passage_id}")
def open_passage(passage_id: str) -> RedirectResponse:
    """Open a passage in its place; documents that were exported link here."""
    return RedirectResponse(f"/#{quote(passage_id)}")


def create_app(copilot: Copilot) -> FastAPI:
    """Return the API over a copilot, which stays the caller's to close; Unavailable where it would be open to all."""
    check_auth(copilot.settings)
    app = FastAPI(
        title="CSM copilot",
        description="Answers about accounts and playbooks, each figure and quote with its source.",
        version=version("csm-copilot"),
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        max_body_size=MAX_BODY,
        responses=errors.RESPONSES,
    )
    app.state.copilot = copilot
    errors.install(app)
    told = (chat, conversations, messages, accounts, portfolio, documents, themes, search, passages, jobs, checks, docs)
    for room in told:
        app.include_router(room.router)
    app.include_router(page)
    app.mount("/static", StaticFiles(directory=PAGES), name="static")
    app.add_middleware(SafeHeaders)
    app.add_middleware(LocalOnly)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Run the jobs and the threads that answer, as long as the server runs."""
    copilot: Copilot = app.state.copilot
    app.state.jobs = Jobs(copilot.settings, copilot.accounts, copilot.index, copilot.desk, copilot.board)
    app.state.workers = ThreadPoolExecutor(ANSWERS_AT_ONCE, thread_name_prefix="answer")
    await run_in_threadpool(app.state.jobs.start)
    try:
        yield
    finally:
        await run_in_threadpool(app.state.workers.shutdown, cancel_futures=True)
        await run_in_threadpool(app.state.jobs.close)
