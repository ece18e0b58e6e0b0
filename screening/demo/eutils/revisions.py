"""Records that are revised while a review goes on: a report that is retracted after it was found."""

from __future__ import annotations

from screening.demo.corpus.collection import Collection


class Revisions:
    """Gives a record as it came out when it is fetched first, and as revised from then on.

    ``from_start`` is for a stand-in that was started again: what it gave out before, it does not remember.
    """

    def __init__(self, collection: Collection, from_start: bool = False) -> None:
        self._collection = collection
        self._fetched = set(collection.revised) if from_start else set()

    def element(self, pmid: int) -> str | None:
        if pmid not in self._collection.revised:
            return self._collection.element(pmid)
        if pmid in self._fetched:
            return self._collection.revised[pmid]
        self._fetched.add(pmid)
        return self._collection.element(pmid)
