"""The onboarding plan: the weeks of the account's segment from its start to the first value and the 90th day."""

from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.dossier import Dossier
from copilot.documents.sections.plan.chapters import AGREED, BACK, MEASURES, MILESTONES, OBJECTIVES, PEOPLE, RISKS
from copilot.documents.sections.plan.first_value import onboarding_summary, value_first
from copilot.documents.sections.plan.marks import gates_from_start
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
        Chapter("first-value", "First value", value_first, nothing="no first value yet"),
        OBJECTIVES,
        Chapter("weeks", "Week by week", weeks, nothing="no start to date the weeks from", is_spare=True),
        MILESTONES,
        BACK,
        Chapter("marks", "The 60- and 90-day marks", gates_from_start, nothing="no day to count from", is_spare=True),
        MEASURES,
        RISKS,
        AGREED,
        PEOPLE,
    ),
)
