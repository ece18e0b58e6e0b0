"""Forms about a record that could not be read."""

from __future__ import annotations

from django import forms

from screening.records.forms import DescriptionForm
from screening.records.models import Citation
from screening.searches.repairing import Dismissal


class Repair(DescriptionForm):
    """What the record says, as a person reads it."""

    @classmethod
    def written(cls, citation: Citation) -> dict[str, object]:
        """What was written down before, to be corrected; nothing for a citation that nobody described yet."""
        return {} if citation.closed_as else super().written(citation)


class Dismiss(forms.Form):
    reason = forms.TypedChoiceField(
        choices=Dismissal.choices, coerce=Dismissal, widget=forms.RadioSelect, label="Why it is not screened"
    )
