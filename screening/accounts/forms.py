"""Forms about one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password

from screening.accounts.models import User

WHAT_WILL_DO = "At least 10 characters; no common password, not only digits, not your name or address."


class SignIn(AuthenticationForm):
    username = forms.EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username"})
    )
    error_messages = {
        "invalid_login": "That e-mail and password do not fit together. Nothing else was checked or changed.",
        "inactive": "This account is closed. Ask the administrator.",
    }

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip()


class NewPassword(forms.Form):
    current = forms.CharField(
        label="Current password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label="New password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=WHAT_WILL_DO,
    )
    again = forms.CharField(
        label="New password, again", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_current(self) -> str:
        if not self.user.check_password(self.cleaned_data["current"]):
            raise forms.ValidationError("This is not your current password.")
        return str(self.cleaned_data["current"])

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"], self.user)
        return str(self.cleaned_data["new"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned.get("new") != cleaned.get("again"):
            self.add_error("again", "The two new passwords differ.")
        if cleaned.get("new") and cleaned.get("new") == cleaned.get("current"):
            self.add_error("new", "This is the current password. Choose another one.")
        return cleaned


class Account(forms.Form):
    name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    mail_notices = forms.BooleanField(label="Send me notices by mail, too", required=False)
    ncbi_api_key = forms.CharField(
        label="NCBI API key",
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Optional: raises PubMed's limit from 3 to 10 requests a second. Kept encrypted, never shown again.",
    )
    forget_key = forms.BooleanField(label="Remove the stored key", required=False)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        initial = {"name": user.name, "email": user.email, "mail_notices": user.mail_notices}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.user = user
        if user.ncbi_api_key:
            self.fields["ncbi_api_key"].widget.attrs["placeholder"] = "unchanged"
        else:
            del self.fields["forget_key"]
        if not settings.MAIL_ON:
            self.fields[
                "mail_notices"
            ].help_text = "This installation sends no mail: notices stand on the site alone."

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        if User.objects.filter(email__iexact=email).exclude(pk=self.user.pk).exists():
            raise forms.ValidationError("Another account uses this address.")
        return email

    @property
    def new_key(self) -> str | None:
        """The key to store, ``""`` to remove it, ``None`` to leave it."""
        if self.cleaned_data.get("forget_key"):
            return ""
        return self.cleaned_data["ncbi_api_key"].strip() or None


class Registration(forms.Form):
    """For somebody who follows an invitation and has no account yet."""

    name = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=WHAT_WILL_DO,
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(
                "There is an account with this address: sign in first, then open the link again."
            )
        return email

    def clean_password(self) -> str:
        validate_password(
            self.cleaned_data["password"],
            User(name=self.data.get("name", ""), email=self.data.get("email", "")),
        )
        return str(self.cleaned_data["password"])
