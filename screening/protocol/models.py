"""The plan of a review: versioned, frozen when screening starts, amended with a reason."""

from __future__ import annotations

from django.db import models

from screening.audit.guard import Audited
from screening.reviews.models import Member, Review

HIGHLIGHTS = "Highlighted while screening; one per line, * allowed."


class Stage(models.TextChoices):
    TITLE_ABSTRACT = "title_abstract", "Title and abstract"
    FULL_TEXT = "full_text", "Full text"


class ProtocolVersion(Audited):
    """One version of the plan. A draft is edited in place; once frozen it never changes."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="protocol_versions")
    number = models.PositiveIntegerField()
    question = models.TextField(blank=True)
    population = models.TextField(blank=True)
    intervention = models.TextField(blank=True)
    comparator = models.TextField(blank=True)
    outcomes = models.TextField(blank=True)
    study_designs = models.TextField(blank=True)
    limits = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    include_terms = models.TextField(blank=True, help_text=HIGHLIGHTS)
    exclude_terms = models.TextField(blank=True, help_text=HIGHLIGHTS)
    amendment_reason = models.TextField(blank=True)
    edits = models.PositiveIntegerField(default=0)  # two people editing one draft: the second is told
    created_at = models.DateTimeField(auto_now_add=True)
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    snapshot = models.JSONField(null=True)  # criteria, reasons and rules as frozen

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="one_protocol_per_number"),
            models.UniqueConstraint(
                fields=["review"], condition=models.Q(frozen_at=None), name="one_draft_protocol"
            ),
        ]

    def __str__(self) -> str:
        return f"Protocol {self.number}"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class Criterion(Audited):
    """One inclusion or exclusion rule of a protocol version."""

    class Kind(models.TextChoices):
        INCLUSION = "inclusion", "Include"
        EXCLUSION = "exclusion", "Exclude"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="criteria")
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=20)
    text = models.TextField()
    facet = models.CharField(max_length=60, blank=True)
    at_title_abstract = models.BooleanField("applies to titles and abstracts", default=True)
    at_full_text = models.BooleanField("applies to full texts", default=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-kind", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_criterion_per_code")]

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class ExclusionReason(Audited):
    """A controlled label in a declared order. It outlives versions, for votes point at it."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="exclusion_reasons")
    label = models.CharField(max_length=120)
    criterion_code = models.CharField(max_length=20, blank=True)
    at_title_abstract = models.BooleanField("offered for titles and abstracts", default=True)
    at_full_text = models.BooleanField("offered for full texts", default=True)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "label"], condition=models.Q(retired_at=None), name="one_reason_per_label"
            )
        ]

    def __str__(self) -> str:
        return self.label


class StageRules(Audited):
    """How votes become an outcome at one stage, under one protocol version."""

    class Maybe(models.TextChoices):
        INCLUDE = "include", "counts as include"
        CONFLICT = "conflict", "forces a conflict"

    class Differing(models.TextChoices):
        ORDER = "order", "the reason first in the declared order stands"
        CONFLICT = "conflict", "differing reasons are a conflict"

    class SettledBy(models.TextChoices):
        EITHER = "either", "an adjudicator or an owner"
        ADJUDICATORS = "adjudicators", "an adjudicator"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="rules")
    stage = models.CharField(max_length=20, choices=Stage)
    votes_required = models.PositiveSmallIntegerField(default=2)
    maybe = models.CharField(max_length=10, choices=Maybe, default=Maybe.INCLUDE)
    reason_required = models.BooleanField(default=False)
    differing_reasons = models.CharField(max_length=10, choices=Differing, default=Differing.ORDER)
    settled_by = models.CharField(max_length=15, choices=SettledBy, default=SettledBy.EITHER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "stage"], name="one_rule_set_per_stage"),
            models.CheckConstraint(
                condition=models.Q(votes_required__gte=1, votes_required__lte=3), name="one_to_three_votes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.votes_required} votes"
