"""The model's text made into what people see: figures put in, each sentence checked, the doubtful ones marked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from copilot.evidence import Claim, Evidence
from copilot.grounding.check import check
from copilot.grounding.handles import handles_in, render
from copilot.grounding.names import Names
from copilot.grounding.sentences import Sentence

UNVERIFIED = " (unverified)"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A checked answer: its pieces in order, and the evidence it cites, apart from what was merely retrieved."""

    pieces: list[tuple[str, Claim | None]]
    cited: Evidence
    retrieved: Evidence

    @property
    def text(self) -> str:
        """The whole answer."""
        return "".join(delta for delta, _ in self.pieces)

    @property
    def claims(self) -> list[Claim]:
        """The claims of the answer, in order."""
        return [claim for _, claim in self.pieces if claim is not None]


def deliver(text: str, evidence: Evidence, as_of: date, names: Names) -> Delivery:
    """Render and check an answer against the evidence of its conversation."""
    rendered = render(text, evidence).text
    cited = set(handles_in(rendered))
    pieces = list(_pieces(rendered, check(rendered, evidence, as_of, names)))
    return Delivery(pieces, evidence.only(cited), evidence.only(evidence.handles() - cited))


def _pieces(text: str, checked: Iterable[tuple[Sentence, Claim]]) -> Iterator[tuple[str, Claim | None]]:
    """Cut the text behind each claim, with what stands before it, and mark what could not be verified."""
    position = 0
    for sentence, claim in checked:
        piece = text[position : sentence.end]
        if claim.state == "unverified" and not sentence.text.startswith("|"):
            piece += UNVERIFIED
        position = sentence.end
        yield piece, claim
    if text[position:]:
        yield text[position:], None
