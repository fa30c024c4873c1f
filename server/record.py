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
    """Make the record of a registry. A rollback is what mends a bad day, so that it goes on without the store.

    What the record raises: `StoreUnavailable`, where something else cannot be put on record.
    """

    def record(activation: Activation) -> None:
        from server.store import StoreUnavailable, open_store

        try:
            open_store(config.home, config.database_url).activations.add(activation, who)
        except StoreUnavailable as error:
            if activation.how != "rollback":
                raise
            log.warning("the rollback to %s is not on record, the store cannot be used: %s", activation.version, error)

    return record
