"""Questions of product managers on what customers say, answered from feedback with figures and quotes."""

import re
from datetime import date
from typing import Any

import pytest

from copilot.llm.built_in.feedback import asks_for_themes, asks_what_changed, themes_wanted
from copilot.wiring import Copilot
from tests.llm.asking import AS_OF, Told, ask

SSO = "what are enterprise customers asking for around SSO?"
DAY = date(2026, 11, 21)


def _first_sentence(told: Told) -> str:
    return told.text.split("**")[1]


def _asked_for(told: Told) -> dict[str, Any]:
    """The arguments of the look-up of feedback."""
    return next(arguments for name, arguments in told.calls if name == "feedback_themes")


def _values(told: Told, figure: str) -> list[float]:
    """A figure of every theme that is told, in its order."""
    found = [one for one in told.cited.facts if re.fullmatch(rf"theme\.TH\d+\.{figure}", one.name)]
    return [float(str(one.value)) for one in found]


# What a question asks for


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What are enterprise customers asking for around SSO?", {"about": "SSO", "segment": "enterprise"}),
        ("what changed in the feedback themes this quarter?", {"since": "2026-10-01", "by": "trend"}),
        ("what changed this quarter?", {"since": "2026-10-01", "by": "trend"}),
        ("Which themes threaten renewals above 100k?", {"by": "renewing_180d", "renewing_above": 100_000.0}),
        ("What do small customers want most about exports?", {"segment": "smb", "about": "exports", "by": "accounts"}),
        ("What are customers complaining about?", {"kind": "problem"}),
        ("what do customers complain about most?", {"kind": "problem", "by": "accounts"}),
        ("What are the top complaints?", {"kind": "problem"}),
        ("What is the biggest problem customers have?", {"kind": "problem"}),
        ("What do customers praise?", {"kind": "praise", "by": "accounts"}),
        ("What questions do customers ask?", {"kind": "question"}),
        ("top 3 feature requests from SMB customers", {"kind": "request", "segment": "smb", "limit": 3}),
        ("How many customers want shared or seasonal seats?", {"about": "shared or seasonal seats"}),
        ("what do customers say about slow answers?", {"about": "slow answers"}),
        ("top feedback themes for Engineering", {"route": "Engineering"}),
        ("What should Engineering look at first?", {"route": "Engineering"}),
        ("What are mid-market customers asking for in Licensing?", {"about": "Licensing", "segment": "mid_market"}),
        ("What do customers want in the area of Billing?", {"area": "Billing"}),
        ("Which accounts asked for SCIM?", {"about": "SCIM", "list_by": "account"}),
        ("List the customers who asked for Gmail", {"about": "Gmail", "list_by": "account"}),
        ("How is feedback about the Academy trending?", {"about": "Academy", "by": "trend"}),
        ("Give me quotes on certificates", {"about": "certificates"}),
        ("Who complained about the dashboard?", {"about": "dashboard", "kind": "problem", "list_by": "account"}),
        ("Tell me about theme TH17", {"theme": "TH17"}),
        ('Tell me about the "approved prompts" theme', {"theme": "approved prompts"}),
        ("What is said about pricing in Q3?", {"about": "pricing", "since": "2026-07-01", "until": "2026-09-30"}),
        ("Worüber beschweren sich unsere Kunden am meisten?", {"kind": "problem", "by": "accounts"}),
        ("Welche Kunden wollen SCIM?", {"about": "SCIM", "list_by": "account"}),
        ("Que demandent nos clients autour de SSO ?", {"about": "SSO"}),
    ],
)
def test_a_question_names_what_is_wanted(question: str, wanted: dict[str, object]) -> None:
    assert asks_for_themes(question)
    assert themes_wanted(question, DAY) == wanted


@pytest.mark.parametrize(
    ("question", "by"),
    [
        ("Which theme has the most ARR?", "arr"),
        ("Which theme is said by the most accounts?", "accounts"),
        ("which theme is said by the most people?", "people"),
        ("Which themes renew soon?", "renewing_90d"),
        ("Which theme is the newest?", "last_seen"),
        ("Which themes were last heard?", "last_seen"),
        ("Which complaints are rising?", "trend"),
    ],
)
def test_a_question_says_by_what_themes_are_ordered(question: str, by: str) -> None:
    assert asks_for_themes(question)
    assert themes_wanted(question, DAY)["by"] == by


