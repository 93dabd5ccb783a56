import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import ConsoleMessage, Dialog, Error, Page, expect, sync_playwright
from starlette.testclient import TestClient

from api.app import create_app
from copilot.settings import Settings
from copilot.wiring import Copilot, open_copilot
from tests.api.clients import CHROMIUM, serving

DESK = (1280, 800)


@pytest.fixture(scope="package")
def client(copy_of_demo_data: Callable[[], Path]) -> Iterator[TestClient]:
    with serving(copy_of_demo_data()) as client:
        yield client


@pytest.fixture(scope="module")
def served(copy_of_demo_data: Callable[[], Path]) -> Iterator[Copilot]:
    """The copilot behind the pages, on the demo book; tests may change it."""
    with open_copilot(Settings(data_dir=copy_of_demo_data(), model="built-in")) as copilot:
        yield copilot


@pytest.fixture(scope="module")
def address(served: Copilot) -> Iterator[str]:
    """The address of a real server."""
    server = uvicorn.Server(uvicorn.Config(create_app(served), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def page(request: pytest.FixtureRequest, address: str) -> Iterator[Page]:
    """A browser's page, as large as a desk's screen, or as the test's parameter says."""
    width, height = getattr(request, "param", DESK)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height}, base_url=address)
        page.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        yield page
        browser.close()


@pytest.fixture
def no_complaints(page: Page) -> Iterator[None]:
    """Nothing may go wrong in the browser but what the API refuses, and no text may open a dialog."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        is_refusal = "responded with a status of 4" in message.text and "/v1/" in message.location["url"]
        if message.type == "error" and not is_refusal:
            complaints.append(message.text)

    def answer(dialog: Dialog) -> None:
        if dialog.type != "beforeunload":  # which only asks whether to leave words behind, as the next test does
            complaints.append(dialog.message)
        dialog.accept()

    def note(error: Error) -> None:
        complaints.append(str(error))

    page.on("pageerror", note)
    page.on("dialog", answer)
    page.on("console", hear)
    yield
    page.unroute_all()
    page.remove_listener("pageerror", note)
    page.remove_listener("dialog", answer)
    page.remove_listener("console", hear)
    assert complaints == []
