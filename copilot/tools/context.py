"""What a run knows and its model never sees: the caller's scope, the as-of date, the rooms and the ledger."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from langchain.tools import ToolRuntime

from copilot.evidence import Evidence, Fact, Passage
from copilot.records import Account
from copilot.retrieval.search import Retriever
from copilot.scope import Scope
from copilot.store.accounts import AccountStore
from copilot.store.documents import DocumentStore
from copilot.store.names import AccountNames


class Ledger:
    """The evidence of a conversation so far; it hands out the handles F1, F2, … and never the same one twice."""

    def __init__(self, earlier: Evidence | None = None) -> None:
        self.evidence = earlier or Evidence()
        self._lock = threading.Lock()
        self._handles = {self._identity(fact): fact.id for fact in self.evidence.facts}
        self._passages = {passage.id for passage in self.evidence.passages}

    def add_facts(self, facts: Sequence[Fact]) -> list[Fact]:
        """Record facts and return them with their handles; a fact that is known keeps its own."""
        with self._lock:
            return [self._add_fact(fact) for fact in facts]

    def add_passages(self, passages: Sequence[Passage]) -> list[Passage]:
        """Record passages; their id is their handle."""
        with self._lock:
            for passage in passages:
                if passage.id not in self._passages:
                    self._passages.add(passage.id)
                    self.evidence.passages.append(passage)
        return list(passages)

    def _add_fact(self, fact: Fact) -> Fact:
        identity = self._identity(fact)
        handle = self._handles.get(identity)
        named = fact.model_copy(update={"id": handle or f"F{len(self._handles) + 1}"})
        if handle is None:
            self._handles[identity] = named.id
            self.evidence.facts.append(named)
        return named

    @staticmethod
    def _identity(fact: Fact) -> str:
        return fact.model_copy(update={"id": ""}).model_dump_json()


@dataclass(frozen=True, slots=True)
class CopilotContext:
    """The context of one run."""

    scope: Scope
    as_of: date
    accounts: AccountStore
    documents: DocumentStore
    retriever: Retriever
    ledger: Ledger
    account_id: str | None = None
    """The account that the conversation was opened on, if any."""
    troubles: list[str] = field(default_factory=list)
    """What went wrong with the model, in plain words, in order."""

    def names(self) -> AccountNames:
        """Return the names of the accounts that the caller may see."""
        return AccountNames(self.accounts.names(self.scope))

    def account_of(self, name: str) -> Account:
        """Return the one account that a name, id or alias means; NotFound or InvalidInput otherwise."""
        # An id is looked up by itself: reading every name takes its time in a large book.
        return self.accounts.find(name, self.scope) or self.names().resolve(name)


Run = ToolRuntime[CopilotContext]
"""How a tool receives the context: a parameter `runtime: Run`, hidden from the model."""
