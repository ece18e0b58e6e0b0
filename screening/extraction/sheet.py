"""A form to answer: one small Django form per field, with where the answer was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from screening.extraction.answers import LONG, SHORT, YES_NO_UNCLEAR, Answer
from screening.extraction.models import Field
from screening.extraction.table import report_name
from screening.fulltexts.models import Report

CHOOSE = ("", "–")


def _line(**attrs: str) -> Callable[[Field], forms.Field]:
    return lambda field: forms.CharField(max_length=SHORT, widget=forms.TextInput(attrs=attrs))


def _choice(choices: Sequence[str]) -> forms.Field:
    return forms.ChoiceField(choices=[CHOOSE, *((each, each) for each in choices)])


CONTROLS: dict[str, Callable[[Field], forms.Field]] = {
    Field.Type.SHORT_TEXT: _line(),
    Field.Type.LONG_TEXT: lambda field: forms.CharField(
        max_length=LONG, widget=forms.Textarea(attrs={"rows": 4})
    ),
    Field.Type.NUMBER: _line(inputmode="decimal"),
    Field.Type.CHOICE: lambda field: _choice(field.choices),
    Field.Type.YES_NO_UNCLEAR: lambda field: _choice(YES_NO_UNCLEAR),
    Field.Type.DATE: _line(placeholder="YYYY-MM-DD"),
}


class AnswerForm(forms.Form):
    """One field's answer. A draft takes anything of a sensible length; completing it is stricter."""

    def __init__(self, *args: Any, field: Field, reports: Sequence[Report], **kwargs: Any) -> None:
        kwargs["prefix"] = f"f{field.pk}"
        super().__init__(*args, **kwargs)
        self.field = field
        text = CONTROLS[field.type](field)
        text.required, text.help_text = False, field.help
        text.label = f"{field.label} ({field.unit})" if field.unit else field.label
        self.fields["text"] = text
        self.fields["not_reported"] = forms.BooleanField(required=False, label="not reported")
        self.fields["report"] = forms.TypedChoiceField(
            required=False,
            coerce=int,
            empty_value=None,
            choices=[CHOOSE, *((report.pk, report_name(report)) for report in reports)],
        )
        self.fields["page"] = forms.CharField(required=False, max_length=40)
        self.fields["quote"] = forms.CharField(
            required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2})
        )


class Sheet:
    """All fields of an extraction form at once."""

    def __init__(
        self,
        fields: Iterable[Field],
        reports: Sequence[Report],
        *,
        data: Mapping[str, Any] | None = None,
        given: Mapping[str, Answer] | None = None,
    ) -> None:
        """``data`` is what was posted; else ``given`` fills the forms, by field key."""
        given = given or {}
        self.errors: list[str] = []
        self.forms = [
            AnswerForm(data, field=field, reports=reports, initial=asdict(given.get(field.key, Answer())))
            for field in fields
        ]

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms)

    def answers(self) -> dict[Field, Answer]:
        return {form.field: Answer(**form.cleaned_data) for form in self.forms}

    def refuse(self, refusal: ValidationError) -> None:
        """Put each sentence of an operation's refusal beside the field it is about."""
        if not hasattr(refusal, "error_dict"):
            self.errors = refusal.messages
            return
        for form in self.forms:
            if form.field.key in refusal.error_dict:
                form.add_error("text", refusal.error_dict[form.field.key])

    @property
    def wrong(self) -> int:
        """How many fields have an error."""
        return sum(bool(form.errors) for form in self.forms)
