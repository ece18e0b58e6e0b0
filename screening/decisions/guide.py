"""What to judge by: the criteria, reasons and rules in force at one stage, as a screener has them before them."""

from __future__ import annotations

from dataclasses import dataclass

from screening.decisions.highlights import Highlighter
from screening.protocol.models import Criterion, ExclusionReason, ProtocolVersion, Stage
from screening.protocol.queries import criteria_for, current_protocol, reasons_for, rules_for
from screening.reviews.models import Review

KEYS = "123456789"


@dataclass(frozen=True, slots=True)
class Choice:
    """An exclusion reason on offer, the key that chooses it, and the criterion it is about."""

    reason: ExclusionReason
    key: str
    criterion: Criterion | None


@dataclass(frozen=True, slots=True)
class Guide:
    protocol: ProtocolVersion
    inclusion: list[Criterion]
    exclusion: list[Criterion]  # those that no reason on offer is about
    choices: list[Choice]
    reason_required: bool
    highlighter: Highlighter


def guide(*, review: Review, stage: Stage | str) -> Guide | None:
    """``None`` until a protocol is frozen. Four queries."""
    protocol = current_protocol(review=review)
    if protocol is None:
        return None
    criteria = {criterion.code: criterion for criterion in criteria_for(version=protocol, stage=stage)}
    reasons = list(reasons_for(review=review, stage=stage))
    choices = [
        Choice(reason, KEYS[place] if place < len(KEYS) else "", criteria.get(reason.criterion_code))
        for place, reason in enumerate(reasons)
    ]
    said = {reason.criterion_code for reason in reasons}
    return Guide(
        protocol=protocol,
        inclusion=[c for c in criteria.values() if c.kind == Criterion.Kind.INCLUSION],
        exclusion=[c for c in criteria.values() if c.kind == Criterion.Kind.EXCLUSION and c.code not in said],
        choices=choices,
        reason_required=bool(choices)
        and (stage == Stage.FULL_TEXT or rules_for(version=protocol, stage=stage).reason_required),
        highlighter=Highlighter(protocol.include_terms, protocol.exclude_terms),
    )
