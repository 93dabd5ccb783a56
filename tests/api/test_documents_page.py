"""The pages of documents in a real browser."""

from datetime import timedelta
from typing import Any, get_args

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import update

from copilot.documents.document import Kind
from copilot.settings import today
from copilot.store.tables import TABLES
from copilot.wiring import Copilot
from tests.api.clients import IN_A_BROWSER

ACCOUNT, NAME = "A-1001", "Halden Logistics"
EVIL = "Stuck <img src=x onerror=alert(1)> ![x](https://evil.example/x.png) [prize](javascript:alert(2)) <b>bold</b>"
OTHER = "Read /documents/00000000-0000-4000-8000-000000000000 [too](/documents/00000000-0000-4000-8000-000000000000)."
LIE = "- They pay $999,999 a year."
Json = dict[str, Any]

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def served(served: Copilot) -> Copilot:
    """The copilot behind the pages, in which one account's tickets have markup as their subject."""
    tickets = TABLES["tickets"]
    with served.database.write() as connection:
        connection.execute(update(tickets).where(tickets.c.account_id == ACCOUNT).values(subject=EVIL))
    return served


@pytest.fixture(scope="module")
def brief(page: Page) -> Json:
    """A renewal brief that tests read."""
    return drafted(page)


def drafted(page: Page) -> Json:
    answer = page.request.post("/v1/documents", data={"kind": "renewal-brief", "account_id": ACCOUNT})
    assert answer.status == 201
    document: Json = answer.json()
    return document


def open_document(page: Page, document: Json) -> None:
    page.goto(f"/documents/{document['document_id']}")
    expect(page.locator("#title")).to_have_text(document["title"])


def action(page: Page, name: str) -> Locator:
    page.locator("#actions summary", has_text=name).click()
    return page.locator("#actions details[open]")


def edit(page: Page, addition: str) -> None:
    page.get_by_role("button", name="Edit: In five lines, on record").click()
    text = page.locator("form.editor textarea")
    text.fill(f"{text.input_value()}\n{addition}")


# --- reading ----------------------------------------------------------------------------------------------------------


def test_a_document_shows_its_sections_by_what_they_stand_on(page: Page, brief: Json) -> None:
    open_document(page, brief)
    titles = [section["title"] for section in brief["sections"]]
    assert page.locator("#sections h2").all_inner_texts()[: len(titles)] == titles
    assert page.locator("#contents a").all_inner_texts()[: len(titles)] == titles
    labels = set(page.locator(".basis span").all_inner_texts())
    assert labels == {"On record", "In their words", "What we infer", "Not known", "What to do"}
    expect(page.locator("#particulars")).to_contain_text("Draft, not approved")
    assert page.locator(".part blockquote").count() > 3
    assert page.locator(".part table").count() > 5


def test_charts_are_drawn_with_their_title_as_words(page: Page, brief: Json) -> None:
    open_document(page, brief)
    for title in ("Active users against seats", "Health and its change over 30 days"):
        picture = page.get_by_role("img", name=title)
        picture.evaluate("(one) => one.decode()")
        assert picture.evaluate("(one) => one.naturalWidth") > 100


def test_every_source_is_listed_and_old_ones_are_marked(page: Page, brief: Json) -> None:
    open_document(page, brief)
    evidence = [one["id"] for one in brief["evidence"]["facts"] + brief["evidence"]["passages"]]
    page.locator("#sections summary").click()
    sources = page.locator(".sources li")
    expect(sources).to_have_count(len(evidence))
    old = {one.split("old")[0].strip() for one in sources.locator(".cite:has(.old)").all_inner_texts()}
    assert old == set(brief["stale"]) != set()


def test_a_citation_opens_its_figure_with_formula_and_rows(page: Page, brief: Json) -> None:
    open_document(page, brief)
    fact = next(one for one in brief["evidence"]["facts"] if one["rows"] and one["formula"])
    citation = page.get_by_role("button", name=f"Figure {fact['id']}:").first
    citation.press("Enter")
    expect(page.locator("#source .value")).to_have_text(fact["display"])
    expect(page.locator("#source dd", has_text=fact["formula"])).to_be_visible()
    expect(page.locator("#source dd li").first).to_have_text(f"{fact['rows'][0]['table']} {fact['rows'][0]['id']}")
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(citation).to_be_focused()


def test_a_citation_opens_its_passage_in_its_document(page: Page, brief: Json) -> None:
    open_document(page, brief)
    passage = next(one for one in brief["evidence"]["passages"] if one["account_id"] == ACCOUNT)
    page.get_by_role("button", name=f"Passage {passage['id']}:").first.click()
    expect(page.locator("#source mark")).to_have_text(passage["text"])
    expect(page.locator("#source mark")).to_be_in_viewport()
    page.get_by_role("button", name="Close").click()


