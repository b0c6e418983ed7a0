"""Alembic's way in: one for all histories, told which by the section of its settings."""

import sqlalchemy as sa
import sqlmodel  # noqa: F401  (generated migrations name its types)
from alembic import context

from shared import migrate

history = context.config.config_ini_section


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=migrate.tables(history),
        render_as_batch=connection.dialect.name == "sqlite",
        version_table=f"alembic_{history}",
        include_name=migrate.described(history),
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url", "sqlite://"))
    with engine.connect() as connection:
        run(connection)
        connection.commit()
