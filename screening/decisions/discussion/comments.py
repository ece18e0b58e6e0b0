"""The discussion of a candidate, among those to whom its votes are open.

What was said of a citation that was merged into this one is read here as well, by those to whom the votes here are
open. It stays where it was written, so that an undone merge gives it back.
"""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.discussion.merged import merged_into
from screening.decisions.discussion.models import Comment
from screening.decisions.discussion.telling import tell_comment
from screening.decisions.models import Candidate, Vote
from screening.decisions.requirements import NOTE_LENGTH, Refused
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


def comments_on(*, member: Member, candidate: Candidate) -> QuerySet[Comment]:
    """What the member may read of it, in the order it was written. Each is open when the votes are."""
    here = Comment.objects.visible_to(member).filter(candidate=candidate)
    if merged := merged_into(candidate) if _are_votes_open(member, candidate) else []:
        elsewhere = Comment.objects.unblinded(
            because="said of a citation merged into one whose votes are open"
        )
        here |= elsewhere.filter(candidate__in=merged)
    return here.select_related("by__user")


def _are_votes_open(member: Member, candidate: Candidate) -> bool:
    sees_all = not member.review.blinded or member.may(Permission.READ_PENDING)
    if candidate.outcome == Candidate.Outcome.PENDING and not sees_all:
        return False
    return Vote.objects.visible_to(member).filter(candidate=candidate).exists()


def may_discuss(*, member: Member, candidate: Candidate) -> bool:
    """Whoever may vote in the review, once the votes here are open to them."""
    if not member.may(Permission.SCREEN) or candidate.outcome == Candidate.Outcome.PENDING:
        return False
    if member.may(Permission.RESOLVE_CONFLICTS) or not member.review.blinded:
        return True
    return Vote.objects.own(member).filter(candidate=candidate).exists()


def write_comment(*, by: Member, candidate: Candidate, text: str, key: UUID) -> Comment:
    """Say something to the others, who are told. Sent twice under one ``key``, it is one comment.

    Raises ``Refused``.
    """
    if there := Comment.objects.own(by).filter(candidate=candidate, key=key).first():
        return there
    try:
        return _write(by=by, candidate=candidate, text=text, key=key)
    except IntegrityError:
        raise Refused("This was sent before. Load the page again to see it.") from None


@operation(Permission.SCREEN)
def _write(*, by: Member, candidate: Candidate, text: str, key: UUID) -> Comment:
    candidate = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
    if not may_discuss(member=by, candidate=candidate):
        raise Refused(
            "The votes here are not open to you now, so the discussion is not either. Nothing was kept."
        )
    text = text.strip()
    if not text:
        raise Refused({"text": "Write something first."})
    if len(text) > NOTE_LENGTH or "\0" in text:
        raise Refused({"text": f"A comment has up to {NOTE_LENGTH:,} characters, and no NUL among them."})
    with transaction.atomic():
        comment = Comment.objects.add(review_id=by.review_id, candidate=candidate, by=by, text=text, key=key)
    trail.record(
        Event.COMMENT_WRITTEN,
        candidate,
        stage=candidate.stage,
        citation=candidate.citation_id,
        comment=comment.pk,
    )
    tell_comment(comment=comment)
    return comment
