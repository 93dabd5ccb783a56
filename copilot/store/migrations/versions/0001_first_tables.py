"""The first tables: account data, documents and passages, conversations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EXACT = sa.Text().with_variant(sa.Numeric(), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    _the_customers()
    _what_they_did()
    _what_comes_of_it()
    _documents()
    _conversations()


def downgrade() -> None:
    for table in (
        "messages",
        "conversations",
        "state",
        "vectors",
        "passages",
        "documents",
        "notes",
        "feedback",
        "sentiment",
        "outcomes",
        "milestones",
        "opportunities",
        "tickets",
        "surveys",
        "features",
        "usage",
        "subscriptions",
        "contacts",
        "fx",
        "team",
        "accounts",
    ):
        op.drop_table(table)


def _the_customers() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text()),
        sa.Column("industry", sa.Text()),
        sa.Column("region", sa.Text()),
        sa.Column("stage", sa.Text()),
        sa.Column("csm_email", sa.Text()),
        sa.Column("sales_email", sa.Text()),
        sa.Column("customer_since", sa.Date()),
        sa.Column("aliases", JSON),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "team",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text()),
        sa.Column("manager_email", sa.Text()),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("email"),
    )
    op.create_table(
        "fx",
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", EXACT, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("currency", "as_of"),
    )
    op.create_table(
        "contacts",
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("role", sa.Text()),
        sa.Column("active", sa.Boolean()),
        sa.Column("last_contacted", sa.Date()),
        sa.Column("left_on", sa.Date()),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("contact_id"),
    )
    op.create_index("ix_contacts_account_id", "contacts", ["account_id"])
    op.create_table(
        "subscriptions",
        sa.Column("subscription_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("product", sa.Text()),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("arr", EXACT, nullable=False),
        sa.Column("currency", sa.Text()),
        sa.Column("seats", sa.BigInteger()),
        sa.Column("auto_renew", sa.Boolean()),
        sa.Column("cancelled_on", sa.Date()),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("subscription_id"),
    )
    op.create_index("ix_subscriptions_account_id", "subscriptions", ["account_id"])


def _what_they_did() -> None:
    op.create_table(
        "usage",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("daily_active_users", sa.BigInteger()),
        sa.Column("weekly_active_users", sa.BigInteger()),
        sa.Column("monthly_active_users", sa.BigInteger()),
        sa.Column("events", sa.BigInteger()),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "date"),
    )
    op.create_index("ix_usage_date", "usage", ["date"])
    op.create_table(
        "features",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("feature", sa.Text(), nullable=False),
        sa.Column("active_users", sa.BigInteger()),
        sa.Column("events", sa.BigInteger()),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "date", "feature"),
    )
    op.create_table(
        "surveys",
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", EXACT, nullable=False),
        sa.Column("contact_id", sa.Text()),
        sa.Column("comment", sa.Text()),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("survey_id"),
    )
    op.create_index("ix_surveys_account_id", "surveys", ["account_id"])
    op.create_table(
        "tickets",
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime()),
        sa.Column("priority", sa.Text()),
        sa.Column("status", sa.Text()),
        sa.Column("category", sa.Text()),
        sa.Column("subject", sa.Text()),
        sa.Column("first_response_minutes", EXACT),
        sa.Column("escalated", sa.Boolean()),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    op.create_index("ix_tickets_account_id", "tickets", ["account_id"])


def _what_comes_of_it() -> None:
    op.create_table(
        "opportunities",
        sa.Column("opportunity_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", EXACT, nullable=False),
        sa.Column("currency", sa.Text()),
        sa.Column("close_date", sa.Date(), nullable=False),
        sa.Column("stage", sa.Text()),
        sa.Column("forecast", sa.Text()),
        sa.Column("csm_call", sa.Text()),
        sa.Column("owner_email", sa.Text()),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("opportunity_id"),
    )
    op.create_index("ix_opportunities_account_id", "opportunities", ["account_id"])
    op.create_table(
        "milestones",
        sa.Column("milestone_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("objective", sa.Text()),
        sa.Column("kind", sa.Text()),
        sa.Column("due_date", sa.Date()),
        sa.Column("completed_date", sa.Date()),
        sa.Column("owner_email", sa.Text()),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("milestone_id"),
    )
    op.create_index("ix_milestones_account_id", "milestones", ["account_id"])
    op.create_table(
        "outcomes",
        sa.Column("outcome_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text()),
        sa.Column("baseline", EXACT),
        sa.Column("current", EXACT),
        sa.Column("target", EXACT),
        sa.Column("as_of", sa.Date()),
        sa.Column("volume_per_year", EXACT),
        sa.Column("value_per_unit", EXACT),
        sa.Column("currency", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("outcome_id"),
    )
    op.create_index("ix_outcomes_account_id", "outcomes", ["account_id"])
    op.create_table(
        "sentiment",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "date"),
    )
    op.create_table(
        "feedback",
        sa.Column("feedback_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text()),
        sa.Column("author", sa.Text()),
        sa.Column("product_area", sa.Text()),
        sa.Column("importance", sa.BigInteger()),
        sa.Column("source_id", sa.Text()),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("feedback_id"),
    )
    op.create_index("ix_feedback_account_id", "feedback", ["account_id"])
    op.create_table(
        "notes",
        sa.Column("note_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("author", sa.Text()),
        sa.Column("participants", JSON),
        sa.Column("visibility", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attributes", JSON, nullable=False),
        sa.PrimaryKeyConstraint("note_id"),
    )
    op.create_index("ix_notes_account_id", "notes", ["account_id"])


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("document_id", sa.Text(), nullable=False, comment="`note:PATH` or `knowledge:PATH`"),
        sa.Column("source", sa.String(length=16), nullable=False, comment="`note` or `knowledge`"),
        sa.Column("root", sa.Text(), nullable=False, comment="the indexed folder, for knowledge"),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("date", sa.Date()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text()),
        sa.Column("segment", sa.Text()),
        sa.Column("stage", sa.Text()),
        sa.Column("owner", sa.Text(), comment="a playbook's owner, a note's author"),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "indexed_hash",
            sa.String(length=64),
            comment="the content that its passages were made from; differs when stale",
        ),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_index("ix_documents_account_id", "documents", ["account_id"])
    op.create_table(
        "passages",
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text()),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("heading", JSON, nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False, comment="of what is embedded: headings and text"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.document_id"]),
        sa.PrimaryKeyConstraint("passage_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_passages_account_id", "passages", ["account_id"])
    op.create_index("ix_passages_document_id", "passages", ["document_id"])
    op.create_table(
        "vectors",
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False, comment="the Chroma collection that holds it too"),
        sa.Column(
            "vector",
            sa.LargeBinary(),
            nullable=False,
            comment="float32; read where few passages are compared one by one",
        ),
        sa.PrimaryKeyConstraint("passage_id", "collection"),
    )
    op.create_table(
        "state",
        sa.Column("name", sa.Text(), nullable=False, comment="for instance `collection`, the one that search uses"),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id"),
    )
    op.create_index("ix_conversations_owner", "conversations", ["owner"])
    op.create_table(
        "messages",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("claims", JSON, nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("usage", JSON, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.conversation_id"]),
        sa.PrimaryKeyConstraint("message_id"),
    )
    op.create_index("ix_messages_conversation_id", "messages", ["conversation_id"])
