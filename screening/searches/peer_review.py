"""Peer reviews of strategies: noted once, and told apart from strategies that were changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches.models import Search, Source
from screening.searches.strategies.press import ELEMENTS, VERDICTS, overall
from screening.searches.strategy_models import PeerReview
from screening.searches.versions import differs, kept_strategies


@dataclass(frozen=True, slots=True)
class ToldReview:
    """``outdated``: the strategy or its limits were changed since."""

    review: PeerReview
    outdated: bool


def peer_reviews(*, source: Source) -> list[ToldReview]:
    """Of all versions of the source's strategy, the newest first; two queries."""
    found = PeerReview.objects.filter(search__source=source).order_by("-pk")
    reviews = list(found.select_related("search", "reviewer__user", "noted_by__user"))
    last = kept_strategies(source=source).first() if reviews else None
    return [ToldReview(review, last is not None and differs(review.search, last)) for review in reviews]


@operation(Permission.RUN_SEARCHES)
def note_peer_review(
    *,
    by: Member,
    search: Search,
    elements: Mapping[str, str],
    reviewed_on: date,
    reviewer: Member | None = None,
    reviewer_name: str = "",
    note: str = "",
) -> PeerReview:
    """Note that a member, or a named person outside, has looked over a strategy. Raises ``ValidationError``.

    ``elements`` gives a verdict for each element of PRESS that was looked at.
    """
    if (reviewer is None) == (not reviewer_name.strip()):
        raise ValidationError("Say who reviewed it: a member, or somebody else by name.")
    if not elements or not elements.keys() <= ELEMENTS.keys() or not set(elements.values()) <= {*VERDICTS}:
        raise ValidationError("Give a verdict on at least one element.")
    if reviewed_on > timezone.localdate():
        raise ValidationError({"reviewed_on": "This day is still to come."})
    verdict = overall(elements.values())
    if verdict != PeerReview.Verdict.NONE and not note.strip():
        raise ValidationError({"note": "Say which revision is meant."})
    noted = PeerReview.objects.create(
        review=by.review,
        search=search,
        reviewer=reviewer,
        reviewer_name=reviewer_name.strip(),
        reviewed_on=reviewed_on,
        elements=dict(elements),
        verdict=verdict,
        note=note,
        noted_by=by,
    )
    trail.record(
        Event.SEARCH_REVIEWED,
        noted,
        search=search.pk,
        verdict=verdict,
        elements=sorted(elements),
        reviewer=reviewer.pk if reviewer else None,
    )
    return noted
