"""Drafted documents, version by version, each seen by those who may see its account."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict
from sqlalchemy import Insert, Select, exists, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from copilot.errors import NotFound
from copilot.scope import Scope
from copilot.store.database import Database
from copilot.store.reading import within
from copilot.store.tables import drafts


def _in_utc(moment: datetime) -> datetime:
    """Return a moment with its zone, UTC; one without a zone, as the database keeps it, is in UTC already."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]


class Draft(BaseModel):
    """One version of a document; `body` is the document whole as JSON, and empty in a list."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    version: int
    account_id: str | None
    kind: str
    audience: str
    as_of: date
    title: str
    created_at: Moment
    approved_at: Moment | None = None
    approved_by: str | None = None
    body: dict[str, Any]


class DraftStore:
    """Reads and writes drafts; one of no account names every account, so only who may see all of them sees it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def keep(self, draft: Draft) -> bool:
        """Write a new version; False, and nothing is changed, where it is there already, whoever wrote it."""
        with self.database.write() as connection:
            statement = _insert(self.database.dialect).values(_row(draft))
            return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1

    def replace(self, draft: Draft) -> None:
        """Write a version over, for instance when it is approved; NotFound where it was never kept."""
        its = (drafts.c.document_id == draft.document_id, drafts.c.version == draft.version)
        with self.database.write() as connection:
            if connection.execute(update(drafts).where(*its).values(_row(draft))).rowcount == 0:
                raise _not_found(draft.document_id, draft.version)

    def get(self, document_id: str, scope: Scope, version: int | None = None) -> Draft:
        """Return a version of a document, by default the newest; NotFound where the caller may not see it."""
        query = select(drafts).where(drafts.c.document_id == document_id).order_by(drafts.c.version.desc()).limit(1)
        if version is not None:
            query = query.where(drafts.c.version == version)
        found = self._read(query, scope)
        if not found:
            raise _not_found(document_id, version)
        return found[0]

    def versions(self, document_id: str, scope: Scope) -> list[Draft]:
        """List every version of a document, the oldest first; NotFound as in `get`."""
        query = select(drafts).where(drafts.c.document_id == document_id).order_by(drafts.c.version)
        found = self._read(query, scope)
        if not found:
            raise _not_found(document_id)
        return found

    def listed(
        self,
        scope: Scope,
        *,
        account_id: str | None = None,
        kind: str | None = None,
        limit: int = 50,
        before: tuple[datetime, str] | None = None,
    ) -> list[Draft]:
        """List the newest version of each document, the latest first and without its body.

        `before` is `created_at` and `document_id` of the last one of the page before.
        """
        columns, later = drafts.c, drafts.alias()
        is_superseded = exists().where(later.c.document_id == columns.document_id, later.c.version > columns.version)
        query = select(*(column for column in columns if column.name != "body")).where(~is_superseded)
        if account_id is not None:
            query = query.where(columns.account_id == account_id)
        if kind is not None:
            query = query.where(columns.kind == kind)
        place = tuple_(columns.created_at, columns.document_id)
        if before is not None:
            query = query.where(place < (_stored(before[0]), before[1]))
        return self._read(query.order_by(columns.created_at.desc(), columns.document_id.desc()).limit(limit), scope)

    def latest(
        self, kind: str, account_id: str | None, audience: str, scope: Scope, before: date | None = None
    ) -> Draft | None:
        """Return the newest document of a kind about an account, as of a day earlier than `before`, if there is one."""
        columns = drafts.c
        its = (columns.kind == kind, columns.account_id == account_id, columns.audience == audience)
        query = select(drafts).where(*its)
        if before is not None:
            query = query.where(columns.as_of < before)
        newest = query.order_by(columns.as_of.desc(), columns.created_at.desc(), columns.version.desc()).limit(1)
        return next(iter(self._read(newest, scope)), None)

    def _read(self, query: Select[Any], scope: Scope) -> list[Draft]:
        with self.database.read() as connection:
            # A draft of no account is within no list of accounts, other than `Scope.allows` has it.
            rows = connection.execute(within(query, drafts.c.account_id, scope)).mappings()
            return [Draft.model_validate({"body": {}, **row}) for row in rows]


def _insert(dialect: str) -> Insert:
    """Return the statement that leaves what is there alone, at whatever moment another process wrote it."""
    if dialect == "postgresql":
        return postgresql.insert(drafts).on_conflict_do_nothing()
    return sqlite.insert(drafts).on_conflict_do_nothing()


def _row(draft: Draft) -> dict[str, Any]:
    approved_at = draft.approved_at and _stored(draft.approved_at)
    return {**draft.model_dump(), "created_at": _stored(draft.created_at), "approved_at": approved_at}


def _stored(moment: datetime) -> datetime:
    """Return a moment as the database keeps it: in UTC, without a zone."""
    return _in_utc(moment).replace(tzinfo=None)


def _not_found(document_id: str, version: int | None = None) -> NotFound:
    asked = f"document {document_id!r}" if version is None else f"version {version} of document {document_id!r}"
    return NotFound(f"There is no {asked}.", "List the documents to see which there are, or draft a new one.")
