"""Runs or tests Yanxiu on a machine that has Python 3.11 or newer and nothing else.

    python3 go.py run  [options of `yanxiu serve`]    http://127.0.0.1:8000
    python3 go.py test [options of pytest]

The first time makes .venv and installs what requirements/*.txt lock. This file stays readable to
Pythons too old to run the rest, so that they can be told so.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed"
UNFINISHED = VENV / ".installing"
LOCKS = {"run": "app", "test": "dev"}
OLDEST = (3, 11)


def main(arguments):
    if not arguments or arguments[0] not in LOCKS:
        say(__doc__.strip())
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    task, rest = arguments[0], arguments[1:]
    refused = refusal(sys.version_info, os.name, lambda name: works([name, "--version"]))
    if refused:
        return stop(refused)
    os.chdir(ROOT)
    kind = LOCKS[task]
    if not is_installed(kind):
        failed = install(kind)
        if failed:
            return stop(failed)
    command = command_for(task, rest, os.cpu_count() or 1)
    say("go: " + " ".join(command))
    sys.stdout.flush()
    os.execv(command[0], command)  # not a child: signals reach the program itself


def command_for(task, rest, cores):
    if task == "run":
        return [str(VENV / "bin" / "yanxiu"), "serve", *rest]
    chosen = any(argument.startswith(("-n", "--numprocesses")) for argument in rest)
    return [str(PYTHON), "-m", "pytest", *([] if chosen else ["-n", str(cores)]), *rest]


def refusal(version, system, is_there):
    """Why this Python or system cannot run it, and what to do; None when it can."""
    if system == "nt":
        return "the embedded PostgreSQL needs Linux or macOS; on Windows use WSL or `docker compose up`"
    if tuple(version[:2]) >= OLDEST:
        return None
    newer = [name for name in ("python3.14", "python3.13", "python3.12", "python3.11") if is_there(name)]
    advice = f"run `{newer[0]} go.py`" if newer else "install Python 3.11 or newer and run this again with it"
    return f"Python {version[0]}.{version[1]} is too old: {advice}"


def fingerprint(kind):
    """Changes with the lock, the interpreter in .venv, and what an editable installation records."""
    digest = hashlib.sha256()
    for path in (ROOT / "requirements" / (kind + ".txt"), ROOT / "pyproject.toml", VENV / "pyvenv.cfg"):
        digest.update(path.read_bytes() if path.exists() else b"")
    return kind + " " + digest.hexdigest()


def is_installed(kind):
    """What testing needs includes what running needs."""
    if UNFINISHED.exists() or not STAMP.exists() or not os.access(str(PYTHON), os.X_OK):
        return False
    return STAMP.read_text().strip() in {fingerprint(kind), fingerprint("dev")}


def install(kind):
    """Makes .venv what the lock says; returns what went wrong, or None."""
    if UNFINISHED.exists() or not works([str(PYTHON), "-c", ""]):
        failed = make_venv()
        if failed:
            return failed
    # pip takes a half-written package for an installed one, so an interrupted installation starts afresh.
    UNFINISHED.touch()
    STAMP.unlink(missing_ok=True)
    lock = f"requirements/{kind}.txt"
    say(f"go: installing {lock} into .venv (the first time takes a minute or two)")
    pip = [*pip_command(), "install", "-q", "--disable-pip-version-check", "--no-input"]
    # The lock is whole, so nothing is left to resolve; an older pip, left to it, takes the newest release for
    # a package that another asks for with an extra, and then misses its hash.
    pip.append("--no-deps")
    for what in (["--require-hashes", "-r", lock], ["--no-build-isolation", "-e", "."]):
        if subprocess.run([*pip, *what], env={**os.environ, "PYTHONWARNINGS": "ignore"}).returncode:
            return (
                "pip could not install what the lock names; its reason is above.\n"
                "    Without a network, set HTTPS_PROXY, or PIP_INDEX_URL to a mirror, and run this again."
            )
    # Where Python is told to write no bytecode, every start would compile it all: a second and a half.
    subprocess.run([str(PYTHON), "-m", "compileall", "-q", "api", "cli", "domain", "gateways", "persistence"])
    STAMP.write_text(fingerprint(kind))
    UNFINISHED.unlink()
    return None


def make_venv():
    say("go: making .venv with Python {}.{}".format(*sys.version_info[:2]))
    make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if works(make):
        return None
    # Debian takes ensurepip out of Python; the machine's own pip can fill the environment instead.
    if works([sys.executable, "-m", "pip", "--version"]) and works([*make, "--without-pip"]):
        return None
    return "Python has no venv module that works; install it, on Debian with `apt install python3-venv`"


def pip_command():
    if works([str(PYTHON), "-m", "pip", "--version"]):
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def works(command):
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def stop(reason):
    sys.stderr.write("go: " + reason + "\n")
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
