"""The renewal brief: one page that decides, then the evidence."""

from copilot.display import show_date
from copilot.documents.blueprint import Blueprint, Chapter
from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.adoption import adoption
from copilot.documents.sections.account.contract import contract
from copilot.documents.sections.account.contradictions import disagreements
from copilot.documents.sections.account.days_ahead import days_ahead
from copilot.documents.sections.account.ended import has_ended
from copilot.documents.sections.account.health import health
from copilot.documents.sections.account.people import people
from copilot.documents.sections.account.promises import promises
from copilot.documents.sections.account.risks import risks
from copilot.documents.sections.account.said import said
from copilot.documents.sections.account.tickets import tickets
from copilot.documents.sections.account.unknown import unknown
from copilot.documents.sections.account.value import value
from copilot.documents.sections.renewal.negotiation import negotiation
from copilot.documents.sections.renewal.scenarios import forecasts, scenarios
from copilot.documents.sections.renewal.signature import signature
from copilot.documents.sections.renewal.summary import renewal_summary
from copilot.metrics.revenue import due_next


def _title(d: Dossier) -> str:
    due = due_next(d.snapshot)
    if due:
        return f"{d.account.name}: renewal on {show_date(due[0].end_date)}"
    return f"{d.account.name}: {'ended, nothing to renew' if d.is_internal and has_ended(d) else 'renewal'}"


def _contract(d: Dossier) -> list[Part]:
    """Write the contract, and in a line where notes say otherwise."""
    return [*contract(d), *disagreements(d)]


RENEWAL_BRIEF = Blueprint(
    kind="renewal-brief",
    title=_title,
    chapters=(
        Chapter(
            "summary",
            "In five lines",
            renewal_summary,
            nothing="nothing that a recommendation could stand on",
            brief=(
                "the recommendation and why, in two or three sentences: what to aim for at this renewal, the one thing "
                "that decides it, and how sure that is"
            ),
            for_customers=False,
        ),
        Chapter("contract", "Contract and dates", _contract, nothing="no contract on record"),
        Chapter("scenarios", "Scenarios", scenarios, nothing="nothing to reckon with", for_customers=False),
        Chapter("forecasts", "Forecasts side by side", forecasts, nothing="no forecast", for_customers=False),
        Chapter("value", "Value delivered", value, nothing="no outcome on record"),
        Chapter("adoption", "Adoption", adoption, nothing="no use on record"),
        Chapter("health", "Health and its change", health, nothing="no health", for_customers=False),
        Chapter("people", "People", people, nothing="no contact on record"),
        Chapter(
            "risks",
            "Risks and chances",
            risks,
            nothing="no signal",
            brief=(
                "what the signals together mean for this renewal, which one drives the others, and what would change "
                "the picture, in three to five sentences"
            ),
            for_customers=False,
        ),
        Chapter(
            "negotiation",
            "Negotiation",
            negotiation,
            nothing="nothing said on price",
            brief="how to open the conversation, in three sentences that stand on their words and on what is measured",
            for_customers=False,
        ),
        Chapter("promises", "Open promises", promises, nothing="no agreement in the notes", is_spare=True),
        Chapter("ahead", "Days ahead", days_ahead, nothing="no day ahead in the notes", for_customers=False),
        Chapter("tickets", "Open tickets", tickets, nothing="no open ticket"),
        Chapter("signature", "Plan to signature", signature, nothing="no end to plan for", for_customers=False),
        Chapter("said", "What they said", said, nothing="no word of the customer", for_customers=False),
        Chapter("unknown", "Not known, or old", unknown, nothing="no gap", for_customers=False),
    ),
)
