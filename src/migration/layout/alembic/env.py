"""How Alembic reaches the database: by DATABASE_URL, against the models in `models/`."""

import os

from alembic import context
from sqlalchemy import create_engine, pool

from models import Base, include_name, include_object

OPTIONS = {
    "target_metadata": Base.metadata,
    "include_schemas": True,
    "include_name": include_name,
    "include_object": include_object,
    "compare_server_default": False,
    # A later revision may use what an earlier one has committed: enum values, concurrent indexes.
    "transaction_per_migration": True,
}


def run_migrations_offline() -> None:
    context.configure(url=os.environ["DATABASE_URL"], literal_binds=True, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    engine = create_engine(os.environ["DATABASE_URL"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
