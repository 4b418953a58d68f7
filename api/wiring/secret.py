"""The deployment's secret, which seals the signing keys at rest."""

import os
import secrets
from pathlib import Path

from api.settings import Settings


def secret_of(settings: Settings) -> str:
    """YANXIU_SECRET; without it one made once, kept in the data directory for its owner's eyes only."""
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    kept = settings.data_dir / "secret"
    if not kept.exists():
        _keep(kept, secrets.token_urlsafe(32))
    return kept.read_text("ascii").strip()


def _keep(path: Path, secret: str) -> None:
    """Written aside and linked into place: of two processes one wins, and nobody reads half a secret."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".secret-{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
    except FileExistsError:
        pass  # another process was first: its secret is the one
    finally:
        aside.unlink()
