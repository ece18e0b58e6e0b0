"""Records that nobody could read: which wait for a person, and what was done about the others."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from screening.records.filling import UNREADABLE
from screening.records.models import Citation, Record
from screening.reviews.models import Review

REMOVED = Q(citation__closed_as=Citation.Closed.OTHER)
STATES = {
    "open": REMOVED & Q(citation__closed_reason=UNREADABLE),
    "repaired": Q(citation__closed_as=""),
    "dismissed": REMOVED & ~Q(citation__closed_reason=UNREADABLE),
}


def unreadable_records(*, review: Review, state: str = "open", run: int | None = None) -> QuerySet[Record]:
    """Unreadable records by what became of them, in the order they came. Only runs that brought such are looked at."""
    records = Record.objects.live().filter(STATES[state], review=review, run__unreadable__gt=0, fields={})
    if run is not None:
        records = records.filter(run=run)
    return records.select_related("run__source", "citation").order_by("pk")
