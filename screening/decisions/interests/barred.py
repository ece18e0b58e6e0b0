"""What a member must not judge, asked wherever something is handed out or judged; and who may read of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from screening.decisions.interests.models import Interest
from screening.decisions.models import Candidate, Verdict, Vote
from screening.decisions.requirements import Refused
from screening.reviews import refusals
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

SENTENCE = (
    "You are barred from this citation: a conflict of interest. Somebody else judges it. Nothing was stored."
)
RIGHT = "judge what they are barred from"


def free_to_judge(member: Member, path: str = "citation") -> Q:
    """Candidates (or what else has a citation at ``path``) that the member is not barred from."""
    return ~Q(**{f"{path}__in": barred_from(member).values("citation")})


def barred_from(member: Member) -> QuerySet[Interest]:
    return barred_for([member.pk])


def barred_for(members: Collection[int]) -> QuerySet[Interest]:
    return Interest.objects.filter(member__in=members, state=Interest.State.BARRED)


def is_barred(*, member: Member, citation_id: int) -> bool:
    return barred_from(member).filter(citation=citation_id).exists()


def check_interest(member: Member, candidate: Candidate, *, barred: bool) -> None:
    """May they judge this at all? Raises ``Refused``; whoever tries all the same leaves an event."""
    if barred:
        refusals.note(member=member, right=RIGHT, what=f"{candidate.stage} screening")
        raise Refused(SENTENCE)


def interests_seen(*, member: Member) -> QuerySet[Interest]:
    """All of the review for those who manage the team or audit, one's own for the others; what waits stands first."""
    rows = Interest.objects.filter(review=member.review, citation__merged_into=None)
    if not (member.may(Permission.MANAGE_TEAM) or member.may(Permission.READ_TRAIL)):
        rows = rows.filter(member=member)
    told = rows.select_related("member__user", "citation", "decided_by__user")
    told = told.defer("citation__abstract", "citation__abstract_text", "citation__keywords")
    waits = ExpressionWrapper(Q(state=Interest.State.PROPOSED), BooleanField())
    return told.alias(waits=waits).order_by("-waits", "state", "-likeness", "pk")


def votes_told(*, viewer: Member, interests: Iterable[Interest]) -> dict[tuple[int, int], list[Vote]]:
    """By member and citation, what they voted where that is open to the viewer, with whether it ``stands``: on what is
    pending nothing shows, not even whether there is a vote. One query."""
    rows = list(interests)
    wanted: dict[str, Any] = {
        "by__in": {row.member_id for row in rows},
        "candidate__citation__in": {row.citation_id for row in rows},
    }
    votes = Vote.objects.visible_to(viewer).filter(**wanted).exclude(verdict=Verdict.WITHDRAWN)
    told = votes.annotate(stands=Q(superseded_by=None)).select_related("candidate")
    found: defaultdict[tuple[int, int], list[Vote]] = defaultdict(list)
    for vote in told.order_by("pk"):
        found[vote.by_id, vote.candidate.citation_id].append(vote)
    return found
