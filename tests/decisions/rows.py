"""What tests of screening stand on: a frozen protocol, citations that entered screening, votes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from screening.decisions.entering import enter_screening
from screening.decisions.interests.models import Interest
from screening.decisions.models import Candidate, Vote
from screening.decisions.operations import cast_vote
from screening.fulltexts.models import Report
from screening.protocol.models import Criterion, ExclusionReason, ProtocolVersion, Stage, StageRules
from screening.records.models import Citation
from screening.reviews.models import Member, Review
from tests.casting import arranging


def make_protocol(review: Review, number: int = 1, **rules: Any) -> ProtocolVersion:
    """A frozen protocol with one set of rules for both stages."""
    with arranging(review):
        version = ProtocolVersion.objects.create(
            review=review,
            number=number,
            frozen_at=timezone.now(),
            include_terms="low back pain\nexosom*",
            exclude_terms="rat*",
        )
        for stage in Stage:
            StageRules.objects.create(review=review, version=version, stage=stage, **rules)
        for kind, code, text in [("inclusion", "I1", "Low back pain"), ("exclusion", "E1", "Animal study")]:
            Criterion.objects.create(review=review, version=version, kind=kind, code=code, text=text)
    return version


def make_reason(review: Review, label: str, **fields: Any) -> ExclusionReason:
    with arranging(review):
        position = ExclusionReason.objects.filter(review=review).count()
        return ExclusionReason.objects.create(review=review, label=label, position=position, **fields)


def make_citation(review: Review, title: str = "Exosomes for low back pain", **fields: Any) -> Citation:
    with arranging(review):
        return Citation.objects.create(review=review, title=title, route="dbr", **fields)


def make_candidate(review: Review, title: str = "Exosomes for low back pain", **fields: Any) -> Candidate:
    citation = make_citation(review, title, **fields)
    with arranging(review):
        enter_screening(citations=[citation])
    return Candidate.objects.get(citation=citation)


def make_full_text(review: Review) -> Candidate:
    citation = make_citation(review)
    with arranging(review):
        report = Report.objects.create(review=review, citation=citation)
        return Candidate.objects.create(
            review=review, citation=citation, report=report, stage=Stage.FULL_TEXT
        )


def vote(by: Member, candidate: Candidate, verdict: str, **fields: Any) -> Vote:
    return cast_vote(by=by, candidate=candidate, verdict=verdict, key=fields.pop("key", uuid4()), **fields)


def make_interest(member: Member, candidate: Candidate, **fields: Any) -> Interest:
    """The member may have written it: proposed, unless ``fields`` say otherwise."""
    with arranging(member.review):
        return Interest.objects.create(
            review=member.review, member=member, citation=candidate.citation, author="Lovelace, A", **fields
        )


def outcome_of(candidate: Candidate) -> tuple[str, str]:
    candidate.refresh_from_db()
    return candidate.outcome, candidate.decided_by
