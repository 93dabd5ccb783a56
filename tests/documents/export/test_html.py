import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from copilot.documents.export import export
from tests.documents.documents import BRIEF, passage, picture, small
from tests.documents.export.reading_back import html_elements, html_text
from tests.documents.export.test_export import ATTACKS

CHROMIUM = Path("/usr/bin/chromium")


def page_of(*parts: str, base_url: str = "") -> str:
    return export(small(*(("fact", part) for part in parts)), "html", picture, base_url=base_url).decode()


def test_every_link_leads_to_a_place_in_the_page() -> None:
    page = export(BRIEF, "html", picture).decode()
    places = set(re.findall(r'id="([^"]+)"', page))
    links = re.findall(r'href="([^"]+)"', page)
    assert len(links) > 20
    assert [link for link in links if link.removeprefix("#") not in places] == []


def test_notes_are_numbered_in_the_order_of_their_first_use() -> None:
    page = page_of("One [F3] two [P1 F3], none [F99] [P98 F1].")
    assert re.findall(r'<a href="#source-(\d)">', page) == ["1", "2", "1", "3"]
    assert "Health score: 61" in page.split('id="source-1"')[1].split("</li>")[0]
    assert ", none <sup" not in page
    assert "F99" not in page


def test_neighbouring_parts_of_one_basis_share_a_label() -> None:
    document = small(("fact", "a"), ("fact", "b"), ("said", "c"), ("fact", "d"))
    labels = re.findall(r'class="basis">([^<]+)<', export(document, "html", picture).decode())
    assert labels == ["On record", "In their words", "On record"]


def test_passages_are_whole_and_link_only_below_a_base_address() -> None:
    page = page_of("Said. [P1]", base_url="https://csm.example/")
    assert '<a href="https://csm.example/passages/P1">' in page
    assert html_text(page.encode()).count("site by site") == 12
    assert "passages/" not in page_of("Said. [P1]")


def test_a_picture_is_in_the_page_with_its_title() -> None:
    page = page_of("![Use & *seats* <b>](chart:usage)")
    assert 'src="data:image/svg+xml;base64,' in page
    assert 'alt="Use &amp; seats &lt;b&gt;"' in page


def test_a_chart_within_a_paragraph_stands_by_itself() -> None:
    page = page_of("Before it\n![Use](chart:usage)\nand after. ![No](chart:nothing)")
    assert page.index("Before it") < page.index("data:image") < page.index("and after.")
    assert "The chart “No” could not be drawn: There is no chart called nothing." in page


def test_untrusted_text_adds_no_element() -> None:
    plain = html_elements(page_of("Words, `code`. [F1]\n\n> quote\n\n- item").encode())
    assert html_elements(page_of("\n\n".join(ATTACKS)).encode()) - plain <= {"br"}


def test_a_base_address_and_a_passages_text_are_escaped() -> None:
    hostile = passage("P1", "T", None, "</blockquote><script>x</script>")
    document = small(("said", "So. [P1]"))
    document = document.model_copy(update={"evidence": document.evidence.model_copy(update={"passages": [hostile]})})
    page = export(document, "html", picture, base_url='"><script>')
    assert "script" not in html_elements(page)


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


@pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed")
@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_phones_and_screens_and_asks_for_nothing(browser_page: Page, width: int) -> None:
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.set_viewport_size({"width": width, "height": 800})
    wide = "| " + " | ".join(["a_long_heading"] * 9) + " |\n" + "|---" * 9 + "|\n" + "| word " * 9 + "|"
    document = BRIEF.model_copy(
        update={"sections": [*BRIEF.sections, *small(("fact", wide + "\n\n" + "x" * 400)).sections]}
    )
    browser_page.set_content(export(document, "html", picture).decode())
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= width
    assert browser_page.evaluate("[...document.images].every(one => one.naturalWidth > 0)")
    assert [url for url in asked if not url.startswith(("data:", "about:"))] == []
