"""How many records each line of a strategy finds: asked of the source, kept with the time."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches.asking import LONGEST_PREVIEW, preview
from screening.searches.connector import Preview
from screening.searches.models import Source
from screening.searches.strategies.expansion import Part, Strategy, parts
from screening.searches.strategy_models import LineCount

Counts = dict[tuple[int, str], LineCount]  # by source and the query's SHA-256

STANDS = timedelta(minutes=10)  # a count this young is not asked for again


@dataclass(frozen=True, slots=True)
class CountedPart:
    part: Part
    count: LineCount | None


def counted_parts(*, source: Source, strategy: Strategy) -> list[CountedPart]:
    """The strategy's lines with what the source said last about each; one query. None for one with faults."""
    found = [] if strategy.faults else parts(strategy)
    digests = {_sha256(part.query) for part in found}
    counts = newest_counts(asked=LineCount.objects.filter(source=source, query_sha256__in=digests))
    return with_counts(source=source, found=found, counts=counts)


def with_counts(*, source: Source, found: list[Part], counts: Counts) -> list[CountedPart]:
    return [CountedPart(part, counts.get((source.pk, _sha256(part.query)))) for part in found]


def newest_counts(*, asked: QuerySet[LineCount]) -> Counts:
    """The newest of these counts for each source and query; one query."""
    newest = asked.order_by().values("source", "query_sha256").annotate(newest=Max("pk")).values("newest")
    return {(count.source_id, count.query_sha256): count for count in LineCount.objects.filter(pk__in=newest)}


def count(*, member: Member, source: Source, query: str, patience: float = LONGEST_PREVIEW) -> LineCount:
    """What the source says about one line; a young answer is not asked for again. Raises ``ValidationError``."""
    young = LineCount.objects.filter(
        source=source, query_sha256=_sha256(query), asked_at__gt=timezone.now() - STANDS
    )
    if known := young.last():
        return known
    said = preview(member=member, source=source, query=query, patience=patience)
    return keep_count(by=member, source=source, query=query, said=said)


def count_all(*, member: Member, source: Source, strategy: Strategy) -> str:
    """Count line by line while a person waits for the page; a sentence where it ended early, else ``""``."""
    until = time.monotonic() + LONGEST_PREVIEW
    for part in parts(strategy):
        left = until - time.monotonic()
        if left <= 0:
            return f"Counting was stopped at {part.name}, so that this page could be shown. Count again to go on."
        try:
            count(member=member, source=source, query=part.query, patience=left)
        except ValidationError as refusal:
            return f"Counting ended at {part.name}: {' '.join(refusal.messages)} Earlier counts are kept."
    return ""


@operation(Permission.RUN_SEARCHES)
def keep_count(*, by: Member, source: Source, query: str, said: Preview) -> LineCount:
    kept = LineCount.objects.create(
        review=by.review,
        source=source,
        query=query,
        query_sha256=_sha256(query),
        hits=said.hits,
        translation=said.translation,
        warnings=list(said.warnings),
        by=by,
    )
    trail.record(Event.LINE_COUNTED, kept, source=source.pk, hits=said.hits)
    return kept


def _sha256(query: str) -> str:
    return hashlib.sha256(query.encode()).hexdigest()
