"""Forms about one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password

from screening.accounts.models import ReadingPreferences, User
from screening.accounts.service_keys import Service, is_key

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

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        initial = {"name": user.name, "email": user.email, "mail_notices": user.mail_notices}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.user = user
        if not settings.MAIL_ON:
            self.fields[
                "mail_notices"
            ].help_text = "This installation sends no mail: notices stand on the site alone."

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        if User.objects.filter(email__iexact=email).exclude(pk=self.user.pk).exists():
            raise forms.ValidationError("Another account uses this address.")
        return email


class Preferences(forms.ModelForm):
    class Meta:
        model = ReadingPreferences
        fields = ["text_size", "theme", "hide_origin", "order"]
        widgets = {"text_size": forms.RadioSelect, "theme": forms.RadioSelect, "order": forms.RadioSelect}
        help_texts = {
            "text_size": "Of titles and abstracts in the screening room.",
            "hide_origin": "In the screening room, so that a known name weighs nothing. The links to the source stay.",
            "order": "Newest and oldest go by the year of publication.",
        }


class Key(forms.Form):
    """One service's key. It is never sent back: an empty field leaves the stored one as it is."""

    key = forms.CharField(
        required=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    forget = forms.BooleanField(label="Remove the stored key", required=False)

    def __init__(self, service: Service, stored: bool, data: Any = None) -> None:
        super().__init__(data, prefix=service.name)
        self.service, self.stored = service, stored
        self.fields["key"].label = service.label
        self.fields["key"].help_text = f"{service.purpose} {service.source}"
        if stored:
            self.fields["key"].widget.attrs["placeholder"] = "unchanged"
            self.fields["forget"].label = f"Remove the stored key ({service.label})"
        else:
            del self.fields["forget"]

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"]).strip()
        if key and not is_key(key):
            raise forms.ValidationError(
                "This has a blank or a character that no key has. Copy the key alone. Nothing was stored."
            )
        return key

    @property
    def change(self) -> dict[str, str]:
        """What to store, by service: nothing where the key stays, ``""`` where it goes."""
        if self.cleaned_data.get("forget"):
            return {self.service.name: ""}
        key = self.cleaned_data["key"]
        return {self.service.name: key} if key else {}


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
