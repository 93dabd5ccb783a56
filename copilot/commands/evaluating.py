# ruff: noqa: PLC0415  (a command imports what it needs when it runs, so that help costs nothing)
"""`csm eval`."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copilot.commands.shared import debug_option, json_option, print_json, progress_bar

if TYPE_CHECKING:
    from evals.baseline import Judgement
    from evals.comparing import SuiteChange
    from evals.logs import SuiteRun
    from evals.running import Home
    from evals.suite import Suite
    from evals.tasks import Judge

_SHOWN = 20
"""Changed cases that are listed of a suite."""


@click.group("eval")
@debug_option
def eval_command() -> None:
    """Measure the copilot: run its suites, compare two runs, hold one against the baseline."""


@eval_command.command("run")
@click.argument("suites", nargs=-1, metavar="[SUITE…]")
@click.option("--model", default="built-in", show_default=True, help="`built-in` or `openai:NAME`.")
@click.option("--repeats", type=click.IntRange(1, 100), default=1, help="How often each case is asked.")
@click.option("--judge", "judges", multiple=True, metavar="openai:NAME", help="Who judges rubrics; repeatable.")
@click.option(
    "--outside",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the sets that others published; suites are then those.",
)
@json_option
@debug_option
def run_command(
    suites: Sequence[str], model: str, repeats: int, judges: Sequence[str], outside: Path | None, as_json: bool
) -> None:
    """Ask the copilot the cases of suites, all by default, and print what came of it."""
    if model != "built-in" and not model.startswith("openai:"):
        raise click.BadParameter(f"{model!r} is neither `built-in` nor `openai:NAME`.", param_hint="--model")
    home = _home()
    from evals.logs import read_run
    from evals.running import run

    with progress_bar() as report:
        folder = run(_suites(suites, outside), home, _scorers(judges), model, repeats, report)
    _print_run(folder.name, read_run(home.runs, folder.name), as_json=as_json)


@eval_command.command("compare")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B", default="latest")
@json_option
@debug_option
def compare_command(before: str, after: str, as_json: bool) -> None:
    """Say whether run B is better or worse than run A by more than chance, and which cases changed."""
    home = _home()
    from evals.comparing import changes
    from evals.logs import read_run

    found = changes(read_run(home.runs, before), read_run(home.runs, after))
    if as_json:
        print_json({"suites": [asdict(one) for one in found]})
        return
    for one in found:
        _print_change(one)


@eval_command.command("gate")
@click.argument("run", default="latest")
@click.option("--accept", is_flag=True, help="Make the run the new baseline instead.")
@json_option
@debug_option
def gate_command(run: str, accept: bool, as_json: bool) -> None:
    """Hold a run against the baseline: fails where a suite is worse by more than chance, or something leaks."""
    home = _home()
    from evals import baseline
    from evals.logs import read_run

    held = read_run(home.runs, run)
    if accept:
        baseline.accept(held)
        click.echo(f"{baseline.BASELINE.name} now holds {', '.join(held)}.")
        return
    judged = baseline.judge(held)
    if as_json:
        print_json({"holds": judged.holds} | asdict(judged))
        sys.exit(0 if judged.holds else 1)
    _print_judgement(judged)


@eval_command.command("cases")
@click.option("--from-votes", is_flag=True, help="Write answers that were voted down as draft cases.")
@debug_option
def cases_command(from_votes: bool) -> None:
    """Count the cases of each suite; with --from-votes, turn votes against answers into draft cases."""
    _home()
    from evals.suite import read_suite

    if from_votes:
        _write_drafts()
        return
    from evals.case import SUITES

    for name in SUITES:
        suite = read_suite(name)
        click.echo(f"{name:14} {len(suite.cases):4}  {suite.about}")


@eval_command.command("view")
@click.option("--port", default=7575, show_default=True)
@debug_option
def view_command(port: int) -> None:
    """Open the logs of all runs in Inspect's own viewer."""
    home = _home()
    home.runs.mkdir(parents=True, exist_ok=True)
    inspect = Path(sys.executable).with_name("inspect")
    subprocess.run([inspect, "view", "--log-dir", home.runs, "--port", str(port), "--recursive"], check=False)


@eval_command.command("report")
@click.argument("run", default="latest")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default=Path("evals.html"))
@debug_option
def report_command(run: str, output: Path) -> None:
    """Write a run as one page: suites, trends, the worst cases with their evidence, what was run and what it cost."""
    home = _home()
    from evals.logs import read_run
    from evals.report import report

    held = read_run(home.runs, run)
    names = sorted(path.name for path in home.runs.iterdir())
    name = names[-1] if run == "latest" else run
    history = [held] if name == names[0] else [*_ended(home, names[: names.index(name)]), held]
    output.write_text(report(held, history, name), encoding="utf-8")
    click.echo(f"{output} is written.")


