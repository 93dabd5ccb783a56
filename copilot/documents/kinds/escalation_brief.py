"""The escalation brief: one matter, its clock and the next message; for the customer where it stands."""

from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.days_ahead import days_ahead
from copilot.documents.sections.escalation.brief import commitments, impact, owners, standing, why_this_level
from copilot.documents.sections.escalation.clock import clock
from copilot.documents.sections.escalation.messages import messages
from copilot.documents.sections.escalation.timeline import timeline_of


def _title(d: Dossier) -> str:
    return f"{d.account.name}: escalation brief" if d.is_internal else f"{d.account.name}: where your tickets stand"


ESCALATION_BRIEF = Blueprint(
    kind="escalation-brief",
    title=_title,
    chapters=(
        Chapter(
            "summary",
            "Where it stands",
            standing,
            nothing="no ticket on record",
            brief=(
                "in three sentences: what is wrong and since when, what it means for the customer, and what happens "
                "next by when and by whom; where there is no escalation, say so and stop"
            ),
        ),
        Chapter("level", "Level, and why", why_this_level, nothing="no level", for_customers=False),
        Chapter("clock", "The clock", clock, nothing="no clock", for_customers=False),
        Chapter(
            "messages",
            "Next messages",
            messages,
            nothing="nobody to write to",
            brief=(
                "the next message to each reader named there, ready to be sent: the effect in the customer's words, "
                "what is known and what is not, the next word and its time; keep what is to be filled in marked as such"
            ),
            prose="plan",
            for_customers=False,
        ),
        Chapter("timeline", "What happened", timeline_of, nothing="nothing that happened"),
        Chapter("impact", "Impact", impact, nothing="no impact on record", for_customers=False),
        Chapter("commitments", "What was promised", commitments, nothing="no promise", is_spare=True),
        Chapter("ahead", "Days ahead", days_ahead, nothing="no day ahead in the notes", for_customers=False),
        Chapter("owners", "Who owns what", owners, nothing="nobody on record"),
    ),
)
