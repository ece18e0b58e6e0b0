"""Labels, and who put them on which citations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.db.models.lookups import IsNull

from screening.audit.guard import Audited
from screening.records.models import Citation
from screening.reviews.blinding import BlindedManager, Judgement
from screening.reviews.models import Member, Review


class Label(Audited):
    """A word of the team's own for citations. ``retired_at`` takes it out of use; what carries it keeps it."""

    class Colour(models.TextChoices):
        INK = "ink", "Grey"
        BLUE = "blue", "Blue"
        GREEN = "green", "Green"
        AMBER = "amber", "Amber"
        RUST = "rust", "Rust"
        VIOLET = "violet", "Violet"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="labels")
    name = models.CharField(max_length=40)
    colour = models.CharField(max_length=10, choices=Colour, default=Colour.INK)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("review", Lower("name"), name="one_label_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Labelling(Judgement):
    """That one member put a label on a citation. Each member has their own: putting one tells nobody of others.

    Taken off, the row stays with ``taken_off_at``; the trail has every change.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="+", db_index=False)
    citation = models.ForeignKey(
        Citation, on_delete=models.PROTECT, related_name="+", related_query_name="labelling"
    )
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    taken_off_at = models.DateTimeField(null=True)

    objects: ClassVar[BlindedManager[Labelling]] = BlindedManager()  # type: ignore[assignment]  # guarded on purpose
    rows = models.Manager()  # for Django itself (relations, constraints); use ``objects``

    class Meta:
        base_manager_name = "rows"
        default_manager_name = "rows"
        constraints = [
            models.UniqueConstraint(fields=["label", "citation", "by"], name="one_labelling_each"),
        ]

    def __str__(self) -> str:
        return f"labelling {self.pk}"

    @classmethod
    def opened_to(cls, member: Member) -> models.Q:
        """Citations of which no candidate is pending: all required votes are in, at every stage it has reached."""
        # by the relation's name: candidates belong to a slice above this one
        pending = Citation.objects.filter(pk=models.OuterRef("citation_id"), candidates__outcome="pending")
        # no EXISTS, for which PostgreSQL would list all that is pending, and there is far more of it than labels
        return models.Q(IsNull(models.Subquery(pending.values("pk")[:1]), True))
