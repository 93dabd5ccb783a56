"""The success plan: what the customer wants, how it is measured, and who does what until when."""

from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.dossier import Dossier
from copilot.documents.sections.plan.chapters import AGREED, BACK, MEASURES, MILESTONES, OBJECTIVES, PEOPLE, RISKS
from copilot.documents.sections.plan.marks import marks
from copilot.documents.sections.plan.summary import plan_summary


def _title(d: Dossier) -> str:
    return f"{d.account.name}: success plan"


SUCCESS_PLAN = Blueprint(
    kind="success-plan",
    title=_title,
    chapters=(
        Chapter(
            "summary",
            "In short",
            plan_summary,
            nothing="nothing that a plan could stand on",
            brief=(
                "in two or three sentences: whether the plan will carry to its goal, the one thing that decides it, "
                "and what is asked of each side next"
            ),
        ),
        OBJECTIVES,
        MILESTONES,
        BACK,
        Chapter("marks", "The 60- and 90-day marks", marks, nothing="no day to count from", is_spare=True),
        MEASURES,
        RISKS,
        AGREED,
        PEOPLE,
    ),
)
