"""The trail as a person may read it: which events a member may see, and each one in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from screening.accounts.models import User
from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.decisions.models import Candidate
from screening.extraction.models import Extraction
from screening.fulltexts.models import Study
from screening.jobs.handlers import BLIND
from screening.jobs.models import Job
from screening.protocol.models import ExclusionReason
from screening.reports.sentences import sentence, subject
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


def visible_events(*, member: Member) -> QuerySet[AuditEvent]:
    """The review's events, without others' votes on what is pending, extractions not open yet, labelling, and what
    tells that, when and how much somebody judged at once.

    An auditor, who can never vote, sees all of them; so does everybody in a review that was unblinded.
    """
    events = AuditEvent.objects.filter(review_id=member.review_id)
    if member.may(Permission.READ_PENDING) or not member.review.blinded:
        return events
    pending = Candidate.objects.filter(pk=OuterRef("subject_id"), outcome=Candidate.Outcome.PENDING)
    unopened = ~Exists(Extraction.objects.visible_to(member).filter(pk=OuterRef("subject_id")))
    hidden = Q(subject_type="candidate") & Exists(pending) | Q(subject_type="extraction") & unopened
    # one event tells of many citations, of which some may be pending for long: whose labels are open shows on the list
    hidden |= Q(kind__in=[Event.CITATIONS_LABELLED, Event.CITATIONS_UNLABELLED])
    work = Job.objects.filter(pk=OuterRef("subject_id"), kind__in=BLIND)
    hidden |= Q(subject_type="votebatch") | Q(Exists(work), subject_type="job")
    # who merged two citations, or barred somebody, must not learn that there were votes
    others = ~Q(actor_id=member.user_id) | Q(kind__in=[Event.VOTES_CARRIED, Event.VOTE_BARRED])
    return events.exclude(others & hidden)


@dataclass(frozen=True, slots=True)
class Line:
    """One event, ready for a page. ``citation_id`` links to the citation's life where there is one."""

    event: AuditEvent
    actor: str
    words: str
    about: str
    citation_id: int | None


def in_words(*, events: Sequence[AuditEvent]) -> list[Line]:
    """Events with the names behind their ids. Five queries, however many events."""
    people = dict(
        User.objects.filter(pk__in={e.actor_id for e in events if e.actor_id}).values_list("pk", "name")
    )
    reasons = dict(ExclusionReason.objects.filter(pk__in=_ids(events, "reason")).values_list("pk", "label"))
    mentioned = _subjects(events, "member").union(
        *(_ids(events, name) for name in ("member", "leaving", "successor"))
    )
    members = dict(Member.objects.filter(pk__in=mentioned).values_list("pk", "user__name"))
    studies = dict(
        Study.objects.filter(pk__in=_ids(events, "study") | _subjects(events, "study")).values_list(
            "pk", "label"
        )
    )
    called = {"member": members, "study": studies}
    return [
        Line(
            event=event,
            actor=people.get(event.actor_id or 0, "The installation"),
            words=sentence(event.kind, event.data, reasons, studies, members, _who(event, members)),
            about=subject(
                event.subject_type,
                event.subject_id,
                called.get(event.subject_type, {}).get(event.subject_id or 0, ""),
            ),
            citation_id=event.subject_id if event.subject_type == "citation" else event.data.get("citation"),
        )
        for event in events
    ]


def _who(event: AuditEvent, members: Mapping[int, str]) -> str:
    """The member that an event is about, or names."""
    pk = event.subject_id if event.subject_type == "member" else event.data.get("member")
    return members.get(pk or 0, "a member")


def _ids(events: Iterable[AuditEvent], key: str) -> set[int]:
    found: set[Any] = {event.data.get(key) for event in events}
    return {value for value in found if isinstance(value, int)}


def _subjects(events: Iterable[AuditEvent], model_name: str) -> set[int]:
    return {event.subject_id for event in events if event.subject_type == model_name and event.subject_id}
