"""The owner's token: who holds it may look after the models."""

import os
import secrets
from pathlib import Path


def token(home: Path) -> str:
    """Read the owner's token, making it at first; only the user's own account can read its file."""
    path = home / "token"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True)
        made = secrets.token_urlsafe(32)
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(made)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        return made


def link(home: Path, base: str) -> str:
    """The owner's link: whoever opens it is logged in."""
    return f"{base}/review/login?token={token(home)}"
