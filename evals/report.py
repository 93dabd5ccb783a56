"""A run as one page that needs nothing beside itself: figures, trends, the worst cases with their evidence, cost."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from evals.logs import Marked, Result, SuiteRun
from evals.passing import SCORED, passed, score_of
from evals.summary import figures_of, scorer_table, table

_WORST, _LONGEST = 8, 1_500
_WIDE, _HIGH = 160, 32

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --bad: #b3261e; --soft: #8881; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
td { font-variant-numeric: tabular-nums; }
details { border: 1px solid var(--line); border-radius: .4rem; padding: .4rem .8rem; margin: .5rem 0; }
summary { cursor: pointer; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: .6rem; border-radius: .3rem; }
.bad { color: var(--bad); }
svg { vertical-align: middle; }
polyline { fill: none; stroke: currentColor; stroke-width: 2; }
"""


def report(run: Mapping[str, SuiteRun], history: Sequence[Mapping[str, SuiteRun]], name: str) -> str:
    """Return the page of a run; `history` are all runs, this one last, from which the trends are drawn."""
    figures = [figures_of(one) for one in run.values()]
    failing = sum(not all(passed(result)) for one in run.values() for result in one.results.values())
    cases = sum(one.cases for one in figures)
    body = [
        f"<h1>{cases - failing} of {cases} cases passed</h1>",
        f"<p>Run {escape(name)}. A case passes if everything that decides it is right in every repeat.</p>",
        _table(table(figures)),
        "<h2>Suites</h2>",
        *(_suite(one, history) for one in run.values()),
        "<h2>What was run</h2>",
        _about(run),
    ]
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Evals {escape(name)}</title><style>{_STYLE}</style><body>{''.join(body)}</body></html>\n"
    )


def _suite(run: SuiteRun, history: Sequence[Mapping[str, SuiteRun]]) -> str:
    figures = figures_of(run)
    trend = [figures_of(one[run.suite]).score.mean for one in history if _is_same(one, run)]
    worst = sorted((one for one in run.results.values() if not all(passed(one))), key=_rank)
    told = f"{len(worst)} of {figures.cases} failed, the worst first:"
    rest = "".join(map(_case, worst[_WORST:]))
    return "".join(
        [
            f'<h3 id="{escape(run.suite)}">{escape(run.suite)} {_line([one for one in trend if one is not None])}</h3>',
            _table(scorer_table(figures)),
            f"<p>{told if worst else 'Every case passed.'}</p>",
            *(_case(one) for one in worst[:_WORST]),
            f"<details><summary>The other {len(worst) - _WORST}</summary>{rest}</details>" if rest else "",
        ]
    )


def _is_same(run: Mapping[str, SuiteRun], like: SuiteRun) -> bool:
    """Tell whether a run holds this suite in this version with this model: others belong to another line."""
    one = run.get(like.suite)
    return one is not None and one.version == like.version and one.about["model"] == like.about["model"]


def _rank(result: Result) -> tuple[float, str]:
    score = score_of(result)
    return (-1.0 if score is None else score), result.case_id


def _case(result: Result) -> str:
    marks = "".join(_mark(name, mark) for name, mark in sorted(result.marks.items()))
    evidence = [*result.told.get("facts", []), *result.told.get("passages", [])]
    return (
        f"<details><summary><b>{escape(result.case_id)}</b>: {escape(_cut(result.asked, 160))}</summary>"
        f"<ul>{marks}</ul><pre>{escape(_cut(result.answered, _LONGEST)) or '(no answer)'}</pre>"
        f"<p>Cited: {escape(_cut('; '.join(evidence), _LONGEST)) or 'nothing'}.</p></details>"
    )


def _mark(name: str, mark: Marked) -> str:
    if name not in SCORED:
        return f"<li><b>{escape(name)}</b>: {escape(mark.why)}</li>"
    value = "could not be judged" if mark.mean is None else f"{mark.mean:.2f}"
    is_bad = mark.mean is not None and mark.mean < 1
    return f"<li{' class=bad' if is_bad else ''}><b>{escape(name)}</b> {value}: {escape(mark.why)}</li>"


def _about(run: Mapping[str, SuiteRun]) -> str:
    about = next(iter(run.values())).about
    figures = [figures_of(one) for one in run.values()]
    rows = [
        ["", ""],
        ["model", str(about["model"])],
        ["commit", str(about["commit"])],
        ["code, prompts and knowledge", str(about["product"])[:12]],
        ["seconds of answering", f"{sum(one.seconds for one in figures):,.0f}"],
        ["tokens", f"{sum(one.tokens for one in figures):,}"],
        *([f"cases of {one.suite}", one.version] for one in run.values()),
        *([f"prompt {path}", key] for path, key in about["prompts"].items()),
    ]
    return _table(rows)


def _line(values: Sequence[float]) -> str:
    """Draw how a suite's score went from run to run, from 0 to 1."""
    if len(values) < 2:
        return ""
    step = _WIDE / (len(values) - 1)
    points = " ".join(f"{at * step:.1f},{(1 - value) * (_HIGH - 4) + 2:.1f}" for at, value in enumerate(values))
    label = f"Score from run to run: {', '.join(f'{value:.3f}' for value in values[-5:])}"
    drawn = f'<svg role="img" aria-label="{label}" width="{_WIDE}" height="{_HIGH}"><polyline points="{points}"/></svg>'
    return f"{drawn} <small>{values[0]:.3f} to {values[-1]:.3f} in {len(values)} runs</small>"


def _table(rows: Iterable[Sequence[Any]]) -> str:
    head, *body = rows
    header = "".join(f"<th>{escape(str(cell))}</th>" for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in body)
    return f"<table>{f'<tr>{header}</tr>' if any(head) else ''}{lines}</table>"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
