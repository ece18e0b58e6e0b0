"""Reports that every search should find: who named them, and which of them a run found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.records.models import Citation, Record
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission
from screening.searches.known_item_models import KnownItem
from screening.searches.known_lines import MOST, Named, read
from screening.searches.models import Run

Carriers = dict[tuple[str, str], int]  # kind and value of an identifier: the id of a citation that has it


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a pasted text: items added, items that were there, lines that name nothing."""

    items: list[KnownItem]
    already: list[Named]
    malformed: list[str]


@dataclass(frozen=True, slots=True)
class Check:
    """Which known items a run found, each with its citation's id, and which it missed."""

    found: list[tuple[KnownItem, int]]
    missed: list[KnownItem]

    @property
    def total(self) -> int:
        return len(self.found) + len(self.missed)

    def as_json(self) -> dict[str, list[dict[str, str]]]:
        found = [item for item, _ in self.found]
        return {
            name: [{"pmid": item.pmid, "doi": item.doi} for item in items]
            for name, items in (("found", found), ("missed", self.missed))
        }


def known_items(*, review: Review) -> QuerySet[KnownItem]:
    """Those that were not taken back, in the order in which they were named."""
    return KnownItem.objects.filter(review=review, removed_at=None).select_related("added_by__user")


@operation(Permission.RUN_SEARCHES)
def add_known_items(*, by: Member, text: str) -> Added:
    """Keep what the lines of ``text`` name. Raises ``ValidationError`` where they name nothing new."""
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)  # two must not add the same
    named = read(text)
    kept = list(known_items(review=by.review))
    if len(kept) + len(named.items) > MOST:
        raise ValidationError(f"A review has {MOST} known items at most. Nothing was added.")
    pmids, dois = {item.pmid for item in kept} - {""}, {item.doi for item in kept} - {""}
    already = [item for item in named.items if item.pmid in pmids or item.doi in dois]
    new = [item for item in named.items if item not in already]
    if not new:
        raise ValidationError(
            "These are known items already. Nothing was added."
            if already
            else "No line names a PMID or a DOI. Nothing was added."
        )
    rows = [
        KnownItem(review=by.review, pmid=item.pmid, doi=item.doi, line=item.line, added_by=by) for item in new
    ]
    rows = KnownItem.objects.bulk_create(rows)
    trail.record(Event.KNOWN_ITEMS_ADDED, rows[0], items=[str(row) for row in rows])
    return Added(rows, already, list(named.malformed))


@operation(Permission.RUN_SEARCHES)
def remove_known_item(*, by: Member, item: KnownItem) -> None:
    """Check for it no more. It stays on file, and can be named again."""
    removed = KnownItem.objects.filter(pk=item.pk, removed_at=None)
    if not removed.update(removed_at=timezone.now(), removed_by=by):
        raise ValidationError("This was taken back already.")
    trail.record(Event.KNOWN_ITEM_REMOVED, item, items=[str(item)])


def check(*, run: Run) -> Check | None:
    """Look for the known items in what a run brought; ``None`` where the review has none.

    An item is found if any record of a citation that the run found says its PMID or DOI, whatever source that
    record is from, or the citation itself or one merged into it shows it. Four queries at most.
    """
    items = list(known_items(review=run.review))
    if not items:
        return None
    carriers = _shown(run, items)
    if owed := [item for item in items if not _carrier(item, carriers)]:
        carriers |= _said(run, owed)
    found = [(item, citation) for item in items if (citation := _carrier(item, carriers))]
    return Check(found, [item for item in items if not _carrier(item, carriers)])


def _carrier(item: KnownItem, carriers: Carriers) -> int | None:
    return carriers.get(("pmid", item.pmid)) or carriers.get(("doi", item.doi))


def _shown(run: Run, items: Sequence[KnownItem]) -> Carriers:
    """By what the run's citations, and those merged into them, show."""
    of_run = Record.objects.filter(run=run).values("citation")
    shows = Q(pmid__in=_values(items, "pmid")) | Q(doi__in=_values(items, "doi"))
    citations = Citation.objects.filter(shows, review=run.review)
    own = citations.filter(pk__in=of_run).values_list("pk", "pmid", "doi")
    merged = citations.filter(merged_into__in=of_run).values_list("merged_into", "pmid", "doi")
    return _carriers([*merged, *own])


def _said(run: Run, items: Sequence[KnownItem]) -> Carriers:
    """By what any record of the run's citations says. It goes through all of them: last, and only for what is owed."""
    of_run = Record.objects.filter(run=run).values("citation")
    says = Q(fields__pmid__in=_values(items, "pmid")) | Q(fields__doi__in=_values(items, "doi"))
    records = Record.objects.live().filter(says, citation__in=of_run)
    return _carriers(records.values_list("citation", "fields__pmid", "fields__doi"))


def _values(items: Sequence[KnownItem], name: str) -> list[str]:
    return [value for item in items if (value := getattr(item, name))]


def _carriers(rows: Iterable[tuple[int | None, str, str]]) -> Carriers:
    found: Carriers = {}
    for citation, *identifiers in rows:
        for kind, value in zip(("pmid", "doi"), identifiers, strict=True):
            if citation and value:
                found[kind, value] = citation
    return found
