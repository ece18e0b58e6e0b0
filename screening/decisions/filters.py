"""Filters of one's own history; they live in the URL."""

from __future__ import annotations

import django_filters as filters

from screening.decisions.models import Vote
from screening.decisions.operations import VERDICTS
from screening.protocol.models import Stage


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
    stage = filters.ChoiceFilter(
        field_name="candidate__stage", choices=Stage.choices, label="Stage", empty_label="both"
    )

    class Meta:
        model = Vote
        fields: list[str] = []
