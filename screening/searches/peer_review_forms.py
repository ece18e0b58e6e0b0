"""What somebody said who looked a strategy over, as a form with an answer for each element of PRESS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from screening.reviews.models import Member, Review
from screening.searches.forms import long_text
from screening.searches.strategies.press import ELEMENTS
from screening.searches.strategy_models import PeerReview


class Press(forms.Form):
    """What somebody said who looked the strategy over."""

    reviewer = forms.ModelChoiceField(
        Member.objects.none(), required=False, label="Reviewed by", empty_label="Somebody outside the review"
    )
    reviewer_name = forms.CharField(
        required=False, max_length=200, label="Name, if outside", help_text="As the report will name them."
    )
    reviewed_on = forms.DateField(
        label="Reviewed on",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )
    note = long_text(
        "What was said", "Required where a revision is suggested or required.", rows=4, most=20_000
    )

    field_order = ("reviewer", "reviewer_name", "reviewed_on", *ELEMENTS, "note")

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Member.objects.filter(review=review).select_related("user").order_by("user__name")
        self.fields["reviewer"].queryset = members  # type: ignore[attr-defined]
        for key, (label, question) in ELEMENTS.items():
            self.fields[key] = forms.ChoiceField(
                label=label,
                help_text=question,
                required=False,
                choices=[("", "Not looked at"), *PeerReview.Verdict.choices],
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["elements"] = {key: data[key] for key in ELEMENTS if data.get(key)}
        return data

    @property
    def told(self) -> Mapping[str, Any]:
        """What the operation takes."""
        names = ("reviewer", "reviewer_name", "reviewed_on", "elements", "note")
        return {name: self.cleaned_data[name] for name in names}
