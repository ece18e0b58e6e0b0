"""Questions about the plan: which version is in force, which reasons are offered, which rules hold."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from screening.protocol.models import Criterion, ExclusionReason, ProtocolVersion, Stage, StageRules
from screening.reviews.models import Review

# as text, for every vote asks it: Django takes longer to write it than the database to answer it
IN_FORCE = """
    SELECT rules.*
    FROM screening_stagerules rules JOIN screening_protocolversion version ON version.id = rules.version_id
    WHERE rules.review_id = %s AND rules.stage = %s AND version.frozen_at IS NOT NULL
    ORDER BY version.number DESC LIMIT 1
"""


def versions_of(*, review: Review) -> QuerySet[ProtocolVersion]:
    """Every version, newest first, with criteria and rules. Three queries."""
    return (
        ProtocolVersion.objects.filter(review=review)
        .select_related("frozen_by__user")
        .prefetch_related("criteria", "rules")
    )


def current_protocol(*, review: Review) -> ProtocolVersion | None:
    """The version people screen under, the latest frozen one, with criteria and rules; ``None`` before."""
    return versions_of(review=review).exclude(frozen_at=None).first()


def rules_in_force(*, review_id: int, stage: Stage | str) -> StageRules | None:
    """How votes become an outcome now; ``None`` before a version is frozen. One query, and one for its ``version``."""
    return next(iter(StageRules.objects.raw(IN_FORCE, [review_id, str(stage)])), None)


def terms_of(*, rules: StageRules) -> tuple[str, str]:
    """The include and exclude terms of the version that ``rules`` belong to, without the rest of it."""
    version = ProtocolVersion.objects.filter(pk=rules.version_id)
    return version.values_list("include_terms", "exclude_terms").get()


def draft_of(*, review: Review) -> ProtocolVersion | None:
    """The version that can still be edited, with criteria and rules."""
    return versions_of(review=review).filter(frozen_at=None).first()


def criteria_for(*, version: ProtocolVersion, stage: Stage | str) -> list[Criterion]:
    """The criteria that apply at ``stage``, inclusion first. No query for a version from this module."""
    at_titles = stage == Stage.TITLE_ABSTRACT
    return [c for c in version.criteria.all() if (c.at_title_abstract if at_titles else c.at_full_text)]


def reasons_for(*, review: Review, stage: Stage | str) -> QuerySet[ExclusionReason]:
    """The exclusion reasons offered at ``stage``, in the declared order."""
    offered = Q(at_title_abstract=True) if stage == Stage.TITLE_ABSTRACT else Q(at_full_text=True)
    return ExclusionReason.objects.filter(offered, review=review, retired_at=None)


def reasons_of(*, review: Review) -> QuerySet[ExclusionReason]:
    """Every reason in use, in the declared order."""
    return ExclusionReason.objects.filter(review=review, retired_at=None)


def missing_before_freeze(*, version: ProtocolVersion) -> list[str]:
    """What a draft still lacks, one sentence each; empty when it can be frozen."""
    missing = []
    if not (version.question.strip() or version.population.strip()):
        missing.append("Write the review question, or at least its population.")
    if not version.criteria.filter(kind=Criterion.Kind.INCLUSION).exists():
        missing.append("Add at least one inclusion criterion.")
    for stage in Stage:
        rules = version.rules.filter(stage=stage).first()
        if rules is None:
            missing.append(f"Set the rules for {stage.label.lower()}.")
        elif rules.reason_required and not reasons_for(review=version.review, stage=stage).exists():
            missing.append(f"Add an exclusion reason for {stage.label.lower()}: its rules ask for one.")
    return missing


def rules_for(*, version: ProtocolVersion, stage: Stage | str) -> StageRules:
    """How votes become an outcome at ``stage``. No query for a version from this module.

    Raises ``StageRules.DoesNotExist`` for a version that was not made by ``draft_protocol``.
    """
    for rules in version.rules.all():
        if rules.stage == stage:
            return rules
    raise StageRules.DoesNotExist(f"{version} has no rules for {stage}")
