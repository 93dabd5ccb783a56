"""What notes say otherwise of a contract than its lines do, as facts beside the figures."""

from collections.abc import Collection
from datetime import date

from copilot.display import show_date
from copilot.documents.dossier import Dossier
from copilot.documents.order import Order
from copilot.documents.sections.account.contradictions import contradictions
from copilot.documents.sections.account.statements import Statement
from copilot.evidence import Fact, RowRef
from copilot.tools.context import CopilotContext

_OF_CONTRACTS = frozenset(("arr", "seats", "next_renewal_date", "days_to_renewal", "auto_renew"))


def contradicted(context: CopilotContext, account_id: str, day: date, names: Collection[str] | None) -> list[Fact]:
    """Return what the notes of an account say otherwise, where facts of its contract are asked for.

    By the same rules as in a document: what a note states of the running contract, not what somebody asks or offers.
    """
    if names is not None and _OF_CONTRACTS.isdisjoint(names):
        return []
    order = Order(kind="account-brief", account_id=account_id, as_of=day)
    dossier = Dossier(order, context.accounts, context.documents, context.scope, account_id)
    return [_as_fact(dossier, one.about, said) for one in contradictions(dossier) for said in one.said]


def _as_fact(dossier: Dossier, about: str, said: Statement) -> Fact:
    note = said.note
    return Fact(
        name="contradiction",
        label=f"A note on {about}",
        value=said.sentence,
        display=f"“{said.sentence}” ({note.title}, {show_date(note.date)})",
        as_of=dossier.as_of,
        formula="notes compared with the running contract lines, and with one another",
        rows=[RowRef(table="notes", id=note.document_id.removeprefix("note:"))],
        account_id=dossier.account.account_id,
        account_name=dossier.account.name,
    )
