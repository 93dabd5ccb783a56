"""The copilot as the suites use it: one case in, one response out, in the same process and by the same wiring."""

import csv
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from langchain_core.language_models import BaseChatModel
from pydantic import ValidationError

from copilot.agent.events import ClaimEvent, DoneEvent, Event, EvidenceEvent, Question, TextEvent, ToolEvent
from copilot.checking import check_against
from copilot.documents.export import export
from copilot.documents.order import Order
from copilot.errors import CopilotError, NotFound
from copilot.evidence import Evidence
from copilot.feedback.listing import list_of
from copilot.feedback.reading import Asked
from copilot.scope import EVERYTHING, Scope
from copilot.settings import Settings
from copilot.store.documents import Filters
from copilot.wiring import Copilot, build_copilot
from evals.case import Case, Drafting, Listing
from evals.response import CalledTool, Response

_FOUND = 10
"""Passages of a search that are kept."""


class Subject:
    """Answers cases from the book of one data folder, as of one day."""

    def __init__(self, copilot: Copilot, book: Path, as_of: date) -> None:
        self._copilot, self._book, self._as_of = copilot, book, as_of

    def respond(self, case: Case) -> Response:
        """Return what the copilot answers; an error that a caller would be told is a response too."""
        scope, as_of, began = self._scope(case.user), case.as_of or self._as_of, time.perf_counter()
        try:
            found = self._respond(case, scope, as_of)
        except CopilotError as error:
            found = Response(error=str(error))
        except ValidationError as error:  # what is ordered cannot be, which the commands and the API tell like this
            found = Response(error="; ".join(one["msg"] for one in error.errors()))
        return found.model_copy(update={"seconds": time.perf_counter() - began})

    def _respond(self, case: Case, scope: Scope, as_of: date) -> Response:
        if case.search is not None:
            within = Filters(account_ids=frozenset([self._account_id(case.account)])) if case.account else Filters()
            passages = self._copilot.retriever.search(case.search, scope, filters=within, limit=_FOUND).passages
            return Response(retrieved=Evidence(passages=passages))
        if case.draft is not None:
            return self._draft(case.draft, scope, as_of)
        if case.themes is not None:
            return self._themes(case.themes, scope, as_of)
        if case.check is not None:
            claims, evidence = check_against(case.check.text, case.check.sources, as_of)
            return Response(text=case.check.text, claims=claims, evidence=evidence)
        return self._talk(case, scope, as_of)

    def _talk(self, case: Case, scope: Scope, as_of: date) -> Response:
        """Ask every turn in one conversation, and return the answer to the last one."""
        account_id = self._account_id(case.account) if case.account else None
        conversation_id, events, seen = None, list[Event](), Response()
        for turn in case.turns:
            asked = Question(message=turn, conversation_id=conversation_id, account_id=account_id, as_of=as_of)
            events = list(self._copilot.agent.stream(asked, scope))
            done = next(event for event in events if isinstance(event, DoneEvent))
            if done.model == "built-in" != self._copilot.settings.model:
                return Response(unanswered=f"{self._copilot.settings.model} did not answer", model=done.model)
            conversation_id, spent = done.conversation_id, seen.usage
            seen = Response(
                usage=spent.model_copy(
                    update={name: getattr(spent, name) + number for name, number in done.usage.model_dump().items()}
                ),
                model=done.model,
            )
        evidence = next(event for event in events if isinstance(event, EvidenceEvent))
        return seen.model_copy(
            update={
                "text": "".join(event.delta for event in events if isinstance(event, TextEvent)),
                "claims": [event.claim for event in events if isinstance(event, ClaimEvent)],
                "evidence": evidence.cited,
                "retrieved": evidence.retrieved,
                "tools": _tools(events),
            }
        )

    def _draft(self, wanted: Drafting, scope: Scope, as_of: date) -> Response:
        account_id = self._account_id(wanted.account) if wanted.account else None
        order = Order(kind=wanted.kind, account_id=account_id, as_of=as_of, audience=wanted.audience)
        document = self._copilot.desk.draft(order, scope)
        parts = [part for section in document.sections for part in section.parts]
        return Response(
            text=export(document, "md", _no_picture).decode(),
            claims=[claim for part in parts for claim in part.claims],
            evidence=document.evidence,
        )

    def _themes(self, wanted: Listing, scope: Scope, as_of: date) -> Response:
        asked = Asked.model_validate(wanted.model_dump())
        few = self._copilot.accounts.standards.themes
        found = self._copilot.board.themes(scope, as_of, asked)
        listed = list_of(found, (few.few_accounts, few.few_mentions))
        return Response(text=listed.model_dump_json())

    def _account_id(self, name: str) -> str:
        """Return the id of the one account of this name in the book's own table."""
        ids = [row["account_id"] for row in self._accounts if name in (row["account_id"], row["name"])]
        if len(ids) != 1:
            raise NotFound(f"The book has {len(ids)} accounts called {name}.")
        return ids[0]

    def _scope(self, user: str | None) -> Scope:
        """Return what a user may see: a CSM the accounts that the book gives to them, nobody in particular all."""
        if user is None:
            return EVERYTHING
        own = frozenset(row["account_id"] for row in self._accounts if row["csm_email"] == user)
        if not own:
            raise NotFound(f"The book gives no account to {user}.")
        return Scope(user, own)

    @cached_property
    def _accounts(self) -> list[Mapping[str, str]]:
        with (self._book / "accounts.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@contextmanager
def open_subject(
    folder: Path, as_of: date, model: str = "built-in", chat_model: Callable[[], BaseChatModel] | None = None
) -> Iterator[Subject]:
    """Open the copilot on a copy of a data folder that `data_folder` made, so that what is written ends with the run.

    A document is compared with the one before: one of an earlier run would make another answer of the same code.
    `chat_model` stands in for that of the settings.
    """
    with TemporaryDirectory(dir=folder.parent, prefix=".run-") as copy:
        shutil.copytree(folder / "data", copy, dirs_exist_ok=True)
        copilot = build_copilot(Settings(data_dir=Path(copy), model=model), chat_model() if chat_model else None)
        try:
            yield Subject(copilot, folder / "book", as_of)
        finally:
            copilot.close()


def _tools(events: Sequence[Event]) -> list[CalledTool]:
    """Return the tools that were called; the outcomes of one name come in the order of its calls."""
    found: list[CalledTool] = []
    waiting: defaultdict[str, list[CalledTool]] = defaultdict(list)
    for event in events:
        if not isinstance(event, ToolEvent):
            continue
        if event.state == "called":
            found.append(CalledTool(name=event.name, arguments=event.arguments))
            waiting[event.name].append(found[-1])
        elif waiting[event.name]:
            waiting[event.name].pop(0).failed = event.state == "failed"
    return found


def _no_picture(*_: object) -> NoReturn:
    raise NotFound("Pictures are not judged.")
