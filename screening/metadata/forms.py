"""What to look for and where; which proposals a person decided on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings

from screening.metadata.finders import FINDERS
from screening.metadata.queries import FIELD_LABELS, LOOKED_FOR

LONGEST_ID = 18  # digits: more no database can hold


class LookUp(forms.Form):
    fields_missing = forms.MultipleChoiceField(
        label="Citations without",
        choices=list(FIELD_LABELS.items()),
        initial=["abstract", "doi", "year"],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what is missing."},
    )
    sources = forms.MultipleChoiceField(
        label="Ask",
        required=False,
        choices=[(finder.key, finder.label) for finder in FINDERS.values()],
        widget=forms.CheckboxSelectMultiple,
        help_text="In this order; each for what those before it did not give. A citation's own records are looked"
        " at first.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].initial = ["pubmed"] if settings.DEMO else ["pubmed", "crossref"]


class Missing(forms.Form):
    """Which citations are listed: by state, and by what they lack."""

    STATES = {"proposed": "Proposed", "missing": "Missing", "dismissed": "Dismissed"}

    state = forms.ChoiceField(choices=list(STATES.items()), required=False)
    field = forms.ChoiceField(choices=list(FIELD_LABELS.items()), required=False)

    @property
    def chosen(self) -> tuple[str, list[str]]:
        """The state and the fields; what makes no sense is left out."""
        self.is_valid()
        field = self.cleaned_data.get("field")
        return self.cleaned_data.get("state") or "proposed", [field] if field else list(LOOKED_FOR)


def ids(values: Iterable[str]) -> list[int]:
    """The row ids among what a browser sent."""
    return [int(value) for value in values if value.isdecimal() and len(value) <= LONGEST_ID]
