"""Corrections in the store: kept once, and found by their words."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import bindparam, func, insert, select, union_all, update

from model.copies import NEAR, similarities, sketches
from model.data import same_words
from model.second_look import Look
from server.store.database import Database
from server.store.tables import Base, Correction, Sketch, Status

_Value = TypeVar("_Value")
WAITING: Final[tuple[Status, ...]] = ("pending", "unlabelled")
"""What nobody has decided on."""
_TABLES = Base.metadata.tables
"""Many rows go into a table at once, into its class one by one."""
_AT_ONCE = 500
"""Rows or values of one statement."""
_MOST_CANDIDATES, _MOST_COPIES = 20_000, 50
"""Sketches looked at for one page, and near copies given: a short phrase may be kept thousands of times."""


def words_key(text: str) -> str:
    """Give what is the same for texts that differ in spelling alone, short enough for an index."""
    return hashlib.blake2b(same_words(text).encode(), digest_size=16).hexdigest()


def sketch_rows(corrections: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Give what the table of sketches holds of corrections, each an id and a text."""
    found = zip(corrections, sketches([text for _, text in corrections]), strict=True)
    return [{"number": number, "correction_id": id} for (id, _), numbers in found for number in sorted(set(numbers))]


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
            session.execute(insert(Sketch), sketch_rows([(id, kept.text)]))
            return kept

    def keep_all(self, corrections: Sequence[Mapping[str, Any]]) -> None:
        """Keep many new corrections, or none of them.

        Raises:
            StoreUnavailable: they could not be kept.
        """
        with self._database.writing() as session:
            for some in _parts(corrections):
                rows = [{"id": str(uuid.uuid4()), "words": words_key(values["text"]), **values} for values in some]
                session.execute(insert(_TABLES["corrections"]), rows)
                session.execute(insert(_TABLES["sketches"]), sketch_rows([(row["id"], row["text"]) for row in rows]))

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

    def find(self, id: str) -> Correction | None:
        """Give a correction by its id.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._database.reading() as session:
            return session.get(Correction, id)

    def of_status(self, status: Status) -> list[Correction]:
        """Give all corrections of a status, the oldest first.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._database.reading() as session:
            wanted = select(Correction).where(Correction.status == status)
            return list(session.scalars(wanted.order_by(Correction.created_at, Correction.id)))

    def with_words(self, texts: Iterable[str]) -> list[Correction]:
        """Find the corrections that have the same words as one of these texts, in whatever spelling.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        keys = sorted({words_key(text) for text in texts})
        with self._database.reading() as session:
            found = (session.scalars(select(Correction).where(Correction.words.in_(some))) for some in _parts(keys))
            return [correction for some in found for correction in some]

    def sketches_of(self, ids: Iterable[str]) -> dict[str, list[int]]:
        """Give the sketches of corrections, by their ids.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        found: dict[str, list[int]] = {id: [] for id in ids}
        with self._database.reading() as session:
            wanted = select(Sketch.correction_id, Sketch.number).where(Sketch.correction_id.in_(list(found)))
            for id, number in session.execute(wanted):
                found[id].append(number)
        return found

    def near(self, wanted: Mapping[str, tuple[str, Sequence[int]]]) -> dict[str, list[Correction]]:
        """Find near copies that are not rejected, the nearest first, for corrections by id: text and sketch of each.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        numbers = sorted({number for _, sketch in wanted.values() for number in sketch})
        with self._database.reading() as session:
            sharing = select(Sketch.number, Sketch.correction_id).where(Sketch.number.in_(numbers))
            owners: defaultdict[int, set[str]] = defaultdict(set)
            for number, id in session.execute(sharing.limit(_MOST_CANDIDATES)):
                owners[number].add(id)
            ids = sorted(set().union(*owners.values()))
            kept = [Correction.id.in_(ids), Correction.status != "rejected"]
            others = {each.id: each for each in session.scalars(select(Correction).where(*kept))}
        return {
            id: _nearest(
                text, [others[other] for other in set().union(*(owners[n] for n in sketch)) & others.keys() - {id}]
            )
            for id, (text, sketch) in wanted.items()
        }

    def unread(self, version: str, most: int) -> list[Correction]:
        """Find what waits and was looked at by another version than this, or by none.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        read_by = Correction.read_by
        others = (read_by.is_(None), read_by < version, read_by > version)  # each a place in the index
        found = [select(Correction.id).where(Correction.status == s, other) for s in WAITING for other in others]
        with self._database.reading() as session:
            ids = union_all(*found).limit(most).scalar_subquery()
            return list(session.scalars(select(Correction).where(Correction.id.in_(ids))))

    def note(self, version: str, looks: Mapping[str, Look]) -> None:
        """Write down what a version makes of corrections, as far as they have not been taken back meanwhile.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        rows = [{"of": id, "read_by": version, **look._asdict()} for id, look in looks.items()]
        table = _TABLES["corrections"]
        with self._database.writing() as session:
            session.execute(update(table).where(table.c.id == bindparam("of")), rows)

    def labelled_by_owner(self) -> int:
        """Count the messages that the owner was asked to label and did.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._database.reading() as session:
            wanted = select(func.count()).where(Correction.status == "accepted", Correction.source == "owner")
            return session.scalar(wanted) or 0


def _nearest(text: str, others: Sequence[Correction]) -> list[Correction]:
    scored = zip(similarities(text, (other.text for other in others)), others, strict=True)
    near = sorted((pair for pair in scored if pair[0] >= NEAR), key=lambda pair: (-pair[0], pair[1].id))
    return [other for _, other in near[:_MOST_COPIES]]


def _parts(values: Sequence[_Value]) -> Iterable[Sequence[_Value]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))
