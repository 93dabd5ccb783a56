"""Where each account stands on a day."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standings",
        sa.Column("as_of", sa.Date, primary_key=True),
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("basis", sa.String(64), nullable=False, comment="what it was computed with"),
        sa.Column("health_score", sa.Text),
        sa.Column("health_band", sa.Text),
        sa.Column("risks", sa.Text, nullable=False, comment="ids of signals, with blanks between them"),
        sa.Column("growth", sa.Text, nullable=False),
        sa.Column("priority", sa.Text),
        sa.Column("growth_priority", sa.Text),
    )
    op.create_index("ix_standings_account_id", "standings", ["account_id"])


def downgrade() -> None:
    op.drop_table("standings")
