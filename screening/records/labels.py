"""Questions about labels. Whose labels somebody sees is the rule of ``reviews/blinding.py``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from screening.records.label_models import Label, Labelling
from screening.reviews.models import Member, Review


@dataclass(frozen=True, slots=True)
class Put:
    """A label on one citation, as one member sees it: whether they put it there, or only others whose it is open."""

    label: Label
    mine: bool


def of_review(*, review: Review) -> QuerySet[Label]:
    """Those in use and those retired, which some citations still carry."""
    return Label.objects.filter(review=review)


def in_use(*, review: Review) -> QuerySet[Label]:
    return of_review(review=review).filter(retired_at=None)


def counted(*, member: Member) -> list[Label]:
    """All labels, those in use first, each with ``seen``: on how many citations the member sees it. Two queries."""
    counts = seen_by(member=member).values("label").annotate(seen=Count("citation", distinct=True))
    seen = dict(counts.order_by().values_list("label", "seen"))
    found = list(of_review(review=member.review))
    for label in found:
        label.seen = seen.get(label.pk, 0)  # type: ignore[attr-defined]
    return sorted(found, key=lambda label: label.retired_at is not None)


def seen_by(*, member: Member) -> QuerySet[Labelling]:
    """One's own labels, and others' where they are open."""
    return Labelling.objects.visible_to(member).filter(taken_off_at=None)


def on(*, member: Member, citations: Collection[int]) -> dict[int, list[Put]]:
    """The labels that the member sees on these citations (ids), each once. One query."""
    found: dict[int, dict[int, Put]] = {}
    rows = seen_by(member=member).filter(citation__in=citations).select_related("label")
    for row in rows.order_by("label__name", "label"):
        puts = found.setdefault(row.citation_id, {})
        mine = row.by_id == member.pk or (row.label_id in puts and puts[row.label_id].mine)
        puts[row.label_id] = Put(row.label, mine)
    return {citation: list(puts.values()) for citation, puts in found.items()}
