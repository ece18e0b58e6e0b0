"""What to take out."""

from __future__ import annotations

from django import forms

from screening.exports.scope import Scope


class ScopeForm(forms.Form):
    """Which citations; all where nothing is said."""

    scope = forms.TypedChoiceField(
        label="Which citations",
        choices=Scope.choices,
        coerce=Scope,
        empty_value=Scope.ALL,
        initial=Scope.ALL,
        required=False,
        help_text="By the outcome at this moment; these files hold outcomes, no votes.",
    )
