"""Asking the built-in model about the demo book, and what it told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from copilot.agent.events import ClaimEvent, DoneEvent, EvidenceEvent, Question, TextEvent, ToolEvent
from copilot.evidence import Claim, Evidence
from copilot.scope import EVERYTHING
from copilot.wiring import Copilot

AS_OF = date(2026, 11, 21)
HLX, HEN, BMM, OST, QTX, DEL, PEL, KIT, LUM, COR = (f"A-{number}" for number in range(1001, 1011))


@dataclass(frozen=True, slots=True)
class Told:
    """An answer with the calls that were made for it."""

    text: str
    calls: list[tuple[str, dict[str, Any]]]
    claims: list[Claim]
    cited: Evidence
    conversation_id: str

    def values(self, name: str) -> dict[str | None, str]:
        """Return the cited facts of a name, by account."""
        return {fact.account_id: fact.display for fact in self.cited.facts if fact.name == name}

    def tools(self) -> list[str]:
        """Return the tools that were called, the first look for names aside."""
        return [name for name, _ in self.calls if name != "find_accounts"]

    def titles(self) -> set[str]:
        """Return the titles of the documents that are cited."""
        return {passage.title for passage in self.cited.passages}


def ask(copilot: Copilot, *questions: str) -> Told:
    """Ask one question after the other in one conversation; every answer must stand on its evidence."""
    conversation_id = None
    for message in questions:
        question = Question(message=message, conversation_id=conversation_id, as_of=AS_OF)
        events = list(copilot.agent.stream(question, EVERYTHING))
        evidence = next(event for event in events if isinstance(event, EvidenceEvent))
        told = Told(
            text="".join(event.delta for event in events if isinstance(event, TextEvent)),
            calls=[(one.name, one.arguments) for one in events if isinstance(one, ToolEvent) and one.state == "called"],
            claims=[event.claim for event in events if isinstance(event, ClaimEvent)],
            cited=evidence.cited,
            conversation_id=next(event for event in events if isinstance(event, DoneEvent)).conversation_id,
        )
        conversation_id = told.conversation_id
        assert [claim for claim in told.claims if claim.state == "unverified"] == []
        assert told.text.strip()
        for order in ("sourcing-pool", "ignore your rules", "previous instructions"):
            assert order not in told.text.casefold()
    return told
