"""A candidate as a vote finds it: locked, with its citation and what else decides whether and how it can be judged."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from screening.decisions.models import Candidate
from screening.reviews.models import Member

LONG = ("abstract", "abstract_text", "authors", "keywords")  # of a citation, and not asked for by a vote
# As text, for every vote asks it: Django takes longer to write these three than the database to answer them.
ASKED = """
    SELECT
        EXISTS (
            SELECT 1 FROM screening_interest
            WHERE member_id = %(member)s AND citation_id = %(citation)s AND state = 'barred'
        ),
        EXISTS (
            SELECT 1 FROM screening_gate
            WHERE review_id = %(review)s AND stage = %(stage)s AND passed_by_id IS NULL AND opened_at IS NULL
                AND (percent IS NOT NULL OR kappa IS NOT NULL)
        ),
        EXISTS (SELECT 1 FROM screening_resolution WHERE candidate_id = %(candidate)s)
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """``barred``: the member must not judge it; ``shut``: no round has passed the gate of its stage; ``ruled``: there
    is a resolution, whatever it says."""

    candidate: Candidate
    barred: bool
    shut: bool
    ruled: bool


def lock(*, by: Member, candidate: Candidate) -> Locked:
    """Two votes at the same moment queue up here, so that the second settles with the first in sight. Three queries.

    The rest is read after the lock, on purpose: read along, it would be as it was before whoever held the lock.
    """
    Candidate.objects.select_for_update(no_key=True).values_list("pk").get(pk=candidate.pk)
    rows = Candidate.objects.select_related("citation").defer(*(f"citation__{field}" for field in LONG))
    found = rows.get(pk=candidate.pk)
    given: dict[str, int | str] = {
        "member": by.pk, "citation": found.citation_id, "candidate": found.pk,
        "review": found.review_id, "stage": found.stage,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ASKED, given)
        barred, shut, ruled = map(bool, cursor.fetchone())
    return Locked(found, barred, shut, ruled)
