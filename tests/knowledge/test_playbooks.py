import re
from collections import Counter
from pathlib import Path

import pytest

from copilot.metrics.signals import RULES
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
    value adoption expansion product_area importance source_id value_per_unit
"""
BOOK_WORDS = set(_BOOK_WORDS.split())
"""Columns and values of a book, which playbooks may name as well."""
SIGNALS = set(RULES)
SEGMENTS = {"enterprise", "mid_market", "smb"}
STAGES = {"onboarding", "adoption", "value", "renewal"}

each = pytest.mark.parametrize("path", PLAYBOOKS, ids=lambda path: path.stem)


def as_set(value: object) -> set[str]:
    return set(value) if isinstance(value, list) else {str(value)}


JOBS = {
    "structured onboarding of each segment": ["onboarding-enterprise", "onboarding-mid-market", "onboarding-smb"],
    "a handover from sales, and between CSMs": ["sales-to-cs-handover", "csm-to-csm-handover"],
    "training and enablement by role": ["enablement-by-role"],
    "success metrics and plans": ["success-metric-definition", "success-planning"],
    "60 and 90 days": ["first-60-and-90-days"],
    "adoption and continuous education": ["adoption", "continuous-education"],
    "the transformation framework and maturity": ["customer-transformation-framework"],
    "frameworks by segment, ownership": ["segment-frameworks", "ownership-map"],
    "relationships at all levels": ["champion-loss", "executive-sponsor-change", "single-threaded-account"],
    "challenges foreseen": ["low-usage-rescue", "silent-account", "detractor-recovery", "security-or-legal-blocker"],
    "standard communication and escalation": ["communication-standard", "escalation"],
    "reviews": ["qbr-and-ebr"],
    "ROI and productivity gains": ["roi-measurement", "productivity-gains"],
    "renewals": ["renewal", "renewal-forecast", "price-negotiation"],
    "expansion with sales": ["expansion-with-sales"],
    "churn": ["churn-save", "offboarding", "churn-post-mortem"],
    "the customer's voice, routed": ["voice-of-the-customer", "feedback-routing"],
    "advocacy, case studies, win stories": ["advocacy-programme", "case-study-and-win-story"],
    "community and education with Marketing and the CRO": ["community-and-education"],
    "recruiting, ramp and coaching": ["hiring-csms", "csm-ramp-and-coaching"],
    "the Head of CS's rhythm and metrics": ["head-of-cs-operating-rhythm"],
}
"""The jobs of a CSM and of the Head of Customer Success, and the playbooks that they work from."""


def test_every_job_has_its_playbook_and_every_playbook_its_job() -> None:
    assert {stem for stems in JOBS.values() for stem in stems} == {path.stem for path in PLAYBOOKS}


def test_every_signal_has_one_playbook_that_answers_it() -> None:
    headers = [split_header(path.read_text(encoding="utf-8"))[0] for path in PLAYBOOKS]
    answered = Counter(signal for header in headers for signal in as_set(header.get("signals", [])))
    assert answered == Counter(SIGNALS)


def test_every_playbook_is_linked_from_another_one_and_listed() -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in PLAYBOOKS}
    overview = (ROOT / "knowledge" / "README.md").read_text(encoding="utf-8")
    for stem in texts:
        assert f"(playbooks/{stem}.md)" in overview, stem
        assert any(f"({stem}.md)" in text for other, text in texts.items() if other != stem), stem


def test_every_metric_is_moved_by_a_playbook() -> None:
    moved = "".join(
        path.read_text(encoding="utf-8").split("## Metrics that move", 1)[1].split("\n## ", 1)[0] for path in PLAYBOOKS
    )
    parts = {
        "next_renewal_date",
        "starting_arr",
        "ending_arr",
        "renewals_due_arr",
        "monthly_active_users",
        "health_band",
    }
    assert METRICS - parts - set(re.findall(r"`([^`]+)`", moved)) == set()


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
