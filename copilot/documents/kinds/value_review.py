"""The value review (QBR, EBR): what was promised, what came of it, and what is agreed for the next quarter."""

from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.dossier import Dossier
from copilot.documents.sections.review.asks import review_asks, review_decisions
from copilot.documents.sections.review.caution import likely_questions, not_to_show
from copilot.documents.sections.review.goal import review_goal, sponsor_state
from copilot.documents.sections.review.milestones import review_milestones
from copilot.documents.sections.review.plan import review_plan
from copilot.documents.sections.review.promises import review_promises
from copilot.documents.sections.review.support import review_support
from copilot.documents.sections.review.use import review_use
from copilot.documents.sections.review.value import review_value


def _title(d: Dossier) -> str:
    return f"{d.account.name}: value review"


VALUE_REVIEW = Blueprint(
    kind="value-review",
    title=_title,
    chapters=(
        Chapter(
            "goal",
            "The goal of the meeting",
            review_goal,
            nothing="nothing that a goal could stand on",
            brief="what this meeting has to decide and why now, in two or three sentences",
            prose="plan",
            for_customers=False,
        ),
        Chapter(
            "sponsor",
            "How the sponsor stands",
            sponsor_state,
            nothing="no sponsor on record",
            for_customers=False,
        ),
        Chapter(
            "promises",
            "What was agreed last time",
            review_promises,
            nothing="no agreement on record",
            is_spare=True,
        ),
        Chapter(
            "value",
            "The result",
            review_value,
            nothing="no outcome on record",
            brief="what the result means for those who do the work, and what is not measured yet, in two sentences",
        ),
        Chapter("adoption", "Who uses what", review_use, nothing="no use on record"),
        Chapter("service", "What went wrong on our side", review_support, nothing="no ticket on record"),
        Chapter("milestones", "Milestones", review_milestones, nothing="no milestone on record", is_spare=True),
        Chapter("plan", "The next quarter", review_plan, nothing="nothing to plan for"),
        Chapter("asks", "What we ask", review_asks, nothing="nothing to ask"),
        Chapter("decisions", "Decisions needed", review_decisions, nothing="no decision to take"),
        Chapter(
            "not-to-show",
            "What not to show, and why",
            not_to_show,
            nothing="nothing to keep back",
            brief="what should not come up in this meeting, and what to turn to instead, in two or three sentences",
            for_customers=False,
        ),
        Chapter(
            "questions",
            "Likely questions",
            likely_questions,
            nothing="no question that is to be expected",
            for_customers=False,
        ),
    ),
)
