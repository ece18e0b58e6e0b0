"""Conflicts of interest: names, who is barred by hand, and what is done with those that were chosen."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms

from screening.decisions.interests.models import Interest
from screening.decisions.interests.names import Name
from screening.lib.several import Several
from screening.records.names import author
from screening.reviews.models import Member, Review

REASON = 500
GONE = "One of these is not here any more. Nothing was changed."
MOST_NAMES, LONGEST_NAME = 30, 200


class OwnNames(forms.Form):
    names = forms.CharField(
        label="Names",
        required=False,
        max_length=MOST_NAMES * LONGEST_NAME,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One in each line: Family, Given. Initials do, too: Lovelace, A K."
        " Add earlier names and other spellings.",
    )

    def clean_names(self) -> list[Name]:
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(lines) > MOST_NAMES:
            raise forms.ValidationError(
                f"Up to {MOST_NAMES} names; these are {len(lines)}. Nothing was changed."
            )
        return list(dict.fromkeys(_name(line) for line in lines))


def _name(line: str) -> Name:
    found = author(line)
    if (
        found is None
        or not found.given
        or not any(map(str.isalpha, found.family))
        or len(line) > LONGEST_NAME
    ):
        raise forms.ValidationError(
            f"“{line[:80]}” is not read as a name: write the family name, a comma, then given names or initials."
        )
    return Name(found.family, found.given)


class Bar(forms.Form):
    member = forms.ModelChoiceField(Member.objects.none(), label="Who", empty_label=None)
    reason = forms.CharField(
        max_length=REASON,
        help_text="Co-author, same department, a grant … Kept in the audit trail.",
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = _people(review)  # type: ignore[attr-defined]


class Decide(forms.Form):
    """``chosen`` of the list, and what to do with them."""

    chosen = Several(
        Interest.objects.none(),
        error_messages={
            **dict.fromkeys(("invalid_choice", "invalid_pk_value"), GONE),
            "required": "Choose at least one. Nothing was changed.",
        },
    )
    do = forms.ChoiceField(
        choices=[("bar", "Bar"), ("dismiss", "Dismiss"), ("lift", "Lift")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Say what to do. Nothing was changed."),
    )
    reason = forms.CharField(required=False, max_length=REASON)

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = Interest.objects.filter(review=review)  # type: ignore[attr-defined]


class InterestFilter(filters.FilterSet):
    """By person and state; in the URL."""

    member = filters.ModelChoiceFilter(
        queryset=Member.objects.none(), label="Member", empty_label="everybody"
    )
    state = filters.ChoiceFilter(choices=Interest.State.choices, label="State", empty_label="any")

    class Meta:
        model = Interest
        fields: list[str] = []

    def __init__(self, *args: Any, viewer: Member, everybody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if everybody:
            self.filters["member"].queryset = _people(viewer.review)
        else:
            del self.filters["member"]


def _people(review: Review) -> Any:
    return Member.objects.filter(review=review).select_related("user").order_by("left_at", "joined_at")
