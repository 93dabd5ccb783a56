"""The feedback summary for a product manager: what customers ask for, what hangs on it, and what to answer first."""

from copilot.display import show_date
from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.overall import Overall
from copilot.documents.sections.feedback.actions import feedback_actions, feedback_routing
from copilot.documents.sections.feedback.ranking import ranking, speakers, trend
from copilot.documents.sections.feedback.summary import feedback_summary
from copilot.documents.sections.feedback.uncertain import uncertain
from copilot.documents.sections.feedback.voices import feedback_voices


def _title(d: Overall) -> str:
    of = f" of {d.alone.name}" if d.alone is not None else ""
    return f"Feedback{of} since {show_date(d.themes.period.since)}"


FEEDBACK_SUMMARY = Blueprint(
    kind="feedback-summary",
    title=_title,
    chapters=(
        Chapter(
            "summary",
            "The answer first",
            feedback_summary,
            nothing="no feedback",
            brief="which theme weighs most, what changed beyond chance, and whom to answer first, in three sentences",
        ),
        Chapter("ranking", "Themes by weight", ranking, nothing="no theme"),
        Chapter("trend", "Against the period before", trend, nothing="no theme to compare"),
        Chapter("speakers", "Who says it, and how", speakers, nothing="nobody who speaks of a theme"),
        Chapter("voices", "In their words", feedback_voices, nothing="no words that can be quoted"),
        Chapter(
            "routing",
            "Where it goes",
            feedback_routing,
            nothing="no theme to route",
            brief="which different problems hide in the first themes, and whose they are, in three sentences",
        ),
        Chapter("actions", "What to do", feedback_actions, nothing="nothing that waits for an answer"),
        Chapter("uncertain", "Uncertain", uncertain, nothing="nothing that was said"),
    ),
)
"""What customers ask for, over all accounts."""
