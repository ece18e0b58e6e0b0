"""Forms about duplicates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from screening.records.models import Citation, Record
from screening.reviews.models import Review


class Several(forms.ModelMultipleChoiceField):
    """Rows by id. One that no database can hold is no choice, rather than an error of SQLite's."""

    def clean(self, value: Any) -> Any:
        if any(len(str(pk)) > 18 for pk in value or ()):
            raise ValidationError(self.error_messages["required"], code="required")
        return super().clean(value)


class Merge(forms.Form):
    """Which citations are one report, and which description of it is kept."""

    citations = Several(Citation.objects.none(), error_messages={"required": "Choose which to merge."})
    keep = forms.ModelChoiceField(
        Citation.objects.none(), error_messages={"required": "Choose which one to keep."}
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = Citation.objects.filter(review=review)  # type: ignore[attr-defined]

    @property
    def sentence(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class Split(forms.Form):
    records = Several(
        Record.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the records to take out."},
    )

    def __init__(self, *args: Any, citation: Citation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["records"].queryset = Record.objects.filter(citation=citation).without_raw()  # type: ignore[attr-defined]

    def clean_records(self) -> list[Record]:
        records = list(self.cleaned_data["records"])
        if len(records) == self.fields["records"].queryset.count():  # type: ignore[attr-defined]
            raise ValidationError("Leave at least the first record with this citation.")
        return records
