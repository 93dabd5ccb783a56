"""Keyword search over passages."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE keywords USING fts5("
            "title, headings, body, account, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        return
    op.execute("CREATE TABLE keywords (passage_id INTEGER PRIMARY KEY, account TEXT NOT NULL, words TSVECTOR NOT NULL)")
    op.execute("CREATE INDEX ix_keywords_words ON keywords USING gin (words)")
    op.execute("CREATE INDEX ix_keywords_account ON keywords (account)")


def downgrade() -> None:
    op.execute("DROP TABLE keywords")
