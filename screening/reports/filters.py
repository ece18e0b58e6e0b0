"""Filters of the trail page; they live in the URL."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from screening.accounts.models import User
from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.reviews.models import Member


class TrailFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(
        choices=[(e.value, e.value) for e in Event if not e.value.startswith("user.")], label="What"
    )
    actor = filters.ModelChoiceFilter(
        field_name="actor_id", queryset=User.objects.none(), method="by_actor", label="Who"
    )
    since = filters.DateFilter(field_name="at", lookup_expr="date__gte", label="From")
    until = filters.DateFilter(field_name="at", lookup_expr="date__lte", label="To")

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["actor"].queryset = User.objects.filter(memberships__review=member.review_id)
        for name in ("since", "until"):
            self.form.fields[name].widget.input_type = "date"

    def by_actor(self, events: QuerySet[AuditEvent], name: str, user: User) -> QuerySet[AuditEvent]:
        return events.filter(actor_id=user.pk)
