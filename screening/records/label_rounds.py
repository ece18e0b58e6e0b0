"""Labelling many citations at once, batch by batch, and undoing it: what the trail says was changed, changed back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.jobs.models import Job
from screening.jobs.operations import enqueue
from screening.records.label_models import Label, Labelling
from screening.records.labelling import AT_ONCE, put_on, take_off
from screening.records.models import Citation
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

DOING = {"put": put_on, "take": take_off}
KINDS = {Event.CITATIONS_LABELLED.value: "put", Event.CITATIONS_UNLABELLED.value: "take"}
MOST_EVENTS = 1000  # looked through for one's latest rounds
LABEL, UNDO = "records.label", "records.undo_labelling"
# whoever sees the review's background work reads these: no label, and on which citations
TITLES = {LABEL: "Label many citations", UNDO: "Undo the labelling of many citations"}
STILL = "These citations are still being labelled. Stop that first, or wait; then undo it."


@dataclass(slots=True)
class Round:
    """One member's labelling of any number of citations in one go."""

    key: str
    label: Label
    do: str  # put or take
    at: datetime
    count: int = 0
    undone: bool = False
    back: int = (
        0  # of how many it was undone: fewer where that was stopped, or some were changed since by hand
    )


def would_change(*, member: Member, label: Label, do: str, citations: QuerySet[Citation]) -> tuple[int, int]:
    """Of how many citations how many would change."""
    carried = Labelling.objects.own(member).filter(label=label, taken_off_at=None)
    found = citations.count()
    carrying = citations.filter(pk__in=carried.values("citation")).count()
    return found, found - carrying if do == "put" else carrying


def label_all(
    *, by: Member, label: Label, do: str, citations: QuerySet[Citation], round_key: UUID
) -> int | Job:
    """Put the label on all of them, or take it off: at once, then it says on how many; where they are more than
    ``AT_ONCE`` by the job that it gives.

    Asked again under a key that was used, it does nothing: the form was sent twice.
    """
    if _events(by).filter(data__round=str(round_key)).exists():
        return 0
    ids = list(
        citations.order_by("pk").values_list("pk", flat=True)
    )  # now: labelling may change what is found
    if not ids:
        raise ValidationError("No citation is left of these. Nothing was changed.")
    if len(ids) > AT_ONCE:
        return start_labelling(by=by, label=label, do=do, citations=ids, round_key=round_key)
    return DOING[do](by=by, label=label, citations=ids, round_key=round_key)


@operation(Permission.LABEL)
def start_labelling(*, by: Member, label: Label, do: str, citations: Sequence[int], round_key: UUID) -> Job:
    payload = {"label": label.pk, "do": do, "spans": spans_of(citations), "key": str(round_key)}
    return enqueue(by=by, kind=LABEL, title=TITLES[LABEL], key=f"{LABEL}:{round_key}", payload=payload)


@operation(Permission.LABEL)
def start_undoing(*, by: Member, key: UUID) -> Job:
    return enqueue(by=by, kind=UNDO, title=TITLES[UNDO], key=f"{UNDO}:{key}", payload={"key": str(key)})


def undo(*, by: Member, key: UUID) -> int | Job:
    """Change back what a round of ``by`` changed: at once, or by a job where that was more than ``AT_ONCE``.

    Raises ``ValidationError`` where there is none, or it was undone, or is not done yet.
    """
    job = _jobs(by, key).first()
    if job and job.is_active:
        raise ValidationError(STILL)
    left = to_undo(member=by, key=key)
    stopped = job is not None and job.kind == UNDO and job.state != Job.State.DONE
    if _events(by).filter(data__undoes=str(key)).exists() and not stopped:
        raise ValidationError("That was undone already.")
    if len(left) > AT_ONCE or stopped:
        return start_undoing(by=by, key=key)
    return undo_some(by=by, key=key, citations=left)


def to_undo(*, member: Member, key: UUID) -> list[int]:
    """The citations (ids) that a round changed and no undo changed back. Raises ``ValidationError`` without one."""
    told = list(_round(member, key).order_by("sequence").values_list("data", flat=True))
    if not any(data["round"] == str(key) for data in told):
        raise ValidationError("You labelled nothing under this address.")
    undone = {pk for data in told if data.get("undoes") for pk in data["citations"]}
    return [pk for data in told if not data.get("undoes") for pk in data["citations"] if pk not in undone]


def undo_some(*, by: Member, key: UUID, citations: Sequence[int]) -> int:
    """Of these (ids, ``AT_ONCE`` at most); what was changed since by hand stays. Says how many changed."""
    event = _events(by).filter(data__round=str(key)).order_by("sequence")[0]
    label = Label.objects.get(pk=event.data["label"], review=by.review)
    back = DOING["take" if KINDS[event.kind] == "put" else "put"]
    return back(by=by, label=label, citations=citations, round_key=uuid4(), undoes=str(key))


def last_job(*, member: Member, key: UUID) -> Job | None:
    """The latest, for as long as it has something to tell: it works, was stopped or failed."""
    job = _jobs(member, key).first()
    return None if job is None or job.state == Job.State.DONE else job


def _jobs(member: Member, key: UUID) -> QuerySet[Job]:
    keys = [f"{kind}:{key}" for kind in TITLES]
    jobs = Job.objects.filter(review_id=member.review_id, by=member, key__in=keys)
    return jobs.select_related("by__user").defer("payload")


def rounds_of(*, member: Member, key: UUID | None = None, most: int = 10) -> list[Round]:
    """The member's latest rounds, or the one of that key; those that undid another show in what they undid."""
    events = _round(member, key) if key else _events(member)
    labels = {label.pk: label for label in Label.objects.filter(review=member.review)}
    found: dict[str, Round] = {}
    undone: Counter[str] = Counter()
    for event in events.order_by("-sequence")[:MOST_EVENTS]:
        if event.data.get("undoes"):
            undone[event.data["undoes"]] += len(event.data["citations"])
            continue
        name = event.data["round"]
        told = found.setdefault(name, Round(name, labels[event.data["label"]], KINDS[event.kind], event.at))
        told.count += len(event.data["citations"])
        told.undone, told.back = name in undone, undone[name]
    return list(islice(found.values(), most))


def _events(member: Member) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(
        review_id=member.review_id, kind__in=KINDS, actor_id=member.user_id, subject_type="label"
    )


def _round(member: Member, key: UUID) -> QuerySet[AuditEvent]:
    return _events(member).filter(Q(data__round=str(key)) | Q(data__undoes=str(key)))


def spans_of(ids: Sequence[int]) -> list[list[int]]:
    """Ascending ids as pairs of a first and a last one: short for the whole of a list."""
    spans: list[list[int]] = []
    for pk in ids:
        if spans and spans[-1][1] == pk - 1:
            spans[-1][1] = pk
        else:
            spans.append([pk, pk])
    return spans


def ids_of(spans: Sequence[Sequence[int]]) -> list[int]:
    return [pk for first, last in spans for pk in range(first, last + 1)]
