"""Plans drafted for tests: of every account of the demo book, and of one that a test makes."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from copilot.documents.document import Audience, Document, Kind
from copilot.documents.drafting import Drafter
from copilot.documents.order import Order
from copilot.records import Record
from copilot.scope import EVERYTHING
from copilot.settings import Settings
from copilot.wiring import Copilot, open_copilot
from tests.loading.books import write_records

AS_OF = date(2026, 11, 21)
AUDIENCES: tuple[Audience, ...] = ("internal", "customer")
Drafts = dict[tuple[str, Audience], Document]


def drafts_of(copilot: Copilot, kind: Kind) -> Drafts:
    """Draft a kind for every account and both audiences, by the account's name."""
    drafter = Drafter(copilot.accounts, copilot.documents)
    return {
        (account.name, audience): drafter.draft(
            Order(kind=kind, account_id=account.account_id, as_of=AS_OF, audience=audience), EVERYTHING
        )
        for account in copilot.accounts.names(EVERYTHING)
        for audience in AUDIENCES
    }


def drafted(folder: Path, kind: Kind, records: Iterable[Record]) -> Drafts:
    """Draft a kind for the accounts of a small book that a test makes."""
    with open_copilot(Settings(data_dir=folder / "data", model="built-in")) as copilot:
        copilot.import_book(write_records(folder / "book", records))
        return drafts_of(copilot, kind)


def text_of(document: Document, *keys: str) -> str:
    """Return what a document says, or some of its sections."""
    return "\n\n".join(part.text for one in document.sections if not keys or one.key in keys for part in one.parts)


def row_with(document: Document, key: str, words: str) -> str:
    """Return the row or line of a section that holds some words."""
    return next((line for line in text_of(document, key).splitlines() if words in line), "")
