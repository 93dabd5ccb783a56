"""The claim checker's speed with 10 to 10,000 pieces of evidence, for sentences that cite and for those that do not.

    python -m evals.bench.grounding [--profile]

The evidence is that of the demo book's accounts; beyond it come copies under other handles and account ids. The text is
as long for every size. Times are of the CPU, the best of three, from a checker that has read nothing yet.
"""

import cProfile
import pstats
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from itertools import count
from pathlib import Path

from copilot.documents.dossier import Dossier
from copilot.documents.order import Order
from copilot.evidence import Evidence, Fact, Passage
from copilot.grounding.check import Checker
from copilot.grounding.names import Names
from copilot.naming import names_of
from copilot.scope import EVERYTHING
from copilot.settings import Settings
from copilot.sources.demo import write_demo_book
from copilot.wiring import Copilot, open_copilot

AS_OF = date(2026, 11, 21)
SIZES = (10, 100, 1_000, 10_000)
SENTENCES = 300
_SEED = 7


def pieces(copilot: Copilot, number: int) -> list[Fact | Passage]:
    """Return so many facts and passages in the mix of the book: first its own, then copies of other accounts."""
    own: list[Fact | Passage] = []
    for account in copilot.accounts.names(EVERYTHING):
        order = Order(kind="renewal-brief", account_id=account.account_id, as_of=AS_OF)
        dossier = Dossier(order, copilot.accounts, copilot.documents, EVERYTHING, account.account_id)
        dossier.gather()
        own += [*dossier.ledger.evidence.facts, *dossier.ledger.evidence.passages]
    random.Random(_SEED).shuffle(own)
    handles = count(1)
    return [_copied(own[at % len(own)], next(handles), at // len(own)) for at in range(number)]


def _copied(one: Fact | Passage, handle: int, turn: int) -> Fact | Passage:
    """Return a piece under another handle; from the second turn on it is another account's."""
    letter = "F" if isinstance(one, Fact) else "P"
    account_id = f"{one.account_id}-{turn}" if turn and one.account_id else one.account_id
    return one.model_copy(update={"id": f"{letter}{handle}", "account_id": account_id})


def text_of(some: Sequence[Fact | Passage], *, is_cited: bool) -> str:
    """Write true sentences, a line each, about the pieces in turn."""
    lines = []
    for at in range(SENTENCES):
        one = some[at * max(1, len(some) // SENTENCES) % len(some)]
        told = (
            f"{one.account_name or 'The book'}: {one.label} is {one.display}" if isinstance(one, Fact) else _quoted(one)
        )
        lines.append(f"- {' '.join(told.split())}{f' [{one.id}]' if is_cited else ''}")
    return "\n".join(lines)


def _quoted(passage: Passage) -> str:
    words = " ".join(passage.text.replace("“", "").replace("”", "").split()[:12])
    return f"{passage.title} says “{words}”"


def seconds(some: Sequence[Fact | Passage], names: Names, *, is_cited: bool) -> float:
    """Return the CPU time that a new checker takes for the text."""
    evidence = Evidence(
        facts=[one for one in some if isinstance(one, Fact)], passages=[one for one in some if isinstance(one, Passage)]
    )
    text = text_of(some, is_cited=is_cited)
    begin = time.process_time()
    Checker(evidence, AS_OF, names).check(text, is_cited=is_cited)
    return time.process_time() - begin


def main() -> None:
    """Print the table; with `--profile`, where the time goes with 1,000 pieces."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_demo_book(folder / "book", as_of=AS_OF)
        with open_copilot(Settings(data_dir=folder / "data", model="built-in")) as copilot:
            copilot.import_book(folder / "book")
            every = pieces(copilot, max(SIZES))
            ids = [one.account_id for one in copilot.accounts.names(EVERYTHING)]
            names = names_of(copilot.accounts, EVERYTHING, AS_OF, ids)
    if "--profile" in sys.argv:
        _profile(every[:1_000], names)
        return
    print(f"| pieces of evidence | sentences | seconds for {SENTENCES} | sentences/s | times the size before |")
    print("|---|---|---|---|---|")
    for is_cited in (True, False):
        before = 0.0
        for size in SIZES:
            taken = min(seconds(every[:size], names, is_cited=is_cited) for _ in range(3))
            ratio = f"{taken / before:.2f}" if before else ""
            cited = "cited" if is_cited else "uncited"
            print(f"| {size:,} | {cited} | {taken:.3f} | {SENTENCES / taken:,.0f} | {ratio} |")
            before = taken


def _profile(some: Sequence[Fact | Passage], names: Names) -> None:
    for is_cited in (True, False):
        profile = cProfile.Profile()
        profile.runcall(seconds, some, names, is_cited=is_cited)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(25)


if __name__ == "__main__":
    main()
