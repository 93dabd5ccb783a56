"""Measure the claim checker: `python -m evals.grounding.run [--show KIND] [--seed N] [--summedits [PATH]]`.

Without `--summedits` it checks the generated set: how many of each kind of corruption are caught, and how many true
sentences are flagged. `--show KIND` prints up to 20 misses of a kind, `--show true` the true ones that are flagged.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from copilot.settings import ROOT
from evals.grounding.book import KnownNames, open_demo, read_book
from evals.grounding.checker import checker
from evals.grounding.scores import measure, misses, scores
from evals.grounding.sentences import SEED, generate
from evals.grounding.slips import SLIPS
from evals.grounding.summedits import read_summaries, report

SUMMEDITS = ROOT.parent / "shared" / "data" / "grounding" / "summedits_qmsumm.jsonl"


def _summedits(path: Path) -> int:
    if not path.is_file():
        print(f"There is no file {path}. Name the SummEdits file: --summedits PATH.")
        return 1
    print(report(read_summaries(path), checker(KnownNames((), (), (), ()), is_cited=False)))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", choices=[*SLIPS, "true"], help="print up to 20 misses of this kind")
    parser.add_argument("--seed", type=int, default=SEED, help="another set of sentences")
    parser.add_argument("--summedits", type=Path, nargs="?", const=SUMMEDITS, help="check the edited summaries instead")
    chosen = parser.parse_args(arguments)
    if chosen.summedits:
        return _summedits(chosen.summedits)
    with open_demo() as copilot:
        book = read_book(copilot)
    cases = generate(book, chosen.seed)
    start = time.perf_counter()
    reasons = measure(cases, checker(book.names))
    took = time.perf_counter() - start
    print(scores(cases, reasons))
    print(f"\n{len(cases):,} sentences in {took:.1f} s.")
    if chosen.show:
        print(f"\n{misses(cases, reasons, chosen.show)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