def test_the_address_of_a_passage_opens_it_in_its_place(page: Page, brief: Json) -> None:
    first, second, *_ = brief["evidence"]["passages"]
    page.goto(f"/passages/{first['id']}")
    expect(page.locator("#source mark")).to_have_text(first["text"])
    assert page.url.endswith(f"/#{first['id']}")
    page.evaluate("(fragment) => (location.hash = fragment)", second["id"])
    expect(page.locator("#source mark")).to_have_text(second["text"])


def test_an_unknown_document_and_passage_are_told(page: Page) -> None:
    page.goto("/documents/none")
    expect(page.get_by_role("alert")).to_contain_text("none")
    page.goto("/passages/P99999999")
    expect(page.locator("#source").get_by_role("alert")).to_contain_text("P99999999")


def test_the_subject_of_a_ticket_never_becomes_markup(page: Page, brief: Json) -> None:
    open_document(page, brief)
    tickets = page.locator("section", has=page.locator("#section-tickets"))
    expect(tickets).to_contain_text("Stuck")
    assert tickets.locator("img, a, b").count() == 0


def test_whatever_a_text_holds_is_drawn_as_letters(page: Page, brief: Json) -> None:
    def untrusted(route: Route) -> None:
        answer = route.fetch()
        document = answer.json()
        claim = {"text": EVIL, "state": "unverified", "evidence": [], "reason": EVIL}
        document["title"] = EVIL
        document["sections"][0] |= {"title": EVIL}
        document["sections"][0]["parts"][0] |= {
            "text": f"{EVIL} [F1]\n\n| {EVIL} |\n|---|\n| {EVIL} |",
            "claims": [claim],
        }
        document["evidence"]["facts"][0] |= {"label": EVIL, "display": EVIL, "formula": EVIL}
        document["left_out"] = [{"section": "summary", "text": EVIL, "reason": EVIL}]
        route.fulfill(response=answer, json=document)

    page.route(f"**/v1/documents/{brief['document_id']}", untrusted)
    page.goto(f"/documents/{brief['document_id']}")
    expect(page.locator("#title")).to_have_text(EVIL)
    expect(page.get_by_role("heading", name="Left out, and why")).to_be_visible()
    page.get_by_role("button", name="Figure F1:").first.click()
    expect(page.locator("#source .value")).to_have_text(EVIL)
    assert page.locator(".part").first.inner_text().count(EVIL) == 5
    assert page.locator("img:not([src^='/v1/accounts/']), b, a[href^='javascript'], a[href*='evil']").count() == 0


def test_the_pages_fit_a_phone_and_paper(page: Page, brief: Json) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("/documents", f"/documents/{brief['document_id']}", "/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    open_document(page, brief)
    page.get_by_role("button", name="Contents").click()
    page.get_by_role("link", name="Health and its change").click()
    expect(page.locator("#contents")).to_be_hidden()
    expect(page.locator("#section-health")).to_be_in_viewport()
    page.emulate_media(media="print")
    assert page.locator("button:not(.cite):visible, header:visible, #actions:visible").count() == 0
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 800})


# --- changing ---------------------------------------------------------------------------------------------------------


def test_an_edit_is_checked_and_survives_a_reload(page: Page) -> None:
    open_document(page, drafted(page))
    edit(page, LIE)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved as version 2.")
    expect(page.get_by_role("button", name="Edit: In five lines, on record")).to_be_focused()
    page.reload()
    part = page.locator(".part", has_text="edited by a person")
    expect(part.locator("li", has_text="(not verified)")).to_have_text("They pay $999,999 a year. (not verified)")
    expect(part.locator(".doubt")).to_contain_text("$999,999 is not in")
    expect(page.locator("#particulars")).to_contain_text("1 sentence of a person")


def test_an_edit_can_be_cancelled(page: Page, brief: Json) -> None:
    open_document(page, brief)
    edit(page, LIE)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#sections")).not_to_contain_text("$999,999")
    expect(page.get_by_role("button", name="Edit: In five lines, on record")).to_be_focused()


def test_an_approval_carries_a_name_and_survives_a_reload(page: Page) -> None:
    open_document(page, drafted(page))
    form = action(page, "Approve")
    form.get_by_label("Your name").fill("Head of <b>CS</b>")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Approved by Head of <b>CS</b>.")
    page.reload()
    expect(page.locator("#particulars")).to_contain_text("Approved by Head of <b>CS</b> on")
    expect(page.locator("#actions summary", has_text="Approve")).to_be_hidden()
    page.get_by_role("link", name="Documents").click()
    expect(page.locator("#list tr").nth(1)).to_contain_text("Head of <b>CS</b>")


def test_what_somebody_else_changed_is_not_overwritten(page: Page) -> None:
    document = drafted(page)
    open_document(page, document)
    edit(page, LIE)
    edits = [{"section": "summary", "part": 0, "text": "They wait for our offer."}]
    page.request.patch(f"/v1/documents/{document['document_id']}", data={"edits": edits})
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".editor").get_by_role("alert")).to_contain_text("Somebody changed it: reload.")
    assert LIE in page.locator("form.editor textarea").input_value()
    page.get_by_role("button", name="Cancel").click()


