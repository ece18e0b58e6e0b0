"""Who hears of an outcome that is in doubt: owners, and those who judged or wrote there."""

from __future__ import annotations

from django.db.models import Q

from screening.decisions.discussion_models import Comment
from screening.decisions.models import Candidate, Resolution, Vote
from screening.notices.operations import tell
from screening.reviews.models import Member
from screening.reviews.queries import owners

LONGEST_TITLE, LONGEST_WHY = 150, 300


def tell_dispute(*, by: Member, vote: Vote) -> None:
    """A vote disagrees with what others had agreed on: the owners hear of it, once for each such vote."""
    told = [owner for owner in owners(review=by.review) if owner.pk != by.pk]
    tell(
        members=told,
        kind="outcome.disputed",
        key=f"disputed:{vote.pk}",
        about=vote.candidate_id,
        title=title_of(vote.candidate),
    )


def tell_reopening(*, by: Member, reopening: Resolution) -> None:
    candidate = reopening.candidate
    tell(
        members=involved(by=by, candidate=candidate),
        kind="outcome.reopened",
        key=f"reopened:{reopening.pk}",
        about=candidate.pk,
        title=title_of(candidate),
        why=reopening.note[:LONGEST_WHY],
    )


def tell_comment(*, by: Member, comment: Comment) -> None:
    candidate = comment.candidate
    tell(
        members=involved(by=by, candidate=candidate),
        kind="comment.written",
        key=f"comment:{comment.pk}",
        about=candidate.pk,
        who=str(by.user),
        title=title_of(candidate),
    )


def involved(*, by: Member, candidate: Candidate) -> list[Member]:
    """Members who voted, settled or wrote there, without ``by``. What they hear of is open to them."""
    votes = Vote.objects.unblinded(because="who is told of a discussion: those whose votes it is about")
    comments = Comment.objects.unblinded(because="who is told of a discussion: those who wrote in it")
    took_part = (
        Q(pk__in=votes.filter(candidate=candidate).values("by"))
        | Q(pk__in=comments.filter(candidate=candidate).values("by"))
        | Q(pk__in=candidate.resolutions.values("by"))
    )
    return list(
        Member.objects.filter(took_part, review_id=candidate.review_id, left_at=None).exclude(pk=by.pk)
    )


def title_of(candidate: Candidate) -> str:
    return candidate.citation.title[:LONGEST_TITLE] or "Without a title"
