"""What people enter when they build a form."""

from __future__ import annotations

from typing import Any

from django import forms

from screening.extraction.field_plan import FieldPlan
from screening.extraction.models import Field

PLAN = ("label", "type", "unit", "choices", "required", "help")


class Name(forms.Form):
    name = forms.CharField(
        max_length=120, label="Name", help_text="For instance: Characteristics of studies."
    )


class Reopen(forms.Form):
    reason = forms.CharField(
        max_length=5_000,
        label="Why",
        help_text="Kept in the audit trail.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PlanForm(forms.Form):
    """One field of an extraction form; ``plan`` is what was entered."""

    label = forms.CharField(max_length=200, label="Question or label")
    type = forms.ChoiceField(choices=Field.Type.choices, initial=Field.Type.SHORT_TEXT)
    unit = forms.CharField(max_length=40, required=False, help_text="Of a number: people, ml, months …")
    choices = forms.CharField(
        max_length=5_000,
        required=False,
        help_text="Of a choice: one per line.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    required = forms.BooleanField(
        required=False, label="Required", help_text="“Not reported” is an answer too."
    )
    help = forms.CharField(
        max_length=2_000, required=False, label="Help", widget=forms.Textarea(attrs={"rows": 2})
    )

    plan: FieldPlan

    @classmethod
    def about(cls, field: Field) -> PlanForm:
        values = {name: getattr(field, name) for name in PLAN}
        return cls(initial={**values, "choices": "\n".join(field.choices)}, auto_id=f"field{field.pk}_%s")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            lines = tuple(line.strip() for line in values["choices"].splitlines() if line.strip())
            self.plan = FieldPlan(**{**values, "choices": lines})
            for name, sentence in self.plan.problems().items():
                self.add_error(name, sentence)
        return values
