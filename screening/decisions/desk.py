"""What decides which candidates come to a member at a stage, asked once for all that one request hands out.

Kept for no longer: at the next request the rules, rights and leases may be others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from screening.accounts.models import ReadingPreferences
from screening.decisions.allocation import leases
from screening.decisions.allocation.assigned import allocation_of
from screening.decisions.allocation.models import Allocation
from screening.decisions.holding import Hold, hold
from screening.decisions.preferences import preferences_of
from screening.protocol.models import Stage, StageRules
from screening.protocol.queries import rules_in_force
from screening.reviews.models import Member


@dataclass(frozen=True, slots=True)
class Desk:
    """``rules`` are ``None`` until a protocol is frozen; ``held`` are the candidates (ids) leased to the member,
    each with its end."""

    member: Member
    stage: Stage | str
    rules: StageRules | None
    allocation: Allocation
    hold: Hold
    preferences: ReadingPreferences
    held: Mapping[int, datetime]

    @property
    def votes_required(self) -> int:
        return self.rules.votes_required if self.rules else 1  # without rules nobody votes


def desk_of(*, member: Member, stage: Stage | str) -> Desk:
    """Five queries, or seven while a pilot round is open."""
    rules = rules_in_force(review_id=member.review_id, stage=stage)
    return Desk(
        member=member,
        stage=stage,
        rules=rules,
        allocation=allocation_of(
            review=member.review, stage=stage, required=rules.votes_required if rules else None
        ),
        hold=hold(member=member, stage=stage),
        preferences=preferences_of(member),
        held=dict(leases.held(member=member, stage=stage).values_list("candidate", "until")),
    )
