"""Forms about a review's team and settings."""

from __future__ import annotations

from typing import Any

from django import forms

from screening.reviews.inviting import USUAL_DAYS
from screening.reviews.permissions import Role

ROLE_CHOICES = [(role.value, role.label) for role in Role]
LIVES = [("1", "1 day"), ("3", "3 days"), ("7", "1 week"), ("14", "2 weeks"), ("30", "30 days")]


class Invite(forms.Form):
    """``mail_on``: whether a letter can be sent, so that the page promises none otherwise."""

    role = forms.ChoiceField(choices=ROLE_CHOICES, initial=Role.REVIEWER)
    email = forms.EmailField(label="E-mail", required=False)
    days = forms.ChoiceField(
        label="The link works for", choices=LIVES, initial=str(USUAL_DAYS), required=False
    )

    def __init__(self, *args: Any, mail_on: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = (
            "The link is mailed there. Leave it empty to get the link here and send it yourself."
            if mail_on
            else "Optional: a note for yourself about whom the link is for. This installation sends no mail."
        )

    def clean_days(self) -> int:
        return int(self.cleaned_data["days"] or USUAL_DAYS)


class ChooseRole(forms.Form):
    role = forms.TypedChoiceField(
        choices=ROLE_CHOICES, coerce=Role, error_messages={"invalid_choice": "Choose one of the roles."}
    )


class Settings(forms.Form):
    title = forms.CharField(max_length=300)
    contact_email = forms.EmailField(
        label="Contact e-mail for literature databases",
        required=False,
        help_text="Sent to the databases that are searched from here: they ask for an address that they can write to.",
    )


class Blinding(forms.Form):
    """``blinded`` is what the page offered: sent twice, or from a page that is old by now, it must not turn back."""

    blinded = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda said: said == "yes", widget=forms.HiddenInput
    )
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), help_text="Kept in the audit trail.")
