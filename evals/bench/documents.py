"""Documents: whether a model that lies gets anything in, what a brief costs without a model, and briefs by the batch.

    python -m evals.bench.documents FOLDER --drafts 10000
    python -m evals.bench.documents FOLDER --briefs
    python -m evals.bench.documents FOLDER --batch 1000

The books are made in FOLDER and left there, so that a second run finds them. Times are of the CPU.
"""

import argparse
import os
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import get_args

from copilot.documents.document import Audience, Document
from copilot.documents.drafting import Drafter
from copilot.documents.kinds import BLUEPRINTS
from copilot.documents.order import ABOUT_ALL, Order
from copilot.jobs.batches import STAGE, Batch
from copilot.jobs.job import Job
from copilot.jobs.runner import Jobs
from copilot.scope import EVERYTHING
from copilot.settings import ROOT, Settings
from copilot.sources.demo import write_demo_book
from copilot.wiring import Copilot, open_copilot
from evals.lies import Hearsay
from evals.lying import Liar, Lie, let_through

AS_OF = date(2026, 11, 21)
WORKERS = 2
ROUNDS = 5
AT = (100, 500, 1_000)
"""After how many documents of a batch the memory is read."""


@dataclass
class Tally:
    """What became of lies: how many of each kind were told and stand in documents, and which drafts broke."""

    told: Counter[str] = field(default_factory=Counter)
    stand: Counter[str] = field(default_factory=Counter)
    remains: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    examples: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, order: Order, document: Document, lies: Sequence[Lie]) -> None:
        """Count the lies of one draft."""
        self.told.update(lie.kind for lie in lies)
        for lie in let_through(document, lies):
            self.stand[lie.kind] += 1
            self.examples[lie.kind].append(f"{order.kind} of {order.account_id}, {order.audience}: {lie.text}")
        parts = [part for section in document.sections for part in section.parts]
        self.remains += any(part.author == "model" and part.text for part in parts)

    def join(self, other: "Tally") -> None:
        """Add what another process counted."""
        self.told += other.told
        self.stand += other.stand
        self.broken += other.broken
        self.remains += other.remains
        for kind, examples in other.examples.items():
            self.examples[kind] += examples


def opened(folder: Path, accounts: int | None = None) -> Settings:
    """Return the settings of a copilot on the demo book, which is made where it is not there yet."""
    place = folder / f"documents-{accounts or 'demo'}"
    settings = Settings(data_dir=place / "data", model="built-in")
    if not settings.data_dir.exists():
        write_demo_book(place / "book", as_of=AS_OF, accounts=accounts)
        with open_copilot(settings) as copilot:
            copilot.import_book(place / "book")
            copilot.index_knowledge(ROOT / "knowledge" / "playbooks")
    return settings


def orders(copilot: Copilot) -> list[Order]:
    """Return every document of the book that has prose for a model to write."""
    ids = [one.account_id for one in copilot.accounts.names(EVERYTHING)]
    found = []
    for kind, blueprint in BLUEPRINTS.items():
        for audience in get_args(Audience):
            written = [one for one in blueprint.chapters if one.brief and (audience == "internal" or one.for_customers)]
            if written and not (kind in ABOUT_ALL and audience == "customer"):
                about = [None] if kind in ABOUT_ALL else ids
                found += [Order(kind=kind, account_id=one, as_of=AS_OF, audience=audience) for one in about]
    return found


def lied(settings: Settings, seeds: Sequence[int]) -> Tally:
    """Draft with a liar of each of these seeds, the orders in turn."""
    tally = Tally()
    with open_copilot(settings) as copilot:
        hearsay, every = Hearsay.of(copilot.accounts, AS_OF), orders(copilot)
        for seed in seeds:
            liar, order = Liar(hearsay, seed), every[seed % len(every)]
            try:
                drafter = Drafter(copilot.accounts, copilot.documents, liar, "liar", board=copilot.board)
                document = drafter.draft(order, EVERYTHING)
            except Exception as error:  # noqa: BLE001  (a defect that a model can cause is a result here)
                tally.broken[f"{type(error).__name__}: {error}"] += 1
            else:
                tally.add(order, document, liar.told)
    return tally


