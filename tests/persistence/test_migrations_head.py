from alembic.config import Config
from alembic.script import ScriptDirectory

from persistence.migrations import MIGRATIONS, head


def test_the_newest_migration_is_the_one_alembic_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [head()]
