"""Who owes what was agreed: we, they, or nobody that its words name."""

from copilot.documents.document import Part
from copilot.documents.dossier import Dossier
from copilot.documents.sections.account.became import standing
from copilot.documents.sections.account.promises import (
    Promise,
    agreed_fact,
    due_fact,
    fate,
    gone,
    none_open,
    promises_of,
    tables,
    told_since,
)


def owed(d: Dossier) -> list[Part]:
    """Write what we promised first, then what they did, then what its words give to nobody."""
    found = d.once(promises_of)
    return tables(d, found) if found else none_open(d)


def is_late(d: Dossier, promise: Promise) -> bool:
    """Tell whether the day that its words name has gone, and nothing on record speaks of it since."""
    return fate(d, promise) == "past its day"


def told(d: Dossier, promise: Promise) -> str:
    """Write a promise with its age, its day, and what is on record of it since."""
    line = f"{words_of(d, promise)}; agreed on {d.put(agreed_fact(d, promise))}{since_then(d, promise)}"
    if is_late(d, promise) and not d.is_internal:
        line = f"{line}; {standing(d, 'past its day', promise.side)}"
    return f"{line}. {gone(d, [promise])}".rstrip()


def words_of(d: Dossier, promise: Promise) -> str:
    """Write the words of a promise and the day that they name."""
    text = f"“{promise.text}” {d.cite(promise.passage)}"
    return text if promise.due is None else f"{text}, {d.put(due_fact(d, promise, promise.due))}"


def since_then(d: Dossier, promise: Promise) -> str:
    """Say what is on record of a promise since it was made, as it reads behind the promise."""
    since = told_since(d, promise)
    return f"; {since}" if since else ""
