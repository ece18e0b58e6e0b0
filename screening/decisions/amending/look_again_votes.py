"""Saying again what one said under an older version of the criteria."""

from __future__ import annotations

from uuid import UUID

from screening.decisions.amending.look_again import outdated
from screening.decisions.models import Candidate, Vote
from screening.decisions.operations import cast_vote
from screening.decisions.requirements import Refused
from screening.reviews.models import Member


def keep_vote(*, by: Member, candidate: Candidate, key: UUID) -> Vote:
    """The standing vote of ``by`` once more, with its reason and note, under the version in force.

    No operation of its own: ``cast_vote`` is one. Raises ``Refused``, as for a reason that was retired.
    """
    vote = Vote.objects.own(by).filter(candidate=candidate, key=key).first()  # the same form, sent twice
    if vote is None:
        vote = outdated(member=by).filter(candidate=candidate).select_related("reason").first()
    if vote is None:
        raise Refused("Your vote here is up to date, or can no longer be changed. Nothing was stored.")
    return cast_vote(
        by=by, candidate=candidate, verdict=vote.verdict, key=key, reason=vote.reason, note=vote.note
    )
