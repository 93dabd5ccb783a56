"""What a run knows and its model never sees: the caller's scope, the as-of date, the rooms and the ledger."""

from dataclasses import dataclass, field
from datetime import date

from langchain.tools import ToolRuntime

from copilot.documents.desk import Desk
from copilot.feedback.board import Board
from copilot.ledger import Ledger
from copilot.llm.built_in.drafts import audience_asked
from copilot.records import Account
from copilot.retrieval.search import Retriever
from copilot.scope import Scope
from copilot.store.accounts import AccountStore
from copilot.store.documents import DocumentStore
from copilot.store.names import AccountNames


@dataclass(frozen=True, slots=True)
class CopilotContext:
    """The context of one run."""

    scope: Scope
    as_of: date
    accounts: AccountStore
    documents: DocumentStore
    retriever: Retriever
    desk: Desk
    board: Board
    ledger: Ledger
    question: str = ""
    """What the user asked, by which a tool tells what was wanted from what a text or a model makes of it."""
    account_id: str | None = None
    """The account that the conversation was opened on, if any."""
    troubles: list[str] = field(default_factory=list)
    """What went wrong with the model, in plain words, in order."""

    @property
    def is_for_customer(self) -> bool:
        """Whether the question asks for a text that a customer is to read."""
        return audience_asked(self.question) == "customer"

    def names(self) -> AccountNames:
        """Return the names of the accounts that the caller may see."""
        return AccountNames(self.accounts.names(self.scope))

    def account_of(self, name: str) -> Account:
        """Return the one account that a name, id or alias means; NotFound or InvalidInput otherwise."""
        # An id is looked up by itself: reading every name takes its time in a large book.
        return self.accounts.find(name, self.scope) or self.names().resolve(name)


Run = ToolRuntime[CopilotContext]
"""How a tool receives the context: a parameter `runtime: Run`, hidden from the model."""
