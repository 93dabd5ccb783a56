"""The latest notes of an account, read whole."""

from datetime import date

from langchain.tools import tool

from copilot.display import show_date
from copilot.evidence import Fact, Passage
from copilot.metrics.facts import rows_of
from copilot.records import Note
from copilot.tools.context import Run
from copilot.tools.reply import Reply, reply

_PASSAGES_A_NOTE = 8


@tool(response_format="content_and_artifact")
def read_notes(account: str, runtime: Run, limit: int = 1, include_internal: bool = False) -> Reply:
    """Read the latest calls, meetings and e-mails with an account, newest first; internal notes only where asked for.

    Use it for when we last spoke, what was said and what was agreed.
    """
    context = runtime.context
    found = context.account_of(account)
    notes = context.accounts.dated(Note, context.scope, date.min, context.as_of, [found.account_id])
    spoken = [note for note in notes if include_internal or note.kind != "internal"]
    if context.is_for_customer:
        spoken = [note for note in notes if note.visibility == "customer"]
    latest = spoken[::-1][: max(1, min(limit, 5))]
    facts = [_as_fact(note, found.name, context.as_of) for note in latest]
    passages: list[Passage] = []
    for note in latest:
        passages += context.documents.of_document(f"note:{note.note_id}", context.scope)[:_PASSAGES_A_NOTE]
    kind = "note" if include_internal else "call, meeting or e-mail"
    return reply(context, facts=facts, passages=passages, nothing=f"There is no {kind} with {found.name} by then.")


def _as_fact(note: Note, account_name: str, as_of: date) -> Fact:
    kind = note.kind or "note"
    about = f"{kind} “{note.title}”" if note.title else kind
    return Fact(
        name="note",
        label=about[:1].upper() + about[1:],
        value=note.date,
        unit="date",
        display=show_date(note.date),
        as_of=as_of,
        rows=rows_of([note]),
        account_id=note.account_id,
        account_name=account_name,
    )
