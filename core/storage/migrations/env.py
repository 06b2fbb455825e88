"""Alembic's entry: the connection comes from `core/storage/store.py`, inside its transaction."""

from alembic import context

from core.storage.people_tables import person

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=person.metadata,
    render_as_batch=True,
    include_schemas=True,
    transactional_ddl=False,
)
context.run_migrations()
