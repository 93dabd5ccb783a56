"""GET /v1/search."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.dependencies import Caller, CopilotDep
from copilot.evidence import Passage
from copilot.retrieval.search import MAX_LIMIT
from copilot.store.documents import Filters
from copilot.store.names import AccountNames

router = APIRouter(tags=["documents"])


class Found(BaseModel):
    """Passages, best first; `degraded` says what the search had to do without, if anything."""

    passages: list[Passage]
    degraded: str = ""


@router.get("/v1/search")
def search(
    copilot: CopilotDep,
    scope: Caller,
    q: Annotated[str, Query(description="What to look for")],
    account: Annotated[str | None, Query(description="Id, name or alias of an account")] = None,
    kind: Annotated[str | None, Query(description="call, email, meeting, qbr, internal, playbook, …")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 8,
) -> Found:
    """Find passages in notes, transcripts and playbooks."""
    owner = AccountNames(copilot.accounts.names(scope)).resolve(account).account_id if account else None
    filters = Filters(account_ids=frozenset([owner]) if owner else None, kinds=frozenset([kind]) if kind else None)
    result = copilot.retriever.search(q, scope, filters=filters, limit=limit)
    return Found(passages=result.passages, degraded=result.degraded)
