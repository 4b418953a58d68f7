"""The newest migration, read from the files: alembic would import each of them to say it."""

import re
from functools import cache
from pathlib import Path

MIGRATIONS = Path(__file__).resolve().parents[1] / "alembic"
_NAMED = re.compile(r'^(down_)?revision\b.*= "(\w+)"', re.MULTILINE)


@cache
def head() -> str:
    """The one that no other follows."""
    texts = [path.read_text() for path in (MIGRATIONS / "versions").glob("*.py")]
    named: list[tuple[str, str]] = [one for text in texts for one in _NAMED.findall(text)]
    (newest,) = {name for down, name in named if not down} - {name for down, name in named if down}
    return newest
