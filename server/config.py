"""The service's settings: read from the environment here and nowhere else."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from model.registry import KEEP, home

HOST, PORT = "127.0.0.1", 8765
EXTENSION_ID = "cejbfjcklkaiofndebhddmniciklfpbh"
"""Our extension's id, fixed by the key in its manifest."""
UUID = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_FIREFOX = re.compile(f"moz-extension://{UUID}")
"""Firefox gives each installation of an extension an id of its own, so that any has to do. No page can send one."""
LARGEST_BODY = 512 * 1024
"""Bytes of one request at most: the longest text with every character escaped (12 bytes), and the order."""

STREAMS = 2
"""Readers of a training's progress that a worker keeps open at a time; each holds one of its threads."""
LARGEST_FILE = 8 * 1024 * 1024
"""Bytes of a request that brings a file; base64 makes four bytes of three."""


def _listed(name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in os.environ.get(name, "").split(",") if part.strip())


def _folder(name: str) -> Path | None:
    return Path(os.environ[name]) if os.environ.get(name) else None


@dataclass(frozen=True)
class Config:
    """Where state lives, what is trained on, and who may ask.

    `hosts` are the Host headers answered (against DNS rebinding), `origins` the web origins beside our own pages:
    `CUIFA_ALLOWED_HOSTS` and `CUIFA_ALLOWED_ORIGINS` add to them, separated by commas. Corrections are kept in the
    database of `DATABASE_URL`, or in a file in the home. A training reads the labelled messages of `CUIFA_DATA`,
    without it the project's own, and keeps `CUIFA_KEEP_MODELS` versions.
    """

    home: Path = field(default_factory=home)
    host: str = field(default_factory=lambda: os.environ.get("CUIFA_HOST", HOST))
    port: int = field(default_factory=lambda: int(os.environ.get("CUIFA_PORT", PORT)))
    database_url: str = field(default_factory=lambda: os.environ.get("DATABASE_URL", ""))
    data: Path | None = field(default_factory=lambda: _folder("CUIFA_DATA"))
    keep: int = field(default_factory=lambda: max(1, int(os.environ.get("CUIFA_KEEP_MODELS", KEEP))))
    more_hosts: tuple[str, ...] = field(default_factory=lambda: _listed("CUIFA_ALLOWED_HOSTS"))
    more_origins: tuple[str, ...] = field(default_factory=lambda: _listed("CUIFA_ALLOWED_ORIGINS"))

    def environment(self) -> dict[str, str]:
        """Give the environment in which another process keeps and trains the same."""
        told = {"CUIFA_HOME": str(self.home), "DATABASE_URL": self.database_url, "CUIFA_KEEP_MODELS": str(self.keep)}
        return os.environ | told | {"CUIFA_DATA": str(self.data or "")}

    @property
    def hosts(self) -> frozenset[str]:
        """The Host headers that are answered."""
        names = ("127.0.0.1", "localhost", "[::1]", self.host)
        return frozenset(f"{name}:{self.port}" for name in names) | frozenset(self.more_hosts)

    @property
    def origins(self) -> frozenset[str]:
        """The Origin headers that are answered, beside those of our extension in Firefox."""
        own = frozenset(f"http://{host}" for host in self.hosts)
        return own | {f"chrome-extension://{EXTENSION_ID}"} | frozenset(self.more_origins)

    def admits(self, origin: str) -> bool:
        """Say whether an Origin header is answered."""
        return origin in self.origins or bool(_FIREFOX.fullmatch(origin))
