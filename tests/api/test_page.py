"""The web page in a real browser."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect, sync_playwright

from api.app import create_app
from copilot.settings import Settings
from copilot.wiring import open_copilot

CHROMIUM = Path("/usr/bin/chromium")
QUESTION = "When did we last speak to Halden Logistics and what was agreed?"
RENDER = """async (text) => {
  const { render } = await import("/static/markdown.js");
  const box = document.createElement("div");
  box.append(...render(text, (handle) => handle + "!"));
  return box.innerHTML;
}"""
MARKDOWN = """# T
<b>x</b> **b** *i* `c` [F1 P2]

- [a](javascript:x)
- b

> q

| a | b |
|---|---|
| 1 | <i> |

```
<u>
```"""
HTML = (
    "<h3>T</h3><p>&lt;b&gt;x&lt;/b&gt; <strong>b</strong> <em>i</em> <code>c</code> F1!P2!</p>",
    "<ul><li>[a](javascript:x)</li><li>b</li></ul><blockquote><p>q</p></blockquote>",
    '<div class="wide" tabindex="0" role="region" aria-label="Table"><table>',
    "<thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>&lt;i&gt;</td></tr></tbody>",
    "</table></div><pre><code>&lt;u&gt;</code></pre>",
)
SIZES = {"desk": (1280, 800), "phone": (390, 800)}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]


@pytest.fixture(scope="module")
def address(copy_of_demo_data: Callable[[], Path]) -> Iterator[str]:
    with open_copilot(Settings(data_dir=copy_of_demo_data(), model="built-in")) as copilot:
        server = uvicorn.Server(uvicorn.Config(create_app(copilot), port=0, log_level="warning"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.05)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module", params=list(SIZES))
def page(request: pytest.FixtureRequest, address: str) -> Iterator[Page]:
    width, height = SIZES[request.param]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height}, base_url=address)
        page.set_default_timeout(30_000)
        yield page
        browser.close()


@pytest.fixture(autouse=True)
def no_complaints(page: Page) -> Iterator[None]:
    """Nothing may go wrong in the browser, and the page may not be wider than the screen."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/")
    yield
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("article .foot").last).to_contain_text("model: built-in")


def test_an_answer_opens_its_passage_at_the_place_and_its_figure_with_rows(page: Page) -> None:
    ask(page, QUESTION)
    citation = page.get_by_role("button", name="Passage P").first
    citation.click()
    quoted = page.locator("article li").first.inner_text().split("“")[1].split("”")[0]
    assert quoted in page.locator("mark").inner_text().replace("\n", " ")
    expect(page.locator("mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(citation).to_be_focused()
    page.get_by_role("button", name="Figure F").first.press("Enter")
    expect(page.locator("#source .value")).not_to_be_empty()
    expect(page.locator("#source")).to_contain_text("notes halden-logistics/")
    page.get_by_role("button", name="Close").click()


def test_a_suggestion_is_asked_by_a_click_and_kept_as_a_conversation(page: Page) -> None:
    suggestion = page.locator("#suggestions button").first
    question = suggestion.inner_text()
    suggestion.click()
    expect(page.locator("article .foot")).to_contain_text("model: built-in")
    answer = page.locator("article .text").inner_text()
    page.reload()
    expect(page.locator("article .question")).to_have_text(question)
    assert page.locator("article .text").inner_text() == answer
    if page.get_by_role("button", name="Conversations").is_visible():
        page.get_by_role("button", name="Conversations").click()
    expect(page.locator("#list .open[aria-current]")).to_have_text(question)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#welcome")).to_be_visible()


def test_a_text_never_becomes_markup(page: Page) -> None:
    ask(page, "<img src=x onerror=alert(1)> **bold** who is the sponsor at Halden Energy?")
    assert page.locator("main img").count() == 0
    rendered = page.evaluate(RENDER, MARKDOWN)
    assert rendered == "".join(HTML)
