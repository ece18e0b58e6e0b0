"""Forms about a review's team and settings."""

from __future__ import annotations

from django import forms

from screening.reviews.permissions import Role

ROLE_CHOICES = [(role.value, role.label) for role in Role]


class Invite(forms.Form):
    role = forms.ChoiceField(choices=ROLE_CHOICES, initial=Role.REVIEWER)
    email = forms.EmailField(
        label="E-mail", required=False, help_text="Optional: a note for yourself about whom the link is for."
    )


class ChangeRole(forms.Form):
    role = forms.ChoiceField(choices=ROLE_CHOICES)


class Settings(forms.Form):
    title = forms.CharField(max_length=300)
    contact_email = forms.EmailField(
        label="Contact e-mail for literature databases",
        required=False,
        help_text="Sent to the databases that are searched from here: they ask for an address that they can write to.",
    )


class Blinding(forms.Form):
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), help_text="Kept in the audit trail.")
