"""What to take out."""

from __future__ import annotations

from django import forms

from screening.exports.scope import Scope


class ScopeForm(forms.Form):
    """Which citations; all where nothing is said. ``shown`` is the query string of a list that narrows them."""

    shown = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    scope = forms.TypedChoiceField(
        label="Which citations",
        choices=Scope.choices,
        coerce=Scope,
        empty_value=Scope.ALL,
        initial=Scope.ALL,
        required=False,
        help_text="By the outcome at this moment; these files hold outcomes, no votes.",
    )
