"""What is chosen on the list, and a label's name and colour."""

from __future__ import annotations

from typing import Any

from django import forms

from screening.records import labels
from screening.records.label_models import Label
from screening.reviews.models import Member

MOST_CHOSEN = 200  # rows of the longest page


class LabelForm(forms.ModelForm):
    class Meta:
        model = Label
        fields = ["name", "colour"]


class Labels(forms.Form):
    """Which label goes on or off which citations: those chosen on the page, or all that the address finds."""

    do = forms.ChoiceField(choices=[("put", "Put on"), ("take", "Take off")])
    which = forms.ModelChoiceField(
        Label.objects.none(), error_messages={"invalid_choice": "There is no such label in this review."}
    )
    of = forms.ChoiceField(choices=[("chosen", "the chosen rows"), ("found", "all that was found")])

    def __init__(self, *args: Any, member: Member, chosen: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].queryset = labels.of_review(review=member.review)  # type: ignore[attr-defined]
        self.chosen = chosen_of(chosen)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("of") == "chosen" and not self.chosen:
            raise forms.ValidationError("Choose at least one row of the list first.")
        if len(self.chosen) > MOST_CHOSEN:
            raise forms.ValidationError(f"Choose at most {MOST_CHOSEN} rows, or all that was found.")
        return data

    @property
    def sentence(self) -> str:
        return " ".join(str(message) for messages in self.errors.values() for message in messages)


def chosen_of(sent: list[str]) -> list[int]:
    """The ids of the rows that were chosen; what is none is left out."""
    return [int(pk) for pk in sent if pk.isascii() and pk.isdecimal() and len(pk) < 19]
