"""The databases of the copilot, opened and brought to their newest form, with the stores on them."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from copilot.errors import Unavailable
from copilot.settings import Settings
from copilot.standards import DEFAULT, load_standards
from copilot.store.accounts import AccountStore
from copilot.store.conversations import ConversationStore
from copilot.store.database import Database
from copilot.store.documents import DocumentStore
from copilot.store.drafts import DraftStore


@dataclass(frozen=True, slots=True)
class Databases:
    """The books' database, that of conversations and drafts (on PostgreSQL the same), and the stores on both."""

    books: Database
    talks: Database
    accounts: AccountStore
    documents: DocumentStore
    conversations: ConversationStore
    drafts: DraftStore


def open_databases(settings: Settings, opened: ExitStack) -> Databases:
    """Open the databases that the settings name until `opened` ends; Unavailable where the folder cannot be made."""
    _make_data_dir(settings.data_dir)
    books = Database(settings.database_url)
    opened.callback(books.close)
    books.upgrade()
    talks = Database(_url_of_talks(books))
    opened.callback(talks.close)
    if talks.url != books.url:
        talks.upgrade()
    return Databases(
        books=books,
        talks=talks,
        accounts=AccountStore(books, settings.reporting_currency, load_standards(settings.standards or DEFAULT)),
        documents=DocumentStore(books),
        conversations=ConversationStore(talks),
        drafts=DraftStore(talks),
    )


def _url_of_talks(books: Database) -> str:
    """Keep conversations in a file of their own beside SQLite's, so that a long import holds nobody up."""
    url = books.url
    if books.dialect == "sqlite" and url.database not in (None, "", ":memory:"):
        url = url.set(database=str(Path(str(url.database)).with_name("conversations.sqlite")))
    return url.render_as_string(hide_password=False)


def _make_data_dir(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"The data folder {folder} cannot be made: {error.strerror}.", "Set CSM_DATA_DIR.") from error
