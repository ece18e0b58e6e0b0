"""What a citation's own records say that it does not: a later source gave the abstract that the first had not."""

from __future__ import annotations

from collections.abc import Sequence

from screening.metadata.matching import Match, Wanted
from screening.records.models import Record


def find(wanted: Sequence[Wanted], lacks: dict[int, list[str]]) -> dict[int, Match]:
    """For each citation the record that gives most of what it ``lacks`` (by id), the earliest of such."""
    matches: dict[int, Match] = {}
    given: dict[int, int] = {}
    records = Record.objects.live().filter(citation__in=[one.citation for one in wanted]).exclude(fields={})
    for record in records.defer("raw_compressed").order_by("pk"):
        description = record.description
        gives = sum(bool(getattr(description, field)) for field in lacks[record.citation_id])
        if gives > given.get(record.citation_id, 0):
            given[record.citation_id] = gives
            matches[record.citation_id] = Match("record", str(record.pk), description)
    return matches
