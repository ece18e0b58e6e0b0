"""Changes to the criteria of a draft."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from screening.audit import trail
from screening.audit.events import Event
from screening.protocol.drafts import claim_edit, moved
from screening.protocol.models import Criterion, ProtocolVersion
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

FIELDS = ("code", "text", "facet", "at_title_abstract", "at_full_text")


@operation(Permission.EDIT_PROTOCOL)
def add_criterion(
    *,
    by: Member,
    version: ProtocolVersion,
    kind: Criterion.Kind,
    text: str,
    code: str = "",
    facet: str = "",
    at_title_abstract: bool = True,
    at_full_text: bool = True,
) -> Criterion:
    """Add a rule at the end of its list. Without a ``code`` it gets the next free one (I1, I2 …)."""
    edits = claim_edit(version)
    criterion = Criterion(
        review=by.review, version=version, kind=kind, code=code.strip() or _next_code(version, kind),
        text=text, facet=facet, at_title_abstract=at_title_abstract, at_full_text=at_full_text,
        position=version.criteria.count() + 1,
    )  # fmt: skip
    _check(criterion)
    criterion.save()
    trail.record(Event.CRITERION_ADDED, criterion, code=criterion.code, kind=kind, edits=edits)
    return criterion


@operation(Permission.EDIT_PROTOCOL)
def change_criterion(
    *,
    by: Member,
    criterion: Criterion,
    code: str,
    text: str,
    facet: str,
    at_title_abstract: bool,
    at_full_text: bool,
    edits_seen: int | None = None,
) -> None:
    """Say a rule of a draft differently. Raises ``EditedMeanwhile`` when somebody else did so first."""
    new = (code.strip() or criterion.code, text, facet, at_title_abstract, at_full_text)
    changed = [name for name, value in zip(FIELDS, new, strict=True) if getattr(criterion, name) != value]
    edits = claim_edit(criterion.version, edits_seen=edits_seen, subject=criterion, fields=FIELDS)
    for name, value in zip(FIELDS, new, strict=True):
        setattr(criterion, name, value)
    _check(criterion)
    criterion.save(update_fields=FIELDS)
    trail.record(Event.CRITERION_CHANGED, criterion, code=criterion.code, changed=changed, edits=edits)


@operation(Permission.EDIT_PROTOCOL)
def move_criterion(*, by: Member, criterion: Criterion, up: bool) -> None:
    """Swap places with the neighbour above or below in the same list; at the end of the list it stays."""
    edits = claim_edit(criterion.version)
    siblings = Criterion.objects.filter(version=criterion.version, kind=criterion.kind)
    order = moved(list(siblings), criterion, up=up)
    Criterion.objects.bulk_update(order, ["position"])
    trail.record(Event.CRITERIA_ORDERED, criterion, order=[other.pk for other in order], edits=edits)


@operation(Permission.EDIT_PROTOCOL)
def remove_criterion(*, by: Member, criterion: Criterion) -> None:
    """Take a rule out of a draft. Frozen versions keep theirs."""
    edits = claim_edit(criterion.version)
    trail.record(Event.CRITERION_REMOVED, criterion, code=criterion.code, text=criterion.text, edits=edits)
    criterion.delete()


def _next_code(version: ProtocolVersion, kind: Criterion.Kind) -> str:
    taken = set(version.criteria.values_list("code", flat=True))
    letter = "I" if kind == Criterion.Kind.INCLUSION else "E"
    return next(code for number in range(1, len(taken) + 2) if (code := f"{letter}{number}") not in taken)


def _check(criterion: Criterion) -> None:
    if not criterion.text.strip():
        raise ValidationError({"text": "Write the criterion."})
    if not (criterion.at_title_abstract or criterion.at_full_text):
        raise ValidationError({"at_full_text": "A criterion applies to at least one stage."})
    twins = Criterion.objects.filter(version=criterion.version, code=criterion.code).exclude(pk=criterion.pk)
    if twins.exists():
        raise ValidationError({"code": f"There is a criterion {criterion.code} already."})
