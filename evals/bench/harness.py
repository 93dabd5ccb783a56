"""The eval harness: what it costs over calling the copilot directly, and how many cases a second it puts.

    python -m evals.bench.harness FOLDER [SUITE…]

Each suite is answered three times in one process: directly, through a run without scorers, and through one with all of
them; nothing is kept between them. A first run warms up. Times are of the CPU, with the opening of the copilot. FOLDER
holds the books, which are made once.
"""

import argparse
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from evals.books import data_folder
from evals.case import SUITES
from evals.running import Home, run
from evals.scorers import SCORERS
from evals.subject import open_subject
from evals.suite import Suite, read_suite
from evals.tasks import Judge


def directly(suite: Suite, home: Home) -> float:
    """Return the seconds of CPU that the answers of a suite take."""
    data = data_folder(suite.book, home.books)
    began = time.process_time()
    with open_subject(data, suite.as_of) as subject:
        for case in suite.cases:
            subject.respond(case)
    return time.process_time() - began


def through(suite: Suite, home: Home, judges: Mapping[str, Judge]) -> float:
    """Return the seconds of CPU that a run of a suite takes: answers, what is kept of them, marks and logs."""
    shutil.rmtree(home.responses, ignore_errors=True)
    began = time.process_time()
    run([suite], home, judges, "built-in")
    return time.process_time() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("suites", nargs="*", default=list(SUITES))
    options = parser.parse_args()
    home = Home(options.folder)
    judges = {scorer.name: scorer.score for scorer in SCORERS}
    run([read_suite(options.suites[0])], home, judges, "built-in")
    print("| suite | cases | directly, s | run, s | ratio | run and marked, s | cases a second |")
    print("|---|---|---|---|---|---|---|")
    for suite in map(read_suite, options.suites):
        alone, bare, whole = directly(suite, home), through(suite, home, {}), through(suite, home, judges)
        shown = f"{alone:.1f} | {bare:.1f} | {bare / alone:.2f} | {whole:.1f} | {len(suite.cases) / whole:.1f}"
        print(f"| {suite.name} | {len(suite.cases)} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
