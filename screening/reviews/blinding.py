"""Who may see whose judgements. Every blinded model uses this manager.

A judgement is open when its subject is no longer pending, i.e. all required votes are in; until then only its
author sees it, and readers who can never vote (auditors). ``Judgement.opened`` says when that is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from screening.audit.guard import AppendOnly, AppendOnlyRows, Audited, AuditedQuerySet
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

Row = TypeVar("Row", bound=models.Model)


class Blindfolded(TypeError):
    """A query on judgements that does not say who is looking."""


class BlindedManager(models.Manager[Row]):
    """Gives out judgements only to someone: ``visible_to(member)``, ``own(member)``, ``unblinded(because=…)``."""

    def get_queryset(self) -> models.QuerySet[Row]:
        raise Blindfolded("Use visible_to(member), own(member) or unblinded(because=...)")

    def _rows(self) -> AuditedQuerySet[Row]:
        kind = AppendOnlyRows if issubclass(self.model, AppendOnly) else AuditedQuerySet
        return kind(self.model, using=self._db)

    def own(self, member: Member) -> AuditedQuerySet[Row]:
        """What this member judged: never hidden from them, and quick to find."""
        return self._rows().filter(review_id=member.review_id, by=member)

    def visible_to(self, member: Member) -> AuditedQuerySet[Row]:
        """What this member may see now: their own, and what is open to them."""
        rows = self._rows().filter(review_id=member.review_id)
        if not member.review.blinded or member.may(Permission.READ_PENDING):
            return rows
        return rows.filter(models.Q(by=member) | self.model.opened_to(member))  # type: ignore[attr-defined]

    def unblinded(self, *, because: str) -> AuditedQuerySet[Row]:
        """Everybody's, for counting and settling. Callers are on the allow-list of test_architecture."""
        if not because:
            raise Blindfolded("Say why")
        return self._rows()

    def add(self, **fields: Any) -> Row:
        """Write a judgement (inside an operation)."""
        row = self.model(**fields)
        row.save(force_insert=True)
        return row

    def add_all(self, rows: Iterable[Row]) -> list[Row]:
        """Write many at once (inside an operation)."""
        return self._rows().bulk_create(rows)


class Judgement(Audited):
    """A vote, note, label or extraction: what one member thinks, kept from the others until it is open."""

    class Meta:
        abstract = True

    @classmethod
    def opened_to(cls, member: Member) -> models.Q:
        """The condition under which others' judgements of this kind are open to ``member``."""
        raise NotImplementedError(cls)
