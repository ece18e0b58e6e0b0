"""Looking for duplicates: new records are held against those that are here, and the outcome is put into words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from screening.duplicates import partners
from screening.duplicates.clustering import Link
from screening.duplicates.likeness import Likeness
from screening.duplicates.matching import Matcher
from screening.duplicates.models import Pair
from screening.duplicates.planning import Group, apart_everywhere, groups, touching
from screening.records.models import Record
from screening.reviews.models import Review

CHUNK = 2000  # records in memory as they were received; what they are compared by is kept of all
Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Found:
    """What one look brought to light. ``citation_of`` is as it was then; whoever acts asks again."""

    groups: list[Group]
    asked: list[Link]
    related: list[Link]
    joined_on_arrival: list[int]  # citations that got a new record as it came in
    citation_of: dict[int, int]
    records_of: dict[int, list[int]]
    likenesses: dict[int, Likeness]


def look(review: Review, new: list[int], report: Report) -> Found:
    """Hold the records ``new`` against all that bear upon them, or everything where most are new. Changes nothing
    but the index of keys; a look that was broken off is begun again."""
    matcher = Matcher()
    near = None
    if not partners.most_are(review, new):
        partners.keep_keys(review, new)
        near = partners.neighbourhood(review, new)
    described = partners.describe(review, near)
    total = len(near) if near is not None else partners.readable(review).count()
    while chunk := list(islice(described, CHUNK)):
        matcher.add(chunk)
        report(len(matcher.likenesses), total, "Comparing records")
    if near is None:
        partners.keep_keys_of(review, (matcher.likenesses[key] for key in new if key in matcher.likenesses))
    matches = matcher.matches(apart_everywhere(_parted(review), matcher.likenesses))
    citation_of = dict(_citations(matcher.likenesses))
    fresh = citation_of.keys() & set(new)
    records_of: dict[int, list[int]] = {}
    for key, citation in citation_of.items():
        records_of.setdefault(citation, []).append(key)
    return Found(
        list(groups(matches, citation_of, fresh)),
        touching(matches.asked, fresh),
        touching(matches.related, fresh),
        sorted({citation_of[key] for key in fresh if len(records_of[citation_of[key]]) > 1}),
        citation_of,
        records_of,
        matcher.likenesses,
    )


def _parted(review: Review) -> Iterator[tuple[int, int]]:
    yield from Pair.objects.filter(review=review, state=Pair.State.SEPARATE).values_list("one_id", "other_id")


def _citations(records: dict[int, Likeness]) -> Iterator[tuple[int, int]]:
    for some in partners.pieces(records):
        yield from Record.objects.filter(pk__in=some).values_list("pk", "citation_id")
