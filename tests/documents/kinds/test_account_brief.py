"""An account brief: for somebody who takes an account over or reports on it; for the customer the cooperation."""

import re
from pathlib import Path

import pytest

from copilot.records import Account
from copilot.wiring import Copilot
from tests.documents.kinds.plans import Drafts, drafted, drafts_of, row_with, text_of

QUARRION, HALDEN, PELLWORTH = "Quarrion Therapeutics", "Halden Logistics", "Pellworth Education"
CORRIEDALE, CORVANE, GRAYLOCH, MARROWBONE, POLWITHEN = (
    "Corriedale Travel",
    "Corvane Retail Group",
    "Grayloch Distillers",
    "Marrowbone Games",
    "Polwithen Surveyors",
)
INTERNAL = re.compile(
    r"\b(?:champion|detract\w*|signal|health score|sentiment|forecast|churn|playbook|NPS|CSM)\b", re.I
)


@pytest.fixture(scope="module")
def briefs(demo_copilot: Copilot) -> Drafts:
    """The account brief of every account of the demo book, for both audiences."""
    return drafts_of(demo_copilot, "account-brief")


def test_nothing_is_left_out_but_what_names_another_customer(briefs: Drafts) -> None:
    reasons = {
        one.reason for (_, audience), brief in briefs.items() if audience == "customer" for one in brief.left_out
    }
    assert {
        name: one.left_out for (name, audience), one in briefs.items() if audience == "internal" and one.left_out
    } == {}
    assert reasons <= {"it names another customer"}


def test_no_section_is_empty(briefs: Drafts) -> None:
    assert [(key, one.key) for key, brief in briefs.items() for one in brief.sections if not one.parts] == []


def test_the_verdict_has_health_change_renewal_and_arr(briefs: Drafts) -> None:
    verdict = text_of(briefs[HALDEN, "internal"], "summary").splitlines()[0]
    assert re.match(r"\*\*Halden Logistics: red .*points \[F\d+\] in 30 days; renews in 72 days .*\$318,000", verdict)


def test_it_tells_why_who_what_they_said_what_is_open_and_what_to_ask(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "internal"], "summary")
    assert "**Why:** Urgent ticket T-5121" in told
    assert "Dr. Imani Rosselet (executive sponsor), last spoken to 2 November 2026, 19 days ago" in told
    assert "In our trade a lost footnote is a finding.”" in told
    assert "a root cause for fifty-one twenty-one in writing by 20 November" in told
    assert "**Ask next:** Which work stands still" in told
    assert "**Play:** *Escalation*" in told


def test_a_promise_that_its_note_says_was_kept_is_not_called_open(briefs: Drafts) -> None:
    row = row_with(briefs[QUARRION, "internal"], "promises", "Gwen sends two of the old templates")
    assert "the note says that it was done" in row
    assert "I find" not in row


def test_a_promise_past_its_day_without_a_later_note_is_said_as_a_gap(briefs: Drafts) -> None:
    row = row_with(briefs[QUARRION, "internal"], "promises", "root cause")
    assert "1 day past its day, 20 November 2026" in row
    assert "I find no later note that says what became of it" in row


def test_what_we_owe_stands_before_what_is_owed_to_us(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "internal"], "promises")
    ours, theirs = told.split("**Owed to us**")
    assert "Callum, a written twenty-four-month offer" in ours
    assert "Lionel, you send us what counts as a saving" in theirs


def test_it_names_what_the_account_was_bought_for_and_who_looks_after_it(briefs: Drafts) -> None:
    told = text_of(briefs[PELLWORTH, "internal"], "profile")
    assert "“Report season in two weeks”" in told
    assert "CSM Amandine Kestrel" in told


def test_each_question_has_its_reason(briefs: Drafts) -> None:
    told = text_of(briefs[HALDEN, "internal"], "questions")
    assert "**Who speaks for the platform inside now?** The champion, Dana Whitlock, left on 14 October 2026" in told
    assert re.search(r"> “[^”]+\?” \[P\d+\]", told)


def test_somebody_who_is_only_silent_is_not_asked_for_a_successor(briefs: Drafts) -> None:
    told = text_of(briefs[PELLWORTH, "internal"], "questions")
    assert "**What has happened since we last spoke, and what did you miss from us?**" in told
    assert "Who speaks for the platform inside now?" not in told


def test_what_is_old_is_said(briefs: Drafts) -> None:
    assert "The latest note of a conversation is old: of 21 July 2026" in text_of(
        briefs[PELLWORTH, "internal"], "unknown"
    )


def test_where_the_contract_has_ended_that_and_what_was_lost_is_the_verdict(briefs: Drafts) -> None:
    assert text_of(briefs[MARROWBONE, "internal"], "summary").startswith(
        "**Marrowbone Games is a customer no more: the contract ended on 22 October 2026, 30 days ago"
    )
    verdict = text_of(briefs[MARROWBONE, "internal"], "summary").splitlines()[0]
    assert "lost: $14,400 a year" in verdict
    assert "140 days before the end of its term on 11 March 2027" in verdict


