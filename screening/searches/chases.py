"""Starting a chase, and keeping which seed found what."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from screening.audit import trail
from screening.audit.events import Event
from screening.jobs.models import Job
from screening.records.models import Citation
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission
from screening.searches.chase_models import FoundBy, Seed
from screening.searches.chaser import CHASERS, Chaser, SeedIds
from screening.searches.chasing import Chase, chaser_for
from screening.searches.models import Plan, Run, Search, Source
from screening.searches.operations import add_source
from screening.searches.runs import plan_run, start_run
from screening.searches.seeds import ids_of

MOST_SEEDS = 1_000


@operation(Permission.RUN_SEARCHES)
def start_chase(*, by: Member, chaser: str, citations: Sequence[Citation]) -> tuple[Run, Job]:
    """Follow citations from these seeds, in the background. The same seeds again are the same search, run again.

    The source, one for each chaser, is made when first needed. Raises ``ValidationError`` where nothing can be asked.
    """
    if chaser not in CHASERS:
        raise ValidationError(f"There is no way “{chaser}” to chase citations.")
    _check_number(citations)
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)  # two clicks at once are one source
    source = Source.objects.filter(review=by.review, chaser=chaser).first() or _add_source(
        by, CHASERS[chaser]
    )
    seeds = [ids_of(citation) for citation in sorted(citations, key=lambda citation: citation.pk)]
    if not any(map(chaser_for(source).can, seeds)):
        raise ValidationError(f"{source} cannot be asked: no seed has an identifier that it goes by.")
    return start_run(by=by, search=_search(by, source, seeds))


@operation(Permission.RUN_SEARCHES)
def plan_chase(*, by: Member, run: Run, chase: Chase) -> None:
    """Keep what to fetch, and for each seed what it found: once, whichever worker comes first."""
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)
    if not Plan.objects.filter(run=run).exists():
        seeds = {seed.citation_id: seed for seed in run.search.seeds.select_related("citation")}
        FoundBy.objects.bulk_create(
            FoundBy(review_id=run.review_id, run_id=run.pk, seed_id=seeds[number].pk, accession=accession)
            for number, accessions in chase.found.items()
            for accession in accessions
        )
        for number, accessions in chase.found.items():
            told = {"found": len(accessions), "accessions": list(accessions)}
            trail.record(
                Event.CITATION_CHASED, seeds[number].citation, run=run.pk, source=run.source.key, **told
            )
    plan_run(by=by, run=run, preview=chase.preview, accessions=chase.accessions)


def _check_number(citations: Sequence[Citation]) -> None:
    if not citations:
        raise ValidationError("Choose at least one citation to start from. Nothing was asked.")
    if len(citations) > MOST_SEEDS:
        raise ValidationError(
            f"{len(citations):,} citations are too many seeds; {MOST_SEEDS:,} are asked for at a time."
            " Nothing was asked."
        )


def _add_source(by: Member, plugin: type[Chaser]) -> Source:
    return add_source(
        by=by,
        name=plugin.label,
        kind=Source.Kind.CITATIONS,
        connector=plugin.connector,
        chaser=plugin.key,
        notes=f"Citation chasing: {plugin.finds}.",
    )


def _search(by: Member, source: Source, seeds: Sequence[SeedIds]) -> Search:
    """The source's search from the same seeds, else a new one. Its strategy spells out what is asked."""
    strategy = "\n".join([f"{source.name} of {len(seeds):,} seed{'s'[: len(seeds) != 1]}:", *map(str, seeds)])
    if known := Search.objects.filter(source=source, strategy=strategy).last():
        return known
    search = Search.objects.create(review=by.review, source=source, strategy=strategy, created_by=by)
    Seed.objects.bulk_create(
        Seed(review=by.review, search=search, citation_id=seed.number, pmid=seed.pmid, doi=seed.doi)
        for seed in seeds
    )
    trail.record(Event.SEARCH_SAVED, search, source=source.pk, seeds=[seed.number for seed in seeds])
    return search