def _ended(home: "Home", names: Sequence[str]) -> "list[Mapping[str, SuiteRun]]":
    """Return the runs that came to their end; one that was interrupted is no part of a trend."""
    from copilot.errors import InvalidInput
    from evals.logs import read_run

    found: list[Mapping[str, SuiteRun]] = []
    for name in names:
        with suppress(InvalidInput):
            found.append(read_run(home.runs, name))
    return found


def _home() -> "Home":
    """Return where runs lie; Unavailable where Inspect is not installed."""
    from copilot.errors import Unavailable
    from copilot.settings import load_settings

    try:
        from evals.running import Home
    except ModuleNotFoundError as error:
        if error.name != "inspect_ai":
            raise
        raise Unavailable("The evals need Inspect AI, which is not installed.", "`make test` installs it.") from None
    return Home(load_settings().data_dir / "evals")


def _suites(names: Sequence[str], outside: Path | None) -> "list[Suite]":
    from copilot.errors import NotFound
    from evals.case import SUITES
    from evals.outside import OUTSIDE
    from evals.suite import read_suite

    if outside is None:
        return [read_suite(name) for name in names or SUITES]
    unknown = [name for name in names if name not in OUTSIDE]
    if unknown:
        raise NotFound(f"There is no outside suite {unknown[0]!r}.", f"There are: {', '.join(OUTSIDE)}.")
    return [OUTSIDE[name](outside) for name in names or OUTSIDE]


def _scorers(judges: Sequence[str]) -> "Mapping[str, Judge]":
    from copilot.settings import load_settings
    from evals.judging import make_judge
    from evals.scorers import SCORERS
    from evals.scorers.rubric import rubric

    found: dict[str, Judge] = {scorer.name: scorer.score for scorer in SCORERS}
    if judges:
        settings = load_settings()
        found["rubric"] = rubric({name: make_judge(name, settings) for name in judges})
    return found


def _print_run(name: str, run: "Mapping[str, SuiteRun]", *, as_json: bool) -> None:
    from evals.summary import figures_of, scorer_table, table

    figures = [figures_of(one) for one in run.values()]
    if as_json:
        print_json({"run": name, "suites": [asdict(one) for one in figures]})
        return
    _print_table(table(figures))
    for one in figures:
        click.echo(f"\n{one.suite}")
        _print_table(scorer_table(one))
    click.echo(f"\nRun {name}. `csm eval report` writes it as a page with the worst cases.")


def _print_table(rows: Sequence[Sequence[Any]]) -> None:
    widths = [max(len(str(row[at])) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _print_change(change: "SuiteChange") -> None:
    cases, whole = change.cases, change.whole
    by = "" if cases.difference is None else f" by {cases.difference:+.3f}"
    click.echo(
        f"{change.suite}: {cases.verdict}{by} (p = {cases.p:.3f}, {cases.count} cases, {cases.differing} differ)"
    )
    if cases.verdict != whole.verdict == "no telling":
        few = f"They lie in {whole.differing} of {whole.clusters} clusters (accounts, or figures of the whole book)"
        click.echo(f"  {few}, so whether others are {cases.verdict} too cannot be told (p = {whole.p:.3f}).")
    for one in change.changed[:_SHOWN]:
        click.echo(f"  {one.case_id} {one.scorer}: {one.before:.2f} to {one.after:.2f}. {one.why}"[:200])
    if len(change.changed) > _SHOWN:
        click.echo(f"  … and {len(change.changed) - _SHOWN} more")


def _print_judgement(judged: "Judgement") -> None:
    for one in judged.changes:
        if one.changed:
            _print_change(one)
    if judged.holds:
        names = ", ".join(one.suite for one in judged.changes)
        click.echo(f"The gate holds: none of {names} is worse than the baseline by more than chance.")
        return
    for leak in judged.leaks:
        click.echo(f"{leak.case_id} shows what it never may: {leak.why}", err=True)
    for one in judged.worse:
        click.echo(f"{one.suite} is worse than the baseline by more than chance.", err=True)
    sys.exit(1)


def _write_drafts() -> None:
    from copilot.commands.shared import opened
    from evals.votes import DRAFTS, write_drafts

    with opened() as copilot:
        number = write_drafts(copilot.conversations.downvoted())
    click.echo(f"{number} new drafts in {DRAFTS.name}." if number else "No vote against an answer is new.")
