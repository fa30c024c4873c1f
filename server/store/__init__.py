"""What the service keeps: corrections and their reviews, training runs, activations. Private passages are masked.

SQLite in the home, or the database that `DATABASE_URL` names. Importing this takes longer than starting the server; it
is done when something is first kept.
"""

from pathlib import Path

from server.store.activations import Activations
from server.store.corrections import Corrections
from server.store.database import FILE, Database, StoreFull, StoreUnavailable
from server.store.queue import Queue
from server.store.reviews import Reviews
from server.store.runs import Runs, TrainingGoesOn

__all__ = ["FILE", "Store", "StoreFull", "StoreUnavailable", "TrainingGoesOn", "open_store"]


class Store:
    """An open store; may be shared by threads and processes."""

    def __init__(self, database: Database) -> None:
        self.corrections = Corrections(database)
        self.runs = Runs(database)
        self.activations = Activations(database)
        self.queue = Queue(database)
        self.reviews = Reviews(database)


def open_store(home: Path, url: str = "") -> Store:
    """Open the store, making it or bringing its tables up to date first.

    Raises:
        StoreUnavailable: it cannot be opened.
    """
    return Store(Database.open(home, url))
