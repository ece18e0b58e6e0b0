"""Which records new ones are to be held against: those that share a key, found by looking keys up.

The keys of every record are kept (some nine rows for each), so that the cost of an import grows with what it brings,
not with what is here. Two steps are taken from the new ones: to all that they may join, and to all that these may be
confused with; decided upon is only what touches a new record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import QuerySet

from screening.duplicates import blocking
from screening.duplicates.likeness import Likeness, likeness
from screening.duplicates.models import BlockKey, Compared
from screening.records.description import Description
from screening.records.models import Record
from screening.records.standing import screenable
from screening.reviews.models import Review

AT_ONCE = 500  # ids in one query; databases limit them
SHARE = 0.3  # of the records: where so many are new, all are loaded


def readable(review: Review) -> QuerySet[Record]:
    """Records that are compared: read, of a run that counts, their citation not taken out before screening."""
    live = Record.objects.live().filter(screenable("citation__"), review=review)
    return live.exclude(fields={}).order_by("pk")


def not_compared(review: Review) -> list[int]:
    return list(readable(review).filter(compared=None).values_list("pk", flat=True))


def describe(review: Review, records: Iterable[int] | None = None) -> Iterator[tuple[int, Description]]:
    """Each record's key and what it says, all of the review's or those named, read in pieces."""
    rows = readable(review).values_list("pk", "fields")
    if records is None:
        yield from ((pk, Description.from_json(fields)) for pk, fields in rows.iterator(chunk_size=2000))
        return
    for some in pieces(records):
        yield from ((pk, Description.from_json(fields)) for pk, fields in rows.filter(pk__in=some))


def keep_keys(review: Review, records: Iterable[int]) -> None:
    """Write down the keys of records; doing it twice adds nothing."""
    keep_keys_of(review, (likeness(pk, said) for pk, said in describe(review, records)))


def keep_keys_of(review: Review, likenesses: Iterable[Likeness]) -> None:
    rows = (
        BlockKey(review_id=review.pk, record_id=one.key, key=key)
        for one in likenesses
        for key in sorted(blocking.keys(one))
    )
    while some := list(islice(rows, 2000)):
        BlockKey.objects.bulk_create(some, ignore_conflicts=True)


def compared(review: Review, records: Iterable[int]) -> None:
    for some in pieces(records):
        rows = [Compared(review_id=review.pk, record_id=pk) for pk in some]
        Compared.objects.bulk_create(rows, ignore_conflicts=True)


def most_are(review: Review, new: list[int]) -> bool:
    return len(new) > SHARE * readable(review).count()


def neighbourhood(review: Review, new: list[int]) -> set[int]:
    """All records that bear upon the new ones, whose keys are kept already."""
    near = _with_their_citations(_sharing(review, new) | set(new))
    return _sharing(review, near) | near


def _sharing(review: Review, records: Iterable[int]) -> set[int]:
    keys: set[int] = set()
    for some in pieces(records):
        keys.update(BlockKey.objects.filter(record_id__in=some).values_list("key", flat=True))
    found: set[int] = set()
    for some in pieces(keys):
        found.update(BlockKey.objects.filter(review=review, key__in=some).values_list("record_id", flat=True))
    return found


def _with_their_citations(records: set[int]) -> set[int]:
    found = set(records)
    for some in pieces(records):
        citations = Record.objects.filter(pk__in=some).values("citation")
        found.update(Record.objects.filter(citation__in=citations).values_list("pk", flat=True))
    return found


def pieces(values: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(values)
    yield from (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))
