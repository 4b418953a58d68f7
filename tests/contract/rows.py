"""What lies in a school's tables, for tests that say that nothing was changed."""

from sqlalchemy import text

from persistence.schema import DISTRICT_WIDE
from persistence.tables import metadata
from tests.scene import Scene

TABLES = [table.name for table in metadata.sorted_tables if DISTRICT_WIDE not in table.info]
ALL = " UNION ALL ".join(
    f"SELECT '{name}' AS name, count(*) AS number, md5(string_agg(one::text, ',' ORDER BY one.id)) AS digest"
    f" FROM {name} AS one WHERE one.school_id = :school"
    for name in TABLES
)


async def fingerprint(scene: Scene) -> dict[str, tuple[int, str | None]]:
    """(rows, a digest of them) of each table, in one statement."""
    async with scene.owner.connect() as connection:
        rows = await connection.execute(text(ALL), {"school": scene.school_id})
        return {row.name: (row.number, row.digest) for row in rows}
