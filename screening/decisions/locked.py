"""A candidate as a vote finds it: locked, with its citation and what else decides whether and how it can be judged."""

from __future__ import annotations

from dataclasses import dataclass

from screening.decisions.holding import GATE_IS_SHUT
from screening.decisions.models import Candidate
from screening.records.models import Citation
from screening.reviews.models import Member

# As text, for every vote asks it: Django takes longer to write this than the database to answer them.
# Nothing from outside is in the text.
ASKED = f"""
    SELECT
        citation.id, citation.review_id, citation.merged_into_id, citation.withdrawn, citation.closed_as,
        EXISTS (
            SELECT 1 FROM screening_interest
            WHERE member_id = %(member)s AND citation_id = citation.id AND state = 'barred'
        ) AS barred,
        {GATE_IS_SHUT} AS shut,
        EXISTS (SELECT 1 FROM screening_resolution WHERE candidate_id = %(candidate)s) AS ruled,
        EXISTS (
            SELECT 1 FROM screening_pilotcandidate drawn JOIN screening_pilotround round ON round.id = drawn.pilot_id
            WHERE drawn.candidate_id = %(candidate)s AND NOT drawn.taken_out AND round.closed_at IS NULL
        ) AS held
    FROM screening_citation citation WHERE citation.id = %(citation)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Locked:
    """``barred``: the member must not judge it; ``shut``: no round has passed the gate of its stage; ``ruled``: there
    is a resolution, whatever it says; ``held``: it is in an open round."""

    candidate: Candidate
    barred: bool
    shut: bool
    ruled: bool
    held: bool


def lock(*, by: Member, candidate: Candidate) -> Locked:
    """Two votes at the same moment queue up here, so that the second settles with the first in sight. Two queries.

    The rest is read after the lock, on purpose: read along, it would be as it was before whoever held the lock. Of the
    citation it is what decides whether it can be judged.
    """
    found = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
    given: dict[str, int | str] = {
        "member": by.pk, "citation": found.citation_id, "candidate": found.pk,
        "review": found.review_id, "stage": found.stage,
    }  # fmt: skip
    [citation] = Citation.objects.raw(ASKED, given)
    found.citation = citation
    told = vars(citation)
    return Locked(found, **{name: bool(told[name]) for name in ("barred", "shut", "ruled", "held")})
