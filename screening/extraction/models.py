"""Extraction forms as data, and what extractors answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from screening.audit.guard import Audited
from screening.fulltexts.models import Report, Study
from screening.reviews.blinding import BlindedManager, Judgement
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission


class ExtractionForm(Audited):
    """A versioned list of fields. Published forms do not change; a change is a new version."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="extraction_forms")
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True)
    edits = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["review", "name", "version"], name="one_form_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class Field(Audited):
    """One question of a form."""

    class Type(models.TextChoices):
        SHORT_TEXT = "short_text", "Short text"
        LONG_TEXT = "long_text", "Long text"
        NUMBER = "number", "Number"
        CHOICE = "choice", "Choice"
        YES_NO_UNCLEAR = "yes_no_unclear", "Yes / no / unclear"
        DATE = "date", "Date"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(ExtractionForm, on_delete=models.PROTECT, related_name="fields")
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=200)
    type = models.CharField(max_length=20, choices=Type, default=Type.SHORT_TEXT)
    unit = models.CharField(max_length=40, blank=True)
    choices = models.JSONField(default=list, blank=True)
    required = models.BooleanField(default=False)
    help = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["form", "key"], name="one_field_per_key")]

    def __str__(self) -> str:
        return self.label


class Extraction(Judgement):
    """One extractor's answers for one study. The consensus is another row; the originals stay."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    study = models.ForeignKey(
        Study, on_delete=models.PROTECT, related_name="+", related_query_name="extraction"
    )
    form = models.ForeignKey(ExtractionForm, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    is_consensus = models.BooleanField(default=False)
    edits = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True)

    objects: ClassVar[BlindedManager[Extraction]] = BlindedManager()  # type: ignore[assignment]  # guarded on purpose
    rows = models.Manager()  # for Django itself (relations, constraints); use ``objects``

    class Meta:
        base_manager_name = "rows"
        default_manager_name = "rows"
        constraints = [
            models.UniqueConstraint(
                fields=["study", "form", "by"],
                condition=models.Q(is_consensus=False),
                name="one_extraction_each",
            ),
            models.UniqueConstraint(
                fields=["study", "form"],
                condition=models.Q(is_consensus=True),
                name="one_consensus_per_study",
            ),
        ]

    def __str__(self) -> str:
        return f"extraction {self.pk}"

    @classmethod
    def opened_to(cls, member: Member) -> models.Q:
        """Completed ones: to who completed their own for the same study, and to who settles and has begun none."""
        complete = models.Q(completed_at__isnull=False)
        if not member.may(Permission.EXTRACT):
            return complete
        mine = Extraction.rows.filter(
            study_id=models.OuterRef("study_id"),
            form_id=models.OuterRef("form_id"),
            by=member,
            is_consensus=False,
        )
        drafted = models.Q(models.Exists(mine.filter(completed_at=None)))
        if member.may(Permission.SETTLE_EXTRACTIONS):
            return complete & (~drafted | models.Q(is_consensus=True))
        return complete & (models.Q(models.Exists(mine)) & ~drafted | models.Q(is_consensus=True))


class Value(Audited):
    """One answer with its provenance: report, page, quote. Reached only through its extraction."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    extraction = models.ForeignKey(Extraction, on_delete=models.PROTECT, related_name="values")
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    not_reported = models.BooleanField(default=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="+")
    page = models.CharField(max_length=40, blank=True)
    quote = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["extraction", "field"], name="one_value_per_field")]

    def __str__(self) -> str:
        return self.text
