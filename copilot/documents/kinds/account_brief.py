"""The account brief: for somebody who takes an account over or reports on it; for the customer the cooperation."""

from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.adoption import adoption
from copilot.documents.sections.account.answer import answer
from copilot.documents.sections.account.changes import changed
from copilot.documents.sections.account.cooperation import cooperation
from copilot.documents.sections.account.days_ahead import days_ahead
from copilot.documents.sections.account.health import health
from copilot.documents.sections.account.owed import owed
from copilot.documents.sections.account.people import people
from copilot.documents.sections.account.questions import questions
from copilot.documents.sections.account.risks import risks
from copilot.documents.sections.account.said import said
from copilot.documents.sections.account.story import next_steps, profile, story
from copilot.documents.sections.account.tickets import tickets
from copilot.documents.sections.account.unknown import unknown
from copilot.documents.sections.account.value import value


def _title(d: Dossier) -> str:
    return f"{d.account.name}: account brief" if d.is_internal else f"{d.account.name} and Ai First: where we stand"


def _summary(d: Dossier) -> list[Part]:
    return answer(d) if d.is_internal else cooperation(d)


ACCOUNT_BRIEF = Blueprint(
    kind="account-brief",
    title=_title,
    chapters=(
        Chapter("summary", "In short", _summary, nothing="nothing on record but the name"),
        Chapter("profile", "Contract and purpose", profile, nothing="nothing but the name", for_customers=False),
        Chapter("people", "People", people, nothing="no contact on record"),
        Chapter("health", "Health and why", health, nothing="no health", for_customers=False),
        Chapter(
            "changes",
            "What changed",
            changed,
            nothing="nothing that changed",
            brief=(
                "what of the changes matters and what is noise, in two or three sentences: which change came first, "
                "and which others follow from it as far as the evidence says so"
            ),
            for_customers=False,
        ),
        Chapter(
            "risks",
            "Risks and chances",
            risks,
            nothing="no signal",
            brief=(
                "what somebody who takes the account over must do in the first two weeks and in which order, in three "
                "to five sentences that stand on the signals and on what is open"
            ),
            for_customers=False,
        ),
        Chapter("promises", "Open promises", owed, nothing="no agreement in the notes", is_spare=True),
        Chapter("ahead", "Days ahead", days_ahead, nothing="no day ahead in the notes", for_customers=False),
        Chapter("tickets", "Open tickets", tickets, nothing="no open ticket"),
        Chapter("value", "Value delivered", value, nothing="no outcome on record"),
        Chapter("adoption", "Use", adoption, nothing="no use on record", for_customers=False),
        Chapter("said", "What they said", said, nothing="no word of the customer", for_customers=False),
        Chapter("questions", "What to ask", questions, nothing="no question", for_customers=False),
        Chapter("milestones", "Next milestones", next_steps, nothing="no open milestone"),
        Chapter("story", "How it came here", story, nothing="nothing on record that happened"),
        Chapter("unknown", "Not known, or old", unknown, nothing="no gap", for_customers=False),
    ),
)
