"""The one place that writes the audit trail.

An operation opens a trail with ``follow``; ``record`` notes what happened; when the operation ends, all its
events are appended at once, inside its transaction, so that the review's chain is locked for a moment only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from screening.audit import chain
from screening.audit.events import Event
from screening.audit.models import AuditEvent, ChainHead

INSTALLATION = 0  # the chain of what belongs to no review


class NoTrail(RuntimeError):
    """Something tried to change audited data outside an operation."""


class Unaudited(RuntimeError):
    """An operation finished without saying in the audit trail what it did."""


@dataclass
class Trail:
    review_id: int
    actor_id: int | None
    via: str
    pending: list[AuditEvent] = field(default_factory=list)


_current: ContextVar[Trail | None] = ContextVar("audit_trail", default=None)
_via: ContextVar[str] = ContextVar("audit_via", default="web")


@contextmanager
def through(via: str) -> Iterator[None]:
    """Say which door the changes in this block come through: ``web``, ``command`` or ``worker``."""
    token = _via.set(via)
    try:
        yield
    finally:
        _via.reset(token)


def current() -> Trail:
    trail = _current.get()
    if trail is None:
        raise NoTrail("Change audited data through an operation (see screening/reviews/access.py)")
    return trail


@contextmanager
def follow(*, review_id: int, actor_id: int | None) -> Iterator[Trail]:
    """Collect the events of one change and append them when it is done, or nothing if it fails.

    An operation called by another of the same review and actor joins its trail; if it fails and the other
    goes on, neither its events nor its changes stay. Raises ``Unaudited`` when no event was recorded.
    """
    outer = _current.get()
    if outer and (outer.review_id, outer.actor_id) == (review_id, actor_id):
        before = len(outer.pending)
        try:
            with transaction.atomic():
                yield outer
                if len(outer.pending) == before:
                    raise Unaudited("The operation left no event")
        except BaseException:
            del outer.pending[before:]
            raise
        return
    with founding(actor_id=actor_id, review_id=review_id) as trail:
        yield trail


@contextmanager
def founding(*, actor_id: int | None, review_id: int = INSTALLATION) -> Iterator[Trail]:
    """Like ``follow``, never joining another trail; a review that is only being made sets ``review_id`` inside."""
    trail = Trail(review_id, actor_id, _via.get())
    token = _current.set(trail)
    try:
        with transaction.atomic():
            yield trail
            if not trail.pending:
                raise Unaudited("The operation left no event")
            _append(trail)
    finally:
        _current.reset(token)


def record(event: Event, subject: models.Model, **data: Any) -> None:
    """Note one event about ``subject``. ``data`` is JSON: ids, codes, whole numbers; no names, e-mails or keys."""
    trail = current()
    now = timezone.now()
    trail.pending.append(
        AuditEvent(
            review_id=trail.review_id,
            at=now.replace(
                microsecond=now.microsecond // 1000 * 1000
            ),  # all that Django's dumps of data keep
            kind=event.value,
            actor_id=trail.actor_id,
            via=trail.via,
            subject_type=subject._meta.model_name or "",
            subject_id=subject.pk,
            # as it will be read again: the chain is checked on that
            data=json.loads(chain.canonical(data), parse_float=_refuse),
        )
    )


def _refuse(fraction: str) -> None:
    raise TypeError(f"{fraction} in the trail: databases do not all give back the same digits")


def _append(trail: Trail) -> None:
    head = _locked_head(trail.review_id)
    for event in trail.pending:
        head.length += 1
        event.review_id = trail.review_id
        event.sequence, event.previous = head.length, head.last
        event.hash = head.last = chain.link(event.previous, event.content())
    AuditEvent.objects.bulk_create(trail.pending)
    head.seal = chain.seal(seal_keys()[0], head.review_id, head.length, head.last)
    ended = {"length": head.length, "last": head.last, "seal": head.seal}
    ChainHead.objects.filter(review_id=head.review_id).update(**ended)


def _locked_head(review_id: int) -> ChainHead:
    heads = ChainHead.objects.select_for_update(no_key=True).filter(review_id=review_id)
    begins = {"length": 0, "last": chain.GENESIS, "seal": ""}
    return heads.first() or heads.get_or_create(review_id=review_id, defaults=begins)[0]


def seal_keys() -> list[bytes]:
    """The key that seals chain heads now, then those of earlier secret keys."""
    return [f"audit:{key}".encode() for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
