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


def test_an_area_that_there_is_not_is_told_with_those_there_are_and_a_way_back(page: Page) -> None:
    page.goto("/themes?area=Foo")
    expect(page.locator("#failure")).to_contain_text("There is no area “Foo”. The areas are ")
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.locator("#list details.theme").first).to_be_visible()
    expect(page.locator("#failure")).to_be_hidden()


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
    form = changing(page, one["id"]).get_by_role("form", name="Say that it is planned, released or not planned")
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


def test_what_is_in_no_theme_is_read_and_made_a_theme(page: Page) -> None:
    told = page.request.get("/v1/themes/unthemed").json()
    unthemed = page.locator("#unthemed")
    expect(unthemed.locator("summary")).to_contain_text(f"{told['total']} things said")
    unthemed.locator("summary").click()
    expect(unthemed.locator(".voices li")).to_have_count(20)
    assert unthemed.locator("blockquote").all_inner_texts() == [f"“{one['text']}”" for one in told["voices"]]
    unthemed.get_by_role("button", name=f"of {told['total'] - 20}").click()
    expect(unthemed.locator(".voices li")).to_have_count(40)
    form = unthemed.get_by_role("form", name="Make a theme of what is ticked")
    form.get_by_label("Name of the new theme").fill("Oddities")
    form.get_by_role("button").click()
    expect(form.get_by_role("alert")).to_have_text("Tick above what should go there.")
    for tick in unthemed.locator(".voices input").all()[:2]:
        tick.check()
    form.get_by_role("button").click()
    status = page.get_by_role("status").last
    expect(status).to_contain_text("“Oddities” is a theme now, with 2 mentions.")
    expect(unthemed.locator("summary")).to_contain_text(f"{told['total'] - 2} things said")
    status.get_by_role("button", name="Undo").click()
    expect(status).to_contain_text("Undone: the theme is gone")
    expect(unthemed.locator("summary")).to_contain_text(f"{told['total']} things said")


def test_what_is_in_no_theme_is_put_into_one_that_is_looked_for_by_name(page: Page) -> None:
    one = listed(page)[0]
    unthemed = page.locator("#unthemed")
    unthemed.locator("summary").click()
    unthemed.locator(".voices input").first.check()
    form = unthemed.get_by_role("form", name="Put what is ticked into a theme")
    form.get_by_label("Theme").fill("zeppelin")
    form.get_by_role("button").click()
    expect(form.get_by_role("alert")).to_have_text("I find no theme called “zeppelin”.")
    form.get_by_label("Theme").fill(one["name"].upper())
    form.get_by_role("button").click()
    status = page.get_by_role("status").last
    expect(status).to_contain_text(f"1 mention moved to “{one['name']}”.")
    assert page.request.get(f"/v1/themes/{one['id']}").json()["mentions"] == one["mentions"] + 1
    status.get_by_role("button", name="Undo").click()
    expect(status).to_contain_text("Undone: it is back where it was.")


def test_what_is_in_no_theme_is_filtered_as_the_list_is(page: Page) -> None:
    page.get_by_label("Said as").select_option("request")
    told = page.request.get("/v1/themes/unthemed?kind=request").json()
    unthemed = page.locator("#unthemed")
    expect(unthemed.locator("summary")).to_contain_text(f"{told['total']} thing")
    unthemed.locator("summary").click()
    expect(unthemed.locator("blockquote").first).to_have_text(f"“{told['voices'][0]['text']}”")


def test_a_theme_like_the_opened_one_is_merged_with_what_both_weigh_told_before(page: Page) -> None:
    one, alike = next(
        (one, alike)
        for one in listed(page)[:10]
        if (alike := page.request.get(f"/v1/themes/{one['id']}").json()["alike"])
    )
    theme = opened(page, one["id"])
    line = theme.locator(".alike li").first
    expect(line).to_contain_text(alike[0]["name"])
    expect(line).to_contain_text(f"As one theme: {alike[0]['together']['accounts']} account")
    line.get_by_role("button").click()
    status = page.get_by_role("status").last
    expect(status).to_contain_text(f"“{alike[0]['name']}” is part of “{one['name']}” now.")
    assert page.request.get(f"/v1/themes/{one['id']}").json()["accounts"] == alike[0]["together"]["accounts"]
    status.get_by_role("button", name="Undo").click()
    expect(status).to_contain_text("Undone: they are two themes again.")


