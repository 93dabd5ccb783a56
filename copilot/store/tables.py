"""The tables: one for each kind of record, and those of documents, passages, conversations, drafts and themes."""

from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from copilot.records import RECORDS, Record

metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_name)s"})


class Exact(TypeDecorator[Decimal]):
    """A decimal that stays exact: NUMERIC on PostgreSQL, text on SQLite, which has only floats."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type that keeps every digit."""
        return dialect.type_descriptor(Numeric() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        """Write the decimal as the column type takes it."""
        return value if value is None or dialect.name == "postgresql" else str(value)

    def process_result_value(self, value: Decimal | str | None, dialect: Dialect) -> Decimal | None:
        """Read the decimal back, digit by digit."""
        return None if value is None else Decimal(value)


# JSONB, because PostgreSQL cannot compare plain JSON, and an import has to see what changed.
Json = JSON().with_variant(JSONB(), "postgresql")

_COLUMN_TYPES: dict[type, type[TypeEngine[Any]] | TypeEngine[Any]] = {
    str: Text,
    int: BigInteger,
    bool: Boolean,
    Decimal: Exact,
    date: Date,
    datetime: DateTime,
    list: Json,
    dict: Json,
}


def _python_type(annotation: Any) -> type:
    """Return the plain type behind `Annotated[...]`, `X | None`, `Literal[...]` and `list[...]`."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation
    origin = get_origin(annotation)
    if origin in (list, dict):
        return list if origin is list else dict
    if origin is Literal:
        return str
    arguments = get_args(annotation)
    if origin in (Union, UnionType):
        arguments = tuple(argument for argument in arguments if argument is not type(None))
    return _python_type(arguments[0])


def _record_table(record: type[Record]) -> Table:
    columns: list[Column[Any]] = []
    for name, field in record.model_fields.items():
        required = field.is_required() or name in record.key or name == "attributes"
        columns.append(
            Column(
                name,
                _COLUMN_TYPES[_python_type(field.annotation)],
                primary_key=name in record.key,
                nullable=not required,
                index=name == "account_id" and record.key[0] != "account_id",
                autoincrement=False,
            )
        )
    return Table(record.table, metadata, *sorted(columns, key=lambda column: column.name == "attributes"))


TABLES: dict[str, Table] = {record.table: _record_table(record) for record in RECORDS}
"""The table of each kind of record, by the record's `table` name."""

documents = Table(
    "documents",
    metadata,
    Column("document_id", Text, primary_key=True, comment="`note:PATH` or `knowledge:PATH`"),
    Column("source", String(16), nullable=False, comment="`note` or `knowledge`"),
    Column("root", Text, nullable=False, default="", comment="the indexed folder, for knowledge"),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("date", Date),
    Column("kind", Text, nullable=False),
    Column("account_id", Text, index=True),
    Column("segment", Text),
    Column("stage", Text),
    Column("owner", Text, comment="a playbook's owner, a note's author"),
    Column("visibility", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("indexed_hash", String(64), comment="the content that its passages were made from; differs when stale"),
)

passages = Table(
    "passages",
    metadata,
    Column("passage_id", Integer, primary_key=True, autoincrement=True),
    Column("document_id", Text, ForeignKey("documents.document_id"), nullable=False, index=True),
    Column("account_id", Text, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading", Json, nullable=False),
    Column("text_hash", String(64), nullable=False, comment="of what is embedded: headings and text"),
    sqlite_autoincrement=True,
)

# A row may outlive its passage: it then says that a vector is still to be deleted.
vectors = Table(
    "vectors",
    metadata,
    Column("passage_id", Integer, primary_key=True, autoincrement=False),
    Column("collection", Text, primary_key=True, comment="the Chroma collection that holds it too"),
    Column("vector", LargeBinary, nullable=False, comment="float32; read where few passages are compared one by one"),
)

state = Table(
    "state",
    metadata,
    Column("name", Text, primary_key=True, comment="for instance `collection`, the one that search uses"),
    Column("value", Text, nullable=False),
)

standings = Table(
    "standings",
    metadata,
    Column("as_of", Date, primary_key=True),
    Column("account_id", Text, primary_key=True, index=True),
    Column("basis", String(64), nullable=False, comment="what it was computed with"),
    Column("health_score", Text),
    Column("health_band", Text),
    Column("risks", Text, nullable=False, comment="ids of signals, with blanks between them"),
    Column("growth", Text, nullable=False),
    Column("priority", Text),
    Column("growth_priority", Text),
)

conversations = Table(
    "conversations",
    metadata,
    Column("conversation_id", String(36), primary_key=True),
    Column("owner", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("updated_at", DateTime, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("message_id", String(36), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.conversation_id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("role", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("claims", Json, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("usage", Json, nullable=False),
    Column("model", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("vote_up", Boolean, comment="what its reader thought of an answer; none until they said"),
    Column("vote_comment", Text),
    Column("voted_at", DateTime, comment="UTC"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("document_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("account_id", Text, index=True),
    Column("kind", Text, nullable=False),
    Column("audience", String(16), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("title", Text, nullable=False),
    Column("created_at", DateTime, nullable=False, comment="UTC"),
    Column("approved_at", DateTime, comment="UTC"),
    Column("approved_by", Text),
    Column("body", Json, nullable=False, comment="the whole document"),
    Index("ix_drafts_created_at", "created_at", "document_id"),
)

feedback_items = Table(
    "feedback_items",
    metadata,
    Column("item_id", Text, primary_key=True),
    Column("origin", String(16), nullable=False, comment="feedback, survey, ticket or note"),
    Column("source_id", Text, nullable=False),
    Column("account_id", Text, nullable=False, index=True),
    Column("date", Date, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("tone", String(16), nullable=False),
    Column("author", Text),
    Column("area", Text),
    Column("importance", Integer),
    Column("also", Json, nullable=False, comment="rows that say the same in the same words"),
    Column("vector", LargeBinary, comment="float32"),
    Column("theme_id", Integer, comment="the theme it was found in, before people's decisions"),
)

themes = Table(
    "themes",
    metadata,
    Column("theme_id", Integer, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("centroid", LargeBinary, nullable=False, comment="float32"),
    Column("run_id", Integer, comment="the run that found it; none where a person made it"),
    Column("parent_id", Integer, comment="the theme that a person split it from"),
    sqlite_autoincrement=True,
)

theme_runs = Table(
    "theme_runs",
    metadata,
    Column("run_id", Integer, primary_key=True, autoincrement=True),
    Column("ran_at", DateTime, nullable=False, comment="UTC"),
    Column("basis", Text, nullable=False, comment="the model and the form of items that it worked with"),
    Column("revision", Text, nullable=False, comment="of the book that it read"),
    Column("middle", LargeBinary, nullable=False, comment="what all items have in common, float32"),
    sqlite_autoincrement=True,
)

theme_decisions = Table(
    "theme_decisions",
    metadata,
    Column("decision_id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("body", Json, nullable=False),
    Column("made_at", DateTime, nullable=False, comment="UTC"),
    Column("made_by", Text, nullable=False),
    Column("undone_at", DateTime, comment="UTC"),
    sqlite_autoincrement=True,
)

Index("ix_features_feature", TABLES["features"].c.feature, TABLES["features"].c.date)
