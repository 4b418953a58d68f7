"""Keeps a release's database for the upgrade tests of the releases after it.

    python -m tests.upgrade.keep

Run at a release: a dump of the sample, and of a school with a row in every table, as the release's migrations
made them, goes to `tests/upgrade/kept/<migration head>.dump.xz`. Commit it. What is kept is never made anew:
the code of later releases could not make it.
"""

import asyncio
import json
import lzma
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from cli.migrate import upgrade
from persistence.dump_programs import clients
from persistence.dumps import snapshot
from persistence.embedded import running
from persistence.provision import provision
from tests.deployment import furnish

KEPT = Path(__file__).with_name("kept")
LARGEST = 1_000_000
"""Bytes: a repository keeps for ever what it was given once."""


@dataclass(frozen=True, slots=True)
class Kept:
    head: str
    product: str
    rows: dict[str, int]

    @property
    def dump(self) -> Path:
        return KEPT / f"{self.head}.dump.xz"


def everything_kept() -> list[Kept]:
    return [Kept(**json.loads(path.read_text())) for path in sorted(KEPT.glob("*.json"))]


def keep() -> Kept:
    with tempfile.TemporaryDirectory() as room, running(Path(room), durable=False) as server:
        urls = provision(server, "yanxiu")
        upgrade(urls.owner)
        asyncio.run(furnish(urls, Path(room)))
        with snapshot(urls.owner) as moment, tempfile.TemporaryFile() as file:
            (head,) = moment.heads()
            kept = Kept(head, version("yanxiu"), moment.rows())
            # Plain inside: xz finds more in it than in what has been compressed already.
            moment.dump(clients(moment.server), file, compress=0)
            file.seek(0)
            packed = lzma.compress(file.read(), preset=9 | lzma.PRESET_EXTREME)
    if len(packed) > LARGEST:
        sys.exit(f"{len(packed):,} bytes are more than the {LARGEST:,} that may be kept")
    if kept.dump.exists():
        sys.exit(f"{kept.dump} is there already, and is never made anew")
    kept.dump.write_bytes(packed)
    kept.dump.with_name(f"{head}.json").write_text(json.dumps(asdict(kept), indent=1) + "\n")
    return kept


if __name__ == "__main__":
    made = keep()
    print(f"{made.dump}: {made.dump.stat().st_size:,} bytes, {sum(made.rows.values()):,} rows")  # noqa: T201
