"""Activations in the store: which version began to answer, by whom and why."""

from sqlalchemy import select

from model import registry
from server.store.database import Database
from server.store.runs import admit
from server.store.tables import Activation


class Activations:
    """The activations of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, activation: registry.Activation, who: str, run: str | None = None) -> None:
        """Put an activation on record.

        Args:
            activation: what is about to be activated.
            who: whose doing it is.
            run: the training that does it, which must still go on.

        Raises:
            Cancelled: the training goes on no more.
            StoreUnavailable: nothing was kept.
        """
        with self._database.writing() as session:
            if run:
                admit(session, run, activation.version)
            session.add(Activation(**vars(activation), who=who))

    def latest(self, count: int = 50) -> list[Activation]:
        """Give the newest activations, the newest first.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._database.reading() as session:
            return list(session.scalars(select(Activation).order_by(Activation.id.desc()).limit(count)))
