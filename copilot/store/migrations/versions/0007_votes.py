"""What readers thought of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("messages") as table:
        table.add_column(
            sa.Column("vote_up", sa.Boolean, comment="what its reader thought of an answer; none until they said")
        )
        table.add_column(sa.Column("vote_comment", sa.Text))
        table.add_column(sa.Column("voted_at", sa.DateTime, comment="UTC"))


def downgrade() -> None:
    with op.batch_alter_table("messages") as table:
        for name in ("vote_up", "vote_comment", "voted_at"):
            table.drop_column(name)
