"""When votes on what is pending could be known to people who vote now: then what they say later is not independent.

A review was opened to all its members and blinded again; somebody was an auditor before; a merge that was undone had
carried votes to a citation where they were open; or an amendment asks for more votes where an outcome stood that
everybody saw.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.decisions.models import Vote
from screening.records.models import Citation
from screening.reviews.models import Invitation, Review
from screening.reviews.permissions import GRANTS, Permission, Role

READ = {role for role, granted in GRANTS.items() if Permission.READ_PENDING in granted}
BLINDING = (Event.REVIEW_UNBLINDED, Event.REVIEW_BLINDED)
ROLES = (Event.MEMBER_ADDED, Event.MEMBER_ROLE_CHANGED, Event.MEMBER_RESTORED, Event.INVITATION_ACCEPTED)
PRECISION = timedelta(milliseconds=1)  # of times in the trail


@dataclass(frozen=True, slots=True)
class Opening:
    """Until ``ended`` one member (an id), or with ``None`` everybody, could read what others had said of one citation
    (an id), or of all."""

    ended: datetime
    member: int | None = None
    citation: int | None = None

    def after(self, votes: QuerySet[Vote]) -> Q:
        """Votes of theirs on what another one had judged while they could read it. ``votes`` are all there are."""
        theirs = Q(cast_at__gte=self.ended)
        if self.member is not None:
            theirs &= Q(by=self.member)
        if self.citation is not None:
            theirs &= Q(candidate__citation=self.citation)
        earlier = votes.filter(candidate=OuterRef("candidate"), cast_at__lt=self.ended + PRECISION)
        return theirs & Q(Exists(earlier.exclude(by=OuterRef("by"))))


@dataclass(frozen=True, slots=True)
class Undecided:
    """Outcomes were pending again once rules were applied. On what a person took back ``after_opening`` says so."""

    review: int

    def after(self, votes: QuerySet[Vote]) -> Q:
        back = AuditEvent.objects.filter(
            review_id=self.review,
            subject_type="candidate",
            subject_id=OuterRef("candidate"),
            kind=Event.OUTCOME_CHANGED,
            data__after="pending",
            at__lte=OuterRef("cast_at"),
        )
        return Q(Exists(back))


def openings(*, review: Review) -> list[Opening | Undecided]:
    """Two queries; one more where somebody joined by a link, and where a merge carried votes."""
    events = AuditEvent.objects.filter(review_id=review.pk)
    told = list(events.filter(kind__in=[*BLINDING, *ROLES, Event.VOTES_CARRIED]).order_by("sequence"))
    applied = events.filter(kind=Event.RULES_APPLIED).exists()
    found = [*_of_all(told), *_of_auditors(told), *_of_undone_merges(told)]
    return [*found, Undecided(review.pk)] if applied else list(found)


def _of_all(told: list[AuditEvent]) -> Iterator[Opening]:
    is_open = False
    for event in told:
        if event.kind in BLINDING:
            if is_open and event.kind == Event.REVIEW_BLINDED:
                yield Opening(event.at)
            is_open = event.kind == Event.REVIEW_UNBLINDED


def _of_auditors(told: list[AuditEvent]) -> Iterator[Opening]:
    links = [event.subject_id or 0 for event in told if event.kind == Event.INVITATION_ACCEPTED]
    invited = dict(Invitation.objects.filter(pk__in=links).values_list("pk", "role")) if links else {}
    roles: dict[int, str] = {}
    for event in told:
        if event.kind in ROLES:
            subject, by_link = event.subject_id or 0, event.kind == Event.INVITATION_ACCEPTED
            member = event.data["member"] if by_link else subject
            role = invited[subject] if by_link else event.data.get("after") or event.data["role"]
            if roles.get(member) in READ and Role(role) not in READ:
                yield Opening(event.at, member)
            roles[member] = role


def _of_undone_merges(told: list[AuditEvent]) -> Iterator[Opening]:
    """Of citations whose votes were carried elsewhere, and that are themselves again."""
    carried = {event.data["from"]: event.at for event in reversed(told) if event.kind == Event.VOTES_CARRIED}
    if carried:
        back = Citation.objects.filter(pk__in=carried, merged_into=None)
        yield from (Opening(carried[pk], citation=pk) for pk in back.values_list("pk", flat=True))
