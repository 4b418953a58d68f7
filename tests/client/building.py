"""The contract's TypeScript client, built as a page's developer does, with the code of its documentation."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.gateways.forms import missing, program

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "openapi" / "client"
PAGE = ROOT / "docs" / "for-frontend.md"
OLDEST = (20, 19)


def node() -> str:
    """A Node that is new enough; else as `program`."""
    path = program("node")
    version = subprocess.run(
        [path, "--version"], capture_output=True, text=True, check=True, timeout=30
    ).stdout
    found = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    return path if found >= OLDEST else missing("Node 20.19 or newer")


def modules() -> Path:
    """What `npm ci` in openapi/client brings: the suite itself asks no network."""
    path = CLIENT / "node_modules"
    return path if (path / ".bin" / "tsc").exists() else missing("openapi/client/node_modules (by `npm ci`)")


def build(place: Path) -> Path:
    """Compiles client, flow and documentation in a new folder; what the compiler says ends the test."""
    shutil.copytree(CLIENT, place, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (place / "node_modules").symlink_to(modules())
    (place / "page").mkdir()
    (place / "page" / "for-frontend.ts").write_text(program_of(PAGE.read_text()))
    config = json.loads((place / "tsconfig.json").read_text())
    config["include"].append("page")
    config["compilerOptions"]["noUnusedLocals"] = False  # a page shows more than it uses
    (place / "tsconfig.json").write_text(json.dumps(config))
    run(node(), "node_modules/typescript/bin/tsc", "--project", "tsconfig.json", cwd=place)
    return place


def program_of(page: str) -> str:
    """The page's TypeScript as one program, each line where it stands on the page."""
    lines, inside = [], False
    for line in page.splitlines():
        inside = line.startswith("```ts") or (inside and not line.startswith("```"))
        lines.append(line if inside and not line.startswith("```") else "")
    return "\n".join(lines) + "\n"


def run(*command: str, cwd: Path, within: float = 240) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=within, env={**os.environ, "NO_COLOR": "1"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
