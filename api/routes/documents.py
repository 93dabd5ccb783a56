"""Documents: drafted, read, edited, approved, drafted again, compared and exported."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import Caller, CopilotDep, JobsDep
from copilot.documents.differences import Differences
from copilot.documents.document import Approval, Audience, Document, Kind
from copilot.documents.editing import Edit
from copilot.documents.export import Form
from copilot.documents.export.html import ALLOWED
from copilot.documents.order import Order
from copilot.errors import InvalidInput
from copilot.jobs.batches import Batch
from copilot.jobs.job import Job
from copilot.overview import renewing_within
from copilot.publishing import Publisher
from copilot.settings import today

router = APIRouter(tags=["documents"], prefix="/v1/documents")

MEDIA: dict[Form, str] = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
}
_FILES: dict[int | str, dict[str, Any]] = {200: {"content": {media.split(";")[0]: {} for media in MEDIA.values()}}}
Version = Annotated[int | None, Query(ge=1, description="A version; the newest by default")]


class DocumentOrder(Order):
    """A document that is asked for, as of today unless a day is named."""

    as_of: date = Field(default_factory=today)


class Change(BaseModel):
    """What a person changes: edits, an approval with their name, or both; `version` is the one that they had read."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = None
    edits: list[Edit] = []
    approve: str | None = Field(None, description="The name of who approves it")


class Anew(BaseModel):
    """What is drafted again: all of it, as of another day if one is named, or some of its sections."""

    model_config = ConfigDict(extra="forbid")

    as_of: date | None = None
    sections: list[str] = []


class BatchOrder(BaseModel):
    """Documents of one kind: about these accounts, or about those that renew within so many days."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    audience: Audience = "internal"
    as_of: date = Field(default_factory=today)
    account_ids: list[str] = []
    renewing_within_days: int | None = Field(None, ge=1, le=3660)


class ListedDocument(BaseModel):
    """A document of a list, or a version of one."""

    document_id: str
    version: int
    kind: Kind
    title: str
    account_id: str | None
    audience: Audience
    as_of: date
    created_at: datetime
    approval: Approval | None = None


class Documents(BaseModel):
    """Documents, the latest first."""

    documents: list[ListedDocument]


class Versions(BaseModel):
    """The versions of a document, the oldest first."""

    versions: list[ListedDocument]


@router.post("", status_code=201)
def draft(order: DocumentOrder, copilot: CopilotDep, scope: Caller, response: Response) -> Document:
    """Draft a document; what could not be checked is left out of it and listed."""
    document = copilot.desk.draft(order, scope)
    response.headers["Location"] = f"{router.prefix}/{document.document_id}"
    return document


@router.post("/batch", status_code=202)
def draft_batch(order: BatchOrder, copilot: CopilotDep, scope: Caller, jobs: JobsDep) -> Job:
    """Draft documents about many accounts as a job; ask GET /v1/jobs/{id} how far it is."""
    ids = order.account_ids
    if bool(ids) == (order.renewing_within_days is not None):
        raise InvalidInput("It is not said which accounts.", "Give account_ids or renewing_within_days.")
    if order.renewing_within_days is not None:
        ids = renewing_within(copilot.accounts, scope, order.as_of, order.renewing_within_days)
    for one in ids:
        copilot.accounts.account(one, scope)
    visible = None if scope.account_ids is None else sorted(scope.account_ids)
    ordered = order.model_dump(include={"kind", "as_of", "audience"})
    return jobs.draft(Batch(**ordered, account_ids=ids, user=scope.user, may_see=visible))


@router.get("")
def list_documents(
    copilot: CopilotDep,
    scope: Caller,
    account: Annotated[str | None, Query(description="An account's id")] = None,
    kind: Kind | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Documents:
    """List the newest version of each document."""
    found = copilot.desk.listed(scope, account, kind, limit)
    return Documents(documents=[_listed(one.model_dump(), one.approved_by, one.approved_at) for one in found])


@router.get("/{document_id}")
def get_document(document_id: str, copilot: CopilotDep, scope: Caller, version: Version = None) -> Document:
    """Return a document: its sections, each claim with its state, the evidence, and what was left out and why."""
    return copilot.desk.get(document_id, scope, version)


@router.patch("/{document_id}")
def change(document_id: str, change: Change, copilot: CopilotDep, scope: Caller) -> Document:
    """Edit a document, which makes its next version, or approve it; a person's words are checked too."""
    if not change.edits and change.approve is None:
        raise InvalidInput("Nothing is to be changed.", "Give edits, or approve with a name.")
    document, version = None, change.version
    if change.edits:
        document = copilot.desk.edit(document_id, change.edits, scope, version)
        version = document.version
    if change.approve is not None:
        document = copilot.desk.approve(document_id, change.approve, scope, version)
    return document or copilot.desk.get(document_id, scope)


@router.post("/{document_id}/draft", status_code=201)
def draft_again(document_id: str, anew: Anew, copilot: CopilotDep, scope: Caller) -> Document:
    """Draft the next version, or some of its sections; what a person wrote stays."""
    return copilot.desk.draft_again(document_id, scope, anew.as_of, anew.sections)


@router.get("/{document_id}/versions")
def get_versions(document_id: str, copilot: CopilotDep, scope: Caller) -> Versions:
    """List the versions of a document."""
    found = copilot.desk.versions(document_id, scope)
    return Versions(versions=[ListedDocument.model_validate(one.model_dump()) for one in found])


@router.get("/{document_id}/diff")
def get_diff(
    document_id: str,
    copilot: CopilotDep,
    scope: Caller,
    to: Annotated[str, Query(description="A version, or another document; the version before by default")] = "",
    version: Version = None,
) -> Differences:
    """Compare two versions, or two documents of one kind: fact by fact, and the sentences of each section."""
    other = int(to) if to.isascii() and to.isdecimal() and len(to) < 10 else to or None
    return copilot.desk.compare(document_id, scope, version, other)


@router.get("/{document_id}/export", response_class=Response, responses=_FILES)
def export(
    document_id: str,
    copilot: CopilotDep,
    scope: Caller,
    request: Request,
    form: Annotated[Literal["md", "html", "docx", "pptx", "pdf"], Query(alias="format")] = "md",
    version: Version = None,
) -> Response:
    """Return a document as a file, with its charts, numbered sources and links to the passages."""
    document = copilot.desk.get(document_id, scope, version)
    publisher = Publisher(copilot.accounts, copilot.settings.templates, copilot.board)
    content = publisher.publish(document, form, scope, base_url=str(request.base_url))
    place = "inline" if form == "html" else "attachment"
    name = f"{document.kind}-{document.account_id or 'all'}-{document.as_of}.{form}"
    safe = "".join(one if one.isascii() and (one.isalnum() or one in "-.") else "-" for one in name)
    headers = {"Content-Disposition": f'{place}; filename="{safe}"'}
    if form == "html":
        headers["Content-Security-Policy"] = ALLOWED  # the page brings its own styles and pictures
    return Response(content, media_type=MEDIA[form], headers=headers)


def _listed(values: dict[str, Any], by: str | None, at: datetime | None) -> ListedDocument:
    approval = Approval(by=by, at=at) if by is not None and at is not None else None
    return ListedDocument.model_validate({**values, "approval": approval})
