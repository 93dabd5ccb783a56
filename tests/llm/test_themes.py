"""Questions of product managers on what customers ask for, answered from themes with figures and quotes."""

from datetime import date

import pytest

from copilot.llm.built_in.feedback import asks_for_themes, themes_wanted
from copilot.wiring import Copilot
from tests.llm.asking import AS_OF, ask


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What are enterprise customers asking for around SSO?", {"about": "SSO", "segment": "enterprise"}),
        ("what changed in the feedback themes this quarter?", {"since": "2026-10-01", "by": "trend"}),
        ("Which themes threaten renewals above 100k?", {"by": "renewing_180d", "renewing_above": 100_000.0}),
        ("What do small customers want most about exports?", {"segment": "smb", "about": "exports"}),
        ("What are customers complaining about?", {}),
    ],
)
def test_a_question_names_subject_segment_period_and_order(question: str, wanted: dict[str, object]) -> None:
    assert asks_for_themes(question)
    assert themes_wanted(question, date(2026, 11, 21)) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "What did Halden say about pricing?",
        "Which accounts renew this quarter?",
        "How do we run a QBR?",
        "Who needs me?",
    ],
)
def test_other_questions_are_none_of_themes(question: str) -> None:
    assert not asks_for_themes(question)


def test_themes_are_told_with_accounts_money_trend_route_and_words(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "What are enterprise customers asking for around SSO?")
    assert told.tools() == ["feedback_themes"]
    assert "Single sign-on group for contractors" in told.text
    assert {fact.name.split(".")[-1] for fact in told.cited.facts} >= {"accounts", "mentions", "arr", "route", "voice"}
    assert "Single voices, in no theme:" in told.text


def test_themes_that_threaten_renewals_are_those_with_enough_at_stake(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "Which themes threaten renewals above 100k?")
    amounts = [fact.value for fact in told.cited.facts if fact.name.endswith(".arr_renewing_180d")]
    assert amounts
    assert all(amount is not None and amount > 100_000 for amount in amounts)  # type: ignore[operator]


def test_a_subject_that_nobody_speaks_of_is_said_so(demo_copilot: Copilot) -> None:
    told = ask(demo_copilot, "What are customers asking for around blockchain ledgers?")
    assert "I find no theme of feedback around “blockchain ledgers”." in told.text
    assert AS_OF.isoformat() not in told.text
