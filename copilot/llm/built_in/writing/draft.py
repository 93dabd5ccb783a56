"""What an answer is written from, and the lines that answers share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from copilot.display import show_date
from copilot.evidence import NOTE, NOTHING, Evidence, Fact, Passage
from copilot.llm.built_in.letters import READERS
from copilot.llm.built_in.planning import Plan
from copilot.llm.built_in.quoting import Quote
from copilot.llm.built_in.reading import Embed
from copilot.llm.built_in.turn import Turn
from copilot.orders import orders_a_model

RELEVANT = 0.33
"""How much a sentence or passage must be like the question to answer it (measured on the test questions)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A turn to be answered: the plan, what the tools of the turn answered, how texts are compared, and the day."""

    plan: Plan
    turn: Turn
    evidence: Evidence
    embed: Embed
    as_of: date

    def told(self, account: Fact) -> dict[str, Fact]:
        """Return what is known of an account, by name."""
        return {fact.name: fact for fact in self.facts_of(account) if fact.value is not None}

    def facts_of(self, account: Fact) -> list[Fact]:
        """Return the facts of an account, those that cannot be told too."""
        return [fact for fact in self.evidence.facts if fact.account_id == account.account_id]

    def passages_of(self, account: Fact) -> list[Passage]:
        """Return the passages of an account's documents."""
        return [passage for passage in self.evidence.passages if passage.account_id == account.account_id]

    def gaps_of(self, account: Fact) -> list[str]:
        """Write what cannot be told of an account, with the reason."""
        gaps = [fact for fact in self.facts_of(account) if fact.value is None and fact.name not in (NOTHING, NOTE)]
        return [f"- Not known: {fact.label.lower()} ({{{fact.id}}})." for fact in gaps]

    def nothing(self) -> list[str]:
        """Say plainly what was looked for and not found."""
        return [f"{{{fact.id}}}" for fact in self.evidence.facts if fact.name == NOTHING]


def gather(turn: Turn) -> Evidence:
    """Put together what the tools of a turn answered, without the notes on what they left out and for whom."""
    calls = [call for call in turn.calls if call.name != "find_accounts"]
    facts = {fact.id: fact for call in calls for fact in call.evidence.facts if fact.name not in (NOTE, READERS)}
    passages = {passage.id: passage for call in calls for passage in call.evidence.passages}
    return Evidence(facts=list(facts.values()), passages=list(passages.values()))


def bullets(quotes: Sequence[Quote], *, indent: str = "", dated: bool = False) -> list[str]:
    """Write quotes one a line, each with its source; `dated` names the document and its day."""
    lines = []
    for quote in quotes:
        passage = quote.passage
        where = [passage.account_name, passage.title, show_date(passage.date) if passage.date else None]
        source = ", ".join(part for part in where if part) if dated else ""
        before = ": ".join(part for part in (source, quote.speaker) if part)
        lines.append(f"{indent}- {before}{': ' if before else ''}“{quote.text}” [{passage.id}]")
        lines += [f"{indent}  - “{item}” [{passage.id}]" for item in quote.below]
    return lines


def block(passage: Passage) -> str:
    """Quote a passage whole, without lines that give orders to a model."""
    lines = [line for line in passage.text.splitlines() if not orders_a_model(line)]
    return "\n".join(f"> {line}" for line in lines) + f" [{passage.id}]"


def in_words(names: Sequence[str]) -> str:
    """Join names as people do: `A, B and C`."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
