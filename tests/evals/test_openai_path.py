"""The same suites on a language model: proven against a local server that speaks the OpenAI protocol."""

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from copilot.settings import Settings
from evals.books import Book
from evals.case import Case
from evals.judging import make_judge
from evals.logs import read_run
from evals.running import Home, run
from evals.scorers import SCORERS
from evals.scorers.rubric import rubric
from evals.suite import suite_of
from tests.openai_wire import call_events, text_events
from tests.small_book import write_small_book

pytestmark = pytest.mark.usefixtures("inspected")

DAY = date(2026, 6, 28)
CASE = {
    "id": "arr",
    "ask": "What is the ARR of Marlow Freight?",
    "expect": {
        "figures": [{"name": "arr", "account": "A1", "value": 120000, "unit": "USD", "source": "by hand: contract"}],
        "tools": [{"name": "account_facts"}],
        "rubric": ["Does it name the account?"],
    },
}


class _Model(BaseHTTPRequestHandler):
    """Calls a tool, answers from what the tool returned, and judges everything to be right."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        self.wfile.write(_said(asked["messages"]).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _said(messages: list[dict[str, Any]]) -> str:
    if "Answer with one word" in str(messages[-1]["content"]):
        return text_events("yes")
    if messages[-1]["role"] != "tool":
        return call_events("account_facts", '{"account": "Marlow Freight", "names": ["arr"]}')
    return text_events("Marlow Freight pays {F1} a year [F1].")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A local server, which the settings name."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), _Model)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{served.server_port}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    yield
    served.shutdown()
    served.server_close()


@pytest.mark.usefixtures("server")
def test_a_suite_runs_on_a_language_model_with_its_tokens_counted_and_a_judge(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = Home(tmp_path_factory.mktemp("evals"))
    book = Book("small", lambda folder: write_small_book(folder / "book"))
    suite = suite_of("small", "One question", DAY, book, [Case.model_validate(CASE)])
    judge = make_judge("openai:judge", Settings(data_dir=home.folder))
    judges = {scorer.name: scorer.score for scorer in SCORERS} | {"rubric": rubric({"judge": judge})}
    told = read_run(home.runs, run([suite], home, judges, "openai:gpt-test").name)["small"].results["arr"]
    assert "Marlow Freight pays $120,000 [F1] a year" in told.answered
    assert {name: told.marks[name].mean for name in ("figures", "tools", "claims", "rubric")} == {
        "figures": 1,
        "tools": 1,
        "claims": 1,
        "rubric": 1,
    }
    assert told.told["tokens"]["input_tokens"] > 0
