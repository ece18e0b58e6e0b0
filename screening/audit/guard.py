"""Models that can only change while an audit trail is being followed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from screening.audit import trail
from screening.audit.models import AppendOnlyError
from screening.lib.bulk_insert import bulk_insert

Row = TypeVar("Row", bound=models.Model)


class AuditedQuerySet(models.QuerySet[Row]):
    def update(self, **kwargs: Any) -> int:
        trail.current()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        trail.current()
        return super().delete()

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        trail.current()
        return super().bulk_create(objs, *args, **kwargs)

    def insert(self, rows: Sequence[Row]) -> None:
        """``bulk_create`` for thousands of rows; see ``lib.bulk_insert``."""
        trail.current()
        bulk_insert(rows)

    def bulk_update(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> int:
        trail.current()
        return super().bulk_update(objs, *args, **kwargs)

    def in_review(self, review_id: int) -> Self:
        return self.filter(review_id=review_id)


class Audited(models.Model):
    """Every row that a count or a decision depends on."""

    objects = AuditedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        trail.current()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        trail.current()
        return super().delete(*args, **kwargs)


class AppendOnlyRows(AuditedQuerySet[Row]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def bulk_update(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> int:
        raise AppendOnlyError(f"{self.model.__name__} is append-only")


class AppendOnly(Audited):
    """Rows that are written once: votes, resolutions, retrieval attempts."""

    objects: ClassVar[models.Manager[Any]] = AppendOnlyRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} is append-only: add a row that supersedes this one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{type(self).__name__} is append-only")
