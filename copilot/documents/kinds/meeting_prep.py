"""The meeting prep: one page for the next hour with a customer; for the customer an agenda."""

from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.answer import answer
from copilot.documents.sections.account.days_ahead import days_ahead
from copilot.documents.sections.account.owed import owed
from copilot.documents.sections.account.pulse import pulse
from copilot.documents.sections.account.questions import questions
from copilot.documents.sections.account.tickets import tickets
from copilot.documents.sections.account.unknown import unknown
from copilot.documents.sections.meeting.agenda import agenda, figures, proposals
from copilot.documents.sections.meeting.preparation import aim, to_bring_up, to_promise, whom_you_meet


def _title(d: Dossier) -> str:
    return f"{d.account.name}: the next meeting" if d.is_internal else f"{d.account.name} and Ai First: agenda"


def _opening(d: Dossier) -> list[Part]:
    return [*aim(d), *answer(d)] if d.is_internal else agenda(d)


MEETING_PREP = Blueprint(
    kind="meeting-prep",
    title=_title,
    chapters=(
        Chapter("summary", "What it is about", _opening, nothing="nothing on record but the name"),
        Chapter("people", "Whom you meet", whom_you_meet, nothing="no contact on record", for_customers=False),
        Chapter(
            "things",
            "Three things to bring up",
            to_bring_up,
            nothing="nothing to bring up",
            brief=(
                "the three things to bring up, each in two sentences: what is so, with its evidence, and how to open "
                "it so that they answer; the one that decides most comes first"
            ),
            prose="plan",
            for_customers=False,
        ),
        Chapter(
            "questions",
            "What to ask",
            questions,
            nothing="no question",
            brief=(
                "four to six questions that follow from the gaps, signals and open promises, each with the reason to "
                "ask it in half a sentence; open questions, none that yes would answer"
            ),
            prose="plan",
            for_customers=False,
        ),
        Chapter("promise", "What to promise, and what not", to_promise, nothing="no rule", for_customers=False),
        Chapter("promises", "What was agreed", owed, nothing="no agreement in the notes", is_spare=True),
        Chapter("ahead", "Days ahead", days_ahead, nothing="no day ahead in the notes", for_customers=False),
        Chapter("figures", "Figures", figures, nothing="no figure on record"),
        Chapter("tickets", "Open tickets", tickets, nothing="no open ticket"),
        Chapter("pulse", "Health, and what changed", pulse, nothing="no change", for_customers=False),
        Chapter("proposals", "Next steps to propose", proposals, nothing="no step to propose"),
        Chapter("unknown", "Not known, or old", unknown, nothing="no gap", for_customers=False),
    ),
)
