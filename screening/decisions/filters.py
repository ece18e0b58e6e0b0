"""Filters of one's own history and of what waits for others; they live in the URL."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from screening.decisions.models import Candidate, Vote
from screening.decisions.operations import VERDICTS
from screening.protocol.models import ExclusionReason, Stage
from screening.reviews.models import Member

HISTORY_ORDERS = {
    "latest": ("Latest vote first", ["-pk"]),
    "earliest": ("Earliest vote first", ["pk"]),
    "title": ("Title, A to Z", ["candidate__citation__title_key", "pk"]),
}
AWAITING_ORDERS = {
    "longest": ("Longest waiting first", ["voted_at", "pk"]),
    "latest": ("Latest vote first", ["-voted_at", "-pk"]),
    "title": ("Title, A to Z", ["citation__title_key", "pk"]),
}


class Ordered(filters.ChoiceFilter):
    """One of ``orders``, by their keys; as the rows are until one is chosen."""

    def __init__(self, orders: dict[str, tuple[str, list[str]]]) -> None:
        self.orders = orders
        choices = [(key, label) for key, (label, _) in orders.items()]
        super().__init__(label="Order", empty_label=None, choices=choices)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.order_by(*self.orders[value][1]) if value in self.orders else rows


class HistoryFilter(filters.FilterSet):
    text = filters.CharFilter(
        field_name="candidate__citation__title",
        lookup_expr="icontains",
        label="Title contains",
        max_length=500,
    )
    verdict = filters.ChoiceFilter(
        choices=[(v.value, v.label) for v in VERDICTS], label="Verdict", empty_label="any"
    )
    reason = filters.ModelChoiceFilter(
        queryset=ExclusionReason.objects.none(), label="Reason", empty_label="any"
    )
    stage = filters.ChoiceFilter(
        field_name="candidate__stage", choices=Stage.choices, label="Stage", empty_label="both"
    )
    order = Ordered(HISTORY_ORDERS)

    class Meta:
        model = Vote
        fields: list[str] = []

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["reason"].queryset = ExclusionReason.objects.filter(review=member.review)


class AwaitingFilter(filters.FilterSet):
    text = filters.CharFilter(
        field_name="citation__title", lookup_expr="icontains", label="Title contains", max_length=500
    )
    stage = filters.ChoiceFilter(choices=Stage.choices, label="Stage", empty_label="both")
    order = Ordered(AWAITING_ORDERS)

    class Meta:
        model = Candidate
        fields: list[str] = []
