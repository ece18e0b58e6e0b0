"""A barred member's judgements no longer count: they are withdrawn, never deleted, and somebody else is asked.

Parts of other operations. Whether there was anything to withdraw is told to nobody while the candidate is pending.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import uuid4

from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.interests.models import Interest
from screening.decisions.models import Candidate, Resolution, Verdict, Vote
from screening.decisions.outcomes.settling import settle
from screening.decisions.queries import standing_resolution
from screening.protocol.queries import current_protocol, rules_for
from screening.records.models import Citation
from screening.reviews.models import Member

State = Interest.State


def set_barred(*, by: Member, interest: Interest, reason: str) -> None:
    """Bar the member, and withdraw what they said of the citation. The review is locked."""
    interest.state, interest.reason = State.BARRED, reason
    interest.decided_by, interest.decided_at = by, timezone.now()
    interest.save()
    trail.record(Event.INTEREST_BARRED, interest.member, citation=interest.citation_id, reason=reason)
    here = Candidate.objects.filter(citation=interest.citation_id).order_by("pk")
    for candidate in here.select_for_update(no_key=True):
        _withdraw(by, interest.member, candidate)


def follow_merge(*, by: Member, kept: Citation, others: Collection[int]) -> None:
    """Whoever is barred from a citation is barred from the one that it was merged into; proposals go along, too.

    ``others`` are ids. One query where there is nothing to follow.
    """
    going = Interest.objects.filter(citation__in=others, state__in=[State.BARRED, State.PROPOSED])
    for interest in going.select_related("member").order_by("pk"):
        told = {"author": interest.author, "likeness": interest.likeness, "carried_from": interest}
        here, _ = Interest.objects.get_or_create(
            member=interest.member, citation=kept, defaults={"review_id": kept.review_id, **told}
        )
        if interest.state == State.BARRED != here.state:
            here.carried_from = interest
            set_barred(by=by, interest=here, reason=interest.reason)


def follow_undone_merge(*, by: Member, kept: Citation, other: Citation) -> None:
    """What was barred because of the merge alone is barred no longer. A vote that was withdrawn stays so."""
    came = Interest.objects.filter(citation=kept, carried_from__citation=other).select_related("member")
    for interest in came.filter(state__in=[State.BARRED, State.PROPOSED]):
        was_barred = interest.state == State.BARRED
        interest.state = State.LIFTED if was_barred else State.DISMISSED
        interest.reason, interest.decided_by = "The merge was undone.", by
        interest.decided_at = timezone.now()
        interest.save()
        event = Event.INTEREST_LIFTED if was_barred else Event.INTEREST_DISMISSED
        trail.record(event, interest.member, citation=kept.pk, reason=interest.reason)


def _withdraw(by: Member, member: Member, candidate: Candidate) -> None:
    votes = Vote.objects.unblinded(
        because="a barred member's vote is withdrawn; nobody is told whether there was one"
    ).filter(candidate=candidate)
    current = votes.filter(by=member, superseded_by=None).exclude(verdict=Verdict.WITHDRAWN).first()
    settled = standing_resolution(candidate)
    settled = settled if settled and settled.by_id == member.pk else None
    if current is None and settled is None:
        return
    told: dict[str, int] = {"member": member.pk}
    if current is not None:
        # whoever votes next may have seen the votes that were open until now
        opened = candidate.outcome != Candidate.Outcome.PENDING or votes.filter(after_opening=True).exists()
        told["vote"] = Vote.objects.add(
            review_id=candidate.review_id,
            candidate=candidate,
            by=member,
            verdict=Verdict.WITHDRAWN,
            protocol_id=current.protocol_id,
            key=uuid4(),
            supersedes=current,
            is_first=False,
            after_opening=opened,
        ).pk
    if settled is not None:
        told["resolution"] = Resolution.objects.create(
            review_id=candidate.review_id,
            candidate=candidate,
            by=by,
            verdict=Verdict.WITHDRAWN,
            note="Whoever settled it was barred since: a conflict of interest.",
            protocol_id=settled.protocol_id,
        ).pk
    told |= {"citation": candidate.citation_id}
    trail.record(Event.VOTE_BARRED, candidate, stage=candidate.stage, **told)
    if protocol := current_protocol(review=by.review):
        settle(by=by, candidate=candidate, rules=rules_for(version=protocol, stage=candidate.stage))
