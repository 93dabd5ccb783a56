"""The web page in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.clients import IN_A_BROWSER

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
    *IN_A_BROWSER,
    pytest.mark.parametrize("page", list(SIZES.values()), ids=list(SIZES), indirect=True, scope="module"),
]


@pytest.fixture(autouse=True)
def at_home(page: Page) -> Iterator[None]:
    """Every test begins at the first page, and none may make it wider than the screen."""
    page.goto("/")
    yield
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
    expect(page.locator("#list .open[aria-current]")).to_have_text(question)
    if page.get_by_role("button", name="Conversations").is_visible():
        page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#welcome")).to_be_visible()


def test_a_text_never_becomes_markup(page: Page) -> None:
    ask(page, "<img src=x onerror=alert(1)> **bold** who is the sponsor at Halden Energy?")
    assert page.locator("main img").count() == 0
    rendered = page.evaluate(RENDER, MARKDOWN)
    assert rendered == "".join(HTML)


def test_a_bad_answer_is_voted_down_with_a_word_on_why_and_the_vote_stays(page: Page) -> None:
    ask(page, QUESTION)
    answer = page.locator("article").last
    expect(answer.get_by_label("What is wrong with this answer")).to_be_hidden()
    answer.get_by_role("button", name="Bad answer").click()
    expect(answer.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("The date is wrong.")
    page.keyboard.press("Enter")
    expect(answer.get_by_role("status")).to_have_text("Thank you.")
    page.reload()
    expect(answer.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    expect(answer.get_by_label("What is wrong with this answer")).to_have_value("The date is wrong.")
    answer.get_by_role("button", name="Good answer").click()
    expect(answer.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "false")
    expect(answer.get_by_label("What is wrong with this answer")).to_be_hidden()
