"""What people enter about a report and its full text."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from screening.decisions.forms import (
    NO_KEY,
    NO_REASON,
    NO_VERDICT,
    NOT_FOR_OTHERS,
    Note,
    for_somebody_else,
    in_words,
)
from screening.decisions.models import Verdict
from screening.fulltexts.models import Study
from screening.fulltexts.operations import web_address
from screening.fulltexts.queries import included_studies, maybe_offered
from screening.protocol.models import ExclusionReason, Stage
from screening.protocol.queries import reasons_for
from screening.reviews.models import Review

TEXT_LENGTH = 5_000


def text(label: str, help_text: str = "", *, required: bool = True, rows: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class OnOnePage(forms.Form):
    """One of several forms on a page: its fields have ids of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{type(self).__name__.lower()}_%s"
        super().__init__(*args, **kwargs)


class Retrieved(OnOnePage):
    upload = forms.FileField(
        label="PDF", required=False, widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"})
    )
    link = forms.URLField(
        label="or a link to it",
        required=False,
        max_length=1000,
        assume_scheme="https",
        validators=[web_address],
        help_text="For a text that may not be stored here, say a library's page.",
    )


class NotRetrieved(OnOnePage):
    note = text(
        "What was tried", "Signed with your name. The flow diagram counts the report as not retrieved."
    )


class Reopen(OnOnePage):
    reason = text("Why", "Kept in the audit trail.")


class Attempt(OnOnePage):
    method = forms.CharField(
        label="How", max_length=80, help_text="Publisher, library, interlibrary loan, e-mail to the authors …"
    )
    result = text("What came of it", required=False)


class Judgement(OnOnePage):
    """Include, or exclude for one main reason. ``key`` makes the same form sent twice one vote."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": NO_KEY, "required": NO_KEY})
    reason = forms.ModelChoiceField(
        queryset=ExclusionReason.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
        label="Main reason to exclude",
        error_messages={"invalid_choice": NO_REASON},
    )
    note = Note(label="Note", rows=2)

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid4()}, **kwargs)
        self.fields["reason"].queryset = reasons_for(review=review, stage=Stage.FULL_TEXT)  # type: ignore[attr-defined]
        maybe = [Verdict.MAYBE] if maybe_offered(review=review) else []
        offered = [Verdict.INCLUDE, *maybe, Verdict.EXCLUDE]
        self.fields["verdict"] = forms.ChoiceField(
            choices=[(v.value, v.label) for v in offered],
            widget=forms.HiddenInput,
            error_messages={
                "required": NO_VERDICT,
                "invalid_choice": f"The verdict is {in_words(offered)}. Nothing was stored.",
            },
        )

    def clean(self) -> dict[str, Any]:
        """A reason chosen before a change of mind is not one: only an exclusion has it."""
        if for_somebody_else(self.data):
            raise forms.ValidationError(NOT_FOR_OTHERS)
        values = super().clean() or {}
        if values.get("verdict") != Verdict.EXCLUDE:
            values["reason"] = None
        return values


class Assign(OnOnePage):
    study = forms.ModelChoiceField(
        queryset=Study.objects.none(),
        required=False,
        empty_label="A new study of its own",
        label="This report belongs to",
        help_text="Several reports of one group of participants are one study, counted once.",
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["study"].queryset = included_studies(review=review)  # type: ignore[attr-defined]


class Rename(OnOnePage):
    label = forms.CharField(max_length=120, label="The study's label")
