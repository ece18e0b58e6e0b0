"""Labelling many citations at once, batch by batch, and undoing it: what the trail says was changed, changed back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.records.label_models import Label, Labelling
from screening.records.labelling import AT_ONCE, put_on, take_off
from screening.records.models import Citation
from screening.reviews.models import Member

DOING = {"put": put_on, "take": take_off}
KINDS = {Event.CITATIONS_LABELLED.value: "put", Event.CITATIONS_UNLABELLED.value: "take"}
MOST_EVENTS = 1000  # looked through for one's latest rounds


@dataclass(slots=True)
class Round:
    """One member's labelling of any number of citations in one go."""

    key: str
    label: Label
    do: str  # put or take
    at: datetime
    count: int = 0
    undone: bool = False


def would_change(*, member: Member, label: Label, do: str, citations: QuerySet[Citation]) -> tuple[int, int]:
    """Of how many citations how many would change."""
    carried = Labelling.objects.own(member).filter(label=label, taken_off_at=None)
    found = citations.count()
    carrying = citations.filter(pk__in=carried.values("citation")).count()
    return found, found - carrying if do == "put" else carrying


def label_all(*, by: Member, label: Label, do: str, citations: QuerySet[Citation], round_key: UUID) -> int:
    """Put the label on all of them, or take it off, ``AT_ONCE`` to an operation. Says how many changed.

    Asked again under a key that was used, it does nothing: the form was sent twice.
    """
    if _events(by).filter(data__round=str(round_key)).exists():
        return 0
    ids = list(
        citations.order_by("pk").values_list("pk", flat=True)
    )  # now: labelling may change what is found
    if not ids:
        raise ValidationError("No citation is left of these. Nothing was changed.")
    return sum(DOING[do](by=by, label=label, citations=batch, round_key=round_key) for batch in _batches(ids))


def undo(*, by: Member, key: UUID) -> int:
    """Change back what a round of ``by`` changed. Raises ``ValidationError`` where there is none, or it was undone."""
    mine = _events(by)
    events = list(mine.filter(data__round=str(key)).order_by("sequence"))
    if not events:
        raise ValidationError("You labelled nothing under this address.")
    if mine.filter(data__undoes=str(key)).exists():
        raise ValidationError("That was undone already.")
    label = Label.objects.get(pk=events[0].data["label"], review=by.review)
    back = DOING["take" if KINDS[events[0].kind] == "put" else "put"]
    changed = (pk for event in events for pk in event.data["citations"])
    own = uuid4()
    return sum(
        back(by=by, label=label, citations=batch, round_key=own, undoes=str(key))
        for batch in _batches(changed)
    )


def rounds_of(*, member: Member, key: UUID | None = None, most: int = 10) -> list[Round]:
    """The member's latest rounds, or the one of that key; those that undid another show in what they undid."""
    events = _events(member)
    if key:
        events = events.filter(data__round=str(key)) | events.filter(data__undoes=str(key))
    labels = {label.pk: label for label in Label.objects.filter(review=member.review)}
    found: dict[str, Round] = {}
    undone = set()
    for event in events.order_by("-sequence")[:MOST_EVENTS]:
        if event.data.get("undoes"):
            undone.add(event.data["undoes"])
            continue
        name = event.data["round"]
        told = found.setdefault(name, Round(name, labels[event.data["label"]], KINDS[event.kind], event.at))
        told.count += len(event.data["citations"])
        told.undone = name in undone
    return list(islice(found.values(), most))


def _events(member: Member) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(
        review_id=member.review_id, kind__in=KINDS, actor_id=member.user_id, subject_type="label"
    )


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    ids = iter(ids)
    while batch := list(islice(ids, AT_ONCE)):
        yield batch
