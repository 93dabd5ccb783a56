"""What endpoints ask for, as types: a signature reads like a sentence."""

from concurrent.futures import Executor
from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Header, Query, Request

from copilot.jobs.runner import Jobs
from copilot.scope import EVERYTHING, Scope
from copilot.settings import today
from copilot.wiring import Copilot


def _copilot(request: Request) -> Copilot:
    copilot: Copilot = request.app.state.copilot
    return copilot


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _workers(request: Request) -> Executor:
    workers: Executor = request.app.state.workers
    return workers


def _scope() -> Scope:
    """Return what the caller may see: with `CSM_AUTH=local` there is one user, with every right."""
    return EVERYTHING


def _as_of(as_of: Annotated[date | None, Query(description="The day to look from; today by default")] = None) -> date:
    return as_of or today()


def _form(accept: Annotated[str, Header()] = "*/*") -> Literal["json", "events"]:
    """Tell which form the caller prefers: events, unless JSON is asked for and events are not."""
    wants_json = "application/json" in accept and "text/event-stream" not in accept
    return "json" if wants_json else "events"


CopilotDep = Annotated[Copilot, Depends(_copilot)]
JobsDep = Annotated[Jobs, Depends(_jobs)]
Workers = Annotated[Executor, Depends(_workers)]
Caller = Annotated[Scope, Depends(_scope)]
AsOf = Annotated[date, Depends(_as_of)]
Form = Annotated[Literal["json", "events"], Depends(_form)]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most")]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before")]
