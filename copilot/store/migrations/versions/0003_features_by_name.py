"""Features are looked up by name, usage never by date alone."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_features_feature", "features", ["feature", "date"])
    op.drop_index("ix_usage_date", "usage")


def downgrade() -> None:
    op.create_index("ix_usage_date", "usage", ["date"])
    op.drop_index("ix_features_feature", "features")
