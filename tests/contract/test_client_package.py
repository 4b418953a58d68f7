"""The client's package: every version pinned, and no lock that names a host."""

import json
import re
from pathlib import Path

CLIENT = Path(__file__).parents[2] / "openapi" / "client"


def test_its_lock_says_where_nothing_comes_from() -> None:
    lock = json.loads((CLIENT / "package-lock.json").read_text())

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
    assert "omit-lockfile-registry-resolved=true" in (CLIENT / ".npmrc").read_text().splitlines()


def test_its_dependencies_are_pinned_as_the_lock_has_them() -> None:
    package = json.loads((CLIENT / "package.json").read_text())
    locked = json.loads((CLIENT / "package-lock.json").read_text())["packages"]

    assert package["private"]
    for name, version in (package["dependencies"] | package["devDependencies"]).items():
        assert re.fullmatch(r"[\d.]+", version)
        assert locked[f"node_modules/{name}"]["version"] == version
