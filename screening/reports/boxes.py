"""The rows behind every box of the PRISMA 2020 diagram: a count is a query over them, and the box opens them.

Each function returns a QuerySet of Records, Citations or Reports of one review. A *route* is a citation's
(``dbr``: databases and registers, ``other``), that of its earliest record. Source: PRISMA 2020 explanation and
elaboration, item 16a, and docs/explanation/counts.md for how its words map to our tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from screening.decisions.models import Candidate
from screening.fulltexts.models import Report, Study
from screening.protocol.models import Stage
from screening.records.models import DATABASE_KINDS, Citation, Record, Route
from screening.records.standing import standing
from screening.reviews.models import Review

Outcome = Candidate.Outcome


def records(review: Review, route: str) -> QuerySet[Record]:
    """Records identified by one route: all records of all runs, re-runs included, without runs undone."""
    left = Q(run__source__kind__in=DATABASE_KINDS)
    return Record.objects.live().filter(left if route == Route.DATABASES else ~left, review=review)


def duplicates(review: Review, route: str) -> QuerySet[Record]:
    """Records that are not the first of their citation."""
    repeated = Record.objects.filter(review=review).repeated()
    left = Q(run__source__kind__in=DATABASE_KINDS)
    return repeated.filter(left if route == Route.DATABASES else ~left)


def citations(review: Review, route: str) -> QuerySet[Citation]:
    return Citation.objects.filter(standing(), review=review, route=route)


def closed(review: Review, route: str, how: str) -> QuerySet[Citation]:
    """Taken out before screening: by ``automation``, or for ``other`` reasons."""
    return citations(review, route).filter(closed_as=how)


def screened(review: Review, route: str) -> QuerySet[Citation]:
    """Citations that entered title and abstract screening."""
    return citations(review, route).filter(closed_as="", candidates__stage=Stage.TITLE_ABSTRACT)


def screened_as(
    review: Review, route: str, outcome: str, *, automation: bool | None = None
) -> QuerySet[Citation]:
    by_tool = Q(candidates__decided_by=Candidate.DecidedBy.AUTOMATION)
    found = citations(review, route).filter(closed_as="")
    at_stage = Q(candidates__stage=Stage.TITLE_ABSTRACT, candidates__outcome=outcome)
    if automation is not None:
        at_stage &= by_tool if automation else ~by_tool
    return found.filter(at_stage)


def sought(review: Review, route: str) -> QuerySet[Report]:
    """Reports of citations that title and abstract screening included."""
    included = screened_as(review, route, Outcome.INCLUDED)
    return Report.objects.filter(review=review, citation__in=included)


def not_retrieved(review: Review, route: str) -> QuerySet[Report]:
    return sought(review, route).filter(retrieval=Report.Retrieval.NOT_RETRIEVED)


def awaiting(review: Review, route: str) -> QuerySet[Report]:
    """Sought, and neither retrieved nor signed off as not retrieved."""
    return sought(review, route).filter(retrieval=Report.Retrieval.SOUGHT)


def assessed(review: Review, route: str) -> QuerySet[Report]:
    """The rest: those to be assessed for eligibility, obtained already or still awaited."""
    return sought(review, route).exclude(retrieval=Report.Retrieval.NOT_RETRIEVED)


def assessed_as(review: Review, route: str, outcome: str) -> QuerySet[Report]:
    """Of those whose full text is here, the ones with this outcome."""
    here = sought(review, route).filter(retrieval=Report.Retrieval.RETRIEVED)
    return here.filter(candidate__outcome=outcome)


BOXES: dict[str, Callable[[Review, str], QuerySet[Any]]] = {
    "identified": records,
    "duplicates": duplicates,
    "automation": lambda review, route: closed(review, route, "automation"),
    "removed_other": lambda review, route: closed(review, route, "other"),
    "screened": screened,
    "excluded": lambda review, route: screened_as(review, route, Outcome.EXCLUDED),
    "excluded_human": lambda review, route: screened_as(review, route, Outcome.EXCLUDED, automation=False),
    "excluded_automation": lambda review, route: screened_as(
        review, route, Outcome.EXCLUDED, automation=True
    ),
    "pending": lambda review, route: screened_as(review, route, Outcome.PENDING),
    "conflicts": lambda review, route: screened_as(review, route, Outcome.CONFLICT),
    "forwarded": lambda review, route: screened_as(review, route, Outcome.INCLUDED),
    "sought": sought,
    "not_retrieved": not_retrieved,
    "awaiting": awaiting,
    "assessed": assessed,
    "ft_excluded": lambda review, route: assessed_as(review, route, Outcome.EXCLUDED),
    "ft_pending": lambda review, route: assessed_as(review, route, Outcome.PENDING),
    "ft_conflicts": lambda review, route: assessed_as(review, route, Outcome.CONFLICT),
    "included": lambda review, route: assessed_as(review, route, Outcome.INCLUDED),
}

DETAILS: dict[str, Callable[[Review, str, str], QuerySet[Any]]] = {
    "source": lambda review, route, key: records(review, route).filter(run__source__key=key),
    "kind": lambda review, route, kind: records(review, route).filter(run__source__kind=kind),
    "removed_other": lambda review, route, reason: closed(review, route, "other").filter(
        closed_reason=reason
    ),
    "ft_excluded": lambda review, route, reason: assessed_as(review, route, Outcome.EXCLUDED).filter(
        candidate__reason_id=int(reason) if re.fullmatch("[0-9]{1,18}", reason) else None
    ),
}


def included_reports(review: Review) -> QuerySet[Report]:
    """Reports of included studies, both routes."""
    both = [assessed_as(review, route, Outcome.INCLUDED).values("pk") for route in Route.values]
    return Report.objects.filter(Q(pk__in=both[0]) | Q(pk__in=both[1]))


def included_studies(review: Review) -> QuerySet[Study]:
    return Study.objects.filter(pk__in=included_reports(review).values("study"))


def rows(review: Review, box: str) -> QuerySet[Any] | None:
    """The rows of a box by its key (``dbr.screened``, ``other.source.letters``); ``None`` for no such box."""
    route, _, rest = box.partition(".")
    key, _, detail = rest.partition(".")
    if route == "included":
        whole = {"reports": included_reports, "studies": included_studies}.get(key)
        return whole(review) if whole else None
    if route not in Route.values or key not in (DETAILS if detail else BOXES) or "\0" in detail:
        return None
    return DETAILS[key](review, route, detail) if detail else BOXES[key](review, route)
