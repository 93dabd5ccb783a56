"""The chapters that success plans and onboarding plans share; what only one of them has stands in its kind."""

from copilot.documents.blueprint import Chapter
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.promises import promises
from copilot.documents.sections.plan.back import worked_back
from copilot.documents.sections.plan.measures import measures
from copilot.documents.sections.plan.milestones import milestones
from copilot.documents.sections.plan.objectives import objectives
from copilot.documents.sections.plan.people import sides
from copilot.documents.sections.plan.risks import plan_risks

OBJECTIVES: Chapter[Dossier] = Chapter("objectives", "What it is for", objectives, nothing="no objective yet")
MILESTONES: Chapter[Dossier] = Chapter("milestones", "Milestones", milestones, nothing="no milestone yet")
BACK: Chapter[Dossier] = Chapter("back", "Step by step", worked_back, nothing="no goal with a date", is_spare=True)
MEASURES: Chapter[Dossier] = Chapter(
    "measures", "What is missing to measure it", measures, nothing="no gap", is_spare=True
)
RISKS: Chapter[Dossier] = Chapter(
    "risks",
    "What stands in the way",
    plan_risks,
    nothing="nothing that stands in the way",
    brief=(
        "in two to four sentences: which of these holds up which line of the plan, what follows for its dates, and "
        "what would clear the way"
    ),
    is_spare=True,
)
AGREED: Chapter[Dossier] = Chapter(
    "agreed", "Agreed in conversation", promises, nothing="no agreement in the notes", is_spare=True
)
PEOPLE: Chapter[Dossier] = Chapter("people", "Who does what", sides, nothing="nobody yet", is_spare=True)