@pytest.mark.parametrize(
    "question",
    [
        "What did Halden say about pricing?",
        "Which accounts renew this quarter?",
        "How do we run a QBR?",
        "How do we handle complaints?",
        "What should we do when customers complain about prices?",
        "A customer says the agent cited a wrong report, where does that feedback go?",
        "Who needs me?",
        "Which customers need attention?",
        "Which customers want to leave?",
        "Which customers have open tickets?",
        "did the customer complain about performance?",
        "what changed at Halden Energy this quarter?",
        "What is our NRR and who moved it?",
    ],
)
def test_other_questions_are_none_of_feedback(question: str) -> None:
    assert not asks_for_themes(question)


def test_what_changed_is_asked_of_feedback_only_where_nothing_else_is_named() -> None:
    assert asks_what_changed("So what's new since 1 October?")
    assert not asks_what_changed("what changed in our NRR this quarter?")


# The first sentence answers


def test_themes_are_told_with_accounts_money_trend_route_and_words(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, SSO)
    assert told.tools() == ["feedback_themes"]
    assert re.match(r"\d+ accounts \[F\d+\] speak of it", _first_sentence(told))
    assert "Single sign-on group for contractors" in told.text
    assert {fact.name.split(".")[-1] for fact in told.cited.facts} >= {"accounts", "mentions", "arr", "route", "voice"}


def test_quotes_of_a_subject_say_it_or_came_with_its_product_area(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, SSO)
    voices = [one for one in told.cited.facts if one.name.startswith("theme.") and one.name.endswith(".voice")]
    by_area = [one for one in voices if not re.search(r"sso|single sign-on", one.display, re.I)]
    assert len(voices) > len(by_area) > 0
    assert any("certificate change must not lock out" in one.display for one in by_area)


def test_what_is_only_near_in_meaning_is_told_apart(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "what do customers say about latency?")
    assert "no feedback that says it in these words" in _first_sentence(told)
    assert "Near to it in meaning, in other words:" in told.text
    assert not [one for one in told.cited.facts if re.match(r"theme\.TH", one.name)]


def test_themes_that_threaten_renewals_are_those_with_enough_at_stake(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "Which themes threaten renewals above 100k?")
    amounts = _values(told, "arr_renewing_180d")
    assert amounts == sorted(amounts, reverse=True)
    assert all(amount > 100_000 for amount in amounts)
    assert "with the most ARR that renews within 180 days" in _first_sentence(told)


@pytest.mark.parametrize(
    ("question", "figure", "words"),
    [
        ("Which theme has the most ARR?", "arr", "with the most ARR behind it"),
        ("what do customers complain about most?", "accounts", "said by the most accounts"),
        ("Which theme is said by the most people?", "people", "said by the most people"),
    ],
)
def test_the_first_theme_is_named_with_what_it_is_first_by(
    demo_copilot: Copilot, question: str, figure: str, words: str
) -> None:
    told = ask(demo_copilot, question)
    assert words in _first_sentence(told)
    values = _values(told, figure)
    assert values
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What are the top complaints?", "problem"),
        ("What is the biggest problem customers have?", "problem"),
        ("What do customers praise?", "praise"),
        ("What feature requests do customers have?", "request"),
    ],
)
def test_only_what_is_said_so_counts(demo_copilot: Copilot, question: str, kind: str) -> None:
    told = ask(demo_copilot, question)
    assert told.tools() == ["feedback_themes"]
    assert _asked_for(told)["kind"] == kind
    assert kind in _first_sentence(told)


def test_accounts_of_a_subject_are_counted_and_not_all_customers(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "How many customers want shared or seasonal seats?")
    accounts = next(one for one in told.cited.facts if one.name == "theme.all.accounts")
    voices = {one.account_id for one in told.cited.facts if one.name.endswith(".voice")}
    assert accounts.display in _first_sentence(told)
    assert 3 <= len(voices) <= int(str(accounts.value)) < 20
    assert {row.table for row in accounts.rows} == {"accounts"}


def test_who_asked_is_every_account_that_says_it_with_words_and_source(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "Which accounts asked for SCIM?")
    for name in ("Norhaven Health Partners", "Halden Energy", "Saltmarsh Water"):
        assert name in _first_sentence(told)
    voices = [one for one in told.cited.facts if one.name.endswith(".voice")]
    assert len({one.account_id for one in voices}) == len(voices) == 3
    assert all("SCIM" in one.display and one.rows[0].table == "feedback" for one in voices)


def test_what_no_feedback_says_is_looked_for_in_notes_as_well(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "Which customers mentioned Scrivra?")
    assert told.tools() == ["feedback_themes", "search_notes"]
    assert told.text.startswith("I find no feedback about “Scrivra”")
    assert any("Scrivra" in passage.text for passage in told.cited.passages)


def test_a_route_keeps_the_themes_that_go_there(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "top feedback themes for Engineering")
    routes = {one.display for one in told.cited.facts if one.name.endswith(".route")}
    assert routes == {"Engineering"}


