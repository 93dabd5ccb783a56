"""The page of feedback themes in a real browser."""

import csv
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.api.clients import IN_A_BROWSER

EVIL = "Stuck <img src=x onerror=alert(1)> [prize](javascript:alert(2)) <b>bold</b>"
Json = dict[str, Any]

pytestmark = IN_A_BROWSER


@pytest.fixture(autouse=True)
def at_the_themes(page: Page, no_complaints: None) -> None:
    """Every test begins at the list of all themes, as large as a desk's screen."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/themes")
    expect(page.locator("#list details.theme").first).to_be_visible()


def listed(page: Page, query: str = "") -> list[Json]:
    found: list[Json] = page.request.get(f"/v1/themes{query}").json()["themes"]
    return found


def opened(page: Page, theme_id: str) -> Locator:
    theme = page.locator(f"details#{theme_id}")
    if theme.get_attribute("open") is None:
        theme.locator("> summary").click()
    expect(theme.locator(".voices li").first).to_be_visible()
    return theme


def changing(page: Page, theme_id: str) -> Locator:
    theme = opened(page, theme_id)
    theme.locator("summary", has_text="Change this theme").click()
    return theme


def settle(page: Page) -> None:
    """Wait until a change was made and the list read again."""
    expect(page.locator("#list:not([aria-busy])")).to_be_visible()


# --- reading ----------------------------------------------------------------------------------------------------------


def test_the_answer_comes_first_and_names_what_weighs_most(page: Page) -> None:
    first, second, *_ = listed(page)
    answer = page.locator("#answer")
    expect(answer.locator("strong")).to_contain_text(f"“{first['name']}” weighs most: {first['accounts']} account")
    expect(answer).to_contain_text(first["trend"]["verdict"])
    expect(answer).to_contain_text(f"After it: “{second['name']}”")
    expect(answer).to_contain_text("are in no theme.")


def test_the_ten_first_are_listed_and_all_on_demand(page: Page) -> None:
    every = [one["name"] for one in listed(page)]
    names = page.locator("#list .name")
    assert names.all_inner_texts() == every[:10]
    page.get_by_role("button", name="Show all").click()
    assert names.all_inner_texts() == every
    expect(page.locator("#list details").nth(10).locator("> summary")).to_be_focused()


def test_a_theme_is_told_in_the_words_of_one_who_said_it(page: Page) -> None:
    first = page.request.get("/v1/themes").json()["themes"][0]
    expect(page.locator("#list .voice").first).to_have_text(first["quotes"][0]["text"])


def test_filters_are_kept_in_the_address_and_cleared(page: Page) -> None:
    page.get_by_label("Segment").select_option("enterprise")
    page.get_by_label("First comes").select_option("accounts")
    expect(page.locator("#answer strong")).to_contain_text("Among enterprise accounts")
    page.reload()
    expected = [one["name"] for one in listed(page, "?segment=enterprise&by=accounts")][:10]
    expect(page.locator("#list .name").first).to_have_text(expected[0])
    assert page.locator("#list .name").all_inner_texts() == expected
    expect(page.get_by_label("Segment")).to_have_value("enterprise")
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.locator("#answer strong")).not_to_contain_text("enterprise")
    assert page.url.endswith("/themes")


def test_a_subject_without_a_theme_and_a_period_without_days_are_told(page: Page) -> None:
    page.get_by_label("About").fill("zeppelin mooring masts")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text("I find no theme about “zeppelin mooring masts”.")
    page.get_by_label("About").fill("")
    page.get_by_label("Since").fill("2026-02-02")
    page.get_by_label("Until").fill("2026-02-01")
    expect(page.locator("#failure")).to_contain_text("has no days")
    expect(page.locator("#found")).to_have_text("Below is what was found before.")


def test_a_figure_opens_its_formula_and_rows(page: Page) -> None:
    theme = opened(page, listed(page)[0]["id"])
    figure = theme.locator(".figures div", has_text="ARR renewing in 90 days").get_by_role("button")
    figure.click()
    expect(page.locator("#source")).to_contain_text("ends within 90 days")
    expect(page.locator("#source")).to_contain_text("subscriptions")
    page.keyboard.press("Escape")
    expect(figure).to_be_focused()


def test_a_quote_opens_in_its_row_or_its_passage(page: Page) -> None:
    origins = set()
    for one in listed(page):
        for quote in one["quotes"]:
            if quote["origin"] in origins:
                continue
            origins.add(quote["origin"])
            page.goto(f"/themes#{one['id']}")
            page.reload()
            voice = opened(page, one["id"]).locator(".voices li", has_text=quote["text"]).first
            voice.get_by_role("button").click()
            expect(page.locator("#source mark")).to_contain_text(quote["text"])
            page.get_by_role("button", name="Close").click()
    assert {"feedback", "note"} <= origins


def test_who_asked_is_told_with_arr_and_renewal(page: Page) -> None:
    one = listed(page)[0]
    asked = page.request.get(f"/v1/themes/{one['id']}").json()["asked_by"]
    rows = opened(page, one["id"]).get_by_role("region", name="Who asked for").locator("tbody tr")
    expect(rows).to_have_count(len(asked))
    expect(rows.first).to_contain_text(asked[0]["account_name"])
    expect(rows.first).to_contain_text(f"${asked[0]['arr']:,.0f}")


def test_charts_have_their_finding_as_text(page: Page) -> None:
    pictures = page.locator("#pictures img")
    expect(pictures).to_have_count(3)
    assert all("as of" in (one.get_attribute("alt") or "") for one in pictures.all())
    assert all(one.evaluate("(image) => image.naturalWidth > 0") for one in pictures.all())


def test_the_list_is_downloaded_with_its_filters(page: Page) -> None:
    page.get_by_label("Goes to").select_option("Commercial")
    expect(page.get_by_role("link", name="Download as CSV")).to_have_attribute(
        "href", "/v1/themes?route=Commercial&format=csv"
    )
    with page.expect_download() as file:
        page.get_by_role("link", name="Download as CSV").click()
    rows = list(csv.DictReader(file.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert {row["route"] for row in rows} == {"Commercial"}
    assert file.value.suggested_filename.startswith("themes-")


def test_whatever_a_text_holds_is_drawn_as_letters(page: Page) -> None:
    one = listed(page)[0]

    def untrusted(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        for theme in told.get("themes", [told])[:1]:
            theme |= {"name": EVIL, "area": EVIL}
        if "voices" in told:
            told["voices"][0] |= {"text": EVIL, "author": EVIL, "whole": EVIL, "start": 0, "end": len(EVIL)}
            told["asked_by"][0] |= {"account_name": EVIL, "people": [EVIL]}
            told["facts"][0] |= {"display": EVIL, "formula": EVIL}
        route.fulfill(response=answer, json=told)

    page.route("**/v1/themes", untrusted)
    page.route(f"**/v1/themes/{one['id']}", untrusted)
    page.reload()
    theme = opened(page, one["id"])
    expect(theme.locator(".name")).to_have_text(EVIL)
    theme.locator(".voices li").first.get_by_role("button").click()
    expect(page.locator("#source mark")).to_have_text(EVIL)
    assert page.locator("main b, main a[href^='javascript'], img:not([src^='data:image/svg'])").count() == 0


def test_the_page_fits_a_phone_and_is_used_by_keys(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("/themes", "/documents", "/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("link", name="Themes").click()
    page.locator("details.theme > summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".voices li").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("details.theme[open] .told .cite").first).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


# --- changing ---------------------------------------------------------------------------------------------------------


def test_a_theme_is_renamed_and_the_new_name_undone(page: Page) -> None:
    one = listed(page)[1]
    form = changing(page, one["id"]).get_by_role("form", name="Rename it")
    form.get_by_label("New name").fill("Proof of hours")
    page.keyboard.press("Enter")
    status = page.get_by_role("status").last
    expect(status).to_contain_text(f"“{one['name']}” is now called “Proof of hours”.")
    expect(page.locator(f"#{one['id']} > summary")).to_be_focused()
    expect(page.locator(f"#{one['id']} .name")).to_have_text("Proof of hours")
    expect(page.locator(f"#{one['id']} .decided")).to_contain_text("renamed to “Proof of hours” (local, ")
    status.get_by_role("button", name="Undo").click()
    expect(status).to_contain_text("Undone: it has the name that it had before.")
    expect(page.locator(f"#{one['id']} .name")).to_have_text(one["name"])


def test_what_is_ticked_is_split_off_and_moved_and_put_back(page: Page) -> None:
    one, other = listed(page)[:2]
    theme = changing(page, one["id"])
    for tick in theme.locator(".voices input").all()[:2]:
        tick.check()
    form = theme.get_by_role("form", name="Split off what is ticked")
    form.get_by_label("Name of the new theme").fill("Two of them")
    form.get_by_role("button").click()
    status = page.get_by_role("status").last
    expect(status).to_contain_text("“Two of them” is a theme of its own now, with 2 mentions.")
    status.get_by_role("button", name="Undo").click()
    expect(status).to_contain_text("Undone: what was split off is back.")
    settle(page)
    theme = changing(page, one["id"])
    theme.locator(".voices input").first.check()
    form = theme.get_by_role("form", name="Move what is ticked")
    form.get_by_label("Theme").select_option(other["id"])
    form.get_by_role("button").click()
    expect(status).to_contain_text(f"1 mention moved to “{other['name']}”.")
    assert len(page.request.get(f"/v1/themes/{other['id']}").json()["voices"]) == other["mentions"] + 1
    status.get_by_role("button", name="Undo").click()
    expect(status).to_contain_text("Undone: it is back where it was.")
    assert [theme["items"] for theme in listed(page)[:2]] == [one["items"], other["items"]]


def test_themes_are_merged_and_parted_again_from_what_was_decided(page: Page) -> None:
    one, other = listed(page)[2:4]
    form = changing(page, one["id"]).get_by_role("form", name="Merge it")
    form.get_by_label("Theme").select_option(other["id"])
    form.get_by_role("button").click()
    expect(page.get_by_role("status").last).to_contain_text(f"“{one['name']}” is part of “{other['name']}” now.")
    expect(page.locator(f"#{one['id']}")).to_have_count(0)
    theme = changing(page, other["id"])
    expect(theme.locator(".decided")).to_contain_text("merged into it")
    theme.get_by_role("button", name="Undo the last one").click()
    expect(page.get_by_role("status").last).to_contain_text("Undone: they are two themes again.")
    assert one["id"] in {theme["id"] for theme in listed(page)}


def test_an_answer_is_marked_and_those_who_asked_can_be_told(page: Page) -> None:
    one = listed(page)[0]
    form = changing(page, one["id"]).get_by_role("form", name="Say that it is planned")
    form.get_by_label("It is").select_option("released")
    form.get_by_label("In words for customers").fill("Hours by team are there since May.")
    form.get_by_role("button").click()
    theme = page.locator(f"#{one['id']}")
    expect(theme.locator("> summary .mark", has_text="released")).to_be_visible()
    expect(theme.locator(".told")).to_contain_text("Released: Hours by team are there since May.")
    theme.locator("summary", has_text="Tell those who asked").click()
    messages = theme.locator(".message")
    expect(messages.first).to_contain_text("Hours by team are there since May.")
    expect(theme).to_contain_text("nothing is sent from here")
    changing(page, one["id"]).get_by_role("button", name="Undo the last one").click()
    expect(page.get_by_role("status").last).to_contain_text("Undone: it is no longer marked so.")


def test_what_goes_wrong_is_said_beside_it_and_nothing_typed_is_lost(page: Page) -> None:
    one, other = listed(page)[:2]
    theme = changing(page, one["id"])
    split = theme.get_by_role("form", name="Split off what is ticked")
    split.get_by_label("Name of the new theme").fill("Nothing yet")
    split.get_by_role("button").click()
    expect(split.get_by_role("alert")).to_have_text("Tick above what should go there.")
    rename = theme.get_by_role("form", name="Rename it")
    rename.get_by_label("New name").fill("Another name")
    rename.get_by_role("button").click()
    expect(rename.get_by_role("alert")).to_contain_text("first what you typed under “Split off what is ticked”.")
    page.get_by_label("Segment").select_option("smb")
    expect(page.get_by_role("status").last).to_contain_text("Save what you began in a theme first")
    expect(page.get_by_label("Segment")).to_have_value("")
    split.get_by_label("Name of the new theme").fill("")
    page.request.post(f"/v1/themes/{one['id']}/merge", data={"into": other["id"]})
    rename.get_by_role("button").click()
    expect(rename.get_by_role("alert")).to_contain_text(f"{one['id']} went into {other['id']}.")
    expect(rename.get_by_label("New name")).to_have_value("Another name")
    rename.get_by_label("New name").fill(one["name"])
    page.request.post(f"/v1/themes/{other['id']}/undo")


def test_who_may_not_decide_is_shown_no_way_to(page: Page) -> None:
    one = listed(page)[0]

    def of_a_csm(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "may_decide": False})

    page.route(f"**/v1/themes/{one['id']}", of_a_csm)
    theme = opened(page, one["id"])
    assert theme.locator("input, form, .changes").count() == 0
