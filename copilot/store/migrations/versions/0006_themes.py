"""What customers say, item by item, the themes that it falls into, and what people decided about them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "feedback_items",
        sa.Column("item_id", sa.Text, primary_key=True),
        sa.Column("origin", sa.String(16), nullable=False, comment="feedback, survey, ticket or note"),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("tone", sa.String(16), nullable=False),
        sa.Column("author", sa.Text),
        sa.Column("area", sa.Text),
        sa.Column("importance", sa.Integer),
        sa.Column("also", _JSON, nullable=False, comment="rows that say the same in the same words"),
        sa.Column("vector", sa.LargeBinary, comment="float32"),
        sa.Column("theme_id", sa.Integer, comment="the theme it was found in, before people's decisions"),
    )
    op.create_index("ix_feedback_items_account_id", "feedback_items", ["account_id"])
    op.create_index("ix_feedback_items_date", "feedback_items", ["date"])
    op.create_table(
        "themes",
        sa.Column("theme_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("centroid", sa.LargeBinary, nullable=False, comment="float32"),
        sa.Column("run_id", sa.Integer, comment="the run that found it; none where a person made it"),
        sa.Column("parent_id", sa.Integer, comment="the theme that a person split it from"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "theme_runs",
        sa.Column("run_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("ran_at", sa.DateTime, nullable=False, comment="UTC"),
        sa.Column("basis", sa.Text, nullable=False, comment="the model and the form of items that it worked with"),
        sa.Column("revision", sa.Text, nullable=False, comment="of the book that it read"),
        sa.Column("middle", sa.LargeBinary, nullable=False, comment="what all items have in common, float32"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "theme_decisions",
        sa.Column("decision_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("body", _JSON, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False, comment="UTC"),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("undone_at", sa.DateTime, comment="UTC"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("theme_decisions", "theme_runs", "themes", "feedback_items"):
        op.drop_table(table)
