"""``manage.py chase SLUG --seeds included --method pubmed_cited_by``: citation chasing, in the foreground."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.db.models import Q

from screening.lib import identifiers
from screening.management import foreground
from screening.management.command import Result, ReviewCommand, acting_member
from screening.protocol.models import Stage
from screening.records.models import Citation
from screening.reviews.models import Member
from screening.searches import chasing
from screening.searches.chaser import CHASERS
from screening.searches.chases import start_chase
from screening.searches.seeds import ids_of, included, standing_citations

STAGES = {"included": Stage.TITLE_ABSTRACT, "included-full-text": Stage.FULL_TEXT}


class Command(ReviewCommand):
    help = "Follow citations from records of a review, and receive what is found as citation searching."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument(
            "--seeds",
            nargs="+",
            required=True,
            metavar="SEED",
            help="included (on title and abstract), included-full-text, or PMIDs and DOIs of citations in the review",
        )
        parser.add_argument("--method", required=True, choices=[chaser.key for chaser in CHASERS])
        parser.add_argument("--count", action="store_true", help="only say how many there are")

    def run(
        self, *, slug: str, seeds: list[str], method: str, count: bool, as_email: str, **options: Any
    ) -> Result:
        member = acting_member(slug, as_email)
        citations = [citation for seed in seeds for citation in _citations(member, seed)]
        citations = list({citation.pk: citation for citation in citations}.values())
        if count:
            return _counted(member, method, citations)
        run, job = start_chase(by=member, chaser=method, citations=citations)
        return {**foreground.finish(run, job), "seeds": [citation.pk for citation in citations]}

    def fault(self, result: Result) -> str:
        return foreground.fault(result) if "state" in result else str(result["problem"])


def _citations(member: Member, seed: str) -> list[Citation]:
    if stage := STAGES.get(seed):
        return list(included(review=member.review, stage=stage))
    pmid, doi = identifiers.pmid(seed), identifiers.doi(seed)
    named = Q(pmid=pmid) if pmid else Q(doi=doi) if doi else Q(pk=None)
    found = list(standing_citations(review=member.review).filter(named))
    if not found:
        raise CommandError(f"The review has no citation with the PMID or DOI “{seed}”.")
    return found


def _counted(member: Member, method: str, citations: list[Citation]) -> Result:
    if not citations:
        raise ValidationError("Choose at least one citation to start from. Nothing was asked.")
    seeds = [ids_of(citation) for citation in citations]
    (counted,) = chasing.count(member=member, chasers=[CHASERS[method]], seeds=seeds)
    per_seed = {str(seed): counted.cell(seed)[0] for seed in seeds}
    return {"method": method, "total": counted.total, "seeds": per_seed, "problem": counted.problem}