def test_several_themes_are_ticked_and_merged_at_once(page: Page) -> None:
    first, second, third = listed(page)[:3]
    for one in (first, second, third):
        page.get_by_role("checkbox", name=f"Tick “{one['name']}” to merge it").check()
    form = page.get_by_role("form", name="Merge the ticked themes")
    form.get_by_label("Merge them into").select_option(second["id"])
    form.get_by_role("button", name="Merge").click()
    status = page.get_by_role("status").last
    expect(status).to_contain_text(f"2 themes went into “{second['name']}”.")
    assert {first["id"], third["id"]}.isdisjoint(one["id"] for one in listed(page))
    expect(form).to_be_hidden()
    status.get_by_role("button", name="Undo").click()
    expect(status).to_contain_text("Undone: they are two themes again.")
    assert {first["id"], second["id"], third["id"]} <= {one["id"] for one in listed(page)}


def test_an_account_is_left_out_and_a_message_follows_what_is_ticked(page: Page) -> None:
    one = listed(page)[0]
    page.request.post(f"/v1/themes/{one['id']}/answer", data={"state": "declined", "words": "We keep to what is there"})
    told = page.request.get(f"/v1/themes/{one['id']}/messages").json()["messages"]
    several = next(message for message in told if len(message["asked"]) > 1)
    page.reload()
    theme = opened(page, one["id"])
    expect(theme.locator("> summary .mark", has_text="not planned")).to_be_visible()
    theme.locator("summary", has_text="Tell those who asked").click()
    message = theme.get_by_role("region", name=several["account_name"], exact=True)
    expect(message.locator(".document")).to_contain_text("It is not planned: We keep to what is there.")
    message.locator(f"input[value='{several['answers']}']").uncheck()
    expect(message.locator(f"li:has(input[value='{several['answers']}']) .spoken")).to_be_hidden()
    expect(message.locator(".spoken:visible")).to_have_count(1)
    for tick in message.locator("input:checked").all():
        tick.uncheck()
    expect(message).to_contain_text("Nothing is ticked, so there is nothing to write.")
    message.get_by_role("button", name="Leave out").click()
    expect(message.get_by_role("button", name="Copy")).to_have_count(0)
    expect(theme).to_contain_text("1 left out")
    page.request.post(f"/v1/themes/{one['id']}/undo")


def test_what_a_trend_compares_is_told_in_one_place(page: Page) -> None:
    page.locator("#trends summary").click()
    expect(page.locator("#trends")).to_contain_text("share of all that was said")


def test_no_table_and_no_chart_is_cut_off(page: Page) -> None:
    theme = opened(page, listed(page)[0]["id"])
    table = theme.get_by_role("region", name="Who asked for")
    assert table.evaluate("(box) => box.scrollWidth <= box.clientWidth")
    page.set_viewport_size({"width": 390, "height": 800})
    page.reload()
    expect(page.locator("#pictures img")).to_have_count(3)
    assert page.locator("#pictures figure").evaluate_all(
        "(all) => all.every((box) => box.scrollWidth <= box.clientWidth)"
    )
    assert page.locator("#pictures img").evaluate_all("(all) => all.every((one) => one.naturalWidth === 360)")


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
    expect(page.get_by_role("status").last).to_contain_text("Save what you began first")
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
    assert theme.locator("input, form, .changes, .alike button").count() == 0


def test_who_may_not_decide_ticks_nothing_in_the_list_and_in_what_is_in_no_theme(page: Page) -> None:
    def of_a_csm(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "may_decide": False})

    page.route("**/v1/themes", of_a_csm)
    page.route("**/v1/themes/unthemed*", of_a_csm)
    page.reload()
    page.locator("#unthemed summary").click()
    expect(page.locator("#unthemed .voices li").first).to_be_visible()
    assert page.locator("#list input, #unthemed input, #unthemed form").count() == 0
