# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""`csm draft`."""

import re
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copilot.commands.shared import (
    Day,
    account_called,
    as_of_option,
    debug_option,
    json_option,
    opened,
    print_json,
    progress_bar,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot.documents.document import Document
    from copilot.jobs.job import Job
    from copilot.wiring import Copilot

# Written out again, as its own module takes long to load; a test holds the two equal.
KINDS = (
    "account-brief",
    "meeting-prep",
    "renewal-brief",
    "success-plan",
    "onboarding-plan",
    "value-review",
    "escalation-brief",
    "case-study",
    "feedback-summary",
    "portfolio-review",
)
FORMS = ("md", "html", "docx", "pptx", "pdf")
_DAYS = re.compile(r"^(\d{1,4})\s*d?$")
_LOOK_EVERY = 0.3


class Days(click.ParamType[int]):
    """A number of days such as 90d."""

    name = "days"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number."""
        match = _DAYS.match(str(value))
        if match is None or not int(match[1]):
            self.fail(f"{value!r} is no number of days such as 90d.", param, ctx)
        return int(match[1])


@click.command("draft")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--account", metavar="NAME", help="The account that it is about, where it is about one.")
@click.option("--audience", type=click.Choice(("internal", "customer")), default="internal", help="Who will read it.")
@click.option("--since", type=Day(), metavar="DATE", help="Compare with this day; else with the last such document.")
@click.option("--renewing-within", type=Days(), metavar="90d", help="One about each account that renews by then.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where to write it; its ending says how."
)
@click.option("--format", "form", type=click.Choice(FORMS), default="md", help="Of the files of a batch.")
@click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your own docx or pptx, whose look it takes.",
)
@as_of_option
@json_option
@debug_option
def draft_command(
    kind: str,
    account: str | None,
    audience: str,
    since: date | None,
    renewing_within: int | None,
    output: Path | None,
    form: str,
    template: Path | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Draft a document: every figure, quote and name checked, what could not be checked left out and listed.

    Without --output it is printed as Markdown. With --renewing-within it is a batch, and --output a folder.
    """
    from copilot.documents.order import ABOUT_ALL
    from copilot.publishing import form_of
    from copilot.settings import today

    day = as_of or today()
    if renewing_within is not None:
        if account or since or template:
            raise click.UsageError("--renewing-within names the accounts: leave --account, --since and --template out.")
        with opened() as copilot:
            _batch(copilot, kind, audience, day, renewing_within, output, form, as_json=as_json)
        return
    wanted = form_of(output) if output is not None else "md"
    with opened() as copilot:
        document = _draft(copilot, kind, account, audience, day, since)
        if account is not None and kind in ABOUT_ALL:
            click.echo(f"This {kind} is of {document.account_name} alone; without --account it is of all.", err=True)
        if as_json:
            print_json(document)
        if output is not None:
            _write(copilot, document, output, wanted, template)
            click.echo(f"{output}: {document.title}, {_told(document)}", err=True)
        elif not as_json:
            click.echo(_published(copilot, document, "md").decode())


def _draft(
    copilot: "Copilot", kind: str, account: str | None, audience: str, day: date, since: date | None
) -> "Document":
    from pydantic import ValidationError

    from copilot.documents.order import Options, Order
    from copilot.errors import InvalidInput
    from copilot.scope import EVERYTHING

    account_id = account_called(copilot.accounts, account).account_id if account is not None else None
    try:
        order = Order(kind=kind, account_id=account_id, as_of=day, audience=audience, options=Options(since=since))
    except ValidationError as error:
        fault = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise InvalidInput(f"{fault[:1].upper()}{fault[1:]}.", "`csm draft --help` shows what can be said.") from error
    return copilot.desk.draft(order, EVERYTHING)


def _published(copilot: "Copilot", document: "Document", form: str, template: Path | None = None) -> bytes:
    from copilot.publishing import Publisher
    from copilot.scope import EVERYTHING

    publisher = Publisher(copilot.accounts, copilot.settings.templates, copilot.board)
    return publisher.publish(document, form, EVERYTHING, template=template)  # type: ignore[arg-type]


def _write(copilot: "Copilot", document: "Document", path: Path, form: str, template: Path | None) -> None:
    content = _published(copilot, document, form, template)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _told(document: "Document") -> str:
    """Say in a line what the document stands on, and what is not in it."""
    evidence, left = document.evidence, len(document.left_out)
    told = f"{len(evidence.facts)} figures and {len(evidence.passages)} passages"
    old = f", {len(document.stale)} of them old" if document.stale else ""
    return f"{told}{old}" + (f"; {left} sentences left out, listed at its end" if left else "")


def _batch(
    copilot: "Copilot",
    kind: str,
    audience: str,
    day: date,
    within: int,
    output: Path | None,
    form: str,
    *,
    as_json: bool,
) -> None:
    """Draft one about each account that renews in time, as a job that is gone on with where it was interrupted."""
    from copilot.jobs.batches import Batch
    from copilot.jobs.runner import Jobs
    from copilot.overview import renewing_within
    from copilot.scope import EVERYTHING

    ids = renewing_within(copilot.accounts, EVERYTHING, day, within)
    if not ids:
        click.echo(f"No account renews within {within} days of {day}.", err=True)
        return
    batch = Batch(kind=kind, account_ids=ids, as_of=day, audience=audience)
    with Jobs(
        copilot.settings, copilot.accounts, copilot.index, copilot.desk, copilot.board, place="cli"
    ).running() as jobs:
        job = _finished(jobs, jobs.draft(batch))
    if job.state == "failed" or job.result is None:
        click.echo(job.error.title if job.error else "The batch failed.", err=True)
        sys.exit(1)
    drafted = job.result["documents"]
    _print_batch(copilot, drafted, output, form, as_json=as_json)
    if job.result["failed"]:
        sys.exit(1)


def _finished(jobs: object, job: "Job") -> "Job":
    """Wait for a job, and show how far it is."""
    from copilot.jobs.runner import Jobs
    from copilot.progress import Progress

    assert isinstance(jobs, Jobs)
    with progress_bar() as report:
        while job.state in ("queued", "running"):
            for stage in job.progress:
                report(Progress(stage.stage, stage.done, stage.total))
            time.sleep(_LOOK_EVERY)
            job = jobs.get(job.job_id)
    return job


def _print_batch(
    copilot: "Copilot", drafted: "Sequence[dict[str, str]]", output: Path | None, form: str, *, as_json: bool
) -> None:
    from copilot.scope import EVERYTHING

    if as_json:
        print_json({"documents": list(drafted)})
    for one in drafted:
        if "error" in one:
            click.echo(f"{one['account_id']}: {one['error']}", err=True)
            continue
        line = f"{one['title']} ({one['document_id']})"
        if output is not None:
            document = copilot.desk.get(one["document_id"], EVERYTHING)
            path = output / f"{document.kind}-{_file_name(document.account_name or '')}.{form}"
            _write(copilot, document, path, form, None)
            line = f"{path}: {document.title}"
        if not as_json:
            click.echo(line)


def _file_name(name: str) -> str:
    """Return a name as it may stand in a file's: `Müller & Söhne` is `müller-söhne`."""
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-") or "account"
