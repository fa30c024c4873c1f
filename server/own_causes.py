"""The owner's own causes as they stand on disk, whoever changed them, and the advice that goes with them."""

import os
import threading
from dataclasses import replace
from pathlib import Path

from model import causes, labels
from model.causes import Cause, Damaged
from server import advice
from server.advice import Playbook, PlaybookError
from server.advice.playbook import own_advice
from server.errors import log


class OwnCauses:
    """Reads the causes, and again when a file of theirs is another; what is damaged is left aside and logged.

    Raises:
        PlaybookError: the advice data does not resolve.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._seen: object = ()
        self.causes: tuple[Cause, ...] = ()
        self.damaged: tuple[Damaged, ...] = ()
        self.playbook: Playbook = advice.load()
        self.refresh()

    def refresh(self) -> None:
        """Look whether a file changed: made for each request, so that every worker knows what another one was told."""
        now = self._stamps()
        if now != self._seen:
            with self._lock:
                if now != self._seen:
                    self._read()
                    self._seen = now

    def _stamps(self) -> object:
        try:
            with os.scandir(self._home / causes.FOLDER) as entries:
                found = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(".yaml")]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        return tuple(sorted((name, stat.st_ino, stat.st_mtime_ns, stat.st_size) for name, stat in found))

    def _read(self) -> None:
        self.causes, self.damaged = examine(self._home, self.playbook)
        for problem in self.damaged:
            log.error("own causes: %s", problem)
        self.playbook = advice.load(own=self.causes)
        labels.offer(self.causes)


def examine(home: Path, playbook: Playbook) -> tuple[tuple[Cause, ...], tuple[Damaged, ...]]:
    """Read the causes of a home, and what is wrong with them; advice that breaks the playbook's rules is left out."""
    good, damaged = causes.check(home)
    kept = []
    for cause in good:
        try:
            own_advice(cause, playbook.sources)
            kept.append(cause)
        except PlaybookError as error:
            damaged.append(Damaged(f"{cause.id}.yaml", str(error)))
            kept.append(replace(cause, advice=None))
    return tuple(kept), tuple(damaged)
