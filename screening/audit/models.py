"""The trail's two tables. ``trail.py`` is their only writer; on PostgreSQL a trigger holds it to that."""

from __future__ import annotations

from typing import Any

from django.db import models

from screening.audit.chain import Link


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete what may only be added to."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")


class AuditEvent(models.Model):
    """One thing that one person did, kept for ever.

    No foreign keys: nothing that is deleted elsewhere may take its history along. ``review_id`` 0 is the
    installation's own chain (accounts). People are named by id only.
    """

    review_id = models.BigIntegerField()
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=64)
    actor_id = models.BigIntegerField(null=True)
    via = models.CharField(max_length=16)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["review_id", "sequence"]
        constraints = [models.UniqueConstraint(fields=["review_id", "sequence"], name="one_event_per_place")]
        indexes = [
            models.Index(fields=["review_id", "kind", "sequence"], name="event_kind"),
            models.Index(fields=["review_id", "subject_type", "subject_id"], name="event_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.subject_type}:{self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise AppendOnlyError("Only screening.audit.trail writes the trail")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("AuditEvent is append-only")

    def content(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "review": self.review_id,
            "sequence": self.sequence,
            "at": self.at.isoformat(),
            "kind": self.kind,
            "actor": self.actor_id,
            "via": self.via,
            "subject": [self.subject_type, self.subject_id],
            "data": self.data,
        }

    def as_link(self) -> Link:
        return Link(self.sequence, self.content(), self.previous, self.hash)


class ChainHead(models.Model):
    """Where a review's chain ends. Locked by every writer, so that events of one review queue up."""

    review_id = models.BigIntegerField(primary_key=True)
    length = models.BigIntegerField(default=0)
    last = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.review_id}: {self.length}"
