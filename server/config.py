"""The service's settings: read from the environment here and nowhere else."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from model.registry import home

HOST, PORT = "127.0.0.1", 8765
EXTENSION_ID = "cejbfjcklkaiofndebhddmniciklfpbh"
"""Our extension's id, fixed by the key in its manifest."""
LARGEST_BODY = 512 * 1024
"""Bytes of one request at most: the longest text with every character escaped (12 bytes), and the order."""


def _listed(name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in os.environ.get(name, "").split(",") if part.strip())


@dataclass(frozen=True)
class Config:
    """Where state lives and who may ask.

    `hosts` are the Host headers answered (against DNS rebinding), `origins` the web origins beside our own pages:
    `CUIFA_ALLOWED_HOSTS` and `CUIFA_ALLOWED_ORIGINS` add to them, separated by commas.
    """

    home: Path = field(default_factory=home)
    host: str = field(default_factory=lambda: os.environ.get("CUIFA_HOST", HOST))
    port: int = field(default_factory=lambda: int(os.environ.get("CUIFA_PORT", PORT)))
    more_hosts: tuple[str, ...] = field(default_factory=lambda: _listed("CUIFA_ALLOWED_HOSTS"))
    more_origins: tuple[str, ...] = field(default_factory=lambda: _listed("CUIFA_ALLOWED_ORIGINS"))

    @property
    def hosts(self) -> frozenset[str]:
        """The Host headers that are answered."""
        names = ("127.0.0.1", "localhost", "[::1]", self.host)
        return frozenset(f"{name}:{self.port}" for name in names) | frozenset(self.more_hosts)

    @property
    def origins(self) -> frozenset[str]:
        """The Origin headers that are answered."""
        own = frozenset(f"http://{host}" for host in self.hosts)
        return own | {f"chrome-extension://{EXTENSION_ID}"} | frozenset(self.more_origins)
