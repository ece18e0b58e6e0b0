"""How often a search is run by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from screening.jobs.models import Recurring

FARTHEST = timedelta(days=366)


class ScheduleForm(forms.Form):
    """Also for other recurring work of a review."""

    every = forms.ChoiceField(label="How often", choices=Recurring.Every.choices, required=False)
    first_on = forms.DateField(
        label="First on",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="At 4:00 UTC, when NCBI asks for large searches to be made; today, if that has passed, at once.",
    )

    def __init__(self, *args: Any, row: Recurring | None, **kwargs: Any) -> None:
        initial = {
            "every": row.every if row else Recurring.Every.WEEK,
            "first_on": ((row and row.next_due_at) or timezone.now() + timedelta(days=1)).date(),
        }
        super().__init__(*args, **{"initial": initial, **kwargs})

    def clean_first_on(self) -> date:
        today = timezone.now().date()
        chosen: date = self.cleaned_data["first_on"] or today + timedelta(days=1)
        if not today <= chosen <= today + FARTHEST:
            raise forms.ValidationError("Choose today or a day within a year from now.")
        return chosen
