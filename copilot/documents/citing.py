"""Putting what a document says into its evidence, which gives it the handles that the text cites."""

from collections.abc import Callable
from typing import Any, Self, TypeVar, cast

from copilot.documents.audience import may_tell
from copilot.documents.order import Order
from copilot.evidence import NOTHING, Fact, Gap, Passage
from copilot.grounding.telling import without_orders
from copilot.ledger import Ledger
from copilot.metrics.facts import gap_fact
from copilot.scope import Scope
from copilot.store.accounts import AccountStore
from copilot.store.documents import DocumentStore

T = TypeVar("T")


class Citing:
    """What a document is written from: the caller's view of the book, and the evidence that is cited so far."""

    def __init__(self, order: Order, accounts: AccountStore, documents: DocumentStore, scope: Scope) -> None:
        self.order, self.as_of, self.audience = order, order.as_of, order.audience
        self.accounts, self.documents, self.scope = accounts, documents, scope
        self.ledger = Ledger()
        self._computed: dict[Callable[[Self], Any], Any] = {}

    @property
    def is_internal(self) -> bool:
        """Tell whether our own people read it."""
        return self.audience == "internal"

    @property
    def finds(self) -> str:
        """Return how a gap begins: to a customer we speak for the house."""
        return "I find" if self.is_internal else "We find"

    def put(self, fact: Fact) -> str:
        """Put a fact into the evidence and return the figure that shows it: `{F3}`."""
        return f"{{{self.keep(fact).id}}}"

    def keep(self, fact: Fact) -> Fact:
        """Put a fact into the evidence and return it with its handle; LookupError where the audience may not know."""
        if not may_tell(fact, self.audience):
            raise LookupError(f"{fact.name} is not for customers")
        return self.ledger.add_facts([without_orders(fact)])[0]

    def cite(self, *evidence: Fact | Passage) -> str:
        """Put evidence in and return the citation of it: `[F3 P12]`, or nothing where there is none."""
        handles = [
            (self.keep(one) if isinstance(one, Fact) else self.ledger.add_passages([one])[0]).id for one in evidence
        ]
        return f"[{' '.join(dict.fromkeys(handles))}]" if handles else ""

    def lack(self, reason: str, account: tuple[str, str] | None = None) -> str:
        """Say that something was looked for and is not there: `{F9}`, which reads as the reason does."""
        account_id, name = account or (None, None)
        gap = Gap(name=NOTHING, reason=reason, account_id=account_id, account_name=name)
        return self.put(gap_fact(gap, self.as_of).model_copy(update={"label": "Looked for, not found"}))

    def once(self, compute: "Callable[[Self], T]") -> T:
        """Return what a function makes of this, computed at its first call; the sections of a document share it."""
        if compute not in self._computed:
            self._computed[compute] = compute(self)
        return cast("T", self._computed[compute])

    def gather(self) -> None:
        """Put all that is known into the evidence, so that what a person writes can be held against it."""
