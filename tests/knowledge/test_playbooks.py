import re
from pathlib import Path

import pytest

from copilot.settings import ROOT
from copilot.sources.front_matter import split_header
from copilot.sources.knowledge import read_knowledge

FOLDER = ROOT / "knowledge" / "playbooks"
PLAYBOOKS = sorted(FOLDER.glob("*.md"))
_METRICS = """
    arr grr nrr logo_churn_rate starting_arr churned_arr contraction_arr expansion_arr ending_arr
    gross_renewal_rate net_renewal_rate renewals_due_arr next_renewal_date licence_utilisation stickiness
    feature_breadth monthly_active_users usage_change_28d nps csat ces open_tickets open_urgent_tickets
    median_first_response_minutes median_resolution_hours time_to_first_value_days value_realised roi
    health_score health_band health.product_usage health.csm_sentiment health.outcomes
    health.voice_of_customer health.engagement last_contact_date active_contacts maturity_stage
"""
METRICS = set(_METRICS.split())
_BOOK_WORDS = """
    left_on active champion user detractor escalated start_date customer_since first_value as_of internal qbr
    value adoption
"""
BOOK_WORDS = set(_BOOK_WORDS.split())
"""Columns and values of a book, which playbooks may name as well."""
_SIGNALS = """
    usage_drop_28d low_utilisation_near_renewal champion_or_sponsor_gone single_threaded urgent_ticket_aging
    power_role_detractor milestone_overdue sentiment_red renewal_without_plan power_role_promoter roi_above_3
"""
SIGNALS = set(_SIGNALS.split())
SEGMENTS = {"enterprise", "mid_market", "smb"}
STAGES = {"onboarding", "adoption", "value", "renewal"}

each = pytest.mark.parametrize("path", PLAYBOOKS, ids=lambda path: path.stem)


def as_set(value: object) -> set[str]:
    return set(value) if isinstance(value, list) else {str(value)}


def test_the_first_eight_are_there() -> None:
    assert {path.stem for path in PLAYBOOKS} >= {
        "champion-loss",
        "executive-sponsor-change",
        "low-usage-rescue",
        "renewal-180-90-60-30",
        "escalation",
        "onboarding-enterprise",
        "qbr-and-ebr",
        "roi-measurement",
    }


@each
def test_the_front_matter_is_valid(path: Path) -> None:
    values, _ = split_header(path.read_text(encoding="utf-8"))
    knowledge = read_knowledge(path)
    assert values.keys() >= {"title", "kind", "stage", "segment", "owner", "updated"}
    assert knowledge.kind == "playbook"
    assert knowledge.owner in {"csm", "head_of_cs", "sales", "pm"}
    assert knowledge.updated is not None
    assert as_set(values["segment"]) <= SEGMENTS
    assert as_set(values["stage"]) <= STAGES
    assert as_set(values.get("signals", [])) <= SIGNALS
    assert knowledge.warnings == ()


@each
def test_it_has_the_sections_of_a_working_document(path: Path) -> None:
    headings = "\n".join(re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE))
    for section in (
        "Trigger",
        "Goal",
        "Who does what by when",
        "Questions to ask",
        "Message drafts",
        "What good looks like",
        "Exit criteria",
        "Metrics that move",
        "What to record",
        "When to escalate",
    ):
        assert section in headings, section


@each
def test_it_drafts_messages_to_champion_sponsor_and_administrator(path: Path) -> None:
    drafts = path.read_text(encoding="utf-8").split("## Message drafts", 1)[1].split("\n## ", 1)[0]
    for reader in ("sponsor", "administrator"):
        assert re.search(rf"\*\*To the [^*]*{reader}", drafts), reader
    assert re.search(r"\*\*To the [^*]*champion", drafts)


@each
def test_it_has_400_to_1200_words(path: Path) -> None:
    assert 400 <= len(path.read_text(encoding="utf-8").split()) <= 1200


@each
def test_names_in_backticks_are_metrics_or_words_of_the_book(path: Path) -> None:
    _, body = split_header(path.read_text(encoding="utf-8"))
    assert set(re.findall(r"`([^`]+)`", body)) - METRICS - BOOK_WORDS == set()


@each
def test_it_names_a_metric_that_moves(path: Path) -> None:
    moved = path.read_text(encoding="utf-8").split("## Metrics that move", 1)[1].split("\n## ", 1)[0]
    assert METRICS & set(re.findall(r"`([^`]+)`", moved))


@pytest.mark.parametrize("path", [*PLAYBOOKS, ROOT / "knowledge" / "README.md"], ids=lambda path: path.stem)
def test_its_links_lead_to_files(path: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (path.parent / link).is_file()] == []
