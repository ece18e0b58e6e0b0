"""Opening an outcome again for a fresh look, and taking that back. Votes stay; nothing below or above is undone.

What the outcome had brought (a report sought, a study) stays as well, and counts again with the outcome.
"""

from __future__ import annotations

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.discussion.telling import tell_reopening
from screening.decisions.models import Candidate, Resolution
from screening.decisions.outcomes.settling import settle
from screening.decisions.requirements import Refused, check_note, check_standing, in_force
from screening.protocol.models import StageRules
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

Ruling = Resolution.Ruling
BY_PEOPLE = (Candidate.DecidedBy.AGREED, Candidate.DecidedBy.RESOLVED)


@operation(Permission.RESOLVE_CONFLICTS)
def reopen(*, by: Member, candidate: Candidate, reason: str) -> Resolution:
    """Make a conflict of what people decided, until it is settled or all who voted voted anew. Raises ``Refused``."""
    candidate, rules = _held(candidate)
    if candidate.decided_by not in BY_PEOPLE:
        raise Refused("There is no decision of people here to open again; nothing was changed.")
    if not reason.strip():
        raise Refused({"reason": "Say why: those who judged are told, and it is kept."})
    check_note(reason)
    reopening = _rule(by, candidate, rules.version_id, Ruling.REOPENED, note=reason.strip())
    _record(Event.OUTCOME_REOPENED, candidate, reopening)
    settle(by=by, candidate=candidate, rules=rules)
    tell_reopening(reopening=reopening)
    return reopening


@operation(Permission.RESOLVE_CONFLICTS)
def take_back_reopening(*, by: Member, candidate: Candidate) -> None:
    """What decided before it was opened decides again: the votes, or the resolution that stood. Raises ``Refused``."""
    candidate, rules = _held(candidate)
    rows = list(candidate.resolutions.order_by("-pk")[:2])
    if candidate.decided_by or not rows or rows[0].verdict != Ruling.REOPENED:
        raise Refused("This is not open again any more; nothing was changed.")
    before = rows[1] if len(rows) > 1 and rows[1].verdict in Resolution.SETTLES else None
    if before:
        # theirs as it was, so that it never seems to be the decision of whoever only closed this again
        ruling = _rule(
            before.by, candidate, before.protocol_id, before.verdict, note=before.note, said=before
        )
    else:
        ruling = _rule(
            by, candidate, rules.version_id, Ruling.WITHDRAWN, note="It was not to be opened after all."
        )
    _record(Event.REOPENING_TAKEN_BACK, candidate, ruling)
    settle(by=by, candidate=candidate, rules=rules)


def _held(candidate: Candidate) -> tuple[Candidate, StageRules]:
    """The candidate as it is now, locked as a vote locks it, and the rules in force."""
    candidate = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
    check_standing(candidate)
    return candidate, in_force(candidate)


def _rule(
    by: Member,
    candidate: Candidate,
    protocol: int,  # the version's id
    verdict: str,
    *,
    note: str,
    said: Resolution | None = None,
) -> Resolution:
    return Resolution.objects.create(
        review_id=candidate.review_id,
        candidate=candidate,
        by=by,
        verdict=verdict,
        reason=said.reason if said else None,
        note=note,
        protocol_id=protocol,
    )


def _record(event: Event, candidate: Candidate, ruling: Resolution) -> None:
    trail.record(
        event,
        candidate,
        stage=candidate.stage,
        citation=candidate.citation_id,
        resolution=ruling.pk,
    )