def test_a_product_area_and_a_segment_narrow_what_is_told(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "What are mid-market customers asking for in Licensing?")
    looked_for = next(one.display for one in told.cited.facts if one.name == "theme.all.asked")
    assert "mid market accounts" in looked_for
    assert "product area Licensing" in looked_for


def test_an_area_that_there_is_not_is_said_with_those_that_there_are(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "What do customers want in the area of Telepathy?")
    assert told.text.startswith("I find no product area “Telepathy”")
    assert "Licensing" in told.text
    assert "Single sign-on" in told.text


def test_a_subject_that_nobody_speaks_of_is_said_so(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "What are customers asking for around blockchain?")
    assert told.text.startswith("I find no feedback about “blockchain”")
    assert AS_OF.isoformat() not in told.text


def test_a_theme_is_told_by_its_id_and_by_its_name(demo_copilot: Copilot) -> None:
    first = ask(demo_copilot, "Which theme has the most ARR?")
    key, name = re.search(r"is (TH\d+) (.+?): ", _first_sentence(first)).groups()  # type: ignore[union-attr]
    by_id, by_name = (
        ask(demo_copilot, f"Tell me about theme {key}"),
        ask(demo_copilot, f"Tell me about the “{name}” theme"),
    )
    for told in (by_id, by_name):
        assert _first_sentence(told).startswith(f"{key} {name}: ")
        assert {"first_seen", "people", "reason", "score"} <= {one.name.split(".")[2] for one in told.cited.facts}


def test_a_theme_that_there_is_not_is_said_so(demo_copilot: Copilot) -> None:
    assert ask(demo_copilot, "Tell me about theme TH999").text.startswith("I find no theme TH999")


def test_what_changed_is_told_of_feedback_and_of_an_account_that_is_named(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "what changed this quarter?")
    assert told.tools() == ["feedback_themes"]
    assert re.search(r"No theme of feedback changed by more than chance|More than chance changed", told.text)
    assert "Name an account to see what changed there." in told.text
    assert ask(demo_copilot, "what changed at Halden Energy this quarter?").tools() == ["what_changed"]
    assert ask(demo_copilot, "Brief me on Halden Energy", "what changed this quarter?").tools() == ["what_changed"]


def test_what_feedback_cannot_be_filtered_by_is_said(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "What are customers in Germany asking for?")
    assert told.text.startswith("I can't tell feedback apart by place yet")


def test_the_days_are_named(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "What did customers complain about last quarter?")
    assert "from 1 July 2026 to 30 September 2026" in told.text


# Follow-ups


@pytest.mark.parametrize(
    ("question", "changed"),
    [
        ("and mid-market?", {"segment": "mid_market"}),
        ("since September only", {"since": "2026-09-01"}),
        ("who said it?", {"list_by": "account"}),
        ("which accounts?", {"list_by": "account"}),
        ("which of them renew this quarter?", {"list_by": "account", "renewing_until": "2026-12-31"}),
        ("and for Engineering?", {"route": "Engineering"}),
        ("by ARR", {"by": "arr"}),
        ("what about exports?", {"about": "exports"}),
    ],
)
def test_a_follow_up_changes_what_it_says_and_keeps_the_rest(
    demo_copilot: Copilot, question: str, changed: dict[str, str]
) -> None:
    told = ask(demo_copilot, SSO, question)
    assert _asked_for(told) == {"about": "SSO", "segment": "enterprise"} | changed


def test_renewals_are_those_of_the_accounts_of_the_answer(demo_copilot: Copilot) -> None:
    said = {one.account_id for one in ask(demo_copilot, SSO, "who said it?").cited.facts if one.account_id}
    told = ask(demo_copilot, SSO, "which of them renew this quarter?")
    due = [one for one in told.cited.facts if one.name == "asker.renews"]
    assert due
    assert all(one.account_id in said and str(one.value) <= "2026-12-31" for one in due)


def test_a_theme_is_counted_off_in_the_answer_before(demo_copilot: Copilot) -> None:
    first = ask(demo_copilot, "What are the top complaints?")
    second = list(dict.fromkeys(re.findall(r"^\*\*(TH\d+) ", first.text, re.M)))[1]
    told = ask(demo_copilot, "What are the top complaints?", "Tell me more about the second one")
    assert _asked_for(told) == {"theme": second, "kind": "problem"}
    assert _first_sentence(told).startswith(second)


def test_a_question_of_its_own_owes_nothing_to_the_feedback_before(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, SSO, "What is our NRR?")
    assert told.tools() == ["portfolio_metrics"]
    assert _asked_for(ask(demo_copilot, SSO, "What do customers praise?")) == {"kind": "praise", "by": "accounts"}
