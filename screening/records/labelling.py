"""Making labels, putting them on citations and taking them off: each member's own doing, each reversible."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.records.label_models import Label, Labelling
from screening.records.models import Citation
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

AT_ONCE = 2000  # citations in one operation and one event: people vote meanwhile


@operation(Permission.LABEL)
def add_label(*, by: Member, name: str, colour: str) -> Label:
    label = Label(review=by.review, name=name, colour=colour)
    _save(label)
    trail.record(Event.LABEL_ADDED, label, name=label.name, colour=colour)
    return label


@operation(Permission.EDIT_PROTOCOL)
def change_label(*, by: Member, label: Label, name: str, colour: str) -> None:
    """Rename or recolour it, wherever it stands."""
    before = label.name
    label.name, label.colour = name, colour
    _save(label)
    trail.record(Event.LABEL_CHANGED, label, before=before, name=label.name, colour=colour)


@operation(Permission.EDIT_PROTOCOL)
def retire_label(*, by: Member, label: Label) -> None:
    """Nobody can put it on any more; what carries it keeps it."""
    label.retired_at = timezone.now()
    label.save(update_fields=["retired_at"])
    trail.record(Event.LABEL_RETIRED, label)


@operation(Permission.EDIT_PROTOCOL)
def restore_label(*, by: Member, label: Label) -> None:
    label.retired_at = None
    label.save(update_fields=["retired_at"])
    trail.record(Event.LABEL_RESTORED, label)


@operation(Permission.LABEL)
def put_on(*, by: Member, label: Label, citations: Sequence[int], round_key: UUID, undoes: str = "") -> int:
    """Put the label of ``by`` on citations (ids, ``AT_ONCE`` at most) that do not carry it from them; says on how many.

    ``round_key`` is one intention, however many calls it takes: its undo finds all of them by it.
    """
    if label.retired_at and not undoes:
        raise ValidationError(
            f"“{label}” was retired: choose another, or bring it back into use. Nothing was changed."
        )
    _lock(label)
    wanted = _ours(by, citations)
    there = dict(_mine(by, label, wanted).values_list("citation_id", "taken_off_at"))
    again = [pk for pk, taken_off_at in there.items() if taken_off_at]
    _mine(by, label, again).update(taken_off_at=None)
    new = [pk for pk in wanted if pk not in there]
    Labelling.objects.add_all(Labelling(review=by.review, label=label, citation_id=pk, by=by) for pk in new)
    return _recorded(Event.CITATIONS_LABELLED, label, [*again, *new], round_key, undoes)


@operation(Permission.LABEL)
def take_off(*, by: Member, label: Label, citations: Sequence[int], round_key: UUID, undoes: str = "") -> int:
    """Take off what ``by`` put on; what others put on stays theirs. Says of how many."""
    _lock(label)
    on = _mine(by, label, _ours(by, citations)).filter(taken_off_at=None)
    changed = list(on.values_list("citation_id", flat=True))
    _mine(by, label, changed).update(taken_off_at=timezone.now())
    return _recorded(Event.CITATIONS_UNLABELLED, label, changed, round_key, undoes)


def _save(label: Label) -> None:
    label.name = " ".join(label.name.split())
    label.full_clean(exclude=["review", "retired_at"], validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            label.save()
    except IntegrityError:
        raise ValidationError(
            {"name": f"There is a label “{label.name}” already, in use or retired."}
        ) from None


def _lock(label: Label) -> None:
    """Two tabs of one person: the second waits and finds what the first put."""
    Label.objects.select_for_update(no_key=True).get(pk=label.pk)


def _ours(by: Member, citations: Sequence[int]) -> list[int]:
    if len(citations) > AT_ONCE:
        raise ValueError(f"At most {AT_ONCE} at once")
    return list(Citation.objects.filter(review=by.review, pk__in=citations).values_list("pk", flat=True))


def _mine(by: Member, label: Label, citations: Sequence[int]) -> QuerySet[Labelling]:
    return Labelling.objects.own(by).filter(label=label, citation__in=citations)


def _recorded(event: Event, label: Label, citations: list[int], round_key: UUID, undoes: str) -> int:
    told = {"undoes": undoes} if undoes else {}
    trail.record(event, label, label=label.pk, citations=sorted(citations), round=str(round_key), **told)
    return len(citations)
