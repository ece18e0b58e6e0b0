"""Changes to the exclusion reasons. Votes point at them: they are renamed, ordered or retired, never deleted.

They belong to the review, not to a version, and change only while a draft is open, so that an amendment
says why; what they were when a version was frozen stands in its snapshot.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.protocol.drafts import claim_edit, moved
from screening.protocol.models import ExclusionReason, ProtocolVersion
from screening.protocol.queries import reasons_of
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

FIELDS = ("label", "criterion_code", "at_title_abstract", "at_full_text")


@operation(Permission.EDIT_PROTOCOL)
def add_reason(
    *,
    by: Member,
    version: ProtocolVersion,
    label: str,
    criterion_code: str = "",
    at_title_abstract: bool = True,
    at_full_text: bool = True,
) -> ExclusionReason:
    """Offer one more reason, last in the declared order. ``version`` is the draft it is added with."""
    edits = claim_edit(version)
    reason = ExclusionReason(
        review=by.review, label=label.strip(), criterion_code=criterion_code, position=_last(by) + 1,
        at_title_abstract=at_title_abstract, at_full_text=at_full_text,
    )  # fmt: skip
    _check(reason)
    reason.save()
    trail.record(Event.REASON_ADDED, reason, label=reason.label, criterion=criterion_code, edits=edits)
    return reason


@operation(Permission.EDIT_PROTOCOL)
def change_reason(
    *,
    by: Member,
    version: ProtocolVersion,
    reason: ExclusionReason,
    label: str,
    criterion_code: str,
    at_title_abstract: bool,
    at_full_text: bool,
    edits_seen: int | None = None,
) -> None:
    """Rename a reason, or say where it is offered. Votes that name it now show the new label."""
    edits = claim_edit(version, edits_seen=edits_seen, subject=reason, fields=FIELDS)
    new = (label.strip(), criterion_code, at_title_abstract, at_full_text)
    changed = [name for name, value in zip(FIELDS, new, strict=True) if getattr(reason, name) != value]
    before = reason.label
    for name, value in zip(FIELDS, new, strict=True):
        setattr(reason, name, value)
    _check(reason)
    reason.save(update_fields=FIELDS)
    trail.record(
        Event.REASON_CHANGED, reason, before=before, after=reason.label, changed=changed, edits=edits
    )  # fmt: skip


@operation(Permission.EDIT_PROTOCOL)
def move_reason(*, by: Member, version: ProtocolVersion, reason: ExclusionReason, up: bool) -> None:
    """Swap places with the reason before or after it; the first one that applies is the primary reason."""
    edits = claim_edit(version)
    order = moved(list(reasons_of(review=by.review)), reason, up=up)
    ExclusionReason.objects.bulk_update(order, ["position"])
    trail.record(Event.REASONS_ORDERED, reason, order=[other.pk for other in order], edits=edits)


@operation(Permission.EDIT_PROTOCOL)
def retire_reason(*, by: Member, version: ProtocolVersion, reason: ExclusionReason) -> None:
    """Stop offering a reason. Votes that name it keep it."""
    edits = claim_edit(version)
    reason.retired_at = timezone.now()
    reason.save(update_fields=["retired_at"])
    trail.record(Event.REASON_RETIRED, reason, label=reason.label, edits=edits)


def _last(by: Member) -> int:
    last = ExclusionReason.objects.filter(review=by.review).order_by("-position").first()
    return last.position if last else 0


def _check(reason: ExclusionReason) -> None:
    if not reason.label:
        raise ValidationError({"label": "Write the reason."})
    if not (reason.at_title_abstract or reason.at_full_text):
        raise ValidationError({"at_full_text": "Offer it at one stage at least, or retire it."})
    twins = reasons_of(review=reason.review).filter(label__iexact=reason.label).exclude(pk=reason.pk)
    if twins.exists():
        raise ValidationError({"label": f"“{reason.label}” is there already."})
