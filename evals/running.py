"""A run: suites put to the copilot, and the logs that say what came of it."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from inspect_ai import Task
from inspect_ai import eval as evaluate

from copilot.errors import Unavailable
from copilot.progress import Progress, Report, quiet
from copilot.settings import ROOT
from evals.books import data_folder, digest, product_files
from evals.cache import Cache
from evals.case import Case
from evals.response import Response
from evals.subject import Subject, open_subject
from evals.suite import Suite
from evals.tasks import Judge, Respond, make_task


@dataclass(frozen=True, slots=True)
class Home:
    """Where runs, books and kept responses lie: below the data folder, never in the repository."""

    folder: Path

    @property
    def runs(self) -> Path:
        """A folder a run, named after its time."""
        return self.folder / "runs"

    @property
    def books(self) -> Path:
        """Data folders of the suites' books."""
        return self.folder / "books"

    @property
    def responses(self) -> Path:
        """What was answered before."""
        return self.folder / "responses"


def run(
    suites: Sequence[Suite],
    home: Home,
    judges: Mapping[str, Judge],
    model: str,
    repeats: int = 1,
    report: Report = quiet,
) -> Path:
    """Put suites to the copilot, one after the other, and return the folder of the logs, one a suite.

    What was answered before by the same code, prompts, book and model is not asked again; so a run that was
    interrupted goes on where it was when it is started again.
    """
    product = digest(product_files())
    about = {"model": model, "product": product, "commit": _commit(), "prompts": prompt_digests()}
    folder = home.runs / datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S-%f")
    for suite in suites:
        data = data_folder(suite.book, home.books)
        cache = Cache(home.responses, f"{model}\n{data.name}\n{product}")
        with open_subject(data, suite.as_of, model) as subject:
            respond = _counting(_remembering(subject, cache), suite, repeats, report)
            _evaluate(make_task(suite, respond, judges, repeats, about), folder)
    return folder


def _evaluate(task: Task, folder: Path) -> None:
    """Let Inspect run a task in this process; what fails in a case that is no answer is a defect, and told."""
    logs = evaluate(
        task,
        model=None,
        log_dir=str(folder),
        display="none",
        max_samples=1,
        log_realtime=False,
        score_display=False,
    )
    if not logs or logs[0].status == "cancelled":
        raise KeyboardInterrupt
    (log,) = logs
    if log.status != "success":
        broken = next((one for one in log.samples or [] if one.error is not None), None)
        why = log.error.message if log.error is not None else log.status
        raise Unavailable(
            f"The suite {task.name} did not end{f', its case {broken.id} broke' if broken else ''}: {why}",
            "What was answered is kept: mend it and run it again, and it goes on from there.",
        )


def _counting(respond: Respond, suite: Suite, repeats: int, report: Report) -> Respond:
    done = count(1)

    def counted(case: Case, epoch: int) -> Response:
        found = respond(case, epoch)
        report(Progress(suite.name, next(done), len(suite.cases) * repeats))
        return found

    return counted


def _remembering(subject: Subject, cache: Cache) -> Respond:
    def respond(case: Case, epoch: int) -> Response:
        known = cache.get(case, epoch)
        if known is None:
            known = subject.respond(case)
            if not known.unanswered:
                cache.put(case, epoch, known)
        return known

    return respond


def prompt_digests() -> dict[str, str]:
    """Return the hash of each prompt, by its path."""
    folder = ROOT / "prompts"
    return {path.relative_to(folder).as_posix(): digest([path])[:12] for path in sorted(folder.rglob("*.md"))}


def _commit() -> str:
    """Return the commit that is checked out, or nothing where there is no repository."""
    asked = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    return told.stdout.strip()
