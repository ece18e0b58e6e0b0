"""Filters of the list of reports; they live in the URL."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from screening.decisions.models import Candidate
from screening.decisions.queries import own_votes
from screening.fulltexts.models import Report
from screening.fulltexts.queries import to_judge
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

MINE = [("open", "Still to judge"), ("done", "Judged")]


class ReportFilter(filters.FilterSet):
    text = filters.CharFilter(field_name="citation__title", lookup_expr="icontains", label="Title contains")
    retrieval = filters.ChoiceFilter(choices=Report.Retrieval.choices, label="Full text", empty_label="any")
    outcome = filters.ChoiceFilter(
        field_name="candidate__outcome", choices=Candidate.Outcome.choices, label="Outcome", empty_label="any"
    )
    mine = filters.ChoiceFilter(choices=MINE, method="by_my_vote", label="My vote", empty_label="any")

    class Meta:
        model = Report
        fields: list[str] = []

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        if not member.may(Permission.SCREEN):
            del self.filters["mine"]

    def by_my_vote(self, reports: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        if value == "open":
            return reports.filter(pk__in=to_judge(member=self.member).values("pk"))
        return reports.filter(candidate__in=own_votes(member=self.member).values("candidate"))
