"""Alembic's entry: runs the steps on the connection that `Database.upgrade` hands over."""

from alembic import context

from copilot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
