"""Editing a draft together: each change counts, and one made on top of an unseen change is refused."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from screening.accounts.models import User
from screening.audit.models import AuditEvent
from screening.protocol.models import ProtocolVersion

Part = TypeVar("Part", bound=models.Model)


class EditedMeanwhile(ValidationError):
    """Somebody changed the same text after it was opened; nothing was saved. ``changed``: field to person."""

    def __init__(self, changed: dict[str, str]) -> None:
        self.changed = changed
        people = ", ".join(sorted(set(changed.values())))
        super().__init__(f"{people} changed this while you were writing. Nothing of yours was saved yet.")


def claim_edit(
    version: ProtocolVersion,
    *,
    edits_seen: int | None = None,
    subject: models.Model | None = None,
    fields: Collection[str] = (),
) -> int:
    """Lock the draft and count one more edit; returns its number, which the event of the change carries.

    ``edits_seen`` is the draft's count when the person opened the page (``None``: no page was open). Raises
    ``EditedMeanwhile`` when one of ``fields`` of ``subject`` changed since, ``ValidationError`` when frozen.
    """
    locked = ProtocolVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if locked.is_frozen:
        raise ValidationError(f"{locked} is frozen. Start an amendment to change it.")
    if edits_seen is not None and edits_seen != locked.edits:
        theirs = changed_since(subject=subject or locked, edits_seen=edits_seen)
        if clash := {field: who for field, who in theirs.items() if field in fields}:
            raise EditedMeanwhile(clash)
    locked.edits += 1
    locked.save(update_fields=["edits"])
    version.edits = locked.edits
    return locked.edits


def changed_since(*, subject: models.Model, edits_seen: int) -> dict[str, str]:
    """Which fields of a draft's part changed after that edit, and who changed them last. Two queries."""
    events = AuditEvent.objects.filter(
        review_id=subject.review_id,  # type: ignore[attr-defined]  # every part of a protocol has one
        subject_type=subject._meta.model_name,
        subject_id=subject.pk,
        data__edits__gt=edits_seen,
    ).order_by("sequence")
    actors = {field: event.actor_id for event in events for field in event.data.get("changed", ())}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=set(actors.values()))}
    return {field: names.get(actor, "Somebody") for field, actor in actors.items()}


def moved(order: list[Part], part: Part, *, up: bool) -> list[Part]:
    """The list with ``part`` one place up or down (at its end it stays), and positions counted from 1."""
    here = order.index(part)
    there = min(max(here + (-1 if up else 1), 0), len(order) - 1)
    order.insert(there, order.pop(here))
    for position, entry in enumerate(order, start=1):
        entry.position = position  # type: ignore[attr-defined]  # criteria and reasons have one
    return order
