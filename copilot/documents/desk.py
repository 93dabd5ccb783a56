"""The life of documents: drafted, kept version by version, edited, approved, drafted again, compared."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime

from copilot.documents.differences import Differences, differences
from copilot.documents.document import Approval, Document
from copilot.documents.drafting import Drafter
from copilot.documents.editing import Edit
from copilot.documents.order import ABOUT_A_PERIOD, Options, Order
from copilot.errors import Conflict, InvalidInput, NotFound
from copilot.scope import Scope
from copilot.store.drafts import Draft, DraftStore

_LONGEST_NAME = 200


class Desk:
    """Drafts documents and keeps them; whoever may not see an account sees none of its documents."""

    def __init__(self, drafter: Drafter, drafts: DraftStore) -> None:
        self._drafter, self._drafts = drafter, drafts

    @property
    def asks_a_model(self) -> bool:
        """Tell whether a language model writes the prose, which has to be waited for."""
        return self._drafter.asks_a_model

    def draft(self, order: Order, scope: Scope, document_id: str | None = None) -> Document:
        """Draft a document and keep it; one with this id that is there already is returned as it is.

        Without a day to compare with, it compares with the last document of its kind.
        """
        if document_id is not None and (kept := self._kept(document_id, scope)) is not None:
            return kept
        if order.options.since is None and order.kind not in ABOUT_A_PERIOD:
            before = self._drafts.latest(order.kind, order.account_id, order.audience, scope, before=order.as_of)
            order = order.model_copy(update={"options": Options(since=before.as_of if before else None)})
        document = self._drafter.draft(order, scope, document_id)
        self._drafts.keep(row_of(document))
        return document

    def get(self, document_id: str, scope: Scope, version: int | None = None) -> Document:
        """Return a version of a document, by default the newest; NotFound where there is none or it may not be seen."""
        return document_of(self._drafts.get(document_id, scope, version))

    def versions(self, document_id: str, scope: Scope) -> list[Document]:
        """Return every version, the oldest first."""
        return [document_of(one) for one in self._drafts.versions(document_id, scope)]

    def edit(self, document_id: str, edits: Sequence[Edit], scope: Scope, version: int | None = None) -> Document:
        """Put a person's edits in as the next version; Conflict where `version`, which they had read, is outdated."""
        return self._next(self._drafter.edit(self._current(document_id, scope, version), edits, scope))

    def draft_again(
        self, document_id: str, scope: Scope, as_of: date | None = None, only: Collection[str] = ()
    ) -> Document:
        """Draft the next version, or some of its sections anew; what a person wrote stays.

        InvalidInput where some sections are to be of another day than the others.
        """
        document = self.get(document_id, scope)
        if only and as_of not in (None, document.as_of):
            raise InvalidInput("Sections of one document are of one day.", "Draft all of it as of the other day.")
        return self._next(self._drafter.draft_again(document, scope, as_of, only))

    def approve(self, document_id: str, by: str, scope: Scope, version: int | None = None) -> Document:
        """Approve the newest version with name and time.

        Conflict where `version`, which they had read, is outdated, or a customer would read what nobody could check.
        """
        name = " ".join(by.split())[:_LONGEST_NAME]
        if not name:
            raise InvalidInput("An approval needs a name.", "Say who approves it.")
        document = self._current(document_id, scope, version)
        doubtful = [
            claim.text
            for section in document.sections
            for part in section.parts
            for claim in part.claims
            if claim.state == "unverified"
        ]
        if document.audience == "customer" and doubtful:
            few = f"{len(doubtful)} sentences" if len(doubtful) > 1 else "A sentence"
            raise Conflict(
                f"{few} could not be verified: “{doubtful[0][:200]}”.", "Take it out, or cite what it is from."
            )
        approved = document.model_copy(update={"approval": Approval(by=name, at=datetime.now(UTC))})
        self._drafts.replace(row_of(approved))
        return approved

    def compare(
        self, document_id: str, scope: Scope, version: int | None = None, to: str | int | None = None
    ) -> Differences:
        """Compare a version, by default the newest, with another of its versions or with another document.

        `to` is the number of a version or the id of a document; by default the version before.
        """
        document = self.get(document_id, scope, version)
        if to is None:
            if document.version == 1:
                raise InvalidInput("There is no version before the first.", "Name what it is to be compared with.")
            to = document.version - 1
        other = self.get(document_id, scope, to) if isinstance(to, int) else self.get(to, scope)
        earlier, later = sorted((document, other), key=lambda one: (one.as_of, one.version, one.created_at))
        return differences(earlier, later)

    def listed(
        self, scope: Scope, account_id: str | None = None, kind: str | None = None, limit: int = 50
    ) -> list[Draft]:
        """List the newest version of each document, the latest first, without their text."""
        return self._drafts.listed(scope, account_id=account_id, kind=kind, limit=limit)

    def _kept(self, document_id: str, scope: Scope) -> Document | None:
        try:
            return self.get(document_id, scope)
        except NotFound:
            return None

    def _current(self, document_id: str, scope: Scope, version: int | None) -> Document:
        document = self.get(document_id, scope)
        if version is not None and version != document.version:
            raise Conflict(
                f"Version {version} is outdated; the newest one is {document.version}.", "Read it, and try again."
            )
        return document

    def _next(self, document: Document) -> Document:
        if not self._drafts.keep(row_of(document)):
            raise Conflict(
                "Somebody changed the document at the same moment.", "Read the newest version, and try again."
            )
        return document


def row_of(document: Document) -> Draft:
    """Return a document as it is kept."""
    approval = document.approval
    return Draft(
        document_id=document.document_id,
        version=document.version,
        account_id=document.account_id,
        kind=document.kind,
        audience=document.audience,
        as_of=document.as_of,
        title=document.title,
        created_at=document.created_at,
        approved_at=approval.at if approval else None,
        approved_by=approval.by if approval else None,
        body=document.model_dump(mode="json"),
    )


def document_of(draft: Draft) -> Document:
    """Return what was kept as a document; JSON knows no days, so those of facts are read again."""
    document = Document.model_validate(draft.body)
    facts = [
        one.model_copy(update={"value": date.fromisoformat(one.value)})
        if one.unit == "date" and isinstance(one.value, str)
        else one
        for one in document.evidence.facts
    ]
    return document.model_copy(update={"evidence": document.evidence.model_copy(update={"facts": facts})})