def test_a_section_is_drafted_again_and_what_a_person_wrote_stays(page: Page) -> None:
    open_document(page, drafted(page))
    edit(page, "- Call them.")
    page.get_by_role("button", name="Draft this section again: Adoption").click()
    expect(page.get_by_role("status")).to_have_text("Save or cancel the text that is open first.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved as version 2.")
    page.get_by_role("button", name="Draft this section again: In five lines").click()
    expect(page.get_by_role("status")).to_contain_text("Drafted again as version 3.")
    expect(page.locator(".part", has_text="edited by a person")).to_contain_text("Call them.")


def test_a_document_is_drafted_again_as_of_another_day_and_compared(page: Page) -> None:
    open_document(page, drafted(page))
    form = action(page, "Draft again")
    form.get_by_label("As of").fill((today() - timedelta(days=30)).isoformat())
    form.get_by_role("button").click()
    expect(page.locator("#particulars")).to_contain_text("Version2, ")
    action(page, "Versions").get_by_role("button", name="Show what changed").click()
    changes = page.locator("#changes")
    expect(changes).to_contain_text("to version 1")
    row = changes.locator("tr", has=page.get_by_role("cell", name="Health score", exact=True))
    _, before, after = row.locator("td").all_inner_texts()
    assert before != after
    expect(changes.locator("del").first).to_be_visible()
    expect(changes.locator("ins").first).to_be_visible()
    action(page, "Versions").get_by_label("Version shown").select_option("1")
    expect(page.locator("#outdated")).to_contain_text("version 1 of 2")
    expect(page.get_by_role("button", name="Edit:")).to_have_count(0)
    page.get_by_role("button", name="Show the newest").click()
    expect(page.locator("#outdated")).to_be_hidden()


@pytest.mark.parametrize("form", ["Markdown", "HTML"])
def test_a_document_is_downloaded_as_a_file(page: Page, brief: Json, form: str) -> None:
    open_document(page, brief)
    with page.expect_download() as file:
        action(page, "Download").get_by_role("button", name=form).click()
    assert file.value.suggested_filename.startswith(f"renewal-brief-{ACCOUNT}-{brief['as_of']}.")
    assert brief["title"] in file.value.path().read_text()


# --- the list, and the chat -------------------------------------------------------------------------------------------


def test_the_list_filters_by_kind_and_account(page: Page, brief: Json) -> None:
    page.goto("/documents")
    expect(page.locator("#list")).to_contain_text(brief["title"])
    page.locator("#filter").get_by_label("Account").select_option("A-1002")
    expect(page.locator("#list")).to_have_text("I find no such document.")
    page.locator("#filter").get_by_label("Account").select_option(ACCOUNT)
    page.locator("#filter").get_by_label("Kind").select_option("renewal-brief")
    page.reload()
    expect(page.locator("#list td:nth-child(2)").first).to_have_text("Renewal brief")
    page.locator("#list").get_by_role("link", name=brief["title"]).last.click()
    expect(page.locator("#title")).to_have_text(brief["title"])


def test_a_document_is_drafted_from_the_form(page: Page) -> None:
    page.goto("/documents")
    page.locator("#ordering summary").click()
    form = page.locator("#order")
    kinds = form.get_by_label("Kind").locator("option")
    expect(kinds).to_have_count(len(get_args(Kind)))
    assert {one.get_attribute("value") for one in kinds.all()} == set(get_args(Kind))
    form.get_by_label("Kind").select_option("portfolio-review")
    expect(form.get_by_label("Account")).to_be_disabled()
    form.get_by_label("Kind").select_option("renewal-brief")
    form.get_by_label("Account").select_option(ACCOUNT)
    form.get_by_label("As of").fill("2026-11-21")
    form.get_by_role("button").click()
    expect(page.locator("#title")).to_contain_text(NAME)
    expect(page.locator("#particulars")).to_contain_text("21 November 2026")


def test_what_is_wrong_with_an_order_is_said_beside_the_form(page: Page) -> None:
    page.goto("/documents")
    page.locator("#ordering summary").click()
    form = page.locator("#order")
    form.get_by_label("Kind").select_option("renewal-brief")
    form.get_by_label("Account").evaluate("(one) => (one.selectedOptions[0].value = 'A-0000')")
    form.get_by_role("button").click()
    expect(form.get_by_role("alert")).to_contain_text("A-0000")


def test_an_answer_in_chat_links_to_the_document_that_it_drafted_and_to_no_other(page: Page) -> None:
    def with_another(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('"delta":"Drafted', f'"delta":"{OTHER} Drafted'))

    page.route("**/v1/chat", with_another)
    page.goto("/")
    page.get_by_label("Your question").fill(f"Draft the renewal brief for {NAME}")
    page.keyboard.press("Enter")
    expect(page.locator("article .foot")).to_contain_text("model: built-in")
    expect(page.locator("article .text")).to_contain_text(OTHER)
    link = page.locator("article .text a")
    expect(link).to_have_count(1)
    address = link.inner_text()
    link.click()
    expect(page.locator("#title")).to_contain_text(NAME)
    assert page.url.endswith(address)
