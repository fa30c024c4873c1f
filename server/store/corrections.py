"""Corrections in the store: kept once, found for review, decided on."""

import hashlib
from typing import Any

from model.data import same_words
from server.store.database import Database
from server.store.tables import Correction, Status


def words_key(text: str) -> str:
    """Give what is the same for texts that differ in spelling alone, short enough for an index."""
    return hashlib.blake2b(same_words(text).encode(), digest_size=16).hexdigest()


class Corrections:
    """The corrections of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, id: str, **values: Any) -> Correction:
        """Keep a correction; where the id is known, what was kept under it stays.

        Raises:
            StoreUnavailable: it could not be kept.
        """
        with self._database.writing() as session:
            known = session.get(Correction, id)
            if known:
                return known
            kept = Correction(id=id, words=words_key(values["text"]), **values)
            session.add(kept)
            session.flush()
            return kept

    def take_back(self, id: str) -> Status | None:
        """Remove a correction that nobody has reviewed; give the status it had, None where there is none.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._database.writing() as session:
            known = session.get(Correction, id)
            if known and known.status == "pending":
                session.delete(known)
            return known.status if known else None
