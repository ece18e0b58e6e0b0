"""Which seed found a record, and what a seed has found: for pages and exports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet

from screening.records.models import Citation, Record
from screening.searches.chase_models import FoundBy, Seed
from screening.searches.models import Run


def seeds_by_record(*, records: Sequence[Record]) -> dict[int, list[Seed]]:
    """The seeds, with their citations, of those records (by id) that a chase found. One query."""
    named = FoundBy.objects.filter(
        run__in={record.run_id for record in records},
        accession__in={r.accession for r in records if r.accession},
    )
    found: defaultdict[tuple[int, str], list[Seed]] = defaultdict(list)
    for one in named.select_related("seed__citation").order_by("seed"):
        found[one.run_id, one.accession].append(one.seed)
    return {r.pk: found[r.run_id, r.accession] for r in records if (r.run_id, r.accession) in found}


def tell_seeds(*, records: Iterable[Record]) -> None:
    """Give each record its ``seeds``, for a template."""
    records = list(records)
    found = seeds_by_record(records=records)
    for record in records:
        record.seeds = found.get(record.pk, [])  # type: ignore[attr-defined]


def seeds_of_run(*, run: Run) -> QuerySet[Seed]:
    """The seeds of a chase, each with how many records it ``named`` in this run. One query."""
    named = Count("found", filter=Q(found__run=run))
    return Seed.objects.filter(search=run.search_id).select_related("citation").annotate(named=named)


def chases_from(*, citation: Citation) -> list[Run]:
    """Runs that this citation was a seed of, each with how many records it ``named`` there. Two queries."""
    theirs = FoundBy.objects.filter(seed__in=Seed.objects.filter(citation=citation))
    named = dict(theirs.values_list("run").annotate(n=Count("pk")))
    runs = list(Run.objects.filter(search__seeds__citation=citation).select_related("source", "by__user"))
    for run in runs:
        run.named = named.get(run.pk, 0)  # type: ignore[attr-defined]
    return runs
