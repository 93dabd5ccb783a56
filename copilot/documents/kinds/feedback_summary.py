"""The feedback summary for a product manager: what customers ask for, what hangs on it, and what to answer first."""

from copilot.display import show_date
from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.overall import Overall
from copilot.documents.sections.feedback.answers import feedback_actions, feedback_summary, uncertain
from copilot.documents.sections.feedback.groups import first_day
from copilot.documents.sections.feedback.ranking import ranking, speakers, trend
from copilot.documents.sections.feedback.voices import feedback_routing, feedback_voices


def _title(d: Overall) -> str:
    of = f" of {d.alone.name}" if d.alone is not None else ""
    return f"Feedback{of} since {show_date(first_day(d))}"


FEEDBACK_SUMMARY = Blueprint(
    kind="feedback-summary",
    title=_title,
    chapters=(
        Chapter(
            "summary",
            "The answer first",
            feedback_summary,
            nothing="no feedback",
            brief="which area touches most, what is new in it, and whom to answer first, in three sentences",
        ),
        Chapter("ranking", "Areas by accounts and ARR", ranking, nothing="no feedback with a product area"),
        Chapter("trend", "Against the period before", trend, nothing="no feedback to compare"),
        Chapter("speakers", "Who says it", speakers, nothing="nobody who speaks of an area"),
        Chapter("voices", "In their words", feedback_voices, nothing="no words that can be quoted"),
        Chapter(
            "routing",
            "Where it goes",
            feedback_routing,
            nothing="nothing to route",
            brief="which different problems hide in the first areas, and whose they are, in three sentences",
        ),
        Chapter("actions", "What to do", feedback_actions, nothing="nothing that waits for an answer"),
        Chapter("uncertain", "Uncertain", uncertain, nothing="nothing uncertain"),
    ),
)
