"""The evidence gathered so far, with the handles by which it is cited."""

import threading
from collections.abc import Sequence

from copilot.evidence import Evidence, Fact, Passage


class Ledger:
    """The evidence of a conversation or a document so far; it hands out handles F1, F2, …, each of them once."""

    def __init__(self, earlier: Evidence | None = None) -> None:
        self.evidence = earlier or Evidence()
        self._lock = threading.Lock()
        self._handles = {self._identity(fact): fact.id for fact in self.evidence.facts}
        self._passages = {passage.id for passage in self.evidence.passages}
        self._last = max((int(fact.id[1:]) for fact in self.evidence.facts), default=0)

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
        if handle is not None:
            return fact.model_copy(update={"id": handle})
        self._last += 1
        named = fact.model_copy(update={"id": f"F{self._last}"})
        self._handles[identity] = named.id
        self.evidence.facts.append(named)
        return named

    @staticmethod
    def _identity(fact: Fact) -> tuple[object, ...]:
        # Without the value, whose digits and type do not all come back from JSON; `display` shows it.
        told = (fact.name, fact.label, fact.unit, fact.display, fact.as_of, fact.formula, fact.account_id)
        return (*told, fact.value is None, tuple(fact.rows))
