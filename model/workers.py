"""Shares work among the machine's cores, a process each, which end with the process that started them."""

import os
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from joblib import Parallel, delayed

from model import labels

Job = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
_LOOKED_AFTER = 1.0
"""Seconds after which a worker looks whether it still has a parent."""


def job(function: Callable[..., Any], *arguments: Any) -> Job:
    """Make a job of a call; function and arguments must be such as can be pickled."""
    made: Job = delayed(_run)(os.getpid(), labels.NAMES["cause"], function, arguments)
    return made


def results(jobs: Iterable[Job]) -> list[Any]:
    """Do the jobs, and give their results in their order."""
    with working(jobs) as found:
        return list(found)


@contextmanager
def working(jobs: Iterable[Job]) -> Iterator[Iterator[Any]]:
    """Do the jobs, and give their results in their order as they come; what is not done at the end is called off.

    Arrays go by pipe: the tracker of joblib's shared files complains of some that it has seen go already.
    """
    found: Generator[Any, None, None] = Parallel(n_jobs=-1, max_nbytes=None, return_as="generator")(jobs)
    try:
        yield found
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of what is called off
            found.close()


def _run(parent: int, causes: dict[str, str], function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    if os.getpid() != parent:
        _end_with(parent)
        labels.know(causes)
    return function(*arguments)


@cache
def _end_with(parent: int) -> None:
    """End this process soon after its parent; a killed parent cannot end it, and it would wait for ever to be heard."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOKED_AFTER)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()
