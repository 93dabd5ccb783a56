"""The onboarding plan: the weeks of the account's segment from its start to the first value and the 90th day."""

from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.promises import promises
from copilot.documents.sections.plan.back import worked_back
from copilot.documents.sections.plan.first_value import onboarding_summary, value_first
from copilot.documents.sections.plan.marks import gates_from_start
from copilot.documents.sections.plan.measures import measures
from copilot.documents.sections.plan.milestones import milestones
from copilot.documents.sections.plan.objectives import objectives
from copilot.documents.sections.plan.people import sides
from copilot.documents.sections.plan.risks import plan_risks
from copilot.documents.sections.plan.weeks import weeks


def _title(d: Dossier) -> str:
    return f"{d.account.name}: onboarding plan"


ONBOARDING_PLAN = Blueprint(
    kind="onboarding-plan",
    title=_title,
    chapters=(
        Chapter(
            "summary",
            "In short",
            onboarding_summary,
            nothing="nothing that an onboarding could be dated from",
            brief=(
                "in two or three sentences: where the onboarding stands against its day, what the first value waits "
                "for, and what each side does next"
            ),
        ),
        Chapter("first-value", "First value", value_first, nothing="no first value on record"),
        Chapter("objectives", "What it is for", objectives, nothing="no objective on record"),
        Chapter("weeks", "Week by week", weeks, nothing="no start to date the weeks from"),
        Chapter("milestones", "Milestones", milestones, nothing="no milestone on record"),
        Chapter("back", "Worked back from the goals", worked_back, nothing="no goal with a date"),
        Chapter("marks", "The 60- and 90-day marks", gates_from_start, nothing="no day to count from"),
        Chapter("measures", "What is missing to measure it", measures, nothing="no gap"),
        Chapter(
            "risks",
            "What stands in the way",
            plan_risks,
            nothing="nothing on record that stands in the way",
            brief=(
                "in two to four sentences: which of these holds up the first value or the rollout, what follows for "
                "the dates, and what would clear the way"
            ),
        ),
        Chapter("agreed", "Agreed in conversation", promises, nothing="no agreement in the notes"),
        Chapter("people", "Who does what", sides, nothing="nobody on record"),
    ),
)
