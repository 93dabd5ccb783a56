"""Account data, documents and conversations in SQLite or PostgreSQL; the only room that knows SQL."""