def test_why_they_left_is_quoted_from_them_and_from_our_notes(briefs: Drafts) -> None:
    told = text_of(briefs[CORRIEDALE, "internal"], "summary")
    theirs, ours = told.split("**Why, in our notes:**")
    assert "Brent Vasquill, Group CIO (Vantrell Group), email, 12 August 2026" in theirs
    assert "> “Following the acquisition of Corriedale Travel by Vantrell Group" in theirs
    assert "> “What would have helped: one call into Vantrell in the week of the news.”" in ours


def test_a_question_in_a_post_mortem_is_quoted_with_its_answer(briefs: Drafts) -> None:
    assert "“Could we have kept them? With a price for ten daily people" in text_of(
        briefs[POLWITHEN, "internal"], "summary"
    )


def test_what_was_known_before_the_end_is_told_and_no_risk_of_a_running_contract(briefs: Drafts) -> None:
    brief = briefs[CORVANE, "internal"]
    assert "health yellow, 50.8 of 100, 90 days before the end" in row_with(brief, "summary", "Known when")
    told = text_of(brief, "risks")
    assert told.startswith("**Nothing is at risk any more. These risks fired on 5 April 2026")
    assert "- The champion, Dorothea Okonjo-Price, left on 19 December 2025" in told
    assert "by | next step" not in told


def test_a_way_back_is_told_only_where_the_notes_speak_of_one(briefs: Drafts) -> None:
    polwithen, corriedale = (text_of(briefs[name, "internal"], "summary") for name in (POLWITHEN, CORRIEDALE))
    assert "> “If we come back it's a pot of days" in polwithen
    assert "I find no word in the notes of a way back" in corriedale


def test_what_became_of_their_data_is_told(briefs: Drafts) -> None:
    assert "deletion certificate to Kirsty on" in text_of(briefs[GRAYLOCH, "internal"], "summary")
    assert "I find no word in the notes on export and deletion of their data" in text_of(
        briefs[POLWITHEN, "internal"], "summary"
    )


def test_who_has_left_is_asked_for_the_lesson_and_not_for_a_renewal(briefs: Drafts) -> None:
    told = text_of(briefs[MARROWBONE, "internal"], "questions")
    assert told.startswith("- **On which day did you know, and what happened on it?** The contract ended on 22 October")
    assert "who may confirm the deletion?" in told
    assert "Who signs the next contract" not in told


def test_use_of_a_contract_that_has_ended_is_not_told_as_if_it_ran(briefs: Drafts) -> None:
    told = text_of(briefs[MARROWBONE, "internal"], "adoption")
    assert "the last count on record is 3 users in the 28 days to 18 October 2026" in told
    assert "Usage change" not in told


def test_a_gap_reads_right_behind_i_find(briefs: Drafts) -> None:
    texts = {name: text_of(one) for (name, audience), one in briefs.items() if audience == "internal"}
    assert {name: text for name, text in texts.items() if "find no contract runs" in text} == {}


def test_a_count_of_one_has_no_plural(briefs: Drafts) -> None:
    plural = re.compile(r"(?<![\d.,])1 (?:days|users|open milestones|earlier steps|milestones|tickets)\b")
    assert {key: plural.findall(text_of(one)) for key, one in briefs.items() if plural.search(text_of(one))} == {}


def test_features_are_told_with_their_users_of_the_latest_day(briefs: Drafts) -> None:
    row = row_with(briefs[HALDEN, "internal"], "adoption", "Features in use")
    assert "with their users on 20 November 2026: Academy (6), Agents (18)" in row


def test_no_section_begins_with_a_table(briefs: Drafts) -> None:
    ours = {
        "summary",
        "people",
        "health",
        "changes",
        "risks",
        "tickets",
        "adoption",
        "questions",
        "milestones",
        "story",
    }
    assert [
        (key, one.key)
        for key, brief in briefs.items()
        for one in brief.sections
        if one.key in ours and one.parts[0].text.startswith("|")
    ] == []


def test_a_customer_reads_the_cooperation_and_nothing_internal(briefs: Drafts) -> None:
    told = text_of(briefs[QUARRION, "customer"])
    assert "**Our contract:** together since 22 December 2023" in told
    assert "**Who looks after you:** for your work Jonah Castellaw" in told
    texts = {name: text_of(one) for (name, audience), one in briefs.items() if audience == "customer"}
    assert {name: INTERNAL.findall(_without_quotes(text)) for name, text in texts.items()} == {
        name: [] for name in texts
    }


def test_an_account_with_nothing_but_a_name_says_so(tmp_path: Path) -> None:
    for brief in drafted(tmp_path, "account-brief", [Account(account_id="A1", name="Acme")]).values():
        assert brief.left_out == []
        assert all(one.parts for one in brief.sections)
        assert "no contact on record" in text_of(brief, "people")


def _without_quotes(text: str) -> str:
    return re.sub(r"“[^”]*”", "", text)


def test_a_component_that_only_weighs_less_did_not_move_the_health(briefs: Drafts) -> None:
    told = text_of(briefs["Fjordlys Film", "internal"], "summary")
    assert "What moved the health most" not in told
    assert "counted only since then: Product usage" in told


def test_a_trial_of_a_competitor_is_the_first_sign_and_what_was_no_cause_is_no_reason(briefs: Drafts) -> None:
    told = text_of(briefs["Corvane Retail Group", "internal"], "summary")
    assert "the first sign of an alternative is in “hello again, from the third of us”" in told
    assert "What did not cause it" not in told
