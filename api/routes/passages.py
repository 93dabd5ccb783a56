"""GET /v1/passages/{id}."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.dependencies import Caller, CopilotDep
from copilot.evidence import Passage

router = APIRouter(tags=["documents"])


class DocumentWindow(BaseModel):
    """A stretch of a document's text: `text` begins at character `offset` of `length`."""

    document_id: str
    title: str
    path: str
    date: date | None
    kind: str
    account_id: str | None
    text: str
    offset: int
    length: int


class PassageInDocument(BaseModel):
    """A passage and the text around it: `document.text[start - offset : end - offset] == passage.text`."""

    passage: Passage
    document: DocumentWindow


@router.get("/v1/passages/{passage_id}")
def get_passage(
    passage_id: str,
    copilot: CopilotDep,
    scope: Caller,
    around: Annotated[int, Query(ge=0, le=200_000, description="Characters before and after the passage")] = 20_000,
) -> PassageInDocument:
    """Return a passage inside its document, so that a page can open at it."""
    passage = copilot.documents.passage(passage_id, scope)
    document = copilot.documents.document(passage.document_id, scope)
    first = max(0, passage.start - around)
    about = {name: getattr(document, name) for name in ("document_id", "title", "path", "date", "kind", "account_id")}
    text = document.text[first : passage.end + around]
    window = DocumentWindow(**about, text=text, offset=first, length=len(document.text))
    return PassageInDocument(passage=passage, document=window)
