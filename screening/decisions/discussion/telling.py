"""Who hears of an outcome that is in doubt: owners, and those who judged or wrote there."""

from __future__ import annotations

from django.db.models import Q

from screening.decisions.discussion.merged import merged_into
from screening.decisions.discussion.models import Comment
from screening.decisions.models import Candidate, Resolution, Vote
from screening.notices.operations import tell
from screening.reviews.models import Member
from screening.reviews.queries import owners

LONGEST_TITLE, LONGEST_WHY = 150, 300


def tell_dispute(*, vote: Vote) -> None:
    """A vote disagrees with what others had agreed on: the owners hear of it, once for each such vote."""
    told = [owner for owner in owners(review=vote.review) if owner.pk != vote.by_id]
    tell(
        members=told,
        kind="outcome.disputed",
        key=f"disputed:{vote.pk}",
        about=vote.candidate_id,
        title=title_of(vote.candidate),
    )


def tell_reopening(*, reopening: Resolution) -> None:
    candidate = reopening.candidate
    tell(
        members=involved(candidate=candidate, but=reopening.by),
        kind="outcome.reopened",
        key=f"reopened:{reopening.pk}",
        about=candidate.pk,
        title=title_of(candidate),
        why=reopening.note[:LONGEST_WHY],
    )


def tell_comment(*, comment: Comment) -> None:
    candidate = comment.candidate
    tell(
        members=involved(candidate=candidate, but=comment.by),
        kind="comment.written",
        key=f"comment:{comment.pk}",
        about=candidate.pk,
        who=str(comment.by),
        title=title_of(candidate),
    )


def involved(*, candidate: Candidate, but: Member) -> list[Member]:
    """Members who voted, settled or wrote there, without ``but``. What they hear of is open to them."""
    votes = Vote.objects.unblinded(because="who is told of a discussion: those whose votes it is about")
    comments = Comment.objects.unblinded(because="who is told of a discussion: those who wrote in it")
    took_part = (
        Q(pk__in=votes.filter(candidate=candidate).values("by"))
        | Q(pk__in=comments.filter(candidate__in=[candidate.pk, *merged_into(candidate)]).values("by"))
        | Q(pk__in=candidate.resolutions.values("by"))
    )
    return list(
        Member.objects.filter(took_part, review_id=candidate.review_id, left_at=None).exclude(pk=but.pk)
    )


def title_of(candidate: Candidate) -> str:
    return candidate.citation.title[:LONGEST_TITLE] or "Without a title"
