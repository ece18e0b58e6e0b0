"""A candidate as a vote finds it: locked, with its citation and what else decides whether and how it can be judged."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from screening.decisions.calibration_models import Gate
from screening.decisions.interests.barred import barred_from
from screening.decisions.models import Candidate, Resolution
from screening.reviews.models import Member

LONG = ("abstract", "abstract_text", "authors", "keywords")  # of a citation, and not asked for by a vote


@dataclass(frozen=True, slots=True)
class Locked:
    """``barred``: the member must not judge it; ``shut``: no round has passed the gate of its stage; ``ruled``: there
    is a resolution, whatever it says."""

    candidate: Candidate
    barred: bool
    shut: bool
    ruled: bool


def lock(*, by: Member, candidate: Candidate) -> Locked:
    """Two votes at the same moment queue up here, so that the second settles with the first in sight. Two queries.

    The rest is read after the lock, on purpose: read along, it would be as it was before whoever held the lock.
    """
    Candidate.objects.select_for_update(no_key=True).values_list("pk").get(pk=candidate.pk)
    rows = Candidate.objects.select_related("citation").defer(*(f"citation__{field}" for field in LONG))
    gates = Gate.objects.filter(Gate.shut(), review=OuterRef("review"), stage=OuterRef("stage"))
    found = rows.annotate(
        barred=Exists(barred_from(by).filter(citation=OuterRef("citation"))),
        shut=Exists(gates),
        ruled=Exists(Resolution.objects.filter(candidate=OuterRef("pk"))),
    ).get(pk=candidate.pk)
    return Locked(found, found.barred, found.shut, found.ruled)