def drafts(folder: Path, number: int) -> None:
    """Print what of the lies of so many drafts stands in a document."""
    tally, settings = Tally(), opened(folder)
    parts = [range(first, min(first + 100, number)) for first in range(0, number, 100)]
    with ProcessPoolExecutor(WORKERS) as workers:
        for part in workers.map(partial(lied, settings), parts):
            tally.join(part)
    print("| kind of lie | told | let through |\n|---|---|---|")
    for kind, told in sorted(tally.told.items()):
        print(f"| {kind} | {told:,} | {tally.stand[kind]:,} |")
    print(f"| all, in {number:,} drafts | {tally.told.total():,} | {tally.stand.total():,} |")
    print(f"\nDrafts in which anything of the model is left: {tally.remains:,}.")
    for error, times in tally.broken.most_common():
        print(f"Drafts that broke, {error}: {times:,}.")
    for kind, examples in tally.examples.items():
        print(f"\n{kind}\n" + "\n".join(f"- {one}" for one in list(dict.fromkeys(examples))[:20]))


def briefs(folder: Path) -> None:
    """Print what a renewal brief of each account costs without a model, warm."""
    with open_copilot(opened(folder)) as copilot:
        drafter = Drafter(copilot.accounts, copilot.documents)
        ids = [one.account_id for one in copilot.accounts.names(EVERYTHING)]
        wanted = [Order(kind="renewal-brief", account_id=one, as_of=AS_OF) for one in ids]
        drafter.draft(wanted[0], EVERYTHING)
        before, taken = _peak(), []
        for order in wanted * ROUNDS:
            begin = time.process_time()
            drafter.draft(order, EVERYTHING)
            taken.append(time.process_time() - begin)
    p95 = quantiles(taken, n=20)[-1]
    print(f"| renewal briefs | {len(taken)} |\n|---|---|\n| CPU, p50 in ms | {1e3 * median(taken):.0f} |")
    print(f"| CPU, p95 in ms | {1e3 * p95:.0f} |\n| peak memory after the first | {before:.0f} MB |")
    print(f"| peak memory after all | {_peak():.0f} MB |")


def batch(folder: Path, accounts: int) -> None:
    """Print how fast the durable job drafts a brief of each account of a large book, and the memory as it goes."""
    settings = opened(folder, accounts)
    with open_copilot(settings) as copilot:
        ids = [one.account_id for one in copilot.accounts.names(EVERYTHING)]
        jobs = Jobs(settings, copilot.accounts, copilot.index, copilot.desk, copilot.board, "cli")
        with jobs.running():
            begin, cpu = time.perf_counter(), _cpu()
            job = jobs.draft(Batch(kind="renewal-brief", account_ids=ids, as_of=AS_OF, user=str(time.time())))
            memory = {0: _now()}
            while job.state in ("queued", "running"):
                time.sleep(0.2)
                job = jobs.get(job.job_id)
                memory |= {at: _now() for at in AT if at not in memory and _done(job) >= at}
            taken, cpu = time.perf_counter() - begin, _cpu() - cpu
    failed = (job.result or {}).get("failed")
    print(f"| a batch of {accounts:,} renewal briefs, {failed} failed | |\n|---|---|")
    print(f"| seconds | {taken:.0f} |\n| seconds of CPU | {cpu:.0f} |\n| briefs/s | {accounts / taken:.1f} |")
    for at, megabytes in memory.items():
        print(f"| memory of all processes after {at:,} | {megabytes:.0f} MB |")


def _done(job: Job) -> int:
    return next((one.done for one in job.progress if one.stage == STAGE), 0)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cpu() -> float:
    """Return the seconds of CPU of this process and of its workers that have ended."""
    return sum(os.times()[:4])


def _now() -> float:
    """Return the memory of this process and its workers, in MB."""
    own = os.getpid()
    workers = [child for task in Path("/proc/self/task").glob("*/children") for child in task.read_text().split()]
    pages = [int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1]) for one in (own, *workers)]
    return sum(pages) * resource.getpagesize() / 2**20


def main() -> None:
    """Read the command line and measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--drafts", type=int, help="how many drafts with a model that lies")
    wanted.add_argument("--briefs", action="store_true", help="the cost of a brief without a model")
    wanted.add_argument("--batch", type=int, help="a durable batch over so many accounts")
    chosen = parser.parse_args()
    if chosen.drafts:
        drafts(chosen.folder, chosen.drafts)
    elif chosen.briefs:
        briefs(chosen.folder)
    else:
        batch(chosen.folder, chosen.batch)


if __name__ == "__main__":
    main()
