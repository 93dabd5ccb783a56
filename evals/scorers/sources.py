"""What a response shows as its sources, read without the product's own checks: which accounts, and what each one says.

The test of support is simple on purpose. A figure or date must stand in a cited source, or follow from two cited facts
as their sum, difference or ratio; a quotation must stand there word for word; other sentences share words with it.
It cannot see a negation, a wrong direction ("rose" for "fell") or a figure of the right size told of the wrong thing.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import permutations

from copilot.evidence import Fact, Passage
from evals.response import Response
from evals.scorers.amounts import Amount, amounts
from evals.scorers.folding import folded, tidy, unlinked
from evals.scorers.prose import Sentence, notes, stems

_PAIRED = 12
"""Facts of a sentence that are paired for sums and differences; more say nothing, as almost anything follows then."""


@dataclass(frozen=True)
class Source:
    """What one citation leads to: its words, and for a fact its value and account."""

    text: str
    account: str = ""
    value: Decimal | None = None

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """The figures in it."""
        return amounts(self.text)

    @cached_property
    def stems(self) -> set[str]:
        """The words in it."""
        return stems(f"{self.account} {self.text}")

    @cached_property
    def quotable(self) -> str:
        """Its text as quotes are looked for in it."""
        return tidy(unlinked(self.text).replace("\n> ", "\n"))

    def supports(self, sentence: Sentence, accounts: set[str]) -> bool:
        """Whether it bears out some part of a sentence; never where the sentence names other accounts alone."""
        named = {name for name in accounts if folded(name) in sentence.folded}
        if self.account and named and self.account not in named:
            return False
        if any(tidy(quote) in self.quotable for quote in sentence.quotes):
            return True
        if any(one.equals(own) for one in amounts(sentence.raw) if not one.is_worded for own in self.amounts):
            return True
        words = sentence.stems
        shared = len(words & self.stems)
        return shared >= 2 or 3 * shared >= min(len(words), len(self.stems)) > 0


def sources(response: Response) -> dict[str, Source]:
    """Return what each citation of a response leads to; a document's note also to the whole passages that it names."""
    found = {fact.id: _of_fact(fact) for fact in response.evidence.facts}
    found |= {passage.id: _of_passage(passage) for passage in response.evidence.passages}
    passages = response.evidence.passages
    for mark, note in notes(response.text).items():
        named = [one.text for one in passages if one.path in note or f"**{one.title}**" in note]
        found[mark] = Source("\n".join([note, *named]))
    return found


def accounts(response: Response) -> dict[str, str]:
    """Return the names of the accounts that the response's evidence is about, by their ids."""
    found = {}
    for evidence in (response.evidence, response.retrieved):
        several: list[Fact | Passage] = [*evidence.facts, *evidence.passages]
        for one in several:
            if one.account_id and one.account_name:
                found[one.account_id] = one.account_name
    return found


def unsupported(sentence: Sentence, cited: list[Source]) -> list[str]:
    """Return the figures and quotations of a sentence that stand in none of these sources."""
    shown = [amount for amount in amounts(sentence.raw) if not amount.is_worded and amount.unit != "year"]
    own = [amount for source in cited for amount in source.amounts]
    missed = [one for one in shown if not any(one.equals(other) for other in own)]
    values = [source.value for source in cited if source.value is not None]
    left = [sentence.raw[one.start : one.end].strip() for one in missed if not _follows(one, values)]
    texts = [source.quotable for source in cited]
    return left + [quote for quote in sentence.quotes if not any(tidy(quote).rstrip(".,;") in text for text in texts)]


def _follows(amount: Amount, values: list[Decimal]) -> bool:
    if len(values) > _PAIRED:
        return False
    if any(amount.tells(one, amount.unit) for one in {sum(values, Decimal(0)), Decimal(len(values))}):
        return True
    for one, two in permutations(values, 2):
        if any(amount.tells(abs(found), amount.unit) for found in (one + two, one - two)):
            return True
        if two and any(amount.tells(abs(found), "ratio") for found in (one / two, one / two - 1)):
            return True
    return False


def _of_fact(fact: Fact) -> Source:
    value = Decimal(str(fact.value)) if isinstance(fact.value, Decimal | int | float) else None
    says = f"{fact.label}: {fact.display}. {fact.value}. {fact.formula}. {fact.as_of}"
    return Source(says, fact.account_name or "", value)


def _of_passage(passage: Passage) -> Source:
    place = " ".join((passage.title, *passage.heading, passage.kind, str(passage.date or "")))
    return Source(f"{passage.text}\n{place}", passage.account_name or "")
