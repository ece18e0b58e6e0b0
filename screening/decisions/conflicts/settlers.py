"""Whether anybody can settle a conflict: where nobody can, it would wait without a word for ever."""

from __future__ import annotations

from screening.decisions.interests.models import Interest
from screening.decisions.models import Candidate, Vote
from screening.decisions.requirements import rules_let_settle
from screening.protocol.queries import rules_in_force
from screening.reviews.models import Member


def anybody_settles(*, viewer: Member, candidate: Candidate) -> bool:
    """Is there a member whom the rules let settle, who never voted there and is not barred?

    Asked for a ``viewer`` to whom the votes are open. Four queries.
    """
    rules = rules_in_force(review_id=candidate.review_id, stage=candidate.stage)
    if rules is None:
        return False
    present = Member.objects.filter(review=candidate.review_id, left_at=None)
    able = {member.pk for member in present if rules_let_settle(member, rules)}
    # those taken back among them: who ever voted settles nothing
    able.difference_update(
        Vote.objects.visible_to(viewer).filter(candidate=candidate).values_list("by", flat=True)
    )
    barred = Interest.objects.filter(citation=candidate.citation_id, state=Interest.State.BARRED)
    return bool(able.difference(barred.values_list("member", flat=True)))
