"""Migrations run on one plain connection, as the role that owns the tables, in one transaction."""

from alembic import context
from sqlalchemy import create_engine, pool, text
from sqlalchemy.engine import make_url

from persistence.tables import metadata


def not_the_queues(object: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """procrastinate and a cluster (tx_marker) keep tables of their own; drift is looked for in ours."""
    return not (reflected and (name or "").startswith(("procrastinate_", "tx_marker")))


def run() -> None:
    url = make_url(context.config.attributes["url"]).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        # On a cluster a migration that touches two distributed tables needs this; elsewhere it means nothing.
        connection.execute(text("SET LOCAL citus.multi_shard_modify_mode = 'sequential'"))
        context.configure(
            connection=connection,
            target_metadata=metadata,
            include_object=not_the_queues,
            compare_type=True,
            compare_server_default=True,
        )
        context.run_migrations()


run()
