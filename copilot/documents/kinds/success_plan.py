"""The success plan: what the customer wants, how it is measured, and who does what until when."""

from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.promises import promises
from copilot.documents.sections.plan.back import worked_back
from copilot.documents.sections.plan.marks import marks
from copilot.documents.sections.plan.measures import measures
from copilot.documents.sections.plan.milestones import milestones
from copilot.documents.sections.plan.objectives import objectives
from copilot.documents.sections.plan.people import sides
from copilot.documents.sections.plan.risks import plan_risks
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
        Chapter("objectives", "What it is for", objectives, nothing="no objective on record"),
        Chapter("milestones", "Milestones", milestones, nothing="no milestone on record"),
        Chapter("back", "Worked back from the goals", worked_back, nothing="no goal with a date"),
        Chapter("marks", "The 60- and 90-day marks", marks, nothing="no day to count from"),
        Chapter("measures", "What is missing to measure it", measures, nothing="no gap"),
        Chapter(
            "risks",
            "What stands in the way",
            plan_risks,
            nothing="nothing on record that stands in the way",
            brief=(
                "in two to four sentences: which of these holds up which line of the plan, what follows for its dates, "
                "and what would clear the way"
            ),
        ),
        Chapter("agreed", "Agreed in conversation", promises, nothing="no agreement in the notes"),
        Chapter("people", "Who does what", sides, nothing="nobody on record"),
    ),
)
