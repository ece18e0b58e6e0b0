"""The discussion of a candidate, among those to whom its votes are open."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.discussion.models import Comment
from screening.decisions.discussion.telling import tell_comment
from screening.decisions.models import Candidate, Vote
from screening.decisions.requirements import NOTE_LENGTH, Refused
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


def comments_on(*, member: Member, candidate: Candidate) -> QuerySet[Comment]:
    """What the member may read of it, in the order it was written. Each is open when the votes are."""
    return Comment.objects.visible_to(member).filter(candidate=candidate).select_related("by__user")


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
