"""Puts what is activated by hand on record in the store."""

import getpass
import logging
from collections.abc import Callable

from model.registry import Activation
from server.config import Config

log = logging.getLogger("cuifa")

OWNER = "owner"
"""Who it was, where it was done on the owner's page."""


def account() -> str:
    """Name the account that runs this program: who it was, where it was done on the command line."""
    try:
        return getpass.getuser()[:64]
    except (OSError, KeyError):  # an account without a name, as containers have
        return "?"


def recording(config: Config, who: str) -> Callable[[Activation], None]:
    """Make the record of a registry, which raises `StoreUnavailable` where it cannot be kept.

    Two things go on without: a rollback, which is what mends a bad day, and a first model, without which nothing goes.
    """

    def record(activation: Activation) -> None:
        from server.store import StoreUnavailable, open_store

        try:
            open_store(config.home, config.database_url).activations.add(activation, who)
        except StoreUnavailable as error:
            if activation.before and activation.how != "rollback":
                raise
            log.warning("that %s answers is not on record, the store cannot be used: %s", activation.version, error)

    return record
